"""Word documents (.docx) → a Source: paragraphs in order, tables as full grids, as a person sees them.

Read from the package's main part with bounded parsing; macros and embedded objects are never run. What is deleted,
struck out or hidden by whatever style is left out and listed; what a revision inserted is kept, and that is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from docx.oxml.ns import qn
from lxml import etree

from generator.importing.readers.looks import P_PR, R_PR, UNKNOWN, VAL, Styles, fill_of, whole
from generator.importing.readers.marks import Bit, joined
from generator.importing.readers.markup import parse_xml
from generator.importing.readers.numbering import Numbering, parted
from generator.importing.readers.package import Package
from generator.importing.readers.runs import ALTERNATE, DEEPEST, DELETED, PARAGRAPH, TABLE, Runs
from generator.importing.sentences import PICTURE, Refused
from generator.importing.source import Grid, Line, Piece, Source

_ROW, _CELL, _TEXT = (qn(f"w:{name}") for name in ("tr", "tc", "t"))
_PART = qn("w:altChunk")
_SHADE = qn("w:shd")
_ROW_PR, _CELL_PR = qn("w:trPr"), qn("w:tcPr")
_SHAPE = [qn(f"w:{name}") for name in ("gridSpan", "vMerge", "hMerge", "cellDel")]
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_FORMULA_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_MARGINS = {"header": "margin", "footer": "margin", "footnotes": "note", "endnotes": "note", "comments": "comment"}
_PLACES = {"margin": "页眉页脚", "note": "脚注", "comment": "批注"}
_MARGIN = re.compile(r"(header|footer|footnotes|endnotes|comments)\d*\.xml")
_INSERTED = qn("w:ins")
_LONGEST_TITLE = 60


def read(content: bytes, suffix: str) -> Source:
    source = Source("docx")
    read_into(source, content, suffix, 0)
    return source


def read_into(source: Source, content: bytes, suffix: str, depth: int) -> None:
    """Put a document into a Source; `depth`: how many documents it stands in."""
    package = Package(content, suffix)
    main = package.main
    folder = main.rpartition("/")[0]
    related = package.relations(main)
    parts = {one.kind: one.target for one in related if one.target in package}
    margins = {one.target: _MARGINS[one.kind] for one in related if one.kind in _MARGINS and one.target in package}
    for name in package.names:
        if name.rpartition("/")[0] == folder and (found := _MARGIN.fullmatch(name.rpartition("/")[2])):
            margins.setdefault(name, _MARGINS[found[1]])
    beside = {kind: parts.get(kind, f"{folder}/{usual}") for kind, usual in (
        ("numbering", "numbering.xml"), ("styles", "styles.xml"), ("theme", "theme/theme1.xml"))}
    package.weigh([main, *beside.values(), *margins])
    if f"{folder}/vbaProject.bin" in package:
        source.remark("macros")
    numbering, styles, theme = (parse_xml(package.read(name), suffix) if name in package else None
                                for name in beside.values())
    tree = parse_xml(package.read(main), suffix)
    source.expect_cells(sum(1 for _ in tree.iter(qn("w:tc"))))
    if any(tree.find(f".//{tag}") is not None for tag in (_INSERTED, *DELETED)):
        source.remark("revisions")
    inner = {one.ident: one.target for one in related if one.kind == "aFChunk" and one.target in package}
    known = Styles(styles, theme)
    reader = _Reader(source, known, Numbering(numbering, known), _Inserted(package, inner, depth))
    paper = tree.find(qn("w:background"))
    body = tree.find(qn("w:body"))
    if body is not None:
        reader.body(body, UNKNOWN if paper is not None else "")
        reader.finish()
        source.account(text for text in _texts(body))
    del tree
    for name in sorted(margins):
        _list_margin(source, parse_xml(package.read(name), suffix), margins[name])
    if source.pictures and not any(unit.text.strip() for unit in source.units):
        raise Refused("only-pictures", count=len(source.pictures))


def _texts(body: etree._Element) -> Iterator[str]:
    """All text that no revision deleted, each once, as the file has it."""
    for one in body.iter(_TEXT, _FORMULA_TEXT):
        parent = one.getparent()
        while parent is not None and parent.tag != _FALLBACK:
            parent = parent.getparent()
        if parent is None:
            yield one.text or ""


@dataclass
class _Inserted:
    """The documents that stand in this one, by the name that it calls them."""

    package: Package
    names: dict[str, str]
    depth: int

    def read(self, source: Source, ident: str) -> None:
        """Put one into the Source, if it can be read."""
        name = self.names.get(ident, "")
        kind = name.rpartition(".")[2].lower()
        if name and not self.depth:
            self.package.weigh([name])
            content = self.package.read(name)
            if content.startswith(b"PK\x03\x04") and Package(content).kind == "docx":
                read_into(source, content, ".docx", self.depth + 1)
                return
            if kind in ("htm", "html", "xhtml", "mht"):
                from generator.importing.readers.html import read_into as read_page
                read_page(source, content, f".{kind}")
                return
            if kind == "txt":
                from generator.importing.readers.text import decode, read_lines
                read_lines(decode(content, source), source)
                return
        source.remark("inserted-part", name=name.rpartition("/")[2] or "?")


class _Reader:
    def __init__(self, source: Source, styles: Styles, numbering: Numbering, inserted: _Inserted) -> None:
        self.source, self.styles, self.numbering, self.inserted = source, styles, numbering, inserted
        self.runs = Runs(styles)
        self.number = self.tables = 0
        self.carried: list[Bit] = []  # of a paragraph whose end was deleted or is hidden: the next goes on with it

    def body(self, element: etree._Element, ground: str, depth: int = 0) -> None:
        for child in _children(element, (PARAGRAPH, TABLE, _PART), depth):
            if child.tag == PARAGRAPH:
                self.paragraph(child, ground, depth)
            elif child.tag == TABLE:
                self.table(child, ground, depth)
            else:
                self.inserted.read(self.source, next((value for name, value in child.attrib.items()
                                                      if str(name).endswith("}id")), ""))

    def paragraph(self, element: etree._Element, ground: str, depth: int) -> None:
        self.number += 1
        place = f"第 {self.number} 段"
        properties = element.find(P_PR)
        named = properties.find(qn("w:pStyle")) if properties is not None else None
        style = named.get(VAL, "") if named is not None else ""
        text, unsure, boxes = self.shown(element, place, ground, cell=False)
        if text is not None:
            outline = properties.find(qn("w:outlineLvl")) if properties is not None else None
            level = whole(outline.get(VAL), 9) + 1 if outline is not None else self.styles.style(style).heading
            for line in text.split("\n"):
                if line.strip():
                    self.source.blocks.append(Line(
                        self.source.piece(line, place, unsure=unsure),
                        level if level <= 6 and len(line) < _LONGEST_TITLE else 0))
        for box in boxes:
            self.body(box, UNKNOWN, depth + 1)
        for table in element.iterfind(f".//{TABLE}"):  # outside of text boxes, as some programs write it
            if not any(parent.tag in (qn("w:txbxContent"), _FALLBACK) for parent in table.iterancestors()):
                self.table(table, ground, depth + 1)

    def finish(self) -> None:
        """What was carried on to a paragraph that did not come."""
        if self.carried:
            text, unsure = joined(self.carried, False, self.source.made)
            if text.strip():
                self.source.blocks.append(Line(self.source.piece(text, f"第 {self.number} 段", unsure=unsure)))
            self.carried.clear()

    def shown(self, element: etree._Element, place: str, ground: str, cell: bool
              ) -> tuple[str | None, bool, list[etree._Element]]:
        """A paragraph's text with its number, whether it is unsure, and its text boxes; None: the text goes on in the
        next paragraph. What is not seen is left out."""
        properties = element.find(P_PR)
        named = properties.find(qn("w:pStyle")) if properties is not None else None
        style = named.get(VAL, "") if named is not None else ""
        own = fill_of(properties.find(_SHADE)) if properties is not None else ""
        bits, drawn = self.runs.bits(element, own or self.styles.style(style).ground or ground)
        if any(bit.why for bit in bits):
            self._leave_out(bits, place)
        for name in drawn.pictures:
            self.source.picture(name, place)
        if drawn.formula and not cell:
            self.source.remark("formula-text")
        mark = properties.find(R_PR) if properties is not None else None
        gone = mark is not None and (any(mark.find(tag) is not None for tag in DELETED)
                                     or self.styles.look(mark, style).why == "hidden")
        seen = any(not bit.why and bit.text.strip() for bit in bits)
        if gone and not seen:
            return None if self.carried else "", False, drawn.boxes
        label = ""
        if not self.carried:
            label, sure = self.numbering.label(properties, style)
            if not sure:
                self.source.remark("number-unknown", place=place)
        elif not cell:
            bits = [*self.carried, *bits]
        self.carried = []
        if gone and not cell:
            self.carried = [Bit(label, made=True), *bits] if label else bits
            return None, False, drawn.boxes
        text, unsure = joined(bits, cell, self.source.made)
        if cell and drawn.pictures and text.strip():
            text, unsure = text + "〔图片〕", True
            self.source.made.update("〔图片〕")
        if label:
            label += parted(label, text.lstrip())
            self.source.made.update(label)
        return label + text, unsure, drawn.boxes

    def _leave_out(self, bits: list[Bit], place: str) -> None:
        for why, hidden in groupby((bit for bit in bits if bit.why), key=lambda bit: bit.why):
            parts = list(hidden)
            for part in parts:
                if part.made:
                    self.source.made.update(part.text)
            self.source.leave_out("".join(part.text for part in parts), place, why)

    def table(self, element: etree._Element, ground: str, depth: int) -> None:
        """Each cell once, where it begins; cells merged downwards give nothing in the rows they cover."""
        if depth > DEEPEST:
            raise Refused("too-deep")
        own = element.find(qn("w:tblPr"))
        style = own.find(qn("w:tblStyle")) if own is not None else None
        if style is not None and self.styles.has_ground(style.get(VAL, "")):
            ground = UNKNOWN
        table_rows = list(_children(element, (_ROW,), depth))
        cells = [list(_children(row, (_CELL,), depth)) for row in table_rows]
        nested = element.find(f".//{_CELL}//{TABLE}") is not None
        if nested and sum(1 for row in cells for cell in row for _ in cell.iter(_CELL)) > 2 * sum(map(len, cells)):
            for several in cells:  # it only places what stands in it
                for cell in several:
                    self.body(cell, _ground(cell) or ground, depth + 1)
            return
        self.tables += 1
        rows: list[tuple[Piece, ...]] = []
        open_above: dict[int, bool] = {}
        for row, row_cells in zip(table_rows, cells, strict=True):
            place = f"表 {self.tables} 第 {len(rows) + 1} 行"
            pieces, open_above = self._row(row, row_cells, place, ground, open_above)
            rows.append(pieces)
        self.source.blocks.append(Grid(tuple(row for row in rows if row)))

    def _row(self, row: etree._Element, cells: list[etree._Element], place: str, ground: str, above: dict[int, bool]
             ) -> tuple[tuple[Piece, ...], dict[int, bool]]:
        """A row's pieces, and at which columns a cell begins or goes on that may reach further down."""
        properties = row.find(_ROW_PR)
        why = ""
        if properties is not None:
            why = "deleted" if properties.find(qn("w:del")) is not None else \
                "hidden" if _on(properties.find(qn("w:hidden"))) else ""
        if why:
            for cell in cells:
                self.source.leave_out(self._cell(cell, place, ground)[0], place, why)
            return (), above
        skipped = properties.find(qn("w:gridBefore")) if properties is not None else None
        column = max(0, min(whole(skipped.get(VAL), 0), 200)) if skipped is not None else 0
        pieces: list[Piece] = []
        reaching: dict[int, bool] = {}
        for cell in cells:
            told = cell.find(_CELL_PR)
            said = {one.tag: one for one in told} if told is not None else {}
            span, down, aside, deleted = (said.get(tag) for tag in _SHAPE)
            across = max(1, min(whole(span.get(VAL), 1) if span is not None else 1, 200))
            here = f"{place}第 {len(pieces) + 1} 格"
            text, unsure = self._cell(cell, here, fill_of(said.get(_SHADE)) or ground)
            continued = down is not None and down.get(VAL, "continue") != "restart" and above.get(column, False)
            beside = aside is not None and aside.get(VAL, "continue") != "restart" and bool(pieces)
            reaching[column] = down is not None
            if deleted is not None:
                self.source.leave_out(text, here, "deleted")
                continue
            if continued or beside:
                self.source.leave_out(text, here, "covered")
                if beside:
                    last = pieces[-1]
                    pieces[-1] = Piece(last.text, last.unit, last.start, last.column, last.span + across,
                                       unsure=last.unsure)
            else:
                pieces.append(self.source.piece(text, here, column, across, unsure))
            column += across
        return tuple(pieces), reaching

    def _cell(self, cell: etree._Element, place: str, ground: str) -> tuple[str, bool]:
        """A cell's text, and whether it is unsure."""
        texts: list[str] = []
        unsure = False
        waiting = list(_paragraphs(cell))
        pictures = len(self.source.pictures)
        for paragraph in waiting:
            text, doubtful, boxes = self.shown(paragraph, place, ground, cell=True)
            texts += [text or ""]
            unsure = unsure or doubtful
            for box in boxes:
                waiting.extend(_paragraphs(box))
        found = "\n".join(texts).strip()
        if not found and len(self.source.pictures) > pictures:
            self.source.made.update(PICTURE)
            return PICTURE, True
        return found, unsure


def _children(element: etree._Element, wanted: tuple[str, ...], depth: int) -> Iterator[etree._Element]:
    """The wanted elements within one, in order, through whatever only wraps them: content controls, tags, revisions."""
    if depth > DEEPEST:
        raise Refused("too-deep")
    for child in element:
        if child.tag in wanted:
            yield child
        elif child.tag == ALTERNATE:
            if len(child):
                yield from _children(child[0], wanted, depth + 1)
        elif isinstance(child.tag, str) and child.tag not in (PARAGRAPH, TABLE, _ROW, _CELL, *DELETED):
            yield from _children(child, wanted, depth + 1)


def _paragraphs(element: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs in a cell or a text box, those of tables within it too, but for text boxes."""
    for child in _children(element, (PARAGRAPH, TABLE), 0):
        if child.tag == PARAGRAPH:
            yield child
        else:
            for row in _children(child, (_ROW,), 0):
                for cell in _children(row, (_CELL,), 0):
                    yield from _paragraphs(cell)


def _ground(cell: etree._Element) -> str:
    properties = cell.find(_CELL_PR)
    return fill_of(properties.find(_SHADE)) if properties is not None else ""


def _on(switch: etree._Element | None) -> bool:
    return switch is not None and switch.get(VAL, "1") not in ("0", "false", "off")


def _list_margin(source: Source, tree: etree._Element, reason: str) -> None:
    """Page heads, page feet, notes and remarks, which stand outside of the text: listed."""
    for paragraph in tree.iter(PARAGRAPH):
        text = "".join(one.text or "" for one in paragraph.iter(_TEXT)).strip()
        if re.search(r"[^\W\d]", text):
            source.leave_out(text, _PLACES[reason], reason)
            if reason == "note":
                source.remark("footnotes")
