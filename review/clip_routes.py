"""What the page asks for while a clip is made: the preview, fonts, progress, the clip itself, its folder."""

from __future__ import annotations

import functools
import mimetypes
import subprocess
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.errors import UsageError
from clips.brand import Brand, read_brand
from clips.fonts import chosen_font
from review import selects
from review.making import Making, Wish, clip_arguments
from review.preview import Preview, font_names, preview
from review.requests import Refused
from review.serving import LocalHandler
from review.sources import FileSource

if TYPE_CHECKING:
    from review.server import ReviewServer

__all__ = ["ClipHandler"]

Body = dict[str, Any]


class ClipHandler(LocalHandler):
    """The part of the review page's handler that is about making clips."""

    server: ReviewServer

    def clip_getters(self) -> Mapping[str, Callable[[], None]]:
        """Return the fonts of captions, the progress, and the clips that are done."""
        table: dict[str, Callable[[], None]] = {"makings": self._makings}
        brand = self._brand()
        names = font_names(brand)
        table |= {f"fonts/{k}": functools.partial(self._font, name) for k, name in enumerate(names)}
        for making in self.server.maker.all():
            if making.file is not None:
                table[f"made/{making.id}"] = functools.partial(self._made, making.file)
        return table

    def clip_posters(self) -> Mapping[str, Callable[[Body], object]]:
        """Return what shows, makes and stops clips."""
        return {"preview": self._preview, "make": self._make, "unmake": self._unmake, "reveal": self._reveal}

    def _brand(self) -> Brand:
        """Return the brand as its file is now."""
        return Brand() if self.server.brand is None else read_brand(self.server.brand)

    def _makings(self) -> None:
        self.send_json({"makings": [making_data(making) for making in self.server.maker.all()]})

    def _font(self, name: str) -> None:
        path = chosen_font(name).path
        self.send_source(FileSource(path, path.stat().st_size, "font/ttf"))

    def _made(self, path: Path) -> None:
        try:
            size = path.stat().st_size
        except OSError:
            raise Refused(HTTPStatus.NOT_FOUND, "there is nothing here") from None
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.send_source(FileSource(path, size, kind))

    def _preview(self, body: Body) -> Body:
        first, last = _words(body)
        alignment, _ = self.server.session.snapshot()
        source = Preview(
            alignment,
            self.server.session.path.parent,
            self.server.media_info(),
            self.server.read_sound(),
            self._brand(),
        )
        return preview(source, first, last, Wish.of(body), _title(body) if "title" in body else "")

    def _make(self, body: Body) -> Body:
        first, last = _words(body)
        title = _title(body)
        wish, info = Wish.of(body), self.server.media_info()
        if info is None:
            raise UsageError("there is no recording to cut; give it with --media")
        with self.server.session.writing() as session:
            chosen = selects.select_of(session.alignment, first, last, title, look=(wish.aspect, wish.style))
            rows = selects.add_select(selects.selects_path(session.path), chosen)
            path = self.server.recording.path
            film, brand = info.video is not None, self.server.brand
            arguments = clip_arguments(session.path, path, chosen, wish, picture=film, brand=brand)
        making = self.server.maker.make(chosen.title, arguments)
        return {"making": making_data(making), "clips": selects.select_rows(rows)}

    def _unmake(self, body: Body) -> Body:
        self.server.maker.stop(body.get("id"))
        return {}

    def _reveal(self, body: Body) -> Body:
        making = self.server.maker.get(body.get("id"))
        if making.file is None or not making.file.exists():
            raise UsageError("the clip is no longer where it was made")
        try:
            # The system's own file manager, with the file marked where it can.
            opened = click.launch(str(making.file), locate=True)
        except (OSError, subprocess.SubprocessError):
            opened = 1
        if opened:
            raise UsageError(f"no program here opens folders; the clip is {making.file}")
        return {}


def _title(body: Body) -> str:
    title = body.get("title")
    if not isinstance(title, str) or len(title) > selects.LONGEST_TITLE:
        raise UsageError(f"a title of at most {selects.LONGEST_TITLE} characters is expected")
    return title


def _words(body: Body) -> tuple[int, int]:
    first, last = body.get("first"), body.get("last")
    if type(first) is not int or type(last) is not int:
        raise Refused(HTTPStatus.BAD_REQUEST, "first and last are expected")
    return first, last


def making_data(making: Making) -> Body:
    """Return a clip that is made as the page shows it."""
    return {
        "id": making.id,
        "title": making.title,
        "state": making.state,
        "share": round(making.share, 4),
        "doing": making.doing,
        "line": making.line,
        "file": making.file.name if making.file else "",
        "folder": str(making.file.parent) if making.file else "",
        "command": making.command,
    }
