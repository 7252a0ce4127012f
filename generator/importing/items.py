"""A document in order, as what is prose and what is a table: Text, Head, Row."""

from __future__ import annotations

from dataclasses import dataclass

from generator.importing.source import Line, Piece


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; `contents`: an entry of a table of contents."""

    line: Line
    contents: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of an official section as printed; `typo` if it is not the official wording."""

    section: str
    piece: Piece
    typo: bool
    level: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: labels and cells in reading order. `grid` numbers the grid it stands in; below 0 it is cut
    out of running text. `exact`: its pieces know their columns."""

    pieces: tuple[Piece, ...]
    grid: int
    exact: bool


Item = Text | Head | Row
