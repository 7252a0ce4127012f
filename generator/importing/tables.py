"""Rows → the figures of the official tables, each at its address, with everything that is in doubt.

A row is known by its label, a column by its heading or by the official order. A figure is only taken
where its column is certain; where it is not, the cell keeps what is printed and its value is unknown.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import permutations

from generator.edition import Block, Edition, Heading, Table
from generator.importing.anchors import anchored
from generator.importing.cells import aligned, likely, one_for_all, plain
from generator.importing.digits import WHOLE, balanced, choose, column_holds, row_balances, shown, splits, value
from generator.importing.fold import fold
from generator.importing.found import Found, Open, Tables
from generator.importing.halves import whole
from generator.importing.headers import named, without_heading
from generator.importing.labels import lexicon
from generator.importing.rows import Row
from generator.importing.sentences import NO_FIGURES, doubt
from generator.importing.source import Ledger, Piece, Source
from generator.load.figures import printed_cell
from generator.model import Cell, State

TELLING = 4  # characters of a label that do not stand in any prose by chance
MOST_UNNAMED = 7  # columns without a heading whose every order is tried

def read_tables(source: Source, rows: Sequence[Row], edition: Edition, ledger: Ledger) -> Tables:
    """The three tables of an edition from the document's rows."""
    out = Tables(source)
    reader = _Reader(edition, anchored(rows, edition, ledger, out), out)
    for table in edition.tables:
        reader.table(table)
    return out


class _Reader:
    def __init__(self, edition: Edition, found: dict[str, Found], out: Tables) -> None:
        self.source, self.edition, self.found, self.out = out.source, edition, found, out
        self.shapes: dict[tuple[int, int | None], Counter[int]] = {}  # see `_shapes`
        self.named: dict[tuple[str, int], Set[tuple[int, int]] | None] = {}  # by table and block

    def table(self, table: Table) -> None:
        rows = {key: one for key, one in self.found.items() if one.label.table == table.key}
        if not rows:
            self.out.unread.add(table.key)
            self.out.doubts.append(doubt("table-unread" if self._told_of(table) else "table-missing", self.source, [],
                                         table.name, caption=table.caption))
            return
        for number, block in enumerate(table.blocks):
            rows |= self._whole(block, {key: one for key, one in rows.items() if one.label.block == number})
            self.named[table.key, number] = named(one.header for one in rows.values() if one.label.block == number)
        doubled = self._doubled(table, rows)
        self.shapes = self._shapes(table, rows.values())
        options: dict[str, list[tuple[str, ...]]] = {}
        headless, gaps = without_heading(table, {key: (one.label.block, one.header) for key, one in rows.items()},
                                         self.out.astray)
        self.out.doubts += [doubt(code, None, [], where) for code, where in gaps]
        for key, one in rows.items():
            columns = table.blocks[one.label.block].column_leaves
            self.out.rows[key] = one.pieces
            if key in self.out.again:
                self._unknown(key, columns, one, "row-again-unknown")
            elif key in self.out.shifted:
                self._unknown(key, columns, one, "cells-unaligned")
            elif key in headless:
                self._unknown(key, columns, one, "columns-unsure")
            elif (any(piece.glued for piece in one.payload) or one_for_all(one.payload, columns)
                  or (one.row.grid < 0 and not one.payload)):
                self._glued(key, columns, table, one, options)
            else:
                self._bounded(key, columns, table, one, doubled)
        self._choose(table, options)
        whole = self._is_whole(table, rows)
        for block in table.blocks:
            self._absent(block, {key: one for key, one in rows.items() if one.label.block == table.blocks.index(block)}
                         if whole else {})

    def _shapes(self, table: Table, rows: Iterable[Found]) -> dict[tuple[int, int | None], Counter[int]]:
        """By the width of the block, and the grid (None: in all of them): how many rows have so many cells."""
        shapes: dict[tuple[int, int | None], Counter[int]] = defaultdict(Counter)
        for one in rows:
            for grid in (None, one.row.grid):
                shapes[len(table.blocks[one.label.block].column_leaves), grid][len(one.payload)] += 1
        return shapes

    def _told_of(self, table: Table) -> bool:
        """Are many of a table's labels in the document, though no row could be made of them?"""
        text = fold("".join(unit.text for unit in self.source.units))
        labels = {fold(label.text) for label in lexicon(self.edition).labels if label.table == table.key
                  and label.role in ("row", "column", "block")}
        long = [label for label in labels if len(label) >= TELLING]
        return sum(label in text for label in long) > 0.4 * len(long)

    def _whole(self, block: Block, rows: dict[str, Found]) -> dict[str, Found]:
        """The rows of a block, put together where the document printed the block in halves."""
        columns = block.column_leaves
        made = whole(rows, len(columns))
        if made is None:
            self.out.again |= {key for key, one in rows.items() if one.other is not None}
            return rows
        if made[1]:
            labels = "、".join(columns[leaf].label for leaf in made[1])
            first = next(iter(rows))
            self.out.doubts.append(doubt("column-absent", None, [], self.edition.rows[first][0].name, labels=labels))
        return made[0]

    def _is_whole(self, table: Table, rows: Mapping[str, Found]) -> bool:
        """Does the table stand in one grid of which every line was recognised? Then a row that is not found in it is
        not there."""
        return len({one.row.grid for one in rows.values()}) == 1 and all(one.row.exact for one in rows.values()) \
            and not self.out.extra.get(table.key) \
            and not any(found.code == "table-text" and found.where in ("", table.name) for found in self.out.doubts)

    def _absent(self, block: Block, whole: Mapping[str, Found]) -> None:
        """Rows that were not found: absent between two that were, where the block is `whole`, else unknown."""
        order = [leaf.key for leaf in block.row_leaves]
        known = [at for at, key in enumerate(order) if key in whole]
        for at, key in enumerate(order):
            group = next((group for group in self.edition.single_groups if key in self.edition.groups[group]), None)
            if key in self.found or group in self.found:
                continue
            if known and known[0] < at < known[-1]:
                self.out.absent.add(key)
                self.out.doubts.append(doubt("row-absent", self.source, [], self.edition.row_words(key)))
            else:
                self.out.cells |= {f"{key}.{column.key}": Cell(NO_FIGURES, None, State.UNREADABLE)
                                   for column in block.column_leaves}
                self.out.doubts.append(doubt("row-unfound", self.source, [], self.edition.row_words(key),
                                             address=f"{key}.{block.column_leaves[0].key}"))
        for group in self.edition.single_groups & self.out.rows.keys():
            parts = [key for key in self.edition.groups[group] if key in self.found]
            if group in self.found and parts:  # both the group and its rows have figures
                del self.found[group]
                for address in [address for address in self.out.cells if address.startswith(f"{group}.")]:
                    del self.out.cells[address]
                self.out.doubts.append(doubt("group-and-rows", self.source, self.out.rows[group],
                                             self.edition.row_words(group)))

    def _doubled(self, table: Table, rows: Mapping[str, Found]) -> bool:
        """Is nearly every figure of the table printed with its first digit twice ("22", "00")?"""
        texts = [plain(piece) for one in rows.values() for piece in one.payload if plain(piece)]
        twice = sum(re.fullmatch(r"(\d)\1", text) is not None for text in texts)
        if len(texts) >= 10 and twice >= 0.9 * len(texts) and "00" in texts:
            self.out.doubts.append(doubt("doubled-figures", self.source, [], table.name, count=twice, of=len(texts)))
            return True
        return False

    def _bounded(self, key: str, columns: Sequence[Heading], table: Table, one: Found, doubled: bool) -> None:
        """A row whose cells have borders."""
        shapes = [self.shapes[len(columns), grid] for grid in (None, one.row.grid)]
        cells = self._in_order(columns, one, shapes[0])
        moved = one.header is not None and one.header.order is not None and not one.header.official
        odd = any(len(one.payload) != most.most_common(1)[0][0] for most in shapes)  # unlike most rows
        mixed = cells is not None and len({bool(piece and piece.text.strip()) for piece in cells}) > 1
        if cells is None or ((odd or moved or mixed or len(one.payload) != len(columns)) and not doubled
                             and self._unbalanced(table, columns, cells, odd)):
            self._unknown(key, columns, one, "cells-unaligned")
            return
        literals = [plain(piece) if piece is not None else "" for piece in cells]
        odd_ones = [doubled and len(text) > 1 and text[0] != text[1] for text in literals]  # not doubled as the others
        literals = [text[1:] if doubled and len(text) > 1 and not odd_one else text
                    for text, odd_one in zip(literals, odd_ones, strict=True)]
        sure = self._sure(columns, table, self._unnamed(table.key, one, cells), literals)
        if None in sure:
            self._unknown(key, columns, one, "columns-unnamed", " ".join(filter(None, literals)),
                          [None if odd_one else literal for literal, odd_one in zip(sure, odd_ones, strict=True)])
            return
        for column, piece, text, odd_one in zip(columns, cells, literals, odd_ones, strict=True):
            self._cell(key, column, text, piece, None if odd_one else printed_cell(text, column))

    def _unnamed(self, table: str, one: Found, cells: Sequence[Piece | None]) -> list[int]:
        """The columns over whose figures their heading does not stand; all, where another column's does."""
        named = self.named[table, one.label.block]
        if named is None:
            return []
        over = {column: leaf for leaf, column in named}
        found = [over.get(piece.column) if piece else None for piece in cells]
        if any(other not in (None, leaf) for leaf, other in enumerate(found)):
            return list(range(len(cells)))
        return [leaf for leaf, other in enumerate(found) if other is None]

    def _sure(self, columns: Sequence[Heading], table: Table, unnamed: Sequence[int], literals: Sequence[str]
              ) -> Sequence[str | None]:
        """A row's literals; None where one depends on the order of the `unnamed` columns."""
        figures = [literals[leaf] for leaf in unnamed]
        if len(set(figures)) < 2:
            return literals
        balances = row_balances(self.edition, table, columns)
        possible = []
        for order in set(permutations(figures)) if len(figures) <= MOST_UNNAMED else ():
            other = list(literals)
            for leaf, literal in zip(unnamed, order, strict=True):
                other[leaf] = literal
            if balanced(other, columns, balances):
                possible.append(other)
        return [literal if leaf not in unnamed or {other[leaf] for other in possible} == {literal} else None
                for leaf, literal in enumerate(literals)]

    def _unbalanced(self, table: Table, columns: Sequence[Heading], cells: Sequence[Piece | None], odd: bool) -> bool:
        """Does a row of more or fewer cells contradict its own balances, or, if it is `odd`, lack a figure?"""
        literals = [plain(piece) if piece is not None else "" for piece in cells]
        if odd and any(literals) and not all(literals):
            return True
        return not balanced(literals, columns, row_balances(self.edition, table, columns))

    def _in_order(self, columns: Sequence[Heading], one: Found, shapes: Counter[int]) -> list[Piece | None] | None:
        """The row's pieces in the official order of the columns, None where that cannot be told."""
        header = one.header
        if header is None or header.order is None or header.official:
            return aligned(len(columns), one.payload, header.columns if header else None, one.row.exact, shapes)
        order = header.order
        filled = [piece for piece in one.payload if piece.text.strip()]
        row = one.payload if len(one.payload) == len(columns) else filled
        if not order or len(row) != len(columns):
            return None
        placed: list[Piece | None] = [None] * len(columns)
        for leaf, piece in zip(order, row, strict=True):
            placed[leaf] = piece
        if header.columns and header.columns != [(piece.column, piece.column + piece.span) for piece in placed
                                                 if piece is not None]:
            return None
        self.out.doubts.append(doubt("column-order", self.source, one.pieces[:1],
                                     self.edition.row_words(one.label.key)))
        return placed

    def _cell(self, key: str, column: Heading, text: str, piece: Piece | None, cell: Cell | None) -> None:
        address = f"{key}.{column.key}"
        if cell is None:
            cell = Cell(text, None, State.UNREADABLE)
            self.out.doubts.append(doubt("cell-unreadable", self.source, [piece] if piece else [],
                                         self.edition.places[address].words, address=address,
                                         proposal=likely(text)))
        self.out.cells[address] = cell

    def _unknown(self, key: str, columns: Sequence[Heading], one: Found, code: str, proposal: str = "",
                 agreed: Sequence[str | None] = ()) -> None:
        """Every cell of the row unknown, with the row's print as its literal; but for those `agreed` on by
        every possible split."""
        text = " ".join(" ".join(piece.text.split()) for piece in one.payload if piece.text.strip())
        known = dict(zip((column.key for column in columns), agreed, strict=False))
        for column in columns:
            sure = known.get(column.key)
            self.out.cells[f"{key}.{column.key}"] = (printed_cell(sure, column) if sure else None) or \
                Cell(text or NO_FIGURES, None, State.UNREADABLE)
        open_cells = len(columns) - sum(literal is not None for literal in agreed)
        self.out.doubts.append(doubt(code, self.source, one.payload, self.edition.row_words(key), proposal=proposal,
                                     count=open_cells, address=f"{key}.{columns[0].key}"))

    def _glued(self, key: str, columns: Sequence[Heading], table: Table, one: Found,
               options: dict[str, list[tuple[str, ...]]]) -> None:
        """A row whose borders are lost: taken where exactly one split satisfies the row's balances."""
        text = "\n".join(piece.text for piece in one.payload)
        if one.header is not None and one.header.order is not None and not one.header.official:
            self._unknown(key, columns, one, "column-order-unknown")
            return
        tokens = text.split()
        balances = row_balances(self.edition, table, columns)
        whole = all(map(WHOLE.fullmatch, tokens))
        if len(tokens) == len(columns) and all(printed_cell(token, column) for token, column in
                                               zip(tokens, columns, strict=True)):
            if balanced(tokens, columns, balances):
                self._set(key, columns, table, tokens)
            else:
                self._unknown(key, columns, one, "row-unbalanced")
            return
        possible = splits(re.sub(r"[，,](?=\d{3})", "", text), columns, balances)
        if tokens and whole and len(columns) - 2 <= len(tokens) < len(columns):  # perhaps a blank rather than glued
            if len(tokens) == 1 and possible:
                self._open(key, columns, one, possible, agree=False)
            else:
                self._unknown(key, columns, one, "cells-unaligned")
            return
        if not tokens:  # in running text a blank cell leaves no trace, but neither does a lost one
            self._unknown(key, columns, one, "row-empty")
            return
        if possible and len(possible) == 1:
            self._set(key, columns, table, possible[0])
            if "".join(tokens) != "".join(possible[0]) or len(columns) > 1:
                self.out.notes.append("glued")
        elif possible:
            options[key] = possible
        else:
            self._unknown(key, columns, one, "glued-impossible" if possible == [] else "glued-ambiguous")

    def _choose(self, table: Table, options: Mapping[str, list[tuple[str, ...]]]) -> None:
        """Rows with several possible splits: only the column balances may choose, and only between all."""
        if not options:
            return
        balances = [balance for balance in self.edition.balances if balance.table == table.key
                    and balance.each == "column" and not balance.across_years and balance.level == "balance"]
        columns, chosen = table.blocks[0].column_leaves, []
        if balances and len(table.blocks) == 1:
            known = {address: cell.value for address, cell in self.out.cells.items()}

            def holds(combination: Mapping[str, tuple[str, ...]]) -> bool:
                values = dict(known)
                for key, split in combination.items():
                    values |= {f"{key}.{column.key}": value(cell) for column, cell in
                               zip(columns, split, strict=True)}
                return all(column_holds(self.edition, balance, column, values, self.found) for balance in balances
                           for column in columns)

            chosen = choose(options, holds)
        for key, possible in options.items():
            one = self.found[key]
            row_columns = table.blocks[one.label.block].column_leaves
            if len(chosen) == 1:
                self._set(key, row_columns, table, chosen[0][key])
                self.out.doubts.append(doubt("glued-chosen", self.source, one.payload, self.edition.row_words(key),
                                             proposal=" ".join(chosen[0][key])))
            else:
                self._open(key, row_columns, one, possible)

    def _open(self, key: str, columns: Sequence[Heading], one: Found, possible: Sequence[tuple[str, ...]],
              agree: bool = True) -> None:
        """A row that its balances do not decide; other evidence still may. `agree`: take what all splits share."""
        self._unknown(key, columns, one, "glued-ambiguous", shown(possible),
                      [split[0] if agree and len(set(split)) == 1 else None for split in zip(*possible, strict=True)])
        if len(possible) > 1 and not re.search(r"\s", "".join(piece.text for piece in one.payload).strip()):
            self.out.open[key] = Open(one.payload, tuple(possible))

    def _set(self, key: str, columns: Sequence[Heading], table: Table, literals: Sequence[str]) -> None:
        """Figures that stand in running text, which has no place for each."""
        one = self.found[key]
        unnamed = [] if self.named[table.key, one.label.block] is None else range(len(columns))
        sure = self._sure(columns, table, unnamed, literals)
        if None in sure:
            self._unknown(key, columns, one, "columns-unnamed", " ".join(literals), sure)
            return
        for column, literal in zip(columns, literals, strict=True):
            self._cell(key, column, literal, None, printed_cell(literal, column))
