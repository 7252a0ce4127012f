"""Pages as values → a peer's project: a copy of its folder here, with the corpus in the form it reads fastest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.bench.peers.convert import Corpus
from tests.bench.peers.material import markdown

HERE = Path(__file__).parent


def write_hugo(reports: Path, project: Path) -> None:
    """A content file a page, all of it front matter. Trials at 1,000 reports: JSON takes two thirds of what YAML takes,
    prose and tables called from the layout nine tenths of Markdown with shortcodes, a content adapter the same."""
    shutil.copytree(HERE / "hugo", project)
    corpus = Corpus(reports)
    for page in corpus.pages():
        url = page["url"]
        page |= {"layout": page.pop("kind"), "url": f"/{url}"}
        name = url.rstrip("/") + ".md" if page["layout"] == "report" else url + "_index.md"
        _write(project / "content" / name, _json(page) + "\n")
    _write(project / "data/frames.json", _json(corpus.frames))


def write_eleventy(reports: Path, project: Path) -> None:
    """One JSON file a county and a list of the other pages, for templates that paginate over them."""
    shutil.copytree(HERE / "eleventy", project)
    corpus = Corpus(reports)
    counties: dict[str, list[dict]] = {}
    others = []
    for page in corpus.pages():
        if page["kind"] == "report":
            counties.setdefault(page["url"].split("/")[0], []).append(page)
        else:
            others.append(page)
    for county, pages in counties.items():
        _write(project / f"corpus/reports/{county}.json", _json(pages))
    _write(project / "corpus/others.json", _json(others))
    _write(project / "corpus/frames.json", _json(corpus.frames))


def write_material(reports: Path, project: Path) -> None:
    """A Markdown file a page, its tables as HTML."""
    shutil.copytree(HERE / "material", project)
    corpus = Corpus(reports)
    for page in corpus.pages():
        url = page["url"]
        name = url.rstrip("/") + ".md" if page["kind"] == "report" else url + "index.md"
        _write(project / "docs" / name, markdown(page, corpus.frames))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
