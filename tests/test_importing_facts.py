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
from generator.importing.merge import merge
from generator.importing.readers import read
from generator.importing.readers.text import read_text
from generator.importing.sheet import sheet
from generator.model import Period
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


# ── the title ──

PREFACE = ("本年度报告根据《中华人民共和国政府信息公开条例》（以", "下简称《条例》）和《关于印发中华人民共和国政府信息公开工作年度报告", "格式的通知》（国办公开办函〔2021〕30 号）的要求编制。")


def titled(*lines: str):
    return reading(text="\n".join([*lines, "一、总体情况", "全年工作正常。"]))


@pytest.mark.parametrize(("lines", "title"), [
    (("示例镇2021年政府信息公开工作年度报告",), "示例镇2021年政府信息公开工作年度报告"),
    (("示例镇2021年政府信息公开工作年度报", "告"), "示例镇2021年政府信息公开工作年度报告"),
    (("示例县示例镇人民政府", "2021年政府信息公开工作年度报告"), "示例县示例镇人民政府2021年政府信息公开工作年度报告"),
    (("示例镇政府信息公开", "工作年度报告", "（2021年）"), "示例镇政府信息公开工作年度报告（2021年）"),
    (("2021 年示例市人民政府办公厅政府信息公开", "工作年度报告"), "2021 年示例市人民政府办公厅政府信息公开工作年度报告"),
    (("示例镇二〇二一年政府信息公开年报",), "示例镇二〇二一年政府信息公开年报"),
    (("示例镇2021年度政府信息公开工作报告",), "示例镇2021年度政府信息公开工作报告"),
    (("示例市", "2021 年报告"), "示例市2021 年报告"),
    (("政府信息公开工作年度报告",), None),  # neither body nor year
    (("现将示例镇2021年政府信息公开工作年度报告",), None),  # a sentence begins
    (("示例镇2021年政府信息公开工作年度报告》的通知",), None),
    (("示例镇）2021年政府信息公开工作年度报告",), None),
])
def test_the_title_is_whole_and_names_the_body_or_the_year(lines: tuple[str, ...], title: str | None):
    one = titled(*lines, *PREFACE)
    assert one.facts.title == title
    assert one.prose.preamble == "\n\n".join([*(() if title else lines), "".join(PREFACE)])
    assert ("title-joined" in codes(one)) == (title is not None and len(lines) > 1)
    assert ("title-missing" in codes(one)) == (title is None)


def test_a_title_that_text_is_glued_to_is_taken_apart_at_the_space():
    title = "示例县示例镇人民政府2021年政府信息公开工作年度报告"
    one = titled(title + " " + "".join(PREFACE))
    assert (one.facts.title, one.prose.preamble) == (title, "".join(PREFACE))
    one = titled(title + "".join(PREFACE)[3:])  # it is the sentence's subject
    assert one.facts.title is None
    assert one.prose.preamble == title + "".join(PREFACE)[3:]


def test_the_last_of_equal_titles_is_the_reports():
    one = titled("示例镇2021年度政府信息公开年报", "发布日期：2022-01-20 来源：示例镇", "示例镇2021年度", "政府信息公开年报", "根据规定编制。")
    assert one.facts.title == "示例镇2021年度政府信息公开年报"
    assert one.prose.preamble == "根据规定编制。"


def test_a_page_says_about_itself_in_cells(tmp_path: Path):
    file = tmp_path / "a.html"
    file.write_text("<meta charset=utf-8><table><tr><td>索引号</td><td>011/2022</td><td>文号</td><td>示政发〔2022〕5号</td></tr>"
                    "<tr><td>生成日期</td><td>2022-01-12</td><td>发布日期</td><td>2022-01-20</td></tr></table>"
                    "<h1>示例镇2021年政府信息公开年报</h1><p>根据规定编制。</p><p>一、总体情况</p><p>正常。</p>", encoding="utf-8")
    facts = interpret(read(file), EDITIONS).facts
    assert (facts.number, facts.signed, facts.published) == ("示政发〔2022〕5号", "2022-01-12", "2022-01-20")


def test_no_line_of_a_preface_is_a_title():
    one = titled(*PREFACE)
    assert one.facts.title is None
    assert one.prose.preamble == "".join(PREFACE)


def test_two_titles_are_a_doubt():
    first, second = "示例县2021年政府信息公开工作年度报告", "示例县示例镇2021年政府信息公开工作年度报告"
    one = titled(first, second, "根据规定编制。")
    assert one.facts.title == second
    assert "title-conflict" in codes(one)
    assert "title-conflict" not in codes(titled(second, second, "根据规定编制。"))


# ── who signed ──

@pytest.mark.parametrize(("after", "issuer", "code"), [
    ("暂无示例镇人民政府办公室 2022年1月26日", None, "issuer-unsure"),
    ("本年度未收费。 示例镇人民政府 2022年1月26日 （此件主动公开）", "示例镇人民政府", None),
    ("无 示例镇人民政府 2022年1月26日 附件下载", "示例镇人民政府", None),
    ("示 例 镇 人 民 政 府\n2022年1月26日\n（此件主动公开）", "示例镇人民政府", None),
    ("（示例镇人民政府 2022年1月26日）", "示例镇人民政府", None),
    ("无锡市示例镇人民政府\n2022年1月26日", "无锡市示例镇人民政府", None),
    ("某某街道办事处\n2022年1月26日", "某某街道办事处", "issuer-conflict"),
    ("示例县示例镇\n人民政府\n2022年1月26日", "示例县示例镇人民政府", None),
    ("人民政府\n2022年1月26日", None, "issuer-unsure"),
    ("中共示例镇委员会\n示例镇人民政府\n2022年1月26日", "示例镇人民政府", "issuer-conflict"),
])
def test_the_body_that_signed_is_whole_or_none(after: str, issuer: str | None, code: str | None):
    one = reading(after=after)
    assert (one.facts.issuer, one.facts.signed) == (issuer, "2022-01-26")
    assert codes(one) & {"issuer-unsure", "issuer-conflict"} == ({code} if code else set())
    assert all(word in one.prose.sections["further"] for word in after.replace(" 附件下载", "").split())


def test_a_day_in_brackets_below_the_title_is_the_day_of_signing():
    assert titled("示例镇2021年政府信息公开年报", "（2022年1月26日）", "根据规定编制。").facts.signed == "2022-01-26"


@pytest.mark.parametrize("line", ["统计期限自2021年1月1日至2021年12月31日", "有关数据截至2021年12月31日", "本报告自2022年1月25日起公布"])
def test_a_day_that_a_text_ends_with_is_no_signature(line: str):
    assert reading(after=line).facts.signed is None


def test_a_name_like_another_word_is_whole_where_the_text_has_it_elsewhere():
    for after in ("请溪镇人民政府\n2022年1月26日", "无。请溪镇人民政府 2022年1月26日"):
        assert reading(after=after).facts.issuer is None
        assert reading(after=after, text=TEXT.replace("示例镇", "请溪镇")).facts.issuer == "请溪镇人民政府"


def test_a_day_with_a_name_goes_before_a_bare_one():
    one = reading(after="暂无示例镇人民政府办公室 2022年1月26日\n2022年1月28日")
    assert (one.facts.signed, one.facts.issuer) == ("2022-01-26", None)


def test_two_days_of_signing_are_a_doubt():
    one = reading(after="示例镇人民政府\n2022年1月25日\n示例镇人民政府\n2022年1月27日")
    assert one.facts.signed == "2022-01-27"
    assert "signed-several" in codes(one)


# ── number and period ──

@pytest.mark.parametrize(("before", "number", "code"), [
    ("示政发〔2022〕3号", "示政发〔2022〕3号", None), ("文号：示政发〔2022〕3号\n栏目：年报", "示政发〔2022〕3号", None),
    ("依据国办公开办函〔2021〕30号编制。", None, None), ("示政发〔2022〕3号\n文号：示政发〔2022〕4号", None, "number-conflict")])
def test_the_document_number(before: str, number: str | None, code: str | None):
    one = reading(before)
    assert one.facts.number == number
    assert ("number-conflict" in codes(one)) == (code is not None)


@pytest.mark.parametrize(("sentence", "period", "found"), [
    ("统计期限自2021年9月1日起至2021年12月31日止", ("2021-09-01", "2021-12-31"), {"period-part"}),
    ("统计期限为2021年3月1日至12月31日止", ("2021-03-01", "2021-12-31"), {"period-part"}),
    ("报告中的统计数据自2021年1月1日起，至2021年12月31日止", None, set()),
    ("统计期限自2021年1月1日至2021年12月31日，统计时限为2021年2月1日至2021年12月31日", None, {"period-conflict"})])
def test_the_part_of_a_year_that_a_report_is_on(sentence: str, period, found: set[str]):
    text = TEXT.replace("报告中的统计数据自2021年1月1日起，至2021年12月31日止", sentence)
    assert sentence in text
    one = reading(text=text)
    assert (one.facts.period and tuple(one.facts.period)) == period
    assert {code for code in codes(one) if code.startswith("period")} == found


@pytest.mark.parametrize(("ours", "base", "merged", "doubts"), [
    (None, None, "of the document", 0), ("mine", "mine", "of the document", 0), ("mine", None, "mine", 2),
    (None, "of the document", None, 0), ("mine", "of the document", "mine", 0)])
def test_an_update_keeps_the_number_and_the_period_that_a_person_wrote(ours, base, merged, doubts: int):
    periods = {"mine": Period("2021-02-01", "2021-12-31"), "of the document": Period("2021-09-01", "2021-12-31"), None: None}

    def report(value: str | None):
        return replace(REPORT, number=value, period=periods[value])

    found = merge(report(ours), report("of the document"), report(base))
    assert (found.report.number, found.report.period) == (merged, periods[merged])
    assert [one.code for one in found.doubts] == ["kept"] * doubts


def test_a_part_of_another_year_is_none_of_this(tmp_path: Path):
    assert Facts(period=None).period_in(2021) is None
    one = reading(text=TEXT.replace("自2021年1月1日起", "自2021年9月1日起"))
    assert one.facts.period_in(2021) == one.facts.period != one.facts.period_in(2022)


def test_number_and_period_reach_the_draft(tmp_path: Path):
    file = tmp_path / "2021.txt"
    file.write_text("示政发〔2022〕3号\n" + TEXT.replace("自2021年1月1日起", "自2021年9月1日起"), encoding="utf-8")
    one = import_file(file, tmp_path / "reports", SITE, Settings(""), "shili/xinzhen")
    yaml = one.draft.files.texts["2021.yml"]
    assert "number: 示政发〔2022〕3号" in yaml
    assert "period: {from: 2021-09-01, to: 2021-12-31}" in yaml
    assert (one.draft.report.number, tuple(one.draft.report.period)) == ("示政发〔2022〕3号", ("2021-09-01", "2021-12-31"))


@pytest.mark.parametrize(("day", "doubtful"), [
    ("2022-01-26", False), ("2022-12-31", False), ("2021-12-31", False), ("2021-11-30", True), ("2023-01-01", True)])
def test_year_and_publication_agree(day: str, doubtful: bool):
    assert ("year-published" in codes(reading(f"发布日期：{day}"))) == doubtful


# ── contact ──

def test_contact_goes_into_the_draft_of_a_new_body(tmp_path: Path):
    file = tmp_path / "2021.txt"
    file.write_text(TEXT.replace("（电话：0000-0000000）", "（地址：示例县示例镇中心街1号（镇政府院内）；电话：0531-12345678）"), encoding="utf-8")
    one = import_file(file, tmp_path / "reports", SITE, Settings(""), "shili/xinzhen")
    township = one.draft.files.texts["township.yml"]
    assert "contact:\n" in township
    assert '  phone: "0531-12345678"' in township
    assert '  address: "示例县示例镇中心街1号（镇政府院内）"' in township


def test_two_phones_are_a_doubt_and_none_is_taken():
    text = TEXT.replace("（电话：0000-0000000）", "")
    one = reading(after="联系电话：0531-12345678，监督电话：0531-87654321。", text=text)
    assert "phone" not in one.facts.contact
    assert "contact-conflict" in codes(one)
    one = reading(after="咨询电话：0531-12345678，监督电话：0531-12345678。", text=text)
    assert one.facts.contact == {"phone": "0531-12345678"}
