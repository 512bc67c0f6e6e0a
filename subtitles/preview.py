"""A page that shows every cue as a viewer sees it, on a 16:9 and a 9:16 picture, with reading speed as colour.

One file, no scripts, nothing fetched: it can be mailed, printed and kept.
"""

from __future__ import annotations

from html import escape
from itertools import pairwise

from align.clock import clock_text
from subtitles.colours import colour_of
from subtitles.formats.ass import Screen, screen_of
from subtitles.profiles import Profile
from subtitles.rules import SLACK
from subtitles.timeline import width
from subtitles.track import Event, Line, Track

__all__ = ["make_preview", "speed_share"]

_STYLE = """
:root { color-scheme: light dark; --card: #fff; --page: #f3f3f1; --ink: #1c1c1c; --faint: #6d6d6d; }
@media (prefers-color-scheme: dark) { :root { --card: #232323; --page: #161616; --ink: #eee; --faint: #9a9a9a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1500px; padding: 1.5rem; background: var(--page); color: var(--ink);
  font: 15px/1.4 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
h1 { font-size: 1.25rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
header p { margin: .25rem 0; color: var(--faint); }
.strip { display: flex; height: 36px; margin: .75rem 0; border-radius: 4px; overflow: hidden; background: var(--card); }
.strip a { flex: 1 1 0; min-width: 0; background: var(--speed); }
.legend span { display: inline-block; padding: 0 .6em; margin-right: .4em; border-radius: 3px; background: var(--speed);
  color: #111; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(430px, 1fr)); gap: 14px; }
article { background: var(--card); border-radius: 6px; border-left: 6px solid var(--speed); padding: 8px 10px;
  content-visibility: auto; contain-intrinsic-size: auto 245px; }
article > p { margin: 0 0 6px; font-variant-numeric: tabular-nums; color: var(--faint); display: flex; gap: .8em;
  flex-wrap: wrap; }
article > p b { color: var(--ink); }
article > p em { font-style: normal; padding: 0 .4em; border-radius: 3px; background: var(--speed); color: #111; }
.frames { display: flex; gap: 8px; }
figure { margin: 0; position: relative; container-type: inline-size; border-radius: 3px; overflow: hidden;
  background: linear-gradient(160deg, #45525c, #20262b 60%, #3a3129); }
figure.wide { flex: 0 1 calc(75.96% - 4px); aspect-ratio: 16 / 9; }
figure.tall { flex: 0 1 calc(24.04% - 4px); aspect-ratio: 9 / 16; }
figcaption { position: absolute; left: 0; right: 0; text-align: center; color: #fff; font-weight: 600; line-height: 1.2;
  font-family: Arial, Helvetica, sans-serif; text-shadow: 0 0 2px #000, 0 0 2px #000, 0 1px 3px #000; }
figcaption span { display: block; white-space: pre; }
.wide figcaption { bottom: 6%; }
.tall figcaption { bottom: 29%; padding: 0 11%; } .tall figcaption span { white-space: pre-wrap; }
@media print { body { background: none; } article { break-inside: avoid; } }
"""


def speed_share(event: Event, profile: Profile) -> float:
    """Return the reading time over time on screen: 1 is the profile's limit, or 20 characters a second without one."""
    chars = sum(width(line.text) for line in event.lines)
    words = sum(len(line.words) for line in event.lines)
    needed = profile.reading_time(chars, words) or chars / 20
    # As in the check, what rounding to milliseconds took does not count.
    return needed / (max(event.end - event.start, 0.0) + SLACK)


def _colour(share: float) -> str:
    """Green while there is time, yellow towards the limit, red above it; told apart by lightness too."""
    if share <= 0.85:
        return f"hsl(140 45% {82 - 20 * share:.0f}%)"
    if share <= 1.0:
        return f"hsl({55 - 100 * (share - 0.85):.0f} 90% 58%)"
    return f"hsl(4 85% {max(36, 58 - 40 * (share - 1)):.0f}%)"


def make_preview(track: Track, title: str) -> str:
    """Return the page; `title` is shown as it is, without markup."""
    shares = [speed_share(event, track.profile) for event in track.events]
    cards = "\n".join(
        _card(track, number, event, share)
        for number, (event, share) in enumerate(zip(track.events, shares, strict=True), 1)
    )
    return f"""<!doctype html>
<html lang="{escape(track.alignment.language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)} – subtitles</title>
<style>{_STYLE}{_sizes(track.profile)}</style>
<header>
<h1>{escape(title)}</h1>
{_summary(track, shares)}
{_strip(shares)}
</header>
<main>
{cards}
</main>
</html>
"""


def _sizes(profile: Profile) -> str:
    """Size letters as large as the profile's line allows inside each picture's safe width.

    On the upright picture a player keeps letters readable and wraps what is longer, and so does this page.
    """
    rules = []
    for name, screen, longest in (("wide", screen_of("16:9"), 99), ("tall", screen_of("9:16"), 28)):
        share = _letter(min(profile.max_chars, longest), screen) / screen.width * 100
        rules.append(f".{name} figcaption {{ font-size: {share:.2f}cqw; }}")
    return "\n".join(rules)


def _letter(chars: int, screen: Screen) -> float:
    return min((screen.width - 2 * screen.side) / (chars * 0.52), screen.height / 14)


def _summary(track: Track, shares: list[float]) -> str:
    fast = sum(share > 1.0 for share in shares)
    limit = f"{track.profile.max_cps:g} characters a second" if track.profile.max_cps else ""
    limit = limit or (f"{track.profile.max_wpm:g} words a minute" if track.profile.max_wpm else "no limit")
    legend = "".join(
        f'<span style="--speed: {_colour(share)}">{text}</span>'
        for share, text in ((0.5, "easy"), (0.95, "near the limit"), (1.15, "too fast"))
    )
    return (
        f"<p>{len(shares)} cues · profile {escape(track.profile.name)} · reading speed: {limit} · "
        f'{fast} above it</p>\n<p class="legend">{legend}</p>'
    )


def _strip(shares: list[float]) -> str:
    """Return the whole track in one bar: up to 400 parts, each as bad as its worst cue, which it leads to."""
    parts = min(len(shares), 400)
    edges = [len(shares) * k // parts for k in range(parts + 1)] if parts else []
    worst = [max(range(a, b), key=shares.__getitem__) for a, b in pairwise(edges)]
    links = "".join(f'<a href="#c{k + 1}" style="--speed: {_colour(shares[k])}"></a>' for k in worst)
    return f'<nav class="strip" aria-label="reading speed of every cue">{links}</nav>'


def _card(track: Track, number: int, event: Event, share: float) -> str:
    chars = sum(width(line.text) for line in event.lines)
    duration = event.end - event.start
    caption = "".join(_shown(track, line) for line in event.lines)
    names = ", ".join(dict.fromkeys(line.name for line in event.lines if line.name is not None))
    speaker = f"<span>{escape(names)}</span>" if names else ""
    return f"""<article id="c{number}" style="--speed: {_colour(share)}">
<p><b>{number}</b> {clock_text(event.start)} <span>{duration:.2f} s</span> \
<em>{chars / max(duration, 1e-3):.1f} cps</em> {speaker}</p>
<div class="frames"><figure class="wide"><figcaption>{caption}</figcaption></figure>\
<figure class="tall"><figcaption>{caption}</figcaption></figure></div>
</article>"""


def _shown(track: Track, line: Line) -> str:
    colour = colour_of(track, line.name)
    style = f' style="color: {colour}"' if colour else ""
    return f"<span{style}>{escape(line.text)}</span>"
