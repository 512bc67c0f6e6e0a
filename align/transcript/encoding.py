"""From the bytes of a user's file to text: what is text at all, and in which encoding."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from pathlib import Path

from align.errors import FileProblem

__all__ = ["LIMIT", "decode", "looks_like_media", "read_bytes"]

LIMIT = 32_000_000
"""Bytes. Eight hours of talk are half a million characters; a Word file may carry pictures."""

MEDIA = re.compile(
    rb"""RIFF....(?:WAVE|AVI\ )|RF64....WAVE|ID3[\x02-\x04]|fLaC|OggS|\x1aE\xdf\xa3|FORM....AIF[FC]
    |....(?:ftyp|moov|mdat|wide|skip|pnot)|0&\xb2u\x8ef\xcf\x11|FLV\x01|\.RMF|\.snd\x00|caff\x00|\#!AMR|wvpk|MAC\x20
    |TTA1|MThd|\x00\x00\x01[\xba\xb3]|\x0bw|DKIF|dns\.|\x7f\xfe\x80\x01
    |\xff[\xe2-\xe7\xf2-\xf7\xfa\xfb\xfc\xfd][\x10-\xef]|\xff[\xf0\xf1\xf8\xf9][\x40-\x9f]""",
    re.DOTALL | re.VERBOSE,
)
"""First bytes of the containers that ffmpeg reads most; the last line is MPEG audio and AAC without a container."""

OTHERS: tuple[tuple[bytes, str], ...] = (
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|BM....\x00\x00\x00\x00|II\*\x00|MM\x00\*|RIFF....WEBP|8BPS", "is a picture"),
    (rb"%PDF-", "is a PDF; save its text as .txt or .docx"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is a Word file of the old kind; save it as .docx or as plain text"),
    (rb"\{\\rtf", "is rich text (RTF); save it as .docx or as plain text"),
    (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis", "is an OpenDocument file; save it as .docx or as plain text"),
    (rb"PK\x03\x04.{26}mimetypeapplication/epub", "is an e-book (EPUB); save its text"),
    (
        rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|xl/|ppt/)",
        "is a spreadsheet or slides; save it as .csv or as text",
    ),
    (rb"PK\x03\x04.{26}(?:Index|Data/|Metadata/|preview)", "is a Pages document; export it as .docx or as plain text"),
    (rb"bplist00", "is a web archive or a list of settings; save the page as HTML or as text"),
    (rb"PK\x03\x04|PK\x05\x06|\x1f\x8b|7z\xbc\xaf|Rar!|\xfd7zXZ|BZh[1-9]", "is an archive, not a transcript"),
    (rb"\x7fELF|MZ.{2,60}\x00\x00|SQLite format 3\x00", "is not text"),
)
"""What people drop by mistake, and what to tell them."""

ISOLATED = "cp1251 koi8_r cp1253 cp1255 cp1256 shift_jis euc_jp gb18030 big5 euc_kr".split()
"""Encodings of other scripts that text files still come in."""

WESTERN = (
    "àâæçèéêëîïôœùûüÿ",
    "äöüßéà",
    "áéíñóúüïç",
    "àáâãçéêíóõôúü",
    "àèéìíîòóùú",
    "åäöéæøüà",
    "àçèéíïòóúü·",
    "áéëïóöüèê",
    "áðéíóúýþæö",
)
ALPHABETS = {
    "cp1252": WESTERN,
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áéíóöőúüű", "ăâîşţ", "áäčďéíĺľňóôŕšťúýž", "čćđšž"),
    "mac_roman": WESTERN,
    "cp1254": ("çğıiöşüâîû",),
    "cp1257": ("āčēģīķļņšūž", "ąčęėįšųūž", "äöõüšž"),
}
"""Per encoding the letters beyond ASCII of the languages written in it: charset-normalizer mistakes the ones for the
others, as most of their bytes are letters in all of them. Western European comes first, and wins where several fit."""

PUNCTUATION = frozenset("“”„‘’‚–—…«»‹›¿¡°€£§©®™•·ªº\xa0´¨½¼¾²³×")

SAMPLE = 200_000
"""Bytes by which an old encoding is told: two hours of talk."""

FEWER = 40_000
"""Bytes of that sample which charset-normalizer gets: it takes seconds for the whole."""

BEYOND_ASCII = re.compile(rb"[\x00-\x7f]{0,60}[\x80-\xff]{1,200}[\x00-\x7f]{0,60}")
PACKET = 188
"""Bytes of a packet in an MPEG transport stream, which begins with "G"."""


def looks_like_media(path: Path) -> bool:
    """Tell whether the file's first bytes are those of sound or video; False where it cannot be read."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except (OSError, ValueError):
        return False
    return _is_media(head)


def _is_media(head: bytes) -> bool:
    if head[:1] == b"G" and len(head) > 2 * PACKET and head[PACKET] == head[2 * PACKET] == 0x47:
        return True
    return MEDIA.match(head) is not None and not re.match(OTHERS[0][0], head, re.DOTALL)


def read_bytes(path: Path) -> bytes:
    """Return the whole file; raises `FileProblem` where it cannot be read or is no transcript of any kind."""
    try:
        if path.is_dir():
            raise FileProblem(path, "is a folder, a transcript was expected")
        with path.open("rb") as stream:
            data = stream.read(LIMIT + 1)
    except FileNotFoundError:
        raise FileProblem(path, "there is no such file") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise FileProblem(path, f"cannot be read: {reason}") from None
    if not data:
        raise FileProblem(path, "is empty")
    if _is_media(data[:4096]):
        raise FileProblem(path, "holds sound or video, a transcript was expected")
    if len(data) > LIMIT:
        raise FileProblem(path, f"is too large for a transcript (more than {LIMIT // 1_000_000} MB)")
    return data


def decode(path: Path, data: bytes) -> str:
    """Return the text in `data`; raises `FileProblem` where it is none."""
    for pattern, problem in OTHERS:
        if re.match(pattern, data[:200], re.DOTALL):
            raise FileProblem(path, problem)
    text = _unicode(data)
    if text is None:
        text = _legacy(data)
    if text is None:
        raise FileProblem(path, "is not text, or in an encoding that cannot be told; save it as UTF-8")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise FileProblem(path, f"is not text, or damaged (a NUL character in line {line})")
    # CHAT writes its times between characters of the number 21.
    odd = sum(1 for _ in re.finditer(r"[\x01-\x08\x0e-\x14\x16-\x1b\x7f]", text))
    if odd > 0.005 * len(text) + 2:
        raise FileProblem(path, "is not text (it is full of control characters)")
    return text


def _unicode(data: bytes) -> str | None:
    """UTF-8, or UTF-16 and UTF-32 by their mark or by where their zeros are."""
    marks = (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    )
    encoding = next((name for mark, name in marks if data.startswith(mark)), None)
    if encoding is None and (len(data) % 2 == 0 or len(data) > 200):
        even, odd = data[:4000:2], data[1:4000:2]
        # Latin text in UTF-16 has a zero in every other byte.
        if odd.count(0) > 0.6 * len(odd) and even.count(0) < 0.1 * len(even):
            encoding = "utf-16-le"
        elif even.count(0) > 0.6 * len(even) and odd.count(0) < 0.1 * len(odd):
            encoding = "utf-16-be"
    try:
        # The odd last byte of a truncated UTF-16 file is no reason to refuse the rest.
        return data.decode(encoding, "ignore") if encoding else data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _legacy(data: bytes) -> str | None:
    """Return one of the old encodings: by the letters of languages written in Latin ones, else as charset-normalizer
    says.

    Both look at a sample; the rest is decoded once, and bytes that the encoding lacks become question marks in boxes.
    """
    if b"\0" in data:
        return None
    sample = _sample(data)
    shares = {name: _fits(sample, name) for name in ALPHABETS}
    encoding = max(shares, key=lambda name: shares[name])
    if shares[encoding] <= 0.9:
        from charset_normalizer import from_bytes

        sample = _shortened(sample)
        best = from_bytes(sample, cp_isolation=ISOLATED, enable_fallback=False).best()
        if best is None:
            return None
        encoding = best.encoding
    return data.decode(encoding, "replace" if len(data) > len(sample) else "strict")


def _sample(data: bytes) -> bytes:
    """Return all of a small file; of a large one the lines around bytes beyond ASCII, up to `SAMPLE` bytes."""
    if len(data) <= SAMPLE:
        return data
    parts: list[bytes] = []
    size = 0
    for found in BEYOND_ASCII.finditer(data):
        parts.append(found[0])
        size += len(found[0])
        if size > SAMPLE:
            break
    return b" ".join(parts)


def _shortened(sample: bytes) -> bytes:
    """Return the first `FEWER` bytes, up to a blank or the end of a line, which are no part of a character."""
    if len(sample) <= FEWER:
        return sample
    end = max(sample.rfind(b"\n", 0, FEWER), sample.rfind(b" ", 0, FEWER))
    return sample[: end if end > 0 else FEWER]


def _fits(data: bytes, encoding: str) -> float:
    """Return how much of what is not ASCII belongs to one language's letters, 0..1; 0 where the bytes cannot be
    decoded.
    """
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    odd = Counter(c for c in text.lower() if not c.isascii() and c not in PUNCTUATION)
    total, letters = sum(odd.values()), sum(c.isalpha() for c in text)
    if not total:
        return 1.0
    if total > 0.6 * letters:
        return 0.0
    return max(sum(odd[c] for c in alphabet) for alphabet in ALPHABETS[encoding]) / total
