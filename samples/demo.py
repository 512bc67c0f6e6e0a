"""`make demo`: the whole way from a recording and its transcript to subtitles and clips, and how good they are."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
OUT = ROOT / "demo"
QUOTES = (
    ("sample.mp3", "They come because somebody lit a lamp"),
    ("sample.mp4", "People would say ... I am her baker"),
)


def pullquote(*arguments: str) -> str:
    """Run the command, showing it as a person would type it; its stdout. Leaves with its exit code if it fails."""
    shown = " ".join(f'"{a}"' if " " in a else a for a in (_short(a) for a in arguments))
    print(f"\n$ pullquote {shown}", flush=True)
    done = subprocess.run([sys.executable, "-m", "cli", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


def _short(argument: str) -> str:
    return argument.replace(f"{ROOT}/", "")


def compare(document: Path) -> str:
    """Return how far the words are from the known times, in two lines."""
    # Started as a script, the checkout is not on the path; the comparison is the benchmark's.
    sys.path.insert(0, str(ROOT))
    from align.document import Alignment
    from benchmarks.scoring import read_known, score

    result = score(Alignment.load(document), read_known(SAMPLES / "gold.tsv"))
    return (
        f"{result.good:.1%} of {result.spoken} words are within 100 ms of the known times at both edges\n"
        f"mean error {result.start.mean_ms:.0f} ms at starts, {result.end.mean_ms:.0f} ms at ends"
    )


def main() -> None:
    """Run it and print what came of it."""
    audio, transcript = SAMPLES / "sample.mp3", SAMPLES / "transcript.txt"
    document = OUT / "sample.align.json"
    OUT.mkdir(exist_ok=True)
    began = time.monotonic()
    print(pullquote("run", str(audio), str(transcript), "-o", str(OUT), "--force"), end="")
    took = time.monotonic() - began
    for media, quote in QUOTES:
        clips = ["-o", str(OUT / "clips"), "--force"]
        print(pullquote("clip", str(document), quote, "--media", str(SAMPLES / media), *clips), end="")
    print("\nmade:")
    for path in sorted(p for p in OUT.rglob("*") if p.is_file()):
        print(f"  {path.stat().st_size:>10,}  {_short(str(path))}")
    found = re.search(r'"duration": ([\d.]+)', document.read_text(encoding="utf-8"))
    seconds = float(found[1]) if found else 0.0
    print(f"\naligning took {took:.1f} s for {seconds:.0f} s of audio ({seconds / took:.0f} x real time)")
    print(compare(document))


if __name__ == "__main__":
    main()
