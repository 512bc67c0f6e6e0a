"""The preview page: every cue on both pictures, no scripts, hostile text harmless, speed as colour."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

from align.document import Alignment
from subtitles import make_cues, make_track
from subtitles.preview import make_preview, speed_share
from subtitles.profiles import get_profile

Said = Callable[..., Alignment]


class Tags(HTMLParser):
    """Counts tags and keeps the text of captions."""

    def __init__(self) -> None:
        super().__init__()
        self.count: dict[str, int] = {}
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count[tag] = self.count.get(tag, 0) + 1

    def handle_data(self, data: str) -> None:
        self.text += data


def read(document: Alignment, profile: str = "default") -> Tags:
    rules = get_profile(profile)
    page = Tags()
    page.feed(make_preview(make_track(document, make_cues(document, rules), rules), "<episode>"))
    return page


def test_every_cue_is_shown_on_both_pictures(said: Said) -> None:
    document = said("This is the first sentence of all. Here is the second one.", pauses={7: 0.9})
    page = read(document)
    assert (page.count["article"], page.count["figure"]) == (2, 4)
    assert page.text.count("Here is the second one.") == 2


def test_hostile_text_is_only_text(said: Said) -> None:
    page = read(said('<script>alert(1)</script> </style> & "quoted"'))
    assert "script" not in page.count
    assert page.text.count("<script>alert(1)</script>") == 2
    assert "<episode>" in page.text


def test_speed_is_relative_to_the_limit(said: Said) -> None:
    rules = get_profile("default")
    slow, fast = (said("These are some words to read aloud here.", rate=rate) for rate in (0.2, 0.02))
    shares = [speed_share(make_track(d, make_cues(d, rules), rules).events[0], rules) for d in (slow, fast)]
    assert shares[0] < 0.5
    assert shares[1] > 1.0


def test_nothing_makes_an_empty_page(said: Said) -> None:
    assert read(said("")).count.get("article", 0) == 0
