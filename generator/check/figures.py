"""Hints on figures: for the editor and the pull request, never on the public page."""

from __future__ import annotations

from collections.abc import Iterator

from generator.check.arithmetic import Verdict
from generator.check.subject import Subject, number
from generator.issue import Issue
from generator.model import Report


def regulation_by_township(subject: Subject) -> Iterator[Issue]:
    for rule in subject.rules("regulation-by-township"):
        if subject.township.level not in rule["unless"]:
            for address in rule["positive"]:
                if (number(subject.report, address) or 0) > 0:
                    yield subject.cell_hint("regulation-by-township", address,
                                     value=subject.report.cells[address].literal)


def both_or_neither(subject: Subject) -> Iterator[Issue]:
    for rule in subject.rules("both-or-neither"):
        values = [number(subject.report, address) for address in rule["cells"]]
        known = [value for value in values if value is not None]
        if len(known) == len(values) and len({value > 0 for value in known}) == 2:
            left, right = (subject.report.cells[address].literal for address in rule["cells"])
            yield subject.cell_hint("both-or-neither", rule["cells"][0], left=left, right=right)


def money_unit_jump(subject: Subject) -> Iterator[Issue]:
    last = subject.last
    if last is None:
        return
    for rule in subject.rules("money-unit-jump"):
        for address in rule["cells"]:
            before, after = number(last, address), number(subject.report, address)
            ratio = max(after / before, before / after) if before and after else 0
            if rule["factor"] / 5 < ratio < rule["factor"] * 5:
                yield subject.cell_hint("money-unit-jump", address,
                                 before=last.cells[address].literal,
                                 after=subject.report.cells[address].literal)


def split_digits(subject: Subject) -> Iterator[Issue]:
    """A failing row that would hold if two neighbouring one-digit cells were one number: proposed only."""
    report = subject.report
    for found in subject.unsettled:
        balance = found.balance
        if found.verdict is Verdict.FAILS and balance.is_sum_of_a_row:
            parts = [report.cells[f"{found.row}.{term.key}"].value for term in balance.left]
            for one, other, term in zip(parts, parts[1:], balance.left, strict=False):
                if one is None or other is None:
                    continue
                glued = one * 10 + other
                if 0 < one < 10 and 0 <= other < 10 and found.left - one - other + glued == found.right:
                    yield subject.cell_hint("split-digits", f"{found.row}.{term.key}", left=one, right=other,
                                     joined=glued)


def review_without_requests(subject: Subject) -> Iterator[Issue]:
    for rule in subject.rules("review-without-requests"):
        reports = [report for report in (subject.report, subject.last)
                   if report is not None and not report.edition.is_free]
        if any((number(subject.report, address) or 0) > 0 for address in rule["positive"]) \
                and all(_all_zero(report, rule["all_zero"]) for report in reports):
            edition = subject.report.edition
            review = edition.places[rule["positive"][0]].table
            yield subject.hint("review-without-requests", subject.report.lines.get(review.key, 0),
                               review=review.name, requests=edition.table(rule["all_zero"]).name,
                               span="今年和上年" if reports[1:] else "今年")


def repeated_from_last_year(subject: Subject) -> Iterator[Issue]:
    report, last = subject.report, subject.last
    if last is None:
        return
    for table in report.edition.tables:
        addresses = report.edition.table_addresses[table.key]
        if any(map(report.figures.get, addresses)) and \
                all(report.cell(address) == last.cell(address) for address in addresses):
            yield subject.hint("identical-table", report.lines.get(table.key, 0), table=table.name)
    for section in report.edition.sections:
        text = report.plain_prose.get(section.key, "")
        if len(text) > 20 and text == last.plain_prose.get(section.key, ""):
            yield subject.hint("identical-section", report.prose_lines.get(section.key, 0), report.prose_path,
                               heading=section.heading)


def _all_zero(report: Report, table: str) -> bool:
    """Is every cell of the rows that the report has 0? Not of a table that it lost."""
    cells = [cell for address in report.edition.table_addresses[table] if (cell := report.cell(address)) is not None]
    return bool(cells) and all(cell.value == 0 for cell in cells)
