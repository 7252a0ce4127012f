"""Workbooks of old (.xls) → a Source, as xlsx."""

from __future__ import annotations

import io
import struct

import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

from generator.importing.readers.xlsx import MOST_SHEETS, add_rows, check_extent, check_merged, shown
from generator.importing.sentences import Refused
from generator.importing.source import Source


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
        filled = {(row, column) for row in range(sheet.nrows) for column, kind in enumerate(sheet.row_types(row))
                  if kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)}
        check_extent(sheet.name, [(row + 1, column + 1) for row, column in filled])
        check_merged(((bottom - top, right - left) for top, bottom, left, right in sheet.merged_cells))
        merged = {(top, left): right - left for top, _, left, right in sheet.merged_cells}
        covered = {(row, column) for top, bottom, left, right in sheet.merged_cells
                   for row in range(top, bottom) for column in range(left, right)} - set(merged)
        last = max((column for _, column in filled), default=-1)
        add_rows(source, sheet.name, [
            [(shown(sheet.cell_value(row, column)) if (row, column) in filled else "", column,
              merged.get((row, column), 1), row + 1) for column in range(last + 1) if (row, column) not in covered]
            for row in sorted({row for row, _ in filled})])
    return source
