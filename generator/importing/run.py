"""`portal import`: many documents, one after another; a bad one never stops the rest.

Exit code 0: all clean; 1: drafts with doubts or findings, or some files refused; 2: nothing could be read.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.edition import Edition
from generator.importing import Imported, Refused, differences, existing, import_file, write
from generator.importing.readers import SUFFIXES
from generator.importing.sheet import sheet
from generator.issue import SEVERITY_WORDS, BuildError, Severity
from generator.load import load
from generator.settings import Settings

CLEAN, DOUBTFUL, NOTHING = 0, 1, 2


def import_files(files: Sequence[Path], root: Path, out: Path, editions: Mapping[str, Edition],
                 township: str | None = None, year: int | None = None, update: bool = False) -> int:
    """Import all files and folders of files; returns the exit code."""
    found = [path for file in files for path in _documents(file)]
    if not found:
        raise BuildError("没有找到可以导入的文件。")
    root.mkdir(parents=True, exist_ok=True)
    site = load([root], editions)[0]
    read, refused = 0, []
    codes: Counter[int] = Counter()
    many = len(found) > 1
    for number, path in enumerate(found, 1):
        _progress(number, len(found)) if many else None
        try:
            one = import_file(path, root, site, Settings(""), township, year, update)
            _keep(one, path, out, update, quiet=len(found) > 3)
            codes[CLEAN if one.clean else DOUBTFUL] += 1
            read += 1
            if one.draft.new_township:
                site = load([root], editions)[0]
        except Refused as error:
            refused.append((path, str(error)))
        except (KeyError, ValueError, IndexError, TypeError, AttributeError, RecursionError) as error:
            if not many:
                raise
            refused.append((path, f"程序出错（{type(error).__name__}），请报告这个问题"))
    if many or refused:
        print(f"共 {len(found)} 份：清楚的 {codes[CLEAN]} 份，有疑问的 {codes[DOUBTFUL]} 份，"
              f"不能导入的 {len(refused)} 份。")
    for path, message in refused:
        print(f"不能导入 {path}：{message}。", file=sys.stderr)
    if not read:
        return NOTHING
    return DOUBTFUL if refused or codes[DOUBTFUL] else CLEAN


def _documents(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file()
                  and not file.name.startswith((".", "~$")))


def _keep(one: Imported, file: Path, out: Path, update: bool, quiet: bool) -> None:
    """Write the draft and its sheet, and say so."""
    name = one.draft.report.path.removeprefix("reports/").removesuffix(".yml")
    there = existing(one.draft)
    if there and not update:
        raise Refused("exists", path=there[0])
    if there:
        for line in differences(one.draft):
            print(line)
    written = write(one.draft, file)
    out.mkdir(parents=True, exist_ok=True)
    page = out / f"{name.replace('/', '-')}.html"
    page.write_text(sheet(one), encoding="utf-8")
    if quiet:
        return
    for path in written:
        print(f"已写入 {path}")
    print(f"审阅单 {page}")
    for line in summary(one):
        print(line)


def summary(one: Imported) -> list[str]:
    """What the editor should know at once."""
    counts = one.reading.counts
    levels = Counter(found.severity for found in one.draft.issues)
    report = one.draft.report
    lines = [f"{report.title or '（原文没有标题）'}：{report.year} 年度，{report.edition.name}，{len(report.cells)} 格"]
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


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty() and not os.environ.get("CI"):
        width = 24 * done // of
        print(f"\r导入 {'█' * width}{'░' * (24 - width)} {done}/{of}", end="\n" if done == of else "",
              file=sys.stderr, flush=True)
    elif done == 1 or done == of or done % 100 == 0:
        print(f"导入 {done}/{of}", file=sys.stderr, flush=True)
