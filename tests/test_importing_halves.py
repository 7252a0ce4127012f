"""Tables wider than the page, printed in two halves; tables that lack a column."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
from lxml import html

from generator.importing.sentences import NO_FIGURES
from generator.model import Cell, State
from tests.test_importing_headers import heads_of, misread, part_table, read_page, rows_of
from tests.test_importing_kinds import PAGE, REPORT

NAMES = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]


def keep(table, columns: range) -> None:
    """Only these columns of table three (表三), with the headings above them."""
    for row in table.findall(".//tr"):
        figures = row.findall("td")
        for place, cell in enumerate(figures or row.findall("th")):
            if place not in columns if figures else (cell.text in NAMES and NAMES.index(cell.text) not in columns):
                row.remove(cell)
        for cell in row.findall("th"):
            if cell.text == "申请人情况":
                cell.set("colspan", str(len(columns)))
            elif (cell.text or "").startswith("法人"):
                below = sum(column in range(1, 6) for column in columns)
                cell.set("colspan", str(below)) if below else row.remove(cell)


def parted(at: int):
    """Table three as two tables one below the other, each with all labels: the first `at` columns and the rest."""
    tree = html.document_fromstring(PAGE)
    first = tree.findall(".//table")[1]
    second = deepcopy(first)
    first.addnext(second)
    keep(first, range(at))
    keep(second, range(at, 7))
    return tree


def cases_in_two() -> str:
    """Table four (表四) as two tables: reconsideration, litigation."""
    def row(*cells: str, tag: str = "th") -> str:
        return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"

    figures = [REPORT.cells[f"cases.{column.key}"].literal for column in REPORT.edition.rows["cases"][1].column_leaves]
    ends = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    first = "<tr><th colspan=5>行政复议</th></tr>" + row(*ends) + row(*figures[:5], tag="td")
    second = ("<tr><th colspan=10>行政诉讼</th></tr><tr><th colspan=5>未经复议直接起诉</th><th colspan=5>复议后起诉</th></tr>"
              + row(*ends, *ends) + row(*figures[5:], tag="td"))
    table = PAGE.rindex("<table>")
    return f"{PAGE[:table]}<table>{first}</table><table>{second}{PAGE[PAGE.rindex('</table>'):]}"


@pytest.mark.parametrize("at", [1, 3, 4, 6])
def test_two_halves_are_one_table(at: int, tmp_path: Path):
    one = read_page(parted(at), tmp_path)
    assert one.tables.cells == dict(REPORT.cells)
    assert one.counts["unclaimed"] == one.counts["twice"] == 0
    assert not one.doubts


def test_halves_that_go_on_on_the_next_page(tmp_path: Path):
    """The headings are not repeated there."""
    tree = parted(4)
    part_table(tree, 2, heads_of(tree, 2) + 9)
    part_table(tree, 1, heads_of(tree, 1) + 14)
    one = read_page(tree, tmp_path)
    assert one.tables.cells == dict(REPORT.cells)
    assert not one.doubts


def test_a_table_of_the_year_before_is_no_second_report(tmp_path: Path):
    """Which of the two is this year's is for the editor to say."""
    tree = html.document_fromstring(PAGE)
    table = deepcopy(tree.findall(".//table")[1])
    for cell in table.findall(".//td"):
        cell.text = str(int(cell.text) + 1)
    tree.find("body").append(table)
    one = read_page(tree, tmp_path)
    assert misread(one) == {}
    assert sum(cell.state is State.UNREADABLE for cell in one.tables.cells.values()) == 175
    assert sum(found.code == "row-again-unknown" for found in one.doubts) == 25


def test_reconsideration_and_litigation_apart(tmp_path: Path):
    one = read_page(html.document_fromstring(cases_in_two()), tmp_path)
    assert one.tables.cells == dict(REPORT.cells)
    assert not one.doubts


def test_a_half_row_that_lost_a_cell_spoils_the_halves(tmp_path: Path):
    """Where one row is cut otherwise than the rest, none is put together."""
    tree = parted(4)
    row = rows_of(tree, 2)[5]
    row.remove(row.findall("td")[1])
    one = read_page(tree, tmp_path)
    assert misread(one) == {}
    assert {cell.state for address, cell in one.tables.cells.items()
            if one.edition.places[address].table.key == "requests"} == {State.UNREADABLE}


def test_no_column_of_sums(tmp_path: Path):
    """The figures stand under their headings; the column that is not there is blank, not zero, and that is said."""
    tree = html.document_fromstring(PAGE)
    keep(tree.findall(".//table")[1], range(6))
    one = read_page(tree, tmp_path)
    table = {address: cell for address, cell in REPORT.cells.items()
             if one.edition.places[address].table.key == "requests"}
    assert {address: one.tables.cells[address] for address in table} == {
        address: Cell(NO_FIGURES, None, State.UNREADABLE) if address.endswith(".T") else cell for address, cell in table.items()}
    assert [found.message for found in one.doubts if found.code == "column-absent"] == [
        "文件的表里没有“总计”这一栏，各格按“数值不明”录入；请对照原文。"]


def test_a_single_row_without_a_heading_and_without_a_cell_tells_nothing(tmp_path: Path):
    """The cell that is lost need not be the one whose heading is lost."""
    tree = html.document_fromstring(PAGE)
    head, row = rows_of(tree, 2)[-2:]
    head.remove(head.findall("th")[-1])
    row.remove(row.findall("td")[0])
    one = read_page(tree, tmp_path)
    assert misread(one) == {}
    assert one.tables.cells["cases.rec_upheld"].state is State.UNREADABLE
