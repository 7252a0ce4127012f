"""Site + Comparisons + Issues → Pages: which pages exist, their URLs, their words as shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from generator.compose.region import Region, crumbs_of, region_pages, region_tree
from generator.compose.report import PUBLIC, report_page, report_url, title_of
from generator.compose.township import township_page
from generator.edition import Edition
from generator.issue import Issue, Severity
from generator.model import ChainLink, Comparison, Site, Township
from generator.page import Link, Page
from generator.settings import Settings

__all__ = ["compose", "compose_township"]
NEWEST = 12  # reports listed on the home page


def compose(site: Site, comparisons: Callable[[Township], Mapping[int, Comparison]],
            chains: Callable[[Township], Sequence[ChainLink]], issues: Sequence[Issue], settings: Settings
            ) -> Iterator[Page]:
    """Every page of the portal but the hand-written ones; one township's comparisons and chain at a time."""
    tree = region_tree(site.townships)
    by_path: dict[str, list[Issue]] = defaultdict(list)
    for found in issues:
        if found.severity in PUBLIC:
            by_path[found.path].append(found)
    yield _home(site, tree, settings)
    yield _search(tree)
    yield _notes(site, by_path)
    yield from region_pages(tree)
    for township in site.townships:
        yield from compose_township(township, tree, comparisons(township), chains(township),
                                    by_path, settings)


def compose_township(township: Township, tree: dict[str, Region], comparisons: Mapping[int, Comparison],
                     links: Sequence[ChainLink], issues: Mapping[str, list[Issue]], settings: Settings
                     ) -> Iterator[Page]:
    """The township's own page and one for each of its reports. `issues` by the report's path."""
    crumbs = crumbs_of(township, tree)
    mine = [found for report in township.reports for found in issues.get(report.path, ())]
    yield township_page(township, links, mine, settings, crumbs)
    crumbs = (*crumbs, Link(township.name, township.path + "/"))
    for report in township.reports:
        yield report_page(township, report, comparisons.get(report.year), issues.get(report.path, ()), settings,
                          crumbs)


def _home(site: Site, tree: dict[str, Region], settings: Settings) -> Page:
    reports = [(report, township) for township in site.townships for report in township.reports]
    newest = sorted(reports, key=lambda pair: (pair[0].year, pair[0].published or pair[0].signed or ""),
                    reverse=True)[:NEWEST]
    coverage = Counter(report.year for report, _ in reports)
    context = {
        "provinces": list(tree.values()), "townships": len(site.townships), "reports": len(reports),
        "newest": [{"title": title_of(township, report), "url": report_url(township, report.year),
                    "place": f"{township.city}{township.full_name}", "year": report.year,
                    "date": report.published or report.signed or ""} for report, township in newest],
        "coverage": [{"year": year, "count": coverage[year], "of": len(site.townships)}
                     for year in sorted(coverage, reverse=True)],
    }
    return Page("", "home.html", settings.name,
                f"{settings.name}：查阅、搜索、比较乡镇（街道）政府信息公开工作年度报告。", (), context, column="首页")


def _search(tree: dict[str, Region]) -> Page:
    return Page("search/", "search.html", "搜索", "在各乡镇（街道）的政府信息公开工作年度报告中搜索。",
                (Link("首页", ""),), {"provinces": list(tree.values())}, column="搜索")


def _notes(site: Site, issues: Mapping[str, list[Issue]]) -> Page:
    """All check notes, by township in the order of codes: a list to look things up, no ranking."""
    rows = [{"township": township, "year": report.year, "url": report_url(township, report.year),
             "items": [{"found": found, "anchor": _section_of(report.edition, found),
                        "failed": found.severity is Severity.NOTE}
                       for found in issues[report.path]]}
            for township in site.townships for report in township.reports if issues.get(report.path)]
    return Page("notes/", "notes.html", "数据核对说明", "各报告中勾稽关系不相符、或因空白无法完全核对之处，逐条列出。",
                (Link("首页", ""),), {"rows": rows, "count": sum(len(row["items"]) for row in rows)},
                column="数据核对说明")


def _section_of(edition: Edition, found: Issue) -> str:
    return next((section.key for section in edition.sections if section.table == found.table), "")
