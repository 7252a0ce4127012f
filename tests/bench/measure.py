"""What is measured: one run of a command with its time and memory, one site with its sizes, the floor below it."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PROC = Path("/proc")
INTERVAL = 0.05  # seconds between two looks at the memory
INDEXES = ("search/index", "pagefind")  # folders of the site
BATCH = 64 * 1024 * 1024  # bytes of the site held in memory while the floor is measured


@dataclass(frozen=True)
class Run:
    """One command from start to end, with all processes it started. Seconds and bytes."""

    wall: float
    cpu: float  # user + system
    peak: int  # resident memory of all processes together; pages they share count for each


@dataclass(frozen=True)
class Size:
    """A built site. `page` and `data` are medians: a report's page, and its data files together."""

    pages: int
    files: int
    site: int
    index: int  # bytes of the search indexes, part of `site`
    page: int
    data: int


def run(command: list[str], folder: Path) -> Run:
    """Run a command in a folder. Raises CalledProcessError, with what it said, where it fails."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT,
                                   env=os.environ | {"CI": "1", "PYTHONIOENCODING": "utf-8"})
        peaks, done = [0], threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, peaks, done))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        done.set()
        watcher.join()
        if process.returncode:
            said.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, said.read())
    # Where nobody looked: that of a single process, and on Linux of whatever had started it as well.
    largest = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Run(wall, usage.ru_utime + usage.ru_stime, max(peaks) or largest)


def _watch(pid: int, peaks: list[int], done: threading.Event) -> None:
    while PROC.joinpath("self/stat").exists() and not done.is_set():
        peaks[0] = max(peaks[0], _resident(pid))
        done.wait(INTERVAL)


def _resident(root: int) -> int:
    """Resident bytes of a process and all its descendants, as /proc has them now."""
    parents, sizes = {}, {}
    for entry in PROC.iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            parents[int(entry.name)], sizes[int(entry.name)] = int(fields[1]), int(fields[21])
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(sizes.get(pid, 0) for pid in family) * resource.getpagesize()


def size(site: Path) -> Size:
    """Count and weigh a built site."""
    files = {path: path.stat().st_size for path in site.rglob("*") if path.is_file()}
    folders = [path.parent for path in site.glob("*/*/20[0-9][0-9]/index.html")]
    return Size(sum(path.suffix == ".html" for path in files), len(files), sum(files.values()),
                sum(weight for path, weight in files.items() if any(path.is_relative_to(site / one) for one in INDEXES)),
                int(median(files[folder / "index.html"] for folder in folders)),
                int(median(sum(files[path] for path in folder.iterdir() if path.name != "index.html")
                           for folder in folders)))


def floor(site: Path, work: Path, rounds: int = 3) -> Run:
    """Writing the site's files alone, their bytes ready in memory: what no generator can undercut. The best round."""
    return min((_written(site, work) for _ in range(rounds)), key=lambda one: one.cpu)


def _written(site: Path, work: Path) -> Run:
    wall = cpu = 0.0
    target = work / "floor"
    for batch in _batches(site):
        start, before = time.perf_counter(), time.process_time()
        made = set()
        for path, content in batch.items():
            folder = os.path.dirname(path)
            if folder not in made:
                os.makedirs(f"{target}/{folder}", exist_ok=True)
                made.add(folder)
            with open(f"{target}/{path}", "wb") as file:
                file.write(content)
        wall, cpu = wall + time.perf_counter() - start, cpu + time.process_time() - before
    shutil.rmtree(target)
    return Run(wall, cpu, 0)


def _batches(site: Path) -> Iterator[dict[str, bytes]]:
    batch: dict[str, bytes] = {}
    held = 0
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        content = batch[path.relative_to(site).as_posix()] = path.read_bytes()
        held += len(content)
        if held > BATCH:
            yield batch
            batch, held = {}, 0
    yield batch
