"""Every bound of the importer's model for tables, held from both sides: a case just within it, and one just beyond.

The numbers stand here as numbers, so that a bound that is moved is noticed.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest

from generator.edition import Heading
from generator.importing import Imported
from generator.importing.alignment import Alignment
from generator.importing.columns import Layout, official
from generator.importing.fold import fold
from generator.importing.found import Found
from generator.importing.items import Row
from generator.importing.labels import Label, lexicon
from generator.importing.placing import Shapes, one_for_all, placed
from generator.importing.readings import Doubling, choose, orders, row_balances, splits
from generator.importing.source import Ledger, Piece, Source
from generator.importing.tables import read_tables
from generator.load import load
from generator.model import State
from tests.documents import document, page
from tests.documents.judge import imported as import_page
from tests.documents.paper import Bit, Box, Paper
from tests.factories import EDITIONS, FORMS

EDITION = FORMS["2021"]
WORDS = lexicon(EDITION)
FILLER = "口"


def row(*cells: str, grid: int = 0, exact: bool = True, glued: bool = False) -> Row:
    """A printed row; with `glued` all but its first cell have lost their borders."""
    source = Source("html")
    pieces = [source.piece(text, "", column) for column, text in enumerate(cells)]
    return Row(tuple(Piece(one.text, one.unit, 0, one.column, 1, glued and at > 0) for at, one in enumerate(pieces)),
               grid, exact)


def keys(rows: Sequence[Row]) -> list[str | None]:
    """What each row is taken for."""
    return [one.way.label.key if one.way else None for one in Alignment(rows, EDITION, WORDS).rows]


def spoilt(key: str, count: int) -> str:
    """A row's label with so many characters, evenly spread, replaced."""
    letters = list(EDITION.labels[key])
    places = [at for at, letter in enumerate(letters) if letter.isalnum()]
    for number in range(count):
        letters[places[1 + round(number * (len(places) - 2) / count)]] = FILLER
    return "".join(letters)


# ── placing: what a row pays, and what it costs to have slid ──

LABEL = Label("row", "disclosure", 0, "normative", "", 0)
ORDERS = {False: official(3), True: Layout((1, 0, 2), 3)}


@pytest.mark.parametrize(("odd", "mixed", "moved", "uncounted", "denied", "read"), [
    (1, 0, 0, 0, 0, True), (1, 0, 1, 0, 0, True), (1, 0, 0, 1, 0, True), (1, 0, 1, 1, 0, False), (1, 1, 0, 0, 0, False),
    (0, 1, 0, 0, 0, True), (0, 1, 1, 0, 0, False), (0, 0, 1, 1, 0, True), (0, 0, 1, 0, 1, False), (0, 0, 0, 1, 1, False),
    (0, 0, 0, 0, 1, True)])  # a row like all others may have figures that do not add up
def test_what_a_row_may_pay(odd: int, mixed: int, moved: int, uncounted: int, denied: int, read: bool):
    cells = ["1", "" if mixed else "2", "3", *[""] * uncounted]
    pieces = tuple(Piece(text, 0, 0, column) for column, text in enumerate(cells))
    shapes = Shapes([(3, 1, len(cells) if uncounted else 3)] * 20 + [(3, 0, 9 if odd else len(cells))] * 2)
    one = Found(LABEL, pieces, pieces, Row(pieces, 0, False), ORDERS[bool(moved)])
    assert (placed(one, ORDERS[bool(moved)], shapes, lambda literals: not denied, False) is not None) is read


@pytest.mark.parametrize(("whole", "other", "usual"), [(3, 0, True), (2, 0, False), (7, 3, True), (4, 2, False)])
def test_how_many_rows_have_a_cell_for_each_column(whole: int, other: int, usual: bool):
    """More than two, and more than two in three."""
    assert Shapes([(3, 0, 3)] * whole + [(3, 0, 2)] * other).usual(3) is usual


@pytest.mark.parametrize(("text", "cells", "balances", "one"), [("123", 2, False, True), ("12", 2, False, False),
                                                                ("123", 3, False, False), ("123", 3, True, True)])
def test_when_a_cell_may_hold_the_whole_row(text: str, cells: int, balances: bool, one: bool):
    payload = [Piece(text, 0), *[Piece("", 0)] * (cells - 1)]
    assert one_for_all(payload, 3, balances) is one


# ── readings ──

COUNTS = tuple(Heading(letter, letter) for letter in "abcdefgh")


@pytest.mark.parametrize(("digits", "tellable"), [(16, True), (17, False)])
def test_so_many_splits_of_a_row_are_kept(digits: int, tellable: bool):
    """375 of 16 ones into four counts, 420 of 17; the bound is 400."""
    found = splits("1" * digits, COUNTS[:4], ())
    assert (found is not None) is tellable


@pytest.mark.parametrize(("text", "tellable"), [("312231112121321332332211", True), ("3122311121213213323322111", False)])
def test_so_many_steps_are_spent_on_a_row(text: str, tellable: bool):
    """19,024 show that there is no split; the bound is 20,000."""
    table = EDITION.table("requests")
    columns = table.blocks[0].column_leaves
    assert splits(text, columns, row_balances(EDITION, table, columns)) == ([] if tellable else None)


@pytest.mark.parametrize(("free", "tellable"), [(7, True), (8, False)])
def test_so_many_columns_are_tried_in_every_order(free: int, tellable: bool):
    literals = [str(number) for number in range(free)]
    assert (orders(literals, range(free), COUNTS[:free], ()) is not None) is tellable


@pytest.mark.parametrize(("many", "decided"), [(70, True), (71, False)])
def test_so_many_combinations_of_rows_are_tried(many: int, decided: bool):
    """70 × 71 are 4,970 and 71 × 71 are 5,041; the bound is 5,000."""
    rows = {"first": [(str(number),) for number in range(1, many + 1)], "second": [(str(number),) for number in range(71)]}
    sums = SimpleNamespace(signs={"first": 1, "second": 1}, known=[Decimal(-many - 70)])
    assert choose(rows, [sums]) == ([{"first": (str(many),), "second": ("70",)}] if decided else [])


@pytest.mark.parametrize(("text", "read"), [("1234567890123.123456亿元", True), ("12345678901234.123456亿元", False)])
def test_how_long_a_cell_may_be(text: str, read: bool):
    assert bool(splits(text, (Heading("a", "a", "money", "万元"),), ())) is read


@pytest.mark.parametrize(("twice", "once", "some"), [(6, 5, True), (5, 5, False)])
def test_more_than_half_of_the_longer_figures_begin_twice(twice: int, once: int, some: bool):
    assert Doubling(["11"] * twice + ["12"] * once).some is some


@pytest.mark.parametrize(("several", "some"), [(10, True), (9, False)])
def test_and_there_are_ten_of_them_or_a_zero(several: int, some: bool):
    assert Doubling(["11"] * several).some is some
    assert Doubling(["11"] * several + ["00"]).some is True


@pytest.mark.parametrize("width", [10, 15])
def test_more_readings_than_can_be_kept_are_all_of_them(width: int):
    """A row of figures that may all be doubled: no reading of the first is lost over the many of the last."""
    document = Doubling(["11"] * 20)
    found = document.readings(["22"] * width, tuple(Heading(str(at), "") for at in range(width)), ())
    assert all(len({reading[at] for reading in found}) > 1 for at in range(width))


# ── labels ──

@pytest.mark.parametrize(("key", "count", "known"), [("partly", 6, True), ("no_fee", 10, False)])
def test_how_far_words_may_be_from_a_label(key: str, count: int, known: bool):
    """6 of 22 characters cost 2.73, 10 of 35 cost 2.86; the bound is 2.8."""
    found = WORDS.match(spoilt(key, count))
    assert (found is not None and {label.key for label in found.labels} == {key}) is known


@pytest.mark.parametrize(("text", "key"), [("2.申请人逾期未按收费通知补正、行政机关不再处理其政府信息公开申请", None),
                                           ("（一）予结转政府信息公开申请数量", "carried_over")])
def test_how_near_another_label_may_come(text: str, key: str | None):
    """1.19 is too near, 1.24 far enough; the bound is 1.2."""
    found = WORDS.match(text)
    assert (found.labels[0].key if found else None) == key


@pytest.mark.parametrize(("text", "cost"), [
    ("（七）总计", 0), ("总计", 1.0), ("（七）合计", 0.5), ("（六）总计", 1.3), ("（二）部分公开", 1.0), ("（（七）总计", 0),
    ("公开出版物", 2.5), ("3.公开出版", 2.0), ("3.公开出反", 2.75)])
def test_what_a_difference_costs(text: str, cost: float):
    """Nothing, a lost number, another word, another number, no brackets, a part, a part under its number, with a slip."""
    assert min(reach[0] for label, reach in WORDS.costs(text).items() if label.role == "row") == pytest.approx(cost)


@pytest.mark.parametrize(("text", "key"), [("公开出版物", "publication"), ("开出版物", None), ("3.公开出版", "publication"),
                                           ("3.出版物", None), ("3.公开出反", "publication"), ("3.公口口口提供公开出版物书", None)])
def test_how_little_of_a_label_is_enough(text: str, key: str | None):
    """Five characters of it; four with its number; of these three in four."""
    found = WORDS.match(text)
    assert (found.labels[0].key if found else None) == key


@pytest.mark.parametrize(("key", "more", "known"), [("no_fee", 6, True), ("no_fee", 7, False), ("partly", 7, True), ("partly", 8, False)])
def test_how_much_longer_words_may_be_than_a_label(key: str, more: int, known: bool):
    assert (WORDS.match(EDITION.labels[key] + FILLER * more) is not None) is known


# ── alignment ──

FIGURES = ("1", "2", "0", "0", "0", "0", "3")
HEADINGS = ("结果维持", "结果纠正", "其他结果", "尚未审结")


@pytest.mark.parametrize(("key", "count", "known"), [("no_reply", 6, True), ("reissue", 4, False)])
def test_a_row_without_figures_needs_a_better_label(key: str, count: int, known: bool):
    """Two for no figures and 1.94 for its words is within four, two and 2.11 beyond."""
    assert (keys([row(spoilt(key, count))]) == [key]) is known
    assert keys([row(spoilt(key, count), *FIGURES)]) == [key]


@pytest.mark.parametrize(("key", "count", "known"), [("received", 2, True), ("reissue", 3, False)])
def test_out_of_its_place_a_better_one_still(key: str, count: int, known: bool):
    """1.33 is known anywhere, 1.58 in its place alone; the bound is 1.5."""
    last = row(EDITION.labels["carried_forward"], *FIGURES)
    assert (keys([last, row(spoilt(key, count))]) == ["carried_forward", key]) is known
    assert keys([row(spoilt(key, count)), last]) == [key, "carried_forward"]


@pytest.mark.parametrize(("text", "key"), [
    ("2.申请人逾期未按收费通知补正、行政机关不再处理其政府信息公开申请", "no_fee"),
    ("2.申请人逾期未按由逾期不补正、行政机关不再处理其政府信息公开申请", None)])
def test_how_near_another_row_may_come(text: str, key: str | None):
    """A row may be the one that is cheaper by 1.19, not by 0.99; the bound is 1."""
    assert keys([row(text, *FIGURES)]) == [key]


@pytest.mark.parametrize(("headings", "known"), [(4, True), (3, False)])
def test_so_many_headings_tell_the_row_without_label(headings: int, known: bool):
    assert (keys([row(*HEADINGS[:headings]), row(*["1"] * 15)])[1] == "cases") is known


@pytest.mark.parametrize(("between", "known"), [(26, True), (27, False)])
def test_headings_of_another_table_are_not_remembered_for_ever(between: int, known: bool):
    """Thirty of them."""
    rows = [row(*HEADINGS), *[row("自然人")] * between, row(*["1"] * 15, grid=1)]
    assert (keys(rows)[-1] == "cases") is known


@pytest.mark.parametrize(("above", "known"), [(["1.属于", "甲", "乙"], True), (["1.属于", "甲", "乙", "丙"], False),
                                              (["1.属于 甲 乙 丙 丁 戊"], True), (["1.属于 甲 乙 丙 丁 戊 己"], False)])
def test_how_far_from_its_figures_a_broken_label_begins(above: list[str], known: bool):
    """Within three rows and six words."""
    rows = [*(row(text, grid=-1, exact=False) for text in above), Row((Piece("1200003", 0, glued=True),), -1, False),
            row("国家秘密", grid=-1, exact=False)]
    assert ("secret" in keys(rows)) is known


@pytest.mark.parametrize(("below", "known"), [("国家 秘密", True), ("国 家 秘密", False)])
def test_in_how_many_pieces_it_may_be(below: str, known: bool):
    rows = [row("1.属于", grid=-1, exact=False), Row((Piece("1200003", 0, glued=True),), -1, False),
            row(below, grid=-1, exact=False)]
    assert ("secret" in keys(rows)) is known


# ── what is gathered, and tables as a whole ──

def told_of(count: int) -> str:
    """What is said of a table of whose longer labels a document names so many."""
    table = EDITION.table("requests")
    names = {fold(label.text): label.text for label in WORDS.labels if label.table == table.key
             and label.role in ("row", "column", "block") and len(fold(label.text)) >= 4}
    assert len(names) == 30
    source = Source("html")
    source.line("，".join(sorted(names.values(), key=len)[:count]), "")
    out = read_tables(source, [], EDITION, Ledger(source))
    return next(found.code for found in out.doubts if found.where == table.name)


@pytest.mark.parametrize(("count", "code"), [(13, "table-unread"), (12, "table-missing")])
def test_of_how_many_labels_a_table_is_there(count: int, code: str):
    """More than four in ten."""
    assert told_of(count) == code


def imported(paper: Paper, folder: Path) -> Imported:
    return import_page(paper, page.dressed(paper, Random(0)), ".html", folder, load([folder], EDITIONS)[0])


@pytest.mark.parametrize(("words", "kept"), [("甲乙丙丁戊己", True), ("甲乙丙丁戊", False)])
def test_how_long_a_line_of_its_own_is(words: str, kept: bool, tmp_path: Path):
    paper = document(1, "", "page").paper
    sheet = paper.sheets("requests")[0]
    sheet.boxes.append(Box(sheet.height, 0, [Bit(words)], "note", across=sheet.width))
    one = imported(paper, tmp_path)
    assert (one.draft.report.extra_lines.get("requests") == (words,)) is kept
    assert any(entry.piece.text == words for entry in one.reading.ledger.dropped) is not kept


@pytest.mark.parametrize(("marks", "whole"), [(4, True), (5, False)])
def test_in_how_many_cells_the_name_of_a_group_may_stand(marks: int, whole: bool, tmp_path: Path):
    """Twelve: the eight characters and four marks."""
    paper = document(1, "", "page").paper
    sheet = paper.sheets("requests")[0]
    group = next(box for box in sheet.boxes if box.text == "三、本年度办理结果")
    letters = [*"三本年度办理结", *"：" * marks, "果"]
    letters += [""] * (group.down - len(letters))
    sheet.boxes.remove(group)
    sheet.boxes += [Box(group.row + at, group.column, [Bit(letter)], "spare") for at, letter in enumerate(letters)]
    assert ("table-text" not in {found.code for found in imported(paper, tmp_path).reading.doubts}) is whole


@pytest.mark.parametrize(("rows", "read"), [(3, True), (2, False)])
def test_how_many_rows_agree_on_a_column_that_is_not_there(rows: int, read: bool, tmp_path: Path):
    paper = document(1, "", "page").paper
    sheet = paper.sheets("requests")[0]
    for number in reversed(sheet.rows_of_figures()[rows:]):
        sheet.drop_row(number)
    sheet.drop_column(min(box.column for box in sheet.figures()) + 2)
    cells = imported(paper, tmp_path).draft.report.cells
    assert (cells["received.T"].state is State.NUMBER) is read
    assert cells["received.T"].value in (None, paper.cells["received.T"].number)
