"""`make bench-search N="300 3000 25000"`: what the search finds, sends and costs, beside Pagefind as it comes.

For each number of pages: the exact index built in a process of its own (CPU, memory, size, files), Pagefind
extended over the same pages as they are, then seeded phrases in Chromium against the scan. Above ASKED pages only
a sample of phrases is compared with the scan. Prints Markdown tables.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from generator.assemble import Options, build
from generator.index import Index, Related, Searched, gather, update
from generator.index.bundle import Bundle
from tests.bench_search.browser import ask, chromium, opened, serving
from tests.bench_search.corpus import pages
from tests.bench_search.scan import Scan
from tests.factories import PORTAL, ROOT, SOURCES

SEED = 20261122
SLOW = {"offline": False, "latency": 100, "downloadThroughput": 500_000, "uploadThroughput": 500_000}  # 4 Mbit/s
FIXED = ["棚户区改造", "政府信息公开", "依申请公开", "国家秘密", "微信公众号", "2020年", "公开条例", "行政复议"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-search", description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[300, 3000], metavar="N")
    parser.add_argument("--phrases", type=int, default=300)
    parser.add_argument("--build-only", action="store_true", help="no browser")
    parser.add_argument("--no-pagefind", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)  # the build in a process of its own
    parser.add_argument("--related", help=argparse.SUPPRESS)  # the index of related pages alone, likewise
    given = parser.parse_args()
    if given.one:
        return _build_one(given.sizes[0], Path(given.one))
    if given.related:
        return _build_related(given.sizes[0], Path(given.related))
    with TemporaryDirectory(prefix="bench-search-") as work, chromium() as browser:
        for count in given.sizes:
            site = Path(work, str(count))
            assert not build(Options(PORTAL, SOURCES, site, search=False)).failed
            print(f"\n## {count} pages\n", flush=True)
            _table("index", ["", "CPU s", "peak MB", "MB", "files"], _builds(count, site, not given.no_pagefind))
            if not given.build_only:
                _browse(browser, count, site, given.phrases)


def _table(title: str, head: list[str], rows: list[list[object]]) -> None:
    print(f"**{title}**\n\n| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(f"{value:.1f}" if isinstance(value, float) else str(value) for value in row) + " |")
    print(flush=True)


# ── builds ──

def _townships(count: int, site: Path) -> Iterator[list[Searched]]:
    for _, township in groupby(pages(count, SEED, site), key=lambda page: page.url.split("/")[:2]):
        yield list(township)


def _build_one(count: int, site: Path) -> None:
    """Makes the index and says what it took, the making of the pages not counted."""
    with TemporaryDirectory(prefix="bench-work-") as work:
        index = Index(Path(work, "index"), related=False)
        gathering = joining = 0.0
        done = 0
        before = middle = []
        for group in _townships(count, site):
            done += len(group)
            if done <= count // 2:
                before, middle = middle or group, group
            start = time.process_time()
            bundle = gather(group)
            gathering += time.process_time() - start
            start = time.process_time()
            index.add(bundle)
            joining += time.process_time() - start
        start = time.process_time()
        index.write(site)
        joining += time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([gathering, joining, peak, [_update_one(site, change, group) for change, group in (
        ("a figure", _edited(middle, lambda body: re.sub(r"(<td id=[^>]*>)[^<]*", r"\g<1>83726", body, count=1))),
        ("a paragraph", _edited(middle, lambda body: body.replace("<p>", "<p>经查实，饮用水管网破损一案已于当日修缮完毕。", 1))),
        ("all the prose of a report", _edited(middle, lambda body: before[-1].body)))]]))


def _edited(group: list[Searched], change: Callable[[str], str]) -> list[Searched]:
    """A township whose last report is another one."""
    return [*group[:-1], group[-1]._replace(body=change(group[-1].body))]


def _update_one(site: Path, change: str, group: list[Searched]) -> list[object]:
    start = time.process_time()
    changes = update(site, [gather(group)])
    took = time.process_time() - start
    return [change, *([took, len(changes.write)] if changes else [took, "all: what is shared changed"])]


def _build_related(count: int, site: Path) -> None:
    """Makes the index of related pages; what it took here and in Pagefind, gathering not counted."""
    with TemporaryDirectory(prefix="bench-related-") as work:
        related = Related(Path(work))
        spent = 0.0
        for group in _townships(count, site):
            bundle = Bundle(gather(group))
            start = time.process_time()
            related.add(bundle)
            spent += time.process_time() - start
        start = time.process_time()
        related.write(site / "related")
        spent += time.process_time() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([spent + used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))


def _apart(count: int, kind: str, site: Path) -> list:
    done = subprocess.run([sys.executable, "-m", "tests.bench_search", str(count), kind, str(site)],
                          check=True, capture_output=True, text=True, cwd=ROOT)
    return json.loads(done.stdout)


def _builds(count: int, site: Path, pagefind: bool) -> list[list[object]]:
    gathering, joining, peak, updates = _apart(count, "--one", site)
    _table("one report changed", ["", "CPU s", "files written"], updates)
    rows: list[list[object]] = [["exact", gathering + joining, peak, *_weight(site / "search/index")],
                                ["of it gathering, which is kept", gathering, "", "", ""]]
    if pagefind:
        with TemporaryDirectory(prefix="bench-pagefind-") as work:
            for page in pages(count, SEED, site):
                folder = Path(work, page.url)
                folder.mkdir(parents=True, exist_ok=True)
                (folder / "index.html").write_text(f'<html lang="zh-CN"><body>{page.body}</body></html>', encoding="utf-8")
            process = subprocess.Popen([sys.executable, "-m", "pagefind_bin_extended", "--site", work, "--quiet",
                                        "--output-path", str(site / "pagefind")])
            _, _, usage = os.wait4(process.pid, 0)
        asis = usage.ru_utime + usage.ru_stime
        rows += [["Pagefind extended as is", asis, usage.ru_maxrss / 1024, *_weight(site / "pagefind")],
                 ["exact / Pagefind as is, CPU", f"{(gathering + joining) / asis:.2f}", "", "", ""],
                 ["related pages, besides: Pagefind on slim pages, in parts", *_apart(count, "--related", site),
                  *_weight(site / "related")]]
    return rows


def _weight(folder: Path) -> list[object]:
    files = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return [sum(files) / 1e6, len(files)]


# ── in the browser ──

def _browse(browser: Browser, count: int, site: Path, wanted: int) -> None:
    made = list(pages(count, SEED, site))
    scan = Scan(page.body for page in made)
    phrases = [*scan.phrases(wanted, SEED), *FIXED]
    chance = random.Random(SEED)
    own = chance.sample([page for page in made if "年份" not in page.filters], min(40, count // 8))
    with serving(site) as (address, sent):
        page = opened(browser, address)
        answers = ask(page, address, phrases)
        took = [answer["took"] for answer in answers]
        truths = [set(scan.holding(phrase)) for phrase in phrases]
        held = [set(answer["pages"]) for answer in answers]
        true = sum(len(truth) for truth in truths)
        shown = [(number in truth) for answer, truth in zip(answers, truths, strict=True) for number in answer["shown"]]
        named = ask(page, address, [one.title for one in own])
        first = sum(answer["first"] == one.url for answer, one in zip(named, own, strict=True))
        page.context.close()
        rows = [["recall", f"{sum(len(t & h) for t, h in zip(truths, held, strict=True)) / true:.4f}"],
                ["precision of what is shown", f"{sum(shown) / len(shown):.4f}"],
                ["precision before looking into the texts", f"{true / sum(map(len, held)):.4f}"],
                ["township's own page first, by its full name", f"{first} of {len(own)}"],
                ["latency, median / p95 ms", f"{median(took):.0f} / {quantiles(took, n=20)[18]:.0f}"]]
    for ranges in (True, False):
        with serving(site, ranges) as (address, sent):
            rows.append([f"KB first / further{'' if ranges else ', server without ranges'}",
                         _bytes(browser, address, sent, chance.sample(phrases, min(12, len(phrases))))])
    with serving(site) as (address, _):
        rows.append(["first results on a slow line, s", f"{median(_slow(browser, address, one) for one in phrases[:5]):.2f}"])
    _table("search in Chromium", ["", f"{len(phrases)} phrases"], rows)


def _bytes(browser: Browser, address: str, sent: dict[str, int], phrases: list[str]) -> str:
    """Median KB of a first query, and of the ones after it, with the excerpts of ten results."""
    firsts, further = [], []
    for phrase in phrases[:4]:
        page = opened(browser, address)
        sent.clear()
        ask(page, address, [phrase])
        firsts.append(sum(sent.values()) / 1024)
        for other in phrases:
            if other != phrase:
                sent.clear()
                ask(page, address, [other])
                further.append(sum(sent.values()) / 1024)
        page.context.close()
    return f"{median(firsts):.0f} / {median(further):.0f} (most {max(firsts):.0f} / {max(further):.0f})"


def _slow(browser: Browser, address: str, phrase: str) -> float:
    """Seconds from asking on the loaded search page to the first result, nothing of the index loaded before."""
    page = opened(browser, address)
    page.wait_for_load_state("networkidle")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    took = page.evaluate("""(words) => new Promise((done) => {
      const start = performance.now();
      const seen = () => document.querySelector("#results > li") && done((performance.now() - start) / 1000);
      new MutationObserver(seen).observe(document.getElementById("results"), { childList: true });
      document.getElementById("q").value = words;
      document.getElementById("search-form").requestSubmit();
    })""", phrase)
    page.context.close()
    return took


if __name__ == "__main__":
    main()
