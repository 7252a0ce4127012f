"""What is read line by line of a faulty file: lines that are written as they should be are not blamed for the fault."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.draft import report_prose, report_yaml
from generator.load.slips import find_slips
from tests.factories import a_report, load_tree, write_tree
from tests.strategies import Made, reports

TEXTS = st.text("甲乙，。；！？：: #{}[],\"'\\-|>*&%@`null019～“”（）　", min_size=1, max_size=20).map(str.strip).filter(bool)


@given(reports(2021), TEXTS, TEXTS)
def test_only_the_faulty_line_of_a_file_is_told(tmp_path_factory, made: Made, title: str, reason: str):
    """A key that nobody knows: the file is read once more as a clerk writes it, whatever else stands there."""
    report = replace(made.report, title=title, transcription=(reason,))
    folder = tmp_path_factory.mktemp("slips")
    where = write_tree(folder, a_report(2021))
    (where / "2021.yml").write_text(report_yaml(report) + "unknown: 1\n", encoding="utf-8")
    (where / "2021.md").write_text(report_prose(report), encoding="utf-8")
    _, issues = load_tree(folder)
    assert {one.code for one in issues if one.path.endswith("2021.yml")} == {"unknown-key"}


@pytest.mark.parametrize("line", ['"a b": 1', '"##[x]y": 1', "'甲：乙': 1", 'title: "C:\\\\\\\\公开"', "title: '甲''乙'",
                                  'title: "甲\\"乙"', "title: 甲#乙", "title: 甲  # 注"])
def test_a_line_as_yaml_wants_it_is_no_slip(line: str):
    assert find_slips(f"year: 2021\n{line}\nsigned: null", {"title": "", "year": "", "signed": ""})[0] == []
