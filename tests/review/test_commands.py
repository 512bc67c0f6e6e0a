"""`pullquote review` as a user calls it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from align.document import Alignment
from align.media import run_ffmpeg
from cli import main


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "é %41 & b.wav"
    run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", "sine=d=10", "-ar", "16000", str(path)])
    return path


@pytest.mark.slow
def test_a_static_page_is_written(path: Path, sound: Path, tmp_path: Path) -> None:
    page = tmp_path / "pages" / "review.html"
    page.parent.mkdir()
    call = ["review", str(path), "--media", str(sound), "--static", str(page), "--json"]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {"page": str(page), "media": str(sound)}
    data = json.loads(re.findall(r'id="data">(.*?)</script>', page.read_text(encoding="utf-8"))[0])
    assert data["media"] == "../%C3%A9%20%2541%20%26%20b.wav"
    again = CliRunner().invoke(main, call)
    assert again.exit_code == 2
    assert "--force" in again.stderr
    assert CliRunner().invoke(main, [*call, "--force"]).exit_code == 0


def test_a_page_without_a_recording_is_refused(path: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["review", str(path), "--static", str(tmp_path / "x.html")])
    assert done.exit_code == 4
    assert "--media" in done.stderr
    assert not (tmp_path / "x.html").exists()


def test_a_document_that_is_none_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "x.json"
    bad.write_text("{}")
    for name in (bad, tmp_path / "gone.json"):
        done = CliRunner().invoke(main, ["review", str(name), "--no-browser"])
        assert done.exit_code == 4
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_the_server_starts_answers_and_ends(path: Path, document: Alignment) -> None:
    call = [sys.executable, "-m", "cli", "review", str(path), "--no-browser", "--json"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    # A job of a shell without job control ignores interrupts, and so would the server.
    with subprocess.Popen(call, **pipes, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)) as running:
        assert running.stdout is not None
        url = json.loads(running.stdout.readline())["url"]
        with urllib.request.urlopen(url, timeout=10) as answer:
            assert b"everybody." in answer.read()
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=10)
        assert running.returncode == 0
        assert "nowhere.mp3 was not found" in said
    assert Alignment.load(path) == document
