"""What the portal is about: townships (乡镇), their annual reports (年度报告), cells, comparisons.

Frozen values without I/O. Missing is not zero: a Cell says which of the official states it is in, and
its published literal is kept for ever. An address is `row.column` in the report's edition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cache, cached_property
from itertools import chain
from typing import NamedTuple

from generator.edition import Edition

Number = int | Decimal

TO_FILL = "待填"  # stands in a new report's file wherever something must still be written
YUAN = {"元": 1, "万元": 10_000, "亿元": 100_000_000}  # units of money; values are held in yuan


# Kinds of originals that a browser shows as text, a picture or a PDF, or hands over to be saved. Whatever else there is
# may be a page, a script or a style to some browser or host, today or tomorrow.
_INERT = re.compile(r".+\.(pdf|docx?|wps|rtf|ofd|xlsx?|et|csv|txt|jpe?g|png|gif|webp|bmp|tiff?|zip|rar|7z)",
                    re.ASCII | re.IGNORECASE)


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

    @property
    def published_as(self) -> str:
        """The archived file's name on the site: its own where no browser runs such a file as a page, else with .txt.

        A static host tells a file's kind by its last ending alone, and what runs would run in the name of the site.
        """
        name = self.file or ""
        return name if not name or _INERT.fullmatch(name) else name + ".txt"


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
    def zero_lines(self) -> frozenset[str]:
        """Rows, and columns of tables (`table.column`), in which nothing but 0 is printed: most of them."""
        literals = self.literals
        found = {row for row, printed in literals.items() if printed.count("0") == len(printed)}
        for columns, rows in _columns(self.edition):
            others = [literals[row] for row in rows if row in literals and row not in found]
            found.update(name for at, name in enumerate(columns) if all(row[at] == "0" for row in others))
        return frozenset(found)

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


@cache
def _columns(edition: Edition) -> Sequence[tuple[Sequence[str], Sequence[str]]]:
    """Of each table whose columns go through all its rows: the names of both, a column's as `table.column`."""
    return [([f"{table.key}.{column.key}" for column in table.blocks[0].column_leaves],
             [row for row, _ in edition.lines[table.key]])
            for table in edition.tables if len(table.blocks) == 1 < len(edition.lines[table.key])]


@dataclass(frozen=True)
class Township:
    """A body that reports: township (乡镇街道), county-level government or department (县级政府、部门)."""

    path: str  # <county>/<township>: its place in reports/ and in the site
    name: str
    kind: str
    code: str  # the key: 9 digits, 6 for a county-level body, a department's own
    county: str
    city: str
    province: str
    contact: Mapping[str, str] = field(default_factory=dict)
    formerly: tuple[Mapping[str, str], ...] = ()
    example: bool = False
    reports: tuple[Report, ...] = ()  # by year, ascending
    file: str = ""  # its township.yml, as issues and the link to edit it name it

    @property
    def full_name(self) -> str:
        """Name with its county: names repeat across the country."""
        return self.name if self.name.startswith(self.county) else self.county + self.name

    @property
    def county_path(self) -> str:
        return self.path.split("/")[0]


@dataclass(frozen=True)
class Site:
    """Everything that was loaded, townships by code."""

    townships: tuple[Township, ...]
    editions: Mapping[str, Edition]


class Comparable(Enum):
    """May two years' cells be compared?"""

    YES = "yes"
    APPROXIMATE = "approximate"  # side by side, no difference computed
    NO = "incomparable"  # 不可比
    UNKNOWN = "unknown"  # one side is blank, unreadable or lost


class Change(NamedTuple):
    """One address in two years. `delta` is after − before, exact, where both are known and comparable."""

    address: str
    before: Cell | None
    after: Cell | None
    comparable: Comparable
    delta: Number | None = None
    note: str = ""

    @property
    def changed(self) -> bool:
        return bool(self.delta) or (self.comparable is not Comparable.YES
                                    and self.before != self.after)


class Run(NamedTuple):
    """Consecutive clauses of compared prose, or parts of clauses, that share a fate.

    `op` is same, added, removed, moved_here or moved_away.
    """

    op: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProseChange:
    """One section of two reports. `repeated` is the share of this year's characters found unchanged."""

    section: str
    runs: tuple[Run, ...]
    repeated: float | None  # None: nothing to compare with


@dataclass(frozen=True)
class Comparison:
    """A report beside the township's previous one (同比); `gap` are the years without a report between.

    `changes` by address; a cell that is the very same in both has none.
    """

    before: Report
    after: Report
    changes: Mapping[str, Change]
    prose: tuple[ProseChange, ...]
    gap: tuple[int, ...]

    @cached_property
    def telling(self) -> tuple[Change, ...]:
        """The changes that have something to say: all but those of a cell that simply stayed the same."""
        cells = self.after.cells
        return tuple(change for change in self.changes.values()
                     if change.delta != 0 or change.note or change.comparable is not Comparable.YES
                     or change.address not in cells)

    def change(self, address: str) -> Change | None:
        """What became of a cell, also of one that is the very same; None where the later report has no such cell."""
        found = self.changes.get(address)
        if found is None and (cell := self.after.cells.get(address)) is not None:
            return Change(address, cell, cell, Comparable.YES, None if cell.value is None else 0)
        return found

    @cached_property
    def any_same(self) -> bool:
        """Is there a figure that can be compared and stayed the same?"""
        return any(change is not None and change.delta == 0
                   for change in chain(map(self.change, self.after.cells), self.changes.values()))


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One year of the carry-over chain (结转链). `breaks`: addresses where last year's 结转下年度 (carried to the
    next year) differs.
    """

    year: int
    carried_over: Cell | None
    received: Cell | None
    closed: Cell | None
    carried_forward: Cell | None
    joined: bool | None  # None: first year, a gap, or unknown figures


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
