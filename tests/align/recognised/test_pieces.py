"""Words as recognisers cut them, brought to the words of the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.recognised import whisper
from align.recognised.pieces import join_pieces, with_text
from align.recognised.words import RecognisedWord


def heard(*texts: str) -> list[RecognisedWord]:
    return [RecognisedWord(text, k / 10, (k + 1) / 10, 0.5 + k / 100) for k, text in enumerate(texts)]


def test_pieces_without_a_space_before_them_belong_to_the_word_before() -> None:
    made = join_pieces(heard(" Bar", "ley", " for", " $", "4", ",", "500", " twenty", "-two"))
    assert [word.text.strip() for word in made] == ["Barley", "for", "$4,500", "twenty-two"]
    assert [(word.start, word.end) for word in made] == [(0.0, 0.2), (0.2, 0.3), (0.3, 0.7), (0.7, 0.9)]
    assert made[0].score == 0.5


def test_words_that_come_without_spaces_are_left_alone() -> None:
    for words in (heard("so", "it", "is"), heard(" 水", "が", "来", " OK"), heard("one")):
        assert join_pieces(words) == words


def test_a_word_cut_between_two_segments_is_one_word() -> None:
    def segment(text: str, *words: tuple[str, float]) -> dict[str, object]:
        return {"text": text, "words": [{"word": word, "start": at, "end": at + 0.5} for word, at in words]}

    segments = [
        segment(" We continu", (" We", 0.0), (" continu", 1.0)),
        segment("ing on.", ("ing", 1.5), (" on.", 2.0)),
        segment(" So.", (" So.", 3.0)),
    ]
    made = whisper.read({"segments": segments}).words
    assert [word.text.strip() for word in made] == ["We", "continuing", "on.", "So."]
    assert (made[1].start, made[1].end) == (1.0, 2.0)
    stripped = [segment("so it", ("so", 0.0), (" it", 1.0)), segment("then not", ("then", 2.0), (" not", 3.0))]
    assert [word.text.strip() for word in whisper.read({"segments": stripped}).words] == ["so", "it", "then", "not"]


def test_punctuation_and_lines_come_from_the_text() -> None:
    made = with_text(heard("so", "Ada", "said", "twenty", "two"), ["So, Ada said:", "– twenty-two!"])
    assert [word.text for word in made] == ["So,", "Ada", "said:", "–", "twenty-two!"]
    assert [word.line for word in made] == [True, False, False, True, False]
    assert (made[4].start, made[4].end, made[3].status) == (0.3, 0.5, "silent")


def test_words_of_another_text_stay_as_they_are() -> None:
    assert with_text(heard("so", "it", "is"), ["That was long ago."]) == heard("so", "it", "is")


def test_words_that_only_the_text_has_are_kept_and_one_slip_costs_no_punctuation() -> None:
    words = heard("so", "it", "was", "late", "and", "cold")
    made = with_text(words, ["So, it was late.", "Very late, and colder!", "We went home."])
    assert " ".join(word.text for word in made) == "So, it was late. Very late, and colder! We went home."
    assert [word.line for word in made].count(True) == 3
    assert [(made[k].start, made[k].status) for k in (0, 6, 7)] == [
        (0.0, "aligned"),
        (0.4, "aligned"),
        (0.5, "interpolated"),
    ]
    assert [made[k].start for k in (4, 5)] == [None, None]
    starts = [word.start for word in made if word.start is not None]
    assert starts == sorted(starts)
    assert [word.end for word in made if word.end is not None][-1] == 0.6


def test_words_that_the_text_lacks_stay() -> None:
    made = with_text(heard("so", "well", "it", "was", "late"), ["So, it was late."])
    assert [word.text for word in made] == ["So,", "well", "it", "was", "late."]


def test_a_sign_stands_for_the_word_that_was_heard() -> None:
    made = with_text(heard("Moss", "and", "Sons", "sell", "boats"), ["Moss & Sons sell boats."])
    assert [word.text for word in made] == ["Moss", "&", "Sons", "sell", "boats."]
    assert (made[1].start, made[1].status) == (0.1, "aligned")


@pytest.mark.slow
@given(st.lists(st.text("ab1", min_size=1, max_size=5), min_size=1, max_size=20), st.sets(st.floats(0, 1), max_size=9))
def test_every_token_comes_out_whole_whatever_the_pieces(tokens: list[str], shares: set[float]) -> None:
    letters = "".join(tokens)
    cuts = sorted({0, len(letters), *(round(share * len(letters)) for share in shares)})
    words = heard(*(letters[a:b] for a, b in pairwise(cuts)))
    made = with_text(words, [" ".join(tokens)])
    assert [word.text for word in made] == tokens
    starts = [word.start for word in made]
    assert starts == sorted(starts, key=lambda start: start or 0.0)


def test_words_of_a_script_without_spaces_keep_their_times() -> None:
    made = with_text(heard("水", "が", "来た"), ["「水が、来た。」"])
    assert [(word.text, word.start) for word in made] == [("「水", 0.0), ("が、", 0.1), ("来た。」", 0.2)]
    assert [word.line for word in made] == [True, False, False]


def test_words_that_only_the_text_of_a_segment_has_are_kept() -> None:
    words = [{"word": word, "start": at, "end": at + 0.4} for word, at in (("so", 0.0), ("it", 0.5), ("then", 2.0))]
    segment = {"start": 0.0, "end": 3.0, "text": "So it floats, then.", "words": words, "speaker": "Ada"}
    made = whisper.read({"segments": [segment]}).words
    assert [(word.text, word.start) for word in made] == [("So", 0.0), ("it", 0.5), ("floats,", None), ("then.", 2.0)]
    assert {word.speaker for word in made} == {"Ada"}


def test_times_that_are_no_seconds_are_refused() -> None:
    words = [{"word": word, "start": 400 * at, "end": 400 * at + 300} for at, word in enumerate("so it floats".split())]
    with pytest.raises(ValueError, match="times that are no seconds: its words would be 300 s long"):
        whisper.read({"words": words})
    with pytest.raises(ValueError, match="no seconds"):
        whisper.read({"segments": [{"text": "so it", "start": 4000 * k, "end": 4000 * k + 900} for k in range(4)]})


def test_whisper_cpp() -> None:
    tokens = [("[_BEG_]", 0, 0), (" So", 0, 300), (" it", 300, 500), (" flo", 500, 800), ("ats", 800, 900)]
    full = [{"text": text, "offsets": {"from": a, "to": b}, "p": 0.5} for text, a, b in tokens]
    rows = [
        {"text": " So it floats", "offsets": {"from": 0, "to": 900}, "tokens": full},
        {"text": " for hours.", "offsets": {"from": 1000, "to": 1900}},
    ]
    made = whisper.read({"result": {"language": "en"}, "transcription": rows})
    assert made.language == "en"
    assert [(word.text.strip(), word.start, word.end) for word in made.words] == [
        ("So", 0.0, 0.3),
        ("it", 0.3, 0.5),
        ("floats", 0.5, 0.9),
        ("for hours.", 1.0, 1.9),
    ]
    assert made.words[0].score == 0.5


@pytest.mark.parametrize("many", [False, True])
def test_vosk(many: bool) -> None:
    utterance = {
        "result": [
            {"conf": 0.9, "word": word, "start": at, "end": at + 0.5} for at, word in ((1.0, "so"), (2.0, "it"))
        ],
        "text": "so it",
    }
    made = whisper.read([utterance, {"text": ""}] if many else utterance).words
    assert [(word.text, word.start, word.score) for word in made] == [("so", 1.0, 0.9), ("it", 2.0, 0.9)]
