from __future__ import annotations

from pathlib import Path

import pytest

from align.errors import FileProblem
from clips.focus import Follow
from clips.selects import read_selects
from clips.settings import Select


def read(tmp_path: Path, name: str, text: str) -> list[Select]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_selects(path)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv(tmp_path: Path, mark: str) -> None:
    text = 'Quote,Title,Aspect,nth\n"a goat, living",The goat,9:16,2\n,,,\nnobody,,,\n'.replace(",", mark)
    text = text.replace(f"goat{mark} living", "goat, living")
    assert read(tmp_path, "a.csv", "\ufeff" + text) == [
        Select("a goat, living", "The goat", 2, "9:16"),
        Select("nobody"),
    ]


def test_csv_by_time(tmp_path: Path) -> None:
    (select,) = read(tmp_path, "a.csv", "start,end,title\n0:12:03,12:41.5,One\n")
    assert select.quote == "0:12:03-12:41.5"


def test_csv_in_other_encodings_and_with_guarded_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("quote\ttitle\nune chèvre\t'=1+1\n".encode("utf-16"))
    assert read_selects(path) == [Select("une chèvre", "=1+1")]
    path.write_text("quote\nWell, there was a goat, you know\n")
    assert read_selects(path) == [Select("Well, there was a goat, you know")]


def test_toml(tmp_path: Path) -> None:
    text = '[[clip]]\nquote = "a goat"\nfocus = "left"\nloudness = -14\ncaptions = "karaoke"\n[[clip]]\nquote = "b"\n'
    first, second = read(tmp_path, "a.toml", text)
    assert first == Select("a goat", focus=0.0, loudness=-14.0, captions="karaoke")
    assert second == Select("b")


def test_options_of_a_clip(tmp_path: Path) -> None:
    rows = "quote,fit,to_sentence,handles\na goat,blur,yes,500ms\nb,,no,2\n"
    assert read(tmp_path, "a.csv", rows) == [
        Select("a goat", fit="blur", to_sentence=True, handles=0.5),
        Select("b", to_sentence=False, handles=2.0),
    ]
    text = '[[clip]]\nquote = "a goat"\nfit = "letterbox"\nto_sentence = true\nhandles = "2s"\n'
    assert read(tmp_path, "a.toml", text) == [Select("a goat", fit="letterbox", to_sentence=True, handles=2.0)]
    assert read(tmp_path, "c.csv", "quote,loudness\na goat,Off\n") == [Select("a goat", loudness="off")]
    for cell in ("fit,round", "loudness,loud", "handles,long", "to_sentence,maybe"):
        key, value = cell.split(",")
        with pytest.raises(FileProblem, match="line 2: "):
            read(tmp_path, "b.csv", f"quote,{key}\na goat,{value}\n")


def test_a_clip_may_follow_faces_or_speakers(tmp_path: Path) -> None:
    rows = "quote,focus\na goat,auto\nb,Ada=30%; Bob=right\nc,40%\n"
    assert [(select.focus, select.follow) for select in read(tmp_path, "a.csv", rows)] == [
        (0.5, Follow(faces=True)),
        (0.5, Follow((("Ada", 0.3), ("Bob", 1.0)))),
        (0.4, None),
    ]


def test_markdown(tmp_path: Path) -> None:
    items = "- there was a goat\n  on the stairs\n1. it refused\n"
    text = f"# The goat\n\n{items}\nplain text\n\n## End\n> nobody else\n> came\n"
    assert read(tmp_path, "a.md", text) == [
        Select("there was a goat on the stairs", "The goat"),
        Select("it refused", "The goat"),
        Select("nobody else came", "End"),
    ]


def test_srt(tmp_path: Path) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n<i>a goat</i>\nliving\n\n2\n00:00:03,000 --> 00:00:04,000\nit refused\n"
    assert [select.quote for select in read(tmp_path, "a.srt", text)] == ["a goat living", "it refused"]


def test_captions_as_programs_write_them(tmp_path: Path) -> None:
    vtt = "WEBVTT\n\nNOTE chosen on Monday\n\n00:01.000 --> 00:02.000 line:0\n<v Ada>salt &amp; pepper\n\n"
    assert [select.quote for select in read(tmp_path, "a.vtt", vtt)] == ["salt & pepper"]
    odd = "\ufeff1\r\n0:00:01.5 --> 0:00:02.0\r\n{\\an8}a goat\r\n\r\n00:00:03,000 --> 00:00:04,000\r\nit refused\r\n"
    assert [select.quote for select in read(tmp_path, "b.srt", odd)] == ["a goat", "it refused"]


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.txt", "x", "is no list of clips"),
        ("a.csv", "words\nx\n", "has no column 'quote'"),
        ("a.csv", "quote,aspect\nx,3:1\n", "line 2: no aspect '3:1'"),
        ("a.csv", "quote,nth\nx,second\n", "line 2: nth is a number from 1, not"),
        ("a.csv", "quote,title\n,only a title\n", "line 2: has no quote"),
        ("a.csv", "quote\n", "names no clips"),
        ("a.csv", "quote,title\nNever, my knees, Knees\n", "line 2 has 3 cells, the header 2; put the quote into"),
        ("a.csv", 'quote,title\n"a\nb",x\nc, d, e\n', "line 4 has 3 cells"),
        ("a.csv", 'quote\n"He said "no" to me"\n', "line 2 cannot be read as CSV"),
        ("a.csv", "quote,quote\nx,y\n", "has two columns 'quote'"),
        ("a.csv", "start,title\n0:12,x\n", "has no column|start without an end"),
        ("a.csv", "quote,focus\nx,up\n", "line 2: focus is left, centre"),
        ("a.csv", "quote,nth\nx,0\n", "line 2: nth is a number from 1, not '0'"),
        ("a.toml", "[[clip]]\nqoute = 'x'\n", "clip 1: no option 'qoute'"),
        ("a.toml", "= x", "is not TOML"),
        ("a.toml", "x = 1", r"has no \[\[clip\]\] tables"),
        ("a.md", "only prose\n", "names no clips"),
        ("a.srt", "only prose\n", "holds no SRT or WebVTT cue"),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\na goat\n\nliving\n", "line 6 belongs to no cue"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, name: str, text: str, problem: str) -> None:
    with pytest.raises(FileProblem, match=problem):
        read(tmp_path, name, text)


def test_style_is_what_captions_is(tmp_path: Path) -> None:
    assert read(tmp_path, "a.csv", "quote,style\na goat,burst\nb,\n") == [
        Select("a goat", captions="burst"),
        Select("b"),
    ]
    assert read(tmp_path, "a.toml", '[[clip]]\nquote = "a"\nstyle = "pop"\n') == [Select("a", captions="pop")]
    assert read(tmp_path, "b.csv", "quote,style,captions\na,pop,pop\n") == [Select("a", captions="pop")]
    with pytest.raises(FileProblem, match="line 2: style is 'pop' and captions 'box', which are the same"):
        read(tmp_path, "c.csv", "quote,style,captions\na,pop,box\n")


@pytest.mark.parametrize("row", ["soon,0:50", "0:46,0m50s", "-5,3", "1e1,2e1"])
def test_cells_that_are_no_times_are_named(tmp_path: Path, row: str) -> None:
    with pytest.raises(FileProblem, match=r"line 2: (start|end) is a time such as 0:12.5 or, with frames, 00:00:12:15"):
        read(tmp_path, "a.csv", f"start,end\n{row}\n")


def test_times_beside_a_quote_are_kept(tmp_path: Path) -> None:
    rows = "quote,start,end\na goat,0:12,0:14.5\na pond,soon,\n"
    assert read(tmp_path, "a.csv", rows) == [Select("a goat", times="0:12-0:14.5"), Select("a pond")]


def test_the_line_with_the_delimiter_of_a_spreadsheet_is_no_header(tmp_path: Path) -> None:
    assert read(tmp_path, "a.csv", "sep=;\nquote;nth\na goat, living;2\n") == [Select("a goat, living", nth=2)]
    with pytest.raises(FileProblem, match="line 3: nth"):
        read(tmp_path, "a.csv", "sep=;\r\nquote;nth\r\na goat;second\r\n")


def test_items_of_markdown_in_marks(tmp_path: Path) -> None:
    text = "- `0:12-0:14`\n- **a goat**\n- **0:12** a pond\n"
    assert [select.quote for select in read(tmp_path, "a.md", text)] == ["0:12-0:14", "a goat", "**0:12** a pond"]
