"""JSON Schemas of the reports' YAML, one per edition, generated from the editions' data.

They serve editors that complete and check while one types; the loader's own rules go further.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.edition import Edition
from generator.model import CORRECTIONS

_DATE = {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_TEXT = {"type": ["string", "null"]}
_DIGEST = {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"}
_OF_TABLES = ("headings", "absent_rows", "extra_lines", "table_notes", "as_published")  # or of official sections
_LINES = {"type": ["array", "null"], "items": {"type": "string"}}


def schema(editions: Iterable[Edition], folder: Path) -> list[Path]:
    """Write the schema of every edition into the folder."""
    written = []
    for edition in editions:
        path = folder / f"{edition.key}.schema.json"
        path.write_text(schema_text(edition), encoding="utf-8")
        written.append(path)
    return written


def schema_text(edition: Edition) -> str:
    return json.dumps(_schema(edition), ensure_ascii=False, indent=1) + "\n"


def _schema(edition: Edition) -> dict[str, object]:
    without = _OF_TABLES if edition.is_free else ()
    properties: dict[str, Mapping[str, object]] = {
        "edition": {"const": edition.key, "description": f"{edition.name}（{edition.notice}）"},
        "year": {"type": "integer", "minimum": 1900, "maximum": 2099, "description": "报告年度"},
        "title": _TEXT | {"description": "标题，照原文；原文没有写 null"},
        "issuer": _TEXT | {"description": "发布机关，照原文落款"},
        "signed": _DATE | {"description": "成文日期"},
        "published": _DATE | {"description": "发布日期"},
        "number": _TEXT | {"description": "文号"},
        "period": {"type": ["object", "null"], "additionalProperties": False, "required": ["from", "to"],
                   "description": "只报一年中的一段时间的，写第一天和最后一天",
                   "properties": {"from": _DATE, "to": _DATE}},
        "attachments": {"type": ["array", "null"], "description": "附件，文件与本文件放在一起", "items": {
            "type": "object", "additionalProperties": False, "required": ["file", "title"], "properties": {
                "file": _TEXT, "title": _TEXT, "alt": _TEXT | {"description": "图片：用一句话说明图上是什么"}}}},
        "source": {"type": "object", "additionalProperties": False, "description": "原文的来历", "properties": {
            "file": _TEXT | {"description": "原文附件的文件名"},
            "url": {"type": ["string", "null"], "pattern": "^https?://", "description": "原发布页的网址"},
            "accessed": _DATE | {"description": "获取日期"},
            "sha256": _DIGEST | {"description": "附件的校验值"},
            "superseded": {"type": ["array", "null"], "description": "被新的替换了的原文附件", "items": {
                "type": "object", "additionalProperties": False, "required": ["file"],
                "properties": {"file": _TEXT, "sha256": _DIGEST, "until": _DATE}}}}},
        "transcription": _LINES | {"description": "整理说明：从原文到本文件做过什么"},
        "headings": {"type": "object", "additionalProperties": False,
                     "description": "原文写法不同的标题；原文缺的写 null",
                     "properties": {section.key: _TEXT | {"description": section.heading}
                                    for section in edition.sections}},
        "absent_rows": {"type": ["array", "null"], "items": {"enum": list(edition.rows)},
                        "description": "原文没有的行"},
        "extra_lines": {"type": "object", "additionalProperties": False,
                        "description": "原文表格里放不进任何一格的文字",
                        "properties": {table.key: _LINES for table in edition.tables}},
        "table_notes": {"type": "object", "additionalProperties": False, "description": "原文印在表下的注",
                        "properties": {table.key: _LINES for table in edition.tables}},
        "corrections": {"type": ["array", "null"], "description": "更正记录：公布以后改过的每一处", "items": {
            "type": "object", "additionalProperties": False,
            "required": ["date", "kind", "at", "reason"], "properties": {
                "date": _DATE, "kind": {"enum": list(CORRECTIONS)},
                "at": _TEXT | {"description": "格子的地址、标题等项目、表或一节"}, "before": _TEXT, "after": _TEXT,
                "reason": _TEXT, "link": _TEXT}}},
        "as_published": {"type": ["array", "null"], "description": "原文如此：原文的数字确实勾稽不平", "items": {
            "type": "object", "required": ["check", "table", "reason"], "additionalProperties": False, "properties": {
                "check": {"enum": list(dict.fromkeys(balance.id for balance in edition.balances
                                                     if balance.level == "balance"))},
                "table": {"enum": [table.key for table in edition.tables]},
                "column": {"type": "string"}, "row": {"type": "string"}, "reason": {"type": "string"}}}}}
    for table in edition.tables:
        rows = {}
        for key, (owner, block, _) in edition.rows.items():
            if owner is table:
                columns = block.column_leaves
                label = edition.places[f"{key}.{columns[0].key}"].row_path
                rows[key] = {"type": "array", "minItems": len(columns), "maxItems": len(columns),
                             "items": {"$ref": "#/$defs/cell"},
                             "description": f"{'／'.join(filter(None, label)) or table.name}："
                                            f"{'、'.join(column.label for column in columns)}"}
        properties[table.key] = {"description": f"{table.name} {table.caption}", "oneOf": [
            {"enum": ["missing", "untranscribed"]},
            {"type": "object", "additionalProperties": False, "properties": rows}]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"年报数据（{edition.name}）",
            "type": "object", "additionalProperties": False,
            "required": ["edition", "year", "source", *(table.key for table in edition.tables)],
            "properties": {key: value for key, value in properties.items() if key not in without},
            "$defs": {"cell": {"description": "整数；空白写 null；照录文字加引号；看不清写 {literal: \"…\"}", "oneOf": [
                {"type": "number"}, {"type": "null"}, {"type": "string"},
                {"type": "object", "required": ["literal"], "additionalProperties": False,
                 "properties": {"literal": {"type": "string"}}}]}}}
