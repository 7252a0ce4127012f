"""What need not be done again: for each township its findings, brief and files, keyed by all that they depend on.

An SQLite file beside the site. It may be deleted at any time; one that is damaged, or was written by another program,
counts as empty: nothing that is kept is older than the program. Every row carries a digest of itself, so that a flipped
bit is noticed. `site` is the fingerprint of the site that the files of the cache belong to: its version.txt.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from generator.issue import BuildError, Issue, Severity, reason_of
from generator.model import Former, Township
from generator.page import Brief, Link, NoteView, ReportBrief, Written
from generator.standing import Standing

_SCHEMA = """
create table told (name text primary key, value text);
create table townships (name text primary key, mark blob, stamp text, content text, key text, facts text, brief text,
                        issues text, made text, files blob);
create table pages (url text primary key, mark text, files blob);
create table bundles (name text primary key, mark blob, bundle blob);
"""
Files = Mapping[str, Written]


@dataclass(frozen=True)
class Kept:
    """What is known of one township's folder.

    `stamp` is a fingerprint of the folder's files by name, size and time ("" where the times are too fresh to be
    trusted), `content` one by their bytes. `key` stands for everything that its products were made from, `made`
    for the files made of it.
    """

    stamp: str
    content: str
    key: str
    township: Township
    brief: Brief
    issues: tuple[Issue, ...]
    made: str
    count: int  # files
    size: int  # bytes


@dataclass
class Cache:
    """The state of the last build. What only changed townships need, their files, is read on demand."""

    folder: Path
    program: str = ""  # that wrote it, as a digest
    site: str = ""
    fingerprint: int = 0  # of the site's files as they were left
    order: str = ""  # a fingerprint of which pages it has, in which order, and which indexes
    part: str = ""  # which part of a site it is, as "2/3"
    townships: dict[str, Kept] = field(default_factory=dict)
    pages: dict[str, tuple[str, Files]] = field(default_factory=dict)  # of the whole site: url → mark, files

    @property
    def path(self) -> Path:
        return self.folder / "cache.db"

    def files(self, names: Iterable[str]) -> dict[str, Files]:
        """By name: the files of townships."""
        with closing(sqlite3.connect(self.path)) as base:
            found = (base.execute("select name, files from townships where name = ?", (name,)) for name in names)
            return {name: _files(blob) for rows in found for name, blob in rows}

    def bundle(self, name: str) -> bytes:
        """A township's pages for the search index. Raises BuildError where they are not there as they were kept."""
        with closing(sqlite3.connect(self.path)) as base:
            rows = base.execute("select mark, bundle from bundles where name = ?", (name,)).fetchall()
        return _sound(name, rows, self.path)


def load_cache(folder: Path, program: str | None) -> Cache:
    """The cache in a folder; an empty one where there is none, or none that can be read and is of this program.

    `program` is None for one that is only looked at, whichever program wrote it.
    """
    cache = nothing = Cache(folder, program or "")
    if not cache.path.exists():
        return nothing
    try:
        with closing(sqlite3.connect(cache.path)) as base:
            told = dict(base.execute("select name, value from told"))
            if program not in (None, told.get("program")):
                return nothing
            cache = Cache(folder, told["program"])
            for name, mark, *row in base.execute("select * from townships"):
                if mark != _mark(name, row):
                    return nothing
                stamp, content, key, facts, brief, issues, made, _ = row
                digest, count, size = made.split(" ")
                cache.townships[name] = Kept(stamp, content, key, _township(facts), _brief(brief),
                                             tuple(map(_issue, json.loads(issues))), digest, int(count), int(size))
            cache.pages = {url: (mark, _files(files)) for url, mark, files in base.execute("select * from pages")}
            cache.site, cache.order, cache.part = told["site"], told["order"], told["part"]
            cache.fingerprint = int(told["fingerprint"])
    except (sqlite3.Error, ValueError, KeyError, TypeError, zlib.error):
        return nothing
    return cache


def started(folder: Path) -> int:
    """The time now, in nanoseconds, as the file system tells it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mark = folder / "started"
        mark.unlink(missing_ok=True)
        mark.touch()
        return mark.stat().st_mtime_ns
    except OSError as error:
        raise BuildError(f"无法写入 {folder}：{reason_of(error)}。上一次建好的网站没有改动。") from error


@contextmanager
def alone(folder: Path, wait: Callable[[], None]) -> Iterator[None]:
    """While the block runs, no other process is in a block of the same cache; `wait` is called if one is at first.

    The lock is SQLite's, and so the operating system's: it goes when its process goes, however that ends, and a forked
    process does not have it.
    """
    with closing(sqlite3.connect(folder / "lock", timeout=0, isolation_level=None)) as lock:
        if not _taken(lock):
            wait()
            lock.execute("pragma busy_timeout = 300")  # milliseconds; Ctrl-C waits for no longer
            while not _taken(lock):
                pass
        yield


def _taken(lock: sqlite3.Connection) -> bool:
    """False where another process has the lock."""
    try:
        lock.execute("begin exclusive")
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise BuildError(f"无法写入缓存（{error}）。") from error
    return True


class Keeper:
    """Writes the next state: as a whole, in the place of the old one, or into the old one what has changed.

    Leaving the block without `done` leaves the old state. Raises BuildError where nothing can be written.
    """

    def __init__(self, cache: Cache, amend: bool) -> None:
        self.path = cache.path
        self._program = cache.program
        self._amend = amend
        self._written = self.path if amend else self.path.with_suffix(".new")

    def __enter__(self) -> Self:
        with self._sayable():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if not self._amend:
                self._written.unlink(missing_ok=True)
            self._base = sqlite3.connect(self._written, isolation_level=None)
            self._base.execute("pragma synchronous = off")  # what a power cut leaves behind is noticed by the marks
            if not self._amend:
                self._base.execute("pragma journal_mode = off")
                self._base.executescript(_SCHEMA)
            self._base.execute("begin")
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()
        if self._written != self.path:
            self._written.unlink(missing_ok=True)

    def township(self, name: str, kept: Kept, files: Files) -> None:
        row: list[str | bytes] = [kept.stamp, kept.content, kept.key, _facts(kept.township), _brief_text(kept.brief),
               json.dumps([_issue_row(one) for one in kept.issues], ensure_ascii=False),
               f"{kept.made} {kept.count} {kept.size}", _files_blob(files)]
        self._do("insert or replace into townships values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", name, _mark(name, row), *row)

    def stamp(self, name: str, stamp: str) -> None:
        """The same content under new times."""
        [row] = self._do("select content, key, facts, brief, issues, made, files from townships where name = ?", name)
        self._do("update townships set stamp = ?, mark = ? where name = ?", stamp, _mark(name, [stamp, *row]), name)

    def bundle(self, name: str, bundle: bytes) -> bool:
        """Keep pages for the search index; were they others before?"""
        mark = _mark(name, [bundle])
        if self._do("select 1 from bundles where name = ? and mark = ?", name, mark):
            return False
        self._do("insert or replace into bundles values (?, ?, ?)", name, mark, bundle)
        return True

    def bundles(self, names: Iterable[str]) -> Iterator[bytes]:
        """What was kept under these names, one after the other."""
        for name in names:
            yield _sound(name, self._do("select mark, bundle from bundles where name = ?", name), self.path)

    def forget(self, name: str) -> None:
        self._do("delete from townships where name = ?", name)
        self._do("delete from bundles where name = ?", name)

    def pages(self, pages: Mapping[str, tuple[str, Files]]) -> None:
        self._do("delete from pages")
        for url, (mark, files) in pages.items():
            self._do("insert into pages values (?, ?, ?)", url, mark, _files_blob(files))

    def done(self, site: str, fingerprint: int, order: str, part: str = "") -> None:
        """The new state is complete and belongs to this site; `order`: of its pages, `part`: if it is but a part."""
        for name, value in (("program", self._program), ("site", site), ("fingerprint", str(fingerprint)),
                            ("order", order), ("part", part)):
            self._do("insert or replace into told values (?, ?)", name, value)
        self._do("commit")
        self._base.close()
        if self._written != self.path:
            with self._sayable():
                self._written.replace(self.path)

    def _do(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._sayable():
            return self._base.execute(statement, values).fetchall()

    @contextmanager
    def _sayable(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            raise BuildError(f"无法写入缓存 {self.path}（{error}）。上一次建好的网站没有改动。"
                             "如果磁盘有空间，也可以写入，请删除这个文件再运行一次。") from error


def _sound(name: str, rows: list[tuple[bytes, bytes]], path: Path) -> bytes:
    """The one content under its mark."""
    for mark, content in rows:
        if mark == _mark(name, [content]):
            return content
    raise BuildError(f"缓存 {path} 已损坏，请删除这个文件再运行一次。")


def _mark(name: str, row: Iterable[str | bytes]) -> bytes:
    found = sha256(name.encode())
    for value in row:
        found.update(value.encode() if isinstance(value, str) else value)
        found.update(b"\0")
    return found.digest()[:16]


# ── values as text ──

def _files_blob(files: Files) -> bytes:
    return zlib.compress("\n".join(f"{path}\t{size}\t{digest}" for path, (size, digest) in files.items()).encode(), 1)


def _files(blob: bytes) -> dict[str, Written]:
    lines = (line.split("\t") for line in zlib.decompress(blob).decode().split("\n") if line)
    return {path: Written(int(size), digest) for path, size, digest in lines}


_FACTS = ("path", "name", "kind", "code", "county", "city", "province", "contact", "formerly", "example", "file",
          "level", "since", "until", "succeeded_by", "moved_from")


def _facts(township: Township) -> str:
    return json.dumps([getattr(township, name) for name in _FACTS], ensure_ascii=False)


def _township(text: str) -> Township:
    values = dict(zip(_FACTS, json.loads(text), strict=True))
    return Township(**values | {"formerly": tuple(Former(*one) for one in values["formerly"]),
                                "succeeded_by": tuple(values["succeeded_by"]),
                                "moved_from": tuple(values["moved_from"])})


def _issue_row(one: Issue) -> list[object]:
    return [getattr(one, name) for name in Issue.__slots__]


def _issue(row: Sequence[Any]) -> Issue:
    values = dict(zip(Issue.__slots__, row, strict=True))
    return Issue(**values | {"severity": Severity(values["severity"])})


def _brief_text(brief: Brief) -> str:
    return json.dumps([brief.path, brief.name, brief.full_name, brief.kind, brief.code, brief.county, brief.city,
                       brief.province, brief.example, brief.level, brief.life,
                       [[one.year, one.unit, one.place, one.title, one.date, one.received, one.closed,
                         [[getattr(note, name) for name in NoteView.__slots__] for note in one.notes],
                         one.standing, one.unclear, one.awaited, one.period, one.formless]
                        for one in brief.reports], brief.mark], ensure_ascii=False)


def _brief(text: str) -> Brief:
    path, name, full_name, kind, code, county, city, province, example, level, life, reports, mark = json.loads(text)
    brief = Brief(path, name, full_name, kind, code, county, city, province, example, level, (life[0], life[1]), tuple(
        ReportBrief(year, unit, place, title, date, received, closed, tuple(NoteView(*note) for note in notes),
                    None if standing is None else _standing(*standing), tuple(Link(*place) for place in unclear),
                    awaited, period, formless)
        for (year, unit, place, title, date, received, closed, notes, standing, unclear, awaited, period, formless)
        in reports))
    brief.__dict__["mark"] = mark  # as it was worked out when the brief was made
    return brief


def _standing(unbalanced: int, unclear: list[str], untranscribed: list[str], supposed: int, checked: bool) -> Standing:
    return Standing(unbalanced, tuple(unclear), tuple(untranscribed), supposed, checked)
