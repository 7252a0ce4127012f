"""The types of the generator, checked by mypy as strictly as it can."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def mypy(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "mypy", *arguments], cwd=ROOT, capture_output=True, text=True,
                          check=False)


def test_types_fit():
    found = mypy()
    assert found.returncode == 0, found.stdout + found.stderr


def test_a_wrong_type_is_found(tmp_path):
    (tmp_path / "wrong.py").write_text("def half(number):\n    return number / 2\n", encoding="utf-8")
    assert "[no-untyped-def]" in mypy("--cache-dir", str(tmp_path / "cache"), str(tmp_path / "wrong.py")).stdout


def test_nothing_is_ignored_by_the_dozen():
    """An exception is made for one line, never for a module or for a kind of mistake."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert settings["strict"]
    assert settings.keys() <= {"files", "strict", "cache_dir", "python_version"}
    assert settings["files"] == ["generator"]


def test_nothing_is_only_called_of_another_type():
    """A `cast` or an `assert` makes mypy believe what nothing sees to; two types say it instead."""
    silenced = [f"{path.relative_to(ROOT)}:{node.lineno}" for path in sorted((ROOT / "generator").rglob("*.py"))
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if _silences(node)]
    assert not silenced


@pytest.mark.parametrize("line", ["x = cast(str, y)", "x = typing.cast(str, y)", "assert x is not None"])
def test_what_silences_is_seen(line):
    assert any(map(_silences, ast.walk(ast.parse(line))))


def _silences(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(node, ast.Assert) or "cast" in (getattr(called, "id", ""), getattr(called, "attr", ""))
