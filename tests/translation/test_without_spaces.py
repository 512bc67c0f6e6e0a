"""Translations into Chinese, Japanese and Thai: paired, divided without spaces, written as they stood."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import srt
from click.testing import CliRunner, Result

from align.document import Alignment
from align.transcript import phrases, read_transcript
from cli import main
from subtitles import get_profile, lay_out
from subtitles.check import check_track
from subtitles.timeline import width
from tests.subtitles.conftest import plant
from tests.translation.texts import ENGLISH, WITHOUT_SPACES
from translation import time_translation

RATE, PAUSE = 0.075, 1.0
"""Seconds that a letter takes to say, and before each sentence."""

LINE = {"zh": 16, "ja": 13, "th": 35}
"""Characters of a line, by Netflix's guides."""


def openings() -> Iterator[int]:
    at = 0
    for sentence in ENGLISH:
        yield at
        at += len(sentence.split())


@pytest.fixture(scope="module")
def original() -> Alignment:
    return plant(" ".join(ENGLISH), pauses=dict.fromkeys(openings(), PAUSE), rate=RATE)


def written(folder: Path, language: str, *, lines: bool = True) -> Path:
    apart = "\n" if lines else (" " if language == "th" else "")
    path = folder / f"{language}.txt"
    path.write_text(apart.join(WITHOUT_SPACES[language]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("lines", [True, False])
@pytest.mark.parametrize("language", ["zh", "ja"])
def test_chinese_and_japanese_sentences_find_theirs(
    original: Alignment, tmp_path: Path, language: str, lines: bool
) -> None:
    made = time_translation(original, read_transcript(written(tmp_path, language, lines=lines)), language)
    assert [(pair.ours, pair.theirs) for pair in made.pairs] == [((k,), (k,)) for k in range(len(ENGLISH))]
    assert ["".join(one.texts).replace(" ", "") for one in made.theirs] == [
        text.replace(" ", "") for text in WITHOUT_SPACES[language]
    ]


def test_thai_phrases_find_their_sentences(original: Alignment, tmp_path: Path) -> None:
    made = time_translation(original, read_transcript(written(tmp_path, "th")), "th")
    found = {pair.ours: " ".join(made.theirs[k].text for k in pair.theirs) for pair in made.pairs}
    assert found == {(k,): text for k, text in enumerate(WITHOUT_SPACES["th"])}


@pytest.mark.parametrize("language", ["zh", "ja", "th"])
def test_captions_hold_the_text_as_it_stood_within_the_limits_of_the_language(
    original: Alignment, tmp_path: Path, language: str
) -> None:
    made = time_translation(original, read_transcript(written(tmp_path, language)), language)
    track = lay_out(made.alignment, get_profile("netflix"))
    assert [one for one in check_track(track) if one.level == "hard"] == []
    assert max(width(line.text) for event in track.events for line in event.lines) <= LINE[language]
    apart = " " if language == "th" else ""
    shown = apart.join(event.text.replace("\n", apart) for event in track.events)
    assert shown.replace(" ", "") == "".join(WITHOUT_SPACES[language]).replace(" ", "")
    lines = [line.text for event in track.events for line in event.lines]
    assert all(line in apart.join(WITHOUT_SPACES[language]) for line in lines)


def test_each_sentence_stands_while_its_original_is_heard(original: Alignment, tmp_path: Path) -> None:
    made = time_translation(original, read_transcript(written(tmp_path, "zh")), "zh")
    starts = [original.words[k].span[0] for k in openings()]
    words = made.alignment.words
    assert [words[one.first].start for one in made.theirs] == pytest.approx(starts, abs=0.01)
    assert all(a.span[0] <= b.span[0] for a, b in pairwise(words))


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["translate-captions", str(folder / "e.align.json"), *options])


def test_files_like_others_and_in_two_languages(original: Alignment, tmp_path: Path) -> None:
    original.save(tmp_path / "e.align.json")
    japanese = str(written(tmp_path, "ja"))
    assert run(tmp_path, japanese, "-o", str(tmp_path / "a.srt"), "--pairs", str(tmp_path / "p.csv")).exit_code == 0
    cues = lay_out(original).events
    (tmp_path / "en.srt").write_text(
        "\n".join(
            f"{k}\n{srt.timedelta_to_srt_timestamp(srt.timedelta(seconds=e.start))} --> "
            f"{srt.timedelta_to_srt_timestamp(srt.timedelta(seconds=e.end))}\n{e.text}\n"
            for k, e in enumerate(cues, 1)
        ),
        encoding="utf-8",
    )
    like = run(tmp_path, japanese, "--like", str(tmp_path / "en.srt"), "-o", str(tmp_path / "like.srt"))
    assert like.exit_code == 0, like.output
    both = run(tmp_path, japanese, "--bilingual", "-o", str(tmp_path / "both.vtt"))
    assert both.exit_code == 0, both.output
    for name in ("a.srt", "like.srt"):
        read = list(srt.parse((tmp_path / name).read_text(encoding="utf-8")))
        text = "".join(each.content.replace("\n", "") for each in read)
        assert text == "".join(WITHOUT_SPACES["ja"])
    shown = (tmp_path / "both.vtt").read_text(encoding="utf-8")
    assert "<lang ja>1850年、港の灯りは手で点けられていました。</lang>" in shown
    assert WITHOUT_SPACES["ja"][1] in (tmp_path / "p.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("present", [True, False])
def test_a_missing_dictionary_is_named_with_what_installs_it(
    original: Alignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, present: bool
) -> None:
    if not present:
        find = importlib.util.find_spec
        monkeypatch.setattr(
            importlib.util, "find_spec", lambda name: None if name == phrases.DICTIONARY else find(name)
        )
    original.save(tmp_path / "e.align.json")
    done = run(tmp_path, str(written(tmp_path, "th")), "-o", str(tmp_path / "th.srt"))
    assert ("pip install 'pullquote[thai]'" in done.stderr) == (not present)
    read = list(srt.parse((tmp_path / "th.srt").read_text(encoding="utf-8")))
    text = "".join(each.content.replace("\n", "") for each in read)
    assert text.replace(" ", "") == "".join(WITHOUT_SPACES["th"]).replace(" ", "")


def test_a_limit_that_the_user_sets_stays(original: Alignment, tmp_path: Path) -> None:
    original.save(tmp_path / "e.align.json")
    chinese = str(written(tmp_path, "zh"))
    assert run(tmp_path, chinese, "--set", "max_chars=8", "-o", str(tmp_path / "8.srt")).exit_code == 0
    read = list(srt.parse((tmp_path / "8.srt").read_text(encoding="utf-8")))
    assert max(width(line) for each in read for line in each.content.splitlines()) <= 9
    assert run(tmp_path, chinese, "--set", "max_chars=20", "-o", str(tmp_path / "20.srt")).exit_code == 0
    wide = list(srt.parse((tmp_path / "20.srt").read_text(encoding="utf-8")))
    assert max(width(line) for each in wide for line in each.content.splitlines()) in range(17, 21)
