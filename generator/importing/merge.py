"""`--update`: an existing report and a document read anew → one report, nothing that a person wrote lost.

Three ways meet: `ours` stands in reports/, `theirs` is the document, `base` is what the archived original gave, so
that what a person changed is known. Certain figures of the document replace figures; a cell in doubt never does.
Everything else stays as a person left it; where the document says otherwise, that is a doubt, and shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from generator.importing.sentences import FIELDS, Doubt, doubt
from generator.model import Cell, Period, Report, State

Value = TypeVar("Value")
Text = TypeVar("Text", str, str | None)


@dataclass
class Merged:
    report: Report
    doubts: list[Doubt] = field(default_factory=list)


def merge(ours: Report, theirs: Report, base: Report | None) -> Merged:
    """The report as it will stand. Both are of one edition."""
    out = Merged(theirs)

    def chosen(name: str, said_by: Callable[[Report], str | None]) -> str | None:
        return _field(out, name, said_by(ours), said_by(theirs), said_by(base) if base else None)

    title, issuer = chosen("title", lambda one: one.title), chosen("issuer", lambda one: one.issuer)
    signed, published = chosen("signed", lambda one: one.signed), chosen("published", lambda one: one.published)
    preamble = _field(out, "preamble", ours.preamble, theirs.preamble, base.preamble if base else None)
    url = chosen("url", lambda one: one.source.url)
    cells = _cells(out, ours, theirs, base)
    rows = {address.split(".")[0] for address in cells}
    edition = theirs.edition
    headings, prose = _own(out, ours, theirs, base) if edition.is_free else _official(out, ours, theirs, base)
    absent = {key for key in ours.absent_rows | theirs.absent_rows if key not in rows}
    without = {table.key for table in edition.tables if not any(edition.table_of(row) is table for row in rows)}
    missing = without & ours.missing_tables  # only a person has seen that the original has none
    out.report = replace(
        theirs, title=title, issuer=issuer, signed=signed, published=published, preamble=preamble,
        cells=cells, headings=headings, prose=prose,
        source=replace(theirs.source, url=url, accessed=ours.source.accessed, superseded=ours.source.superseded),
        transcription=_lines(ours.transcription, theirs.transcription, base.transcription if base else ()),
        missing_tables=frozenset(missing), untranscribed=frozenset(without - missing),
        number=chosen("number", lambda one: one.number), period=_period(out, ours, theirs, base),
        attachments=ours.attachments, table_notes=ours.table_notes, corrections=ours.corrections,
        absent_rows=frozenset(absent), acknowledged=ours.acknowledged,
        extra_lines=_keyed(ours.extra_lines, theirs.extra_lines, base.extra_lines if base else None))
    return out


def _official(out: Merged, ours: Report, theirs: Report, base: Report | None
              ) -> tuple[Mapping[str, str | None], Mapping[str, str]]:
    """Headings and text of the official sections, each for itself."""
    sections = theirs.edition.sections
    prose = {section.key: _field(out, section.heading, ours.prose.get(section.key, ""),
                                 theirs.prose.get(section.key, ""), base.prose.get(section.key) if base else None)
             for section in sections if section.key in ours.prose or theirs.prose.get(section.key)}
    headings = _keyed(ours.headings, theirs.headings, base.headings if base else None)
    headings = {key: printed for key, printed in headings.items() if printed is not None or key not in prose}
    return headings | {section.key: None for section in sections if section.key not in prose}, prose


def _own(out: Merged, ours: Report, theirs: Report, base: Report | None
         ) -> tuple[Mapping[str, str | None], Mapping[str, str]]:
    """Headings and text of a report in free form, as a whole: nothing tells which of its sections belong together."""
    def told(one: Report) -> str:
        return "\n".join(f"{heading}\n{one.prose.get(key, '')}" for key, heading in one.headings.items())

    kept = _field(out, FIELDS["text"], told(ours), told(theirs), told(base) if base else None)
    chosen = ours if kept == told(ours) else theirs
    return chosen.headings, chosen.prose


def _field(out: Merged, name: str, ours: Text, theirs: Text, base: str | None) -> Text:
    """One text: the document's where nobody touched it, else what stands there, with a doubt.

    What a person emptied is touched; where nobody knows (`base` says nothing), an empty one is only empty.
    """
    if theirs in (ours, base) or not theirs:
        return ours
    if ours == base or not (ours or base):
        return theirs
    out.doubts.append(doubt("kept", None, [], FIELDS.get(name, name), found=_brief(theirs),
                            kept=_brief(ours or "（空）")))
    return ours


def _period(out: Merged, ours: Report, theirs: Report, base: Report | None) -> Period | None:
    """The part of the year: the document's where nobody touched it, else what stands there, with a doubt."""
    was = base.period if base else None
    if theirs.period in (ours.period, was, None):
        return ours.period
    if ours.period == was:
        return theirs.period
    out.doubts.append(doubt("kept", None, [], FIELDS["period"], found=" 至 ".join(theirs.period or ()),
                            kept=" 至 ".join(ours.period or ("全年",))))
    return ours.period


def _cells(out: Merged, ours: Report, theirs: Report, base: Report | None) -> dict[str, Cell]:
    """By address in the edition's order. A row that the document prints otherwise (a group in one row) is its own."""
    edition = theirs.edition
    found: dict[str, Cell] = {}
    printed = {address.split(".")[0] for address in theirs.cells}
    gone = {part for group in edition.single_groups if group in printed for part in edition.groups[group]}
    gone |= {group for group in edition.single_groups if printed & set(edition.groups[group])}
    for key, (_, block, _) in edition.rows.items():
        for address in (f"{key}.{column.key}" for column in block.column_leaves):
            old, new = ours.cells.get(address), theirs.cells.get(address)
            had = base.cells.get(address) if base is not None else None
            if key in gone:
                continue
            if old is not None and (new is None or (new.state is State.UNREADABLE and (
                    old.state is not State.UNREADABLE or base is None or had == new))):
                found[address] = old
                if new != old and (new is not None or base is None or had is not None):
                    out.doubts.append(doubt("kept-cell", None, [], edition.places[address].words, address=address,
                                            kept=old.literal or "空白"))
            elif new is not None:
                found[address] = new
    return found


def _keyed(ours: Mapping[str, Value], theirs: Mapping[str, Value], base: Mapping[str, Value] | None
           ) -> dict[str, Value]:
    """Key by key: the document's where nobody touched it, else what stands there."""
    found: dict[str, Value] = {}
    for key in dict.fromkeys((*ours, *theirs)):
        untouched = (key in ours) == (base is not None and key in base) and (
            base is None or ours.get(key) == base.get(key))
        chosen = theirs if untouched else ours
        if key in chosen:
            found[key] = chosen[key]
    return found


def _lines(ours: tuple[str, ...], theirs: tuple[str, ...], base: tuple[str, ...]) -> tuple[str, ...]:
    """A person's lines in their order; what the program said before goes, what it says now comes after."""
    kept = [line for line in ours if line not in base or line in theirs]
    return (*kept, *(line for line in theirs if line not in kept and line not in base))


def _brief(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else flat[:38] + "……"
