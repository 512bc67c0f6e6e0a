"""What the commands do, from files to files: thin edges around the pure parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from align.document import Alignment
from align.errors import InputsDoNotFit, UsageError
from align.files import refuse_existing, write_whole
from align.media_place import find_media_file
from align.timecode import Rate
from subtitles.check import Report, as_csv, check_file
from subtitles.formats import format_of
from subtitles.profiles import Profile
from subtitles.reading import read_subtitles
from subtitles.retime import Retimed, retime, write_retimed
from subtitles.retime_limits import Limits, check_largest, limited, read_numbers, refuse_unknown
from subtitles.rules import RULES
from subtitles.settings import Settings, read_profile
from subtitles.speakers import guess_turns, name_speakers
from subtitles.track import Track
from subtitles.writing import lay_out

__all__ = ["AskedRules", "RetimeReview", "check", "retime_file", "subtitle"]


@dataclass(frozen=True, slots=True)
class RetimeReview:
    """How a retiming is looked at: the page of before and after, the largest shift in seconds, a list of cues.

    `accept_poor`: whether hardly a word need be found.
    """

    page: Path | None = None
    largest: float | None = None
    only: Path | None = None
    accept_poor: bool = False

    def limits(self) -> Limits:
        """Return what may move; raises errors of our tree."""
        check_largest(self.largest)
        return Limits(self.largest, None if self.only is None else read_numbers(self.only))


@dataclass(frozen=True, slots=True)
class AskedRules:
    """What was asked of the rules: the profile's name, rows `KEY=VALUE` that override it, a frame rate."""

    profile: str | None = None
    sets: Sequence[str] = ()
    fps: str | None = None

    def read(self, folder: Path) -> tuple[Profile, Fraction | None]:
        """Return the profile and the frame rate; what was not asked comes from the folder's `pullquote.toml`."""
        profile, table = read_profile(folder, self.profile, self.sets)
        fps = self.fps if self.fps is not None else table.get("fps")
        return profile, None if fps is None else Rate.of_picture(str(fps)).fps


def subtitle(
    path: Path,
    outputs: Sequence[Path],
    settings: Settings,
    *,
    format_name: str | None = None,
    preview: Path | None = None,
    force: bool = False,
) -> Track:
    """Write every output, and the preview, from the alignment document at `path`."""
    formats = [format_of(output, format_name) for output in outputs]
    refuse_existing(*outputs, *([preview] if preview else []), force=force, inputs=(path,))
    document = name_speakers(Alignment.load(path), settings.speakers)
    if document.words and all(word.status == "absent" for word in document.words):
        raise InputsDoNotFit("no word of the alignment was found in the audio, so there is no caption to write")
    if settings.turns:
        document = guess_turns(document)
    track = lay_out(document, settings.profile, settings.options, keep_absent=settings.keep_absent)
    # All are made before the first is written, so that one that cannot be made leaves no others behind.
    made = [(output, each.write(track)) for output, each in zip(outputs, formats, strict=True)]
    if preview is not None:
        from subtitles.preview import make_preview

        made.append((preview, make_preview(track, path.name.removesuffix(".align.json")).encode("utf-8")))
    for output, data in made:
        write_whole(output, data, force=force)
    return track


def check(
    files: Sequence[Path],
    *,
    alignment: Path | None = None,
    language: str = "en",
    rules: AskedRules | None = None,
    only: Sequence[str] = (),
    csv_path: Path | None = None,
    force: bool = False,
) -> list[Report]:
    """Check each file; `only` keeps findings of these levels or rules. Raises errors of our tree."""
    known = {*RULES, *(rule for rules in RULES.values() for rule in rules)}
    if not known.issuperset(only):
        raise UsageError(
            f"no rule {next(name for name in only if name not in known)!r}; there are {', '.join(sorted(known))}"
        )
    if csv_path is not None:
        refuse_existing(csv_path, force=force, inputs=(*files, alignment))
    document = Alignment.load(alignment) if alignment is not None else None
    reports = []
    for path in files:
        profile, fps = (rules or AskedRules()).read(path.parent)
        report = check_file(path, profile, alignment=document, language=language, fps=fps)
        if only:
            kept = tuple(each for each in report.findings if each.level in only or each.rule in only)
            report = replace(report, findings=kept)
        reports.append(report)
    if csv_path is not None:
        write_whole(csv_path, as_csv(reports), force=force)
    return reports


def retime_file(
    subtitles: Path,
    audio: Path,
    output: Path,
    *,
    language: str = "auto",
    rules: AskedRules | None = None,
    force: bool = False,
    progress: Callable[[float, str], None] | None = None,
    review: RetimeReview | None = None,
) -> Retimed:
    """Retime `subtitles` by `audio`, a recording or an alignment document, and write them to `output`.

    With `review.accept_poor` also where hardly a word was found; raises `InputsDoNotFit` where none was.
    """
    review = review or RetimeReview()
    refuse_existing(output, *([review.page] if review.page else []), force=force, inputs=(audio,))
    limits = review.limits()
    profile, rate = (rules or AskedRules()).read(subtitles.parent)
    file = read_subtitles(subtitles)
    if review.only is not None:
        refuse_unknown(review.only, read_numbers(review.only), file)
    if audio.suffix.lower() == ".json":
        document = Alignment.load(audio)
    else:
        from align import align_file
        from align.engine import AlignOptions

        options = AlignOptions(accept_poor=review.accept_poor)
        document = align_file(audio, subtitles, language=language, options=options, on_progress=progress)
    made = replace(
        retime(file, document, profile, fps=rate, accept_poor=review.accept_poor),
        language=document.language,
        warnings=tuple(each for each in document.report.warnings if each not in file.align_warnings),
    )
    final = limited(file, made, limits)
    if review.page is not None:
        from subtitles.retime_page import RetimePage, make_retime_page

        command = ("pullquote", "retime", str(subtitles), str(audio), "-o", str(output), "--force")
        recording = find_media_file(document.media, audio) if audio.suffix.lower() == ".json" else audio
        about = RetimePage(file, made, command, review.largest, recording)
        text = make_retime_page(about, review.page, progress or (lambda share, doing: None))
        write_whole(review.page, text, force=force)
    write_whole(output, write_retimed(file, final), force=force)
    return final
