"""What decides a row of glued figures besides its own balances: the document's own words, and the next years' reports.

In: Tables with their open rows, the prose, the same township's other reports. Out: rows narrowed, each with a doubt
that says why. Only the edition's claims and its balances across years speak, and only where all they say about a
table fits; a relation that merely ought to hold proposes a reading and decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from generator.edition import Balance, Edition, Heading
from generator.importing.found import Figures, Open, Tables
from generator.importing.readings import Split, row_balances, shown, splits, value
from generator.importing.sentences import Doubt, doubt
from generator.load.figures import printed_cell
from generator.model import Cell, State
from generator.prose import parse, plain

LONGEST = 2_000  # characters of what can be a sentence
TELLING = 10  # figures below agree by chance
FEWEST = 2  # rows with figures that must bear out a balance across years before it may decide a third


def heed_prose(tables: Tables, edition: Edition, prose: Mapping[str, str]) -> None:
    """Open rows of which the document's sentences leave one split: the claims of the edition that name a figure."""
    said: dict[str, dict[int, str]] = {}
    for sentence in _sentences(prose) if tables.open else ():
        for claim in edition.claims:
            for match in re.finditer(claim["pattern"], sentence) if "equals" in claim else ():
                figure = next(group for group in match.groups() if group)
                said.setdefault(claim["equals"], {}).setdefault(int(figure), match[0])
    for key, row in list(tables.open.items()):
        columns = edition.rows[key][1].column_leaves
        claims = {index: said[f"{key}.{column.key}"] for index, column in enumerate(columns)
                  if f"{key}.{column.key}" in said}
        fitting = [split for split in row.splits
                   if all(len(told) == 1 and value(split[index]) in told for index, told in claims.items())]
        if claims and len(fitting) == 1 and _prints_zeros(tables, edition, key):
            quotes = "；".join(next(iter(told.values())) for told in claims.values())
            _settle(tables, edition, key, fitting, doubt(
                "glued-told", tables.source, row.pieces, edition.row_words(key), quotes=quotes,
                proposal=" ".join(fitting[0]), address=f"{key}.{columns[0].key}"))


def heed_years(tables: Tables, edition: Edition, year: int, others: Mapping[int, Figures]) -> None:
    """Open rows narrowed by the balances with the report on the year before and the year after."""
    for level in ("balance", "hint"):
        left: dict[str, list[Split]] = {}
        years: dict[str, list[int]] = {}
        for balance in edition.balances:
            if not (balance.across_years and balance.each == "row" and balance.relation == "="
                    and balance.level == level):
                continue
            for other in (year - 1, year + 1):
                if other in others and others[other].edition == edition.key:
                    for key, kept in _borne_out(tables, edition, balance, others[other], other > year).items():
                        before = left.get(key, list(tables.open[key].splits))
                        left[key] = [split for split in before if split in kept]
                        years.setdefault(key, []).append(other)
        for key, kept in left.items():
            row = tables.open[key]
            if kept and len(kept) < len(row.splits) and _prints_zeros(tables, edition, key):
                code = "glued-likely" if level == "hint" else "glued-years" if len(kept) == 1 else "glued-narrowed"
                taken = kept if level == "balance" else row.splits
                _settle(tables, edition, key, taken, doubt(
                    code, tables.source, row.pieces, edition.row_words(key), proposal=shown(kept),
                    address=f"{key}.{edition.rows[key][1].column_leaves[0].key}",
                    years="、".join(map(str, years[key])), count=_unsure(taken)))


def _borne_out(tables: Tables, edition: Edition, balance: Balance, other: Figures, later: bool
               ) -> dict[str, list[Split]]:
    """The splits of each open row that satisfy the balance; nothing at all if any row of the two reports denies it,
    or too few bear it out."""
    found: dict[str, list[Split]] = {}
    borne_out = 0
    for key, (table, block, _) in edition.rows.items():
        columns = block.column_leaves
        if table.key != balance.table or not {term.key for term in balance.left + balance.right} <= {
                column.key for column in columns}:
            continue
        mine = _possible(tables.cells, edition, key, tables.open)
        theirs = _possible(other.cells, edition, key, {})
        if not mine or not theirs:
            continue
        pairs = [(one, two) for one in mine for two in theirs
                 if _holds(balance, columns, *((one, two) if later else (two, one)))]
        if not pairs:
            return {}
        borne_out += any(value(cell) for cell in pairs[0][0])
        if key in tables.open and all(max(map(abs, _sides(balance, columns, *(
                (one, two) if later else (two, one))))) >= TELLING for one, two in pairs):
            found[key] = list(dict.fromkeys(one for one, _ in pairs))
    return found if borne_out >= (FEWEST if balance.level == "balance" else 1) else {}


def _possible(cells: Mapping[str, Cell], edition: Edition, key: str, open_rows: Mapping[str, Open]) -> Sequence[Split]:
    """What a row may say: its figures, or every split of the glued literal that its unknown cells share."""
    if key in open_rows:
        return open_rows[key].splits
    table, block, _ = edition.rows[key]
    columns = block.column_leaves
    there = (cells.get(f"{key}.{column.key}") for column in columns)
    row = [cell for cell in there if cell is not None and cell.state in (State.NUMBER, State.UNREADABLE)]
    if len(row) < len(columns):
        return ()
    glued = {cell.literal for cell in row if cell.state is State.UNREADABLE}
    if not glued:
        return [tuple(f"{Decimal(cell.value):f}" for cell in row if cell.value is not None)]
    if len(glued) > 1 or len(text := next(iter(glued))) < len(columns) or re.search(r"\s", text):
        return ()
    return [split for split in splits(text, columns, row_balances(edition, table, columns)) or ()
            if all(cell.state is State.UNREADABLE or value(literal) == cell.value
                   for literal, cell in zip(split, row, strict=True))]


def _holds(balance: Balance, columns: Sequence[Heading], before: Split, after: Split) -> bool:
    left, right = _sides(balance, columns, before, after)
    return left == right


def _sides(balance: Balance, columns: Sequence[Heading], before: Split, after: Split) -> tuple[Decimal, Decimal]:
    keys = [column.key for column in columns]
    left, right = (sum((term.sign * value((before if term.last_year else after)[keys.index(term.key)])
                        for term in side), Decimal(0)) for side in (balance.left, balance.right))
    return left, right


def _prints_zeros(tables: Tables, edition: Edition, key: str) -> bool:
    """Does the row's table print its zeros, so that a blank in the row is not to be thought of?"""
    table = edition.rows[key][0]
    cells = [cell for address, cell in tables.cells.items() if edition.rows[address.split(".")[0]][0] is table]
    return any(cell.literal == "0" and cell.state is State.NUMBER for cell in cells) \
        and not any(cell.state is State.BLANK for cell in cells)


def _settle(tables: Tables, edition: Edition, key: str, kept: Sequence[Split], why: Doubt) -> None:
    """Take what all the remaining splits agree on, and say why instead of what was said of the row before."""
    columns = edition.rows[key][1].column_leaves
    for column, literals in zip(columns, zip(*kept, strict=True), strict=True):
        if len(set(literals)) == 1 and (cell := printed_cell(literals[0], column)) is not None:
            tables.cells[f"{key}.{column.key}"] = cell
    tables.doubts[:] = [one for one in tables.doubts if one.address != why.address]
    tables.doubts.append(why)
    row = tables.open.pop(key)
    if len(kept) > 1:
        tables.open[key] = Open(row.pieces, tuple(kept))


def _unsure(kept: Sequence[Split]) -> int:
    return sum(len(set(literals)) > 1 for literals in zip(*kept, strict=True))


def _sentences(prose: Mapping[str, str]) -> Iterator[str]:
    for text in prose.values():
        parts = re.split(r"(?<=[。；！？])", plain(parse(text)).replace("\n", ""))
        yield from (part for part in parts if len(part) < LONGEST)
