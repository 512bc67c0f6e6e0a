"""From printed tokens to phones: spoken forms, dictionaries, rules, languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from align.pronunciation.detection import Detection, check_script, contradiction, detect, detect_language
    from align.pronunciation.g2p import pronounce
    from align.pronunciation.languages import find_language
    from align.pronunciation.phones import PHONES, VOWELS, Phones, Variant

__all__ = [
    "PHONES",
    "VOWELS",
    "Detection",
    "Phones",
    "Variant",
    "check_script",
    "contradiction",
    "detect",
    "detect_language",
    "find_language",
    "pronounce",
]

_HOMES = {
    "align.pronunciation.detection": ("Detection", "check_script", "contradiction", "detect", "detect_language"),
    "align.pronunciation.g2p": ("pronounce",),
    "align.pronunciation.languages": ("find_language",),
    "align.pronunciation.phones": ("PHONES", "VOWELS", "Phones", "Variant"),
}

__getattr__ = lazy_names(__name__, _HOMES)
