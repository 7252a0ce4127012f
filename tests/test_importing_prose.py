"""Prose and headings out of documents: nothing of the report's own text is furniture, no sentence is lost or joined wrongly."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.importing import interpret
from generator.importing.fold import is_traditional, simplified
from generator.importing.furniture import about, ending, running, sign
from generator.importing.headings import heading_of
from generator.importing.readers import read
from generator.importing.readers.text import read_text
from generator.importing.source import Line, Source
from tests.factories import EDITIONS

TITLE = "示例县示例镇人民政府2022年政府信息公开工作年度报告"
HEADINGS = [section.heading for section in EDITIONS["2021"].sections]
SIGNED = ["示例县示例镇人民政府", "2023年1月12日"]


def report(*, above: tuple[str, ...] = (), preamble: tuple[str, ...] = ("根据有关规定，编制本报告。",),
           overview: tuple[str, ...] = ("全年工作正常。",), problems: tuple[str, ...] = ("还有不足。",),
           further: tuple[str, ...] = ("无其他事项。",), below: tuple[str, ...] = ()) -> list[str]:
    """The lines of a report without tables."""
    return [*above, TITLE, *preamble, HEADINGS[0], *overview, HEADINGS[4], *problems, HEADINGS[5], *further, *below]


def text(*lines: str):
    return interpret(read_text("\n".join(lines).encode()), EDITIONS, 2022)


def word(folder: Path, *lines: str):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    (folder / "a.docx").write_bytes(out.getvalue())
    return interpret(read(folder / "a.docx"), EDITIONS, 2022)


def page(folder: Path, *blocks: str):
    (folder / "a.html").write_text("<!doctype html><meta charset=utf-8><body>" + "".join(
        block if block.startswith("<") else f"<p>{block}</p>" for block in blocks), encoding="utf-8")
    return interpret(read(folder / "a.html"), EDITIONS, 2022)


def dropped(one) -> str:
    return "\n".join(entry.piece.text for entry in one.ledger.dropped)


def whole(one) -> str:
    return "\n\n".join(filter(None, [one.prose.preamble, *one.prose.sections.values()]))


# ── furniture ──

LIKE_FURNITURE = ("时间：本报告数据统计自2022年1月1日至12月31日", "名称：示例镇人民政府共公开信息128条",
                  "来源：镇党政办统计，全年收到申请16件", "联系我们的方式见门户网站", "打印、复印等不收取费用", "微信公众号发布信息56条",
                  "行政许可", "信息内容", "总计")


@pytest.mark.parametrize("line", LIKE_FURNITURE)
@pytest.mark.parametrize("made", [word, page, lambda folder, *lines: text(*lines)], ids=["docx", "html", "txt"])
def test_a_line_of_the_report_is_prose_whatever_it_begins_with(line: str, made, tmp_path: Path):
    one = made(tmp_path, *report(overview=("全年工作正常。", line, "其他工作也正常。"), below=tuple(SIGNED)))
    assert line in one.prose.sections["overview"].split("\n\n")
    assert dropped(one) == ""


@pytest.mark.parametrize("line", ["当前位置：首页 > 政务公开", "扫一扫在手机上查看当前页面", "打印本页 关闭窗口", "- 3 -", "来源：镇党政办"])
def test_a_word_file_has_no_furniture(line: str, tmp_path: Path):
    one = word(tmp_path, *report(above=(line,), further=("无。", line), below=(*SIGNED, line)))
    assert line not in dropped(one)
    assert whole(one).count(line) == 3


@pytest.mark.parametrize("line", ["当前位置：首页 > 政务公开", "扫一扫在手机上查看当前页面", "打印本页 关闭窗口", "发布时间：2023-01-15 来源：镇党政办",
                                  "主办：示例县人民政府 承办：示例县政府办公室", "某ICP备12345678号-1 网站标识码：1234567890",
                                  "作者：本站 | 来源：本站 | 时间：2023-01-15 点击数：- 分享到："])
def test_outside_of_the_report_a_page_has_furniture(line: str, tmp_path: Path):
    one = page(tmp_path, line, *report(below=(*SIGNED, line)))
    assert dropped(one).split("\n") == [line, line]
    assert whole(one) == whole(page(tmp_path, *report(below=tuple(SIGNED))))


def test_a_signature_is_the_reports_whatever_the_page_calls_the_box_around_it(tmp_path: Path):
    one = page(tmp_path, *report(), "<div class=bottom><p>示例镇人民政府</p><p>2023年1月12日</p></div>", "<div class=footer><p>主办：某县</p></div>")
    assert one.prose.sections["further"].endswith("示例镇人民政府\n\n2023年1月12日")
    assert (one.facts.issuer, dropped(one)) == ("示例镇人民政府", "主办：某县")


def test_between_title_and_signature_a_page_has_none(tmp_path: Path):
    lines = ("打印本页 关闭窗口", "来源：镇党政办")
    one = page(tmp_path, *report(overview=("全年工作正常。", *lines), further=("无。", *lines), below=tuple(SIGNED)))
    assert dropped(one) == ""
    assert all(whole(one).count(line) == 2 for line in lines)


BODY_LINES = st.lists(st.sampled_from([*LIKE_FURNITURE, "打印本页 关闭窗口", "来源：镇党政办", "分享到 微信 微博", "附件下载", "当前位置：首页 > 公开",
                                       "全年工作正常。", "一是加强学习，", "（一）主动公开情况", "网站标识码：1234567890", "无"]), max_size=8)


@given(BODY_LINES, BODY_LINES, st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_word_between_title_and_signature_is_ever_lost(overview: list[str], further: list[str], page_like: bool):
    around = ("当前位置：首页 > 公开", "打印本页 关闭窗口") if page_like else ()
    lines = report(above=around, overview=("全年工作正常。", *overview), further=("无其他事项。", *further), below=(*SIGNED, *around))
    one = text(*lines)
    assert "".join(dropped(one).split()) == "".join("".join(around * 2).split())
    for key, said in (("overview", overview), ("further", further)):
        assert "".join(said) in "".join(one.prose.sections[key].split("\n\n"))


def test_a_text_that_shows_no_page_has_no_furniture():
    """One word that a page might have too is no page."""
    one = text(*report(preamble=("来源：镇党政办", "根据有关规定，编制本报告。"), below=(*SIGNED, "联系我们")))
    assert "来源：镇党政办" in one.prose.preamble
    assert one.prose.sections["further"].endswith("联系我们")


@pytest.mark.parametrize("end", ["无。 附件下载", "无。附件下载", "暂无 附件下载", "无。示例镇人民政府 2023年1月12日 附件下载", "无。【打印本页】 【关闭窗口】",
                                 "无。 示例镇人民政府 2023年1月12日 打印 关闭"])
def test_a_line_that_ends_in_a_button_loses_only_that(end: str):
    one = text(*report(further=(end,)))
    said = end.split("附件")[0].split("【")[0].split("打印")[0].strip()
    assert one.prose.sections["further"] == said
    assert "".join(dropped(one).split()) == "".join(end.removeprefix(said).split())


@pytest.mark.parametrize("end", ["详见网站附件下载", "请点击页面下方的附件下载"])
def test_a_button_within_a_sentence_is_a_word_of_it(end: str):
    assert text(*report(further=(end,))).prose.sections["further"] == end


LINKS = "".join(f"<a href=/{number}/>{name}</a> " for number, name in enumerate(["政府信息公开", "领导之窗", "要闻", "规划信息"]))


@pytest.mark.parametrize("menu", [f"<div class=x>{LINKS}</div>", "<ul>" + LINKS.replace("<a", "<li><a").replace("</a>", "</a></li>")
                                  + "</ul>"], ids=["a row", "a list"])
def test_blocks_of_links_are_furniture_and_nothing_is_joined_with_them(menu: str, tmp_path: Path):
    one = page(tmp_path, menu, *report(below=(*SIGNED, menu)))
    assert one.prose.preamble == "根据有关规定，编制本报告。"
    assert dropped(one).count("领导之窗") == 2
    assert "领导之窗" not in whole(one)


def test_links_of_the_report_itself_are_its_words(tmp_path: Path):
    one = page(tmp_path, *report(overview=("制定下列文件：", "<p><a href=/1>示例镇防汛预案</a></p>", "<p><a href=/2>示例镇防火预案</a></p>",
                                           "并已公开。"), below=tuple(SIGNED)))
    assert "示例镇防汛预案" in one.prose.sections["overview"]
    assert dropped(one) == ""


def test_nothing_is_joined_across_what_was_dropped():
    one = text(*report(overview=("全年公开各类信息一百二十八条，其中微信公众号", "==========", "发布五十六条，网站发布七十二条。")))
    assert len(one.prose.sections["overview"].split("\n\n")) == 2


def test_a_wrapped_sentence_keeps_every_line(tmp_path: Path):
    lines = ("2022年示例镇认真贯彻落实条例，全年公开各类信息128条，其中", "微信公众号发布信息56条，政务微博发布信息12条，政府网站", "发布信息60条。")
    one = word(tmp_path, *report(preamble=lines))
    assert one.prose.preamble == "".join(lines)


def test_question_marks_go_only_where_they_stand_for_spaces():
    assert "为什么少?" in whole(text(*report(overview=("公开的信息为什么少?", "原因有三。"))))
    one = text("?", *report(overview=("? ?全年工作正常。",)))
    assert one.prose.sections["overview"] == "全年工作正常。"


def test_running_heads_of_a_pdf():
    source = Source("pdf")
    for number in (1, 2, 3):
        source.line("示例镇年度报告 2022", f"第 {number} 页")
        source.line(f"第{number}段的内容", f"第 {number} 页")
        source.line("示例镇党政办公室印制", f"第 {number} 页")
        source.line(f"- {number} -", f"第 {number} 页")
    assert running(source) == {0, 2, 4, 6, 8, 10}
    source.kind = "docx"
    assert running(source) == frozenset()


def test_a_sentence_goes_on_behind_a_running_head():
    source = Source("pdf")
    for number, lines in enumerate(([TITLE, "根据规定编制。", "一、总体情况", "全年公开各类信息一百二十八条，其中微信公众号"],
                                    ["发布五十六条，网站发布七十二条。", "六、其他需要报告的事项", "无。"]), 1):
        for text_line in ("示例镇政府信息公开", *lines):
            source.line(text_line, f"第 {number} 页")
    source.blocks[4] = Line(source.blocks[4].piece, joins=False)
    one = interpret(source, EDITIONS, 2022)
    assert one.prose.sections["overview"] == "全年公开各类信息一百二十八条，其中微信公众号发布五十六条，网站发布七十二条。"
    assert dropped(one) == "示例镇政府信息公开\n示例镇政府信息公开"


@pytest.mark.parametrize(("line", "weight"), [
    ("发布日期：2023-01-15", 3), ("时间：2023-01-15 09:43", 1), ("时间：今年上半年", 0), ("来源：镇党政办", 1), ("来源：统计共12件", 0),
    ("标题：示例镇2022年政府信息公开年报", 3), ("标题：示例", 0), ("原文链接：https://ok.invalid/a.html", 3), ("栏目：年报", 3), ("正文", 0),
    ("来源：示例镇时间：2023-01-20 09:00浏览：12次", 5), ("2023-01-20 来源：本站", 2), ("【索引号】123", 3), ("镇政府来源：本站", 0)])
def test_what_a_page_says_about_its_text_has_its_own_shape(line: str, weight: int):
    assert about(line)[1] == weight


@given(st.text(alphabet="附件下载打印本页来源时间：微信 。无一二2023年-", max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_sentence_is_furniture(line: str):
    assert 0 <= ending(line) <= len(line)
    if "。" in line:
        assert sign(line) == 0


# ── headings ──

@pytest.mark.parametrize(("printed", "rest", "section"), [
    ("五、存在的主要问题及改进措施", "2022年，我镇仍存在不足。", "problems"),
    ("五、存在的主要问题及改进", "我镇将加强培训。", "problems"),
    ("五、存在的主要问题及改进情况", "：仍存在不足。", "problems"),
    ("六、其他需要报告的事项", "无。", "further"),
    ("六、其他需要报告的事项", "无", "further"),
    ("6、其他需要报告的事项", " 本年度未收费。", "further"),
    ("其他需要报告的事项", " 本年度未收费。", "further"),
    ("六、需要报告的其他事项", " 本年度未收费。", "further")])
def test_headings_glued_to_their_text(printed: str, rest: str, section: str):
    lines = [TITLE, "一、总体情况", "全年工作正常。", printed + rest]
    one = text(*lines)
    assert one.prose.sections[section] == rest.strip().lstrip("：")
    assert one.prose.sections["overview"] == "全年工作正常。"


@pytest.mark.parametrize("printed", ["五、存在的问题及改进情况", "五、存在的主要问题和改进措施", "五、存在的问题及下一步打算", "存在的主要问题及改进情况",
                                     "5. 存在的主要问题及改进情况", "第五部分 存在的主要问题及改进情况", "存在的主要问题和改进情况"])
def test_headings_in_other_words_or_without_their_number(printed: str):
    one = text(*report()).prose.sections["problems"]
    found = text(*(printed if line == HEADINGS[4] else line for line in report()))
    assert found.prose.sections["problems"] == one
    assert found.prose.headings["problems"] == printed


OTHER_WORDS = ("一、概述", "二、主动公开信息情况", "三、依申请公开情况", "四、复议诉讼情况", "五、存在问题与不足及下一步打算", "六、其他事项")


def test_headings_in_wholly_other_words_go_by_what_tells_them_apart_and_by_their_number():
    lines = [line for heading in OTHER_WORDS for line in (heading, f"{heading[2:]}如上。")]
    one = text(TITLE, *lines)
    assert list(one.prose.headings.values()) == list(OTHER_WORDS)
    assert list(one.prose.sections.values()) == [f"{heading[2:]}如上。" for heading in OTHER_WORDS]


@pytest.mark.parametrize("heading", ["二、政府信息依申请公开办理情况", "二、公开的政府信息申请情况"])
def test_a_heading_in_another_sections_words_is_not_taken_for_its_number(heading: str):
    """Before there was an official form, the second section was on what was asked for."""
    one = text(TITLE, "一、总体情况", "正常。", heading, "没有申请。", "六、其他需要报告的事项", "无。")
    assert "disclosed" not in one.prose.sections
    assert "没有申请。" in one.prose.sections["overview"]


@pytest.mark.parametrize("line", ["本报告包括一、总体情况，二、主动公开政府信息情况，五、存在的主要问题及改进情况，六、其他需要报告的事项。",
                                  "无其他需要报告的事项", "（一）主动公开政府信息情况"])
def test_headings_that_are_only_mentioned(line: str):
    one = text(*report(overview=("全年工作正常。", line)))
    assert line in one.prose.sections["overview"]


def test_a_table_of_contents_is_left_out_and_listed():
    one = text(*report(preamble=(*HEADINGS, "根据有关规定，编制本报告。")))
    assert {entry.reason for entry in one.ledger.dropped} == {"contents"}
    assert one.prose.preamble == "根据有关规定，编制本报告。"


@pytest.mark.parametrize("section", EDITIONS["2021"].sections)
def test_official_headings_are_known_as_they_are(section):
    number = EDITIONS["2021"].sections.index(section)
    assert heading_of(section.heading, EDITIONS["2021"]) == (number, 6.0, False)


# ── traditional characters ──

@pytest.mark.parametrize(("said", "read"), [("乾縣", "乾县"), ("乾淨", "干净"), ("著作", "著作"), ("下馬關鎮", "下马关镇"), ("後來", "后来")])
def test_phrases_decide_what_a_character_becomes(said: str, read: str):
    assert simplified(said) == read


def test_a_report_in_traditional_characters_becomes_simplified():
    lines = ["陝西省乾縣某鎮人民政府2022年政府信息公開工作年度報告", "一、總體情況", "乾縣某鎮認真貫徹落實條例，進一步完善制度，加強監督檢查，保障羣眾的知情權、參與權和監督權。",
             "六、其他需要報告的事項", "環境乾淨整潔。", "乾縣某鎮人民政府", "2023年1月12日"]
    one = text(*lines)
    assert is_traditional("\n".join(lines))
    assert one.facts.title == "陕西省乾县某镇人民政府2022年政府信息公开工作年度报告"
    assert one.facts.issuer == "乾县某镇人民政府"
    assert one.prose.headings.keys() == {"disclosed", "applications", "disputes", "problems"}
    assert one.prose.sections["further"].startswith("环境干净整洁。")
    assert one.prose.sections["overview"].startswith("乾县某镇认真贯彻落实条例")
