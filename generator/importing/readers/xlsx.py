"""Workbooks (.xlsx) → a Source: each sheet's used cells as a grid, merged cells once.

Our own template has one figure a cell under its address and is read as any other table, by its labels.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime

import openpyxl

from generator.importing.source import Grid, Piece, Source
from generator.importing.words import Refused

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 3_000, 120, 30


def read(content: bytes, suffix: str) -> Source:
    source = Source("xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if "xl/vbaProject.bin" in package.namelist():
            source.remarks.append(("macros", {}))
        formulas = openpyxl.load_workbook(io.BytesIO(content), keep_links=False) if _has_formulas(package) else None
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
    if hidden := [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]:
        source.remarks.append(("hidden-sheets", {"names": "、".join(hidden)}))
    if len(book.worksheets) - len(hidden) > MOST_SHEETS:
        raise Refused("too-wide", count=len(book.worksheets), limit=MOST_SHEETS)
    for sheet in sheets:
        if sheet.max_row > MOST_ROWS * 20 or sheet.max_column > MOST_COLUMNS * 20 or any(
                cell.value is not None for row in sheet.iter_rows(min_row=MOST_ROWS + 1) for cell in row):
            raise Refused("too-wide", count=sheet.max_row * sheet.max_column, limit=MOST_ROWS * MOST_COLUMNS)
        merged = {(area.min_row, area.min_col): area.max_col - area.min_col + 1 for area in sheet.merged_cells.ranges}
        covered = {(row, column) for area in sheet.merged_cells.ranges
                   if area.size["rows"] * area.size["columns"] < 100_000
                   for row in range(area.min_row, min(area.max_row, MOST_ROWS) + 1)
                   for column in range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1)} - set(merged)
        rows: list[list[tuple[str, int, int, int]]] = []
        notes: list[tuple[str, object]] = []
        for cells in sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS),
                                      max_col=min(sheet.max_column, MOST_COLUMNS)):
            rows.append([(shown(cell.value, cell.number_format) or _formula(formulas, cell), cell.column - 1,
                          merged.get((cell.row, cell.column), 1), cell.row)
                         for cell in cells if (cell.row, cell.column) not in covered])
            notes += [(cell.comment.text, cell) for cell in cells if getattr(cell, "comment", None)]
        bold = frozenset(cell.row for cell in sheet["A"][:MOST_ROWS] if cell.value and cell.font.b)
        add_rows(source, sheet.title, rows, bold)
        for text, cell in notes:
            source.line(" ".join(text.split()), f"工作表“{sheet.title}”{cell.coordinate} 的批注", chrome=True)
        if any(one.hidden for one in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())):
            source.remarks.append(("hidden-rows", {"name": sheet.title}))
    if len(sheets) > 1:
        source.remarks.append(("sheets", {"count": len(sheets)}))
    return source


def _has_formulas(package: zipfile.ZipFile) -> bool:
    return any(re.search(rb"<(?:\w+:)?f[ >/]", package.read(name)) for name in package.namelist()
               if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))


def _formula(formulas, cell) -> str:
    """The formula of a cell whose result the file does not hold: no figure, but no blank either."""
    value = formulas[cell.parent.title].cell(cell.row, cell.column).value if formulas is not None else None
    return value if isinstance(value, str) and value.startswith("=") else "=" if value is not None else ""


def add_rows(source: Source, name: str, rows: list[list[tuple[str, int, int, int]]],
             bold: frozenset[int] = frozenset()) -> None:
    """A sheet's rows: lines where a row has one text alone, grids elsewhere; nothing right of the last text."""
    width = max((column for row in rows for text, column, _, _ in row if text.strip()), default=-1)
    open_rows: list[tuple[Piece, ...]] = []

    def flush() -> None:
        if open_rows:
            source.blocks.append(Grid(tuple(open_rows)))
            open_rows.clear()

    for row in rows:
        filled = [cell for cell in row if cell[0].strip()]
        if len(filled) == 1 and filled[0][1] == 0 and (len(filled[0][0]) > 40 or (not open_rows and filled[0][2] == 1)):
            flush()
            for line in filled[0][0].split("\n"):
                if line.strip():
                    source.line(line, f"工作表“{name}”第 {filled[0][3]} 行", level=3 * (filled[0][3] in bold))
        elif filled:
            open_rows.append(tuple(source.piece(text, f"工作表“{name}”第 {number} 行第 {column + 1} 列", column, span)
                                   for text, column, span, number in row if column <= width))
    flush()


def shown(value: object, number_format: str = "General") -> str:
    """A cell's value as a reader of the sheet sees it, as far as it is a figure, a date or text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float) and "%" in number_format:
        return f"{value * 100:g}%"
    if isinstance(value, float):
        if value == int(value) and abs(value) < 1e15:
            decimals = number_format.partition(".")[2].count("0") if number_format not in ("General", "@") else 0
            return f"{value:.{decimals}f}"
        return repr(value)
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)
