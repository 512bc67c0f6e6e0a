from __future__ import annotations

import io
import zipfile

from subtitles.formats.zip_dates import without_dates


def packed(year: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in (("b.xml", "<b/>"), ("a.xml", "<a/>" * 900)):
            archive.writestr(zipfile.ZipInfo(name, (year, 5, 6, 7, 8, 10)), text)
    return held.getvalue()


def test_the_day_of_writing_stands_nowhere_and_the_files_are_the_same() -> None:
    first, second = (without_dates(packed(year)) for year in (2020, 2031))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == ["b.xml", "a.xml"]
        assert archive.read("a.xml") == b"<a/>" * 900
        assert archive.testzip() is None
