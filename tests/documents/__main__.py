"""`python -m tests.documents 5000 [seed …]`: many documents; per kind of noise, how many cells came out right, unknown
and wrong, and how many sentences were lost. Exit code 1 if anything failed.

With `-v` every failure is printed; `--only NOISE` makes documents with this one noise.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.importing import Refused
from generator.load import load
from generator.model import Site
from tests.documents import NOISES, document
from tests.documents.judge import DOUBTED, RIGHT, UNKNOWN, WRONG, Verdict, imported, judged
from tests.factories import EDITIONS

CHUNK = 20


@lru_cache(maxsize=1)
def site() -> Site:
    """A portal without any report."""
    with TemporaryDirectory() as folder:
        return load([Path(folder)], EDITIONS)[0]


def tried(seed: int, only: str | None = None) -> tuple[int, str, str, list[str], Verdict | str]:
    """Seed, name, dress, noises, and the verdict, or why the document was refused or broke the program."""
    made = document(seed, only)
    paper = made.paper
    with TemporaryDirectory() as folder:
        try:
            found: Verdict | str = judged(paper, imported(paper, made.content, made.suffix, Path(folder), site()))
        except Refused as error:
            found = f"refused: {error}"
        except Exception as error:  # a bug of the program is one of the failures that are counted
            found = f"broke: {type(error).__name__}: {error}"
    return seed, made.name, paper.dress, paper.noises, found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.documents", description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--only", choices=[*NOISES, ""], help="documents with this noise alone")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("-v", "--verbose", action="store_true")
    told = parser.parse_args()
    seeds = range(told.first, told.first + told.count)
    start = time.perf_counter()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    failed = 0
    with ProcessPoolExecutor(told.processes) as crew:
        for seed, name, dress, noises, found in crew.map(tried, seeds, [told.only] * len(seeds), chunksize=CHUNK):
            counts = _counts(found)
            for kind in ("all", f"dress {dress}", *(noises or ["clean"])):
                kinds[kind].update(counts)
            failures = [found] if isinstance(found, str) else found.failures
            failed += bool(failures)
            shown = [*failures, *(f"doubted {one}" for one in found.doubted)] if told.verbose and \
                not isinstance(found, str) else failures
            if shown:
                print(f"{seed} {name}", *(shown if told.verbose else shown[:3]), sep="\n    ", flush=True)
    _tell(kinds)
    print(f"{told.count} documents in {time.perf_counter() - start:.0f} s, {failed} of them failed")
    return int(bool(failed))


def _counts(found: Verdict | str) -> Counter[str]:
    if isinstance(found, str):
        return Counter({"documents": 1, "refused": 1})
    facts = Counter(f"{name} {how}" for name, how in found.facts.items())
    return Counter({"documents": 1, **found.cells, "lost": len(found.lost), "left out": len(found.left_out),
                    "strayed": len(found.strayed), "unclaimed": found.unclaimed, "unread": found.unread}) + facts


def _tell(kinds: dict[str, Counter[str]]) -> None:
    print(f"{'':32}{'documents':>10}{'refused':>8}{'cells':>9}{'right':>8}{'unknown':>8}{'doubted':>8}{'wrong':>6}"
          f"{'lost':>5}{'out':>5}{'stray':>6}{'unclaimed':>10}  title, issuer, date right/none/other")
    for kind, one in sorted(kinds.items(), key=lambda item: (item[0] != "all", not item[0].startswith("dress"), item[0])):
        cells = sum(one[how] for how in (RIGHT, UNKNOWN, DOUBTED, WRONG)) or 1
        facts = "  ".join("/".join(str(one[f"{name} {how}"]) for how in (RIGHT, "none", "other"))
                          for name in ("title", "issuer", "signed"))
        print(f"{kind:32}{one['documents']:>10}{one['refused']:>8}{cells:>9}{one[RIGHT] / cells:>8.1%}"
              f"{one[UNKNOWN] / cells:>8.1%}{one[DOUBTED]:>8}{one[WRONG]:>6}{one['lost']:>5}{one['left out']:>5}"
              f"{one['strayed']:>6}{one['unclaimed']:>10}  {facts}")


if __name__ == "__main__":
    sys.exit(main())
