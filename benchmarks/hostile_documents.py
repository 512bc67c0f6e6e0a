"""Alignments and recognisers' results made to do harm: broken, or whole with values that nobody expects."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from align.document import Alignment, Chapter, EngineInfo, Media, Speaker, Unscripted, Word
from benchmarks.hostile_bytes import damage

__all__ = ["UNUSUAL", "base_document", "base_result", "mutated_document", "mutated_result", "unusual_document"]

SHARE_UNUSUAL = 0.65
"""Of the inputs that keep the form of a document, so that every check of the form lets them pass."""

VALUES = (
    *("1e999", "-1", "NaN", "1" + "0" * 400, "1" + "0" * 4400, r'"\ud800"', '""', "null", "true", "{}", "[]", "[[]]"),
)
"""JSON in place of a value."""

TEXTS = (
    *("{\\an8}", "{", "}", "\\N", "<b>", "</v>", "<script>alert(1)</script>", "-->", "&lt;", "&", "&#0;", "]]>"),
    *("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "%{pts}", "'", '"', "\\", ":", ";", ",", "|", "[x]", "(x)", "..."),
    *(
        "a\nb",
        "a\tb",
        "\u202eabc",
        "\u200b",
        "\ufeff",
        "\u00ad",
        "\u0301",
        "\U0001f469\u200d\U0001f680",
        "\u0e01\u0e33",
    ),
    *(
        "\u05e9\u05dc\u05d5\u05dd",
        "\u4f60\u597d",
        "1,000.5",
        "$20",
        "http://a.b/c?d=e&f",
        "x" * 900,
        "\x07",
        "\u2028",
        "\x85",
    ),
    *(
        "../../etc/passwd",
        "/",
        "~",
        "NUL",
        ".",
        "-",
        "--force",
        "a/b",
        "♪",
        "I'd",
        "Ada, Ben",
        "Dialogue: 0,0:00:01.00",
    ),
)
"""What a word, a name or a title may be, and a format, a file system or a command line takes for something else."""

LANGUAGES = ("de", "xx", "", "zh", "en-GB", "ar", "th", "None", "x-klingon", "e" * 300, "../en")


def base_document(media: str, seconds: float) -> Alignment:
    """Forty words with one of everything."""
    step = seconds / 42
    words = [
        Word(f"word{i}", round(i * step, 3), round((i + 0.9) * step, 3), 0.9, line=1, column=i + 1) for i in range(40)
    ]
    words[7] = Word("gone", status="absent")
    return Alignment(
        Media(media, "", seconds),
        "en",
        EngineInfo("pocketsphinx", "1", {"note": ["a", 1, None]}),
        tuple(words),
        chapters=(Chapter("One", 0), Chapter("Two", 20)),
        paragraphs=(0, 10, 20),
        lines=(0, 20),
        speakers=(Speaker(0, "Ada"), Speaker(20, None)),
        unscripted=(Unscripted(0.5, 1.7, "speech"),),
    )


def base_result(seconds: float) -> dict[str, Any]:
    """Return what a recogniser could have written of the same recording, as whisperX writes it."""
    document = base_document("x.wav", seconds)
    words = [{"word": w.text, "start": w.start, "end": w.end, "score": w.score, "speaker": "A"} for w in document.words]
    halves = words[:20], words[20:]
    segments = [
        {
            "text": " ".join(str(w["word"]) for w in half),
            "start": half[0]["start"],
            "end": half[-1]["end"],
            "words": half,
        }
        for half in halves
    ]
    return {"language": "en", "segments": segments}


def _time(rng: random.Random, seconds: float) -> float:
    return round(
        rng.choice((0.0, rng.uniform(0, seconds), rng.uniform(0, 3 * seconds), seconds, 1e6 * rng.random())), 3
    )


def _place_word(data: dict[str, Any], rng: random.Random) -> None:
    """Put a word elsewhere, without the others."""
    word = rng.choice(data["words"])
    word["start"], word["end"] = sorted(_time(rng, data["media"]["duration"] or 1.0) for _ in range(2))
    word["status"] = rng.choice(("aligned", "interpolated"))


def _swap_times(data: dict[str, Any], rng: random.Random) -> None:
    one, two = rng.choice(data["words"]), rng.choice(data["words"])
    for key in ("start", "end"):
        one[key], two[key] = two[key], one[key]


def _join_times(data: dict[str, Any], rng: random.Random) -> None:
    """Have a run of words share one moment."""
    first = rng.randrange(len(data["words"]))
    at = _time(rng, data["media"]["duration"] or 1.0)
    for word in data["words"][first : first + rng.randrange(1, 30)]:
        word["start"] = word["end"] = at


def _shift_all(data: dict[str, Any], rng: random.Random) -> None:
    shift = rng.choice((0.5, 3600.0, 1e6, 9e7))
    for word in data["words"]:
        for key in ("start", "end"):
            word[key] = None if word[key] is None else round(word[key] + shift, 3)


def _lose_times(data: dict[str, Any], rng: random.Random) -> None:
    for word in rng.sample(data["words"], rng.choice((1, len(data["words"]) // 2, len(data["words"])))):
        word["start"] = word["end"] = None
        word["status"] = rng.choice(("absent", "interpolated", "silent", "aligned"))


def _set_marks(data: dict[str, Any], rng: random.Random) -> None:
    word = rng.choice(data["words"])
    word["score"] = rng.choice((None, 0.0, 1.0, 1e-9, 7.0))
    word["status"] = rng.choice(("aligned", "interpolated", "absent", "silent"))
    word["manual"] = rng.random() < 0.5


def _write_words(data: dict[str, Any], rng: random.Random) -> None:
    for word in rng.sample(data["words"], rng.choice((1, 5, len(data["words"])))):
        word["text"] = rng.choice(TEXTS)


def _name_speakers(data: dict[str, Any], rng: random.Random) -> None:
    count = len(data["words"])
    turns = [{"word": rng.randrange(count), "name": rng.choice((*TEXTS, None))} for _ in range(rng.randrange(1, 9))]
    data["speakers"] = turns if rng.random() < 0.3 else sorted(turns, key=lambda turn: turn["word"])


def _name_chapters(data: dict[str, Any], rng: random.Random) -> None:
    count = len(data["words"])
    data["chapters"] = [{"title": rng.choice(TEXTS), "word": rng.randrange(count + 1)} for _ in range(rng.randrange(9))]


def _part_lines(data: dict[str, Any], rng: random.Random) -> None:
    count = len(data["words"])
    for key in ("paragraphs", "lines"):
        data[key] = rng.choice(([], list(range(count)), [count], [rng.randrange(count) for _ in range(6)]))


def _scatter_unscripted(data: dict[str, Any], rng: random.Random) -> None:
    rows = []
    for _ in range(rng.randrange(12)):
        start, end = sorted(_time(rng, data["media"]["duration"] or 1.0) for _ in range(2))
        rows.append({"start": start, "end": end, "kind": rng.choice(("speech", "music"))})
    data["unscripted"] = rows


def _other_media(data: dict[str, Any], rng: random.Random) -> None:
    media = data["media"]
    key, values = rng.choice(
        (
            ("duration", (0.0, 0.001, media["duration"] / 2, 3600.0, 9e7)),
            ("path", (*TEXTS[:40], "", "http://127.0.0.1:9/x.wav", "/dev/zero", "/dev/null", ".")),
            ("relative", (*TEXTS[:40], "", "../../../../etc/passwd", "/dev/zero")),
            ("sha256", ("0" * 64, "", "x")),
            ("stream", (0, 1, 77)),
            ("channel", (0, 1, 77)),
        )
    )
    media[key] = rng.choice(values)


def _other_language(data: dict[str, Any], rng: random.Random) -> None:
    data["language"] = rng.choice(LANGUAGES)


def _report_much(data: dict[str, Any], rng: random.Random) -> None:
    engine, count = data["engine"], len(data["words"])
    engine["warnings"] = [rng.choice(TEXTS) for _ in range(3)]
    engine["dropped_lines"] = rng.randrange(1 << 31)
    engine["left_out"] = [{"kind": rng.choice(TEXTS), "count": rng.randrange(99), "line": rng.randrange(99)}]
    engine["moved"] = [{"word": rng.randrange(count), "last_word": rng.randrange(count), "start": 3.0, "end": 1.0}]
    engine["name"] = rng.choice(TEXTS)


def _other_count(data: dict[str, Any], rng: random.Random) -> None:
    """Leave one word or none, or repeat them all."""
    words = data["words"]
    data["words"] = rng.choice(([], words[:1], words[7:8], words * 50))
    count = len(data["words"])
    for key in ("chapters", "speakers"):
        data[key] = [row for row in data[key] if row["word"] < count]
    for key in ("paragraphs", "lines"):
        data[key] = [index for index in data[key] if index < count]
    data["engine"].pop("moved", None)


UNUSUAL: tuple[Callable[[dict[str, Any], random.Random], None], ...] = (
    *(_place_word, _swap_times, _join_times, _shift_all, _lose_times, _set_marks, _write_words, _name_speakers),
    *(_name_chapters, _part_lines, _scatter_unscripted, _other_media, _other_language, _report_much),
)
"""Changes that keep the form of a document."""


def unusual_document(document: Alignment, rng: random.Random) -> bytes:
    """Return the document whole, with one to five values that nobody expects."""
    data = json.loads(document.to_json())
    for change in rng.sample(UNUSUAL, rng.randrange(1, 6)):
        change(data, rng)
    if rng.random() < 0.1:
        _other_count(data, rng)
    return json.dumps(data).encode()


def mutated_document(document: Alignment, rng: random.Random) -> bytes:
    """Return the document with values that nobody expects, or with errors in values, keys, rows, or bytes."""
    if rng.random() < SHARE_UNUSUAL:
        return unusual_document(document, rng)
    return _broken(json.loads(document.to_json()), rng)


def mutated_result(result: dict[str, Any], rng: random.Random) -> bytes:
    """Return a recogniser's result with values that nobody expects, or with errors."""
    data = json.loads(json.dumps(result))
    if rng.random() >= SHARE_UNUSUAL:
        return _broken(data, rng)
    for _ in range(rng.randrange(1, 6)):
        segment = rng.choice(data["segments"])
        row = rng.choice((segment, rng.choice(segment.get("words", [segment]))))
        key = rng.choice(list(row))
        if key in ("start", "end"):
            row[key] = rng.choice((None, _time(rng, 2.0)))
        elif key != "words":
            row[key] = rng.choice(TEXTS) if key != "score" else rng.choice((None, 0, 1))
        elif rng.random() < 0.3:
            del row[key]
    return json.dumps(data).encode()


def _broken(data: Any, rng: random.Random) -> bytes:
    marks: dict[str, str] = {}
    for number in range(rng.randrange(3)):
        _break(data, rng, marks, f"MARK{number}")
    text = json.dumps(data)
    for mark, value in marks.items():
        text = text.replace(f'"{mark}"', value)
    raw = bytearray(text.encode())
    if not marks or rng.random() < 0.3:
        damage(raw, rng, 0, len(raw))
    return bytes(raw)


def _break(data: Any, rng: random.Random, marks: dict[str, str], mark: str) -> None:
    """Take away, double or replace one value, at any depth."""
    holder = data
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            return
        key = rng.choice(keys)
        if not isinstance(holder[key], dict | list) or rng.random() < 0.2:
            break
        holder = holder[key]
    how = rng.randrange(4)
    if how == 0:
        del holder[key]
    elif how == 1 and isinstance(holder, list):
        holder.append(holder[key])
    else:
        holder[key] = mark
        marks[mark] = rng.choice(VALUES)
