"""Days, years and signatures in a document's words: 2022年1月25日, 2022.1.25, 二〇二二年一月二十五日.

A signature is a day at the end of a line with a body beside it, or with nothing that goes on: before it on the line,
above or below it. A body's name that is glued to other words is not whole, and so none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from generator.importing.fold import compatible, fold
from generator.importing.furniture import DAY

_DIGITS, _ZEROS = "一二三四五六七八九", "零〇○Oo"
_NUMERALS = {numeral: str(number) for number, numeral in enumerate(_DIGITS, 1)} | dict.fromkeys(_ZEROS, "0")
_WORDED = f"(二[0{_ZEROS}][0{_ZEROS}{_DIGITS}]{{2}})年([{_DIGITS}十]{{1,2}})月([{_DIGITS}十]{{1,3}})日?"
_DAYS = re.compile(rf"(?<!\d)(?:{DAY})(?!\d)|{_WORDED}")
_LAST = re.compile(rf"(?<!\d)(?:{DAY}|{_WORDED})\s?(?:[(（][^()（）]{{0,20}}[)）]\s?)?$")
_LABEL = re.compile(r"(?:成文|签发|落款|印发|编制|报告)?(?:日期|时间)\s?[:：]\s?$")
_FROM_TO = re.compile(r"统计[^。;,\d]{0,16}(20\d\d)[年\-/.](\d{1,2})[月\-/.](\d{1,2})日?(?:起|开始)?,?(?:截止)?"
                      r"(?:至|到|[—–\-~―]){1,2}"
                      r"(?:(20\d\d)[年\-/.])?(\d{1,2})[月\-/.](\d{1,2})(?!\d)")
_FROM = re.compile(r"统计(?:数据)?(?:的)?(?:期限|时限|时间|周期)[^。;\d]{0,12}(20\d\d)年")
_BROKEN = re.compile(r"(?<!\d)20\d\d(?:年\d{1,2}\d{2}日|\d{4}日|\d{1,2}月\d{1,2}日)")
_YEAR_WORDS = re.compile(f"二[{_ZEROS}][{_ZEROS}{_DIGITS}]{{2}}")

_BODY = re.compile(r"[一-鿿]{2,24}(?:人民政府|办事处|公所|管委会|委员会|办公室|办公厅|政府|局|厅|委|办|处|中心|支队"
                   r"|大队)")
_NO_NAME = re.compile(r"暂无|没有|无(?![锡为极棣])|未(?!央)|我[镇乡街区县市局]|本[镇乡街级机区县市局年]|请|特此|由"
                      r"|联系")
_SAID = re.compile(r"的|了|没有|暂无|事项|情况|申请|收费|如下|完毕|报告|信息")
_PLACE = re.compile(r"(?:中共)?[一-鿿]{1,20}[省市县区旗镇乡道木]")
_PLACELESS = re.compile(r"(?:人民|[镇乡区县市]){0,2}(?:政府|街道办事处|办事处|委员会|管理委员会|党政综合办公室"
                        r"|党政办公室|办公室){1,2}")  # the name of a body without its place
_KEYED = re.compile(r"^[一-鿿]{2,6}[:：]\s?")


@dataclass(frozen=True, slots=True)
class Signature:
    """A day that stands as a signature's does, on lines `first` to `last`; the body that signed as printed, None: none
    is named; `unsure`: words in which its name stands glued to others."""

    first: int
    last: int
    day: str
    issuer: str | None = None
    unsure: str = ""
    others: tuple[str, ...] = ()  # bodies that stand beside it as well


def day_in(text: str) -> str | None:
    """The first day that a text names, in figures or in words; None if there is none, or was no such day."""
    return next((_day(match) for match in _DAYS.finditer(" ".join(text.split()))), None)


def _day(match: re.Match[str]) -> str | None:
    if match[1]:
        numbers = [int(match[group]) for group in (1, 2, 3)]
    else:
        numbers = [int("".join(_NUMERALS.get(one, one) for one in match[4])), _number(match[5]), _number(match[6])]
    return _iso(*numbers)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _number(words: str) -> int:
    """Chinese numerals: 十 → 10, 二十五 → 25."""
    tens, ten, ones = words.rpartition("十")
    return 10 * int(_NUMERALS.get(tens, "0") if tens else bool(ten)) + int(_NUMERALS.get(ones, "0") if ones else 0)


def years_named(text: str) -> Iterator[int]:
    """The years that a text calls so (2021年), in its order."""
    return (int(match[1]) for match in re.finditer(r"(?<!\d)(20\d\d)\s*年", text))


def year_written(text: str) -> int | None:
    """The first year that stands in a title or a file's name, whether it is called so or not."""
    match = re.search(r"(?<!\d)20\d\d(?!\d)", text)
    if match is None and (worded := _YEAR_WORDS.search(text)):
        return int("".join(_NUMERALS.get(one, one) for one in worded[0]))
    return int(match[0]) if match else None


def periods(text: str) -> list[tuple[str, str]]:
    """The stretches of time that a text says its figures are of, first and last day, each once."""
    found = []
    for match in _FROM_TO.finditer(_bare(text)):
        year, month, day, other, last_month, last_day = (int(group or 0) for group in match.groups())
        start, end = _iso(year, month, day), _iso(other or year, last_month, last_day)
        if start and end and start <= end:
            found.append((start, end))
    return list(dict.fromkeys(found))


def period_year(text: str) -> int | None:
    """The year that a text says its figures are of, though it may not say the days."""
    match = _FROM.search(_bare(text))
    return int(match[1]) if match else None


def broken_day(text: str) -> str | None:
    """A day that lost a part (20211231日)."""
    match = _BROKEN.search(text)
    return match[0] if match else None


def _bare(text: str) -> str:
    return compatible(re.sub(r"\s", "", text))


def signatures(lines: Sequence[str], known: str) -> list[Signature]:
    """All that stands as a signature does, in order. `known`: the other text, in which a body's name may stand too."""
    texts = [" ".join(line.split()) for line in lines]
    found = []
    for index, text in enumerate(texts):
        if text[:1] in "（(" and text[-1:] in "）)":
            text = text[1:-1].strip()
        match = _LAST.search(text[-80:])
        day = _day(match) if match else None
        if match is None or day is None:
            continue
        before = _LABEL.sub("", text[:len(text) - len(text[-80:]) + match.start()].rstrip()).rstrip()
        clause = re.split(r"[。！；;）)，,]", before)[-1].strip()
        if not before:
            found.append(_beside(texts, index, day, known))
        elif not clause:
            found.append(Signature(index, index, day))
        elif (name := _name(clause)) is not None:
            sure = _whole(name, known)
            found.append(Signature(index, index, day, name if sure else None, "" if sure else name))
    return found


def _beside(texts: Sequence[str], index: int, day: str, known: str) -> Signature:
    """A day in a line of its own: the body stands above it, in one line or two, or below."""
    two = _alone("".join(texts[max(0, index - 2):index]), known)
    if two is not None and index > 1 and _PLACELESS.fullmatch(texts[index - 1]) and _PLACE.fullmatch(texts[index - 2]):
        return Signature(index - 2, index, day, two)
    if index and _PLACELESS.fullmatch(texts[index - 1]):
        return Signature(index - 1, index, day, None, texts[index - 1])
    above = [name for text in reversed(texts[max(0, index - 2):index]) if (name := _alone(text, known)) is not None]
    if index and _alone(texts[index - 1], known) is None:
        above = []
    below = [name for text in texts[index + 1:index + 2] if (name := _alone(text, known)) is not None]
    names = [*above, *below]
    if not names:
        return Signature(index, index, day)
    return Signature(index - len(above), index if above else index + 1, day, names[0], "", tuple(names[1:]))


def _alone(text: str, known: str) -> str | None:
    """The body that a line names and nothing else."""
    name = _name(text) if len(text) <= 50 else None
    return name if name is not None and _whole(name, known) else None


def _name(clause: str) -> str | None:
    """The body that the words before a day name; characters set apart for looks are put together."""
    words = _KEYED.sub("", clause).split()
    if not words:
        return None
    if all(len(word) == 1 for word in words):
        words = ["".join(words)]
    if len(words) > 1 and len(words[-1]) >= 4 and _BODY.fullmatch(words[-1]):
        places = [word for word in words[:-1] if _PLACE.fullmatch(word)]
        words = words if len(places) == len(words) - 1 else words[-1:]
    return " ".join(words) if _BODY.fullmatch("".join(words)) else None


def _whole(name: str, known: str) -> bool:
    """Is a name all of the words it stands in? Words that no name has are glued to it, if the text has it nowhere
    else."""
    return not (_NO_NAME.match(name) or _SAID.search(name)) or fold(name) in fold(known)


def agree(one: str, other: str) -> bool:
    """May two names be of one body: is the last part of the one in the other?"""
    one, other = fold(one), fold(other)
    return _last_part(one) in other or _last_part(other) in one


def _last_part(name: str) -> str:
    name = re.sub(r"(?:人民政府|政府|办事处|管委会|管理委员会|党政综合|党政|办公室){1,4}$", "", name) or name
    return re.sub(r"^.*[省市县区旗](?=.{2})", "", name)
