"""What the browser knows of every page before it asks for more: the heads of all pages, turned into columns.

A page's number is its place in the order of the site. Places, townships, formats and tables are numbered as they
first occur, and a column holds the numbers. `heads` turns the columns back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, pairwise
from typing import Any

from generator.index.blocks import Layout
from generator.index.bundle import Head
from generator.standing import WORDS

_PLACES = ("省份", "城市", "县区")
_UNIT = "单位"  # on reports of years when the township was called or lay otherwise: its full name of then
_STANDINGS = ("", *WORDS)


class Pages:
    """Collects heads, in the order of the site."""

    def __init__(self, heads: Iterable[Head] = ()) -> None:
        self.areas: dict[tuple[str, ...], int] = {}  # province, city, county, folder
        self.units: dict[tuple[str, str, int], int] = {}  # path, name without its county, area's number → its own
        self.numbers: dict[str, int] = {}  # path → number of the unit that it is today
        self.others: list[tuple[int, str, str]] = []  # number, url, title of what belongs to no township
        self.editions: dict[str, int] = {}
        self.layouts: dict[Layout, int] = {}
        self.combined: dict[tuple[int, ...], int] = {}
        self.unit: list[int] = []
        self.year: list[int] = []
        self.edition: list[int] = []
        self.standing: list[int] = []
        self.tables: list[int] = []
        for head in heads:
            self.add(head)

    def add(self, head: Head) -> None:
        filters = head.filters
        folders = head.url.split("/")[:-1]
        county = filters.get(_PLACES[2])
        if county is None:
            self.others.append((len(self.unit), head.url, head.title))
            self.unit.append(-1)
        else:
            path = "/".join(folders[:2])
            if _UNIT in filters or path not in self.numbers:
                area = (*(filters[place] for place in _PLACES), folders[0])
                unit = path, filters.get(_UNIT, head.title).removeprefix(county), self.areas.setdefault(
                    area, len(self.areas))
                number = self.units.setdefault(unit, len(self.units))
                self.numbers.setdefault(path, number)
                self.unit.append(number)
            else:
                self.unit.append(self.numbers[path])
        self.year.append(int(filters.get("年份", "0").removesuffix("年")))
        self.edition.append(self.editions.setdefault(filters.get("表格格式", ""), len(self.editions)))
        self.standing.append(_STANDINGS.index(filters.get("核对", "")))
        numbers = tuple(self.layouts.setdefault(layout, len(self.layouts)) for layout in head.layouts)
        self.tables.append(self.combined.setdefault(numbers, len(self.combined)))

    def columns(self) -> dict[str, object]:
        """As exact.js reads them; `unit` and `area` as differences, which compress well."""
        return {
            "areas": list(self.areas), "names": "\n".join(name for _, name, _ in self.units),
            "paths": "\n".join(path.partition("/")[2] for path, _, _ in self.units),
            "area": _differences(area for _, _, area in self.units),
            "others": self.others, "editions": list(self.editions),
            "layouts": [[layout.anchor, layout.labels] for layout in self.layouts],
            "combined": list(self.combined), "unit": _differences(self.unit), "year": self.year,
            "edition": self.edition, "standings": _STANDINGS, "standing": self.standing, "tables": self.tables}

    def spoken(self) -> dict[str, list[str]]:
        """The names whose pinyin is wanted."""
        return {"units": [name for _, name, _ in self.units], "areas": [area[2] for area in self.areas]}


def newest(years: list[int]) -> list[int]:
    """The pages' numbers, the newest year first: the order in which their texts are kept."""
    return sorted(range(len(years)), key=lambda number: -years[number])


def heads(columns: Mapping[str, Any]) -> Iterator[Head]:
    """The heads that gave these columns."""
    others = {number: (url, title) for number, url, title in columns["others"]}
    units = [] if not columns["area"] else list(
        zip(columns["names"].split("\n"), columns["paths"].split("\n"), accumulate(columns["area"]), strict=True))
    layouts = [Layout(anchor, tuple(labels)) for anchor, labels in columns["layouts"]]
    today: dict[tuple[str, str], int] = {}  # folder and path → number of the unit
    tables = [tuple(layouts[number] for number in numbers) for numbers in columns["combined"]]
    for number, unit in enumerate(accumulate(columns["unit"])):
        year, word = columns["year"][number], columns["standings"][columns["standing"][number]]
        filters = {"年份": f"{year}年"} if year else {}
        if edition := columns["editions"][columns["edition"][number]]:
            filters["表格格式"] = edition
        if word:
            filters["核对"] = word
        if unit < 0:
            url, title = others[number]
        else:
            name, path, area = units[unit]
            *places, folder = columns["areas"][area]
            url, title = f"{folder}/{path}/" + (f"{year}/" if year else ""), places[2] + name
            filters = dict(zip(_PLACES, places, strict=True)) | filters
            if today.setdefault((folder, path), unit) != unit:
                filters[_UNIT] = title
        yield Head(url, title, filters, tables[columns["tables"][number]])


def _differences(numbers: Iterable[int]) -> list[int]:
    return [after - before for before, after in pairwise([0, *numbers])]
