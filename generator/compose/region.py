"""Regions (省、市、县): which townships report in which years, with totals that name what is missing.

The bodies of one folder without a county, as a city's departments, are its city's or province's own level (市本级).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain, count
from typing import Generic, NamedTuple, TypedDict, TypeVar

from generator.model import Number, Township
from generator.page import Brief, Link, Page, Plan, View

Body = TypeVar("Body", bound=Brief | Township)  # townships, or what is said of them where pages are made
_HOME = Link("首页", "")


@dataclass
class Region(Generic[Body]):
    """A province or city with what is below it, or the bodies of one folder: a county's, or those above the counties.

    `url` is its page's.
    """

    level: str  # 省份, 城市, 县区, 市本级, 省本级
    name: str
    url: str
    place: str  # the name with that of the city, each once
    below: dict[str, Region[Body]] = field(default_factory=dict)
    townships: list[Body] = field(default_factory=list)

    def all_townships(self) -> Iterable[Body]:
        yield from self.townships
        for region in self.below.values():
            yield from region.all_townships()

    @property
    def folders(self) -> Iterator[Region[Body]]:
        """The regions that have bodies of their own."""
        if self.townships:
            yield self
        for region in self.below.values():
            yield from region.folders

    @property
    def count(self) -> int:
        return sum(1 for _ in self.all_townships())


class Regions(NamedTuple, Generic[Body]):
    """The provinces, and from each the way down to the bodies of a folder, by its name."""

    provinces: Sequence[Region[Body]]
    ways: Mapping[str, tuple[Region[Body], ...]]


def region_tree(townships: Iterable[Body]) -> Regions[Body]:
    """The regions of these townships, of which only names, path, code, level and life are used.

    A folder is where its bodies of today are: one that is no more may have been in a county that is a district now.
    """
    folders: dict[str, list[Body]] = {}
    for township in townships:
        folders.setdefault(township.county_path, []).append(township)
    provinces: dict[str, Region[Body]] = {}
    ways: dict[str, tuple[Region[Body], ...]] = {}
    for folder, bodies in folders.items():
        model = next((body for body in bodies if not body.ended), bodies[0])
        province = provinces.setdefault(model.province, Region("省份", model.province, "", model.province))
        way = [province]
        if model.city not in ("", model.province):
            way.append(province.below.setdefault(model.city, Region("城市", model.city, "", model.city)))
        leaf = _folder(folder, model)
        way[-1].below[f"{folder}/"] = leaf  # a folder's name has no stroke, and no city's has one
        leaf.townships = bodies
        ways[folder] = (*way, leaf)
    taken: set[str] = set()
    for province in provinces.values():
        province.url = _address(province, 2, taken)
        for city in province.below.values():
            city.url = city.url or _address(city, 4, taken)
    return Regions(list(provinces.values()), ways)


def _folder(folder: str, body: Body) -> Region[Body]:
    """What the bodies of a folder are together; `body` is one of them."""
    if body.county:
        place = body.county if body.county.startswith(body.city) else f"{body.city} {body.county}"
        return Region("县区", body.county, f"{folder}/", place)
    level = "市本级" if body.city else "省本级"
    name = f"{body.city or body.province}（{level}）"
    return Region(level, name, f"{folder}/", name)


def _address(region: Region[Body], digits: int, taken: set[str]) -> str:
    """regions/37/, regions/3707/: the first digits of its townships' codes.

    Counties directly below a province share four digits, and a department's code names no place: such a region
    takes six digits, and at last the folder of its first county, with a number if need be.
    """
    codes = sorted(township.code for township in region.all_townships()
                   if township.code and township.level not in ("department", "zone"))
    folder = next(iter(region.all_townships())).county_path
    name = next(name for name in chain((code[:length] for code in codes[:1] for length in (digits, 6)), (folder,),
                                       (f"{folder}-{number}" for number in count(2))) if name not in taken)
    taken.add(name)
    return f"regions/{name}/"


def crumbs_of(township: Township, tree: Regions[Body]) -> tuple[Link, ...]:
    """当前位置 (the way to the page) of a township: home, province, city, county."""
    return (_HOME, *(Link(region.name, region.url) for region in tree.ways[township.county_path]))


def region_pages(tree: Regions[Brief]) -> Iterable[Plan]:
    """The list of all regions and a page for each province, city and county."""
    everybody = (one for province in tree.provinces for one in province.all_townships())
    yield Plan("regions/", mark_of(everybody), lambda: Page(
        "regions/", "regions.html", "按地区查找", "按省、市、县查找乡镇（街道）的政府信息公开工作年度报告。",
        (_HOME,), {"provinces": tree.provinces}, column="地区"))
    for province in tree.provinces:
        yield from _plans(province, (_HOME,))


def _plans(region: Region[Brief], crumbs: tuple[Link, ...]) -> Iterator[Plan]:
    """The pages of a region and of all below it."""
    yield _plan(region, crumbs)
    for one in region.below.values():
        yield from _plans(one, (*crumbs, Link(region.name, region.url)))


def _plan(region: Region[Brief], crumbs: tuple[Link, ...]) -> Plan:
    return Plan(region.url, mark_of(region.all_townships(), (*crumbs, *((one.name, one.url) for one in
                                                                        region.below.values()))),
                lambda: _page(region, crumbs))


def mark_of(briefs: Iterable[Brief], *more: object) -> str:
    """A digest of the briefs and whatever else a page depends on."""
    return sha256("".join((*(brief.mark for brief in briefs), *map(repr, more))).encode()).hexdigest()


def _page(region: Region[Brief], crumbs: tuple[Link, ...]) -> Page:
    townships = sorted(region.all_townships(), key=lambda township: township.order)
    years = sorted({report.year for township in townships for report in township.reports}, reverse=True)
    words = [[_cell(township, year) for year in years] for township in region.townships]
    below = [_coverage(child, years) for child in region.below.values()]
    context = {
        "region": region, "below": below,
        "others_then": any(of != child["count"] for child in below for _, of in child["years"]),
        "count": len(townships), "ended": sum(township.ended for township in townships),
        "years": years,
        "rows": [{"township": township, "words": row} for township, row in zip(region.townships, words, strict=True)],
        "others": any(township.level in ("department", "zone") for township in region.townships),
        "not_there": sorted({NOT_YET, NO_MORE} & set(chain.from_iterable(words))),
        "totals": [_total(townships, year) for year in years],
        "awaited": _awaited(region.townships),
    }
    only_townships = all(township.level == "township" for township in townships)
    return Page(region.url, "region.html", region.name,
                f"{region.name}各{'乡镇（街道）' if only_townships else '单位'}历年政府信息公开工作年度报告，"
                f"共{len(townships)}个单位。", crumbs, context,
                column="地区", keywords=(region.name, "政府信息公开工作年度报告"),
                example=all(township.example for township in townships))


class _Coverage(TypedDict):
    """A region, how many bodies it has, and for each year of how many that there were there are reports."""

    region: Region[Brief]
    count: int
    years: list[tuple[int, int]]


NOT_YET, NO_MORE = "尚未设立", "已撤销"


def _cell(township: Brief, year: int) -> str:
    """Why a township has no report on a year; "" if it has one."""
    if township.counts(year):
        return "" if year in township.by_year else "未收录"
    return NOT_YET if year < township.life[0] else NO_MORE


def _coverage(region: Region[Brief], years: Sequence[int]) -> _Coverage:
    """How many of a region's townships have a report on each year, of how many that there were."""
    townships = list(region.all_townships())
    return {"region": region, "count": len(townships),
            "years": [(sum(year in township.by_year for township in townships),
                       sum(township.counts(year) for township in townships)) for year in years]}


def _total(townships: Sequence[Brief], year: int) -> View:
    """Received and closed applications of a year: sums over the reports that state them, the others named.

    Of what there was at the end of that year, or reported on it all the same.
    """
    reported, counted = 0, 0
    missing: list[Brief] = []
    unknown: list[Brief] = []
    awaited: list[Brief] = []
    parts: list[tuple[Brief, str]] = []
    formless: list[Brief] = []
    received: Number = 0
    closed: Number = 0
    for township in townships:
        report = township.by_year.get(year)
        if report is None:
            if township.counts(year):
                missing.append(township)
            continue
        reported += 1
        if report.formless:
            formless.append(township)
            continue
        if report.received is None or report.closed is None:
            (awaited if report.awaited else unknown).append(township)
            continue
        counted += 1
        if report.period:
            parts.append((township, report.period))
        received += report.received
        closed += report.closed
    return {"year": year, "reported": reported, "counted": counted, "of": reported + len(missing), "received": received,
            "closed": closed, "missing": missing, "unknown": unknown, "awaited": awaited, "parts": parts,
            "formless": formless}


def _awaited(townships: Sequence[Brief]) -> list[View]:
    """Open work (待录入): the reports with tables that are not typed in."""
    return [{"township": township, "year": report.year, "tables": report.standing.untranscribed}
            for township in townships for report in township.reports
            if report.standing is not None and report.standing.untranscribed]
