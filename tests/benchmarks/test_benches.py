"""The benchmark's machinery, with known answers in the aligner's place."""

from __future__ import annotations

import itertools
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import align
from align.document import Alignment
from align.errors import InputsDoNotFit
from align.transcript import read_transcript
from benchmarks import context, episodes, festival, languages, long, recipes, script, short, text
from benchmarks.aeneas import NotInstalled
from benchmarks.measure import Cost, run_measured
from benchmarks.scoring import read_known, read_stretches, score
from benchmarks.tables import Table, as_markdown
from samples import voices

RNG = np.random.default_rng


@pytest.fixture(autouse=True, scope="session")
def _flite() -> None:
    try:
        voices.say(["hello"], voices.Voice("kal16"))
    except voices.FliteMissing:
        pytest.skip("flite is not installed", allow_module_level=True)


@pytest.fixture(autouse=True)
def _fast_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    """The diphone voice is a hundred times faster than the others."""
    said = voices.say
    monkeypatch.setattr(voices, "say", lambda tokens, voice: said(tokens, replace(voice, base="kal16")))


@pytest.fixture
def settings(tmp_path: Path) -> context.Settings:
    return context.Settings(tmp_path, minutes=1.0, runs=1, hours=2.0, why_not="aeneas is not here")


@pytest.fixture
def perfect(monkeypatch: pytest.MonkeyPatch) -> None:
    """`pullquote align` copies the answer."""

    def copy(*arguments: str) -> Cost:
        audio, out = Path(arguments[1]), Path(arguments[arguments.index("-o") + 1])
        own = audio.parent == Path(arguments[2]).parent
        if own:
            shutil.copy(audio.parent / "gold.align.json", out)
        return Cost(0 if own else 3, 1.0, 1.0, 100.0)

    monkeypatch.setattr(context, "pullquote", copy)
    monkeypatch.setattr(short, "pullquote", copy)


def test_a_made_up_transcript_is_stitched_as_the_product_does(tmp_path: Path) -> None:
    tokens = text.talk(3000, RNG(1))
    whole = text.with_chapters(tokens, every=600)
    (tmp_path / "t.txt").write_text(whole, encoding="utf-8")
    read = read_transcript(tmp_path / "t.txt")
    assert script.stitched(whole) == tokens == tuple(token.text for token in read.tokens)
    titles, lines = script.structure(whole)
    assert titles == [(chapter.title, chapter.word) for chapter in read.chapters]
    assert len(titles) == 5
    assert lines == list(read.lines)


def test_the_halves_of_talk_share_no_sentence() -> None:
    def openings(half: int) -> set[tuple[str, ...]]:
        tokens = text.talk(2000, RNG(half), half=half)
        return {tuple(tokens[i] for i in place) for place in script.sentences(tokens)}

    assert not openings(0) & openings(1)


@pytest.mark.slow
@pytest.mark.parametrize("recipe", list(recipes.RECIPES))
def test_every_recipe_knows_its_answer(recipe: str, tmp_path: Path) -> None:
    tokens = text.talk(350, RNG(2))
    made = recipes.make(recipe, tokens, tmp_path, seed=3)
    known = read_known(tmp_path / "gold.tsv")
    spoken = [word for word in known if word.start >= 0]
    assert tuple(word.text for word in known) == script.stitched((tmp_path / "transcript.txt").read_text("utf-8"))
    assert all(0 <= word.start < word.end <= made.seconds for word in spoken)
    in_order = all(a.start <= b.start for a, b in itertools.pairwise(spoken))
    assert in_order == (recipe != "swapped")
    document = Alignment.load(tmp_path / "gold.align.json")
    assert score(document, known).good == 1.0
    cut = sum(word.cut for word in known)
    assert (cut > 0) == recipe.startswith("hard")
    stretches = read_stretches(tmp_path / "unscripted.tsv")
    assert bool(stretches) == (recipe in ("hard", "hard2", "music", "takes", "middle"))
    assert not [
        word for word in spoken for start, end in stretches if min(word.end, end) - max(word.start, start) > 0.01
    ]


@pytest.mark.slow
def test_the_same_seed_makes_the_same_episode(tmp_path: Path) -> None:
    tokens = text.talk(60, RNG(4))
    sounds = [recipes.make("hard", tokens, tmp_path / str(i), seed=9).mix.sound.tobytes() for i in range(2)]
    assert sounds[0] == sounds[1]


def test_takes_are_said_twice_and_timed_at_the_second() -> None:
    tokens = "This is said two times over. But this one just once here.".split()
    pieces = script.with_takes(script.scripted(tokens, RNG(0)), RNG(0), share=1.0)
    assert [piece.scripted for piece in pieces] == [False, True, False, True]
    made = episodes.render(pieces, episodes.Conditions(), RNG(0))
    assert len(made.unscripted) == 2
    assert made.unscripted[0][1] < made.spans[0][0]


@pytest.mark.slow
@pytest.mark.usefixtures("perfect")
def test_a_perfect_aligner_gets_perfect_tables(settings: context.Settings) -> None:
    report = long.clean(settings)
    words = dict(zip(report.tables[0].columns, report.tables[0].rows[0], strict=True))
    assert words["both edges in 100 ms"] == 1.0
    assert words["worst ms"] < 1.0  # type: ignore[operator]
    assert report.tables[1].notes == ["aeneas is not here"]
    assert report.tables[1].rows[0][0] == "pullquote"
    hard = long.hard(settings)
    noticed = next(table for table in hard.tables if table.title == "what was noticed")
    assert [row[2:4] for row in noticed.rows] == [[1.0, 1.0], [1.0, 1.0]]


@pytest.mark.slow
@pytest.mark.usefixtures("perfect")
def test_growth_repeats_the_hour_without_drift(settings: context.Settings) -> None:
    report = long.growth(settings)
    minutes = [row[1] for row in report.tables[0].rows]
    assert minutes[2] == pytest.approx(2 * float(minutes[1] or 0), abs=0.11)
    assert all(row[7] == 1.0 for row in report.tables[0].rows)


@pytest.mark.slow
def test_a_failing_command_is_a_row_not_a_crash(settings: context.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "pullquote", lambda *arguments: Cost(4, 1.0, 1.0, 1.0, "no"))
    assert long.variants(settings).tables[0].rows[0][-1] == "exit 4"


@pytest.mark.slow
@pytest.mark.usefixtures("perfect")
def test_pairs_count_exit_codes(settings: context.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(short, "_slices", lambda settings: [text.talk(30, RNG(i), half=i % 2) for i in range(4)])
    rows = short.wrong_pairs(settings).tables[0].rows
    assert [row[:4] for row in rows] == [["its own transcript", 4, "exit 0", 4], ["another episode's", 4, "exit 3", 4]]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A folder of two recordings with known words, and a phrase of another language."""
    for name, words in (("a", ["One", "two."]), ("b", ["Three"])):
        (tmp_path / f"{name}.wav").write_bytes(b"")
        (tmp_path / f"{name}.txt").write_text(" ".join(words))
        rows = "".join(f"{i}\t{word}\t{i + 1.0}\t{i + 1.5}\n" for i, word in enumerate(words))
        (tmp_path / f"{name}.tsv").write_text(rows)
    return tmp_path


def _shifted(by: float) -> Callable[..., Alignment]:
    def align_file(audio: Path, transcript: Path, *, language: str = "en") -> Alignment:
        if audio.stem == "b":
            raise InputsDoNotFit("nothing of it was found")
        words = transcript.read_text().split()
        spans = {i: (i + 1.0 + by, i + 1.5 + by) for i in range(len(words))}
        return episodes.gold_document(audio, 5.0, words, spans, "")

    return align_file


def test_hand_labelled_recordings(settings: context.Settings, labelled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(align, "align_file", _shifted(0.03), raising=False)
    table = short.hand(replace(settings, hand=[labelled])).tables[0]
    assert table.rows[-1][:7] == ["pullquote", "all", 4, 30.0, 30.0, 30.0, 30.0]
    # All edges are 30 ms off: none within 25 ms, all within 50 and 100, and none counts for the F1 at 20 ms.
    assert table.rows[-1][8:] == [0.0, 1.0, 1.0, 0.0]
    assert table.notes == ["b: InputsDoNotFit: nothing of it was found", "aeneas is not here"]


def test_phrases_of_other_languages(
    settings: context.Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(align, "align_file", _shifted(-0.1), raising=False)
    (tmp_path / "es.wav").write_bytes(b"")
    (tmp_path / "es.txt").write_text("uno dos\n\ntres")
    (tmp_path / "es.phrases.tsv").write_text("1.0\t2.5\tuno dos\n3.1\t3.5\ttres\n")
    monkeypatch.setattr(festival, "installed", list)
    table = languages.languages(replace(settings, phrases=[tmp_path])).tables[0]
    assert table.rows[0] == [tmp_path.name, "es", "pullquote", 4, 0.75, 125.0, 100.0, None]
    assert table.rows[1][:5] == [tmp_path.name, "all", "pullquote", 4, 0.75]
    assert table.notes[0] == "aeneas 1.7.3, es: NotInstalled: aeneas is not here"


@pytest.mark.slow
def test_the_cost_of_a_command_counts_its_children() -> None:
    grow = "x = b'x' * 60_000_000; import time; time.sleep(0.5)"
    parent = f"import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', {grow!r}]) + 3)"
    cost = run_measured([sys.executable, "-c", parent])
    assert cost.code == 3
    assert cost.peak_mb > 60
    assert 0.5 < cost.seconds < 20


@pytest.mark.slow
def test_what_this_process_holds_is_not_counted() -> None:
    held = np.ones(40_000_000)
    cost = run_measured([sys.executable, "-c", "import time; time.sleep(0.6)"])
    assert 3 < cost.peak_mb < 0.5 * held.nbytes / (1 << 20)


def test_markdown_has_a_row_a_line() -> None:
    rows: Sequence[Sequence[str | int | float | None]] = [["a|b", 1, 0.12345], ["c", 20474, None]]
    shown = as_markdown(Table("Title", ["x", "n", "y"], rows, ["a remark"]))
    assert shown.splitlines()[4:6] == ["| a\\|b | 1 | 0.1235 |", "| c | 20,474 | - |"]
    assert shown.endswith("\nA remark.")


def test_aeneas_that_cannot_be_run_says_so(settings: context.Settings) -> None:
    with pytest.raises(NotInstalled, match="aeneas is not here"):
        languages._theirs(settings, Path("x.wav"), [], "es")


@pytest.mark.skipif("it" not in festival.installed(), reason="festival's Italian voice is not installed")
def test_festival_times_each_word(tmp_path: Path) -> None:
    festival.make("it", tmp_path)
    known = read_known(tmp_path / "it.tsv")
    phrases = languages.read_phrases(tmp_path / "it.phrases.tsv")
    assert [word.text for word in known] == (tmp_path / "it.txt").read_text("utf-8").split()
    assert [word.text for word in known] == [token for _, tokens in phrases for token in tokens]
    assert all(a.end <= b.start + 1e-3 for a, b in itertools.pairwise(known))
    assert phrases[0][0] == (known[0].start, known[len(phrases[0][1]) - 1].end)
