"""Leaner HTML says the same: a parser reads the same tree out of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser

from generator.lean import lean


@pytest.mark.parametrize(("given", "expected"), [
    pytest.param('<p class="a" id="b.c">x</p>', "<p class=a id=b.c>x</p>", id="quotes of simple values"),
    pytest.param('<p class="a b" title="x=y" alt="">x</p>', '<p class="a b" title="x=y" alt="">x</p>', id="other values"),
    pytest.param('<a href="../../">x</a>', '<a href="../../">x</a>', id="a slash at the end"),
    pytest.param('<meta name="SiteName" content="门户"><p class="a">', '<meta name="SiteName" content="门户"><p class=a>',
                 id="labels"),
    pytest.param('<a class="{{ a }}" id="{{ b }}c" href="{{ c(d="e", f="g") }}">x</a>',
                 '<a class="{{ a }}" id="{{ b }}c" href="{{ c(d="e", f="g") }}">x</a>', id="what a template fills in"),
    pytest.param('{% set a, b = "c", dict(d="e") %}{# f="g" #}', '{% set a, b = "c", dict(d="e") %}{# f="g" #}',
                 id="a template's own text"),
    pytest.param('<tr{% if x %} class="y"{% endif %}>', '<tr{% if x %} class="y"{% endif %}>', id="before a template's tag"),
    pytest.param("<ul>\n  <li>x</li>\n</ul>\n{% if y %}\n<p>a\nb</p>", "<ul><li>x</ul>{% if y %}<p>a\nb</p>",
                 id="line ends between tags"),
    pytest.param("<table><thead><tr><th>x</th></tr></thead><tbody><tr><td>y</td></tr></tbody></table>",
                 "<table><thead><tr><th>x<tbody><tr><td>y</table>", id="ends of cells and rows")])
def test_leaves_out(given: str, expected: str):
    assert lean(given) == expected


TEXT = st.text("年报 01=\"'a", max_size=6).map(lambda text: text.replace('"', "&quot;"))
ATTRIBUTES = st.dictionaries(st.sampled_from(["class", "id", "title", "data-x"]),
                             st.text("ab年/.#:- =?&<>'`", max_size=6), max_size=3)


@st.composite
def element(draw, tag: str, inner: st.SearchStrategy[str]) -> str:
    attributes = "".join(f' {name}="{value.replace("&", "&amp;").replace("<", "&lt;")}"'
                         for name, value in draw(ATTRIBUTES).items())
    return f"<{tag}{attributes}>{draw(inner)}</{tag}>"


def several(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(part, min_size=1, max_size=3).map("\n".join)


PROSE = several(element("p", TEXT) | element("span", TEXT))
CELLS = several(element("td", TEXT | PROSE) | element("th", TEXT))
ROWS = several(element("tr", CELLS))
TABLE = element("table", st.tuples(element("thead", ROWS), several(element("tbody", ROWS))).map("".join))
LIST = element("ul", several(element("li", TEXT | PROSE)))
TERMS = element("dl", several(st.tuples(element("dt", TEXT), element("dd", PROSE)).map("".join)))
PAGES = several(TABLE | LIST | TERMS | PROSE)


def tree(html: str) -> list:
    """Tags, attributes and texts in order, without the space at their ends, where it is not seen."""
    return [(node.tag, dict(node.attrib), (node.text or "").strip(), (node.tail or "").strip())
            for node in parser.document_fromstring(f"<body>{html}</body>").iter()]


@given(PAGES)
def test_a_parser_reads_the_same(page: str):
    assert tree(lean(page)) == tree(page)
