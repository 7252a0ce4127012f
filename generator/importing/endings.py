"""Why something may not be in a document that is in the original: the file ends in the middle, or there is a picture.

What is not found is not lacking: the file ends there, or has it in a form that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.edition import Edition
from generator.importing.found import Tables
from generator.importing.items import Head, Item, Row, Text
from generator.importing.prose import Prose
from generator.importing.sentences import DOUBTS, NAMELESS, Doubt, doubt
from generator.importing.source import Ledger, Piece, Source

_STOPS = tuple("。！？；：…!?;:.”’）)》】」")
_GOES_ON = tuple("，,、（(《“‘—")
_SENTENCE = 30  # characters from which a line is a sentence and no heading, name or note
_QUOTED = 30  # characters of the end that are told
_CLOSING = 4  # lines in which a signature and its date may stand
_DATED = re.compile(r"(?:20\d\d|二[〇○零0][〇○零一二三四五六七八九十0]{1,2})\s?[年.\-/].{1,4}[月.\-/].{1,4}")


@dataclass(frozen=True)
class End:
    """Where a document ends that ends in the middle: which sections would follow, and which tables, by name."""

    doubt: Doubt
    sections: frozenset[str] = frozenset()
    tables: tuple[str, ...] = ()


def heed_end(source: Source, items: Sequence[Item], edition: Edition, tables: Tables, prose: Prose, ledger: Ledger
             ) -> None:
    """Say once that the document ends in the middle, in place of all that is lacking behind its end."""
    end = _end(source, items, edition, tables, ledger)
    if end is None:
        return
    behind = {section.heading for section in edition.sections if section.key in end.sections}
    rows = _rows_behind(items, edition, tables) if end.sections else set()
    prose.doubts[:] = [one for one in prose.doubts
                       if not (one.code == "heading-missing" and one.proposal in behind)]
    tables.doubts[:] = [one for one in tables.doubts
                        if not (one.code == "table-missing" and one.where in end.tables)
                        and not (one.code == "row-unfound" and one.address.split(".")[0] in rows)]
    tables.doubts.insert(0, end.doubt)


def _end(source: Source, items: Sequence[Item], edition: Edition, tables: Tables, ledger: Ledger) -> End | None:
    dropped: dict[int, list[Piece]] = {}
    for entry in ledger.entries:
        if entry.fate == "dropped":
            dropped.setdefault(entry.piece.unit, []).append(entry.piece)

    def kept(piece: Piece) -> bool:
        return bool(piece.text.strip()) and not any(part.start <= piece.start and piece.stop <= part.stop
                                                    for part in dropped.get(piece.unit, ()))

    said = [item for item in items if any(map(kept, _pieces(item)))]
    if not said:
        return None
    last, pieces = said[-1], [piece for piece in _pieces(said[-1]) if piece.text.strip()]
    closing = [item.line.piece.text for item in said[-_CLOSING:] if isinstance(item, Text)]
    if any(map(_signed, closing)) or any(picture.unit > pieces[-1].unit for picture in source.pictures):
        return None
    broken = isinstance(last, Text) and _broken(last.line.piece.text.strip())
    order = [section.key for section in edition.sections]
    heads = [order.index(item.section) for item in said if isinstance(item, Head) and item.section in order]
    begun = 0 in heads  # else it has only tables
    behind = frozenset(order[max(heads) + 1:]) if begun else frozenset()
    if behind and (broken or isinstance(last, Row | Head) or any(
            section.table in tables.unread for section in edition.sections if section.key in behind)):
        rest = edition.sections[max(heads):]  # with the one in which it ends
        lost = tuple(edition.table(one.table).name for one in rest if one.table and one.table in tables.unread)
        what = [*lost, *(f"“{one.heading}”" for one in rest[1:])]
        return End(doubt("cut-short", source, _tail(said), what="、".join(what)), behind, lost)
    return End(doubt("cut-sentence", source, _tail(said))) if broken else None


def _tail(items: Sequence[Item]) -> list[Piece]:
    """The last words."""
    found: list[Piece] = []
    for piece in (piece for item in reversed(items) for piece in reversed(_pieces(item)) if piece.text.strip()):
        left = _QUOTED - sum(len(one.text) for one in found)
        found.insert(0, piece.part(max(0, len(piece.text) - left), len(piece.text)))
        if len(piece.text) >= left // 2:
            break
    return found


def _signed(line: str) -> bool:
    """Is there a day in what stands behind the last sentence?"""
    rest = line.rpartition("。")[2]
    return _DATED.search(rest) is not None and re.search("[，；至截]", rest) is None


def _broken(text: str) -> bool:
    """Does a sentence break off?"""
    if text.endswith(_GOES_ON) or text.count("（") > text.count("）") or text.count("《") > text.count("》"):
        return True
    return len(text) >= _SENTENCE and not text.endswith(_STOPS) and re.search("[，。；]", text) is not None


def _rows_behind(items: Sequence[Item], edition: Edition, tables: Tables) -> set[str]:
    """The rows that would follow the last one, in its table."""
    keys = list(edition.rows)
    at = {piece: keys.index(key) for key, pieces in tables.rows.items() for piece in pieces}
    reached = max((at[piece] for item in items if isinstance(item, Row) for piece in item.pieces if piece in at),
                  default=len(keys))
    return set(keys[reached + 1:])


def _pieces(item: Item) -> Sequence[Piece]:
    return item.pieces if isinstance(item, Row) else (item.line.piece if isinstance(item, Text) else item.piece,)


def heed_pictures(source: Source, items: Sequence[Item], edition: Edition, tables: Tables) -> None:
    """Say of a table that was not found, in whose section there are pictures, that these may be the table."""
    heads = [item for item in items if isinstance(item, Head)]
    for at, head in enumerate(heads):
        stop = heads[at + 1].piece.unit if at + 1 < len(heads) else len(source.units)
        here = [picture for picture in source.pictures if head.piece.unit < picture.unit <= stop]
        names = [picture.name or NAMELESS for picture in here]
        key = next((section.table for section in edition.sections if section.key == head.section), None)
        if key is None or key not in tables.unread or not names:
            continue
        table = edition.table(key)
        told = {DOUBTS["picture"].format(place=picture.place, name=picture.name or NAMELESS) for picture in here}
        source.remarks[:] = [one for one in source.remarks if one.message not in told]  # said of the table
        tables.doubts[:] = [one for one in tables.doubts if (one.code, one.where) != ("table-missing", table.name)]
        tables.doubts.append(doubt("table-picture", source, [head.piece], table.name, caption=table.caption,
                                   names="、".join(names)))
