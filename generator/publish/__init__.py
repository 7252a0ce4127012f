"""{path: bytes} → files. The only writer of the site; a site appears whole or not at all.

`claim` says whether a folder may be written at all. `publish` fills a folder beside the target, which then takes the
target's place by renaming. `amend` fills a folder with what has changed; once all of it is there, a journal is
written, and the files are moved to their places by renaming. Whatever happens before that, the last good site stays as
it is; `recover` takes back a swap that was cut off, and carries a journal through to its end.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypedDict

from generator.issue import BuildError, reason_of
from generator.page import Written
from generator.publish.place import MARK, claim, claim_file, mark, real

__all__ = ["MARK", "Amendment", "Stage", "amend", "claim", "claim_file", "digest", "fingerprint", "mark", "publish",
           "real", "recover"]

_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


class Stage:
    """A folder being filled. Refuses to write a path twice, or outside of itself.

    `standing` are the files of the site as it is: of those, only what differs is written.
    """

    def __init__(self, folder: Path, standing: Mapping[str, Written] | None = None) -> None:
        self.folder = folder
        self.standing = standing or {}
        self.written: dict[str, Written] = {}
        self.finished = False
        self.fingerprint = 0  # of the whole site, once it is published
        self._made: set[str] = set()

    def write(self, path: str, content: bytes) -> None:
        """Write one file; `path` is relative with forward slashes."""
        if self._claim(path, Written(len(content), digest(content))):
            self.put(path, content)

    def copy(self, path: str, source: Path) -> None:
        self.write(path, source.read_bytes())

    def put(self, path: str, content: bytes) -> None:
        """Write a file that is not taken into account."""
        handle = os.open(self._place(path), _ANEW, 0o666)
        try:  # a fifth sooner than by a file object, and a site has many files
            written = os.write(handle, content)
            while written < len(content):
                written += os.write(handle, memoryview(content)[written:])
        finally:
            os.close(handle)

    def note(self, written: Mapping[str, Written]) -> None:
        """Take over what another Stage of the same folder has written, or what stands and stays."""
        if twice := self.written.keys() & written.keys():
            raise _refused(min(twice))
        self.written |= written

    def done(self) -> None:
        """Everything is written: the folder may take the target's place."""
        self.finished = True

    def _claim(self, path: str, file: Written) -> bool:
        if path in self.written or path.startswith("/") or ".." in path.split("/"):
            raise _refused(path)
        self.written[path] = file
        return self.standing.get(path) != file

    def _place(self, path: str) -> str:
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            try:
                os.mkdir(f"{self.folder}/{folder}")
            except (FileNotFoundError, FileExistsError):
                os.makedirs(f"{self.folder}/{folder}", exist_ok=True)
            self._made.add(folder)
        return f"{self.folder}/{path}"


def _refused(path: str) -> BuildError:
    return BuildError(f"同一个网页要写两次，或路径不合法：{path}")


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(f".{target.name}.{suffix}")


def recover(target: Path) -> None:
    """After an interruption: carry a journal to its end, bring the last good site back, drop left-overs.

    Raises BuildError where that cannot be done.
    """
    with _sayable(target):
        _recover(target)


def _recover(target: Path) -> None:
    old, new, journal = (_beside(target, suffix) for suffix in ("old", "new", "journal"))
    for left in (old, new):
        if left.exists():
            claim(left, "site")
    if journal.exists():
        _move(target, _plan(journal))
    if old.exists() and not target.exists():
        old.rename(target)
    for left in (old, new):
        _drop(left)


def _drop(folder: Path) -> None:
    """Delete a folder of ours; what says that it is goes last, so that an interruption leaves it ours."""
    if folder.exists():
        for path in folder.iterdir():
            if path.name != MARK:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


class Steps(TypedDict):
    """An amendment as its journal has it: files to delete, files to put in."""

    deletes: list[str]
    puts: list[str]


def _plan(journal: Path) -> Steps:
    """What an amendment that was cut off still has to do."""
    try:
        plan: Steps = json.loads(journal.read_text(encoding="utf-8"))
        if plan.keys() == {"deletes", "puts"}:
            return plan
    except (ValueError, AttributeError):
        pass
    raise BuildError(f"{journal} 不是本程序写的文件。请把它移走，再运行一次。")


@contextmanager
def publish(target: Path) -> Iterator[Stage]:
    """A Stage whose content replaces `target` if the block ends with it done, and vanishes otherwise."""
    with _staging(target) as staging:
        stage = Stage(staging)
        yield stage
        if not stage.finished:
            return
        stage.fingerprint = fingerprint(staging)
        old = _beside(target, "old")
        if target.exists():
            claim(target, "site")  # somebody may have put files there while the site was being made
            target.rename(old)
        staging.rename(target)
        _drop(old)


class Amendment(Stage):
    """A Stage of what has changed. `gone` are paths to delete."""

    def __init__(self, folder: Path, standing: Mapping[str, Written]) -> None:
        super().__init__(folder, standing)
        self.gone: list[str] = []


@contextmanager
def amend(target: Path, standing: Mapping[str, Written], before: int) -> Iterator[Amendment]:
    """An Amendment that is carried out on `target` if the block ends with it done, and vanishes otherwise.

    `before` is the fingerprint of the target as it is.
    """
    with _staging(target) as staging:
        stage = Amendment(staging, standing)
        yield stage
        if not stage.finished:
            return
        puts = sorted(path.relative_to(staging).as_posix() for path in staging.rglob("*")
                      if path.is_file() and path.name != MARK)
        plan: Steps = {"deletes": sorted(stage.gone), "puts": puts}
        journal = _beside(target, "journal")
        unfinished = staging / f"{MARK}-journal"
        with open(unfinished, "w", encoding="utf-8") as file:
            json.dump(plan, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        touched = {*plan["deletes"], *puts}
        was = _fingerprints(target, touched)
        unfinished.rename(journal)
        _move(target, plan)
        now = _fingerprints(target, touched)
        stage.fingerprint = (before - was + now) % _MODULUS


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """An empty folder beside the target, gone afterwards."""
    with _sayable(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _recover(target)
        staging = _beside(target, "new")
        staging.mkdir()
        mark(staging, "site")
        try:
            yield staging
        finally:
            if not _beside(target, "journal").exists():
                _recover(target)


@contextmanager
def _sayable(target: Path) -> Iterator[None]:
    """What cannot be written becomes one sentence, which also says how the site stands."""
    try:
        yield
    except OSError as error:
        state = "上一次建好的网站没有改动。"
        if _beside(target, "journal").exists():
            state = "网站只更新了一部分，请排除原因后再运行一次，会接着更新完。"
        own = error.filename is None or str(error.filename).startswith(str(target.parent))
        doing = f"无法写入 {target}" if own else "读取源文件时出错"
        raise BuildError(f"{doing}：{reason_of(error)}。{state}") from error


def _move(target: Path, plan: Steps) -> None:
    """Carry out an amendment; every step may have been done before."""
    staging = _beside(target, "new")
    for path in plan["deletes"]:
        (target / path).unlink(missing_ok=True)
        _drop_empty((target / path).parents, target)
    for path in plan["puts"]:
        if (staging / path).exists():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (staging / path).replace(target / path)
    _beside(target, "journal").unlink()
    _drop(staging)


def _drop_empty(folders: Iterable[Path], target: Path) -> None:
    for folder in folders:
        if folder == target or not folder.is_dir() or any(folder.iterdir()):
            return
        folder.rmdir()


# ── the fingerprint of a site: is it as it was left? ──

_MODULUS = 1 << 64


def fingerprint(folder: Path) -> int:
    """Of the files below a folder, by their paths, sizes, times and modes: the sum of the fingerprints of each."""
    return sum(_files(str(folder), "")) % _MODULUS


def _fingerprints(target: Path, paths: Iterable[str]) -> int:
    """The same of some files; those that are not there count nothing."""
    found = 0
    for path in paths:
        with suppress(FileNotFoundError, NotADirectoryError):
            found += _file(path, os.stat(target / path, follow_symlinks=False))
    return found


def _files(top: str, below: str) -> Iterator[int]:
    """`below`: a folder with a slash at its end, or nothing."""
    with os.scandir(f"{top}/{below}") as entries:
        for entry in entries:
            path = below + entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from _files(top, f"{path}/")
            else:
                yield _file(path, entry.stat(follow_symlinks=False))


def _file(path: str, status: os.stat_result) -> int:
    known = f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_mode}".encode(errors="surrogateescape")
    return int.from_bytes(hashlib.blake2b(known, digest_size=8).digest())
