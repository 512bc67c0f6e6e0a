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

LOUDEST = 20.0
"""dB that a file may be raised by; beyond that a sign was forgotten, and all of it would be clipped."""

OPENING = re.compile(r"\[(pause|insert|music):?", re.IGNORECASE)
DIRECTIVE = re.compile(r"\[(?P<kind>pause|insert|music):?\s+(?P<rest>[^\]]+)\][.,;:!?]*", re.IGNORECASE)
DIRECTIVES = re.compile(r"(?:[\s*_]*\[(?:pause|insert|music|/?keep)\b[^\]]*\][\s*_]*)+", re.IGNORECASE)
"""Lines of nothing else, which are part of the script wherever they stand."""

STRUCK = re.compile(r"(?<!~)~~(?=[^~\s])(.+?)(?<=\S)~~|<(del|s|strike)\b[^<>]*>.*?</\2\s*>", re.DOTALL | re.IGNORECASE)
"""Struck through, in Markdown and HTML; Word's own strikes are passed over by its reader."""

OPENS_STRIKE = re.compile(r"(?<!\S)[^\w\s~]*~~(?=[^~\s])|<(?:del|s|strike)(?:\s[^<>]*)?>", re.IGNORECASE)
"""Where a strike begins: a second one within the first means that the first was never closed."""

KEEP, END_KEEP = "[keep]", "[/keep]"
SECONDS = re.compile(r"(?P<number>\d+(?:[.,]\d+)?|[.,]\d+)\s*(?P<unit>ms|s|secs?|seconds?)?", re.IGNORECASE)
LEVEL = re.compile(r",?\s(?:at\s)?(?P<level>[+-]?\d+(?:[.,]\d+)?)\s*dB$", re.IGNORECASE)
QUOTES = "\"'“”„‘’«»"
"""Word processors make some of these of plain ones."""


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


def read_script(path: Path, speakers: Collection[str] = (), own: str = "") -> tuple[Item, ...]:
    """Read an edited script of any layout that `align.transcript` reads, with directives in brackets.

    `[pause 0.5]` is room tone, `[insert jingle.wav]` and `[music intro.mp3 -20dB]` are files, relative to the script.
    What is struck through is not said; where there is a `[keep]`, all is left out but what stands from one to the next
    `[/keep]`. A line that opens with one of `speakers` and a colon opens with a label, also where the layout alone
    does not tell: a talk of one speaker has one label. What stands in brackets in `own`, the text that was aligned, is
    no directive: "[music playing]". Raises `FileProblem` for a directive that makes no sense, with its line.
    """
    transcript = _without_strikes(path)
    tokens = _without_labels(transcript.tokens, {f"{name}:" for name in speakers})
    return tuple(_kept(path, _items(path, replace(transcript, tokens=tokens), own)))


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
    if raw.startswith(b"PK") or not re.search(rb"~\0?~|<\0?[ds]", raw, re.IGNORECASE):
        return read_transcript(path, keep=DIRECTIVES)
    whole = decode(path, raw)
    text = STRUCK.sub(lambda found: re.sub(r"\S", " ", found[0]), whole)
    _check_strikes(path, whole, text)
    if text == whole:
        return read_transcript(path, keep=DIRECTIVES)
    with temporary_folder() as folder:
        masked = folder / path.name
        masked.write_text(text, encoding="utf-8", newline="")
        try:
            return read_transcript(masked, keep=DIRECTIVES)
        except FileProblem as error:
            problem = "has every word struck through" if not _words_left(text) else error.problem
            raise FileProblem(path, problem) from None


def _check_strikes(path: Path, text: str, left: str) -> None:
    """Raise for a strike that is never closed: none of its words would go, or all up to the end of the next strike."""
    open_ended = [found.end() for found in OPENS_STRIKE.finditer(left)]
    open_ended += [found.start() for found in STRUCK.finditer(text) if OPENS_STRIKE.search(found[0], 2)]
    if open_ended:
        line = text.count("\n", 0, min(open_ended)) + 1
        raise FileProblem(path, f"line {line}: what is struck through has no end; write ~~ before and behind it")


def _words_left(text: str) -> bool:
    """Tell whether anything but headings and speakers is left."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return any(any(c.isalnum() for c in line.rpartition(":")[2]) for line in lines)


def _kept(path: Path, items: Sequence[Item]) -> list[Item]:
    """Return what stands between `[keep]` and `[/keep]`, where anything does; the marks themselves are never said.

    Raises `FileProblem` for a `[/keep]` before which nothing opens.
    """
    marked: list[Item] = []
    rest: list[Item] = []
    inside = found = False
    for item in items:
        text = item.text if isinstance(item, Said) else ""
        opens, closes = text.lower().startswith(KEEP), text.lower().rstrip(".,;:!?").endswith(END_KEEP)
        if opens:
            inside = found = True
        if closes and not inside and isinstance(item, Said):
            raise FileProblem(path, f"line {item.line}: there is no {KEEP} before this {END_KEEP}")
        word = text.removeprefix(text[: len(KEEP)]) if opens else text
        word = word[: word.lower().rindex(END_KEEP)] if closes else word
        if not isinstance(item, Said) or word:
            kept = replace(item, text=word) if isinstance(item, Said) else item
            rest.append(kept)
            marked += [kept] if inside else []
        if closes:
            inside = False
    return marked if found else rest


def _items(path: Path, transcript: Transcript, own: str) -> list[Item]:
    items: list[Item] = []
    tokens = list(transcript.tokens)
    own = f" {' '.join(own.split())} "
    at = 0
    while at < len(tokens):
        token = tokens[at]
        last = _closing(tokens, at) if OPENING.fullmatch(token.text) else None
        text = "" if last is None else " ".join(each.text for each in tokens[at : last + 1])
        if last is None or f" {text} " in own:
            items.append(Said(token.text, token.line, token.column))
            at += 1
        else:
            items.append(_directive(path, text, token.line))
            at = last + 1
    return items


def _closing(tokens: Sequence[Token], first: int) -> int | None:
    """Return the token that ends a directive, on its line or, where an editor wrapped it, on the next; else `None`."""
    for at in range(first + 1, len(tokens)):
        if tokens[at].line > tokens[first].line + 1 or tokens[at].text.startswith("["):
            return None
        if tokens[at].text.rstrip(".,;:!?").endswith("]"):
            return at
    return None


def _directive(path: Path, text: str, line: int) -> Pause | Insert:
    found = DIRECTIVE.fullmatch(text)
    if found is None:
        raise FileProblem(path, f"line {line}: {text} is no directive; write [pause 0.5] or [insert file.wav -6dB]")
    rest = found["rest"].strip()
    if found["kind"].lower() == "pause":
        seconds = _seconds(rest)
        if not 0 < seconds <= LONGEST_PAUSE:
            raise FileProblem(path, f"line {line}: {text}: a pause is a number of seconds, {LONGEST_PAUSE:g} at most")
        return Pause(seconds, line)
    name, level = _name_and_level(path.parent, rest)
    target = path.parent / name
    if not target.is_file():
        raise FileProblem(path, f"line {line}: there is no file {name!r} beside the script to insert")
    if level > LOUDEST:
        raise FileProblem(path, f"line {line}: {text}: {level:g} dB would only be noise; {LOUDEST:g} dB is the most")
    return Insert(target, level, line)


def _seconds(text: str) -> float:
    """Read "0.5", "0,5 s" or "500 ms"; -1 for anything else."""
    found = SECONDS.fullmatch(text)
    if found is None:
        return -1.0
    return float(found["number"].replace(",", ".")) / (1000 if found["unit"] == "ms" else 1)


def _name_and_level(folder: Path, text: str) -> tuple[str, float]:
    """Part "intro.mp3 -20dB"; the minus and the quotes may be those that a word processor made of plain ones."""
    plain = re.sub(r"[\u2010-\u2015\u2212](?=\d)", "-", text)
    level = LEVEL.search(plain)
    name = text[: level.start()].strip() if level else text
    if not (folder / name).is_file():
        name = name.strip(QUOTES)
    return name, float(level["level"].replace(",", ".")) if level else 0.0


def write_script(alignment: Alignment) -> str:
    """Write the words that are heard as paragraphs with speakers, to be edited and read back.

    Chapters become headings; words that are not in the recording are left out.
    """
    return script_bytes(alignment, Path("script.txt")).decode()
