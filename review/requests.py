"""Which requests are answered at all: decided from method, address and headers, before anything is looked up."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Collection
from email.message import Message
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

__all__ = ["LARGEST_BODY", "Refused", "admitted", "body_length", "json_object", "span"]

LARGEST_BODY = 1 << 14
"""Bytes of a request; the largest edit, a text of 500 characters, needs 3,100."""


class Refused(Exception):
    """A request that gets no answer but a status and a line."""

    def __init__(self, status: HTTPStatus, line: str, **headers: str) -> None:
        super().__init__(status, line)
        self.status = status
        self.line = line
        self.headers = headers


def admitted(method: str, address: str, headers: Message, *, hosts: Collection[str], token: str) -> str:
    """Return what is asked for, below the token, once Host, Origin and token are right; raises `Refused`.

    A page elsewhere that points its own name at this machine has a wrong Host; one that sends requests from where it is
    has a wrong Origin, or is called cross-site by the browser.
    """
    named = headers.get_all("Host") or []
    if len(named) != 1 or named[0] not in hosts:
        raise Refused(HTTPStatus.MISDIRECTED_REQUEST, "wrong host")
    origins = headers.get_all("Origin") or []
    writes = method not in ("GET", "HEAD")
    if any(origin != f"http://{named[0]}" for origin in origins) or (writes and len(origins) != 1):
        raise Refused(HTTPStatus.FORBIDDEN, "wrong origin")
    site = headers.get("Sec-Fetch-Site", "none")
    if site not in ("none", "same-origin") and not (site == "same-site" and not writes and _opens_a_tab(headers)):
        raise Refused(HTTPStatus.FORBIDDEN, "wrong origin")
    try:
        given, slash, name = urlsplit(address).path.removeprefix("/").partition("/")
    except ValueError:
        raise Refused(HTTPStatus.BAD_REQUEST, "malformed address") from None
    if not hmac.compare_digest(given.encode("utf-8", "replace"), token.encode()):
        raise Refused(HTTPStatus.FORBIDDEN, "wrong token")
    if not slash:
        raise Refused(HTTPStatus.NOT_FOUND, "there is nothing here")
    return name


def _opens_a_tab(headers: Message) -> bool:
    """Tell whether somebody follows a link, as from a page of pullquote at another port."""
    return headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest") == "document"


def body_length(headers: Message) -> int:
    """Return how many bytes of JSON follow; raises `Refused` for anything but one small, plain body."""
    if headers.get_content_type() != "application/json":
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "application/json is expected")
    lengths = headers.get_all("Content-Length") or []
    if len(lengths) != 1 or headers.get("Transfer-Encoding") is not None:
        raise Refused(HTTPStatus.LENGTH_REQUIRED, "one Content-Length is expected")
    if not re.fullmatch(r"[0-9]{1,9}", lengths[0]):
        raise Refused(HTTPStatus.BAD_REQUEST, "malformed Content-Length")
    if int(lengths[0]) > LARGEST_BODY:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {LARGEST_BODY} bytes are taken")
    return int(lengths[0])


def json_object(raw: bytes) -> dict[str, Any]:
    """Return the object that `raw` spells; raises `Refused`."""
    try:
        value = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refused(HTTPStatus.BAD_REQUEST, "not JSON") from None
    if not isinstance(value, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "an object is expected")
    return value


def span(asked: list[str], size: int) -> tuple[int, int]:
    """Return the half-open range of bytes that the `Range` headers ask for (RFC 9110, 14.1.2), of `size`; raises
    `Refused`.

    >>> span(["bytes=2-3"], 10), span(["bytes=-4"], 10)
    ((2, 4), (6, 10))
    """
    unmet = Refused(
        HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "one range is expected", Content_Range=f"bytes */{size}"
    )
    found = re.fullmatch(r"bytes=([0-9]{0,18})-([0-9]{0,18})", asked[0]) if len(asked) == 1 else None
    if found is None or found[0] == "bytes=-":
        raise unmet
    if not found[1]:
        start, stop = max(0, size - int(found[2])), size
    else:
        start, stop = int(found[1]), min(size, int(found[2]) + 1) if found[2] else size
    if start >= stop:
        raise unmet
    return start, stop
