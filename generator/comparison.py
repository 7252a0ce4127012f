"""Two years side by side (同比) and the carry-over chain (结转链), as values: what `compare` finds, and pages tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from generator.model import Cell, Number, Report


class Comparable(Enum):
    """May two years' cells be compared?"""

    YES = "yes"
    APPROXIMATE = "approximate"  # side by side, no difference computed
    NO = "incomparable"  # 不可比
    OTHER_SPAN = "other span"  # one of the reports is on a part of a year: side by side, no difference computed
    UNKNOWN = "unknown"  # one side is blank, unreadable or lost


class Change(NamedTuple):
    """One address in two years. `delta` is after − before, exact, where both are known and comparable."""

    address: str
    before: Cell | None
    after: Cell | None
    comparable: Comparable
    delta: Number | None = None
    note: str = ""

    @property
    def changed(self) -> bool:
        return bool(self.delta) or (self.comparable is not Comparable.YES
                                    and self.before != self.after)


class Run(NamedTuple):
    """Consecutive clauses of compared prose, or parts of clauses, that share a fate.

    `op` is same, added, removed, moved_here or moved_away.
    """

    op: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProseChange:
    """One section of two reports. `repeated` is the share of this year's characters found unchanged."""

    section: str  # of the later report; "" where it has none of this heading
    heading: str
    runs: tuple[Run, ...]
    repeated: float | None  # None: nothing to compare with


@dataclass(frozen=True)
class Comparison:
    """A report beside the township's previous one (同比); `gap` are the years without a report between.

    `changes` by address; a cell that is the very same in both has none.
    """

    before: Report
    after: Report
    changes: Mapping[str, Change]
    prose: tuple[ProseChange, ...]
    gap: tuple[int, ...]

    @cached_property
    def spans_differ(self) -> bool:
        """Is one report on a part of a year, so that no count of it is more or less than the other's?"""
        return not self.after.as_long_as(self.before)

    @cached_property
    def telling(self) -> tuple[Change, ...]:
        """The changes that have something to say: all but those of a cell that simply stayed the same."""
        cells = self.after.cells
        return tuple(change for change in self.changes.values()
                     if change.delta != 0 or change.note or change.comparable is not Comparable.YES
                     or change.address not in cells)

    @property
    def incomparable(self) -> bool:
        """Is one of the two, and not the other, in free form? Then nothing of them can be compared (不可比)."""
        return self.before.edition.is_free != self.after.edition.is_free

    def change(self, address: str) -> Change | None:
        """What became of a cell, also of one that is the very same; None where the later report has no such cell."""
        found = self.changes.get(address)
        if found is None and (cell := self.after.cells.get(address)) is not None:
            comparable = Comparable.OTHER_SPAN if self.spans_differ else Comparable.YES
            return Change(address, cell, cell, comparable, None if cell.value is None or self.spans_differ else 0)
        return found

    @cached_property
    def any_same(self) -> bool:
        """Is there a figure that can be compared and stayed the same?"""
        return any(change is not None and change.delta == 0
                   for change in chain(map(self.change, self.after.cells), self.changes.values()))


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One year of the carry-over chain (结转链). `breaks`: addresses where last year's 结转下年度 differs."""

    year: int
    carried_over: Cell | None
    received: Cell | None
    closed: Cell | None
    carried_forward: Cell | None
    joined: bool | None  # None: first year, a gap, unknown figures, or another body since
