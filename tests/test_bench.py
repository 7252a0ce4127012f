"""The benchmark's corpus is what it says, and the benchmark runs. How long anything takes is not asserted."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from generator.build import EDITIONS
from generator.check import check
from generator.compare import clauses
from generator.issue import Severity
from generator.load import load, load_editions
from generator.model import Report, Site
from generator.settings import Settings
from tests.bench.__main__ import main
from tests.bench.corpus import write
from tests.bench.measure import PROC, run

ROOT = Path(__file__).parent.parent
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


def test_the_benchmark_runs(tmp_path, capsys):
    small, large = main(["16", "8", "--no-search", "--json", str(tmp_path / "results.json")])
    assert (small.reports, large.reports) == (8, 16)
    assert small.size.pages < large.size.pages
    assert small.size.page > small.size.data > 0
    written = json.loads((tmp_path / "results.json").read_text())
    assert [one["size"]["pages"] for one in written["results"]] == [small.size.pages, large.size.pages]
    assert "8 → 16 reports" in capsys.readouterr().out
