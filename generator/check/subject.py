"""What a check looks at, and how it reads a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from generator.edition import Edition
from generator.issue import Issue, Severity, issue
from generator.model import Number, Report, Township
from generator.settings import Settings

Found = TypeVar("Found")


@dataclass(frozen=True)
class Subject:
    """What a check looks at: one report with the one of the year before (None where it is missing)."""

    township: Township
    report: Report
    last: Report | None
    settings: Settings
    editions: tuple[Edition, ...]
    _found: dict[Callable, object] = field(default_factory=dict)

    def once(self, work: Callable[[Report, Report | None], Found]) -> Found:
        """What `work` makes of the two reports, for several checks."""
        if work not in self._found:
            self._found[work] = work(self.report, self.last)
        return self._found[work]

    def hint(self, code: str, line: int = 0, path: str = "", **fields: object) -> Issue:
        return issue(code, path or self.report.path, line, Severity.HINT, **fields)

    def rules(self, hint: str) -> Iterator[dict]:
        """The edition's data for one plausibility hint."""
        return (rule for rule in self.report.edition.hints if rule["id"] == hint)

    def cell_hint(self, code: str, address: str, **fields: object) -> Issue:
        """A hint about one cell, with its place and line."""
        place = self.report.edition.places[address]
        return self.hint(code, self.report.lines.get(place.row.key, 0), place=place.words, table=place.table.key,
                         key=address, **fields)


def number(report: Report, address: str) -> Number | None:
    """The value at an address, None where there is none."""
    cell = report.cell(address)
    return cell.value if cell is not None else None
