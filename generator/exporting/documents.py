"""A Form → a document: Word (.docx), a workbook (.xlsx) or a web page (.html)."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from generator.exporting import formula_like
from generator.exporting.form import Box, Form, Paragraph, Sheet, form
from generator.issue import needs_extra
from generator.model import Report

if TYPE_CHECKING:  # they come with `portal export` alone
    from docx.document import Document
    from openpyxl.cell.cell import Cell, MergedCell

_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # same report, same bytes


_BOLD = ("title", "heading", "subheading")


def write_document(report: Report, to: str, out: Path) -> None:
    """The report in the official layout as a file."""
    out.write_bytes(document(report, to))


def document(report: Report, to: str) -> bytes:
    """The report in the official layout. BuildError names the package that is missing."""
    try:
        return {"docx": _docx, "xlsx": _xlsx, "html": _html}[to](form(report))
    except ImportError as error:
        raise needs_extra("import", "导出文件", str(error.name)) from error


def _html(content: Form) -> bytes:
    parts = []
    for part in content.parts:
        if isinstance(part, Sheet):
            rows: dict[int, list[str]] = defaultdict(list)
            for box in sorted(part.boxes, key=lambda box: (box.row, box.column)):
                tag = "th" if box.heading else "td"
                marks = "".join(f' {name}="{count}"' for name, count in (("colspan", box.across), ("rowspan", box.down))
                                if count > 1)
                rows[box.row].append(f"<{tag}{marks}>{escape(box.text)}</{tag}>")
            body = "".join(f"<tr>{''.join(rows[number])}</tr>\n" for number in range(part.rows))
            parts.append(f"<table>\n{body}</table>\n")
        else:
            tag = {"title": "h1", "heading": "h2", "subheading": "h3"}.get(part.kind, "p")
            parts.append(f"<{tag}>{escape(part.text)}</{tag}>\n")
    title = next((part.text for part in content.parts if isinstance(part, Paragraph) and part.kind == "title"), "")
    style = ("table{border-collapse:collapse}td,th{border:1px solid;padding:.2em .4em;text-align:center;"
             "font-weight:400}p,h3,td,th{white-space:pre-wrap}")
    return (f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
            f"<style>{style}</style></head><body>\n{''.join(parts)}</body></html>\n").encode()


def _docx(content: Form) -> bytes:
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt
    word = docx.Document()
    font = word.styles["Normal"].font
    font.name, font.size = "FangSong", Pt(12)
    word.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    word.core_properties.created = word.core_properties.modified = _LONG_AGO
    word.core_properties.author = ""
    for part in content.parts:
        if isinstance(part, Sheet):
            _docx_table(word, part)
        elif part.kind == "subheading":
            word.add_heading(part.text, 3)
        else:
            paragraph = word.add_paragraph()
            run = paragraph.add_run(part.text)
            run.bold = part.kind in _BOLD
            if part.kind in ("title", "number"):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            if part.kind == "title":
                run.font.size = Pt(18)
            elif part.kind == "text":
                paragraph.paragraph_format.first_line_indent = Pt(24)
    out = io.BytesIO()
    word.save(out)
    return _timeless(out)


def _docx_table(word: Document, part: Sheet) -> None:
    from docx.shared import Pt
    table = word.add_table(part.rows, part.columns, style="Table Grid")
    cells = [row.cells for row in table.rows]
    for box in part.boxes:
        cell = cells[box.row][box.column]
        if box.down > 1 or box.across > 1:
            cell = cell.merge(cells[box.row + box.down - 1][box.column + box.across - 1])
        cell.text = box.text
        for paragraph in cell.paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(9)


def _xlsx(content: Form) -> bytes:
    """Prose on the first sheet, each table on its own; a whole number is a number, anything else text."""
    import openpyxl
    from openpyxl.styles import Alignment, Border, Font, Side
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = _LONG_AGO
    text = book.worksheets[0]
    text.title = "正文"
    text.column_dimensions["A"].width = 100
    line = Side(style="thin")
    lines = 0
    for part in content.parts:
        if not isinstance(part, Sheet):
            lines += 1
            cell = text.cell(lines, 1)
            _write(cell, part.text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=part.kind in _BOLD)
            continue
        sheet = book.create_sheet(part.name)
        for box in part.boxes:
            cell = sheet.cell(box.row + 1, box.column + 1)
            _fill(cell, box)
            cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
            cell.border = Border(line, line, line, line)
            if box.down > 1 or box.across > 1:
                sheet.merge_cells(start_row=box.row + 1, start_column=box.column + 1, end_row=box.row + box.down,
                                  end_column=box.column + box.across)
    out = io.BytesIO()
    book.save(out)
    return _timeless(out)


def _timeless(package: io.BytesIO) -> bytes:
    """The package without the times of day that its library puts in: same report, same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"(?<=T)\d\d:\d\d:\d\d(?:\.\d+)?(?=Z)|(?<=>)\d{4}-\d\d-\d\d(?=T)",
                                 lambda match: b"00:00:00" if b":" in match[0] else b"2020-01-01", content)
            new.writestr(zipfile.ZipInfo(entry.filename), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


_COUNT = re.compile("0|[1-9][0-9]{0,14}")  # a spreadsheet keeps fifteen digits of a number


def _fill(cell: Cell | MergedCell, box: Box) -> None:
    if not box.text:
        return
    if not box.heading and _COUNT.fullmatch(box.text):
        cell.value = int(box.text)
    else:
        _write(cell, box.text)
        cell.number_format = "@"


def _write(cell: Cell | MergedCell, text: str) -> None:
    """Text, whatever it looks like; what looks like a formula is none after it has been edited either."""
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = formula_like(text)
