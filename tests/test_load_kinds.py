"""Kinds of bodies: those that come with the program, and those that an operator adds in mkdocs.yml."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.check import check
from generator.issue import Issue
from generator.kind import Kind, Kinds
from generator.load import load, load_settings
from generator.load.kinds import shipped_kinds
from generator.settings import Settings
from tests.factories import EDITIONS, TOWNSHIP, a_report, codes, write_tree


def read(tmp_path: Path, kinds: str) -> tuple[Settings | None, list[Issue]]:
    """The settings with these kinds, each on a line of its own from line 5 on."""
    (tmp_path / "mkdocs.yml").write_text(f"site_name: 试\nextra:\n  portal:\n    kinds:\n{kinds}", encoding="utf-8")
    return load_settings(tmp_path / "mkdocs.yml")


def kinds_of(tmp_path: Path, kinds: str) -> Kinds:
    settings, issues = read(tmp_path, kinds)
    assert issues == []
    return settings.kinds


def test_the_program_knows_every_kind_of_the_law():
    kinds = shipped_kinds()
    assert {"省级政府", "市级政府", "县级政府", "部门", "镇", "乡", "民族乡", "苏木", "街道", "开发区", "管委会", "片区"} <= set(kinds)
    assert {kind.level for kind in kinds.values()} == {"province", "city", "county", "department", "township", "zone"}
    assert [kinds[name].deadline for name in ("部门", "县级政府", "镇")] == ["01-31", "03-31", ""]


def test_an_operator_adds_kinds(tmp_path: Path):
    kinds = kinds_of(tmp_path, "      - {name: 林场, level: zone, places: [county, province]}\n"
                               "      - {name: 社区, level: township, digits: 12}\n")
    assert kinds["林场"] == Kind("林场", "zone", 0, ("county", "province"))
    assert kinds["社区"] == Kind("社区", "township", 12, ("county", "city", "province"))
    assert set(kinds) == {*shipped_kinds(), "林场", "社区"}


def test_an_operator_may_say_otherwise_of_a_kind_that_there_is(tmp_path: Path):
    assert kinds_of(tmp_path, "      - {name: 镇, level: township, digits: 12}\n")["镇"].digits == 12


@pytest.mark.parametrize(("kinds", "code", "words"), [
    ("      - 林场\n", "wrong-type", "level"),
    ("      - {level: zone}\n", "missing-key", "类别的名称"),
    ("      - {name: 林场}\n", "missing-key", "层级"),
    ("      - {name: 林场, level: forest}\n", "wrong-value", "zone"),
    ("      - {name: 林场, level: zone, digits: 5}\n", "wrong-value", "6 到 18"),
    ("      - {name: 林场, level: zone, places: [village]}\n", "wrong-value", "village"),
    ("      - {name: 林场, level: zone, places: county}\n", "wrong-type", "列表"),
    ("      - {name: 林场, level: zone, deadline: 02-30}\n", "wrong-value", "02-30"),
    ("      - {name: 林场, level: zone, digit: 9}\n", "unknown-key", "digits"),
    ("      - {name: 林场, level: zone}\n      - {name: 林场, level: department}\n", "wrong-value", "写了两次")])
def test_a_slip_in_a_kind_is_named(tmp_path: Path, kinds: str, code: str, words: str):
    settings, issues = read(tmp_path, kinds)
    assert settings is None
    assert [(one.code, one.path, one.line) for one in issues] == [(code, "mkdocs.yml", 4 + kinds.count("\n"))]
    assert words in issues[0].message


def test_one_list_that_is_none_is_named(tmp_path: Path):
    (tmp_path / "mkdocs.yml").write_text("site_name: 试\nextra: {portal: {kinds: 林场}}\n", encoding="utf-8")
    assert codes(load_settings(tmp_path / "mkdocs.yml")[1]) == ["wrong-type"]


# ── an own kind works everywhere at once ──

def test_a_body_of_an_own_kind_is_read_and_checked_by_its_level(tmp_path: Path):
    settings, _ = read(tmp_path, "      - {name: 林场, level: zone, places: [province], deadline: 01-15}\n")
    report = a_report(2021, cells={"regulation.issued": 1}, published="2022-01-20")
    write_tree(tmp_path, report, township=TOWNSHIP.replace("kind: 镇", "kind: 林场").replace('code: "990201100"\n', ""))
    site, issues = load([tmp_path / "reports"], EDITIONS, kinds=settings.kinds)
    assert issues == []
    assert (site.townships[0].level, site.townships[0].code) == ("zone", "")
    assert "published-late" in codes(check(site, settings))


def test_without_the_setting_the_kind_is_not_known(tmp_path: Path):
    write_tree(tmp_path, township=TOWNSHIP.replace("kind: 镇", "kind: 林场"))
    assert codes(load([tmp_path / "reports"], EDITIONS)[1]) == ["wrong-value"]


def test_a_government_of_an_own_kind_is_in_the_folder_of_governments(tmp_path: Path):
    kinds = kinds_of(tmp_path, "      - {name: 行署, level: city, places: [city, province]}\n")
    write_tree(tmp_path, township=TOWNSHIP.replace("kind: 镇", "kind: 行署"))
    assert codes(load([tmp_path / "reports"], EDITIONS, kinds=kinds)[1]) == ["government-folder"]


def test_a_report_of_before_is_judged_by_the_kind_of_then(tmp_path: Path):
    """A department that became a township government's own: in its year it was a department, with the law's day."""
    write_tree(tmp_path, a_report(2019, published="2020-02-20"), a_report(2021, published="2022-02-20"),
               township=TOWNSHIP + "formerly: [{name: 试局, kind: 部门, until: 2020-05}]\n")
    site, issues = load([tmp_path / "reports"], EDITIONS)
    assert issues == []
    late = [found.path for found in check(site, Settings("试", kinds=shipped_kinds())) if found.code == "published-late"]
    assert late == ["reports/shixian/shizhen/2019.yml"]
