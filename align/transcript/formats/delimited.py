"""CSV, TSV, and plain text in columns that are parted by tabs or bars."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from align.transcript.caption_markup import clean_lines
from align.transcript.lines import FIRST, Reading, SourceLine, SourceText, Tally, mask_spans, plain
from align.transcript.tables import MOST_COLUMNS, Cell, columns_of, has_titles, is_table, role_of, table_lines

__all__ = ["fits", "read"]

SAMPLE = 400  # lines by which columns are told
LONGEST_TITLE = 2  # words of the title of the only column
FEWEST = 3  # rows, or two with a column of times
MOST_CELLS = 100_000  # twenty hours of talk in rows of five cells
HEADERS = 8  # rows in which the titles of the columns stand
SHARE = 0.6  # of the rows that must have the same columns
_SUFFIXES = {".csv": ",;|\t", ".tsv": "\t", ".tab": "\t"}
_OPENING = re.compile('[ ]{0,3}"')
_BREAK = re.compile(r"\r{0,2}\n|\r")


def fits(source: SourceText) -> bool:
    """Tell whether the file is called so, or its lines have the same columns, with times or speakers in one."""
    if source.suffix in _SUFFIXES:
        return True
    lines = [line for line in source.lines[:SAMPLE] if line.strip()]
    if len(lines) < FEWEST - 1 or source.suffix in (".md", ".markdown"):
        return False
    return any(_is_table(lines, delimiter) for delimiter in "\t|")


def _is_table(lines: Sequence[str], delimiter: str) -> bool:
    counts = Counter(line.count(delimiter) for line in lines)
    # A bar or two are punctuation, or break the lines of captions.
    fewest = 0 if delimiter == "\t" else 2
    often = {count: lines_with for count, lines_with in counts.items() if fewest < count < MOST_COLUMNS}
    if max(often.values(), default=0) < SHARE * len(lines) or max(counts, key=counts.__getitem__) not in often:
        return False
    rows = [_row(line, delimiter) for line in lines]
    if len(lines) < FEWEST or delimiter == "|":
        columns = columns_of(rows)
        return columns is not None and columns.start is not None
    return is_table(rows)


def _is_title(text: str) -> bool:
    """Tell whether the text is the title of a column that is said, and no sentence with such a word in it."""
    return role_of(text) == "said" and len(text.split()) <= LONGEST_TITLE and not text.endswith((".", "?", "!", "…"))


def _row(line: str, delimiter: str) -> list[Cell]:
    return [Cell((SourceLine(text, 1),)) for text in line.split(delimiter)]


def read(source: SourceText) -> Reading:
    """Read the column that is said; raises `ValueError` where there is none, or a row has too many cells."""
    delimiter = _delimiter(source)
    # Text in columns has no quotes around cells; quotation marks are what somebody says.
    quoted = source.suffix in _SUFFIXES
    rows = _rows(source.text, delimiter, quoted=quoted)
    starts = [0, *(match.end() for match in _BREAK.finditer(source.text))]
    rows = [row for row in rows if any(start < end for start, end in row)]

    def cells(row: Sequence[tuple[int, int]]) -> list[Cell]:
        return [_cell(source.text, span, starts) for span in row]

    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    titled = next((row for row in rows[:HEADERS] if 1 < len(row) < width and has_titles(cells(row))), None)
    width = len(titled) if titled else width
    # Text that holds the delimiter gives its row cells to spare, which are seen to below.
    rectangle = [row[:width] for row in rows if (len(row) >= width if titled else len(row) == width)]
    columns = columns_of([cells(row) for row in rectangle[:SAMPLE]])
    if columns is None and width > 1:
        raise ValueError("holds no column of text that somebody says")
    said = columns.said if columns else 0
    if rows and width == 1 and _is_title(plain(cells(rows[0])[0].text)):
        rows = rows[1:]
    table = [cells(_mended(source.text, row, width, said, delimiter)) for row in rows]
    tally = Tally()
    lines = table_lines(table, tally)
    if lines and columns and columns.header:
        lines[0] = replace(lines[0], gap=FIRST)
    return Reading(lines, tally.rows())


def _delimiter(source: SourceText) -> str:
    choice = _SUFFIXES.get(source.suffix, "\t|")
    head = [line for line in source.lines[:20] if line.strip()]
    return max(choice, key=lambda mark: min((line.count(mark) for line in head[:1]), default=0))


def _mended(text: str, row: list[tuple[int, int]], width: int, said: int, delimiter: str) -> Sequence[tuple[int, int]]:
    """Return a row with cells to spare: where the last column is said, its text holds the delimiter."""
    if len(row) <= width:
        return row
    if said == width - 1:
        start, end = row[said][0], row[-1][1]
        # Quotation marks around parts of the text are what somebody says.
        return [*row[:said], (start - (text[start - 1 : start] == '"'), end + (text[end : end + 1] == '"'))]
    if not any(text[start:end].strip() for start, end in row[width:]):
        return row[:width]
    number = len(_BREAK.findall(text, 0, row[0][0])) + 1
    name = {",": "commas", ";": "semicolons", "\t": "tabs"}.get(delimiter, "bars")
    raise ValueError(
        f"line {number} has {len(row)} cells, the others {width}; put text that holds {name} into quotation marks"
    )


def _rows(text: str, delimiter: str, *, quoted: bool) -> list[list[tuple[int, int]]]:
    """Return the places of all cells, row by row; quotation marks around a cell do not belong to it."""
    ends = re.compile(rf"{re.escape(delimiter)}|\r{{0,2}}\n|\r")
    rows: list[list[tuple[int, int]]] = []
    row: list[tuple[int, int]] = []
    place = count = 0
    while place <= len(text):
        start = place
        close = None
        if quoted and (opening := _OPENING.match(text, place)):
            close = _closing(text, opening.end() - 1)
            start, place = opening.end(), close + 1
        found = ends.search(text, place)
        stop = found.start() if found else len(text)
        count += 1
        if count > MOST_CELLS:
            raise ValueError(f"is too large for a transcript (more than {MOST_CELLS:,} cells)")
        if close is not None and text[place:stop].strip():
            # Only the first words are quoted: the marks are the speaker's.
            start, close = start - 1, None
        row.append((start, stop if close is None else close))
        if found is None or found[0] != delimiter:
            rows.append(row)
            row = []
        place = found.end() if found else len(text) + 1
    return rows


def _closing(text: str, opening: int) -> int:
    place = opening + 1
    while (found := text.find('"', place)) >= 0:
        if not text.startswith('""', found):
            return found
        place = found + 2
    number = text.count("\n", 0, opening) + 1
    raise ValueError(f"a quotation mark in line {number} is never closed")


def _cell(text: str, span: tuple[int, int], starts: Sequence[int]) -> Cell:
    """Return the lines of a cell; a doubled quotation mark is one."""
    start, end = span
    content = text[start:end]
    content = mask_spans(content, ((match.start(), match.start() + 1) for match in re.finditer('""', content)))
    lines = []
    parts = _BREAK.split(content)
    lengths = [0, *accumulate(match.end() - match.start() for match in _BREAK.finditer(content))]
    place = start
    for count, part in enumerate(parts):
        number = bisect_right(starts, place)
        lines += _without_markup(SourceLine(part, number, gap=0 if count else 1, offset=place - starts[number - 1]))
        place += len(part) + (lengths[count + 1] - lengths[count] if count + 1 < len(lengths) else 0)
    return Cell(tuple(line for line in lines if plain(line.text)) or (lines[0],))


def _without_markup(line: SourceLine) -> list[SourceLine]:
    """Return the line without tags and entities; a `<br>` parts it."""
    if "<" not in line.text and "&" not in line.text:
        return [line]
    parts = list(clean_lines(line.text, line.number, every_tag=False, offset=line.offset))
    return [
        replace(line, text=part.text, offset=part.offset, gap=0 if place else line.gap, marks=part.marks)
        for place, part in enumerate(parts)
    ] or [replace(line, text="")]
