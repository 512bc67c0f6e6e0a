"""The one reader of SRT and WebVTT, on files as people have them: no word lost, no layout among the words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.transcript import captions
from align.transcript.caption_faults import stray_arrows, timeless_cues, warnings_of
from align.transcript.caption_lines import are_rolling, caption_lines, said_once
from align.transcript.caption_markup import CaptionLine, clean_lines, plain_text
from align.transcript.caption_times import read_times
from align.transcript.captions import LONGEST_LINE, looks_like_captions, read_captions
from tests.opcodes import opcodes

SRT = "1\n00:00:01,000 --> 00:00:02,000\nThe kettle sings\n\n2\n00:00:03,000 --> 00:00:04,500\nevery morning.\n"


def said(text: str) -> str:
    """What a transcript of the file says."""
    return " ".join(" ".join(line.text.replace("\0", "") for line in caption_lines(read_captions(text))).split())


def spans(text: str) -> list[tuple[float | None, float | None]]:
    return [(cue.start, cue.end) for cue in read_captions(text).cues]


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("00:00:01,000 --> 00:00:02,500", 1.0, 2.5),
        ("00:00:01.000 --> 00:00:02.500 align:start position:0%", 1.0, 2.5),
        ("01:01.5 --> 01:02.25", 61.5, 62.25),
        ("100:00:00,000 --> 100:00:01,000", 360_000.0, 360_001.0),
        ("00:00:08 --> 00:00:12", 8.0, 12.0),
        ("00:00:09,735.0000000000582 --> 00:00:10,5", 9.735, 10.5),
        ("00:00:09.123456789 --> 00:00:10.1", 9.123, 10.1),
        ("00: 00: 08, 772 -> 00: 00: 10, 008", 8.772, 10.008),
        ("-00:00:02,130 --> 00:00:00,400", 0.0, 0.4),
        ("00:00:-1,500 --> 00:00:00,400", 0.0, 0.4),
        ("00:00:15,898 –> 00:00:20,661", 15.898, 20.661),
        ("00:00:15,898 - -> 00:00:20,661", 15.898, 20.661),
        ("00:00:15,898 --&gt; 00:00:20,661", 15.898, 20.661),
        ("00:00:15,898 → 00:00:20,661", 15.898, 20.661),
        ("00:00:15,898-->00:00:20,661", 15.898, 20.661),
        ("00：00：15，898 --> 00：00：20，661", 15.898, 20.661),
        ("\ufeff00:00:01,000 --> 00:00:02,000", 1.0, 2.0),
        ("\u200e00:00:01,000\u00a0-->\u202f00:00:02,000\u200f", 1.0, 2.0),
        ("00:00:1O,500 --> 00:00:12,000", 10.5, 12.0),
        ("OO:OO:O1,OOO --> oo:oo:o2,5oo", 1.0, 2.5),
        ("00:00:l2,000 --> 00:00:1I,000", 12.0, 11.0),
        ("00;00;01,500 --> 00;00;02,500", 1.5, 2.5),
        ("00.00.01.500 --> 00.00.02.500", 1.5, 2.5),
        ("00:00:01'500 --> 00:00:02'500", 1.5, 2.5),
        ("00h00m01s500 --> 00h00m02s500", 1.5, 2.5),
        ('"00:00:01,500" --> "00:00:02,500"', 1.5, 2.5),
        ("0O:00:01,500 --> 00:00:02,500 So it floats", 1.5, 2.5),
        ("00:00:x1,500 --> 00:00:12,000", None, 12.0),
        ("00:00:05,000 -->", 5.0, None),
        ("00:00:05:12 --> 00:00:06:500", 5.0, 6.5),
    ],
)
def test_times_in_every_form(line: str, start: float | None, end: float | None) -> None:
    times = read_times(line)
    assert times is not None
    assert (times.start, times.end) == (start, end)


@pytest.mark.parametrize(
    "line",
    ["", "a --> b", "x -> 5", "10 -> 20", ">> 10:30 is when we met", "we go 1:30 --> 2:30 now", "1:30 - 2:30",
     "<00:00:01.000>Hello", "[00:00:01.000 --> 00:00:02.000] hello", "He said > 10:30", "12:30 > 13:30"],
)  # fmt: skip
def test_talk_is_not_a_line_of_times(line: str) -> None:
    assert read_times(line) is None


def test_what_is_written_as_asked_is_proper_and_a_negative_time_is_told() -> None:
    good, odd = read_times("00:00:01,000 --> 00:00:02,000"), read_times("00:00:01 --> 00:00:02,000")
    early = read_times("-00:00:01,000 --> 00:00:02,000")
    assert good is not None
    assert odd is not None
    assert early is not None
    assert (good.proper, good.negative) == (True, False)
    assert (odd.proper, odd.marks) == (False, ("", ","))
    assert early.negative


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_line_ends_of_every_kind(end: str) -> None:
    file = read_captions(SRT.replace("\n", end))
    assert [cue.text for cue in file.cues] == ["The kettle sings", "every morning."]
    assert [cue.at for cue in file.cues] == [2, 6]


@pytest.mark.parametrize(
    "text",
    [
        SRT.replace("\nevery", "\n\nevery"),  # a blank line first
        SRT.replace("kettle sings", "kettle\n\nsings"),  # ... or inside
        SRT.replace("1\n00", "00").replace("2\n00", "00"),  # no counters
        SRT.replace("sings\n\n2", "sings\n2"),  # no blank line
        SRT.replace("\n\n2\n", "\n\n2\n\n"),  # one below the counter
        SRT.replace("\n2\n", "\n\ufeff2\n"),  # files joined
        "\ufeff" + SRT,
        SRT.replace("The kettle sings", "<font color='red'>The <em>kettle</em></font> {\\an8}sings"),
        SRT.replace("The kettle", "The<br>kettle").replace("every ", "&nbsp;every&amp;nbsp;"),
        SRT.replace("02,000\n", "02,000 "),  # text on the line of the times
        SRT.replace("kettle sings", "kettle\\Nsings"),
        "The kettle sings\n\n" + SRT[SRT.index("2\n") :],  # before the first times
        "WEBVTT - a title\nKind: captions\n\nNOTE nobody\nsays this\n\n" + SRT.replace(",", "."),
        "WEBVTT\n\n" + SRT.replace(",", ".") + "\nSTYLE\n::cue { color: red }\n",
        "WEBVTT\n\n" + SRT.replace(",", ".").replace("\nevery", "\n\nevery"),
        SRT + "\n3\n00:00:03,000 --> 00:00:04,500\nevery morning.\n",  # a layer
    ],
)
def test_no_word_is_lost_and_no_layout_is_one(text: str) -> None:
    assert said(text) == "The kettle sings every morning."


def test_a_number_may_be_all_that_is_said() -> None:
    counted = "1\n00:00:01,000 --> 00:00:02,000\n42\n\n2\n00:00:03,000 --> 00:00:04,000\nYes.\n"
    assert said(counted) == "42 Yes."
    assert said(counted.replace("1\n00:00:01", "00:00:01").replace("\n\n2\n", "\n\n")) == "42 Yes."
    assert [cue.identifier for cue in read_captions(counted).cues] == ["1", "2"]


def test_times_that_cannot_be_read_are_told_and_their_text_stays() -> None:
    file = read_captions(SRT.replace("00:00:03,000", "0x:00:03,000"))
    assert [(cue.start, cue.end, cue.text) for cue in file.cues] == [
        (1.0, 2.0, "The kettle sings"),
        (None, 4.5, "every morning."),
    ]


def test_captions_whose_every_time_is_damaged_are_captions_still() -> None:
    for damage in ("O0:00", "xO:00"):
        lines = ("It floats.", "So it does.", "Since May.", "Every day.")
        cues = (f"{k}\n{damage}:0{k},000 --> 00:00:0{k},900\n{line}\n\n" for k, line in enumerate(lines, 1))
        text = "".join(cues)
        assert looks_like_captions(text)
        assert said(text) == " ".join(lines)


def test_text_outside_of_cues_is_handed_on_with_its_line() -> None:
    file = read_captions("WEBVTT\n\n00:01.000 --> 00:02.000\none\n\ntwo\nthree\n\n00:03.000 --> 00:04.000\nfour\n")
    assert [(line.plain, line.number) for line in file.loose] == [("two", 6), ("three", 7)]
    assert said("WEBVTT\n\n00:01.000 --> 00:02.000\none\n\ntwo\n\n00:03.000 --> 00:04.000\nfour\n") == "one two four"


def test_identifiers_and_settings_are_not_said() -> None:
    text = 'WEBVTT\n\n1 "Ada Lark" (1000)\n00:01.000 --> 00:02.000 line:70% align:start\none\n'
    (cue,) = read_captions(text).cues
    assert (cue.identifier, cue.name, cue.settings) == ('1 "Ada Lark" (1000)', "Ada Lark", "line:70% align:start")
    (line,) = caption_lines(read_captions(text))
    assert [(mark.name, mark.turn) for mark in line.marks] == [("Ada Lark", True)]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("rock &amp; roll", "rock & roll"),
        ("me&amp;amp;mdash;it", "me—it"),
        ("&#8220;so&#x201D;&lrm;", "“so”"),
        ("AT&T &nothing; R&D", "AT&T &nothing; R&D"),
        ("3 &lt; 4 &gt; 2", "3 < 4 > 2"),
        ("&lt;i&gt;so&lt;/i&gt;", "so"),
        ("a &#0; b", "a � b"),
        ("a<br/>b</p>c", "a\nb\nc"),
        ("<Laughs> 1 <2", "<Laughs> 1 <2"),
        ("<i", "<i"),
        ("so it is.</p></body></html>", "so it is.\n"),
        ("salt &amp pepper&nbsp, AT&amptt", "salt & pepper\u00a0, AT&amptt"),
    ],
)
def test_markup_and_entities(written: str, shown: str) -> None:
    assert plain_text(written, every_tag=False) == shown


def test_columns_stay_true_under_markup() -> None:
    first, second = clean_lines("<v Ada &amp; Ben>so<br>it &amp; is", 7, every_tag=True)
    assert (first.plain, first.number, [mark.name for mark in first.marks]) == ("so", 7, ["Ada & Ben"])
    assert second.plain == "it & is"
    assert second.text.index("is") + second.offset == "<v Ada &amp; Ben>so<br>it &amp; is".index("is")


def cues_of(*texts: str) -> str:
    return "\n".join(f"{k}\n00:00:{k:02},000 --> 00:00:{k:02},900\n{text}\n" for k, text in enumerate(texts, 1))


def test_rolling_and_growing_captions_say_each_word_once() -> None:
    rolling = cues_of("so we", "so we\nwent out", "went out\nto sea", "to sea\nand back")
    assert said(rolling) == "so we went out to sea and back"
    growing = cues_of("so", "so we", "so we went", "so we went out", "to", "to sea", "to sea again")
    assert said(growing) == "so we went out to sea again"
    within = cues_of("so we", "so we\nwent", "so we\nwent out", "went out\nto", "went out\nto sea")
    assert said(within) == "so we went out to sea"
    assert all(are_rolling(read_captions(text).cues) for text in (rolling, growing, within))


@pytest.mark.parametrize("texts", [("No.", "No.", "No.", "Yes."), ("No.", "No. Never.", "Well", "so"), ("so we", "so")])
def test_what_a_speaker_repeats_stays(texts: tuple[str, ...]) -> None:
    padding = tuple(f"line {k}" for k in range(8))
    text = cues_of(*texts, *padding)
    assert said(text) == " ".join((*texts, *padding))
    assert not are_rolling(read_captions(text).cues)


def test_a_layer_is_said_once_and_two_people_at_once_both() -> None:
    text = SRT + "\n3\n00:00:03,000 --> 00:00:04,500\nAnd yours?\n"
    assert said(text) == "The kettle sings every morning. And yours?"
    doubled = read_captions(SRT + "\n" + SRT).cues
    assert [bool(lines) for lines in said_once(doubled)] == [True, True, False, False]


def test_captions_are_told_by_content() -> None:
    assert looks_like_captions(SRT)
    assert looks_like_captions("\ufeffWEBVTT\n")
    assert not looks_like_captions("Ada: we met at 10:30 --> so she said\n")
    assert not looks_like_captions("00:00:01:12 - 00:00:04:03\nSpeaker 1\nWell, hello.\n")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hello", "holds no SRT or WebVTT cue"),
        ("WEBVTT\n\nNOTE nothing\n", "holds no SRT or WebVTT cue"),
        (SRT + "x" * (LONGEST_LINE + 1), "line 8 has 20001 characters"),
        (SRT + "<\n" * 4_100_000, "too large for captions"),
    ],
)
def test_what_holds_no_captions_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_captions(text)


HOSTILE = (
    "<",
    "<i ",
    "<v a>",
    "{\\",
    "&amp;",
    "&lt;i&gt;",
    "\\N",
    "\ufeff",
    " ",
    "-",
    "1:",
    "00:00:01,0 ",
    "--> ",
    "<br>",
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*HOSTILE, "\n", "\r", "1\n", SRT[2:32], "word "]), max_size=60))
def test_anything_is_read_or_refused(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        file = read_captions(text)
    except ValueError:
        return
    words = sum(line.plain.count("word") for line in [*file.loose, *(line for cue in file.cues for line in cue.lines)])
    assert words == text.count("word ")


DAMAGES = ("counter", "blank", "arrow", "spaces", "decimals", "tag", "entity", "mark", "inside", "ends")


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from("oats beans barley grow you and I know".split()), min_size=1, max_size=7),
                min_size=2, max_size=12),
       st.sets(st.sampled_from(DAMAGES)))  # fmt: skip
def test_damaged_files_say_the_same_words(cues: list[list[str]], damages: set[str]) -> None:
    rows: list[str] = []
    for number, words in enumerate(cues, 1):
        text = " ".join([f"n{number}", *words])  # no two cues are alike
        if "tag" in damages:
            text = f"<em>{text}</em>"
        if "entity" in damages:
            text = text.replace(" ", "&nbsp; ", 1)
        if "inside" in damages:
            text = text.replace(" ", "\n\n", 1)
        times = f"00:00:{3 * number:02},000 --> 00:00:{3 * number + 2:02},000"
        times = times.replace("-->", "–>") if "arrow" in damages else times
        times = times.replace(":", ": ") if "spaces" in damages else times
        times = times.replace(",000", "") if "decimals" in damages else times
        head = "" if "counter" in damages else f"{number}\n"
        rows.append(
            ("\ufeff" if "mark" in damages else "") + f"{head}{times}\n{text}\n" + "\n" * ("blank" not in damages)
        )
    text = "".join(rows)
    if "ends" in damages:
        text = text.replace("\n", "\r\r\n")
    assert said(text) == " ".join(" ".join([f"n{number}", *words]) for number, words in enumerate(cues, 1))
    assert spans(text) == [(3.0 * number, 3.0 * number + 2) for number in range(1, len(cues) + 1)]


def test_breaks_inside_lines_count_as_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def counted(line: str, number: int, *, every_tag: bool, offset: int = 0) -> Iterator[CaptionLine]:
        for one in clean_lines(line, number, every_tag=every_tag, offset=offset):
            made.append(one)
            yield one

    monkeypatch.setattr(captions, "MOST_LINES", 100)
    monkeypatch.setattr(captions, "clean_lines", counted)
    with pytest.raises(ValueError, match="more than 100 lines, counting each <br>"):
        read_captions(SRT + ("word<br>" * 60 + "\n") * 30)
    assert len(made) <= 101, "reads on after it knows"


def _cue(k: int, text: str) -> str:
    return f"{k + 1}\n00:{k // 60:02d}:{k % 60:02d},000 --> 00:{k // 60:02d}:{k % 60:02d},900\n{text}\n\n"


SHAPES: dict[str, Callable[[int], str]] = {
    "cues of a word": lambda n: "".join(_cue(k, f"w{k}") for k in range(n)),
    "cues of one figure": lambda n: "".join(_cue(k, f"{k}") for k in range(n)),
    "the same cue": lambda n: _cue(0, "word") * n,
    "growing cues": lambda n: "".join(_cue(k, " ".join(f"w{i}" for i in range(k - k % 20, k + 1))) for k in range(n)),
    "broken arrows": lambda n: SRT + "1:2 --> 3\n" * n,
    "bare arrows": lambda n: SRT + "-->\n" * n,
    "blank lines": lambda n: SRT + "\n" * n,
    "text outside of cues": lambda n: "WEBVTT\n\n" + SRT.replace(",", ".") + "\nlost\n\n" * n,
    "opened tags": lambda n: SRT + "<i " * n,
    "opened voices": lambda n: "WEBVTT\n\n" + SRT.replace(",", ".") + "<v Ada>so " * n,
    "entities": lambda n: SRT + "&amp;lt;i&gt;" * n,
    "breaks": lambda n: SRT + "so<br>" * n,
    "spaces": lambda n: SRT + " " * n,
}


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_reading_grows_no_faster_than_the_text(shape: str) -> None:
    def read(text: str) -> None:
        assert sum(1 for _ in caption_lines(read_captions(text)))

    make = SHAPES[shape]
    read(make(100))  # what is kept from one reading to the next is there
    small, large = opcodes(read, make(100)), opcodes(read, make(400))
    assert large < 4.5 * small


@pytest.mark.parametrize("counter", ["{}.", "#{}", "({})", "[{}]", "{}:"])
@pytest.mark.parametrize("arrow", ["-->", " > ", " -- ", " --\u300b ", "-->-->", " to "])
def test_counters_and_arrows_as_they_are_found(counter: str, arrow: str) -> None:
    said = ("Did it float?", "In 1984", "it did.")
    cues = [
        f"{counter.format(k + 1)}\n00:00:0{2 * k},000{arrow}00:00:0{2 * k + 1},500\n{line}\n"
        for k, line in enumerate(said)
    ]
    text = "\n".join(cues)
    assert looks_like_captions(text)
    file = read_captions(text)
    assert [(cue.start, cue.end, cue.text) for cue in file.cues] == [
        (2.0 * k, 2.0 * k + 1.5, line) for k, line in enumerate(said)
    ]
    assert file.loose == ()


@pytest.mark.parametrize(
    "times",
    [
        "00:00:0{k},100\n-->\n00:00:0{k},900",
        "00:00:0{k},100 -->\n00:00:0{k},900",
        "00:00:0{k},100\n--> 00:00:0{k},900",
        "{k} 00:00:0{k},100 --> 00:00:0{k},900",
        "{k}.1 --> {k}.9",
        "Subtitle {k}\n00:00:0{k},100 --> 00:00:0{k},900",
        "cue-{k}\n00:00:0{k},100 --> 00:00:0{k},900",
    ],
)
def test_times_over_lines_and_counters_with_words(times: str) -> None:
    words = ("The kettle", "sings every", "single morning.")
    text = "".join(f"{times.format(k=k)}\n{said}\n\n" for k, said in enumerate(words, 1))
    assert looks_like_captions(text)
    assert said(text) == "The kettle sings every single morning."
    assert spans(text) == [(k + 0.1, k + 0.9) for k in (1, 2, 3)]


def test_words_with_numbers_that_do_not_count_cues_are_said() -> None:
    cues = [
        f"00:00:0{k},000 --> 00:00:0{k},900\n{words}\n\n" for k, words in enumerate(("Take 2", "Take 5", "Take 1"), 1)
    ]
    assert said("".join(cues)) == "Take 2 Take 5 Take 1"


def test_a_header_in_small_letters_and_tags_of_other_formats() -> None:
    assert said("webvtt\n\n00:01.000 --> 00:02.000\nThe kettle\n") == "The kettle"
    row = "1\n00:00:01,000 --> 00:00:02,000\n{}\n"
    assert said(row.format("{y:i}{c:$0000ff}The kettle,|sings")) == "The kettle, sings"
    assert said(row.format("A|B and {so on} | we")) == "A|B and {so on} | we"


def test_a_counter_below_text_on_the_line_of_the_times_is_not_said() -> None:
    text = "".join(f"{k}\n00:00:0{k},000 --> 00:00:0{k},900 {said}\n" for k, said in enumerate(("One", "two."), 1))
    assert said(text) == "One two."
    assert said(SRT.replace("The kettle sings", "1984")) == "1984 every morning."


def test_a_cue_without_times_keeps_its_words_and_loses_its_counter() -> None:
    text = cues_of("The kettle", "sings", "every morning.").replace("00:00:02,000 --> 00:00:02,900\n", "")
    file = read_captions(text)
    assert said(text) == "The kettle sings every morning."
    assert timeless_cues(file) == [5]
    assert list(warnings_of(file)) == ["in the captions cues without times are read with the cue above (line 5)"]


@pytest.mark.parametrize("number", ["2", "3", "7"])
def test_a_number_below_a_blank_line_that_counts_no_cue_is_said(number: str) -> None:
    text = cues_of(f"She counted\n\n{number}\nkettles", "in the yard.")
    assert said(text) == f"She counted {number} kettles in the yard."


def test_line_ends_that_are_gone_are_named() -> None:
    with pytest.raises(ValueError, match=r"holds several cues on one line \(line 1\)"):
        read_captions(cues_of("The kettle", "sings", "every morning.").replace("\n", " "))
    twice = read_captions(SRT.replace("02,000\n", "02,000 00:00:01,000 --> 00:00:02,000\n"))
    assert stray_arrows(twice) == [2]
