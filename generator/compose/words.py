"""Figures in words: how a cell, a number, a change or a year's result reads to a citizen."""

from __future__ import annotations

import re
from decimal import Decimal

from generator.comparison import Change, Comparable, Comparison
from generator.edition import NUMBERING, Edition, Heading
from generator.model import YUAN, Cell, Number, Period, Report, State, Township
from generator.page import Brief

NOT_TYPED_IN = "尚未录入"  # said of us
LOST = "原文缺表"  # said of the authority
STATE_WORDS = {State.BLANK: "空白", State.NOT_APPLICABLE: "不适用", State.UNREADABLE: "数值不明"}


def report_url(township: Township | Brief, year: int) -> str:
    return f"{township.path}/{year}/"


def number(value: Number) -> str:
    """Exact, without exponent and without thousands separators."""
    if isinstance(value, int):
        return str(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_unit(value: Number, column: Heading) -> str:
    """A value in the unit its column is printed in (money is held in yuan)."""
    return number(value / Decimal(YUAN[column.unit])) if column.kind == "money" else number(value)


def signed(value: Number, column: Heading) -> str:
    """A difference with its sign: ＋2, －3."""
    return f"＋{in_unit(value, column)}" if value > 0 else f"－{in_unit(-value, column)}"


def literal(cell: Cell | None) -> str:
    """The published literal, or in words why there is none."""
    if cell is None:
        return "无此项"
    return cell.literal if cell.literal else STATE_WORDS[cell.state]


def stated(report: Report, address: str) -> str:
    """What the report says at an address: the published literal, or in words why there is none."""
    table = report.edition.places[address].table.key
    if table in report.untranscribed:
        return NOT_TYPED_IN
    return LOST if table in report.missing_tables else literal(report.cell(address))


def span(period: Period | None) -> str:
    """A part of a year by its days: 9月1日至12月31日; "" for the whole year."""
    if period is None:
        return ""
    start, end = (f"{int(day[:2])}月{int(day[3:])}日" for day in period.days)
    return start if start == end else f"{start}至{end}"


def change_words(change: Change, column: Heading, before_year: int) -> tuple[str, ...]:
    """The small print under a cell; empty where nothing changed."""
    if change.comparable is Comparable.NO:
        return ("不可比",)
    was = f"{before_year}年 {literal(change.before)}"
    if change.comparable is Comparable.APPROXIMATE:
        return (f"≈{was}",)
    if not change.changed or change.before is None:
        return ()
    if change.comparable is Comparable.OTHER_SPAN or change.delta is None:
        return (was,)
    return (signed(change.delta, column), was)


def short_label(edition: Edition, key: str) -> str:
    """A row's label without its numbering and brackets: （二）部分公开（区分处理的…） → 部分公开."""
    return re.sub(r"（.*", "", strip_number(edition.labels[key]))


def strip_number(label: str) -> str:
    """A label without its leading 一、 （二） 3."""
    return NUMBERING.sub("", label)


def role(report: Report, name: str) -> tuple[Number | None, bool]:
    """The sum of a role's cells and whether it was added up by us; None where a cell has no value, or in free form."""
    total: Number = 0
    parts = 0
    if report.edition.is_free:
        return None, False
    for address in report.edition.roles[name]:
        for cell in report.summands(address).values():
            if cell is None or cell.value is None:
                return None, False
            total += cell.value
            parts += bool(cell.value)
    return total, parts > 1


def form_words(report: Report) -> str:
    """The official form with its notice; in free form that there was none then, or that it is in none."""
    edition = report.edition
    if not edition.is_free:
        return f"{edition.name}（{edition.notice}）"
    return edition.notice if _of_its_time(report) else edition.name


def _of_its_time(report: Report) -> bool:
    """Was its edition the usual one, or are there newer ones that it did not use?"""
    last = report.edition.years[1]
    return last is None or report.year <= last


def incomparable_words(comparison: Comparison) -> str:
    """A sentence where one of the two reports is in free form; "" for all others."""
    if not comparison.incomparable:
        return ""
    one, other = comparison.before, comparison.after
    if other.edition.is_free:
        one, other = other, one
    return f"{one.year}年的报告没有统一格式，与{other.year}年不可比。"


OUTCOMES = ("granted", "refused", "unavailable", "not_processed", "otherwise")


def summary(report: Report, name: str) -> tuple[str, ...]:
    """The year in two or three plain sentences, from the tables alone; counts, no rates, no verdicts."""
    if report.edition.is_free:
        why = "当时没有统一的年报格式" if _of_its_time(report) else "这份年报没有用统一的年报格式"
        return (f"{why}，本站照录原文。",)
    requests = report.edition.roles["received"][0]
    table = report.edition.places[requests].table
    sentences = []
    if table.key in report.missing_tables:
        sentences.append(f"原文缺{table.name}（{table.caption}），申请办理情况不详。")
    elif table.key in report.untranscribed:
        sentences.append(f"本站{NOT_TYPED_IN}{table.name}（{table.caption}），申请办理情况见原文。")
    else:
        when = f"（{span(report.period)}）" if report.period else ""
        sentences.append(f"{report.year}年{when}，{name}{_received(report)}。")
        if outcome := _outcomes(report):
            sentences.append(outcome)
    sentences.append(_disputes(report))
    return tuple(filter(None, sentences))


def _received(report: Report) -> str:
    address = report.edition.roles["received"][0]
    cell = report.cell(address)
    if cell is None or cell.value is None:
        told = "没有这一项" if cell is None else f"为“{cell.literal}”" if cell.literal else "是空白"
        return f"新收到的政府信息公开申请数，原文{told}"
    words = f"收到政府信息公开申请{cell.value}件" if cell.value else "没有收到政府信息公开申请"
    carried, _ = role(report, "carried_over")
    if carried:
        words += f"，另有上年结转{carried}件"
    return words


def _outcomes(report: Report) -> str:
    said, unknown, added = [], [], False
    for name in OUTCOMES:
        total, summed = role(report, name)
        if total:
            said.append(f"{report.edition.role_names[name]}{total}件")
            added |= summed
        elif total is None:
            unknown += _doubtful(report, name)
    forward, _ = role(report, "carried_forward")
    left = short_label(report.edition, report.edition.roles["carried_forward"][0].split(".")[0])
    words = ""
    if said:
        words = "办理结果：" + "，".join(said)
        words += f"；{left}{forward}件" if forward else ""
        words += "（分项由本站按表中数字相加）。" if added else "。"
    elif forward:
        words = f"{left}{forward}件。"
    if unknown:
        words += f"“{'”“'.join(unknown)}”原文字迹有歧义，数值不明。"
    return words


def _doubtful(report: Report, name: str) -> list[str]:
    """Labels of the unreadable cells behind a role."""
    found = []
    for address in report.edition.roles[name]:
        for part, cell in report.summands(address).items():
            if cell is not None and cell.state is State.UNREADABLE:
                found.append(short_label(report.edition, part.split(".")[0]))
    return found


def _disputes(report: Report) -> str:
    review, _ = role(report, "reconsideration")
    suits, _ = role(report, "litigation")
    edition = report.edition
    table = edition.places[edition.roles["reconsideration"][0]].table
    if table.key in report.untranscribed:
        return f"本站{NOT_TYPED_IN}{table.name}（{table.caption}），见原文。"
    if review is None or suits is None:
        return ""
    names = edition.role_names["reconsideration"], edition.role_names["litigation"]
    if not review and not suits:
        if any(map(report.figures.get, edition.table_addresses[table.key])):
            return f"{names[0]}、{names[1]}的总计与分项不一致，详见{table.name}。"
        return f"没有因政府信息公开引发的{names[0]}和{names[1]}。"
    return "，".join(f"{name}{count}件" if count else f"没有{name}"
                    for name, count in zip(names, (review, suits), strict=True)) + "。"
