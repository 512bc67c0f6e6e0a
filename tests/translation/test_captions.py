"""The command: a translation becomes captions that stand while their original is heard."""

from __future__ import annotations

import csv
import json
import shlex
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest
import srt
import webvtt
from click.testing import CliRunner, Result

from agents import output_schema
from align.document import Alignment, Speaker
from align.errors import InputsDoNotFit
from align.transcript import read_transcript
from benchmarks.translated import make_translation
from cli import main
from subtitles import get_profile, lay_out
from subtitles.check import check_track
from tests.subtitles.conftest import plant
from tests.translation.test_pairing import ENGLISH, GERMAN
from translation import Sentence, time_translation
from translation.sentences import sentences_of

REPEATED = 3
PAUSE = 1.0
"""Seconds before each sentence."""


def original() -> Alignment:
    text = " ".join(ENGLISH * REPEATED)
    starts, at = {}, 0
    for sentence in ENGLISH * REPEATED:
        starts[at] = PAUSE
        at += len(sentence.split())
    return plant(text, pauses=starts, speakers=[(0, "Ada"), (sum(len(s.split()) for s in ENGLISH), "Bob")])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    original().save(tmp_path / "e.align.json")
    paragraphs = [" ".join(GERMAN)] * REPEATED
    (tmp_path / "de.txt").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    return tmp_path


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["translate-captions", str(folder / "e.align.json"), *options])


def test_each_sentence_is_timed_by_its_original(folder: Path) -> None:
    source = original()
    made = time_translation(source, read_transcript(folder / "de.txt"), "de")
    assert [(pair.ours, pair.theirs) for pair in made.pairs] == [((k,), (k,)) for k in range(15)]
    for pair in made.pairs:
        ours, theirs = made.ours[pair.ours[0]], made.theirs[pair.theirs[0]]
        words = made.alignment.words[theirs.first : theirs.stop]
        heard = source.words[ours.first : ours.stop]
        assert words[0].start == pytest.approx(heard[0].start, abs=0.01)
        assert words[-1].end == pytest.approx(heard[-1].end, abs=0.01)
        assert all(a.span[0] <= b.span[0] for a, b in pairwise(words))
    assert [turn.name for turn in made.alignment.speakers] == ["Ada", "Bob"]
    assert made.alignment.speakers[1] == Speaker(made.theirs[5].first, "Bob")


def test_captions_keep_to_the_profile_of_their_language(folder: Path) -> None:
    made = time_translation(original(), read_transcript(folder / "de.txt"), "de")
    track = lay_out(made.alignment, get_profile("netflix"))
    assert [one for one in check_track(track) if one.level == "hard"] == []


def test_files_in_any_format_and_an_alignment_for_the_rest(folder: Path) -> None:
    done = run(
        folder, str(folder / "de.txt"), "-o", str(folder / "e.de.srt"), "-o", str(folder / "e.de.align.json"),
        "--pairs", str(folder / "p.csv"), "--json",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    jsonschema.validate(said, output_schema("translate-captions"))
    assert (said["language"], said["pairs"], said["uncertain"]) == ("de", 15, [])
    read = list(srt.parse((folder / "e.de.srt").read_text(encoding="utf-8")))
    assert " ".join(" ".join(each.content.split()) for each in read) == " ".join(GERMAN * REPEATED)
    document = Alignment.load(folder / "e.de.align.json")
    assert document.language == "de"
    rows = list(csv.reader((folder / "p.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[1][:2] == [ENGLISH[0], GERMAN[0]]
    assert run(folder, str(folder / "de.txt"), "-o", str(folder / "e.de.srt")).exit_code == 2


def test_like_keeps_times_and_numbers_of_other_subtitles(folder: Path) -> None:
    cues = lay_out(original()).events
    theirs = [srt.Subtitle(k * 10, *_times(e.start, e.end), e.text) for k, e in enumerate(cues, 1)]
    (folder / "en.srt").write_text(srt.compose(theirs, reindex=False), encoding="utf-8")
    options = [str(folder / "de.txt"), "--like", str(folder / "en.srt"), "-o", str(folder / "like.srt")]
    assert run(folder, *options).exit_code == 0
    read = list(srt.parse((folder / "like.srt").read_text(encoding="utf-8")))
    known = {each.index: (each.start, each.end) for each in theirs}
    assert all(known[each.index] == (each.start, each.end) for each in read)
    assert len(read) > len(theirs) * 0.8
    assert " ".join(" ".join(each.content.split()) for each in read) == " ".join(GERMAN * REPEATED)
    assert max(len(line) for each in read for line in each.content.splitlines()) <= 42


def _times(start: float, end: float) -> tuple[object, object]:
    from datetime import timedelta

    return timedelta(milliseconds=round(start * 1000)), timedelta(milliseconds=round(end * 1000))


def test_both_languages_in_one_file(folder: Path) -> None:
    options = [str(folder / "de.txt"), "--bilingual", "-o", str(folder / "both.vtt"), "-o", str(folder / "both.srt")]
    assert run(folder, *options).exit_code == 0
    first = webvtt.read(str(folder / "both.vtt"))[0]
    assert "<lang en>In 1850" in first.raw_text
    assert "<lang de>Im Jahr 1850" in first.raw_text
    lines = next(srt.parse((folder / "both.srt").read_text(encoding="utf-8"))).content.splitlines()
    assert lines[0].startswith("In 1850")
    assert lines[1].startswith("Im Jahr 1850")


def test_a_correction_of_the_original_moves_the_translation(folder: Path) -> None:
    source = original()
    moved = [w if not w.timed else w.__class__(w.text, w.span[0] + 2, w.span[1] + 2, w.score) for w in source.words]
    later = Alignment(source.media, "en", source.engine, tuple(moved), speakers=source.speakers)
    transcript = read_transcript(folder / "de.txt")
    before, after = (time_translation(each, transcript, "de").alignment for each in (source, later))
    assert all(b.span[0] == pytest.approx(a.span[0] + 2) for a, b in zip(before.words, after.words, strict=True))


def test_a_part_and_another_language_than_the_one_named_are_told(folder: Path) -> None:
    whole = (folder / "de.txt").read_text(encoding="utf-8")
    (folder / "part.txt").write_text("\n\n".join(whole.split("\n\n")[:1]), encoding="utf-8")
    done = run(folder, str(folder / "part.txt"), "-o", str(folder / "part.srt"), "--json")
    assert done.exit_code == 1
    said = json.loads(done.stdout)
    jsonschema.validate(said, output_schema("translate-captions"))
    assert [line.partition(",")[0] for line in said["warnings"]] == ["the translation covers 5 of 15 sentences"]
    assert len(said["uncertain"]) == 10
    done = run(folder, str(folder / "de.txt"), "--language", "fr", "-o", str(folder / "wrong.srt"))
    assert done.exit_code == 1
    assert "de.txt looks German, and is captioned as French" in done.stderr


def test_cues_of_another_recording_are_told(folder: Path) -> None:
    (folder / "en.srt").write_text("1\n00:00:01,000 --> 00:00:03,000\nHere we are.\n", encoding="utf-8")
    options = [str(folder / "de.txt"), "--like", str(folder / "en.srt"), "-o", str(folder / "like.srt")]
    done = run(folder, *options)
    assert done.exit_code == 1
    assert "of the words are said far from every cue of en.srt" in done.stderr


def translator(folder: Path, code: str) -> str:
    program = folder / "translator.py"
    program.write_text(f"import sys\nlines = sys.stdin.read().splitlines()\n{code}\n", encoding="utf-8")
    return shlex.join([sys.executable, str(program)])


def test_the_users_own_program_translates(folder: Path) -> None:
    command = translator(folder, "print('\\n'.join(line.upper() for line in lines))")
    done = run(folder, "--translator", command, "--language", "de", "-o", str(folder / "x.srt"))
    assert done.exit_code == 0, done.output
    read = list(srt.parse((folder / "x.srt").read_text(encoding="utf-8")))
    assert read[0].content.replace("\n", " ").startswith("IN 1850 THE LAMP")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("print(lines[0])", "answer is no good: 15 sentences went in, 1 line came out"),
        ("pass", "15 sentences went in, 0 lines came out"),
        ("print('\\n' * 3)", "15 sentences went in, 4 lines came out"),
        ("sys.exit('no model')", "no model"),
    ],
)
def test_a_program_that_fails_is_one_line(folder: Path, code: str, said: str) -> None:
    options = ["--translator", translator(folder, code), "--language", "de", "-o", str(folder / "x.srt")]
    done = run(folder, *options)
    assert done.exit_code == 4
    assert said in done.stderr
    assert not (folder / "x.srt").exists()


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["de.txt"], 2, "give -o FILE"),
        (["-o", "x.srt"], 2, "give a TRANSLATION, or --translator"),
        (["en.txt", "-o", "x.srt"], 2, "is in the language of the alignment (en)"),
        (["few.txt", "-o", "x.srt"], 2, "few.txt: its words do not tell the language; name it with --language"),
        (["empty.txt", "-o", "x.srt"], 4, "empty"),
        (["none.txt", "-o", "x.srt"], 4, "none.txt"),
        (["de.txt", "--like", "de.txt", "-o", "x.stl"], 2, "--like and --bilingual write .srt and .vtt"),
        (["--translator", "no-such-program-here", "--language", "de", "-o", "x.srt"], 4, "is not installed"),
        (["--translator", "cat", "-o", "x.srt"], 2, "--translator needs --language"),
        (["de.txt", "--language", "../x", "-o", "x.srt"], 2, "is no code of a language; write two letters"),
        (["de.txt", "--language", "", "-o", "x.srt"], 2, "is no code of a language"),
        (["de.txt", "--language", "german", "-o", "x.srt"], 2, "is no code of a language; write two letters"),
    ],
)
def test_bad_input_is_one_line(folder: Path, options: list[str], code: int, said: str) -> None:
    (folder / "en.txt").write_text(" ".join(ENGLISH) + "\n")
    (folder / "few.txt").write_text("Laterne, Ziege, Brot.\n")
    (folder / "empty.txt").write_text("")
    given = [str(folder / each) if each.endswith((".txt", ".srt", ".stl")) else each for each in options]
    done = run(folder, *given)
    assert done.exit_code == code, done.output
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (folder / "x.srt").exists()


def test_the_subtitles_to_keep_to_are_not_written_over(folder: Path) -> None:
    like = folder / "theirs.srt"
    like.write_text("1\n00:00:01,000 --> 00:00:09,000\nHere.\n")
    done = run(folder, str(folder / "de.txt"), "--like", str(like), "-o", str(like), "--force")
    assert (done.exit_code, like.read_text().splitlines()[-1]) == (2, "Here.")
    assert "theirs.srt is read here and would be lost" in done.stderr


def test_a_code_is_written_as_files_take_it(folder: Path) -> None:
    target = folder / "x.align.json"
    assert run(folder, str(folder / "de.txt"), "--language", "DE_at", "-o", str(target)).exit_code == 0
    assert Alignment.load(target).language == "de-at"


def test_a_date_parts_no_sentence() -> None:
    words = "Die Brücke wurde am 3. Mai 1911 eröffnet. Im 19. Jahrhundert gab es 25. Das reichte.".split()
    texts = [one.text for one in sentences_of(words, "de")]
    assert texts == ["Die Brücke wurde am 3. Mai 1911 eröffnet.", "Im 19. Jahrhundert gab es 25.", "Das reichte."]


@pytest.mark.slow
def test_a_translation_of_another_episode_is_refused(tmp_path: Path) -> None:
    own, other = (make_translation(120, seed=seed, left_out=0.0, moved=0) for seed in (2, 52))
    document = plant(text_of(own.ours))
    for name, made in (("own", own), ("other", other)):
        (tmp_path / f"{name}.txt").write_text(text_of(made.theirs) + "\n", encoding="utf-8")
    assert time_translation(document, read_transcript(tmp_path / "own.txt"), "de").pairs
    with pytest.raises(InputsDoNotFit, match="does not look like a translation"):
        time_translation(document, read_transcript(tmp_path / "other.txt"), "de")


def text_of(sentences: Sequence[Sentence]) -> str:
    return " ".join(f"{one.text.capitalize()}." for one in sentences)
