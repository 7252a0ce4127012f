"""Two Sites → what a proposal does to each body (Move) and to each report (Revision)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import NamedTuple

from generator.archive import Source
from generator.comparison import Run
from generator.issue import Issue, issue
from generator.model import Former, Report, Site, Township
from generator.review.account import Entry
from generator.review.published import Stretches, alterations
from generator.revision import Move, Revision, Rewording, Switch


class Tools(NamedTuple):
    """What a review is done with, that other rooms have.

    `stretches`, `reworded`: how texts are laid beside each other; `entry` writes a correction as YAML; `originals`: the
    digest of a report's archived original, before and after; `day` (yyyy-MM-dd): the date of new entries.
    """

    stretches: Stretches
    reworded: Callable[[str, str], tuple[Run, ...]]
    entry: Entry
    originals: tuple[Callable[[Report], str | None], Callable[[Report], str | None]]
    day: str


def revisions(base: Site, head: Site, tools: Tools) -> list[Revision]:
    """The reports that differ, by the body's path of today and by year."""
    moved = _moved(head)
    old = {(moved.get(township.path, township.path), report.year): (township, report) for township in base.townships
           for report in township.reports}
    new = {(township.path, report.year): (township, report) for township in head.townships
           for report in township.reports}
    found = []
    for key in sorted({*old, *new}):
        before, after = (side.get(key, (None, None))[1] for side in (old, new))
        township = (new.get(key) or old[key])[0]
        if before is None or after is None:
            found.append(Revision(township, before, after))
            continue
        originals = tools.originals[0](before), tools.originals[1](after)
        if _differ(before, after) or originals[0] != originals[1]:
            found.append(Revision(township, before, after, alterations(before, after, tools.stretches),
                                  tuple(_prose(before, after, tools)), tuple(_switches(before, after, originals)),
                                  originals))
    return found


def moves(base: Site, head: Site) -> list[Move]:
    """The bodies of which something differs beside their reports, by today's path."""
    moved = _moved(head)
    old = {moved.get(township.path, township.path): township for township in base.townships}
    new = {township.path: township for township in head.townships}
    found = []
    for path in sorted({*old, *new}):
        before, after = old.get(path), new.get(path)
        switches = tuple(_told(before, after)) if before and after else ()
        if before is None or after is None or switches:
            found.append(Move(before, after, switches))
    return found


def lost_addresses(base: Site, head: Site) -> list[Issue]:
    """Bodies whose folder is gone while one of the same code, or the same name and county, is new: its old addresses
    would lead nowhere. Of either side at least the bodies that differ.
    """
    paths = {township.path for township in head.townships}
    known = {township.path for township in base.townships}
    named = {path for township in head.townships for path in township.moved_from}
    new = [township for township in head.townships if township.path not in known]
    found = []
    for old in base.townships:
        if old.path in paths or old.path in named:
            continue
        for one in new:
            same_code = bool(old.code) and old.code == one.code
            if same_code or (old.name, old.county, old.province) == (one.name, one.county, one.province):
                found.append(issue("moved-without-trace", one.file, 1, old=old.path,
                                   same=f"代码同为 {old.code} " if same_code else f"名称同为{old.full_name}",
                                   paths=", ".join((*one.moved_from, old.path))))
                break
    return found


def _moved(head: Site) -> Mapping[str, str]:
    """By the path of before: that of today."""
    return {path: township.path for township in head.townships for path in township.moved_from}


# Where a report lies and stands in its file; and its format, which two readings of the sources have twice.
_UNTOLD = frozenset({"path", "prose_path", "lines", "prose_lines", "edition"})
_TOLD = [field.name for field in fields(Report) if field.name not in _UNTOLD]


def _differ(before: Report, after: Report) -> bool:
    return before.edition.key != after.edition.key or any(
        getattr(before, name) != getattr(after, name) for name in _TOLD)


# ── words ──

def _prose(before: Report, after: Report, tools: Tools) -> Iterator[Rewording]:
    """Sections of the same heading side by side; then those that are gone."""
    waiting = {heading: text for _, heading, text in _sections(before)}
    for key, heading, text in _sections(after):
        old = waiting.pop(heading, "")
        if old.split() != text.split():
            yield Rewording(key, heading, tools.reworded(old, text))
    for heading, text in waiting.items():
        if text:
            yield Rewording("", heading, tools.reworded(text, ""))


def _sections(report: Report) -> Iterator[tuple[str, str, str]]:
    """Key, heading and text of each section; a heading that stands twice is told apart."""
    yield "preamble", report.place("preamble"), report.preamble
    seen: dict[str, int] = {}
    for section in report.sections:
        count = seen[section.heading] = seen.get(section.heading, 0) + 1
        yield (section.key, section.heading if count == 1 else f"{section.heading}（{count}）",
               report.prose.get(section.key, ""))


# ── facts ──

def _switches(before: Report, after: Report, originals: tuple[str | None, str | None]) -> Iterator[Switch]:
    """What else of a report differs: its origin, its attachments, how it was copied."""
    old, new = (dict(_facts(report)) for report in (before, after))
    for name in old:
        if old[name] != new[name]:
            yield Switch(name, old[name], new[name])
    if originals[0] != originals[1] and before.source.sha256 == after.source.sha256:
        yield Switch("原文附件的内容（SHA-256）", originals[0] or "", originals[1] or "")


def _facts(report: Report) -> Iterator[tuple[str, str]]:
    source: Source = report.source
    yield "原文网址", source.url or ""
    yield "获取日期", source.accessed or ""
    yield "原文附件", source.file or ""
    yield "原文附件的校验值（SHA-256）", source.sha256 or ""
    yield "被替换的原文附件", "；".join(one.file for one in source.superseded)
    yield "附件", "；".join(f"{one.title}（{one.file}，{one.size} 字节{f'，图上是：{one.alt}' if one.alt else ''}）"
                          for one in report.attachments)
    yield "整理说明", "；".join(report.transcription)
    if not report.edition.is_free:
        yield "原文标题写法", "；".join(f"{report.place(key)}：{words or '（原文缺）'}"
                                 for key, words in report.headings.items())
    else:
        yield "原文标题写法", ""
    yield "原文没有的行", "；".join(report.edition.row_words(row) for row in sorted(report.absent_rows)
                              if row in report.edition.rows)
    yield "尚未录入的表", "；".join(report.place(table) for table in sorted(report.untranscribed))
    yield "原文如此的说明", "；".join(f"{one.check} {one.key}：{one.reason}" for one in report.acknowledged)


_NAMES = {"name": "名称", "kind": "类别", "code": "区划代码", "county": "所属县", "city": "所属市",
          "province": "所属省", "since": "设立", "until": "撤销", "path": "文件夹"}
_CONTACT = {"address": "地址", "phone": "电话", "email": "邮箱"}


def _told(before: Township, after: Township) -> Iterator[Switch]:
    """What of a body differs beside its reports: one line each, however many reports there are."""
    for name, words in _NAMES.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Switch(words, old or "", new or "")
    for name in dict.fromkeys((*before.contact, *after.contact)):
        old, new = before.contact.get(name, ""), after.contact.get(name, "")
        if old != new:
            yield Switch(f"联系方式：{_CONTACT.get(name, name)}", old, new)
    for words, old, new in (
            ("由谁承接", before.succeeded_by, after.succeeded_by),
            ("以前的文件夹", before.moved_from, after.moved_from),
            ("原名、原属", tuple(map(_former, before.formerly)), tuple(map(_former, after.formerly)))):
        if old != new:
            yield Switch(words, "；".join(old), "；".join(new))
    if before.example != after.example:
        yield Switch("示例数据", "是" if before.example else "否", "是" if after.example else "否")


def _former(one: Former) -> str:
    facts = "，".join(f"{_NAMES.get(name, name)} {value}" for name, value in one.facts.items())
    until = f"，到 {one.until}" if one.until else ""
    return f"{facts}{until}{f'（{one.path}）' if one.path else ''}"
