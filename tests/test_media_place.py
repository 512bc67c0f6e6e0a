from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from align.document import Alignment, EngineInfo, Media, Word
from align.media_place import find_media_file, placed


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "show" / "docs").mkdir(parents=True)
    (tmp_path / "show" / "talk.wav").write_bytes(b"sound")
    return tmp_path / "show"


def saved(tree: Path, media: Media) -> Path:
    document = tree / "docs" / "talk.align.json"
    Alignment(media, "en", EngineInfo("x", "1"), (Word("one", 0.0, 0.5, 0.9),)).save(document)
    return document


@pytest.mark.parametrize("absolute", [True, False])
def test_media_are_found_again_when_both_have_moved(
    tree: Path, monkeypatch: pytest.MonkeyPatch, absolute: bool
) -> None:
    monkeypatch.chdir(tree)
    document = saved(tree, Media(str(tree / "talk.wav") if absolute else "talk.wav", "0" * 64, 1.0))
    media = Alignment.load(document).media
    assert media.relative == "../talk.wav"
    assert find_media_file(media, document) is not None
    moved = tree.with_name("archive")
    shutil.move(tree, moved)
    monkeypatch.chdir("/")
    place = find_media_file(media, moved / "docs" / "talk.align.json")
    assert place is not None
    assert place.read_bytes() == b"sound"


def test_a_path_that_says_the_same_is_not_written_twice(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    assert placed(Media("talk.wav", "", 1.0), tree / "talk.align.json").relative is None
    assert "relative" not in Alignment(Media("a", "", 1.0), "en", EngineInfo("x", "1"), ()).to_json()


def test_saving_again_from_elsewhere_keeps_what_leads_there(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    document = saved(tree, Media("talk.wav", "0" * 64, 1.0))
    monkeypatch.chdir("/")
    Alignment.load(document).save(document, force=True)
    assert Alignment.load(document).media.relative == "../talk.wav"
    # A copy in another folder sees them from there, as long as they can be seen at all.
    other = tree / "other.align.json"
    monkeypatch.chdir(tree)
    Alignment.load(document).save(other)
    assert find_media_file(Alignment.load(other).media, other) is not None


def test_media_that_are_nowhere(tree: Path) -> None:
    gone = Media("gone.wav", "", 1.0, relative="../gone.wav")
    assert find_media_file(gone, tree / "docs" / "x.json") is None
    assert find_media_file(replace(gone, path="x" * 5000), tree / "x.json") is None
    assert find_media_file(Media("", "", 0.0), tree / "x.json") is None
    # Named on another system, and now beside the document.
    assert find_media_file(Media("D:\\show\\talk.wav", "", 1.0), tree / "x.json") == tree / "talk.wav"


def test_the_stream_and_channel_survive_a_round_trip() -> None:
    media = Media("a.mp4", "", 1.0, relative="../a.mp4", stream=1, channel=0)
    document = Alignment(media, "en", EngineInfo("x", "1"), ())
    assert Alignment.from_json(document.to_json()).media == media
    with pytest.raises(ValueError, match=r"media\.stream"):
        Alignment.from_json(document.to_json().replace('"stream": 1', '"stream": "one"'))
