"""Values of a document: what is read, what is refused, and that a message about it stays short."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.json_values import (
    compact_json,
    count_value,
    index_value,
    index_values,
    language_value,
    number_text,
    plain_value,
    seconds_value,
    shown_value,
    text_value,
)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(values)
def test_what_is_written_on_one_line_is_read_again(value: object) -> None:
    text = compact_json(value)
    assert "\n" not in text
    assert json.loads(text.encode("utf-8")) == value
    assert plain_value("here", value) == value


def test_half_a_character_is_spelt() -> None:
    assert compact_json("a\udce9b") == '"a\\udce9b"'
    compact_json({"\ud800": 1}).encode("utf-8")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_never_written(value: float) -> None:
    with pytest.raises(ValueError, match="is no number of seconds"):
        number_text(value)
    with pytest.raises(ValueError, match="JSON compliant"):
        compact_json([value])
    with pytest.raises(ValueError, match=r"where a number is expected \(here\)"):
        plain_value("here", {"deep": [value]})


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "null"), (0.0, "0.0"), (1.23456, "1.235"), (12, "12"), (0.0004, "0.0"), (1e7, "10000000.0")],
)
def test_numbers_are_written_to_the_millisecond(value: float | None, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize("value", [0, 0.0, 12.5, 3, 2e6, 2 * 10**6])
def test_seconds(value: float) -> None:
    read = seconds_value("here", value)
    assert isinstance(read, float)
    assert read == value


@pytest.mark.parametrize(
    "value",
    [-0.001, -1, 2.1e6, pytest.param(10**400, id="endless"), math.nan, math.inf, True, False, "1", None, [], {"a": 1}],
)
def test_what_is_no_number_of_seconds(value: object) -> None:
    with pytest.raises(ValueError, match=r"where a number of seconds is expected \(here\)") as caught:
        seconds_value("here", value)
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize(("value", "count"), [(0, 0), (0, 5), (4, 5), (5, 5)])
def test_an_index_may_stand_behind_the_last_word(value: int, count: int) -> None:
    assert index_value("here", value, count) == value


@pytest.mark.parametrize("value", [-1, 6, 1.0, "1", None, True, pytest.param(10**5000, id="endless")])
def test_what_is_no_index(value: object) -> None:
    with pytest.raises(ValueError, match=r"where the index of a word is expected \(here\)"):
        index_value("here", value, 5)
    with pytest.raises(ValueError, match="index of a word"):
        index_values("here", [0, value], 5)


def test_indices_are_a_tuple() -> None:
    assert index_values("here", [0, 3, 5], 5) == (0, 3, 5)


@pytest.mark.parametrize("value", [0, 1, 2**31 - 1])
def test_counts(value: int) -> None:
    assert count_value("here", value) == value


@pytest.mark.parametrize("value", [-1, 2**31, 1.0, True, "1", None])
def test_what_is_no_count(value: object) -> None:
    with pytest.raises(ValueError, match=r"where a count is expected \(here\)"):
        count_value("here", value)


def test_texts_are_whole_characters() -> None:
    assert text_value("here", "naïve 🎵") == "naïve 🎵"
    with pytest.raises(ValueError, match="half a character"):
        text_value("here", "a\ud83d")
    with pytest.raises(ValueError, match="half a character"):
        plain_value("here", {"a\ud83d": 1})
    with pytest.raises(ValueError, match="has 12 where a text is expected"):
        text_value("here", 12)


@pytest.mark.slow
@settings(derandomize=True, deadline=None, max_examples=60)
@given(values | st.integers(10**30, 10**60) | st.text(min_size=100))
def test_any_value_is_shown_in_a_few_characters(value: object) -> None:
    assert 0 < len(shown_value(value)) <= 43


def test_a_number_of_any_size_is_shown() -> None:
    assert shown_value(10**5000) == shown_value(-(10**60)) == "a number without end"
    assert shown_value(True) == "True"
    assert shown_value(-12) == "-12"


@pytest.mark.parametrize("code", ["", "en", "pt-BR", "zh-Hant", "kmr"])
def test_codes_of_languages_are_read(code: str) -> None:
    assert language_value("language", code) == code


@pytest.mark.parametrize(("written", "code"), [("zh_Hant", "zh-Hant"), ("DE", "de"), ("PT_BR", "pt-BR")])
def test_codes_of_languages_become_what_files_take(written: str, code: str) -> None:
    assert language_value("language", written) == code


@pytest.mark.parametrize("code", ["../en", "e" * 300, "en/../de", "en.toml", "en ", "\0", "é", None, 3])
def test_what_is_part_of_a_path_is_no_language(code: object) -> None:
    with pytest.raises(ValueError, match=r"language"):
        language_value("language", code)
