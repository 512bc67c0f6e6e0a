"""Web pages as they are saved: what browsers show is said, each word once; what they hide is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.errors import FileProblem
from align.transcript.formats import html_tags
from align.transcript.formats.html_tags import TagFinder
from align.transcript.reader import Transcript, read_transcript
from tests.opcodes import opcodes

TURNS = (("Ada", "Did it float?"), ("Ben", "It did."), ("Ada", "When?"), ("Ben", "In May."))
SAID = " ".join(text for _, text in TURNS)


def read(folder: Path, body: str, name: str = "page.html") -> Transcript:
    path = folder / name
    path.write_text(f"<!DOCTYPE html><html><head><title>Boats</title></head><body>{body}</body></html>", "utf-8")
    return read_transcript(path)


@pytest.mark.parametrize(
    "row",
    [
        "<p title=\"a > b\" data-x='<i>'>{name}: {text}</p>",
        '<p><img src="data:image/png;base64,' + "A" * 5000 + '">{name}: {text}</p>',
        "<p>{name}: {text}<sup><a href='#cmnt1'>[a]</a></sup></p>",
        "<div><label>{name}</label><p>{text}</p></div>",
        "<p>{name}: <span hidden>not this </span>{text}</p>",
        '<p>{name}: <span style="visibility: hidden">not this</span>{text}</p>',
        '<p>{name}: <span class="icon sr-only">Copy link</span>{text}</p>',
        "<p>{name}: <del>Not this.</del> {text} <s>Nor this.</s></p>",
        "<p>{name}: {text}<ruby><rp>(</rp><rt>not this</rt><rp>)</rp></ruby></p>",
    ],
)
def test_only_what_is_shown_is_said(tmp_path: Path, row: str) -> None:
    notes = "<p><a id='cmnt1'>[a]</a> is this right?</p>" if "cmnt1" in row else ""
    transcript = read(tmp_path, "".join(row.format(name=name, text=text) for name, text in TURNS) + notes)
    assert " ".join(transcript.words) == SAID
    assert [turn.name for turn in transcript.speakers] == [name for name, _ in TURNS]


def test_a_menu_that_never_ends_hides_nothing(tmp_path: Path) -> None:
    rows = "".join(f"<p>{name}: {text}</p>" for name, text in TURNS)
    assert " ".join(read(tmp_path, f"<nav><a>Home</a>{rows}").words) == SAID
    unclosed = tmp_path / "unclosed.html"
    unclosed.write_text(f"<html><head><title>Boats</title><body>{rows}", "utf-8")
    assert " ".join(read_transcript(unclosed).words) == SAID


def test_lines_that_can_be_pressed_are_said_and_buttons_beside_them_are_not(tmp_path: Path) -> None:
    rows = "".join(f"<button>0:0{k} {text}</button>" for k, (_, text) in enumerate(TURNS))
    transcript = read(tmp_path, f"<div>{rows}</div>")
    assert " ".join(transcript.words) == SAID
    assert [start for _, start, _ in transcript.hints] == [0.0, 1.0, 2.0, 3.0]
    beside = "".join(f"<p>{name}: {text}</p><button>Copy</button>" for name, text in TURNS)
    assert " ".join(read(tmp_path, beside).words) == SAID


def test_tags_without_an_end_take_no_longer_than_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_tags, "MOST_WASTED", 1000)

    def look(count: int) -> None:
        tags = TagFinder('<p a="' * count)
        for place in range(0, len(tags.text), 6):
            tags.at(place)

    assert opcodes(look, 400) < 5 * opcodes(look, 100)


def test_mail_and_archives_of_pages_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "page.mht"
    path.write_text("From: <Saved>\r\nSubject: Boats\r\nMIME-Version: 1.0\r\n\r\n<html>It floats.</html>\r\n", "utf-8")
    with pytest.raises(FileProblem, match="is an e-mail or a web archive"):
        read_transcript(path)


def test_the_page_inside_a_file_of_otranscribe(tmp_path: Path) -> None:
    path = tmp_path / "talk.otr"
    row = '<p><span class=\\"timestamp\\">0:0{}</span> {}: {}</p>'
    rows = "".join(row.format(k, name, text) for k, (name, text) in enumerate(TURNS))
    path.write_text(f'{{"text": "{rows}", "media": "talk.mp3", "media-time": 3.1}}', "utf-8")
    transcript = read_transcript(path)
    assert " ".join(transcript.words) == SAID
    assert [turn.name for turn in transcript.speakers] == [name for name, _ in TURNS]
    path.write_text('{"text": 3}', "utf-8")
    with pytest.raises(FileProblem, match="without its text"):
        read_transcript(path)
