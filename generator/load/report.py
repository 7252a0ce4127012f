"""<year>.yml and <year>.md → a Report, or None with all the Issues at once."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Container
from collections.abc import Mapping as Dict
from functools import cache
from pathlib import Path

from generator.edition import NUMBERING, Edition, Heading
from generator.issue import Issue, issue
from generator.load.blanks import gathered, only_blanks
from generator.load.corrections import read_corrections, read_period
from generator.load.fields import Fields, kind_of
from generator.load.figures import read_row, small_row
from generator.load.originals import read_attachments, read_source
from generator.load.quick import quick
from generator.load.sections import read_prose
from generator.load.source import Mapping, Read, Row, Scalar, parse, read_bytes, read_text, without_refused_advice
from generator.model import FIELDS, NO_WORDS, Acknowledgement, Cell, Report


def read_report(folder: Path, name: str, year: int, editions: Dict[str, Edition], issues: list[Issue],
                read: Read = read_bytes, files: tuple[str, str] | None = None) -> Report | None:
    """The report on `year` in `folder`, which the portal calls `name` (reports/<county>/<township>).

    `files`: those of its figures and of its text, where they have not the names that they should have.
    """
    figures, prose = files or (f"{year}.yml", f"{year}.md")
    path, prose_path = f"{name}/{figures}", f"{name}/{prose}"
    before = len(issues)
    text = read_text(os.path.join(folder, figures), path, issues, read)
    prose_text = None
    prose_file = os.path.join(folder, prose)
    if os.path.exists(prose_file):
        prose_text = read_text(prose_file, prose_path, issues, read)
    else:
        issues.append(issue("file-missing", path, file=f"{year}.md", meaning="这份报告的文字部分"))
    if text is None:
        return None
    found: list[Issue] = []
    tree = quick(text)
    report = _report(tree, folder, path, year, editions, prose_text, prose_path, found) if tree else None
    for doubted in (False, True) if report is None else ():  # another form, or a fault: columns, then slips
        found.clear()
        tree = parse(text, path, found, homes=_homes(editions), doubted=doubted)
        if tree is not None:
            report = _report(tree, folder, path, year, editions, prose_text, prose_path, found)
        elif prose_text is not None and (usual := usual_edition(editions, year)):
            read_prose(prose_text, prose_path, usual, (), (), found)
        if tree is not None and only_blanks(found):  # nothing but what is still to be typed: no slip of the pen
            break
    issues += gathered(without_refused_advice(found))
    return None if len(issues) > before else report


_MARGIN = ("edition", "year", "title", "issuer", "signed", "published", "number", "period", "source", "attachments",
           "transcription", "headings", "absent_rows", "extra_lines", "table_notes", "as_published", "corrections")
_SOURCE = ("url", "accessed", "sha256", "superseded")  # `file` stands elsewhere too


_CALLED = {**{words: key for key, words in FIELDS.items()}, "年度": "year", "年份": "year", "报告年度": "year",
           "格式": "edition", "来源": "source", "附件": "attachments", "整理说明": "transcription",
           "更正": "corrections"}


def _homes(editions: Dict[str, Edition]) -> dict[str, str]:
    """The keys of a report that stand in one place: under which key, "" at the margin."""
    rows = {row: table.key for edition in editions.values() for row, (table, _, _) in edition.rows.items()}
    return {**dict.fromkeys(_SOURCE, "source"), **rows,
            **dict.fromkeys((*_MARGIN, *(table.key for edition in editions.values() for table in edition.tables)), "")}


def _report(tree: Mapping, folder: Path, path: str, year: int, editions: Dict[str, Edition], prose_text: str | None,
            prose_path: str, issues: list[Issue]) -> Report | None:
    """The report that a tree and its prose tell; None where an issue was found."""
    before = len(issues)
    fields = Fields(tree, path, issues)
    edition = _edition(fields, year, editions)
    _year(fields, year, folder, os.path.basename(prose_path))
    lines = dict(tree.key_lines)
    title, issuer = fields.text("title"), fields.text("issuer")
    signed, published = fields.date("signed"), fields.date("published")
    number, period = fields.text("number"), read_period(fields, year)
    source = read_source(fields, folder)
    attachments = read_attachments(fields, folder, source)
    transcription = fields.texts("transcription")
    if edition is None:
        return None
    headings = _headings(fields, edition)
    absent_rows = _absent_rows(fields, edition)
    cells, without = _tables(fields, edition, absent_rows, lines)
    extra, notes = (_by_table(fields, key, edition) for key in ("extra_lines", "table_notes"))
    acknowledged = _acknowledged(fields, edition, lines)
    corrections = read_corrections(fields, editions.values())
    fields.finish(_CALLED)
    lost = {key for key, printed in headings.items() if printed is None}
    pictures = {one.file for one in attachments if one.is_picture}
    prose = read_prose(prose_text, prose_path, edition, lost, pictures, issues) if prose_text is not None else None
    if prose is None or len(issues) > before:
        return None
    wordless = frozenset(key for key, body in prose.text.items() if body.rstrip("。") == NO_WORDS)
    sections = {key: "" if key in wordless else body for key, body in prose.text.items() if key}
    return Report(path, year, edition, title, issuer, signed, published, source, transcription, cells, lines,
                  without["missing"], absent_rows, extra, acknowledged, headings | prose.headings, prose.text[""],
                  sections, prose.lines, prose_path, number, period, attachments, notes, without["untranscribed"],
                  corrections, wordless)


def _edition(fields: Fields, year: int, editions: Dict[str, Edition]) -> Edition | None:
    """The edition; where none is rightly named, the one of the year, so that the rest can be looked at."""
    key = fields.text("edition", "年度报告格式，如 \"2021\"")
    usual = usual_edition(editions, year)
    if key is not None and key not in editions:
        meant = re.sub(r"\D", "", unicodedata.normalize("NFKC", key))
        meant = meant if meant in editions else usual.key if usual else ""
        fields.complain("wrong-value", "edition", value=key, expected=f"可用的格式有 {'、'.join(editions)}" + (
            f"，{year} 年的报告请写 edition: \"{meant}\"" if meant else ""))
    return editions.get(key or "") or usual


def usual_edition(editions: Dict[str, Edition], year: int) -> Edition | None:
    """The format of the reports on a year."""
    return next((one for one in editions.values() if one.years[0] <= year <= (one.years[1] or year)), None)


def _year(fields: Fields, year: int, folder: Path, prose: str) -> None:
    figures = os.path.basename(fields.path)
    node = fields.mapping.nodes.get("year")
    digits = re.findall(r"\d{4}", unicodedata.normalize("NFKC", node.text)) if isinstance(node, Scalar) else []
    expected = f"请改成 {digits[0]}" if len(digits) == 1 else "请写四位年份"
    written = fields.matching("year", r"[0-9]{4}", expected, "报告年度")
    if written is None or int(written) == year:
        return
    title = fields.mapping.nodes.get("title")
    named = set(re.findall(r"(?:19|20)\d\d", title.text)) if isinstance(title, Scalar) else set()
    rename = f"请把 {figures} 和 {prose} 改名为 {written}.yml 和 {written}.md" + (
        f"（{written}.yml 已经有了，请先看是不是同一份）" if (folder / f"{written}.yml").exists() else "")
    correct = f"请把这一行改成 year: {year}"
    if named == {written}:
        advice = f"标题里是 {written} 年，看来文件名不对：{rename}。"
    elif named == {str(year)}:
        advice = f"标题里是 {year} 年，看来这里不对：{correct}。"
    else:
        advice = f"如果这是 {written} 年的报告，{rename}；如果是 {year} 年的，{correct}。"
    fields.complain("year-mismatch", "year", file=figures, year=written, advice=advice)


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
            ) -> tuple[dict[str, Cell], dict[str, frozenset[str]]]:
    """The cells, and by the word that stands in their place the tables that have none."""
    cells: dict[str, Cell] = {}
    without: dict[str, set[str]] = {"missing": set(), "untranscribed": set()}
    for table in edition.tables:
        node = fields.node(table.key)
        if node is None:
            fields.complain("table-missing", table.key, name=table.name + table.caption)
        elif isinstance(node, Scalar) and node.text in without:
            without[node.text].add(table.key)
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
            inner.finish(_labelled(edition, table.key))
    return cells, {word: frozenset(tables) for word, tables in without.items()}


@cache
def _labelled(edition: Edition, table: str) -> Dict[str, str]:
    """By its label, with and without its number, the key of each row of a table."""
    return {words: key for key in edition.rows_of[table]
            for words in (edition.labels[key], NUMBERING.sub("", edition.labels[key]))}


def _row(inner: Fields, edition: Edition, key: str, columns: tuple[Heading, ...], absent: frozenset[str],
         cells: dict[str, Cell], lines: dict[str, int]) -> None:
    inner.known[key] = None
    node = inner.mapping.nodes.get(key)
    if node is None:
        optional = key in edition.single_groups or edition.in_single_row(key, inner.mapping.nodes)
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


def _by_table(fields: Fields, key: str, edition: Edition) -> dict[str, tuple[str, ...]]:
    """Lines of text by table."""
    inner = fields.mapping_of(key)
    if inner is None:
        return {}
    found = {table.key: texts for table in edition.tables if (texts := inner.texts(table.key))}
    inner.finish()
    return found


def _acknowledged(fields: Fields, edition: Edition, rows: Container[str]) -> tuple[Acknowledgement, ...]:
    """原文如此 entries: check, table, column or row, reason. `rows`: those that the report gives."""
    found = []
    instances = [one for one in edition.instances if one.balance.level == "balance"]
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
        fitting = [one for one in instances if one.balance.id == check]
        key = column or row or ""
        if check and not fitting:
            inner.complain("acknowledgement-unknown", "check", value=check,
                           expected="可用的有 " + "、".join(dict.fromkeys(one.balance.id for one in instances))
                           if instances else "这份报告没有统一格式，没有可核对的勾稽关系，请删去这一条")
        elif check and table and not any(one.balance.table == table for one in fitting):
            inner.complain("acknowledgement-unknown", "table", value=table,
                           expected=f"{check} 用于 {fitting[0].balance.table}")
        elif check and key not in (keys := dict.fromkeys(one.key for one in fitting if one.applies(rows)
                                                         and table in (one.balance.table, None))):
            axis = fitting[0].balance.axis
            inner.complain("acknowledgement-unknown", axis, value=key or "（空）", expected=(
                f"请写 {axis}: 加上其中之一：{'、'.join(keys)}" if keys else
                f"这份报告里没有 {check} 核对的地方，请删去这一条"))
        elif check and table and reason:
            found.append(Acknowledgement(check, table, key, reason, node.line))
    return tuple(found)
