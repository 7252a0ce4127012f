"""Blocks of pages → the exact index: which pages hold which neighbouring characters, and the pages' texts.

Files, all below `search/index/`; exact.js reads them:

    pages.bin          gzipped JSON: every page's place, year, marks and length, the layouts' labels, the folding
    <version>/s<n>.bin gzipped shards: for each key its pages, as differences in variable-length numbers
    <version>/names.bin gzipped JSON: the pinyin of the townships' and counties' names
    <version>/common.bin raw deflate: the clauses that most pages share
    <version>/t<n>.bin the texts of PER_FILE pages one after the other, each the continuation of common.bin; the newest
                       year first, because answers are shown in that order: those of one query often share a file

The version is a digest of the content, so that a page kept by a browser never meets another build's numbers. A page's
number is its place in the order of adding. Memory: one four-byte number per page and key; the texts wait on disk.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice, pairwise
from operator import sub
from pathlib import Path

from generator.index.blocks import Block, Layout
from generator.index.pinyin import pinyin
from generator.index.words import FOLDING, keys, normalise, place

SHARD = 4096  # bytes of a shard, about
PER_FILE = 10  # pages whose texts share a file, so that a server that cannot send parts sends little too much
PER_SHARD = 11  # pages for each shard allowed: with the texts at most one file per five pages
COMMON = 24_000  # bytes of shared clauses; with a page's own text they must fit deflate's window of 32 KB
SAMPLE = 2000  # pages looked at for shared clauses
_CLAUSE = re.compile(r"[^，。；\n]+[，。；]?\n?")


class Exact:
    """Collects pages; `work` is a folder for the texts until they are written."""

    def __init__(self, work: Path) -> None:
        self._spool = (work / "texts").open("w+b")
        self._lengths: list[int] = []
        self._found: dict[str, array[int]] = {}
        self._note = _Notes(self._found)
        self._list = _Pages()

    def add(self, url: str, title: str, filters: Mapping[str, str], found: Sequence[Block],
            layouts: Sequence[Layout]) -> None:
        """A page with its blocks. `filters` as in Page."""
        number = len(self._lengths)
        note = self._note
        for key in keys(normalise("\n".join(block.text for block in found))):
            note[key](number)
        text = "\n".join(f"{block.kind}{block.anchor}\t{block.text}" for block in found).encode()
        self._spool.write(text)
        self._lengths.append(len(text))
        self._list.add(url, title, filters, layouts)

    def write(self, target: Path, related: int) -> None:
        """Make the index in the folder `target`. `related`: into how many parts Pagefind's index is cut."""
        files = dict(self._shards())
        shards = len(files)
        lengths, texts = self._texts()
        files |= texts
        files["names"] = _packed(self._list.names())
        version = hashlib.sha256(b"".join(hashlib.sha256(name.encode() + content).digest()
                                          for name, content in sorted(files.items()))).hexdigest()[:12]
        (target / version).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (target / version / f"{name}.bin").write_bytes(content)
        here = "".join(chr(before) + after for before, after in FOLDING.items() if after in self._found)
        (target / "pages.bin").write_bytes(_packed({
            "version": version, "shards": shards, "perFile": PER_FILE, "related": related, "folding": here,
            "lengths": lengths, **self._list.columns()}))
        self._spool.close()

    def _shards(self) -> Iterator[tuple[str, bytes]]:
        """Name and content of each shard. How many there are follows from how well a sample of them compresses."""
        entries = {key: _entry(key, self._found[key]) for key in sorted(self._found)}
        size = sum(map(len, entries.values()))
        sample = b"".join(entry for key, entry in entries.items() if place(key, 32) == 0)
        small = size * len(gzip.compress(sample, 6, mtime=0)) / max(len(sample), 1)
        count = max(1, min(len(self._lengths) // PER_SHARD, round(small / SHARD)))
        shards: list[list[bytes]] = [[] for _ in range(count)]
        for key, entry in entries.items():
            shards[place(key, count)].append(entry)
        for number, shard in enumerate(shards):
            yield f"s{number}", gzip.compress(b"".join(shard), 6, mtime=0)

    def _texts(self) -> tuple[list[int], dict[str, bytes]]:
        """Lengths of the pages' packed texts, and the files they stand in, common.bin among them."""
        starts = [0, *accumulate(self._lengths)]

        def read(number: int) -> bytes:
            self._spool.seek(starts[number])
            return self._spool.read(self._lengths[number])

        step = -(-len(self._lengths) // SAMPLE)
        common = _common(read(number).decode() for number in range(0, len(self._lengths), step))
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        files = {"common": packer.compress(common) + packer.flush(zlib.Z_SYNC_FLUSH)}
        lengths = [0] * len(self._lengths)
        newest = sorted(range(len(lengths)), key=lambda number: -self._list.year[number])
        for start in range(0, len(newest), PER_FILE):
            file = []
            for number in newest[start:start + PER_FILE]:
                one = packer.copy()
                file.append(one.compress(read(number)) + one.flush())
                lengths[number] = len(file[-1])
            files[f"t{start // PER_FILE}"] = b"".join(file)
        return lengths, files


class _Notes(dict[str, Callable[[int], None]]):
    """For each key the way to add a page to its list: looked up once, not once for each page."""

    def __init__(self, found: dict[str, array[int]]) -> None:
        super().__init__()
        self._found = found

    def __missing__(self, key: str) -> Callable[[int], None]:
        pages = self._found[key] = array("I")
        self[key] = pages.append
        return pages.append


class _Pages:
    """What the browser knows of every page before it asks for more, in columns, one entry per page."""

    def __init__(self) -> None:
        self.areas: dict[tuple[str, str, str, str], int] = {}  # province, city, county, folder
        self.units: dict[str, tuple[str, int]] = {}  # path → name without its county, number of the area
        self.others: list[tuple[int, str, str]] = []  # number, url, title of what belongs to no township
        self.editions: dict[str, int] = {}
        self.layouts: dict[Layout, int] = {}
        self.combined: dict[tuple[int, ...], int] = {}
        self.unit: list[int] = []
        self.year: list[int] = []
        self.edition: list[int] = []
        self.notes: list[int] = []
        self.tables: list[int] = []

    def add(self, url: str, title: str, filters: Mapping[str, str], layouts: Sequence[Layout]) -> None:
        folders = url.split("/")[:-1]
        county = filters.get("县区")
        if county is None:
            self.others.append((len(self.unit), url, title))
            self.unit.append(-1)
        else:
            area = (filters["省份"], filters["城市"], county, folders[0])
            area_number = self.areas.setdefault(area, len(self.areas))
            self.units.setdefault("/".join(folders[:2]), (title.removeprefix(county), area_number))
            self.unit.append(len(self.units) - 1)
        self.year.append(int(filters.get("年份", "0").removesuffix("年")))
        edition = filters.get("表格格式", "")
        self.edition.append(self.editions.setdefault(edition, len(self.editions)))
        self.notes.append(("", "无", "有").index(filters.get("核对说明", "")))
        numbers = tuple(self.layouts.setdefault(layout, len(self.layouts)) for layout in layouts)
        self.tables.append(self.combined.setdefault(numbers, len(self.combined)))

    def columns(self) -> dict[str, object]:
        """As exact.js reads them; `unit` and `area` as differences, which compress well."""
        return {
            "areas": list(self.areas), "names": "\n".join(name for name, _ in self.units.values()),
            "paths": "\n".join(path.partition("/")[2] for path in self.units),
            "area": _differences(area for _, area in self.units.values()),
            "others": self.others, "editions": list(self.editions),
            "layouts": [[layout.anchor, layout.labels] for layout in self.layouts],
            "combined": list(self.combined), "unit": _differences(self.unit), "year": self.year,
            "edition": self.edition, "notes": self.notes, "tables": self.tables}

    def names(self) -> dict[str, list[str]]:
        return {"units": [pinyin(name) for name, _ in self.units.values()],
                "areas": [pinyin(area[2]) for area in self.areas]}


def _differences(numbers: Iterable[int]) -> list[int]:
    return [after - before for before, after in pairwise([0, *numbers])]


def _entry(key: str, numbers: array[int]) -> bytes:
    """Key and pages: a byte for the key's length, the key, the length of the list, the list."""
    name = key.encode()
    steps = [numbers[0] + 1, *map(sub, islice(numbers, 1, None), numbers)]
    listed = bytes(steps) if max(steps) < 128 else b"".join(map(_number, steps))
    return bytes((len(name),)) + name + _number(len(listed)) + listed


_SHORT = [bytes((low,)) for low in range(128)]


def _number(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    if value < 128:
        return _SHORT[value]
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _common(texts: Iterable[str]) -> bytes:
    """The clauses that save most when they need not be told again; the best at the end, nearest to the pages."""
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(clause for clause in _CLAUSE.findall(text) if len(clause) > 3)
    worth = sorted(((count - 1) * len(clause), clause) for clause, count in counted.items() if count > 1)
    kept: list[bytes] = []
    room = COMMON
    for _, clause in reversed(worth):
        told = clause.encode()
        if len(told) <= room:
            kept.append(told)
            room -= len(told)
        if room < 16:
            break
    return b"".join(reversed(kept))


def _packed(value: object) -> bytes:
    return gzip.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)
