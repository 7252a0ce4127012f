"""What a document tells about itself: year, dates, issuer, contact, notices; and where it contradicts itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from generator.exporting.documents import document
from generator.importing import Refused, import_file, interpret
from generator.importing import _year as chosen_year
from generator.importing.facts import Facts, only_year
from generator.importing.facts import _year as year_of
from generator.importing.readers.text import read_text
from generator.importing.sheet import sheet
from generator.settings import Settings
from tests.factories import EDITIONS, PORTAL
from tests.test_importing import CLEAN, SITE, full, text_of

REPORT = full(CLEAN)
TEXT = text_of(REPORT, "tabs")


def reading(before: str = "", after: str = "", text: str = TEXT):
    return interpret(read_text(f"{before}\n{text}\n{after}".encode()), EDITIONS)


def codes(one) -> set[str]:
    return {found.code for found in one.doubts}


@pytest.mark.parametrize(("after", "issuer", "signed"), [
    ("示例镇人民政府\n2022年1月25日", "示例镇人民政府", "2022-01-25"),
    ("2022年1月25日\n示例镇人民政府", "示例镇人民政府", "2022-01-25"),
    ("示例镇人民政府 2022 年 1 月 25 日", "示例镇人民政府", "2022-01-25"),
    ("示例镇党政综合办公室\n二〇二二年一月二十五日", "示例镇党政综合办公室", "2022-01-25"),
    ("示例镇人民政府\n二○二二年十月十日", "示例镇人民政府", "2022-10-10"),
    ("2022.1.25", None, "2022-01-25"),
    ("示例镇人民政府\n2022年2月30日", None, None),  # no such day
    ("本报告自2022年1月25日起公布。", None, None),  # in a sentence
])
def test_who_signed_and_when(after: str, issuer: str | None, signed: str | None):
    facts = reading(after=after).facts
    assert (facts.issuer, facts.signed) == (issuer, signed)


def test_what_the_page_says_about_itself():
    facts = reading("发布时间: 2022-01-26 15:22\n原文链接: https://ok.invalid/a.html\n发布机构: 示例镇\n").facts
    assert (facts.published, facts.url) == ("2022-01-26", "https://ok.invalid/a.html")


@pytest.mark.parametrize(("before", "after", "code"), [
    ("成文日期：2022-01-20", "2022年1月25日", "signed-conflict"),
    ("发布日期：2022-01-20", "2022年1月25日", "published-early"),
    ("发布日期：2022-01-20\n发布时间 2022-01-21 浏览次数：3", "", "published-conflict"),
])
def test_dates_that_contradict_one_another_are_said(before: str, after: str, code: str):
    assert code in codes(reading(f"{before}\n", after))
    assert code not in codes(reading("发布日期：2022-01-26", "2022年1月25日"))


@pytest.mark.parametrize(("sentence", "contact"), [
    ("联系电话：0531-12345678", {"phone": "0531-12345678"}),
    ("電話為：0953-8710167", {"phone": "0953-8710167"}),
    ("电话/传真：0591 - 23165370", {"phone": "0591-23165370"}),
    ("电子邮箱：a.b@ok.invalid，邮编：350400", {"email": "a.b@ok.invalid", "postcode": "350400"}),
    ("地址：示例县示例镇中心街1号；邮政编码350400", {"address": "示例县示例镇中心街1号", "postcode": "350400"}),
    ("热线电话11通，网络诉求3件", {}),
    ("公布机构的地址、办公时间、联系方式", {}),
    ("电话：0531-123456789012", {}),  # no phone has so many digits
])
def test_how_to_reach_them(sentence: str, contact: dict[str, str]):
    text = TEXT.replace("（电话：0000-0000000）", "")
    assert reading(after=sentence + "。", text=text).facts.contact == contact


def test_the_notices_that_are_cited():
    one = reading(after="依据国办公开办函〔2021〕30号和国办发〔2020〕17号编制，见国办公开办函〔2021〕30号。")
    assert one.facts.notices == ("国办公开办函〔2021〕30号", "国办发〔2020〕17号")


def test_the_sheet_sets_the_contact_beside_what_is_known(tmp_path: Path):
    file = tmp_path / "2021.docx"
    further = {"further": "联系电话：0531-12345678，电子邮箱：a@ok.invalid。"}
    file.write_bytes(document(replace(REPORT, prose={**REPORT.prose, **further}, preamble=""), "docx"))
    one = import_file(file, tmp_path / "reports", SITE, Settings(""), "shili/shilizhen")
    page = sheet(replace(one, contact={"phone": "0000-1"}))
    assert '0531-12345678<span class="why">（township.yml 里是 0000-1）' in page
    assert "a@ok.invalid</td>" in page


def test_a_report_of_somebody_else_is_said(tmp_path: Path):
    """The wrong path on the command line."""
    file = tmp_path / "2021.html"
    file.write_bytes(document(REPORT, "html"))
    assert "township-unnamed" in codes(import_file(file, tmp_path, SITE, Settings(""), "anqiu/jinzhongzi").reading)
    assert "township-unnamed" not in codes(import_file(file, tmp_path, SITE, Settings(""), "shili/shilizhen").reading)


# ── the year ──

@pytest.mark.parametrize(("text", "edition", "year"), [
    ("2019年以来，2019年累计，2019 年，我镇", "2019", 2019),
    ("2019年以来，2019年累计", "2019", None),  # too few
    ("2019年，2019年，2019年，2020年", "2019", None),  # two years
    ("2017年，2017年，2017年", "2019", None),  # the format was not in force
    ("2022年，2022年，2022年", "2021", 2022),
    ("", "2021", None),
])
def test_the_only_year_that_a_document_names(text: str, edition: str, year: int | None):
    assert only_year(text, EDITIONS[edition]) == year


def test_a_report_without_a_title_is_dated_by_the_only_year_it_names(tmp_path: Path):
    original = (PORTAL / "reports" / "tongxin" / "xiamaguan" / "2019-original.txt").read_bytes()
    file = tmp_path / "年报.txt"
    file.write_bytes(original)
    one = import_file(file, tmp_path, SITE, Settings(""))
    assert one.draft.report.year == 2019
    assert "year-only" in codes(one.reading)
    file.write_bytes(original + "2020年，我镇将继续努力。".encode())
    with pytest.raises(Refused, match="--year"):
        import_file(file, tmp_path, SITE, Settings(""))


@pytest.mark.parametrize(("title", "text", "year", "doubts"), [
    ("甲镇2020年政府信息公开年度报告", "统计期限自2021年1月1日起", 2020, ["year-conflict"]),
    ("甲镇政府信息公开年度报告", "统计期限自2021年1月1日起", 2021, []),
    ("甲镇2020年政府信息公开年度报告", "2022年3月1日印发", 2020, []), (None, "2022年3月1日印发", None, [])])
def test_the_year_is_the_titles_then_the_periods(title: str | None, text: str, year: int | None, doubts: list[str]):
    found = Facts(title=title)
    year_of(found, text)
    assert (found.year, [one.code for one in found.doubts]) == (year, doubts)


def test_the_year_of_the_command_goes_first():
    reading, doubts = SimpleNamespace(facts=Facts(year=2020), edition=EDITIONS["2019"]), []
    assert chosen_year(Path("2018.docx"), 2019, reading, "", doubts) == 2019
    assert [one.code for one in doubts] == ["year-given"]
    assert chosen_year(Path("2018.docx"), None, reading, "", []) == 2020
