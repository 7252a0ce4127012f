"""What the portal is about: townships (乡镇), their annual reports (年度报告), cells, comparisons.

Frozen values without I/O. Missing is not zero: a Cell says which of the official states it is in, and
its published literal is kept for ever. An address is `row.column` in the report's edition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from generator.archive import Attachment, Source
from generator.edition import Edition, Section
from generator.prose import Block, numbered, parse, plain

Number = int | Decimal

TO_FILL = "待填"  # stands in a new report's file wherever something must still be written
NO_WORDS = "原文无此内容"  # stands in a section that has no words in the original either
YUAN = {"元": 1, "万元": 10_000, "亿元": 100_000_000}  # units of money; values are held in yuan


CORRECTIONS = ("录入订正", "更正", "修订")  # of our slip; of the authority's; its new text
FIELDS = {"title": "标题", "issuer": "发布机关", "number": "文号", "signed": "成文日期", "published": "发布日期"}

OTHER_PLACES = {"preamble": "前言", "period": "所报时段", "edition": "表格格式"}


class State(Enum):
    """The states of a cell; they never turn into one another."""

    NUMBER = "number"  # a reported figure; 0 is a reported zero
    BLANK = "blank"  # empty in the original
    NOT_APPLICABLE = "not_applicable"  # "/", "—", "无"
    UNREADABLE = "unreadable"  # ambiguous or illegible: the literal is kept, the value is unknown


@dataclass(frozen=True, slots=True)
class Cell:
    """One published cell. `literal` is as printed; `value` is exact, in the column's base unit (money: yuan)."""

    literal: str
    value: Number | None
    state: State


BLANK = Cell("", None, State.BLANK)


class Period(NamedTuple):
    """The part of a year that a report is on; days as yyyy-MM-dd, both within it."""

    start: str
    end: str

    @property
    def days(self) -> tuple[str, str]:
        """The same without the year: two years' reports with the same days are on stretches of the same length."""
        return self.start[5:], self.end[5:]


class Correction(NamedTuple):
    """A published value that was changed afterwards (更正记录).

    `at`: an address, a field, a table or a section. `before` and `after`: of a cell the literal, "" for a blank; of a
    text the sentences, "" for none.
    """

    date: str
    kind: str  # one of CORRECTIONS
    at: str
    before: str
    after: str
    reason: str
    link: str | None
    line: int

    @property
    def entry(self) -> Correction:
        """What it says, wherever it stands."""
        return self._replace(line=0)

    @property
    def fields(self) -> dict[str, str | None]:
        """Its entry, as it stands in the YAML."""
        return {"date": self.date, "kind": self.kind, "at": self.at, "before": self.before, "after": self.after,
                "reason": self.reason, "link": self.link}


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """原文如此: a failing balance that the original really has. `key` is the column or row concerned."""

    check: str
    table: str
    key: str
    reason: str
    line: int


@dataclass(frozen=True)
class Report:
    """Annual report (年度报告) of one township on one year."""

    path: str  # reports/<county>/<township>/<year>.yml
    year: int
    edition: Edition
    title: str | None  # None: the original has no title
    issuer: str | None
    signed: str | None  # 成文日期
    published: str | None  # 发布日期
    source: Source
    transcription: tuple[str, ...]  # 整理说明
    cells: Mapping[str, Cell]
    lines: Mapping[str, int]  # row key or field → line in the YAML
    missing_tables: frozenset[str]
    absent_rows: frozenset[str]
    extra_lines: Mapping[str, tuple[str, ...]]  # by table: lines of the original that fit no cell
    acknowledged: tuple[Acknowledgement, ...]
    headings: Mapping[str, str | None]  # section → its heading as printed; None: lost in the original
    preamble: str  # prose before the first section, as written: see `blocks`
    prose: Mapping[str, str]  # section → its prose, as written
    prose_lines: Mapping[str, int]
    prose_path: str
    number: str | None = None  # 文号
    period: Period | None = None  # None: the whole year
    attachments: tuple[Attachment, ...] = ()
    table_notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by table: notes printed under it
    untranscribed: frozenset[str] = frozenset()  # tables of the original that are not typed in yet
    corrections: tuple[Correction, ...] = ()  # the latest first
    wordless: frozenset[str] = frozenset()  # sections that an editor saw to have no words in the original

    @cached_property
    def without_table(self) -> frozenset[str]:
        """Tables without cells: missing in the original, or not typed in yet."""
        return self.missing_tables | self.untranscribed

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The official sections; of a report in free form its own, in its order."""
        if self.edition.sections:
            return self.edition.sections
        return tuple(Section(key, heading or "") for key, heading in self.headings.items())

    def place(self, at: str) -> str:
        """In words the place that a correction names; an address that the report's format lacks as it is."""
        edition = self.edition
        if (place := edition.places.get(at)) is not None:
            return place.words
        table = next((table for table in edition.tables if table.key == at), None)
        if table is not None:
            return f"{table.name} {table.caption}"
        headings = {section.key: section.heading for section in self.sections}
        return (FIELDS | OTHER_PLACES | headings).get(at, at)

    @cached_property
    def literals(self) -> Mapping[str, tuple[str, ...]]:
        """By row, in the order of the format: its cells as published."""
        cells = self.cells
        return {row: tuple([cells[address].literal for address in addresses])
                for row, addresses in self.edition.addresses.items() if addresses[0] in cells}

    @cached_property
    def rows(self) -> frozenset[str]:
        """Keys of the rows that the report gives."""
        return frozenset(self.literals)

    @cached_property
    def figures(self) -> Mapping[str, Number]:
        """By address: the figures of the cells that hold one."""
        return {address: value for address, cell in self.cells.items() if (value := cell.value) is not None}

    @cached_property
    def without_figure(self) -> tuple[str, ...]:
        """Addresses of the cells that hold none: blank, not applicable, unreadable."""
        if len(self.figures) == len(self.cells):
            return ()
        return tuple(address for address in self.cells if address not in self.figures)

    @cached_property
    def blocks(self) -> Mapping[str, tuple[Block, ...]]:
        """By section, the preamble under "": its prose in blocks, with their lines in the file."""
        pictures = frozenset([one.file for one in self.attachments if one.is_picture])
        return {key: parse(text, pictures, self.prose_lines.get(key, 1))
                for key, text in (("", self.preamble), *self.prose.items())}

    @cached_property
    def plain_prose(self) -> Mapping[str, str]:
        """By section, the preamble under "": the text line by line."""
        return {key: plain(blocks) for key, blocks in self.blocks.items()}

    @cached_property
    def sentences(self) -> tuple[tuple[int, str], ...]:
        """Every sentence of the prose with its line in the file."""
        return tuple([(at, sentence) for blocks in self.blocks.values() for at, line in numbered(blocks)
                      for sentence in _cut(line.strip()) if sentence.strip()])

    def takes_up(self, last: Report) -> bool:
        """Does it begin where `last`, that on the year before, ends, with no stretch of time between?"""
        ended = last.period is None or last.period.days[1] == "12-31"
        return ended and (self.period is None or self.period.days[0] == "01-01")

    def as_long_as(self, other: Report) -> bool:
        """Are both on the whole year, or on the same part of it? Else their counts cannot be compared."""
        return (self.period and self.period.days) == (other.period and other.period.days)

    def cell(self, address: str) -> Cell | None:
        """The cell, or None if its row or table is not in the report."""
        return self.cells.get(address)

    def summands(self, address: str) -> dict[str, Cell | None]:
        """By address the cells whose sum stands there: its own, or those of a group that the report prints in parts."""
        if (own := self.cells.get(address)) is not None:
            return {address: own}
        row, column = address.split(".")
        return {part: self.cells.get(part) for part in (
            f"{key}.{column}" for key in self.edition.summands(row, self.rows))}


class Former(NamedTuple):
    """What a body was before (原名、原属): of name, code, kind and its level, places those that differed.

    `until`: year, month or day when that ended, None: not known. `path`: where the predecessor has pages of its own.
    """

    facts: Mapping[str, str]
    until: str | None = None
    path: str | None = None


class Kin(NamedTuple):
    """Another body whose duties came from this one or went to it. `when`: year, month or day, if known.

    `how`: "whole", all of them; "shared", to several bodies; "part", of one that goes on besides; "renamed", the later
    body is the earlier one under another name.
    """

    name: str  # at that time; with its county if that is another one
    path: str | None  # None: it has no pages here
    when: str | None = None
    how: str = "whole"


@dataclass(frozen=True)
class Township:
    """A body that reports (公开主体): a township (乡镇街道), a government, department or zone.

    Names, code and places are today's; `at` gives those of a year.
    """

    path: str  # <county>/<township>: its identity, its place in reports/ and in the site; it never changes
    name: str
    kind: str  # 镇, 街道, 部门 …
    code: str  # division code (区划代码): 9 digits, 6 for governments; "": it has none
    county: str  # "": it is above the counties, as a city's department
    city: str
    province: str
    contact: Mapping[str, str] = field(default_factory=dict)
    formerly: tuple[Former, ...] = ()  # the latest first
    example: bool = False
    reports: tuple[Report, ...] = ()  # by year, ascending
    file: str = ""  # its township.yml, as issues and the link to edit it name it
    level: str = "township"  # of its kind: province, city, county, department, township, zone
    since: str | None = None  # year, month or day; None: not known, or always
    until: str | None = None  # None: it exists
    succeeded_by: tuple[str, ...] = ()  # paths or names, as written
    moved_from: tuple[str, ...] = ()  # paths at which its pages once were
    successors: tuple[Kin, ...] = ()
    predecessors: tuple[Kin, ...] = ()

    @property
    def full_name(self) -> str:
        """Name with its county: names repeat across the country; above the counties with its city or province."""
        places = (self.county,) if self.county else tuple(filter(None, (self.city, self.province)))
        return self.name if not places or self.name.startswith(places) else places[0] + self.name

    @property
    def above(self) -> tuple[str, ...]:
        """The province and the city, each once, and not where the full name begins with it."""
        name = self.full_name
        return tuple(place for place in dict.fromkeys((self.province, self.city))
                     if place and not name.startswith(place))

    @property
    def whole_name(self) -> str:
        """The full name with its city."""
        return ("" if self.city not in self.above else self.city) + self.full_name

    @property
    def county_path(self) -> str:
        return self.path.split("/")[0]

    def stem(self, year: int) -> str:
        """What the data files of a report are called, without their kind: by path, which never changes."""
        return f"{self.path.replace('/', '-')}-{year}"

    @property
    def order(self) -> tuple[bool, bool, str]:
        """By division code; those without one follow, by path, and after all of them departments and zones."""
        return self.level in ("department", "zone"), not self.code, self.code or self.path

    def at(self, year: int) -> Township:
        """The body as it was at the end of a year: its name, kind, code and places of then."""
        facts: dict[str, str] = {}
        for former in self.formerly:
            if former.until is not None and year < first_without(former.until):
                facts |= former.facts
        return replace(self, **facts) if facts else self  # type: ignore[arg-type]

    @property
    def life(self) -> tuple[int, int]:
        """The first and the last year on which a report is to be expected: those at whose end it was there."""
        last = END_OF_TIME if self.until is None else first_without(self.until) - 1
        return int(self.since[:4]) if self.since else 0, last

    @property
    def ended(self) -> bool:
        """Does it exist no more?"""
        return self.until is not None

    def joined_between(self, before: int, after: int) -> tuple[Kin, ...]:
        """The bodies whose duties it took over between the ends of two years: its figures of then are of less."""
        return tuple(kin for kin in self.predecessors if kin.how != "renamed" and _falls(kin, before, after))

    def parted_between(self, before: int, after: int) -> tuple[Kin, ...]:
        """The bodies to which a part of its duties went between the ends of two years, while it went on."""
        return tuple(kin for kin in self.successors if kin.how == "part" and _falls(kin, before, after))

    def regrouped_between(self, before: int, after: int) -> bool:
        """Was it another body at the end of the earlier year, so that its figures do not go on from there?"""
        return bool((self.predecessors and self.joined_between(before, after))
                    or (self.successors and self.parted_between(before, after)))


END_OF_TIME = 9999  # the last year of a body that exists


def first_without(until: str) -> int:
    """The first year at whose end a time is over that ends at `until` (year, month or day)."""
    return int(until[:4]) + until.endswith("-12-31")


def _falls(kin: Kin, before: int, after: int) -> bool:
    return kin.when is not None and before < first_without(kin.when) <= after


@dataclass(frozen=True)
class Site:
    """Everything that was loaded, townships by code."""

    townships: tuple[Township, ...]
    editions: Mapping[str, Edition]


def _cut(line: str) -> list[str]:
    """A line's sentences, each with the sign that ends it."""
    for end in "。；！？":
        line = line.replace(end, f"{end}\n")
    return line.split("\n")
