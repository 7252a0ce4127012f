"""The cells of a row of figures: which belongs to which column, and what each of them says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from generator.edition import Heading
from generator.importing.rows import FIGURE
from generator.importing.source import Piece


def one_for_all(payload: Sequence[Piece], columns: Sequence[Heading]) -> bool:
    """Do the figures of a whole row stand in one cell?"""
    filled = [piece for piece in payload if piece.text.strip()]
    return len(columns) > 1 and len(filled) == 1 and sum(map(str.isdecimal, filled[0].text)) >= len(columns)


def plain(piece: Piece) -> str:
    """A cell's text as a literal: no space at its ends or inside a number, one line."""
    text = piece.text
    if not re.search(r"(?m)^[^\d\n]*+\d.*[?？]", text):  # a mark behind a figure may be part of it
        text = re.sub(r"[?？\u200b\ufeff]+", "", text)
    return " ".join(text.split())


def figure(piece: Piece) -> bool:
    return FIGURE.fullmatch(re.sub(r"[\u200b\ufeff]", "", piece.text).strip()) is not None


def likely(text: str) -> str:
    bare = re.sub(r"\D", "", text).lstrip("0")
    return bare if text.isdecimal() and text.startswith("0") and bare else ""


def aligned(wanted: int, payload: Sequence[Piece], columns: list[tuple[int, int]] | None, exact: bool,
            shapes: Counter[int]) -> list[Piece | None] | None:
    """One piece per column in the official order, or None where it cannot be told which stands where.

    `columns` are the grid columns under each heading, if known; `shapes` counts the rows of this width by
    the number of their cells. A row that lost or gained a cell must not slide under other headings: cells
    are placed by heading only in a row that reaches the last one, and blanks among figures are only
    believed where the other rows have as many cells.
    """
    filled = [piece for piece in payload if piece.text.strip()]
    covered = sum(piece.span for piece in payload)
    if not filled:
        return [None] * wanted if len(payload) >= wanted or (exact and covered >= wanted) else None
    if len(filled) == wanted:
        first, last = payload.index(filled[0]), payload.index(filled[-1])
        return list(filled) if last - first + 1 == wanted else None
    if len(filled) > wanted:
        return None
    if exact and columns is not None and payload[-1].column + payload[-1].span == columns[-1][1] and all(
            one.column + one.span == other.column for one, other in pairwise(payload)):
        placed: list[Piece | None] = [None] * wanted
        for piece in filled:
            under = [leaf for leaf, (start, stop) in enumerate(columns)
                     if start < piece.column + piece.span and piece.column < stop]
            if len(under) != 1 or placed[under[0]] is not None:
                break
            placed[under[0]] = piece
        else:
            return placed
    usual = shapes[wanted] > 2 and shapes[wanted] * 3 > 2 * sum(shapes.values())
    if len(payload) == wanted and (wanted == 1 or usual):
        return list(payload)
    return None
