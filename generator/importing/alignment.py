"""The document's rows against the edition's: which printed row is which, by one monotone alignment.

In: the printed rows in order. Out: Placed rows, each with its label, its figures and the words around them. A printed
row may be several of the edition's, each at a cost (see `labels`); the alignment is the cheapest way to walk through
both in their order, where a printed row may be no row at all, and a row of the edition may not be there. What a row
is, is taken where every other way costs more by a margin. Rows that their own label names beyond doubt need no order:
they may come again, or elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from generator.edition import Edition, Table
from generator.importing.cells import figure, separator
from generator.importing.fold import fold
from generator.importing.items import Row
from generator.importing.labels import EXACT, TELLING, Label, Lexicon, Match
from generator.importing.sentences import SERIAL
from generator.importing.source import Piece

# What it costs to take a printed row for a row of the edition, besides its words.
DROPPED = 4.0  # the row is none of them, though it might be one
NO_FIGURES = 2.0
ALSO_A_HEADING = 0.5  # words that name a column as well
BROKEN = 0.4  # each further piece that a label is put together from
MARGIN = 1.0
SURE = 1.5  # what a label may cost to be known without its place
REACH, PIECES, NEAR = 3, 3, 6  # rows, pieces of a broken label around its figures; fragments looked at on either side
ENOUGH = 4  # headings of a table without row labels that tell its figures


@dataclass(frozen=True)
class Way:
    """One way to take a printed row: the label, what it costs, where the figures begin."""

    label: Label
    how: str
    cost: float
    at: int  # the piece that is the label; -1: there is none
    parts: tuple[Piece, ...] = ()  # of a label that is broken over several rows


@dataclass
class Printed:
    """A printed row with what each piece says and all that the row may be."""

    row: Row
    matched: list[tuple[Piece, Match | None]]
    ways: dict[int, Way] = field(default_factory=dict)  # by the order of the label
    way: Way | None = None

    @property
    def figures(self) -> int:
        """Where its figures begin."""
        return next((index for index, (piece, _) in enumerate(self.matched) if piece.glued or figure(piece)),
                    len(self.matched))


class Alignment:
    """The rows of one document and the labels that they are held against."""

    def __init__(self, rows: Sequence[Row], edition: Edition, words: Lexicon) -> None:
        self.edition, self.words = edition, words
        self.serials: list[Piece] = []  # what only numbers the rows
        self.rows = [Printed(row, [(piece, None if piece.glued else words.match(piece.text)) for piece in row.pieces])
                     for row in self._without_serials(rows)]
        self._ways()
        self._broken()
        self._place()

    # ── what a row may be ──

    def _without_serials(self, rows: Sequence[Row]) -> Iterator[Row]:
        """The rows without the numbers that a column of their table (序号) gives them."""
        grid, table = -1, ""
        columns: set[int] = set()
        for row in rows:
            said = [match.labels for piece in row.pieces if not piece.glued and (match := self.words.match(piece.text))]
            named = {labels[0].table for labels in said if len({label.table for label in labels}) == 1}
            heads = {piece.column for piece in row.pieces
                     if (row.exact or not piece.column) and fold(piece.text) in SERIAL}
            if row.grid != grid or (len(named) == 1 and table and table not in named):
                grid, columns, table = row.grid, set(), ""
            columns |= heads
            if columns and len(named) == 1:
                table = next(iter(named))
            spare = [piece for piece in row.pieces if piece.column in columns and (
                piece.text.strip().isdecimal() or fold(piece.text) in SERIAL or not piece.text.strip())]
            self.serials += [piece for piece in spare if piece.text.strip()]
            yield replace(row, pieces=tuple(piece for piece in row.pieces if piece not in spare)) if spare else row

    def _ways(self) -> None:
        heads: list[Match] = []
        grid = -1
        for one in self.rows:
            if one.row.grid != grid and (one.row.grid >= 0 or grid >= 0):
                heads, grid = heads[-30:], one.row.grid
            self._by_label(one)
            if not one.ways and (way := self._without_label(one, heads)):
                one.ways = {way.label.order: way}
            if any(way.cost < DROPPED for way in one.ways.values()):
                heads = []
            else:
                heads += [match for _, match in one.matched if match]

    def _by_label(self, one: Printed) -> None:
        filled = [index for index, (piece, _) in enumerate(one.matched) if piece.text.strip()]
        found = -1
        for index, (piece, match) in enumerate(one.matched[:one.figures]):
            if match is None and piece.text.strip() and found >= 0:
                break
            reach = {label: cost for label, cost in self.words.costs(piece.text).items() if label.role == "row"}
            heading = match is not None and not match.of("row")
            if heading and not self._also_a_row(one, index, filled):
                continue
            if reach:
                found = index
                one.ways = {label.order: Way(label, how, cost + ALSO_A_HEADING * heading, index)
                            for label, (cost, how) in reach.items()}
        payload = [piece for piece, _ in one.matched[found + 1:]]
        for order, way in list(one.ways.items()):
            if way.label.key in self.edition.single_groups and not any(piece.text.strip() for piece in payload):
                del one.ways[order]  # only the name of a group
            elif not payload:
                one.ways[order] = replace(way, cost=way.cost + NO_FIGURES)

    def _also_a_row(self, one: Printed, at: int, filled: Sequence[int]) -> bool:
        """May words that name a column be a row's label: figures behind them, before them only names of its groups?"""
        pieces = [one.matched[index][0] for index in filled if index > at]
        groups = [match is not None and bool(match.of("row", "group")) for index in filled if index < at
                  for match in [one.matched[index][1]]]
        only_figures = bool(pieces) and all(piece.glued or figure(piece) for piece in pieces)
        return at in filled and all(groups) and only_figures and (
            len(pieces) > 2 or any(piece.glued for piece in pieces))

    @property
    def unlabelled(self) -> Table:
        """The table whose only row has no label (表四)."""
        return next(table for table in self.edition.tables
                    if any(not row.label for block in table.blocks for row in block.row_leaves))

    def _without_label(self, one: Printed, above: Sequence[Match]) -> Way | None:
        """A row of figures right under, or right behind, the headings of the table without row labels."""
        table = self.unlabelled
        width = len(table.blocks[0].column_leaves)
        heads = [match for _, match in one.matched if match]
        rest = [piece for piece, match in one.matched if not match and not separator(piece.text)]
        filled = [piece for piece in rest if piece.text.strip()]
        if not rest or (heads and not all(piece.glued for piece in rest)) or (
                len(filled) != width and not all(figure(piece) or piece.glued for piece in filled)):
            return None
        mine = [match for match in (*above, *heads) if any(label.table == table.key for label in match.of("column"))]
        order = max(label.order for label in self.words.labels if label.table == table.key)
        label = Label("row", table.key, 0, table.blocks[0].row_leaves[0].key, "", order)
        # a row of blanks is perhaps but one of headings that came out empty: only if there is no other
        return Way(label, EXACT, 0.0 if filled else DROPPED, -1) if len(mine) >= ENOUGH else None

    # ── labels that are broken over the lines around their figures ──

    def _broken(self) -> None:
        """Labels put together from pieces before and behind a row of figures that has none."""
        for number, one in enumerate(self.rows):
            if one.ways or one.row.exact or not any(piece.glued for piece, _ in one.matched):
                continue
            above = self.rows[max(number - REACH, 0):number][::-1]
            before = [*self._words(above, with_labels=True)[::-1], *_words_of(one)]
            after = self._words(self.rows[number + 1:number + 1 + REACH])
            for parts in _joined(before[-NEAR:], after[:NEAR]):
                form = fold("".join(piece.text for piece in parts))
                reach = self.words.forms.get(form, {}) if len(form) > TELLING else {}
                rows = {label: cost for label, (cost, how) in reach.items() if label.role == "row" and how == EXACT}
                if len(rows) == 1:
                    label, cost = next(iter(rows.items()))
                    one.ways[label.order] = Way(label, EXACT, cost + BROKEN * (len(parts) - 1), one.figures - 1, parts)
                    break

    def _words(self, rows: Sequence[Printed], with_labels: bool = False) -> list[Piece]:
        """The words of the rows next to it, up to one that has figures, or a label of its own."""
        found: list[Piece] = []
        for one in rows:
            if one.figures < len(one.matched) or (one.ways and not with_labels):
                break
            words = _words_of(one)
            found += words[::-1] if with_labels else words
        return found

    # ── the alignment ──

    def _place(self) -> None:
        """Give each row the way that is the best in the whole, if no other is nearly as good."""
        some = [one for one in self.rows if one.ways]
        ranks = {order: rank for rank, order in enumerate(sorted({order for one in some for order in one.ways}))}
        ahead = _chains(some, ranks, range(len(some)), 1)
        behind = _chains(some, ranks, range(len(some) - 1, -1, -1), -1)
        whole = max((worth for chains in ahead for worth in chains.values() if worth > 0), default=0.0)
        for one, before, after in zip(some, ahead, behind, strict=True):
            through = sorted(((before[order] + after[order] - (DROPPED - way.cost), order)
                              for order, way in one.ways.items()), reverse=True)
            worth, order = through[0]
            alone = sorted(one.ways.values(), key=lambda way: way.cost)
            if worth > whole - 1e-6 and (len(through) == 1 or through[1][0] <= worth - MARGIN):
                one.way = one.ways[order]
            elif alone[0].cost <= SURE + NO_FIGURES and (len(alone) == 1 or alone[1].cost >= alone[0].cost + MARGIN):
                one.way = alone[0]
        self._claimed()

    def _claimed(self) -> None:
        """A row whose label is part of the label that is broken around the next figures is not a row of its own."""
        parts = {(part.unit, part.start) for one in self.rows if one.way for part in one.way.parts}
        for one in self.rows:
            if one.way and not one.way.parts and one.figures == len(one.matched) and any(
                    (piece.unit, piece.start) in parts for piece, _ in one.matched):
                one.way = None


def _chains(rows: Sequence[Printed], ranks: Mapping[int, int], numbers: Iterable[int], step: int
            ) -> list[dict[int, float]]:
    """What the best walk is worth that ends with each way of each row, from the first row on or from the last."""
    best = [0.0] * (len(ranks) + 2)  # by rank: the best walk among the ranks before it
    found: list[dict[int, float]] = [{}] * len(rows)
    for number in numbers:
        one = rows[number]
        worths = {}
        for order, way in one.ways.items():
            rank = ranks[order] if step > 0 else len(ranks) - 1 - ranks[order]
            worths[order] = best[rank] + DROPPED - way.cost
        for order, worth in worths.items():
            rank = ranks[order] if step > 0 else len(ranks) - 1 - ranks[order]
            for later in range(rank + 1, len(best)):
                if best[later] >= worth:
                    break
                best[later] = worth
        found[number] = worths
    return found


def fragments(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Words, parted at white space."""
    for piece in pieces:
        for match in re.finditer(r"\S+", piece.text):
            yield piece.part(*match.span())


def _words_of(one: Printed) -> list[Piece]:
    return list(fragments(piece for piece, _ in one.matched if not piece.glued and not figure(piece)))


def _joined(before: Sequence[Piece], after: Sequence[Piece]) -> Iterator[tuple[Piece, ...]]:
    """Some pieces before the figures and some behind them, in their order, the fewest first."""
    for count in range(1, PIECES + 1):
        for first in range(count, 0, -1):
            for head in combinations(before, first):
                for rest in combinations(after, count - first):
                    yield (*head, *rest)
