"""What lies over the cells of a workbook's sheets: pictures, counted with their sheet, and the words of shapes, listed.

Only lists of relations and the words themselves are looked at; no picture is opened.
"""

from __future__ import annotations

import re
from html import unescape

from generator.importing.readers.package import Package
from generator.importing.source import Source

_WORDS = re.compile(rb"<a:t>([^<]{1,2000})</a:t>")
MOST_BYTES = 8 * 2**20  # of a drawing that is looked at for words


class Drawings:
    """The drawings of a workbook by sheet."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.sheets = [one.target for one in package.relations(package.main)
                       if one.kind == "worksheet" and one.target in package]
        self.ordered = self._in_order()

    def _in_order(self) -> list[str]:
        """The parts of the sheets in the order in which the workbook names them."""
        named = re.findall(rb"<(?:\w+:)?sheet\s[^<>]*?r?:?id=\"([^\"]{1,80})\"", self.package.read(self.package.main)) \
            if self.package.main in self.package else []
        by_ident = {one.ident.encode(): one.target for one in self.package.relations(self.package.main)}
        return [by_ident.get(name, "") for name in named] or self.sheets

    def tell(self, source: Source, number: int, shown: int, title: str) -> None:
        """Put the pictures and words over the sheet of this number into the Source."""
        part = self.ordered[number] if number < len(self.ordered) else ""
        for one in self.package.relations(part) if part else ():
            if one.kind != "drawing" or one.target not in self.package:
                continue
            for inner in self.package.relations(one.target):
                if inner.kind in ("image", "chart"):
                    source.picture(inner.target.rpartition("/")[2], f"工作表“{title}”")
            content = self.package.read(one.target)
            for words in _WORDS.findall(content) if len(content) <= MOST_BYTES else ():
                source.leave_out(unescape(words.decode("utf-8", "replace")), f"工作表“{title}”", "drawing")
