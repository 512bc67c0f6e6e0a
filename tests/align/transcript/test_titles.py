"""Titles, particulars and directions: none of them is said, and what could be said stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.transcript.reader import Transcript, read_transcript

TALK = "It floats, I hope.\n\nMostly it does. We had it out in May.\n\nAnd then it sank.\n"
SAID = "It floats, I hope. Mostly it does. We had it out in May. And then it sank."
LABELLED = "Ada: It floats, I hope.\n\nBen: Mostly it does. We had it out in May.\n\nAda: And then it sank.\n"


def read(folder: Path, text: str) -> Transcript:
    path = folder / "talk.txt"
    path.write_text(text, encoding="utf-8")
    return read_transcript(path)


def said(transcript: Transcript) -> str:
    return " ".join(transcript.words)


@pytest.mark.parametrize("talk", [TALK, LABELLED])
@pytest.mark.parametrize(
    ("head", "count"),
    [
        ("THE BOATS OF OUR BAY\n\n", 1),
        ("The Boats of Our Bay\nCoast Stories, Episode 14\n\n", 2),
        ("Boats\n=====\n\n", 2),
        ("Title: The boats of our bay\nDate: 12 March 2021\nGuests: Ben Moss, Cyd Low\n\n", 3),
        ("Audio: boats_2.wav; 14 minutes\nPlace: Ada's shed\n", 2),
        ("Date: 2021-03-12\n\nInterviewer: Ada Byron\n\nInterviewee: Ben Moss\n\n", 3),
        ("COAST STORIES\n\nTranscribed by Cyd L.\n\n", 2),
    ],
)
def test_titles_and_particulars_are_left_out_and_counted(tmp_path: Path, head: str, count: int, talk: str) -> None:
    transcript = read(tmp_path, head + talk)
    assert said(transcript) == SAID
    assert [(row.kind, row.count, row.line) for row in transcript.left_out] == [
        ("titles and particulars at the top", count, 1)
    ]


@pytest.mark.parametrize(
    "head",
    [
        "Welcome to the show, everybody\n\n",
        "Boats. Boats!\n\n",
        "This is The Boats of Our Bay and you are listening to it\n\n",
        "Then Ada\n\nwent down to the bay.\n\n",
        "So: we met in a café and talked\n\n",
        "The date: we never set one\n\n",
    ],
)
def test_what_could_be_said_stays(tmp_path: Path, head: str) -> None:
    transcript = read(tmp_path, head + TALK)
    assert said(transcript) == " ".join(head.split()) + " " + SAID
    assert transcript.left_out == ()


def test_songs_and_talk_without_full_stops_keep_their_first_line(tmp_path: Path) -> None:
    text = "Glory Hallelujah\n\nthe boat is sound\nthe keel is round\n\nand so we went\n"
    assert said(read(tmp_path, text)) == " ".join(text.split())


def test_notes_above_labels_are_no_words_and_sentences_there_are(tmp_path: Path) -> None:
    transcript = read(tmp_path, f"Verbatim, times every 5 minutes\n\nIt was a wet day.\n\n{LABELLED}")
    assert said(transcript) == f"It was a wet day. {SAID}"
    assert [(row.kind, row.count, row.line) for row in transcript.left_out] == [("lines above the first label", 1, 1)]


def test_a_role_that_speaks_is_no_particular(tmp_path: Path) -> None:
    text = "Interviewer: Did it float?\n\nGuest: Mostly, yes.\n\nInterviewer: Boats do.\n"
    transcript = read(tmp_path, text)
    assert said(transcript) == "Did it float? Mostly, yes. Boats do."
    assert [turn.name for turn in transcript.speakers] == ["Interviewer", "Guest", "Interviewer"]


def test_directions_below_names_are_no_words(tmp_path: Path) -> None:
    text = "ADA\n(smiling)\nDid it float?\n\nBEN\n[looks away]\nMostly (I hope).\n\nADA\nOh.\n\nBEN\nYes.\n"
    transcript = read(tmp_path, text)
    assert said(transcript) == "Did it float? Mostly (I hope). Oh. Yes."
    assert [(row.kind, row.count, row.line) for row in transcript.left_out] == [("directions", 2, 2)]
