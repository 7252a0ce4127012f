"""Rows with their labels and headings: what the alignment placed, with the headings above it → Found, row by row.

What is neither label nor figure nor heading is said here, a doubt for each row of it; labels that are not quite the
official ones, rows that come twice or in another order too. Figures are not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

from generator.edition import Edition
from generator.importing.alignment import Alignment, Printed, Way, fragments
from generator.importing.cells import figure, plain, separator
from generator.importing.columns import Heads, Layout, foreign, joined_heads, layout_above, strays
from generator.importing.fold import fold
from generator.importing.found import Found, Tables
from generator.importing.items import Row
from generator.importing.labels import EXACT, Label, Match, lexicon
from generator.importing.sentences import doubt
from generator.importing.source import Ledger, Piece

LINE = 6  # characters of a line within a table that is kept as its own
VERTICAL = 12  # pieces of the name of a group that stands vertically, or in several lines
Block = tuple[str, int]


def gather(rows: Sequence[Row], edition: Edition, ledger: Ledger, out: Tables
           ) -> tuple[dict[str, Found], dict[Block, list[Layout]]]:
    """The rows by the keys of the edition, and all layouts of each block that the document shows."""
    gathered = _Gathered(edition, ledger, out)
    gathered.read(Alignment(rows, edition, lexicon(edition)))
    return gathered.found, gathered.layouts


@dataclass(frozen=True)
class _Word:
    """Words of a table that are not known: in which printed row, of which table if that is known."""

    row: int
    piece: Piece
    table: str | None


class _Gathered:
    def __init__(self, edition: Edition, ledger: Ledger, out: Tables) -> None:
        self.source, self.edition, self.ledger, self.out = out.source, edition, ledger, out
        self.words = lexicon(edition)
        self.blocks = {(table.key, number): block for table in edition.tables
                       for number, block in enumerate(table.blocks)}
        self.found: dict[str, Found] = {}
        self.layouts: dict[Block, list[Layout]] = defaultdict(list)
        self.above: dict[tuple[int, Block], Layout] = {}  # the headings that hold, by grid and block
        self.pending: list[tuple[int, Printed]] = []  # rows that are no row of the edition, since the last that is one
        self.last: Found | None = None
        self.grid = -1
        self.unknown: list[_Word] = []
        self.broken: set[tuple[int, int]] = set()  # where the pieces of broken labels stand
        self.filled: dict[tuple[int, str], set[int]] = defaultdict(set)  # by grid and table: columns that say something
        self.foreign: dict[int, Piece] = {}  # columns of the grid that no format has: their headings
        self.width = (0, 0)  # with them, of a block: how many columns, and where the last one ends
        self.beside: dict[Piece, dict[str, list[tuple[Label, Piece]]]] = {}  # by heading and table what stands below

    def read(self, alignment: Alignment) -> None:
        self.ledger.put(alignment.serials, "dropped", "serial")
        table = ""
        for one in reversed(alignment.rows):  # headings belong to the rows below them
            table = one.way.label.table if one.way else table
            self.filled[one.row.grid, table] |= {piece.column for piece, _ in one.matched if piece.text.strip()}
        self.broken = {(part.unit, part.start) for one in alignment.rows if one.way for part in one.way.parts}
        for number, one in enumerate(alignment.rows):
            if one.row.grid != self.grid:
                self.grid, self.foreign = one.row.grid, {}
            if one.way is not None:
                self._take(number, one, one.way)
            elif any(piece.text.strip() for piece, _ in one.matched):
                self.pending.append((number, one))
        self._heads(None)
        for heading, tables in self.beside.items():
            if any(tables.values()):
                self._keep(heading, tables)
            else:
                self.unknown.append(_Word(-1, heading, next(iter(tables))))
        self._say_unknown()

    def _take(self, number: int, one: Printed, way: Way) -> None:
        """A row of figures: place the headings above it, and keep it unless its label was already there."""
        label = way.label
        if way.at < 0 and not way.parts:  # its headings may stand in the same row
            payload = tuple(piece for piece, match in one.matched if not match and not separator(piece.text))
            self.unknown += [_Word(number, piece, label.table) for piece, _ in one.matched if separator(piece.text)]
            heads: list[tuple[Piece, Match | None]] = [pair for pair in one.matched if pair[1]]
            self.pending += [(number, Printed(replace(one.row, pieces=payload), heads))] if heads else []
            own: tuple[Piece, ...] = payload
        else:
            start = one.figures if way.parts or one.row.grid < 0 else way.at + 1
            payload = one.row.pieces[max(start, way.at + 1):]
            before = [pair for index, pair in enumerate(one.matched[:len(one.matched) - len(payload)])
                      if way.parts or index != way.at]
            for piece, match in before:
                if match is not None and not way.parts:
                    self._inexact(piece, match.labels[0], match.how)
                elif piece.text.strip():
                    self._not_known(number, piece, label.table, bool(way.parts))
            named = way.parts or (one.row.pieces[way.at],)
            own = (*(piece for piece, match in before if match and not way.parts), *named, *payload)
            self._inexact(named[0], label, way.how)
        found = Found(label, own, tuple(payload), one.row)
        found.shifted = way.how != EXACT and bool(self.pending) and _is_half(self.pending[-1][1])
        self._heads(found)
        found = self._without_foreign(self._without_neighbours(number, found))
        self.ledger.put([piece for piece in found.pieces if piece.text.strip()], "table")
        self.last = found
        before_it = self.found.get(label.key)
        if before_it is None:
            if any(other.label.table == label.table and other.label.order > label.order
                   for other in self.found.values()):
                self.out.doubts.append(doubt("row-order", self.source, found.pieces[:1],
                                             self.edition.row_words(label.key)))
            self.found[label.key] = found
        elif before_it.other is None and before_it.part and found.part and not set(before_it.part) & set(found.part):
            before_it.other = found
        else:
            same = [plain(piece) for piece in before_it.payload] == [plain(piece) for piece in found.payload]
            if not same:
                self.out.again.add(label.key)
            self.out.doubts.append(doubt("row-again", self.source, found.payload or found.pieces,
                                         self.edition.row_words(label.key), same="相同" if same else "不同"))

    # ── headings ──

    def _heads(self, found: Found | None) -> None:
        """What stood before a row of figures, or at the end: headings, and words that are not known."""
        rows = [(one.row, one.matched) for _, one in self.pending]
        if found is not None:
            self._layout(found, rows)
        joined = {(piece.unit, piece.start) for pieces, _ in joined_heads(self.words, [pairs for _, pairs in rows])
                  for piece in pieces}
        for number, one in self.pending:
            filled = [(piece, match) for piece, match in one.matched if piece.text.strip()]
            known = any(match for _, match in filled)
            table = found.label.table if found is not None and one.row.grid == found.row.grid else None
            if self.last is not None and (table is None or (one.row.grid == self.last.row.grid and not known)):
                table = self.last.label.table
            unknown = [piece for piece, match in filled if match is None]
            for piece, match in filled:
                if match is not None and (piece.unit, piece.start) not in self.broken:
                    self._inexact(piece, match.labels[0], match.how)
                    self.ledger.put(piece, "table")
                elif any((part.unit, part.start) in joined for part in fragments([piece])):
                    self.ledger.put(piece, "table")
                    self.out.notes.append("split-heading")
                    unknown.remove(piece)
            if len(filled) == 1 and unknown and table and len(unknown[0].text.strip()) >= LINE \
                    and not any((part.unit, part.start) in self.broken for part in fragments(unknown)):
                self.out.extra.setdefault(table, []).append(_one_line(unknown[0]))
                self.out.doubts.append(doubt("extra-line", self.source, unknown, self.edition.table(table).name))
                self.ledger.put(unknown, "table")
            else:
                for piece in unknown:
                    if piece not in self.beside:
                        self._not_known(number, piece, table)
        self.pending = []

    def _layout(self, found: Found, rows: Heads) -> None:
        block = (found.label.table, found.label.block)
        place = (found.row.grid, block)
        old = self.above.get(place)
        if rows:
            new = layout_above(self.words, rows, found.row, self.blocks[block])
            for other, layout in strays(self.words, rows, found.row, self.blocks, block):
                self.layouts[other].append(layout)
            near = found.row if not new or not new.places else replace(found.row, pieces=tuple(
                piece for piece in found.row.pieces if piece.column < self._free_after(new.places[-1][1], found)))
            if new and new.places and found.row.grid == self.grid and (others := foreign(rows, near, new)):
                self.foreign = others
                self.width = (len(self.blocks[block].column_leaves) + len(others),
                              max(*(stop for _, stop in new.places), *(column + 1 for column in others)))
                self.beside |= {heading: {found.label.table: []} for heading in others.values()
                                if heading not in self.beside}
            found.layout = new if new is not None and (not new.contrary or old is None or old.contrary) else old
        elif old is not None:
            found.layout = old
        elif self.last and self.last.part and (self.last.label.table, self.last.label.block) == block:
            found.layout = self.last.layout  # half a table goes on on the next page
        if found.layout is not None:
            self.above[place] = found.layout
            if found.layout not in self.layouts[block]:
                self.layouts[block].append(found.layout)

    def _free_after(self, column: int, found: Found) -> int:
        """The first column from `column` on in which nothing stands, in all rows of the table."""
        return next(free for free in count(column) if free not in self.filled[found.row.grid, found.label.table])

    def _without_neighbours(self, number: int, found: Found) -> Found:
        """The row without what stands right of its last heading: blank cells of a wider table, and another table, if a
        column is free between them."""
        if found.layout is None or not found.layout.places or not found.row.exact or found.row.grid != self.grid:
            return found
        end = max(found.layout.places[-1][1], *(column + 1 for column in self.foreign), 0)
        beyond = [piece for piece in found.payload if piece.column >= end]
        filled = [piece for piece in beyond if piece.text.strip()]
        if filled and self._free_after(end, found) > end:
            return found
        self.unknown += [_Word(number, piece, found.label.table) for piece in filled]
        return replace(found, payload=tuple(piece for piece in found.payload if piece not in beyond),
                       pieces=tuple(piece for piece in found.pieces if piece not in beyond))

    def _without_foreign(self, found: Found) -> Found:
        """The row without what stands in columns that no format has; in doubt, if it is not as wide as its headings."""
        if not self.foreign:
            return found
        last = found.payload[-1] if found.payload else None
        if last is None or (len(found.payload), last.column + last.span) != self.width:
            return replace(found, shifted=True)
        spare = [piece for piece in found.payload if piece.column in self.foreign]
        for piece in spare:
            if piece.text.strip():
                tables = self.beside[self.foreign[piece.column]]
                tables.setdefault(found.label.table, []).append((found.label, piece))
        return replace(found, payload=tuple(piece for piece in found.payload if piece not in spare))

    def _keep(self, heading: Piece, tables: dict[str, list[tuple[Label, Piece]]]) -> None:
        """A column that no format has becomes an extra line of its table."""
        self.ledger.put(heading, "table")
        for table, cells in tables.items():
            told = "；".join(f"{self.edition.labels[label.key]} {_one_line(piece)}" for label, piece in cells)
            if told:
                self.out.extra.setdefault(table, []).append(f"{_one_line(heading)}：{told}")
                self.out.doubts.append(doubt("column-foreign", self.source, [heading], self.edition.table(table).name))

    # ── words ──

    def _inexact(self, piece: Piece, label: Label, how: str) -> None:
        if how != EXACT:
            self.out.doubts.append(doubt(f"label-{how}", self.source, [piece], self.edition.table(label.table).name,
                                         proposal=label.text))

    def _not_known(self, row: int, piece: Piece, table: str | None, parted: bool = False) -> None:
        """Words of a table that are neither label nor figure, but for the pieces of broken labels in them."""
        parts = list(fragments([piece]))
        kept = [part for part in parts if (part.unit, part.start) not in self.broken]
        pieces = [piece] if len(kept) == len(parts) and not parted else kept
        self.unknown += [_Word(row, part, table) for part in pieces]

    def _say_unknown(self) -> None:
        """Names of groups that stand in several pieces belong to the table; the rest is said, a doubt for a row."""
        groups = {fold(label.text) for label in self.words.labels if label.role == "group" or
                  label.key in self.edition.single_groups}
        rest: dict[int, list[_Word]] = defaultdict(list)
        words = [word for word in self.unknown if word.table]
        place = 0
        while place < len(words):
            length = next((length for length in range(VERTICAL, 1, -1)
                           if fold("".join(word.piece.text for word in words[place:place + length])) in groups), 0)
            self.ledger.put([word.piece for word in words[place:place + length]], "table")
            if not length:
                rest[words[place].row].append(words[place])
            place += length or 1
        for word in self.unknown:
            if not word.table:
                rest[word.row].append(word)
        for said in rest.values():
            for only, reason in ((True, "separator"), (False, "table-text")):
                pieces = [word.piece for word in said if separator(word.piece.text) is only]
                self.ledger.put(pieces, "dropped", reason)
                if pieces and not only:
                    table = next((word.table for word in said if word.table), None)
                    self.out.doubts.append(doubt("table-text", self.source, pieces,
                                                 self.edition.table(table).name if table else ""))


def _is_half(one: Printed) -> bool:
    """A row of figures that no label names: perhaps the upper half of the row below it, cut by the end of a page."""
    return one.row.exact and sum(figure(piece) for piece, match in one.matched if not match) > 1 and not any(
        match for _, match in one.matched)


def _one_line(piece: Piece) -> str:
    return " ".join(piece.text.split())
