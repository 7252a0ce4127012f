"""Source → the document in order, as Texts, Headings and Rows: what is prose and what is a table.

Grids become rows as they are. Running text in which an edition's labels and figures follow one another
(one cell per line, glued digits, a whole page in one line) is cut into rows at its labels.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from generator.edition import Edition
from generator.importing.cells import FIGURE, UNITS, VOID, separator
from generator.importing.headings import heading_of, with_headings
from generator.importing.items import Head, Item, Row, Text
from generator.importing.labels import Lexicon, Match, lexicon
from generator.importing.source import Grid, Line, Piece, Source

__all__ = ["Head", "Item", "Row", "Text", "rows_and_texts"]

_SIGN = rf"[\s\d０-９+＋\-－−.．,，/／—–元万亿{UNITS}{VOID}]|(?<!\S)无(?!\S)"  # what may stand in a run of figures
_STRAY = r"(?<=[\d０-９.])[^\s\d０-９,，.．、（(年月日]{1,2}(?=[\s\d０-９.])"  # a mark within or right behind a figure
_FIGURE_RUN = re.compile(rf"(?:{_SIGN})*(?:[\d０-９/／—–\-]|(?<!\S)无(?!\S))(?:{_SIGN}|{_STRAY})*+")
_BARE = re.compile(rf"[\s\d０-９.+\-/|—–−{VOID}]|(?<!\S)无(?!\S)")  # no comma: prose has them
_COUNTED = re.compile(rf"\s*(?:[\d０-９]+[{UNITS}]\s+)+[\d０-９]+[元{UNITS}]\s*")  # one alone may be prose
# At the end of figures: the number or the year of the heading that follows, `line` if it stands in a line of its own.
_NEXT_NUMBER = re.compile(r"(?<!\s)[^\S\n]*+(?P<line>\n\s*+)\d++$|(?P<number>\s)\d{1,2}[.．、]?\s*+$")
_YEAR = re.compile(r"(?<=[\d\s])20\d\d$")  # of the prose behind the last figure
_GAP, _NEEDED = 40, 5  # characters between the labels of one table; labels that make a table
_SHORT, _WORD = 3, 40  # characters of a label that may stand within a longer word; of such a word


def rows_and_texts(source: Source, edition: Edition) -> list[Item]:
    """The document in order."""
    words = lexicon(edition)
    items: list[Item] = []
    table = -1  # where a table begins that is kept with a cell a line, and its rows parted by lines of their own
    for number, block in enumerate(source.blocks):
        if isinstance(block, Line):
            parting, last = separator(block.piece.text), items[-1] if items else None
            if isinstance(last, Row) and last.grid == table and FIGURE.fullmatch(block.piece.text.strip()):
                items[-1] = Row((*last.pieces, block.piece), table, exact=False)  # the last cell of a text cut short
                continue
            table = -1 if not parting else number if table < 0 else table
            items.append(Row((block.piece,), table, exact=False) if parting else Text(block))
        elif not block.exact and all(sum(bool(piece.text.strip()) for piece in row) < 2 for row in block.rows):
            cells = tuple(next((piece for piece in row if piece.text.strip()), row[0]) for row in block.rows)
            if table >= 0 and any(words.match(piece.text) for piece in cells):
                items.append(Row(cells, table, exact=False))
            else:
                items.extend(text for piece in cells for text in _text_lines(piece))
        else:
            items.extend(_from_grid(block, number, words, edition))
    return list(_with_rows(with_headings(items, edition), words))


# ── grids ──

def _from_grid(grid: Grid, number: int, words: Lexicon, edition: Edition) -> Iterator[Item]:
    """Rows; single full-width cells that are no label are text (layouts that frame the page in a table)."""
    seen = False
    if not grid.exact and all(len(row) > 1 and not row[-1].text.strip() for row in grid.rows):
        grid = Grid(tuple(row[:-1] for row in grid.rows), exact=False)  # a separator behind the last cell of each line
    labelled = [any(words.match(piece.text) for piece in row) for row in grid.rows]
    figures = sum(labelled) >= 2 or any(
        known and sum(FIGURE.fullmatch(piece.text.strip()) is not None for piece in row) >= 1
        for row, known in zip(grid.rows, labelled, strict=True))  # a single row may stand alone on a new page
    for row, known in zip(grid.rows, labelled, strict=True):
        filled = [piece for piece in row if piece.text.strip()]
        seen = seen or known
        heading = len(filled) == 1 and heading_of(filled[0].text, edition)
        alone = len(filled) == 1 and not known and not FIGURE.fullmatch(filled[0].text.strip())
        if heading or (alone and (not seen or len(filled[0].text) > 60)):
            yield from _text_lines(filled[0])
        elif not figures and filled:
            for piece in filled:
                yield from _text_lines(piece)
        elif row:
            yield Row(row, number, grid.exact)


def _text_lines(piece: Piece) -> Iterator[Text]:
    for match in re.finditer(r"[^\n]+", piece.text):
        yield Text(Line(piece.part(*match.span())))


# ── rows in running text ──

def _with_rows(items: list[Item], words: Lexicon) -> Iterator[Item]:
    run: list[Text] = []
    for number, item in enumerate([*items, None]):
        if isinstance(item, Text) and not item.line.chrome:
            run.append(item)
            continue
        yield from _cut_rows(run, words, -number - 1)
        run = []
        if item is not None:
            yield item


def _cut_rows(run: list[Text], words: Lexicon, grid: int) -> Iterator[Item]:
    """The texts of a run, with the stretches that are tables turned into rows."""
    text = "\n".join(item.line.piece.text for item in run)
    tokens = list(_whole_words(text, list(words.scan(text)), words)) if run else []
    stretches = list(_stretches(text, tokens))
    if not stretches:
        yield from run
        return
    offsets, total = [], 0
    for item in run:
        offsets.append(total)
        total += len(item.line.piece.text) + 1

    def within(start: int, stop: int) -> Iterator[tuple[Text, int]]:
        first = max(bisect_right(offsets, start) - 1, 0)
        return zip(run[first:], offsets[first:bisect_left(offsets, stop)], strict=False)

    def cut(start: int, stop: int, glued: bool = False) -> list[Piece]:
        found = []
        for item, offset in within(start, stop):
            piece = item.line.piece
            low, high = max(start - offset, 0), min(stop - offset, len(piece.text))
            if low < high and piece.text[low:high].strip():
                found.append(piece.part(low, high, glued))
        return found

    def prose(start: int, stop: int) -> Iterator[Text]:
        for item, offset in within(start, stop):
            low, high = max(start - offset, 0), min(stop - offset, len(item.line.piece.text))
            if low < high and item.line.piece.text[low:high].strip():
                whole = (low, high) == (0, len(item.line.piece.text))
                yield item if whole else Text(Line(item.line.piece.part(low, high)))

    place = 0
    for first, last in stretches:
        yield from prose(place, tokens[first][0])
        inside = tokens[first:last + 1]
        stop = _figures_after(text, inside[-1][1])
        for pieces in _assemble(text, inside, stop, cut):
            yield Row(tuple(pieces), grid, False)
        place = stop
    yield from prose(place, len(text))


def _whole_words(text: str, tokens: Sequence[tuple[int, int, Match]], words: Lexicon
                 ) -> Iterator[tuple[int, int, Match]]:
    """The labels; a short one that is but a part of a row's label with a slip in it gives way to that."""
    end = 0
    beginnings = [*(start for start, *_ in tokens[1:]), len(text)]
    for (start, stop, match), following in zip(tokens, beginnings, strict=bool(tokens)):
        if stop - start <= _SHORT:
            first = max(end, start - _WORD)
            first += len(text[first:start]) - len(re.split(r"\s", text[first:start])[-1])
            last = stop + len(re.split(r"\s", text[stop:min(following, stop + _WORD)])[0])
            longer = words.match(text[first:last]) if last < following or text[last:last + 1].isspace() else None
            if last > stop and longer and longer.of("row"):
                start, stop, match = first, last, longer
        yield start, stop, match
        end = stop


def _stretches(text: str, tokens: Sequence[tuple[int, int, Match]]) -> Iterator[tuple[int, int]]:
    """First and last token of each stretch that is a table: labels side by side, with figures among them."""
    between = ["" if _COUNTED.fullmatch(text, one[1], other[0]) else _BARE.sub("", text[one[1]:other[0]])
               for one, other in pairwise(tokens)]
    first = 0
    for index in range(len(tokens)):
        if index < len(between) and len(between[index]) <= _GAP:
            continue
        last, following = index, index + 1
        while first < last and between[first]:
            first += 1
        while last > first and between[last - 1] and not _FIGURE_RUN.match(text, tokens[last][1]):
            last -= 1
        inside = tokens[first:last + 1]
        followed = sum(bool(_FIGURE_RUN.match(text, stop)) and bool(match.of("row")) for _, stop, match in inside)
        heads = sum(bool(match.of("column", "stubhead", "block")) and not match.of("row") for *_, match in inside)
        adjacent = sum(not gap for gap in between[first:last])
        if len(inside) >= _NEEDED and (followed >= 2 or heads >= _NEEDED) and adjacent >= 0.6 * (len(inside) - 1):
            yield first, last
        first = following


def _figures_after(text: str, stop: int) -> int:
    """Where the figures that follow the last label end."""
    run = _FIGURE_RUN.match(text, stop)
    if not run:
        return stop
    end = run.end()
    if text[end:end + 1] == "年" and (year := _YEAR.search(text[stop:end])):
        return stop + year.start()
    heading = _NEXT_NUMBER.search(text[stop:end])
    if heading and re.match(r"\S", text[end:end + 1]):
        return stop + max(heading.start("number"), heading.start("line"))
    return end


class _Cut(Protocol):
    """The pieces of a stretch of the text."""

    def __call__(self, start: int, stop: int, glued: bool = False) -> list[Piece]: ...


def _assemble(text: str, tokens: Sequence[tuple[int, int, Match]], stop: int,
              cut: _Cut) -> Iterator[list[Piece]]:
    """Rows: labels, then what stands between them and the next label."""
    row: list[Piece] = []
    figures = labelled = rowlike = False
    for index, (start, end, match) in enumerate(tokens):
        is_row, side = bool(match.of("row")), bool(match.of("row", "group"))
        if row and (figures or (labelled and is_row) or side != rowlike):
            yield row
            row, figures, labelled = [], False, False
        rowlike = side
        labelled = labelled or is_row
        row.extend(cut(start, end))
        after = tokens[index + 1][0] if index + 1 < len(tokens) else stop
        for part, is_figure in _parts(text, end, after):
            if not is_figure and row:  # words unknown: perhaps a label with a slip
                yield row
                row, figures, labelled, rowlike = [], False, True, True
            row.extend(cut(*part, glued=is_figure))
            figures = figures or is_figure
    if row:
        yield row


def _parts(text: str, start: int, stop: int) -> Iterator[tuple[tuple[int, int], bool]]:
    """What stands between two labels, cut into figures and other words."""
    place = start
    while place < stop:
        run = _FIGURE_RUN.match(text, place, stop)
        if run and run.end() > place:
            end = run.end()
            numbered = re.search(r"\d[.．]$", text[place:end]) if end < stop else None
            if numbered:  # the number of the label that follows
                end -= 2
            if end > place:
                yield (place, end), True
                place = end
                if not numbered:
                    continue
        other = re.compile(r"\d?[.．]?[^\d/]+").match(text, place, stop)
        end = other.end() if other else place + 1
        if text[place:end].strip():
            yield (place, end), False
        place = end
