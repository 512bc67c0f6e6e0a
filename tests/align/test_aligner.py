"""The whole way on the sample: how far off, what is missing, what does not belong, and what is refused."""

from __future__ import annotations

import itertools
import os
import resource
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from align import InputsDoNotFit, align_file
from align.document import Alignment
from align.engine import AlignOptions
from align.media.ffmpeg import run_ffmpeg
from benchmarks.scoring import read_known, score
from cli import main
from tests.conftest import Inputs

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
Process = subprocess.Popen[str]
SAMPLES = ROOT / "samples"
RATE = 16000
AUDIO, TRANSCRIPT = SAMPLES / "sample.mp3", SAMPLES / "transcript.txt"


@pytest.fixture
def aligned(sample_alignment: Alignment) -> Alignment:
    return sample_alignment


def pullquote(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def test_the_sample_is_aligned_within_100_ms(aligned: Alignment) -> None:
    result = score(aligned, read_known(SAMPLES / "gold.tsv"))
    assert result.good >= 0.98
    assert result.start.mean_ms < 15
    assert result.end.mean_ms < 15


def test_words_are_in_order_and_do_not_overlap(aligned: Alignment) -> None:
    spans = [word.span for _, word in aligned.timed()]
    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] + 1e-9 for a, b in itertools.pairwise(spans))
    assert spans[-1][1] <= aligned.media.duration


def test_words_know_their_place_in_the_file(aligned: Alignment) -> None:
    lines = TRANSCRIPT.read_text(encoding="utf-8").splitlines()
    for word in aligned.words:
        assert word.line is not None
        assert word.column is not None
        assert lines[word.line - 1][word.column - 1 :].startswith(word.text)


def test_music_and_laughter_are_told_apart(aligned: Alignment) -> None:
    kinds = [u.kind for u in aligned.unscripted]
    assert kinds == ["music", "noise", "noise", "music", "noise", "music"]
    assert aligned.unscripted[0].end == pytest.approx(4.4, abs=0.3)


def test_tokens_with_digits_are_timed_and_dashes_are_silent(aligned: Alignment) -> None:
    for word in aligned.words:
        if any(c.isdigit() for c in word.text):
            assert word.timed, word
        if not any(c.isalnum() for c in word.text):
            assert word.status == "silent"


def test_a_sentence_that_was_never_said_is_absent(tmp_path: Path, aligned: Alignment) -> None:
    added = "Every autumn the council of fishermen publishes an enormous orange catalogue about quantum mathematics. "
    text = TRANSCRIPT.read_text(encoding="utf-8")
    where = text.index("\n\n", len(text) // 4) + 2  # in the first chapter, away from the overlap
    path = tmp_path / "more.txt"
    path.write_text(text[:where] + added + "\n\n" + text[where:], encoding="utf-8")
    found = align_file(AUDIO, path)
    new = added.split()
    texts = [word.text for word in found.words]
    at = next(i for i in range(len(texts)) if texts[i : i + len(new)] == new)
    absent = [word.status == "absent" for word in found.words[at : at + len(new)]]
    assert sum(absent) >= len(new) - 3
    others = [w for i, w in enumerate(found.words) if not at <= i < at + len(new)]
    assert sum(w.status == "absent" for w in others) <= 2
    close = [
        abs(a.start - b.start) < 0.1
        for a, b in zip(others, aligned.words, strict=True)
        if a.start is not None and b.start is not None
    ]
    assert np.mean(close) > 0.98


def test_the_way_is_found_again_behind_a_long_cut(tmp_path: Path, aligned: Alignment) -> None:
    text = TRANSCRIPT.read_text(encoding="utf-8")
    where = text.index("\n\n", len(text) // 4) + 2
    plain = [word.text for word in aligned.words if word.text.isalpha()]
    rng = np.random.default_rng(5)
    cut = [" ".join(rng.choice(plain, 15)).capitalize() + "." for _ in range(100)]
    path = tmp_path / "more.txt"
    path.write_text(text[:where] + "\n\n".join(cut) + "\n\n" + text[where:], encoding="utf-8")
    found = align_file(AUDIO, path)
    opening = cut[0].split()
    begin = next(i for i in range(len(found.words)) if [w.text for w in found.words[i : i + 15]] == opening)
    inserted = found.words[begin : begin + 1500]
    assert sum(word.status == "absent" for word in inserted) > 0.98 * len(inserted)
    rest = [*found.words[:begin], *found.words[begin + 1500 :]]
    pairs = [(a, b) for a, b in zip(rest, aligned.words, strict=True) if b.timed]
    near = [a.timed and abs(a.span[0] - b.span[0]) < 0.1 for a, b in pairs]
    assert np.mean(near) > 0.98


def test_sound_without_words_is_reported(tmp_path: Path, aligned: Alignment) -> None:
    lines = TRANSCRIPT.read_text(encoding="utf-8").split("\n\n")
    cut = 3  # in the first chapter, away from the lines that are there twice
    gone = [w for w in aligned.words if w.timed and w.line is not None]
    kept = "\n\n".join(lines[:cut] + lines[cut + 4 :])
    path = tmp_path / "less.txt"
    path.write_text(kept, encoding="utf-8")
    found = align_file(AUDIO, path)
    first = TRANSCRIPT.read_text(encoding="utf-8")[: len("\n\n".join(lines[:cut]))].count("\n") + 2
    last = first + "\n\n".join(lines[cut : cut + 4]).count("\n")
    start = min(w.span[0] for w in gone if w.line is not None and first <= w.line <= last)
    end = max(w.span[1] for w in gone if w.line is not None and first <= w.line <= last)
    covered = sum(max(0.0, min(u.end, end) - max(u.start, start)) for u in found.unscripted)
    assert covered > 0.7 * (end - start)


def test_another_recordings_transcript_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    path.write_text("The committee adjourned without a vote. Rainfall in April exceeded every forecast we had. " * 20)
    with pytest.raises(InputsDoNotFit) as refused:
        align_file(AUDIO, path)
    assert refused.value.found is not None
    assert refused.value.total is not None
    assert refused.value.found < 0.3 * refused.value.total


def make(path: Path, *args: str) -> Path:
    run_ffmpeg(["-v", "error", "-y", *args, f"file:{path}"])
    return path


@pytest.mark.parametrize(
    ("kind", "code", "said"),
    [
        ("missing", 4, "no such file"),
        ("folder", 4, "folder"),
        ("empty", 4, "empty"),
        ("picture", 4, ""),
        ("text", 4, "text"),
        ("mute video", 4, "no sound"),
        ("truncated", 4, ""),
        ("tenth", 3, "0.10 s"),
        ("silent", 3, "words found"),
    ],
)
def test_bad_audio_is_one_line(tmp_path: Path, kind: str, code: int, said: str) -> None:
    audio = tmp_path / "bad.mp4"
    if kind == "folder":
        audio.mkdir()
    elif kind == "empty":
        audio.touch()
    elif kind == "text":
        audio.write_text("Only words, no sound at all.\n" * 30)
    elif kind == "truncated":
        audio.write_bytes((SAMPLES / "sample.mp4").read_bytes()[:100_000])
    elif kind == "picture":
        audio = make(tmp_path / "bad.png", "-f", "lavfi", "-i", "testsrc=s=64x64", "-frames:v", "1")
    elif kind == "mute video":
        make(audio, "-f", "lavfi", "-i", "testsrc=s=64x64:d=1")
    elif kind == "tenth":
        audio = make(tmp_path / "bad.wav", "-f", "lavfi", "-i", "anullsrc=r=16000", "-t", "0.1")
    elif kind == "silent":
        audio = make(tmp_path / "bad.wav", "-f", "lavfi", "-i", "anullsrc=r=16000", "-t", "5")
    out = tmp_path / "out.json"
    result = pullquote("align", audio, TRANSCRIPT, "-o", out)
    assert result.exit_code == code
    assert result.stderr.count("\n") == 1
    assert said in result.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [("", 4, "empty"), ("# Chapter 1\n\n# Chapter 2\n", 4, "no words"), ("lamp", 3, "too few")],
)
def test_bad_transcripts_are_one_line(tmp_path: Path, text: str, code: int, said: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_text(text)
    result = pullquote("align", AUDIO, path, "-o", tmp_path / "out.json")
    assert (result.exit_code, result.stderr.count("\n")) == (code, 1)
    assert said in result.stderr


def test_swapped_inputs_are_named(tmp_path: Path) -> None:
    result = pullquote("align", TRANSCRIPT, AUDIO, "-o", tmp_path / "out.json")
    assert result.exit_code == 2
    assert "swapped" in result.stderr


def test_outputs_are_kept_unless_forced(tmp_path: Path) -> None:
    out = tmp_path / "kept.json"
    out.write_text("mine")
    result = pullquote("align", AUDIO, TRANSCRIPT, "-o", out)
    assert (result.exit_code, out.read_text()) == (2, "mine")
    missing = pullquote("align", AUDIO, TRANSCRIPT, "-o", tmp_path / "none" / "x.json")
    assert missing.exit_code == 4
    assert "does not exist" in missing.stderr


@pytest.mark.parametrize(
    "name", ["-dash.mp3", "per%cent 100%d.mp3", 'it\'s "quoted".mp3', "naïve Ünï.mp3", "two\nlines.mp3"]
)
def test_any_name_will_do(tmp_path: Path, name: str, short_sample: Inputs) -> None:
    (tmp_path / name).write_bytes(short_sample.audio.read_bytes())
    arguments = ["run", "--json", "-o", str(tmp_path / "out"), "--", name, str(short_sample.transcript)]
    result = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert result.returncode == 0, result.stderr
    assert sorted(p.suffix for p in (tmp_path / "out").iterdir()) == [".json", ".srt", ".vtt"]


SLOW_RENAME = """
import os, sys, time
rename = os.replace
def wait(source, target):
    time.sleep(60)
    rename(source, target)
os.replace = wait
import cli
cli.main(sys.argv[1:])
"""
"""The command, stopping for a minute between writing the document and giving it its name."""


def spawn(inputs: Inputs, tmp_path: Path, limit: int | None = None, program: str = "import cli; cli.main()") -> Process:
    """Start the command; files may grow to `limit` bytes. Ctrl-C counts, also where the tests run in the background."""

    def restrict() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    arguments = ["align", str(inputs.audio), str(inputs.transcript), "-o", str(tmp_path / "out.json")]
    command = [sys.executable, "-c", program, *arguments]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=paths, preexec_fn=restrict)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT], ids=lambda number: number.name)
def test_being_killed_while_writing_leaves_no_half_file(
    tmp_path: Path, number: signal.Signals, short_sample: Inputs
) -> None:
    process = spawn(short_sample, tmp_path, program=SLOW_RENAME)
    while not list(tmp_path.iterdir()):
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert not (tmp_path / "out.json").exists()
    done = spawn(short_sample, tmp_path)
    _, said = done.communicate(timeout=300)
    assert done.returncode == 0, said
    assert Alignment.load(tmp_path / "out.json").words


def test_a_full_disk_leaves_nothing(tmp_path: Path, short_sample: Inputs) -> None:
    process = spawn(short_sample, tmp_path, limit=2000)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 4
    assert "cannot be written" in said
    assert list(tmp_path.iterdir()) == []


def test_words_that_are_begun_twice_are_found_where_they_are_said_in_full(tmp_path: Path) -> None:
    """The first half of every seventh long word, and a short pause, put in before it."""
    known = read_known(SAMPLES / "gold.tsv")
    arguments = ["-v", "error", "-i", f"file:{AUDIO}", "-ac", "1", "-ar", str(RATE), "-f", "s16le", "-"]
    sound = np.frombuffer(run_ffmpeg(arguments).stdout, "<i2")
    chosen = [i for i, word in enumerate(known) if word.start >= 0 and word.end - word.start > 0.3][3::7]
    parts, at, added = [], 0, np.zeros(len(known))
    for i in chosen:
        first, last = round(known[i].start * RATE), round((known[i].start + known[i].end) / 2 * RATE)
        parts += [sound[at:first], sound[first:last], np.zeros(RATE // 8, "<i2")]
        at = first
        added[i:] += (last - first + RATE // 8) / RATE
    path = tmp_path / "stutter.wav"
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(np.concatenate([*parts, sound[at:]]).tobytes())
    found = align_file(path, TRANSCRIPT)
    far = [
        i
        for i, word in enumerate(known)
        if word.start >= 0 and abs((found.words[i].start or 0) - word.start - added[i]) > 0.1
    ]
    assert len(chosen) > 15
    assert len(set(chosen) - set(far)) > 0.85 * len(chosen)
    assert len(far) < 0.03 * len(known)


def test_people_may_pause_within_what_is_printed_as_one_word(tmp_path: Path, aligned: Alignment) -> None:
    words = aligned.words
    i = next(
        i
        for i, (word, after) in enumerate(itertools.pairwise(words))
        if word.timed and after.timed and word.line == after.line and 0.3 < after.span[0] - word.span[1] < 1
    )
    text = TRANSCRIPT.read_text(encoding="utf-8").splitlines()
    line, column = words[i + 1].line, words[i + 1].column
    assert line is not None
    assert column is not None
    text[line - 1] = text[line - 1][: column - 1].rstrip() + "\u2014" + text[line - 1][column - 1 :]
    path = tmp_path / "dash.txt"
    path.write_text("\n".join(text), encoding="utf-8")
    joined = align_file(AUDIO, path).words[i]
    assert joined.text == f"{words[i].text}\u2014{words[i + 1].text}"
    assert joined.span[0] == pytest.approx(words[i].span[0], abs=0.05)
    assert joined.span[1] == pytest.approx(words[i + 1].span[1], abs=0.05)


def test_hints_choose_the_take(tmp_path: Path, aligned: Alignment) -> None:
    """The sample twice in a row, and times that say which half the transcript is of."""
    twice = make(tmp_path / "twice.mp3", "-i", f"file:{AUDIO}", "-i", f"file:{AUDIO}", "-filter_complex",
                 "[0:a][1:a]concat=n=2:v=0:a=1")  # fmt: skip
    words = [w for _, w in aligned.timed()][:60]
    for shift in (0.0, aligned.media.duration):
        start, end = words[0].span[0] + shift, words[-1].span[1] + shift
        path = tmp_path / f"take{shift:.0f}.srt"
        stamps = [f"00:{int(t // 60):02}:{int(t % 60):02},000" for t in (start, end + 1)]
        path.write_text(f"1\n{stamps[0]} --> {stamps[1]}\n{' '.join(w.text for w in words)}\n", encoding="utf-8")
        found = align_file(twice, path, options=AlignOptions(hints=True))
        assert found.words[10].span[0] - shift == pytest.approx(words[10].span[0], abs=0.15)
        assert found.words[50].span[0] - shift == pytest.approx(words[50].span[0], abs=0.15)


def test_the_command_says_what_was_left_out(tmp_path: Path) -> None:
    result = pullquote("align", AUDIO, TRANSCRIPT, "-o", tmp_path / "out.json")
    report = Alignment.load(tmp_path / "out.json").report
    assert report.overlaps == 1
    assert f"left out {report.dropped_lines} lines" in result.stderr
    assert report.dropped_lines > 1
