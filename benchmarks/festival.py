"""Speech in other languages with exactly known times: the voices that Debian has for festival.

Each sentence is spoken by itself; festival's Token relation tells when each word begins and ends.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from samples import mixing
from samples.voices import RATE

__all__ = ["VOICES", "FestivalVoice", "installed", "make"]

Span = tuple[float, float]
LISTS = Path("/usr/share/festival/voices")


@dataclass(frozen=True, slots=True)
class FestivalVoice:
    """A voice: its name in festival, the Debian package that brings it, the encoding it reads, what it says."""

    name: str
    package: str
    encoding: str
    sentences: Sequence[str]


VOICES: dict[str, FestivalVoice] = {
    "ca": FestivalVoice(
        "upc_ca_ona_hts",
        "festvox-ca-ona-hts",
        "iso-8859-15",
        (
            "Bon dia a tothom i benvinguts al mercat.",
            "Cada matinada els pescadors tornen al port amb les xarxes plenes.",
            "La meva germana ven taronges i pomes a la plaça gran.",
            "Ahir va ploure tota la tarda i ningú no va sortir de casa.",
            "El forner diu que el secret del pa és la paciència.",
            "Vols venir amb nosaltres a la muntanya?",
            "Des de la torre es veu tot el poble, els camps i el riu.",
            "No recordo qui va pintar aquella porta tan blava.",
            "Els nens juguen a pilota fins que es fa fosc.",
            "Moltes gràcies per haver escoltat aquesta història.",
        ),
    ),
    "cs": FestivalVoice(
        "czech_ph",
        "festvox-czech-ph",
        "iso-8859-2",
        (
            "Dobrý den a vítejte v naší malé knihovně.",
            "Každé ráno otevírám okna a poslouchám ptáky na zahradě.",
            "Můj dědeček opravoval staré hodiny a nikdy nespěchal.",
            "Včera celý den pršelo a řeka se vylila z břehů.",
            "Kdo zapomněl zavřít dveře do sklepa?",
            "Nejlepší chléb se peče pomalu, s trochou kmínu a soli.",
            "Na náměstí stojí kašna, kolem které si hrají děti.",
            "Soused nám slíbil, že přiveze dříví ještě před zimou.",
            "Když zhasla lampa, rozesmáli jsme se všichni.",
            "Děkuji vám za pozornost a přijďte zase brzy.",
        ),
    ),
    "fi": FestivalVoice(
        "suo_fi_lj_diphone",
        "festvox-suopuhe-lj",
        "iso-8859-15",
        (
            "Hyvää huomenta ja tervetuloa meidän pieneen kahvilaan.",
            "Isoäitini keitti kahvia joka aamu ennen auringonnousua.",
            "Järven rannalla on vanha punainen vene, jota kukaan ei käytä.",
            "Eilen satoi lunta koko päivän ja tiet olivat hiljaisia.",
            "Kuka unohti sulkea ikkunan?",
            "Paras leipä paistetaan hitaasti ja syödään lämpimänä.",
            "Lapset juoksivat pihalla, kunnes tuli pimeä.",
            "Naapuri lupasi tuoda puita ennen talvea.",
            "En muista, milloin viimeksi nauroin niin paljon.",
            "Kiitos, että kuuntelitte tämän tarinan loppuun asti.",
        ),
    ),
    "it": FestivalVoice(
        "lp_diphone",
        "festvox-italp16k",
        "iso-8859-15",
        (
            "Buongiorno a tutti e benvenuti nella nostra piccola officina.",
            "Ogni mattina apro la finestra e ascolto il rumore del mare.",
            "Mio nonno riparava le barche e non aveva mai fretta.",
            "Ieri ha piovuto tutto il giorno e nessuno ha lavorato.",
            "Chi ha dimenticato la chiave sul tavolo?",
            "Il pane migliore cuoce piano, con molta pazienza.",
            "Dalla collina si vedono le case, i campi e una vecchia torre.",
            "La vicina ci porta sempre le arance del suo giardino.",
            "Quando la lampada si spense, abbiamo riso come bambini.",
            "Grazie per avere ascoltato questa storia fino alla fine.",
        ),
    ),
    "ru": FestivalVoice(
        "msu_ru_nsh_clunits",
        "festvox-ru",
        "utf-8",
        (
            "Добрый день и добро пожаловать в нашу маленькую мастерскую.",
            "Каждое утро я открываю окно и слушаю шум старого сада.",
            "Мой дедушка чинил лодки и никогда никуда не спешил.",
            "Вчера весь день шёл дождь, и никто не выходил из дома.",
            "Кто забыл закрыть дверь на кухне?",
            "Самый вкусный хлеб печётся медленно и с терпением.",
            "С горы видны дома, поля и далёкая река.",
            "Соседка всегда приносит нам яблоки из своего сада.",
            "Когда погасла лампа, мы все громко засмеялись.",
            "Спасибо, что дослушали эту историю до конца.",
        ),
    ),
}

_PROGRAM = """(voice_{voice})
(define (tell utt)
  (mapcar (lambda (token)
    (mapcar (lambda (word)
      (format t "%f %f " (item.feat word "word_start") (item.feat word "word_end")))
      (item.daughters token))
    (format t "\\n")) (utt.relation.items utt 'Token)))
"""
_SENTENCE = """(set! utt (utt.synth (Utterance Text "{text}")))
(utt.save.wave utt "{path}" 'riff)
(tell utt)
(format t "--\\n")
"""


def installed() -> list[str]:
    """Return languages whose voice is on this machine."""
    if shutil.which("festival") is None or not LISTS.is_dir():
        return []
    there = {path.name for path in LISTS.glob("*/*")}
    return [language for language, voice in VOICES.items() if voice.name in there]


def _spoken(voice: FestivalVoice, scratch: Path) -> Iterator[tuple[str, list[Span], mixing.Sound]]:
    """Yield each sentence with the spans of its words and its sound at `RATE`."""
    paths = [scratch / f"{i}.wav" for i in range(len(voice.sentences))]
    program = _PROGRAM.format(voice=voice.name)
    program += "".join(_SENTENCE.format(text=s, path=p) for s, p in zip(voice.sentences, paths, strict=True))
    (scratch / "say.scm").write_bytes(program.encode(voice.encoding))
    command = ["festival", "-b", str(scratch / "say.scm")]
    done = subprocess.run(command, capture_output=True, check=True, stdin=subprocess.DEVNULL)
    blocks = done.stdout.decode(voice.encoding, "replace").split("--\n")
    for sentence, path, block in zip(voice.sentences, paths, blocks, strict=False):
        rows = [[float(cell) for cell in line.split()] for line in block.splitlines() if _numbers(line)]
        spans = [(row[0], row[-1]) for row in rows]
        if len(spans) != len(sentence.split()):
            raise ValueError(f"festival says {len(spans)} words in {sentence!r}")
        yield sentence, spans, _read(path, scratch)


def _numbers(line: str) -> bool:
    # Voices warn about missing diphones on stdout.
    return bool(line.strip()) and all(cell.replace(".", "").isdigit() for cell in line.split())


def _read(path: Path, scratch: Path) -> mixing.Sound:
    with wave.open(str(path)) as source:
        same = source.getframerate() == RATE
    other = scratch / "resampled.wav"
    if not same:
        with path.open("rb") as feed:
            mixing.run_ffmpeg(
                ["-i", "pipe:0", "-ar", str(RATE), "-ac", "1", "-c:a", "pcm_s16le", str(other)], feed=feed
            )
    with wave.open(str(path if same else other)) as source:
        samples = np.frombuffer(source.readframes(source.getnframes()), "<i2")
    sound: mixing.Sound = samples.astype(np.float32) / np.float32(32768)
    return sound


def make(language: str, folder: Path) -> None:
    """Write LANG.wav, LANG.txt, LANG.phrases.tsv and LANG.tsv (words). Raises `ValueError` where festival misreads."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(5)
    mix, clock = mixing.Mix(), 0.4
    phrases, words = [], []
    with tempfile.TemporaryDirectory() as scratch:
        for sentence, spans, sound in _spoken(VOICES[language], Path(scratch)):
            mix.add(clock, sound)
            tokens = sentence.split()
            times = [(start + clock, end + clock) for start, end in spans]
            words += [(token, *span) for token, span in zip(tokens, times, strict=True)]
            phrases.append(f"{times[0][0]:.4f}\t{times[-1][1]:.4f}\t{sentence}\n")
            clock += len(sound) / RATE + float(rng.uniform(0.05, 0.6))
    mix.add(clock + 0.4, np.zeros(1, np.float32))
    np.add(mix.sound, mixing.noise(rng, mix.length, -66.0), out=mix.sound)
    mixing.encode(mix.sound, folder / f"{language}.wav", rate=RATE)
    (folder / f"{language}.txt").write_text("\n\n".join(VOICES[language].sentences) + "\n", encoding="utf-8")
    (folder / f"{language}.phrases.tsv").write_text("".join(phrases), encoding="utf-8")
    rows = "".join(f"{i}\t{text}\t{start:.4f}\t{end:.4f}\n" for i, (text, start, end) in enumerate(words))
    (folder / f"{language}.tsv").write_text(rows, encoding="utf-8")
