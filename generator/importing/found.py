"""What the reader of tables finds: Found, a row of figures with its label; Open, one that could not be parted;
Tables, all that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.importing.columns import Layout
from generator.importing.items import Row
from generator.importing.labels import Label
from generator.importing.readings import Split
from generator.importing.sentences import Doubt
from generator.importing.source import Piece, Source
from generator.model import Cell


@dataclass(frozen=True)
class Open:
    """A row of glued figures: its pieces and every split that its own balances allow (at least two)."""

    pieces: tuple[Piece, ...]
    splits: tuple[Split, ...]


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
    again: set[str] = field(default_factory=set)  # rows that the document has twice with other figures
    open: dict[str, Open] = field(default_factory=dict)


@dataclass
class Found:
    """A row of figures with its label, the words around it and the headings above it."""

    label: Label
    pieces: tuple[Piece, ...]
    payload: tuple[Piece, ...]
    row: Row
    layout: Layout | None = None
    other: Found | None = None  # the same row in the other half of a table
    shifted: bool = False  # not as wide as a table that has columns of its own; perhaps but half a row

    @property
    def glued(self) -> bool:
        """Are the borders of its cells lost?"""
        return any(piece.glued for piece in self.payload) or (self.row.grid < 0 and not self.payload)

    @property
    def tokens(self) -> list[str]:
        return " ".join(piece.text for piece in self.payload).split()

    @property
    def part(self) -> tuple[int, ...] | None:
        """The columns that the row's headings name, if they are not all and the row has as many cells."""
        if self.layout is None or self.layout.whole or not self.layout.order:
            return None
        count = len(self.tokens) if self.glued else len(self.payload)
        return self.layout.order if count == len(self.layout.order) else None
