"""Import: the originals beside the reports, real documents elsewhere, every kind of noise, hostile files.

The promise under test: no wrong cell without a flag, and no character of the document lost.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.__main__ import main
from generator.exporting.documents import document
from generator.exporting.form import Box, sheet
from generator.importing import Refused, import_file, interpret
from generator.importing.drafts import Original, compose_report
from generator.importing.readers import read
from generator.importing.readers.office import convert
from generator.importing.readers.text import read_text
from generator.load import load
from generator.model import Report, State
from generator.settings import Settings
from tests.documents.pdf import writer
from tests.factories import EDITIONS, PORTAL, ROOT, SOURCES, write_tree

REAL = Path(os.environ.get("PORTAL_REAL", ROOT.parent / "shared" / "real"))
SITE = load(SOURCES, EDITIONS)[0]
REPORTS = [report for township in SITE.townships for report in township.reports]
SEEDS = [report for report in REPORTS if (report.source.file or "").endswith(".txt")]
CLEAN = next(report for report in REPORTS if report.path == "examples/shili/shilizhen/2021.yml")
each_seed = pytest.mark.parametrize("report", SEEDS, ids=lambda one: one.path)
real = pytest.mark.skipif(not REAL.is_dir(), reason="the real documents are not here")


def reading(text: str | bytes, year: int | None = None):
    return interpret(read_text(text if isinstance(text, bytes) else text.encode()), EDITIONS, year)


def wrong(read_cells, report: Report) -> dict:
    """Cells that differ from the report's and are not marked as unknown."""
    return {address: (cell, read_cells.get(address)) for address, cell in report.cells.items()
            if read_cells.get(address) != cell
            and not (address in read_cells and read_cells[address].state is State.UNREADABLE)}


# ── the originals beside the reports ──

@each_seed
def test_the_originals_import_to_the_committed_reports(report: Report):
    """Figures, prose and facts are equal; only what a person added (notes, acknowledgements, headings seen to be lost)
    differs."""
    original = (PORTAL / report.path).with_name(report.source.file)
    one = import_file(original, PORTAL / "reports", SITE, Settings(""), year=report.year)
    made = one.draft.report
    for part in ("edition", "year", "title", "issuer", "signed", "published", "cells", "without_table", "absent_rows",
                 "extra_lines", "preamble"):
        assert getattr(made, part) == getattr(report, part), part
    lost = {key for key, printed in report.headings.items() if printed is None}
    assert made.headings == {key: printed for key, printed in report.headings.items() if key not in lost}
    assert made.prose == {**report.prose, **dict.fromkeys(lost, "")}
    assert made.path == report.path
    assert made.source.sha256 == report.source.sha256


@each_seed
def test_every_character_is_accounted_for(report: Report):
    original = (PORTAL / report.path).with_name(report.source.file)
    counts = reading(original.read_bytes(), report.year).counts
    assert counts["unclaimed"] == counts["twice"] == 0
    assert sum(counts[fate] for fate in ("table", "prose", "facts", "dropped")) == counts["all"]


# ── real documents that are not committed ──

def expected_cells(name: str, edition) -> dict:
    data = json.loads((REAL / "expected.json").read_text(encoding="utf-8"))[name]
    found = {}
    disclosure = [key for key, (table, _, _) in edition.rows.items() if table.key == "disclosure"]
    for key, values in zip(disclosure, data["t2"].values(), strict=True):
        for column, value in zip(edition.rows[key][1].column_leaves, values if isinstance(values, list) else [values],
                                 strict=True):
            found[f"{key}.{column.key}"] = value
    rows = [key for key, (table, _, _) in edition.rows.items() if table.key == "requests"]
    parts = [part for group in edition.single_groups for part in edition.groups[group]]
    one_row = len(data["t3"]) < len(rows) - len(edition.single_groups)
    rows = [key for key in rows if key not in (parts if one_row else edition.single_groups)]
    for key, values in zip(rows, data["t3"].values(), strict=True):
        for column, value in zip(edition.rows[key][1].column_leaves, values, strict=True):
            found[f"{key}.{column.key}"] = value
    for column, value in zip(edition.rows["cases"][1].column_leaves, data["t4"], strict=True):
        found[f"cases.{column.key}"] = value
    return found


@real
@pytest.mark.parametrize(("name", "most_flagged"), [
    ("pingtan-2019.txt", 19), ("pingtan-2020.txt", 16), ("pingtan-2021.txt", 3), ("pingtan-2022.txt", 0),
    ("huaian-hongze-2023.pdf", 0)])
def test_real_documents_have_no_wrong_cell(name: str, most_flagged: int):
    """Flagged are only glued figures of table two (表二), where no balance says how to split them."""
    one = interpret(read(REAL / name), EDITIONS)
    flagged = 0
    for address, value in expected_cells(Path(name).stem, one.edition).items():
        cell = one.tables.cells[address]
        if cell.state is State.UNREADABLE:
            flagged += 1
            assert one.edition.places[address].table.key == "disclosure"
        else:
            assert cell.literal == value or cell.value == value, address
    assert flagged <= most_flagged
    assert one.counts["unclaimed"] == one.counts["twice"] == 0


@real
def test_years_together_decide_more(tmp_path: Path, capsys):
    """What one year leaves open another may decide; still no wrong cell."""
    folder = tmp_path / "reports" / "pingtan" / "government"
    folder.mkdir(parents=True)
    (folder / "township.yml").write_text("name: 平潭综合实验区\nkind: 县级政府\ncode: \"350128\"\ncounty: 平潭综合实验区\n"
                                         "city: 福州市\nprovince: 福建省\n", encoding="utf-8")
    files = [str(REAL / f"pingtan-{year}.txt") for year in range(2019, 2023)]
    assert portal(tmp_path, *files, "--township", "pingtan/government") == 1
    site, issues = load([tmp_path / "reports"], EDITIONS)
    assert not issues
    flagged = 0
    for report in site.townships[0].reports:
        for address, value in expected_cells(f"pingtan-{report.year}", report.edition).items():
            cell = report.cells[address]
            flagged += cell.state is State.UNREADABLE
            assert cell.state is State.UNREADABLE or value in (cell.literal, cell.value), address
    assert flagged <= 25


@real
def test_the_blank_official_form_reads_as_blank():
    one = interpret(read(REAL / "template-2021-format-blank.docx"), EDITIONS)
    assert len(one.tables.cells) == 200
    assert {cell.state for cell in one.tables.cells.values()} == {State.BLANK}


# ── round trips ──

def assert_same(one, report: Report) -> None:
    assert one.edition is report.edition
    assert one.tables.cells == dict(report.cells)
    assert one.tables.unread == report.without_table
    assert {key: tuple(lines) for key, lines in one.tables.extra.items()} == dict(report.extra_lines)
    assert one.facts.title == report.title
    assert one.prose.headings == dict(report.headings)
    assert one.prose.preamble == report.preamble
    assert one.prose.sections == dict(report.prose)
    assert one.counts["unclaimed"] == 0


@pytest.mark.parametrize("to", ["docx", "xlsx", "html"])
@pytest.mark.parametrize("report", REPORTS, ids=lambda one: one.path)
def test_round_trip(report: Report, to: str, tmp_path: Path):
    file = tmp_path / f"report.{to}"
    file.write_bytes(document(report, to))
    assert_same(interpret(read(file), EDITIONS, report.year), report)


@pytest.mark.skipif(writer() is None, reason="LibreOffice Writer is not installed")
@pytest.mark.parametrize(("path", "to"), [
    ("examples/shili/shilizhen/2021.yml", "pdf"), ("examples/shili/shilizhen/2021.yml", "doc"),
    ("examples/shili/shilizhen/2022.yml", "pdf"),  # the end of a page goes through a row
    ("reports/pinghu/zhapu/2020.yml", "pdf")])  # and through a row of blanks
def test_round_trip_through_libreoffice(path: str, to: str, tmp_path: Path):
    """Figures exactly; the prose by its characters, since a page's layout does not keep paragraphs apart."""
    report = next(one for one in REPORTS if one.path == path)
    file = tmp_path / "report.docx"
    file.write_bytes(document(report, "docx"))
    one = interpret(read(convert(writer(), file, to, tmp_path / "out")), EDITIONS, report.year)
    assert one.tables.cells == dict(report.cells)
    for key, text in report.prose.items():
        assert re.sub(r"[\s\\#*]", "", one.prose.sections[key]) == re.sub(r"[\s\\#*]", "", text)


# ── a clean document as text, in every layout, and noise upon it ──

def text_of(report: Report, layout: str, noise=lambda text, box: text) -> str:
    """The report as text: `tabs` rows, `pipes` rows, `cells` one a line, `lines` without tabs, `glued`."""
    parts = [report.title or "", report.preamble]
    for section in report.edition.sections:
        parts += [section.heading, report.prose.get(section.key, "").replace("### ", "")]
        if section.table and section.table not in report.missing_tables:
            printed = sheet(report, report.edition.table(section.table))
            rows = [[noise(box.text, box) for box in printed.boxes if box.row == number]
                    for number in range(printed.rows)]
            parts.append({
                "tabs": lambda rows=rows: "\n".join("\t".join(row) + "\t" for row in rows),
                "pipes": lambda rows=rows: "\n".join(" | ".join(row) + " |" for row in rows),
                "cells": lambda rows=rows: "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows),
                "lines": lambda rows=rows: "\n".join(cell for row in rows for cell in row),
                "glued": lambda rows=rows: "".join(cell for row in rows for cell in row),
                "spaced": lambda rows=rows: "\n".join(" ".join(row) for row in rows),
            }[layout]())
    return "\n\n".join(part for part in parts if part) + "\n"


LAYOUTS = ["tabs", "pipes", "cells", "lines", "glued", "spaced"]
BORDERED = ["tabs", "pipes", "cells", "lines", "spaced"]


def full(report: Report) -> Report:
    """The report without blanks, which running text cannot show."""
    return replace(report, cells={address: cell if cell.literal else CLEAN.cells["regulation.issued"]
                                  for address, cell in report.cells.items()})


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_of_text(layout: str):
    report = full(CLEAN)
    one = reading(text_of(report, layout))
    assert wrong(one.tables.cells, report) == {}
    unknown = [address for address, cell in one.tables.cells.items() if cell.state is State.UNREADABLE]
    assert layout == "glued" or unknown == []
    assert all(one.edition.places[address].table.key == "disclosure" for address in unknown)
    assert one.counts["unclaimed"] == 0


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("said", "word", "code"), [
    ("合计", "总计", "label-typo"), ("其它", "其他", "label-typo"), ("个人", "自然人", "header-partial"),
    ("企业", "商业企业", "header-partial")])
def test_labels_in_other_words(said: str, word: str, code: str, layout: str):
    """A usual word for another; or one heading that nobody knows, among the others in their order."""
    report = full(CLEAN)
    one = reading(text_of(report, layout).replace(word, said))
    assert wrong(one.tables.cells, report) == {}
    unknown = [address for address, cell in one.tables.cells.items() if cell.state is State.UNREADABLE]
    assert all(layout == "glued" and one.edition.places[address].table.key == "disclosure" for address in unknown)
    assert one.tables.cells.keys() == report.cells.keys()
    assert code in {found.code for found in one.doubts}


def test_bold_headings_and_figures_of_markdown():
    """As converters write them; the signs mean nothing else."""
    report = full(CLEAN)
    text = text_of(report, "pipes", lambda text, box: f"**{text}**" if text else text)
    one = reading(re.sub(r"(?m)^([一二三四五六]、.{2,30})$", r"**\1**", text))
    assert wrong(one.tables.cells, report) == {}
    assert not any(cell.state is State.UNREADABLE for cell in one.tables.cells.values())
    assert one.prose.headings == {}
    assert one.prose.sections == dict(report.prose)


@pytest.mark.parametrize("change", [lambda text: text + "件", lambda text: "无" if text == "0" else text,
                                    lambda text: "/" if text == "0" else text], ids=["units", "none", "strokes"])
def test_rows_of_a_line_each_with_more_than_digits(change: Callable):
    """The tables are found, and what is not a number is kept as it is printed."""
    report = full(CLEAN)
    one = reading(text_of(report, "spaced", lambda text, box: change(text) if text.isdecimal() and not box.heading
                          else text))
    assert not one.tables.unread
    assert {address for address, cell in report.cells.items() if one.tables.cells[address].literal not in (
        cell.literal, change(cell.literal))} == set()
    assert one.prose.sections == dict(report.prose)


TOLD = ("一、本年新收政府信息公开申请数量16件；二、上年结转政府信息公开申请数量1件；三、本年度办理结果：（一）予以公开9件，（二）部分公开1件，"
        "（三）不予公开2件，（四）无法提供2件，（六）其他处理2件，（七）总计16件；四、结转下年度继续办理1件。")


@pytest.mark.parametrize("told", [TOLD, re.sub("[；，。：]", "\n", TOLD).strip()], ids=["a sentence", "lines"])
def test_prose_in_the_words_of_the_table_is_prose(told: str):
    report = full(CLEAN)
    one = reading(text_of(report, "tabs").replace("二、主动公开政府信息情况", f"{told}\n\n二、主动公开政府信息情况"))
    assert wrong(one.tables.cells, report) == {}
    assert not any(cell.state is State.UNREADABLE for cell in one.tables.cells.values())
    assert re.sub(r"\s", "", one.prose.sections["overview"]).endswith(re.sub(r"\s", "", told))


KINDS_OF_NOISE = {
    "doubled first characters of labels": lambda text, box: text[:1] + text if box.heading else text,
    "full-width digits": lambda text, box: text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    if not box.heading else text,
    "spaces inside labels": lambda text, box: " ".join(text) if box.heading and len(text) > 3 else text,
    "line breaks and odd spaces in labels": lambda text, box: text.replace("政府", "政\u3000府").replace("信息", "信\xa0息"),
    "half-width brackets": lambda text, box: text.replace("（", "(").replace("）", ")"),
    "pinyin in brackets": lambda text, box: text.replace("规", "规(guī)").replace("数", "数(shù)"),
    "traditional characters": lambda text, box: text.translate(str.maketrans("规数据总计处理结国开", "規數據總計處理結國開")),
    "radical glyphs": lambda text, box: text.replace("一", "⼀").replace("民", "⺠").replace("见", "⻅").replace("工", "⼯"),
    "known typos": lambda text, box: text.replace("没有现成信息", "没有想成信息").replace("禁止公开", "止公开"),
    "shortened labels": lambda text, box: re.sub(r"（区分处理.*?）", "", text),
    "lost numbers": lambda text, box: re.sub(r"^\d\.", "", text) if box.heading and len(text) > 6 else text,
    "units in cells": lambda text, box: text + "件" if text.isdecimal() and not box.heading else text,
}


@pytest.mark.parametrize("kind", KINDS_OF_NOISE)
@pytest.mark.parametrize("layout", ["tabs", "cells", "pipes"])
def test_noise_in_tables(kind: str, layout: str):
    """Whatever was done to the document: the value is right, or the cell is unknown; and mostly it is right."""
    report = full(CLEAN)
    one = reading(text_of(report, layout, KINDS_OF_NOISE[kind]))
    off = {address for address, cell in report.cells.items()
           if one.tables.cells.get(address) is None or one.tables.cells[address].value != cell.value}
    flagged = {address for address in off if one.tables.cells.get(address)
               and one.tables.cells[address].state is State.UNREADABLE}
    absent = {address for address in off if address not in one.tables.cells}
    assert off == flagged | absent
    assert {address.split(".")[0] for address in absent} <= one.tables.absent
    assert len(off) <= 0.1 * len(report.cells)


def test_doubled_digits_are_read_once_and_said():
    report = full(CLEAN)
    one = reading(text_of(report, "cells", lambda text, box: text[0] + text if text and not box.heading else text))
    assert [found.code for found in one.doubts].count("doubled-figures") >= 1
    assert wrong(one.tables.cells, report).keys() <= {address for address in report.cells
                                                      if one.edition.places[address].table.key == "disclosure"}


def test_a_table_or_a_heading_lost():
    report = full(CLEAN)
    text = text_of(report, "tabs")
    start = text.index("二、主动公开")
    stop = text.index("三、收到和处理")
    one = reading(text[:start] + text[stop:])
    assert one.tables.unread == {"disclosure"}
    assert one.prose.headings == {"disclosed": None}
    assert not any(address.startswith(("regulation", "permit")) for address in one.tables.cells)


def test_what_was_not_found_is_not_said_to_be_lacking():
    """Neither of a table nor of a row; what the notes on the page say is true of the program alone."""
    report = full(CLEAN)
    text = text_of(report, "tabs")
    start, stop = text.index("二、主动公开"), text.index("三、收到和处理")
    rest = "\n".join(line for line in text[stop:].split("\n") if "重复申请" not in line)
    one = reading(text[:start] + rest)
    told = compose_report("a/b", CLEAN.year, one.edition, one.facts, one.tables, one.prose, Original("a.txt", b""), one.doubts)
    assert (told.missing_tables, told.untranscribed, told.absent_rows) == (frozenset(), {"disclosure"}, frozenset())
    assert {told.cells[address].state for address in told.edition.addresses["repeated"]} == {State.UNREADABLE}
    assert not [line for line in told.transcription if "缺" in line or "原文没有" in line.replace("不等于原文没有", "")]


def test_a_row_between_two_others_of_a_whole_grid_is_absent(tmp_path: Path):
    report = full(CLEAN)
    kept = replace(report, cells={address: cell for address, cell in report.cells.items()
                                  if not address.startswith(("repeated.", "carried_forward."))})
    (tmp_path / "a.html").write_bytes(document(kept, "html"))
    one = interpret(read(tmp_path / "a.html"), EDITIONS, kept.year)
    assert one.tables.absent == {"repeated"}
    assert {one.tables.cells[address].state for address in one.edition.addresses["carried_forward"]} == {State.UNREADABLE}


def test_sections_in_another_order_go_by_their_headings():
    text = text_of(full(CLEAN), "tabs") + "\n主办：示例县人民政府办公室\n"
    five, six = text.index("\n五、"), text.index("\n六、")
    end = text.index("\n主办")
    one = reading(text[:five] + text[six:end] + text[five:six] + text[end:])
    assert one.prose.sections == dict(CLEAN.prose)
    assert one.prose.headings == {}
    assert [found.text for found in one.doubts if found.code == "section-order"] == ["五、存在的主要问题及改进情况"]
    assert "主办" in " ".join(entry.piece.text for entry in one.ledger.dropped)


def test_an_official_heading_within_a_section_is_text():
    """Twice there: neither can be taken for the heading, if the other is in its place."""
    text = text_of(full(CLEAN), "tabs")
    one = reading(text.replace("六、其他需要报告的事项", "六、其他需要报告的事项\n\n一、总体情况\n\n参见本报告第一部分。"))
    assert one.prose.sections["overview"] == CLEAN.prose["overview"]
    assert "参见本报告第一部分。" in one.prose.sections["further"]


def test_a_table_that_is_there_but_cannot_be_read_is_not_said_to_be_lost():
    """As told in sentences, or drawn without rules: what stands there stays in the text, and the editor is told."""
    report = full(CLEAN)
    text = text_of(report, "tabs")
    start, stop = text.index("三、收到和处理"), text.index("四、政府信息公开行政复议")
    rows = [(row, block.column_leaves) for row, (table, block, _) in report.edition.rows.items()
            if table.key == "requests" and f"{row}.P" in report.cells]
    told = [report.edition.row_words(row).split("／")[-1].split(" · ")[-1] + "这一栏的填报情况如下，请结合其他各栏一并理解，数据以原始台账为准："
            + "，".join(f"属于{column.label}这一类申请人的数量有{report.cells[f'{row}.{column.key}'].literal}件"
                       for column in columns) + "。" for row, columns in rows]
    one = reading(text[:start] + "三、收到和处理政府信息公开申请情况\n" + "\n".join(told) + "\n" + text[stop:])
    assert one.tables.unread == {"requests"}
    assert "table-unread" in {found.code for found in one.doubts}
    assert "table-missing" not in {found.code for found in one.doubts}
    assert all(sentence in one.prose.sections["applications"] for sentence in told)


@pytest.mark.parametrize("layout", ["lines", "spaced", "cells"])
def test_a_line_below_a_table_keeps_its_year(layout: str):
    """It begins with digits, and the figures of the last row are right above it."""
    report = full(CLEAN)
    note = "2021年本行政区域政府信息公开发布总数量：4"
    text = text_of(report, layout)
    place = text.index("三、收到和处理")
    one = reading(text[:place].rstrip("\n") + f"\n{note}\n\n" + text[place:])
    assert wrong(one.tables.cells, report) == {}
    assert not any(cell.state is State.UNREADABLE for cell in one.tables.cells.values())
    assert note in [one.prose.sections["disclosed"], *one.tables.extra.get("disclosure", ())]


def test_page_furniture_is_dropped_and_listed():
    text = text_of(full(CLEAN), "tabs").replace("五、存在", "- 3 -\n\n五、存在") \
        + "\n扫一扫在手机上查看当前页面\n主办:示例县人民政府 承办:示例县人民政府办公室\n某ICP备0000000号-5\n"
    one = reading(text)
    dropped = " ".join(entry.piece.text for entry in one.ledger.dropped)
    assert "扫一扫" in dropped
    assert "ICP备" in dropped
    assert "- 3 -" in dropped
    assert one.prose.sections["further"] == CLEAN.prose["further"]


def test_a_lost_month_is_said():
    text = text_of(full(CLEAN), "tabs").replace("一、总体情况", "统计期限自2021年1月1日至20211231日止。\n\n一、总体情况", 1)
    assert "year-broken" in {found.code for found in reading(text).doubts}


def test_notes_in_cells_and_signs_are_kept():
    report = next(one for one in REPORTS if one.edition.key == "2019" and "permit" in one.rows)
    text = text_of(full(report), "tabs", lambda text, box: {2: "22（其中修订16件）"}.get(box.column, text)
                   if not box.heading and box.row == 2 else "增2" if not box.heading and box.row == 6 and box.column == 2
                   else "/" if not box.heading and box.row == 7 and box.column == 3 else text)
    cells = reading(text).tables.cells
    assert cells["regulation.released"].value == 22
    assert cells["regulation.released"].literal == "22（其中修订16件）"
    assert cells["permit.change"].value == 2
    assert cells["service.decided"].state is State.NOT_APPLICABLE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings(encoding: str, tmp_path: Path):
    text = document(full(CLEAN), "html").decode().replace("utf-8", "gb2312" if encoding.startswith("gb") else encoding)
    file = tmp_path / "page.html"
    file.write_bytes(text.encode(encoding))
    assert wrong(interpret(read(file), EDITIONS).tables.cells, full(CLEAN)) == {}


def test_word_html_with_other_spans_in_every_row(tmp_path: Path):
    """Word saves pages whose rows cut the grid differently; the order of the cells decides."""
    page = document(full(CLEAN), "html").decode()
    chance = random.Random(7)
    page = re.sub(r"<td>", lambda match: f'<td colspan="{chance.randint(1, 4)}" style="mso-x:1">', page)
    file = tmp_path / "page.htm"
    file.write_text(page, encoding="utf-8")
    assert wrong(interpret(read(file), EDITIONS).tables.cells, full(CLEAN)) == {}


def test_a_page_inside_a_script(tmp_path: Path):
    inner = document(full(CLEAN), "html").decode().partition("<body>")[2].partition("</body>")[0]
    file = tmp_path / "page.html"
    file.write_text("<!doctype html><html><meta charset=utf-8><body><div id=a></div><script>var c="
                    + json.dumps(inner) + ";</script></body></html>", encoding="utf-8")
    one = interpret(read(file), EDITIONS)
    assert wrong(one.tables.cells, full(CLEAN)) == {}
    assert "hidden-scripts" in {found.code for found in one.doubts}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_random_noise_never_gives_a_wrong_cell_without_a_flag(data):
    """Cells lost, emptied, moved or garbled: what is read wrong is unknown, doubted or a failing balance."""
    report = full(CLEAN)
    layout = data.draw(st.sampled_from(LAYOUTS))
    chance = random.Random(data.draw(st.integers(0, 2**32)))
    odds = data.draw(st.sampled_from([0.0, 0.002, 0.01]))

    def noise(text: str, box: Box) -> str:
        if chance.random() >= odds * (1 if box.heading else 3):
            return text
        kind = chance.choice(["space", "blank", "double", "letter", "drop"])
        place = chance.randrange(len(text)) if text else 0
        return {"space": text[:place] + " " + text[place:], "blank": "" if box.heading else text,
                "double": text[:1] + text if box.heading else text,
                "letter": text[:place] + chance.choice("口x·") + text[place:],
                "drop": text[:place] + text[place + 1:] if box.heading and len(text) > 5 else text}[kind]

    one = reading(text_of(report, layout, noise), report.year)
    off = wrong(one.tables.cells, report)
    off = {address: pair for address, pair in off.items() if pair[1] is not None and pair[1].value != pair[0].value}
    assert off == {}
    absent = {address.split(".")[0] for address in report.cells if address not in one.tables.cells}
    tables = {key: EDITIONS["2021"].table_of(key).key for key in absent}
    assert all(key in one.tables.absent or tables[key] in one.tables.unread or "otherwise" in one.tables.rows
               for key in absent)
    assert one.counts["unclaimed"] == 0


# ── hostile files ──

def refusal(path: Path) -> str:
    start = time.perf_counter()
    with pytest.raises(Refused) as caught:
        interpret(read(path), EDITIONS)
    assert time.perf_counter() - start < 20
    return caught.value.code


def zipped(names: dict[str, bytes]) -> bytes:
    """A package whose bytes do not depend on the time of day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in names.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.docx": (lambda: b"", "empty"),
    "bomb.docx": (lambda: zipped({"word/document.xml": b"0" * 250_000_000}), "bomb"),
    "ratio.docx": (lambda: zipped({"word/document.xml": b"0" * 30_000_000}), "bomb"),
    "entities.docx": (lambda: zipped({"word/document.xml": ENTITIES}), "entities"),
    "entities.html": (lambda: b"<html>" + ENTITIES, "entities"),
    "cut.docx": (lambda: zipped({"word/document.xml": b"<a/>"})[:60], "damaged"),
    "broken.docx": (lambda: zipped({"word/document.xml": b"<a><b></a>"}), "damaged"),
    "picture.docx": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "wrong-kind"),
    "page.pdf": (lambda: b"<html><body>x</body></html>", "wrong-kind"),
    "junk.pdf": (lambda: b"%PDF-1.4\n" + random.Random(1).randbytes(100_000), "damaged"),
    "junk.txt": (lambda: bytes(range(256)) * 4000, "damaged"),
    "spans.html": (lambda: b"<table><tr><td colspan=999999 rowspan=999999>x</td></tr></table>", "too-wide"),
    "deep.html": (lambda: b"<div>" * 100_000 + b"x", "too-deep"),
    "letter.txt": (lambda: "今天天气很好。".encode(), "no-report"),
    "long.txt": (lambda: ("今天天气很好。" * 30 + "\n").encode() * 10_000, "too-long"),
    "program.exe": (lambda: b"MZ" * 100, "unknown-kind"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_in_one_sentence(name: str, tmp_path: Path):
    content, code = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(content())
    assert refusal(path) == code


LONG = {
    "labels": "一、本年新收政府信息公开申请数量 0 0 0 0 0 0 0\n" * 3_000,
    "headings": "一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n" * 3_000,
    "digits": "一、总体情况\n二、主动公开政府信息情况\n规章" + "0" * 20_000 + "规范性文件" + "1" * 20_000 + "\n",
    "a sentence": "一、总体情况\n" + "镇政府开展工作，\n" * 8_000,
}


@pytest.mark.parametrize("kind", LONG)
def test_long_texts_are_read_in_a_time_that_grows_with_them(kind: str):
    """Each of these once took minutes."""
    one = reading(LONG[kind])
    assert one.counts["unclaimed"] == one.counts["twice"] == 0


def test_a_hundred_megabytes_of_junk(tmp_path: Path):
    path = tmp_path / "junk.html"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    assert refusal(path) == "too-big"


# ── the command ──

def portal(tmp_path: Path, *arguments: str) -> int:
    return main(["--project", str(PORTAL), "import", "--reports", str(tmp_path / "reports"), "--out",
                 str(tmp_path / "sheets"), *arguments])


def test_the_command_writes_a_draft_and_a_sheet(tmp_path: Path, capsys):
    file = tmp_path / "report.docx"
    file.write_bytes(document(full(CLEAN), "docx"))
    assert portal(tmp_path, str(file)) == 2  # no such township, and no path given
    assert "--township" in capsys.readouterr().err
    assert portal(tmp_path, str(file), "--township", "shili/xinzhen") == 1  # a new township is to be filled in
    folder = tmp_path / "reports" / "shili" / "xinzhen"
    assert {path.name for path in folder.iterdir()} == {"2021.yml", "2021.md", "2021-original.docx", "township.yml"}
    assert "待补" in (folder / "township.yml").read_text(encoding="utf-8")
    page = (tmp_path / "sheets" / "shili-xinzhen-2021.html").read_text(encoding="utf-8")
    assert " src=" not in page
    assert not re.search(r"href=\"(?!#)", page)
    assert portal(tmp_path, str(file), "--township", "shili/xinzhen") == 2  # never overwritten
    assert "--update" in capsys.readouterr().err
    draft = (folder / "2021.yml").read_text(encoding="utf-8")
    (folder / "2021.yml").write_text(draft.replace("[14]", "[15]"), encoding="utf-8")
    capsys.readouterr()
    assert portal(tmp_path, str(file), "--township", "shili/xinzhen", "--update") == 0
    shown = capsys.readouterr().out
    assert "[15]" in shown
    assert "[14]" in shown
    assert (folder / "2021.yml").read_text(encoding="utf-8") == draft


def test_a_folder_goes_on_after_a_bad_file(tmp_path: Path, capsys):
    source = tmp_path / "in"
    source.mkdir()
    (source / "bad.docx").write_bytes(b"PK\x03\x04 nonsense")
    (source / "good.html").write_bytes(document(full(CLEAN), "html"))
    assert portal(tmp_path, str(source), "--township", "shili/xinzhen") == 1
    assert "bad.docx" in capsys.readouterr().err
    assert (tmp_path / "reports" / "shili" / "xinzhen" / "2021.yml").exists()


def test_export_writes_the_official_layout(tmp_path: Path):
    out = tmp_path / "report.html"
    assert main(["export", str(PORTAL / SEEDS[0].path), "--to", "html", "--out", str(out)]) == 0
    assert 'rowspan="3"' in out.read_text(encoding="utf-8")


def test_an_export_says_what_is_wrong_with_the_township(tmp_path: Path, capsys):
    folder = write_tree(tmp_path, CLEAN)
    (folder / "township.yml").write_text("name: [", encoding="utf-8")
    assert main(["export", str(folder / f"{CLEAN.year}.yml")]) == 1
    assert "township.yml:" in capsys.readouterr().out
