"""What counts as the same text, and the keys under which a text is found. text.js does the same, word for word.

Text is normalised: compatibility forms and capitals go (NFKC, lower case), traditional characters become simplified
ones, and everything but letters and digits is taken out. A key is a number made of UTF-16 units, which both sides
count alike:

    a single unit        its code
    two neighbours       the first's code × 65536 + the second's
    three neighbours     in a run of Latin letters and digits (pairs of digits alone stand on every page): read as a
                         number of base 36, × 65536 + 10, the line break, which no pair holds
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import numpy as np

_OTHER = re.compile(r"[^\w\n]+|_+")
# Goes first: most texts have then nothing left for NFKC to change, and it is quick.
_COMMON = re.compile(r"[，。；：、！？“”‘’（）《》〔〕【】…—＋－→· 　,.;:!?()\[\]\"'/%+-]+")
_BREAK = ord("\n")
_RANKS = np.full(1 << 16, 255, np.uint8)  # the worth of a Latin letter or digit, 255 for all else
_RANKS[np.frombuffer(b"0123456789abcdefghijklmnopqrstuvwxyz", np.uint8)] = np.arange(36)


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


def keys(held: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """All keys of some blocks, ascending (uint32), and for each which pages have it (uint16, a bit for a page).

    `held`: a block's text → the pages that have the block. No key reaches from one block into the next.
    """
    units = np.frombuffer(normalise("\n".join(held)).encode("utf-16-le"), "<u2")
    ends = units == _BREAK
    pages = np.fromiter(held.values(), np.uint64, len(held))[np.cumsum(ends)]
    wide = units.astype(np.uint64) << np.uint64(32)
    inside = ~ends
    pairs = inside[:-1] & inside[1:]
    latin = _RANKS[units] < 36
    threes = np.flatnonzero(latin[:-2] & latin[1:-1] & latin[2:]) if len(units) > 2 else np.zeros(0, np.int64)
    base = _RANKS[units].astype(np.uint64)
    number = (base[threes] * np.uint64(36) + base[threes + 1]) * np.uint64(36) + base[threes + 2]
    found = np.concatenate([
        (wide | pages)[inside],
        (wide[:-1] << np.uint64(16) | wide[1:] | pages[:-1])[pairs],
        number << np.uint64(48) | np.uint64(_BREAK << 32) | pages[threes]])
    if not len(found):
        return np.zeros(0, np.uint32), np.zeros(0, np.uint16)
    found.sort()
    key = (found >> np.uint64(32)).astype(np.uint32)
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    return key[starts], np.bitwise_or.reduceat(found.astype(np.uint16), starts)


def place(key: np.ndarray, shards: int) -> np.ndarray:
    """The number of the shard that holds each key (uint32): a hash, the same in the browser."""
    number = key * np.uint32(0x9E3779B1)
    number ^= number >> np.uint32(15)
    number *= np.uint32(0x85EBCA6B)
    number ^= number >> np.uint32(13)
    return number % np.uint32(shards)
