"""What the portal is about: townships (乡镇), their annual reports (年度报告), cells, comparisons.

Frozen values without I/O. Missing is not zero: a Cell says which of the official states it is in, and
its published literal is kept for ever. An address is `row.column` in the report's edition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from generator.edition import Edition, Section

Number = int | Decimal

TO_FILL = "待填"  # stands in a new report's file wherever something must still be written
NO_WORDS = "原文无此内容"  # stands in a section that has no words in the original either
YUAN = {"元": 1, "万元": 10_000, "亿元": 100_000_000}  # units of money; values are held in yuan


# Kinds of originals that a browser shows as text, a picture or a PDF, or hands over to be saved. Whatever else there is
# may be a page, a script or a style to some browser or host, today or tomorrow.
_INERT = re.compile(r".+\.(pdf|docx?|wps|rtf|ofd|xlsx?|et|csv|txt|jpe?g|png|gif|webp|bmp|tiff?|zip|rar|7z)",
                    re.ASCII | re.IGNORECASE)


_PICTURE = re.compile(r".+\.(jpe?g|png|gif|webp|bmp)", re.ASCII | re.IGNORECASE)
CORRECTIONS = ("录入订正", "更正", "修订")  # of our slip; of the authority's; its new text
FIELDS = {"title": "标题", "issuer": "发布机关", "number": "文号", "signed": "成文日期", "published": "发布日期"}


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


@dataclass(frozen=True, slots=True)
class Source:
    """Where the original is: the archived file beside the report, and its page on the web, if known."""

    file: str | None
    url: str | None
    accessed: str | None
    sha256: str | None
    superseded: tuple[Superseded, ...] = ()  # originals that a newer one replaced, the latest first

    @property
    def published_as(self) -> str:
        """The archived file's name on the site."""
        return published_name(self.file or "")


class Superseded(NamedTuple):
    """An original that a newer one has replaced and that stays beside it; `until`: the day when that was noticed."""

    file: str
    sha256: str | None
    until: str | None


def published_name(file: str) -> str:
    """A file's name on the site: its own where no browser runs such a file as a page, else with .txt.

    A static host tells a file's kind by its last ending alone, and what runs would run in the name of the site.
    """
    return file if not file or _INERT.fullmatch(file) else file + ".txt"


class Attachment(NamedTuple):
    """A file that belongs to a report (附件): an annex, a list, a picture of the original, then `alt` in words."""

    file: str
    title: str
    alt: str
    size: int  # bytes

    @property
    def published_as(self) -> str:
        return published_name(self.file)

    @property
    def is_picture(self) -> bool:
        return bool(_PICTURE.fullmatch(self.file))


class Period(NamedTuple):
    """The part of a year that a report is on; days as yyyy-MM-dd, both within it."""

    start: str
    end: str


class Correction(NamedTuple):
    """A published value that was changed afterwards (更正记录). `at`: an address, a field, a table or a section."""

    date: str
    kind: str  # one of CORRECTIONS
    at: str
    before: str
    after: str
    reason: str
    link: str | None
    line: int


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
    preamble: str  # Markdown before the first section
    prose: Mapping[str, str]  # section → Markdown
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
    def plain_prose(self) -> Mapping[str, str]:
        """By section: the prose without Markdown's signs."""
        return {key: _lines(text) for key, text in self._unmarked.items() if key}

    @cached_property
    def sentences(self) -> tuple[tuple[int, str], ...]:
        """Every sentence of the prose with its line in the Markdown file."""
        found = []
        for key, text in self._unmarked.items():
            for at, line in enumerate(text.split("\n"), self.prose_lines.get(key, 1)):
                if line:
                    found += [(at, sentence) for sentence in _cut(line.strip()) if sentence.strip()]
        return tuple(found)

    @cached_property
    def _unmarked(self) -> Mapping[str, str]:
        """By section, the preamble under "": line by line the prose without Markdown's signs."""
        return {key: _unmarked(markdown) for key, markdown in (("", self.preamble), *self.prose.items())}

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
    """What a body was before (原名、原属): of name, code, kind, county, city, province those that differed.

    `until`: year, month or day when that ended, None: not known. `path`: where the predecessor has pages of its own.
    """

    facts: Mapping[str, str]
    until: str | None = None
    path: str | None = None


class Kin(NamedTuple):
    """Another body whose duties came from this one or went to it. `when`: year, month or day, if known."""

    name: str
    path: str | None  # None: it has no pages here
    when: str | None = None


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
        """Name with its county: names repeat across the country."""
        return self.name if self.name.startswith(self.county) else self.county + self.name

    @property
    def county_path(self) -> str:
        return self.path.split("/")[0]

    def stem(self, year: int) -> str:
        """What the data files of a report are called, without their kind: by path, which never changes."""
        return f"{self.path.replace('/', '-')}-{year}"

    @property
    def order(self) -> tuple[bool, str]:
        """By code; those without one follow, by path."""
        return not self.code, self.code or self.path

    def at(self, year: int) -> Township:
        """The body as it was at the end of a year: its name, kind, code and places of then."""
        facts: dict[str, str] = {}
        for former in self.formerly:
            if former.until is not None and _reaches(former.until, year):
                facts |= former.facts
        return replace(self, **facts) if facts else self  # type: ignore[arg-type]

    @property
    def life(self) -> tuple[int, int]:
        """The first and the last year on which a report is to be expected: those at whose end it was there."""
        last = 9999 if self.until is None else int(self.until[:4]) - (not self.until.endswith("-12-31"))
        return int(self.since[:4]) if self.since else 0, last

    def joined_in(self, year: int) -> tuple[Kin, ...]:
        """The bodies whose duties it took over in a year."""
        return tuple(kin for kin in self.predecessors if kin.when is not None and int(kin.when[:4]) == year)


def _reaches(until: str, year: int) -> bool:
    """Does a time that ends at `until` (year, month or day) hold to the end of the year?"""
    return int(until[:4]) > year or until == f"{year}-12-31"


@dataclass(frozen=True)
class Site:
    """Everything that was loaded, townships by code."""

    townships: tuple[Township, ...]
    editions: Mapping[str, Edition]


_MARKUP = re.compile(r"^(?:#{1,6}[^\S\n]+|[-*+][^\S\n]+|>[^\S\n]?|\d+[.)][^\S\n](?=\S))|\\(?=[^\w\s])", re.M)


_SIGNS = "#-*+>.)\\"  # without one of them _MARKUP finds nothing


def _cut(line: str) -> list[str]:
    """A line's sentences, each with the sign that ends it."""
    for end in "。；！？":
        line = line.replace(end, f"{end}\n")
    return line.split("\n")


def plain(markdown: str) -> str:
    """The prose without Markdown's signs: one line per source line, blank lines dropped."""
    return _lines(_unmarked(markdown))


def _lines(text: str) -> str:
    """Without blank lines and blank ends."""
    return "\n".join(filter(None, map(str.strip, text.splitlines())))


def _unmarked(markdown: str) -> str:
    """Line by line what `plain` gives, blank lines and all."""
    if not any(map(markdown.__contains__, _SIGNS)):  # as in nearly all prose
        return markdown
    return _MARKUP.sub("", markdown).replace("**", "")
