"""Where a command may write: what the portal did not make itself is never replaced.

Each folder that is ours says so in a file of its own, with its kind: a site takes the place of a site, never of
somebody's files, of a review, of the portal's sources. `claim` looks and touches nothing; `mark` makes a folder ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from generator.issue import BuildError, reason_of

MARK = ".portal"  # the file that makes a folder ours
_WORDS = "本文件夹由 portal 生成，会被整个替换，请不要把自己的文件放在里面。\nkind: {kind}\n"
# Sites, and what stands beside them, as they were before they had a mark.
_OLD_VERSION = re.compile(r"[0-9a-f]{64}\n")
_OLD_NAMES = {"cache": {"cache.db", "cache.db-journal", "cache.new", "shell", "started"}, "part": {"cache", "site"}}


def real(path: Path) -> Path:
    """The absolute path with its links followed. Raises BuildError where a link leads nowhere."""
    if path.is_symlink() and not path.exists():
        raise _refused(path, "它是一个失效的链接")
    return path.resolve()


def claim(folder: Path, kind: str, apart: Iterable[Path] = ()) -> None:
    """Raises BuildError unless the folder is absent, empty, or one of this kind that we made ourselves.

    `folder` is a real path; `apart` are the places of sources, which it must neither be, nor hold, nor lie in.
    """
    for source in apart:
        if source == folder or folder in source.parents:
            raise _refused(folder, f"里面有源文件（{source}）")
        if source in folder.parents:
            raise _refused(folder, f"它在放源文件的文件夹 {source} 里面")
    try:
        if folder.exists() and not folder.is_dir():
            raise _refused(folder, "它是一个文件，不是文件夹")
        names = {path.name for path in folder.iterdir()} if folder.exists() else set()
        if names and (foreign := _foreign(folder, kind, names)):
            raise _refused(folder, foreign)
    except OSError as error:
        raise _refused(folder, reason_of(error)) from error


def claim_file(path: Path) -> None:
    """Raises BuildError where there is anything already."""
    if path.exists() or path.is_symlink():
        raise BuildError(f"已经有 {path}，没有覆盖它。请先把它移走，或者用 --out 换一个文件名。")


def mark(folder: Path, kind: str) -> None:
    """Make a folder ours; it is made if it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_text(_WORDS.format(kind=kind), encoding="utf-8")
    except OSError as error:
        raise BuildError(f"无法写入 {folder}：{reason_of(error)}。") from error


def _foreign(folder: Path, kind: str, names: set[str]) -> str:
    """Why a folder with these entries is not ours; empty if it is."""
    if ".git" in names:
        return "它是一个 Git 仓库（里面有 .git）"
    if MARK in names:
        said = (folder / MARK).read_text(encoding="utf-8", errors="replace")
        if said in ("", _WORDS.format(kind=kind)):  # empty: cut off before it was written
            return ""
        return f"里面放的是别的东西（见其中的 {MARK}）"
    if names <= _OLD_NAMES.get(kind, set()):
        return ""
    if kind == "site" and {"version.txt", "index.html"} <= names and _OLD_VERSION.fullmatch(
            (folder / "version.txt").read_text(encoding="utf-8", errors="replace")):
        return ""
    return f"里面有不是本程序生成的内容（{min(names)}）"


def _refused(folder: Path, why: str) -> BuildError:
    return BuildError(f"不能写到 {folder}：{why}。没有改动任何文件。请用 --out 指明一个新的或空的文件夹。")
