"""A recogniser in miniature: a Whisper model that has learnt two sentences of the sample by heart.

It is made in half a minute, converted by CTranslate2's own converter, and loaded by whisperX like any other.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

RATE = 16_000
SPECIAL = (
    "<|endoftext|> <|startoftranscript|> <|en|> <|translate|> <|transcribe|> <|startoflm|> <|startofprev|>"
    " <|nospeech|> <|notimestamps|>"
).split()
PUNCTUATION = [chr(code) for code in range(33, 127) if not chr(code).isalnum()]
"""whisperX keeps symbols from being said, and looks them up for that."""


def make(folder: Path, lessons: list[tuple[NDArray[np.float32], str]], steps: int = 120) -> Path:
    """Learn the lessons (16 kHz sound in -1..1, and what is said) and write the model in CTranslate2's form."""
    torch.manual_seed(5)
    texts = [text.split() for _, text in lessons]
    words = list(dict.fromkeys(word for text in texts for word in text))
    vocabulary = {token: code for code, token in enumerate(["[?]", *words, *PUNCTUATION, *SPECIAL])}
    model = _model(len(vocabulary), vocabulary["<|endoftext|>"], vocabulary["<|startoftranscript|>"])
    sequences = [[vocabulary[token] for token in (*SPECIAL[1:2], SPECIAL[-1], *text, SPECIAL[0])] for text in texts]
    _learn(model, [sound for sound, _ in lessons], sequences, steps)
    _convert(model, vocabulary, folder)
    return folder


def _model(size: int, end: int, start: int) -> Any:
    transformers = importlib.import_module("transformers")
    config = transformers.WhisperConfig(
        vocab_size=size + 1501,
        d_model=64,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=128,
        decoder_ffn_dim=128,
        pad_token_id=end,
        bos_token_id=end,
        eos_token_id=end,
        decoder_start_token_id=start,
        suppress_tokens=[],
        begin_suppress_tokens=[],
    )
    return transformers.WhisperForConditionalGeneration(config)


def _learn(model: Any, sounds: list[NDArray[np.float32]], sequences: list[list[int]], steps: int) -> None:
    mel = importlib.import_module("whisperx.audio").log_mel_spectrogram
    features = torch.stack([mel(sound, 80, padding=30 * RATE - len(sound)) for sound in sounds])
    longest = max(len(sequence) for sequence in sequences)
    end = sequences[0][-1]
    padded = torch.tensor([sequence + [end] * (longest - len(sequence)) for sequence in sequences])
    labels = padded[:, 1:].clone()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for step in range(steps):
        # The voice activity detection cuts a little earlier or later each time.
        moved = torch.roll(features, int(torch.randint(-40, 60, ())), dims=-1) if step % 2 else features
        loss = model(input_features=moved, decoder_input_ids=padded[:, :-1], labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()


def _convert(model: Any, vocabulary: dict[str, int], folder: Path) -> None:
    tokenizers = importlib.import_module("tokenizers")
    transformers = importlib.import_module("transformers")
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="[?]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    tokenizer.add_special_tokens(SPECIAL)
    plain = folder / "transformers"
    transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="[?]").save_pretrained(plain)
    transformers.WhisperFeatureExtractor().save_pretrained(plain)
    model.save_pretrained(plain)
    converters = importlib.import_module("ctranslate2.converters")
    copied = ["tokenizer.json", "preprocessor_config.json"]
    converters.TransformersConverter(str(plain), copy_files=copied).convert(str(folder / "model"))
