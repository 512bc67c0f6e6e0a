"""What an alignment document is made of: words, turns, chapters, and what a user should be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = [
    "Chapter",
    "Crosstalk",
    "Engine",
    "EngineInfo",
    "Kind",
    "LeftOut",
    "Media",
    "Mislabelled",
    "PoorMatch",
    "ReorderedPassage",
    "Report",
    "Speaker",
    "Status",
    "Unscripted",
    "Word",
]

Status = Literal["aligned", "interpolated", "absent", "silent"]
Kind = Literal["speech", "music", "noise"]


@dataclass(frozen=True, slots=True)
class Word:
    """One whitespace-separated token of the transcript, exactly as written.

    Args:
        start, end: seconds; both `None` or neither. Always `None` for `absent` and `silent` words.
        score: probability in 0..1 that both edges are within 100 ms; `None` where nothing was measured.
        status: `aligned`; `interpolated` (said, timed from its neighbours); `absent` (not in the audio);
            `silent` (nothing to say: a lone dash, `[music]`).
        line, column: place in the user's transcript file, both from 1; `None` where there was no such file.
        manual: a person set the times; re-aligning keeps them.
    """

    text: str
    start: float | None = None
    end: float | None = None
    score: float | None = None
    status: Status = "aligned"
    line: int | None = None
    column: int | None = None
    manual: bool = False

    @property
    def timed(self) -> bool:
        """Whether the word has times."""
        return self.start is not None and self.end is not None

    @property
    def span(self) -> tuple[float, float]:
        """Start and end in seconds; raises `ValueError` for a word without times."""
        if self.start is None or self.end is None:
            raise ValueError(f"{self.text!r} has no times")
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Media:
    """The file that was aligned: path as given, SHA-256 of its bytes, duration in seconds.

    Args:
        relative: the path from the document's folder, with `/`, where that is another one; so both can move together.
        stream, channel: which audio stream and channel were taken, from 0; `None`: the default one, and all together.
    """

    path: str
    sha256: str
    duration: float
    relative: str | None = None
    stream: int | None = None
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What made the alignment. `detail` holds whatever else the engine tells, as JSON values."""

    name: str
    version: str
    detail: Mapping[str, Any] = field(default_factory=dict)


Engine = EngineInfo
"""The name of `EngineInfo` before version 0.2."""


@dataclass(frozen=True, slots=True)
class ReorderedPassage:
    """Words `first` to `last` (indices, inclusive), absent in their place, are heard from `start` to `end` seconds."""

    first: int
    last: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class PoorMatch:
    """Of `total` words only `found` were found: the transcript may be of another recording."""

    found: int
    total: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Lines or pieces of the transcript's file that nobody says.

    Args:
        kind: what they are, as people say it: "page numbers", "hidden text".
        count: how many.
        line: where the first stands, from 1.
    """

    kind: str
    count: int
    line: int


@dataclass(frozen=True, slots=True)
class Mislabelled:
    """Words `first` to `last` (indices, inclusive) that the transcript gives to `label` and that sound like `voice`."""

    first: int
    last: int
    label: str
    voice: str


@dataclass(frozen=True, slots=True)
class Crosstalk:
    """Words `first` to `last` (indices, inclusive) that are said while another speaks as well."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a user should be told beside the words.

    Args:
        dropped_lines: lines of the transcript that repeat the end of the chapter before, and were left out.
        overlaps: in how many places.
        reordered: passages that the recording has in another place than the transcript.
        warnings: sentences for people, each on one line.
        poor_match: set where the alignment would have been refused, had the user not accepted it.
        left_out: what else the transcript's file holds and nobody says.
        mislabelled: where the labels of the transcript contradict the voices.
        crosstalk: where two speak at once, as far as it was told.
    """

    dropped_lines: int = 0
    overlaps: int = 0
    reordered: tuple[ReorderedPassage, ...] = ()
    warnings: tuple[str, ...] = ()
    poor_match: PoorMatch | None = None
    left_out: tuple[LeftOut, ...] = ()
    mislabelled: tuple[Mislabelled, ...] = ()
    crosstalk: tuple[Crosstalk, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return what the document and `--json` hold: only what there is to tell."""
        out: dict[str, Any] = {}
        if self.dropped_lines:
            out |= {"dropped_lines": self.dropped_lines, "overlaps": self.overlaps}
        if self.left_out:
            out["left_out"] = [{"kind": row.kind, "count": row.count, "line": row.line} for row in self.left_out]
        if self.reordered:
            out["moved"] = [
                {"word": passage.first, "last_word": passage.last, "start": passage.start, "end": passage.end}
                for passage in self.reordered
            ]
        if self.mislabelled:
            out["mislabelled"] = [
                {"word": row.first, "last_word": row.last, "label": row.label, "voice": row.voice}
                for row in self.mislabelled
            ]
        if self.crosstalk:
            out["crosstalk"] = [{"word": row.first, "last_word": row.last} for row in self.crosstalk]
        if self.warnings:
            out["warnings"] = list(self.warnings)
        if self.poor_match:
            out["poor_match"] = {"found": self.poor_match.found, "total": self.poor_match.total}
        return out


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of the transcript, standing before `word` (an index into the words)."""

    title: str
    word: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """A turn: from `word` (an index) on, `name` speaks. `None`: somebody the transcript does not name.

    Args:
        probability: 0..1, that another voice begins here, where the sound told it; `None` where the text did.
        manual: a person set the turn; telling voices apart again keeps it.
    """

    word: int
    name: str | None
    probability: float | None = None
    manual: bool = False


@dataclass(frozen=True, slots=True)
class Unscripted:
    """A stretch of 1 s or more, in seconds, with sound that no word covers; `manual`: a person says it needs none."""

    start: float
    end: float
    kind: Kind
    manual: bool = False
