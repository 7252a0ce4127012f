"""The headings above a block's figures: where each column stands, whichever order the document has.

In: the heading rows with what each cell says. Out: a Header, which places figures by column label.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.edition import Block, spans
from generator.importing.cells import figure
from generator.importing.fold import fold
from generator.importing.labels import EXACT, Lexicon
from generator.importing.source import Piece


@dataclass
class Header:
    """The column headings above a block as found: leaf index → grid columns it covers."""

    columns: list[tuple[int, int]] | None  # in leaf order; None: not all found
    order: list[int] | None  # the leaves in the order printed; None: not all found
    any: bool


def _columns_of(pairs_of_rows) -> dict[int, list[Piece]]:
    stacks: dict[int, list[Piece]] = defaultdict(list)
    for pairs in pairs_of_rows:
        for index, (piece, match) in enumerate(pairs):
            if match is None and piece.text.strip() and not figure(piece):
                stacks[piece.column if piece.column >= 0 else index].append(piece)
    return stacks


def stacked(words: Lexicon, pairs_of_rows) -> set[Piece]:
    """Pieces that make a column heading when read downwards: 结 over 果维持."""
    found = set()
    for pieces in _columns_of(pairs_of_rows).values():
        match = words.match("".join(piece.text for piece in pieces)) if len(pieces) > 1 else None
        if match and match.how == EXACT and match.of("column"):
            found |= set(pieces)
    return found


def header_of(pending, block: Block, exact: bool) -> Header:
    """Where each leaf column of a block stands, from the heading rows above its first row."""
    leaves = block.column_leaves
    names = [fold(leaf.label) for leaf in leaves]
    printed = [span.heading for span in sorted(spans(block.columns), key=lambda span: (span.level, span.start))]
    official = {fold(heading.label) for heading in printed}
    pieces = [(row_number, piece, fold(match.of("column")[0].text)) for row_number, (_, pairs) in enumerate(pending)
              for piece, match in pairs if match and match.of("column")
              and fold(match.of("column")[0].text) in official]
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
        return Header(None, None if len(got) > len(names) or _follows(got, expected) else [], bool(hits))
    if not placed:
        same = got == expected
        return Header(None, list(range(len(leaves))) if same else _permuted(got, names), True)
    columns = [(piece.column, piece.column + piece.span) for _, piece, _ in hits]
    order = list(range(len(leaves))) if got == names else _permuted(got, names)
    if not order:
        return Header(None, [], True)
    return Header([place for _, place in sorted(zip(order, columns, strict=True))], order, True)


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
