"""What is built and measured: our portal in several kinds, cold and warm, the peers, and Pagefind on Hugo's pages."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.corpus import correct
from tests.bench.measure import Run, Size, floor, run, size
from tests.bench.peers import HUGO, Peer
from tests.factories import ROOT, a_portal

BUILD = "build --reports {reports} --out {site}"


@dataclass(frozen=True)
class Kind:
    """A way to build our portal: its name, one or more command lines of `portal`, and settings of mkdocs.yml.

    In a command line {reports}, {site} and {work}, a folder for parts, are filled in; several are run one after the
    other and their costs added, the highest peak counting. The first kind is what the others are compared with.
    """

    name: str
    commands: tuple[str, ...]
    settings: Mapping[str, str] = field(default_factory=dict)


# A new option of `portal build`, or building in shards and merging, is one line here; every table takes it up.
KINDS = (
    Kind("bare", (f"{BUILD} --no-search",)),
    # without what the peers do not do: compared prose, data files
    Kind("plain", (f"{BUILD} --no-search",), {"prose_changes": "false", "data_files": "false"}),
    Kind("exact", (BUILD,), {"related": "false"}),
    Kind("full", (BUILD,), {"related": "true"}),
    Kind("sharded", (*(f"build --shard {part}/3 --reports {{reports}} --out {{work}}/{part} --no-search" for part in (1, 2, 3)),
                     "merge {work}/1 {work}/2 {work}/3 --reports {reports} --out {site} --no-search")),
)


@dataclass(frozen=True)
class Result:
    """One build. `name` is the kind's or the peer's; `size` and `floor` are known of cold builds only."""

    reports: int
    name: str
    run: Run
    warm: bool = False
    size: Size | None = None
    floor: Run | None = None
    written: int = 0  # files that the build put there; warm only
    changed: int = 0  # files whose bytes differ, new and removed ones too; warm only

    @property
    def cpu_each(self) -> float:
        return self.run.cpu / self.reports


PAGEFIND = "pagefind"  # on Hugo's output: what Hugo needs for a search


def build_kind(kind: Kind, count: int, reports: Path, work: Path, repeat: int, warm: bool) -> Iterator[Result]:
    """Cold: in a folder that has nothing of an earlier build. Warm: again, after one figure was corrected."""
    runs = []
    for _ in range(repeat):
        shutil.rmtree(work, ignore_errors=True)
        commands = _commands(kind, reports, work)
        runs.append(_together([run(command, ROOT) for command in commands]))
    site = work / "site"
    yield Result(count, kind.name, _middle(runs), size=size(site), floor=floor(site, work))
    if warm:
        before = _files(site)
        corrected, text = correct(reports)
        runs = [_together([run(command, ROOT) for command in commands])]
        corrected.write_text(text, encoding="utf-8")
        after = _files(site)
        yield Result(count, kind.name, runs[0], warm=True,
                     written=sum(before.get(path, ("", ()))[1] != made for path, (_, made) in after.items()),
                     changed=sum(before.get(path, ("",))[0] != after.get(path, ("",))[0] for path in before | after))
    shutil.rmtree(work)


def build_peer(peer: Peer, count: int, reports: Path, work: Path, repeat: int) -> Iterator[Result]:
    """A peer's build; after Hugo's, Pagefind's index of what Hugo wrote."""
    project, site, index = work / "project", work / "site", work / "index"
    peer.write(reports, project)
    runs = []
    for _ in range(repeat):
        shutil.rmtree(site, ignore_errors=True)
        runs.append(run(peer.command(site) or [], project))
    yield Result(count, peer.name, _middle(runs), size=size(site), floor=floor(site, work))
    if peer is HUGO:
        found = run([sys.executable, "-m", "pagefind_bin_extended", "--site", str(site), "--output-path", str(index),
                     "--quiet"], work)
        yield Result(count, PAGEFIND, found)
    shutil.rmtree(work)


def _commands(kind: Kind, reports: Path, work: Path) -> list[list[str]]:
    """The kind's command lines, in a project folder of its own: a cache kept there is gone before a cold build."""
    project = a_portal(work / "project", **kind.settings)
    places = {"reports": reports, "site": work / "site", "work": work}
    return [[sys.executable, "-m", "generator", "--project", str(project),
             *(word.format_map(places) for word in line.split())] for line in kind.commands]


def _together(runs: list[Run]) -> Run:
    return Run(sum(one.wall for one in runs), sum(one.cpu for one in runs), max(one.peak for one in runs))


def _middle(runs: list[Run]) -> Run:
    return sorted(runs, key=lambda one: one.cpu)[len(runs) // 2]


def _files(site: Path) -> dict[str, tuple[str, tuple[int, int]]]:
    """By path: digest of the bytes, and what is new when the file was written again."""
    found = {}
    for path in site.rglob("*"):
        if path.is_file():
            known = path.stat()
            found[path.relative_to(site).as_posix()] = (hashlib.sha256(path.read_bytes()).hexdigest(),
                                                        (known.st_ino, known.st_mtime_ns))
    return found
