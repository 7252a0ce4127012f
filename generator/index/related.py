"""Pages → the index of related pages, made by Pagefind (extended: it knows Chinese words).

It answers where no page has the phrase itself. It is fed slim copies, the text in paragraphs without the tables'
labels and zeros, and in parts above a size, because its memory grows with the pages read at once: the browser
merges the parts.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import cbor2

from generator.index.blocks import Block
from generator.index.bundle import Bundle, lines
from generator.issue import BuildError

PART = 3000  # pages that Pagefind reads at once: 1.3 GB
_TAGS = {"!": "h1", "#": "h2", "+": "h3", " ": "p", "@": "p"}


class Related:
    """Collects slim pages in a folder of its own, then has Pagefind read them, part by part."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.count = 0

    @property
    def parts(self) -> int:
        return -(-self.count // PART)

    def add(self, bundle: Bundle) -> None:
        """The pages' blocks, as the plainest HTML that Pagefind reads."""
        for head, text in zip(bundle.heads, bundle.texts(), strict=True):
            folder = self.work / str(self.count // PART) / head.url
            folder.mkdir(parents=True, exist_ok=True)
            kept = "".join(f'<span data-pagefind-filter="{name}:{escape(value)}"></span>'
                           for name, value in head.filters.items() if value)
            told = "".join(_element(block) for block in lines(text) if block.text not in ("", "0", head.title))
            (folder / "index.html").write_text(
                f'<html lang="zh-CN"><body data-pagefind-body><h1>{escape(head.title)}</h1>{kept}{told}</body></html>',
                encoding="utf-8")
            self.count += 1

    def write(self, target: Path) -> None:
        """Make the index in `target`, its further parts in `target/1`, `target/2` … Raises BuildError on failure."""
        for part in range(self.parts):
            folder = target / str(part) if part else target
            command = [sys.executable, "-m", "pagefind_bin_extended", "--site", str(self.work / str(part)),
                       "--output-path", str(folder), "--quiet"]
            done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False,
                                  env=os.environ | {"SOURCE_DATE_EPOCH": "0"})
            said = " ".join((done.stderr or done.stdout).split())
            if done.returncode or not (folder / "pagefind.js").exists():
                raise BuildError(f"相关网页的索引（Pagefind）没有建成：{said[-500:]}")
            _look_through(folder)
            _settle(folder)
            for unused in folder.glob("pagefind-*.*"):  # the interfaces that Pagefind brings; ours is search.js
                if unused.suffix in (".js", ".css") and unused.name != "pagefind-worker.js":
                    unused.unlink()


def _element(block: Block) -> str:
    tag = _TAGS[block.kind]
    named = f' id="{escape(block.anchor)}"' if block.anchor else ""
    return f"<{tag}{named}>{escape(block.text)}</{tag}>"


_MAGIC = b"pagefind_dcd"


def _look_through(folder: Path) -> None:
    """Raises BuildError where a file is cut short: on a full disk Pagefind leaves such files and reports no failure."""
    for path in (path for path in folder.rglob("*") if path.is_file()):
        try:
            if path.suffix == ".json":
                json.loads(path.read_bytes())
            elif path.suffix == ".pagefind" or path.suffix.startswith(".pf_"):
                gzip.decompress(path.read_bytes())
            whole = path.stat().st_size > 0
        except (gzip.BadGzipFile, EOFError, zlib.error, ValueError):
            whole = False
        if not whole:
            raise BuildError(f"相关网页的索引（Pagefind）没有写完整（{path.name}），多半是磁盘已满。"
                             "上一次建好的网站没有改动。")


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


def _unpack(path: Path) -> list[Any]:
    content: list[Any] = cbor2.loads(gzip.decompress(path.read_bytes()).removeprefix(_MAGIC))
    return content


def _pack(content: list[Any], path_of: Callable[[str], Path]) -> str:
    """Write the content to the path made from its digest; returns the digest."""
    data = cbor2.dumps(content)
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    path_of(digest).write_bytes(gzip.compress(_MAGIC + data, mtime=0))
    return digest
