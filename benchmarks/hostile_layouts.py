"""A known talk, written down in odd layouts."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from align.transcript import Transcript

__all__ = ["HEADS", "LABELS", "NAMES", "TALK", "TIMED", "Case", "any_case", "lost_or_added", "written"]

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
    "{name}.— {text}",
    ":{name}: {text}",
    "{text} ({name})",
    "== {name} ==\n{text}",
    "-- {name} --\n{text}",
    "~{name}~ {text}",
    "'''{name}:''' {text}",
    "[b]{name}:[/b] {text}",
    "\\textbf{{{name}:}} {text}",
    "🎙️ {name}: {text}",
    "{name} / Host: {text}",
    "({name})\n{text}",
    "* **{name}:** {text}",
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
    "{dots} {name}: {text}",
    "{semicolons} - {semicolons}\n{name}\n{text}",
    "IN: {frames} OUT: {frames}\n{name}: {text}",
    "{h} -- {name} -- {text}",
    "{h} From {name} to Everyone:\n{text}",
    "{name}  {m} PM\n{text}",
    "{name}: {text} ({m})",
    "Time: {h}\nSpeaker: {name}\nText: {text}",
    "--- {m} ---\n{name}: {text}",
    "T+{m} {name}: {text}",
    "* {name} ({m}) – {text}",
)
HEADS = (
    "",
    "",
    "THE BOATS OF OUR BAY\nCoast Stories, Episode 14\n\n",
    "File: boats_final2.docx\nDate: 12 March 2021\nInterviewer: Ada Byron\nInterviewee: Ben Moss\n\n",
    "Boats of the Bay\n\nTranscribed by Cyd L.\n\n***\n\n",
)
"""Titles and particulars, none of which is said."""


@dataclass(frozen=True, slots=True)
class Case:
    """A way to write the talk down.

    Args:
        template: of one turn, as in `LABELS` and `TIMED`.
        names: the two who speak in turns.
        blank: what parts turns.
        end: of each line.
        width: at which lines are broken; `None`: nowhere.
        indent, trailing: around each line.
        mark: before everything.
        noise: what stands between the words that nobody says.
        head: above the talk.
    """

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
        """Whether it says who speaks."""
        return "{name}" in self.template or "{caps}" in self.template


def any_case(choose: Callable[[Sequence[Any]], Any]) -> Case:
    """Return a layout of options that `choose` takes."""
    template = choose(LABELS + TIMED)
    plain = any(sign in template for sign in (";", ",", "—", "caps", "({name})", "\n", "\t"))
    return Case(
        template,
        choose(NAMES[:2] if plain else NAMES),
        choose(("\n", "\n\n", "\n\n\n")),
        choose(("\n", "\r\n", "\r", "\r\r\n")),
        None if "\t" in template or "\n" in template else choose((None, 44, 72)),
        "" if "\t" in template else choose(("", "    ")),
        "" if "\t" in template else choose(("", "  ")),
        choose(("", "\ufeff")),
        choose(("", "pages", "invisible", "footnotes")),
        "" if template.startswith("Time:") else choose(HEADS),
    )


def _stamps(second: int) -> dict[str, str]:
    """Return a time in all the forms that templates have."""
    minutes, rest = divmod(second, 60)
    words = f"{minutes} minutes {rest} seconds" if minutes else f"{rest} seconds"
    h = f"00:{minutes:02}:{rest:02}"
    return {"h": h, "m": f"{minutes}:{rest:02}", "ms": f"{h}.{second * 37 % 1000:03}", "s": f"{second + 0.25:.2f}"} | {
        "short": f"00h{minutes:02}m{rest:02}s",
        "frames": f"{h}:{second % 25:02}",
        "semicolons": f"{h}:{second % 25:02}".replace(":", ";"),
        "dots": h.replace(":", "."),
        "words": words,
    }


def written(case: Case) -> str:
    """Return the talk in this layout."""
    turns = []
    for count, said in enumerate(TALK):
        text = said
        if case.noise == "invisible":
            text = text.replace("e", "e\u200b", 1)
        if case.noise == "footnotes" and count == 3:
            text = text.replace("weddings", "weddings[1]")
        turn = case.template.format(
            name=case.names[count % 2], caps=case.names[count % 2].upper(), text=text, **_stamps(count * 9)
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


_WORD = re.compile(r"[\w’']+")


def lost_or_added(case: Case, transcript: Transcript) -> str:
    """Say how what was read differs from the talk, in its words, its speakers or its times; "" where it does not."""
    read, said = (_WORD.findall(" ".join(texts).lower()) for texts in (transcript.words, TALK))
    if read != said:
        place = next((k for k, (a, b) in enumerate(zip(read, said, strict=False)) if a != b), min(len(read), len(said)))
        return f"read {read[place : place + 5]} where {said[place : place + 5]} is said"
    if case.named:
        names = [name.upper() if "{caps}" in case.template else name for name in case.names]
        turns = [turn.name for turn in transcript.speakers]
        if turns != [names[k % 2] for k in range(len(TALK))]:
            return f"turns of {turns}"
    starts = [start for _, start, _ in transcript.hints][:3]
    if "{h}" in case.template and starts != [0.0, 9.0, 18.0]:
        return f"begins at {starts}"
    return ""
