"""A program of the user's: what it answers, and each way in which it may not."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from align.errors import ProgramFailed, ProgramMissing, UsageError
from align.programs import ask_program, program_name


def python(code: str) -> str:
    return shlex.join([sys.executable, "-c", code])


def ask(command: str, asked: str = "", patience: float = 60.0) -> str:
    return ask_program("--helper", command, asked, patience=patience)


@pytest.mark.slow
def test_the_answer_comes_whole_whatever_signs_were_asked() -> None:
    code = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1][::-1])"
    asked = "It floats; $(echo no) `no` \u00e9\u4f60\n" * 20_000
    assert ask(python(code), asked) == asked
    assert ask(python("pass"), "a \ud800") == ""


@pytest.mark.slow
def test_a_program_that_fails_or_takes_too_long_is_told_with_its_own_last_words() -> None:
    with pytest.raises(ProgramFailed, match=r"failed \(exit 3\): out of credit$") as raised:
        ask(python("import sys; print('out of credit', file=sys.stderr); sys.exit(3)"))
    assert raised.value.exit_code == 4
    with pytest.raises(ProgramFailed, match=r"gave no answer within 0\.01 minutes"):
        ask(python("import time; time.sleep(60)"), patience=0.6)


def test_an_answer_in_another_encoding_is_refused_and_a_mark_of_order_is_no_part_of_it() -> None:
    with pytest.raises(ProgramFailed, match="its answer is no good: it is not UTF-8"):
        ask(python("import sys; sys.stdout.buffer.write(b'Br\\xfccke\\n')"))
    assert ask(python("import sys; sys.stdout.buffer.write(b'\\xef\\xbb\\xbfja\\n')")) == "ja\n"


def test_a_program_that_is_missing_or_cannot_be_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProgramMissing, match="no-such-program is not installed; check the name that `helper` gives"):
        ask("no-such-program --fast")
    text = tmp_path / "notes.txt"
    text.write_text("no program\n")
    for command in (str(text), "a\0b"):
        with pytest.raises(ProgramFailed, match="cannot be run"):
            ask(shlex.quote(command))


@pytest.mark.parametrize(("command", "message"), [("", "needs a command"), ("'open", "cannot be read as a command")])
def test_no_command(command: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        program_name("--helper", command)


def test_the_program_of_a_command_is_named() -> None:
    assert program_name("--helper", "'my model' --to de") == "my model"
