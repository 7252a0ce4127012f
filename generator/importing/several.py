"""A document with several reports → a Source for each, where titles part them clearly.

A title parts only where a report follows it: its own headings in order, anew. A list of the titles of other years, a
page that says its title twice or a table of contents parts nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from generator.edition import Edition
from generator.importing.fold import fold
from generator.importing.freeform import numbered
from generator.importing.source import Grid, Line, Piece, Source, Unit
from generator.importing.title import complete, titles

_SHORT = 30  # characters of a line above a title that belongs to it
_ENOUGH = 3  # headings that make a report


def reports_in(source: Source, editions: Mapping[str, Edition]) -> list[Source]:
    """The reports of a document, each a Source of its own with the same numbers of units; the document if it is one."""
    blocks = list(_unframed(source))
    starts: list[int] = []
    title = ""
    for number, block in enumerate(blocks):
        here = titles([_line(block)])
        if here and title not in here:
            title = here.pop()
            starts.append(_first_line(blocks, number))
    bounds = [0, *starts[1:], len(blocks)] if starts else [0, len(blocks)]
    parts: list[list[Line | Grid]] = []
    for start, stop in pairwise(bounds):
        part = blocks[start:stop]
        if parts and not (_is_report(part, editions) and _is_report(parts[-1], editions)):
            parts[-1] += part
        else:
            parts.append(part)
    return [_part(source, parts, number) for number in range(len(parts))] if len(parts) > 1 else [source]


def _unframed(source: Source) -> Iterator[Line | Grid]:
    """The blocks, grids parted before each of their rows that is a title."""
    for block in source.blocks:
        rows: list[tuple[Piece, ...]] = []
        for row in block.rows if isinstance(block, Grid) else ():
            if rows and titles([_line(Grid((row,)))]):
                yield Grid(tuple(rows), block.exact if isinstance(block, Grid) else True)
                rows = []
            rows.append(row)
        yield Grid(tuple(rows), block.exact) if isinstance(block, Grid) and rows else block


def _line(block: Line | Grid) -> str:
    """What a block begins with, if nothing stands beside it."""
    if isinstance(block, Line):
        return block.piece.text.strip()
    filled = [piece.text.strip() for piece in block.rows[0] if piece.text.strip()] if block.rows else []
    return filled[0] if len(filled) == 1 else ""


def _first_line(blocks: Sequence[Line | Grid], number: int) -> int:
    """Where a title begins: the name of the body may stand in a line above it."""
    above = _line(blocks[number - 1]) if number and isinstance(blocks[number - 1], Line) else ""
    named = 0 < len(above) <= _SHORT and not re.search(r"[\d。；，：:、]", above)
    return number - 1 if named and not complete(_line(blocks[number])) else number


def _is_report(blocks: Sequence[Line | Grid], editions: Mapping[str, Edition]) -> bool:
    """Are most headings of a form there, or a report's own from the first on?"""
    lines = [line for block in blocks for line in _texts(block)]
    whole = fold("\n".join(lines))
    official = max((sum(fold(section.heading) in whole for section in edition.sections)
                    for edition in editions.values()), default=0)
    own = [line.strip() for line in lines if numbered(line)]
    return official >= _ENOUGH or (len(own) >= _ENOUGH and own[0].startswith("一"))


def _texts(block: Line | Grid) -> list[str]:
    return [piece.text for piece in _pieces(block)]


def _pieces(block: Line | Grid) -> list[Piece]:
    return [block.piece] if isinstance(block, Line) else [piece for row in block.rows for piece in row]


def _part(source: Source, parts: Sequence[Sequence[Line | Grid]], number: int) -> Source:
    """The Source of one part: the units of the others are empty in it. What stands in no block goes with what is
    before it."""
    owner: dict[int, int] = {piece.unit: at for at, part in enumerate(parts) for block in part
                             for piece in _pieces(block)}
    last = 0
    for unit in range(len(source.units)):
        last = owner.setdefault(unit, last)
    units = [one if owner[at] == number else Unit("", one.place) for at, one in enumerate(source.units)]
    pictures = [one for one in source.pictures if owner.get(one.unit, len(parts) - 1) == number]
    return replace(source, units=units, blocks=list(parts[number]), pictures=pictures,
                   facts={key: value for key, value in source.facts.items() if key == "url"},
                   remarks=list(source.remarks), made=Counter(source.made), radicals=list(source.radicals),
                   left_out=[(piece, why) for piece, why in source.left_out if owner[piece.unit] == number],
                   characters=sum(len(one.text) for one in units))
