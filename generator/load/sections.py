"""<year>.md → the preamble and the Markdown of each official section, with the lines they begin at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from generator.edition import Edition
from generator.issue import Issue, issue
from generator.load.headings import nearly_right
from generator.load.pasted import pasted


@dataclass(frozen=True)
class Prose:
    preamble: str
    sections: dict[str, str]
    lines: dict[str, int]


# Columns that lists and quotations may take before their text. Each level takes one at least, and what stands within a
# hundred of them the Markdown library leaves out of the page.
NESTING_LIMIT = 90
_ITEMS = re.compile(r"(?:[ \t]*+(?:>|(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t])))*+")
_HEADING = re.compile(r" {0,3}(#{1,2})(?!#)(.*)")


def read_prose(text: str, path: str, edition: Edition, absent: set[str], issues: list[Issue]) -> Prose:
    """Split at the official headings (`## 一、总体情况`). `absent`: sections whose heading the original lost."""
    before = len(issues)
    keys = _keys(edition)
    order = [section.key for section in edition.sections]
    headings = {section.key: section.heading for section in edition.sections}
    parts: dict[str, list[str]] = {"": []}
    lines = {"": 1}
    current = ""
    for number, line in enumerate(text.split("\n"), 1):
        match = _HEADING.match(line) if "#" in line[:5] else None
        if len(line) > _FEWEST_SIGNS and line[0] in _ITEM_SIGNS and _column(line) > NESTING_LIMIT:
            issues.append(issue("prose-nested", path, number, limit=NESTING_LIMIT))
        heading = match[2].strip().rstrip("#").rstrip() if match else ""
        if not match:
            parts[current].append(line)
        elif match[1] == "#":
            issues.append(issue("title-in-prose", path, number, yml=_yml(path)))
        elif (key := keys.get(_squeeze(heading))) is None:
            issues.append(issue("section-unknown", path, number, heading=heading,
                                known="、".join(headings.values())))
        elif key in parts:
            issues.append(issue("section-duplicate", path, number, heading=heading, first=lines[key]))
        else:
            if current and order.index(key) < order.index(current):
                issues.append(issue("section-order", path, number, heading=heading,
                                    after=headings[current]))
            parts[key], lines[key], current = [], number, key
    for section in edition.sections:
        if section.key not in parts and section.key not in absent:
            issues.append(issue("section-missing", path, 1, heading=section.heading, key=section.key,
                                yml=_yml(path)))
    issues[before:] = [*nearly_right(text, path, edition, issues[before:]), *pasted(text, path)]
    bodies = {key: "\n".join(body).strip() for key, body in parts.items()}
    for key, body in parts.items():  # lines count from the first line of text
        blank = next((number for number, line in enumerate(body) if line.strip()), 0)
        lines[key] += blank + (1 if key and bodies[key] else 0)
    return Prose(bodies.pop(""), bodies, lines)


_FEWEST_SIGNS = NESTING_LIMIT // 4  # a tab is four columns
_ITEM_SIGNS = " \t>-+*0123456789"


def _column(line: str) -> int:
    """Where the last of the signs ends that put a line into lists and quotations."""
    found = _ITEMS.match(line)
    return len(found[0].expandtabs(4)) if found else 0


@cache
def _keys(edition: Edition) -> dict[str, str]:
    """By heading without spaces: the section's key."""
    return {_squeeze(heading): section.key for section in edition.sections
            for heading in (section.heading, *section.also)}


def _squeeze(heading: str) -> str:
    return "".join(heading.split())


def _yml(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".md") + ".yml"
