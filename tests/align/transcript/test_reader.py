"""Reading transcripts: what is a word, where it stands, and what is layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.errors import FileProblem
from align.transcript.layouts import lead_of, matches
from align.transcript.reader import read_transcript
from tests.align.transcript.reading import read

SENTENCE = "The harbour lights went out one after another while the ferry turned"


def lines(first: int, last: int) -> str:
    """Numbered caption lines, none like another, with blank lines between."""
    return "\n\n".join(f"Caption {n} says something about\xa0 number {n * 7} and" for n in range(first, last))


def test_words_keep_their_place(tmp_path: Path) -> None:
    transcript = read(tmp_path, "# One\n\nHello,\xa0 “big” world –\n\n  again.\n")
    assert [(t.text, t.line, t.column) for t in transcript.tokens] == [
        ("Hello,", 3, 1),
        ("“big”", 3, 9),
        ("world", 3, 15),
        ("–", 3, 21),
        ("again.", 5, 3),
    ]
    assert transcript.lines == (0, 4)
    assert [(c.title, c.word) for c in transcript.chapters] == [("One", 0)]


def test_overlapping_openings_are_stitched_by_content(tmp_path: Path) -> None:
    text = f"# Chapter 1\n\n{lines(0, 40)}\n\n# Chapter 2\n\n{lines(20, 60)}\n\n# Chapter 3\n\n{lines(45, 80)}\n"
    transcript = read(tmp_path, text)
    assert (transcript.overlaps, transcript.dropped_lines) == (2, 35)
    assert transcript.words == tuple(lines(0, 80).split())
    per_line = len(lines(0, 1).split())
    assert [c.word for c in transcript.chapters] == [0, 40 * per_line, 60 * per_line]
    assert transcript.lines == tuple(range(0, 80 * per_line, per_line))
    assert transcript.paragraphs == (0, 40 * per_line, 60 * per_line)
    assert transcript.tokens[40 * per_line].line == text[: text.rindex("Caption 40 ")].count("\n") + 1


def test_an_overlap_that_was_corrected_in_one_place_is_left_out_and_said(tmp_path: Path) -> None:
    again = lines(20, 60).replace("Caption 23 says", "Caption 23 tells")
    transcript = read(tmp_path, f"# Chapter 1\n\n{lines(0, 40)}\n\n# Chapter 2\n\n{again}\n")
    assert transcript.words == tuple(lines(0, 60).split())
    assert (transcript.overlaps, transcript.dropped_lines) == (1, 20)
    assert transcript.warnings == (
        "lines 85 to 123 repeat the end of the chapter before in other words (line 91);"
        " the words of that chapter were taken",
    )


def test_a_short_echo_is_speech(tmp_path: Path) -> None:
    transcript = read(tmp_path, f"# A\n\n{SENTENCE}. Right. Yes.\n\n# B\n\nRight. Yes. {SENTENCE}.\n")
    assert transcript.overlaps == transcript.dropped_lines == 0
    assert len(transcript.tokens) == 2 * len(SENTENCE.split()) + 4


@pytest.mark.parametrize("blank", ["\n\n", "\n"])
def test_blank_lines_part_paragraphs_only_where_they_follow_sentences(tmp_path: Path, blank: str) -> None:
    prose = read(tmp_path, f"One two three.{blank}Four five six.{blank}Seven eight.\n")
    assert prose.paragraphs == ((0, 3, 6) if blank == "\n\n" else (0,))
    captions = read(tmp_path, f"One two{blank}three four{blank}five six seven.\n")
    assert captions.paragraphs == (0,)


def test_stanzas_are_paragraphs(tmp_path: Path) -> None:
    verse = "a grey day,\na long road\nand the rain\nfalling"
    assert read(tmp_path, f"{verse}\n\n{verse}\n\n{verse}\n").paragraphs == (0, 10, 20)


@pytest.mark.slow
def test_nothing_is_lost_in_a_long_one(tmp_path: Path) -> None:
    text = "\n\n".join(f"Row {n} of the text is here." for n in range(5_000))
    transcript = read(tmp_path, text)
    assert len(transcript.tokens) == 35_000
    assert transcript.tokens[-1].line == 9_999


def test_far_too_many_words_are_refused_before_they_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "talk.csv"
    path.write_text("12.♪ [00:01]\n" * 40, encoding="utf-16")
    monkeypatch.setattr("align.transcript.reader.MOST_WORDS", 39)
    monkeypatch.setattr("align.transcript.reader.label_lines", None)
    with pytest.raises(FileProblem, match="is too large for a transcript"):
        read_transcript(path)


def test_a_line_that_comes_again_is_matched_once() -> None:
    head = "Ada - (0:04) [x] so it floats"
    assert matches(head, lead_of(head), whole=True) is matches(head, lead_of(head), whole=True)
    assert {layout.timed for layout, _ in matches("Ada - so it floats", lead_of("Ada"), whole=True)} == {False}
