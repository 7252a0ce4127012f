"""The pages' texts, packed so that each can be fetched alone and yet does not repeat what most pages say.

common.bin is a raw deflate stream of shared clauses, left open; a page's text continues it. The texts of PER_FILE
pages stand one after the other in a file, the newest year first, because answers are shown in that order: those of
one query often share a file.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

PER_FILE = 10  # pages whose texts share a file, so that a server that cannot send parts sends little too much
COMMON = 24_000  # bytes of shared clauses; with a page's own text they must fit deflate's window of 32 KB
SAMPLE = 128  # chunks of pages looked at for shared clauses
_CLAUSE = re.compile(r"[^，。；\n]+[，。；]?\n?")


def sampled(chunks: Sequence[int]) -> Iterator[int]:
    """The numbers of the pages whose texts decide about the shared clauses. `chunks`: how many pages each has."""
    starts = [0, *accumulate(chunks)]
    for chunk in range(0, len(chunks), -(-len(chunks) // SAMPLE) or 1):
        yield from range(starts[chunk], starts[chunk + 1])


def clauses(texts: Iterable[bytes]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(clause for clause in _CLAUSE.findall(text.decode()) if len(clause) > 3)
    return counted


def shared(counted: Counter[str]) -> bytes:
    """The clauses that save most when they need not be told again; the best at the end, nearest to the pages.

    What a clause saves is rounded, so that one report's change seldom changes the choice.
    """
    worth = sorted((_rounded((count - 1) * len(clause)), clause) for clause, count in counted.items() if count > 1)
    kept: list[bytes] = []
    room = COMMON
    for _, clause in reversed(worth):
        told = clause.encode()
        if len(told) <= room:
            kept.append(told)
            room -= len(told)
        if room < 16:
            break
    return b"".join(reversed(kept))


def _rounded(number: int) -> int:
    """Down to a power of two or to halfway between two of them."""
    low = max(number.bit_length() - 2, 0)
    return number >> low << low


def packing(common: bytes) -> tuple[bytes, Callable[[bytes], bytes]]:
    """common.bin, and the function that packs a page's text as its continuation."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    opening = packer.compress(common) + packer.flush(zlib.Z_SYNC_FLUSH)

    def pack(text: bytes) -> bytes:
        one = packer.copy()
        return one.compress(text) + one.flush()

    return opening, pack


def unpacking(opening: bytes) -> Callable[[bytes], bytes]:
    """The function that unpacks what was packed as the continuation of this common.bin."""
    opener = zlib.decompressobj(-15)
    opener.decompress(opening)
    return lambda packed: opener.copy().decompress(packed)
