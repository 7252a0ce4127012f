"""MkDocs and Material build content/ and one empty page of each depth, once; bodies are poured in.

In: a Frame: settings, hand-written pages, theme. Out: a Shell: the finished hand-written pages and
assets as files, and a function that dresses a rendered page. A report page costs MkDocs nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from generator.issue import BuildError, reason_told
from generator.page import Page, Rendered

DEEPEST = 3  # /<county>/<township>/<year>/
MARKS = re.compile(r"<!--portal:(title|head|body)-->")
_EMPTY = "---\nshell: true\ntitle: shell\n---\n\n# shell {#content}\n"
_UNUSED = (".map", "sitemap.xml", "sitemap.xml.gz", "objects.inv")


@dataclass(frozen=True)
class Shell:
    """The dress of all pages. `files`: what MkDocs made and the site keeps, path → absolute path."""

    name: str
    cuts: tuple[tuple[str, ...], ...]  # by depth: text, mark, text, mark, … text
    files: dict[str, Path]
    content_urls: tuple[str, ...]

    def pour(self, page: Page, rendered: Rendered) -> str:
        """The whole HTML document of a page."""
        title = rendered.title if page.depth == 0 else f"{rendered.title} - {self.name}"
        parts = {"title": escape(title), "head": rendered.head, "body": rendered.body}
        cut = self.cuts[page.depth]
        return "".join(parts[text] if index % 2 else text for index, text in enumerate(cut))

    def article(self, url: str) -> str:
        """The article of a hand-written page."""
        html = self.files[url + "index.html"].read_text(encoding="utf-8")
        return html[html.index("<article"):html.index("</article>") + len("</article>")]


@dataclass(frozen=True)
class Frame:
    """What the shell is made of: an operator's mkdocs.yml, the configuration it lies over, pages and theme by path."""

    settings: Path
    base: Path
    content: Mapping[str, Path]
    theme: Mapping[str, Path]


def build_shell(frame: Frame, work: Path, overrides: dict[str, str], program: str) -> Shell:
    """Build the shell in the folder `work`, or take the one that is there, if it was made from the same.

    `overrides` are settings that replace mkdocs.yml's; `program` is the fingerprint of the one that runs.
    """
    made_from = _inputs(frame, overrides, program)
    seal = work / "seal"
    if not (seal.is_file() and seal.read_text(encoding="utf-8") == made_from + _digest(_below(work / "out"))):
        _build(frame, work, overrides)
    shell = _read_shell(work / "out", overrides["site_name"])
    seal.write_text(made_from + _digest(_below(work / "out")), encoding="utf-8")
    return shell


def _inputs(frame: Frame, overrides: dict[str, str], program: str) -> str:
    """A fingerprint of all that a shell is made from: our files, the settings, the program."""
    return _digest({"settings": frame.settings, "base": frame.base,
                    **{f"content/{name}": path for name, path in frame.content.items()},
                    **{f"theme/{name}": path for name, path in frame.theme.items()}},
                   repr(sorted(overrides.items())), program)


def _below(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}


def _digest(files: Mapping[str, Path], *more: str) -> str:
    found = hashlib.sha256("\0".join(more).encode())
    for name, path in files.items():
        found.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _lay(files: Mapping[str, Path], folder: Path) -> None:
    for name, path in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name)


def _build(frame: Frame, work: Path, overrides: dict[str, str]) -> None:
    shutil.rmtree(work, ignore_errors=True)
    docs = work / "docs"
    _lay(frame.content, docs)
    _lay(frame.theme, work / "theme")
    for depth in range(1, DEEPEST + 1):
        folder = docs.joinpath(*["shell"] * depth)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.md").write_text(_EMPTY, encoding="utf-8")
    config = work / "mkdocs.yml"
    config.write_text(_config(_settings(frame, work), docs, work / "theme", work / "out", overrides), encoding="utf-8")
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "0", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(config)],
                          capture_output=True, encoding="utf-8", errors="replace", env=environment, check=False)
    if done.returncode:
        raise BuildError(f"网站外壳（MkDocs）没有建成：{_last_words(done.stderr or done.stdout)}")


def _last_words(said: str) -> str:
    """What a failed program said, on one line; of a traceback what it ends in."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if any(line.startswith("Traceback ") for line in lines):
        lines = [reason_told(lines[-1])]
    return " ".join(lines)[-800:]


def _settings(frame: Frame, work: Path) -> Path:
    """The operator's settings over the base configuration, wherever that is; the copy in a checkout names it too."""
    text = re.sub(r"^INHERIT[^\n]*$", "", frame.settings.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path = work / "settings.yml"
    path.write_text(f"INHERIT: {json.dumps(str(frame.base))}\n{text}", encoding="utf-8")
    return path


def _config(settings: Path, docs: Path, theme: Path, out: Path, overrides: dict[str, str]) -> str:
    """A MkDocs configuration that inherits the settings; JSON strings are YAML strings."""
    quoted = {"INHERIT": str(settings), "docs_dir": str(docs), "site_dir": str(out), **{
        key: value for key, value in overrides.items() if key != "repository"}}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in quoted.items()]
    lines.append(f"theme: {{custom_dir: {json.dumps(str(theme))}}}")
    if overrides.get("repository"):
        lines.append(f"extra: {{portal: {{repository: {json.dumps(overrides['repository'])}}}}}")
    lines.append("not_in_nav: |\n  shell/")
    return "\n".join(lines) + "\n"


def _read_shell(out: Path, name: str) -> Shell:
    cuts = []
    for depth in range(DEEPEST + 1):
        html = out.joinpath(*["shell"] * depth, "index.html").read_text(encoding="utf-8")
        cut = MARKS.split(_collapse(html))
        if sorted(cut[1::2]) != ["body", "head", "title"]:
            raise BuildError("网站外壳里找不到放正文的位置，请检查 site_templates/material/main.html。")
        cuts.append(tuple(cut))
    files = dict(_kept(out))
    for path in files.values():
        if path.suffix == ".html":  # Markdown cannot say that a table's first line are its columns' headings
            html = path.read_text(encoding="utf-8")
            path.write_text(re.sub(r"<th(?=[ >])(?![^<>]*scope=)", '<th scope="col"', html), encoding="utf-8")
    urls = sorted(path.removesuffix("index.html") for path in files if path.endswith("/index.html"))
    return Shell(name, tuple(cuts), files, tuple(urls))


def _kept(out: Path) -> Iterator[tuple[str, Path]]:
    """Everything but the empty shells and what our pages never load (the theme's scripts, source maps)."""
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if path.is_file() and not name.endswith(_UNUSED) and not name.startswith((
                "shell/", "assets/javascripts/", "assets/images/")) and name != "index.html":
            yield name, path


# Of Material's page what only its own scripts use, and we load none of them.
_IDLE = re.compile(r'<input class="md-toggle"[^<>]*>|<label class="md-overlay"[^<>]*></label>'
                   r'|<div data-md-component="announce">\s*</div>|(?<=<html lang="zh-CN") class="no-js"'
                   r'|<div class="md-dialog"[^<>]*>\s*<div[^<>]*></div>\s*</div>|(?<=[\w"]) data-md-component="[^"]*"')


def _collapse(html: str) -> str:
    return re.sub(r"(?<![ \t])[ \t]*+\n[ \t\n]*+", "\n", _IDLE.sub("", html))
