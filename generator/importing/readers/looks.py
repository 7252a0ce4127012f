"""How Word shows a run: computed from the document's defaults, its styles through basedOn, and what the run says.

In: the parts styles.xml and theme1.xml, and the properties of runs and paragraphs. Out: a Look for a run (why it is not
seen, how far it stands above the line), and what a style says of numbering and of headings.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from docx.oxml.ns import qn
from lxml import etree

VAL = qn("w:val")
P_PR, R_PR = qn("w:pPr"), qn("w:rPr")
_TOGGLES = {qn(f"w:{name}"): name for name in ("vanish", "strike")}
_SWITCHES = {qn(f"w:{name}"): name for name in ("dstrike", "outline")}
_VALUES = {qn(f"w:{name}"): name for name in ("vertAlign", "position", "sz", "highlight", "rStyle")}
_COLOR, _SHADE = qn("w:color"), qn("w:shd")
_WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_FILL = f"{_WORD_2010}textFill"
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{6}")
_THEMED = {"background1": "lt1", "light1": "lt1", "background2": "lt2", "light2": "lt2", "text1": "dk1", "dark1": "dk1",
           "text2": "dk2", "dark2": "dk2"}
_LIGHT = 0xF8  # each part of a colour that nobody sees on white
_TINY = 2  # half points: letters of one point and less
_DEEPEST = 40  # styles based on one another
UNKNOWN = "?"  # a ground whose colour is not known
_Said = dict[str, str]


class Look(NamedTuple):
    """Why a run is not seen ("" if it is), and how far it is raised (above 0) or lowered."""

    why: str = ""
    raised: int = 0


_PLAIN = Look()


class Style(NamedTuple):
    """What a paragraph style comes to: its numbering (list, level, the style that says so) and its level of heading."""

    number: str = ""
    level: str = ""
    by: str = ""
    heading: int = 0
    ground: str = ""


class Styles:
    """The styles of a document."""

    def __init__(self, styles: etree._Element | None, theme: etree._Element | None) -> None:
        self._styles = {one.get(qn("w:styleId"), ""): one for one in styles.iterfind(qn("w:style"))} \
            if styles is not None else {}
        self._theme = theme
        self._runs: dict[str, _Said] = {}
        self._paragraphs: dict[str, Style] = {}
        defaults = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{R_PR}") if styles is not None else None
        self._defaults = self._said(defaults) if defaults is not None else {}
        self.default = next((name for name, one in self._styles.items() if one.get(qn("w:type")) == "paragraph"
                             and _is_on(one.get(qn("w:default"), "0"))), "")
        self._looks: dict[tuple[str, str, tuple[tuple[str, str], ...]], Look] = {}

    def style(self, name: str) -> Style:
        """What a paragraph style says; that of the document's default for ""."""
        name = name or self.default
        if name not in self._paragraphs:
            self._paragraphs[name] = self._paragraph(name)
        return self._paragraphs[name]

    def look(self, properties: etree._Element | None, style: str, ground: str = "") -> Look:
        """The Look of a run with these properties in a paragraph of this style, on paper of this colour ("": white)."""
        own = self._said(properties) if properties is not None else {}
        style = style or self.default
        if not own and not ground and style in self._runs and not self._runs[style] and not self._defaults:
            return _PLAIN
        key = (style, ground, tuple(own.items()))
        if key not in self._looks:
            self._looks[key] = self._look(own, style, ground)
        return self._looks[key]

    def has_ground(self, style: str) -> bool:
        """Does a style of tables colour cells?"""
        return any(fill_of(shade) not in ("", "FFFFFF") for one in self._chain(style) for shade in one.iter(_SHADE))

    def _look(self, own: _Said, style: str, ground: str) -> Look:
        paragraph, character = self._run(style), self._run(own.get("rStyle", ""))
        said = {**self._defaults, **paragraph, **character, **own}
        for name in _TOGGLES.values():
            if name not in own:  # what both styles say is off again
                on = (paragraph.get(name) == "1") != (character.get(name) == "1") or self._defaults.get(name) == "1"
                said[name] = "1" if on else "0"
        if said.get("vanish") == "1":
            return Look("hidden")
        if said.get("strike") == "1" or said.get("dstrike") == "1":
            return Look("struck")
        size = _number(said.get("sz", ""))
        if size is not None and size <= _TINY:
            return Look("tiny")
        paper = "" if said.get("highlight", "none") in ("none", "white") else UNKNOWN
        paper = paper or said.get("fill") or ground or "FFFFFF"
        ink = said.get("color", "")
        if ink == "none" or (ink and paper != UNKNOWN and said.get("outline") != "1" and _same(ink, paper)):
            return Look("white")
        raised = {"superscript": 1, "subscript": -1}.get(said.get("vertAlign", ""), 0)
        return Look("", raised * 100 or int(_number(said.get("position", "")) or 0))

    def _run(self, name: str) -> _Said:
        """What a style says of runs, with those it is based on."""
        if not name:
            return {}
        if name not in self._runs:
            said: _Said = {}
            for one in reversed(self._chain(name)):
                properties = one.find(R_PR)
                said |= self._said(properties) if properties is not None else {}
            self._runs[name] = said
        return self._runs[name]

    def _paragraph(self, name: str) -> Style:
        number = level = by = ground = ""
        heading = 0
        for one in reversed(self._chain(name)):
            title = one.find(qn("w:name"))
            if title is not None and (named := re.fullmatch(r"(?:heading|标题) ?([1-6])", title.get(VAL, ""), re.I)):
                heading = int(named[1])
            properties = one.find(P_PR)
            if properties is None:
                continue
            ground = fill_of(properties.find(_SHADE)) or ground
            told = properties.find(qn("w:outlineLvl"))
            if told is not None:
                step = whole(told.get(VAL), 9)
                heading = step + 1 if step < 6 else 0
            numbering = properties.find(qn("w:numPr"))
            if numbering is not None:
                ident, step_told = numbering.find(qn("w:numId")), numbering.find(qn("w:ilvl"))
                level = step_told.get(VAL, "0") if step_told is not None else level
                if ident is not None:
                    number, by = ident.get(VAL, ""), one.get(qn("w:styleId"), "")
        return Style(number, level, by, heading, ground)

    def _chain(self, name: str) -> list[etree._Element]:
        """A style and those it is based on, the nearest first."""
        found: list[etree._Element] = []
        while (one := self._styles.get(name)) is not None and one not in found and len(found) < _DEEPEST:
            found.append(one)
            base = one.find(qn("w:basedOn"))
            name = base.get(VAL, "") if base is not None else ""
        return found

    def _said(self, properties: etree._Element) -> _Said:
        """What properties of a run say that matters here."""
        said: _Said = {}
        for one in properties:
            tag = str(one.tag)
            if (name := _TOGGLES.get(tag) or _SWITCHES.get(tag)) is not None:
                said[name] = "1" if _is_on(one.get(VAL, "1")) else "0"
            elif (name := _VALUES.get(tag)) is not None:
                said[name] = one.get(VAL, "")
            elif one.tag == _COLOR:
                said["color"] = self._themed(one.get(qn("w:themeColor"), "")) if one.get(qn("w:themeColor")) and not \
                    one.get(qn("w:themeTint")) and not one.get(qn("w:themeShade")) else one.get(VAL, "")
            elif one.tag == _FILL:
                said["color"] = self._filled(one) or said.get("color", "")
            elif one.tag == _SHADE and (fill := fill_of(one)):
                said["fill"] = fill
        return said

    def _filled(self, fill: etree._Element) -> str:
        if fill.find(f"{_WORD_2010}noFill") is not None:
            return "none"
        plain = fill.find(f"{_WORD_2010}solidFill")
        for one in plain if plain is not None else ():
            if len(one):  # tinted, or transparent to some degree
                return "none" if any(etree.QName(part).localname == "alpha" and part.get(f"{_WORD_2010}val") == "100000"
                                     for part in one) else ""
            value = one.get(f"{_WORD_2010}val", "")
            return self._themed({"bg1": "light1", "tx1": "dark1"}.get(value, value)) \
                if one.tag == f"{_WORD_2010}schemeClr" else value
        return ""

    def _themed(self, name: str) -> str:
        return self._colors.get(_THEMED.get(name, name), "")

    @cached_property
    def _colors(self) -> dict[str, str]:
        found = {"lt1": "FFFFFF"}
        for scheme in self._theme.iter("{*}clrScheme") if self._theme is not None else ():
            for one in scheme:
                if isinstance(one.tag, str) and len(one):
                    found[etree.QName(one).localname] = one[0].get("lastClr", "") or one[0].get("val", "")
        return found


def fill_of(shade: etree._Element | None) -> str:
    """The colour of a ground: six digits, "" for none, UNKNOWN where it is mixed or themed."""
    if shade is None:
        return ""
    pattern, fill = shade.get(VAL, "clear"), shade.get(qn("w:fill"), "auto")
    if pattern not in ("clear", "nil") or shade.get(qn("w:themeFill")):
        return UNKNOWN
    return fill.upper() if _HEXADECIMAL.fullmatch(fill) else ""


def whole(text: str | None, instead: int) -> int:
    """A whole number as an attribute gives it; what a damaged file writes there is no number."""
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text, re.A) else instead


def _number(text: str) -> float | None:
    """Half points, as they are or as a measure of points."""
    found = re.fullmatch(r"(-?\d{1,5}(?:\.\d{1,3})?)(pt)?", text, re.A)
    return float(found[1]) * (2 if found[2] else 1) if found else None


def _is_on(value: str) -> bool:
    return value not in ("0", "false", "off", "none")


def _same(ink: str, paper: str) -> bool:
    """Are both colours the same to the eye?"""
    if not _HEXADECIMAL.fullmatch(ink) or not _HEXADECIMAL.fullmatch(paper):
        return False
    parts = [(int(ink[at:at + 2], 16), int(paper[at:at + 2], 16)) for at in (0, 2, 4)]
    return all(abs(one - other) <= 0xFF - _LIGHT for one, other in parts)
