"""From tokens as printed to the words that English speakers say, with alternatives where they differ.

Each token gets its own forms, so everything found later leads straight back to what was printed. A token whose
sound depends on its neighbours ("$1.5 million", "June 5", "[upbeat music]") is read with them in view.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from align.english_numbers import Forms, cardinal, digits, integer, join, number, ordinal, plural, unique
from align.english_patterns import NUMBER, numeric, table
from align.english_words import (
    ABBREVIATIONS,
    CURRENCIES,
    DOTTED,
    MAGNITUDES,
    MONTHS,
    ROMAN,
    SPELLED_WORDS,
    SYMBOLS,
    WORDS,
)
from align.sounds import silenced

__all__ = ["bare", "spoken_forms"]

LEAD = "\"'“”‘’‚„«»‹›([{<¿¡—–―-−…_*~`|.,:;!?♪♫•·/\\"
TRAIL = "\"'“”‘’‚„«»‹›)]}>—–―-−…_*~`|.,:;!?♪♫•·/\\"
APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ′`´＇", "'"))
HUMPS = re.compile(r"\d+|[A-Z]+(?![a-z])|[^\W\d_]?[^\W\d_A-Z]+|[^\w\s]|[^\W\d_]")
LARGE = {"hundred", "thousand", "million", "billion", "trillion", "quadrillion", *MAGNITUDES}

Known = Callable[[str], bool]


def bare(token: str) -> str:
    """The token without the punctuation around it, apostrophes made straight.

    >>> bare("“Bundict”—"), bare("in…"), bare("C++,"), bare("--")
    ('Bundict', 'in', 'C++', '')
    """
    text = token.translate(APOSTROPHES)
    return text.lstrip(LEAD).rstrip(TRAIL)


def spoken_forms(tokens: Sequence[str], known: Known) -> list[Forms]:
    """For each token the ways it is said, best first; `()` for a token that says nothing.

    `known` tells whether the pronunciation dictionary holds a word (in lower case).
    """
    reader = _Reader(known, _shouting(tokens))
    silent = silenced(tokens)
    forms: list[Forms] = []
    cache: dict[str, Forms] = {}
    for index, token in enumerate(tokens):
        if index in silent:
            forms.append(())
            continue
        if token.isalpha() and token.upper() not in ROMAN:
            if token not in cache:
                cache[token] = reader.word(token)
            forms.append(cache[token])
            continue
        before = tokens[index - 1] if index else ""
        after = tokens[index + 1] if index + 1 < len(tokens) else ""
        forms.append(reader.token(token, before, after))
    return _with_currency(tokens, forms)


def _shouting(tokens: Sequence[str]) -> bool:
    """Whether the transcript is written in capitals throughout, so that they mean nothing."""
    words = [word for token in tokens[:5000] if len(word := bare(token)) > 2 and word.isalpha()]
    return len(words) > 3 and sum(word.isupper() for word in words) > 0.6 * len(words)


def _with_currency(tokens: Sequence[str], forms: list[Forms]) -> list[Forms]:
    """Move the currency behind the magnitude: "$1.5" "million" is said "one point five", "million dollars"."""
    for index in range(len(tokens) - 1):
        if (sign := _currency(tokens[index])) and bare(tokens[index + 1]).lower() in LARGE and forms[index + 1]:
            unit = CURRENCIES[sign]
            amount = bare(tokens[index])[len(sign) :]
            forms[index] = number(amount)
            forms[index + 1] = unique(
                [(*form, unit[1]) for form in forms[index + 1][:1]]
                + [(*form, unit[0]) for form in forms[index + 1][:1]]
                + list(forms[index + 1][:1])
            )
    return forms


def _currency(token: str) -> str:
    found = re.fullmatch(rf"((?:US|A|C)?[$€£¥₹₿])(?:{NUMBER})", bare(token))
    return found[1] if found else ""


class _Reader:
    """Reads one token; holds what is known about the whole transcript."""

    def __init__(self, known: Known, shouting: bool) -> None:
        self.known = known
        self.shouting = shouting

    def token(self, token: str, before: str = "", after: str = "") -> Forms:
        text = bare(token)
        dotted = token.translate(APOSTROPHES).lstrip(LEAD).lower()
        if dotted in DOTTED and after[:1].isdigit():
            return table(DOTTED[dotted])
        if dotted in ABBREVIATIONS:
            plain = self.word(text)
            forms = (*table(ABBREVIATIONS[dotted]), *plain)
            return unique(forms if after[:1].isupper() or after[:1].isdigit() else (*plain, *forms))
        if not text:
            return table(SYMBOLS[token]) if token in SYMBOLS and token not in "*<>~" else ()
        if text in ROMAN and before[:1].isupper():
            value = ROMAN[text]
            return unique([cardinal(value), ("the", *ordinal(value)), *_spell(text)])
        if text.isdigit() and len(text) < 3 and 0 < int(text) < 32:
            if bare(before).lower() in MONTHS:
                return unique([ordinal(int(text)), cardinal(int(text)), ("the", *ordinal(int(text)))])
            if bare(after).lower() in MONTHS:
                return unique([cardinal(int(text)), ("the", *ordinal(int(text))), ordinal(int(text))])
        if token.lstrip('"“(')[:1] in "'’‘" and re.fullmatch(r"\d0'?s", text):
            return plural((cardinal(int(text[:2])),))
        return self.core(text)

    def core(self, text: str) -> Forms:
        """A token without its outer punctuation."""
        if (lower := text.lower()) in WORDS:
            return table(WORDS[lower])
        if any(c.isdigit() for c in text):
            return numeric(text) or self.pieces(text)
        return self.word(text)

    def word(self, text: str) -> Forms:
        """A token without digits."""
        lower = text.lower()
        if lower in WORDS and not (text.isupper() and len(text) < 3):
            return table(WORDS[lower])
        if (name := re.fullmatch(r"([A-Z]{2,})('?s)?", text)) and not (self.shouting and self.known(lower)):
            return self.capitals(name[1], name[2] or "")
        if self.known(lower):
            return ((lower,),)
        if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z](?:'?s)?", text):
            return self.capitals(text.replace(".", "").rstrip("s'"), "'s" if text.endswith("s") else "", True)
        if "@" in text or re.match(r"https?://|www\.", text) or re.search(r"\w\.\w", text):
            return self.address(text)
        if re.fullmatch(r"[^\W\d_]+(?:'[^\W\d_]*)*", text):
            humps = HUMPS.findall(text.partition("'")[0])
            if len(humps) < 2 or self.shouting:
                return ((lower,),)
            return unique([*self.join(humps, text), (lower,)])
        return self.pieces(text)

    def join(self, humps: Sequence[str], text: str) -> Forms:
        """Every hump of "DeepMind's" as a word; the ending goes to the last one."""
        ending = text[len(text.partition("'")[0]) :].lower()
        parts = [self.word(hump) for hump in humps]
        if ending:
            parts[-1] = tuple((*form[:-1], form[-1] + ending) for form in parts[-1])
        return join(*parts)

    def capitals(self, name: str, ending: str, dotted: bool = False) -> Forms:
        """An acronym: letters, a word, or either."""
        lower = name.lower()
        letters = tuple(f"{letter}." for letter in lower)
        spelled = (*letters[:-1], letters[-1] + ("'s" if ending else ""))
        if dotted or len(name) == 1:
            return (spelled,)
        word = (lower + ("'s" if ending else ""),)
        if self.known(lower) and name not in SPELLED_WORDS:
            return unique([word, spelled]) if len(name) < 5 else (word,)
        # "INT", "SLAM" may be words, "GPU", "API" and "LLM" cannot.
        sayable = re.search("[AEIOUY]", name) if len(name) > 3 else re.fullmatch("[^AEIOU]?[AEIOU][^AEIOU]{1,2}", name)
        return unique([spelled, word]) if self.known(lower) or sayable else (spelled,)

    def address(self, text: str) -> Forms:
        """A URL, an e-mail address, or a name with a dot in it."""
        text = re.sub(r"^https?://(?:www\.)?", "", text)
        parts: list[Forms] = []
        for piece in re.findall(r"[^\W\d_]+|\d+|[^\w\s]", text):
            named = {".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore"}
            if piece in named:
                parts.append(((named[piece],),))
            else:
                parts.append(self.piece(piece))
        return join(*parts)

    def pieces(self, text: str) -> Forms:
        """Hyphenated, slashed and mixed words: one part after the other."""
        parts: list[Forms] = []
        for chunk in re.split(r"[-–—−_/\\|,:;()\[\]{}\"“”…]+", text):
            if not chunk:
                continue
            whole = chunk != text and (numeric(chunk) if any(c.isdigit() for c in chunk) else self.whole(chunk))
            parts += [whole] if whole else [self.piece(piece) for piece in HUMPS.findall(chunk)]
        return join(*parts)

    def whole(self, chunk: str) -> Forms:
        """A part of a compound that is a word of its own."""
        if len(chunk) == 1 and chunk.isalpha():
            return ((chunk.lower() if chunk in "aI" else f"{chunk.lower()}.",),)
        return self.word(chunk) if re.fullmatch(r"[^\W\d_]+(?:'[^\W\d_]*)*", chunk) else ()

    def piece(self, piece: str) -> Forms:
        """The smallest part: letters, a run of digits, or a symbol."""
        if piece.isdigit():
            return _code(piece)
        if piece in SYMBOLS:
            return table(SYMBOLS[piece])
        return self.whole(piece)


def _spell(letters: str) -> Forms:
    return (tuple(f"{letter}." for letter in letters.lower()),)


def _code(run: str) -> Forms:
    """Digits inside a name: "MUQQ17", "GPT-4", "R2D2"."""
    return unique([*integer(run)[:2], digits(run), digits(run, "zero")])
