"""The ratios of `make bench-speed`, from costs that are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import speed
from benchmarks.context import Made, Settings
from benchmarks.measure import Cost
from benchmarks.speed import Round, cores, gaussian_rates, ratios


def cost(seconds: float, cpu: float) -> Cost:
    return Cost(0, seconds, cpu, 100.0)


def test_ratios_are_medians_of_what_ran_in_the_same_round() -> None:
    # The machine was busy in the second round: seconds trebled, and their ratio stayed.
    rounds = [
        Round(cost(9, 10), cost(20, 30), cost(40, 40)),
        Round(cost(27, 11), cost(60, 33), cost(120, 44)),
        Round(cost(9, 10), cost(24, 36), cost(40, 40)),
    ]
    found = ratios(rounds)
    assert found["time against aeneas"] == pytest.approx(0.5)
    assert found["processor time against decoding alone"] == pytest.approx(3.0)
    assert found["share of the cores that was busy"] == pytest.approx(1.5 / cores())


def test_without_aeneas_there_is_no_ratio_to_it() -> None:
    assert ratios([Round(cost(9, 10), cost(20, 30), None)])["time against aeneas"] is None


def test_a_run_that_failed_is_not_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "run_measured", lambda *_, **__: cost(1, 1))
    monkeypatch.setattr(speed, "pullquote", lambda *_: Cost(3, 1.0, 1.0, 1.0, "the transcript is of another recording"))
    made = Made(tmp_path, tmp_path / "episode.mp3", tmp_path / "transcript.txt")
    with pytest.raises(RuntimeError, match="of another recording"):
        speed._round(Settings(tmp_path), made)


@pytest.mark.slow
def test_all_products_are_timed() -> None:
    rates = gaussian_rates(timings=1)
    assert list(rates) == ["matmul", "coarse costs", "fine scores"]
    assert all(rate > 0 for rate in rates.values())
