"""A page's article → the blocks of text that a reader can search, and the labels of its official tables.

A block is a heading, paragraph, list item, caption or cell: what a phrase may stand in; no phrase reaches from one
into the next. Left out: navigation, forms, what last year had (struck-out text, the small print of comparisons). The
labels of official tables stand on every page and are therefore held once per layout, apart from the text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple


def _upto(end: str) -> str:
    """Anything up to an end that begins like no other sign; where it is missing, everything."""
    first, rest = end[0], end[1:]
    return rf"[^{first}]*+(?:{first}(?!{rest})[^{first}]*+)*+(?:{end}|\Z)"


_LEFT_OUT = re.compile("|".join(begin + _upto(end) for begin, end in (
    ("<!--", "-->"), (r"<(nav|form|svg|del|script|style|noscript|button|select)\b", r"</\1>"),
    (r'<div class="?legend\b', "</div>"), (r'<p class="?edits\b', "</p>"), ("<small>", "</small>"))))
_OFFICIAL, _OFFICIAL_END = '<table class="official', "</table>"
_CAPTION = re.compile(r'<caption id="?([^" <>]*+)"?>(.*?)(?:</caption>|\Z)', re.DOTALL)
_ENDS = r"(?:</?t[bdhr]|\Z)"  # a cell ends where the next begins, or its row, body or table ends: </td> may be left out
_FIGURE = re.compile(rf'<td id="?([^" <>]*+)[^<>]*+>(?!0?{_ENDS})(.*?)(?={_ENDS})', re.DOTALL)  # but zeros
_ZERO = re.compile(rf'<td id="?([^" <>]*+)[^<>]*+>0(?={_ENDS})')
_CELL = re.compile(rf"<td.*?(?={_ENDS})(?:</td>)?", re.DOTALL)
_LABEL = re.compile(rf"<th[^<>]*+>(.*?)(?={_ENDS})", re.DOTALL)
_TOKEN = re.compile(r"<(/?)([a-zA-Z][\w-]*+)([^<>]*+)>|([^<]+)")
_ID = re.compile(r'\bid="?([^" >]*)')
_TAG = re.compile(r"<[^<>]*+>")
_INLINE = frozenset(["a", "abbr", "b", "bdi", "br", "cite", "code", "em", "i", "img", "ins", "kbd", "mark", "q", "s",
                     "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"])
_HEADINGS = {"h1": "!", "h2": "#", "h3": "+", "h4": "+", "h5": "+", "h6": "+"}


class Block(NamedTuple):
    """A piece of text. `kind`: "!" title, "#" section heading, "+" lower heading, "@" cell, " " any other; a "#"
    without text ends a section. `anchor` is the id to link to: a heading's or a cell's own, "" for the last one before.
    """

    kind: str
    anchor: str
    text: str


_END = Block("#", "", "")


class Layout(NamedTuple):
    """The labels (th) of an official table as printed; many pages share one. `anchor` is its caption's id."""

    anchor: str
    labels: tuple[str, ...]


def blocks(html: str) -> tuple[list[Block], list[Layout]]:
    """The blocks of the article in `html`, in order and each text once per page, and its tables' layouts."""
    start = max(html.find("<article"), 0)  # the way to the page stands before it
    found: list[Block] = []
    layouts: list[Layout] = []
    flow, *official = _LEFT_OUT.sub("", html[start:]).split(_OFFICIAL)
    found += _flow(flow)
    for part in official:
        table, _, flow = part.partition(_OFFICIAL_END)
        layouts.append(_layout(_CELL.sub("", table)))
        found += _cells(table)
        found += _flow(flow)
    first: dict[str, Block] = {}
    for block in found:
        first.setdefault(block.text, block)
    kept = [block for block in found if block.kind in "!#+" or first[block.text] is block]
    return [block for block, after in zip(kept, [*kept[1:], _END], strict=True)
            if block.text or after.kind != "#"], layouts


@lru_cache(maxsize=512)
def _layout(skeleton: str) -> Layout:
    caption = _CAPTION.search(skeleton)
    labels = filter(None, map(_plain, _LABEL.findall(skeleton)))
    return Layout(caption[1] if caption else "", tuple(dict.fromkeys(labels)))


def _cells(table: str) -> list[Block]:
    """The caption and the figures; of the zeros the first stands for all."""
    caption, zero = _CAPTION.search(table), _ZERO.search(table)
    found = [Block("+", caption[1], _plain(caption[2]))] if caption else []
    if zero:
        found.append(Block("@", zero[1], "0"))
    found += (Block("@", address, text) for address, inner in _FIGURE.findall(table) if (text := _plain(inner)))
    return found


def _flow(html: str) -> list[Block]:
    """Blocks of ordinary HTML: every tag that is not an inline one ends a block."""
    found: list[Block] = []
    parts: list[str] = []
    kind, anchor = " ", ""
    for close, tag, attributes, text in _TOKEN.findall(html):
        if text:
            parts.append(text)
        elif tag not in _INLINE:
            if parts:
                if plain := _plain("".join(parts)):
                    found.append(Block(kind, anchor, plain))
                parts = []
            kind, anchor = " ", ""
            if close and tag == "section":
                found.append(_END)
            elif not close and tag in _HEADINGS:
                kind, named = _HEADINGS[tag], _ID.search(attributes)
                anchor = unescape(named[1]) if named else ""
        elif tag == "br":
            parts.append(" ")
    if plain := _plain("".join(parts)):
        found.append(Block(kind, anchor, plain))
    return found


def _plain(html: str) -> str:
    """The text of a piece of HTML on one line."""
    if "<" in html:
        html = _TAG.sub("", html)
    return " ".join((unescape(html) if "&" in html else html).split())
