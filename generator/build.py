"""The conductor: sources become a Site, the Site is checked, compared and composed into pages, pages
become text, text becomes files. Readable aloud; nothing walks backwards."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.check import check
from generator.compare import chain, compare
from generator.compose import compose
from generator.edition import Edition
from generator.exporting import export
from generator.index import Index, Searched, gather
from generator.issue import Issue, Severity
from generator.load import load, load_editions, load_settings
from generator.model import Site
from generator.publish import Stage, publish
from generator.render import render
from generator.settings import RESERVED, Settings
from generator.shell import Shell, build_shell

EDITIONS = Path(__file__).parent / "editions"
Progress = Callable[[str, int, int], None]  # stage, done, of how many


@dataclass(frozen=True)
class Options:
    """What the command line decides."""

    project: Path
    roots: tuple[Path, ...]
    target: Path
    site_url: str = ""
    repository: str = ""
    search: bool = True


@dataclass(frozen=True)
class Outcome:
    """What a build did; `issues` with an error mean that nothing was published."""

    issues: tuple[Issue, ...]
    pages: int = 0
    reports: int = 0
    files: int = 0
    size: int = 0
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
    reserved = RESERVED | {path.stem for path in (options.project / "content").glob("*")}
    site, faults = load(options.roots, editions, reserved)
    found = check(site, settings or Settings(""))
    return Sources(settings, editions, site, issues + sorted(faults + found, key=Issue.order))


def build(options: Options, progress: Progress = lambda stage, done, of: None) -> Outcome:
    """Build the site into `options.target`; on errors in the data it returns them and publishes nothing."""
    start = time.perf_counter()
    progress("读取与核对", 0, 0)
    sources = read(options)
    gc.freeze()  # the reports stay to the end: the collector need not look at them again and again
    reports = sum(len(township.reports) for township in sources.site.townships)
    outcome = Outcome(tuple(sources.issues), reports=reports)
    if outcome.failed or sources.settings is None:
        return outcome
    progress("网站外壳", 0, 0)
    with publish(options.target) as stage, TemporaryDirectory(prefix="portal-") as work:
        shell = build_shell(options.project, Path(work) / "shell", _overrides(sources.settings))
        search = (Index(Path(work) / "index", sources.settings.related)
                  if sources.settings.search and options.search else None)
        pages = _write_pages(sources, shell, options, stage, search, progress)
        _write_files(sources, shell, options, stage, pages)
        if search is not None:
            progress("搜索索引", 0, 0)
            search.add(gather(Searched(url, "", {}, shell.article(url)) for url in shell.content_urls))
            search.write(stage.folder)
    size = sum(stage.written.values()) + sum(
        path.stat().st_size for made in ("pagefind", "search/index")
        for path in (options.target / made).rglob("*") if path.is_file())
    return replace(outcome, pages=len(pages) + len(shell.content_urls), files=len(stage.written), size=size,
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
        shell = build_shell(options.project, Path(work), _overrides(settings))
        styles = "\n".join(path.read_text(encoding="utf-8") for name, path in shell.files.items()
                           if name.endswith(".css"))
    return (f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>预览</title>'
            f'<meta name="viewport" content="width=device-width,initial-scale=1">'
            f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            f'style-src \'unsafe-inline\'; img-src data:">'
            f"<style>{styles}</style></head><body><main class=\"md-content\">"
            f"<p>这是尚未合并的改动的预览，链接不能点开。</p>{''.join(bodies) or '<p>没有改动的年报。</p>'}"
            f"</main></body></html>\n")


def _overrides(settings: Settings) -> dict[str, str]:
    return {"site_name": settings.name, "site_url": settings.site_url, "repository": settings.repository}


def _write_pages(sources: Sources, shell: Shell, options: Options, stage: Stage, search: Index | None,
                 progress: Progress) -> list[str]:
    """Compose, render, dress and write every generated page; returns their URLs."""
    site = sources.site
    print_page = render(options.project / "site_templates", sources.editions, sources.settings)
    expected = len(site.townships) + sum(len(township.reports) for township in site.townships)
    urls = []
    group: list[Searched] = []  # of one township
    for page in compose(site, compare, chain, sources.issues, sources.settings):
        rendered = print_page(page)
        stage.write(page.url + "index.html", shell.pour(page, rendered).encode())
        if search is not None:
            one = Searched(page.url, page.title, page.filters, rendered.body)
            if group and group[0].url.split("/")[:2] != page.url.split("/")[:2]:
                search.add(gather(group))
                group = []
            group.append(one)
        urls.append(page.url)
        progress("生成网页", len(urls), max(expected, len(urls)))
    if search is not None:
        search.add(gather(group))
    return urls


def _write_files(sources: Sources, shell: Shell, options: Options, stage: Stage, urls: Sequence[str]) -> None:
    """The hand-written pages, the data files, the originals, sitemap and robots."""
    for path, source in shell.files.items():
        stage.copy(path, source)
    roots = {f"{root.name}/{path.relative_to(root).as_posix()}": path
             for root in options.roots for path in root.glob("*/*")}
    for township in sources.site.townships:
        for report in township.reports:
            folder = roots[report.path.rpartition("/")[0]]
            for file in export(township, report, (folder / f"{report.year}.yml").read_bytes(), sources.settings):
                stage.write(file.path, file.content)
            if report.source.file and sources.settings.originals:
                stage.copy(f"{township.path}/{report.year}/{report.source.published_as}", folder / report.source.file)
    for path, text in _site_files(sources.settings, [*urls, *shell.content_urls]):
        stage.write(path, text.encode())


def _site_files(settings: Settings, urls: Sequence[str]) -> list[tuple[str, str]]:
    """sitemap.xml (in parts above 50,000 addresses, as the protocol asks) and robots.txt."""
    base, limit = settings.site_url, 50_000
    parts = [sorted(urls)[start:start + limit] for start in range(0, len(urls), limit)]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
    maps = [head + f'<urlset xmlns="{schema}">\n' + "".join(f"<url><loc>{base}{url}</loc></url>\n" for url in part)
            + "</urlset>\n" for part in parts]
    files = [("sitemap.xml", maps[0])] if len(maps) == 1 else [
        *((f"sitemap-{number}.xml", text) for number, text in enumerate(maps, 1)),
        ("sitemap.xml", head + f'<sitemapindex xmlns="{schema}">\n' + "".join(
            f"<sitemap><loc>{base}sitemap-{number}.xml</loc></sitemap>\n" for number in range(1, len(maps) + 1))
         + "</sitemapindex>\n")]
    return [*files, ("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n")]
