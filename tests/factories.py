"""Makers of what the tests look at: reports and townships in memory, report trees on disk.

A made report is all zero and consistent; a test says only what differs.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from lxml import html

from generator.archive import Source
from generator.check import check, standings
from generator.compare import chain, compare
from generator.compose import compose, moved_pages
from generator.draft import report_prose, report_yaml
from generator.edition import Edition, Heading
from generator.issue import Issue, Severity
from generator.load import load, load_editions
from generator.load.figures import read_cell
from generator.load.kinds import shipped_kinds
from generator.load.source import Scalar
from generator.model import BLANK, Cell, Report, Site, State, Township
from generator.page import Page
from generator.render import Rendered, render
from generator.settings import Settings

ROOT = Path(__file__).parent.parent
PORTAL = ROOT / "tests" / "portal"  # a whole portal as it once was; an operator's own is nothing to the tests
SOURCES = (PORTAL / "reports", PORTAL / "examples")
EDITIONS = load_editions(ROOT / "generator" / "editions")
FORMS = {key: edition for key, edition in EDITIONS.items() if not edition.is_free}  # with official tables
SETTINGS = Settings("示例门户", "https://portal.invalid/", repository="https://github.com/example-org/reports",
                    kinds=shipped_kinds())

Value = int | str | None | Cell  # a plain number, quoted text, a blank, or a cell as it is

PROSE = {"overview": "全年工作平稳有序。", "disclosed": "", "applications": "", "disputes": "",
         "problems": "公开内容还不够丰富，将继续改进。", "further": "没有其他需要报告的事项。"}
SEEDS = ("anqiu/jinzhongzi", "pinghu/zhapu", "tongxin/xiamaguan", "dehui/chalukou", "nanzhao/chengguan")


# ── the frozen portal ──

@lru_cache
def committed() -> Mapping[str, Township]:
    """Every township of the frozen portal by its path."""
    site, issues = load(SOURCES, EDITIONS)
    assert not issues
    return {township.path: township for township in site.townships}


def seed(path: str) -> Report:
    """The one report of a seed township."""
    return committed()[path].reports[0]


def example(year: int) -> Report:
    """The invented township's report on a year."""
    return next(report for report in committed()["shili/shilizhen"].reports if report.year == year)


# ── in memory ──

def a_cell(value: Value, column: Heading) -> Cell:
    """The cell that a value of the YAML becomes; an int is written plain, text is quoted."""
    if isinstance(value, Cell):
        return value
    if value is None:
        return BLANK
    issues: list[Issue] = []
    cell = read_cell(Scalar(str(value), isinstance(value, int), 1, 1), column, "", lambda _: "", issues)
    assert cell is not None, issues
    return cell


def unreadable(literal: str) -> Cell:
    return Cell(literal, None, State.UNREADABLE)


def a_report(year: int = 2021, edition: str | None = None, *, rows: Mapping[str, Sequence[Value]] | None = None,
             cells: Mapping[str, Value] | None = None, prose: Mapping[str, str] | None = None,
             missing: Sequence[str] = (), absent: Sequence[str] = (), sections: Mapping[str, str] | None = None, **fields
             ) -> Report:
    """An all-zero report on `year`. `rows` and `cells` say what is not zero, `missing` tables and `absent` rows
    are left out; a row of a `single` group is there only if `rows` gives it."""
    official = EDITIONS[edition or ("2019" if year < 2021 else "2021")]
    given = dict(rows or {})
    found: dict[str, Cell] = {}
    for key, (table, block, row) in official.rows.items():
        if table.key in missing or key in absent or (row.children and key not in given):
            continue
        values = given.pop(key, [0] * len(block.column_leaves))
        found |= {f"{key}.{column.key}": a_cell(value, column)
                  for column, value in zip(block.column_leaves, values, strict=True)}
    assert not given, f"no such rows: {given}"
    for address, value in (cells or {}).items():
        assert address in found, address
        found[address] = a_cell(value, official.places[address].column)
    base = Report(
        path=f"reports/shixian/shizhen/{year}.yml", year=year, edition=official,
        title=f"试县试镇人民政府{year}年政府信息公开工作年度报告", issuer="试镇人民政府", signed=None, published=None,
        source=Source(None, f"https://shixian.invalid/{year}.html", None, None), transcription=(), cells=found,
        lines={key: number for number, key in enumerate([*official.rows, *(table.key for table in official.tables)], 10)},
        missing_tables=frozenset(missing), absent_rows=frozenset(absent), extra_lines={}, acknowledged=(),
        headings={}, preamble="", prose=sections or {**PROSE, **(prose or {})}, prose_lines={},
        prose_path=f"reports/shixian/shizhen/{year}.md")
    return replace(base, **fields)


def free_report(year: int, sections: Mapping[str, str], preamble: str = "", **fields) -> Report:
    """A report without the official form; `sections` by their headings."""
    keys = {f"s{number}": heading for number, heading in enumerate(sections, 1)}
    return a_report(year, next(key for key in EDITIONS if key not in FORMS), preamble=preamble, headings=keys, **fields,
                    sections=dict(zip(keys, sections.values(), strict=True)))


def changed(report: Report, cells: Mapping[str, Value]) -> Report:
    """The report with other values at these addresses."""
    new = {address: a_cell(value, report.edition.places[address].column) for address, value in cells.items()}
    assert new.keys() <= report.cells.keys()
    return replace(report, cells={**report.cells, **new})


def untyped(report: Report, *tables: str) -> Report:
    """The report with these tables not typed in."""
    return replace(report, untranscribed=frozenset(tables), cells={
        address: cell for address, cell in report.cells.items() if report.edition.places[address].table.key not in tables})


def hybrid(year: int = 2022, single: Sequence[Value] = (0,) * 7, **more) -> Report:
    """A 2021-format report that prints （六）其他处理 (other outcomes) as one row."""
    rows = {"otherwise": single, **more.pop("rows", {})}
    return a_report(year, "2021", rows=rows, absent=("no_reply", "no_fee", "other"), **more)


def a_township(*reports: Report, path: str = "shixian/shizhen", name: str = "试镇", kind: str = "镇",
               code: str = "990201100", **fields) -> Township:
    """A township with these reports, by year."""
    facts = {"county": "试县", "city": "试市", "province": "试省", **fields}
    return Township(path, name, kind, code, **facts, reports=tuple(sorted(reports, key=lambda one: one.year)))


def a_site(*townships: Township) -> Site:
    return Site(tuple(sorted(townships, key=lambda one: one.order)), EDITIONS)


def findings(*reports: Report, settings: Settings = SETTINGS, **township) -> list[Issue]:
    """What the checks say about a township with these reports."""
    return check(a_site(a_township(*reports, **township)), settings)


def codes(issues: Sequence[Issue], severity: Severity | None = None) -> list[str]:
    return [found.code for found in issues if severity is None or found.severity is severity]


def table_addresses(edition: Edition, *tables: str) -> list[str]:
    """Addresses of the rows of these tables, single-row groups left out."""
    return [address for address, place in edition.places.items()
            if place.table.key in tables and not place.row.children]


# ── on disk ──

def a_portal(folder: Path, **settings: str) -> Path:
    """Make `folder` a project of its own without reports: the frozen settings and pages, the program's templates.
    `settings` replace values of mkdocs.yml, written as there: related="false"."""
    for source in (PORTAL / "content", ROOT / "site_templates"):
        shutil.copytree(source, folder / source.name)
    text = (PORTAL / "mkdocs.yml").read_text(encoding="utf-8")
    for key, value in settings.items():
        text, count = re.subn(rf"^( *{key}: )[^#\n]*?(?= *(?:#.*)?$)", rf"\g<1>{value}", text, flags=re.M)
        if count != 1:
            raise ValueError(f"mkdocs.yml has no setting {key}")
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    return folder


TOWNSHIP = """name: 试镇
kind: 镇
code: "990201100"
county: 试县
city: 试市
province: 试省
"""


def write_tree(root: Path, *reports: Report, path: str = "shixian/shizhen", township: str = TOWNSHIP) -> Path:
    """Write reports/<path>/ with the canonical files of these reports; returns the township's folder."""
    folder = root / "reports" / path
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "township.yml").write_text(township, encoding="utf-8")
    for report in reports:
        (folder / f"{report.year}.yml").write_text(report_yaml(report), encoding="utf-8")
        (folder / f"{report.year}.md").write_text(report_prose(report), encoding="utf-8")
    return folder


def edit(file: Path, old: str, new: str) -> int:
    """Replace the only occurrence of a text; returns the line where the new text begins."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return text[:text.index(old)].count("\n") + 1


def load_tree(root: Path) -> tuple[Site, list[Issue]]:
    return load([root / "reports"], EDITIONS)


# ── pages ──

@lru_cache
def _printer() -> Callable[[Page], Rendered]:
    return render([ROOT / "site_templates"], EDITIONS, SETTINGS)


def composed(*townships: Township, settings: Settings = SETTINGS) -> dict[str, Page]:
    """The pages of a site of these townships, by URL."""
    site = a_site(*townships)
    return {page.url: page for page in compose(site, compare, chain, standings, check(site, settings), settings)}


def rendered(*townships: Township) -> dict[str, Rendered]:
    """The same pages as HTML."""
    return {url: _printer()(page) for url, page in composed(*townships).items()}


def moved(*townships: Township) -> dict[str, Rendered]:
    """The small pages at the townships' old addresses."""
    return {page.url: _printer()(page) for one in townships for page in moved_pages(one, SETTINGS)}


def report_html(*reports: Report, **township) -> html.HtmlElement:
    """The body of the last of these reports' pages, parsed."""
    one = a_township(*reports, **township)
    page = composed(one)[f"{one.path}/{one.reports[-1].year}/"]
    return parsed(_printer()(page).body)


def parsed(body: str) -> html.HtmlElement:
    return html.fromstring(f"<html><body>{body}</body></html>")


def full_disk(path, flags: int, *more, opens=os.open, **how) -> int:
    """Nothing can be created any more."""
    if flags & os.O_CREAT:
        raise OSError(28, "No space left on device", path)
    return opens(path, flags, *more, **how)
