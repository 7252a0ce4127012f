"""The headings above a block's figures → where each of its columns stands: Layout, one assignment over the tree of
headings.

In: the heading rows with what each cell says. Out: the one order of the columns that the headings allow, or all of
them: `free` columns may stand in any order among each other, since nothing over their figures says which they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from generator.edition import Block
from generator.grid import Span, spans
from generator.importing.cells import figure
from generator.importing.fold import fold
from generator.importing.items import Row
from generator.importing.labels import EXACT, Lexicon, Match
from generator.importing.source import Piece

Pairs = Sequence[tuple[Piece, Match | None]]  # the cells of a row, each with the labels that it may be
Heads = Sequence[tuple[Row, Pairs]]  # heading rows
Place = tuple[int, int]  # a stretch of grid columns


@dataclass(frozen=True)
class Layout:
    """The columns of a block as a document prints them. `order`: its leaves from left to right, fewer than all where
    not all have a heading; None where that cannot be told. `places`: the grid columns of each, if known. `named`:
    where not all have a heading, those that do, each with its grid column; None: the others are told by these.
    `contrary`: the headings contradict each other or the official tree."""

    order: tuple[int, ...] | None
    size: int
    places: tuple[Place, ...] | None = None
    named: frozenset[tuple[int, int]] | None = None
    contrary: bool = False

    @property
    def whole(self) -> bool:
        return self.order is not None and len(self.order) == self.size

    @property
    def official(self) -> bool:
        return self.whole and self.order == tuple(range(self.size))


def official(size: int) -> Layout:
    return Layout(tuple(range(size)), size)


@dataclass(frozen=True)
class _Hit:
    """A heading of the block: in which heading row, where, and its name."""

    row: int
    piece: Piece
    name: str


def layout_above(words: Lexicon, heads: Heads, row: Row, block: Block) -> Layout | None:
    """The headings that stand above a block's first `row`: those of its own grid, or, if these say nothing, a complete
    set in the grid before it (heads and figures as two tables). None: there are none."""
    near = [one for one in heads if one[0].grid == row.grid]
    found = _layout(words, near, block, row.exact)
    if found is None and (others := [one for one in heads if one[0].grid != row.grid]):
        last = others[-1][0]
        apart = _layout(words, [one for one in others if one[0].grid == last.grid], block, last.exact)
        if apart is not None and apart.whole and apart.order is not None:
            return Layout(apart.order, apart.size)
    return found


def _layout(words: Lexicon, heads: Heads, block: Block, exact: bool) -> Layout | None:
    names = [fold(leaf.label) for leaf in block.column_leaves]
    size = len(names)
    printed = sorted(spans(block.columns), key=lambda span: (span.level, span.start))
    hits = _hits(words, heads, {fold(span.heading.label) for span in printed}, names)
    leaves = [hit for hit in hits if hit.name in names]
    if not hits:
        return None
    placed = exact and _apart([hit.piece for hit in leaves])
    if placed:
        leaves.sort(key=lambda hit: hit.piece.column)
    got = [hit.name for hit in leaves]
    across = sorted(hits, key=lambda hit: hit.piece.column) if exact else hits
    places = tuple((hit.piece.column, hit.piece.column + hit.piece.span) for hit in leaves) if placed else None
    expected = names if placed else [fold(span.heading.label) for span in printed if not span.heading.children]
    if any(not _follows(seen, groups) for groups in _groups(block)
           if len(seen := [hit.name for hit in across if hit.name in groups]) <= len(groups)):
        return Layout(None, size, contrary=True)
    unique = len(set(names)) == size
    if Counter(got) == Counter(names):
        flat = placed or all(not heading.children for heading in block.columns)
        order = tuple(range(size)) if got == expected else tuple(map(names.index, got)) if unique and flat else None
        if order is None or (places and order != tuple(range(size)) and not _nested(block, hits, places, order)):
            return Layout(None, size, contrary=True)
        return Layout(order, size, places)
    if len(got) <= size and not _follows(got, expected):
        return Layout(None, size, contrary=True)
    lost = Counter(names) - Counter(got)
    named = frozenset((names.index(hit.name), column) for hit in leaves if names.count(hit.name) == 1
                      for column in range(hit.piece.column, hit.piece.column + hit.piece.span)) if placed else \
        frozenset() if len(lost) > 1 or _strange(heads, hits, leaves, expected, next(iter(lost), "")) else None
    return Layout(_part(block, names, got, hits, placed), size, places, named) if leaves else None


def _hits(words: Lexicon, heads: Heads, known: set[str], names: Sequence[str]) -> list[_Hit]:
    """The headings of the block in reading order, without the rows that say what a row above says (repeated where a
    page ends), if there are too many."""
    tops = {pieces[0]: match for pieces, match in joined_heads(words, [pairs for _, pairs in heads])}
    hits = []
    for number, (_, pairs) in enumerate(heads):
        for piece, match in pairs:
            parts = [(top, said) for top, said in tops.items() if top.unit == piece.unit and top.column == piece.column
                     and piece.start <= top.start < piece.stop] if match is None else [(piece, match)]
            for part, said in sorted(parts, key=lambda one: one[0].start):
                if said.of("column") and (name := fold(said.of("column")[0].text)) in known:
                    hits.append(_Hit(number, part, name))
    if sum(hit.name in names for hit in hits) > len(names):
        rows: dict[int, list[str]] = defaultdict(list)
        for hit in hits:
            rows[hit.row].append(hit.name)
        first = {tuple(said): number for number, said in reversed(rows.items())}
        hits = [hit for hit in hits if first[tuple(rows[hit.row])] == hit.row]
    return hits


def joined_heads(words: Lexicon, rows: Sequence[Pairs]) -> Iterator[tuple[list[Piece], Match]]:
    """Pieces that say a column heading read downwards: 结 over 果维持 in a column, or word by word in two lines."""
    unknown = [[(index, piece) for index, (piece, match) in enumerate(pairs)
                if match is None and piece.text.strip() and not figure(piece)] for pairs in rows]
    stacks: dict[int, list[Piece]] = defaultdict(list)
    for row in unknown:
        for index, piece in row:
            stacks[piece.column if piece.column >= 0 else index].append(piece)
    for pieces in stacks.values():
        if len(pieces) > 1 and (match := _column(words, pieces)):
            yield pieces, match
    lines = [parted for row in unknown for _, piece in row if len(parted := _words(piece)) > 1]
    for above, below in combinations(lines, 2):
        both = list(zip(above, below, strict=False))
        matches = [_column(words, pair) for pair in both] if len(above) == len(below) else [None]
        if all(matches):
            yield from ((list(pair), match) for pair, match in zip(both, matches, strict=True) if match)


def _column(words: Lexicon, pieces: Iterable[Piece]) -> Match | None:
    match = words.match("".join(piece.text for piece in pieces))
    return match if match and match.how == EXACT and match.of("column") else None


def _words(piece: Piece) -> list[Piece]:
    found, place = [], 0
    for word in piece.text.split():
        place = piece.text.index(word, place)
        found.append(piece.part(place, place + len(word)))
        place += len(word)
    return found


def _strange(heads: Heads, hits: Sequence[_Hit], leaves: Sequence[_Hit], expected: Sequence[str], lost: str) -> bool:
    """Do words that are no heading stand among these, or beside a heading of several, but not in the place of the one
    that is `lost`? Then they head perhaps a column that no format has, and its figures may be in the place of the
    others."""
    rows = {hit.row for hit in hits}
    said = {(hit.piece.unit, hit.piece.start): hit.name for hit in leaves}
    names = [said.get((piece.unit, piece.start), "") for number, (_, pairs) in enumerate(heads) if number in rows
             for piece, match in pairs if (piece.unit, piece.start) in said or (
                 match is None and piece.text.strip() and not figure(piece))]
    return "" in names and names != ["" if name == lost else name for name in expected]


def _part(block: Block, names: Sequence[str], got: Sequence[str], hits: Sequence[_Hit], placed: bool
          ) -> tuple[int, ...] | None:
    """The leaves that these headings name: where a name stands for several, the one stretch that has all of them."""
    if len(set(names)) == len(names):
        return tuple(sorted(map(names.index, got))) if len(set(got)) == len(got) else None
    groups = {hit.name for hit in hits if hit.name not in names}
    printed = sorted(spans(block.columns), key=lambda span: (0 if placed else span.level, span.start))
    fitting = [tuple(range(first, last)) for first in range(len(names)) for last in range(first + 1, len(names) + 1)
               if [fold(span.heading.label) for span in printed
                   if not span.heading.children and first <= span.start < last] == list(got)
               and groups <= {fold(span.heading.label) for span in printed if span.heading.children
                              and span.start < last and first < span.start + span.breadth}]
    return fitting[0] if len(fitting) == 1 else None


def _groups(block: Block) -> list[list[str]]:
    """The headings of several columns, level by level from left to right."""
    levels: dict[int, list[str]] = defaultdict(list)
    for span in sorted(spans(block.columns), key=lambda span: span.start):
        if span.heading.children:
            levels[span.level].append(fold(span.heading.label))
    return list(levels.values())


def _nested(block: Block, hits: Sequence[_Hit], places: Sequence[Place], order: Sequence[int]) -> bool:
    """Does each heading of several columns stand over its own columns and no others?"""
    reach = {hit.name: (hit.piece.column, hit.piece.column + hit.piece.span) for hit in hits}

    def over_its_own(span: Span) -> bool:
        first, last = reach.get(fold(span.heading.label), (0, 0))
        under = {leaf for leaf, (start, stop) in zip(order, places, strict=True) if first <= start and stop <= last}
        return under == set(range(span.start, span.start + span.breadth))

    return all(over_its_own(span) for span in spans(block.columns) if span.heading.children)


def _apart(pieces: Sequence[Piece]) -> bool:
    """Does each heading stand over columns of its own? Not where the document lost its merged cells."""
    ranges = sorted((piece.column, piece.column + piece.span) for piece in pieces)
    return all(one[1] <= other[0] for one, other in pairwise(ranges))


def _follows(names: Sequence[str], expected: Sequence[str]) -> bool:
    """Do the names come in the expected order, though not all of them?"""
    rest = iter(expected)
    return all(name in rest for name in names)


def foreign(heads: Heads, row: Row, layout: Layout) -> dict[int, Piece]:
    """The grid columns that have figures in `row` but stand beside all those of the layout, if they have a heading of
    their own; with that heading."""
    if not layout.whole or not layout.places or not row.exact:
        return {}
    first = min(start for start, _ in layout.places)
    ours = {column for start, stop in layout.places for column in range(start, stop)}
    filled = {piece.column for piece in row.pieces if piece.column >= first and piece.column not in ours}
    return {column: piece for above, pairs in heads if above.grid == row.grid for piece, match in pairs
            if match is None and piece.text.strip() and not figure(piece)
            for column in range(piece.column, piece.column + piece.span) if column in filled}


def strays(words: Lexicon, heads: Heads, row: Row, blocks: Mapping[tuple[str, int], Block], own: tuple[str, int]
           ) -> Iterator[tuple[tuple[str, int], Layout]]:
    """Headings of other blocks that stand here, in another order than the official one: the layout they tell of."""
    named = Counter((label.table, label.block) for _, pairs in heads for _, match in pairs if match
                    for label in match.of("column"))
    for place, count in named.items():
        if place != own and count >= len(blocks[place].column_leaves) > 1:
            layout = layout_above(words, heads, row, blocks[place])
            if layout is not None and layout.whole and not layout.official:
                yield place, layout
