"""`pullquote.toml`: what is misspelt is named, and `[clip]` gives the command its defaults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from align.document import Alignment
from align.errors import FileProblem, UsageError
from align.settings_file import read_settings
from cli import main
from subtitles.settings import resolve


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[clips]\naspect = '9:16'\n", "unknown table clips; did you mean clip?"),
        ("[subtitels]\n", "did you mean subtitles?"),
        ("fps = 25\n", "unknown table fps"),
        ("[subtitles]\nmax_char = 30\n", r"unknown key in \[subtitles\]: max_char; did you mean max_chars?"),
        ("[profiles.ours]\nbsae = 'ted'\n", r"unknown key in \[profiles.ours\]: bsae; did you mean base?"),
    ],
)
def test_what_is_misspelt_is_named(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "pullquote.toml").write_text(text)
    with pytest.raises(UsageError, match=named):
        resolve(tmp_path, {})


def test_lists_deeper_than_python_goes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pullquote.toml").write_text(f"[clip]\naspect = {'[' * 9000}\n")
    with pytest.raises(FileProblem, match="is not TOML"):
        read_settings(tmp_path)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("apsect = '1:1'", "unknown key in [clip]: apsect; did you mean aspect?"),
        ("aspect = '7:1'", "[clip] aspect: '7:1' is not one of"),
        ("denoise = 'yes'", "[clip] denoise is true or false, not 'yes'"),
        ("height = true", "[clip] height is one value, not True"),
        ("high-pass = 5", "[clip] high_pass: 5"),
        ("dry-run = true", "unknown key in [clip]: dry_run"),
    ],
)
def test_wrong_defaults_for_clips_are_named(sample_alignment: Alignment, tmp_path: Path, line: str, named: str) -> None:
    sample_alignment.save(tmp_path / "x.align.json")
    (tmp_path / "pullquote.toml").write_text(f"[clip]\n{line}\n")
    done = CliRunner().invoke(main, ["clip", str(tmp_path / "x.align.json"), "word:1-9", "--dry-run"])
    assert done.exit_code == 2
    assert named in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.slow
def test_the_folder_gives_clips_their_defaults_and_options_win(sample_alignment: Alignment, tmp_path: Path) -> None:
    sample_alignment.save(tmp_path / "x.align.json")

    def planned(*options: str) -> tuple[float, float]:
        call = ["clip", str(tmp_path / "x.align.json"), "word:20-29", "--dry-run", "--json", *options]
        done = CliRunner().invoke(main, call)
        (span,) = json.loads(done.stdout)["clips"][0]["spans"]
        return span["in"], span["out"]

    plain = planned()
    (tmp_path / "pullquote.toml").write_text('[clip]\nhandles = "0.5s"\nquality = "high"\n')
    assert planned() == pytest.approx((plain[0] - 0.5, plain[1] + 0.5), abs=0.01)
    assert planned("--handles", "0s") == plain
