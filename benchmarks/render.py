"""The time and memory of twenty clips with burned captions, against ffmpeg commands one after another."""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from align.document import Alignment, Engine, Media, Word
from align.media import ffmpeg_path, probe, run_ffmpeg
from benchmarks.context import Report, Settings, say
from benchmarks.measure import Cost, pullquote, run_measured
from benchmarks.tables import Table
from clips.drawn import write_captions
from clips.picture import frame_of
from clips.plan import ClipPlan, Episode, plan_clip
from clips.quotes import QuoteIndex
from clips.render import Encoding, Quality, video_command
from clips.settings import Select
from clips.settings import Settings as ClipSettings
from clips.sidecar import clip_alignment

__all__ = ["render"]

LENGTH = 30.0
PACE = 0.4  # seconds from word to word


def long_film(path: Path, seconds: float) -> Path:
    """Make a film of 1080 lines: a minute of a still room, a moving figure and a sensor's noise, repeated as it is."""
    if not path.exists():
        say(f"making {path.name} ...")
        minute = path.with_name("minute.mp4")
        room = "gradients=s=1920x1080:r=30:d=60:speed=0.00001:nb_colors=8:seed=4:type=circular[room]"
        figure = "testsrc2=s=640x720:r=30:d=60[figure];[room][figure]overlay=640:300,noise=alls=3:allf=t"
        heard = "anoisesrc=d=60:c=pink:r=48000:a=0.2"
        source = ["-f", "lavfi", "-i", f"{room};{figure}", "-f", "lavfi", "-i", heard]
        coded = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "30", "-pix_fmt", "yuv420p", "-g", "150"]
        run_ffmpeg(["-v", "error", "-y", *source, *coded, "-c:a", "aac", "-b:a", "128k", str(minute)])
        again = ["-stream_loop", str(round(seconds / 60) - 1), "-i", str(minute), "-c", "copy"]
        run_ffmpeg(["-v", "error", "-y", *again, str(path)])
        minute.unlink()
    return path


def spoken(film: Path, seconds: float) -> Alignment:
    """Return words at a steady pace over the whole film."""
    names = "the harbour was quiet and nobody came before noon because of the fog".split()
    count = int((seconds - 2) / PACE)
    words = tuple(
        Word(names[n % len(names)], round(1 + n * PACE, 3), round(1.25 + n * PACE, 3), 0.9) for n in range(count)
    )
    return Alignment(Media(str(film), "0" * 64, seconds), "en", Engine("made", "1"), words)


def render(settings: Settings) -> Report:
    """Twenty clips of 30 s out of two hours, once; with `--minutes` fewer out of a shorter film, `--runs` times."""
    minutes = settings.minutes or 120.0
    clips = max(2, round(minutes / 6))
    return measure(
        settings.folder,
        clips=clips,
        seconds=60 * minutes,
        seed=settings.seed,
        runs=settings.runs if settings.minutes else 1,
    )


def measure(
    folder: Path,
    *,
    clips: int,
    seconds: float,
    seed: int,
    quality: Quality = "standard",
    each: float = LENGTH,
    runs: int = 1,
) -> Report:
    """Measure the same with other numbers: `runs` times by turns, medians of each."""
    folder.mkdir(parents=True, exist_ok=True)
    film = long_film(folder / f"talk-{round(seconds)}.mp4", seconds)
    alignment = spoken(film, seconds)
    length = round(each / PACE)
    firsts = np.random.default_rng(seed).integers(0, len(alignment.words) - length, clips)
    wanted = [f"word:{first + 1}-{first + length}" for first in firsts]
    out = folder / "clips"
    shutil.rmtree(out, ignore_errors=True)
    alignment.save(folder / "film.align.json", force=True)
    # The loudness of the whole is measured once for all clips of an episode, and kept; it is timed by itself.
    arguments = ["clip", str(folder / "film.align.json"), "--media", str(film), "--captions", "highlight", "--anyway"]
    measuring = pullquote(*arguments, wanted[0], "-o", str(out), "--quality", "draft", "--height", "64")
    gain = float(json.loads((out / "clips.json").read_text())["clips"][0]["loudness"]["gain"])
    rounds = []
    for turn in range(runs):
        # The machine's clock wavers from minute to minute: half of them before, half of them behind.
        say(f"half of the plain ffmpeg commands, one after another, {turn + 1} of {runs} ...")
        before = one_after_another(alignment, film, wanted[: clips // 2], folder, quality, gain)
        say(f"pullquote clip, {clips} clips ...")
        ours = pullquote(*arguments, *wanted, "-o", str(out), "--quality", quality, "--force")
        say("the other half of the plain ffmpeg commands ...")
        behind = one_after_another(alignment, film, wanted[clips // 2 :], folder, quality, gain)
        plain = before[0] + behind[0], before[1] + behind[1]
        say("pullquote's own ffmpeg commands, one after another ...")
        own = same_commands([*arguments, *wanted, "-o", str(folder / "again"), "--quality", quality, "--force"], folder)
        rounds.append((ours, plain, own))
    made = [e for e in json.loads((out / "clips.json").read_text())["clips"] if e["duration"] > each - 5]
    return _report(rounds, measuring, len(made), f"{clips} clips of {each:.0f} s out of {seconds / 3600:.1f} h")


Spent = tuple[float, float]  # seconds passed, and of processors


def _report(rounds: Sequence[tuple[Cost, Spent, Spent]], measuring: Cost, made: int, title: str) -> Report:
    def middle(value: Callable[[tuple[Cost, Spent, Spent]], float]) -> float:
        return statistics.median(map(value, rounds))

    figures = {
        "seconds": middle(lambda r: r[0].seconds),
        "ffmpeg": middle(lambda r: r[1][0]),
        "own": middle(lambda r: r[2][0]),
        "cpu": middle(lambda r: r[0].cpu),
        "ffmpeg_cpu": middle(lambda r: r[1][1]),
        "own_cpu": middle(lambda r: r[2][1]),
        "share": middle(lambda r: r[0].seconds / r[1][0]),
        "own_share": middle(lambda r: r[0].seconds / r[2][0]),
        "peak_mb": max(r[0].peak_mb for r in rounds),
        "measuring": measuring.seconds,
    }
    rows = (
        ("pullquote clip: s, processor s", f"{figures['seconds']:.0f}, {figures['cpu']:.0f}", ""),
        ("one plain ffmpeg command after another", f"{figures['ffmpeg']:.0f}, {figures['ffmpeg_cpu']:.0f}", ""),
        ("pullquote's ffmpeg commands, one after another", f"{figures['own']:.0f}, {figures['own_cpu']:.0f}", ""),
        ("share of the plain commands' time", figures["share"], "0.85"),
        ("share of its own commands' time", figures["own_share"], ""),
        ("most memory, MB", figures["peak_mb"], "1024"),
        ("measuring the loudness and one small clip, s", measuring.seconds, ""),
    )
    codes = [r[0].code for r in rounds if r[0].code]
    table = Table(f"{title}, 1080 lines, captions", ("", "", "wanted"), rows)
    return Report([table], {**figures, "made": made, "code": codes[0] if codes else 0})


def one_after_another(
    alignment: Alignment,
    film: Path,
    wanted: Sequence[str],
    folder: Path,
    quality: Quality,
    gain: float,
) -> Spent:
    """Measure what ffmpeg takes for the clips, captions written beforehand.

    The commands are those that a person would write, one for a clip: the film from the right place on, the captions
    drawn by the `ass` filter, the same gain, the same options of the clips_at_a_time, threads as they choose.
    """
    episode = Episode(alignment, probe(film), QuoteIndex(alignment))
    total = cpu = 0.0
    for number, request in enumerate(wanted, start=1):
        plan = plan_clip(episode, Select(request), ClipSettings(captions="highlight"), number)
        with tempfile.TemporaryDirectory() as name:
            command = _plain(episode, plan, Path(name), quality, gain)
            begun, used = time.perf_counter(), _children()
            run_ffmpeg(command)
            total, cpu = total + time.perf_counter() - begun, cpu + _children() - used
    return total, cpu


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _plain(episode: Episode, plan: ClipPlan, folder: Path, quality: Quality, gain: float) -> list[str]:
    """Run one command for a film with captions and sound."""
    assert plan.film is not None
    output, film = folder / "theirs.mp4", str(episode.info.path)
    frame = frame_of(plan.film, "source")
    words = clip_alignment(episode.alignment, plan.pieces)
    captions = write_captions(episode, plan, words, frame, folder, band=False)
    assert captions is not None
    made = video_command(
        episode.info,
        plan.film,
        plan.frames,
        frame,
        folder / "sound.aac",
        output,
        encoding=Encoding(quality),
        captions=captions,
    )
    heard = ["-af", f"volume={gain}dB", "-ar", "48000", "-ac", "2", "-c:a", "aac", "-b:a", "192k"]
    drawn = ["-vf", f"ass=filename={captions.ass}:fontsdir={captions.fonts}", "-frames:v", str(plan.frame_count)]
    seek = ["-v", "error", "-ss", f"{plan.frames[0].seek:.6f}", "-i", film, "-t", f"{plan.duration:.6f}"]
    first, copied = made.index("-f", made.index("-map")), made.index("copy")
    return [*seek, *drawn, *heard, *made[first : copied - 1], *made[copied + 1 :]]


_TIMED = """#!{python}
import resource, subprocess, sys, time

begun = time.perf_counter()
code = subprocess.call([{ffmpeg!r}, *sys.argv[1:]])
passed, used = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
with open({log!r}, "a") as log:
    log.write(f"{{passed}} {{used.ru_utime + used.ru_stime}}\\n")
sys.exit(code)
"""


def same_commands(arguments: Sequence[str], folder: Path) -> Spent:
    """Measure what the very ffmpeg commands that pullquote runs take one after another, threads as the encoder chooses.

    `pullquote clip --jobs 1` runs them so, but for the short ones that look for cut points, of which two run at a time;
    through a script that times each. What Python does between them is left out.
    """
    script, log = folder / "timed-ffmpeg", folder / "timed-ffmpeg.log"
    log.unlink(missing_ok=True)
    script.write_text(_TIMED.format(python=sys.executable, ffmpeg=ffmpeg_path(), log=str(log)), encoding="utf-8")
    script.chmod(0o755)
    shutil.rmtree(folder / "again", ignore_errors=True)
    # The episode's loudness is known, as it was for the clips made side by side.
    (folder / "again").mkdir()
    shutil.copy(folder / "clips" / "clips.json", folder / "again")
    environment = {**os.environ, "PULLQUOTE_FFMPEG": str(script)}
    cost = run_measured([sys.executable, "-m", "cli", *arguments, "--jobs", "1"], environment=environment)
    if cost.code:
        raise RuntimeError(cost.stderr)
    spent = [tuple(map(float, line.split())) for line in log.read_text().splitlines()]
    return sum(passed for passed, _ in spent), sum(used for _, used in spent)
