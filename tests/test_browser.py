"""The site in a real browser: what a reader can do with it, on a phone and at a desk, with and without aids.

Every reader here also watches: a request to another host, a request that fails or a console error on any page
fails the test. Chromium is the machine's own or Playwright's; without any the tests are skipped, but not in CI.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.site_fixture import nothing

pytestmark = pytest.mark.browser
PHONE, DESK = (390, 844), (1280, 900)
KINDS = {
    "home": "",
    "search": "search/",
    "results": "search/?q=棚户区改造",
    "regions": "regions/",
    "province": "regions/37/",
    "county": "shili/",
    "township": "shili/shilizhen/",
    "township-of-one-year": "anqiu/jinzhongzi/",
    "report": "anqiu/jinzhongzi/2020/",
    "report-compared": "shili/shilizhen/2022/",
    "report-across-editions": "shili/shilizhen/2021/",
    "words-compared": "shili/shilizhen/changes/",
    "report-without-a-table": "nanzhao/chengguan/2020/",
    "notes": "notes/",
    "guide": "guide/",
    "about": "about/",
    "accessibility": "accessibility/",
    "staff": "staff/",
    "not-found": "no/such/page/",
}
each_kind = pytest.mark.parametrize("kind", KINDS)
BY_SIZE = ["target-size", "scrollable-region-focusable"]  # axe's rules that depend on the size of things
expect.set_options(timeout=10_000)



class Reader:
    """Someone with a fresh browser of their own."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.requests: list[str] = []
        self.troubles: list[str] = []
        self.expected = address + KINDS["not-found"]  # the only address that may be missing
        self.page.on("request", self._requested)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.on("console", self._said)

    def _failed(self, request) -> None:
        if "/pagefind/" not in request.url:  # related pages may still be loading when the reader moves on
            self.troubles.append(f"failed: {request.url}")

    def _requested(self, request) -> None:
        self.requests.append(request.url)
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.troubles.append(f"leaves the site: {request.url}")

    def _answered(self, response) -> None:
        if response.status >= 400 and response.url != self.expected:
            self.troubles.append(f"{response.status}: {response.url}")

    def _said(self, message) -> None:
        if message.type in ("error", "warning") and message.location.get("url") != self.expected:
            self.troubles.append(f"console: {message.text}")

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        if "?" in path:
            expect(self.page.locator("#search-status")).to_contain_text(re.compile("找到"))
        return self.page

    def large(self, on: bool) -> None:
        self.page.evaluate("on => document.documentElement.classList.toggle('large', on)", on)

    def resize(self, size: tuple[int, int]) -> None:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Callable[..., Reader]]:
    """Readers by the size of their screen; at the end none of them may have met any trouble."""
    readers, contexts = [], []

    def make(size: tuple[int, int] = DESK, **options) -> Reader:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        readers.append(Reader(context, address))
        return readers[-1]

    yield make
    for context in contexts:
        context.close()
    nothing([trouble for one in readers for trouble in one.troubles])


# ── every kind of page ──

@each_kind
def test_a_page_fits_the_screen(reader, kind: str):
    """No kind of page scrolls sideways: not on a phone, not at a desk, not in large text; a finger hits what it means."""
    one = reader(PHONE)
    page = one.open(KINDS[kind])
    nothing(too_small(page))
    for size in (PHONE, DESK):
        one.resize(size)
        for large in (False, True):
            one.large(large)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                nothing([f"{size[0]} px{', large text' if large else ''}: {words}" for words in too_wide(page) or ["?"]])


def too_wide(page: Page) -> list[str]:
    """What reaches over the right edge, outside of anything that scrolls."""
    return page.evaluate("""() => [...document.body.querySelectorAll('*')].filter(one =>
        one.getBoundingClientRect().right > innerWidth + 1 && !one.parentElement.closest('.wide, pre, .hide')
    ).map(one => one.tagName + '.' + one.className + ' ' + one.textContent.trim().slice(0, 30)).slice(0, 6)""")


def too_small(page: Page) -> list[str]:
    """Buttons, fields and links of the navigation less than 24 px high (WCAG 2.2, 2.5.8)."""
    return page.evaluate("""() => [...document.querySelectorAll(
        'button, select, summary, input[type=search], nav a, .foot a')].map(one => [one, one.getBoundingClientRect()])
        .filter(([one, box]) => box.height && box.height < 24)
        .map(([one, box]) => one.outerHTML.slice(0, 80) + ' ' + Math.round(box.height) + ' px')""")


@each_kind
def test_axe_finds_nothing(reader, kind: str):
    """axe has no complaint on any kind of page, on a phone and at a desk, nor with large text on a phone."""
    one = reader(DESK)
    page = one.open(KINDS[kind])
    complaints = axe(page)
    one.resize(PHONE)
    complaints += axe(page)
    one.large(True)
    complaints += axe(page, {"runOnly": BY_SIZE})
    nothing(complaints)


def axe(page: Page, options: dict | None = None) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]} | (options or {})).response["violations"]
    return [f"{violation['id']}: {node['target']} {node['html'][:120]}"
            for violation in found for node in violation["nodes"]]


# ── search ──

@pytest.mark.parametrize("query", ["金冢子", "棚户区改造"])
def test_search_by_link(reader, query: str):
    """A link to a search shows the report, its section and the words marked; the link leads to the place."""
    page = reader().open(f"search/?q={query}")
    result = page.locator("#results > li", has=page.locator('a[href*="anqiu/jinzhongzi/"]')).first
    expect(result).to_contain_text("金冢子镇")
    expect(result.locator("mark").first).to_have_text(query)
    link = result.locator("a[href*='#']").first  # the section
    target = link.get_attribute("href").partition("#")[2]
    link.click()
    expect(page.locator(f"[id='{target}']")).to_be_attached()
    expect(page.locator("article mark").first).to_be_in_viewport()


def test_search_from_the_header_of_a_report(reader):
    one = reader()
    page = one.open(KINDS["report-compared"])
    page.locator("#top-q").fill("棚户区改造")
    page.locator("#top-q").press("Enter")
    page.wait_for_url("**/repo/search/?q=*")
    expect(page.locator("#q")).to_have_value("棚户区改造")
    expect(page.locator("#results a").first).to_be_visible()


def test_search_with_a_filter_in_the_link(reader):
    """The link keeps the filter: only reports of that year, and the box shows it."""
    page = reader().open("search/?q=政府信息公开&年份=2019年")
    expect(page.locator("#results > li").first).to_be_visible()
    expect(page.locator("select[name='年份']")).to_have_value("2019年")
    titles = page.locator("#results h2").all_inner_texts()
    assert titles
    assert all("2019年" in title for title in titles)


def test_choosing_a_filter_and_going_back(reader):
    """Choosing changes the answer and the address, so that it can be sent to someone."""
    page = reader().open("search/?q=政府信息公开")
    before = page.locator("#search-status").inner_text()
    page.locator("select[name='县区']").select_option("安丘市")
    expect(page.locator("#search-status")).not_to_have_text(before)
    expect(page.locator("#results h2").first).to_contain_text("金冢子镇")
    assert "%E5%AE%89%E4%B8%98%E5%B8%82" in page.url


def test_search_while_typing(reader):
    page = reader().open("search/")
    page.locator("#q").press_sequentially("下马关")
    expect(page.locator("#results h2").first).to_contain_text("下马关镇")


@pytest.mark.parametrize("query", ["甲乙丙丁戊己庚辛壬癸", "石桥镇", "xqzvw", "<xqzvw>", '"', "。。。", "%"])
def test_search_that_finds_nothing(reader, query: str):
    """Nonsense, and a township that is not here, are answered in words, with the way by region beside them."""
    page = reader().open("search/")
    page.locator("#q").fill(query)
    page.locator("#q").press("Enter")
    expect(page.locator("#search-status")).to_contain_text("没有找到")
    expect(page.locator("#browse")).to_be_visible()


@pytest.mark.parametrize("kind", ["home", "report", "township", "search"])
def test_the_index_waits_for_the_reader(reader, kind: str):
    """Nothing of the index is loaded before someone searches."""
    one = reader()
    page = one.open(KINDS[kind])
    page.wait_for_load_state("networkidle")
    nothing([url for url in one.requests if "pagefind" in url])
    assert sum("/repo/" in url for url in one.requests) < 12


# ── tables on a phone ──

def test_a_wide_table_scrolls_in_its_frame(reader):
    """Table three (表三) on a phone: its frame scrolls to the last column, the page does not move, the row's label stays in sight."""
    page = reader(PHONE, has_touch=True).open(KINDS["report-compared"])
    frame = page.locator(".wide", has=page.locator("table.requests"))
    last = page.locator("[id='petition.T']")
    last.scroll_into_view_if_needed()
    frame.evaluate("one => one.scrollTo(0, 0)")
    expect(last).not_to_be_in_viewport()
    frame.evaluate("one => one.scrollTo(one.scrollWidth, 0)")
    expect(last).to_be_in_viewport(ratio=1)
    expect(page.locator("tr", has=last).locator("th[scope=row]")).to_be_in_viewport(ratio=.9)
    assert page.evaluate("scrollX") == 0


def test_the_labels_of_a_wide_table_leave_room_for_its_figures(reader):
    """On a phone two columns of figures stand beside the labels, in large text one, and no label is squeezed thin."""
    one = reader(PHONE)
    page = one.open(KINDS["report-compared"])
    boxes = page.evaluate("""() => [...document.querySelectorAll('table.requests th[scope=row]')].map(one =>
        [one.textContent, one.getBoundingClientRect().width, one.getBoundingClientRect().height])""")
    nothing([f"{label}: {width:.0f} × {height:.0f} px" for label, width, height in boxes if width < 80 or height > 130])
    hidden = "one => one.getBoundingClientRect().right - one.closest('.wide').getBoundingClientRect().right"
    assert page.locator("[id='received.B']").evaluate(hidden) <= 0
    one.large(True)
    assert page.locator("[id='received.P']").evaluate(hidden) <= 0


# ── keyboard ──

def focused(page: Page) -> str:
    return page.evaluate("(one => one.id || one.className || one.textContent.trim())(document.activeElement)")


def is_seen(page: Page) -> bool:
    """Whether what has the focus shows it by an outline."""
    return page.evaluate("""() => { const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1; }""")


def test_keyboard_reaches_everything_of_the_header(reader):
    """Tab: the way past the header, the mark, search, large text, navigation; the focus is always visible."""
    page = reader().open(KINDS["report"])
    reached = []
    while "关于本站" not in reached and len(reached) < 20:
        page.keyboard.press("Tab")
        reached.append(focused(page))
        assert is_seen(page), reached
    assert reached[:2] == ["md-skip", "mark"]
    assert [name for name in reached if name in ("top-q", "large-text", "首页")] == ["top-q", "large-text", "首页"]


def test_keyboard_skips_to_the_content(reader):
    page = reader().open(KINDS["report"])
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert focused(page) == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


def test_keyboard_scrolls_a_table(reader):
    """Each table's frame takes the focus, shows it, and scrolls by the arrow keys."""
    page = reader(PHONE).open(KINDS["report-compared"])
    for frame in page.locator(".wide").all():
        frame.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        assert frame.evaluate("one => one === document.activeElement")
        assert is_seen(page)
    frame = page.locator(".wide", has=page.locator("table.requests"))
    frame.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("one => one.scrollLeft > 0", arg=frame.element_handle())


def test_keyboard_leads_to_the_words_compared(reader):
    page = reader().open(KINDS["report-compared"])
    page.locator(".versus a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/shili/shilizhen/changes/#y2022")
    expect(page.locator("#y2022")).to_be_in_viewport()


# ── large text ──

LARGER = "parseFloat(getComputedStyle(document.querySelector('article p')).fontSize)"


TEXT_SIZE = "parseFloat(getComputedStyle(document.querySelector('article p')).fontSize)"


def test_large_text_is_remembered(reader):
    """The choice stays over a reload and on other pages, until it is taken back."""
    page = reader(PHONE).open(KINDS["report"])
    button, root = page.locator("#large-text"), page.locator("html")
    expect(root).not_to_contain_class("large")
    button.click()
    expect(root).to_contain_class("large")
    page.reload()
    expect(root).to_contain_class("large")
    page.locator(".crumbs a").last.click()
    expect(page.locator("h1")).to_have_text("安丘市金冢子镇")
    expect(root).to_contain_class("large")
    button.click()
    page.reload()
    expect(root).not_to_contain_class("large")


@pytest.mark.parametrize("width", [390, 1280, 1920, 2560])
def test_large_text_is_larger(reader, width: int):
    """By a quarter on every screen, also where the theme's own text grows with the window."""
    one = reader((width, 900))
    page = one.open(KINDS["report"])
    small = page.evaluate(TEXT_SIZE)
    one.large(True)
    assert page.evaluate(TEXT_SIZE) >= small * 1.25


# ── print ──

def test_print(reader):
    """On paper: no menus, no buttons."""
    page = reader().open(KINDS["report-compared"])
    page.emulate_media(media="print")
    shown = "one => one.checkVisibility()"
    nothing([f"{away} is printed" for away in (".top", ".crumbs", ".toc", ".years", ".edits", ".downloads")
             if page.locator(away).first.evaluate(shown)])
    nothing([f"{there} is not printed" for there in ("h1", "table.requests", ".where .status", ".citation", ".foot .status")
             if not page.locator(there).first.evaluate(shown)])
    frame = page.locator(".wide", has=page.locator("table.requests"))
    assert frame.evaluate("one => getComputedStyle(one).overflowX") == "visible"


def test_print_on_a4_loses_no_column(reader):
    """Tables three and four (表三、表四) fit between the margins of an A4 page."""
    page = reader((718, 1000)).open(KINDS["report-compared"])  # 190 mm
    page.emulate_media(media="print")
    nothing([f"{table.get_attribute('class')} reaches to {right:.0f} px of 718" for table in page.locator("table").all()
             if (right := table.evaluate("one => one.getBoundingClientRect().right")) > 719])


# ── without a script ──

@pytest.mark.parametrize(("kind", "words"), [
    ("report", "棚户区改造"), ("report-compared", "与2021年相比"), ("township", "历年年报"),
    ("county", "示例镇"), ("search", "按地区查找"), ("home", "找到你的乡镇")])
def test_without_javascript(reader, kind: str, words: str):
    """Everything can be read without a script; the search page leads on by region."""
    page = reader(PHONE, java_script_enabled=False).open(KINDS[kind])
    expect(page.locator("article")).to_contain_text(words)
    expect(page.locator("#large-text")).to_be_hidden()
    if kind == "search":
        expect(page.locator("#browse")).to_be_visible()
        expect(page.locator("noscript p")).to_be_visible()
        page.locator("#browse").get_by_role("link", name="安丘市").click()
        expect(page.locator("article")).to_contain_text("金冢子镇")
    if kind == "report-compared":
        page.locator(".versus a").click()
        expect(page.locator(".diff").first).to_be_visible()


# ── addresses ──

def test_a_missing_page_leads_back(reader):
    """404.html works wherever it is served, with its styles and its links."""
    page = reader().open(KINDS["not-found"])
    expect(page.locator("h1")).to_have_text("找不到这个页面")
    page.locator("article").get_by_role("link", name="首页").click()
    expect(page.locator("h1")).to_have_text("乡镇政府信息公开年报")


def test_a_cell_has_an_address(reader):
    """A link to a cell shows the cell."""
    page = reader(PHONE).open(KINDS["report"] + "#total.T")
    expect(page.locator("[id='total.T']")).to_be_in_viewport()


def test_downloads(reader):
    """The three files of a report can be downloaded."""
    page = reader().open(KINDS["report"])
    for link in page.locator(".downloads a").all():
        with page.expect_download() as waiting:
            link.click()
        assert waiting.value.failure() is None
