"""Subtitles, lyrics, pages, tables and JSON as transcripts: what is said, by whom, when, and what is left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from align.errors import FileProblem
from align.transcript.formats import FORMATS
from align.transcript.reader import Transcript
from tests.align.transcript.reading import read


def summary(transcript: Transcript) -> tuple[str, list[tuple[int, str | None]], list[tuple[int, float]]]:
    """The words, the turns, and where each time begins."""
    return (
        " ".join(transcript.words),
        [(turn.word, turn.name) for turn in transcript.speakers],
        [(index, start) for index, start, _ in transcript.hints],
    )


def left_out(transcript: Transcript) -> dict[str, int]:
    return {row.kind: row.count for row in transcript.left_out}


ASS = """[Script Info]
Title: Boats

[V4+ Styles]
Style: Default,Arial,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.50,Default,Ada,0,0,0,,{\\an8}It floats,\\Nmostly.
Dialogue: 1,0:00:01.00,0:00:02.50,Default,Ada,0,0,0,,{\\blur4}It floats,\\Nmostly.
Comment: 0,0:00:02.00,0:00:02.50,Default,,0,0,0,,check this
Dialogue: 0,0:00:03.00,0:00:04.00,Default,Ben,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}
Dialogue: 0,0:00:03.00,0:00:04.00,Default,Ben,0,0,0,,I hope, {\\i1}so{\\i0}.
"""


def test_ass(tmp_path: Path) -> None:
    transcript = read(tmp_path, ASS, "boats.ass")
    assert summary(transcript) == ("It floats, mostly. I hope, so.", [(0, "Ada"), (3, "Ben")], [(0, 1.0), (3, 3.0)])
    assert left_out(transcript) == {"copies in another layer": 1, "comments": 1, "drawings": 1}
    token = transcript.tokens[2]
    assert ASS.splitlines()[token.line - 1][token.column - 1 :].startswith("mostly.")
    with pytest.raises(FileProblem, match="the times in line 2 cannot be read"):
        read(tmp_path, "[Events]\nDialogue: 0,0:0x:01.00,0:00:02.50,Default,Ada,0,0,0,,It\n", "bad.ass")


def test_ass_keeps_words_beside_drawings_and_counts_what_it_cannot_read(tmp_path: Path) -> None:
    events = (
        "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,It {\\p1}m 0 0 l 9 9{\\p0}floats.",
        "and goes on here",
        *(f"Dialogue: 0,0:00:03.{k:02},0:00:03.{k + 4:02},Sign,,0,0,0,,{{\\pos({k},9)}}BOATS" for k in range(0, 40, 4)),
        "Dialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,No.",
        "Dialogue: 0,0:00:06.00,0:00:07.00,Default,,0,0,0,,No.",
    )
    transcript = read(tmp_path, "[Events]\n" + "\n".join(events) + "\n", "boats.ass")
    assert " ".join(transcript.words) == "It floats. BOATS No. No."
    assert left_out(transcript) == {"drawings": 1, "lines that are no event": 1, "copies in another layer": 9}


def test_ttml_counts_times_from_where_they_stand(tmp_path: Path) -> None:
    text = """<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling"><body begin="10s">
<div begin="5s"><p begin="1s" end="2s">It <span tts:ruby="container"><span tts:ruby="base">floats</span><span
 tts:ruby="text">never</span></span>.</p><p><span begin="3s" end="4s">So.</span></p></div>
stray <div><p begin="20s" end="21s">Yes.</p></div></body></tt>"""
    transcript = read(tmp_path, text, "boats.ttml")
    assert " ".join(transcript.words) == "It floats. So. Yes."
    assert transcript.hints == ((0, 16.0, 17.0), (2, 18.0, 19.0), (3, 30.0, 31.0))
    assert left_out(transcript) == {"text outside of paragraphs": 1}


def test_what_people_write_into_results_of_recognisers(tmp_path: Path) -> None:
    lines = ("ADA: Did it <i>float</i>?", "BEN: <|1.00|>It did &amp; does.", ">> ADA: When?", "BEN: In May.")
    segments = [{"start": k, "end": k + 1, "text": line} for k, line in enumerate(lines)]
    transcript = read(tmp_path, json.dumps({"segments": segments}), "talk.json")
    said, turns, hints = summary(transcript)
    assert said == "Did it float? It did & does. When? In May."
    assert turns == [(0, "ADA"), (3, "BEN"), (7, "ADA"), (8, "BEN")]
    assert hints == [(0, 0.0), (3, 1.0), (7, 2.0), (8, 3.0)]
    words = [{"word": word, "start": k, "end": k + 1} for k, word in enumerate("Note: it floats. Note: so.".split())]
    assert " ".join(read(tmp_path, json.dumps({"words": words}), "talk.json").words) == "Note: it floats. Note: so."


def test_deepgram_without_words(tmp_path: Path) -> None:
    result = {"results": {"channels": [{"alternatives": [{"transcript": "It floats.", "words": []}]}]}}
    assert " ".join(read(tmp_path, json.dumps(result), "talk.json").words) == "It floats."


def test_chunks_of_a_pipeline_with_their_times(tmp_path: Path) -> None:
    chunks = [{"timestamp": [0.0, 1.5], "text": " It floats."}, {"timestamp": [2.0, None], "text": " So."}]
    transcript = read(tmp_path, json.dumps({"text": " It floats. So.", "chunks": chunks}), "talk.json")
    assert summary(transcript) == ("It floats. So.", [], [(0, 0.0), (2, 2.0)])


def test_ttml(tmp_path: Path) -> None:
    text = """<?xml version="1.0" encoding="UTF-16"?>
<tt xmlns="http://www.w3.org/ns/ttml"
 xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25">
 <head><metadata><ttm:title>not said</ttm:title>
  <ttm:agent xml:id="a"><ttm:name>Ada</ttm:name></ttm:agent></metadata></head>
 <body><div>
  <p begin="00:00:01.500" end="00:00:02.000" ttm:agent="a">It <span>floats</span>,<br/>mostly.</p>
  <p begin="3s" dur="500ms">I hope &amp; pray.</p>
  <p begin="00:00:04:05" end="125f">Yes.</p>
 </div></body>
</tt>
"""
    transcript = read(tmp_path, text, "boats.xml")
    said, turns, _ = summary(transcript)
    assert (said, turns) == ("It floats, mostly. I hope & pray. Yes.", [(0, "Ada")])
    assert [(at, round(start, 3), end) for at, start, end in transcript.hints] == [
        (0, 1.5, 2.0),
        (3, 3.0, 3.5),
        (7, 4.2, 5.0),
    ]
    with pytest.raises(FileProblem, match="is TTML that is damaged in line 6"):
        read(tmp_path, "\n".join(text.splitlines()[:6]) + "<p", "cut.ttml")
    bomb = '<!DOCTYPE tt [<!ENTITY a "aaaa">]><tt><p>&a;</p></tt>'
    with pytest.raises(FileProblem, match="is XML with entities of its own"):
        read(tmp_path, bomb, "bomb.ttml")


def test_sbv_and_lrc(tmp_path: Path) -> None:
    sbv = "0:00:01.000,0:00:02.500\nIt floats,[br]mostly.\n\n0:00:03.000,0:00:04.000\nI hope.\n"
    assert summary(read(tmp_path, sbv, "a.txt")) == ("It floats, mostly. I hope.", [], [(0, 1.0), (3, 3.0)])
    lrc = "[ti:Boats]\n[length: 03:10]\n[00:01.50]It <00:01.80>floats,\n[00:03.00][00:09.00]mostly.\n"
    transcript = read(tmp_path, lrc, "a.lrc")
    assert summary(transcript) == ("It floats, mostly.", [], [(0, 1.5), (1, 1.8), (2, 3.0)])
    assert left_out(transcript) == {"tags of the file": 2}


WHISPER = {
    "text": "x",
    "segments": [{"start": 1.0, "end": 2.5, "text": " It floats,"}, {"start": 3, "text": " mostly."}],
}
DEEPGRAM_WORDS = [
    {"word": "it", "punctuated_word": "It", "start": 1.0, "end": 1.5, "speaker": 0},
    {"word": "floats", "punctuated_word": "floats.", "start": 1.5, "end": 2.5, "speaker": 0},
    {"word": "mostly", "punctuated_word": "Mostly.", "start": 3.0, "end": 3.5, "speaker": 1},
]
AWS_ITEMS = [
    {"type": "pronunciation", "start_time": "1.0", "end_time": "1.5", "alternatives": [{"content": "It"}]},
    {"type": "pronunciation", "start_time": "1.5", "end_time": "2.5", "alternatives": [{"content": "floats"}]},
    {"type": "punctuation", "alternatives": [{"content": "."}]},
]
SENTENCE = {"text": "It floats.", "start": 1.0, "end": 2.5}


@pytest.mark.parametrize(
    ("content", "said", "speakers", "hints"),
    [
        (WHISPER, "It floats, mostly.", [], [(0, 1.0), (2, 3.0)]),
        (WHISPER["segments"], "It floats, mostly.", [], [(0, 1.0), (2, 3.0)]),
        (
            {"segments": [{"startTime": 1, "endTime": 2, "body": "It floats.", "speaker": "Ada"}]},
            "It floats.",
            [(0, "Ada")],
            [(0, 1.0)],
        ),
        (
            {"results": {"channels": [{"alternatives": [{"transcript": "x", "words": DEEPGRAM_WORDS}]}]}},
            "It floats. Mostly.",
            [(0, "Speaker 0"), (2, "Speaker 1")],
            [(0, 1.0), (1, 1.5), (2, 3.0)],
        ),
        (
            {
                "results": {
                    "channels": [
                        {"alternatives": [{"paragraphs": {"paragraphs": [{"speaker": 1, "sentences": [SENTENCE]}]}}]}
                    ]
                }
            },
            "It floats.",
            [(0, "Speaker 1")],
            [(0, 1.0)],
        ),
        (
            {"results": {"transcripts": [{"transcript": "x"}], "items": AWS_ITEMS}},
            "It floats.",
            [],
            [(0, 1.0), (1, 1.5)],
        ),
        (
            {"transcription": [{"offsets": {"from": 1000, "to": 2000}, "text": " It floats."}]},
            "It floats.",
            [],
            [(0, 1.0)],
        ),
        (
            {
                "monologues": [
                    {"speaker": 1, "elements": [{"value": "It", "ts": 1.0}, {"value": " "}, {"value": "floats."}]}
                ]
            },
            "It floats.",
            [(0, "Speaker 1")],
            [(0, 1.0)],
        ),
        (
            {"utterances": [{"speaker": "A", "start": 1000, "end": 2000, "text": "It floats."}]},
            "It floats.",
            [(0, "A")],
            [(0, 1.0)],
        ),
        (
            {"events": [{"tStartMs": 1000, "segs": [{"utf8": "It"}, {"utf8": " floats."}]}]},
            "It floats.",
            [],
            [(0, 1.0)],
        ),
        ({"text": "It floats."}, "It floats.", [], []),
        (
            {"data": {"sentences": [{"speaker_name": "Ada", "start_time": 1, "raw_text": "It floats."}]}},
            "It floats.",
            [(0, "Ada")],
            [(0, 1.0)],
        ),
    ],
)
def test_json(
    tmp_path: Path, content: object, said: str, speakers: list[tuple[int, str]], hints: list[tuple[int, float]]
) -> None:
    assert summary(read(tmp_path, json.dumps(content, indent=1), "a.json")) == (said, speakers, hints)


def test_words_of_json_stand_where_the_file_has_them(tmp_path: Path) -> None:
    text = json.dumps({"segments": [{"start": 1, "text": ' It "floats"\n — mostly.'}]}, indent=1)
    transcript = read(tmp_path, text, "a.txt")
    assert transcript.words == ("It", '"floats"', "—", "mostly.")
    last = transcript.tokens[-1]
    assert text.splitlines()[last.line - 1][last.column - 1 :].startswith("mostly.")


def test_lines_of_json(tmp_path: Path) -> None:
    rows = [{"speaker": "Ada", "start": 1, "text": "It floats."}, {"speaker": "Ben", "start": 3, "text": "I hope."}]
    text = "\n".join(map(json.dumps, rows)) + "\n"
    assert summary(read(tmp_path, text, "a.jsonl")) == (
        "It floats. I hope.",
        [(0, "Ada"), (2, "Ben")],
        [(0, 1.0), (2, 3.0)],
    )
    with pytest.raises(FileProblem, match="breaks off or is damaged in line 2"):
        read(tmp_path, text.replace('"start": 3', '"start": '), "b.jsonl")


def test_half_a_character_in_json_is_replaced(tmp_path: Path) -> None:
    text = json.dumps({"segments": [{"start": 1, "text": "It\udc80 floats.", "speaker": "A\ud800"}]})
    assert summary(read(tmp_path, text, "a.json")) == ("It? floats.", [(0, "A?")], [(0, 1.0)])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"segments": [{"text": "It', "is not JSON: it breaks off or is damaged in line 1"),
        (
            '{"a": [1, 2]}',
            "is JSON without the text of a transcript in a form that pullquote knows; save it as text or SRT",
        ),
        ('{"a":' + "[" * 100_000, "is nested too deeply to be read"),
    ],
)
def test_other_json_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(FileProblem) as caught:
        read(tmp_path, text, "a.json")
    assert caught.value.problem == problem


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.csv",
            'Speaker Name,Start Time,End Time,Text\nAda,00:00:01:00,00:00:02:12,"It ""floats"", mostly.'
            '"\nBen,00:00:03:00,00:00:04:00,I hope.\n',
        ),
        ("b.csv", 'Text;Start;End;Speaker\n"It ""floats"", mostly.";0:01;0:02;Ada\nI hope.;0:03;0:04;Ben\n'),
        ("c.csv", '00:00:01,Ada,"It ""floats"",\nmostly."\n00:00:03,Ben,I hope.\n00:00:05,Ada,\n00:00:05,Ben,\n'),
        ("d.csv", 'Start,Speaker,Text\n0:01,Ada,It "floats", mostly.\n0:03,Ben,I hope.\n'),
        ("e.tsv", 'start\tend\tspeaker\ttext\n1000\t2500\tAda\tIt "floats", mostly.\n3000\t4000\tBen\tI hope.\n'),
        (
            "f.txt",
            '1\tAda\tIt "floats", mostly.\t00:00:01\n2\tBen\tI hope.\t00:00:03\n3\tAda\t\t00:00:05\n4\t'
            "Ben\t\t00:00:06\n",
        ),
        (
            "g.txt",
            'Ada\t\t00:00:01.000\t00:00:02.500\t1.500\tIt "floats", mostly.\nBen\t\t00:00:03.000\t00:00'
            ":04.000\t1.000\tI hope.\n"
            * 1
            + "Ada\t\t00:00:05.000\t00:00:06.000\t1.0\t\nBen\t\t00:00:06.000\t00:00:07.000\t1.0\t\n",
        ),
    ],
)
def test_columns_in_any_order(tmp_path: Path, name: str, text: str) -> None:
    said, turns, hints = summary(read(tmp_path, text, name))
    assert (said, turns) == ('It "floats", mostly. I hope.', [(0, "Ada"), (3, "Ben")])
    assert hints[:2] == [(0, 1.0), (3, 3.0)]


def test_columns_whose_titles_speak(tmp_path: Path) -> None:
    text = 'No,Question,Answer\n1,"Did it float, at last?","It did, in May."\n2,How long?,"For a week, no more."\n'
    said, turns, _ = summary(read(tmp_path, text, "a.csv"))
    assert said == "Did it float, at last? It did, in May. How long? For a week, no more."
    assert [name for _, name in turns] == ["Question", "Answer"] * 2


@pytest.mark.parametrize("cell", ["Ada Byron{}0:0{}", "Ada Byron ({}0:0{})", "{}0:0{} Ada Byron"])
def test_a_cell_of_a_name_and_a_time(tmp_path: Path, cell: str) -> None:
    rows = [f"{cell.format(' ' if cell.startswith('Ada Byron{') else '', k)}\tIt floats {k}." for k in range(1, 5)]
    said, turns, hints = summary(read(tmp_path, "\n".join(rows) + "\n", "a.tsv"))
    assert said == "It floats 1. It floats 2. It floats 3. It floats 4."
    assert turns == [(0, "Ada Byron")]
    assert hints == [(0, 1.0), (3, 2.0), (6, 3.0), (9, 4.0)]


def test_records_of_fields(tmp_path: Path) -> None:
    one = "Timestamp: 0:0{}\nSpeaker: {}\nText: {}\n\n"
    text = one.format(1, "Ada", 'It "floats",\nmostly.') + one.format(3, "Ben", "I hope.")
    assert summary(read(tmp_path, text, "a.txt")) == (
        'It "floats", mostly. I hope.',
        [(0, "Ada"), (3, "Ben")],
        [(0, 1.0), (3, 3.0)],
    )


RECORDS = [("Ada", 1, 'It "floats", mostly.'), ("Ben", 3, "I hope: it's old.")]


@pytest.mark.parametrize(
    "item",
    [
        "- speaker: {name}\n  time: 0:0{at}\n  text: {text}\n",
        "- text: {text}\n  speaker: '{name}'\n  start: {at}.0\n  confidence: 0.9\n",
        "  - start: {at}\n    speaker: {name}\n    text: >-\n      {text}\n",
        "- speaker: {name}\n  start: {at}\n  text: '{single}'\n",
        "- start: {at}\n  text: {double}\n  name: {name}\n\n",
        "- {{speaker: {name}, start: {at}, text: {double}}}\n",
        "start={at}.0s stop={at}.5s speaker_{name} {text}\n",
        "start={at} end={at}.5 speaker={name} text={text}\n",
        "[[part]]\nname = '{name}'\nstart = {at}.0\ntext = {double}\n\n",
        '<part speaker="{name}" start="{at}">{text}</part>\n',
        "time={at} name=\"{name}\" text='{text}'\n",
    ],
)
@pytest.mark.parametrize("head", ["", "---\ntitle: The boats\nsegments:\n"])
def test_records_of_yaml_and_of_pairs(tmp_path: Path, item: str, head: str) -> None:
    if "=" in item or item[2] == "{":
        head = ""  # rows of pairs have none
    text = head + "".join(
        item.format(name=name, at=at, text=said, single=said.replace("'", "''"), double=json.dumps(said))
        for name, at, said in RECORDS
    )
    if "text='" in item:
        text = text.replace("it's", "it is")
    expected = 'It "floats", mostly. I hope: it' + (" is old." if "text='" in item else "'s old.")
    assert summary(read(tmp_path, text, "a.yaml" if head else "a.txt")) == (
        expected,
        [(0, "Ada"), (3, "Ben")],
        [(0, 1.0), (3, 3.0)],
    )


def test_a_list_of_labels_is_no_list_of_records(tmp_path: Path) -> None:
    text = "- Speaker: It floats.\n- Guest: Text: it sank.\n- Speaker: It floats again.\n- Guest: So it does.\n"
    assert summary(read(tmp_path, text, "a.txt"))[0] == "It floats. Text: it sank. It floats again. So it does."
    sums = "x=4 is what we took.\ny=3 was the rest of it.\nThen z=7 came.\n"
    assert summary(read(tmp_path, sums, "a.txt"))[0] == " ".join(sums.split())


def test_fields_of_many_names_make_no_table_of_holes(tmp_path: Path) -> None:
    text = "".join(f"- speaker: Ada\n  time: 0:01\n  note{k}: x\n  text: It floats.\n" for k in range(3000))
    said, turns, _ = summary(read(tmp_path, text, "a.yaml"))
    assert said.count("floats.") == 3000
    assert turns == [(0, "Ada")]


def test_whole_numbers_are_seconds_where_nobody_speaks_so_fast(tmp_path: Path) -> None:
    rows = [f"{{}}\t{{}}\tIt floats, and so it did on day {k}." for k in range(4)]
    slow = "".join(row.format(4 * k, 4 * k + 3) + "\n" for k, row in enumerate(rows))
    fast = "".join(row.format(4000 * k, 4000 * k + 3000) + "\n" for k, row in enumerate(rows))
    for text in (slow, fast):
        assert [at for _, at in summary(read(tmp_path, "start\tend\ttext\n" + text, "a.tsv"))[2]] == [0, 4, 8, 12]


def test_csv_that_cannot_be_read_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="line 3 has 4 cells, the others 3; put text that holds commas"):
        read(tmp_path, "Text,Start,Speaker\nIt floats.,0:01,Ada\nMostly, I hope.,0:03,Ben\nYes.,0:05,Ada\n", "a.csv")
    with pytest.raises(FileProblem, match="a quotation mark in line 2 is never closed"):
        read(tmp_path, 'start,text\n0:01,"It floats.\n0:02,Yes.\n', "b.csv")
    with pytest.raises(FileProblem, match="holds no column of text"):
        read(tmp_path, "1,2\n3,4\n5,6\n", "c.csv")


def test_a_table_of_too_many_cells_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="more than 100,000 cells"):
        read(tmp_path, "start,text\n" + "0:01," * 100_000, "a.csv")
    with pytest.raises(FileProblem, match="more than 100,000 cells"):
        read(tmp_path, "start,text\n" + "0:01,word\n" * 50_000, "a.csv")


def test_columns_that_are_not_said_are_counted(tmp_path: Path) -> None:
    text = "VIDEO\tAUDIO\nThe quay at dawn\tIt floats, mostly.\nClose on her hands\tI hope.\n"
    transcript = read(tmp_path, text, "a.tsv")
    assert summary(transcript)[0] == "It floats, mostly. I hope."
    assert left_out(transcript) == {"cells of other columns": 2}


HTML = """<!DOCTYPE html>
<html><head><title>Boats</title><style>p { color: red }</style><script>if (a < b) say("no")</script></head>
<body><nav><ul><li>Home</li><li>Shop</li></ul></nav>
<h1>Boats</h1>
<div class="episode-transcript">
<p><strong>Ada:</strong> It&nbsp;floats &amp;amp;
<em>mostly</em>.</p><!-- cut: <p>no</p> -->
<p><strong>Ben:</strong> I hope<br>so.</p>
<p><strong>Ada:</strong> Yes.</p>
<p hidden>nor this</p>
</div>
<footer><p>Share this</p></footer></body></html>
"""


def test_html(tmp_path: Path) -> None:
    transcript = read(tmp_path, HTML, "a.html")
    assert " ".join(transcript.words) == "It\xa0floats & mostly. I hope so. Yes.".replace("\xa0", " ")
    assert [turn.name for turn in transcript.speakers] == ["Ada", "Ben", "Ada"]
    assert left_out(transcript)["hidden parts, menus and forms of the page"] > 0
    token = next(token for token in transcript.tokens if token.text == "mostly.")
    assert HTML.splitlines()[token.line - 1][token.column - 1 :].startswith("mostly")


def test_pages_with_tables_headings_and_times(tmp_path: Path) -> None:
    table = (
        "<html><body><h2>One</h2><table><tr><th>Time</th><th>Speaker</th><th>Text</th></tr><tr><td>"
        "0:01</td><td>Ada</td><td>It <b>floats</b>.</td></tr><tr><td>0:03</td><td>Ben</td><td>I hop"
        "e.</td></tr></table></body></html>"
    )
    transcript = read(tmp_path, table, "a.htm")
    assert summary(transcript) == ("It floats. I hope.", [(0, "Ada"), (2, "Ben")], [(0, 1.0), (2, 3.0)])
    assert [chapter.title for chapter in transcript.chapters] == ["One"]
    podcast = "".join(
        f"<cite>{who}:</cite>\n<time>{when}</time>\n<p>{said}</p>\n"
        for who, when, said in (("Ada", "0:01", "It floats."), ("Ben", "0:03", "I hope."), ("Ada", "0:05", "Yes."))
    )
    transcript = read(tmp_path, podcast, "b.html")
    assert summary(transcript)[:2] == ("It floats. I hope. Yes.", [(0, "Ada"), (2, "Ben"), (4, "Ada")])


def test_raised_marks_of_notes_on_pages(tmp_path: Path) -> None:
    page = (
        "<html><body><p>The rope<sup>1</sup> held.<sup><a href='#n2'>2</a></sup></p>"
        "<p>On the 5<sup>th</sup> it was 10<sup>2</sup> m<sup>2</sup> of sail.</p></body></html>"
    )
    transcript = read(tmp_path, page, "a.html")
    assert " ".join(transcript.words) == "The rope held. On the 5th it was 102 m2 of sail."
    assert [(one.kind, one.count) for one in transcript.left_out] == [("marks of notes", 2)]


def test_notices_of_cookies_are_no_words(tmp_path: Path) -> None:
    page = (
        '<html><body><div class="site-cookie-banner"><p>We like biscuits.</p></div>'
        '<p class="cookie-talk">A talk on biscuits.</p></body></html>'
    )
    assert " ".join(read(tmp_path, page, "a.html").words) == "A talk on biscuits."


def test_fountain(tmp_path: Path) -> None:
    text = (
        "Title: Boats\nAuthor: Nobody\n\n# Act one\n\nEXT. QUAY - DAY\n\nGulls. A boat.\n\nADA\n(ca"
        "lling)\nIt *floats*,\nmostly.\n\n@McBen (V.O.)\nI hope.\n\n> FADE OUT.\n\n[[check]]\n"
    )
    transcript = read(tmp_path, text, "a.fountain")
    assert summary(transcript)[:2] == ("It floats, mostly. I hope.", [(0, "ADA"), (3, "McBen")])
    assert left_out(transcript) == {
        "lines of the title page": 2,
        "scene headings": 1,
        "lines of action": 1,
        "parentheticals": 1,
        "transitions": 1,
        "notes": 1,
    }


def test_chat(tmp_path: Path) -> None:
    text = (
        "@UTF8\n@Begin\n@Participants:\tADA Ada Adult,\n\tBEN Ben Adult\n*ADA:\tit &-um floats [//]"
        " floats (.) mostly . \x151000_2500\x15\n%mor:\tpro|it\n\tv|float\n*BEN:\t&=laughs I hope\n"
        "\tso +... \x153000_4000\x15\n@End\n"
    )
    transcript = read(tmp_path, text, "a.cha")
    said, turns, hints = summary(transcript)
    assert said.replace(" .", "") == "it um floats floats mostly I hope so"
    assert [name for _, name in turns] == ["ADA", "BEN"]
    assert [(transcript.words[index], start) for index, start in hints] == [("it", 1.0), ("I", 3.0)]
    assert left_out(transcript)["dependent tiers"] == 1


@pytest.mark.parametrize("sign", [":", "="])
def test_tmplayer(tmp_path: Path, sign: str) -> None:
    text = "00:00:04:Hello there|and welcome\n00:00:09:{y:i}It sank.|/In May.\n00:00:12:\n00:00:15:1985 was late.\n"
    transcript = read(tmp_path, "".join(line[:8] + sign + line[9:] + "\n" for line in text.splitlines()), "a.txt")
    assert " ".join(transcript.words) == "Hello there and welcome It sank. In May. 1985 was late."
    assert transcript.hints == ((0, 4.0, 4.0), (4, 9.0, 12.0), (8, 15.0, 15.0))


def test_times_with_frames_are_no_tmplayer(tmp_path: Path) -> None:
    transcript = read(tmp_path, "00:00:04:12 Hello there.\n00:00:09:03 It sank.\n00:00:12:20 In May.\n", "a.txt")
    assert " ".join(transcript.words) == "Hello there. It sank. In May."


def test_bars_between_the_lines_of_a_caption(tmp_path: Path) -> None:
    text = "1\n00:00:01,000 --> 00:00:03,000\nHello there|and welcome\n\n2\n00:00:04,000 --> 00:00:05,000\nNow.\n"
    assert read(tmp_path, text, "a.srt").words == ("Hello", "there", "and", "welcome", "Now.")


def test_a_page_of_tags_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"is not a transcript \(most of it is tags\)"):
        read(tmp_path, "<html><body>" + "<p begin='1s'>&\n" * 50_001, "a.html")
    with pytest.raises(FileProblem, match="more than 300,000 tags"):
        read(tmp_path, "<html><body>" + "<p>" * 300_001, "a.html")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Scenarist_SCC V1.0\n\n00:00:00:00\t9420\n", "is SCC, captions as codes; save it as SRT"),
        ("<SAMI><BODY><SYNC Start=1><P>Hi</SAMI>", "is SAMI; save it as SRT or WebVTT"),
        ("{0}{25}Hello|there\n", "is MicroDVD, whose times are frames; save it as SRT"),
        (
            'File type = "ooTextFile"\nObject class = "TextGrid"\n',
            "is a Praat TextGrid; read it with `pullquote import --from textgrid`",
        ),
        (
            '<?xml version="1.0"?>\n<fcpxml version="1.9"></fcpxml>',
            "is an editor's timeline, a transcript was expected",
        ),
        ('<?xml version="1.0"?>\n<rss><item/></rss>', "is a feed; save the transcript that it links to"),
        ('<?xml version="1.0"?>\n<note/>', "is XML of a kind that pullquote does not read; save it as text or SRT"),
    ],
)
def test_files_of_other_kinds_are_refused_as_what_they_are(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(FileProblem) as caught:
        read(tmp_path, text, "a.txt")
    assert caught.value.problem == problem


def test_every_row_of_the_table_is_a_module_that_reads() -> None:
    import importlib

    for row in FORMATS.values():
        module = importlib.import_module(row.module)
        assert callable(module.fits)
        assert callable(module.read)
        assert row.help
