"""`portal import`: many documents, several at a time, written in their order; a bad one never stops the rest.

Documents whose glued figures another year of the same batch may decide are carried out again at the end, with the
figures of those years. Exit code 0: all clean; 1: drafts with doubts or findings, or some files refused; 2: nothing
could be read.
"""

from __future__ import annotations

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from generator.edition import Edition
from generator.importing import Imported, Refused, Task, carry_out, differences, existing, write
from generator.importing.drafts import TOWNSHIP, Files
from generator.importing.found import Figures
from generator.importing.readers import SUFFIXES
from generator.importing.sentences import PLEASE_REPORT
from generator.importing.sheet import sheet
from generator.importing.workers import BUGS, each
from generator.issue import SEVERITY_WORDS, BuildError, Severity
from generator.load import load
from generator.model import Site
from generator.settings import Settings

CLEAN, DOUBTFUL, NOTHING = 0, 1, 2
FEW = 8  # files that are not worth several processes


@dataclass(frozen=True)
class Refusal:
    """A file that cannot be imported, with the sentence that says why."""

    file: Path
    why: str


@dataclass(frozen=True)
class Outcome:
    """What became of one file that could be read. Small: it comes from another process."""

    file: Path
    name: str  # <county>/<township>/<year>
    files: Files
    changes: tuple[str, ...]  # the lines of what exists that the draft would change
    page: str  # the review sheet
    lines: tuple[str, ...]  # what the editor should know at once
    clean: bool
    open: bool  # another year's report may still decide something
    figures: Figures  # what such a report may ask of this one


Result = list[Outcome | Refusal]  # of one file: an Outcome for each of its reports, or a Refusal


@dataclass
class Job:
    """What is done with one file."""

    task: Task
    editions: Mapping[str, Edition]
    strict: bool  # our own bug is a traceback, not one refused file of many

    @cached_property
    def site(self) -> Site:
        return load([self.task.root], self.editions)[0]

    def __call__(self, file: Path) -> Result:
        try:
            return [_outcome(one) for one in carry_out(file, self.task, self.site, Settings(""))]
        except Refused as error:
            return [Refusal(file, str(error))]
        except BUGS as error:
            if self.strict:
                raise
            return [Refusal(file, PLEASE_REPORT.format(why=type(error).__name__))]


@dataclass
class _Tally:
    codes: Counter[int] = field(default_factory=Counter)
    refused: list[Refusal] = field(default_factory=list)
    written: dict[str, Path] = field(default_factory=dict)


def import_files(files: Sequence[Path], root: Path, out: Path, editions: Mapping[str, Edition],
                 show: Callable[[str, int, int], None], township: str | None = None, year: int | None = None,
                 update: bool = False, processes: int | None = None) -> int:
    """Import all files and folders of files; returns the exit code. `show`: what is told of a stage, how many files are
    done and of how many, if there are several."""
    found = [path for file in files for path in _documents(file)]
    if not found:
        raise BuildError("没有找到可以导入的文件。")
    root.mkdir(parents=True, exist_ok=True)
    known = township is not None and (root / township / TOWNSHIP).exists()
    job = Job(Task(root, township, year, update, known), editions, len(found) == 1)
    tally = _Tally()
    waiting: list[Path] = []
    others: dict[str, dict[int, Figures]] = defaultdict(dict)
    for number, result in enumerate(_carried_out(found, job, processes), 1):
        if len(found) > 1:
            show("导入", number, len(found))
        outcomes = [one for one in result if isinstance(one, Outcome)]
        for outcome in outcomes:
            place, _, when = outcome.name.rpartition("/")
            others[place].setdefault(int(when), outcome.figures)
        if any(one.open for one in outcomes) and len(found) + len(outcomes) > 2:
            waiting.append(outcomes[0].file)
        else:
            _keep(result, out, update, len(found) > 3, tally)
    if waiting:
        second = Job(replace(job.task, others=others), editions, job.strict)
        for result in _carried_out(waiting, second, processes):
            _keep(result, out, update, len(found) > 3, tally)
    if len(found) > 1 or tally.refused or len(tally.written) > 1:
        print(f"共 {tally.codes.total() + len(tally.refused)} 份：清楚的 {tally.codes[CLEAN]} 份，"
              f"有疑问的 {tally.codes[DOUBTFUL]} 份，不能导入的 {len(tally.refused)} 份。")
    for one in tally.refused:
        print(f"不能导入 {one.file}：{one.why}。", file=sys.stderr)
    if not tally.written:
        return NOTHING
    return DOUBTFUL if tally.refused or tally.codes[DOUBTFUL] else CLEAN


def _carried_out(files: Sequence[Path], job: Job, processes: int | None) -> Iterator[Result]:
    count = min(processes or (os.cpu_count() if len(files) >= FEW else 1) or 1, len(files))
    _ = job.site  # read once, before there are processes, and none of what a document may cost
    return each(files, job, lambda file, why: [Refusal(file, str(why))], count)


def _documents(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file()
                  and not file.name.startswith((".", "~$")))


def _outcome(one: Imported) -> Outcome:
    report = one.draft.report
    linked = {balance.table for balance in report.edition.balances if balance.across_years and balance.each == "row"}
    figures = Figures(report.edition.key, {address: cell for address, cell in report.cells.items()
                                           if report.edition.table_of(address.split(".")[0]).key in linked})
    return Outcome(one.file, report.path.removeprefix("reports/").removesuffix(".yml"), one.draft.files,
                   tuple(differences(one.draft)), sheet(one), tuple(summary(one)), one.clean,
                   bool(one.reading.tables.open), figures)


def _keep(result: Result, out: Path, update: bool, quiet: bool, tally: _Tally) -> None:
    """Write the drafts of a file."""
    for one in result:
        _keep_one(one, out, update, quiet, tally)


def _keep_one(one: Outcome | Refusal, out: Path, update: bool, quiet: bool, tally: _Tally) -> None:
    """Write the draft and its sheet, and say so; what it changes is shown first."""
    if isinstance(one, Refusal):
        tally.refused.append(one)
        return
    if (fault := _in_the_way(one, update, tally)) is not None:
        tally.refused.append(Refusal(one.file, str(fault)))
        return
    for line in one.changes:
        print(line)
    out.mkdir(parents=True, exist_ok=True)
    written = write(one.files, one.file, out)
    page = out / f"{one.name.replace('/', '-')}.html"
    page.write_text(one.page, encoding="utf-8")
    tally.codes[CLEAN if one.clean else DOUBTFUL] += 1
    tally.written[one.name] = one.file
    if not quiet:
        for path in written:
            print(f"已写入 {path}")
        if one.files.replaced:
            print(f"原来的附件 {one.files.replaced} 已移到 {out}")
        print(f"审阅单 {page}")
        for line in one.lines:
            print(line)


def _in_the_way(one: Outcome, update: bool, tally: _Tally) -> Refused | None:
    """Why a draft must not be written; None if it may."""
    if one.name in tally.written:
        return Refused("twice", file=tally.written[one.name].name, path=one.name)
    there = existing(one.files)
    return Refused("exists", path=there[0]) if there and not update else None


def summary(one: Imported) -> list[str]:
    """What the editor should know at once."""
    counts = one.reading.counts
    levels = Counter(found.severity for found in one.draft.issues)
    report = one.draft.report
    lines = [f"{report.title or '（没有标题）'}：{report.year} 年度，{report.edition.name}，{len(report.cells)} 格"]
    labels = [found for found in one.reading.doubts if found.code.startswith("label-")]
    others = [found for found in one.reading.doubts if not found.code.startswith("label-")]
    for found in others[:20]:
        where = " · ".join(filter(None, (found.where, found.place)))
        lines.append(f"  疑问：{where}{'：' if where else ''}{found.message}")
    if len(others) > 20:
        lines.append(f"  ……共 {len(others)} 处疑问，其余见审阅单")
    if labels:
        lines.append(f"  疑问：有 {len(labels)} 个栏目名称与规定的不完全相同，见审阅单")
    lines.append("  核对：" + "，".join(f"{SEVERITY_WORDS[level]} {levels[level]} 处" for level in Severity))
    lines.append(f"  字数：原文 {counts['all']} 字（不计空白），表格 {counts['table']}，正文 {counts['prose']}，"
                 f"标题 {counts['facts']}，略去 {counts['dropped'] + counts['unclaimed']}"
                 f"（没有归属 {counts['unclaimed']}）")
    return lines
