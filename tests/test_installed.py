"""An operator's years: the package installed in an empty environment elsewhere, a data repository, a report, a site,
an upgrade of the program over the cache that was kept.

The environment borrows the libraries of the one that tests, so that nothing is fetched; the program comes from the
wheel alone.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from generator import __version__
from tests.factories import TOWNSHIP, a_report, report_prose, report_yaml
from tests.site_checker import faults

ROOT = Path(__file__).parent.parent


def run(*command: object, cwd: Path, code: int = 0) -> str:
    """What a command prints; it must end with this code."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GITHUB", "SITE_"))}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=clean | {"PYTHONUTF8": "1"}, capture_output=True,
                          encoding="utf-8", check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheels(tmp_path_factory) -> list[Path]:
    """The package as it is, and as its next version, in which a sentence of a page is another."""
    made = []
    for number in range(2):
        source = tmp_path_factory.mktemp("source") / "program"
        source.mkdir()
        for name in ("generator", "content", "site_templates", "pyproject.toml", "README.md", "LICENSE"):
            path = ROOT / name
            if path.is_dir():
                shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(path, source)
        if number:
            rewrite(source / "generator" / "__init__.py", r'__version__ = "[^"]*"', '__version__ = "99.0.0"')
            rewrite(source / "site_templates" / "pages" / "report.html", "一眼看懂", "一看就懂")
        out = source.parent / "dist"
        run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", out, source,
            cwd=source.parent)
        made += out.glob("*.whl")
    return made


def rewrite(path: Path, old: str, new: str) -> None:
    text, count = re.subn(old, new, path.read_text(encoding="utf-8"))
    assert count == 1
    path.write_text(text, encoding="utf-8")


class Machine:
    """A machine with the program in an environment of its own."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.folder = folder
        venv.create(folder / "env", with_pip=False)
        self.own = next((folder / "env").rglob("site-packages"))
        (self.own / "borrowed.pth").write_text(f"{_libraries(folder)}\n", encoding="utf-8")
        self.install(wheel)

    def install(self, wheel: Path) -> None:
        shutil.rmtree(self.own / "generator", ignore_errors=True)
        for old in self.own.glob("township_disclosure_portal-*"):
            shutil.rmtree(old)
        with zipfile.ZipFile(wheel) as package:
            package.extractall(self.own)

    def portal(self, *arguments: object, code: int = 0) -> str:
        return run(self.folder / "env" / "bin" / "python", "-m", "generator", *arguments, cwd=self.folder, code=code)


def _libraries(folder: Path) -> Path:
    """The libraries of this environment without our own package, which stands there as a link to the source."""
    borrowed = folder / "libraries"
    borrowed.mkdir()
    for path in Path(next(path for path in sys.path if path.endswith("site-packages"))).iterdir():
        if not re.match(r"_?_?(editable|township)|_township", path.name.lower()):
            (borrowed / path.name).symlink_to(path)
    return borrowed


@pytest.fixture(scope="module")
def machine(tmp_path_factory, wheels: list[Path]) -> Machine:
    made = Machine(tmp_path_factory.mktemp("operator"), wheels[0])
    made.portal("init", "data")
    return made


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_wheel_holds_what_a_site_is_made_of(wheels: list[Path]):
    names = zipfile.ZipFile(wheels[0]).namelist()
    for name in ("editions/2021.yml", "editions/2021.schema.json", "index/folding.txt", "starter/portal/mkdocs.yml",
                 "starter/portal/.github/workflows/site.yml", "starter/portal/reports/.example/shilixian/shilizhen/2024.yml",
                 "shipped/content/guide.md", "shipped/content/staff.md", "shipped/site_templates/mkdocs.yml",
                 "shipped/site_templates/pages/report.html", "shipped/site_templates/material/assets/portal/portal.css"):
        assert f"generator/{name}" in names
    assert [name for name in names if not name.startswith(("generator/", "township_disclosure_portal-"))] == []


def test_the_program_says_its_version(machine: Machine):
    assert machine.portal("--version") == f"portal {__version__}\n"


def test_a_new_data_repository_is_complete(machine: Machine):
    names = set(tree(machine.folder / "data"))
    assert {"README.md", "mkdocs.yml", "requirements.txt", ".gitattributes", ".gitignore", "content/about.md",
            "reports/README.md", ".github/CODEOWNERS", ".github/pull_request_template.md", ".github/dependabot.yml",
            ".github/workflows/check.yml", ".github/workflows/site.yml"} <= names
    assert not [name for name, content in tree(machine.folder / "data").items() if b"@@" in content]


def test_the_front_page_of_several_portals_is_made_the_same_way(machine: Machine, tmp_path: Path):
    machine.portal("init", "--nation", tmp_path / "nation")
    machine.portal("--project", machine.folder / "data", "build", "--no-search", "--out", tmp_path / "nation/shandong")
    (tmp_path / "nation/nation.yml").write_text(
        "name: 全国\nsites:\n  - {name: 山东省, url: ../shandong/, summary: shandong}\n", encoding="utf-8")
    said = machine.portal("--project", tmp_path / "nation", "nation", "nation.yml", "--summaries")
    assert said == "http://127.0.0.1:8000/shandong/summary.json\tshandong\n"
    machine.portal("--project", tmp_path / "nation", "nation", "nation.yml")
    assert "山东省" in (tmp_path / "nation/build/nation/index.html").read_text(encoding="utf-8")


def test_a_data_repository_is_not_written_twice(machine: Machine):
    before = tree(machine.folder / "data")
    assert "已经存在" in machine.portal("init", "data", code=2)
    assert tree(machine.folder / "data") == before


def test_a_report_a_site_and_an_upgrade(machine: Machine, wheels: list[Path], tmp_path: Path):
    """The example is not published; the upgrade leaves nothing of what the last version made."""
    data = machine.folder / "data"
    machine.portal("--project", data, "build")
    assert not (data / "build/site/shilixian").exists()
    machine.portal("--project", data, "new", "shixian/bingli", "2024")
    machine.portal("--project", data, "check", code=1)
    folder, report = data / "reports/shixian/bingli", a_report(2024)
    (folder / "township.yml").write_text(TOWNSHIP, encoding="utf-8")
    (folder / "2024.yml").write_text(report_yaml(report), encoding="utf-8")
    (folder / "2024.md").write_text(report_prose(report), encoding="utf-8")
    machine.portal("--project", data, "check")
    machine.portal("--project", data, "build")
    assert faults(data / "build/site") == []
    page = data / "build/site/shixian/bingli/2024/index.html"
    assert "一眼看懂" in page.read_text(encoding="utf-8")
    machine.install(wheels[1])
    machine.portal("--project", data, "build")
    machine.portal("--project", data, "build", "--fresh", "--out", tmp_path / "fresh")
    assert "一看就懂" in page.read_text(encoding="utf-8")
    assert tree(data / "build/site") == tree(tmp_path / "fresh")


def test_an_operators_own_files_lie_over_the_programs(machine: Machine, tmp_path: Path):
    data = tmp_path / "data"
    machine.portal("init", data)
    (data / "content/guide.md").write_text("---\ntitle: 自己的说明\n---\n\n# 自己的说明 {#guide}\n", encoding="utf-8")
    (data / "site_templates/pages").mkdir(parents=True)
    (data / "site_templates/pages/notes.html").write_text(
        '{% extends "pages/base.html" %}{% block body %}<h1>自己的样子</h1>{% endblock %}', encoding="utf-8")
    machine.portal("--project", data, "build", "--no-search")
    site = data / "build/site"
    assert "自己的说明" in (site / "guide/index.html").read_text(encoding="utf-8")
    assert "自己的样子" in (site / "notes/index.html").read_text(encoding="utf-8")
    assert (site / "accessibility/index.html").exists()
    assert "某某县政府信息公开年报" in (site / "index.html").read_text(encoding="utf-8")


LIGHT = ("mkdocs", "material", "pagefind_bin_extended", "numpy", "cbor2", "pypinyin", "watchdog")


@pytest.fixture
def light(machine: Machine):
    """The same machine without what only `[site]` brings."""
    hidden = [machine.folder / "libraries" / name for name in LIGHT]
    moved = [(path, path.readlink()) for path in hidden]
    facts = [(path, path.readlink()) for path in (machine.folder / "libraries").glob("*.dist-info")
             if re.match(r"mkdocs|numpy|pagefind|watchdog|pypinyin|cbor2", path.name)]
    for path, _ in moved + facts:
        path.unlink()
    yield machine
    for path, to in moved + facts:
        path.symlink_to(to)


def test_who_only_checks_needs_little(light: Machine, tmp_path: Path):
    data = tmp_path / "data"
    light.portal("init", data)
    light.portal("--project", data, "new", "shixian/bingli", "2024")
    folder, report = data / "reports/shixian/bingli", a_report(2024)
    (folder / "township.yml").write_text(TOWNSHIP, encoding="utf-8")
    (folder / "2024.yml").write_text(report_yaml(report), encoding="utf-8")
    (folder / "2024.md").write_text(report_prose(report), encoding="utf-8")
    (tmp_path / "before").mkdir()
    light.portal("--project", data, "check")
    light.portal("--project", data, "review", "--base", tmp_path / "before")
    assert "试镇" in (data / "build/review/preview.html").read_text(encoding="utf-8")
    light.portal("export", folder / "2024.yml", "--to", "docx", "--out", tmp_path / "a.docx")
    light.portal("--project", data, "import", tmp_path / "a.docx", "--township", "shixian/bingli", "--update")


@pytest.mark.parametrize("command", ["build", "serve"])
def test_who_lacks_a_part_is_told_which(light: Machine, command: str):
    said = light.portal("--project", light.folder / "data", command, code=2)
    assert 'pip install "township-disclosure-portal[site]"' in said
    assert "Traceback" not in said
