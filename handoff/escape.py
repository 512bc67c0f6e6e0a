"""Untrusted names and quotes made safe for each kind of file, one function a kind.

All of them first pass through `one_line`, so what a reader gives back is `one_line(text)`, with the few signs changed
that its format cannot hold.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from align.spreadsheet import safe_cell

__all__ = [
    "csv_field",
    "edl_text",
    "ffmetadata_text",
    "file_url",
    "marker_text",
    "one_line",
    "tab_field",
    "textgrid_text",
]

# XML 1.0 forbids these outright, as does UTF-8 for the surrogates; no other format misses them.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANK = re.compile("[\\s\x85\u2028\u2029]+")


def one_line(text: str, limit: int | None = None) -> str:
    """`text` on one line: every run of blanks is one space, control characters are U+FFFD, cut at `limit` characters.

    >>> one_line(" a\\n\\tb\\x00 ")
    'a b\ufffd'
    """
    line = _BLANK.sub(" ", _FORBIDDEN.sub("\ufffd", text)).strip()
    if limit is not None and len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return line


def edl_text(text: str, limit: int = 200) -> str:
    """Return text for a comment or title of an EDL.

    Readers take comments by their colon and asterisk at the line's start only, so nothing else needs a change.
    """
    return one_line(text, limit)


def marker_text(text: str) -> str:
    """Return text for a Resolve marker EDL, where `|` starts a field and a leading digit is taken for the next event.

    >>> marker_text("3 things | and more")
    '- 3 things / and more'
    """
    line = one_line(text).replace("|", "/")
    return f"- {line}" if line[:1].isdigit() else line


def csv_field(text: str) -> str:
    """Return a field of a comma-separated file (RFC 4180) that no spreadsheet takes for a formula."""
    line = tab_field(text)
    return '"' + line.replace('"', '""') + '"' if re.search('[",]', line) else line


def tab_field(text: str) -> str:
    """Return a field of a file whose columns are parted by tabs, which no spreadsheet takes for a formula."""
    return safe_cell(one_line(text))


def textgrid_text(text: str) -> str:
    """Return a quoted string of a Praat file: quotes are doubled."""
    return '"' + one_line(text).replace('"', '""') + '"'


def ffmetadata_text(text: str) -> str:
    """Return a value of FFMETADATA, where `= ; # \\` and line ends take a backslash.

    ffmpeg takes the line's end behind any backslash for a part of the value, even behind one that is escaped itself,
    so a space goes between.
    """
    value = re.sub(r"([=;#\\])", r"\\\1", one_line(text))
    return f"{value} " if value.endswith("\\") else value


def file_url(path: Path, host: str = "") -> str:
    """Return the `file://` address of a path, every byte that needs it percent-encoded (RFC 8089).

    >>> file_url(Path("/a b/100%.mp4"), "localhost")
    'file://localhost/a%20b/100%25.mp4'
    """
    name = path.as_posix()
    if not name.startswith("/"):
        name = "/" + name  # a Windows drive
    # Python keeps undecodable bytes of a name as these surrogates; others are no name at all.
    name = re.sub("[\ud800-\udc7f\udd00-\udfff]", "\ufffd", name)
    return f"file://{host}" + quote(name.encode("utf-8", "surrogateescape"), safe="/:")
