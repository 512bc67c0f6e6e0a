"""What stands at the edges of printed pages: numbers, heads, and what browsers and court reporters add."""

from __future__ import annotations

from pathlib import Path

from tests.align.transcript.reading import read


def test_page_numbers_beside_form_feeds(tmp_path: Path) -> None:
    pages = ("The rope was made of con-", "crete hemp, and strong.", "It held.")
    text = "\f".join(f"{page}\n\n            {number}\n" for number, page in enumerate(pages, 3))
    assert " ".join(read(tmp_path, text).words) == "The rope was made of concrete hemp, and strong. It held."
    text = "How many ropes?\n\n7\n\fHow many oars?\n\n3\n"
    assert " ".join(read(tmp_path, text).words) == "How many ropes? 7 How many oars? 3"


def test_what_a_browser_prints_at_the_edges_of_pages(tmp_path: Path) -> None:
    head, foot = "12/03/2021, 10:05              Talk – Ropes", "https://ropes.example/talk.html          {}/2"
    pages = ("Ada: It held.", "Ben: We saw https://ropes.example/a today.")
    text = "".join(f"{head}\n{page}\n{foot.format(number)}\n" for number, page in enumerate(pages, 1))
    transcript = read(tmp_path, text)
    assert " ".join(transcript.words) == "It held. We saw https://ropes.example/a today."
    assert [(one.kind, one.count) for one in transcript.left_out] == [("page numbers and heads", 4)]


def test_line_numbers_behind_times(tmp_path: Path) -> None:
    said = ("Q. Who made", "the rope?", "A. My aunt.", "Q. When?", "A. In May.", "Q. Which?", "A. Last May.")
    text = "".join(f"10:05:{13 + place:02}  {place % 4 + 1:>2}  {line}\n" for place, line in enumerate(said))
    transcript = read(tmp_path, text)
    assert " ".join(transcript.words) == "Who made the rope? My aunt. When? In May. Which? Last May."
    assert [turn.name for turn in transcript.speakers] == ["Q", "A", "Q", "A", "Q", "A"]
    text = "".join(f"0:{place:02}  {count} ropes were sold.\n" for place, count in enumerate((3, 9, 2, 5, 7, 1)))
    assert " ".join(read(tmp_path, text).words) == "3 ropes were sold. 9 ropes were sold. 2 ropes were sold. " \
        "5 ropes were sold. 7 ropes were sold. 1 ropes were sold."  # fmt: skip
