"""Reading time borrowed from neighbours: only where it is needed, as little as possible, within the bounds."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest

from align.document import Alignment, Engine, Media, Speaker, Unscripted, Word
from subtitles import Cue, get_profile, make_cues, make_track
from subtitles.borrowing import borrow
from subtitles.check import check_track
from subtitles.cues import _pose
from subtitles.profiles import Profile, override
from subtitles.timeline import make_timeline
from subtitles.timing import make_clock

Said = Callable[..., Alignment]

KIDS = get_profile("netflix-kids")  # 17 characters a second, half a second to each side


def displaced(document: Alignment, cues: tuple[Cue, ...]) -> list[float]:
    """How far each cue begins from its first sound, seconds."""
    return [round(cue.start - document.words[cue.words[0]].span[0], 6) for cue in cues]


def flagged(document: Alignment, cues: tuple[Cue, ...], rules: Profile) -> list[str]:
    return [finding.rule for finding in check_track(make_track(document, cues, rules))]


def spoken(sentences: list[tuple[str, float, float]], end: float = 60.0) -> Alignment:
    """Each sentence said evenly from one time to another."""
    words: list[Word] = []
    for text, start, stop in sentences:
        tokens = text.split()
        step = (stop - start) / len(tokens)
        words += [Word(t, start + step * k, start + step * (k + 1)) for k, t in enumerate(tokens)]
    return Alignment(Media("a.mp3", "0" * 64, end), "en", Engine("planted", "1"), tuple(words))


# 34 characters, 2.0 s at 17 a second; the middle one is said in 1.5 s.
SENTENCES = [
    "They walked to the river and swam.",
    "Nobody had ever seen so many fish.",
    "It was the best day of the summer.",
]


def three(before: float = 3.0, middle: float = 1.5, after: float = 3.0) -> Alignment:
    times = [10.0, 10.0 + before, 10.0 + before + middle, 10.0 + before + middle + after]
    return spoken([(text, a, b) for text, (a, b) in zip(SENTENCES, pairwise(times), strict=True)])


def test_a_fast_sentence_takes_the_time_it_lacks_from_slow_neighbours_and_no_more() -> None:
    document, rules = three(), override(KIDS, {"max_lines": 1})
    cues = make_cues(document, rules)
    moved = displaced(document, cues)
    assert [len(cue.words) for cue in cues] == [7, 7, 8]
    # 0.5 s for reading and 0.083 s for the gap, from one side or both.
    assert sum(map(abs, moved)) == pytest.approx(0.583, abs=0.006)
    assert cues[1].duration >= 2.0 - 0.001
    assert moved[0] == 0.0
    assert flagged(document, cues, rules) == []
    glued = override(rules, {"lead": 0.0, "lag": 0.0})
    assert "pace" in flagged(document, make_cues(document, glued), glued)


def test_nothing_moves_where_there_is_time(said: Said) -> None:
    document = said("Here is one. And here is another, which is longer. Then we stop.", rate=0.1)
    assert set(displaced(document, make_cues(document, KIDS))) == {0.0}


@pytest.mark.parametrize(("lead", "lag"), [(0.3, 0.5), (0.5, 0.3), (0.0, 0.6), (0.6, 0.0)])
def test_the_bounds_hold(lead: float, lag: float) -> None:
    document, rules = three(), override(KIDS, {"lead": lead, "lag": lag})
    cues = make_cues(document, rules)
    assert all(-lead - 1e-6 <= each <= lag + 1e-6 for each in displaced(document, cues))
    assert flagged(document, cues, rules) == []


@pytest.mark.slow
def test_the_displacement_is_the_least_there_is() -> None:
    """Against every combination of starts on a coarse grid, for cues of 34 characters, which take 2 s to read."""
    draw = random.Random(3)
    rules = override(KIDS, {"min_gap": 0.1})
    solved = 0
    for _ in range(20):
        times = [10.0]
        for _ in range(4):
            times.append(round(times[-1] + round(draw.uniform(1.6, 3.0), 1), 1))
        document = spoken([(SENTENCES[0], a, b) for a, b in pairwise(times)])
        problem = _pose(document, make_timeline(document), rules, make_clock(rules))
        found = borrow(problem, [0, 7, 14, 21, 28], np.ones(4, dtype=np.int64)) / 1000 - np.array(times[:4])
        least = 9.0
        for offsets in product([k / 10 for k in range(-5, 6)], repeat=4):
            starts = [a + d for a, d in zip(times, offsets, strict=False)]
            if all(b - a >= 2.1 - 1e-9 for a, b in pairwise(starts)) and starts[-1] + 2.0 <= times[-1] + 0.5 + 1e-9:
                least = min(sum(map(abs, offsets)), least)
        if least < 9.0:
            solved += 1
            assert np.abs(found).sum() == pytest.approx(least, abs=0.02)
    assert solved > 5


def test_who_speaks_next_is_not_shown_before_the_other_has_finished() -> None:
    document = replace(three(), speakers=(Speaker(0, "Ada"), Speaker(7, "Bob"), Speaker(14, "Ada")))
    rules = override(KIDS, {"merge_speakers": False})
    cues = make_cues(document, rules)
    assert [len(cue.words) for cue in cues] == [7, 7, 8]
    assert all(each >= 0.0 for each in displaced(document, cues))


def test_a_cue_after_music_begins_with_its_sound_and_the_one_before_stays_out_of_it() -> None:
    times = [(10.0, 13.0), (16.0, 17.5), (17.5, 20.0)]
    document = spoken([(text, a, b) for text, (a, b) in zip(SENTENCES, times, strict=True)])
    document = replace(document, unscripted=(Unscripted(13.1, 16.0, "music"),))
    cues = make_cues(document, KIDS)
    assert displaced(document, cues)[1] == 0.0
    assert cues[0].end <= 13.1
    assert cues[1].duration >= 2.0 - 0.001


def test_the_first_cue_does_not_begin_before_the_recording() -> None:
    document = spoken([(SENTENCES[0], 0.2, 1.5), (SENTENCES[1], 1.5, 4.0)])
    cues = make_cues(document, KIDS)
    assert 0.0 <= cues[0].start <= 0.2


def test_with_frames_every_start_is_a_frame() -> None:
    document = three()
    cues = make_cues(document, KIDS, fps=Fraction(25))
    assert all(abs(cue.start * 25 - round(cue.start * 25)) < 1e-6 for cue in cues)
    assert cues[1].duration >= 2.0 - 1e-6
    assert {round((b.start - a.end) * 25) for a, b in pairwise(cues)} == {2}


def talk(words: int, pace: float) -> Alignment:
    """Sentences of random words without a pause, of so many characters a second on average, faster and slower."""
    draw, clock = random.Random(11), 1.0
    made: list[Word] = []
    nouns = ("river", "mountain", "people", "garden", "story", "morning", "window", "children")
    verbs = ("found", "carried", "remembered", "watched", "built", "followed")
    while len(made) < words:
        text = f"Yesterday the {draw.choice(nouns)} and the {draw.choice(nouns)} {draw.choice(verbs)} the"
        text += f" {draw.choice(nouns)} near the {draw.choice(nouns)}."
        rate = pace * draw.uniform(0.8, 1.2)
        for token in text.split():
            end = clock + (len(token) + 1) / rate
            made.append(Word(token, round(clock, 3), round(end, 3)))
            clock = end
    return Alignment(Media("a.mp3", "0" * 64, clock + 1), "en", Engine("planted", "1"), tuple(made))


@pytest.mark.slow
@pytest.mark.parametrize(("pace", "share"), [(15.5, 0.01), (16.5, 0.35)])
def test_talk_near_the_limit_is_evened_out(pace: float, share: float) -> None:
    document = talk(3000, pace)
    glued = override(KIDS, {"lead": 0.0, "lag": 0.0})
    before = flagged(document, make_cues(document, glued), glued)
    cues = make_cues(document, KIDS)
    after = flagged(document, cues, KIDS)
    assert before.count("pace") + before.count("speed") > 0.15 * len(cues)
    # What is left is above the limit only where the speaker is.
    assert set(after) <= {"pace"}
    assert after.count("pace") <= share * len(cues)
    assert [i for cue in cues for i in cue.words] == list(range(len(document.words)))


def test_hopelessly_fast_talk_is_shown_as_it_is_said() -> None:
    document = talk(1000, 26.0)
    cues = make_cues(document, KIDS)
    track = make_track(document, cues, KIDS)
    for event, cue in zip(track.events, cues, strict=True):
        said = document.words[cue.words[-1]].span[1] - document.words[cue.words[0]].span[0]
        assert event.end - event.start >= min(said - 0.09, len(event.text) / 17)
