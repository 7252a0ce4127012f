"""Headings of the prose that are nearly right, each told at its own line with the one that was meant.

Asked only where a section is missing: a section whose heading stands there in other words is not missing besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from generator.edition import NUMBERING, Edition, Section
from generator.issue import Issue, issue

_LONGEST = 60  # characters of a line that may be a heading
_NEAR = 0.6
_SAME_NUMBER = 0.3  # worth that much more


def nearly_right(text: str, path: str, edition: Edition, issues: Sequence[Issue]) -> list[Issue]:
    """The issues of a text's headings, those of a near miss joined with that of the section it stands for."""
    missing = {one.key: one for one in issues if one.code == "section-missing"}
    if not missing:
        return list(issues)
    lines = text.split("\n")
    refused = {one.line: one for one in issues if one.code in ("section-unknown", "title-in-prose")}
    sections = {section.key: section for section in edition.sections}
    yml = path.rsplit("/", 1)[-1].removesuffix(".md") + ".yml"
    told: list[Issue] = []
    for key in missing:
        section = sections[key]
        number, template = _line_of(section, lines, refused)
        if number:
            told.append(issue("section-unknown", path, number, template=template,
                              heading=lines[number - 1].strip("#＃ \t\u3000"), expected=section.heading,
                              key=key, yml=yml))
            refused.pop(number, None)
            lines[number - 1] = f"## {section.heading}"
    found = {one.key for one in told}
    at = {one.line for one in told}
    kept = [one for one in issues if not (one.code == "section-missing" and one.key in found)
            and not (one.code in ("section-unknown", "title-in-prose") and one.line in at)]
    return [replace(one, line=_where(sections[one.key], edition, lines)) if one.code == "section-missing" else one
            for one in kept] + told


def _line_of(section: Section, lines: Sequence[str], refused: dict[int, Issue]) -> tuple[int, str]:
    """The line that stands for the section's heading, and the sentence about it; 0 if there is none."""
    names = (section.heading, *section.also)
    exact = {_squeezed(name) for name in names}
    best, where = _NEAR, 0
    for number, line in _candidates(lines, refused):
        words = _squeezed(line.lstrip("#＃ \t\u3000").lstrip("*_").rstrip("*_#＃：:。 \t\u3000"))
        if words in exact:
            return number, "section-signs"
        if number in refused:
            likeness = max(_likeness(words, name) for name in names)
            best, where = (likeness, number) if likeness > best else (best, where)
    return where, "section-near"


def _candidates(lines: Sequence[str], refused: dict[int, Issue]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        if line and len(line) <= _LONGEST and (number in refused or line.lstrip()[:3] != "## "):
            yield number, line


def _likeness(words: str, name: str) -> float:
    one, other = NUMBERING.match(words), NUMBERING.match(name)
    same = one is not None and other is not None and one[0] == other[0]
    bare = (NUMBERING.sub("", words), NUMBERING.sub("", _squeezed(name)))
    if same and (bare[0] and bare[0] in bare[1]):
        return 1.0
    return SequenceMatcher(None, *bare).ratio() + (_SAME_NUMBER if same else 0)


def _where(section: Section, edition: Edition, lines: Sequence[str]) -> int:
    """Before which line the section should stand: the heading that follows it, or the end."""
    later = {_squeezed(name) for other in edition.sections[edition.sections.index(section) + 1:]
             for name in (other.heading, *other.also)}
    return next((number for number, line in enumerate(lines, 1)
                 if line[:1] in "# " and "#" in line[:5] and _squeezed(line.strip().strip("#")) in later), len(lines))


def _squeezed(text: str) -> str:
    return "".join(text.split())
