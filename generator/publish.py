"""{path: bytes} → files. The only writer of the site; a site appears whole or not at all.

Everything is written into a staging folder beside the target, which then takes the target's place by
renaming. Whatever happens before that, the last good site stays as it is; `recover` undoes a swap that
was cut off between its two renames.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from generator.issue import BuildError


class Stage:
    """A folder being filled. Refuses to write a path twice, or outside of itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: dict[str, int] = {}
        self.finished = False
        self._made: set[str] = set()

    def write(self, path: str, content: bytes) -> None:
        """Write one file; `path` is relative with forward slashes."""
        target = self._claim(path, len(content))
        with open(target, "wb") as file:
            file.write(content)

    def copy(self, path: str, source: Path) -> None:
        target = self._claim(path, source.stat().st_size)
        shutil.copyfile(source, target)

    def note(self, written: Mapping[str, int]) -> None:
        """Take over what another Stage of the same folder has written."""
        if twice := self.written.keys() & written.keys():
            raise _refused(min(twice))
        self.written |= written

    def done(self) -> None:
        """Everything is written: the folder may take the target's place."""
        self.finished = True

    def _claim(self, path: str, size: int) -> str:
        if path in self.written or path.startswith("/") or ".." in path.split("/"):
            raise _refused(path)
        self.written[path] = size
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        return f"{self.folder}/{path}"


def _refused(path: str) -> BuildError:
    return BuildError(f"同一个网页要写两次，或路径不合法：{path}")


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(f".{target.name}.{suffix}")


def recover(target: Path) -> None:
    """After an interruption: bring the last good site back if it was on its way out, drop left-overs."""
    old = _beside(target, "old")
    if old.exists() and not target.exists():
        old.rename(target)
    for left in (old, _beside(target, "new")):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def publish(target: Path) -> Iterator[Stage]:
    """A Stage whose content replaces `target` if the block ends with it done, and vanishes otherwise."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        recover(target)
        staging = _beside(target, "new")
        staging.mkdir()
        try:
            stage = Stage(staging)
            yield stage
            if not stage.finished:
                return
            old = _beside(target, "old")
            if target.exists():
                target.rename(old)
            staging.rename(target)
            shutil.rmtree(old, ignore_errors=True)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
            recover(target)
    except OSError as error:
        raise BuildError(f"无法写入 {error.filename or target}：{os.strerror(error.errno or 0)}。"
                         "上一次建好的网站没有改动。") from error
