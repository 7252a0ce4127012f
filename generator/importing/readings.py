"""What a row of figures may say: all its readings, and what its balances leave of them.

In: the text of a row's figures, its columns, the edition's balances. Out: every reading with one literal a column that
the formats and the balances allow, so that the caller sees whether there is but one. Nothing is preferred here. All
searches are bounded by their steps: beyond the bound a row is simply ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import permutations

from generator.edition import Balance, Edition, Heading, Table
from generator.importing.cells import UNITS

MOST = 400  # splits of a row
EFFORT = 20_000  # steps of the search for them
COMBINED = 5_000  # combinations of several rows' splits
MOSTLY, FIGURES = 0.9, 10  # of so many figures at least, so many have their first digit twice: a 00 is a zero
BUT_A_FEW = 0.97  # and a 22 is a two
RUNS = 4  # so many glued rows that all begin like doubled figures are no chance
_TWICE = re.compile(r"(?:00)*(?:([1-9])\1|\D|$)")
MOST_UNNAMED = 7  # columns whose every order is tried
_CELL = {"count": re.compile(r"0|[1-9]\d{0,8}"),
         "signed": re.compile(r"[+-]?(?:0|[1-9]\d{0,8})"),
         "money": re.compile(r"(?:0|[1-9]\d{0,12})(?:\.\d{1,6})?(?:亿元|万元|元)?")}
_COUNTED = re.compile(rf"(0|[1-9]\d{{0,8}})[{UNITS}]?")
_BROKEN = re.compile(r"(?<!\d)\d++(?: \d++)++")
LONGEST = 22  # characters of a cell
WHOLE = re.compile("0|[1-9][0-9]*")
Split = tuple[str, ...]


def row_balances(edition: Edition, table: Table, columns: Sequence[Heading]) -> list[Balance]:
    """The balances that hold within one row of these columns."""
    keys = {column.key for column in columns}
    return [balance for balance in edition.balances
            if balance.table == table.key and balance.each == "row" and balance.relation == "="
            and not balance.across_years and balance.level == "balance"
            and all(term.key in keys for term in balance.left + balance.right)]


def value(literal: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.+-]", "", literal) or 0)


def balanced(literals: Sequence[str], columns: Sequence[Heading], balances: Sequence[Balance]) -> bool:
    """Can a whole row's literals satisfy its balances? Where some are no numbers, what is there of a sum may not
    exceed its total, since nothing is counted below zero."""
    values = {column.key: int(match[1]) for column, literal in zip(columns, literals, strict=True)
              if (match := _COUNTED.fullmatch(literal))}
    for balance in balances:
        left, right = ([term.sign * values[term.key] for term in side if term.key in values]
                       for side in (balance.left, balance.right))
        if len(right) < len(balance.right) or any(term.sign < 0 for term in balance.left):
            continue
        if sum(left) > sum(right) or (len(left) == len(balance.left) and sum(left) < sum(right)):
            return False
    return True


def put_together(literals: Sequence[str], columns: Sequence[Heading], balances: Sequence[Balance]) -> Sequence[str]:
    """A row whose figures are broken (2320 14 in a narrow cell) with each in one, if its balances then hold and have a
    say in all of them; else as it is."""
    whole = [literal.replace(" ", "") if _BROKEN.fullmatch(literal) else literal for literal in literals]
    if whole == [*literals]:
        return literals
    summed = {term.key for balance in balances for term in balance.left + balance.right}
    told = all(_COUNTED.fullmatch(literal) and column.key in summed
               for literal, column in zip(whole, columns, strict=True))
    return whole if told and balanced(whole, columns, balances) else literals


def orders(literals: Sequence[str], free: Sequence[int], columns: Sequence[Heading], balances: Sequence[Balance]
           ) -> list[Split] | None:
    """A row's readings where the `free` columns may stand in any order. None: too many to tell."""
    figures = [literals[leaf] for leaf in free]
    if len(set(figures)) < 2:
        return [tuple(literals)]
    if len(figures) > MOST_UNNAMED:
        return None
    found = []
    for order in set(permutations(figures)):
        other = list(literals)
        for leaf, literal in zip(free, order, strict=True):
            other[leaf] = literal
        if balanced(other, columns, balances):
            found.append(tuple(other))
    return found


def agreed(readings: Sequence[Sequence[str]], width: int) -> list[str | None]:
    """What all readings say of each column; None where they differ, or where there is none."""
    said = [set(literals) for literals in zip(*readings, strict=True)] or [set()] * width
    return [next(iter(one)) if len(one) == 1 else None for one in said]


class Doubling:
    """Have the figures of a document their first digit twice ("22", "00")? That it does is shown by its zeros alone,
    since nothing is 00; 22 may be a figure, and is read both ways, unless no figure is printed once, or hardly any and
    the row's balances hold so."""

    def __init__(self, texts: Sequence[str], runs: Sequence[str] = ()) -> None:
        """`texts` of single figures; `runs`: what is printed of rows whose figures are glued together."""
        figures = [text for text in texts if text[:1].isdigit()]
        self.twice = sum(text[0] == text[1:2] for text in figures)
        self.of = len(figures)
        several = sum(len(text) > 1 for text in figures)
        nearly = self.twice >= MOSTLY * self.of
        zeros = any(re.match(r"00(?!\d)", text) for text in figures)
        self.some = ((zeros or several >= FIGURES) and 2 * self.twice > several) or (
            len(runs) >= RUNS and all(map(_TWICE.match, runs)))
        self.most = zeros and nearly and self.of >= FIGURES
        self.all = self.most and self.twice >= BUT_A_FEW * self.of
        self.every = self.most and self.twice == self.of

    def readings(self, literals: Sequence[str], columns: Sequence[Heading], balances: Sequence[Balance]) -> list[Split]:
        """The readings of a row; where some satisfy its balances, these alone count. More than can be kept: what is
        printed and what nobody knows, so that no two agree."""
        likely, possible = ([self._ways(literal, sure) for literal in literals] for sure in (self.all, self.every))
        found: list[Split] | None = []
        for ways, held in ((likely, balances), (possible, balances), (possible, ())):
            if not found and (held or ways is possible):
                found = _combined(ways, columns, held)
        return found or [tuple(literals), ("?",) * len(literals)]

    def _ways(self, literal: str, sure: bool) -> tuple[str, ...]:
        """What one literal may say. `sure`: a figure that begins twice was printed so."""
        twice = literal[:1].isdigit() and literal[0] == literal[1:2]
        if not twice:
            return (literal, "?") if self.all and len(literal) > 1 else (literal,)  # not as the others
        if sure or (self.most and literal[0] == "0"):
            return (literal[1:],)
        return (literal, literal[1:]) if self.some and literal[0] != "0" else (literal,)


def _combined(ways: Sequence[Sequence[str]], columns: Sequence[Heading], balances: Sequence[Balance]
              ) -> list[Split] | None:
    """A row's readings, one way for each column, under which its balances hold. None: too many to tell."""
    found: list[Split] = [()]
    for at, more in enumerate(ways, 1):
        found = [(*one, other) for one in found for other in more]
        keys = {column.key for column in columns[:at]}
        whole = [balance for balance in balances
                 if columns[at - 1].key in (terms := {term.key for term in balance.left + balance.right})
                 and terms <= keys]
        if whole:
            found = [one for one in found if balanced(one, columns[:at], whole)]
        if len(found) > COMBINED:
            return None
    return found


# ── figures glued together ──

def splits(text: str, columns: Sequence[Heading], balances: Sequence[Balance]) -> list[Split] | None:
    """Every split of `text` into the columns' literals with all balances satisfied; white space is always
    a border. None: too many to tell."""
    return _Splitter(text, columns, balances).all()


class _TooMany(Exception):
    """The bound of a search was met."""


class _Splitter:
    """The columns fall into segments: a sum with its parts before it, or a column alone. Of a sum the total is tried
    first, so that its parts can be no larger."""

    def __init__(self, text: str, columns: Sequence[Heading], balances: Sequence[Balance]) -> None:
        parts = text.split()
        self.text, self.columns, self.steps = "".join(parts), columns, 0
        self.borders: set[int] = set()
        for part in parts[:-1]:
            self.borders.add(max(self.borders, default=0) + len(part))
        self.possible = 0 < len(parts) <= len(columns) and len(self.text) <= LONGEST * len(columns)
        keys = [column.key for column in columns]
        ends = {}
        for balance in balances:
            terms = [keys.index(term.key) for term in balance.left + balance.right]
            if terms == list(range(terms[0], terms[-1] + 1)) and len(balance.right) == 1:
                ends[terms[0]] = terms[-1]
        self.segments = []
        first = 0
        while first < len(columns):
            self.segments.append((first, ends.get(first, first) + 1))
            first = self.segments[-1][1]
        self.rest = [balance for balance in balances
                     if keys.index(balance.right[0].key) not in ends.values() or len(balance.right) > 1]

    def all(self) -> list[Split] | None:
        found: list[Split] = []
        if not self.possible:
            return found
        try:
            for split in self._from(0, 0):
                if balanced(split, self.columns, self.rest):
                    found.append(split)
                if len(found) > MOST:
                    return None
        except _TooMany:
            return None
        return found

    def _step(self) -> None:
        self.steps += 1
        if self.steps > EFFORT:
            raise _TooMany

    def _from(self, place: int, segment: int) -> Iterator[Split]:
        """The splits of the text from `place` on into the segments from `segment` on."""
        self._step()
        if segment == len(self.segments):
            if place == len(self.text):
                yield ()
            return
        first, last = self.segments[segment]
        left = len(self.columns) - last  # columns behind this segment
        latest = len(self.text) - left
        for stop in range(place + last - first, latest + 1) if left else range(latest, latest + 1):
            if last - first == 1 and stop - place > LONGEST:
                break
            for head in self._segment(place, stop, first, last):
                for tail in self._from(stop, segment + 1):
                    yield (*head, *tail)

    def _segment(self, place: int, stop: int, first: int, last: int) -> Iterator[Split]:
        self._step()
        if last - first == 1:
            cell = self.text[place:stop]
            if self._whole(place, stop) and _CELL[self.columns[first].kind].fullmatch(cell):
                yield (cell,)
            return
        for begin in range(max(stop - 9, place + last - first - 1), stop):
            total = self.text[begin:stop]
            if self._whole(begin, stop) and _CELL["count"].fullmatch(total):
                for parts in self._sum(place, begin, last - first - 1, int(total)):
                    yield (*parts, total)

    def _sum(self, place: int, stop: int, count: int, total: int) -> Iterator[Split]:
        """The splits of a stretch into so many counts that together are the total."""
        self._step()
        longest = len(str(total))
        if not count:
            if place == stop and not total:
                yield ()
            return
        if not count <= stop - place <= count * longest:
            return
        if count == 1:
            cell = self.text[place:stop]
            if cell == str(total) and self._whole(place, stop):
                yield (cell,)
            return
        for end in range(place + 1, min(place + longest, stop - count + 1) + 1):
            cell = self.text[place:end]
            if not self._whole(place, end) or not _CELL["count"].fullmatch(cell) or int(cell) > total:
                break
            for rest in self._sum(end, stop, count - 1, total - int(cell)):
                yield (cell, *rest)

    def _whole(self, start: int, stop: int) -> bool:
        """Is there no border within the stretch?"""
        return not any(start < border < stop for border in self.borders)


# ── the columns of several rows ──

def choose(open_rows: Mapping[str, Sequence[Split]], sums: Sequence[Sums]) -> list[dict[str, Split]]:
    """The combinations of the rows' possible splits under which the sums down the columns come out at zero; two at
    most. None at all, if there are more combinations than can be tried."""
    total = 1
    for options in open_rows.values():
        total *= len(options)
    if not open_rows or not sums or total > COMBINED:
        return []
    rows = list(open_rows)
    vectors = {key: [[[sign * value(cell) for cell in split] for sign in (one.signs.get(key, 0) for one in sums)]
                     for split in open_rows[key]] for key in rows}
    found: list[dict[str, Split]] = []

    def walk(index: int, chosen: tuple[int, ...], held: list[list[Decimal]]) -> None:
        if len(found) > 1:
            return
        if index == len(rows):
            if not any(map(any, held)):
                found.append({key: open_rows[key][number] for key, number in zip(rows, chosen, strict=True)})
            return
        for number, vector in enumerate(vectors[rows[index]]):
            walk(index + 1, (*chosen, number), [[one + more for one, more in zip(line, step, strict=True)]
                                                for line, step in zip(held, vector, strict=True)])

    walk(0, (), [one.known for one in sums])
    return found


class Sums:
    """A balance down the columns: what the known rows come to, column by column, and the sign of each open row."""

    def __init__(self, edition: Edition, balance: Balance, columns: Sequence[Heading], rows: Mapping[str, object],
                 values: Mapping[str, Decimal | int | None], open_rows: Mapping[str, object]) -> None:
        self.signs: dict[str, int] = {}
        self.known = [Decimal(0)] * len(columns)
        self.certain = True  # no other figure is unknown
        for side, terms in ((1, balance.left), (-1, balance.right)):
            for term in terms:
                for key in edition.summands(term.key, rows):
                    if key in open_rows:
                        self.signs[key] = self.signs.get(key, 0) + side * term.sign
                        continue
                    for index, column in enumerate(columns):
                        number = values.get(f"{key}.{column.key}")
                        self.certain = self.certain and number is not None
                        self.known[index] += side * term.sign * (number or 0)


def shown(possible: Sequence[Split]) -> str:
    """The first splits, for the editor."""
    return "；".join(" ".join(split) for split in possible[:6]) + ("……" if len(possible) > 6 else "")
