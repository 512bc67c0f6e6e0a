"""The languages that the embedded engine serves, by their codes; `detection` tells them from a text.

A language without an entry in `align.pronunciation.language_table`, or in a script without spaces, is refused by name.
"""

from __future__ import annotations

import re

from align.errors import LanguageNotServed
from align.pronunciation.language_table import LANGUAGES, Language

__all__ = ["LANGUAGES", "Language", "find_language"]

ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "cmn": "zh", "yue": "zh", "mo": "ro", "val": "ca"}

SPACELESS = {"ja": "Japanese", "zh": "Chinese", "th": "Thai", "lo": "Lao", "km": "Khmer", "my": "Burmese"}


def find_language(code: str) -> Language:
    """Return the language of a code ("de", "de-AT", "DE_at"); raises `LanguageNotServed`.

    >>> find_language("pt-BR").name
    'Portuguese'
    """
    short = re.split(r"[-_]", code.strip().lower())[0]
    short = ALIASES.get(short, short)
    if short in LANGUAGES:
        return LANGUAGES[short]
    why = f"{SPACELESS[short]} puts no spaces between words" if short in SPACELESS else "the embedded engine lacks it"
    raise LanguageNotServed(
        code, f"{why}; it serves {', '.join(sorted(LANGUAGES))}; --engine whisperx aligns about 40 languages"
    )
