"""Recordings and transcripts are paired where there is one way to, and told where there is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.episodes import Found, episode_ids
from catalogue.remote import Source
from catalogue.sources import find_episodes


def pairs(folder: Path, *names: str) -> tuple[set[tuple[str, str]], dict[str, str]]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    found: Found = find_episodes(folder)
    made = {(inside(folder, e.audio), inside(folder, e.transcript)) for e in found.episodes}
    return made, {inside(folder, each.path): each.reason for each in found.unpaired}


def inside(folder: Path, source: Source) -> str:
    return str(source).removeprefix(f"{folder}/")


def test_the_same_stem(tmp_path: Path) -> None:
    made, left = pairs(tmp_path, "a.mp3", "a.txt", "sub/b.wav", "sub/b.md", "notes.pdf", ".hidden.mp3")
    assert made == {("a.mp3", "a.txt"), ("sub/b.wav", "sub/b.md")}
    assert left == {}


def test_the_same_stem_in_another_folder_and_with_a_suffix(tmp_path: Path) -> None:
    made, left = pairs(tmp_path, "audio/The Lamp.mp3", "text/the-lamp_transcript.docx")
    assert made == {("audio/The Lamp.mp3", "text/the-lamp_transcript.docx")}
    assert left == {}


def test_dates_and_numbers(tmp_path: Path) -> None:
    made, left = pairs(
        tmp_path, "2024-05-01 lamps.mp3", "20240501.txt", "ep7.mp3", "Episode 007 (final).txt", "s01e03.wav", "S1E3.txt"
    )
    assert made == {
        ("2024-05-01 lamps.mp3", "20240501.txt"),
        ("ep7.mp3", "Episode 007 (final).txt"),
        ("s01e03.wav", "S1E3.txt"),
    }
    assert left == {}


def test_what_is_doubtful_is_told_and_not_guessed(tmp_path: Path) -> None:
    made, left = pairs(tmp_path, "ep7.mp3", "show 7.wav", "7.txt", "lamp.mp3", "night.txt", "a.mp3", "a.txt", "a.srt")
    assert made == set()
    assert left["lamp.mp3"] == "no transcript has its name, date or number"
    assert left["night.txt"] == "no recording has its name, date or number"
    assert "not clear" in left["7.txt"]
    assert "a.srt, a.txt" in left["a.mp3"]


def test_the_output_folder_is_not_searched(tmp_path: Path) -> None:
    for name in ("a.mp3", "a.txt", "out/a/a.srt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = find_episodes(tmp_path, out=tmp_path / "out")
    assert [episode.id for episode in found.episodes] == ["a"]
    assert found.unpaired == ()


def test_alike_stems_get_names_of_their_folders(tmp_path: Path) -> None:
    for name in ("one/a.mp3", "one/a.txt", "two/a.mp3", "two/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [episode.id for episode in find_episodes(tmp_path).episodes] == ["one-a", "two-a"]


@pytest.mark.slow
@given(st.lists(st.text(max_size=20), max_size=12))
def test_identifiers_are_file_names_and_differ(names: list[str]) -> None:
    ids = episode_ids(names)
    assert len({one.casefold() for one in ids}) == len(names)
    for one in ids:
        assert one == Path(one).name
        assert one not in ("", ".", "..")


def test_a_source_of_no_known_kind(tmp_path: Path) -> None:
    from align.errors import FileProblem, UsageError

    with pytest.raises(FileProblem, match="no such file or folder"):
        find_episodes(tmp_path / "none")
    (tmp_path / "a.zip").write_bytes(b"x")
    with pytest.raises(UsageError, match="no folder, no manifest"):
        find_episodes(tmp_path / "a.zip")
