"""Whatever an author writes into a field ends in an issue with a short sentence, or in a page; never in a traceback.

The texts are as long as `load` takes them; where their square would be computed, `no_hanging` ends the test.
"""

from __future__ import annotations

import io
import json
import re
from contextlib import suppress
from dataclasses import replace
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.__main__ import main
from generator.archive import Source
from generator.check import check, standings
from generator.compare import chain, compare
from generator.compose import compose
from generator.draft import report_yaml
from generator.exporting import export
from generator.exporting.documents import document
from generator.importing import Refused, interpret
from generator.importing.readers.text import read_text
from generator.issue import Issue
from generator.load import load_nation, load_settings
from generator.load.source import MARKS_LIMIT, SIZE_LIMIT_KB
from tests.factories import (
    EDITIONS,
    SETTINGS,
    TOWNSHIP,
    a_report,
    a_township,
    codes,
    edit,
    findings,
    load_tree,
    rendered,
    unreadable,
    write_tree,
)

LONGEST_SENTENCE = 1000
LARGEST = SIZE_LIMIT_KB * 1024 - 2000  # bytes of one line


def short(issues: list[Issue]) -> list[Issue]:
    """The issues, each of which can be read."""
    for found in issues:
        assert len(found.message) <= LONGEST_SENTENCE, found.message[:200]
        assert not re.search(r"\{\w+\}", found.message)
    return issues


def gone_through(root: Path) -> list[Issue]:
    """All that `check` and `build` do with a tree; the issues."""
    site, issues = load_tree(root)
    short(issues)
    if not issues:
        issues = short(check(site, SETTINGS))
        pages = compose(site, compare, chain, standings, issues, SETTINGS)
        assert [page.url for page in pages]
        for township in site.townships:
            assert rendered(township)
            for report in township.reports:
                assert list(export(township, report, None, b"", SETTINGS))
    return issues


# ── every field ──

HOSTILE = ["1" * 5000, "-" + "1" * 5000, "+" + "1" * 5000, "0." + "1" * 5000, "1" * 5000 + ".5", "0" * 5000,
           "1," * 2500 + "1", "1e5000", "1E-5000", "9" * 13, "+" + "9" * 13, "0.123456789", "999999999999亿元", "Infinity",
           "NaN", "0x" + "f" * 5000, "１" * 5000, "٣" * 5000, "²" * 5000, "1_000", "--1", "1" + " " * 5000 + "件x",
           "1(" * 2000, "1 (" + ")" * 5000, "a" + "\u0301\u0316" * 2000, "（" * 5000, "2025-02-30", "2025-13-01",
           "0000-01-01", "99999-01-01", "２０２５-０１-０１", "=" * 5000, "[" * 5000, "{" * 5000, "&" * 5000, "待填",
           "http://" + "a" * 5000, "https://" + "/" * 5000]
VALUES = st.sampled_from(HOSTILE) | st.text("0123456789.,-+eE %件元（）()年", max_size=40)


def write_into(file: Path, number: int, value: str, quoted: bool) -> None:
    """Put a value in the place of one of the fields and cells of a YAML file."""
    text = file.read_text("utf-8")
    places = [match.span() for match in re.finditer(r"(?m)(?<=: )[^\[{#\n]+|(?<=\[)[^,\]]+|(?<=, )[^,\]]+", text)]
    start, stop = places[number % len(places)]
    file.write_text(text[:start] + (json.dumps(value, ensure_ascii=False) if quoted else value) + text[stop:], "utf-8")


REPORT = a_report(2021, signed="2022-01-20", published="2022-01-25", transcription=("照录",),
                  headings={"overview": "一、概况"}, extra_lines={"requests": ("另有一行",)})


@settings(max_examples=200)
@given(number=st.integers(0, 400), value=VALUES, quoted=st.booleans())
def test_anything_in_a_field_of_a_report_is_an_issue_or_a_page(number, value, quoted):
    with TemporaryDirectory() as root:
        folder = write_tree(Path(root), REPORT, a_report(2020))
        write_into(folder / "2021.yml", number, value, quoted)
        gone_through(Path(root))


def put(folder: Path, kind: str, written: str) -> None:
    """Write the first cell of a column of this kind (count, signed, money) in the report on 2019."""
    row, column = next(address.split(".") for address, place in EDITIONS["2019"].places.items()
                       if place.column.kind == kind)
    at = [leaf.key for leaf in EDITIONS["2019"].rows[row][1].column_leaves].index(column)
    file = folder / "2019.yml"
    text = file.read_text("utf-8")
    line = re.search(rf"(?m)^  {row}: \[(.*)\]", text)
    cells = line[1].split(", ")
    cells[at] = written
    file.write_text(text.replace(line[0], f"  {row}: [{', '.join(cells)}]"), "utf-8")


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: f"{value[:8]!a}-{len(value)}")
@pytest.mark.parametrize("kind", ["count", "signed", "money"])
@pytest.mark.parametrize("quoted", [False, True])
def test_a_hostile_figure_is_an_issue_or_a_page(tmp_path: Path, kind: str, value: str, quoted: bool, no_hanging):
    put(write_tree(tmp_path, a_report(2019)), kind, json.dumps(value, ensure_ascii=False) if quoted else value)
    gone_through(tmp_path)


@given(number=st.integers(0, 40), value=VALUES, quoted=st.booleans())
def test_anything_in_township_yml_is_an_issue_or_a_page(number, value, quoted):
    with TemporaryDirectory() as root:
        folder = write_tree(Path(root), REPORT, township=TOWNSHIP + "formerly: [{name: 老镇, until: 2001}]\n")
        write_into(folder / "township.yml", number, value, quoted)
        gone_through(Path(root))


@given(number=st.integers(0, 40), value=VALUES, quoted=st.booleans())
def test_anything_in_the_settings_is_an_issue_or_settings(number, value, quoted):
    text = ("site_name: 门户\nsite_url: https://portal.invalid/\nextra:\n  portal:\n    official: false\n"
            "    originals: auto\n    branch: main\n    deadlines:\n      shixian: 01-31\n")
    with TemporaryDirectory() as root:
        file = Path(root) / "mkdocs.yml"
        file.write_text(text, "utf-8")
        write_into(file, number, value, quoted)
        read, issues = load_settings(file)
        assert bool(read) != bool(short(issues))
        if read:
            findings(a_report(2021, published="2022-02-01"), settings=read)


def test_a_name_that_no_file_can_have_is_an_error(tmp_path: Path):
    folder = write_tree(tmp_path, a_report(2021))
    for name in ("a" * 256, "报" * 86):
        (folder / "2021.yml").write_text(report_yaml(replace(a_report(2021), source=Source(name, None, None, None))), "utf-8")
        [found] = short(load_tree(tmp_path)[1])
        assert found.code == "wrong-name"


# ── impossible days ──

@pytest.mark.parametrize(("written", "said"), [
    ("2025-02-30", "二月没有30日"), ("2025-02-29", "2025年二月没有29日"), ("2024-04-31", "四月没有31日"),
    ("2025-13-01", "没有13月这个月份"), ("2025-00-10", "没有0月这个月份"), ("2025-01-00", "没有0日这一天"),
    ("0000-01-01", "没有0年这一年"), ("2025-1-1", "请改成 2025-01-01"), ("２０２５-０１-０１", "请改成 2025-01-01"),
    ("2" * 5000, "2021-01-25 这样"),
])
@pytest.mark.parametrize("field", ["signed", "published"])
def test_an_impossible_day_is_told_why(tmp_path: Path, field: str, written: str, said: str):
    folder = write_tree(tmp_path, a_report(2021, signed="2022-01-20", published="2022-01-20"))
    line = edit(folder / "2021.yml", f"{field}: 2022-01-20", f"{field}: {written}")
    [found] = short(load_tree(tmp_path)[1])
    assert (found.code, found.line) == ("wrong-value", line)
    assert said in found.message


def test_the_29th_of_february_of_a_leap_year_is_a_day(tmp_path: Path):
    write_tree(tmp_path, a_report(2021, signed="2024-02-29"))
    assert load_tree(tmp_path)[1] == []


@pytest.mark.parametrize(("written", "said"), [("2001-02-30", "二月没有30日"), ("2001-13", "没有13月"), ("20", "写年份或日期")])
def test_an_impossible_day_of_a_former_name_is_told_why(tmp_path: Path, written: str, said: str):
    write_tree(tmp_path, REPORT, township=TOWNSHIP + f"formerly: [{{name: 老镇, until: {written}}}]\n")
    [found] = load_tree(tmp_path)[1]
    assert said in found.message


@pytest.mark.parametrize(("written", "said"), [
    ("02-30", "二月没有30日"), ("02-29", "不是每年的二月都有29日"), ("04-31", "四月没有31日"), ("13-01", "没有13月这个月份"),
    ("00-01", "没有0月"), ("01-00", "没有0日"), ("1-31", "01-31 这样"), ("０１-３１", "01-31 这样"),
])
def test_an_impossible_deadline_is_told_why(tmp_path: Path, written: str, said: str):
    file = tmp_path / "mkdocs.yml"
    file.write_text(f"site_name: 门户\nextra:\n  portal:\n    deadlines:\n      anqiu: {written}\n", "utf-8")
    read, [found] = load_settings(file)
    assert read is None
    assert (found.code, found.line) == ("wrong-value", 5)
    assert said in found.message


@pytest.mark.parametrize("written", ["02-28", "12-31", "01-31"])
def test_a_deadline_that_every_year_has_is_taken(tmp_path: Path, written: str):
    file = tmp_path / "mkdocs.yml"
    file.write_text(f"site_name: 门户\nextra:\n  portal:\n    deadlines: {{anqiu: {written}}}\n", "utf-8")
    assert load_settings(file)[0].deadlines == {"anqiu": written}


# ── prose ──

SIGNS = ["1", "１", " ", "（", "[", "*", "_", "`", "<", "|", "1,", "1件", "申请1", "结转1", "。", "，1", "~", "&", "\\", "1 ", "条",
         "![", "a*", "主动公开1条其中", "主动公开", "统计", "未收到"]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_line_as_long_as_a_file_may_be_is_checked_and_compared(sign: str, no_hanging):
    line = sign * (LARGEST // len(sign.encode()))
    before, after = (a_report(year, prose={"overview": f"{line}{year}"}) for year in (2021, 2022))
    short(findings(before, after))
    compare(a_township(before, after))


@pytest.mark.parametrize("sign", SIGNS)
def test_a_long_line_becomes_a_page(sign: str, no_hanging):
    assert rendered(a_township(a_report(2021, prose={"overview": sign * (40_000 // len(sign))})))


@pytest.mark.parametrize("count", ["1" * 10, "1" * 4301, "1" * 5000, "１" * 5000, "1," * 2000 + "1"])
@pytest.mark.parametrize("sentence", ["新收政府信息公开申请{}件。", "上年结转{}件。", "共答复申请{}件。", "结转下年{}件。",
                                      "{}件结转下年。", "现行有效规范性文件{}件。", "本年制发规范性文件{}件。",
                                      "主动公开信息{}条，其中甲1条、乙2条。", "主动公开信息3条，其中甲{}条、乙2条。"])
def test_a_number_without_end_is_no_count(sentence: str, count: str, no_hanging):
    report = a_report(2021, prose={"overview": sentence.format(count)})
    assert not [code for code in codes(findings(report)) if code.startswith("claim")]


def test_a_part_with_a_comma_in_its_number_is_not_added_up():
    said = "主动公开信息1300条，其中甲1,234条、乙66条。"
    assert "claim-parts" not in codes(findings(a_report(2021, prose={"overview": said})))


def test_parts_after_a_comma_are_added_up():
    said = "主动公开信息30条，其中工作动态10条，公告5条，3条为其他。"
    assert "claim-parts" in codes(findings(a_report(2021, prose={"overview": said})))
    assert "claim-parts" not in codes(findings(a_report(2021, prose={"overview": said.replace("30", "18")})))


def test_the_year_of_a_title_is_not_a_part_of_a_number():
    assert "year-elsewhere" not in codes(findings(a_report(2021, title="编号12020年度报告2021年")))


@pytest.mark.parametrize("lead", ["- " * 60, "> " * 60, ">" * 120, "1. " * 40, " " * 100 + "- ", "\t" * 30 + "* ", "> - " * 30,
                                  " " * 200, "\u3000" * 200, "-" * 500, "2021. "])
def test_signs_before_a_text_are_on_the_page_however_many(folder: Path, lead: str):
    edit(folder / "2021.md", "全年工作平稳有序。", f"{lead}最里面的话。")
    site, issues = load_tree(folder.parents[2])
    assert issues == []
    assert any(f"<p>{escape(lead)}最里面的话。</p>" in page.body for page in rendered(*site.townships).values())


@pytest.mark.parametrize("marks", ["\u0301\u0316" * 20, "\u0301\u0316" * 100_000, "\u0316" * 20 + "\u0301\u0316" * 10])
def test_marks_upon_marks_are_an_error(folder: Path, marks: str, no_hanging):
    line = edit(folder / "2021.md", "全年工作平稳有序。", f"全年e{marks}工作。")
    [found] = load_tree(folder.parents[2])[1]
    assert (found.code, found.line) == ("stacked-marks", line)


def test_marks_upon_marks_written_as_escapes_are_an_error(folder: Path, no_hanging):
    text = (folder / "2021.yml").read_text("utf-8")
    (folder / "2021.yml").write_text(text + 'transcription: ["e' + r"\u0301\u0316" * 100 + '"]\n', "utf-8")
    assert codes(load_tree(folder.parents[2])[1]) == ["stacked-marks"]


@pytest.mark.parametrize("word", ["café", "cafe\u0301", "Ni\u0303o\u0302\u0301", "가나다", "ཀྵྨྱ", "e" + "\u0316\u0301" * (MARKS_LIMIT // 2)])
def test_the_marks_of_any_writing_are_taken(folder: Path, word: str):
    edit(folder / "2021.md", "全年工作平稳有序。", f"全年{word}工作。")
    assert load_tree(folder.parents[2])[1] == []


# ── money ──

@pytest.mark.parametrize(("written", "code"), [
    ("0.123456789", "cell-decimals"), ('"0.123456789元"', "cell-decimals"), ("0." + "1" * 5000, "cell-decimals"),
    ("1" * 13, "cell-too-large"), ('"100000000亿元"', "cell-too-large"), ('"' + "1" * 5000 + '元"', "cell-too-large"),
])
def test_money_that_cannot_be_is_an_error(tmp_path: Path, written: str, code: str):
    put(write_tree(tmp_path, a_report(2019)), "money", written)
    assert codes(short(load_tree(tmp_path)[1])) == [code]


# ── what a clerk exports and imports ──

def test_digits_without_end_are_exported_as_they_are():
    literal = "1" * 5000
    report = a_report(2021, cells={"received.T": unreadable(literal), "received.P": unreadable("1" * 16)})
    for kind in ("docx", "xlsx", "html"):
        content = document(report, kind)
        text = content.decode() if kind == "html" else "".join(
            package.read(name).decode() for package in [ZipFile(io.BytesIO(content))] for name in package.namelist()
            if name.endswith(".xml"))
        assert literal in text
        assert kind != "xlsx" or f"<v>{'1' * 16}</v>" not in text, "a spreadsheet would round it"


DOCUMENT = """试县试镇2021年政府信息公开工作年度报告
一、总体情况
{}
二、主动公开政府信息情况
规章 {} 0 0
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
六、其他需要报告的事项
无
"""


@pytest.mark.parametrize("sign", ["1", "１", " ", "\n", "1 ", "（", "一、", "1件 ", "?", "1?", "/", "信息公开", "2021年", "e\u0301\u0316"])
@pytest.mark.parametrize("place", [0, 1])
def test_a_document_with_a_sign_without_end_is_read_or_refused(sign: str, place: int, no_hanging):
    parts = ["全年平稳。", "0"]
    parts[place] = sign * (20_000 // len(sign))
    with suppress(Refused):
        assert interpret(read_text(DOCUMENT.format(*parts).encode()), EDITIONS).counts


# ── other files, and the command line ──

@pytest.mark.parametrize("change", [{"townships": 10**4000}, {"reports": 10**9}, {"years": {"1" * 4000: 1}},
                                    {"years": {"２０２１": 1}}, {"years": {"2021": 10**4000}}])
def test_a_summary_with_numbers_without_end_is_unfit(tmp_path: Path, change: dict):
    summary = {"format": 1, "name": "省", "townships": 1, "reports": 1, "years": {"2021": 1}, "places": []}
    (tmp_path / "nation.yml").write_text("name: 全国\nsites:\n  - {name: 省, url: ../a/, summary: a.json}\n", "utf-8")
    for changed, expected in ((summary, []), (summary | change, ["summary-unfit"])):
        (tmp_path / "a.json").write_text(json.dumps(changed), "utf-8")
        assert codes(load_nation(tmp_path / "nation.yml")[1]) == expected


def test_a_summary_of_a_name_that_no_file_can_have_is_missing(tmp_path: Path):
    (tmp_path / "nation.yml").write_text(
        f"name: 全国\nsites:\n  - {{name: 省, url: ../a/, summary: {'a' * 5000}}}\n", "utf-8")
    assert codes(short(load_nation(tmp_path / "nation.yml")[1])) == ["file-missing"]


@pytest.mark.parametrize("arguments", [
    ["build", "--jobs"], ["serve", "--port"], ["new", "shixian/shizhen"], ["import", "a.txt", "--year"],
    ["import", "a.txt", "--jobs"], ["build", "--shard"]], ids=" ".join)
@pytest.mark.parametrize("value", ["1" * 5000, "99999", "70000000", "1.5", "１", "-1", ""])
def test_a_number_of_the_command_line_that_cannot_be_is_one_sentence(arguments: list[str], value: str, capsys,
                                                                     monkeypatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main([*arguments[:-1], f"{arguments[-1]}={value}"] if arguments[-1].startswith("-") else [*arguments, "--", value])
    said = capsys.readouterr().err.splitlines()[-1]
    assert ended.value.code == 2
    assert "不对，应" in said
    assert len(said) < 200
