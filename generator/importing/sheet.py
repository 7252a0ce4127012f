"""The review sheet (审阅单): one self-contained page per import, for the person who checks the draft.

What is in doubt stands first, then what the portal's check says, what was dropped, and the source beside
the result. No script, nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from generator.edition import Table
from generator.grid import Slot, printed
from generator.importing.sentences import CONTACT, DROPPED, TOGETHER
from generator.issue import SEVERITY_WORDS
from generator.model import Cell, Report, State

if TYPE_CHECKING:
    from generator.importing import Imported

_STYLE = """
:root{color-scheme:light}body{font:16px/1.7 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:0 auto;
max-width:1200px;padding:1rem;color:#1a1a1a;background:#fff}h1{font-size:1.4rem}h2{font-size:1.15rem;margin-top:2rem;
border-bottom:2px solid #345}table{border-collapse:collapse;font-size:.85rem;width:100%}th,td{border:1px solid #999;
padding:.2rem .4rem;text-align:center}th{background:#f0f3f6;font-weight:500}td.doubt{background:#ffe9a8;font-weight:700}
.row{text-align:left}li{margin:.3rem 0}.place,.why{color:#555;font-size:.9em}.both{display:grid;
grid-template-columns:1fr 1fr;gap:1rem}.both>div{min-width:0;overflow:auto}pre{white-space:pre-wrap;
overflow-wrap:anywhere;font:.85rem/1.6 inherit;background:#f7f7f7;padding:.5rem}q{background:#fff4cf}
.good{color:#145c2e}@media(max-width:800px){.both{grid-template-columns:1fr}}
"""


def sheet(one: Imported) -> str:
    """The page."""
    report = one.draft.report
    title = report.title or "（原文没有标题）"
    parts = [f"<h1>审阅单：{escape(title)}</h1>",
             f"<p>{escape(report.path)} · {report.year} 年度 · {escape(one.reading.edition.name)} · "
             f"原文件 {escape(one.file.name)}</p>", _doubts(one), _issues(one), _dropped(one), _facts(one),
             _tables(one), _prose(one)]
    return ('<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>审阅单：{escape(title)}</title><style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>\n")


def _doubts(one: Imported) -> str:
    doubts = one.reading.doubts
    if not doubts:
        return '<h2>疑问</h2><p class="good">没有疑问。</p>'
    items = []
    for found in doubts:
        where = " · ".join(filter(None, (found.where, found.place)))
        line = f"<li>{f'<span class=place>{escape(where)}</span>：' if where else ''}{escape(found.message)}"
        if found.proposal and found.code.startswith(("cell", "glued")):
            taken = found.code in ("glued-chosen", "glued-told", "glued-years")
            note = "" if taken else "可能的读法（没有采用，请对照原文）："
            line += f' <span class="why">{note}{escape(found.proposal)}</span>'
        items.append(line + "</li>")
    return f"<h2>疑问（{len(doubts)} 处）</h2><ol>{''.join(items)}</ol>"


def _issues(one: Imported) -> str:
    items = "".join(f"<li><b>{SEVERITY_WORDS[found.severity]}</b> {escape(found.message)}</li>"
                    for found in sorted(one.draft.issues, key=lambda found: found.severity))
    return f"<h2>核对结果（{len(one.draft.issues)} 处）</h2>" + (f"<ul>{items}</ul>" if items else
                                                          '<p class="good">没有发现问题。</p>')


def _dropped(one: Imported) -> str:
    counts, ledger = one.reading.counts, one.reading.ledger
    items = "".join(f"<li><q>{escape(' '.join(entry.piece.text.split())[:300])}</q> "
                    f'<span class="why">{escape(ledger.source.place(entry.piece))}：{DROPPED[entry.reason]}</span></li>'
                    for entry in ledger.dropped[:400])
    more = f"<p>……共 {len(ledger.dropped)} 处。</p>" if len(ledger.dropped) > 400 else ""
    return (f"<h2>没有录入的文字（{len(ledger.dropped)} 处）</h2><p>原文 {counts['all']} 字（不计空白）：表格 "
            f"{counts['table']}，正文 {counts['prose']}，标题 {counts['facts']}，略去 "
            f"{counts['dropped'] + counts['unclaimed']}，其中没有归属 {counts['unclaimed']}。</p>"
            f"<ul>{items}</ul>{more}")


def _facts(one: Imported) -> str:
    report, facts = one.draft.report, one.reading.facts
    source = report.source
    rows = [("标题", report.title), ("发布机关", report.issuer), ("成文日期", report.signed),
            ("发布日期", report.published), ("网址", source.url), ("引用的通知", "、".join(facts.notices)),
            *((name, facts.contact.get(key)) for key, name in CONTACT.items()),
            ("原文附件", source.file), ("校验值", source.sha256)]
    known = {CONTACT[key]: value for key, value in one.contact.items() if key in CONTACT}
    return "<h2>基本信息</h2><table>" + "".join(
        f'<tr><th>{name}</th><td class="row">{escape(value) if value else "（没有）"}'
        + (f'<span class="why">（township.yml 里是 {escape(known[name])}）</span>'
           if value and known.get(name, value) != value else "") + "</td></tr>"
        for name, value in rows) + "</table>"


def _tables(one: Imported) -> str:
    report, parts = one.draft.report, ["<h2>表格：左边是录入的，右边是原文</h2>"]
    for table in report.edition.tables:
        parts.append(f"<h3>{escape(table.name)} {escape(table.caption)}</h3>")
        if table.key in report.without_table:
            parts.append("<p>原文没有这张表。</p>" if table.key in report.missing_tables else
                         "<p>这张表没有录入，请对照原文补录。</p>")
            continue
        original = "\n".join(" | ".join(" ".join(piece.text.split()) for piece in one.reading.tables.rows[key])
                            for key in one.reading.edition.rows
                            if key in one.reading.tables.rows and one.reading.edition.rows[key][0] is table)
        extra = "".join(f"<p>{escape(line)}</p>" for line in report.extra_lines.get(table.key, ()))
        parts.append(f'<div class="both"><div>{_grid(report, table)}{extra}</div>'
                     f"<div><pre>{escape(original)}</pre></div></div>")
    return "".join(parts)


def _grid(report: Report, table: Table) -> str:
    """The table as it will be printed."""
    lines = []
    for line in printed(table, report.rows).lines:
        heads = [f'<th class="{head.kind}" colspan="{head.across}" rowspan="{head.down}">{escape(head.label)}</th>'
                 for head in line.heads]
        lines.append(f"<tr>{''.join((*heads, *_cells(report, line.slots)))}</tr>")
    return f"<table>{''.join(lines)}</table>"


def _cells(report: Report, slots: Sequence[Slot]) -> Iterator[str]:
    """A row's cells; figures that could not be parted stand once, over all the cells they belong to."""
    def together(slot: Slot) -> Cell | str:
        cell = report.cells[slot.address]
        return cell if cell.state is State.UNREADABLE else slot.address

    for _, several in groupby(slots, together):
        first, *others = several
        cell, across = report.cells[first.address], first.across + sum(slot.across for slot in others)
        doubtful = ' class="doubt"' if cell.state is State.UNREADABLE else ""
        why = f'<br><span class="why">{TOGETHER.format(count=len(others) + 1)}</span>' if others else ""
        yield f'<td{doubtful} colspan="{across}">{escape(cell.literal)}{why}</td>'


def _prose(one: Imported) -> str:
    report = one.draft.report
    result = "\n\n".join(filter(None, [report.preamble, *(
        f"{section.heading}\n\n{report.prose[section.key]}" for section in report.edition.sections
        if section.key in report.prose)]))
    original = "\n".join(_lines(one))
    return (f'<h2>正文：左边是录入的，右边是原文</h2><div class="both"><div><pre>{escape(result)}</pre></div>'
            f"<div><pre>{escape(original)}</pre></div></div>")


def _lines(one: Imported) -> Iterator[str]:
    for unit in one.reading.source.units:
        if unit.text.strip():
            yield unit.text.strip()
