"""Days as they are written: what is wrong with one, and how the same day is to be typed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_OTHERWISE = re.compile(r"(\d{4}) ?[-/.年_、,。—–~ ] ?(\d{1,2}) ?[-/.月_、,。—–~ ] ?(\d{1,2}) ?[日号]?(?:[ T(,].*)?",
                        re.ASCII)
_ONES = "一二三四五六七八九十"
_IN_WORDS = re.compile(rf"([〇零○{_ONES}]{{4}})年([{_ONES}]{{1,3}})月([{_ONES}]{{1,3}})[日号]")
_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


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


def day_fault(written: str) -> str:
    """Why a text is no day as we write them, with what to type, as a clause in Chinese; "" if it is one."""
    if found := _DAY.fullmatch(written):
        return impossible_day(int(found[2]), int(found[3]), int(found[1]))
    text = _in_digits(unicodedata.normalize("NFKC", written).strip(" “”\"'"))
    if re.fullmatch(r"\d{8}", text, re.ASCII):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if found := _OTHERWISE.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
        return impossible_day(month, day, year) or f"请改成 {year:04}-{month:02}-{day:02}"
    if re.fullmatch(r"\d{4} ?[-/.年] ?\d{1,2} ?月?", text, re.ASCII):
        return "缺了哪一日，日期要写成 2021-01-25 这样；不知道是哪一天的写 null"
    if re.fullmatch(r"\d{2} ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2} ?日?", text, re.ASCII):
        return "年份要写四位，日期要写成 2021-01-25 这样"
    return "日期要写成 2021-01-25 这样；没有日期的写 null"


def _in_digits(text: str) -> str:
    """二〇二一年一月二十五日 with the digits that we write."""
    found = _IN_WORDS.fullmatch(text)
    return f"{found[1].translate(_DIGITS)}-{_number(found[2])}-{_number(found[3])}" if found else text


def _number(words: str) -> str:
    """十二 → 12, 二十 → 20, 三 → 3."""
    tens, ten, ones = words.rpartition("十")
    return f"{tens.translate(_DIGITS) or '1'}{ones.translate(_DIGITS) or '0'}" if ten else words.translate(_DIGITS)
