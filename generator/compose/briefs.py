"""One Township → its Brief: what the lists of the site say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.compose.report import PUBLIC, title_of
from generator.compose.words import role
from generator.edition import Edition
from generator.issue import Issue, Severity
from generator.model import Report, Township
from generator.page import Brief, NoteView, ReportBrief


def brief(township: Township, issues: Mapping[str, Sequence[Issue]]) -> Brief:
    """The brief of a township with its reports. `issues` by the report's path."""
    return Brief(township.path, township.name, township.full_name, township.kind, township.code, township.county,
                 township.city, township.province, township.example, township.level, township.life,
                 tuple(_report(township, report, issues.get(report.path, ())) for report in township.reports))


def _report(township: Township, report: Report, issues: Sequence[Issue]) -> ReportBrief:
    received, closed = (role(report, name)[0] for name in ("received", "closed"))
    return ReportBrief(report.year, title_of(township, report), report.published or report.signed or "",
                       received, closed,
                       tuple(_note(report.edition, found) for found in issues if found.severity in PUBLIC),
                       report.edition.is_free)


def _note(edition: Edition, found: Issue) -> NoteView:
    anchor = next((section.key for section in edition.sections if section.table == found.table), "")
    return NoteView(found.place, found.formula, found.found, found.expected, found.difference, found.reason, anchor,
                    found.severity is Severity.NOTE)
