"""oTranscribe's .otr: JSON around the text of a page; lines count those of the page."""

from __future__ import annotations

import json
import re

from align.transcript.formats import html_page
from align.transcript.lines import Reading, SourceText

__all__ = ["fits", "read"]

_OPENING = re.compile(
    r"\ufeff?\s{0,99}\{\s{0,99}\"(?:text|html)\"\s{0,9}:\s{0,9}\"\s{0,9}<(?:p|div|span|br)\b", re.IGNORECASE
)


def fits(source: SourceText) -> bool:
    """Tell whether the file is called so, or opens with a text that opens with a tag."""
    return source.suffix == ".otr" or _OPENING.match(source.text[:400]) is not None


def read(source: SourceText) -> Reading:
    """Read the page; raises `ValueError` for JSON that is damaged or holds none."""
    try:
        content = json.loads(source.text.lstrip("\ufeff"))
    except ValueError:
        raise ValueError("is not JSON: it breaks off or is damaged") from None
    page = content.get("text", content.get("html")) if isinstance(content, dict) else None
    if not isinstance(page, str):
        raise ValueError("is a file of oTranscribe without its text; export it as text or Markdown")
    return html_page.read(SourceText("page.html", page.replace("\0", "")))
