from __future__ import annotations

import dataclasses
import itertools
import json
from pathlib import Path

from click.testing import CliRunner

from align.document import Speaker, Unscripted, Word
from cli import main
from clips.quotes import Span
from clips.sentences import ends_sentence
from clips.suggestions import suggest
from tests.clips.films import alignment_of

# 5 words a sentence at 2 words a second: 2.5 s a sentence.
PLAIN = "And so it went on. " * 12
GOOD = "I never learned to sail. " + "The lighthouse keeper taught me. " * 10


def test_what_is_suggested_is_whole_sentences_of_the_right_length() -> None:
    alignment = alignment_of(PLAIN + GOOD + PLAIN, duration=100.0)
    found = suggest(alignment)
    assert found
    for one in found:
        assert 20 <= one.end - one.start <= 60
        assert ends_sentence(alignment, one.span.last)
        assert one.span.first == 0 or ends_sentence(alignment, one.span.first - 1)
        assert one.reasons
    spans = sorted((one.span.first, one.span.last) for one in found)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(spans))


def test_the_planted_stretch_comes_first() -> None:
    alignment = alignment_of(PLAIN + GOOD + PLAIN, duration=100.0)
    best = suggest(alignment)[0]
    assert best.span.first == 60
    assert "opens on its own feet" in best.reasons
    assert any(reason.startswith("strong words: learned, never") for reason in best.reasons)
    leaning = [one for one in suggest(alignment) if alignment.words[one.span.first].text == "And"]
    assert all("leans on what came before" in one.reasons[0] and one.score < best.score for one in leaning)


def test_turns_gaps_and_lost_words_are_not_crossed() -> None:
    alignment = alignment_of(GOOD + GOOD, duration=100.0, speakers=(Speaker(0, "A"), Speaker(55, "B")))
    assert all(one.span.last < 55 or one.span.first >= 55 for one in suggest(alignment))
    stretch = Unscripted(10.0, 12.0, "speech")
    assert all(
        one.start >= 12 or one.end <= 10 for one in suggest(dataclasses.replace(alignment, unscripted=(stretch,)))
    )
    words = list(alignment.words)
    words[30] = Word(words[30].text, status="absent")
    lost = dataclasses.replace(alignment, words=tuple(words))
    assert all(not one.span.first <= 30 <= one.span.last for one in suggest(lost))


def test_the_command_gives_what_clip_takes(tmp_path: Path) -> None:
    alignment_of(GOOD, duration=100.0).save(tmp_path / "a.align.json")
    result = CliRunner().invoke(main, ["suggest", str(tmp_path / "a.align.json"), "--limit", "1", "--json"])
    (row,) = json.loads(result.stdout)["suggestions"]
    assert Span(*row["words"]).first == 0
    text = CliRunner().invoke(main, ["suggest", str(tmp_path / "a.align.json"), "--limit", "1"]).stdout
    assert f"word:1-{row['words'][1] + 1}" in text
    none = CliRunner().invoke(
        main, ["suggest", str(tmp_path / "a.align.json"), "--shortest", "300s", "--longest", "400s"]
    )
    assert "no stretch of whole sentences" in none.stderr
