"""English words to phones: the dictionary, then endings put on its words, then espeak-ng's rules."""

from __future__ import annotations

import importlib.util
from bisect import bisect_left
from functools import lru_cache
from pathlib import Path

import numpy as np

from align.errors import FileProblem
from align.pronunciation.english import STUTTER
from align.pronunciation.espeak import espeak
from align.pronunciation.ipa import to_arpabet
from align.pronunciation.phones import MOST, PART, VOWELS, Phones, part_of

__all__ = ["Lexicon", "dictionary_path", "lexicon"]

REDUCED: dict[str, tuple[str, ...]] = {
    "a": ("AH", "EY"),
    "and": ("AH N D", "AH N", "AE N D", "AE N"),
    "of": ("AH V", "AH"),
    "to": ("T UW", "T AH", "T IH"),
    "for": ("F AO R", "F ER"),
    "or": ("AO R", "ER"),
    "the": ("DH AH", "DH IY"),
    "because": ("B IH K AO Z", "B IH K AH Z", "K AH Z"),
    "them": ("DH EH M", "DH AH M", "AH M"),
    "him": ("HH IH M", "IH M"),
    "his": ("HH IH Z", "IH Z"),
    "her": ("HH ER", "ER"),
    "have": ("HH AE V", "AH V"),
    "just": ("JH AH S T", "JH IH S T", "JH AH S"),
    "that": ("DH AE T", "DH AH T"),
    "can": ("K AE N", "K AH N"),
    "at": ("AE T", "AH T"),
    "as": ("AE Z", "AH Z"),
    "an": ("AE N", "AH N"),
    "you": ("Y UW", "Y AH"),
    "your": ("Y AO R", "Y ER"),
    "want": ("W AA N T", "W AO N T", "W AA N"),
    "going": ("G OW IH NG", "G OW IH N", "G AH N"),
    "probably": ("P R AA B AH B L IY", "P R AA B L IY", "P R AA L IY"),
    "gonna": ("G AA N AH", "G AH N AH", "G AO N AH", "G AH N"),
    "wanna": ("W AA N AH", "W AH N AH"),
    "kinda": ("K AY N D AH", "K AY N AH"),
    "sorta": ("S AO R T AH", "S AO R D AH"),
    "gotta": ("G AA T AH", "G AA D AH"),
    "outta": ("AW T AH", "AW D AH"),
    "lotta": ("L AA T AH", "L AA D AH"),
    "'cause": ("K AH Z", "K AO Z"),
    "cause": ("K AA Z", "K AO Z", "K AH Z"),
    "lemme": ("L EH M IY", "L EH M AH"),
    "gimme": ("G IH M IY", "G IH M AH"),
    "dunno": ("D AH N OW",),
    "coulda": ("K UH D AH",),
    "shoulda": ("SH UH D AH",),
    "woulda": ("W UH D AH",),
    "musta": ("M AH S T AH",),
    "imma": ("AY M AH", "AH M AH"),
    "tryna": ("T R AY N AH",),
    "whatcha": ("W AH CH AH",),
    "gotcha": ("G AA CH AH",),
    "didja": ("D IH JH AH",),
    "wouldja": ("W UH JH AH",),
    "dontcha": ("D OW N CH AH",),
    "innit": ("IH N IH T",),
    "ya": ("Y AH", "Y AA"),
    "don't": ("D OW N T", "D OW N", "D AH N"),
    "actually": ("AE K CH AH W AH L IY", "AE K CH AH L IY", "AE K SH L IY"),
    "basically": ("B EY S IH K L IY", "B EY S L IY"),
    "literally": ("L IH T ER AH L IY", "L IH T R AH L IY", "L IH T L IY"),
    "really": ("R IH L IY", "R IY L IY"),
    "supposed": ("S AH P OW Z D", "S AH P OW S T", "S P OW S"),
    "suppose": ("S AH P OW Z", "S P OW Z"),
    "something": ("S AH M TH IH NG", "S AH M TH IH N", "S AH M P M"),
    "miz": ("M IH Z",),
    "jif": ("JH IH F",),
    "yeah": ("Y AE", "Y AE AH", "Y EH AH"),
    "oh": ("OW",),
    "x.": ("EH K S",),
    "mm": ("M",),
    "uh": ("AH",),
    "shh": ("SH",),
    "psst": ("P S T",),
    "pfft": ("P F T",),
    "brr": ("B R", "B ER"),
    "hm": ("HH M",),
    "hmm": ("HH M", "M"),
    "um": ("AH M",),
}
"""Common words as fast speech has them, best first; in place of the dictionary's entries.

The kinds of reduction are those of Johnson 2004, "Massive reduction in conversational American English"."""

VOICELESS = {"P", "T", "K", "F", "TH"}

SIBILANT = {"S", "Z", "SH", "ZH", "CH", "JH"}


class _Entries:
    """Lines of a dictionary, sorted and looked up by bisection: 4 MB where a table of 134,000 strings takes 35."""

    def __init__(self, dictionary: Path) -> None:
        try:
            raw = dictionary.read_bytes()
            raw.decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise FileProblem(dictionary, f"the pronunciation dictionary cannot be read: {error}") from None
        self._lines = b"\n".join(sorted(raw.splitlines())) + b"\n"
        ends = np.flatnonzero(np.frombuffer(self._lines, np.uint8) == ord("\n"))
        self._begins = np.append(0, ends + 1).astype(np.uint32)

    def find(self, word: str) -> str | None:
        """Return what stands behind a word; `None` where no line begins with it."""
        key = word.encode("utf-8", "surrogatepass") + b" "

        def beginning(line: int) -> bytes:
            at = int(self._begins[line])
            return self._lines[at : at + len(key)]

        line = bisect_left(range(len(self._begins) - 1), key, key=beginning)
        if line == len(self._begins) - 1 or beginning(line) != key:
            return None
        at = int(self._begins[line])
        return self._lines[at + len(key) : self._lines.index(b"\n", at)].decode()


class Lexicon:
    """The English dictionary that comes with the acoustic model, and rules for what it lacks."""

    def __init__(self, dictionary: Path) -> None:
        self._entries = _Entries(dictionary)
        self._cache: dict[str, tuple[Phones, ...]] = {}

    def knows(self, word: str) -> bool:
        """Tell whether the dictionary holds the word (lower case, straight apostrophes)."""
        return self._entries.find(word) is not None or word in REDUCED

    def phones(self, word: str) -> tuple[Phones, ...]:
        """Return the ways to say one spoken word, best first; `()` where nothing can be said."""
        if word not in self._cache:
            self._cache[word] = self._look_up(word)
        return self._cache[word]

    def _look_up(self, word: str) -> tuple[Phones, ...]:
        if word in REDUCED:
            return tuple(tuple(entry.split()) for entry in REDUCED[word])
        if (first := self._entries.find(word)) is not None:
            others = (self._entries.find(f"{word}({number})") for number in range(2, MOST + 1))
            found = [first, *(entry for entry in others if entry is not None)]
            return tuple(dict.fromkeys(tuple(entry.split()) for entry in found))
        if PART in word and (shared := part_of(word, self.phones)):
            return shared
        if STUTTER in word:
            return self._broken_off(word.partition(STUTTER)[2])
        return self._inflected(word) or self._guessed(word)

    def _inflected(self, word: str) -> tuple[Phones, ...]:
        """Return possessives and contractions of words that have an entry, or can be guessed."""
        stem, apostrophe, ending = word.rpartition("'")
        if not apostrophe or not stem:
            return ()
        if ending in ("s", ""):
            return tuple(_plural(phones) for phones in self.phones(stem))
        endings = {"ll": ("AH", "L"), "re": ("ER",), "ve": ("AH", "V"), "d": ("D",), "m": ("M",), "t": ("T",)}
        tail = endings.get(ending)
        return tuple(phones + tail for phones in self.phones(stem)) if tail else ()

    def _broken_off(self, word: str) -> tuple[Phones, ...]:
        """Return the consonants that open a word, and the vowel they end in when somebody stops there."""
        phones = (self.phones(word) or ((),))[0]
        vowel = next((place for place, phone in enumerate(phones) if phone in VOWELS), 0)
        return ((*phones[:vowel], "AH"), phones[: vowel + 1]) if vowel else (phones[:1],) if phones else ()

    def _guessed(self, word: str) -> tuple[Phones, ...]:
        spoken = espeak().phones(word, "en-us")
        phones = tuple(phone for part in spoken for phone in to_arpabet(part, "en"))
        return (phones,) if phones else ()


def _plural(phones: Phones) -> Phones:
    if not phones:
        return phones
    if phones[-1] in SIBILANT:
        return (*phones, "IH", "Z")
    return (*phones, "S" if phones[-1] in VOICELESS else "Z")


def dictionary_path() -> Path:
    """Return where the pocketsphinx wheel has the dictionary."""
    # Only the files are wanted: importing the package would load its decoder.
    spec = importlib.util.find_spec("pocketsphinx")
    folder = Path(spec.origin).parent if spec and spec.origin else Path("pocketsphinx")
    return folder / "model" / "en-us" / "cmudict-en-us.dict"


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the dictionary in the pocketsphinx wheel, read once."""
    return Lexicon(dictionary_path())
