"""The types of the generator, checked by mypy as strictly as it can."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

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
    """An exception is made for one line, or for a module that is still to be typed, never for a kind of mistake."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    blanket = {"ignore_errors", "disable_error_code", "ignore_missing_imports"}
    assert settings["strict"]
    assert not blanket & settings.keys()
    untyped = {name for one in settings.get("overrides", ()) for name in one["module"]}
    assert all(name.split(".")[1] == "importing" and "*" not in name for name in untyped)
