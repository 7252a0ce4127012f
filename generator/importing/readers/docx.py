"""Word documents (.docx) → a Source: paragraphs in order, tables as full grids.

Read from the package's main part with bounded parsing; macros, fields and embedded objects are never run.
What is deleted, struck out or hidden is left out and listed; what a revision inserted is kept, and that is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree

from generator.importing.readers.markup import parse_xml
from generator.importing.readers.package import Package
from generator.importing.sentences import PICTURE
from generator.importing.source import Grid, Line, Piece, Source

_P, _TBL, _TR, _TC, _SDT, _CONTENT = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "sdt", "sdtContent"))
_PICTURES = [qn(f"w:{name}") for name in ("drawing", "pict", "object")]
_MARGIN = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DELETED = qn("w:del")
_SKIPPED = {_DELETED, _FALLBACK} | {qn(f"w:{name}") for name in ("moveFrom", "instrText", "delText", "pPr", "rPr",
                                                                 "tbl")}


def read(content: bytes, suffix: str) -> Source:
    source = Source("docx")
    package = Package(content, suffix)
    margins = [name for name in package.names if _MARGIN.fullmatch(name)]
    beside = [name for name in ("word/numbering.xml", "word/styles.xml") if name in package]
    package.weigh(["word/document.xml", *beside, *margins])
    if "word/vbaProject.bin" in package:
        source.remark("macros")
    numbering, styles = (package.read(name) if name in package else b""
                         for name in ("word/numbering.xml", "word/styles.xml"))
    tree = parse_xml(package.read("word/document.xml"), suffix)
    if tree.find(f".//{qn('w:ins')}") is not None or tree.find(f".//{qn('w:del')}") is not None:
        source.remark("revisions")
    reader = _Reader(source, _formats(numbering, suffix), _levels(styles, suffix))
    reader.body(tree.find(qn("w:body")))
    del tree
    reader.margins(((name, package.read(name)) for name in margins), suffix)
    return source


class _Reader:
    def __init__(self, source: Source, formats: dict[tuple[str, str], tuple[str, str, int]],
                 levels: dict[str, int]) -> None:
        self.source, self.formats, self.levels = source, formats, levels
        self.counters: dict[tuple[str, str], int] = {}
        self.number = self.tables = 0
        self.struck: list[tuple[str, str]] = []

    def body(self, element: etree._Element | None) -> None:
        if element is None:
            return
        for child in element:
            if child.tag == _P:
                self.paragraph(child)
            elif child.tag == _TBL:
                self.table(child)
            elif child.tag == _SDT:
                self.body(child.find(_CONTENT))

    def paragraph(self, element: etree._Element) -> None:
        self.number += 1
        struck: list[str] = []
        text = self.label(element) + text_of(element, struck)
        self.struck += [(words, f"第 {self.number} 段") for words in struck]
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        level = self.levels.get(style.get(qn("w:val"), ""), 0) if style is not None else 0
        for line in text.split("\n"):
            if line.strip():
                self.source.blocks.append(Line(self.source.piece(line, f"第 {self.number} 段"),
                                               level if len(line) < 60 else 0))
        self.lay_aside()
        for table in element.iterfind(f".//{_TBL}"):  # tables in text boxes
            self.table(table)

    def label(self, element: etree._Element) -> str:
        """The number that Word prints before an automatically numbered paragraph."""
        number = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if number is None:
            return ""
        ident, level = (number.find(qn(f"w:{name}")) for name in ("numId", "ilvl"))
        key = (ident.get(qn("w:val")) if ident is not None else "",
               level.get(qn("w:val")) if level is not None else "0")
        if key not in self.formats:
            return ""
        style, words, start = self.formats[key]
        self.counters[key] = self.counters.get(key, start - 1) + 1
        for other in list(self.counters):
            if other[0] == key[0] and other[1] > key[1]:
                del self.counters[other]
        shown = _numeral(self.counters[key], style)
        return re.sub(r"%\d", shown, words) if shown else ""

    def table(self, element: etree._Element) -> None:
        """Each cell once, where it begins; cells merged downwards give nothing in the rows they cover."""
        self.tables += 1
        rows: list[tuple[Piece, ...]] = []
        for row in _rows(element):
            skipped = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
            column = whole(skipped.get(qn("w:val")), 0) if skipped is not None else 0
            pieces: list[Piece] = []
            for cell in _cells(row):
                properties = cell.find(qn("w:tcPr"))
                span = properties.find(qn("w:gridSpan")) if properties is not None else None
                merge = properties.find(qn("w:vMerge")) if properties is not None else None
                across = max(1, min(whole(span.get(qn("w:val")), 1) if span is not None else 1, 200))
                struck: list[str] = []
                text = "\n".join(text_of(part, struck, cell=True) for part in cell.iter(_P)).strip()
                if not text and any(cell.find(f".//{picture}") is not None for picture in _PICTURES):
                    text = PICTURE
                if merge is None or merge.get(qn("w:val")) == "restart" or text:
                    place = f"表 {self.tables} 第 {len(rows) + 1} 行第 {len(pieces) + 1} 格"
                    pieces.append(self.source.piece(text, place, column, across))
                self.struck += [(words, place) for words in struck]
                column += across
            rows.append(tuple(pieces))
        self.source.blocks.append(Grid(tuple(row for row in rows if row)))
        self.lay_aside()

    def lay_aside(self) -> None:
        """What is struck out, deleted or hidden: listed, and not part of the text."""
        for words, place in self.struck:
            if words.strip():
                self.source.line(words, f"{place}（划掉、删去或隐藏）", chrome=True)
                self.source.remark("hidden-text")
        self.struck.clear()

    def margins(self, parts: Iterator[tuple[str, bytes]], suffix: str) -> None:
        """Page heads, page feet and notes, which stand outside of the text: listed."""
        for name, content in parts:
            notes = "notes" in name
            for paragraph in parse_xml(content, suffix).iter(_P):
                text = text_of(paragraph).strip()
                if re.search(r"[^\W\d]", text):
                    self.source.line(text, "脚注" if notes else "批注" if "comments" in name else "页眉页脚",
                                     chrome=True)
                    if notes:
                        self.source.remark("footnotes")


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == _TR:
            yield child
        elif child.tag == _SDT and (content := child.find(_CONTENT)) is not None:
            yield from (row for row in content if row.tag == _TR)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == _TC:
            yield child
        elif child.tag == _SDT and (content := child.find(_CONTENT)) is not None:
            yield from (cell for cell in content if cell.tag == _TC)


def text_of(paragraph: etree._Element, struck: list[str] | None = None, cell: bool = False) -> str:
    """A paragraph's text without fields; line breaks as such. What is deleted, struck out or hidden goes to `struck`;
    in a cell a raised mark keeps apart from the figure before it."""
    parts: list[str] = []

    def walk(element: etree._Element, depth: int = 0) -> None:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or depth > 60:
                if tag == _DELETED and struck is not None:
                    struck.append("".join(one.text or "" for one in child.iter(qn("w:delText"))))
                continue
            if tag == qn("w:r"):
                if any(_on(child, name) for name in ("vanish", "strike", "dstrike")):
                    if struck is not None:
                        struck.append("".join(one.text or "" for one in child.iter(qn("w:t"))))
                    continue
                raised = child.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}") if cell and any(parts) else None
                if raised is not None and raised.get(qn("w:val")) in ("superscript", "subscript"):
                    before = len(parts)
                    walk(child, depth + 1)
                    mark = "".join(parts[before:])
                    parts[before:] = [mark if not mark.strip() or mark.strip()[0] in "[［〔" else f"[{mark}]"]
                    continue
            if tag == qn("w:t"):
                parts.append(child.text or "")
            elif tag == qn("w:tab"):
                parts.append(" ")
            elif tag in (qn("w:br"), qn("w:cr")):
                parts.append("\n")
            elif tag == qn("w:noBreakHyphen"):
                parts.append("-")
            elif tag == qn("w:sym"):
                parts.append("□")
            else:
                walk(child, depth + 1)

    walk(paragraph)
    return "".join(parts)


def _on(run: etree._Element, name: str) -> bool:
    """Has a run this property, and is it not switched off?"""
    found = run.find(f"{qn('w:rPr')}/{qn(f'w:{name}')}")
    return found is not None and found.get(qn("w:val"), "true") not in ("0", "false", "off")


def _levels(content: bytes, suffix: str) -> dict[str, int]:
    """Paragraph styles that are headings, by their id: the names are the same in every program, the ids not."""
    found = {}
    for style in parse_xml(content, suffix).iterfind(qn("w:style")) if content else ():
        name = style.find(qn("w:name"))
        match = re.fullmatch(r"(?:heading|标题) ?([1-6])", name.get(qn("w:val"), "") if name is not None else "", re.I)
        if match:
            found[style.get(qn("w:styleId"), "")] = int(match[1])
    return found


def whole(written: str | None, otherwise: int) -> int:
    """A count in an attribute; what is none there, or more than can be, is as if it were not written."""
    return int(written) if written is not None and re.fullmatch("[0-9]{1,6}", written) else otherwise


def _formats(content: bytes, suffix: str) -> dict[tuple[str, str], tuple[str, str, int]]:
    """Numbering definitions: (list, level) → style, pattern, first number."""
    if not content:
        return {}
    tree = parse_xml(content, suffix)
    abstract: dict[str | None, dict[str, tuple[str, str, int]]] = {}
    for one in tree.iterfind(qn("w:abstractNum")):
        for level in one.iterfind(qn("w:lvl")):
            values = {name: (found.get(qn("w:val")) if (found := level.find(qn(f"w:{name}"))) is not None else None)
                      for name in ("numFmt", "lvlText", "start")}
            abstract.setdefault(one.get(qn("w:abstractNumId")), {})[level.get(qn("w:ilvl"), "")] = (
                values["numFmt"] or "", values["lvlText"] or "", whole(values["start"], 1))
    formats: dict[tuple[str, str], tuple[str, str, int]] = {}
    for number in tree.iterfind(qn("w:num")):
        base = number.find(qn("w:abstractNumId"))
        for step, value in abstract.get(base.get(qn("w:val")), {}).items() if base is not None else ():
            formats[number.get(qn("w:numId"), ""), step] = value
    return formats


def _numeral(number: int, style: str) -> str:
    digits = "零一二三四五六七八九"
    if style.startswith(("chineseCounting", "japaneseCounting", "taiwaneseCounting", "ideographDigital")):
        if number <= 10:
            return "十" if number == 10 else digits[number]
        if number < 100:
            tens = "" if number < 20 else digits[number // 10]
            return tens + "十" + (digits[number % 10] if number % 10 else "")
        return str(number)
    return str(number) if style in ("decimal", "decimalFullWidth", "decimalEnclosedCircle") else ""
