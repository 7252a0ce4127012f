"""Pages as values → a peer's project: a copy of its folder here, with the corpus in the form it reads fastest."""

from __future__ import annotations

import json
import shutil
from itertools import groupby
from pathlib import Path

from tests.bench.peers.convert import Corpus
from tests.bench.peers.material import markdown

HERE = Path(__file__).parent


def write_hugo_tuned(reports: Path, project: Path) -> None:
    """A content file a page, all of it front matter. Trials at 1,000 reports: JSON takes two thirds of what YAML takes,
    prose and tables called from the layout nine tenths of Markdown with shortcodes, a content adapter the same."""
    shutil.copytree(HERE / "hugo_tuned", project)
    corpus = Corpus(reports)
    for page in corpus.pages():
        url = page["url"]
        page |= {"layout": page.pop("kind"), "url": f"/{url}"}
        name = url.rstrip("/") + ".md" if page["layout"] == "report" else url + "_index.md"
        write_file(project / "content" / name, as_json(page) + "\n")
    write_file(project / "data/frames.json", as_json(corpus.frames))


def write_eleventy_tuned(reports: Path, project: Path) -> None:
    """One JSON file a county and one of all other pages, for templates in JavaScript that paginate over them. At 1,000
    reports that takes half of what a Markdown file a report with a layout in Nunjucks takes."""
    shutil.copytree(HERE / "eleventy_tuned", project)
    shutil.copy(HERE / "eleventy/package.json", project)
    corpus = Corpus(reports)
    others = []
    for county, pages in groupby(corpus.pages(), key=lambda page: page["url"].split("/")[0]):
        mine = []
        for page in pages:
            (mine if page["kind"] == "report" else others).append(page)
        if mine:
            write_file(project / f"corpus/reports/{county}.json", as_json(mine))
    write_file(project / "corpus/others.json", as_json(others))
    write_file(project / "corpus/frames.json", as_json(corpus.frames))


def write_material(reports: Path, project: Path) -> None:
    """A Markdown file a page, its tables as HTML."""
    shutil.copytree(HERE / "material", project)
    corpus = Corpus(reports)
    for page in corpus.pages():
        url = page["url"]
        name = url.rstrip("/") + ".md" if page["kind"] == "report" else url + "index.md"
        write_file(project / "docs" / name, markdown(page, corpus.frames))


def write_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:  # a page in the place of another would be one page less to build
        file.write(text)


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
