"""Languages besides English: telling them, saying their numbers, and finding phones for every word."""

from __future__ import annotations

import unicodedata

import pytest

from align.errors import LanguageNotServed
from align.pronunciation.detection import detect_language
from align.pronunciation.foreign_forms import foreign_forms
from align.pronunciation.g2p import pronounce
from align.pronunciation.ipa import to_arpabet
from align.pronunciation.languages import LANGUAGES, find_language
from align.pronunciation.phones import PHONES

SENTENCES = {
    "en": "We walked along the river until it was too dark to see, and then we turned back.",
    "es": "Caminamos por la orilla del río hasta que se hizo de noche, y luego volvimos a casa.",
    "de": "Wir gingen am Fluss entlang, bis es zu dunkel war, und dann kehrten wir nach Hause zurück.",
    "fr": "Nous avons marché le long de la rivière jusqu’à la nuit, puis nous sommes rentrés chez l’oncle.",
    "it": "Abbiamo camminato lungo il fiume fino a quando è stato troppo buio, e poi siamo tornati a casa.",
    "pt": "Caminhámos ao longo do rio até ficar escuro, e depois voltámos para casa com os cães.",
    "nl": "We liepen langs de rivier tot het te donker was om iets te zien, en toen gingen we naar huis.",
    "pl": "Szliśmy wzdłuż rzeki, aż było za ciemno, żeby coś zobaczyć, i wróciliśmy do domu.",
    "ca": "Vam caminar per la vora del riu fins que es va fer fosc, i després vam tornar cap a casa.",
    "sv": "Vi gick längs ån tills det var för mörkt för att se något, och sedan vände vi hem.",
    "ro": "Am mers de-a lungul râului până când s-a făcut întuneric și apoi ne-am întors acasă.",
    "da": "Vi gik langs åen, indtil det var for mørkt til at se noget, og så gik vi hjem igen.",
    "no": "Vi gikk langs elva til det ble for mørkt til å se noe, og så snudde vi og gikk hjem.",
    "fi": "Kävelimme joen vartta kunnes oli liian pimeää, ja sitten me palasimme kotiin.",
    "cs": "Šli jsme podél řeky, až byla tma, a pak jsme se vrátili domů, protože už nebylo nic vidět.",
    "sk": "Išli sme popri rieke, až kým nebola tma, a potom sme sa vrátili domov, pretože už nebolo nič vidieť.",
    "hu": "A folyó mentén sétáltunk, amíg túl sötét nem lett, és aztán már nem volt más út, csak haza.",
    "tr": "Hava çok karanlık olana kadar nehir boyunca yürüdük ve sonra eve döndük, çünkü başka bir şey yoktu.",
    "hr": "Hodali smo uz rijeku dok nije postalo mračno, a onda smo se vratili kući jer se više ništa nije vidjelo.",
    "ru": "Мы шли вдоль реки, пока не стало темно, и потом вернулись домой, где уже был ужин.",
    "uk": "Ми йшли вздовж річки, поки не стало темно, і потім повернулися додому, де вже була вечеря.",
    "el": "Περπατήσαμε κατά μήκος του ποταμού μέχρι που σκοτείνιασε και μετά γυρίσαμε στο σπίτι.",
}


def test_every_language_has_a_sentence() -> None:
    assert SENTENCES.keys() == LANGUAGES.keys()


@pytest.mark.parametrize("code", SENTENCES)
def test_detected_and_pronounced(code: str) -> None:
    text = f"{SENTENCES[code]} 2007 18 25% 1,5 3. TPU & NATO-x [Musik] –"
    assert detect_language(SENTENCES[code]) == code
    assert detect_language(text) == code
    tokens = text.split()
    ways = pronounce(tokens, code)
    assert ways == pronounce(tokens, "auto")
    assert [token for token, way in zip(tokens, ways, strict=True) if not way] == ["[Musik]", "–"]
    for way in ways:
        assert len(way) <= 8
        assert all(word and PHONES.issuperset(word) for variant in way for word in variant)


@pytest.mark.parametrize(
    ("code", "printed", "said"),
    [
        ("es", "25%", "veinticinco por ciento"),
        ("es", "1.500", "mil quinientos"),
        ("es", "3º", "tercero"),
        ("es", "&", "y"),
        ("de", "1999", "neunzehnhundertneunundneunzig"),
        ("de", "1,5", "eins komma fünf"),
        ("de", "3.", "dritte"),
        ("de", "10:30", "zehn uhr dreißig"),
        ("fr", "$18", "dix-huit dollars"),
        ("fr", "71", "soixante et onze"),
        ("it", "1990-1995", "millenovecentonovanta millenovecentonovantacinque"),
        ("pl", "7", "siedem"),
        ("sv", "1999", "1999"),
        ("tr", "25%", "yüzde yirmibeş"),
        ("ro", "21", "douăzeci și unu"),
        ("hr", "21", "21"),
    ],
)
def test_numbers_in_the_language(code: str, printed: str, said: str) -> None:
    assert " ".join(foreign_forms([printed], find_language(code))[0][0]) == said


def test_phones_of_plain_words() -> None:
    def first(word: str, code: str) -> str:
        return " ".join(phone for word in pronounce([word], code)[0][0] for phone in word)

    assert first("l’homme", "fr") == first("l'homme", "fr") == first("L'Homme", "fr") == "L AO M"
    assert first("été", "fr") == first(unicodedata.normalize("NFD", "été"), "fr")
    assert first("W", "pl") == "V"
    assert first("Schiff", "de") == "SH IH F"
    assert first("España", "es").endswith("N Y AA")


def test_liaison_is_an_alternative() -> None:
    joined, apart = pronounce("les amis".split(), "fr"), pronounce("les, amis".split(), "fr")
    assert (("L", "IH", "Z"),) in joined[0]
    assert (("L", "IH", "Z"),) not in apart[0]


def test_nasal_vowels_and_unknown_marks() -> None:
    assert to_arpabet(["b", "ɔ̃"], "fr") == ("B", "AO")
    assert to_arpabet(["v", "õ"], "pt") == ("V", "OW", "N")
    assert to_arpabet(["tʲʲ", "ˈaː", "(en)"], "ro") == ("T", "AA")


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("これはペンです。私の本です。", "ja", "Japanese puts no spaces between words"),
        ("这是一句中文的话。", "zh", "Chinese puts no spaces between words"),
        ("สวัสดีครับ", "th", "Thai puts no spaces between words"),
        ("안녕하세요 여러분", "ko", "the embedded engine lacks it"),
        ("مرحبا بكم", "ar", "the embedded engine lacks it"),
    ],
)
def test_scripts_that_are_not_served(text: str, code: str, reason: str) -> None:
    assert detect_language(text) == code
    for language in ("auto", "en", code):
        with pytest.raises(LanguageNotServed) as caught:
            pronounce(text.split(), language)
        assert caught.value.language == code
        assert caught.value.reason.startswith(reason)
        assert "whisperx" in str(caught.value)


def test_another_script_than_the_language() -> None:
    with pytest.raises(LanguageNotServed, match="try `language` ru"):
        pronounce(SENTENCES["ru"].split(), "en")
    assert pronounce("Hello Мир, said the sign".split())[1]


@pytest.mark.parametrize("code", ["de-AT", "DE", "de_ch", " de "])
def test_regions_and_case(code: str) -> None:
    assert find_language(code).code == "de"


def test_nothing_tells() -> None:
    assert detect_language("") == "en"
    assert detect_language("12 – 34") == "en"
