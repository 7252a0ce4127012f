"""The same report twice in one page (for screens and for phones, to be read and to be printed) → once.

A copy is only known as one where it says the same block by block, holds the headings of most official sections, and is
no other body's report: what a report itself says twice is not touched.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.edition import Edition
from generator.importing.fold import compatible, fold
from generator.importing.furniture import sign
from generator.importing.source import Grid, Line, Piece, Source
from generator.importing.title import complete, titles

MOST = 6  # places where a copy may begin


def without_copies(source: Source, edition: Edition) -> list[Piece]:
    """Take the blocks that repeat the report out of the source's order; returns their pieces."""
    places = [place for place, block in enumerate(source.blocks) if _key(block)]
    keys = [_key(source.blocks[place]) for place in places]
    headings = {fold(heading) for section in edition.sections for heading in (section.heading, *section.also)}
    heads = [len(key) == 1 and fold(key[0]) in headings for key in keys]
    first = next((index for index, head in enumerate(heads) if head), len(keys))
    copied: set[int] = set()
    for index in [index for index in range(first + 1, len(keys)) if keys[index] == keys[first]][:MOST]:
        start, stop = _run(keys, first, index)
        copy = places[index + start:index + stop]
        between = places[first + stop:index + start]
        if 2 * sum(heads[index + start:index + stop]) > len(edition.sections) and (
                _titled(source, copy) or all(_furniture(source.blocks[place]) for place in between)):
            copied |= set(places[index + start:index + stop])
    dropped = [piece for place in sorted(copied) for piece in _pieces(source.blocks[place])]
    source.blocks[:] = [block for place, block in enumerate(source.blocks) if place not in copied]
    return dropped


def _run(keys: Sequence[tuple[str, ...]], one: int, other: int) -> tuple[int, int]:
    """How far the blocks around both places are the same, counted from the places; the runs do not overlap."""
    start = stop = 0
    while one + start > 0 and other + start - 1 > one and keys[one + start - 1] == keys[other + start - 1]:
        start -= 1
    while other + stop < len(keys) and one + stop < other + start and keys[one + stop] == keys[other + stop]:
        stop += 1
    return start, stop


def _titled(source: Source, places: Sequence[int]) -> bool:
    """Is the title in the copy, with the name of the body? Two townships may well report the same in the same words."""
    lines = [block.piece.text for block in (source.blocks[place] for place in places) if isinstance(block, Line)]
    return any(complete(line) for line in lines if titles([line]))


def _furniture(block: Line | Grid) -> bool:
    return isinstance(block, Line) and (block.chrome or sign(block.piece.text) > 0)


def _key(block: Line | Grid) -> tuple[str, ...]:
    """What a block says, cell by cell, whatever its spaces and widths; empty for a block that says nothing."""
    key = tuple("".join(compatible(piece.text).split()) for piece in _pieces(block))
    return key if any(key) else ()


def _pieces(block: Line | Grid) -> list[Piece]:
    return [block.piece] if isinstance(block, Line) else [piece for row in block.rows for piece in row]
