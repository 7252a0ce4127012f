"""Rows that the end of a page broke in two → one row again.

The layout does not tell a broken row from two rows, the labels do: two halves are joined only where together they say
a label that the first half does not say, or where the second says none. Where a cell has figures in both halves, the
end of the page went through them: they stand below one another, and no figure is taken from such a cell. Every
character stays accounted for: a joined cell is a unit of its own, and takes the text of its halves with it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from generator.importing.cells import figure
from generator.importing.labels import EXACT, Lexicon
from generator.importing.source import Grid, Line, Piece, Source, Unit


def mend(source: Source, words: Lexicon) -> None:
    """Join the broken rows of a document that has pages."""
    grids = [index for index, block in enumerate(source.blocks) if isinstance(block, Grid)]
    for first, second in pairwise(grids):
        above, below = source.blocks[first], source.blocks[second]
        between = source.blocks[first + 1:second]
        if not isinstance(above, Grid) or not isinstance(below, Grid):
            continue
        if not above.rows or not below.rows or any(not _marginal(block) for block in between):
            continue
        if joined := _joined(source, words, above.rows[-1], below.rows[0]):
            source.blocks[first] = Grid((*above.rows[:-1], joined), above.exact)
            source.blocks[second] = Grid(below.rows[1:], below.exact)


def _marginal(block: Line | Grid) -> bool:
    """What stands at the end or the head of a page: its number, or a short line."""
    return isinstance(block, Line) and (block.chrome or re.fullmatch(r"[\s\d\-—–－·第页共/]+", block.piece.text)
                                        is not None)


def _joined(source: Source, words: Lexicon, above: tuple[Piece, ...], below: tuple[Piece, ...]
            ) -> tuple[Piece, ...] | None:
    """The two halves as one row; None if they are two rows."""
    label = max(_label(above), _label(below))  # both counted from the right, where the columns are
    if not 0 < label <= min(len(above), len(below)):
        return None
    upper, lower = ([piece.text for piece in row[-label + 1:]] if label > 1 else [] for row in (above, below))
    name, more = above[-label].text, below[-label].text
    match, alone = words.match(name + more), words.match(name)
    whole = alone is not None and alone.how == EXACT and bool(alone.of("row"))
    if match is None or match.how != EXACT or not match.of("row") or (
            whole and (more.strip() or not any(text.strip() for text in lower))):
        return None
    if not any(text.strip() for text in (*upper, *lower)) and not more.strip():
        return None
    if not more.strip() and any(piece.text.strip() for piece in below[:-label]):
        return None
    paired = zip(reversed(above), [*reversed(below), *[None] * len(above)], strict=False)
    joined = tuple(reversed([_one(source, one, other) for one, other in paired]))
    return (*(piece for piece in below[:-len(above)] if piece.text.strip()), *joined)


def _label(row: tuple[Piece, ...]) -> int:
    """Which cell from the right holds the label: the last that is neither blank nor a figure; 0: none."""
    return next((place for place, piece in enumerate(reversed(row), 1) if not _bare(piece)), 0)


def _bare(piece: Piece) -> bool:
    return not piece.text.strip() or figure(piece)


def _one(source: Source, above: Piece, below: Piece | None) -> Piece:
    if below is None or not below.text.strip():
        return above
    if not above.text.strip():
        return Piece(below.text, below.unit, below.start, above.column, above.span)
    joined = source.piece(f"{above.text}\n{below.text}", f"{source.place(above)}，接下页", above.column, above.span,
                          figure(above) and figure(below))
    for half in (above, below):
        source.units[half.unit] = Unit("", source.place(half))
    return joined
