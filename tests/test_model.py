"""Values that know something of themselves: an original its name on the site, a report what stands at an address."""

from __future__ import annotations

import mimetypes
from dataclasses import replace

import pytest

from generator.archive import Source
from generator.model import Period
from tests.factories import a_report, hybrid


def published(name: str) -> str:
    return Source(name, None, None, None).published_as


@pytest.mark.parametrize("ending", [
    "pdf", "doc", "docx", "wps", "rtf", "ofd", "xls", "xlsx", "et", "csv", "txt", "jpg", "jpeg", "png", "gif", "webp", "bmp",
    "tif", "tiff", "zip", "rar", "7z"])
def test_a_document_a_picture_or_an_archive_keeps_its_name(ending: str):
    for name in (f"2020-original.{ending}", f"年报.2020.{ending.upper()}", f"a.html.{ending}"):
        assert published(name) == name


@pytest.mark.parametrize("name", [
    "a.html", "a.HTM", "a.xhtml", "a.xht", "a.shtml", "a.mht", "a.mhtml", "a.svg", "a.svgz", "a.xml", "a.xsl", "a.xslt", "a.xsd",
    "a.xbl", "a.rdf", "a.rss", "a.atom", "a.js", "a.mjs", "a.cjs", "a.json", "a.css", "a.wasm", "a.swf", "a.jar", "a.hta", "a.htc",
    "a.vml", "a.mathml", "a.php", "a.pdf.html", "a.html.", "a.pdf.", "a.pdf ", "a.htm%6c", "a.pdf;.html", "a.pdf;x", "a.pdf%00",
    "a．pdf", "a。pdf", "a", "pdf", ".pdf", ".htaccess", "index", "a.md", "a.yml", "a.webmanifest", "a.appcache", "a.tar.gz",
    "a.html.gz", "a.pdf.zh", "a.docm", "a.ﬁ", "a.ｐｄｆ", "a.doc\u212a", "a.xl\u017f", "a.pdf\n"])
def test_all_else_is_published_as_plain_text(name: str):
    assert published(name) == f"{name}.txt"


def test_what_keeps_its_name_is_run_by_no_browser():
    """As the servers of this machine and Python's own tell kinds."""
    known = {**mimetypes.types_map, **mimetypes.common_types}
    active = ("html", "xml", "svg", "script", "css", "wasm", "flash", "multipart", "message", "java")
    for ending, kind in known.items():
        if any(word in kind for word in active) and "openxmlformats" not in kind:
            assert published(f"a{ending}") == f"a{ending}.txt", kind


def test_no_original_has_no_name():
    assert Source(None, None, None, None).published_as == ""


def test_what_stands_at_a_group_are_the_cells_of_its_rows_or_its_own():
    parts = a_report(2021, cells={"no_fee.T": 2}).summands("otherwise.T")
    assert {address: cell.value for address, cell in parts.items()} == {"no_reply.T": 0, "no_fee.T": 2, "other.T": 0}
    assert [cell.value for cell in hybrid(single=[1, 0, 0, 0, 0, 0, 1]).summands("otherwise.T").values()] == [1]


def test_what_stands_at_a_row_is_its_cell_and_none_where_there_is_no_row():
    assert list(a_report(2021).summands("total.T")) == ["total.T"]
    assert a_report(2021, absent=["inquiry"]).summands("inquiry.T") == {"inquiry.T": None}


@pytest.mark.parametrize(("last", "period", "takes_up"), [
    (None, None, True), (None, ("01-01", "08-31"), True), (None, ("09-01", "12-31"), False),
    (("01-01", "08-31"), None, False), (("09-01", "12-31"), None, True), (("09-01", "12-31"), ("01-01", "03-31"), True)])
def test_a_report_takes_up_where_the_last_one_ended(last, period, takes_up):
    def of(year, days):
        return replace(a_report(year), period=days and Period(*(f"{year}-{day}" for day in days)))
    assert of(2022, period).takes_up(of(2021, last)) == takes_up
