"""Episodes and results in an object store: fsspec's memory stands for one."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from click.testing import CliRunner, Result

from align.errors import FileProblem, UsageError
from catalogue.entries import LEASES, EntryFolder
from catalogue.ledger import Entry
from catalogue.remote import LocalCopies, RemoteFile, source_at
from catalogue.sources import find_episodes
from catalogue.stores import FolderStore, RemoteStore, Store, store_at
from catalogue.workers import run_job
from cli import main
from tests.conftest import Inputs

ROOT = "memory://shows"


@pytest.fixture(autouse=True)
def memory() -> Iterator[fsspec.AbstractFileSystem]:
    system = fsspec.filesystem("memory")
    yield system
    with contextlib.suppress(FileNotFoundError):
        system.rm("/shows", recursive=True)


def put(name: str, data: bytes) -> None:
    RemoteStore(ROOT).write(name, data)


def batch(*args: object) -> Result:
    return CliRunner().invoke(main, ["batch", *map(str, args)])


@pytest.fixture(params=["folder", "elsewhere"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return FolderStore(tmp_path / "out") if request.param == "folder" else RemoteStore(f"{ROOT}/out")


def test_a_store_reads_writes_lists_and_removes(store: Store) -> None:
    assert store.read("a/b.txt") is None
    assert store.names("a") == []
    store.write("a/b.txt", b"one")
    store.write("a/b.txt", b"two")
    with store.filling("a") as folder:
        (folder / "c.txt").write_bytes(b"three")
    assert (store.read("a/b.txt"), store.read("a/c.txt")) == (b"two", b"three")
    assert store.names("a") == ["b.txt", "c.txt"]
    assert (store.exists("a/c.txt"), store.exists("a/d.txt")) == (True, False)
    store.remove("a/b.txt")
    store.remove("a/b.txt")
    assert store.names("a") == ["c.txt"]


def test_an_entry_is_kept_with_what_was_hashed(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    file.write_text("one")
    first = EntryFolder(store, "run 1")
    value = first.file_hash(file, LocalCopies())
    first.put(Entry("b", "key", 0, facts={"words": 3}))
    first.put(Entry("a", "key", 3, "it does not fit"))
    again = EntryFolder(store, "run 2")
    assert [(entry.id, entry.code) for entry in again.all()] == [("a", 3), ("b", 0)]
    assert again.get("b") == Entry("b", "key", 0, facts={"words": 3})
    assert again.get("c") is None
    assert again.file_hash(file, LocalCopies()) == value
    file.write_text("two!")
    assert again.file_hash(file, LocalCopies()) != value


def test_an_episode_is_held_by_one_run_until_its_lease_ends(store: Store) -> None:
    one, other = EntryFolder(store, "one"), EntryFolder(store, "other")
    with one.claim("a") as mine, other.claim("a") as theirs, one.claim("a") as again, other.claim("b") as free:
        assert (mine, theirs, again, free) == (True, False, True, True)
    store.write(f"{LEASES}/a.json", json.dumps({"run": "dead", "until": 1.0}).encode())
    with other.claim("a") as taken:
        assert taken
    assert store.names(LEASES) == []


@pytest.mark.parametrize("text", [b"{", b"[]", b"{}", b'{"id": 3}'])
def test_a_broken_entry_is_named(store: Store, text: bytes) -> None:
    store.write(".pullquote/entries/a.json", text)
    with pytest.raises(FileProblem, match="remove it"):
        EntryFolder(store, "run").get("a")


def test_folders_and_manifests_elsewhere_are_read() -> None:
    for name in ("one.mp3", "one.txt", "sub/two.wav", "sub/two.md", "lonely.mp3", ".hidden/x.mp3"):
        put(name, b"x")
    found = find_episodes(ROOT)
    assert [(str(e.audio), str(e.transcript)) for e in found.episodes] == [
        (f"{ROOT}/one.mp3", f"{ROOT}/one.txt"),
        (f"{ROOT}/sub/two.wav", f"{ROOT}/sub/two.md"),
    ]
    assert [str(each.path) for each in found.unpaired] == [f"{ROOT}/lonely.mp3"]
    put("list.csv", b"audio,transcript,id\none.mp3,memory://shows/one.txt,first\ngone.mp3,one.txt,second\n")
    found = find_episodes(f"{ROOT}/list.csv")
    assert [(e.id, str(e.audio), str(e.transcript)) for e in found.episodes] == [
        ("first", f"{ROOT}/one.mp3", f"{ROOT}/one.txt")
    ]
    assert [str(each.path) for each in found.unpaired] == [f"{ROOT}/gone.mp3"]


def test_a_file_elsewhere_is_fetched_once_and_the_copy_removed() -> None:
    put("one.mp3", b"sound")
    with LocalCopies() as copies:
        first = copies.of(RemoteFile(f"{ROOT}/one.mp3"))
        assert (first.name, first.read_bytes()) == ("one.mp3", b"sound")
        assert copies.of(RemoteFile(f"{ROOT}/one.mp3")) == first
    assert not first.exists()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("memory://nothing/here", "holds no files"),
        ("memory://nothing/here.csv", "there is no such file"),
        ("nosuch://a/b", "nosuch"),
        ("s3://bucket/list.csv", "pip install 'pullquote[remote]'"),
    ],
)
def test_what_cannot_be_reached_is_one_line(place: str, said: str, tmp_path: Path) -> None:
    result = batch(place, "-o", tmp_path / "out")
    assert result.exit_code in (2, 4)
    assert said in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_without_fsspec_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(UsageError, match=r"pip install 'pullquote\[remote\]'"):
        RemoteFile("s3://a/b.mp3").is_file()


def test_names_are_relative_to_the_list(tmp_path: Path) -> None:
    assert source_at(tmp_path, "a.mp3") == tmp_path / "a.mp3"
    assert source_at(tmp_path, "file:///b.mp3") == Path("/b.mp3")
    assert source_at("s3://shows", "a.mp3") == RemoteFile("s3://shows/a.mp3")
    assert store_at(f"file://{tmp_path}") == FolderStore(tmp_path)


@pytest.mark.slow
def test_results_elsewhere_are_the_same_bytes_and_made_once(short_sample: Inputs, tmp_path: Path) -> None:
    put("one.mp3", short_sample.audio.read_bytes())
    put("one.txt", short_sample.transcript.read_bytes())
    put("bad.mp3", b"ID3" + bytes(999))
    put("bad.txt", b"Nobody said this.")
    args = (ROOT, "-o", f"{ROOT}/out", "--jobs", 1, "--only", "[ob]*")
    run_here(args, expected=1)
    out = RemoteStore(f"{ROOT}/out")
    assert out.names("one") == ["one.align.json", "one.srt", "one.vtt"]
    assert [row["code"] for row in json.loads(out.read("report.json") or b"")["episodes"]] == [4, 0]
    document = json.loads(out.read("one/one.align.json") or b"")
    assert document["media"]["path"] == f"{ROOT}/one.mp3"
    assert "relative" not in document["media"]
    here = tmp_path / "here"
    for name in ("one.mp3", "one.txt"):
        (tmp_path / name).write_bytes(RemoteStore(ROOT).read(name) or b"")
    run_here((tmp_path, "-o", here, "--jobs", 1), expected=0)
    for name in ("one.srt", "one.vtt"):
        assert (here / "one" / name).read_bytes() == out.read(f"one/{name}")
    assert json.loads((here / "one/one.align.json").read_text(encoding="utf-8"))["words"] == document["words"]
    assert "kept" in run_here((*args, "--json", "--retry", "none"), expected=1)


def run_here(args: tuple[object, ...], *, expected: int) -> str:
    """Run a batch in this process: a memory store is not seen from others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("catalogue.batch.run_jobs", lambda jobs, workers, begin: map(run_job, jobs))
        result = batch(*args)
    assert result.exit_code == expected, result.output
    return result.output
