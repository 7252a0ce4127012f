"""The printed grid of an official table: which heading stands where, and how far it reaches.

Frozen values, laid out from an edition's nested headings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from generator.edition import Block, Heading, Table


@dataclass(frozen=True)
class Span:
    """Where a heading stands in its grid: `level` from the outside, `start` along the leaves."""

    heading: Heading
    level: int
    start: int
    breadth: int  # leaves covered
    depth: int  # levels covered


def spans(headings: tuple[Heading, ...]) -> tuple[Span, ...]:
    """The printed grid of nested headings; every (level, leaf) position is covered exactly once."""
    levels = height(headings)

    def walk(items: tuple[Heading, ...], level: int, start: int) -> Iterator[Span]:
        for heading in items:
            breadth = sum(1 for _ in heading.leaves())
            depth = 1 if heading.children else levels - level
            yield Span(heading, level, start, breadth, depth)
            yield from walk(heading.children, level + 1, start)
            start += breadth

    return tuple(walk(headings, 0, 0))


def height(headings: tuple[Heading, ...]) -> int:
    """How many levels the headings nest."""
    return max((1 + height(heading.children) for heading in headings), default=0)


@lru_cache(maxsize=512)
def printed(table: Table, present: frozenset[str]) -> tuple[Block, ...]:
    """`table.blocks_as_printed`, remembered: thousands of reports share a few layouts."""
    return table.blocks_as_printed(present)
