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
from generator.check.result import standing, standings
from generator.check.statements import backslashes, parts_against_whole, structure, text_against_table, unsourced
from generator.check.subject import Subject
from generator.edition import Edition
from generator.issue import Issue
from generator.model import Site, Township
from generator.settings import Settings

__all__ = ["CHECKS", "Subject", "Verdict", "assess", "check", "check_township", "standing", "standings"]

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
    backslashes,
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
        year = report.year
        last = None if township.regrouped_between(year - 1, year) else by_year.get(year - 1)
        subject = Subject(township.at(year), report, last, settings, tuple(editions.values()))
        for one in CHECKS:
            yield from one(subject)
