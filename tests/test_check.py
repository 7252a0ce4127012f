"""The checks: verdicts on the five seeds as worked out by hand, and for each hint a case and a near miss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.check import CHECKS, Verdict, assess, check
from generator.check.arithmetic import Equation, equations
from generator.edition import Term
from generator.issue import Issue, Severity
from generator.load import load
from generator.model import Acknowledgement, Kin, Report
from tests.factories import (
    EDITIONS,
    FORMS,
    SEEDS,
    SETTINGS,
    SOURCES,
    a_report,
    a_site,
    a_township,
    changed,
    codes,
    committed,
    findings,
    hybrid,
    seed,
    table_addresses,
    unreadable,
)

COLUMNS = ("P", "B", "S", "W", "L", "O", "T")
HOLDS, FAILS, IF_ZERO, EVEN_THEN, NOT_ASSESSABLE = Verdict
TITLE, CHAIN = ("outcomes-total", "flow", "applicants-total", "review-total"), "carried-over"


def verdicts(report: Report, check_id: str, last: Report | None = None) -> dict[str, Verdict]:
    """The verdict at each column or row of a balance."""
    return {found.key: found.verdict for balance in report.edition.balances if balance.id == check_id
            for found in assess(balance, report, last)}


def acknowledge(report: Report, *entries: tuple[str, str, str]) -> Report:
    return replace(report, acknowledged=tuple(
        Acknowledgement(name, table, key, "原文如此", 90 + number) for number, (name, table, key) in enumerate(entries)))


def errors(issues: list[Issue]) -> list[Issue]:
    return [found for found in issues if found.severity is Severity.ERROR]


# ── the five seeds, verdict by verdict (checks.md, last table) ──

def of_columns(default: Verdict, **others: Verdict) -> dict[str, Verdict]:
    return dict.fromkeys(COLUMNS, default) | others


def of_rows(default: Verdict, **others: Verdict) -> dict[str, Verdict]:
    rows = [row.key for row in EDITIONS["2019"].table("requests").blocks[0].row_leaves]
    assert len(rows) == 23
    return dict.fromkeys(rows, default) | others


def of_blocks(default: Verdict) -> dict[str, Verdict]:
    return dict.fromkeys(("rec_total", "suit_total", "after_total"), default)


BLANK_TABLE = of_rows(NOT_ASSESSABLE, received=IF_ZERO, carried_over=IF_ZERO, total=IF_ZERO, carried_forward=IF_ZERO)
EXPECTED = {
    "anqiu/jinzhongzi": (of_columns(HOLDS, T=NOT_ASSESSABLE), of_columns(HOLDS),
                         of_rows(HOLDS, petition=NOT_ASSESSABLE), of_blocks(HOLDS)),
    "pinghu/zhapu": (of_columns(NOT_ASSESSABLE, T=IF_ZERO), of_columns(NOT_ASSESSABLE, T=HOLDS),
                     BLANK_TABLE, of_blocks(HOLDS)),
    "tongxin/xiamaguan": (of_columns(HOLDS), of_columns(HOLDS), of_rows(HOLDS), of_blocks(HOLDS)),
    "dehui/chalukou": (of_columns(HOLDS, P=FAILS, T=FAILS), of_columns(HOLDS, P=FAILS, T=FAILS), of_rows(HOLDS),
                       of_blocks(HOLDS)),
    "nanzhao/chengguan": (of_columns(HOLDS), of_columns(HOLDS), of_rows(HOLDS), of_blocks(HOLDS)),
}


@pytest.mark.parametrize("path", SEEDS)
@pytest.mark.parametrize("number", range(4), ids=TITLE)
def test_a_seed_has_the_verdicts_worked_out_by_hand(path: str, number: int):
    assert verdicts(seed(path), TITLE[number]) == EXPECTED[path][number]


@pytest.mark.parametrize("path", SEEDS)
def test_a_seed_has_no_unacknowledged_error(path: str):
    assert errors(check(a_site(committed()[path]), SETTINGS)) == []


def test_the_fourth_seed_fails_at_four_acknowledged_places():
    notes = [found for found in check(a_site(committed()["dehui/chalukou"]), SETTINGS)
             if found.severity is Severity.NOTE]
    assert [(found.code, found.key, found.found, found.expected, found.difference) for found in notes] == [
        ("flow", "P", "5 + 0", "0 + 0", "5"), ("flow", "T", "5 + 0", "0 + 0", "5"),
        ("outcomes-total", "P", "5", "0", "5"), ("outcomes-total", "T", "5", "0", "5")]
    assert {found.reason for found in notes} == {"原文如此"}


def test_the_second_seed_has_five_neutral_remarks_and_no_note():
    found = check(a_site(committed()["pinghu/zhapu"]), SETTINGS)
    assert [(one.code, one.key) for one in found if one.severity is Severity.REMARK] == [
        ("applicants-total", "received"), ("applicants-total", "carried_over"), ("applicants-total", "total"),
        ("outcomes-total", "T"), ("applicants-total", "carried_forward")]
    assert Severity.NOTE not in {one.severity for one in found}


@pytest.mark.parametrize(("path", "hints"), [
    ("anqiu/jinzhongzi", ["claim-differs", "claim-exceeds"]),  # 4 answered, 2 received
    ("pinghu/zhapu", ["section-empty"]),
    ("tongxin/xiamaguan", ["review-without-requests"]),
    ("dehui/chalukou", []),
    ("nanzhao/chengguan", ["section-misplaced", "section-misplaced"]),
])
def test_a_seed_has_the_hints_of_the_catalogue(path: str, hints: list[str]):
    assert codes(check(a_site(committed()[path]), SETTINGS), Severity.HINT) == hints


def test_the_third_seed_counts_one_corrected_reconsideration_and_one_suit():
    report = seed("tongxin/xiamaguan")
    assert {address: cell.value for address, cell in report.cells.items()
            if address.startswith("cases") and cell.value} == {
        "cases.rec_corrected": 1, "cases.rec_total": 1, "cases.suit_other": 1, "cases.suit_total": 1}


def test_findings_come_in_the_order_of_files_and_lines():
    site, _ = load(SOURCES, EDITIONS)
    found = check(site, SETTINGS)
    assert [(one.path, one.line) for one in found] == sorted((one.path, one.line) for one in found)
    assert check(site, SETTINGS) == found


# ── breaking one figure ──

@pytest.mark.parametrize("path", SEEDS)
def test_breaking_any_figure_of_tables_three_and_four_is_an_error_that_names_it(path: str):
    """Known figures only: a blank that becomes a number is a change of another kind."""
    township, report = committed()[path], seed(path)
    unnamed = []
    for address in table_addresses(report.edition, "requests", "review"):
        place, cell = report.edition.places[address], report.cells[address]
        if cell.value is None:
            continue
        broken = replace(township, reports=(changed(report, {address: cell.value + 1}),))
        found = errors(check(a_site(broken), SETTINGS))
        block = place.column.key.split("_")[0] + "_total"  # 表四 is named by the block's total
        if not any(one.key in (place.row.key, place.column.key, block) and one.line for one in found):
            unnamed.append(address)
    assert unnamed == []


def test_a_broken_figure_is_told_with_both_sides_the_difference_and_the_line_to_add():
    report = a_report(2021, rows={"received": [3, 0, 0, 0, 0, 0, 3], "granted": [2, 0, 0, 0, 0, 0, 2],
                                  "total": [2, 0, 0, 0, 0, 0, 2]})
    one, other = errors(findings(report))
    assert (one.code, one.key, one.found, one.expected, one.difference) == ("flow", "P", "3 + 0", "2 + 0", "1")
    assert (one.place, other.place) == ("表三 · 自然人", "表三 · 总计")
    assert "{check: flow, table: requests, column: P, reason:" in one.message


def test_an_error_in_a_row_names_the_row():
    [one] = errors(findings(a_report(2021, cells={"inquiry.B": 1, "total.B": 1, "received.B": 1,
                                                  "received.T": 1, "total.T": 1, "publication.T": 1})))[:1]
    assert (one.code, one.key, one.found, one.expected) == ("applicants-total", "inquiry", "1", "0")
    assert one.place == "表三 · （三）不予公开／8.属于行政查询事项"


# ── the five verdicts ──

@pytest.mark.parametrize(("cells", "verdict"), [
    ({"P": 2, "B": 1, "T": 3}, HOLDS),
    ({"P": 2, "B": 1, "T": 4}, FAILS),
    ({"P": 3, "B": None, "T": 3}, IF_ZERO),
    ({"P": 3, "B": None, "T": 4}, EVEN_THEN),
    ({"P": 3, "B": "/", "T": 3}, IF_ZERO),
    ({"P": 3, "B": unreadable("04"), "T": 3}, NOT_ASSESSABLE),
    ({"P": 3, "B": 0, "T": unreadable("8或3")}, NOT_ASSESSABLE),
    (dict.fromkeys(COLUMNS), NOT_ASSESSABLE),
    (dict.fromkeys(COLUMNS) | {"T": 0}, IF_ZERO),
    (dict.fromkeys(COLUMNS) | {"T": 1}, EVEN_THEN),
])
def test_a_balance_has_one_of_five_verdicts(cells: dict, verdict: Verdict):
    report = a_report(2021, cells={f"granted.{column}": value for column, value in cells.items()})
    assert verdicts(report, "applicants-total")["granted"] is verdict


def test_a_lost_table_is_not_assessable():
    report = a_report(2021, missing=["requests", "review"])
    assert {verdict for name in TITLE for verdict in verdicts(report, name).values()} == {NOT_ASSESSABLE}
    assert errors(findings(report)) == []


def test_an_absent_row_makes_its_columns_not_assessable():
    report = a_report(2021, absent=["inquiry"])
    assert set(verdicts(report, "outcomes-total").values()) == {NOT_ASSESSABLE}
    assert set(verdicts(report, "flow").values()) == {HOLDS}


def test_a_group_printed_as_one_row_takes_part_in_the_balances():
    good = hybrid(rows={"received": [1, 0, 0, 0, 0, 0, 1], "total": [1, 0, 0, 0, 0, 0, 1]},
                  single=[1, 0, 0, 0, 0, 0, 1])
    assert set(verdicts(good, "outcomes-total").values()) == {HOLDS}
    assert verdicts(good, "applicants-total")["otherwise"] is HOLDS
    assert verdicts(changed(good, {"otherwise.P": 2}), "outcomes-total")["P"] is FAILS
    assert verdicts(changed(good, {"otherwise.P": 2}), "applicants-total")["otherwise"] is FAILS


def test_what_fails_even_with_blanks_as_zero_is_an_error_and_says_so():
    [one] = errors(findings(a_report(2021, cells={"cases.rec_upheld": 2, "cases.rec_other": None, "cases.rec_total": 1})))
    assert (one.code, one.key) == ("review-total", "rec_total")
    assert "即使空白按 0 计" in one.message


def test_what_holds_only_with_blanks_as_zero_is_a_remark_and_needs_no_entry():
    found = findings(a_report(2021, cells={"cases.rec_upheld": 2, "cases.rec_other": None, "cases.rec_total": 2}))
    assert [(one.code, one.severity, one.key) for one in found if one.severity is not Severity.HINT] == [
        ("review-total", Severity.REMARK, "rec_total")]


# ── 原文如此 ──

UPHELD = {"cases.rec_upheld": 1}


def test_an_acknowledged_failure_is_a_note_with_its_reason():
    report = acknowledge(a_report(2021, cells=UPHELD), ("review-total", "review", "rec_total"))
    [one] = [found for found in findings(report) if found.severity is not Severity.HINT]
    assert (one.severity, one.reason, one.found, one.expected) == (Severity.NOTE, "原文如此", "1", "0")


@pytest.mark.parametrize("entry", [("review-total", "review", "suit_total"), ("flow", "requests", "P"),
                                   ("applicants-total", "requests", "received")])
def test_an_acknowledgement_of_what_holds_is_stale_at_its_line(entry: tuple[str, str, str]):
    [one] = errors(findings(acknowledge(a_report(2021), entry)))
    assert (one.code, one.line) == ("acknowledgement-stale", 90)
    assert entry[2] in one.message


def test_an_acknowledgement_of_what_cannot_be_assessed_is_stale():
    report = acknowledge(a_report(2021, cells={"cases.rec_total": unreadable("?")}),
                         ("review-total", "review", "rec_total"))
    assert codes(errors(findings(report))) == ["acknowledgement-stale"]


def test_an_acknowledgement_of_one_column_does_not_cover_another():
    cells = {"received.P": 1, "received.T": 1}
    report = acknowledge(a_report(2021, cells=cells), ("flow", "requests", "P"))
    assert [(one.code, one.key) for one in errors(findings(report))] == [("flow", "T")]


# ── across two years ──

HANDED_ON = {"received.P": 2, "received.T": 2, "carried_forward.P": 2, "carried_forward.T": 2}
TAKEN_UP = {"carried_over.P": 2, "carried_over.T": 2, "granted.P": 2, "granted.T": 2, "total.P": 2, "total.T": 2}


def test_a_year_that_takes_up_what_was_handed_on_has_no_finding():
    last, now = a_report(2020, cells=HANDED_ON), a_report(2021, cells=TAKEN_UP)
    assert verdicts(now, CHAIN, last) == of_columns(HOLDS)
    assert errors(findings(last, now)) == []


def test_a_broken_chain_is_an_error_of_the_later_report():
    found = errors(findings(a_report(2021, cells=HANDED_ON), a_report(2022)))
    assert [(one.code, one.key, one.found, one.expected) for one in found] == [
        ("carried-over", "P", "2", "0"), ("carried-over", "T", "2", "0")]
    assert {one.path for one in found} == {"reports/shixian/shizhen/2022.yml"}


def test_a_chain_is_broken_too_where_more_is_taken_up_than_was_handed_on():
    found = errors(findings(a_report(2021), a_report(2022, cells=TAKEN_UP)))
    assert [(one.code, one.key, one.found, one.expected) for one in found] == [
        ("carried-over", "P", "0", "2"), ("carried-over", "T", "0", "2")]


def test_a_broken_chain_is_acknowledged_in_the_later_report():
    later = acknowledge(a_report(2022), ("carried-over", "requests", "P"), ("carried-over", "requests", "T"))
    found = findings(a_report(2021, cells=HANDED_ON), later)
    assert errors(found) == []
    assert codes(found, Severity.NOTE) == ["carried-over", "carried-over"]


def test_years_with_a_gap_between_them_are_not_a_chain():
    assert errors(findings(a_report(2021, cells=HANDED_ON), a_report(2023))) == []


def test_a_chain_with_a_blank_holds_only_if_it_is_zero():
    last, now = a_report(2021, cells={"carried_forward.S": None}), a_report(2022)
    assert verdicts(now, CHAIN, last)["S"] is IF_ZERO


ITEMS = {"permit.items": 10, "permit.change": "减3"}


def test_project_numbers_go_on_where_the_earlier_report_ended():
    last, good, bad = a_report(2019, cells=ITEMS), a_report(2020, cells={"permit.items": 7}), a_report(2020)
    assert verdicts(good, "project-flow", last) == dict.fromkeys(
        ["permit", "service", "penalty", "compulsion", "fee"], HOLDS)
    assert verdicts(bad, "project-flow", last)["permit"] is FAILS
    [one] = errors(findings(last, bad))
    assert (one.code, one.key, one.found, one.expected, one.difference) == ("project-flow", "permit", "10 + -3", "0", "7")


def test_project_numbers_are_not_followed_into_the_later_format():
    assert errors(findings(a_report(2020, cells=ITEMS), a_report(2021))) == []


# ── a balance is computed quickly where that is enough, and then as `assess` does it, cell by cell ──

def small_figures(draw: st.DrawFn, report: Report, equation: Equation, terms: Sequence[Term], kind: st.SearchStrategy
                  ) -> Report:
    """The report with other figures in a few of the cells that these terms stand for."""
    cells = [address for term in terms for address, cell in report.summands(equation.instance.address(term)).items() if cell]
    return changed(report, draw(st.dictionaries(st.sampled_from(cells), kind, max_size=4))) if cells else report


@st.composite
def balanced_or_nearly(draw: st.DrawFn, whole: bool) -> tuple[Equation, Report, Report]:
    """A balance at one of its places, with a report and the one before it; `whole`: every row and every figure is there."""
    edition = FORMS[draw(st.sampled_from(sorted(FORMS)))]
    balance = draw(st.sampled_from(edition.balances))
    equation = draw(st.sampled_from([one for one in equations(edition) if one.instance.balance == balance]))
    kind = st.integers(0, 2) if whole else st.sampled_from([0, 1, 2, None, "/", "无"])
    made = []
    for year in (2021, 2020):
        single = not whole and edition.single_groups and draw(st.booleans())
        made.append(small_figures(draw, hybrid(year) if single else a_report(year, edition.key), equation, [
            term for term in balance.left + balance.right if term.last_year == (year == 2020)], kind))
    return equation, *made


@settings(max_examples=300)
@given(balanced_or_nearly(whole=True))
def test_with_every_figure_there_the_quick_way_is_the_long_way(made: tuple[Equation, Report, Report]):
    equation, report, last = made
    assert equation.holds(report, last) == (equation.assess(report, last).verdict is HOLDS)


@settings(max_examples=300)
@given(balanced_or_nearly(whole=False))
def test_what_holds_quickly_holds_the_long_way(made: tuple[Equation, Report, Report]):
    equation, report, last = made
    assert not (equation.applies(report, last) and equation.holds(report, last)) \
        or equation.assess(report, last).verdict is HOLDS


# ── hints: each with a case that makes it fire and a near miss that does not ──

def says(text: str, section: str = "overview", **more) -> Report:
    return a_report(2021, prose={section: text}, **more)


def flows(**figures: int) -> dict[str, int]:
    """A consistent flow of applications by natural persons: granted all that was closed."""
    figures["granted"] = figures.get("total", 0)
    return {f"{row}.{column}": value for row, value in figures.items() for column in "PT"}


def with_last(report: Report, **last) -> tuple[Report, ...]:
    return a_report(report.year - 1, **last), report


PART = {"prose": {"overview": "甲" * 30 + "。"}}
HINTS = [
    ("regulation-by-township", (a_report(2021, cells={"regulation.inforce": 1}),), {},
     (a_report(2021, cells={"normative.inforce": 1}),), {}),
    ("regulation-by-township", (a_report(2020, cells={"regulation.public": 1}),), {},
     (a_report(2020, cells={"regulation.public": 1}),), {"kind": "县级政府", "level": "county", "code": "990201"}),
    ("released-within-public", (a_report(2020, cells={"normative.released": 3, "normative.public": 2}),), {},
     (a_report(2020, cells={"normative.released": 2, "normative.public": 2}),), {}),
    ("both-or-neither", (a_report(2020, cells={"procurement.projects": 3}),), {},
     (a_report(2020, cells={"procurement.projects": 3, "procurement.amount": "0.01元"}),), {}),
    ("both-or-neither", (a_report(2020, cells={"procurement.amount": "5元"}),), {},
     (a_report(2020, cells={"procurement.amount": "5元", "procurement.projects": None}),), {}),
    ("money-unit-jump", (a_report(2021, cells={"fee.amount": "12.5"}), a_report(2022, cells={"fee.amount": "124000"})), {},
     (a_report(2021, cells={"fee.amount": "12.5"}), a_report(2022, cells={"fee.amount": "12500"})), {}),
    ("money-unit-jump", (a_report(2021, cells={"fee.amount": "124000"}), a_report(2022, cells={"fee.amount": "12.5"})), {},
     (a_report(2021, cells={"fee.amount": "124000"}), a_report(2023, cells={"fee.amount": "12.5"})), {}),
    ("in-force-flow", (a_report(2021, cells={"normative.inforce": 8}),
                       a_report(2022, cells={"normative.issued": 2, "normative.repealed": 1, "normative.inforce": 10})), {},
     (a_report(2021, cells={"normative.inforce": 8}),
      a_report(2022, cells={"normative.issued": 2, "normative.repealed": 1, "normative.inforce": 9})), {}),
    ("split-digits", (a_report(2021, rows={"granted": [1, 2, 0, 0, 0, 0, 12]}),), {},
     (a_report(2021, rows={"granted": [1, 2, 0, 0, 0, 0, 13]}),), {}),
    ("review-without-requests", (a_report(2021, cells={"cases.rec_other": 1, "cases.rec_total": 1}),), {},
     with_last(a_report(2021, cells={"cases.rec_other": 1, "cases.rec_total": 1}),
               cells=flows(received=1, total=1)), {}),
    ("identical-table", with_last(a_report(2020, cells=flows(received=1, total=1)),
                                  cells=flows(received=1, total=1)), {},
     with_last(a_report(2020)), {}),
    ("identical-table", (a_report(2020, cells=flows(received=1, total=1)),  # also of the other format, row for row
                         hybrid(2021, cells=flows(received=1, total=1))), {},
     (a_report(2020, cells=flows(received=1, total=1)), hybrid(2021)), {}),
    ("identical-section", with_last(a_report(2021, **PART), **PART), {},
     with_last(a_report(2021, prose={"overview": "甲" * 30 + "乙。"}), **PART), {}),
    ("claim-differs", (says("全年收到政府信息公开申请3件。", cells=flows(received=2, total=2)),), {},
     (says("全年收到政府信息公开申请2件。", cells=flows(received=2, total=2)),), {}),
    ("claim-differs", (says("上年度结转1件。"),), {}, (says("上年度结转0件。"),), {}),
    ("claim-differs", (says("共办结申请2件。", cells=flows(received=3, total=3)),), {},
     (says("共办结申请3件。", cells=flows(received=3, total=3)),), {}),
    ("claim-differs", (says("结转下年度继续办理1件。"),), {},
     (says("结转下年度继续办理1件。", cells=flows(received=1, carried_forward=1)),), {}),
    ("claim-differs", (says("1件结转至下一年度。"),), {},
     (says("1件结转至下一年度。", cells=flows(received=1, carried_forward=1)),), {}),
    ("claim-exceeds", (says("答复3件。", cells=flows(received=2, total=2)),), {},
     (says("答复3件。", cells=flows(received=2, carried_over=1, total=3)),), {}),
    ("claim-nonzero", (says("本年度未收到信息公开申请。", cells=flows(received=1, total=1)),), {},
     (says("本年度未收到信息公开申请。"),), {}),
    ("claim-nonzero", (says("全年无依申请公开事项。", cells=flows(received=1, total=1)),), {},
     (says("全年无依申请公开事项。", cells=flows(received=0)),), {}),
    ("claim-nonzero", (says("没有发生行政复议和行政诉讼。", cells={"cases.suit_other": 1, "cases.suit_total": 1}),), {},
     (says("发生行政诉讼一件。", cells={"cases.suit_other": 1, "cases.suit_total": 1}),), {}),
    ("claim-parts", (says("主动公开信息10条，其中网站5条、微信4条。"),), {},
     (says("主动公开信息10条，其中网站6条、微信4条。"),), {}),
    ("section-empty", (says("", "problems"),), {}, (says("无工作计划变动。", "problems"),), {}),
    ("section-empty", (says("无。", "further"),), {}, (says("无其他事项。", "further"),), {}),
    ("section-misplaced", (says("（一）主动公开情况\n\n甲。", "further"),), {},
     (says("（一）收费情况\n\n主动公开不收费。", "further"),), {}),
    ("year-elsewhere", (a_report(2021, title="试镇2020年年度报告"),), {}, (a_report(2021, title="试镇2021年年度报告"),), {}),
    ("year-elsewhere", (a_report(2021, preamble="统计数据自2020年1月1日起，至2021年12月31日止。"),), {},
     (a_report(2021, preamble="统计数据自2021年1月1日起。自2020年1月1日起施行新办法。"),), {}),
    ("edition-unusual", (a_report(2022, "2019"),), {}, (a_report(2020, "2019"),), {}),
    ("edition-unusual", (a_report(2020, "2021"),), {}, (a_report(2021, "2021"),), {}),
    ("notice-mismatch", (a_report(2021, preamble="按照国办公开办函〔2019〕60号编制。"),), {},
     (a_report(2021, preamble="按照国办公开办函〔2021〕30号编制。"),), {}),
    ("backslash", (says("甲。\n\n1\\. 乙。"),), {}, (says("甲。\n\n1. 乙，路径 D\\文件。"),), {}),
    ("published-late", (a_report(2021, published="2022-04-01"),), {"kind": "县级政府", "level": "county", "code": "990201"},
     (a_report(2021, published="2022-03-31"),), {"kind": "县级政府", "level": "county", "code": "990201"}),
    ("published-late", (a_report(2021, published="2022-02-01"),), {"kind": "部门", "code": "X99020"},
     (a_report(2021, published="2022-01-31"),), {"kind": "部门", "code": "X99020"}),
    ("published-late", (a_report(2021, published="2022-02-01"),),
     {"settings": replace(SETTINGS, deadlines={"shixian": "01-31"})},
     (a_report(2021, published="2022-12-31"),), {}),  # no deadline set for its county
]


@pytest.mark.parametrize(("code", "fires", "how", "near", "otherwise"), HINTS,
                         ids=[f"{number}-{one[0]}" for number, one in enumerate(HINTS)])
def test_a_hint_fires_and_its_near_miss_does_not(code: str, fires, how, near, otherwise):
    assert code in codes(findings(*fires, **how), Severity.HINT)
    assert code not in codes(findings(*near, **otherwise))


def test_every_hint_of_the_editions_and_of_the_checks_has_a_case():
    named = {hint["id"] for edition in EDITIONS.values() for hint in edition.hints}
    named |= {balance.id for edition in EDITIONS.values() for balance in edition.balances if balance.level == "hint"}
    named |= {one.__name__.replace("_", "-") for one in CHECKS} - {
        "balances", "repeated-from-last-year", "text-against-table", "parts-against-whole", "structure", "backslashes",
        "unsourced"}
    assert named <= {one[0] for one in HINTS}


def test_a_hint_about_the_prose_quotes_the_sentence_and_its_line():
    report = says("甲。\n\n乙。全年收到政府信息公开申请3件。丙。", prose_lines={"overview": 3})
    [one] = [found for found in findings(report) if found.code == "claim-differs"]
    assert (one.path, one.line) == (report.prose_path, 5)
    assert "“全年收到政府信息公开申请3件。”" in one.message


def test_split_digits_are_proposed_and_never_applied():
    report = a_report(2021, rows={"granted": [1, 2, 0, 0, 0, 0, 12]})
    found = findings(report)
    [one] = [found for found in found if found.code == "split-digits"]
    assert "12" in one.message
    assert ("applicants-total", "granted") in [(error.code, error.key) for error in errors(found)]


def test_a_sentence_about_a_blank_figure_is_no_contradiction():
    assert "claim-differs" not in codes(findings(says("收到申请3件。", cells={"received.T": None})))


def test_hints_are_never_errors():
    assert errors(findings(a_report(2022, "2019", title="2020年", prose={"overview": "无"}))) == []


def test_checks_say_nothing_about_an_all_zero_report():
    assert findings(a_report(2021)) == []


def test_a_township_without_reports_has_no_findings():
    assert check(a_site(a_township()), SETTINGS) == []


# ── another body than the year before ──

HANDED = a_report(2021, cells={"carried_forward.P": 1, "carried_forward.T": 1, "received.P": 1, "received.T": 1,
                               "fee.amount": "12.5"}, prose={"problems": "公开内容还不够丰富，更新还不够及时，将继续改进这项工作。"})
TAKEN = a_report(2022, cells={"carried_over.P": 3, "carried_over.T": 3, "total.P": 3, "total.T": 3, "granted.P": 3,
                              "granted.T": 3, "fee.amount": "124000"},
                 prose={"problems": "公开内容还不够丰富，更新还不够及时，将继续改进这项工作。"})
ACROSS = {"carried-over", "money-unit-jump", "identical-section"}


@pytest.mark.parametrize(("kin", "found"), [
    ({}, ACROSS), ({"predecessors": (Kin("甲镇", None, "2022-05"),)}, set()),
    ({"predecessors": (Kin("甲镇", None, "2022-12-31"),)}, ACROSS), ({"predecessors": (Kin("甲镇", None, "2021"),)}, ACROSS),
    ({"successors": (Kin("甲镇", None, "2022", "part"),)}, set()),
    ({"predecessors": (Kin("甲镇", "a/b", "2022", "renamed"),)}, ACROSS)])
def test_nothing_is_asked_across_a_merger(kin, found):
    assert {code for code in codes(findings(HANDED, TAKEN, **kin)) if code in ACROSS} == found
