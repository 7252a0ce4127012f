"""Words and pages: how a year, a change and a region read, and which pages there are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from generator.archive import Attachment, Source, Superseded
from generator.comparison import Change, Comparable
from generator.compose import township_urls
from generator.compose.words import change_words, number, signed, strip_number, summary
from generator.edition import Heading
from generator.model import Cell, Correction, Period, Report, State
from generator.page import Page
from tests.factories import (
    SETTINGS,
    a_report,
    a_township,
    committed,
    composed,
    example,
    hybrid,
    seed,
    unreadable,
    untyped,
)


def words(report: Report) -> str:
    return "".join(summary(report, "试镇"))


# ── a year in plain words ──

def test_an_all_zero_year_reads_well():
    assert words(a_report(2021)) == \
        "2021年，试镇没有收到政府信息公开申请。没有因政府信息公开引发的行政复议和行政诉讼。"


def test_a_year_with_applications_says_what_became_of_them():
    report = a_report(2021, cells={"received.T": 12, "carried_over.T": 1, "granted.T": 7, "partly.T": 1, "not_held.T": 2,
                                   "other.T": 1, "third_party.T": 1, "total.T": 12, "carried_forward.T": 1})
    assert words(report) == (
        "2021年，试镇收到政府信息公开申请12件，另有上年结转1件。"
        "办理结果：公开8件，不予公开1件，无法提供2件，其他处理1件；结转下年度继续办理1件（分项由本站按表中数字相加）。"
        "没有因政府信息公开引发的行政复议和行政诉讼。")


def test_one_figure_behind_an_outcome_is_not_called_a_sum():
    assert "本站" not in words(a_report(2021, cells={"received.T": 1, "granted.T": 1}))


def test_a_sixth_outcome_printed_as_one_row_counts():
    assert "其他处理3件" in words(hybrid(single=[0, 0, 0, 0, 0, 0, 3]))


def test_a_blank_is_said_to_be_blank_and_never_zero():
    said = words(a_report(2021, cells={"received.T": None}))
    assert "新收到的政府信息公开申请数，原文是空白" in said
    assert "没有收到" not in said


def test_a_slash_is_not_called_blank():
    said = words(a_report(2021, cells={"received.T": "/"}))
    assert "新收到的政府信息公开申请数，原文为“/”" in said
    assert "空白" not in said


def test_a_stroke_is_quoted():
    assert "原文为“/”" in words(a_report(2021, cells={"received.T": "/"}))


def test_an_unreadable_outcome_is_named_as_doubtful():
    said = words(a_report(2021, cells={"received.T": 4, "petition.T": unreadable("04")}))
    assert "“信访举报投诉类申请”原文字迹有歧义，数值不明。" in said
    assert "不予处理" not in said


def test_an_unreadable_group_of_one_row_is_named_as_doubtful():
    said = words(hybrid(single=[0, 0, 0, 0, 0, 0, unreadable("04")], cells={"received.T": 4}))
    assert "“其他处理”原文字迹有歧义，数值不明。" in said


def test_an_unreadable_number_of_applications_is_quoted():
    assert "原文为“1l”" in words(a_report(2021, cells={"received.T": unreadable("1l")}))


def test_a_lost_table_is_said_to_be_lost():
    assert words(a_report(2021, missing=["requests"])) == \
        "原文缺表三（收到和处理政府信息公开申请情况），申请办理情况不详。没有因政府信息公开引发的行政复议和行政诉讼。"


def test_a_lost_table_of_disputes_is_passed_over_in_silence():
    assert "诉讼" not in words(a_report(2021, missing=["review"]))


def test_blank_disputes_are_passed_over_in_silence():
    assert "诉讼" not in words(a_report(2021, cells={"cases.suit_total": None}))


@pytest.mark.parametrize(("cells", "said"), [
    ({"cases.rec_total": 2}, "行政复议2件，没有行政诉讼。"),
    ({"cases.suit_total": 1, "cases.after_total": 2}, "没有行政复议，行政诉讼3件。"),
    ({"cases.rec_upheld": 1}, "行政复议、行政诉讼的总计与分项不一致，详见表四。")])
def test_disputes_are_counted(cells, said: str):
    assert words(a_report(2021, cells=cells)).endswith(said)


def test_what_is_handed_on_is_said_though_nothing_was_closed():
    assert "结转下年度继续办理2件。" in words(a_report(2021, cells={"received.T": 2, "carried_forward.T": 2}))


@pytest.mark.parametrize(("path", "said"), [
    ("tongxin/xiamaguan", "2019年，下马关镇没有收到政府信息公开申请。行政复议1件，行政诉讼1件。"),
    ("dehui/chalukou", "2020年，岔路口镇收到政府信息公开申请5件。办理结果：公开5件。"
                       "没有因政府信息公开引发的行政复议和行政诉讼。"),
    ("nanzhao/chengguan", "2020年，城关镇没有收到政府信息公开申请。没有因政府信息公开引发的行政复议和行政诉讼。")])
def test_a_seed_in_plain_words(path: str, said: str):
    assert "".join(summary(seed(path), committed()[path].name)) == said


# ── the year of a page ──

def test_a_pages_year_is_its_reports_whenever_it_was_signed_and_published():
    report = a_report(2021, signed="2023-05-01", published="2024-01-15", title="甲镇政府信息公开年度报告")
    page = composed(a_township(report))["shixian/shizhen/2021/"]
    assert page.filters["年份"] == "2021年"
    assert "2021年" in page.keywords
    assert page.context["summary"][0].startswith("2021年")
    assert ("报告年度", "2021年", "") in page.context["meta"]


def test_the_newest_reports_are_those_on_the_latest_year():
    """However late an earlier one was published."""
    late = a_township(a_report(2020, published="2024-06-01"), path="shixian/a", code="990201101")
    early = a_township(a_report(2022, published="2023-01-10"), path="shixian/b", code="990201102")
    assert [one["year"] for one in composed(late, early)[""].context["newest"]] == [2022, 2020]


# ── small words ──

@pytest.mark.parametrize(("value", "said"), [
    (0, "0"), (10**9, "1000000000"), (Decimal("12.50"), "12.5"), (Decimal("3.00"), "3"), (Decimal("1E+3"), "1000"),
    (Decimal(100), "100"), (Decimal("-0.10"), "-0.1")])
def test_a_number_is_exact_and_without_an_exponent(value, said: str):
    assert number(value) == said


@pytest.mark.parametrize(("value", "column", "said"), [
    (3, Heading("x", ""), "＋3"), (-2, Heading("x", ""), "－2"),
    (1, Heading("x", ""), "＋1"), (-1, Heading("x", ""), "－1"),
    (Decimal(52600), Heading("x", "", "money", "万元"), "＋5.26"),
    (Decimal("-55799.50"), Heading("x", "", "money", "元"), "－55799.5")])
def test_a_difference_has_a_sign_and_the_unit_of_its_column(value, column: Heading, said: str):
    assert signed(value, column) == said


def cell(value: int | None) -> Cell:
    return Cell("" if value is None else str(value), value, State.BLANK if value is None else State.NUMBER)


@pytest.mark.parametrize(("change", "said"), [
    (Change("", cell(5), cell(7), Comparable.YES, 2), ("＋2", "2020年 5")),
    (Change("", cell(5), cell(5), Comparable.YES, 0), ()),
    (Change("", cell(5), cell(None), Comparable.UNKNOWN), ("2020年 5",)),
    (Change("", cell(None), cell(5), Comparable.UNKNOWN), ("2020年 空白",)),
    (Change("", None, cell(5), Comparable.UNKNOWN), ()),
    (Change("", None, cell(5), Comparable.NO), ("不可比",)),
    (Change("", cell(9), cell(9), Comparable.APPROXIMATE), ("≈2020年 9",))])
def test_the_small_print_of_a_change(change: Change, said: tuple[str, ...]):
    assert change_words(change, Heading("x", ""), 2020) == said


@pytest.mark.parametrize(("label", "bare"), [
    ("一、总体情况", "总体情况"), ("（二）部分公开", "部分公开"), ("3.其他", "其他"), ("总计", "总计")])
def test_a_label_without_its_numbering(label: str, bare: str):
    assert strip_number(label) == bare


# ── a report's page ──

def page_of(*reports: Report, **township) -> Page:
    one = a_township(*reports, **township)
    return composed(one)[f"{one.path}/{one.reports[-1].year}/"]


def test_a_title_that_the_original_lacks_is_ours_and_marked():
    page = page_of(a_report(2021, title=None))
    assert page.context["titled_by_us"]
    assert page.context["title"] == "试县试镇2021年政府信息公开工作年度报告"


def test_the_originals_title_is_not_marked():
    page = page_of(a_report(2021, title="年报"))
    assert not page.context["titled_by_us"]
    assert page.context["title"] == "年报"
    assert page.title == "年报（试县试镇）"


UNKNOWN = Source(None, None, None, None)


def test_what_the_original_does_not_state_is_said_to_be_unstated():
    meta = {label: value for label, value, _ in page_of(a_report(2021, issuer=None, source=UNKNOWN)).context["meta"]}
    assert {label: value for label, value in meta.items() if value == "未注明"}.keys() == \
        {"发布机关", "成文日期", "发布日期", "原文网址", "获取日期"}
    assert "原文文件" not in meta


def test_the_original_is_linked_from_the_web_first_and_else_from_the_archive():
    both, archived = Source("o.txt", "https://ok.invalid/", None, None), Source("o.txt", None, None, None)
    assert page_of(a_report(2021, source=both)).context["original"].url == "https://ok.invalid/"
    assert page_of(a_report(2021, source=archived)).context["original"].url == "o.txt"
    assert page_of(a_report(2021, source=UNKNOWN)).context["original"] is None
    one = a_township(a_report(2021, source=archived))
    unpublished = composed(one, settings=replace(SETTINGS, originals=False))["shixian/shizhen/2021/"]
    assert unpublished.context["original"] is None


def test_neighbouring_years_are_linked():
    pages = composed(a_township(a_report(2019), a_report(2021), a_report(2022)))
    middle = pages["shixian/shizhen/2021/"].context
    assert (middle["earlier"], middle["later"]) == (2019, 2022)
    assert pages["shixian/shizhen/2019/"].context["earlier"] is None
    assert pages["shixian/shizhen/2022/"].context["later"] is None


def test_the_first_report_says_that_there_is_no_earlier_one():
    context = page_of(a_report(2021)).context
    assert context["first"]
    assert context["comparison"] is None


def test_a_gap_is_named_in_the_comparison():
    assert page_of(a_report(2021), a_report(2024)).context["comparison"]["gap"] == (2022, 2023)


def test_failed_balances_of_one_formula_stand_together():
    page = composed(committed()["dehui/chalukou"])["dehui/chalukou/2020/"]
    [section] = [one for one in page.context["sections"] if one["key"] == "applications"]
    assert [(note["formula"], len(note["items"])) for note in section["notes"]] == [
        ("本年新收＋上年结转＝办理结果总计＋结转下年度", 2), ("（一）至（六）各项之和等于（七）总计", 2)]


def test_hints_are_on_no_page():
    township = committed()["anqiu/jinzhongzi"]
    assert composed(township)["anqiu/jinzhongzi/2020/"].context["notes"] == 0
    assert [group["key"] for group in composed(township)["notes/"].context["groups"]] == ["unclear"]


def test_absent_rows_are_named_but_not_those_printed_together():
    page = page_of(replace(hybrid(), absent_rows=frozenset({"no_reply", "no_fee", "other"})))
    [section] = [one for one in page.context["sections"] if one["key"] == "applications"]
    assert section["absent"] == []
    page = page_of(a_report(2021, absent=["inquiry"]))
    [section] = [one for one in page.context["sections"] if one["key"] == "applications"]
    assert section["absent"] == ["8.属于行政查询事项"]


def test_links_for_corrections_name_the_file():
    urls = [link.url for link in page_of(a_report(2021)).context["edits"]]
    assert urls == ["https://github.com/example-org/reports/issues/new"
                    "?template=report-error.yml&page=reports/shixian/shizhen/2021.yml",
                    "https://github.com/example-org/reports/edit/main/reports/shixian/shizhen/2021.yml",
                    "https://github.com/example-org/reports/edit/main/reports/shixian/shizhen/2021.md"]


def test_a_report_leads_to_its_words_compared_only_where_they_differ():
    same, other = (composed(a_township(a_report(2021), a_report(2022, prose={"overview": text})))
                   for text in (a_report(2021).prose["overview"], "全都换了。"))
    assert not same["shixian/shizhen/2022/"].context["changes"]
    assert other["shixian/shizhen/2022/"].context["changes"]
    assert not other["shixian/shizhen/2021/"].context["changes"]


def test_the_words_of_all_years_are_compared_on_one_page_the_newest_first():
    page = composed(a_township(a_report(2019), a_report(2020), a_report(2022)))["shixian/shizhen/changes/"]
    assert [(year["year"], year["before"]) for year in page.context["years"]] == [(2022, 2020), (2020, 2019)]
    assert not page.searched


@pytest.mark.parametrize(("years", "settings", "there"), [
    ((2021,), SETTINGS, False), ((2021, 2022), SETTINGS, True),
    ((2021, 2022), replace(SETTINGS, prose_changes=False), False)])
def test_words_are_compared_where_there_are_two_years_and_it_is_wanted(years, settings, there):
    township = a_township(*map(a_report, years))
    pages = composed(township, settings=settings)
    assert ("shixian/shizhen/changes/" in pages) == there
    assert set(township_urls(township, settings)) <= set(pages)
    assert ("shixian/shizhen/changes/" in township_urls(township, settings)) == there


def test_without_a_repository_there_are_no_links_for_corrections():
    pages = composed(a_township(a_report(2021)), settings=replace(SETTINGS, repository=""))
    assert pages["shixian/shizhen/2021/"].context["edits"] == []


def test_the_citation_names_issuer_title_date_and_address():
    assert page_of(a_report(2021, published="2022-01-20", source=UNKNOWN)).context["citation"] == (
        "试镇人民政府：《试县试镇人民政府2021年政府信息公开工作年度报告》，2022-01-20，"
        "示例门户（非官方整理，以原发布页为准）：")


# ── what was corrected ──

CORRECTIONS = (Correction("2026-11-28", "录入订正", "granted.P", "", "3", "看错一行", None, 40),
               Correction("2026-03-01", "更正", "published", "2022-01-20", "2022-01-21", "机关更正", "https://a.invalid/", 41),
               Correction("2026-02-01", "修订", "overview", "旧句。", "新句。", "机关修订", None, 42))


def test_corrections_are_told_the_latest_first_and_keep_their_ids():
    entries = page_of(a_report(2021, corrections=CORRECTIONS)).context["corrections"]
    assert [(one["id"], one["date"], one["kind"], one["anchor"]) for one in entries] == [
        ("c3", "2026年11月28日", "录入订正", "granted.P"), ("c2", "2026年3月1日", "更正", "source"),
        ("c1", "2026年2月1日", "修订", "overview")]
    older = page_of(a_report(2021, corrections=CORRECTIONS[1:])).context["corrections"]
    assert [one["id"] for one in older] == ["c2", "c1"]


def test_a_place_that_was_corrected_twice_leads_to_the_last_entry():
    twice = (CORRECTIONS[0]._replace(date="2026-12-01", before="3", after="4"), *CORRECTIONS)
    assert page_of(a_report(2021, corrections=twice)).context["marks"]["granted.P"] == "c4"


def test_a_place_that_is_not_on_the_page_has_no_link():
    gone = Correction("2026-11-28", "更正", "requests", "逐行录入", "原文缺这张表", "机关更正", None, 1)
    [entry] = page_of(a_report(2021, missing=["requests"], corrections=(gone,))).context["corrections"]
    assert entry["anchor"] == ""


def test_the_citation_says_when_it_was_corrected_last():
    citation = page_of(a_report(2021, published="2022-01-20", corrections=CORRECTIONS)).context["citation"]
    assert "，2022-01-20（2026年11月28日更正），" in citation


def test_originals_that_were_replaced_are_listed_with_their_digests():
    source = Source("b.pdf", None, None, None, (Superseded("旧 a.html", "0" * 64, "2022-03-01"),))
    page = page_of(a_report(2021, source=source))
    assert ("以前的原文文件", "旧 a.html（2022-03-01 起被替换）", "%E6%97%A7%20a.html.txt") in page.context["meta"]
    assert ("以前的文件校验（SHA-256）", "0" * 64, "") in page.context["meta"]


# ── a township's page ──

def test_a_townships_years_newest_first_with_the_missing_ones_named():
    context = composed(committed()["shili/shilizhen"])["shili/shilizhen/"].context
    assert [row["year"] for row in context["years"]] == [2024, 2022, 2021, 2020, 2019]
    assert context["missing_years"] == [2023]
    assert context["latest"] is example(2024)


def test_each_year_has_its_standing_with_the_place_that_shows_why():
    rows = composed(committed()["shili/shilizhen"])["shili/shilizhen/"].context["years"]
    assert {row["year"]: [tuple(link) for link in row["standing"]] for row in rows if len(row["standing"]) != 1
            or row["standing"][0].url} == {
        2022: [("原文勾稽不平（1 处）", "#disputes"), ("有看不清或未录入的数（1 格）", "#penalty.decided")],
        2021: [("原文勾稽不平（2 处）", "#applications")]}
    assert {tuple(link) for row in rows if row["year"] not in (2022, 2021) for link in row["standing"]} == {("对得上", "")}


def test_a_townships_chain_shows_joints_breaks_and_gaps():
    rows = composed(committed()["shili/shilizhen"])["shili/shilizhen/"].context["chain"]
    assert [(row["gap"] or row["year"], row.get("joined")) for row in rows] == [
        (2019, None), (2020, True), (2021, False), (2022, True), ("2023年", None), (2024, None)]


def test_a_year_that_does_not_add_up_is_a_break_of_the_chain():
    """5 + 0 ≠ 0 + 0 in 岔路口镇 2020: the year joins the one before, but does not hold in itself."""
    report = replace(seed("dehui/chalukou"), path="reports/dehui/chalukou/2020.yml")
    town = replace(committed()["dehui/chalukou"], reports=(a_report(2019), report))
    rows = composed(town)["dehui/chalukou/"].context["chain"]
    assert [(row["year"], row["joined"], row["broken"]) for row in rows] == [(2019, None, False), (2020, True, True)]
    assert "本年各数不平" in rows[1]["status"]


def test_a_trend_needs_two_known_years():
    one = a_report(2021, cells={"received.T": 3})
    blank = a_report(2022, cells={"received.T": None})
    page = composed(a_township(one, blank))["shixian/shizhen/"]
    assert page.context["trend"] is None
    page = composed(a_township(one, blank, a_report(2023)))["shixian/shizhen/"]
    assert page.context["trend"]["words"] == "2021年3件，2022年不明，2023年0件"


def test_a_trend_tells_a_year_without_report_from_an_unknown_one():
    page = composed(a_township(a_report(2021), a_report(2023)))["shixian/shizhen/"]
    assert page.context["trend"]["words"] == "2021年0件，2022年无报告，2023年0件"


def test_a_township_without_reports_has_a_page():
    context = composed(a_township())["shixian/shizhen/"].context
    assert (context["latest"], context["years"], context["trend"]) == (None, [], None)


def test_a_lost_table_is_named_in_the_list_of_years():
    page = composed(a_township(a_report(2021, missing=["requests"])))["shixian/shizhen/"]
    assert page.context["years"][0]["figures"][0] == "原文缺表"


# ── a table that is not typed in ──

def test_what_is_not_typed_in_is_said_of_us_and_has_no_figure():
    said = words(untyped(a_report(2021), "requests", "review"))
    assert said == ("本站尚未录入表三（收到和处理政府信息公开申请情况），申请办理情况见原文。"
                    "本站尚未录入表四（政府信息公开行政复议、行政诉讼情况），见原文。")


def test_a_page_says_of_either_year_that_its_table_is_not_typed_in():
    page = page_of(untyped(a_report(2021), "requests"), untyped(a_report(2022), "review"))
    sections = {section["key"]: section for section in page.context["sections"]}
    assert page.context["comparison"]["untyped"] == ["2021年的表三", "2022年的表四"]
    assert sections["applications"]["compared"]["without"] == "本站尚未录入2021年的这张表"
    assert (sections["disputes"]["untranscribed"], sections["disputes"]["missing"]) == (True, False)
    assert sections["disputes"]["compared"] is None


def test_years_trend_and_chain_say_that_a_table_is_not_typed_in():
    context = composed(a_township(a_report(2021), untyped(a_report(2022), "requests", "review"), a_report(2023)))[
        "shixian/shizhen/"].context
    assert context["years"][1]["figures"] == ["尚未录入"] * 6
    assert context["trend"]["words"] == "2021年0件，2022年未录入，2023年0件"
    assert [(row["cells"], row["status"]) for row in context["chain"][1:]] == [
        (["尚未录入"] * 4, "本站尚未录入，无法核对"), (["0"] * 4, "本站尚未录入，无法核对")]


# ── a part of a year ──

PART = Period("2022-09-01", "2022-12-31")


def test_a_part_of_a_year_is_told_on_its_page_and_in_a_title_of_ours():
    context = page_of(a_report(2022, title=None, period=PART)).context
    assert context["period"] == "2022年9月1日至12月31日"
    assert context["title"] == "试县试镇2022年（9月1日至12月31日）政府信息公开工作年度报告"
    assert ("报告时段", "2022年9月1日至12月31日", "") in context["meta"]
    assert context["summary"][0] == "2022年（9月1日至12月31日），试镇没有收到政府信息公开申请。"
    assert page_of(a_report(2022)).context["period"] == ""


@pytest.mark.parametrize(("before", "after"), [(None, PART), (Period("2021-09-01", "2021-12-31"), None),
                                               (Period("2021-01-01", "2021-08-31"), PART)])
def test_counts_of_stretches_of_unlike_length_stand_side_by_side_without_a_difference(before, after):
    page = page_of(a_report(2021, cells={"received.T": 9}, period=before),
                   a_report(2022, cells={"received.T": 4}, period=after))
    told = page.context["comparison"]
    assert ("本年新收", "2021年 9，2022年 4") in told["figures"]
    assert (told["unchanged"], told["changed"], told["same"]) == ([], 0, False)
    assert len(told["spans"]) == (before is not None) + (after is not None)
    [section] = [one for one in page.context["sections"] if one["key"] == "applications"]
    assert section["view"].notes["received.T"] == ("2021年 9",)
    assert section["compared"]["changed"] == 0


def test_the_same_part_of_two_years_is_compared():
    page = page_of(a_report(2021, cells={"received.T": 9}, period=Period("2021-09-01", "2021-12-31")),
                   a_report(2022, cells={"received.T": 4}, period=PART))
    assert ("本年新收", "9 → 4（－5）") in page.context["comparison"]["figures"]


def test_years_trend_and_chain_mark_a_part_of_a_year():
    context = composed(a_township(a_report(2021, cells={"carried_forward.T": 2}), a_report(2022, period=PART)))[
        "shixian/shizhen/"].context
    assert [row["part"] for row in context["years"]] == ["9月1日至12月31日", ""]
    assert context["trend"]["words"] == "2021年0件，2022年（9月1日至12月31日）0件"
    assert context["trend"]["parts"] == ["2022年只报9月1日至12月31日"]
    assert context["chain"][1]["status"] == "两份报告的时段不相接，无法核对；只报9月1日至12月31日"
    assert not context["chain"][1]["broken"]


# ── number and attachments ──

def test_a_number_stands_in_the_facts_and_the_citation():
    context = page_of(a_report(2021, number="试政发〔2022〕3号")).context
    assert ("文号", "试政发〔2022〕3号", "") in context["meta"]
    assert "年度报告》（试政发〔2022〕3号），" in context["citation"]
    assert "文号" not in {label for label, _, _ in page_of(a_report(2021)).context["meta"]}


@pytest.mark.parametrize(("file", "size", "alt", "about", "url"), [
    ("a.pdf", 1, "", "PDF，1 KB", "a.pdf"), ("表.DOCX", 1025, "", "Word，2 KB", "%E8%A1%A8.DOCX"),
    ("b.html", 2048, "", "文本，2 KB", "b.html.txt"), ("c d.ofd", 1024 * 1024, "", "OFD，1.0 MB", "c%20d.ofd"),
    ("x.png", 2621440, "签发页", "图片，2.5 MB", "x.png")])
def test_an_attachment_has_its_kind_and_size(file: str, size: int, alt: str, about: str, url: str):
    [one] = page_of(a_report(2021, attachments=(Attachment(file, "附件", alt, size),))).context["attachments"]
    assert one == {"title": "附件", "url": url, "about": about, "alt": alt}


# ── regions ──

def test_totals_name_what_is_not_typed_in_and_what_is_a_part_of_a_year():
    context = composed(
        *townships()[1:],
        a_township(untyped(a_report(2021), "requests"), code="990201105", path="shixian/f", name="己镇"),
        a_township(a_report(2021, cells={"received.T": 2}, period=Period("2021-01-01", "2021-08-31")), code="990201106",
                   path="shixian/g", name="庚镇"),
        a_township(untyped(a_report(2021), "review"), code="990201107", path="shixian/h", name="辛镇"))["shixian/"].context
    total = context["totals"][0]
    assert [one.name for one in total["awaited"]] == ["己镇"]
    assert [one.name for one in total["unknown"]] == ["丙镇", "丁镇"]
    assert [(one.name, part) for one, part in total["parts"]] == [("庚镇", "1月1日至8月31日")]
    assert (total["counted"], total["received"]) == (3, 6)
    assert [(row["township"].name, row["year"], row["tables"]) for row in context["awaited"]] == [
        ("己镇", 2021, ("表三",)), ("辛镇", 2021, ("表四",))]


def townships():
    facts = {"county": "试县", "city": "试市", "province": "试省"}
    return (
        a_township(a_report(2021, cells={"received.T": 3, "total.T": 2}), code="990201100", **facts),
        a_township(a_report(2021, cells={"received.T": 4, "total.T": 4}), path="shixian/b", name="乙镇",
                   code="990201101", **facts),
        a_township(a_report(2021, cells={"received.T": None}), path="shixian/c", name="丙镇", code="990201102", **facts),
        a_township(a_report(2021, missing=["requests"]), path="shixian/d", name="丁镇", code="990201103", **facts),
        a_township(a_report(2020), path="shixian/e", name="戊镇", code="990201104", **facts))


def test_a_regions_totals_say_n_of_n_and_name_what_is_not_in_them():
    total = composed(*townships())["shixian/"].context["totals"][0]
    assert {key: total[key] for key in ("year", "reported", "of", "counted", "received", "closed")} == \
        {"year": 2021, "reported": 4, "of": 5, "counted": 2, "received": 7, "closed": 6}
    assert [one.name for one in total["missing"]] == ["戊镇"]
    assert [one.name for one in total["unknown"]] == ["丙镇", "丁镇"]


def test_regions_above_add_up_the_same_reports():
    pages = composed(*townships())
    county, city, province = (pages[url].context["totals"] for url in ("shixian/", "regions/9902/", "regions/99/"))
    assert county == city == province


def test_a_year_without_a_figure_to_add_up_says_so():
    page = composed(a_township(a_report(2021, missing=["requests"])))["shixian/"]
    assert page.context["totals"][0]["counted"] == 0


# ── which pages there are ──

def test_every_township_year_and_region_has_one_page():
    pages = composed(*townships(), committed()["shili/shilizhen"])
    assert {url for url in pages if url.startswith("shixian/")} == {
        "shixian/", *(f"shixian/{name}/" for name in ("shizhen", "b", "c", "d", "e")),
        *(f"shixian/{name}/2021/" for name in ("shizhen", "b", "c", "d")), "shixian/e/2020/"}
    assert {"", "search/", "notes/", "regions/", "regions/99/", "regions/9902/", "regions/9901/"} <= set(pages)


@pytest.mark.parametrize(("one", "other"), [
    pytest.param({"code": "429004100", "county": "仙桃市", "city": "仙桃市", "province": "湖北省"},
                 {"code": "429005100", "county": "潜江市", "city": "潜江市", "province": "湖北省"},
                 id="counties directly below a province share four digits"),
    pytest.param({"code": "11330482MB1234567X", "kind": "部门", "province": "浙江省"},
                 {"code": "11370784MB7654321X", "kind": "部门", "province": "山东省", "city": "潍坊市"},
                 id="departments' own codes all begin with 11")])
def test_two_regions_never_share_an_address(one: dict[str, str], other: dict[str, str]):
    pages = composed(a_township(a_report(2021), path="a/x", **one), a_township(a_report(2021), path="b/y", **other))
    provinces = pages["regions/"].context["provinces"]
    urls = [region.url for province in provinces for region in (province, *province.below.values())]
    assert len(set(urls)) == len(urls)


def test_the_list_of_notes_has_a_list_for_each_standing():
    context = composed(*committed().values())["notes/"].context
    listed = {group["word"]: [(row["township"].name, row["year"], len(row["items"])) for row in group["rows"]]
              for group in context["groups"]}
    assert listed == {
        "原文勾稽不平": [("岔路口镇", 2020, 4), ("示例镇", 2021, 2), ("示例镇", 2022, 1)],
        "有看不清或未录入的数": [("金冢子镇", 2020, 1), ("示例镇", 2022, 1)],
        "说明：没有数的格按 0 计才成立": [("乍浦镇", 2020, 5)]}
    assert context["count"] == 5


def test_home_shows_coverage_by_year():
    coverage = composed(*committed().values())[""].context["coverage"]
    assert [(row["year"], row["count"], row["of"]) for row in coverage] == [
        (2024, 1, 6), (2022, 1, 6), (2021, 1, 6), (2020, 5, 6), (2019, 2, 6)]


@pytest.mark.parametrize(("url", "root"), [("", "./"), ("regions/", "../"), ("shixian/shizhen/2021/", "../../../")])
def test_a_page_knows_its_way_to_the_top(url: str, root: str):
    assert composed(*townships())[url].root == root
