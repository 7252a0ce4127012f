"""Pages of one place → a bundle, the bytes that the indexes need of them: the expensive part, done apart and kept.

    a bundle  three sections, each with its length before it (four bytes, little-endian) and packed by zlib:
      heads   JSON: for each chunk of pages their Heads, and the layouts that the heads mention by number
      keys    for each chunk: how many keys, the keys ascending, for each key the pages of the chunk that have it
      texts   the pages' blocks, a line each: kind, anchor, tab, text; an empty line ends a page

A chunk is at most CHUNK pages: a key's pages in it are the bits of one number. The same pages give the same bytes, and
which pages are in a bundle together shows in those of the index.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np

from generator.index.blocks import Block, Layout, blocks
from generator.index.terms import keys

CHUNK = 16
NOT_SEARCHED = frozenset({"search/"})  # the page that searches is no answer
_LENGTH = struct.Struct("<I")


class Searched(NamedTuple):
    """A page as the search takes it: the body's HTML, `filters` as in Page; "" as title: its first heading."""

    url: str
    title: str
    filters: Mapping[str, str]
    body: str


class Head(NamedTuple):
    """What the browser is told of a page before it asks for more."""

    url: str
    title: str
    filters: dict[str, str]
    layouts: tuple[Layout, ...] = ()


def gather(pages: Iterable[Searched]) -> bytes:
    """The bundle of pages in the order of the site; those of one township together, its own page first."""
    wanted = [page for page in pages if page.url not in NOT_SEARCHED]
    layouts: dict[Layout, int] = {}
    chunks, found, texts = [], [], []
    for start in range(0, len(wanted), CHUNK):
        heads = []
        held: dict[str, int] = {}
        for number, page in enumerate(wanted[start:start + CHUNK]):
            own, tables = blocks(page.body)
            title = page.title or next((block.text for block in own if block.kind == "!"), page.url)
            heads.append([page.url, title, dict(page.filters),
                          [layouts.setdefault(layout, len(layouts)) for layout in tables]])
            for block in own:
                held[block.text] = held.get(block.text, 0) | 1 << number
            texts.append("\n".join(f"{block.kind}{block.anchor}\t{block.text}" for block in own))
        key, holders = keys(held)
        chunks.append(heads)
        found += [_LENGTH.pack(len(key)), key.astype("<u4").tobytes(), holders.astype("<u2").tobytes()]
    head = json.dumps({"chunks": chunks, "layouts": list(layouts)}, ensure_ascii=False, separators=(",", ":"))
    sections = (head.encode(), b"".join(found), "".join(text + "\n\n" for text in texts).encode())
    return b"".join(_LENGTH.pack(len(packed)) + packed for packed in (zlib.compress(one, 1) for one in sections))


class Bundle:
    """Reads a bundle; each section is unpacked when it is asked for."""

    def __init__(self, content: bytes) -> None:
        self.sections: list[bytes] = []
        at = 0
        while at < len(content):
            [length] = _LENGTH.unpack_from(content, at)
            at += _LENGTH.size
            self.sections.append(content[at:at + length])
            at += length

    @cached_property
    def chunks(self) -> list[list[Head]]:
        told = json.loads(zlib.decompress(self.sections[0]))
        layouts = [Layout(anchor, tuple(labels)) for anchor, labels in told["layouts"]]
        return [[Head(url, title, filters, tuple(layouts[number] for number in numbers))
                 for url, title, filters, numbers in heads] for heads in told["chunks"]]

    @property
    def heads(self) -> list[Head]:
        return [head for heads in self.chunks for head in heads]

    def keys(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """For each chunk its keys, ascending, and which of its pages have them."""
        content = zlib.decompress(self.sections[1])
        at = 0
        while at < len(content):
            [count] = _LENGTH.unpack_from(content, at)
            at += _LENGTH.size
            yield (np.frombuffer(content, "<u4", count, at), np.frombuffer(content, "<u2", count, at + 4 * count))
            at += 6 * count

    def texts(self) -> list[bytes]:
        """The text of each page."""
        return unpacked_texts(self.sections[2])


def unpacked_texts(section: bytes) -> list[bytes]:
    return zlib.decompress(section).split(b"\n\n")[:-1]


def lines(text: bytes) -> list[Block]:
    """The blocks of a page's text."""
    cut = (line.partition("\t") for line in text.decode().split("\n"))
    return [Block(mark[0], mark[1:], told) for mark, _, told in cut if mark]
