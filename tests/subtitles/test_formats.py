"""Every format, read back by a reader that is not ours."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import srt
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from align.document import Alignment, Engine, Media, Speaker, Word
from align.errors import UsageError
from subtitles import Options, Track, get_profile, make_cues, make_track, render_subtitles
from subtitles.formats import FORMATS

Said = Callable[..., Alignment]

HOSTILE = ["-->", "<b>", "&amp;", "&", "{\\an8}", "😀", "👩‍🚀", "שלום", "e\u0301a", "00:00:01,000", "7", "NOTE"]
HOSTILE += ["\\N", "|", "</v>", "WEBVTT"]
hostile_words = st.one_of(
    st.sampled_from(HOSTILE), st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1)
)


@st.composite
def tracks(draw: st.DrawFn, profile: str = "default", speakers: bool = False) -> Track:
    """Cues of hostile words at millisecond times."""
    clock, words = draw(st.integers(0, 4_000_000)), []
    for text in draw(st.lists(hostile_words, min_size=1, max_size=12)):
        clock += draw(st.integers(0, 2500))
        end = clock + draw(st.integers(1, 1500))
        words.append(Word(text, clock / 1000, end / 1000, 0.5))
        clock = end
    turns = (Speaker(0, draw(hostile_words)), Speaker(len(words) // 2, draw(hostile_words))) if speakers else ()
    document = Alignment(Media("a", "0" * 64, clock + 1), "en", Engine("planted", "1"), tuple(words), speakers=turns)
    rules = get_profile(profile)
    return make_track(document, make_cues(document, rules), rules)


def ms(seconds: float) -> int:
    return round(seconds * 1000)


@given(tracks())
def test_srt_is_read_back_as_it_was(track: Track) -> None:
    text = FORMATS["srt"].write(track).decode()
    read = list(srt.parse(text))
    assert [each.content for each in read] == [event.text for event in track.events]
    assert [(each.start // timedelta(milliseconds=1), each.end // timedelta(milliseconds=1)) for each in read] == [
        (ms(event.start), ms(event.end)) for event in track.events
    ]
    assert [each.index for each in read] == list(range(1, len(read) + 1))


def test_srt_rounds_to_the_millisecond(said: Said) -> None:
    document = said("Hello there.")
    words = (Word("Hello", 3.9996, 5.0), Word("there.", 5.0, 5.9996))
    document = Alignment(document.media, "en", document.engine, words)
    assert b"00:00:04,000 --> 00:00:06,000" in render_subtitles(document, "srt")


def test_srt_with_mark_and_windows_line_ends(said: Said) -> None:
    data = render_subtitles(said("Hello there."), "srt", options=Options(bom=True, crlf=True))
    assert data.startswith(b"\xef\xbb\xbf1\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")


@given(st.sampled_from(["default", "podcast", "karaoke", "social"]).flatmap(lambda name: tracks(name, True)))
def test_vtt_is_read_back_as_it_was(track: Track) -> None:
    text = FORMATS["vtt"].write(track).decode()
    read = webvtt.from_string(text)
    assert len(read) == len(track.events)
    for caption, event in zip(read, track.events, strict=True):
        plain = "\n".join(line.plain if track.profile.speakers == "name" else line.text for line in event.lines)
        assert html.unescape(re.sub(r"<[^>]*>", "", caption.raw_text)) == plain
        assert caption.start == stamp(event.start)
        assert caption.end == stamp(event.end)


def stamp(seconds: float) -> str:
    whole = ms(seconds)
    return f"{whole // 3600000:02}:{whole // 60000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"


@given(tracks("karaoke"))
def test_vtt_word_times_rise_strictly_inside_the_cue(track: Track) -> None:
    blocks = FORMATS["vtt"].write(track).decode().split("\n\n")
    for block in blocks:
        times = re.findall(r"\d\d:\d\d:\d\d\.\d{3}", block)
        if times:
            inner = [times[0], *times[2:], times[1]]
            assert inner == sorted(set(inner))


def test_vtt_has_no_arrow_but_its_own(said: Said) -> None:
    text = render_subtitles(said("a --> b <i>c</i> d&e", speakers=[(0, "A --> <B>")]), "vtt").decode()
    assert text.count("-->") == 1
    assert "<v A --&gt; &lt;B&gt;>a --&gt; b &lt;i&gt;c&lt;/i&gt; d&amp;e</v>" in text


def test_speakers_are_shown_as_the_profile_asks(said: Said) -> None:
    document = said("You came? I did.", speakers=[(0, "Ada"), (2, "Bob")])
    assert "-You came?\n-I did." in render_subtitles(document, "srt", profile="netflix").decode()
    assert "- You came?\n- I did." in render_subtitles(document, "srt", profile="amazon").decode()
    assert "Ada: You came?\n\n" in render_subtitles(document, "srt", profile="podcast").decode()
    assert '<font color="#ffff00">I did.</font>' in render_subtitles(document, "srt", profile="bbc").decode()
    assert 'cue(v[voice="Bob"]) { color: #ffff00 }' in render_subtitles(document, "vtt", profile="bbc").decode()


def test_an_offset_moves_every_time(said: Said) -> None:
    moved = render_subtitles(said("Hello there, my friends."), "srt", options=Options(offset=3600.0)).decode()
    assert moved.startswith("1\n01:00:01,000 -->")


def test_an_unknown_format_is_refused(said: Said) -> None:
    with pytest.raises(UsageError, match="srt, vtt"):
        render_subtitles(said("Hello."), "doc")
