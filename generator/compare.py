"""Site → Comparisons (同比): each report beside the township's previous one, figures and prose.

Equal addresses of two editions mean the same and are subtracted; the pairs that an edition names as
approximate or incomparable are not; what has no counterpart is 不可比. Nor are those of a part of a year and of a whole
one. A blank is never taken for zero.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from generator.comparison import ChainLink, Change, Comparable, Comparison, ProseChange, Run
from generator.edition import NUMBERING, Edition, Pairing
from generator.model import Cell, Number, Report, State, Township

SHORTEST_SAME = 3  # characters between two differences: fewer only confuse the eye
LARGEST_GRID = 400_000_000  # pairs of clauses, or of characters, that are compared each with each: 50 MB
SHORTEST_MOVE = 12  # characters: shorter clauses recur by chance


def compare(township: Township, prose: bool = True) -> dict[int, Comparison]:
    """The comparisons of a township's reports by the later year; the first report has none."""
    pairs = zip(township.reports, township.reports[1:], strict=False)
    return {after.year: compare_reports(before, after, prose) for before, after in pairs}


def compare_reports(before: Report, after: Report, prose: bool = True) -> Comparison:
    """What is not the same in a later report; of the figures only, if the prose is not wanted."""
    gap = tuple(range(before.year + 1, after.year))
    changes = {change.address: change for change in _changes(before, after)}
    if not after.as_long_as(before):
        changes = {address: change._replace(comparable=Comparable.OTHER_SPAN, delta=None)
                   if change.comparable is Comparable.YES else change for address, change in changes.items()}
    prose = prose and before.edition.is_free == after.edition.is_free
    return Comparison(before, after, changes, tuple(_prose_changes(before, after)) if prose else (), gap)


# ── figures ──

def _changes(before: Report, after: Report) -> Iterator[Change]:
    pairings = _pairings(before.edition, after.edition)
    lost = {address for table in before.without_table for address in after.edition.table_addresses.get(table, ())}
    special = lost.union(pairings)
    earlier = before.cells
    for address, cell in after.cells.items():
        old = earlier.get(address)
        if old is cell and address not in special:  # most figures stay; small ones are one object in all reports
            continue
        pairing = pairings.get(address)
        if pairing is not None and (paired := before.cell(pairing.before)) is not None:
            yield Change(address, paired, cell, Comparable(pairing.comparable), note=pairing.note)
        elif pairing is not None or address in lost:
            yield Change(address, None, cell, Comparable.UNKNOWN)
        elif old == cell:
            continue
        elif (old := old or value_at(before, address)) is not None:
            yield _change(address, old, cell)
        elif _without_counterpart(before, address.partition(".")[0], address):
            yield Change(address, None, cell, Comparable.NO)
        else:
            yield Change(address, None, cell, Comparable.UNKNOWN)
    for address in _group_sums(before, after):
        yield _change(address, value_at(before, address), value_at(after, address))


def _without_counterpart(before: Report, row: str, address: str) -> bool:
    """不可比: the earlier format has no such cell, or the earlier report gave only its group's one row."""
    edition = before.edition
    return edition.in_single_row(row, before.rows) or (address not in edition.places and row not in edition.groups)


def _change(address: str, old: Cell | None, new: Cell | None) -> Change:
    if old is None or new is None or old.value is None or new.value is None:
        same_state = old is not None and new is not None and old == new
        return Change(address, old, new, Comparable.YES if same_state else Comparable.UNKNOWN)
    return Change(address, old, new, Comparable.YES, new.value - old.value)


def _pairings(before: Edition, after: Edition) -> Mapping[str, Pairing]:
    """By the later report's address, whichever of the two formats is the newer one."""
    if after.key in before.pairings:
        return {pair.before: Pairing(pair.before, pair.now, pair.comparable, pair.note)
                for pair in before.pairings[after.key]}
    return {pair.now: pair for pair in after.pairings.get(before.key, ())}


def _group_sums(before: Report, after: Report) -> Iterator[str]:
    """Groups that one report prints as one row and the other in parts: their sums are comparable."""
    if before.rows == after.rows:
        return
    for group, parts in after.edition.groups.items():
        if group in after.rows or not set(parts) & after.rows:
            continue
        if group in before.rows:
            for address in before.cells:
                if address.split(".")[0] == group:
                    yield address


def value_at(report: Report, address: str) -> Cell | None:
    """The cell at an address; for a group of rows that are all known figures, their sum (本站计算)."""
    parts = report.summands(address)
    if address in parts:
        return parts[address]
    known = [cell.value for cell in parts.values() if cell is not None and cell.value is not None]
    if len(known) < len(parts):
        return None
    total: Number = sum(known)
    return Cell(str(total), total, State.NUMBER)


# ── the carry-over chain ──

def chain(township: Township) -> tuple[ChainLink, ...]:
    """Carried over + received = closed + carried on (上年结转 + 新收 = 办结 + 结转), year by year, and whether each
    year takes up where the last one ended.
    """
    links = []
    last: Report | None = None
    for report in township.reports:
        if report.edition.is_free:
            continue
        roles = {name: value_at(report, report.edition.roles[name][0])
                 for name in ("carried_over", "received", "closed", "carried_forward")}
        regrouped = last is not None and township.regrouped_between(last.year, report.year)
        links.append(ChainLink(report.year, joined=None if regrouped else _joined(last, report), **roles))
        last = report
    return tuple(links)


def _joined(last: Report | None, report: Report) -> bool | None:
    if last is None or last.year != report.year - 1 or not report.takes_up(last):
        return None
    handed = value_at(last, last.edition.roles["carried_forward"][0])
    taken = value_at(report, report.edition.roles["carried_over"][0])
    if handed is None or taken is None or handed.value is None or taken.value is None:
        return None
    return handed.value == taken.value


# ── two versions of one text ──

def common_stretches(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[int, int, int]]:
    """Where in either of two rows of sentences a stretch begins that both have, and its length; the last one is at both
    ends and empty.
    """
    return _matches(old, new)


def reworded(old: str, new: str) -> tuple[Run, ...]:
    """What became of a text: sentence by sentence, within similar ones word by word, with every line break."""
    return tuple([Run(op, texts) for op, texts in _refined(_aligned(_SENTENCE.findall(old), _SENTENCE.findall(new)))])


_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]*\n*|[。；！？]+\n*|\n+")


# ── prose ──

def _prose_changes(before: Report, after: Report) -> Iterator[ProseChange]:
    marked = []
    long: dict[str, set[str]] = {"removed": set(), "added": set()}
    for key, heading, old, new in _pairs(before, after):
        if old or new:
            runs = list(_aligned(old, new))
            marked.append((key, heading, old, new, runs))
            for op, texts in runs:
                if op != "same":
                    long[op].update([text for text in texts if len(text) >= SHORTEST_MOVE])
    moved = long["removed"] & long["added"]
    for key, heading, old, new, runs in marked:
        if moved:
            runs = list(_with_moves(runs, moved))
        length = sum(map(len, new))
        kept = sum(sum(map(len, texts)) for op, texts in runs if op in ("same", "moved_here"))
        refined = tuple([Run(op, texts) for op, texts in _refined(runs)])
        yield ProseChange(key, heading, refined, kept / length if length and old else None)


_Clauses = tuple[str, ...]


def _pairs(before: Report, after: Report) -> Iterator[tuple[str, str, _Clauses, _Clauses]]:
    """Key and heading of each section, what it said before and what it says.

    In free form sections belong together by their headings, the first of several equal ones to the first; those that
    the earlier report alone has come last.
    """
    if not after.edition.is_free:
        for section in after.edition.sections:
            yield (section.key, section.heading, clauses(before.plain_prose.get(section.key, "")),
                   clauses(after.plain_prose.get(section.key, "")))
        return
    old, new = (_by_heading(report) for report in (before, after))
    for name in dict.fromkeys((*new, *old)):
        key, heading, text = new[name] if name in new else ("", old[name][1], "")
        yield key, heading, clauses(old[name][2] if name in old else ""), clauses(text)


def _by_heading(report: Report) -> Mapping[tuple[str, int], tuple[str, str, str]]:
    """By a heading without its numbering, and the how many-th of its kind it is: key, heading and text of a section."""
    found: dict[tuple[str, int], tuple[str, str, str]] = {("", 0): ("", "前言", report.plain_prose[""])}
    seen: Counter[str] = Counter([""])
    for section in report.sections:
        name = "".join(NUMBERING.sub("", section.heading).split())
        found[name, seen[name]] = section.key, section.heading, report.plain_prose.get(section.key, "")
        seen[name] += 1
    return found


_Pair = tuple[str, _Clauses]  # what becomes a Run at the end


def _with_moves(runs: Sequence[_Pair], moved: Set[str]) -> Iterator[_Pair]:
    for op, texts in runs:
        if op == "same":
            yield op, texts
            continue
        for has_moved, group in groupby(texts, moved.__contains__):
            yield _MOVES[op] if has_moved else op, tuple(group)


_MOVES = {"added": "moved_here", "removed": "moved_away"}


@lru_cache(maxsize=64)  # a report is the later one of a pair, and then the earlier one of the next
def clauses(text: str) -> tuple[str, ...]:
    """Plain prose cut after each clause mark; a paragraph's end ends a clause too."""
    return tuple(_CLAUSE.findall(text))


_CLAUSE = re.compile(r"[^，。；：！？,;!?\n]+[，。；：！？,;!?]*|[，。；：！？,;!?]+")


def _refined(runs: Iterable[_Pair]) -> list[_Pair]:
    """Where clauses took the place of similar ones, only what differs in them is removed and added."""
    found: list[_Pair] = []
    last = ""
    for run in runs:
        op, texts = run
        within = _within("".join(found[-1][1]), "".join(texts)) if op == "added" and last == "removed" else None
        if within is not None:
            found.pop()
            last = found[-1][0] if found else ""
        for one in within or (run,):
            if one[0] == last:
                found[-1] = last, found[-1][1] + one[1]
            else:
                found.append(one)
                last = one[0]
    return found


def _within(old: str, new: str) -> list[_Pair] | None:
    """What differs between two wordings, figures as a whole; None where less than half of them is the same, or it
    would take too long to tell."""
    if len(old) * len(new) > LARGEST_GRID:
        return None
    half = -(-max(len(old), len(new)) // 2)
    if min(len(old), len(new)) < half or LCSseq.similarity(old, new, score_cutoff=half) < half:
        return None
    one, two = _TOKEN.findall(old), _TOKEN.findall(new)
    found: list[_Pair] = []
    length, i, j = 0, 0, 0  # of what is the same; where what is not begins
    for a, b, size in _matches(one, two):
        same = "".join(two[b:b + size])
        if len(same) < SHORTEST_SAME and a and a + size < len(one):
            continue
        found += _runs(one[i:a], two[j:b], [same] if same else [], joined=True)
        length, i, j = length + len(same), a + size, b + size
    return found if length >= half else None


_TOKEN = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]+|.", re.S)


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[_Pair]:
    """The later text's clauses with insertions and deletions, along the longest common sequence."""
    i, j = 0, 0
    for a, b, size in _matches(old, new):
        yield from _runs(old[i:a], new[j:b], new[b:b + size])
        i, j = a + size, b + size


def _matches(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[int, int, int]]:
    """Where in either a common stretch begins, and its length; the last one is at both ends and empty.

    Along the longest common sequence; in texts too long for it, along what either has only once, and between those.
    """
    if len(old) * len(new) <= LARGEST_GRID:
        return [(a, b, size) for a, b, size in LCSseq.editops(old, new).as_matching_blocks()]
    found = [(0, 0, 0)]
    for a, b in [*_landmarks(old, new), (len(old), len(new))]:
        i, j, size = found[-1]
        i, j = i + size, j + size
        if (i, j) == (a, b):  # goes on
            found[-1] = (i - size, j - size, size + 1)
            continue
        if (a - i) * (b - j) <= LARGEST_GRID:
            found += [(i + one, j + two, size) for one, two, size in
                      LCSseq.editops(old[i:a], new[j:b]).as_matching_blocks() if size]
        found.append((a, b, 1))
    a, b, size = found.pop()  # the end of both, which is no landmark
    return [*found, *([(a, b, size - 1)] if size > 1 else []), (len(old), len(new), 0)]


class _Row(NamedTuple):
    """The last of a row of landmarks, and what stands before it."""

    old: int
    new: int
    before: _Row | None


def _landmarks(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[int, int]]:
    """The most places that are the same, only once in either, and in the same order in both (patience diff); and what
    is the same at the beginning and at the end."""
    ends = [0, 0]
    for at, step in enumerate((1, -1)):
        for one, two in zip(old[::step], new[::step], strict=False):
            if one != two or sum(ends) == min(len(old), len(new)):
                break
            ends[at] += 1
    head, tail = ends
    counts, others = (Counter(texts[head:len(texts) - tail]) for texts in (old, new))
    places = {text: at for at, text in enumerate(new[head:len(new) - tail], head) if others[text] == counts[text] == 1}
    lowest: list[int] = []  # by length: where in `new` the best row of landmarks of that length ends
    rows: list[_Row] = []  # the same rows
    for a, text in enumerate(old[head:len(old) - tail], head):
        if (b := places.get(text)) is not None:
            length = bisect_left(lowest, b)
            rows[length:length + 1] = [_Row(a, b, rows[length - 1] if length else None)]
            lowest[length:length + 1] = [b]
    chain: list[tuple[int, int]] = []
    row = rows[-1] if rows else None
    while row is not None:
        chain.append((row.old, row.new))
        row = row.before
    same_end = [(len(old) - back, len(new) - back) for back in range(tail, 0, -1)]
    return [*((at, at) for at in range(head)), *reversed(chain), *same_end]


def _runs(removed: Sequence[str], added: Sequence[str], same: Sequence[str], joined: bool = False
          ) -> Iterator[_Pair]:
    """First what was removed, then what was added, then what stayed; each in one piece, if they are to be `joined`."""
    for op, texts in (("removed", removed), ("added", added), ("same", same)):
        if texts:
            yield op, ("".join(texts),) if joined else tuple(texts)
