"""The glyphs of a page of a PDF → those that a person sees, with raised marks written as such.

A glyph is raised if it is smaller than its neighbour and stands higher; it is not seen if it has the colour of what it
stands on, is too small, or lies off the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from generator.importing.readers.paper import SoundPage
from generator.importing.source import Source

_RAISED, _LOWERED = (str.maketrans("0123456789", signs) for signs in ("⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"))
_SMALLER = 0.8  # of the size of its neighbour
_TINY = 1.0  # points
_LIGHT = 0.97
Glyph = dict[str, Any]


def keep_seen(page: SoundPage, source: Source) -> list[Glyph]:
    """Take what cannot be seen out of the page, and mark what is raised; returns the glyphs that are left."""
    place = f"第 {page.page_number} 页"
    grounds = [*page.rects, *page.curves, *page.images]
    kept: list[Glyph] = []
    unseen: list[tuple[str, str]] = []
    for glyph in page.chars:
        why = _unseen(glyph, page, grounds)
        if why:
            unseen.append((why, glyph["text"]))
        else:
            kept.append(glyph)
    for why, group in groupby(unseen, key=lambda one: one[0]):
        source.leave_out("".join(text for _, text in group), place, why)
    source.leave_out(page.unseen, place, "invisible")
    for mark, above in _marks(kept):
        table = _RAISED if above else _LOWERED
        for glyph in mark:
            before = glyph["text"]
            glyph["text"] = before.translate(table) if before.isdecimal() else before
            if before != glyph["text"]:
                source.made.update(glyph["text"])
                source.made.subtract(Counter(before))
    if unseen or page.unseen:
        page.objects["char"] = kept
    return kept


def _unseen(glyph: Glyph, page: SoundPage, grounds: list[Glyph]) -> str:
    if not glyph["text"].strip():
        return ""
    if min(glyph["size"], glyph["bottom"] - glyph["top"]) < _TINY and glyph["width"] < _TINY:
        return "tiny"
    x0, top, x1, bottom = page.bbox
    across, down = (glyph["x0"] + glyph["x1"]) / 2, (glyph["top"] + glyph["bottom"]) / 2
    if not (x0 <= across <= x1 and top <= down <= bottom):
        return "outside"
    if _is_white(glyph["non_stroking_color"]) and not any(
            one["x0"] <= across <= one["x1"] and one["top"] <= down <= one["bottom"] and _is_ground(one)
            for one in grounds):
        return "white"
    return ""


def _is_ground(thing: Glyph) -> bool:
    """Does something lie here on which white letters are seen?"""
    filled = bool(thing.get("fill")) and not _is_white(thing.get("non_stroking_color"))
    return filled or thing["object_type"] == "image"


def _is_white(color: object) -> bool:
    if not isinstance(color, tuple | list) or not color or not all(isinstance(one, int | float) for one in color):
        return False
    return max(color) <= 1 - _LIGHT if len(color) == 4 else min(color) >= _LIGHT


def _marks(glyphs: list[Glyph]) -> Iterator[tuple[list[Glyph], bool]]:
    """Runs of raised or lowered glyphs, each beside a larger one; second: raised?"""
    for forward in (True, False):
        base: Glyph | None = None
        for glyph in glyphs if forward else reversed(glyphs):
            if base is not None and _beside(glyph, base) and glyph["size"] < _SMALLER * base["size"]:
                above = base["bottom"] - glyph["bottom"] > 0.15 * base["size"]
                below = glyph["bottom"] - base["bottom"] > 0.08 * base["size"]
                if (above or below) and not glyph.get("marked"):
                    glyph["marked"] = True
                    yield [glyph], above
                    continue
            if not glyph.get("marked") and glyph["text"].strip():
                base = glyph


def _beside(glyph: Glyph, base: Glyph) -> bool:
    """Do both stand in one line, near one another?"""
    apart = max(glyph["x0"] - base["x1"], base["x0"] - glyph["x1"])
    high = base["top"] - 0.3 * base["size"] < glyph["bottom"] and glyph["top"] < base["bottom"]
    return high and apart < 1.6 * base["size"]
