"""`python -m benchmarks.batch_memory`: long episodes in one go, within a limit of memory, with all cores at work."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from align.cores import usable_cores
from benchmarks.context import Settings, say
from benchmarks.measure import ROOT, pullquote
from benchmarks.tables import Table, as_text

__all__ = ["swapped_pages"]


def swapped_pages() -> int:
    """Return how many pages the machine has written to swap since it started."""
    rows = Path("/proc/vmstat").read_text(encoding="ascii").splitlines()
    return next((int(row.split()[1]) for row in rows if row.startswith("pswpout ")), 0)


@click.command()
@click.option("--episodes", default=20, show_default=True, help="Of two hours each.")
@click.option("--memory", default=1.0, show_default=True, help="GB that the batch may use.")
@click.option("--folder", default=ROOT / "bench", type=click.Path(path_type=Path), help="Where episodes are kept.")
def main(episodes: int, memory: float, folder: Path) -> None:
    """Align copies of the long clean episode (links, so that no disk is filled) and say what that held and cost."""
    home = folder / "batch-memory"
    shutil.rmtree(home, ignore_errors=True)
    (home / "episodes").mkdir(parents=True)
    made = Settings(folder).episode("clean")
    for k in range(episodes):
        os.link(made.audio, home / "episodes" / f"episode-{k:02}.mp3")
        os.link(made.transcript, home / "episodes" / f"episode-{k:02}.txt")
    say(f"{episodes} episodes of {made.seconds / 60:.0f} minutes ...")
    before, load = swapped_pages(), os.getloadavg()[0]
    cost = pullquote("batch", str(home / "episodes"), "-o", str(home / "out"), "--memory", str(memory))
    rows = [
        ("episodes, made", f"{episodes}, {len(list(home.glob('out/*/*.align.json')))}"),
        ("limit, most that was held", f"{1000 * memory:.0f} MB, {cost.peak_mb:.0f} MB"),
        ("pages written to swap", str(swapped_pages() - before)),
        ("cores busy", f"{100 * cost.cpu / cost.seconds / usable_cores():.0f}% of {usable_cores()}"),
        ("seconds; processor time", f"{cost.seconds:.0f} s, {cost.cpu:.0f} s"),
        ("load of the machine before", f"{load:.1f}"),
    ]
    shutil.rmtree(home)
    click.echo(as_text(Table("long episodes within a limit of memory", ("", ""), rows)))


if __name__ == "__main__":
    main()
