"""A web page's tree → a Source, as a browser shows it: text in order, tables with their spans, furniture marked.

Block elements stand apart and inline ones do not; what is hidden by whatever rule is left out with its reason; numbers
of lists and quotation marks are put in where a browser draws them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from lxml import html

from generator.importing.readers.elements import (
    drawn_by_class,
    empty_leaves,
    is_furniture,
    is_layout,
    rows_of,
    span,
    texts,
    whole,
    within_cell,
)
from generator.importing.readers.links import Links
from generator.importing.readers.marks import Bit, joined
from generator.importing.readers.numerals import page_numeral
from generator.importing.readers.sheets import Sheets
from generator.importing.readers.shown import State, within
from generator.importing.sentences import PICTURE, Refused
from generator.importing.source import Grid, Line, Piece, Source

WIDEST, TALLEST = 1_000, 65_534  # what a browser takes a larger span for
DEEPEST = 400  # elements within elements
_PICTURES = {"img", "svg", "canvas", "object", "embed", "video", "image"}
_SMALL = 32  # pixels: a picture so small is an ornament
_SPACER = re.compile(r"(?:spacer|space|blank|pixel|transparent)\w{0,8}\.(?:gif|png)", re.I)
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_BULLETS = {"disc", "circle", "square", "none"}
_LINEAR = {"math", "mrow", "mn", "mi", "mo", "mtext", "mstyle", "semantics", "mspace", "mpadded"}
_QUOTES = ("“", "”"), ("‘", "’")
_SPACES = re.compile(r"[ \t\r\n\f]+")


class Walker:
    """Puts a page into a Source. Walks no deeper than Python's own limit of recursion lets it."""

    def __init__(self, source: Source, tree: html.HtmlElement) -> None:
        self.source = source
        self.sheets = Sheets(tree)
        self.links = Links()
        self.bits: list[Bit] = []
        self.number = self.tables = self.level = self.quotes = 0
        self.chrome = False
        self.cell: str | None = None  # the place of the cell that is being read
        self.pictured = False
        self.counters: dict[html.HtmlElement, int] = {}

    def walk(self, tree: html.HtmlElement) -> None:
        body = tree.find(".//body")
        body = tree if body is None else body
        if self.sheets.unread:
            self.source.remark("styles-unread")
        self._element(body, State(), 0)
        self._flush()
        self.links.mark(self.source.blocks)
        self.source.account(texts(body))

    def _flush(self) -> None:
        """The end of a line: what was gathered becomes one."""
        bits, self.bits = self.bits, []
        self.links.end_line(len(self.source.blocks))
        if not bits:
            return
        place = f"第 {self.number + 1} 段"
        self._leave_out(bits, place)
        text, unsure = joined(bits, False, self.source.made)
        text = _SPACES.sub(" ", text).strip(" ")
        if text.strip():
            self.number += 1
            self.source.blocks.append(Line(self.source.piece(text, place, unsure=unsure), self.level, self.chrome))

    def _leave_out(self, bits: list[Bit], place: str) -> None:
        for why, hidden in groupby((bit for bit in bits if bit.why), key=lambda bit: bit.why):
            self.source.leave_out(" ".join("".join(bit.text for bit in hidden).split()), place, why)

    def _break(self) -> None:
        """What follows stands below or beside."""
        if self.cell is None:
            self._flush()
        elif any(bit.text.strip() and not bit.why for bit in self.bits):
            self.bits.append(Bit("\n"))

    def _say(self, text: str | None, state: State) -> None:
        if not text:
            return
        if state.kept and "\n" in text:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self._break()
                self._say(line, state)
            return
        self.links.say(text if self.cell is None else "")
        self.bits.append(Bit(_SPACES.sub(" ", text), state.why, state.raised, False, state.unsure))

    def _make(self, text: str, state: State, unsure: bool = False) -> None:
        """Text that a browser draws and the page does not have."""
        if text:
            self.bits.append(Bit(text, state.why, state.raised, True, unsure))

    def _element(self, element: html.HtmlElement, outer: State, depth: int) -> None:
        if depth > DEEPEST:
            raise Refused("too-deep")
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in ("script", "style", "head", "link", "meta", "title"):
            return
        state = within(element, self.sheets.said(element), outer, self.sheets.linked)
        if tag in _PICTURES and state.why in ("", "alternative", "drawing"):
            self._picture(element)
        if state.gone:
            self._unseen(element, state.why)
            return
        if tag in _WAYS and _WAYS[tag](self, element, state):
            return
        if tag == "table" and self.cell is None and not is_layout(element):
            self._flush()
            self._table(element, state)
            return
        before, outside = (self.level, self.chrome), self.links.enter(element)
        if state.block:
            self._break()
            if tag[0] == "h" and tag[1:].isdigit():
                self.level = int(tag[1])
            self.chrome = self.chrome or (self.cell is None and is_furniture(element))
        elif state.apart:
            self._break() if self.cell is not None else self._make(" ", state)
        if tag == "li":
            self._list_item(element, state)
        self._drawn(element, "before", state)
        self._say(element.text, state)
        for child in element:
            self._element(child, state, depth + 1)
            self._say(child.tail, state)
        self.links.within = outside
        self._drawn(element, "after", state)
        if tag == "q":
            self.quotes -= 1
            self._make(_QUOTES[self.quotes % 2][1], state)
        if state.block or state.apart:
            self._break() if state.block or self.cell is not None else self._make(" ", state)
        if state.block:
            self.level, self.chrome = before

    # ── what is not text ──

    def _unseen(self, element: html.HtmlElement, why: str) -> None:
        """What stands in an element that is not shown."""
        text = " ".join("".join(texts(element)).split())
        if text:
            self.bits.append(Bit(text, why))

    def _picture(self, element: html.HtmlElement) -> None:
        told = [re.match(r"\d{1,5}", element.get(name) or "") for name in ("width", "height")]
        sizes = [int(found[0]) for found in told if found]
        source = element.get("src") or element.get("data") or ""
        if self.chrome or (any(size <= _SMALL for size in sizes) and self.cell is None) or any(
                size <= 3 for size in sizes) or _SPACER.search(source):
            return
        name = element.get("alt") or element.get("title") or source.rpartition("/")[2].partition("?")[0]
        self.pictured = True
        self.source.picture(" ".join(name.split())[:60], self.cell or f"第 {self.number + 1} 段")

    def _drawn(self, element: html.HtmlElement, side: str, state: State) -> None:
        """What the page's sheets draw beside an element."""
        text = self.sheets.drawn(element, side)
        if not text or state.why or not re.search(r"[^\W_]|#", text):
            return
        if self.cell is not None:
            self._make(f"〔样式：{text}〕", state, unsure=True)
        elif "#" in text:
            self.source.remark("number-unknown", place=f"第 {self.number + 1} 段")
        else:
            self.source.remark("style-text", text=text[:20])

    def _list_item(self, element: html.HtmlElement, state: State) -> None:
        """The number that a browser puts before an item of a list."""
        parent = element.getparent()
        if parent is None or state.why or self.sheets.said(element).get("display", "list-item") != "list-item":
            return
        ordered = parent.tag == "ol"
        form = "decimal" if ordered else "disc"
        for one in (parent, element):
            form = _TYPES.get(one.get("type") or "", form)
            said = self.sheets.said(one)
            told = f"{said.get('list-style', '')} {said.get('list-style-type', '')}".replace("inside", "").replace(
                "outside", "").split()
            form = told[-1] if told else form
        number = self._count(parent, element)
        if form in _BULLETS:
            return
        if self.sheets.linked:
            self.source.remark("list-numbers")
            return
        shown = page_numeral(number, form)
        if shown is None:
            self.source.remark("number-unknown", place=f"第 {self.number + 1} 段")
        else:
            self._make(shown, state)

    def _count(self, parent: html.HtmlElement, element: html.HtmlElement) -> int:
        step = -1 if parent.get("reversed") is not None else 1
        if parent not in self.counters:
            first = whole(parent.get("start"))
            self.counters[parent] = first if first is not None else 1 if step > 0 else sum(
                1 for child in parent if child.tag == "li")
        else:
            self.counters[parent] += step
        told = whole(element.get("value"))
        if told is not None:
            self.counters[parent] = told
        return self.counters[parent]

    # ── elements of their own kind; True: nothing is left to do ──

    def _line_break(self, element: html.HtmlElement, state: State) -> bool:
        self._break()
        return True

    def _quote(self, element: html.HtmlElement, state: State) -> bool:
        self._make(_QUOTES[self.quotes % 2][0], state)
        self.quotes += 1
        return False

    def _field(self, element: html.HtmlElement, state: State) -> bool:
        if (element.get("type") or "text").lower() in ("text", "number", "tel") and self.cell is not None:
            self._make(element.get("value") or "", state)
        return True

    def _button(self, element: html.HtmlElement, state: State) -> bool:
        self._unseen(element, "control")
        return True

    def _area(self, element: html.HtmlElement, state: State) -> bool:
        if self.cell is None:
            self._unseen(element, "control")
        return self.cell is None

    def _select(self, element: html.HtmlElement, state: State) -> bool:
        """The entry that is chosen; all of them in a list that shows several."""
        entries = list(element.iter("option"))
        several = element.get("multiple") is not None or (whole(element.get("size")) or 1) > 1
        chosen = [one for one in entries if one.get("selected") is not None][-1:] or entries[:1]
        others = "".join(texts(element))
        for one in entries:
            words = "".join(texts(one))
            if several:
                self._break()
                self._say(words, state)
            elif one in chosen:
                self._say(words, state)
            else:
                self.bits.append(Bit(words, "control"))
        entered = "".join("".join(texts(one)) for one in entries)
        if len("".join(others.split())) > len("".join(entered.split())):
            self._unseen_rest(element)
        return True

    def _unseen_rest(self, element: html.HtmlElement) -> None:
        """Text of a choice that stands in none of its entries."""
        for one in (element, *element.iter("optgroup", "option")):
            for text in ((one.text if one.tag != "option" else None), (one.tail if one is not element else None)):
                if text and text.strip():
                    self.bits.append(Bit(text, "control"))

    def _details(self, element: html.HtmlElement, state: State) -> bool:
        """What is folded up: only its summary is shown, unless it holds the report."""
        if element.get("open") is not None:
            return False
        if element.find(".//table") is not None:
            self.source.remark("collapsed")
            return False
        self._break()
        self._say(element.text, State("collapsed"))
        first = element.find("summary")
        for child in element:
            if child is first:
                self._element(child, state, 1)
                self._break()
            else:
                self._unseen(child, "collapsed")
            self._say(child.tail, State("collapsed"))
        return True

    def _math(self, element: html.HtmlElement, state: State) -> bool:
        """A formula: as it stands if all of it stands in one line, else unsure."""
        if all(one.tag in _LINEAR or str(one.tag).startswith("annotation") for one in element.iter()):
            return False
        words = " ".join("".join(texts(element)).split())
        self._make("〔公式：", state, unsure=True)
        self._say(words, state)
        self._make("〕", state, unsure=True)
        if self.cell is None:
            self.source.remark("formula-text")
        return True

    # ── tables ──

    def _table(self, table: html.HtmlElement, state: State) -> None:
        """The table's cells where they stand in the grid, spans counted as a browser does; before them what stands in
        the table outside of cells: its caption, or text that a browser shows above it."""
        self.tables += 1
        self._outside_cells(table, state)
        drawn = drawn_by_class(table)
        rows: list[tuple[Piece, ...]] = []
        taken: dict[int, int] = {}  # grid column → rows still covered from above
        for row, around in self._rows(table, state):
            column = 0
            pieces: list[Piece] = []
            covered = {place for place, left in taken.items() if left > 0}
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                place = f"表 {self.tables} 第 {len(rows) + 1} 行第 {len(pieces) + 1} 格"
                own = within(cell, self.sheets.said(cell), around, self.sheets.linked)
                if own.gone:
                    self.source.leave_out(" ".join("".join(texts(cell)).split()), place, own.why)
                    continue
                while column in covered:
                    column += 1
                across, down = span(cell, "colspan", WIDEST), span(cell, "rowspan", TALLEST)
                text, unsure = self._cell(cell, own, place, drawn)
                pieces.append(self.source.piece(text, place, column, across, unsure))
                for place_covered in range(column, column + across):
                    taken[place_covered] = max(taken.get(place_covered, 0), down)
                column += across
            taken = {place: left - 1 for place, left in taken.items() if left > 1}
            if pieces:
                rows.append(tuple(pieces))
        if rows:
            self.source.blocks.append(Grid(tuple(rows)))

    def _rows(self, table: html.HtmlElement, state: State) -> Iterator[tuple[html.HtmlElement, State]]:
        """The rows that are shown, each with the State around its cells; the foot of a table stands last."""
        for part, row in sorted(rows_of(table), key=lambda pair: _ORDER.get(str(pair[0].tag), 1)):
            around = state if part is table else within(part, self.sheets.said(part), state, self.sheets.linked)
            around = around if around.gone else within(row, self.sheets.said(row), around, self.sheets.linked)
            if around.gone:
                self.source.leave_out(" ".join("".join(texts(row)).split()), f"表 {self.tables}", around.why)
            else:
                yield row, around

    def _cell(self, cell: html.HtmlElement, state: State, place: str, drawn: frozenset[str]) -> tuple[str, bool]:
        """A cell's text as a reader sees it, and whether it is unsure."""
        if not len(cell) and state.is_plain and not self.sheets.draws:  # most cells of most pages
            return _SPACES.sub(" ", cell.text or "").strip(" "), False
        outer, self.bits, self.cell, self.pictured = self.bits, [], place, False
        self._drawn(cell, "before", state)
        self._say(cell.text, state)
        for child in cell:
            self._element(child, state, 1)
            self._say(child.tail, state)
        self._drawn(cell, "after", state)
        bits, self.bits, self.cell = self.bits, outer, None
        self._leave_out(bits, place)
        text, unsure = joined(bits, True, self.source.made)
        text = text.strip(" \t\r\n\f")
        for one in empty_leaves(cell):
            if (one.get("class") or "") in drawn:
                text, unsure = text + f"〔样式：{one.get('class')}〕", True
                self.source.made.update(f"〔样式：{one.get('class')}〕")
        if self.pictured:
            unsure = True
            text += "〔图片〕" if text else PICTURE
            self.source.made.update("〔图片〕" if text != PICTURE else PICTURE)
        return text, unsure

    def _outside_cells(self, table: html.HtmlElement, state: State) -> None:
        for part in table.iter():
            if part.tag == "caption":
                self._element(part, state, 1)
                self._flush()
                self._say(part.tail, state)
            elif part.tag in ("table", "tbody", "thead", "tfoot", "tr", "colgroup") and not within_cell(part, table):
                self._say(part.text, state)
                for child in part:
                    if child.tag in ("table", "tbody", "thead", "tfoot", "tr", "td", "th", "colgroup", "col"):
                        self._flush()
                        self._say(child.tail, state)
                    elif child.tag != "caption":
                        self._element(child, state, 1)
                        self._say(child.tail, state)
            self._flush()


_WAYS = {"br": Walker._line_break, "q": Walker._quote, "input": Walker._field, "button": Walker._button,
         "textarea": Walker._area, "select": Walker._select, "details": Walker._details, "math": Walker._math}
_ORDER = {"thead": 0, "tfoot": 2}
