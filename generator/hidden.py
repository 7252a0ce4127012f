"""Characters that a reader does not see, or that make a line show other words than its file has; told in Chinese.

A file of figures and names has no use for them: they hide a line break in a name, or turn round what stands there.
What only looks rare stays: Chinese characters of every extension plane with their variation selectors, middle dots,
full-width signs, wide spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # of a variant of the Chinese character before
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
# Few ranges beyond the first plane: a search through prose tries them all at every character.
_NOT_CHARACTERS = "\ufdd0-\ufdef\ufffe\uffff\U0003fffe-\U000dffff"
_TAGS = "\U000e0000-\U000e00ff\U000e01f0-\U000effff"
_NO_WIDTH = ("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u2800\u3164\ufeff\uffa0"
             "\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a")
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"

HIDDEN = re.compile(  # has no place in a name, a cell or any other text of one line
    f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_DIRECTIONS}{_NO_WIDTH}{_NOT_CHARACTERS}\U0001fffe\U0001ffff"
    f"\U0002fffe\U0002ffff{_TAGS}{_PRIVATE}{_SELECTORS}](?<![{_HAN}][{_SELECTORS}])")
MISLEADING = re.compile(  # has no place in any source, prose and comments included
    f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb{_DIRECTIONS}{_NOT_CHARACTERS}{_TAGS}]")

_WITHOUT_MEANING = re.compile(f"[{_DIRECTIONS}{_NO_WIDTH}{_TAGS}{_SELECTORS}](?<![{_HAN}][{_SELECTORS}])")

_NAMES = {
    "\t": "制表符", "\n": "换行", "\r": "回车", "\x1b": "转义符", "\x85": "换行", "\xad": "软连字符",
    "\u180e": "蒙古文元音分隔符", "\u200b": "零宽空格", "\u200c": "零宽不连字", "\u200d": "零宽连字",
    "\u200e": "从左到右标记", "\u200f": "从右到左标记", "\u2028": "行分隔符", "\u2029": "段分隔符",
    "\u202a": "从左到右嵌入", "\u202b": "从右到左嵌入", "\u202c": "方向结束", "\u202d": "从左到右强制",
    "\u202e": "从右到左强制", "\u2060": "零宽连接符", "\u2066": "从左到右隔离", "\u2067": "从右到左隔离",
    "\u2068": "自动方向隔离", "\u2069": "隔离结束", "\ufeff": "零宽不换行空格"}
_KINDS = tuple((re.compile(f"[{signs}]"), name) for signs, name in (
    ("\x00-\x1f\x7f-\x9f", "控制字符"), (_DIRECTIONS, "方向控制符"), ("\ud800-\udfff", "残缺的字符"),
    (_NOT_CHARACTERS, "不是字符"), (_TAGS, "标签字符"), (_SELECTORS, "异体字选择符"),
    ("\u2800\u3164\uffa0\u115f\u1160", "空白填充符"), (_PRIVATE, "")))


def told(character: str) -> str:
    """A hidden character as a message names it: 看不见的字符 U+200B（零宽空格）."""
    number = f"U+{ord(character):04X}"
    kind = _NAMES.get(character) or next((name for signs, name in _KINDS if signs.match(character)), "零宽字符")
    return f"看不见的字符 {number}（{kind}）" if kind else f"造字区的字符 {number}（别的电脑显示不出来）"


def misleading(text: str) -> Iterator[re.Match[str]]:
    """Where in a source something misleads."""
    if text.replace("\n", "").replace("\u3000", "").isprintable():  # as nearly all are, told five times sooner
        return iter(())
    return MISLEADING.finditer(text)


def visible(text: str, keep: str = "") -> str:
    """The text on one line with every hidden character in sight, as 〔U+200B〕; those of `keep` stay as they are."""
    return HIDDEN.sub(lambda found: found[0] if found[0] in keep else f"〔U+{ord(found[0]):04X}〕", text)


def unmarked(text: str, prose: bool = False) -> str:
    """The text without the signs of no width and of direction that documents are full of; of prose only what misleads.

    What may stand for something, such as a character of somebody's own making, stays for a person to decide.
    """
    return _WITHOUT_MEANING.sub(lambda found: found[0] if prose and not MISLEADING.match(found[0]) else "", text)
