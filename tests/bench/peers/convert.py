"""A corpus → what a tuned peer builds its pages from. Not timed; it decides nothing that our portal does not say.

In: the pages that compose makes of a Site. Out: one plain value (JSON types) a page, the same for all tuned peers, and
the printed grids of the official tables (`frames`), whose labels and nesting come from the editions. What a peer
still does itself: read, subtract last year's figures, lay out tables, render Markdown and lists, write. What it is
given finished: the words where a subtraction is not allowed (money, another format's columns), titles, lists and
sums of the regions. What it is not asked for: summary, checks, comparison of prose, data files, search.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from generator.assemble import EDITIONS
from generator.check import standings
from generator.compare import chain, compare
from generator.comparison import Change, Comparable, Comparison
from generator.compose import compose
from generator.edition import Edition
from generator.grid import Grid, Line, printed
from generator.load import load, load_editions
from generator.model import Cell, Report, State, Township
from generator.page import Page, TableView
from generator.settings import Settings

SITE_NAME = "乡镇政府信息公开年报"


@dataclass
class Corpus:
    """The pages of a corpus, one at a time. `frames` by name; complete once all pages have been taken."""

    reports: Path
    frames: dict[str, dict] = field(default_factory=dict)
    _names: dict[tuple, str] = field(default_factory=dict)
    _changes: dict[tuple[int, str], Change | None] = field(default_factory=dict)  # by year, of the township at hand

    def pages(self) -> Iterator[dict]:
        """Home, list of regions, regions, townships, reports; what other pages there are, peers do without."""
        editions = load_editions(EDITIONS)
        site, issues = load([self.reports], editions)
        if issues:
            raise ValueError(f"the corpus has {len(issues)} issues")
        values = {"report.html": self._report, "township.html": _township, "region.html": _region,
                  "regions.html": _regions, "home.html": _home}
        for page in compose(site, self._compared, chain, standings, issues, Settings(SITE_NAME)):
            if page.template in values:
                yield {"kind": page.template.removesuffix(".html"), "url": page.url, "title": page.title,
                       "crumbs": [[link.text, link.url] for link in page.crumbs]} | values[page.template](page)

    def _compared(self, township: Township) -> dict[int, Comparison]:
        found = compare(township)
        self._changes = {(year, address): comparison.change(address) for year, comparison in found.items()
                         for address in (*comparison.after.cells, *comparison.changes)}
        return found

    def _report(self, page: Page) -> dict:
        """`rows`: a row's cells, figures as numbers where that prints them exactly, else as published.
        `before`: last year's figures to subtract from them; null where `said` has the words, or nothing is said."""
        context = page.context
        report: Report = context["report"]
        sections, frames, rows, before, said, notes = [], {}, {}, {}, {}, {}
        for section in context["sections"]:
            table = section["table"].key if section["table"] else ""
            sections.append({"key": section["key"], "heading": section["heading"], "prose": section["prose"],
                             "table": table})
            if table:
                view: TableView = section["view"]
                frames[table] = self._frame(report.edition, table, view.rows)
                notes |= view.row_notes
                for row, addresses in report.edition.lines[table]:
                    if row in view.rows:
                        rows[row] = [_figure(report.cells[address]) for address in addresses]
                        olds = [_subtracted(figure, self._changes.get((report.year, address)))
                                for figure, address in zip(rows[row], addresses, strict=True)]
                        words = [list(view.notes.get(address, ())) if old is None else []
                                 for old, address in zip(olds, addresses, strict=True)]
                        before |= {row: olds} if any(old is not None for old in olds) else {}
                        said |= {row: words} if any(words) else {}
        return {"heading": context["title"], "year": report.year, "place": _place(page),
                "original": report.source.url, "earlier": _year(page, context["earlier"]), "later": _year(page, context["later"]),
                "meta": [list(row) for row in context["meta"]], "preamble": context["preamble"],
                "sections": sections, "frames": frames, "rows": rows, "before": before, "said": said, "notes": notes,
                "before_year": context["comparison"]["year"] if context["comparison"] else None}

    def _frame(self, edition: Edition, key: str, rows: frozenset[str]) -> str:
        table = edition.table(key)
        grid = printed(table, rows)
        name = self._names.setdefault((edition.key, key, grid), f"{edition.key}-{key}-{len(self._names)}")
        if name not in self.frames:
            self.frames[name] = {"key": key, "caption": f"{table.name} {table.caption}",
                                 "blocks": parts_of(edition, grid)}
        return name


def _figure(cell: Cell) -> int | str:
    """A whole number printed as such, or what is published."""
    exact = cell.state is State.NUMBER and isinstance(cell.value, int) and cell.literal == str(cell.value)
    return cell.value if exact else cell.literal


def _subtracted(figure: int | str, change: Change | None) -> int | None:
    """Last year's figure where the difference may be printed, or is nothing."""
    if change is None or change.comparable is not Comparable.YES or isinstance(figure, str) or change.before is None:
        return None
    old = _figure(change.before)
    return None if isinstance(old, str) else old


def parts_of(edition: Edition, grid: Grid) -> list[dict]:
    """By block: header rows and body rows of headings with the rows and columns that each covers."""
    return [{"head": [_heads(line) for line in part.head],
             "body": [{"key": line.slots[0].address.partition(".")[0], "heads": _heads(line),
                       "cells": [{"id": slot.address, "kind": edition.places[slot.address].column.kind,
                                  "columns": slot.across} for slot in line.slots]}
                      for line in part.body]} for part in grid.parts]


def _heads(line: Line) -> list[dict]:
    return [{"label": head.label, "rows": head.down, "columns": head.across,
             "scope": ("row" if head.kind == "row" else "col") + ("group" if head.group else "")} for head in line.heads]


# ── the other pages: lists of words and links ──

def _township(page: Page) -> dict:
    context = page.context
    return {"place": _place(page), "columns": context["columns"], "contact": [list(row) for row in context["contact"]],
            "years": [[row["year"], _url(page, row["year"]), row["title"], row["edition"], row["figures"]]
                      for row in context["years"]],
            "chain_columns": context["chain_columns"],
            "chain": [[row["year"], row["cells"], row["status"]] for row in context["chain"] if not row["gap"]]}


def _region(page: Page) -> dict:
    context = page.context
    return {"level": context["region"].level, "count": context["count"], "years": context["years"],
            "below": [[row["region"].name, row["region"].url, row["count"], row["years"]] for row in context["below"]],
            "rows": [[row["township"].name, row["township"].path + "/",
                      [year in row["reports"] for year in context["years"]]] for row in context["rows"]],
            "totals": [[row["year"], row["of"], row["reported"], row["received"], row["closed"],
                        [[one.full_name, one.path + "/"] for one in row["missing"][:50]]]
                       for row in context["totals"]]}


def _regions(page: Page) -> dict:
    return {"provinces": [[one.name, one.url, one.count, [[city.name, city.url, [
        [county.name, county.url] for county in city.below.values()]] for city in one.below.values()]]
        for one in page.context["provinces"]]}


def _home(page: Page) -> dict:
    context = page.context
    return {"townships": context["townships"], "reports": context["reports"],
            "provinces": [[one.name, one.url, one.count] for one in context["provinces"]],
            "newest": [[one["title"], one["url"], one["place"], one["date"]] for one in context["newest"]],
            "coverage": [[one["year"], one["count"], one["of"]] for one in context["coverage"]]}


def _place(page: Page) -> str:
    township = page.context["township"]
    return f"{township.province} {township.city} {township.full_name}"


def _url(page: Page, year: int) -> str:
    return f"{page.context['township'].path}/{year}/"


def _year(page: Page, year: int | None) -> list[str] | None:
    """A link to the township's report of another year."""
    return [f"{year}年", _url(page, year)] if year else None
