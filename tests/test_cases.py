"""Golden cases: each folder of cases/ is a small reports/ tree with what `portal check` says of it.

`case.md` tells in Chinese what to look at. `issues.txt` is the output of the check, `body.html` (where it is)
the latest report's page, a tag a line. Other pages are `body-<url>.html`, as many as a case wants: `body-notes.html`,
`body-shixian.html`, `body-shixian-jia-2021.html`. Where there is a tree `before/`, the case is a proposal: `review.txt`
is what `portal review` says of it, `summary.md` what a reviewer reads. `make bless` renews all; look at the diff before
you commit it.
"""

from __future__ import annotations

import os
import re
from difflib import unified_diff
from pathlib import Path

import pytest

from generator.__main__ import main
from generator.load import load
from tests.factories import EDITIONS, PORTAL, ROOT, moved, rendered

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())
BLESS = bool(os.environ.get("BLESS"))
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


@pytest.mark.parametrize("case", [path for path in CASES if (path / "body.html").exists()], ids=lambda path: path.name)
def test_the_page_is_as_expected(case: Path):
    site, issues = load([case / "reports"], EDITIONS)
    assert issues == []
    [township] = site.townships
    url = f"{township.path}/{township.reports[-1].year}/"
    agree(case / "body.html", one_tag_a_line(rendered(township)[url].body))


@pytest.mark.parametrize("golden", [path for case in CASES for path in sorted(case.glob("body-*.html"))],
                         ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_each_page_is_as_expected(golden: Path):
    case = golden.parent
    site, issues = load([case / "reports"], EDITIONS)
    assert issues == []
    printed = {**rendered(*site.townships), **moved(*site.townships)}
    [url] = [url for url in printed if url.strip("/").replace("/", "-") == golden.stem.removeprefix("body-")]
    agree(golden, one_tag_a_line(printed[url].body))


@pytest.mark.parametrize("case", [path for path in CASES if (path / "before").exists()], ids=lambda path: path.name)
def test_the_review_says_what_is_expected(case: Path, tmp_path: Path, capsys):
    code = main(["--project", str(PORTAL), "review", "--base", str(case / "before"), "--reports", str(case / "reports"),
                 "--out", str(tmp_path / "out"), "--date", "2026-11-28"])
    said = capsys.readouterr().out
    agree(case / "review.txt", said)
    agree(case / "summary.md", (tmp_path / "out" / "summary.md").read_text("utf-8"))
    assert code == ("[错误]" in said)


@each_case
def test_a_case_explains_itself_and_has_nothing_else(case: Path):
    assert (case / "case.md").read_text("utf-8").startswith("# ")
    names = {path.name for path in case.iterdir()}
    assert {name for name in names if not name.startswith("body-")} <= {
        "case.md", "issues.txt", "body.html", "reports", "before", "review.txt", "summary.md"}


def test_no_case_is_lost():
    assert len(CASES) >= 14
