"""Phones, and the ways to say a token as sequences of them."""

from __future__ import annotations

from collections.abc import Callable

from align.pronunciation.english_numbers import Forms

__all__ = ["MOST", "PART", "PHONES", "VOWELS", "Phones", "Variant", "part_of", "variants"]

Phones = tuple[str, ...]

Variant = tuple[Phones, ...]
"""Spoken words in order, each as its phones."""

PHONES = frozenset(
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH".split()
)
"""The 39 phones of the embedded acoustic model: ARPAbet without stress."""

VOWELS = frozenset("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())

MOST = 4
"""Alternatives a token: each costs time in the trellis. Numbers have more readings, and there are few of them."""

PART = "/"
"""Between a spoken word, the number of one of its parts from 1, and how many there are: "million/1/2"."""


def part_of(word: str, phones: Callable[[str], tuple[Phones, ...]]) -> tuple[Phones, ...]:
    """Return the phones of a part of a word, where several tokens share its sound; `()` for any other word."""
    whole, _, share = word.partition(PART)
    part, _, count = share.partition(PART)
    if not (whole and part.isdecimal() and count.isdecimal()):
        return ()
    out = []
    for way in phones(whole):
        first, last = ((int(part) - 1) * len(way) // int(count), int(part) * len(way) // int(count))
        # A word of fewer phones than tokens lends some of them a phone of their neighbour.
        out.append(way[first:last] or way[min(first, len(way) - 1) :][:1])
    return tuple(dict.fromkeys(out))


def variants(forms: Forms, phones: Callable[[str], tuple[Phones, ...]]) -> tuple[Variant, ...]:
    """Turn forms into phones: every form at its best, then other pronunciations of single words of the first form."""
    spoken = [[ways for word in form if (ways := phones(word))] for form in forms]
    spoken = [form for form in spoken if form]
    rows: list[Variant] = [tuple(ways[0] for ways in form) for form in spoken]
    for form in spoken[:1]:
        for place, ways in enumerate(form):
            rows += [(*rows[0][:place], other, *rows[0][place + 1 :]) for other in ways[1:]]
    return tuple(dict.fromkeys(rows))[: max(MOST, len(forms))]
