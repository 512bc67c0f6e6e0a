"""A real Ray of several nodes on this machine: the same bytes as without it, whatever dies on the way."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from catalogue.ledger import Ledger
from cli import main
from tests.catalogue.test_batch import ROOT, contents
from tests.conftest import Inputs

pytestmark = [pytest.mark.ray, pytest.mark.filterwarnings("default")]

NODES, EPISODES = 3, 6
PATIENCE = 240.0
"""Seconds that anything is waited for: a cluster begins slowly on a busy machine."""

if importlib.util.find_spec("ray") is None:
    collect_ignore_glob = ["*"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    from ray.cluster_utils import Cluster

    made = Cluster(
        initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False, "object_store_memory": 10**8}
    )
    made.nodes = [made.add_node(num_cpus=1, object_store_memory=10**8, memory=10**9) for _ in range(NODES)]
    yield made
    made.shutdown()


@pytest.fixture
def episodes(tmp_path: Path, short_sample: Inputs) -> Path:
    folder = tmp_path / "episodes"
    folder.mkdir()
    for k in range(EPISODES):
        shutil.copy(short_sample.audio, folder / f"e{k}.mp3")
        shutil.copy(short_sample.transcript, folder / f"e{k}.txt")
    (folder / "broken.mp3").write_bytes(b"ID3" + bytes(1000))
    (folder / "broken.txt").write_text("Nobody said this.")
    return folder


def start(cluster: Any, episodes: Path, out: Path) -> subprocess.Popen[str]:
    """Start a driver that a test may kill."""
    command = [sys.executable, "-m", "pullquote", "batch", str(episodes), "-o", str(out)]
    command += ["--on", "ray", "--ray-address", cluster.address]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)


def wait_for(out: Path, count: int, process: subprocess.Popen[str]) -> None:
    begun = time.monotonic()
    while len(list(out.glob("*/*.align.json"))) < count:
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() - begun < PATIENCE
        time.sleep(0.05)


def test_a_node_and_the_driver_die_and_the_bytes_are_those_of_a_local_run(
    cluster: Any, episodes: Path, tmp_path: Path
) -> None:
    here, out = tmp_path / "here", tmp_path / "out"
    result = CliRunner().invoke(main, ["batch", str(episodes), "-o", str(here), "--jobs", "1"])
    assert result.exit_code == 1, result.output

    driver = start(cluster, episodes, out)
    wait_for(out, 1, driver)
    cluster.remove_node(cluster.nodes.pop(), allow_graceful=False)
    wait_for(out, 2, driver)
    driver.send_signal(signal.SIGKILL)
    driver.wait()
    assert driver.stderr is not None
    driver.stderr.close()
    done = {path: path.stat().st_mtime_ns for path in out.glob("*/*.align.json")}

    again = start(cluster, episodes, out)
    _, told = again.communicate(timeout=PATIENCE)
    assert again.returncode == 1, told
    assert contents(out) == contents(here)
    made_again = sum(path.stat().st_mtime_ns != stamp for path, stamp in done.items())
    assert made_again <= NODES  # what was under way when the driver died
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert [row["code"] for row in report["episodes"]] == [4] + [0] * EPISODES
    ledger = Ledger(out)
    assert len(ledger.all()) == EPISODES + 1
    ledger.close()

    # What the cluster did is done for a run on this machine, too.
    result = CliRunner().invoke(
        main, ["batch", str(episodes), "-o", str(out), "--jobs", "1", "--retry", "none", "--json"]
    )
    states = [json.loads(line).get("state") for line in result.output.splitlines() if line.startswith("{")]
    assert states[:-1] == ["kept"] * (EPISODES + 1)


def test_a_cluster_that_does_not_answer_is_one_line(episodes: Path, tmp_path: Path) -> None:
    arguments = ["batch", str(episodes), "-o", str(tmp_path / "out"), "--on", "ray", "--ray-address", "127.0.0.1:1"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "no Ray cluster answers at 127.0.0.1:1" in result.output
