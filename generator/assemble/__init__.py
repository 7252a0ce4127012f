"""The conductor: sources are read, checked, compared and composed into pages, pages become text, text becomes files.

Readable aloud; nothing walks backwards. Township by township (`township`), side by side in several processes
(`crew`) or in several places (`parts`); what is about all of them is made at the end from their briefs.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from pathlib import Path

from generator.assemble.crew import Task, make_all
from generator.assemble.keys import last_build
from generator.assemble.layers import PROGRAM, Layers, laid
from generator.assemble.parts import CACHE, SITE, Shard
from generator.assemble.undertaking import Undertaking
from generator.assemble.watch import Cost, Progress, Watch
from generator.assemble.workshop import Inspector, Workshop
from generator.cache import alone
from generator.check import standings
from generator.compare import chain, compare
from generator.comparison import Comparison
from generator.compose import compose, crumbs_of, region_tree
from generator.issue import BuildError, Issue, Severity, reason_of
from generator.load import (
    Folder,
    Survey,
    content_of,
    count_reports,
    load_editions,
    load_reports,
    load_settings,
    load_township,
    survey,
)
from generator.model import Report, Site, Township
from generator.publish import claim, mark, recover
from generator.render import render
from generator.revision import Revision
from generator.settings import FEW_FOR_ORIGINALS, FEW_FOR_RELATED, RESERVED, Settings, SettledSettings
from generator.shell import build_shell

EDITIONS = PROGRAM / "editions"
_PREVIEW = ("parts/preview.css", "material/assets/portal/portal.css")
_LINK = re.compile(r"""(<a\b[^<>]*?)\shref=(?:"[^"]*"|'[^']*'|[^\s<>]+)""")


def _silent(stage: str, done: int, of: int) -> None:
    """The Progress that nobody looks at."""


@dataclass(frozen=True)
class Options:
    """What the command line decides."""

    project: Path
    roots: tuple[Path, ...]
    target: Path
    site_url: str = ""
    repository: str = ""
    search: bool = True
    jobs: int = 0  # processes; 0: as many as there are cores
    fresh: bool = False  # make everything anew

    @cached_property
    def layers(self) -> Layers:
        return Layers(self.project)


@dataclass(frozen=True)
class Outcome:
    """What a build did; `issues` with an error mean that nothing was published."""

    issues: tuple[Issue, ...]
    pages: int = 0
    reports: int = 0
    files: int = 0
    size: int = 0
    written: int = 0  # files that were new or differed
    seconds: float = 0.0
    costs: tuple[Cost, ...] = ()

    @property
    def failed(self) -> bool:
        return any(found.severity is Severity.ERROR for found in self.issues)


@dataclass(frozen=True)
class Difference:
    """What a review looks at: of either side the townships that differ, and all that is wrong with the later one.

    `originals`: of either side, the digest of a report's archived original, None where it has none.
    """

    settings: Settings
    before: Site
    after: Site
    issues: list[Issue]
    originals: tuple[Callable[[Report], str | None], Callable[[Report], str | None]]


def difference(options: Options, before: Path) -> Difference:
    """The sources beside those of the folder `before`. Everything is checked, but only what differs is kept."""
    settings, _ = load_settings(options.layers.settings, options.site_url, options.repository)
    editions = load_editions(EDITIONS)
    old, new = ({(folder.township.path, content_of(folder.path)): folder
                 for folder in _survey(options, settings, roots).folders}
                for roots in ((before,), options.roots))

    def without(mine: Mapping[tuple[str, str], Folder], others: Container[tuple[str, str]]) -> Site:
        found = [load_township(folder, editions)[0] for key, folder in mine.items() if key not in others]
        return Site(tuple(found), editions)

    return Difference(settings or Settings(""), without(old, new), without(new, old), findings(options),
                      (_digest_of(old.values()), _digest_of(new.values())))


def _digest_of(folders: Iterable[Folder]) -> Callable[[Report], str | None]:
    places = {folder.name: folder.path for folder in folders}

    def digest(report: Report) -> str | None:
        if report.source.file is None:
            return None
        path = places[report.path.rpartition("/")[0]] / report.source.file
        return hashlib.sha256(path.read_bytes()).hexdigest()

    return digest


def findings(options: Options) -> list[Issue]:
    """What is wrong or worth a look in all sources, township by township; nothing is made."""
    settings, issues = load_settings(options.layers.settings, options.site_url, options.repository)
    found = _survey(options, settings, options.roots)
    inspector = Inspector(load_editions(EDITIONS), settings or Settings(""))
    return issues + sorted(found.issues + _checked(found, inspector, options.jobs, _silent), key=Issue.order)


def _survey(options: Options, settings: Settings | None, roots: Sequence[Path],
            known: Callable[[Path, str], Township | None] = lambda path, name: None) -> Survey:
    return survey(roots, _reserved(options), known, settings.kinds if settings else None)


def _checked(surveyed: Survey, inspector: Inspector, jobs: int, progress: Progress) -> list[Issue]:
    tasks = [Task(folder, {}, count_reports(folder)) for folder in surveyed.folders]
    faults = [fault for place in surveyed.nameless for fault in load_reports(place, inspector.editions)[1]]
    return faults + [found for checked in make_all(tasks, inspector, jobs, progress) for found in checked.issues]


def build(options: Options, show: Progress = _silent) -> Outcome:
    """Build the site into `options.target`; on errors in the data it returns them and publishes nothing.

    Where the site is that of the last build, only what has changed is made and written.
    """
    claim_target(options, "site")
    return _undertake(options, cache_of(options.target), Undertaking.make, show)


def build_part(options: Options, shard: Shard, show: Progress = _silent) -> Outcome:
    """Build one part of the site into the folder `options.target`, for `merge`; otherwise as `build`.

    All townships' names are read, but the reports of its own alone.
    """
    place = options.target
    claim_target(options, "part")
    mark(place, "part")
    return _undertake(replace(options, target=place / SITE), place / CACHE, lambda site: site.make_part(shard), show)


def merge(options: Options, places: Sequence[Path], show: Progress = _silent) -> Outcome:
    """Join the parts in these folders into the site that `build` would make of the same sources.

    Raises BuildError where a part is missing, is not finished, or was made from something else.
    """
    claim_target(options, "site", *places)
    return _undertake(options, cache_of(options.target), lambda site: site.join(places), show)


def claim_target(options: Options, kind: str, *more: Path) -> None:
    """Raises BuildError where a command must not write its folder, because it made nothing of what is there.

    It writes neither where sources are, nor where `more` are.
    """
    claim(options.target, kind, (*options.roots, *options.layers.sources, *more))


def _undertake(options: Options, cache: Path, make: Callable[[Undertaking], None], show: Progress) -> Outcome:
    """Prepare an Undertaking with what the last one left in the folder `cache`, and have it made, by one at a time."""
    progress = Watch(show)
    with by_one(cache, progress):
        return _carried_out(options, cache, make, progress)


@contextmanager
def by_one(cache: Path, progress: Progress) -> Iterator[None]:
    """While the block runs no other process makes the site that this cache belongs to."""
    claim(cache, "cache")
    mark(cache, "cache")
    with alone(cache, lambda: progress("另一个进程正在生成同一个网站，等它结束", 0, 0)):
        yield


def _carried_out(options: Options, cache: Path, make: Callable[[Undertaking], None], progress: Watch) -> Outcome:
    start = time.perf_counter()
    progress("读取", 0, 0)
    recover(options.target)
    settings, issues = load_settings(options.layers.settings, options.site_url, options.repository)
    last = last_build(cache, settings.kinds if settings else {}, options.fresh)
    surveyed = _survey(options, settings, options.roots, last.known)
    folders, editions = surveyed.folders, load_editions(EDITIONS)
    settled = _settled(settings or Settings(""), folders)
    inspector = Inspector(editions, settled)

    def told(found: Iterable[Issue]) -> Outcome:
        return Outcome((*issues, *sorted((*surveyed.issues, *found), key=Issue.order)))

    if told(()).failed:  # no site can come of it: say the other faults in the data as well
        return told(_checked(surveyed, inspector, options.jobs, progress))
    progress("网站外壳", 0, 0)
    try:
        shell = build_shell(options.layers.frame, last.cache.folder / "shell", overrides(settled), last.cache.program)
    except BuildError:
        if (outcome := told(_checked(surveyed, inspector, options.jobs, progress))).failed:
            return outcome  # what the clerk can mend is said first
        raise
    tree = region_tree(folder.township for folder in folders)
    workshop = Workshop(options.layers.templates, editions, settled, shell,
                        {folder.township.path: crumbs_of(folder.township, tree) for folder in folders},
                        settled.search and options.search)
    site = Undertaking(options.target, workshop, folders, last, options.jobs, progress)
    make(site)
    outcome = replace(told(site.issues), reports=sum(len(brief.reports) for brief in site.briefs))
    if outcome.failed:
        return outcome
    return replace(outcome, pages=site.count_pages, files=site.count, size=site.size, written=site.count_written,
                   seconds=time.perf_counter() - start, costs=progress.end())


def _settled(settings: Settings, folders: Sequence[Folder]) -> SettledSettings:
    originals, related = settings.originals, settings.related
    if originals is None or related is None:
        count = sum(map(count_reports, folders))
        originals = count < FEW_FOR_ORIGINALS if originals is None else originals
        related = count < FEW_FOR_RELATED if related is None else related
    values = {one.name: getattr(settings, one.name) for one in fields(settings)}
    return SettledSettings(**values | {"originals": originals, "related": related})


def write_profile(outcome: Outcome, path: Path) -> None:
    """What a build took, stage by stage, as JSON; raises BuildError rather than write over anything but another one."""
    facts = {"reports": outcome.reports, "pages": outcome.pages, "files": outcome.files, "bytes": outcome.size,
             "written": outcome.written, "seconds": outcome.seconds, "stages": [asdict(cost) for cost in outcome.costs]}
    try:
        if path.exists() and json.loads(path.read_text(encoding="utf-8")).keys() != facts.keys():
            raise ValueError
    except (OSError, ValueError, AttributeError) as error:
        raise BuildError(f"没有写用时记录：已经有 {path}，而且不是以前的用时记录。请换一个文件名。") from error
    try:
        path.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BuildError(f"无法写入 {path}：{reason_of(error)}。") from error


def preview(options: Options, found: Difference, changed: Sequence[Revision]) -> str:
    """The pages of the changed reports as one self-contained document without links, with what the proposal changes."""
    site, settings = found.after, found.settings
    print_page = render(options.layers.templates, site.editions, settings)
    proposed: dict[str, dict[int, Revision]] = {}
    for revision in changed:
        if revision.after is not None:
            proposed.setdefault(revision.township.path, {})[revision.report.year] = revision
    wanted = {(path, year) for path, years in proposed.items() for year in years}
    urls = {f"{path}/{part}/" for path, year in wanted for part in (year, "changes")}

    def compared(township: Township) -> dict[int, Comparison]:
        return {year: one for year, one in compare(township).items() if (township.path, year) in wanted}

    pages = compose(site, compared, chain, standings, found.issues, settings, proposed)
    bodies = [_LINK.sub(r"\1", print_page(page).body) for page in pages
              if page.url in urls and page.context.get("years") != []]  # no page of words with none to compare
    files = laid(options.layers.templates)
    styles = "\n".join(files[name].read_text(encoding="utf-8") for name in _PREVIEW)
    return (f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>预览</title>'
            f'<meta name="viewport" content="width=device-width,initial-scale=1">'
            f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            f'style-src \'unsafe-inline\'; img-src data:">'
            f"<style>{styles}</style></head><body><main class=\"md-content\">"
            f"<p>这是尚未合并的改动的预览，链接不能点开。</p>{''.join(bodies) or '<p>没有改动的年报。</p>'}"
            f"</main></body></html>\n")


def cache_of(target: Path) -> Path:
    """Where the cache of a site is: beside it."""
    return target.with_name(f".{target.name}.cache")


def overrides(settings: Settings) -> dict[str, str]:
    return {"site_name": settings.name, "site_url": settings.site_url, "repository": settings.repository}


def _reserved(options: Options) -> frozenset[str]:
    """Names at the top of the site that no county folder may take."""
    return RESERVED | {name.partition("/")[0].removesuffix(".md") for name in options.layers.content}
