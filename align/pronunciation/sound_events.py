"""Descriptions of sounds in brackets: "[laughs]", "(applause)", "[upbeat music playing]". Nobody says them."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["silenced"]

SOUNDS = frozenset(
    """
    applause applauding beep beeping bell bells bleep blank breath breathes breathing cheer cheering cheers chime chimes
    chuckle chuckles chuckling clap clapping claps clears cough coughing coughs cross-talk crosstalk cry crying door
    exhales foreign gasp gasps giggles giggling groans growls grunts hums humming inaudible indistinct indiscernible
    inhales intro jingle knocking laugh laughing laughs laughter mumbles murmuring music musical noise outro overlapping
    pause pauses phone phonetic playing ringing rings scoffs screams shouting sigh sighing sighs silence singing sings
    sniffles sniffs snorts sound speaking speaks static talking theme unclear unintelligible whispering whispers
    whistles whistling
    bark barking barks meow meows howling howls roar roars roaring chirping buzzing buzzes whirring rumbling rumbles
    thunder footsteps gunshot gunshots gunfire explosion siren sirens alarm clicking clicks clatter clattering typing
    rustling rustles sizzling splash splashing splashes creaking creaks squeaking squeaks thud thuds bang banging crash
    honking honks slams shatters yelling yells shouts shrieks whimpers sobs sobbing yawns burps hiccups sneezes sneezing
    snoring gulps panting stammers stutters hesitates
    sic redacted censored expletive
    applaus gelächter lachen lacht musik räuspert seufzt stille unverständlich
    aplauso aplausos inaudible música musica risa risas ríe silencio suspira risos riso suspiro inaudível
    applaudissement applaudissements musique rire rires inaudible soupir silence rit
    applausi applauso risate risata ride musica inudibile sospira
    applaus gelach lacht muziek onverstaanbaar zucht
    brawa muzyka oklaski śmiech śmieje niezrozumiałe westchnienie
    rialles riu aplaudiments música
    applåder musik skratt skrattar suckar ohörbart
    aplauze muzică râde râsete
    """.split()
)
"""Words of such descriptions, in the languages that are served; and what editors put into brackets, as in "[sic]"."""

DIRECTIONS = frozenset(
    " ".join(phrase.split())
    for phrase in """
    begin video clip, end video clip, video clip, begin videotape, end videotape, videotape, begin audio clip,
    end audio clip, audio clip, begin clip, end clip, video plays, audio plays, clip plays, commercial break,
    station break, newsbreak, off-mike, off mike, off-mic, off mic, on-mike, off-camera, off camera, voice-over,
    voiceover, through translator, through interpreter, through an interpreter, via telephone, via phone, via zoom,
    via skype, via satellite, ph, technical difficulties, audio gap, audio cuts out, break in audio,
    speaking in foreign language, speaking in a foreign language, speaks in foreign language, end of tape,
    end of side a, end of side b, tape ends, recording ends, recording stops, joint laughter, no audible response,
    no verbal response, nods head, shakes head
    """.split(",")
)
"""What broadcasters and reporters of hearings put into brackets, whole."""

LONGEST = 8
"""Tokens: a longer bracket is prose."""


def silenced(tokens: Sequence[str]) -> set[int]:
    """Return the indices of the tokens that only describe a sound.

    Round brackets hold ordinary asides too, so there every description must begin with the name of a sound.

    >>> sorted(silenced("Well [upbeat music playing] yes (laughs) but (the music) [instead]".split()))
    [1, 2, 3, 5]
    >>> sorted(silenced("Good night. (END VIDEO CLIP) We had _laughs_ a (short) break.".split()))
    [2, 3, 4, 7]
    """
    silent: set[int] = set()
    for index, token in enumerate(tokens):
        if index in silent or not (opened := re.match(r"[\"'“‘—–-]*([\[({<*♪_])", token)):
            continue
        closing = {"[": "]", "(": ")", "{": "}", "<": ">", "*": "*", "♪": "♪", "_": "_"}[opened[1]]
        for last in range(index, min(len(tokens), index + LONGEST)):
            body = tokens[last][opened.end() :] if last == index else tokens[last]
            if closing in body and re.search(re.escape(closing) + r"[^\w]*$", body):
                if _describes(tokens[index : last + 1], opened[1]):
                    silent.update(range(index, last + 1))
                break
    return silent


def _describes(tokens: Sequence[str], bracket: str) -> bool:
    text = re.sub(r"[^\w'-]|_", " ", " ".join(tokens))
    words = [word for piece in text.split() if (word := piece.strip("'-").casefold())]
    if not words or (bracket in "[({<" and " ".join(words) in DIRECTIONS):
        return True
    if bracket == "[":
        return any(word in SOUNDS for word in words)
    if bracket in "({<":
        return words[0] in SOUNDS and len(words) < 4
    return all(word in SOUNDS for word in words)
