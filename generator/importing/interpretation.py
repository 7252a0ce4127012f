"""A Source → a Reading: what a document says, and where each of its characters went.

A document in an official form is read for its tables and sections; one without the form keeps its own headings; one
that holds several reports is read as so many documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.edition import Edition
from generator.importing.breaks import mend
from generator.importing.copies import without_copies
from generator.importing.days import years_named
from generator.importing.endings import heed_end, heed_pictures
from generator.importing.evidence import heed_prose
from generator.importing.facts import Facts, choose_edition, read_facts
from generator.importing.fold import fold
from generator.importing.found import Tables
from generator.importing.freeform import formless, read_free, titled_year
from generator.importing.labels import lexicon
from generator.importing.prose import Prose, read_prose
from generator.importing.rows import Head, Item, Row, rows_and_texts
from generator.importing.sentences import Doubt, Refused, doubt, weight
from generator.importing.several import reports_in
from generator.importing.source import Ledger, Piece, Source
from generator.importing.tables import read_tables
from generator.importing.title import titles


@dataclass(frozen=True)
class Reading:
    """A document understood: its tables, prose and facts in the order of its `items`, and where each character went."""

    source: Source
    edition: Edition
    items: tuple[Item, ...]
    tables: Tables
    prose: Prose
    facts: Facts
    ledger: Ledger
    counts: Counter[str]
    doubts: tuple[Doubt, ...]


def interpret(source: Source, editions: Mapping[str, Edition], year: int | None = None) -> Reading:
    """A Source with one report → a Reading. Refused if it holds nothing of a report, or several."""
    whole = source.text
    hint = year or next(years_named(whole), None)
    edition, sure = choose_edition(tuple(editions.values()), whole, hint)
    if source.kind == "pdf":
        mend(source, lexicon(edition))
    ledger = Ledger(source)
    copies = without_copies(source, edition)
    ledger.put(copies, "dropped", "copy")
    items = rows_and_texts(source, edition)
    tables = read_tables(source, [item for item in items if isinstance(item, Row)], edition, ledger)
    free = next((one for one in editions.values() if one.is_free), None)
    if free is not None and formless(source, items, tables, free, year or titled_year(source) or hint):
        return _free(source, free, copies, year)
    if not tables.cells and not any(isinstance(item, Head) for item in items):
        raise Refused("no-report")
    if _several(source, edition, tables):
        raise Refused("several-reports")
    facts, items = read_facts(source, items, ledger)
    prose = read_prose(source, items, edition, tables, facts.used, ledger)
    heed_prose(tables, edition, {"": prose.preamble, **prose.sections})
    heed_pictures(source, items, edition, tables)
    heed_end(source, items, edition, tables, prose, ledger)
    doubts = [*tables.doubts, *prose.doubts, *facts.doubts]
    doubts += [doubt(code, None, []) for code in dict.fromkeys(tables.notes)]
    if not sure and tables.cells and hint is None:
        doubts.append(doubt("edition-unsure", None, [], edition=edition.name))
    return _reading(source, edition, items, tables, prose, facts, ledger, doubts, copies)


def _free(source: Source, form: Edition, copies: Sequence[Piece], year: int | None) -> Reading:
    """The Reading of a report without the official form."""
    ledger = Ledger(source)
    ledger.put(copies, "dropped", "copy")
    facts, prose, items = read_free(source, form, ledger)
    tables = Tables(source)
    heed_end(source, items, form, tables, prose, ledger)
    of, last = year or facts.year, form.years[1]
    then = of is not None and last is not None and of <= last
    said = doubt("free-form-then" if then else "free-form", None, [], year=of)
    return _reading(source, form, items, tables, prose, facts, ledger,
                    [said, *tables.doubts, *prose.doubts, *facts.doubts], copies)


def _reading(source: Source, edition: Edition, items: Sequence[Item], tables: Tables, prose: Prose, facts: Facts,
             ledger: Ledger, doubts: list[Doubt], copies: Sequence[Piece]) -> Reading:
    doubts += source.remarks
    if copies:
        doubts.append(doubt("copies", source, copies[:1]))
    if any(entry.reason == "chrome" for entry in ledger.entries):
        doubts.append(doubt("chrome", None, []))
    return Reading(source, edition, tuple(items), tables, prose, facts, ledger, ledger.close(), tuple(ranked(doubts)))


def interpret_all(source: Source, editions: Mapping[str, Edition], year: int | None = None) -> list[Reading]:
    """The Readings of all reports in a document. Refused if it holds none, or several that do not part clearly."""
    parts = reports_in(source, editions)
    found = [interpret(part, editions, year) for part in parts]
    if len(found) == 1:
        return found
    return [replace(one, doubts=(doubt("one-of-several", None, [], count=len(found), number=number), *one.doubts))
            for number, one in enumerate(found, 1)]


def _several(source: Source, edition: Edition, tables: Tables) -> bool:
    """Are there several reports in the document: most rows twice, with other titles, or other figures under the same
    headings over again? A report with a table of the year before is one."""
    twice = sum(one.code == "row-again" for one in tables.doubts)
    if 2 * twice <= len(tables.rows):
        return False
    whole = fold(source.text)
    again = sum(whole.count(fold(section.heading)) > 1 for section in edition.sections)
    return len(titles(source.text.split("\n"))) > 1 or (
        2 * len(tables.again) > len(tables.rows) and 2 * again > len(edition.sections))


def ranked(doubts: Iterable[Doubt]) -> list[Doubt]:
    """The doubts that matter first."""
    return sorted(doubts, key=lambda one: weight(one.code))


