"""What is where in the exact index: pages.bin, the one file that the browser reads before it asks for any other.

    pages.bin, gzipped:
      a line of JSON  what is known of every page (pages.py), and how the index is cut: `shards`, `perFile`, `chunks` …
      digests         of every other file, three bytes each, in the order of `file_names`
      lengths         of each page's packed text, four bytes: the lowest byte of all of them, then the next of all …

A file's address is made of its name and its digest, the beginning of the SHA-256 of its content. So a file stays what
and where it is as long as its content does, and an address that is known never leads to something else.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

FOLDER = "search/index"  # in the site
LISTING = f"{FOLDER}/pages.bin"
_SHORT = 3  # bytes of a digest


class Listing(NamedTuple):
    """What pages.bin tells; `lengths` by page, `digests` (hexadecimal) by the file's name."""

    columns: Mapping[str, Any]
    lengths: list[int]
    digests: Mapping[str, str]

    def packed(self) -> bytes:
        told = json.dumps(self.columns, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        lengths = np.array(self.lengths, "<u4").view(np.uint8).reshape(-1, 4).T.tobytes()
        digests = bytes.fromhex("".join(self.digests[name] for name in file_names(self.columns)))
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        return b"".join([packer.compress(told), packer.flush(zlib.Z_FULL_FLUSH),  # numbers need a code of their own
                         packer.compress(digests + lengths), packer.flush()])

    @classmethod
    def unpacked(cls, content: bytes) -> Listing:
        """What `packed` packed. Raises ValueError, KeyError, OSError, EOFError or zlib.error if it is none."""
        line, _, numbers = gzip.decompress(content).partition(b"\n")
        columns = json.loads(line)
        pages, files = len(columns["year"]), file_names(columns)
        if len(numbers) != 4 * pages + _SHORT * len(files):
            raise ValueError("not as long as it should be")
        lengths = np.frombuffer(numbers, np.uint8, 4 * pages, _SHORT * len(files)).reshape(4, -1).T.copy().view("<u4")
        digests = numbers[:_SHORT * len(files)].hex(" ", _SHORT).split()
        return cls(columns, lengths.ravel().tolist(), dict(zip(files, digests, strict=True)))


def file_names(columns: Mapping[str, Any]) -> list[str]:
    """The names of an index's files."""
    texts = -(-len(columns["year"]) // columns["perFile"])
    return ["common", "names", *(f"s{number}" for number in range(columns["shards"])),
            *(f"t{number}" for number in range(texts))]


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:2 * _SHORT]


def path_of(name: str, digest: str) -> str:
    """Where a file is, in the site."""
    return f"{FOLDER}/{name}-{digest}.bin"
