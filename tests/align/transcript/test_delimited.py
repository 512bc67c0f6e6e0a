"""Columns parted by tabs and commas: told by few of them, and no cell is lost without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.errors import FileProblem
from align.transcript.formats.delimited import fits
from align.transcript.lines import SourceText
from align.transcript.reader import Transcript, read_transcript
from align.transcript.tables import MOST_COLUMNS
from tests.opcodes import opcodes


def columns(count: int, rows: int) -> SourceText:
    return SourceText("a.txt", ("0:01\tAda\tIt floats." + "\t" * (count - 3) + "\n") * rows)


def test_columns_are_those_of_a_table_that_somebody_made() -> None:
    assert fits(columns(4, 5))
    assert not fits(columns(MOST_COLUMNS + 1, 5))


def test_rows_of_thousands_of_tabs_are_not_taken_apart() -> None:
    assert opcodes(fits, columns(20_000, 20)) < 20_000


def read(folder: Path, text: str) -> Transcript:
    path = folder / "talk.csv"
    path.write_text(text, "utf-8")
    return read_transcript(path)


def test_commas_in_the_last_column_belong_to_its_text(tmp_path: Path) -> None:
    transcript = read(tmp_path, "Speaker,Text\nAda,Well, did it, then?\nBen,Yes, it did, yes.\nAda,Oh, good, good.\n")
    assert " ".join(transcript.words) == "Well, did it, then? Yes, it did, yes. Oh, good, good."
    assert [turn.name for turn in transcript.speakers] == ["Ada", "Ben", "Ada"]


def test_commas_in_another_column_are_refused_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="line 2 has 3 cells, the others 2; put text that holds commas into quot"):
        read(tmp_path, "Text,Speaker\nWell, did it?,Ada\nYes, it did.,Ben\nOh, good.,Ada\n")


def test_speakers_by_number(tmp_path: Path) -> None:
    transcript = read(tmp_path, 'start,end,speaker,text\n0,900,0,"Did it?"\n900,1800,1,"It did."\n')
    assert " ".join(transcript.words) == "Did it? It did."
    assert [turn.name for turn in transcript.speakers] == ["Speaker 0", "Speaker 1"]


def test_a_single_word_in_another_column_is_counted(tmp_path: Path) -> None:
    rows = "".join(f'Ada,"It floats, {word}.",{word}\n' for word in ("so", "well", "still"))
    assert [(one.kind, one.count) for one in read(tmp_path, f"Speaker,Text,Mood\n{rows}").left_out] == [
        ("cells of other columns", 3)
    ]


@pytest.mark.parametrize("first", ["What was on the text?", "The script was long.", "She was out when the sound came"])
def test_a_sentence_in_the_first_row_is_no_title(tmp_path: Path, first: str) -> None:
    transcript = read(tmp_path, f"{first}\nIt floats.\nIt does.\n")
    assert " ".join(transcript.words) == f"{first} It floats. It does."
    assert read(tmp_path, "Text\nIt floats.\nIt does.\n").words == ("It", "floats.", "It", "does.")


def test_tags_and_entities_in_cells_are_no_words(tmp_path: Path) -> None:
    rows = "Speaker,Text\nAda,Salt &amp; <b>rope</b><br>and oars.\nBen,<br>\nBen,Is 3 < 4?\nAda,It is.\n"
    assert " ".join(read(tmp_path, rows).words) == "Salt & rope and oars. Is 3 < 4? It is."


def test_a_row_of_a_name_alone_says_nothing(tmp_path: Path) -> None:
    rows = "Speaker,Time,Text\nAda,0:01,It floats.\nBen\nAda,0:05\nBen,0:06,It does.\n"
    assert " ".join(read(tmp_path, rows).words) == "It floats. It does."


def test_blanks_before_quotation_marks(tmp_path: Path) -> None:
    rows = 'Text, Speaker\n"Slow, then fast.", Ada\n"Fast, then.", Ben\n"Yes.", Ada\n'
    assert " ".join(read(tmp_path, rows).words) == "Slow, then fast. Fast, then. Yes."
    rows = 'Speaker, Text\nAda, "Slow, then fast."\nBen, "Fast, then."\nAda, "Yes."\n'
    assert " ".join(read(tmp_path, rows).words) == "Slow, then fast. Fast, then. Yes."


def test_quotation_marks_around_a_part_of_a_cell_stay(tmp_path: Path) -> None:
    rows = 'Speaker,Text\nAda,"No", he said.\nBen,"Yes" was it.\nAda,He said "no".\n'
    assert " ".join(read(tmp_path, rows).words) == '"No", he said. "Yes" was it. He said "no".'


def test_a_column_for_each_speaker(tmp_path: Path) -> None:
    rows = "Time,Ada,Ben\n0:01,Did it float in the end?,\n0:05,,It did.\n0:09,And then?,\n"
    transcript = read(tmp_path, rows)
    assert " ".join(transcript.words) == "Did it float in the end? It did. And then?"
    assert [turn.name for turn in transcript.speakers] == ["Ada", "Ben", "Ada"]
    both = rows.replace(",\n", ",Ja.\n").replace(",,", ",Well,")
    assert "cells of other columns" in {one.kind for one in read(tmp_path, both).left_out}
