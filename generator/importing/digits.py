"""Figures glued together → the ways to split them that the formats and the balances allow.

In: the text of a row's figures, its columns, the edition's balances. Out: all splits into one literal a
column, so that the caller sees whether there is exactly one. Nothing is preferred: a split is possible
or it is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal

from generator.edition import Balance, Edition, Heading, Table

MOST = 400  # splits looked at; beyond it a row is simply ambiguous
EFFORT = 60_000  # steps of the search
_CELL = {"count": re.compile(r"0|[1-9]\d{0,8}"),
         "signed": re.compile(r"[+-]?(?:0|[1-9]\d{0,8})"),
         "money": re.compile(r"(?:0|[1-9]\d{0,12})(?:\.\d{1,6})?(?:亿元|万元|元)?")}
LONGEST = 22  # characters of a cell
WHOLE = re.compile("0|[1-9][0-9]*")


def row_balances(edition: Edition, table: Table, columns: Sequence[Heading]) -> list[Balance]:
    """The balances that hold within one row of these columns."""
    keys = {column.key for column in columns}
    return [balance for balance in edition.balances
            if balance.table == table.key and balance.each == "row" and balance.relation == "="
            and not balance.across_years and balance.level == "balance"
            and all(term.key in keys for term in balance.left + balance.right)]


def splits(text: str, columns: Sequence[Heading], balances: Sequence[Balance]) -> list[tuple[str, ...]] | None:
    """Every split of `text` into the columns' literals with all balances satisfied; white space is always
    a border. None: too many to tell."""
    parts = text.split()
    if not 0 < len(parts) <= len(columns) or sum(map(len, parts)) > LONGEST * len(columns):
        return []
    last = {balance: max(index for index, column in enumerate(columns)
                         if column.key in {term.key for term in balance.left + balance.right})
            for balance in balances}
    found: list[tuple[str, ...]] = []
    effort = 0

    def extend(part: int, place: int, taken: list[str]) -> None:
        nonlocal effort
        effort += 1
        if effort > EFFORT or len(found) > MOST:
            return
        if place == len(parts[part]):
            part, place = part + 1, 0
        if part == len(parts):
            if len(taken) == len(columns):
                found.append(tuple(taken))
            return
        left = sum(map(len, parts[part:])) - place
        if len(taken) == len(columns) or left < len(columns) - len(taken):
            return
        column = columns[len(taken)]
        for stop in range(place + 1, len(parts[part]) + 1):
            cell = parts[part][place:stop]
            if not _CELL[column.kind].fullmatch(cell):
                if len(cell) > LONGEST:
                    break
                continue
            taken.append(cell)
            if all(_holds(balance, columns, taken) for balance, at in last.items() if at == len(taken) - 1):
                extend(part, stop, taken)
            taken.pop()

    extend(0, 0, [])
    return None if effort > EFFORT or len(found) > MOST else found


def _holds(balance: Balance, columns: Sequence[Heading], taken: Sequence[str]) -> bool:
    values = {column.key: value(cell) for column, cell in zip(columns, taken, strict=False)}
    return (sum(term.sign * values[term.key] for term in balance.left)
            == sum(term.sign * values[term.key] for term in balance.right))


def balanced(literals: Sequence[str], columns: Sequence[Heading], balances: Sequence[Balance]) -> bool:
    """Can a whole row's literals satisfy its balances? Where some are no numbers, what is there of a sum may not exceed
    its total, since nothing is counted below zero."""
    values = {column.key: int(literal) for column, literal in zip(columns, literals, strict=True)
              if _CELL["count"].fullmatch(literal)}
    for balance in balances:
        left, right = ([term.sign * values[term.key] for term in side if term.key in values]
                       for side in (balance.left, balance.right))
        if len(right) < len(balance.right) or any(term.sign < 0 for term in balance.left):
            continue
        if sum(left) > sum(right) or (len(left) == len(balance.left) and sum(left) < sum(right)):
            return False
    return True


def value(literal: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.+-]", "", literal) or 0)


def choose(open_rows: Mapping[str, list[tuple[str, ...]]], holds: Callable[[Mapping[str, tuple[str, ...]]], bool],
           most: int = 5_000) -> list[dict[str, tuple[str, ...]]]:
    """The combinations of the rows' possible splits under which the column balances hold (two at most)."""
    total = 1
    for options in open_rows.values():
        total *= len(options)
    if not open_rows or total > most:
        return []
    found: list[dict[str, tuple[str, ...]]] = []
    rows = list(open_rows)

    def walk(index: int, chosen: dict[str, tuple[str, ...]]) -> None:
        if len(found) > 1:
            return
        if index == len(rows):
            if holds(chosen):
                found.append(dict(chosen))
            return
        for option in open_rows[rows[index]]:
            walk(index + 1, {**chosen, rows[index]: option})

    walk(0, {})
    return found


def column_holds(edition: Edition, balance: Balance, column: Heading, values: Mapping[str, Decimal | int | None],
                 rows: Collection[str]) -> bool:
    """Does a balance hold down a column of the `rows` that there are? Not if a figure is unknown."""
    sides = []
    for terms in (balance.left, balance.right):
        total = Decimal(0)
        for term in terms:
            for key in edition.summands(term.key, rows):
                number = values.get(f"{key}.{column.key}")
                if number is None:
                    return False
                total += term.sign * number
        sides.append(total)
    return sides[0] == sides[1]


def shown(possible: Sequence[tuple[str, ...]]) -> str:
    """The first splits, for the editor."""
    return "；".join(" ".join(split) for split in possible[:6]) + ("……" if len(possible) > 6 else "")
