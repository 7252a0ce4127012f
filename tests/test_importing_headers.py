"""Columns in another order than the official one: figures go by their headings, or are unknown.

Each page here says what it says plainly: heads and figures were exchanged together. Only what was done to it
afterwards (a head repeated, moved, parted from its figures, lost) may make a figure doubtful.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import html

from generator.importing import Refused
from generator.model import State
from tests.test_importing_kinds import PAGE, REPORT, harshly, imported

CASES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def exchanged(table: int, first: int, second: int) -> html.HtmlElement:
    """The page with two columns of a table exchanged, heads and figures alike; columns count from 0."""
    tree = html.document_fromstring(PAGE)
    rows = tree.findall(".//table")[table].findall(".//tr")
    width = (3, 7, 15)[table]
    heads = [[cell for row in rows for cell in row.findall("th") if cell.text == name] for name in (
        ("本年制发件数", "本年废止件数", "现行有效件数"),
        ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"), CASES)[table]]
    leaves = next(zip(*heads, strict=False)) if table < 2 else \
        [cell for group in zip(*heads, strict=True) for cell in group]
    pairs = [(leaves[first], leaves[second])]
    pairs += [(row[-width:][first], row[-width:][second]) for row in rows if len(row.findall("td")) == width]
    for one, other in pairs:
        one.text, other.text = other.text, one.text
    return tree


def rows_of(tree, table: int) -> list:
    return tree.findall(".//table")[table].findall(".//tr")


def read_page(tree, folder: Path):
    return imported(html.tostring(tree, encoding="unicode"), "page.html", folder)


def read_after_noise(tree, chance: random.Random, folder: Path):
    """The page after up to three of the things that befall a table; None where it can no longer be read."""
    for _ in range(chance.randint(0, 3)):
        harshly(tree, chance)
    try:
        return read_page(tree, folder)
    except Refused:
        return None


def misread(one) -> dict:
    return {address: cell for address, cell in one.tables.cells.items() if cell.state is State.NUMBER
            and cell.value != REPORT.cells[address].value}


def part_table(tree, table: int, at: int) -> None:
    """The rows from `at` on in a table of their own."""
    old = tree.findall(".//table")[table]
    new = html.Element("table")
    old.addnext(new)
    for row in rows_of(tree, table)[at:]:
        new.append(row)


def heads_of(tree, table: int) -> int:
    """How many rows stand before the first figures."""
    return next(number for number, row in enumerate(rows_of(tree, table)) if row.findall("td"))


def the_rest_without_heads(tree) -> None:
    part_table(tree, 1, heads_of(tree, 1) + 20)


def a_row_above_the_heads(tree) -> None:
    rows = rows_of(tree, 1)
    rows[0].addprevious(rows[-2])


def the_rows_of_heads_exchanged(tree) -> None:
    rows = rows_of(tree, 1)
    rows[heads_of(tree, 1) - 1].addnext(rows[heads_of(tree, 1) - 2])


def the_heads_twice(tree) -> None:
    row = rows_of(tree, 1)[heads_of(tree, 1) - 1]
    row.addnext(deepcopy(row))


def the_heads_below_the_first_figures(tree) -> None:
    rows = rows_of(tree, 1)
    rows[heads_of(tree, 1)].addnext(rows[heads_of(tree, 1) - 1])


def no_heads(tree) -> None:
    for row in rows_of(tree, 1)[:heads_of(tree, 1)]:
        row.getparent().remove(row)


def the_lowest_heads_blank(tree) -> None:
    for cell in rows_of(tree, 1)[heads_of(tree, 1) - 1]:
        cell.text = ""


SPOILED: dict[str, Callable] = {
    "the rest of the table has no heads": the_rest_without_heads,
    "a row stands above the heads": a_row_above_the_heads,
    "the rows of heads are exchanged": the_rows_of_heads_exchanged,
    "the heads are printed twice": the_heads_twice,
    "the heads stand below the first figures": the_heads_below_the_first_figures,
    "there are no heads": no_heads,
    "the lowest heads are blank": the_lowest_heads_blank,
}


@pytest.mark.parametrize("kind", SPOILED)
def test_no_figure_slides_under_another_heading(kind: str, tmp_path: Path):
    for pair in ((1, 2), (1, 5), (2, 4)):
        tree = exchanged(1, *pair)
        SPOILED[kind](tree)
        one = read_page(tree, tmp_path)
        assert misread(one) == {}, pair
        assert one.counts["unclaimed"] == 0


def test_heads_among_those_of_another_part(tmp_path: Path):
    """They say that the columns are not in their order, but not above the figures: whose they are is not certain."""
    tree = exchanged(0, 0, 1)
    rows = rows_of(tree, 0)
    heads = next(row for row in rows if any(cell.text == "本年废止件数" for cell in row))
    rows[-1].addprevious(heads)
    one = read_page(tree, tmp_path)
    assert misread(one) == {}
    assert one.tables.cells["normative.issued"].state is State.UNREADABLE


@pytest.mark.parametrize("pair", [(1, 2), (0, 6)])
def test_heads_in_a_table_of_their_own(pair: tuple[int, int], tmp_path: Path):
    """They stand right above the figures: the columns go by them, and nothing is said to be missing."""
    tree = exchanged(1, *pair)
    part_table(tree, 1, heads_of(tree, 1))
    one = read_page(tree, tmp_path)
    assert misread(one) == {}
    assert {cell.state for cell in one.tables.cells.values()} == {State.NUMBER}
    assert "header-missing" not in {found.code for found in one.doubts}


@pytest.mark.parametrize("table", [0, 1, 2])
def test_lost_heads_are_said(table: int, tmp_path: Path):
    """The official order is all there is to go by, and the editor is told for which part of which table."""
    tree = html.document_fromstring(PAGE)
    leaves = ("本年废止件数", "科研机构", "结果维持")[table]
    row = next(row for row in rows_of(tree, table) if any(cell.text == leaves for cell in row))
    row.getparent().remove(row)
    one = read_page(tree, tmp_path)
    assert misread(one) == {}
    said = [found for found in one.doubts if found.code in ("header-missing", "header-partial")]
    assert [found.where.split(" · ")[0] for found in said] == [("表二", "表三", "表四")[table]]


def test_without_heads_only_what_no_order_changes_is_taken(tmp_path: Path):
    """A row of zeros says the same in every order, and a total is the sum of the others wherever it stands."""
    tree = html.document_fromstring(PAGE)
    no_heads(tree)
    one = read_page(tree, tmp_path)
    cells = one.tables.cells
    for row in REPORT.rows:
        figures = [REPORT.cells[address] for address in REPORT.edition.addresses[row]]
        if row in ("received", "granted", "secret"):
            for address, true in zip(REPORT.edition.addresses[row], figures, strict=True):
                sure = len({cell.value for cell in figures}) == 1 or address.endswith(".T")
                assert cells[address].value == (true.value if sure else None), address
    said = [found for found in one.doubts if found.code == "columns-unnamed"]
    assert said
    assert all(found.proposal for found in said)


@pytest.mark.parametrize("lose", [no_heads, the_lowest_heads_blank])
def test_doubled_digits_without_heads(lose: Callable, tmp_path: Path):
    """What is taken for certain is the figure, not its print."""
    tree = html.document_fromstring(PAGE)
    lose(tree)
    for cell in tree.findall(".//table")[1].iter("td"):
        cell.text = cell.text[0] + cell.text
    one = read_page(tree, tmp_path)
    assert misread(one) == {}
    assert {one.tables.cells[f"{row}.T"].value for row in ("received", "granted", "secret")} - {None}


def test_a_heading_that_alone_is_lost_is_told_by_the_others(tmp_path: Path):
    tree = html.document_fromstring(PAGE)
    next(cell for row in rows_of(tree, 1) for cell in row if cell.text == "科研机构").text = "？？"
    one = read_page(tree, tmp_path)
    assert misread(one) == {}
    assert {cell.state for cell in one.tables.cells.values()} == {State.NUMBER}


def test_a_blank_that_hides_a_lost_cell(tmp_path: Path):
    """As many cells as headings, but the sums that are all there do not hold: the figures have moved."""
    tree = html.document_fromstring(PAGE)
    row = rows_of(tree, 2)[-1]
    row.remove(row.findall("td")[4])
    row.append(html.Element("td"))
    one = read_page(tree, tmp_path)
    assert misread(one) == {}
    assert "cells-unaligned" in {found.code for found in one.doubts}


def test_a_blank_does_not_excuse_a_sum_that_is_too_small(tmp_path: Path):
    tree = html.document_fromstring(PAGE)
    row = next(row for row in rows_of(tree, 1) if [cell.text for cell in row.findall("td")][-1:] == ["16"])
    row.remove(row.findall("td")[-1])
    row.find("td").addprevious(html.Element("td"))
    assert misread(read_page(tree, tmp_path)) == {}


def test_headings_that_came_out_empty_are_not_the_figures(tmp_path: Path):
    """A row of empty cells above the figures of a table without row labels: which of them it is, is in doubt."""
    tree = html.document_fromstring(PAGE)
    above, leaves = rows_of(tree, 2)[-3:-1]
    empty = deepcopy(above)
    for cell in empty:
        cell.text = ""
    leaves.getparent().replace(leaves, empty)
    one = read_page(tree, tmp_path)
    assert misread(one) == {}
    assert not any(cell.state is State.BLANK for cell in one.tables.cells.values())


@pytest.mark.parametrize("block", range(6))
def test_exchanged_columns_under_harsh_noise(block: int, tmp_path: Path):
    """No wrong figure: where the heads that would tell are lost, only what no order changes is taken."""
    for seed in range(30 * block, 30 * block + 30):
        chance = random.Random(seed)
        table = chance.choice((0, 1, 1, 2))
        pairs = ([(0, 1), (0, 2), (1, 2)], [(0, 6), (1, 2), (1, 5), (2, 4), (3, 4)], [(0, 1), (5, 9), (12, 13)])[table]
        tree = exchanged(table, *chance.choice(pairs))
        if (one := read_after_noise(tree, chance, tmp_path)) is not None:
            assert misread(one) == {}, seed


# ── columns that no format has ──

def with_a_column(tree, table: int, heading: str, said: Callable[[int], str]) -> None:
    """One more column at the right of a table."""
    for number, row in enumerate(rows_of(tree, table)):
        heads = not row.findall("td")
        cell = html.Element("th" if heads else "td")
        cell.text = heading if heads else said(number)
        row.append(cell)


@pytest.mark.parametrize("table", [0, 1])
def test_a_column_of_the_document_s_own_is_kept_as_an_extra_line(table: int, tmp_path: Path):
    tree = html.document_fromstring(PAGE)
    with_a_column(tree, table, "同比增减", lambda number: f"+{number}" if number % 2 else "")
    one = read_page(tree, tmp_path)
    assert misread(one) == {}
    assert {cell.state for cell in one.tables.cells.values()} == {State.NUMBER}
    key = REPORT.edition.tables[table].key
    told = "；".join(one.tables.extra[key])
    printed = [row[-1].text for row in rows_of(tree, table) if row.findall("td") and row[-1].text]
    assert [words.rsplit(" ", 1)[1] for words in told.split("；")] == printed
    assert all(line.startswith("同比增减：") for line in one.tables.extra[key])
    assert "column-foreign" in {found.code for found in one.doubts}
    assert one.counts["unclaimed"] == one.counts["twice"] == 0


def test_an_empty_column_of_the_document_s_own_is_said(tmp_path: Path):
    tree = html.document_fromstring(PAGE)
    with_a_column(tree, 1, "备注", lambda number: "")
    one = read_page(tree, tmp_path)
    assert {cell.state for cell in one.tables.cells.values()} == {State.NUMBER}
    assert one.tables.extra == {}
    assert "备注" in {entry.piece.text for entry in one.ledger.dropped}
    assert {found.where for found in one.doubts if found.code == "table-text"} == {"表三"}


def test_a_row_narrower_than_a_table_with_its_own_column_is_in_doubt(tmp_path: Path):
    """Which of its cells is lost, one of ours or the other, cannot be told."""
    tree = html.document_fromstring(PAGE)
    with_a_column(tree, 0, "备注", lambda number: "0")
    row = next(row for row in rows_of(tree, 0) if len(row.findall("td")) == 4 and row.findall("td")[1].text != "0")
    row.remove(row.findall("td")[0])
    one = read_page(tree, tmp_path)
    assert misread(one) == {}
    assert "cells-unaligned" in {found.code for found in one.doubts}


@pytest.mark.parametrize("block", range(4))
def test_a_column_of_its_own_under_harsh_noise(block: int, tmp_path: Path):
    for seed in range(25 * block, 25 * block + 25):
        chance = random.Random(seed)
        table = chance.choice((0, 1, 1))
        tree = html.document_fromstring(PAGE)
        with_a_column(tree, table, "备注", lambda number, chance=chance: chance.choice(("无", "0", "", "5", "+1", "见说明")))
        if (one := read_after_noise(tree, chance, tmp_path)) is not None:
            assert misread(one) == {}, seed
            assert one.counts["unclaimed"] == one.counts["twice"] == 0, seed
