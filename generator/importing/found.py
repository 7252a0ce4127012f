"""What the reader of tables finds: Found, a row of figures with its label; Open, one that could not be parted;
Tables, all that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.importing.headers import Header
from generator.importing.labels import Label
from generator.importing.rows import Row
from generator.importing.sentences import Doubt
from generator.importing.source import Piece, Source
from generator.model import Cell


@dataclass(frozen=True)
class Open:
    """A row of glued figures: its pieces and every split that its own balances allow (at least two)."""

    pieces: tuple[Piece, ...]
    splits: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figures:
    """What another year's report of the same body says: its edition's key and its cells by address."""

    edition: str
    cells: Mapping[str, Cell]


@dataclass
class Tables:
    """What was read: cells by address; `rows`: the pieces each row was read from, for the review sheet;
    `open`: the rows that other evidence may still decide."""

    source: Source

    cells: dict[str, Cell] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)  # tables of which no row was recognised
    absent: set[str] = field(default_factory=set)  # rows that a table certainly has not, all others being recognised
    extra: dict[str, list[str]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    rows: dict[str, tuple[Piece, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    shifted: set[str] = field(default_factory=set)  # rows narrower or wider than a table that has columns of its own
    again: set[str] = field(default_factory=set)  # rows that the document has twice with other figures
    open: dict[str, Open] = field(default_factory=dict)
    astray: set[tuple[str, int]] = field(default_factory=set)  # blocks whose headings stand elsewhere, out of order


@dataclass
class Found:
    """A row of figures with its label."""

    label: Label
    how: str
    pieces: tuple[Piece, ...]
    payload: tuple[Piece, ...]
    row: Row
    header: Header | None = None
    other: Found | None = None  # the same row in the other half of a table

    @property
    def part(self) -> tuple[int, int] | None:
        """The stretch of columns that the row's headings name, if the row has as many cells."""
        part = self.header.part if self.header else None
        return part if part and part[1] - part[0] == len(self.payload) else None
