"""Numbers as lists show them: Word's and web pages' names of formats → how a number looks in each.

What a format looks like beyond what is certain is None: a wrong number in front of a paragraph is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable

_CHINESE = "〇一二三四五六七八九"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def numeral(number: int, form: str) -> str | None:
    """A number in Word's format `form`: None where it is not certain what it looks like, "" where it has none."""
    make = _FORMS.get(form)
    return make(number) if make is not None and 0 <= number <= 32_767 else None


def page_numeral(number: int, form: str) -> str | None:
    """A number in the style of a web page's list, with the sign that a browser puts behind it."""
    name, sign = _PAGES.get(form, ("", ""))
    if name == "letter":
        shown = _letters(number)
        shown = shown.upper() if shown and "upper" in form else shown
    else:
        shown = str(number) if name == "decimal" else numeral(number, name)
    return None if shown is None else shown + sign


def _counting(number: int) -> str | None:
    """一, 十, 十一, 二十, 九十九."""
    if not 0 < number < 100:
        return None
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _CHINESE[tens]) + ("十" if tens else "") + (_CHINESE[ones] if ones else "")


def _each(digits: str) -> Callable[[int], str | None]:
    """Digit by digit, as 一〇 for ten."""
    return lambda number: "".join(digits[int(one)] for one in str(number))


def _one_of(signs: str, first: int = 1) -> Callable[[int], str | None]:
    """The sign of a number, if there is one."""
    return lambda number: signs[number - first] if first <= number < first + len(signs) else None


def _roman(number: int) -> str | None:
    if not 0 < number < 4000:
        return None
    found = ""
    for worth, letters in _ROMAN:
        found += letters * (number // worth)
        number %= worth
    return found


def _repeated(number: int) -> str | None:
    """a to z, then aa, bb: as Word goes on."""
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 26 * 20 else None


def _letters(number: int) -> str | None:
    """a to z, then aa, ab: as web pages go on."""
    found = ""
    while number > 0:
        number, place = divmod(number - 1, 26)
        found = chr(97 + place) + found
    return found or None


def _upper(make: Callable[[int], str | None]) -> Callable[[int], str | None]:
    return lambda number: None if (shown := make(number)) is None else shown.upper()


def _signs(*ranges: tuple[int, int]) -> str:
    return "".join(chr(code) for first, last in ranges for code in range(first, last + 1))


_CIRCLED = _one_of(_signs((0x2460, 0x2473), (0x3251, 0x325F), (0x32B1, 0x32BF)))
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_FORMS: dict[str, Callable[[int], str | None]] = {
    "decimal": str, "decimalHalfWidth": str, "none": lambda number: "",
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": _each("０１２３４５６７８９"), "decimalFullWidth2": _each("０１２３４５６７８９"),
    "numberInDash": lambda number: f"- {number} -",
    "upperLetter": _upper(_repeated), "lowerLetter": _repeated, "upperRoman": _upper(_roman), "lowerRoman": _roman,
    "decimalEnclosedCircle": _CIRCLED, "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedFullstop": _one_of(_signs((0x2488, 0x249B))),
    "decimalEnclosedParen": _one_of(_signs((0x2474, 0x2487))),
    "ideographEnclosedCircle": _one_of(_signs((0x3280, 0x3289))),
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
                     "taiwaneseCountingThousand"), _counting),
    "ideographDigital": _each(_CHINESE), "japaneseDigitalTenThousand": _each(_CHINESE),
    "taiwaneseDigital": _each("○" + _CHINESE[1:]),
    "ideographTraditional": _one_of(_STEMS), "ideographZodiac": _one_of(_BRANCHES),
    "chineseLegalSimplified": _one_of("壹贰叁肆伍陆柒捌玖拾"),
    "ideographLegalTraditional": _one_of("壹貳參肆伍陸柒捌玖拾"),
}
_PAGES = {
    "decimal": ("decimal", ". "), "decimal-leading-zero": ("decimalZero", ". "),
    "lower-roman": ("lowerRoman", ". "), "upper-roman": ("upperRoman", ". "),
    **dict.fromkeys(("lower-alpha", "lower-latin", "upper-alpha", "upper-latin"), ("letter", ". ")),
    **dict.fromkeys(("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal"), ("chineseCounting", "、")),
    "cjk-decimal": ("ideographDigital", "、"), "cjk-heavenly-stem": ("ideographTraditional", "、"),
    "cjk-earthly-branch": ("ideographZodiac", "、"),
}
