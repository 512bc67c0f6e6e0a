"""Labels between signs, two labels in a row, times in odd places, and what programs add: none of it is a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.transcript.double_labels import second_label
from align.transcript.reader import Transcript
from tests.align.transcript.reading import NAMES, read

TALK = (
    "So where does the kettle stand?",
    "On the stove, as it did last winter.",
    "Does it sing?",
    "Every morning, before the gulls are up.",
    "And who takes it off?",
    "Whoever comes down the stairs first.",
)


def turns(template: str, blank: str = "\n\n") -> str:
    return blank.join(
        template.format(name=NAMES[k % 2], first=NAMES[k % 2].split()[0].lower(), text=text, s=f"{9 * k:02}", k=k // 2)
        for k, text in enumerate(TALK)
    )


def speakers(transcript: Transcript) -> list[str | None]:
    return [turn.name for turn in transcript.speakers]


@pytest.mark.parametrize(
    "template",
    [
        "== {name} ==\n{text}",
        "-- {name} --\n{text}",
        "~{name}~ {text}",
        "'''{name}:''' {text}",
        "[b]{name}:[/b] {text}",
        "[color=red]{name}[/color]: {text}",
        "\\textbf{{{name}:}} {text}",
        "🎙️ {name}: {text}",
        "{name} / Host: {text}",
        "({name})\n{text}",
        "00.00.{s} {name}: {text}",
        "00;00;{s};12 - 00;00;{s};20\n{name}\n{text}",
        "IN: 00:00:{s}:00 OUT: 00:00:{s}:20\n{name}: {text}",
        "00:00:{s} -- {name} -- {text}",
        "00:00:{s} From {name} to Everyone:\n\t{text}",
        "From  {name}  to  Everyone: {text}",
        "{name}  10:{s} AM\n{text}",
        "{name}: {text} (0:{s})",
        "{name}: {text} 0:{s}",
        "| {name} | {text} |",
        "|{name}|{text}",
        "{name}::{text}",
        "{name}>>> {text}",
        "¤<{s}00>{name}: {text}",
        "< {name}> {text}",
        "[[{name}]] {text}",
        "【{name}】{text}",
        "{name}\u3000{text}",
        "{name}— {text}",
        "{name}-- {text}",
        "{name} ..... {text}",
        "{name} (Host, 0:{s}): {text}",
        "{name} / 0:{s} / {text}",
        "0:{s} → {name}: {text}",
        "[0:{s}](https://example.org/?t={s}) {name}: {text}",
        "<{name}>{text}</{name}>",
        "\\item[{name}] {text}",
        ";{name}\n:{text}",
        "From 0:{s} to 0:{s}: {name}: {text}",
        "{name}: {text} (#00:00:{s}-0#)",
    ],
)
def test_signs_around_labels_and_times_are_no_words(tmp_path: Path, template: str) -> None:
    transcript = read(tmp_path, turns(template))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert speakers(transcript) == [NAMES[k % 2] for k in range(len(TALK))]


@pytest.mark.parametrize("template", ["({n}) {text}", "[{n}] {text}", "{n}: {text}"])
@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_numbers_that_come_again_are_speakers(tmp_path: Path, template: str, blank: str) -> None:
    lines = [template.format(n=k % 2 + 1, text=text) for k, text in enumerate(TALK)]
    transcript = read(tmp_path, blank.join(lines))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert speakers(transcript) == ["Speaker 1", "Speaker 2"] * 3


def test_speakers_by_number_without_a_colon_behind_times(tmp_path: Path) -> None:
    lines = [f"({9 * k}.0, {9 * k + 4}.5) SPEAKER_0{k % 2} {text}" for k, text in enumerate(TALK)]
    transcript = read(tmp_path, "\n".join(lines))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert speakers(transcript) == ["SPEAKER_00", "SPEAKER_01"] * 3


@pytest.mark.parametrize("template", ["({n}) {text}", "[{n}] {text}"])
def test_numbers_of_a_list_stay(tmp_path: Path, template: str) -> None:
    lines = [template.format(n=k + 1, text=text) for k, text in enumerate(TALK[:4])]
    assert speakers(read(tmp_path, "\n\n".join(["Four things are asked.", *lines, "That is all of it."]))) == []


@pytest.mark.parametrize("template", ["0:{s}, {name}, {text}", "0:{s} , {name} , {text}", "0:{s}; {name}; {text}"])
def test_columns_parted_by_commas_and_blanks(tmp_path: Path, template: str) -> None:
    transcript = read(tmp_path, turns(template, "\n"))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert speakers(transcript) == [NAMES[k % 2] for k in range(len(TALK))]
    assert [start for _, start, _ in transcript.hints][:3] == [0.0, 9.0, 18.0]


def test_a_comma_behind_a_time_alone_makes_no_speaker(tmp_path: Path) -> None:
    text = "0:04, Mother, who had come late, said so.\n0:09, Then, at last, it rained.\n0:15, Mother, I said, sit.\n"
    transcript = read(tmp_path, text)
    assert transcript.words[:3] == ("Mother,", "who", "had")
    assert speakers(transcript) == []


@pytest.mark.parametrize(
    ("template", "names"),
    [("@{first} {text}", ["ada", "ben"]), ("Q{k}. {text}", None), ("> [!quote] {name}\n> {text}", list(NAMES))],
)
def test_names_behind_signs(tmp_path: Path, template: str, names: list[str] | None) -> None:
    text = turns(template)
    if names is None:
        text, names = (
            text.replace("Q0. On", "A0. On").replace("Q1. Every", "A1. Every").replace("Q2. Who", "A2. Who"),
            ["Q", "A"],
        )
    transcript = read(tmp_path, text, "talk.md" if template[0] == ">" else "talk.txt")
    assert " ".join(transcript.words) == " ".join(TALK)
    assert speakers(transcript) == names * 3


def test_code_around_times_before_bold_names(tmp_path: Path) -> None:
    transcript = read(tmp_path, turns("`00:00:{s}` **{name}** {text}"), "talk.md")
    assert " ".join(transcript.words) == " ".join(TALK)
    assert speakers(transcript)[:2] == list(NAMES)


def test_a_role_and_who_has_it_are_one_label(tmp_path: Path) -> None:
    text = (
        "Interviewer: Ada Byron: Where is the kettle?\n\nGuest: Ben Moss: On the stove.\n\n"
        "Interviewer: Does it sing?\n\nGuest: Every morning.\n"
    )
    transcript = read(tmp_path, text)
    assert " ".join(transcript.words) == "Where is the kettle? On the stove. Does it sing? Every morning."
    assert speakers(transcript) == ["Ada Byron", "Ben Moss"] * 2


def test_a_name_that_a_guest_says_once_stays_a_word(tmp_path: Path) -> None:
    text = "Host: Who takes it off?\n\nGuest: Margaret: that was her name.\n\nHost: I see.\n\nGuest: She did.\n"
    assert "Margaret:" in read(tmp_path, text).words
    assert second_label("Host", "Host: Note: bring a coat.", 6) is None
    assert second_label("Ada", "Ada: Ben: who is it?", 5) is None


def test_times_of_day_are_no_hints(tmp_path: Path) -> None:
    assert read(tmp_path, turns("{name}  10:{s} AM\n{text}")).hints == ()
    assert len(read(tmp_path, turns("{name}  0:{s}\n{text}")).hints) == len(TALK)


def test_times_that_a_sentence_ends_with_stay_words(tmp_path: Path) -> None:
    text = "We left at 5:10.\n\nThe ferry goes at 6:30. 7:10\n\nThen there is none.\n\nSo we stayed.\n"
    assert "7:10" in read(tmp_path, text).words


def test_notes_with_asterisks_are_left_out(tmp_path: Path) -> None:
    transcript = read(tmp_path, "The soup* was good.\n\nThe gulls came, too.\n\n* Pea soup, we think.\n")
    assert " ".join(transcript.words) == "The soup was good. The gulls came, too."
    assert {row.kind for row in transcript.left_out} == {"marks of notes", "notes"}
    masked_words = read(tmp_path, "That f*** gull.\n\n* It took the bread.\n")
    assert "f***" in masked_words.words


@pytest.mark.parametrize(
    "line",
    [
        "Word count: 1,204",
        "Subtitles by the Amara.org community",
        "Sonix is the world’s most advanced automated transcription, translation, and subtitling platform.",
        "Transcribed by https://example.org/abc",
        "<end subtitles>",
    ],
)
def test_what_programs_add_is_left_out(tmp_path: Path, line: str) -> None:
    transcript = read(tmp_path, "The kettle sings.\n\nIt sings again.\n\n" + line + "\n")
    assert " ".join(transcript.words) == "The kettle sings. It sings again."
    assert [row.kind for row in transcript.left_out] == ["notices of a program"]


def test_credits_in_captions_are_left_out_and_sentences_kept(tmp_path: Path) -> None:
    cues = ["The kettle sings.", "It was painted by my aunt.", "Subtitles by the Amara.org community"]
    text = "".join(f"{k}\n00:00:0{k},000 --> 00:00:0{k},900\n{cue}\n\n" for k, cue in enumerate(cues, 1))
    transcript = read(tmp_path, text, "talk.srt")
    assert " ".join(transcript.words) == "The kettle sings. It was painted by my aunt."
    assert transcript.left_out[0].count == 1


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x0b", "\x85"])
def test_line_ends_of_word_processors_part_lines(tmp_path: Path, end: str) -> None:
    transcript = read(tmp_path, turns("{name}: {text}", end * 2))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert len(transcript.speakers) == len(TALK)


def test_spans_of_speakers_and_times_part_words(tmp_path: Path) -> None:
    row = "<div><span class='ts'>00:00:{s}</span><span class='speaker'>{name}</span><span>{text}</span></div>"
    transcript = read(tmp_path, "<html><body>" + turns(row, "\n") + "</body></html>", "talk.html")
    assert " ".join(transcript.words) == " ".join(TALK)
    assert speakers(transcript)[:2] == list(NAMES)
    assert [start for _, start, _ in transcript.hints][:2] == [0.0, 9.0]
    parted = read(tmp_path, "<html><body><p>The <span class='hl'>kit</span>chen.</p></body></html>", "talk.html")
    assert parted.words == ("The", "kitchen.")


def test_a_part_that_opens_as_a_transcript_is_taken_alone(tmp_path: Path) -> None:
    page = "<p>Listen now.</p><details><summary>Show transcript</summary>" + "".join(f"<p>{t}</p>" for t in TALK)
    transcript = read(tmp_path, f"<html><body>{page}</details></body></html>", "talk.html")
    assert "Listen" not in transcript.words
    assert " ".join(transcript.words).endswith(TALK[-1])


def test_a_table_of_one_column_and_languages(tmp_path: Path) -> None:
    one = read(tmp_path, "text\n" + "".join(f'"{text}"\n' for text in TALK), "talk.csv")
    assert " ".join(one.words) == " ".join(TALK)
    rows = "start,text,language\n" + "".join(f'{k}.5,"{text}",en\n' for k, text in enumerate(TALK))
    assert read(tmp_path, rows, "talk.csv").speakers == ()


@pytest.mark.parametrize("sign", ["•", "▪", "●", "►", "\uf0b7", "\uf0a7"])
def test_labels_behind_the_points_of_a_list(tmp_path: Path, sign: str) -> None:
    text = "".join(f"{sign} {NAMES[place % 2]}: {said}\n" for place, said in enumerate(TALK))
    transcript = read(tmp_path, text)
    assert " ".join(transcript.words) == " ".join(TALK)
    assert [turn.name for turn in transcript.speakers] == [NAMES[place % 2] for place in range(len(TALK))]
