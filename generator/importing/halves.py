"""Tables that the document printed in two halves side by side, or without their last columns → whole rows again.

In: the rows of a block with the headings above them, each of which names a stretch of the columns. Out: rows with a
piece for every column. Only where all rows of the block are cut at the same place, and every row has as many cells as
its headings name, is it certain which figure stands under which heading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator.importing.found import Found
from generator.importing.headers import Header
from generator.importing.source import Piece

ENOUGH = 3  # rows that must agree on a column being absent: one row may have lost a cell as its heading was lost


def second_half(first: Found, other: Found) -> bool:
    """Is a row that comes again the other half of the one that is there?"""
    return first.other is None and first.part is not None and other.part is not None and \
        (first.part[1] <= other.part[0] or other.part[1] <= first.part[0])


def whole(rows: Mapping[str, Found], width: int) -> tuple[dict[str, Found], list[int]] | None:
    """The rows of a block of `width` columns with all their pieces, and the columns that the document does not have;
    None where the rows are not cut alike."""
    cuts = {tuple(half.part for half in _halves(one)) for one in rows.values()}
    if len(cuts) != 1 or any(piece.glued for one in rows.values() for half in _halves(one) for piece in half.payload):
        return None
    halves = cuts.pop()
    parts = [part for part in halves if part is not None]
    if len(parts) != len(halves):
        return None
    have = [leaf for first, last in parts for leaf in range(first, last)]
    missing = [leaf for leaf in range(width) if leaf not in have]
    if missing and len(rows) < ENOUGH:
        return None
    header = Header(None, list(range(width)), True)
    made = {}
    for key, one in rows.items():
        pieces: list[Piece] = [Piece("", one.pieces[0].unit)] * width
        for (first, last), half in zip(parts, _halves(one), strict=True):
            pieces[first:last] = half.payload
        made[key] = replace(one, payload=tuple(pieces), pieces=tuple(piece for half in _halves(one)
                                                                     for piece in half.pieces), header=header)
    return made, missing


def _halves(one: Found) -> list[Found]:
    return [one] if one.other is None else [one, one.other]
