"""township.yml → the township's names, kind, code and contact."""

from __future__ import annotations

from pathlib import Path

from generator.issue import Issue, issue
from generator.load.fields import Fields, kind_of
from generator.load.quick import quick
from generator.load.source import Mapping, parse, read_text
from generator.model import Township

# kind → how its code is made
KINDS = {"镇": 9, "乡": 9, "民族乡": 9, "街道": 9, "苏木": 9, "县级政府": 6, "部门": 0}


def read_township(folder: Path, name: str, issues: list[Issue]) -> Township | None:
    """The township of `folder`, without its reports; `name` is its path as the portal prints it."""
    path = f"{name}/township.yml"
    before = len(issues)
    if not (folder / "township.yml").is_file():
        issues.append(issue("file-missing", path, file="township.yml", meaning="这个单位的名称、代码和地区"))
        return None
    text = read_text(folder / "township.yml", path, issues)
    tree = quick(text) or parse(text, path, issues) if text is not None else None
    if tree is None:
        return None
    fields = Fields(tree, path, issues)
    official = fields.text("name", "单位全称")
    kind = fields.matching("kind", "|".join(KINDS), "可以写 " + "、".join(KINDS), "单位类别")
    code = fields.matching("code", r"[0-9A-Z]{6,18}", "应为统计用区划代码", "统计用区划代码")
    county, city, province = [fields.text(key, meaning) or "" for key, meaning in (
        ("county", "所属县、市、区"), ("city", "所属地级市"), ("province", "所属省、自治区、直辖市"))]
    if kind and code and KINDS[kind] and not (len(code) == KINDS[kind] and code.isdecimal()):
        fields.complain("code-length", "code", code=code, expected=KINDS[kind])
    if kind and (kind == "县级政府") != (name.endswith("/government")):
        fields.complain("government-folder", "kind", folder=f"{name.split('/')[-2]}/government")
    contact = _contact(fields)
    formerly = _formerly(fields)
    example = fields.matching("example", "true|false", "写 true 或 false") == "true"
    fields.finish()
    if len(issues) > before:
        return None
    return Township("/".join(name.split("/")[-2:]), official or "", kind or "", code or "", county, city, province,
                    contact, formerly, example, file=path)


def _contact(fields: Fields) -> dict[str, str]:
    inner = fields.mapping_of("contact")
    if inner is None:
        return {}
    found = {key: value for key in ("office", "phone", "address", "postcode", "email", "hours")
             if (value := inner.text(key))}
    inner.finish()
    return found


def _formerly(fields: Fields) -> tuple[dict[str, str], ...]:
    found = []
    for node in fields.items("formerly"):
        if not isinstance(node, Mapping):
            fields.issues.append(issue("wrong-type", fields.path, node.line, key="formerly",
                                       expected="{name: …, code: …, until: …}", found=kind_of(node)))
            continue
        inner = Fields(node, fields.path, fields.issues, "formerly.")
        entry = {"name": inner.text("name", "原来的名称"), "code": inner.matching("code", r"\w{6,18}", "应为代码"),
                 "until": inner.day_or_year("until")}
        inner.finish()
        found.append({key: value for key, value in entry.items() if value})
    return tuple(found)
