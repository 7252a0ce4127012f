"""The pages of a PDF, laid out and searched for tables no further than a report's pages go.

pdfplumber's own classes, stopped by Refused as soon as there is too much: what a page shows is counted while it is
drawn, so that it does not matter how the file comes to it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pdfminer.layout import LTChar, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, resolve1
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.pdf import PDF
from pdfplumber.table import (
    Table,
    TableFinder,
    TableSettings,
    cells_to_tables,
    edges_to_intersections,
    intersections_to_cells,
)

from generator.importing.sentences import Refused

MOST_PAGES = 200
MOST_GLYPHS, MOST_GLYPHS_OF_PAGE = 300_000, 30_000  # a dense page has 3,000
MOST_SHAPES, MOST_SHAPES_OF_PAGE = 200_000, 20_000  # lines and boxes
MOST_CONTENT, MOST_CONTENT_OF_PAGE = 24 * 2**20, 4 * 2**20  # bytes of drawing, unpacked
MOST_CROSSINGS, MOST_PAIRS = 10_000, 4_000_000  # of lines in tables of one page; lines across × lines down

_INVISIBLE = (3, 7)  # ways of drawing text that draw nothing


@dataclass
class _Spent:
    """What the pages so far have shown."""

    glyphs: int = 0
    shapes: int = 0
    content: int = 0


def pages(document: PDF) -> Iterator[SoundPage]:
    """The pages of a document one by one. Raises Refused, for their number before the first."""
    found = list(islice(PDFPage.create_pages(document.doc), MOST_PAGES + 1))
    if len(found) > MOST_PAGES:
        declared = resolve1(resolve1(document.doc.catalog.get("Pages")).get("Count"))
        raise Refused("too-many-pages", limit=MOST_PAGES,
                      count=max(declared, len(found)) if isinstance(declared, int) else len(found))
    spent = _Spent()
    for number, page in enumerate(found, 1):
        yield SoundPage(document, page, number, spent)


class SoundPage(Page):
    """A page that is laid out as far as a page of a report goes."""

    def __init__(self, document: PDF, page: PDFPage, number: int, spent: _Spent) -> None:
        super().__init__(document, page, page_number=number)
        self.spent = spent
        self.unseen = ""  # text that is laid out and not drawn, as under a scan

    @property
    def layout(self) -> LTPage:
        if not hasattr(self, "_layout"):
            self._look()
            device = _Device(self.pdf.rsrcmgr, pageno=self.page_number, laparams=self.pdf.laparams)
            device.begin_count(self.spent)
            PDFPageInterpreter(self.pdf.rsrcmgr, device).process_page(self.page_obj)
            self._layout = device.get_result()
            self.unseen = "".join(device.unseen)
        return self._layout

    def tables(self) -> list[Table]:
        return _Finder(self).tables

    def _look(self) -> None:
        """Refuse a page whose drawing unpacks to more than anybody drew."""
        for part in self.page_obj.contents:
            stream = resolve1(part)
            if isinstance(stream, PDFStream):
                size = _unpacked(stream.get_rawdata() or b"")
                self.spent.content += size
                if size > MOST_CONTENT_OF_PAGE or self.spent.content > MOST_CONTENT:
                    raise Refused("too-drawn", page=self.page_number, limit=MOST_CONTENT_OF_PAGE // 2**20)


def _unpacked(content: bytes) -> int:
    """Bytes of a packed stream, counted no further than the limit."""
    try:
        return len(zlib.decompressobj().decompress(content, MOST_CONTENT_OF_PAGE + 1))
    except zlib.error:  # packed otherwise, or not at all
        return len(content)


class _Device(PDFPageAggregatorWithMarkedContent):
    """Counts what is drawn on a page."""

    def begin_count(self, spent: _Spent) -> None:
        self.spent = spent
        self.glyphs_before, self.shapes_before = spent.glyphs, spent.shapes
        self.unseen: list[str] = []
        self.drawn = True

    def render_string(self, textstate: PDFTextState, *args: Any, **kwargs: Any) -> None:
        self.drawn = textstate.render not in _INVISIBLE
        super().render_string(textstate, *args, **kwargs)

    def render_char(self, *args: Any, **kwargs: Any) -> float:
        self.spent.glyphs += 1
        if self.spent.glyphs > MOST_GLYPHS:
            raise Refused("too-many-glyphs", place="", limit=MOST_GLYPHS)
        if self.spent.glyphs - self.glyphs_before > MOST_GLYPHS_OF_PAGE:
            raise Refused("too-many-glyphs", place=f"第 {self.pageno} 页", limit=MOST_GLYPHS_OF_PAGE)
        wide = super().render_char(*args, **kwargs)
        if not self.drawn:
            item = self.cur_item._objs.pop()
            self.unseen.append(item.get_text() if isinstance(item, LTChar) else "")
        return wide

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        self.spent.shapes += 1
        if self.spent.shapes > MOST_SHAPES or self.spent.shapes - self.shapes_before > MOST_SHAPES_OF_PAGE:
            raise Refused("too-many-shapes", page=self.pageno)
        super().paint_path(*args, **kwargs)


class _Finder(TableFinder):
    """Finds tables among no more lines than a page of tables has."""

    def __init__(self, page: Page) -> None:
        self.page, self.settings = page, TableSettings.resolve(None)
        self.edges = self.get_edges()
        down = sum(edge["orientation"] == "v" for edge in self.edges)
        if down * (len(self.edges) - down) > MOST_PAIRS:
            raise Refused("too-many-shapes", page=page.page_number)
        self.intersections = edges_to_intersections(self.edges, self.settings.intersection_x_tolerance,
                                                    self.settings.intersection_y_tolerance)
        if len(self.intersections) > MOST_CROSSINGS:
            raise Refused("too-many-shapes", page=page.page_number)
        self.cells = intersections_to_cells(self.intersections)
        self.tables = [Table(page, cells) for cells in cells_to_tables(self.cells)]
