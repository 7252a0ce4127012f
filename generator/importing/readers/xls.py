"""Workbooks of old (.xls) → a Source, as xlsx."""

from __future__ import annotations

import struct

import xlrd
from xlrd.compdoc import CompDocError

from generator.importing.readers.xlsx import MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, add_rows, shown
from generator.importing.source import Source
from generator.importing.words import Refused


def read(content: bytes, suffix: str) -> Source:
    source = Source("xls")
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True)
    except (xlrd.XLRDError, CompDocError, struct.error, AssertionError) as error:
        raise Refused("damaged", suffix=suffix, why="不能作为工作簿打开") from error
    for sheet in book.sheets()[:MOST_SHEETS]:
        merged = {(top, left): right - left for top, _, left, right in sheet.merged_cells}
        covered = {(row, column) for top, bottom, left, right in sheet.merged_cells
                   for row in range(top, min(bottom, MOST_ROWS)) for column in range(left, min(right, MOST_COLUMNS))}
        covered -= set(merged)
        rows = [[(shown(sheet.cell_value(row, column) if sheet.cell_type(row, column) else None), column,
                  merged.get((row, column), 1), row + 1)
                 for column in range(min(sheet.ncols, MOST_COLUMNS)) if (row, column) not in covered]
                for row in range(min(sheet.nrows, MOST_ROWS))]
        add_rows(source, sheet.name, rows)
    return source
