"""Pages of bodies with a life: the names of a year, who is counted, what is said on either side, where old addresses lead."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from generator.compose.lives import moved_pages, now, story, when
from generator.exporting import export
from generator.model import Former, Kin, Township
from generator.page import Link
from generator.settings import Settings
from tests.factories import SETTINGS, a_report, a_township, composed, moved, parsed, rendered


def said(township: Township) -> list[str]:
    return [f"{one['before']}{'、'.join(name.text for name in one['names'])}{one['after']}" for one in story(township)]


# ── sentences ──

@pytest.mark.parametrize(("date", "words"), [("2021", "2021年"), ("2021-05", "2021年5月"), ("2021-12-01", "2021年12月1日")])
def test_a_date_is_said_as_exactly_as_it_is_known(date: str, words: str):
    assert when(date) == words


@pytest.mark.parametrize(("former", "words"), [
    (Former({"name": "乙乡"}), "原名乙乡"),
    (Former({"name": "乙乡"}, "2015"), "原名乙乡（2015年改为现名）"),
    (Former({"name": "乙乡", "kind": "乡", "level": "township", "code": "990201200"}, "2015-06"),
     "原名乙乡（2015年6月改为现名），当时代码 990201200"),
    (Former({"name": "乙乡", "city": "老市", "county": "老县"}), "原名乙乡，当时属老市老县"),
    (Former({"county": "老县"}, "2019"), "2019年以前属老县"),
    (Former({"county": "老县", "code": "990221100"}, "2019-06"), "2019年6月以前属老县，代码 990221100"),
    (Former({"code": "990221100"}), "原代码 990221100"),
    (Former({"kind": "街道", "level": "township"}, "2001"), "2001年以前为街道")])
def test_what_it_was_before(former: Former, words: str):
    assert said(a_township(formerly=(former,))) == [words]


def test_each_name_leads_to_the_next():
    assert said(a_township(formerly=(Former({"name": "乙乡"}, "2015"), Former({"name": "丁乡"}, "2009")))) == [
        "原名乙乡（2015年改为现名）", "更早名为丁乡（2009年改为乙乡）"]


@pytest.mark.parametrize(("fields", "words"), [
    ({"successors": (Kin("丙镇", "a/c", "2021-05"),)}, "2021年5月并入丙镇"),
    ({"successors": (Kin("丙镇", None, "2021-05", "shared"), Kin("丁镇", "a/d", "2021-05", "shared"))},
     "2021年5月撤销，分别并入丙镇、丁镇"),
    ({"successors": (Kin("丙街道", "a/c", "2021-05", "renamed"),)}, "2021年5月改为丙街道"),
    ({}, "2021年5月起不再设立")])
def test_how_it_ended(fields, words: str):
    assert said(a_township(until="2021-05", **fields)) == [words]


def test_what_ended_with_a_year_is_not_said_to_have_ended_within_it():
    assert said(a_township(until="2020-12-31")) == ["2021年起不再设立"]


@pytest.mark.parametrize(("kin", "words"), [
    ((Kin("甲镇", "a/b", "2021-05"),), ["2021年5月，甲镇并入"]),
    ((Kin("甲镇", "a/b", "2021-05"), Kin("乙镇", None, "2021-05")), ["2021年5月，甲镇、乙镇并入"]),
    ((Kin("乙镇", None, "2023"), Kin("甲镇", "a/b", "2021-05")), ["2021年5月，甲镇并入", "2023年，乙镇并入"]),
    ((Kin("甲镇", "a/b", "2021-05", "shared"),), ["2021年5月，甲镇撤销，部分并入"]),
    ((Kin("甲镇", "a/b", "2021-05", "part"),), ["2021年5月，由甲镇分出"]),
    ((Kin("甲镇", "a/b"),), ["甲镇并入"])])
def test_what_joined_it(kin, words: list[str]):
    assert said(a_township(predecessors=kin)) == words


def test_what_left_it_while_it_went_on():
    assert said(a_township(since="1990", successors=(Kin("丙街道", "a/c", "2021", "part"),))) == [
        "1990年设立", "2021年，分出丙街道"]


def test_under_its_new_name_a_body_links_to_its_pages_of_before():
    one = a_township(formerly=(Former({"name": "甲镇"}, "2021", "a/b"),), predecessors=(Kin("甲镇", "a/b", "2021", "renamed"),))
    assert said(one) == ["原名甲镇（2021年改为现名）"]
    assert story(one)[0]["names"] == [Link("甲镇", "a/b/")]


def test_kin_with_pages_is_linked_and_kin_without_is_named():
    one = a_township(a_report(2021), predecessors=(Kin("甲镇", "shixian/jia", "2021"), Kin("乙镇", None, "2021")))
    page = parsed(rendered(one)["shixian/shizhen/"].body)
    [line] = [line for line in page.xpath("//p[@class='where']") if "并入" in line.text_content()]
    assert line.text_content() == "2021年，甲镇、乙镇并入。"
    assert [(link.text, link.get("href")) for link in line.xpath("a")] == [("甲镇", "../../shixian/jia/")]


# ── a report carries its year's identity ──

RENAMED = a_township(a_report(2019, title=None, issuer=None), a_report(2021, title=None, issuer=None), formerly=(
    Former({"name": "老乡", "code": "980201200", "county": "老县", "city": "老市"}, "2020-05"),))


def test_a_report_has_the_names_of_its_year_everywhere():
    page = composed(RENAMED)["shixian/shizhen/2019/"]
    html = parsed(rendered(RENAMED)[page.url].body)
    assert page.title == "老县老乡2019年政府信息公开工作年度报告"
    assert page.source == "老县老乡"
    assert page.keywords[0] == "老县老乡"
    assert {name: page.filters[name] for name in ("省份", "城市", "县区", "单位")} == {
        "省份": "试省", "城市": "老市", "县区": "老县", "单位": "老县老乡"}
    assert html.xpath("string(//p[@class='where'])").startswith("试省 老市 老县老乡 ")
    assert "老县老乡：《老县老乡2019年" in html.xpath("string(//p[@class='citation'])")
    assert "2019年，老乡没有收到" in html.text_content()


def test_it_says_what_the_body_is_today_and_leads_there():
    html = parsed(rendered(RENAMED)["shixian/shizhen/2019/"].body)
    line = html.xpath("//p[@class='where']")[1]
    assert line.text_content() == "现为试市试县试镇（代码由 980201200 改为 990201100）。"
    assert line.xpath("a/@href") == ["../"]
    later = parsed(rendered(RENAMED)["shixian/shizhen/2021/"].body)
    assert "现为" not in later.text_content()
    assert composed(RENAMED)["shixian/shizhen/2021/"].filters.get("单位") is None


def test_of_another_code_alone_only_that_is_said():
    one = a_township(a_report(2019), formerly=(Former({"code": "980201200"}, "2020"),))
    line = parsed(rendered(one)["shixian/shizhen/2019/"].body).xpath("//p[@class='where']")[1]
    assert line.text_content() == "试县试镇当时代码 980201200，现为 990201100。"


def test_of_a_body_that_is_no_more_its_last_name_is_said():
    line = parsed(rendered(replace(RENAMED, until="2023"))["shixian/shizhen/2019/"].body).xpath("//p[@class='where']")[1]
    assert line.text_content().startswith("后为试市试县试镇")


def test_the_data_has_the_names_of_its_year():
    files = {file.path.rpartition(".")[2]: file.content for file in export(RENAMED, RENAMED.reports[0], b"", SETTINGS)}
    facts = json.loads(files["json"])
    assert [facts[name] for name in ("path", "code", "township", "county", "city")] == [
        "shixian/shizhen", "980201200", "老乡", "老县", "老市"]
    assert "980201200,老乡,老县,老市" in files["csv"].decode()


def test_lists_show_todays_name_and_a_report_in_them_that_of_its_year():
    pages = composed(RENAMED)
    assert pages["shixian/"].context["rows"][0]["township"].name == "试镇"
    assert [item["place"] for item in pages[""].context["newest"]] == ["试市试县试镇", "老市老县老乡"]


@pytest.mark.parametrize("fields", [{}, {"formerly": (Former({"kind": "乡", "level": "township"}, "2020"),)}])
def test_where_nothing_differs_nothing_is_said(fields):
    one = a_township(**fields)
    assert now(one.at(2019), one) is None


# ── n of N ──

MERGED = (a_township(a_report(2019), a_report(2020), path="shixian/jia", name="甲镇", code="990201101", until="2021-05"),
          a_township(a_report(2020), a_report(2024), path="shixian/bing", name="丙镇", code="990201102"),
          a_township(a_report(2021), a_report(2024), path="shixian/ding", name="丁镇", code="990201103", since="2021-03"))


@pytest.mark.parametrize("url", ["shixian/", "regions/9902/", "regions/99/"])
def test_a_total_counts_whom_there_was_at_the_end_of_the_year(url: str):
    totals = {one["year"]: (one["reported"], one["of"], [t.name for t in one["missing"]])
              for one in composed(*MERGED)[url].context["totals"]}
    assert totals == {2024: (2, 2, []), 2021: (1, 2, ["丙镇"]), 2020: (2, 2, []), 2019: (1, 2, ["丙镇"])}


def test_the_home_page_counts_alike():
    assert [(row["year"], row["count"], row["of"]) for row in composed(*MERGED)[""].context["coverage"]] == [
        (2024, 2, 2), (2021, 1, 2), (2020, 2, 2), (2019, 1, 2)]


def test_whoever_reported_all_the_same_is_counted():
    one = a_township(a_report(2021), until="2021-05")
    total = composed(one)["shixian/"].context["totals"][0]
    assert (total["year"], total["reported"], total["of"]) == (2021, 1, 1)


def test_the_table_of_a_county_says_why_there_is_no_report():
    page = composed(*MERGED)["shixian/"].context
    assert page["years"] == [2024, 2021, 2020, 2019]
    assert {row["township"].name: row["words"] for row in page["rows"]} == {
        "甲镇": ["已撤销", "已撤销", "", ""], "丙镇": ["", "未收录", "", "未收录"], "丁镇": ["", "", "尚未设立", "尚未设立"]}
    text = parsed(rendered(*MERGED)["shixian/"].body).text_content()
    assert "尚未设立、已撤销：当年年末没有这个单位。" in text
    assert "其中 1 个已撤销" in text


def test_the_regions_below_are_counted_by_year():
    below = composed(*MERGED)["regions/9902/"].context["below"][0]
    assert (below["count"], below["years"]) == (3, [(2, 2), (1, 2), (2, 2), (1, 2)])


@pytest.mark.parametrize(("fields", "missing"), [({}, [2020, 2021]), ({"since": "2021"}, [2021]), ({"until": "2021-05"}, [2020])])
def test_a_year_is_missing_only_within_its_life(fields, missing: list[int]):
    one = a_township(a_report(2019), a_report(2022), **fields)
    assert composed(one)["shixian/shizhen/"].context["missing_years"] == missing


# ── a merger in between ──

def test_a_merger_parts_the_chain_and_is_said_once_beside_the_comparison():
    cells = {"carried_forward.P": 1, "carried_forward.T": 1, "received.P": 1, "received.T": 1}
    one = a_township(a_report(2020, cells=cells), a_report(2021), a_report(2022),
                     predecessors=(Kin("甲镇", "shixian/jia", "2021-05"),))
    pages = rendered(one)
    status = [row["status"] for row in composed(one)["shixian/shizhen/"].context["chain"]]
    assert status == ["首份报告", "机构合并，不衔接", "与上年衔接"]
    assert parsed(pages["shixian/shizhen/2021/"].body).text_content().count("两年口径不同") == 1
    assert "2021年5月，甲镇并入。机构合并，两年口径不同。" in parsed(pages["shixian/shizhen/2021/"].body).text_content()
    assert "口径不同" not in parsed(pages["shixian/shizhen/2022/"].body).text_content()


def test_over_a_gap_the_merger_is_said_too():
    one = a_township(a_report(2019), a_report(2022), predecessors=(Kin("甲镇", None, "2021"),))
    assert "机构合并" in parsed(rendered(one)["shixian/shizhen/2022/"].body).text_content()


# ── above the counties ──

OFFICES = (a_township(a_report(2021), path="shishi/caizheng", name="财政局", kind="部门", level="department", code="", county=""),
           a_township(a_report(2021), path="shisheng/caizheng", name="财政厅", kind="部门", level="department", code="",
                      county="", city=""),
           a_township(a_report(2021)))


def test_the_bodies_above_the_counties_have_a_page_and_a_way():
    pages = composed(*OFFICES)
    assert [link.text for link in pages["shishi/caizheng/"].crumbs] == ["首页", "试省", "试市", "试市（市本级）"]
    assert [link.text for link in pages["shisheng/caizheng/"].crumbs] == ["首页", "试省", "试省（省本级）"]
    assert [pages[url].title for url in ("shishi/", "shisheng/", "shixian/")] == ["试市（市本级）", "试省（省本级）", "试县"]
    assert len({page.title for page in pages.values()}) == len(pages)
    assert [pages[url].title for url in ("shishi/caizheng/", "shisheng/caizheng/")] == ["试市财政局", "试省财政厅"]


def test_every_list_leads_to_them():
    pages = {url: parsed(page.body) for url, page in rendered(*OFFICES).items()}
    for url in ("", "search/"):
        assert {"shishi/caizheng/", "shisheng/caizheng/", "shixian/shizhen/"} <= {
            link.removeprefix("./").removeprefix("../") for link in pages[url].xpath("//a/@href")}, url
    assert {"../shisheng/", "../shishi/", "../shixian/"} <= set(pages["regions/"].xpath("//a/@href"))
    assert "试市 试市" not in pages[""].text_content()
    assert "代码" not in pages["shishi/caizheng/"].xpath("string(//p[@class='where'])")


def test_a_place_is_not_said_twice():
    one = a_township(a_report(2021), path="shishi/government", name="试市人民政府", kind="市级政府", level="city",
                     code="990200", county="")
    for url in ("shishi/government/", "shishi/government/2021/"):
        line = parsed(rendered(one)[url].body).xpath("string(//p[@class='where'])")
        assert line.startswith("试省 试市"), url
        assert "试市试市" not in line.replace(" ", ""), url
    assert composed(one)[""].context["newest"][0]["place"] == "试市人民政府"


def test_a_municipality_is_one_region():
    one = a_township(a_report(2021), city="试省")
    pages = composed(one)
    assert [link.text for link in pages["shixian/shizhen/"].crumbs] == ["首页", "试省", "试县"]
    assert [url for url in pages if url.startswith("regions/9")] == ["regions/99/"]


# ── old addresses ──

def test_every_old_address_leads_to_its_page_of_today():
    one = a_township(a_report(2021), a_report(2022), moved_from=("lao/zhen", "laoxian/zhen"))
    assert {page.url: page.context["to"] for page in moved_pages(one, SETTINGS)} == {
        f"{old}/{rest}": f"shixian/shizhen/{rest}" for old in one.moved_from for rest in ("", "changes/", "2021/", "2022/")}


def test_a_page_that_there_is_not_has_no_old_address():
    one = a_township(a_report(2021), a_report(2022), moved_from=("lao/zhen",))
    assert "lao/zhen/changes/" not in [page.url for page in moved_pages(one, Settings("试", prose_changes=False))]


def test_an_old_address_is_a_small_page_that_leads_on_by_itself():
    page = moved(a_township(a_report(2021), moved_from=("lao/zhen",)))["lao/zhen/2021/"]
    assert page.body.startswith("<!doctype html>")
    html = parsed(page.body)
    assert html.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=../../../shixian/shizhen/2021/"]
    assert html.xpath("//link[@rel='canonical']/@href") == [f"{SETTINGS.site_url}shixian/shizhen/2021/"]
    assert html.xpath("//a/@href") == ["../../../shixian/shizhen/2021/"]
    assert html.xpath("//script") == []
