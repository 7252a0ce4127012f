"""What one document may cost, whatever it is: the system itself ends a process that computes too long or takes too much
memory.

Readers look at sizes before they walk; this is the net under them. Time is computing time, so the same document has the
same end on a busy machine, and it is kept by the system because a library written in C does not listen to Python. Where
a system has neither (Windows), whoever waits for the process keeps the time alone (`workers`).
"""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

if sys.platform != "win32":
    import resource

_TIMED = hasattr(signal, "setitimer")


@dataclass(frozen=True)
class Limits:
    """For one document: seconds of computing, and bytes beyond what the process has mapped when it is ready.

    With the start of the program and the writing of what was found it is 20 seconds. A process that has loaded every
    reader has 0.2 GB mapped, less than half of that in memory, so that with its parent it stays below 1.5 GB.
    """

    seconds: float = 18
    memory: int = 1100 * 2**20


LIMITS = Limits()
LATE = -getattr(signal, "SIGPROF", 0)  # exit code of a process whose time was up


def bound_memory(limits: Limits) -> None:
    """From now on this process gets a MemoryError, or a null pointer in C, where it would map more."""
    if sys.platform == "win32":
        return
    with suppress(OSError, ValueError, AttributeError):  # no such limit, or it is not to be changed here
        mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = mapped + limits.memory
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def start_clock(seconds: float) -> None:
    """The system ends this process (LATE) after so many seconds of its own computing."""
    if _TIMED:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds)


def stop_clock() -> None:
    if _TIMED:
        signal.setitimer(signal.ITIMER_PROF, 0)


def run(command: Sequence[str], patience: float) -> bool:
    """Another program for the document at hand, within what it has left of its time and with a limit of memory of its
    own: did it end well, within `patience` seconds by the clock? Whatever it started ends with it."""
    left = (signal.getitimer(signal.ITIMER_PROF)[0] if _TIMED else 0) or LIMITS.seconds
    before = _computed_by_others()
    posix = sys.platform != "win32"
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          start_new_session=posix, preexec_fn=(lambda: _bound_program(left)) if posix else None
                          ) as process:
        try:
            return process.wait(patience) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            process.kill()
            if sys.platform != "win32":
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if _TIMED and signal.getitimer(signal.ITIMER_PROF)[0]:
                start_clock(max(0.01, left - (_computed_by_others() - before)))


def _computed_by_others() -> float:
    took = os.times()
    return took.children_user + took.children_system


def _bound_program(seconds: float) -> None:
    """Large programs map far more than they use: what is counted is what they write to (RLIMIT_DATA)."""
    if sys.platform == "win32":
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    for kind, most in ((resource.RLIMIT_DATA, LIMITS.memory), (resource.RLIMIT_CPU, math.ceil(seconds))):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
