"""The official report formats (年度报告格式) as values: sections, tables, nested headings, balances.

Frozen values; `load.edition` builds them from `editions/<key>.yml`. The labels, units and arithmetic relations of the
official notices live in those files alone; no other module types them.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Required, TypedDict

# What stands before a label: 一、 （二） 3.
NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]|\d+[、.．](?!\d))")


@dataclass(frozen=True)
class Heading:
    """A row or column heading (栏目), possibly a group of further headings.

    `key` is the public name of a leaf and of a group of rows, "" of a group of columns; `single` marks a group that
    some originals print as one row of its own.
    """

    key: str
    label: str
    kind: str = "count"  # count, signed (本年增/减) or money
    unit: str = ""
    single: bool = False
    children: tuple[Heading, ...] = ()

    def leaves(self) -> Iterator[Heading]:
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


@dataclass(frozen=True)
class Block:
    """A stretch of a table with its own column headings; 表二 (table two) stacks several, tables three and four
    have one.
    """

    heading: str
    stubhead: str
    columns: tuple[Heading, ...]
    rows: tuple[Heading, ...]

    @cached_property
    def column_leaves(self) -> tuple[Heading, ...]:
        return tuple(leaf for heading in self.columns for leaf in heading.leaves())

    @cached_property
    def has_money(self) -> bool:
        return any(column.kind == "money" for column in self.column_leaves)

    @cached_property
    def row_leaves(self) -> tuple[Heading, ...]:
        return tuple(leaf for heading in self.rows for leaf in heading.leaves())

    @cached_property
    def paths(self) -> tuple[tuple[Heading, tuple[str, ...]], ...]:
        """Every row, groups of rows included, with the labels from the outermost group to it."""
        return tuple(_paths(self.rows, groups=True))

    @cached_property
    def lines(self) -> tuple[tuple[Heading, tuple[str, ...]], ...]:
        """Of these the rows that a report may give: all but the groups that are never printed as one row."""
        return tuple((row, path) for row, path in self.paths if not row.children or row.single)


@dataclass(frozen=True)
class Table:
    """An official statistical table (表二, 表三, 表四: tables two, three and four)."""

    key: str
    name: str
    caption: str
    blocks: tuple[Block, ...]

    def blocks_as_printed(self, present: frozenset[str]) -> tuple[Block, ...]:
        """The blocks with only the rows a report has: absent rows dropped, a `single` group as one row.

        `present` are the keys of the rows that the report gives.
        """
        return tuple(
            Block(block.heading, block.stubhead, block.columns, kept)
            for block in self.blocks
            if (kept := tuple(_keep(block.rows, present)))
        )


def _keep(rows: tuple[Heading, ...], present: frozenset[str]) -> Iterator[Heading]:
    for row in rows:
        if not row.children:
            if row.key in present:
                yield row
        elif row.single and row.key in present:
            yield Heading(row.key, row.label)
        elif kept := tuple(_keep(row.children, present)):
            yield Heading(row.key, row.label, children=kept)


@dataclass(frozen=True)
class Place:
    """What stands at an address `row.column`: the cell's table and headings."""

    address: str
    table: Table
    row: Heading
    column: Heading
    row_path: tuple[str, ...]  # labels from the outermost group to the row
    column_path: tuple[str, ...]

    @property
    def words(self) -> str:
        """表 · 行 · 列 (table, row, column), as a clerk finds the cell on paper."""
        return f"{self.row_words} · {'／'.join(self.column_path[-2:])}"

    @property
    def row_words(self) -> str:
        """表 · 行 (table, row), the row with the group it belongs to."""
        row = "／".join(filter(None, self.row_path[-2:]))
        return f"{self.table.name} · {row}" if row else self.table.name


@dataclass(frozen=True)
class Term:
    """One operand of a balance: a row, column or group key, in this report or last year's."""

    key: str
    sign: int = 1
    last_year: bool = False


@dataclass(frozen=True)
class Balance:
    """An arithmetic relation among published figures (勾稽关系), `left relation right`.

    `each` says along which axis it is repeated: "column" means the terms are rows and the relation
    is required of every column. `level` is "balance" (must hold or be acknowledged) or "hint".
    """

    id: str
    table: str
    each: str
    left: tuple[Term, ...]
    relation: str  # = or <=
    right: tuple[Term, ...]
    words: str
    level: str = "balance"
    at: str = ""  # names the instances by this column where one row has several

    @property
    def axis(self) -> str:
        """How an acknowledgement names an instance: by its column or by its row."""
        return "column" if self.at or self.each == "column" else "row"

    @property
    def is_sum_of_a_row(self) -> bool:
        """Must the parts of any row add up to its total?"""
        return self.each == "row" and not self.at and not self.across_years and self.level == "balance"

    @cached_property
    def across_years(self) -> bool:
        return any(term.last_year for term in self.left + self.right)

    def instances(self, block: Block) -> Iterator[Instance]:
        """Where in a block of its table it is required: nowhere if the block lacks one of its terms."""
        terms = {term.key for term in self.left + self.right}
        columns = [column.key for column in block.column_leaves]
        if self.each == "column" and terms <= {row.key for row, _ in block.paths}:
            yield from (Instance(self, column, self.right[0].key, column) for column in columns)
        elif self.each == "row" and terms <= set(columns):
            yield from (Instance(self, self.at or row.key, row.key, "") for row, _ in block.lines)


@dataclass(frozen=True)
class Instance:
    """A balance at one column or row of its table; nowhere else is it looked at, nowhere else may it be acknowledged.

    `key` names it in an acknowledgement; `row` is the row to point at. `column` is "" where every term names its own.
    """

    balance: Balance
    key: str
    row: str
    column: str

    def applies(self, rows: Container[str]) -> bool:
        """Is there such a place in a report that gives these rows? A column is there, whichever rows are not."""
        return self.balance.axis == "column" or self.row in rows

    def address(self, term: Term) -> str:
        """Row or group, and column, of a term."""
        return f"{term.key}.{self.column}" if self.column else f"{self.row}.{term.key}"


@dataclass(frozen=True)
class Section:
    """One of the six official sections; `also` are headings that mean the same, `topics` its usual parts."""

    key: str
    heading: str
    table: str | None = None
    also: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pairing:
    """Two addresses of different editions that must not be taken for equal, with the reason."""

    now: str
    before: str
    comparable: str  # approximate or incomparable
    note: str


@dataclass(frozen=True)
class TurningPoint:
    """A change of the law that comes into a table's figures from a year on."""

    table: str
    year: int
    words: str


class Claim(TypedDict, total=False):
    """A pattern of sentences that say something of figures, and what they say of the cells at these addresses."""

    pattern: Required[str]
    equals: str  # the number in the sentence is that of the cell
    at_most: list[str]  # it is no more than these together
    zero: list[str]  # these are 0
    parts: str  # a pattern of the parts of the whole that the sentence names


class Plausibility(TypedDict, total=False):
    """What the hint `id` looks at: see the check of this name."""

    id: Required[str]
    unless: list[str]
    positive: list[str]
    cells: list[str]
    factor: int
    all_zero: str


@dataclass(frozen=True)
class Edition:
    """An official format (年度报告格式). Two editions' equal addresses mean the same thing."""

    key: str
    name: str
    notice: str
    years: tuple[int, int | None]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    balances: tuple[Balance, ...]
    claims: tuple[Claim, ...] = ()
    hints: tuple[Plausibility, ...] = ()
    pairings: Mapping[str, tuple[Pairing, ...]] = field(default_factory=dict)
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # name → addresses
    turning_points: tuple[TurningPoint, ...] = ()
    role_names: Mapping[str, str] = field(default_factory=dict)  # name → short Chinese term
    wordings: Mapping[str, str] = field(default_factory=dict)  # how documents put a word of the labels → the word
    deadline: str = ""  # MM-DD of the next year, where the law of that time set one day for all bodies

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def is_free(self) -> bool:
        """Without an official form: its reports have headings of their own, and no tables that are known."""
        return not self.sections

    def table(self, key: str) -> Table:
        return next(table for table in self.tables if table.key == key)

    def heading(self, section: str) -> str:
        return next(item.heading for item in self.sections if item.key == section)

    def column(self, address: str) -> Heading:
        """The column of an address, also where the row is a group that has no row of its own."""
        row, key = address.split(".")
        return next(leaf for block in self.table_of(row).blocks for leaf in block.column_leaves
                    if leaf.key == key)

    def row_words(self, row: str) -> str:
        """表 · 行 (table, row) of a row."""
        return self.places[f"{row}.{self.rows[row][1].column_leaves[0].key}"].row_words

    def table_of(self, row: str) -> Table:
        """The table a row or a group of rows belongs to."""
        return self._row_tables[row]

    @cached_property
    def _row_tables(self) -> Mapping[str, Table]:
        return {row.key: table for table in self.tables for block in table.blocks for row, _ in block.paths}

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Every cell of every table by its address, in printed order, single-row groups included."""
        found: dict[str, Place] = {}
        for table in self.tables:
            for block in table.blocks:
                columns = list(_paths(block.columns))
                for row, row_path in block.lines:
                    for column, column_path in columns:
                        address = f"{row.key}.{column.key}"
                        found[address] = Place(address, table, row, column, row_path, column_path)
        return found

    @cached_property
    def addresses(self) -> Mapping[str, tuple[str, ...]]:
        """By row key: the addresses of its cells, one string each, shared by all reports."""
        return {row: addresses for rows in self.lines.values() for row, addresses in rows}

    @cached_property
    def lines(self) -> Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]:
        """By table: every row's key with the addresses of its cells, in printed order."""
        found: dict[str, dict[str, list[str]]] = {table.key: {} for table in self.tables}
        for address, place in self.places.items():
            found[place.table.key].setdefault(place.row.key, []).append(address)
        return {table: tuple((row, tuple(addresses)) for row, addresses in rows.items())
                for table, rows in found.items()}

    @cached_property
    def table_addresses(self) -> Mapping[str, tuple[str, ...]]:
        """By table: the addresses of all its cells, in printed order."""
        return {table: tuple(address for _, addresses in rows for address in addresses)
                for table, rows in self.lines.items()}

    @cached_property
    def rows(self) -> Mapping[str, tuple[Table, Block, Heading]]:
        """Every row a report may give, by key."""
        return {row.key: (table, block, row)
                for table in self.tables for block in table.blocks for row, _ in block.lines}

    @cached_property
    def rows_of(self) -> Mapping[str, Mapping[str, tuple[Table, Block, Heading]]]:
        """By table: every row a report may give, by key."""
        return {table.key: {key: row for key, row in self.rows.items() if row[0] is table} for table in self.tables}

    @cached_property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Row groups by key: the keys of their rows."""
        return {row.key: tuple(leaf.key for leaf in row.leaves())
                for table in self.tables for block in table.blocks for row, _ in block.paths if row.children}

    def summands(self, key: str, rows: Container[str]) -> tuple[str, ...]:
        """A group is the sum of its rows: the key itself if it is among the `rows` of a report, else the group's."""
        return (key,) if key in rows else self.groups.get(key, (key,))

    def in_single_row(self, key: str, rows: Container[str]) -> bool:
        """Is the row a part of a group that stands as one row among the `rows` of a report?"""
        return any(key in self.groups[group] for group in self.single_groups if group in rows)

    @cached_property
    def single_groups(self) -> frozenset[str]:
        return frozenset(key for key, (_, _, row) in self.rows.items() if row.children)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Rows' labels by key, groups included."""
        return {row.key: row.label for table in self.tables for block in table.blocks for row, _ in block.paths}

    @cached_property
    def instances(self) -> tuple[Instance, ...]:
        """Every balance at each of its columns or rows."""
        return tuple(one for balance in self.balances for block in self.table(balance.table).blocks
                     for one in balance.instances(block))


def _paths(headings: tuple[Heading, ...], above: tuple[str, ...] = (), groups: bool = False
           ) -> Iterator[tuple[Heading, tuple[str, ...]]]:
    for heading in headings:
        path = (*above, heading.label)
        if not heading.children or groups:
            yield heading, path
        yield from _paths(heading.children, path, groups)
