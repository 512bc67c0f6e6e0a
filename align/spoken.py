"""From tokens as printed to the words that English speakers say, with alternatives where they differ.

Each token gets its own forms, so everything found later leads straight back to what was printed. A token whose
sound depends on its neighbours ("$1.5 million", "June 5", "[upbeat music]") is read with them in view.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from align.english_numbers import Forms, cardinal, digits, integer, join, number, ordinal, plural, unique, year
from align.english_words import (
    ABBREVIATIONS,
    CURRENCIES,
    DOTTED,
    MAGNITUDES,
    MONTHS,
    ROMAN,
    SPELLED_WORDS,
    SYMBOLS,
    UNITS,
    WORDS,
)
from align.sounds import silenced

__all__ = ["bare", "spoken_forms"]

LEAD = "\"'“”‘’‚„«»‹›([{<¿¡—–―-−…_*~`|.,:;!?♪♫•·/\\"
TRAIL = "\"'“”‘’‚„«»‹›)]}>—–―-−…_*~`|.,:;!?♪♫•·/\\"
APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ′`´＇", "'"))
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
HUMPS = re.compile(r"\d+|[A-Z]+(?![a-z])|[^\W\d_]?[^\W\d_A-Z]+|[^\w\s]|[^\W\d_]")
LARGE = {"hundred", "thousand", "million", "billion", "trillion", "quadrillion", *MAGNITUDES}
HALVES = {"2": "half", "3": "third", "4": "quarter"}

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
            return _table(DOTTED[dotted])
        if dotted in ABBREVIATIONS:
            plain = self.word(text)
            forms = (*_table(ABBREVIATIONS[dotted]), *plain)
            return unique(forms if after[:1].isupper() or after[:1].isdigit() else (*plain, *forms))
        if not text:
            return _table(SYMBOLS[token]) if token in SYMBOLS and token not in "*<>~" else ()
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
            return _table(WORDS[lower])
        if any(c.isdigit() for c in text):
            return _numeric(text) or self.pieces(text)
        return self.word(text)

    def word(self, text: str) -> Forms:
        """A token without digits."""
        lower = text.lower()
        if lower in WORDS and not (text.isupper() and len(text) < 3):
            return _table(WORDS[lower])
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
            whole = chunk != text and (_numeric(chunk) if any(c.isdigit() for c in chunk) else self.whole(chunk))
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
            return _table(SYMBOLS[piece])
        return self.whole(piece)


def _table(entries: Sequence[str]) -> Forms:
    return tuple(tuple(entry.split()) for entry in entries)


def _spell(letters: str) -> Forms:
    return (tuple(f"{letter}." for letter in letters.lower()),)


def _code(run: str) -> Forms:
    """Digits inside a name: "MUQQ17", "GPT-4", "R2D2"."""
    return unique([*integer(run)[:2], digits(run), digits(run, "zero")])


def _numeric(text: str) -> Forms:
    """A token that is a number with something around it; `()` if it is not."""
    for pattern, read in PATTERNS:
        if (found := pattern.fullmatch(text)) and (forms := read(found)):
            return forms
    return ()


def _money(m: re.Match[str]) -> Forms:
    one, many, cents = CURRENCIES[m["sign"]]
    amount, large = m["amount"], m["large"]
    if large:
        return join(number(amount), ((MAGNITUDES[large], many), (MAGNITUDES[large],)))
    whole, _, part = amount.partition(".")
    if len(part) == 2:
        small = cardinal(int(part))
        if not int(whole.replace(",", "") or 0):
            return ((*small, cents), small)
        unit = one if whole == "1" else many
        heads = number(whole)
        if not int(part):
            return join(heads, ((unit,),))
        tails = (*([("oh",)] if int(part) < 10 else [()]), ())
        return unique(
            [
                (*heads[0], unit, *small),
                (*heads[0], unit, "and", *small, cents),
                (*heads[0], *tails[0], *small),
            ]
        )
    return join(number(amount), ((one if amount == "1" else many,), (one,)))


def _unit(m: re.Match[str]) -> Forms:
    unit = m["unit"]
    entries = UNITS[unit]
    if m["amount"] == "1":
        entries = tuple(
            entry.removesuffix("s") if len(entry) > 2 and entry[-2:] != "us" else entry for entry in entries
        )
    return join(number(m["amount"]), _table(entries))


def _time(m: re.Match[str]) -> Forms:
    hours, minutes, seconds, half = m["h"], m["m"], m["s"], m["half"]
    head = cardinal(int(hours))
    if int(minutes):
        tail = (("oh",) if minutes[0] == "0" else ()) + cardinal(int(minutes))
        forms = [(*head, *tail)]
    else:
        forms = [head, (*head, "o'clock"), (*head, "hundred")]
    if seconds:
        forms = [(*form, *cardinal(int(seconds))) for form in forms[:1]]
    ending = (f"{half[0].lower()}.", "m.") if half else ()
    return unique((*form, *ending) for form in forms)


def _range(m: re.Match[str]) -> Forms:
    low, high, tail = m["low"], m["high"], m["tail"] or ""
    ends = _numeric(m["sign"] + high + tail) if m["sign"] else _numeric(high + tail)
    spoken = digits(low + high) if not tail and len(low) == 3 and len(high) == 4 else ()
    between = (("to",), ("",), ("through",))
    forms = join(number(low)[:2], between, ends[:3])
    cleaned = tuple(tuple(word for word in form if word) for form in forms)
    return unique([*([spoken] if spoken else []), *cleaned])


def _fraction(m: re.Match[str]) -> Forms:
    above, below, ending = m["above"], m["below"], m["ending"]
    top, bottom = int(above), int(below)
    if (above, below) in {("24", "7"), ("9", "11"), ("50", "50"), ("20", "20")}:
        return ((*cardinal(top), *cardinal(bottom)),)
    part = HALVES.get(below)
    forms = []
    if bottom and (ending or bottom > 1):
        name = (part,) if part else ordinal(bottom)
        names = [name, *([("fourth",)] if below == "4" else [])]
        if below == "1000":
            names = [("thousandth",), ("one", "thousandth")]
        for each in names:
            many = plural((each,))[0] if top != 1 and each != ("half",) else (("halves",) if top != 1 else each)
            forms.append((*cardinal(top), *many))
            forms += [("a", *each)] if top == 1 else []
    forms += [(*cardinal(top), "over", *cardinal(bottom)), (*cardinal(top), "slash", *cardinal(bottom))]
    forms.insert(2, (*cardinal(top), *cardinal(bottom)))
    return unique(forms)


def _date(m: re.Match[str]) -> Forms:
    names = "january february march april may june july august september october november december".split()
    month, day = int(m["month"]), int(m["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ()
    years = year(int(m["year"])) if len(m["year"]) == 4 else integer(m["year"])
    spoken = join(((names[month - 1], *ordinal(day)),), years)
    plain = join((cardinal(month),), (cardinal(day),), years)
    order = (spoken[:2], plain[:2]) if "-" in m[0] else (plain[:2], spoken[:2])
    return unique([*order[0], *order[1]])


def _version(m: re.Match[str]) -> Forms:
    parts = m[0].split(".")
    pointed: list[str] = []
    for index, part in enumerate(parts):
        pointed += [*(["point"] if index else []), *integer(part)[0]]
    dotted = tuple("dot" if word == "point" else word for word in pointed)
    return unique([tuple(pointed), dotted, tuple(word for word in pointed if word != "point")])


def _telephone(m: re.Match[str]) -> Forms:
    run = "".join(c for c in m[0] if c.isdigit())
    return (digits(run), digits(run, "zero"))


def _ordinal(m: re.Match[str]) -> Forms:
    return (ordinal(int(m["amount"].replace(",", ""))),) if len(m["amount"]) < 16 else ()


PATTERNS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Forms]]] = [
    (re.compile(NUMBER), lambda m: number(m[0])),
    (re.compile(rf"(?P<sign>(?:US|A|C)?[$€£¥₹₿])(?P<amount>{NUMBER})(?P<large>[kKmMbBtT]|bn|mn|mm|MM|tn)?"), _money),
    (re.compile(r"(?P<amount>\d[\d,]*)(?:st|nd|rd|th)"), _ordinal),
    (re.compile(rf"(?P<amount>{NUMBER})'?s"), lambda m: plural(number(m["amount"]))),
    (re.compile(r"(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d))?(?P<half>[aApP]\.?[mM])?"), _time),
    (
        re.compile(r"(?P<h>\d{1,2})(?P<half>[aApP]\.?[mM])"),
        lambda m: ((*cardinal(int(m["h"])), f"{m['half'][0].lower()}.", "m."),),
    ),
    (
        re.compile(rf"(?P<amount>{NUMBER})(?P<unit>{'|'.join(sorted(map(re.escape, UNITS), key=len, reverse=True))})"),
        _unit,
    ),
    (re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"), _date),
    (re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{2}|\d{4})"), _date),
    (re.compile(r"(?P<above>\d{1,4})/(?P<below>\d{1,5})(?P<ending>st|nd|rd|ths?)?"), _fraction),
    (re.compile(r"\+?[\d()]+(?:[-.]\d{3}[-.]\d{4}|[-.]\d{3}[-.]\d{3}[-.]\d{4})"), _telephone),
    (
        re.compile(rf"(?P<sign>[$€£¥]?)(?P<low>{NUMBER})(?:-|–|—|−)[$€£¥]?(?P<high>{NUMBER})(?P<tail>%|x|[A-Za-z°]+)?"),
        _range,
    ),
    (re.compile(r"\d+(?:\.\d+){2,}"), _version),
    (re.compile(rf"-(?P<amount>{NUMBER})"), lambda m: join((("minus",), ("negative",)), number(m["amount"]))),
]
