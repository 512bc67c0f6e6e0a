"""The pages behind the report of a batch."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from align.document import Alignment
from cli import main
from tests.clips.films import alignment_of, make_film


def review(*args: object) -> Result:
    return CliRunner().invoke(main, ["review", *[str(arg) for arg in args], "--no-browser"])


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    out = tmp_path / "aligned"
    rows = []
    for k, name in enumerate(("worst", "better")):
        (out / name).mkdir(parents=True)
        sound = make_film(out / name / "sound.mkv", 50, "25", "-c:a pcm_s16le")
        alignment_of("one two three", duration=2.0, media=str(sound)).save(out / name / "a b.align.json")
        places = [{"start": 0.5, "text": "two <three>"}]
        row = {"id": name, "title": f"<{name}>", "code": 0, "severity": 0.5 - k / 10, "places": places}
        rows.append({**row, "document": f"{name}/a b.align.json"})
    rows.insert(0, {"id": "bad", "code": 3, "severity": 1.0, "reason": "does not fit", "document": "", "places": []})
    (out / "report.json").write_text(json.dumps({"episodes": rows}))
    (out / "report.html").write_text('<script id="pages" type="application/json">["old"]</script><p>rest</p>')
    return out


@pytest.mark.slow
def test_the_worst_episodes_have_pages_and_each_place_a_link(batch: Path) -> None:
    result = review(batch, "--limit", 2)
    assert result.exit_code == 0, result.output
    page = (batch / "review.html").read_text()
    assert '<a href="worst/a%20b.review.html#t=0.5">' in page
    assert "two &lt;three&gt;" in page
    assert "<worst>" not in page
    assert "does not fit" in page
    assert (batch / "worst" / "a b.review.html").is_file()
    assert not (batch / "better" / "a b.review.html").exists()
    linked = '<script id="pages" type="application/json">["worst/a b.review.html"]</script><p>rest</p>'
    assert (batch / "report.html").read_text() == linked
    made = (batch / "worst" / "a b.review.html").stat().st_mtime_ns
    assert review(batch, "--limit", 3).exit_code == 0
    assert (batch / "worst" / "a b.review.html").stat().st_mtime_ns == made
    assert (batch / "better" / "a b.review.html").is_file()
    document = batch / "worst" / "a b.align.json"
    Alignment.load(document).save(document, force=True)
    os.utime(document, ns=(made + 10**9, made + 10**9))
    assert review(batch).exit_code == 0
    assert (batch / "worst" / "a b.review.html").stat().st_mtime_ns != made


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "holds no report of a batch"), ("[]", "is not a report"), ('{"episodes": [1]}', "is not a")],
)
def test_a_folder_without_a_report_is_one_line(tmp_path: Path, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / "report.json").write_text(text)
    result = review(tmp_path)
    assert (result.exit_code, result.stderr.count("\n")) == (4, 1)
    assert said in result.stderr
    assert not (tmp_path / "review.html").exists()
