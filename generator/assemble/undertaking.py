"""The site as one undertaking: what has changed is made, the rest is kept, and all of it becomes one site.

Either the whole site is written beside the old one and takes its place, or, where the old one is known file by file,
what differs is written and moved into it. Both ways end in the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.assemble.crew import Makers, Task, make_all
from generator.assemble.keys import (
    VERSION,
    LastBuild,
    crumb_words,
    digest_of,
    foundation,
    intact,
    key_of,
    stood,
    version_of,
)
from generator.assemble.parts import Shard, joined
from generator.assemble.sitemap import site_files
from generator.assemble.watch import Progress
from generator.assemble.workshop import Product, Workshop, bundle_of
from generator.cache import Files, Keeper, Kept
from generator.compose import compose_site, summarise, township_urls
from generator.exporting.summary import summary_file
from generator.issue import Issue, Severity
from generator.load import Folder, count_reports
from generator.page import Brief
from generator.publish import Amendment, Stage, amend, digest, publish

EXACT, RELATED = FOLDERS = ("search/index", "pagefind")
FINGERPRINTS = (f"{EXACT}/pages.bin", f"{RELATED}/pagefind-entry.json")  # other pages, other bytes: each of its index
SUMMARY = "summary.json"  # what other sites are told of this one
_OWN = "*"  # the name of the hand-written pages among the pages of the whole site


@dataclass
class Undertaking:
    """One build. After `make`, `make_part` or `join`: the briefs by code, and how much was made."""

    target: Path
    workshop: Workshop
    folders: Sequence[Folder]
    last: LastBuild
    jobs: int
    progress: Progress
    issues: list[Issue] = field(default_factory=list)
    briefs: list[Brief] = field(default_factory=list)
    count_pages: int = 0
    count: int = 0  # files, without the search indexes
    size: int = 0  # bytes, with them
    count_written: int = 0  # files that are new or differ, without the search indexes
    _makers: Makers | None = None  # None: the workshop
    _made: list[str] = field(default_factory=list)  # a digest of each township's files
    _pages: dict[str, tuple[str, Files]] = field(default_factory=dict)  # of the whole site, as the cache keeps them
    _bundles: list[str] = field(default_factory=list)  # their names, in the order of the site
    _changed: list[str] = field(default_factory=list)  # those of them that differ from what the cache had

    def make(self) -> None:
        """Make the site. With an error among the issues nothing was published."""
        self._carry_out(self._fill_rest)

    def make_part(self, shard: Shard) -> None:
        """Make the townships of a shard and nothing that is about all of them."""
        self.folders = shard.cut(self.folders)
        self._carry_out(lambda stage, keeper: [], str(shard))

    def join(self, places: Sequence[Path]) -> None:
        """Make the site of the townships that the parts in these folders have. Raises BuildError if they do not fit."""
        contents = {folder.name: self.last.content(folder) for folder in self.folders}
        keys = {folder.name: self._key(folder, contents[folder.name]) for folder in self.folders}
        self._makers = joined(places, self.last.cache.program, contents, keys, self.workshop.search)
        self.make()

    def _carry_out(self, fill_rest: Callable[[Stage, Keeper], list[str]], part: str = "") -> None:
        stage: Stage
        amending = intact(self.target, self.last.cache)
        with Keeper(self.last.cache, amending) as keeper:
            if amending:
                kept = {folder.name: one for folder in self.folders
                        if (one := self.last.holds(folder, self._key(folder, self.last.content(folder)))) is not None}
                others = self.last.cache.files(name for name in self.last.cache.townships if name not in kept)
                pages = {url: files for url, (_, files) in self.last.cache.pages.items()}
                standing = {path: file for files in chain(others.values(), pages.values())
                            for path, file in files.items()}
                standing[VERSION] = stood(self.last.cache)
                with amend(self.target, standing, self.last.cache.fingerprint) as amendment:
                    stage = amendment
                    version = self._fill(stage, kept, others, keeper, fill_rest)
                    amendment.gone += sorted(standing.keys() - stage.written.keys())
                    if stage.finished:
                        self.progress("写入", 0, 0)
            else:
                with publish(self.target) as stage:
                    version = self._fill(stage, {}, {}, keeper, fill_rest)
                    if stage.finished:
                        self.progress("写入", 0, 0)
            if stage.finished:
                keeper.done(version, stage.fingerprint, self._order, part)
        self.size += sum(path.stat().st_size for folder in FOLDERS for path in (self.target / folder).rglob("*")
                         if path.is_file())

    def _key(self, folder: Folder, content: str) -> str:
        """A digest of everything that a township's files are made from."""
        township = folder.township
        return key_of(self.foundation, folder.name, content, crumb_words(self.workshop.crumbs[township.path]),
                      repr((township.successors, township.predecessors)))

    @cached_property
    def foundation(self) -> str:
        return foundation(self.workshop.templates, self.workshop.settings, self.workshop.shell, self.workshop.search)

    def _fill(self, stage: Stage, kept: Mapping[str, Kept], others: Mapping[str, Files], keeper: Keeper,
              fill_rest: Callable[[Stage, Keeper], list[str]]) -> str:
        """Write what is not kept into the stage; returns the site's version.

        `others`: the files of the rest so far; `fill_rest` writes what is not a township's.
        """
        self._fill_townships(stage, kept, others, keeper)
        if any(found.severity is Severity.ERROR for found in self.issues):
            return ""
        for name in others.keys() - {folder.name for folder in self.folders}:
            keeper.forget(name)
        indexes = fill_rest(stage, keeper)
        keeper.pages(self._pages)
        version = version_of((*self._made, *(digest_of(files) for _, files in self._pages.values()), *indexes))
        stage.write(VERSION, version.encode())
        self.count += 1
        self.size += len(version)
        self.count_written = sum(stage.standing.get(path) != file for path, file in stage.written.items())
        stage.done()
        return version.strip()

    # ── townships ──

    def _fill_townships(self, stage: Stage, kept: Mapping[str, Kept], others: Mapping[str, Files],
                        keeper: Keeper) -> None:
        tasks = [Task(folder, others.get(folder.name, {}), count_reports(folder)) for folder in self.folders
                 if folder.name not in kept]
        makers = self._makers or self.workshop
        products = make_all(tasks, makers.at(stage.folder), self.jobs, self.progress) if tasks else iter(())
        for folder in self.folders:
            stamp = self.last.stamps[folder.name]
            one = kept.get(folder.name)
            if one is not None:
                if stamp != one.stamp:
                    keeper.stamp(folder.name, stamp)
                self.issues += one.issues
            else:
                product = next(products)
                self.issues += product.issues
                if not isinstance(product, Product):
                    continue
                stage.note(product.files)
                one = Kept(stamp, product.content, self._key(folder, product.content), folder.township, product.brief,
                           product.issues, digest_of(product.files), len(product.files),
                           sum(file.size for file in product.files.values()))
                keeper.township(folder.name, one, product.files)
                self._keep_bundle(folder.name, product.bundle, keeper)
            self._bundles.append(folder.name)
            self.briefs.append(one.brief)
            self._made.append(one.made)
            self.count_pages += sum(1 for _ in township_urls(one.brief, self.workshop.settings))
            self.count += one.count
            self.size += one.size

    # ── pages of the whole site ──

    def _fill_rest(self, stage: Stage, keeper: Keeper) -> list[str]:
        """Everything that is about all townships; returns digests of the indexes' fingerprints."""
        self._fill_pages(stage, keeper)
        return self._fill_indexes(stage, keeper)

    def _fill_pages(self, stage: Stage, keeper: Keeper) -> None:
        settings, shell = self.workshop.settings, self.workshop.shell
        self.progress("全站网页", 0, 0)
        known = self.last.cache.pages if isinstance(stage, Amendment) else {}
        for plan in compose_site(self.briefs, settings):
            self._bundles.append("/" + plan.url)
            mark = key_of(self.foundation, plan.url, plan.mark)
            path = plan.url + "index.html"
            if plan.url in known and known[plan.url][0] == mark:
                self._pages[plan.url] = known[plan.url]
                stage.note(known[plan.url][1])
                continue
            page = plan.compose()
            rendered = self.workshop.print_page(page)
            stage.write(path, shell.pour(page, rendered).encode())
            self._pages[plan.url] = (mark, {path: stage.written[path]})
            if self.workshop.search:
                searched = [(page.url, page.title, page.filters, rendered.body)]
                self._keep_bundle("/" + plan.url, bundle_of(searched), keeper)
        own = Stage(stage.folder, stage.standing)
        for path, source in shell.files.items():
            own.copy(path, source)
        self._bundles.append(_OWN)
        if self.workshop.search:
            no_filters: dict[str, str] = {}
            own_pages = [(url, "", no_filters, shell.article(url)) for url in shell.content_urls]
            self._keep_bundle(_OWN, bundle_of(own_pages), keeper)
        urls = [*self._pages, *shell.content_urls, *self._township_urls()]
        for path, text in site_files(settings, urls):
            own.write(path, text.encode())
        own.write(SUMMARY, summary_file(summarise(self.briefs, settings)))
        stage.note(own.written)
        self._pages[_OWN] = ("", own.written)
        files = [file for _, files in self._pages.values() for file in files.values()]
        self.count_pages += len(self._pages) - 1 + len(shell.content_urls)
        self.count += len(files)
        self.size += sum(file.size for file in files)

    def _township_urls(self) -> Iterator[str]:
        return (url for brief in self.briefs for url in township_urls(brief, self.workshop.settings))

    # ── search indexes ──

    def _keep_bundle(self, name: str, bundle: bytes, keeper: Keeper) -> None:
        if self.workshop.search and keeper.bundle(name, bundle):
            self._changed.append(name)

    @cached_property
    def _order(self) -> str:
        """A fingerprint of which pages there are, in which order, and which indexes of them."""
        return key_of(self.workshop.search, self.workshop.settings.related, *self._bundles, *self._township_urls(),
                      *self.workshop.shell.content_urls)

    def _fill_indexes(self, stage: Stage, keeper: Keeper) -> list[str]:
        """Write what is new in the search indexes, all of them if need be; returns digests of their fingerprints."""
        if not self.workshop.search:
            self._drop_left(stage, FOLDERS)
            return []
        from generator.index import Index, Related, update  # numpy comes with it: not without need
        from generator.index.bundle import Bundle

        amended = stage if isinstance(stage, Amendment) and self._order == self.last.cache.order else None
        if amended is None or self._changed:
            self.progress("搜索索引", 0, 0)
            changes = update(self.target, keeper.bundles(self._changed)) if amended is not None else None
            with TemporaryDirectory(prefix="portal-") as work:
                if amended is None or changes is None:
                    index = Index(Path(work), self.workshop.settings.related)
                    for bundle in keeper.bundles(self._bundles):
                        index.add(bundle)
                    index.write(stage.folder)
                    self._drop_left(stage, FOLDERS)
                else:
                    amended.gone += changes.gone
                    for path, content in changes.write.items():
                        stage.put(path, content)
                    if self.workshop.settings.related:
                        related = Related(Path(work))
                        for bundle in keeper.bundles(self._bundles):
                            related.add(Bundle(bundle))
                        related.write(stage.folder / RELATED)
                        self._drop_left(stage, [RELATED])
        return [digest(next(path for path in (stage.folder / name, self.target / name) if path.exists()).read_bytes())
                for name in FINGERPRINTS if self.workshop.settings.related or not name.startswith(RELATED)]

    def _drop_left(self, stage: Stage, folders: Iterable[str]) -> None:
        """Drop files of the standing site's indexes that the staged ones no longer have."""
        if isinstance(stage, Amendment):
            paths = (path.relative_to(self.target).as_posix() for folder in folders
                     for path in (self.target / folder).rglob("*") if path.is_file())
            stage.gone += (path for path in paths if not (stage.folder / path).exists())


