"""The headings above a block's figures: where each column stands, whichever order the document has.

In: the heading rows with what each cell says. Out: a Header, which places figures by column label.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.edition import Block, Table
from generator.grid import spans
from generator.importing.cells import figure
from generator.importing.fold import fold
from generator.importing.labels import EXACT, Lexicon, Match
from generator.importing.source import Piece

if TYPE_CHECKING:
    from generator.importing.rows import Row

Pairs = Sequence[tuple[Piece, Match | None]]  # the cells of a row, each with the labels that it may be
Pending = Sequence[tuple["Row", Pairs]]  # heading rows that are not placed yet
Hit = tuple[int, Piece, str]  # which heading row, the cell, the name of the heading

@dataclass
class Header:
    """The column headings above a block as found: leaf index → grid columns it covers."""

    columns: list[tuple[int, int]] | None  # in leaf order; None: not all found
    order: list[int] | None  # the leaves in the order printed; None: not all found
    any: bool
    part: tuple[int, int] | None = None  # the stretch of leaves that is named, if it is not all of them
    named: frozenset[tuple[int, int]] | None = None  # if not all leaves are: those that are, each with its grid column

    @property
    def official(self) -> bool:
        """Do all the columns stand in the official order?"""
        return self.order is not None and self.order != [] and self.order == sorted(self.order)


def _columns_of(pairs_of_rows: Iterable[Pairs]) -> dict[int, list[Piece]]:
    stacks: dict[int, list[Piece]] = defaultdict(list)
    for pairs in pairs_of_rows:
        for index, (piece, match) in enumerate(pairs):
            if match is None and piece.text.strip() and not figure(piece):
                stacks[piece.column if piece.column >= 0 else index].append(piece)
    return stacks


def _stacks(words: Lexicon, pairs_of_rows: Iterable[Pairs]) -> Iterator[tuple[list[Piece], Match]]:
    for pieces in _columns_of(pairs_of_rows).values():
        match = words.match("".join(piece.text for piece in pieces)) if len(pieces) > 1 else None
        if match and match.how == EXACT and match.of("column"):
            yield pieces, match


def stacked(words: Lexicon, pairs_of_rows: Iterable[Pairs]) -> set[Piece]:
    """Pieces that make a column heading when read downwards: 结 over 果维持."""
    return {piece for pieces, _ in _stacks(words, pairs_of_rows) for piece in pieces}


def header_above(words: Lexicon, pending: Pending, row: Row, block: Block) -> Header:
    """The heading rows that stand above a block's first `row`: those of its own grid, or, if these say nothing, a
    complete set in the grid before it (heads and figures as two tables)."""
    near = [one for one in pending if one[0].grid == row.grid]
    header = header_of(words, near, block, row.exact)
    others = [one for one in pending if one[0].grid != row.grid]
    if not header.any and others:
        last = others[-1][0]
        apart = header_of(words, [one for one in others if one[0].grid == last.grid], block, last.exact)
        header = Header(None, apart.order, True) if apart.order else header
    return header


def without_heading(table: Table, headers: Mapping[str, tuple[int, Header | None]], astray: Set[tuple[str, int]]
                    ) -> tuple[set[str], list[tuple[str, str]]]:
    """The rows whose columns cannot be told, since their heading is lost and other rows of their block have another
    order than the official one; and what to say (code, place) where the official order is all there is to go by."""
    if not any(header and header.any for _, header in headers.values()):
        return set(), [("header-missing", table.name)]
    rows: set[str] = set()
    gaps = []
    for number, block in enumerate(table.blocks):
        mine = {key: header for key, (at, header) in headers.items() if at == number}
        known = {key: header is not None and header.order is not None for key, header in mine.items()}
        if (table.key, number) in astray or any(header is not None and header.order is not None and not header.official
                                                for header in mine.values()):
            rows |= {key for key in known if not known[key]}
        elif known and len(block.column_leaves) > 1 and not any(known.values()):
            gaps.append(("header-partial", " · ".join(filter(None, (table.name, block.heading)))))
    return rows, gaps


def foreign(pending: Pending, row: Row, header: Header) -> dict[int, Piece]:
    """The grid columns that have figures in `row` but stand beside all those of the header, if they have a heading of
    their own; with that heading."""
    if header.columns is None or not row.exact:
        return {}
    first = min(start for start, _ in header.columns)
    ours = {column for start, stop in header.columns for column in range(start, stop)}
    filled = {piece.column for piece in row.pieces if piece.column >= first and piece.column not in ours}
    return {column: piece for above, pairs in pending if above.grid == row.grid for piece, match in pairs
            if match is None and piece.text.strip() and not figure(piece)
            for column in range(piece.column, piece.column + piece.span) if column in filled}


def named(headers: Iterable[Header | None]) -> frozenset[tuple[int, int]] | None:
    """The leaves of a block that its rows' headings name, each with its grid column. None: all of them, since where one
    row's headings are whole, the rows without any go on from it."""
    found: set[tuple[int, int]] = set()
    for header in headers:
        if header is not None:
            if header.order is not None or header.named is None:
                return None
            found |= header.named
    return frozenset(found)


def header_of(words: Lexicon, pending: Pending, block: Block, exact: bool) -> Header:
    """Where each leaf column of a block stands, from the heading rows above its first row."""
    leaves = block.column_leaves
    names = [fold(leaf.label) for leaf in leaves]
    printed = [span.heading for span in sorted(spans(block.columns), key=lambda span: (span.level, span.start))]
    official = {fold(heading.label) for heading in printed}
    tops = {pieces[0]: match for pieces, match in _stacks(words, [pairs for _, pairs in pending])}
    pieces = [(number, piece, fold(match.of("column")[0].text)) for number, (_, pairs) in enumerate(pending)
              for piece, match in ((piece, match or tops.get(piece)) for piece, match in pairs)
              if match and match.of("column") and fold(match.of("column")[0].text) in official]
    if sum(name in names for *_, name in pieces) > len(names):
        pieces = _once(pieces)
    hits = [hit for hit in pieces if hit[2] in names]
    placed = exact and _apart([piece for _, piece, _ in hits])
    in_order = [name for *_, name in (sorted(pieces, key=lambda hit: hit[1].column) if exact else pieces)]
    if placed:
        hits.sort(key=lambda hit: hit[1].column)
        expected = names
    else:
        expected = [fold(heading.label) for heading in printed if not heading.children]
    got = [name for *_, name in hits]
    if any(not _follows(seen, groups) for groups in _groups(block)
           if len(seen := [name for name in in_order if name in groups]) <= len(groups)):
        return Header(None, [], True)
    if Counter(got) != Counter(names):
        groups_named = {name for *_, name in pieces if name not in names}
        return Header(None, None if len(got) > len(names) or _follows(got, expected) else [], bool(hits),
                      _part(block, got, groups_named, placed), _named(names, hits, placed))
    if not placed:
        if got == expected:
            return Header(None, list(range(len(leaves))), True)
        flat = all(not heading.children for heading in block.columns)
        return Header(None, _permuted(got, names) if flat else [], True)
    columns = [(piece.column, piece.column + piece.span) for _, piece, _ in hits]
    order = list(range(len(leaves))) if got == names else _permuted(got, names)
    if not order or (order != sorted(order) and not _nested(block, pieces, columns, order)):
        return Header(None, [], True)
    return Header([place for _, place in sorted(zip(order, columns, strict=True))], order, True)


def _named(names: Sequence[str], hits: Sequence[Hit], placed: bool) -> frozenset[tuple[int, int]] | None:
    """The leaves that these headings name, and no other leaf has the name; each with every grid column below it.

    In running text headings have but their order. None: it tells all, since no more than one of the names is lost.
    """
    if not placed:
        return None if len((Counter(names) - Counter(name for *_, name in hits)).keys()) == 1 else frozenset()
    return frozenset((names.index(name), column) for _, piece, name in hits if names.count(name) == 1
                     for column in range(piece.column, piece.column + piece.span))


def _once(pieces: Sequence[Hit]) -> list[Hit]:
    """The headings without the rows that say what a row above them says (repeated where a page ends)."""
    rows: dict[int, list[str]] = defaultdict(list)
    for number, _, name in pieces:
        rows[number].append(name)
    first = {tuple(names): number for number, names in reversed(rows.items())}
    return [hit for hit in pieces if first[tuple(rows[hit[0]])] == hit[0]]


def _nested(block: Block, pieces: Sequence[Hit], columns: Sequence[tuple[int, int]], order: Sequence[int]) -> bool:
    """Does each heading of several columns stand over its own columns and no others?"""
    reach = {name: (piece.column, piece.column + piece.span) for _, piece, name in pieces}
    for span in spans(block.columns):
        if span.heading.children:
            first, last = reach.get(fold(span.heading.label), (0, 0))
            under = {leaf for leaf, (start, stop) in zip(order, columns, strict=True)
                     if first <= start and stop <= last}
            if under != set(range(span.start, span.start + span.breadth)):
                return False
    return True


def _part(block: Block, got: Sequence[str], groups: set[str], placed: bool) -> tuple[int, int] | None:
    """The one stretch of leaves that these headings name: in the order of the leaves if `placed`, else of the print."""
    printed = sorted(spans(block.columns), key=lambda span: (0 if placed else span.level, span.start))
    fitting = []
    for first in range(len(block.column_leaves)):
        for last in range(first + 1, len(block.column_leaves) + 1):
            leaves = [fold(span.heading.label) for span in printed if not span.heading.children
                      and first <= span.start < last]
            over = {fold(span.heading.label) for span in printed if span.heading.children
                    and span.start < last and first < span.start + span.breadth}
            if leaves == list(got) and groups <= over:
                fitting.append((first, last))
    return fitting[0] if len(fitting) == 1 else None


def _groups(block: Block) -> list[list[str]]:
    """The headings of several columns, level by level from left to right."""
    levels: dict[int, list[str]] = defaultdict(list)
    for span in sorted(spans(block.columns), key=lambda span: span.start):
        if span.heading.children:
            levels[span.level].append(fold(span.heading.label))
    return list(levels.values())


def _apart(pieces: Sequence[Piece]) -> bool:
    """Does each heading stand over columns of its own? Not where the document lost its merged cells."""
    ranges = sorted((piece.column, piece.column + piece.span) for piece in pieces)
    return all(one[1] <= other[0] for one, other in pairwise(ranges))


def _follows(names: Sequence[str], official: Sequence[str]) -> bool:
    """Do the names come in the official order, though not all of them?"""
    rest = iter(official)
    return all(name in rest for name in names)


def _permuted(got: list[str], names: list[str]) -> list[int] | None:
    """The leaves in printed order where each name is unique; else the order cannot be told: []."""
    return [names.index(name) for name in got] if len(set(names)) == len(names) else []
