"""kinds.yml and an operator's own kinds → Kinds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from generator.issue import BuildError, Issue, issue
from generator.kind import LEVELS, PLACES, Kind, Kinds
from generator.load.fields import Fields, kind_of
from generator.load.source import Mapping, Node, parse

SHIPPED = Path(__file__).parent.parent / "kinds.yml"


@cache
def shipped_kinds() -> Kinds:
    """The kinds that come with the program."""
    issues: list[Issue] = []
    tree = parse("kinds:\n" + SHIPPED.read_text(encoding="utf-8"), SHIPPED.name, issues)
    found = read_kinds(Fields(tree, SHIPPED.name, issues), {}) if tree is not None else {}
    if issues:
        raise BuildError(f"{SHIPPED} 有误：{issues[0].message}")
    return found


def read_kinds(fields: Fields, known: Kinds) -> Kinds:
    """The known kinds with those listed under `kinds`, which may replace a known one of the same name."""
    found: dict[str, Kind] = {}
    for node in fields.items("kinds"):
        if (kind := _kind(node, fields)) is not None and found.setdefault(kind.name, kind) is not kind:
            fields.issues.append(issue("wrong-value", fields.path, node.line, key=f"{fields.prefix}kinds.name",
                                       value=kind.name, expected="这一类别写了两次，请删去一条"))
    return {**known, **found}


def _kind(node: Node, outer: Fields) -> Kind | None:
    if not isinstance(node, Mapping):
        outer.issues.append(issue("wrong-type", outer.path, node.line, key=f"{outer.prefix}kinds",
                                  expected="{name: …, level: …}", found=kind_of(node)))
        return None
    before = len(outer.issues)
    fields = Fields(node, outer.path, outer.issues, f"{outer.prefix}kinds.")
    name = fields.text("name", "类别的名称，如 管委会")
    level = fields.choice("level", LEVELS, "层级")
    digits = fields.matching("digits", "[6-9]|1[0-8]", "写代码的位数，6 到 18")
    places = fields.texts("places")
    for place in places:
        if place not in PLACES:
            fields.complain("wrong-value", "places", value=place, expected="可以写 " + "、".join(PLACES))
    deadline = fields.day_of_a_year("deadline")
    fields.finish()
    if name is None or level is None or len(outer.issues) > before:
        return None
    return Kind(name, level, int(digits or 0), places or ("county", "city", "province"), deadline or "")


