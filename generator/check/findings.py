"""The balances of one report as Issues: one likely cause in the place of many, else each with its acknowledgement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.check.arithmetic import Assessment, Verdict, instance_words
from generator.check.causes import causes
from generator.check.subject import Subject
from generator.issue import Issue, Severity, issue, issue_of
from generator.model import Acknowledgement, Report

_LONGEST_ROW = 150
_FAILS = (Verdict.FAILS, Verdict.FAILS_EVEN_THEN)


def balances(subject: Subject) -> Iterator[Issue]:
    """Arithmetic on published figures; a stale acknowledgement is an error as well."""
    report = subject.report
    acknowledged: dict[tuple[str, str, str], Acknowledgement] = {}
    for entry in report.acknowledged:
        first = acknowledged.setdefault((entry.check, entry.table, entry.key), entry)
        if first is not entry:
            yield issue("acknowledgement-twice", report.path, entry.line, check=entry.check, key=entry.key,
                        first=first.line)
    admitted: dict[Assessment, str] = {}
    failing: list[Assessment] = []
    for found in subject.unsettled:
        if found.verdict in _FAILS and found.balance.level == "balance":
            entry_of = acknowledged.pop((found.balance.id, found.balance.table, found.key), None)
            if entry_of is not None:
                admitted[found] = entry_of.reason
            else:
                failing.append(found)
    explained: set[Assessment] = set()
    for cause in causes(subject, failing) if failing else ():
        explained |= set(cause.explains)
        yield issue("likely-cause", report.path, report.lines.get(cause.row, 0), place=cause.place, why=cause.why,
                    table=report.edition.table_of(cause.row).key, key=cause.row, found=_brief(cause.now),
                    expected=_brief(cause.meant),
                    count=len(cause.explains), entries=_entries(report, cause.explains),
                    now=f"：现在是 {_brief(cause.now)}，如果是 {_brief(cause.meant)}" if cause.now else "。换过来以后")
    for found in subject.unsettled:
        if found not in explained:
            yield from _issue_of(subject, found, admitted.get(found))
    for entry in acknowledged.values():
        yield issue("acknowledgement-stale", report.path, entry.line, check=entry.check, key=entry.key)


def _brief(row: str) -> str:
    """A row as it is quoted: of one with a text in a cell the beginning tells enough."""
    return row if len(row) <= _LONGEST_ROW else f"{row[:_LONGEST_ROW]}……"


def _entries(report: Report, failing: Sequence[Assessment]) -> str:
    """The lines for as_published, in which the balances stand that the original really fails."""
    return "".join(f'\n  - {{check: {one.balance.id}, table: {one.balance.table}, {one.balance.axis}: {one.key}, '
                   'reason: "原文如此"}' for one in failing)


def _issue_of(subject: Subject, found: Assessment, reason: str | None) -> Iterator[Issue]:
    report, balance = subject.report, found.balance
    if found.verdict in (Verdict.HOLDS, Verdict.NOT_ASSESSABLE):
        return
    fields = {"table": balance.table, "key": found.key, "place": instance_words(report.edition, found),
              "formula": balance.words, "words": balance.words, "axis": balance.axis, "check": balance.id,
              "left": found.left_words, "right": found.right_words, "expected": found.right_words,
              "found": found.left_words, "difference": str(abs(found.left - found.right)), "supposed": found.supposed}
    line = report.lines.get(found.row, report.lines.get(balance.table, 0))
    if balance.level == "hint":
        if found.verdict is Verdict.FAILS:
            yield subject.hint_of(balance.id, line, report.path, fields, "relation-hint")
    elif found.verdict is Verdict.HOLDS_IF_ZERO:
        yield issue_of(balance.id, report.path, line, Severity.REMARK, fields, template="balance-conditional")
    elif reason is not None:
        yield issue_of(balance.id, report.path, line, Severity.NOTE, {**fields, "reason": reason},
                       template="balance-acknowledged")
    else:
        even_then = found.verdict is Verdict.FAILS_EVEN_THEN
        yield issue_of(balance.id, report.path, line, Severity.ERROR, fields,
                       template="balance-even-then" if even_then else "balance")
