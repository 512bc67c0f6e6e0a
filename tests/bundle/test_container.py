"""The container's recipe: what a linter says, and that the package can be built from what is sent to the builder."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = ROOT / "Dockerfile"


def instructions() -> list[tuple[str, str]]:
    """The instructions of the recipe in order: name and what follows, continued lines joined."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    joined = re.sub(r"\\\n\s*", " ", text)
    return [(row.split(" ", 1)[0], row.split(" ", 1)[1]) for row in joined.splitlines() if row]


def test_the_linter_has_nothing_to_say() -> None:
    linter = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
    assert linter is not None
    done = subprocess.run([linter, "--no-color", str(DOCKERFILE)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("", 0)


def test_it_is_small_and_runs_as_nobody_in_particular() -> None:
    rows = instructions()
    assert all("-slim" in rest for name, rest in rows if name == "FROM")
    last = max(k for k, (name, _) in enumerate(rows) if name == "FROM")
    stage = rows[last:]
    assert [rest for name, rest in stage if name == "USER"] == ["10001"]
    assert [rest for name, rest in stage if name == "ENTRYPOINT"] == ['["pullquote"]']
    assert not [rest for name, rest in stage if name == "COPY" and not rest.startswith("--from=build /opt/pullquote ")]


def test_everything_that_the_package_is_made_of_is_sent() -> None:
    let_through = {
        line[1:].rstrip("/") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    }
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wheel = re.search(r"only-include = \[(.*?)\]", text)
    assert wheel is not None
    made_of = set(re.findall(r'"([^"]+)"', wheel[1])) | {"pyproject.toml", "README.md", "LICENSE", "docs/pullquote.1"}
    assert let_through == made_of
    assert all((ROOT / name).exists() for name in made_of)
