"""Pages → the index of related pages, made by Pagefind (extended: it knows Chinese words).

It answers where no page has the phrase itself. It is fed slim copies, the text in paragraphs without the tables'
labels and zeros, and in parts above a size, because its memory grows with the pages read at once: the browser
merges the parts.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

from generator.index.blocks import Block
from generator.issue import BuildError

PART = 4000  # pages that Pagefind reads at once
_TAGS = {"!": "h1", "#": "h2", "+": "h3", " ": "p", "@": "p"}


class Related:
    """Collects slim pages in a folder of its own, then has Pagefind read them, part by part."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.count = 0

    @property
    def parts(self) -> int:
        return -(-self.count // PART)

    def add(self, url: str, title: str, filters: Mapping[str, str], found: Iterable[Block]) -> None:
        """A page's blocks, as the plainest HTML that Pagefind reads."""
        folder = self.work / str(self.count // PART) / url
        folder.mkdir(parents=True, exist_ok=True)
        kept = "".join(f'<span data-pagefind-filter="{name}:{escape(value)}"></span>'
                       for name, value in filters.items())
        text = "".join(_element(block) for block in found if block.text not in ("", "0", title))
        (folder / "index.html").write_text(
            f'<html lang="zh-CN"><body data-pagefind-body><h1>{escape(title)}</h1>{kept}{text}</body></html>',
            encoding="utf-8")
        self.count += 1

    def write(self, target: Path) -> None:
        """Make the index in `target`, its further parts in `target/1`, `target/2` … Raises BuildError on failure."""
        for part in range(self.parts):
            folder = target / str(part) if part else target
            command = [sys.executable, "-m", "pagefind_bin_extended", "--site", str(self.work / str(part)),
                       "--output-path", str(folder), "--quiet"]
            done = subprocess.run(command, capture_output=True, text=True, check=False,
                                  env=os.environ | {"SOURCE_DATE_EPOCH": "0"})
            if done.returncode or not (folder / "pagefind.js").exists():
                raise BuildError(f"相关网页的索引（Pagefind）没有建成：{(done.stderr or done.stdout).strip()[-500:]}")
            for unused in folder.glob("pagefind-*.*"):  # the interfaces that Pagefind brings; ours is search.js
                if unused.suffix in (".js", ".css") and unused.name != "pagefind-worker.js":
                    unused.unlink()


def _element(block: Block) -> str:
    tag = _TAGS[block.kind]
    named = f' id="{escape(block.anchor)}"' if block.anchor else ""
    return f"<{tag}{named}>{escape(block.text)}</{tag}>"
