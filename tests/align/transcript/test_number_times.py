"""Columns that programs write before the text: mere numbers that are times, names of recordings, who speaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.transcript.cleaning.number_times import mask_number_times
from align.transcript.lines import SourceLine, Tally
from align.transcript.reader import Transcript
from tests.align.transcript.reading import NAMES, TALK, read

STARTS = [0.0, 4.25, 8.5, 12.75]


def written(template: str) -> str:
    rows = (
        template.format(
            name=NAMES[k % 2],
            first=NAMES[k % 2].split()[0],
            code=f"SPEAKER_0{k % 2}",
            text=text,
            s=start,
            e=start + 4,
            sm=int(start * 1000),
            em=int(start * 1000) + 4000,
            f=int(start * 24),
            g=int(start * 24) + 96,
            t=int(start * 10_000_000),
            u=int(start * 10_000_000) + 40_000_000,
            k=k + 1,
        )
        for k, (start, text) in enumerate(zip(STARTS, TALK, strict=True))
    )
    return "\n".join(rows)


def starts(transcript: Transcript) -> list[float]:
    return [start for _, start, _ in transcript.hints]


@pytest.mark.parametrize(
    "template",
    [
        "{s} {e} {text}",
        "{s:.2f}  {e:.2f}  {text}",
        "({s}, {e}) {text}",
        "[{sm}ms - {em}ms] {text}",
        "[{sm} - {em}] {text}",
        "[{sm}:{em}] {text}",
        "{sm} - {em}: {text}",
        "{sm} --> {em} {text}",
        "{sm},{em},{text}",
        "{sm}|{em}|{text}",
        "{sm} {em} {text}",
        "{t} {u} {text}",
        "{s} {e} (93%) {text}",
        "{s} {e} 0.9{k} {text}",
        "Segment {k}: {s}-{e} {text}",
        "{k} {s} {e} {text}",
        "{s:.2f} {text}",
        "{s:.2f}: {text}",
        "{s}s: {text}",
        "+{s}s {text}",
        "{s:08.3f} | {text}",
        "Start: {s}s, End: {e}s, Text: {text}",
        "Start time: {s}s, End time: {e}s, Transcript: {text}",
        "start: {s} end: {e} text: {text}",
        'xmin = {s}\nxmax = {e}\ntext = "{text}"',
    ],
)
def test_numbers_before_the_text_are_its_times(tmp_path: Path, template: str) -> None:
    transcript = read(tmp_path, written(template))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert starts(transcript) == pytest.approx(STARTS)
    assert transcript.speakers == ()


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("{s} {e} {code} {text}", ("SPEAKER_00", "SPEAKER_01")),
        ("{code} {s} {e} {text}", ("SPEAKER_00", "SPEAKER_01")),
        ("{s} {e} {name}: {text}", NAMES),
        ("{name} {s} {e} {text}", NAMES),
        ("{sm}|{em}|{name}|{text}", NAMES),
        ("{s};{e};{name};{text}", NAMES),
        ("{s:08.3f} | {name} | {text}", NAMES),
        ("+{s}s {name}: {text}", NAMES),
        ("talk 1 {first} {s:.2f} {e:.2f} {text}", ("Ada", "Ben")),
        ("talk 1 {first} {s:.2f} {e:.2f} <o,f0,male> {text}", ("Ada", "Ben")),
        ("Start: {s}, End: {e}, Speaker: {name}, Text: {text}", NAMES),
    ],
)
def test_a_column_that_comes_again_says_who_speaks(tmp_path: Path, template: str, names: tuple[str, str]) -> None:
    transcript = read(tmp_path, written(template))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert starts(transcript) == pytest.approx(STARTS)
    assert [turn.name for turn in transcript.speakers] == [*names, *names]


def test_few_rows_and_a_single_speaker_have_names(tmp_path: Path) -> None:
    few = read(tmp_path, "\n".join(written("{code} [{s}-{e}]: {text}").split("\n")[:3]))
    assert [turn.name for turn in few.speakers] == ["SPEAKER_00", "SPEAKER_01", "SPEAKER_00"]
    alone = read(tmp_path, written("speaker_0 {s} {e} {text}"))
    assert [turn.name for turn in alone.speakers] == ["speaker_0"]
    assert alone.left_out == ()


def test_numbers_of_frames_are_no_words_and_no_times(tmp_path: Path) -> None:
    transcript = read(tmp_path, written("{f} {g} {text}"))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert transcript.hints == ()


def test_columns_before_times_are_counted(tmp_path: Path) -> None:
    transcript = read(tmp_path, written("talk 1 {first} {s:.2f} {e:.2f} {text}"))
    assert [(row.kind, row.count) for row in transcript.left_out] == [("columns before times", 4)]


WORDS = tuple(" ".join(TALK).split())


@pytest.mark.parametrize(
    "template",
    [
        "talk 1 {s:.2f} 0.30 {word} 0.98",
        "talk A {s:.2f} 0.30 {word}",
        "{s:.2f} {e:.2f} {word}",
        "{s:.2f} {e:.2f} {word} 0.9{k}",
        "{word} {s:.2f} {e:.2f}",
        "{word} {s:.2f} {e:.2f} 0.9{k}",
        "{word} ({s:.2f}-{e:.2f})",
        "{t} {u} {word}",
        "<00:00:0{s:.3f}>{word}",
        "|{s:.2f}|{e:.2f}|{word}|",
    ],
)
def test_a_word_a_line_with_its_times(tmp_path: Path, template: str) -> None:
    source = "\n".join(
        template.format(word=word, s=k * 0.35, e=k * 0.35 + 0.3, k=k % 10, t=k * 3_500_000, u=k * 3_500_000 + 3_000_000)
        for k, word in enumerate(WORDS)
    )
    transcript = read(tmp_path, source)
    assert tuple(transcript.words) == WORDS
    assert starts(transcript) == pytest.approx([0.35 * k for k in range(len(WORDS))])


def test_a_word_that_is_a_unit_stays(tmp_path: Path) -> None:
    texts = ("second of them", "sec and ms are units", "s is a letter", "seconds count too")
    source = "\n".join(f"{k * 2.5} {k * 2.5 + 2} {text}" for k, text in enumerate(texts))
    assert " ".join(read(tmp_path, source).words) == " ".join(texts)


def test_words_beside_their_times_in_a_table(tmp_path: Path) -> None:
    rows = "\n".join(f"{word},{k * 0.35:.2f},{k * 0.35 + 0.3:.2f}" for k, word in enumerate(WORDS) if "," not in word)
    transcript = read(tmp_path, f"word,start,end\n{rows}", "talk.csv")
    assert list(transcript.words) == [word for word in WORDS if "," not in word]


@pytest.mark.parametrize("first", [0, 7])
def test_whole_seconds_in_brackets(tmp_path: Path, first: int) -> None:
    source = "\n".join(f"[{first + 4 * k}] {NAMES[k % 2]}: {text}" for k, text in enumerate(TALK))
    transcript = read(tmp_path, source)
    assert " ".join(transcript.words) == " ".join(TALK)
    assert starts(transcript) == [first + 4.0 * k for k in range(4)]


def test_frequencies_below_labels_are_counted(tmp_path: Path) -> None:
    source = "\n".join(f"{s:.6f}\t{s + 4:.6f}\t{text}\n\\\t0.00\t8000.0" for s, text in zip(STARTS, TALK, strict=True))
    transcript = read(tmp_path, source)
    assert " ".join(transcript.words) == " ".join(TALK)
    assert [(row.kind, row.count) for row in transcript.left_out] == [("frequencies", 4)]


@pytest.mark.parametrize(
    "template",
    [
        "{k}|{name}|00:00:0{k}.000|00:00:0{k}.900|{text}",
        "| {k} | {name} | 0:0{k} | {text} |",
        "> **{name}** (0:0{k})\n> {text}\n",
    ],
)
def test_bars_and_quoted_lines(tmp_path: Path, template: str) -> None:
    source = "\n".join(template.format(k=k, name=NAMES[k % 2], text=text) for k, text in enumerate(TALK, 1))
    transcript = read(tmp_path, source)
    assert " ".join(transcript.words) == " ".join(TALK)
    assert {turn.name for turn in transcript.speakers} == set(NAMES)


def test_a_table_of_markdown_under_any_name(tmp_path: Path) -> None:
    rows = "\n".join(f"| 0:0{k} | {NAMES[k % 2]} | {text} |" for k, text in enumerate(TALK))
    transcript = read(tmp_path, f"| Time | Speaker | Text |\n|---|---|---|\n{rows}")
    assert " ".join(transcript.words) == " ".join(TALK)
    assert [turn.name for turn in transcript.speakers] == [*NAMES, *NAMES]


def test_comments_of_stm_are_counted(tmp_path: Path) -> None:
    rows = written("talk 1 {first} {s:.2f} {e:.2f} <o,f0,male> {text}")
    transcript = read(tmp_path, f';; CATEGORY "0" "" ""\n{rows}')
    assert " ".join(transcript.words) == " ".join(TALK)
    assert [row.kind for row in transcript.left_out] == ["columns before times", "comments"]


@pytest.mark.parametrize(
    "lines",
    [
        ["1.1 The small one.", "1.2 With the red thread.", "1.3 It stood open.", "2.1 As it does.", "2.2 In June."],
        ["1 The small one", "2 with the red thread", "3 stood open", "4 as it does", "5 in June"],
        ["12 13 14 we counted on", "and then once more from 12", "and at 20 we stopped", "40 41 over"],
        ["1066 was a year.", "1215 was another one.", "1492 was a third.", "1789 was the fourth of them."],
        ["9 to 10 were red.", "3 to 4 were blue.", "2 to 7 were green."],
        ["1914 1918 they fought, and nobody knew why for a long time.", "1939 1945 once more.", "1950 1953 in Korea."],
        ["It cost 3.50 then.", "4.50 a year later.", "It was 5.25 in June.", "6 in the end."],
    ],
)
def test_numbers_that_are_said_stay(lines: list[str]) -> None:
    given = [SourceLine(text, number) for number, text in enumerate(lines, 1)]
    assert mask_number_times(given, Tally()) == given


@pytest.mark.parametrize(
    "template",
    [
        "talk_{k:04}.wav\t{text}",
        "clips/talk_{k:04}.wav {text}",
        "LJ001-{k:04}|{text}",
        "ada-talk-{f:06}-{g:06} {text}",
        "talk_{f:07}: {text}",
    ],
)
def test_names_of_recordings_are_counted_and_no_words(tmp_path: Path, template: str) -> None:
    transcript = read(tmp_path, written(template))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert [(row.kind, row.count) for row in transcript.left_out] == [("names of recordings", 4)]


def test_names_that_come_again_are_words(tmp_path: Path) -> None:
    text = "R2-D20 is old.\nR2-D20 is small.\nR2-D20 is here.\nR2-D20 is ours."
    assert " ".join(read(tmp_path, text).words) == " ".join(text.split())


@pytest.mark.parametrize(
    "template",
    [
        "0:0{k} {k} seconds {text}",
        "0:0{k}{k} seconds {text}",
        "0:0{k}{k} seconds{text}",
        "1:0{k} 1 minute, {k} seconds {text}",
        "1:01:0{k}1 hour, 1 minute, {k} seconds{text}",
    ],
)
def test_a_time_said_once_more_in_words_is_one_time(tmp_path: Path, template: str) -> None:
    source = "\n".join(template.format(k=k, text=text) for k, text in enumerate(TALK, 2))
    transcript = read(tmp_path, source)
    assert " ".join(transcript.words) == " ".join(TALK)
    assert len(transcript.hints) == len(TALK)


def test_seconds_that_are_said_behind_another_time_stay(tmp_path: Path) -> None:
    source = "0:04 5 seconds to go.\n0:05 4 seconds now.\n0:06 3 seconds are left."
    words = " ".join(read(tmp_path, source).words)
    assert words == "5 seconds to go. 4 seconds now. 3 seconds are left."


@pytest.mark.parametrize(
    "template",
    [
        "\\speaker{{{name}}} {text}",
        "\\speaker{{{name}}}\n{text}\n",
        "{{{{speaker|{name}}}}} {text}",
        "{{{{Speaker|{name}|{text}}}}}",
        "{name}, [29.11.2026 10:00:0{k}]\n{text}\n",
        "{name} — Today at 10:0{k} AM\n{text}",
        "{name} — 11/29/2026 10:0{k} AM\n{text}",
        "10:00:0{k} From {name} : {text}",
        "{name}: {text} (confidence: 0.9{k})",
        "{name}: {text} [conf 9{k}%]",
    ],
)
def test_labels_of_pages_and_chats(tmp_path: Path, template: str) -> None:
    transcript = read(tmp_path, written(template))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert [turn.name for turn in transcript.speakers] == [*NAMES, *NAMES]


@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_how_sure_a_recogniser_is_is_no_word(tmp_path: Path, blank: str) -> None:
    source = blank.join(f"Transcript: {text}\nConfidence: 0.9{k}" for k, text in enumerate(TALK))
    assert " ".join(read(tmp_path, source).words) == " ".join(TALK)
