"""Bodies and their lives: what township.yml may say of them, every sentence about a slip in it, and how bodies are kin."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.issue import Issue
from generator.load import load
from generator.model import Former, Kin, Township
from tests.factories import EDITIONS, TOWNSHIP, a_report, a_township, load_tree, write_tree

HERE = "reports/shixian/shizhen/township.yml"
OTHER = TOWNSHIP.replace("试镇", "邻镇").replace("990201100", "990201101")


def told(tmp_path: Path, more: str, neighbour: str | None = OTHER) -> list[Issue]:
    """What is found where the township's facts go on like this."""
    write_tree(tmp_path, township=TOWNSHIP + more)
    if neighbour is not None:
        write_tree(tmp_path, path="shixian/lin", township=neighbour)
    return load_tree(tmp_path)[1]


def pair(tmp_path: Path, one: str, other: str) -> tuple[Township, Township]:
    """shixian/shizhen and its neighbour shixian/lin, whose facts go on like this."""
    assert told(tmp_path, one, OTHER + other) == []
    by_path = {township.path: township for township in load_tree(tmp_path)[0].townships}
    return by_path["shixian/shizhen"], by_path["shixian/lin"]


# ── what is read ──

def test_a_life_is_read(tmp_path: Path):
    one, _ = pair(tmp_path, "since: 2001-03\nuntil: 2021-05-20\nsuccessors: [shixian/lin, 别处镇]\n"
                            "moved_from: [lao/zhen, lao/zhen, laoxian/zhen]\n", "")
    assert (one.since, one.until, one.succeeded_by) == ("2001-03", "2021-05-20", ("shixian/lin", "别处镇"))
    assert one.moved_from == ("lao/zhen", "laoxian/zhen")
    assert one.ended


def test_what_a_body_was_is_read_the_latest_first(tmp_path: Path):
    one, _ = pair(tmp_path, "formerly:\n  - {name: 早镇, until: 2001}\n  - {name: 某乡, kind: 乡, county: 老县, until: 2015-06}\n"
                            "  - {code: \"990201999\"}\n", "")
    assert one.formerly == (Former({"name": "某乡", "kind": "乡", "level": "township", "county": "老县"}, "2015-06"),
                            Former({"name": "早镇"}, "2001"), Former({"code": "990201999"}))


def test_a_file_without_a_word_of_its_life_loads_as_ever(tmp_path: Path):
    one, _ = pair(tmp_path, "", "")
    assert (one.since, one.until, one.succeeded_by, one.moved_from, one.life) == (None, None, (), (), (0, 9999))


# ── slips ──

@pytest.mark.parametrize(("more", "code", "line", "words"), [
    ("since: 去年\n", "wrong-value", 7, "写年份或日期"),
    ("until: 2021-13\n", "wrong-value", 7, "没有13月"),
    ("since: 2021-02-30\n", "wrong-value", 7, "二月没有30日"),
    ("until: 待填\n", "to-fill", 7, "until"),
    ("since: 2021-05\nuntil: 2020\n", "life-backwards", 8, "早于"),
    ("since: 2021-05-02\nuntil: 2021-05-01\n", "life-backwards", 8, "早于"),
    ("successors: [shixian/lin]\n", "successors-without-until", 7, "还要写 until"),
    ("until: 2021\nsuccessors: shixian/lin\n", "wrong-type", 8, "列表"),
    ("until: 2021\nsuccessors: [shixian/nowhere]\n", "successor-unknown", 0, "shixian/nowhere"),
    ("until: 2021\nsuccessors: [shixian/shizhen]\n", "successor-unknown", 0, "shixian/shizhen"),
    ("formerly: 旧乡\n", "wrong-type", 7, "列表"),
    ("formerly: [旧乡]\n", "wrong-type", 7, "name"),
    ("formerly: [{until: 2001}]\n", "missing-key", 7, "原来的名称、代码或所属县"),
    ("formerly: [{name: 旧乡, kind: 村}]\n", "wrong-value", 7, "村"),
    ("formerly: [{name: 旧乡, code: 12}]\n", "wrong-value", 7, "代码"),
    ("formerly: [{name: 旧乡, untill: 2001}]\n", "unknown-key", 7, "until"),
    ("formerly: [{name: 旧乡, path: lin}]\n", "wrong-value", 7, "县/乡镇"),
    ("formerly: [{name: 旧乡, path: shixian/nowhere}]\n", "successor-unknown", 0, "shixian/nowhere"),
    ("formerly: [{name: 旧乡, path: shixian/shizhen}]\n", "successor-unknown", 0, "shixian/shizhen"),
    ("moved_from: shixian/old\n", "wrong-type", 7, "列表"),
    ("moved_from: [old]\n", "wrong-value", 7, "县/乡镇"),
    ("moved_from: [../../etc]\n", "wrong-value", 7, "县/乡镇"),
    ("moved_from: [../old]\n", "wrong-value", 7, "小写英文字母"),
    ("moved_from: [shixian/con]\n", "wrong-value", 7, "设备名"),
    ("moved_from: [shixian/lin]\n", "moved-from-taken", 0, "shixian/lin"),
    ("moved_from: [shixian/shizhen]\n", "moved-from-taken", 0, "shixian/shizhen")])
def test_a_slip_is_named(tmp_path: Path, more: str, code: str, line: int, words: str):
    found = told(tmp_path, more)
    assert [(one.code, one.path, one.line) for one in found] == [(code, HERE, line)]
    assert words in found[0].message


def test_an_old_address_leads_to_one_body(tmp_path: Path):
    both = "moved_from: [lao/zhen]\n"
    [found] = told(tmp_path, both, OTHER.replace("990201101", "990201099") + both)
    assert (found.code, found.path) == ("moved-from-taken", HERE)
    assert "shixian/lin" in found.message


def test_an_old_address_may_not_be_the_sites_own(tmp_path: Path):
    write_tree(tmp_path, township=TOWNSHIP + "moved_from: [search/zhen]\n")
    [found] = load([tmp_path / "reports"], EDITIONS, ["search"])[1]
    assert (found.code, found.path) == ("slug-reserved", HERE)


# ── codes and counties of those that are no more ──

def test_a_successor_may_keep_the_code(tmp_path: Path):
    assert told(tmp_path, "until: 2021\n", OTHER.replace("990201101", "990201100")) == []


def test_two_of_today_may_not_have_one_code_though_a_third_had_it(tmp_path: Path):
    write_tree(tmp_path, path="shixian/gone", township=TOWNSHIP + "until: 2021\n")
    assert [one.code for one in told(tmp_path, "", OTHER.replace("990201101", "990201100"))] == ["code-duplicate"]


def test_a_body_that_is_no_more_stays_in_the_county_that_there_was(tmp_path: Path):
    assert told(tmp_path, "until: 2019\n", OTHER.replace("试县", "试区")) == []


def test_the_bodies_of_a_folder_are_all_above_the_counties_or_none(tmp_path: Path):
    office = "name: 财政局\nkind: 部门\ncity: 试市\nprovince: 试省\n"
    [found] = told(tmp_path, "", office)
    assert (found.code, found.path) == ("county-disagreement", "reports/shixian/lin/township.yml")
    assert "“（没有写）”" in found.message


def test_bodies_above_the_counties_need_not_say_more_than_there_is(tmp_path: Path):
    write_tree(tmp_path, path="shishi/caizheng", township="name: 财政局\nkind: 部门\ncity: 试市\nprovince: 试省\n")
    write_tree(tmp_path, path="shishi/government",
               township='name: 试市人民政府\nkind: 市级政府\ncode: "990200"\ncity: 试市\nprovince: 试省\n')
    write_tree(tmp_path, path="shisheng/government",
               township='name: 试省人民政府\nkind: 省级政府\ncode: "990000"\nprovince: 试省\n')
    site, issues = load_tree(tmp_path)
    assert issues == []
    assert [one.full_name for one in site.townships] == ["试省人民政府", "试市人民政府", "试市财政局"]
    assert [one.whole_name for one in site.townships] == ["试省人民政府", "试市人民政府", "试市财政局"]
    assert [one.above for one in site.townships] == [(), ("试省",), ("试省",)]


@pytest.mark.parametrize(("kind", "code"), [("市级政府", "9902"), ("省级政府", "990201100")])
def test_a_governments_code_has_six_digits(tmp_path: Path, kind: str, code: str):
    write_tree(tmp_path, path="shixian/government",
               township=TOWNSHIP.replace("kind: 镇", f"kind: {kind}").replace("990201100", code))
    assert {one.code for one in load_tree(tmp_path)[1]} <= {"code-length", "wrong-value"} != set()


def test_departments_and_zones_follow_the_townships_whatever_their_code(tmp_path: Path):
    write_tree(tmp_path, path="shixian/a", township=TOWNSHIP.replace("kind: 镇", "kind: 部门")
               .replace("990201100", "11990201MB1234567X"))
    write_tree(tmp_path, path="shixian/b", township=TOWNSHIP.replace("kind: 镇", "kind: 片区").replace('code: "990201100"\n', ""))
    write_tree(tmp_path, path="shixian/c", township=TOWNSHIP)
    assert [one.path for one in load_tree(tmp_path)[0].townships] == ["shixian/c", "shixian/a", "shixian/b"]


# ── who is kin to whom ──

def test_a_body_that_went_into_another_is_told_on_both(tmp_path: Path):
    one, other = pair(tmp_path, "until: 2021-05\nsuccessors: [shixian/lin]\n", "")
    assert one.successors == (Kin("邻镇", "shixian/lin", "2021-05", "whole"),)
    assert other.predecessors == (Kin("试镇", "shixian/shizhen", "2021-05", "whole"),)


def test_a_successor_without_pages_is_a_name(tmp_path: Path):
    one, _ = pair(tmp_path, "until: 2021\nsuccessors: [别处镇, shixian/lin]\n", "")
    assert one.successors == (Kin("别处镇", None, "2021", "shared"), Kin("邻镇", "shixian/lin", "2021", "shared"))


def test_a_predecessor_that_goes_on_lost_a_part(tmp_path: Path):
    one, other = pair(tmp_path, "", "formerly: [{name: 试镇, until: 2021-03, path: shixian/shizhen}]\n")
    assert one.successors == (Kin("邻镇", "shixian/lin", "2021-03", "part"),)
    assert other.predecessors == (Kin("试镇", "shixian/shizhen", "2021-03", "part"),)


def test_what_both_say_is_told_once(tmp_path: Path):
    one, other = pair(tmp_path, "until: 2021-05\nsuccessors: [shixian/lin]\n",
                      "formerly: [{name: 试镇, until: 2021, path: shixian/shizhen}]\n")
    assert one.successors == (Kin("邻镇", "shixian/lin", "2021-05", "renamed"),)
    assert other.predecessors == (Kin("试镇", "shixian/shizhen", "2021-05", "renamed"),)


def test_kin_has_the_name_that_it_had_then(tmp_path: Path):
    one, other = pair(tmp_path, "until: 2015\nsuccessors: [shixian/lin]\n", "formerly: [{name: 邻乡, until: 2018}]\n")
    assert one.successors[0].name == "邻乡"
    assert other.predecessors[0].name == "试镇"


def test_kin_of_another_county_is_named_with_it(tmp_path: Path):
    write_tree(tmp_path, path="bie/zhen", township=OTHER.replace("试县", "别县"))
    assert told(tmp_path, "until: 2021\nsuccessors: [bie/zhen]\n", None) == []
    one = next(one for one in load_tree(tmp_path)[0].townships if one.path == "shixian/shizhen")
    assert one.successors[0].name == "别县邻镇"


# ── a year of its life ──

FORMER = (Former({"name": "某街道", "kind": "街道", "code": "990201001"}, "2019-12-31"),
          Former({"name": "某乡", "county": "老县"}, "2015-06"), Former({"name": "无年乡"}))


@pytest.mark.parametrize(("year", "name", "county", "code"), [
    (2014, "某乡", "老县", "990201001"), (2015, "某街道", "试县", "990201001"), (2019, "某街道", "试县", "990201001"),
    (2020, "试镇", "试县", "990201100"), (2030, "试镇", "试县", "990201100")])
def test_a_body_as_it_was_at_the_end_of_a_year(year: int, name: str, county: str, code: str):
    then = a_township(formerly=FORMER).at(year)
    assert (then.name, then.county, then.code, then.path) == (name, county, code, "shixian/shizhen")


def test_a_body_that_was_never_another_is_itself():
    one = a_township()
    assert one.at(2001) is one


@pytest.mark.parametrize(("since", "until", "life"), [
    (None, None, (0, 9999)), ("2021", None, (2021, 9999)), ("2021-05", None, (2021, 9999)), (None, "2021", (0, 2020)),
    (None, "2021-05", (0, 2020)), (None, "2021-12-31", (0, 2021)), (None, "2021-12", (0, 2020)),
    ("2001-01-01", "2021-05-20", (2001, 2020))])
def test_a_report_is_expected_for_years_at_whose_end_it_was_there(since, until, life):
    assert a_township(since=since, until=until).life == life


@given(st.integers(1990, 2030), st.sampled_from(["2021", "2021-05", "2021-12-31"]), st.booleans())
def test_names_and_lives_end_alike(year: int, until: str, gone: bool):
    """A name that ended is another one's from the year on in which a body that ended is no more."""
    there = a_township(until=until).life[1] >= year
    assert (a_township(formerly=(Former({"name": "某乡"}, until),)).at(year).name == "某乡") == there


@pytest.mark.parametrize(("when", "years"), [("2021-05", {2021}), ("2021", {2021}), ("2021-12-31", {2022}), (None, set())])
def test_the_year_from_which_on_figures_are_of_another_body(when, years):
    one = a_township(predecessors=(Kin("甲镇", None, when),))
    assert {year for year in range(2018, 2025) if one.regrouped_between(year - 1, year)} == years
    assert one.regrouped_between(2018, 2024) == bool(years)


@pytest.mark.parametrize(("field", "how", "regrouped"), [
    ("predecessors", "whole", True), ("predecessors", "shared", True), ("predecessors", "part", True),
    ("predecessors", "renamed", False), ("successors", "part", True), ("successors", "whole", False),
    ("successors", "shared", False), ("successors", "renamed", False)])
def test_who_becomes_another_body(field: str, how: str, regrouped: bool):
    assert a_township(**{field: (Kin("甲镇", None, "2021", how),)}).regrouped_between(2020, 2021) is regrouped


def test_a_report_loads_beside_a_life(tmp_path: Path):
    write_tree(tmp_path, a_report(2021), township=TOWNSHIP + "until: 2021-05\n")
    site, issues = load_tree(tmp_path)
    assert issues == []
    assert [report.year for report in site.townships[0].reports] == [2021]
