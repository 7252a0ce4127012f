"""What is still to be filled in, told once a file where it is much: a fresh template has two hundred places."""

from __future__ import annotations

from collections.abc import Sequence

from generator.issue import Issue, issue

FEW = 5  # places told one by one
_CODES = ("to-fill", "cell-to-fill")


def gathered(issues: Sequence[Issue]) -> list[Issue]:
    """The issues of one file; many places to fill in become one issue at the first of them."""
    places = [one for one in issues if one.code in _CODES]
    if len(places) <= FEW:
        return list(issues)
    lines = sorted({one.line for one in places})
    some = "、".join(map(str, lines[:FEW]))
    told = issue("to-fill", places[0].path, lines[0], template="to-fill-many", count=len(places),
                 lines=f"第 {some} 行" + ("等" if len(lines) > FEW else ""))
    return [told, *(one for one in issues if one.code not in _CODES)]
