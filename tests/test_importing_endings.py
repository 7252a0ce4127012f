"""What is not in a file is not said to be lacking in the original: it may end in the middle, or hold a picture."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from generator.exporting.documents import document
from generator.importing import Reading, interpret
from generator.importing.drafts import Original, compose_report
from generator.importing.readers import read
from generator.importing.readers.text import read_text
from generator.importing.sentences import DOUBTS, NOTES
from generator.model import State
from tests.factories import EDITIONS, ROOT
from tests.test_importing import CLEAN, full, text_of

REAL, CASES = ROOT.parent / "shared" / "real", ROOT.parent / "shared" / "cases" / "import"
TEXT = text_of(full(CLEAN), "pipes")


def reading(text: str) -> Reading:
    return interpret(read_text(text.encode()), EDITIONS)


def codes(one: Reading) -> list[str]:
    return [found.code for found in one.doubts]


def report(one: Reading):
    return compose_report("a/b", CLEAN.year, one.edition, one.facts, one.tables, one.prose, Original("a.txt", b""), one.doubts)


# ── ends ──

def within_table() -> str:
    return TEXT[:TEXT.rindex("四、结转下年度")].rstrip("\n")


def within_sentence() -> str:
    place = TEXT.index("二、主动公开")
    return TEXT[:place].rstrip()[:-12]


def behind_a_heading() -> str:
    return TEXT[:TEXT.index("三、收到和处理") + len("三、收到和处理政府信息公开申请情况")]


@pytest.mark.parametrize("cut", [within_table, within_sentence, behind_a_heading])
def test_a_file_that_ends_in_the_middle_is_said_to_end_there_once(cut):
    one = reading(cut())
    assert codes(one).count("cut-short") == 1
    assert codes(one)[0] == "cut-short"
    assert not {"heading-missing", "table-missing"} & set(codes(one))
    [said] = [found for found in one.doubts if found.code == "cut-short"]
    assert cut().split("\n")[-1].replace("|", " ").split()[-1][-6:] in said.text
    assert "六、其他需要报告的事项" in said.message


def test_what_is_behind_the_end_is_not_transcribed_and_nothing_else_is_said():
    draft = report(reading(within_table()))
    assert draft.untranscribed == {"review"}
    assert not draft.missing_tables
    assert not draft.absent_rows
    assert {draft.cells[address].state for address in draft.edition.addresses["carried_forward"]} == {State.UNREADABLE}
    assert {key for key, printed in draft.headings.items() if printed is None} == set()
    [note] = [line for line in draft.transcription if "为止" in line]
    assert "也不等于原文没有" in note


def test_rows_lost_before_the_end_are_still_said():
    text = "\n".join(line for line in within_table().split("\n") if "重复申请" not in line)
    one = reading(text)
    assert [found.address.split(".")[0] for found in one.doubts if found.code == "row-unfound"] == ["repeated"]


@pytest.mark.parametrize("text", [
    TEXT, TEXT[:TEXT.index("六、其他")],  # a whole one; one without its last section
    TEXT[TEXT.index("二、主动"):TEXT.index("五、")],  # its tables alone
    re.sub("五、[^\n]*", "五、", TEXT).replace("六、其他需要报告的事项", "六、"),  # headings that nobody can know
    TEXT[:TEXT.index("五、")] + "示例县示例镇人民政府\n\n2022年1月20日\n",
    TEXT.rstrip() + " 示例县示例镇人民政府办公室 二〇二二年一月二十日 附件下载列表如下"],
    ids=["whole", "no sixth", "tables", "no names", "signed", "signed in the line"])
def test_a_file_that_only_lacks_something_does_not_end_in_the_middle(text: str):
    assert not {"cut-short", "cut-sentence"} & set(codes(reading(text)))


def test_a_last_sentence_that_breaks_off_is_a_doubt_and_no_note():
    one = reading(TEXT.rstrip().rstrip("。") + "，下一步将继续加强")
    assert "cut-sentence" in codes(one)
    assert not [line for line in report(one).transcription if "为止" in line]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real documents are not here")
def test_a_real_page_that_a_crawler_cut():
    one = interpret(read(REAL / "dalong-2020.txt"), EDITIONS)
    assert codes(one).count("cut-short") == 1
    assert not one.tables.absent
    assert one.tables.unread == {"requests", "review"}


# ── headings ──

def test_a_heading_that_was_not_found_is_not_published_as_lost():
    start, stop = TEXT.index("五、"), TEXT.index("六、")
    draft = report(reading(TEXT[:start] + TEXT[stop:]))
    assert "problems" not in draft.headings
    assert draft.prose["problems"] == ""


def test_a_row_that_is_hidden_is_not_said_to_be_absent(tmp_path: Path):
    page = document(full(CLEAN), "html").decode()
    place = page.rindex("<tr", 0, page.index("重复申请"))
    file = tmp_path / "page.html"
    file.write_text(page[:place] + "<tr hidden" + page[place + 3:], encoding="utf-8")
    one = interpret(read(file), EDITIONS)
    assert one.tables.absent == set()
    assert {one.tables.cells[address].state for address in one.edition.addresses["repeated"]} == {State.UNREADABLE}


def test_a_column_that_was_not_found_is_unknown_and_not_blank():
    """A blank would say that the original is empty there."""
    text = "\n".join(re.sub(r" \| \d+ \|$", " |", line) if line.count("|") > 6 else line
                     for line in TEXT.replace(" | 总计 |", " |", 1).split("\n"))
    one = reading(text)
    states = {cell.state for address, cell in one.tables.cells.items()
              if one.edition.places[address].table.key == "requests" and address.endswith(".T")}
    assert states == {State.UNREADABLE}


# ── pictures ──

def pictured(table: str, tmp_path: Path) -> Reading:
    """A page in which the table of a section is a picture."""
    lost = replace(CLEAN, cells={address: cell for address, cell in CLEAN.cells.items()
                                 if CLEAN.edition.places[address].table.key != table}, untranscribed=frozenset({table}))
    page = document(lost, "html").decode()
    section = next(one for one in CLEAN.edition.sections if one.table == table)
    start = page.index(section.heading)
    place = page.index("</h2>", start) + 5
    file = tmp_path / "page.html"
    file.write_text(page[:place] + '<p><img src="a.png" alt="统计表截图" width=800 height=600></p>' + page[place:], encoding="utf-8")
    return interpret(read(file), EDITIONS)


@pytest.mark.parametrize("table", ["disclosure", "requests", "review"])
def test_a_table_that_is_a_picture_is_not_transcribed_and_said(table: str, tmp_path: Path):
    one = pictured(table, tmp_path)
    assert one.tables.unread == {table}
    [said] = [found for found in one.doubts if found.code == "table-picture"]
    assert "统计表截图" in said.message
    assert "table-missing" not in codes(one)
    assert report(one).untranscribed == {table}


def test_a_picture_beside_a_table_that_was_read_is_only_named(tmp_path: Path):
    page = document(full(CLEAN), "html").decode()
    file = tmp_path / "page.html"
    file.write_text(page.replace("</h2>", '</h2><img src="a.png" alt="照片" width=800 height=600>', 3), encoding="utf-8")
    one = interpret(read(file), EDITIONS)
    assert "table-picture" not in codes(one)
    assert codes(one).count("picture") == 3


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not here")
@pytest.mark.parametrize("kind", ["html", "docx"])
def test_tables_that_are_pictures(kind: str):
    one = interpret(read(CASES / f"tables-are-pictures.{kind}"), EDITIONS)
    assert one.tables.unread == {"disclosure", "requests", "review"}
    assert codes(one).count("table-picture") == 3


# ── notes for publication ──

def test_no_note_says_that_the_original_lacks_something():
    for code, note in NOTES.items():
        rest = note.replace("也不等于原文没有", "").replace("不等于原文没有", "")
        assert not re.search("缺|丢失|遗漏|漏|原文没有|原文无|残留|多印|被拆|中断", rest), code


def test_no_note_says_why_something_looks_as_it_does():
    for code, note in NOTES.items():
        assert not re.search("因为|由于|所致|造成|转换|代替", note), code


def test_whatever_leaves_figures_unknown_has_a_note():
    """Else the page would print them without a word."""
    unknown = {code for code, said in DOUBTS.items() if "没有作为数字录入" in said or "untranscribed" in said or "数值不明" in said}
    assert unknown - NOTES.keys() == set()


def test_every_sentence_can_be_written():
    for note in NOTES.values():
        assert note.format(count=1, text="甲").endswith("。")
