"""A batch: every episode once, failures told and stopping nothing, the same bytes after any interruption."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from align import Alignment
from align.errors import UsageError
from align.turns import word_speakers
from catalogue.batch import BatchSettings, ledger_name, select_episodes, shard_of, worker_count
from catalogue.entries import EntryFolder
from catalogue.episodes import Episode, Found
from catalogue.ledger import Entry, Ledger
from catalogue.records import alone_on_a_cluster, bring_home, hand_out
from catalogue.remote import LocalCopies
from catalogue.report import severity, whole_of, write_report
from catalogue.stores import FolderStore
from catalogue.telling import BatchTeller
from catalogue.work import Outputs, with_speakers
from catalogue.workers import Job, Outcome, run_job
from cli import main
from tests.conftest import Inputs
from tests.speakers.test_speakers_command import place

ROOT = Path(__file__).resolve().parents[2]


def batch(*args: object) -> Result:
    return CliRunner().invoke(main, ["batch", *map(str, args)])


@pytest.fixture
def episodes(tmp_path: Path, short_sample: Inputs) -> Path:
    """Two good episodes, one with another's transcript, one that is no sound."""
    folder = tmp_path / "episodes"
    folder.mkdir()
    for name in ("one", "two", "strange", "broken"):
        shutil.copy(short_sample.audio, folder / f"{name}.mp3")
        shutil.copy(short_sample.transcript, folder / f"{name}.txt")
    (folder / "strange.txt").write_text("Nothing of this was ever said by anybody. " * 20)
    (folder / "broken.mp3").write_bytes(b"ID3\x04" + bytes(1000))
    return folder


def contents(out: Path) -> dict[str, bytes]:
    """Everything that was made of the episodes."""
    return {
        str(path.relative_to(out)): path.read_bytes() for path in sorted(out.glob("*/*")) if path.parent.name[0] != "."
    }


@pytest.mark.slow
def test_a_folder_is_aligned_once_and_reported_worst_first(episodes: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (episodes / "lonely.mp3").write_bytes(b"x")
    result = batch(episodes, "-o", out, "--jobs", 1)
    assert result.exit_code == 1, result.output
    assert "lonely.mp3: no transcript has its name" in result.output
    made = contents(out)
    assert sorted(made) == [
        f"{name}/{name}.{suffix}" for name in ("one", "two") for suffix in ("align.json", "srt", "vtt")
    ]
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert [row["code"] for row in report["episodes"]] == [4, 3, 0, 0]
    assert "does not belong" in report["episodes"][1]["reason"]
    assert report["summary"]["failed"] == 2
    assert report["unpaired"][0]["path"].endswith("lonely.mp3")
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "4 episodes, 2 failed" in page
    before = {path: (out / path).stat().st_mtime_ns for path in made}
    again = batch(episodes, "-o", out, "--jobs", 1, "--retry", "none", "--json")
    states = [json.loads(line).get("state") for line in again.output.splitlines() if line.startswith("{")]
    assert states[:4] == ["kept"] * 4
    assert {path: (out / path).stat().st_mtime_ns for path in made} == before


@pytest.mark.slow
def test_killed_and_started_again_gives_the_same_bytes(episodes: Path, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    batch(episodes, "-o", whole, "--jobs", 1)
    command = [sys.executable, "-m", "cli", "batch", str(episodes), "-o", str(out), "--jobs", "1"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    while not list(out.glob("*/*.align.json")):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = {path.name for path in out.glob("*/*.align.json")}
    stamps = {name: next(out.glob(f"*/{name}")).stat().st_mtime_ns for name in done}
    assert batch(episodes, "-o", out, "--jobs", 1).exit_code == 1
    assert contents(out) == contents(whole)
    ledger = Ledger(out)
    assert sorted(entry.id for entry in ledger.all()) == ["broken", "one", "strange", "two"]
    ledger.close()
    kept = [name for name in done if next(out.glob(f"*/{name}")).stat().st_mtime_ns == stamps[name]]
    assert len(done) - len(kept) <= 1


@pytest.mark.slow
def test_what_another_run_has_in_hand_is_told_and_left_out_of_the_report(episodes: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ledger = Ledger(out)
    with ledger.claim("one"):
        result = batch(episodes, "-o", out, "--jobs", 1, "--only", "one", "--only", "broken")
    ledger.close()
    assert result.exit_code == 1
    assert "1 more are in the hands of another run; give the same command again" in result.output
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in report["episodes"]] == ["broken"]


@pytest.mark.slow
def test_workers_end_with_the_run_that_was_killed(episodes: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "cli", "batch", str(episodes), "-o", str(out), "--jobs", "1", "--only", "one"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    while not list(out.glob(".pullquote/locks/one.lock")):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    # The lock is waited for: it is free only when the worker has ended.
    with FileLock(out / ".pullquote" / "locks" / "one.lock", timeout=60):
        assert not list(out.glob("*/*.align.json"))


@pytest.mark.slow
def test_dry_run_lists_and_makes_nothing(episodes: Path, tmp_path: Path) -> None:
    result = batch(episodes, "-o", tmp_path / "out", "--dry-run", "--only", "t*", "--json")
    assert [row["id"] for row in json.loads(result.output)["episodes"]] == ["two"]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--shard", "4/3"], "write it as 3/20"),
        (["--subtitles", "srt,xyz"], "no subtitle format is called 'xyz'"),
        (["--profile", "nobody"], "nobody"),
        (["--only", "zzz"], "no episode is left"),
    ],
)
def test_bad_options_are_one_line(episodes: Path, tmp_path: Path, args: list[str], said: str) -> None:
    result = batch(episodes, "-o", tmp_path / "out", *args)
    assert result.exit_code == 2
    assert said in result.output
    assert len(list(tmp_path.glob("out/*"))) <= 1


def test_shards_part_all_episodes_among_them() -> None:
    found = Found(tuple(Episode(f"e{k}", Path("a"), Path("b")) for k in range(200)))
    parts = [{e.id for e in select_episodes(found, BatchSettings(shard=(k, 4)))} for k in (1, 2, 3, 4)]
    assert set.union(*parts) == {episode.id for episode in found.episodes}
    assert sum(map(len, parts)) == 200
    assert min(map(len, parts)) > 30
    assert shard_of("e1", 4) == shard_of("e1", 4)


def test_ledgers_of_shards_are_merged(tmp_path: Path) -> None:
    for shard, entry in ((1, Entry("a", "k", 0, facts={"words": 3})), (2, Entry("b", "k", 3, "no"))):
        ledger = Ledger(tmp_path, ledger_name(BatchSettings(shard=(shard, 2))))
        ledger.put(entry)
        ledger.close()
    whole = Ledger(tmp_path)
    whole.put(Entry("b", "old", 0, facts={}))
    assert whole.merge() == 2
    assert [(entry.id, entry.code) for entry in whole.all()] == [("a", 0), ("b", 0)]
    whole.close()


def test_an_episode_is_claimed_by_one_run(tmp_path: Path) -> None:
    one, other = Ledger(tmp_path), Ledger(tmp_path)
    with one.claim("a") as mine, other.claim("a") as theirs, other.claim("b") as another:
        assert (mine, theirs, another) == (True, False, True)
    with other.claim("a") as free:
        assert free
    one.close()
    other.close()


def test_hashes_are_kept_until_the_file_changes(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    path = tmp_path / "a.txt"
    path.write_text("one")
    first = ledger.file_hash(path, LocalCopies())
    assert ledger.file_hash(path, LocalCopies()) == first
    path.write_text("two!")
    assert ledger.file_hash(path, LocalCopies()) != first
    ledger.close()


def entry(identifier: str, code: int = 0, **facts: object) -> Entry:
    plain = {"duration": 60.0, "words": 100, "doubtful": 0, "absent": 0, "unscripted": 0.0, "places": []}
    return Entry(identifier, "k", code, "it failed" if code else "", {} if code else {**plain, **facts})


def test_severity_orders_and_the_report_escapes(tmp_path: Path) -> None:
    title = "</script><script>alert(1)</script>"
    entries = [entry("good"), entry("bad", doubtful=30, title="=1+1"), entry("failed", 4), entry("x", title=title)]
    assert [each.id for each in whole_of(entries).entries] == ["failed", "bad", "good", "x"]
    assert severity(entries[1].code, entries[1].facts) == 0.3
    write_report(FolderStore(tmp_path), entries)
    assert ",'=1+1," in (tmp_path / "report.csv").read_text(encoding="utf-8")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert page.count("</script>") == 3


def test_the_report_says_what_to_look_at_first_and_how_the_whole_fares(tmp_path: Path) -> None:
    places = [{"start": 12.5, "share": 0.5, "text": "they come", "word": 3}]
    entries = [entry("fine"), entry("bad", doubtful=30, places=places, document="bad/bad.align.json"), entry("off", 4)]
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "bad.review.html").write_text("")
    write_report(FolderStore(tmp_path), entries)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Look first at: off (it failed); bad (30% in doubt)</p>" in page
    assert '<th scope="row">20 to 100%</th><td class="n">1</td>' in page
    assert '<th scope="row">0 to 1%</th><td class="n">1</td>' in page
    assert '<script id="pages" type="application/json">["bad/bad.review.html"]</script>' in page
    assert '[12.5,"00:00:12 they come"]' in page
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in report["episodes"]] == ["off", "bad", "fine"]
    assert report["episodes"][1]["places"] == places


def test_facts_of_the_ledger_are_those_that_were_put(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    put = entry("one", doubtful=3, title="Übung")
    ledger.put(put)
    (kept,) = ledger.all()
    assert kept.read() == put.facts
    assert dict(kept.facts) == put.facts
    assert len(kept.facts) == len(put.facts)
    ledger.put(kept)
    again = ledger.get("one")
    assert again is not None
    assert again.read() == put.facts
    ledger.close()


def test_bars_for_the_whole_and_for_each_worker(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[tuple[str | None, float, str]] = []
    seconds = iter([100.0, 130.0, 160.0])
    teller = BatchTeller(lambda *bar: told.append(bar), as_json=False, clock=lambda: next(seconds))
    one = Episode("one", Path("one.mp3"), Path("one.txt"))
    teller(one, 0, 3)
    teller(Outcome("kept", entry("old")), 1, 3)
    teller(Outcome("made", entry("one")), 2, 3)
    assert told == [
        ("one", 0.0, "one"),
        ("old", 1.0, "old"),
        (None, 1 / 3, "1 of 3"),
        ("one", 1.0, "one"),
        (None, 2 / 3, "2 of 3, about 1:00 left"),
    ]
    assert capsys.readouterr().err == "[2/3] one: 00:01:00, 100 words, 0 doubtful, 0 absent\n"


def test_a_ledger_of_a_newer_version_is_refused(tmp_path: Path, episodes: Path) -> None:
    ledger = Ledger(tmp_path / "out")
    ledger._db.execute("PRAGMA user_version = 9")
    ledger.close()
    result = batch(episodes, "-o", tmp_path / "out")
    assert result.exit_code == 4
    assert "newer pullquote" in result.output


def test_workers_fit_into_memory() -> None:
    assert worker_count(BatchSettings(workers=8, memory=1e9)) == 2
    assert worker_count(BatchSettings(workers=8, memory=1e6)) == 1
    assert worker_count(BatchSettings(workers=3, memory=1e12)) == 3


@pytest.mark.slow
def test_commands_of_the_users_are_run_for_each_episode(episodes: Path, tmp_path: Path) -> None:
    export = "export {alignment} --to textgrid -o {folder}/{id}.TextGrid"
    (episodes / "pullquote.toml").write_text(f"[batch]\nsubtitles = 'srt'\ncommand = ['{export}']\n")
    out = tmp_path / "out"
    assert batch(episodes, "-o", out, "--only", "one", "--jobs", 1).exit_code == 0
    assert sorted(contents(out)) == ["one/one.TextGrid", "one/one.align.json", "one/one.srt"]
    result = batch(episodes, "-o", out, "--only", "one", "--jobs", 1, "--command", "export {alignment} --to nonsense")
    assert result.exit_code == 1
    (row,) = json.loads((out / "report.json").read_text(encoding="utf-8"))["episodes"]
    assert row["reason"].startswith("pullquote export {alignment} --to nonsense failed (exit 2)")


def test_a_misspelt_default_is_named(episodes: Path, tmp_path: Path) -> None:
    (episodes / "pullquote.toml").write_text("[batch]\ncommandz = ['export']\n")
    result = batch(episodes, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "did you mean command?" in result.output


def test_a_file_that_vanishes_on_the_way_fails_alone(tmp_path: Path) -> None:
    gone = Episode("gone", tmp_path / "gone.mp3", tmp_path / "gone.txt")
    outcome = run_job(Job(gone, Outputs(), FolderStore(tmp_path), "ledger", "run"))
    assert (outcome.state, outcome.entry.code) == ("made", 4)
    assert "gone.mp3" in outcome.entry.reason


def test_a_run_on_a_cluster_hands_its_entries_home(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    ledger = Ledger(tmp_path)
    ledger.put(Entry("a", "old", 0, facts={}))
    ledger.close()
    hand_out(store, "ledger", "run")
    entries = EntryFolder(store, "run")
    assert entries.get("a") == Entry("a", "old", 0, facts={})
    entries.put(Entry("a", "new", 0, facts={}))
    entries.put(Entry("b", "new", 3, "no"))
    assert bring_home(store, "ledger") == 2
    assert entries.all() == []
    ledger = Ledger(tmp_path)
    assert [(entry.id, entry.key) for entry in ledger.all()] == [("a", "new"), ("b", "new")]
    ledger.close()


def test_a_folder_is_filled_by_one_run_on_a_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalogue.records.MOMENT", 0.0)
    store = FolderStore(tmp_path)
    with alone_on_a_cluster(store), pytest.raises(UsageError, match="wait for it"), alone_on_a_cluster(store):
        pass


@pytest.mark.slow
def test_the_manifest_says_who_speaks(short_sample: Inputs, tmp_path: Path) -> None:
    lines = ["audio,transcript,id,speakers"]
    lines += [f"{short_sample.audio},{short_sample.transcript},one,Ada"]
    lines += [f"{short_sample.audio},{short_sample.transcript},two,Ada;Bob"]
    (tmp_path / "list.csv").write_text("\n".join(lines))
    result = batch(tmp_path / "list.csv", "-o", tmp_path / "out", "--jobs", 1)
    assert result.exit_code == 0, result.output
    one = Alignment.load(tmp_path / "out" / "one" / "one.align.json")
    assert [(turn.word, turn.name) for turn in one.speakers] == [(0, "Ada")]
    two = Alignment.load(tmp_path / "out" / "two" / "two.align.json")
    assert two.speakers == ()
    (warning,) = two.report.warnings
    assert warning.startswith("the manifest's speakers were not told apart: there is no speaker 2 to call Bob")
    rows = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))["episodes"]
    assert {row["id"]: row["warnings"] for row in rows} == {"one": "", "two": warning}
    assert json.dumps(warning, ensure_ascii=False) in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_voices_are_named_in_the_order_of_the_manifest(tmp_path: Path) -> None:
    document, truth = place(tmp_path)
    told = with_speakers(Alignment.load(document), ("Ada", "Bob"), None)
    right = [
        ("Ada", "Bob")[voice] == name
        for voice, name in zip(truth, word_speakers(told.speakers, len(told.words)), strict=True)
    ]
    assert sum(right) >= 0.98 * len(right)
    several = with_speakers(Alignment.load(document), ("Ada", "Bob", "Cleo", "Dora"), None)
    assert "speakers were not told apart" in several.report.warnings[-1]


def test_a_run_of_a_part_leaves_the_rest_in_the_report(episodes: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name in ("one", "two", "strange"):
        (episodes / f"{name}.mp3").write_bytes(b"ID3\x04" + bytes(1000))
    assert batch(episodes, "-o", out, "--jobs", 1).exit_code == 1
    assert batch(episodes, "-o", out, "--jobs", 1, "--only", "o*").exit_code == 1
    (episodes / "two.mp3").unlink()
    assert batch(episodes, "-o", out, "--jobs", 1, "--limit", 1).exit_code == 1
    rows = json.loads((out / "report.json").read_text(encoding="utf-8"))["episodes"]
    assert {row["id"]: row["code"] for row in rows} == {"broken": 4, "one": 4, "strange": 4}
