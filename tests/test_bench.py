"""The benchmark's corpus is what it says, and the benchmark runs. How long anything takes is not asserted."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from statistics import median
from urllib.parse import urljoin

import lxml.html
import pytest
from lxml.html import HtmlElement

from generator.assemble import EDITIONS, Options, build
from generator.check import check
from generator.compare import clauses
from generator.issue import Severity
from generator.load import load, load_editions
from generator.model import Report, Site
from generator.settings import Settings
from tests.bench.__main__ import main
from tests.bench.builds import BUILD, KINDS, Kind, Result, build_kind
from tests.bench.corpus import correct, write
from tests.bench.measure import PROC, Run, run
from tests.bench.peers import PEERS, Peer
from tests.bench.said import beside
from tests.factories import PORTAL, ROOT

COUNT = 43  # five townships of eight years and one of three


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "reports"
    write(COUNT, folder)
    return folder


@pytest.fixture(scope="module")
def site(tree) -> Site:
    found, issues = load([tree], load_editions(EDITIONS))
    assert issues == []
    return found


def test_every_balance_holds(site):
    found = check(site, Settings("示例"))
    assert [one for one in found if one.severity is not Severity.HINT] == []
    assert {one.code for one in found} <= {"identical-section", "identical-table"}  # the prose agrees with the tables


def test_the_shape_of_the_corpus(site):
    assert sum(len(township.reports) for township in site.townships) == COUNT
    assert {(report.year, report.edition.key) for township in site.townships for report in township.reports} == {
        (year, "2019" if year < 2021 else "2021") for year in range(2019, 2027)}
    for level in ("county", "city", "province"):
        assert len({getattr(township, level) for township in site.townships}) > 1
    assert all(township.example for township in site.townships)


def test_the_prose_is_as_long_and_as_repetitive_as_in_reality(site):
    assert all(900 <= len(words(report)) <= 2500 for township in site.townships for report in township.reports)
    shares = []
    for township in site.townships:
        for before, after in zip(township.reports, township.reports[1:], strict=False):
            old, new = (Counter(clauses(words(report))) for report in (before, after))
            shares.append((old & new).total() / new.total())
    assert 0.5 < min(shares) < median(shares) < 0.8


def words(report: Report) -> str:
    return "\n".join((report.preamble, *report.prose.values()))


def test_the_same_bytes_every_time(tree, tmp_path):
    subprocess.run([sys.executable, "-m", "tests.bench.corpus", str(COUNT), str(tmp_path / "again")], cwd=ROOT, check=True)
    one, two = ({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}
                for folder in (tree, tmp_path / "again"))
    assert one == two


def test_a_run_is_measured_with_the_processes_it_starts(tmp_path):
    child = "held = bytearray(64 << 20); import time; time.sleep(0.3)"
    parent = f"import subprocess, sys; held = bytearray(64 << 20); subprocess.run([sys.executable, '-c', {child!r}])"
    assert run([sys.executable, "-c", parent], tmp_path).peak > (128 if PROC.joinpath("self/stat").exists() else 64) << 20
    with pytest.raises(subprocess.CalledProcessError) as failed:
        run([sys.executable, "-c", "print('said'); raise SystemExit(3)"], tmp_path)
    assert (failed.value.returncode, failed.value.output.strip()) == (3, "said")


def test_a_correction_breaks_no_balance_and_is_taken_back(tree, tmp_path):
    shutil.copytree(tree, tmp_path / "reports")
    corrected, text = correct(tmp_path / "reports")
    found, issues = load([tmp_path / "reports"], load_editions(EDITIONS))
    assert issues == []
    assert [one for one in check(found, Settings("示例")) if one.severity is not Severity.HINT] == []
    assert text == (tree / corrected.relative_to(tmp_path / "reports")).read_text(encoding="utf-8")
    assert text != corrected.read_text(encoding="utf-8")


def test_the_benchmark_runs(tmp_path, capsys):
    results = main(["16", "8", "--kinds", "bare", "--peers", "none", "--json", str(tmp_path / "results.json")])
    assert [(one.reports, one.name, one.warm) for one in results] == [
        (8, "bare", False), (8, "bare", True), (16, "bare", False), (16, "bare", True)]
    small, warm, large, _ = results
    assert small.size.pages < large.size.pages
    assert small.size.page > small.size.data > 0
    assert 0 < warm.changed < small.size.files
    written = json.loads((tmp_path / "results.json").read_text())
    assert [one["size"]["pages"] for one in written["results"] if one["size"]] == [small.size.pages, large.size.pages]
    assert "8 → 16 reports" in capsys.readouterr().out


def test_a_kind_is_command_lines_and_settings(tmp_path):
    write(3, tmp_path / "reports")
    kind = Kind("parts", ("build --reports {reports} --out {work}/part --no-search", BUILD), {"related": "false"})
    result = next(build_kind(kind, 3, tmp_path / "reports", tmp_path / "work", 1, False))
    assert (tmp_path / "work/part/index.html").is_file()
    assert result.size.index > 0
    assert not (tmp_path / "work/site/pagefind").exists()
    with pytest.raises(ValueError, match="no setting none"):
        next(build_kind(replace(kind, settings={"none": "true"}), 3, tmp_path / "reports", tmp_path / "work", 1, False))


def test_a_plain_build_is_a_bare_one_without_what_the_peers_do_not_do():
    bare, plain = KINDS[:2]
    assert (bare.name, plain.name) == ("bare", "plain")
    assert plain.commands == bare.commands
    assert not bare.settings
    assert set(plain.settings) == {"prose_changes", "data_files"}


def test_our_builds_stand_beside_those_of_the_peers():
    def cold(name: str, cpu: float, peak: int) -> Result:
        return Result(1000, name, Run(cpu, cpu, peak))

    warm = Result(1000, "bare", Run(0.1, 0.1, 60), warm=True)
    [cpu, wall, peak] = beside([cold("hugo", 2, 300), cold("pagefind", 2, 900), cold("bare", 1, 150), warm], ["bare"])
    assert [line.split() for line in cpu.splitlines()] == [
        ["1000", "reports:", "CPU", "÷", "that", "of", "hugo", "hugo", "+", "pagefind"], ["bare", "0.50", "0.25"],
        ["bare", "warm", "0.05", "0.03"]]
    assert wall.splitlines()[1].split() == ["bare", "0.50", "0.25"]
    assert peak.splitlines()[1].split() == ["bare", "0.50", "0.17"]  # one after the other: the highest counts


def test_what_is_not_known_is_not_measured():
    with pytest.raises(SystemExit):
        main(["8", "--peers", "jekyll"])


# ── the peers' pages say what ours say ──

@pytest.fixture(scope="module")
def ours(tree, tmp_path_factory) -> dict[str, HtmlElement]:
    target = tmp_path_factory.mktemp("bench") / "ours"
    assert not build(Options(PORTAL, (tree,), target, search=False)).failed
    return articles(target)


@pytest.fixture(scope="module", params=PEERS, ids=[peer.name for peer in PEERS])
def theirs(request, tree, tmp_path_factory) -> dict[str, HtmlElement]:
    peer: Peer = request.param
    if not peer.here:
        pytest.skip(f"{peer.name} is not on this machine: make bench-peers")
    work = tmp_path_factory.mktemp(peer.name)
    peer.write(tree, work / "project")
    run(peer.command(work / "site"), work / "project")
    return articles(work / "site")


def articles(folder: Path) -> dict[str, HtmlElement]:
    """Every page's article by its URL, without the way that leads to it."""
    found = {}
    for path in folder.rglob("index.html"):
        [article, *_] = lxml.html.fromstring(path.read_bytes().decode()).iter("article")
        for crumbs in article.find_class("crumbs"):
            crumbs.drop_tree()
        found[path.relative_to(folder).as_posix().removesuffix("index.html")] = article
    return found


def rows(article: HtmlElement) -> list[list[str]]:
    return [[text(cell) for cell in row] for row in article.iter("tr")]


def text(element: HtmlElement) -> str:
    return "".join(element.text_content().split())


def links(url: str, article: HtmlElement, known: Collection[str]) -> set[str]:
    """Pages of the portal that the article leads to."""
    return {urljoin(f"/{url}", link.get("href")).removeprefix("/") for link in article.iter("a")} & set(known)


def test_a_peer_has_the_same_pages(ours, theirs):
    more = {url for url in ours.keys() - theirs.keys() if not url.endswith("/changes/")}  # nor do they compare prose
    assert more == {"search/", "notes/", "guide/", "about/", "accessibility/", "staff/"}
    assert theirs.keys() <= ours.keys()


def test_a_peer_has_the_same_tables_and_prose(site, ours, theirs):
    for township in site.townships:
        for report in township.reports:
            url = f"{township.path}/{report.year}/"
            mine, other = ours[url], theirs[url]
            tables = [[(text(table.find("caption")), rows(table)) for table in page.find_class("official")]
                      for page in (mine, other)]
            assert tables[0] == tables[1]
            assert len(tables[0]) == len(report.edition.tables)
            prose = [section.heading for section in report.edition.sections]
            prose[:0] = [line for line in report.preamble.splitlines() if line]
            for section in report.edition.sections:
                at = prose.index(section.heading) + 1
                prose[at:at] = [line for line in report.prose[section.key].splitlines() if line]
            for page in (mine, other):
                printed = iter([text(one) for one in page.iter("h2", "p")])
                assert [one for one in prose if "".join(one.split()) not in printed] == []  # in this order


def test_a_peer_has_the_same_lists(site, ours, theirs):
    reports = {f"{township.path}/{report.year}/" for township in site.townships for report in township.reports}
    small = {url for url in theirs.keys() - reports if "regions/" not in url}  # the home page of a small portal has all
    for url in theirs.keys() - reports:
        for word in ours[url].find_class("standing"):  # of the check, which the peers do not make
            word.drop_tree()
        told = {tuple(row) for row in rows(ours[url])}
        assert links(url, theirs[url], theirs) == links(url, ours[url], theirs) - (small if url == "" else set()), url
        for row in rows(theirs[url]):
            assert any(set(row) <= set(other) for other in told), (url, row)
