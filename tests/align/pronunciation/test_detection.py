"""Which language a text is in: English unless enough speaks against it."""

from __future__ import annotations

import pytest

from align.pronunciation.detection import contradiction, detect, detect_language

GERMAN = (
    "Wir haben das Haus im Herbst gekauft, weil es uns sehr gefallen hat, und dann kam der Winter. Es war nicht so"
    " warm, wie man uns gesagt hatte, aber ich habe mich schnell daran gewöhnt."
)
ENGLISH = (
    "We bought the house in autumn because we liked it so much, and then the winter came. It was not as warm as they"
    " had told us, but I got used to that."
)


@pytest.mark.parametrize(
    "text",
    [
        "Hola",
        "Okay.",
        "uh, um, yeah",
        "El Niño, La Niña, Los Angeles, San Diego, Las Vegas, Santa Fe",
        "Maria de los Santos y Garcia, Jean de la Fontaine, Ludwig van der Rohe, Leonardo da Vinci",
        "José García, Zoë Müller, Łukasz Kowalski, Åsa Öberg, São Paulo",
        "We met señor Muñoz and señora Peña in the Plaza de los Niños; he said: ¿cómo está? Muy bien, gracias.",
        "Herr Dr. Müller of Bayer AG und Co. runs the plant near Köln with his wife.",
        "My guest is Françoise de la Tour of Le Monde. Françoise, thank you for being with us in Besançon.",
        "12 – 34",
        "",
    ],
)
def test_short_texts_and_names_are_english(text: str) -> None:
    assert detect_language(text) == "en"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Danke schön, das war sehr gut.", "de"),
        ("Bonjour à tous et bienvenue dans cette émission.", "fr"),
        ("C'est ce qu'il faut, et j'ai dit qu'elle n'est pas là.", "fr"),
        ("Ja. Nein. Doch. Ich habe das schon gesagt.", "de"),
        ("Pues bueno, entonces vamos a ver qué hay aquí.", "es"),
        ("Então agora não tenho nada, mas está tudo bem.", "pt"),
    ],
)
def test_a_sentence_of_another_language_is_enough(text: str, code: str) -> None:
    assert detect_language(text) == code


def test_english_with_a_quotation_stays_english() -> None:
    mixed = f"{ENGLISH} Then he said: Wir haben das nicht gewusst, und ich auch nicht. {ENGLISH}"
    assert detect_language(mixed) == "en"
    assert detect_language(GERMAN + " He said: that was all. " + GERMAN) == "de"


@pytest.mark.parametrize(
    ("text", "named", "warns"),
    [
        (GERMAN, "en", True),
        (ENGLISH, "de", True),
        (ENGLISH, "en", False),
        (ENGLISH, "en-GB", False),
        (GERMAN, "de-AT", False),
        ("Danke schön", "en", False),
        ("Hello there", "de", False),
        # Of a language without a list of common words nothing is known.
        (ENGLISH, "ja", False),
        ("Jeg har ikke vært der, og det er ikke noe å si om det, men vi skal nok se.", "da", False),
    ],
)
def test_a_named_language_that_the_text_is_surely_not_in(text: str, named: str, warns: bool) -> None:
    assert contradiction(detect(text), named) is warns
