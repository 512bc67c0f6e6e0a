"""Saving: whole, at once, the old document kept, and never over somebody else's change."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from align.document import Alignment, Engine, Media, Word
from align.errors import DocumentChanged, FileProblem, UsageError
from review.session import Session, backup_path, realigner, warm

CONFIRM = {"kind": "confirm", "first": 0, "last": 1}
ABSENT = {"kind": "absent", "first": 0, "last": 1}


def test_an_edit_is_on_disk_and_the_old_document_beside_it(path: Path, document: Alignment) -> None:
    session = Session(path)
    outcome = session.apply(CONFIRM, session.revision)
    assert Alignment.load(path).words[0].manual
    assert session.alignment == Alignment.load(path)
    assert (outcome.revision, outcome.undo, outcome.redo) == (session.revision, 1, 0)
    assert Alignment.load(path.with_name("talk.align.json.1.bak")) == document
    session.apply(ABSENT, outcome.revision)
    assert sorted(p.name for p in path.parent.iterdir()) == ["talk.align.json", "talk.align.json.1.bak"]


def test_each_session_keeps_its_own_backup(path: Path) -> None:
    for edit in (CONFIRM, ABSENT):
        session = Session(path)
        session.apply(edit, session.revision)
    assert Alignment.load(path.with_name("talk.align.json.2.bak")).words[0].manual
    assert backup_path(path).name == "talk.align.json.3.bak"


def test_nothing_is_kept_where_nothing_changed(path: Path) -> None:
    session = Session(path)
    before = path.read_bytes()
    with pytest.raises(UsageError):
        session.apply({"kind": "said", "first": 0, "last": 1}, session.revision)
    outcome = session.apply({"kind": "rename", "old": "Ada", "new": "Ada"}, session.revision)
    assert outcome.change is None
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 1


def test_undo_and_redo_are_saved(path: Path, document: Alignment) -> None:
    session = Session(path)
    first = session.apply(CONFIRM, session.revision)
    second = session.apply(ABSENT, first.revision)
    back = session.undo(second.revision)
    assert back.revision == first.revision
    assert (back.undo, back.redo) == (1, 1)
    start = session.undo(back.revision)
    assert Alignment.load(path) == document
    with pytest.raises(UsageError, match="nothing to undo"):
        session.undo(start.revision)
    again = session.redo(session.redo(start.revision).revision)
    assert Alignment.load(path).words[0].status == "absent"
    with pytest.raises(UsageError, match="nothing to redo"):
        session.redo(again.revision)
    fresh = session.apply({"kind": "confirm", "first": 1, "last": 2}, session.undo(again.revision).revision)
    assert fresh.redo == 0


def test_a_second_tab_is_noticed(path: Path) -> None:
    session = Session(path)
    old = session.revision
    session.apply(CONFIRM, old)
    saved = path.read_bytes()
    with pytest.raises(DocumentChanged, match="another tab"):
        session.apply(ABSENT, old)
    with pytest.raises(DocumentChanged, match="another tab"):
        session.undo(None)
    assert path.read_bytes() == saved


def test_a_changed_file_is_noticed_and_left_alone(path: Path, document: Alignment) -> None:
    session = Session(path)
    theirs = json.dumps({**json.loads(document.to_json()), "language": "fr"})
    path.write_text(theirs)
    assert session.disk() == "changed"
    with pytest.raises(DocumentChanged, match="on disk"):
        session.apply(CONFIRM, session.revision)
    assert path.read_text() == theirs
    session.reload()
    assert session.alignment.language == "fr"
    session.apply(CONFIRM, session.revision)
    assert Alignment.load(path).words[0].manual


def test_a_touched_file_is_the_same(path: Path) -> None:
    session = Session(path)
    path.write_bytes(path.read_bytes())
    assert session.disk() == "same"


def test_a_file_that_is_gone_is_noticed(path: Path) -> None:
    session = Session(path)
    path.unlink()
    assert session.disk() == "missing"
    with pytest.raises(DocumentChanged, match="gone"):
        session.apply(CONFIRM, session.revision)
    assert not path.exists()


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.json"
    link.parent.mkdir()
    link.symlink_to(path)
    session = Session(link)
    session.apply(CONFIRM, session.revision)
    assert link.is_symlink()
    assert Alignment.load(path).words[0].manual


def test_a_document_that_cannot_be_saved_is_not_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(path)

    def full(*args: object, **kwargs: object) -> None:
        raise FileProblem(path, "cannot be written: No space left on device")

    monkeypatch.setattr("review.session.write_whole", full)
    before = session.alignment
    with pytest.raises(FileProblem, match="No space"):
        session.apply(CONFIRM, session.revision)
    assert session.alignment is before
    assert session.snapshot()[1].undo == 0


def test_a_closed_session_waits_for_a_save_and_writes_nothing_more(path: Path) -> None:
    session = Session(path)
    before = path.read_bytes()
    with session.writing():
        closing = threading.Thread(target=session.close)
        closing.start()
        closing.join(0.05)
        assert closing.is_alive()
    closing.join()
    with pytest.raises(UsageError, match="ended"):
        session.apply(CONFIRM, session.revision)
    with pytest.raises(UsageError, match="ended"):
        session.undo(session.revision)
    assert path.read_bytes() == before


def test_half_a_character_is_refused(document: Alignment, tmp_path: Path) -> None:
    path = tmp_path / "half.json"
    path.write_text(document.to_json().replace("morning,", "\\ud83d"))
    with pytest.raises(FileProblem, match="half a character"):
        Session(path)
    assert [p.name for p in tmp_path.iterdir()] == ["half.json"]


@pytest.mark.slow
def test_the_aligner_is_asked(tmp_path: Path) -> None:
    samples = Path(__file__).resolve().parents[2] / "samples"
    rows = [line.split("\t") for line in (samples / "gold.tsv").read_text(encoding="utf-8").splitlines()[:40]]
    words = [Word(r[1], float(r[2]), float(r[3])) if float(r[2]) >= 0 else Word(r[1], status="silent") for r in rows]
    words[20] = replace(words[20], text="wrong")
    path = tmp_path / "x.align.json"
    Alignment(Media("sample.mp3", "", 20.0), "en", Engine("known", "1"), tuple(words)).save(path)
    realign = realigner(samples / "sample.mp3")
    assert realign is not None
    session = Session(path, realign)
    warm(realign, session.alignment)
    session.apply({"kind": "text", "first": 20, "last": 21, "text": rows[20][1]}, session.revision)
    word = Alignment.load(path).words[20]
    assert (word.text, word.manual, word.status) == (rows[20][1], True, "aligned")
    assert word.start == pytest.approx(float(rows[20][2]), abs=0.06)


def test_without_a_recording_there_is_no_aligner() -> None:
    assert realigner(None) is None
