"""Times with signs around them, numbers before times, names of cues: none is a word, and no word is taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.transcript.reader import Transcript
from tests.align.transcript.reading import NAMES, TALK, read

STARTS = [0.0, 7.0, 14.0, 21.0]


def written(template: str, blank: str = "\n") -> str:
    return blank.join(
        template.format(name=NAMES[k % 2], text=text, s=7 * k, s2=f"{7 * k:02}", e2=f"{7 * k + 4:02}", k=k + 1)
        for k, text in enumerate(TALK)
    )


def starts(transcript: Transcript) -> list[float]:
    return [start for _, start, _ in transcript.hints]


@pytest.mark.parametrize(
    "template",
    [
        "--- 0:{s2} ---\n{text}",
        "=== 00:00:{s2} ===\n\n{text}\n",
        "*** 0:{s2} ***\n{text}",
        "— 0:{s2} —\n{text}",
        "T+0:{s2}\n{text}\n",
        "[T+00:00:{s2}] {text}",
        "{k:04} 00:00:{s2}:00 00:00:{e2}:00\n{text}\n",
        "{k:04} : 00:00:{s2}:00 --> 00:00:{e2}:00\n{text}\n",
        "{k}\t00:00:{s2}:00\t00:00:{e2}:00\t{text}",
        "00:00:{s2}:00 , 00:00:{e2}:00 , {text}",
        "{k}, 00:00:{s2}:00, 00:00:{e2}:00, {text}",
        "0:{s2}{text}",
        "0:{s2}. {text}",
        "0:{s2}) {text}",
        "0:{s2} = {text}",
        "From 0:{s2} to 0:{e2}: {text}",
        "[Segment {k}] {s}.00 - {s}.50: {text}",
        "Segment {k}: {s}.00 - {s}.50: {text}",
        "Segment {k} [{s}.00s - {s}.50s]: {text}",
        "Cue {k} 0:{s2} - 0:{e2} {text}",
        "id={k} {s}.00 --> {s}.50 | {text}",
        "#{k} 0:{s2}: {text}",
        "{s}.00s - {s}.50s | {text}",
    ],
)
def test_times_between_signs_and_behind_numbers(tmp_path: Path, template: str) -> None:
    transcript = read(tmp_path, written(template))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert starts(transcript) == STARTS
    assert transcript.speakers == ()


@pytest.mark.parametrize(
    "template",
    [
        "--- 0:{s2} ---\n{name}: {text}",
        "T+0:{s2} {name}: {text}",
        "@0:{s2} {name}: {text}",
        "T={s} {name}: {text}",
        "t = {s}s {name}: {text}",
        "0:{s2}\u2003{name}\u2003{text}",
        "{name}\u2003[0:{s2}]\u2003{text}",
        "### {name} `0:{s2}`\n\n{text}\n",
        "* {name} (0:{s2}) – {text}",
        "{name} [0:{s2}] - {text}",
        "- **{name}** (0:{s2}): {text}",
        "* **{name} (0:{s2}):** {text}",
    ],
)
def test_times_beside_names(tmp_path: Path, template: str) -> None:
    transcript = read(tmp_path, written(template))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert starts(transcript) == STARTS
    assert [turn.name for turn in transcript.speakers] == list(NAMES) * 2


@pytest.mark.parametrize("template", ["* **{name}:** {text}", "* __{name}:__ {text}", "{k}. **{name}:** {text}"])
def test_lists_with_emphasis_copied_into_plain_text(tmp_path: Path, template: str) -> None:
    transcript = read(tmp_path, written(template))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert [turn.name for turn in transcript.speakers] == list(NAMES) * 2


def test_tracks_before_numbered_speakers(tmp_path: Path) -> None:
    rows = [f"[ 00:00:0{k}.000 --> 00:00:0{k}.900] A SPEAKER_0{k % 2} {text}" for k, text in enumerate(TALK)]
    transcript = read(tmp_path, "\n".join(rows))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert [turn.name for turn in transcript.speakers] == ["SPEAKER_00", "SPEAKER_01"] * 2


@pytest.mark.parametrize("first", ["intro", "1", "cue-1"])
def test_only_the_first_cue_has_an_identifier(tmp_path: Path, first: str) -> None:
    cues = written("00:00:{s2}.000 --> 00:00:{e2}.000\n{text}\n")
    assert " ".join(read(tmp_path, f"WEBVTT\n\n{first}\n{cues}", "talk.vtt").words) == " ".join(TALK)


def test_only_the_first_cue_of_srt_is_counted(tmp_path: Path) -> None:
    cues = written("00:00:{s2},000 --> 00:00:{e2},000\n{text}\n")
    assert " ".join(read(tmp_path, f"1\n{cues}", "talk.srt").words) == " ".join(TALK)


def test_numbers_at_both_edges_of_a_script(tmp_path: Path) -> None:
    rows = "\n\n".join(f"{k}   {NAMES[k % 2].upper()}: {TALK[k % 4]}   {k}" for k in range(1, 9))
    transcript = read(tmp_path, rows)
    assert " ".join(transcript.words) == " ".join(TALK[k % 4] for k in range(1, 9))
    other = read(tmp_path, rows.replace("   4\n", "   40\n"))
    assert "40" in other.words


def test_turns_of_a_recogniser_and_numbered_speakers_with_a_colon(tmp_path: Path) -> None:
    rows = written("[00:00:{s2}.000 --> 00:00:{e2}.000]   {text} [SPEAKER_TURN]")
    transcript = read(tmp_path, rows)
    assert " ".join(transcript.words) == " ".join(TALK)
    assert [turn.word for turn in transcript.speakers] == [6, 13, 16]
    numbered = read(tmp_path, "\n".join(f"[Speaker:{k % 2}] {text}" for k, text in enumerate(TALK)))
    assert " ".join(numbered.words) == " ".join(TALK)
    assert [turn.name for turn in numbered.speakers] == ["Speaker 0", "Speaker 1"] * 2


def test_definitions_of_markdown_hold_what_is_said(tmp_path: Path) -> None:
    transcript = read(tmp_path, written("{name}\n: {text}\n"), "talk.md")
    assert " ".join(transcript.words) == " ".join(TALK)
    assert [turn.name for turn in transcript.speakers] == list(NAMES) * 2


def test_numbers_and_signs_that_are_said_stay(tmp_path: Path) -> None:
    text = "3 10:30 trains stood there.\nAnd 2 9:15 ones, too.\n\nHe wrote x = 4, and then T = 5 below.\n"
    assert " ".join(read(tmp_path, text).words) == " ".join(text.split())
    text = "[Segment 1] is where it began.\n[Segment 2] is where it ended.\n"
    assert " ".join(read(tmp_path, text).words) == " ".join(text.split())
