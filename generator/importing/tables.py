"""Rows → the figures of the official tables, each at its address, with everything that is in doubt.

A row has a small domain of readings: what is printed under every layout that its headings allow, as it is printed or
with its doubled digits taken back, or every split of a glued run. Its balances, and those down the columns, leave
some of them. A cell is taken where all that are left agree; where they do not, it keeps what is printed and its value
is unknown. The doubt says how many readings are left, one for a row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from generator.edition import Balance, Block, Edition, Heading, Table
from generator.importing.alignment import fragments
from generator.importing.cells import bare, likely, plain
from generator.importing.columns import Layout, official
from generator.importing.fold import fold
from generator.importing.found import Found, Open, Tables
from generator.importing.gather import gather
from generator.importing.items import Row
from generator.importing.labels import TELLING, lexicon
from generator.importing.placing import Shapes, one_for_all, placed
from generator.importing.readings import (
    WHOLE,
    Doubling,
    Split,
    Sums,
    agreed,
    balanced,
    choose,
    orders,
    put_together,
    row_balances,
    shown,
    splits,
)
from generator.importing.sentences import NO_FIGURES, doubt
from generator.importing.source import Ledger, Piece, Source
from generator.load.figures import printed_cell
from generator.model import Cell, State

ENOUGH = 3  # rows that must agree on a column being absent: one row may have lost a cell as its heading was lost
MOST_LABELS = 0.4  # of a table's labels that stand in the text: it is there, though it was not read


def read_tables(source: Source, rows: Sequence[Row], edition: Edition, ledger: Ledger) -> Tables:
    """The three tables of an edition from the document's rows."""
    out = Tables(source)
    found, layouts = gather(rows, edition, ledger, out)
    for table in edition.tables:
        _Reader(edition, table, found, layouts, out).read()
    return out


class _Reader:
    """Of one table."""

    def __init__(self, edition: Edition, table: Table, found: dict[str, Found],
                 layouts: Mapping[tuple[str, int], Sequence[Layout]], out: Tables) -> None:
        self.edition, self.table, self.found, self.out = edition, table, found, out
        self.layouts = {number: layouts.get((table.key, number), ()) for number in range(len(table.blocks))}
        self.rows = {key: one for key, one in found.items() if one.label.table == table.key}
        self.document = Doubling([text for one in found.values() for text in self._texts(one)],
                                 [one.tokens[0] for one in found.values() if one.glued and len(one.tokens) == 1])
        self.options: dict[str, list[Split]] = {}  # rows that their own balances leave open
        self.lacking: list[str] = []  # addresses in columns that were not found

    def read(self) -> None:
        if not self.rows:
            self.out.unread.add(self.table.key)
            self.out.doubts.append(doubt("table-unread" if self._told_of() else "table-missing", self.out.source, [],
                                         self.table.name, caption=self.table.caption))
            return
        for number, block in enumerate(self.table.blocks):
            self.rows |= self._whole(block, {key: one for key, one in self.rows.items() if one.label.block == number})
        self._headings_lost()
        self.doubled = self._doubled(self.document)
        self.shapes = Shapes((len(self._columns(one)), one.row.grid, len(one.payload)) for one in self.rows.values())
        for key, one in self.rows.items():
            self.out.rows[key] = one.pieces
            self._row(key, one)
        self._choose()
        self.out.cells |= {address: Cell(NO_FIGURES, None, State.UNREADABLE) for address in self.lacking}
        self._singles()
        whole = self._is_whole()
        for number, block in enumerate(self.table.blocks):
            self._absent(block, [key for key, one in self.rows.items() if one.label.block == number] if whole else ())

    def _told_of(self) -> bool:
        """Are many of the table's labels in the document, though no row could be made of them?"""
        text = fold("".join(unit.text for unit in self.out.source.units))
        labels = {fold(label.text) for label in lexicon(self.edition).labels if label.table == self.table.key
                  and label.role in ("row", "column", "block")}
        long = [label for label in labels if len(label) >= TELLING]
        return sum(label in text for label in long) > MOST_LABELS * len(long)

    def _columns(self, one: Found) -> tuple[Heading, ...]:
        return self.table.blocks[one.label.block].column_leaves

    def _texts(self, one: Found) -> list[str]:
        """What is printed cell by cell; where that cannot be told, how each run of figures begins."""
        if not one.glued:
            return [text for piece in one.payload if (text := plain(piece))]
        width = len(self.edition.rows[one.label.key][1].column_leaves)
        return one.tokens if len(one.tokens) == width else [token for token in one.tokens if token[0] != "0"]

    # ── columns ──

    def _whole(self, block: Block, rows: dict[str, Found]) -> dict[str, Found]:
        """The rows of a block with all their columns, where the document printed it in two halves or without some of
        the columns: certain only if all rows are cut alike."""
        size = len(block.column_leaves)
        cuts = {tuple(half.part for half in _halves(one)) for one in rows.values()}
        parts = [part or () for part in next(iter(cuts), ())]
        have = [leaf for part in parts for leaf in part]
        if len(cuts) != 1 or not all(parts) or (len(have) < size and len(rows) < ENOUGH):
            self.out.again |= {key for key, one in rows.items() if one.other is not None}
            return rows
        if absent := [leaf for leaf in range(size) if leaf not in have]:
            self.out.doubts.append(doubt("column-absent", None, [], self.table.name, labels="、".join(
                block.column_leaves[leaf].label for leaf in absent)))
        made = {}
        for key, one in rows.items():
            pieces = [Piece("", one.pieces[0].unit)] * size
            self.lacking += [f"{key}.{block.column_leaves[leaf].key}" for leaf in absent]
            for part, half in zip(parts, _halves(one), strict=True):
                cells = list(fragments(half.payload)) if half.glued else half.payload
                for leaf, piece in zip(part, cells, strict=True):
                    pieces[leaf] = replace(piece, glued=False)
            made[key] = replace(one, payload=tuple(pieces), layout=official(size),
                                pieces=tuple(piece for half in _halves(one) for piece in half.pieces))
        return made

    def _candidates(self, one: Found) -> list[Layout]:
        """The layouts that a row may have: that of its headings, else every one that its block has elsewhere, and the
        official one. Empty: its headings contradict each other."""
        size = len(self._columns(one))
        if one.layout is not None and one.layout.whole:
            return [one.layout]
        others = self.layouts[one.label.block]
        if any(layout.contrary for layout in others):
            return []
        return [official(size), *(layout for layout in others if layout.whole and not layout.official)]

    def _named(self, number: int) -> Collection[tuple[int, int]] | None:
        """The leaves of a block that its rows' headings name, each with its grid column. None: all of them, since
        where one row's headings are whole, the rows without any go on from it."""
        layouts = [one.layout for one in self.rows.values() if one.label.block == number and one.layout is not None]
        if any(layout.whole or layout.named is None for layout in layouts):
            return None
        return {place for layout in layouts for place in layout.named or ()}

    def _free(self, one: Found, cells: Sequence[Piece | None]) -> list[int]:
        """The columns over whose figures their heading does not stand; all, where another column's does."""
        named = self._named(one.label.block)
        if named is None:
            return []
        over = {column: leaf for leaf, column in named}
        found = [over.get(piece.column) if piece else None for piece in cells]
        if any(other not in (None, leaf) for leaf, other in enumerate(found)):
            return list(range(len(cells)))
        return [leaf for leaf, other in enumerate(found) if other is None]

    def _headings_lost(self) -> None:
        """Say where the official order is all there is to go by."""
        layouts = {key: one.layout for key, one in self.rows.items()}
        if all(layout is None for layout in layouts.values()):
            self.out.doubts.append(doubt("header-missing", None, [], self.table.name))
            return
        for number, block in enumerate(self.table.blocks):
            mine = [layouts[key] for key, one in self.rows.items() if one.label.block == number]
            told = [layout for layout in mine if layout is not None and (layout.whole or layout.contrary)]
            if mine and not told and len(block.column_leaves) > 1 and all(
                    layout.official for layout in self.layouts[number] if layout.whole):
                self.out.doubts.append(doubt("header-partial", None, [],
                                             " · ".join(filter(None, (self.table.name, block.heading)))))

    # ── figures ──

    def _doubled(self, document: Doubling) -> Doubling:
        """Whether the figures of the table have their first digit twice; a table that does not show it goes by the
        rest of the document."""
        own = Doubling([text for one in self.rows.values() for text in self._texts(one)])
        if own.most:
            self.out.doubts.append(doubt("doubled-figures", self.out.source, [], self.table.name, count=own.twice,
                                         of=own.of))
        own.some = own.some or document.some
        return own

    def _row(self, key: str, one: Found) -> None:
        columns = self._columns(one)
        layouts = self._candidates(one)
        balances = row_balances(self.edition, self.table, columns)
        if key in self.out.again:
            self._unknown(key, one, "row-again-unknown")
        elif one.shifted:
            self._unknown(key, one, "cells-unaligned")
        elif not layouts:
            self._unknown(key, one, "columns-unsure" if one.layout is None else "cells-unaligned")
        elif one.glued or one_for_all(one.payload, len(columns), bool(balances)):
            if not all(layout.official for layout in layouts):
                self._unknown(key, one, "column-order-unknown")
            elif any(piece.unsure for piece in one.payload):
                self._unknown(key, one, "row-unsure")
            else:
                self._glued(key, one, balances)
        else:
            self._bordered(key, one, layouts, balances)

    def _bordered(self, key: str, one: Found, layouts: Sequence[Layout], balances: Sequence[Balance]) -> None:
        """A row whose cells have borders: its readings under each layout."""
        columns = self._columns(one)
        readings: list[Split] = []
        free: list[int] = []
        literals: Sequence[str] = ()
        unsure: set[int] = set()  # leaves of which a person does not see a figure for certain
        for layout in layouts:
            cells = placed(one, layout, self.shapes, lambda literals: balanced(literals, columns, balances),
                           self.doubled.most)
            if cells is None:
                self._unknown(key, one, "cells-unaligned")
                return
            printed = [plain(piece) if piece is not None else "" for piece in cells]
            literals = put_together(printed, columns, balances)
            if [*literals] != printed:
                self._say("cells-joined", key, one)
            free = self._free(one, cells)
            unsure |= {leaf for leaf, piece in enumerate(cells) if piece is not None and piece.unsure}
            for reading in self.doubled.readings(literals, columns, balances):
                readings += orders(reading, free, columns, balances) or [reading, ("?",) * len(columns)]
            if not layout.official:
                self._say("column-order", key, replace(one, payload=one.pieces[:1]))
        if unsure and (len(layouts) > 1 or free):
            self._unknown(key, one, "row-unsure")
        else:
            self._agree(key, one, literals, readings, "columns-unsure" if len(layouts) > 1 else
                        "columns-unnamed" if free else "", unsure)

    def _say(self, code: str, key: str, one: Found, *, proposal: str = "", address: str = "", count: int = 0) -> None:
        self.out.doubts.append(doubt(code, self.out.source, one.payload, self.edition.row_words(key),
                                     proposal=proposal, address=address, count=count))

    def _agree(self, key: str, one: Found, literals: Sequence[str], readings: Sequence[Split], code: str,
               unsure: Collection[int] = ()) -> None:
        """What all readings of a row say. `code`: why its figures have no certain place; "" if they have, though some
        of them may be read in two ways. `unsure`: leaves that keep what the reader says of them."""
        sure = [None if leaf in unsure else literal for leaf, literal in enumerate(agreed(readings, len(literals)))]
        if None not in sure or not code:
            said = [text if literal is None else literal for literal, text in zip(sure, literals, strict=True)]
            self._set(key, one, said, {leaf for leaf, literal in enumerate(sure) if literal is None})
        else:
            self._unknown(key, one, code, " ".join(filter(None, literals)), sure)

    def _set(self, key: str, one: Found, literals: Sequence[str | None], unclear: Collection[int] = ()) -> None:
        """A row's literals at their addresses; those that are no certain figure are unknown, and said."""
        said = []
        for leaf, (column, literal) in enumerate(zip(self._columns(one), literals, strict=True)):
            cell = None if leaf in unclear else printed_cell(literal or "", column)
            if cell is None:
                said.append((column, literal or ""))
                cell = Cell(literal or "", None, State.UNREADABLE)
            self.out.cells[f"{key}.{column.key}"] = cell
        if said:
            address = f"{key}.{said[0][0].key}"
            one_cell = len(said) == 1
            pieces = [piece for piece in one.payload if plain(piece) in {literal for _, literal in said}] or one.payload
            self.out.doubts.append(doubt(
                "cell-unreadable" if one_cell else "cells-unreadable", self.out.source,
                [Piece(said[0][1], pieces[0].unit)] if one_cell and pieces else pieces[:len(said)],
                self.edition.places[address].words if one_cell else self.edition.row_words(key), address=address,
                count=len(said), proposal=" ".join(filter(None, (likely(literal) for _, literal in said)))))

    def _unknown(self, key: str, one: Found, code: str, proposal: str = "", sure: Sequence[str | None] = ()) -> None:
        """Every cell of the row unknown, with the row's print as its literal; but for those that are `sure`."""
        columns = self._columns(one)
        text = " ".join(bare(" ".join(piece.text.split())) for piece in one.payload if piece.text.strip())
        for column, literal in zip(columns, sure or [None] * len(columns), strict=True):
            cell = printed_cell(literal, column) if literal else None
            self.out.cells[f"{key}.{column.key}"] = cell or Cell(text or NO_FIGURES, None, State.UNREADABLE)
        self._say(code, key, one, proposal=proposal, count=len(columns) - sum(literal is not None for literal in sure),
                  address=f"{key}.{columns[0].key}")

    # ── figures without borders ──

    def _glued(self, key: str, one: Found, balances: Sequence[Balance]) -> None:
        """A row whose borders are lost: taken where exactly one split satisfies the row's balances."""
        columns = self._columns(one)
        tokens = [token for piece in one.payload for token in bare(piece.text).split()]
        width = len(columns)
        if not tokens:  # in running text a blank cell leaves no trace, but neither does a lost one
            self._unknown(key, one, "row-empty")
            return
        if len(tokens) == width and all(map(printed_cell, tokens, columns)):
            if balanced(tokens, columns, balances):
                self._take(key, one, tuple(tokens))
            else:
                self._unknown(key, one, "row-unbalanced")
            return
        possible = splits(re.sub(r"[，,](?=\d{3})", "", " ".join(tokens)), columns, balances)
        if self.doubled.some:
            self._unknown(key, one, "cells-unaligned")
        elif width - 2 <= len(tokens) < width and all(map(WHOLE.fullmatch, tokens)):  # perhaps a blank
            if len(tokens) == 1 and possible:
                self._open(key, one, possible, agree=False)
            else:
                self._unknown(key, one, "cells-unaligned")
        elif possible and len(possible) == 1:
            self._take(key, one, possible[0])
            self.out.notes.append("glued")
        elif possible:
            self.options[key] = possible
        elif len(tokens) == 1 and tokens[0].isdecimal() and len(tokens[0]) == width and self._prints_all():
            self._take(key, one, tuple(tokens[0]))  # a digit for each column, whatever they come to
            self._say("glued-unbalanced", key, one, proposal=" ".join(tokens[0]), address=f"{key}.{columns[0].key}")
        else:
            self._unknown(key, one, "glued-impossible" if possible == [] else "glued-ambiguous")

    def _prints_all(self) -> bool:
        """Have the glued rows of the table a digit for every column, so that none of them has a blank?"""
        rows = [one for one in self.rows.values() if one.glued]
        return len(rows) == 1 or sum(sum(map(str.isdigit, "".join(one.tokens))) >= len(self._columns(one))
                                     for one in rows) == len(rows)

    def _take(self, key: str, one: Found, literals: Split) -> None:
        """Figures that stand in running text, which has no place for each."""
        columns = self._columns(one)
        balances = row_balances(self.edition, self.table, columns)
        free = [] if self._named(one.label.block) is None else range(len(columns))
        self._agree(key, one, literals, [order for reading in self.doubled.readings(literals, columns, balances)
                                         for order in orders(reading, free, columns, balances)
                                         or [reading, ("?",) * len(columns)]], "columns-unnamed" if free else "")

    def _choose(self) -> None:
        """Rows with several possible splits: only the column balances may choose, and only between all."""
        if not self.options:
            return
        chosen: list[dict[str, Split]] = []
        if len(self.table.blocks) == 1:
            known = {address: cell.value for address, cell in self.out.cells.items()}
            columns = self.table.blocks[0].column_leaves
            sums = [Sums(self.edition, balance, columns, self.found, known, self.options)
                    for balance in self.edition.balances if balance.table == self.table.key
                    and balance.each == "column" and not balance.across_years and balance.level == "balance"]
            chosen = choose(self.options, sums) if all(one.certain for one in sums) else []
        for key, possible in self.options.items():
            one = self.rows[key]
            if len(chosen) == 1:
                self._take(key, one, chosen[0][key])
                self._say("glued-chosen", key, one, proposal=" ".join(chosen[0][key]))
            else:
                self._open(key, one, possible)

    def _open(self, key: str, one: Found, possible: Sequence[Split], agree: bool = True) -> None:
        """A row that its balances do not decide; other evidence still may. `agree`: take what all splits share."""
        self._unknown(key, one, "glued-ambiguous", shown(possible), agreed(possible, len(possible[0])) if agree else ())
        if len(possible) > 1 and len(one.tokens) == 1:
            self.out.open[key] = Open(one.payload, tuple(possible))

    # ── rows that are not there ──

    def _singles(self) -> None:
        """A group that has figures beside those of its rows is no row of its own."""
        for group in self.edition.single_groups & self.rows.keys():
            if any(key in self.found for key in self.edition.groups[group]):
                del self.found[group]
                self.out.cells = {at: cell for at, cell in self.out.cells.items() if not at.startswith(f"{group}.")}
                self.out.doubts.append(doubt("group-and-rows", self.out.source, self.out.rows[group],
                                             self.edition.row_words(group)))

    def _is_whole(self) -> bool:
        """Does the table stand in one grid of which every line was recognised, in a file of which every character was
        read? Then a row that is not found in it is not there."""
        return len({one.row.grid for one in self.rows.values()}) == 1 \
            and all(one.row.exact for one in self.rows.values()) and not self.out.extra.get(self.table.key) \
            and not any((one.code == "table-text" and one.where in ("", self.table.name)) or one.code == "unread"
                        for one in (*self.out.doubts, *self.out.source.remarks))

    def _absent(self, block: Block, whole: Collection[str]) -> None:
        """Rows that were not found: absent between two that were, where the block is `whole`, else unknown."""
        order = [leaf.key for leaf in block.row_leaves]
        known = [at for at, key in enumerate(order) if key in whole]
        unseen = fold("".join(piece.text for piece, _ in self.out.source.left_out))
        for at, key in enumerate(order):
            group = next((group for group in self.edition.single_groups if key in self.edition.groups[group]), None)
            if key in self.found or group in self.found:
                continue
            if known and known[0] < at < known[-1] and fold(self.edition.labels[key]) not in unseen:
                self.out.absent.add(key)
                self.out.doubts.append(doubt("row-absent", self.out.source, [], self.edition.row_words(key)))
            else:
                self.out.cells |= {f"{key}.{column.key}": Cell(NO_FIGURES, None, State.UNREADABLE)
                                   for column in block.column_leaves}
                self.out.doubts.append(doubt("row-unfound", self.out.source, [], self.edition.row_words(key),
                                             address=f"{key}.{block.column_leaves[0].key}"))


def _halves(one: Found) -> list[Found]:
    return [one] if one.other is None else [one, one.other]
