"""How a build tells of itself: the bar, the stages, the profile."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from generator.assemble.watch import Watch, bar, said_to
from tests.factories import PORTAL, a_report, write_tree
from tests.test_main import run


@pytest.mark.parametrize(("done", "seconds", "line"), [
    (0, 0.0, "生成网页 ░░░░░░░░░░░░░░░░░░░░░░░░ 0/100 份"),
    (50, 10.0, "生成网页 ████████████░░░░░░░░░░░░ 50/100 份，每秒 5 份，还要 10 秒"),
    (1, 10.0, "生成网页 ░░░░░░░░░░░░░░░░░░░░░░░░ 1/100 份，每秒 0 份，还要 16 分钟"),
    (100, 20.0, "生成网页 ████████████████████████ 100/100 份，每秒 5 份")])
def test_a_bar_tells_rate_and_remaining_time(done: int, seconds: float, line: str):
    assert bar("生成网页", done, 100, seconds) == line


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(stream: io.StringIO) -> str:
    show = said_to(stream)
    for stage, done, of in (("读取", 0, 0), ("生成网页", 0, 2), ("生成网页", 2, 2), ("写入", 0, 0)):
        show(stage, done, of)
    return stream.getvalue()


def test_a_pipe_gets_a_line_per_stage():
    assert told(io.StringIO()) == "读取……\n生成网页……\n写入……\n"


def test_a_terminal_gets_a_line_that_moves(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    lines = told(Terminal()).split("\n")
    assert (lines[0], lines[2]) == ("读取……", "写入……")
    assert lines[1].count("\r") == 2
    assert "2/2 份" in lines[1]


def test_in_ci_a_terminal_gets_plain_lines_too(monkeypatch):
    monkeypatch.setenv("CI", "true")
    assert "\r" not in told(Terminal())


def test_a_watch_adds_up_by_stage():
    watch = Watch(lambda stage, done, of: None)
    for stage, done, of in (("一", 0, 0), ("二", 1, 3), ("二", 3, 3)):
        watch(stage, done, of)
    assert [(cost.stage, cost.count) for cost in watch.end()] == [("一", 0), ("二", 3)]


def test_the_profile_is_written_as_json(tmp_path: Path, capsys):
    write_tree(tmp_path, a_report(2021))
    path = tmp_path / "profile.json"
    assert run(PORTAL, "build", "--reports", str(tmp_path / "reports"), "--out", str(tmp_path / "site"), "--no-search",
               "--profile", str(path)) == 0
    facts = json.loads(path.read_text(encoding="utf-8"))
    assert (facts["reports"], facts["stages"][0]["stage"]) == (1, "读取")
    assert "生成网页：" in capsys.readouterr().err
