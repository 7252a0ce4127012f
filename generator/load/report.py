"""<year>.yml and <year>.md → a Report, or None with all the Issues at once."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping as Dict
from pathlib import Path

from generator.edition import Balance, Edition, Heading
from generator.issue import Issue, issue
from generator.load.fields import Fields, kind_of
from generator.load.figures import read_row, small_row
from generator.load.prose import read_prose
from generator.load.quick import quick
from generator.load.source import Mapping, Read, Row, Scalar, parse, read_bytes, read_text
from generator.model import Acknowledgement, Cell, Report, Source
from generator.naming import file_fault

LARGEST_ORIGINAL_KB = 64 * 1024  # GitHub takes no file above 100 MB
LONGEST_NAME = 251  # bytes: file systems take 255, and an original may be published with .txt after its name


def read_report(folder: Path, name: str, year: int, editions: Dict[str, Edition], issues: list[Issue],
                read: Read = read_bytes) -> Report | None:
    """The report on `year` in `folder`, which the portal calls `name` (reports/<county>/<township>)."""
    path, prose_path = f"{name}/{year}.yml", f"{name}/{year}.md"
    before = len(issues)
    text = read_text(os.path.join(folder, f"{year}.yml"), path, issues, read)
    prose_text = None
    prose_file = os.path.join(folder, f"{year}.md")
    if os.path.exists(prose_file):
        prose_text = read_text(prose_file, prose_path, issues, read)
    else:
        issues.append(issue("file-missing", path, file=f"{year}.md", meaning="这份报告的文字部分"))
    if text is None:
        return None
    found: list[Issue] = []
    tree = quick(text)
    report = _report(tree, folder, path, year, editions, prose_text, prose_path, found) if tree else None
    if report is None:  # another form of YAML, or a fault: read it again, with the columns that a message names
        found.clear()
        tree = parse(text, path, found)
        if tree is not None:
            report = _report(tree, folder, path, year, editions, prose_text, prose_path, found)
    issues += found
    return None if len(issues) > before else report


def _report(tree: Mapping, folder: Path, path: str, year: int, editions: Dict[str, Edition], prose_text: str | None,
            prose_path: str, issues: list[Issue]) -> Report | None:
    """The report that a tree and its prose tell; None where an issue was found."""
    before = len(issues)
    fields = Fields(tree, path, issues)
    edition = _edition(fields, editions)
    _year(fields, year)
    lines = dict(tree.key_lines)
    title, issuer = fields.text("title"), fields.text("issuer")
    signed, published = fields.date("signed"), fields.date("published")
    source = _source(fields, folder)
    transcription = fields.texts("transcription")
    if edition is None:
        return None
    headings = _headings(fields, edition)
    absent_rows = _absent_rows(fields, edition)
    cells, missing = _tables(fields, edition, absent_rows, lines)
    extra = _extra_lines(fields, edition)
    acknowledged = _acknowledged(fields, edition)
    fields.finish()
    lost = {key for key, printed in headings.items() if printed is None}
    prose = read_prose(prose_text, prose_path, edition, lost, issues) if prose_text is not None else None
    if prose is None or len(issues) > before:
        return None
    return Report(path, year, edition, title, issuer, signed, published, source, transcription, cells, lines,
                  missing, absent_rows, extra, acknowledged, headings, prose.preamble, prose.sections,
                  prose.lines, prose_path)


def _edition(fields: Fields, editions: Dict[str, Edition]) -> Edition | None:
    key = fields.text("edition", "年度报告格式，如 \"2021\"")
    if key is not None and key not in editions:
        fields.complain("wrong-value", "edition", value=key, expected=f"可用的格式有 {'、'.join(editions)}")
    return editions.get(key or "")


def _year(fields: Fields, year: int) -> None:
    written = fields.matching("year", r"\d{4}", "请写四位年份", "报告年度")
    if written is not None and int(written) != year:
        fields.complain("year-mismatch", "year", file=f"{year}.yml", year=written)


def _source(fields: Fields, folder: Path) -> Source:
    inner = fields.mapping_of("source", "原文的来历")
    if inner is None:
        return Source(None, None, None, None)
    file = inner.matching("file", r"[^/\\]+", "请写与本文件放在一起的附件的文件名")
    if file is not None and re.fullmatch(r"index\.\w+|\w+-\d{4}\.(yml|json|csv)", file, re.IGNORECASE):
        inner.complain("wrong-name", "file", name=file,
                       expected="这是网站自己要用的文件名，请换一个，如 2021-original.pdf")
    elif file is not None and (fault := file_fault(file)):
        inner.complain("wrong-name", "file", name=file, expected=fault)
        file = None
    if file is not None and len(os.fsencode(file)) > LONGEST_NAME:
        inner.complain("wrong-name", "file", name=file, expected=f"太长，最多 {LONGEST_NAME} 个字节（一个汉字占 3 个）")
        file = None
    url = inner.matching("url", r"https?://\S+", "请写以 http:// 或 https:// 开头的网址")
    accessed = inner.date("accessed")
    sha256 = inner.matching("sha256", r"[0-9a-f]{64}", "应为 64 位小写十六进制")
    inner.finish()
    if file is not None:
        original = folder / file
        if original.is_symlink():  # it could lead to any file of the machine that builds the site
            inner.complain("symbolic-link", "file", name=file)
        elif not original.is_file():
            inner.complain("file-missing", "file", file=file, meaning="原文附件，应与本文件放在一起")
        elif (size := original.stat().st_size) > LARGEST_ORIGINAL_KB * 1024:
            inner.complain("oversized-file", "file", file=f"“{file}”", size=-(-size // 1024),
                           limit=LARGEST_ORIGINAL_KB)
        elif sha256 is not None:
            actual = hashlib.sha256(original.read_bytes()).hexdigest()
            if actual != sha256:
                inner.complain("source-digest", "sha256", file=file, actual=actual)
    return Source(file, url, accessed, sha256)


def _headings(fields: Fields, edition: Edition) -> dict[str, str | None]:
    """Headings that the original prints otherwise (text) or lost (null)."""
    inner = fields.mapping_of("headings")
    if inner is None:
        return {}
    found = {}
    for section in edition.sections:
        if section.key in inner.mapping.nodes:
            found[section.key] = inner.text(section.key)
        inner.known[section.key] = None
    inner.finish()
    return found


def _absent_rows(fields: Fields, edition: Edition) -> frozenset[str]:
    rows = fields.texts("absent_rows")
    for key in rows:
        if key not in edition.rows:
            fields.complain("absent-row-unknown", "absent_rows", key=key, edition=edition.name)
    return frozenset(rows)


def _tables(fields: Fields, edition: Edition, absent: frozenset[str], lines: dict[str, int]
            ) -> tuple[dict[str, Cell], frozenset[str]]:
    cells: dict[str, Cell] = {}
    missing = set()
    for table in edition.tables:
        node = fields.node(table.key)
        if node is None:
            fields.complain("table-missing", table.key, name=table.name + table.caption)
        elif isinstance(node, Scalar) and node.text == "missing":
            missing.add(table.key)
        elif not isinstance(node, Mapping):
            fields.complain("table-shape", table.key)
        else:
            inner = Fields(node, fields.path, fields.issues, f"{table.key}.")
            rows = node.nodes
            for key, (_, block, row) in edition.rows_of[table.key].items():
                line = rows.get(key)
                small = small_row(edition.addresses[key], line.content) if isinstance(line, Row) else None
                if line and small and not block.has_money and not row.children and key not in absent:
                    inner.known[key] = None  # as `_row` would: nothing can be wrong with such a row
                    lines[key] = line.line
                    cells |= small
                else:
                    _row(inner, edition, key, block.column_leaves, absent, cells, lines)
            inner.finish()
    return cells, frozenset(missing)


def _row(inner: Fields, edition: Edition, key: str, columns: tuple[Heading, ...], absent: frozenset[str],
         cells: dict[str, Cell], lines: dict[str, int]) -> None:
    inner.known[key] = None
    node = inner.mapping.nodes.get(key)
    if node is None:
        optional = key in edition.single_groups or any(
            key in edition.groups[group] and group in inner.mapping.nodes for group in edition.single_groups)
        if key not in absent and not optional:
            inner.complain("row-missing", key, place=edition.row_words(key), key=key)
        return
    line = lines[key] = inner.line(key)
    if key in absent:
        inner.complain("row-contradiction", key, place=edition.row_words(key))
    if key in edition.single_groups and any(part in inner.mapping.nodes for part in edition.groups[key]):
        inner.complain("row-single-and-parts", key, place=edition.row_words(key))
    row = read_row(node, columns, inner.path, lambda: edition.row_words(key), line, inner.issues,
                   lambda column: edition.places[f"{key}.{column.key}"].words)
    if row is not None:
        cells |= {address: cell for address, cell in zip(edition.addresses[key], row, strict=True) if cell is not None}


def _extra_lines(fields: Fields, edition: Edition) -> dict[str, tuple[str, ...]]:
    inner = fields.mapping_of("extra_lines")
    if inner is None:
        return {}
    found = {table.key: texts for table in edition.tables if (texts := inner.texts(table.key))}
    inner.finish()
    return found


def _acknowledged(fields: Fields, edition: Edition) -> tuple[Acknowledgement, ...]:
    """The entries of 原文如此 (“so in the original”): check, table, column or row, reason."""
    found = []
    balances = [balance for balance in edition.balances if balance.level == "balance"]
    for node in fields.items("as_published"):
        if not isinstance(node, Mapping):
            fields.issues.append(issue("wrong-type", fields.path, node.line, key="as_published",
                                       expected="{check: …, table: …, column: …, reason: …}", found=kind_of(node)))
            continue
        inner = Fields(node, fields.path, fields.issues, "as_published.")
        check = inner.text("check", "勾稽关系的名称")
        table = inner.text("table", "哪张表")
        column, row = inner.text("column"), inner.text("row")
        reason = inner.text("reason", "理由，如“原文如此”")
        inner.finish()
        fitting = [balance for balance in balances if balance.id == check]
        key = column or row or ""
        if check and not fitting:
            inner.complain("acknowledgement-unknown", "check", value=check,
                           expected="可用的有 " + "、".join(dict.fromkeys(balance.id for balance in balances)))
        elif check and table and not any(balance.table == table for balance in fitting):
            inner.complain("acknowledgement-unknown", "table", value=table,
                           expected=f"{check} 用于 {fitting[0].table}")
        elif check and not any(key in _instances(edition, balance) for balance in fitting):
            axis = fitting[0].axis
            keys = dict.fromkeys(key for balance in fitting for key in _instances(edition, balance))
            inner.complain("acknowledgement-unknown", axis, value=key or "（空）",
                           expected=f"请写 {axis}: 加上其中之一：{'、'.join(keys)}")
        elif check and table and reason:
            found.append(Acknowledgement(check, table, key, reason, node.line))
    return tuple(found)


def _instances(edition: Edition, balance: Balance) -> list[str]:
    """The columns or rows at which a balance is assessed, as an acknowledgement names them."""
    table = edition.table(balance.table)
    if balance.at:
        return [balance.at]
    blocks = table.blocks
    if balance.each == "column":
        return [column.key for block in blocks for column in block.column_leaves]
    return [row.key for block in blocks for row in block.row_leaves] + sorted(edition.single_groups)
