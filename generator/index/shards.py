"""Keys and the pages that have them ⇄ shards, the small files of which the browser fetches a query's few.

A shard, before gzip, is numbers of seven bits a byte, the lowest first, the eighth bit saying that more follow:

    how many keys
    the keys, ascending, each as the step from the one before
    for each key in how many chunks of pages it is
    for each key its chunks' numbers, each as the step from the one before, counted from -1
and then bytes:
    for each of these chunks the pages of its first eight that have the key, as bits
    the same for its other eight, left out where no chunk of the shard has such pages

Of the same kind beside each other they pack best.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from generator.index.terms import place

MOST_CHUNKS = 65_535


class Lists(NamedTuple):
    """Keys, ascending (uint32); in how many chunks each is; the chunks (uint16) and in each its pages (uint16)."""

    keys: np.ndarray
    counts: np.ndarray
    chunks: np.ndarray
    pages: np.ndarray


def every(keys: np.ndarray, pages: np.ndarray, chunks: np.ndarray | int) -> np.ndarray:
    """Key, chunk and pages of each entry as one number (uint64), which sorts as they do."""
    found: np.ndarray = keys.astype(np.uint64) << np.uint64(32) | np.asarray(chunks, np.uint64) << np.uint64(16) | pages
    return found


def merged(found: list[tuple[np.ndarray, np.ndarray]]) -> Lists:
    """Of each chunk its keys, each with its pages → all as one. Empties the list: this is where memory is short."""
    entries = np.empty(sum(len(keys) for keys, _ in found), np.uint64)
    at = len(entries)
    while found:
        keys, pages = found.pop()
        entries[at - len(keys):at] = every(keys, pages, len(found))
        at -= len(keys)
    entries.sort()
    return split(entries)


def split(entries: np.ndarray) -> Lists:
    """Sorted entries, as `every` makes them, as Lists."""
    halves = entries.astype("<u8", copy=False).view("<u4")
    keys, rest = halves[1::2], halves[::2]
    first = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    return Lists(keys[starts], np.diff(np.append(starts, len(keys))), (rest >> np.uint32(16)).astype(np.uint16),
                 rest.astype(np.uint16))


def shards(lists: Lists, count: int) -> Iterator[bytes]:
    """The `count` shards, in order."""
    starts = np.cumsum(lists.counts) - lists.counts
    places = place(lists.keys, count)
    order = np.argsort(places, kind="stable")
    ends = np.searchsorted(places[order], np.arange(count + 1))
    for first, last in pairwise(ends):
        own = order[first:last]
        counts = lists.counts[own]
        rows = np.arange(counts.sum()) + np.repeat(starts[own] - (np.cumsum(counts) - counts), counts)
        yield packed(Lists(lists.keys[own], counts, lists.chunks[rows], lists.pages[rows]))


def packed(lists: Lists) -> bytes:
    """A shard."""
    chunks = lists.chunks.astype(np.int64)
    firsts = np.cumsum(lists.counts) - lists.counts
    steps = np.diff(chunks, prepend=-1)
    steps[firsts] = chunks[firsts] + 1
    low, high = lists.pages.astype(np.uint8), (lists.pages >> np.uint16(8)).astype(np.uint8)
    return gzip.compress(b"".join([
        numbers([len(lists.keys)]), numbers(np.diff(lists.keys.astype(np.int64), prepend=0)), numbers(lists.counts),
        numbers(steps), low.tobytes(), high.tobytes() if high.any() else b""]), 6, mtime=0)


def unpacked(shard: bytes) -> Lists:
    """What `packed` packed."""
    content = np.frombuffer(gzip.decompress(shard), np.uint8)
    [count], content = _numbers(content, 1)
    steps, content = _numbers(content, int(count))
    counts, content = _numbers(content, int(count))
    total = int(counts.sum())
    gaps, content = _numbers(content, total)
    firsts = np.cumsum(counts) - counts
    run = np.cumsum(gaps)
    before = np.zeros(len(counts), np.int64)
    before[1:] = run[firsts[1:] - 1]
    chunks = run - np.repeat(before, counts) - 1
    pages = content[:total].astype(np.uint16)
    if len(content) > total:
        pages |= content[total:].astype(np.uint16) << np.uint16(8)
    return Lists(np.cumsum(steps).astype(np.uint32), counts, chunks.astype(np.uint16), pages)


def numbers(values: Sequence[int] | np.ndarray) -> bytes:
    """Seven bits a byte."""
    left = np.asarray(values, np.int64)
    if not len(left) or left.max() < 128:
        return left.astype(np.uint8).tobytes()
    width = np.ones(len(left), np.int64)
    for bits in (7, 14, 21, 28):
        width += left >= 1 << bits
    out = np.zeros(width.sum(), np.uint8)
    at = np.cumsum(width) - width
    for byte in range(5):
        more = width > byte
        out[at[more] + byte] = left[more] >> 7 * byte & 127 | (width[more] > byte + 1) * 128
    return out.tobytes()


def _numbers(content: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The first `count` numbers (int64), and what follows them."""
    ends = np.flatnonzero(content < 128)[:count]
    if not count:
        return np.zeros(0, np.int64), content
    used = content[:ends[-1] + 1].astype(np.int64)
    starts = np.concatenate([[0], ends[:-1] + 1])
    shift = 7 * (np.arange(len(used)) - np.repeat(starts, ends - starts + 1))
    return np.add.reduceat((used & 127) << shift, starts), content[ends[-1] + 1:]
