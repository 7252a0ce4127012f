"""What is still to be filled in, told once a file where it is much: a fresh template has two hundred places."""

from __future__ import annotations

from collections.abc import Sequence

from generator.issue import Issue, issue

FEW = 5  # places told one by one
_CODES = ("to-fill", "cell-to-fill")


def gathered(issues: Sequence[Issue]) -> list[Issue]:
    """The issues of a report or a body; many places of one file to fill in become one issue at the first of them."""
    by_path: dict[str, list[Issue]] = {}
    for one in issues:
        if one.code in _CODES:
            by_path.setdefault(one.path, []).append(one)
    many = {path: places for path, places in by_path.items() if len(places) > FEW}
    return [*(_told(path, places) for path, places in many.items()),
            *(one for one in issues if one.code not in _CODES or one.path not in many)]


def _told(path: str, places: Sequence[Issue]) -> Issue:
    lines = sorted({one.line for one in places})
    facts = path.endswith("township.yml")  # where null is no answer
    return issue("to-fill", path, lines[0], template="to-fill-facts" if facts else "to-fill-many", count=len(places),
                 lines=f"第 {'、'.join(map(str, lines[:FEW]))} 行" + ("等" if len(lines) > FEW else ""))
