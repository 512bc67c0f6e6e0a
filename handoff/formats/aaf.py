"""AAF for Avid and Pro Tools: the OpenTimelineIO timeline through `otio-aaf-adapter`, media linked, not embedded."""

from __future__ import annotations

import contextlib
import importlib.util
import io

from align.errors import ProgramMissing
from align.files import temporary_folder
from handoff.formats import Written
from handoff.formats.aaf_identity import repeatable
from handoff.formats.otio import make_timeline
from handoff.job import Job

__all__ = ["write"]


def write(job: Job) -> Written:
    """Return the composition with its edits and names; the adapter writes no markers.

    The recording has no mob of its own in an Avid bin, so the editor links the clips to it once. Raises
    `ProgramMissing` without the adapter.
    """
    if importlib.util.find_spec("otio_aaf_adapter") is None:
        raise ProgramMissing("otio-aaf-adapter", "install it with pip install 'pullquote[aaf]'")
    import opentimelineio as otio

    document = make_timeline(job)
    quiet, same = contextlib.redirect_stdout(io.StringIO()), repeatable(document.to_json_string())
    with temporary_folder() as folder, quiet, same:
        path = folder / "made.aaf"
        otio.adapters.write_to_file(document, str(path), "AAF", use_empty_mob_ids=True)
        data = path.read_bytes()
    note = "AAF names the recording and its edits; link the clips to your copy of it in the bin (Relink)"
    lost = (
        ("AAF has no markers here; --to edl has them as locators",)
        if any(mark.kind != "clips" for mark in job.marks)
        else ()
    )
    return Written((), (note, *lost), binary=data)
