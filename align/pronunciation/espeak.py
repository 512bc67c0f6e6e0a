"""espeak-ng's rules for saying words, through its C library (the `espeakng-loader` wheel brings it).

espeak-ng is GPL-3; it is a separate wheel, loaded when a word needs it. See docs/decisions.md.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import shutil
import threading
from functools import lru_cache

from align.errors import ProgramFailed, ProgramMissing
from align.files import temporary_folder

__all__ = ["Espeak", "espeak"]

RETRIEVAL = 1
DONT_EXIT = 0x8000
UTF8 = 1
IPA = 0x02
SEPARATOR = "_"

LONGEST_PATH = 140
"""Bytes: espeak-ng keeps the path of its data in 160 bytes, the names of its files included."""


class Espeak:
    """The loaded library. One thread at a time: it keeps the voice as global state."""

    def __init__(self) -> None:
        try:
            import espeakng_loader

            self._library = ctypes.CDLL(espeakng_loader.get_library_path())
            data = espeakng_loader.get_data_path()
        except (ImportError, OSError) as error:
            raise ProgramMissing("espeak-ng", f"reinstall the package espeakng-loader ({error})") from None
        self._lock = threading.Lock()
        self._voice = ""
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        if self._library.espeak_Initialize(RETRIEVAL, 0, os.fsencode(_short(data)), DONT_EXIT) <= 0:
            raise ProgramFailed("espeak-ng", 1, f"its data in {data} cannot be loaded")

    def phones(self, text: str, voice: str) -> list[list[str]]:
        """Return the IPA phones of each word that espeak-ng makes of `text`, stress marks included.

        Raises `ProgramFailed` where there is no such voice.
        """
        with self._lock:
            if voice != self._voice:
                if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
                    raise ProgramFailed("espeak-ng", 1, f"it has no voice {voice!r}")
                self._voice = voice
            rest = ctypes.c_char_p(text.replace("\0", " ").encode("utf-8", "ignore"))
            clauses = []
            while rest.value:
                mode = ord(SEPARATOR) << 8 | IPA
                clauses.append(self._library.espeak_TextToPhonemes(ctypes.byref(rest), UTF8, mode) or b"")
        spoken = b" ".join(clauses).decode("utf-8", "ignore")
        return [word.strip(SEPARATOR).split(SEPARATOR) for word in spoken.split() if word.strip(SEPARATOR)]


def _short(data: str) -> str:
    """Return `data`, or a symbolic link to it where its path is too long for espeak-ng."""
    if len(os.fsencode(data)) <= LONGEST_PATH:
        return data
    kept = contextlib.ExitStack()
    link = kept.enter_context(temporary_folder()) / "espeak-ng-data"
    atexit.register(kept.close)
    try:
        link.symlink_to(data, target_is_directory=True)
    except OSError:
        shutil.copytree(data, link)
    return str(link)


@lru_cache(maxsize=1)
def espeak() -> Espeak:
    """Return the library, loaded once."""
    return Espeak()
