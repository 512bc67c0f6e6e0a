"""Suggestions ranked by a program of the user's: candidates go to its input, an order comes from its output.

Nothing is sent anywhere by itself; what the program does with the text is the user's choice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from align.document import Alignment
from align.errors import UsageError
from align.programs import ask_program, program_name
from align.spacing import join_words
from clips.suggestions import Suggestion

__all__ = ["candidates_of", "ranked_by"]

CANDIDATES = 3
"""So many times the suggestions that were asked for are handed to the program."""
OPTION = "--llm"
PATIENCE = 600.0
"""Seconds that it may take; a model on a laptop needs minutes."""
LONGEST_ANSWER = 1_000_000
"""Characters of an answer that are read."""


def candidates_of(alignment: Alignment, found: Sequence[Suggestion]) -> list[dict[str, Any]]:
    """Return suggestions as rows of JSON, numbered from 1 as `id`."""
    return [
        {
            "id": number,
            "title": one.title,
            "text": join_words(alignment.words[one.span.first : one.span.last + 1]),
            "start": one.start,
            "end": one.end,
            "score": one.score,
            "reasons": list(one.reasons),
        }
        for number, one in enumerate(found, start=1)
    ]


def ranked_by(command: str, alignment: Alignment, found: Sequence[Suggestion]) -> list[Suggestion]:
    """Return those of the suggestions that a command chooses, in its order.

    It gets `{"candidates": [...]}` on its input and answers with a JSON list of ids, best first, on its output. Text
    around the list is passed over, since language models like to explain themselves.

    Raises:
        ProgramMissing, ProgramFailed: the command cannot be started, fails, or takes over ten minutes.
        UsageError: the command is empty, or its answer holds no list of ids.
    """
    asked = json.dumps({"candidates": candidates_of(alignment, found)}, ensure_ascii=False)
    answer = ask_program(OPTION, command, asked, patience=PATIENCE)
    program = program_name(OPTION, command)
    return [found[number - 1] for number in _ids(answer[:LONGEST_ANSWER], len(found), program)]


def _ids(answer: str, count: int, program: str) -> list[int]:
    """Return the numbers in the last list of the answer that holds nothing but known ids, each once."""
    for found in reversed(re.findall(r"\[[\s\d,\"']*\]", answer)):
        ids = [int(number) for number in re.findall(r"\d{1,9}", found)]
        if ids and all(1 <= number <= count for number in ids):
            return list(dict.fromkeys(ids))
    raise UsageError(f"the answer of {program} holds no list of the ids 1 to {count}, such as [3, 1, 7]")
