"""Questions about the elements of a web page that ask nothing of how they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

_MANY = 1500  # characters of what looks like furniture, and is not


def texts(element: html.HtmlElement) -> Iterator[str]:
    """All text of an element but for scripts and styles."""
    for one in element.iter():
        if isinstance(one.tag, str) and one.tag not in ("script", "style", "title"):
            yield one.text or ""
        if one is not element:
            yield one.tail or ""


def rows_of(table: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, html.HtmlElement]]:
    for child in table:
        if child.tag == "tr":
            yield table, child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from ((child, row) for row in child if row.tag == "tr")


def within_cell(part: html.HtmlElement | None, table: html.HtmlElement) -> bool:
    while part is not None and part is not table:
        if part.tag in ("td", "th", "caption"):
            return True
        part = part.getparent()
    return False


def empty_leaves(cell: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Elements without any text that a style sheet may draw something in."""
    for one in cell.iter("i", "b", "em", "span", "strong", "u", "label", "ins"):
        if not len(one) and not (one.text or "").strip() and (one.get("class") or "").strip() \
                and not (one.get("class") or "").startswith("Mso"):
            yield one


def drawn_by_class(table: html.HtmlElement) -> frozenset[str]:
    """The classes of empty elements that seem to say something: several of them, or with a number in their name."""
    found = {one.get("class") or "" for one in empty_leaves(table)}
    return frozenset(found if len(found) > 1 else (name for name in found if re.search(r"\d\s*$", name)))


def span(cell: html.HtmlElement, name: str, most: int) -> int:
    """A span as a browser takes it: at most so many."""
    match = re.match(r"\s*0*(\d{1,9})", cell.get(name) or "")
    return max(1, min(int(match[1]) if match else 1, most))


def whole(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\s*-?\d{1,6}\s*", text, re.A) else None


def is_layout(table: html.HtmlElement) -> bool:
    """A table that only places the page's parts: it holds other tables or long texts."""
    if table.find(".//table") is not None:
        return True
    cells = [cell for _, row in rows_of(table) for cell in row if cell.tag in ("td", "th")]
    return bool(cells) and len(cells) <= 6 and max(len(cell.text_content()) for cell in cells) > 400


def has_report(element: html.HtmlElement) -> bool:
    """Does what looks like furniture hold the report itself?"""
    text = element.text_content()
    return len(text) > _MANY or element.find(".//table") is not None


_FURNITURE = {"nav", "footer", "header", "aside", "form"}
_NAMED = re.compile(r"(?:^|[\s_-])(?:nav|menu|footer|foot|header|crumb|breadcrumb|share|sidebar|toolbar|copyright"
                    r"|search|position|location|weizhi|dqwz|bottom|top-?bar|login|qrcode|ewm|print|fontsize)"
                    r"(?:$|[\s_-])", re.I)


def is_furniture(element: html.HtmlElement) -> bool:
    """Is an element furniture of the page by its kind or its names? None is that holds the report."""
    named = " ".join(filter(None, (element.get("class"), element.get("id"))))
    return (element.tag in _FURNITURE or (named != "" and _NAMED.search(named) is not None)) and not has_report(element)
