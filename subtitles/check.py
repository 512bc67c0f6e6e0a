"""A quality check of a whole file, ours or anybody's: it names what is wrong and changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from align.clock import clock_text
from align.document import Alignment
from align.errors import FileProblem
from align.spreadsheet import table_text
from subtitles.audio_checks import check_against, check_alignment, known_pairs
from subtitles.cues import make_cues
from subtitles.language import get_language
from subtitles.language_limits import for_language
from subtitles.profiles import Profile
from subtitles.reading import TextCue, read_subtitles
from subtitles.rules import Finding, check_cues
from subtitles.track import Track, make_track

__all__ = ["Report", "as_csv", "as_table", "check_file", "check_track", "text_cues"]

_DEMANDS = {"rapid": "the least duration", "tight": "the gap", "pace": "the reading speed"}
WIDEST_CELL = 100
"""Characters to which the cells of a column are filled; one word of a damaged file may have thousands."""
_LEVELS = {"hard": 0, "soft": 1, "style": 2}


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a file, in the order of its cues."""

    path: Path
    profile: str
    cues: int
    findings: tuple[Finding, ...]

    @property
    def gave_way(self) -> dict[str, int]:
        """In how many cues each demand of the profile gave way to the speaker's pace."""
        counts = Counter(finding.rule for finding in self.findings)
        return {demand: counts[rule] for rule, demand in _DEMANDS.items()}

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        findings = [asdict(finding) for finding in self.findings]
        known = {"file": str(self.path), "profile": self.profile, "cues": self.cues}
        return {**known, "gave_way": self.gave_way, "findings": findings}


def text_cues(track: Track) -> tuple[TextCue, ...]:
    """Return the cues of a track as a file would hold them: times in whole milliseconds."""
    return tuple(
        TextCue(number, round(event.start, 3), round(event.end, 3), tuple(line.text for line in event.lines))
        for number, event in enumerate(track.events, 1)
    )


def check_track(track: Track) -> list[Finding]:
    """Check cues that were made from an alignment, against it."""
    cues = text_cues(track)
    language = get_language(track.alignment.language)
    found = list(check_cues(cues, track.profile, language, fps=track.options.fps))
    against = check_against(cues, track.alignment, track.profile, found, known_pairs(track))
    return _sorted([*check_alignment(track.alignment), *against])


def check_file(
    path: Path,
    profile: Profile,
    *,
    alignment: Alignment | None = None,
    language: str = "en",
    fps: Fraction | None = None,
) -> Report:
    """Check SRT, WebVTT, or the cues that the profile makes of an alignment document.

    With `alignment`, a subtitle file is compared with what is said. Raises `FileProblem` for a file that is none of
    these.
    """
    if _is_json(path):
        document = Alignment.load(path)
        track = make_track(document, make_cues(document, profile, fps=fps), profile)
        return Report(path, profile.name, len(track.events), tuple(check_track(track)))
    file = read_subtitles(path)
    language = alignment.language if alignment else language
    rules, profile = get_language(language), for_language(profile, language)
    found = [Finding("file", "hard" if fault.lost or fault.hard else "style", fault.comment) for fault in file.faults]
    found += check_cues(file.cues, profile, rules, fps=fps)
    if alignment is not None:
        found = list(check_against(file.cues, alignment, profile, found))
    return Report(path, profile.name, len(file.cues), tuple(_sorted(found)))


def _is_json(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{\n") or path.suffix == ".json"
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {error.strerror}") from None


def _sorted(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda each: (each.cue or 0, _LEVELS[each.level], each.rule))


def as_table(report: Report) -> str:
    """Return a line for each finding and one for the sum, for people."""
    rows = [
        (
            "-" if each.cue is None else str(each.cue),
            "" if each.time is None else clock_text(each.time),
            f"{each.level} {each.rule}",
            each.comment,
            each.context,
        )
        for each in report.findings
    ]
    widths = [min(WIDEST_CELL, max((len(row[k]) for row in rows), default=0)) for k in range(4)]
    lines = ["  ".join([*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[4]]) for row in rows]
    counts = Counter(f"{each.level} {each.rule}" for each in report.findings)
    summary = ", ".join(f"{count} {name}" for name, count in counts.most_common()) or "nothing flagged"
    made = [*(line.rstrip() for line in lines), f"{report.cues} cues, profile {report.profile}: {summary}"]
    gave = [f"{what} in {count} cues" for what, count in report.gave_way.items() if count]
    return "\n".join([*made, f"to fast talk give way: {', '.join(gave)}"] if gave else made)


def as_csv(reports: Sequence[Report]) -> str:
    """`LineNumber,TimeCode,Context,Comment`, as Subtitle Edit's report has it; with several files, `File` first."""
    several = len(reports) > 1
    rows: list[list[object]] = [[*(["File"] if several else []), "LineNumber", "TimeCode", "Context", "Comment"]]
    for report in reports:
        for each in report.findings:
            row = [each.cue or "", "" if each.time is None else clock_text(each.time), each.context]
            rows.append([*([str(report.path)] if several else []), *row, f"{each.rule}: {each.comment}"])
    return table_text(rows)
