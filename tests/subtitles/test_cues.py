"""Cue making: planted sentences, pauses, speakers and music must come out as cue and line ends."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.document import Alignment, Engine, Media, Speaker, Unscripted, Word
from align.errors import InputsDoNotFit
from subtitles import Cue, get_profile, make_cues, make_track, profile_names
from subtitles.language import Break, get_language
from subtitles.profiles import override
from subtitles.timeline import width
from subtitles.timing import Leeway, make_clock, settle

Said = Callable[..., Alignment]


def shown(alignment: Alignment, cues: tuple[Cue, ...]) -> list[list[str]]:
    return [[" ".join(alignment.words[i].text for i in line) for line in cue.lines] for cue in cues]


def test_sentences_become_cues(said: Said) -> None:
    document = said("This is the first sentence of all. Here is the second one.", pauses={7: 0.6})
    assert shown(document, make_cues(document)) == [["This is the first sentence of all."], ["Here is the second one."]]


def test_a_long_sentence_breaks_where_the_grammar_allows(said: Said) -> None:
    document = said("I think that the people who work at the company know what they are going to do next year.")
    lines = [line for cue in shown(document, make_cues(document)) for line in cue]
    break_between = get_language("en").break_between
    assert len(lines) >= 3
    assert all(break_between(a.split()[-1], b.split()[0]) < Break.WEAK for a, b in pairwise(lines)), lines


def test_what_fits_on_one_line_stays_there(said: Said) -> None:
    document = said("Forty-two characters fit in a single line.")
    assert shown(document, make_cues(document)) == [["Forty-two characters fit in a single line."]]


def test_a_cue_starts_with_its_first_word_and_never_runs_into_the_next(said: Said) -> None:
    document = said(
        "One two three four five six seven. Then eight and nine and ten, eleven, twelve, thirteen, fourteen.",
        pauses={7: 0.2},
    )
    first, second = make_cues(document, "netflix")
    assert first.start == document.words[0].start
    assert second.start == document.words[7].start
    assert second.start - first.end == pytest.approx(0.083)


def test_a_gap_of_half_a_second_or_more_is_kept(said: Said) -> None:
    document = said("One two three four five six seven. Eight nine ten eleven twelve.", pauses={7: 1.4})
    first, second = make_cues(document, "netflix")
    assert first.end == pytest.approx(document.words[6].span[1])
    assert second.start - first.end >= 0.5


def test_reading_speed_holds_a_cue_past_its_words(said: Said) -> None:
    document = said("Extraordinarily quick speech comes along here.", rate=0.04)
    (cue,) = make_cues(document)
    assert cue.end - document.words[-1].span[1] == pytest.approx(0.5)
    (slower,) = make_cues(said("Extraordinarily quick speech comes along here.", rate=0.05))
    assert slower.duration == pytest.approx(45 / 20)  # the line break is no character


def test_no_cue_crosses_unscripted_sound(said: Said) -> None:
    document = said("We pause right in the middle of it here.", pauses={5: 1.2}, unscripted=[(2.3, 3.4)])
    gap = (document.words[4].span[1], document.words[5].span[0])
    document = replace(document, unscripted=(replace(document.unscripted[0], start=gap[0] + 0.1, end=gap[1]),))
    first, second = make_cues(document, "bbc")
    assert first.words == (0, 1, 2, 3, 4)
    assert first.end <= gap[0] + 0.1 + 1e-6
    assert second.start == gap[1]


def test_a_long_silence_ends_a_cue_even_inside_a_phrase(said: Said) -> None:
    document = said("He looked at the old house again.", pauses={4: 2.5})
    assert [cue.words for cue in make_cues(document)] == [(0, 1, 2, 3), (4, 5, 6)]


@pytest.mark.parametrize("name", ["netflix", "podcast", "social"])
def test_two_speakers_never_share_a_line(said: Said, name: str) -> None:
    document = said(
        "Do you like it? Yes. And you? I do, very much indeed. Good.",
        speakers=[(0, "Ada"), (4, "Bob"), (5, "Ada"), (7, "Bob"), (12, "Ada")],
        pauses={4: 0.4, 5: 0.5, 7: 0.5, 12: 0.5},
    )
    starts = {turn.word for turn in document.speakers}
    cues = make_cues(document, name)
    for line in (line for cue in cues for line in cue.lines):
        assert not starts & set(line[1:])
    if name != "netflix":
        assert all(not starts & set(cue.words[1:]) for cue in cues)
    assert [i for cue in cues for i in cue.words] == list(range(len(document.words)))


def test_a_turn_too_short_to_read_gets_time_from_its_neighbours_within_lead_and_lag(said: Said) -> None:
    document = said(
        "I went to the market this morning. No. Yes, I really did, and then came home.",
        speakers=[(0, "Ada"), (7, "Bob"), (8, "Ada")],
    )
    spoken = document.words[7].span
    for lag, duration in ((0.0, 0.21), (0.4, 0.61), (0.9, 0.834)):
        rules = override(get_profile("podcast"), {"lag": lag})
        cues = make_cues(document, rules)
        assert [cue.words[0] for cue in cues][:3] == [0, 7, 8]
        assert cues[1].start == spoken[0]
        assert cues[1].duration == pytest.approx(duration, abs=0.001)
        assert cues[2].start <= document.words[8].span[0] + lag + 1e-9
        assert all(a.end <= b.start + 1e-9 for a, b in pairwise(cues))


def test_silent_words_stay_with_their_neighbours_and_absent_ones_are_left_out(said: Said) -> None:
    document = said("He came – late – and then [laughs] he left us all.")
    words = list(document.words)
    words[5] = replace(words[5], start=None, end=None, status="absent")
    document = replace(document, words=tuple(words))
    cues = make_cues(document)
    assert [i for cue in cues for i in cue.words] == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]
    assert [i for cue in make_cues(document, keep_absent=True) for i in cue.words] == list(range(12))
    assert not any(line.startswith("–") for cue in shown(document, cues) for line in cue)


def test_words_without_times_are_shown_between_their_neighbours(said: Said) -> None:
    document = said("alpha beta gamma delta epsilon", pauses={3: 0.5})
    words = [replace(w, start=None, end=None, status="interpolated") if i in (0, 2, 4) else w
             for i, w in enumerate(document.words)]  # fmt: skip
    (cue,) = make_cues(replace(document, words=tuple(words)))
    assert cue.words == (0, 1, 2, 3, 4)


def test_an_alignment_without_any_time_is_refused(said: Said) -> None:
    document = said("alpha beta")
    words = tuple(replace(w, start=None, end=None, status="absent") for w in document.words)
    with pytest.raises(InputsDoNotFit):
        make_cues(replace(document, words=words), keep_absent=True)
    assert make_cues(replace(document, words=())) == ()


def test_a_word_longer_than_a_line_stands_alone(said: Said) -> None:
    url = "https://example.org/" + "a" * 60
    document = said(f"You find it all at {url} if you look.")
    assert url in [line for cue in shown(document, make_cues(document)) for line in cue]


def test_with_a_frame_rate_every_time_is_a_frame(said: Said) -> None:
    rate = Fraction(24000, 1001)
    document = said(
        "One two three four five six seven. Then eight and nine and ten, eleven, twelve, thirteen, fourteen.",
        pauses={7: 0.3},
    )
    cues = make_cues(document, "netflix", fps=rate)
    frames = [time * float(rate) for cue in cues for time in (cue.start, cue.end)]
    assert all(abs(frame - round(frame)) < 1e-6 for frame in frames)
    assert round(frames[2]) - round(frames[1]) == 2


def story(words: int) -> Alignment:
    """Talk of pseudo-random words, sentences and pauses; the same at every run."""
    draw, clock, made = random.Random(7), 0.5, []
    vocabulary = ("the", "a", "of", "and", "to", "in", "we", "they", "people", "think", "make", "great", "thing")
    left = 0
    for _ in range(words):
        left = left or draw.randint(3, 24)
        text = draw.choice(vocabulary) if draw.random() < 0.6 else "x" * draw.randint(2, 11)
        left -= 1
        text += draw.choice([".", "?", "."]) if not left else "," if draw.random() < 0.06 else ""
        end = clock + draw.uniform(0.045, 0.075) * len(text) + 0.05
        made.append(Word(text, round(clock, 3), round(end, 3)))
        clock = end + (draw.choice([0, 0, 0.2, 0.5, 1.3, 2.4]) if not left else draw.choice([0] * 20 + [0.3]))
    return Alignment(Media("a.mp3", "0" * 64, clock + 1), "en", Engine("planted", "1"), tuple(made))


@pytest.mark.slow
@pytest.mark.parametrize("name", profile_names())
def test_every_profile_keeps_its_own_limits(name: str) -> None:
    document, rules = story(3000), get_profile(name)
    cues = make_cues(document, rules)
    assert [i for cue in cues for i in cue.words] == list(range(3000))
    for cue in cues:
        assert len(cue.lines) <= rules.max_lines
        assert max(width(" ".join(document.words[i].text for i in line)) for line in cue.lines) <= rules.max_chars
        assert rules.min_duration - 1e-9 <= cue.duration <= rules.max_duration + 1e-9
    for a, b in pairwise(cues):
        gap = round(b.start - a.end, 6)
        assert gap >= rules.min_gap
        assert gap == rules.min_gap or gap >= rules.close_gaps


tokens = st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=50)


@pytest.mark.slow
@given(st.lists(st.tuples(tokens, st.floats(0, 3), st.floats(0, 3), st.sampled_from("ais"))), st.integers(1, 12))
def test_any_words_come_out_once_and_in_order(rows: list[tuple[str, float, float, str]], limit: int) -> None:
    clock, words = 0.0, []
    for text, gap, length, status in rows:
        if status == "s":
            words.append(Word(text, status="silent"))
        elif status == "i":
            words.append(Word(text, status="interpolated"))
        else:
            words.append(Word(text, clock + gap, clock + gap + length))
            clock += gap + length * 0.9
    document = Alignment(Media("a", "0" * 64, clock + 1), "xx", Engine("planted", "1"), tuple(words))
    rules = override(get_profile("netflix"), {"max_chars": limit, "max_lines": 3})
    if words and not any(word.timed for word in words):
        with pytest.raises(InputsDoNotFit):
            make_cues(document, rules)
        return
    cues = make_cues(document, rules)
    assert [i for cue in cues for i in cue.words] == list(range(len(words)))
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(cues))


def test_dashes_of_two_speakers_fit_into_their_lines(said: Said) -> None:
    left = "Did you go to the market this morning, Ada"  # 42 characters: no room for a dash
    document = said(f"{left} I really did.", speakers=[(0, "Bob"), (9, "Ada")], rate=0.06)
    rules = get_profile("netflix")
    lines = [
        line.text for event in make_track(document, make_cues(document, rules), rules).events for line in event.lines
    ]
    assert max(map(len, lines)) <= 42
    assert " ".join(lines).replace("-", "") == f"{left} I really did."


def test_a_cue_after_music_never_begins_in_it(said: Said) -> None:
    document = said(
        "Ends here. No. Yes, and then we went on.", pauses={2: 1.5}, speakers=[(0, "A"), (2, "B"), (3, "A")]
    )
    end, start = document.words[1].span[1], document.words[2].span[0]
    document = replace(document, unscripted=(Unscripted(end, start, "music"),))
    cues = make_cues(document, "podcast")
    assert cues[1].start == start
    assert cues[1].end >= document.words[2].span[1]


def test_a_line_as_long_as_one_likes_costs_no_more_than_a_cue_can_last() -> None:
    cues = make_cues(story(2000), override(get_profile("default"), {"max_chars": 100_000}))
    assert [i for cue in cues for i in cue.words] == list(range(2000))
    assert max(cue.duration for cue in cues) <= 7.0


def test_cues_that_wait_leave_no_gap_too_small_to_stay() -> None:
    """Turns of a word, which the least duration makes wait for each other."""
    clock = make_clock(override(get_profile("ted"), {"lag": 3.0}))
    starts = [0, 200, 400, 3010, 6000]
    ends = [200, 400, 600, 5600, 7000]
    starts, ends = settle(clock, starts, ends, Leeway(starts, [a + 3000 for a in starts], ends))
    assert all(b - a >= 1000 for a, b in zip(starts, ends, strict=True))
    gaps = [b - a for a, b in zip(ends, starts[1:], strict=False)]
    assert all(gap == 0 or gap >= clock.close for gap in gaps)


@st.composite
def fast_talk(draw: st.DrawFn) -> Alignment:
    """Words as hypothesis likes them: of 20 ms to 2 s, with and without pauses, in turns of any length."""
    count = draw(st.integers(1, 60))
    lengths = draw(st.lists(st.integers(20, 400) | st.just(2000), min_size=count, max_size=count))
    pauses = draw(st.lists(st.just(0) | st.integers(0, 300) | st.just(4000), min_size=count, max_size=count))
    texts = draw(st.lists(st.sampled_from(["no", "yes.", "and", "well,", "otherwise"]), min_size=count, max_size=count))
    turns = draw(st.sets(st.integers(0, count - 1), max_size=count))
    words, clock = [], 500
    for text, length, pause in zip(texts, lengths, pauses, strict=True):
        words.append(Word(text, (clock + pause) / 1000, (clock + pause + length) / 1000, 0.9))
        clock += pause + length
    speakers = tuple(Speaker(word, f"S{n % 3}") for n, word in enumerate(sorted({0, *turns})))
    media = Media("talk.mp3", "0" * 64, clock / 1000 + 1)
    return Alignment(media, "en", Engine("planted", "1"), tuple(words), speakers=speakers)


@pytest.mark.slow
@settings(max_examples=150)
@given(fast_talk(), st.sampled_from(profile_names()), st.sampled_from([0, 1, 2, 3, 7]), st.sampled_from([None, 25, 30]))
def test_no_cue_is_later_than_its_bound_and_each_is_shown_while_it_is_said(
    document: Alignment, name: str, max_words: int, fps: int | None
) -> None:
    rules = override(get_profile(name), {"max_words": max_words})
    cues = make_cues(document, rules, fps=None if fps is None else Fraction(fps))
    # Words of 20 ms share frames, and no two cues can: each that must wait for a frame of its own is told apart.
    frame = 0.0011 if fps is None else 1 / fps
    crowded = 0.0
    for before, cue in zip([None, *cues], cues, strict=False):
        first, last = (document.words[k].span for k in (cue.words[0], cue.words[-1]))
        crowded = max(0.0, crowded - (first[0] - document.words[before.words[0]].span[0]) + frame) if before else 0.0
        assert cue.start <= first[0] + rules.lag + frame + (crowded if fps else 0.0)
        assert cue.start >= first[0] - rules.lead - frame
        assert (
            cue.end >= min(last[1], cue.start + rules.min_duration) - max(rules.lead, rules.min_gap, 2 * frame) - frame
        )
        assert cue.end - cue.start >= frame - 1e-9 or fps is None
        assert cue.end > cue.start
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(cues))
    assert [k for cue in cues for k in cue.words] == list(range(len(document.words)))
