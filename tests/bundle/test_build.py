"""The self-contained build: what PyInstaller is told."""

from __future__ import annotations

import re
from pathlib import Path

from bundle.build import ROOMS, ROOT, WITH_FILES, arguments
from clips.fonts import FONTS


def test_every_room_of_the_package_is_in_the_build(tmp_path: Path) -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wheel = re.search(r"only-include = \[(.*?)\]", text)
    assert wheel is not None
    rooms = [name for name in re.findall(r'"([^"]+)"', wheel[1]) if not name.endswith(".py")]
    assert sorted(rooms) == sorted(ROOMS)
    told = arguments(tmp_path, tmp_path)
    for room in rooms:
        assert told[told.index(room) - 1] == "--collect-submodules"
    assert told[-1] == str(ROOT / "pullquote.py")


def test_what_packages_bring_beside_code_goes_along(tmp_path: Path) -> None:
    told = arguments(tmp_path, tmp_path)
    with_data = {told[k + 1] for k, word in enumerate(told) if word == "--collect-data"}
    assert with_data == set(WITH_FILES)
    hidden = {told[k + 1] for k, word in enumerate(told) if word == "--hidden-import"}
    assert {"pocketsphinx", "font_source_sans_pro"} <= hidden
    assert {"imageio_ffmpeg", "pocketsphinx", "espeakng_loader", "budoux"} <= with_data
    fonts = {package for package, _ in FONTS.values()}
    assert fonts <= with_data & hidden
