"""`python -m tests.bench 1000 5000`: build synthetic corpora with our portal and with its peers, and measure.

Prints a line a build, our builds beside the peers' of the same run, what a corrected figure costs, and how cost
grows. Compare ratios, also between machines: seconds depend on the machine and on what else it does.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.builds import KINDS, Kind, Result, build_kind, build_peer
from tests.bench.corpus import write
from tests.bench.peers import PEERS, Peer
from tests.bench.said import beside, ratios, table, warm_table

SIZES = (100, 1000)


def main(arguments: Sequence[str] | None = None) -> list[Result]:
    kinds, peers = {one.name: one for one in KINDS}, {one.name: one for one in PEERS}
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", metavar="N", help="reports of a corpus")
    parser.add_argument("--repeat", type=int, default=1, help="builds of each; the one of median CPU time counts")
    parser.add_argument("--kinds", default=",".join(kinds), help=f"of our builds: {', '.join(kinds)}, or none")
    parser.add_argument("--peers", default=",".join(peers), help=f"of the peers: {', '.join(peers)}, or none")
    parser.add_argument("--cold", action="store_true", help="do not build again after a correction")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there too")
    chosen = parser.parse_args(arguments)
    mine, others = _chosen(parser, kinds, chosen.kinds), _chosen(parser, peers, chosen.peers)
    machine = {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}",
               "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
               "peers": {peer.name: peer.version() if peer.here else "not on this machine" for peer in others}}
    results: list[Result] = []
    for count in sorted(chosen.sizes or SIZES):
        with TemporaryDirectory(prefix="bench-") as work:
            results += _measure(count, mine, [peer for peer in others if peer.here], Path(work), chosen)
    names = [kind.name for kind in mine]
    print("python {python}, {system}, {cores} cores".format(**machine),
          *(f"{name} {version}" for name, version in machine["peers"].items()), table(results),
          *filter(None, (warm_table(results),)), *beside(results, names), *ratios(results, names), sep="\n")
    if chosen.json:
        data = {"machine": machine, "results": [asdict(result) for result in results]}
        chosen.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return results


def _chosen(parser: argparse.ArgumentParser, known: dict[str, Kind] | dict[str, Peer], words: str) -> list:
    names = [name for name in words.split(",") if name not in ("", "none")]
    if unknown := set(names) - set(known):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    return [known[name] for name in names]


def _measure(count: int, kinds: Iterable[Kind], peers: Iterable[Peer], work: Path, chosen: argparse.Namespace
             ) -> Iterator[Result]:
    """Every build of one size, each told as soon as it is there: a run over large corpora takes long."""
    _tell(f"{count} reports: writing the corpus")
    reports = work / "reports"
    write(count, reports)
    for peer in peers:
        if count <= peer.most:
            _tell(f"{count} reports: {peer.name}")
            yield from map(_told, build_peer(peer, count, reports, work / "peer", chosen.repeat))
    for kind in kinds:
        _tell(f"{count} reports: {kind.name}")
        yield from map(_told, build_kind(kind, count, reports, work / "kind", chosen.repeat, not chosen.cold))


def _told(result: Result) -> Result:
    run, name = result.run, f"{result.name}{' warm' if result.warm else ''}"
    _tell(f"  {name}: {run.cpu:.2f} s CPU, {run.wall:.2f} s, {run.peak / 2**20:.0f} MB")
    return result


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
