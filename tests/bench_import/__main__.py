"""`python -m tests.bench_import 1000`: import a folder of .docx and .html documents with one process and with all, and
measure; then hold every figure against the report it was written from.

Half of the documents are Word's, half web pages, all of different figures and prose. Seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.assemble import EDITIONS
from generator.exporting.documents import document
from generator.load import load, load_editions
from generator.model import Report
from tests.bench.corpus import write
from tests.bench.measure import Run, run

ROOT = Path(__file__).parent.parent.parent
KINDS = ("docx", "html")


@dataclass(frozen=True)
class Result:
    """One import of the folder: how many documents and processes, what it took, how many figures came out otherwise."""

    documents: int
    processes: int
    run: Run
    figures: int
    wrong: int


def main(arguments: Sequence[str] | None = None) -> list[Result]:
    parser = argparse.ArgumentParser(prog="make bench-import", description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", metavar="N", help="documents")
    chosen = parser.parse_args(arguments)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    results = []
    with TemporaryDirectory(prefix="bench-") as work:
        for count in sorted(chosen.sizes or (1000,)):
            folder = Path(work, str(count))
            print(f"{count} documents: writing them", file=sys.stderr, flush=True)
            reports = written(count, folder)
            results += [_imported(reports, folder, processes) for processes in sorted({1, cores})]
            shutil.rmtree(folder)
    print(f"python {platform.python_version()}, {platform.system()} {platform.machine()}, {cores} cores",
          table(results), sep="\n")
    return results


def written(count: int, folder: Path) -> Mapping[str, Report]:
    """The documents in `folder`/in and their reports by path; the townships wait in `folder`/townships."""
    write(count, folder / "townships")
    site, issues = load([folder / "townships"], load_editions(EDITIONS))
    assert not issues, issues[0]
    reports = {report.path.split("/", 1)[1]: report for township in site.townships for report in township.reports}
    (folder / "in").mkdir()
    for number, (path, report) in enumerate(sorted(reports.items())):
        kind = KINDS[number % len(KINDS)]
        name = path.removesuffix(".yml").replace("/", "-")
        (folder / "in" / f"{name}.{kind}").write_bytes(document(report, kind))
    for file in (folder / "townships").rglob("20*"):
        file.unlink()
    return reports


def _imported(reports: Mapping[str, Report], folder: Path, processes: int) -> Result:
    out = folder / "reports"
    shutil.copytree(folder / "townships", out)
    print(f"{len(reports)} documents: {processes} processes", file=sys.stderr, flush=True)
    took = run([sys.executable, "-m", "generator", "import", str(folder / "in"), "--reports", str(out), "--out",
                str(folder / "sheets"), "--jobs", str(processes)], ROOT)
    site = load([out], load_editions(EDITIONS))[0]
    found = {report.path.split("/", 1)[1]: report for township in site.townships for report in township.reports}
    figures = [(report.cells[address], found[path].cells.get(address) if path in found else None)
               for path, report in reports.items() for address in report.cells]
    shutil.rmtree(out)
    return Result(len(reports), processes, took, len(figures), sum(one != other for one, other in figures))


def table(results: Sequence[Result]) -> str:
    lines = ["documents  processes   wall s    CPU s  ms/document  documents/s  peak MB   figures  wrong"]
    lines += [f"{one.documents:9}  {one.processes:9}  {one.run.wall:7.1f}  {one.run.cpu:7.1f}"
              f"  {1000 * one.run.cpu / one.documents:11.1f}  {one.documents / one.run.wall:11.1f}"
              f"  {one.run.peak / 2**20:7.0f}  {one.figures:8}  {one.wrong:5}" for one in results]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
