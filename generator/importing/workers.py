"""Many files at once: worker processes that each carry out one file after another, whatever becomes of any of them.

Results come in the order of the files, whichever process was first. A process that dies or runs too long costs its own
file alone and is replaced. Only a few results are held at a time.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TypeVar

from generator.importing.words import Refused

Result = TypeVar("Result")
LONGEST = 120  # seconds of computing for one file
AHEAD = 4  # files for each process that may be done before the one whose turn it is


def each(files: Sequence[Path], job: Callable[[Path], Result], lost: Callable[[Path, Refused], Result], processes: int
         ) -> Iterator[Result]:
    """job(file) for every file, in order; lost(file, why) where its process died. `job` is sent to the processes."""
    context = multiprocessing.get_context("spawn")
    pool: dict[Connection, tuple[multiprocessing.process.BaseProcess, int]] = {}  # with the file it works on
    idle: list[tuple[Connection, multiprocessing.process.BaseProcess]] = []
    done: dict[int, Result] = {}
    following = turn = 0
    try:
        while turn < len(files):
            while following < len(files) and len(pool) < processes and following < turn + AHEAD * processes:
                connection, process = idle.pop() if idle else _hire(context, job)
                connection.send(files[following])
                pool[connection] = process, following
                following += 1
            for connection in wait(list(pool)):
                process, number = pool.pop(connection)
                try:
                    done[number] = connection.recv()
                    idle.append((connection, process))
                except (EOFError, OSError):
                    process.join()
                    late = process.exitcode == -getattr(signal, "SIGPROF", 0)
                    done[number] = lost(files[number], Refused("slow", limit=LONGEST) if late else Refused("crashed"))
            while turn in done:
                yield done.pop(turn)
                turn += 1
    finally:
        for connection, process in [*idle, *((connection, process) for connection, (process, _) in pool.items())]:
            connection.close()
            process.terminate()
            process.join()


def _hire(context, job: Callable[[Path], Result]) -> tuple[Connection, multiprocessing.process.BaseProcess]:
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, job), daemon=True)
    process.start()
    theirs.close()
    return ours, process


def _work(connection: Connection, job: Callable[[Path], Result]) -> None:
    """A process: files come in, results go out; the system ends it if one file takes too long."""
    while True:
        try:
            file = connection.recv()
        except EOFError:
            return
        _limit(LONGEST)
        result = job(file)
        _limit(0)
        connection.send(result)


def _limit(seconds: int) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
