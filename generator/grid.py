"""The printed grid of an official table: which heading stands where, and how far it reaches.

Frozen values, laid out from an edition's nested headings. Whatever prints a table, as a page, a document or a review
sheet, prints the lines of its Grid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from generator.edition import Block, Heading, Table


@dataclass(frozen=True)
class Span:
    """Where a heading stands among those it is nested in: `level` from the outside, `start` along the leaves."""

    heading: Heading
    level: int
    start: int
    breadth: int  # leaves covered
    depth: int  # levels covered


def spans(headings: tuple[Heading, ...]) -> tuple[Span, ...]:
    """Nested headings side by side; every (level, leaf) position is covered exactly once."""
    levels = height(headings)

    def walk(items: tuple[Heading, ...], level: int, start: int) -> Iterator[Span]:
        for heading in items:
            breadth = sum(1 for _ in heading.leaves())
            depth = 1 if heading.children else levels - level
            yield Span(heading, level, start, breadth, depth)
            yield from walk(heading.children, level + 1, start)
            start += breadth

    return tuple(walk(headings, 0, 0))


def height(headings: tuple[Heading, ...]) -> int:
    """How many levels the headings nest."""
    return max((1 + height(heading.children) for heading in headings), default=0)


@dataclass(frozen=True)
class Head:
    """A heading as printed: in which column of the grid it begins, how many lines and columns it covers."""

    kind: str  # row, column, corner (above the rows' headings) or block (above all columns)
    label: str
    column: int
    down: int
    across: int
    key: str = ""  # of a row
    group: bool = False  # beside or above others


@dataclass(frozen=True)
class Slot:
    """The place of a cell of figures."""

    address: str
    column: int
    across: int


@dataclass(frozen=True)
class Line:
    """A line of the grid: what begins in it, from left to right."""

    heads: tuple[Head, ...]
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class Part:
    """A block of the table as printed."""

    head: tuple[Line, ...]
    body: tuple[Line, ...]


@dataclass(frozen=True)
class Grid:
    """A table as printed; every position of its lines and columns is covered by one head or slot."""

    parts: tuple[Part, ...]
    columns: int

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for part in self.parts for line in (*part.head, *part.body))


@lru_cache(maxsize=512)
def printed(table: Table, present: frozenset[str]) -> Grid:
    """The table with the rows that a report has, by their keys; thousands of reports share a few layouts."""
    return laid_out(table.blocks_as_printed(present))


def laid_out(blocks: Sequence[Block]) -> Grid:
    """The blocks under one another, each as wide as the widest."""
    labelled = [block.rows for block in blocks if any(one.heading.label for one in spans(block.rows))]
    stub = max(map(height, labelled), default=0)
    columns = stub + max((len(block.column_leaves) for block in blocks), default=0)
    return Grid(tuple(Part(tuple(_head(block, stub, columns)), tuple(_body(block, stub, columns))) for block in blocks),
                columns)


def _head(block: Block, stub: int, columns: int) -> Iterator[Line]:
    """The last column takes what a narrow block leaves free."""
    levels, end = height(block.columns), len(block.column_leaves)
    if block.heading:
        yield Line((Head("block", block.heading, 0, 1, columns, group=True),))
    for level in range(levels):
        corner = [Head("corner", block.stubhead, 0, levels, stub)] if stub and not level else []
        yield Line((*corner, *(
            Head("column", one.heading.label, stub + one.start, one.depth,
                 columns - stub - one.start if one.start + one.breadth == end else one.breadth,
                 group=bool(one.heading.children))
            for one in spans(block.columns) if one.level == level)))


def _body(block: Block, stub: int, columns: int) -> Iterator[Line]:
    """The innermost heading of a row takes what a block with fewer groups leaves free."""
    leaves, levels = block.column_leaves, height(block.rows)
    for number, row in enumerate(block.row_leaves):
        heads = [Head("row", one.heading.label, one.level, one.breadth,
                      stub - one.level if one.level + one.depth == levels else one.depth, one.heading.key,
                      bool(one.heading.children))
                 for one in spans(block.rows) if one.start == number] if stub else []
        slots = [Slot(f"{row.key}.{column.key}", stub + at, columns - stub - at if column is leaves[-1] else 1)
                 for at, column in enumerate(leaves)]
        yield Line(tuple(heads), tuple(slots))
