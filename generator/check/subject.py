"""What a check looks at, and how it reads a figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from generator.check.arithmetic import Assessment, unsettled
from generator.edition import Edition, Plausibility
from generator.issue import Issue, Severity, issue_of
from generator.model import Number, Report, Township
from generator.settings import Settings


@dataclass(frozen=True)
class Subject:
    """What a check looks at: a body as it was in a year, its report, and the one of the year before.

    `last` is None where it is missing, or the body was another one then: others have since joined it or left it.
    """

    township: Township
    report: Report
    last: Report | None
    settings: Settings
    editions: tuple[Edition, ...]

    @cached_property
    def unsettled(self) -> tuple[Assessment, ...]:
        """The balances that do not plainly hold, for several checks."""
        return unsettled(self.report, self.last)

    def hint(self, code: str, line: int = 0, path: str = "", /, **fields: object) -> Issue:
        return self.hint_of(code, line, path or self.report.path, fields)

    def hint_of(self, code: str, line: int, path: str, fields: Mapping[str, object], template: str | None = None
                ) -> Issue:
        """The same, of fields that stand together already; `template` as an Issue's."""
        return issue_of(code, path, line, Severity.HINT, fields, template=template)

    def rules(self, hint: str) -> Iterator[Plausibility]:
        """The edition's data for one plausibility hint."""
        return (rule for rule in self.report.edition.hints if rule["id"] == hint)

    def cell_hint(self, code: str, address: str, **fields: object) -> Issue:
        """A hint about one cell, with its place and line."""
        place = self.report.edition.places[address]
        return self.hint_of(code, self.report.lines.get(place.row.key, 0), self.report.path,
                            {"place": place.words, "table": place.table.key, "key": address, **fields})


def number(report: Report, address: str) -> Number | None:
    """The value at an address, None where there is none."""
    cell = report.cell(address)
    return cell.value if cell is not None else None
