"""What a change does to the data: figures before and after, prose, new and removed reports, findings."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from markdown_it import MarkdownIt

from generator.hidden import visible
from generator.issue import Issue, Severity
from generator.model import Report
from generator.review import Revision, moves, review, revisions, summary
from tests.factories import a_report, a_site, a_township, changed, hybrid, unreadable

BREAK = "\n"
FINDING = Issue("reports/shixian/shizhen/2021.yml", 12, Severity.ERROR, "flow", "勾稽不平。", place="表三 · 自然人",
                found="3", expected="2", difference="1")


def between(before: list[Report], after: list[Report]) -> list[Revision]:
    return revisions(a_site(a_township(*before)), a_site(a_township(*after)))


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
    [one] = revisions(a_site(before), a_site(after))
    assert (one.before.year, one.after.year) == (2021, 2021)


@pytest.mark.parametrize(("fields", "same"), [
    ({}, "代码同为 990201100 "), ({"name": "新镇"}, "代码同为 990201100 "), ({"code": ""}, "名称同为试县试镇"),
    ({"code": "990201200"}, "名称同为试县试镇")])
def test_a_folder_that_moved_without_a_trace_is_an_error(fields, same: str):
    before = a_township(a_report(2021))
    after = a_township(a_report(2021), path="biexian/shizhen", file="reports/biexian/shizhen/township.yml", **fields)
    [found] = moves(a_site(before), a_site(after))
    assert (found.code, found.path, found.line, found.severity) == ("moved-without-trace", after.file, 1, Severity.ERROR)
    assert same in found.message
    assert found.message.endswith("\nmoved_from: [shixian/shizhen]")


def test_the_line_to_paste_keeps_the_old_paths_that_are_there():
    after = a_township(path="biexian/shizhen", moved_from=("lao/zhen",))
    assert moves(a_site(a_township()), a_site(after))[0].message.endswith("\nmoved_from: [lao/zhen, shixian/shizhen]")


@pytest.mark.parametrize("after", [
    pytest.param([a_township(path="biexian/shizhen", moved_from=("shixian/shizhen",))], id="it leaves a trace"),
    pytest.param([a_township(), a_township(path="biexian/shizhen")], id="the folder is there"),
    pytest.param([], id="it is gone, and nothing like it is new"),
    pytest.param([a_township(path="biexian/lin", name="邻镇", code="990201101")], id="what is new is another body"),
    pytest.param([a_township(path="biexian/shizhen", code="", county="别县")], id="its namesake of another county")])
def test_what_is_no_move(after: list):
    assert moves(a_site(a_township()), a_site(*after)) == []


def test_bodies_without_a_code_are_not_the_same_for_having_none():
    one, other = (a_township(path=f"shixian/{name}", name=name, code="") for name in ("a", "b"))
    assert moves(a_site(one), a_site(other)) == []


def test_a_move_without_a_trace_fails_the_review(tmp_path: Path):
    found = review(a_site(a_township()), a_site(a_township(path="biexian/shizhen")), [], lambda changed: "", tmp_path)
    assert [one.code for one in found] == ["moved-without-trace"]
    assert "1 处错误" in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_revisions_come_by_path_and_year():
    towns = [a_township(a_report(2021), a_report(2022), code=code, path=f"a/{code}") for code in ("990201102", "990201101")]
    assert [(one.township.code, one.after.year) for one in revisions(a_site(), a_site(*towns))] == [
        ("990201101", 2021), ("990201101", 2022), ("990201102", 2021), ("990201102", 2022)]


# ── what differs in them ──

def test_changed_cells_are_named_by_place_with_before_and_after():
    before = a_report(2021)
    [one] = between([before], [changed(before, {"not_held.P": 4})])
    [(place, old, new)] = one.cells()
    assert place == "表三 · （四）无法提供／1.本机关不掌握相关政府信息 · 申请人情况／自然人"
    assert (old.literal, new.literal) == ("0", "4")


def test_a_change_of_writing_is_a_change():
    before = a_report(2021, cells={"granted.P": "3件"})
    [one] = between([before], [changed(before, {"granted.P": 3})])
    assert [(old.literal, new.literal) for _, old, new in one.cells()] == [("3件", "3")]


def test_rows_printed_otherwise_are_cells_gone_and_come():
    [one] = between([a_report(2022)], [hybrid(2022)])
    assert len([1 for _, old, new in one.cells() if old is None]) == 7
    assert len([1 for _, old, new in one.cells() if new is None]) == 21


def test_a_change_of_format_compares_the_cells_both_have():
    [one] = between([a_report(2021, "2019")], [a_report(2021, "2021")])
    assert all(old is None or new is None for _, old, new in one.cells())


def test_changed_prose_is_named_by_section():
    before = a_report(2021)
    [one] = between([before], [other(before, prose={**before.prose, "problems": "另一段。"})])
    assert one.sections() == ["五、存在的主要问题及改进情况"]


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
    assert [row[2:] for row in rows[1:]] == [["（空白）", "“04”（数值不明）"], ["0", "5"]]


def test_a_summary_names_new_and_removed_reports_and_prose():
    before = a_report(2021)
    found = between([a_report(2020), before],
                    [other(before, prose={**before.prose, "overview": "改写。"}), a_report(2022)])
    lines = summary(found, []).split("\n")
    assert [line for line in lines if line.startswith("- ")] == [
        "- 删除或有错误无法读取：试县试镇2020年", "- 试县试镇2021年：文字有改动（一、总体情况）",
        "- 新增：试县试镇2022年（200 格）"]


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
    found = [*revisions(a_site(here), a_site(there)), *revisions(a_site(), a_site(here)), *revisions(a_site(here), a_site())]
    printed = summary(found, [replace(FINDING, message=text, reason=text, path=text, place=text, found=text)])
    printed.encode()
    for table in tables(printed):
        assert {len(row) for row in table} == {len(table[0])}
    page = html.fromstring(f"<div>{MarkdownIt('commonmark').enable('table').render(printed)}</div>")
    assert {element.tag for element in page.iter()} <= {
        "div", "h1", "h2", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "br", "ul", "li"}
    assert [len(page.xpath(f"//{tag}")) for tag in ("h1", "h2", "strong", "li")] == [1, 1, 1, 2]
    assert linked(printed) == []
    assert tables(printed)[1][1][2].replace("\n", "") == f"“{visible(text, keep=BREAK)}”（数值不明）".replace("\n", "")


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


# ── the files ──

def test_the_summary_and_the_preview_are_written(tmp_path: Path):
    site, after = a_site(a_township(a_report(2021))), a_site(a_township(other(a_report(2021))))
    mine = review(site, after, [FINDING], lambda found: f"{len(found)} changed", tmp_path / "a" / "review")
    assert mine == [FINDING]
    assert (tmp_path / "a" / "review" / "preview.html").read_text("utf-8") == "1 changed"
    assert (tmp_path / "a" / "review" / "summary.md").read_text("utf-8").startswith("# 年报核对结果")


def test_only_errors_and_findings_on_changed_reports_concern_the_change(tmp_path: Path):
    hint = replace(FINDING, severity=Severity.HINT, path="reports/shixian/shizhen/2022.md")
    elsewhere = replace(hint, path="reports/shixian/shizhen/2021.md")
    broken = replace(FINDING, path="reports/shixian/shizhen/2020.yml")
    base = a_site(a_township(a_report(2021), a_report(2022)))
    head = a_site(a_township(a_report(2021), other(a_report(2022))))
    assert review(base, head, [hint, elsewhere, broken], lambda found: "", tmp_path) == [broken, hint]
