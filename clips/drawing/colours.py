"""Colours: read, written as ASS has them, and how well one stands out from another."""

from __future__ import annotations

import re

from align.errors import UsageError

__all__ = [
    "BLACK",
    "ENOUGH",
    "WHITE",
    "Rgb",
    "ass_alpha",
    "ass_colour",
    "contrast",
    "hex_of",
    "luminance",
    "read_colour",
    "readable_on",
]

Rgb = tuple[int, int, int]
"""Red, green and blue, 0..255."""

BLACK: Rgb = (0, 0, 0)
WHITE: Rgb = (255, 255, 255)

ENOUGH = 4.5
"""Contrast of text to what is behind it (WCAG 2.2, success criterion 1.4.3)."""

NAMES: dict[str, Rgb] = {
    "black": BLACK,
    "white": WHITE,
    "yellow": (255, 212, 0),
    "amber": (255, 176, 32),
    "orange": (255, 138, 31),
    "red": (255, 75, 75),
    "pink": (255, 92, 168),
    "purple": (110, 59, 230),
    "blue": (43, 108, 255),
    "cyan": (62, 214, 255),
    "green": (61, 220, 110),
    "lime": (182, 255, 60),
}


def read_colour(text: str, what: str = "--color") -> Rgb:
    """Return the colour of `#rrggbb`, `#rgb` or a name; raises `UsageError`, which says `what` it is for.

    >>> read_colour("#FA0"), read_colour("white")
    ((255, 170, 0), (255, 255, 255))
    """
    known = NAMES.get(text.strip().casefold())
    if known is not None:
        return known
    found = re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", text.strip())
    if found is None:
        raise UsageError(f"{what} {text!r}: a colour such as #ffd400, or one of {', '.join(NAMES)}, is expected")
    digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def hex_of(colour: Rgb) -> str:
    """Return `#rrggbb`."""
    return "#" + bytes(colour).hex()


def ass_colour(colour: Rgb) -> str:
    """Return a colour as a tag of ASS has it, blue first.

    >>> ass_colour((255, 212, 0))
    '&H00D4FF&'
    """
    red, green, blue = colour
    return f"&H{blue:02X}{green:02X}{red:02X}&"


def ass_alpha(opacity: float) -> str:
    """Return how much is seen through, as a tag of ASS has it; `opacity` 0..1."""
    return f"&H{round(255 * (1 - opacity)):02X}&"


def luminance(colour: Rgb) -> float:
    """Return the relative luminance of an sRGB colour, 0..1 (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2).

    >>> round(contrast(BLACK, WHITE))
    21
    """
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable_on(colour: Rgb) -> Rgb:
    """Return black or white, whichever stands out more from `colour`."""
    return max((WHITE, BLACK), key=lambda text: contrast(text, colour))
