"""Workbooks of old (.xls) → a Source, as xlsx."""

from __future__ import annotations

import io
import struct

import xlrd
from xlrd.biffh import XLRDError
from xlrd.book import Book
from xlrd.compdoc import CompDocError
from xlrd.sheet import Sheet

from generator.importing.readers.formats import shown
from generator.importing.readers.marks import Bit, joined
from generator.importing.readers.xlsx import MOST_SHEETS, Shown, add_rows, check_extent, check_merged
from generator.importing.sentences import Refused
from generator.importing.source import Source

_WHITE = (1, 9)  # in the palette of these files


def read(content: bytes, suffix: str) -> Source:
    source = Source("xls")
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    except (XLRDError, CompDocError, struct.error, AssertionError) as error:
        if "encrypted" in str(error):
            raise Refused("encrypted") from error
        raise Refused("damaged", suffix=suffix, why="不能作为工作簿打开") from error
    if book.nsheets > MOST_SHEETS:
        raise Refused("too-many-sheets", count=book.nsheets, limit=MOST_SHEETS)
    for sheet in book.sheets():
        if sheet.visibility:
            source.remark("hidden-sheets", names=sheet.name)
            continue
        _put(source, book, sheet)
    return source


def _put(source: Source, book: Book, sheet: Sheet) -> None:
    filled = {(row, column) for row in range(sheet.nrows) for column, kind in enumerate(sheet.row_types(row))
              if kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)}
    check_extent(sheet.name, [(row + 1, column + 1) for row, column in filled])
    check_merged(((bottom - top, right - left) for top, bottom, left, right in sheet.merged_cells))
    merged = {(top, left): right - left for top, _, left, right in sheet.merged_cells}
    covered = {(row, column) for top, bottom, left, right in sheet.merged_cells
               for row in range(top, bottom) for column in range(left, right)} - set(merged)
    last = max((column for _, column in filled), default=-1)
    rows_hidden = {row for row, one in sheet.rowinfo_map.items() if one.hidden}
    columns = [column for column in range(last + 1)
               if column not in sheet.colinfo_map or not sheet.colinfo_map[column].hidden]
    for row, column in sorted(filled):
        out = row in rows_hidden or column not in columns
        why = "hidden-row" if out else "covered" if (row, column) in covered else ""
        if why:
            source.leave_out(_text(book, sheet, row, column)[0], f"工作表“{sheet.name}”第 {row + 1} 行", why)
    if rows_hidden or len(columns) <= last:
        source.remark("hidden-rows", name=sheet.name)
    add_rows(source, sheet.name, [
        [(_shown(source, book, sheet, row, column) if (row, column) in filled else ("", False), place,
          merged.get((row, column), 1), row + 1)
         for place, column in enumerate(columns) if (row, column) not in covered]
        for row in sorted({row for row, _ in filled} - rows_hidden)])


def _shown(source: Source, book: Book, sheet: Sheet, row: int, column: int) -> Shown:
    """What a cell shows; what is struck out or white is left out."""
    style = book.xf_list[sheet.cell_xf_index(row, column)]
    text, unsure = _text(book, sheet, row, column)
    runs = [(0, style.font_index), *sheet.rich_text_runlist_map.get((row, column), [])]
    bits = []
    for (start, font_index), (stop, _) in zip(runs, [*runs[1:], (len(text), 0)], strict=True):
        font = book.font_list[font_index] if font_index < len(book.font_list) else book.font_list[0]
        why = "struck" if font.struck_out else "white" if (
            font.colour_index in _WHITE and not (style.background and style.background.fill_pattern)) else ""
        bits.append(Bit(text[start:stop], why, {1: 100, 2: -100}.get(font.escapement, 0)))
        if why:
            source.leave_out(text[start:stop], f"工作表“{sheet.name}”第 {row + 1} 行第 {column + 1} 列", why)
    text = joined(bits, True, source.made)[0]
    return text, unsure


def _text(book: Book, sheet: Sheet, row: int, column: int) -> Shown:
    value, kind = sheet.cell_value(row, column), sheet.cell_type(row, column)
    told = book.format_map.get(book.xf_list[sheet.cell_xf_index(row, column)].format_key)
    code = told.format_str if told is not None else "General"
    if kind == xlrd.XL_CELL_DATE:
        try:
            return shown(xlrd.xldate_as_datetime(float(value), book.datemode))
        except (ValueError, OverflowError):
            return shown(value, code)
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(int(value), "#"), True
    return shown(bool(value) if kind == xlrd.XL_CELL_BOOLEAN else value, code)
