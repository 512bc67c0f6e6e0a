"""The library: phrases wherever they begin, wild cards, near-misses, filters, changes, and what is gone."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from align.document import Alignment, EngineInfo, Media, Word
from align.errors import FileProblem, UsageError
from catalogue.indexing import MANY
from catalogue.library import Filters, Healed, Library
from catalogue.library_file import remove_episode, transaction
from cli import main
from tests.catalogue.conftest import Plant

FILL = " ".join(f"filler{k}" for k in range(29))
TALK = f"{FILL} they come because somebody lit a lamp, and it cost $18 that night {FILL}"


@pytest.fixture
def library(tmp_path: Path, plant: Plant) -> Library:
    made = Library(tmp_path / "library.sqlite")
    made.add([plant("2024-05-01 lamp", TALK, [(0, "Ada"), (35, "Bob")], "lamp.mp3")], show="Night")
    made.add([plant("2023 other", f"{FILL} nobody lit anything here {FILL}")], show="Day")
    return made


def test_a_phrase_over_the_edge_of_a_chunk(library: Library) -> None:
    (hit,) = library.search("They come because SOMEBODY lit a lamp")
    assert (hit.first, hit.last, hit.score) == (29, 35, 1.0)
    assert (hit.start, hit.end) == (14.5, 17.9)
    assert hit.text == "they come because somebody lit a lamp,"
    assert hit.before.endswith("filler28")
    assert hit.after.startswith("and it cost")
    assert (hit.name, hit.show, hit.speaker, hit.date) == ("2024-05-01 lamp", "Night", "Ada", "2024-05-01")


def test_numbers_and_wild_cards(library: Library) -> None:
    assert [hit.text for hit in library.search("eighteen dollars")] == ["$18"]
    assert [hit.text for hit in library.search("some* lit a lam*")] == ["somebody lit a lamp,"]


def test_a_near_miss_is_found_and_says_so(library: Library) -> None:
    (hit,) = library.search("they came because somebody had lit the lamp")
    assert 29 <= hit.first <= 31
    assert hit.last == 35
    assert hit.score < 1
    assert library.search("an entirely different sentence about goats") == []


def test_filters(library: Library) -> None:
    assert len(library.search("lit")) == 2
    assert [hit.show for hit in library.search("lit", Filters(show="Day"))] == ["Day"]
    assert [hit.show for hit in library.search("lit", Filters(since="2024"))] == ["Night"]
    assert [hit.speaker for hit in library.search("lit", Filters(speaker="Ada"))] == ["Ada"]
    assert [hit.first for hit in library.search("and it cost", Filters(speaker="Bob"))] == [36]
    assert library.search("and it cost", Filters(speaker="Ada")) == []


def test_what_has_not_changed_is_passed_over_and_what_has_is_replaced(library: Library, plant: Plant) -> None:
    path = plant("2023 other", f"{FILL} everybody left {FILL}")
    added = library.add([path])
    assert (added.added, added.same, library.size()[0]) == (1, 0, 2)
    assert library.search("nobody lit anything") == []
    assert len(library.search("everybody left")) == 1
    assert library.add([path]).same == 1


def test_it_moves_with_its_documents(library: Library, tmp_path: Path) -> None:
    library.close()
    away = tmp_path / "away"
    away.mkdir()
    for path in [*tmp_path.glob("*.json"), *tmp_path.glob("library.sqlite*")]:
        shutil.move(path, away / path.name)
    (away / "lamp.mp3").write_bytes(b"x")
    moved = Library(away / "library.sqlite")
    (hit,) = moved.search("somebody lit a lamp")
    assert hit.document == (away / "2024-05-01 lamp.align.json").resolve()
    assert hit.media == (away / "lamp.mp3").resolve()


def test_what_is_gone_is_named_and_forgotten(library: Library, tmp_path: Path) -> None:
    (tmp_path / "2023 other.align.json").unlink()
    whats = {problem.path.name: problem.what for problem in library.check()}
    assert whats == {
        "2023 other.align.json": "is gone",
        "2024-05-01 lamp.align.json": "its recording is gone: lamp.mp3",
    }
    assert library.heal() == Healed(gone=1, changed=0)
    assert library.size()[0] == 1
    assert library.search("nobody lit anything") == []


def test_refusals(library: Library, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no words"):
        library.search(" ... ")
    library._db.execute("PRAGMA user_version = 9")
    library.close()
    with pytest.raises(FileProblem, match="newer pullquote"):
        Library(tmp_path / "library.sqlite")
    (tmp_path / "text.sqlite").write_text("no database at all, only words, and rather many of them")
    with pytest.raises(FileProblem, match="cannot be used as a library"):
        Library(tmp_path / "text.sqlite")


@pytest.mark.parametrize("quote", ['"', "'; DROP TABLE episodes; --", "NEAR(a b)", "a AND (b", "*", "x" * 5000, "\0a"])
def test_no_quote_breaks_the_search(library: Library, quote: str) -> None:
    try:
        hits = library.search(quote)
    except UsageError:
        hits = []
    assert library.size()[0] == 2
    assert all("lit" not in hit.text for hit in hits)


def test_the_commands(tmp_path: Path, plant: Plant) -> None:
    plant("lamp", TALK)
    library = ["--library", str(tmp_path / "l.sqlite")]
    run = CliRunner().invoke
    missing = run(main, ["library", "search", "lamp", *library])
    assert missing.exit_code == 4
    assert "pullquote library add" in missing.output
    assert run(main, ["library", "add", str(tmp_path), *library]).exit_code == 0
    found = run(main, ["library", "search", "lit a lamp", "--json", "--list", str(tmp_path / "l.csv"), *library])
    assert json.loads(found.output)["hits"][0]["first"] == 33
    assert (tmp_path / "l.csv").read_text().splitlines()[1].endswith('word:34-36,"lit a lamp,"')
    assert run(main, ["library", "search", "goats on stairs", *library]).exit_code == 1
    refused = run(main, ["library", "search", "lit a lamp", "--clip", "-o", str(tmp_path / "c"), *library])
    assert refused.exit_code == 2
    assert "the recording of lamp is not at" in refused.output
    assert run(main, ["library", "check", *library]).exit_code == 1


def test_a_document_that_cannot_be_read_stops_nothing(tmp_path: Path, plant: Plant) -> None:
    paths = [plant(f"episode {k}", f"{FILL} number{k} lit") for k in range(MANY)]
    broken = tmp_path / "broken.align.json"
    broken.write_text("{")
    library = Library(tmp_path / "library.sqlite")
    added = library.add([broken, *paths, tmp_path / "gone.align.json"], workers=2)
    assert (added.added, added.same) == (MANY, 0)
    assert {Path(problem.path).name for problem in added.refused} == {"broken.align.json", "gone.align.json"}
    assert [hit.name for hit in library.search(f"number{MANY - 1} lit")] == [f"episode {MANY - 1}"]
    assert library.add(paths).same == MANY


def test_the_library_goes_on_after_a_broken_document_and_ends_with_1(tmp_path: Path, plant: Plant) -> None:
    good, broken = plant("good", TALK), tmp_path / "broken.align.json"
    broken.write_text("{")
    file = tmp_path / "library.sqlite"
    result = CliRunner().invoke(main, ["library", "add", str(broken), str(good), "--library", str(file), "--json"])
    assert result.exit_code == 1
    told = json.loads(result.output)
    assert (told["added"], [Path(each["path"]).name for each in told["refused"]]) == (1, ["broken.align.json"])


def test_a_near_miss_is_looked_for_among_words_that_are_everywhere(tmp_path: Path, plant: Plant) -> None:
    library = Library(tmp_path / "library.sqlite")
    library.add([plant(f"e{k}", "it is what it was and that is the way it is " * 20) for k in range(3)])
    library.add([plant("wanted", f"{FILL} it is what you make of it {FILL}")])
    (first, *_) = library.search("it is just what you make it")
    assert (first.name, first.score < 1) == ("wanted", True)


def test_a_near_miss_is_told_from_other_orders_of_its_words(tmp_path: Path, plant: Plant) -> None:
    library = Library(tmp_path / "library.sqlite")
    library.add([plant("alike", f"harbour down all running they {FILL} came the to " * 100)])
    library.add([plant("wanted", f"{FILL} came running down to the harbour {FILL}")])
    (hit, *_) = library.search("came running up to the harbour")
    assert (hit.name, hit.text) == ("wanted", "came running down to the harbour")


def test_an_episode_without_words_and_words_with_line_breaks(tmp_path: Path) -> None:
    talk, empty = tmp_path / "talk.align.json", tmp_path / "empty.align.json"
    words = [Word("lit", 1.0, 1.2), Word("a\nlamp", 1.3, 1.8), Word("again", 2.0, 2.4)]
    for path, said in ((talk, words), (empty, [])):
        Alignment(Media("x.mp3", "", 3.0), "en", EngineInfo("x", "1"), tuple(said)).save(path)
    library = Library(tmp_path / "library.sqlite")
    library.add([talk, empty])
    assert [(hit.text, hit.start) for hit in library.search("again")] == [("again", 2.0)]
    empty.unlink()
    library.add([talk])
    assert [hit.name for hit in library.search("lit")] == ["talk"]


def test_words_nobody_says_are_kept_and_not_searched_for(tmp_path: Path) -> None:
    talk = tmp_path / "talk.align.json"
    words = (Word("lit", 1.0, 1.2), Word("[laughs]", status="silent"), Word("lamp", 1.3, 1.8))
    Alignment(Media("x.mp3", "", 3.0), "en", EngineInfo("x", "1"), words).save(talk)
    library = Library(tmp_path / "library.sqlite")
    library.add([talk])
    assert library.search("laughs") == []
    assert [(hit.text, hit.after) for hit in library.search("lit")] == [("lit", "[laughs] lamp")]


OLDER = """
PRAGMA user_version = 1;
DROP TABLE counts;
DROP TABLE text;
ALTER TABLE episodes DROP COLUMN relative;
CREATE VIRTUAL TABLE text USING fts5 (keys, content='', tokenize="unicode61 remove_diacritics 0");
"""


def test_a_library_of_the_first_version_is_brought_up_to_date(library: Library, tmp_path: Path, plant: Plant) -> None:
    library._db.executescript(OLDER)
    library.close()
    (tmp_path / "2024-05-01 lamp.align.json").unlink()  # its words are in the library itself
    later = Library(tmp_path / "library.sqlite")
    assert [hit.name for hit in later.search("somebody lit a lamp")] == ["2024-05-01 lamp"]
    assert [hit.score < 1 for hit in later.search("they came because somebody had lit the lamp")] == [True]
    assert "was added by an older pullquote" in {problem.what.partition(";")[0] for problem in later.check()}
    later.add([plant("2023 other", "something else")])
    assert later.search("nobody lit anything") == []


def test_media_are_found_from_the_document_wherever_the_command_is_run(tmp_path: Path) -> None:
    (tmp_path / "episodes").mkdir()
    (tmp_path / "aligned" / "one").mkdir(parents=True)
    media = tmp_path / "episodes" / "one.mp3"
    media.write_bytes(b"x")
    document = tmp_path / "aligned" / "one" / "one.align.json"
    Alignment(Media("episodes/one.mp3", "", 3.0, relative="../../episodes/one.mp3"), "en", EngineInfo("x", "1"),
              (Word("lamp", 1.0, 2.0),)).save(document)  # fmt: skip
    library = Library(tmp_path / "library.sqlite")
    library.add([document])
    (hit,) = library.search("lamp")
    assert hit.media.resolve() == media
    assert library.check() == []


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photos.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE photos (name)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(FileProblem, match="another program"):
        Library(path)
    assert path.read_bytes() == before


def test_words_are_counted_as_episodes_come_and_go(tmp_path: Path, plant: Plant) -> None:
    library = Library(tmp_path / "library.sqlite")
    library.add([plant("one", "lamp lamp tree"), plant("two", "lamp")])
    library.add([plant("one", "tree")])
    said = dict(library._db.execute("SELECT key, said FROM counts"))
    assert {key: count for key, count in said.items() if count} == {"lamp": 1, "tree": 1}


def test_a_write_that_is_stopped_leaves_nothing_of_it(library: Library) -> None:
    def stopped() -> None:
        with transaction(library._db):
            remove_episode(library._db, 1)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert len(library.search("somebody lit a lamp")) == 1


def test_near_misses_are_weighed_by_how_rare_words_are_in_all_of_the_library(tmp_path: Path, plant: Plant) -> None:
    library = Library(tmp_path / "library.sqlite")
    library.add([plant("common", " ".join(f"that was a x{k} y{k} z{k}" for k in range(300)))])
    library.add([plant("other", f"{FILL} lantern {FILL}")])
    assert library.search("lantern that was a") == []  # the one word that tells anything is nowhere near
    library.add([plant("wanted", f"{FILL} a bakery that is now a lighthouse {FILL}")])
    (hit,) = library.search("bakery that is a lighthouse")
    assert (hit.name, hit.text) == ("wanted", "bakery that is now a lighthouse")


@pytest.mark.parametrize("since", ["yesterday", "", "01.02.2024", "2024-13", "2024-02-30", "24"])
def test_what_is_no_date_is_one_line(since: str) -> None:
    with pytest.raises(UsageError, match="is no date; write 2024, 2024-05 or 2024-05-01"):
        Filters(since=since)


@pytest.mark.parametrize("since", ["2024", "2024-05", "2024-02-29"])
def test_days_months_and_years_are_dates(since: str) -> None:
    assert Filters(since=since).since == since
