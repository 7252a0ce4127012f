"""HTML: every cell in its place under its address, and nothing that a contributor writes becomes a tag."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, TemplateError
from lxml import html
from markupsafe import Markup, escape

from generator.archive import Attachment, Source, Superseded
from generator.check import standings
from generator.compare import chain, compare
from generator.compose import compose
from generator.issue import BuildError
from generator.model import Acknowledgement, Correction, Former, Kin, Report
from generator.page import Page
from generator.render import _Environment, _escape, render
from tests.factories import (
    EDITIONS,
    SEEDS,
    SETTINGS,
    _printer,
    a_report,
    a_site,
    a_township,
    changed,
    codes,
    committed,
    findings,
    hybrid,
    parsed,
    rendered,
    report_html,
    seed,
    unreadable,
)
from tests.strategies import Made, reports
from tests.test_review import found_in

TABLES = ("disclosure", "requests", "review")
PAGES = [*((path, seed(path).year) for path in SEEDS), *(("shili/shilizhen", year) for year in (2019, 2020, 2021, 2022, 2024))]
each_page = pytest.mark.parametrize(("path", "year"), PAGES, ids=[f"{path}-{year}" for path, year in PAGES])


@pytest.fixture(scope="module")
def site() -> dict[str, html.HtmlElement]:
    """Every page of the seeds and of the example."""
    return {url: parsed(page.body) for url, page in rendered(*committed().values()).items()}


def rows(page: html.HtmlElement, table: str) -> list[html.HtmlElement]:
    """The rows of figures of an official table."""
    return page.xpath(f"//table[contains(@class, '{table}')]/tbody/tr[td]")


def report_of(path: str, year: int) -> Report:
    return next(report for report in committed()[path].reports if report.year == year)


# ── the official tables ──

@each_page
def test_each_row_of_table_three_has_seven_cells_and_of_table_four_fifteen(site, path: str, year: int):
    page, report = site[f"{path}/{year}/"], report_of(path, year)
    assert {len(row.findall("td")) for row in rows(page, "requests")} == {7}
    assert len(rows(page, "requests")) == sum(1 for key in report.rows if report.edition.table_of(key).key == "requests")
    assert [len(row.findall("td")) for row in rows(page, "review")] == [15]


@each_page
def test_the_ids_of_cells_are_their_addresses(site, path: str, year: int):
    ids = site[f"{path}/{year}/"].xpath("//table[contains(@class, 'official')]//td/@id")
    assert sorted(ids) == sorted(report_of(path, year).cells)


def test_ids_are_unique_on_every_page(site):
    for url, page in site.items():
        ids = page.xpath("//@id")
        assert len(set(ids)) == len(ids), url


@each_page
def test_the_published_literal_stands_first_in_its_cell(site, path: str, year: int):
    page = site[f"{path}/{year}/"]
    for address, cell in report_of(path, year).cells.items():
        [td] = page.xpath(f"//td[@id='{address}']")
        assert (td.text or "") == cell.literal, address


def cell_of(page: html.HtmlElement, address: str) -> html.HtmlElement:
    [td] = page.xpath(f"//td[@id='{address}']")
    return td


def test_a_blank_cell_is_empty():
    td = cell_of(report_html(a_report(2021, cells={"granted.P": None})), "granted.P")
    assert td.text_content() == ""


def test_a_blank_cell_with_an_earlier_figure_shows_no_figure_of_its_own():
    page = report_html(a_report(2021, cells={"permit.decided": 7}), a_report(2022, cells={"permit.decided": None}))
    td = cell_of(page, "permit.decided")
    assert not td.text
    assert td.xpath("string(small)") == "2021年 7"


def test_an_unreadable_cell_shows_its_literal_and_says_that_the_value_is_unknown():
    td = cell_of(report_html(a_report(2021, cells={"granted.P": unreadable("04")})), "granted.P")
    assert (td.text, td.xpath("string(small)")) == ("04", "数值不明")


def test_the_difference_follows_the_literal_in_words_and_sign():
    page = report_html(a_report(2021, cells={"permit.decided": 7}), a_report(2022, cells={"permit.decided": 5}))
    td = cell_of(page, "permit.decided")
    assert td.text == "5"
    [small] = td.findall("small")
    assert list(small.itertext()) == ["－2", "2021年 7"]


def test_an_unchanged_cell_has_no_small_print():
    page = report_html(a_report(2021), a_report(2022))
    assert page.xpath("//table[contains(@class, 'official')]//td/small") == []


def test_a_row_wholly_without_counterpart_says_so_once_at_its_label():
    page = report_html(a_report(2020), a_report(2021))
    assert page.xpath("//table[contains(@class, 'requests')]//th/small/text()") == ["与2020年不可比"] * 3
    assert page.xpath("//table[contains(@class, 'requests')]//td/small") == []


def grid(page: html.HtmlElement, table: str) -> list[int]:
    """The number of columns that each printed row fills, spans from above included."""
    pending: dict[int, int] = {}
    widths = []
    for row in page.xpath(f"//table[contains(@class, '{table}')]//tr"):
        column = 0
        for cell in row.xpath("th|td"):
            while pending.get(column, 0) > 0:
                column += 1
            for at in range(column, column + int(cell.get("colspan", 1))):
                assert pending.get(at, 0) == 0, "two cells in one place"
                pending[at] = int(cell.get("rowspan", 1))
            column += int(cell.get("colspan", 1))
        widths.append(sum(1 for left in pending.values() if left > 0))
        pending = {at: left - 1 for at, left in pending.items()}
    assert not [left for left in pending.values() if left > 0], "a span goes on below the table"
    return widths


@pytest.mark.parametrize("report", [
    a_report(2019), a_report(2021), hybrid(2022), a_report(2021, absent=["inquiry", "fee", "permit"]),
    a_report(2021, absent=["not_held", "not_made", "unclear"])],
    ids=["2019", "2021", "hybrid", "absent rows", "absent group"])
def test_the_spans_of_every_table_fill_a_rectangle(report: Report):
    page = report_html(report)
    assert set(grid(page, "disclosure")) == {4 if report.rows & {"regulation"} else 0}
    assert set(grid(page, "requests")) == {10}
    assert set(grid(page, "review")) == {15}


@pytest.mark.parametrize("report", [a_report(2019), a_report(2021), hybrid(2022)], ids=["2019", "2021", "hybrid"])
def test_headings_of_tables_have_a_scope_and_tables_a_caption(report: Report):
    page = report_html(report)
    assert page.xpath("//table//th[not(@scope)]") == []
    assert [" ".join(text.split()) for text in page.xpath("//table/caption/text()")] == [
        "表二 主动公开政府信息情况", "表三 收到和处理政府信息公开申请情况", "表四 政府信息公开行政复议、行政诉讼情况"]


def test_the_labels_are_printed_word_for_word():
    page = report_html(a_report(2021))
    printed = {"".join(th.itertext()) for th in page.xpath("//table//th")}
    edition = EDITIONS["2021"]
    labels = {label for place in edition.places.values() for label in (*place.row_path, *place.column_path) if label}
    assert labels <= printed
    assert "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）" in printed


def test_a_lost_table_is_said_to_be_lost_and_not_printed():
    page = report_html(a_report(2021, missing=["disclosure"]))
    assert page.xpath("//table[contains(@class, 'disclosure')]") == []
    assert "原文缺表二" in page.xpath("string(//*[@class='missing'])")
    assert page.xpath("//table[contains(@class, 'requests')]")


@given(reports(2021))
@settings(max_examples=15)
def test_any_report_is_printed_with_every_literal_in_its_cell(made: Made):
    """But for runs of spaces, which a browser shows as one."""
    page = report_html(made.report)
    assert {td.get("id"): (td.text or "").split() for td in page.xpath("//table[contains(@class, 'official')]//td")} == \
        {address: cell.literal.split() for address, cell in made.report.cells.items()}


def test_two_ideographic_spaces_stay_two():
    """They are part of the text; only the white space of the templates may be squeezed."""
    page = report_html(a_report(2021, preamble="签发人：　　日期："))
    assert page.xpath("string(//*[@class='preamble prose']/p)") == "签发人：　　日期："


# ── untrusted prose ──

TAGS = {"div", "p", "br", "h3", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {("div", name) for name in ("class", "role", "tabindex", "aria-label")} | {
    ("table", "class"), ("th", "scope"), ("th", "style"), ("td", "style")}

HOSTILE = [
    "<script>alert(1)</script>", "<SCRIPT SRC=//evil.invalid/x.js></SCRIPT>", "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<b onclick='x'>甲</b>", "<iframe src=//evil.invalid>",
    "</article></body><h1>x", "<!-- <script> -->", "<![CDATA[<script>]]>", "<?php x ?>", "<style>*{}</style>",
    "<a href='javascript:x'>甲</a>", "<https://ok.invalid/\"onmouseover=\"x>", "<javascript:alert(1)>",
    "[甲](javascript:alert(1))", "[甲](JaVaScRiPt:alert(1))", "[甲](javascript&colon;alert(1))",
    "[甲](&#106;avascript:alert(1))", "[甲](\tjavascript:alert(1))", "[甲](java\nscript:alert(1))",
    "[甲](vbscript:x)", "[甲](file:///etc/passwd)", "[甲](data:text/html,<script>x</script>)",
    "[甲](data:text/html;base64,PHNjcmlwdD4=)", "[甲](data:image/png;base64,AAAA)", "[甲](data:image/svg+xml,<svg>)",
    "[甲](blob:x)", "[甲](about:blank)", "[甲](https://ok.invalid \"\\\" onclick=x\")", "[甲][r]\n\n[r]: javascript:x",
    "![图](https://evil.invalid/p.png)", "![图](data:image/png;base64,AAAA)", "![图][i]\n\n[i]: //evil.invalid/p.png",
    "标题\n===", "标题\n---", "    <b>缩进</b>", "\t<b>缩进</b>", "> # 引用里的标题", "- ## 列表里的标题", "1. # 编号里的标题",
    "```\"><script>\nx\n```", "~~~ onload=x\n<script>\n~~~", "`<script>`", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;", "| <b>甲</b> | [乙](javascript:x) |\n|---|---|\n| <img src=x> | x |", "\\<script\\>",
    "<a\nhref=x>", "{{ settings }}{% include 'x' %}", "\x00td\x00", "<!doctype html>", "<base href=//evil.invalid>",
    "<meta http-equiv=refresh content=0>", "<form action=//evil.invalid>", "<x-y id=requests>",
]


def improper(page: html.HtmlElement) -> list[str]:
    """What stands in the prose that is not allowed there."""
    [prose] = page.xpath("//*[@class='preamble prose']")
    found = [element.tag for element in prose.iter() if element.tag not in TAGS]  # a comment's tag is a function
    for element in prose.iterdescendants():
        found += [f"{element.tag} {name}={value}" for name, value in element.attrib.items()
                  if (element.tag, name) not in ATTRIBUTES
                  or (name == "style" and not re.fullmatch(r"text-align:(left|right|center)", value))]
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_prose_is_text(text: str):
    assert improper(report_html(a_report(2021, preamble=text))) == []


@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.sampled_from(["\n", "\n\n", " ", "> ", "- ", "甲", "[", "](", ")",
                                                                   "<", ">", '"', "`", "*", "|"])), max_size=14))
@settings(max_examples=50)
def test_hostile_prose_in_any_combination_is_text(parts: list[str]):
    assert improper(report_html(a_report(2021, preamble="甲。\n\n" + "".join(parts)))) == []


@pytest.mark.parametrize("text", [
    ">" * 100_000, "> " * 50_000, "- " * 50_000, "[" * 8_000, "![" * 4_000, "*_" * 10_000, "`" * 99_999 + "x",
    "<" * 100_000, "(" * 100_000, "> [" * 3_000, "|" * 50_000 + "\n" + "|-" * 25_000], ids=lambda text: text[:3])
def test_thousands_of_signs_are_printed(text: str):
    assert improper(report_html(a_report(2021, preamble=text + "\n\n甲"))) == []


def test_a_heading_a_table_and_a_picture_are_printed_as_such():
    text = "### （一）小标题\n\n| 项 | 数 |\n|:--|--:|\n| <甲> | 1 |\n\n![街景](图 1.png)\n\n![别的](b.png)"
    page = report_html(a_report(2021, preamble=text, attachments=(Attachment("图 1.png", "图", "街景", 9),)))
    [prose] = page.xpath("//*[@class='preamble prose']")
    assert prose.xpath("string(h3)") == "（一）小标题"
    assert [cell.text for cell in prose.xpath(".//th | .//td")] == ["项", "数", "<甲>", "1"]
    assert prose.xpath(".//td/@style") == ["text-align:left", "text-align:right"]
    assert [(one.get("src"), one.get("alt")) for one in prose.xpath(".//img")] == [("%E5%9B%BE%201.png", "街景")]
    assert prose.xpath("string(p[last()])") == "![别的](b.png)"


# ── what was corrected ──

def corrected(**entry) -> html.HtmlElement:
    told = Correction("2026-11-28", "录入订正", "granted.P", "5", "3", "看错一行", "https://a.invalid/", 9)._replace(**entry)
    return report_html(a_report(2021, cells={"granted.P": 3}, corrections=(told,)))


def test_a_corrected_cell_says_so_in_words_and_leads_to_what_it_was():
    page = corrected()
    cell = cell_of(page, "granted.P")
    assert cell.text == "3"
    [link] = cell.xpath("small/a")
    [entry] = page.xpath(f"//*[@id='{link.get('href')[1:]}']")
    assert link.text == "更正"
    said = " ".join(entry.text_content().split())
    assert said.startswith("2026年11月28日 · 录入订正（本站录入有误，照原文改正）")
    assert re.sub(r"\s", "", said).endswith("：5→3理由：看错一行有关网页")
    assert entry.xpath("string(.//a[@href='#granted.P'])").startswith("表三 · ")


@pytest.mark.parametrize(("at", "where"), [
    ("title", "//h1//a"), ("issuer", "//*[@class='meta']//small/a"), ("overview", "//section[h2/@id='overview']/p/a"),
    ("preamble", "//p[contains(., '前言有更正')]/a"), ("requests", "//section[h2/@id='applications']/p/a")])
def test_whatever_was_corrected_is_marked_where_it_stands(at: str, where: str):
    assert [link.get("href") for link in corrected(at=at).xpath(where) if link.text in ("更正", "更正记录")] == ["#c1"]


def test_nothing_before_or_after_is_said_in_words():
    said = corrected(before="").xpath("string(//*[@id='c1'])")
    assert "（空白） → 3" in said
    assert "（无） → 3" in corrected(before="", at="title").xpath("string(//*[@id='c1'])")


def test_a_page_without_corrections_has_no_word_of_them():
    assert "更正" not in report_html(a_report(2021)).text_content()


def test_a_preview_shows_what_the_proposal_changes_before_what_differs_from_last_year():
    last, before = a_report(2020), a_report(2021, cells={"granted.P": None, "granted.B": 4})
    after = changed(before, {"granted.P": 3, "granted.B": None})
    after = replace(after, title="新题", prose={**after.prose, "problems": "公开内容还不够全面，将继续改进。\n\n新段。"})
    town = a_township(last, after)
    [one] = found_in(a_site(a_township(last, before)), a_site(town))
    pages = {page.url: page for page in compose(a_site(town), compare, chain, standings, [], SETTINGS, {town.path: {2021: one}})}
    page = parsed(_printer()(pages["shixian/shizhen/2021/"]).body)
    assert [cell_of(page, at).text_content() for at in ("granted.P", "granted.B")] == [
        "空白 → 3＋32020年 0", "4 → 空白2020年 0"]
    [diff] = page.xpath("//section[h2/@id='problems']/*[contains(@class, 'diff')]")
    assert [(element.tag, element.text) for element in diff] == [
        ("del", "丰富"), ("ins", "全面"), ("ins", "。\n\n新段")]
    headings = [heading.get("id") for heading in page.xpath("//h2")]
    assert headings.index("proposal") < headings.index("versus")
    assert "新题" in page.xpath("string(//section[h2/@id='proposal']/ul[1]/li[1])")


def test_a_preview_of_a_new_report_marks_nothing():
    town = a_township(a_report(2021))
    [one] = found_in(a_site(), a_site(town))
    pages = {page.url: page for page in compose(a_site(town), compare, chain, standings, [], SETTINGS, {town.path: {2021: one}})}
    assert "proposal" not in _printer()(pages["shixian/shizhen/2021/"]).body


# ── untrusted words everywhere else ──

BAD = "<x-bad onload=\"1\">&amp;'</x-bad>"


def hostile_township():
    source = Source("o.txt", "https://ok.invalid/\"><x-bad>", "2022-01-01", "0" * 64, (Superseded(BAD, BAD, BAD),))
    told = tuple(Correction("2022-01-01", "更正", at, BAD, BAD, BAD, 'https://a.invalid/"><x-bad>', 9)
                 for at in ("permit.decided", "title", "overview", "preamble", "requests", "period", "gone.P"))
    first = a_report(2021, title=BAD, issuer=BAD, source=source, corrections=told, transcription=(BAD,), preamble=BAD,
                     prose={"overview": BAD, "problems": BAD}, extra_lines={"requests": (BAD,)},
                     headings={"overview": BAD, "problems": None}, cells={"permit.decided": unreadable(BAD)})
    second = a_report(2022, title=BAD, prose={"overview": BAD * 2}, cells={"cases.rec_other": 1}, acknowledged=(
        Acknowledgement("review-total", "review", "rec_total", BAD, 9),))
    return a_township(first, second, name=BAD, county=BAD, city=f"{BAD}市", province=BAD,
                      contact={"office": BAD, "phone": BAD}, formerly=(Former({"name": BAD, "code": BAD}, "2016"),),
                      since="1990", until="2023-05", successors=(Kin(BAD, "shixian/other", "2023-05"),),
                      predecessors=(Kin(BAD, None, "2022"),))


def test_no_template_lets_a_contributors_words_become_markup():
    pages = rendered(hostile_township(), committed()["shili/shilizhen"])
    assert len({page.title for page in pages.values()}) > 5
    for url, page in pages.items():
        for part in (page.body, page.head):
            assert "<x-bad" not in part.lower(), url
            tree = parsed(part)
            assert tree.xpath("//x-bad") == [], url
            assert tree.xpath("//@onload") == [], url


def test_words_with_marks_are_shown_as_they_are():
    pages = {url: parsed(page.body) for url, page in rendered(hostile_township()).items()}
    page = pages["shixian/shizhen/2021/"]
    assert BAD in page.xpath("string(//h1)")
    assert cell_of(page, "permit.decided").text == BAD
    assert BAD in pages["shixian/shizhen/"].xpath("string(//h1)")
    for url in ("", "regions/", "search/", "notes/", "shixian/", "regions/99/", "regions/9902/"):
        assert BAD in pages[url].text_content(), url


def test_the_meta_labels_hold_words_with_marks_unbroken():
    head = rendered(hostile_township())["shixian/shizhen/2021/"].head
    tree = html.fromstring(f"<html><head>{head}</head></html>")
    assert BAD in tree.xpath("string(//meta[@name='ArticleTitle']/@content)")
    assert tree.xpath("string(//meta[@name='ContentSource']/@content)") == BAD


@pytest.mark.parametrize("title", ['年报" onx="1"', "年报' onx='1'", "年报>", "年报<x-b", "年报&quot;", '"', "年报 onx=1"])
def test_one_sign_alone_ends_no_attribute_and_begins_no_tag(title: str):
    """In every place where a title or name stands, quoted or not: each sign by itself, so that each must be escaped."""
    pages = rendered(a_township(a_report(2021, title=title, issuer=title), name=title, county="县"))
    page = pages["shixian/shizhen/2021/"]
    for part in (*(one.body for one in pages.values()), page.head):
        assert parsed(part).xpath("//@onx | //x-b") == []
    head = html.fromstring(f"<html><head>{page.head}</head></html>")
    assert title in head.xpath("string(//meta[@name='ArticleTitle']/@content)")
    assert head.xpath("string(//meta[@name='ContentSource']/@content)") == title
    assert title in parsed(page.body).xpath("string(//h1)")


def test_a_comparison_of_prose_marks_what_is_new_and_what_is_gone():
    pages = rendered(a_township(a_report(2021, prose={"overview": "甲甲甲。乙乙乙。"}),
                                a_report(2022, prose={"overview": "甲甲甲。丙丙丙。"})))
    page = parsed(pages["shixian/shizhen/changes/"].body)
    diff = page.xpath("//*[@class='diff']")[0]
    assert (diff.xpath("string(ins)"), diff.xpath("string(del)")) == ("丙丙丙。", "乙乙乙。")


# ── templates ──

@pytest.mark.parametrize("facts", [Former({"name": "旧乡"}), Former({"name": "旧乡", "code": "990201200"}),
                                   Former({"name": "旧乡"}, "2016")])
def test_a_former_name_may_be_without_code_and_year(facts: Former):
    page = rendered(a_township(a_report(2021), formerly=(facts,)))["shixian/shizhen/"]
    assert "原名旧乡" in parsed(page.body).text_content()


def test_a_missing_template_is_said_in_one_sentence(tmp_path):
    page = Page("", "nothing.html", "甲", "", (), {})
    with pytest.raises(BuildError, match=r"nothing\.html"):
        render([tmp_path], EDITIONS, SETTINGS)(page)


def test_a_template_that_asks_for_what_is_not_there_is_faulty(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "x.html").write_text("{{ nobody_knows }}", encoding="utf-8")
    with pytest.raises(BuildError, match="nobody_knows"):
        render([tmp_path], EDITIONS, SETTINGS)(Page("", "x.html", "甲", "", (), {}))


def test_every_page_of_invented_data_says_so(site):
    for url, page in site.items():
        marked = bool(page.xpath("//p[@class='example']"))
        assert marked == (url.startswith("shili/") or url in ("regions/99/", "regions/9901/")), url


def test_a_report_page_does_not_depend_on_other_townships(site):
    url = "shili/shilizhen/2024/"
    assert html.tostring(parsed(rendered(committed()["shili/shilizhen"])[url].body)) == html.tostring(site[url])


def test_hints_are_not_on_the_page():
    reports = committed()["shili/shilizhen"].reports
    assert "claim-differs" in codes(findings(*reports))
    assert "11 与" not in report_html(*reports[:4]).text_content()


# ── what a page does some hundred times is done the short way, and just as Jinja2 and markupsafe do it ──

class _Word(str):
    """A text that says itself how it is printed."""

    def __html__(self) -> str:
        return "<b>"


TEXT = st.text(st.sampled_from("甲a1 &<>'\"{}%\x00\n;#"), max_size=6)
PLAIN_VALUES = st.one_of(TEXT, TEXT.map(Markup), TEXT.map(_Word), st.integers(), st.booleans(), st.none(), st.decimals(),
                         st.floats(), st.tuples(TEXT), st.lists(TEXT, max_size=2))


@settings(max_examples=400)
@given(PLAIN_VALUES)
def test_escaping_gives_what_markupsafe_gives(value: object):
    assert _escape(value) == str(escape(value))


@dataclass
class _Thing:
    a: object
    b: object


KEYS = st.sampled_from(["a", "b", "c", "__class__", "_x"])
VALUES = st.recursive(PLAIN_VALUES, lambda inner: st.one_of(
    st.dictionaries(KEYS, inner, max_size=3), st.builds(_Thing, inner, inner), st.lists(inner, max_size=2)), max_leaves=5)
EXPRESSIONS = ["{{ v }}", "<a title='{{ v }}'>", "{{ v.a }}", "{{ v.b.a }}", "{{ v['a'] }}", "{{ v.append }}", "{{ nobody }}",
               "{% for one in v %}{{ one }}{{ one.a }}{% endfor %}", "{{ v ~ '<' }}", "{{ '<' ~ v.a }}", "{{ v | e }}",
               "{{ v | safe }}", "{{ v | join('<') }}", "{% if v.a is defined %}{{ v.a }}{% endif %}", "{{ own }}{{ v }}",
               "{% macro m(x) %}{{ x }}<{% endmacro %}{{ m(v) }}{{ m(v.b) }}", "{% set x = v %}{{ x }}{{ own.c }}",
               "{{ v.a | length }}", "{{ v.items }}", "{{ v.c.keys() | list }}"]


def told(environment: Environment, source: str, value: object) -> str:
    """What a template prints, or why it does not."""
    environment.globals["own"] = {"c": "<own>"}
    try:
        return re.sub(" at 0x[0-9a-f]+", "", environment.from_string(source).render(v=value))
    except (TemplateError, TypeError) as error:
        return f"{type(error).__name__} {error}"


@settings(max_examples=300)
@given(st.sampled_from(EXPRESSIONS), VALUES)
def test_a_template_prints_what_jinja_prints(source: str, value: object):
    how = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    assert told(_Environment(**how), source, value) == told(Environment(**how), source, value)


def test_an_item_goes_before_a_method_of_the_same_name():
    """The one thing that is meant to be otherwise: in Jinja2 `v.items` would be the dict's method."""
    environment = _Environment(autoescape=True)
    assert environment.from_string("{{ v.items }}").render(v={"items": "甲"}) == "甲"
