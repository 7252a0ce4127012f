"""Site + Comparisons + Issues → Pages: which pages exist, their URLs, their words as shown.

A township's own pages need only the township and the way to it (`compose_township`); the pages of the whole site
need only the townships' briefs (`compose_site`). `compose` is both, for a site held in memory.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from generator.comparison import ChainLink, Comparison
from generator.compose.briefs import brief
from generator.compose.changes import changes_page, changes_url, has_changes
from generator.compose.lives import moved_pages
from generator.compose.nation import compose_nation, summarise
from generator.compose.region import Region, crumbs_of, mark_of, region_pages, region_tree
from generator.compose.report import notes_of, report_page
from generator.compose.township import township_page
from generator.compose.words import report_url
from generator.issue import Issue
from generator.model import Site, Township
from generator.page import Brief, Link, NoteView, Page, Plan, ReportBrief, View
from generator.revision import Revision
from generator.settings import Settings
from generator.standing import BALANCED, UNBALANCED, UNCHECKED, UNCLEAR, Standing

__all__ = ["brief", "compose", "compose_nation", "compose_site", "compose_township", "crumbs_of", "moved_pages",
           "region_tree", "summarise", "township_urls"]
NEWEST = 12  # reports listed on the home page
ONE_LIST = 150  # reports with notes on one page; where there are more, each county has its own list
_HOME = Link("首页", "")
_UNCHANGED: Mapping[int, Revision] = {}
_AS_IT_IS: Mapping[str, Mapping[int, Revision]] = {}


Standings = Mapping[int, Standing | None]  # of a township's reports, by year


def compose(site: Site, comparisons: Callable[[Township], Mapping[int, Comparison]],
            chains: Callable[[Township], Sequence[ChainLink]],
            standings: Callable[[Township, Mapping[str, Sequence[Issue]]], Standings], issues: Sequence[Issue],
            settings: Settings, proposed: Mapping[str, Mapping[int, Revision]] = _AS_IT_IS) -> Iterator[Page]:
    """Every page of the portal but the hand-written ones; one township's comparisons and chain at a time.

    `proposed`: for a preview, by township's path and year what a proposal changes.
    """
    by_path: dict[str, list[Issue]] = defaultdict(list)
    for found in issues:
        by_path[found.path].append(found)
    briefs = [brief(one, by_path, standings(one, by_path)) for one in site.townships]
    yield from (plan.compose() for plan in compose_site(briefs, settings))
    tree = region_tree(site.townships)
    for township in site.townships:
        yield from compose_township(township, crumbs_of(township, tree), comparisons(township), chains(township),
                                    by_path, standings(township, by_path), settings, proposed.get(township.path, {}))


def compose_site(briefs: Sequence[Brief], settings: Settings) -> Iterator[Plan]:
    """The pages on more than one township: home, search, check notes, regions, still as plans. `briefs` by code."""
    tree = region_tree(briefs)
    mark = mark_of(briefs)
    yield Plan("", mark, lambda: _home(briefs, tree.provinces, settings))
    yield Plan("search/", mark, lambda: Page(
        "search/", "search.html", "搜索", "在各乡镇（街道）的政府信息公开工作年度报告中搜索。", (_HOME,),
        {"provinces": tree.provinces}, column="搜索"))
    yield from _notes(briefs, {folder: way[-1].place for folder, way in tree.ways.items()})
    yield from region_pages(tree)


def compose_township(township: Township, crumbs: tuple[Link, ...], comparisons: Mapping[int, Comparison],
                     links: Sequence[ChainLink], issues: Mapping[str, Sequence[Issue]], standings: Standings,
                     settings: Settings, proposed: Mapping[int, Revision] = _UNCHANGED) -> Iterator[Page]:
    """The township's own page, that of its words compared, one for each report.

    `crumbs` lead to it; `issues` by the report's path.
    """
    public = {report.path: notes_of(issues.get(report.path, ()))
              for report in township.reports}
    mine = [found for mine in public.values() for found in mine]
    yield township_page(township, links, mine, standings, settings, crumbs)
    crumbs = (*crumbs, Link(township.name, township.path + "/"))
    if has_changes(township, settings):
        yield changes_page(township, comparisons, crumbs)
    for report in township.reports:
        yield report_page(township, report, comparisons.get(report.year), public[report.path], standings[report.year],
                          settings, crumbs, proposed.get(report.year))


def township_urls(township: Township | Brief, settings: Settings) -> Iterator[str]:
    """The addresses of a township's pages, in the order of `compose_township`."""
    yield f"{township.path}/"
    if has_changes(township, settings):
        yield changes_url(township)
    for report in township.reports:
        yield report_url(township, report.year)


def _home(briefs: Sequence[Brief], provinces: Sequence[Region[Brief]], settings: Settings) -> Page:
    reports = [(report, township) for township in briefs for report in township.reports]
    newest = sorted(reports, key=lambda pair: (pair[0].year, pair[0].date), reverse=True)[:NEWEST]
    coverage = Counter(report.year for report, _ in reports)
    context = {
        "provinces": provinces, "townships": len(briefs), "reports": len(reports),
        "newest": [{"title": report.title, "url": report_url(township, report.year),
                    "place": report.place, "year": report.year,
                    "date": report.date} for report, township in newest],
        "coverage": [{"year": year, "count": coverage[year], "of": sum(one.counts(year) for one in briefs)}
                     for year in sorted(coverage, reverse=True)],
    }
    return Page("", "home.html", settings.name,
                f"{settings.name}：查阅、搜索、比较乡镇（街道）政府信息公开工作年度报告。", (), context, column="首页")


# ── check notes: lists to look things up in, by township in the order of codes; no ranking ──

def _notes(briefs: Sequence[Brief], places: Mapping[str, str]) -> Iterator[Plan]:
    """`places`: what the bodies of a county folder are called together."""
    noted = [(township, report) for township in briefs for report in township.reports
             if report.notes or (report.standing is not None and report.standing.word != BALANCED)]
    counties: dict[str, list[tuple[Brief, ReportBrief]]] = {}
    if len(noted) > ONE_LIST:
        for township, report in noted:
            counties.setdefault(township.county_path, []).append((township, report))
    lists = [{"name": places[county], "url": f"notes/{county}/", "count": len(rows)}
             for county, rows in counties.items()]
    yield Plan("notes/", mark_of(briefs), lambda: _note_list(
        "notes/", "数据核对说明", (_HOME,), len(noted), noted if not counties else [], lists))
    for (county, rows), entry in zip(counties.items(), lists, strict=True):
        yield Plan(f"notes/{county}/", mark_of((township for township, _ in rows), entry["name"]), partial(
            _note_list, f"notes/{county}/", f"{entry['name']}：数据核对说明", (_HOME, Link("数据核对说明", "notes/")),
            len(rows), rows))


def _note_list(url: str, title: str, crumbs: tuple[Link, ...], count: int, noted: Sequence[tuple[Brief, ReportBrief]],
               lists: Sequence[View] = ()) -> Page:
    """A list for each word of the standings but the good one, and one of the balances that need a blank as 0."""
    groups = [group for key, word, items in (
        ("unbalanced", UNBALANCED, lambda report: [note for note in report.notes if note.failed]),
        ("unclear", UNCLEAR, lambda report: report.unclear),
        ("unchecked", UNCHECKED, lambda report: () if report.standing is None or report.standing.word != UNCHECKED else
         (Link("表里的数都空着，或没有可以互相核对的数", ""),)),
        ("supposed", "说明：没有数的格按 0 计才成立", lambda report: [
            note for note in report.notes if not note.failed]))
        if (group := _note_group(key, word, noted, items))["rows"]]
    return Page(url, "notes.html", title, "各报告中勾稽关系不相符、有看不清或未录入的数之处，逐条列出。", crumbs,
                {"title": title, "groups": groups, "count": count, "lists": lists},
                column="数据核对说明")


def _note_group(key: str, word: str, noted: Sequence[tuple[Brief, ReportBrief]],
                items: Callable[[ReportBrief], Sequence[NoteView | Link]]) -> View:
    return {"key": key, "word": word, "rows": [
        {"township": township, "unit": report.unit, "year": report.year, "url": report_url(township, report.year),
         "items": found} for township, report in noted if (found := items(report))]}
