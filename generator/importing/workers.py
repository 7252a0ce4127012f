"""Documents are carried out in processes of their own, one document after another, whatever becomes of any of them.

There is no other way: one document alone has its process as well, so that every document has the same limits. A process
that meets a limit, or dies, costs its own document and is replaced. Results come in the order of the documents,
whichever process was first; only a few are held at a time.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeVar

from generator.importing.limits import LATE, LIMITS, Limits, bound_memory, start_clock, stop_clock
from generator.importing.sentences import Refused

Result = TypeVar("Result")
AHEAD = 4  # documents for each process that may be done before the one whose turn it is
PATIENCE = 300  # seconds by the clock without any result: a process that waits for something, or is not timed
BUGS = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError, RecursionError)
_NO_MEMORY = 77  # exit code of a process that met its limit of memory
_KILLED = -getattr(signal, "SIGKILL", 0)  # by the system, short of memory


def each(files: Sequence[Path], job: Callable[[Path], Result], lost: Callable[[Path, Refused], Result], processes: int,
         limits: Limits | None = None, patience: float = PATIENCE) -> Iterator[Result]:
    """job(file) for every file, in order; lost(file, why) where its process met a limit or died.

    What `job` holds is sent to the processes, and is not counted. What it raises (BUGS) is raised here.
    """
    limits = limits or LIMITS
    pool: dict[Connection, tuple[BaseProcess, int]] = {}  # with the file it works on
    idle: list[tuple[Connection, BaseProcess]] = []
    done: dict[int, Result] = {}
    following = turn = 0
    work = tempfile.TemporaryDirectory(prefix="portal-")  # a process that is ended clears nothing away
    try:
        while turn < len(files):
            while following < len(files) and len(pool) < processes and following < turn + AHEAD * processes:
                connection, process = idle.pop() if idle else _hire(job, limits, work.name)
                connection.send(files[following])
                pool[connection] = process, following
                following += 1
            ready = wait(list(pool), patience)
            late = not ready
            for connection in [one for one in pool if late or one in ready]:
                process, number = pool.pop(connection)
                try:
                    if late:
                        raise TimeoutError
                    answer = connection.recv()
                except (EOFError, OSError):
                    _dismiss(connection, process, wait_for_it=not late)
                    done[number] = lost(files[number], _why(None if late else process.exitcode, limits))
                    continue
                idle.append((connection, process))
                if isinstance(answer, BUGS):
                    raise answer
                done[number] = answer
            while turn in done:
                yield done.pop(turn)
                turn += 1
    finally:
        for connection, process in [*idle, *((connection, process) for connection, (process, _) in pool.items())]:
            _dismiss(connection, process)
        work.cleanup()


def _why(exitcode: int | None, limits: Limits) -> Refused:
    """What a process died of; None: it did not answer."""
    if exitcode in (None, LATE):
        return Refused("slow", limit=f"{limits.seconds:g}")
    if exitcode in (_NO_MEMORY, _KILLED):
        return Refused("memory", limit=f"{limits.memory / 2**30:.1f}")
    return Refused("crashed")


def _hire(job: Callable[[Path], object], limits: Limits, work: str) -> tuple[Connection, BaseProcess]:
    ours, theirs = multiprocessing.Pipe()
    process: BaseProcess
    if sys.platform == "linux":  # a forked process has everything at once, our end of the pipe as well
        process = multiprocessing.get_context("fork").Process(
            target=_work, args=(theirs, ours, job, limits, work), daemon=True)
    else:  # where the system advises against it, a fresh one is started
        process = multiprocessing.get_context("spawn").Process(
            target=_work, args=(theirs, None, job, limits, work), daemon=True)
    process.start()
    theirs.close()
    return ours, process


def _dismiss(connection: Connection, process: BaseProcess, wait_for_it: bool = False) -> None:
    """End a process, first so that it can end what it has started."""
    connection.close()
    if not wait_for_it:
        process.terminate()
    process.join(2)
    if process.exitcode is None:
        process.kill()
    process.join()


def _work(connection: Connection, parents: Connection | None, job: Callable[[Path], object], limits: Limits,
          work: str) -> None:
    """A process: files come in, results go out. `work`: a folder for what is kept for a moment."""
    if parents is not None:
        parents.close()  # so that the end of the parent is noticed
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent has it too, and ends this process
    signal.signal(signal.SIGTERM, _leave)
    tempfile.tempdir = work
    bound_memory(limits)
    while True:
        try:
            file = connection.recv()
        except EOFError:
            return
        start_clock(limits.seconds)
        try:
            answer = job(file)
        except MemoryError:
            os._exit(_NO_MEMORY)
        except BUGS as error:
            error.add_note(traceback.format_exc())
            answer = error
        stop_clock()
        connection.send(answer)


def _leave(*_: object) -> None:
    raise SystemExit(1)
