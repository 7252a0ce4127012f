"""What the check of a report comes to: one Standing for everything that tells of it afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from generator.check.arithmetic import Verdict, equations
from generator.issue import Issue, Severity
from generator.model import Report, State, Township
from generator.standing import Standing


def standings(township: Township, issues: Mapping[str, Sequence[Issue]]) -> dict[int, Standing | None]:
    """By year the standing of a township's reports. `issues` by the report's path."""
    by_year = {report.year: report for report in township.reports}
    return {year: standing(report, by_year.get(year - 1), issues.get(report.path, ()))
            for year, report in by_year.items()}


def standing(report: Report, last: Report | None, issues: Sequence[Issue]) -> Standing | None:
    """The standing of a report, whose findings are `issues`; None in free form, where there is nothing to add up.

    A balance across years counts for the later report, where it is acknowledged. Of a report without any figure such a
    one says nothing, though last year's figure be 0.
    """
    edition = report.edition
    if edition.is_free:
        return None
    balances = {balance.id: balance for balance in edition.balances if balance.level == "balance"}
    mine = [found for found in issues if found.code in balances]
    counts = Counter(found.severity for found in mine)
    within = any(found.severity is Severity.REMARK and not balances[found.code].across_years for found in mine)
    return Standing(
        counts[Severity.NOTE] + counts[Severity.ERROR],
        tuple(address for address in report.without_figure if report.cells[address].state is State.UNREADABLE),
        tuple(table.name for table in edition.tables if table.key in report.untranscribed),
        counts[Severity.REMARK], within or _any_holds(report, last))


def _any_holds(report: Report, last: Report | None) -> bool:
    """Does a balance hold whose cells all have figures?"""
    return any(one.applies(report, last) and (one.holds(report, last)
                                              or one.assess(report, last).verdict is Verdict.HOLDS)
               for one in equations(report.edition) if one.instance.balance.level == "balance")
