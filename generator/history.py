"""What became of a published value: from the report's own 更正记录 and from git, where there is one; `portal history`.

Git is asked, never relied on: without it, without a repository or with a shallow one a sentence says so.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from generator.hidden import visible
from generator.model import Correction, Report

Value = Callable[[str, str], str | None]  # the texts of a report's YAML and Markdown → what stands at a place
_FIELD, _RECORD = "\x1f", "\x1e"  # as the format of `git log` below writes them
_GIT = ("git", "-c", "core.quotePath=off", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false",
        "-c", "i18n.logOutputEncoding=UTF-8")


class Commit(NamedTuple):
    """One change of a report's files in git. `before`, `after`: what stood at the place that was asked for, None where
    it was not there, or none was asked for.
    """

    hash: str
    date: str
    author: str
    subject: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class History:
    """The past of a report, or of one place in it; the latest first. `remark`: why git did not tell all, if so."""

    corrections: tuple[Correction, ...]
    commits: tuple[Commit, ...]
    remark: str


def history(project: Path, report: Report, stems: Sequence[str], at: str | None, value: Value) -> History:
    """The past of a report whose files are <stem>.yml and .md below `project`, with an `at` that of one place in it.

    `stems`: relative to the project, today's first, then those before the folder was moved.
    """
    corrections = tuple(one for one in report.corrections if at is None or one.at == at)
    try:
        shallow = _asked(project, "rev-parse", "--is-shallow-repository").strip() == "true"
        commits = _commits(project, stems)
        told = list(_followed(project, stems, commits, value)) if at else commits
    except FileNotFoundError:
        return History(corrections, (), "这台电脑没有装 git，只能显示登记过的更正。")
    except subprocess.CalledProcessError:
        return History(corrections, (), "这个文件夹不在 git 仓库里（或还没有提交过），只能显示登记过的更正。")
    if not commits:
        return History(corrections, (), "git 里没有这份年报的记录，只能显示登记过的更正。")
    return History(corrections, tuple(told), _SHALLOW if shallow else "")


_SHALLOW = "这个仓库只取了最近的一段历史（浅克隆），更早的改动要运行 git fetch --unshallow 以后才能看到。"


def _commits(project: Path, stems: Sequence[str]) -> list[Commit]:
    text = _asked(project, "log", "--date=short", "--format=%h%x1f%ad%x1f%an%x1f%s%x1e", "--",
                  *(f"{stem}{ending}" for stem in stems for ending in (".yml", ".md")))
    records = filter(None, (record.strip("\n") for record in text.split(_RECORD)))
    found = []
    for record in records:
        name, day, author, subject = record.split(_FIELD, 3)
        found.append(Commit(name, day, author, subject, None, None))
    return found


def _followed(project: Path, stems: Sequence[str], commits: Sequence[Commit], value: Value) -> list[Commit]:
    """Those of the commits after which something else stood at the place than in what they were made from."""
    states = _texts(project, [f"{one.hash}{parent}" for one in commits for parent in ("^", "")], stems)
    values = [value(*texts) if texts else None for texts in states]
    return [one._replace(before=before, after=after)
            for one, before, after in zip(commits, values[::2], values[1::2], strict=True) if before != after]


def _texts(project: Path, hashes: Sequence[str], stems: Sequence[str]) -> list[tuple[str, str] | None]:
    """By commit the report's YAML and Markdown at the first of the places where it was; None where it was not."""
    names = [f"{one}:./{stem}{ending}" for one in hashes for stem in stems for ending in (".yml", ".md")]
    blobs = iter(_blobs(project, names))
    found: list[tuple[str, str] | None] = []
    for _ in hashes:
        pairs = [(next(blobs), next(blobs)) for _ in stems]
        found.append(next(((yaml, prose or "") for yaml, prose in pairs if yaml is not None), None))
    return found


def _blobs(project: Path, names: Sequence[str]) -> list[str | None]:
    """Files as they were (commit:./path); None where there was none."""
    run = subprocess.run([*_GIT, "-C", str(project), "cat-file", "--batch"], input="\n".join(names).encode() + b"\n",
                         capture_output=True, check=True, env=_environment())
    found: list[str | None] = []
    out, at = run.stdout, 0
    for _ in names:
        end = out.index(b"\n", at)
        size = out[at:end].rpartition(b" ")[2]  # or: missing
        at = end + 1
        if not size.isdigit():
            found.append(None)
            continue
        found.append(out[at:at + int(size)].decode("utf-8", "replace"))
        at += int(size) + 1
    return found


def _asked(project: Path, *arguments: str) -> str:
    run = subprocess.run([*_GIT, "-C", str(project), *arguments], capture_output=True, check=True, env=_environment())
    return run.stdout.decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat"}


# ── in words ──

SHORT = 120  # characters of a value in a line of text; JSON has it whole


def words(found: History, title: str, now: str | None) -> Iterator[str]:
    """Line by line, for a reader. `now`: what stands at the place today, None where the whole report was asked for."""
    yield title
    if now is not None:
        yield f"现在：{_short(now)}"
    yield ""
    yield "登记过的更正：" if found.corrections else "没有登记过更正。"
    for entry in found.corrections:
        place = f"{entry.at}：" if now is None else ""
        yield f"  {entry.date}  {entry.kind}  {place}{_short(entry.before)} → {_short(entry.after)}"
        yield f"              理由：{visible(entry.reason)}{f'（{entry.link}）' if entry.link else ''}"
    yield ""
    if found.commits:
        yield "git 里的改动："
    for one in found.commits:
        yield f"  {one.date}  {one.hash}  {visible(one.author)}：{visible(one.subject)}"
        if now is not None:
            yield f"              {_short(one.before)} → {_short(one.after)}"
    if found.remark:
        yield found.remark


def _short(text: str | None) -> str:
    if text is None:
        return "（没有）"
    shown = visible(" ".join(text.split()))
    return (shown if len(shown) <= SHORT else f"{shown[:SHORT]}……（共 {len(shown)} 个字）") or "（空）"


def as_data(found: History) -> dict[str, object]:
    """The same for programs."""
    return {"corrections": [one.fields for one in found.corrections],
            "commits": [one._asdict() for one in found.commits], "remark": found.remark or None}
