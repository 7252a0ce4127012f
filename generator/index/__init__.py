"""Rendered pages → the search indexes: the exact one, which finds any phrase as it stands, and the related one.

Two small houses behind one door: `exact` (written by us, read by exact.js) and `related` (Pagefind's, which a
setting turns off). Both are fed the same blocks of a page. Pages are given in the order of the site, a township's
own page before its reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.index.blocks import blocks
from generator.index.exact import Exact
from generator.index.related import Related

NOT_SEARCHED = frozenset({"search/"})  # the page that searches is no answer


class Index:
    """Collects pages, then writes `search/index/` and, if wanted, `pagefind/`."""

    def __init__(self, work: Path, related: bool = True) -> None:
        work.mkdir(parents=True, exist_ok=True)
        self.exact = Exact(work)
        self.related = Related(work / "related") if related else None

    def add(self, url: str, body: str, filters: Mapping[str, str] | None = None, title: str = "") -> None:
        """A page's body. `filters` as in Page; without a title its first heading is taken."""
        if url in NOT_SEARCHED:
            return
        found, layouts = blocks(body)
        title = title or next((block.text for block in found if block.kind == "!"), url)
        self.exact.add(url, title, filters or {}, found, layouts)
        if self.related is not None:
            self.related.add(url, title, filters or {}, found)

    def write(self, site: Path) -> None:
        """Make the indexes in the folder of the site. Raises BuildError where Pagefind fails."""
        parts = self.related.parts if self.related is not None else 0
        self.exact.write(site / "search" / "index", parts)
        if self.related is not None:
            self.related.write(site / "pagefind")
