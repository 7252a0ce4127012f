"""What was read → a Report, its canonical files, and their place in reports/. The only writer of drafts.

Nothing that exists is overwritten unless the caller says so; the files are read back by the portal's own
reader before they are put in place, so that a draft is always one that the portal understands.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.archive import Source
from generator.check import check_township
from generator.draft import BLANK_TOWNSHIP, blank_yaml, report_prose, report_yaml
from generator.edition import Edition
from generator.hidden import unmarked
from generator.importing.facts import Facts
from generator.importing.found import Tables
from generator.importing.prose import Prose
from generator.importing.sentences import NOTES, Doubt, Refused
from generator.importing.splice import spliced_prose, spliced_yaml, with_comments
from generator.issue import Issue
from generator.load.kinds import shipped_kinds
from generator.load.report import read_report
from generator.model import TO_FILL, Report, Site, Township
from generator.settings import Settings

TOWNSHIP = "township.yml"
SHOWN = 30  # characters of the document that a note for publication quotes
KINDS = sorted((one.name for one in shipped_kinds().values() if one.level == "township"), key=len, reverse=True)


@dataclass(frozen=True)
class Original:
    """The document, and the name under which it is archived beside the report."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Files:
    """What is to be written of a draft: texts by name, and the names of originals."""

    folder: Path
    texts: Mapping[str, str]
    original: str
    replaced: str | None = None  # the archived original that this one takes the place of


@dataclass(frozen=True)
class Draft:
    """A report as it will stand in reports/, and what the portal's check says of it."""

    report: Report
    files: Files
    issues: tuple[Issue, ...]


def compose_report(path: str, year: int, edition: Edition, facts: Facts, tables: Tables, prose: Prose,
                   original: Original, doubts: Sequence[Doubt]) -> Report:
    """The Report of one document; `path` is <county>/<township>. A heading that was not found is not said to be lost:
    its section has no words, until a person has seen that the original has none."""
    order = {key: index for index, key in enumerate(edition.rows)}
    sections = [section.key for section in edition.sections] or list(prose.sections)
    cells = dict(sorted(tables.cells.items(), key=lambda item: order[item[0].split(".")[0]]))
    return _unmarked(Report(
        path=f"reports/{path}/{year}.yml", year=year, edition=edition, title=facts.title, issuer=facts.issuer,
        signed=facts.signed, published=facts.published, number=facts.number, period=facts.period_in(year),
        source=Source(original.name, facts.url, None, hashlib.sha256(original.content).hexdigest()),
        transcription=tuple(transcription(doubts)), cells=cells, lines={}, missing_tables=frozenset(),
        untranscribed=frozenset(tables.unread), absent_rows=frozenset(tables.absent),
        extra_lines={key: tuple(lines) for key, lines in tables.extra.items()},
        acknowledged=(), headings={key: printed for key, printed in prose.headings.items() if printed is not None},
        preamble=prose.preamble, prose={key: prose.sections.get(key, "") for key in sections}, prose_lines={},
        prose_path=f"reports/{path}/{year}.md"))


def _unmarked(report: Report) -> Report:
    """The report without the invisible signs that its files may not have."""
    return replace(
        report, title=report.title and unmarked(report.title), issuer=report.issuer and unmarked(report.issuer),
        number=report.number and unmarked(report.number),
        source=replace(report.source, url=report.source.url and unmarked(report.source.url)),
        cells={address: cell if cell.literal.isprintable() else replace(cell, literal=unmarked(cell.literal))
               for address, cell in report.cells.items()},
        extra_lines={key: tuple(map(unmarked, lines)) for key, lines in report.extra_lines.items()},
        headings={key: value and unmarked(value) for key, value in report.headings.items()},
        preamble=unmarked(report.preamble, prose=True),
        prose={key: unmarked(text, prose=True) for key, text in report.prose.items()})


def transcription(doubts: Sequence[Doubt]) -> list[str]:
    """What was done to the document, a sentence for each kind, for the page's 整理说明 (notes on the transcription)."""
    counts = Counter(one.code for one in doubts)
    texts = {one.code: " ".join(one.text.split())[-SHOWN:] for one in reversed(doubts)}
    return [NOTES[code].format(count=counts[code], text=texts[code]) for code in NOTES if counts[code]]


def draft(report: Report, root: Path, site: Site, township: Township | None, facts: Facts,
          original: Original, settings: Settings, ours: Existing | None = None, new: bool = False) -> Draft:
    """The Draft of a report, checked as the portal will check it; spliced into the files of `ours`."""
    county, name, _ = report.path.removeprefix("reports/").split("/")
    folder = root / county / name
    yml, md = f"{report.year}.yml", f"{report.year}.md"
    canonical = {yml: report_yaml(report), md: report_prose(report)}
    versions = [canonical]
    if ours is not None:
        versions = [{yml: spliced_yaml(ours.yaml, ours.report, report),
                     md: spliced_prose(ours.prose, ours.report, report)},
                    {yml: with_comments(ours.yaml, canonical[yml]), md: canonical[md]}]
    for files in versions:
        issues: list[Issue] = []
        with TemporaryDirectory(prefix="portal-") as work:
            for file, text in files.items():
                (Path(work) / file).write_text(text, encoding="utf-8")
            (Path(work) / original.name).write_bytes(original.content)
            _lay_beside(folder, Path(work), files[yml])
            read = read_report(Path(work), f"reports/{county}/{name}", report.year, site.editions, issues)
        if read is not None and _same(read, report):
            break
    if new:
        files[TOWNSHIP] = township_yaml(facts)
    if read is not None:
        others = tuple(one for one in township.reports if 0 < report.year - one.year <= 2) if township else ()
        body = township or Township(f"{county}/{name}", "", "", "", "", "", "")
        body = replace(body, reports=tuple(sorted((*others, read), key=lambda one: one.year)))
        issues += [found for found in check_township(body, site.editions, settings) if found.path in
                   (read.path, read.prose_path)]
    replaced = ours.report.source.file if ours is not None else None
    return Draft(read or report, Files(folder, files, original.name, replaced if replaced != original.name else None),
                 tuple(issues))


def _same(one: Report, other: Report) -> bool:
    """Do two reports say the same?"""
    return all(getattr(one, name) == getattr(other, name) for name in (
        "title", "issuer", "signed", "published", "source", "transcription", "cells", "missing_tables",
        "untranscribed", "absent_rows", "extra_lines", "number", "period", "attachments", "table_notes", "corrections",
        "headings", "preamble", "prose")) and len(one.acknowledged) == len(other.acknowledged)


@dataclass(frozen=True)
class Existing:
    """What stands in reports/ already, as text and as the report it says."""

    report: Report
    yaml: str
    prose: str


def existing_report(root: Path, path: str, year: int, site: Site) -> Existing | None:
    """The report that a document is to update; None if there is none, or only an empty form. Raises Refused.

    It is read without its archived original, which may be the very file that has changed.
    """
    folder = root / path
    if not (folder / f"{year}.yml").is_file():
        return None
    yaml = (folder / f"{year}.yml").read_text(encoding="utf-8-sig")
    if any(yaml == blank_yaml(edition, year) for edition in site.editions.values()):
        return None
    prose = (folder / f"{year}.md").read_text(encoding="utf-8-sig") if (folder / f"{year}.md").is_file() else ""
    bare = re.sub(r"(?m)^(  (?:file|sha256):).*$", r"\1 null", yaml)
    issues: list[Issue] = []
    with TemporaryDirectory(prefix="portal-") as work:
        (Path(work) / f"{year}.yml").write_text(bare, encoding="utf-8")
        (Path(work) / f"{year}.md").write_text(prose, encoding="utf-8")
        _lay_beside(folder, Path(work), bare)
        read = read_report(Path(work), f"reports/{path}", year, site.editions, issues)
    if read is None:
        first = min(issues, key=Issue.order)
        raise Refused("unreadable-draft", path=f"{path}/{year}.yml", why=first.message.rstrip("。"))
    named = re.search(r"(?m)^  file: *[\"']?([^\s\"'#/]+)", yaml)
    file = named[1] if named and named[1] != "null" else None
    return Existing(replace(read, source=replace(read.source, file=file)), yaml, prose)


def _lay_beside(folder: Path, work: Path, yaml: str) -> None:
    """Copy the other files that a report names, attachments and older originals, to where it is read."""
    if "attachments:" in yaml or "superseded:" in yaml:
        for path in folder.iterdir():
            if path.suffix not in (".yml", ".md") and path.is_file() and not (work / path.name).exists():
                shutil.copyfile(path, work / path.name)


def differences(one: Draft) -> list[str]:
    """The lines of what exists that the draft would change; empty: nothing would change."""
    found: list[str] = []
    for file, text in one.files.texts.items():
        path = one.files.folder / file
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if old and old != text and file != TOWNSHIP:
            name = one.report.path.removeprefix("reports/").removesuffix(".yml") + Path(file).suffix
            found += unified_diff(old.splitlines(), text.splitlines(), f"{name}（现有）", f"{name}（导入）", n=0,
                                  lineterm="")
    return found


def existing(one: Files) -> list[Path]:
    names = [name for name in (*one.texts, one.original) if name != TOWNSHIP]
    return [one.folder / name for name in names if (one.folder / name).exists()]


def write(one: Files, original: Path, aside: Path) -> list[Path]:
    """Put the draft and the archived original in place; one that it replaces is laid aside."""
    one.folder.mkdir(parents=True, exist_ok=True)
    for name, text in one.texts.items():
        if name != TOWNSHIP or not (one.folder / name).exists():
            (one.folder / name).write_text(text, encoding="utf-8")
    if original.resolve() != (one.folder / one.original).resolve():
        shutil.copyfile(original, one.folder / one.original)
    if one.replaced and (one.folder / one.replaced).is_file():
        shutil.move(one.folder / one.replaced, aside / f"{one.folder.parent.name}-{one.folder.name}-{one.replaced}")
    return [one.folder / name for name in (*one.texts, one.original)]


def township_yaml(facts: Facts) -> str:
    """township.yml of a new body with what the document tells; the rest is marked to be filled in."""
    told = unmarked(re.sub(r"\s", "", facts.title or facts.issuer or ""))
    match = re.match(rf"(?:(.{{2,12}}?[县市区旗]))?([一-鿿]{{1,12}}?(?:{'|'.join(KINDS)}))", told)
    values = {"name": match[2] if match else TO_FILL, "county": (match and match[1]) or TO_FILL,
              "kind": next((kind for kind in KINDS if match and match[2].endswith(kind)), TO_FILL)}
    lines = []
    for line in BLANK_TOWNSHIP.splitlines():
        key = line.split(":")[0]
        value = values.get(key, TO_FILL)
        lines.append(line.replace(TO_FILL, value, 1) if value != TO_FILL else line.replace("# ", "# 待补：", 1))
    if facts.contact:
        lines.append("contact:")
        lines += [f"  {key}: {json.dumps(unmarked(value), ensure_ascii=False)}" for key, value in facts.contact.items()]
    return "\n".join(lines) + "\n"
