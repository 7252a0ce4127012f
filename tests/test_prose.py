"""Prose is literal: what the page shows is what the file says, character by character.

Markup is the mark of a heading, the pipes and the second line of a table with the spaces beside them, what stands around
a picture's words, and blank lines. Nothing else.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html

from generator.exporting.form import Paragraph as Printed
from generator.exporting.form import form
from generator.prose import Paragraph, Picture, Subheading, TextTable, numbered, parse, plain
from tests.factories import PORTAL, a_report, a_township, committed, parsed, rendered, report_html

FEARED = ["甲", "乙。", "1. ", "3. ", "12) ", "- ", "+ ", "* ", "**重点**", "_", "__", "---", "===", "> ", "<", "<b>", "</p>", "\\", "\\*",
          "`", "```", "~~~", "[链接](https://x.invalid)", "<https://x.invalid>", "![", "](", "&amp;", "&#65;", "#", "　　", "  ", "    ",
          "\t", "3*4*5", "a_b_c", "https://x.invalid/a_b", "{{ x }}", "{% raw %}", "'", '"', "!", "$x$", ":::", "[^1]", "==", "☐"]
LINES = st.lists(st.sampled_from(FEARED), min_size=1, max_size=5).map("".join)
ENDS = st.sampled_from(["\n", "\n\n", "\n \n", "\n　　\n", "\n\n\n"])


def shown(element: html.HtmlElement) -> str:
    """An element's text as a browser shows it under `white-space: pre-wrap`."""
    for end in element.iter("br"):
        end.tail = "\n" + (end.tail or "")
    return element.text_content()


def page_lines(page: html.HtmlElement) -> list[str]:
    """The lines of all prose of a page."""
    return [line for element in page.xpath("//*[contains(@class, 'prose')]//*[self::p or self::h3]")
            for line in shown(element).split("\n")]


def file_lines(text: str) -> list[str]:
    """The lines of a text without the marks of headings, which here are all the markup there is."""
    return [re.sub(r"^ {0,3}###(?!#) ?(?=.*\S)", "", line) for line in text.split("\n") if line.strip()]


@settings(max_examples=200)
@given(st.lists(st.tuples(st.one_of(LINES, LINES.map("### ".__add__)), ENDS), min_size=1, max_size=6))
@example([("1. 甲", "\n"), ("3. 乙", "\n"), ("　　丙", "\n\n"), ("### 3*4*5", "\n"), ("丁", "\n")])
def test_the_page_shows_the_text_of_the_file(lines: list[tuple[str, str]]):
    text = "".join(line + end for line, end in lines)
    assert page_lines(report_html(a_report(2021, preamble=text, prose={"overview": "", "problems": "", "further": ""}))) \
        == file_lines(text)


@settings(max_examples=200)
@given(st.lists(st.one_of(st.lists(st.sampled_from(["|", "甲", "乙", "-", ":", "\\", " ", "|---|", "###", "　"]), max_size=8).map("".join),
                          st.sampled_from(["|---|", "|:-:|-|", "| 甲 | 乙 |", "甲|乙", "-|-", ""])), max_size=8).map("\n".join))
def test_no_character_of_a_table_is_lost(text: str):
    """Whatever is a table here and what is not: all signs but those of tables are there, in their order."""
    page = report_html(a_report(2021, preamble=text, prose={"overview": "", "problems": "", "further": ""}))
    found = "".join(part for prose in page.xpath("//*[contains(@class, 'prose')]") for part in [shown(prose)])
    assert re.sub(r"[-|:#\\\s]", "", found) == re.sub(r"[-|:#\\\s]", "", text)


CELL = st.text(st.sampled_from("甲1*_<&\\#`. 　"), max_size=4).map(lambda text: text.strip(" ").rstrip("\\"))
ROWS = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=2, max_size=4))


@given(ROWS)
def test_a_table_has_the_cells_that_are_written(rows: list[list[str]]):
    lines = [f"| {' | '.join(row)} |" for row in rows]
    [table] = parse("\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]))
    assert isinstance(table, TextTable)
    assert [list(row) for row in (table.head, *table.rows)] == rows


def test_every_report_of_the_portal_is_on_its_page_letter_by_letter():
    pages = {url: page for township in committed().values() for url, page in rendered(township).items()}
    for township in committed().values():
        for report in township.reports:
            text = (PORTAL / report.prose_path).read_text(encoding="utf-8")
            expected = [line for line in file_lines(text) if not re.match(r"##(?!#)", line)]
            assert page_lines(parsed(pages[f"{township.path}/{report.year}/"].body)) == expected, report.path


# ── blocks ──

def test_blocks_know_their_lines_in_the_file():
    text = "甲\n乙\n\n### 丙\n| a | b |\n|---|:-:|\n| 1 |\n\n![图](x.png)\n丁"
    assert parse(text, {"x.png"}, 5) == (
        Paragraph("甲\n乙", 5), Subheading("丙", 8), TextTable(("a", "b"), (("1", ""),), ("", "center"), 9),
        Picture("图", "x.png", 13), Paragraph("丁", 14))
    assert list(numbered(parse(text, {"x.png"}, 5))) == [
        (5, "甲"), (6, "乙"), (8, "丙"), (9, "a b"), (11, "1 "), (13, "图"), (14, "丁")]


@pytest.mark.parametrize("line", ["#### 甲", "# 甲", "## 甲", "###", "###  ", "　### 甲", "    ### 甲", "甲 ### 乙", "\\### 甲"])
def test_only_three_signs_at_the_beginning_make_a_heading(line: str):
    [block] = parse(f"甲\n{line}")
    assert isinstance(block, Paragraph)
    assert block.text == f"甲\n{line}".rstrip("\n")


@pytest.mark.parametrize("line", ["![图](b.png)", "甲![图](a.png)", "![图](a.png)乙", "![图] (a.png)", "[图](a.png)", "![图](./a.png)"])
def test_only_a_picture_of_the_report_alone_on_its_line_is_one(line: str):
    assert parse(line, {"a.png"}) == (Paragraph(line, 1),)


def test_a_pipe_within_a_cell_is_written_with_a_backslash():
    [table] = parse("| a\\|b | c |\n|---|---|\n| d\\e | f |")
    assert (table.head, table.rows) == (("a|b", "c"), (("d\\e", "f"),))


def test_a_row_of_more_cells_than_the_head_keeps_them():
    [table] = parse("| a |\n|---|\n| 1 | 2 |")
    assert table.rows == (("1", "2"),)
    assert plain([table]) == "a\n1 2"


def test_an_exported_form_has_the_same_blocks():
    report = a_report(2021, preamble="　　1. 甲*\n3. 乙\n\n### 丙\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    parts = form(report).parts[1:4]
    assert parts[:2] == (Printed("text", "　　1. 甲*\n3. 乙"), Printed("subheading", "丙"))
    assert [(box.text, box.row, box.column, box.heading) for box in parts[2].boxes] == [
        ("a", 0, 0, True), ("b", 0, 1, True), ("1", 1, 0, False), ("2", 1, 1, False)]


def test_a_break_within_a_paragraph_is_none_of_the_comparison():
    one, two = (a_report(year, prose={"overview": text}) for year, text in ((2021, "甲甲，\n乙乙。"), (2022, "甲甲，\n\n乙乙。")))
    pages = rendered(a_township(one, two))
    assert "文字没有改动" in pages["shixian/shizhen/changes/"].body
