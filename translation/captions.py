"""From an alignment and a translation to subtitle files: the thin edge around pairing and timing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from align.document import Alignment
from align.errors import FileProblem, LanguageNotServed, UsageError, shown
from align.files import refuse_existing, temporary_folder, write_whole
from align.json_values import bare_language, language_value, shown_value
from align.pronunciation import Detection, contradiction, detect, find_language
from align.spreadsheet import table_text
from align.transcript import Token, Transcript, read_transcript
from subtitles import Track, lay_out
from subtitles.check import text_cues
from subtitles.formats import format_of
from subtitles.reading import TextCue, read_subtitles
from subtitles.settings import Settings
from translation.division import Divided, bilingual_text, divide_like, divided_text, share_afar
from translation.pairing import Pair
from translation.sentences import sentences_text
from translation.timing import Translated, in_parts, sentences_in, spoken_sentences, time_translation
from translation.translator import translate

__all__ = ["Request", "Written", "translate_captions"]

ALIGNMENT = ".align.json"
TEXT_KINDS = {".srt": "srt", ".vtt": "vtt"}

CODE = 3
"""Letters of a language's code at the most (ISO 639-3): a name, as in "german", would be a code without rules."""

FAR_SHARE = 0.05
"""Share of the words far from every cue of `--like` above which that is told: an intro may have no cues."""


@dataclass(frozen=True, slots=True)
class Request:
    """What `pullquote translate-captions` was asked; see its options."""

    alignment: Path
    translation: Path | None
    outputs: tuple[Path, ...]
    settings: Settings
    language: str = "auto"
    translator: str | None = None
    like: Path | None = None
    bilingual: bool = False
    pairs: Path | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What was made: the translation with times, how many cues, and what speaks against its being right."""

    made: Translated
    cues: int
    doubts: tuple[str, ...] = ()


def translate_captions(request: Request, *, force: bool = False) -> Written:
    """Write every output; all are made before the first is written.

    Raises `UsageError`, `FileProblem`, `InputsDoNotFit`, or `ProgramFailed` of the translator.
    """
    _check(request)
    request = replace(request, language=_code(request.language))
    targets = [*request.outputs, *([request.pairs] if request.pairs else [])]
    refuse_existing(*targets, force=force, inputs=(request.alignment, request.translation, request.like))
    original = Alignment.load(request.alignment)
    made = _translated(request, original)
    cues, files, doubts = _render(request, original, made)
    if request.pairs is not None:
        files.append((request.pairs, _table(made)))
    for path, content in files:
        write_whole(path, content, force=force)
    return Written(made, cues, (*made.doubts, *doubts))


def _check(request: Request) -> None:
    if (request.translation is None) == (request.translator is None):
        raise UsageError("give a TRANSLATION, or --translator CMD for a program that makes one")
    if not request.outputs:
        raise UsageError("nothing to write: give -o FILE")
    if request.like is not None or request.bilingual:
        others = [path for path in request.outputs if path.suffix.lower() not in TEXT_KINDS]
        if others:
            raise UsageError(f"{others[0].name}: --like and --bilingual write .srt and .vtt")
    _code(request.language)
    if request.translator is not None and request.language == "auto":
        raise UsageError("--translator needs --language, the one that it translates into")


def _code(language: str) -> str:
    """Return the code of a language as documents have it; raises `UsageError` for none, which none can hold."""
    if language == "auto":
        return language
    try:
        code = language_value("--language", language)
    except ValueError:
        code = ""
    if not 0 < len(bare_language(code)) <= CODE:
        raise UsageError(
            f"--language {shown_value(language)} is no code of a language; write two letters, as in de or ja"
        )
    return code


def _translated(request: Request, original: Alignment) -> Translated:
    if request.translator is not None:
        return _by_program(request, original, request.translator)
    assert request.translation is not None
    transcript = read_transcript(request.translation)
    found = detect(" ".join(transcript.words))
    language = found.code if request.language == "auto" else request.language
    if request.language == "auto" and language == original.language:
        if not found.confident:
            raise UsageError(
                f"{request.translation.name}: its words do not tell the language; name it with --language, as in de"
            )
        raise UsageError(
            f"{request.translation.name} is in the language of the alignment ({language}); give its translation, or"
            " name its language with --language"
        )
    return time_translation(original, transcript, language, doubts=_language_doubts(request, found))


def _language_doubts(request: Request, found: Detection) -> tuple[str, ...]:
    """Say where the words of the translation are surely in another language than the one named."""
    assert request.translation is not None
    if request.language == "auto" or not contradiction(found, request.language):
        return ()
    told, named = (_language_name(code) for code in (found.code, request.language))
    return (f"{shown(request.translation.name)} looks {told}, and is captioned as {named}: is it the right file?",)


def _language_name(code: str) -> str:
    try:
        return find_language(code).name
    except LanguageNotServed:  # captions need no engine
        return repr(code)


def _by_program(request: Request, original: Alignment, command: str) -> Translated:
    """Have a program translate; which sentence is which is known then."""
    ours = spoken_sentences(original)
    answers = translate(command, [one.text for one in ours])
    with temporary_folder() as folder:
        path = folder / "translation.txt"
        path.write_text("\n\n".join(answer or "…" for answer in answers) + "\n", encoding="utf-8")
        transcript = _plain(path, answers)
    transcript = in_parts(transcript, request.language)
    theirs = sentences_in(transcript, request.language)
    pairs = _known_pairs(transcript, len(ours), [one.first for one in theirs])
    return time_translation(original, transcript, request.language, pairs=pairs)


def _plain(path: Path, answers: Sequence[str]) -> Transcript:
    """Return the answers as a transcript in which each opens a paragraph; nothing in them is taken for layout."""
    tokens: list[Token] = []
    openers: list[int] = []
    for number, answer in enumerate(answers, 1):
        openers.append(len(tokens))
        tokens += [Token(word[0], number, word.start() + 1) for word in re.finditer(r"\S+", answer)]
    if not tokens:
        raise FileProblem(path.name, "the translator's answer holds no words")
    return Transcript(path, tuple(tokens), paragraphs=tuple(k for k in openers if k < len(tokens)))


def _known_pairs(transcript: Transcript, count: int, firsts: Sequence[int]) -> list[Pair]:
    theirs: list[list[int]] = [[] for _ in range(count)]
    for index, first in enumerate(firsts):
        theirs[transcript.tokens[first].line - 1].append(index)
    return [Pair((k,), tuple(found), 0.0) for k, found in enumerate(theirs)]


def _render(
    request: Request, original: Alignment, made: Translated
) -> tuple[int, list[tuple[Path, bytes | str]], tuple[str, ...]]:
    """Return how many cues there are, each file with its content, and doubts about `--like`."""
    settings = request.settings
    if request.like is None and not request.bilingual:
        track = lay_out(made.alignment, settings.profile, settings.options)
        return len(track.events), [(path, _content(path, track)) for path in request.outputs], ()
    given = _cues(request, original)
    divided = divide_like(given, made.alignment, settings.profile)
    languages = (original.language, made.alignment.language)
    files: list[tuple[Path, bytes | str]] = [
        (path, _divided(divided, languages, TEXT_KINDS[path.suffix.lower()], request.bilingual))
        for path in request.outputs
    ]
    return sum(bool(one.lines) for one in divided), files, _like_doubts(request, share_afar(given, made.alignment))


def _like_doubts(request: Request, afar: float) -> tuple[str, ...]:
    if request.like is None or afar <= FAR_SHARE:
        return ()
    return (
        f"{afar:.0%} of the words are said far from every cue of {shown(request.like.name)}:"
        " are they the subtitles of this recording?",
    )


def _divided(divided: Sequence[Divided], languages: tuple[str, str], kind: str, bilingual: bool) -> str:
    return bilingual_text(divided, languages, kind) if bilingual else divided_text(divided, kind)


def _cues(request: Request, original: Alignment) -> Sequence[TextCue]:
    """Return the cues to keep to: those of `--like`, else the original's own."""
    if request.like is None:
        return text_cues(lay_out(original, request.settings.profile, request.settings.options))
    cues = read_subtitles(request.like).cues
    if not cues:
        raise FileProblem(request.like, "holds no cues")
    return cues


def _content(path: Path, track: Track) -> bytes | str:
    if path.name.lower().endswith(ALIGNMENT):
        return track.alignment.to_json()
    return format_of(path).write(track)


def _table(made: Translated) -> str:
    """Return every pair as CSV, with what it costs and whether to look at it."""
    rows: list[list[object]] = [["Original", "Translation", "Cost", "Look"]]
    for pair in made.pairs:
        texts = [
            sentences_text(sentences, chosen)
            for sentences, chosen in ((made.ours, pair.ours), (made.theirs, pair.theirs))
        ]
        rows.append([*texts, pair.cost, "yes" if pair.uncertain else ""])
    return table_text(rows)
