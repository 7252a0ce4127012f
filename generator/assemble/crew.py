"""Townships made side by side: as many processes as there are cores, results in the order of the folders."""

from __future__ import annotations

import multiprocessing
import multiprocessing.synchronize
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import NamedTuple, Protocol

from generator.assemble.watch import Progress
from generator.assemble.workshop import Checked
from generator.issue import BuildError
from generator.load import Folder
from generator.page import Written

ALONE = 24  # townships: fewer are made sooner than a second process has started
BATCH = 16  # townships handed to a process at once


class Task(NamedTuple):
    """A folder to make, the files that the site has of it, and how many reports it seems to hold."""

    folder: Folder
    standing: Mapping[str, Written]
    reports: int


class Makers(Protocol):
    """What has townships made somewhere: a Workshop, or Parts."""

    def at(self, staging: Path) -> Maker:
        """One that writes into this folder."""


class Maker(Protocol):
    """What turns a folder into a Product: a Workbench makes it, Parts have it; an Inspector only checks."""

    def checking(self) -> Maker:
        """One that writes nothing: no site can come of it any more."""

    def make(self, folder: Folder, standing: Mapping[str, Written]) -> Checked:
        """The Product of one folder; only Checked where there is none."""


def make_all(tasks: Sequence[Task], maker: Maker, jobs: int, progress: Progress) -> Iterator[Checked]:
    """The products of all folders, in their order. After the first error the rest are only read and checked."""
    jobs = min(jobs or _cores(), -(-len(tasks) // ALONE))
    products = _alone(tasks, maker) if jobs < 2 else _together(tasks, maker, jobs)
    of, done = sum(task.reports for task in tasks), 0
    progress("生成网页", 0, of)
    for task, product in zip(tasks, products, strict=True):
        done += task.reports
        progress("生成网页", done, of)
        yield product


def _alone(tasks: Sequence[Task], maker: Maker) -> Iterator[Checked]:
    for task in tasks:
        product = maker.make(task.folder, task.standing)
        if product.failed:
            maker = maker.checking()
        yield product


def _together(tasks: Sequence[Task], maker: Maker, jobs: int) -> Iterator[Checked]:
    # A forked process has everything at once; where the system advises against it, Python's own way is taken.
    way = "fork" if os.name == "posix" and os.uname().sysname == "Linux" else None
    context = multiprocessing.get_context(way)
    batches = [tasks[start:start + BATCH] for start in range(0, len(tasks), BATCH)]
    with ProcessPoolExecutor(jobs, context, _begin, (maker, context.Event())) as pool:
        try:
            for products in pool.map(_make, batches):
                yield from products
        except BrokenProcessPool as error:
            raise BuildError("一个工作进程意外中止，多半是内存不够。可以用 --jobs 1 再试。") from error
        finally:
            pool.shutdown(cancel_futures=True)


class _Here:
    """What a process works with."""

    maker: Maker
    failed: multiprocessing.synchronize.Event


def _begin(maker: Maker, failed: multiprocessing.synchronize.Event) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the one that waits for us says so
    _Here.maker, _Here.failed = maker, failed


def _make(tasks: Sequence[Task]) -> list[Checked]:
    products = []
    for task in tasks:
        maker = _Here.maker.checking() if _Here.failed.is_set() else _Here.maker
        product = maker.make(task.folder, task.standing)
        if product.failed:
            _Here.failed.set()
        products.append(product)
    return products


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
