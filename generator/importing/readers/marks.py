"""Bits of text as readers find them → the text that a person sees, with raised marks kept apart.

5¹ is a 5 with a note, never 51: in a cell a raised mark stands in brackets, in running text a raised digit behind a
digit is written as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_RAISED = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_OPENING, _CLOSING = "[［〔【(（", "]］〕】)）"


@dataclass(slots=True)
class Bit:
    """A stretch of text that is shown in one way. `why`: the reason it is not seen; `raised`: how far above (below 0:
    below) the line; `made`: by the reader, not characters of the file; `unsure`: it cannot be told what is shown."""

    text: str
    why: str = ""
    raised: int = 0
    made: bool = False
    unsure: bool = False


def joined(bits: Sequence[Bit], cell: bool, made: Counter[str]) -> tuple[str, bool]:
    """The text that is seen, and whether no figure may be taken from it. What is put in is counted in `made`."""
    if not any(bit.why or bit.raised or bit.made or bit.unsure for bit in bits):  # nearly always
        return "".join(bit.text for bit in bits), False
    seen = [bit for bit in bits if not bit.why and bit.text]
    line = _line(seen)
    text = ""
    place = 0
    while place < len(seen):
        bit = seen[place]
        stop = place + 1
        if _stands_off(bit, line):
            while stop < len(seen) and _stands_off(seen[stop], line):
                stop += 1
            mark = "".join(one.text for one in seen[place:stop])
            text += _mark(text, mark, bit.raised > line, cell, made)
        else:
            text += bit.text
        for one in seen[place:stop]:
            if one.made:
                made.update(one.text)
        place = stop
    return text, any(bit.unsure for bit in seen)


def _line(seen: Sequence[Bit]) -> int:
    """How far the letters stand that are not raised: as most of them."""
    sizes: Counter[int] = Counter()
    for bit in seen:
        sizes[bit.raised] += len(bit.text.strip())
    if sizes.get(0):
        return 0
    return max(sizes, key=lambda raised: (sizes[raised], -abs(raised)), default=0)


def _stands_off(bit: Bit, line: int) -> bool:
    return abs(bit.raised - line) >= 3 and bool(bit.text.strip())


def _mark(before: str, mark: str, above: bool, cell: bool, made: Counter[str]) -> str:
    """A raised or lowered mark as it stands in the text."""
    bare = mark.strip()
    if cell:
        opening = "" if bare[0] in _OPENING else "["
        closing = "" if bare[-1] in _CLOSING else "]"
        made.update(opening + closing)
        return opening + mark + closing
    if (before[-1:].isdecimal() or not before) and any(sign.isdecimal() for sign in bare):
        changed = mark.translate(_RAISED if above else _LOWERED)
        made.update(changed)
        made.subtract(Counter(mark))
        return changed
    return mark
