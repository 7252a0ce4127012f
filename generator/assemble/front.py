"""A nation's front page: a small site of its own over several portals, each built and published by itself."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from generator.assemble import Options, Outcome, by_one, cache_of, claim_target, overrides
from generator.assemble.keys import VERSION, digest_of, program, version_of
from generator.assemble.sitemap import site_files
from generator.assemble.watch import Progress
from generator.compose import compose_nation
from generator.issue import BuildError
from generator.load import load_nation, load_settings
from generator.publish import publish, recover
from generator.render import render
from generator.shell import build_shell


def build_nation(options: Options, sites: Path, progress: Progress) -> Outcome:
    """Build the front page that the file `sites` describes into `options.target`; `reports` are those it counts.

    Its name goes before that of mkdocs.yml, whose other settings hold.
    """
    if not sites.is_file():
        raise BuildError(f"找不到 {sites}，里面应当写着首页的名称和各省的网站。")
    claim_target(options, "site")
    with by_one(cache_of(options.target), progress):
        return _build(options, sites, progress)


def _build(options: Options, sites: Path, progress: Progress) -> Outcome:
    start = time.perf_counter()
    recover(options.target)
    settings, issues = load_settings(options.layers.settings, options.site_url, options.repository)
    nation, faults = load_nation(sites)
    if settings is None or nation is None:
        return Outcome((*issues, *faults))
    settings = replace(settings, name=nation.name)
    progress("网站外壳", 0, 0)
    shell = build_shell(options.layers.frame, cache_of(options.target) / "shell", overrides(settings), program())
    print_page = render(options.layers.templates, {}, settings)
    progress("生成网页", 0, 0)
    with publish(options.target) as stage:
        pages = list(compose_nation(nation))
        for page in pages:
            stage.write(page.url + "index.html", shell.pour(page, print_page(page)).encode())
        for path, source in shell.files.items():
            stage.copy(path, source)
        for path, text in site_files(settings, [*(page.url for page in pages), *shell.content_urls]):
            stage.write(path, text.encode())
        stage.write(VERSION, version_of([digest_of(stage.written)]).encode())
        stage.done()
    return Outcome((), len(pages) + len(shell.content_urls), sum(one.summary.reports for one in nation.members),
                   len(stage.written), sum(file.size for file in stage.written.values()), len(stage.written),
                   time.perf_counter() - start)
