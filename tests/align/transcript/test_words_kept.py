"""Words that look like layout and are said: lists with stars, emphasis, who said something in a tale."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.transcript import Transcript, read_transcript

SAID = ("Where does the kettle stand?", "On the stove.", "Does it sing?", "At dawn, before the gulls.")
NAMES = ("Ada", "Ben")


def read(folder: Path, text: str) -> Transcript:
    path = folder / "talk.txt"
    path.write_text(text)
    return read_transcript(path)


def written(template: str) -> str:
    return "".join(
        template.format(name=NAMES[k % 2], s=f"{4 + 5 * k:02}", text=text) + "\n" for k, text in enumerate(SAID)
    )


@pytest.mark.parametrize("template", ["* *{name}* (0:{s}) – {text}", "* {name}: {text}"])
def test_a_list_with_emphasis_is_no_list_of_notes(tmp_path: Path, template: str) -> None:
    transcript = read(tmp_path, written(template))
    assert [word for word in transcript.words if word != "–"] == " ".join(SAID).split()
    assert [turn.name for turn in transcript.speakers] == list(NAMES) * 2


def test_one_emphasised_word_makes_no_notes_of_a_list(tmp_path: Path) -> None:
    text = "It was *so* late that nobody came.\n* The boat was red.\n* The oars were green.\n"
    words = read(tmp_path, text).words
    assert {"boat", "red.", "oars", "green."} <= set(words)


def test_notes_that_stars_point_at_are_still_left_out(tmp_path: Path) -> None:
    transcript = read(tmp_path, "The boat* was red.\nThe oars** were green.\n\n* Built at Mossend.\n** Lost since.\n")
    assert " ".join(transcript.words) == "The boat was red. The oars were green."
    assert [(row.kind, row.count) for row in transcript.left_out if row.kind == "notes"] == [("notes", 2)]


def test_who_said_it_in_a_tale_is_read_out(tmp_path: Path) -> None:
    text = written('{name} said: "{text}"')
    transcript = read(tmp_path, text)
    assert transcript.words == tuple(text.split())
    assert transcript.speakers == ()


@pytest.mark.parametrize("template", ["0:{s}s {name}: {text}", "[0:{s}.25s - 0:{s}.9s] {name}: {text}"])
def test_a_clock_with_the_unit_behind_it_is_a_time(tmp_path: Path, template: str) -> None:
    transcript = read(tmp_path, written(template))
    assert " ".join(transcript.words) == " ".join(SAID)
    assert [int(start) for _, start, _ in transcript.hints] == [4, 9, 14, 19]
    assert [turn.name for turn in transcript.speakers] == list(NAMES) * 2
