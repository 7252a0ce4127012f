"""Rows → which official row each of them is: Found, by its label or its place, with the headings above it.

Labels that are not quite the official ones, rows that come twice or in another order, and words that are neither label
nor figure are said; figures are not read here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from generator.edition import Edition, Table
from generator.importing.cells import figure, plain
from generator.importing.fold import fold
from generator.importing.found import Found, Tables
from generator.importing.halves import second_half
from generator.importing.headers import Header, foreign, header_above, stacked
from generator.importing.labels import EXACT, Label, Lexicon, Match, lexicon
from generator.importing.rows import Row
from generator.importing.sentences import SERIAL, doubt
from generator.importing.source import Ledger, Piece


def anchored(rows: Sequence[Row], edition: Edition, ledger: Ledger, out: Tables) -> dict[str, Found]:
    """The rows by the keys of the edition; what is to be said of them goes to `out`."""
    return _Anchors(edition, ledger, out).read(rows)


class _Anchors:
    def __init__(self, edition: Edition, ledger: Ledger, out: Tables) -> None:
        self.source, self.edition, self.ledger, self.out = out.source, edition, ledger, out
        self.words: Lexicon = lexicon(edition)
        self.found: dict[str, Found] = {}
        self.pending: list[tuple[Row, list[tuple[Piece, Match | None]]]] = []  # header rows not yet placed
        self.headers: dict[tuple[int, str, int], Header] = {}
        self.last: Label | None = None
        self.grid = -1
        self.serials: set[int] = set()  # columns of the grid that only number its rows
        self.foreign: dict[int, Piece] = {}  # columns of the grid that no format has: their headings
        self.width = (0, 0)  # with them, of a block: how many columns, and where the last one ends
        self.beside: dict[Piece, dict[str, list[tuple[Label, Piece]]]] = {}  # by heading and table what stands below

    def read(self, rows: Sequence[Row]) -> dict[str, Found]:
        for row in rows:
            self._row(row)
        self._left_over(None)
        for heading, tables in self.beside.items():
            if any(tables.values()):
                self._keep(heading, tables)
            else:
                self._unmatched(heading, next(iter(tables)))
        return self.found

    def _row(self, row: Row) -> None:
        if row.grid != self.grid:
            self.grid, self.serials, self.foreign = row.grid, set(), {}
        row = self._without_serial(row)
        matched = [(piece, None if piece.glued else self.words.match(piece.text)) for piece in row.pieces]
        at = self._label_at(matched)
        if at is None and self._is_cases(row, matched):
            label = next(label for label in self.words.labels if label.table == self._unlabelled.key)
            block = self._unlabelled.blocks[0]
            row_label = Label("row", self._unlabelled.key, 0, block.row_leaves[0].key, "", label.order)
            heads = [piece for piece, match in matched if match]
            payload = tuple(piece for piece, match in matched if not match)
            if heads:
                self.pending.append((row, [(piece, match) for piece, match in matched if match]))
            self._take(Found(row_label, EXACT, payload, payload, row))
            return
        if at is None:
            if any(piece.text.strip() for piece in row.pieces):
                self.pending.append((row, matched))
            return
        label, how = at[1], at[2]
        payload = row.pieces[at[0] + 1:]
        if label.key in self.edition.single_groups and not any(piece.text.strip() for piece in payload):
            self.ledger.put([piece for piece, _ in matched], "table")  # only the name of a group
            return
        for piece, match in matched[:at[0]]:
            if match is not None:
                self._inexact(piece, match.labels[0], match.how)
            elif piece.text.strip():
                self._unmatched(piece, label.table)
        known = tuple(piece for piece, match in matched[:at[0]] if match or not piece.text.strip())
        self._take(Found(label, how, (*known, *row.pieces[at[0]:]), payload, row))

    def _without_serial(self, row: Row) -> Row:
        """The row without its number (序号), where the grid has a column of them."""
        self.serials |= {piece.column for piece in row.pieces if row.exact and fold(piece.text) in SERIAL}
        spare = [piece for piece in row.pieces if piece.column in self.serials
                 and (piece.text.strip().isdecimal() or fold(piece.text) in SERIAL or not piece.text.strip())]
        self.ledger.put([piece for piece in spare if piece.text.strip()], "dropped", "serial")
        return replace(row, pieces=tuple(piece for piece in row.pieces if piece not in spare)) if spare else row

    def _label_at(self, matched: Sequence[tuple[Piece, Match | None]]) -> tuple[int, Label, str] | None:
        """The row label: the last label of a row before the figures; a row of a group before its group."""
        best = None
        for index, (piece, match) in enumerate(matched):
            if match is None and piece.text.strip() and best is not None:
                break
            if match is not None and (mine := match.of("row")):
                best = (index, mine[0], match.how)
        if best is None:  # a row label that lost its number may read like a column's
            filled = [(index, piece) for index, (piece, _) in enumerate(matched) if piece.text.strip()]
            if len(filled) > 3 and all(figure(piece) for _, piece in filled[1:]):
                labels = self.words.unnumbered.get(fold(filled[0][1].text), ())
                rows = [label for label in labels if label.role == "row"]
                if len(rows) == 1:
                    return filled[0][0], rows[0], "unnumbered"
        return best

    @property
    def _unlabelled(self) -> Table:
        """The table whose only row has no label (表四)."""
        return next(table for table in self.edition.tables
                    if any(not row.label for block in table.blocks for row in block.row_leaves))

    def _is_cases(self, row: Row, matched: Sequence[tuple[Piece, Match | None]]) -> bool:
        table = self._unlabelled
        key = table.blocks[0].row_leaves[0].key
        heads = [match for _, match in matched if match]
        rest = [piece for piece, match in matched if not match]
        before = self.found.get(key)
        if not rest or (before and not any(piece.text.strip() for piece in rest)):
            return False
        width, filled = len(table.blocks[0].column_leaves), sum(bool(piece.text.strip()) for piece in rest)
        whole = filled == width
        if any(piece.text.strip() and not figure(piece) and not piece.glued
               and not whole for piece in rest):
            return False
        above = [match for _, pairs in self.pending for _, match in pairs if match]
        mine = [match for match in (*heads, *above) if any(label.table == table.key for label in match.of("column"))]
        if heads and not all(piece.glued for piece in rest):
            return False
        # a row of headings that came out empty was perhaps taken for the figures
        instead = before is not None and before.row.grid == row.grid and not any(map(plain, before.payload))
        return len(mine) >= 4 or (instead and 2 * filled > width)

    def _take(self, found: Found) -> None:
        """A row of figures: place the headings above it, and keep it unless its label was already there."""
        key = found.label.key
        self._left_over(found)
        found = self._without_foreign(found)
        self._inexact_row(found)
        self.ledger.put([piece for piece in found.pieces if piece.text.strip()], "table")
        if key in self.found and second_half(self.found[key], found):
            self.found[key].other = found
            self.last = found.label
            return
        if key in self.found:
            same = [plain(piece) for piece in self.found[key].payload] == [plain(piece) for piece in found.payload]
            if not same:
                self.out.again.add(key)
            self.out.doubts.append(doubt("row-again", self.source, found.payload or found.pieces,
                                         self.edition.row_words(key), same="相同" if same else "不同"))
            return
        if any(one.label.table == found.label.table and one.label.order > found.label.order
               for one in self.found.values()):
            self.out.doubts.append(doubt("row-order", self.source, found.pieces[:1], self.edition.row_words(key)))
        self.found[key] = found
        self.last = found.label

    def _without_foreign(self, found: Found) -> Found:
        """The row without what stands in columns that no format has; in doubt, if it is not as wide as its headings."""
        if not self.foreign:
            return found
        last = found.payload[-1] if found.payload else None
        if last is None or (len(found.payload), last.column + last.span) != self.width:
            self.out.shifted.add(found.label.key)
            return found
        spare = [piece for piece in found.payload if piece.column in self.foreign]
        for piece in spare:
            if piece.text.strip():
                tables = self.beside[self.foreign[piece.column]]
                tables.setdefault(found.label.table, []).append((found.label, piece))
        return replace(found, payload=tuple(piece for piece in found.payload if piece not in spare))

    def _keep(self, heading: Piece, tables: Mapping[str, Sequence[tuple[Label, Piece]]]) -> None:
        """A column that no format has becomes an extra line of its table."""
        self.ledger.put(heading, "table")
        for table, cells in tables.items():
            told = "；".join(f"{self.edition.labels[label.key]} {_one_line(piece)}" for label, piece in cells)
            if told:
                self.out.extra.setdefault(table, []).append(f"{_one_line(heading)}：{told}")
                self.out.doubts.append(doubt("column-foreign", self.source, [heading], self.edition.table(table).name))

    def _left_over(self, found: Found | None) -> None:
        """Headings and unknown rows that stood before a row of figures, or at the end."""
        if not self.pending:
            if found is not None:
                found.header = self.headers.get((found.row.grid, found.label.table, found.label.block))
                before = self.found.get(self.last.key) if self.last else None
                before = before.other or before if before else None
                if found.header is None and before and before.part and (
                        before.label.table, before.label.block) == (found.label.table, found.label.block):
                    found.header = before.header  # half a table goes on on the next page
            return
        if found is not None:
            block = self.edition.table(found.label.table).blocks[found.label.block]
            header = header_above(self.words, self.pending, found.row, block)
            self._astray(found)
            if found.row.grid == self.grid and header.columns is not None and (
                    others := foreign(self.pending, found.row, header)):
                self.foreign = others
                self.width = (len(header.columns) + len(others),
                              max(*(stop for _, stop in header.columns), *(column + 1 for column in others)))
                self.beside |= {heading: {found.label.table: []} for heading in others.values()
                                if heading not in self.beside}
            old = self.headers.get((found.row.grid, found.label.table, found.label.block))
            found.header = self.headers[(found.row.grid, found.label.table, found.label.block)] = \
                header if header.order or header.part or not old or (header.order == [] and not old.order) else old
        for row, pairs in self.pending:
            filled = [(piece, match) for piece, match in pairs if piece.text.strip()]
            table = found.label.table if found is not None and row.grid == found.row.grid else None
            if self.last is not None and row.grid == self.grid and not any(match for _, match in filled):
                table = self.last.table
            unknown = [piece for piece, match in filled if match is None]
            joined = stacked(self.words, [pairs for _, pairs in self.pending]) if unknown else set()
            for piece, match in filled:
                if match is not None:
                    self._inexact(piece, match.labels[0], match.how)
                    self.ledger.put(piece, "table")
                elif piece in joined:
                    self.ledger.put(piece, "table")
                    self.out.notes.append("split-heading")
            unknown = [piece for piece in unknown if piece not in joined]
            table = table or (self.last.table if self.last else None)
            if len(filled) == 1 and unknown and table and len(unknown[0].text.strip()) >= 6:
                self.out.extra.setdefault(table, []).append(_one_line(unknown[0]))
                self.out.doubts.append(doubt("extra-line", self.source, unknown,
                                             self.edition.table(table).name))
                self.ledger.put(unknown, "table")
            else:
                for piece in unknown:
                    if piece not in self.beside:
                        self._unmatched(piece, table)
        self.pending = []

    def _astray(self, found: Found) -> None:
        """Headings of another block that stand here, in another order than the official one: its rows are in doubt."""
        named = Counter((label.table, label.block) for _, pairs in self.pending for _, match in pairs if match
                        for label in match.of("column"))
        for (key, number), count in named.items():
            block = self.edition.table(key).blocks[number]
            if (key, number) != (found.label.table, found.label.block) and count >= len(block.column_leaves) > 1:
                header = header_above(self.words, self.pending, found.row, block)
                if header.order and not header.official:
                    self.out.astray.add((key, number))

    # ── words about labels ──

    def _inexact_row(self, found: Found) -> None:
        if found.how != EXACT:
            at = next(piece for piece in found.pieces if piece.text.strip()
                      and (match := self.words.match(piece.text)) and found.label in match.labels) \
                if found.how != "unnumbered" else found.pieces[0]
            self._inexact(at, found.label, found.how)

    def _inexact(self, piece: Piece, label: Label, how: str) -> None:
        if how != EXACT:
            self.out.doubts.append(doubt(f"label-{how}", self.source, [piece], self.edition.table(label.table).name,
                                         proposal=label.text))

    def _unmatched(self, piece: Piece, table: str | None) -> None:
        self.ledger.put(piece, "dropped", "table-text")
        self.out.doubts.append(doubt("table-text", self.source, [piece],
                                     self.edition.table(table).name if table else ""))


def _one_line(piece: Piece) -> str:
    return " ".join(piece.text.split())
