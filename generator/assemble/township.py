"""One township's whole way, from its folder to its finished files, in whichever process it runs.

Load, check, compare, compose, render, dress, export: what comes out depends on the folder and on the Workshop and
on nothing else, so that townships can be made side by side, and one that has not changed need not be made again.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path

from generator.check import check_township
from generator.compare import chain, compare
from generator.compose import brief, compose_township
from generator.edition import Edition
from generator.exporting import export
from generator.issue import Issue, Severity
from generator.load import Folder, content_of, load_township, read_bytes, text_of, without_comments
from generator.page import Brief, Link, Page, Rendered, Written
from generator.publish import Stage
from generator.render import render
from generator.settings import Settings
from generator.shell import Shell

_OURS = ("pages/changes.html", "pages/report.html", "pages/township.html")


@dataclass(frozen=True)
class Product:
    """What became of a township: the findings, and unless one is an error, its brief and its files.

    `files` by path; `gathered`: its pages for the search index.
    """

    name: str
    content: str  # of the folder, as it was before it was read
    issues: tuple[Issue, ...]
    brief: Brief | None = None
    files: Mapping[str, Written] = field(default_factory=dict)
    gathered: bytes = b""

    @property
    def failed(self) -> bool:
        return any(found.severity is Severity.ERROR for found in self.issues)


@dataclass(frozen=True)
class Workshop:
    """All that a township's pages are made with, besides its folder. `crumbs` lead to each township, by its path."""

    templates: tuple[Path, ...]
    editions: Mapping[str, Edition]
    settings: Settings
    shell: Shell | None = None  # None: only read and check
    staging: Path | None = None
    crumbs: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)
    search: bool = False

    def make(self, folder: Folder, standing: Mapping[str, Written]) -> Product:
        """Read and check the township of a folder and, if it has no error, write its files.

        `standing` are those that the site has of it: the same are not written again.
        """
        read = cache(read_bytes)  # what a township's key is made from is what its pages are made from
        content = content_of(folder.path, read) if self.shell is not None else ""
        township, issues = load_township(folder, self.editions, read)
        if township is not None:
            issues += check_township(township, self.editions, self.settings)
        issues.sort(key=Issue.order)
        if township is None or self.shell is None or any(found.severity is Severity.ERROR for found in issues):
            return Product(folder.name, content, tuple(issues))
        by_path = defaultdict(list)
        for found in issues:
            by_path[found.path].append(found)
        stage = Stage(self.staging, standing)
        searched = []
        for page in compose_township(township, self.crumbs[township.path],
                                     compare(township, self.settings.prose_changes), chain(township), by_path,
                                     self.settings):
            rendered = self.print_page(page)
            stage.write(page.url + "index.html", self.shell.pour(page, rendered).encode())
            if self.search and page.searched:
                searched.append((page.url, page.title, page.filters, rendered.body))
        for report in township.reports:
            if self.settings.data_files:
                source = text_of(read(os.path.join(folder.path, f"{report.year}.yml")))
                for file in export(township, report, without_comments(source).encode(), self.settings):
                    stage.write(file.path, file.content)
            if report.source.file and self.settings.originals:
                stage.copy(f"{township.path}/{report.year}/{report.source.published_as}",
                           folder.path / report.source.file)
        return Product(folder.name, content, tuple(issues), brief(township, by_path), stage.written,
                       gathered(searched) if self.search else b"")

    def at(self, staging: Path) -> Workshop:
        """The same, writing into this folder."""
        other = replace(self, staging=staging)
        other.__dict__["print_page"] = self.print_page  # made once, before processes are forked
        return other

    def checking(self) -> Workshop:
        """The same, only reading and checking."""
        return replace(self, shell=None)

    @cached_property
    def print_page(self) -> Callable[[Page], Rendered]:
        return render(self.templates, self.editions, self.settings, _OURS)

    def __getstate__(self) -> dict[str, object]:
        """For a process that is not forked, which has to compile the templates itself."""
        return {name: value for name, value in self.__dict__.items() if name != "print_page"}


def gathered(pages: Iterable[tuple[str, str, Mapping[str, str], str]]) -> bytes:
    """Search pages (url, title, filters, body) as the index takes them."""
    from generator.index import Searched, gather  # numpy comes with it: not without need

    return gather(Searched(*page) for page in pages)
