"""`python -m benchmarks.preview_frames`: how smoothly the review page shows a clip's captions live, in Chromium.

A made film of 1080 lines plays in the dialog, upright and at every style given; what is measured is the time from one
frame that the browser draws to the next. Without a graphics card the browser draws with the processor.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from pathlib import Path

import click

from align.document import Alignment, Engine, Media, Word
from align.media import run_ffmpeg
from benchmarks.context import say
from benchmarks.review_page import frame_gaps, installed, opened_page
from benchmarks.tables import Table, as_text

TEXT = "So we opened a bakery in the old lighthouse and nobody came before noon because of the fog that never left us."
SECONDS = 14.0
WATCHED = 6
"""Seconds for which each style plays."""


def film(folder: Path, lines: int) -> Path:
    """Make a film with a document whose words stand evenly in it; returns the document."""
    path = folder / "film.mp4"
    source = f"testsrc2=s={lines * 16 // 9 // 2 * 2}x{lines}:r=30:d={SECONDS}"
    sound = ["-f", "lavfi", "-i", f"sine=f=300:d={SECONDS}"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"]
    run_ffmpeg(["-v", "error", "-y", "-f", "lavfi", "-i", source, *sound, *coded, str(path)])
    pace = (SECONDS - 1) / len(TEXT.split())
    words = [
        Word(token, round(0.5 + k * pace, 3), round(0.4 + (k + 1) * pace, 3), 0.9)
        for k, token in enumerate(TEXT.split())
    ]
    document = folder / "film.align.json"
    Alignment(Media(str(path), "", SECONDS), "en", Engine("made", "1"), tuple(words)).save(document)
    return document


@click.command()
@click.option("--lines", default=1080, show_default=True, help="Of the film.")
@click.option("--style", "names", multiple=True, default=("highlight", "burst", "karaoke", "glow"), show_default=True)
def main(lines: int, names: tuple[str, ...]) -> None:
    """Print the milliseconds from frame to frame while each style is played."""
    if not installed():
        raise click.ClickException("Chromium or Playwright is not here; make test-browser says what to install")
    rows = []
    with tempfile.TemporaryDirectory() as name, opened_page(film(Path(name), lines)) as (tab, _, _):
        tab.locator("#transcript .w").first.click()
        tab.locator("#transcript .w").last.click(modifiers=["Shift"])
        tab.keyboard.press("e")
        for style in names:
            say(f"{style} ...")
            tab.locator("#clip-style").select_option(style)
            tab.wait_for_timeout(2_000)
            tab.get_by_role("button", name="▶ Play").click()
            gaps = sorted(frame_gaps(tab, WATCHED))
            tab.get_by_role("button", name="❚❚ Pause").click()
            late = sum(gap > 1.5 * 1000 / 60 for gap in gaps)
            most = gaps[int(0.95 * len(gaps))]
            rows.append(
                (style, round(1000 / statistics.mean(gaps), 1), round(most, 1), round(100 * late / len(gaps), 1))
            )
    columns = ("style", "frames a second", "ms from frame to frame, 95 in 100", "late by half a frame, %")
    title = f"Live captions on a film of {lines} lines; load {os.getloadavg()[0]:.1f}"
    click.echo(as_text(Table(title, columns, rows)))


if __name__ == "__main__":
    main()
