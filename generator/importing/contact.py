"""How to reach a body, out of a report's text: phone, e-mail, address, postcode, by the keys of township.yml.

What is said before the first heading goes first: there a report says whom to ask about it. Several numbers differ, and
so none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.importing.fold import compatible, simplified
from generator.importing.title import balanced

_SAID = {
    "phone": re.compile(r"电话(?:号码)?(?:/传真|\(传真\)|及传真)?(?:为|是)?:?((?:0\d{2,3}[\-—–]?)\d{7,8}(?!\d))"),
    "email": re.compile(r"(?:邮箱|邮件|信箱)(?:地址)?(?:为|是)?:?([\w.+-]+@[\w-]+(?:\.[a-z0-9-]+)+)", re.A | re.I),
    "address": re.compile(r"地址(?:为|是)?:((?:\([^()]{0,30}\)|(?!邮编|邮政编码|电话|联系|邮箱)[^;。,()]){6,50})"),
    "postcode": re.compile(r"(?:邮编|邮政编码)(?:为|是)?:?(\d{6})(?!\d)"),
}


_PRINTED = str.maketrans({"(": "（", ")": "）", "—": "-", "–": "-"})


def how_to_reach(head: str, whole: str) -> tuple[dict[str, str], Mapping[str, list[str]]]:
    """What is certain, and by the same keys the values that differ. `head`: the text before the first heading."""
    found: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    for key, pattern in _SAID.items():
        values = _values(pattern, head) or _values(pattern, whole)
        if len({re.sub(r"\W", "", value) for value in values}) > 1:
            several[key] = values
        elif values:
            found[key] = values[0]
    return found, several


def _values(pattern: re.Pattern[str], text: str) -> list[str]:
    bare = simplified(compatible(re.sub(r"\s", "", text)))
    values = (match[1].strip("，、；。;,").translate(_PRINTED) for match in pattern.finditer(bare))
    return [value for value in dict.fromkeys(values) if balanced(value)]
