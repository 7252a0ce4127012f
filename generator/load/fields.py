"""Named fields of a YAML mapping, each read strictly; what does not fit becomes an Issue and None."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches

from generator.hidden import HIDDEN, told
from generator.issue import Issue, Severity, issue, issue_of
from generator.load.source import Items, List, Mapping, Node, Row, Scalar
from generator.model import TO_FILL

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def impossible_day(month: int, day: int, year: int | None = None) -> str:
    """Why there is no such day, "" if there is; without a year: why it is not in every year."""
    if not 1 <= month <= 12:
        return f"没有{month}月这个月份"
    if day == 0:
        return "没有0日这一天"
    if year == 0:
        return "没有0年这一年"
    try:
        date(2021 if year is None else year, month, day)  # not a leap year
    except ValueError:
        words = f"{_MONTHS[month - 1]}月没有{day}日"
        if (month, day) == (2, 29):
            return f"不是每年的{words[:2]}都有29日" if year is None else f"{year}年{words}"
        return words
    return ""


def kind_of(node: Node) -> str:
    return {Scalar: "文字或数", List: "列表", Row: "列表", Mapping: "一组“名称: 值”"}[type(node)]


class Fields:
    """Reads the fields of one mapping. `finish()` reports every key that nobody asked for."""

    def __init__(self, mapping: Mapping, path: str, issues: list[Issue], prefix: str = "") -> None:
        self.mapping, self.path, self.issues, self.prefix = mapping, path, issues, prefix
        self.known: dict[str, None] = {}  # in the order of asking

    def line(self, key: str) -> int:
        return self.mapping.key_lines.get(key, self.mapping.line)

    def complain(self, code: str, key: str, /, **fields: object) -> None:
        self.issues.append(issue_of(code, self.path, self.line(key), Severity.ERROR,
                                    {"key": self.prefix + key, **fields}))

    def node(self, key: str, required: str = "") -> Node | None:
        """The field's node; None if absent or null. `required` says in Chinese what it means."""
        self.known[key] = None
        node = self.mapping.nodes.get(key)
        absent = node is None or (isinstance(node, Scalar) and node.plain and node.text in ("null", ""))
        if absent and required:
            self.complain("missing-key", key, meaning=required)
        return None if absent else node

    def text(self, key: str, required: str = "") -> str | None:
        node = self.node(key, required)
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self.complain("wrong-type", key, expected="一行文字", found=kind_of(node))
            return None
        if node.text == TO_FILL:
            self.complain("to-fill", key, advice="" if required else "不知道或原文没有，写 null。")
            return None
        return self._line(node, key)

    def _line(self, node: Scalar, key: str) -> str | None:
        """A text as a name or another field of one line may have it; None with an Issue if something hides in it."""
        if found := HIDDEN.search(node.text):
            self.issues.append(issue("hidden-character", self.path, node.line, column=node.column,
                                     key=self.prefix + key, at=found.start() + 1, character=told(found[0])))
            return None
        return node.text.strip()

    def matching(self, key: str, pattern: str, expected: str, required: str = "") -> str | None:
        value = self.text(key, required)
        if value is not None and not re.fullmatch(pattern, value):
            self.complain("wrong-value", key, value=value, expected=expected)
            return None
        return value

    def choice(self, key: str, words: Iterable[str], required: str = "") -> str | None:
        """One of the words."""
        value = self.text(key, required)
        if value is not None and value not in words:
            self.complain("wrong-value", key, value=value, expected="可以写 " + "、".join(words))
            return None
        return value

    def date(self, key: str) -> str | None:
        value = self.text(key)
        return value if value is None or self._is_day(key, value) else None

    def _is_day(self, key: str, value: str) -> bool:
        """Is a text a day that there was? If not, an Issue says so."""
        match = _DATE.fullmatch(value)
        why = impossible_day(int(match[2]), int(match[3]), int(match[1])) if match else "日期要写成 2021-01-25 这样"
        if why:
            self.complain("wrong-value", key, value=value, expected=why)
        return not why

    def day_or_year(self, key: str) -> str | None:
        """A year, a month of a year, or a day."""
        value = self.matching(key, r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", "写年份或日期")
        if value is None or len(value) == 4:
            return value
        return value if self._is_day(key, value if len(value) == 10 else f"{value}-01") else None

    def day_of_a_year(self, key: str) -> str | None:
        """A day that every year has, as MM-DD."""
        value = self.matching(key, "[0-9]{2}-[0-9]{2}", "写成 01-31 这样的月-日")
        why = impossible_day(*map(int, value.split("-"))) if value else ""
        if why:
            self.complain("wrong-value", key, value=value, expected=f"{why}，请写每年都有的日期，如 01-31")
        return None if why else value

    def mapping_of(self, key: str, required: str = "") -> Fields | None:
        node = self.node(key, required)
        if node is None:
            return None
        if not isinstance(node, Mapping):
            self.complain("wrong-type", key, expected="一组“名称: 值”", found=kind_of(node))
            return None
        return Fields(node, self.path, self.issues, f"{self.prefix}{key}.")

    def items(self, key: str) -> list[Node]:
        node = self.node(key)
        if node is None:
            return []
        if not isinstance(node, Items):
            self.complain("wrong-type", key, expected="列表（每行以 - 开头）", found=kind_of(node))
            return []
        return node.nodes

    def texts(self, key: str) -> tuple[str, ...]:
        found = []
        for node in self.items(key):
            if isinstance(node, Scalar) and node.text == TO_FILL:
                self.issues.append(issue("to-fill", self.path, node.line, key=self.prefix + key, advice=""))
            elif isinstance(node, Scalar):
                found.append(self._line(node, key))
            else:
                self.issues.append(issue("wrong-type", self.path, node.line, key=self.prefix + key,
                                         expected="一行文字（含冒号时请加英文引号）", found=kind_of(node)))
        return tuple(text for text in found if text is not None)

    def finish(self) -> None:
        for key, line in self.mapping.key_lines.items():
            if key not in self.known:
                guess = get_close_matches(key, list(self.known), 1, 0.6)
                self.issues.append(issue(
                    "unknown-key", self.path, line, key=self.prefix + key, known="、".join(self.known),
                    guess=f"是不是想写“{guess[0]}”？" if guess else ""))
