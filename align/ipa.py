"""espeak-ng's phones (IPA) in terms of the model's phones (ARPAbet)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

__all__ = ["to_arpabet"]

GENERAL: dict[str, str] = {
    # vowels
    "i": "IY",
    "iː": "IY",
    "ɪ": "IH",
    "e": "EY",
    "eː": "EY",
    "ɛ": "EH",
    "ɛː": "EH",
    "æ": "AE",
    "a": "AA",
    "aː": "AA",
    "ɑ": "AA",
    "ɑː": "AA",
    "ɒ": "AA",
    "ɔ": "AO",
    "ɔː": "AO",
    "o": "OW",
    "oː": "OW",
    "ʊ": "UH",
    "u": "UW",
    "uː": "UW",
    "ʌ": "AH",
    "ə": "AH",
    "ɐ": "AH",
    "ɜ": "AH",
    "ɜː": "ER",
    "ɝ": "ER",
    "ɚ": "ER",
    "ᵻ": "IH",
    "aɪ": "AY",
    "aʊ": "AW",
    "eɪ": "EY",
    "oʊ": "OW",
    "əʊ": "OW",
    "ɔɪ": "OY",
    "aɪə": "AY AH",
    "aɪɚ": "AY ER",
    "iə": "IY AH",
    "əl": "AH L",
    # consonants
    "p": "P",
    "b": "B",
    "t": "T",
    "d": "D",
    "k": "K",
    "ɡ": "G",
    "g": "G",
    "f": "F",
    "v": "V",
    "θ": "TH",
    "ð": "DH",
    "s": "S",
    "z": "Z",
    "ʃ": "SH",
    "ʒ": "ZH",
    "tʃ": "CH",
    "dʒ": "JH",
    "h": "HH",
    "m": "M",
    "n": "N",
    "ŋ": "NG",
    "l": "L",
    "ɫ": "L",
    "ɹ": "R",
    "r": "R",
    "ɾ": "D",
    "j": "Y",
    "w": "W",
    "ʍ": "W",
    "ʔ": "T",
    "x": "HH",
    "ɲ": "N Y",
    "n̩": "AH N",
    "m̩": "AH M",
    "l̩": "AH L",
}
"""What is closest to the ear of an English model; a language's own table comes first."""

IGNORED = "ˈˌˑ͡‿'"


def to_arpabet(phones: Sequence[str], language: str) -> tuple[str, ...]:
    """The model's phones for one word of espeak-ng's."""
    return tuple(unit for phone in phones for unit in _one(phone, language))


@lru_cache(maxsize=4096)
def _one(phone: str, language: str) -> tuple[str, ...]:
    # espeak-ng marks a switch of language by "(en)".
    text = "".join(c for c in phone if c not in IGNORED)
    if text.startswith("("):
        return ()
    units: list[str] = []
    while text:
        for size in range(min(4, len(text)), 0, -1):
            if text[:size] in GENERAL:
                units += GENERAL[text[:size]].split()
                break
        else:
            size = 1
        text = text[size:]
    return tuple(units)
