"""Files → Sources. Which reader a file needs is told by its content; its name must agree with it.

Every reader looks at sizes before it walks, and a Source takes in no more than can be looked through, so that a hostile
file ends in one sentence at once. What still runs away is ended from outside (`workers`).
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from generator.importing.readers.package import Package
from generator.importing.readers.text import read_text
from generator.importing.sentences import NAMELESS, Refused
from generator.importing.source import Source
from generator.issue import needs_extra

FEW_PICTURES = 12  # that are told one by one
LARGEST = 64 * 2**20  # as for what is archived beside a report
SUFFIXES = {".docx": "docx", ".docm": "docx", ".doc": "doc", ".wps": "doc", ".rtf": "doc", ".odt": "doc",
            ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".et": "xls", ".html": "html", ".htm": "html",
            ".shtml": "html", ".mht": "html", ".pdf": "pdf", ".ofd": "ofd", ".txt": "txt", ".md": "md"}
KIND_WORDS = {"docx": "Word 文档", "xlsx": "Excel 工作簿", "ole": "旧版 Word 或 Excel 文件", "pdf": "PDF",
              "html": "网页", "zip": "压缩包", "ofd": "OFD 文件", "image": "图片", "text": "文本"}
NEEDED = {"docx": ("docx", "python-docx", "import"), "xlsx": ("openpyxl", "openpyxl", "import"),
          "xls": ("xlrd", "xlrd", "import"), "html": ("lxml", "lxml", "import"),
          "pdf": ("pdfplumber", "pdfplumber", "pdf")}
# What libraries raise over a file that is not what it seems; each reader knows its own library's besides.
_FAULTS = (zipfile.BadZipFile, LookupError, ValueError, EOFError, OSError, RecursionError, SyntaxError,
           NotImplementedError, AttributeError, TypeError, ArithmeticError, AssertionError, zlib.error, struct.error)
_WORD_97 = re.compile(rb"\xec\xa5[\xc0-\xd9\x00-\x12][\x00\x01]")  # how the main part of a .doc begins


def read(file: Path) -> Source:
    """The Source of a file, or Refused."""
    if not file.is_file():
        raise Refused("not-found")
    size = file.stat().st_size
    if size == 0:
        raise Refused("empty")
    if size > LARGEST:
        raise Refused("too-big", size=size // 2**20, limit=LARGEST // 2**20)
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise Refused("unknown-kind")
    content = file.read_bytes()
    reader = _reader(_kind(SUFFIXES[suffix], content, suffix))
    try:
        source = reader(content, suffix)
    except _FAULTS as error:
        raise Refused("damaged", suffix=suffix, why=type(error).__name__) from error
    if not source.characters:
        raise Refused("only-pictures", count=len(source.pictures)) if source.pictures else Refused("no-report")
    _say(source)
    return source


def _say(source: Source) -> None:
    """What the editor should know of what the reader met more than once."""
    if source.radicals:
        source.remark("radicals", count=len(source.radicals), text=source.radicals[0])
    if len(source.pictures) > FEW_PICTURES:
        source.remark("pictures", count=len(source.pictures))
    for one in source.pictures[:FEW_PICTURES]:
        source.remark("picture", place=one.place, name=one.name or NAMELESS)


def _kind(expected: str, content: bytes, suffix: str) -> str:
    """The kind of the content; pages saved under a Word or Excel name are pages."""
    actual = actual_kind(content, suffix)
    if "ofd" in (actual, expected):
        raise Refused("ofd")
    if (actual == "docx" and expected in ("docx", "doc")) or (actual == "xlsx" and expected in ("xlsx", "xls")):
        return actual
    if actual == "ole" and _locked(content):
        raise Refused("encrypted")
    if actual == "ole" and expected in ("doc", "xls"):
        return expected
    if actual == "pdf" and expected == "pdf":
        return "pdf"
    if actual == "html" and expected in ("html", "doc", "xls"):
        return "html"
    if actual in ("text", "html") and expected in ("txt", "md", "html"):
        return expected
    if (content.startswith(b"{\\rtf") and expected == "doc") or (actual == "zip" and suffix == ".odt"):
        return "doc"
    raise Refused("wrong-kind", suffix=suffix, actual=KIND_WORDS[actual])


def _locked(content: bytes) -> bool:
    """Has a file of the old container a password: a new document locked in it, or a Word document that says so?"""
    return "EncryptedPackage".encode("utf-16-le") in content or any(
        content[place + 11] & 1 for place in range(512, len(content) - 12, 512) if _WORD_97.match(content, place))


def actual_kind(content: bytes, suffix: str = ".docx") -> str:
    if content.startswith(b"PK\x03\x04"):
        return Package(content, suffix).kind
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return "ole"
    if content[:1024].lstrip().startswith(b"%PDF"):
        return "pdf"
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")):
        return "image"
    head = content[:4096].lower().replace(b"\0", b"")  # UTF-16 as well
    marks = (b"<html", b"<!doctype html", b"<body", b"<table", b"<div", b"<p>")
    return "html" if any(mark in head for mark in marks) else "text"


def _reader(kind: str) -> Callable[[bytes, str], Source]:
    if kind in ("txt", "md"):
        return lambda content, suffix: read_text(content, kind)
    module, package, extra = NEEDED.get(kind, ("", "", ""))
    if module:
        try:
            import_module(module)
        except ImportError as error:
            raise Refused("needs-package", reason=str(needs_extra(extra, "读取这种文件", package))) from error
    name = {"doc": "office", "xls": "xls"}.get(kind, kind)
    reader: Callable[[bytes, str], Source] = import_module(f"generator.importing.readers.{name}").read
    return reader
