"""The neural engine over a model whose answers are planted: words, statuses, refusals, and what it tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.ctc import engine as ctc_engine
from align.ctc.engine import NeuralEngine
from align.document import PoorMatch, Word
from align.engine import Aligned, AlignOptions, Recording
from align.errors import FileProblem, InputsDoNotFit, LanguageNotServed, UsageError, naming_options
from align.transcript.transcript import Token, Transcript
from tests.align.ctc.fakes import GEOMETRY, LETTERS, Reader, fake_torch, install, model_of, planted, said

TEXT = "la barca torna al porto con la sera e il vento tace sopra le reti bagnate mentre un cane dorme"
WORDS = TEXT.split()


@pytest.fixture(autouse=True)
def at_a_terminal() -> Iterator[None]:
    """Errors as the command says them."""
    with naming_options():
        yield


def frame_time(frame: int) -> float:
    """Seconds of a frame's centre, by the model's hop and width at 16 kHz."""
    return (frame * 320 + 200) / 16000


class Studio:
    """An engine whose recording, model and cache are stand-ins."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.monkeypatch, self.folder = monkeypatch, folder
        fake_torch(monkeypatch)
        install(monkeypatch, "whisperx")
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        monkeypatch.setattr("importlib.metadata.version", lambda name: "3.8.1")
        self.module = Reader()
        self.progress: list[tuple[float, str]] = []
        monkeypatch.setattr(ctc_engine, "load_model", lambda language, options, device: model_of(self.module))
        self.recording = folder / "talk.wav"
        self.recording.write_bytes(b"planted")

    def align(
        self,
        sound: NDArray[np.int16],
        words: Sequence[str],
        *,
        language: str = "it",
        options: AlignOptions | None = None,
    ) -> Aligned:
        """Align words with a sound."""

        def stream(path: Path, *, rate: int, stream: int | None, channel: int | None) -> Iterator[NDArray[np.int16]]:
            assert (path, rate, stream, channel) == (self.recording, 16000, None, None)
            return iter(np.array_split(sound, 3))

        self.monkeypatch.setattr(ctc_engine, "stream_pcm", stream)
        tokens = tuple(Token(word, 1 + index // 5, index) for index, word in enumerate(words))
        transcript = Transcript(Path("talk.txt"), tokens)
        return NeuralEngine().align(
            Recording.open(self.recording),
            transcript,
            language,
            options or AlignOptions(),
            lambda share, doing: self.progress.append((share, doing)),
        )


@pytest.fixture
def studio(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Studio:
    return Studio(monkeypatch, tmp_path)


def assert_near(words: Sequence[Word], places: Sequence[tuple[int, int]]) -> None:
    """Each word begins no later than its first letter and ends no sooner than its last, and not far off."""
    for word, (first, last) in zip(words, places, strict=True):
        start, end = word.span
        assert frame_time(first) - 0.3 <= start <= frame_time(first) + 1e-6, word
        assert frame_time(last) - 1e-6 <= end <= frame_time(last) + 0.3, word


@pytest.mark.slow
def test_planted_words_are_placed_and_told(studio: Studio) -> None:
    symbols, places = said(WORDS)
    aligned = studio.align(planted(symbols), WORDS)
    assert [word.text for word in aligned.words] == WORDS
    assert {word.status for word in aligned.words} == {"aligned"}
    assert_near(aligned.words, places)
    spans = [word.span for word in aligned.words]
    assert all(before[1] <= after[0] + 1e-9 for before, after in pairwise(spans))
    assert all(word.score is not None and 0 < word.score <= 1 for word in aligned.words)
    assert [(word.line, word.column) for word in aligned.words[4:6]] == [(1, 4), (2, 5)]
    assert aligned.duration == pytest.approx((len(symbols) * 320 + 80) / 16000)
    assert (aligned.language, aligned.engine.name, aligned.engine.version) == ("it", "whisperx", "3.8.1")
    assert aligned.engine.detail == {
        "model": "fake",
        "model_sha256": "k" * 64,
        "device": "cpu",
        "chunks_computed": 1,
        "share_without_emissions": 0.0,
    }
    assert aligned.report.poor_match is None


def test_progress_grows_to_one_and_a_second_run_computes_nothing(studio: Studio) -> None:
    sound = planted(said(WORDS)[0])
    first = studio.align(sound, WORDS)
    shares = [share for share, _ in studio.progress]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert [doing for share, doing in studio.progress if share in (0.0, 1.0)] == ["loading the model", "aligned"]
    again = studio.align(sound, WORDS)
    assert again.engine.detail["chunks_computed"] == 0
    assert again.words == first.words
    assert len(studio.module.batches) == 1


def test_words_that_were_cut_are_absent_and_the_others_stay(studio: Studio) -> None:
    kept = [*WORDS[:5], *WORDS[13:]]
    symbols, places = said(kept)
    words = studio.align(planted(symbols), WORDS).words
    statuses = [word.status for word in words]
    assert statuses[5:13] == ["absent"] * 8
    assert statuses.count("absent") == 8
    assert all(not word.timed for word in words[5:13])
    assert_near([*words[:5], *words[13:]], places)


def test_what_says_nothing_is_silent_and_what_cannot_be_spelt_gets_the_room_there_is(studio: Studio) -> None:
    symbols, _ = said(WORDS[:9], rest=12)
    printed = [*WORDS[:3], "–", *WORDS[3:6], "Ж", *WORDS[6:9]]
    words = studio.align(planted(symbols), printed).words
    assert (words[3].status, words[3].timed) == ("silent", False)
    strange = words[7]
    assert strange.status == "interpolated"
    assert words[6].span[1] <= strange.span[0] < strange.span[1] <= words[8].span[0]


def test_the_language_is_told_from_the_text(studio: Studio) -> None:
    text = "ce soir le bateau rentre au port et les filets sont encore sur le quai avec nous"
    symbols, _ = said(text.split())
    assert studio.align(planted(symbols), text.split(), language="auto").language == "fr"


def test_a_transcript_of_something_else_is_refused_unless_accepted(studio: Studio) -> None:
    other = "quattro giorni dopo nessuno ricordava quel libro grigio nascosto dietro lo scaffale".split()
    sound = planted(said(WORDS * 2)[0])
    with pytest.raises(InputsDoNotFit, match="does not belong to this recording") as caught:
        studio.align(sound, other)
    assert caught.value.total == len(other)
    assert caught.value.exit_code == 3
    accepted = studio.align(sound, other, options=AlignOptions(accept_poor=True))
    assert isinstance(accepted.report.poor_match, PoorMatch)
    assert len(accepted.words) == len(other)


@pytest.mark.parametrize(
    ("sound", "problem"),
    [
        (np.zeros(32000, np.int16), "the recording is silent"),
        (np.full(800, 9000, np.int16), "the recording is too short"),
        (np.zeros(0, np.int16), "the recording is too short"),
    ],
)
def test_no_sound_is_refused(studio: Studio, sound: NDArray[np.int16], problem: str) -> None:
    with pytest.raises(InputsDoNotFit, match=problem):
        studio.align(sound, WORDS)
    assert studio.module.batches == []


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["–", "[risate]", "…"], "holds nothing that can be said"),
        ("вечером лодка идёт домой".split(), "100% of its letters are unknown to the model"),
        (["Ж", "abc", "ЖЖЖЖ"], "62% of its letters are unknown to the model"),
    ],
)
def test_a_transcript_that_cannot_be_spelt_is_refused(studio: Studio, words: list[str], problem: str) -> None:
    with pytest.raises(FileProblem, match=problem):
        studio.align(planted(said(WORDS)[0]), words)
    assert studio.module.batches == []


def test_hints_are_for_the_other_engine(studio: Studio) -> None:
    with pytest.raises(UsageError, match="leave --hints out"):
        studio.align(planted([0]), WORDS, options=AlignOptions(hints=True))


def test_speech_that_nobody_transcribed_is_unscripted(studio: Studio) -> None:
    before, after = said(WORDS[:8])[0], said(WORDS[8:])[0]
    chatter = [LETTERS[letter] for letter in "mzgwhkfy" * 38]
    symbols = [*before, *chatter, *after]
    aligned = studio.align(planted(symbols), WORDS)
    assert all(word.status == "aligned" for word in aligned.words)
    first, last = len(before), len(before) + len(chatter)
    (stretch,) = [each for each in aligned.unscripted if each.end - each.start > 2]
    assert stretch.kind == "speech"
    assert stretch.start == pytest.approx(frame_time(first), abs=0.5)
    assert stretch.end == pytest.approx(frame_time(last), abs=0.5)


def test_without_whisperx_the_engine_serves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(LanguageNotServed, match="whisperX is not installed"):
        NeuralEngine().check(Transcript(Path("t.txt"), ()), "th")


def test_frames_are_as_the_model_counts_them() -> None:
    assert GEOMETRY.seconds(10) == pytest.approx(frame_time(10))
