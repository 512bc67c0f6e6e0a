"""Captions of other kinds as transcripts: their times are right, their layout is no word, or they are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.errors import FileProblem
from align.transcript import Transcript, read_transcript

TT = """<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" {rates}>
<body><div>{p}</div></body></tt>"""


def read(folder: Path, text: str, name: str) -> Transcript:
    path = folder / name
    path.write_text(text)
    return read_transcript(path)


@pytest.mark.parametrize(
    ("rates", "begin", "seconds"),
    [
        ('ttp:tickRate="10000000"', "432015000000t", 43201.5),
        ('ttp:tickRate="90000" ttp:frameRate="25"', "135000t", 1.5),
        ('ttp:frameRate="25"', "75t", 3.0),
        ("", "3t", 3.0),
        ('ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"', "2400f", 100.1),
        ('ttp:frameRate="30" ttp:frameRateMultiplier="1000:1001"', "00:00:10:15", 10.5005),
        ('ttp:frameRate="25" ttp:frameRateMultiplier="0 0"', "50f", 2.0),
    ],
)
def test_ttml_counts_ticks_and_frames_as_the_file_says(tmp_path: Path, rates: str, begin: str, seconds: float) -> None:
    transcript = read(tmp_path, TT.format(rates=rates, p=f'<p begin="{begin}">It floats.</p>'), "a.ttml")
    assert transcript.words == ("It", "floats.")
    assert [start for _, start, _ in transcript.hints] == [pytest.approx(seconds)]


def test_a_bar_between_two_lines_of_a_caption_is_no_part_of_a_word(tmp_path: Path) -> None:
    text = "[00:00:01]\nHello there|and welcome.\n[00:00:04]\nIt sank,|in May.\n\n[00:00:09]\n| think so.\n"
    words = read(tmp_path, text, "a.txt").words
    assert words == tuple("Hello there and welcome. It sank, in May. | think so.".split())


def test_a_bar_behind_a_name_is_a_label_as_before(tmp_path: Path) -> None:
    text = "Ada|Where is it?\n\nBen|On the stove.\n\nAda|Does it sing?\n\nBen|At dawn.\n"
    transcript = read(tmp_path, text, "a.txt")
    assert " ".join(transcript.words) == "Where is it? On the stove. Does it sing? At dawn."
    assert [turn.name for turn in transcript.speakers] == ["Ada", "Ben"] * 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('<window type="generic">\n<time begin="1"/>Hello<br/>there\n</window>', "is RealText"),
        ('<transcript>\n<text start="1.0" dur="2.0">Hello there</text>\n</transcript>', "is XML of a kind"),
        ('<timedtext format="3"><body><p t="1000">Hello</p></body></timedtext>', "is XML of a kind"),
    ],
)
def test_captions_in_other_tags_are_refused_as_what_they_are(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(FileProblem, match=problem):
        read(tmp_path, text, "a.txt")


def test_text_between_tags_of_its_own_is_read(tmp_path: Path) -> None:
    assert "Hello" in " ".join(read(tmp_path, "<transcript>\nHello there, you all.\n</transcript>\n", "a.txt").words)
