"""Rendered pages → the full-text search index, made by Pagefind.

Chinese has no spaces and Pagefind's dictionary cuts a query otherwise than a text (棚户区改造 finds
nothing), so each Chinese character is fed to it as a word of its own: a quoted query then matches any
phrase as it stands. The search script does the same to the query and takes the spaces out again.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html import escape, unescape
from pathlib import Path

from generator.issue import BuildError

# The official labels stand on every page and would drown the prose; struck-out text is last year's.
LEFT_OUT = "table.official th, del, .legend"
_TEXT = re.compile(r">([^<]+)<")
_CELL = re.compile(r'<td id="[^"]*"')
_CHINESE = "㐀-䶿一-鿿豈-﫿"
_WORD = re.compile(f"(?<=\\S)(?=[{_CHINESE}])|(?<=[^\\s0-9A-Za-z])(?=[0-9A-Za-z])")


class Index:
    """Collects slim copies of the pages in a folder of its own, then has Pagefind read them."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.count = 0

    def add(self, url: str, body: str) -> None:
        """A page's body; only what stands inside `data-pagefind-body` is searched."""
        if "data-pagefind-body" not in body:
            return
        body = _CELL.sub("<td", body)  # a link to a section is near enough; 200 anchors a page are not light
        spaced = _TEXT.sub(lambda match: f">{escape(spread(unescape(match[1])))}<", body)
        folder = self.work / url
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.html").write_text(f'<html lang="zh-CN"><body>{spaced}</body></html>', encoding="utf-8")
        self.count += 1

    def write(self, target: Path) -> None:
        """Make the index in `target`. Raises BuildError where Pagefind fails."""
        command = [sys.executable, "-m", "pagefind_bin_extended", "--site", str(self.work), "--output-path",
                   str(target), "--exclude-selectors", LEFT_OUT, "--quiet"]
        done = subprocess.run(command, capture_output=True, text=True, check=False,
                              env=os.environ | {"SOURCE_DATE_EPOCH": "0"})
        if done.returncode or not (target / "pagefind.js").exists():
            raise BuildError(f"搜索索引（Pagefind）没有建成：{(done.stderr or done.stdout).strip()[-500:]}")
        for unused in target.glob("pagefind-*.*"):  # the interfaces that Pagefind brings; ours is search.js
            if unused.suffix in (".js", ".css") and unused.name != "pagefind-worker.js":
                unused.unlink()


def spread(text: str) -> str:
    """Each Chinese character as a word of its own; punctuation stays with the character before it."""
    return _WORD.sub(" ", text)
