"""Every file of a folder of odd media, where there is one: a clip with every frame and sample, or one line why not.

Not run unless asked for (`PULLQUOTE_ODD_MEDIA=folder`): it takes a minute or two.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from align.document import Alignment, Engine, Media, Word
from align.media import probe, stream_pcm
from cli import main
from clips.frames import frame_times

FOLDER = os.environ.get("PULLQUOTE_ODD_MEDIA", "")
FILES = sorted(p for p in Path(FOLDER).iterdir() if p.suffix not in (".md", ".tsv", ".txt")) if FOLDER else []


@pytest.mark.skipif(not FILES, reason="no folder of odd media was named")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[:12])
def test_a_clip_or_a_line(path: Path, tmp_path: Path) -> None:
    words = tuple(Word(f"w{k}", round(0.2 + 0.25 * k, 3), round(0.4 + 0.25 * k, 3), 0.9) for k in range(7))
    Alignment(Media(str(path), "0" * 64, 2.0), "en", Engine("x", "1"), words).save(tmp_path / "a.align.json")
    args = [
        "clip",
        str(tmp_path / "a.align.json"),
        "word:2-5",
        "--anyway",
        "--media",
        str(path),
        "-o",
        str(tmp_path / "out"),
    ]
    result = CliRunner().invoke(
        main, [*args, "--quality", "draft", "--height", "180", "--json"], catch_exceptions=False
    )
    if result.exit_code:
        assert result.exit_code in (3, 4)
        assert result.stderr.count("\n") == 1
        assert not list((tmp_path / "out").glob("*.mp4")) if (tmp_path / "out").exists() else True
        return
    (entry,) = json.loads(result.stdout)["clips"]
    info = probe(tmp_path / "out" / entry["files"]["clip"])
    assert info.video is not None
    first, last = entry["spans"][0]["frames"]
    assert len(frame_times(info, info.video, 0.0, 60.0)) == last - first
    samples = sum(len(block) for block in stream_pcm(info.path, rate=48000))
    assert samples == pytest.approx(entry["duration"] * 48000, abs=1100)
