"""Labels by vote: planted ones are found, and what only looks like one stays a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.transcript.layouts import LAYOUTS, lead_of, matches
from align.transcript.lines import MASK, SourceLine
from align.transcript.reader import Transcript
from align.transcript.speaker_labels import ends_sentence, label_lines
from align.transcript.votes import Candidate, Tallies, elect
from tests.align.transcript.reading import read


def said(transcript: Transcript) -> str:
    return " ".join(transcript.words)


@pytest.mark.parametrize(
    "text",
    [
        "[00:01] Did it float?\n[00:03] Absolutely.\n[00:04] Really?\n[00:06] Yes.\n",
        "0:01\nDid it float?\n0:03\nAbsolutely\n0:04\nReally\n0:06\nMargaret\n",
        "Glory Hallelujah\nthe boat is sound\n\nGlory Hallelujah\nthe keel is round\n\nGlory Hallelujah\nwe go\n",
        "Yes - I think so.\n\nYes - it did.\n\nBut then it sank.\n\nYes - twice.\n",
        "We met at 10:30 and left.\n\n4 seconds\n\nThat is all it took, we said.\n\nNothing more.\n",
        "One thing (perhaps) is true.\n\n(Perhaps) it is.\n\nMore than one.\n",
        "A boat, B boat.\nA. Milne wrote it.\n",
        "The price was 5.\nPage turner, that.\n12\nboats came home to us.\n",
        "Paris\nis lovely in the spring they say\nRome\nis lovely too and so is\nMilan\nin its way\n",
        "Boats—I like them.\n\nNets—I mend them.\n\nBoats—I sell them.\n\nBut not nets.\n",
        "NASA. The agency again.\n\nWe went to see it.\n\nNASA. It flew.\n\nAnd then it fell.\n",
        "Ada; she left.\n\nThen we ate.\n\nAda; she came back.\n\nThen we slept.\n",
        "Bread,butter and jam.\n\nThen we ate.\n\nBread,butter and ham.\n\nThen we slept.\n",
        "Well, of course: we left.\n\nThen we ate.\n\nWell, of course: we came back.\n\nThen we slept.\n",
        "So: we left.\n\nThen: we came back.\n\nSo: we ate.\n",
        "It cost [1] dollar.\nWe had [a] choice.\n",
        "well-\nknown people came.\nI was in the- \nThe what?\n",
        "1. Milk is first.\nThen bread and cheese, which we ate.\nThen we slept.\n2. Butter came later that day.\n",
    ],
)
def test_what_only_looks_like_a_label_is_said(tmp_path: Path, text: str) -> None:
    transcript = read(tmp_path, text)
    assert transcript.speakers == ()
    kept = said(transcript).replace("well-known", "well- known")
    times = [f"{stamp}" for stamp in ("[00:01]", "[00:03]", "[00:04]", "[00:06]", "0:01", "0:03", "0:04", "0:06")]
    assert kept.split() == [word for word in text.split() if word not in times]


@pytest.mark.parametrize(
    ("text", "spoken", "names"),
    [
        ("I: Did it?\nR: Yes.\nI: When?\nR: In May.\n", "Did it? Yes. When? In May.", ["I", "R", "I", "R"]),
        (
            "May: Did it?\nJune: Yes.\nMay: When?\nJune: Now.\n",
            "Did it? Yes. When? Now.",
            ["May", "June", "May", "June"],
        ),
        ("ada: did it\nben: yes\nada: when\nben: now\n", "did it yes when now", ["ada", "ben", "ada", "ben"]),
        ("Q.  Did it?\nA.  Yes.\nQ.  When?\nA.  Now.\n", "Did it? Yes. When? Now.", ["Q", "A", "Q", "A"]),
        (
            "THE COURT: Sit.\nTHE WITNESS: Yes.\nBY MR. MOSS: Now?\n",
            "Sit. Yes. Now?",
            ["THE COURT", "THE WITNESS", "MR. MOSS"],
        ),
        ("Ada - Did it?\n\nBen - Yes.\n\nAda - When?\n", "Did it? Yes. When?", ["Ada", "Ben", "Ada"]),
        (
            "Mr. MOSS. Did it?\n\nThe CHAIRMAN. Yes.\n\nMr. MOSS. When?\n",
            "Did it? Yes. When?",
            ["Mr. MOSS", "The CHAIRMAN", "Mr. MOSS"],
        ),
        ("Ada—Did it?\n\nBen—Yes.\n\nAda—When?\n", "Did it? Yes. When?", ["Ada", "Ben", "Ada"]),
        (
            "Ada Byron, owner of a boat: Did it?\nBen: Yes.\nAda Byron, owner of a boat: When?\n",
            "Did it? Yes. When?",
            ["Ada Byron, owner of a boat", "Ben", "Ada Byron, owner of a boat"],
        ),
        ("#1: Did it?\n#2: Yes.\n#1: When?\n#2: Now.\n", "Did it? Yes. When? Now.", ["#1", "#2", "#1", "#2"]),
        ("I: Did it float?\n\nI: It did.\n\nI: When?\n", "Did it float? It did. When?", ["I"]),
        (
            "ADA\nDid it?\n\nBEN (V.O.)\nYes.\n\nADA\nWhen?\n\nBEN\nNow.\n\nCYD\nHm.\n",
            "Did it? Yes. When? Now. Hm.",
            ["ADA", "BEN", "ADA", "BEN", "CYD"],
        ),
        (
            "Ada: Did it? Ben: Yes, it did. Ada: When? Ben: Now, at last.\n",
            "Did it? Yes, it did. When? Now, at last.",
            ["Ada", "Ben", "Ada", "Ben"],
        ),
    ],
)
def test_planted_labels_are_found(tmp_path: Path, text: str, spoken: str, names: list[str]) -> None:
    transcript = read(tmp_path, text)
    assert said(transcript) == spoken
    assert [turn.name for turn in transcript.speakers] == names


def test_headings_that_recur_are_speakers_and_others_chapters(tmp_path: Path) -> None:
    text = "# Boats\n\n### Ada (0:01)\n\nDid it?\n\n### Ben (0:03)\n\nYes.\n\n### Ada (0:05)\n\nWhen?\n"
    transcript = read(tmp_path, text, "talk.md")
    assert said(transcript) == "Did it? Yes. When?"
    assert [turn.name for turn in transcript.speakers] == ["Ada", "Ben", "Ada"]
    assert [chapter.title for chapter in transcript.chapters] == ["Boats"]
    assert [start for _, start, _ in transcript.hints] == [1.0, 3.0, 5.0]


def test_every_layout_has_an_example_that_it_fits() -> None:
    examples = {
        "{name}": "Ada",
        "{time}": "0:04",
        "{boxed}": "[0:04]",
        "{spoken}": "4 seconds",
        "{letter}": "Q",
        "{code}": "P01",
        "{digit}": "2",
        "{speaker}": "Speaker:2",
        "{aside}": "host, ",
        "{caps}": "Mr. MOSS",
        "{stopped}": "Hon. Ada Byron",
        "{manner}": "smiling",
        "{numbered}": "Q1.",
        "{handle}": "ada",
        "{macro}": "\\speaker",
        "{kind}": "speaker",
    }
    for layout in LAYOUTS:
        line = "0:04, " * (layout.evidence == "column") + layout.template
        for piece, example in (*examples.items(), ("{text}", "It floats."), ("{end}", ""), (" ~ ", "  ")):
            line = line.replace(piece, example)
        found = [row for row, _ in matches(line, lead_of(line), whole=True, bold=3 if layout.bold else None)]
        assert layout in found, layout


@pytest.mark.parametrize("blank", ["\u00a0", "\t", " ", "\u202f"])
def test_lines_of_blanks_fit_no_row(blank: str) -> None:
    line = "A" + blank * 230 + "b"
    assert list(matches(line, lead_of(line), whole=False)) == []
    line = blank * 230 + "b"
    assert list(matches(line, lead_of(line), whole=False)) == []


def test_a_column_of_names_fits_with_its_blanks() -> None:
    line = "Ada" + " " * 20 + "It floats."
    assert any(found["name"].strip() == "Ada" for _, found in matches(line, lead_of(line), whole=False))


def test_a_row_wins_where_its_names_recur() -> None:
    dash = next(layout for layout in LAYOUTS if layout.template == "{name} - {text}")
    names = ["Ada", "Ben", "Ada", "Ben", "Cyd"]
    tallies = Tallies(lines=5, paragraphs=5, candidates=[Candidate(dash, name, 4) for name in names])
    assert elect(tallies) == {dash: frozenset({"Ada", "Ben", "Cyd"})}
    tallies.paragraphs = tallies.lines = 50
    assert elect(tallies) == {}
    once = [Candidate(dash, name, 4) for name in ("Ada", "Ben", "Cyd", "Dov")]
    assert elect(Tallies(lines=4, paragraphs=4, candidates=once)) == {}


def test_labels_are_masked_and_columns_stay_true() -> None:
    lines = [SourceLine("Ada: Did it?", 1, 99), SourceLine("Ben: Yes.", 2, 1), SourceLine("Ada: When?", 3, 1)]
    labelled = label_lines(lines)
    assert [line.text for line in labelled] == [MASK * 5 + "Did it?", MASK * 5 + "Yes.", MASK * 5 + "When?"]
    assert [mark.name for line in labelled for mark in line.marks] == ["Ada", "Ben", "Ada"]


def test_ends_of_sentences_are_seen_before_times() -> None:
    assert ends_sentence("It floats. #00:00:04-0#")
    assert ends_sentence("It floats.” (0:04)  ")
    assert not ends_sentence("It floats in 0:04")


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("{} - Host: ", ["Ada", "Ben"]),
        ("Host – {}: ", ["Ada", "Ben"]),
        ("Host/{}: ", ["Host/Ada", "Host/Ben"]),
        ("**{}:** ", ["Ada", "Ben"]),
        ("[00:00] **{}:** ", ["Ada", "Ben"]),
        ("00:00 - _{}_: ", ["Ada", "Ben"]),
    ],
)
def test_roles_behind_dashes_and_emphasis_belong_to_labels(tmp_path: Path, label: str, names: list[str]) -> None:
    lines = ("Did it *really* float?", "It did.", "When?", "In May.")
    text = "\n".join(label.format("Ada" if k % 2 == 0 else "Ben") + line for k, line in enumerate(lines))
    transcript = read(tmp_path, text + "\n")
    assert said(transcript) == " ".join(lines)
    assert [turn.name for turn in transcript.speakers] == names * 2


@pytest.mark.parametrize(
    "label",
    [
        "{}> ",
        "> {}: ",
        "—{}: ",
        "{} :: ",
        "[{}:] ",
        "«{}» ",
        '"{}": ',
        "“{}”: ",
        "{} → ",
        "{} -> ",
        "{} • ",
        "{} · ",
        "[{}, 0:04] ",
        "[0:04 {}] ",
        "({}, 0:04) ",
        "{}- ",
        "{} -",
        "{}: — ",
        "{} (she/her), Host: ",
    ],
)
def test_signs_between_a_name_and_what_is_said(tmp_path: Path, label: str) -> None:
    lines = ("Did it float - really?", "It did.", "When?", "In May.")
    text = "\n\n".join(label.format("Ada" if k % 2 == 0 else "Ben") + line for k, line in enumerate(lines))
    transcript = read(tmp_path, text + "\n")
    assert said(transcript) == " ".join(lines)
    assert [(turn.name or "").removesuffix(", Host") for turn in transcript.speakers] == ["Ada", "Ben"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "So - it floats.\n\nSo - it does.\n\nSo - we went.\n\nSo - we came back.\n",
        "I came • I saw\n\nWe went • we saw\n\nThey left • they said\n",
        "A1 is a road. B2 is a bomber.\n\nM25 traffic is bad today.\n\nIt floats.\n",
    ],
)
def test_signs_inside_talk_are_no_labels(tmp_path: Path, text: str) -> None:
    transcript = read(tmp_path, text)
    assert said(transcript).split() == text.split()
    assert transcript.speakers == ()


@pytest.mark.parametrize(
    "label",
    [
        "HOST ({}): ",
        "Speaker 1 [{}]: ",
        "[0:04] Host ({}): ",
        "Host ({}) [0:04]: ",
        "Panelist ({}) - ",
        'Guest "{}": ',
        "Host {{{}}}: ",
        "Host <{}>: ",
        "Host（{}）: ",
        "({}): ",
        "P1 ({}): ",
        "Host ({}, PhD): ",
    ],
)
def test_the_name_in_brackets_behind_a_role_is_the_speaker(tmp_path: Path, label: str) -> None:
    lines = ("Did it float?", "It did.", "When?", "In May.")
    names = ["Ada Moss", "Ben Lark"] * 2
    text = "\n\n".join(label.format(name) + line for name, line in zip(names, lines, strict=True))
    transcript = read(tmp_path, text + "\n")
    assert said(transcript) == " ".join(lines)
    assert [turn.name.removesuffix(", PhD") for turn in transcript.speakers if turn.name] == names


def test_a_role_that_is_named_once_has_that_name_throughout(tmp_path: Path) -> None:
    text = "HOST (Ada): Did it?\n\nGUEST (V.O.): It did.\n\nHOST: When?\n\nGUEST: In May.\n"
    transcript = read(tmp_path, text)
    assert said(transcript) == "Did it? It did. When? In May."
    assert [turn.name for turn in transcript.speakers] == ["Ada", "GUEST", "Ada", "GUEST"]


def test_two_times_with_frames_and_a_blank_between_them(tmp_path: Path) -> None:
    text = "00:00:01:00 00:00:03:12\nDid it float?\n\n00:00:04:00 00:00:06:00\nIt did.\n"
    transcript = read(tmp_path, text)
    assert said(transcript) == "Did it float? It did."
    assert [start for _, start, _ in transcript.hints] == [1.0, 4.0]
