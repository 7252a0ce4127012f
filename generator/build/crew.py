"""Townships made side by side: as many processes as there are cores, results in the order of the folders."""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.synchronize
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import NamedTuple, Protocol, Self

from generator.build.township import Product
from generator.issue import BuildError
from generator.load import Folder
from generator.page import Written

Progress = Callable[[str, int, int], None]  # stage, done, of how many

ALONE = 24  # townships: fewer are made sooner than a second process has started
BATCH = 16  # townships handed to a process at once


class Task(NamedTuple):
    """A folder to make, and the files that the site has of it."""

    folder: Folder
    standing: Mapping[str, Written]


class Maker(Protocol):
    """What turns a folder into a Product: the Workshop makes it, Parts have it."""

    def at(self, staging: Path) -> Self:
        """The same, writing into this folder."""

    def checking(self) -> Self:
        """The same, writing nothing: no site can come of it any more."""

    def make(self, folder: Folder, standing: Mapping[str, Written]) -> Product:
        """The product of one folder."""


def make_all(tasks: Sequence[Task], maker: Maker, jobs: int, progress: Progress) -> Iterator[Product]:
    """The products of all folders, in their order. After the first error the rest are only read and checked."""
    jobs = min(jobs or _cores(), -(-len(tasks) // ALONE))
    products = _alone(tasks, maker) if jobs < 2 else _together(tasks, maker, jobs)
    for done, product in enumerate(products, 1):
        progress("生成网页", done, len(tasks))
        yield product


def _alone(tasks: Sequence[Task], maker: Maker) -> Iterator[Product]:
    for task in tasks:
        product = maker.make(*task)
        if product.failed:
            maker = maker.checking()
        yield product


def _together(tasks: Sequence[Task], maker: Maker, jobs: int) -> Iterator[Product]:
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
    _Here.maker, _Here.failed = maker, failed
    gc.freeze()  # what is there stays to the end: the collector need not look at it again and again


def _make(tasks: Sequence[Task]) -> list[Product]:
    products = []
    for task in tasks:
        maker = _Here.maker.checking() if _Here.failed.is_set() else _Here.maker
        product = maker.make(*task)
        if product.failed:
            _Here.failed.set()
        products.append(product)
    return products


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
