"""A report without the official form → its own headings in order, with their text, and its tables in Markdown.

Before there was a form every body wrote as it thought best: four or five headings, perhaps a table. Nothing of it has
a place in an edition, so nothing is looked for: what is printed is kept as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.edition import Edition, Section
from generator.importing.days import year_written
from generator.importing.facts import Facts, read_facts
from generator.importing.fold import fold
from generator.importing.found import Tables
from generator.importing.items import Head, Item, Row, Text
from generator.importing.prose import Prose, read_prose
from generator.importing.sentences import Doubt, doubt
from generator.importing.source import Grid, Ledger, Line, Piece, Source
from generator.importing.title import titles

FEW_ROWS = 3  # rows of the official tables that may be there by chance, in the years before the form
FRAME = 120  # characters of a cell that only places text on the page
LONGEST = 40  # characters of a heading
_NUMERAL = "[一二三四五六七八九十]"
_WORDS = rf"[^。；;！？，,]{{1,{LONGEST}}}"
_SCHEMES = (re.compile(rf"{_NUMERAL}{{1,3}}\s?[、.．]{_WORDS}"),
            re.compile(rf"第{_NUMERAL}{{1,3}}(?:部分|章){_WORDS}"))
_LESSER = re.compile(rf"[（(]{_NUMERAL}{{1,3}}[）)]{_WORDS}")
_GLUED = re.compile(rf"\s*{_NUMERAL}{{1,3}}[、.．][^\s。；;！？，,：:]{{2,20}}(?=\s)")  # text goes on in its line
_SENTENCE = 6  # characters of a sentence
_BEHIND = 20  # characters of such a text


def formless(source: Source, items: Sequence[Item], tables: Tables, free: Edition, year: int | None) -> bool:
    """Is this a report, but not in an official form? In the years of the `free` edition a few likenesses to a form are
    chance; later every sign of it counts, and what is lacking is only not recognised."""
    if len(tables.rows) > FEW_ROWS or not _is_report(source):
        return False
    sure = {item.section for item in items if isinstance(item, Head) and not item.typo}
    near = {item.section for item in items if isinstance(item, Head)} - sure
    first, last = free.years
    if year is not None and first <= year <= (last or year):
        return len(sure) < 3
    own = sum(map(numbered, source.text.split("\n")))
    return not tables.rows and len(sure) + len(near) / 2 < 2 and (own > 1 or not sure | near)


def _is_report(source: Source) -> bool:
    lines = [*source.text.split("\n"), source.facts.get("title", "")]
    if titles(lines):
        return any("。" in line and len(line) > _SENTENCE for line in lines)  # a list of links to reports is none
    whole = fold("".join(lines))
    return "信息公开" in whole and ("年度报告" in whole or "年报" in whole) and \
        sum(map(numbered, lines)) > 1


def numbered(line: str) -> bool:
    """Is the line a heading by its number (一、)?"""
    return _SCHEMES[0].fullmatch(line.strip()) is not None


def titled_year(source: Source) -> int | None:
    """The year in the first title that the document has."""
    return next((year for line in source.text.split("\n") if titles([line]) and (year := year_written(line))), None)


def read_free(source: Source, form: Edition, ledger: Ledger) -> tuple[Facts, Prose, list[Item]]:
    """The facts, the prose by its own headings (s1, s2 …), and the items in order."""
    facts, items = read_facts(source, list(_with_headings(list(_items(source)))), ledger)
    plan = _Plan()
    for item in items:
        plan.add(item)
    own = replace(form, sections=tuple(plan.sections))
    read = read_prose(source, plan.items, own, Tables(source), facts.used, ledger)
    out = replace(read, sections={}, headings={})
    for section, parts in plan.parts.items():
        texts = []
        for part in parts:
            if isinstance(part, str):
                texts.append(read.sections.get(part, "") if part else read.preamble)
            else:
                ledger.put([piece for row in part for piece in row.pieces], "table")
                out.doubts += _unsure(source, part)
                texts += _markdown(part)
        text = "\n\n".join(filter(None, texts))
        if section:
            heading = next(one.heading for one in plan.sections if one.key == section)
            out.headings[section] = read.headings.get(section) or heading
            out.sections[section] = text
        else:
            out.preamble = text
    return facts, out, plan.items


@dataclass
class _Plan:
    """What stands under each heading, in order: keys of stretches of text, and tables. A table ends a stretch, so that
    no sentence goes on across it."""

    items: list[Item] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)  # of the stretches, those of real headings among them
    parts: dict[str, list[str | list[Row]]] = field(default_factory=lambda: {"": [""]})
    current: str = ""

    def add(self, item: Item) -> None:
        parts = self.parts[self.current]
        if isinstance(item, Head):
            self.current = f"s{len(self.parts)}"
            self.parts[self.current] = [self.current]
            self._begin(self.current, item.piece, item.level)
        elif isinstance(item, Row):
            last = parts[-1]
            if isinstance(last, list) and last[-1].grid == item.grid:
                last.append(item)
            else:
                parts.append([item])
            self.items.append(item)
        else:
            if not isinstance(parts[-1], str):
                parts.append(f"{self.current}-{len(parts)}")
                self._begin(f"{self.current}-{len(parts) - 1}", item.line.piece.part(0, 0), 0)
            self.items.append(item)

    def _begin(self, key: str, piece: Piece, level: int) -> None:
        self.sections.append(Section(key, " ".join(piece.text.split())))
        self.items.append(Head(key, piece, False, level))


# ── what is a table ──

def _items(source: Source) -> Iterator[Item]:
    for number, block in enumerate(source.blocks):
        if isinstance(block, Line):
            yield Text(block)
            continue
        rows = [row for row in block.rows if any(piece.text.strip() for piece in row)]
        filled = [[piece for piece in row if piece.text.strip()] for row in rows]
        if not _is_table(block, filled):
            yield from (text for row in filled for piece in row for text in _lines(piece))
            continue
        lead = next(at for at, row in enumerate(filled) if len(row) > 1)  # before it the table's own title
        yield from (text for row in filled[:lead] for piece in row for text in _lines(piece))
        yield from (Row(row, number, block.exact) for row in rows[lead:])


def _is_table(grid: Grid, filled: Sequence[Sequence[Piece]]) -> bool:
    """Grids also place the text of a page; a line of text may hold the sign that parts cells."""
    wide = sum(len(row) > 1 for row in filled)
    return wide > (0 if grid.exact else 1) and not any(len(piece.text) > FRAME for row in filled for piece in row)


def _lines(piece: Piece) -> Iterator[Text]:
    for match in re.finditer(r"[^\n]+", piece.text):
        yield Text(Line(piece.part(*match.span())))


def _markdown(rows: Sequence[Row]) -> list[str]:
    """A table as Markdown: its first row is the head. A merged cell stands where it begins."""
    exact = rows[0].exact
    width = max(piece.column + piece.span if exact else at + 1
                for row in rows for at, piece in enumerate(row.pieces))
    lines = []
    for row in rows:
        cells = [""] * width
        for at, piece in enumerate(row.pieces):
            cells[piece.column if exact else at] = " ".join(piece.text.split()).replace("|", "\\|")
        lines.append(cells)
    while width > 1 and not any(cells[width - 1] for cells in lines):  # a separator behind the last cell of each line
        width -= 1
    head, *rest = (f"| {' | '.join(cells[:width])} |" for cells in lines)
    return ["\n".join([head, "|" + "---|" * width, *rest])]


def _unsure(source: Source, rows: Sequence[Row]) -> Iterator[Doubt]:
    """One for each row with cells that the reader cannot tell."""
    for row in rows:
        if pieces := [piece for piece in row.pieces if piece.unsure]:
            yield doubt("text-unsure", source, pieces)


# ── what is a heading ──

def _with_headings(items: list[Item]) -> Iterator[Item]:
    """The items with the document's own headings as Heads: lines of the numbering that comes first among the usual."""
    texts = [item.line for item in items if isinstance(item, Text) and not item.line.chrome]
    chosen: Mapping[Piece, Piece] = {}
    for scheme in (*_SCHEMES, None, _LESSER):
        chosen = {line.piece: cut for line in texts if (cut := _heading(line, scheme)) is not None}
        if len(chosen) > 1:
            break
    else:
        chosen = {}
    later: set[str] = set()
    for piece in reversed(chosen):
        if fold(piece.text) in later:  # a table of contents says them before
            chosen = {one: cut for one, cut in chosen.items() if one is not piece}
        later.add(fold(piece.text))
    for item in items:
        if not isinstance(item, Text) or item.line.piece not in chosen:
            yield item
            continue
        cut = chosen[item.line.piece]
        yield Head("", cut, False, item.line.level)
        if cut.stop < item.line.piece.stop:
            rest = item.line.piece.part(len(cut.text), len(item.line.piece.text))
            yield Text(Line(rest, joins=item.line.joins))


def _heading(line: Line, scheme: re.Pattern[str] | None) -> Piece | None:
    """What of a line is a heading by this numbering; None as the scheme: by its markup."""
    text = line.piece.text.strip()
    if scheme is None:
        return line.piece if line.level and len(text) <= LONGEST and not titles([text]) else None
    if scheme.fullmatch(text):
        return line.piece
    glued = _GLUED.match(line.piece.text) if scheme is _SCHEMES[0] else None
    return line.piece.part(0, glued.end()) if glued and len(line.piece.text) - glued.end() > _BEHIND else None
