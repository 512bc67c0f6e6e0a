"""EPUB 3 with media overlays (EPUB 3.3, section 9): the transcript as a book, each sentence lit while it is heard."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from align.document import Alignment
from align.errors import InputsDoNotFit
from align.files import temporary_folder
from align.media import choose_stream, input_arguments, probe, run_ffmpeg, timeline_filter
from align.sentences import ends_in_sentence_mark
from align.spacing import is_apart, join_words
from align.turns import word_speakers
from align.written_date import written_date
from handoff.escape import one_line
from handoff.formats import Written
from handoff.formats.epub_pages import Book, Chapter, Sentence, chapter_page, navigation, overlay, package
from handoff.job import Job

__all__ = ["write"]

CORE_SOUND = {".mp3": "audio/mpeg", ".m4a": "audio/mp4"}
"""Sound that every reading system has to play (EPUB 3.3, core media types); anything else is encoded as AAC."""

BIT_RATE = "96k"
"""Of encoded sound: transparent for speech."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Date of the files in the archive: the first that a zip file can say."""

STYLE = """\
.-epub-media-overlay-active { background-color: #ffe9a8; color: #000000; }
.speaker { font-weight: bold; }
"""


@dataclass(frozen=True, slots=True)
class _Sound:
    data: bytes
    name: str
    kind: str


def write(job: Job) -> Written:
    """Return the book: a page for each chapter, an overlay beside it, and the recording's sound.

    Raises `InputsDoNotFit` without a timed word, `FileProblem` where the recording is not there or has no sound.
    """
    alignment = job.alignment
    if not any(word.timed for word in alignment.words):
        raise InputsDoNotFit("the alignment has no words with times")
    sound = _sound(job.source.path, alignment)
    chapters = _chapters(job)
    book = Book(
        title=one_line(job.title),
        language=one_line(alignment.language),
        identifier=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{alignment.media.sha256}/{job.title}")),
        modified=written_date().strftime("%Y-%m-%dT%H:%M:%SZ"),
        sound=sound.name,
        sound_type=sound.kind,
        chapters=chapters,
    )
    pages: dict[str, str | bytes] = {
        "META-INF/container.xml": _CONTAINER,
        "EPUB/package.opf": package(book),
        "EPUB/nav.xhtml": navigation(book),
        "EPUB/style.css": STYLE,
    }
    for chapter in chapters:
        pages[f"EPUB/{chapter.name}.xhtml"] = chapter_page(book, chapter)
        if chapter.timed:
            pages[f"EPUB/{chapter.name}.smil"] = overlay(book, chapter)
    pages[f"EPUB/{sound.name}"] = sound.data
    return Written((), binary=_archive(pages))


_CONTAINER = """\
<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
 <rootfiles>
  <rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
 </rootfiles>
</container>
"""


def _archive(pages: dict[str, str | bytes]) -> bytes:
    """Return the zip file; the media type comes first and is not compressed, nor is the sound."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in {"mimetype": "application/epub+zip", **pages}.items():
            text = isinstance(content, str) and name != "mimetype"
            kind = zipfile.ZIP_DEFLATED if text else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content, compress_type=kind)
    return held.getvalue()


def _sound(path: Path, alignment: Alignment) -> _Sound:
    """Return the recording where reading systems play it as it is, else its sound as AAC on the same timeline."""
    info = probe(path)
    track = choose_stream(info, alignment.media.stream)
    suffix = path.suffix.lower()
    if suffix in CORE_SOUND and alignment.media.stream is None:
        return _Sound(path.read_bytes(), f"sound{suffix}", CORE_SOUND[suffix])
    with temporary_folder() as folder:
        made = folder / "sound.m4a"
        sounds = [stream for stream in info.streams if stream.kind == "audio"]
        chosen = ["-map", f"0:a:{sounds.index(track)}", "-vn", "-af", timeline_filter()]
        coded = ["-c:a", "aac", "-b:a", BIT_RATE, "-map_metadata", "-1"]
        run_ffmpeg(["-v", "error", *input_arguments(path), *chosen, *coded, str(made)])
        return _Sound(made.read_bytes(), made.name, CORE_SOUND[".m4a"])


def _chapters(job: Job) -> tuple[Chapter, ...]:
    """Return the chapters in order; what is said before the first heading bears the book's title."""
    alignment = job.alignment
    titles: dict[int, str] = {0: one_line(job.title)}
    for chapter in alignment.chapters:
        if chapter.word < len(alignment.words):
            titles[chapter.word] = one_line(chapter.title) or one_line(job.title)
    edges = [*sorted(titles), len(alignment.words)]
    spans = [(first, stop) for first, stop in pairwise(edges) if stop > first]
    speakers = word_speakers(alignment.speakers, len(alignment.words))
    return tuple(
        Chapter(f"chapter{number}", titles[first], tuple(_paragraphs(alignment, speakers, first, stop)))
        for number, (first, stop) in enumerate(spans, 1)
    )


def _paragraphs(
    alignment: Alignment, speakers: Sequence[str | None], first: int, stop: int
) -> list[tuple[Sentence, ...]]:
    turns = {turn.word for turn in alignment.speakers}
    edges = sorted({first, stop, *(k for k in (*alignment.paragraphs, *turns) if first < k < stop)})
    return [_sentences(alignment, speakers, a, b, named=a in turns) for a, b in pairwise(edges)]


def _apart(alignment: Alignment, first: int) -> bool:
    return not first or is_apart(alignment.words[first - 1], alignment.words[first])


def _sentences(
    alignment: Alignment, speakers: Sequence[str | None], first: int, stop: int, *, named: bool
) -> tuple[Sentence, ...]:
    ends = [k + 1 for k in range(first, stop) if ends_in_sentence_mark(alignment.words[k].text)]
    edges = sorted({first, stop, *ends})
    made = []
    for a, b in pairwise(edges):
        words = alignment.words[a:b]
        spans = [word.span for word in words if word.timed]
        times = (min(s for s, _ in spans), max(e for _, e in spans)) if spans else None
        name = one_line(speakers[a] or "") if named and a == first else ""
        made.append(Sentence(f"s{a}", one_line(join_words(words)), times, name, _apart(alignment, a)))
    return tuple(made)
