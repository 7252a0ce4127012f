"""Lines → the title among them: one to three of them in a row that together read as the title of a report.

Each stretch of lines that could be it has a cost; the cheapest is taken, of equals the last, which is nearest the
text: those above it are the page's. What a title must have is no matter of cost: it is whole (its brackets are closed,
it ends as a title ends, no sentence goes through it), it is of publicity of information, and it names the body or the
year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.importing.fold import fold, simplified
from generator.importing.furniture import sentence

MOST_LINES, LONGEST = 3, 64
_NEAR_LINES = 8  # lines above a title in which a bracket may have been opened
JOINED, NAMELESS, UNDATED, MATTERLESS, WITHIN = 0.4, 1.0, 1.0, 1.0, 1.0
NEAR = 0.5  # another title that costs no more than this above the best is one as well

_MATTER = re.compile(r"(?:信息|政务)公开")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)|二[〇○零Oo0][〇○零一二三四五六七八九]{2}")
_ENDS = re.compile(r"(?:报告|年报|报吿)[》”]?\s?(?:[（(][^（）()]{0,40}[）)])?$")
_YEARLY = re.compile(r"(?:年度报告|年报)[》”]?\s?(?:[（(][^（）()]{0,40}[）)])?$")
_BODY = re.compile(r"[^\d\s年度的〇○零（）()]{2,}")
_NO_TITLE = re.compile(r"[（(\d一二三四五六七八九十、.．）)\s]{0,6}(?:本报告|本年度|根据|按照|依据|依照|遵照|现|结合"
                       r"|以下|附件|编制|形成|完成|发布|公布|请)")
_GOES_ON = re.compile(r"[，,、。；;：:》”）)的]")
_STOPPED = re.compile(r"[。！？；：…!?;:”’）)》】」]$")
_PAIRS = ("（(", "）)"), ("《<", "》>"), ("“", "”"), ("【[〔", "】]〕")


@dataclass(frozen=True, slots=True)
class Title:
    """Lines `first` to `last` (included), as one."""

    text: str
    first: int
    last: int
    cost: float


def find_title(lines: Sequence[str]) -> tuple[Title | None, list[Title]]:
    """The title among lines, and the others that are as good and say something else."""
    found = list(_candidates(lines))
    cheapest = min(found, key=lambda one: (one.cost, -one.first), default=None)
    if cheapest is None:
        return None, []
    best = [one for one in found if same(one.text, cheapest.text) and one.cost <= cheapest.cost + NEAR][-1]
    apart = [one for one in found if one.last < best.first or one.first > best.last]
    return best, [one for one in apart if one.cost <= best.cost + NEAR and not same(one.text, best.text)]


def again(lines: Sequence[str], title: Title) -> Iterator[range]:
    """Where the same title stands once more, above."""
    for one in _candidates(lines[:title.first]):
        if same(one.text, title.text):
            yield range(one.first, one.last + 1)
    for number, text in enumerate(lines[:title.first]):
        if fold(text) == fold(title.text):
            yield range(number, number + 1)


def same(one: str, other: str) -> bool:
    """Do two titles say the same? 2020年 and 2020年度 do."""
    return _known(one) == _known(other)


def _known(title: str) -> str:
    return re.sub(r"(?<=\d年)度", "", fold(title))


def _candidates(lines: Sequence[str]) -> Iterator[Title]:
    texts = [" ".join(line.split()) for line in lines]
    sentences = 0
    for first, text in enumerate(texts):
        if text and not _open(texts[max(0, first - _NEAR_LINES):first]) and not _NO_TITLE.match(text):
            for count in range(1, MOST_LINES + 1):
                stretch = texts[first:first + count]
                if len(stretch) < count or any(not _line(one) for one in stretch):
                    break
                cost = price("".join(stretch))
                following = texts[first + count:first + count + 1]
                if cost is not None and not any(_GOES_ON.match(one) for one in following):
                    yield Title("".join(stretch), first, first + count - 1,
                                cost + JOINED * (count - 1) + WITHIN * bool(sentences))
        sentences += "。" in text


def _line(text: str) -> bool:
    """May a line be a part of a title?"""
    return 0 < len(text) <= LONGEST and not sentence(text) and not re.search(r"[，,：:|>]", text)


def price(text: str) -> float | None:
    """What it costs to take a text for a title; None if it is none."""
    if len(text) > LONGEST or not _ENDS.search(text) or not balanced(text):
        return None
    dated, named = _YEAR.search(text) is not None, _named(text)
    matter = _MATTER.search(text) is not None or _YEARLY.search(text) is not None
    if not (dated or named) or not (matter or (dated and named)):
        return None
    return NAMELESS * (not named) + UNDATED * (not dated) + MATTERLESS * (not matter)


def _named(text: str) -> bool:
    """Does a title say whose report it is?"""
    return _BODY.search(body_of(text)) is not None


def body_of(title: str) -> str:
    """What a title says before the year and the matter: the body's name."""
    bare = re.sub(r"\s", "", title)
    stop = min((match.start() for pattern in (_YEAR, _WHAT) if (match := pattern.search(bare))), default=0)
    rest = bare[:stop]
    if not rest and (year := _YEAR.match(bare)):  # 2020年甲镇政府信息公开年报
        after = re.sub(r"^年?度?", "", bare[year.end():])
        what = _WHAT.search(after)
        rest = after[:what.start()] if what else ""
    return rest.strip("《“关于的")


_WHAT = re.compile(r"政府信息|信息公开|政务公开|(?:工作)?年度|工作报告|年报|报告")


def balanced(text: str) -> bool:
    """Are all brackets of a text closed, and none closed that was not opened?"""
    return all(_depth(text, opening, closing) == 0 for opening, closing in _PAIRS)


def _depth(text: str, opening: str, closing: str) -> int | None:
    depth = 0
    for sign in text:
        depth += (sign in opening) - (sign in closing)
        if depth < 0:
            return None
    return depth


def _open(lines: Sequence[str]) -> bool:
    """Does a sentence of the lines right above go on in the next one?"""
    above = "".join(lines)
    if any((_depth(above, opening, closing) or 0) > 0 for opening, closing in _PAIRS):
        return True
    last = lines[-1] if lines else ""
    return len(last) >= 20 and not _STOPPED.search(last) and not _ENDS.search(last) and (
        re.search(r"[，。；]", last) is not None or (len(lines) > 1 and "。" not in lines[-2] and "，" in lines[-2]))


def titles(texts: Iterable[str]) -> set[str]:
    """The different titles of reports among the lines of a document, folded."""
    short = (simplified(" ".join(text.split())) for text in texts if len(text) <= LONGEST)
    return {fold(text) for text in short if _line(text) and price(text) is not None}


def complete(title: str) -> bool:
    """Does a title name both the body and the matter?"""
    title = simplified(title)
    return _MATTER.search(title) is not None and _named(title)
