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
from generator.importing.readers.walker import Walker
from generator.importing.sentences import Refused
from generator.importing.source import Grid, Source

MOST_TAGS = 1_500_000  # in a page of Word's a cell has ten
LONG_STRING = 200  # characters of a script's string that may be a page's text


def read(content: bytes, suffix: str) -> Source:
    source = Source("html")
    read_into(source, content, suffix)
    return source


def read_into(source: Source, content: bytes, suffix: str) -> None:
    """Put a page into a Source, behind what is there."""
    there = len(source.blocks), len(source.units)
    declared = re.search(rb"charset\s*+=\s*+[\"']?\s*+([\w-]+)", content[:4096], re.I)
    text = decode(content, source, declared[1].decode("ascii") if declared else "")
    if re.search(r"<!ENTITY", text, re.I):
        raise Refused("entities")
    if suffix == ".mht" or re.match(r"\s*(?:MIME-Version|From:)", text):
        text = _saved_page(content, source) or text
    tree = _parse(text)
    source.expect_cells(sum(1 for _ in tree.iter("td", "th")))
    Walker(source, tree).walk(tree)
    alone = there == (0, 0) and not any(isinstance(block, Grid) for block in source.blocks)
    if alone and (inner := _in_scripts(text) or _in_texts(tree)):
        source.restart()
        source.remark("hidden-scripts")
        inside = _parse(inner)
        Walker(source, inside).walk(inside)
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


def _parse(text: str) -> html.HtmlElement:
    if (tags := text.count("<")) > MOST_TAGS:
        raise Refused("too-many-tags", count=tags // 10_000, limit=MOST_TAGS // 10_000)
    text = re.sub(r"<\?xml[^<>]*\?>", "", text, count=1)
    text = re.sub(r"</?wbr\s*+/?>", "", text, flags=re.I)  # the parser does not know that nothing stands in one
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
