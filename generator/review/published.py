"""What a report publishes, value by value, and which of it another version of the report has otherwise.

Figures, fields, tables and sentences: what only a correction (更正记录) may change. Not so how it was copied
(整理说明, as_published, headings, the day when the original was opened) and what was not published yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from generator.hidden import visible
from generator.model import FIELDS, Cell, Report, State
from generator.revision import Alteration

Stretches = Callable[[Sequence[str], Sequence[str]], Sequence[tuple[int, int, int]]]
NO_CELL = "（无此格）"
_TABLES = {"missing": "原文缺这张表", "untranscribed": "本站尚未录入", "given": "逐行录入"}
_ENDS = "。；！？"


class Said(NamedTuple):
    """A sentence of a report: the place it belongs to, its words, its line in the Markdown file."""

    at: str
    words: str
    line: int


def alterations(before: Report, after: Report, stretches: Stretches) -> tuple[Alteration, ...]:
    """All that differs between what two versions of a report publish, in the order of the page.

    `stretches`: where in two rows of sentences a stretch begins that both have, and its length.
    """
    return (*_fields(before, after), *_tables(before, after), *_cells(before, after),
            *_lines(before, after, stretches), *_sentences(before, after, stretches))


def cell_words(cell: Cell | None) -> str:
    """A cell as a correction writes it: no two states of a cell read the same; "" for a blank."""
    if cell is None:
        return NO_CELL
    if cell.state is State.BLANK:
        return ""
    literal = visible(cell.literal)
    if cell.state is State.UNREADABLE:
        return f"“{literal}”（数值不明）"
    return literal if literal == literal.strip() else f"“{literal}”"


def _fields(before: Report, after: Report) -> Iterator[Alteration]:
    def told(report: Report) -> Mapping[str, str]:
        period = report.period
        return {"edition": report.edition.name, **{name: getattr(report, name) or "" for name in FIELDS},
                "period": f"{period.start}至{period.end}" if period else ""}

    old = told(before)
    for name, new in told(after).items():
        if old[name] != new:
            yield Alteration(name, old[name], new, after.path, after.lines.get(name, 1))


def _tables(before: Report, after: Report) -> Iterator[Alteration]:
    """Tables of which it is said otherwise whether they are there. What was not typed in was not published."""
    for table in after.edition.tables:
        if all(table.key != other.key for other in before.edition.tables):
            continue
        old, new = _given(before, table.key), _given(after, table.key)
        if old not in (new, "untranscribed"):
            yield Alteration(table.key, _TABLES[old], _TABLES[new], after.path, after.lines.get(table.key, 1))


def _given(report: Report, table: str) -> str:
    if table in report.missing_tables:
        return "missing"
    return "untranscribed" if table in report.untranscribed else "given"


def _cells(before: Report, after: Report) -> Iterator[Alteration]:
    """Cells of tables that both give; of two formats those that both have."""
    same = before.edition.key == after.edition.key
    without = before.without_table | after.without_table
    for address in dict.fromkeys((*before.cells, *after.cells)):
        old, new = before.cells.get(address), after.cells.get(address)
        if old == new or (not same and (old is None or new is None)):
            continue
        place = after.edition.places[address]
        if place.table.key not in without:
            line = after.lines.get(place.row.key) or after.lines.get(place.table.key, 1)
            yield Alteration(address, cell_words(old), cell_words(new), after.path, line)


def _lines(before: Report, after: Report, stretches: Stretches) -> Iterator[Alteration]:
    """Lines of a table that fit no cell, and notes under it."""
    for name in ("extra_lines", "table_notes"):
        old, new = getattr(before, name), getattr(after, name)
        for table in dict.fromkeys((*old, *new)):
            if table in before.untranscribed or (table in before.missing_tables and table not in old):
                continue  # the table itself is new
            line = after.lines.get(name) or after.lines.get(table, 1)
            gone, come = ([Said(table, _squeezed(text), line) for text in side.get(table, ())] for side in (old, new))
            yield from _differences(gone, come, after.path, line, stretches)


def _sentences(before: Report, after: Report, stretches: Stretches) -> Iterator[Alteration]:
    """Section by section where both have the official ones; else the reports as a whole, as a heading that comes or
    goes takes the numbers of all others with it.
    """
    old, new = list(sentences(before)), list(sentences(after))
    if before.edition.key == after.edition.key and not after.edition.is_free:
        for at in dict.fromkeys(one.at for one in (*old, *new)):
            gone, come = ([one for one in side if one.at == at] for side in (old, new))
            yield from _differences(gone, come, after.prose_path, after.prose_lines.get(at, 1), stretches)
        return
    known = {"preamble", *(section.key for section in after.sections)}
    for found in _differences(old, new, after.prose_path, 1, stretches):
        yield found if found.at in known else found._replace(at="edition")


def sentences(report: Report) -> Iterator[Said]:
    """Every sentence of the prose. The headings are a report's own words only where no format gives them."""
    for key, text in (("preamble", report.preamble), *report.prose.items()):
        start = report.prose_lines.get("" if key == "preamble" else key, 1)
        if report.edition.is_free and key != "preamble":
            yield Said(key, _squeezed(report.headings.get(key) or ""), start)
        for line, words in enumerate(text.split("\n"), start):
            for sentence in _cut(words):
                yield Said(key, sentence, line)


def _cut(line: str) -> Iterator[str]:
    """A line's sentences, each with the signs that end it, without the sign of a heading."""
    bare = line.lstrip()
    if bare.startswith("###"):
        bare = bare.lstrip("#")
    for end in _ENDS:
        bare = bare.replace(end, f"{end}\n")
    last = ""
    for part in bare.split("\n"):
        if part and part in _ENDS:  # ？！ ends one sentence
            last += part
            continue
        if last:
            yield last
        last = _squeezed(part)
    if last:
        yield last


def _squeezed(text: str) -> str:
    """On one line, with what is hidden in sight, as an entry can hold it. How wide a gap is says nothing."""
    return " ".join(visible(text, keep="\t").split())


def _differences(old: Sequence[Said], new: Sequence[Said], path: str, line: int, stretches: Stretches
                 ) -> Iterator[Alteration]:
    """Sentences that took the place of as many others one by one, else all of a gap together."""
    a = b = 0
    for i, j, size in stretches([one.words for one in old], [one.words for one in new]):
        gone, come = old[a:i], new[b:j]
        a, b = i + size, j + size
        alike = len(gone) == len(come)
        for one, two in zip([[one] for one in gone], [[one] for one in come], strict=True) if alike else [(gone, come)]:
            was, now = _joined(one), _joined(two)
            if was != now:
                yield Alteration((two or one)[0].at, was, now, path, two[0].line if two else line)


def _joined(said: Sequence[Said]) -> str:
    """The sentences of a line after one another, those of several lines with a gap."""
    return " ".join("".join(one.words for one in group) for _, group in groupby(said, key=lambda one: one.line))
