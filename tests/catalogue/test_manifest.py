"""Manifests and feeds: what they may say, and the line that is named where they say something else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from align.errors import FileProblem
from catalogue.sources import find_episodes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.mp3", "a.txt", "b.mp3", "b.txt"):
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def test_a_table(folder: Path) -> None:
    (folder / "list.csv").write_text(
        "audio,transcript,language,speakers,title,id\na.mp3,a.txt,de,Ada; Bob,The lamp,lamp\nb.mp3,b.txt,,,,\n"
    )
    first, second = find_episodes(folder / "list.csv").episodes
    assert (first.id, first.language, first.speakers, first.title) == ("lamp", "de", ("Ada", "Bob"), "The lamp")
    assert (second.id, second.language, second.audio) == ("b", "auto", folder / "b.mp3")


def test_json_lines(folder: Path) -> None:
    rows = [{"audio": "a.mp3", "transcript": "a.txt"}, {"audio": "b.mp3", "transcript": "b.txt", "speakers": ["Ada"]}]
    (folder / "list.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert [episode.speakers for episode in find_episodes(folder / "list.jsonl").episodes] == [(), ("Ada",)]


def test_files_that_are_missing_are_told(folder: Path) -> None:
    (folder / "list.csv").write_text("audio,transcript\na.mp3,a.txt\nb.mp3,gone.txt\n")
    found = find_episodes(folder / "list.csv")
    assert [episode.id for episode in found.episodes] == ["a"]
    assert [(each.path.name, each.reason) for each in found.unpaired] == [
        ("gone.txt", "there is no such file (line 3 of list.csv)")
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("l.csv", "audio,text\na.mp3,a.txt\n", "line 1: no column is called 'text'"),
        ("l.csv", "audio,title\na.mp3,a\n", "line 1: the column 'transcript' is missing"),
        ("l.csv", "audio,transcript\na.mp3,a.txt,x\n", "line 2 has more fields than columns"),
        ("l.csv", "audio,transcript\na.mp3\n", "line 2: 'transcript' is empty"),
        ("l.csv", "audio,transcript,id\na.mp3,a.txt,x\nb.mp3,b.txt,X\n", "line 3: the id 'X' stands in line 2 already"),
        ("l.csv", "audio,transcript,id\na.mp3,a.txt,../x\n", "line 2: the id '../x' may hold"),
        ("l.csv", 'audio,transcript\n"a.mp3,a.txt\n', "is not CSV"),
        ("l.csv", "audio,transcript\n", "lists no episode"),
        ("l.jsonl", '{"audio": "a.mp3", "transcript": "a.txt"}\n[1]\n', "line 2 is not a JSON object"),
        ("l.jsonl", '{"audio": 3, "transcript": "a.txt"}\n', "line 1: 'audio' is empty or no name"),
        ("l.jsonl", '{"audio": "a.mp3", "transcript": "a.txt", "speakers": 5}\n', "line 1: 'speakers' is neither"),
        ("l.jsonl", '{"audio": "a.mp3", "transcript": "a.txt", "speakers": {"a": 1}}\n', "'speakers' is neither"),
        ("l.jsonl", '{"audio": "a.mp3", "transcript": "a.txt", "speakers": [1]}\n', "'speakers' is neither"),
        ("l.jsonl", '{"audio": "a.mp3", "transcript": "a.txt", "title": ["x"]}\n', "'title' is neither text nor"),
        ("l.jsonl", '{"audio": "a.mp3", "transcript": "a.txt", "language": true}\n', "'language' is neither"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(folder: Path, name: str, text: str, said: str) -> None:
    (folder / name).write_text(text)
    with pytest.raises(FileProblem) as caught:
        find_episodes(folder / name)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


ITEM = (
    '<item><title>Lamp</title><enclosure url="https://x.org/f/a.mp3?t=1"/>'
    '<podcast:transcript url="https://x.org/a.html" type="text/html"/>'
    '<podcast:transcript url="https://x.org/{text}" type="text/plain"/></item>'
)
FEED = '<rss xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>{items}</channel></rss>'


def test_a_feed_finds_local_copies_by_name(folder: Path) -> None:
    (folder / "feed.xml").write_text(FEED.format(items=ITEM.format(text="a.txt") + ITEM.format(text="gone.txt")))
    found = find_episodes(folder / "feed.xml")
    assert [(e.id, e.audio.name, e.transcript.name) for e in found.episodes] == [("Lamp", "a.mp3", "a.txt")]
    assert [(each.path.name, each.reason) for each in found.unpaired] == [
        ("gone.txt", "no copy beside the feed; give --download")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<!DOCTYPE r [<!ENTITY a "b">]><rss>&a;</rss>', "declares entities"),
        ("<rss>&nosuchsign;</rss>", "is not a feed: undefined entity"),
        ("<rss><channel/></rss>", "no item has an enclosure"),
        ("words", "is not a feed"),
    ],
)
def test_what_is_no_feed(folder: Path, text: str, said: str) -> None:
    (folder / "feed.xml").write_text(text)
    with pytest.raises(FileProblem, match=said):
        find_episodes(folder / "feed.xml")
