"""Which cell of a row belongs to which column: by its place under the headings, or by its order among all.

A row that lost or gained a cell must not slide under other headings. So a row that is unlike the others, partly
blank, or not in the official order pays for each of these, and more if its own balances deny it; to have slid has a
price too, and the row is read only if that is higher.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from generator.importing.cells import plain
from generator.importing.columns import Layout, Place
from generator.importing.found import Found
from generator.importing.source import Piece

ODD = 2  # another number of cells than most rows of this width, in the document or in the grid
MIXED = 3  # some figures and some blanks
MOVED = 1  # the headings are not in the official order
UNCOUNTED = 1  # not a cell for each column
DENIED = 3  # the row's balances do not hold
SLID = 4
USUAL, SHARE = 2, 2 / 3  # more rows than so many, and so large a part of them, have a cell for each column


class Shapes:
    """How many rows have how many cells, by the width of their block: in all grids, and in each."""

    def __init__(self, rows: Iterable[tuple[int, int, int]]) -> None:
        self.counts: dict[tuple[int, int | None], Counter[int]] = defaultdict(Counter)
        for width, grid, cells in rows:
            self.counts[width, None][cells] += 1
            self.counts[width, grid][cells] += 1

    def odd(self, width: int, grid: int, cells: int) -> bool:
        """Is a row of so many cells unlike most?"""
        return any(cells != self.counts[width, of].most_common(1)[0][0] for of in (None, grid))

    def usual(self, width: int) -> bool:
        """Do most rows have a cell for each column, so that a blank among them is believed?"""
        counts = self.counts[width, None]
        return width == 1 or (counts[width] > USUAL and counts[width] > SHARE * sum(counts.values()))


def placed(one: Found, layout: Layout, shapes: Shapes, holds: Callable[[Sequence[str]], bool], doubled: bool
           ) -> list[Piece | None] | None:
    """A piece or a blank for each column in the official order; None where it cannot be told. `holds`: can the row's
    balances hold? Of `doubled` figures nothing can be added up."""
    if layout.order is None:
        return None
    size = layout.size
    cells = _in_order(size, one, layout.places, shapes.usual(size))
    if cells is None:
        return None
    if not layout.official:
        if len(one.payload) != size and None in cells:
            return None
        places = tuple((piece.column, piece.column + piece.span) for piece in cells if piece)
        if layout.places and layout.places != places:
            return None
        cells = [cells[layout.order.index(leaf)] for leaf in range(size)]
    literals = [plain(piece) if piece is not None else "" for piece in cells]
    cost = ODD * shapes.odd(size, one.row.grid, len(one.payload)) + MIXED * (len(set(map(bool, literals))) > 1) \
        + MOVED * (not layout.official) + UNCOUNTED * (len(one.payload) != size)
    if not doubled and cost:
        cost += DENIED * (not holds(literals))
    return cells if doubled or cost < SLID else None


def _in_order(size: int, one: Found, places: Sequence[Place] | None, usual: bool) -> list[Piece | None] | None:
    """The pieces as they stand from left to right, one or none for each column."""
    payload = one.payload
    filled = [piece for piece in payload if piece.text.strip()]
    if not filled:
        covered = sum(piece.span for piece in payload)
        return [None] * size if len(payload) >= size or (one.row.exact and covered >= size) else None
    if len(filled) == size:
        first, last = payload.index(filled[0]), payload.index(filled[-1])
        return list(filled) if last - first + 1 == size else None
    if len(filled) > size:
        return None
    if one.row.exact and places is not None and (by_place := _by_place(size, payload, filled, places)):
        return by_place
    return list(payload) if len(payload) == size and usual else None


def _by_place(size: int, payload: Sequence[Piece], filled: Sequence[Piece], places: Sequence[Place]
              ) -> list[Piece | None] | None:
    """Each piece under the one heading over it, in a row that reaches the last and has no gap."""
    if payload[-1].column + payload[-1].span != places[-1][1] or any(
            one.column + one.span != other.column for one, other in pairwise(payload)):
        return None
    found: list[Piece | None] = [None] * size
    for piece in filled:
        under = [at for at, (start, stop) in enumerate(places)
                 if start < piece.column + piece.span and piece.column < stop]
        if len(under) != 1 or found[under[0]] is not None:
            return None
        found[under[0]] = piece
    return found


def one_for_all(payload: Sequence[Piece], size: int, balances: bool) -> bool:
    """Do the figures of a whole row stand in one cell? Where each column has its cell, only a balance would tell it
    from a figure among blanks."""
    filled = [piece for piece in payload if piece.text.strip()]
    return size > 1 and len(filled) == 1 and sum(map(str.isdecimal, filled[0].text)) >= size and (
        len(payload) < size or balances)
