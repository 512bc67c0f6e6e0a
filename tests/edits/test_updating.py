"""A corrected transcript: what is the same keeps its times to the digit, what changed is found, what went is named."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from align import Alignment, Chapter, EngineInfo, InputsDoNotFit, Media, Speaker, Word
from align.document import Mislabelled, Report
from align.transcript import Transcript, read_transcript
from cli import main
from edits.updating import became, update
from tests.conftest import SAMPLES

AUDIO, TRANSCRIPT = SAMPLES / "sample.mp3", SAMPLES / "transcript.txt"


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """The sample's text with one word misspelt, one left out, and one that nobody says."""
    text = TRANSCRIPT.read_text(encoding="utf-8")
    assert text.count("thank you for having us") == 1
    path = tmp_path / "corrected.txt"
    path.write_text(text.replace("thank you for having us", "thank you much for being"), encoding="utf-8")
    return path


@pytest.mark.slow
def test_only_what_changed_is_aligned_again(sample_alignment: Alignment, corrected: Path) -> None:
    manual = next(k for k, word in enumerate(sample_alignment.words) if word.text == "bakery")
    words = list(sample_alignment.words)
    words[manual] = replace(words[manual], manual=True)
    before = replace(sample_alignment, words=tuple(words))
    found = update(before, read_transcript(corrected), AUDIO)
    assert found.new == 2
    assert found.lost_manual == ()
    after = found.alignment.words
    at = next(k for k, word in enumerate(after) if word.text == "much")
    assert after[manual] == replace(words[manual], line=after[manual].line, column=after[manual].column)
    same = [(a, b) for a, b in zip(words[:at], after[:at], strict=True)]
    assert all((a.text, a.start, a.end, a.score) == (b.text, b.start, b.end, b.score) for a, b in same)
    tail = len(after) - at - 10
    assert [word.start for word in words[-tail:]] == [word.start for word in after[-tail:]]
    assert after[at].timed or after[at].status == "absent"


@pytest.mark.slow
def test_manual_words_that_went_are_named(sample_alignment: Alignment, corrected: Path) -> None:
    at = next(k for k, word in enumerate(sample_alignment.words) if word.text == "having")
    words = list(sample_alignment.words)
    words[at] = replace(words[at], manual=True)
    found = update(replace(sample_alignment, words=tuple(words)), read_transcript(corrected), AUDIO)
    assert [word.text for word in found.lost_manual] == ["having"]


SAID = "The tide is low today so we walk out to the old wreck and back before it turns again".split()


def walk(*turns: Speaker, manual: tuple[int, ...] = ()) -> Alignment:
    words = tuple(Word(text, k * 0.4, k * 0.4 + 0.3, 0.9, manual=k in manual) for k, text in enumerate(SAID))
    return Alignment(Media("walk.mp3", "", 9.0), "en", EngineInfo("made", "1"), words, speakers=turns)


def text(tmp_path: Path, content: str) -> Transcript:
    path = tmp_path / "text.txt"
    path.write_text(content, encoding="utf-8")
    return read_transcript(path)


def test_turns_stay_where_the_corrected_text_has_no_labels(tmp_path: Path) -> None:
    before = walk(Speaker(0, "Ada"), Speaker(6, "Bo", manual=True), Speaker(12, "Ada"))
    found = update(before, text(tmp_path, " ".join(SAID[1:])), AUDIO)
    assert [(turn.word, turn.name, turn.manual) for turn in found.alignment.speakers] == [
        (0, "Ada", False),
        (5, "Bo", True),
        (11, "Ada", False),
    ]


def test_turns_set_by_hand_stay_against_labels_and_are_named(tmp_path: Path) -> None:
    before = walk(Speaker(0, "Ada"), Speaker(6, "Bo", manual=True), Speaker(12, "Ada"))
    labelled = replace(
        text(tmp_path, " ".join(SAID)), speakers=(Speaker(0, "Cy"), Speaker(9, "Bo"), Speaker(14, "Ada"))
    )
    found = update(before, labelled, AUDIO)
    assert [(turn.word, turn.name, turn.manual) for turn in found.alignment.speakers] == [
        (0, "Cy", False),
        (6, "Bo", True),
        (12, "Bo", False),
        (14, "Ada", False),
    ]
    assert [(each.word, each.name, each.label) for each in found.contradicted] == [(6, "Bo", "Cy")]
    assert list(became(found))[1:] == ["the turn of 'Bo' set by hand stays, the text says 'Cy': word 7, 'we'"]


def test_times_set_by_hand_stay_with_a_word_that_is_spelt_anew(tmp_path: Path) -> None:
    before = walk(manual=(11,))
    found = update(before, text(tmp_path, " ".join(SAID).replace("old", "olde")), AUDIO)
    assert (found.lost_manual, found.new) == ((), 1)
    assert found.alignment.words[11].text == "olde"
    assert (found.alignment.words[11].span, found.alignment.words[11].manual) == (before.words[11].span, True)


def test_chapters_and_notes_move_with_their_words(tmp_path: Path) -> None:
    report = Report(mislabelled=(Mislabelled(6, 8, "Ada", "Bo"), Mislabelled(0, 0, "Bo", "Ada")))
    before = replace(walk(), chapters=(Chapter("Low tide", 0), Chapter("The wreck", 6)), report=report)
    found = update(before, text(tmp_path, " ".join(SAID[1:])), AUDIO).alignment
    assert found.chapters == (Chapter("Low tide", 0), Chapter("The wreck", 5))
    assert found.report.mislabelled == (Mislabelled(5, 7, "Ada", "Bo"),)


def test_another_recordings_text_is_refused(sample_alignment: Alignment, tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    path.write_text("Nothing of this has ever been said by anybody in there. " * 20)
    with pytest.raises(InputsDoNotFit, match="not of this recording"):
        update(sample_alignment, read_transcript(path), AUDIO)


def test_the_command(sample_alignment: Alignment, tmp_path: Path) -> None:
    shutil.copy(AUDIO, tmp_path / "sample.mp3")
    sample_alignment.save(tmp_path / "a.align.json")
    arguments = [str(tmp_path / "a.align.json"), str(TRANSCRIPT), "-o", str(tmp_path / "b.align.json")]
    result = CliRunner().invoke(main, ["update", *arguments, "--media", str(tmp_path / "sample.mp3")])
    assert result.exit_code == 0, result.output
    assert f"{len(sample_alignment.words)} words kept their times, 0 were aligned" in result.output
    assert Alignment.load(tmp_path / "b.align.json").words == sample_alignment.words
