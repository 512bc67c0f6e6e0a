"""Names behind what is said, dashes that change the voice, labels of parliaments and plays in many languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from align.transcript.reader import Transcript
from tests.align.transcript.reading import NAMES, TALK, read


def turns(transcript: Transcript) -> list[str | None]:
    return [turn.name for turn in transcript.speakers]


def written(template: str, names: tuple[str, str] = NAMES, blank: str = "\n\n") -> str:
    return blank.join(template.format(name=names[k % 2], text=text, k=k + 1) for k, text in enumerate(TALK))


@pytest.mark.parametrize("blank", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "template", ["{text} ({name})", "{text}\n({name})", "{text} [{name}]", "{text} — {name}", "{text}（{name}）"]
)
def test_names_behind_paragraphs(tmp_path: Path, template: str, blank: str) -> None:
    transcript = read(tmp_path, written(template, blank=blank))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert turns(transcript) == list(NAMES) * 2


def test_names_in_brackets_above_their_text_stay_above(tmp_path: Path) -> None:
    assert [turn.word for turn in read(tmp_path, written("({name})\n{text}", blank="\n")).speakers][:2] == [0, 6]


@pytest.mark.parametrize(
    "text",
    [
        "It floats. (Ada)\n\nSo it does.\n\nWe went home. (Ada)\n\nThe end came.\n",
        "It floats. (Laughter)\n\nSo it does. (Applause)\n\nWe left. (Laughter)\n\nThe end. (Applause)\n",
        "Das ist so. (Lachen)\n\nJa doch. (Beifall)\n\nWir gingen. (Lachen)\n\nDas Ende kam. (Beifall)\n",
        "It floats. (Byron 2010)\n\nIt does. (Moss 2011)\n\nWe left. (Byron 2010)\n\nThe end. (Moss 2011)\n",
        "We did. (Laughter)\n\nThen it rained all day. We went in.\n",
    ],
)
def test_what_else_stands_in_brackets_behind_talk_stays(tmp_path: Path, text: str) -> None:
    transcript = read(tmp_path, text)
    assert " ".join(transcript.words) == " ".join(text.split())
    assert turns(transcript) == []


@pytest.mark.parametrize("dash", ["— ", "—", "― ", "――", "-- "])
@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_each_long_dash_is_a_change_of_voice(tmp_path: Path, dash: str, blank: str) -> None:
    said = ("So it floats.", "It does.", "And then it sank, with all of\nus in it.")
    transcript = read(tmp_path, blank.join(dash + text for text in said))
    assert " ".join(transcript.words) == " ".join(" ".join(said).split())
    assert [turn.word for turn in transcript.speakers] == [0, 3, 5]


@pytest.mark.parametrize("dash", ["- ", "– "])
def test_short_dashes_are_voices_where_somebody_asks(tmp_path: Path, dash: str) -> None:
    transcript = read(tmp_path, written(dash + "{text}", blank="\n"))
    assert " ".join(transcript.words) == " ".join(TALK)
    assert len(transcript.speakers) == len(TALK)


@pytest.mark.parametrize(
    "text",
    [
        "We need three things.\n\n- Milk and bread.\n- A boat.\n- Time.\n\nThat is all.\n",
        "- Milk and bread.\n- A boat.\n- Time.\n",
        "– Milk and bread.\n– A boat.\n– Time.\n",
        "— milk and bread\n— a boat\n— time\n",
        "You need:\n— Milk and bread.\n— A boat.\n— Time.\n",
        "It floats.\n\n— So it does.\n\nWe went home.\n\nThe end came.\n",
    ],
)
def test_lists_with_dashes_and_a_single_dash_are_no_voices(tmp_path: Path, text: str) -> None:
    transcript = read(tmp_path, text)
    assert " ".join(transcript.words) == " ".join(text.split())
    assert transcript.speakers == ()


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("{name}.— {text}", ("Hon. Byron", "Hon. Moss")),
        ("{name}. — {text}", ("The Hon. Ada Byron", "The Hon. Ben Moss")),
        ("{name}.- {text}", NAMES),
        ("{name}. – {text}", ("M. Ada Byron", "Mme Ben Moss")),
        ("{name} (PPE). – {text}", NAMES),
        ("{name}. {text}", ("M. Ada Byron", "Mme Cyd Moss")),
        ("{name}. {text}", ("Ms. BYRON of Maine", "Mr. MOSS")),
        ("{name} (PD). {text}", ("ADA BYRON", "BEN MOSS")),
        ("_{name}._ {text}", ("Ada", "Ben")),
        ("{name}.\n{text}", ("ADA", "BEN")),
        ("{name}, smiling. {text}", ("ADA", "BEN")),
        ("{name}, souriant. — {text}", ("ADA", "BEN")),
        ("{name}\n(Harbour West) (Con)\n{text}", NAMES),
        (":{name}: {text}", NAMES),
        ("; {name} : {text}", NAMES),
        ("[{name}] [00:0{k}]: {text}", NAMES),
        ("{name}) {text}", ("Q", "A")),
        ("{name}. {text}", ("Q", "R")),
        ("{name} {k}: {text}", ("QUESTION", "ANSWER")),
        ("{name}「{text}」", ("佐藤", "田中")),
        ("{name}『{text}』", ("Ada", "Ben")),
        ("{name}：{text}", ("佐藤", "田中")),
        ("（{name}）{text}", ("佐藤", "田中")),
        ("［{name}］{text}", ("佐藤", "田中")),
        ("〔{name}〕{text}", ("佐藤", "田中")),
        ("〈{name}〉{text}", ("佐藤", "田中")),
        ("《{name}》{text}", ("佐藤", "田中")),
        ("{name}: {text}", ("आदा", "बेन")),
        ("{name}: {text}", ("นภา", "กัญญา")),
    ],
)
def test_labels_of_parliaments_plays_and_other_scripts(tmp_path: Path, template: str, names: tuple[str, str]) -> None:
    transcript = read(tmp_path, written(template, names))
    assert " ".join(transcript.words).translate({ord(sign): None for sign in "「」『』"}) == " ".join(TALK)
    assert turns(transcript) == list(names) * 2


@pytest.mark.parametrize(
    "text",
    [
        "Totally. It was like that.\n\nBeautiful. So you liked it.\n\nTotally. I did.\n\nBeautiful. It stood.\n\n"
        "And then he said no.\n\nWe left.\n\nI saw him.\n",
        "Hon. Byron.— he said.\n\nWe left at once.\n\nNobody knew.\n",
        "It floats :sadly: and sinks.\n\n:smile: Yes.\n\n:smile: No.\n\nIt did.\n",
        "（笑） そうです。\n\n（笑） はい。\n\nいいえ。\n",
        "他说「是」。\n\n我们走了。\n\n她说「不」。\n\n完了。\n",
        "A) Milk.\n\nB) Bread.\n\nC) Tea.\n",
        "Question 3 was hard.\n\nAnswer 3 was easy.\n\nQuestion 4 was hard.\n",
    ],
)
def test_sentences_that_look_like_such_labels_stay(tmp_path: Path, text: str) -> None:
    transcript = read(tmp_path, text)
    assert " ".join(transcript.words) == " ".join(text.split())
    assert turns(transcript) == []
