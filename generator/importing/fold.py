"""Text reduced to what a label is known by, with the way back to the original's characters; and Traditional Chinese
said in Simplified.

Folding undoes what copying and typesetting do to characters: widths, radicals, traditional forms, pinyin
residue in brackets, spaces and punctuation. It never touches figures, which are read from the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

PINYIN = re.compile(r"(?<=[\u3400-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,6}[)）]")
# glyphs of the CJK Radicals Supplement that NFKC leaves alone
RADICALS = dict(re.findall(r"(\S)(\S)", """
    ⺠民 ⻔门 ⻅见 ⻓长 ⻋车 ⻉贝 ⻜飞 ⻢马 ⻥鱼 ⻦鸟 ⻬齐 ⻰龙 ⻚页 ⻛风 ⻩黄 ⻨麦 ⻆角 ⻄西 ⺫四 ⺟母 ⺝月 ⺎兀 ⺁厂 ⺃乚
    ⺌小 ⺍小 ⺗心 ⺘手 ⺙攴 ⺡水 ⺣火 ⺩王 ⺪疋 ⺬示 ⺮竹 ⺯糸 ⺶羊 ⺷羊 ⺼肉 ⻁虎 ⻂衣 ⻊足 ⻌辶 ⻍辶 ⻎辶 ⻏邑 ⻐金 ⻑長 ⻖阜
    ⻘青 ⻙韦 ⻝食 ⻟食 ⻠食 ⻡首 ⻣骨 ⻤鬼 ⻪黾 ⻮齿 ⻯竜 ⻳龟 ⺄乙 ⺅人 ⺆冂 ⺇几 ⺈刀 ⺉刂 ⺋卩 ⺏尢 ⺐尢 ⺑尢 ⺒巳 ⺓幺 ⺔彑 ⺕彐 ⺖忄
"""))


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """The text in Simplified Chinese, phrase by phrase: 乾淨 is 干净, but 乾縣 is 乾县. A whole paragraph at a time, so
    that no phrase is cut."""
    return text if text.isascii() else _converter().convert(text)


def compatible(text: str) -> str:
    """NFKC, in time that grows with the text: long runs of combining marks are not put in order."""
    if unicodedata.is_normalized("NFD", text):
        return unicodedata.normalize("NFKC", text)
    step = 256
    return "".join(unicodedata.normalize("NFKC", text[at:at + step]) for at in range(0, len(text), step))


@lru_cache(maxsize=20_000)
def _character(character: str) -> str:
    """A character folded: itself, another, several, or nothing."""
    plain = unicodedata.normalize("NFKC", RADICALS.get(character, character))
    return "".join(simplified(one) for one in plain if one.isalnum())


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` folded; `places[i]` is where its i-th character stands in the original."""

    text: str
    places: tuple[int, ...]

    def slice(self, start: int, stop: int) -> tuple[int, int]:
        """The original's range of text[start:stop]."""
        return self.places[start], self.places[stop - 1] + 1


def fold_with_places(text: str) -> Folded:
    skipped = {place for match in PINYIN.finditer(text) for place in range(*match.span())}
    found, places = [], []
    for place, character in enumerate(text):
        if place not in skipped:
            for one in _character(character):
                found.append(one)
                places.append(place)
    return Folded("".join(found), tuple(places))


def fold(text: str) -> str:
    """The folded text alone."""
    return _fold(text) if len(text) < _SHORT else _fold.__wrapped__(text)


_SHORT = 200  # labels and lines come again and again; whole documents do not, and are not kept


@lru_cache(maxsize=20_000)
def _fold(text: str) -> str:
    return "".join(map(_character, PINYIN.sub("", text)))


def is_traditional(text: str) -> bool:
    """Is the text written in traditional characters? A few of them occur in simplified texts as well."""
    han = {one: count for one, count in Counter(text).items() if "\u4e00" <= one <= "\u9fff"}
    return sum(han.values()) > 50 and sum(
        count for one, count in han.items() if _character(one) != one) > 0.05 * sum(han.values())
