"""The step between two alignments: what a page needs to follow an edit, and what undo takes back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from align.document import Alignment, Chapter, Report, Speaker, Unscripted, Word

__all__ = ["Change", "Structure", "difference"]


@dataclass(frozen=True, slots=True)
class Structure:
    """All of an alignment that refers to words by index."""

    chapters: tuple[Chapter, ...]
    paragraphs: tuple[int, ...]
    lines: tuple[int, ...]
    speakers: tuple[Speaker, ...]
    unscripted: tuple[Unscripted, ...]
    report: Report

    @classmethod
    def of(cls, alignment: Alignment) -> Structure:
        """Return the structure of one alignment."""
        a = alignment
        return cls(a.chapters, a.paragraphs, a.lines, a.speakers, a.unscripted, a.report)


@dataclass(frozen=True, slots=True)
class Change:
    """The step between two alignments: words replaced at one place, and the structure before and after."""

    at: int
    removed: tuple[Word, ...]
    inserted: tuple[Word, ...]
    before: Structure
    after: Structure

    def reverse(self) -> Change:
        """Return the step back."""
        return Change(self.at, self.inserted, self.removed, self.after, self.before)

    def apply(self, alignment: Alignment) -> Alignment:
        """Return the alignment after this step."""
        words = alignment.words
        kept = words[: self.at] + self.inserted + words[self.at + len(self.removed) :]
        new = self.after
        return replace(
            alignment,
            words=kept,
            chapters=new.chapters,
            paragraphs=new.paragraphs,
            lines=new.lines,
            speakers=new.speakers,
            unscripted=new.unscripted,
            report=new.report,
        )


def difference(before: Alignment, after: Alignment) -> Change | None:
    """Return the smallest step from one alignment to the other; `None` where nothing differs."""
    old, new = before.words, after.words
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] is not new[i] and old[i] != new[i]), shorter)
    tail = 0
    while tail < shorter - head and (old[-1 - tail] is new[-1 - tail] or old[-1 - tail] == new[-1 - tail]):
        tail += 1
    change = Change(
        head,
        old[head : len(old) - tail],
        new[head : len(new) - tail],
        Structure.of(before),
        Structure.of(after),
    )
    if not change.removed and not change.inserted and change.before == change.after:
        return None
    return change
