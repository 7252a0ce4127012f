"""The search in Chromium: exact.js finds what a scan finds, and a reader finds their way with it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from generator.assemble import Options, build
from generator.index import Searched
from generator.index.terms import keys, normalise, place
from tests.bench_search.browser import ask, opened, serving
from tests.bench_search.corpus import pages
from tests.bench_search.scan import Scan
from tests.factories import PORTAL, SOURCES
from tests.test_search import Reader, indexed, townships, urls

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("search") / "site"
    assert not build(Options(PORTAL, SOURCES, target, "https://example.org/")).failed
    return target


@pytest.fixture
def served(site) -> Iterator[tuple[str, dict[str, int]]]:
    """A server of the test's own: what an earlier page still asks for is none of its business."""
    with serving(site) as address:
        yield address


@pytest.fixture
def search(browser, served) -> Iterator[Page]:
    """The search page, fresh; no error may have been said at the end."""
    page = opened(browser, served[0])
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_default_timeout(10_000)
    yield page
    page.context.close()
    assert not said


def asked(page: Page, query: str) -> Page:
    page.locator("#q").fill(query)
    page.locator("#q").press("Enter")
    expect(page.locator("#search-status")).to_contain_text("找到")
    expect(page.locator("#search-status")).not_to_have_text("正在搜索……")
    return page


def first(page: Page):
    return page.locator("#results h2 a").first


def test_the_browser_finds_what_a_scan_finds(site, search, served):
    """Recall 100 % of what can be read, and nothing else after looking into the texts."""
    names = urls(Reader(site / "search/index"))
    scan = Scan((site / name / "index.html").read_text(encoding="utf-8") for name in names)
    phrases = [*scan.phrases(250, 11), "0536-4791001", "2448023.00", "棚户区改造", "关于本站", "镇", "7", "微信公众号"]
    for phrase, answer in zip(phrases, ask(search, served[0], phrases, whole=True), strict=True):
        wanted = normalise(phrase)
        truth = [page for page, text in enumerate(scan.pages) if wanted in normalise(text)]
        assert answer["kept"] == truth, phrase
        assert answer["shown"] or not truth, phrase


def test_without_ranges_the_same(site, browser):
    """A server that sends only whole files serves as well."""
    names = urls(Reader(site / "search/index"))
    scan = Scan((site / name / "index.html").read_text(encoding="utf-8") for name in names)
    with serving(site, ranges=False) as (address, _):
        page = opened(browser, address)
        phrases = scan.phrases(40, 12)
        for phrase, answer in zip(phrases, ask(page, address, phrases, whole=True), strict=True):
            assert answer["kept"] == scan.holding(phrase), phrase
        page.context.close()


@pytest.mark.parametrize(("text", "query"), [
    ("政府信息公開　ＡＢ１２", "政府信息公开ab12"), ("①㎡ é É e\u0301", "1m2ééé"), ("_a_b", "ab"), ("⺠生", "民生"), ("𠮷野", "𠮷野")])
def test_both_sides_normalise_alike(search, served, text, query):
    mine = search.evaluate("""async ([root, text]) => {
      const { normalise, folding } = await import(root + "assets/portal/text.js");
      return normalise(text, folding("開开⺠民"));
    }""", [served[0], text])
    assert mine == normalise(text) == query


@pytest.mark.parametrize("word", ["公开", "7", "a1", "a12", "xx2020年zz9", "𠮷", "𠮷野家", "05364791001", "ﾌé한"])
def test_both_sides_make_and_place_keys_alike(search, served, word):
    """The browser asks for fewer keys, but for none that a page with the word would not have."""
    word = normalise(word)
    mine = search.evaluate("""async ([root, word]) => {
      const { keys, place } = await import(root + "assets/portal/text.js");
      return keys(word).map((key) => [key, place(key, 997)]);
    }""", [served[0], word])
    every = keys({word: 1})[0]
    assert mine
    assert set(map(tuple, mine)) <= set(zip(every.tolist(), place(every, 997).tolist(), strict=True))


@pytest.mark.parametrize("query", ["金冢子镇", "金冢子鎮", "金冢子", "安丘市金冢子镇", "jinzhongzi", "JZZ", "jin zhong zi zhen",
                                   "jzzz", "ｊｚｚ"])
def test_a_township_comes_first(search, query):
    expect(first(asked(search, query))).to_have_text("安丘市金冢子镇")
    expect(search.locator("#results > li").first.locator(".years a", has_text="2020年")).to_be_visible()


def test_pinyin_finds_the_same_pages(search, served):
    one, other = ask(search, served[0], ["金冢子镇", "jinzhongzizhen"], whole=True)
    assert one["kept"] == other["kept"] != []


def test_words_apart_and_quoted(search, served):
    both, quoted, alone = ask(search, served[0], ["棚户区 大众日报", '"棚户区 大众日报"', "“棚户区 改造”"], whole=True)
    assert len(both["kept"]) == 1
    assert quoted["kept"] == []
    assert alone["kept"] == both["kept"]


def test_the_section_the_words_and_the_place(search, served):
    """The section is named, the words marked in the real text, and the link leads there and marks them again."""
    asked(search, "棚戶區改造")
    result = search.locator("#results > li").first
    expect(result.locator("mark")).to_have_text("棚户区改造")
    expect(result).to_contain_text("其中网络申请2件，内容涉及棚户区改造等方面。")
    link = result.locator("p a").first
    expect(link).to_have_text("一、总体情况")
    link.click()
    search.wait_for_url("**/anqiu/jinzhongzi/2020/#overview")  # without ?hl= again
    expect(search.locator("article mark")).to_have_text("棚户区改造")
    expect(search.locator("article mark")).to_be_in_viewport()


def test_a_figure_leads_to_its_cell(search):
    asked(search, "2448023.00元")
    first(search).click()
    expect(search.locator("td mark")).to_have_text("2448023.00元")
    expect(search.locator("td mark")).to_be_in_viewport()


def test_labels_are_a_count_with_a_link(search):
    """国家秘密 (state secret) stands in every table; three pages speak of it."""
    asked(search, "国家秘密")
    expect(search.locator("#search-status")).to_contain_text("找到 3 页")
    expect(search.locator("#labels")).to_contain_text("另有 9 页，只在官方表格的栏目名称里")
    search.locator("#labels button").click()
    expect(search.locator("#search-status")).to_contain_text("找到 9 页")
    assert "in=labels" in search.url
    search.reload()
    expect(search.locator("#search-status")).to_contain_text("找到 9 页")


def test_a_slip_of_the_pen(search):
    asked(search, "金家子镇")
    expect(search.locator("#search-status")).to_contain_text("没有找到")
    search.locator("#alike button", has_text="金冢子镇").click()
    expect(first(search)).to_have_text("安丘市金冢子镇")


def test_related_pages_come_second_and_only_when_needed(search, served):
    asked(search, "公开")
    assert not [path for path in served[1] if "pagefind" in path]
    asked(search, "棚户区的改造工程款")
    expect(search.locator("#search-status")).to_contain_text("没有找到")
    expect(search.locator("#related h2")).to_have_text("相关的网页")
    assert [path for path in served[1] if "pagefind" in path]


def test_related_pages_serve_while_the_index_cannot(browser, served):
    page = browser.new_context(locale="zh-CN").new_page()
    page.route("**/search/index/**", lambda route: route.abort())
    page.goto(served[0] + "search/?q=政府信息公开")
    expect(page.locator("#search-status")).to_contain_text("精确搜索暂时不能用")
    expect(page.locator("#related h3").first).to_be_visible()
    page.context.close()


def test_filters_count_and_stand_in_the_address(search):
    asked(search, "政府信息公开")
    option = search.locator("select[name='年份'] option[value='2019年']")
    count = int(re.search(r"（(\d+)）", option.inner_text())[1])
    search.locator("select[name='年份']").select_option("2019年")
    expect(search.locator("#search-status")).to_contain_text(f" {count} 页")
    assert all("2019年" in title for title in search.locator("#results h2").all_inner_texts())
    search.locator("select[name='省份']").select_option("示例省")
    expect(search.locator("#results > li")).to_have_count(1)
    search.reload()
    expect(search.locator("#results > li")).to_have_count(1)
    expect(search.locator("select[name='省份']")).to_have_value("示例省")
    expect(search.locator("#q")).to_have_value("政府信息公开")


def test_the_keyboard(search, served):
    search.goto(served[0] + "anqiu/jinzhongzi/")
    search.keyboard.press("/")
    expect(search.locator("#top-q")).to_be_focused()
    search.goto(served[0] + "search/?q=公开")
    expect(first(search)).to_be_visible()
    search.keyboard.press("Control+k")
    expect(search.locator("#q")).to_be_focused()
    search.keyboard.press("ArrowDown")
    expect(first(search)).to_be_focused()
    search.keyboard.press("ArrowDown")
    expect(search.locator("#results h2 a").nth(1)).to_be_focused()
    search.keyboard.press("Escape")
    expect(search.locator("#q")).to_be_focused()
    search.keyboard.press("Escape")
    expect(search.locator("#q")).to_have_value("")
    expect(search.locator("#browse")).to_be_visible()
    asked(search, "金冢子镇")
    search.keyboard.press("ArrowDown")
    search.keyboard.press("Enter")
    search.wait_for_url("**/anqiu/jinzhongzi/**")


def test_nothing_is_loaded_before_the_reader_turns_to_the_search(search, served):
    search.wait_for_load_state("networkidle")
    assert not [path for path in served[1] if "search/index" in path or "pagefind" in path]
    expect(search.locator("#filters")).to_be_hidden()
    with search.expect_request(lambda request: "search/index" in request.url):  # the server notes it only once sent
        search.locator("#q").focus()
    expect(search.locator("#filters")).to_be_visible()


@pytest.fixture
def on_disk(browser, site) -> Iterator[Page]:
    """The search page of a copy on disk."""
    page = browser.new_context(locale="zh-CN").new_page()
    page.goto(f"file://{site}/search/index.html")
    yield page
    page.context.close()


def test_a_copy_on_disk_says_what_it_can(on_disk):
    expect(on_disk.locator("#search-status")).to_contain_text("可以按乡镇（街道）名称或拼音查找")
    expect(on_disk.locator("#browse")).to_be_visible()
    on_disk.locator("#q").fill("棚户区改造")
    expect(on_disk.locator("#search-status")).to_contain_text("请到网上的本站搜索")
    expect(on_disk.locator("#browse")).to_be_visible()


@pytest.mark.parametrize("query", ["金冢子", "金冢子鎮", "安丘市 金冢子镇", "jzz", "JinZhongZi", "anqiushijinzhong", "aqsjzz"])
def test_a_copy_on_disk_finds_townships(on_disk, query):
    """Also from the field on top of every page."""
    on_disk.locator("#top-q").fill(query)
    on_disk.locator("#top-q").press("Enter")
    on_disk.wait_for_url("file://**/search/index.html?q=**")
    expect(on_disk.locator("#search-status")).to_have_text("找到 1 个乡镇（街道）。")
    first(on_disk).click()
    on_disk.wait_for_url("file://**/anqiu/jinzhongzi/index.html")


def test_a_copy_on_disk_without_names_says_so(on_disk, site, tmp_path):
    shutil.copytree(site, tmp_path / "site", ignore=shutil.ignore_patterns("index", "pagefind"))
    on_disk.goto(f"file://{tmp_path}/site/search/index.html?q=金冢子")
    expect(on_disk.locator("#search-status")).to_contain_text("不允许在这里搜索")
    expect(on_disk.locator("#browse")).to_be_visible()


def test_without_scripts_places_are_found_by_region(browser, served):
    page = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()
    page.goto(served[0] + "search/?q=公开")
    expect(page.locator("noscript p")).to_contain_text("需要浏览器开启 JavaScript")
    expect(page.get_by_role("group", name="缩小范围")).to_have_count(0)
    for name in ("山东省", "潍坊市", "安丘市"):
        expect(page.locator("#browse").get_by_role("link", name=name)).to_be_visible()
    page.locator("#browse").get_by_role("link", name="金冢子镇").click()
    page.wait_for_url("**/anqiu/jinzhongzi/")
    page.context.close()


def test_what_a_screen_reader_is_told(search):
    """The field, the filters and the answers have their roles and names; how many there are is said, once for a question."""
    search.evaluate("""() => {
      window.told = [];
      const status = document.querySelector("[role=status]");
      new MutationObserver(() => window.told.push(status.textContent)).observe(status, { childList: true });
    }""")
    expect(search.get_by_role("searchbox", name="乡镇名称，或年报里的词句")).to_be_visible()
    search.evaluate("""() => { // at once: a pause between typing and Enter would be a question of its own
      document.getElementById("q").value = "政府信息公开";
      document.getElementById("search-form").requestSubmit();
    }""")
    expect(search.get_by_role("status")).to_contain_text("找到")
    expect(search.get_by_role("listitem").get_by_role("heading", level=2).first).to_be_visible()
    before = search.evaluate("window.told")
    assert [words[:2] for words in before] == ["正在", "找到"]
    search.get_by_role("group", name="缩小范围").get_by_role("combobox", name="年份").select_option("2019年")
    expect(search.get_by_role("status")).not_to_have_text(before[-1])
    expect(search.get_by_role("status")).to_contain_text("找到")
    assert [words[:2] for words in search.evaluate("window.told")] == ["正在", "找到"] * 2


def test_on_a_phone(browser, served):
    page = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN").new_page()
    page.goto(served[0] + "search/?q=政府信息公开")
    expect(first(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.context.close()


def test_related_pages_in_parts(browser, tmp_path, monkeypatch):
    """A large portal's related index is made in parts, which the browser puts together."""
    monkeypatch.setattr("generator.index.related.PART", 16)
    target = tmp_path / "site"
    assert not build(Options(PORTAL, SOURCES, target, "https://example.org/")).failed
    assert (target / "pagefind/1/pagefind.js").is_file()
    with serving(target) as (address, _):
        page = opened(browser, address)
        found = page.evaluate("""async (root) => {
          const { related } = await import(root + "assets/portal/related.js");
          return (await related("公开", {}, root, 3, 99)).map((one) => new URL(one.url, root).pathname);
        }""", address)
        for url in ("/notes/", "/shili/shilizhen/2020/", "/staff/"):  # from the first, the second and the last part
            assert any(one.startswith(url) for one in found), found
        page.context.close()


@pytest.fixture(scope="module")
def many(site, tmp_path_factory) -> tuple[Path, list[Searched]]:
    """The site with an index of 250 synthetic pages, and these."""
    folder = tmp_path_factory.mktemp("many") / "site"
    shutil.copytree(site, folder, ignore=shutil.ignore_patterns("index", "pagefind"))
    made = list(pages(250, 21, site))
    indexed(made, folder)
    return folder, made


def test_many_townships(browser, many):
    """Over many shards the browser finds what a scan finds; more answers are given where they are asked for."""
    folder, made = many
    scan = Scan(page.body for page in made)
    phrases = scan.phrases(60, 22)
    with serving(folder) as (address, sent):
        page = opened(browser, address)
        for phrase, answer in zip(phrases, ask(page, address, phrases, whole=True), strict=True):
            assert answer["kept"] == scan.holding(phrase), phrase
        asked(page, "政府信息公开工作年度报告")
        expect(page.locator("#results > li")).to_have_count(10)
        page.get_by_role("button", name="显示更多").press("Enter")
        expect(page.locator("#results > li")).to_have_count(20)
        expect(page.locator("#results > li").nth(10).locator("h2 a")).to_be_focused()
        asked(page, "没有这样一句话")
        expect(page.locator("#search-status")).to_contain_text("没有找到")
        assert not [path for path in sent if "pagefind" in path]  # an index without related pages asks for none
        page.context.close()


# ── a page that was opened before a new build ──

WORDS = "饮用水管网破损"
FOUND = "政府信息公开工作年度报告"


def a_figure(made: list[Searched]) -> list[Searched]:
    """One figure is another."""
    return [*made[:-1], made[-1]._replace(body=re.sub(r"(<td id=[^>]*>)[^<]*", r"\g<1>83726", made[-1].body, count=1))]


def more_said(made: list[Searched]) -> list[Searched]:
    """The last report says one thing more."""
    return [*made[:-1], made[-1]._replace(body=made[-1].body.replace("<p>", f"<p>经查实，{WORDS}一案已当日修缮。", 1))]


def a_township_less(made: list[Searched]) -> list[Searched]:
    """Every page has another number."""
    return [page for township in townships(more_said(made))[1:] for page in township]


class Opened:
    """A search page with an index of its own, which new builds replace while the page stays open."""

    def __init__(self, page: Page, folder: Path, sent: dict[str, int]) -> None:
        self.page, self.folder, self.sent = page, folder, sent

    def deploy(self, made: list[Searched]) -> None:
        shutil.rmtree(self.folder / "search/index")
        indexed(made, self.folder)

    @property
    def manifests(self) -> int:
        """How often the page has asked which files there are."""
        return len([path for path in self.sent if "/search/index/pages.bin" in path])

    def ask(self, query: str, status: str) -> None:
        self.page.locator("#q").fill(query)
        self.page.locator("#q").press("Enter")
        expect(self.page.locator("#search-status")).to_contain_text(status)


@pytest.fixture
def before(browser, many, tmp_path) -> Iterator[Opened]:
    """The reader is told of searching and of what was found, and of nothing else."""
    shutil.copytree(many[0], tmp_path / "site")
    with serving(tmp_path / "site") as (address, sent):
        page = opened(browser, address)
        failed: list[str] = []
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.set_default_timeout(10_000)
        page.evaluate("""() => {
          window.told = [];
          const status = document.getElementById("search-status");
          new MutationObserver(() => window.told.push(status.textContent)).observe(status, { childList: true });
        }""")
        yield Opened(page, tmp_path / "site", sent)
        told = page.evaluate("window.told")
        page.context.close()
        assert told
        assert not failed + [one for one in told if not one.startswith(("正在搜索", "找到"))]


@pytest.mark.parametrize("change", [more_said, a_township_less])
def test_a_page_opened_before_a_new_build_finds_what_is_new(before, many, change):
    before.ask(FOUND, "找到")
    before.deploy(change(many[1]))
    before.ask(WORDS, "找到 1 页")
    expect(first(before.page)).to_have_text(many[1][-1].title.replace("政府信息公开工作年度报告", "年报"))
    expect(before.page.locator("#results mark").first).to_have_text(WORDS)
    assert before.manifests == 2


def test_a_page_opened_before_goes_on_with_what_has_not_changed(before, many):
    """It does not even ask which files there are: those it needs are where they were."""
    before.ask(FOUND, "找到")
    old, made = Reader(before.folder / "search/index"), a_figure(many[1])
    before.deploy(made)
    new = Reader(before.folder / "search/index")
    same = {name for name, digest in old.digests.items() if new.digests[name] == digest}
    newest = sorted(range(len(made)), key=lambda page: -old.list["year"][page])

    def untouched(phrase: str) -> bool:
        """One page has it, and the files that tell so are as they were."""
        texts = [f"t{newest.index(page) // old.list['perFile']}" for page in old.holding(phrase)]
        pairs = keys({phrase: 1})[0]
        shards = {f"s{number}" for number in place(pairs[pairs >= 1 << 16], old.list["shards"])}
        return len(texts) == 1 and {*texts, *shards} <= same

    phrase = next(phrase for phrase in Scan(page.body for page in made).phrases(400, 23) if untouched(phrase))
    before.ask(phrase, "找到 1 页")
    assert before.manifests == 1


def test_more_answers_of_a_page_opened_before(before, many):
    before.ask(FOUND, "先显示 10 组")
    before.deploy(a_township_less(many[1]))
    before.page.get_by_role("button", name="显示更多").press("Enter")
    expect(before.page.locator("#results > li")).to_have_count(20)
    expect(before.page.locator("#results > li").nth(10).locator("h2 a")).to_be_focused()
    assert before.manifests == 2


def test_other_years_of_a_page_opened_before(before, many):
    """They are opened again under the new answer."""
    before.ask("主动公开 镇", "找到")
    before.deploy(a_township_less(many[1]))
    before.page.locator("details.years summary").first.click()
    expect(before.page.locator("details.years[open]")).to_have_count(0)
    before.page.locator("details.years summary").first.click()
    expect(before.page.locator("details.years[open] p").first).to_be_visible()
    assert before.manifests == 2


def test_a_server_that_has_a_page_for_every_address(before, many):
    """It says that all is well, and sends HTML."""
    before.ask(FOUND, "找到")
    before.page.route("**/search/index/*.bin", lambda route: route.continue_() if (
        before.folder / "search/index" / route.request.url.rpartition("/")[2]).exists() else route.fulfill(
        status=200, content_type="text/html", body="<!doctype html><title>本站</title>"))
    before.deploy(more_said(many[1]))
    before.ask(WORDS, "找到 1 页")
