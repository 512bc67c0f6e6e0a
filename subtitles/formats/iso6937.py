"""Text in the five character tables of EBU Tech 3264: ISO 6937 for Latin, parts of ISO 8859 for other scripts."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

__all__ = ["TABLES", "encode", "encode_latin"]

SIGNS = {
    "\u00a0": 0xA0, "¡": 0xA1, "¢": 0xA2, "£": 0xA3, "$": 0xA4, "¥": 0xA5, "§": 0xA7, "¤": 0xA8, "‘": 0xA9, "“": 0xAA,
    "«": 0xAB, "←": 0xAC, "↑": 0xAD, "→": 0xAE, "↓": 0xAF, "°": 0xB0, "±": 0xB1, "²": 0xB2, "³": 0xB3, "×": 0xB4,
    "µ": 0xB5, "¶": 0xB6, "·": 0xB7, "÷": 0xB8, "’": 0xB9, "”": 0xBA, "»": 0xBB, "¼": 0xBC, "½": 0xBD, "¾": 0xBE,
    "¿": 0xBF, "―": 0xD0, "¹": 0xD1, "®": 0xD2, "©": 0xD3, "™": 0xD4, "♪": 0xD5, "Ω": 0xE0, "Æ": 0xE1, "Đ": 0xE2,
    "ª": 0xE3, "Ħ": 0xE4, "Ĳ": 0xE6, "Ŀ": 0xE7, "Ł": 0xE8, "Ø": 0xE9, "Œ": 0xEA, "º": 0xEB, "Þ": 0xEC, "Ŧ": 0xED,
    "Ŋ": 0xEE, "ŉ": 0xEF, "ĸ": 0xF0, "æ": 0xF1, "đ": 0xF2, "ð": 0xF3, "ħ": 0xF4, "ı": 0xF5, "ĳ": 0xF6, "ŀ": 0xF7,
    "ł": 0xF8, "ø": 0xF9, "œ": 0xFA, "ß": 0xFB, "þ": 0xFC, "ŧ": 0xFD, "ŋ": 0xFE,
}  # fmt: skip
"""Characters of the right half of ISO 6937."""

ACCENTS = {
    "\u0300": 0xC1, "\u0301": 0xC2, "\u0302": 0xC3, "\u0303": 0xC4, "\u0304": 0xC5, "\u0306": 0xC6, "\u0307": 0xC7,
    "\u0308": 0xC8, "\u030a": 0xCA, "\u0327": 0xCB, "\u030b": 0xCD, "\u0328": 0xCE, "\u030c": 0xCF,
}  # fmt: skip
"""Combining marks; the byte goes before that of the letter."""

LIKENESS = {"–": "-", "—": "-", "―": "-", "…": "...", "\u2212": "-", "„": '"', "‚": "'", "`": "'", "€": "EUR"}
"""What stands for signs that no table has."""


def encode_latin(text: str) -> bytes | None:
    """Encode a character with its marks; `None` where ISO 6937 has none.

    >>> encode_latin("é")
    b'\\xc2e'
    """
    if text in SIGNS:
        return bytes([SIGNS[text]])
    if len(text) == 1 and " " <= text <= "~":
        return text.encode("ascii")
    letter, *marks = list(unicodedata.normalize("NFD", text))
    if len(marks) == 1 and marks[0] in ACCENTS and letter.isascii() and letter.isalpha():
        return bytes([ACCENTS[marks[0]], ord(letter)])
    return None


def _of_codec(codec: str) -> Callable[[str], bytes | None]:
    def encoded(text: str) -> bytes | None:
        try:
            made = text.encode(codec)
        except UnicodeEncodeError:
            return None
        # Between 0x80 and 0x9F lie the format's own codes for new lines and padding.
        return made if not any(byte < 0x20 or 0x7F <= byte < 0xA0 for byte in made) else None

    return encoded


TABLES: dict[bytes, Callable[[str], bytes | None]] = {
    b"00": encode_latin,
    b"01": _of_codec("iso8859-5"),
    b"02": _of_codec("iso8859-6"),
    b"03": _of_codec("iso8859-7"),
    b"04": _of_codec("iso8859-8"),
}
"""The format's number of each table: Latin, Cyrillic, Arabic, Greek, Hebrew."""


def encode(text: str, table: bytes) -> tuple[bytes, int]:
    """Encode a text, and count the characters that were replaced because the table does not have them.

    A replaced character becomes its likeness, its letter without marks, or a question mark.
    """
    encoder, made, replaced = TABLES[table], [], 0
    for character in unicodedata.normalize("NFC", text):
        code = encoder(character)
        if code is None and unicodedata.combining(character):
            replaced += 1
            continue
        if code is None:
            replaced += 1
            plain = LIKENESS.get(character) or unicodedata.normalize("NFKD", character)[:1]
            codes = [encoder(each) for each in plain]
            code = b"".join(each for each in codes if each) if all(codes) else b"?"
        made.append(code)
    return b"".join(made), replaced
