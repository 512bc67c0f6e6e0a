"""Speech for the fixture model: our own sentences, spoken by flite, with the time of every word.

Only `train_fixture.py` uses this; it needs Debian's `flite` (its shared libraries) and nothing else.
"""

from __future__ import annotations

import ctypes
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

VOICES = ("slt", "rms", "awb", "kal16")
RATE = 16_000


@dataclass(frozen=True, slots=True)
class Utterance:
    """16 kHz samples and, for each word, its letters, start and end in seconds."""

    samples: NDArray[np.int16]
    words: tuple[tuple[str, float, float], ...]


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("rate", ctypes.c_int),
        ("count", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


class Flite:
    """The flite library, one voice a call."""

    def __init__(self) -> None:
        lib = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
        for name in ("usenglish", "cmulex"):
            ctypes.CDLL(f"libflite_{name}.so.1", mode=ctypes.RTLD_GLOBAL)
        pointer, text = ctypes.c_void_p, ctypes.c_char_p
        signatures = {
            "flite_synth_text": (pointer, [text, pointer]),
            "utt_wave": (ctypes.POINTER(_Wave), [pointer]),
            "utt_relation": (pointer, [pointer, text]),
            "relation_head": (pointer, [pointer]),
            "item_next": (pointer, [pointer]),
            "item_feat_float": (ctypes.c_float, [pointer, text]),
            "item_feat_string": (text, [pointer, text]),
            "item_as": (pointer, [pointer, text]),
            "item_parent": (pointer, [pointer]),
            "delete_utterance": (None, [pointer]),
            "feat_set_float": (None, [pointer, text, ctypes.c_float]),
        }
        for name, (result, arguments) in signatures.items():
            function = getattr(lib, name)
            function.restype, function.argtypes = result, arguments
        lib.flite_init()
        self._lib = lib
        self._voices = {name: self._register(name) for name in VOICES}

    @staticmethod
    def _register(name: str) -> int:
        register = getattr(ctypes.CDLL(f"libflite_cmu_us_{name}.so.1", mode=ctypes.RTLD_GLOBAL), f"register_cmu_us_{name}")
        register.restype, register.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
        return int(register(None))

    def say(self, text: str, voice: str, stretch: float = 1.0) -> Utterance:
        """Speak lower-case words; `stretch` above 1 is slower."""
        lib = self._lib
        # cst_voice begins with its name, then its features.
        features = ctypes.cast(self._voices[voice], ctypes.POINTER(ctypes.c_void_p))[1]
        lib.feat_set_float(features, b"duration_stretch", stretch)
        utterance = lib.flite_synth_text(text.encode(), self._voices[voice])
        wave = lib.utt_wave(utterance).contents
        samples = np.ctypeslib.as_array(wave.samples, shape=(wave.count,)).copy()
        words = self._words(utterance)
        lib.delete_utterance(utterance)
        return Utterance(samples, words)

    def _words(self, utterance: int) -> tuple[tuple[str, float, float], ...]:
        lib = self._lib
        spans: list[tuple[int, str, float, float]] = []
        segment, start = lib.relation_head(lib.utt_relation(utterance, b"Segment")), 0.0
        while segment:
            end = lib.item_feat_float(segment, b"end")
            node = lib.item_as(segment, b"SylStructure")
            word = lib.item_parent(lib.item_parent(node)) if node else None
            if word:
                name = lib.item_feat_string(word, b"name").decode()
                if spans and spans[-1][0] == word:
                    spans[-1] = (word, name, spans[-1][2], end)
                else:
                    spans.append((word, name, start, end))
            segment, start = lib.item_next(segment), end
        return tuple((name, begin, end) for _, name, begin, end in spans)


def sentences(seed: int, count: int) -> list[str]:
    """Lower-case sentences without punctuation but for the comma, from `fixture_words.txt`."""
    rng = random.Random(seed)
    lines = (Path(__file__).parent / "fixture_words.txt").read_text(encoding="utf-8").splitlines()
    classes = {head.strip(): tail.split() for head, _, tail in (line.partition(":") for line in lines if ":" in line)}
    pools = {name: _deal(words, rng) for name, words in classes.items()}
    return [" ".join(_sentence(pools, rng)) for _ in range(count)]


class _deal:  # noqa: N801
    """Draws without replacement, again and again: rare words come as often as frequent ones."""

    def __init__(self, words: list[str], rng: random.Random) -> None:
        self.words, self.rng, self.left = words, rng, list[str]()

    def __call__(self) -> str:
        if not self.left:
            self.left = self.rng.sample(self.words, len(self.words))
        return self.left.pop()


_PATTERNS = (
    "det adj noun verbs prep det noun",
    "pron aux verb det noun conj pron aux verb adv",
    "adv , pron past det adj noun",
    "det noun conj det noun past number noun prep det noun",
    "number adj noun past prep name",
    "name past name prep det noun , conj pron aux adv verb",
    "ask aux pron verb det adj noun prep number noun",
    "filler , pron verb pron past it adv",
    "noun noun noun adj adj noun",
    "past adj name number number number",
    "pron is adv adj , but det noun is number percent adj",
    "if pron verb det noun , pron will verb prep pron",
)


def _sentence(pools: dict[str, _deal], rng: random.Random) -> list[str]:
    words = [pools[slot]() if slot in pools else slot for slot in rng.choice(_PATTERNS).split()]
    return [word for word in words if word]
