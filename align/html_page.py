"""Text and data in HTML pages: the one place that escapes them."""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import importlib.resources
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

__all__ = ["filled", "html_text", "json_block", "page_policy", "page_theme", "relative_address", "source_hash"]


def html_text(text: object) -> str:
    """Return text that HTML shows as it is, in an element or in a quoted attribute.

    >>> html_text('<a href="x">')
    '&lt;a href=&quot;x&quot;&gt;'
    """
    return html.escape(str(text).encode("utf-8", "replace").decode("utf-8"))


def json_block(data: Any) -> str:
    """Return JSON that cannot end the `<script>` it stands in: no `<`, so neither `</script>` nor `<!--`."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    escaped = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    # A lone surrogate cannot be written as UTF-8; JSON can spell it.
    return re.sub("[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", escaped)


def filled(template: str, places: Mapping[str, str]) -> str:
    """Return a page with every `{{NAME}}` replaced, in one pass: what is filled in is not searched for others."""
    return re.sub(r"\{\{([A-Z]+)\}\}", lambda found: places[found[1]], template)


def relative_address(target: Path, page: Path) -> str:
    """Return the address of a file as seen from a page, percent-encoded; both travel together in one folder."""
    try:
        way = os.path.relpath(target.resolve(), page.resolve().parent)
    except ValueError:  # on another drive
        return target.resolve().as_uri()
    return "/".join(quote(os.fsencode(part)) for part in Path(way).parts)


def source_hash(text: str) -> str:
    """Return a script or a style as a Content-Security-Policy names it, quotes included."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def page_policy(style: str, script: str) -> str:
    """Return the policy of a page that is one file: its own style and script, recordings beside it, no network."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {source_hash(script)}",
            f"style-src {source_hash(style)}",
            "media-src 'self' file:",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


DARK = ':root[data-theme="dark"] {'
"""What the dark colours stand behind in the style sheet."""


@functools.cache
def page_theme() -> str:
    """Return the colours of both themes, and how texts, buttons and fields look on every page.

    The dark ones count where they were chosen, and where the system is dark and nothing was.
    """
    theme = importlib.resources.files("align").joinpath("page_theme.css").read_text(encoding="utf-8")
    dark = theme.split(DARK, 1)[1].split("}", 1)[0]
    return f'{theme}@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{{dark}}} }}\n'
