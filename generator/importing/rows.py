"""Source → the document in order, as Texts, Headings and Rows: what is prose and what is a table.

Grids become rows as they are. Running text in which an edition's labels and figures follow one another
(one cell per line, glued digits, a whole page in one line) is cut into rows at its labels.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple, Protocol

from rapidfuzz.distance import Indel, Levenshtein

from generator.edition import NUMBERING, Edition, Section
from generator.importing.fold import fold, fold_with_places
from generator.importing.labels import Lexicon, Match, lexicon
from generator.importing.source import Grid, Line, Piece, Source

_NUMERAL = "[一二三四五六七八九十\\d]+"
_MARK = re.compile(rf"\s*(?:[（(]\s*({_NUMERAL})\s*[）)]|({_NUMERAL})\s*[、.．]|第({_NUMERAL})部分)?\s*")
_DIGITS = {numeral: str(number) for number, numeral in enumerate("一二三四五六七八九十", 1)}
_SIGN = r"[\s\d０-９+＋\-－−.．,，/／—–元万亿件项个条宗次份]|(?<!\S)无(?!\S)"  # what may stand in a run of figures
_FIGURE_RUN = re.compile(rf"(?:{_SIGN})*(?:[\d０-９/／—–\-]|(?<!\S)无(?!\S))(?:{_SIGN})*")
_BARE = re.compile(r"[\s\d０-９.+\-/|—–−]|(?<!\S)无(?!\S)")  # no comma: prose has them
_COUNTED = re.compile(r"\s*(?:[\d０-９]+[件项个条宗次份]\s+)+[\d０-９]+[件项个条宗次份]\s*")  # one alone may be prose
FIGURE = re.compile(r"[¥￥]?\s*+(?:(?:[+\-＋－−增减]|增加|减少)\s*+)?[\d０-９][\d０-９,，.．\s]*+"
                    r"(?:亿元|万元|元|[件项个条宗次份])?\s*+(?:[(（].*[)）])?|[/／\\\-—–－]{1,3}|无|不适用", re.S)
# At the end of figures: the number or the year of the heading that follows, `line` if it stands in a line of its own.
_NEXT_NUMBER = re.compile(r"(?<!\s)[^\S\n]*+(?P<line>\n\s*+)\d++$|(?P<number>\s)\d{1,2}[.．、]?\s*+$")
_WORD_FOR_WORD = 6  # weight of a heading that is exactly the official one, with its number
_GAP, _NEEDED = 40, 5  # characters between the labels of one table; labels that make a table


@dataclass(frozen=True, slots=True)
class Text:
    line: Line


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of an official section as printed; `typo` if it is not the official wording."""

    section: str
    piece: Piece
    typo: bool
    level: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: labels and cells in reading order. `grid` numbers the grid it stands in."""

    pieces: tuple[Piece, ...]
    grid: int
    exact: bool


Item = Text | Head | Row


def rows_and_texts(source: Source, edition: Edition) -> list[Item]:
    """The document in order."""
    words = lexicon(edition)
    items: list[Item] = []
    for number, block in enumerate(source.blocks):
        if isinstance(block, Line):
            items.append(Text(block))
        else:
            items.extend(_from_grid(block, number, words, edition))
    items = _with_headings(items, edition)
    return list(_with_rows(items, words))


# ── grids ──

def _from_grid(grid: Grid, number: int, words: Lexicon, edition: Edition) -> Iterator[Item]:
    """Rows; single full-width cells that are no label are text (layouts that frame the page in a table)."""
    seen = False
    labelled = [any(words.match(piece.text) for piece in row) for row in grid.rows]
    figures = sum(labelled) >= 2 or any(
        known and sum(FIGURE.fullmatch(piece.text.strip()) is not None for piece in row) >= 1
        for row, known in zip(grid.rows, labelled, strict=True))  # a single row may stand alone on a new page
    for row, known in zip(grid.rows, labelled, strict=True):
        filled = [piece for piece in row if piece.text.strip()]
        seen = seen or known
        heading = len(filled) == 1 and _heading_of(filled[0].text, edition)
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


# ── headings ──

@dataclass(frozen=True, slots=True)
class _Candidate:
    item: int
    start: int
    stop: int
    section: int
    weight: int
    typo: bool


def _with_headings(items: list[Item], edition: Edition) -> list[Item]:
    """Cut the official headings out of the texts; of all candidates the best that are in order."""
    candidates: list[_Candidate] = []
    for index, item in enumerate(items):
        if isinstance(item, Text) and not item.line.chrome:
            candidates.extend(_candidates(item.line, index, edition))
    cuts: dict[int, list[_Candidate]] = {}
    starting = {one.item for one in candidates if one.start == 0}
    weighed = [_weighed(one, starting) for one in candidates]
    chain = _in_order(weighed)
    for candidate in sorted([*chain, *_astray(weighed, chain)], key=lambda one: (one.item, one.start)):
        cuts.setdefault(candidate.item, []).append(candidate)
    contents = _contents({one.item for one in candidates} - set(cuts))
    found: list[Item] = []
    for index, item in enumerate(items):
        if not isinstance(item, Text) or (index not in cuts and index not in contents):
            found.append(item)
            continue
        if index not in cuts:
            found.append(Text(replace(item.line, chrome=True)))
            continue
        line, place = item.line, 0
        for cut in cuts[index]:
            if line.piece.text[place:cut.start].strip():
                found.append(Text(Line(line.piece.part(place, cut.start))))
            found.append(Head(edition.sections[cut.section].key, line.piece.part(cut.start, cut.stop), cut.typo,
                              line.level))
            place = cut.stop
        if line.piece.text[place:].strip():
            found.append(Text(Line(line.piece.part(place, len(line.piece.text)), joins=line.joins)))
    return found


def _weighed(one: _Candidate, starting: set[int]) -> _Candidate:
    """A heading with something below it weighs more than a line of a table of contents."""
    return one if one.item + 1 in starting else replace(one, weight=one.weight + 1)


def _astray(candidates: Sequence[_Candidate], chain: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """Official headings out of their order: a line of its own, word for word and with its number, only once, and with
    something below it."""
    found = {one.section for one in chain}
    for section in {one.section for one in candidates} - found:
        whole = [one for one in candidates if one.section == section and one.start == 0]
        if len(whole) == 1 and whole[0].weight > _WORD_FOR_WORD and not any(one.item == whole[0].item for one in chain):
            yield whole[0]


def _contents(spare: set[int]) -> set[int]:
    """The lines of a table of contents: three or more headings in a row that head nothing."""
    return {item for item in spare if any(all(item - back + step in spare for step in range(3)) for back in range(3))}


def _candidates(line: Line, index: int, edition: Edition) -> Iterator[_Candidate]:
    text = line.piece.text
    if len(text) <= 60:
        if (found := _heading_of(text, edition)) is not None:
            yield _Candidate(index, 0, len(text), *found)
        return
    folded = fold_with_places(text)
    for number, section in enumerate(edition.sections):
        hits = []
        for heading in (section.heading, *section.also):
            form = fold(heading)
            place = folded.text.find(form)
            while place >= 0:
                start, stop = folded.slice(place, place + len(form))
                if re.match(r"[^、.．\s]{1,2}\s*[、.．]", text[start:start + 4]):
                    hits.append(_Candidate(index, start, stop, number, 6, False))
                place = folded.text.find(form, place + 1)
        yield from hits or _near(text, index, number, section)


def _near(text: str, index: int, number: int, section: Section) -> Iterator[_Candidate]:
    """A heading with a slip in it, inside running text: its numeral and words nearly the official ones."""
    for match in re.finditer(re.escape(section.heading[0]) + r"\s*、", text):
        best = (0.0, 0, "")
        for heading in (section.heading, *section.also):
            for length in range(len(heading) - 2, len(heading) + 3):
                stretch = text[match.start():match.start() + length]
                likeness = Levenshtein.normalized_similarity(fold(stretch), fold(heading))
                best = max(best, (likeness, length, heading))
        if best[0] >= 0.85:
            yield _Candidate(index, match.start(), match.start() + best[1], number, 4, True)


def _heading_of(text: str, edition: Edition) -> tuple[int, int, bool] | None:
    """The section whose heading this short line is: its number, how sure, whether the wording differs."""
    bare = text.strip("?？# \t\u3000\xa0\n").rstrip("。：:")
    mark = _MARK.match(bare)
    rest = fold(bare[mark.end():]) if mark else fold(bare)
    if not rest or len(rest) > 40 or re.search(r"[。；]", bare):
        return None
    numeral = next((group for group in mark.groups() if group), "") if mark else ""
    main = bool(mark and (mark[2] or mark[3]))
    best: tuple[float, int] = (0.0, -1)
    for number, section in enumerate(edition.sections):
        right = numeral in (section.heading[0], _DIGITS.get(section.heading[0]))
        for heading in (section.heading, *section.also):
            words = fold(NUMBERING.sub("", heading))
            if rest == words and (right or not numeral or main):
                return number, (_WORD_FOR_WORD if main and right else 5 if not numeral else 3), False
            if main and right and numeral not in _DIGITS.values():
                likeness = Indel.normalized_similarity(rest, words)
                likeness = max(likeness, 0.9 if words in rest and len(rest) < len(words) + 12 else 0)
                best = max(best, (likeness, number))
    if best[0] < 0.7 and (best[0] < 0.5 or lexicon(edition).match(bare)):
        return None
    return best[1], (4 if best[0] >= 0.7 else 2), True


class _Chain(NamedTuple):
    """Headings in the order of their sections: their weight together, the last one and those before it."""

    weight: int
    last: _Candidate
    before: _Chain | None


def _in_order(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The heaviest chain of candidates whose sections ascend."""
    best: dict[int, _Chain] = {}  # by last section
    for candidate in sorted(candidates, key=lambda one: (one.item, one.start)):
        before = max((chain for section, chain in best.items() if section < candidate.section
                      and (chain.last.item, chain.last.stop) <= (candidate.item, candidate.start)),
                     key=lambda chain: chain.weight, default=None)
        weight = candidate.weight + (before.weight if before else 0)
        if candidate.section not in best or weight > best[candidate.section].weight:
            best[candidate.section] = _Chain(weight, candidate, before)
    chain = max(best.values(), key=lambda one: one.weight, default=None)
    found: list[_Candidate] = []
    while chain:
        found.insert(0, chain.last)
        chain = chain.before
    return found


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
    tokens = list(words.scan(text)) if run else []
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
