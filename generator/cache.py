"""What need not be done again: for each township its findings, brief and files, keyed by all that they depend on.

An SQLite file beside the site. It may be deleted at any time; one that is damaged, or was written by another version,
counts as empty. Every row carries a digest of itself, so that a flipped bit is noticed. `site` tells which site the
files of the cache belong to: the digest that this site carries as version.txt.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from generator.issue import Issue, Severity
from generator.model import Township
from generator.page import Brief, NoteView, ReportBrief

FORMAT = "1"
_SCHEMA = """
create table told (name text primary key, value text);
create table townships (name text primary key, mark blob, stamp text, content text, key text, facts text, brief text,
                        issues text, files blob, gathered blob);
create table pages (url text primary key, mark text, files blob);
"""
Files = Mapping[str, tuple[int, str]]  # path → bytes, digest


@dataclass(frozen=True)
class Kept:
    """What is known of one township's folder.

    `stamp` tells the folder's files by name, size and time ("" where the times are too fresh to be trusted), `content`
    by their bytes. `key` stands for everything that its products were made from.
    """

    stamp: str
    content: str
    key: str
    township: Township
    brief: Brief | None
    issues: tuple[Issue, ...]


@dataclass
class Cache:
    """The state of the last build. Reading is lazy for what only a changed township needs: its files and search pages."""

    folder: Path
    site: str = ""
    townships: dict[str, Kept] = field(default_factory=dict)
    pages: dict[str, tuple[str, Files]] = field(default_factory=dict)  # of the whole site: url → mark, files

    @property
    def path(self) -> Path:
        return self.folder / "cache.db"

    def files(self, name: str) -> Files:
        """The files of a township."""
        return _files(self._one("files", name))

    def gathered(self, names: Iterable[str]) -> Iterator[bytes]:
        """The search pages of townships, one after the other."""
        with closing(sqlite3.connect(self.path)) as base:
            for name in names:
                [(content,)] = base.execute("select gathered from townships where name = ?", (name,))
                yield content

    def _one(self, column: str, name: str) -> bytes:
        with closing(sqlite3.connect(self.path)) as base:
            [(content,)] = base.execute(f"select {column} from townships where name = ?", (name,))
            return content


def load_cache(folder: Path) -> Cache:
    """The cache in a folder; an empty one where there is none, or none that can be read."""
    cache = Cache(folder)
    if not cache.path.exists():
        return cache
    try:
        with closing(sqlite3.connect(cache.path)) as base:
            told = dict(base.execute("select name, value from told"))
            if told.get("format") != _format():
                return cache
            for name, mark, *row in base.execute("select * from townships"):
                if mark != _mark(name, row):
                    return cache
                stamp, content, key, facts, brief, issues, *_ = row
                cache.townships[name] = Kept(stamp, content, key, _township(facts), _brief(brief),
                                             tuple(map(_issue, json.loads(issues))))
            cache.pages = {url: (mark, _files(files)) for url, mark, files in base.execute("select * from pages")}
            cache.site = told["site"]
    except (sqlite3.Error, ValueError, KeyError, TypeError, zlib.error):
        return Cache(folder)
    return cache


class Keeper:
    """Writes the next state: as a whole, in the place of the old one, or into the old one what has changed."""

    def __init__(self, cache: Cache, amend: bool) -> None:
        self.path = cache.path
        cache.folder.mkdir(parents=True, exist_ok=True)
        self._written = self.path if amend else self.path.with_suffix(".new")
        if not amend:
            self._written.unlink(missing_ok=True)
        self._base = sqlite3.connect(self._written, isolation_level=None)
        self._base.execute("pragma synchronous = off")  # a killed program harms nothing; after a power cut, see above
        if not amend:
            self._base.execute("pragma journal_mode = off")
            self._base.executescript(_SCHEMA)
        self._base.execute("begin")

    def township(self, name: str, kept: Kept, files: Files, gathered: bytes) -> None:
        row = [kept.stamp, kept.content, kept.key, _facts(kept.township), _brief_text(kept.brief),
               json.dumps([_issue_row(one) for one in kept.issues], ensure_ascii=False), _files_blob(files), gathered]
        self._base.execute("insert or replace into townships values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                           [name, _mark(name, row), *row])

    def stamp(self, name: str, kept: Kept) -> None:
        """The same content under new times."""
        [row] = self._base.execute("select stamp, content, key, facts, brief, issues, files, gathered from townships "
                                   "where name = ?", (name,))
        row = [kept.stamp, *row[1:]]
        self._base.execute("update townships set stamp = ?, mark = ? where name = ?", (kept.stamp, _mark(name, row), name))

    def forget(self, name: str) -> None:
        self._base.execute("delete from townships where name = ?", (name,))

    def pages(self, pages: Mapping[str, tuple[str, Files]]) -> None:
        self._base.execute("delete from pages")
        self._base.executemany("insert into pages values (?, ?, ?)",
                               [(url, mark, _files_blob(files)) for url, (mark, files) in pages.items()])

    def done(self, site: str) -> None:
        """The new state is complete and belongs to this site."""
        self._base.executemany("insert or replace into told values (?, ?)", [("format", _format()), ("site", site)])
        self._base.execute("commit")
        self._base.close()
        if self._written != self.path:
            self._written.replace(self.path)

    def drop(self) -> None:
        """Leave the old state as it was."""
        self._base.close()
        if self._written != self.path:
            self._written.unlink(missing_ok=True)


def forget(folder: Path) -> None:
    """Drop the state that is there: the site is about to become another one."""
    with suppress(OSError):
        (folder / "cache.db").unlink(missing_ok=True)


def _format() -> str:
    return f"{FORMAT} {sys.version_info[:2]}"


def _mark(name: str, row: Iterable[str | bytes]) -> bytes:
    found = sha256(name.encode())
    for value in row:
        found.update(value.encode() if isinstance(value, str) else value)
        found.update(b"\0")
    return found.digest()[:16]


# ── values as text ──

def _files_blob(files: Files) -> bytes:
    return zlib.compress("\n".join(f"{path}\t{size}\t{digest}" for path, (size, digest) in files.items()).encode(), 1)


def _files(blob: bytes) -> dict[str, tuple[int, str]]:
    lines = (line.split("\t") for line in zlib.decompress(blob).decode().split("\n") if line)
    return {path: (int(size), digest) for path, size, digest in lines}


_FACTS = ("path", "name", "kind", "code", "county", "city", "province", "contact", "formerly", "example", "file")


def _facts(township: Township) -> str:
    return json.dumps([getattr(township, name) for name in _FACTS], ensure_ascii=False)


def _township(text: str) -> Township:
    values = dict(zip(_FACTS, json.loads(text), strict=True))
    return Township(**values | {"formerly": tuple(values["formerly"])})


def _issue_row(one: Issue) -> list:
    return [getattr(one, name) for name in Issue.__slots__]


def _issue(row: list) -> Issue:
    values = dict(zip(Issue.__slots__, row, strict=True))
    return Issue(**values | {"severity": Severity(values["severity"])})


def _brief_text(brief: Brief | None) -> str:
    if brief is None:
        return ""
    return json.dumps([brief.path, brief.name, brief.full_name, brief.kind, brief.code, brief.county, brief.city,
                       brief.province, brief.example,
                       [[one.year, one.title, one.date, one.received, one.closed,
                         [[getattr(note, name) for name in NoteView.__slots__] for note in one.notes]]
                        for one in brief.reports], brief.mark], ensure_ascii=False)


def _brief(text: str) -> Brief | None:
    if not text:
        return None
    *facts, reports, mark = json.loads(text)
    brief = Brief(*facts, tuple(ReportBrief(*told, tuple(NoteView(*note) for note in notes))
                                for *told, notes in reports))
    brief.__dict__["mark"] = mark  # as it was worked out when the brief was made
    return brief
