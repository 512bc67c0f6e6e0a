"""Make the golden frames: ten moments of every caption style, which a test compares with what is drawn now.

`python -m docs.golden` writes them anew, for a change that is meant; look at them before they are committed.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from align.media import run_ffmpeg
from clips.drawing.captions import draw_captions
from clips.drawing.styles import load_styles, style_names
from clips.picture import Frame
from docs.gallery import SECONDS, Studio, sample_words, scene

__all__ = ["COUNT", "GOLDEN", "SIZE", "frames_of", "main"]

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "clips" / "drawing" / "golden"
COUNT, FPS = 10, 25
SIZE = (200, 180)
"""Width and height of a frame: what is shown is where captions stand."""
FRAME = Frame(540, 960)


def moments() -> list[int]:
    """Return the frames that are compared: most at rest, some while a page comes in or a word changes."""
    return [round(FPS * (0.36 + number * (SECONDS - 1.5) / COUNT)) for number in range(COUNT)]


def frames_of(name: str, folder: Path, path: Path) -> None:
    """Draw the ten frames of a style side by side in two rows."""
    captions = draw_captions(sample_words(), FRAME, load_styles()[name], duration=SECONDS)
    drawn = Studio(folder).ass(FRAME, scene(FRAME), captions)
    sky = f"gradients=s={FRAME.width}x{FRAME.height}:r={FPS}:c0=0x1d1a4a:c1=0xb04a4a:x0=0:y0=0:x1=0:y1=959:nb_colors=2"
    wanted = "+".join(f"eq(n,{number})" for number in moments())
    # The colours of the sky turn with time, so one frame of it stands for all.
    still = f"trim=end_frame=1,loop=loop=-1:size=1:start=0,setpts=N/{FPS}/TB,trim=end_frame={round(FPS * SECONDS)}"
    shown = f"select='{wanted}',crop=iw:iw*{SIZE[1] / SIZE[0]}:0:ih*0.3,scale={SIZE[0]}:{SIZE[1]}:flags=area,tile=5x2"
    args = ["-v", "error", "-y", "-f", "lavfi", "-i", f"{sky}:d=1", "-vf", f"{still},{drawn},{shown}", "-frames:v", "1"]
    run_ffmpeg([*args, "-q:v", "4", "-pix_fmt", "yuvj420p", str(path)])


def main() -> None:
    """Write the golden frames of every style."""
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        for style in style_names():
            frames_of(style, Path(name), GOLDEN / f"{style}.jpg")


if __name__ == "__main__":
    main()
