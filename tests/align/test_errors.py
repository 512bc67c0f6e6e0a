"""The tree of errors: exit codes, one line each, and the same after a trip between processes."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from align import errors
from align.errors import PullquoteError, shown


def tree(base: type[PullquoteError]) -> list[type[PullquoteError]]:
    return [
        base,
        *(each for below in base.__subclasses__() for each in tree(below) if each.__module__ == "align.errors"),
    ]


def test_the_picture_in_the_docstring_has_every_error_and_its_code() -> None:
    drawn = {}
    code = ""
    for line in (errors.__doc__ or "").splitlines():
        words = line.replace("├──", "").replace("└──", "").replace("│", "").split()
        if words and words[0] in errors.__all__:
            code = words[1] if len(words) > 1 and words[1].isdigit() else code
            drawn[words[0]] = int(code)
    assert drawn == {each.__name__: each.exit_code for each in tree(PullquoteError)}


@pytest.mark.parametrize("name", [name for name in errors.__all__ if isinstance(getattr(errors, name), type)])
def test_every_error_is_one_line_and_survives_pickling(name: str) -> None:
    kind = getattr(errors, name)
    arguments: dict[str, tuple[object, ...]] = {
        "OutputExists": ("a\nb.srt",),
        "InputsSwapped": (Path("a.mp3"), "b\x1b.txt"),
        "LanguageNotServed": ("xx", "nobody speaks it"),
        "InputsDoNotFit": ("they differ", 3, 9),
        "FileProblem": (Path("a\rb"), "is empty"),
        "DocumentChanged": (Path("a"), "has changed"),
        "ProgramFailed": ("ffmpeg", 1, "first\nlast"),
        "ProgramMissing": ("ffmpeg", "install it"),
    }
    error = kind(*arguments.get(name, ("something went wrong",)))
    assert "\n" not in str(error)
    assert str(error).isprintable()
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (kind, str(error), vars(error))


def test_paths_are_shown_printable() -> None:
    assert shown("a\tb\u202ec.mp3") == "a\\tb\\u202ec.mp3"
    assert shown(Path("naïve – ü.mp3")) == "naïve – ü.mp3"
