"""The conductor: sources are read, checked, compared and composed into pages, pages become text, text becomes files.

Readable aloud; nothing walks backwards. Township by township (`township`), side by side in several processes
(`crew`) or in several places (`parts`); what is about all of them is made at the end from their briefs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.build.crew import Progress, Task, make_all
from generator.build.parts import CACHE, SITE, Shard
from generator.build.state import last_state
from generator.build.township import Workshop
from generator.build.undertaking import Undertaking
from generator.check import check
from generator.compare import chain, compare
from generator.compose import compose, crumbs_of, region_tree
from generator.edition import Edition
from generator.issue import BuildError, Issue, Severity
from generator.load import load, load_editions, load_settings, survey
from generator.model import Site
from generator.publish import recover
from generator.render import render
from generator.settings import RESERVED, Settings
from generator.shell import build_shell

EDITIONS = Path(__file__).parent.parent / "editions"


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

    @property
    def failed(self) -> bool:
        return any(found.severity is Severity.ERROR for found in self.issues)


@dataclass(frozen=True)
class Sources:
    """Everything that was read: the settings, the formats, the reports and what is wrong with them."""

    settings: Settings | None
    editions: dict[str, Edition]
    site: Site
    issues: list[Issue]


def read(options: Options) -> Sources:
    """Load and check all sources."""
    settings, issues = load_settings(options.project / "mkdocs.yml", options.site_url, options.repository)
    editions = load_editions(EDITIONS)
    site, faults = load(options.roots, editions, _reserved(options))
    found = check(site, settings or Settings(""))
    return Sources(settings, editions, site, issues + sorted(faults + found, key=Issue.order))


def build(options: Options, progress: Progress = _silent) -> Outcome:
    """Build the site into `options.target`; on errors in the data it returns them and publishes nothing.

    Where the site is that of the last build, only what has changed is made and written.
    """
    return _undertake(options, cache_of(options.target), Undertaking.make, progress)


def build_part(options: Options, shard: Shard, progress: Progress = _silent) -> Outcome:
    """Build one part of the site into the folder `options.target`, for `merge`; otherwise as `build`.

    All townships' names are read, but the reports of its own alone.
    """
    place = options.target
    options = replace(options, target=place / SITE)
    return _undertake(options, place / CACHE, lambda site: site.make_part(shard), progress)


def merge(options: Options, places: Sequence[Path], progress: Progress = _silent) -> Outcome:
    """Join the parts in these folders into the site that `build` would make of the same sources.

    Raises BuildError where a part is missing, is not finished, or was made from something else.
    """
    return _undertake(options, cache_of(options.target), lambda site: site.join(places), progress)


def _undertake(options: Options, cache: Path, make: Callable[[Undertaking], None], progress: Progress) -> Outcome:
    """Prepare an Undertaking with what the last one left in the folder `cache`, and have it made."""
    start = time.perf_counter()
    progress("读取", 0, 0)
    recover(options.target)
    settings, issues = load_settings(options.project / "mkdocs.yml", options.site_url, options.repository)
    editions = load_editions(EDITIONS)
    state = last_state(cache)
    folders, faults = survey(options.roots, _reserved(options), state.known)
    issues += faults
    workshop = Workshop(options.project / "site_templates", editions, settings or Settings(""))

    def checked() -> Outcome:
        """Where no site can come of it: all other faults in the data."""
        products = make_all([Task(folder, {}) for folder in folders], workshop, options.jobs, progress)
        return Outcome((*issues, *(found for product in products for found in product.issues)))

    if any(found.severity is Severity.ERROR for found in issues):
        return checked()
    progress("网站外壳", 0, 0)
    try:
        shell = build_shell(options.project, state.cache.folder / "shell", overrides(settings))
    except BuildError:
        if (outcome := checked()).failed:  # what the clerk can mend is said first
            return outcome
        raise
    tree = region_tree(folder.township for folder in folders)
    workshop = replace(workshop, shell=shell, search=settings.search and options.search,
                       crumbs={folder.township.path: crumbs_of(folder.township, tree) for folder in folders})
    site = Undertaking(options.project, options.target, workshop, folders, state, options.jobs, progress)
    make(site)
    outcome = Outcome((*issues, *site.issues), reports=sum(len(brief.reports) for brief in site.briefs))
    if outcome.failed:
        return outcome
    return replace(outcome, pages=site.count_pages, files=site.count, size=site.size, written=site.count_written,
                   seconds=time.perf_counter() - start)


def preview(options: Options, sources: Sources, wanted: Sequence[tuple[str, int]]) -> str:
    """The pages of some reports (township code, year) as one self-contained document."""
    site = sources.site
    settings = sources.settings or Settings("")
    print_page = render(options.project / "site_templates", sources.editions, settings)
    urls = {f"{township.path}/{year}/" for township in site.townships for code, year in wanted
            if township.code == code}
    bodies = [print_page(page).body for page in compose(site, compare, chain, sources.issues, settings)
              if page.url in urls]
    with TemporaryDirectory(prefix="portal-") as work:
        shell = build_shell(options.project, Path(work), overrides(settings))
        styles = "\n".join(path.read_text(encoding="utf-8") for name, path in shell.files.items()
                           if name.endswith(".css"))
    return (f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>预览</title>'
            f'<meta name="viewport" content="width=device-width,initial-scale=1">'
            f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            f'style-src \'unsafe-inline\'; img-src data:">'
            f"<style>{styles}</style></head><body><main class=\"md-content\">"
            f"<p>这是尚未合并的改动的预览，链接不能点开。</p>{''.join(bodies) or '<p>没有改动的年报。</p>'}"
            f"</main></body></html>\n")


def cache_of(target: Path) -> Path:
    """Where the cache of a site is."""
    return target.with_name(f".{target.name}.cache")


def overrides(settings: Settings) -> dict[str, str]:
    return {"site_name": settings.name, "site_url": settings.site_url, "repository": settings.repository}


def _reserved(options: Options) -> frozenset[str]:
    """Names at the top of the site that no county folder may take."""
    return RESERVED | {path.stem for path in (options.project / "content").glob("*")}
