"""The glyphs of a page of a PDF → those that a person sees, with raised marks written as such.

A glyph is raised if it is smaller than its neighbour and stands higher; it is not seen if it has the colour of what it
stands on, is too small, or lies off the page.
"""

from __future__ import annotations

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
    _mark(kept)
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
    return bool(max(color) <= 1 - _LIGHT if len(color) == 4 else min(color) >= _LIGHT)


def _mark(glyphs: list[Glyph]) -> None:
    """Put the smaller glyphs into the line of the larger ones beside them, raised and lowered digits as such."""
    for run in (glyphs, glyphs[::-1]):
        base: Glyph | None = None
        for glyph in run:
            if base is not None and not glyph.get("marked") and glyph["size"] < _SMALLER * base["size"] \
                    and _beside(glyph, base):
                up = base["bottom"] - glyph["bottom"]
                if up > 0.15 * base["size"] or up < -0.08 * base["size"]:
                    glyph["text"] = glyph["text"].translate(_RAISED if up > 0 else _LOWERED)
                glyph["marked"] = True
                glyph |= {side: base[side] for side in ("top", "bottom", "doctop")}
            elif not glyph.get("marked") and glyph["text"].strip():
                base = glyph


def _beside(glyph: Glyph, base: Glyph) -> bool:
    """Do both stand in one line, near one another?"""
    apart = max(glyph["x0"] - base["x1"], base["x0"] - glyph["x1"])
    high = base["top"] - 0.3 * base["size"] < glyph["bottom"] and glyph["top"] < base["bottom"]
    return bool(high and apart < 1.6 * base["size"])
