"""Tables of times, speakers and text: which column is said, whatever their order, in any format that has tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from align.transcript.lines import Mark, SourceLine, Tally, plain
from align.transcript.names import PAIRS, can_be_name, is_common_word, is_role, own_name, tidy_name
from align.transcript.times import SPOKEN_TIME, TIME, hint_of

__all__ = ["MOST_COLUMNS", "Cell", "Columns", "columns_of", "has_titles", "is_table", "role_of", "table_lines"]

_TIME = re.compile(rf"\s*(?:{TIME}|{SPOKEN_TIME})\s*")
_SIGNS = r"[\s,;:|()\[\]–—-]{1,5}"
_NAME_AND_TIME = re.compile(rf"(?P<name>\D.{{0,60}}?){_SIGNS}(?P<time>{TIME})[)\]]?")
_TIME_AND_NAME = re.compile(rf"(?P<time>{TIME}){_SIGNS}(?P<name>[^\W\d].{{0,60}})")
_LABEL = re.compile(r"(?P<name>[^\s:][^:\n]{0,40}):\s")
_NUMBER = re.compile(r"\s*-?\d{1,9}(?:[.,]\d{1,9})?\s*")

TITLES = {
    "start": """time times timecode timecodes timestamp timestamps start begin in starttime timespan tcin intime xmin
    von début tc zeit uhrzeit heure tiempo hora""".split(),
    "end": "end out endtime tcout outtime stop duration dur length xmax".split(),
    "name": """speaker speakers name names who character role person talent actor participant voice sprecher
    speakername sprecherin wer personne personnage locuteur qui hablante personaje quién""".split(),
    "said": """audio dialogue dialog spoken said narration voiceover vo transcript transcription translation text script
    content utterance utterances sentence speech words word subtitle subtitles caption captions quote sound
    what was inhalt gesagt dialogue texte réplique texto diálogo""".split(),
    "other": """video visual visuals picture shot scene image graphics notes note comment comments action actions
    description id no nr number index sfx music camera b-roll broll source original tags confidence style
    layer language lang channel""".split(),
}
"""Words in the titles of columns; where several columns may be said, the earlier word is."""

SHARE_OF_LABELLED = 0.5  # of a column's cells that open with a name and a colon: somebody says what they hold
LONGEST_TITLE = 4  # words
SHARE_ALONE = 0.9  # of the rows in which one speaker's column alone is filled, where each has one
MOST_COLUMNS = 100  # of a table written in signs; a log of an editing program has a dozen
FEWEST_ROWS = 3  # of a table whose titles say who speaks
FEW_ROWS = 4  # with times, of which one name must come again for a column to be that of speakers
MOST_NAMES = 0.6  # of the cells of a speaker column may be different
FASTEST = 10.0  # words a second that nobody says: whole numbers are seconds where they would need more as milliseconds
LONGEST_COUNT = 12  # digits of a time
SAMPLE = 2000  # rows by which columns are told
SHARE_OF_KIND = 0.7  # of a column's cells that make it one of times, numbers or names


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds, and how many columns it takes."""

    lines: tuple[SourceLine, ...]
    span: int = 1
    text: str = field(init=False, repr=False)
    """What it says, on one line."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", " ".join(plain(line.text) for line in self.lines).strip())


Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of the columns, and how many `milliseconds` or seconds a number in a time column counts."""

    said: int
    name: int | None = None
    start: int | None = None
    end: int | None = None
    header: tuple[str, ...] = ()
    unit: float = 1.0


def table_lines(rows: Sequence[Row], tally: Tally) -> list[SourceLine]:
    """Return the lines of the column that is said, with speakers and times from the others."""
    grid = [_spread(row) for row in rows]
    speakers = _speaking_columns(grid)
    if speakers:
        return _turns(grid[1:], speakers, tally)
    columns = columns_of(grid)
    if columns is None:
        return [line for row in rows for cell in row for line in cell.lines]
    lines: list[SourceLine] = []
    full = [row for row in grid if columns.said < len(row)]
    names = frozenset(row[columns.name].text for row in full if columns.name is not None and columns.name < len(row))
    for row in grid:
        texts = tuple(cell.text for cell in row)
        if columns.header and texts == columns.header:
            continue
        lines += _row_lines(row, columns, tally, names)
    return lines


def _speaking_columns(grid: Sequence[Sequence[Cell]]) -> dict[int, str]:
    """Return the columns whose titles say who speaks, such as "Question" and "Answer", with those titles; two at
    least.
    """
    if len(grid) < FEWEST_ROWS:
        return {}
    titles = {place: cell.text for place, cell in enumerate(grid[0]) if cell.text}
    names = set(titles.values())
    found = {
        place: title
        for place, title in titles.items()
        if is_role(title) or any(title in pair and names.issuperset(pair) for pair in PAIRS)
    } or _columns_by_turns(grid, titles)
    prose = [
        any(len(row[place].text.split()) > LONGEST_TITLE for row in grid[1:] if place < len(row)) for place in found
    ]
    return found if len(set(found.values())) > 1 and prose else {}


def _columns_by_turns(grid: Sequence[Sequence[Cell]], titles: Mapping[int, str]) -> dict[int, str]:
    """Return the columns whose titles are names and which are filled by turns: in each row one of them says something.

    Columns that hold the same in two languages are filled side by side.
    """
    found = {
        place: title
        for place, title in titles.items()
        if not _title(title)[0] and can_be_name(title) and not is_common_word(title, strict=False)
    }
    rows = [[bool(row[place].text) for place in found if place < len(row)] for row in grid[1:SAMPLE]]
    filled = [row for row in rows if any(row)]
    alone = sum(sum(row) == 1 for row in filled)
    each = [sum(row[at] for row in filled if at < len(row)) for at in range(len(found))]
    return found if len(found) > 1 and min(each) > 0 and alone >= SHARE_ALONE * len(filled) else {}


def _turns(grid: Sequence[Sequence[Cell]], speakers: Mapping[int, str], tally: Tally) -> list[SourceLine]:
    """Return the lines of the columns that speak, row by row."""
    lines: list[SourceLine] = []
    for row in grid:
        for place, cell in enumerate(row):
            if place not in speakers:
                _count_cell(cell, tally)
                continue
            said = [line for line in cell.lines if plain(line.text)]
            if said:
                marks = (Mark(0, turn=True, name=speakers[place]), *said[0].marks)
                lines += [replace(said[0], marks=marks, gap=max(1, said[0].gap)), *said[1:]]
    return lines


def _count_cell(cell: Cell, tally: Tally) -> None:
    """Count a cell that holds words and is left out."""
    if any(c.isalpha() for c in cell.text) and not _TIME.fullmatch(cell.text):
        tally.add("cells of other columns", cell.lines[0].number)


def is_table(rows: Sequence[Row]) -> bool:
    """Tell whether columns hold times or speakers beside what is said, or have titles."""
    grid = [_spread(row) for row in rows]
    columns = columns_of(grid)
    return bool(_speaking_columns(grid)) or (
        columns is not None and (bool(columns.header) or columns.start is not None or columns.name is not None)
    )


def _spread(row: Row) -> list[Cell]:
    """Return the row with a merged cell standing in each of its columns."""
    return [cell for cell in row for _ in range(max(1, min(cell.span, 64)))]


def _row_lines(row: Sequence[Cell], columns: Columns, tally: Tally, names: frozenset[str]) -> list[SourceLine]:
    said = row[columns.said] if columns.said < len(row) else None
    if said is None:
        # A short row: what it holds is said unless it is a time, a number, a speaker or nothing.
        return [
            line
            for place, cell in enumerate(row)
            for line in cell.lines
            if not _TIME.fullmatch(cell.text)
            and not _NUMBER.fullmatch(cell.text)
            and not (place == columns.name and cell.text in names)
        ]
    merged = {place for place, cell in enumerate(row) if cell is said}
    lines = [line for line in said.lines if plain(line.text)]
    for place, cell in enumerate(row):
        if place not in merged | {columns.name}:  # one of times may hold something else
            _count_cell(cell, tally)
    if not lines:
        return []
    marks: list[Mark] = []
    if columns.name is not None and columns.name not in merged and columns.name < len(row):
        text, stamp = _parted(row[columns.name].text)
        name = own_name(text)
        name = f"Speaker {name}" if name.isdigit() else name
        if name:
            marks.append(Mark(0, turn=True, name=name, time=hint_of(stamp)))
    start, end = (_time(row, place, merged, columns.unit) for place in (columns.start, columns.end))
    if start is None or end is None or end < start:
        end = start
    first = replace(lines[0], start=start, end=end, marks=(*marks, *lines[0].marks), gap=max(lines[0].gap, bool(marks)))
    return [first, *lines[1:]]


def _parted(text: str) -> tuple[str, str]:
    """Return a name, and the time that stands beside it in the same cell."""
    timed = _NAME_AND_TIME.fullmatch(text) or _TIME_AND_NAME.fullmatch(text)
    return (timed["name"].rstrip(":"), timed["time"]) if timed else (text.rstrip(":"), "")


def _time(row: Sequence[Cell], place: int | None, merged: set[int], unit: float) -> float | None:
    if place is None or place in merged or place >= len(row):
        return None
    text = row[place].text
    if _TIME.fullmatch(text):
        return hint_of(text)
    return float(text.replace(",", ".")) * unit if _NUMBER.fullmatch(text) else None


def columns_of(grid: Sequence[Sequence[Cell]]) -> Columns | None:
    """Return what the columns are, by their titles and by what they hold; `None` where there is one column only."""
    grid = grid[:SAMPLE]
    width = max((len(row) for row in grid), default=0)
    if width < 2:
        return None
    texts = [tuple(cell.text for cell in row) for row in grid]
    header = next((row for row in texts[:3] if _is_header(row)), None) or _header_by_times(texts)
    full = [row for row, cells in zip(texts, grid, strict=True) if row != header and len({id(c) for c in cells}) > 1]
    columns = [[row[place] for row in full if place < len(row) and row[place]] for place in range(width)]
    titles = [_title(header[place]) if place < len(header) else ("", 0) for place in range(width)]
    kinds = [_kind(column, title[0]) for column, title in zip(columns, titles, strict=True)]
    times = [place for place, kind in enumerate(kinds) if kind == "time"]
    if times and len(full) <= FEW_ROWS and "name" not in kinds:
        kinds = [_kind(column, title[0], few=True) for column, title in zip(columns, titles, strict=True)]
    name = next((place for place, kind in enumerate(kinds) if kind == "name"), None)
    rest = [place for place, kind in enumerate(kinds) if kind in ("text", "name") and place != name]
    if not rest:
        if name is None:
            return None
        rest, name = [name], None
    said = min(rest, key=lambda place: _rank(titles[place], columns[place]))
    counts = [text.strip() for place in times for text in columns[place]]
    whole = bool(counts) and all(text.isdigit() and len(text) < LONGEST_COUNT for text in counts)
    spoken = sum(len(text.split()) for text in columns[said])
    slow = whole and spoken <= FASTEST * 0.001 * max(map(int, counts))
    return Columns(
        said,
        name,
        times[0] if times else None,
        times[1] if len(times) > 1 and titles[times[1]][0] in ("", "end") else None,
        header,
        # Whisper's TSV counts milliseconds.
        0.001 if slow else 1.0,
    )


def _header_by_times(texts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the first full row where its words are unknown, but stand above times in every row that follows."""
    place = next((place for place, row in enumerate(texts[:3]) if len(row) > 1 and all(row)), None)
    if place is None or len(texts) - place < FEWEST_ROWS:
        return ()
    first, rest = texts[place], texts[place + 1 :]
    if any(len(text.split()) > LONGEST_TITLE or not any(c.isalpha() for c in text) for text in first):
        return ()
    timed = (
        sum(at < len(row) and _TIME.fullmatch(row[at]) is not None for row in rest) >= SHARE_OF_KIND * len(rest)
        for at, text in enumerate(first)
        if not _TIME.fullmatch(text)
    )
    return first if any(timed) else ()


def _rank(title: tuple[str, int], column: Sequence[str]) -> tuple[int, int, int]:
    """Return the lower, the likelier it is said: by the title, then by how much the column holds."""
    role, place = title
    labels = [match["name"] for text in column if (match := _LABEL.match(text)) and can_be_name(match["name"])]
    if not role and len(labels) > max(SHARE_OF_LABELLED * len(column), len(set(labels))):
        return 1, -1, 0
    return {"said": 0, "": 1}.get(role, 2), place, -sum(map(len, column))


def _is_header(row: Sequence[str]) -> bool:
    cells = [text for text in row if text]
    if len(cells) < 2 or any(len(text.split()) > LONGEST_TITLE or _TIME.fullmatch(text) for text in cells):
        return False
    known = [text for text in cells if _title(text)[0] or not any(c.isalpha() for c in text)]
    named = [text for text in cells if _title(text)[0]]
    return len(known) >= 0.5 * len(cells) and len(named) > 1


def has_titles(row: Row) -> bool:
    """Tell whether the row holds the titles of columns."""
    return _is_header(tuple(cell.text for cell in row))


@lru_cache(4096)
def role_of(title: str) -> str:
    """Return what a column of this title holds: "start", "end", "name", "said", "other", or "" where that is not known.

    >>> role_of("Speaker"), role_of("Time code"), role_of("Ada")
    ('name', 'start', '')
    """
    return _title(title)[0]


def _title(text: str) -> tuple[str, int]:
    """Return the role of a column by its title, and how early the word stands in that role's list."""
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower())
    joined = "".join(words)
    if words[:1] == ["source"] or words[:1] == ["original"]:
        return "other", 0
    for role, known in TITLES.items():
        for place, word in enumerate(known):
            if word == joined or word in words:
                return role, place
    return ("other", 0) if text.strip() == "#" else ("", 0)


def _kind(column: Sequence[str], role: str, *, few: bool = False) -> str:
    if not column:
        return "empty"
    needed = SHARE_OF_KIND * len(column)
    times = sum(_TIME.fullmatch(text) is not None for text in column)
    numbers = [float(text.replace(",", ".")) for text in column if _NUMBER.fullmatch(text)]
    if times >= needed:
        return "time"
    if len(numbers) >= needed and role != "name":
        rising = numbers[-1] > numbers[0] and all(after >= before for before, after in pairwise(numbers))
        # What is written with decimals counts no rows.
        whole = not any("." in text or "," in text for text in column if _NUMBER.fullmatch(text))
        steps = whole and all(after == before + 1 for before, after in pairwise(numbers))
        return "time" if role in ("start", "end") or (rising and not whole and not steps) else "number"
    if role == "name":
        return "name"
    names = [tidy_name(_parted(text)[0]) for text in column]
    good = sum(can_be_name(name, any_case=True) and not is_common_word(name, strict=False) for name in names)
    most = len(column) - 1 if few else MOST_NAMES * len(column)
    if not role and len(column) > 1 and good >= 0.9 * len(column) and len(set(names)) <= max(1, most):
        return "name"
    return "text"
