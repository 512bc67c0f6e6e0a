"""Alignment and quotes to audio and video files.

Search: `quotes`, `normalise`, `queries`, `selects`. Suggestions: `standalone`, `suggestions`, `titles`, `ranking`,
`suggestion_sheet`. Sound: `cuts`, `decoded`, `sound`, `denoise`, `loudness`, `verify`. Picture:
`picture`, `frames`, `render`, `caption_overlay`, `fonts`, `audiogram`; the room `drawing` for what is written on it;
`framing` and the room `focus` decide what of it is seen.
From a request to files: `requests`, `settings`, `source`, `plan`, `produce`, `manifest`, `sheet`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from align._public import lazy_names

if TYPE_CHECKING:
    from clips.cuts import Cut, cut_points, to_sentence
    from clips.plan import ClipPlan, Episode, plan_clip
    from clips.produce import Job, make_all, make_clip
    from clips.queries import AmbiguousQuote, QuoteNotFound, pick, resolve, search
    from clips.quotes import Match, QuoteIndex, Span
    from clips.selects import read_selects
    from clips.settings import Select, Settings
    from clips.suggestions import Suggestion, suggest

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
    "resolve",
    "search",
    "suggest",
    "to_sentence",
]

_HOMES = {
    "clips.cuts": ("Cut", "cut_points", "to_sentence"),
    "clips.queries": ("AmbiguousQuote", "QuoteNotFound", "pick", "resolve", "search"),
    "clips.plan": ("ClipPlan", "Episode", "plan_clip"),
    "clips.produce": ("Job", "make_all", "make_clip"),
    "clips.quotes": ("Match", "QuoteIndex", "Span"),
    "clips.selects": ("read_selects",),
    "clips.settings": ("Select", "Settings"),
    "clips.suggestions": ("Suggestion", "suggest"),
}


__getattr__ = lazy_names(__name__, _HOMES)
