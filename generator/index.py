"""Rendered pages → the full-text search index, made by Pagefind.

Chinese has no spaces and Pagefind's dictionary cuts a query otherwise than a text (棚户区改造 finds
nothing), so each Chinese character is fed to it as a word of its own: a quoted query then matches any
phrase as it stands. The search script does the same to the query and takes the spaces out again.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path

import cbor2

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
        _settle(target)
        for unused in target.glob("pagefind-*.*"):  # the interfaces that Pagefind brings; ours is search.js
            if unused.suffix in (".js", ".css") and unused.name != "pagefind-worker.js":
                unused.unlink()


def spread(text: str) -> str:
    """Each Chinese character as a word of its own; punctuation stays with the character before it."""
    return _WORD.sub(" ", text)


_MAGIC = b"pagefind_dcd"


def _settle(target: Path) -> None:
    """Put a filter's values in order: Pagefind writes them in the random order of a hash table.

    A filter file is CBOR, [name, [[value, pages], …]]; the metadata, [version, pages, chunks, filters, sorts, …],
    lists the filters with their files' names, and pagefind-entry.json names the metadata's file.
    """
    [metadata] = target.glob("pagefind.*.pf_meta")
    language = metadata.name.split(".")[1].rpartition("_")[0]
    names = {}
    for path in sorted((target / "filter").glob("*.pf_filter")):
        name, values = _unpack(path)
        path.unlink()
        digest = _pack([name, sorted(values)], lambda key: target / "filter" / f"{language}_{key[:7]}.pf_filter")
        names[name] = f"{language}_{digest[:7]}"
    content = _unpack(metadata)
    content[3] = sorted([name, names[name]] for name, _ in content[3])
    metadata.unlink()
    digest = _pack(content, lambda key: target / f"pagefind.{language}_{key[:13]}.pf_meta")
    entry = target / "pagefind-entry.json"
    known = json.loads(entry.read_text(encoding="utf-8"))
    known["languages"][language]["hash"] = f"{language}_{digest[:13]}"
    entry.write_text(json.dumps(known, ensure_ascii=False, separators=(",", ":"), sort_keys=True), encoding="utf-8")


def _unpack(path: Path) -> list:
    return cbor2.loads(gzip.decompress(path.read_bytes()).removeprefix(_MAGIC))


def _pack(content: list, path_of: Callable[[str], Path]) -> str:
    """Write the content to the path made from its digest; returns the digest."""
    data = cbor2.dumps(content)
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    path_of(digest).write_bytes(gzip.compress(_MAGIC + data, mtime=0))
    return digest
