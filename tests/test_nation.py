"""A nation's front page joins portals that were built apart: counts, links, and a search over all of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Page, expect

from generator.__main__ import main
from generator.assemble import Options, build
from generator.assemble.front import build_nation
from generator.compose import summarise
from generator.exporting.summary import summary_file
from generator.issue import BuildError
from generator.load import load_nation
from generator.page import Brief, Member, Nation, Place, ReportBrief, Summary
from generator.settings import Settings
from tests.bench_search.browser import serving
from tests.factories import PORTAL, TOWNSHIP, a_portal, a_report, write_tree
from tests.site_checker import faults
from tests.site_fixture import nothing
from tests.test_assemble_warm import tree
from tests.test_browser import DESK, PHONE, axe, too_small, too_wide

HOST = "https://example.org/nation/"
SITES = """name: 全国年报
sites:
  - name: 甲省
    url: ../jia/
    summary: jia
  - name: 乙省
    url: ../yi/
    summary: yi/summary.json
"""


def a_brief(code: str, province: str, city: str, *years: int) -> Brief:
    return Brief(f"xian{code[:4]}/zhen{code}", "镇", "县镇", "镇", code, "县", city, province, False, "township", (0, 9999),
                 tuple(ReportBrief(year, "", "", "", "", None, None, ()) for year in years))


BRIEFS = [a_brief("110101100", "甲省", "一市", 2021, 2022), a_brief("110101101", "甲省", "一市", 2022),
          a_brief("110201100", "甲省", "二市")]
SUMMARY = Summary("甲省年报", 3, 3, {2022: 2, 2021: 1}, (
    Place("甲省", "regions/11/", 3, (Place("一市", "regions/1101/", 2), Place("二市", "regions/1102/", 1))),))


def portal(root: Path, slug: str, province: str, digits: str, names: list[str], words: str) -> None:
    """Build a province's site in the folder `slug`; its reports on 2022 say `words`."""
    for number, name in enumerate(names):
        facts = TOWNSHIP.replace("试镇", name).replace("990201100", f"{digits}0201{100 + number}")
        facts = facts.replace("试省", province)
        prose = {"overview": f"{name}全年工作平稳有序，{words}。"}
        write_tree(root / "sources" / slug, a_report(2021), a_report(2022, prose=prose),
                   path=f"{slug}xian/zhen{number}", township=facts)
    options = Options(root, (root / "sources" / slug / "reports",), root / slug, f"https://example.org/{slug}/")
    assert not build(options).failed


@pytest.fixture(scope="module")
def nation(tmp_path_factory) -> Path:
    """A folder with two provinces' sites and, as their neighbour, the nation's front."""
    root = tmp_path_factory.mktemp("origin")
    a_portal(root, related="false")
    (root / "nation.yml").write_text(SITES, encoding="utf-8")
    portal(root, "jia", "甲省", "11", ["东山镇", "西河镇"], "开展了棚户区改造")
    portal(root, "yi", "乙省", "12", ["东山镇", "南湖镇", "北湾镇", "中坪镇"], "推进了渔港建设和棚户区改造")
    assert main(["--project", str(root), "nation", "nation.yml", "--out", "nation", "--site-url", HOST]) == 0
    return root


# ── the summary ──

def test_a_summary_counts():
    assert summarise(BRIEFS, Settings("甲省年报")) == SUMMARY


def test_a_summary_is_read_as_it_was_written(tmp_path: Path):
    (tmp_path / "summary.json").write_bytes(summary_file(SUMMARY))
    (tmp_path / "sites.yml").write_text("name: 全国\nsites: [{name: 甲省, url: ../a/, summary: summary.json}]",
                                        encoding="utf-8")
    assert load_nation(tmp_path / "sites.yml") == (Nation("全国", (Member("甲省", "../a/", SUMMARY),)), [])


def test_a_portal_publishes_its_summary(nation: Path):
    told = json.loads((nation / "yi" / "summary.json").read_text(encoding="utf-8"))
    assert (told["townships"], told["reports"], told["years"]) == (4, 8, {"2022": 4, "2021": 4})
    assert [place["name"] for place in told["places"]] == ["乙省"]


# ── what the operator wrote ──

@pytest.mark.parametrize(("text", "line", "said"), [
    ("sites: [{name: 甲省, url: ../a/, summary: s.json}]", 1, "缺少“name”（首页的名称）"),
    ("name: 全国", 1, "缺少“sites”（各省的网站）"),
    ("name: 全国\nsites: 甲省", 2, "“sites”应当是列表"),
    ("name: 全国\nsites: [甲省]", 2, "“sites”应当是一组组“name、url、summary”"),
    ("name: 全国\nsites:\n- {url: ../a/, summary: s.json}", 3, "缺少“sites.name”（省份的名称）"),
    ("name: 全国\nsites:\n- name: 甲省\n  summary: s.json", 3, "缺少“sites.url”（网站的地址）"),
    ("name: 全国\nsites:\n- {name: 甲省, url: ../a/}", 3, "缺少“sites.summary”"),
    *((f'name: 全国\nsites:\n- {{name: 甲省, url: "{url}", summary: s.json}}', 3, "应为这个网站的地址，以 / 结尾")
      for url in ("../a", "javascript:alert(1)/", "//evil.example/", "../a/?x/", "a/../b/", "https://a.example")),
    ("name: 全国\nsites:\n- {name: 甲省, url: ../a/, summary: t.json}", 3, "找不到“t.json”（该网站公布的 summary.json"),
    ("name: 全国\nsites:\n- {name: 甲, url: ../a/, summary: s.json}\n- {name: 乙, url: ../a/, summary: s.json}", 4, "每个网站只写一次"),
    ("name: 全国\nsites:\n- {name: 甲省, url: ../a/, summary: s.json, colour: red}", 3, "不认识“sites.colour”"),
])
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, said: str):
    (tmp_path / "s.json").write_bytes(summary_file(SUMMARY))
    (tmp_path / "sites.yml").write_text(text, encoding="utf-8")
    found, issues = load_nation(tmp_path / "sites.yml")
    assert found is None
    assert [(one.path, one.line) for one in issues if said in one.message] == [("sites.yml", line)], issues


@pytest.mark.parametrize("url", ["../a/", "a/", "/a/b/", "https://example.org/a/", "./a/".removeprefix("./"), "../../a.b/"])
def test_an_address_may_be(tmp_path: Path, url: str):
    (tmp_path / "s.json").write_bytes(summary_file(SUMMARY))
    (tmp_path / "sites.yml").write_text(f"name: 全国\nsites: [{{name: 甲省, url: {url}, summary: s.json}}]", encoding="utf-8")
    found, issues = load_nation(tmp_path / "sites.yml")
    assert not issues
    assert found.members[0].url == url


GOOD = json.loads(summary_file(SUMMARY))


@pytest.mark.parametrize("content", [
    "", "[]", "{}", "null", "[" * 100_000, json.dumps(GOOD | {"format": 2}), json.dumps(GOOD | {"reports": "3"}),
    json.dumps(GOOD | {"reports": -3}), json.dumps(GOOD | {"townships": True}), json.dumps(GOOD | {"years": {"x": 1}}),
    json.dumps(GOOD | {"years": [2022]}), json.dumps(GOOD | {"name": ""}), json.dumps(GOOD | {"places": None}),
    json.dumps(GOOD | {"places": [{"name": "甲省", "url": "javascript:alert(1)", "townships": 1}]}),
    json.dumps(GOOD | {"places": [{"name": "甲省", "url": "regions/../../x/", "townships": 1}]})])
def test_a_summary_that_is_none(tmp_path: Path, content: str):
    (tmp_path / "s.json").write_text(content, encoding="utf-8")
    (tmp_path / "sites.yml").write_text("name: 全国\nsites: [{name: 甲省, url: ../a/, summary: s.json}]", encoding="utf-8")
    found, issues = load_nation(tmp_path / "sites.yml")
    assert found is None
    assert [one.message for one in issues] == [
        "“s.json”不是本程序生成的网站摘要，或是别的版本的。请重新从该网站下载 summary.json。"]


def test_exit_codes(nation: Path, tmp_path: Path, capsys):
    assert main(["--project", str(nation), "nation", "none.yml", "--out", str(tmp_path / "out")]) == 2
    assert "找不到" in capsys.readouterr().err
    (tmp_path / "sites.yml").write_text("name: 全国", encoding="utf-8")
    assert main(["--project", str(nation), "nation", str(tmp_path / "sites.yml"), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr()
    assert "sites.yml:1  [错误] 缺少“sites”" in said.out
    assert not (tmp_path / "out").exists()


def test_without_a_project_there_is_one_sentence(tmp_path: Path):
    with pytest.raises(BuildError, match="找不到"):
        build_nation(Options(PORTAL, (), tmp_path / "out"), tmp_path / "none.yml", lambda *_: None)


# ── the pages ──

def test_the_front_page_counts_and_leads_to_every_site(nation: Path):
    page = html.fromstring((nation / "nation" / "index.html").read_text(encoding="utf-8"))
    assert page.findtext(".//h1") == "全国年报"
    rows = [[cell.text_content() for cell in row] for row in page.iterfind(".//table//tr")]
    assert rows == [["网站", "单位", "年报", "2022年", "2021年"], ["甲省", "2", "4", "2", "2"],
                    ["乙省", "4", "8", "4", "4"], ["合计", "6", "12", "6", "6"]]
    assert page.xpath("//tbody//a/@href") == ["../jia/", "../yi/"]


@pytest.mark.parametrize("url", ["", "search/", "regions/", "notes/", "guide/"])
def test_every_link_of_the_front_leads_somewhere(nation: Path, url: str):
    folder = nation / "nation" / url
    page = html.fromstring((folder / "index.html").read_text(encoding="utf-8"))
    links = [link.partition("#")[0].partition("?")[0] for link in page.xpath("//@href | //@src | //form/@action")
             if not link.startswith("https://")]
    assert links
    nothing([link for link in links if not (folder / link / "index.html" if not link or link.endswith("/") else
                                            folder / link).is_file()])


def test_the_front_is_a_good_site_but_for_leading_out_of_itself(nation: Path):
    nothing([fault for fault in faults(nation / "nation") if "leads out of the site: ../" not in fault])


def test_regions_lead_into_the_sites(nation: Path):
    page = html.fromstring((nation / "nation" / "regions" / "index.html").read_text(encoding="utf-8"))
    assert [link for link in page.xpath("//article//a/@href") if "regions/" in link] == [
        "../../jia/regions/1102/", "../../yi/regions/1202/"]


def test_the_same_sites_give_the_same_bytes(nation: Path, tmp_path: Path):
    options = Options(nation, (), tmp_path / "again", HOST)
    outcome = build_nation(options, nation / "nation.yml", lambda *_: None)
    again = tree(tmp_path / "again")
    assert again == tree(nation / "nation")
    assert (outcome.files, outcome.size) == (len(again), sum(map(len, again.values())))


# ── the search, in a browser ──

@pytest.fixture
def search(browser, nation: Path) -> Iterator[tuple[Page, dict[str, int]]]:
    """The nation's search page and the bytes sent of each path; nothing may have gone wrong at the end."""
    with serving(nation) as (address, sent):
        page = browser.new_context(locale="zh-CN").new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: request.url.startswith(address) or said.append(f"leaves: {request.url}"))
        page.set_default_timeout(10_000)
        page.goto(address + "nation/search/")
        yield page, sent
        page.context.close()
    nothing(said)


def asked(page: Page, query: str) -> None:
    page.locator("#q").fill(query)
    page.locator("#q").press("Enter")
    expect(page.locator("#search-status")).to_contain_text("已搜完")


def loaded(sent: dict[str, int]) -> list[str]:
    return [path for path in sent if "/search/index/" in path]


@pytest.mark.browser
def test_a_phrase_of_one_province_is_found_there(search):
    page, sent = search
    assert loaded(sent) == []
    asked(page, "推进了渔港建设")
    expect(page.locator("#search-status")).to_have_text("2 个网站已搜完，找到 4 页。")
    assert page.locator("#results h2").all_inner_texts() == ["乙省 4 页"]
    expect(page.locator("#results li").first.locator("mark")).to_have_text("推进了渔港建设")
    assert page.locator("#results li").count() == 3
    assert not [path for path in loaded(sent) if path.startswith("/jia/") and "/t" in path]  # no text of the other
    page.locator("#results h3 a").first.click()
    page.wait_for_url("**/yi/yixian/zhen0/2022/#overview")
    expect(page.locator("article mark")).to_have_text("推进了渔港建设")


@pytest.mark.browser
def test_sites_stand_in_their_order_each_with_its_count(search):
    page, _ = search
    asked(page, "棚户区改造")
    assert page.locator("#results h2").all_inner_texts() == ["甲省 2 页", "乙省 4 页"]
    page.locator("#results p a").last.click()
    page.wait_for_url("**/yi/search/?q=*")
    expect(page.locator("#search-status")).to_contain_text("找到 4 页")


@pytest.mark.browser
def test_townships_by_name_come_first(search):
    page, _ = search
    asked(page, "东山镇")
    assert page.locator("#named a").all_inner_texts() == ["试县东山镇", "试县东山镇"]
    assert page.locator("#named .remark").all_inner_texts()[:2] == ["甲省 试市", "乙省 试市"]
    asked(page, "nanhu")
    assert page.locator("#named a").all_inner_texts() == ["试县南湖镇"]


@pytest.mark.browser
def test_one_site_alone_and_the_address_keeps_it(search):
    page, sent = search
    page.locator("#site").select_option("甲省")
    asked(page, "棚户区改造")
    expect(page.locator("#search-status")).to_have_text("1 个网站已搜完，找到 2 页。")
    assert not [path for path in loaded(sent) if path.startswith("/yi/")]
    page.reload()
    expect(page.locator("#search-status")).to_have_text("1 个网站已搜完，找到 2 页。")
    asked(page, "没有这样的话")
    expect(page.locator("#search-status")).to_have_text("1 个网站已搜完，没有找到“没有这样的话”。")
    expect(page.locator("#browse")).to_be_visible()


@pytest.mark.browser
def test_a_site_that_was_built_anew_meanwhile(browser, nation: Path, tmp_path: Path):
    """Its index has other files; the nation's page, open since before, finds what they say."""
    shutil.copytree(nation, tmp_path / "all")
    with serving(tmp_path / "all") as (address, _):
        page = browser.new_context(locale="zh-CN").new_page()
        page.goto(address + "nation/search/")
        asked(page, "没有这样的话")
        portal(tmp_path / "all", "yi", "乙省", "12", ["南湖镇"], "整治了河道，棚户区改造收尾")
        asked(page, "棚户区改造")
        assert page.locator("#results h2").all_inner_texts() == ["甲省 2 页", "乙省 4 页"]
        expect(page.locator("#results section").last).to_contain_text("试县南湖镇2022年年报")
        expect(page.locator("#results section").last).to_contain_text("棚户区改造收尾")
        expect(page.locator("#unsearched")).to_be_empty()
        page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("url", ["", "search/?q=东山镇", "search/?q=棚户区改造", "regions/", "notes/"])
def test_a_page_fits_the_screen_and_axe_finds_nothing(search, url: str):
    page, _ = search
    page.goto(page.url.removesuffix("search/") + url)
    if "?" in url:
        expect(page.locator("#search-status")).to_contain_text("已搜完")
    found = []
    for size in (DESK, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        found += [*too_wide(page), *axe(page)]
    nothing(found + too_small(page))


@pytest.mark.browser
def test_a_site_of_another_origin_is_only_linked(browser, nation: Path, tmp_path: Path):
    """No request goes there: the page's policy and the browser would not let it through."""
    (tmp_path / "sites.yml").write_text(f"name: 全国\nsites: [{{name: 丙省, url: https://other.example/c/, summary: {nation / 'yi'}}}]",
                                        encoding="utf-8")
    build_nation(Options(nation, (), tmp_path / "nation"), tmp_path / "sites.yml", lambda *_: None)
    with serving(tmp_path) as (address, _):
        page = browser.new_context(locale="zh-CN").new_page()
        asked_for: list[str] = []
        page.on("request", lambda request: asked_for.append(request.url))
        page.goto(address + "nation/search/?q=渔港")
        expect(page.locator("#unsearched")).to_have_text("不能在这里搜索，请到网站上搜索：丙省")
        assert page.locator("#unsearched a").get_attribute("href").startswith("https://other.example/c/search/?q=")
        nothing([url for url in asked_for if not url.startswith(address)])
        page.context.close()


@pytest.mark.browser
def test_a_site_that_does_not_answer_is_named(browser, nation: Path, tmp_path: Path):
    shutil.copytree(nation / "nation", tmp_path / "nation")
    shutil.copytree(nation / "jia", tmp_path / "jia")
    with serving(tmp_path) as (address, _):
        page = browser.new_context(locale="zh-CN").new_page()
        page.goto(address + "nation/search/?q=棚户区改造")
        expect(page.locator("#search-status")).to_have_text("1 个网站已搜完，找到 2 页。")
        expect(page.locator("#unsearched")).to_have_text("不能在这里搜索，请到网站上搜索：乙省")
        assert page.locator("#unsearched a").get_attribute("href") == f"{address}yi/search/?q=%E6%A3%9A%E6%88%B7%E5%8C%BA%E6%94%B9%E9%80%A0"
        page.context.close()
