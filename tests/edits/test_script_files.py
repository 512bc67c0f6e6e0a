"""Scripts in Markdown and Word: written with strikes, read back without what is struck."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from align import Chapter, Speaker, UsageError
from align.errors import FileProblem
from edits.script import Insert, Pause, Said, read_script
from edits.script_files import script_bytes
from tests.clips.films import alignment_of

TEXT = "We um came in with uh a lamp. They left at noon and nobody said why."


def said(path: Path) -> list[str]:
    return [item.text for item in read_script(path) if hasattr(item, "text")]


@pytest.mark.parametrize("ending", ["md", "docx"])
def test_struck_words_are_written_and_not_said(tmp_path: Path, ending: str) -> None:
    alignment = replace(
        alignment_of(TEXT), speakers=(Speaker(0, "Ada"), Speaker(8, "Ben")), chapters=(Chapter("The lamp", 0),)
    )
    path = tmp_path / f"script.{ending}"
    path.write_bytes(script_bytes(alignment, path, struck={1, 5}))
    assert said(path) == [word.text for k, word in enumerate(alignment.words) if k not in (1, 5)]
    path.write_bytes(script_bytes(alignment, path))
    assert said(path) == [word.text for word in alignment.words]


def test_plain_text_has_no_strikes(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can strike words through"):
        script_bytes(alignment_of(TEXT), tmp_path / "script.txt", struck={1})


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("We came ~~in with a lamp.\nThey~~ left at noon", "We came left at noon"),
        ("We came in [keep] with a lamp. [/keep] They left [keep]at noon[/keep] and", "with a lamp. at noon"),
        ("We [keep] came in", "came in"),
        ("A tilde ~ is no strike", "A tilde ~ is no strike"),
        ("We <del>came</del> in <s class='x'>with</s> a lamp", "We in a lamp"),
        ("We ~~came~~, ~~in with~~ a lamp ~~~", "We , a lamp ~~~"),
    ],
)
def test_marks_in_a_script(tmp_path: Path, text: str, left: str) -> None:
    path = tmp_path / "script.md"
    path.write_text(text)
    assert " ".join(said(path)) == left


def test_struck_words_leave_the_others_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "script.md"
    path.write_text("We ~~never~~ came\nin")
    places = [(item.line, item.column) for item in read_script(path) if hasattr(item, "column")]
    assert places == [(1, 1), (1, 14), (2, 1)]


def test_a_script_with_everything_struck_is_named_and_not_its_copy(tmp_path: Path) -> None:
    path = tmp_path / "struck.md"
    path.write_text("# Tides\n\n**Ada:** ~~All of it goes.~~\n", encoding="utf-8")
    with pytest.raises(FileProblem) as caught:
        read_script(path)
    assert caught.value.message() == f"{path}: has every word struck through"


@pytest.mark.parametrize("name", ["Ada", "ada", "May", "Ada Byron of the Bay"])
@pytest.mark.parametrize("ending", ["txt", "md", "docx"])
def test_the_label_of_a_talk_by_one_speaker_is_no_word(tmp_path: Path, ending: str, name: str) -> None:
    alignment = replace(alignment_of(TEXT), speakers=(Speaker(0, name),))
    path = tmp_path / f"script.{ending}"
    path.write_bytes(script_bytes(alignment, path))
    items = read_script(path, [name])
    assert [item.text for item in items if isinstance(item, Said)] == [word.text for word in alignment.words]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("We came in.\n\nThey ~~left at noon.\n\nNobody said why.", 3),
        ("We ~~came in.\n\nThey left ~~at~~ noon.", 1),
        ("They <del>left at noon.\n\nNobody said why.", 1),
        ("We came in.\n\nThey left [/keep] at noon.", 3),
        ("We [keep] came [/keep] in.\n\nThey left [/keep] at noon.", 3),
    ],
)
def test_marks_without_their_other_half_are_named(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "script.md"
    path.write_text(text)
    with pytest.raises(FileProblem, match=f"line {line}: "):
        read_script(path)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("[pause 0.5]", 0.5),
        ("[pause 0,5]", 0.5),
        ("[Pause: 1.5 sec]", 1.5),
        ("[pause 500ms]", 0.5),
        ("[pause\n2 seconds]", 2.0),
        ("[pause .25].", 0.25),
    ],
)
def test_pauses_as_people_write_them(tmp_path: Path, text: str, seconds: float) -> None:
    path = tmp_path / "script.txt"
    path.write_text(f"We came in {text} with a lamp.")
    assert [item.seconds for item in read_script(path) if isinstance(item, Pause)] == [seconds]
    assert " ".join(said(path)) == "We came in with a lamp."


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("[insert a horn.wav]", "a horn.wav", 0.0),
        ('[insert "a horn.wav" -6dB]', "a horn.wav", -6.0),
        ("[music “a horn.wav”, \u221220 dB]", "a horn.wav", -20.0),
        ("[music a horn.wav \u20131,5dB]", "a horn.wav", -1.5),
        ("[music a\nhorn.wav at -20 dB]", "a horn.wav", -20.0),
        ("[insert l'été.wav +3dB]", "l'été.wav", 3.0),
        ("[insert 'tis.wav']", "'tis.wav'", 0.0),
    ],
)
def test_files_to_insert_as_people_write_them(tmp_path: Path, text: str, name: str, level: float) -> None:
    (tmp_path / name).touch()
    path = tmp_path / "script.txt"
    path.write_text(f"We came in {text} with a lamp.", encoding="utf-8")
    found = [item for item in read_script(path) if isinstance(item, Insert)]
    assert [(item.path.name, item.level) for item in found] == [(name, level)]


def test_a_level_that_lost_its_sign_is_refused(tmp_path: Path) -> None:
    (tmp_path / "horn.wav").touch()
    path = tmp_path / "script.txt"
    path.write_text("We came in [music horn.wav 60dB] with a lamp.")
    with pytest.raises(FileProblem, match=r"line 1: .* 60 dB would only be noise"):
        read_script(path)


def test_what_the_transcript_itself_has_in_brackets_is_no_directive(tmp_path: Path) -> None:
    path = tmp_path / "script.txt"
    path.write_text("We came in. [music playing softly] They left [pause for effect] at noon.")
    with pytest.raises(FileProblem, match="there is no file"):
        read_script(path)
    own = path.read_text()
    assert " ".join(item.text for item in read_script(path, (), own) if isinstance(item, Said)) == own


@pytest.mark.parametrize(
    "text",
    [
        "[pause 2]\n\nAda: We came in.\n\nBob: With a lamp?\n\nAda: They left.\n\nBob: At noon.",
        "# Tides\n\n[music horn.wav -9dB]\n\nAda: We came in.\n\nBob: With a lamp?\n\nAda: They left.\n\nBob: At noon.",
        "[insert horn.wav]\n\n[0:00] Ada: We came in.\n\n[0:04] Bob: With a lamp?\n\n[0:09] Ada: They left at noon.",
        "ADA\n[pause 1]\nWe came in.\n\nBOB\nWith a lamp?\n\nADA\nThey left.\n\nBOB\nAt noon.",
    ],
)
def test_directives_above_the_first_label_and_below_names_are_followed(tmp_path: Path, text: str) -> None:
    (tmp_path / "horn.wav").touch()
    path = tmp_path / "script.txt"
    path.write_text(text)
    assert not isinstance(read_script(path)[0], Said)
    assert sum(not isinstance(item, Said) for item in read_script(path)) == 1
