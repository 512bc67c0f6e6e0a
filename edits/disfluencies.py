"""Which words are hesitations, repeated by mistake, or begun and not ended: by the text alone, language by language.

A word that means something in the language is never a hesitation ("um" in German, "er" in Dutch), and what is said
twice to good effect is no mistake ("very very", "on and on and on").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from align import Alignment
from align.sentences import CLOSERS
from clips.sentences import ends_sentence

__all__ = ["Disfluency", "disfluencies"]

HESITATIONS = {
    "en": "um uh er erm uhm umm uhh uhmm umh",
    "de": "äh ähm öh öhm ehm ähh ähhm",
    "nl": "eh ehm uh uhm uhh",
    "fr": "euh heu euhm euhh",
    "es": "eh ehm eeh eem",
    "it": "eh ehm ehmm eeh",
    "pt": "eh ehm hã ãh ahn",
    "ca": "eh ehm eeh",
    "pl": "eee yyy ymm yyyy eeee ehm",
    "sv": "eh öh ehm öhm",
    "da": "øh øhm eh ehm",
    "no": "eh ehm øh øhm",
}
"""Sounds of hesitation, as transcripts write them."""

NORWEGIAN = {"nb": "no", "nn": "no"}

ELSEWHERE = "uhm uhh erm ehm äh ähm euh"
"""In a language that is not listed: what is hardly a word anywhere."""

ANSWERS = frozenset("hm hmm mm mmm mhm".split())
"""In the middle of a sentence they are hesitations; alone they agree or ask. In English "ah" is, too."""

REPEATED = {
    "en": "a an the i he she it we you they and but or to of in on at for with are were my your his our their if as"
    " from by because this there i'm i've i'll it's that's he's she's we're they're you're",
    "de": "der das dem den des ein eine einen einem einer ich er es wir ihr und oder aber in im an am auf für mit von"
    " zu zum zur bei wenn dass weil",
    "fr": "le la les un une des du au aux je tu il elle on ils elles et ou mais donc de dans en par pour sur avec que"
    " qui j'ai c'est mon ma mes ton son sa ses ce cette ces",
    "es": "el la los las un una yo de del en por para con y o pero que mi su mis sus al",
    "it": "il lo la i gli le un una io di del della in per con e o ma che mi su al alla",
    "pt": "o a os as um uma eu de do da em no na por para com e ou mas que meu minha",
    "nl": "de het een ik hij we wij en of maar in op aan voor met van om te dat als",
}
"""Words that nobody says twice on purpose; "very very" and "no, no" are meant."""

OPENING = {
    "en": "what how when where who which do did can could would will should is was are were have had not so then",
    "de": "was wie wann wo wer ist war sind hat habe kann so dann nicht",
    "fr": "ce comment quand où est était ont a peut n'est alors",
}
"""Words that, with those, begin a phrase that broke off and is said once more."""

MEANT = {"de": "der das die er es", "en": "you it", "fr": "", "nl": "het"}
"""Of those, the ones that two clauses meet in: "when I see it, it ..."; a comma between them says so."""

BROKEN_REPEATS = {"en": "is was in on her do does have"}
"""Words that may follow themselves ("what it is is ..."); a comma says that they do not."""

WITH = {"en": "and or", "de": "und oder", "fr": "et ou", "es": "y o", "it": "e o", "pt": "e ou", "nl": "en of"}
"""What is said again and again with these is meant: "over and over and over"."""

LONGEST = 4
"""Words that are said once more after they broke off, at most."""

_CUT_OFF = re.compile(r"(?<=\w)(?:-{1,3}|[–—―‑]|\.{3}|…)[,]?$")
_EDGES = re.compile(r"^\W+|\W+$")
_MENTIONED = re.compile(r"^[\"“”„‘'«‹].*[\"“”’'»›]\W*$")


@dataclass(frozen=True, slots=True)
class Disfluency:
    """Words `first` to `last` (indices into the document's) that could go.

    Args:
        kind: `filler`, `repeat` or `false start`.
        reason: for people.
    """

    kind: str
    first: int
    last: int
    reason: str


def disfluencies(alignment: Alignment) -> Iterator[Disfluency]:
    """Yield what the text shows of them, in its order; repeats before what is said again, which stays."""
    text = _Text(alignment)
    k = 0
    while k < len(alignment.words):
        found = text.at(k)
        if found is not None:
            yield found
        k = k + 1 if found is None else found.last + 1


class _Text:
    """The words of an alignment and the lists of its language."""

    def __init__(self, alignment: Alignment) -> None:
        self.alignment = alignment
        self.texts = [word.text for word in alignment.words]
        self.keys = [_EDGES.sub("", text).replace("’", "'").casefold() for text in self.texts]
        self.begins = {turn.word for turn in alignment.speakers} | set(alignment.paragraphs)
        code = re.split(r"[-_]", alignment.language.lower())[0]
        self.code = NORWEGIAN.get(code, code)
        self.hesitations = self._list(HESITATIONS, ELSEWHERE)
        self.repeated = self._list(REPEATED)
        self.opening = self.repeated | self._list(OPENING)
        self.meant = self._list(MEANT)
        self.broken = self._list(BROKEN_REPEATS)
        self.linking = self._list(WITH)

    def _list(self, lists: dict[str, str], other: str = "") -> frozenset[str]:
        return frozenset(lists.get(self.code, other).split())

    def at(self, k: int) -> Disfluency | None:
        """Return what begins with a word."""
        if self.is_hesitation(k):
            return Disfluency("filler", k, k, f"hesitation {self.texts[k]!r}")
        for count in range(1, LONGEST + 1):
            kind = self.said_again(k, count)
            if kind is not None:
                said = " ".join(self.texts[k : k + count])
                reason = f"{said!r} is said twice" if kind == "repeat" else f"{said!r} breaks off and begins again"
                return Disfluency(kind, k, k + count - 1, reason)
        return None

    def is_hesitation(self, k: int) -> bool:
        """Tell whether a word is a sound of hesitation, and not an abbreviation, an exclamation or one spoken of."""
        text, key = self.texts[k], self.keys[k]
        if _MENTIONED.match(text) or text.rstrip(CLOSERS).endswith(("!", "?")) or self._is_abbreviation(k):
            return False
        if key in self.hesitations:
            return True
        return (key in ANSWERS or (key == "ah" and self.code == "en")) and self._amid_a_sentence(k)

    def _is_abbreviation(self, k: int) -> bool:
        """Tell whether it is "ER" between words in small letters, or "mm" behind a number."""
        near = self.texts[max(0, k - 2) : k] + self.texts[k + 1 : k + 3]
        shouted = self.keys[k] != "" and self.texts[k].isupper() and len(self.keys[k]) > 1
        measured = k > 0 and self.keys[k] == "mm" and any(letter.isdigit() for letter in self.texts[k - 1])
        return measured or (shouted and not all(each.isupper() for each in near))

    def _amid_a_sentence(self, k: int) -> bool:
        if not 0 < k < len(self.texts) - 1 or ends_sentence(self.alignment, k - 1) or ends_sentence(self.alignment, k):
            return False
        return k not in self.begins and k + 1 not in self.begins

    def said_again(self, k: int, count: int) -> str | None:
        """Return `repeat` or `false start` where `count` words from `k` on are said once more right behind them."""
        first, again = self.keys[k : k + count], self.keys[k + count : k + 2 * count]
        if len(again) < count or not all(first) or not all(again) or first[:-1] != again[:-1]:
            return None
        if any(j in self.begins for j in range(k + 1, k + 2 * count)):
            return None
        last = self.texts[k + count - 1]
        if any(ends_sentence(self.alignment, j) for j in range(k, k + count) if not _CUT_OFF.search(self.texts[j])):
            return None
        if _CUT_OFF.search(last) and first[-1] != again[-1]:
            return "false start" if again[-1].startswith(first[-1]) else None
        if first != again or any(text.rstrip(CLOSERS).endswith(("!", "?")) for text in self.texts[k : k + count]):
            return None
        return "repeat" if self._by_mistake(k, first) else None

    def _by_mistake(self, k: int, first: Sequence[str]) -> bool:
        count, broken = len(first), not self.texts[k + len(first) - 1][-1].isalnum()
        if count == 1:
            meant = self.meant if broken else frozenset()
            return first[0] in self.repeated - meant or (broken and first[0] in self.broken)
        if len(set(first)) == 1 or first[0] not in self.opening:
            return False
        goes_on = self.keys[k - 1 : k] == [first[-1]] or self.keys[k + 2 * count : k + 2 * count + 1] == [first[0]]
        return not (goes_on and self.linking & set(first))
