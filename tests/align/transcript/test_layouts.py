"""Three hundred transcripts in odd layouts, made from a talk that is known: every word kept, no layout among them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from align.transcript.reader import read_transcript
from benchmarks.hostile_layouts import Case, any_case, lost_or_added, written

pytestmark = pytest.mark.slow


@st.composite
def cases(draw: st.DrawFn) -> Case:
    return any_case(lambda options: draw(st.sampled_from(options)))


@settings(
    max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(cases())
def test_every_word_is_kept_and_no_layout_is_among_them(tmp_path_factory: pytest.TempPathFactory, case: Case) -> None:
    path = tmp_path_factory.mktemp("odd") / "talk.txt"
    path.write_bytes(written(case).encode())
    assert lost_or_added(case, read_transcript(path)) == ""
