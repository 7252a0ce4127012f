"""What a change does to the data: figures before and after, prose, new and removed reports, findings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from markdown_it import MarkdownIt

from generator.archive import Source
from generator.compare import common_stretches, reworded
from generator.draft import entry_yaml
from generator.hidden import visible
from generator.issue import Issue, Severity
from generator.model import Report, Site
from generator.review import Tools, lost_addresses, moves, review, revisions
from generator.review import summary as summary_of
from generator.revision import Move, Revision
from tests.factories import a_report, a_site, a_township, changed, hybrid, unreadable

FINDING = Issue("reports/shixian/shizhen/2021.yml", 12, Severity.ERROR, "flow", "勾稽不平。", place="表三 · 自然人",
                found="3", expected="2", difference="1")


DAY = "2026-11-28"
TOOLS = Tools(common_stretches, reworded, entry_yaml, (lambda report: report.source.sha256,) * 2, DAY)


def between(before: list[Report], after: list[Report]) -> list[Revision]:
    return found_in(a_site(a_township(*before)), a_site(a_township(*after)))


def found_in(before: Site, after: Site) -> list[Revision]:
    return revisions(before, after, TOOLS)


def summary(changed: list[Revision], mine: list[Issue], moved: Sequence[Move] = ()) -> str:
    return summary_of(moved, changed, mine, entry_yaml, DAY)


def other(report: Report, **fields) -> Report:
    """The report changed."""
    return replace(report, **fields or {"preamble": f"更正。{report.preamble}"})


def tables(markdown: str) -> list[list[list[str]]]:
    """The tables of the summary as GitHub prints them: rows of cells."""
    page = html.fromstring(f"<div>{MarkdownIt('commonmark').enable('table').render(markdown)}</div>")
    return [[["".join(cell.itertext()) for cell in row.xpath("th|td")] for row in table.xpath(".//tr")]
            for table in page.xpath("//table")]


# ── which reports differ ──

def test_the_same_reports_are_no_revision():
    assert between([a_report(2021)], [a_report(2021)]) == []


def test_a_changed_a_new_and_a_removed_report_are_revisions():
    found = between([a_report(2020), a_report(2021)], [other(a_report(2021)), a_report(2022)])
    assert [(one.before and one.before.year, one.after and one.after.year) for one in found] == [
        (2020, None), (2021, 2021), (None, 2022)]


def test_a_township_that_moved_is_compared():
    before = a_township(a_report(2021))
    after = a_township(other(a_report(2021)), path="biexian/shizhen", moved_from=(before.path,))
    [one] = found_in(a_site(before), a_site(after))
    assert (one.before.year, one.after.year) == (2021, 2021)


@pytest.mark.parametrize(("fields", "same"), [
    ({}, "代码同为 990201100 "), ({"name": "新镇"}, "代码同为 990201100 "), ({"code": ""}, "名称同为试县试镇"),
    ({"code": "990201200"}, "名称同为试县试镇")])
def test_a_folder_that_moved_without_a_trace_is_an_error(fields, same: str):
    before = a_township(a_report(2021))
    after = a_township(a_report(2021), path="biexian/shizhen", file="reports/biexian/shizhen/township.yml", **fields)
    [found] = lost_addresses(a_site(before), a_site(after))
    assert (found.code, found.path, found.line, found.severity) == ("moved-without-trace", after.file, 1, Severity.ERROR)
    assert same in found.message
    assert found.message.endswith("\nmoved_from: [shixian/shizhen]")


def test_the_line_to_paste_keeps_the_old_paths_that_are_there():
    after = a_township(path="biexian/shizhen", moved_from=("lao/zhen",))
    assert lost_addresses(a_site(a_township()), a_site(after))[0].message.endswith("\nmoved_from: [lao/zhen, shixian/shizhen]")


@pytest.mark.parametrize("after", [
    pytest.param([a_township(path="biexian/shizhen", moved_from=("shixian/shizhen",))], id="it leaves a trace"),
    pytest.param([a_township(), a_township(path="biexian/shizhen")], id="the folder is there"),
    pytest.param([], id="it is gone, and nothing like it is new"),
    pytest.param([a_township(path="biexian/lin", name="邻镇", code="990201101")], id="what is new is another body"),
    pytest.param([a_township(path="biexian/shizhen", code="", county="别县")], id="its namesake of another county")])
def test_what_is_no_move(after: list):
    assert lost_addresses(a_site(a_township()), a_site(*after)) == []


def test_bodies_without_a_code_are_not_the_same_for_having_none():
    one, other = (a_township(path=f"shixian/{name}", name=name, code="") for name in ("a", "b"))
    assert lost_addresses(a_site(one), a_site(other)) == []


def test_a_move_without_a_trace_fails_the_review(tmp_path: Path):
    found = review(a_site(a_township()), a_site(a_township(path="biexian/shizhen")), [], TOOLS, lambda changed: "", tmp_path)
    assert [one.code for one in found] == ["moved-without-trace"]
    assert "1 处错误" in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_revisions_come_by_path_and_year():
    towns = [a_township(a_report(2021), a_report(2022), code=code, path=f"a/{code}") for code in ("990201102", "990201101")]
    assert [(one.township.code, one.after.year) for one in found_in(a_site(), a_site(*towns))] == [
        ("990201101", 2021), ("990201101", 2022), ("990201102", 2021), ("990201102", 2022)]


# ── what differs in them ──

def altered(before: Report, after: Report) -> list[tuple[str, str, str]]:
    """Place in words, before and after of everything published that is another."""
    return [(one.place(value.at), value.before, value.after) for one in between([before], [after])
            for value in one.alterations]


def test_changed_cells_are_named_by_place_with_before_and_after():
    before = a_report(2021)
    assert altered(before, changed(before, {"not_held.P": 4})) == [
        ("表三 · （四）无法提供／1.本机关不掌握相关政府信息 · 申请人情况／自然人", "0", "4")]


def test_a_change_of_writing_is_a_change():
    before = a_report(2021, cells={"granted.P": "3件"})
    assert [value[1:] for value in altered(before, changed(before, {"granted.P": 3}))] == [("3件", "3")]


def test_rows_printed_otherwise_are_cells_gone_and_come():
    found = altered(a_report(2022), hybrid(2022))
    assert len([1 for _, old, new in found if old == "（无此格）"]) == 7
    assert len([1 for _, old, new in found if new == "（无此格）"]) == 21


def test_a_change_of_format_is_told_once_for_the_cells_that_only_one_has():
    [(place, *names), *cells] = altered(a_report(2021, "2019"), changed(a_report(2021, "2021"), {"received.P": 1}))
    assert (place, len(set(names))) == ("表格格式", 2)
    assert [value[1:] for value in cells] == [("0", "1")]


def test_changed_prose_is_named_by_section_and_told_by_sentences():
    before = a_report(2021, prose={"problems": "一句。两句；三句\n\n### 小标题\n\n末句。"})
    after = replace(before, prose={**before.prose, "problems": "一句。改了；三句\n\n### 别的标题\n\n末句。"})
    heading = "五、存在的主要问题及改进情况"
    assert altered(before, after) == [(heading, "两句；", "改了；"), (heading, "小标题", "别的标题")]


def test_sentences_in_the_place_of_others_are_told_together_where_they_are_more_or_fewer():
    before = a_report(2021, prose={"problems": "头。甲。乙。尾。"})
    after = replace(before, prose={**before.prose, "problems": "头。丙。\n丁。戊。尾。"})
    assert [value[1:] for value in altered(before, after)] == [("甲。乙。", "丙。 丁。戊。")]


def test_the_place_of_a_sentence_is_its_line():
    before = a_report(2021, prose_lines={"problems": 20})
    [one] = between([before], [replace(before, prose={**before.prose, "problems": "公开内容还不够丰富，将继续改进。\n\n新。"})])
    [value] = one.alterations
    assert (value.path, value.line) == ("reports/shixian/shizhen/2021.md", 22)


@pytest.mark.parametrize(("before", "after"), [("一段。\n\n二段。", "一段。二段。"), ("甲 乙", "甲　乙"), ("### 题", "#### 题")])
def test_where_lines_end_and_how_wide_a_gap_is_is_not_what_was_published(before: str, after: str):
    report = a_report(2021, prose={"problems": before})
    assert altered(report, replace(report, prose={**report.prose, "problems": after})) == []


# ── the summary ──

def test_a_summary_without_findings_and_changes_says_so():
    text = summary([], [])
    assert "**没有错误。**" in text
    assert "没有改动已有年报的数字。" in text


def test_a_summary_counts_the_errors_and_shows_both_sides():
    text = summary([], [FINDING])
    assert "**1 处错误，需要改正后才能合并。**" in text
    assert tables(text)[0][1] == ["错误", "reports/shixian/shizhen/2021.yml:12", "表三 · 自然人", "3", "2", "1", "勾稽不平。"]


def test_a_summary_shows_figures_before_and_after():
    before = a_report(2021, cells={"granted.P": None})
    after = changed(before, {"granted.P": unreadable("04"), "granted.B": 5})
    rows = tables(summary(between([before], [after]), []))[0]
    assert [row[0] for row in rows[1:]] == ["试县试镇2021年"] * 2
    assert [row[2:] for row in rows[1:]] == [["（空白）", "“04”（数值不明）", "没有登记"], ["0", "5", "没有登记"]]


def items(markdown: str) -> list[str]:
    return [line for line in markdown.split("\n") if line.startswith("- ")]


def test_a_summary_names_new_and_removed_reports_and_marks_the_prose():
    before = a_report(2021)
    found = between([a_report(2020), before],
                    [other(before, prose={**before.prose, "overview": "全年工作平稳无事。"}), a_report(2022)])
    assert items(summary(found, [])) == [
        "- **年报：试县试镇2020年**（reports\\/shixian\\/shizhen\\/2020\\.yml）",
        "- 试县试镇2021年 · 一、总体情况：全年工作平稳<del>有序</del><ins>无事</ins>。",
        "- 新增年报：试县试镇2022年（200 格）"]


def test_a_deletion_comes_before_everything_else():
    gone = a_township(a_report(2020), a_report(2021))
    text = summary(found_in(a_site(gone), a_site()), [FINDING], moves(a_site(gone), a_site()))
    headings = [line for line in text.split("\n") if line.startswith("## ")]
    assert headings[0] == "## ⚠️ 要删除已经公布的内容"
    assert items(text)[0] == "- **单位：试县试镇**（shixian\\/shizhen），连同它的 2 份年报"
    assert "**年报：" not in text  # they are told with their body


def test_a_report_that_only_cannot_be_read_is_not_called_deleted():
    broken = replace(FINDING, path="reports/shixian/shizhen/2021.yml")
    text = summary(between([a_report(2021)], []), [broken])
    assert "要删除" not in text
    assert items(text) == ["- 试县试镇2021年"]


def test_a_changed_code_is_one_line_however_many_reports_there_are():
    reports = [a_report(year) for year in range(2008, 2024)]
    before, after = (a_site(a_township(*reports, code=code)) for code in ("990201100", "990201101"))
    text = summary(found_in(before, after), [], moves(before, after))
    assert tables(text) == [[["单位或年报", "项目", "改动前", "改动后"], ["试县试镇", "区划代码", "990201100", "990201101"]]]


@pytest.mark.parametrize(("fields", "told"), [
    ({"name": "新镇"}, ["名称", "试镇", "新镇"]), ({"kind": "街道"}, ["类别", "镇", "街道"]),
    ({"contact": {"phone": "0000-1"}}, ["联系方式：电话", "（无）", "0000-1"]),
    ({"until": "2021-05"}, ["撤销", "（无）", "2021-05"]), ({"succeeded_by": ("a/b",)}, ["由谁承接", "（无）", "a/b"])])
def test_what_changes_of_a_body_is_told(fields: dict, told: list[str]):
    before, after = a_site(a_township()), a_site(a_township(**fields))
    [[_, row]] = tables(summary([], [], moves(before, after)))
    assert row[1:] == told


@pytest.mark.parametrize(("fields", "told"), [
    ({"url": "https://b.invalid/"}, ["原文网址", "https://a.invalid/", "https://b.invalid/"]),
    ({"file": "b.pdf"}, ["原文附件", "a.pdf", "b.pdf"]),
    ({"sha256": None}, ["原文附件的校验值（SHA-256）", "0" * 64, "（无）"])])
def test_what_changes_of_a_reports_origin_is_told(fields: dict, told: list[str]):
    source = Source("a.pdf", "https://a.invalid/", None, "0" * 64)
    before = a_report(2021, source=source)
    rows = tables(summary(between([before], [replace(before, source=replace(source, **fields))]), []))[-1]
    assert told in [row[1:] for row in rows]


def test_an_entry_to_paste_stands_where_it_can_be_copied():
    before = a_report(2021)
    text = summary(between([before], [replace(before, title="a ``` @team #1 </pre>")]), [])
    [block] = re.findall(r"^````yaml\n(.*?)\n````$", text, re.M | re.S)
    assert block.startswith("corrections:\n  - {date: 2026-11-28, kind: 录入订正, at: title, before: ")
    assert 'after: "a ``` @team #1 </pre>", reason: 待填' in block


@pytest.mark.parametrize("fields", [{"title": "别的标题"}, {"preamble": "别的说明。"}, {"published": "2022-02-01"},
                                    {"transcription": ("整理了一处。",)}, {"headings": {"overview": "1、总体情况"}}])
def test_a_change_beside_figures_and_sections_is_not_passed_over(fields: dict):
    """The reviewer must see that the report was touched."""
    before = a_report(2021)
    assert "试县试镇2021年" in summary(between([before], [other(before, **fields)]), [])


@pytest.mark.parametrize("text", ["a|b", "a\\|b", "\\", "<script>x</script>", "[x](javascript:y)", "![x](//y)", "`x`", "*x*",
                                  "a\nb", "~~x~~", "&lt;b&gt;", "<!--", "_x_ | _y_", "名\r\r# 通过", "a\n\n# b", "a\n- b", "a\n|b|c|",
                                  "http://x.invalid/", "www.x.com", "<https://x.invalid>", "[a]: //x", "a\u2028# b", "a\x0b# b",
                                  "$x$", "```", "    x", "\t# x", "1. x", "&#x23; x", "\\<br>", "<br\\>", "a\\", "\udcff"])
def test_a_contributors_words_never_become_markup_of_the_summary(text: str):
    before = a_report(2021, cells={"granted.P": unreadable(text)})
    here, there = a_township(before, name=text), a_township(changed(before, {"granted.P": 1}), name=text)
    found = [*found_in(a_site(here), a_site(there)), *found_in(a_site(), a_site(here)), *found_in(a_site(here), a_site())]
    printed = summary(found, [replace(FINDING, message=text, reason=text, path=text, place=text, found=text)])
    printed.encode()
    for table in tables(printed):
        assert {len(row) for row in table} == {len(table[0])}
    page = html.fromstring(f"<div>{MarkdownIt('commonmark').enable('table').render(printed)}</div>")
    assert {element.tag for element in page.iter()} <= {
        "div", "h1", "h2", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "br", "ul", "li", "pre", "code"}
    assert [len(page.xpath(f"//{tag}")) for tag in ("h1", "h2", "strong", "li", "pre")] == [1, 5, 2, 2, 1]
    assert linked(re.sub(r"^(`{3,})yaml\n.*?^\1$", "", printed, flags=re.M | re.S)) == []
    assert tables(printed)[1][1][2] == f"“{visible(text)}”（数值不明）"


def linked(printed: str) -> list[str]:
    """What GitHub would make a link of, that looks for addresses, people and numbers in plain words too."""
    return re.findall(r"\w+://|www\.|@|#\d", printed)


@pytest.mark.parametrize(("text", "shown"), [
    ("@team", "＠team"), ("请 @some-org/team 批准", "请 ＠some-org/team 批准"), ("a@b.com", "a＠b.com"), ("见 #12", "见 ＃12"),
    ("o/r#3", "o/r＃3"), ("三个井号（###）", "三个井号（###）"), ("甲\u202e乙", "甲〔U+202E〕乙")])
def test_nobody_is_called_and_nothing_referred_to(text: str, shown: str):
    printed = summary([], [replace(FINDING, message=text)])
    assert tables(printed)[0][1][-1] == shown
    assert linked(printed) == []


def test_a_long_summary_is_cut_with_a_word():
    text = summary([], [FINDING] * 500)
    assert "……另有 200 处" in text
    assert len(text) < 100_000


def test_a_summary_never_grows_beyond_what_github_shows():
    """Whatever a contributor writes, wherever: words of many bytes, signs that have to be escaped, long sentences."""
    words = "\\<ＡＢ>`\u200b" * 4000
    sentences = "".join(f"{words[:3000]}{number}。" for number in range(120))
    before = [a_report(year, title="旧", source=Source(None, "https://a.invalid/", None, None)) for year in range(1900, 2020)]
    after = [replace(one, title=words, issuer=words, transcription=(words,), source=replace(one.source, url=words),
                     prose=dict.fromkeys(one.prose, sentences)) for one in before]
    old, new = a_site(a_township(*before)), a_site(a_township(*after, name=words, contact={"phone": words}))
    found = found_in(old, new)
    issues = [replace(FINDING, message=words), replace(FINDING, message=words, severity=Severity.HINT)] * 400
    text = summary(found, issues, moves(old, new))
    assert len(text.encode()) < 1024 * 1024
    assert text.count("……另有 ") >= 5
    for table in tables(text):
        assert {len(row) for row in table} == {len(table[0])}


# ── the files ──

def test_the_summary_and_the_preview_are_written(tmp_path: Path):
    site, after = a_site(a_township(a_report(2021))), a_site(a_township(other(a_report(2021))))
    mine = review(site, after, [FINDING], TOOLS, lambda found: f"{len(found)} changed", tmp_path / "a" / "review")
    assert [found.code for found in mine] == ["flow", "correction-missing"]
    assert (tmp_path / "a" / "review" / "preview.html").read_text("utf-8") == "1 changed"
    assert (tmp_path / "a" / "review" / "summary.md").read_text("utf-8").startswith("# 年报核对结果")


def test_only_errors_and_findings_on_changed_reports_concern_the_change(tmp_path: Path):
    hint = replace(FINDING, severity=Severity.HINT, path="reports/shixian/shizhen/2022.md")
    elsewhere = replace(hint, path="reports/shixian/shizhen/2021.md")
    broken = replace(FINDING, path="reports/shixian/shizhen/2020.yml")
    base = a_site(a_township(a_report(2021), a_report(2022)))
    head = a_site(a_township(a_report(2021), other(a_report(2022))))
    found = review(base, head, [hint, elsewhere, broken], TOOLS, lambda found: "", tmp_path)
    assert [one for one in found if one.code == "flow"] == [broken, hint]
