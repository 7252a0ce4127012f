"""What a change does to the data: for the pull request's summary and a preview to download.

In: the Site before and after, the findings after. Out: summary.md (Chinese, for GitHub's step summary) and
preview.html, the changed reports as one self-contained page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from generator.hidden import visible
from generator.issue import SEVERITY_WORDS, Issue, Severity, issue
from generator.model import Cell, Report, Site, State, Township

LONGEST = 300  # lines of a table in the summary; GitHub cuts summaries at 1 MB


@dataclass(frozen=True)
class Revision:
    """One report before and after; one of the two is None where it is new or removed."""

    township: Township
    before: Report | None
    after: Report | None

    @property
    def reports(self) -> list[Report]:
        """Those that there are, the later one first."""
        return [report for report in (self.after, self.before) if report is not None]

    @property
    def name(self) -> str:
        return f"{self.township.full_name}{self.reports[0].year}年"

    def cells(self) -> Iterator[tuple[str, Cell | None, Cell | None]]:
        """Place, before and after of each cell that differs."""
        old, new = (report.cells if report else {} for report in (self.before, self.after))
        editions = [report.edition for report in self.reports]
        for address in dict.fromkeys((*old, *new)):
            if old.get(address) != new.get(address):
                place = next(edition.places[address] for edition in editions if address in edition.places)
                yield place.words, old.get(address), new.get(address)

    def sections(self) -> list[str]:
        """Headings of the prose that differs."""
        old, new = (report.plain_prose if report else {} for report in (self.before, self.after))
        headings = {"": "前言"} | {section.key: section.heading for report in reversed(self.reports)
                                   for section in report.sections}
        return [heading for key, heading in headings.items() if old.get(key, "") != new.get(key, "")]

    def facts(self) -> list[str]:
        """What else differs, in words."""
        if self.before is None or self.after is None:
            return []
        return [words for name, words in _FACTS.items() if getattr(self.before, name) != getattr(self.after, name)]


_FACTS = {"title": "标题", "issuer": "发布机关", "signed": "成文日期", "published": "发布日期", "source": "原文来历",
          "transcription": "整理说明", "headings": "原文标题写法", "edition": "表格格式", "missing_tables": "缺表",
          "absent_rows": "缺行", "extra_lines": "表中另有文字", "acknowledged": "原文如此的说明"}


def revisions(base: Site, head: Site) -> list[Revision]:
    """The reports that differ, by the body's path of today and by year."""
    moved = {path: township.path for township in head.townships for path in township.moved_from}
    old = {(moved.get(township.path, township.path), report.year): (township, report) for township in base.townships
           for report in township.reports}
    new = {(township.path, report.year): (township, report) for township in head.townships
           for report in township.reports}
    found = []
    for key in sorted({*old, *new}):
        before, after = (side.get(key, (None, None))[1] for side in (old, new))
        if before is None or after is None or _differ(before, after):
            found.append(Revision((new.get(key) or old[key])[0], before, after))
    return found


# Where a report lies and stands in its file; and its format, which two readings of the sources have twice.
_UNTOLD = frozenset({"path", "prose_path", "lines", "prose_lines", "edition"})
_TOLD = [field.name for field in fields(Report) if field.name not in _UNTOLD]


def _differ(before: Report, after: Report) -> bool:
    return before.edition.key != after.edition.key or any(
        getattr(before, name) != getattr(after, name) for name in _TOLD)


def review(base: Site, head: Site, issues: Sequence[Issue], preview: Callable[[list[Revision]], str], out: Path
           ) -> list[Issue]:
    """Write summary.md and preview.html into `out`; returns the findings that concern the change.

    `preview` prints the page of the changed reports.
    """
    changed = revisions(base, head)
    mine = [*moves(base, head), *concerned(changed, issues)]
    out.mkdir(parents=True, exist_ok=True)
    (out / "summary.md").write_text(summary(changed, mine), encoding="utf-8")
    (out / "preview.html").write_text(preview(changed), encoding="utf-8")
    return mine


def moves(base: Site, head: Site) -> list[Issue]:
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


def concerned(changed: Sequence[Revision], issues: Sequence[Issue]) -> list[Issue]:
    """Every error, and the other findings on changed reports; errors first."""
    paths = {report.path for revision in changed for report in (revision.before, revision.after) if report}
    stems = {path.removesuffix(".yml") for path in paths}
    mine = [found for found in issues if found.severity is Severity.ERROR or found.path.rsplit(".", 1)[0] in stems]
    return sorted(mine, key=lambda found: found.severity)


def summary(changed: Sequence[Revision], mine: Sequence[Issue]) -> str:
    """The pull request's step summary. `mine` are the findings that concern it."""
    errors = [found for found in mine if found.severity is Severity.ERROR]
    lines = ["# 年报核对结果", "",
             f"**{len(errors)} 处错误，需要改正后才能合并。**" if errors else "**没有错误。**", ""]
    if mine:
        lines += ["| 类别 | 文件与行 | 表 · 行 · 列 | 算得 | 表中 | 相差 | 说明 |", "|---|---|---|---|---|---|---|"]
        lines += [_row(SEVERITY_WORDS[found.severity], f"{found.path}:{found.line}", found.place, found.found,
                       found.expected, found.difference, found.message) for found in mine[:LONGEST]]
        lines += [f"……另有 {len(mine) - LONGEST} 处"] * (len(mine) > LONGEST) + [""]
    lines += ["## 改动了哪些数", ""]
    rows = [_row(revision.name, place, _words(old), _words(new)) for revision in changed
            if revision.before and revision.after for place, old, new in revision.cells()]
    if rows:
        lines += ["| 年报 | 表 · 行 · 列 | 改动前 | 改动后 |", "|---|---|---|---|", *rows[:LONGEST]]
        lines += [f"……另有 {len(rows) - LONGEST} 格"] * (len(rows) > LONGEST)
    else:
        lines.append("没有改动已有年报的数字。")
    lines.append("")
    for revision in changed:
        if revision.before is None:
            lines.append(f"- 新增：{_safe(revision.name)}（{len(revision.reports[0].cells)} 格）")
        elif revision.after is None:
            lines.append(f"- 删除或有错误无法读取：{_safe(revision.name)}")
        else:
            sections, facts = revision.sections(), revision.facts()
            words = [f"文字有改动（{'、'.join(sections)}）"] if sections else []
            words += [f"另改了{'、'.join(facts)}"] if facts else []
            if not words and not any(True for _ in revision.cells()):
                words = ["只改了写法，内容没有变"]
            if words:
                lines.append(f"- {_safe(revision.name)}：{'；'.join(words)}")
    return "\n".join(lines) + "\n"


def _words(cell: Cell | None) -> str:
    if cell is None:
        return "（无此格）"
    return {State.BLANK: "（空白）", State.UNREADABLE: f"“{cell.literal}”（数值不明）"}.get(cell.state, cell.literal)


def _row(*cells: str) -> str:
    return "| " + " | ".join(_safe(cell) for cell in cells) + " |"


_SIGN = re.compile(r"[!-/:-@\[-`{-~]")  # all that can mean something in Markdown or HTML
_REFERENCE = re.compile(r"@|#(?=\d)")  # GitHub looks for people and pull requests in the words that are left
_WIDE = {"@": "＠", "#": "＃"}


def _safe(text: str) -> str:
    """A contributor's text as it stands, in one line of a table or list: no markup, no mention, nothing hidden.

    Line breaks, which only our own sentences have, are shown as such; `@` and `#1` are written wide.
    """
    shown = _REFERENCE.sub(lambda found: _WIDE[found[0]], visible(text, keep="\n"))
    return _SIGN.sub(r"\\\g<0>", shown).replace("\n", "<br>")
