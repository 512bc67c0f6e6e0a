"""The quality check: each planted fault is flagged, once, and nothing else is."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from align.document import Alignment, Unscripted
from align.errors import FileProblem
from subtitles import get_profile, profile_names, render_subtitles
from subtitles.check import Report, as_csv, as_table, check_file
from subtitles.profiles import override
from subtitles.rules import RULES, Finding

Said = Callable[..., Alignment]

GOOD = [(1.0, 3.0, "This is fine."), (3.083, 6.0, "So is this one,|on two lines."), (7.0, 9.0, "And this.")]


def stamp(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"


def written(path: Path, cues: list[tuple[float, float, str]]) -> Path:
    blocks = [f"{n}\n{stamp(a)} --> {stamp(b)}\n{text}\n".replace("|", "\n") for n, (a, b, text) in enumerate(cues, 1)]
    path.write_text("\n".join(blocks), encoding="utf-8", newline="")
    return path


def flagged(report: Report) -> list[tuple[str, int | None]]:
    for finding in report.findings:
        assert finding.rule in RULES[finding.level] or finding.rule == "file"
    return [(finding.rule, finding.cue) for finding in report.findings]


def test_good_subtitles_pass(tmp_path: Path) -> None:
    assert flagged(check_file(written(tmp_path / "a.srt", GOOD), get_profile("netflix"))) == []


@pytest.mark.parametrize(
    ("place", "cue", "rule"),
    [
        (0, (0.5, 3.0, "This line is much longer than forty-two chars."), "length"),
        (0, (1.0, 3.0, "Fine.|Good.|Great."), "lines"),
        (0, (2.5, 3.0, "Short."), "duration"),
        (2, (7.0, 14.2, "Long."), "duration"),
        (0, (1.0, 3.5, "Over."), "overlap"),
        (0, (1.0, 3.05, "Close."), "gap"),
        (0, (1.0, 2.8, "An open gap."), "gap"),
        (0, (3.0, 2.0, "Backwards."), "order"),
        (2, (2.0, 9.0, "Before."), "order"),
        (0, (1.0, 3.0, ""), "empty"),
        (0, (1.0, 3.0, "Far too many characters|for so very short a time."), "speed"),
        (0, (1.0, 3.0, "She went to the|market today."), "break"),
        (0, (1.0, 3.0, "It  is fine."), "space"),
        (0, (1.0, 3.0, "Well... fine."), "ellipsis"),
        (0, (1.0, 3.0, "It took 3 days."), "numbers"),
        (0, (1.0, 3.0, "- Yes.|- No."), "dash"),
        (0, (1.0, 3.0, "(laughs)"), "brackets"),
    ],
)
def test_a_planted_fault_is_flagged(tmp_path: Path, place: int, cue: tuple[float, float, str], rule: str) -> None:
    cues = list(GOOD)
    cues[place] = cue
    found = flagged(check_file(written(tmp_path / "a.srt", cues), get_profile("netflix")))
    assert rule in {name for name, _ in found}
    if rule not in ("order", "overlap"):
        assert {name for name, _ in found} == {rule}


def test_a_break_between_cues_is_flagged(tmp_path: Path) -> None:
    cues = [(1.0, 3.0, "We went into the"), (3.083, 6.0, "great hall.")]
    report = check_file(written(tmp_path / "a.srt", cues), get_profile("default"))
    assert flagged(report) == [("break", 1)]
    assert report.findings[0].comment == "parts 'the' from 'great'"


def test_two_frames_are_enough_at_their_rate(tmp_path: Path) -> None:
    cues = [(1.0, 3.0, "This is fine."), (3.067, 6.0, "And this.")]
    path = written(tmp_path / "a.srt", cues)
    assert flagged(check_file(path, get_profile("netflix"))) == [("gap", 2)]
    assert flagged(check_file(path, get_profile("netflix"), fps=Fraction(30))) == []


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ("1\n00:00:01,000 --> 00:00:03,000\nCafé.\n".encode("cp1252"), "encoding"),
        ("\ufeff1\n00:00:01,000 --> 00:00:03,000\nFine.\n".encode(), "byte order mark"),
        (b"1\r\n00:00:01,000 --> 00:00:03,000\nFine.\n", "line ends"),
        (b"1\n00:00:01.000 --> 00:00:03.000\nFine.\n", "decimal mark"),
        (b"7\n00:00:01,000 --> 00:00:03,000\nFine.\n", "numbered"),
        (b"WEBVTT\n\n00:01,000 --> 00:03.000\nFine.\n", "decimal mark"),
        (b"1\r\r\n00:00:01,000 --> 00:00:03,000\r\r\nFine.\r\r\n", "doubled carriage return"),
        (b"1\n00:00:01 --> 00:00:03,000\nFine.\n", "1 times in a way that players may not read (line 2)"),
        (b"1\n-00:00:01,000 --> 00:00:02,000\nFine.\n", "1 times before zero, taken for zero (line 2)"),
        (b"1\n00:00:01,000 --> 00:00:03,000\nFine,\n\nso.\n", "1 cues with a blank line inside"),
        (b"WEBVTT\n\n00:01.000 --> 00:03.000\nFine.\n\nso\n", "text that belongs to no cue (line 6)"),
        ("1\n00:00:01,000 --> 00:00:03,000\n\ufeffFine.\n".encode(), "byte order mark inside, in line 3"),
        (b"webvtt\n\n00:01.000 --> 00:03.000\nFine.\n", "does not begin with WEBVTT in capitals"),
        (
            "1\n00:00:01,000\u00a0--> 00:00:03,000\nFine.\n".encode(),
            "1 times in a way that players may not read (line 2)",
        ),
        (
            b"1\n00:00:01,000 --> 00:00:03,000\nFine.\n2\n00:00:04,000 --> 00:00:06,000\nSo.\n",
            "has no blank line before 1 cues, where players part them (line 5)",
        ),
        (b"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:0,MPEGTS:9\n\n00:01.000 --> 00:03.000\nFine.\n", "X-TIMESTAMP-MAP"),
    ],
)
def test_a_fault_of_the_file_is_flagged(tmp_path: Path, data: bytes, fault: str) -> None:
    path = tmp_path / "a.srt"
    path.write_bytes(data)
    report = check_file(path, get_profile("default"))
    assert flagged(report) == [("file", None)]
    assert fault in report.findings[0].comment


def test_srt_that_is_named_as_webvtt_is_flagged(tmp_path: Path) -> None:
    path = tmp_path / "a.vtt"
    path.write_text("1\n00:00:01,000 --> 00:00:03,000\nFine.\n", encoding="utf-8")
    (finding,) = check_file(path, get_profile("default")).findings
    assert (finding.rule, finding.comment.startswith("has no WEBVTT in its first line")) == ("file", True)


@pytest.fixture
def talk(said: Said) -> Alignment:
    return said(
        "This is the first sentence of all. Here is the second one. And the third.",
        pauses={7: 1.0, 12: 3.0},
        rate=0.09,
    )


def test_our_own_subtitles_pass_in_every_profile(tmp_path: Path, talk: Alignment) -> None:
    for name in profile_names():
        path = tmp_path / f"{name}.srt"
        path.write_bytes(render_subtitles(talk, "srt", profile=name))
        assert flagged(check_file(path, get_profile(name), alignment=talk)) == [], name


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda a, b, text: (a - 0.5, b, text), "early"),
        (lambda a, b, text: (a + 0.5, b, text), "late"),
        (lambda a, b, text: (a, b + 1.5, text), "held"),
        (lambda a, b, text: (a, b - 0.6, text), "cut"),
        (lambda a, b, text: (a, b, text.replace("second", "wrong")), "words"),
        (lambda a, b, text: (a, b, text.replace("second ", "")), "words"),
    ],
)
def test_what_differs_from_the_alignment_is_flagged(
    tmp_path: Path, talk: Alignment, change: Callable[[float, float, str], tuple[float, float, str]], rule: str
) -> None:
    spans = [(talk.words[i].span[0], talk.words[j].span[1]) for i, j in ((0, 6), (7, 11), (12, 14))]
    texts = ["This is the first sentence of all.", "Here is the second one.", "And the third."]
    cues = [(a, b, text) for (a, b), text in zip(spans, texts, strict=True)]
    path = written(tmp_path / "a.srt", cues)
    assert flagged(check_file(path, get_profile("default"), alignment=talk)) == []
    cues[1] = change(*cues[1])
    found = check_file(written(path, cues), get_profile("default"), alignment=talk)
    assert rule in {name for name, _ in flagged(found)}
    assert {cue for _, cue in flagged(found)} == {2}


def test_a_cue_over_music_is_flagged(tmp_path: Path, talk: Alignment) -> None:
    end = talk.words[11].span[1]
    talk = replace(talk, unscripted=(Unscripted(end + 0.2, end + 2.8, "music"),))
    cues = [(talk.words[7].span[0], end + 0.95, "Here is the second one.")]
    report = check_file(written(tmp_path / "a.srt", cues), get_profile("bbc"), alignment=talk)
    assert ("silence", 1) in flagged(report)


def test_an_alignment_is_checked_with_the_cues_it_makes_and_names_absent_words(tmp_path: Path, talk: Alignment) -> None:
    words = [replace(w, start=None, end=None, status="absent") if i in (8, 9) else w for i, w in enumerate(talk.words)]
    path = tmp_path / "a.align.json"
    replace(talk, words=tuple(words)).save(path)
    (finding,) = check_file(path, get_profile("default")).findings
    assert (finding.rule, finding.context) == ("absent", "is the")


def test_speed_that_is_the_speakers_own_is_told_from_speed_that_is_not(tmp_path: Path, said: Said) -> None:
    document = said("Extraordinarily complicated considerations everywhere.", rate=0.02)
    path = tmp_path / "a.align.json"
    document.save(path)
    (finding,) = check_file(path, get_profile("default")).findings
    assert finding.rule == "pace"
    assert "it is said at 5" in finding.comment
    slow = said("Extraordinarily complicated considerations everywhere.", rate=0.054)
    cues = [(1.0, 3.55, "Extraordinarily|complicated considerations everywhere.")]
    (finding,) = check_file(written(tmp_path / "a.srt", cues), get_profile("default"), alignment=slow).findings
    assert finding.rule == "speed"
    assert "it is said at 19.2 characters a second" in finding.comment
    (finding,) = check_file(tmp_path / "a.srt", get_profile("default")).findings
    assert (finding.rule, "said" in finding.comment) == ("speed", False)
    (_, finding) = check_file(tmp_path / "a.srt", override(get_profile("bbc"), {"max_wpm": 60.0})).findings
    assert finding.comment == "94 words a minute, the limit is 60"


def test_a_cue_that_begins_within_the_tolerance_of_its_profile_is_neither_early_nor_late(
    tmp_path: Path, talk: Alignment
) -> None:
    spans = [(talk.words[i].span[0], talk.words[j].span[1]) for i, j in ((0, 6), (7, 11), (12, 14))]
    texts = ["This is the first sentence of all.", "Here is the second one.", "And the third."]
    for moved, rule in ((-0.45, "early"), (0.45, "late")):
        cues = [(a, b, text) for (a, b), text in zip(spans, texts, strict=True)]
        cues[1] = (cues[1][0] + moved, cues[1][1], cues[1][2])
        path = written(tmp_path / "a.srt", cues)
        assert (rule, 2) in flagged(check_file(path, get_profile("netflix"), alignment=talk))
        assert (rule, 2) not in flagged(check_file(path, get_profile("netflix-kids"), alignment=talk))


def test_what_gives_way_to_fast_talk_is_counted(tmp_path: Path, said: Said) -> None:
    document = said("No. Yes. No. Yes, I did. And then we went home.", rate=0.09, pauses={6: 2.0})
    path = tmp_path / "a.align.json"
    document.save(path)
    report = check_file(path, override(get_profile("podcast"), {"max_words": 1}))
    assert {rule for rule, _ in flagged(report)} <= {"rapid", "pace", "break"}
    assert report.gave_way == {"the least duration": 9, "the gap": 0, "the reading speed": 0}
    assert "it gives way, for the next words follow after 0.27" in report.findings[0].comment
    assert as_table(report).endswith("\nto fast talk give way: the least duration in 9 cues")
    slow = said("No. Yes. No.", pauses={1: 2.0, 2: 2.0})
    cues = [(slow.words[k].span[0], slow.words[k].span[1], slow.words[k].text) for k in range(3)]
    report = check_file(written(tmp_path / "a.srt", cues), get_profile("podcast"), alignment=slow)
    assert [rule for rule, _ in flagged(report)] == ["duration"] * 3


def test_reports_for_people_and_machines(tmp_path: Path) -> None:
    report = check_file(written(tmp_path / "a.srt", [(1.0, 1.2, 'A, "b"')]), get_profile("default"))
    assert list(csv.reader(io.StringIO(as_csv([report])))) == [
        ["LineNumber", "TimeCode", "Context", "Comment"],
        ["1", "00:00:01.000", 'A, "b"', "duration: 0.200 s, the least is 0.833 s"],
        ["1", "00:00:01.000", 'A, "b"', "speed: 30.0 characters a second, the limit is 20"],
    ]
    assert as_table(report).splitlines()[-1] == "1 cues, profile default: 1 hard duration, 1 soft speed"


@pytest.mark.parametrize("data", [b"", b"no cues at all\n", b"\x00\x01\x02" * 100, b"{}"])
def test_what_is_no_subtitle_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.srt"
    path.write_bytes(data)
    with pytest.raises(FileProblem):
        check_file(path, get_profile("default"))


def test_a_gap_that_is_left_open_for_music_is_no_fault(tmp_path: Path, talk: Alignment) -> None:
    cues = [(talk.words[0].span[0], talk.words[6].span[1] + 0.7, "This is the first sentence of all.")]
    cues.append((talk.words[7].span[0], talk.words[11].span[1], "Here is the second one."))
    path = written(tmp_path / "a.srt", cues)
    assert ("gap", 2) in flagged(check_file(path, get_profile("default"), alignment=talk))
    stretch = Unscripted(talk.words[6].span[1] + 0.6, talk.words[7].span[0], "music")
    report = check_file(path, get_profile("default"), alignment=replace(talk, unscripted=(stretch,)))
    assert ("gap", 2) not in flagged(report)


def test_one_word_of_thousands_of_letters_does_not_widen_every_row() -> None:
    findings = (
        Finding("break", "soft", "parts 'the' from " + "x" * 20_000, 1),
        *[Finding("gap", "hard", "close")] * 500,
    )
    table = as_table(Report(Path("a.srt"), "default", 501, findings))
    assert "x" * 20_000 in table
    assert len(table) < 20_000 + 500 * 200
