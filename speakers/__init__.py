"""Who is speaking: turns told by the voices, or by the microphones, of a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from speakers.listening import VoiceListener
    from speakers.options import speaker_options, speakers_of
    from speakers.telling import Request, Told, tell_speakers

__all__ = [
    "Request",
    "Told",
    "VoiceListener",
    "speaker_options",
    "speakers_of",
    "tell_speakers",
]

_HOMES = {
    "speakers.listening": ("VoiceListener",),
    "speakers.options": ("speaker_options", "speakers_of"),
    "speakers.telling": ("Request", "Told", "tell_speakers"),
}

__getattr__ = lazy_names(__name__, _HOMES)
