"""One model for tables: rows are aligned, columns assigned, and a cell is taken where all readings agree.

Each document here is a clean one, changed in one place as documents are. A cell may become unknown; never another figure.
"""

from __future__ import annotations

import random
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from generator.exporting.documents import document
from generator.exporting.form import Box, sheet
from generator.importing import Reading, interpret
from generator.importing.labels import MARGIN, MOST, lexicon
from generator.importing.readers import read
from generator.importing.readings import BUT_A_FEW, MOSTLY, Doubling, put_together, row_balances, splits
from generator.importing.source import Grid, Piece, Source
from generator.load.figures import printed_cell
from generator.model import Cell, Report, State
from tests.test_importing import EDITIONS, REPORTS, reading, text_of
from tests.test_importing_kinds import REPORT, imported

OLD = next(one for one in REPORTS if one.edition.key == "2019" and not one.missing_tables and not one.untranscribed)


def filled(base: Report, chance: random.Random) -> Report:
    """The report with other figures; the sums of its rows and columns hold."""
    edition, cells = base.edition, {}
    rows = [row for row in edition.rows if row not in edition.single_groups]

    def figure() -> int:
        return chance.randint(1, chance.choice((9, 99, 2000))) if chance.random() < 0.5 else 0

    for row in rows:
        table, block, _ = edition.rows[row]
        columns = block.column_leaves
        values = [figure() for _ in columns]
        if table.key != "disclosure":
            width = 7 if table.key == "requests" else 5
            values = [value if (at + 1) % width else sum(values[at + 1 - width:at]) for at, value in enumerate(values)]
        for column, value in zip(columns, values, strict=True):
            cells[f"{row}.{column.key}"] = printed_cell(str(value), column)
    for column in edition.rows["total"][1].column_leaves:
        parts = [cells[f"{row}.{column.key}"].value for row in rows if edition.table_of(row).key == "requests"
                 and row not in ("received", "carried_over", "total", "carried_forward")]
        total = sum(parts)
        cells[f"total.{column.key}"] = Cell(str(total), total, State.NUMBER)
        cells[f"carried_over.{column.key}"] = Cell("0", 0, State.NUMBER)
        received = total + cells[f"carried_forward.{column.key}"].value
        cells[f"received.{column.key}"] = Cell(str(received), received, State.NUMBER)
    return replace(base, cells=cells, absent_rows=frozenset())


def misread(one: Reading, report: Report) -> dict:
    return {address: (cell, one.tables.cells[address]) for address, cell in report.cells.items()
            if address in one.tables.cells and one.tables.cells[address].state is not State.UNREADABLE
            and one.tables.cells[address].value != cell.value}


def unknown(one: Reading) -> set[str]:
    return {address for address, cell in one.tables.cells.items() if cell.state is State.UNREADABLE}


FULL = filled(replace(REPORT), random.Random(5))
EARLIER = filled(OLD, random.Random(6))
PAGE = document(FULL, "html").decode()


# ── labels ──

@pytest.mark.parametrize("said", ["总计", "（7）总计", "（七）小计", "（六）总计"])
def test_the_row_of_sums_under_other_numbers(said: str, tmp_path: Path):
    one = imported(PAGE.replace("（七）总计", said), "page.html", tmp_path)
    assert not misread(one, FULL)
    assert not unknown(one)
    assert one.tables.absent == set()
    assert any(found.code.startswith("label-") and found.proposal == "（七）总计" for found in one.doubts)


def test_a_label_in_fewer_words(tmp_path: Path):
    """The words of the earlier form in the later one; the wording is said."""
    one = imported(PAGE.replace("行政规范性文件", "规范性文件"), "page.html", tmp_path)
    assert not misread(one, FULL)
    assert not unknown(one)
    assert [found.proposal for found in one.doubts if found.code == "label-typo"] == ["行政规范性文件"]


@pytest.mark.parametrize(("text", "key"), [("1.逾期不补正", "no_reply"), ("2.逾期不缴费", "no_fee"), ("3.逾期不缴费", None),
                                           ("政府信息公开申请", None), ("公开出版物", "publication"), ("出版物", None)])
def test_what_a_label_may_lose(text: str, key: str | None):
    found = lexicon(EDITIONS["2021"]).match(text)
    assert (found.labels[0].key if found else None) == key


def test_the_best_label_is_taken_only_if_no_other_is_nearly_as_good():
    words = lexicon(EDITIONS["2021"])
    for label in words.labels:
        for at in range(len(label.text)):
            text = label.text[:at] + "口" + label.text[at + 1:]
            costs = sorted((cost, other.text) for other, (cost, _) in words.costs(text).items())
            found = words.match(text)
            if found and costs[0][0] >= MARGIN:
                assert costs[0][0] <= MOST
                assert all(cost >= costs[0][0] + MARGIN for cost, other in costs if other != costs[0][1])


BROKEN = [("2.其他法律行政法规禁止公开", "2.其他法律行政法规禁止公\n结 {} 开\n果"),
          ("2.没有现成信息需要另行制作", "（四）\n2.没有现成信息需要另行制\n无法 {}\n作\n提供"),
          ("5.要求行政机关确认或重新出具已获取信息", "5.要求行政机关确认或重新\n{}\n出具已获取信息")]


@pytest.mark.parametrize(("label", "broken"), BROKEN)
def test_labels_broken_over_the_lines_around_their_figures(label: str, broken: str):
    text = re.sub(rf"(?m)^(?:（.）\S* )?{re.escape(label)} ([\d ]+)$", lambda match: broken.format(match[1]),
                  text_of(FULL, "spaced"))
    assert label not in text
    one = reading(text)
    assert not misread(one, FULL)
    assert not unknown(one)
    assert one.tables.absent == set()
    assert one.counts["unclaimed"] == one.counts["twice"] == 0


def test_headings_in_two_lines():
    text = text_of(FULL, "spaced").replace("商业企业 科研机构 社会公益组织 法律服务机构 其他",
                                           "商业 科研 社会公益 法律服务\n其他\n企业 机构 组织 机构")
    one = reading(text)
    assert not misread(one, FULL)
    assert not unknown(one)
    assert "split-heading" in {found.code for found in one.doubts}


# ── columns ──

@pytest.mark.parametrize("end", ["", "|"])
@pytest.mark.parametrize("which", [1, 2, 4])
def test_a_column_that_is_not_there(which: int, end: str):
    """With and without a separator at the end of each line: by heading, never a column further."""
    name = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")[which]
    lines = []
    for line in text_of(FULL, "pipes").splitlines():
        cells = [cell.strip() for cell in line.removesuffix("|").split("|")]
        if name in cells:
            cells.remove(name)
        if len(cells) >= 8 and all(map(str.isdecimal, cells[-7:])) and not cells[-8].isdecimal():
            del cells[-7 + which]
        lines.append("|".join(cells) + end if len(cells) > 1 else line)
    one = reading("\n".join(lines))
    key = "PBSWLO"[which]
    assert not misread(one, FULL)
    assert {f"{row}.{key}" for row in FULL.edition.rows if f"{row}.{key}" in FULL.cells} <= unknown(one)
    assert "column-absent" in {found.code for found in one.doubts}


def test_a_blank_among_exact_borders(tmp_path: Path):
    tree = html.document_fromstring(document(EARLIER, "html"))
    row = next(row for row in tree.iter("tr") if "政府集中采购" in row.text_content())
    row.findall("td")[0].text, row.findall("td")[1].text = "", "5000.00"
    cells = imported(html.tostring(tree, encoding="unicode"), "page.html", tmp_path).tables.cells
    assert cells["procurement.projects"].state is State.BLANK
    assert cells["procurement.amount"].literal == "5000.00"


def test_numbers_of_the_rows_of_one_table_are_not_the_figures_of_another():
    """As a workbook's sheet has them, one table below the other in the same columns."""
    source = Source("xlsx")
    source.line("2021年政府信息公开工作年度报告", "第 1 行")
    rows = []
    for table in FULL.edition.tables:
        printed = sheet(FULL, table)
        serial = table.key == "disclosure"
        for number in range(printed.rows):
            boxes = [box for box in printed.boxes if box.row == number]
            figures = any(not box.heading for box in boxes)
            cells = [source.piece(str(number) if figures else "序号", f"第 {number} 行", 0)] if serial else []
            rows.append((*cells, *(source.piece(box.text, f"第 {number} 行", box.column + serial, box.across)
                                   for box in boxes)))
    source.blocks.append(Grid(tuple(rows)))
    one = interpret(source, EDITIONS)
    assert not misread(one, FULL)
    assert not unknown(one)
    assert len(one.tables.cells) == len(FULL.cells)


# ── figures ──

def test_a_mark_of_no_width_within_a_figure():
    text = text_of(FULL, "lines").replace("\n".join(["一、本年新收政府信息公开申请数量", FULL.cells["received.P"].literal]),
                                          "\n".join(["一、本年新收政府信息公开申请数量",
                                                     "\u200e".join(FULL.cells["received.P"].literal)]))
    assert "\u200e" in text
    one = reading(text)
    assert not misread(one, FULL)
    assert not unknown(one)


@pytest.mark.parametrize("mark", ["·", "口", "x", "*"])
def test_a_stray_mark_within_a_figure(mark: str):
    literal = FULL.cells["received.P"].literal
    text = text_of(FULL, "spaced").replace(f"申请数量 {literal} ", f"申请数量 {literal[0]}{mark}{literal[1:]} ", 1)
    assert mark in text
    one = reading(text)
    assert not misread(one, FULL)
    assert "received.P" in unknown(one)
    assert {address.split(".")[0] for address in unknown(one)} == {"received"}


def test_units_in_running_text():
    cells = {**EARLIER.cells, "procurement.projects": Cell("2笔", 2, State.NUMBER),
             "procurement.amount": Cell("984361元", 984361, State.NUMBER)}
    one = reading(text_of(replace(EARLIER, cells=cells), "spaced"), EARLIER.year)
    assert (one.tables.cells["procurement.projects"].literal, one.tables.cells["procurement.projects"].value) == ("2笔", 2)
    assert one.tables.cells["procurement.amount"].literal == "984361元"


def test_a_digit_for_each_column_that_do_not_add_up():
    """The original is out of balance; it is read, and said."""
    text = text_of(REPORT, "glued")
    row = re.search(r"2\.重复申请(\d{7})", text)
    one = reading(text.replace(row[0], "2.重复申请1000000"))
    columns = [column.key for column in REPORT.edition.rows["repeated"][1].column_leaves]
    assert [one.tables.cells[f"repeated.{key}"].value for key in columns] == [1, 0, 0, 0, 0, 0, 0]
    assert "glued-unbalanced" in {found.code for found in one.doubts}


def test_a_mark_of_doubt_alone_in_a_cell(tmp_path: Path):
    tree = html.document_fromstring(PAGE)
    tree.findall(".//table")[1].findall(".//td")[0].text = "？"
    one = imported(html.tostring(tree, encoding="unicode"), "page.html", tmp_path)
    assert one.tables.cells["received.P"] == Cell("？", None, State.UNREADABLE)


def test_a_cell_a_line_as_crawlers_keep_it():
    lines = []
    for line in text_of(FULL, "pipes").splitlines():
        cells = [cell.strip() for cell in line.removesuffix("|").split("|")]
        lines += ["|", *(f"{cell} |" for cell in cells)] if "|" in line else [line]
    one = reading("\n".join(lines))
    assert not misread(one, FULL)
    assert not unknown(one)
    assert one.counts["unclaimed"] == one.counts["twice"] == 0


def test_a_page_of_large_glued_figures_is_read_in_bounded_steps():
    chance = random.Random(3)
    columns = FULL.edition.rows["received"][1].column_leaves
    cells = dict(FULL.cells)
    for row in FULL.edition.rows:
        if f"{row}.T" in cells:
            values = [chance.randrange(10 ** chance.randint(1, 6)) for _ in columns[:-1]]
            for column, value in zip(columns, [*values, sum(values)], strict=True):
                cells[f"{row}.{column.key}"] = Cell(str(value), value, State.NUMBER)
    report = replace(FULL, cells=cells)
    start = time.process_time()
    one = reading(text_of(report, "glued"))
    assert time.process_time() - start < 10  # as a rule a twentieth of it
    assert not misread(one, report)


def test_splits_respect_borders():
    columns = FULL.edition.rows["regulation"][1].column_leaves
    assert splits("1 23", columns, []) == [("1", "2", "3")]
    assert splits("12 34 5", columns, []) == [("12", "34", "5")]
    assert splits("1 2", columns, []) == []


# ── doubled digits: the thresholds from both sides ──

@pytest.mark.parametrize(("once", "state"), [(0, "all"), (3, "all"), (4, "most"), (10, "most"), (11, "some"), (100, "")])
def test_when_figures_count_as_doubled(once: int, state: str):
    """Of a hundred figures so many are printed once."""
    assert (BUT_A_FEW, MOSTLY) == (0.97, 0.9)
    texts = ["00"] * (100 - once) + ["7"] * once
    found = Doubling(texts)
    assert [name for name in ("all", "most", "some") if getattr(found, name)][:1] == ([state] if state else [])


@pytest.mark.parametrize(("texts", "ways"), [
    (["00"] * 30 + ["22"], {"2"}), (["00"] * 99 + ["0", "22"], {"2", "22"}), (["00"] * 30 + ["0"] * 3 + ["22"], {"2", "22"}),
    (["0"] * 30 + ["22"], {"22"})])
def test_a_figure_of_two_like_digits(texts: list[str], ways: set[str]):
    columns = FULL.edition.rows["permit"][1].column_leaves
    assert {one[0] for one in Doubling(texts).readings(["22"], columns, [])} == ways


# ── several noises at once ──

def label_noise(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    return chance.choice([
        text[:1] + text, text[:place] + text[place + 1:], text[:place] + "口" + text[place + 1:],
        text[:place] + " " + text[place:], text[:place] + "\n" + text[place:], re.sub(r"^（(.)）", r"(\1)", text),
        re.sub(r"^(?:\d\.|（.）|.、)", "", text), text.replace("总计", "合计"), text.replace("其他", "其它"), text + "："])


def figure_noise(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    return chance.choice([text[:place] + " " + text[place:], text[:place] + chance.choice("口x·*") + text[place:],
                          "\u200b".join(text), text + "件"])


def noisy(report: Report, chance: random.Random) -> str:
    """The report as text in some layout, with noise upon labels and figures."""
    heads, figures = chance.choice((0, 0.03, 0.12)), chance.choice((0, 0, 0.01))

    def noise(text: str, box: Box) -> str:
        if not text or (box.heading and len(text) < 3) or chance.random() >= (heads if box.heading else figures):
            return text
        return label_noise(text, chance) if box.heading else figure_noise(text, chance)

    return text_of(report, chance.choice(("tabs", "pipes", "cells", "lines", "spaced", "glued")), noise)


@pytest.mark.parametrize("block", range(4))
def test_no_wrong_value_without_a_doubt_at_its_row(block: int):
    """Many thousands more were tried when this was written."""
    right = total = 0
    for seed in range(12 * block, 12 * block + 12):
        chance = random.Random(seed)
        report = filled(chance.choice((REPORT, OLD)), chance)
        one = reading(noisy(report, chance), report.year)
        said = {where for found in one.tables.doubts if (where := found.where)}
        for address, (cell, got) in misread(one, report).items():
            assert report.edition.row_words(address.split(".")[0]) in said, (seed, address, cell, got)
        assert one.counts["unclaimed"] == one.counts["twice"] == 0, seed
        total += len(report.cells)
        right += sum(one.tables.cells.get(address) == cell for address, cell in report.cells.items())
    assert right > 0.75 * total


@pytest.mark.parametrize("layout", ["tabs", "pipes", "cells"])
def test_a_row_without_its_label_is_not_guessed(layout: str):
    """Its neighbours are there, and only one row is lost; which one it is, is for the editor to say."""
    one = reading(text_of(FULL, layout).replace("1.信访举报投诉类申请", "？？", 1))
    assert not misread(one, FULL)
    assert one.tables.absent == set()
    assert {address.split(".")[0] for address in unknown(one)} == {"petition"}


@pytest.mark.parametrize("said", ["5", "55", "5〔图片〕"])
def test_no_figure_is_taken_from_what_the_reader_is_unsure_of(said: str, tmp_path: Path):
    """The cell keeps what the reader says of it; the others of its row stay what they are."""
    path = tmp_path / "a.html"
    path.write_bytes(document(FULL, "html"))
    source = read(path)
    cells = FULL.edition.addresses["granted"]
    label = FULL.edition.labels["granted"]
    source.blocks = [replace(block, rows=tuple(_with_unsure(source, row, label, said) for row in block.rows))
                     if isinstance(block, Grid) else block for block in source.blocks]
    one = interpret(source, EDITIONS)
    assert one.tables.cells[cells[0]] == Cell(said, None, State.UNREADABLE)
    assert [one.tables.cells[address] for address in cells[1:]] == [FULL.cells[address] for address in cells[1:]]


def _with_unsure(source: Source, row: tuple[Piece, ...], label: str, said: str) -> tuple[Piece, ...]:
    """The row of this label with another first figure, of which the reader is unsure."""
    at = next((at for at, piece in enumerate(row) if piece.text == label), len(row))
    return tuple(source.piece(said, "这一格", piece.column, piece.span, unsure=True) if number == at + 1 else piece
                 for number, piece in enumerate(row))


@pytest.mark.parametrize(("runs", "some"), [
    (["0055441", "114422", "0000", "220033"], True), (["0055441", "114422", "0000"], False),
    (["0055441", "114422", "000", "220033"], False), (["0055441", "14422", "0000", "220033"], False)])
def test_glued_rows_that_all_begin_twice_are_doubled(runs: list[str], some: bool):
    assert Doubling([], runs).some is some


COLUMNS = EDITIONS["2021"].rows["granted"][1].column_leaves
ROW_SUMS = row_balances(EDITIONS["2021"], EDITIONS["2021"].table("requests"), COLUMNS)


@pytest.mark.parametrize(("printed", "told"), [
    (["2320 14", "5", "0", "0", "0", "1", "2320 20"], ["232014", "5", "0", "0", "0", "1", "232020"]),
    (["2320 14", "5", "0", "0", "0", "1", "7"], None), (["1 2", "", "0", "0", "0", "0", "12"], None),
    (["1 2〔图片〕", "0", "0", "0", "0", "0", "12"], None)])
def test_figures_in_pieces_are_put_together_where_the_balances_hold(printed: list[str], told: list[str] | None):
    assert put_together(printed, COLUMNS, ROW_SUMS) == (told or printed)


def test_where_no_balance_has_a_say_pieces_stay_pieces():
    assert put_together(["12 3", "4", "5"], EDITIONS["2021"].rows["normative"][1].column_leaves, []) == ["12 3", "4", "5"]
