"""A report in the official layout: paragraphs and tables with their merged cells, ready to be written.

In: a Report. Out: a Form that knows nothing of Word, Excel or HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.edition import Table
from generator.grid import printed
from generator.model import Report
from generator.prose import Block, Picture, Subheading, TextTable


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
    """kind: title, number (文号, under the title), heading (of an official section), subheading, text, or ours: a line
    that says what the file does not hold."""

    kind: str
    text: str


@dataclass(frozen=True)
class Form:
    parts: tuple[Paragraph | Sheet, ...]


def form(report: Report) -> Form:
    """Title, number (文号), preamble, then each section: its heading as printed, its prose, its table."""
    return Form(tuple(_parts(report)))


def _parts(report: Report) -> Iterator[Paragraph | Sheet]:
    if report.title:
        yield Paragraph("title", report.title)
    if report.number:
        yield Paragraph("number", report.number)
    yield from _prose(report.blocks[""])
    for section in report.sections:
        printed = report.headings.get(section.key, section.heading)
        if printed is not None:
            yield Paragraph("heading", printed)
        yield from _prose(report.blocks.get(section.key, ()))
        if section.table in report.without_table:
            if section.table in report.untranscribed:
                table = report.edition.table(section.table)
                yield Paragraph("ours", f"（{table.name} {table.caption}：尚未录入，见原文）")
            yield from (Paragraph("text", line) for line in _below(report, section.table))
        elif section.table:
            yield sheet(report, report.edition.table(section.table))


def _below(report: Report, table: str) -> tuple[str, ...]:
    """What stands under a table: lines that fit no cell, then its notes (注)."""
    return *report.extra_lines.get(table, ()), *report.table_notes.get(table, ())


def _prose(blocks: Iterable[Block]) -> Iterator[Paragraph | Sheet]:
    for block in blocks:
        if isinstance(block, TextTable):
            rows = (block.head, *block.rows)
            yield Sheet("文中的表", len(rows), max(map(len, rows)), tuple(
                Box(cell, top, left, heading=not top) for top, row in enumerate(rows) for left, cell in enumerate(row)))
        elif isinstance(block, Picture):
            yield Paragraph("text", f"（图：{block.alt}）")
        else:
            yield Paragraph("subheading" if isinstance(block, Subheading) else "text", block.text)


def sheet(report: Report, table: Table) -> Sheet:
    """The table with the rows that the report has, and under it what fits no cell and its notes."""
    grid = printed(table, report.rows)
    boxes: list[Box] = []
    for top, line in enumerate(grid.lines):
        boxes += [Box(head.label, top, head.column, head.down, head.across) for head in line.heads]
        boxes += [Box(report.cells[slot.address].literal, top, slot.column, 1, slot.across, heading=False)
                  for slot in line.slots]
    extra = _below(report, table.key)
    boxes += [Box(text, top, 0, 1, grid.columns) for top, text in enumerate(extra, len(grid.lines))]
    return Sheet(table.name, len(grid.lines) + len(extra), grid.columns, tuple(boxes))
