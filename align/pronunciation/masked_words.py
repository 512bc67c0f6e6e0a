"""Coarse words with letters masked ("f**king", "sh*t"): what was said, or the beep in its place."""

from __future__ import annotations

import re

from align.pronunciation.english_numbers import Forms, unique

__all__ = ["unmask"]

COARSE = """
    fuck fucks fucked fucker fuckers fucking fuckin motherfucker motherfuckers motherfucking shit shits shitty shitting
    bullshit shithole bitch bitches bitching bastard bastards ass asses asshole assholes cunt cunts dick dicks dickhead
    cock cocks piss pissed pissing damn damned goddamn hell crap crappy bollocks slut sluts whore whores tits wanker
    prick pricks arse arsehole bloody balls twat
""".split()
"""Words that editors mask, commonest first."""

MASKED = re.compile(r"[A-Za-z]+[*#@$%!_–—-]*[*][*#@$%!_–—-]*[A-Za-z]*|[*]{2,}[A-Za-z]+")

MOST_GUESSES = 3


def unmask(token: str) -> Forms:
    """Return the words that a masked token may stand for, and a beep; `()` for any other token.

    The signs usually stand for one letter each; where no word is so long they stand for any number.

    >>> unmask("f**king"), unmask("s***")[0], unmask("well")
    ((('fucking',), ('beep',)), ('shit',), ())
    """
    if not MASKED.fullmatch(token):
        return ()
    letters = token.lower()
    exact = re.compile("".join(c if c.isalpha() else "[a-z]" for c in letters))
    loose = re.compile(re.sub(r"[^a-z]+", "[a-z]+", letters))
    found = [word for word in COARSE if exact.fullmatch(word)] or [word for word in COARSE if loose.fullmatch(word)]
    return unique([*((word,) for word in found[:MOST_GUESSES]), ("beep",)]) if found else ()
