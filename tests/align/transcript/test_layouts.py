"""Three hundred transcripts in odd layouts, made from a talk that is known: every word kept, no layout among them."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from align.transcript.reader import Transcript, read_transcript

pytestmark = pytest.mark.slow

TALK = (
    "So when did you build your first boat, and what became of it?",
    "I was nine. It sank before we had reached the jetty, with my sister in it.",
    "Never.",
    "Absolutely. She tells everybody: at weddings, at the baker's, to people on trains.",
    "Did you try again?",
    "Four times, and the last of them floats to this day.",
    "Where is it now?",
    "In the old shed behind the chapel, under a green sheet, and the door is never locked.",
    "Then I shall come in May and see it.",
    "Bring a coat. Note that it leaks, and that the 3 of us may have to row.",
)
NAMES = (
    ("Ada Byron", "Ben Moss"),
    ("ADA", "BEN"),
    ("Dr. Ada Byron, PhD", "Ben O’Kafor-Ngũgĩ"),
    ("Speaker 1", "Speaker 2"),
    ("April", "August"),
    ("Élodie", "Jean-Luc"),
)
LABELS = (
    "{name}: {text}",
    "{name} : {text}",
    "{name}:\n{text}",
    "- {name}: {text}",
    "• {name}: {text}",
    "[{name}]: {text}",
    "[{name}] {text}",
    "<{name}> {text}",
    "({name}) {text}",
    "{{{name}}} {text}",
    "{name} - {text}",
    "{name} — {text}",
    "{name} | {text}",
    "{name}\t{text}",
    "{name} (host): {text}",
    "{name}\n{text}",
    "{name}—{text}",
    "{name}; {text}",
    "{name} ~ {text}",
    "{name}\n(quietly)\n{text}",
    "{caps}. {text}",
    "{caps}.—{text}",
    "{text}",
)
TIMED = (
    "[{h}] {name}: {text}",
    "{h} {name}: {text}",
    "{name} ({m}): {text}",
    "{name}: [{h}] {text}",
    "{name}  {m}\n{text}",
    "{m} - {name}\n{text}",
    "[{ms}] - {name}\n{text}",
    "[{name}] {h}\n{text}",
    "{frames} - {frames}\n{name}\n{text}",
    "{name}\n{words}\n{m}\n{name} {words}\n{text}",
    "{name}: {text} #{h}-0#",
    "{{{h}}} {name}: {text}",
    "{h}\t{name}\t{text}",
    "{name}\t{h}\t{text}",
    "[{s}s -> {s}s] {text}",
    "[{ms} --> {ms}]   {text}",
    "{m}\n{words}\n{text}",
    "{m}\n{text}",
    "[{h}] {text}",
    "{name} {h} {text}",
    "{name} | {m} | {text}",
    "{name};{h};{text}",
    "{h},{name},{text}",
    "{name} at {m}\n{text}",
    "{short} {name}: {text}",
    "{s} - {s}: {text}",
    "Time: {h}\nSpeaker: {name}\nText: {text}",
)
HEADS = (
    "",
    "",
    "THE BOATS OF OUR BAY\nCoast Stories, Episode 14\n\n",
    "File: boats_final2.docx\nDate: 12 March 2021\nInterviewer: Ada Byron\nInterviewee: Ben Moss\n\n",
    "Boats of the Bay\n\nTranscribed by Cyd L.\n\n***\n\n",
)
"""Titles and particulars, none of which is said."""


@dataclass(frozen=True)
class Case:
    """A way to write the talk down."""

    template: str
    names: tuple[str, str]
    blank: str
    end: str
    width: int | None
    indent: str
    trailing: str
    mark: str
    noise: str
    head: str

    @property
    def named(self) -> bool:
        return "{name}" in self.template or "{caps}" in self.template


@st.composite
def cases(draw: st.DrawFn) -> Case:
    template = draw(st.sampled_from(LABELS + TIMED))
    names = draw(st.sampled_from(NAMES))
    if "({name})" in template or "\n" in template or "\t" in template:
        names = draw(st.sampled_from(NAMES[:2]))
    if any(sign in template for sign in (";", ",", "—", "caps")):
        names = draw(st.sampled_from(NAMES[:2]))
    return Case(
        template,
        names,
        draw(st.sampled_from(["\n", "\n\n", "\n\n\n"])),
        draw(st.sampled_from(["\n", "\r\n", "\r", "\r\r\n"])),
        None if "\t" in template or "\n" in template else draw(st.sampled_from([None, 44, 72])),
        draw(st.sampled_from(["", "    "])) if "\t" not in template else "",
        draw(st.sampled_from(["", "  "])) if "\t" not in template else "",
        draw(st.sampled_from(["", "\ufeff"])),
        draw(st.sampled_from(["", "pages", "invisible", "footnotes"])),
        "" if template.startswith("Time:") else draw(st.sampled_from(HEADS)),
    )


def stamps(second: int) -> dict[str, str]:
    minutes, rest = divmod(second, 60)
    words = f"{minutes} minutes {rest} seconds" if minutes else f"{rest} seconds"
    h = f"00:{minutes:02}:{rest:02}"
    return {"h": h, "m": f"{minutes}:{rest:02}", "ms": f"{h}.{second * 37 % 1000:03}", "s": f"{second + 0.25:.2f}"} | {
        "short": f"00h{minutes:02}m{rest:02}s",
        "frames": f"{h}:{second % 25:02}",
        "words": words,
    }


def written(case: Case) -> str:
    turns = []
    for count, said in enumerate(TALK):
        text = said
        if case.noise == "invisible":
            text = text.replace("e", "e\u200b", 1)
        if case.noise == "footnotes" and count == 3:
            text = text.replace("weddings", "weddings[1]")
        turn = case.template.format(
            name=case.names[count % 2], caps=case.names[count % 2].upper(), text=text, **stamps(count * 9)
        )
        lines = turn.split("\n")
        if case.width:
            lines = [part for line in lines for part in textwrap.wrap(line, case.width, break_on_hyphens=False)]
        turns.append("\n".join(case.indent + line + case.trailing for line in lines))
    if case.noise == "pages":
        turns[2:2], turns[6:6], turns[10:10] = ["Page 1 of 3"], ["Page 2 of 3"], ["Page 3 of 3"]
    if case.noise == "footnotes":
        turns.append("[1] Three of them.")
    return case.mark + (case.head + case.blank.join(turns) + "\n").replace("\n", case.end)


def words(text: str) -> list[str]:
    return re.findall(r"[\w’']+", text.lower())


def read(folder: Path, text: str, name: str = "talk.txt") -> Transcript:
    path = folder / name
    path.write_bytes(text.encode())
    return read_transcript(path)


@settings(
    max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(cases())
def test_every_word_is_kept_and_no_layout_is_among_them(tmp_path_factory: pytest.TempPathFactory, case: Case) -> None:
    text = written(case)
    transcript = read(tmp_path_factory.mktemp("odd"), text)
    assert words(" ".join(transcript.words)) == words(" ".join(TALK))
    if case.named:
        names = [name.upper() if "{caps}" in case.template else name for name in case.names]
        assert [turn.name for turn in transcript.speakers] == [names[k % 2] for k in range(len(TALK))]
    if "{h}" in case.template:
        assert [start for _, start, _ in transcript.hints][:3] == [0.0, 9.0, 18.0]
