"""The past of a report or of one place in it: from its own corrections and from git, which may be absent or shallow."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from generator.__main__ import main
from generator.load.past import value_in
from generator.model import Correction, Report
from tests.factories import EDITIONS, PORTAL, TOWNSHIP, a_report, changed, unreadable, write_tree

ENTRY = Correction("2026-11-28", "录入订正", "permit.decided", "0", "7", "看错一行", "https://a.invalid/", 0)
FIRST = a_report(2021)
SECOND = replace(changed(FIRST, {"permit.decided": 7}), corrections=(ENTRY,))
THIRD = replace(SECOND, title="别的标题", prose={**SECOND.prose, "problems": "改写了。"})

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="no git on this machine")


def git(folder: Path, *arguments: str) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", "-C", str(folder), "-c", "user.name=王某", "-c", "user.email=w@a.invalid", *arguments],
                   check=True, capture_output=True, env=environment)


def commit(project: Path, subject: str, report: Report, path: str = "shixian/shizhen", township: str = TOWNSHIP) -> None:
    write_tree(project, report, path=path, township=township)
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", subject)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A portal in the folder 资料 of a repository, whose report was entered, corrected and worded anew."""
    git(tmp_path, "init", "--quiet")
    project = tmp_path / "资料"
    project.mkdir()
    shutil.copy(PORTAL / "mkdocs.yml", project)
    for subject, report in (("录入 2021 年", FIRST), ("改一格", SECOND), ("改标题和文字", THIRD)):
        commit(project, subject, report)
    return project


def told(project: Path, capsys, *arguments: str) -> str:
    assert main(["--project", str(project), "history", "shixian/shizhen", "2021", *arguments]) == 0
    return capsys.readouterr().out


def data(project: Path, capsys, *arguments: str) -> dict:
    return json.loads(told(project, capsys, *arguments, "--format", "json"))


def test_a_cell_is_told_from_the_corrections_and_from_git(project: Path, capsys):
    found = data(project, capsys, "permit.decided")
    assert found["corrections"] == [ENTRY.fields]
    assert [(one["subject"], one["author"], one["before"], one["after"]) for one in found["commits"]] == [
        ("改一格", "王某", "0", "7"), ("录入 2021 年", "王某", None, "0")]
    assert (found["now"], found["place"], found["remark"]) == ("7", "表二 · 行政许可 · 本年处理决定数量", None)


def test_a_clerk_reads_it_in_words(project: Path, capsys):
    lines = told(project, capsys, "permit.decided").split("\n")
    assert lines[:2] == ["试县试镇2021年 · 表二 · 行政许可 · 本年处理决定数量（permit.decided）", "现在：7"]
    assert "  2026-11-28  录入订正  0 → 7" in lines
    assert "              理由：看错一行（https://a.invalid/）" in lines
    assert "              （没有） → 0" in lines


@pytest.mark.parametrize(("at", "subject", "after"), [
    ("title", "改标题和文字", "别的标题"), ("problems", "改标题和文字", "改写了。"), ("requests", "录入 2021 年", "逐行录入")])
def test_fields_sections_and_tables_have_a_past_too(project: Path, capsys, at: str, subject: str, after: str):
    [last, *_] = data(project, capsys, at)["commits"]
    assert (last["subject"], last["after"]) == (subject, after)


def test_the_whole_report_is_told_commit_by_commit(project: Path, capsys):
    found = data(project, capsys)
    assert [one["subject"] for one in found["commits"]] == ["改标题和文字", "改一格", "录入 2021 年"]
    assert "permit.decided：0 → 7" in told(project, capsys)


def test_a_folder_that_moved_keeps_its_past(project: Path, capsys):
    shutil.rmtree(project / "reports/shixian/shizhen")
    moved = replace(changed(THIRD, {"permit.decided": 8}), corrections=())
    commit(project, "搬家", moved, "shixian/xinzhen", TOWNSHIP + "moved_from: [shixian/shizhen]\n")
    main(["--project", str(project), "history", "shixian/xinzhen", "2021", "permit.decided", "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    assert [(one["before"], one["after"]) for one in found["commits"]] == [("7", "8"), ("0", "7"), (None, "0")]


def test_branches_that_were_joined_do_not_confuse_it(project: Path, capsys):
    git(project, "checkout", "--quiet", "-b", "side", "HEAD~2")
    commit(project, "旁支", changed(FIRST, {"permit.decided": 9}))
    git(project, "checkout", "--quiet", "-")
    git(project, "merge", "--quiet", "--strategy", "ours", "--message", "合并", "side")
    found = data(project, capsys, "permit.decided")["commits"]
    assert {(one["subject"], one["before"], one["after"]) for one in found} <= {
        ("旁支", "0", "9"), ("改一格", "0", "7"), ("录入 2021 年", None, "0")}


def test_a_shallow_clone_says_so(project: Path, tmp_path: Path, capsys):
    git(tmp_path, "clone", "--quiet", "--depth", "1", project.parent.as_uri(), str(tmp_path / "clone"))
    found = data(tmp_path / "clone" / "资料", capsys, "permit.decided")
    assert "浅克隆" in found["remark"]
    assert found["corrections"] == [ENTRY.fields]


def test_without_a_repository_the_corrections_are_told(project: Path, tmp_path: Path, capsys):
    shutil.rmtree(tmp_path / ".git")
    found = data(project, capsys, "permit.decided")
    assert (found["corrections"], found["commits"]) == ([ENTRY.fields], [])
    assert "不在 git 仓库里" in found["remark"]


def test_without_git_too(project: Path, capsys, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert "没有装 git" in data(project, capsys, "permit.decided")["remark"]


def test_a_report_that_git_does_not_know(project: Path, capsys):
    write_tree(project, a_report(2022))
    main(["--project", str(project), "history", "shixian/shizhen", "2022"])
    assert "git 里没有这份年报的记录" in capsys.readouterr().out


@pytest.mark.parametrize(("arguments", "words"), [
    (["shixian/shizhen", "2021", "nothing.P"], "没有“nothing.P”这个位置"), (["shixian/x", "2021"], "找不到 shixian/x"),
    (["../资料/reports/shixian/shizhen", "2021"], "找不到")])
def test_what_is_not_there_is_said_in_a_sentence(project: Path, capsys, arguments: list[str], words: str):
    assert main(["--project", str(project), "history", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_words_of_a_commit_are_no_command_and_hide_nothing(project: Path, capsys, monkeypatch):
    commit(project, "::error::x \x1b[31m甲\u202e乙", changed(THIRD, {"permit.decided": 8}))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    out = told(project, capsys, "permit.decided")
    assert not {"\x1b", "\u202e"} & set(out)
    assert "::" not in out


# ── old texts ──

def test_a_text_that_would_not_pass_today_is_read_as_far_as_it_goes():
    edition = next(iter(EDITIONS))
    text = f'edition: "{edition}"\nyear: 2020\nunknown: 1\nrequests:\n  received: [01, "/", {{literal: "04"}}, null, x, 0, 9]\n'
    addresses = EDITIONS[edition].addresses["received"]
    assert [value_in(text, "", EDITIONS, at) for at in addresses] == ["01", "/", "04", "null", "x", "0", "9"]
    assert [value_in(text, "## 别的\n", EDITIONS, at) for at in ("granted.P", "title", "overview", "nothing")] == [None] * 4


@pytest.mark.parametrize("text", ["", "a: [", "edition: x\n", "- 1\n", "edition: [1]\n"])
def test_no_text_is_too_odd(text: str):
    assert value_in(text, "", EDITIONS, "received.P") is None


def test_a_blank_reads_as_it_is_written():
    from generator.draft import report_yaml

    report = a_report(2021, cells={"granted.P": None, "granted.B": unreadable("04")})
    assert [value_in(report_yaml(report), "", EDITIONS, at) for at in ("granted.P", "granted.B")] == ["null", "04"]
