"""Synthetic speech whose word times are exactly known: Debian's flite, driven through its library.

flite keeps, for every utterance, the relations Token -> Word -> SylStructure -> Segment, and each segment knows where
it ends. So a printed token's time is known to the sample, whatever it is read as ("$18" is "eighteen dollars").

Needs the shared libraries of Debian's `libflite1` (`apt-get install flite`); nothing is compiled. Everything goes
through the library's own accessor functions, apart from the heads of two structures that have no accessor.
"""

from __future__ import annotations

import ctypes
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["RATE", "VOICES", "FliteMissing", "Said", "Voice", "say", "speakable"]

RATE = 16000
"""Samples a second of every voice here."""

Pcm = NDArray[np.int16]
Span = tuple[float, float]


class FliteMissing(Exception):
    """flite's shared libraries are not on this machine."""

    def __str__(self) -> str:
        """Return how to get it."""
        return "flite's libraries are needed to synthesise speech: apt-get install flite (Debian, Ubuntu)"


@dataclass(frozen=True, slots=True)
class Voice:
    """A person: one of flite's voices, how slow (1 = as recorded), how high (1 = as recorded), how loud in dBFS RMS."""

    base: str
    stretch: float = 1.0
    pitch: float = 1.0
    level: float = -22.0


# kal16 is a diphone voice, which the pitch factor does not reach.
VOICES: tuple[Voice, ...] = (
    Voice("slt"),
    Voice("rms"),
    Voice("awb"),
    Voice("slt", 1.12, 1.1),
    Voice("rms", 0.9, 1.16),
    Voice("kal16", 0.95),
    Voice("awb", 1.1, 0.86),
    Voice("rms", 1.12, 0.88),
    Voice("slt", 0.92, 0.9),
)
"""A cast, most natural first."""


@dataclass(frozen=True, slots=True)
class Said:
    """Sound of one utterance, int16 mono at `RATE`, and for each token its (start, end) in seconds, or `None`."""

    samples: Pcm
    spans: tuple[Span | None, ...]

    @property
    def seconds(self) -> float:
        """How long the sound is."""
        return len(self.samples) / RATE


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("rate", ctypes.c_int),
        ("count", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


class _Voice(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("features", ctypes.c_void_p))


_POINTER, _TEXT, _FLOAT = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_float
_SIGNATURES: dict[str, tuple[tuple[Any, ...], Any]] = {
    "flite_init": ((), ctypes.c_int),
    "flite_synth_text": ((_TEXT, _POINTER), _POINTER),
    "utt_wave": ((_POINTER,), ctypes.POINTER(_Wave)),
    "utt_relation": ((_POINTER, _TEXT), _POINTER),
    "relation_head": ((_POINTER,), _POINTER),
    "item_next": ((_POINTER,), _POINTER),
    "item_prev": ((_POINTER,), _POINTER),
    "item_daughter": ((_POINTER,), _POINTER),
    "item_as": ((_POINTER, _TEXT), _POINTER),
    "item_feat_int": ((_POINTER, _TEXT), ctypes.c_int),
    "item_feat_float": ((_POINTER, _TEXT), _FLOAT),
    "feat_set_float": ((_POINTER, _TEXT, _FLOAT), None),
    "get_param_float": ((_POINTER, _TEXT, _FLOAT), _FLOAT),
    "delete_utterance": ((_POINTER,), None),
}


@functools.cache
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
        # The voices refer to these without naming them as dependencies.
        ctypes.CDLL("libflite_cmulex.so.1", mode=ctypes.RTLD_GLOBAL)
        ctypes.CDLL("libflite_usenglish.so.1", mode=ctypes.RTLD_GLOBAL)
    except OSError as error:
        raise FliteMissing from error
    for name, (arguments, result) in _SIGNATURES.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, result
    library.flite_init()
    return library


@functools.cache
def _loaded(base: str) -> tuple[Any, float]:
    """Return the voice's handle and its own duration stretch."""
    flite = _library()
    try:
        register = getattr(ctypes.CDLL(f"libflite_cmu_us_{base}.so.1"), f"register_cmu_us_{base}")
    except OSError as error:
        raise FliteMissing from error
    register.argtypes, register.restype = (_TEXT,), ctypes.POINTER(_Voice)
    handle = register(None)
    return handle, flite.get_param_float(handle.contents.features, b"duration_stretch", 1.0)


_TYPEWRITER = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "é": "e", "á": "a", "ñ": "n", "ö": "o"}
)


def speakable(token: str) -> str:
    """Return the token as flite should read it: ASCII, a dash or dots at its ends as a pause, nothing for `[laughs]`
    or "-".

    >>> [speakable(token) for token in ("“Well—", "–", "[laughs]", "wait…", "$18,", "-based")]
    ['Well,', '', '', 'wait,', '$18,', 'based']
    """
    if re.fullmatch(r"\[(?!instead)[^]]*\]\W*", token):
        return ""
    text = token.translate(_TYPEWRITER).encode("ascii", "ignore").decode()
    text = re.sub(r"[\"()\[\]*_{}]", "", text)
    text = re.sub(r"^[-.,'`]+(?!\d)", "", text)
    text = re.sub(r"(-+|\.{2,})[.,]*$", ",", text)
    return text if any(c.isalnum() for c in text) or text in ("=", "&", "+") else ""


def _items(flite: ctypes.CDLL, first: Any) -> Iterator[Any]:
    while first:
        yield first
        first = flite.item_next(first)


def _segments(flite: ctypes.CDLL, token: Any) -> Iterator[Any]:
    """Yield the segments under a token, in order."""
    for word in _items(flite, flite.item_daughter(token)):
        inner = flite.item_as(word, b"SylStructure")
        for syllable in _items(flite, flite.item_daughter(inner) if inner else None):
            yield from _items(flite, flite.item_daughter(syllable))


def _token_span(flite: ctypes.CDLL, token: Any) -> Span | None:
    segments = list(_segments(flite, token))
    if not segments:
        return None
    before = flite.item_prev(flite.item_as(segments[0], b"Segment"))
    start = flite.item_feat_float(before, b"end") if before else 0.0
    return start, flite.item_feat_float(segments[-1], b"end")


def _spans(flite: ctypes.CDLL, utterance: Any, spoken: Sequence[str]) -> tuple[Span | None, ...]:
    """Return spans of the flite tokens, merged into the chunks of text they came from."""
    owner = [index for index, chunk in enumerate(spoken) if chunk for _ in range(len(chunk) + 1)]
    spans: list[Span | None] = [None] * len(spoken)
    for token in _items(flite, flite.relation_head(flite.utt_relation(utterance, b"Token"))):
        span = _token_span(flite, token)
        if span is None:
            continue
        # `file_pos` is one behind the blank that follows the token.
        index = owner[min(max(flite.item_feat_int(token, b"file_pos") - 2, 0), len(owner) - 1)]
        known = spans[index]
        spans[index] = span if known is None else (known[0], span[1])
    return tuple(spans)


def say(tokens: Sequence[str], voice: Voice) -> Said:
    """Speak the tokens, best a sentence at a time, as one utterance. Raises `FliteMissing`."""
    flite = _library()
    handle, own_stretch = _loaded(voice.base)
    features = handle.contents.features
    flite.feat_set_float(features, b"duration_stretch", own_stretch * voice.stretch)
    flite.feat_set_float(features, b"f0_shift", voice.pitch)
    spoken = [speakable(token) for token in tokens]
    text = "".join(chunk + " " for chunk in spoken if chunk)
    if not text:
        return Said(np.zeros(0, np.int16), (None,) * len(spoken))
    utterance = flite.flite_synth_text(text.encode(), ctypes.cast(handle, _POINTER))
    try:
        wave = flite.utt_wave(utterance).contents
        samples = np.ctypeslib.as_array(wave.samples, (wave.count,)).astype(np.float64)
        spans = _spans(flite, utterance, spoken)
    finally:
        flite.delete_utterance(utterance)
    return levelled(Said(np.zeros(0, np.int16), spans), samples, voice.level)


def levelled(said: Said, samples: NDArray[np.float64], level: float) -> Said:
    """Return the same with `samples`, brought to `level` dBFS where they sound."""
    loud = samples[np.abs(samples) > 0.02 * np.abs(samples).max(initial=1.0)]
    rms = float(np.sqrt(np.mean(loud**2))) if len(loud) else 1.0
    scaled = samples * (32768 * 10 ** (level / 20) / rms)
    return replace(said, samples=np.clip(np.rint(scaled), -32767, 32767).astype(np.int16))
