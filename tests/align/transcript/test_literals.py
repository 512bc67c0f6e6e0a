"""Rows in brackets, as Python and JSON print them: what is said is read, with its times and speakers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.align.transcript.reading import NAMES, TALK, read

STARTS = [0.0, 9.0, 18.0, 27.0]


def written(row: str, between: str = "\n") -> str:
    return between.join(
        row.format(s=f"{9.0 * k}", e=f"{9.0 * k + 4}", s2=f"{9 * k:02}", name=NAMES[k % 2], text=text, k=k)
        for k, text in enumerate(TALK)
    )


@pytest.mark.parametrize(
    "row",
    [
        "({s}, {e}, '{text}')",
        "({s}, {e}, '{text}'),",
        "[{s}, {e}, '{text}']",
        '("{text}", {s}, {e})',
        "(({s}, {e}), '{text}')",
        "(np.float64({s}), np.float64({e}), '{text}')",
        "Segment(id={k}, seek=0, start={s}, end={e}, text=' {text}', tokens=[50364, 407], temperature=0.0, words=None)",
        "{{'start': {s}, 'end': {e}, 'text': ' {text}'}}",
        "{{'text': '{text}', 'timestamp': ({s}, {e})}}",
        '[{s}, {e}, "{text}"]',
    ],
)
@pytest.mark.parametrize("whole", [False, True])
def test_rows_as_python_prints_them(tmp_path: Path, row: str, whole: bool) -> None:
    text = f"[{written(row.rstrip(','), ', ')}]" if whole else written(row)
    transcript = read(tmp_path, text)
    assert " ".join(transcript.words) == " ".join(TALK)
    assert [start for _, start, _ in transcript.hints] == STARTS
    assert transcript.speakers == ()


@pytest.mark.parametrize(
    "row",
    [
        "({s}, {e}, '{name}', '{text}')",
        "('0:{s2}', '{name}', '{text}')",
        "{{'speaker': '{name}', 'start': {s}, 'text': '{text}'}}",
        "Utterance(speaker='{name}', start={s}, text='{text}')",
    ],
)
def test_rows_with_speakers(tmp_path: Path, row: str) -> None:
    transcript = read(tmp_path, "segments = [\n  " + written(row, ",\n  ") + "\n]\n")
    assert " ".join(transcript.words) == " ".join(TALK)
    assert [start for _, start, _ in transcript.hints if start][:2] == [9.0, 18.0]
    assert [turn.name for turn in transcript.speakers] == list(NAMES) * 2


def test_a_whole_result_with_words_inside_segments(tmp_path: Path) -> None:
    segments = [
        {
            "id": k,
            "start": 9.0 * k,
            "end": 9.0 * k + 4,
            "text": " " + text,
            "words": [{"word": " " + word, "start": 9.0 * k, "end": 9.0 * k + 1} for word in text.split()],
        }
        for k, text in enumerate(TALK)
    ]
    transcript = read(tmp_path, repr({"text": " ".join(TALK), "segments": segments, "language": "en"}))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert [start for _, start, _ in transcript.hints] == STARTS
    assert [row.kind for row in transcript.left_out] == ["values that stand beside the rows"]


def test_escapes_and_places(tmp_path: Path) -> None:
    said = ["It's “Ada's”.", 'He said "no".', "A\u00a0b\\c."]
    transcript = read(tmp_path, "\n".join(map(repr, [(2.0 * k, text) for k, text in enumerate(said)])))
    assert " ".join(transcript.words) == "It's “Ada's”. He said \"no\". A b\\c."
    assert (transcript.tokens[0].line, transcript.tokens[0].column) == (1, 8)


def test_lines_that_are_no_rows_stay_words(tmp_path: Path) -> None:
    text = "Here it comes, and it is long.\n" + written("({s}, {e}, '{text}')") + "\n(Laughter) and so on.\n"
    transcript = read(tmp_path, text)
    assert " ".join(transcript.words) == f"Here it comes, and it is long. {' '.join(TALK)} (Laughter) and so on."


def test_rows_that_break_off_lose_nothing(tmp_path: Path) -> None:
    text = "[" + written("({s}, {e}, '{text}')", ", ")
    assert " ".join(read(tmp_path, text).words) == " ".join(TALK)
    assert " ".join(read(tmp_path, text.rstrip(")")).words) == " ".join(TALK)
    assert read(tmp_path, text[:-4]).words[-2:] == ("in", "Jun")


def test_many_rows_on_one_line(tmp_path: Path) -> None:
    rows = [(float(k), k + 0.5, "A word's width.") for k in range(1500)]
    transcript = read(tmp_path, repr(rows))
    assert transcript.words == ("A", "word's", "width.") * len(rows)
    assert len(transcript.hints) == len(rows)


def test_rows_of_several_lengths_and_holes_keep_all_that_is_said(tmp_path: Path) -> None:
    text = "[(0.0, 4.0, 'So it floats.'),\n(9.0, 'It does.'),\n(18.0, None, 'And then?'),\n(27.0, 31.0, 'It sank.')]\n"
    assert " ".join(read(tmp_path, text).words) == "So it floats. It does. And then? It sank."


def test_words_alone_in_rows(tmp_path: Path) -> None:
    words = [{"word": word, "start": float(k), "end": k + 0.5} for k, word in enumerate(" ".join(TALK).split())]
    transcript = read(tmp_path, "\n".join(map(repr, words)))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert len(transcript.hints) == len(words)


@pytest.mark.parametrize(
    "text",
    [
        "The point (0.0, 4.0, 'x') is in it.\n\nAnd (1.0, 2.0, 'y') too.\n",
        "(Laughter) We left (late) at 5.\n\n(He said 'no', then 'yes'.)\n",
        "('twas late) she said\n('tis early) he said\n",
    ],
)
def test_brackets_in_prose_stay(tmp_path: Path, text: str) -> None:
    assert " ".join(read(tmp_path, text).words) == " ".join(text.split())


def test_arrays_of_arrays_are_rows(tmp_path: Path) -> None:
    rows = json.dumps([[9.0 * k, 9.0 * k + 4, NAMES[k % 2], text] for k, text in enumerate(TALK)], indent=1)
    transcript = read(tmp_path, rows, "talk.json")
    assert " ".join(transcript.words) == " ".join(TALK)
    assert [turn.name for turn in transcript.speakers] == list(NAMES) * 2
