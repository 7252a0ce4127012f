"""What the check of a report comes to: one word and its counts, the same on every page and in the data."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.check import Verdict, assess, standing
from generator.draft import report_yaml
from generator.issue import Severity
from generator.model import Acknowledgement, Period, Report, State
from generator.standing import BALANCED, UNBALANCED, UNCHECKED, UNCLEAR, WORDS, Standing
from tests.factories import EDITIONS, a_report, findings, table_addresses, unreadable, untyped
from tests.strategies import Made, reports

UNEVEN = {"granted.S": 1, "granted.T": 1}
BLANKS = dict.fromkeys(table_addresses(EDITIONS["2021"], "requests", "review"))


def of(report: Report, last: Report | None = None) -> Standing:
    """The standing of a report of a township, `last` being that of the year before."""
    issues = findings(*filter(None, (last, report)))
    found = standing(report, last, [one for one in issues if one.path == report.path])
    assert found is not None
    return found


# ── the words ──

@pytest.mark.parametrize(("report", "words"), [
    (a_report(2021), "对得上"),
    (a_report(2021, cells=UNEVEN), "原文勾稽不平（2 处）"),
    (a_report(2021, cells={"penalty.decided": unreadable("04")}), "有看不清或未录入的数（1 格）"),
    (untyped(a_report(2021), "requests", "review"), "有看不清或未录入的数（表三、表四未录入）"),
    (untyped(a_report(2021, cells={"penalty.decided": unreadable("04")}), "review"), "有看不清或未录入的数（1 格，表四未录入）"),
    (a_report(2021, cells={**UNEVEN, "penalty.decided": unreadable("04")}), "原文勾稽不平（2 处）；有看不清或未录入的数（1 格）"),
    (a_report(2021, cells=BLANKS), "没有可核对的数"),
    (a_report(2021, missing=["requests", "review"]), "没有可核对的数"),
    (a_report(2021, missing=["review"]), "对得上"),
])
def test_a_report_is_told_in_words(report: Report, words: str):
    assert of(report).words == words
    assert of(report).word == words.split("（")[0] in WORDS


def test_an_acknowledged_fault_is_one_all_the_same():
    entries = tuple(Acknowledgement("outcomes-total", "requests", key, "原文如此", 1) for key in "ST")
    report = a_report(2021, cells=UNEVEN, acknowledged=entries)
    assert [found.severity for found in findings(report)] == [Severity.NOTE] * 2
    assert of(report).words == "原文勾稽不平（2 处）"


def test_what_fails_even_with_blanks_as_zero_is_uneven():
    report = a_report(2021, cells={"received.P": None, "received.B": 2, "received.T": 1, "total.T": 1, "granted.T": 1})
    assert of(report).word == UNBALANCED


def test_what_holds_only_with_blanks_as_zero_goes_with_the_word_as_a_remark():
    found = of(a_report(2021, cells={"granted.P": None}))
    assert (found.word, found.supposed) == (BALANCED, 2)


def test_a_report_all_of_whose_balances_need_a_blank_as_zero_has_nothing_against_it():
    only = {address: None for address in BLANKS if not address.startswith(("received.P", "received.T"))}
    found = of(a_report(2021, cells={**only, "received.P": 0, "received.T": 0}))
    assert found.word == BALANCED
    assert found.supposed > 2


def test_last_years_zero_does_not_check_a_report_without_figures():
    found = of(a_report(2022, cells=BLANKS), a_report(2021))
    assert (found.word, found.supposed) == (UNCHECKED, 7)


def test_last_years_figure_counts_for_the_later_report():
    last, report = a_report(2021, cells={"received.T": 1, "received.P": 1, "carried_forward.P": 1, "carried_forward.T": 1}), \
        a_report(2022)
    assert (of(last).word, of(report, last).words) == (BALANCED, "原文勾稽不平（2 处）")


def test_a_part_of_a_year_need_not_take_up_what_ended_before_it():
    last = a_report(2021, cells={"received.T": 1, "received.P": 1, "carried_forward.P": 1, "carried_forward.T": 1})
    assert of(replace(a_report(2022), period=Period("2022-09-01", "2022-12-31")), last).word == BALANCED
    assert of(replace(a_report(2022), period=Period("2022-01-01", "2022-08-31")), last).word == UNBALANCED
    assert of(a_report(2022), replace(last, period=Period("2021-01-01", "2021-08-31"))).word == BALANCED


def test_a_report_in_free_form_has_none():
    free = replace(EDITIONS["2021"], key="free", sections=(), tables=(), balances=())
    assert standing(replace(a_report(2021), edition=free, cells={}), None, []) is None


# ── blank, and not called blank ──

@pytest.mark.parametrize(("values", "told"), [
    ({"granted.P": None}, "空白按 0 计时"), ({"granted.P": "/"}, "“/”按 0 计时"), ({"granted.P": "无"}, "“无”按 0 计时"),
    ({"granted.P": None, "granted.B": "/"}, "空白、“/”按 0 计时"),
    ({"granted.P": "—", "granted.B": "/", "granted.S": "/"}, "“—”、“/”按 0 计时")])
def test_a_remark_names_what_stands_in_the_cells(values: dict, told: str):
    [found] = [one for one in findings(a_report(2021, cells=values)) if one.code == "applicants-total"]
    assert told in found.message
    assert ("空白" in found.message) == (None in values.values())


def test_a_fault_names_what_it_counts_as_zero_too():
    report = a_report(2021, cells={"cases.rec_upheld": "/", "cases.rec_total": 1})
    [found] = [one for one in findings(report) if one.severity is Severity.ERROR]
    assert "即使“/”按 0 计" in found.message
    assert "空白" not in found.message


# ── the property ──

def _verdicts(report: Report) -> Collection[Verdict]:
    return {one.verdict for balance in report.edition.balances if balance.level == "balance"
            for one in assess(balance, report, None)}


@given(reports(2021), st.sets(st.sampled_from(["disclosure", "requests", "review"]), max_size=2))
def test_a_report_agrees_if_no_balance_fails_every_figure_is_known_and_there_is_one_to_check(made: Made, tables: set[str]):
    report = untyped(made.report, *(tables - made.report.missing_tables))
    found, verdicts = of(report), _verdicts(report)
    unclear = {address for address, cell in report.cells.items() if cell.state is State.UNREADABLE}
    fails = bool(verdicts & {Verdict.FAILS, Verdict.FAILS_EVEN_THEN})
    assert (found.word == BALANCED) == (not fails and not unclear and not report.untranscribed and
                                        bool(verdicts & {Verdict.HOLDS, Verdict.HOLDS_IF_ZERO}))
    assert (found.word == UNBALANCED) == fails
    assert set(found.unclear) == unclear
    assert (UNCLEAR in dict(found.facets)) == bool(unclear or report.untranscribed)
    assert report_yaml(report).count(": untranscribed\n") == len(found.untranscribed)
