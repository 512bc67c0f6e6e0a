"""What tells of a sentence whether a stretch of talk may begin, end or go on with it; words by language as data."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from align.sentences import CLOSERS, QUESTION_MARKS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["Sentence", "WordLists", "describe_sentence", "plain", "word_lists"]

LONGEST_REPLY = 4
"""Words of a short reply by somebody else."""
LONGEST_SHORT = 3
"""Letters of a word before a comma that is no name: "So," and "No,"."""
COLON = 12
"""Words of a sentence within which a colon announces what follows."""
ASKING = 8
"""Words of a question within which its question word stands."""
CLAUSE = 10
"""Words at the beginning of a sentence in which "it", "he" or "this" may point at something said before."""
HEADING = re.compile(
    r"(chapter|part|section|episode|act)\s+([0-9]+|[ivxlc]+|one|two|three|four|five)\b[.:]?$", re.IGNORECASE
)
NUMBER = re.compile(r"\d|\b(?:percent|million|billion|trillion|thousand|hundred|dozens?|twice|half)\b", re.IGNORECASE)
LAUGHTER = re.compile(r"\b(laugh|laughs|laughter|laughing|chuckles?|applause)\b", re.IGNORECASE)

_EDGES = "\"'“”‘’«»()[]{}‹›¿¡.,;:!?…*_"
_DASHES = "-–—―"
_OPENING_QUOTES, _CLOSING_QUOTES = frozenset('"“«„'), frozenset('"”»')
_TIMES = frozenset({"time", "day", "week", "month", "year", "days", "weeks", "months", "years", "always", "sometimes"})
_PEOPLE = frozenset({"he", "he's", "he'd", "him", "his", "she", "she's", "she'd", "her", "hers"})
_OBJECTS = frozenset({"it", "it's", "it'd", "it'll", "its"})
_PREPOSITIONS = frozenset({"in", "on", "at", "of", "from", "for", "to", "with", "about", "around", "into", "by"})
_AUXILIARIES = frozenset({"did", "does", "do", "is", "was", "can", "could", "would", "will", "should", "has", "had"})
_DEMONSTRATIVES = frozenset({"this", "that", "these", "those", "such"})


def plain(token: str) -> str:
    """Return a token in small letters, without the marks around it."""
    return token.replace("’", "'").casefold().strip(_EDGES + _DASHES)


def _phrases(entries: Iterable[str], *, opening: bool = False) -> re.Pattern[str] | None:
    every = "|".join(re.escape(entry) for entry in sorted(set(entries), key=len, reverse=True))
    if not every:
        return None
    return re.compile(rf"(?:{every})(?!\S)") if opening else re.compile(rf"(?<!\S)(?:{every})(?!\S)")


@dataclass(frozen=True, slots=True)
class WordLists:
    """The word lists of one language; an empty one for a language without a file.

    Args:
        openings, texts: compiled phrases by the list's name, at the beginning of a sentence and anywhere in it.
        words: single words by the list's name.
        points: compiled phrases by the kind of point that they make.
    """

    openings: Mapping[str, re.Pattern[str] | None]
    texts: Mapping[str, re.Pattern[str] | None]
    words: Mapping[str, frozenset[str]]
    points: Mapping[str, re.Pattern[str] | None]


@cache
def word_lists(language: str) -> WordLists:
    """Return the lists in `words/LANGUAGE.toml`."""
    path = Path(__file__).with_name("words") / f"{language}.toml"
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return WordLists(
        {
            name: _phrases(data.get(name, ()), opening=True)
            for name in ("leaning", "hedges", "inviting", "asking", "dangling")
        },
        {
            name: _phrases(data.get(name, ()))
            for name in ("pleasantries", "announcing", "fillers", "backward", "interviewing")
        },
        {
            name: frozenset(data.get(name, ()))
            for name in (
                "pointing",
                "verbs",
                "expletive",
                "replies",
                "after_pronouns",
                "explaining",
                "dispensable",
                "trailing",
            )
        },
        {kind: _phrases(entries) for kind, entries in data.get("points", {}).items()},
    )


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and what it is good for.

    Args:
        first, last: its words in the alignment, both included.
        leans: the word or phrase near its beginning that points at what was said before; empty where none does.
        backward: a phrase anywhere in it that points back, such as "at the time"; empty where none does.
        refers: nouns that it takes as known, as in "on that kitchen".
        interviewing: what an interviewer says, "you mentioned ...".
        dangling: it leaves a thought open where it comes last.
        inviting: it opens as a thought does that needs no introduction.
        question: it ends in a question mark that no quotation holds.
        fragment: a question that begins as none does, an infinitive alone, a false start: no way to open.
        broken: it was interrupted, or goes on with what was.
        reply: a short answer such as "Yeah, exactly."
        answering: it begins as a reply does: "Yeah, ...".
        pleasantry: a greeting, thanks, an advert, or talk about the episode.
        heading: it is a title, not speech.
        announcing: it promises what only the next sentence says.
        points: what it is about: `contrast`, `story`, `opinion`, `claim`, `example`, `number`.
        content: its words of substance, without case and marks.
        quotes: quotation marks that it leaves open, less those of a sentence before that it closes.
        fillers: how often "um", "you know" and the like are said.
        laughter: somebody laughs or claps in it.
    """

    first: int
    last: int
    text: str
    leans: str
    backward: str
    refers: frozenset[str]
    interviewing: bool
    dangling: bool
    inviting: bool
    question: bool
    fragment: bool
    broken: bool
    reply: bool
    answering: bool
    pleasantry: bool
    heading: bool
    announcing: bool
    quotes: int
    fillers: int
    points: frozenset[str]
    content: frozenset[str]
    laughter: bool


def describe_sentence(tokens: Sequence[str], first: int, lists: WordLists, common: frozenset[str]) -> Sentence:
    """Return what the words `tokens`, which begin at index `first`, tell; `common`: words that carry no subject."""
    text = " ".join(tokens)
    keys = [key for key in map(plain, tokens) if key]
    spoken = " ".join(keys)
    bare = text.rstrip(CLOSERS)
    asks = bare.endswith(QUESTION_MARKS) and (text == bare or _asks(tokens, lists))
    return Sentence(
        first,
        first + len(tokens) - 1,
        text,
        leans=_leaning(tokens, spoken, lists) or _addressed(tokens, keys) or _trailing(tokens, lists),
        backward=_found(lists.texts["backward"], spoken),
        refers=_refers(keys, common),
        interviewing=_has(lists.texts["interviewing"], spoken),
        dangling=_starts(lists.openings["dangling"], spoken) or _ends_open(tokens),
        inviting=_starts(lists.openings["inviting"], spoken),
        question=asks,
        fragment=(asks and lists.openings["asking"] is not None and not _asks(tokens, lists)) or _is_cut(tokens),
        broken=_is_broken(tokens, bare),
        reply=len(keys) <= LONGEST_REPLY and (spoken in lists.words["replies"] or len(keys) < 2),
        answering=bool(keys) and keys[0] in lists.words["replies"],
        pleasantry=_has(lists.texts["pleasantries"], spoken),
        heading=bool(HEADING.match(text)),
        announcing=bare.endswith(":") or (len(keys) <= 8 and _has(lists.texts["announcing"], spoken)),
        quotes=_quotes(tokens),
        fillers=0 if lists.texts["fillers"] is None else len(lists.texts["fillers"].findall(spoken)),
        points=_points(text, spoken, lists),
        content=frozenset(key for key in keys if len(key) > 3 and key not in common),
        laughter=bool(LAUGHTER.search(" ".join(token for token in tokens if token[:1] in "[(*"))),
    )


def _asks(tokens: Sequence[str], lists: WordLists) -> bool:
    """Tell whether a question word opens the sentence, or what follows a comma: "over the years, what was ..."."""
    pattern = lists.openings["asking"]
    starts = [0, *(place + 1 for place, token in enumerate(tokens[:ASKING]) if token.endswith(","))]
    return any(pattern is not None and pattern.match(" ".join(map(plain, tokens[start:][:3]))) for start in starts)


def _starts(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is not None and pattern.match(text) is not None


def _has(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is not None and pattern.search(text) is not None


def _found(pattern: re.Pattern[str] | None, text: str) -> str:
    found = None if pattern is None else pattern.search(text)
    return found[0] if found else ""


def _refers(keys: Sequence[str], common: frozenset[str]) -> frozenset[str]:
    """Return the words right behind "these", or behind "in that": things that are taken as known."""
    found = set()
    for before, key, following in zip(["", *keys], keys, keys[1:], strict=False):
        known = key in ("these", "those") or (key == "that" and before in _PREPOSITIONS)
        if known and len(following) > 3 and following not in common:
            found.add(following)
    return frozenset(found)


def _addressed(tokens: Sequence[str], keys: Sequence[str]) -> str:
    """Return the name of somebody who is spoken to, "Noam, you wrote ...": what an interviewer says before asking."""
    called = tokens[0].endswith(",") and tokens[0][:1].isupper() and len(tokens[0]) > LONGEST_SHORT
    return keys[0] if called and bool({"you", "you've", "your", "you're"} & set(keys[1:ASKING])) else ""


def _trailing(tokens: Sequence[str], lists: WordLists) -> str:
    """Return a word behind the opening clause that says it answers something: "where we came from, though, ..."."""
    return next(
        (plain(token) for token in tokens[1:CLAUSE] if token[-1] in ",.;" and plain(token) in lists.words["trailing"]),
        "",
    )


def _is_cut(tokens: Sequence[str]) -> bool:
    """Tell whether a sentence has no clause of its own ("To see why we left."), or begins twice ("It is -- so I")."""
    purpose = plain(tokens[0]) == "to" and not any(token.endswith(",") for token in tokens)
    return purpose or any(len(token) > 1 and not token.strip(_DASHES) for token in tokens[:ASKING])


def _ends_open(tokens: Sequence[str]) -> bool:
    """Tell whether a sentence ends on what only begins something: "and that gets to the", "a colon: ..."."""
    head = [place for place, token in enumerate(tokens[:COLON]) if token.endswith(":")]
    return bool(head) or plain(tokens[-1]) in ("gone", "the", "a", "to", "of")


def _is_broken(tokens: Sequence[str], bare: str) -> bool:
    """Tell whether somebody was interrupted: dashes at an end or on one side of a word, dots, a small first letter."""
    opens = tokens[0].lstrip("\"'“‘«([")
    cut = any(token[-1] in _DASHES or token[0] in _DASHES for token in tokens if len(token.strip(_DASHES)) > 1)
    cut = cut or any(token.endswith(("...", "…")) for token in tokens[:-1])
    return cut or bare.endswith((*_DASHES, "…", "...")) or opens[:1] in (*_DASHES, "…") or opens[:1].islower()


def _quotes(tokens: Sequence[str]) -> int:
    opened = sum(token.lstrip("([*_")[:1] in _OPENING_QUOTES for token in tokens)
    return opened - sum(
        bool(set(token.rstrip(".,;:!?)]*_-–—")[-1:]) & _CLOSING_QUOTES or token[-1:] in _CLOSING_QUOTES)
        for token in tokens
    )


def _points(text: str, spoken: str, lists: WordLists) -> frozenset[str]:
    kinds = {kind for kind, pattern in lists.points.items() if _has(pattern, spoken)}
    return frozenset(kinds | ({"number"} if NUMBER.search(text) else set()))


def _leaning(tokens: Sequence[str], spoken: str, lists: WordLists) -> str:
    """Return what points back at the beginning of a sentence, after "I think" and the like; empty: nothing does."""
    hedges, leaning = lists.openings["hedges"], lists.openings["leaning"]
    rest = spoken
    while True:
        found = None if leaning is None else leaning.match(rest)
        if found:
            return found[0]
        hedge = None if hedges is None else hedges.match(rest)
        if hedge is None:
            break
        rest = rest[hedge.end() :].lstrip()
    spared = len(spoken.split()) - len(rest.split())
    return _pointing([token for token in tokens if plain(token)][spared:], lists)


def _pointing(tokens: Sequence[str], lists: WordLists) -> str:
    """Return the first pronoun or pointing word of the opening clause that has no noun before it; empty: none."""
    keys = [plain(token) for token in tokens]
    for place, key in enumerate(keys[: CLAUSE + 2]):
        if key not in lists.words["pointing"]:
            continue
        if key in _DEMONSTRATIVES:
            points = _is_alone(tokens, keys, place, lists)
        elif key in _OBJECTS:
            points = place < CLAUSE and not _is_expletive(keys, place, lists) and not _has_noun(tokens, place)
        else:
            points = not _has_noun(tokens, place, people=key in _PEOPLE)
        if points:
            return key
    return ""


def _is_alone(tokens: Sequence[str], keys: Sequence[str], place: int, lists: WordLists) -> bool:
    """Tell whether "this" or "that" stands for something, and not before its noun or as a conjunction."""
    following = keys[place + 1] if place + 1 < len(keys) else ""
    if keys[place] in ("that", "this") and place > 0 and keys[place - 1] in _AUXILIARIES:
        return True
    if keys[place] == "that" and place > 0:
        return following in lists.words["after_pronouns"] or tokens[place][-1] in ".,;:!?"
    if not following or following in lists.words["verbs"] or following in lists.words["after_pronouns"]:
        return True
    # "This list of ..." says at once what it is; "this kitchen" was spoken of before.
    return not any(key in lists.words["explaining"] for key in keys[place + 1 : place + 6])


def _is_expletive(keys: Sequence[str], place: int, lists: WordLists) -> bool:
    """Tell whether "it" stands for what follows: "it is hard to", "it turns out that"."""
    verb = keys[place] == "it's" or (place + 1 < len(keys) and keys[place + 1] in lists.words["expletive"])
    # "That" before the last word is how much: "it was not that large".
    later = [key for at, key in enumerate(keys) if key != "that" or at < len(keys) - 2][place + 2 : place + 9]
    return verb and any(key in ("to", "that", "how", "when", "if", "because") for key in later)


def _has_noun(tokens: Sequence[str], place: int, *, people: bool = False) -> bool:
    """Tell whether something that a pronoun may stand for was named before it in the sentence."""
    before = tokens[:place]
    if any(
        token.strip(_EDGES)[:1].isupper() and plain(token) not in ("i", "i'm", "i've", "i'd", "i'll")
        for token in before[1:]
    ):
        return True
    keys = [plain(token) for token in before]
    if people:
        return any(key in ("somebody", "someone", "person", "man", "woman", "guy", "friend", "mentor") for key in keys)
    keys = [key for key in keys if key not in _TIMES]
    articles = ("a", "an", "the", "my", "your", "our", "every", "each", "this", "that", "these", "those", "some", "any")
    # "It turns out that actually it ...": neither a noun of many nor a pointing word.
    named = any(
        key in articles and not (key == "that" and following in _AFTER_CONJUNCTION) for key, following in pairwise(keys)
    )
    return named or any(key.endswith("s") and len(key) > 4 and key not in _VERBS for key in keys)


_AFTER_CONJUNCTION = frozenset({"actually", "it", "it's", "we", "you", "i", "they", "there", "the", "in", "if", "when"})
_VERBS = frozenset({"turns", "seems", "looks", "takes", "means", "makes", "happens", "sounds", "always", "perhaps"})
