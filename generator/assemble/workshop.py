"""One township's whole way, from its folder to its finished files, in whichever process it runs.

Load, check, compare, compose, render, dress, export: what comes out depends on the folder and on the Workshop and
on nothing else, so that townships can be made side by side, and one that has not changed need not be made again.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from generator.archive import published_name
from generator.check import check_township, standings
from generator.compare import chain, compare
from generator.compose import brief, compose_township, moved_pages
from generator.edition import Edition
from generator.exporting import export
from generator.issue import Issue, Severity
from generator.load import Folder, content_of, load_township, read_bytes, text_of, without_comments
from generator.model import Township
from generator.page import Brief, Link, Page, Rendered, Written
from generator.publish import Stage
from generator.render import render
from generator.settings import Settings, SettledSettings
from generator.shell import Shell

_OURS = ("pages/changes.html", "pages/report.html", "pages/township.html")


@dataclass(frozen=True)
class Checked:
    """What was found in a township's folder."""

    name: str
    issues: tuple[Issue, ...]

    @property
    def failed(self) -> bool:
        return any(found.severity is Severity.ERROR for found in self.issues)


@dataclass(frozen=True)
class Product(Checked):
    """What was made of a township that has no error: its brief and its files.

    `files` by path; `bundle`: its pages for the search index.
    """

    content: str  # of the folder, as it was before it was read
    brief: Brief
    files: Mapping[str, Written]
    bundle: bytes


@dataclass(frozen=True)
class Inspector:
    """Only reads and checks; makes nothing."""

    editions: Mapping[str, Edition]
    settings: Settings

    def make(self, folder: Folder, standing: Mapping[str, Written]) -> Checked:
        township, issues = load_township(folder, self.editions)
        return Checked(folder.name, tuple(self.findings(township, issues)))

    def findings(self, township: Township, issues: list[Issue]) -> list[Issue]:
        """Those of the checks with those of loading it, in order."""
        return sorted((*issues, *check_township(township, self.editions, self.settings)), key=Issue.order)

    def checking(self) -> Inspector:
        return self


@dataclass(frozen=True)
class Workshop:
    """All that townships' pages are made with, besides their folders. `crumbs` lead to each township, by its path."""

    templates: tuple[Path, ...]
    editions: Mapping[str, Edition]
    settings: SettledSettings
    shell: Shell
    crumbs: Mapping[str, tuple[Link, ...]]
    search: bool

    def at(self, staging: Path) -> Workbench:
        """Where townships are made into this folder; the templates are compiled now, before processes are forked."""
        _ = self.print_page
        return Workbench(self, staging, Inspector(self.editions, self.settings))

    @cached_property
    def print_page(self) -> Callable[[Page], Rendered]:
        return render(self.templates, self.editions, self.settings, _OURS)

    def __getstate__(self) -> dict[str, object]:
        """For a process that is not forked, which has to compile the templates itself."""
        return {name: value for name, value in self.__dict__.items() if name != "print_page"}


@dataclass(frozen=True)
class Workbench:
    """The place in a Workshop where townships are made: what comes of them is written into the folder `staging`."""

    workshop: Workshop
    staging: Path
    inspector: Inspector

    def checking(self) -> Inspector:
        return self.inspector

    def make(self, folder: Folder, standing: Mapping[str, Written]) -> Checked:
        """Read and check the township of a folder and, if it has no error, write its files.

        `standing` are those that the site has of it: the same are not written again.
        """
        shop, settings = self.workshop, self.workshop.settings
        read = cache(read_bytes)  # what a township's key is made from is what its pages are made from
        content = content_of(folder.path, read)
        township, faults = load_township(folder, shop.editions, read)
        issues = self.inspector.findings(township, faults)
        checked = Checked(folder.name, tuple(issues))
        if checked.failed:
            return checked
        by_path: dict[str, list[Issue]] = defaultdict(list)
        for found in issues:
            by_path[found.path].append(found)
        told = standings(township, by_path)
        stage = Stage(self.staging, standing)
        searched = []
        for page in compose_township(township, shop.crumbs[township.path],
                                     compare(township, settings.prose_changes), chain(township), by_path, told,
                                     settings):
            rendered = shop.print_page(page)
            stage.write(page.url + "index.html", shop.shell.pour(page, rendered).encode())
            if shop.search and page.searched:
                searched.append((page.url, page.title, page.filters, rendered.body))
        for page in moved_pages(township, settings):
            stage.write(page.url + "index.html", shop.print_page(page).body.encode())
        for report in township.reports:
            if settings.data_files:
                source = text_of(read(os.path.join(folder.path, f"{report.year}.yml")))
                for file in export(township, report, told[report.year], without_comments(source).encode(), settings):
                    stage.write(file.path, file.content)
            if report.source.file and settings.originals:
                stage.copy(f"{township.path}/{report.year}/{report.source.published_as}",
                           folder.path / report.source.file)
            for attachment in report.attachments:  # a part of the report itself, whatever becomes of originals
                stage.copy(f"{township.path}/{report.year}/{attachment.published_as}", folder.path / attachment.file)
            if settings.originals:
                for old in report.source.superseded:
                    stage.copy(f"{township.path}/{report.year}/{published_name(old.file)}", folder.path / old.file)
        return Product(folder.name, checked.issues, content, brief(township, by_path, told), stage.written,
                       bundle_of(searched) if shop.search else b"")


def bundle_of(pages: Iterable[tuple[str, str, Mapping[str, str], str]]) -> bytes:
    """Pages (url, title, filters, body) as the search index takes them."""
    from generator.index import Searched, gather  # numpy comes with it: not without need

    return gather(Searched(*page) for page in pages)
