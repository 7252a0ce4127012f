"""Year over year: the invented township's planted features, the change of format, the chain, the prose."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.check import Verdict, assess
from generator.compare import SHORTEST_MOVE, chain, clauses, compare, compare_reports
from generator.comparison import Change, Comparable, Comparison, ProseChange
from generator.issue import Severity
from generator.model import BLANK, Number, Report
from generator.prose import parse, plain
from tests.factories import (
    EDITIONS,
    Value,
    a_report,
    a_township,
    codes,
    committed,
    example,
    findings,
    hybrid,
    table_addresses,
    unreadable,
)
from tests.strategies import TEXTS, Made, reports

YES, APPROXIMATE, NO, OTHER_SPAN, UNKNOWN = Comparable


def pair(before: Report, after: Report) -> Comparison:
    return compare_reports(before, after)


def prose(comparison: Comparison, section: str) -> ProseChange:
    return next(change for change in comparison.prose if change.section == section)


def operations(comparison: Comparison, section: str) -> list[tuple[str, str]]:
    """Clause by clause."""
    return [(op, text) for op, texts in prose(comparison, section).runs for text in texts]


def shown(change: Change) -> tuple:
    """Comparable, the two literals, the difference."""
    return (change.comparable, change.before and change.before.literal, change.after and change.after.literal,
            change.delta)


# ── the invented township (examples/README.md) ──

@pytest.fixture(scope="module")
def years() -> dict[int, Comparison]:
    return compare(committed()["shili/shilizhen"])


def test_the_first_report_has_nothing_to_be_compared_with(years):
    assert list(years) == [2020, 2021, 2022, 2024]


def test_a_gap_of_years_is_named(years):
    assert {year: comparison.gap for year, comparison in years.items()} == \
        {2020: (), 2021: (), 2022: (), 2024: (2023,)}
    assert years[2024].before.year == 2022


def test_figures_of_one_format_are_subtracted(years):
    assert shown(years[2020].change("received.T")) == (YES, "12", "15", 3)
    assert shown(years[2020].change("permit.decided")) == (YES, "143", "128", -15)
    assert shown(years[2020].change("inquiry.P")) == (YES, "0", "0", 0)


def test_signed_text_and_money_are_subtracted_exactly(years):
    assert shown(years[2020].change("permit.change")) == (YES, "增2", "减3", -5)
    assert shown(years[2020].change("procurement.amount")) == (YES, "356800.50元", "41.26万元", Decimal("55799.50"))
    assert shown(years[2024].change("fee.amount")) == (YES, "9.80", "15.06", Decimal(52600))


@pytest.mark.parametrize(("year", "address", "before", "after"), [
    (2020, "compulsion.decided", "/", "0"),
    (2021, "permit.decided", "128", ""),
    (2022, "permit.decided", "", "117"),
    (2022, "penalty.decided", "14", "1l"),
    (2024, "penalty.decided", "1l", "17")])
def test_a_blank_a_stroke_and_a_doubtful_figure_have_no_difference(years, year, address, before, after):
    assert shown(years[year].change(address)) == (UNKNOWN, before, after, None)


def test_across_the_formats_table_three_and_four_are_compared(years):
    change = years[2021].change
    common = [address for address in table_addresses(EDITIONS["2021"], "requests", "review")
              if address.split(".")[0] not in ("no_reply", "no_fee", "other")]
    assert {change(address).comparable for address in common} == {YES}
    assert shown(change("cases.rec_total")) == (YES, "0", "2", 2)


def test_across_the_formats_the_sixth_outcome_is_compared_by_its_sum_only(years):
    change = years[2021].change
    assert shown(change("otherwise.T")) == (YES, "1", "2", 1)
    for row in ("no_reply", "no_fee", "other"):
        assert {(change(f"{row}.{column}").comparable, change(f"{row}.{column}").before)
                for column in "PBSWLOT"} == {(NO, None)}


def test_across_the_formats_documents_stand_side_by_side_without_a_difference(years):
    change = years[2021].change
    assert shown(change("normative.issued")) == (APPROXIMATE, "1", "1", None)
    assert shown(change("normative.inforce")) == (NO, "10", "8", None)
    assert change("normative.issued").note
    assert change("normative.inforce").note


@pytest.mark.parametrize("address", ["normative.repealed", "regulation.repealed", "fee.amount"])
def test_across_the_formats_what_has_no_counterpart_is_not_comparable(years, address: str):
    change = years[2021].change(address)
    assert (change.comparable, change.before, change.delta) == (NO, None, None)


@pytest.mark.parametrize("year", [2022, 2024])
def test_the_sixth_outcome_as_one_row_is_compared_with_the_sum_of_three(years, year: int):
    before, after = {2022: ("2", "1"), 2024: ("1", "2")}[year]
    assert shown(years[year].change("otherwise.T")) == (YES, before, after, int(after) - int(before))


def test_the_carry_over_chain_joins_breaks_and_ends_at_a_gap():
    links = chain(committed()["shili/shilizhen"])
    assert [(link.year, link.joined) for link in links] == [
        (2019, None), (2020, True), (2021, False), (2022, True), (2024, None)]
    assert [link.carried_forward.value for link in links] == [1, 2, 1, 0, 1]


def test_the_broken_chain_is_acknowledged_in_the_later_report():
    assert {(entry.check, entry.key) for entry in example(2021).acknowledged} == \
        {("carried-over", "P"), ("carried-over", "T")}
    assert "carried-over" not in codes(findings(*committed()["shili/shilizhen"].reports), Severity.ERROR)


def test_copied_prose_is_repeated_in_full(years):
    assert prose(years[2022], "problems").repeated == 1.0
    assert {op for op, _ in operations(years[2022], "problems")} == {"same"}


def test_largely_new_prose_repeats_next_to_nothing(years):
    assert {change.section: change.repeated for change in years[2024].prose} == \
        {"overview": 0.0, "problems": 0.0, "further": 0.0}


def test_two_moved_paragraphs_are_moved_and_not_new(years):
    moved_within = [text for op, text in operations(years[2021], "overview") if op == "moved_here"]
    moved_away = [text for op, text in operations(years[2021], "problems") if op == "moved_away"]
    moved_to = [text for op, text in operations(years[2021], "further") if op == "moved_here"]
    assert "".join(moved_within).startswith("镇人民政府每季度听取一次政府信息公开工作情况汇报，")
    assert "".join(moved_away).startswith("为方便老年人和残疾人获取政府信息，")
    assert moved_to == moved_away
    assert not [text for op, text in operations(years[2021], "further") if op == "added" and len(text) >= SHORTEST_MOVE]


# ── figures in general ──

def test_a_lost_table_is_unknown_on_every_cell():
    comparison = pair(a_report(2021, missing=["requests"]), a_report(2022))
    assert {comparison.change(address).comparable for address in table_addresses(EDITIONS["2021"], "requests")} == \
        {UNKNOWN}
    assert comparison.change("cases.rec_total").comparable is YES


def test_a_row_absent_last_year_is_unknown_and_not_zero():
    change = pair(a_report(2021, absent=["inquiry"]), a_report(2022)).change("inquiry.P")
    assert shown(change) == (UNKNOWN, None, "0", None)


def test_a_row_absent_this_year_has_no_change():
    assert "inquiry.P" not in pair(a_report(2021), a_report(2022, absent=["inquiry"])).changes


def test_a_sum_with_an_unknown_part_is_unknown():
    change = pair(a_report(2020), a_report(2021, cells={"other.P": unreadable("?")})).change("otherwise.P")
    assert (change.comparable, change.delta) == (UNKNOWN, None)


def test_parts_after_one_row_are_not_comparable_but_their_sum_is():
    change = pair(hybrid(2021, single=[1, 0, 0, 0, 0, 0, 1]), a_report(2022)).change
    assert (change("other.T").comparable, change("other.T").before) == (NO, None)
    assert shown(change("otherwise.T")) == (YES, "1", "0", -1)


def test_a_sum_of_parts_that_stayed_the_same_is_a_comparable_figure():
    one, parts = hybrid(2021), a_report(2022)
    kept = ("otherwise", *one.edition.groups["otherwise"])
    blank = dict.fromkeys(parts.cells, BLANK)
    first, second = (replace(report, cells={address: cell if address.split(".")[0] in kept else BLANK
                                            for address, cell in report.cells.items()}) for report in (one, parts))
    assert pair(first, second).any_same
    assert not pair(first, replace(second, cells=blank)).any_same


def test_an_approximate_pair_is_never_subtracted():
    change = pair(a_report(2020, cells={"normative.created": 9}),
                  a_report(2021, cells={"normative.issued": 4})).change("normative.issued")
    assert shown(change) == (APPROXIMATE, "9", "4", None)
    assert change.changed


def test_the_earlier_format_after_the_later_one_is_compared_the_same_way():
    """Some reports on 2022 and 2023 still use the format of 2019."""
    change = pair(a_report(2021, cells={"permit.decided": 5}), a_report(2022, "2019", cells={"permit.decided": 7})).change
    assert shown(change("permit.decided")) == (YES, "5", "7", 2)
    assert change("normative.created").comparable is APPROXIMATE
    assert change("normative.public").comparable is NO
    assert change("procurement.amount").comparable is NO
    assert change("otherwise.P").comparable is YES


@pytest.mark.parametrize(("one", "other", "comparable"), [
    (None, None, YES), ("/", "/", YES), (None, "/", UNKNOWN), (0, None, UNKNOWN), (None, 0, UNKNOWN)])
def test_states_without_a_value_are_the_same_or_unknown_and_never_zero(one: Value, other: Value, comparable):
    change = pair(a_report(2021, cells={"permit.decided": one}),
                  a_report(2022, cells={"permit.decided": other})).change("permit.decided")
    assert (change.comparable, change.delta) == (comparable, None)
    assert change.changed == (comparable is UNKNOWN)


def test_reports_are_compared_with_the_one_before_them_whatever_the_years():
    found = compare(a_township(a_report(2019), a_report(2021), a_report(2024)))
    assert {year: (one.before.year, one.gap) for year, one in found.items()} == \
        {2021: (2019, (2020,)), 2024: (2021, (2022, 2023))}


def test_one_report_has_no_comparison():
    assert compare(a_township(a_report(2021))) == {}


# ── the chain ──

def links(first: dict[str, Value], second: dict[str, Value], year: int = 2022) -> list[bool | None]:
    return [link.joined for link in chain(a_township(a_report(2021, cells=first), a_report(year, cells=second)))]


@pytest.mark.parametrize(("handed", "taken", "joined"), [
    (2, 2, True), (0, 0, True), (2, 1, False), (None, 0, None), (0, None, None), (0, unreadable("04"), None)])
def test_a_year_takes_up_what_was_handed_on_or_does_not_or_nobody_knows(handed, taken, joined):
    assert links({"carried_forward.T": handed}, {"carried_over.T": taken}) == [None, joined]


def test_a_chain_does_not_reach_over_a_gap():
    assert links({"carried_forward.T": 1}, {"carried_over.T": 1}, 2023) == [None, None]


def test_a_chain_over_a_lost_table_is_unknown():
    found = chain(a_township(a_report(2021, missing=["requests"]), a_report(2022)))
    assert (found[0].joined, found[0].received, found[1].joined) == (None, None, None)


# ── prose ──

A, B, C = "第一句话有很多字很多字，", "第二句话也有很多很多字。", "短，"


def text_change(before: str, after: str, elsewhere: str = "", elsewhere_before: str = "") -> Comparison:
    return pair(a_report(2021, prose={"overview": before, "problems": elsewhere_before}),
                a_report(2022, prose={"overview": after, "problems": elsewhere}))


def test_a_new_clause_is_added_and_an_old_one_removed():
    found = operations(text_change(A + "旧的一句，", A + "全都换了，"), "overview")
    assert found == [("same", A), ("removed", "旧的一句，"), ("added", "全都换了，")]


def test_in_a_similar_clause_only_what_differs_is_marked():
    found = operations(text_change("全年主动公开198条信息。", "全年主动公开56条信息。"), "overview")
    assert found == [("same", "全年主动公开"), ("removed", "198"), ("added", "56"), ("same", "条信息。")]


def test_a_figure_is_never_taken_apart():
    found = operations(text_change("全年主动公开信息共计1298条。", "全年主动公开信息共计1258条。"), "overview")
    assert found[1:] == [("removed", "1298"), ("added", "1258"), ("same", "条。")]


def test_a_sign_between_two_differences_is_no_common_ground():
    found = operations(text_change("我镇今年共办理申请2件3人，均已答复。", "我镇今年共办理申请5件6人，均已答复。"), "overview")
    assert found == [("same", "我镇今年共办理申请"), ("removed", "2件3"), ("added", "5件6"), ("same", "人，"),
                     ("same", "均已答复。")]


def test_a_clause_of_another_section_is_moved():
    comparison = text_change(A + B, B, elsewhere=A)
    assert operations(comparison, "overview") == [("moved_away", A), ("same", B)]
    assert operations(comparison, "problems") == [("moved_here", A)]


def test_a_short_clause_recurs_by_chance_and_is_not_moved():
    comparison = text_change(C + B, B, elsewhere=C)
    assert ("removed", C) in operations(comparison, "overview")
    assert ("added", C) in operations(comparison, "problems")


def test_a_clause_that_stays_and_is_said_again_elsewhere_is_new_there():
    """Nothing has moved: it is still where it was."""
    comparison = text_change(A + B, A + B, elsewhere=A)
    assert operations(comparison, "overview") == [("same", A), ("same", B)]
    assert operations(comparison, "problems") == [("added", A)]


def test_the_repeated_share_counts_characters_of_this_years_text():
    comparison = text_change("一二三，四五六，", "一二三，七八九十，")
    assert prose(comparison, "overview").repeated == pytest.approx(4 / 9)


def test_a_section_new_this_year_has_no_share():
    assert prose(text_change("", A), "overview").repeated is None


def test_a_section_that_is_gone_is_all_removed():
    assert operations(text_change(A, ""), "overview") == [("removed", A)]


def test_sections_empty_in_both_years_are_left_out():
    assert {change.section for change in text_change("", "").prose} == {"further"}


def test_the_mark_of_a_heading_is_no_change_of_the_text():
    comparison = text_change("### （一）公开\n\n　　重点内容。", "（一）公开\n\n重点内容。")
    assert {op for op, _ in operations(comparison, "overview")} == {"same"}


def test_a_sign_that_is_new_is_a_change():
    assert ("added", "*") in operations(text_change("重点内容一项。", "重点内容*一项。"), "overview")


def plain_text(text: str) -> str:
    return plain(parse(text))


@given(TEXTS)
def test_the_clauses_of_a_text_joined_are_the_text(text: str):
    assert "".join(clauses(plain_text(text))) == plain_text(text).replace("\n", "")


@given(st.text())
def test_the_clauses_of_any_text_joined_are_the_text(text: str):
    assert "".join(clauses(plain_text(text))) == plain_text(text).replace("\n", "")


@given(TEXTS, TEXTS)
def test_the_marked_clauses_are_this_years_text_with_last_years_removed(before: str, after: str):
    found = text_change(before, after)
    marked = operations(found, "overview") if any(change.section == "overview" for change in found.prose) else []
    assert [text for op, text in marked if op in ("same", "added", "moved_here")] == list(clauses(plain_text(after)))
    assert Counter(text for op, text in marked if op in ("same", "removed", "moved_away")) == Counter(clauses(plain_text(before)))


TOO_LONG = st.lists(st.sampled_from([f"第{number}件事，" for number in range(12)]), max_size=30).map("".join)


@given(before=TOO_LONG, after=TOO_LONG, grid=st.integers(0, 40))
def test_texts_too_long_to_compare_each_with_each_lose_nothing(before: str, after: str, grid: int):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generator.compare.LARGEST_GRID", grid)
        runs = [(op, "".join(texts)) for op, texts in prose(pair(
            a_report(2021, prose={"overview": before}), a_report(2022, prose={"overview": after})), "overview").runs] \
            if before or after else []
    assert "".join(text for op, text in runs if op in ("same", "added", "moved_here")) == after
    assert "".join(text for op, text in runs if op in ("same", "removed", "moved_away")) == before


def test_texts_too_long_to_compare_each_with_each_keep_what_is_plainly_the_same(monkeypatch):
    monkeypatch.setattr("generator.compare.LARGEST_GRID", 9)
    before, after = "甲，乙，丙，丁，戊，己，庚，辛，", "甲，乙，子，丁，戊，丑，寅，辛，"
    comparison = pair(a_report(2021, prose={"overview": before}), a_report(2022, prose={"overview": after}))
    same = "".join(text for op, text in operations(comparison, "overview") if op == "same")
    assert same.replace("，", "") == "甲乙丁戊辛"


# ── properties of reports ──

@given(reports(2021))
def test_a_report_compared_with_itself_has_no_change(made: Made):
    comparison = pair(made.report, made.report)
    assert not [change for change in comparison.changes.values() if change.changed]
    assert {change.comparable for change in comparison.changes.values()} <= {YES}
    assert {op for change in comparison.prose for op, _ in change.runs} <= {"same"}
    assert {change.repeated for change in comparison.prose} <= {1.0}


def differences(before: Report, after: Report) -> dict[str, Number]:
    return {address: change.delta for address, change in pair(before, after).changes.items()
            if change.delta is not None}


@given(reports(2021), reports(2022))
def test_swapping_the_years_negates_every_difference(one: Made, other: Made):
    back = {address: -delta for address, delta in differences(other.report, one.report).items()}
    assert differences(one.report, other.report) == back


@given(reports(2021), reports(2022))
def test_a_difference_has_two_known_figures(one: Made, other: Made):
    for change in pair(one.report, other.report).changes.values():
        if change.delta is not None:
            assert change.comparable is YES
            assert change.after.value - change.before.value == change.delta


@given(reports(2021), reports(2022))
def test_a_cell_without_a_change_is_the_very_same_in_both_years(one: Made, other: Made):
    for comparison in (pair(one.report, other.report), pair(one.report, one.report)):
        silent = set(comparison.after.cells) - set(comparison.changes)
        assert {address: comparison.before.cells[address] for address in silent} == \
            {address: comparison.after.cells[address] for address in silent}
        assert {(change.comparable, change.changed) for address in silent if (change := comparison.change(address))} \
            <= {(YES, False)}


def test_a_pair_whose_earlier_half_is_absent_is_unknown():
    change = pair(a_report(2020, absent=["normative"]), a_report(2021)).change("normative.issued")
    assert (change.comparable, change.before) == (UNKNOWN, None)


# ── four real years across the change of format (平潭), where they are at hand ──

REAL = Path(__file__).parents[2] / "shared" / "real"
real = pytest.mark.skipif(not REAL.is_dir(), reason="shared/real is not at hand")


@lru_cache
def pingtan() -> dict[int, Report]:
    """The four reports from the decoded tables; its short labels stand in the order of the printed rows."""
    data = json.loads((REAL / "expected.json").read_text(encoding="utf-8"))
    return {year: _real_report(year, data[f"pingtan-{year}"]) for year in (2019, 2020, 2021, 2022)}


def _real_report(year: int, tables: dict) -> Report:
    edition = EDITIONS["2019" if year < 2021 else "2021"]
    keys = {table.key: [row.key for block in table.blocks for row in block.row_leaves] for table in edition.tables}
    values = {key: value if isinstance(value, list) else [value]
              for key, value in zip(keys["disclosure"], tables["t2"].values(), strict=True)}
    values |= dict(zip(keys["requests"], tables["t3"].values(), strict=True))
    values["cases"] = tables["t4"]
    signs = {"change"}  # a negative number can only be written with its sign
    rows = {key: [str(value) if isinstance(value, int) and value < 0 and column.key in signs else value
                  for column, value in zip(edition.rows[key][1].column_leaves, row, strict=True)]
            for key, row in values.items()}
    return a_report(year, rows=rows)


def real_verdicts(year: int, check_id: str) -> dict[str, Verdict]:
    report, last = pingtan()[year], pingtan().get(year - 1)
    return {found.key: found.verdict for balance in report.edition.balances if balance.id == check_id
            for found in assess(balance, report, last)}


@real
def test_real_2020_outcomes_do_not_add_up_for_natural_persons_and_the_total():
    assert [(found.key, found.found, found.expected) for found in findings(pingtan()[2020]) if found.severity is Severity.ERROR] == [
        ("P", "26", "20"), ("T", "27", "21")]


@real
@pytest.mark.parametrize("year", [2019, 2021, 2022])
def test_real_years_hold_within_themselves(year: int):
    assert [found for found in findings(pingtan()[year]) if found.severity is Severity.ERROR] == []


@real
def test_real_2020_to_2021_maps_the_formats():
    change = pair(pingtan()[2020], pingtan()[2021]).change
    assert shown(change("permit.decided")) == (YES, "2278", "2293", 15)
    assert shown(change("received.T")) == (YES, "21", "70", 49)
    assert shown(change("normative.issued")) == (APPROXIMATE, "77", "69", None)
    assert shown(change("normative.inforce")) == (NO, "166", "665", None)
    assert shown(change("otherwise.T")) == (YES, "4", "1", -3)
    assert (change("other.T").comparable, change("other.T").before) == (NO, None)
    rows = [address for address in table_addresses(EDITIONS["2021"], "requests")
            if address.split(".")[0] not in ("no_reply", "no_fee", "other")]
    assert {change(address).comparable for address in rows} == {YES}


@real
def test_real_chain_is_joined_in_every_year():
    links = chain(a_township(*pingtan().values()))
    assert [(link.year, link.joined) for link in links] == [(2019, None), (2020, True), (2021, True), (2022, True)]
    assert (links[2].carried_forward.value, links[3].carried_over.value) == (1, 1)


@real
def test_real_documents_in_force_go_on_from_2021_to_2022():
    assert real_verdicts(2022, "in-force-flow") == {"regulation": Verdict.HOLDS, "normative": Verdict.HOLDS}
    assert set(real_verdicts(2021, "in-force-flow").values()) == {Verdict.NOT_ASSESSABLE}


@real
def test_real_project_numbers_go_on_from_2019_to_2020():
    assert real_verdicts(2020, "project-flow") == dict.fromkeys(
        ["permit", "service", "penalty", "compulsion", "fee"], Verdict.HOLDS)


@real
def test_real_money_is_exact_in_both_units():
    assert pingtan()[2020].cells["procurement.amount"].value == Decimal("73802895.90")
    assert pingtan()[2021].cells["fee.amount"].value == Decimal("242523110.82")


@real
def test_real_decreases_are_negative():
    assert pingtan()[2020].cells["penalty.change"].value == -18
