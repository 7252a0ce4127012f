"""Golden cases: each folder of cases/ is a small reports/ tree with what `portal check` says of it.

`case.md` tells in Chinese what to look at. `issues.txt` is the output of the check; the pages that are there a tag a
line: `body.html` is the latest report's, the others those of the first township, its county and the check notes. `make bless` renews both; look at the diff before you commit it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

import pytest

from generator.__main__ import main
from generator.load import load
from generator.model import Township
from tests.factories import EDITIONS, PORTAL, ROOT, rendered

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())
BLESS = bool(os.environ.get("BLESS"))
PAGES: dict[str, Callable[[Township], str]] = {
    "body.html": lambda one: f"{one.path}/{one.reports[-1].year}/",
    "township.html": lambda one: f"{one.path}/",
    "county.html": lambda one: f"{one.county_path}/",
    "notes.html": lambda one: "notes/"}
each_case = pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)


def agree(file: Path, found: str) -> None:
    """Compare with the golden file, or renew it."""
    if BLESS:
        assert not os.environ.get("CI"), "CI does not accept new output"
        file.write_text(found, encoding="utf-8")
        return
    expected = file.read_text("utf-8")
    if found != expected:
        diff = unified_diff(expected.splitlines(), found.splitlines(), "expected", "found", lineterm="", n=1)
        pytest.fail("\n".join([f"{file.relative_to(ROOT)}; if this is meant: make bless", *diff]), pytrace=False)


def one_tag_a_line(body: str) -> str:
    """Without the white space beside tags, which a browser may drop."""
    return "\n".join(re.split(r"(?<=.)(?=<[^/])", re.sub(r"\s*(<[^>]*>)\s*", r"\1", body))) + "\n"


@each_case
def test_the_check_says_what_is_expected(case: Path, capsys):
    code = main(["--project", str(PORTAL), "check", "--reports", str(case / "reports")])
    said = capsys.readouterr().out
    agree(case / "issues.txt", said)
    assert code == ("[错误]" in said)


@pytest.mark.parametrize(("case", "name"), [(path, name) for path in CASES for name in PAGES if (path / name).exists()],
                         ids=lambda part: getattr(part, "name", part))
def test_the_page_is_as_expected(case: Path, name: str):
    site, issues = load([case / "reports"], EDITIONS)
    assert issues == []
    pages = rendered(*site.townships)
    agree(case / name, one_tag_a_line(pages[PAGES[name](site.townships[0])].body))


@each_case
def test_a_case_explains_itself_and_has_nothing_else(case: Path):
    assert (case / "case.md").read_text("utf-8").startswith("# ")
    assert {path.name for path in case.iterdir()} <= {"case.md", "issues.txt", "reports", *PAGES}


def test_no_case_is_lost():
    assert len(CASES) >= 14
