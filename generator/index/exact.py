"""Bundles of pages → the exact index: which pages hold which neighbouring characters, and the pages' texts.

Files, all below `search/index/`; exact.js reads them:

    pages.bin            what is where, and what is known of every page (listing.py)
    s<n>-<digest>.bin    gzipped shards: for each key the pages that have it (shards.py)
    t<n>-<digest>.bin    the pages' texts (texts.py)
    common-<digest>.bin  raw deflate: the clauses that most pages share
    names-<digest>.bin   gzipped JSON: the pinyin of the townships' and counties' names
    names.js             the townships with their pinyin as a script, for a copy on disk (offline.js)

A page's number is its place in the order of adding. Memory: eight bytes for each key of each chunk of pages, and the
packed texts; the texts themselves wait on disk.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Collection, Iterator
from itertools import chain
from pathlib import Path

import numpy as np

from generator.index.bundle import Bundle, unpacked_texts
from generator.index.listing import FOLDER, LISTING, Listing, digest, path_of
from generator.index.pages import Pages, newest
from generator.index.pinyin import pinyin
from generator.index.shards import MOST_CHUNKS, merged, shards
from generator.index.texts import PER_FILE, clauses, packing, sampled, shared
from generator.index.terms import FOLDING
from generator.issue import BuildError

SCRIPT = f"{FOLDER}/names.js"
ALLOWED = 5  # pages for each file of the index, at least


class Exact:
    """Collects bundles; `work` is a folder for the texts until they are written."""

    def __init__(self, work: Path) -> None:
        self._spool = (work / "texts").open("w+b")
        self._sections: list[int] = []  # their lengths in the spool
        self._found: list[tuple[np.ndarray, np.ndarray]] = []
        self._chunks: list[int] = []  # how many pages each has
        self._pages = Pages()

    def add(self, bundle: Bundle) -> None:
        self._spool.write(bundle.sections[2])
        self._sections.append(len(bundle.sections[2]))
        self._found += bundle.keys()
        for heads in bundle.chunks:
            self._chunks.append(len(heads))
            for head in heads:
                self._pages.add(head)

    def files(self, related: int) -> dict[str, bytes]:
        """Path in the site → content; asked for once, at the end. `related`: how many parts Pagefind's index has.

        Raises BuildError where there are more pages than an index can hold.
        """
        if len(self._chunks) > MOST_CHUNKS:
            raise BuildError("网页太多，一个搜索索引装不下。请把门户分成几个站点，或关闭搜索（search: false）。")
        count = shard_count(sum(self._chunks))
        lists = merged(self._found)
        made = {f"s{number}": shard for number, shard in enumerate(shards(lists, count))}
        lengths, texts = self._texts()
        self._spool.close()
        made |= texts
        made["names"] = names(self._pages)
        digests = {name: digest(content) for name, content in made.items()}
        single = {chr(key) for key in lists.keys[:np.searchsorted(lists.keys, 1 << 16)]}
        columns = self._pages.columns() | {"shards": count, "perFile": PER_FILE, "related": related,
                                           "folding": folding(single), "chunks": self._chunks}
        return {path_of(name, digests[name]): content for name, content in made.items()} | {
            SCRIPT: script(self._pages), LISTING: Listing(columns, lengths, digests).packed()}

    def _texts(self) -> tuple[list[int], dict[str, bytes]]:
        """Lengths of the pages' packed texts, and the files they stand in, common.bin among them."""
        looked_at = set(sampled(self._chunks))
        counted = clauses(text for number, text in self._read() if number in looked_at)
        opening, pack = packing(shared(counted))
        packed = [pack(text) for _, text in self._read()]
        order = newest(self._pages.year)
        files = {f"t{number}": b"".join(packed[page] for page in order[start:start + PER_FILE])
                 for number, start in enumerate(range(0, len(order), PER_FILE))}
        return list(map(len, packed)), {"common": opening, **files}

    def _read(self) -> Iterator[tuple[int, bytes]]:
        """Number and text of every page."""
        self._spool.seek(0)
        return enumerate(chain.from_iterable(unpacked_texts(self._spool.read(length)) for length in self._sections))


def shard_count(pages: int) -> int:
    """As many as are left beside the texts and the four others."""
    return max(1, pages // ALLOWED - -(-pages // PER_FILE) - 4)


def names(pages: Pages) -> bytes:
    """The file of this name."""
    spoken = {kind: list(map(pinyin, called)) for kind, called in pages.spoken().items()}
    return gzip.compress(json.dumps(spoken, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)


def script(pages: Pages) -> bytes:
    """names.js: what a copy on disk can find, where a browser opens scripts alone."""
    areas: list[list[str]] = [[*area, pinyin(area[2])] for area in pages.areas]
    units = [[name, pinyin(name), area, path.partition("/")[2]] for path, (name, area) in pages.units.items()]
    characters = set("".join([name for name, _ in pages.units.values()] + ["".join(area[:3]) for area in areas]))
    told = json.dumps({"areas": areas, "names": units, "folding": folding(characters)}, ensure_ascii=False,
                      separators=(",", ":"))
    return f"window.portalNames = {told};\n".encode()


def folding(single: Collection[str]) -> str:
    """The traditional characters whose simplified ones occur, in pairs."""
    return "".join(chr(before) + after for before, after in FOLDING.items() if after in single)
