"""The `pullquote` command. Each room brings its own commands; this only names them."""

from __future__ import annotations

import os

if __name__ == "__main__":
    from pullquote import start

    start()

# NumPy's matrix library would spin on every core for products that are too small to share.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import click

from align import __version__
from align.console import LazyGroup

COMMANDS = {
    "start": ("frontdesk.commands:start_command", "Open a page to drop a recording and its transcript on."),
    "run": ("subtitles.run:run_command", "Align, subtitle and report: all of it with the defaults."),
    "align": ("align.commands:align_command", "Find out when each word of a transcript is said."),
    "transcribe": ("align.commands:transcribe_command", "Write down what is said, where there is no transcript."),
    "speakers": ("speakers.commands:speakers_command", "Tell who says each word, by voice or by microphone."),
    "subtitles": ("subtitles.commands:subtitles_command", "Write subtitles from an alignment."),
    "check": ("subtitles.commands:check_command", "Say what a quality check of subtitles would flag."),
    "retime": ("subtitles.commands:retime_command", "Give subtitles that exist right times."),
    "translate-captions": ("translation.commands:translate_command", "Time a translation by the original's words."),
    "find": ("clips.commands:find_command", "Say where a quote is, best matches first."),
    "suggest": ("clips.suggest_command:suggest_command", "Suggest stretches that would stand alone as clips."),
    "clip": ("clips.commands:clip_command", "Cut quotes into audio or video files."),
    "review": ("review.commands:review_command", "Check and correct an alignment on a page."),
    "export": ("handoff.commands:export_command", "Hand over to an editing program or a podcast feed."),
    "batch": ("catalogue.commands:batch_command", "Align a whole folder, list or feed of episodes."),
    "library": ("catalogue.library_commands:library_command", "Search all words of many episodes."),
    "edit": ("edits.commands:edit_command", "Cut the recording as its transcript was cut."),
    "tighten": ("edits.commands:tighten_command", "Take out long pauses and hesitations."),
    "conform": ("edits.conform.commands:conform_command", "Carry an alignment over to a new cut of its recording."),
    "update": ("edits.commands:update_command", "Take over a corrected transcript; the rest keeps its times."),
    "import": ("handoff.commands:import_command", "Take over an alignment that was made elsewhere."),
    "mcp": ("agents.commands:mcp_command", "Serve the commands as tools to an agent."),
    "schema": ("agents.commands:schema_command", "Print the JSON Schema of what a command prints."),
    "doctor": ("onboarding.commands:doctor_command", "Say what this installation has and lacks."),
    "init": ("onboarding.commands:init_command", "Write a commented pullquote.toml to begin with."),
    "completion": ("onboarding.commands:completion_command", "Have the shell complete commands and options."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pullquote")
def main() -> None:
    """Find times for a transcript that has none, and make subtitles and quotable clips from them.

    \b
    Example:
      pullquote run episode.mp3 transcript.txt -o out/
    """
