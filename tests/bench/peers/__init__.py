"""The peers: other static site generators on the same corpus, with pages of our own templates that say what ours say.

Hugo and Eleventy stand here twice. `hugo` and `eleventy` are what somebody who knows them writes for the reports as
they lie in git: YAML front matter, Markdown, templates that subtract, compare and sum (natural.py). With `-tuned` they
are given all that finished, as data in the form they read fastest (write.py): what they can do at the least.
One that is not on the machine is named and left out; `make bench-peers` puts them into build/bench-tools.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from tests.bench.peers.natural import write_eleventy, write_hugo
from tests.bench.peers.write import write_eleventy_tuned, write_hugo_tuned, write_material

TOOLS = Path(__file__).parent.parent.parent.parent / "build/bench-tools"


@dataclass(frozen=True)
class Peer:
    """One generator. `write` makes a project of a corpus, not timed; `command`, run in its folder, builds it."""

    name: str
    write: Callable[[Path, Path], None]
    command: Callable[[Path], list[str] | None]  # of the site's folder; None: it is not on this machine
    version: Callable[[], str]
    most: int  # reports beyond which it is not asked to build

    @property
    def here(self) -> bool:
        return self.command(Path()) is not None


def _hugo() -> str | None:
    packaged = TOOLS / "hugo/hugo/binaries/hugo"
    return str(packaged) if packaged.is_file() else shutil.which("hugo")


def _hugo_command(site: Path) -> list[str] | None:
    hugo = _hugo()
    return [hugo, "--quiet", "--destination", str(site)] if hugo else None


def _hugo_version() -> str:
    said = subprocess.run([_hugo() or "hugo", "version"], capture_output=True, text=True, check=True).stdout
    return said.split()[1].partition("-")[0].removeprefix("v")


_ELEVENTY = TOOLS / "eleventy/node_modules/@11ty/eleventy"


def _eleventy_command(site: Path) -> list[str] | None:
    node = shutil.which("node")
    if not node or not _ELEVENTY.is_dir():
        return None
    return [node, "--max-old-space-size=12288", str(_ELEVENTY / "cmd.cjs"), "--quiet", f"--output={site}"]


def _eleventy_version() -> str:
    return json.loads((_ELEVENTY / "package.json").read_text(encoding="utf-8"))["version"]


def _write_eleventy_tuned(reports: Path, project: Path) -> None:
    """Templates import its libraries by name, so that they must be reachable from the project."""
    write_eleventy_tuned(reports, project)
    (project / "node_modules").symlink_to(TOOLS / "eleventy/node_modules")


def _material_command(site: Path) -> list[str] | None:
    if not find_spec("material"):
        return None
    return [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]


HUGO = Peer("hugo", write_hugo, _hugo_command, _hugo_version, 100_000)
PEERS = (HUGO, Peer("hugo-tuned", write_hugo_tuned, _hugo_command, _hugo_version, 100_000),
         Peer("eleventy", write_eleventy, _eleventy_command, _eleventy_version, 100_000),
         Peer("eleventy-tuned", _write_eleventy_tuned, _eleventy_command, _eleventy_version, 100_000),
         Peer("material", write_material, _material_command, lambda: metadata.version("mkdocs-material"), 5_000))
