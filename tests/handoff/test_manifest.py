from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from align.errors import FileProblem
from align.timecode import Rate
from handoff.job import Clip, Span
from handoff.manifest import Manifest, read_manifest

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["clips", "in", "out", "spans", "title", "quote", "media", "sha256", "frame_rate", "source"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


def saved(tmp_path: Path, value: object) -> Path:
    path = tmp_path / "clips.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_clips_come_with_their_spans(tmp_path: Path) -> None:
    value = {
        "version": 1,
        "source": {"path": "talk.mp4", "sha256": "ab", "duration": 60.0, "more": []},
        "clips": [
            {
                "name": "talk_01_a",
                "title": " A\nb ",
                "quote": "q ... r",
                "text": "q to r",
                "spans": [{"in": 1.1, "out": 2, "words": [0, 3], "frames": [33, 60], "frame_rate": "30000/1001"}],
                "warnings": ["tight"],
            },
            {"quote": "Two parts", "in": 3, "out": 9, "spans": [{"in": 3, "out": 4.5}, {"in": 8, "out": 9}]},
            {"in": 0, "out": 0.5},
        ],
    }
    parts = (Span(Fraction(3), Fraction(9, 2)), Span(Fraction(8), Fraction(9)))
    assert read_manifest(saved(tmp_path, value)) == Manifest(
        clips=(
            Clip("A b", (Span(Fraction(11, 10), Fraction(2)),), "q to r"),
            Clip("Two parts", parts, "Two parts"),
            Clip("Clip 3", (Span(Fraction(0), Fraction(1, 2)),)),
        ),
        path="talk.mp4",
        sha256="ab",
        rate=Rate.parse("29.97"),
    )


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"clips": []},
        {"clips": {}},
        {"clips": [None]},
        {"clips": [{}]},
        {"clips": [{"in": 2, "out": 1}]},
        {"clips": [{"in": 1, "out": 1}]},
        {"clips": [{"in": -1, "out": 1}]},
        {"clips": [{"in": "1", "out": 2}]},
        {"clips": [{"in": True, "out": 2}]},
        {"clips": [{"in": 1, "out": float("nan")}]},
        {"clips": [{"in": 1, "out": float("inf")}]},
        {"clips": [{"in": 1, "out": 10**400}]},
        {"clips": [{"spans": [1]}]},
        {"clips": [{"spans": {"in": 1, "out": 2}}]},
        {"clips": [{"in": 1, "out": 2, "frame_rate": "many"}]},
    ],
)
def test_what_is_no_manifest_is_refused_in_a_line(tmp_path: Path, value: object) -> None:
    with pytest.raises(FileProblem) as caught:
        read_manifest(saved(tmp_path, value))
    assert "\n" not in str(caught.value)


def test_what_is_no_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "clips.json"
    for raw in (b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"clips": [{"in": 1' + b"0" * 5000 + b"}]}"):
        path.write_bytes(raw)
        with pytest.raises(FileProblem):
            read_manifest(path)
    with pytest.raises(FileProblem, match="cannot be read"):
        read_manifest(tmp_path / "none.json")


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(VALUES)
def test_any_json_is_read_or_refused(tmp_path: Path, value: object) -> None:
    try:
        manifest = read_manifest(saved(tmp_path, {"clips": [value], "media": value}))
    except FileProblem:
        return
    assert all(span.start < span.end for clip in manifest.clips for span in clip.spans)
