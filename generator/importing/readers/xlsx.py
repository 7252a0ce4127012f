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

import openpyxl
from lxml import etree
from openpyxl.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.proxy import StyleProxy
from openpyxl.utils.cell import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from generator.importing.readers.drawings import Drawings
from generator.importing.readers.formats import both, shown
from generator.importing.readers.marks import Bit, joined
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
_KEPT = {"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "mergeCells",
         "conditionalFormatting"}
_WHITE = ("FFFFFFFF", "00FFFFFF")
Shown = tuple[str, bool]  # a cell's text, and whether it is unsure
_Rows = list[list[tuple[Shown, int, int, int]]]  # cells: column from 0, columns covered, row from 1


def read(content: bytes, suffix: str) -> Source:
    source = Source("xlsx")
    package = Package(content, suffix)
    if "xl/vbaProject.bin" in package:
        source.remark("macros")
    slim, has_formulas = _slim(package, suffix)
    try:
        with warnings.catch_warnings(action="ignore"):
            book = openpyxl.load_workbook(io.BytesIO(slim), data_only=True, keep_links=False,
                                          rich_text=True)
            formulas = openpyxl.load_workbook(io.BytesIO(slim), keep_links=False) if has_formulas else None
    except (InvalidFileException, etree.LxmlError) as error:
        raise Refused("damaged", suffix=suffix, why="不能作为工作簿打开") from error
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        source.remark("hidden-sheets", names="、".join(sheet.title for sheet in hidden))
    if len(sheets) > MOST_SHEETS:
        raise Refused("too-many-sheets", count=len(sheets), limit=MOST_SHEETS)
    drawings = Drawings(package)
    for number, sheet in enumerate(sheets):
        _Sheet(source, sheet, formulas[sheet.title] if formulas is not None else None).put()
        drawings.tell(source, book.worksheets.index(sheet), number, sheet.title)
    if len(sheets) > 1:
        source.remark("sheets", count=len(sheets))
    return source


class _Sheet:
    """One sheet, put into a Source: its rows as a person sees them, then its notes and what is hidden."""

    def __init__(self, source: Source, sheet: Worksheet, formulas: Worksheet | None) -> None:
        self.source, self.sheet, self.formulas = source, sheet, formulas
        self.filled = dict(_filled(sheet, formulas))
        check_extent(sheet.title, self.filled)
        self.last = max((column for _, column in self.filled), default=0)
        self.no_zeros = any(view.showZeros is False for view in sheet.views.sheetView)
        self.doubtful = _conditional(sheet)

    def put(self) -> None:
        sheet, filled = self.sheet, self.filled
        rows_hidden = {row for row, one in sheet.row_dimensions.items() if one.hidden or one.ht == 0}
        if sheet.sheet_format.zeroHeight:
            rows_hidden |= {row for row, _ in filled} - set(sheet.row_dimensions)
        columns_hidden = {column for one in sheet.column_dimensions.values() if one.hidden or one.width == 0
                          for column in range(one.min or 0, min(one.max or 0, self.last) + 1)}
        columns = [column for column in range(1, self.last + 1) if column not in columns_hidden]
        place_of = {column: place for place, column in enumerate(columns)}
        areas, covered = self._merged(rows_hidden, columns_hidden)
        rows: _Rows = []
        for row in sorted({row for row, _ in filled} - rows_hidden):
            rows.append([])
            for column in columns:
                if (row, column) not in covered:
                    start, across = areas.get((row, column), ((row, column), 1))
                    cell = filled.get(start)
                    rows[-1].append((self._shown(cell) if cell is not None else ("", False), place_of[column], across,
                                     row))
        bold = frozenset(row for (row, column), cell in filled.items() if column == 1 and cell.value and cell.font.b)
        add_rows(self.source, sheet.title, rows, bold)
        shown_here = {start for start, _ in areas.values()}
        for (row, column), cell in sorted(filled.items()):
            if (row in rows_hidden or column in columns_hidden) and (row, column) not in shown_here:
                self._leave_out(self._shown(cell)[0], cell, "hidden-row")
            elif (row, column) in covered:
                self._leave_out(self._shown(cell)[0], cell, "covered")
            if cell.comment:
                self.source.leave_out(" ".join(cell.comment.text.split()), f"{self._place(cell)} 的批注", "comment")
        self.source.account(str(cell.value) for cell in filled.values() if isinstance(cell.value, str | CellRichText))
        if rows_hidden & {row for row, _ in filled} or columns_hidden:
            self.source.remark("hidden-rows", name=sheet.title)

    def _merged(self, rows_hidden: Collection[int], columns_hidden: Collection[int]
                ) -> tuple[dict[tuple[int, int], tuple[tuple[int, int], int]], set[tuple[int, int]]]:
        """Merged cells by where they are first seen: the cell whose text they show, and how many columns they cover;
        and all that they cover besides."""
        areas = {}
        covered = set()
        for area in self.sheet.merged_cells.ranges:
            rows = [row for row in range(area.min_row, min(area.max_row, MOST_ROWS) + 1) if row not in rows_hidden]
            columns = [column for column in range(area.min_col, min(area.max_col, max(self.last, area.min_col)) + 1)
                       if column not in columns_hidden]
            if rows and columns:
                across = sum(column not in columns_hidden for column in range(area.min_col, area.max_col + 1))
                areas[rows[0], columns[0]] = ((area.min_row, area.min_col), across)
                covered |= {(row, column) for row in rows for column in columns} - {(rows[0], columns[0])}
        return areas, covered

    def _shown(self, cell: Cell) -> Shown:
        """What a cell shows. What is struck or cannot be seen is left out."""
        value, code, font = cell.value, cell.number_format or "General", cell.font
        if isinstance(value, CellRichText):
            text, unsure = self._rich(cell, value)
        else:
            text, unsure = shown(value, code)
            text = text or _formula(self.formulas, cell)
            why = _unseen(font, cell)
            if why and text:
                self._leave_out(text, cell, why)
                return "", False
        if value == 0 and self.no_zeros and not isinstance(value, bool | str) and not unsure:
            text, unsure = both("0", "不显示零值"), True
        if text and not unsure and (cell.row, cell.column) in self.doubtful:
            text, unsure = both(text, "条件格式"), True
        if text and not unsure and cell.alignment.horizontal == "fill":
            text, unsure = both(text, "填充"), True
        return text, unsure

    def _rich(self, cell: Cell, value: CellRichText) -> Shown:
        """A text in several fonts."""
        bits = []
        for part in value:
            font = part.font if isinstance(part, TextBlock) else None
            raised = {"superscript": 100, "subscript": -100}.get(font.vertAlign or "", 0) if font is not None else 0
            why = _unseen(font, cell) if font is not None else _unseen(cell.font, cell)
            bits.append(Bit(str(part), why, raised))
            if why:
                self._leave_out(str(part), cell, why)
        return joined(bits, True, self.source.made)

    def _leave_out(self, text: str, cell: Cell, why: str) -> None:
        self.source.leave_out(text, self._place(cell), why)

    def _place(self, cell: Cell) -> str:
        return f"工作表“{self.sheet.title}”{cell.coordinate}"


def _unseen(font: Font | InlineFont | StyleProxy, cell: Cell) -> str:
    """Why letters of this font cannot be seen in a cell; "" if they can."""
    if font.strike:
        return "struck"
    if font.sz is not None and font.sz <= 1:
        return "tiny"
    color = font.color
    white = color is not None and (
        (color.type == "rgb" and color.rgb in _WHITE) or (color.type == "indexed" and color.indexed in (1, 9))
        or (color.type == "theme" and color.theme == 0 and not color.tint))
    return "white" if white and cell.fill.fill_type is None else ""


def _conditional(sheet: Worksheet) -> frozenset[tuple[int, int]]:
    """The cells whose letters a rule may hide or whose numbers it may show otherwise."""
    found: set[tuple[int, int]] = set()
    for ranges in sheet.conditional_formatting:
        hides = any(_hides(rule) for rule in ranges.rules)
        for area in ranges.cells.ranges if hides else ():
            found |= {place for place in sheet._cells if area.min_row <= place[0] <= area.max_row
                      and area.min_col <= place[1] <= area.max_col}
    return frozenset(found)


def _filled(sheet: Worksheet, formulas: Worksheet | None) -> Iterator[tuple[tuple[int, int], Cell]]:
    """The cells that say anything by (row, column), each from 1. Asking the sheet itself would make those between."""
    for place, cell in sheet._cells.items():
        if isinstance(cell, Cell) and (cell.value is not None or cell.comment or _formula(formulas, cell)):
            yield place, cell


def _hides(rule: Rule) -> bool:
    """May a rule hide letters, strike them or show a number otherwise?"""
    drawn = rule.iconSet or rule.dataBar
    if drawn is not None and drawn.showValue is False:
        return True
    if rule.dxf is None:
        return False
    font = rule.dxf.font
    white = font is not None and font.color is not None and font.color.rgb in _WHITE
    return rule.dxf.numFmt is not None or white or (font is not None and bool(font.strike))


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
    width = max((column for row in rows for (text, _), column, _, _ in row if text.strip()), default=-1)
    open_rows: list[tuple[Piece, ...]] = []

    def flush() -> None:
        if open_rows:
            source.blocks.append(Grid(tuple(open_rows)))
            open_rows.clear()

    for row in rows:
        filled = [cell for cell in row if cell[0][0].strip()]
        if len(filled) == 1 and filled[0][1] == 0 and (len(filled[0][0][0]) > 40
                                                       or (not open_rows and filled[0][2] == 1)):
            flush()
            for line in filled[0][0][0].split("\n"):
                if line.strip():
                    source.line(line, f"工作表“{name}”第 {filled[0][3]} 行", level=3 * (filled[0][3] in bold))
        elif filled:
            open_rows.append(tuple(
                source.piece(text, f"工作表“{name}”第 {number} 行第 {column + 1} 列", column, span, unsure)
                for (text, unsure), column, span, number in row if column <= width))
    flush()
