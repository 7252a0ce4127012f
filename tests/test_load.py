"""Strict reading: what every way of writing a cell means, and every slip named with its file, line and place."""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.check import assess
from generator.draft import report_prose, report_yaml
from generator.issue import BuildError, Issue
from generator.load import load, load_editions, load_settings
from generator.load import report as reading
from generator.load.figures import small_row
from generator.load.originals import LARGEST_ORIGINAL_KB
from generator.load.source import SIZE_LIMIT_KB
from generator.model import Former, Period, Report, State
from tests.factories import (
    EDITIONS,
    PORTAL,
    SOURCES,
    TOWNSHIP,
    a_report,
    codes,
    edit,
    hybrid,
    load_tree,
    seed,
    write_tree,
)

YML, MD = "reports/shixian/shizhen/2021.yml", "reports/shixian/shizhen/2021.md"


def put(folder: Path, row: str, written: str, year: int = 2021) -> int:
    """Write a row's value anew, whatever it is; returns its line."""
    file = folder / f"{year}.yml"
    text, times = re.subn(rf"^  {row}: \[.*?\]", lambda _: f"  {row}: {written}", file.read_text("utf-8"), flags=re.M)
    assert times == 1
    file.write_text(text, encoding="utf-8")
    return next(number for number, line in enumerate(text.split("\n"), 1) if line.startswith(f"  {row}: "))


def put_cell(folder: Path, row: str, index: int, written: str, year: int = 2021) -> int:
    """Write one cell of a row that is all 0."""
    text = (folder / f"{year}.yml").read_text("utf-8")
    cells = re.search(rf"^  {row}: \[(.*?)\]", text, flags=re.M)[1].split(", ")
    cells[index] = written
    return put(folder, row, f"[{', '.join(cells)}]", year)


def add(folder: Path, text: str, file: str = "2021.yml") -> int:
    """Add lines at the end of a file; returns the first one's number."""
    old = (folder / file).read_text("utf-8")
    (folder / file).write_text(old + text, encoding="utf-8")
    return old.count("\n") + 1


def read(folder: Path, year: int = 2021) -> Report:
    site, issues = load_tree(folder.parents[2])
    assert issues == []
    return next(report for report in site.townships[0].reports if report.year == year)


def faults(folder: Path) -> list[Issue]:
    """The issues of the tree; the report that has them is not in the site."""
    _, issues = load_tree(folder.parents[2])
    assert issues
    assert not [found.message for found in issues if not found.message or re.search(r"\{\w+\}", found.message)]
    return issues


def fault(folder: Path) -> Issue:
    [found] = faults(folder)
    return found


# ── what is well ──

def test_the_made_tree_has_no_fault(folder: Path):
    assert read(folder).cells == a_report(2021).cells


def test_the_seeds_and_the_example_load_without_a_fault():
    site, issues = load(SOURCES, EDITIONS)
    assert issues == []
    assert [township.code for township in site.townships] == sorted(township.code for township in site.townships)
    assert sum(len(township.reports) for township in site.townships) == 10


@pytest.mark.parametrize(("row", "index", "written", "literal", "value", "state"), [
    ("received", 0, "0", "0", 0, State.NUMBER),
    ("received", 0, "10690", "10690", 10690, State.NUMBER),
    ("received", 6, "null", "", None, State.BLANK),
    ("received", 0, '"/"', "/", None, State.NOT_APPLICABLE),
    ("received", 0, '"—"', "—", None, State.NOT_APPLICABLE),
    ("received", 0, '"-"', "-", None, State.NOT_APPLICABLE),
    ("received", 0, '"无"', "无", None, State.NOT_APPLICABLE),
    ("received", 0, '{literal: "04"}', "04", None, State.UNREADABLE),
    ("received", 0, '{literal: "约 3"}', "约 3", None, State.UNREADABLE),
    ("received", 0, '"12"', "12", 12, State.NUMBER),
    ("received", 0, '"１２"', "１２", 12, State.NUMBER),
    ("received", 0, '"12件"', "12件", 12, State.NUMBER),
    ("received", 0, '"1,234"', "1,234", 1234, State.NUMBER),
    ("received", 0, '"3（含2件转办）"', "3（含2件转办）", 3, State.NUMBER),
    ("fee", 0, "12.35", "12.35", Decimal(123500), State.NUMBER),
    ("fee", 0, "9.80", "9.80", Decimal(98000), State.NUMBER),
    ("fee", 0, '"24252.311082"', "24252.311082", Decimal("242523110.82"), State.NUMBER),
    ("fee", 0, '"2448023.00元"', "2448023.00元", Decimal("2448023"), State.NUMBER),
    ("fee", 0, '"1.2亿元"', "1.2亿元", Decimal(120000000), State.NUMBER),
    ("fee", 0, '"￥3,500.5元"', "￥3,500.5元", Decimal("3500.5"), State.NUMBER),
])
def test_a_written_cell_keeps_its_literal_and_has_this_value(folder, row, index, written, literal, value, state):
    put_cell(folder, row, index, written)
    column = EDITIONS["2021"].rows[row][1].column_leaves[index].key
    cell = read(folder).cells[f"{row}.{column}"]
    assert (cell.literal, cell.value, cell.state) == (literal, value, state)
    assert isinstance(cell.value, type(value))


@pytest.mark.parametrize(("written", "value"), [
    ("3", 3), ("+3", 3), ("-2", -2), ('"+1036"', 1036), ('"-3"', -3), ('"增2"', 2), ('"减1"', -1), ('"增加 5 项"', 5),
    ('"减少5"', -5), ('"－4"', -4), ("0", 0)])
def test_a_sign_is_read_in_the_column_of_increases(tmp_path: Path, written: str, value: int):
    folder = write_tree(tmp_path, a_report(2020))
    put_cell(folder, "permit", 1, written, 2020)
    assert read(folder, 2020).cells["permit.change"].value == value


def test_money_without_a_unit_is_in_the_unit_of_its_column(tmp_path: Path):
    folder = write_tree(tmp_path, a_report(2020))
    put_cell(folder, "procurement", 1, "2448023.00", 2020)
    assert read(folder, 2020).cells["procurement.amount"].value == Decimal("2448023")


def test_a_lost_table_has_no_cells_and_is_not_zero(tmp_path: Path):
    report = read(write_tree(tmp_path, a_report(2021, missing=["requests"])))
    assert report.missing_tables == {"requests"}
    assert report.cell("received.T") is None


def test_a_row_named_absent_has_no_cells(tmp_path: Path):
    report = read(write_tree(tmp_path, a_report(2021, absent=["inquiry"])))
    assert "inquiry" not in report.rows


def test_the_sixth_outcome_may_be_one_row(tmp_path: Path):
    report = read(write_tree(tmp_path, hybrid(2021)))
    assert "otherwise" in report.rows
    assert not {"no_reply", "no_fee", "other"} & report.rows


def test_the_figures_the_prose_and_the_table_know_their_lines(folder: Path):
    report = read(folder)
    text = (folder / "2021.yml").read_text("utf-8").split("\n")
    assert text[report.lines["carried_over"] - 1].startswith("  carried_over: ")
    assert text[report.lines["review"] - 1].startswith("review:")
    prose = (folder / "2021.md").read_text("utf-8").split("\n")
    assert prose[report.prose_lines["problems"] - 1] == report.prose["problems"]


@pytest.mark.parametrize("change", [
    pytest.param(lambda raw: b"\xef\xbb\xbf" + raw, id="byte-order mark"),
    pytest.param(lambda raw: raw.replace(b"\n", b"\r\n"), id="CRLF")])
@pytest.mark.parametrize("file", ["2021.yml", "2021.md", "township.yml"])
def test_windows_files_are_read_like_others(folder: Path, file: str, change):
    before = read(folder)
    (folder / file).write_bytes(change((folder / file).read_bytes()))
    after = read(folder)
    assert after == before


# ── slips in a cell ──

@pytest.mark.parametrize(("written", "code"), [
    ("012", "cell-leading-zero"),
    ("00", "cell-leading-zero"),
    ('"04"', "cell-leading-zero"),
    ("1_000", "cell-number"),
    ("12:30", "cell-number"),
    ("0x1F", "cell-number"),
    ("0o17", "cell-letter"),
    ("1e3", "cell-number"),
    ("5.", "cell-end"),
    (".5", "cell-number"),
    ("-0x2", "cell-number"),
    ("no", "cell-text"),
    ("true", "cell-text"),
    ("~", "cell-blank"),
    ("Null", "cell-blank"),
    (".nan", "cell-blank"),
    (".inf", "cell-text"),
    ("/", "cell-unquoted"),
    ("无", "cell-unquoted"),
    ("增2", "cell-text"),
    ("12件", "cell-unquoted"),
    ("-3", "cell-sign"),
    ("+3", "cell-sign"),
    ('"-3"', "cell-sign"),
    ("2.0", "cell-point-zero"),
    ('"2.5"', "cell-fraction"),
    ('""', "cell-blank"),
    ('" "', "cell-blank"),
    ('"二"', "cell-text"),
    ('"1,23"', "cell-text"),
    ('"1 2"', "cell-number"),
    ('"8²"', "cell-text"),  # an 8 with a note, not 82
    ('"8①"', "cell-text"),
    ('"增2"', "cell-text"),
    ("1234567890123", "cell-too-large"),
    ('"1234567890123"', "cell-too-large"),
    ("２", "cell-characters"),
    ("“2”", "cell-characters"),
    ("2\u00a0", "cell-characters"),
    ("2\u200b", "cell-characters"),
    ("待填", "cell-to-fill"),
    ("[0]", "cell-shape"),
    ("{literal: 04, note: x}", "cell-shape"),
    ('{literal: ""}', "cell-shape"),
    ("{literal: [4]}", "cell-shape"),
    ("{value: 4}", "cell-shape"),
])
def test_a_slip_in_a_cell_is_named_with_line_and_place(folder: Path, written: str, code: str):
    line = put_cell(folder, "received", 5, written)
    found = fault(folder)
    assert (found.code, found.path, found.line) == (code, YML, line)
    assert [word for word in ("表三", "一、本年新收政府信息公开申请数量", "其他") if word not in found.place] == []
    assert found.place in found.message
    assert (folder / "2021.yml").read_text("utf-8").split("\n")[line - 1][found.column - 1:].startswith(written[0])


@pytest.mark.parametrize(("written", "code"), [
    ('"增"', "cell-text"), ("++2", "cell-number"), ("2.5", "cell-fraction"), ('"增02"', "cell-leading-zero")])
def test_a_slip_in_the_column_of_increases_is_named(tmp_path: Path, written: str, code: str):
    folder = write_tree(tmp_path, a_report(2020))
    line = put_cell(folder, "fee", 1, written, 2020)
    found = fault(folder)
    assert (found.code, found.line) == (code, line)
    assert "本年增/减" in found.place


@pytest.mark.parametrize(("written", "code"), [
    ("-1.5", "cell-negative"), ("1.5.2", "cell-number"), ('"12.5美元"', "cell-text"), ('"012.5"', "cell-leading-zero"),
    ('"12,34.5"', "cell-text"), ('"-5元"', "cell-text"), ("1.", "cell-end")])
def test_a_slip_in_money_is_named(folder: Path, written: str, code: str):
    line = put_cell(folder, "fee", 0, written)
    found = fault(folder)
    assert (found.code, found.line) == (code, line)
    assert "本年收费金额（单位：万元）" in found.place


def test_a_place_in_table_four_says_which_of_the_three_blocks(folder: Path):
    """结果维持 (upheld) stands there three times."""
    put_cell(folder, "cases", 10, "no")
    assert "复议后起诉" in fault(folder).place


# ── slips in a row or a table ──

@pytest.mark.parametrize(("written", "found"), [
    ("[0, 0, 0, 0, 0, 0]", "6"), ("[0, 0, 0, 0, 0, 0, 0, 0]", "8"), ("[]", "0"), ("[0，0，0，0，0，0]", "6")])
def test_a_row_of_the_wrong_length_is_named(folder: Path, written: str, found: str):
    line = put(folder, "granted", written)
    one = fault(folder)
    assert (one.code, one.path, one.line, one.expected, one.found) == ("row-length", YML, line, "7", found)
    assert "（一）予以公开" in one.place


@pytest.mark.parametrize(("written", "code"), [
    ("0", "row-length"), ("null", "row-blank"), ("［0, 0, 0, 0, 0, 0, 0］", "row-parted"), ("{P: 0}", "wrong-type"),
    ('"0 0 0 0 0 0 0"', "row-parted"), ("无", "wrong-type")])
def test_a_row_that_is_no_list_is_named(folder: Path, written: str, code: str):
    line = put(folder, "granted", written)
    one = fault(folder)
    assert (one.code, one.path, one.line) == (code, YML, line)
    assert "（一）予以公开" in one.message


def test_a_forgotten_row_is_an_error_and_never_a_zero(folder: Path):
    put(folder, "granted", "[]")
    edit(folder / "2021.yml", "  granted: []", "  #")
    found = fault(folder)
    assert (found.code, found.path) == ("row-missing", YML)
    assert "（一）予以公开" in found.place


def test_a_row_both_given_and_absent_is_a_contradiction(folder: Path):
    add(folder, "absent_rows: [granted]\n")
    found = fault(folder)
    assert (found.code, found.path, found.line) == ("row-contradiction", YML, put(folder, "granted", "[]"))


def test_the_sixth_outcome_in_one_row_and_in_parts_is_a_contradiction(folder: Path):
    line = edit(folder / "2021.yml", "  no_reply:", "  otherwise: [0, 0, 0, 0, 0, 0, 0]\n  no_reply:")
    found = fault(folder)
    assert (found.code, found.line) == ("row-single-and-parts", line)


def test_an_unknown_row_named_absent_is_an_error(folder: Path):
    line = add(folder, "absent_rows: [grunted]\n")
    found = fault(folder)
    assert (found.code, found.path, found.line) == ("absent-row-unknown", YML, line)


def test_a_misspelt_row_is_an_error_with_a_guess(folder: Path):
    line = edit(folder / "2021.yml", "  granted:", "  grunted:")
    found = fault(folder)
    assert (found.code, found.line) == ("unknown-key", line)
    assert found.message.endswith("请改成 granted。")


def table_out(folder: Path, key: str, instead: str) -> int:
    """Replace a whole table of the YAML."""
    file = folder / "2021.yml"
    text = file.read_text("utf-8")
    [table] = re.findall(rf"^{key}:.*\n(?:  .*\n)+", text, flags=re.M)
    return edit(file, table, instead)


def test_a_forgotten_table_is_an_error(folder: Path):
    table_out(folder, "review", "")
    found = fault(folder)
    assert (found.code, found.path) == ("table-missing", YML)
    assert "表四" in found.message


@pytest.mark.parametrize("written", ["review: lost\n", "review: [0]\n", "review: 0\n"])
def test_a_table_that_is_neither_rows_nor_missing_is_an_error(folder: Path, written: str):
    line = table_out(folder, "review", written)
    found = fault(folder)
    assert (found.code, found.path, found.line) == ("table-shape", YML, line)


# ── slips in the YAML ──

@pytest.mark.parametrize(("old", "new", "code", "later"), [
    pytest.param("signed: null", "signed: null\nsigned: null", "duplicate-key", 1, id="duplicate key"),
    pytest.param("  url: https://shixian.invalid/2021.html", "  url: null\n  url: null", "duplicate-key", 1, id="duplicate inner key"),
    pytest.param("  partly:", "  granted: [0, 0, 0, 0, 0, 0, 0]\n  partly:", "duplicate-key", 0, id="duplicate row"),
    pytest.param("signed: null", "signed: &day null", "yaml-feature", 0, id="anchor"),
    pytest.param("signed: null", "signed: *day", "yaml-feature", 0, id="alias"),
    pytest.param("signed: null", "<<: *all", "yaml-feature", 0, id="merge"),
    pytest.param("signed: null", "signed: !!str 2021", "yaml-feature", 0, id="tag"),
    pytest.param("signed: null", "signed: !!python/object/apply:os.system [ls]", "yaml-feature", 0, id="python tag"),
    pytest.param("signed: null", "? [a, b]\n: null", "yaml-feature", 0, id="list as a key"),
    pytest.param("disclosure:", "---\ndisclosure:", "yaml-feature", 1, id="two documents"),
    pytest.param("  url: https://shixian.invalid/2021.html", "\turl: null", "yaml-syntax", 0, id="tab"),
    pytest.param("  url: https://shixian.invalid/2021.html", "   url: null", "yaml-syntax", 0, id="indentation"),
    pytest.param("signed: null", "signed： null", "yaml-syntax", 0, id="Chinese colon"),
    pytest.param("issuer: 试镇人民政府", 'issuer: "2021', "yaml-syntax", 0, id="open quotation mark"),
    pytest.param("issuer: 试镇人民政府", "issuer: 甲: 乙", "yaml-syntax", 0, id="colon in a text"),
    pytest.param("issuer: 试镇人民政府", "issuer: @x", "yaml-syntax", 0, id="reserved sign"),
    pytest.param("signed: null", "signed: " + "[" * 5000, "nested-too-deep", 0, id="thousands of brackets"),
    pytest.param("signed: null", "signed: " + "{a: " * 5000, "nested-too-deep", 0, id="thousands of braces"),
    pytest.param("issuer: 试镇人民政府", "issuer: " + "- " * 5000, "yaml-syntax", 0, id="thousands of dashes"),
    pytest.param("signed: null", "unterschrieben: null", "unknown-key", 0, id="unknown key"),
    pytest.param("  url: https://shixian.invalid/2021.html", "  link: null", "unknown-key", 0, id="unknown inner key"),
    pytest.param("signed: null", "signed: 2021-1-5", "wrong-value", 0, id="short date"),
    pytest.param("signed: null", "signed: 2021-02-30", "wrong-value", 0, id="impossible date"),
    pytest.param("signed: null", "signed: 2021年1月5日", "wrong-value", 0, id="Chinese date"),
    pytest.param("signed: null", "signed: ２０２１-01-05", "wrong-value", 0, id="full-width date"),
    pytest.param("signed: null", "signed: [2021-01-05]", "wrong-type", 0, id="list for a text"),
    pytest.param("signed: null", "signed: 待填", "to-fill", 0, id="to fill"),
    pytest.param("  url: https://shixian.invalid/2021.html", "  url: 待填", "to-fill", 0, id="inner to fill"),
    pytest.param("  url: https://shixian.invalid/2021.html", "  url: javascript:alert(1)", "wrong-value", 0, id="script address"),
    pytest.param("  url: https://shixian.invalid/2021.html", "  url: www.example.cn", "wrong-value", 0, id="address without http"),
    pytest.param("  sha256: null", "  sha256: ABC", "wrong-value", 0, id="short digest"),
    pytest.param("  file: null", "  file: ../2021.yml", "wrong-value", 0, id="file elsewhere"),
    pytest.param("  file: null", "  file: ..", "wrong-name", 0, id="folder as a file"),
    pytest.param("  file: null", "  file: lost.pdf", "file-missing", 0, id="file that is not there"),
    pytest.param("year: 2021", "year: 2020", "year-mismatch", 0, id="another year"),
    pytest.param("year: 2021", "year: 2022", "year-mismatch", 0, id="a later year"),
    pytest.param("year: 2021", "year: 二〇二一", "wrong-value", 0, id="year in words"),
    pytest.param("year: 2021", "year: 2_021", "wrong-value", 0, id="year with a line"),
    pytest.param("year: 2021", "year: null", "missing-key", 0, id="no year"),
    pytest.param('edition: "2021"', 'edition: "1999"', "wrong-value", 0, id="no such edition"),
    pytest.param('edition: "2021"', "edition: null", "missing-key", 0, id="no edition"),
    pytest.param("signed: null", "signed: null\ntranscription: 一句话", "wrong-type", 1, id="text for a list"),
    pytest.param("signed: null", "signed: null\ntranscription:\n  - 甲: 乙", "wrong-type", 2, id="mapping in a list"),
    pytest.param("signed: null", "signed: null\nheadings: [一]", "wrong-type", 1, id="list for a mapping"),
    pytest.param("signed: null", "signed: null\nheadings: {overvew: 甲}", "unknown-key", 1, id="no such section"),
    pytest.param("signed: null", "signed: null\nextra_lines: {request: [甲]}", "unknown-key", 1, id="no such table"),
])
def test_a_slip_in_the_yaml_is_named_with_its_line(folder: Path, old: str, new: str, code: str, later: int | None):
    line = edit(folder / "2021.yml", old, new)
    found = fault(folder)
    assert (found.code, found.path) == (code, YML)
    if later is not None:
        assert found.line == line + later


@pytest.mark.parametrize("file", ["2021.yml", "township.yml"])
@pytest.mark.parametrize(("content", "code", "line"), [
    pytest.param(b"", "empty-file", 0, id="empty"),
    pytest.param(b"# nothing\n\n", "empty-file", 0, id="comments only"),
    pytest.param(b"- a\n- b\n", "wrong-type", 1, id="list"),
    pytest.param(b"\nall is well\n", "wrong-type", 2, id="text"),
    pytest.param("a: 1\nname: 试镇\n".encode("gbk"), "wrong-encoding", 2, id="GBK"),
    pytest.param("name: 试镇\n".encode("utf-16"), "wrong-encoding", 1, id="UTF-16"),
    pytest.param(b"\xff\xfe\x00", "wrong-encoding", 1, id="bytes"),
    pytest.param(b"[" * 10000, "nested-too-deep", 1, id="thousands of brackets"),
    pytest.param(b"a: " * 3000, "yaml-syntax", 1, id="thousands of colons"),
    pytest.param(b"x" * (SIZE_LIMIT_KB * 1024 + 1), "oversized-file", 0, id="oversized"),
])
def test_a_file_that_is_no_report_is_named(folder: Path, file: str, content: bytes, code: str, line: int):
    (folder / file).write_bytes(content)
    found = fault(folder)
    assert (found.code, found.path, found.line) == (code, f"reports/shixian/shizhen/{file}", line)


@pytest.mark.parametrize(("content", "code", "line"), [
    pytest.param("## 一、总体情况\n试".encode("gbk"), "wrong-encoding", 1, id="GBK"),
    pytest.param(b"x" * (SIZE_LIMIT_KB * 1024 + 1), "oversized-file", 0, id="oversized")])
def test_prose_that_cannot_be_read_is_named(folder: Path, content: bytes, code: str, line: int):
    (folder / "2021.md").write_bytes(content)
    found = fault(folder)
    assert (found.code, found.path, found.line) == (code, MD, line)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x0b", "\x7f"])
@pytest.mark.parametrize("file", ["2021.yml", "2021.md", "township.yml"])
def test_a_control_character_is_named_with_its_line(folder: Path, file: str, character: str):
    old = {"2021.yml": "issuer: ", "2021.md": "全年工作", "township.yml": "city: "}[file]
    line = edit(folder / file, old, old + character)
    found = fault(folder)
    assert (found.path, found.line) == (f"reports/shixian/shizhen/{file}", line)


@pytest.mark.parametrize("character", ["\x85", "\x9b", "\u202e", "\u2066", "\u200f", "\u2028", "\ufffe", "\U000e0041"])
@pytest.mark.parametrize("file", ["2021.yml", "2021.md", "township.yml"])
def test_what_makes_a_file_show_other_words_is_named_with_line_and_column(folder: Path, file: str, character: str):
    old = {"2021.yml": "issuer: 试", "2021.md": "全年工作", "township.yml": "city: 试"}[file]
    line = edit(folder / file, old, old + character)
    found = fault(folder)
    assert (found.code, found.path, found.line, found.column) == (
        "control-character", f"reports/shixian/shizhen/{file}", line, len(old) + 1)
    assert f"第 {len(old) + 1} 个字处有看不见的字符 U+{ord(character):04X}（" in found.message


def test_a_direction_in_a_comment_is_named(folder: Path):
    line = edit(folder / "2021.yml", "signed: null", "signed: null  # \u202e甲")
    assert (fault(folder).code, fault(folder).line) == ("control-character", line)


HIDING = {"line break": "\\n", "return": "\\r", "tab": "\\t", "no width": "\u200b", "joiner": "\u2060", "mark": "\ufeff", "soft hyphen":
          "\xad", "own making": "\ue000", "escaped direction": "\\u202e", "escaped C1": "\\x85", "escaped separator": "\\u2029"}
FIELDS = ["title", "issuer", "signed", "published", "source.file", "source.url", "source.accessed", "source.sha256",
          "headings.overview", "edition", "year"]


@pytest.mark.parametrize("hiding", HIDING.values(), ids=HIDING)
@pytest.mark.parametrize("key", FIELDS)
def test_a_field_of_one_line_has_nothing_hidden(folder: Path, key: str, hiding: str):
    file = folder / "2021.yml"
    name = key.rpartition(".")[2]
    written = f'{name}: "甲乙丙丁{hiding}戊"'
    if key.startswith("headings"):
        line = add(folder, f"headings:\n  {written}\n") + 1
    else:
        text = file.read_text("utf-8")
        old = re.search(rf"^ *{name}: .*$", text, flags=re.M)[0]
        line = edit(file, old, old[:len(old) - len(old.lstrip())] + written)
    found = fault(folder)
    assert (found.code, found.path, found.line) == ("hidden-character", YML, line)
    number = hiding if len(hiding) == 1 else json.loads(f'"{hiding.replace("x", "u00")}"')
    assert found.message.startswith(f"“{key}”的第 5 个字是")
    assert f" U+{ord(number):04X}（" in found.message


@pytest.mark.parametrize("hiding", HIDING.values(), ids=HIDING)
@pytest.mark.parametrize("text", [
    'transcription:\n  - "甲{}"\n', 'extra_lines:\n  review: ["甲{}"]\n', 'absent_rows: ["甲{}"]\n',
    'as_published:\n  - {{check: flow, table: requests, column: P, reason: "原{}"}}\n'])
def test_a_line_of_a_list_has_nothing_hidden(folder: Path, text: str, hiding: str):
    add(folder, text.format(hiding))
    assert "hidden-character" in {one.code for one in faults(folder)}


@pytest.mark.parametrize("hiding", HIDING.values(), ids=HIDING)
@pytest.mark.parametrize("key", ["name", "kind", "code", "county", "city", "province", "contact.phone"])
def test_a_name_of_a_township_has_nothing_hidden(folder: Path, key: str, hiding: str):
    file = folder / "township.yml"
    name = key.rpartition(".")[2]
    if key.startswith("contact"):
        add(folder, f'contact:\n  {name}: "甲{hiding}"\n', "township.yml")
    else:
        file.write_text(re.sub(rf"(?m)^{name}: .*$", lambda _: f'{name}: "甲{hiding}"', file.read_text("utf-8")), encoding="utf-8")
    found = fault(folder)
    assert (found.code, found.path) == ("hidden-character", "reports/shixian/shizhen/township.yml")
    assert f"“{key}”的第 2 个字是" in found.message


@pytest.mark.parametrize("name", ["𠮷林镇", "阿卜杜拉·买买提乡", "葛\U000e0100城街道", "试镇（筹）", "试　镇", "\U000323af镇"])
def test_a_rare_name_is_a_name(folder: Path, name: str):
    edit(folder / "township.yml", "name: 试镇", f"name: {name}")
    assert load_tree(folder.parents[2])[0].townships[0].name == name


@pytest.mark.parametrize("written", ['"12{}"', '"3（含{}2件）"', '{{literal: "约{}3"}}', '"/{}"'])
@pytest.mark.parametrize("hiding", HIDING.values(), ids=HIDING)
def test_a_cell_has_nothing_hidden(folder: Path, written: str, hiding: str):
    line = put_cell(folder, "received", 5, written.format(hiding))
    found = fault(folder)
    assert (found.code, found.path, found.line) == ("cell-hidden", YML, line)
    assert "〔U+" in found.message


@pytest.mark.parametrize(("name", "code"), [("长" * 83 + "aa", None), ("长" * 84, "wrong-name"), ("a" * 400, "wrong-name")])
def test_a_name_of_an_original_leaves_room_for_an_ending(folder: Path, name: str, code: str | None):
    if len(name.encode()) < 256:
        (folder / name).write_text("x", encoding="utf-8")
    edit(folder / "2021.yml", "  file: null", f"  file: {name}")
    assert {one.code for one in load_tree(folder.parents[2])[1]} == {code} - {None}


def test_a_setting_has_nothing_hidden(tmp_path: Path):
    text = (PORTAL / "mkdocs.yml").read_text("utf-8").replace("    footer: null", '    footer: "甲\\n<b>"')
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    settings, [found] = load_settings(tmp_path / "mkdocs.yml")
    assert settings is None
    assert found.message == "“extra.portal.footer”的第 2 个字是看不见的字符 U+000A（换行），请删去。"


@pytest.mark.parametrize("written", ['"\\x07"', '"\\0"', '"\\e[0m"'])
def test_a_control_character_written_as_an_escape_is_named(folder: Path, written: str):
    line = edit(folder / "2021.yml", "issuer: 试镇人民政府", f"issuer: {written}")
    found = fault(folder)
    assert (found.code, found.path, found.line) == ("control-character", YML, line)


def test_a_folder_in_the_place_of_a_file_is_named(folder: Path):
    (folder / "2021.md").unlink()
    (folder / "2021.md").mkdir()
    found = fault(folder)
    assert (found.code, found.path) == ("unreadable-file", MD)


def test_all_problems_of_a_file_are_said_at_once_in_order(folder: Path):
    lines = [edit(folder / "2021.yml", "signed: null", "signed: gestern"),
             edit(folder / "2021.yml", "  sha256: null", "  sha256: 7"),
             put_cell(folder, "normative", 0, "012"),
             put(folder, "received", "[no, 1.5, 0, 0, 0, 0, -1]"),
             put(folder, "granted", "[0]"),
             add(folder, "colour: red\n")]
    found = faults(folder)
    assert [(one.line, one.code) for one in found] == [
        (lines[0], "wrong-value"), (lines[1], "wrong-value"), (lines[2], "cell-leading-zero"),
        (lines[3], "cell-text"), (lines[3], "cell-fraction"), (lines[3], "cell-sign"),
        (lines[4], "row-length"), (lines[5], "unknown-key")]


def test_problems_of_several_files_are_said_at_once(folder: Path):
    edit(folder / "2021.yml", "year: 2021", "year: 2020")
    edit(folder / "2021.md", "## 五、存在的主要问题及改进情况", "## 五、问题")
    edit(folder / "township.yml", "kind: 镇", "kind: 村")
    (folder / "notes.yml").write_text("x", encoding="utf-8")
    assert {(one.path.rsplit("/", 1)[1], one.code) for one in faults(folder)} == {
        ("2021.yml", "year-mismatch"), ("2021.md", "section-unknown"),
        ("township.yml", "wrong-value"), ("notes.yml", "file-stray")}


# ── the original beside the report ──

def original(folder: Path, sha256: str) -> None:
    (folder / "2021-original.txt").write_bytes(b"original\n")
    edit(folder / "2021.yml", "  file: null", "  file: 2021-original.txt")
    edit(folder / "2021.yml", "  sha256: null", f"  sha256: {sha256}")


@pytest.mark.parametrize("at", [0, 1, 63])
def test_an_original_with_one_sign_of_its_digest_wrong_is_refused(folder: Path, at: int):
    digest = hashlib.sha256(b"original\n").hexdigest()
    original(folder, digest[:at] + ("0" if digest[at] != "0" else "1") + digest[at + 1:])
    assert fault(folder).code == "source-digest"


def test_an_original_with_its_digest_is_accepted(folder: Path):
    digest = hashlib.sha256(b"original\n").hexdigest()
    original(folder, digest)
    assert read(folder).source.sha256 == digest


def test_an_original_with_another_digest_is_named_with_the_right_one(folder: Path):
    original(folder, "0" * 64)
    found = fault(folder)
    assert (found.code, found.path) == ("source-digest", YML)
    assert hashlib.sha256(b"original\n").hexdigest() in found.message


def test_an_original_too_large_to_publish_is_refused(folder: Path):
    original(folder, hashlib.sha256(b"original\n").hexdigest())
    with open(folder / "2021-original.txt", "r+b") as file:
        file.truncate(LARGEST_ORIGINAL_KB * 1024 + 1)  # a hole: it takes no room
    found = fault(folder)
    assert (found.code, found.path) == ("oversized-file", YML)
    assert "2021-original.txt" in found.message


def test_an_original_that_is_a_way_out_of_the_folder_is_refused(folder: Path):
    """A stranger's pull request must not publish a file of the machine that builds it."""
    outside = folder.parents[2] / "secret.txt"
    outside.write_text("secret", encoding="utf-8")
    (folder / "2021-original.txt").symlink_to(outside)
    edit(folder / "2021.yml", "  file: null", "  file: 2021-original.txt")
    assert faults(folder)


@pytest.mark.parametrize("name", ["2021.md", "2021.yml", "township.yml"])
def test_a_link_in_the_place_of_a_file_is_refused(folder: Path, name: str):
    (folder / name).rename(folder.parents[2] / name)
    (folder / name).symlink_to(folder.parents[2] / name)
    found = fault(folder)
    assert (found.code, found.path) == ("symbolic-link", f"reports/shixian/shizhen/{name}")


def test_a_link_in_the_place_of_a_folder_is_refused(folder: Path):
    (folder.parent / "lingzhen").symlink_to(folder)
    found = fault(folder)
    assert (found.code, found.path) == ("symbolic-link", "reports/shixian/lingzhen")


# ── rows of small figures are read at a stretch, and just as cell by cell ──

FIGURES = st.sampled_from(["0", "0", "7", "999", "1000", "007", "1234567890123"])


def figures(width: int) -> st.SearchStrategy[list[str]]:
    """Figures for a row of this many cells, mostly as many."""
    return st.one_of(*(st.lists(one, min_size=width, max_size=width) for one in (st.sampled_from(["0", "7", "999", "1000"]), FIGURES)),
                     st.lists(FIGURES, min_size=1, max_size=16))


def read_text_of(text: str, report: Report) -> tuple[Report | None, list[tuple[str, int, str]]]:
    """The report of a YAML text and what is said of it."""
    issues: list[Issue] = []
    files = {"2021.yml": text.encode(), "2021.md": report_prose(report).encode()}
    found = reading.read_report(Path(__file__).parent / "cases" / "all-zero" / "reports" / "shixian" / "shizhen", "x", 2021,
                                EDITIONS, issues, lambda path: files[Path(path).name])
    return found, [(one.code, one.line, one.message) for one in issues]


@settings(max_examples=200)
@given(st.sampled_from([a_report(2021, "2019"), a_report(2021), hybrid(2021)]), st.data())
def test_small_figures_are_read_as_cell_by_cell(report: Report, data: st.DataObject):
    """Whatever row they stand in: of money, of a group, of one said to be absent; too few, too many, other figures."""
    text = report_yaml(report)
    special = [key for key, (_, block, row) in report.edition.rows.items() if block.has_money or row.children]
    keys = st.sampled_from(special) | st.sampled_from(sorted(report.edition.rows))
    for key in data.draw(st.lists(keys, unique=True, max_size=4)):
        cells = data.draw(figures(len(report.edition.addresses[key])))
        line = f"  {key}: [{data.draw(st.sampled_from([', ', ',', ',  ']), 'comma').join(cells)}]"
        text = re.sub(rf"^  {key}: .*$", line, text, flags=re.M)
        if f"  {key}: " not in text:
            text = text.replace("  total: ", f"{line}\n  total: ")
    text = re.sub(r"^absent_rows:\n(?:  - .*\n)+", "", text, flags=re.M) + "".join(
        ["absent_rows:\n", *(f"  - {key}\n" for key in absent)] if (
            absent := data.draw(st.lists(st.sampled_from(["no_fee", "no_reply", "other", "total"]), unique=True))) else [])
    quickly = read_text_of(text, report)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "small_row", lambda addresses, content: {})
        assert read_text_of(text, report) == quickly


@given(st.data(), st.integers(1, 15))
def test_a_row_is_small_if_all_its_figures_are(data: st.DataObject, width: int):
    cells = data.draw(figures(width))
    addresses = tuple(f"x.{number}" for number in range(width))
    fits = len(cells) == width and all(cell == str(int(cell)) and int(cell) < 1000 for cell in cells)
    assert [cell.literal for cell in small_row(addresses, ", ".join(cells)).values()] == (cells if fits else [])


# ── acknowledgements ──

@pytest.mark.parametrize("entry", [
    "{check: outcome-total, table: requests, column: P, reason: 原文如此}",
    "{check: outcomes-total, table: review, column: P, reason: 原文如此}",
    "{check: outcomes-total, table: requests, column: Q, reason: 原文如此}",
    "{check: outcomes-total, table: requests, row: total, reason: 原文如此}",
    "{check: outcomes-total, table: requests, reason: 原文如此}",
    "{check: in-force-flow, table: disclosure, row: normative, reason: 原文如此}",
    "{check: review-total, table: review, row: cases, reason: 原文如此}",
])
def test_an_acknowledgement_that_fits_no_balance_is_an_error(folder: Path, entry: str):
    line = add(folder, f"as_published:\n  - {entry}\n") + 1
    found = fault(folder)
    assert (found.code, found.path, found.line) == ("acknowledgement-unknown", YML, line)


@pytest.mark.parametrize(("report", "named", "given"), [
    (a_report(2020), "check: project-flow, table: disclosure, row: normative", "permit、service、penalty、compulsion、fee"),
    (a_report(2021), "check: applicants-total, table: requests, row: otherwise", "other、total、carried_forward"),
    (hybrid(2021), "check: applicants-total, table: requests, row: no_fee", "reissue、otherwise、total、carried_forward"),
], ids=["a block without the columns", "a group printed in parts", "a part of a group printed as one"])
def test_an_acknowledgement_is_told_where_the_balance_is_looked_at(tmp_path: Path, report: Report, named: str, given: str):
    folder = write_tree(tmp_path, report)
    line = add(folder, f"as_published:\n  - {{{named}, reason: 原文如此}}\n", f"{report.year}.yml") + 1
    found = fault(folder)
    assert (found.code, found.line) == ("acknowledgement-unknown", line)
    assert found.message.endswith(f"{given}。")
    assert named.rpartition(" ")[2] not in found.message.split("：")[-1].rstrip("。").split("、")


def test_an_acknowledgement_of_a_row_is_told_that_its_table_is_lost(tmp_path: Path):
    folder = write_tree(tmp_path, a_report(2021, missing=["requests"]))
    add(folder, "as_published:\n  - {check: applicants-total, table: requests, row: total, reason: 原文如此}\n")
    found = fault(folder)
    assert found.code == "acknowledgement-unknown"
    assert found.message.endswith("请删去这一条。")


@pytest.mark.parametrize("report", [a_report(2020), a_report(2021), hybrid(2021), a_report(2021, absent=["petition"]),
                                    a_report(2020, missing=["disclosure"])],
                         ids=["2019", "2021", "hybrid", "absent row", "lost table"])
def test_what_may_be_acknowledged_is_what_is_checked(tmp_path: Path, report: Report):
    edition = report.edition
    names = {*edition.rows, *(place.column.key for place in edition.places.values())}
    balances = [balance for balance in edition.balances if balance.level == "balance"]
    entries = sorted({(balance.id, balance.table, balance.axis, name) for balance in balances for name in names})
    folder = write_tree(tmp_path, report)
    first = add(folder, "as_published:\n" + "".join(
        f"  - {{check: {check}, table: {table}, {axis}: {name}, reason: 原文如此}}\n"
        for check, table, axis, name in entries), f"{report.year}.yml") + 1
    refused = {entries[found.line - first] for found in faults(folder)}
    checked = {(balance.id, balance.table, balance.axis, found.key) for balance in balances
               for found in assess(balance, report, report)}
    assert set(entries) - refused == checked


@pytest.mark.parametrize("entry", ["{check: flow, table: requests, column: P}",
                                   "{check: flow, column: P, reason: 原文如此}",
                                   "{table: requests, column: P, reason: 原文如此}"])
def test_an_acknowledgement_without_one_of_its_parts_is_an_error(folder: Path, entry: str):
    line = add(folder, f"as_published:\n  - {entry}\n") + 1
    found = fault(folder)
    assert (found.code, found.path, found.line) == ("missing-key", YML, line)


@pytest.mark.parametrize(("entry", "code"), [("flow", "wrong-type"), (
    "{check: flow, table: requests, column: P, reason: 原文如此, when: now}", "unknown-key")])
def test_an_acknowledgement_of_another_form_is_an_error(folder: Path, entry: str, code: str):
    line = add(folder, f"as_published:\n  - {entry}\n") + 1
    found = fault(folder)
    assert (found.code, found.path, found.line) == (code, YML, line)


# ── the prose ──

@pytest.mark.parametrize(("old", "new", "code"), [
    ("## 五、存在的主要问题及改进情况", "## 五、存在的问题", "section-unknown"),
    ("## 五、存在的主要问题及改进情况", "## 一、总体情况", "section-duplicate"),
    ("公开内容还不够丰富", "# 报告\n\n公开内容还不够丰富", "title-in-prose"),
    ("公开内容还不够丰富", "##附表\n\n公开内容还不够丰富", "section-unknown"),
    ("全年工作平稳有序。", "全年工作平稳有序。\n\n## 六、其他需要报告的事项", "section-order"),
    ("公开内容还不够丰富", "#报告\n\n公开内容还不够丰富", "title-in-prose"),
    ("公开内容还不够丰富", "#### 报告\n\n公开内容还不够丰富", "heading-level"),
    ("公开内容还不够丰富", "#####报告\n\n公开内容还不够丰富", "heading-level"),
])
def test_a_slip_in_a_heading_is_named_with_its_line(folder: Path, old: str, new: str, code: str):
    edit(folder / "2021.md", old, new)
    found = faults(folder)
    assert code in codes(found)
    assert {one.path for one in found} == {MD}
    heading = next(one for one in found if one.code == code)
    assert (folder / "2021.md").read_text("utf-8").split("\n")[heading.line - 1].startswith("#")


@pytest.mark.parametrize("section", EDITIONS["2021"].sections, ids=lambda one: one.key)
def test_a_missing_heading_is_an_error(folder: Path, section):
    edit(folder / "2021.md", f"## {section.heading}", "")
    found = fault(folder)
    assert (found.code, found.path) == ("section-missing", MD)
    assert section.heading in found.message
    assert section.key in found.message


def test_a_heading_that_the_original_lost_may_be_missing(folder: Path):
    edit(folder / "2021.md", "## 三、收到和处理政府信息公开申请情况", "")
    add(folder, "headings: {applications: null}\n")
    assert read(folder).headings == {"applications": None}


@pytest.mark.parametrize("written", ["##  一、总体情况  ", "## 一、 总体情况", "## 一、总体情况 ##", "  ## 一、总体情况"])
def test_spaces_in_a_heading_do_not_matter(folder: Path, written: str):
    edit(folder / "2021.md", "## 一、总体情况", written)
    assert read(folder).prose["overview"] == a_report().prose["overview"]


def test_the_other_official_wording_of_section_four_is_accepted(folder: Path):
    edit(folder / "2021.md", "## 四、政府信息公开行政复议、行政诉讼情况",
         "## 四、因政府信息公开工作被申请行政复议、提起行政诉讼情况")
    assert "disputes" in read(folder).prose


def test_subheadings_belong_to_the_prose(folder: Path):
    edit(folder / "2021.md", "全年工作平稳有序。", "### （一）主动公开\n\n甲。")
    assert read(folder).prose["overview"] == "### （一）主动公开\n\n甲。"


@pytest.mark.parametrize("line", ["#政务公开# 是个话题", "　　# 报告", "　　#### 报告", "####", "甲# 乙", "![图]", "!(a.png)", "![图](a.png)"])
def test_a_sign_that_is_no_mark_is_text(folder: Path, line: str):
    (folder / "a.png").write_bytes(b"x")
    add(folder, "attachments:\n  - {file: a.png, title: 图, alt: 图}\n")
    edit(folder / "2021.md", "全年工作平稳有序。", line)
    assert read(folder).prose["overview"] == line


@pytest.mark.parametrize(("line", "code"), [
    ("![图](b.png)", "picture-unknown"), ("![图](./a.png)", "picture-unknown"), ("![](https://x.invalid/a.png)", "picture-unknown"),
    ("![图](C:\\\\图\\\\a.png)", "picture-elsewhere"), ("甲![图](file:///C:/a.png)", "picture-elsewhere"),
    ("![图](data:image/png;base64,AAAA)", "picture-elsewhere"), ("![图](\\\\\\\\server\\\\a.png)", "picture-elsewhere"),
    ("甲![图](a.png)", "picture-within-line"), ("![图](b.pdf)", "picture-unknown"), ("待填", "to-fill"),
    ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", "text-table-row")])
def test_what_would_show_its_signs_or_lose_a_cell_is_an_error(folder: Path, line: str, code: str):
    line = line.replace("\\\\", "\\")
    for name in ("a.png", "b.pdf"):
        (folder / name).write_bytes(b"x")
    add(folder, "attachments:\n  - {file: a.png, title: 图, alt: 图}\n  - {file: b.pdf, title: 文}\n")
    at = edit(folder / "2021.md", "全年工作平稳有序。", line)
    found = fault(folder)
    assert (found.code, found.path, found.line) == (code, MD, at + line.count("\n"))


def test_a_row_with_too_many_cells_is_told_on_its_own_line(folder: Path):
    at = edit(folder / "2021.md", "全年工作平稳有序。", "甲。\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 1\\|2 | 3 |\n| 1 | 2 | 3 |")
    assert fault(folder).line == at + 6


def test_spaces_before_the_first_line_stay(folder: Path):
    edit(folder / "2021.md", "全年工作平稳有序。", "\n　　全年工作平稳有序。  \n\n")
    report = read(folder)
    assert report.prose["overview"] == "　　全年工作平稳有序。  "
    assert report.blocks["overview"][0].line == report.prose_lines["overview"]


def test_a_heading_line_of_endless_spaces_is_read(folder: Path, no_hanging):
    edit(folder / "2021.md", "全年工作平稳有序。", "##" + " " * 50_000 + "x" + " " * 50_000 + "y")
    assert "section-unknown" in codes(faults(folder))


# ── the tree ──

def test_the_prose_of_a_report_must_be_there(folder: Path):
    (folder / "2021.md").unlink()
    found = fault(folder)
    assert (found.code, found.path) == ("file-missing", YML)
    assert "2021.md" in found.message


def test_prose_without_figures_is_a_stray(folder: Path):
    (folder / "2020.md").write_text("x", encoding="utf-8")
    found = fault(folder)
    assert (found.code, found.path) == ("file-stray", "reports/shixian/shizhen/2020.md")


@pytest.mark.parametrize("name", ["2021.yaml", "21.yml", "Township.yml", "original.pdf", "2021.md~"])
def test_an_unknown_file_is_a_stray(folder: Path, name: str):
    (folder / name).write_text("x: 1", encoding="utf-8")
    found = fault(folder)
    assert (found.code, found.path) == ("file-stray", f"reports/shixian/shizhen/{name}")


def test_a_file_among_the_folders_is_a_stray(folder: Path):
    (folder.parent / "2021.yml").write_text("x", encoding="utf-8")
    (folder.parent.parent / "list.txt").write_text("x", encoding="utf-8")
    assert [(one.path, one.code) for one in faults(folder)] == [
        ("reports/list.txt", "file-stray"), ("reports/shixian/2021.yml", "file-stray")]


@pytest.mark.parametrize("name", [".DS_Store", "README.md", "Thumbs.db"])
def test_files_that_systems_leave_behind_do_no_harm(folder: Path, name: str):
    for place in (folder, folder.parent, folder.parent.parent):
        (place / name).write_text("x", encoding="utf-8")
    assert read(folder)


@pytest.mark.parametrize("name", ["ShiZhen", "试镇", "shi_zhen", "shi zhen", "-shizhen", "shi--zhen"])
@pytest.mark.parametrize("county", [False, True])
def test_a_folder_name_is_a_plain_slug(folder: Path, name: str, county: bool):
    place = folder.parent if county else folder
    place.rename(place.with_name(name))
    found = fault(folder)
    assert found.code == "wrong-name"
    assert found.path.endswith(name)


def test_a_county_may_not_take_an_address_of_the_site(folder: Path):
    folder.parent.rename(folder.parent.with_name("search"))
    _, [found] = load([folder.parent.parent], EDITIONS, {"search", "guide"})
    assert (found.code, found.path) == ("slug-reserved", "reports/search")


def test_a_missing_folder_of_reports_stops_everything(tmp_path: Path):
    with pytest.raises(BuildError, match="nowhere"):
        load([tmp_path / "nowhere"], EDITIONS)


def test_an_empty_folder_of_reports_is_an_empty_site(tmp_path: Path):
    (tmp_path / "reports").mkdir()
    site, issues = load_tree(tmp_path)
    assert site.townships == ()
    assert issues == []


def test_a_township_without_reports_is_in_the_site(tmp_path: Path):
    write_tree(tmp_path)
    site, issues = load_tree(tmp_path)
    assert issues == []
    assert site.townships[0].reports == ()


# ── townships ──

def test_a_township_knows_its_facts(tmp_path: Path):
    write_tree(tmp_path, township=TOWNSHIP + 'contact: {phone: 000-1}\nformerly:\n  - {name: 旧乡, until: "2016"}\n')
    site, _ = load_tree(tmp_path)
    [one] = site.townships
    assert (one.path, one.name, one.kind, one.code, one.county, one.city, one.province) == \
        ("shixian/shizhen", "试镇", "镇", "990201100", "试县", "试市", "试省")
    assert one.contact == {"phone": "000-1"}
    assert one.formerly == (Former({"name": "旧乡"}, "2016"),)
    assert not one.example


def test_the_facts_of_a_township_must_be_there(folder: Path):
    (folder / "township.yml").unlink()
    found = fault(folder)
    assert (found.code, found.path) == ("file-missing", "reports/shixian/shizhen/township.yml")


@pytest.mark.parametrize(("old", "new", "code"), [
    ("kind: 镇", "kind: 村", "wrong-value"),
    ("kind: 镇", "kind: 待填", "to-fill"),
    ('code: "990201100"', 'code: "99020110"', "code-length"),
    ('code: "990201100"', "code: 9902-01100", "wrong-value"),
    ('code: "990201100"', 'code: "99020110A"', "code-length"),
    ("kind: 镇", "kind: 县级政府", "government-folder"),
    ("city: 试市", "city: null", "missing-key"),
    ("city: 试市", "town: 试市", "unknown-key"),
    ("city: 试市", "city: [试市]", "wrong-type"),
    ("city: 试市", "city: 试市\ncontact: {fax: 1}", "unknown-key"),
    ("city: 试市", "city: 试市\nexample: yes", "wrong-value"),
    ("city: 试市", "city: 试市\nformerly: [旧乡]", "wrong-type"),
    ("city: 试市", "city: 试市\nformerly: [{name: 旧乡, until: 去年}]", "wrong-value"),
])
def test_a_slip_in_the_facts_of_a_township_is_named(folder: Path, old: str, new: str, code: str):
    line = edit(folder / "township.yml", old, new)
    found = faults(folder)
    assert code in codes(found)
    assert {one.path for one in found} == {"reports/shixian/shizhen/township.yml"}
    if code not in ("missing-key", "code-length"):  # these stand at another line than the one edited
        assert line <= next(one.line for one in found if one.code == code) <= line + new.count("\n")


@pytest.mark.parametrize(("kind", "code", "path"), [
    ("县级政府", "990201", "shixian/government"), ("部门", "11990201MB1234567X", "shixian/minzheng"),
    ("街道", "990201001", "shixian/dongjie"), ("苏木", "990201201", "shixian/sumu"),
    ("民族乡", "990201202", "shixian/shixiang"), ("乡", "990201203", "shixian/shixiang")])
def test_every_kind_of_organ_has_its_form_of_code(tmp_path: Path, kind: str, code: str, path: str):
    write_tree(tmp_path, path=path,
               township=TOWNSHIP.replace("kind: 镇", f"kind: {kind}").replace("990201100", code))
    site, issues = load_tree(tmp_path)
    assert issues == []
    assert (site.townships[0].kind, site.townships[0].code) == (kind, code)


def two(tmp_path: Path, other: str, path: str = "shixian/lingzhen") -> list[Issue]:
    write_tree(tmp_path, a_report(2021))
    write_tree(tmp_path, path=path, township=other)
    _, issues = load_tree(tmp_path)
    return issues


def test_two_townships_may_not_have_one_code(tmp_path: Path):
    [found] = two(tmp_path, TOWNSHIP)
    assert found.code == "code-duplicate"
    assert found.path == "reports/shixian/shizhen/township.yml"
    assert "shixian/lingzhen" in found.message


@pytest.mark.parametrize(("old", "new"), [("试县", "别县"), ("试市", "别市"), ("试省", "别省")])
def test_townships_of_one_county_name_the_same_regions(tmp_path: Path, old: str, new: str):
    [found] = two(tmp_path, TOWNSHIP.replace("990201100", "990201101").replace(old, new))
    assert (found.code, found.path) == ("county-disagreement", "reports/shixian/lingzhen/township.yml")
    assert old in found.message
    assert new in found.message


def test_townships_of_two_counties_may_name_other_regions(tmp_path: Path):
    other = TOWNSHIP.replace("990201100", "990301100").replace("试县", "别县")
    assert two(tmp_path, other, "biexian/lingzhen") == []


def test_a_fault_in_a_second_folder_of_reports_names_that_folder(tmp_path: Path):
    write_tree(tmp_path, a_report(2021))
    write_tree(tmp_path / "more", path="biexian/lingzhen")
    (tmp_path / "more" / "reports").rename(tmp_path / "examples")
    _, [found] = load([tmp_path / "reports", tmp_path / "examples"], EDITIONS)
    assert (found.code, found.path) == ("code-duplicate", "examples/biexian/lingzhen/township.yml")


def test_one_address_may_not_be_in_two_folders_of_reports(tmp_path: Path):
    write_tree(tmp_path, a_report(2021))
    write_tree(tmp_path / "more", township=TOWNSHIP.replace("990201100", "990201101"))
    (tmp_path / "more" / "reports").rename(tmp_path / "examples")
    _, issues = load([tmp_path / "reports", tmp_path / "examples"], EDITIONS)
    assert codes(issues) == ["wrong-name"]


# ── what is to be filled in ──

def test_every_place_that_says_to_fill_is_an_error(folder: Path):
    edit(folder / "2021.yml", "issuer: 试镇人民政府", "issuer: 待填")
    line = put(folder, "received", "[待填, 0, 待填, 0, 0, 0, 待填]")
    found = faults(folder)
    assert codes(found) == ["to-fill", "cell-to-fill", "cell-to-fill", "cell-to-fill"]
    assert [one.line for one in found[1:]] == [line] * 3


@pytest.mark.parametrize("written", ["transcription: [待填]\n", "extra_lines: {requests: [待填]}\n",
                                     "headings: {overview: 待填}\n"])
def test_to_fill_is_an_error_in_lists_too(folder: Path, written: str):
    line = add(folder, written)
    found = fault(folder)
    assert (found.code, found.line) == ("to-fill", line)


# ── the formats and the settings ──

def test_the_formats_are_read_oldest_first():
    assert list(EDITIONS) == ["free", "2019", "2021"]


@pytest.mark.parametrize("text", ["key: [", "key: x\n", "key: x\nname: x\nnotice: x\nyears: 2021\n"])
def test_a_faulty_format_file_stops_everything(tmp_path: Path, text: str):
    (tmp_path / "2099.yml").write_text(text, encoding="utf-8")
    with pytest.raises(BuildError, match=r"2099\.yml"):
        load_editions(tmp_path)


def test_the_committed_settings_are_good():
    settings, issues = load_settings(PORTAL / "mkdocs.yml")
    assert issues == []
    assert settings.name
    assert settings.site_url.endswith("/")


MKDOCS = "site_name: 门户\nsite_url: https://portal.invalid/\nextra:\n  portal:\n    official: false\n"


@pytest.mark.parametrize("given", ["extra:\n  portal:\n    format: 1\n", "extra: {}\n", ""])
def test_what_an_operator_does_not_decide_needs_no_setting(tmp_path: Path, given: str):
    (tmp_path / "mkdocs.yml").write_text(f"site_name: 门户\n{given}", encoding="utf-8")
    settings, issues = load_settings(tmp_path / "mkdocs.yml")
    assert issues == []
    assert settings is not None
    assert (settings.name, settings.official, settings.search) == ("门户", False, True)


@pytest.mark.parametrize(("old", "new", "code"), [
    ("    official: false", "    official: maybe", "wrong-value"),
    ("    official: false", "    offical: false", "unknown-key"),
    ("    official: false", "    deadlines: {anqiu: 13-01}", "wrong-value"),
    ("    official: false", "    repository: https://git.example.cn/a/b", "wrong-value"),
    ("https://portal.invalid/", "portal.invalid", "wrong-value"),
    ("site_name: 门户", "title: 门户", "missing-key"),
    ("    official: false", "    format: 2", "format-newer"),
    ("    official: false", "    format: neu", "wrong-value"),
])
def test_a_slip_in_the_settings_is_named(tmp_path: Path, old: str, new: str, code: str):
    assert MKDOCS.count(old) == 1
    (tmp_path / "mkdocs.yml").write_text(MKDOCS.replace(old, new), encoding="utf-8")
    settings, issues = load_settings(tmp_path / "mkdocs.yml")
    assert settings is None
    assert codes(issues) == [code]
    assert issues[0].path == "mkdocs.yml"


def test_deadlines_and_address_come_from_the_settings(tmp_path: Path):
    (tmp_path / "mkdocs.yml").write_text(MKDOCS + "    deadlines: {anqiu: 01-31}\n", encoding="utf-8")
    settings, _ = load_settings(tmp_path / "mkdocs.yml", "https://elsewhere.invalid/repo/")
    assert settings.deadlines == {"anqiu": "01-31"}
    assert settings.site_url == "https://elsewhere.invalid/repo/"


@pytest.mark.parametrize("address", ["https://elsewhere.invalid/repo", "elsewhere.invalid/", "javascript:x/"])
def test_an_address_given_on_the_command_line_is_checked_too(tmp_path: Path, address: str):
    (tmp_path / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    with pytest.raises(BuildError, match="site_url"):
        load_settings(tmp_path / "mkdocs.yml", address)


# ── time and files of a report ──

@pytest.mark.parametrize(("written", "period"), [
    ("{from: 2021-09-01, to: 2021-12-31}", Period("2021-09-01", "2021-12-31")),
    ("{from: 2021-01-01, to: 2021-12-31}", None), ("null", None)])
def test_a_period_is_a_part_of_a_year(tmp_path: Path, written: str, period: Period | None):
    add(write_tree(tmp_path, a_report(2021)), f"period: {written}\n")
    site, issues = load_tree(tmp_path)
    assert issues == []
    assert site.townships[0].reports[0].period == period


@pytest.mark.parametrize("second", ["fu.html", "FU.html", "fu.html.txt", "2021.docx"])
def test_two_files_of_a_report_never_have_one_name_on_the_site(tmp_path: Path, second: str):
    folder = write_tree(tmp_path, a_report(2021))
    for name in {"fu.html", second, "2021.docx"}:
        (folder / name).write_text("x", encoding="utf-8")
    edit(folder / "2021.yml", "  file: null", "  file: 2021.docx")
    line = add(folder, "attachments:\n  - {file: fu.html, title: 甲}\n" + f"  - {{file: {second}, title: 乙}}\n")
    _, issues = load_tree(tmp_path)
    assert [(found.code, found.line) for found in issues] == [("file-twice", line + 2)]


# ── the seeds ──

def test_the_ambiguous_figure_of_the_first_seed_keeps_its_literal_without_a_value():
    cell = seed("anqiu/jinzhongzi").cells["petition.T"]
    assert (cell.literal, cell.value, cell.state) == ("04", None, State.UNREADABLE)


def test_the_blanks_of_the_second_seed_are_blank():
    report = seed("pinghu/zhapu")
    states = [cell.state for address, cell in report.cells.items()
              if report.edition.places[address].table.key == "requests"]
    assert (states.count(State.BLANK), states.count(State.NUMBER)) == (157, 4)
    assert report.cells["procurement.amount"].literal == "2448023.00元"
    assert report.cells["procurement.amount"].value == Decimal(2448023)


def test_the_lost_table_of_the_fifth_seed_is_missing_and_its_orphan_heading_kept():
    report = seed("nanzhao/chengguan")
    assert report.missing_tables == {"disclosure"}
    assert report.extra_lines == {"disclosure": ("第二十条第（一）项",)}


def test_a_township_knows_its_own_file_in_whatever_folder_it_was_found(tmp_path: Path):
    """The link to edit it on GitHub is made from this."""
    write_tree(tmp_path, a_report(2021))
    (tmp_path / "reports").rename(tmp_path / "archive")
    site, _ = load([tmp_path / "archive"], EDITIONS)
    assert site.townships[0].file == "archive/shixian/shizhen/township.yml"
