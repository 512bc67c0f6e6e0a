"""The temporary folder: gone at the end, and swept by the next server after a kill."""

from __future__ import annotations

import stat
from pathlib import Path

from filelock import FileLock

from frontdesk.place import LOCK, Place


def test_a_place_is_private_and_goes_at_the_end(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert stat.S_IMODE(place.folder.stat().st_mode) & 0o077 == 0
    assert place.free() > 0
    (place.folder / "file").write_text("x")
    place.close()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_server_left_is_swept_and_what_a_living_one_has_is_not(tmp_path: Path) -> None:
    living = Place(tmp_path)
    killed = tmp_path / "pullquote-start-killed"
    killed.mkdir()
    with FileLock(killed / LOCK):
        pass
    (killed / LOCK).touch()
    (killed / "film.mp4").write_bytes(b"x" * 1000)
    other = tmp_path / "somebody-elses"
    other.mkdir()
    next_one = Place(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([living.folder, next_one.folder, other])
