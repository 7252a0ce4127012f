"""A web page's own style sheets and attributes → how each element is shown.

In: a page's tree. Out: for an element the few properties that decide whether its text is seen, where it stands and what
is drawn around it. Only what stands in the page is known; nothing is fetched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import html

_TELLING = re.compile(r"none|hidden|visib|collapse|line-through|super|sub|font-size|color|background|content|opacity"
                      r"|clip|position|text-indent|list-style|white-space|display|vertical-align|height|width|transform|counter|float"
                      r"|direction|order|zoom", re.I)
PROPERTIES = frozenset((
    "display", "visibility", "font-size", "color", "background", "background-color", "background-image",
    "vertical-align", "text-decoration", "text-decoration-line", "content", "opacity", "position", "left", "top",
    "text-indent", "overflow", "height", "width", "max-height", "max-width", "clip", "clip-path", "list-style",
    "list-style-type", "white-space", "float", "mso-hide", "transform", "zoom", "flex-direction", "direction",
    "unicode-bidi", "font-variant-position", "font-variant", "order", "content-visibility"))
_DRAWN = re.compile(r"::?(before|after)\s*$", re.I)
MOST_RULES, MOST_LOOKS = 2_000, 3_000_000  # rules of a page that matter here; rules × elements
_SCREEN = 1280  # pixels across, as a desk has them
_QUERY = re.compile(r"\(\s*(min|max)-width\s*:\s*(\d{1,5})(?:\.\d+)?px\s*\)", re.I)
Said = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Rule:
    """Where a rule applies, its weight, and what it says; `side`: before or after the element, or ""."""

    path: str
    side: str
    weight: tuple[int, int, int, int]
    said: Said
    strong: Said


class Sheets:
    """The style sheets of one page."""

    def __init__(self, tree: html.HtmlElement) -> None:
        self.linked = bool(tree.xpath("//link[contains(translate(@rel,'STYLEH','styleh'),'stylesheet')]")) or any(
            "@import" in (one.text or "") for one in tree.iter("style"))
        self.unread = False
        self._said: dict[html.HtmlElement, Said] = {}
        self._drawn: dict[html.HtmlElement, dict[str, Said]] = defaultdict(dict)
        text = "\n".join(one.text or "" for one in tree.iter("style") if _for_screens(one.get("media") or ""))
        if not _TELLING.search(text):
            return
        rules = sorted(self._rules(text), key=lambda rule: rule.weight)
        elements = sum(1 for _ in tree.iter()) if rules else 0
        if len(rules) > MOST_RULES or len(rules) * elements > MOST_LOOKS:
            self.unread = True
            return
        strong: list[tuple[html.HtmlElement, str, Said]] = []
        for rule in rules:
            for element in tree.xpath(rule.path):
                self._add(element, rule.side, rule.said)
                if rule.strong:
                    strong.append((element, rule.side, rule.strong))
        self._strong: dict[html.HtmlElement, Said] = defaultdict(dict)
        for element, side, said in strong:
            self._add(element, side, said)
            if not side:
                self._strong[element] |= said

    def _add(self, element: html.HtmlElement, side: str, said: Said) -> None:
        if side:
            self._drawn[element][side] = {**self._drawn[element].get(side, {}), **said}
        else:
            self._said[element] = {**self._said.get(element, {}), **said}

    @property
    def draws(self) -> bool:
        """Do the sheets draw text anywhere?"""
        return bool(self._drawn)

    def said(self, element: html.HtmlElement) -> Said:
        """The properties that sheets and its own style give an element."""
        own = element.get("style")
        told = self._said.get(element)
        if not own:
            return told or {}
        found = declared(own)
        return {**told, **found, **self._strong.get(element, {})} if told else found

    def drawn(self, element: html.HtmlElement, side: str) -> str:
        """What a sheet draws before or after an element: its text, with attributes put in and counters named."""
        said = self._drawn.get(element, {}).get(side)
        if not said or said.get("display", "") == "none":
            return ""
        parts = re.findall(r"\"([^\"]*)\"|'([^']*)'|attr\(\s*([\w-]+)[^()]*\)|(counters?)\([^()]*\)",
                           said.get("content", ""))
        return "".join(_escapes(one or other) if one or other else (element.get(name) or "") if name else "#" if counter
                       else "" for one, other, name, counter in parts)

    def _rules(self, text: str) -> Iterator[_Rule]:
        import tinycss2
        yield from self._of(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), 0, [0])

    def _of(self, nodes: Sequence[object], depth: int, order: list[int]) -> Iterator[_Rule]:
        import tinycss2
        from cssselect import HTMLTranslator, SelectorError, parse
        for node in nodes:
            kind = getattr(node, "type", "")
            if kind == "at-rule" and getattr(node, "content", None) is not None and depth < 4:
                name = getattr(node, "lower_at_keyword", "")
                prelude = tinycss2.serialize(getattr(node, "prelude", []))
                if name in ("supports", "layer") or (name == "media" and _for_screens(prelude)):
                    inner = tinycss2.parse_rule_list(getattr(node, "content", []), True, True)
                    yield from self._of(inner, depth + 1, order)
            elif kind == "qualified-rule":
                body = tinycss2.serialize(getattr(node, "content", []))
                if not _TELLING.search(body):
                    continue
                said, strong = _declarations(body)
                if not said and not strong:
                    continue
                for one in tinycss2.serialize(getattr(node, "prelude", [])).split(","):
                    order[0] += 1
                    side = _DRAWN.search(one)
                    bare = one[:side.start()].strip() or "*" if side else one.strip()
                    try:
                        for selector in parse(bare):
                            path = HTMLTranslator().selector_to_xpath(selector, "descendant-or-self::")
                            weight = (*selector.specificity(), order[0])
                            yield _Rule(path, side[1].lower() if side else "", weight, said, strong)
                    except (SelectorError, NotImplementedError):  # :hover and the like say nothing of a page that rests
                        continue


def declared(style: str) -> Said:
    """What a style attribute says."""
    if not _TELLING.search(style):
        return {}
    said, strong = _declarations(style)
    return {**said, **strong}


def _declarations(text: str) -> tuple[Said, Said]:
    said: Said = {}
    strong: Said = {}
    for part in _parts(_without_notes(text)):
        name, colon, value = part.partition(":")
        name = name.strip().lower()
        if colon and name in PROPERTIES:
            bare, mark, _ = value.partition("!")
            value = bare.strip() if name == "content" else " ".join(bare.lower().split())
            (strong if mark else said)[name] = value
    return said, strong


def _without_notes(text: str) -> str:
    parts: list[str] = []
    place = 0
    while (start := text.find("/*", place)) >= 0:
        parts.append(text[place:start])
        stop = text.find("*/", start + 2)
        if stop < 0:
            return "".join(parts)
        place = stop + 2
    return "".join([*parts, text[place:]])


def _parts(text: str) -> Iterator[str]:
    """The declarations, parted at semicolons outside of quotes."""
    if '"' not in text and "'" not in text:
        yield from text.split(";")
        return
    part: list[str] = []
    quote = ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign == ";":
            yield "".join(part)
            part = []
            continue
        part.append(sign)
    yield "".join(part)


def _for_screens(query: str) -> bool:
    """Does a media query hold for a browser on a desk?"""
    query = query.strip().lower()
    if not query:
        return True
    return any(_holds(one) for one in query.split(","))


def _holds(query: str) -> bool:
    if re.match(r"\s*(?:only\s+)?(?:print|speech|aural|tty|handheld|not\s+(?:screen|all))\b", query):
        return False
    return all((int(width) <= _SCREEN) == (side == "min") for side, width in _QUERY.findall(query))


def _escapes(text: str) -> str:
    return re.sub(r"\\([0-9a-fA-F]{1,6})\s?", lambda match: chr(min(int(match[1], 16), 0x10FFFF) or 0xFFFD), text)


