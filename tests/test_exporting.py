"""Open data: the files beside a report carry every cell as published."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.archive import Attachment, Source, Superseded
from generator.check import check_township, standings
from generator.exporting import _csv_line, _json_rows, _spreadsheet_safe, _token, export
from generator.exporting.documents import document
from generator.model import Cell, Correction, Period, Report, State, Township
from tests.factories import (
    EDITIONS,
    SETTINGS,
    a_report,
    a_township,
    committed,
    example,
    hybrid,
    seed,
    unreadable,
    untyped,
)
from tests.strategies import Made, reports

ALL = [(township, report) for township in committed().values() for report in township.reports]


def files(report: Report, township: Township | None = None) -> dict[str, bytes]:
    """The data files of a report by their ending."""
    township = township or a_township(report)
    told = standings(township, {report.path: list(check_township(township, EDITIONS, SETTINGS))})
    found = export(township, report, told[report.year], b"yaml", SETTINGS)
    return {file.path.rsplit(".", 1)[1]: file.content for file in found}


def table(report: Report, township: Township | None = None) -> dict[str, str]:
    """The CSV's one line by its header."""
    text = files(report, township)["csv"].decode("utf-8-sig")
    [header, line] = csv.reader(io.StringIO(text, newline=""))
    assert len(header) == len(set(header)) == len(line)
    return dict(zip(header, line, strict=True))


def data(report: Report, township: Township | None = None) -> dict:
    return json.loads(files(report, township)["json"])


def literals(report: Report) -> dict[str, str | None]:
    """Every cell of the JSON as text, by address; None for a blank."""
    found = {}
    for rows in data(report)["tables"].values():
        if rows == "missing":
            continue
        for key, values in rows.items():
            for column, value in zip(report.edition.rows[key][1].column_leaves, values, strict=True):
                value = value["literal"] if isinstance(value, dict) else value
                found[f"{key}.{column.key}"] = None if value is None else str(value)
    return found


def as_text(cell: Cell) -> str | None:
    return None if cell.state is State.BLANK else cell.literal


def harmless(text: str) -> bool:
    """No spreadsheet program takes it for a formula; a signed number is only a number."""
    return text[:1] not in ("=", "@", "\t", "\r", "+", "-") or text in ("-", "+", "--") or text[1:].isdecimal()


# ── CSV ──

@pytest.mark.parametrize(("township", "report"), ALL, ids=[report.path for _, report in ALL])
def test_the_csv_carries_every_literal_of_a_committed_report(township: Township, report: Report):
    line = table(report, township)
    assert {address: line[address] for address in report.cells} == \
        {address: cell.literal for address, cell in report.cells.items()}


@given(reports(2021))
def test_the_csv_carries_every_literal_exactly_unless_it_were_a_formula(made: Made):
    line = table(made.report)
    for address, cell in made.report.cells.items():
        assert line[address] == (cell.literal if harmless(cell.literal) else "'" + cell.literal)


FORMULAS = ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "\r=1", "＝1+1", "＠SUM(A1)", "＋1+1", "－2－3", " =1", "\u3000=1",
            "\u00a0@x", "'=1", '"=1"', "“=1”", " '＝1", "-2件", "=", "-1,2", "+a", "--1"]


@pytest.mark.parametrize("literal", FORMULAS)
def test_a_literal_that_a_spreadsheet_would_run_is_kept_as_text(literal: str):
    assert table(a_report(2021, cells={"granted.P": unreadable(literal)}))["granted.P"] == "'" + literal


@pytest.mark.parametrize("literal", ["+1036", "-3", "-1.50", "－4", "＋3", "-", "—", "/", "0", "2448023.00元",
                                     "1=1", "a@b", "“3”", "约-3"])
def test_ordinary_literals_are_not_touched(literal: str):
    report = a_report(2020, cells={"permit.change": Cell(literal, None, State.NOT_APPLICABLE)})
    assert table(report)["permit.change"] == literal


@pytest.mark.parametrize("field", ["issuer", "name", "county", "city", "province"])
@pytest.mark.parametrize("word", FORMULAS)
def test_no_word_beside_the_figures_is_a_formula(field: str, word: str):
    report = a_report(2021, **({"issuer": word} if field == "issuer" else {}))
    township = a_township(report, **({} if field == "issuer" else {field: word}))
    assert table(report, township)["township" if field == "name" else field] == "'" + word


def test_the_csv_begins_with_a_byte_order_mark_and_has_two_lines():
    raw = files(a_report(2021))["csv"]
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == 2


def test_the_csv_names_township_year_and_format():
    line = table(a_report(2021, published="2022-01-20"))
    assert {key: line[key] for key in ("code", "township", "county", "city", "province", "year", "edition", "issuer",
                                       "published")} == {
        "code": "990201100", "township": "试镇", "county": "试县", "city": "试市", "province": "试省", "year": "2021",
        "edition": "2021", "issuer": "试镇人民政府", "published": "2022-01-20"}


def test_a_lost_table_and_an_absent_row_have_no_columns():
    line = table(a_report(2021, missing=["requests"], absent=["fee"]))
    assert not [name for name in line if name.startswith(("received.", "fee."))]
    assert "cases.rec_total" in line


def test_quotation_marks_commas_and_lines_stay_in_their_cell():
    literal = '1,"2"\n3'
    assert table(a_report(2021, cells={"granted.P": unreadable(literal)}))["granted.P"] == literal


# ── JSON ──

@pytest.mark.parametrize(("township", "report"), ALL, ids=[report.path for _, report in ALL])
def test_the_json_carries_every_literal_of_a_committed_report(township: Township, report: Report):
    assert literals(report) == {address: as_text(cell) for address, cell in report.cells.items()}


@given(reports(2021))
def test_the_json_carries_every_literal_exactly(made: Made):
    assert literals(made.report) == {address: as_text(cell) for address, cell in made.report.cells.items()}


def test_the_json_tells_numbers_texts_blanks_and_doubts_apart():
    report = a_report(2020, cells={"permit.items": 5, "permit.change": "增2", "permit.decided": None,
                                   "penalty.decided": unreadable("04"), "compulsion.decided": "/",
                                   "procurement.amount": "12.50元"})
    rows = data(report)["tables"]["disclosure"]
    assert rows["permit"] == [5, "增2", None]
    assert rows["penalty"][2] == {"literal": "04"}
    assert rows["compulsion"][2] == "/"
    assert rows["procurement"] == [0, "12.50元"]


def test_the_json_says_that_a_table_is_missing():
    assert data(seed("nanzhao/chengguan"))["tables"]["disclosure"] == "missing"
    assert data(seed("nanzhao/chengguan"))["extra_lines"] == {"disclosure": ["第二十条第（一）项"]}


def test_the_json_says_what_the_original_says_wrongly():
    assert data(seed("dehui/chalukou"))["as_published"] == [
        {"check": name, "table": "requests", "at": column, "reason": "原文如此"}
        for name in ("outcomes-total", "flow") for column in ("P", "T")]


def test_a_row_that_stands_for_a_group_is_named_by_its_group():
    rows = data(hybrid())["tables"]["requests"]
    assert "otherwise" in rows
    assert "no_reply" not in rows


def test_invented_data_says_so_in_the_json_too():
    assert data(example(2021), committed()["shili/shilizhen"])["example"] is True
    assert "example" not in data(a_report(2021))


def test_the_json_says_whose_compilation_it_is():
    assert data(a_report(2021))["status"] == "非官方整理，以原发布页为准"


def test_what_a_report_is_and_comes_to_stands_in_both():
    report = untyped(a_report(2022, missing=["disclosure"], number="〔2023〕3号", period=Period("2022-09-01", "2022-12-31")),
                     "review")
    line, told = table(report), data(report)
    facts = {"number": "〔2023〕3号", "period_from": "2022-09-01", "period_to": "2022-12-31",
             "standing": "有看不清或未录入的数（表四未录入）", "missing": "disclosure", "untranscribed": "review"}
    assert {key: line[key] for key in facts} == {key: told[key] for key in facts} == facts
    assert not [name for name in line if name.startswith("cases.")]
    assert (told["tables"]["disclosure"], told["tables"]["review"]) == ("missing", "untranscribed")


def test_the_json_tells_of_attachments_and_notes_under_tables():
    told = data(a_report(2021, attachments=(Attachment("a.html", "附件1", "", 5), Attachment("b.png", "页", "照片", 9)),
                         table_notes={"review": ("注：甲。", "乙。")}))
    assert told["attachments"] == [
        {"file": "a.html", "published_as": "a.html.txt", "title": "附件1", "size": 5},
        {"file": "b.png", "published_as": "b.png", "title": "页", "size": 9, "alt": "照片"}]
    assert told["table_notes"] == {"review": ["注：甲。", "乙。"]}


def test_a_document_has_the_number_the_notes_and_a_line_for_what_is_not_typed_in():
    report = untyped(a_report(2021, number="〔2022〕3号", table_notes={"requests": ("注：甲。",), "review": ("注：乙。",)}),
                     "review")
    page = document(report, "html").decode()
    assert "</h1>\n<p>〔2022〕3号</p>" in page
    assert '<th colspan="10">注：甲。</th></tr>\n</table>' in page
    assert "<p>（表四 政府信息公开行政复议、行政诉讼情况：尚未录入，见原文）</p>\n<p>注：乙。</p>" in page
    word = "\n".join(part.text for part in docx.Document(io.BytesIO(document(report, "docx"))).paragraphs)
    book = openpyxl.load_workbook(io.BytesIO(document(report, "xlsx")))
    assert "〔2022〕3号" in word
    assert "尚未录入，见原文" in word
    assert "〔2022〕3号" in [cell.value for cell in book["正文"]["A"]]
    assert [cell.value for cell in book["表三"]["A"]][-1] == "注：甲。"
    assert "表四" not in book.sheetnames


# ── the files ──

def test_the_files_stand_beside_the_page_under_the_townships_code():
    paths = [file.path for file in export(a_township(a_report(2021)), a_report(2021), None, b"", SETTINGS)]
    assert paths == [f"shixian/shizhen/2021/shixian-shizhen-2021.{ending}" for ending in ("yml", "json", "csv")]


def test_the_yaml_is_the_source_itself():
    assert files(a_report(2021))["yml"] == b"yaml"


def test_the_source_is_told():
    source = Source("o.txt", "https://ok.invalid/", "2022-01-02", "0" * 64)
    assert data(replace(a_report(2021), source=source))["source"] == {
        "file": "o.txt", "url": "https://ok.invalid/", "accessed": "2022-01-02", "sha256": "0" * 64}


CORRECTIONS = (Correction("2026-11-28", "录入订正", "granted.P", "", "3", "看错, 一行", None, 40),
               Correction("2026-03-01", "更正", "published", "2022-01-20", "2022-01-21", "机关更正", "https://a.invalid/", 41))


def test_corrections_are_in_json_as_they_stand_in_the_yaml():
    found = data(a_report(2021, corrections=CORRECTIONS))["corrections"]
    assert found[0] == {"date": "2026-11-28", "kind": "录入订正", "at": "granted.P", "before": "", "after": "3",
                        "reason": "看错, 一行", "link": None}
    assert "corrections" not in data(a_report(2021))


def test_a_line_of_csv_says_what_was_corrected_when():
    header, line = list(csv.reader(io.StringIO(files(a_report(2021, corrections=CORRECTIONS))["csv"].decode("utf-8-sig"))))
    assert line[header.index("corrections")] == "2026-11-28 granted.P; 2026-03-01 published"
    header, line = list(csv.reader(io.StringIO(files(a_report(2021))["csv"].decode("utf-8-sig"))))
    assert line[header.index("corrections")] == ""


def test_originals_that_were_replaced_are_in_json():
    source = Source("b.pdf", None, None, None, (Superseded("a.pdf", "0" * 64, None),))
    assert data(a_report(2021, source=source))["source"]["superseded"] == [
        {"file": "a.pdf", "sha256": "0" * 64, "until": None}]


@pytest.mark.parametrize("to", ["docx", "xlsx"])
def test_a_document_has_the_same_bytes_at_any_time_of_day(to: str):
    package = zipfile.ZipFile(io.BytesIO(document(a_report(2021), to)))
    assert {entry.date_time[0] for entry in package.infolist()} == {1980}
    core = package.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2020-01-01T00:00:00Z"}


@pytest.mark.parametrize("word", [word for word in FORMULAS if "\r" not in word])
def test_no_cell_of_a_workbook_is_a_formula(word: str):
    """In a cell, a line under a table, the title, the prose: text, also after somebody has edited it."""
    report = a_report(2021, cells={"granted.P": unreadable(word)}, extra_lines={"review": (word,)}, title=word,
                      prose={"overview": word})
    book = openpyxl.load_workbook(io.BytesIO(document(report, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    found = [cell for cell in cells if cell.value == word]
    assert len(found) >= 3
    assert all(cell.quotePrefix for cell in found)


def test_what_is_printed_in_a_cell_is_no_tag_of_the_page():
    page = document(a_report(2021, cells={"granted.P": unreadable("<b>3</b>")}), "html").decode()
    assert "&lt;b&gt;3&lt;/b&gt;" in page
    assert "<b>" not in page


@pytest.mark.parametrize(("literal", "value"), [("7", 7), ("999999999999999", 10**15 - 1), ("9999999999999999", "9" * 16),
                                                ("9" * 5000, "9" * 5000), ("-2", "-2"), ("04", "04")])
def test_a_figure_in_a_workbook_is_the_published_one(literal: str, value: object):
    """A spreadsheet keeps fifteen digits of a number; what is longer is text."""
    book = openpyxl.load_workbook(io.BytesIO(document(a_report(2021, cells={"granted.P": unreadable(literal)}), "xlsx")))
    [found] = [cell for sheet in book for row in sheet.iter_rows() for cell in row if str(cell.value) == literal]
    assert found.value == value
    assert not found.quotePrefix


# ── rows of small figures are written at a stretch, and just as cell by cell ──

PRINTED = [Cell("", None, State.BLANK), *(Cell(text, None, State.UNREADABLE) for text in ("7", "007", "=1+1", 'a"b')),
           *(Cell(text, None, State.NOT_APPLICABLE) for text in ("/", "-", "无")),
           *(Cell(text, value, State.NUMBER) for text, value in (
               ("7", 7), ("999", 999), ("1000", 1000), ("007", 7), ("７", 7), ("12件", 12), ("1,234", 1234), ("+3", 3)))]


@st.composite
def rows_of_small_figures(draw: st.DrawFn) -> Report:
    """A report of small figures, but for a few cells; some are what they look like, some only look like a figure."""
    report = a_report(draw(st.sampled_from([2020, 2021])))
    changes = draw(st.dictionaries(st.sampled_from(sorted(report.cells)), st.sampled_from(PRINTED), max_size=12))
    return replace(report, cells={**report.cells, **changes})


def token(cell: Cell) -> object:
    """What a cell is in JSON."""
    if cell.state is State.BLANK:
        return None
    if cell.state is State.UNREADABLE:
        return {"literal": cell.literal}
    return cell.value if type(cell.value) is int and cell.literal == str(cell.value) else cell.literal


@given(rows_of_small_figures())
def test_a_row_of_json_is_its_cells_one_by_one(report: Report):
    for row, written in _json_rows(report).items():
        cells = [report.cells[address] for address in report.edition.addresses[row]]
        assert written == f'"{row}":[{",".join(map(_token, cells))}]'
        assert json.loads(f"{{{written}}}") == {row: [token(cell) for cell in cells]}


@given(rows_of_small_figures())
def test_a_line_of_csv_is_its_cells_one_by_one(report: Report):
    line = files(report)["csv"].decode().split("\r\n", 1)[1]
    literals = [_spreadsheet_safe(cell.literal) for cell in report.cells.values()]
    assert line.endswith("," + _csv_line(literals) + "\r\n")
