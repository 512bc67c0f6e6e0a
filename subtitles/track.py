"""Cues as they are written: text, times and speaker of every line and word, ready for any format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from align.document import Alignment
from subtitles.cues import Cue
from subtitles.language_limits import for_language
from subtitles.profiles import Profile
from subtitles.speakers import GUESS, GUESS_MARK, dash_of, read_turns
from subtitles.timeline import Timeline, make_timeline

__all__ = ["Event", "Line", "Options", "Spoken", "Track", "join_spoken", "make_track"]


@dataclass(frozen=True, slots=True)
class Options:
    """How files are written.

    Args:
        offset: seconds added to every time.
        fps: frame rate of the picture, for formats that count frames; `None` where there is none.
        start: timecode of the first frame, in frames; added to every time.
        drop_frame: whether timecode drops frame numbers, as it can at 29.97 and 59.94; `None`: as the format usually
            does.
        bom, crlf: for SRT: a byte order mark, Windows line ends.
    """

    offset: float = 0.0
    fps: Fraction | None = None
    start: int = 0
    drop_frame: bool | None = None
    bom: bool = False
    crlf: bool = False

    @property
    def shift(self) -> float:
        """Seconds between the media's time and the written time."""
        return self.offset + (float(self.start / self.fps) if self.fps else 0.0)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A shown word: its index in the alignment, its text, and when it is said, in seconds.

    `gap` tells whether a space stands before it, where it does not open a line.
    """

    index: int
    text: str
    start: float
    end: float
    score: float | None = None
    gap: bool = True


def join_spoken(words: Sequence[Spoken], texts: Sequence[str] | None = None) -> str:
    """Return shown words on one line; `texts` are what is written for each, with the marks of a format."""
    shown = [word.text for word in words] if texts is None else texts
    return "".join(
        f" {text}" if number and word.gap else text
        for number, (word, text) in enumerate(zip(words, shown, strict=True))
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cue; `name` speaks it, `prefix` (a dash or a label) stands before the words.

    `turn` tells whether the speaker begins with this line.
    """

    words: tuple[Spoken, ...]
    name: str | None = None
    prefix: str = ""
    turn: bool = False

    @property
    def plain(self) -> str:
        """The words alone."""
        return join_spoken(self.words)

    @property
    def text(self) -> str:
        """What a viewer reads."""
        return self.prefix + self.plain


@dataclass(frozen=True, slots=True)
class Event:
    """A cue with its text."""

    start: float
    end: float
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The lines, divided by newlines."""
        return "\n".join(line.text for line in self.lines)

    @property
    def one_line(self) -> str:
        """The lines behind each other: with a space between, where the language has any."""
        made = ""
        for line in self.lines:
            apart = made and (line.prefix or not line.words or line.words[0].gap)
            made += f" {line.text}" if apart else line.text
        return made


@dataclass(frozen=True, slots=True)
class Track:
    """Everything that a format needs.

    `names` lists the speakers in the order in which they first speak.
    """

    alignment: Alignment
    profile: Profile
    events: tuple[Event, ...]
    options: Options = field(default_factory=Options)
    names: tuple[str, ...] = ()


def make_track(
    alignment: Alignment,
    cues: Sequence[Cue],
    profile: Profile,
    options: Options | None = None,
    *,
    timeline: Timeline | None = None,
) -> Track:
    """Put text to cues. A cue that the offset moves before zero is cut there, or left out.

    `timeline` is the one that the cues were made from, where it is at hand.
    """
    profile = for_language(profile, alignment.language)
    options = options or Options()
    shift = options.shift
    if timeline is None:
        absent = any(alignment.words[index].status == "absent" for cue in cues for index in cue.words)
        timeline = make_timeline(alignment, keep_absent=absent, quotes=profile.quotes)
    place = {index: k for k, index in enumerate(timeline.index)}
    turns = read_turns(alignment, timeline.index, profile)
    starts, ends = timeline.starts.tolist(), timeline.ends.tolist()
    words = [
        Spoken(index, text, starts[k] + shift, max(starts[k], ends[k]) + shift, alignment.words[index].score, gap)
        for k, (index, text, gap) in enumerate(zip(timeline.index, timeline.texts, timeline.gaps, strict=True))
    ]
    dash, begins = dash_of(profile), [True, *turns.begins[1:]]
    events = []
    for cue in cues:
        if cue.end + shift <= 0:
            continue
        at = [[place[index] for index in line] for line in cue.lines]
        several = any(begins[line[0]] for line in at[1:])
        lines = tuple(
            Line(
                tuple(words[k] for k in line),
                turns.names[line[0]],
                _prefix(profile, turns.names[line[0]], begins[line[0]], dash if several else "", first=n == 0),
                begins[line[0]],
            )
            for n, line in enumerate(at)
        )
        events.append(Event(max(0.0, cue.start + shift), cue.end + shift, lines))
    names = tuple(dict.fromkeys(name for name in turns.names if name is not None and name != GUESS))
    return Track(alignment, profile, tuple(events), options, names)


def _prefix(profile: Profile, name: str | None, begins: bool, dash: str, *, first: bool) -> str:
    if name == GUESS:
        return GUESS_MARK if begins else ""
    if profile.speakers == "name":
        return f"{name}: " if begins and name is not None else ""
    return dash if begins or first else ""
