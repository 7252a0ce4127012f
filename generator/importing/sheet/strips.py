"""The source in its order, strip by strip: lines, rows of tables, pictures, what was left out, each at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import itemgetter

from generator.importing.interpretation import Reading
from generator.importing.items import Head, Item, Row
from generator.importing.source import Entry, Picture, Piece


@dataclass(frozen=True)
class Strip:
    """A line or a row of the source. `section`: the section whose heading it is; `row`: the key of the row of the draft
    that was read from it; `picture`: its number and itself."""

    pieces: tuple[Piece, ...] = ()
    tabular: bool = False
    section: str | None = None
    row: str = ""
    picture: tuple[int, Picture] | None = None


@dataclass(frozen=True)
class Stretch:
    """A part of a piece that had one fate. `number` is that of the entry among those that were dropped, or -1."""

    text: str
    fate: str
    reason: str
    number: int


class Strips:
    """All strips of a Reading, and what became of each."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    @cached_property
    def entries(self) -> Mapping[int, list[tuple[Entry, int]]]:
        """By unit what was entered of it, dropped parts with their numbers."""
        found: dict[int, list[tuple[Entry, int]]] = {}
        dropped = 0
        for entry in self.reading.ledger.entries:
            number = -1
            if entry.fate == "dropped" and entry.piece.text.strip():
                number, dropped = dropped, dropped + 1
            found.setdefault(entry.piece.unit, []).append((entry, number))
        return found

    @cached_property
    def listed(self) -> Mapping[int, tuple[int, ...]]:
        """What was left out, the same words for the same reason together: by the number of the first, all numbers."""
        found: dict[tuple[str, str], list[int]] = {}
        for number, entry in enumerate(self.reading.ledger.dropped):
            found.setdefault((" ".join(entry.piece.text.split()), entry.reason), []).append(number)
        return {numbers[0]: tuple(numbers) for numbers in found.values()}

    @cached_property
    def list_places(self) -> Mapping[int, int]:
        """By the number of what was left out: that of its entry in the list."""
        return {number: first for first, numbers in self.listed.items() for number in numbers}

    def stretches(self, piece: Piece) -> list[Stretch]:
        """A piece, cut where the fate of its characters changes; what was dropped goes before what was kept."""
        start, stop = piece.start, piece.stop
        here = self.entries.get(piece.unit, ())
        if len(here) > 1:
            here = [(entry, number) for entry, number in here
                    if entry.piece.start < stop and start < entry.piece.stop]
        if len(here) == 1 and (whole := here[0][0].piece).start <= start and stop <= whole.stop:
            return [Stretch(piece.text, here[0][0].fate, here[0][0].reason, here[0][1])]
        here = sorted(here, key=lambda one: one[0].fate != "dropped")
        bounds = sorted({piece.start, piece.stop, *(bound for entry, _ in here
                                                    for bound in (entry.piece.start, entry.piece.stop)
                                                    if piece.start < bound < piece.stop)})
        found = []
        for start, stop in pairwise(bounds):
            entry, number = next(((entry, number) for entry, number in here
                                  if entry.piece.start <= start and stop <= entry.piece.stop), (None, -1))
            text = piece.text[start - piece.start:stop - piece.start]
            found.append(Stretch(text, entry.fate if entry else "", entry.reason if entry else "", number))
        return found

    def __iter__(self) -> Iterator[Strip]:
        """In the order of the document. Units that are no item, and pictures, stand before the next one that is."""
        items = list(self._of_items())
        source = self.reading.source
        mine = {piece.unit for strip in items for piece in strip.pieces}
        others: list[tuple[int, Strip]] = [
            (unit, Strip(tuple(entry.piece for entry, _ in entries), False))
            for unit, entries in self.entries.items() if unit not in mine and source.units[unit].text.strip()]
        others += [(picture.unit, Strip(picture=(number, picture))) for number, picture in enumerate(source.pictures)]
        others.sort(key=itemgetter(0))
        following = len(source.units) + 1
        least = [following := min([following, *(piece.unit for piece in strip.pieces)])
                 for strip in reversed(items)][::-1]
        place = 0
        for strip, unit in zip(items, least, strict=True):
            while place < len(others) and others[place][0] <= unit:
                yield others[place][1]
                place += 1
            yield strip
        yield from (strip for _, strip in others[place:])

    def _of_items(self) -> Iterator[Strip]:
        rows = {(piece.unit, piece.start): key for key, pieces in self.reading.tables.rows.items()
                for piece in pieces}
        for item in self.reading.items:
            pieces = tuple(piece for piece in _pieces(item) if piece.text.strip() or isinstance(item, Row))
            if isinstance(item, Head) and pieces:
                yield Strip(pieces, section=item.section)
            elif isinstance(item, Row):
                key = next((rows[place] for piece in pieces if (place := (piece.unit, piece.start)) in rows), "")
                yield Strip(pieces, True, row=key)
            elif pieces and not isinstance(item, Head):
                yield Strip(pieces)


def _pieces(item: Item) -> tuple[Piece, ...]:
    return item.pieces if isinstance(item, Row) else (item.piece,) if isinstance(item, Head) else (item.line.piece,)
