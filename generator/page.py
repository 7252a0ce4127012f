"""Pages and data files as values: what compose hands to render, and render to the shell.

A URL is a path inside the site without a leading slash ("" is the home page, "anqiu/jinzhongzi/2020/");
templates make it relative with the page's `root`, so the folder can be served from any place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from generator.standing import Standing

View = dict[str, object]  # words by the names that a template knows them by


NOTHING: Mapping[str, str] = {}


class Link(NamedTuple):
    text: str
    url: str


class TableView(NamedTuple):
    """An official table of one report.

    `literals` are the report's cells as published, by row, those of other tables too. By address: the `states` of the
    cells that hold no figure; `notes`, the small print that follows a cell; `corrected`, the id of the entry that
    tells of its correction; in a preview `proposed`, what stood there before. `row_notes` follow a row's label.
    """

    edition: str
    table: str
    rows: frozenset[str]
    literals: Mapping[str, Sequence[str]]
    states: Mapping[str, str]
    notes: Mapping[str, tuple[str, ...]]
    row_notes: Mapping[str, str]
    corrected: Mapping[str, str] = NOTHING
    proposed: Mapping[str, str] = NOTHING


@dataclass(frozen=True)
class Page:
    """One page: its URL, the template that prints it and all that the template needs, finished."""

    url: str
    template: str
    title: str  # for <title>, without the site's name
    description: str
    crumbs: tuple[Link, ...]  # 当前位置, without the page itself
    context: Mapping[str, object]
    column: str = ""  # ColumnName of government pages' meta labels
    published: str | None = None  # yyyy-MM-dd
    source: str | None = None  # ContentSource
    keywords: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)  # of the search
    example: bool = False
    searched: bool = True  # False: it says nothing that is not on another page

    @property
    def depth(self) -> int:
        return self.url.count("/")

    @property
    def root(self) -> str:
        """The relative way from this page to the top of the site."""
        return "../" * self.depth or "./"


@dataclass(frozen=True, slots=True)
class NoteView:
    """One check note of a report, for the lists of notes. Not `failed`: the balance holds with `supposed` as 0."""

    place: str
    formula: str
    found: str
    expected: str
    difference: str
    reason: str
    anchor: str  # of the section on the report's page
    failed: bool
    supposed: str  # what stands in the cells that count as 0, in words; "" where every cell has a figure


@dataclass(frozen=True, slots=True)
class ReportBrief:
    """What the lists of the site say of one report. Counts are None where the report does not state them."""

    year: int
    unit: str  # the body's full name of that year
    place: str  # the same with its city
    title: str
    date: str  # published, else signed; "" where neither is known
    received: int | Decimal | None
    closed: int | Decimal | None
    notes: tuple[NoteView, ...]
    standing: Standing | None = None  # None: in free form, there is nothing to check
    unclear: tuple[Link, ...] = ()  # the places of the figures that nobody can read, on the report's page
    awaited: bool = False  # are the counts not there because their table is not typed in yet?
    period: str = ""  # the part of the year that it is on, in words; "" for the whole year
    formless: bool = False  # in free form: it has no figures to state


@dataclass(frozen=True)
class Brief:
    """What the lists of the site say of one township, and all they need to know of it."""

    path: str
    name: str
    full_name: str
    kind: str
    code: str
    county: str
    city: str
    province: str
    example: bool
    level: str
    life: tuple[int, int]  # the first and the last year on which a report is to be expected
    reports: tuple[ReportBrief, ...]  # by year, ascending

    @property
    def order(self) -> tuple[bool, bool, str]:
        """By division code; those without one follow, by path, and after all of them departments and zones."""
        return self.level in ("department", "zone"), not self.code, self.code or self.path

    @property
    def ended(self) -> bool:
        """Does it exist no more?"""
        return self.life[1] < 9999

    def counts(self, year: int) -> bool:
        """Is it one of the N in "n of N": did it exist at the end of the year, or report on it all the same?"""
        return self.life[0] <= year <= self.life[1] or year in self.by_year

    @property
    def county_path(self) -> str:
        return self.path.split("/")[0]

    @cached_property
    def by_year(self) -> Mapping[int, ReportBrief]:
        return {report.year: report for report in self.reports}

    @cached_property
    def mark(self) -> str:
        """A fingerprint of this brief: two with the same mark say the same."""
        return sha256(repr(self).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """A region (省份、城市) in a Summary; `url` is its page's, inside the summarised site."""

    name: str
    url: str
    townships: int
    below: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Summary:
    """What a portal tells other sites of itself, in its summary.json."""

    name: str
    townships: int
    reports: int
    years: Mapping[int, int]  # year → reports, the newest first
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Member:
    """One of the portals that a nation's front page joins. `url` is its address as seen from that page's folder."""

    name: str
    url: str
    summary: Summary


@dataclass(frozen=True)
class Nation:
    """A front page over several portals (全国门户): its name, and its members in the order of the page."""

    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Plan:
    """A page still to be composed. Two plans with the same `url` and `mark` make the same page."""

    url: str
    mark: str
    compose: Callable[[], Page]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page's own HTML: what goes into <head> and what goes into the article."""

    title: str
    head: str
    body: str


class Written(NamedTuple):
    """A file of the site as it was written: bytes, and a digest of its content."""

    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file to publish as it is."""

    path: str
    content: bytes
