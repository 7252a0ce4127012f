"""Workbooks are read as they show their cells: one fact a test, in workbooks of our own."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill

from generator.importing.readers import read
from generator.importing.readers.formats import shown
from generator.importing.source import Grid, Source
from tests.test_importing import zipped
from tests.test_importing_readers_word import KIND, RELATED, cells, codes, left_out
from tests.test_importing_sizes import parts


def book(change: Callable, folder: Path, more: dict[str, bytes] | None = None, instead: tuple[bytes, bytes] = (b"", b"")
         ) -> Source:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["规章", 5, 1])
    sheet.append(["其他", 2, 3])
    change(sheet)
    out = io.BytesIO()
    made.save(out)
    file = folder / "report.xlsx"
    file.write_bytes(zipped({name: content.replace(*instead) for name, content in
                             {**parts(out.getvalue()), **(more or {})}.items()}))
    return read(file)


@pytest.mark.parametrize(("value", "code", "text"), [
    (5, "General", "5"), (5, "G/通用格式", "5"), (1234, "#,##0", "1,234"), (1234.5, "#,##0.00", "1,234.50"), (5, "0.00", "5.00"),
    (12.345, "0.00", None), (12.344, "0.00", "12.34"), (1.6, "0", "2"), (5, '0"件"', "5件"), (5, "0件", "5件"), (5, "0\\件", "5件"),
    (5000, "0,", None), (5000, "#,##0,", None), (123500, "0!.0000", None), (0.14, "0%", None), (0, "0;-0;;@", None), (0, "#", None), (5, "0;-0;;@", "5"),
    (5, ";;;", None), (5, "# ?/?", None), (5, "0.00E+00", None), (5, "[>100]0;0.0", None), (5, "[DBNum1]0", None), (5, "[Red]0", "5"),
    (5, "[White]0", None), (-5, "0", "-5"), (-5, "0;(0)", "(5)"), (5, "000", "005"), (5, "yyyy-mm-dd", None), (12.5, "General", "12.5"),
    (0.1 + 0.2, "General", "0.3"), (10**12, "General", None), (5, '_ * #,##0_ ;_ * -#,##0_ ', None), (5, "[$¥-804]#,##0.00", "¥5.00"),
    (5, "¥#,##0.00", "¥5.00"), (-0.2, "0", None), ("5", "@", "5"), ("5", "0;0;0;", None), (True, "General", "TRUE"),
    (datetime(2022, 1, 5), "yyyy-mm-dd", "2022年1月5日")])
def test_a_number_is_what_its_format_shows_or_unknown(value: object, code: str, text: str | None):
    found, unsure = shown(value, code)
    assert unsure if text is None else (found, unsure) == (text, False)


def test_what_is_not_certain_keeps_value_and_format(tmp_path: Path):
    source = book(lambda sheet: setattr(sheet["B1"], "number_format", "0,"), tmp_path)
    piece = next(block for block in source.blocks if isinstance(block, Grid)).rows[0][1]
    assert (piece.text, piece.unsure) == ("5〔格式 0,〕", True)


def rich(properties: InlineFont) -> Callable:
    return lambda sheet: setattr(sheet["B1"], "value", CellRichText("5", TextBlock(properties, "1")))


@pytest.mark.parametrize("align", ["superscript", "subscript"])
def test_a_raised_mark_keeps_apart_from_its_figure(align: str, tmp_path: Path):
    assert cells(book(rich(InlineFont(vertAlign=align)), tmp_path))[1] == "5[1]"


@pytest.mark.parametrize(("font", "reason"), [(InlineFont(strike=True), "struck"), (InlineFont(color="FFFFFFFF"), "white"),
                                              (InlineFont(sz=1), "tiny")])
def test_letters_that_are_not_seen_are_left_out(font: InlineFont, reason: str, tmp_path: Path):
    source = book(rich(font), tmp_path)
    assert cells(source)[1] == "5"
    assert left_out(source) == {"1": reason}
    assert "unread" not in codes(source)


@pytest.mark.parametrize(("font", "reason"), [(Font(strike=True), "struck"), (Font(color="FFFFFFFF"), "white"),
                                              (Font(color=openpyxl.styles.colors.Color(theme=0)), "white")])
def test_cells_that_are_not_seen_are_blank_and_listed(font: Font, reason: str, tmp_path: Path):
    source = book(lambda sheet: setattr(sheet["B1"], "font", font), tmp_path)
    assert cells(source)[1] == ""
    assert left_out(source) == {"5": reason}


def test_white_on_a_dark_ground_is_seen(tmp_path: Path):
    def change(sheet) -> None:
        sheet["B1"].font, sheet["B1"].fill = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF1F4E79")
    assert cells(book(change, tmp_path))[1] == "5"


@pytest.mark.parametrize("instead", [b'hidden="1"', b'width="0"'])
def test_hidden_columns_are_left_out(instead: bytes, tmp_path: Path):
    source = book(lambda sheet: setattr(sheet.column_dimensions["B"], "hidden", True), tmp_path,
                  instead=(b'hidden="1" width="13"', instead))
    assert cells(source) == ["规章", "1", "其他", "3"]
    assert left_out(source) == {"5": "hidden-row", "2": "hidden-row"}


@pytest.mark.parametrize("instead", [b'hidden="1"', b'ht="0" customHeight="1"'])
def test_hidden_rows_are_left_out(instead: bytes, tmp_path: Path):
    source = book(lambda sheet: setattr(sheet.row_dimensions[2], "hidden", True), tmp_path,
                  instead=(b'hidden="1"', instead))
    assert cells(source) == ["规章", "5", "1"]
    assert set(left_out(source)) == {"其他", "2", "3"}


def test_a_merged_cell_whose_first_column_is_hidden_is_seen(tmp_path: Path):
    def change(sheet) -> None:
        sheet["A3"] = "五"
        sheet.merge_cells("A3:B3")
        sheet.column_dimensions["A"].hidden = True
    assert cells(book(change, tmp_path))[-2:] == ["五", ""]


def test_zeros_that_a_sheet_hides_are_unsure(tmp_path: Path):
    def change(sheet) -> None:
        sheet["B1"] = 0
        sheet.sheet_view.showZeros = False
    assert cells(book(change, tmp_path))[1] == "0〔格式 不显示零值〕"


def test_cells_that_a_rule_may_hide_are_unsure(tmp_path: Path):
    def change(sheet) -> None:
        sheet.conditional_formatting.add("B1:B2", CellIsRule("equal", ["5"], font=Font(color="FFFFFFFF")))
    assert [text.partition("〔")[2] for text in cells(book(change, tmp_path))[1::3]] == ["格式 条件格式〕"] * 2


def test_a_text_that_fills_its_cell_is_unsure(tmp_path: Path):
    assert cells(book(lambda sheet: setattr(sheet["B1"], "alignment", Alignment("fill")), tmp_path))[1] == "5〔格式 填充〕"


def test_pictures_and_words_over_a_sheet_are_told(tmp_path: Path):
    source = book(lambda sheet: None, tmp_path, {
        "xl/worksheets/_rels/sheet1.xml.rels": RELATED.format(
            f'<Relationship Id="r1" Type="{KIND}/drawing" Target="../drawings/d.xml"/>').encode(),
        "xl/drawings/_rels/d.xml.rels": RELATED.format(
            f'<Relationship Id="r1" Type="{KIND}/image" Target="../media/t2.png"/>').encode(),
        "xl/drawings/d.xml": "<d><a:t>另有3件</a:t></d>".encode()})
    assert [(one.name, one.place) for one in source.pictures] == [("t2.png", "工作表“Sheet”")]
    assert left_out(source) == {"另有3件": "drawing"}
