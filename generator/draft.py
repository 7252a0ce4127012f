"""Drafts: the canonical text of a report's YAML and Markdown, and `portal new`, which writes one to fill in.

One flow list per printed table row, the official label beside it as a comment. What a clerk still has to
fill in says 待填 and is an error until it is filled, so that a forgotten cell is never taken for a blank.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from generator.edition import Block, Edition, Heading, Table
from generator.issue import BuildError
from generator.model import NO_WORDS, TO_FILL, Cell, Report, State
from generator.naming import path_fault

_LABEL_COLUMN = 42


def draft(reports: Path, path: str, year: int, editions: Mapping[str, Edition], edition_key: str | None = None
          ) -> list[Path]:
    """Write <path>/<year>.yml and .md to fill in, and township.yml if it is new; never overwrites."""
    if fault := path_fault(path):
        raise BuildError(f"“{path}”不对：{fault}。")
    if edition_key is None:
        fitting = [key for key, one in editions.items()
                   if one.years[0] <= year and (one.years[1] is None or year <= one.years[1])]
        if not fitting:
            raise BuildError(f"{year} 年没有对应的表格格式，请用 --edition 指明（可用：{'、'.join(editions)}）。")
        edition_key = fitting[0]
    if edition_key not in editions:
        raise BuildError(f"没有“{edition_key}”这种格式，可用：{'、'.join(editions)}。")
    edition = editions[edition_key]
    folder = reports / path
    texts = {f"{year}.yml": blank_yaml(edition, year), f"{year}.md": blank_prose(edition)}
    existing = [name for name in texts if (folder / name).exists()]
    if existing:
        raise BuildError(f"{folder / existing[0]} 已经存在，没有改动。")
    if not (folder / "township.yml").exists():
        texts["township.yml"] = BLANK_TOWNSHIP
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


BLANK_TOWNSHIP = f"""name: {TO_FILL}          # 单位全称，如 金冢子镇
kind: {TO_FILL}          # 镇、乡、民族乡、街道、苏木、县级政府、市级政府、部门、管委会等
code: {TO_FILL}          # 统计用区划代码，乡镇 9 位，如 "370784121"；没有代码的单位删去这一行
county: {TO_FILL}        # 所属县、市、区；市本级、省本级的单位删去这一行
city: {TO_FILL}          # 所属地级市；省本级的单位删去这一行
province: {TO_FILL}      # 所属省、自治区、直辖市
"""


def blank_yaml(edition: Edition, year: int) -> str:
    """A report's YAML to be filled in."""
    def row(key: str, count: int) -> str | None:
        return None if key in edition.single_groups else f"[{', '.join([TO_FILL] * count)}]"

    return _head(edition, year) + f"""title: {TO_FILL}          # 标题，照原文；原文没有标题写 null
issuer: {TO_FILL}         # 发布机关，照原文落款；没有写 null
signed: {TO_FILL}         # 成文日期，如 2021-01-25；没有写 null
published: {TO_FILL}      # 发布日期；没有写 null
source:
  file: {TO_FILL}         # 原文附件的文件名，与本文件放在一起；没有写 null
  url: {TO_FILL}          # 原发布页的网址；没有写 null
  accessed: {TO_FILL}     # 打开原发布页的日期；没有写 null
  sha256: null         # 附件的校验值，可以不填
transcription: []      # 整理说明：录入时做过什么，一条一行，以 - 开头
""" + "".join(_table(table, row) for table in edition.tables)


def blank_prose(edition: Edition) -> str:
    """A report's text to be filled in. What stands in a section besides its table is up to the original; in free form
    the headings are to be filled in too.
    """
    if edition.is_free:
        return f"{TO_FILL}\n"
    return "\n\n".join(f"## {section.heading}" if section.table else f"## {section.heading}\n\n{TO_FILL}"
                       for section in edition.sections) + "\n"


def report_yaml(report: Report) -> str:
    """The canonical YAML of a report; read again it is the same report."""
    edition = report.edition

    def row(key: str, count: int) -> str | None:
        if key not in report.rows:
            return None
        block = edition.rows[key][1]
        return "[" + ", ".join(cell_yaml(report.cells[f"{key}.{column.key}"], column)
                               for column in block.column_leaves) + "]"

    source = report.source
    lines = [_head(edition, report.year)]
    for name, value in (("title", report.title), ("issuer", report.issuer), ("signed", report.signed),
                        ("published", report.published)):
        lines.append(f"{name}: {_text(value)}\n")
    if report.number:
        lines.append(f"number: {_text(report.number)}\n")
    if report.period:
        lines.append(f"period: {{from: {report.period.start}, to: {report.period.end}}}\n")
    lines.append("source:\n")
    for name in ("file", "url", "accessed", "sha256"):
        lines.append(f"  {name}: {_text(getattr(source, name))}\n")
    lines.append(_entries("superseded", [one._asdict() for one in source.superseded], "  "))
    lines.append(_entries("attachments", [
        {"file": one.file, "title": one.title, **({"alt": one.alt} if one.alt else {})} for one in report.attachments]))
    lines.append(_list("transcription", report.transcription))
    if report.headings and edition.sections:
        lines.append("headings:\n" + "".join(f"  {key}: {_text(value)}\n"
                                             for key, value in report.headings.items()))
    for table in edition.tables:
        word = "missing" if table.key in report.missing_tables else "untranscribed"
        lines.append(f"{table.key}: {word}\n" if table.key in report.without_table else _table(table, row))
    lines.append(_list("absent_rows", sorted(report.absent_rows)))
    for name, by_table in (("extra_lines", report.extra_lines), ("table_notes", report.table_notes)):
        if by_table:
            lines.append(f"{name}:\n" + "".join("  " + _list(key, texts).replace("\n  -", "\n    -")
                                                for key, texts in by_table.items()))
    if report.acknowledged:
        axes = {balance.id: balance.axis for balance in edition.balances}
        lines.append("as_published:\n" + "".join(
            f"  - {{check: {entry.check}, table: {entry.table}, {axes[entry.check]}: {entry.key}, "
            f"reason: {_quoted(entry.reason)}}}\n" for entry in report.acknowledged))
    lines.append(_entries("corrections", [one.fields for one in report.corrections]))
    return "".join(lines)


def entry_yaml(values: Mapping[str, str | None]) -> str:
    """One entry of a list, on one line."""
    return "{" + ", ".join(f"{name}: {_inline(value)}" for name, value in values.items()) + "}"


def _entries(name: str, entries: Sequence[Mapping[str, str | None]], indent: str = "") -> str:
    return f"{indent}{name}:\n" + "".join(f"{indent}  - {entry_yaml(one)}\n" for one in entries) if entries else ""


def _inline(value: str | None) -> str:
    """A value inside a flow mapping, where a comma ends it."""
    return _text(value) if value is None or _INLINE.fullmatch(value) else _quoted(value)


def report_prose(report: Report) -> str:
    """The Markdown file of a report."""
    parts = [report.preamble] if report.preamble else []
    for section in report.sections:
        if section.key in report.prose:
            parts.append(f"## {section.heading}")
            parts.append(NO_WORDS if section.key in report.wordless else report.prose[section.key])
    return "\n\n".join(part for part in parts if part) + "\n"


_UNQUOTED = {kind: re.compile(pattern, re.ASCII) for kind, pattern in (
    ("count", r"0|[1-9]\d*"), ("signed", r"[+-]?(0|[1-9]\d*)"), ("money", r"(0|[1-9]\d*)(\.\d+)?"))}


def cell_yaml(cell: Cell, column: Heading) -> str:
    """A cell as it stands in a row's list."""
    if cell.state is State.BLANK:
        return "null"
    if cell.state is State.UNREADABLE:
        return f"{{literal: {_quoted(cell.literal)}}}"
    if cell.state is State.NUMBER and _UNQUOTED[column.kind].fullmatch(cell.literal):
        return cell.literal
    return _quoted(cell.literal)


def _head(edition: Edition, year: int) -> str:
    schema = f"../../../generator/editions/{edition.key}.schema.json"
    return f'# yaml-language-server: $schema={schema}\nedition: "{edition.key}"\nyear: {year}\n'


def _table(table: Table, row: Callable[[str, int], str | None]) -> str:
    lines = [f"{table.key}:  # {table.name} {table.caption}\n"]
    for block in table.blocks:
        lines.append(f"  # {block.heading + '：' if block.heading else ''}{_columns(block)}\n")
        for leaf, path in block.lines:
            value = row(leaf.key, len(block.column_leaves))
            if value is not None:
                line = f"  {leaf.key}: {value}"
                label = "／".join(filter(None, path[-2:]))
                gap = " " * max(2, _LABEL_COLUMN - len(line) - len(re.findall(r"[一-鿿]", line)))  # these are two wide
                lines.append(f"{line}{gap}# {label}\n" if label else line + "\n")
    return "".join(lines)


def _columns(block: Block) -> str:
    """The columns' labels in order, each group named once before its own."""
    def words(headings: tuple[Heading, ...]) -> str:
        return ", ".join(f"{one.label}（{words(one.children)}）" if one.children else one.label for one in headings)
    return words(block.columns)


def _list(name: str, texts: Sequence[str]) -> str:
    return f"{name}:\n" + "".join(f"  - {_text(text)}\n" for text in texts) if texts else ""


_SAFE = re.compile(
    "[一-鿿A-Za-z][^:#\"'\n\\\\\\[\\]{}&*!|>%@`\x7f-\x9f\u2028\u2029\ufeff]*(?<!\\s)"
    r"|\d{4}-\d{2}-\d{2}|[0-9a-f]{64}|https?://[^\s#\"']+(?<!:)")
_INLINE = re.compile(r"[一-鿿A-Za-z][一-鿿\w.]*|\d{4}-\d{2}-\d{2}")
_WORDS = {"null", "true", "false", "yes", "no", "on", "off"}


def _text(value: str | None) -> str:
    if value is None:
        return "null"
    safe = _SAFE.fullmatch(value) and value.lower() not in _WORDS
    return value if safe else _quoted(value)


def _quoted(value: str) -> str:
    """A double-quoted YAML scalar; the line ends that YAML knows beyond LF are written as escapes."""
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff]", lambda match: f"\\u{ord(match[0]):04x}", text)


