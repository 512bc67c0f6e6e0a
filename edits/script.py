"""The transcript as a script to edit, and the edited script read back: words, pauses, files to insert."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from align import Alignment
from align.errors import FileProblem
from align.files import temporary_folder
from align.transcript import Token, Transcript, decode, read_bytes, read_transcript
from edits.script_files import script_bytes

__all__ = ["Insert", "Item", "Pause", "Said", "read_script", "write_script"]

LONGEST_PAUSE = 600.0
"""Seconds."""

DIRECTIVE = re.compile(r"\[(?P<kind>pause|insert|music)\s+(?P<rest>[^\]]+)\]", re.IGNORECASE)
STRUCK = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~", re.DOTALL)
"""Struck through, in Markdown; Word's own strikes are passed over by its reader."""

KEEP, END_KEEP = "[keep]", "[/keep]"
LEVEL = re.compile(r"\s(?P<level>[+-]?\d+(?:\.\d+)?)\s*dB$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A word that shall be heard, and where it stands in the script."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Room tone for so many seconds."""

    seconds: float
    line: int


@dataclass(frozen=True, slots=True)
class Insert:
    """Another file, whole, at a level in dB against its own."""

    path: Path
    level: float
    line: int


Item = Said | Pause | Insert


def read_script(path: Path, speakers: Collection[str] = ()) -> tuple[Item, ...]:
    """Read an edited script of any layout that `align.transcript` reads, with directives in brackets.

    `[pause 0.5]` is room tone, `[insert jingle.wav]` and `[music intro.mp3 -20dB]` are files, relative to the script.
    What is struck through is not said; where there is a `[keep]`, all is left out but what stands from one to the next
    `[/keep]`. A line that opens with one of `speakers` and a colon opens with a label, also where the layout alone
    does not tell: a talk of one speaker has one label. Raises `FileProblem` for a directive that makes no sense, with
    its line.
    """
    transcript = _without_strikes(path)
    tokens = _without_labels(transcript.tokens, {f"{name}:" for name in speakers})
    return tuple(_kept(_items(path, replace(transcript, tokens=tokens))))


def _without_labels(tokens: Sequence[Token], labels: Collection[str]) -> tuple[Token, ...]:
    longest = max((len(label.split()) for label in labels), default=0)
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        opens = at == 0 or tokens[at - 1].line != tokens[at].line
        for count in range(1, longest + 1) if opens else ():
            opening = tokens[at : at + count]
            same_line = all(token.line == tokens[at].line for token in opening)
            if same_line and " ".join(token.text for token in opening) in labels:
                at += count
                break
        else:
            kept.append(tokens[at])
            at += 1
    return tuple(kept)


def _without_strikes(path: Path) -> Transcript:
    """Return the transcript with nothing where words are struck through: every other word keeps its line and column."""
    raw = read_bytes(path)
    if b"~~" not in raw or raw.startswith(b"PK"):
        return read_transcript(path)
    text = STRUCK.sub(lambda found: re.sub(r"\S", " ", found[0]), decode(path, raw))
    with temporary_folder() as folder:
        masked = folder / path.name
        masked.write_text(text, encoding="utf-8", newline="")
        try:
            return read_transcript(masked)
        except FileProblem as error:
            problem = "has every word struck through" if not _words_left(text) else error.problem
            raise FileProblem(path, problem) from None


def _words_left(text: str) -> bool:
    """Tell whether anything but headings and speakers is left."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return any(any(c.isalnum() for c in line.rpartition(":")[2]) for line in lines)


def _kept(items: Sequence[Item]) -> list[Item]:
    """Return what stands between `[keep]` and `[/keep]`, where anything does; the marks themselves are never said."""
    marked: list[Item] = []
    rest: list[Item] = []
    inside = found = False
    for item in items:
        text = item.text if isinstance(item, Said) else ""
        opens, closes = text.lower().startswith(KEEP), text.lower().rstrip(".,;:!?").endswith(END_KEEP)
        if opens:
            inside = found = True
        word = text.removeprefix(text[: len(KEEP)]) if opens else text
        word = word[: word.lower().rindex(END_KEEP)] if closes else word
        if not isinstance(item, Said) or word:
            kept = replace(item, text=word) if isinstance(item, Said) else item
            rest.append(kept)
            marked += [kept] if inside else []
        if closes:
            inside = False
    return marked if found else rest


def _items(path: Path, transcript: Transcript) -> list[Item]:
    items: list[Item] = []
    tokens = list(transcript.tokens)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        opened = re.match(r"\[(pause|insert|music)$", token.text, re.IGNORECASE)
        last = _closing(tokens, at) if opened else None
        if last is None:
            items.append(Said(token.text, token.line, token.column))
            at += 1
        else:
            items.append(_directive(path, tokens[at : last + 1]))
            at = last + 1
    return items


def _closing(tokens: Sequence[Token], first: int) -> int | None:
    """Return the token that ends a directive; `None` where the line ends before it does."""
    for at in range(first + 1, len(tokens)):
        if tokens[at].line != tokens[first].line:
            return None
        if tokens[at].text.endswith("]"):
            return at
    return None


def _directive(path: Path, tokens: Sequence[Token]) -> Pause | Insert:
    text, line = " ".join(token.text for token in tokens), tokens[0].line
    found = DIRECTIVE.fullmatch(text)
    if found is None:
        raise FileProblem(path, f"line {line}: {text} is no directive; write [pause 0.5] or [insert file.wav -6dB]")
    rest = found["rest"].strip()
    if found["kind"].lower() == "pause":
        try:
            seconds = float(rest.removesuffix("s").strip())
        except ValueError:
            seconds = -1.0
        if not 0 < seconds <= LONGEST_PAUSE:
            raise FileProblem(path, f"line {line}: {text}: a pause is a number of seconds, {LONGEST_PAUSE:g} at most")
        return Pause(seconds, line)
    level = LEVEL.search(rest)
    name = rest[: level.start()].strip() if level else rest
    target = path.parent / name
    if not target.is_file():
        raise FileProblem(path, f"line {line}: there is no file {name!r} beside the script to insert")
    return Insert(target, float(level["level"]) if level else 0.0, line)


def write_script(alignment: Alignment) -> str:
    """Write the words that are heard as paragraphs with speakers, to be edited and read back.

    Chapters become headings; words that are not in the recording are left out.
    """
    return script_bytes(alignment, Path("script.txt")).decode()
