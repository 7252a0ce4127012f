"""A row of figures that is not written as a list of them: how its figures are parted, and the list that was meant.

Figures pasted from a spreadsheet come with tabs, those typed by hand with the signs of Chinese writing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.load.source import Mapping, Node, Scalar

_SIGNS = {"、": "顿号（、）", "，": "中文逗号（，）", "；": "中文分号（；）", ";": "分号",
          "\t": "制表符（Tab 键，多半是从表格里粘贴来的）",
          "|": "竖线", "｜": "竖线", "\u3000": "中文空格", "\u00a0": "网页里的空格", " ": "空格"}
_TOKEN = re.compile(r'"[^"]*"|[^\s,，、；;|｜"]+')
_CELL = re.compile(r'null|"[^"]*"|[+-]?[0-9]+(?:\.[0-9]+)?')
_BARE = {"/", "-", "—", "——", "–", "无"}
_OPENING, _CLOSING = "[［【（({｛〔", "]］】）)}｝〕"


class Parted(NamedTuple):
    """How a row was written: clauses in Chinese, the list that was meant ("" if that is not certain), its length."""

    why: str
    plain: str
    length: int


def parted(node: Node, expected: int) -> Parted | None:
    """What is wrong with how a row's figures are parted; None if that is not what is wrong."""
    text = _written(node)
    if text is None:
        return None
    bare = text.strip().lstrip(_OPENING).rstrip(_CLOSING)
    tokens = _TOKEN.findall(bare)
    if not any(re.search(r"\d|null", token) for token in tokens) and not (len(tokens) > 1 and _BARE.issuperset(tokens)):
        return None
    between = _TOKEN.sub("0", bare)
    signs = [words for sign, words in _SIGNS.items()
             if sign in between and (sign != " " or re.search(r"[^\s,，、；;|｜] +(?=[^\s,，、；;|｜])", between))]
    whys = [f"数与数之间用了{'和'.join(dict.fromkeys(signs))}，要用英文逗号"] if signs else []
    if isinstance(node, Scalar):
        whys += _frame(text.strip(), node.plain)
    elif len(tokens) > expected and (joined := _joined(tokens, expected)):
        tokens = joined
        whys.append("一个数的中间用了千位逗号，请去掉")
    if not whys:
        return None
    cells = [f'"{token}"' if token in _BARE else token for token in map(_half_width, tokens)]
    certain = len(cells) == expected and all(map(_CELL.fullmatch, cells))
    return Parted("；".join(whys), f"[{', '.join(cells)}]" if certain else "", len(cells))


def _written(node: Node) -> str | None:
    """The row as one text, as far as it is made of plain cells."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping) or not all(isinstance(cell, Scalar) for cell in node.nodes):
        return None
    return ",".join(cell.text if cell.plain else f'"{cell.text}"' for cell in node.nodes if isinstance(cell, Scalar))


def _frame(text: str, plain: bool) -> list[str]:
    """What is wrong with the brackets round a row that is no list."""
    first, last = text[:1], text[-1:]
    if not plain:
        return ["整行不要加引号，要用英文方括号 [ ] 括起来" if first != "[" else "方括号外面不要加引号"]
    if first in "（(":
        return ["要用英文方括号 [ ]，这里是圆括号"]
    if first in "［【〔{｛" and first:
        return ["方括号要用英文的 [ ]，这里是中文方括号"]
    return ["前面少了英文方括号 ["] if last in "]］】" and last else ["整行要用英文方括号 [ ] 括起来"]


def _joined(tokens: list[str], expected: int) -> list[str]:
    """The figures without commas for thousands; [] if there is more than one way to see them."""
    found: list[str] = []
    for token in tokens:
        if found and re.fullmatch(r"\d{3}", token) and re.fullmatch(r"[1-9]\d{0,2}|[1-9]\d{0,2}(?:\d{3})+", found[-1]):
            found[-1] += token
        else:
            found.append(token)
    return found if len(found) == expected else []


def _half_width(token: str) -> str:
    return token.translate({ord(wide): str(digit) for digit, wide in enumerate("０１２３４５６７８９")})

