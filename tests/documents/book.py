"""A Paper as a workbook: all on one sheet, or a sheet for each table.

`paper.ways`: sheets (one for each table), texts (figures stored as text), thousands-format, decimals-format, unit-format,
scaled (`0,` shows a thousandth), beside (a small table of another kind stands to the right, with its own 序号),
hidden-column (a column of other figures that is not shown).
"""

from __future__ import annotations

import io
import re
from random import Random

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.documents.paper import Bit, Box, Line, Paper, Sheet

FONTS = {"raised": InlineFont(vertAlign="superscript"), "struck": InlineFont(strike=True), "white": InlineFont(color="FFFFFFFF")}
FORMATS = {"thousands-format": "#,##0", "unit-format": '0"件"', "plain-format": "0"}


def dressed(paper: Paper, chance: Random) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "年报"
    row = 1
    for part in paper.parts:
        if isinstance(part, Line):
            _say(page, row, 1, part.bits)
            row += 1
            continue
        if "sheets" in paper.ways:
            page, row = book.create_sheet(f"表{len(book.worksheets)}"), 1
        _table(page, part, row, paper, chance)
        row += part.height + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _say(page: Worksheet, row: int, column: int, bits: list[Bit]) -> None:
    shown = [bit for bit in bits if bit.text and bit.look not in ("hidden", "deleted", "moved", "note", "picture", "tiny")]
    if any(bit.look in FONTS for bit in shown):
        page.cell(row, column).value = CellRichText(
            *(TextBlock(FONTS[bit.look], bit.text) if bit.look in FONTS else bit.text for bit in shown))
    elif text := "".join(bit.text for bit in shown):
        cell = page.cell(row, column)
        cell.value = text
        cell.data_type = "s"


def _table(page: Worksheet, sheet: Sheet, top: int, paper: Paper, chance: Random) -> None:
    for box in sheet.boxes:
        row, column = top + box.row, 1 + box.column
        if box.role == "figure" and len(box.bits) == 1 and re.fullmatch(r"\d{1,9}", box.text) and "texts" not in paper.ways \
                and str(int(box.text)) == box.text:
            _number(page, row, column, box, paper.ways)
        else:
            _say(page, row, column, box.bits)
        if box.across > 1 or box.down > 1:
            page.merge_cells(start_row=row, start_column=column, end_row=row + box.down - 1,
                             end_column=column + box.across - 1)
    if "beside" in paper.ways:
        left = 3 + sheet.width
        for at, words in enumerate((("序号", "项目", "备注"), *((n, f"台账{n}", chance.randint(1, 9)) for n in range(1, 4)))):
            for more, word in enumerate(words):
                page.cell(top + at, left + more).value = word
    if "hidden-column" in paper.ways:
        column = 2 + max(one.width for one in paper.sheets())  # right of all tables of the sheet
        letter = get_column_letter(column)
        for row in sheet.rows_of_figures():
            page.cell(top + row, column).value = chance.randint(1, 99)
        page.column_dimensions[letter].hidden = True


def _number(page: Worksheet, row: int, column: int, box: Box, ways: set[str]) -> None:
    cell = page.cell(row, column)
    cell.value = int(box.text)
    way = next((way for way in FORMATS if way in ways), "")
    if way:
        cell.number_format = FORMATS[way]
    elif "scaled" in ways:
        cell.value, cell.number_format = int(box.text) * 1000, "0,"
