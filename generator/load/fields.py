"""Named fields of a YAML mapping, each read strictly; what does not fit becomes an Issue and None."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Dict
from difflib import get_close_matches

from generator.hidden import HIDDEN, told
from generator.issue import Issue, Severity, issue, issue_of
from generator.load.days import day_fault, impossible_day
from generator.load.source import Items, List, Mapping, Node, Row, Scalar
from generator.model import TO_FILL

_NOTHING = {"无", "没有", "空", "空白", "暂无", "未知", "不详", "不明", "无法确定", "/", "-", "—", "——", "~",
            "n/a", "na", "none", "nil", "nan"}
_NO_NAMES: Dict[str, str] = {}


def kind_of(node: Node) -> str:
    return {Scalar: "文字或数", List: "列表", Row: "列表", Mapping: "一组“名称: 值”"}[type(node)]


class Fields:
    """Reads the fields of one mapping. `finish()` reports every key that nobody asked for."""

    def __init__(self, mapping: Mapping, path: str, issues: list[Issue], prefix: str = "") -> None:
        self.mapping, self.path, self.issues, self.prefix = mapping, path, issues, prefix
        self.known: dict[str, None] = {}  # in the order of asking
        self.absent: dict[str, Issue] = {}  # what is missing and was said to be

    def line(self, key: str) -> int:
        return self.mapping.key_lines.get(key, self.mapping.line)

    def complain(self, code: str, key: str, /, **fields: object) -> None:
        found = issue_of(code, self.path, self.line(key), Severity.ERROR, {"key": self.prefix + key, **fields})
        self.issues.append(found)
        if code.endswith("-missing") or code == "missing-key":
            self.absent[key] = found

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
        if node.plain and node.text.lower() in ("null", "none", "nil", "~"):
            self.complain("wrong-value", key, value=node.text, expected="没有的请写 null（四个小写字母，不加引号）")
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
        text = node.text.strip()
        if re.fullmatch('“[^“”"]*"|"[^“”"]*”', text):
            self.issues.append(issue("wrong-value", self.path, node.line, column=node.column, key=self.prefix + key,
                                     value=text, expected=f'前后的引号不一样，请都用英文引号，写成 "{text[1:-1]}"'))
            return None
        return text

    def matching(self, key: str, pattern: str, expected: str, required: str = "") -> str | None:
        value = self.text(key, required)
        if value is not None and not re.fullmatch(pattern, value):
            nothing = value.lower() in _NOTHING and not required
            self.complain("wrong-value", key, value=value, expected="没有的请写 null" if nothing else expected)
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
        why = "没有的请写 null" if value.lower() in _NOTHING else day_fault(value)
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

    def finish(self, called: Dict[str, str] = _NO_NAMES) -> None:
        """Every key that nobody asked for is an Issue. `called`: by what it is called in Chinese, a key that is known.

        What seems to be a key that is missing is said once, at the line where it stands.
        """
        for key, line in self.mapping.key_lines.items():
            if key not in self.known:
                known = list(self.known)
                sure = called.get(key.strip(" “”\"'"), "")
                guess = sure or next(iter(get_close_matches(key.lower(), known, 1, 0.7)), "")
                self.issues.append(issue(
                    "unknown-key", self.path, line, key=self.prefix + key,
                    known=f"请改成 {guess}。" if sure or guess in self.absent else
                    f"{f'是不是想写“{guess}”？' if guess else ''}这里可以写的有：{'、'.join(known)}。"))
                if guess in self.absent:
                    self.issues.remove(self.absent.pop(guess))
