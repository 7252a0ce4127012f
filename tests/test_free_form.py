"""Reports without the official form: what the portal says of them is what it knows, and no more."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from generator.compare import chain, compare, compare_reports
from generator.comparison import Comparable
from generator.compose import brief
from generator.exporting import export
from generator.exporting.documents import document
from generator.load import load
from generator.model import Report
from tests.factories import (
    EDITIONS,
    SETTINGS,
    a_report,
    a_township,
    codes,
    composed,
    edit,
    findings,
    free_report,
    load_tree,
    parsed,
    rendered,
    write_tree,
)

OF_2017 = free_report(2017, {"一、概述": "全年公开信息30条，其中公告10条、动态10条。", "三、收费情况": "没有收费。"}, "按照《条例》编制。")
OF_2018 = free_report(2018, {"一、工作概述": "甲。", "二、收费情况": "没有收费，一律免费。"}, "按照《条例》编制。")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tree(tmp_path, OF_2018)


def read(folder: Path) -> Report:
    site, issues = load_tree(folder.parents[2])
    assert issues == []
    return site.townships[0].reports[0]


# ── reading ──

def test_what_is_written_is_read_again(folder: Path):
    report = read(folder)
    assert (report.headings, report.preamble, report.prose) == (OF_2018.headings, OF_2018.preamble, OF_2018.prose)
    assert [(section.key, section.heading) for section in report.sections] == [("s1", "一、工作概述"), ("s2", "二、收费情况")]


def test_a_heading_may_be_there_twice_in_any_order(folder: Path):
    (folder / "2018.md").write_text("## 九、后面\n\n甲。\n\n## 一、前面\n## 九、后面\n乙。\n", encoding="utf-8")
    report = read(folder)
    assert list(report.headings.values()) == ["九、后面", "一、前面", "九、后面"]
    assert list(report.prose.values()) == ["甲。", "", "乙。"]


def test_there_may_be_no_heading_at_all(folder: Path):
    (folder / "2018.md").write_text("\n　　全文一段。\n\n", encoding="utf-8")
    report = read(folder)
    assert (report.preamble, report.sections) == ("　　全文一段。", ())


def test_a_heading_without_words_is_an_error(folder: Path):
    line = edit(folder / "2018.md", "## 二、收费情况", "## ")
    [found] = load_tree(folder.parents[2])[1]
    assert (found.code, found.line) == ("section-nameless", line)


def test_a_table_of_the_official_form_is_not_known(folder: Path):
    with (folder / "2018.yml").open("a", encoding="utf-8") as file:
        file.write("requests: missing\nas_published:\n  - {check: flow, table: requests, column: T, reason: 原文如此}\n")
    assert sorted(codes(load_tree(folder.parents[2])[1])) == ["acknowledgement-unknown", "unknown-key"]


# ── checks ──

def test_only_dates_are_checked():
    first = a_report(2019, prose={"overview": OF_2018.prose["s1"]})
    assert codes(findings(OF_2017, OF_2018, first)) == []
    wrong = replace(OF_2018, title="试镇2016年度报告", preamble="统计数据自2017年1月1日起。", published="2019-04-01")
    assert codes(findings(wrong)) == ["year-elsewhere", "published-late", "year-elsewhere"]


def test_todays_deadlines_are_not_those_of_then():
    report = replace(OF_2018, published="2019-03-31")
    assert codes(findings(report, kind="部门", level="department", settings=replace(SETTINGS, deadlines={"shixian": "01-31"}))) == []


def test_a_report_that_should_have_the_form_is_told_to_the_editor_alone():
    late = free_report(2022, {"一、概述": "甲。"})
    assert codes(findings(late)) == ["edition-unusual"]
    page = rendered(a_township(late))["shixian/shizhen/2022/"].body
    assert "当时没有" not in page
    assert "这份年报没有用统一的年报格式，本站照录原文。" in page


def test_applications_of_the_year_before_are_not_asked_of_a_free_form():
    first = a_report(2019, cells={"cases.rec_other": 1, "cases.rec_total": 1})
    [found] = [one for one in findings(OF_2018, first) if one.code == "review-without-requests"]
    assert "今年都是 0" in found.message


# ── comparison ──

def test_sections_of_free_forms_belong_together_by_their_headings():
    changes = compare_reports(OF_2017, OF_2018).prose
    assert [(one.section, one.heading) for one in changes] == [
        ("", "前言"), ("s1", "一、工作概述"), ("s2", "二、收费情况"), ("", "一、概述")]
    assert [one.repeated is None for one in changes] == [False, True, False, True]


def test_equal_headings_belong_together_one_by_one():
    one, two = (free_report(year, {"一、附": "甲甲。", "二、附": text}) for year, text in ((2017, "乙乙。"), (2018, "丙丙。")))
    changes = compare_reports(one, two).prose
    assert [[run.op for run in change.runs] for change in changes] == [["same"], ["removed", "added"]]


def test_a_part_that_only_one_year_has_is_said_so():
    page = rendered(a_township(OF_2017, OF_2018))["shixian/shizhen/changes/"].body
    assert "2017年的报告没有与这一部分对应的文字。" in page
    assert "2018年的报告没有与这一部分对应的文字。" in page


@pytest.mark.parametrize(("before", "after"), [(OF_2018, a_report(2019)), (a_report(2019), free_report(2020, {"一、概述": "甲。"}))])
def test_between_free_form_and_official_form_nothing_can_be_compared_and_that_is_said_once(before: Report, after: Report):
    comparison = compare_reports(before, after)
    assert comparison.incomparable
    assert comparison.prose == ()
    assert {change.comparable for change in comparison.changes.values()} <= {Comparable.NO}
    pages = rendered(a_township(before, after))
    for url in (f"shixian/shizhen/{after.year}/", "shixian/shizhen/changes/"):
        assert pages[url].body.count("不可比") == 1, url
        for false in ("没有改动", "缺这张表", "缺表", "没有变化", "年相同"):
            assert false not in pages[url].body, (url, false)


# ── pages ──

def test_a_free_form_claims_no_official_section_or_table():
    page = rendered(a_township(OF_2018))["shixian/shizhen/2018/"].body
    assert "当时没有统一的年报格式，本站照录原文。" in page
    assert "当时没有统一格式" in page
    assert parsed(page).xpath("//section/h2/text()")[1:-1] == ["一、工作概述", "二、收费情况"]
    for word in ("表二", "表三", "表四", "缺", "原文这一部分没有文字", "总体情况", "核对"):
        assert word not in parsed(page).xpath("string(//article)"), word
    assert "核对说明" not in composed(a_township(OF_2018))["shixian/shizhen/2018/"].filters


def test_the_years_of_a_township_say_no_figure_and_no_lack():
    reports = (OF_2018, a_report(2019, cells={"received.T": 3}), free_report(2020, {"一、概述": "甲。"}), a_report(2021))
    page = parsed(rendered(a_township(*reports))["shixian/shizhen/"].body)
    rows = [[cell.text_content() for cell in row] for row in page.xpath("//section[h2/@id='years']//tbody/tr")]
    assert rows[1] == ["2020年", "没有统一格式", "没有统一格式", "—"]
    assert rows[3] == ["2018年", "没有统一格式", "没有统一格式", "—"]
    chain_rows = [row.text_content() for row in page.xpath("//section[h2/@id='chain']//tbody/tr")]
    assert chain_rows[1] == "2020年没有统一格式"
    assert [one.year for one in chain(a_township(*reports))] == [2019, 2021]
    assert page.xpath("//*[@class='trend']/text/text()") == ["3", "2019", "0", "2021"]
    assert "缺" not in page.xpath("string(//article)")


def test_a_township_with_free_forms_alone_has_a_page():
    page = parsed(rendered(a_township(OF_2017, OF_2018))["shixian/shizhen/"].body).xpath("string(//article)")
    assert "没有统一格式" in page
    assert "总计" not in page


def test_totals_name_it_apart_from_what_is_missing():
    pages = rendered(a_township(OF_2018), a_township(a_report(2018, "2019"), path="shixian/b", code="990201101", name="乙镇"))
    total = parsed(pages["shixian/"].body).xpath("//div[@class='total']")[0].text_content()
    assert "没有统一格式：试镇。" in total
    assert "空白、不明或缺表" not in total
    assert "其中 1 份的数字可以相加" in total


def test_a_brief_states_nothing():
    [one] = brief(a_township(OF_2018), {}, {2018: None}).reports
    assert (one.received, one.closed, one.formless) == (None, None, True)


def test_comparisons_without_prose_are_there_for_every_year():
    assert list(compare(a_township(OF_2017, OF_2018, a_report(2019)), prose=False)) == [2018, 2019]


# ── data ──

def test_data_files_hold_what_there_is():
    files = {file.path.rpartition(".")[2]: file.content for file in export(a_township(OF_2018), OF_2018, None, b"", SETTINGS)}
    data = json.loads(files["json"])
    assert data["tables"] == {}
    assert data["preamble"] == OF_2018.preamble
    assert data["sections"][1] == {"heading": "二、收费情况", "text": "没有收费，一律免费。"}
    [head, line] = csv.reader(io.StringIO(files["csv"].decode("utf-8-sig")))
    assert len(head) == len(line)
    assert not [name for name in head if "." in name]


@pytest.mark.parametrize("to", ["docx", "html", "xlsx"])
def test_it_is_exported(to: str):
    table = free_report(2018, {"一、概述": "甲。\n\n| a | b |\n|---|---|\n| 1 | 2 |"})
    made = document(table, to)
    assert made
    if to == "html":
        assert "<h2>一、概述</h2>" in made.decode()
        assert "<th>b</th>" in made.decode()


def test_the_delivered_edition_claims_nothing():
    [free] = [edition for edition in EDITIONS.values() if edition.is_free]
    assert (free.tables, free.balances, free.claims, free.hints, dict(free.roles)) == ((), (), (), (), {})
    assert load([], EDITIONS)[1] == []
