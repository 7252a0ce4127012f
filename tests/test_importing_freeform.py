"""Reports without the official form: their own headings, all their words, their tables as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.__main__ import main
from generator.importing import Reading, import_file, interpret
from generator.importing.readers import read
from generator.importing.readers.text import read_text
from generator.load import load
from generator.prose import TextTable
from generator.settings import Settings
from tests.factories import EDITIONS, PORTAL, ROOT

REAL = ROOT.parent / "shared" / "real"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the real documents are not here")
OF_2016 = """示例镇2016年政府信息公开工作年度报告

本报告由示例镇人民政府编制，统计期限为2016年1月1日至2016年12月31日。

一、概述

我镇认真贯彻条例。
公开工作有序开展。

二、主动公开情况

全年公开信息如下表。

类别\t条数\t说明
公告\t12\t含转发
动态\t3\t

以上信息均在网站公开。

三、收费情况

没有收费。

示例镇人民政府

2017年1月20日
"""


def reading(text: str, year: int | None = None) -> Reading:
    return interpret(read_text(text.encode()), EDITIONS, year)


def codes(one: Reading) -> list[str]:
    return [found.code for found in one.doubts]


def bare(text: str) -> str:
    return re.sub(r"[\s|\\#-]", "", text)


def test_its_own_headings_in_order_with_all_their_words():
    one = reading(OF_2016)
    assert one.edition.is_free
    assert list(one.prose.headings.values()) == ["一、概述", "二、主动公开情况", "三、收费情况"]
    assert one.facts.title == "示例镇2016年政府信息公开工作年度报告"
    kept = "".join([one.facts.title, one.prose.preamble, *(
        f"{heading}{one.prose.sections[key]}" for key, heading in one.prose.headings.items())])
    assert bare(kept) == bare(OF_2016)
    assert one.counts["unclaimed"] == one.counts["twice"] == 0


def test_nothing_of_the_form_is_said_to_be_lacking():
    one = reading(OF_2016)
    assert codes(one) == ["free-form-then"]
    assert one.tables.cells == {}
    assert not one.tables.unread


def test_its_table_stands_where_it_stood():
    text = reading(OF_2016).prose.sections["s2"]
    before, table, after = text.split("\n\n")
    assert (before, after) == ("全年公开信息如下表。", "以上信息均在网站公开。")
    assert table.split("\n") == ["| 类别 | 条数 | 说明 |", "|---|---|---|", "| 公告 | 12 | 含转发 |", "| 动态 | 3 |  |"]


def test_merged_cells_and_bars_in_a_table_of_a_page(tmp_path: Path):
    page = OF_2016[:OF_2016.index("类别")] + "@@" + OF_2016[OF_2016.index("以上"):]
    table = ("<table><tr><td colspan=3>公开情况表</td></tr><tr><td rowspan=2>类别</td><td colspan=2>条数|件数</td></tr>"
             "<tr><td>本年</td><td>上年</td></tr><tr><td>公告</td><td>12</td><td></td></tr></table>")
    body = "".join(f"<p>{line}</p>" for line in page.split("\n") if line).replace("<p>@@</p>", table).replace("@@", table)
    file = tmp_path / "2016.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><body>{body}</body>", encoding="utf-8")
    one = interpret(read(file), EDITIONS)
    assert "公开情况表\n\n| 类别 | 条数\\|件数 |  |\n|---|---|---|\n|  | 本年 | 上年 |\n| 公告 | 12 |  |" in one.prose.sections["s2"]


@pytest.mark.parametrize(("said", "headings"), [
    (lambda text: re.sub("(?m)^([一二三])、", r"第\1部分 ", text), ["第一部分 概述", "第二部分 主动公开情况", "第三部分 收费情况"]),
    (lambda text: re.sub("(?m)^([一二三])、", r"（\1）", text), ["（一）概述", "（二）主动公开情况", "（三）收费情况"]),
    (lambda text: re.sub("(?m)^[一二三]、", "## ", text), ["概述", "主动公开情况", "收费情况"]),
    (lambda text: text.replace("一、概述\n", "目录\n一、概述\n二、主动公开情况\n三、收费情况\n\n一、概述\n"),
     ["一、概述", "二、主动公开情况", "三、收费情况"]),
    (lambda text: text.replace("三、收费情况\n\n没有收费。", "三、收费情况　　我镇全年没有收取任何费用，特此说明，请予监督。"),
     ["一、概述", "二、主动公开情况", "三、收费情况"]),
    (lambda text: re.sub("(?m)^[一二三]、.*\n", "", text), []),
], ids=["parts", "brackets", "markup", "contents", "glued", "none"])
def test_headings_of_other_kinds(said, headings: list[str]):
    text = said(OF_2016)
    one = reading(text)
    assert list(one.prose.headings.values()) == headings
    whole = "".join([one.prose.preamble, *(f"{heading}{one.prose.sections[key]}"
                                           for key, heading in one.prose.headings.items())])
    assert bare(whole) == bare(text.partition("\n")[2])


def test_a_report_of_later_years_without_any_sign_of_the_form_is_told_otherwise():
    one = reading(OF_2016.replace("2016", "2022").replace("2017", "2023"))
    assert one.edition.is_free
    assert codes(one) == ["free-form"]


@pytest.mark.parametrize(("headings", "free"), [
    (["一、总体情况", "二、工作措施", "三、下一步打算"], True), (["一、总体情况"], False),
    (["一、总体情况", "二、主动公开政府信息情况"], False), (["一、工作措施"], True)])
def test_what_of_the_form_is_there_decides_in_the_years_of_the_form(headings: list[str], free: bool):
    text = "".join(f"{heading}\n\n工作平稳，没有收到申请。\n\n" for heading in headings)
    assert reading(f"示例镇2023年政府信息公开工作年度报告\n\n{text}").edition.is_free is free


def test_the_official_form_with_its_tables_lost_is_not_free():
    headings = "".join(f"{section.heading}\n\n内容如下所述，全年工作平稳。\n\n" for section in EDITIONS["2021"].sections)
    one = reading(f"示例镇2021年政府信息公开工作年度报告\n\n{headings}")
    assert one.edition.key == "2021"
    assert len(one.tables.unread) == 3


def test_the_draft_is_what_the_portal_reads(tmp_path: Path):
    file = tmp_path / "2016.txt"
    file.write_text(OF_2016, encoding="utf-8")
    folder = tmp_path / "reports" / "shili" / "xinzhen"
    folder.mkdir(parents=True)
    (folder / "township.yml").write_text('name: 示例镇\nkind: 镇\ncode: "990101999"\ncounty: 示例县\ncity: 示例市\n'
                                         "province: 示例省\n", encoding="utf-8")
    arguments = ["--project", str(PORTAL), "import", str(file), "--reports", str(tmp_path / "reports"), "--out",
                 str(tmp_path / "sheets")]
    assert main(arguments) == 1
    site, issues = load([tmp_path / "reports"], EDITIONS)
    assert not issues
    [report] = site.townships[0].reports
    assert [section.heading for section in report.sections] == ["一、概述", "二、主动公开情况", "三、收费情况"]
    assert any(isinstance(block, TextTable) for block in report.blocks["s2"])
    assert report.transcription == ()
    before = (folder / "2016.md").read_text(encoding="utf-8")
    assert main([*arguments, "--update"]) == 1
    assert (folder / "2016.md").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(("edited", "brought", "kept"), [
    (("没有收费。", "没有收费，一律免费。"), ("没有收费。", "没有收费。"), "没有收费，一律免费。"),
    (("没有收费。", "没有收费。"), ("没有收费。", "没有收任何费。"), "没有收任何费。"),
    (("没有收费。", "没有收费，一律免费。"), ("没有收费。", "没有收任何费。"), "没有收费，一律免费。")],
    ids=["by hand", "by the document", "by both"])
def test_an_update_keeps_what_a_person_wrote(edited: tuple[str, str], brought: tuple[str, str], kept: str, tmp_path: Path):
    file, prose = tmp_path / "2016.txt", tmp_path / "reports" / "shili" / "xinzhen" / "2016.md"
    arguments = ["--project", str(PORTAL), "import", str(file), "--reports", str(tmp_path / "reports"), "--out",
                 str(tmp_path / "sheets"), "--township", "shili/xinzhen"]
    file.write_text(OF_2016, encoding="utf-8")
    assert main(arguments) == 1
    township = prose.with_name("township.yml")
    township.write_text('name: 示例镇\nkind: 镇\ncode: "990101999"\ncounty: 示例县\ncity: 示例市\nprovince: 示例省\n', encoding="utf-8")
    prose.write_text(prose.read_text(encoding="utf-8").replace(*edited), encoding="utf-8")
    file.write_text(OF_2016.replace(*brought), encoding="utf-8")
    assert main([*arguments, "--update"]) == 1
    assert kept in prose.read_text(encoding="utf-8")
    asked = edited[0] != edited[1] and brought[0] != brought[1]
    assert ("现有的可能是人工改过的" in (tmp_path / "sheets" / "shili-xinzhen-2016.html").read_text(encoding="utf-8")) is asked


@real
@pytest.mark.parametrize(("name", "headings"), [("jianxin-2018.txt", 4), ("tangcun-2010.txt", 5)])
def test_real_reports_of_before_the_form(name: str, headings: int):
    one = interpret(read(REAL / name), EDITIONS)
    assert one.edition.is_free
    assert len(one.prose.headings) == headings
    assert all(text for text in one.prose.sections.values())
    assert one.counts["unclaimed"] == one.counts["twice"] == 0
    assert not one.tables.cells


def test_import_of_one_report_is_one(tmp_path: Path):
    file = tmp_path / "2016.txt"
    file.write_text(OF_2016, encoding="utf-8")
    one = import_file(file, tmp_path, load([], EDITIONS)[0], Settings(""), "shili/xinzhen")
    assert one.draft.report.prose == one.reading.prose.sections
