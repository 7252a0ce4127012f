"""The two official formats, compared word for word with a second copy of their labels."""

from __future__ import annotations

import re

import pytest

from generator.edition import Edition, Heading, Term
from generator.load.edition import build_edition
from tests.factories import EDITIONS, FORMS, a_report, hybrid

BOTH = pytest.mark.parametrize("edition", FORMS.values(), ids=lambda one: one.key)

# ── the second copy: official-formats.md, word for word; an indented line belongs to the group above it ──

SECTIONS = ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
            "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"]

DISCLOSURE = {
    "2019": [
        ("第二十条第（一）项", ["本年新制作数量", "本年新公开数量", "对外公开总数量"], ["规章", "规范性文件"]),
        ("第二十条第（五）项", ["上一年项目数量", "本年增/减", "处理决定数量"], ["行政许可", "其他对外管理服务事项"]),
        ("第二十条第（六）项", ["上一年项目数量", "本年增/减", "处理决定数量"], ["行政处罚", "行政强制"]),
        ("第二十条第（八）项", ["上一年项目数量", "本年增/减"], ["行政事业性收费"]),
        ("第二十条第（九）项", ["采购项目数量", "采购总金额"], ["政府集中采购"]),
    ],
    "2021": [
        ("第二十条第（一）项", ["本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "行政规范性文件"]),
        ("第二十条第（五）项", ["本年处理决定数量"], ["行政许可"]),
        ("第二十条第（六）项", ["本年处理决定数量"], ["行政处罚", "行政强制"]),
        ("第二十条第（八）项", ["本年收费金额（单位：万元）"], ["行政事业性收费"]),
    ],
}

REQUESTS_CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
REQUESTS_COLUMNS = """
申请人情况
  自然人
  法人或其他组织
    商业企业
    科研机构
    社会公益组织
    法律服务机构
    其他
  总计
"""
REQUESTS_ROWS = """
一、本年新收政府信息公开申请数量
二、上年结转政府信息公开申请数量
三、本年度办理结果
  （一）予以公开
  （二）部分公开（区分处理的，只计这一情形，不计其他情形）
  （三）不予公开
    1.属于国家秘密
    2.其他法律行政法规禁止公开
    3.危及“三安全一稳定”
    4.保护第三方合法权益
    5.属于三类内部事务信息
    6.属于四类过程性信息
    7.属于行政执法案卷
    8.属于行政查询事项
  （四）无法提供
    1.本机关不掌握相关政府信息
    2.没有现成信息需要另行制作
    3.补正后申请内容仍不明确
  （五）不予处理
    1.信访举报投诉类申请
    2.重复申请
    3.要求提供公开出版物
    4.无正当理由大量反复申请
    5.要求行政机关确认或重新出具已获取信息
  （六）其他处理
  （七）总计
四、结转下年度继续办理
"""
OTHER_OUTCOMES_2021 = """
    1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请
    2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请
    3.其他
"""
REVIEW_COLUMNS = """
行政复议
  结果维持
  结果纠正
  其他结果
  尚未审结
  总计
行政诉讼
  未经复议直接起诉
    结果维持
    结果纠正
    其他结果
    尚未审结
    总计
  复议后起诉
    结果维持
    结果纠正
    其他结果
    尚未审结
    总计
"""


def outline(headings: tuple[Heading, ...], depth: int = 0) -> list[str]:
    """Nested headings as indented lines."""
    return [line for heading in headings
            for line in ("  " * depth + heading.label, *outline(heading.children, depth + 1))]


def lines(text: str) -> list[str]:
    return text.strip("\n").split("\n")


# ── the official words and their order ──

@BOTH
def test_the_six_sections_are_the_official_ones_in_order(edition: Edition):
    assert [section.heading for section in edition.sections] == SECTIONS


@BOTH
def test_tables_stand_in_sections_two_three_and_four(edition: Edition):
    assert [section.table for section in edition.sections] == \
        [None, "disclosure", "requests", "review", None, None]
    assert [table.name for table in edition.tables] == ["表二", "表三", "表四"]


@BOTH
def test_table_two_has_the_official_blocks_columns_and_rows(edition: Edition):
    blocks = edition.table("disclosure").blocks
    assert [(block.heading, outline(block.columns), outline(block.rows)) for block in blocks] == \
        DISCLOSURE[edition.key]
    assert {block.stubhead for block in blocks} == {"信息内容"}


@BOTH
def test_table_three_has_the_official_columns_rows_and_corner(edition: Edition):
    [block] = edition.table("requests").blocks
    rows = lines(REQUESTS_ROWS)
    if edition.key == "2021":
        after = rows.index("  （六）其他处理") + 1
        rows[after:after] = lines(OTHER_OUTCOMES_2021)
    assert outline(block.columns) == lines(REQUESTS_COLUMNS)
    assert outline(block.rows) == rows
    assert block.stubhead == REQUESTS_CORNER


@BOTH
def test_table_four_has_the_official_columns_and_one_row_without_a_label(edition: Edition):
    [block] = edition.table("review").blocks
    assert outline(block.columns) == lines(REVIEW_COLUMNS)
    assert outline(block.rows) == [""]


@pytest.mark.parametrize(("key", "counts"), [("2019", (22, 161, 15)), ("2021", (10, 175, 15))])
def test_the_number_of_figures_is_the_official_one(key: str, counts: tuple[int, ...]):
    tables = EDITIONS[key].tables
    found = tuple(sum(len(block.row_leaves) * len(block.column_leaves) for block in table.blocks) for table in tables)
    assert found == counts
    assert len(a_report(2021, key).cells) == sum(counts) == {"2019": 198, "2021": 200}[key]


@pytest.mark.parametrize(("key", "signed", "money"), [
    ("2019", {"permit", "service", "penalty", "compulsion", "fee"}, {("procurement", "元")}),
    ("2021", set(), {("fee", "万元")})])
def test_only_the_official_columns_take_signs_and_money(key: str, signed: set[str], money: set):
    places = EDITIONS[key].places.values()
    assert {place.row.key for place in places if place.column.kind == "signed"} == signed
    assert {place.column.label for place in places if place.column.kind == "signed"} <= {"本年增/减"}
    assert {(place.row.key, place.column.unit) for place in places if place.column.kind == "money"} == money


@BOTH
def test_a_cell_is_found_on_paper_by_its_words(edition: Edition):
    assert edition.places["not_held.B"].words == \
        "表三 · （四）无法提供／1.本机关不掌握相关政府信息 · 法人或其他组织／商业企业"
    assert edition.places["cases.after_total"].words == "表四 · 复议后起诉／总计"


@BOTH
def test_no_two_cells_have_the_same_words(edition: Edition):
    words = [place.words for place in edition.places.values()]
    assert len(set(words)) == len(words)


# ── the rows that a report has ──

def printed_rows(report) -> list[str]:
    return [line for block in report.edition.table("requests").blocks_as_printed(report.rows)
            for line in outline(block.rows)]


def test_a_complete_report_is_printed_with_every_row():
    report = a_report(2020)
    for table in report.edition.tables:
        assert table.blocks_as_printed(report.rows) == table.blocks


def test_an_absent_row_is_not_printed():
    report = a_report(2021, absent=["inquiry"])
    assert "    8.属于行政查询事项" not in printed_rows(report)
    assert len(printed_rows(report)) == len(printed_rows(a_report(2021))) - 1


def test_a_group_without_any_row_is_not_printed():
    report = a_report(2021, absent=["not_held", "not_made", "unclear"])
    assert "  （四）无法提供" not in printed_rows(report)


def test_a_block_without_any_row_is_not_printed():
    report = a_report(2021, absent=["fee"])
    blocks = report.edition.table("disclosure").blocks_as_printed(report.rows)
    assert [block.heading for block in blocks] == ["第二十条第（一）项", "第二十条第（五）项", "第二十条第（六）项"]


def test_a_group_printed_as_one_row_is_a_row_without_parts():
    rows = printed_rows(hybrid())
    assert rows[rows.index("  （六）其他处理") + 1] == "  （七）总计"
    [block] = hybrid().edition.table("requests").blocks_as_printed(hybrid().rows)
    assert "otherwise" in [row.key for row in block.row_leaves]


def test_only_the_sixth_outcome_of_the_later_format_may_be_one_row():
    assert EDITIONS["2019"].single_groups == frozenset()
    assert EDITIONS["2021"].single_groups == {"otherwise"}


# ── balances ──

REVIEW_PARTS = [tuple(f"{block}_{part}" for part in ("upheld", "corrected", "other", "pending"))
                for block in ("rec", "suit", "after")]
COMMON = [
    ("outcomes-total", "column", ("granted", "partly", "refused", "unavailable", "not_processed", "otherwise"),
     ("total",)),
    ("flow", "column", ("received", "carried_over"), ("total", "carried_forward")),
    ("applicants-total", "row", ("P", "B", "S", "W", "L", "O"), ("T",)),
    *(("review-total", "column", parts, (parts[0].split("_")[0] + "_total",)) for parts in REVIEW_PARTS),
    ("carried-over", "column", ("last.carried_forward",), ("carried_over",)),
]


@pytest.mark.parametrize(("key", "more"), [
    ("2019", [("project-flow", "row", ("last.items", "last.change"), ("items",))]), ("2021", [])])
def test_the_balances_are_those_of_the_catalogue(key: str, more: list):
    def words(terms: tuple[Term, ...]) -> tuple[str, ...]:
        assert all(term.sign == 1 for term in terms)
        return tuple(("last." if term.last_year else "") + term.key for term in terms)

    found = [(balance.id, balance.axis, words(balance.left), words(balance.right))
             for balance in EDITIONS[key].balances if balance.level == "balance"]
    assert found == COMMON + more


def test_a_minus_sign_belongs_to_the_term_that_follows():
    [hint] = [balance for balance in EDITIONS["2021"].balances if balance.id == "in-force-flow"]
    assert hint.left == (Term("inforce", last_year=True), Term("issued"), Term("repealed", -1))
    assert hint.right == (Term("inforce"),)
    assert hint.level == "hint"
    assert hint.across_years


@BOTH
def test_every_term_of_a_balance_is_a_row_or_a_column_of_its_table(edition: Edition):
    for balance in edition.balances:
        blocks = edition.table(balance.table).blocks
        keys = {leaf.key for block in blocks for leaf in block.column_leaves} if balance.each == "row" else \
            {key for key, (table, _, _) in edition.rows.items() if table.key == balance.table} | set(edition.groups)
        assert {term.key for term in balance.left + balance.right} <= keys


@BOTH
def test_claims_hints_roles_and_pairings_name_existing_cells(edition: Edition):
    claimed = [address for claim in edition.claims
               for address in (claim.get("equals"), *claim.get("zero", ()), *claim.get("at_most", ())) if address]
    hinted = [address for hint in edition.hints for name in ("positive", "cells") for address in hint.get(name, ())]
    assert set(claimed + hinted) <= set(edition.places)
    for claim in edition.claims:
        re.compile(claim["pattern"])
    for role, addresses in edition.roles.items():
        assert edition.role_names[role]
        for address in addresses:
            assert edition.column(address).key == address.split(".")[1]
    for other, pairs in edition.pairings.items():
        assert {pair.now for pair in pairs} <= set(edition.places)
        assert {pair.before for pair in pairs} <= set(EDITIONS[other].places)


def test_a_format_with_the_same_row_twice_is_refused():
    block = {"columns": [{"key": "a", "label": "甲"}], "rows": [{"key": "x"}, {"key": "x"}]}
    data = {"key": "0", "name": "", "notice": "", "years": [2000, None], "sections": [], "balances": [], "roles": {},
            "tables": [{"key": "t", "name": "", "caption": "", "blocks": [block]}]}
    with pytest.raises(ValueError, match="unique"):
        build_edition(data)


# ── groups ──

def test_a_group_is_the_sum_of_its_rows_unless_it_is_a_row_itself():
    edition, parts = EDITIONS["2021"], ("no_reply", "no_fee", "other")
    assert edition.summands("otherwise", a_report(2021).rows) == parts
    assert edition.summands("otherwise", hybrid().rows) == ("otherwise",)
    assert edition.summands("total", ()) == ("total",)


def test_the_rows_of_a_group_printed_as_one_row_are_in_it():
    edition = EDITIONS["2021"]
    assert [row for row in edition.rows if edition.in_single_row(row, hybrid().rows)] == ["no_reply", "no_fee", "other"]
    assert not any(edition.in_single_row(row, a_report(2021).rows) for row in edition.rows)
