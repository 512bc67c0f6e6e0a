"""Options of `pullquote clip` for all that is drawn: captions, names, audiograms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

__all__ = ["caption_options", "drawing_options"]

Decorator = Callable[[Any], Any]


def caption_options() -> list[Decorator]:
    """Return those for captions alone, in the order in which `--help` shows them."""
    from clips.drawing.styles import style_names

    return [
        click.option(
            "--style",
            "--captions",
            "captions",
            metavar="NAME",
            help=f"Burn captions in: none, {', '.join(style_names())}, or one of your own.",
        ),
        click.option("--size", default="medium", show_default=True, help="Of captions: small, medium, large or x%."),
        click.option("--position", help="Of captions: top, middle, bottom or x% from the top."),
        click.option("--color", help="What stands out: a name such as orange, or #rrggbb."),
        click.option("--font", help="For captions: a font file, or one that comes with pullquote."),
    ]


def drawing_options() -> list[Decorator]:
    """Return them in the order in which `--help` shows them."""
    from clips.drawing.cards import layout_names
    from clips.drawing.waveform import WAVES

    path = click.Path(path_type=Path)
    return [
        *caption_options(),
        click.option("--brand", type=path, help="A file of colours, fonts, logo, names, intro and outro: brand.toml."),
        click.option(
            "--bumpers/--no-bumpers", default=True, help="Put the brand's intro, outro and end card around each clip."
        ),
        click.option("--names", is_flag=True, help="Show who speaks at a speaker's first words."),
        click.option("--audiogram", is_flag=True, help="Draw a picture for the sound."),
        click.option(
            "--card",
            type=click.Choice(layout_names()),
            default=layout_names()[0],
            show_default=True,
            help="Layout of the audiogram.",
        ),
        click.option("--wave", type=click.Choice(list(WAVES)), help="Waveform of the audiogram, if not its layout's."),
        click.option("--thumbnail", metavar="auto|TIME", help="Also a picture of each clip, with its title."),
        click.option("--cover", type=path, help="An image for the audiogram."),
    ]
