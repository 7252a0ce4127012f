"""One Township → its Brief: what the lists of the site say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.compose.report import notes_of, title_of
from generator.compose.standings import section_of
from generator.compose.words import role, span
from generator.edition import Edition
from generator.issue import Issue, Severity
from generator.model import Report, Township
from generator.page import Brief, Link, NoteView, ReportBrief
from generator.standing import Standing


def brief(township: Township, issues: Mapping[str, Sequence[Issue]], standings: Mapping[int, Standing | None]) -> Brief:
    """The brief of a township with its reports. `issues` by the report's path, `standings` by its year."""
    return Brief(township.path, township.name, township.full_name, township.kind, township.code, township.county,
                 township.city, township.province, township.example, township.level, township.life,
                 tuple(_report(township.at(report.year), report, issues.get(report.path, ()), standings[report.year])
                       for report in township.reports))


def _report(township: Township, report: Report, issues: Sequence[Issue], standing: Standing | None) -> ReportBrief:
    """`township` as it was in the report's year."""
    received, closed = (role(report, name)[0] for name in ("received", "closed"))
    return ReportBrief(report.year, township.full_name, township.whole_name, title_of(township, report),
                       report.published or report.signed or "", received, closed,
                       tuple(_note(report.edition, found) for found in notes_of(issues)), standing,
                       _unclear(report, standing), received is None and _is_awaited(report), span(report.period),
                       report.edition.is_free)


def _unclear(report: Report, standing: Standing | None) -> tuple[Link, ...]:
    """The figures that nobody can read and the tables that are not typed in, each with its place on the page."""
    if standing is None:
        return ()
    edition = report.edition
    return (*(Link(f"{edition.places[address].words}：{report.cells[address].literal or '看不清'}", address)
              for address in standing.unclear),
            *(Link(f"{table.name}：本站尚未录入", section_of(edition, table.key))
              for table in edition.tables if table.key in report.untranscribed))


def _is_awaited(report: Report) -> bool:
    edition = report.edition
    return any(edition.places[address].table.key in report.untranscribed
               for address in edition.roles.get("received", ()))


def _note(edition: Edition, found: Issue) -> NoteView:
    return NoteView(found.place, found.formula, found.found, found.expected, found.difference, found.reason,
                    section_of(edition, found.table), found.severity is Severity.NOTE, found.supposed)
