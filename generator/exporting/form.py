"""A report in the official layout: paragraphs and tables with their merged cells, ready to be written.

In: a Report. Out: a Form that knows nothing of Word, Excel or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.edition import Block, Heading, Table
from generator.grid import height, spans
from generator.model import Report


@dataclass(frozen=True)
class Box:
    """A cell of the printed grid: where it begins and how far it reaches."""

    text: str
    row: int
    column: int
    down: int = 1
    across: int = 1
    heading: bool = True


@dataclass(frozen=True)
class Sheet:
    """A table as printed."""

    name: str
    rows: int
    columns: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Paragraph:
    """kind: title, heading (of an official section), subheading or text."""

    kind: str
    text: str


@dataclass(frozen=True)
class Form:
    parts: tuple[Paragraph | Sheet, ...]


def form(report: Report) -> Form:
    """Title, preamble, then each section: its heading as printed, its prose, its table."""
    return Form(tuple(_parts(report)))


def _parts(report: Report) -> Iterator[Paragraph | Sheet]:
    if report.title:
        yield Paragraph("title", report.title)
    yield from _prose(report.preamble)
    for section in report.edition.sections:
        printed = report.headings.get(section.key, section.heading)
        if printed is not None:
            yield Paragraph("heading", printed)
        yield from _prose(report.prose.get(section.key, ""))
        if section.table in report.missing_tables:
            yield from (Paragraph("text", line) for line in report.extra_lines.get(section.table, ()))
        elif section.table:
            yield sheet(report, report.edition.table(section.table))


def _prose(markdown: str) -> Iterator[Paragraph]:
    for part in re.split(r"\n\s*\n", markdown):
        if part.strip():
            marks = re.match(r"#{3,6}\s+", part)
            text = re.sub(r"\\(?=[^\w\s])", "", part[marks.end():] if marks else part)
            yield Paragraph("subheading" if marks else "text", text.replace("**", "").strip())


def sheet(report: Report, table: Table) -> Sheet:
    """The table with the rows that the report has; blocks under one another, full width each."""
    blocks = table.blocks_as_printed(report.rows)
    stub = max(height(block.rows) if any(row.label for row in block.rows) else 0 for block in blocks)
    width = stub + max(len(block.column_leaves) for block in blocks)
    boxes: list[Box] = []
    top = 0
    for block in blocks:
        if block.heading:
            boxes.append(Box(block.heading, top, 0, 1, width))
            top += 1
        top = _block(report, block, stub, width, top, boxes)
    for line in report.extra_lines.get(table.key, ()):
        boxes.append(Box(line, top, 0, 1, width))
        top += 1
    return Sheet(table.name, top, width, tuple(boxes))


def _block(report: Report, block: Block, stub: int, width: int, top: int, boxes: list[Box]) -> int:
    """Headings and rows of a block; the last column takes what a narrow block leaves free."""
    levels, leaves = height(block.columns), len(block.column_leaves)
    spare = width - stub - leaves
    if stub:
        boxes.append(Box(block.stubhead, top, 0, levels, stub))
    for span in spans(block.columns):
        wide = span.breadth + (spare if span.start + span.breadth == leaves else 0)
        boxes.append(Box(span.heading.label, top + span.level, stub + span.start, span.depth, wide))
    top += levels
    if stub:
        for span in spans(block.rows):
            last = span.level + span.depth == height(block.rows)
            across = span.depth + (stub - height(block.rows) if last else 0)
            boxes.append(Box(span.heading.label, top + span.start, span.level, span.breadth, across))
    for number, row in enumerate(block.row_leaves):
        boxes.extend(_figures(report, row, block, stub, spare, top + number))
    return top + len(block.row_leaves)


def _figures(report: Report, row: Heading, block: Block, stub: int, spare: int, top: int) -> Iterator[Box]:
    leaves = block.column_leaves
    for number, column in enumerate(leaves):
        wide = 1 + (spare if number + 1 == len(leaves) else 0)
        yield Box(report.cells[f"{row.key}.{column.key}"].literal, top, stub + number, 1, wide, heading=False)
