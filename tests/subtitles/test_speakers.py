"""Speakers: named by the user, guessed only on request, marked as guesses."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.document import Alignment, Media, Speaker, Word
from align.document import EngineInfo as Engine
from align.errors import UsageError
from align.turns import word_speakers
from subtitles import make_cues, make_track, profile_names, render_subtitles
from subtitles.check import check_track
from subtitles.colours import colour_of
from subtitles.profiles import get_profile
from subtitles.speakers import GUESS, guess_turns, name_speakers

Said = Callable[..., Alignment]

PACE = {"rapid", "tight", "pace"}
"""Findings of our own cues: they give way where somebody speaks faster than a profile likes."""


def test_speakers_are_renamed_and_added_by_time(said: Said) -> None:
    document = said("You came? I did. Good.", speakers=[(0, "SPEAKER_00")], rate=0.1)
    named = name_speakers(document, ["SPEAKER_00=Ada", "1.9=Bob"])
    assert named.speakers == (Speaker(0, "Ada"), Speaker(2, "Bob"))


@pytest.mark.parametrize("row", ["Ada", "=Ada", "nobody=Ada", "1:00:00=Ada", "1.0="])
def test_a_row_that_names_nobody_is_refused(said: Said, row: str) -> None:
    with pytest.raises(UsageError):
        name_speakers(said("You came?"), [row])


def test_nothing_is_guessed_unasked(said: Said) -> None:
    document = said("Did you like it all? Yeah, it was good.", pauses={5: 0.6})
    assert ">>" not in render_subtitles(document, "srt").decode()


def test_guessed_turns_are_marked(said: Said) -> None:
    document = guess_turns(said("Did you like it all? Yeah, it was good.", pauses={5: 0.6}))
    assert document.speakers == (Speaker(0, None), Speaker(5, GUESS))
    assert ">>? Yeah, it was good." in render_subtitles(document, "srt", profile="podcast").decode()
    vtt = render_subtitles(document, "vtt").decode()
    assert "NOTE" in vtt
    assert "<v" not in vtt


def test_a_second_question_is_no_answer(said: Said) -> None:
    document = guess_turns(said("Did you like it? Was it any good? I think it was.", pauses={4: 0.6, 8: 0.6}))
    assert document.speakers == (Speaker(0, None), Speaker(8, GUESS))


def test_turns_that_are_known_are_not_guessed(said: Said) -> None:
    document = said("Did you? Yeah.", speakers=[(0, "Ada")], pauses={2: 0.6})
    assert guess_turns(document) is document


def test_an_unnamed_turn_of_the_transcript_parts_cues_without_a_label(said: Said) -> None:
    document = said("You came all the way? I did, yes.", speakers=[(0, None), (5, None)], pauses={5: 0.3})
    assert [cue.words[0] for cue in make_cues(document, "podcast")] == [0, 5]
    text = render_subtitles(document, "srt", profile="podcast").decode()
    assert ":" not in "".join(line for line in text.splitlines() if "-->" not in line)


def test_a_label_counts_as_part_of_its_line(said: Said) -> None:
    document = said("This sentence is just about that long.", speakers=[(0, "Bartholomew")])
    rules = get_profile("podcast")
    track = make_track(document, make_cues(document, rules), rules)
    lines = [line.text for event in track.events for line in event.lines]
    assert lines[0].startswith("Bartholomew: This")
    assert max(map(len, lines)) <= 32


@pytest.fixture(scope="module")
def conversation(said: Said) -> Alignment:
    """Turns of one word to forty, told by voice, of which most begin within a sentence."""
    rng = random.Random(4)
    tokens, turns, pauses, at = [], [], {}, 0
    for number in range(60):
        length = rng.choice([1, 2, 3, 8, 15, 40])
        turns.append((at, ("Ada", "Bob", None)[number % 3]))
        pauses[at] = rng.choice([0.0, 0.1, 0.4, 1.2])
        for place in range(length):
            last = place == length - 1 and rng.random() < 0.5
            tokens.append(rng.choice(["yes", "the", "garden", "came", "upstairs", "a", "considerable"]) + "." * last)
        at += length
    document = said(" ".join(tokens), speakers=turns, pauses=pauses)
    told = tuple(replace(turn, probability=0.97 if turn.word else None) for turn in document.speakers)
    return replace(document, speakers=told)


@pytest.mark.parametrize("name", profile_names())
def test_no_cue_goes_over_a_turn_told_by_voice_and_the_profiles_rules_hold(name: str, conversation: Alignment) -> None:
    profile = get_profile(name)
    cues = make_cues(conversation, profile)
    names = word_speakers(conversation.speakers, len(conversation.words))
    assert [word for cue in cues for word in cue.words] == list(range(len(conversation.words)))
    for cue in cues:
        lines = [{names[word] for word in line} for line in cue.lines]
        assert all(len(line) == 1 for line in lines)
        # Two may share a cue where the profile asks for it, each on lines of their own.
        assert len(set.union(*lines)) <= (2 if profile.merge_speakers else 1)
    # Nothing is found that would not be found without turns: what gives way, gives way to the speakers' pace.
    hard = {finding.rule for finding in check_track(make_track(conversation, cues, profile)) if finding.level == "hard"}
    assert hard <= PACE


@st.composite
def turns_by_voice(draw: st.DrawFn) -> Alignment:
    """Two to four people, or nobody who is known, in turns of any length that begin anywhere."""
    count = draw(st.integers(2, 50))
    texts = draw(st.lists(st.sampled_from(["no", "yes.", "well,", "upstairs", "(a"]), min_size=count, max_size=count))
    pauses = draw(st.lists(st.sampled_from([0, 0, 0, 90, 300, 2000]), min_size=count, max_size=count))
    begins = draw(st.sets(st.integers(1, count - 1)))
    people = draw(st.lists(st.sampled_from(["Ada", "Bob", "Cleo", "Dan", None]), min_size=60, max_size=60))
    words, at = [], 0.5
    for text, pause in zip(texts, pauses, strict=True):
        at += pause / 1000
        words.append(Word(text, round(at, 3), round(at + 0.2, 3), 0.9))
        at += 0.2
    turns = tuple(Speaker(word, people[n], 0.98 if word else None) for n, word in enumerate(sorted({0, *begins})))
    return Alignment(Media("talk.mp3", "0" * 64, at + 1), "en", Engine("planted", "1"), tuple(words), speakers=turns)


def of_turns(alignment: Alignment) -> list[int]:
    """A number for each word: that of its turn; turns of one name that follow each other are one."""
    begun = {turn.word: turn.name for turn in alignment.speakers}
    out, number, name = [], 0, begun[0]
    for word in range(len(alignment.words)):
        if word and word in begun and (begun[word] is None or begun[word] != name):
            number += 1
        name = begun.get(word, name)
        out.append(number)
    return out


@pytest.mark.slow
@settings(max_examples=200)
@given(turns_by_voice(), st.sampled_from(profile_names()))
def test_every_change_of_voice_is_shown_as_the_profile_asks(document: Alignment, name: str) -> None:
    profile = get_profile(name)
    track = make_track(document, make_cues(document, profile), profile)
    turns, names = of_turns(document), word_speakers(document.speakers, len(document.words))
    assert [word.index for event in track.events for line in event.lines for word in line.words] == [*range(len(turns))]
    for event in track.events:
        lines = [{turns[word.index] for word in line.words} for line in event.lines]
        assert all(len(line) == 1 for line in lines)
        shared = len(set.union(*lines)) > 1
        assert profile.merge_speakers or not shared
        for line in event.lines:
            first = line.words[0].index
            begins = first == 0 or turns[first] != turns[first - 1]
            assert line.name == names[first]
            if profile.speakers == "name":
                assert line.prefix == (f"{names[first]}: " if begins and names[first] else "")
            elif profile.speakers in ("dash", "dash-space"):
                dash = "-" if profile.speakers == "dash" else "- "
                assert line.prefix == (dash if shared and (begins or line is event.lines[0]) else "")
            else:
                assert line.prefix == ""
        if profile.speakers == "colour":
            known = {line.name for line in event.lines if line.name is not None}
            assert len({colour_of(track, one) for one in known}) == len(known)
