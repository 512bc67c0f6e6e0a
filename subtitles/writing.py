"""From an alignment to the bytes of a subtitle file, and to the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from align.document import Alignment
from align.files import write_whole
from subtitles.cues import Cue, make_cues
from subtitles.formats import format_of
from subtitles.profiles import Profile, get_profile
from subtitles.timeline import make_timeline
from subtitles.track import Options, Track, make_track

__all__ = ["lay_out", "render_subtitles", "write_subtitles"]


def lay_out(
    alignment: Alignment,
    profile: Profile | str = "default",
    options: Options | None = None,
    *,
    keep_absent: bool = False,
) -> Track:
    """Make the cues of an alignment, ready for any number of formats.

    Words that are `absent` from the sound are left out unless `keep_absent`. Raises `InputsDoNotFit` for an alignment
    without times.
    """
    rules = get_profile(profile) if isinstance(profile, str) else profile
    timeline = make_timeline(alignment, keep_absent=keep_absent, quotes=rules.quotes)
    fps = options.fps if options else None
    cues = make_cues(alignment, rules, fps=fps, keep_absent=keep_absent, timeline=timeline)
    return make_track(alignment, cues, rules, options, timeline=timeline)


def render_subtitles(
    alignment: Alignment,
    format: str,
    *,
    profile: Profile | str = "default",
    cues: Sequence[Cue] | None = None,
    options: Options | None = None,
) -> bytes:
    """Return the content of a subtitle file of the format; `cues` are made where none are given.

    Raises `UsageError` for an unknown format, `InputsDoNotFit` for an alignment without times.
    """
    chosen = format_of(Path(), format)
    if cues is None:
        return chosen.write(lay_out(alignment, profile, options))
    rules = get_profile(profile) if isinstance(profile, str) else profile
    return chosen.write(make_track(alignment, cues, rules, options))


def write_subtitles(
    alignment: Alignment,
    path: str | Path,
    *,
    format: str | None = None,
    profile: Profile | str = "default",
    cues: Sequence[Cue] | None = None,
    options: Options | None = None,
    force: bool = False,
) -> Path:
    """Write a subtitle file, whole or not at all; without `format`, the ending of `path` chooses it.

    Raises `UsageError` (`OutputExists` where a file is in the way), `InputsDoNotFit` or `FileProblem`.
    """
    path = Path(path)
    chosen = format_of(path, format)
    data = render_subtitles(alignment, chosen.name, profile=profile, cues=cues, options=options)
    write_whole(path, data, force=force)
    return path
