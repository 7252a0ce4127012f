"""The JSON Schemas are those of the formats, and accept what we accept."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from generator.draft import blank_yaml, report_yaml
from generator.schema import schema, schema_text
from tests.factories import EDITIONS, PORTAL, ROOT, SOURCES, a_report, hybrid, unreadable

YAMLS = sorted(path for root in SOURCES for path in root.rglob("20*.yml"))
BOTH = pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda one: one.key)


def committed(key: str) -> Path:
    return ROOT / "generator" / "editions" / f"{key}.schema.json"


def faults(text: str) -> list[str]:
    """What the committed schema says against a YAML text, as an editor sees it: dates are text there."""
    data = json.loads(json.dumps(yaml.safe_load(text), default=str))
    validator = jsonschema.Draft202012Validator(json.loads(committed(data["edition"]).read_text("utf-8")))
    return [error.message for error in validator.iter_errors(data)]


@BOTH
def test_the_committed_schema_is_generated_from_the_format(edition):
    assert committed(edition.key).read_text("utf-8") == schema_text(edition), "run `portal schema`"


@BOTH
def test_a_schema_is_a_schema(edition):
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text(edition)))


def test_schemas_are_written_into_the_folder(tmp_path: Path):
    assert {path.name for path in schema(EDITIONS.values(), tmp_path)} == {f"{key}.schema.json" for key in EDITIONS}
    assert (tmp_path / "2019.schema.json").read_text("utf-8") == schema_text(EDITIONS["2019"])


@pytest.mark.parametrize("path", YAMLS, ids=lambda path: path.relative_to(PORTAL).as_posix())
def test_a_committed_report_is_valid(path: Path):
    assert faults(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", YAMLS, ids=lambda path: path.relative_to(PORTAL).as_posix())
def test_a_committed_report_names_its_schema(path: Path):
    first = path.read_text("utf-8").split("\n")[0]
    named = (ROOT / path.relative_to(PORTAL)).parent / first.removeprefix("# yaml-language-server: $schema=")
    assert named.resolve() in {committed("2019"), committed("2021")}


@pytest.mark.parametrize("report", [
    a_report(2020, cells={"permit.change": "增2", "procurement.amount": "12.5元", "compulsion.decided": "/"}),
    a_report(2021, cells={"permit.decided": None, "penalty.decided": unreadable("1l")}), hybrid(2022),
    a_report(2021, missing=["requests"], headings={"applications": None}, absent=["inquiry"])],
    ids=["2019", "2021", "hybrid", "lost"])
def test_every_way_of_writing_is_valid(report):
    assert faults(report_yaml(report)) == []


GOOD = report_yaml(a_report(2021))


@pytest.mark.parametrize(("old", "new"), [
    ("received: [0, 0, 0, 0, 0, 0, 0]", "received: [0, 0, 0, 0, 0, 0]"),
    ("received: [0, 0, 0, 0, 0, 0, 0]", "received: [0, 0, 0, 0, 0, 0, 0, 0]"),
    ("received: [0, 0, 0, 0, 0, 0, 0]", "received: [no, 0, 0, 0, 0, 0, 0]"),
    ("received: [0, 0, 0, 0, 0, 0, 0]", "received: [{literal: 4}, 0, 0, 0, 0, 0, 0]"),
    ("received: [0, 0, 0, 0, 0, 0, 0]", "received: 0"),
    ("received: [0, 0, 0, 0, 0, 0, 0]", "recieved: [0, 0, 0, 0, 0, 0, 0]"),
    ("year: 2021", "year: 21"),
    ("year: 2021", "jahr: 2021"),
    ("signed: null", "signed: 2021年"),
    ("  url: https://shixian.invalid/2021.html", "  url: www.example.cn"),
    ("review:  # 表四", "reviews:  # 表四"),
    ("signed: null", "signed: null\nas_published: [{check: flows, table: requests, column: P, reason: 原文如此}]"),
    ("signed: null", "signed: null\nabsent_rows: [nothing]"),
])
def test_a_slip_is_not_valid(old: str, new: str):
    assert GOOD.count(old) == 1
    assert faults(GOOD.replace(old, new)) != []


@BOTH
def test_an_editor_sees_a_new_report_as_unfilled_dates_only(edition):
    """待填 (to be filled in) is text, which a cell may be: the loader is what insists."""
    said = faults(blank_yaml(edition, edition.years[0]))
    assert said
    assert [message for message in said if "待填" not in message] == []


@BOTH
def test_every_row_is_described_with_its_columns(edition):
    tables = json.loads(schema_text(edition))["properties"]
    for key, (table, block, row) in edition.rows.items():
        described = tables[table.key]["oneOf"][1]["properties"][key]
        assert described["minItems"] == described["maxItems"] == len(block.column_leaves)
        assert (row.label or table.name) in described["description"]
