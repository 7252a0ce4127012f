"""A Word paragraph → its bits of text: what is shown and how, what is not shown and why, what is drawn.

Fields give their result, as shown; field codes are looked at only where Word draws the code itself (EQ). Nothing is
computed, fetched or run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml import etree

from generator.importing.readers.looks import P_PR, R_PR, VAL, Look, Styles, whole
from generator.importing.readers.marks import Bit
from generator.importing.sentences import Refused

DEEPEST = 120  # elements within elements
PARAGRAPH, TABLE = qn("w:p"), qn("w:tbl")
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATE = f"{_COMPATIBLE}AlternateContent"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RUN, _TEXT, _DELETED_TEXT = qn("w:r"), qn("w:t"), qn("w:delText")
DELETED = frozenset((qn("w:del"), qn("w:moveFrom")))
_INNER = qn("w:txbxContent")
_DRAWN = {qn(f"w:{name}") for name in ("drawing", "pict", "object")}
_SAID = {qn("w:tab"): " ", qn("w:ptab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-",
         qn("w:sym"): "□"}
_SILENT = {qn(f"w:{name}") for name in ("sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "rubyPr", "rPr", "pPr",
                                        "tblPr", "tblGrid")}
_RUBY, _READING = qn("w:ruby"), qn("w:rt")
_FIELD, _CODE = qn("w:fldChar"), qn("w:instrText")
_OWN_MARK = qn("w:customMarkFollows")
_NOTES = {qn("w:footnoteReference"), qn("w:endnoteReference")}
_LINEAR = {f"{_MATH}{name}" for name in ("oMath", "oMathPara", "r", "t", "ctrlPr", "rPr", "oMathParaPr", "box", "boxPr",
                                         "e", "d", "dPr", "begChr", "endChr", "argPr", "sty", "jc", "lit", "nor",
                                         "scr", "brk", "aln")}
_CIRCLED = re.compile(r"\\o\s*(?:\\a[clr]\s*)?[(（]\s*[○〇]\s*[,，]\s*(\d{1,2})\s*[)）]")
_WITH_READING = re.compile(r"\\s\\up\s*\d{1,3}\s*[(（]([^()（）]{0,40})[)）]\s*[,，]\s*([^()（）]{0,40})[)）]")


@dataclass
class _Field:
    """A field that is open: its code so far, and whether its result has begun."""

    code: list[str] = field(default_factory=list)
    result: bool = False
    shown: bool = False
    form: etree._Element | None = None


@dataclass
class Drawn:
    """What a paragraph draws besides its text."""

    boxes: list[etree._Element] = field(default_factory=list)  # text boxes, to be read as text of their own
    pictures: list[str] = field(default_factory=list)  # by name
    formula: bool = False


class Runs:
    """Reads paragraphs one after another: a field may reach over several."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[_Field] = []

    def bits(self, paragraph: etree._Element, ground: str) -> tuple[list[Bit], Drawn]:
        """A paragraph's bits, on paper of this colour, and what it draws."""
        properties = paragraph.find(P_PR)
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        reader = _Reader(self._styles, self._fields, style.get(VAL, "") if style is not None else "", ground)
        reader.walk(paragraph, 0, _SHOWN)
        while self._fields and not self._fields[-1].result:  # a code that nothing ends
            reader.end(self._fields.pop())
        return reader.found, reader.drawn


_SHOWN = Look()


class _Reader:
    def __init__(self, styles: Styles, fields: list[_Field], style: str, ground: str) -> None:
        self._styles, self._fields, self._style, self._ground = styles, fields, style, ground
        self.found: list[Bit] = []
        self.drawn = Drawn()

    def walk(self, element: etree._Element, depth: int, look: Look) -> None:
        if depth > DEEPEST:
            raise Refused("too-deep")
        for child in element:
            tag = str(child.tag)
            if tag == _TEXT:
                self._say(child.text or "", look)
            elif tag in _SAID:
                self._say(_SAID[tag], look, made=True)
            elif tag == _CODE:
                if self._fields and not self._fields[-1].result:
                    self._fields[-1].code.append(child.text or "")
            elif tag == _DELETED_TEXT:
                self._say(child.text or "", Look("deleted"))
            elif (way := _WAYS.get(tag)) is not None:
                way(self, child, depth + 1, look)
            else:
                self.walk(child, depth + 1, look)

    def _say(self, text: str, look: Look, made: bool = False, unsure: bool = False) -> None:
        if not text:
            return
        why = look.why
        if self._fields:
            why = why or ("field-code" if any(not one.result for one in self._fields) else "")
            for one in self._fields if not why else ():
                one.shown = True
        self.found.append(Bit(text, why, look.raised, made, unsure))

    def _run(self, run: etree._Element, depth: int, look: Look) -> None:
        if look is _SHOWN or not look.why:
            look = self._styles.look(run.find(R_PR), self._style, self._ground)
            if not look.why and len(run) > 1 and any(
                    child.tag in _NOTES and child.get(_OWN_MARK, "0") not in ("0", "false") for child in run):
                look = Look("note-mark")
        self.walk(run, depth, look)

    def _deleted(self, element: etree._Element, depth: int, look: Look) -> None:
        self.walk(element, depth, Look("deleted"))

    def _ruby(self, ruby: etree._Element, depth: int, look: Look) -> None:
        for part in ruby:
            if part.tag == _READING:
                self.walk(part, depth, Look("phonetic"))
            elif part.tag not in _SILENT:
                self.walk(part, depth, look)

    def _alternate(self, element: etree._Element, depth: int, look: Look) -> None:
        """One of several forms of the same: the first, which new programs show."""
        for part in element:
            if part.tag in (f"{_COMPATIBLE}Choice", f"{_COMPATIBLE}Fallback"):
                self.walk(part, depth, look)
                return

    def _draw(self, element: etree._Element, depth: int, look: Look) -> None:
        if look.why:
            self.walk(element, depth, look)
            return
        boxes = len(self.drawn.boxes)
        self.walk(element, depth, look)
        named = next((one for one in element.iter("{*}docPr", "{*}imagedata")), None)
        name = (named.get("descr") or named.get("title") or named.get("name") or "") if named is not None else ""
        names = list(element.iter("{*}blip", "{*}imagedata", "{*}chart", "{*}relIds", "{*}OLEObject"))
        bare = not len(element) or element.find(".//{*}docPr") is not None  # not only a line or a frame
        if names or (bare and len(self.drawn.boxes) == boxes):
            self.drawn.pictures.append(" ".join(name.split())[:60])

    def _math(self, element: etree._Element, depth: int, look: Look) -> None:
        """An equation: as it stands if all of it stands in one line, else in words of its parts, and unsure."""
        parts = [one for one in element.iter() if isinstance(one.tag, str) and one.tag.startswith(_MATH)]
        simple = all(one.tag in _LINEAR for one in parts)
        if not simple:
            self._say("〔公式：", look, made=True, unsure=True)
        for one in element.iter(f"{_MATH}t", _TEXT):
            if not simple and self.found and self.found[-1].unsure and not self.found[-1].made:
                self._say(" ", look, made=True, unsure=True)
            self._say(one.text or "", look, unsure=not simple)
        if not simple:
            self._say("〕", look, made=True, unsure=True)
            self.drawn.formula = True

    def _box(self, element: etree._Element, depth: int, look: Look) -> None:
        self.drawn.boxes.append(element)

    def _pass_over(self, element: etree._Element, depth: int, look: Look) -> None:
        """What is no text, or is read elsewhere."""

    # ── fields ──

    def _field(self, element: etree._Element, depth: int, look: Look) -> None:
        kind = element.get(qn("w:fldCharType"))
        if kind == "begin":
            self._fields.append(_Field(form=element.find(qn("w:ffData"))))
        elif kind == "separate" and self._fields:
            self._fields[-1].result = True
        elif kind == "end" and self._fields:
            self.end(self._fields.pop(), look)

    def end(self, one: _Field, look: Look = _SHOWN) -> None:
        """What Word draws for a field without a result: its equation, its box, its choice."""
        code = "".join(one.code)
        if one.shown:
            return
        if re.match(r"\s*EQ\b", code, re.I):
            circled, reading = _CIRCLED.search(code), _WITH_READING.search(code)
            if circled and 0 < int(circled[1]) <= 20:
                self._say(chr(0x245F + int(circled[1])), look, made=True)
            elif reading:
                self._say(reading[1], Look("phonetic"), made=True)
                self._say(reading[2], look, made=True)
            else:
                self._say(f"〔公式：{' '.join(code.split())[2:].strip()}〕", look, made=True, unsure=True)
                self.drawn.formula = True
        elif one.form is not None:
            self._say(_entry(one.form), look, made=True)


_WAYS: dict[str, Callable[[_Reader, etree._Element, int, Look], None]] = {
    _RUN: _Reader._run, _RUBY: _Reader._ruby, _FIELD: _Reader._field, ALTERNATE: _Reader._alternate,
    _INNER: _Reader._box, TABLE: _Reader._pass_over, f"{_MATH}oMath": _Reader._math,
    **dict.fromkeys(_DRAWN, _Reader._draw), **dict.fromkeys(DELETED, _Reader._deleted),
    **dict.fromkeys(_SILENT, _Reader._pass_over)}


def _entry(form: etree._Element) -> str:
    """What a field of a form shows: its tick, or the entry that is chosen."""
    box, entries = form.find(qn("w:checkBox")), form.find(qn("w:ddList"))
    if box is not None:
        told = box.find(qn("w:checked"))
        told = box.find(qn("w:default")) if told is None else told
        return "☒" if told is not None and told.get(VAL, "1") not in ("0", "false", "off") else "☐"
    if entries is not None:
        told = entries.find(qn("w:result"))
        told = entries.find(qn("w:default")) if told is None else told
        place = whole(told.get(VAL), 0) if told is not None else 0
        names = [one.get(VAL, "") for one in entries.iterfind(qn("w:listEntry"))]
        return names[place] if 0 <= place < len(names) else ""
    return ""
