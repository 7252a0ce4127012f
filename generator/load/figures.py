"""One YAML value → one Cell. Only whole numbers, exact decimals, text as printed, and null."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from generator.edition import Heading
from generator.hidden import HIDDEN
from generator.issue import Issue, issue
from generator.load.fields import kind_of
from generator.load.rows import parted
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
                            value=refused.value or value, plain=refused.plain,
                            literal=f"{{literal: {json.dumps(refused.value or value, ensure_ascii=False)}}}"))
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
    if not isinstance(node, Items) or len(node.nodes) != len(columns):
        issues.append(_no_row(node, columns, path, where(), line))
        return None
    return [read_cell(cell, column, path, words, issues)
            for cell, column in zip(node.nodes, columns, strict=True)]


def _no_row(node: Node, columns: tuple[Heading, ...], path: str, place: str, line: int) -> Issue:
    """What is wrong with a row that is not a list of as many values as there are columns, and what to type."""
    count = len(columns)
    if isinstance(node, Scalar) and node.plain and node.text in ("", "null"):
        return issue("row-blank", path, line, place=place, plain=f"[{', '.join(['null'] * count)}]")
    meant = parted(node, count)
    if meant is not None and meant.plain:
        return issue("row-parted", path, line, column=node.column, place=place, why=meant.why, plain=meant.plain)
    if meant is None and not isinstance(node, Items):
        return issue("wrong-type", path, line, column=node.column, key=place, found=kind_of(node),
                     expected=f"一行 {count} 个数，写成 [{', '.join(['0'] * count)}] 这样")
    found = meant.length if meant is not None else len(node.nodes) if isinstance(node, Items) else 0
    labels = [column.label for column in columns]
    return issue("row-length", path, line, place=place, expected=count, found=found,
                 change=f"{'少' if found < count else '多'}了 {abs(count - found)} 个" if found != count else
                 "但写法不对",
                 why=f"{meant.why}。" if meant is not None else "",
                 order=f"这一行依次是：{'、'.join(labels)}。" if len(set(labels)) == count > 1 else "")


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
    if re.fullmatch(r"0|[1-9][0-9]*", text):
        if column.kind == "money":
            return Cell(text, _yuan(text, column.unit), State.NUMBER)
        return _SMALL.get(text) or Cell(text, _whole(text), State.NUMBER)
    if text == TO_FILL or re.fullmatch("待[填补定].{0,2}", text):
        raise _Refused("cell-to-fill")
    _refuse_blank(text)
    if (typed := _typed(text)) != text:
        _refuse_blank(typed)
        raise _Refused("cell-characters", typed if _is_figure(typed, column) else _advised(typed, column))
    if re.fullmatch(r"[+-](0|[1-9][0-9]*)", text):
        if column.kind != "signed":
            raise _Refused("cell-negative" if column.kind == "money" else "cell-sign")
        number = _whole(text[1:])
        return Cell(text, -number if text[0] == "-" else number, State.NUMBER)
    if re.fullmatch(r"(0|[1-9][0-9]*)\.[0-9]+", text):
        if column.kind != "money":
            raise _no_fraction(text)
        return Cell(text, _yuan(text, column.unit), State.NUMBER)
    if re.fullmatch(r"-(0|[1-9][0-9]*)\.[0-9]+", text) and column.kind == "money":
        raise _Refused("cell-negative")
    if re.fullmatch(r"0[0-9]+", text):
        raise _Refused("cell-leading-zero")
    _refuse_letters(text, column)
    _quoted(text, column)  # says itself what is wrong, if quotation marks alone would not put it right
    raise _Refused("cell-unquoted")


_BLANKS = {"空白", "空", "空格", "空值", "原文空白", "未填", "不填", "null", "nul", "nulll", "none", "nil", "na", "n/a",
           "nan", "~", ".nan", "blank", "empty", ""}
_FIGURES = {"money": re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?"), "signed": re.compile("[+-]?(0|[1-9][0-9]*)"),
            "count": re.compile("0|[1-9][0-9]*")}
_LETTERS = str.maketrans("OoQlI|", "000111")


def _refuse_blank(text: str) -> None:
    """A blank is null, and nothing else is."""
    if text.strip("“”‘’\"' ()（）[]〔〕").lower() in _BLANKS:
        raise _Refused("cell-blank")


def _refuse_letters(text: str, column: Heading) -> None:
    """Letters in the place of digits, and signs behind a figure."""
    if re.fullmatch(r"[0-9OoQlI|]+", text) and not text.isdecimal():
        raise _Refused("cell-letter", text.translate(_LETTERS).lstrip("0") or "0", value=text)
    if re.fullmatch(r"[0-9]+[.。．、；;:：`'’]+", text) and _is_figure(digits := re.sub(r"\D", "", text), column):
        raise _Refused("cell-end", digits)


def _is_figure(text: str, column: Heading) -> bool:
    """Would a text be taken for a figure, written plain?"""
    return _FIGURES.get(column.kind, _FIGURES["count"]).fullmatch(text) is not None


def _advised(text: str, column: Heading) -> str:
    """How to type a text so that it is accepted."""
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted if printed_cell(text, column) else f"{{literal: {quoted}}}"


def _no_fraction(text: str) -> _Refused:
    whole, _, decimals = text.partition(".")
    return _Refused("cell-point-zero", whole) if not decimals.strip("0") else _Refused("cell-fraction")


def _quoted(text: str, column: Heading) -> Cell:
    _refuse_hidden(text)
    if text.strip() not in NOT_APPLICABLE:
        _refuse_blank(text)
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
    _refuse_letters(normal, column)
    raise _Refused("cell-number" if re.search(r"[0-9]", text) and not re.search(r"[一-鿿]", text) else "cell-text")


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
