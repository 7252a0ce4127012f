"""Import: a real report document becomes a draft of YAML and Markdown, and a sheet of what to look at.

    readers → Source → rows → tables, facts, prose → Report → draft

Deterministic: nothing is guessed without being shown, nothing is repaired, and every character of the
document is accounted for. A document of which nothing can be read is Refused with one sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.importing.days import year_written
from generator.importing.drafts import (
    TOWNSHIP,
    Draft,
    Original,
    compose_report,
    differences,
    draft,
    existing,
    existing_report,
    write,
)
from generator.importing.evidence import heed_years
from generator.importing.facts import match_township, only_year
from generator.importing.fold import fold
from generator.importing.found import Figures
from generator.importing.interpretation import Reading, interpret, interpret_all, ranked
from generator.importing.merge import merge
from generator.importing.readers import read
from generator.importing.sentences import Doubt, Refused, doubt
from generator.issue import Severity
from generator.model import Report, Site
from generator.naming import path_fault
from generator.settings import Settings

__all__ = ["Imported", "Reading", "Refused", "Task", "carry_out", "differences", "existing", "import_file", "interpret",
           "write"]


@dataclass(frozen=True)
class Imported:
    """One report of a document, its reading and its draft."""

    file: Path
    reading: Reading
    draft: Draft
    contact: Mapping[str, str] = field(default_factory=dict)  # what township.yml says

    @property
    def errors(self) -> int:
        return sum(found.severity is Severity.ERROR for found in self.draft.issues)

    @property
    def clean(self) -> bool:
        return not self.reading.doubts and not self.errors


@dataclass(frozen=True)
class Task:
    """How documents are to be imported. `others` are figures of the same body by year that the site has not yet."""

    root: Path
    township: str | None = None
    year: int | None = None
    update: bool = False
    known: bool = False  # the given township has its township.yml already
    others: Mapping[str, Mapping[int, Figures]] = field(default_factory=dict)  # by path and year


def import_file(file: Path, root: Path, site: Site, settings: Settings, township_path: str | None = None,
                year: int | None = None, update: bool = False) -> Imported:
    """A document with one report → an Imported, nothing written yet. Refused with one sentence if it cannot be."""
    known = township_path is not None and (root / township_path / TOWNSHIP).exists()
    first, *others = carry_out(file, Task(root, township_path, year, update, known), site, settings)
    if others:
        raise Refused("several-reports")
    return first


def carry_out(file: Path, task: Task, site: Site, settings: Settings) -> list[Imported]:
    """One document of a Task → an Imported for each report in it, of different bodies or years."""
    if task.township is not None and (fault := path_fault(task.township)):
        raise Refused("wrong-path", path=task.township, expected=fault)
    made = [_draft(file, reading, task, site, settings)
            for reading in interpret_all(read(file), site.editions, task.year)]
    if len({one.draft.report.path for one in made}) < len(made):
        raise Refused("several-reports")
    return made


def _draft(file: Path, reading: Reading, task: Task, site: Site, settings: Settings) -> Imported:
    """The draft of one report."""
    facts = reading.facts
    doubts = list(reading.doubts)
    whole = reading.source.text
    if task.township is not None:
        body = next((one for one in site.townships if one.path == task.township), None)
        path = task.township
    else:
        body = match_township(site.townships, facts, whole)
        path = body.path
    if body is not None and task.township is not None and fold(body.name) not in fold(whole):
        doubts.append(doubt("township-unnamed", None, [], name=body.name))
    chosen = _year(file, task.year, reading, whole, doubts)
    new = body is None and not task.known
    if new:
        doubts.append(doubt("township-new", None, []))
    if reading.tables.open:
        near = {one.year: Figures(one.edition.key, one.cells) for one in (body.reports if body else ())}
        before = reading.tables.doubts[:]
        heed_years(reading.tables, reading.edition, chosen, near | dict(task.others.get(path, {})))
        doubts = ranked([one for one in doubts if one not in before or one in reading.tables.doubts]
                         + [one for one in reading.tables.doubts if one not in before])
    original = Original(f"{chosen}-original{file.suffix.lower()}", file.read_bytes())
    report = compose_report(path, chosen, reading.edition, facts, reading.tables, reading.prose, original, doubts)
    ours = existing_report(task.root, path, chosen, site) if task.update else None
    if ours is not None:
        if ours.report.edition.key != report.edition.key:
            raise Refused("edition-differs", path=f"{path}/{chosen}.yml", old=ours.report.edition.name,
                          new=report.edition.name)
        archived = task.root / path / (ours.report.source.file or original.name)
        merged = merge(ours.report, report, _base(archived, original, report, site))
        report = merged.report
        doubts = [*merged.doubts, *doubts]
    made = draft(report, task.root, site, body, facts, original, settings, ours, new)
    return Imported(file, replace(reading, doubts=tuple(doubts)), made, body.contact if body else {})


def _year(file: Path, given: int | None, reading: Reading, whole: str, doubts: list[Doubt]) -> int:
    """The year: as given, as the document says, or as the file's name says, with the doubts about it."""
    found = reading.facts.year
    chosen = given or found
    if chosen is None and (chosen := year_written(file.stem)):
        doubts.append(doubt("year-from-name", None, [], year=chosen))
    if chosen is None and (chosen := only_year(whole, reading.edition)):
        doubts.append(doubt("year-only", None, [], year=chosen))
    if chosen is None:
        raise Refused("no-year")
    if given is not None and found not in (None, given):
        doubts.append(doubt("year-given", None, [], found=found, year=given))
    return chosen


def _base(archived: Path, original: Original, report: Report, site: Site) -> Report | None:
    """What the archived original gives, so that a person's changes are known; None if it cannot be read."""
    if not archived.is_file():
        return None
    before = Original(archived.name, archived.read_bytes())
    if before.content == original.content:
        return report
    try:
        found = interpret_all(read(archived), site.editions, report.year)
    except Refused:
        return None
    old = next((one for one in found if len(found) == 1 or
                (one.facts.year, one.facts.title) == (report.year, report.title)), None)
    if old is None or old.edition.key != report.edition.key:
        return None
    return compose_report("/".join(report.path.split("/")[1:3]), report.year, old.edition, old.facts, old.tables,
                          old.prose, before, old.doubts)
