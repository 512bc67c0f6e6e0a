"""The time and memory of twenty clips with burned captions, against the same ffmpeg commands one after another."""

from __future__ import annotations

import json
import resource
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np

from align.document import Alignment, Engine, Media, Word
from align.media import probe, run_ffmpeg
from benchmarks.context import Report, Settings, say
from benchmarks.measure import pullquote
from benchmarks.tables import Table
from clips.captions import ass_file, caption_events
from clips.fonts import built_in_font
from clips.picture import frame_of
from clips.plan import ClipPlan, Episode, Select, plan_clip
from clips.plan import Settings as ClipSettings
from clips.quotes import QuoteIndex
from clips.render import Encoding, Overlay, Quality, video_command
from clips.sidecar import clip_alignment

__all__ = ["render"]

LENGTH = 30.0
PACE = 0.4  # seconds from word to word


def long_film(path: Path, seconds: float) -> Path:
    """A film of 1080 lines: a minute of moving test picture and noise, repeated without encoding it again."""
    if not path.exists():
        say(f"making {path.name} ...")
        minute = path.with_name("minute.mp4")
        picture = "testsrc2=s=1920x1080:r=30:d=60,noise=alls=4:allf=t"
        source = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", "anoisesrc=d=60:c=pink:r=48000:a=0.2"]
        coded = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "30", "-pix_fmt", "yuv420p", "-g", "150"]
        run_ffmpeg(["-v", "error", "-y", *source, *coded, "-c:a", "aac", "-b:a", "128k", str(minute)])
        again = ["-stream_loop", str(round(seconds / 60) - 1), "-i", str(minute), "-c", "copy"]
        run_ffmpeg(["-v", "error", "-y", *again, str(path)])
        minute.unlink()
    return path


def spoken(film: Path, seconds: float) -> Alignment:
    """Words at a steady pace over the whole film."""
    names = "the harbour was quiet and nobody came before noon because of the fog".split()
    count = int((seconds - 2) / PACE)
    words = tuple(
        Word(names[n % len(names)], round(1 + n * PACE, 3), round(1.25 + n * PACE, 3), 0.9) for n in range(count)
    )
    return Alignment(Media(str(film), "0" * 64, seconds), "en", Engine("made", "1"), words)


def render(settings: Settings) -> Report:
    """Twenty clips of 30 s out of two hours."""
    return measured(settings.folder, clips=20, seconds=7200.0, seed=settings.seed)


def measured(
    folder: Path, *, clips: int, seconds: float, seed: int, quality: Quality = "standard", each: float = LENGTH
) -> Report:
    """The same with other numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    film = long_film(folder / f"film-{round(seconds)}.mp4", seconds)
    alignment = spoken(film, seconds)
    length = round(each / PACE)
    firsts = np.random.default_rng(seed).integers(0, len(alignment.words) - length, clips)
    wanted = [f"word:{first + 1}-{first + length}" for first in firsts]
    out = folder / "clips"
    shutil.rmtree(out, ignore_errors=True)
    alignment.save(folder / "film.align.json", force=True)
    # The loudness of the whole is measured once for all clips of an episode, and kept; it is timed by itself.
    arguments = ["clip", str(folder / "film.align.json"), "--media", str(film), "--captions", "highlight"]
    measuring = pullquote(*arguments, wanted[0], "-o", str(out), "--quality", "draft", "--height", "64")
    say(f"pullquote clip, {clips} clips ...")
    ours = pullquote(*arguments, *wanted, "-o", str(out), "--quality", quality, "--force")
    made = len(
        [entry for entry in json.loads((out / "clips.json").read_text())["clips"] if entry["duration"] > each - 5]
    )
    say("the same ffmpeg commands, one after another ...")
    theirs, cpu = one_after_another(alignment, film, wanted, folder, quality)
    table = Table(
        f"{clips} clips of {each:.0f} s, 1080 lines, captions, out of {seconds / 3600:.1f} h",
        ("", "", "wanted"),
        (
            ("pullquote clip, s", ours.seconds, ""),
            ("ffmpeg, one after another, s", theirs, ""),
            ("share", ours.seconds / theirs, "0.85"),
            ("processor seconds: ours, ffmpeg alone", f"{ours.cpu:.0f}, {cpu:.0f}", ""),
            ("most memory, MB", ours.peak_mb, "1024"),
            ("measuring the loudness and one small clip, s", measuring.seconds, ""),
        ),
    )
    figures = {"share": ours.seconds / theirs, "seconds": ours.seconds, "ffmpeg": theirs, "peak_mb": ours.peak_mb}
    figures |= {"cpu": ours.cpu, "ffmpeg_cpu": cpu}
    return Report([table], {**figures, "made": made, "code": ours.code})


def one_after_another(
    alignment: Alignment, film: Path, wanted: list[str], folder: Path, quality: Quality
) -> tuple[float, float]:
    """Seconds (passed, and of processors) that ffmpeg takes for the clips, captions and sound prepared beforehand."""
    episode = Episode(alignment, probe(film), QuoteIndex(alignment))
    total = cpu = 0.0
    for number, request in enumerate(wanted, start=1):
        plan = plan_clip(episode, Select(request), ClipSettings(), number)
        with tempfile.TemporaryDirectory() as name:
            overlay = _overlay(episode, plan, Path(name))
            sound = Path(name) / "sound.wav"
            cut = ["-ss", f"{plan.frames[0].start}", "-t", f"{plan.duration}", "-i", str(film), "-vn", str(sound)]
            run_ffmpeg(["-v", "error", *cut])
            assert plan.film is not None
            frame, output = frame_of(plan.film, "source"), folder / "theirs.mp4"
            coding = Encoding(quality)
            args = video_command(
                episode.info, plan.film, plan.frames, frame, sound, output, encoding=coding, overlay=overlay
            )
            begun, used = time.perf_counter(), _children()
            run_ffmpeg(args)
            total, cpu = total + time.perf_counter() - begun, cpu + _children() - used
            output.unlink()
    return total, cpu


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _overlay(episode: Episode, plan: ClipPlan, folder: Path) -> Overlay:
    assert plan.film is not None
    frame, font = frame_of(plan.film, "source"), built_in_font()
    words = clip_alignment(episode.alignment, plan.pieces)
    fonts = folder / "fonts"
    fonts.mkdir()
    shutil.copyfile(font.path, fonts / font.path.name)
    captions = folder / "captions.ass"
    text = ass_file(frame, caption_events(words, frame, "highlight", font, duration=plan.duration), font)
    captions.write_text(text, encoding="utf-8")
    return Overlay(captions, fonts)
