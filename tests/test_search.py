"""The exact index against a plain scan, in Python: blocks, normalising, keys, shards, texts. No recall is lost."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
import zlib
from hashlib import sha256
from itertools import accumulate, groupby
from pathlib import Path

import numpy as np
import pytest

from generator.assemble import Options, build
from generator.index import Index, Searched, gather
from generator.index.blocks import blocks
from generator.index.listing import Listing, file_names
from generator.index.terms import FOLDING, keys, normalise, place
from generator.issue import BuildError
from tests.bench_search.corpus import pages
from tests.bench_search.scan import Scan, plain, readable
from tests.factories import PORTAL, SOURCES, a_portal


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The portal with the example township."""
    target = tmp_path_factory.mktemp("search") / "site"
    outcome = build(Options(PORTAL, SOURCES, target, "https://example.org/"))
    assert not outcome.failed
    return target


class Reader:
    """Reads an index as exact.js does."""

    def __init__(self, folder: Path) -> None:
        line, _, numbers = gzip.decompress((folder / "pages.bin").read_bytes()).partition(b"\n")
        self.list = json.loads(line)
        self.folder, pages = folder, len(self.list["year"])
        names = ["common", "names", *(f"s{number}" for number in range(self.list["shards"])),
                 *(f"t{number}" for number in range(-(-pages // self.list["perFile"])))]
        self.digests = {name: numbers[3 * at:3 * at + 3].hex() for at, name in enumerate(names)}
        lengths = numbers[3 * len(names):]
        assert len(lengths) == 4 * pages
        self.lengths = [int.from_bytes(lengths[page::pages], "little") for page in range(pages)]
        starts = [0, *accumulate(self.list["chunks"])]
        self.lists: dict[int, set[int]] = {}
        for number in range(self.list["shards"]):
            for key, entries in self._shard(gzip.decompress(self.file(f"s{number}"))):
                assert place(np.array([key], np.uint32), self.list["shards"]) == [number]
                self.lists[key] = {starts[chunk] + bit for chunk, held in entries for bit in range(16) if held >> bit & 1}

    def file(self, name: str) -> bytes:
        """A file of the index; its name says what is in it."""
        content = (self.folder / f"{name}-{self.digests[name]}.bin").read_bytes()
        assert sha256(content).hexdigest().startswith(self.digests[name])
        return content

    def _shard(self, content: bytes):
        at = 0

        def number() -> int:
            nonlocal at
            value = shift = 0
            while True:
                byte = content[at]
                at += 1
                value |= (byte & 127) << shift
                shift += 7
                if byte < 128:
                    return value

        count = number()
        keys = list(accumulate(number() for _ in range(count)))
        sizes = [number() for _ in range(count)]
        chunks = [[one - 1 for one in accumulate(number() for _ in range(size))] for size in sizes]
        low = content[at:at + sum(sizes)]
        high = content[at + sum(sizes):] or bytes(sum(sizes))
        held = iter([*map(lambda one, other: one | other << 8, low, high)])
        for key, own in zip(keys, chunks, strict=True):
            yield key, [(chunk, next(held)) for chunk in own]

    def holding(self, phrase: str) -> set[int]:
        found = [self.lists.get(key, set()) for key in keys({phrase: 1})[0].tolist()]
        return set.intersection(*found) if found else set()

    def text(self, page: int) -> list[str]:
        per, years = self.list["perFile"], self.list["year"]
        newest = sorted(range(len(years)), key=lambda one: -years[one])
        file, at = divmod(newest.index(page), per)
        start = sum(self.lengths[one] for one in newest[file * per:file * per + at])
        own = self.file(f"t{file}")[start:start + self.lengths[page]]
        common = zlib.decompressobj(-15)
        ahead = len(common.decompress(self.file("common")))
        lines = common.decompress(own).decode()
        assert ahead <= 24_000
        return [line.partition("\t")[2] for line in lines.split("\n")]


def urls(reader: Reader) -> list[str]:
    """The addresses of all pages, from the columns."""
    listed, units, unit = [], reader.list["paths"].split("\n"), 0
    areas, area = [], 0
    for step in reader.list["area"]:
        area += step
        areas.append(reader.list["areas"][area][3])
    others = {page: url for page, url, _ in reader.list["others"]}
    for page, (step, year) in enumerate(zip(reader.list["unit"], reader.list["year"], strict=True)):
        unit += step
        listed.append(others[page] if unit < 0 else f"{areas[unit]}/{units[unit]}/" + (f"{year}/" if year else ""))
    return listed


def townships(made: list[Searched]) -> list[list[Searched]]:
    return [list(group) for _, group in groupby(made, key=lambda page: page.url.split("/")[:2])]


def indexed(made: list[Searched], target: Path) -> None:
    """The exact index of pages."""
    index = Index(target / "work", related=False)
    for group in townships(made):
        index.add(gather(group))
    index.write(target)


def test_the_portal_is_found_as_a_scan_finds_it(site):
    """Every page but the search's own, compared prose and the one for what is not there; any phrase of any block."""
    reader = Reader(site / "search/index")
    names = urls(reader)
    expected = {path.parent.relative_to(site).as_posix() for path in site.rglob("index.html")} - {"search"}
    expected = {name for name in expected if not name.endswith("/changes")}
    assert {name.rstrip("/") or "." for name in names} == expected
    scan = Scan((site / name / "index.html").read_text(encoding="utf-8") for name in names)
    for phrase in scan.phrases(600, 1):
        assert set(scan.holding(phrase)) <= reader.holding(phrase), phrase
    for number, text in enumerate(scan.pages):  # what is held is what can be read, block by block
        mine = {normalise(line) for line in reader.text(number)} - {""}
        assert mine == {normalise(line) for line in text.split("\n")}, names[number]


def test_a_synthetic_portal(site, tmp_path):
    made = list(pages(300, 7, site))
    indexed(made, tmp_path)
    reader = Reader(tmp_path / "search/index")
    assert urls(reader) == [page.url for page in made]
    scan = Scan(page.body for page in made)
    phrases = scan.phrases(400, 2)
    right = found = 0
    for phrase in phrases:
        held, truth = reader.holding(phrase), set(scan.holding(phrase))
        assert truth <= held, phrase
        right, found = right + len(truth), found + len(held)
    assert right / found > 0.95  # before anything is verified
    files = [path for path in (tmp_path / "search").rglob("*") if path.is_file()]
    assert len(files) == len(made) / 5


def test_a_setting_turns_the_related_pages_off(site, tmp_path):
    """The exact index is the same then, and says that there are no others to ask for."""
    a_portal(tmp_path, related="false")
    target = tmp_path / "site"
    assert not build(Options(tmp_path, SOURCES, target, "https://example.org/")).failed
    assert (site / "pagefind/pagefind.js").is_file()
    assert not (target / "pagefind").exists()
    with_related, without = (Reader(one / "search/index").list for one in (site, target))
    assert with_related["related"] == 1
    assert without == with_related | {"related": 0}


def test_the_same_pages_give_the_same_bytes(site, tmp_path):
    for name in "ab":
        indexed(list(pages(40, 3, site)), tmp_path / name)
    one, other = ({path.relative_to(tmp_path / name): path.read_bytes()
                   for path in (tmp_path / name / "search").rglob("*.bin")} for name in "ab")
    assert one == other


def test_a_corrected_figure_is_a_few_files(site, tmp_path):
    """All others stay where they were, byte for byte: a search page that is open finds them there."""
    made = list(pages(300, 7, site))
    corrected = made[-1]._replace(body=re.sub(r"(<td id=[^>]*>)[^<]*", r"\g<1>83726", made[-1].body, count=1))
    assert corrected != made[-1]
    for name, all_pages in {"before": made, "after": [*made[:-1], corrected]}.items():
        indexed(all_pages, tmp_path / name)
    before, after = ({path.name: path.read_bytes() for path in (tmp_path / name / "search/index").iterdir()}
                     for name in ("before", "after"))
    assert len(before) == len(after) == 60
    assert [name for name in before.keys() & after.keys() if before[name] != after[name]] == ["pages.bin"]
    assert 2 <= len(after.keys() - before.keys()) <= 8


def test_what_is_where_is_read_as_it_was_told():
    columns = {"year": [0, 2020, 2021], "perFile": 2, "shards": 1}
    listing = Listing(columns, [0, 70_000, 1 << 24], dict.fromkeys(file_names(columns), "0aff09"))
    assert Listing.unpacked(listing.packed()) == listing
    assert file_names(columns) == ["common", "names", "s0", "t0", "t1"]


@pytest.mark.parametrize("harm", [
    lambda content: content[:-9], lambda content: content[:40] + b"!" + content[41:],
    lambda content: gzip.compress(gzip.decompress(content)[:-1]), lambda content: gzip.compress(b'{"year": []}')])
def test_what_is_where_is_not_guessed(harm):
    columns = {"year": [0, 2020, 2021], "perFile": 2, "shards": 1}
    listing = Listing(columns, [1, 2, 3], dict.fromkeys(file_names(columns), "0aff09"))
    with pytest.raises((ValueError, KeyError, OSError, EOFError, zlib.error)):
        Listing.unpacked(harm(listing.packed()))


def test_more_pages_than_an_index_holds_are_refused(site, tmp_path, monkeypatch):
    monkeypatch.setattr("generator.index.exact.MOST_CHUNKS", 2)
    with pytest.raises(BuildError, match="网页太多"):
        indexed(list(pages(40, 3, site)), tmp_path)


@pytest.mark.parametrize(("text", "expected"), [
    ("２０２０年１月", "2020年1月"), ("  Ａｂ-C.d_9 ", "abcd9"), ("政府信息公開，國務院。", "政府信息公开国务院"),
    ("著名的乾隆", "著名的乾隆"), ("⺠生⼯程", "民生工程"), ("①㎡", "1m2"), ("0536-4791001", "05364791001"), ("。、—", "")])
def test_normalising(text, expected):
    assert normalise(text) == expected


def test_the_folding_is_one_step_and_only_plain_characters():
    assert len(FOLDING) > 2500
    for before, after in FOLDING.items():
        assert ord(after) not in FOLDING
        assert unicodedata.normalize("NFKC", chr(before)) == chr(before)
        assert normalise(chr(before)) == after


def number(key: str) -> int:
    """A key as terms.py says it."""
    first, *more = np.frombuffer(key.encode("utf-16-le"), "<u2").tolist()
    return [first, *(first * 65536 + other for other in more[:1]), int(key, 36) * 65536 + 10 if len(more) > 1 else 0][len(more)]


@pytest.mark.parametrize(("held", "expected"), [
    ({"公开20": 1}, {"公": 1, "开": 1, "2": 1, "0": 1, "公开": 1, "开2": 1, "20": 1}),
    ({"a123": 2}, {"a": 2, "1": 2, "2": 2, "3": 2, "a1": 2, "12": 2, "23": 2, "a12": 2, "123": 2}),
    ({"公": 1, "开": 2, "公开": 4}, {"公": 5, "开": 6, "公开": 4}), ({"，": 1, "甲": 2}, {"甲": 2}), ({}, {}), ({"。": 1}, {})])
def test_keys(held, expected):
    key, pages = keys(held)
    assert dict(zip(key.tolist(), pages.tolist(), strict=True)) == {number(one): held for one, held in expected.items()}


def test_a_character_beyond_the_first_plane_is_a_pair():
    assert keys({"𠮷": 1})[0].tolist()[2:] == [0xD842 << 16 | 0xDFB7]


def test_what_is_left_out_and_what_is_kept():
    html = ('<nav>路</nav><article><h1>题<small class="ours">本站</small></h1><nav>目录</nav><p>前<del>去</del>后</p>'
            '<table class="official t"><caption id="t">表二 名</caption><tr><th scope="row">栏目<small>不可比</small>'
            '</th><td id="a.P">0</td><td id="a.T">04<small class=u>数值不明</small></td><td id="b.T">5<small>＋2<br>2020年 3</small>'
            '</td><td id="c.T"></td></tr></table>'
            '<ul><li>一<ul><li>二</li></ul></li></ul></article>')
    found, layouts = blocks(html)
    assert [(block.kind, block.anchor, block.text) for block in found] == [
        ("!", "", "题本站"), (" ", "", "前后"), ("+", "t", "表二 名"), ("@", "a.P", "0"), ("@", "a.T", "04数值不明"),
        ("@", "b.T", "5"), (" ", "", "一"), (" ", "", "二")]
    assert [(layout.anchor, layout.labels) for layout in layouts] == [("t", ("栏目",))]
    assert readable(html) == [plain(block.text) for block in found]


@pytest.mark.parametrize("end", ["</table>", "</tbody></table>", "</tr></tbody></table>", "</td></tr></table>"])
def test_the_last_cell_is_found_however_the_table_ends(end):
    found, layouts = blocks(f'<table class="official t"><caption id="t">表</caption><tbody><tr><th>栏<td id=a.P>5<td id=a.T>7{end}')
    assert [(block.anchor, block.text) for block in found] == [("t", "表"), ("a.P", "5"), ("a.T", "7")]
    assert [layout.labels for layout in layouts] == [("栏",)]
