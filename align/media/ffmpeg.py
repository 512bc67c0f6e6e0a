"""Finding ffmpeg, running it, and reading what a media file holds (ffprobe is not needed).

Media are untrusted: ffmpeg is told to open nothing but the file itself (no network, no playlist that names other
files), file names travel as one argument behind `file:`, and whatever it prints is parsed with suspicion.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from align.errors import FileProblem, ProgramFailed, ProgramMissing
from align.media.probing import MediaInfo, Stream, StreamKind, parse_probe
from align.media.wav_header import short_header

__all__ = [
    "MediaInfo",
    "Stream",
    "StreamKind",
    "ffmpeg_path",
    "has_filter",
    "input_arguments",
    "probe",
    "run_ffmpeg",
    "stop_running",
    "stream_ffmpeg",
]

log = logging.getLogger(__name__)

OLDEST_FFMPEG = 5

# Demuxers of sound and film. Left out on purpose: everything that opens other files or the network (hls, dash, concat,
# sdp, imf, image sequences), and everything that is no recording (pictures, text, subtitles).
FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,mpegtsraw,mpegvideo,h264,hevc,m4v,ivf,obu,av1,flv,live_flv,asf,"
    "mxf,gxf,nut,rm,dv,vob,wtv,ogg,mp3,aac,ac3,eac3,ac4,adts,loas,latm,wav,w64,aiff,au,caf,flac,amr,amrnb,amrwb,ape,"
    "wv,tta,tak,mpc,mpc8,dts,dtshd,truehd,mlp,gsm,g722,sox,voc,ircam,pvf,nistsphere,shn,ast,swf,3dostr,bink"
)


@lru_cache(maxsize=8)
def _found(chosen: str | None, path: str | None) -> str:
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            raise ProgramMissing("ffmpeg", f"PULLQUOTE_FFMPEG names {chosen!r}, which is no program")
        return found
    system = shutil.which("ffmpeg", path=path)
    if system is not None and _version(system) >= OLDEST_FFMPEG:
        return system
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        raise ProgramMissing("ffmpeg", f"install ffmpeg {OLDEST_FFMPEG} or newer, or imageio-ffmpeg") from None


def _version(program: str) -> int:
    try:
        told = subprocess.run([program, "-version"], capture_output=True, stdin=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    number = re.match(rb"ffmpeg version n?(\d+)\.", told.stdout)
    # A build from git ("N-12345-gabcdef") has no number and is newer than any release that is too old.
    return int(number[1]) if number else OLDEST_FFMPEG * (told.stdout.startswith(b"ffmpeg version N-"))


def ffmpeg_path() -> str:
    """Return the ffmpeg to use: `PULLQUOTE_FFMPEG`, else one of version 5 or newer on PATH, else imageio-ffmpeg's.

    Raises `ProgramMissing`.
    """
    return _found(os.environ.get("PULLQUOTE_FFMPEG"), os.environ.get("PATH"))


def input_arguments(path: Path) -> list[str]:
    """Return the arguments that open `path`, and only `path`, as an input; options of the input go before them."""
    believed = ["-ignore_length", "1"] if short_header(path) else []
    return [*believed, "-protocol_whitelist", "file,pipe", "-format_whitelist", FORMATS, "-i", f"file:{path}"]


_running: set[subprocess.Popen[bytes]] = set()


def run_ffmpeg(
    args: Sequence[str], *, written: Callable[[float], None] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run ffmpeg with `args` (without the program's name) and wait for it; stdout and stderr are in the answer.

    `written` is called twice a second with the seconds written so far; stdout is not in the answer then. Raises
    `ProgramFailed` with the last lines of stderr, `ProgramMissing` where there is no ffmpeg.
    """
    following = ["-nostats", "-progress", "pipe:1"] if written else []
    command = [ffmpeg_path(), "-hide_banner", "-nostdin", *following, *args]
    with subprocess.Popen(
        command, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        _running.add(process)
        try:
            stdout, stderr = _followed(process, written) if written else process.communicate()
        except BaseException:
            process.kill()
            raise
        finally:
            _running.discard(process)
    if process.returncode != 0:
        raise ProgramFailed("ffmpeg", process.returncode, causes(text_of(stderr)))
    return subprocess.CompletedProcess(command, 0, stdout, stderr)


def _followed(process: subprocess.Popen[bytes], written: Callable[[float], None]) -> tuple[bytes, bytes]:
    """Read what `-progress` writes to stdout until it ends; stderr is read beside it, so that neither pipe fills up."""
    assert process.stdout is not None
    assert process.stderr is not None
    said: list[bytes] = []
    listener = threading.Thread(target=said.extend, args=(process.stderr,), daemon=True)
    listener.start()
    for line in process.stdout:
        if found := re.match(rb"out_time_us=(\d+)", line):
            written(int(found[1]) / 1e6)
    listener.join()
    process.wait()
    return b"", b"".join(said)


def stream_ffmpeg(args: Sequence[str], size: int) -> Iterator[bytes]:
    """Run ffmpeg with `args` and yield what it writes to stdout in blocks of `size` bytes; a part at the end is lost.

    Memory is constant. Raises as `run_ffmpeg` does.
    """
    command = [ffmpeg_path(), "-hide_banner", "-nostdin", *args]
    with subprocess.Popen(
        command, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        _running.add(process)
        said: list[bytes] = []
        listener = threading.Thread(target=said.extend, args=(process.stderr,), daemon=True)
        listener.start()
        try:
            while len(block := process.stdout.read(size)) == size:
                yield block
            code = process.wait()
            listener.join()
        finally:
            # Also reached when the caller stops early: ffmpeg must not stay behind, blocked on a full pipe.
            process.kill()
            _running.discard(process)
    if code != 0:
        raise ProgramFailed("ffmpeg", code, causes(text_of(b"".join(said))))


_NOISE = re.compile(
    r"Task finished|Terminating thread|Conversion failed|Nothing was written|Error sending frames|Error while opening"
    r"|Could not open encoder|Error selecting|Error opening output|Exiting with|Press \[q\]|^(frame|size)="
)


_TELLING = re.compile(
    r"error|invalid|cannot|can't|could not|unable|no such|not found|fail|unknown|unrecogni|unsupported|not supported"
    r"|denied|no space|too (?:large|many|small)|corrupt|missing|no decoder|does not|refus|incorrect|impossible",
    re.IGNORECASE,
)
"""What a line says that tells of a fault; meters and encoders print summaries behind it."""


def causes(stderr: str) -> str:
    """Return the lines of ffmpeg's stderr that say why, three at most, without the names of its parts.

    >>> causes("[ebur128 @ 0x1] Summary:\\n  I: -70.0 LUFS\\n[out @ 0x2] Cannot select a layout\\nConversion failed!")
    'Cannot select a layout'
    """
    lines = [re.sub(r"^(\[[^\[\]]*\]\s*)+", "", line).strip() for line in stderr.splitlines()]
    lines = [line for line in lines if line and not _NOISE.search(line)]
    telling = [line for line in lines if _TELLING.search(line)] or lines[-_LAST_LINES:]
    # The first one is the cause; what follows are the consequences.
    return "\n".join(list(dict.fromkeys(telling))[:3])


_LAST_LINES = 12


def stop_running() -> None:
    """Kill every ffmpeg that `run_ffmpeg` is waiting for in other threads."""
    for process in list(_running):
        process.kill()


@lru_cache(maxsize=8)
def _told(program: str, *asked: str) -> tuple[list[str], ...]:
    told = subprocess.run([program, "-hide_banner", *asked], capture_output=True, stdin=subprocess.DEVNULL)
    return tuple(line.split() for line in text_of(told.stdout).splitlines())


def has_filter(name: str, option: str | None = None) -> bool:
    """Tell whether this ffmpeg was built with a filter and, where one is named, whether the filter has the option."""
    built = any(row[1] == name for row in _told(ffmpeg_path(), "-filters") if len(row) > 2)
    return built and (
        option is None or any(row[:1] == [option] for row in _told(ffmpeg_path(), "-h", f"filter={name}"))
    )


def environment() -> dict[str, str]:
    """Return the environment for ffmpeg: no colours, no report files."""
    kept = {key: value for key, value in os.environ.items() if key not in ("FFREPORT", "AV_LOG_FORCE_COLOR")}
    return {**kept, "AV_LOG_FORCE_NOCOLOR": "1"}


def text_of(stderr: bytes) -> str:
    """Return what a program wrote, with bytes that are not UTF-8 kept as file names keep them."""
    return stderr.decode("utf-8", errors="surrogateescape")


def probe(path: Path) -> MediaInfo:
    """Read what `path` holds, from its headers alone.

    Raises `FileProblem` in one line where it is missing, a folder, empty, a picture, text, or not media at all.
    """
    _refuse_no_file(path)
    done = subprocess.run(
        [ffmpeg_path(), "-hide_banner", "-nostdin", *input_arguments(path)],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=environment(),
    )
    # The name stands in what ffmpeg prints, and a name may hold whole lines.
    said = text_of(done.stderr).replace(f"file:{path}", "").replace(_sanitised(f"file:{path}"), "")
    info = parse_probe(path, said)
    if info is None or not any(s.kind in ("audio", "video") for s in info.streams):
        raise FileProblem(path, _why_unreadable(path, said))
    header = short_header(path)
    if header is None:
        return info
    told = f"the header of {path.name} announces {header.announced:.0f} s, the file holds {header.held:.0f} s"
    return replace(info, duration=header.held, warnings=(f"{told}; all of it is read",))


def _sanitised(name: str) -> str:
    # ffmpeg's log replaces control characters, tab to carriage return excepted.
    return re.sub("[\x00-\x07\x0e-\x1f]", "?", name)


def _refuse_no_file(path: Path) -> None:
    try:
        told = path.stat()
    except OSError as error:
        raise FileProblem(path, "no such file" if error.errno == 2 else f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise FileProblem(path, "is not a file name") from None
    if stat.S_ISDIR(told.st_mode):
        raise FileProblem(path, "is a folder, a recording was expected")
    if not stat.S_ISREG(told.st_mode):
        raise FileProblem(path, "is not a file that can be read twice; save it to disk first")
    if told.st_size == 0:
        raise FileProblem(path, "is empty")
    if not os.access(path, os.R_OK):
        raise FileProblem(path, "cannot be read: permission denied")


_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"8BPS")


def _why_unreadable(path: Path, said: str) -> str:
    head = first_bytes(path)
    if head.startswith(_PICTURES) or head[8:12] == b"WEBP" or head[4:12] in (b"ftypavif", b"ftypheic", b"ftypmif1"):
        return "is a picture, not a recording"
    if looks_like_text(head):
        return "holds text, not sound"
    if "moov atom not found" in said:
        return "is cut short: its index (moov) is missing, so nothing in it can be found; copy or record it again"
    refused = re.search(r"Format not on whitelist|not on whitelist '([^']*)'", said)
    return "is not a recording that can be read" if refused else "is not an audio or video file, or is damaged"


def first_bytes(path: Path) -> bytes:
    """Enough of a file to see what kind it is."""
    with path.open("rb") as stream:
        return stream.read(4096)


def looks_like_text(head: bytes) -> bool:
    """Tell whether the first bytes of a file are text in a usual encoding."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return not head.startswith(b"\xff\xfe\x00\x00")
    controls = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    return bool(head) and controls == 0
