"""The page: one HTML file from the assets, served with its parts beside it or written as a single file.

Text of the transcript travels as JSON in a data block and reaches the page through `textContent` alone. A policy
forbids everything that is not ours; the single file may not even open a connection.
"""

from __future__ import annotations

import base64
import functools
import importlib.resources
import re
from collections.abc import Iterable, Mapping
from typing import Any

from align.document import Alignment, Word
from align.html_page import filled, html_text, json_block, page_policy, page_theme
from review.issues import Issue
from review.steps import Structure

__all__ = [
    "ASSETS",
    "MODULES",
    "asset",
    "columns",
    "document_data",
    "served_page",
    "static_page",
    "structure_data",
]

MODULES = (
    "model.js",
    "theme.js",
    "voices.js",
    "player.js",
    "drawing.js",
    "wave.js",
    "transcript.js",
    "editing.js",
    "inspector.js",
    "lists.js",
    "cuts.js",
    "speakers.js",
    "captions.js",
    "card.js",
    "maker.js",
    "keys.js",
    "main.js",
)
"""In the order of their imports: a module imports only from those before it."""

ASSETS: Mapping[str, str] = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""Every file that is served, by name, with its type; there is no way to ask for another."""

STATUS = {"aligned": "a", "interpolated": "i", "absent": "x", "silent": "s"}


@functools.cache
def asset(name: str) -> str:
    """Return the text of one asset: `page.js` is all modules in one, `page.css` the colours and its own style."""
    if name == "page.js":
        return "\n".join(_enclosed(module, asset(module)) for module in MODULES)
    if name == "page.css":
        return page_theme() + _read(name)
    return _read(name)


def _read(name: str) -> str:
    return importlib.resources.files("review").joinpath("static").joinpath(name).read_text(encoding="utf-8")


def columns(words: Iterable[Word]) -> dict[str, Any]:
    """Return words as parallel columns, a third of the size of rows: times in whole milliseconds."""
    rows = list(words)
    return {
        "text": [word.text for word in rows],
        "start": [None if word.start is None else round(word.start * 1000) for word in rows],
        "end": [None if word.end is None else round(word.end * 1000) for word in rows],
        "score": [None if word.score is None else round(word.score, 3) for word in rows],
        "status": "".join(STATUS[word.status] for word in rows),
        "manual": "".join("1" if word.manual else "0" for word in rows),
    }


def structure_data(structure: Structure) -> dict[str, Any]:
    """Return chapters, paragraphs, lines, turns and unscripted stretches for the page."""
    return {
        "chapters": [[c.word, c.title] for c in structure.chapters],
        "paragraphs": list(structure.paragraphs),
        "lines": list(structure.lines),
        "speakers": [[s.word, s.name, s.probability, s.manual] for s in structure.speakers],
        "unscripted": [[round(u.start * 1000), round(u.end * 1000), u.kind, u.manual] for u in structure.unscripted],
    }


def issue_data(found: Iterable[Issue]) -> list[list[Any]]:
    """Return issues as rows: reason, first, last, start and end in milliseconds, severity, whose voice it may be."""
    return [
        [
            s.reason,
            s.first,
            s.last,
            None if s.start is None else round(s.start * 1000),
            None if s.end is None else round(s.end * 1000),
            s.severity,
            s.note,
        ]
        for s in found
    ]


def document_data(alignment: Alignment, found: Iterable[Issue], **more: Any) -> dict[str, Any]:
    """Everything that the page shows, as JSON values; `more` is what the server or the writer adds."""
    return {
        "title": re.split(r"[/\\]", alignment.media.path)[-1] or "recording",
        "duration": round(alignment.media.duration * 1000),
        "language": alignment.language,
        "engine": f"{alignment.engine.name} {alignment.engine.version}",
        "words": columns(alignment.words),
        "structure": structure_data(Structure.of(alignment)),
        "issues": issue_data(found),
        **more,
    }


def served_page(data: Mapping[str, Any]) -> str:
    """Return the page for the server: assets by relative address, under the same token."""
    return _filled(
        data,
        policy="",
        icon="static/icon.svg",
        style='<link rel="stylesheet" href="static/page.css">\n<link rel="modulepreload" href="static/page.js">\n',
        script='<script type="module" src="static/page.js"></script>',
    )


def static_page(data: Mapping[str, Any], pairs: bytes) -> str:
    """Return the page as one file that opens from a folder: nothing but the recording is read, nothing can be sent."""
    style, script = asset("page.css"), asset("page.js")
    policy = page_policy(style, script)
    icon = base64.b64encode(asset("icon.svg").encode()).decode()
    return _filled(
        {**data, "readOnly": True, "peaks": base64.b64encode(pairs).decode()},
        policy=f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
        icon=f"data:image/svg+xml;base64,{icon}",
        style=f"<style>{style}</style>\n",
        script=f'<script type="module">{script}</script>',
    )


def _filled(data: Mapping[str, Any], *, policy: str, icon: str, style: str, script: str) -> str:
    places = {
        "POLICY": policy,
        "ICON": icon,
        "STYLE": style,
        "SCRIPT": script,
        "TITLE": html_text(data["title"]),
        "LANGUAGE": html_text(data["language"]),
        "DATA": json_block(data),
    }
    return filled(asset("page.html"), places)


def _enclosed(name: str, text: str) -> str:
    """Return a module as a statement: it keeps a scope of its own, and hands on what it exports."""
    exports = re.findall(r"^export (?:async )?(?:const|function) (\w+)", text, flags=re.MULTILINE)
    text = re.sub(r"^export ", "", text, flags=re.MULTILINE)
    text = re.sub(r'^import (\{[^}]*\}) from "\./(\w+)\.js";', r"const \1 = module_\2;", text, flags=re.MULTILINE)
    return f"const module_{name.removesuffix('.js')} = (() => {{\n{text}\nreturn {{ {', '.join(exports)} }};\n}})();"
