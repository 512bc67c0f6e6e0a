"""Names of recordings before lines, as sets of speech list them: `talk_0001.wav|It floats.`, `ada-talk-000000-000400 It
floats.`
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from align.transcript.lines import SourceLine, Tally, masked

__all__ = ["mask_recording_names"]

FEWEST = 3  # lines
SHARE = 0.9  # of the lines that must open with a name, of the names that are made alike, and that differ
HEAD = 160  # characters of a line in which the name stands
_NAME = re.compile(
    r"\s{0,20}\(?(?P<name>(?!\d[\d.]{0,20}m?s)(?=[^\s|,;\t]{0,120}[A-Za-z])(?=[^\s|,;\t]{0,120}\d\d)[\w./+-]{5,120})\)?"
    r"(?:[ ]{0,2}[|\t,;]|:?[ \t])[ \t]{0,9}(?=\S)"
)
_JOINT = re.compile(r"[A-Za-z\d][-_./][A-Za-z\d]")
_LETTERS, _DIGITS = re.compile(r"[A-Za-z]+"), re.compile(r"\d+")


def mask_recording_names(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Mask the name that opens nearly every line, where all are made alike of letters, signs and numbers and differ."""
    found = [None if line.heading else _NAME.match(line.text[:HEAD]) for line in lines]
    names = [match["name"] for match in found if match and _JOINT.search(match["name"])]
    makes = Counter(map(_make, names))
    if len(names) < FEWEST or len(names) < SHARE * sum(not line.heading for line in lines):
        return list(lines)
    make, count = makes.most_common(1)[0]
    if count < SHARE * len(names) or len(set(names)) < SHARE * len(names):
        return list(lines)
    out = []
    for line, match in zip(lines, found, strict=True):
        if match and _make(match["name"]) == make:
            tally.add("names of recordings", line.number)
            line = replace(line, text=masked(line.text, 0, match.end()))
        out.append(line)
    return out


def _make(name: str) -> str:
    """Return how a name is made.

    >>> _make("LJ001-0002"), _make("clips/ada_17.wav")
    ('a0-0', 'a/a_0.a')
    """
    return _DIGITS.sub("0", _LETTERS.sub("a", name))
