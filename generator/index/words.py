"""What counts as the same text, and the keys under which a text is found. exact.js does the same, word for word.

Text is normalised: compatibility forms and capitals go (NFKC, lower case), traditional characters become simplified
ones, and everything but letters and digits is taken out. A key is a single character, a pair of neighbours, or
three neighbours inside a run of Latin letters and digits (pairs of digits alone stand on every page).
"""

from __future__ import annotations

import re
import unicodedata
from operator import add
from pathlib import Path

_OTHER = re.compile(r"[^\w\n]+|_+")
_COMMON = re.compile(r"[，。；：、！？“”‘’（）《》〔〕【】…— 　,.;:!?()\[\]\"'/%-]+")  # goes first: NFKC is then quick
_RUN = re.compile(r"[0-9a-z]{3,}")


def _folding() -> dict[int, str]:
    """Traditional → simplified, single characters: folding.txt is pairs, written one after the other.

    Taken from OpenCC's TSCharacters (Apache-2.0): those whose simplified form is in common use (GB 2312) and that
    are not in common use themselves (著 and 乾 stay; 於 and 後 go), and eleven radicals that NFKC leaves alone.
    """
    text = Path(__file__).with_name("folding.txt").read_text(encoding="utf-8").replace("\n", "")
    return dict(zip(map(ord, text[::2]), text[1::2], strict=True))


FOLDING = _folding()
_FOLDED = re.compile(f"[{''.join(map(chr, FOLDING))}]")


def normalise(text: str) -> str:
    """The letters and digits of a text in their plainest form. Line breaks stay: blocks can be joined by them."""
    text = unicodedata.normalize("NFKC", _COMMON.sub("", text)).lower()
    return _OTHER.sub("", text.translate(FOLDING) if _FOLDED.search(text) else text)


def keys(text: str) -> set[str]:
    """All keys of a normalised text; none reaches across a line break."""
    found = set(text)
    found.update(map(add, text, text[1:]))
    for run in _RUN.findall(text):
        found.update(run[start:start + 3] for start in range(len(run) - 2))
    if "\n" in found:
        lines = text.split("\n")
        found.difference_update({"\n", "\n\n"}, (line[-1] + "\n" for line in lines if line),
                                ("\n" + line[0] for line in lines if line))
    return found


def place(key: str, shards: int) -> int:
    """The number of the shard that holds a key: a hash over its code points, the same in the browser."""
    number = 0
    for character in key:
        number = ((number ^ ord(character)) * 0x9E3779B1) & 0xFFFFFFFF
        number ^= number >> 15
    return number % shards
