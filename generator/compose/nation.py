"""What a portal says of itself to others, and the pages of a nation's front, which joins several portals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from generator.compose.region import Region, region_tree
from generator.page import Brief, Link, Member, Nation, Page, Place, Summary, View
from generator.settings import Settings

_HOME = Link("首页", "")


def summarise(briefs: Sequence[Brief], settings: Settings) -> Summary:
    """The summary of a portal with these townships."""
    years = Counter(report.year for brief in briefs for report in brief.reports)
    return Summary(settings.name, len(briefs), years.total(), dict(sorted(years.items(), reverse=True)),
                   tuple(_place(province) for province in region_tree(briefs).provinces))


def _place(region: Region[Brief]) -> Place:
    """Down to the cities: a summary is small."""
    below = region.below.values() if region.level == "省份" else ()
    return Place(region.name, region.url, region.count, tuple(map(_place, below)))


def compose_nation(nation: Nation) -> Iterator[Page]:
    """Home, search, regions, check notes: the pages that the frame of every page leads to."""
    yield Page("", "nation.html", nation.name,
               f"{nation.name}：从各省的网站查阅、搜索乡镇（街道）政府信息公开工作年度报告。", (),
               _home(nation), column="首页")
    yield Page("search/", "nation-search.html", "搜索", "在各省网站的政府信息公开工作年度报告中一起搜索。", (_HOME,),
               {"sites": _sites(nation, 1)}, column="搜索")
    yield Page("regions/", "nation-regions.html", "按地区查找", "按省、市查找乡镇（街道）的政府信息公开工作年度报告。",
               (_HOME,), {"sites": _sites(nation, 1)}, column="地区")
    yield Page("notes/", "nation-notes.html", "数据核对说明", "各省网站的数据核对说明。", (_HOME,),
               {"sites": _sites(nation, 1)}, column="数据核对说明")


def _home(nation: Nation) -> Mapping[str, object]:
    summaries = [member.summary for member in nation.members]
    years = sorted({year for summary in summaries for year in summary.years}, reverse=True)
    sites = [site | {"years": [member.summary.years.get(year, 0) for year in years]}
             for site, member in zip(_sites(nation, 0), nation.members, strict=True)]
    return {"sites": sites, "years": years, "townships": sum(summary.townships for summary in summaries),
            "reports": sum(summary.reports for summary in summaries),
            "totals": [sum(summary.years.get(year, 0) for summary in summaries) for year in years]}


def _sites(nation: Nation, depth: int) -> list[View]:
    """The members as a page of this depth shows and links them."""
    return [{"name": member.name, "href": _href(member, depth), "townships": member.summary.townships,
             "reports": member.summary.reports, "places": [
                 {"name": place.name, "href": _href(member, depth) + place.url, "townships": place.townships}
                 for place in _places(member.summary)]} for member in nation.members]


def _places(summary: Summary) -> Sequence[Place]:
    """The cities where the portal is of one province, else its provinces."""
    return summary.places[0].below if len(summary.places) == 1 else summary.places


def _href(member: Member, depth: int) -> str:
    absolute = member.url.startswith(("/", "http://", "https://"))
    return member.url if absolute else "../" * depth + member.url
