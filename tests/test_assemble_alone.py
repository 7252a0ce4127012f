"""Builds side by side: one waits for the other, and what a dead one leaves behind stops nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cache import alone
from tests.factories import ROOT
from tests.test_assemble_warm import Portal, shell, tree

__all__ = ["shell"]  # a fixture of that module

_HOLDER = """
import sys, time
from pathlib import Path
from generator.cache import alone
with alone(Path(sys.argv[1]), lambda: print("waiting", flush=True)):
    print("mine", flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen:
    """Another process that has the cache to itself until its input ends."""
    made = subprocess.Popen([sys.executable, "-c", _HOLDER, folder], cwd=ROOT, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True)
    assert made.stdout is not None
    assert made.stdout.readline() == "mine\n"
    return made


def test_a_second_one_waits_and_says_so(tmp_path: Path):
    first = holder(tmp_path)
    said: list[str] = []

    def wait() -> None:
        said.append("waiting")
        first.communicate("")

    with alone(tmp_path, wait):
        assert first.returncode == 0
    assert said == ["waiting"]


def test_what_a_killed_one_held_is_free(tmp_path: Path):
    first = holder(tmp_path)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    with alone(tmp_path, lambda: pytest.fail("waits for the dead")):
        pass


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
def test_a_process_that_is_left_of_it_does_not_hold_it(tmp_path: Path):
    """The workers of a build are forked while it has its cache to itself, and may outlive it."""
    said: list[str] = []
    with alone(tmp_path, lambda: said.append("waiting")):
        child = os.fork()
        if child == 0:
            signal.pause()
            os._exit(0)
    try:
        with alone(tmp_path, lambda: said.append("waiting")):
            pass
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert said == []


def test_after_two_builds_at_once_the_site_is_whole(tmp_path: Path, shell: Path):
    portal = Portal(tmp_path, shell)
    command = [sys.executable, "-m", "generator", "--project", tmp_path, "build", "--no-search", "--out", "site"]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            for _ in range(2)]
    for one in both:
        one.communicate()
    assert [one.returncode for one in both] == [0, 0]
    assert tree(tmp_path / "site") == portal.cold()
