"""Train the fixture model: a small wav2vec2 CTC model of Transformers' architecture, on flite's voices.

    PYTHONPATH=. python tests/whisperx/train_fixture.py OUTPUT_FOLDER [--steps 2400] [--stop 2000] [--threads 1]

Needs the environment of `make test-whisperx` and Debian's flite. Half an hour of one core. The sentences are drawn from
`fixture_words.txt` with fixed seeds; no recording and no downloaded weight is used. On one thread the same processor
and versions make the same file, byte for byte: the committed one is what the defaults make.

flite tells when each word is said, which makes two short cuts possible beside plain CTC over a whole sentence:
- the loss is CTC for each word in its own stretch of frames (its letters, then `|`), so that thousands of short, easy
  problems anchor the spikes at once; silence is taught as the blank;
- a frame-wise cross-entropy on letters spread evenly over the word starts the filters off.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional
from transformers import (
    Wav2Vec2Config,
    Wav2Vec2CTCTokenizer,
    Wav2Vec2FeatureExtractor,
    Wav2Vec2ForCTC,
    Wav2Vec2Processor,
)

from samples.voices import RATE, Said, Voice, say
from tests.whisperx.fixture_sentences import sentences

log = logging.getLogger("train_fixture")

VOCABULARY = ["<pad>", "<s>", "</s>", "<unk>", "|", *"etaonihsrdlumwcfgypbvkxjqz", "'"]
CODE = {letter: code for code, letter in enumerate(VOCABULARY)}
HOP = 320
CLIP_SECONDS = (4.0, 10.0)
CLIPS = 3


def make_model() -> Wav2Vec2ForCTC:
    """Some 800,000 parameters; the first layer starts as a bank of band-pass filters."""
    config = Wav2Vec2Config(
        vocab_size=len(VOCABULARY),
        hidden_size=128,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=384,
        conv_dim=(192, 128, 128),
        conv_kernel=(400, 5, 3),
        conv_stride=(160, 2, 1),
        conv_bias=True,
        feat_extract_norm="layer",
        num_conv_pos_embeddings=15,
        num_conv_pos_embedding_groups=4,
        do_stable_layer_norm=True,
        hidden_dropout=0.0,
        activation_dropout=0.0,
        attention_dropout=0.0,
        feat_proj_dropout=0.0,
        final_dropout=0.0,
        layerdrop=0.0,
        apply_spec_augment=False,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
    )
    model = Wav2Vec2ForCTC(config)
    first = model.wav2vec2.feature_extractor.conv_layers[0].conv
    with torch.no_grad():
        first.weight.copy_(torch.from_numpy(_filters(48, 400))[:, None, :])
        # A fixed pattern that shows through where the sound is weak, so that loudness survives the layer norm.
        first.bias.copy_(torch.linspace(-0.15, 0.15, 192))
    return model


def _filters(bands: int, length: int) -> NDArray[np.float32]:
    """Band-pass filters on the mel scale in four phases each: half-rectified, the four add up to the band's level."""
    mel = np.linspace(2595 * math.log10(1 + 90 / 700), 2595 * math.log10(1 + 7400 / 700), bands + 1)
    edges = 700 * (10 ** (mel / 2595) - 1)
    times = (np.arange(length) - length / 2) / RATE
    rows = []
    for low, high in pairwise(edges):
        centre = (low + high) / 2
        envelope = np.exp(-0.5 * (times * 2.2 * (high - low)) ** 2) * np.hanning(length)
        for phase in range(4):
            row = envelope * np.cos(2 * math.pi * centre * times + phase * math.pi / 2)
            # Louder towards the treble, where speech is weak.
            rows.append(row / np.abs(row).sum() * 4 * (1 + centre / 500) ** 0.8)
    return np.array(rows, dtype=np.float32)


def augment(samples: NDArray[Any], rng: np.random.Generator) -> NDArray[np.float32]:
    """Gain, room, band limit, noise and tones, each some of the time."""
    level = float(np.sqrt(np.mean(samples**2))) + 1e-4
    if rng.random() < 0.25:
        tail = rng.standard_normal(2400) * np.exp(-np.arange(2400) / rng.uniform(150, 700))
        tail[0] = rng.uniform(8, 20)
        size = _round(len(samples) + len(tail))
        wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(tail / np.abs(tail[0]), size), size)
        samples = wet[: len(samples)]
    if rng.random() < 0.3:
        size = _round(len(samples))
        spectrum = np.fft.rfft(samples, size)
        hertz = np.fft.rfftfreq(size, 1 / RATE)
        spectrum *= 1 / (1 + (hertz / rng.uniform(2500, 7000)) ** 8)
        samples = np.fft.irfft(spectrum, size)[: len(samples)]
    noise = rng.standard_normal(len(samples))
    if rng.random() < 0.5:
        noise = np.convolve(noise, np.ones(8) / 3)[: len(samples)]
    samples = samples + noise * level * 10 ** (-rng.uniform(12, 50) / 20)
    if rng.random() < 0.25:
        samples = samples + _music(len(samples), rng) * level * 10 ** (-rng.uniform(5, 25) / 20)
    samples = samples - samples.mean()
    return np.asarray(samples / (samples.std() + 1e-7), dtype=np.float32)


def _round(size: int) -> int:
    """A size that the Fourier transform likes."""
    return -(-size // 8192) * 8192


def _music(count: int, rng: np.random.Generator) -> NDArray[Any]:
    out, at = np.zeros(count), 0
    while at < count:
        length = int(rng.uniform(0.15, 0.6) * RATE)
        times = np.arange(min(length, count - at)) / RATE
        for pitch in rng.choice([110, 147, 165, 196, 220, 262, 330, 392, 440, 523, 660], 3):
            for harmonic in (1, 2, 3):
                tone = np.sin(2 * math.pi * pitch * harmonic * times) / harmonic
                out[at : at + len(times)] += tone * np.exp(-4 * times)
        at += length
    return np.asarray(out / (out.std() + 1e-7))


Words = list[tuple[str, float, float]]


def clips(seed: int) -> Iterator[tuple[NDArray[np.float32], Words]]:
    """Endless clips of several sentences in turn, voices and speeds mixed, with the words' times."""
    rng = np.random.default_rng(seed)
    spoken = _utterances(rng)
    while True:
        target, words, at = rng.uniform(*CLIP_SECONDS), Words(), 0
        parts: list[NDArray[Any]] = []
        while at < target * RATE:
            text, said = next(spoken)
            for word, span in zip(text, said.spans, strict=True):
                if span:
                    words.append((word.strip(","), span[0] + at / RATE, span[1] + at / RATE))
            pause = np.zeros(int(rng.choice([0.0, 0.0, 0.3, 1.5]) * rng.random() * RATE), dtype=np.float32)
            parts += [said.samples.astype(np.float32) / 32768, pause]
            at += len(said.samples) + len(pause)
        yield augment(np.concatenate(parts), rng), words


def _utterances(rng: np.random.Generator) -> Iterator[tuple[list[str], Said]]:
    """Sentences as spoken; each is heard about five times, since speaking costs more than learning."""
    bank: list[tuple[list[str], Said]] = []
    while True:
        for text in sentences(int(rng.integers(1 << 31)), 200):
            while len(bank) > 100 and rng.random() < 0.8:
                yield bank[int(rng.integers(len(bank)))]
            base = str(rng.choice(["slt", "rms", "awb", "kal16"], p=[0.3, 0.3, 0.25, 0.15]))
            who = Voice(base, rng.uniform(0.8, 1.25), rng.uniform(0.8, 1.25), rng.uniform(-30, -18))
            bank.append((text, say(text, who)))
            yield bank[-1]


def losses(logits: Any, batch: list[Words], lengths: list[int]) -> tuple[Any, Any, Any]:
    """CTC for each word in its stretch; cross-entropy of silence as blank; of evenly spread letters."""
    scores = torch.log_softmax(logits, dim=-1)
    pieces, targets, sizes = [], [], []
    quiet, letters = [], []
    for row, (words, length) in enumerate(zip(batch, lengths, strict=True)):
        label = torch.full((length,), -1)
        near = torch.zeros(length, dtype=torch.bool)
        for word, start, end in words:
            first, last = int(start * RATE / HOP), math.ceil(end * RATE / HOP)
            codes = [CODE[letter] for letter in word if letter in CODE]
            low, high = max(0, first - 1), min(length, last + 3)
            near[max(0, first - 2) : last + 4] = True
            if len(codes) + 3 > high - low:
                continue
            pieces.append(scores[row, low:high])
            sizes.append(high - low)
            targets.append(torch.tensor([*codes, CODE["|"]]))
            for frame in range(max(0, first), min(length, last)):
                label[frame] = codes[min(len(codes) - 1, (frame - first) * len(codes) // max(1, last - first))]
        quiet.append(scores[row, :length][~near, 0])
        known = label >= 0
        # Which letter, given that there is one: this does not quarrel with the blanks of CTC.
        given = torch.log_softmax(logits[row, :length][known][:, 4:], dim=-1)
        letters.append(given[torch.arange(len(given)), label[known] - 4])
    padded = torch.nn.utils.rnn.pad_sequence(pieces)
    ctc = functional.ctc_loss(
        padded,
        torch.cat(targets),
        torch.tensor(sizes),
        torch.tensor([len(target) for target in targets]),
        zero_infinity=True,
        reduction="sum",
    )
    return ctc / sum(sizes), -torch.cat(quiet).mean(), -torch.cat(letters).mean()


def train(folder: Path, steps: int, stop: int, seed: int, start: Path | None) -> None:
    """Train and save; the log shows the loss and how a held-out clip is read."""
    torch.manual_seed(seed)
    model = make_model() if start is None else Wav2Vec2ForCTC.from_pretrained(start)
    log.info("%d parameters", sum(p.numel() for p in model.parameters()))
    # The filters stay as they are: half the cost of a step is theirs.
    model.wav2vec2.feature_extractor.conv_layers[0].conv.requires_grad_(False)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1.0, betas=(0.9, 0.98), weight_decay=0.01)
    source = clips(seed)
    model.train()
    for step in range(min(steps, stop)):
        rate = 2.5e-3 * min(1.0, (step + 1) / 40) * (0.5 + 0.5 * math.cos(math.pi * step / steps)) + 1e-5
        for group in optimizer.param_groups:
            group["lr"] = rate
        chosen = [next(source) for _ in range(CLIPS)]
        waves = torch.nn.utils.rnn.pad_sequence([torch.from_numpy(wave) for wave, _ in chosen], batch_first=True)
        logits = model(waves).logits
        lengths = [min(logits.shape[1], len(wave) // HOP) for wave, _ in chosen]
        ctc, quiet, letters = losses(logits, [words for _, words in chosen], lengths)
        # CTC from random weights finds "always blank" and stays there long: letters come first, and never quite go.
        share = 1.0 if start else min(1.0, step / (0.1 * steps))
        loss = share * ctc + 0.3 * quiet + (1 - 0.8 * share) * letters
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 50 == 0:
            read = decode(logits[0, : lengths[0]])
            parts = (ctc.item(), quiet.item(), letters.item())
            log.info("%d ctc %.3f quiet %.3f letters %.3f  %s", step, *parts, read[:90])
        if step % 500 == 499:
            save(model, folder)
    save(model, folder)


def decode(logits: Any) -> str:
    """The best path, repeats and blanks taken out."""
    best = torch.unique_consecutive(logits.argmax(-1)).tolist()
    return "".join(VOCABULARY[code] for code in best if code).replace("|", " ")


def save(model: Wav2Vec2ForCTC, folder: Path) -> None:
    """The folder that `whisperx.load_align_model` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = folder / "vocab.json"
    vocabulary.write_text(json.dumps(CODE), encoding="utf-8")
    tokenizer = Wav2Vec2CTCTokenizer(str(vocabulary), word_delimiter_token="|", do_lower_case=True)
    extractor = Wav2Vec2FeatureExtractor(sampling_rate=RATE, do_normalize=True, return_attention_mask=False)
    Wav2Vec2Processor(feature_extractor=extractor, tokenizer=tokenizer).save_pretrained(folder)
    model.save_pretrained(folder, safe_serialization=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--stop", type=int, default=2000, help="leave the schedule of learning rates at this step")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--start", type=Path, help="go on from the model in this folder (give another --seed)")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(options.threads)
    train(options.folder, options.steps, options.stop, options.seed, options.start)
