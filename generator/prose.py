"""A report's prose as blocks: headings, paragraphs, tables, pictures. Whatever is none of their marks is a character.

A heading is a line that begins with `###`; a picture is `![what it shows](file)` alone on its line, where the file
belongs to the report; a table is one of GFM, in which `\\|` stands for a pipe within a cell. Blank lines part blocks.
So page, comparison, search, checks and export see the same characters, which are those of the file.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt


class Subheading(NamedTuple):
    """A heading (小标题) within a section. `line`, here and below: where it begins in the file."""

    text: str
    line: int


class Paragraph(NamedTuple):
    """`text` has the file's own line breaks and spaces."""

    text: str
    line: int


class TextTable(NamedTuple):
    """A table within the prose. A row has as many cells as are written, or empty ones up to those of the `head`.

    `aligned`, by column: left, center, right or "".
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    aligned: tuple[str, ...]
    line: int


class Picture(NamedTuple):
    """An attached picture. `alt`: what it shows, in words."""

    alt: str
    file: str
    line: int


Block = Subheading | Paragraph | TextTable | Picture

HEADING = re.compile(r" {0,3}(#++)(.*)")  # as many signs as its level; what follows may begin with a space
PICTURE = re.compile(r"[ \t]*+!\[([^\]]*+)\]\((.*)\)[ \t]*+")
_LEVEL = "###"
_PIPE = re.compile(r"(?<!\\)\|")


def parse(text: str, pictures: Container[str] = (), first: int = 1) -> tuple[Block, ...]:
    """The blocks in their order. `pictures`: files that a picture may be; `first`: the line where the text begins."""
    blocks: list[Block] = []
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), first):
        block: Block | None = None
        if not line or line.isspace():
            pass
        elif "#" in line[:4] and (heading := HEADING.fullmatch(line)) and heading[1] == _LEVEL and heading[2].strip():
            block = Subheading(heading[2].removeprefix(" "), number)
        elif "![" in line and (picture := PICTURE.fullmatch(line)) and picture[2] in pictures:
            block = Picture(picture[1], picture[2], number)
        else:
            lines.append(line)
            continue
        if lines:
            blocks += _stretch(lines, number - len(lines))
            lines = []
        if block:
            blocks.append(block)
    if lines:
        blocks += _stretch(lines, number + 1 - len(lines))
    return tuple(blocks)


def numbered(blocks: Iterable[Block]) -> Iterator[tuple[int, str]]:
    """Each line of text with its number in the file: those of paragraphs, headings, rows, and what pictures show."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from enumerate(block.text.split("\n"), block.line)
        elif isinstance(block, TextTable):
            yield block.line, " ".join(block.head)
            yield from enumerate(map(" ".join, block.rows), block.line + 2)
        else:
            yield block.line, block.text if isinstance(block, Subheading) else block.alt


def plain(blocks: Iterable[Block]) -> str:
    """The text line by line, without outer spaces: what is compared and searched for claims."""
    return "\n".join(text for _, line in numbered(blocks) if (text := line.strip()))


def _stretch(lines: list[str], first: int) -> Iterator[Block]:
    """The paragraph, or tables and paragraphs, of lines that follow one another."""
    text = "\n".join(lines)
    place = 0
    for start, stop, aligned in _tables(text) if "|" in text and "-" in text else ():
        if place < start:
            yield Paragraph("\n".join(lines[place:start]), first + place)
        head, *rows = (_cells(lines[at]) for at in range(start, stop) if at != start + 1)
        yield TextTable(head, tuple(row + ("",) * (len(head) - len(row)) for row in rows), aligned, first + start)
        place = stop
    if place < len(lines):
        yield Paragraph("\n".join(lines[place:]) if place else text, first + place)


def _cells(line: str) -> tuple[str, ...]:
    """A row's cells, the same number as Markdown finds; spaces beside a pipe are not theirs."""
    cells = _PIPE.split(line.strip(" \t"))
    if cells[0] == "":
        del cells[0]
    if cells and cells[-1] == "":
        del cells[-1]
    return tuple([cell.strip(" \t").replace("\\|", "|") for cell in cells])


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("zero").enable("table").disable("inline")


def _tables(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where tables begin and end, by line, and how their columns are aligned: the library knows GFM's rules."""
    found: list[tuple[int, int, list[str]]] = []
    for token in _markdown().parse(text.replace("\r", " ")):
        if token.type == "table_open" and token.map:
            found.append((token.map[0], token.map[1], []))
        elif token.type == "th_open":
            found[-1][2].append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
    return ((start, stop, tuple(aligned)) for start, stop, aligned in found)
