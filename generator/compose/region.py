"""Regions (省、市、县): which townships report in which years, with totals that name what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Generic, TypeVar

from generator.model import Number, Township
from generator.page import Brief, Link, Page, Plan, View

Body = TypeVar("Body", bound=Brief | Township)  # townships, or what is said of them where pages are made


@dataclass
class Region(Generic[Body]):
    """A province, city or county with what is below it; `url` is its page's."""

    level: str  # 省份, 城市, 县区
    name: str
    url: str
    below: dict[str, Region[Body]] = field(default_factory=dict)
    townships: list[Body] = field(default_factory=list)

    def all_townships(self) -> Iterable[Body]:
        yield from self.townships
        for region in self.below.values():
            yield from region.all_townships()

    @property
    def count(self) -> int:
        return sum(1 for _ in self.all_townships())


def region_tree(townships: Iterable[Body]) -> dict[str, Region[Body]]:
    """Provinces by name, with their cities and counties. Of a township only its names, path and code are used."""
    provinces: dict[str, Region[Body]] = {}
    for township in townships:
        province = provinces.setdefault(township.province, Region("省份", township.province, ""))
        city = province.below.setdefault(township.city, Region("城市", township.city, ""))
        county = city.below.setdefault(
            township.county_path, Region("县区", township.county, f"{township.county_path}/"))
        county.townships.append(township)
    taken: set[str] = set()
    for province in provinces.values():
        province.url = _address(province, 2, taken)
        for city in province.below.values():
            city.url = _address(city, 4, taken)
    return provinces


def _address(region: Region[Body], digits: int, taken: set[str]) -> str:
    """regions/37/, regions/3707/: the first digits of its townships' codes.

    Counties directly below a province share four digits, and a department's code names no place: such a region
    takes six digits, and at last the folder of its first county.
    """
    codes = sorted(township.code for township in region.all_townships()
                   if township.code and township.level not in ("department", "zone"))
    folder = next(iter(region.all_townships())).county_path
    for name in (*(code[:length] for code in codes[:1] for length in (digits, 6)), folder, f"{folder}-{digits}"):
        if name not in taken:
            taken.add(name)
            return f"regions/{name}/"
    raise AssertionError("a county's folder is unique")


def crumbs_of(township: Township, tree: Mapping[str, Region[Body]]) -> tuple[Link, ...]:
    """当前位置 (the way to the page) of a township: home, province, city, county."""
    province = tree[township.province]
    city = province.below[township.city]
    county = city.below[township.county_path]
    return (Link("首页", ""), *(Link(region.name, region.url) for region in (province, city, county)))


def region_pages(tree: dict[str, Region[Brief]]) -> Iterable[Plan]:
    """The list of all regions and a page for each province, city and county."""
    home = Link("首页", "")
    yield Plan("regions/", mark_of(one for province in tree.values() for one in province.all_townships()), lambda: Page(
        "regions/", "regions.html", "按地区查找", "按省、市、县查找乡镇（街道）的政府信息公开工作年度报告。",
        (home,), {"provinces": list(tree.values())}, column="地区"))
    for province in tree.values():
        yield _plan(province, (home,))
        for city in province.below.values():
            yield _plan(city, (home, Link(province.name, province.url)))
            for county in city.below.values():
                yield _plan(county, (home, Link(province.name, province.url), Link(city.name, city.url)))


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
    context = {
        "region": region, "below": [_coverage(child, years) for child in region.below.values()],
        "count": len(townships),
        "years": years,
        "rows": [{"township": township, "reports": township.by_year} for township in region.townships],
        "totals": [_total(townships, year) for year in years],
    }
    return Page(region.url, "region.html", region.name,
                f"{region.name}各乡镇（街道）历年政府信息公开工作年度报告，共{len(townships)}个单位。", crumbs, context,
                column="地区", keywords=(region.name, "政府信息公开工作年度报告"),
                example=all(township.example for township in townships))


def _coverage(region: Region[Brief], years: Sequence[int]) -> View:
    """How many of a region's townships have a report on each year."""
    townships = list(region.all_townships())
    return {"region": region, "count": len(townships),
            "years": [sum(year in township.by_year for township in townships) for year in years]}


def _total(townships: Sequence[Brief], year: int) -> View:
    """Received and closed applications of a year: sums over the reports that state them, the others named."""
    reported, counted, missing, unknown, formless = 0, 0, [], [], []
    received: Number = 0
    closed: Number = 0
    for township in townships:
        report = township.by_year.get(year)
        if report is None:
            missing.append(township)
            continue
        reported += 1
        if report.formless:
            formless.append(township)
            continue
        if report.received is None or report.closed is None:
            unknown.append(township)
            continue
        counted += 1
        received += report.received
        closed += report.closed
    return {"year": year, "reported": reported, "counted": counted, "of": len(townships), "received": received,
            "closed": closed, "missing": missing, "unknown": unknown, "formless": formless}
