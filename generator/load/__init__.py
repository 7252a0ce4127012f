"""Files → Site + Issues. The only reader of the portal's sources; strict, and never stops at the first fault.

`load` reads reports/<county>/<township>/, all at once; `survey` and `load_township` do it township by township.
`load_editions` and `load_settings` read the formats and mkdocs.yml; `load_nation` what joins several portals.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from generator.edition import Edition
from generator.issue import BuildError, Issue, issue
from generator.kind import Kinds
from generator.load.edition import build_edition
from generator.load.identity import read_township
from generator.load.kin import related
from generator.load.kinds import shipped_kinds
from generator.load.originals import LARGEST_ORIGINAL_KB
from generator.load.past import value_in
from generator.load.quick import without_comments
from generator.load.report import read_report
from generator.load.settings import read_settings
from generator.load.source import Read, parse, read_bytes, read_text, text_of, to_data
from generator.load.strays import reports_in, right_name, stray
from generator.load.summaries import SUMMARY, load_addresses, load_nation
from generator.model import Report, Site, Township
from generator.naming import folder_fault

__all__ = ["SUMMARY", "Folder", "Place", "Survey", "content_of", "count_reports", "load", "load_addresses",
           "load_editions", "load_nation", "load_reports", "load_settings", "load_township", "read_bytes", "stamp_of",
           "survey", "text_of", "township_at", "value_in", "without_comments"]
load_settings = read_settings
_REPORT = re.compile(r"(19|20)\d\d\.yml")
_IGNORED = {"README.md", "Thumbs.db", "desktop.ini"}
_UNTOLD = {"unreadable-file", "wrong-encoding", "oversized-file", "stacked-marks", "symbolic-link", "file-missing",
           "source-digest", "empty-file", "wrong-type", "nested-too-deep"}


@dataclass(frozen=True)
class Place:
    """A folder among the sources where a township should be. Its reports can be read whatever its township.yml is."""

    path: Path
    name: str  # what the portal calls it: reports/<county>/<township>


@dataclass(frozen=True)
class Folder(Place):
    """A township's folder, and what its township.yml says: the township without its reports yet."""

    township: Township


class Survey(NamedTuple):
    """What is below the roots before reports are read: townships by code, places whose township.yml is faulty."""

    folders: list[Folder]
    nameless: list[Place]
    issues: list[Issue]


def load(roots: Sequence[Path], editions: Mapping[str, Edition], reserved: Iterable[str] = (),
         kinds: Kinds | None = None) -> tuple[Site, list[Issue]]:
    """All townships below the roots (reports/, and examples/ for the demo), and everything wrong with them."""
    folders, nameless, issues = survey(roots, reserved, kinds=kinds)
    townships = []
    for folder in folders:
        township, faults = load_township(folder, editions)
        issues += faults
        townships.append(township)
    for place in nameless:
        issues += load_reports(place, editions)[1]
    return Site(tuple(townships), editions), sorted(issues, key=Issue.order)


def survey(roots: Sequence[Path], reserved: Iterable[str] = (),
           known: Callable[[Path, str], Township | None] = lambda path, name: None,
           kinds: Kinds | None = None) -> Survey:
    """The townships below the roots, by code, before their reports are read; and what is wrong among them.

    `known` may spare reading a township.yml that has been read before. `kinds`: None for those of the program.
    """
    kinds = shipped_kinds() if kinds is None else kinds
    issues: list[Issue] = []
    folders: list[Folder] = []
    nameless: list[Place] = []
    for root in roots:
        if not root.is_dir():
            raise BuildError(f"找不到报告文件夹 {root}。")
        for county in _folders(root, root.name, issues):
            if county.name in set(reserved):
                issues.append(issue("slug-reserved", f"{root.name}/{county.name}", name=county.name))
            for path in _folders(county, f"{root.name}/{county.name}", issues):
                name = f"{root.name}/{county.name}/{path.name}"
                township = known(path, name) or read_township(path, name, kinds, issues)
                if township is None:
                    nameless.append(Place(path, name))
                else:
                    folders.append(Folder(path, name, township))
    townships = related([folder.township for folder in folders], issues)
    issues += (issue("slug-reserved", one.file, name=path.split("/")[0]) for one in townships
               for path in one.moved_from if path.split("/")[0] in set(reserved))
    folders = sorted((replace(folder, township=township) for folder, township in zip(folders, townships, strict=True)),
                     key=lambda folder: folder.township.order)
    _agreement([folder.township for folder in folders], issues)
    return Survey(folders, nameless, issues)


def township_at(path: Path, editions: Mapping[str, Edition], kinds: Kinds | None = None
                ) -> tuple[Township | None, list[Issue]]:
    """The one township in the folder <root>/<county>/<township>, whatever its neighbours are, with its reports."""
    name = "/".join(path.parts[-3:])
    issues: list[Issue] = []
    township = read_township(path, name, shipped_kinds() if kinds is None else kinds, issues)
    reports, faults = load_reports(Place(path, name), editions)
    return township and replace(township, reports=reports), issues + faults


def count_reports(folder: Place) -> int:
    """How many reports a folder seems to hold, without reading them."""
    return sum(1 for name in os.listdir(folder.path) if _REPORT.fullmatch(name))


def load_township(folder: Folder, editions: Mapping[str, Edition], read: Read = read_bytes
                  ) -> tuple[Township, list[Issue]]:
    """The township with its reports, and what is wrong with them."""
    reports, issues = load_reports(folder, editions, read)
    return replace(folder.township, reports=reports), issues


def load_reports(place: Place, editions: Mapping[str, Edition], read: Read = read_bytes
                 ) -> tuple[tuple[Report, ...], list[Issue]]:
    """The reports of a place by year, and what is wrong with them."""
    issues: list[Issue] = []
    reports: list[Report] = []
    names = sorted(os.listdir(place.path))
    accounted = {"township.yml", *_IGNORED}
    for year, (figures, prose) in reports_in(names).items():
        accounted |= {f"{year}.yml", f"{year}.md"}
        before = len(issues)
        report = read_report(place.path, place.name, year, editions, issues, read, (figures, prose))
        if report is None:
            accounted |= _named(place.path, figures, names, issues[before:])
            if any(one.code == "year-mismatch" for one in issues[before:]):
                accounted |= {figures, prose}  # that already says what they are to be called
            continue
        accounted |= {report.source.file or "", *(old.file for old in report.source.superseded),
                      *(one.file for one in report.attachments)}
        if (figures, prose) == (f"{year}.yml", f"{year}.md"):
            reports.append(report)
    issues += (stray(place.name, name, names) for name in names if name not in accounted and not name.startswith("."))
    return tuple(reports), issues


def _named(folder: Path, figures: str, names: Sequence[str], faults: Sequence[Issue]) -> set[str]:
    """The files that a faulty report may name: all there are where it could not be read as far as that."""
    others = {name for name in names if not right_name(name)}
    if any(one.code in _UNTOLD or one.key.startswith(("source", "attachments")) for one in faults):
        return others
    text = read_bytes(os.fspath(folder / figures)).decode("utf-8", "replace")
    return {name for name in others if name in text}


def stamp_of(folder: Path, before: int) -> str:
    """A fingerprint of a folder's files by names, sizes and times; "" if one was changed after `before`.

    `before` in nanoseconds: a file written since then may be written again without a new time.
    """
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            status = entry.stat(follow_symlinks=False)
            if max(status.st_mtime_ns, status.st_ctime_ns) >= before:
                return ""
            found.append((entry.name, status.st_size, status.st_mtime_ns, status.st_ino, status.st_mode))
    return hashlib.sha256(repr(sorted(found)).encode()).hexdigest()


def content_of(folder: Path, read: Read = read_bytes) -> str:
    """A fingerprint of a folder's files by their bytes; of what is not a file by its kind."""
    found = hashlib.sha256()
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_symlink():
                content = b"link " + os.fsencode(os.readlink(entry.path))
            elif entry.is_file() and entry.stat().st_size <= LARGEST_ORIGINAL_KB * 1024:
                own = entry.name.endswith((".yml", ".md"))  # an original is large, and not to be kept in memory
                content = b"file " + hashlib.sha256((read if own else read_bytes)(entry.path)).digest()
            else:
                content = b"other"
            found.update(os.fsencode(entry.name) + b"\0" + content + b"\0")
    return found.hexdigest()


def load_editions(folder: Path) -> dict[str, Edition]:
    """The official formats by key, oldest first. A faulty format file is a BuildError."""
    found = {}
    for path in sorted(folder.glob("*.yml")):
        issues: list[Issue] = []
        text = read_text(path, path.name, issues)
        tree = parse(text, path.name, issues) if text is not None else None
        if tree is None or issues:
            raise BuildError(f"格式文件 {path} 第 {issues[0].line} 行有误：{issues[0].message}")
        try:
            edition = build_edition(to_data(tree))
        except (KeyError, ValueError, TypeError) as error:
            raise BuildError(f"格式文件 {path} 不完整：{error!r}") from error
        found[edition.key] = edition
    return dict(sorted(found.items(), key=lambda item: item[1].years[0]))


def _folders(parent: Path, name: str, issues: list[Issue]) -> list[Path]:
    found = []
    for path in sorted(parent.iterdir()):
        if path.name.startswith(".") or path.name in _IGNORED:
            continue
        if path.is_symlink():
            issues.append(issue("symbolic-link", f"{name}/{path.name}", name=path.name))
        elif not path.is_dir():
            issues.append(issue("file-stray", f"{name}/{path.name}", template="stray-outside"))
        elif fault := folder_fault(path.name):
            issues.append(issue("wrong-name", f"{name}/{path.name}", name=path.name, expected=fault))
        else:
            found.append(path)
    return found


def _agreement(townships: Sequence[Township], issues: list[Issue]) -> None:
    """Codes are unique; the bodies of one county folder name the same county, city and province, or none.

    One that is no more says where it was: its code may have gone to another, its county may since be a district.
    """
    codes: dict[str, Township] = {}
    paths: dict[str, Township] = {}
    counties: dict[str, Township] = {}
    for township in townships:
        where = township.file
        if paths.setdefault(township.path, township) is not township:
            issues.append(issue("wrong-name", where, name=township.path, expected="另一处已有同名文件夹"))
        if township.until:
            continue
        if township.code and (first := codes.setdefault(township.code, township)) is not township:
            issues.append(issue("code-duplicate", where, code=township.code, other=first.path))
        model = counties.setdefault(township.county_path, township)
        for field, word in (("county", "所属县"), ("city", "所属市"), ("province", "所属省")):
            mine, theirs = (getattr(one, field) or "（没有写）" for one in (township, model))
            if mine != theirs:
                issues.append(issue("county-disagreement", where, field=word, value=mine,
                                    county=township.county_path, other=model.path, expected=theirs))
