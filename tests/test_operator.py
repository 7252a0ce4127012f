"""What an operator does every day leaves the program's tests as they are: they look at a frozen portal.

A copy of the project is changed as an operator changes it, and those tests that read sources, or build sites of them,
are run there. That the changes themselves are good is the business of `portal check`, which is run there too.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories import PORTAL, ROOT, TOWNSHIP, a_report, edit, write_tree

# Read sources, settings, pages or CODEOWNERS, and are quick.
MODULES = ("check", "fidelity", "content", "schema", "cases", "load_quick", "site", "workflows", "house")
_NOT_THE_PROGRAM = {".git", ".venv", "build", "inbox", "reports", "content", "examples", "mkdocs.yml", "nation.yml",
                    "node_modules"}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The program of this project, with the settings, pages and reports that it is delivered with."""
    target = tmp_path / "clone"
    target.mkdir()
    caches = shutil.ignore_patterns("__pycache__", "*.egg-info", ".*_cache", ".hypothesis")
    for path in ROOT.iterdir():
        if path.name in _NOT_THE_PROGRAM or caches("", [path.name]):
            continue
        if path.is_dir():
            shutil.copytree(path, target / path.name, symlinks=True, ignore=caches)
        else:
            shutil.copy(path, target)
    for name in ("reports", "content", "examples"):
        shutil.copytree(PORTAL / name, target / name)
    shutil.copy(PORTAL / "mkdocs.yml", target)
    shutil.copy(PORTAL / "CODEOWNERS", target / ".github")
    return target


def run(clone: Path, *arguments: str) -> str:
    """What a program of the clone prints; fails with it where it finds something."""
    bare = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "COV_"))}
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=clone, capture_output=True, text=True, check=False,
                          env={**bare, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def stays_green(clone: Path) -> None:
    assert "错误 0 处" in run(clone, "generator", "check", "--no-hints")
    run(clone, "pytest", "-x", "-p", "no:cacheprovider", "-k", "not zizmor and not auditor",
        *(f"tests/test_{name}.py" for name in MODULES))


def name_it(clone: Path) -> None:
    edit(clone / "mkdocs.yml", "site_name: 乡镇政府信息公开年报", "site_name: 某县年报")
    edit(clone / "mkdocs.yml", "site_url: http://127.0.0.1:8000/ ", "site_url: https://nianbao.example.cn/ ")
    edit(clone / "mkdocs.yml", "    operator: null", "    operator: 某县人民政府办公室")
    edit(clone / "mkdocs.yml", "    deadlines: {}", "    deadlines: {xinxian: 01-31}")
    owners = clone / ".github" / "CODEOWNERS"
    text = re.sub(r"^# ([*/])", r"\1", owners.read_text(encoding="utf-8"), flags=re.M)
    owners.write_text(re.sub(r"@[\w/-]+", "@mou-xian", text), encoding="utf-8")


def test_more_reports_a_correction_and_other_words(clone: Path):
    write_tree(clone, a_report(2021), a_report(2022), path="xinxian/xinzhen")
    write_tree(clone, a_report(2021), path="anqiu/jinzhongzi", township=(
        PORTAL / "reports/anqiu/jinzhongzi/township.yml").read_text(encoding="utf-8"))
    edit(clone / "reports/anqiu/jinzhongzi/2020.yml", "  permit: [0, 0, 0]  ", "  permit: [1, 1, 7]  ")
    with (clone / "content" / "about.md").open("a", encoding="utf-8") as file:
        file.write("\n## 联系我们\n\n电话：0000。\n")
    (clone / "content" / "staff.md").write_text("# 工作人员指南\n\n请打电话。\n", encoding="utf-8")
    name_it(clone)
    stays_green(clone)


def test_all_samples_replaced(clone: Path):
    for name in ("reports", "examples"):
        shutil.rmtree(clone / name)
    write_tree(clone, a_report(2021), a_report(2022), path="xinxian/xinzhen", township=TOWNSHIP)
    name_it(clone)
    stays_green(clone)
