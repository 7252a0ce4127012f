"""Word's automatic numbering → what stands before a paragraph.

Lists that share an abstract list count on together, unless one says where it starts again. Every %N of a level's text
has the counter and the format of its own level.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml import etree

from generator.importing.readers.looks import R_PR, VAL, Style, Styles, whole
from generator.importing.readers.numerals import numeral

_NUMBERED = qn("w:numPr")
_DEEPEST = 9
_NONE = ("0", "")
_UNTOLD = -99_999  # where a list begins that does not say so: no number of it is certain


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a list as written."""

    form: str
    text: str
    start: int
    restart: int | None  # after which level it begins again; 0: never; None: after every higher one
    legal: bool
    style: str
    hidden: bool


@dataclass
class _Counters:
    """How far an abstract list has come: by level."""

    at: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document and how far they have come."""

    def __init__(self, tree: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._linked: dict[str, str] = {}  # abstract list → the style whose list it is
        self._base: dict[str, str] = {}  # list → abstract list
        self._own: dict[str, dict[int, _Level]] = {}  # levels that a list says otherwise
        self._starts: dict[str, dict[int, int]] = {}
        self._counters: dict[str, _Counters] = {}
        self._begun: set[tuple[str, int]] = set()
        if tree is not None:
            self._read(tree)

    def label(self, paragraph: etree._Element | None, style: str) -> tuple[str, bool]:
        """The number before the next paragraph, with these properties and of this style, and whether it is certain."""
        told = self._styles.style(style)
        if told.number in _NONE and (paragraph is None or paragraph.find(_NUMBERED) is None):
            return "", True
        number, level, by = self._place(paragraph, told)
        if number in _NONE:
            return "", True
        base = self._resolved(number)
        levels = {**self._abstract.get(base, {}), **self._own.get(number, {})}
        if by:
            level = next((step for step, one in levels.items() if by and one.style == by), level)
        if level not in levels:
            return "", not levels or base not in self._abstract
        self._count(number, base, level, levels)
        one = levels[level]
        if one.hidden or one.form == "bullet":
            return "", True
        shown = self._shown(self._counters[base].at, one, levels)
        return (shown, True) if shown is not None else ("", False)

    def _place(self, paragraph: etree._Element | None, style: Style) -> tuple[str, int, str]:
        """List, level, and the style that says so if it is a style."""
        own = paragraph.find(_NUMBERED) if paragraph is not None else None
        ident = own.find(qn("w:numId")) if own is not None else None
        step = own.find(qn("w:ilvl")) if own is not None else None
        if ident is not None:
            return ident.get(VAL, ""), whole(step.get(VAL), 0) if step is not None else 0, ""
        level = step.get(VAL, "") if step is not None else style.level
        return style.number, whole(level, 0), "" if step is not None else style.by

    def _resolved(self, number: str) -> str:
        """The abstract list of a list, through the styles that name another."""
        base = self._base.get(number, "")
        for _ in range(_DEEPEST):
            if self._abstract.get(base) or base not in self._linked:
                break
            base = self._base.get(self._styles.style(self._linked[base]).number, "")
        return base

    def _count(self, number: str, base: str, level: int, levels: dict[int, _Level]) -> None:
        at = self._counters.setdefault(base, _Counters()).at
        start = self._starts.get(number, {}).get(level)
        if start is not None and (number, level) not in self._begun:
            at[level] = start
        else:
            at[level] = at[level] + 1 if level in at else (start if start is not None else levels[level].start)
        self._begun.add((number, level))
        for lower in [step for step in at if step > level]:
            restart = levels[lower].restart if lower in levels else None
            if restart is None or (restart != 0 and level < restart):
                del at[lower]
        for higher in range(level):
            if higher in levels and higher not in at:
                at[higher] = levels[higher].start

    def _shown(self, at: dict[int, int], one: _Level, levels: dict[int, _Level]) -> str | None:
        sure = True

        def number(match: re.Match[str]) -> str:
            nonlocal sure
            level = int(match[1]) - 1
            if level not in levels or level not in at:
                sure = False
                return ""
            shown = numeral(at[level], "decimal" if one.legal else levels[level].form)
            sure = sure and shown is not None
            return shown or ""

        text = re.sub(r"%([1-9])", number, one.text)
        return text if sure else None

    def _read(self, tree: etree._Element) -> None:
        for one in tree.iterfind(qn("w:abstractNum")):
            name = one.get(qn("w:abstractNumId"), "")
            self._abstract[name] = {whole(level.get(qn("w:ilvl")), 0): _level(level)
                                    for level in one.iterfind(qn("w:lvl"))}
            link = one.find(qn("w:numStyleLink"))
            if link is not None:
                self._linked[name] = link.get(VAL, "")
        for one in tree.iterfind(qn("w:num")):
            number, base = one.get(qn("w:numId"), ""), one.find(qn("w:abstractNumId"))
            self._base[number] = base.get(VAL, "") if base is not None else ""
            for other in one.iterfind(qn("w:lvlOverride")):
                step = whole(other.get(qn("w:ilvl")), 0)
                level, start = other.find(qn("w:lvl")), other.find(qn("w:startOverride"))
                if level is not None:
                    self._own.setdefault(number, {})[step] = _level(level)
                if start is not None:
                    self._starts.setdefault(number, {})[step] = whole(start.get(VAL), 0)


def _level(level: etree._Element) -> _Level:
    values = {name: found.get(VAL, "") for name in ("numFmt", "lvlText", "start", "lvlRestart", "pStyle")
              if (found := level.find(f".//{qn(f'w:{name}')}")) is not None}
    legal, hidden = level.find(qn("w:isLgl")), level.find(f"{R_PR}/{qn('w:vanish')}")
    text = level.find(qn("w:lvlText"))
    restart = values.get("lvlRestart")
    return _Level(values.get("numFmt", "decimal"),
                  "" if text is not None and text.get(qn("w:null")) in ("1", "true") else values.get("lvlText", ""),
                  whole(values.get("start"), _UNTOLD), None if restart is None else whole(restart, 0),
                  legal is not None and legal.get(VAL, "1") not in ("0", "false", "off"), values.get("pStyle", ""),
                  hidden is not None and hidden.get(VAL, "1") not in ("0", "false", "off"))


def parted(label: str, text: str) -> str:
    """What stands between a number and its text: a space where both would read as one figure or word."""
    return " " if label and text and label[-1:].isascii() and text[:1].isascii() and not label[-1:].isspace() \
        and (text[0].isalnum() or text[0] in "-.,+") and (label[-1].isalnum() or label[-1] in "-.,") else ""
