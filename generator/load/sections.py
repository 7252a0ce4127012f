"""<year>.md → the preamble and the prose of each section, as written, with the lines they begin at."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from functools import cache

from generator.edition import Edition
from generator.issue import Issue, Severity, issue, issue_of
from generator.load.headings import nearly_right
from generator.load.pasted import pasted
from generator.prose import HEADING, PICTURE, TextTable, parse


@dataclass
class Prose:
    """By section, the preamble under "": its `text` without outer blank lines, and the line where that begins."""

    text: dict[str, str]
    lines: dict[str, int]
    headings: dict[str, str | None] = field(default_factory=dict)  # of a report in free form: its sections' own


def read_prose(text: str, path: str, edition: Edition, absent: Container[str], pictures: Container[str],
               issues: list[Issue]) -> Prose:
    """Split at the headings (`## 一、总体情况`): the official ones, or in a free form whatever they are.

    `absent`: sections whose heading the original lost. `pictures`: files that a picture may be.
    """
    before = len(issues)
    sections = _Sections(edition, path, issues)
    lines = sections.parts[""]
    doubtful = "![" in text
    for number, line in enumerate(text.split("\n"), 1):
        match = HEADING.fullmatch(line) if "#" in line[:4] else None
        if match and (fault := _level_fault(*match.groups())):
            issues.append(issue(fault, path, number, yml=_yml(path)))
        elif match and len(match[1]) == 2:
            lines = sections.begin(match[2].strip(), number)
        else:
            lines.append(line)
            if doubtful:
                issues += _line_faults(line, path, number, pictures)
    for section in edition.sections:
        if section.key not in sections.parts and section.key not in absent:
            issues.append(issue("section-missing", path, 1, heading=section.heading, key=section.key,
                                yml=_yml(path)))
    found = Prose({}, {}, sections.headings)
    for key, lines in sections.parts.items():
        blank = next((number for number, line in enumerate(lines) if line and not line.isspace()), len(lines))
        while lines and (not lines[-1] or lines[-1].isspace()):
            lines.pop()
        start = sections.lines[key]
        found.lines[key] = start + 1 + blank if lines else max(start, 1)
        found.text[key] = "\n".join(lines[blank:])
        if "|" in found.text[key]:
            issues += _long_rows(found.text[key], path, found.lines[key])
    told = nearly_right(text, path, edition, issues[before:])
    issues[before:] = [*told, *pasted(text, path, {one.line for one in told})]
    return found


class _Sections:
    """The lines of each section as the headings part them; `lines`: where its heading stands."""

    def __init__(self, edition: Edition, path: str, issues: list[Issue]) -> None:
        self.edition, self.path, self.issues = edition, path, issues
        self.order = [section.key for section in edition.sections]
        self.parts: dict[str, list[str]] = {"": []}
        self.lines = {"": 0}
        self.headings: dict[str, str | None] = {}
        self.current = ""

    def begin(self, heading: str, number: int) -> list[str]:
        """Where the lines below a heading go; where it cannot be, an Issue, they stay with those before."""
        if self.edition.is_free:
            key = f"s{len(self.parts)}"
            self.headings[key] = heading
            if not heading:
                self.complain("section-nameless", number)
        elif not (key := self.official(heading.rstrip("#").rstrip(), number)):
            return self.parts[self.current]
        self.parts[key], self.lines[key], self.current = [], number, key
        return self.parts[key]

    def official(self, heading: str, number: int) -> str:
        """The key of an official heading; "" with an Issue where it is none, or stands there already."""
        key = _keys(self.edition).get(_squeeze(heading), "")
        if not key:
            known = "、".join(section.heading for section in self.edition.sections)
            self.complain("section-unknown", number, heading=heading, known=known)
        elif key in self.parts:
            self.complain("section-duplicate", number, heading=heading, first=self.lines[key])
            return ""
        elif self.current and self.order.index(key) < self.order.index(self.current):
            self.complain("section-order", number, heading=heading, after=self.edition.heading(self.current))
        return key

    def complain(self, code: str, number: int, **fields: object) -> None:
        self.issues.append(issue_of(code, self.path, number, Severity.ERROR, fields))


def _level_fault(marks: str, rest: str) -> str:
    """What is wrong with the level of a heading; "" if nothing is, or if it is none: `#政务公开#` is a word."""
    if len(marks) == 1 and rest.strip() and (rest[0].isspace() or "#" not in rest):
        return "title-in-prose"
    return "heading-level" if len(marks) > 3 and rest.strip() else ""


_PICTURES = re.compile(r"!\[[^\[\]]*+\]\(([^)]*+)")
_ELSEWHERE = re.compile(r"\s*<?(?:[A-Za-z]:[\\/]|\\\\|(?:file|data|blob|cid|about|ms-\w+):)", re.IGNORECASE)


def _line_faults(line: str, path: str, number: int, pictures: Container[str]) -> Iterator[Issue]:
    """What looks like a picture and is none: the reader would see its signs."""
    if (match := PICTURE.fullmatch(line)) and match[2] in pictures:
        return
    for found in _PICTURES.finditer(line):
        if _ELSEWHERE.match(found[1]):
            yield issue("picture-elsewhere", path, number, value=found[1], yml=_yml(path))
        elif found[1] in pictures:
            yield issue("picture-within-line", path, number, value=found[1])
        else:
            yield issue("picture-unknown", path, number, value=found[1], yml=_yml(path))


def _long_rows(text: str, path: str, first: int) -> Iterator[Issue]:
    """Rows with cells that no column is for."""
    for table in parse(text, first=first):
        if isinstance(table, TextTable):
            for number, row in enumerate(table.rows, table.line + 2):
                if len(row) > len(table.head):
                    yield issue("text-table-row", path, number, expected=len(table.head), found=len(row))


@cache
def _keys(edition: Edition) -> dict[str, str]:
    """By heading without spaces: the section's key."""
    return {_squeeze(heading): section.key for section in edition.sections
            for heading in (section.heading, *section.also)}


def _squeeze(heading: str) -> str:
    return "".join(heading.split())


def _yml(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".md") + ".yml"
