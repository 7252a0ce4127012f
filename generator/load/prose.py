"""<year>.md → the preamble and the Markdown of each official section, with the lines they begin at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from generator.edition import Edition
from generator.issue import Issue, issue


@dataclass(frozen=True)
class Prose:
    preamble: str
    sections: dict[str, str]
    lines: dict[str, int]


_HEADING = re.compile(r" {0,3}(#{1,2})(?!#)(.*)")


def read_prose(text: str, path: str, edition: Edition, absent: set[str], issues: list[Issue]) -> Prose:
    """Split at the official headings (`## 一、总体情况`). `absent`: sections whose heading the original lost."""
    keys = _keys(edition)
    order = [section.key for section in edition.sections]
    headings = {section.key: section.heading for section in edition.sections}
    parts: dict[str, list[str]] = {"": []}
    lines = {"": 1}
    current = ""
    for number, line in enumerate(text.split("\n"), 1):
        match = _HEADING.match(line) if "#" in line[:5] else None
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
    bodies = {key: "\n".join(body).strip() for key, body in parts.items()}
    for key, body in parts.items():  # lines count from the first line of text
        blank = next((number for number, line in enumerate(body) if line.strip()), 0)
        lines[key] += blank + (1 if key and bodies[key] else 0)
    return Prose(bodies.pop(""), bodies, lines)


@cache
def _keys(edition: Edition) -> dict[str, str]:
    """By heading without spaces: the section's key."""
    return {_squeeze(heading): section.key for section in edition.sections
            for heading in (section.heading, *section.also)}


def _squeeze(heading: str) -> str:
    return "".join(heading.split())


def _yml(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".md") + ".yml"
