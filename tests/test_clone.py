"""A clone on Windows: the same bytes, whatever git is told about the ends of lines."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from generator.__main__ import main
from tests.factories import PORTAL, ROOT, a_report, write_tree

WINDOWS = ("-c", "core.autocrlf=true", "-c", "core.eol=crlf")


def git(folder: Path, *arguments: object) -> str:
    done = subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "core.quotePath=false",
                           *map(str, arguments)], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def cloned(folder: Path) -> Path:
    """Commit everything in the folder, with our attributes, as git does it on Windows, and clone it as it does there."""
    shutil.copy(ROOT / ".gitattributes", folder)
    git(folder, "init", "--quiet")
    git(folder, *WINDOWS, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x")
    target = folder.parent / "clone"
    git(folder.parent, "clone", "--quiet", *WINDOWS, folder, target)
    return target


def differing(one: Path, other: Path) -> list[str]:
    names = {path.relative_to(root).as_posix() for root in (one, other) for path in root.rglob("*")
             if path.is_file() and ".git" not in path.relative_to(root).parts}
    return sorted(name for name in names if not (one / name).is_file() or not (other / name).is_file()
                  or (one / name).read_bytes() != (other / name).read_bytes())


def test_a_clone_has_the_bytes_and_no_fault(tmp_path: Path, capsys):
    (tmp_path / "mine").mkdir()
    for name in ("reports", "examples", "content"):
        shutil.copytree(PORTAL / name, tmp_path / "mine" / name)
    shutil.copy(PORTAL / "mkdocs.yml", tmp_path / "mine")
    clone = cloned(tmp_path / "mine")
    assert differing(tmp_path / "mine", clone) == []
    assert len(list(clone.glob("reports/*/*/*-original.txt"))) == 5
    assert main(["--project", str(clone), "check", "--no-hints"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("name", ["2021-original.txt", "2021-original.md", "年报.yml", "年报 终稿.html", "2021-original.PDF",
                                  "2021-original.csv", "扫描件"])
@pytest.mark.parametrize("content", [b"a\r\nb\r\n", b"a\nb\n", b"a\r\nb\nc\r", b"\xb9\xab\xbf\xaa\r\n", b"a\0\r\n"])
def test_an_original_keeps_its_bytes(tmp_path: Path, name: str, content: bytes):
    folder = write_tree(tmp_path / "mine", a_report(2021))
    (folder / name).write_bytes(content)
    clone = cloned(tmp_path / "mine")
    assert (clone / "reports/shixian/shizhen" / name).read_bytes() == content


def test_what_was_written_on_windows_is_the_same_everywhere(tmp_path: Path):
    """Figures and prose saved with CR and LF, or pages and programs, come to others with LF alone."""
    folder = write_tree(tmp_path / "mine", a_report(2021))
    (tmp_path / "mine/content").mkdir()
    (tmp_path / "mine/content/about.md").write_bytes("关于\n".encode())
    (tmp_path / "mine/tool.py").write_bytes(b"x = 1\n")
    expected = {path: path.read_bytes() for path in (tmp_path / "mine").rglob("*") if path.is_file()}
    for path, content in expected.items():
        path.write_bytes(content.replace(b"\n", b"\r\n"))
    clone = cloned(tmp_path / "mine")
    assert {path for path, content in expected.items()
            if (clone / path.relative_to(tmp_path / "mine")).read_bytes() != content} == set()
    assert folder / "township.yml" in expected


def attributes(*paths: str) -> dict[str, str]:
    """Each path's `text` attribute, as our file gives it."""
    said = git(ROOT, "check-attr", "text", "--", *paths).splitlines()
    return {line.rsplit(": ", 2)[0]: line.rsplit(": ", 1)[1] for line in said}


def test_every_kind_of_file_is_told_apart():
    mine = ("reports/a/b/2020.yml", "reports/a/b/2020.md", "reports/a/b/township.yml", "reports/README.md")
    originals = ("reports/a/b/2020-original.txt", "reports/a/b/2020-original.md", "inbox/a.txt", "examples/a/b/x.doc",
                 "tests/portal/reports/a/b/2019-original.txt")
    others = ("generator/load/__init__.py", "content/about.md", "site_templates/a.html", "mkdocs.yml", "a.js", "a.css")
    assert attributes(*mine, *originals, *others) == {
        **dict.fromkeys(mine, "set"), **dict.fromkeys(originals, "unset"), **dict.fromkeys(others, "auto")}
