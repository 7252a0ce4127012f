"""The plain truth to measure against: which pages hold a phrase, by looking through everything that can be read.

Written apart from the index, with a real HTML parser. A block is a heading, paragraph, list item, term, caption or
cell; what is not searched is left out by the same words as in the promise: the shell, navigation and forms, what
was struck out or stands small beside last year's figures, and the labels of the official tables.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterable, Iterator

from lxml import html

BLOCKS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "dt", "dd", "td", "th", "caption", "summary"}
GONE = ("nav", "form", "svg", "del", "button", "select", "script", "noscript")
FOLDS = {"鎮": "镇", "國": "国", "務": "务", "開": "开", "縣": "县", "區": "区", "實": "实", "報": "报", "總": "总"}


def plain(text: str) -> str:
    """NFKC, lower case, letters and digits only."""
    return "".join(FOLDS.get(one, one) for one in unicodedata.normalize("NFKC", text).lower() if one.isalnum())


def readable(page: str) -> list[str]:
    """The blocks of a page's article, each normalised, the empty ones left out."""
    tree = html.fromstring(page)
    article = tree if tree.tag == "article" else tree.find(".//article")
    return [words for words in map(plain, _blocks(article)) if words]


def _blocks(element) -> Iterator[str]:
    own: list[str] = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str) or _left_out(child):
            pass
        elif child.tag in BLOCKS or any(True for _ in child.iter(*BLOCKS)) or child.tag in ("div", "tr", "dl", "ul"):
            yield "".join(own)
            own = []
            yield from _blocks(child)
        else:
            own.append("".join(_inline(child)))
        own.append(child.tail or "")
    yield "".join(own)


def _inline(element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and not _left_out(child):
            yield from _inline(child)
        yield child.tail or ""


def _left_out(element) -> bool:
    kind = element.get("class", "").split()
    return (element.tag in GONE or "edits" in kind
            or (element.tag == "small" and not kind) or (element.tag == "div" and "legend" in kind)
            or (element.tag == "th" and any("official" in up.get("class", "").split()
                                            for up in element.iterancestors("table"))))


class Scan:
    """Pages by number, asked for phrases."""

    def __init__(self, pages: Iterable[str]) -> None:
        self.pages = ["\n".join(readable(page)) for page in pages]

    def holding(self, phrase: str) -> list[int]:
        wanted = plain(phrase)
        return [number for number, text in enumerate(self.pages) if wanted in text]

    def phrases(self, count: int, seed: int, longest: int = 8) -> list[str]:
        """Random phrases of 2 to `longest` characters, cut anywhere in the blocks."""
        chance = random.Random(seed)
        found: list[str] = []
        while len(found) < count:
            block = chance.choice(chance.choice(self.pages).split("\n"))
            length = chance.randrange(2, longest + 1)
            if len(block) >= length:
                start = chance.randrange(len(block) - length + 1)
                found.append(block[start:start + length])
        return found
