"""The parsed data of `editions/<key>.yml` → an Edition."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from generator.edition import Balance, Block, Edition, Heading, Pairing, Section, Table, Term, TurningPoint

Data = Mapping[str, Any]  # of an edition's file, as parsed: what is not as it should be is a KeyError or the like


def build_edition(data: Any) -> Edition:
    """An Edition from the parsed data of its file. Raises KeyError or ValueError on a faulty file."""
    edition = Edition(
        key=data["key"], name=data["name"], notice=data["notice"],
        years=(int(data["years"][0]), int(data["years"][1]) if data["years"][1] is not None else None),
        sections=tuple(Section(item["key"], item["heading"], item.get("table"), tuple(item.get("also", ())),
                               tuple(item.get("topics", ())))
                       for item in data["sections"]),
        tables=tuple(_table(item) for item in data["tables"]),
        balances=tuple(_balance(item) for item in data["balances"]),
        claims=tuple(data.get("claims", ())),
        hints=tuple(data.get("hints", ())),
        pairings={pair["edition"]: tuple(
            Pairing(item["now"], item["before"], kind, item["note"])
            for kind in ("approximate", "incomparable") for item in pair.get(kind, ()))
            for pair in data.get("compared_with", ())},
        roles={name: tuple(role["cells"]) for name, role in data["roles"].items()},
        turning_points=tuple(TurningPoint(item["table"], int(item["year"]), item["words"])
                             for item in data.get("turning_points", ())),
        role_names={name: role["short"] for name, role in data["roles"].items()}, wordings=data.get("wordings", {}),
        deadline=data.get("deadline", ""),
    )
    keys = [row.key for table in edition.tables for block in table.blocks for row in block.row_leaves]
    if len(keys) != len(set(keys)):
        raise ValueError(f"edition {edition.key}: row keys must be unique")
    return edition


def _table(data: Data) -> Table:
    return Table(data["key"], data["name"], data["caption"], tuple(
        Block(block.get("heading", ""), block.get("stubhead", ""),
              tuple(_heading(item, "columns") for item in block["columns"]),
              tuple(_heading(item, "rows") for item in block["rows"]))
        for block in data["blocks"]))


def _heading(data: Data, children: str) -> Heading:
    return Heading(data.get("key", ""), data.get("label", ""), data.get("kind", "count"), data.get("unit", ""),
                   bool(data.get("single")), tuple(_heading(item, children) for item in data.get(children, ())))


def _balance(data: Data) -> Balance:
    left, relation, right = re.split(r"(<=|=)", data["formula"])
    return Balance(data["id"], data["table"], data["each"], _terms(left), relation, _terms(right),
                   data["words"], data.get("level", "balance"), data.get("at", ""))


_TERM = re.compile(r"(?:([+-])\s*+)?(last\.)?(\w++)")


def _terms(text: str) -> tuple[Term, ...]:
    return tuple(Term(key, -1 if sign == "-" else 1, bool(last)) for sign, last, key in _TERM.findall(text))
