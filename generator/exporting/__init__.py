"""Reports as data: what a journalist or researcher downloads from a report's page.

The YAML is the source without its comments; JSON and CSV carry the same figures under the same names. In CSV a header
of addresses (`row.column`) stands over one line of literals exactly as published; blank cells are empty.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain

from generator.archive import Attachment
from generator.edition import Edition
from generator.model import Cell, Report, State, Township
from generator.page import DataFile
from generator.settings import Settings
from generator.standing import Standing

__all__ = ["export", "formula_like"]
_META = ("path", "code", "township", "county", "city", "province", "year", "edition", "issuer", "published", "number",
         "period_from", "period_to", "standing", "missing", "untranscribed")


def export(township: Township, report: Report, standing: Standing | None, yaml_source: bytes, settings: Settings
           ) -> Iterator[DataFile]:
    """The data files of one report, beside its page."""
    stem = f"{township.path}/{report.year}/{township.stem(report.year)}"
    township = township.at(report.year)
    yield DataFile(f"{stem}.yml", yaml_source)
    yield DataFile(f"{stem}.json", _json(township, report, standing, settings))
    yield DataFile(f"{stem}.csv", _csv(township, report, standing))


def _facts(township: Township, report: Report, standing: Standing | None) -> dict[str, object]:
    """What JSON and CSV tell of a report; tables by their keys, several with a space between."""
    start, end = report.period or (None, None)
    without = (" ".join(table.key for table in report.edition.tables if table.key in tables) or None
               for tables in (report.missing_tables, report.untranscribed))
    values = (township.path, township.code, township.name, township.county, township.city, township.province,
              report.year, report.edition.key, report.issuer, report.published, report.number, start, end,
              standing and standing.words, *without)
    return dict(zip(_META, values, strict=True))


def _json(township: Township, report: Report, standing: Standing | None, settings: Settings) -> bytes:
    """Rows of literals by table: a number where the cell is a plain one, null for a blank, else as printed."""
    edition, source = report.edition, report.source
    data = {**_facts(township, report, standing), "title": report.title, "signed": report.signed,
            "source": {"file": source.file, "url": source.url, "accessed": source.accessed,
                       "sha256": source.sha256,
                       **({"superseded": [one._asdict() for one in source.superseded]} if source.superseded else {})},
            "status": settings.status, "example": township.example or None,
            "attachments": [_attachment(one) for one in report.attachments],
            "absent_rows": sorted(report.absent_rows), "extra_lines": dict(report.extra_lines),
            "table_notes": dict(report.table_notes),
            "transcription": list(report.transcription),
            "as_published": [{"check": entry.check, "table": entry.table, "at": entry.key, "reason": entry.reason}
                             for entry in report.acknowledged],
            "corrections": [one.fields for one in report.corrections]}
    if edition.is_free:  # which has no tables: its words are what there is
        data |= {"preamble": report.preamble or None, "sections": [
            {"heading": section.heading, "text": report.prose[section.key]} for section in report.sections]}
    kept = {key: value for key, value in data.items() if value not in (None, [], {})}
    rows = _json_rows(report)
    tables = ",".join(
        f'"{table.key}":"{_without(report, table.key)}"' if table.key in report.without_table else
        f'"{table.key}":{{' + ",".join([rows[row] for row, _ in edition.lines[table.key] if row in rows]) + "}"
        for table in edition.tables)
    return f'{_dump(kept)[:-1]},"tables":{{{tables}}}}}\n'.encode()


def _attachment(one: Attachment) -> dict[str, object]:
    """`published_as` is its name beside the report's page."""
    return {"file": one.file, "published_as": one.published_as, "title": one.title, "size": one.size,
            **({"alt": one.alt} if one.alt else {})}


def _without(report: Report, table: str) -> str:
    return "missing" if table in report.missing_tables else "untranscribed"


def _json_rows(report: Report) -> dict[str, str]:
    """By key the rows in JSON, key and all."""
    edition, cells = report.edition, report.cells
    other = {address.partition(".")[0] for address in report.without_figure} | _money_rows(edition)
    return {row: f'"{row}":[{",".join(literals)}]' if row not in other and _PLAIN.issuperset(literals) else
            f'"{row}":[{",".join(_token(cells[address]) for address in edition.addresses[row])}]'
            for row, literals in report.literals.items()}


@cache
def _money_rows(edition: Edition) -> frozenset[str]:
    return frozenset(row for row, (_, block, _) in edition.rows.items() if block.has_money)


_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


_PLAIN = frozenset(map(str, range(1000)))  # the same in every format


def _token(cell: Cell) -> str:
    if cell.state is State.BLANK:
        return "null"
    if cell.state is State.UNREADABLE:
        return _dump({"literal": cell.literal})
    return cell.literal if isinstance(cell.value, int) and cell.literal == str(cell.value) else _dump(cell.literal)


def _csv(township: Township, report: Report, standing: Standing | None) -> bytes:
    """With a byte-order mark, so that spreadsheet programs read the Chinese; blank: empty, no cell: no column."""
    facts = _facts(township, report, standing)
    line = _csv_line(_spreadsheet_safe(value) if isinstance(value, str) else value
                     for value in (*facts.values(), _corrected(report)))
    rows = [f",{','.join(literals)}" if _PLAIN.issuperset(literals) else
            _csv_line(("", *map(_spreadsheet_safe, literals))) for literals in report.literals.values()]
    return f"{_csv_header(tuple(report.literals), report.edition)}{line}{''.join(rows)}\r\n".encode()


@lru_cache(maxsize=64)  # most reports of an edition have the same rows
def _csv_header(rows: tuple[str, ...], edition: Edition) -> str:
    addresses = chain.from_iterable(edition.addresses[row] for row in rows)
    return f"\ufeff{_csv_line([*_META, 'corrections', *addresses])}\r\n"


def _corrected(report: Report) -> str:
    """What was corrected when, the latest first: 2026-11-28 received.T; 2026-03-01 title."""
    return "; ".join([f"{one.date} {one.at}" for one in report.corrections])


def _csv_line(values: Iterable[object]) -> str:
    """Without its end."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(values)  # which also says what has to be quoted
    return out.getvalue().removesuffix("\r\n")


# What a spreadsheet would evaluate: the sign of a formula, wide or not, also behind spaces and quotation marks.
_FORMULA = re.compile(r"[\s'\"‘’“”＇＂]*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"[+\-＋－]?\d+(\.\d+)?|[-－]")  # as published; and the dash of an empty cell


def formula_like(text: str) -> bool:
    """Might a spreadsheet take this for a formula? A signed number is none."""
    return bool(_FORMULA.match(text)) and not _NUMBER.fullmatch(text)


def _spreadsheet_safe(literal: str) -> str:
    """A literal that a spreadsheet would evaluate is kept as text; plain signed numbers stay."""
    return f"'{literal}" if formula_like(literal) else literal
