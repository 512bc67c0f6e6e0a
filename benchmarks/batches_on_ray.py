"""`python -m benchmarks.batches_on_ray`: a batch on a Ray cluster of four one-core nodes of this machine.

What it costs beside Ray's own processes, against the same batch by local processes, and whether the bytes are the same
when a node and the driver are killed on the way.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import click

from benchmarks.batches import EPISODES, FAULTY, Folder, contents, make_episodes
from benchmarks.context import Settings, say
from benchmarks.measure import ROOT, pullquote
from benchmarks.tables import Table, as_text

__all__ = ["WorkerTime"]

NODES = 4
NODE_MEMORY, OBJECTS = 1_000_000_000, 100_000_000
"""Bytes that a node has for tasks, and for Ray's objects."""

TICK = os.sysconf("SC_CLK_TCK")
LOOKED = 0.2
"""Seconds between looks at the workers: what a worker does between the last look and its end is not seen."""


class WorkerTime:
    """Processor seconds of Ray's worker processes, which run the episodes; Ray's servers are not among them."""

    def __init__(self) -> None:
        self._spent: dict[int, float] = {}
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> WorkerTime:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._watcher.join()

    @property
    def seconds(self) -> float:
        """Of all workers that were seen."""
        return sum(self._spent.values())

    def _watch(self) -> None:
        while not self._done.wait(LOOKED):
            for folder in Path("/proc").glob("[0-9]*"):
                try:
                    if (folder / "cmdline").read_bytes().startswith(b"ray::"):
                        fields = (folder / "stat").read_text().rpartition(")")[2].split()
                        self._spent[int(folder.name)] = (int(fields[11]) + int(fields[12])) / TICK
                except OSError:
                    continue


def _cluster() -> Any:
    from ray.cluster_utils import Cluster

    head = {"num_cpus": 0, "include_dashboard": False, "object_store_memory": OBJECTS}
    made = Cluster(initialize_head=True, head_node_args=head)
    made.nodes = [made.add_node(num_cpus=1, object_store_memory=OBJECTS, memory=NODE_MEMORY) for _ in range(NODES)]
    return made


def _arguments(cluster: Any, folder: Folder, out: Path) -> list[str]:
    return ["batch", str(folder.path), "-o", str(out), "--on", "ray", "--ray-address", str(cluster.address)]


def _wait_for(out: Path, count: int, process: subprocess.Popen[bytes]) -> None:
    while len(list(out.glob("*/*.align.json"))) < count:
        if process.poll() is not None:
            raise click.ClickException(f"the driver ended with {process.returncode} before anything was killed")
        time.sleep(LOOKED)


def _killed(cluster: Any, folder: Folder, out: Path) -> int:
    """Kill a node, then the driver, and give the command again; returns how many finished episodes were made anew."""
    command = [sys.executable, "-m", "pullquote", *_arguments(cluster, folder, out)]
    driver = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _wait_for(out, len(folder.good) // 4, driver)
    cluster.remove_node(cluster.nodes.pop(), allow_graceful=False)
    _wait_for(out, len(folder.good) // 2, driver)
    driver.send_signal(signal.SIGKILL)
    driver.wait()
    stamps = {path: path.stat().st_mtime_ns for path in out.glob("*/*.align.json")}
    pullquote(*_arguments(cluster, folder, out))
    return sum(path.stat().st_mtime_ns != stamp for path, stamp in stamps.items())


@click.command()
@click.option("--share", default=1.0, show_default=True, help="Of the sixty episodes.")
@click.option("--folder", default=ROOT / "bench", type=click.Path(path_type=Path), help="Where episodes are kept.")
def main(share: float, folder: Path) -> None:
    """Fill one folder by local processes, one by a cluster, and one by a cluster of which parts are killed."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    home = folder / "batches-on-ray"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    count = max(FAULTY + 3, round(EPISODES * share))
    made = make_episodes(Settings(folder).episode("clean"), home / "episodes", count)
    say(f"{count} episodes, by local processes ...")
    local = pullquote("batch", str(made.path), "-o", str(home / "local"))
    wanted = contents(home / "local")
    cluster = _cluster()
    try:
        say("on the cluster ...")
        with WorkerTime() as workers:
            driver = pullquote(*_arguments(cluster, made, home / "ray"))
        say("a node and the driver killed ...")
        again = _killed(cluster, made, home / "killed")
    finally:
        cluster.shutdown()
    rows = [
        ("episodes, of them right", f"{count}, {len(made.good)}"),
        ("local processes: processor time", f"{local.cpu:.1f} s"),
        ("cluster: processor time of workers, of the driver", f"{workers.seconds:.1f} s, {driver.cpu:.1f} s"),
        ("cluster against local", f"{(workers.seconds + driver.cpu) / local.cpu:.3f}"),
        ("cluster: the same bytes", str(contents(home / "ray") == wanted)),
        ("a node and the driver killed: the same bytes", str(contents(home / "killed") == wanted)),
        ("finished ones made again (under way when the driver died)", str(again)),
    ]
    shutil.rmtree(home)
    click.echo(as_text(Table(f"a Ray cluster of {NODES} nodes of one core", ("", ""), rows)))


if __name__ == "__main__":
    main()
