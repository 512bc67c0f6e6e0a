"""Episodes and results in buckets: s3fs against moto's server, which answers as Amazon's S3 does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from align.errors import FileProblem
from catalogue.entries import LEASES, EntryFolder
from catalogue.ledger import Entry
from catalogue.remote import LocalCopies, RemoteFile
from catalogue.sources import find_episodes
from catalogue.stores import RemoteStore
from cli import main
from tests.conftest import Inputs

pytestmark = pytest.mark.s3


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    import fsspec

    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "made",
        "AWS_SECRET_ACCESS_KEY": "up",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    name = f"shows-{abs(hash(request.node.name)):x}"
    fsspec.filesystem("s3", skip_instance_cache=True).mkdir(name)
    return f"s3://{name}"


def put(bucket: str, name: str, data: bytes) -> None:
    RemoteStore(bucket).write(name, data)


def batch(*args: object) -> Result:
    return CliRunner().invoke(main, ["batch", *map(str, args)])


def test_a_bucket_reads_writes_lists_and_removes(bucket: str) -> None:
    store = RemoteStore(f"{bucket}/out")
    assert store.read("a/b.txt") is None
    assert store.names("a") == []
    store.write("a/b.txt", b"one")
    store.write("a/b.txt", b"two")
    with store.writing("a/d.txt") as stream:
        stream.write("four")
    with store.filling("a") as folder:
        (folder / "c.txt").write_bytes(b"three")
    assert (store.read("a/b.txt"), store.read("a/c.txt"), store.read("a/d.txt")) == (b"two", b"three", b"four")
    assert store.names("a") == ["b.txt", "c.txt", "d.txt"]
    assert (store.exists("a/c.txt"), store.exists("a/e.txt")) == (True, False)
    store.remove("a/b.txt")
    store.remove("a/b.txt")
    assert store.names("a") == ["c.txt", "d.txt"]


def test_entries_and_leases_hold_in_a_bucket(bucket: str) -> None:
    store = RemoteStore(f"{bucket}/out")
    one, other = EntryFolder(store, "one"), EntryFolder(store, "other")
    one.put(Entry("a", "key", 0, facts={"words": 3}))
    assert other.get("a") == Entry("a", "key", 0, facts={"words": 3})
    with one.claim("a") as mine, other.claim("a") as theirs:
        assert (mine, theirs) == (True, False)
    assert store.names(LEASES) == []


def test_a_bucket_is_paired_and_its_files_are_fetched(bucket: str) -> None:
    for name in ("one.mp3", "one.txt", "sub/two.wav", "sub/two.md", "lonely.mp3"):
        put(bucket, name, name.encode())
    found = find_episodes(bucket)
    assert [str(each.audio) for each in found.episodes] == [f"{bucket}/one.mp3", f"{bucket}/sub/two.wav"]
    assert [str(each.path) for each in found.unpaired] == [f"{bucket}/lonely.mp3"]
    file = RemoteFile(f"{bucket}/one.mp3")
    before = file.stamp()
    with LocalCopies() as copies:
        assert copies.of(file).read_bytes() == b"one.mp3"
    put(bucket, "one.mp3", b"another")
    assert file.stamp() != before


def test_a_bucket_that_is_not_there_is_one_line(bucket: str, tmp_path: Path) -> None:
    result = batch("s3://no-such-bucket-here", "-o", tmp_path / "out")
    assert result.exit_code == 4
    assert len(result.output.strip().splitlines()) == 1
    with pytest.raises(FileProblem, match="no such file"):
        RemoteFile(f"{bucket}/gone.mp3").read()


def test_a_batch_goes_from_bucket_to_bucket_and_on_again(bucket: str, short_sample: Inputs) -> None:
    put(bucket, "in/one.mp3", short_sample.audio.read_bytes())
    put(bucket, "in/one.txt", short_sample.transcript.read_bytes())
    args = (f"{bucket}/in", "-o", f"{bucket}/out", "--jobs", 1)
    first = batch(*args)
    assert first.exit_code == 0, first.output
    out = RemoteStore(f"{bucket}/out")
    assert out.names("one") == ["one.align.json", "one.srt", "one.vtt"]
    document = out.read("one/one.align.json")
    assert json.loads(document or b"")["media"]["path"] == f"{bucket}/in/one.mp3"
    stamp = RemoteFile(f"{bucket}/out/one/one.align.json").stamp()
    again = batch(*args, "--json")
    assert again.exit_code == 0, again.output
    assert RemoteFile(f"{bucket}/out/one/one.align.json").stamp() == stamp
