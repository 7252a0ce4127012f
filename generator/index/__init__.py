"""Rendered pages → the search indexes: the exact one, which finds any phrase as it stands, and the related one.

Two small houses behind one door: `exact` (written by us, read by exact.js) and `related` (Pagefind's, which a
setting turns off). The expensive part, `gather`, makes a bundle of the pages of one place, apart from all others,
which can be kept; `Index` joins the bundles in the order of the site, a township's own page before its reports. Where
some bundles are others now, `update` says which files of the exact index differ.
"""

from __future__ import annotations

from pathlib import Path

from generator.index.bundle import Bundle, Searched, gather
from generator.index.changes import Changes, update
from generator.index.exact import Exact
from generator.index.related import Related

__all__ = ["Changes", "Index", "Related", "Searched", "gather", "update"]


class Index:
    """Collects bundles, then writes `search/index/` and, if wanted, `pagefind/`."""

    def __init__(self, work: Path, related: bool = True) -> None:
        work.mkdir(parents=True, exist_ok=True)
        self.exact = Exact(work)
        self.related = Related(work / "related") if related else None

    def add(self, content: bytes) -> None:
        """A bundle, as `gather` made it."""
        bundle = Bundle(content)
        self.exact.add(bundle)
        if self.related is not None:
            self.related.add(bundle)

    def files(self) -> dict[str, bytes]:
        """The exact index: path in the site → content. Asked for once, after all pages were added."""
        return self.exact.files(self.related.parts if self.related is not None else 0)

    def write(self, site: Path) -> None:
        """Make both indexes in the folder of the site. Raises BuildError where Pagefind fails."""
        for path, content in self.files().items():
            target = site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        if self.related is not None:
            self.related.write(site / "pagefind")
