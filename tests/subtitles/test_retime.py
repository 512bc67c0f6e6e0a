"""Retiming: the division stays, the times become those of the words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from align.document import Alignment, PoorMatch, Unscripted
from align.errors import FileProblem, InputsDoNotFit
from subtitles import get_profile
from subtitles.reading import TextFile, read_subtitles
from subtitles.retime import Retimed, retime, write_retimed
from tests.opcodes import opcodes

Said = Callable[..., Alignment]

THEIRS = """WEBVTT - made by hand

STYLE
::cue { color: white }

intro
00:10.000 --> 00:12.000 line:0
<v Ada>This is <i>the first</i>
sentence &amp; all.

NOTE nobody reads this

00:12.000 --> 00:13.000
Never said at all.

00:13.000 --> 00:14.000
Here is the second one.
"""


@pytest.fixture
def theirs(tmp_path: Path) -> TextFile:
    path = tmp_path / "theirs.vtt"
    path.write_text(THEIRS, encoding="utf-8")
    return read_subtitles(path)


def test_cues_get_the_times_of_their_words_and_keep_everything_else(said: Said, theirs: TextFile) -> None:
    document = said("This is the first sentence & all. Here is the second one.", pauses={7: 4.0})
    made = retime(theirs, document, get_profile("default"))
    assert made.guessed == (2,)
    assert made.cues[0].start == document.words[0].span[0]
    assert made.cues[2].start == document.words[7].span[0]
    assert made.cues[0].end >= document.words[6].span[1]
    assert made.cues[0].end <= made.cues[1].start <= made.cues[1].end <= made.cues[2].start
    old, new = THEIRS.split("\n"), write_retimed(theirs, made).split("\n")
    changed = [k for k, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    assert changed == [k for k, line in enumerate(old) if "-->" in line]
    assert new[changed[0]].startswith("00:00:01.000 --> ")
    assert new[changed[0]].endswith(" line:0")


def test_srt_stays_srt(said: Said, tmp_path: Path) -> None:
    path = tmp_path / "theirs.srt"
    path.write_text("1\n00:01:00,000 --> 00:01:01,000\n{\\an8}<i>Here is</i>\nall of it.\n", encoding="utf-8")
    file = read_subtitles(path)
    made = retime(file, said("Here is all of it."), get_profile("default"))
    assert write_retimed(file, made).startswith("1\n00:00:01,000 --> 00:00:0")
    assert "{\\an8}<i>Here is</i>\nall of it.\n" in write_retimed(file, made)
    assert made.guessed == ()


def test_line_ends_and_byte_order_mark_stay(said: Said, tmp_path: Path) -> None:
    path = tmp_path / "theirs.srt"
    path.write_bytes("\ufeff7\r\n00:01:00.000 --> 00:01:01.000\r\nHere is all of it.\r\n\r\n".encode())
    file = read_subtitles(path)
    text = write_retimed(file, retime(file, said("Here is all of it."), get_profile("default")))
    assert text == "\ufeff7\r\n00:00:01,000 --> 00:00:01,980\r\nHere is all of it.\r\n\r\n"


def test_times_of_words_inside_a_cue_become_right(said: Said, tmp_path: Path) -> None:
    path = tmp_path / "theirs.vtt"
    body = "<00:09.000>Here <00:09.500><c>is</c>\n<00:10.000>all <i><00:00:10.500>unheard</i> <00:11.000>of it."
    path.write_text(f"WEBVTT\n\n00:09.000 --> 00:12.000\n{body}\n\nNOTE the end\n", encoding="utf-8")
    file = read_subtitles(path)
    document = said("Here is all of it.", rate=0.1)
    text = write_retimed(file, retime(file, document, get_profile("default")))
    assert "\nHere <00:00:01.400><c>is</c>\n<00:00:01.600>all <i>unheard</i> <00:00:01.900>of it.\n" in text
    assert text.endswith("\n\nNOTE the end\n")


def test_a_word_at_the_edge_that_was_not_found_leaves_room(said: Said, tmp_path: Path) -> None:
    path = tmp_path / "theirs.srt"
    path.write_text("1\n00:00:09,000 --> 00:00:11,000\nWell, here is all of it.\n", encoding="utf-8")
    document = said("Well, here is all of it.", start=5.0)
    words = (replace(document.words[0], start=None, end=None, status="absent"), *document.words[1:])
    made = retime(read_subtitles(path), replace(document, words=words), get_profile("default"))
    assert made.cues[0].start == pytest.approx(document.words[1].span[0] - 5 / 15, abs=0.001)


def test_a_description_goes_to_its_sound_and_leaves_no_room_where_there_is_none(said: Said, tmp_path: Path) -> None:
    path = tmp_path / "theirs.srt"
    path.write_text("1\n00:00:09,000 --> 00:00:11,000\n[laughs] Here is all of it.\n", encoding="utf-8")
    document = said("[laughs] Here is all of it.", start=5.0)
    made = retime(read_subtitles(path), document, get_profile("default"))
    assert made.cues[0].start == document.words[1].span[0]
    document = replace(document, unscripted=(Unscripted(2.0, 3.0, "noise"),))
    made = retime(read_subtitles(path), document, get_profile("default"))
    assert made.cues[0].start == 2.0


def test_subtitles_of_something_else_are_refused(said: Said, theirs: TextFile) -> None:
    with pytest.raises(InputsDoNotFit, match="0 of"):
        retime(theirs, said("Completely different talk about nothing known."), get_profile("default"))


def test_a_poor_match_can_be_accepted_and_is_told(said: Said, theirs: TextFile) -> None:
    document = said("Here is the second thing, and it is about nothing that is known to us.")
    with pytest.raises(InputsDoNotFit, match="accept_poor=True"):
        retime(theirs, document, get_profile("default"))
    made = retime(theirs, document, get_profile("default"), accept_poor=True)
    assert made.poor_match == PoorMatch(4, 16)
    assert made.cues[2].start == document.words[0].span[0]
    assert made.guessed == (1, 2)
    with pytest.raises(InputsDoNotFit, match="0 of"):
        retime(theirs, said("Completely different talk about nothing known."), get_profile("default"), accept_poor=True)


def test_words_that_were_squeezed_into_nothing_are_no_times(said: Said, theirs: TextFile) -> None:
    document = said("This is the first sentence & all. Here is the second one.", rate=0.0)
    with pytest.raises(InputsDoNotFit, match="0 of"):
        retime(theirs, document, get_profile("default"))


TALK = "Oats and beans and barley grow. You and I know how. Who sows the seed? The farmer does. He stamps his feet."
LINES = ("Oats and beans and barley grow.", "You and I know how.", "Who sows the seed?", "The farmer does.")


def retimed(said: Said, path: Path, text: str) -> tuple[TextFile, list[tuple[float, float]], str]:
    path.write_text(text, encoding="utf-8", newline="")
    file = read_subtitles(path)
    made = retime(file, said(TALK, pauses={6: 0.5, 11: 0.5, 15: 0.5}), get_profile("default"))
    return file, [(cue.start, cue.end) for cue in made.cues], write_retimed(file, made)


def rows(lines: Sequence[str], times: str = "00:01:0{k},000 --> 00:01:0{k},900") -> list[str]:
    return [f"{k}\n{times.format(k=k)}\n{line}\n\n" for k, line in enumerate(lines, 1)]


@pytest.mark.parametrize(
    "times",
    [
        "00:01:0{k},000 –> 00:01:0{k},900",
        "00:01:0{k} --> 00:01:0{k},900",
        "00:01:0{k},000.0000000000582 --> 00:01:0{k},900",
        "00: 01: 0{k}, 000 -> 00: 01: 0{k}, 900",
        "-00:01:0{k},000 --> 00:01:0{k},900",
        "OO:01:0{k},000 --> 00:01:0{k},900",
        "00:01:0{k},000 -->",
        "00:01:0{k},000\n-->\n00:01:0{k},900",
        "00:01:0{k},000 -->\n00:01:0{k},900",
    ],
)
def test_a_file_with_damaged_times_comes_out_whole(said: Said, tmp_path: Path, times: str) -> None:
    right = retimed(said, tmp_path / "a.srt", "".join(rows(LINES)))[2]
    text = "".join(rows(LINES[:1]) + rows(LINES, times)[1:])
    assert retimed(said, tmp_path / "a.srt", text)[2] == right
    assert right.count(" --> ") == 4
    assert "00:01:" not in right


def test_both_layers_of_a_cue_get_its_times(said: Said, tmp_path: Path) -> None:
    _, once, _ = retimed(said, tmp_path / "a.srt", "".join(rows(LINES)))
    _, twice, _ = retimed(said, tmp_path / "a.srt", "".join(row + row for row in rows(LINES)))
    assert twice == [span for span in once for _ in range(2)]


def test_cues_out_of_order_get_their_own_times_and_keep_their_place(said: Said, tmp_path: Path) -> None:
    _, once, _ = retimed(said, tmp_path / "a.srt", "".join(rows(LINES)))
    first, second, third, fourth = rows(LINES)
    _, mixed, text = retimed(said, tmp_path / "a.srt", first + third + second + fourth)
    assert mixed == [once[0], once[2], once[1], once[3]]
    assert text.index("Who sows") < text.index("You and I")


def test_cues_that_begin_together_are_shown_together(said: Said, tmp_path: Path) -> None:
    text = "".join(rows(LINES)).replace("seed?\n\n", "seed?\n\n9\n00:01:03,000 --> 00:01:03,900\n(a sound)\n\n")
    _, spans, _ = retimed(said, tmp_path / "a.srt", text)
    assert all(end - start >= 0.049 for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)


def test_captions_that_roll_are_refused(said: Said, tmp_path: Path) -> None:
    rolling = [f"{a}\n{b}" for a, b in zip(("", *LINES), (*LINES, ""), strict=True)]
    with pytest.raises(FileProblem, match="roll or grow"):
        retimed(said, tmp_path / "a.srt", "".join(rows(rolling)))


def test_what_is_not_understood_is_named_with_its_line(said: Said, tmp_path: Path) -> None:
    text = "By nobody\n\n" + "".join(rows(LINES)).replace("The farmer", "x 00:00:01,000 --> 00:00:02 y\nThe farmer")
    file, _, _ = retimed(said, tmp_path / "a.srt", text)
    assert file.lost == (
        "has arrows in lines that are no times and are taken for text (line 17)",
        "has text that belongs to no cue (line 1)",
    )


@pytest.mark.parametrize("body", ["<00:01.000>word ", "<00:01.000>- ", "wo<00:01.000>"])
def test_times_of_words_cost_no_more_each_where_there_are_many(tmp_path: Path, body: str) -> None:
    def work(count: int) -> int:
        path = tmp_path / f"{count}.vtt"
        text = "\n".join([body * 10] * count)
        path.write_text(f"WEBVTT\n\n00:09.000 --> 00:12.000\n{text}\n", encoding="utf-8")
        file = read_subtitles(path)
        return opcodes(write_retimed, file, Retimed(file.cues, (), ((9.5,) * 10 * count,)))

    assert work(80) < 4.5 * work(20)


@pytest.mark.slow
def test_cues_that_nobody_says_cost_no_more_each_where_there_are_many(said: Said, tmp_path: Path) -> None:
    def work(count: int) -> int:
        spoken = [f"w{k}" for k in range(count)]
        lines = [*spoken, *(f"x{k}" for k in range(count))]
        path = tmp_path / f"{count}.srt"
        times = [f"00:{k // 60:02d}:{k % 60:02d}" for k in range(2 * count)]
        cues = (f"{time},000 --> {time},900\n{line}\n" for time, line in zip(times, lines, strict=True))
        path.write_text("\n".join(cues), encoding="utf-8")
        return opcodes(retime, read_subtitles(path), said(" ".join(spoken)), get_profile("default"))

    # Both have more words than are matched as a whole, without anchors.
    assert work(1200) < 4.5 * work(300)


def test_a_counter_on_the_line_of_the_times_goes_onto_its_own(said: Said, tmp_path: Path) -> None:
    right = retimed(said, tmp_path / "a.srt", "".join(rows(LINES)))[2]
    text = "".join(f"{k} 00:01:0{k},000 --> 00:01:0{k},900\n{line}\n\n" for k, line in enumerate(LINES, 1))
    assert retimed(said, tmp_path / "a.srt", text)[2] == right


@pytest.mark.parametrize("label", ["{}: ", "[{}] ", "({})\n", ">> {}: "])
def test_labels_in_captions_are_not_said(said: Said, tmp_path: Path, label: str) -> None:
    right = retimed(said, tmp_path / "a.srt", "".join(rows(LINES)))[1]
    named = [label.format(("ADA BYRON", "BEN MOSS")[k % 2]) + line for k, line in enumerate(LINES)]
    starts = [start for start, _ in retimed(said, tmp_path / "a.srt", "".join(rows(named)))[1]]
    assert starts == [start for start, _ in right]


def test_cues_with_hardly_a_word_of_the_sound_are_named(said: Said, tmp_path: Path) -> None:
    other = [*LINES[:2], "Buy all our umbrellas in the market.", LINES[3]]
    path = tmp_path / "a.srt"
    path.write_text("".join(rows(other)), encoding="utf-8")
    made = retime(read_subtitles(path), said(TALK, pauses={6: 0.5, 11: 0.5, 15: 0.5}), get_profile("default"))
    assert (made.guessed, made.doubtful) == ((), (3,))


def test_a_counter_and_times_on_the_last_line_of_a_file(tmp_path: Path, said: Said) -> None:
    path = tmp_path / "short.srt"
    path.write_text("1 00:00:10,000 --> 00:00:12,000 Here is the only one.", encoding="utf-8")
    file = read_subtitles(path)
    made = retime(file, said("Here is the only one."), get_profile("default"))
    assert write_retimed(file, made).startswith("1\n00:00:0")


def test_a_cue_without_times_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lost.srt"
    path.write_text("1\n00:00:10,000 --> 00:00:12,000\nOne.\n\n2\nTwo.\n\n3\n00:00:14,000 --> 00:00:15,000\nThree.\n")
    assert read_subtitles(path).lost == ("has cues without times, read with the cue above (line 5)",)
