"""Web pages → a Source: text in order, tables with their spans, the page's furniture marked.

Encodings of old are widened (gbk is read as gb18030). Pages whose text is built by a script are read from
the markup in the script's strings. Nothing is fetched and nothing is run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml import etree, html

from generator.importing.readers.text import decode, read_lines
from generator.importing.sentences import PICTURE, Refused
from generator.importing.source import Grid, Line, Piece, Source

WIDEST, TALLEST = 1_000, 65_534  # what a browser takes a larger span for
MOST_TAGS = 1_500_000  # in a page of Word's a cell has ten
DEEPEST, DEEPEST_CELL = 400, 200  # elements within elements, in the page and in a cell
_SKIPPED = {"script", "style", "noscript", "template", "head", "iframe", "object", "svg", "select", "button",
            "textarea", "input", "img", "video", "audio", "canvas", "map"}
_BLOCKS = {"p", "div", "section", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl",
           "dt", "dd", "br", "hr", "table", "tr", "td", "th", "tbody", "thead", "tfoot", "caption", "body", "html",
           "header", "footer", "nav", "aside", "form", "blockquote", "pre", "center", "fieldset", "figure"}
_FURNITURE = {"nav", "footer", "header", "aside", "form"}
_NAMED = re.compile(r"(?:^|[\s_-])(?:nav|menu|footer|foot|header|crumb|breadcrumb|share|sidebar|toolbar|copyright"
                    r"|search|position|location|weizhi|dqwz|bottom|top-?bar|login|qrcode|ewm|print|fontsize)"
                    r"(?:$|[\s_-])", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_STRUCK = re.compile(r"(?:^|;)\s*text-decoration[^;]*line-through", re.I)
_DELETED = {"del", "s", "strike"}
_PICTURES = {"img", "svg", "canvas", "object", "embed", "video"}
LONG_STRING = 200  # characters of a script's string that may be a page's text


def read(content: bytes, suffix: str) -> Source:
    source = Source("html")
    declared = re.search(rb"charset\s*+=\s*+[\"']?\s*+([\w-]+)", content[:4096], re.I)
    text = decode(content, source, declared[1].decode("ascii") if declared else "")
    if re.search(r"<!ENTITY", text, re.I):
        raise Refused("entities")
    if suffix == ".mht" or re.match(r"\s*(?:MIME-Version|From:)", text):
        text = _saved_page(content, source) or text
    tree = _parse(text)
    _Walker(source).walk(tree)
    if not any(isinstance(block, Grid) for block in source.blocks) and (inner := _in_scripts(text) or _in_texts(tree)):
        source.restart()
        source.remark("hidden-scripts")
        _Walker(source).walk(_parse(inner))
    title = tree.find(".//title")
    if title is not None and title.text_content().strip():
        source.facts.setdefault("title", " ".join(title.text_content().split()).split("_")[0].split("-")[0])
    for name, fact in (("ArticleTitle", "title"), ("PubDate", "published"), ("Url", "url")):
        found = tree.xpath(f"//meta[translate(@name,'ABCDEFGHIJKLMNOPQRSTUVWXYZ','abcdefghijklmnopqrstuvwxyz')="
                           f"'{name.lower()}']/@content")
        if found and found[0].strip():
            source.facts[fact] = found[0].strip()
    if not source.units:
        read_lines(re.sub(r"<[^<>]*>", "\n", text), source)
    return source


def _parse(text: str) -> html.HtmlElement:
    if (tags := text.count("<")) > MOST_TAGS:
        raise Refused("too-many-tags", count=tags // 10_000, limit=MOST_TAGS // 10_000)
    text = re.sub(r"<\?xml[^<>]*\?>", "", text, count=1)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True,
                             huge_tree=True, recover=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise Refused("damaged", suffix=".html", why="不是网页") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):  # what stands deeper is lost
        raise Refused("too-deep")
    return tree


def _saved_page(content: bytes, source: Source) -> str | None:
    """The page inside a web archive (.mht)."""
    import email
    message = email.message_from_bytes(content)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            return decode(body, source, part.get_content_charset() or "") if body and isinstance(body, bytes) else None
    return None


def _in_scripts(text: str) -> str:
    """Markup with tables in the strings of scripts."""
    found = []
    for script in _scripts(text):
        for string in _strings(script):
            if re.search(r"<(?:table|p|div)\b|\\u003c|&lt;table", string, re.I):
                found.append(_unescaped(string))
    return "\n".join(found)


def _scripts(text: str) -> Iterator[str]:
    """What stands in each script element."""
    start = -1
    for tag in re.finditer(r"<(/?)script\b", text, re.I):
        if tag[1] and 0 <= start <= tag.start():
            yield text[start:tag.start()]
            start = -1
        elif not tag[1] and start < 0 and not (start := text.find(">", tag.end()) + 1):
            return


def _strings(script: str) -> Iterator[str]:
    """The long strings of a script: from a quote to the next of its kind, within a line unless it is a backquote.

    Each quote's partner is found beforehand, walking back, so that quotes without one cost no more than others.
    """
    marks = [(mark.start(), mark[0]) for mark in re.finditer(r"\\.|[\"'`\n]", script, re.S) if len(mark[0]) == 1]
    partners: list[int] = []
    nearest: dict[str, int] = {}
    for place, mark in reversed(marks):
        partners.append(nearest.get(mark, -1))
        if mark == "\n":
            nearest.pop('"', None)
            nearest.pop("'", None)
        else:
            nearest[mark] = place
    free = 0
    for (place, mark), stop in zip(marks, reversed(partners), strict=True):
        if place >= free and mark != "\n" and stop - place > LONG_STRING:
            yield script[place + 1:stop]
            free = stop + 1


def _in_texts(tree: html.HtmlElement) -> str:
    """Markup with tables that stands as text in the page: in a form's field, an attribute, or written out."""
    texts = [*(area.text or "" for area in tree.iter("textarea")), *tree.xpath("//@srcdoc"), *tree.xpath("//text()")]
    return "\n".join(text for text in dict.fromkeys(texts) if _has_table(text))


def _has_table(text: str) -> bool:
    low = text.lower()
    start = re.search(r"<table\b", low)
    return start is not None and low.rfind("</table") > start.start()


def _unescaped(string: str) -> str:
    try:
        string = json.loads('"' + re.sub(r'(?<!\\)"', r'\"', string).replace("\\'", "'").replace("\n", "\\n") + '"')
    except ValueError:
        string = string.replace("\\n", "\n").replace('\\"', '"').replace("\\/", "/").replace("\\t", "\t")
    return re.sub(r"&lt;", "<", re.sub(r"&gt;", ">", string)) if "&lt;table" in string else string


class _Walker:
    """Walks the tree, no deeper than Python's own limit of recursion lets it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text: list[str] = []
        self.number = 0
        self.tables = 0
        self.level = 0
        self.chrome = False
        self.hidden: list[Piece] = []

    def walk(self, tree: html.HtmlElement) -> None:
        body = tree.find(".//body")
        self._element(body if body is not None else tree, 0)
        self._flush()

    def _flush(self) -> None:
        text = re.sub(r"[ \t\r\n\f]+", " ", "".join(self.text)).strip(" ")
        self.text.clear()
        if text.strip():
            self.number += 1
            self.source.blocks.append(Line(self.source.piece(text, f"第 {self.number} 段"), self.level, self.chrome))

    def _element(self, element: html.HtmlElement, depth: int) -> None:
        if depth > DEEPEST:
            raise Refused("too-deep")
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _SKIPPED:
            return
        if tag in _DELETED or _HIDDEN.search(element.get("style") or "") or _STRUCK.search(element.get("style") or ""):
            self._hidden(element)
            return
        if tag == "table" and not _is_layout(element):
            self._flush()
            self._table(element)
            return
        block = tag in _BLOCKS
        before = self.level, self.chrome
        if block:
            self._flush()
            if tag[0] == "h" and tag[1:].isdigit():
                self.level = int(tag[1])
            named = " ".join(filter(None, (element.get("class"), element.get("id"))))
            if tag in _FURNITURE or (named and _NAMED.search(named)):
                self.chrome = self.chrome or not _has_report(element)
        self.text.append(element.text or "")
        for child in element:
            self._element(child, depth + 1)
            self.text.append(child.tail or "")
        if block:
            self._flush()
            self.level, self.chrome = before

    def _hidden(self, element: html.HtmlElement) -> None:
        text = " ".join(element.text_content().split())
        if text:
            self._flush()
            self.number += 1
            self.source.blocks.append(Line(self.source.piece(text, f"第 {self.number} 段（隐藏）"), 0, True))

    def _table(self, table: html.HtmlElement) -> None:
        """The table's cells where they stand in the grid, spans counted as a browser does; before them what stands in
        the table outside of cells: its caption, or text that a browser shows above it."""
        self.tables += 1
        for text in _outside_cells(table):
            self.text.append(text)
            self._flush()
        rows: list[tuple[Piece, ...]] = []
        taken: dict[int, int] = {}  # grid column → rows still covered from above
        for row in _rows_of(table):
            column = 0
            pieces: list[Piece] = []
            covered = {place for place, left in taken.items() if left > 0}
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                while column in covered:
                    column += 1
                across, down = _span(cell, "colspan", WIDEST), _span(cell, "rowspan", TALLEST)
                place = f"表 {self.tables} 第 {len(rows) + 1} 行第 {len(pieces) + 1} 格"
                hidden: list[str] = []
                text = _cell_text(cell, hidden)
                pieces.append(self.source.piece(text, place, column, across))
                self.hidden += [self.source.piece(words, f"{place}（隐藏或划掉）") for words in hidden if words]
                for place_covered in range(column, column + across):
                    taken[place_covered] = max(taken.get(place_covered, 0), down)
                column += across
            taken = {place: left - 1 for place, left in taken.items() if left > 1}
            if pieces:
                rows.append(tuple(pieces))
        if rows:
            self.source.blocks.append(Grid(tuple(rows)))
        self.source.blocks += [Line(piece, chrome=True) for piece in self.hidden]
        if self.hidden:
            self.source.remark("hidden-text")
        self.hidden.clear()


def _rows_of(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _outside_cells(table: html.HtmlElement) -> Iterator[str]:
    for part in table.iter():
        if part.tag == "caption":
            yield from (_cell_text(part, []), part.tail or "")
        elif part.tag in ("table", "tbody", "thead", "tfoot", "tr") and not _within_cell(part, table):
            yield part.text or ""
            yield from (child.tail or "" for child in part if child.tag != "caption")


def _within_cell(part: html.HtmlElement | None, table: html.HtmlElement) -> bool:
    while part is not None and part is not table:
        if part.tag in ("td", "th", "caption"):
            return True
        part = part.getparent()
    return False


def _span(cell: html.HtmlElement, name: str, most: int) -> int:
    """A span as a browser takes it: at most so many."""
    match = re.match(r"\s*0*(\d{1,9})", cell.get(name) or "")
    return max(1, min(int(match[1]) if match else 1, most))


def _cell_text(cell: html.HtmlElement, hidden: list[str]) -> str:
    """A cell's text as a reader sees it; what is struck out or hidden goes to `hidden`. A raised mark keeps apart from
    the figure before it, and a picture is said to be one."""
    parts: list[str] = []

    def walk(element: html.HtmlElement, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if depth > DEEPEST_CELL:
            raise Refused("too-deep")
        if not tag or tag in ("script", "style"):
            return
        style = element.get("style") or ""
        if tag in _DELETED or _HIDDEN.search(style) or _STRUCK.search(style):
            hidden.append(" ".join(element.text_content().split()))
            return
        if tag in ("br", "p", "div") and parts:
            parts.append("\n")
        raised = tag in ("sup", "sub") and parts and element.text_content().strip()
        parts.append("[" if raised and not element.text_content().strip().startswith(("[", "［", "〔")) else "")
        parts.append(re.sub(r"[ \t\r\n\f]+", " ", element.text or ""))
        if tag == "input" and (element.get("type") or "text").lower() in ("text", "number"):
            parts.append(element.get("value") or "")
        for child in element:
            walk(child, depth + 1)
            parts.append(re.sub(r"[ \t\r\n\f]+", " ", child.tail or ""))
        parts.append("]" if raised and "[" in parts and not element.text_content().strip().endswith(
            ("]", "］", "〕")) else "")

    walk(cell, 0)
    text = "".join(parts).strip()
    return text or (PICTURE if any(child.tag in _PICTURES for child in cell.iter()) else "")


def _is_layout(table: html.HtmlElement) -> bool:
    """A table that only places the page's parts: it holds other tables or long texts."""
    if table.find(".//table") is not None:
        return True
    cells = [cell for row in _rows_of(table) for cell in row if cell.tag in ("td", "th")]
    return bool(cells) and len(cells) <= 6 and max(len(cell.text_content()) for cell in cells) > 400


def _has_report(element: html.HtmlElement) -> bool:
    """Does what looks like furniture hold the report itself?"""
    text = element.text_content()
    return len(text) > 1500 or element.find(".//table") is not None
