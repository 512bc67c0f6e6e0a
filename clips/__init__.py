"""Alignment and quotes to audio and video files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from clips.asking import AmbiguousQuote, QuoteNotFound, pick, search
    from clips.cuts import Cut, cut_points, to_sentence
    from clips.plan import ClipPlan, Episode, Select, Settings, plan_clip
    from clips.produce import Job, make_all, make_clip
    from clips.quotes import Match, QuoteIndex, Span
    from clips.selects import read_selects
    from clips.suggesting import Suggestion, suggest

__all__ = [
    "AmbiguousQuote",
    "ClipPlan",
    "Cut",
    "Episode",
    "Job",
    "Match",
    "QuoteIndex",
    "QuoteNotFound",
    "Select",
    "Settings",
    "Span",
    "Suggestion",
    "cut_points",
    "make_all",
    "make_clip",
    "pick",
    "plan_clip",
    "read_selects",
    "search",
    "suggest",
    "to_sentence",
]

_HOMES = {
    "clips.cuts": ("Cut", "cut_points", "to_sentence"),
    "clips.asking": ("AmbiguousQuote", "QuoteNotFound", "pick", "search"),
    "clips.plan": ("ClipPlan", "Episode", "Select", "Settings", "plan_clip"),
    "clips.produce": ("Job", "make_all", "make_clip"),
    "clips.quotes": ("Match", "QuoteIndex", "Span"),
    "clips.selects": ("read_selects",),
    "clips.suggesting": ("Suggestion", "suggest"),
}


__getattr__ = lazy_names(__name__, _HOMES)
