"""Doubts → the points of the sheet: each with its place there, one for a row or a line, those that matter first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from generator.edition import Edition
from generator.importing.interpretation import Reading
from generator.importing.sentences import DOUBTS, FIELDS, NAMELESS, Doubt, weight
from generator.model import Report

FACTS = {"title": "title", "year": "year", "published": "published", "signed": "signed", "issuer": "issuer",
         "period": "period", "township": "body"}
_QUOTED = 30  # characters of the first of several lines
_OF_CELLS = ("cell-unreadable", "kept-cell")
_LISTED = ("chrome", "hidden-text", "hidden-rows", "hidden-sheets", "footnotes", "copies", "pinyin", "question-marks")


@dataclass(frozen=True)
class Point:
    """What the editor should look at in one place. `target`: the place's id on the sheet, "" if it has none."""

    number: int
    target: str
    doubts: tuple[Doubt, ...]

    @property
    def weight(self) -> int:
        return min(weight(one.code) for one in self.doubts)


def points(reading: Reading, report: Report) -> list[Point]:
    """The points in the order in which they should be looked at: by weight, then as the document goes."""
    places = _Places(reading, report)
    together: dict[tuple[str, int], list[Doubt]] = {}
    for number, one in enumerate(_by_paragraph(reading.doubts)):
        target = places.row(one) or (f"u{one.unit}" if one.unit >= 0 else "")
        together.setdefault((target, 0 if target else number), []).append(one)
    found = [(places.target(several), places.order(several[0]), several) for several in together.values()]
    found.sort(key=lambda one: (min(weight(doubt.code) for doubt in one[2]), one[1]))
    return [Point(number, target, tuple(sorted(several, key=lambda one: weight(one.code))))
            for number, (target, _, several) in enumerate(found, 1)]


def _by_paragraph(doubts: Iterable[Doubt]) -> Iterator[Doubt]:
    """Lines that were joined, and follow one another, are one paragraph and one doubt."""
    joined = sorted((one for one in doubts if one.code == "joined"), key=lambda one: one.unit)
    yield from (one for one in doubts if one.code != "joined")
    for _, run in groupby(enumerate(joined), key=lambda pair: pair[1].unit - pair[0]):
        first, *others = [one for _, one in run]
        yield replace(first, message=DOUBTS["joined-lines"].format(count=len(others) + 1, text=first.text[:_QUOTED])
                      ) if others else first


class _Places:
    """Where on the sheet a doubt belongs."""

    def __init__(self, reading: Reading, report: Report) -> None:
        edition: Edition = report.edition
        self.reading, self.edition = reading, edition
        self.rows = report.rows | report.absent_rows
        self.by_words = {edition.row_words(key): key for key in edition.rows}
        self.named = {section.heading: f"s-{section.key}" for section in edition.sections} | {
            FIELDS[key]: f"f-{key}" for key in ("title", "signed", "published")}
        owners: dict[int, set[str]] = {}
        for key, pieces in reading.tables.rows.items():
            for piece in pieces:
                owners.setdefault(piece.unit, set()).add(key)
        self.by_unit: Mapping[int, str] = {unit: next(iter(keys)) for unit, keys in owners.items() if len(keys) == 1}
        self.pictures = {DOUBTS["picture"].format(place=one.place, name=one.name or NAMELESS): f"p{number}"
                         for number, one in reversed(list(enumerate(reading.source.pictures)))}

    def row(self, one: Doubt) -> str:
        """The row's id; "" if the doubt is about none."""
        key = one.address.split(".")[0] or self.by_words.get(one.where) or (
            self.by_unit.get(one.unit, "") if one.code.startswith("label-") else "")
        return f"r-{key}" if key in self.rows else ""

    def target(self, several: Sequence[Doubt]) -> str:
        first = several[0]
        if all(one.code in _OF_CELLS and one.address == first.address for one in several) and self.row(first):
            return first.address
        if row := self.row(first):
            return row
        if first.code in ("heading-missing", "kept"):
            return self.named.get(first.proposal or first.where, "")
        if (fact := FACTS.get(first.code.split("-")[0])) is not None:
            return f"f-{fact}"
        if first.message in self.pictures:
            return self.pictures[first.message]
        name = first.where.split(" · ")[0]
        table = next((f"t-{table.key}" for table in self.edition.tables if table.name == name), "")
        if first.unit >= 0 and first.code not in ("copies", "table-picture"):
            return f"u{first.unit}"
        return "left-out" if first.code in _LISTED else table

    def order(self, one: Doubt) -> int:
        """How far down the document; what is about all of it comes first."""
        if one.unit >= 0:
            return one.unit
        pieces = self.reading.tables.rows.get(self.row(one).removeprefix("r-"))
        return pieces[0].unit if pieces else -1
