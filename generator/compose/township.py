"""One Township → its Page: latest figures in words, the trend, all years, the carry-over chain, contact."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from generator.comparison import ChainLink
from generator.compose.changes import has_changes
from generator.compose.report import PUBLIC, edit_links, title_of
from generator.compose.words import literal, summary
from generator.issue import Issue, Severity
from generator.model import Cell, Former, Report, Township
from generator.page import Link, Page, View
from generator.settings import Settings

CONTACT_WORDS = {"office": "机构", "phone": "电话", "address": "地址", "postcode": "邮编", "email": "电子邮箱",
                 "hours": "办公时间"}
FLOW = "flow"  # the balance of one year of the chain
CHAIN = ("carried_over", "received", "closed", "carried_forward")
COLUMNS = ("received", "carried_over", "closed", "carried_forward", "reconsideration", "litigation")


def township_page(township: Township, links: Sequence[ChainLink], issues: Sequence[Issue], settings: Settings,
                  crumbs: tuple[Link, ...]) -> Page:
    """The page of one township. `issues` are those of its reports."""
    latest = township.reports[-1] if township.reports else None
    formal = next((report.edition for report in reversed(township.reports) if not report.edition.is_free), None)
    context = {
        "township": township, "latest": latest, "formerly": [_former(old) for old in township.formerly],
        "summary": summary(latest, township.name) if latest else (),
        "years": [_year(township, report, issues) for report in reversed(township.reports)],
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
                f"{township.province}{township.city}{township.full_name}历年政府信息公开工作年度报告。",
                crumbs, context, column="乡镇（街道）年报", source=township.full_name,
                keywords=(township.full_name, "政府信息公开工作年度报告"),
                filters={"省份": township.province, "城市": township.city, "县区": township.county},
                example=township.example)


def _former(old: Former) -> str:
    """What it was before: name, code and until when, as far as they are known."""
    facts = old.facts
    words = facts.get("name", "") + (f"（代码 {facts['code']}）" if "code" in facts else "")
    if old.until:
        words += f"，至 {old.until}" + ("年" if len(old.until) == 4 else "")
    return words


def _year(township: Township, report: Report, issues: Sequence[Issue]) -> View:
    """One line of the list of years; `noted` is the section of the first check note."""
    notes = [found for found in issues if found.path == report.path and found.severity in PUBLIC]
    noted = next((section.key for section in report.edition.sections for found in notes
                  if section.table == found.table), "")
    return {"year": report.year, "title": title_of(township, report),
            "edition": report.edition.name, "published": report.published or report.signed or "",
            "formless": report.edition.is_free, "notes": len(notes), "noted": noted,
            "figures": [] if report.edition.is_free else [_figures(report, name) for name in COLUMNS]}


def _figures(report: Report, name: str) -> str:
    """The role's cells as published; several (two kinds of litigation) side by side."""
    cells = [report.cell(address) for address in report.edition.roles[name]]
    tables = {report.edition.places[address].table.key for address in report.edition.roles[name]}
    if tables & report.missing_tables:
        return "原文缺表"
    return "＋".join(literal(cell) for cell in cells)


def _missing_years(township: Township) -> list[int]:
    years = [report.year for report in township.reports]
    return [year for year in range(years[0], years[-1]) if year not in years] if years else []


def _chain(township: Township, links: Sequence[ChainLink], issues: Sequence[Issue]) -> list[View]:
    """The years of the chain; it breaks between two years, or within one whose own figures do not add up."""
    words = {True: "与上年衔接", False: "与上年不衔接", None: ""}
    uneven = _uneven_years(township, issues)
    formless = {report.year for report in township.reports if report.edition.is_free}
    rows: list[View] = []
    for before, link in zip((None, *links), links, strict=False):
        gap = before is not None and before.year + 1 < link.year
        for free, years in groupby(range(before.year + 1, link.year) if before else (), formless.__contains__):
            start, *others = years
            rows.append({"year": link.year, "gap": _span(start, others[-1] if others else start), "formless": free})
        cells: list[Cell | None] = [link.carried_over, link.received, link.closed, link.carried_forward]
        status = words[link.joined]
        if link.joined is None:
            status = "上年没有统一格式" if link.year - 1 in formless else (
                "上年缺报告，无法核对" if gap else "数字不全，无法核对") if rows else "首份报告"
        if link.year in uneven:
            status += "；本年各数不平"
        rows.append({"year": link.year, "gap": "", "cells": [literal(cell) for cell in cells],
                     "joined": link.joined, "broken": link.joined is False or link.year in uneven,
                     "status": status})
    return rows


def _uneven_years(township: Township, issues: Sequence[Issue]) -> set[int]:
    """Years in which the chain's own column fails the balance printed in the table's corner."""
    return {report.year for report in township.reports for found in issues
            if found.path == report.path and found.code == FLOW and found.severity is Severity.NOTE
            and not report.edition.is_free and found.key == report.edition.roles["received"][0].split(".")[1]}


def _span(start: int, end: int) -> str:
    return f"{start}年" if start == end else f"{start}—{end}年"


def _trend(township: Township) -> View | None:
    """Bars of received applications, for two or more known years: geometry in SVG units, figures as published."""
    points = []
    formless = {report.year for report in township.reports if report.edition.is_free}
    for report in township.reports:
        if report.year in formless:
            continue
        cell = report.cell(report.edition.roles["received"][0])
        points.append((report.year, cell.value if cell is not None else None))
    known = [value for _, value in points if value is not None]
    if len(known) < 2:
        return None
    first, last = points[0][0], points[-1][0]
    by_year = dict(points)
    top = max(known) or 1
    step = 56
    bars = []
    for index, year in enumerate(year for year in range(first, last + 1) if year not in formless):
        value = by_year.get(year)
        height = round(value * 90 / top) if value is not None else 0
        bars.append({"year": year, "x": 8 + index * step, "height": max(height, 1), "y": 114 - max(height, 1),
                     "value": value, "word": str(value) if value is not None else
                     ("无报告" if year not in by_year else "不明")})
    return {"bars": bars, "width": 16 + len(bars) * step,
            "words": "，".join(f"{bar['year']}年{bar['word']}{'件' if bar['value'] is not None else ''}"
                              for bar in bars)}
