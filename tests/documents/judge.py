"""What the importer made of a Paper, held against the truth: every cell, every sentence, every character."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from generator.edition import Edition
from generator.importing import Imported, import_file
from generator.importing.sentences import Doubt
from generator.model import BLANK, Cell, Site, State
from generator.settings import Settings
from tests.documents.paper import Paper, Sight
from tests.documents.words import TRADITIONAL

SIMPLIFIED = {other: one for one, other in TRADITIONAL.items()}
RIGHT, UNKNOWN, DOUBTED, WRONG = "right", "unknown", "doubted", "wrong"
_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")


@dataclass
class Verdict:
    """`cells` counts right, unknown, doubted (another figure, but with a doubt at its row) and wrong ones; the lists say
    which, in words; `facts` counts title, issuer and date as right, none or other."""

    cells: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)  # sentences that are nowhere
    left_out: list[str] = field(default_factory=list)  # sentences of the report on the list of what was left out
    strayed: list[str] = field(default_factory=list)  # words that nobody sees, in the draft
    unclaimed: int = 0
    unread: int = 0
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def failures(self) -> list[str]:
        """What may never be."""
        return [*(f"wrong {one}" for one in self.wrong), *(f"lost {one}" for one in self.lost),
                *(f"strayed {one}" for one in self.strayed),
                *([f"{self.unclaimed} characters unclaimed"] if self.unclaimed else []),
                *([f"{self.unread} doubts of characters that were not read"] if self.unread else [])]


def imported(paper: Paper, content: bytes, suffix: str, folder: Path, site: Site) -> Imported:
    """The document through the public door; nothing is written. May raise Refused."""
    file = folder / f"document{suffix}"
    file.write_bytes(content)
    return import_file(file, folder / "reports", site, Settings(""), "xian/zhen", paper.year)


def judged(paper: Paper, one: Imported) -> Verdict:
    verdict = Verdict()
    report, reading = one.draft.report, one.reading
    if report.edition.key != paper.edition.key:
        verdict.wrong.append(f"edition {report.edition.key} for {paper.edition.key}")
        return verdict
    told = {row for doubt in reading.doubts for row in _rows(doubt, paper.edition)}
    for address, sight, cell in _pairs(paper, one):
        row = address.split(".")[0]
        found = _compared(sight, cell)
        if found == WRONG and row in told:
            found = DOUBTED
        verdict.cells[found] += 1
        if found in (WRONG, DOUBTED):
            (verdict.wrong if found == WRONG else verdict.doubted).append(
                f"{address}: {sight.literal if sight else 'not there'!r} read as {cell.literal if cell else 'absent'!r}")
    draft = _bare("".join((report.title or "", report.preamble, *report.prose.values(),
                           *(line for lines in report.extra_lines.values() for line in lines),
                           *(heading or "" for heading in report.headings.values()),
                           *(line for lines in report.table_notes.values() for line in lines))))
    out = _bare("".join(entry.piece.text for entry in reading.ledger.dropped))
    for sentence in map(_bare, dict.fromkeys(paper.wanted)):
        if sentence not in draft:
            (verdict.left_out if sentence in out else verdict.lost).append(sentence)
    verdict.strayed = [said for said in map(_bare, paper.unwanted) if said in draft]
    verdict.unclaimed = reading.counts["unclaimed"]
    verdict.unread = sum(doubt.code == "unread" for doubt in reading.doubts)
    for name, true, said in (("title", paper.title, report.title), ("issuer", paper.issuer, report.issuer),
                             ("signed", paper.signed, report.signed)):
        verdict.facts[name] = RIGHT if said and _bare(said) == _bare(true) else "none" if said is None else "other"
    return verdict


def _bare(text: str) -> str:
    """A text without spaces, in usual characters: a line under a table may be kept in those of the original."""
    return _UNSEEN.sub("", text).translate(SIMPLIFIED)


def _pairs(paper: Paper, one: Imported) -> Iterator[tuple[str, Sight | None, Cell | None]]:
    """Address, what a person sees there, what was read; without those that neither has."""
    report = one.draft.report
    lost = report.untranscribed
    for address in dict.fromkeys((*paper.cells, *report.cells)):
        row = address.split(".")[0]
        sight, cell = paper.cells.get(address), report.cells.get(address)
        if cell is None and paper.edition.table_of(row).key in lost:
            cell = Cell("", None, State.UNREADABLE)
        elif cell is None and sight is None:
            continue
        if cell is None and row not in report.absent_rows and not any(
                row in paper.edition.groups[group] for group in paper.edition.single_groups if group in report.rows):
            cell = BLANK if sight and sight.number is None and sight.literal else None
        yield address, sight, cell


def _compared(sight: Sight | None, cell: Cell | None) -> str:
    if cell is None or sight is None:
        return UNKNOWN if cell is not None and cell.state is State.UNREADABLE else WRONG
    if sight.number is not None:
        return RIGHT if cell.state is State.NUMBER and cell.value is not None and Decimal(cell.value) == sight.number else \
            UNKNOWN if cell.state is State.UNREADABLE else WRONG
    if not sight.literal:
        return RIGHT if cell.state is State.BLANK else UNKNOWN if cell.state is State.UNREADABLE else WRONG
    if cell.state is State.UNREADABLE:
        return RIGHT
    return RIGHT if cell.state is State.NOT_APPLICABLE and _bare(cell.literal) == _bare(sight.literal) else WRONG


def _rows(doubt: Doubt, edition: Edition) -> Iterator[str]:
    """The rows at which a doubt stands."""
    if doubt.address:
        yield doubt.address.split(".")[0]
    for row in edition.rows:
        words = edition.row_words(row)
        if doubt.where and (doubt.where == words or doubt.where.startswith(f"{words} · ")):
            yield row
