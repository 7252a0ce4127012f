"""The built site keeps its promises; and the checker that says so notices when one is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site_checker import faults
from tests.site_fixture import nothing

HOST = "https://example.org/repo/"
META = "".join(f'<meta name="{name}" content="值">' for name in (
    "SiteName", "SiteDomain", "ColumnName", "ColumnType", "ArticleTitle", "ContentSource", "Keywords"))


def page(url: str, title: str, body: str, kind: str = "") -> str:
    """A small good page."""
    root = "../" * url.count("/")
    crumbs = (f'<nav aria-label="当前位置"><ol><li><a href="{root or "./"}">首页</a></li>'
              f'<li aria-current="page">{title}</li></ol></nav>')
    return (f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="viewport" content="width=device-width,initial-scale=1">{META}'
            f'<meta name="Description" content="{title}的说明"><link rel="canonical" href="{HOST}{url}">'
            f'<link rel="stylesheet" href="{root}assets/a.css"></head><body>{crumbs}'
            f'<article class="{kind}"><h1>{title}</h1>{body}</article></body></html>')


MOVED = ('<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>换了地址</title>'
         '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
         '<meta name="Description" content="说明"><meta http-equiv="refresh" content="0; url=../../anqiu/2020/">'
         f'<link rel="canonical" href="{HOST}anqiu/2020/"></head>'
         '<body><h1>换了地址</h1><a href="../../anqiu/2020/">年报</a></body></html>')


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small site without a fault."""
    table = ('<div role="region" aria-labelledby="a"><table><thead><tr><th scope="col">年</th></tr></thead>'
             '<tbody><tr><td id="c">1</td></tr></tbody></table></div>')
    files = {
        "index.html": page("", "首页", '<a href="anqiu/2020/#c">年报</a><a href="guide/">指南</a>'),
        "guide/index.html": page("guide/", "指南", '<a href="../anqiu/2020/">年报</a><img src="p.png" alt="图">'),
        "anqiu/2020/index.html": page("anqiu/2020/", "年报", f'<h2 id="a">表</h2>{table}<a href="#a">表</a>'
                                      '<a href="https://gov.example/1.html" rel="noopener">原文</a>', "page-report"),
        "old/2020/index.html": MOVED,
        "404.html": '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>没有</title>'
                    '<meta name="viewport" content="width=device-width"></head>'
                    '<body><h1>没有</h1><a href="/repo/guide/">指南</a></body></html>',
        "guide/p.png": "", "assets/a.css": "a { background: url(data:image/png;base64,x) } b { background: url('b.svg') }",
        "assets/b.svg": "<svg/>", "assets/a.js": "1;",
        "sitemap.xml": '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
                       + "".join(f"<url><loc>{HOST}{url}</loc></url>" for url in ("", "guide/", "anqiu/2020/")) + "</urlset>",
        "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {HOST}sitemap.xml\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


REPORT, GUIDE, HOME, OLD = "anqiu/2020/index.html", "guide/index.html", "index.html", "old/2020/index.html"
PLANTED = [  # file, what is replaced, by what, what the checker says
    (HOME, 'href="guide/"', 'href="guid/"', "leads nowhere: guid/"),
    (HOME, 'href="guide/"', 'href="guide"', "leads nowhere: guide"),
    (HOME, 'href="guide/"', 'href="/repo/guide/"', "not a relative address"),
    (HOME, 'href="guide/"', 'href="../guide/"', "leads out of the site"),
    (HOME, "#c", "#d", "no such place on the page: anqiu/2020/#d"),
    (REPORT, 'href="#a"', 'href="#"', "empty anchor"),
    (GUIDE, "p.png", "q.png", "leads nowhere: q.png"),
    (GUIDE, 'alt="图"', "", "img without alt"),
    ("404.html", "/repo/guide/", "guide/", "404.html is served at any address"),
    (GUIDE, 'src="p.png"', 'src="https://cdn.example/p.png"', "another host"),
    (GUIDE, 'src="p.png"', 'src="//cdn.example/p.png"', "another host"),
    (GUIDE, 'href="../assets/a.css"', 'href="https://fonts.example/a.css"', "another host"),
    (GUIDE, 'href="../anqiu/2020/"', 'href="javascript:alert(1)"', "a scheme of its own"),
    (REPORT, ' rel="noopener"', "", "leads away without a rel"),
    (REPORT, 'rel="canonical" href="https://example.org/repo/anqiu', 'rel="canonical" href="https://example.org/anqiu',
     "canonical is"),
    ("assets/a.css", "'b.svg'", "https://cdn.example/b.svg", "a.css: another host"),
    ("assets/a.css", "'b.svg'", "c.svg", "a.css: leads nowhere"),
    ("assets/a.css", "a {", '@import "https://cdn.example/c.css"; a {', "a.css: another host"),
    ("assets/a.js", "1;", 'fetch("https://cdn.example/")', "a.js: another host"),
    (REPORT, "</h1>", "</h1><h1>又一个</h1>", "2 h1"),
    (REPORT, "h1>", "h3>", "0 h1"),
    (REPORT, '<h2 id="a">表</h2>', '<h3 id="a">表</h3>', "h3 follows h1"),
    (REPORT, '<h2 id="a">表</h2>', '<h2 id="a"></h2>', "empty h2"),
    (REPORT, 'id="c"', 'id="a"', "id a occurs 2 times"),
    (REPORT, 'aria-labelledby="a"', 'aria-labelledby="z"', 'aria-labelledby="z" names nothing'),
    (REPORT, ' role="region"', "", "table without a caption"),
    (REPORT, ' scope="col"', "", "th without scope"),
    (REPORT, '<th scope="col">年</th>', "<td>年</td>", "table without th"),
    (REPORT, 'lang="zh-CN"', 'lang="en"', "lang is en"),
    (REPORT, "<!doctype html>", "", "no doctype"),
    (REPORT, '<meta charset="utf-8">', "", "no charset"),
    (REPORT, "width=device-width,initial-scale=1", "width=800", "no viewport"),
    (REPORT, "initial-scale=1", "user-scalable=no", "viewport forbids zooming"),
    (REPORT, "<title>年报</title>", "", "no title"),
    (REPORT, "<title>年报</title>", "<title>指南</title>", "same title as"),
    (REPORT, "年报的说明", "指南的说明", "same description as"),
    (REPORT, "年报的说明", "", "no description"),
    (REPORT, "ContentSource", "Source", "no meta ContentSource"),
    (REPORT, "<title>", '<meta name="PubDate" content="2021年1月"><title>', "PubDate is"),
    (REPORT, 'aria-label="当前位置"', "", "0 breadcrumbs"),
    (REPORT, '<a href="../../">首页</a>', '<a href="../../guide/">指南</a>', "breadcrumb does not begin"),
    (REPORT, ' aria-current="page"', "", "breadcrumb does not end"),
    (REPORT, "</article>", "<script>alert(1)</script></article>", "inline script"),
    (REPORT, "<h1>", '<h1 onclick="x()">', "inline handler: h1 onclick"),
    (REPORT, "<h1>", '<h1 style="color:red">', "style attribute: h1"),
    (REPORT, "</article>", "<style>a{}</style></article>", "style element"),
    (REPORT, "</article>", '<iframe src="../../guide/"></iframe></article>', "<iframe>"),
    (REPORT, "</h1>", "</h1><!--portal:body-->", "left over: '<!--portal:'"),
    (REPORT, '<td id="c">1</td>', '<td id="c">None</td>', "left over: 'None'"),
    (HOME, '<a href="guide/">指南</a>', "", "guide/index.html: no link leads here"),
    ("sitemap.xml", f"<url><loc>{HOST}guide/</loc></url>", "", f"sitemap: lacks {HOST}guide/"),
    ("sitemap.xml", "guide/", "gone/", f"sitemap: names {HOST}gone/, which is not there"),
    ("sitemap.xml", "</urlset>", f"<url><loc>{HOST}</loc></url></urlset>", "twice"),
    (OLD, "; url=../../anqiu/2020/", "; url=../../anqiu/2021/", "leads nowhere: ../../anqiu/2021/"),
    (OLD, "; url=../../anqiu/2020/", "; url=./", "leads nowhere: ./"),
    (OLD, '<a href="../../anqiu/2020/">年报</a>', "", "no link to where it leads"),
    (OLD, "noindex", "all", "an old address is not noindex"),
    (OLD, f'href="{HOST}anqiu/2020/"', f'href="{HOST}old/2020/"', "canonical is"),
    (OLD, 'rel="canonical"', 'rel="author"', "an old address without a canonical one"),
    ("sitemap.xml", "</urlset>", f"<url><loc>{HOST}old/2020/</loc></url></urlset>", "sitemap: names"),
    ("robots.txt", "sitemap.xml", "map.xml", "robots.txt: does not name the sitemap"),
]


def test_the_built_site(site: Path):
    """The seeds and the example, as built: every promise is kept on every page."""
    nothing(faults(site))


def test_a_good_site_has_no_fault(small: Path):
    assert faults(small) == []


@pytest.mark.parametrize(("name", "before", "after", "words"), PLANTED, ids=[words for *_, words in PLANTED])
def test_a_planted_fault_is_noticed(small: Path, name: str, before: str, after: str, words: str):
    """One thing broken in one file, and the checker says which."""
    path = small / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    assert any(words in found for found in faults(small)), faults(small)


@pytest.mark.parametrize(("name", "words"), [("guide/年报.csv", "not plain ASCII"), ("guide/P.png", "only in case"),
                                             ("orphan/index.html", "no link leads here")])
def test_a_file_too_many_is_noticed(small: Path, name: str, words: str):
    (small / name).parent.mkdir(exist_ok=True)
    (small / name).write_text(page("orphan/", "多余", ""), encoding="utf-8")
    assert any(words in found for found in faults(small)), faults(small)


@pytest.mark.parametrize("name", ["404.html", "sitemap.xml", "robots.txt"])
def test_a_missing_file_is_noticed(small: Path, name: str):
    (small / name).unlink()
    assert faults(small)


def test_a_sitemap_in_parts(small: Path):
    """Above 50,000 addresses the sitemap is an index of parts."""
    (small / "sitemap.xml").rename(small / "sitemap-1.xml")
    (small / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{HOST}sitemap-1.xml</loc></sitemap></sitemapindex>", encoding="utf-8")
    assert faults(small) == []
