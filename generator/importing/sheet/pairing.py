"""Lines of the source and paragraphs of the draft, paired: what was made of what, in step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.importing.fold import fold

AHEAD = 6  # paragraphs that may have no line before the one that a line belongs to
_TELLING = 12  # characters by which the beginning of a paragraph is known


class Pair(NamedTuple):
    """Lines and the paragraphs that were made of them, by number; either may be empty."""

    lines: tuple[int, ...]
    paragraphs: tuple[int, ...]


def paired(lines: Sequence[str], paragraphs: Sequence[str]) -> Iterator[Pair]:
    """Every line and every paragraph once, in order. Spaces and signs do not count; several lines may have become one
    paragraph, and one line several."""
    ours, theirs = ([fold(text) for text in texts] for texts in (lines, paragraphs))
    line = paragraph = 0
    while line < len(ours):
        start = _start(ours[line], theirs, paragraph)
        if start is None:
            yield Pair((line,), ())
            line += 1
            continue
        yield from (Pair((), (number,)) for number in range(paragraph, start))
        first, paragraph = line, start
        left, right = ours[line], theirs[start]
        while left or right:
            length = min(len(left), len(right))
            if left[:length] != right[:length]:
                break
            left, right = left[length:], right[length:]
            if not left and right and line + 1 < len(ours) and _agree(ours[line + 1], right):
                line += 1
                left = ours[line]
            elif not right and left and paragraph + 1 < len(theirs) and _agree(theirs[paragraph + 1], left):
                paragraph += 1
                right = theirs[paragraph]
            else:
                break
        line, paragraph = line + 1, paragraph + 1
        yield Pair(tuple(range(first, line)), tuple(range(start, paragraph)))
    yield from (Pair((), (number,)) for number in range(paragraph, len(theirs)))


def _start(line: str, paragraphs: Sequence[str], first: int) -> int | None:
    """The next paragraph that begins as the line does."""
    if not line:
        return None
    return next((number for number in range(first, min(first + AHEAD, len(paragraphs)))
                 if _agree(line, paragraphs[number])), None)


def _agree(one: str, other: str) -> bool:
    length = min(len(one), len(other), _TELLING)
    return length > 0 and one[:length] == other[:length]
