"""The review sheet: the source beside the draft in step, every doubt at its place and back, nothing left out of sight."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from playwright.sync_api import Browser

from generator.exporting.documents import document
from generator.importing import Imported, import_file
from generator.importing.sentences import Doubt
from generator.importing.sheet import sheet
from generator.importing.sheet.pairing import paired
from generator.importing.sheet.strips import Strips
from generator.load import load
from generator.settings import Settings
from tests.factories import EDITIONS, SOURCES
from tests.test_importing import CLEAN, full, text_of
from tests.test_importing_freeform import OF_2016

SITE = load(SOURCES, EDITIONS)[0]


def imported(text: str | bytes, folder: Path, name: str = "2021.txt") -> Imported:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return import_file(file, folder / "reports", SITE, Settings(""), "shili/shilizhen")


NOISY = text_of(full(CLEAN), "spaced").replace("规章 0 0 0", "规章 898989").replace("总计", "合计", 1).replace(
    "行政许可", "行政行政许可许可") + "\n- 3 -\n\n扫一扫在手机上查看当前页面\n"


@pytest.fixture
def noisy(tmp_path: Path) -> Imported:
    return imported(NOISY, tmp_path)


@pytest.fixture
def page(noisy: Imported) -> html.HtmlElement:
    return html.fromstring(sheet(noisy))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


# ── links ──

@pytest.fixture(params=["noisy", "clean", "free", "picture", "word"])
def any_page(request, tmp_path: Path) -> html.HtmlElement:
    text = {"noisy": NOISY, "clean": text_of(full(CLEAN), "tabs"), "free": OF_2016}
    if request.param in text:
        return html.fromstring(sheet(imported(text[request.param], tmp_path)))
    if request.param == "word":
        return html.fromstring(sheet(imported(document(CLEAN, "docx"), tmp_path, "2021.docx")))
    made = document(full(CLEAN), "html").decode().replace("</h2>", '</h2><img src="a.png" alt="照片" width=800 height=600>')
    return html.fromstring(sheet(imported(made, tmp_path, "2021.html")))


def test_every_link_has_its_place_and_no_place_is_there_twice(any_page: html.HtmlElement):
    places = any_page.xpath("//@id")
    assert sorted(set(places)) == sorted(places)
    assert {link[1:] for link in any_page.xpath("//@href")} <= set(places)
    assert set(any_page.xpath("//@data-at")) <= set(places)


def test_every_doubt_leads_to_its_place_and_back(any_page: html.HtmlElement):
    for item in any_page.xpath("//section[@id='doubts']//li[@data-at]"):
        place = any_page.get_element_by_id(item.get("data-at"))
        assert item.xpath(".//a/@href")[0] == f"#{place.get('id')}"
        assert f"#{item.get('id')}" in place.xpath(".//a[@class='d']/@href")


def test_no_row_has_two_doubts(any_page: html.HtmlElement):
    targets = [item.get("data-at") for item in any_page.xpath("//section[@id='doubts']//li[@data-at]")]
    rows = [target.split(".")[0].removeprefix("r-") for target in targets if target.startswith("r-") or "." in target]
    assert len(rows) == len(set(rows))


def test_nothing_comes_from_elsewhere_and_nothing_else_can_run(any_page: html.HtmlElement):
    assert not any_page.xpath("//@src | //@style | //@*[starts-with(name(), 'on')] | //link | //iframe")
    assert all(link.startswith("#") for link in any_page.xpath("//@href"))
    [policy] = any_page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    for kind in ("style", "script"):
        for element in any_page.xpath(f"//{kind}"):
            digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
            assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_a_document_cannot_write_markup(tmp_path: Path):
    text = text_of(full(CLEAN), "tabs").replace("规章\t0", "规章<script>\t<b onclick=x>0</b>").replace(
        "一、总体情况\n", "一、总体情况\n\n<img src=x onerror=alert(1)>\n")
    page = html.fromstring(sheet(imported(text, tmp_path)))
    assert len(page.xpath("//script")) == 1
    assert not page.xpath("//img | //@onclick | //@onerror")
    assert "<img src=x onerror=alert(1)>" in page.text_content()


# ── doubts ──

def test_the_doubts_that_matter_come_first(page: html.HtmlElement):
    told = [words(item) for item in page.xpath("//section[@id='doubts']//li")]
    figures = next(number for number, one in enumerate(told) if "898989" in one)
    labels = [number for number, one in enumerate(told) if "首字重复" in one or "与规定的不同" in one or "附属文字" in one]
    assert all(figures < number for number in labels)
    groups = [words(heading).split("（")[0] for heading in page.xpath("//section[@id='doubts']/h3")]
    assert groups == [group for group in ("先看整份文件", "要补录或决定的", "要与原文核对的", "只是说明的") if group in groups]


def test_several_doubts_about_one_row_are_one(noisy: Imported):
    """The weightiest first."""
    row = noisy.reading.edition.row_words("permit")
    doubts = (Doubt("row-order", "位置不同。", row), Doubt("cells-unaligned", "格数不对。", row, address="permit.decided"))
    page = html.fromstring(sheet(replace(noisy, reading=replace(noisy.reading, doubts=doubts))))
    [item] = page.xpath("//section[@id='doubts']//li")
    assert words(item).endswith("格数不对。位置不同。")
    assert item.get("data-at") == "r-permit"


def test_no_doubt_is_lost(noisy: Imported, page: html.HtmlElement):
    told = " ".join(page.xpath("//section[@id='doubts']")[0].text_content().split())
    assert not [one.message for one in noisy.reading.doubts if " ".join(one.message.split()) not in told]


def test_lines_of_one_paragraph_that_were_joined_are_one_doubt(tmp_path: Path):
    broken = "2021年，我镇认真贯彻落实上级的部署和要求，全面推进政务\n公开各项工作，取得了新的成绩，得到了全镇群众的一致\n好评和支持。"
    text = text_of(full(CLEAN), "tabs").replace("一、总体情况\n", f"一、总体情况\n\n{broken}\n")
    page = html.fromstring(sheet(imported(text, tmp_path)))
    [item] = [one for one in page.xpath("//section[@id='doubts']//li") if "断了行" in words(one)]
    assert "这一段有 2 处" in words(item)


def test_a_sheet_without_doubts_says_so_and_runs_nothing(tmp_path: Path):
    made = replace(imported(document(full(CLEAN), "docx"), tmp_path, "2021.docx"))
    made = replace(made, reading=replace(made.reading, doubts=()))
    page = html.fromstring(sheet(made))
    assert "没有疑问" in words(page)
    assert not page.xpath("//script")


# ── the source beside the draft ──

def test_each_row_stands_beside_the_row_of_the_source(page: html.HtmlElement, noisy: Imported):
    for key, pieces in noisy.reading.tables.rows.items():
        [row] = page.xpath(f"//tr[@id='r-{key}']")
        source = "".join(row.xpath("./td[@class='source']")[0].text_content().split())
        assert all("".join(piece.text.split()) in source for piece in pieces), key
    row = page.get_element_by_id("r-permit")
    assert words(row.xpath("./td[@data-c]")[0]) == noisy.draft.report.cells["permit.decided"].literal


def test_each_paragraph_stands_beside_its_lines(tmp_path: Path):
    text = text_of(full(CLEAN), "tabs").replace(
        "一、总体情况\n", "一、总体情况\n\n2021年，我镇认真贯彻落实上级的部署和要求，全面推进政务\n公开各项工作，取得了新的成绩。\n")
    page = html.fromstring(sheet(imported(text, tmp_path)))
    [step] = [one for one in page.xpath("//div[@class='step']") if "全面推进政务公开各项工作" in words(one[1])]
    assert len(step[0].xpath("./p")) == 2
    assert words(step[0]).replace(" ", "").startswith("2021年，我镇认真")


def test_every_character_of_the_source_stands_in_it_once(any_page: html.HtmlElement, request):
    """In its own column, with what was left out."""
    page = any_page
    for extra in page.xpath("//*[contains(@class, 'why') or @class='d']"):
        extra.drop_tree()
    shown = "".join("".join(element.itertext()) for element in page.xpath("//div[contains(@class, 'step')]/div[1] | //td[@class='source']"))
    kept = {"noisy": NOISY, "clean": text_of(full(CLEAN), "tabs"), "free": OF_2016}.get(request.node.callspec.params["any_page"])
    if kept is not None:
        assert sorted(re.sub(r"\s", "", shown)) == sorted(re.sub(r"\s", "", kept))


def test_what_was_left_out_stands_at_its_place_with_its_reason(page: html.HtmlElement, noisy: Imported):
    assert noisy.reading.ledger.dropped
    for number, entry in enumerate(noisy.reading.ledger.dropped):
        place = page.get_element_by_id(f"w{number}")
        [back] = place.xpath(".//a[@class='why']/@href")
        item = page.get_element_by_id(back[1:])
        assert entry.piece.text.strip() in place.text_content()
        assert f"#w{number}" in item.xpath(".//a/@href")
        assert entry.piece.text.split() == item.xpath("./q")[0].text_content().split()


def test_pictures_stand_at_their_place_and_are_counted(tmp_path: Path):
    made = document(full(CLEAN), "html").decode().replace(
        "</h2>", '</h2><p><img src="a.png" alt="工作照片" width=800 height=600></p>', 1)
    page = html.fromstring(sheet(imported(made, tmp_path, "2021.html")))
    place = page.get_element_by_id("p0")
    assert "工作照片" in words(place)
    *_, heading = place.xpath("ancestor::div[contains(@class,'step')][1]/preceding-sibling::div[contains(@class,'head')]")
    assert words(heading).startswith("一、总体情况")
    assert "图片 1 处" in words(page.get_element_by_id("left-out"))


def test_figures_that_could_not_be_parted_stand_once(page: html.HtmlElement):
    """In the draft each cell keeps the literal; the editor sees it once, over the cells it belongs to."""
    [cell] = page.xpath("//tr[@id='r-regulation']/td[contains(@class, 'doubt')]")
    assert (cell.get("colspan"), words(cell)) == ("3", "898989这 3 格的数字合在一起，没有拆开")
    assert "89 89 89" in words(page.get_element_by_id("doubts"))  # the splits to choose from


def test_a_table_that_was_not_transcribed_is_said_in_its_section(tmp_path: Path):
    text = text_of(full(CLEAN), "tabs")
    page = html.fromstring(sheet(imported(text[:text.index("四、政府信息公开行政")] + text[text.index("五、"):], tmp_path)))
    assert "这张表没有录入" in words(page.get_element_by_id("t-review"))
    assert "没有找到这一标题" in words(page.get_element_by_id("s-disputes"))


# ── pairing ──

TEXTS = st.lists(st.text("甲乙丙丁戊己庚辛壬癸", min_size=1, max_size=30), max_size=8)


@given(TEXTS, TEXTS)
def test_every_line_and_every_paragraph_once_and_in_order(lines: list[str], paragraphs: list[str]):
    pairs = list(paired(lines, paragraphs))
    assert [one for pair in pairs for one in pair.lines] == list(range(len(lines)))
    assert [one for pair in pairs for one in pair.paragraphs] == list(range(len(paragraphs)))


@given(st.lists(st.text("甲乙丙丁戊己庚辛壬癸子丑寅卯", min_size=20, max_size=40), min_size=1, max_size=6, unique_by=lambda text: text[:12]),
       st.data())
def test_lines_and_paragraphs_cut_from_one_text_are_paired(paragraphs: list[str], data):
    """However the text was broken into lines within its paragraphs."""
    lines, owners = [], []
    for number, text in enumerate(paragraphs):
        place = data.draw(st.integers(0, len(text)))
        for part in filter(None, (text[:place], text[place:])):
            lines.append(part)
            owners.append(number)
    pairs = list(paired(lines, paragraphs))
    if all(pair.lines and pair.paragraphs for pair in pairs):
        assert [owners[line] for pair in pairs for line in pair.lines] == owners
    assert len(pairs) == len(paragraphs)
    assert all([lines[line] for line in pair.lines] and "".join(lines[line] for line in pair.lines) == paragraphs[pair.paragraphs[0]]
               for pair in pairs)


# ── strips ──

def test_strips_hold_the_document_in_order(noisy: Imported):
    units = [piece.unit for strip in Strips(noisy.reading) for piece in strip.pieces]
    assert units == sorted(units)
    assert set(units) == {number for number, unit in enumerate(noisy.reading.source.units) if unit.text.strip()}


# ── in a browser ──

@pytest.mark.browser
def test_keys_go_from_doubt_to_doubt(noisy: Imported, tmp_path: Path, browser: Browser):
    file = tmp_path / "sheet.html"
    file.write_text(sheet(noisy), encoding="utf-8")
    tab = browser.new_page()
    faults: list[str] = []
    tab.on("console", lambda message: faults.append(message.text))
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.goto(file.as_uri())
    items = tab.locator("#doubts li")
    count = items.count()
    seen = []
    for key in ("j", "Alt+ArrowDown", "j"):
        tab.keyboard.press(key)
        seen.append(tab.locator("#bar span").text_content().split("　")[0])
    assert seen == [f"疑问 {number}／{count}" for number in (1, 2, 3)]
    tab.keyboard.press("k")
    tab.keyboard.press("Alt+ArrowUp")
    tab.keyboard.press("k")
    assert tab.locator("#bar span").text_content().startswith(f"疑问 {count}／{count}")
    tab.keyboard.press("j")
    here = tab.evaluate("document.activeElement.id")
    assert here == (items.nth(0).get_attribute("data-at") or items.nth(0).get_attribute("id"))
    assert faults == []
    tab.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(width: int, noisy: Imported, tmp_path: Path, browser: Browser):
    file = tmp_path / "sheet.html"
    file.write_text(sheet(noisy), encoding="utf-8")
    tab = browser.new_page(viewport={"width": width, "height": 800})
    tab.goto(file.as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.close()
