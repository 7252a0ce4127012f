"""What a web page shows of an element: State, handed down from the page to its innermost element.

In: the properties of an element (`sheets`) and the State around it. Out: its own State: whether its text is seen and
if not why, on what ground it stands, whether it is raised, and whether it begins a line of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import html

from generator.importing.readers.sheets import Said

BLOCKS = frozenset((
    "p", "div", "section", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd",
    "br", "hr", "table", "tr", "td", "th", "tbody", "thead", "tfoot", "caption", "body", "html", "header", "footer",
    "nav", "aside", "form", "blockquote", "pre", "center", "fieldset", "figure", "figcaption", "details", "summary",
    "address", "dir", "menu", "hgroup", "legend", "option", "optgroup", "dialog", "search"))
UNSEEN = {"noscript": "unscripted", "template": "alternative", "rt": "phonetic", "rp": "phonetic", "rtc": "phonetic",
          "del": "struck", "s": "struck", "strike": "struck", "datalist": "control", "iframe": "alternative",
          "object": "alternative", "video": "alternative", "audio": "alternative", "canvas": "alternative",
          "svg": "drawing", "noframes": "alternative", "noembed": "alternative", "annotation": "alternative",
          "annotation-xml": "alternative"}
_NAMES = {"white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250), "ghostwhite": (248, 248, 255)}
_SIZES = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0,
          "xx-large": 32.0}
_UNITS = {"px": 1.0, "pt": 4 / 3, "cm": 37.8, "mm": 3.78, "in": 96.0, "pc": 16.0, "rem": 16.0}
_LENGTH = re.compile(r"(-?\d{0,6}(?:\.\d{1,6})?)\s*([a-z%]*)")
_TINY = 1.0  # pixels
_AWAY = -300.0  # pixels beside the page
_KEPT = ("pre", "pre-wrap", "pre-line", "break-spaces")
_Color = tuple[int, int, int]
_WHITE: _Color = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class State:
    """How the text of an element is shown. `why`: the reason it is not; `gone`: that nothing within it can be seen
    again; `ground` is None where it is not known."""

    why: str = ""
    gone: bool = False
    size: float = 16.0
    ink: _Color | None = None
    ground: _Color | None = _WHITE
    raised: int = 0
    block: bool = False
    apart: bool = False  # beside its neighbours, not in their line
    kept: bool = False  # line breaks as written
    unsure: bool = False

    @property
    def is_plain(self) -> bool:
        """Is the text shown as it stands?"""
        return not (self.why or self.kept or self.unsure)


def within(element: html.HtmlElement, said: Said, outer: State, linked: bool) -> State:
    """The State of an element in that of its parent. `linked`: there are style sheets that are not known."""
    tag = str(element.tag)
    block = tag in BLOCKS
    if not said and not element.attrib and tag not in _TAGGED:
        return outer if outer.block == block and not outer.apart else replace(outer, block=block, apart=False)
    state = replace(outer, block=block, apart=False)
    if outer.gone:
        return state
    why = UNSEEN.get(tag, "")
    display = said.get("display", "none" if element.get("hidden") is not None else "")
    if not why and _is_gone(said, display):
        why = "hidden"
    if not why and _is_outside(said):
        why = "outside"
    struck = f"{said.get('text-decoration', '')} {said.get('text-decoration-line', '')}"
    if not why and "line-through" in struck:
        why = "struck"
    if why:
        return replace(state, why=why, gone=True)
    if display:
        state = replace(state, block=block if display in ("inherit", "initial") else not (
            display.startswith("inline") or display == "contents"), apart=display in ("table-cell", "inline-table"))
    if said.get("float", "none") != "none" or said.get("position") in ("absolute", "fixed") or (
            "order" in said) or said.get("flex-direction", "").endswith("reverse"):
        state = replace(state, apart=True)
    seen = said.get("visibility", "")
    hidden = seen in ("hidden", "collapse") if seen and seen != "inherit" else outer.why == "hidden"
    size = _size(said.get("font-size", ""), outer.size)
    ink = _color(said.get("color", "") or (element.get("color", "") if tag == "font" else ""), outer.ink)
    ground = _ground(element, said, outer.ground)
    kept = said.get("white-space", "pre" if tag in ("pre", "textarea", "listing") else "")
    state = replace(state, size=size, ink=ink, ground=ground, why="hidden" if hidden else "",
                    kept=outer.kept if not kept else kept in _KEPT,
                    raised=_raised(tag, said, outer), unsure=outer.unsure or _is_turned(element, said))
    if hidden:
        return state
    if size <= _TINY:
        return replace(state, why="tiny")
    if ink is not None and ground is not None and max(abs(one - other) for one, other in zip(ink, ground, strict=True)
                                                      ) <= 7 and (ink != outer.ink or ground != outer.ground
                                                                  or outer.why == "white"):
        styled = linked and any(one.get("class") or one.get("id") for one in (element, *element.iterancestors())
                                if one.tag not in ("body", "html"))
        return state if styled else replace(state, why="white")
    return state


_TAGGED = frozenset((*UNSEEN, "sup", "sub", "pre", "textarea", "listing", "font"))


def _is_gone(said: Said, display: str) -> bool:
    if display == "none" or said.get("mso-hide") == "all" or said.get("content-visibility") == "hidden":
        return True
    if _number(said.get("opacity", "")) == 0 or _number(said.get("zoom", "")) == 0:
        return True
    ink = said.get("color", "").replace(" ", "")
    if ink == "transparent" or re.fullmatch(r"rgba\((?:\d{1,3},){3}0?(?:\.0{1,9})?\)", ink):
        return True
    return re.search(r"scale[xy]?\(\s*0\s*[,)]", said.get("transform", "")) is not None


def _is_outside(said: Said) -> bool:
    """Is it pushed off the page, or cut to nothing?"""
    if _pixels(said.get("text-indent", ""), 16) <= _AWAY:
        return True
    if said.get("position") in ("absolute", "fixed", "relative") and any(
            _pixels(said.get(side, ""), 16) <= _AWAY for side in ("left", "top")):
        return True
    clip = said.get("clip", "")
    if clip.startswith("rect(") and set(clip[5:].rstrip(")").replace(",", " ").split()) <= {"0", "1", "0px", "1px"}:
        return True
    if said.get("clip-path", "").replace(" ", "").startswith(("inset(50%", "inset(100%")):
        return True
    return said.get("overflow", "") in ("hidden", "clip") and any(
        re.fullmatch(r"[01](?:\.0+)?(?:px)?|0[a-z%]*", said.get(name, "")) is not None
        for name in ("height", "width", "max-height", "max-width"))


def _is_turned(element: html.HtmlElement, said: Said) -> bool:
    """Is the text shown in another order than it stands?"""
    return (element.tag == "bdo" and (element.get("dir") or "").lower() == "rtl") or (
        said.get("direction") == "rtl" and "override" in said.get("unicode-bidi", ""))


def _raised(tag: str, said: Said, outer: State) -> int:
    align = said.get("vertical-align", "")
    if tag in ("td", "th", "tr", "table", "tbody", "img"):
        return outer.raised
    if align in ("super", "text-top") or said.get("font-variant-position") == "super":
        return outer.raised + 100
    if align in ("sub", "text-bottom") or said.get("font-variant-position") == "sub":
        return outer.raised - 100
    if align in ("top", "bottom") and "font-size" in said:
        return outer.raised + (100 if align == "top" else -100)
    if re.match(r"-?[\d.]", align) and (moved := _pixels(align, 16) if not align.endswith("%") else
                                        (_number(align[:-1]) or 0) * 0.2):
        return outer.raised + (100 if moved > 0 else -100)
    if said.get("position") == "relative" and (moved := _pixels(said.get("top", ""), 16)):
        return outer.raised + (-100 if moved > 0 else 100)
    if tag in ("sup", "sub") and align not in ("baseline", "middle"):
        return outer.raised + (100 if tag == "sup" else -100)
    return outer.raised


def _ground(element: html.HtmlElement, said: Said, outer: _Color | None) -> _Color | None:
    told = said.get("background-color", "") or said.get("background", "") or element.get("bgcolor", "")
    if "url(" in told or "gradient" in told or said.get("background-image", "none") != "none" \
            or element.get("background"):
        return None
    if not told or told.split()[0] in ("none", "transparent", "inherit", "initial"):
        return outer
    return _color(told.split()[0] if "(" not in told else told, None)


def _color(text: str, instead: _Color | None) -> _Color | None:
    text = text.strip().lower()
    if not text or text in ("inherit", "initial"):
        return instead
    if text in _NAMES:
        return _NAMES[text]
    if found := re.match(r"#?([0-9a-f]{6})\b", text):
        return int(found[1][:2], 16), int(found[1][2:4], 16), int(found[1][4:], 16)
    if found := re.match(r"#([0-9a-f]{3})\b", text):
        return int(found[1][0] * 2, 16), int(found[1][1] * 2, 16), int(found[1][2] * 2, 16)
    parts = text.partition("(")[2].rstrip(")").replace(",", " ").replace("/", " ").split()[:3]
    if text.startswith("rgb") and len(parts) == 3 and all(re.fullmatch(r"\d{1,3}", part, re.A) for part in parts):
        return int(parts[0]), int(parts[1]), int(parts[2])
    return None


def _size(text: str, outer: float) -> float:
    if not text:
        return outer
    if text in _SIZES:
        return _SIZES[text]
    found = _LENGTH.fullmatch(text)
    number = _number(found[1]) if found else None
    if found is None or number is None:
        return outer
    if found[2] in ("em", "%"):
        return outer * number / (1 if found[2] == "em" else 100)
    return number * _UNITS.get(found[2], 16.0 if number else 0.0)


def _pixels(text: str, size: float) -> float:
    found = _LENGTH.fullmatch(text)
    number = _number(found[1]) if found else None
    if found is None or number is None:
        return 0.0
    return number * (size if found[2] == "em" else _UNITS.get(found[2], 1.0))


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?(?:\d{1,6}(?:\.\d{0,6})?|\.\d{1,6})", text) else None
