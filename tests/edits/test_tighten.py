"""Pauses, hesitations and repeats are listed with their reasons, can be refused, and nothing else goes."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from align import Alignment, EngineInfo, Media, Speaker, Word
from align.errors import UsageError
from align.media import probe
from cli import main
from edits.plan import retimed
from edits.tighten import LEVELS, removals
from edits.tighter_cut import plan_tighter
from tests.clips.films import make_film

TALK = "so um we we went very very late | to the uh the harbour | and I I stayed"


def talk(media: str = "none.mp3") -> Alignment:
    """Words of 0.3 s, 0.1 s apart; 2 s of pause at each bar."""
    words, clock = [], 0.5
    for token in TALK.split():
        if token == "|":
            clock += 2.0
            continue
        words.append(Word(token, round(clock, 3), round(clock + 0.3, 3), 0.9))
        clock += 0.4
    turns = (Speaker(0, "Ada"), Speaker(8, "Bob"))
    return Alignment(Media(media, "", clock + 0.5), "en", EngineInfo("t", "1"), tuple(words), speakers=turns)


def kinds(level: str, alignment: Alignment | None = None) -> list[tuple[str, int]]:
    return [(each.kind, each.first) for each in removals(alignment or talk(), LEVELS[level])]


def test_each_level_takes_out_more() -> None:
    assert kinds("gentle") == [("pause", 7), ("pause", 11 + 1)]
    assert kinds("normal") == [("filler", 1), ("pause", 7), ("filler", 10), ("pause", 12)]
    assert kinds("brisk") == [("filler", 1), ("repeat", 2), ("pause", 7), ("filler", 10), ("pause", 12), ("repeat", 14)]


def test_what_is_doubtful_or_meant_stays() -> None:
    alignment = talk()
    words = list(alignment.words)
    words[1] = Word("um", *words[1].span, 0.2)
    words[2] = Word("we", *words[2].span, 0.2)
    from dataclasses import replace

    assert ("filler", 1) not in kinds("brisk", replace(alignment, words=tuple(words)))
    assert ("repeat", 2) not in kinds("brisk", replace(alignment, words=tuple(words)))
    assert not any(first in (5, 6) for kind, first in kinds("brisk") if kind == "repeat")


def test_one_speaker_alone() -> None:
    found = removals(talk(), LEVELS["brisk"], speaker="Bob")
    assert {each.first for each in found} == {10, 12, 14}
    assert [each.number for each in found] == [1, 2, 3]


@pytest.mark.slow
def test_the_cut_is_as_long_as_was_said_and_words_stay_whole(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mkv", 350, "25", "-c:a pcm_s16le")
    alignment = talk(str(film))
    chosen = removals(alignment, LEVELS["brisk"])
    plan = plan_tighter(alignment, probe(film), chosen, picture=False)
    made = retimed(plan)
    gone = {each.first for each in chosen if each.kind != "pause"}
    assert [word.text for word in made.words] == [w.text for k, w in enumerate(alignment.words) if k not in gone]
    assert all(word.span[1] - word.span[0] == pytest.approx(0.3, abs=1e-6) for word in made.words)
    gaps = [b.span[0] - a.span[1] for a, b in zip(made.words[:-1], made.words[1:], strict=True)]
    assert max(gaps) == pytest.approx(LEVELS["brisk"].pause, abs=0.01)


@pytest.mark.slow
def test_refused_places_stay(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mkv", 350, "25", "-c:a pcm_s16le")
    alignment = talk(str(film))
    chosen = removals(alignment, LEVELS["normal"])
    plan = plan_tighter(alignment, probe(film), chosen, refused=[1, 2, 4], picture=False)
    assert "um" in [word.text for word in retimed(plan).words]
    assert "uh" not in [word.text for word in retimed(plan).words]
    with pytest.raises(UsageError, match="nothing to take out"):
        plan_tighter(alignment, probe(film), chosen, refused=[1, 2, 3, 4], picture=False)


def test_the_command_lists_and_refuses(tmp_path: Path) -> None:
    talk().save(tmp_path / "a.align.json")
    run = CliRunner().invoke
    listed = run(main, ["tighten", str(tmp_path / "a.align.json"), "--dry-run", "--keep", "1"])
    assert listed.exit_code == 0
    assert "hesitation 'um' (kept)" in listed.output
    assert "pause of 2.1 s, 0.6 s stay" in listed.output
    bad = run(main, ["tighten", str(tmp_path / "a.align.json"), "--dry-run", "--keep", "9-12"])
    assert bad.exit_code == 2
    assert "numbered 1 to 4" in bad.output
    nobody = run(main, ["tighten", str(tmp_path / "a.align.json"), "--dry-run", "--speaker", "Nobody"])
    assert (nobody.exit_code, "nobody is called 'Nobody'" in nobody.output) == (2, True)


def test_a_list_is_written_edited_and_followed(tmp_path: Path) -> None:
    document, places = tmp_path / "talk.align.json", tmp_path / "cuts.txt"
    talk(str(make_film(tmp_path / "film.mkv", 350, "25", "-c:a pcm_s16le"))).save(document)

    def tighten(*args: object) -> Result:
        return CliRunner().invoke(main, ["tighten", str(document), *[str(arg) for arg in args]])

    assert tighten("--list", places).exit_code == 0
    lines = places.read_text().splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3", "4"]
    places.write_text("\n".join([lines[0], lines[3]]) + "\n")
    left = json.loads(tighten("--only", places, "--dry-run", "--json").stdout)["removals"]
    assert [row["number"] for row in left if not row["kept"]] == [1, 4]
    other = tighten("--only", places, "--level", "brisk", "--dry-run")
    assert (other.exit_code, other.stderr.count("\n")) == (4, 1)
    assert "is of another recording or level" in other.stderr


def test_nothing_goes_within_a_quote_that_is_marked() -> None:
    alignment = talk()
    um, pause = alignment.words[1].span, alignment.words[7].span
    found = removals(alignment, LEVELS["brisk"], protected=[(um[0] - 0.1, um[1] + 0.1), (pause[0], pause[1] + 0.5)])
    assert [(each.kind, each.first) for each in found] == [
        each for each in kinds("brisk") if each not in (("filler", 1), ("pause", 7))
    ]


def hesitating(*scores: float | None, length: float = 0.4, language: str = "en", before: str = "went") -> Alignment:
    """Words, "um" between two others, with scores; a word without one is guessed from its neighbours."""
    um = "Um" if before.endswith(".") else "um"
    clock, words = 1.0, []
    for text, score in zip((before, um, "home"), scores, strict=True):
        end = clock + (length if text == um else 0.3)
        words.append(Word(text, clock, end, score, "interpolated" if score is None else "aligned"))
        clock = end + 0.1
    return Alignment(Media("a.mp3", "", 5.0), language, EngineInfo("t", "1"), tuple(words))


def test_an_odd_sound_goes_between_sure_words_and_nothing_goes_beside_a_guess() -> None:
    assert kinds("normal", hesitating(0.9, 0.4, 0.8)) == [("filler", 1)]
    assert kinds("normal", hesitating(0.4, 0.4, 0.8)) == []
    assert kinds("normal", hesitating(0.4, 0.6, 0.8)) == [("filler", 1)]
    assert kinds("normal", hesitating(0.6, 0.2, 0.8)) == []
    assert kinds("normal", hesitating(None, 0.9, 0.8)) == []
    assert kinds("normal", hesitating(0.9, 0.9, 0.1)) == []


def test_between_two_firm_words_all_goes_with_a_hesitation_that_was_found_badly() -> None:
    for doubtful in (hesitating(0.9, 0.9, 0.9, length=0.04), hesitating(0.9, 0.2, 0.8), hesitating(0.9, None, 0.8)):
        went, _, home = doubtful.words
        (found,) = removals(doubtful, LEVELS["normal"])
        assert found.start - went.span[1] == pytest.approx(home.span[0] - found.end)
        assert 0.02 < found.start - went.span[1] < 0.03
    assert kinds("normal", hesitating(0.9, 0.9, 0.6, length=0.04)) == []
    assert kinds("normal", hesitating(0.9, 0.9, 0.9, length=1.5)) == []
    assert kinds("normal", hesitating(0.9, 0.9, 0.9, length=0.04, before="went.")) == []


def test_a_word_of_the_language_stays() -> None:
    assert kinds("normal", hesitating(0.9, 0.9, 0.9, language="de")) == []


def test_words_set_by_hand_are_sure() -> None:
    from dataclasses import replace

    doubtful = hesitating(0.1, 0.1, 0.1)
    by_hand = tuple(replace(word, manual=True) for word in doubtful.words)
    assert kinds("normal", doubtful) == []
    assert kinds("normal", replace(doubtful, words=by_hand)) == [("filler", 1)]


def test_speech_that_the_text_lacks_does_not_go_with_a_hesitation() -> None:
    from dataclasses import replace

    from align import Unscripted

    other = replace(hesitating(0.9, 0.9, 0.9), unscripted=(Unscripted(1.5, 1.7, "speech"),))
    assert kinds("normal", other) == []


@pytest.mark.slow
def test_what_goes_is_what_the_list_says(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mkv", 350, "25", "-c:a pcm_s16le")
    alignment = talk(str(film))
    for level in LEVELS.values():
        chosen = removals(alignment, level)
        assert all(before.end <= after.start for before, after in pairwise(chosen))
        plan = plan_tighter(alignment, probe(film), chosen, picture=False)
        saved = (probe(film).duration or 0.0) - plan.duration
        assert saved == pytest.approx(sum(each.end - each.start for each in chosen), abs=0.03 * len(chosen))
        lowest = min(b.span[0] - a.span[1] for a, b in pairwise(retimed(plan).words))
        assert lowest > 0.04


def test_a_long_pause_beside_a_hesitation_is_not_counted_twice() -> None:
    words = tuple(Word(text, start, start + 0.3, 0.9) for text, start in (("so", 1.0), ("um", 3.0), ("we", 5.0)))
    alignment = Alignment(Media("a.mp3", "", 6.0), "en", EngineInfo("t", "1"), words)
    found = removals(alignment, LEVELS["normal"])
    assert [each.kind for each in found] == ["pause", "filler", "pause"]
    assert [round(each.end, 3) for each in found[:2]] == [round(each.start, 3) for each in found[1:]]
    assert found[0].start - 1.3 + 5.0 - found[-1].end == pytest.approx(0.6)


def test_a_pause_that_goes_with_a_hesitation_is_not_listed_once_more() -> None:
    spans = (("went", 1.0, 1.3, 0.9), ("um", 2.0, 2.1, 0.2), ("home", 2.2, 2.5, 0.9))
    words = tuple(Word(text, start, end, score) for text, start, end, score in spans)
    alignment = Alignment(Media("a.mp3", "", 4.0), "en", EngineInfo("t", "1"), words)
    (found,) = removals(alignment, LEVELS["brisk"])
    assert (found.kind, round(found.start, 3), round(found.end, 3)) == ("filler", 1.325, 2.175)
