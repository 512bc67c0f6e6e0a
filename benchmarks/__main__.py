"""`python -m benchmarks` (or `make bench`): measure, and print tables."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from align.cores import usable_cores
from benchmarks import (
    batches,
    catalogue,
    clips,
    conform,
    edits,
    festival,
    focus,
    hostile,
    languages,
    long,
    quotes,
    render,
    review_page,
    short,
    speakers,
    speed,
    styles,
    subtitle_files,
    subtitles,
    talk,
    tightening,
    tightening_talk,
    whisperx,
)
from benchmarks.aeneas import Aeneas, NotInstalled, install
from benchmarks.context import Report, Settings, say
from benchmarks.tables import Table, as_markdown, as_text
from samples.voices import FliteMissing

ROOT = Path(__file__).resolve().parent.parent

BENCHES: dict[str, tuple[str, Callable[[Settings], Report]]] = {
    "start": ("starting up, compiled kernels included", long.cold_start),
    "hand": ("words labelled by hand (--hand)", short.hand),
    "clean": ("a long clean episode", long.clean),
    "hard": ("two long hard episodes", long.hard),
    "speed": ("ratios to aeneas, to the decoder alone and to a product of matrices (make bench-speed)", speed.speed),
    "variants": ("what happens to recordings", long.variants),
    "growth": ("a quarter of an hour to --hours", long.growth),
    "pairs": ("transcripts of other episodes", short.wrong_pairs),
    "whisperx": ("the whisperX engine with the fixture model (environment of make test-whisperx)", whisperx.whisperx),
    "review": ("the review page in a browser (Chromium, Playwright)", review_page.page),
    "subtitle-files": ("what each profile and format of subtitles comes to", subtitle_files.files),
    "subtitles": ("where cues and lines end, other writers beside (--captions: people, too)", subtitles.compare),
    "quotes": ("quotes pasted with slips, and quotes never said", quotes.quotes),
    "recut": ("clips aligned again by themselves", clips.recut),
    "catalogue": ("a ledger of 100,000 episodes, a library of ten million words (half an hour)", catalogue.catalogue),
    "batches": ("sixty episodes of ten minutes: faults, kills, shards, two runs at once (an hour)", batches.batches),
    "conform": ("forty new cuts of known edits (half an hour)", conform.conform),
    "edits": ("a numbered film of two hours cut by its text (3 GB of disk, an hour), lists read back", edits.edits),
    "tighten": ("known hesitations and pauses taken out of an episode", tightening.tightened),
    "tighten-talk": ("recordings of --talk made to hesitate, tightened, aligned again", tightening_talk.talk_tightened),
    "update": ("words of a long text corrected", tightening.corrected),
    "edit-kills": ("edit, tighten, conform and update killed at random moments (ten minutes)", tightening.killed),
    "render": ("twenty captioned clips out of a two-hour film (7 GB of disk, twenty minutes)", render.render),
    "focus": ("the picture follows the speaker: films of drawn and photographed faces (pullquote[faces])", focus.focus),
    "styles": ("every caption style in four shapes over five backgrounds (ten minutes)", styles.styles),
    "speakers": ("who speaks: a long episode of four voices, and --talk recordings joined", speakers.speakers),
    "talk": ("recordings of talk (--talk)", talk.talk),
    "hostile": (
        "2,000 documents, 1,000 media, 500 texts, 300 kills, 300 layouts made to do harm (hours)",
        hostile.hostile,
    ),
    "languages": ("other languages (--phrases, and festival's voices)", languages.languages),
}


def _aeneas(wanted: bool, folder: Path) -> tuple[Aeneas | None, str]:
    if not wanted:
        return None, "aeneas was not asked for"
    try:
        return install(folder), ""
    except NotInstalled as error:
        say(str(error))
        return None, str(error)


def _chosen(only: tuple[str, ...], settings: Settings) -> list[str]:
    """Return the benches to run; those that need recordings which were not given are left out, unless named."""
    needs = {
        "hand": settings.hand,
        "talk": settings.talk,
        "speakers": False,
        "focus": False,
        "languages": settings.phrases or festival.installed(),
        "review": review_page.installed(),
        "whisperx": False,
        "render": False,
        "batches": False,
        "catalogue": False,
        "conform": False,
        "edits": False,
        "tighten": False,
        "tighten-talk": False,
        "update": False,
        "edit-kills": False,
        "hostile": False,
        "styles": False,
        "speed": False,
    }
    return [name for name in BENCHES if (name in only if only else name not in needs or needs[name])]


VECTORS = {"avx512f": " with AVX-512", "avx2": " with AVX2"}
"""What `/proc/cpuinfo` calls the widest vector instructions, widest first."""


def _machine() -> str:
    model = next((line for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")), platform.machine())
    cores = usable_cores()
    flags = next((line.split() for line in _lines(Path("/proc/cpuinfo")) if line.startswith("flags")), [])
    vectors = next((name for flag, name in VECTORS.items() if flag in flags), "")
    return f"{cores} cores, {model.partition(': ')[2] or model}{vectors}, Python {platform.python_version()}"


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def _run(names: list[str], settings: Settings) -> tuple[list[Table], dict[str, Any]]:
    tables: list[Table] = []
    figures: dict[str, Any] = {"machine": _machine()}
    for name in names:
        try:
            report = BENCHES[name][1](settings)
        except FliteMissing as error:
            say(f"{name}: left out. {error}")
            continue
        for table in report.tables:
            click.echo(as_text(table) + "\n")
        tables += report.tables
        figures[name] = report.figures
    return tables, figures


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--only", multiple=True, type=click.Choice(list(BENCHES)), help="Run this benchmark alone (repeatable).")
@click.option(
    "--transcript", type=click.Path(exists=True, path_type=Path), help="Make the long episodes from this text."
)
@click.option("--minutes", type=float, help="Length of the long episodes; else the whole transcript, or 115.")
@click.option("--hours", default=8.0, show_default=True, help="Where growth ends.")
@click.option("--runs", default=3, show_default=True, help="Runs a figure of cost is the median of.")
@click.option("--lines", default=1080, show_default=True, help="Height of the film that is cut: 180, 360, 720, 1080.")
@click.option("--share", default=1.0, show_default=True, help="How much of the hostile inputs to try.")
@click.option("--seed", default=1, show_default=True, help="Other numbers make other episodes.")
@click.option(
    "--hand", multiple=True, type=click.Path(exists=True, path_type=Path), help="Folder of labelled recordings."
)
@click.option(
    "--phrases", multiple=True, type=click.Path(exists=True, path_type=Path), help="Folder of LANG.phrases.tsv."
)
@click.option(
    "--captions", multiple=True, type=click.Path(exists=True, path_type=Path), help="Folder of subtitles by people."
)
@click.option(
    "--talk", multiple=True, type=click.Path(exists=True, path_type=Path), help="Folder of recordings of talk."
)
@click.option("--folder", default=ROOT / "bench", type=click.Path(path_type=Path), help="Where episodes are kept.")
@click.option("--aeneas/--no-aeneas", default=True, help="Run aeneas beside, where it can be installed.")
@click.option("--markdown", type=click.Path(path_type=Path), help="Write the tables to this file as Markdown, too.")
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write all figures to this file.")
def main(only: tuple[str, ...], markdown: Path | None, json_path: Path | None, aeneas: bool, **options: Any) -> None:
    """Measure pullquote against known answers.

    Episodes are made with flite's voices (Debian: apt-get install flite) and kept for the next time.

    \b
    Examples:
      python -m benchmarks --only clean --minutes 15
      python -m benchmarks --hand recordings/ --markdown tables.md
    """
    options["folder"].mkdir(parents=True, exist_ok=True)
    program, why_not = _aeneas(aeneas, options["folder"] / "aeneas")
    settings = Settings(aeneas=program, why_not=why_not, **options)
    tables, figures = _run(_chosen(only, settings), settings)
    if markdown is not None:
        markdown.write_text("\n\n".join(map(as_markdown, tables)) + f"\n\n{figures['machine']}.\n", encoding="utf-8")
    if json_path is not None:
        json_path.write_text(json.dumps(figures, indent=1, default=str) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
