"""Sizes are looked at before they are walked: files made to cost much are refused at once, each with a sentence that
helps, and what is only long or only looks large is read."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import openpyxl
import pytest

from generator.exporting.documents import document
from generator.importing.readers import read
from generator.importing.readers.html import _strings
from generator.importing.readers.looks import whole
from generator.importing.sentences import Refused
from generator.importing.source import Source
from tests.test_importing import CLEAN, ENTITIES, full, zipped

REPORT = full(CLEAN)
WORD, BOOK, PAGE = (document(REPORT, kind) for kind in ("docx", "xlsx", "html"))


def parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as package:
        return {name: package.read(name) for name in package.namelist()}


# ── Word ──

def word(body: str, **more: bytes) -> bytes:
    main = ('<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
            f"{body}</w:body></w:document>")
    return zipped({"word/document.xml": main.encode(),
                   **{f"word/{name}.xml": content for name, content in more.items()}})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def rows(cells: Sequence[str], count: int) -> str:
    row = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells)
    return "<w:tbl>" + f"<w:tr>{row}</w:tr>" * count + "</w:tbl>"


def various(count: int) -> bytes:
    """XML that does not pack well enough to be taken for a bomb."""
    return b"".join(b"<!--%s-->" % hashlib.md5(b"%d" % number).hexdigest().encode() + b" " * 2000
                    for number in range(count))


# ── Excel ──

def book(rows: str = "", after: str = "", sheets: int = 1) -> bytes:
    """A workbook of one or more sheets, each with these rows, as XML."""
    out = io.BytesIO()
    made = openpyxl.Workbook()
    for _ in range(sheets - 1):
        made.create_sheet()
    made.save(out)
    found = parts(out.getvalue())
    for name in found:
        if name.startswith("xl/worksheets/"):
            found[name], there = re.subn(rb"<sheetData */>|<sheetData></sheetData>",
                                         f"<sheetData>{rows}</sheetData>{after}".encode(), found[name])
            assert there == 1
    return zipped(found)


def cell(place: str) -> str:
    return f'<row r="{re.sub("[A-Z]", "", place)}"><c r="{place}"><v>1</v></c></row>'


def merged(*places: str) -> str:
    return "<mergeCells>" + "".join(f'<mergeCell ref="{place}"/>' for place in places) + "</mergeCells>"


# ── PDF ──

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def pdf(content: bytes, pages: int = 1, resources: bytes = b"", more: Sequence[bytes] = (), trailer: bytes = b"",
        box: str = "0 0 600 800") -> bytes:
    """Pages that all show the same; 3 is the font, 4 the content, from 5 on `more`."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", FONT, stream(content), *more]
    first = len(objects) + 1
    objects += [b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Resources<</Font<</F1 3 0 R>>%s>>/Contents 4 0 R>>"
                % (box.encode(), resources)] * pages
    kids = b" ".join(b"%d 0 R" % number for number in range(first, first + pages))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids)
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, one in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, one))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start))
    return out.getvalue()


def stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (entries, len(packed), packed)


def written(lines: int, text: bytes = b"a" * 100) -> bytes:
    return b"BT /F1 8 Tf " + b"".join(b"1 0 0 1 20 %d Tm(%s)Tj " % (790 - 12 * (line % 60), text)
                                      for line in range(lines)) + b"ET "


def locked(password: bytes) -> bytes:
    """A PDF under this password (RC4 of 40 bits, as the first of them had)."""
    pad = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    ident, allowed = b"0123456789abcdef", struct.pack("<i", -4)
    owner = rc4(hashlib.md5((b"owner" + pad)[:32]).digest()[:5], (password + pad)[:32])
    key = hashlib.md5((password + pad)[:32] + owner + allowed + ident).digest()[:5]
    entry = b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (owner.hex().encode(), rc4(key, pad).hex().encode())
    packed = zlib.compress(written(30))
    own = hashlib.md5(key + struct.pack("<I", 4)[:3] + b"\0\0").digest()[:10]
    secret = b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), rc4(own, packed))
    plain = pdf(written(30), more=[entry], trailer=b"/Encrypt 5 0 R/ID[<%s><%s>]" % ((ident.hex().encode(),) * 2))
    assert stream(written(30)) in plain
    return plain.replace(stream(written(30)), secret)


def rc4(key: bytes, text: bytes) -> bytes:
    state, last = list(range(256)), 0
    for place, of_key in zip(range(256), cycle(key), strict=False):
        last = (last + state[place] + of_key) % 256
        state[place], state[last] = state[last], state[place]
    out, one, other = bytearray(), 0, 0
    for letter in text:
        one = (one + 1) % 256
        other = (other + state[one]) % 256
        state[one], state[other] = state[other], state[one]
        out.append(letter ^ state[(state[one] + state[other]) % 256])
    return bytes(out)


def forms(depth: int, times: int) -> list[bytes]:
    """Drawings that each show the next so many times, the last one a line of text."""
    found = [stream(b"/X Do " * times, b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X %d 0 R>>>>"
                    % (6 + level)) for level in range(depth)]
    return [*found, stream(written(1), b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F1 3 0 R>>>>")]


def grid(lines: int, step: int) -> bytes:
    return b"".join(b"%d 0 m %d %d l S 0 %d m %d %d l S " % (at, at, lines * step, at, lines * step, at)
                    for at in range(0, lines * step, step))


# ── packages ──

def many_names(count: int, length: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number in range(count):
            package.writestr(zipfile.ZipInfo(f"{number}/" + "a/" * (length // 2)), b"")
    return out.getvalue()


def flagged() -> bytes:
    """A package with a password, as its directory says."""
    content = bytearray(WORD)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), WORD):
            content[found.start() + place] |= 1
    return bytes(content)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
TALL = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 12_001))

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    # packages
    "parts.docx": (lambda: many_names(6_000, 20), "bomb"),
    "names.docx": (lambda: many_names(80, 60_000), "bomb"),
    "locked.docx": (flagged, "encrypted"),
    "locked.xlsx": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "locked.doc": (lambda: OLE + b"\xec\xa5\xc1\x00".ljust(11, b"\0") + b"\x13" + bytes(500), "encrypted"),
    "locked.odt": (lambda: zipped({"content.xml": b"?", "META-INF/manifest.xml": b"<m:encryption-data/>"}), "encrypted"),
    # Word
    "heads.docx": (lambda: word(paragraph("x"), **{f"header{number}": b"<a>" + various(2_100) + b"</a>"
                                                  for number in range(17)}), "too-much-inside"),
    "nested.docx": (lambda: word("<w:tbl><w:tr><w:tc>" * 1_000 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 1_000),
                    "too-deep"),
    "cells.docx": (lambda: word(rows("1" * 400, 260)), "too-many-cells"),
    "wide.docx": (lambda: word(rows("1" * 501, 1)), "too-wide"),
    "paragraphs.docx": (lambda: word(paragraph("一") * 31_000), "too-many-lines"),
    "entities.xlsx": (lambda: zipped({**parts(BOOK), "xl/sharedStrings.xml": ENTITIES}), "entities"),
    "entities-of-two-bytes.xlsx": (lambda: zipped({**parts(BOOK), "xl/styles.xml": ENTITIES.decode().replace(
        '"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")}), "entities"),
    # Excel
    "far.xlsx": (lambda: book(cell("A1") + cell("BZZ59999")), "too-many-rows"),
    "far-right.xlsx": (lambda: book(cell("XFD3")), "too-wide"),
    "tall.xlsx": (lambda: book(TALL), "too-many-rows"),
    "million.xlsx": (lambda: book('<row><c s="1"/></row>' * 1_000_000), "bomb"),
    "merged.xlsx": (lambda: book(cell("A1"), merged("A1:XFD1048576")), "too-merged"),
    "merged-columns.xlsx": (lambda: book(cell("A1"), merged("A:C")), "damaged"),
    "merged-nowhere.xlsx": (lambda: book(cell("A1"), merged("A1:B2", "甲")), "damaged"),
    "merged-backwards.xlsx": (lambda: book(cell("A1"), merged("B2:A1")), "damaged"),
    "merged-over.xlsx": (lambda: book(cell("A1"), merged(*(f"A{row}:XFD{row + 5_000}" for row in range(1, 300)))),
                         "too-merged"),
    "sheets.xlsx": (lambda: book(cell("A1"), sheets=31), "too-many-sheets"),
    # PDF
    "pages.pdf": (lambda: pdf(written(1), pages=10_000), "too-many-pages"),
    "glyphs.pdf": (lambda: pdf(written(5_000)), "too-many-glyphs"),
    "forms.pdf": (lambda: pdf(b"/X Do", resources=b"/XObject<</X 5 0 R>>", more=forms(12, 9)), "too-many-glyphs"),
    "shapes.pdf": (lambda: pdf(b"1 1 9 9 re f " * 30_000), "too-many-shapes"),
    "grid.pdf": (lambda: pdf(grid(190, 4) + written(1)), "too-many-shapes"),
    "large-grid.pdf": (lambda: pdf(grid(450, 30) + written(1), box="0 0 14000 14000"), "too-many-shapes"),
    "packed.pdf": (lambda: pdf(b" " * 100_000_000), "too-drawn"),
    "locked.pdf": (lambda: locked(b"secret"), "encrypted"),
    "box.pdf": (lambda: pdf(written(9), box="0 0 1e9 1e9"), "damaged"),
    # web pages
    "signs.html": (lambda: b"<" * 2_000_000, "too-many-tags"),
    "signs-in-a-page.html": (lambda: b"<html>" + b"<" * 800_000, "line-too-long"),
    "wide.html": (lambda: b"<table><tr><td colspan=1000000000>x</table>", "too-wide"),
    "cells.html": (lambda: b"<table>" + b"<tr><td>1" * 100_001, "too-many-cells"),
    "lines.html": (lambda: b"<html><body>" + b"<p>x" * 31_000, "too-many-lines"),
    "deep.html": (lambda: b"<html><body>" + b"<table><tr><td>x" * 1_000, "too-deep"),
    # text
    "line.txt": (lambda: b"1" * 1_000_000, "line-too-long"),
    "lines.txt": (lambda: b"x\n" * 1_000_000, "too-many-lines"),
    "wide.txt": (lambda: b"|" * 2_000, "too-wide"),
    "tabs.txt": (lambda: b"\t1\n" * 600_000, "too-wide"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_too_large_is_refused_at_once(name: str, tmp_path: Path):
    make, code = REFUSED[name]
    (tmp_path / name).write_bytes(make())
    start = time.process_time()
    with pytest.raises(Refused) as caught:
        read(tmp_path / name)
    assert time.process_time() - start < 4  # as a rule a tenth of it
    assert caught.value.code == code
    assert re.search(r"请[^。]+$", str(caught.value)) or code == "damaged"  # what to do
    assert "{" not in str(caught.value)


def source(name: str, content: bytes, folder: Path) -> Source:
    (folder / name).write_bytes(content)
    return read(folder / name)


# ── what is long, or only looks large ──

def test_five_hundred_pages_are_read(tmp_path: Path):
    found = source("long.docx", word("".join(paragraph(f"第{number}段工作开展情况") for number in range(15_000))
                                     + "".join(rows(["甲", "1", "2", "3"], 40) for _ in range(500))), tmp_path)
    assert (found.lines, len(found.units)) == (15_000, 15_000 + 500 * 40 * 4)


def test_fifty_megabytes_of_pictures_are_not_looked_at(tmp_path: Path):
    out = io.BytesIO(WORD)
    with zipfile.ZipFile(out, "a") as package:
        for number in range(10):
            package.writestr(f"word/media/{number}.jpg", bytes(5 * 2**20))
    assert source("report.docx", out.getvalue(), tmp_path).units == source("bare.docx", WORD, tmp_path).units


def test_pictures_of_a_gigapixel_are_not_unpacked(tmp_path: Path):
    size = struct.pack(">II", 100_000, 100_000) + b"\x08\x02\0\0\0"
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + size + struct.pack(">I", zlib.crc32(b"IHDR" + size))
    book = parts(BOOK)
    sheet = next(name for name in book if name.startswith("xl/worksheets/"))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
               'Id="r1" Type="%s/%s" Target="%s"/></Relationships>')
    book["xl/worksheets/_rels/" + sheet.rpartition("/")[2] + ".rels"] = (
        related % (kind, "drawing", "/xl/drawings/drawing1.xml")).encode()
    book["xl/drawings/drawing1.xml"] = b"<broken"
    book["xl/media/image1.png"] = png
    assert source("report.xlsx", zipped(book), tmp_path).units == source("bare.xlsx", BOOK, tmp_path).units
    image = b"<</Type/XObject/Subtype/Image/Width 100000/Height 100000/ColorSpace/DeviceRGB/BitsPerComponent 8/Length 0>>" \
            b"stream\n\nendstream"
    found = source("report.pdf", pdf(b"/X Do " + written(30), resources=b"/XObject<</X 5 0 R>>", more=[image]), tmp_path)
    assert len(found.units) == 30


def test_a_password_that_is_empty_keeps_nobody_out(tmp_path: Path):
    assert len(source("open.pdf", locked(b""), tmp_path).units) == 30


def test_far_cells_that_say_nothing_cost_nothing(tmp_path: Path):
    found = source("far.xlsx", book(cell("A1") + cell("B1").replace("B1", "C2").replace('r="1"', 'r="2"')
                                    + '<row r="1048576"><c r="XFD1048576"/></row>'), tmp_path)
    assert len(found.units) > 1
    assert max(block.rows[0][0].column for block in found.blocks if hasattr(block, "rows")) < 3


@pytest.mark.parametrize("content", [b"<div>x" * 350, b"<table><tr><td>x" * 90, b"x<img src='%s'>x" % (b"a" * 11_000_000)])
def test_what_the_parser_bounds_is_not_lost(content: bytes, tmp_path: Path):
    """It once dropped what stood deeper than 256 elements, or after a picture of 10 MB within the page."""
    found = source("page.html", b"<html><body>" + content, tmp_path)
    assert "".join(unit.text for unit in found.units).count("x") == content.count(b"x")


def test_a_cell_may_say_that_it_reaches_to_the_end(tmp_path: Path):
    """As browsers take it: rows that are not there are not covered."""
    page = PAGE.replace(b"<td>", b'<td rowspan="1000000000">', 1)
    assert len(source("tall.html", page, tmp_path).units) == len(source("page.html", PAGE, tmp_path).units)


@pytest.mark.parametrize("content", [
    "<script>" * 50_000, "<script" * 100_000, "<script>\"" * 50_000, "<script>" + "\\\"'`" * 200_000 + "</script>",
    "<a" * 700_000 + "x", "&lt;table " * 25_000, "<?xml " * 100_000, "<a style='" + "text-decoration " * 50_000 + "'>x</a>"])
def test_pages_are_searched_in_a_time_that_grows_with_them(content: str, tmp_path: Path):
    start = time.process_time()
    with suppress(Refused):
        source("page.html", f"<html><body>{content}".encode(), tmp_path)
    assert time.process_time() - start < 4


@pytest.mark.parametrize(("script", "found"), [
    ("'{0}'", 1), ('x = "a", y = "{0}", z = `{0}`', 2), ("it's /* a note\n*/ '{0}'", 1), (r'"a\"{0}"', 1),
    ('"{0}\n"', 0), ("`{0}\n`", 1), ('"short"', 0), ("'{0}", 0)])
def test_the_long_strings_of_a_script(script: str, found: int):
    long = "<p>" * 80
    assert [long in one for one in _strings(script.replace("{0}", long))] == [True] * found


@pytest.mark.parametrize(("written", "count"), [(None, 1), ("3", 3), ("", 1), ("-2", 1), ("drei", 1), ("9" * 5000, 1), ("1e9", 1)])
def test_an_attribute_that_is_no_count_is_as_if_it_were_not_there(written: str | None, count: int):
    assert whole(written, 1) == count
