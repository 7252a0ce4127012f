"""The official tables on the sheet, row by row: the row of the source, and what was read from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from generator.edition import Table
from generator.grid import Line, Part, Slot, printed
from generator.importing.sentences import NO_FIGURES, TOGETHER
from generator.importing.sheet.markup import element, escape
from generator.importing.sheet.strips import Strip
from generator.model import Cell, Report, State

if TYPE_CHECKING:
    from generator.importing.sheet.beside import Original


class Rows:
    """All rows of the draft, told in the order of the source. A row that the source does not show stands where the form
    has it."""

    def __init__(self, report: Report, original: Original, strips: Sequence[Strip]) -> None:
        self.report, self.edition, self.original, self.badges = report, report.edition, original, original.badges
        self.lines: dict[str, tuple[Part, Line]] = {}
        self.widths: dict[str, int] = {}  # columns of figures, by table
        for table in self.edition.tables:
            for part in (grid := printed(table, report.rows)).parts:
                for line in part.body:
                    self.lines[line.slots[0].address.split(".")[0]] = part, line
                    self.widths[table.key] = grid.columns - line.slots[0].column
        self.order = list(self.edition.rows)
        self.sourced = {strip.row for strip in strips if strip.row in self.lines}
        self.ahead = [strip.row for strip in strips if strip.row in self.lines]  # still to come
        self.told: set[str] = set()
        self.opened: set[str] = set()

    def table(self, run: Sequence[Strip]) -> Iterator[str]:
        """The strips of a run with their rows. What is no row belongs to the table of the row that follows it."""
        waiting: list[Strip] = []
        current: _Table | None = None
        for strip in run:
            if strip.row not in self.lines:
                waiting.append(strip)
                continue
            table = self.edition.rows[strip.row][0]
            if current is None or current.table is not table:
                if current is not None:
                    yield from self._closed(current)
                current = _Table(self, table)
            for one in waiting:
                current.source_only(one)
            waiting = []
            self.ahead.remove(strip.row)
            current.row(strip)
        if current is None:
            for one in waiting:
                yield element("div", element("div", self.source(one)), element("div"), class_="step")
            return
        for one in waiting:
            current.source_only(one)
        yield from self._closed(current)

    def _closed(self, current: _Table) -> Iterator[str]:
        """A table is whole when no more of its rows come in the source."""
        table = current.table
        whole = not any(self.edition.rows[key][0] is table for key in self.ahead)
        if whole:
            current.missing(None)
        yield current.markup()
        if whole:
            yield from self._extra(table)

    def without_source(self, key: str) -> Iterator[str]:
        """A table of which the source shows no row: without figures, or with those that a person typed in."""
        table = self.edition.table(key)
        if key in self.opened or any(self.edition.rows[row][0] is table for row in self.sourced):
            return
        self.opened.add(key)
        if key in self.report.without_table:
            told = "原文没有这张表。" if key in self.report.missing_tables else "这张表没有录入，请对照原文补录。"
            yield element("div", element("div"), element(
                "div", escape(f"{table.name} {table.caption}："), element("span", told, class_="why"),
                self.badges(f"t-{key}")), class_="step", id=f"t-{key}")
            yield from self._extra(table)
        else:
            current = _Table(self, table, first=True)
            current.missing(None)
            yield current.markup()
            yield from self._extra(table)

    def left(self) -> Iterator[str]:
        for table in self.edition.tables:
            yield from self.without_source(table.key)

    def _extra(self, table: Table) -> Iterator[str]:
        for line in self.report.extra_lines.get(table.key, ()):
            yield element("div", element("div"), element("div", element("small", "表中另有："), escape(line)),
                          class_="step")

    def source(self, strip: Strip) -> str:
        return self.original.cells(strip) if strip.tabular else self.original.line(strip)


class _Table:
    """A table, or a part of it between two texts, being told."""

    def __init__(self, rows: Rows, table: Table, first: bool = False) -> None:
        self.rows, self.table = rows, table
        self.first = first or table.key not in rows.opened
        rows.opened.add(table.key)
        self.lines: list[str] = []
        self.above = ""  # what was left out before the next row
        self.part: Part | None = None
        self.labelled = any(line.heads for part, line in rows.lines.values()
                            if rows.edition.rows[line.slots[0].address.split(".")[0]][0] is table)
        self.width = rows.widths.get(table.key, 1)

    def markup(self) -> str:
        if self.above:
            self._line("", "")
        title = element("caption", escape(f"{self.table.name} {self.table.caption}"),
                        self.rows.badges(f"t-{self.table.key}")) if self.first else ""
        columns = '<col class="source">' + '<col class="label">' * self.labelled + "<col>" * self.width
        inside = element("table", title, element("colgroup", columns), element("tbody", *self.lines))
        return element("div", inside, class_="table",
                       id=f"t-{self.table.key}" if self.first else None)

    def source_only(self, strip: Strip) -> None:
        """Headings; or what was left out, which stands above the row that follows it. Blanks are not told."""
        if strip.picture is None and not any(piece.text.strip() for piece in strip.pieces):
            return
        if self.rows.original.fates(strip) <= {"dropped"}:
            self.above += self.rows.source(strip)
        else:
            self._line(self.rows.source(strip), "栏目名称等")

    def _line(self, source: str, note: str) -> None:
        self.lines.append(element("tr", element("td", self._with_above(source), class_="source"),
                                  element("td", note, class_="note quiet", colspan=self._across)))

    def _with_above(self, source: str) -> str:
        above, self.above = self.above, ""
        return element("div", above) + source if above else source

    @property
    def _across(self) -> int:
        return self.width + self.labelled

    def row(self, strip: Strip) -> None:
        key = strip.row
        source = self.rows.source(strip)
        if key in self.rows.told:
            self._line(source, "同一行的另一部分")
            return
        self.missing(key)
        self._tell(key, source)

    def missing(self, before: str | None) -> None:
        """The rows that the source does not show: those that the form has before a row, or all that are left."""
        order = self.rows.order
        stop = order.index(before) if before is not None else len(order)
        for key in order[:stop]:
            if self.rows.edition.rows[key][0] is not self.table or key in self.rows.told or key in self.rows.sourced:
                continue
            if key in self.rows.lines:
                self._tell(key, element("span", "（没有找到）", class_="why"))
            elif key in self.rows.report.absent_rows:
                self.rows.told.add(key)
                self.lines.append(element(
                    "tr", element("td", element("span", "（没有找到）", class_="why"), class_="source"),
                    element("th", escape(self.rows.edition.labels[key]), self.rows.badges(f"r-{key}"), class_="label"),
                    element("td", "已列入 absent_rows", class_="note quiet", colspan=self.width), id=f"r-{key}"))

    def _tell(self, key: str, source: str) -> None:
        self.rows.told.add(key)
        part, line = self.rows.lines[key]
        if part is not self.part:
            self.part = part
            self.lines += self._heads(part)
        badge = self.rows.badges(f"r-{key}")
        path = self.rows.edition.places[line.slots[0].address].row_path
        label = [element("th", *(element("small", escape(one)) for one in path[1:-1]), escape(path[-1]), badge,
                         class_="label")] if self.labelled else []
        source = self._with_above(source)
        self.lines.append(element("tr", element("td", source, "" if label else badge, class_="source"), *label,
                                  *self._cells(line.slots), id=f"r-{key}"))

    def _heads(self, part: Part) -> Iterator[str]:
        """The lines of a block's headings; the column of labels is one, the source's stands before it."""
        blocks = [line for line in part.head if line.heads[0].kind == "block"]
        columns = [line for line in part.head if line.heads[0].kind != "block"]
        for line in blocks:
            yield element("tr", element("th", escape(line.heads[0].label), colspan=self._across + 1),
                          class_="heads block")
        for number, line in enumerate(columns):
            source = [element("th", "原文", class_="source", rowspan=len(columns))] if not number else []
            heads = [element("th", escape(head.label), rowspan=head.down, class_="label" if head.kind == "corner"
                             else None, colspan=1 if head.kind == "corner" else head.across) for head in line.heads]
            yield element("tr", *source, *heads, class_="heads")

    def _cells(self, slots: Sequence[Slot]) -> Iterator[str]:
        """A row's cells; figures that could not be parted stand once, over all the cells they belong to."""
        report = self.rows.report
        printed_apart = [" ".join(piece.text.split()) for piece in self.rows.original.pieces(slots[0])]

        def together(slot: Slot) -> Cell | str:
            cell = report.cells[slot.address]
            apart = cell.state is not State.UNREADABLE or printed_apart.count(cell.literal) > 1
            return slot.address if apart else cell

        for _, several in groupby(slots, together):
            first, *others = several
            cell, across = report.cells[first.address], first.across + sum(slot.across for slot in others)
            why = element("span", TOGETHER.format(count=len(others) + 1), class_="why") if others and \
                cell.literal != NO_FIGURES else ""
            look = "doubt" if cell.state is State.UNREADABLE else "blank" if cell.state is State.BLANK else None
            yield element("td", escape(cell.literal) or "空白", f"<br>{why}" if why else "",
                          self.rows.badges(first.address), class_=look, colspan=across if across > 1 else None,
                          id=first.address, data_c="·".join(self.rows.edition.places[first.address].column_path))
