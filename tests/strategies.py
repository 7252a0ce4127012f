"""Random reports for the properties: any state in any cell, hybrids, lost tables, repeated and odd prose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from hypothesis import strategies as st

from generator.edition import Edition
from generator.model import Cell, Report, State
from tests.factories import EDITIONS, Value, a_report, changed, hybrid

SENTENCES = ("全镇公开工作总体平稳有序，", "由党政综合办公室跟踪督促限期整改到位。", "制发规范性文件2件；", "无。", "甲，", "乙！",
             "答复均在法定期限内作出，申请人没有异议。", "**重点**内容，", "1. 编号的事项。", "网址 http://a.invalid/x，")
TEXTS = st.lists(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6).map("".join), max_size=4).map("\n\n".join)

_COUNTS = st.one_of(st.integers(0, 40), st.integers(0, 10**12 - 1), st.none(),
                    st.sampled_from(["/", "—", "无", "12件", "1,234", "７"]),
                    st.text("0123456789lO?约 ：#\"\\", min_size=1).map(lambda text: Cell(text, None, State.UNREADABLE)))
_SIGNED = st.one_of(_COUNTS, st.sampled_from(["+3", "-2", "增2", "减少1项", "+0"]))
_MONEY = st.one_of(_COUNTS.filter(lambda value: value not in ("12件", "７")),
                   st.sampled_from(["12.35", "0.50", "2448023.00元", "41.26万元", "1,234.5元", "¥3"]))


@dataclass(frozen=True)
class Made:
    """How a random report is made; short to read where a property fails. All else is zero."""

    year: int
    form: str  # 2019, 2021 or hybrid
    missing: tuple[str, ...]
    cells: Mapping[str, Value]
    prose: Mapping[str, str]
    more: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def report(self) -> Report:
        if self.form == "hybrid" and "requests" not in self.missing:
            base = hybrid(self.year, missing=self.missing)
        else:
            base = a_report(self.year, self.edition.key, missing=self.missing)
        return replace(changed(base, self.cells), prose=self.prose, **self.more)

    @property
    def edition(self) -> Edition:
        return EDITIONS["2019" if self.form == "2019" else "2021"]


def values(edition: Edition, address: str) -> st.SearchStrategy[Value]:
    return {"count": _COUNTS, "signed": _SIGNED, "money": _MONEY}[edition.places[address].column.kind]


@st.composite
def reports(draw: st.DrawFn, year: int) -> Made:
    """A report of either format, or a hybrid; most cells 0."""
    missing = tuple(draw(st.lists(st.sampled_from(["disclosure", "requests", "review"]), max_size=1)))
    empty = Made(year, draw(st.sampled_from(["2019", "2021", "hybrid"])), missing, {}, {})
    chosen = draw(st.lists(st.sampled_from(sorted(empty.report.cells)), unique=True, max_size=10))
    cells = {address: draw(values(empty.edition, address)) for address in chosen}
    return replace(empty, cells=cells, prose={section.key: draw(TEXTS) for section in empty.edition.sections})
