"""A commented `pullquote.toml` to begin with: every key with what it does and what it is without it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

import click

from align.json_values import compact_json
from align.settings_file import NOT_SET
from subtitles import get_profile, profile_names
from subtitles.profiles import setting_names

__all__ = ["starter_settings"]

HEAD = """\
# Settings of pullquote for the episodes in this folder. Every line is a comment as it stands and changes nothing:
# take off the # in front of a key to set it. An option on the command line wins over this file.
"""

WIDTH = 100
"""Columns at which comments are wrapped."""

WRITING = (
    ("profile", "netflix", "numbers and habits of a broadcaster or platform; there are {profiles}"),
    ("fps", 25, "frame rate of the picture, such as 23.976, 25 or 29.97df; cues then begin and end on frames"),
    ("offset", "0", "added to every time, such as 00:00:10 or -1.5"),
    ("start_tc", "00:00:00:00", "timecode of the first frame; ; instead of the last : for drop-frame"),
    ("drop", False, "drop-frame timecode, at 29.97 and 59.94"),
    ("bom", False, "SRT: begin with a byte order mark"),
    ("crlf", False, "SRT: Windows line ends"),
    ("turns", False, "guess where speakers change, and mark it as a guess"),
    ("keep_absent", False, "show words that are not in the audio, too"),
)
"""Keys of [subtitles] that are no part of a profile: the key, an example, what it does."""

RULES = {
    "max_chars": "characters in a line",
    "max_lines": "lines in a cue",
    "max_cps": "reading speed in characters a second; 0: no limit",
    "max_wpm": "reading speed in words a minute; 0: no limit",
    "min_duration": "seconds that a cue stays at least",
    "max_duration": "seconds that a cue stays at most",
    "min_gap": "seconds between cues, where there is no frame rate",
    "min_gap_frames": "frames between cues, where there is one",
    "close_gaps": "shorter gaps, in seconds, are closed to the least gap; 0: left as they are",
    "linger": "seconds for which reading speed may hold a cue past its last word",
    "tail": "seconds for which each cue stays past its last word where there is room",
    "lead": "seconds by which a cue may begin before its first sound so that it can be read",
    "lag": "... and after it",
    "max_words": "words in a cue; 0: no limit",
    "force_pause": "a silence of so many seconds always ends a cue",
    "min_balance": "shorter line over longer line, 0 to 1, below which a division is avoided",
    "one_line": "keep on one line what fits on one line",
    "speakers": "how a change of speaker is shown: none, dash, dash-space, name, colour",
    "merge_speakers": "two short turns may share a cue, a line each",
    "quotes": "keep, or straight: curly quotes become straight ones",
    "aspect": "of the picture",
    "highlight": "of the word that is being said: none, karaoke, pop",
    "typography": "have a check look at dots, dashes, quotes and figures, too",
}
"""What each number of a profile does; the values are those of the default profile."""


def starter_settings(clip: click.Command) -> str:
    """Return the file's text; `clip` is the command whose options are the keys of [clip]."""
    return "\n".join([HEAD, *_subtitles(), *_profiles(), *_people(), *_clip(clip)])


def _subtitles() -> Iterator[str]:
    yield "[subtitles]"
    for key, example, meaning in WRITING:
        yield from _key(key, example, meaning.format(profiles=", ".join(profile_names())))
    yield ""
    yield "# Numbers of the profile that are different here:"
    default = get_profile("default")
    for name in setting_names():
        yield from _key(name, getattr(default, name), RULES[name])
    yield ""


def _profiles() -> Iterator[str]:
    yield "# A profile of your own, for --profile ours; it may set any number of the list above."
    yield "# [profiles.ours]"
    yield from _key("base", "netflix", "begin from this profile")
    yield from _key("max_chars", 37, "")
    yield ""


def _people() -> Iterator[str]:
    yield "# Who made the episode, for --to podcast; roles are those of the podcast taxonomy."
    yield '# [people."Ada Pern"]'
    yield from _key("role", "host", "")
    yield from _key("href", "https://example.com/ada", "")
    yield ""


def _clip(command: click.Command) -> Iterator[str]:
    yield "[clip]"
    for option in command.params:
        if isinstance(option, click.Option) and option.name not in NOT_SET:
            name = max(option.opts, key=len).lstrip("-")
            meaning = (option.help or "").rstrip(".")
            choices = f"one of {', '.join(option.type.choices)}" if isinstance(option.type, click.Choice) else ""
            yield from _key(name, _example(option), "; ".join(filter(None, (meaning, choices))))
    yield ""


def _example(option: click.Option) -> Any:
    """Return the default, or a value of the right kind where there is none."""
    if option.is_flag:
        return False
    if isinstance(option.type, click.Choice):
        choices = list(option.type.choices)
        return option.default if option.default in choices else choices[0]
    if isinstance(option.type, click.IntRange | click.FloatRange):
        return int(option.type.min or 0)
    return str(option.default) if isinstance(option.default, str | PurePath) else ""


def _key(name: str, value: object, meaning: str) -> Iterator[str]:
    for line in textwrap.wrap(meaning, WIDTH):
        yield f"#   {line}"
    yield f"# {name} = {compact_json(value)}"
