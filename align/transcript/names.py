"""What can be the name of a speaker, and which words never are."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = [
    "DIRECTIONS",
    "PAIRS",
    "PARTICLES",
    "ROLES",
    "can_be_name",
    "is_common_word",
    "is_role",
    "own_name",
    "tidy_name",
]

LONGEST = 60  # characters of a name with its titles
MOST_WORDS = 8

ROLES = frozenset(
    """speaker host cohost co-host guest interviewer interviewee moderator narrator announcer reporter anchor presenter
    man woman boy girl male female audience student teacher professor operator caller unknown participant respondent
    voiceover voice-over vo sprecher sprecherin moderatorin interviewerin gast erzähler locutor locutora presentador
    presentadora entrevistador entrevistadora invitado invitada narrador présentateur présentatrice intervieweur invité
    invitée narrateur intervistatore intervistatrice conduttore ospite narratore spreker presentator prowadzący
    prowadząca gość narrator apresentador apresentadora convidado intervjuare gäst moderador invitat gazdă spk
    panelist panellist facilitator commentator correspondent examiner attorney
    researcher counsel witness court clerk videographer interpreter deponent
    bailiff juror chairman chairwoman chairperson president secretary senator judge everyone everybody all both
    together""".split()
)
"""Who somebody is rather than what they are called; small letters and a number are fine."""

PROSE = frozenset(
    """note notes warning caution tip tips remember example examples update edit summary conclusion introduction intro
    outro question answer problem solution result results reason fact rule step chapter part section title subject date
    time place location source copyright transcript transcription translation music sound cut scene act appendix figure
    table first second third fourth fifth finally lastly next then now also however but and so or because if when where
    why how what who which that this these those the an my our your his her its their one two three four five six
    seven eight nine ten yes no okay ok well oh right maybe perhaps like today tomorrow yesterday here there again we
    you he she it they in on at by for from to with about after before monday tuesday wednesday thursday friday saturday
    sunday spoiler disclaimer reminder ps re cc fwd http https www mailto quote meaning namely option point lesson idea
    thing things goal plan sometimes nota ejemplo atención pregunta respuesta ahora hoy beispiel hinweis achtung frage
    antwort heute jetzt exemple remarque attention réponse maintenant esempio domanda risposta oggi ora nb yeah yep nope
    exactly absolutely never always really sure hello hi hey thanks thank please sorry wow hmm uh um ah amen cool great
    good nice true false agreed correct wrong wait look listen see ja nein oui non si sí não sim""".split()
)
"""Words that open sentences with a colon, or are said alone; never a speaker's name by themselves."""

EITHER = frozenset("january february march april may june july august september october november december a i".split())
"""Words that are names only where a whole transcript uses them so."""

SOUNDS = frozenset(
    """music applause laughter laughs laughing laugh chuckles crosstalk inaudible silence pause noise coughs cough sighs
    sigh clapping cheering cheers unintelligible indistinct foreign blank_audio beep bleep ad advertisement break sfx
    jingle singing whispers gasps overlapping lachen gelächter beifall applaus heiterkeit zuruf zwischenruf musik stille
    rires rire applaudissements musique soupir risas risos aplausos música musica risate applausi oklaski śmiech muzyka
    смех аплодисменты музыка 笑 笑い 拍手 音楽 笑声 掌声 音乐""".split()
)
"""What stands in brackets and is heard, not said."""

PARTICLES = frozenset(
    "de da das do dos del della di du la le van von der den het ten ter bin ibn al el y e and the of".split()
)
TITLES = frozenset(
    "dr mr mrs ms prof st sr jr rev hon gen col lt sgt capt phd md esq mx fr br sen rep gov sra mme mlle".split()
)
"""Words before or after a name that may end in a full stop."""

SAYING = frozenset(
    "said says asked asks replied replies answered answers added adds wrote writes whispered shouted cried told".split()
)
"""Behind a name they make it part of a tale: `Ada said: "It floats."` is all read out."""

PAIRS = (
    ("Q", "A"),
    ("Question", "Answer"),
    ("F", "A"),
    ("P", "R"),
    ("Frage", "Antwort"),
    ("Pregunta", "Respuesta"),
    ("QUESTION", "ANSWER"),
    ("Q", "R"),
    ("D", "R"),
)
"""Labels that are speakers only together."""

SHORTEST_ASIDE = 2  # characters of a name in brackets
DIRECTIONS = frozenset(
    """vo os oc off cont cont'd contd continued continuing phone telephone zoom skype teams online onscreen offscreen
    screen camera radio tv television video audio voice live filtered english german french spanish italian dutch
    polish translated translation interpreted narration laughing crying intro outro pre-lap""".split()
)
"""What stands in brackets behind a label and says how or where somebody speaks."""

_ASIDE = re.compile(
    r"\s*(?:\((?P<round>[^()]{1,40})\)|\[(?P<square>[^\[\]]{1,40})\]|（(?P<wide>[^（）]{1,40})）"
    r"|\{(?P<curly>[^{}]{1,40})\}|<(?P<pointed>[^<>]{1,40})>|[\"“](?P<quoted>[^\"“”]{1,40})[\"”])\s*$"
)
_NUMBERED = re.compile(r"^(\w{1,9})[ ]?[:#][ ]?(\d{1,3})$")  # `Speaker:0`
_INNER_ASIDE = re.compile(r"\s*\([^()]{1,40}\)(?=,)")
_BEHIND_DASH = re.compile(r"(?P<name>[^\s–—-].*?)\s+[-–—/]\s+(?P<rest>\S.*)$")
_WRITTEN_TO = re.compile(r"From\s{1,4}(?P<name>\S.{0,60}?)\s{1,4}to\s{1,4}\S.{0,60}$")  # in chats of meetings
_INITIAL = re.compile(r"(?:[^\W\d_]\.){1,4}$")
_CODE = re.compile(r"(?:Speaker|[A-Z]{1,3})?[ _-]?(?:\d{1,3}|[A-Z])", re.IGNORECASE)
"""A speaker by number or letter: `P1`, `S 2`, `Q`, `Speaker A`."""
_SIGNS = "\u0300-\u036f\u0591-\u05c7\u064b-\u0670\u0900-\u0dff\u0e00-\u109f\u1780-\u17ff\u200c\u200d"
"""Vowels and accents that letters of Hebrew, Arabic and the scripts of India and South-East Asia are written with."""
_WORD = re.compile(rf"@?[^\W_](?:[\w{_SIGNS}.'’‘`/-]*[\w{_SIGNS}.])?$|&$|#\d{{1,3}}$")


@lru_cache(1024)
def tidy_name(name: str) -> str:
    """Return the name without what is said about it in brackets behind, on one line.

    >>> tidy_name("Ada  Byron (host)"), tidy_name("BEN (V.O.) (CONT'D)"), tidy_name("@Ada"), tidy_name("BY MR. MOSS")
    ('Ada Byron', 'BEN', 'Ada', 'MR. MOSS')
    >>> tidy_name("Ada Byron - Host"), tidy_name("Host – Ada Byron"), tidy_name("Ada - the boat")
    ('Ada Byron', 'Ada Byron', 'Ada - the boat')
    >>> tidy_name("Q."), tidy_name("#2"), tidy_name("# Ada")
    ('Q', '#2', 'Ada')
    >>> tidy_name("Ada Byron / Host"), tidy_name("From  Ada Byron  to  Everyone")
    ('Ada Byron', 'Ada Byron')
    """
    name = _INNER_ASIDE.sub("", _NUMBERED.sub(r"\1 \2", name))
    if written := _WRITTEN_TO.match(name):
        name = written["name"]
    for _ in range(3):
        name = _ASIDE.sub("", name)
    name = " ".join(name.replace("*", "").lstrip("@^ ").rstrip("^ ").removeprefix("BY ").split())
    if parted := _BEHIND_DASH.match(name):
        name = parted["name"] if is_role(parted["rest"]) else parted["rest"] if is_role(parted["name"]) else name
    # "#2" is somebody, "# Ada" a name behind a sign; "Q." is the letter.
    name = name if name[1:].isdigit() else name.lstrip("# ")
    return name[0] if len(name) == 2 and name[1] == "." else name


@lru_cache(1024)
def own_name(name: str) -> str:
    """Return what somebody is called: the name in brackets behind a role or a letter, else the tidied name.

    >>> own_name("INTERVIEWER (Ada)"), own_name("Speaker 1 [Ada Byron]"), own_name("I (Ada)"), own_name('Host "Ada"')
    ('Ada', 'Ada Byron', 'Ada', 'Ada')
    >>> own_name("HOST (V.O.)"), own_name("Ada (host)"), own_name("Guest (on the phone)"), own_name("Man (00:12)")
    ('HOST', 'Ada', 'Guest', 'Man')
    """
    short = tidy_name(name)
    if not (is_role(short) or _CODE.fullmatch(short)):
        return short
    rest = name.strip("* ")
    while (aside := _ASIDE.search(rest)) is not None:
        inside = " ".join(next(filter(None, aside.groups())).split())
        if _is_called(inside):
            return inside
        rest = rest[: aside.start()]
    return short


def _is_called(aside: str) -> bool:
    """Tell whether what stands in brackets behind a role is a name, and no direction."""
    first = aside.partition(",")[0]
    words = {word.lower().replace(".", "").strip("'’") for word in aside.replace(",", " ").split()}
    if len(first.strip(".")) < SHORTEST_ASIDE or "/" in aside or words & DIRECTIONS or is_role(first):
        return False
    return can_be_name(first) and not is_common_word(first, strict=False)


@lru_cache(1024)
def can_be_name(name: str, *, any_case: bool = False) -> bool:
    """Tell whether tidied text looks like a name, a role or both; `any_case`: one in small letters does too.

    >>> can_be_name("Dr. Ada Byron, PhD"), can_be_name("speaker 2"), can_be_name("Absolutely.")
    (True, True, False)
    >>> can_be_name("Ada Byron, owner of a boat"), can_be_name("Ada said, of course")
    (True, False)
    >>> can_be_name("Ada Byron said")
    False
    >>> can_be_name("ada"), can_be_name("ada", any_case=True), can_be_name("It was late, of course")
    (False, True, False)
    """
    if not name or len(name) > LONGEST or name.isdigit():
        return False
    first, *rest = name.split(",")
    words = first.split()
    if len(words) > 1 and words[-1] in SAYING:
        return False
    if not words or len(words) + sum(len(part.split()) for part in rest) > MOST_WORDS:
        return False
    if not _name_word(words[0], any_case or is_role(name)):
        return False
    if not all(_name_word(word, any_case or word.lower() in PARTICLES) for word in words[1:]):
        return False
    # Behind a comma stands a title or what somebody does: "PhD", "owner of Moss & Sons".
    return all(part[:1] == " " and all(_name_word(word, True) for word in part.split()) for part in rest)


def _name_word(word: str, any_case: bool) -> bool:
    if _WORD.match(word) is None:
        return False
    if word.endswith(".") and not (_INITIAL.match(word) or word[:-1].lower().replace(".", "") in TITLES):
        return False
    return any_case or not word[0].islower() or is_role(word)


def is_role(name: str) -> bool:
    """Tell whether the text says who speaks by function: `Host`, `speaker 2`, `SPEAKER_00`."""
    words = name.lower().replace("_", " ").replace("-", " ").split()
    if name.lower() in ROLES:
        return True
    return bool(words) and words[0] in ROLES and all(word.isdigit() or word in ROLES for word in words[1:])


def is_common_word(name: str, *, strict: bool = True) -> bool:
    """Tell whether the text opens like a sentence, or is a sound; `strict`: also a word that only may be a name."""
    first, _, rest = name.lower().partition(" ")
    first = first.strip(".,'’")
    words = rest.removesuffix(" pro tempore").replace(".", "").split()
    if first == "the" and words and (is_role(words[-1]) or words[0] in TITLES):
        return False
    return first in PROSE or first in SOUNDS or (strict and first in EITHER)
