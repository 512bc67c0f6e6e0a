"""The ways in which people write who speaks: one row each.

To add one, write a row: a template in which `{name}` stands for the speaker's name, `{caps}` for one whose last word is
in capitals, `{time}` for a time, and `{text}` for what is said; `{end}` ends the line. A blank is any white space or
none, ` - ` a dash between blanks, `~` a dash, a bar or nothing. Signs that begin a list, `>>`, and a time may precede
every row. Which rows a transcript uses is decided by a vote over all of its lines, see `align.transcript.votes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from align.transcript.times import BOXED, SPOKEN_TIME, TIME

__all__ = ["HEAD", "LAYOUTS", "LONGEST_LABEL", "LabelLayout", "Lead", "lead_of", "matches"]

Evidence = Literal["colon", "majority", "most", "pair", "number", "column"]


@dataclass(frozen=True, slots=True)
class LabelLayout:
    """A way to write a label.

    Args:
        template: see the module.
        evidence: what makes it one. `colon`: it looks like a label already, so a name that recurs, is in capitals, is
            a role or stands beside a time is enough. `majority`: it must open most paragraphs, with names that recur.
            `most`: as `majority`, and it must open nearly all of them. `pair`: the names are those of question and
            answer. `number`: the name is a digit, and two or more of them come again and again. `column`: as
            `majority`, and each stands behind a time and a comma.
        sign: a character that the line must hold, for speed; "" where there is none.
        bold: the name is set in bold type.
        closing: a sign that may end the line, as the last bar of a row does, and is no part of the text.
    """

    template: str
    evidence: Evidence = "majority"
    sign: str = ""
    bold: bool = False
    closing: str = ""

    @property
    def whole(self) -> bool:
        """Whether the label takes the whole line."""
        return self.template.endswith("{end}")

    @property
    def bracketed(self) -> bool:
        """Whether the label is a name in brackets before its text."""
        return self.template in ("[{name}] {text}", "({name}) {text}")

    @property
    def timed(self) -> bool:
        """Whether a time stands beside the name."""
        return "{time}" in self.template or "{boxed}" in self.template or "{spoken}" in self.template


WIDE_BRACKETS = (("【", "】"), ("（", "）"), ("［", "］"), ("〔", "〕"), ("〈", "〉"), ("《", "》"), ("『", "』"))
"""Around names in Chinese and Japanese."""

LAYOUTS = (
    LabelLayout("{name} ~ {time}:", "colon", ":"),
    LabelLayout("{name}: {boxed}", "colon", ":"),
    LabelLayout("{name}: {time}{end}", "colon", ":"),
    LabelLayout("{name} ({aside}{time}):", "colon", ":"),
    LabelLayout("{numbered} {text}", "pair"),
    LabelLayout("[{name}] {boxed}:", "colon", "]"),
    LabelLayout(":{name}: {text}", "colon", ":"),
    LabelLayout("[{name}]:", "colon", "]"),
    LabelLayout("<{name}>:", "colon", ">"),
    LabelLayout("({name}):", "colon", ")"),
    LabelLayout("[{name}:]", "colon", "]"),
    LabelLayout('"{name}":', "colon", '"'),
    LabelLayout("“{name}”:", "colon", "”"),
    LabelLayout("{name}:", "colon", ":"),
    LabelLayout("{name} ~ {time}{end}", sign=":"),
    LabelLayout("[{speaker}] {text}", "colon", "]"),
    LabelLayout("[{name}] ~ {time}{end}", sign="]"),
    LabelLayout("{name} ~ {spoken}{end}"),
    LabelLayout("{name} {boxed}"),
    LabelLayout("{name} ~ {time} ~ {text}", sign=":"),
    LabelLayout("[{name}] {text}", sign="]"),
    LabelLayout("< {name}> {text}", sign=">"),
    LabelLayout("({name}) {text}", sign=")"),
    LabelLayout("[[{name}]] {text}", sign="]]"),
    *(LabelLayout(f"{opening}{{name}}{closing} {{text}}", sign=closing) for opening, closing in WIDE_BRACKETS),
    LabelLayout("[{name} ~ {time}]", sign="]"),
    LabelLayout("({name} ~ {time})", sign=")"),
    LabelLayout("[{time} ~ {name}]", sign="]"),
    LabelLayout("«{name}» {text}", sign="»"),
    LabelLayout("{{name}} {text}", sign="}"),
    LabelLayout("{macro}{{name}}{end}", "colon", "\\"),
    LabelLayout("{macro}{{name}} {text}", "colon", "\\"),
    LabelLayout("{{{kind}|{name}}} {text}", "colon", "}}"),
    LabelLayout("{{{kind}|{name}|{text}", "colon", "|", closing="}}"),
    LabelLayout("{name} - {text}"),
    LabelLayout("@{handle} {text}", sign="@"),
    LabelLayout("#{handle} {text}", sign="#"),
    LabelLayout("{name}—{text}", sign="—"),
    LabelLayout("{caps}, {manner}. — {text}", sign="."),
    LabelLayout("{name}. — {text}", sign="."),
    LabelLayout("{caps}. {text}", sign="."),
    LabelLayout("{caps}, {manner}. {text}", sign="."),
    LabelLayout("{stopped}. {text}", "most", "."),
    LabelLayout("{name}「{text}", sign="「"),
    LabelLayout("{name}『{text}", sign="『"),
    LabelLayout("{name} | {text}", sign="|"),
    LabelLayout("{name} / {text}", sign="/"),
    LabelLayout("{name} = {text}", sign="="),
    LabelLayout("{name} → {text}", sign="→"),
    LabelLayout("{name} -> {text}", sign="->"),
    LabelLayout("{name} • {text}", sign="•"),
    LabelLayout("{name} · {text}", sign="·"),
    LabelLayout("{name}- {text}", sign="- "),
    LabelLayout("{name}-- {text}", sign="--"),
    LabelLayout("{name} .... {text}", sign="...."),
    LabelLayout("{name} -{text}", sign=" -"),
    LabelLayout("{name} >> {text}", sign=">>"),
    LabelLayout("{name}::{text}", "colon", "::"),
    LabelLayout("| {name} | {text}", sign="|", closing="|"),
    LabelLayout("{name}> {text}", sign="> "),
    LabelLayout("{name}\t{text}", sign="\t"),
    LabelLayout("{name};{text}", sign=";"),
    LabelLayout("{name},{text}", sign=","),
    LabelLayout("{name}, {text}", "column", ","),
    LabelLayout("{name}:{text}", sign=":"),
    LabelLayout("({digit}) {text}", "number", ")"),
    LabelLayout("[{digit}] {text}", "number", "]"),
    LabelLayout("{digit}: {text}", "number", ":"),
    LabelLayout("{letter}. {text}", "pair", "."),
    LabelLayout("{letter}) {text}", "pair", ")"),
    LabelLayout("{letter}  {text}", "pair"),
    LabelLayout("{code} {text}"),
    LabelLayout("{name} {text}", bold=True),
    LabelLayout("{name}  {text}", sign="  "),
    LabelLayout("[{name}]{end}", sign="]"),
    LabelLayout("<{name}>{end}", sign=">"),
    LabelLayout("({name}){end}", sign=")"),
    LabelLayout("{caps}.{end}", sign="."),
    LabelLayout("{name}{end}"),
)
"""From the most to the least telling: a line takes the first that fits and has won."""

LONGEST_LABEL = 90  # characters of a label that takes a line, its time included
FEWEST_SIGNS = 0.12  # share of the characters in which a label may stand that must not be blank
FARTHEST_SIGN = 160  # characters from which on no sign of a row stands, behind the longest name and blanks
HEAD = 240  # characters of a line in which a label may stand
_BLANK = r"[ \t\xa0\u202f]{0,40}"
_GAP = r"[ \t\xa0]{1,40}"
_NAME = (
    r"(?P<name>[^\s:：|<>\[\]{}\"“(][^:：|<>\[\]{}\"“\t]{0,70}?"
    r"(?:[ ]?(?:\[[^\[\]\d][^\[\]]{0,40}\]|\{[^{}\d][^{}]{0,40}\}|<[^<>\d][^<>]{0,40}>|[\"“][^\"“”:\d]{1,40}[\"”]))?)"
)
_COLON = rf"[ \xa0\u202f]{{0,3}}(?:：|:{{1,3}}(?=[\s\"“'‘«(\[¿¡♪]|$)){_BLANK}(?:[-–—][ \t]{{1,4}})?"
_PIECES = {
    "{name}": _NAME,
    "{letter}": r"(?P<name>[A-Z])",
    "{digit}": r"(?P<name>[1-9])",
    "{macro}": r"\\(?i:speaker|spk|says|voice|character|turn)(?=\{)",
    "{kind}": r"(?i:speaker|spk|says|said|voice|dialog(?:ue)?|turn)",
    "{manner}": r"(?![A-Z])[^\W\d_][^.:：\n]{1,60}",
    "{stopped}": (
        r"(?P<name>(?:(?:(?:[Hh]on|Dr|Mrs?|Ms|Prof|St|Sra?|Rev|Mmes?|Mlle|Sen|Rep|Gov|MM|[^\W\d_a-z])\."
        r"|[^\W\d_][\w'’-]{0,30})[ ]){0,5}[^\W\d_][\w'’-]{1,30}(?:[ ]\([^()]{1,40}\))?)"
    ),
    ":{name}:": rf"[:;][ ]?{_NAME}{_COLON}",
    "「": r"[ \u3000]?(?=「)",
    "『": r"[ \u3000]?(?=『)",
    "{speaker}": r"(?P<name>[Ss](?:peaker|PEAKER|pk|PK)[ ]?[:#][ ]?\d{1,3})",
    "{code}": r"(?:[A-Z]{1,2}[ ](?=SPEAKER_\d))?(?P<name>[A-Z]{1,3}\d{1,3}|SPEAKER_\d{1,3})(?=\s)",
    "{numbered}": (
        r"(?P<name>[QA](?=[ ]?\d{1,3}[.:) \t])"
        r"|(?:Question|Answer|QUESTION|ANSWER|Frage|Antwort|Pregunta|Respuesta)(?=[ ]\d{1,3}[.:)]))[ ]?\d{1,3}[.:)]?"
    ),
    "{handle}": r"(?P<name>[^\W_][\w.-]{0,40}[\w])(?=\s)",
    "{caps}": r"(?P<name>(?:[^\W\d_][\w.'’-]{0,20}[ ]){0,3}[^\W\d_a-z]['’-]?[^\W\d_a-z](?:['’ -]?[^\W\d_a-z]){0,20})",
    "{time}": rf"(?P<time>{TIME})",
    "{boxed}": rf"(?P<time>{BOXED}|\({TIME}\)|{TIME}(?<=[)>])){_BLANK}(?:[-–—|][ \t]{{1,4}})?",
    "{spoken}": rf"(?P<time>{SPOKEN_TIME})",
    "{text}": r"(?=\S)",
    "{end}": rf"{_BLANK}[:：]?\s*$",
    ":{text}": r":(?=[^\W\d_])(?!\S{0,80}//)",
    " → ": rf"{_BLANK}→{_BLANK}",
    " -> ": rf"{_BLANK}[-=]{{1,2}}>{_BLANK}",
    " • ": rf"{_BLANK}•{_BLANK}",
    " · ": rf"{_BLANK}·{_BLANK}",
    "- ": r"[-–—](?=[ \t])[ \t]{1,9}",
    " -": r"[ \t]{1,9}[-–—](?=[^\W\d_])",
    ":]": r"[ ]?[:：][ ]?\]",
    " - ": rf"{_GAP}(?:[-–—~]|--){_GAP}",
    "—": r"[.]?[—―][ \t]{0,3}(?=\S)",
    "-- ": r"--[ \t]{0,9}(?=[^\s-])",
    " .... ": rf"{_BLANK}\.{{4,60}}{_BLANK}",
    "{aside}": r"[^()\d:：]{1,40}?[,;|–-][ ]?",
    ". — ": rf"[.][ \t\xa0]{{0,9}}[-–—―]{{1,2}}(?=[ \t\xa0]|[^\W\d_]){_BLANK}",
    ". ": rf"[.](?:[—–―]|[ ]?--|(?=\s)){_BLANK}",
    ";": rf";{_BLANK}",
    ",": r",(?=\S)",
    ", ": rf"{_BLANK},{_BLANK}",
    " >> ": rf"{_BLANK}>{{2,4}}{_BLANK}",
    "::": r"::(?=[^\W\d_])",
    "| ": rf"\|{_BLANK}",
    " | ": rf"{_BLANK}\|{_BLANK}",
    "  ": r"[ \t\xa0]{2,40}",
    "\t": r"[ ]{0,3}\t[ \t]{0,10}",
    " ~ ": rf"(?:{_BLANK}[-–—|,;•·/]|{_GAP}:(?=\s)|{_GAP}(?:at|@)(?=\s)|(?<=\s)|{_GAP}){_BLANK}",
    ":": _COLON,
    " ": _BLANK,
}
_SIGNS = re.compile(
    r"[:：\\\[(【（［〔〈《「『#)]|--|[.]{4}|[{<>|/=\t;—―«→•·]|[ \t][-–—~][ \t]|[-–][ \t]|[ \t][-–][^\W\d_]"
    r"|^(?:[A-Z]{1,3}|(?:[A-Z]{1,2} )?SPEAKER_)\d|^.[.)]|^. |[^\W\d_]\.(?=\s|[-–])|  |^[^,]{1,60},\S|[^\W\d_a-z]\."
)
"""What the rows have that take no whole line."""
_FIGURE = re.compile(r"\d")
_BOLD = re.compile(r"\s{0,9}(?P<name>\S.{0,70})")
_PARTS = re.compile("(" + "|".join(re.escape(piece) for piece in sorted(_PIECES, key=len, reverse=True)) + ")")
_LEAD = re.compile(
    rf"(?P<bullet>\s{{0,80}}(?:[-–—*•‣◦▪■●○◆▸►➢>][ \t]{{1,4}}|[—–](?=[^\W\d_])|\d{{1,3}}[.)][ \t]{{1,4}})?)"
    rf"(?:(?P<turn>>>+|＞＞+)[ \t]{{0,8}})?"
    rf"(?:(?:TCR?|TIMECODE|Time(?:code)?|(?:TC[ ])?(?:IN|OUT|START|END))[ :]{{1,3}}(?={TIME})|From[ ](?={TIME}[ ]?:))?"
    rf"(?:(?P<time>{TIME})(?:{_BLANK}[,;](?=\w|[ \t])|{_BLANK}(?:--|[-=]>|[-–—|:/→=.)])?(?!_)|(?<=[\]}})>#])){_BLANK}"
    r"(?:From[ ](?![^:：]{0,60}[ ]to[ ])(?=[^\W\d_][^:：]{0,60}[ ]:[ ]))?)?"
)


@dataclass(frozen=True, slots=True)
class Lead:
    """What opens a line before a label: columns at which the list sign, `>>` and the time end, and the time itself."""

    bullet: int
    turn: int
    end: int
    time: str | None

    column: bool = False
    """Whether the time has a comma behind it, as in a table."""

    @property
    def bare(self) -> bool:
        """Whether the time stands there without brackets."""
        return self.time is not None and self.time[0] not in "[(<{#"


class _Row:
    """A layout with what can be told before its pattern is tried: `first` is the sign that the line must begin with.

    Patterns take milliseconds to compile, and most transcripts need few of them.
    """

    def __init__(self, layout: LabelLayout) -> None:
        self.layout = layout
        self.sign, self.whole, self.timed = layout.sign, layout.whole, layout.timed
        bracketed = layout.template[0] in "[<(【（［〔〈《『" or layout.template[:2] == "{{"
        self.first = layout.template[0] if bracketed else ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The longest of `_PIECES` counts at each place of the template."""
        if self.layout.bold:
            return _BOLD
        parts = _PARTS.split(self.layout.template)
        return re.compile("".join(_PIECES[part] if at % 2 else re.escape(part) for at, part in enumerate(parts)))


_ROWS = tuple(map(_Row, LAYOUTS))


def lead_of(head: str) -> Lead:
    """Return what opens the line, where anything does."""
    found = _LEAD.match(head)
    if found is None:
        return Lead(0, 0, 0, None)
    turn = found.end("turn") if found["turn"] else 0
    column = found["time"] is not None and found[0].rstrip().endswith(",")
    return Lead(found.end("bullet"), turn, found.end(), found["time"], column)


def matches(
    head: str, lead: Lead, *, whole: bool, bold: int | None = None
) -> tuple[tuple[LabelLayout, re.Match[str]], ...]:
    """Return every row that fits the line from `lead` on; kept, since lines of little text come again and again.

    `whole`: the line ends with `head`; `bold`: the column at which bold type ends that began the line.
    """
    return _matches(_ROWS, head, lead, whole, bold)


@lru_cache(2048)
def _matches(
    rows: tuple[_Row, ...], head: str, lead: Lead, whole: bool, bold: int | None
) -> tuple[tuple[LabelLayout, re.Match[str]], ...]:
    return tuple(_fitting(rows, head, lead, whole=whole, bold=bold))


def _fitting(
    rows: Sequence[_Row], head: str, lead: Lead, *, whole: bool, bold: int | None
) -> Iterator[tuple[LabelLayout, re.Match[str]]]:
    start = lead.end
    rest = head[start:]
    # Blanks fit in many places of a row: a line of little else costs a thousand times what others do.
    if not rest or len("".join(rest[:LONGEST_LABEL].split())) < FEWEST_SIGNS * len(rest[:LONGEST_LABEL]):
        return
    short = whole and len(rest) <= LONGEST_LABEL and not ("a" <= rest[0] <= "z" and rest[-1] in ".?!,")
    if bold is None and not short and not lead.column and not _SIGNS.search(rest[:FARTHEST_SIGN]):
        return
    signs = rest[:FARTHEST_SIGN].replace("：", ":")
    figures = _FIGURE.search(rest) is not None
    for row in rows:
        if (
            (row.timed and not figures)
            or (row.sign and row.sign not in signs)
            or (row.whole and not short)
            or (row.first and rest[0] != row.first)
        ):
            continue
        if row.layout.evidence == "column" and not lead.column:
            continue
        if row.layout.bold:
            found = None if bold is None else row.pattern.match(head, start, bold)
        else:
            found = row.pattern.match(head, start)
        if found:
            yield row.layout, found
