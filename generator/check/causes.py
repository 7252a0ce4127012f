"""Why balances fail, where one slip of the hand explains it: told once, before anybody writes 原文如此.

Each slip is a guess at what the figures were meant to be. One is told only if with it every balance that it touches
holds, if there is no other guess that is as good, and if it is one that people make: a row shifted by a column, two
columns swapped, last year's row typed again, a total typed into a part, a digit too many or too few. Nothing is mended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.check.arithmetic import Assessment, Equation, equations
from generator.edition import Table
from generator.model import Number, Report

if TYPE_CHECKING:
    from generator.check.subject import Subject

_LEAST = {"cell": 1, "row": 2}  # balances that a guess must explain


@dataclass(frozen=True)
class Cause:
    """A slip that explains failing balances. `row`: where to look; the words are clauses in Chinese."""

    row: str
    place: str
    why: str
    now: str
    meant: str
    explains: tuple[Assessment, ...]


@dataclass(frozen=True)
class _Guess:
    rank: int  # the lower, the likelier
    kind: str  # cell or row
    row: str
    why: str
    new: Mapping[str, Number]  # by address: what would have been meant


class _Sums:
    """The balances of a report as sums: what each is out by, and what a figure does to it."""

    def __init__(self, report: Report, last: Report | None, failing: Sequence[Assessment]) -> None:
        wanted = {(one.balance.id, one.balance.table, one.key): one for one in failing}
        self.out: list[Number] = []  # left less right
        self.failing: dict[int, Assessment] = {}
        self.less: set[int] = set()  # where the left may be less
        self.uses: dict[str, list[tuple[int, int]]] = {}  # by address: which balances, with which sign
        for equation in equations(report.edition):
            balance = equation.instance.balance
            if balance.level != "balance" or not equation.applies(report, last):
                continue
            self._add(equation, report, last, wanted.get((balance.id, balance.table, equation.instance.key)))

    def _add(self, equation: Equation, report: Report, last: Report | None, failing: Assessment | None) -> None:
        number = len(self.out)
        total: Number = 0
        uses: list[tuple[str, int]] = []
        balance = equation.instance.balance
        for side, terms in ((1, balance.left), (-1, balance.right)):
            for term in terms:
                then = last if term.last_year and last is not None else report
                for address, cell in then.summands(equation.instance.address(term)).items():
                    total += side * term.sign * (cell.value if cell is not None and cell.value is not None else 0)
                    if then is report:
                        uses.append((address, side * term.sign))
        holds = total <= 0 if balance.relation == "<=" else total == 0
        if not holds and failing is None:  # said to be so in the original, or not to be judged
            return
        self.out.append(total)
        if failing is not None:
            self.failing[number] = failing
        if balance.relation == "<=":
            self.less.add(number)
        for address, sign in uses:
            self.uses.setdefault(address, []).append((number, sign))

    def explained(self, changes: Mapping[str, Number]) -> frozenset[int]:
        """The failing balances that hold with these changes; none if one that they touch does not."""
        moved: dict[int, Number] = {}
        for address, change in changes.items():
            for number, sign in self.uses.get(address, ()):
                moved[number] = moved.get(number, 0) + sign * change
        for number, change in moved.items():
            out = self.out[number] + change
            if change and (out > 0 if number in self.less else out != 0):
                return frozenset()
        return frozenset(number for number, change in moved.items() if change and number in self.failing)

    def asked(self, address: str, value: Number, changes: Mapping[str, Number]) -> Number | None:
        """What a figure must be, beside these changes of others, so that the first of its balances holds."""
        uses = self.uses.get(address)
        if not uses:
            return None
        number, sign = uses[0]
        out = self.out[number] + sum(sign * change for other, change in changes.items()
                                     for used, sign in self.uses.get(other, ()) if used == number)
        return value - sign * out


def causes(subject: Subject, failing: Sequence[Assessment]) -> Iterator[Cause]:
    """The slips that explain some of the failing balances of a report, each balance explained once."""
    report = subject.report
    left = list(failing)
    while left:
        sums = _Sums(report, subject.last, left)
        best = _best(report, subject.last, sums)
        if best is None:
            return
        guess, numbers = best
        explained = tuple(sums.failing[number] for number in sorted(numbers))
        yield _told(report, guess, explained)
        left = [one for one in left if one not in explained]


def _best(report: Report, last: Report | None, sums: _Sums) -> tuple[_Guess, frozenset[int]] | None:
    """The guess that explains most; None if there is none, or if two are as good."""
    found: list[tuple[_Guess, frozenset[int]]] = []
    for guess in _guesses(report, last, sums):
        changes = {address: value - (report.cells[address].value or 0) for address, value in guess.new.items()}
        numbers = sums.explained({address: change for address, change in changes.items() if change})
        if len(numbers) >= _LEAST[guess.kind]:
            found.append((guess, numbers))
    if not found:
        return None
    found.sort(key=lambda one: (-len(one[1]), one[0].rank))
    first = found[0]
    rivals = [guess for guess, numbers in found[1:] if len(numbers) == len(first[1]) and guess.rank == first[0].rank
              and guess.new != first[0].new]
    return None if rivals else first


def _guesses(report: Report, last: Report | None, sums: _Sums) -> Iterator[_Guess]:
    touched = {address for address, uses in sums.uses.items() if any(number in sums.failing for number, _ in uses)}
    rows = {address.partition(".")[0] for address in touched}
    for row, addresses in report.edition.addresses.items():
        values = [report.figures.get(address) for address in addresses]
        if row not in rows or len(addresses) < 3 or None in values:
            continue
        figures = [value for value in values if value is not None]
        yield from _shifted(row, addresses, figures, sums)
        yield from _swapped(report, row, addresses, figures)
        if last is not None:
            yield from _repeated(last, row, addresses, figures, sums)
    for table in report.edition.tables:
        yield from _columns_swapped(report, table)
    for address in touched:
        yield from _mistyped(report, address, sums)


def _shifted(row: str, addresses: Sequence[str], figures: Sequence[Number], sums: _Sums) -> Iterator[_Guess]:
    """Every figure one column too far: what fell out at the end is what a balance asks for there."""
    if not any(figures):
        return
    for words, rest, end, moved in (("右", addresses[:-1], addresses[-1], figures[1:]),
                                    ("左", addresses[1:], addresses[0], figures[:-1])):
        new = dict(zip(rest, moved, strict=True))
        known = dict(zip(addresses, figures, strict=True))
        asked = sums.asked(end, known[end], {address: value - known[address] for address, value in new.items()})
        if asked is not None and asked >= 0:
            yield _Guess(1, "row", row, f"这一行看来整行往{words}错开了一列", {**new, end: asked})


def _swapped(report: Report, row: str, addresses: Sequence[str], figures: Sequence[Number]) -> Iterator[_Guess]:
    for one in range(len(addresses)):
        for other in range(one + 1, len(addresses)):
            if figures[one] != figures[other]:
                names = [report.edition.places[addresses[at]].column.label for at in (one, other)]
                yield _Guess(2, "row", row, f"“{names[0]}”和“{names[1]}”两格看来互换了",
                             {addresses[one]: figures[other], addresses[other]: figures[one]})


def _columns_swapped(report: Report, table: Table) -> Iterator[_Guess]:
    for block in table.blocks:
        rows = [row.key for row, _ in block.lines if row.key in report.rows]
        columns = block.column_leaves
        if len(rows) < 2 or len({column.kind for column in columns}) > 1:
            continue
        for at, one in enumerate(columns):
            for other in columns[at + 1:]:
                new: dict[str, Number] = {}
                for row in rows:
                    here, there = (report.figures.get(f"{row}.{column.key}") for column in (one, other))
                    if here is not None and there is not None and here != there:
                        new |= {f"{row}.{one.key}": there, f"{row}.{other.key}": here}
                changed = {address.partition(".")[0] for address in new}
                if len(changed) > 1:
                    yield _Guess(0, "row", next(row for row in rows if row in changed),
                                 f"“{one.label}”和“{other.label}”两列看来整列互换了", new)


def _repeated(last: Report, row: str, addresses: Sequence[str], figures: Sequence[Number], sums: _Sums
              ) -> Iterator[_Guess]:
    """Last year's row again: what it should be is what the other balances of its cells ask for."""
    if not any(figures) or [last.figures.get(address) for address in addresses] != list(figures):
        return
    new: dict[str, Number] = {}
    for address, value in zip(addresses, figures, strict=True):
        wrong = [(number, sign) for number, sign in sums.uses.get(address, ()) if number in sums.failing]
        across = [(number, sign) for number, sign in wrong if sums.failing[number].balance.axis == "column"]
        new[address] = value - across[0][1] * sums.out[across[0][0]] if across else value
    if all(value >= 0 for value in new.values()):
        yield _Guess(1, "row", row, f"这一行与{last.year}年的完全相同，看来误录了上年的数", new)


def _mistyped(report: Report, address: str, sums: _Sums) -> Iterator[_Guess]:
    """One figure: what its failing balance asks for, if that is near what was typed."""
    value = report.figures.get(address)
    wrong = [(number, sign) for number, sign in sums.uses[address] if number in sums.failing]
    if value is None or not wrong or not isinstance(value, int):
        return
    number, sign = wrong[0]
    meant = value - sign * sums.out[number]
    if meant < 0 or meant != int(meant):
        return
    row, column = address.split(".")
    columns = report.edition.addresses[row]
    if address != columns[-1] and value and value == report.figures.get(columns[-1]):
        yield _Guess(3, "cell", row, "看来把本行的总计误填进了这一格", {address: meant})
    elif value and value in {report.figures.get(f"{other}.{column}") for other in _totals(report, address)}:
        yield _Guess(3, "cell", row, "看来把本列的总计误填进了这一格", {address: meant})
    elif why := _digits(str(value), str(meant)):
        yield _Guess(4, "cell", row, why, {address: meant})


def _totals(report: Report, address: str) -> set[str]:
    """The rows that are the sum of several others, this one among them."""
    row = address.partition(".")[0]
    table = report.edition.table_of(row)
    return {balance.right[0].key for balance in report.edition.balances
            if balance.table == table.key and balance.each == "column" and len(balance.right) == 1
            and len(balance.left) > 2 and balance.right[0].key != row}


def _digits(typed: str, meant: str) -> str:
    """How one figure becomes another by a slip of a finger, as a clause in Chinese; "" if not by one."""
    if len(typed) == len(meant) + 1 and _without_one(typed, meant):
        return "看来多打了一个数字"
    if len(meant) == len(typed) + 1 and typed != "0" and _without_one(meant, typed):
        return "看来少打了一个数字"
    if len(typed) == len(meant) > 1 and typed != meant and sorted(typed) == sorted(meant):
        return "看来有两个数字的次序颠倒了"
    return ""


def _without_one(longer: str, shorter: str) -> bool:
    return any(longer[:at] + longer[at + 1:] == shorter for at in range(len(longer)))


def _told(report: Report, guess: _Guess, explained: tuple[Assessment, ...]) -> Cause:
    places = report.edition.places
    if guess.kind == "cell" or len({address.partition(".")[0] for address in guess.new}) > 1:
        address = next(iter(guess.new))
        place = places[address].words if guess.kind == "cell" else places[address].table.name
        whole = guess.kind == "cell"
        return Cause(guess.row, place, guess.why, report.cells[address].literal if whole else "",
                     str(guess.new[address]) if whole else "", explained)
    addresses = report.edition.addresses[guess.row]
    now = ", ".join(report.cells[address].literal for address in addresses)
    meant = ", ".join(str(guess.new.get(address, report.cells[address].literal)) for address in addresses)
    return Cause(guess.row, report.edition.row_words(guess.row), guess.why, f"[{now}]", f"[{meant}]", explained)
