"""`python -m tests.bench 1000 5000`: build synthetic corpora with and without the search index, and measure.

Prints a table, what the index costs and how the cost grows. Compare ratios, also between machines: seconds
depend on the machine and on what else it does.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.corpus import write
from tests.bench.measure import Run, Size, floor, run, size

ROOT = Path(__file__).parent.parent.parent
SIZES = (100, 1000)


@dataclass(frozen=True)
class Result:
    """One build: how many reports, with the index or not, what it took and what it made."""

    reports: int
    search: bool
    run: Run
    size: Size
    floor: Run

    @property
    def cpu_each(self) -> float:
        return self.run.cpu / self.reports


def main(arguments: Sequence[str] | None = None) -> list[Result]:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", metavar="N", help="reports of a corpus")
    parser.add_argument("--repeat", type=int, default=1, help="builds of each kind; the one of median CPU time counts")
    parser.add_argument("--no-search", action="store_true", help="only without the search index")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there too")
    chosen = parser.parse_args(arguments)
    machine = {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}",
               "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()}
    results = []
    with TemporaryDirectory(prefix="bench-") as work:
        for count in sorted(chosen.sizes or SIZES):
            folder = Path(work, str(count))
            print(f"{count} reports: writing the corpus", file=sys.stderr, flush=True)
            write(count, folder / "reports")
            for search in (False,) if chosen.no_search else (False, True):
                results.append(_build(count, search, folder, chosen.repeat))
            shutil.rmtree(folder)
    print("python {python}, {system}, {cores} cores".format(**machine), table(results), *ratios(results), sep="\n")
    if chosen.json:
        data = {"machine": machine, "results": [asdict(result) for result in results]}
        chosen.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return results


def _build(count: int, search: bool, folder: Path, repeat: int) -> Result:
    site = folder / "site"
    command = [sys.executable, "-m", "generator", "build", "--reports", str(folder / "reports"), "--out", str(site)]
    runs = []
    for number in range(1, repeat + 1):
        print(f"{count} reports: build {number} {'with' if search else 'without'} the index", file=sys.stderr, flush=True)
        shutil.rmtree(site, ignore_errors=True)
        runs.append(run(command if search else [*command, "--no-search"], ROOT))
    runs.sort(key=lambda one: one.cpu)
    result = Result(count, search, runs[repeat // 2], size(site), floor(site, folder))
    shutil.rmtree(site)
    return result


def table(results: Sequence[Result]) -> str:
    """One line a build, aligned."""
    lines = [("reports", "index", "wall s", "CPU s", "ms/report", "peak MB", "pages", "pages/s", "files", "site MB",
              "page KB", "data KB", "floor s", "CPU/floor")]
    lines += [(f"{one.reports}", "yes" if one.search else "no", f"{one.run.wall:.1f}", f"{one.run.cpu:.1f}",
               f"{one.cpu_each * 1e3:.1f}", f"{one.run.peak / 2**20:.0f}", f"{one.size.pages}",
               f"{one.size.pages / one.run.wall:.0f}", f"{one.size.files}", f"{one.size.site / 2**20:.1f}",
               f"{one.size.page / 1024:.1f}", f"{one.size.data / 1024:.1f}", f"{one.floor.cpu:.2f}",
               f"{one.run.cpu / one.floor.cpu:.0f}") for one in results]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def ratios(results: Sequence[Result]) -> list[str]:
    """What the index adds at each size, and how cost grows from one size to the next."""
    by_kind = {(one.reports, one.search): one for one in results}
    said = []
    for (count, search), one in by_kind.items():
        if search and (bare := by_kind.get((count, False))):
            said.append(f"{count} reports, with ÷ without the index: CPU {one.run.cpu / bare.run.cpu:.2f}, "
                        f"wall {one.run.wall / bare.run.wall:.2f}, peak {one.run.peak / bare.run.peak:.2f}, "
                        f"bytes {one.size.site / bare.size.site:.2f}")
    for search in (False, True):
        for less, more in pairwise(one for one in results if one.search is search):
            added = more.reports - less.reports or 1
            said.append(f"{less.reports} → {more.reports} reports, {'with' if search else 'without'} the index: CPU per "
                        f"report × {more.cpu_each / less.cpu_each:.2f}; each further report "
                        f"{(more.run.cpu - less.run.cpu) / added * 1e3:.1f} ms CPU, "
                        f"{(more.run.peak - less.run.peak) / added / 1024:.0f} KB of memory, "
                        f"{(more.size.site - less.size.site) / added / 1024:.1f} KB of site")
    return said


if __name__ == "__main__":
    main()
