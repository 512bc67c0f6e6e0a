"""Signs around labels and times: `== Ada ==`, `-- Ada --`, `[b]Ada:[/b]`, `'''Ada:'''`, `\\textbf{Ada:}`,
`--- 0:04 ---`, pictures before a name.

They are masked, and what remains is a label as other transcripts have it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from align.transcript.lines import SourceLine, Tally, mask_spans
from align.transcript.times import TIME

__all__ = ["mask_decorations"]

FEWEST = 2  # times that the same words must stand between such signs, or lines begin with a picture
HEAD = 200  # characters of a line in which its label stands

_FRAMED = re.compile(
    r"\s{0,40}(?P<open>={2,8}|-{2,8}|~{1,8}|\+{2,8}|/{2,8}|'{2,5})[ \t]{0,9}(?=[^\W_])"
    r"(?P<inside>[^\n\0]{1,80}?)[ \t]{0,9}(?P<close>(?P=open))(?=[\s:]|$)"
)
_FRAMED_TIME = re.compile(
    rf"\s{{0,40}}(?P<open>[=~+/*_#–—·•.-]{{1,12}})[ \t]{{0,9}}{TIME}[ \t]{{0,9}}(?P<close>[=~+/*_#–—·•.-]{{1,12}})\s*$"
)
_BBCODE = re.compile(r"\[/?(?:b|i|u|s|size|colou?r|font|center|quote)(?:=[^\[\]\s]{1,40})?\]", re.IGNORECASE)
_TARGET = re.compile(r"(?<=\])\(https?://[^()\s]{1,500}\)")
_ITEM = re.compile(r"\\item[ ]?(?=\[)")
_CLOSING = re.compile(r"(?<!\s)</(?P<name>[^\W\d_][\w .-]{0,40})>\s{0,20}$")
_DEFINED = re.compile(r"(?P<sign>[;:])[ ]?(?=[^\W_])")
"""Before a term and before what is said of it, in MediaWiki."""
_LATEX = re.compile(r"\\(?:textbf|textit|textsc|emph|underline)\{(?=[^{}\n]{1,200}\})|(?<!\\)\}")
_SURE = re.compile(r"[(\[](?:confidence|conf\.?)[ ]?[:=]?[ ]?\d{1,3}(?:\.\d{1,6})?[ ]?%?[)\]]", re.IGNORECASE)
"""How sure a recogniser is of a line."""
_QUOTED = re.compile(r"\s{0,9}(?P<sign>>)(?=[ \t]|$)")
"""Before lines that somebody quotes, in e-mail and Markdown."""
QUOTED_SHARE = 0.6  # of the lines that must begin so
_PICTURE = re.compile(
    "\\s{0,40}(?P<open>(?:[\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
    "[\ufe0e\ufe0f\u200d\u20e3]{0,3}){1,8})[ \t]{0,9}(?=[^\\W_])"
)


Patterns = Sequence[re.Pattern[str]]


def mask_decorations(lines: Sequence[SourceLine], tally: Tally) -> list[SourceLine]:
    """Mask the signs around labels; none of them is a word, so none is counted."""
    signs = ((_BBCODE, "[/"), (_LATEX, "\\text"), (_ITEM, "\\item["), (_TARGET, "](http"), (_SURE, "onf"))
    text_signs = [pattern for pattern, sign in signs if _hold(lines, sign)]
    text_signs += [_CLOSING] if sum(map(_is_element, lines)) >= FEWEST else []
    framed = Counter(found["inside"].rstrip(":") for line in lines if (found := _FRAMED.match(line.text[:HEAD])))
    pictured = sum(_PICTURE.match(line.text[:HEAD]) is not None for line in lines if not line.text.isascii())
    times = sum(_FRAMED_TIME.match(line.text[:HEAD]) is not None for line in lines)
    recurring = {name for name, count in framed.items() if count >= FEWEST}
    defined = Counter(found["sign"] for line in lines if (found := _DEFINED.match(line.text)))
    quoted = sum(_QUOTED.match(line.text) is not None for line in lines)
    quoted = quoted if quoted >= QUOTED_SHARE * len(lines) else 0
    counts = (
        (_QUOTED, quoted),
        (_FRAMED_TIME, times),
        (_PICTURE, pictured),
        (_DEFINED, min(defined[";"], defined[":"])),
    )
    opening = [pattern for pattern, count in counts if count >= FEWEST]
    if not (text_signs or recurring or opening):
        return list(lines)
    return [_masked(line, text_signs, recurring, opening) for line in lines]


def _is_element(line: SourceLine) -> bool:
    """Tell whether the line is an element named after who speaks, `<Ada>It floats.</Ada>`."""
    closing = _CLOSING.search(line.text[-60:]) if line.text.rstrip()[-1:] == ">" else None
    return closing is not None and line.text.lstrip().startswith(f"<{closing['name']}>")


def _hold(lines: Sequence[SourceLine], sign: str) -> bool:
    return any(sign in line.text for line in lines)


def _masked(line: SourceLine, signs: Patterns, recurring: set[str], opening: Patterns) -> SourceLine:
    spans = sorted({*_spans(line.text, signs, recurring, opening)})
    return replace(line, text=mask_spans(line.text, spans)) if spans else line


def _spans(text: str, signs: Patterns, recurring: set[str], opening: Patterns) -> Iterator[tuple[int, int]]:
    for pattern in signs:
        yield from (found.span() for found in pattern.finditer(text))
    head = text[:HEAD]
    framed = _FRAMED.match(head) if recurring else None
    if framed and framed["inside"].rstrip(":") in recurring:
        yield from (framed.span("open"), framed.span("close"))
    for pattern in opening:
        if found := pattern.match(head):
            yield from (found.span(group) for group in pattern.groupindex)
