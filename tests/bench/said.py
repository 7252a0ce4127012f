"""Results → what is printed: a line a build, our kinds beside the peers, and how cost grows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from tests.bench.builds import PAGEFIND, Result
from tests.bench.peers import HUGO


def table(results: Sequence[Result]) -> str:
    """One line a cold build, aligned."""
    lines = [("reports", "build", "wall s", "CPU s", "ms/report", "peak MB", "pages", "files", "site MB", "page KB",
              "data KB", "floor s", "CPU/floor")]
    for one in results:
        if not one.warm:
            line = (f"{one.reports}", one.name, f"{one.run.wall:.1f}", f"{one.run.cpu:.2f}",
                    f"{one.cpu_each * 1e3:.2f}", f"{one.run.peak / 2**20:.0f}")
            lines.append((*line, f"{one.size.pages}", f"{one.size.files}", f"{one.size.site / 2**20:.1f}",
                          f"{one.size.page / 1024:.1f}", f"{one.size.data / 1024:.1f}", f"{one.floor.cpu:.2f}",
                          f"{one.run.cpu / one.floor.cpu:.0f}") if one.size and one.floor else (*line, *[""] * 7))
    return _aligned(lines)


def warm_table(results: Sequence[Result]) -> str:
    """One line a build after one figure was corrected; empty without any."""
    lines = [("reports", "warm", "wall s", "CPU s", "÷ cold", "peak MB", "written", "changed")]
    cold = {(one.reports, one.name): one for one in results if not one.warm}
    lines += [(f"{one.reports}", one.name, f"{one.run.wall:.2f}", f"{one.run.cpu:.2f}",
               f"{one.run.cpu / cold[one.reports, one.name].run.cpu:.3f}", f"{one.run.peak / 2**20:.0f}",
               f"{one.written}", f"{one.changed}") for one in results if one.warm]
    return _aligned(lines) if len(lines) > 1 else ""


def beside(results: Sequence[Result], ours: Sequence[str]) -> list[str]:
    """By size a table each of CPU time, wall time and memory: our builds, divided by the peers' of one run.

    Our warm ones too: the peers build everything again, whatever has changed.
    """
    said = []
    for count in dict.fromkeys(one.reports for one in results):
        cold = {one.name: one for one in results if one.reports == count and not one.warm}
        others = _others(cold, ours)
        mine = sorted((one for one in results if one.reports == count and one.name in ours),
                      key=lambda one: (one.warm, ours.index(one.name)))
        for what, of in (("CPU", lambda run: run.cpu), ("wall", lambda run: run.wall), ("peak", lambda run: run.peak)):
            if mine and others:
                lines = [(f"{count} reports: {what} ÷ that of", *others)]
                lines += [(f"{one.name} warm" if one.warm else one.name,
                           *(f"{of(one.run) / _sum(of, runs, what):.2f}" for runs in others.values())) for one in mine]
                said.append(_aligned(lines))
    return said


def _others(cold: dict[str, Result], ours: Sequence[str]) -> dict[str, list]:
    """The peers' runs by name, and Hugo's with Pagefind's after it."""
    runs = {name: [one.run] for name, one in cold.items() if name not in ours and name != PAGEFIND}
    if HUGO.name in cold and PAGEFIND in cold:
        runs[f"{HUGO.name} + {PAGEFIND}"] = [cold[HUGO.name].run, cold[PAGEFIND].run]
    return runs


def _sum(of: Callable, runs: Sequence, what: str) -> float:
    """Of builds one after the other: times add up, of memory the highest counts."""
    return max(map(of, runs)) if what == "peak" else sum(map(of, runs))


def ratios(results: Sequence[Result], ours: Sequence[str]) -> list[str]:
    """What our other kinds cost beside the first, and how cost grows from one size to the next."""
    said = []
    cold = [one for one in results if not one.warm]
    bare = {one.reports: one for one in cold if one.name == ours[0]} if ours else {}
    for one in cold:
        less = bare.get(one.reports)
        if one.name in ours[1:] and less and one.size and less.size:
            said.append(f"{one.reports} reports, {one.name} ÷ {less.name}: CPU {one.run.cpu / less.run.cpu:.2f}, "
                        f"wall {one.run.wall / less.run.wall:.2f}, peak {one.run.peak / less.run.peak:.2f}, "
                        f"bytes {one.size.site / less.size.site:.2f}")
    for name in dict.fromkeys(one.name for one in cold):
        for less, more in pairwise(one for one in cold if one.name == name):
            added = more.reports - less.reports or 1
            site = (f", {(more.size.site - less.size.site) / added / 1024:.1f} KB of site"
                    if more.size and less.size else "")
            said.append(f"{less.reports} → {more.reports} reports, {name}: CPU per report × "
                        f"{more.cpu_each / less.cpu_each:.2f}; each further report "
                        f"{(more.run.cpu - less.run.cpu) / added * 1e3:.2f} ms CPU, "
                        f"{(more.run.peak - less.run.peak) / added / 1024:.0f} KB of memory{site}")
    return said


def _aligned(lines: Iterable[Sequence[str]]) -> str:
    lines = list(lines)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
                     for line in lines)
