"""The mistakes of mistakes.yml: each in a report that is otherwise complete, with exactly the messages it should have."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from generator.check import check
from generator.issue import Issue, Severity
from tests.factories import SETTINGS, a_report, load_tree, write_tree

MISTAKES = yaml.safe_load((Path(__file__).parent / "mistakes.yml").read_text(encoding="utf-8"))
ROWS = {"received": [10, 2, 0, 0, 0, 1, 13], "carried_over": [1, 0, 0, 0, 0, 0, 1], "granted": [5, 1, 0, 0, 0, 1, 7],
        "partly": [2, 0, 0, 0, 0, 0, 2], "secret": [1, 0, 0, 0, 0, 0, 1], "not_held": [1, 1, 0, 0, 0, 0, 2],
        "total": [9, 2, 0, 0, 0, 1, 12], "carried_forward": [2, 0, 0, 0, 0, 0, 2]}
REPORT = a_report(2021, rows=ROWS, cells={"cases.rec_upheld": 1, "cases.rec_total": 1}, transcription=("去掉了页眉。",))
BEFORE = a_report(2020, rows={"received": [3, 0, 0, 0, 0, 0, 3], "granted": [2, 0, 0, 0, 0, 0, 2],
                              "total": [2, 0, 0, 0, 0, 0, 2], "carried_forward": [1, 0, 0, 0, 0, 0, 1]})


def typed(file: Path, start: str, new: str) -> None:
    """Put other text in the place of the one line that begins so."""
    lines = file.read_text(encoding="utf-8").split("\n")
    [at] = [number for number, line in enumerate(lines) if line.startswith(start)]
    lines[at:at + 1] = new.split("\n") if new else []
    file.write_text("\n".join(lines), encoding="utf-8")


def made(root: Path, mistake: dict) -> Path:
    folder = write_tree(root, *([BEFORE] if mistake.get("last") else []), REPORT)
    for start, new in ([[mistake["line"], mistake["typed"]]] if "line" in mistake else []) + mistake.get("also", []):
        typed(folder / mistake.get("file", "2021.yml"), start, new)
    if "rename" in mistake:
        (folder / mistake["rename"][0]).rename(folder / mistake["rename"][1])
    if "add" in mistake:
        (folder / mistake["add"]).write_text("x", encoding="utf-8")
    return folder


def said(root: Path) -> list[Issue]:
    """Everything but hints, which are no faults."""
    site, issues = load_tree(root)
    return [one for one in [*issues, *check(site, SETTINGS)] if one.severity is not Severity.HINT]


def fits(found: Issue, wanted: dict, folder: Path) -> bool:
    """Is the issue at the place that is wanted, with the words?"""
    name, _, start = wanted["at"].partition(": ")
    if found.path.rsplit("/", 1)[-1] != name:
        return False
    if start:
        lines = (folder / name).read_text(encoding="utf-8").split("\n")
        if not found.line or not lines[found.line - 1].startswith(start):
            return False
    return all(word in found.message for word in wanted["words"]) and not any(
        word in found.message for word in wanted.get("not", ()))


def test_the_report_without_a_mistake_has_no_fault(tmp_path: Path):
    write_tree(tmp_path, BEFORE, REPORT)
    assert said(tmp_path) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one["slip"])
def test_a_mistake_is_told_where_it_is_with_what_to_do(tmp_path: Path, mistake: dict):
    folder = made(tmp_path, mistake)
    found = said(tmp_path)
    told = "\n".join(f"{one.path.rsplit('/', 1)[-1]}:{one.line} {one.message}" for one in found)
    for wanted in mistake["says"]:
        assert any(fits(one, wanted, folder) for one in found), f"not said: {wanted}\n{told}"
    assert len(found) == len(mistake["says"]), told


def test_there_are_many_mistakes_and_none_twice():
    slips = [mistake["slip"] for mistake in MISTAKES]
    assert len(slips) >= 90
    assert len(set(slips)) == len(slips)
