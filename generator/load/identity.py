"""township.yml → who the body is: names, kind, code, places, contact, and what it was before and became."""

from __future__ import annotations

import os
from collections.abc import Mapping as Dict
from pathlib import Path

from generator.issue import Issue, issue
from generator.kind import PLACES, Kinds
from generator.load.blanks import gathered
from generator.load.fields import Fields, kind_of
from generator.load.quick import quick
from generator.load.source import Mapping, parse, read_text, without_refused_advice
from generator.load.strays import right_name
from generator.model import Former, Township
from generator.naming import path_fault

_CODE = r"[0-9A-Z]{6,18}"
_CALLED = {"名称": "name", "单位名称": "name", "单位全称": "name", "类别": "kind", "代码": "code", "区划代码": "code",
           "所属县": "county", "县": "county", "所属市": "city", "市": "city", "省": "province", "所属省": "province",
           "联系方式": "contact"}


def read_township(folder: Path, name: str, kinds: Kinds, issues: list[Issue]) -> Township | None:
    """The township of `folder`, without its reports; `name` is its path as the portal prints it."""
    path = f"{name}/township.yml"
    before = len(issues)
    if not (folder / "township.yml").is_file():
        if "township.yml" not in map(right_name, os.listdir(folder)):  # a wrong name is told by itself
            issues.append(issue("file-missing", path, file="township.yml", meaning="这个单位的名称、代码和地区"))
        return None
    text = read_text(folder / "township.yml", path, issues)
    tree = quick(text) or parse(text, path, issues) if text is not None else None
    if tree is None:
        return None
    fields = Fields(tree, path, issues)
    official = fields.text("name", "单位全称")
    written = fields.choice("kind", kinds, "单位类别")
    kind = kinds.get(written or "")
    code = fields.matching("code", _CODE, "应为统计用区划代码；没有代码的单位删去这一行")
    places = {key: fields.text(key, meaning if kind is None or key in kind.places else "") or ""
              for key, meaning in PLACES.items()}
    if kind and code and kind.digits and not (len(code) == kind.digits and code.isdecimal()):
        fields.complain("code-length", "code", code=code, expected=kind.digits)
    if kind and kind.is_government != name.endswith("/government"):
        fields.complain("government-folder", "kind", folder=f"{name.split('/')[-2]}/government")
    contact = _contact(fields)
    since, until = fields.day_or_year("since"), fields.day_or_year("until")
    if since and until and until[:len(since)] < since[:len(until)]:
        fields.complain("life-backwards", "until", since=since, until=until)
    successors = fields.texts("successors")
    if successors and not until:
        fields.complain("successors-without-until", "successors")
    moved = tuple(one for one in dict.fromkeys(fields.texts("moved_from")) if _is_path(fields, "moved_from", one))
    formerly = _formerly(fields, kinds)
    example = fields.matching("example", "true|false", "写 true 或 false") == "true"
    fields.finish(_CALLED)
    issues[before:] = without_refused_advice(gathered(issues[before:]))
    if len(issues) > before:
        return None
    return Township("/".join(name.split("/")[-2:]), official or "", written or "", code or "", places["county"],
                    places["city"], places["province"], contact, formerly, example, file=path,
                    level=kind.level if kind else "", since=since, until=until, succeeded_by=successors,
                    moved_from=moved)


def _is_path(fields: Fields, key: str, value: str) -> bool:
    fault = path_fault(value)
    if fault:
        fields.complain("wrong-value", key, value=value, expected=fault)
    return not fault


def _contact(fields: Fields) -> Dict[str, str]:
    inner = fields.mapping_of("contact")
    if inner is None:
        return {}
    found = {key: value for key in ("office", "phone", "address", "postcode", "email", "hours")
             if (value := inner.text(key))}
    inner.finish()
    return found


def _formerly(fields: Fields, kinds: Kinds) -> tuple[Former, ...]:
    """What the body was before, the latest first; entries without a date come last."""
    found = []
    for node in fields.items("formerly"):
        if not isinstance(node, Mapping):
            fields.issues.append(issue("wrong-type", fields.path, node.line, key="formerly",
                                       expected="{name: …, code: …, until: …}", found=kind_of(node)))
            continue
        inner = Fields(node, fields.path, fields.issues, "formerly.")
        until = inner.day_or_year("until")
        kind = inner.choice("kind", kinds)
        facts = {"name": inner.text("name"), "code": inner.matching("code", _CODE, "应为代码"),
                 "kind": kind, "level": kinds[kind].level if kind else None,
                 **{key: inner.text(key) for key in PLACES}}
        path = inner.text("path")
        if path is not None and not _is_path(inner, "path", path):
            path = None
        inner.finish()
        if not any(facts.values()):
            inner.complain("missing-key", "name", meaning="原来的名称、代码或所属县")
        found.append(Former({key: value for key, value in facts.items() if value}, until, path))
    return tuple(sorted(found, key=lambda one: one.until or "", reverse=True))
