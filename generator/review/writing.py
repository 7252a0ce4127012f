"""summary.md: what a reviewer reads of a proposal, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.issue import SEVERITY_WORDS, Issue, Severity
from generator.model import Correction
from generator.review.account import Entry, account, open_entries
from generator.review.markdown import LARGEST, fenced, marked, safe, shortened, table
from generator.revision import Alteration, Move, Revision


def summary(moves: Sequence[Move], changed: Sequence[Revision], mine: Sequence[Issue], entry: Entry, day: str) -> str:
    """The pull request's step summary. `mine` are the findings that concern it; `entry`, `day` as Tools have them."""
    errors = [found for found in mine if found.severity is Severity.ERROR]
    others = [found for found in mine if found.severity is not Severity.ERROR]
    verdict = f"**{len(errors)} 处错误，需要改正后才能合并。**" if errors else "**没有错误。**"
    lines = ["# 年报核对结果", "", verdict, ""]
    lines += _deletions(moves, changed, errors)
    if errors:
        lines += ["## 错误", "", *_findings(errors)]
    lines += _entries(changed, errors, entry, day)
    lines += _figures(changed)
    lines += _facts(moves, changed)
    lines += _prose(changed)
    lines += _rest(moves, changed)
    if others:
        lines += ["## 提示与说明", "", *_findings(others)]
    return "\n".join(lines).rstrip("\n") + "\n"


def gone(changed: Sequence[Revision], errors: Sequence[Issue]) -> tuple[list[Revision], list[Revision]]:
    """The reports that are deleted, and those that only cannot be read for an error."""
    faulty = {found.path.rsplit(".", 1)[0] for found in errors}
    removed: tuple[list[Revision], list[Revision]] = [], []
    for revision in changed:
        if revision.after is None:
            stem = revision.report.path.removesuffix(".yml")
            removed[stem in faulty or f"{stem.rpartition('/')[0]}/township" in faulty].append(revision)
    return removed


def _deletions(moves: Sequence[Move], changed: Sequence[Revision], errors: Sequence[Issue]) -> Iterator[str]:
    """Said first and loudly: what is published is to be published no more."""
    faulty = {found.path for found in errors}
    deleted, unread = gone(changed, errors)
    bodies = [move.before for move in moves if move.before and move.after is None and move.before.file not in faulty]
    alone = [one for one in deleted if all(one.township.path != body.path for body in bodies)]
    if bodies or alone:
        lines = [f"- **单位：{safe(body.full_name)}**（{safe(body.path)}），连同它的 {len(body.reports)} 份年报"
                 for body in bodies]
        lines += [f"- **年报：{safe(one.name)}**（{safe(one.report.path)}）" for one in alone]
        yield from ("## ⚠️ 要删除已经公布的内容", "", "合并以后，下面这些在网站上就没有了，别处指向它们的网址也会失效。"
                    "单位撤并、改名的不要删，请写 until、formerly 或 moved_from。", "", *shortened(lines, "处"), "")
    if unread:
        yield from ("有错误、无法读取，因此下面没有列出改动的年报：", "",
                    *shortened([f"- {safe(one.name)}" for one in unread], "份"), "")


def _findings(found: Sequence[Issue]) -> Iterator[str]:
    balances = any(one.found or one.expected for one in found)
    heads = ["类别", "文件与行", "表 · 行 · 列", *["算得", "表中", "相差"] * balances, "说明"]
    rows = [[SEVERITY_WORDS[one.severity], f"{one.path}:{one.line}", one.place,
             *[one.found, one.expected, one.difference] * balances, _sentence(one)] for one in found]
    yield from table(heads, rows, "处")


def _sentence(found: Issue) -> str:
    """A finding's sentence; what to paste stands below, where it can be copied."""
    if not _has_entry(found):
        return found.message
    told, _, _ = found.message.partition("请在 " if found.code == "correction-missing" else "\n")
    return f"{told.rstrip('：')}{'' if told.endswith('。') else '。'}可以粘贴的内容见下。"


def _has_entry(found: Issue) -> bool:
    return found.code.startswith(("correction-", "original-")) and "\n" in found.message


def _entries(changed: Sequence[Revision], errors: Sequence[Issue], entry: Entry, day: str) -> Iterator[str]:
    """What is missing, ready to paste: the corrections of each report together, then the rest one by one."""
    parts = [(one.report.path, ["corrections:", *(f"  - {entry(found.fields)}" for found in entries)])
             for one in changed if (entries := open_entries(one, day))]
    parts += [(f"{one.path}:{one.line}", one.message.split("\n")[1:]) for one in errors
              if _has_entry(one) and one.code != "correction-missing"]
    if not parts:
        return
    yield from ("## 可以粘贴的内容", "", "还没有登记的更正可以整段复制，贴到各文件的末尾，再把待填改成理由。"
                "文件里已经有 corrections 的，贴在它的下面，不要第一行。原文由机关改过的，kind 写 更正 或 修订。", "")
    size = 0
    for count, (place, lines) in enumerate(parts):
        size += len("\n".join(lines).encode())
        if size > LARGEST * 2:
            yield from (f"……另有 {len(parts) - count} 段这里放不下，请在本机运行 portal review 查看。", "")
            return
        yield f"{safe(place)}："
        yield ""
        yield from fenced(lines)


def _figures(changed: Sequence[Revision]) -> Iterator[str]:
    yield from ("## 更正与改动的数", "")
    rows = []
    for revision in changed:
        rows += [[revision.name, revision.place(one.at), *one.sides, _account(told)]
                 for one, told in account(revision).changes if not _in_prose(one, revision)]
    if rows:
        yield from table(["年报", "位置", "改动前", "改动后", "更正记录"], rows, "处")
    else:
        yield from ("没有改动已有年报的数字。", "")


def _account(one: Correction | None) -> str:
    return f"{one.kind}：{one.reason}" if one else "没有登记"


def _in_prose(one: Alteration, revision: Revision) -> bool:
    return revision.after is not None and one.path == revision.after.prose_path


def _facts(moves: Sequence[Move], changed: Sequence[Revision]) -> Iterator[str]:
    rows = [[move.township.full_name, one.name, one.before or "（无）", one.after or "（无）"]
            for move in moves for one in move.switches]
    rows += [[revision.name, one.name, one.before or "（无）", one.after or "（无）"]
             for revision in changed for one in revision.switches]
    if rows:
        yield from ("## 单位、来源与整理", "", *table(["单位或年报", "项目", "改动前", "改动后"], rows, "处"))


def _prose(changed: Sequence[Revision]) -> Iterator[str]:
    lines = []
    for revision in changed:
        said = [_account(told) for one, told in account(revision).changes if _in_prose(one, revision)]
        for one in revision.prose:
            lines.append(f"- {safe(revision.name)} · {safe(one.heading)}：{marked(one.runs)}")
        if revision.prose and said:
            lines.append(f"  - 更正记录：{safe('；'.join(dict.fromkeys(said)))}")
    if lines:
        yield from ("## 改动的文字", "", "划去的是删掉的，下划线的是新加的。", "", *shortened(lines, "处"), "")


def _rest(moves: Sequence[Move], changed: Sequence[Revision]) -> Iterator[str]:
    """What is new, and what only looks different in its file."""
    lines = [f"- 新增单位：{safe(move.after.full_name)}" for move in moves if move.after and move.before is None]
    for revision in changed:
        if revision.before is None:
            lines.append(f"- 新增年报：{safe(revision.name)}（{len(revision.report.cells)} 格）")
        elif revision.after and not (revision.alterations or revision.prose or revision.switches):
            same = revision.before.corrections == revision.after.corrections
            lines.append(f"- {safe(revision.name)}：{'只改了写法，内容没有变' if same else '只改了更正记录'}")
    if lines:
        yield from ("## 新增与其他", "", *shortened(lines, "份"), "")
