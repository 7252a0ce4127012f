"""Site → Issues: the balances (勾稽关系) and hints, as an ordered list of small named checks.

Nothing is ever repaired. A failing balance is an error unless the report acknowledges it (原文如此: “so in the
original”).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from generator.check.arithmetic import Verdict, assess
from generator.check.figures import (
    both_or_neither,
    money_unit_jump,
    regulation_by_township,
    repeated_from_last_year,
    review_without_requests,
    split_digits,
)
from generator.check.findings import balances
from generator.check.statements import parts_against_whole, structure, text_against_table, unsourced
from generator.check.subject import Subject
from generator.edition import Edition
from generator.issue import Issue
from generator.model import Site, Township
from generator.settings import Settings

__all__ = ["CHECKS", "Subject", "Verdict", "assess", "check", "check_township"]

CHECKS: tuple[Callable[[Subject], Iterator[Issue]], ...] = (
    balances,
    regulation_by_township,
    both_or_neither,
    money_unit_jump,
    split_digits,
    review_without_requests,
    repeated_from_last_year,
    text_against_table,
    parts_against_whole,
    structure,
    unsourced,
)


def check(site: Site, settings: Settings) -> list[Issue]:
    """Every finding on every report, in the order of path and line."""
    return sorted((found for township in site.townships for found in check_township(township, site.editions, settings)),
                  key=Issue.order)


def check_township(township: Township, editions: Mapping[str, Edition], settings: Settings) -> Iterator[Issue]:
    """The findings on one township; they depend on nothing outside it but editions and settings."""
    by_year = {report.year: report for report in township.reports}
    for report in township.reports:
        subject = Subject(township, report, by_year.get(report.year - 1), settings, tuple(editions.values()))
        for one in CHECKS:
            yield from one(subject)
