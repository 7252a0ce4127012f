"""PDF with a text layer → a Source: ruled tables as drawn, text lines with what the layout says of them.

Scans are refused: nothing is recognised that is not text. Tables go on from page to page as they are found;
the rows of a frame around prose are text.
"""

from __future__ import annotations

import io
import logging
import re
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfminer.psexceptions import PSException
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from generator.importing.readers.glyphs import keep_seen
from generator.importing.readers.paper import SoundPage, pages
from generator.importing.sentences import Refused
from generator.importing.source import Grid, Line, Piece, Source


@dataclass
class _TextLine:
    text: str
    x0: float
    x1: float
    top: float
    size: float
    page: int
    left: float = 0.0
    right: float = 0.0


@dataclass
class _Drawn:
    """A picture on a page."""

    top: float
    page: int


@dataclass
class _TableRows:
    top: float
    rows: list[list[tuple[str, int, int]]]
    page: int


_Part = _TextLine | _TableRows | _Drawn
_PICTURE = (100, 50)  # points across and down from which a picture may say something


def read(content: bytes, suffix: str) -> Source:
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    source = Source("pdf")
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            parts: list[_Part] = []
            glyphs: list[str] = []
            characters = count = 0
            for page in pages(document):
                count += 1
                seen = keep_seen(page, source)
                characters += len(seen)
                parts.extend(_page(page))
                glyphs.append("".join(glyph["text"] for glyph in seen))
                if any(glyph["text"].startswith("(cid:") for glyph in seen):
                    source.remark("glyphs-unknown", place=f"第 {count} 页")
                page.close()
            if characters < 20 * count:
                raise Refused("scan")
    except (PdfminerException, MalformedPDFException, PSException) as error:
        if re.search("Password|Encryption", repr(error)):
            raise Refused("encrypted") from error
        raise Refused("damaged", suffix=suffix, why="不能作为 PDF 打开") from error
    _put(source, parts)
    source.account(glyphs)
    return source


def _page(page: SoundPage) -> list[_Part]:
    """A page's lines, tables and pictures from top to bottom."""
    tables, boxes = [], []
    for table in page.tables():
        found = _rows(table)
        multiple = [sum(cell[0].strip() != "" for cell in row) > 1 for row, _ in found]
        kept = [many or len(row) >= 4 or (len("".join(cell[0] for cell in row)) <= 45
                                          and any(multiple[max(0, index - 1):index + 2]))
                for index, (many, (row, _)) in enumerate(zip(multiple, found, strict=True))]
        group: list[list[tuple[str, int, int]]] = []
        top = 0.0
        for keep, (row, box) in zip(kept, found, strict=True):
            if keep:
                top = top if group else box[1]
                group.append(row)
                boxes.append(box)
            elif group:
                tables.append(_TableRows(top, group, page.page_number))
                group = []
        if group:
            tables.append(_TableRows(top, group, page.page_number))

    def outside(thing: dict[str, Any]) -> bool:
        if thing["object_type"] != "char":
            return True
        middle = (thing["top"] + thing["bottom"]) / 2
        return not any(x0 - 1 <= thing["x0"] <= x1 + 1 and top <= middle <= bottom for x0, top, x1, bottom in boxes)

    lines = [_TextLine(line["text"], line["x0"], line["x1"], line["top"],
                       max(char["size"] for char in line["chars"]), page.page_number)
             for line in page.filter(outside).extract_text_lines(return_chars=True) if line["text"].strip()]
    body = [line for line in lines if len(line.text) > 10]
    for line in lines:
        line.left = min((one.x0 for one in body), default=line.x0)
        line.right = max((one.x1 for one in body), default=line.x1)
    drawn = [_Drawn(image["top"], page.page_number) for image in page.images
             if image["width"] >= _PICTURE[0] and image["height"] >= _PICTURE[1]]
    return sorted([*lines, *tables, *drawn], key=lambda part: part.top)


def _rows(table: Table) -> list[tuple[list[tuple[str, int, int]], tuple[float, float, float, float]]]:
    """Each row's cells (text, grid column, columns covered) and its box."""
    texts = table.extract()
    edges = sorted({round(cell[0]) for row in table.rows for cell in row.cells if cell})
    edges = [edge for index, edge in enumerate(edges) if not index or edge - edges[index - 1] > 3]
    found = []
    for row, words in zip(table.rows, texts, strict=True):
        cells = []
        for box, text in zip(row.cells, words, strict=True):
            if box is not None:
                column = sum(edge <= box[0] + 3 for edge in edges) - 1
                span = max(1, sum(box[0] - 3 < edge < box[2] - 3 for edge in edges))
                cells.append((text or "", column, span))
        if cells:
            found.append((cells, row.bbox))
    return found


def _put(source: Source, parts: list[_Part]) -> None:
    """Lines and grids in order; a line that fills its width goes on in an unindented next one."""
    lines = [part for part in parts if isinstance(part, _TextLine)]
    tables = line = 0
    for index, part in enumerate(parts):
        if isinstance(part, _TableRows):
            tables += 1
            rows: list[tuple[Piece, ...]] = []
            for number, row in enumerate(part.rows, 1):
                rows.append(tuple(source.piece(text, f"第 {part.page} 页表 {tables} 第 {number} 行", column, span)
                                  for text, column, span in row))
            source.blocks.append(Grid(tuple(rows)))
            continue
        if isinstance(part, _Drawn):
            source.picture("", f"第 {part.page} 页")
            continue
        line += 1
        following = next((one for one in lines[line:] if not _page_number(one.text)), None)
        table_next = index + 1 < len(parts) and isinstance(parts[index + 1], _TableRows)
        joins = (following is not None and not table_next and part.x1 >= part.right - 1.6 * part.size
                 and following.x0 <= following.left + 0.8 * following.size)
        source.blocks.append(Line(source.piece(part.text, f"第 {part.page} 页"), joins=joins))


def _page_number(text: str) -> bool:
    return text.strip(" -—–－·").isdecimal() and len(text) < 12
