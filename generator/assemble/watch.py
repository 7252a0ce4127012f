"""How a build goes on: its stages, how far each is, and what each took."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

if sys.platform != "win32":  # which tells no such figures
    import resource

Progress = Callable[[str, int, int], None]  # stage, done, of how many


@dataclass(frozen=True)
class Cost:
    """What a stage took: seconds, CPU seconds of all processes, the peak memory of the largest process so far in bytes
    (0: unknown), and how much it did.
    """

    stage: str
    seconds: float
    cpu: float
    memory: int
    count: int


class Watch:
    """Is told of the stages as they begin and go on, tells `show`, and adds up."""

    def __init__(self, show: Progress) -> None:
        self.costs: list[Cost] = []
        self._show = show
        self._stage = ""
        self._start = (0.0, 0.0)
        self._count = 0

    def __call__(self, stage: str, done: int, of: int) -> None:
        if stage != self._stage:
            self.end()
            self._stage, self._start, self._count = stage, (time.perf_counter(), _cpu()), 0
        self._count = max(self._count, done)
        self._show(stage, done, of)

    def end(self) -> tuple[Cost, ...]:
        """The last stage is over; the costs of all."""
        if self._stage:
            wall, cpu = self._start
            self.costs.append(Cost(self._stage, time.perf_counter() - wall, _cpu() - cpu, _memory(), self._count))
            self._stage = ""
        return tuple(self.costs)


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _memory() -> int:
    if sys.platform == "win32":
        return 0
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return most * (1 if os.uname().sysname == "Darwin" else 1024)


def said_to(stream: TextIO) -> Progress:
    """On a terminal one line that moves, with rate and remaining time; in CI and in pipes a line per stage."""
    moving = stream.isatty() and not os.environ.get("CI")
    stages: dict[str, float] = {}

    def show(stage: str, done: int, of: int) -> None:
        if stage not in stages:
            stages[stage] = time.perf_counter()
            if not (moving and of):
                print(f"{stage}……", file=stream, flush=True)
        if moving and of:
            line = bar(stage, done, of, time.perf_counter() - stages[stage])
            print(f"\r{line}\033[K", end="\n" if done == of else "", file=stream, flush=True)

    return show


def bar(stage: str, done: int, of: int, seconds: float) -> str:
    """A line such as 生成网页 ██████░░░░ 300/1000 份，每秒 150 份，还要 5 秒."""
    width = 24 * done // of
    line = f"{stage} {'█' * width}{'░' * (24 - width)} {done}/{of} 份"
    if not done or not seconds:
        return line
    rate = done / seconds
    left = (of - done) / rate
    remaining = f"{left / 60:.0f} 分钟" if left >= 90 else f"{left:.0f} 秒"
    return f"{line}，每秒 {rate:.0f} 份" + (f"，还要 {remaining}" if done < of else "")
