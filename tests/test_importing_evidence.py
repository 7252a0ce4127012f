"""Glued rows that other evidence decides: true rows glued together never come out as other figures."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.importing.evidence import heed_prose, heed_years
from generator.importing.found import Figures, Open, Tables
from generator.importing.readings import splits
from generator.importing.source import Source
from generator.model import Cell, State
from tests.factories import EDITIONS

OLD, NEW = EDITIONS["2019"], EDITIONS["2021"]
LINKED = ("permit", "service", "penalty", "compulsion", "fee")  # the rows that a balance carries from year to year
Rows = Mapping[str, Sequence[int]]


def tables_of(rows: Rows, edition, zeros: bool = True) -> Tables:
    """What the reader of tables makes of glued rows: figures where one split is possible, else an open row."""
    tables = Tables(Source("txt"))
    if zeros:
        tables.cells["regulation.created" if edition is OLD else "regulation.issued"] = Cell("0", 0, State.NUMBER)
    for key, figures in rows.items():
        columns = edition.rows[key][1].column_leaves
        text = "".join(map(str, figures))
        possible = splits(text, columns, []) or []
        literals = possible[0] if len(possible) == 1 else [None] * len(columns)
        for column, literal in zip(columns, literals, strict=True):
            tables.cells[f"{key}.{column.key}"] = Cell(literal, int(literal), State.NUMBER) if literal else \
                Cell(text, None, State.UNREADABLE)
        if len(possible) > 1:
            tables.open[key] = Open((), tuple(possible))
    return tables


def values(tables: Tables, key: str, edition=OLD) -> list[int | None]:
    return [tables.cells[f"{key}.{column.key}"].value for column in edition.rows[key][1].column_leaves]


def put_side_by_side(first: Rows, second: Rows) -> tuple[Tables, Tables]:
    """Two years' tables, each narrowed by the other as it was read."""
    before, after = tables_of(first, OLD), tables_of(second, OLD)
    read = [Figures(OLD.key, dict(one.cells)) for one in (before, after)]
    heed_years(before, OLD, 2019, {2020: read[1]})
    heed_years(after, OLD, 2020, {2019: read[0]})
    return before, after


PINGTAN = ({"permit": [396, 0, 181], "service": [10, 0, 153], "penalty": [2648, 0, 430], "fee": [35, 0]},
           {"permit": [396, 44, 2278], "service": [10, 7, 105], "penalty": [2648, -18, 538], "fee": [35, -15]})


def test_the_year_after_decides():
    before, after = put_side_by_side(*PINGTAN)
    assert {key: values(before, key) for key in PINGTAN[0]} == PINGTAN[0]
    assert values(after, "permit") == [396, None, None]
    assert not before.open
    assert {one.code for one in before.doubts} == {"glued-years"}  # taken, and shown to the editor all the same
    assert after.cells["permit.change"] == Cell("396442278", None, State.UNREADABLE)
    assert "396 44 2278" in next(one.proposal for one in after.doubts if one.text == "" and "permit" in one.address)


def test_two_readings_that_both_years_bear_out_stay_open():
    """126 + 0 = 126 and 1260 + 2 = 1262: which of them was printed cannot be known, and the editor sees both."""
    first = {**PINGTAN[0], "compulsion": [126, 0, 25]}
    before, after = put_side_by_side(first, {**PINGTAN[1], "compulsion": [126, 26, 29]})
    assert values(before, "compulsion") == values(after, "compulsion") == [None] * 3
    said = {one.address: one for one in before.doubts}["compulsion.items"]
    assert (said.code, said.proposal) == ("glued-narrowed", "126 0 25；1260 2 5")


def test_one_row_that_denies_the_balance_silences_it():
    first, second = PINGTAN
    before, _ = put_side_by_side(first, {**second, "service": [4000, 1, 1]})
    assert set(before.open) == {"permit", "service", "penalty", "fee"}


def test_too_few_rows_bear_it_out():
    before, _ = put_side_by_side({"permit": [396, 0, 181]}, {"permit": [396, 44, 2278]})
    assert set(before.open) == {"permit"}


def test_another_edition_or_a_gap_says_nothing():
    before = tables_of(PINGTAN[0], OLD)
    cells = dict(tables_of(PINGTAN[1], OLD).cells)
    heed_years(before, OLD, 2019, {2020: Figures(NEW.key, cells), 2021: Figures(OLD.key, cells)})
    assert set(before.open) == {"permit", "service", "penalty", "fee"}


def test_where_zeros_are_not_printed_a_blank_is_possible():
    before = tables_of(PINGTAN[0], OLD, zeros=False)
    before.cells = {address: cell for address, cell in before.cells.items() if cell.literal != "0"}
    heed_years(before, OLD, 2019, {2020: Figures(OLD.key, dict(tables_of(PINGTAN[1], OLD).cells))})
    assert set(before.open) == {"permit", "service", "penalty", "fee"}


FIGURE = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 99), st.integers(0, 9999))


@st.composite
def two_years(draw) -> tuple[Rows, Rows]:
    """Five true rows of two years: what last year left is what this year begins with."""
    first, second = {}, {}
    for key in LINKED:
        width = len(OLD.rows[key][1].column_leaves)
        first[key] = [draw(FIGURE) for _ in range(width)]
        if draw(st.booleans()):
            first[key][1] = -draw(st.integers(0, first[key][0]))
        second[key] = [sum(first[key][:2]), *(draw(FIGURE) for _ in range(width - 1))]
    return first, second


@settings(max_examples=60, deadline=None)
@given(two_years())
def test_true_rows_of_two_years_are_never_read_otherwise(years):
    for tables, rows in zip(put_side_by_side(*years), years, strict=True):
        for key, figures in rows.items():
            assert all(value in (None, figure) for value, figure in zip(values(tables, key), figures, strict=True))


@settings(max_examples=60, deadline=None)
@given(two_years(), st.sampled_from(LINKED), st.integers(0, 99999))
def test_what_is_decided_is_always_shown(years, broken, other):
    """Also where the reports do not fit together: no cell of a row with several splits is taken without a doubt."""
    second = {**years[1], broken: [other, *years[1][broken][1:]]}
    for tables, rows in zip(put_side_by_side(years[0], second), (years[0], second), strict=True):
        shown = {one.address.split(".")[0] for one in tables.doubts}
        for key, figures in rows.items():
            wrong = [value for value, figure in zip(values(tables, key), figures, strict=True)
                     if value not in (None, figure)]
            assert not wrong or key in shown


# ── the document's own words ──

SAYS = "集中公开现行有效行政规范性文件698件，动态更新本年度制发的规范性文件88件。"


def told(prose: str, figures: Sequence[int] = (88, 55, 698), zeros: bool = True) -> Tables:
    tables = tables_of({"normative": figures}, NEW, zeros)
    heed_prose(tables, NEW, {"overview": prose})
    return tables


def test_the_prose_decides():
    tables = told(SAYS)
    assert values(tables, "normative", NEW) == [88, 55, 698]
    assert [one.code for one in tables.doubts] == ["glued-told"]
    assert "现行有效行政规范性文件698件" in tables.doubts[0].message


@pytest.mark.parametrize("prose", [
    "", "现行有效行政规范性文件698件。",  # leaves several splits
    SAYS + "2021年制定规范性文件8件。",  # says two things
    SAYS.replace("698", "699"),  # fits no split
    "收到申请698件，制发文件88件。",  # of something else
])
def test_prose_that_does_not_decide_decides_nothing(prose: str):
    assert values(told(prose), "normative", NEW) == [None] * 3


def test_prose_does_not_help_where_blanks_are_possible():
    assert values(told(SAYS, zeros=False), "normative", NEW) == [None] * 3


@pytest.mark.parametrize("seed", range(8))
def test_true_prose_beside_true_rows(seed: int):
    chance = random.Random(seed)
    for _ in range(20):
        figures = [chance.randrange(10 ** chance.randint(1, 4)) for _ in range(3)]
        prose = f"现行有效规范性文件{figures[2]}件。" + f"2022年制发规范性文件{figures[0]}件。" * chance.randint(0, 1)
        assert all(value in (None, figure) for value, figure in
                   zip(values(told(prose, figures), "normative", NEW), figures, strict=True))
