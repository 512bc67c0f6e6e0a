"""A program of the user's chooses and ranks suggestions; what it answers is not trusted."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from align.errors import ProgramFailed, ProgramMissing, UsageError
from clips.ranking import candidates_of, ranked_by
from clips.suggestions import suggest
from tests.clips.films import alignment_of

TALK = "I never learned to sail. " * 8 + "We always feared the rocks nearby. " * 8
ALIGNMENT = alignment_of(TALK, duration=100.0)
FOUND = suggest(ALIGNMENT, limit=3, longest=20.0)


def program(tmp_path: Path, code: str) -> str:
    script = tmp_path / "a program.py"
    script.write_text(code, encoding="utf-8")
    return shlex.join([sys.executable, str(script)])


def test_candidates_are_numbered_and_whole() -> None:
    rows = candidates_of(ALIGNMENT, FOUND)
    assert [row["id"] for row in rows] == list(range(1, len(FOUND) + 1))
    assert all(row["text"].startswith(("I never", "We always")) and row["title"] and row["reasons"] for row in rows)


@pytest.mark.slow
def test_the_program_sees_the_candidates_and_its_order_holds(tmp_path: Path) -> None:
    code = (
        "import json, sys\nrows = json.load(sys.stdin)['candidates']\n"
        "print('Here you are [as asked]:', json.dumps([row['id'] for row in rows][::-1]), 'and why')"
    )
    assert ranked_by(program(tmp_path, code), ALIGNMENT, FOUND) == FOUND[::-1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("print('I cannot do that')", "holds no list of the ids 1 to"),
        ("print([99])", "holds no list of the ids 1 to"),
        ("print([])", "holds no list of the ids 1 to"),
    ],
)
def test_an_answer_without_ids_is_refused(tmp_path: Path, code: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        ranked_by(program(tmp_path, code), ALIGNMENT, FOUND)


@pytest.mark.slow
def test_a_program_that_fails_is_told_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(ProgramFailed, match=r"failed \(exit 3\): out of credit"):
        ranked_by(
            program(tmp_path, "import sys; print('out of credit', file=sys.stderr); sys.exit(3)"), ALIGNMENT, FOUND
        )


@pytest.mark.parametrize(("command", "message"), [("", "needs a command"), ("'open", "cannot be read as a command")])
def test_no_command(command: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        ranked_by(command, ALIGNMENT, FOUND)


def test_a_missing_program_is_named() -> None:
    with pytest.raises(ProgramMissing, match="check the name that `llm` gives"):
        ranked_by("no-such-program-anywhere --json", ALIGNMENT, FOUND)
