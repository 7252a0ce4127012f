"""A row's figures against its balances: exact, and where some are missing no more than can be."""

from __future__ import annotations

import pytest

from generator.importing.readings import balanced, row_balances, splits
from tests.factories import EDITIONS

EDITION = EDITIONS["2021"]
TABLE = EDITION.table("requests")
COLUMNS = TABLE.blocks[0].column_leaves
BALANCES = row_balances(EDITION, TABLE, COLUMNS)


@pytest.mark.parametrize(("row", "good"), [
    ("2 1 0 0 0 0 3", True), ("2 1 0 0 0 0 4", False), ("2 1 0 0 0 0 2", False), ("? 1 0 0 0 0 3", True),
    ("? 4 0 0 0 0 3", False), ("2 1 0 0 0 0 ?", True)])
def test_the_parts_are_exactly_the_total(row: str, good: bool):
    assert balanced(row.split(), COLUMNS, BALANCES) is good


def test_glued_figures_are_split_only_so_that_the_parts_are_the_total():
    assert splits("3000003", COLUMNS, BALANCES) == [("3", "0", "0", "0", "0", "0", "3")]
    assert splits("1000003", COLUMNS, BALANCES) == []
