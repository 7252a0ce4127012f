"""One Township → its Page: latest figures in words, the trend, all years, the carry-over chain, contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from generator.comparison import ChainLink
from generator.compose.changes import has_changes
from generator.compose.lives import regrouping, story
from generator.compose.report import edit_links, notes_of, unit_filters
from generator.compose.standings import standing_links
from generator.compose.words import LOST, NOT_TYPED_IN, literal, span, stated, summary
from generator.issue import Issue, Severity
from generator.model import Cell, Report, Township
from generator.page import Link, Page, View
from generator.settings import Settings
from generator.standing import Standing

CONTACT_WORDS = {"office": "机构", "phone": "电话", "address": "地址", "postcode": "邮编", "email": "电子邮箱",
                 "hours": "办公时间"}
FLOW = "flow"  # the balance of one year of the chain
CHAIN = ("carried_over", "received", "closed", "carried_forward")
COLUMNS = ("received", "carried_over", "closed", "carried_forward", "reconsideration", "litigation")


def township_page(township: Township, links: Sequence[ChainLink], issues: Sequence[Issue],
                  standings: Mapping[int, Standing | None], settings: Settings, crumbs: tuple[Link, ...]) -> Page:
    """The page of one township. `issues` and `standings` (by year) are those of its reports."""
    latest = township.reports[-1] if township.reports else None
    formal = next((report.edition for report in reversed(township.reports) if not report.edition.is_free), None)
    context = {
        "township": township, "latest": latest, "story": story(township),
        "places": list(dict.fromkeys(filter(None, (township.province, township.city, township.county)))),
        "summary": summary(latest, township.at(latest.year).name) if latest else (),
        "years": [_year(township, report, issues, standings[report.year]) for report in reversed(township.reports)],
        "columns": [formal.role_names[name] for name in COLUMNS] if formal else [],
        "litigation": "＋".join(formal.places[address].column_path[-2]
                               for address in formal.roles["litigation"]) if formal else "",
        "missing_years": _missing_years(township),
        "chain": _chain(township, links, issues) if len(links) > 1 else [],
        "chain_columns": [formal.role_names[name] for name in CHAIN] if formal else [],
        "chain_words": [balance.words for balance in formal.balances
                        if balance.id in (FLOW, "carried-over")] if formal else [],
        "trend": _trend(township),
        "changes": has_changes(township, settings),
        "contact": [(CONTACT_WORDS[key], value) for key, value in township.contact.items()],
        "edits": edit_links(settings, township.file),
    }
    return Page(township.path + "/", "township.html", township.full_name,
                f"{''.join(township.above)}{township.full_name}历年政府信息公开工作年度报告。",
                crumbs, context, column="乡镇（街道）年报" if township.level == "township" else "各单位年报",
                source=township.full_name,
                keywords=(township.full_name, "政府信息公开工作年度报告"),
                filters=unit_filters(township, township),
                example=township.example)


def _year(township: Township, report: Report, issues: Sequence[Issue], standing: Standing | None) -> View:
    """One line of the list of years."""
    notes = [found for found in notes_of(issues) if found.path == report.path]
    return {"year": report.year, "edition": report.edition.name, "published": report.published or report.signed or "",
            "formless": report.edition.is_free, "part": span(report.period),
            "figures": [] if report.edition.is_free else [_figures(report, name) for name in COLUMNS],
            "standing": standing_links(report, standing, notes)}


def _figures(report: Report, name: str) -> str:
    """The role's cells as published; several (two kinds of litigation) side by side."""
    words = [stated(report, address) for address in report.edition.roles[name]]
    return words[0] if words[0] in (LOST, NOT_TYPED_IN) else "＋".join(words)


def _missing_years(township: Township) -> list[int]:
    """Those between its reports at whose end it was there."""
    years = [report.year for report in township.reports]
    first, last = township.life
    between = range(max(years[0], first), min(years[-1], last + 1)) if years else ()
    return [year for year in between if year not in years]


def _chain(township: Township, links: Sequence[ChainLink], issues: Sequence[Issue]) -> list[View]:
    """The years of the chain; it breaks between two years, or within one whose own figures do not add up."""
    words = {True: "与上年衔接", False: "与上年不衔接", None: ""}
    uneven = _uneven_years(township, issues)
    formless = {report.year for report in township.reports if report.edition.is_free}
    rows: list[View] = []
    by_year = {report.year: report for report in township.reports}
    for before, link in zip((None, *links), links, strict=False):
        report = by_year[link.year]
        for free, years in groupby(range(before.year + 1, link.year) if before else (), formless.__contains__):
            start, *others = years
            rows.append({"year": link.year, "gap": _span(start, others[-1] if others else start), "formless": free})
        cells: list[Cell | None] = [link.carried_over, link.received, link.closed, link.carried_forward]
        status = words[link.joined]
        if link.joined is None:
            status = "上年没有统一格式" if link.year - 1 in formless else \
                _unjoined(by_year[before.year], report) if before is not None else "首份报告"
            if before is not None and (changed := regrouping(township, before.year, link.year)):
                status = f"{changed}，不衔接"
        if link.year in uneven:
            status += "；本年各数不平"
        if report.period:
            status += f"；只报{span(report.period)}"
        rows.append({"year": link.year, "gap": "", "cells": [
            stated(report, report.edition.roles[name][0]) if cell is None else literal(cell)
            for name, cell in zip(CHAIN, cells, strict=True)], "part": span(report.period),
                     "joined": link.joined, "broken": link.joined is False or link.year in uneven,
                     "status": status})
    return rows


def _unjoined(last: Report, report: Report) -> str:
    """Why nobody can say whether a year takes up where the report before it ended."""
    if last.year + 1 < report.year:
        return "上年缺报告，无法核对"
    if not report.takes_up(last):
        return "两份报告的时段不相接，无法核对"
    carried = ((one, one.edition.roles[name][0]) for one, name in ((last, "carried_forward"), (report, "carried_over")))
    if any(one.edition.places[address].table.key in one.untranscribed for one, address in carried):
        return f"本站{NOT_TYPED_IN}，无法核对"
    return "数字不全，无法核对"


def _uneven_years(township: Township, issues: Sequence[Issue]) -> set[int]:
    """Years in which the chain's own column fails the balance printed in the table's corner."""
    return {report.year for report in township.reports for found in issues
            if found.path == report.path and found.code == FLOW and found.severity is Severity.NOTE
            and not report.edition.is_free and found.key == report.edition.roles["received"][0].split(".")[1]}


def _span(start: int, end: int) -> str:
    return f"{start}年" if start == end else f"{start}—{end}年"


def _trend(township: Township) -> View | None:
    """Bars of received applications, for two or more known years: geometry in SVG units, figures as published.

    A year's word stands where it has no figure; `part`: the part of the year that its report is on. A year in free form
    has no bar.
    """
    formless = {report.year for report in township.reports if report.edition.is_free}
    by_year = {report.year: report for report in township.reports if report.year not in formless}
    values = {year: cell.value if (cell := report.cell(report.edition.roles["received"][0])) is not None else None
              for year, report in by_year.items()}
    known = [value for value in values.values() if value is not None]
    if len(known) < 2:
        return None
    top = max(known) or 1
    step = 56
    bars: list[View] = []
    spoken = []
    years = [year for year in range(min(by_year), max(by_year) + 1) if year not in formless]
    for index, year in enumerate(years):
        report, value = by_year.get(year), values.get(year)
        part = span(report.period) if report is not None else ""
        height = max(round(value * 90 / top), 1) if value is not None else 1
        word = str(value) if value is not None else _no_figure(report)
        bars.append({"year": year, "part": part, "x": 8 + index * step, "height": height, "y": 114 - height,
                     "value": value, "word": word})
        spoken.append(f"{year}年{f'（{part}）' if part else ''}{word}{'件' if value is not None else ''}")
    return {"bars": bars, "width": 16 + len(bars) * step, "words": "，".join(spoken),
            "parts": [f"{report.year}年只报{span(report.period)}" for report in by_year.values() if report.period]}


def _no_figure(report: Report | None) -> str:
    if report is None:
        return "无报告"
    table = report.edition.places[report.edition.roles["received"][0]].table
    return "未录入" if table.key in report.untranscribed else "不明"
