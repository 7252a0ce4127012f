"""Zip packages (.docx, .xlsx, .odt) looked at before they are unpacked: how many parts, how large, how packed, locked.

Nothing is written to disk, so the names of the parts do no harm; a directory that is nearly all names is refused.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from generator.importing.readers.markup import parse_xml
from generator.importing.sentences import Refused

LARGEST_DIRECTORY = 4 * 2**20  # bytes of the list of parts
MOST_PARTS = 5_000
LARGEST_UNPACKED = 200 * 2**20
MOST_RATIO, SMALL = 300, 5_000_000  # times smaller when packed; bytes of a part that may be
MOST_XML = 64 * 2**20  # bytes of all parts that are read; a long report has a twentieth of it


MOST_RELATIONS = 2 * 2**20  # bytes of a part's list of what it refers to


class Relation(NamedTuple):
    """What a part refers to: how it calls it, the last word of its type, and the name of the part."""

    ident: str
    kind: str
    target: str


class Package:
    """A package whose directory has been looked at. Raises Refused."""

    def __init__(self, content: bytes, suffix: str = ".docx") -> None:
        self.suffix = suffix
        end = content.rfind(b"PK\x05\x06")
        if end >= 0 and len(content) >= end + 22 and (size := struct.unpack_from("<L", content, end + 12)[0]
                                                      ) > LARGEST_DIRECTORY:
            raise Refused("bomb", size=size // 2**20)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, struct.error) as error:
            raise Refused("damaged", suffix=suffix, why="压缩包不完整") from error
        entries = self._zip.infolist()
        total = sum(entry.file_size for entry in entries)
        if total > LARGEST_UNPACKED or len(entries) > MOST_PARTS or any(
                entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(1, entry.compress_size)
                for entry in entries):
            raise Refused("bomb", size=total // 2**20)
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused("encrypted")
        self._sizes = {entry.filename: entry.file_size for entry in entries}
        if "META-INF/manifest.xml" in self._sizes and b"encryption-data" in self.read("META-INF/manifest.xml"):
            raise Refused("encrypted")

    @property
    def kind(self) -> str:
        """docx, xlsx, ofd or zip, by what the package says of its main part."""
        if "OFD.xml" in self:
            return "ofd"
        main = self.main
        types = self.read("[Content_Types].xml") if "[Content_Types].xml" in self else b""
        told = next((tag for tag in re.findall(rb"<(?:\w+:)?Override\b[^<>]*>", types)
                     if b'"/%s"' % main.encode() in tag), b"")
        if b"wordprocessingml" in told or main == "word/document.xml":
            return "docx"
        return "xlsx" if b"spreadsheetml" in told or main == "xl/workbook.xml" else "zip"

    @cached_property
    def main(self) -> str:
        """The name of the main part: where the package's relationships point to, else where it usually stands."""
        told = next((one.target for one in self.relations("") if one.kind == "officeDocument" and one.target in self),
                    None)
        return told or next((name for name in ("word/document.xml", "xl/workbook.xml") if name in self), "")

    def relations(self, part: str) -> list[Relation]:
        """What a part ("" for the package) refers to within the package."""
        folder, _, name = part.rpartition("/")
        told = f"{folder}/_rels/{name}.rels".lstrip("/")
        if told not in self or self._sizes[told] > MOST_RELATIONS:
            return []
        return [Relation(one.get("Id", ""), one.get("Type", "").rpartition("/")[2],
                         posixpath.normpath(posixpath.join("/", folder, unquote(one.get("Target", "")))).lstrip("/"))
                for one in parse_xml(self.read(told), self.suffix)
                if isinstance(one.tag, str) and one.get("TargetMode", "Internal") != "External"]

    @property
    def names(self) -> list[str]:
        return sorted(self._sizes)

    def __contains__(self, name: str) -> bool:
        return name in self._sizes

    def weigh(self, names: Iterable[str]) -> None:
        """Refuse if these parts are more than anyone reads; to be asked before the first is read."""
        size = sum(self._sizes.get(name, 0) for name in names)
        if size > MOST_XML:
            raise Refused("too-much-inside", size=size // 2**20, limit=MOST_XML // 2**20)

    def read(self, name: str) -> bytes:
        """A part's bytes; KeyError if there is none."""
        return self._zip.read(name)
