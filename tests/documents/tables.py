"""Noise upon tables: rows, columns, and what stands around them."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.documents.noise import BORDERED, EVERYWHERE, noise
from tests.documents.paper import NOTHING, Bit, Box, Line, Paper, Sheet

FOREIGN = ("备注", "同比", "上年数", "核对人")


def any_sheet(paper: Paper, chance: Random, *tables: str) -> Sheet | None:
    """A table with figures, of these tables or of all."""
    sheets = [sheet for table in tables or ("",) for sheet in paper.sheets(table) if sheet.figures()]
    return chance.choice(sheets) if sheets else None


# ── rows ──

@noise(EVERYWHERE)
def repeated_headings(paper: Paper, chance: Random) -> None:
    """The headings again in the middle of a table, as at the head of each page."""
    sheet = any_sheet(paper, chance, "requests")
    if sheet and (heads := sheet.heads()):
        at = chance.choice(sheet.rows_of_figures()[2:] or [0])
        again = sheet.copy(range(heads[0], heads[-1] + 1))
        if at and not any(box.row < at < box.row + box.down and box.column == 0 for box in sheet.boxes if box.role == "label"):
            sheet.open_row(at, len(heads))
            stub = min(box.column for box in sheet.boxes if box.role == "figure")
            for box in sheet.boxes:  # a group that would reach through the headings goes on below them
                if box.row < at < box.row + box.down:
                    box.down = at - box.row
            sheet.boxes += [replace(box, row=box.row + at) for box in again.boxes]
            _fill(sheet, at + len(heads), stub)


def _fill(sheet: Sheet, start: int, stub: int) -> None:
    """Empty cells where a group would have gone on."""
    for row in range(start, sheet.height):
        for column in range(stub):
            if sheet.covering(row, column) is None:
                sheet.boxes.append(Box(row, column, [Bit("")], "spare"))


@noise("word page pipes")
def tables_broken_by_pages(paper: Paper, chance: Random) -> None:
    """A table goes on as another one on the next page, with or without its headings."""
    sheet = any_sheet(paper, chance, "requests")
    if sheet is None or len(sheet.rows_of_figures()) < 6:
        return
    at = chance.choice(sheet.rows_of_figures()[3:-2])
    heads = sheet.heads()
    lower = sheet.copy(range(at, sheet.height))
    if heads and chance.random() < 0.5:
        lower.open_row(0, len(heads))
        lower.boxes += sheet.copy(range(len(heads))).boxes
    upper = sheet.copy(range(at))
    place = paper.place(sheet)
    between = [Line("page", [Bit(f"- {chance.randint(2, 9)} -")])] if chance.random() < 0.5 and paper.dress == "pipes" else \
        [Line("note", [Bit("")])]
    paper.parts[place:place + 1] = [upper, *between, lower]


@noise("word page pipes book")
def tables_broken_in_halves(paper: Paper, chance: Random) -> None:
    """A wide table is printed as two, the left columns and the right ones, each with its rows' labels."""
    sheet = any_sheet(paper, chance, "requests")
    if sheet is None:
        return
    leaves = sorted({box.column for box in sheet.figures()})
    if len(leaves) != 7:
        return
    left, right = sheet.copy(range(sheet.height)), sheet.copy(range(sheet.height))
    middle = chance.randint(2, 5)
    for column in reversed(leaves):
        (right if column < leaves[middle] else left).drop_column(column)
    place = paper.place(sheet)
    paper.parts[place:place + 1] = [left, Line("note", [Bit("")]), right]


@noise(EVERYWHERE)
def rows_moved(paper: Paper, chance: Random) -> None:
    """Two rows have changed places."""
    sheet = any_sheet(paper, chance, "requests")
    if sheet is None:
        return
    first, second = chance.sample(sheet.rows_of_figures(), 2)
    labels = {row: [box for box in sheet.boxes if box.row == row and box.role in ("label", "figure")] for row in (first, second)}
    if [box.column for box in labels[first]] == [box.column for box in labels[second]]:
        for row, other in ((first, second), (second, first)):
            for box in labels[row]:
                box.row = other


@noise(EVERYWHERE)
def a_row_lacking(paper: Paper, chance: Random) -> None:
    """A row of the form is not there."""
    sheet = any_sheet(paper, chance, "requests")
    if sheet is None:
        return
    row = chance.choice(sheet.rows_of_figures())
    for box in [box for box in sheet.figures() if box.row == row]:
        paper.cells.pop(box.address, None)
    label = next((box for box in sheet.boxes if box.row == row and box.role == "label"), None)
    if label:
        sheet.boxes.remove(label)
    sheet.boxes = [box for box in sheet.boxes if box.role != "figure" or box.row != row]
    sheet.drop_row(row)


@noise(BORDERED)
def a_row_twice(paper: Paper, chance: Random) -> None:
    """A row is printed twice."""
    sheet = any_sheet(paper, chance, "requests")
    if sheet is None:
        return
    row = chance.choice(sheet.rows_of_figures())
    same = [box for box in sheet.boxes if box.row == row and box.role in ("label", "figure") and box.down == 1]
    again = [replace(box, row=row + 1, bits=list(box.bits)) for box in same]
    groups = [box for box in sheet.boxes if box.row == row and box.role == "group"]
    sheet.open_row(row + 1)
    for group in groups:
        group.down += group.down == 1
    sheet.boxes += again


@noise("word page book")
def blank_rows(paper: Paper, chance: Random) -> None:
    """Empty rows between the rows."""
    sheet = any_sheet(paper, chance)
    if sheet:
        at = chance.choice(sheet.rows_of_figures())
        sheet.open_row(at)
        sheet.boxes += [Box(at, column, [Bit("")], "spare") for column in range(sheet.width)
                        if sheet.covering(at, column) is None]


@noise("word page pipes book")
def a_note_within(paper: Paper, chance: Random) -> None:
    """A note as the last row of a table."""
    sheet = any_sheet(paper, chance)
    if sheet:
        said = f"注：本表由{chance.choice(('党政办', '信息科', '档案室'))}于{chance.randint(2, 28)}日填报。"
        sheet.boxes.append(Box(sheet.height, 0, [Bit(said)], "note", across=sheet.width))
        paper.wanted.append(said)


@noise(EVERYWHERE)
def notes_below(paper: Paper, chance: Random) -> None:
    """A note under a table."""
    sheet = any_sheet(paper, chance)
    if sheet:
        said = f"注：{chance.choice(('本表数据', '上表数字'))}经{chance.randint(2, 9)}人核对无误。"
        paper.put(paper.place(sheet) + 1, Line("note", [Bit(said)]))
        paper.wanted.append(said)


# ── columns ──

@noise("word page pipes book")
def columns_exchanged(paper: Paper, chance: Random) -> None:
    """Two columns have changed places, headings and figures."""
    sheet = any_sheet(paper, chance, "requests", "disclosure")
    if sheet is None:
        return
    pairs = [(one, other) for one in sheet.leaves() for other in sheet.leaves() if one.row == other.row
             and one.column < other.column and one.across == other.across == 1]
    if pairs:
        one, other = chance.choice(pairs)
        columns = (one.column, other.column)
        rows = range(one.row, next((box.row for box in sheet.boxes if box.role == "block" and box.row > one.row), sheet.height))
        for box in sheet.boxes:
            if box.row in rows and box.column in columns and box.across == 1 and box.role in ("head", "figure"):
                box.column = columns[box.column == columns[0]]


@noise("word page pipes book")
def a_column_lacking(paper: Paper, chance: Random) -> None:
    """A column of the form is not there; nobody sees its figures."""
    sheet = any_sheet(paper, chance, "requests")
    if sheet is None:
        return
    column = chance.choice(sorted({box.column for box in sheet.figures()}))
    for box in sheet.figures():
        if box.column == column:
            paper.cells[box.address] = NOTHING
    sheet.drop_column(column)


@noise("word page pipes book")
def a_column_more(paper: Paper, chance: Random) -> None:
    """A column that no form has, with words or figures of its own."""
    sheet = any_sheet(paper, chance, "requests")
    if sheet is None:
        return
    heads, heading = sheet.heads(), chance.choice(FOREIGN)
    at = chance.choice((sheet.width, sheet.width - 1, min(box.column for box in sheet.figures()) + 1))
    sheet.open_column(at)
    covered = [row for row in heads if sheet.covering(row, at)]
    free = [row for row in heads if row not in covered]
    if free:
        sheet.boxes.append(Box(free[0], at, [Bit(heading)], "spare", down=len(free)))
    for row in sheet.rows_of_figures():
        word = "" if heading in ("备注", "核对人") and chance.random() < 0.8 else \
            chance.choice(GIVEN_NAMES) if heading in ("备注", "核对人") else str(chance.randint(0, 60))
        sheet.boxes.append(Box(row, at, [Bit(word)], "spare"))
    for row in range(len(heads), sheet.height):
        if sheet.covering(row, at) is None:
            sheet.boxes.append(Box(row, at, [Bit("")], "spare"))


GIVEN_NAMES = ("已核", "属实", "补录", "王某")


@noise("word page pipes book")
def serial_numbers(paper: Paper, chance: Random) -> None:
    """A column 序号 before the labels."""
    sheet = any_sheet(paper, chance, "requests", "disclosure")
    if sheet is None:
        return
    heads = sheet.heads()
    sheet.open_column(0)
    sheet.boxes.append(Box(heads[0] if heads else 0, 0, [Bit(chance.choice(("序号", "编号", "行次")))], "spare", down=max(len(heads), 1)))
    number = 0
    for row in range(len(heads), sheet.height):
        if sheet.covering(row, 0) is None:
            number += row in sheet.rows_of_figures()
            sheet.boxes.append(Box(row, 0, [Bit(str(number) if row in sheet.rows_of_figures() else "")], "spare"))


@noise("word page book")
def blank_columns(paper: Paper, chance: Random) -> None:
    """An empty column at the left or the right edge."""
    for sheet in paper.sheets():
        at = chance.choice((0, sheet.width))
        sheet.open_column(at)
        sheet.boxes += [Box(row, at, [Bit("")], "spare") for row in range(sheet.height) if sheet.covering(row, at) is None]


@noise("word page book pipes")
def merged_cells_lost(paper: Paper, chance: Random) -> None:
    """The merged cells of a table are torn: the first part keeps the words, the others are empty."""
    sheet = any_sheet(paper, chance)
    if sheet is None:
        return
    for box in [box for box in sheet.boxes if (box.down > 1 or box.across > 1) and box.role != "figure"]:
        sheet.boxes += [Box(row, column, [Bit("")], "spare") for row in range(box.row, box.row + box.down)
                        for column in range(box.column, box.column + box.across) if (row, column) != (box.row, box.column)]
        box.down = box.across = 1


@noise("word page book pipes")
def merged_cells_repeated(paper: Paper, chance: Random) -> None:
    """The merged cells of a table are torn and every part says the words, as some programs keep them."""
    sheet = any_sheet(paper, chance, "requests", "review")
    if sheet is None:
        return
    for box in [box for box in sheet.boxes if (box.down > 1 or box.across > 1) and box.role in ("group", "head", "corner")]:
        sheet.boxes += [replace(box, row=row, column=column, down=1, across=1, bits=list(box.bits), key="")
                        for row in range(box.row, box.row + box.down)
                        for column in range(box.column, box.column + box.across) if (row, column) != (box.row, box.column)]
        box.down = box.across = 1


# ── around tables ──

@noise("word page book pipes")
def another_table_before(paper: Paper, chance: Random) -> None:
    """A small table of another kind before an official one."""
    sheet = any_sheet(paper, chance)
    if sheet is None:
        return
    names = ("公开栏更新次数", "政务新媒体数量", "培训人次")
    words = [("项目", "本年", "上年"), *((name, str(chance.randint(1, 99)), str(chance.randint(1, 99))) for name in names)]
    paper.wanted += names
    boxes = [Box(row, column, [Bit(word)], "spare") for row, line in enumerate(words) for column, word in enumerate(line)]
    place = next((at for at, part in enumerate(paper.parts) if isinstance(part, Line) and part.kind == "heading"
                  and part.section == "problems"), paper.place(sheet))
    paper.put(place + 2, Sheet("", boxes))


@noise("book")
def a_table_beside(paper: Paper, chance: Random) -> None:
    """Another table stands to the right on the same sheet, with a 序号 of its own."""
    paper.ways.add("beside")


@noise("book")
def a_sheet_for_each(paper: Paper, chance: Random) -> None:
    """Each table on a sheet of its own."""
    paper.ways.add("sheets")


@noise("book")
def hidden_columns(paper: Paper, chance: Random) -> None:
    """A hidden column beside the table has figures."""
    paper.ways.add("hidden-column")


@noise("word page")
def pictures_of_tables(paper: Paper, chance: Random) -> None:
    """A table is a picture: nothing of it can be read, and it is not missing."""
    sheet = any_sheet(paper, chance)
    if sheet:
        for box in sheet.figures():
            paper.see(box, "（图片）")
        paper.parts[paper.place(sheet)] = Line("note", [Bit("", "picture")])
        paper.ways.add(f"picture-of-{sheet.table}")
