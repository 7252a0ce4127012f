"""When the figures of a table are taken to be printed with their first digit twice: only where nearly all of many are."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import pytest
from lxml import html

from generator.importing import Reading
from generator.model import Cell
from tests.test_importing_kinds import PAGE, imported

REQUESTS, REVIEW = 1, 2  # the tables of the page


def read_with(table: int, printed: list[str], folder: Path) -> tuple[Reading, dict[str, Cell]]:
    """The page whose table has these figures in its first cells and blanks after them; the cells of that table."""
    tree = html.document_fromstring(PAGE)
    places = [cell for row in tree.findall(".//table")[table].iter("tr") for cell in row.findall("td")]
    for place, text in zip(places, [*printed, *[""] * (len(places) - len(printed))], strict=True):
        place.text = text
    one = imported(html.tostring(tree, encoding="unicode"), "page.html", folder)
    own = one.edition.tables[table]
    return one, {address: cell for address, cell in one.tables.cells.items()
                 if one.edition.table_of(address.split(".")[0]) is own}


def says_doubled(one: Reading) -> bool:
    return "doubled-figures" in {found.code for found in one.doubts}


def size_of(table: int) -> int:
    return len(list(html.document_fromstring(PAGE).findall(".//table")[table].iter("td")))


@pytest.mark.parametrize(("many", "doubled"), [(10, True), (9, False)])
def test_ten_doubled_figures_are_enough(many: int, doubled: bool, tmp_path: Path):
    one, cells = read_with(REVIEW, ["00"] * many, tmp_path)
    assert says_doubled(one) is doubled
    assert [cell.value for cell in cells.values()].count(0) == (many if doubled else 0)


@pytest.mark.parametrize(("single", "doubled"), [(0, True), (1, False)])
def test_nine_in_ten_figures_are_enough(single: int, doubled: bool, tmp_path: Path):
    size = size_of(REQUESTS)
    twice = ceil(0.9 * size) - single
    assert_doubled(["00"] * twice + ["0"] * (size - twice), doubled, tmp_path)


@pytest.mark.parametrize(("twice", "doubled"), [(90, True), (89, False)])
def test_just_nine_in_ten_figures_are_enough(twice: int, doubled: bool, tmp_path: Path):
    assert_doubled(["00"] * twice + ["0"] * (100 - twice), doubled, tmp_path)


def assert_doubled(printed: list[str], doubled: bool, folder: Path) -> None:
    one, cells = read_with(REQUESTS, printed, folder)
    assert says_doubled(one) is doubled
    assert [cell.value for cell in cells.values()].count(0) == (len(printed) if doubled else printed.count("0"))


@pytest.mark.parametrize(("zero", "doubled"), [("00", True), ("", False)])
def test_only_a_doubled_zero_shows_that_figures_are_doubled(zero: str, doubled: bool, tmp_path: Path):
    """Eleven and twenty-two are figures; nothing is 00."""
    one, cells = read_with(REVIEW, [zero, *["11"] * 4, "44"] * 2, tmp_path)
    assert says_doubled(one) is doubled
    assert not doubled or 44 not in [cell.value for cell in cells.values()]
