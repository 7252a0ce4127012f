"""PDF: what can be seen of the glyphs of a page, one fact a test, in pages of our own."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from generator.importing import Refused
from generator.importing.readers import read
from generator.importing.source import Source
from tests.test_importing import zipped
from tests.test_importing_readers_word import codes, left_out, lines
from tests.test_importing_sizes import FONT, pdf

PROSE = b"".join(b"1 0 0 1 20 %d Tm(Some words that fill a line.)Tj " % (780 - 20 * line) for line in range(3))


def shown(drawing: bytes, folder: Path, before: bytes = b"") -> Source:
    file = folder / "report.pdf"
    file.write_bytes(pdf(before + b"BT /F1 12 Tf " + PROSE + drawing + b" ET"))
    return read(file)


def at(x: float, y: float, text: bytes, more: bytes = b"") -> bytes:
    return more + b"1 0 0 1 %.1f %.1f Tm(%s)Tj " % (x, y, text)


def last(source: Source) -> str:
    return lines(source)[-1]


@pytest.mark.parametrize(("drawing", "text"), [
    (at(20, 600, b"5") + at(27, 604, b"1", b"/F1 7 Tf "), "5¹"),
    (at(20, 600, b"57") + at(34, 605, b"12", b"/F1 6 Tf "), "57¹²"),
    (at(20, 600, b"5") + at(27, 597, b"1", b"/F1 7 Tf "), "5₁"),
    (at(20, 604, b"1", b"/F1 7 Tf ") + at(24, 600, b"5", b"/F1 12 Tf "), "¹5")])
def test_a_glyph_that_is_smaller_and_higher_is_raised(drawing: bytes, text: str, tmp_path: Path):
    source = shown(drawing, tmp_path)
    assert last(source) == text
    assert "unread" not in codes(source)


@pytest.mark.parametrize("drawing", [
    at(20, 600, b"5") + at(27, 600, b"1", b"/F1 7 Tf "), at(20, 600, b"5") + at(27, 600.5, b"1")], ids=["small", "level"])
def test_a_glyph_on_the_line_is_not_raised(drawing: bytes, tmp_path: Path):
    assert last(shown(drawing, tmp_path)) == "51"


@pytest.mark.parametrize(("drawing", "reason"), [
    (at(40, 600, b"9", b"3 Tr "), "invisible"), (at(40, 600, b"9", b"1 1 1 rg "), "white"), (at(40, 600, b"9", b"1 g "), "white"),
    (at(40, 600, b"9", b"0 0 0 0 k "), "white"), (at(900, 600, b"9"), "outside"), (at(40, 600, b"9", b"/F1 0.5 Tf "), "tiny")])
def test_what_is_not_seen_is_left_out_with_its_reason(drawing: bytes, reason: str, tmp_path: Path):
    source = shown(at(20, 600, b"5") + drawing, tmp_path)
    assert last(source) == "5"
    assert left_out(source) == {"9": reason}


def test_white_on_a_dark_box_is_seen(tmp_path: Path):
    assert last(shown(at(20, 600, b"9", b"1 g "), tmp_path, b"0 0 1 rg 10 590 100 30 re f ")) == "9"


def test_words_under_a_scan_are_no_text(tmp_path: Path):
    file = tmp_path / "scan.pdf"
    file.write_bytes(pdf(b"BT /F1 12 Tf 3 Tr " + PROSE + b" ET"))
    with pytest.raises(Refused) as caught:
        read(file)
    assert caught.value.code == "scan"


def test_pictures_are_named_with_their_page(tmp_path: Path):
    packed = zlib.compress(bytes(100))
    image = (b"<</Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceGray/BitsPerComponent 8"
             b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed))
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf(b"BT /F1 12 Tf " + PROSE + b"ET q 300 0 0 200 50 300 cm /X Do Q q 20 0 0 20 5 5 cm /X Do Q",
                         resources=b"/XObject<</X 5 0 R>>", more=[image]))
    assert [one.place for one in read(file).pictures] == ["第 1 页"]
    assert FONT


@pytest.mark.parametrize("name", ["report.ofd", "report.docx", "report.pdf"])
def test_ofd_is_refused_with_what_helps(name: str, tmp_path: Path):
    (tmp_path / name).write_bytes(zipped({"OFD.xml": b"<ofd/>"}))
    with pytest.raises(Refused, match=r"另存为 PDF 或 \.docx"):
        read(tmp_path / name)


def test_radicals_become_characters_before_anything_is_read(tmp_path: Path):
    file = tmp_path / "report.txt"
    file.write_text("⻓⻘镇⼈⺠政府", "utf-8")
    source = read(file)
    assert source.units[0].text == "长青镇人民政府"
    assert "radicals" in codes(source)
