"""Tokens of other languages that are said together or need a table: "20 €", "10 000", "3. Mai", "12 km²", "03/05/2024".

As `align.pronunciation.english_groups`: each kind is one row of `RULES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from align.pronunciation.english_numbers import Forms, Words, join, unique
from align.pronunciation.foreign_table import TABLES, SpokenTable
from align.pronunciation.language_table import Language
from align.pronunciation.roman import roman_value
from align.pronunciation.token_groups import core, merged, spread, thousands_at

__all__ = ["Speaker", "read_foreign_groups"]

SIGNS = "$€£"
CODES = {"USD": "$", "EUR": "€", "GBP": "£"}
AMOUNT = r"\d{1,3}(?:[.,'\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"


class Speaker:
    """What a rule needs of a language: its words for amounts and ordinals, its tables, and the reading of one token."""

    def __init__(
        self,
        language: Language,
        amount: Callable[[str], Forms],
        ordinal: Callable[[int], Forms],
        alone: Callable[[int], Forms],
    ) -> None:
        self.language, self.table = language, TABLES.get(language.code)
        self.amount, self.ordinal, self.alone = amount, ordinal, alone

    def currency(self, sign: str) -> Forms:
        """Return the name of a currency; `()` for anything else."""
        sign = CODES.get(sign, sign)
        if sign and sign in SIGNS:
            return ((self.language.money[SIGNS.index(sign)],),)
        name = self.table.currencies.get(sign) if self.table else None
        return (tuple(name.split()),) if name else ()


Rule = Callable[[Sequence[str], int, Speaker], list[Forms]]


def read_foreign_groups(tokens: Sequence[str], speaker: Speaker) -> dict[int, Forms]:
    """Return the forms of the tokens that are read in view of their neighbours, or by a table."""
    read: dict[int, Forms] = {}
    index = 0
    while index < len(tokens):
        if not tokens[index].isalpha() or (index and tokens[index - 1][-1:].isdecimal()) or len(tokens[index]) < 6:
            for rule in RULES:
                if forms := rule(tokens, index, speaker):
                    read.update(enumerate(forms, index))
                    index += len(forms) - 1
                    break
        index += 1
    return read


def _ways(text: str) -> Forms:
    return tuple(tuple(way.split()) for way in text.split("|"))


def _follows_number(tokens: Sequence[str], index: int) -> bool:
    return bool(index) and tokens[index - 1][-1:].isdecimal()


def _currency_before(tokens: Sequence[str], index: int, speaker: Speaker) -> list[Forms]:
    """Read "€ 20", "CHF 10 000"."""
    name = speaker.currency(core(tokens[index], last=False))
    # Behind a number the sign belongs to that one: "20 € 3 fois".
    if not name or index + 1 >= len(tokens) or _follows_number(tokens, index):
        return []
    parts = thousands_at(tokens, index + 1)
    amount = "".join(parts) or core(tokens[index + 1], first=False)
    if not re.fullmatch(AMOUNT, amount):
        return []
    count = max(1, len(parts))
    said = merged([spread(form, count + 1) for form in join(speaker.amount(amount)[:3], name)])
    said[0] = unique([*said[0], *name])
    if count == 1:
        said[1] = unique([*said[1], *speaker.amount(amount)[:1]])
    return said


def _currency_glued(tokens: Sequence[str], index: int, speaker: Speaker) -> list[Forms]:
    """Read "R$20", "20zł", "CHF20", with cents as a number of their own."""
    text = core(tokens[index])
    if not any(c.isdecimal() for c in text):
        return []
    found = re.fullmatch(rf"(?P<sign>[^\d\s]{{0,3}})(?P<amount>{AMOUNT})(?P<behind>[^\d\s]{{0,3}})", text)
    name = speaker.currency(found["sign"] or found["behind"]) if found else ()
    if not found or not name or (found["sign"] and found["behind"]):
        return []
    return [_money(found["amount"], name, speaker)]


def _money(amount: str, name: Forms, speaker: Speaker) -> Forms:
    plain = join(speaker.amount(amount)[:3], name)
    cents = re.fullmatch(r"(.+)[.,](\d\d)", amount)
    if not cents:
        return plain
    whole, small = speaker.amount(cents[1])[:1], speaker.amount(str(int(cents[2])))[:1]
    between: Forms = ((speaker.language.conjunction,), ())
    return unique([*join(whole, name, small), *plain, *join(whole, name, between, small)[:1]])


def _currency_behind(tokens: Sequence[str], index: int, speaker: Speaker) -> list[Forms]:
    """Read the "€" of "20 €", the "EUR" of "20 EUR"."""
    name = speaker.currency(core(tokens[index], first=False))
    return [unique([*name, *speaker.alone(index)[:2]])] if name and _follows_number(tokens, index) else []


def _cents_before_currency(tokens: Sequence[str], index: int, speaker: Speaker) -> list[Forms]:
    """Read "20,50 €": twenty point fifty, euros; or twenty, euros fifty."""
    found = re.fullmatch(r"(\d+)[.,](\d\d)", core(tokens[index], last=False))
    name = speaker.currency(core(tokens[index + 1], first=False)) if index + 1 < len(tokens) else ()
    if not found or not name:
        return []
    whole, cents = speaker.amount(found[1])[:1], speaker.amount(str(int(found[2])))[:1]
    between: Forms = ((), (speaker.language.conjunction,))
    return [unique([*speaker.alone(index)[:3], *whole]), unique([*name, *join(name, between, cents)])]


def _spaced_thousands(tokens: Sequence[str], index: int, speaker: Speaker) -> list[Forms]:
    """Read "10 000"."""
    groups = thousands_at(tokens, index)
    if not groups:
        return []
    forms = merged([spread(form, len(groups)) for form in speaker.amount("".join(groups))[:2]])
    if int(groups[-1]):
        forms = [unique([*each, *speaker.alone(index + place)[:2]]) for place, each in enumerate(forms)]
    return forms


def _unit(tokens: Sequence[str], index: int, speaker: Speaker) -> list[Forms]:
    """Read the unit of "12 km²", "20 °C", and "20km" in one token."""
    found = re.fullmatch(rf"(?P<amount>{AMOUNT})?(?P<unit>[^\d²³]+?)\.?(?P<power>[²2])?", core(tokens[index]))
    if not speaker.table or not found or bool(found["amount"]) == _follows_number(tokens, index):
        return []
    words = speaker.table.units.get(found["unit"])
    if not words:
        return []
    named = _squared(_ways(words), speaker.table) if found["power"] else _ways(words)
    if found["amount"]:
        return [join(speaker.amount(found["amount"])[:2], named)]
    return [unique([*named, *(speaker.alone(index)[:1] if len(found["unit"]) == 1 else ())])]


def _squared(ways: Forms, table: SpokenTable) -> Forms:
    if table.square_first:
        # German joins them: "Quadratkilometer".
        return tuple((f"{table.square}{way[0]}", *way[1:]) for way in ways)
    return tuple((*way, table.square) for way in ways)


def _day(tokens: Sequence[str], index: int, speaker: Speaker) -> list[Forms]:
    """Read the day of "3. Mai", "1er mai", "3 de mayo"."""
    found = re.fullmatch(r"(\d{1,2})(\.|er|º|r)?", tokens[index].lstrip("(\"'«"))
    if not speaker.table or not found or not 0 < int(found[1]) < 32:
        return []
    behind = index + 1 + (index + 1 < len(tokens) and tokens[index + 1].lower() == speaker.table.joiner)
    if behind >= len(tokens) or core(tokens[behind]).lower() not in speaker.table.months:
        return []
    return [unique([*_days(int(found[1]), speaker), *speaker.alone(index)])]


def _days(day: int, speaker: Speaker) -> list[Words]:
    table = speaker.table
    plain = [form for form in speaker.amount(str(day)) if not form[0].isdecimal()]
    if table is None or not table.ordinal_days:
        return [*([(table.first,)] if table and day == 1 else []), *plain]
    (form, *_) = speaker.ordinal(day) or (plain[0],)
    if speaker.language.code == "de":
        return [(*form[:-1], form[-1] + ending) for ending in ("n", "r", "")]
    # The genitive of Polish ordinals.
    genitive = tuple(re.sub(r"i$", "iego", re.sub(r"y$", "ego", word)) for word in form)
    return [genitive, form, *plain]


def _date(tokens: Sequence[str], index: int, speaker: Speaker) -> list[Forms]:
    """Read "03.05.2024", "03/05/24": the day stands first."""
    found = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})?", core(tokens[index]))
    table = speaker.table
    if not table or not found or not (0 < int(found[1]) < 32 and 0 < int(found[2]) < 13):
        return []
    month = table.months[int(found[2]) - 1]
    years = speaker.amount(found[3])[:1] if found[3] else ()
    if found[3] and len(found[3]) == 2:
        years = unique([*speaker.amount(f"20{found[3]}")[:1], *years])
    joiner: Forms = ((table.joiner,),) if table.joiner else ()
    named = join(tuple(_days(int(found[1]), speaker)[:2]), joiner, ((month,),), joiner if years else (), years)
    numbers = [speaker.amount(str(int(found[place])))[:1] for place in (1, 2)]
    ordinals = [unique(_days(int(found[place]), speaker)[:2]) for place in (1, 2)]
    return [unique([*named[:4], *join(*numbers, years)[:2], *join(*ordinals, years)[:2]])]


def _fraction(tokens: Sequence[str], index: int, speaker: Speaker) -> list[Forms]:
    """Read "3/4"."""
    words = speaker.table.fractions.get(core(tokens[index])) if speaker.table else None
    return [unique([*_ways(words), *speaker.alone(index)])] if words else []


def _numeral(tokens: Sequence[str], index: int, speaker: Speaker) -> list[Forms]:
    """Read "Felipe IV", "XXe siècle", "kapitel IV"."""
    found = re.fullmatch(r"([IVX]{2,})(e|ème|º|\.)?", core(tokens[index], first=False))
    value = roman_value(found[1]) if found else 0
    if not found or not value or not index or not speaker.table:
        return []
    ordinals, plain = speaker.ordinal(value), speaker.amount(str(value))
    first = speaker.table.ordinal_numerals or bool(found[2])
    return [unique([*(ordinals if first else plain), *(plain if first else ordinals), *speaker.alone(index)[:1]])]


RULES: tuple[Rule, ...] = (
    _currency_before,
    _currency_glued,
    _cents_before_currency,
    _currency_behind,
    _spaced_thousands,
    _date,
    _day,
    _fraction,
    _unit,
    _numeral,
)
"""In this order; the first that reads a token has it."""
