"""Where a line or cue may end: the break between two written words, judged by punctuation and word lists.

The lists are in `words/LANGUAGE.toml`; a language without one is judged by punctuation alone. The rules are those
of the Netflix (Timed Text Style Guide, "Line Treatment") and BBC (Subtitle Guidelines, "Line breaks") guides.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from functools import cache
from pathlib import Path
from typing import Any

from align.sentences import CLOSERS, SENTENCE_MARKS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["Break", "Language", "get_language"]


class Break(IntEnum):
    """How good a place between two words is for ending a line or a cue, best first."""

    SENTENCE = 0
    CLAUSE = 1
    CONJUNCTION = 2  # the next word is one
    PREPOSITION = 3
    PLAIN = 4
    WEAK = 5  # tolerated, like verb | complement
    AVOID = 6  # clumsy, but on no published list, like adverb | adjective
    FORBIDDEN = 7  # article | noun, auxiliary | verb, preposition | object, first | last name, number | unit, ...


class Role(IntFlag):
    """What a word can be; one word can be several things."""

    ARTICLE = 1
    POSSESSIVE = 2
    DEMONSTRATIVE = 4
    SUBJECT = 8
    PRONOUN = 16
    PREPOSITION = 32
    PARTICLE = 64
    CONJUNCTION = 128
    MODAL = 256
    AUXILIARY = 512
    NEGATION = 1024
    DEGREE = 2048
    ADJECTIVE = 4096
    NUMBER = 8192
    TITLE = 16384
    CAPITAL = 32768
    INITIAL = 65536
    DASH = 131072
    GENITIVE = 262144
    OBJECT = 524288
    OPENS = 1048576
    NAME = 2097152
    LINKED = 4194304
    ORDINAL = 8388608
    COUNTED = 16777216


_LISTS = {
    "articles": Role.ARTICLE,
    "possessives": Role.POSSESSIVE,
    "demonstratives": Role.DEMONSTRATIVE,
    "subjects": Role.SUBJECT,
    "clitics": Role.SUBJECT,  # "se", "le": they wait for the verb as a subject does
    "pronouns": Role.PRONOUN,
    "objects": Role.OBJECT,
    "prepositions": Role.PREPOSITION,
    "particles": Role.PARTICLE,
    "conjunctions": Role.CONJUNCTION,
    "modals": Role.MODAL,
    "auxiliaries": Role.AUXILIARY,
    "negations": Role.NEGATION,
    "degrees": Role.DEGREE,
    "adjectives": Role.ADJECTIVE,
    "numbers": Role.NUMBER,
    "titles": Role.TITLE,
    "counted": Role.COUNTED,
}
# Words that cannot be the noun, verb or name that a word before them waits for.
_FUNCTION = (
    Role.ARTICLE
    | Role.POSSESSIVE
    | Role.DEMONSTRATIVE
    | Role.SUBJECT
    | Role.PREPOSITION
    | Role.CONJUNCTION
    | Role.MODAL
    | Role.AUXILIARY
    | Role.NEGATION
)
_STARTS_PHRASE = (
    Role.ARTICLE | Role.POSSESSIVE | Role.DEMONSTRATIVE | Role.SUBJECT | Role.PREPOSITION | Role.CONJUNCTION
)
_ALWAYS_WITH_NEXT = Role.ARTICLE | Role.POSSESSIVE | Role.SUBJECT | Role.MODAL | Role.NEGATION | Role.GENITIVE

ORDINAL_STOPS = frozenset("bs cs da de et fi fo hr hu is lb lv nb nn no pl sk sl sr tr".split())
"""Languages that write ordinals with a full stop, as in "3. Mai"."""

ORDINAL_DIGITS = 2
"""Digits of such an ordinal at the most: a sentence rather ends behind a longer one, as in a year."""

_OPENERS = "\"'“‘«([{‹¿¡"
_DASHES = frozenset("-–—―") | {"--", "---"}
_STRIP = "\"'“”‘’«»()[]{}‹›¿¡.,;:!?…-–—"


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    end: Break  # what its own punctuation allows after it
    role: int
    lower: bool  # begins with a small letter


class Language:
    """The break rules of one language; `code` is that of ISO 639-1."""

    def __init__(self, code: str, lists: Mapping[str, Any] | None = None) -> None:
        self.code = code
        lists = lists or {}
        self._roles: dict[str, int] = {}
        for name, role in _LISTS.items():
            for word in lists.get(name, ()):
                self._roles[word] = self._roles.get(word, 0) | role
        self._contractions = tuple(lists.get("contractions", ()))
        self._linked = frozenset(lists.get("linked", ()))
        self._abbreviations = frozenset(lists.get("abbreviations", ()))
        self._collocations = frozenset(lists.get("collocations", ()))
        self.replies = frozenset(lists.get("replies", ()))
        self._listed = bool(self._roles)
        self._names = self._listed and bool(lists.get("names", True))
        self._tokens: dict[str, _Token] = {}
        self._pairs: dict[tuple[str, str], Break] = {}

    def break_between(self, before: str, after: str) -> Break:
        """Return how good the place between two words is.

        >>> get_language("en").break_between("the", "honor").name
        'FORBIDDEN'
        >>> get_language("en").break_between("company.", "They").name
        'SENTENCE'
        """
        found = self._pairs.get((before, after))
        if found is None:
            found = self._break_between(self._token(before), self._token(after))
            self._pairs[before, after] = found
        return found

    def ends_sentence(self, text: str) -> bool:
        """Tell whether a word ends a sentence, as far as it can be told without the next one: abbreviations do not.

        >>> get_language("en").ends_sentence("company."), get_language("en").ends_sentence("Dr.")
        (True, False)
        """
        return self._token(text).end is Break.SENTENCE

    def _break_between(self, a: _Token, b: _Token) -> Break:
        if a.role & Role.DASH:
            return Break.CLAUSE
        if b.role & Role.DASH:
            # A dash stays with what it follows, so that no line begins with one that looks like a speaker's.
            return Break.AVOID
        if a.role & Role.ORDINAL and (b.lower or b.role & (Role.ORDINAL | Role.COUNTED)):
            # "am 3. Mai", "das 2. große": no end of a sentence.
            if b.role & Role.CONJUNCTION:
                return Break.CONJUNCTION
            return Break.PLAIN if b.role & _FUNCTION else Break.FORBIDDEN
        if a.end is Break.SENTENCE:
            return Break.CLAUSE if b.lower else Break.SENTENCE
        if a.end is Break.CLAUSE:
            return Break.CLAUSE
        if _kept_together(a, b):
            return Break.FORBIDDEN
        if _better_together(a, b) or f"{a.key} {b.key}" in self._collocations:
            return Break.AVOID
        if b.role & Role.OPENS:
            return Break.CLAUSE
        if b.role & Role.CONJUNCTION:
            return Break.CONJUNCTION
        if b.role & Role.PREPOSITION:
            return Break.PREPOSITION
        return Break.WEAK if a.role & (Role.AUXILIARY | Role.DEGREE | Role.PARTICLE) else Break.PLAIN

    def _token(self, text: str) -> _Token:
        token = self._tokens.get(text)
        if token is None:
            token = self._tokens[text] = self._read(text)
        return token

    def _read(self, text: str) -> _Token:
        key = text.strip(_STRIP).lower().replace("’", "'")
        if text in _DASHES:
            return _Token("", Break.CLAUSE, Role.DASH, False)
        role = self._roles.get(key, 0) | self._shape(text, key)
        bare = text.rstrip(CLOSERS)
        end = Break.PLAIN
        if bare.endswith(SENTENCE_MARKS) and not self._abbreviated(bare, key, role):
            end = Break.SENTENCE
        elif (
            bare.endswith((",", ";", ":", "—", "–", "--", "、", "，", "،")) or text[-1:] in '"”»)]' or text[-1:] == "-"
        ):
            end = Break.CLAUSE
        first = text.lstrip(_OPENERS)[:1]
        return _Token(key, end, role, first.islower())

    def _shape(self, text: str, key: str) -> int:
        role = 0
        if key in self._linked:
            role |= Role.LINKED
        elif key.endswith(self._contractions) and self._contractions:
            role |= Role.MODAL
        elif self._listed and self.code == "en" and key.endswith(("'s", "s'")):
            role |= Role.GENITIVE
        elif key.endswith("n't"):
            role |= Role.NEGATION
        if key[:1].isdigit() or (key[:1] in "$€£" and key[1:2].isdigit()):
            role |= Role.NUMBER
        bare = text.strip(_STRIP)
        stopped = text.rstrip(CLOSERS).endswith(".")
        if stopped and self.code in ORDINAL_STOPS and key.isdecimal() and len(key) <= ORDINAL_DIGITS:
            role |= Role.ORDINAL
        if bare[:1].isupper() and key not in ("i", "i'm", "i've", "i'd", "i'll"):
            role |= Role.CAPITAL | (Role.NAME if self._names else 0)
        if len(bare) == 1 and stopped and (role & Role.CAPITAL or key in self._abbreviations):
            role |= Role.INITIAL
        if text[:1] in _OPENERS and text[:1] != "'":
            role |= Role.OPENS
        return role

    def _abbreviated(self, bare: str, key: str, role: int) -> bool:
        if not bare.endswith(".") or bare.endswith(".."):
            return False
        return bool(role & Role.INITIAL) or key in self._abbreviations


def _kept_together(a: _Token, b: _Token) -> bool:
    """Tell whether the guides forbid a break between `a` and `b`, which have no punctuation between them."""
    if a.role & Role.LINKED:
        # Subject and verb are in the word; what may follow is a participle or "not".
        return _verbal(b)
    if a.role & Role.NEGATION and b.role & (Role.PREPOSITION | Role.CONJUNCTION):
        return False
    if a.role & Role.INITIAL or (a.role & Role.TITLE and a.role & Role.CAPITAL and b.role & Role.CAPITAL):
        return True
    if a.role & _ALWAYS_WITH_NEXT:
        return True
    if a.role & Role.PRONOUN and not b.role & (_STARTS_PHRASE | Role.DEGREE):
        return True
    if a.role & Role.PREPOSITION:
        # A particle ends its phrase before another one, or before the verb ("what it looks like | is").
        ends = a.role & Role.PARTICLE and b.role & (Role.PREPOSITION | Role.CONJUNCTION | Role.MODAL | Role.AUXILIARY)
        return not ends or b.key.endswith("ing")
    if a.role & Role.CONJUNCTION and not a.role & Role.DEMONSTRATIVE:
        return True
    if a.role & Role.AUXILIARY and _verbal(b):
        return True
    if a.role & (Role.ADJECTIVE | Role.NUMBER) and not b.role & (_FUNCTION | Role.DEGREE):
        return True
    return bool(a.role & Role.NAME and b.role & Role.NAME and not b.role & _FUNCTION)


def _better_together(a: _Token, b: _Token) -> bool:
    if a.role & Role.DEMONSTRATIVE and not b.role & (Role.PREPOSITION | Role.CONJUNCTION | Role.AUXILIARY):
        return True
    if a.role & (Role.PRONOUN | Role.AUXILIARY) and b.role & Role.DEGREE:
        return True
    if a.role & (Role.LINKED | Role.NEGATION):
        return True
    return bool(a.role & Role.DEGREE and not b.role & _STARTS_PHRASE)


def _verbal(token: _Token) -> bool:
    if token.role & (Role.NEGATION | Role.AUXILIARY):
        return True
    return token.key.endswith(("ing", "ed", "en")) or token.key in ("done", "made", "said", "seen", "gone", "built")


@cache
def get_language(code: str) -> Language:
    """Return the rules of a language; one without word lists is judged by punctuation alone."""
    name = code.lower().replace("_", "-").split("-")[0]
    path = Path(__file__).parent / "words" / f"{name}.toml"
    if not name.isalpha() or not path.is_file():
        return Language(name)
    return Language(name, tomllib.loads(path.read_text(encoding="utf-8")))
