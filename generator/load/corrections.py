"""What a report says of its time and of its changes: the part of a year it is on, and its corrections (更正记录)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.edition import Edition
from generator.issue import issue
from generator.load.fields import Fields, kind_of
from generator.load.source import Mapping
from generator.model import CORRECTIONS, FIELDS, OTHER_PLACES, Correction, Period


def read_period(fields: Fields, year: int) -> Period | None:
    """The part of the year, from one day to another; None for the whole of it."""
    inner = fields.mapping_of("period")
    if inner is None:
        return None
    start, end = inner.date("from"), inner.date("to")
    inner.finish()
    for key, day in (("from", start), ("to", end)):
        if day is None and key not in inner.mapping.nodes:
            inner.complain("missing-key", key, meaning="这份报告所报时段的第一天和最后一天")
    if start is None or end is None:
        return None
    if not start <= end or int(end[:4]) != year:
        inner.complain("period-elsewhere", "to", start=start, end=end, year=year)
        return None
    return None if (start, end) == (f"{year}-01-01", f"{year}-12-31") else Period(start, end)


def read_corrections(fields: Fields, editions: Iterable[Edition]) -> tuple[Correction, ...]:
    """The entries, the latest first. Which places there are, the editions say: all of them, as a report may have been
    moved from one to another since. A free form's sections are its own.
    """
    editions = tuple(editions)
    found = []
    for node in fields.items("corrections"):
        if not isinstance(node, Mapping):
            fields.issues.append(issue("wrong-type", fields.path, node.line, key="corrections",
                                       expected="{date: …, kind: …, at: …, before: …, after: …, reason: …}",
                                       found=kind_of(node)))
            continue
        before = len(fields.issues)
        inner = Fields(node, fields.path, fields.issues, "corrections.")
        if inner.node("date") is None:
            inner.complain("missing-key", "date", meaning="更正的日期")
        day = inner.date("date")
        kind = inner.choice("kind", CORRECTIONS, "更正的类别")
        at = inner.text("at", "更正的位置：格子的地址、标题等项目，或一节")
        if at is not None and not _is_place(at, editions):
            inner.complain("correction-place", "at", value=at)
        old, new = inner.text("before") or "", inner.text("after") or ""
        reason = inner.text("reason", "更正的理由")
        link = inner.matching("link", r"https?://\S+", "请写以 http:// 或 https:// 开头的网址")
        inner.finish()
        if old == new and len(fields.issues) == before:
            inner.complain("correction-empty", "after")
        if len(fields.issues) == before:
            found.append(Correction(day or "", kind or "", at or "", old, new, reason or "", link, node.line))
    return tuple(sorted(found, key=lambda one: one.date, reverse=True))


def _is_place(at: str, editions: Iterable[Edition]) -> bool:
    return at in FIELDS or at in OTHER_PLACES or _OWN_SECTION.fullmatch(at) is not None or any(
        at in edition.places or at in edition.table_addresses or any(at == section.key for section in edition.sections)
        for edition in editions)


_OWN_SECTION = re.compile(r"s[1-9][0-9]{0,3}")
