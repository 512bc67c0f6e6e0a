"""Columns of few rows, their titles and closing signs; names behind quotes, in brackets, and twice in a label."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.transcript.reader import Transcript
from tests.align.transcript.reading import NAMES, TALK, read


def written(template: str, blank: str = "\n", count: int = len(TALK)) -> str:
    return blank.join(
        template.format(name=NAMES[k % 2], text=text, s=7 * k, s2=f"{7 * k:02}", t2=f"{7 * k + 3:02}", k=k + 1)
        for k, text in enumerate(TALK[:count])
    )


def turns(transcript: Transcript) -> list[str | None]:
    return [turn.name for turn in transcript.speakers]


@pytest.mark.parametrize(
    "template", ["{name}\t0:{s2}\t{text}", "0:{s2}\t{name}\t{text}", "{s}.0\t{s}.5\t{name}: {text}"]
)
def test_three_rows_of_columns_with_speakers(tmp_path: Path, template: str) -> None:
    transcript = read(tmp_path, written(template, count=3))
    assert " ".join(transcript.words) == " ".join(TALK[:3])
    assert turns(transcript) == ["Ada Byron", "Ben Moss", "Ada Byron"]
    assert [start for _, start, _ in transcript.hints] == [0.0, 7.0, 14.0]


def test_a_column_of_the_same_numbers_is_no_column_of_times(tmp_path: Path) -> None:
    rows = ("highlight, 9:16", "1,458", "0"), ("burst, 9:16", "1,188 and 903", "0"), ("the rest", "742", "0.40%")
    text = "\n".join(f"| {' | '.join(row)} |" for row in (("", "pages or cues", "of one size"), ("-",) * 3, *rows))
    text = text.replace("| - | - | - |", "|---|---|---|")
    assert "1,458" in read(tmp_path, text + "\n| twice | 903 | 0 |\n| again | 12 and 13 | 0 |\n", "talk.md").words


@pytest.mark.parametrize("count", [2, 3])
def test_few_rows_of_columns_with_times(tmp_path: Path, count: int) -> None:
    transcript = read(tmp_path, written("{s}.0\t{s}.5\t{text}", count=count))
    assert " ".join(transcript.words) == " ".join(TALK[:count])
    assert len(transcript.hints) == count


def test_a_shot_list_of_three_rows(tmp_path: Path) -> None:
    rows = "Shot\tTime\tPicture\tSound\n" + written("{k}\t0:{s2}\tWIDE of the gate, take {k}\t{text}", count=3)
    assert " ".join(read(tmp_path, rows).words) == " ".join(TALK[:3])


@pytest.mark.parametrize("sign", [", ", ",", " | ", "; ", "\t"])
def test_titles_of_columns_above_a_time_that_is_not_zero(tmp_path: Path, sign: str) -> None:
    rows = written(sign.join(("0:{t2}", "{name}", "{text}")))
    transcript = read(tmp_path, sign.join(("Time", "Speaker", "Text")) + "\n" + rows)
    assert " ".join(transcript.words) == " ".join(TALK)
    assert turns(transcript) == list(NAMES) * 2


@pytest.mark.parametrize("head", ["", "time;name;text;\n"])
@pytest.mark.parametrize("name", ["talk.txt", "talk.csv"])
def test_rows_that_end_in_a_semicolon(tmp_path: Path, head: str, name: str) -> None:
    transcript = read(tmp_path, head + written("0:{s2};{name};{text};"), name)
    assert " ".join(transcript.words) == " ".join(TALK)
    assert turns(transcript) == list(NAMES) * 2


def test_a_sentence_of_such_words_is_said(tmp_path: Path) -> None:
    text = "Time, speech and quiet: he wanted all three;\nhe had one;\nand the text, too.\n"
    assert " ".join(read(tmp_path, text).words) == " ".join(text.split())


@pytest.mark.parametrize(
    "template",
    ["“{text}” – {name}", '"{text}" - {name}', "“{text}”\n— {name}", "“{text}” ({name})", "»{text}« — {name}"],
)
@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_names_behind_quotes(tmp_path: Path, template: str, blank: str) -> None:
    transcript = read(tmp_path, written(template, blank))
    quotes = template.partition("{text}")[0], template.partition("{text}")[2][0]
    assert " ".join(transcript.words) == " ".join(text.join(quotes) for text in TALK)
    assert [(turn.word, turn.name) for turn in transcript.speakers][:2] == [(0, NAMES[0]), (6, NAMES[1])]


def test_a_single_name_behind_a_quote_is_said(tmp_path: Path) -> None:
    text = "“Which of the keys was it?” – Ada\n\nNobody knew.\n\nIt was the small one.\n"
    assert " ".join(read(tmp_path, text).words) == " ".join(text.split())


@pytest.mark.parametrize("signs", ["()", "[]"])
def test_names_in_capitals_where_the_speaker_changes(tmp_path: Path, signs: str) -> None:
    who = ("(ADA) ", "(BEN) ", "", "(ADA) ")
    cues = [(name.replace("(", signs[0]).replace(")", signs[1]) + text) for name, text in zip(who, TALK, strict=True)]
    text = "".join(f"{k}\n00:00:0{k},000 --> 00:00:0{k},900\n{cue}\n\n" for k, cue in enumerate(cues, 1))
    transcript = read(tmp_path, text, "talk.srt")
    assert " ".join(transcript.words) == " ".join(TALK)
    assert turns(transcript) == ["ADA", "BEN", "ADA"]


def test_directions_and_asides_in_capitals_are_no_names(tmp_path: Path) -> None:
    who = ("(WHISPERING) ", "(SIGHS) ", "(BBC) ", "(WHISPERING) ")
    text = "\n\n".join(name + said for name, said in zip(who, TALK, strict=True))
    assert turns(read(tmp_path, text)) == []
    assert "(BBC)" in read(tmp_path, text).words


def test_who_has_a_letter_stands_behind_it_in_brackets(tmp_path: Path) -> None:
    text = "\n".join(f"{'QA'[k % 2]}: ({NAMES[k % 2]}) {said}" for k, said in enumerate(TALK))
    transcript = read(tmp_path, text)
    assert " ".join(transcript.words) == " ".join(TALK)
    assert turns(transcript) == list(NAMES) * 2
    court = f"Q. (BY MR. MOSS) {TALK[0]}\nA. {TALK[1]}\nQ. {TALK[2]}\nA. {TALK[3]}\n"
    transcript = read(tmp_path, court)
    assert " ".join(transcript.words) == " ".join(TALK)
    assert turns(transcript) == ["MR. MOSS", "A", "MR. MOSS", "A"]


def test_two_speakers_on_one_line_of_a_cue(tmp_path: Path) -> None:
    cues = [f"- Ada: {TALK[0]} - Ben: {TALK[1]}", f"- Ada: {TALK[2]} - Ben: {TALK[3]}"]
    text = "".join(f"{k}\n00:00:0{k},000 --> 00:00:0{k},900\n{cue}\n\n" for k, cue in enumerate(cues, 1))
    transcript = read(tmp_path, text, "talk.srt")
    assert " ".join(transcript.words) == " ".join(TALK)
    assert turns(transcript) == ["Ada", "Ben", "Ada", "Ben"]


def test_headings_that_are_times(tmp_path: Path) -> None:
    transcript = read(tmp_path, written("### 00:00:{s2}\n\n{text}\n"), "talk.md")
    assert " ".join(transcript.words) == " ".join(TALK)
    assert [start for _, start, _ in transcript.hints] == [0.0, 7.0, 14.0, 21.0]
    assert transcript.chapters == ()


@pytest.mark.parametrize("name", ["talk.txt", "talk.srt"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We saw it.|Then not.", 5),
        ("HELLO THERE|AND WELCOME", 4),
        ("and there|I stood", 4),
        ("so P(A|B) it was", 4),
        ("the case A|B of it", 5),
        ("either | or", 3),
    ],
)
def test_one_rule_parts_words_at_bars(tmp_path: Path, name: str, text: str, words: int) -> None:
    cue = f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n" if name.endswith("srt") else text + "\n"
    assert len(read(tmp_path, cue, name).words) == words
