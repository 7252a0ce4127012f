"""Files → Sources. Which reader a file needs is told by its content; its name must agree with it.

Every reader bounds what it takes in, so that a hostile file ends in one sentence.
"""

from __future__ import annotations

import io
import signal
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from generator.importing.readers.text import read_text
from generator.importing.source import Source
from generator.importing.words import Refused

try:
    import resource
except ImportError:  # Windows
    resource = None

LONGEST = 60  # seconds for one file
MOST_MEMORY = 4 * 1024 * 1024 * 1024
LONGEST_TEXT = 2_000_000  # characters; a long report has a hundredth of it
LARGEST = 40 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
SUFFIXES = {".docx": "docx", ".docm": "docx", ".doc": "doc", ".wps": "doc", ".rtf": "doc", ".odt": "doc",
            ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".et": "xls", ".html": "html", ".htm": "html",
            ".shtml": "html", ".mht": "html", ".pdf": "pdf", ".txt": "txt", ".md": "md"}
KIND_WORDS = {"docx": "Word 文档", "xlsx": "Excel 工作簿", "ole": "旧版 Word 或 Excel 文件", "pdf": "PDF",
              "html": "网页", "zip": "压缩包", "image": "图片", "text": "文本"}
NEEDED = {"docx": ("docx", "python-docx", "import"), "xlsx": ("openpyxl", "openpyxl", "import"),
          "xls": ("xlrd", "xlrd", "import"), "html": ("lxml", "lxml", "import"),
          "pdf": ("pdfplumber", "pdfplumber", "pdf")}


def read(file: Path) -> Source:
    """The Source of a file, or Refused."""
    if not file.is_file():
        raise Refused("not-found")
    size = file.stat().st_size
    if size == 0:
        raise Refused("empty")
    if size > LARGEST:
        raise Refused("too-big", size=size // 1024 // 1024, limit=LARGEST // 1024 // 1024)
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise Refused("unknown-kind")
    content = file.read_bytes()
    kind = _kind(SUFFIXES[suffix], content, suffix)
    reader = _reader(kind)
    try:
        with bounded(time=kind != "doc", memory=kind != "doc"):
            source = reader(content, suffix)
    except MemoryError as error:
        raise Refused("bomb", size=MOST_MEMORY // 1024 // 1024) from error
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, EOFError, OSError, RecursionError, SyntaxError,
            NotImplementedError, AttributeError, TypeError) as error:
        raise Refused("damaged", suffix=suffix, why=type(error).__name__) from error
    length = sum(len(unit.text) for unit in source.units)
    if length == 0:
        raise Refused("no-report")
    if length > LONGEST_TEXT:
        raise Refused("too-long", count=length // 10_000, limit=LONGEST_TEXT // 10_000)
    return source


@contextmanager
def bounded(time: bool, memory: bool) -> Iterator[None]:
    """A reader at work: not longer than LONGEST, not with more memory than MOST_MEMORY, where the system can."""
    limits = None
    if memory and resource is not None:
        limits = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, limits[1]))
    alarm = time and threading.current_thread() is threading.main_thread() and hasattr(signal, "SIGALRM")

    def stop(*_) -> None:
        raise Refused("slow", limit=LONGEST)

    before = signal.signal(signal.SIGALRM, stop) if alarm else None
    if alarm:
        signal.alarm(LONGEST)
    try:
        yield
    finally:
        if alarm:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, before)
        if limits is not None:
            resource.setrlimit(resource.RLIMIT_AS, limits)


def _kind(expected: str, content: bytes, suffix: str) -> str:
    """The kind of the content; pages saved under a Word or Excel name are pages."""
    actual = actual_kind(content)
    if (actual == "docx" and expected in ("docx", "doc")) or (actual == "xlsx" and expected in ("xlsx", "xls")):
        return actual
    if actual == "ole" and "EncryptedPackage".encode("utf-16-le") in content:
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


def actual_kind(content: bytes) -> str:
    if content.startswith(b"PK\x03\x04"):
        check_zip(content)
        return _zip_kind(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return "ole"
    if content[:1024].lstrip().startswith(b"%PDF"):
        return "pdf"
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")):
        return "image"
    head = content[:4096].lower().replace(b"\0", b"")  # UTF-16 as well
    marks = (b"<html", b"<!doctype html", b"<body", b"<table", b"<div", b"<p>")
    return "html" if any(mark in head for mark in marks) else "text"


def _zip_kind(content: bytes) -> str:
    names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else "zip"


def check_zip(content: bytes) -> None:
    """Refuse a package that unpacks to more than any report."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
    except zipfile.BadZipFile as error:
        raise Refused("damaged", suffix=".docx", why="压缩包不完整") from error
    total = sum(entry.file_size for entry in entries)
    if total > LARGEST_UNPACKED or len(entries) > 5_000 or any(
            entry.file_size > 5_000_000 and entry.file_size > 300 * max(1, entry.compress_size) for entry in entries):
        raise Refused("bomb", size=total // 1024 // 1024)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("encrypted")


def _reader(kind: str) -> Callable[[bytes, str], Source]:
    if kind in ("txt", "md"):
        return lambda content, suffix: read_text(content, kind)
    module, package, extra = NEEDED.get(kind, ("", "", ""))
    if module:
        try:
            import_module(module)
        except ImportError as error:
            raise Refused("needs-package", package=package, extra=extra) from error
    name = {"doc": "office", "xls": "xls"}.get(kind, kind)
    return import_module(f"generator.importing.readers.{name}").read
