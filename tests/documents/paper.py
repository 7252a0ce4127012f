"""A document as a person sees it, before any program writes it down: Paper, its Lines and Sheets, and the truth.

Noise changes what stands on the paper; only where it changes what a person reads there does it change the truth too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import NamedTuple

from generator.edition import Block, Edition, Heading, Table


class Sight(NamedTuple):
    """What a person sees in a cell: `number` in the column's base unit (money: yuan), None where no figure can be
    told; `literal` "" for a blank."""

    literal: str
    number: Decimal | None


NOTHING = Sight("", None)


@dataclass(frozen=True)
class Bit:
    """A stretch of text and its look: "" as it is, or hidden, struck, deleted, inserted, moved (there no more), raised,
    white, tiny, phonetic (`more` above the text), link, note, picture, field (a number that a program draws)."""

    text: str
    look: str = ""
    more: str = ""


UNSEEN = ("hidden", "struck", "deleted", "moved", "white", "tiny", "note", "picture")


def seen(bits: list[Bit]) -> str:
    return "".join(bit.text for bit in bits if bit.look not in UNSEEN)


@dataclass
class Line:
    """kind: title, number, heading, subheading, text, issuer, date, note, page, furniture or contents."""

    kind: str
    bits: list[Bit]
    section: str = ""

    @property
    def text(self) -> str:
        return seen(self.bits)


@dataclass
class Box:
    """A cell of the printed grid. role: figure, label, group, head, corner, block, note or spare."""

    row: int
    column: int
    bits: list[Bit]
    role: str
    key: str = ""  # of the row, or of the column
    down: int = 1
    across: int = 1
    address: str = ""  # of a figure

    @property
    def text(self) -> str:
        return seen(self.bits)

    @property
    def is_plain(self) -> bool:
        """Has nothing befallen it yet, and is it a figure?"""
        return self.role == "figure" and len(self.bits) == 1 and not self.bits[0].look and self.bits[0].text.isdecimal()

    def say(self, *bits: Bit | str) -> None:
        self.bits = [Bit(bit) if isinstance(bit, str) else bit for bit in bits]


@dataclass
class Sheet:
    """A printed table; every box has its place."""

    table: str
    boxes: list[Box]
    exact: bool = True  # its merged cells are kept

    @property
    def height(self) -> int:
        return max((box.row + box.down for box in self.boxes), default=0)

    @property
    def width(self) -> int:
        return max((box.column + box.across for box in self.boxes), default=0)

    def lines(self) -> list[list[Box]]:
        """The boxes that begin in each row, from left to right."""
        rows: list[list[Box]] = [[] for _ in range(self.height)]
        for box in sorted(self.boxes, key=lambda box: box.column):
            rows[box.row].append(box)
        return rows

    def covering(self, row: int, column: int) -> Box | None:
        return next((box for box in self.boxes if box.row <= row < box.row + box.down
                     and box.column <= column < box.column + box.across), None)

    def figures(self) -> list[Box]:
        return [box for box in self.boxes if box.role == "figure"]

    def rows_of_figures(self) -> list[int]:
        return sorted({box.row for box in self.figures()})

    def heads(self) -> list[int]:
        """The rows above the first figures."""
        return list(range(min(self.rows_of_figures(), default=0)))

    def leaves(self) -> list[Box]:
        """The headings of single columns."""
        return [box for box in self.boxes if box.role == "head" and box.key]

    # ── rows and columns ──

    def open_row(self, at: int, count: int = 1) -> None:
        """Make room above row `at`; boxes that reach over it grow."""
        for box in self.boxes:
            if box.row >= at:
                box.row += count
            elif box.row + box.down > at:
                box.down += count

    def open_column(self, at: int) -> None:
        for box in self.boxes:
            if box.column >= at:
                box.column += 1
            elif box.column + box.across > at:
                box.across += 1

    def drop_row(self, at: int) -> None:
        """Take a row away; a box that begins there and reaches further begins below."""
        for box in list(self.boxes):
            if box.row <= at < box.row + box.down:
                box.down -= 1
                if not box.down:
                    self.boxes.remove(box)
            if box.row > at:
                box.row -= 1

    def drop_column(self, at: int) -> None:
        for box in list(self.boxes):
            if box.column <= at < box.column + box.across:
                box.across -= 1
                if not box.across:
                    self.boxes.remove(box)
            if box.column > at:
                box.column -= 1

    def copy(self, rows: range) -> Sheet:
        """The stretch of these rows as a table of its own."""
        boxes = [replace(box, row=max(box.row, rows.start) - rows.start, bits=list(box.bits),
                         down=min(box.row + box.down, rows.stop) - max(box.row, rows.start))
                 for box in self.boxes if box.row < rows.stop and rows.start < box.row + box.down]
        return Sheet(self.table, boxes, self.exact)


@dataclass
class Paper:
    """A document and the truth about it. `ways` are words for those who dress it: how they are to write."""

    edition: Edition
    year: int
    dress: str
    parts: list[Line | Sheet]
    cells: dict[str, Sight]
    wanted: list[str]  # sentences that the report has
    title: str
    issuer: str
    signed: str
    unwanted: list[str] = field(default_factory=list)  # that nobody sees; they must not become the report's
    ways: set[str] = field(default_factory=set)
    noises: list[str] = field(default_factory=list)

    def sheets(self, table: str = "") -> list[Sheet]:
        return [part for part in self.parts if isinstance(part, Sheet) and (not table or part.table == table)
                and part.table]

    def texts(self, *kinds: str) -> list[Line]:
        return [part for part in self.parts if isinstance(part, Line) and (not kinds or part.kind in kinds)]

    def plain_figures(self, chance: Random, most: int, fit: Callable[[str], bool] = lambda text: True) -> list[Box]:
        """Some figures that nothing has befallen yet and whose text fits."""
        found = [box for sheet in self.sheets() for box in sheet.figures() if box.is_plain and fit(box.text)]
        return chance.sample(found, min(len(found), chance.randint(1, most)))

    def see(self, box: Box, literal: str, number: Decimal | None = None) -> None:
        """From now on a person sees something else at this address."""
        self.cells[box.address] = Sight(literal, number)

    def put(self, at: int, *parts: Line | Sheet) -> None:
        self.parts[at:at] = parts

    def place(self, part: Line | Sheet) -> int:
        return next(at for at, other in enumerate(self.parts) if other is part)


# ── tables as the form prints them ──

def levels(headings: tuple[Heading, ...]) -> int:
    return max((1 + levels(heading.children) for heading in headings), default=0)


def printed(table: Table, cells: dict[str, Sight], flat: bool) -> Sheet:
    """The table with its merged cells; `flat`: the rows' labels in one column, their groups in lines of their own."""
    stub = 1 if flat else max(levels(block.rows) if block.rows[0].label else 0 for block in table.blocks)
    if not table.blocks[0].rows[0].label:
        stub = 0
    width = stub + max(len(block.column_leaves) for block in table.blocks)
    boxes: list[Box] = []
    row = 0
    for block in table.blocks:
        row = _block(boxes, block, row, stub, width, cells, flat)
    return Sheet(table.key, boxes)


def _block(boxes: list[Box], block: Block, row: int, stub: int, width: int, cells: dict[str, Sight], flat: bool) -> int:
    if block.heading:
        boxes.append(Box(row, 0, [Bit(block.heading)], "block", across=width))
        row += 1
    deep = levels(block.columns)
    if stub:
        boxes.append(Box(row, 0, [Bit(block.stubhead)], "corner", down=deep, across=stub))
    boxes += _heads(block.columns, row, stub, deep)
    _stretch([box for box in boxes if box.row >= row and box.role == "head"], width)
    row += deep
    for number, (heading, path) in enumerate(_rows(block.rows, stub, flat)):
        boxes += [replace(box, row=row + number) for box in path]
        if not heading.children:
            line = [Box(row + number, stub + at, [Bit(cells[f"{heading.key}.{leaf.key}"].literal)], "figure",
                        heading.key, address=f"{heading.key}.{leaf.key}") for at, leaf in enumerate(block.column_leaves)]
            _stretch(line, width)
            boxes += line
    return row + len(list(_rows(block.rows, stub, flat)))


def _stretch(line: list[Box], width: int) -> None:
    """A narrow block's last column reaches to the edge."""
    end = max(box.column + box.across for box in line)
    for box in line:
        if box.column + box.across == end:
            box.across = width - box.column


def _heads(headings: tuple[Heading, ...], row: int, column: int, deep: int) -> Iterator[Box]:
    for heading in headings:
        breadth = len(list(heading.leaves()))
        yield Box(row, column, [Bit(heading.label)], "head", heading.key, 1 if heading.children else deep, breadth)
        yield from _heads(heading.children, row + 1, column, deep - 1)
        column += breadth


def _rows(headings: tuple[Heading, ...], stub: int, flat: bool, column: int = 0) -> Iterator[tuple[Heading, list[Box]]]:
    """Each printed row with the labels that begin in it."""
    for heading in headings:
        if not heading.label:
            yield heading, []
        elif not heading.children:
            yield heading, [Box(0, column, [Bit(heading.label)], "label", heading.key, across=stub - column)]
        elif flat:
            yield heading, [Box(0, 0, [Bit(heading.label)], "group", heading.key)]
            yield from _rows(heading.children, stub, flat)
        else:
            below = list(_rows(heading.children, stub, flat, column + 1))
            first, labels = below[0]
            group = Box(0, column, [Bit(heading.label)], "group", heading.key, len(below))
            yield first, [group, *labels]
            yield from below[1:]
