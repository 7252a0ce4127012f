"""The printed grid: whatever headings nest and whatever rows are left, it is covered once and loses no heading."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.edition import Block, Edition, Heading
from generator.grid import Grid, Head, height, laid_out, printed, spans
from tests.factories import EDITIONS, a_report, hybrid

BOTH = pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda one: one.key)


def covered(headings: tuple[Heading, ...]) -> list[tuple[int, int]]:
    """Every (level, leaf) position as often as a heading covers it."""
    return sorted((level, leaf) for span in spans(headings)
                  for level, leaf in product(range(span.level, span.level + span.depth),
                                             range(span.start, span.start + span.breadth)))


def positions(headings: tuple[Heading, ...]) -> list[tuple[int, int]]:
    leaves = [leaf for heading in headings for leaf in heading.leaves()]
    return list(product(range(height(headings)), range(len(leaves))))


NESTED = st.recursive(st.builds(Heading, st.none(), st.just("x")),
                      lambda inner: st.builds(lambda below: Heading(None, "x", children=tuple(below)),
                                              st.lists(inner, min_size=1, max_size=4)), max_leaves=24)


@BOTH
def test_the_official_headings_cover_each_position_once(edition: Edition):
    for table in edition.tables:
        for block in table.blocks:
            assert covered(block.columns) == positions(block.columns)
            assert covered(block.rows) == positions(block.rows)


@given(st.lists(NESTED, min_size=1, max_size=5))
def test_any_nested_headings_cover_each_position_once(headings: list[Heading]):
    assert covered(tuple(headings)) == positions(tuple(headings))


# ── blocks under one another ──

HEADINGS = st.lists(NESTED, min_size=1, max_size=4).map(tuple)
UNLABELLED = (Heading("only", ""),)
BLOCKS = st.lists(st.builds(Block, st.sampled_from(["", "x"]), st.just("x"), HEADINGS, HEADINGS | st.just(UNLABELLED)),
                  min_size=1, max_size=4)


def taken(grid: Grid) -> list[tuple[int, int]]:
    """Every (line, column) position as often as something covers it."""
    found = []
    for top, line in enumerate(grid.lines):
        for head in line.heads:
            found += product(range(top, top + head.down), range(head.column, head.column + head.across))
        for slot in line.slots:
            found += product([top], range(slot.column, slot.column + slot.across))
    return sorted(found)


def heads(grid: Grid, kind: str) -> list[Head]:
    return [head for line in grid.lines for head in line.heads if head.kind == kind]


@given(BLOCKS)
def test_each_position_of_a_grid_is_covered_once(blocks: list[Block]):
    grid = laid_out(blocks)
    assert taken(grid) == list(product(range(len(grid.lines)), range(grid.columns)))


@given(BLOCKS)
def test_lines_are_told_from_left_to_right(blocks: list[Block]):
    for line in laid_out(blocks).lines:
        columns = [one.column for one in (*line.heads, *line.slots)]
        assert columns == sorted(columns)


@BOTH
def test_every_official_heading_and_cell_is_in_the_grid(edition: Edition):
    for table in edition.tables:
        grid = laid_out(table.blocks)
        assert [head.label for head in heads(grid, "block")] == [block.heading for block in table.blocks if block.heading]
        assert sorted(head.label for head in heads(grid, "column")) == sorted(
            span.heading.label for block in table.blocks for span in spans(block.columns))
        assert [slot.address for line in grid.lines for slot in line.slots] == [
            f"{row.key}.{column.key}" for block in table.blocks for row in block.row_leaves for column in block.column_leaves]


def test_rows_without_labels_have_no_headings_and_no_corner():
    grid = laid_out(EDITIONS["2021"].table("review").blocks)
    assert heads(grid, "row") == heads(grid, "corner") == []
    assert grid.columns == 15


def test_the_last_column_of_a_narrow_block_is_as_wide_as_what_is_left():
    grid = laid_out(EDITIONS["2021"].table("disclosure").blocks)
    assert [line.slots[-1].across for line in grid.lines if line.slots] == [1, 1, 3, 3, 3, 3]


def test_a_group_stands_once_beside_its_rows():
    [group] = [head for head in heads(laid_out(EDITIONS["2021"].table("requests").blocks), "row") if head.key == "otherwise"]
    assert (group.group, group.down, group.across) == (True, 3, 1)
    [row] = [head for head in heads(printed(EDITIONS["2021"].table("requests"), hybrid().rows), "row")
             if head.key == "otherwise"]
    assert (row.group, row.down, row.across) == (False, 1, 2)


@pytest.mark.parametrize("report", [a_report(2020), a_report(2021, absent=["inquiry", "fee"]), hybrid()],
                         ids=["all", "absent rows", "hybrid"])
def test_a_report_s_grid_has_all_its_cells_and_no_others(report):
    slots = [slot.address for table in report.edition.tables for line in printed(table, report.rows).lines
             for slot in line.slots]
    assert slots == list(report.cells)
