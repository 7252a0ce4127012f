"""What the check of a report came to, in words with the places that show why: on its page and in every list."""

from __future__ import annotations

from collections.abc import Sequence

from generator.edition import Edition
from generator.issue import Issue, Severity
from generator.model import Report
from generator.page import Link
from generator.standing import UNBALANCED, UNCLEAR, Standing


def standing_links(report: Report, standing: Standing | None, issues: Sequence[Issue]) -> list[Link]:
    """The words of a standing, then what goes with them; each with its place on the report's page, "" for none.

    `issues` are the report's own. Empty where there is nothing to check.
    """
    if standing is None:
        return []
    edition = report.edition
    untyped = [section_of(edition, table.key) for table in edition.tables if table.key in report.untranscribed]
    places = {UNBALANCED: _first(edition, issues, Severity.NOTE),
              UNCLEAR: next(iter((*standing.unclear, *untyped)), "")}
    found = [Link(f"{word}（{count}）" if count else word, places.get(word, "")) for word, count in standing.facets]
    if standing.supposed:
        found.append(Link(f"{standing.supposed} 处要把没有数的格按 0 计才成立",
                          _first(edition, issues, Severity.REMARK)))
    found += (Link(f"原文缺{table.name}，没有核对", section_of(edition, table.key)) for table in edition.tables
              if table.key in report.missing_tables)
    return [link._replace(url=f"#{link.url}" if link.url else "") for link in found]


def section_of(edition: Edition, table: str) -> str:
    """The section in which a table stands."""
    return next((section.key for section in edition.sections if section.table == table), "")


def _first(edition: Edition, issues: Sequence[Issue], severity: Severity) -> str:
    """Where the first finding of a severity is told."""
    return next((section_of(edition, found.table) for found in issues if found.severity is severity), "")
