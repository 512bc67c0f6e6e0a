from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from align.media import probe, read_pcm, run_ffmpeg, stream_pcm
from clips.cuts import Cut
from clips.denoise import denoise
from clips.sound import CROSS_FADE, RATE, Cleaning, Level, Slot, gain_for, join, make_sound, save_audio
from tests.align.media.media_files import encode
from tests.clips.films import shift_between, telling_sound


def slot(start: float, end: float, *, fade: float = 0.0) -> Slot:
    return Slot(start, round((end - start) * RATE), (start, end), fade, fade)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.wav", ""),
        ("a.flac", ""),
        ("a.mp3", "-b:a 128k"),
        ("vbr.mp3", "-q:a 5"),
        ("headless.mp3", "-q:a 5 -write_xing 0"),
        ("a.m4a", "-c:a aac"),
        ("a.opus", "-c:a libopus"),
        ("a.ogg", "-c:a libvorbis"),
        ("a.ts", "-c:a aac"),
        ("a.mp4", "-c:a aac -ar 44100"),
    ],
)
def test_a_stretch_is_what_decoding_everything_gives(tmp_path: Path, name: str, options: str) -> None:
    path = encode(tmp_path / name, telling_sound(20)[:, 0], options, rate=RATE)
    whole = np.concatenate(list(stream_pcm(path, rate=RATE)))
    part = read_pcm(probe(path), 9.1234, 10.5)[:, 0]
    first = round(9.1234 * RATE)
    assert len(part) == round(10.5 * RATE) - first
    assert np.abs(np.round(part * 32768) - whole[first : first + len(part)]).max() <= 1


@pytest.mark.slow
def test_outside_the_sound_is_silence(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.wav", telling_sound(1)[:, 0], rate=RATE)
    part = read_pcm(probe(path), -0.5, 2.0)[:, 0]
    assert len(part) == round(2.5 * RATE)
    assert not part[: RATE // 2].any()
    assert part[RATE // 2 : 3 * RATE // 2].any()
    assert not part[3 * RATE // 2 :].any()


@pytest.mark.slow
def test_a_wav_holds_exactly_the_samples_of_the_cut(tmp_path: Path) -> None:
    sound = telling_sound(6, channels=2)
    raw = tmp_path / "a.raw"
    raw.write_bytes(sound.tobytes())
    path = tmp_path / "a.wav"
    run_ffmpeg(["-f", "s16le", "-ar", str(RATE), "-ac", "2", "-i", str(raw), str(path)])
    made = make_sound(probe(path), [slot(2.0, 4.5)], Level(None), channels=2)
    save_audio(tmp_path / "clip.wav", made)
    back = read_pcm(probe(tmp_path / "clip.wav"), 0, 2.5, channels=2)
    assert np.array_equal(np.round(back * 32768), sound[2 * RATE : round(4.5 * RATE)])
    assert made.gain == 0


def test_ends_are_faded() -> None:
    whole = join([np.ones((RATE + 2 * 480, 1), np.float32)], [slot(1.0, 2.0, fade=0.01)])
    assert whole[0, 0] == 0
    assert whole[-1, 0] == 0
    assert np.all(np.diff(whole[:480, 0]) >= 0)
    assert np.all(whole[480:-480] == 1)


def test_a_join_keeps_the_power_and_the_length() -> None:
    noise = np.random.default_rng(0).standard_normal((2, RATE + 2 * 480, 1)).astype(np.float32)
    whole = join(list(noise), [slot(1.0, 2.0), slot(5.0, 6.0)])
    assert len(whole) == 2 * RATE
    around = whole[RATE - 480 : RATE + 480, 0]
    # Equal power: unrelated sounds stay as loud in the middle of the join as elsewhere.
    assert np.sqrt(np.mean(around**2)) == pytest.approx(1.0, abs=0.1)
    assert CROSS_FADE == 0.02


def test_what_must_not_be_heard_is_silent() -> None:
    piece = np.ones((RATE + 2 * 480, 1), np.float32)
    whole = join([piece], [Slot(1.0, RATE, (1.03, 1.98), 0.01, 0.01)])
    assert not whole[: round(0.03 * RATE)].any()
    assert not whole[-round(0.02 * RATE) :].any()
    assert whole[RATE // 2, 0] == 1


@pytest.mark.parametrize(
    ("level", "clip", "gain"),
    [
        (Level(-16, episode=-22.0), -30.0, 6.0),
        (Level(-16, episode=None), -30.0, 14.0),
        (Level(None), -30.0, 0.0),
        (Level(-16), -70.0, 0.0),
        (Level(-14, episode=-80.0), -20.0, 0.0),
    ],
)
def test_one_gain_for_the_episode_or_one_for_the_clip(level: Level, clip: float, gain: float) -> None:
    assert gain_for(level, clip) == pytest.approx(gain)


def ebur128(path: Path, *, mono: bool) -> tuple[float, float]:
    dual = ":dualmono=true" if mono else ""
    told = run_ffmpeg(["-i", str(path), "-af", f"ebur128=peak=true{dual}", "-f", "null", "-"]).stderr.decode()
    return float(re.findall(r"I:\s+(\S+) LUFS", told)[-1]), float(re.findall(r"Peak:\s+(\S+) dBFS", told)[-1])


@pytest.mark.slow
@pytest.mark.parametrize("target", [-14.0, -16.0, -19.0, -23.0])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_clip_by_itself_meets_its_loudness(tmp_path: Path, target: float, channels: int) -> None:
    path = encode(tmp_path / "a.wav", (telling_sound(8)[:, 0] * 0.2).astype(np.int16), rate=RATE)
    made = make_sound(probe(path), [slot(1.0, 6.0)], Level(target), channels=channels)
    save_audio(tmp_path / "clip.wav", made)
    loudness, peak = ebur128(tmp_path / "clip.wav", mono=channels == 1)
    # Reading mono as stereo takes 3 dB off each channel, which adds up to the same loudness.
    assert loudness == pytest.approx(target, abs=0.5)
    assert peak <= -1.0
    assert made.loudness == pytest.approx(loudness, abs=0.2)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".mp3", ".m4a", ".wav", ".flac"])
def test_every_format_is_written_without_metadata(tmp_path: Path, suffix: str) -> None:
    source = encode(tmp_path / "a.m4a", telling_sound(4)[:, 0], "-c:a aac -metadata title=secret", rate=RATE)
    made = make_sound(probe(source), [Slot.of(Cut(1.0, 3.0, 0.01, 0.02, (0.5, 3.5)))], Level(-16), channels=1)
    path = tmp_path / f"clip{suffix}"
    save_audio(path, made)
    info = probe(path)
    assert info.audio is not None
    assert info.audio.rate == RATE
    assert b"secret" not in path.read_bytes()
    length = sum(len(block) for block in stream_pcm(path, rate=RATE))
    assert length == pytest.approx(2 * RATE, abs=1200)


def talk_over(noise: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Bursts of a voice-like tone, alone and with steady noise."""
    time = np.arange(6 * RATE) / RATE
    voice = 0.3 * np.sin(2 * np.pi * (300 + 30 * time) * time) * (np.sin(2 * np.pi * time) > 0)
    hiss = noise * np.random.default_rng(4).standard_normal(len(time))
    return voice.astype(np.float32)[:, None], (voice + hiss).astype(np.float32)[:, None]


def test_steady_noise_is_lowered_and_the_voice_stays_in_its_place() -> None:
    voice, noisy = talk_over(0.02)
    clean = denoise(noisy)
    pause = slice(round(1.55 * RATE), round(1.95 * RATE))
    before, after = np.sqrt(np.mean(noisy[pause] ** 2)), np.sqrt(np.mean(clean[pause] ** 2))
    assert 20 * np.log10(before / after) > 7
    assert shift_between(clean[:, 0], voice[:, 0]) == 0
    speaking = slice(round(1.1 * RATE), round(1.4 * RATE))
    assert np.corrcoef(clean[speaking, 0], voice[speaking, 0])[0, 1] > 0.995


@pytest.mark.slow
def test_rumble_is_taken_off_and_time_is_kept(tmp_path: Path) -> None:
    seconds = np.arange(6 * RATE) / RATE
    voice = np.random.default_rng(8).standard_normal(len(seconds)) * 2000
    rumble = 3000 * np.sin(2 * np.pi * 25 * seconds)
    info = probe(encode(tmp_path / "a.wav", (rumble + voice).astype(np.int16), rate=RATE))
    clean = make_sound(info, [slot(2.0, 4.0)], Level(None), channels=1, cleaning=Cleaning(high_pass=80)).samples[:, 0]
    assert shift_between(clean, voice[2 * RATE : 4 * RATE]) == 0
    raw = np.abs(np.fft.rfft(rumble[2 * RATE : 4 * RATE] / 32768))[50]
    assert np.abs(np.fft.rfft(clean))[50] < 0.15 * raw
