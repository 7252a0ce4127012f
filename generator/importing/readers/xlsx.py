"""Workbooks (.xlsx) → a Source: each sheet's used cells as a grid, merged cells once.

Our own template has one figure a cell under its address and is read as any other table, by its labels. The library gets
only what a sheet says in its cells: its pictures, charts and rules are left out beforehand. A cell far away costs
nothing, merged cells cost what they cover.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

import openpyxl
from lxml import etree
from openpyxl.cell import Cell
from openpyxl.utils.cell import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from generator.importing.readers.markup import parse_xml
from generator.importing.readers.package import Package
from generator.importing.sentences import Refused
from generator.importing.source import MOST_COLUMNS, Grid, Piece, Source

MOST_ROWS, MOST_SHEETS = 10_000, 30
MOST_MARKED = 500_000  # cells of a sheet that are anything at all, if only coloured
MOST_MERGED = 500_000  # cells under merged cells
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_WANTED = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:_rels/)?workbook\.xml(?:\.rels)?|xl/styles\.xml"
                     r"|xl/sharedStrings\.xml|xl/(?:worksheets/)?comments[^/]*\.xml|xl/comments/[^/]+\.xml"
                     r"|xl/worksheets/_rels/[^/]+\.rels", re.I)
_KEPT = {"sheetPr", "dimension", "sheetFormatPr", "cols", "sheetData", "mergeCells"}
_Rows = list[list[tuple[str, int, int, int]]]  # cells: text, column from 0, columns covered, row from 1


def read(content: bytes, suffix: str) -> Source:
    source = Source("xlsx")
    package = Package(content, suffix)
    if "xl/vbaProject.bin" in package:
        source.remark("macros")
    slim, has_formulas = _slim(package, suffix)
    try:
        with warnings.catch_warnings(action="ignore"):
            book = openpyxl.load_workbook(io.BytesIO(slim), data_only=True, keep_links=False)
            formulas = openpyxl.load_workbook(io.BytesIO(slim), keep_links=False) if has_formulas else None
    except (InvalidFileException, etree.LxmlError) as error:
        raise Refused("damaged", suffix=suffix, why="不能作为工作簿打开") from error
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if hidden := [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]:
        source.remark("hidden-sheets", names="、".join(hidden))
    if len(sheets) > MOST_SHEETS:
        raise Refused("too-many-sheets", count=len(sheets), limit=MOST_SHEETS)
    for sheet in sheets:
        _put(source, sheet, formulas[sheet.title] if formulas is not None else None)
    if len(sheets) > 1:
        source.remark("sheets", count=len(sheets))
    return source


def _put(source: Source, sheet: Worksheet, formulas: Worksheet | None) -> None:
    """One sheet's rows, then its notes."""
    filled = dict(_filled(sheet, formulas))
    check_extent(sheet.title, filled)
    last = max((column for _, column in filled), default=0)
    merged = {(area.min_row, area.min_col): area.max_col - area.min_col + 1 for area in sheet.merged_cells.ranges}
    covered = {(row, column) for area in sheet.merged_cells.ranges
               for row in range(area.min_row, min(area.max_row, MOST_ROWS) + 1)
               for column in range(area.min_col, min(area.max_col, last) + 1)} - set(merged)
    rows: _Rows = []
    for row in sorted({row for row, _ in filled}):
        rows.append([])
        for column in range(1, last + 1):
            if (row, column) not in covered:
                cell = filled.get((row, column))
                text = "" if cell is None else shown(cell.value, cell.number_format) or _formula(formulas, cell)
                rows[-1].append((text, column - 1, merged.get((row, column), 1), row))
    bold = frozenset(row for (row, column), cell in filled.items() if column == 1 and cell.value and cell.font.b)
    add_rows(source, sheet.title, rows, bold)
    for _, cell in sorted(filled.items()):
        if cell.comment:
            source.line(" ".join(cell.comment.text.split()), f"工作表“{sheet.title}”{cell.coordinate} 的批注",
                        chrome=True)
    if any(one.hidden for one in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())):
        source.remark("hidden-rows", name=sheet.title)


def _filled(sheet: Worksheet, formulas: Worksheet | None) -> Iterator[tuple[tuple[int, int], Cell]]:
    """The cells that say anything by (row, column), each from 1. Asking the sheet itself would make those between."""
    for place, cell in sheet._cells.items():
        if isinstance(cell, Cell) and (cell.value is not None or cell.comment or _formula(formulas, cell)):
            yield place, cell


def check_extent(name: str, filled: Collection[tuple[int, int]]) -> None:
    """Refuse a sheet with something in a cell far away; (row, column) from 1."""
    row = max((row for row, _ in filled), default=0)
    column = max((column for _, column in filled), default=0)
    if row > MOST_ROWS:
        raise Refused("too-many-rows", name=name, count=row, limit=MOST_ROWS)
    if column > MOST_COLUMNS:
        raise Refused("too-wide", place=f"工作表“{name}”有内容", count=f"{column}（{get_column_letter(column)}）",
                      limit=MOST_COLUMNS)


def check_merged(areas: Iterable[tuple[int, int]]) -> None:
    """Refuse merged cells (rows, columns) that cover more than a sheet has."""
    covered = 0
    for rows, columns in areas:
        covered += rows * columns
        if covered > MOST_MERGED:
            raise Refused("too-merged", limit=MOST_MERGED)


def _slim(package: Package, suffix: str) -> tuple[bytes, bool]:
    """The package with the cells of its sheets and what they need, and whether there are formulas."""
    wanted = [name for name in package.names if _WANTED.fullmatch(name)]
    sheets = [name for name in package.names if _SHEET.fullmatch(name)]
    package.weigh([*wanted, *sheets])
    out, has_formulas = io.BytesIO(), False
    with zipfile.ZipFile(out, "w") as slim:
        for name in wanted:
            tree = parse_xml(package.read(name), suffix)
            for part in [one for one in tree if _is_left_out(one)]:
                tree.remove(part)
            slim.writestr(name, etree.tostring(tree, encoding="utf-8", xml_declaration=True))
        for name in sheets:
            content = package.read(name)
            if len(re.findall(rb"<(?:\w+:)?c[\s/>]", content)) > MOST_MARKED:
                raise Refused("too-many-cells", limit=MOST_MARKED)
            tree = parse_xml(content, suffix)
            for part in [one for one in tree if etree.QName(one).localname not in _KEPT]:
                tree.remove(part)
            check_merged(_areas(tree, suffix))
            has_formulas = has_formulas or tree.find(".//{*}f") is not None
            slim.writestr(name, etree.tostring(tree, encoding="utf-8", xml_declaration=True))
    return out.getvalue(), has_formulas


def _is_left_out(part: etree._Element) -> bool:
    """Drawings, pictures and printers that a sheet refers to, and what a workbook keeps of pivot tables."""
    kind = part.get("Type", "")
    return etree.QName(part).localname in ("pivotCaches", "definedNames", "externalReferences") or kind.endswith(
        ("/drawing", "/vmlDrawing", "/image", "/pivotTable", "/pivotCacheDefinition", "/table", "/externalLink",
         "/printerSettings", "/theme", "/customXml"))


def _areas(sheet: etree._Element, suffix: str) -> Iterator[tuple[int, int]]:
    """Rows and columns of each merged cell. Refused where the place of one is none: whole columns, or no range."""
    for merge in sheet.iterfind("{*}mergeCells/{*}mergeCell"):
        place = merge.get("ref", "")
        try:
            area = CellRange(place)
        except (TypeError, ValueError) as error:
            raise Refused("damaged", suffix=suffix, why=f"合并单元格的范围“{place[:20]}”无效") from error
        yield area.max_row - area.min_row + 1, area.max_col - area.min_col + 1


def _formula(formulas: Worksheet | None, cell: Cell) -> str:
    """The formula of a cell whose result the file does not hold: no figure, but no blank either."""
    there = formulas._cells.get((cell.row, cell.column)) if formulas is not None else None
    value = there.value if there is not None else None
    return value if isinstance(value, str) and value.startswith("=") else "=" if value is not None else ""


def add_rows(source: Source, name: str, rows: _Rows,
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
        if abs(value) < 1e15 and value == int(value):
            decimals = number_format.partition(".")[2].count("0") if number_format not in ("General", "@") else 0
            return f"{value:.{decimals}f}"
        return repr(value)
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)
