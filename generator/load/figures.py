"""One YAML value → one Cell. Only whole numbers, exact decimals, text as printed, and null."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from generator.edition import Heading
from generator.hidden import HIDDEN
from generator.issue import Issue, issue
from generator.load.source import Items, Mapping, Node, Scalar
from generator.model import BLANK, TO_FILL, YUAN, Cell, State

NOT_APPLICABLE = {"/", "\\", "-", "--", "—", "——", "–", "无", "不适用"}
_COUNT = re.compile(r"(\d[\d,]*+)\s*+(?:[件项个条宗次份笔]\s*+)?(?:\(.*\))?")
_SIGNED = re.compile(r"(?:(增加|增|减少|减|\+|-)\s*)?(\d[\d,]*)\s*[件项个条]?")
_MONEY = re.compile(r"[¥￥]?\s*(\d[\d,]*(?:\.\d+)?)\s*(元|万元|亿元)?")
WHOLE_DIGITS = 12  # no township counts a million millions
DECIMALS = 8  # 亿元 to the yuan
LARGEST_SUM = 10 ** 16  # yuan, a hundred years of the whole country's budget; up to here Decimal adds without rounding
_SMALL = {str(number): Cell(str(number), number, State.NUMBER) for number in range(1000)}  # one of each for all


class _Refused(Exception):
    """Why a value is no cell; `plain` is how it should have been typed, `value` what is wrong in a group."""

    def __init__(self, code: str, plain: str = "", value: str = "") -> None:
        self.code, self.plain, self.value = code, plain, value


def read_cell(node: Node, column: Heading, path: str, words: Callable[[Heading], str], issues: list[Issue]
              ) -> Cell | None:
    """The Cell, or None with an Issue that names the place (表 · 行 · 列: table, row, column)."""
    value = node.text if isinstance(node, Scalar) else ""
    try:
        if isinstance(node, Scalar):
            return _plain(value, column) if node.plain else _quoted(value, column)
        if isinstance(node, Mapping):
            return _literal(node)
        raise _Refused("cell-shape")
    except _Refused as refused:
        issues.append(issue(refused.code, path, node.line, column=node.column, place=words(column),
                            value=refused.value or value, plain=refused.plain))
        return None


def printed_cell(text: str, column: Heading) -> Cell | None:
    """The Cell that a document prints as `text`; None where its meaning is not certain."""
    try:
        return _quoted(text, column) if text else BLANK
    except _Refused:
        return None


def read_row(node: Node, columns: tuple[Heading, ...], path: str, where: Callable[[], str], line: int,
             issues: list[Issue], words: Callable[[Heading], str]) -> list[Cell | None] | None:
    """A table row's cells, one per column, or None with an Issue. `where` names the row, `words` a column's cell."""
    if not isinstance(node, Items):
        chinese = isinstance(node, Scalar) and node.text[:1] in "［【"
        issues.append(issue("wrong-type", path, line, key=where(),
                            found="中文方括号，请改成 [ ]" if chinese else "别的内容",
                            expected=f"一行 {len(columns)} 个数，如 [{', '.join(['0'] * len(columns))}]"))
        return None
    if len(node.nodes) != len(columns):
        chinese = any(isinstance(cell, Scalar) and cell.plain and "，" in cell.text for cell in node.nodes)
        why = "数与数之间用了中文逗号，请改成英文逗号。" if chinese else \
            "请与原表逐格核对（空白格写 null，一个数里面不要用逗号）。"
        issues.append(issue("row-length", path, line, place=where(), expected=len(columns),
                            found=len(node.nodes), why=why))
        return None
    return [read_cell(cell, column, path, words, issues)
            for cell, column in zip(node.nodes, columns, strict=True)]


@lru_cache(maxsize=16384)  # most rows of most townships are zeros
def small_row(addresses: tuple[str, ...], content: str) -> dict[str, Cell]:
    """The cells of a row of small figures, of which no column is money; {} where there are others, too many or too few.

    Not to be changed: it may be asked for again.
    """
    texts = content.replace(" ", "").split(",")
    cells = [_SMALL[text] for text in texts if text in _SMALL]
    return dict(zip(addresses, cells, strict=True)) if len(cells) == len(texts) == len(addresses) else {}


def _plain(text: str, column: Heading) -> Cell:
    if text == "null":
        return BLANK
    if text == TO_FILL:
        raise _Refused("cell-to-fill")
    if (typed := _typed(text)) != text:
        raise _Refused("cell-characters", typed if typed.isdecimal() else f'"{typed}"')
    if re.fullmatch(r"0|[1-9][0-9]*", text):
        if column.kind == "money":
            return Cell(text, _yuan(text, column.unit), State.NUMBER)
        return _SMALL.get(text) or Cell(text, _whole(text), State.NUMBER)
    if re.fullmatch(r"[+-](0|[1-9][0-9]*)", text):
        if column.kind != "signed":
            raise _Refused("cell-negative" if column.kind == "money" else "cell-sign")
        number = _whole(text[1:])
        return Cell(text, -number if text[0] == "-" else number, State.NUMBER)
    if re.fullmatch(r"(0|[1-9][0-9]*)\.[0-9]+", text):
        if column.kind != "money":
            raise _Refused("cell-fraction")
        return Cell(text, _yuan(text, column.unit), State.NUMBER)
    if re.fullmatch(r"-(0|[1-9][0-9]*)\.[0-9]+", text) and column.kind == "money":
        raise _Refused("cell-negative")
    if re.fullmatch(r"0[0-9]+", text):
        raise _Refused("cell-leading-zero")
    if re.search(r"[0-9]", text) and not re.search(r"[一-鿿]", text):
        raise _Refused("cell-number")
    raise _Refused("cell-unquoted")


def _quoted(text: str, column: Heading) -> Cell:
    _refuse_hidden(text)
    normal = unicodedata.normalize("NFKC", text).strip()
    if normal in NOT_APPLICABLE or text.strip() in NOT_APPLICABLE:
        return Cell(text, None, State.NOT_APPLICABLE)
    if any(unicodedata.category(sign) == "No" for sign in text):  # "8²" and "8①" are an 8 with a note, not 82 or 81
        raise _Refused("cell-text")
    if column.kind == "money" and (match := _MONEY.fullmatch(normal)):
        return Cell(text, _yuan(match[1], match[2] or column.unit), State.NUMBER)
    if column.kind == "signed" and (match := _SIGNED.fullmatch(normal)):
        number = _whole(match[2])
        return Cell(text, -number if match[1] in ("减少", "减", "-") else number, State.NUMBER)
    if column.kind == "count" and (match := _COUNT.fullmatch(normal)):
        return Cell(text, _whole(match[1]), State.NUMBER)
    if re.fullmatch(r"[+-]\d+", normal):
        raise _Refused("cell-sign")
    if re.fullmatch(r"\d+\.\d+", normal):
        raise _Refused("cell-fraction")
    raise _Refused("cell-text")


def _typed(text: str) -> str:
    """What a clerk meant to type: half-width, without Chinese quotation marks and odd spaces."""
    return unicodedata.normalize("NFKC", text).strip("“”‘’\u200b\ufeff \u3000").strip()


def _literal(node: Mapping) -> Cell:
    literal = node.nodes.get("literal")
    if len(node.nodes) != 1 or not isinstance(literal, Scalar) or not literal.text:
        raise _Refused("cell-shape")
    _refuse_hidden(literal.text)
    return Cell(literal.text, None, State.UNREADABLE)


def _refuse_hidden(text: str) -> None:
    if HIDDEN.search(text):
        raise _Refused("cell-hidden", f'"{HIDDEN.sub("", text)}"', text)


def _whole(digits: str) -> int:
    bare = digits.replace(",", "")
    if len(bare) > 1 and bare[0] == "0":
        raise _Refused("cell-leading-zero")
    if "," in digits and not re.fullmatch(r"\d{1,3}(,\d{3})+", digits):
        raise _Refused("cell-text")
    if len(bare) > WHOLE_DIGITS:
        raise _Refused("cell-too-large")
    return int(bare)


def _yuan(digits: str, unit: str) -> Decimal:
    whole, _, decimals = digits.partition(".")
    _whole(whole)
    if len(decimals) > DECIMALS:
        raise _Refused("cell-decimals")
    value = Decimal(digits.replace(",", "")) * YUAN[unit]
    if value >= LARGEST_SUM:
        raise _Refused("cell-too-large")
    return value
