"""A number and its number format → what a workbook shows, where that is certain.

Certain are plain decimals, groups of thousands, and words in quotes around them. Whatever else a format does (scales,
hides zeros, shows per cent, days or fractions) is not computed: the cell is unknown, with the value and the format.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

MOST_DIGITS = 11  # that a cell shows without a format before it writes powers of ten
_COLORED = re.compile(r"\[(?:black|blue|cyan|green|magenta|red|yellow|color ?\d{1,2})\]", re.I)
_CURRENCY = re.compile(r"\[\$([^\]\-]{0,8})(?:-[0-9A-Fa-f,]{1,12})?\]")
_PLACES = re.compile(r"[#0]+(?:,[#0]{3})*(?:\.0+)?")
_WORD = r'"[^"]*"|\\.|_.|[一-鿿￥¥$（）()：:+\- ]'
_CERTAIN = re.compile(rf"((?:{_WORD})*)({_PLACES.pattern})((?:{_WORD})*)")
_GENERAL = re.compile(rf"((?:{_WORD})*)(?:general|g/通用格式)((?:{_WORD})*)", re.I)


def shown(value: object, code: str = "General") -> tuple[str, bool]:
    """A cell's value as it is shown, and whether that is unsure; then the text is value and format."""
    if value is None:
        return "", False
    if isinstance(value, bool):
        return str(value).upper(), False
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日", False
    if isinstance(value, time | timedelta):
        return str(value), True
    if isinstance(value, str):
        parts = code.split(";")
        if len(parts) == 4 and "@" not in parts[3] and value.strip():
            return both(value, code), True
        return value, False
    if not isinstance(value, int | float):
        return str(value), True
    text = _number(value, code)
    return (both(_plain(value), code), True) if text is None else (text, False)


def both(value: str, code: str) -> str:
    """A value that is shown in a way that is not certain."""
    return f"{value}〔格式 {code}〕"


def _plain(value: float) -> str:
    return str(value) if isinstance(value, int) else repr(value).removesuffix(".0")


def _number(value: float, code: str) -> str | None:
    parts = _sections(code)
    if parts is None or len(parts) > 4 or value != value or abs(value) >= 10**15:
        return None
    numbers = parts[:3]
    sign = "-" if value < 0 else ""
    part = numbers[0]
    if value < 0 and len(numbers) > 1 and numbers[1]:
        part, sign = numbers[1], ""
    if value == 0 and len(numbers) > 2:
        part = numbers[2]
    text = _formatted(abs(value), part)
    if text is None:
        return None
    if sign and not re.search(r"[1-9]", text):
        return None  # rounded to nothing: some programs show the sign, some do not
    return sign + text


def _sections(code: str) -> list[str] | None:
    """The parts of a format: for numbers above zero, below, zero, and for text; None if a condition parts them."""
    code = _CURRENCY.sub(lambda match: f'"{match[1]}"', _COLORED.sub("", code))
    if "[" in code:
        return None
    found = [""]
    for token in re.findall(r'"[^"]*"|\\.|_.|.', code, re.S):
        if token == ";":
            found.append("")
        else:
            found[-1] += token
    return found


def _formatted(value: float, part: str) -> str | None:
    part = part.strip()
    if part == "@":
        part = "General"
    if general := _GENERAL.fullmatch(part):
        number = _general(value)
        return None if number is None else _words(general[1]) + number + _words(general[2])
    found = _CERTAIN.fullmatch(part)
    if found is None:
        return None
    places = found[2]
    whole, _, decimals = places.partition(".")
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    step = Decimal(1).scaleb(-len(decimals))
    rounded = exact.quantize(step, ROUND_HALF_UP)
    if rounded != exact and abs(abs(exact - rounded) - step / 2) < step / 10**6:
        return None  # programs round a half of what they hold in binary to either side
    number = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    if "0" not in whole and rounded < 1:
        return None  # a zero that is not shown
    least = whole.replace(",", "").count("0")
    front, dot, back = number.partition(".")
    if least > 1 and "," not in whole:
        front = front.zfill(least)
    elif least > 1 and len(front.replace(",", "")) < least:
        return None
    return _words(found[1]) + front + dot + back + _words(found[3])


def _general(value: float) -> str | None:
    if value == int(value):
        return str(int(value)) if value < 10**MOST_DIGITS else None
    digits = f"{value:.10g}"
    return digits if re.fullmatch(r"\d{1,9}\.\d+", digits) and len(digits) <= MOST_DIGITS + 1 else None


def _words(text: str) -> str:
    """The words of a format: without their quotes, and a space for the width of a sign."""
    def one(match: re.Match[str]) -> str:
        token = match[0]
        return token[1:-1] if token[0] == '"' else token[1] if token[0] == "\\" else " " if token[0] == "_" else token
    return re.sub(_WORD, one, text).strip() if text.strip() else ""
