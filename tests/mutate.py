"""`make mutate`: put every fault of tests/mutations.py into a copy of the program, and see the tests fail.

Each runs in a copy of the tree of its own process, two at a time; the working tree is never touched. Exit code 1 if a
fault survives, 2 if the list is stale: a text that is not there once, or tests that fail without any fault.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from tests.mutations import MUTATIONS, Mutation

ROOT = Path(__file__).parent.parent
TOGETHER = 2
LONGEST = 600  # seconds: a fault that lets the tests run for ever is noticed as well


def mutated(one: Mutation, text: str) -> str:
    """The text with the fault in it. Raises ValueError where the mutation does not fit it any more."""
    if text.count(one.old) != 1:
        raise ValueError(f"{one.file}: occurs {text.count(one.old)} times, not once: {one.old!r}")
    if one.old == one.new:
        raise ValueError(f"{one.file}: changes nothing: {one.old!r}")
    new = text.replace(one.old, one.new)
    if one.file.endswith(".py"):
        ast.parse(new)
    return new


def killed(one: Mutation, copy: Path) -> bool:
    """Do its tests notice the fault, in this copy of the tree?"""
    path = copy / one.file
    text = path.read_text(encoding="utf-8")
    path.write_text(mutated(one, text), encoding="utf-8")
    try:
        return not passes(one.tests.split(), copy)
    finally:
        path.write_text(text, encoding="utf-8")


def passes(modules: list[str], copy: Path) -> bool:
    """Do these modules' tests pass in the copy? Raises RuntimeError where they did not run."""
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider",
               *(f"tests/test_{name}.py" for name in modules)]
    try:
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return False
    if done.returncode in (4, 5):  # no such module, no tests
        raise RuntimeError(done.stdout + done.stderr)
    return done.returncode == 0


def main(chosen: list[str]) -> int:
    """Try the mutations whose file or reason holds one of the words, without words all of them."""
    wanted = [one for one in MUTATIONS if not chosen or any(word in f"{one.file} {one.why}" for word in chosen)]
    for one in wanted:
        try:
            mutated(one, (ROOT / one.file).read_text(encoding="utf-8"))
        except (ValueError, SyntaxError) as error:
            print(f"stale: {error}")
            return 2
    with TemporaryDirectory(prefix="mutate-") as work:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(TOGETHER):
            copy = Path(work) / str(number)
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "build", "__pycache__"))
            copies.put(copy)

        def attempt(task: Mutation | str) -> tuple[bool, float]:
            copy, start = copies.get(), time.perf_counter()
            try:
                found = passes([task], copy) if isinstance(task, str) else killed(task, copy)
            finally:
                copies.put(copy)
            return found, time.perf_counter() - start

        with ThreadPoolExecutor(TOGETHER) as pool:
            modules = sorted({name for one in wanted for name in one.tests.split()})
            if failing := [name for name, (good, _) in zip(modules, pool.map(attempt, modules), strict=True) if not good]:
                print(f"stale: these fail without any fault: {' '.join(failing)}")
                return 2
            survivors = []
            for one, (dead, seconds) in zip(wanted, pool.map(attempt, wanted), strict=True):
                print(f"{'killed  ' if dead else 'SURVIVED'} {seconds:5.1f} s  {one.file}: {one.why}", flush=True)
                if not dead:
                    survivors.append(one)
    print(f"{len(wanted) - len(survivors)} of {len(wanted)} killed")
    for one in survivors:
        print(f"survived: {one.file}: {json.dumps(one.old, ensure_ascii=False)} → "
              f"{json.dumps(one.new, ensure_ascii=False)} ({one.tests})")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
