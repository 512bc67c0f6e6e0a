"""espeak-ng's library: phones by word, voices by name, data in folders of any depth, many threads."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from align.errors import ProgramFailed, ProgramMissing
from align.pronunciation import espeak as espeak_module
from align.pronunciation.espeak import LONGEST_PATH, Espeak, espeak


def bare(words: list[list[str]]) -> list[str]:
    """The phones of each word without stress, joined."""
    return ["".join(word).replace("ˈ", "").replace("ˌ", "") for word in words]


@pytest.mark.parametrize(
    ("text", "voice", "phones"),
    [
        ("ship", "en-us", ["ʃɪp"]),
        ("two ships", "en-us", ["tuː", "ʃɪps"]),
        ("Haus", "de", ["haʊs"]),
        ("si", "es", ["si"]),
        ("", "en-us", []),
        ("  \n ", "en-us", []),
    ],
)
def test_the_phones_of_each_word(text: str, voice: str, phones: list[str]) -> None:
    assert bare(espeak().phones(text, voice)) == phones


def test_several_clauses_are_read_to_the_end() -> None:
    assert len(espeak().phones("One, two. Three! Four?", "en-us")) == 4


def test_odd_characters_do_not_stop_it() -> None:
    assert espeak().phones("a\0b", "en-us") == espeak().phones("a b", "en-us")
    assert espeak().phones("ship\ud800", "en-us") == espeak().phones("ship", "en-us")


def test_a_voice_that_is_not_there_is_named_and_the_others_stay() -> None:
    before = espeak().phones("ship", "en-us")
    with pytest.raises(ProgramFailed, match="it has no voice 'xx-nowhere'"):
        espeak().phones("ship", "xx-nowhere")
    assert espeak().phones("ship", "en-us") == before


def test_threads_do_not_mix_up_their_voices() -> None:
    asked = [("Wasser", "de"), ("water", "en-us"), ("agua", "es")] * 20
    expected = {pair: espeak().phones(*pair) for pair in set(asked)}
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda pair: espeak().phones(*pair), asked))
    assert found == [expected[pair] for pair in asked]


def test_data_in_a_deep_folder_are_reached_by_a_short_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    deep = tmp_path / ("d" * 100) / ("e" * 100) / "espeak-ng-data"
    deep.mkdir(parents=True)
    (deep / "phontab").write_text("x")
    short = Path(espeak_module._short(str(deep)))
    assert len(str(short)) < len(str(deep))
    assert (short / "phontab").read_text() == "x"
    assert espeak_module._short("/usr/share/espeak-ng-data") == "/usr/share/espeak-ng-data"
    just = "/" + "x" * (LONGEST_PATH - 1)
    assert espeak_module._short(just) == just


def test_a_folder_that_takes_no_links_gets_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: str, target_is_directory: bool = False) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(Path, "symlink_to", refuse)
    deep = tmp_path / ("d" * 200) / "espeak-ng-data"
    deep.mkdir(parents=True)
    (deep / "phontab").write_text("x")
    assert (Path(espeak_module._short(str(deep))) / "phontab").read_text() == "x"


def test_a_library_that_is_not_there_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(ProgramMissing, match="reinstall the package espeakng-loader"):
        Espeak()
