"""The balances (勾稽关系): evaluated by one function, `assess`, from the edition's data; tolerance zero."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from operator import itemgetter

from generator.edition import Balance, Edition, Instance
from generator.model import Cell, Number, Report, State


class Verdict(Enum):
    HOLDS = "holds"
    FAILS = "fails"
    HOLDS_IF_ZERO = "holds only if blanks are 0"
    FAILS_EVEN_THEN = "fails even then"
    NOT_ASSESSABLE = "not assessable"


@dataclass(frozen=True)
class Assessment:
    """One balance at one of its instances; `key` names the column or row, sides are as computed."""

    balance: Balance
    key: str
    row: str  # whose line in the YAML to point at
    verdict: Verdict
    left: Number = 0
    right: Number = 0
    left_words: str = ""
    right_words: str = ""
    supposed: str = ""  # what stands in the cells that are counted as 0: 空白, “/” …


_Getter = Callable[[Mapping[str, Number]], Sequence[Number]]


def _getter(addresses: Sequence[str]) -> _Getter:
    """From a report's values those at some addresses."""
    return itemgetter(*addresses) if len(addresses) > 1 else lambda values: [values[one] for one in addresses]


@dataclass(frozen=True)
class Equation:
    """An instance of a balance, ready to be computed. The addresses are those of a report that has every row."""

    instance: Instance
    plus: tuple[str, ...]  # addresses on the left, and with a minus sign on the right
    minus: tuple[str, ...]
    last_plus: tuple[str, ...]  # in the report of the year before
    last_minus: tuple[str, ...]

    def applies(self, report: Report, last: Report | None) -> bool:
        if self.instance.balance.across_years and (last is None or not report.takes_up(last)):
            return False
        return self.instance.applies(report.rows)

    def holds(self, report: Report, last: Report | None) -> bool:
        """Quickly: are all figures there, and does the balance hold? False may also mean that it is not so simple."""
        more, less, exact, across = self._plan
        try:
            figures = report.figures
            over = sum(more(figures)) - sum(less(figures))
            if across and last is not None:
                then = last.figures.__getitem__
                over += sum(map(then, self.last_plus)) - sum(map(then, self.last_minus))
        except KeyError:  # a row or a figure that is not there
            return False
        return over == 0 if exact else over <= 0

    @cached_property
    def _plan(self) -> tuple[_Getter, _Getter, bool, bool]:
        """What gets the values on either side, whether both sides must be equal, whether last year has a say."""
        return (_getter(self.plus), _getter(self.minus), self.instance.balance.relation == "=",
                bool(self.last_plus or self.last_minus))

    def assess(self, report: Report, last: Report | None) -> Assessment:
        instance, balance = self.instance, self.instance.balance
        sides: list[list[tuple[int, Cell | None]]] = []
        for terms in (balance.left, balance.right):
            sides.append([(term.sign, cell) for term in terms for cell in (
                last if last is not None and term.last_year else report).summands(instance.address(term)).values()])
        left, right = (sum(sign * cell.value for sign, cell in side if cell is not None and cell.value is not None)
                       for side in sides)
        cells = [cell for side in sides for _, cell in side]
        verdict = _verdict(cells, left, right, balance.relation)
        words = ("", "", "") if verdict in (Verdict.HOLDS, Verdict.NOT_ASSESSABLE) else (
            _side_words(sides[0], left), _side_words(sides[1], right), _without_figure(cells))
        return Assessment(balance, instance.key, instance.row, verdict, left, right, *words)


@cache
def equations(edition: Edition) -> tuple[Equation, ...]:
    """Every balance of an edition at each of its columns or rows."""
    return tuple(_equation(edition, one) for one in edition.instances)


def _equation(edition: Edition, one: Instance) -> Equation:
    sides: dict[tuple[bool, bool], list[str]] = {(last, plus): [] for last in (False, True) for plus in (False, True)}
    for side, terms in ((1, one.balance.left), (-1, one.balance.right)):
        for term in terms:
            row, column = one.address(term).split(".")
            parts = edition.summands(row, () if one.column else (row,))
            sides[term.last_year, side * term.sign > 0] += (f"{part}.{column}" for part in parts)
    return Equation(one, *(tuple(sides[kind]) for kind in ((False, True), (False, False), (True, True), (True, False))))


def assess(balance: Balance, report: Report, last: Report | None) -> Iterator[Assessment]:
    """The balance at each of its instances in the report; across years, only if `last` is there."""
    for equation in equations(report.edition):
        if equation.instance.balance == balance and equation.applies(report, last):
            yield equation.assess(report, last)


def unsettled(report: Report, last: Report | None) -> tuple[Assessment, ...]:
    """The balances that do not plainly hold, at each of their instances."""
    return tuple(equation.assess(report, last) for equation in equations(report.edition)
                 if not equation.holds(report, last) and equation.applies(report, last))


def _side_words(side: list[tuple[int, Cell | None]], total: Number) -> str:
    """A side as it is read out: its terms where they are few, else their sum."""
    if len(side) > 3:
        return str(total)
    words = "".join(f"{' + ' if sign > 0 else ' − '}{cell.value if cell and cell.value is not None else 0}"
                    for sign, cell in side)
    return words.removeprefix(" + ")


def _without_figure(cells: Sequence[Cell | None]) -> str:
    """What is printed in the cells without a figure, each once: 空白 where nothing is, else the very signs."""
    found = dict.fromkeys(cell.literal for cell in cells if cell is not None and cell.value is None)
    return "、".join(f"“{literal}”" if literal else "空白" for literal in found)


def _verdict(cells: list[Cell | None], left: Number, right: Number, relation: str) -> Verdict:
    if any(cell is None or cell.state is State.UNREADABLE for cell in cells):
        return Verdict.NOT_ASSESSABLE
    known = [cell.value is not None for cell in cells if cell is not None]
    holds = left == right if relation == "=" else left <= right
    if all(known):
        return Verdict.HOLDS if holds else Verdict.FAILS
    if not any(known):
        return Verdict.NOT_ASSESSABLE
    return Verdict.HOLDS_IF_ZERO if holds else Verdict.FAILS_EVEN_THEN


def instance_words(edition: Edition, found: Assessment) -> str:
    """表 · 列 or 表 · 行 (table and column, or row), as on paper."""
    table = edition.table(found.balance.table)
    column = found.key if found.balance.axis == "column" else found.balance.right[0].key
    row = found.row
    place = edition.places.get(f"{row}.{column}")
    if place is None:
        return table.name
    path = place.column_path[1:] if len(place.column_path) > 1 and not found.balance.at else place.column_path
    if found.balance.axis == "column":
        return f"{table.name} · {'／'.join(path)}"
    return place.row_words
