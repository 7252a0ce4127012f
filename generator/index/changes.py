"""An index that was written, and new bundles → the few files that differ, byte for byte as a full write's.

The published index is all that needs to be kept: its texts say which keys its pages had, its pages.bin the rest. What
is told of all pages together (how many shards there are, the shared clauses, the order of the pages) seldom follows
from one report; where it does, or where the index is not whole, there is no short way and `update` says so.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, starmap
from pathlib import Path

import numpy as np

from generator.index.bundle import Bundle, Head, lines
from generator.index.exact import SCRIPT, folding, names, script, shard_count
from generator.index.listing import FOLDER, LISTING, Listing, digest, path_of
from generator.index.pages import Pages, heads, newest
from generator.index.shards import every, packed, split, unpacked
from generator.index.texts import PER_FILE, clauses, packing, sampled, shared, unpacking
from generator.index.terms import FOLDING, keys, place


@dataclass(frozen=True)
class Changes:
    """What makes the new index out of the old one."""

    gone: tuple[str, ...] = ()  # paths in the site
    write: Mapping[str, bytes] = field(default_factory=dict)  # path in the site → content


def update(site: Path, bundles: Iterable[bytes]) -> Changes | None:
    """The way from the index in the folder of the site to the one that a full write would give.

    `bundles`: those that changed, each of the same pages as before. The caller vouches that the same generator wrote
    the site and that no page came, went or moved. Nothing is written here. None where only a full write gives the
    right bytes.
    """
    try:
        old = _Written(site)
        if not old.whole:
            return None
    except (OSError, EOFError, ValueError, KeyError, zlib.error):  # not there, damaged, or of another kind
        return None
    return _Update(old).take(map(Bundle, bundles))


class _Written:
    """The index of a site as it stands."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.listed = (site / LISTING).read_bytes()
        self.listing = Listing.unpacked(self.listed)
        self.columns = self.listing.columns
        self.heads = list(heads(self.columns))
        self.pages = Pages(self.heads)
        self.starts = [0, *accumulate(self.columns["chunks"])]  # the first page of each chunk
        self.order = newest(self.columns["year"])
        self.opening = self.file("common")
        self._unpack = unpacking(self.opening)
        self._at = {page: at for at, page in enumerate(self.order)}

    @property
    def whole(self) -> bool:
        """Every file is as it was written, and as one would write it today; there are no others."""
        digests = self.listing.digests
        paths = {LISTING, SCRIPT, *starmap(path_of, digests.items())}
        return (self.columns["perFile"] == PER_FILE and self.columns["shards"] == shard_count(len(self.heads))
                and {one.relative_to(self.site).as_posix() for one in (self.site / FOLDER).rglob("*")} == paths
                and all(digest(self.file(name)) == told for name, told in digests.items()))

    def path(self, name: str) -> str:
        return path_of(name, self.listing.digests[name])

    def file(self, name: str) -> bytes:
        return (self.site / self.path(name)).read_bytes()

    def place(self, page: int) -> tuple[int, int]:
        """A page's text: in which file, the how manieth there."""
        return divmod(self._at[page], PER_FILE)

    def pieces(self, number: int) -> list[bytes]:
        """The packed texts in a file."""
        content = self.file(f"t{number}")
        pages = self.order[number * PER_FILE:(number + 1) * PER_FILE]
        ends = list(accumulate(self.listing.lengths[page] for page in pages))
        return [content[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def text(self, page: int) -> bytes:
        number, at = self.place(page)
        return self._unpack(self.pieces(number)[at])


class _Update:
    """Collects what changed in the chunks, then the files that follow from it."""

    def __init__(self, old: _Written) -> None:
        self.old = old
        self.heads: list[Head] = list(old.heads)
        self.texts: dict[int, bytes] = {}  # of the pages whose text changed
        self.keys: list[np.ndarray] = []  # key, chunk, pages (0: none any more), of what changed

    def take(self, bundles: Iterable[Bundle]) -> Changes | None:
        numbers = {head.url: number for number, head in enumerate(self.old.heads)}
        chunks = {start: chunk for chunk, start in enumerate(self.old.starts)}
        for one in bundles:
            texts = iter(one.texts())
            for now, found in zip(one.chunks, one.keys(), strict=True):
                start = numbers.get(now[0].url, -1)
                before = self.old.heads[start:start + len(now)]
                chunk = chunks.get(start)
                if (chunk is None or self.old.columns["chunks"][chunk] != len(now)
                        or [head.url for head in before] != [head.url for head in now]):
                    return None  # other pages
                self.heads[start:start + len(now)] = now
                self._chunk(chunk, [next(texts) for _ in now], found)
        return self._changes()

    def _chunk(self, chunk: int, now: list[bytes], found: tuple[np.ndarray, np.ndarray]) -> None:
        """What changed among a chunk's texts and keys."""
        start = self.old.starts[chunk]
        before = [self.old.text(start + at) for at in range(len(now))]
        if before == now:
            return
        self.texts |= {start + at: text for at, text in enumerate(now) if before[at] != text}
        held: dict[str, int] = {}
        for at, text in enumerate(before):
            for block in lines(text):
                held[block.text] = held.get(block.text, 0) | 1 << at
        old, new = every(*keys(held), chunk), every(*found, chunk)
        gone, come = np.setdiff1d(old, new, assume_unique=True), np.setdiff1d(new, old, assume_unique=True)
        kept = np.isin(gone >> np.uint64(16), come >> np.uint64(16), invert=True)
        self.keys += [come, gone[kept] & ~np.uint64(0xFFFF)]

    def _changes(self) -> Changes | None:
        old, columns = self.old, self.old.columns
        pages = Pages(self.heads)
        if pages.year != columns["year"] or self._shared_otherwise():
            return None
        lengths, files = self._texts()
        present = set(columns["folding"][1::2])
        for name, shard in self._shards(present):
            files[name] = shard
        told = {}
        if [pages.units, pages.areas] != [old.pages.units, old.pages.areas]:
            files["names"] = names(pages)
            told[SCRIPT] = script(pages)
        files = {name: content for name, content in sorted(files.items()) if content != old.file(name)}
        digests = {**old.listing.digests, **{name: digest(content) for name, content in files.items()}}
        columns = {**columns, **pages.columns(), "folding": folding(present)}
        told[LISTING] = Listing(columns, lengths, digests).packed()
        if told[LISTING] == old.listed:
            del told[LISTING]
        written = {path_of(name, digests[name]): content for name, content in files.items()}
        return Changes(tuple(one for one in map(old.path, files) if one not in written), written | told)

    def _shared_otherwise(self) -> bool:
        """Whether the texts would now share other clauses."""
        looked_at = list(sampled(self.old.columns["chunks"]))
        if self.texts.keys().isdisjoint(looked_at):
            return False
        counted = clauses(self.texts[page] if page in self.texts else self.old.text(page) for page in looked_at)
        return packing(shared(counted))[0] != self.old.opening

    def _texts(self) -> tuple[list[int], dict[str, bytes]]:
        """The new lengths of all packed texts, and the files where one changed."""
        _, pack = packing(zlib.decompressobj(-15).decompress(self.old.opening))
        lengths = list(self.old.listing.lengths)
        changed: dict[int, list[bytes]] = {}
        for page, text in self.texts.items():
            number, at = self.old.place(page)
            if number not in changed:
                changed[number] = self.old.pieces(number)
            changed[number][at] = pack(text)
            lengths[page] = len(changed[number][at])
        return lengths, {f"t{number}": b"".join(pieces) for number, pieces in changed.items()}

    def _shards(self, present: set[str]) -> Iterator[tuple[str, bytes]]:
        """The shards where a key changed. Keeps up which simplified characters are `present`."""
        if not self.keys:
            return
        changed = np.unique(np.concatenate(self.keys))
        places = place((changed >> np.uint64(32)).astype(np.uint32), self.old.columns["shards"])
        folded = {ord(one) for one in FOLDING.values()}
        for number in np.unique(places).tolist():
            own = changed[places == number]
            name = f"s{number}"
            lists = unpacked(self.old.file(name))
            before = every(np.repeat(lists.keys, lists.counts), lists.pages, lists.chunks)
            stays = np.isin(before >> np.uint64(16), own >> np.uint64(16), invert=True)
            now = split(np.sort(np.concatenate([before[stays], own[own & np.uint64(0xFFFF) > 0]])))
            single = set(now.keys[now.keys < 1 << 16].tolist())
            for key in folded.intersection((own >> np.uint64(32)).tolist()):
                (present.add if key in single else present.discard)(chr(key))
            yield name, packed(now)
