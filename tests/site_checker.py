"""A checker over a built site: `faults(site)` says in words what is not as promised, page by page.

Every promise is a small function below that yields what breaks it; PAGE_CHECKS and SITE_CHECKS list them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree, html

NOT_FOUND = "404.html"  # served at any address, so its own links start at the root of the host
FREE = {"", NOT_FOUND}  # pages without breadcrumbs
ATTRIBUTES = ("href", "src", "action", "formaction", "poster", "data", "cite", "srcset", "{http://www.w3.org/1999/xlink}href")
LABELS = {"report": ("SiteName", "SiteDomain", "ColumnName", "ColumnType", "ArticleTitle", "ContentSource",
                     "Keywords", "Description"),
          "": ("SiteName", "ColumnName", "ArticleTitle", "Description")}
CSS_URL = re.compile(r"""(?:url\(\s*|@import\s+)(["']?)(?P<url>[^"')\s]+)""")
LEFT_OVER = re.compile(r"<!--portal:|\{%|\x00|\{\{[^}]*\}\}")


@dataclass(frozen=True)
class Built:
    """A built site, read: its files, its pages by URL ("" is the home page) and its public address."""

    folder: Path

    @cached_property
    def files(self) -> frozenset[str]:
        return frozenset(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())

    @cached_property
    def pages(self) -> dict[str, HtmlPage]:
        return {page.url: page for name in sorted(self.files) if name.endswith(".html")
                for page in [HtmlPage(name, (self.folder / name).read_text(encoding="utf-8"))]}

    @cached_property
    def address(self) -> str:
        """From robots.txt, which must give it in full."""
        found = re.search(r"(?m)^Sitemap: (\S*/)", self.text("robots.txt"))
        return found[1] if found else "http://unknown.invalid/"

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8") if name in self.files else ""


@dataclass(frozen=True)
class HtmlPage:
    name: str
    text: str

    @property
    def url(self) -> str:
        return self.name.removesuffix("index.html") if self.name.rpartition("/")[2] == "index.html" else self.name

    @cached_property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.text)

    @cached_property
    def ids(self) -> Counter[str]:
        return Counter(self.tree.xpath("//@id"))

    @cached_property
    def meta(self) -> dict[str, str]:
        return {tag.get("name").lower(): tag.get("content", "") for tag in self.tree.iterfind(".//meta[@name]")}

    @property
    def title(self) -> str:
        return (self.tree.findtext(".//title") or "").strip()

    @property
    def kind(self) -> str:
        """`report` for <article class="… page-report">, empty for a hand-written page."""
        found = self.tree.xpath("string(//article/@class)")
        return next((name[5:] for name in found.split() if name.startswith("page-")), "")


    @property
    def leads_to(self) -> str:
        """Where a page of an old address sends the reader; "" on any other page."""
        found = self.tree.xpath("string(//meta[@http-equiv='refresh']/@content)")
        return found.partition("url=")[2]


def faults(site: Path) -> list[str]:
    """All that is wrong with a built site; an empty list is a good site."""
    built = Built(site)
    return [f"{page.name}: {words}" for page in built.pages.values()
            for check in (MOVED_CHECKS if page.leads_to else PAGE_CHECKS) for words in check(built, page)] + [words for check in SITE_CHECKS for words in check(built)]


# ── links ──

def links(built: Built, page: HtmlPage) -> Iterator[str]:
    """Every address inside the site leads to a file, and to an element of it where it names one."""
    for element, name, value in addresses(page):
        yield from (f"{words} (<{element.tag} {name}>)" for words in unresolved(built, page, element, value))


def addresses(page: HtmlPage) -> Iterator[tuple[html.HtmlElement, str, str]]:
    for element in page.tree.iter(etree.Element):
        for name in ATTRIBUTES:
            if element.get(name) is not None:
                values = element.get(name).split(",") if name == "srcset" else [element.get(name)]
                yield from ((element, name, value.split()[0] if name == "srcset" else value) for value in values)


def unresolved(built: Built, page: HtmlPage, element: html.HtmlElement, value: str) -> Iterator[str]:
    url = urlsplit(value)
    base = urlsplit(built.address)
    if element.get("rel") == "canonical":
        if value != built.address + urljoin(f"/{page.url}", page.leads_to)[1:]:
            yield f"canonical is {value}"
        return
    if url.scheme or url.netloc:
        yield from foreign(element, value)
        return
    if url.path.startswith("/") and page.url != NOT_FOUND:
        yield f"not a relative address: {value}"
        return
    if page.url == NOT_FOUND and not url.path.startswith(base.path):
        yield f"404.html is served at any address, so this leads nowhere: {value}"
        return
    inside = urlsplit(urljoin(f"http://x{base.path}{page.url}", value)).path
    if not inside.startswith(base.path):
        yield f"leads out of the site: {value}"
        return
    yield from missing(built, inside.removeprefix(base.path), unquote(url.fragment), value)


def missing(built: Built, path: str, fragment: str, value: str) -> Iterator[str]:
    path = unquote(path)
    target = path + "index.html" if path == "" or path.endswith("/") else path
    if target not in built.files:
        yield f"leads nowhere: {value}"
    elif fragment:
        there = built.pages.get(target.removesuffix("index.html"))
        if there is not None and fragment not in there.ids:
            yield f"no such place on the page: {value}"
    elif value.endswith("#"):
        yield f"empty anchor: {value}"


def foreign(element: html.HtmlElement, value: str) -> Iterator[str]:
    """Another host only in a plain link, which says by its rel that it leads away."""
    scheme = urlsplit(value).scheme
    if element.tag == "a" and scheme in ("mailto", "tel"):
        return
    if element.tag != "a" or scheme not in ("http", "https"):
        yield f"another host or a scheme of its own: {value}"
    elif not element.get("rel"):
        yield f"leads away without a rel: {value}"


def references(built: Built, page: HtmlPage) -> Iterator[str]:
    """What one element says of another by its id."""
    for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers", "list"):
        for value in page.tree.xpath(f"//@{name}"):
            yield from (f'{name}="{one}" names nothing on the page' for one in value.split() if one not in page.ids)


# ── structure ──

def headings(built: Built, page: HtmlPage) -> Iterator[str]:
    levels = [int(tag.tag[1]) for tag in page.tree.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    for above, level in zip([0, *levels], levels, strict=False):
        if level > above + 1:
            yield f"h{level} follows h{above}" if above else f"begins with h{level}"
    for tag in page.tree.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        if not tag.text_content().strip():
            yield f"empty {tag.tag}"


def unique_ids(built: Built, page: HtmlPage) -> Iterator[str]:
    yield from (f"id {name} occurs {times} times" for name, times in page.ids.items() if times > 1)


def tables(built: Built, page: HtmlPage) -> Iterator[str]:
    """A table has a name, and its headings say what they are headings of. In a hand-written page the heading
    and the sentence above name it, for Markdown knows no captions."""
    for table in page.tree.iter("table"):
        words = " ".join("".join(table.itertext()).split())[:20]
        named = any(region.get("role") == "region" and (region.get("aria-labelledby") or region.get("aria-label"))
                    for region in table.iterancestors())
        caption = table.find("caption")
        if page.kind and not named and (caption is None or not caption.text_content().strip()):
            yield f"table without a caption or a named region: {words}"
        if any(th.get("scope") not in ("row", "col", "rowgroup", "colgroup") for th in table.iter("th")):
            yield f"th without scope: {words}"
        if next(table.iter("th"), None) is None:
            yield f"table without th: {words}"


def breadcrumbs(built: Built, page: HtmlPage) -> Iterator[str]:
    """The way to the page (当前位置) from the home page down to the page itself."""
    if page.url in FREE:
        return
    found = page.tree.xpath('//nav[@aria-label="当前位置"]')
    if len(found) != 1:
        yield f"{len(found)} breadcrumbs"
        return
    targets = [urljoin(f"/{page.url}", link) for link in found[0].xpath(".//a/@href")]
    if targets[:1] != ["/"]:
        yield "breadcrumb does not begin at the home page"
    if not found[0].xpath('.//li[last()][@aria-current="page"]'):
        yield "breadcrumb does not end at the page"


# ── head ──

def head(built: Built, page: HtmlPage) -> Iterator[str]:
    if not page.tree.get("lang", "").startswith("zh"):
        yield f"lang is {page.tree.get('lang')}"
    if not page.text.lstrip().lower().startswith("<!doctype html>"):
        yield "no doctype"
    if not re.search('<meta charset="?utf-8[">]', page.text[:1024].lower()):
        yield "no charset in the first 1,024 bytes"
    if "width=device-width" not in page.meta.get("viewport", ""):
        yield "no viewport"
    if re.search(r"(maximum-scale|user-scalable)", page.meta.get("viewport", "")):
        yield "viewport forbids zooming"
    if not page.title:
        yield "no title"
    if page.url != NOT_FOUND and not page.meta.get("description"):
        yield "no description"


def labels(built: Built, page: HtmlPage) -> Iterator[str]:
    """The meta labels of government pages."""
    if page.url == NOT_FOUND:
        return
    yield from (f"no meta {name}" for name in LABELS.get(page.kind, LABELS[""]) if not page.meta.get(name.lower()))
    date = page.meta.get("pubdate")
    if date is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", date):
        yield f"PubDate is {date}"


# ── content ──

def scripts(built: Built, page: HtmlPage) -> Iterator[str]:
    """Nothing that a strict content security policy would refuse."""
    for script in page.tree.iter("script"):
        if not script.get("src") or (script.text or "").strip():
            yield f"inline script: {(script.text or '').strip()[:40]}"
    for element in page.tree.iter(etree.Element):
        for name in element.attrib:
            if name.startswith("on"):
                yield f"inline handler: {element.tag} {name}"
            elif name == "style":
                yield f"style attribute: {element.tag} {element.get('style')}"
    yield from ("style element" for _ in page.tree.iter("style"))
    yield from (f"<{element.tag}>" for element in page.tree.iter("iframe", "object", "embed", "base"))


def images(built: Built, page: HtmlPage) -> Iterator[str]:
    yield from (f"img without alt: {image.get('src')}" for image in page.tree.iter("img") if image.get("alt") is None)


def left_overs(built: Built, page: HtmlPage) -> Iterator[str]:
    """Marks of a template, or a value that was none."""
    if found := LEFT_OVER.search(page.text):
        yield f"left over: {found[0]!r}"
    for text in page.tree.itertext(with_tail=True):
        if text.strip() in ("None", "null年", "undefined", "shell"):
            yield f"left over: {text.strip()!r}"


# ── old addresses ──

def leads_on(built: Built, page: HtmlPage) -> Iterator[str]:
    """To a page that does not lead on itself, by itself and by a link; no search engine keeps the old address."""
    there = built.pages.get(urljoin(f"/{page.url}", page.leads_to)[1:])
    if there is None or there.leads_to:
        yield f"leads nowhere: {page.leads_to}"
    if page.tree.xpath("//a/@href") != [page.leads_to]:
        yield "no link to where it leads"
    if page.meta.get("robots") != "noindex":
        yield "an old address is not noindex"
    if not page.tree.xpath("//link[@rel='canonical']"):
        yield "an old address without a canonical one"


# ── the site as a whole ──

def alone(what: str, value: Callable[[HtmlPage], str]) -> Callable[[Built], Iterator[str]]:
    def check(built: Built) -> Iterator[str]:
        seen: dict[str, str] = {}
        for page in built.pages.values():
            text = "" if page.leads_to else value(page)
            if text and text in seen:
                yield f"{page.name}: same {what} as {seen[text]}: {text}"
            seen.setdefault(text, page.name)
    return check


def reachable(built: Built) -> Iterator[str]:
    """A reader finds every page by following links from the home page."""
    seen, ahead = set(), [""]
    while ahead:
        url = ahead.pop()
        if url in seen or url not in built.pages:
            continue
        seen.add(url)
        ahead += [urlsplit(urljoin(f"/{url}", link)).path.removeprefix("/")
                  for link in built.pages[url].tree.xpath("//a/@href|//form/@action")]
    yield from (f"{built.pages[url].name}: no link leads here" for url in built.pages
                if url not in seen and url != NOT_FOUND and not built.pages[url].leads_to)


def stylesheets(built: Built) -> Iterator[str]:
    for name in sorted(built.files):
        if name.endswith(".css"):
            text = re.sub(r"/\*.*?\*/", "", built.text(name), flags=re.S)
            for found in CSS_URL.finditer(text):
                url = found["url"]
                if url.startswith(("data:", "#")):
                    continue
                if urlsplit(url).scheme or url.startswith("/"):
                    yield f"{name}: another host: {url}"
                elif urljoin(name, url.split("#")[0].split("?")[0]) not in built.files:
                    yield f"{name}: leads nowhere: {url}"


def own_scripts(built: Built) -> Iterator[str]:
    for name in sorted(built.files):
        if name.startswith("assets/") and name.endswith(".js"):
            for url in re.findall(r"https?://[^\s\"'`)]+", built.text(name)):
                yield f"{name}: another host: {url}"


def names(built: Built) -> Iterator[str]:
    yield from (f"{name}: file name is not plain ASCII" for name in sorted(built.files)
                if not re.fullmatch(r"[A-Za-z0-9._/-]+", name))
    folded = Counter(name.lower() for name in built.files)
    yield from (f"{name}: differs from another file only in case" for name, times in folded.items() if times > 1)


def sitemap(built: Built) -> Iterator[str]:
    """sitemap.xml, or its parts, list every page of today once; robots.txt names it."""
    if f"Sitemap: {built.address}sitemap.xml\n" not in built.text("robots.txt"):
        yield "robots.txt: does not name the sitemap"
    if not {"sitemap.xml", "index.html", NOT_FOUND} <= built.files:
        yield "no sitemap.xml, index.html or 404.html"
        return
    listed: list[str] = []
    ahead = ["sitemap.xml"]
    while ahead:
        tree = etree.fromstring(built.text(ahead.pop()).encode())
        places = [place.text for place in tree.iter("{*}loc")]
        if etree.QName(tree).localname == "sitemapindex":
            ahead += [place.removeprefix(built.address) for place in places]
        else:
            listed += places
    expected = {built.address + url for url, page in built.pages.items() if url != NOT_FOUND and not page.leads_to}
    yield from (f"sitemap: lacks {url}" for url in sorted(expected - set(listed)))
    yield from (f"sitemap: names {url}, which is not there" for url in sorted(set(listed) - expected))
    yield from (f"sitemap: names {url} twice" for url, times in Counter(listed).items() if times > 1)


PAGE_CHECKS = (links, references, headings, unique_ids, tables, breadcrumbs, head, labels, scripts, images, left_overs)
MOVED_CHECKS = (links, headings, head, scripts, left_overs, leads_on)
SITE_CHECKS = (alone("title", lambda page: page.title), alone("description", lambda page: page.meta.get("description", "")),
               reachable, stylesheets, own_scripts, names, sitemap)
