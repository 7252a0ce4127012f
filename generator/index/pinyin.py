"""Names → their syllables in pinyin, without tones: 金冢子镇 → "jin zhong zi zhen".

The readings of names are not in the data; pypinyin knows the usual one, phrases included (重庆 is chong, not zhong).
"""

from __future__ import annotations

from functools import cache


@cache
def pinyin(name: str) -> str:
    """Syllables apart by spaces; ü is v, as it is typed. What is not Chinese is left out."""
    from pypinyin import Style, lazy_pinyin  # here: its dictionary is 57 MB, which a check need not carry

    return " ".join(lazy_pinyin(name, style=Style.NORMAL, errors="ignore", v_to_u=False)).lower()
