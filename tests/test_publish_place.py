"""Where a command may write: what the portal did not make is refused in one sentence and stays as it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.__main__ import main
from generator.issue import BuildError
from generator.publish import MARK, claim, claim_file, mark, publish, real, recover
from tests.factories import a_portal, a_report, write_tree


def snapshot(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Everything below a folder: kind, time, content. Links are not followed."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = os.readlink(path).encode() if path.is_symlink() else path.read_bytes() if path.is_file() else b""
        found[path.relative_to(folder).as_posix()] = (status.st_mode, status.st_mtime_ns, content)
    return found


# ── what may be claimed ──

def test_a_folder_that_is_not_there_may_be_written(tmp_path: Path):
    claim(tmp_path / "a" / "site", "site")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_may_be_written(tmp_path: Path):
    claim(tmp_path, "site")


def test_a_folder_of_ours_may_be_written_again(tmp_path: Path):
    mark(tmp_path / "site", "site")
    (tmp_path / "site" / "index.html").touch()
    claim(tmp_path / "site", "site")


def test_a_folder_is_ours_for_its_own_purpose_only(tmp_path: Path):
    mark(tmp_path / "sheets", "import")
    with pytest.raises(BuildError, match="别的东西"):
        claim(tmp_path / "sheets", "site")


@pytest.mark.parametrize("name", ["thesis.txt", ".hidden", ".git", "version.txt"])
def test_somebodys_folder_is_refused(tmp_path: Path, name: str):
    (tmp_path / name).write_text("mine\n", encoding="utf-8")
    with pytest.raises(BuildError, match="没有改动任何文件"):
        claim(tmp_path, "site")


def test_a_mark_that_says_something_else_is_none(tmp_path: Path):
    (tmp_path / MARK).write_text("mine\n", encoding="utf-8")
    with pytest.raises(BuildError):
        claim(tmp_path, "site")


def test_a_site_in_which_somebody_keeps_a_repository_is_refused(tmp_path: Path):
    mark(tmp_path, "site")
    (tmp_path / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    with pytest.raises(BuildError, match="Git"):
        claim(tmp_path, "site")


def test_a_site_from_before_there_were_marks_is_ours(tmp_path: Path):
    (tmp_path / "index.html").touch()
    (tmp_path / "version.txt").write_text("0123456789abcdef" * 4 + "\n", encoding="ascii")
    claim(tmp_path, "site")


@pytest.mark.parametrize("target", [".", "reports", "reports/shixian", "reports/neu", "content", "content/a/b"])
def test_no_folder_of_sources_is_written_nor_one_that_holds_or_is_in_it(tmp_path: Path, target: str):
    sources = [tmp_path / "reports", tmp_path / "content"]
    with pytest.raises(BuildError, match="源文件"):
        claim((tmp_path / target).resolve(), "site", sources)


def test_a_marked_folder_that_holds_sources_is_refused_too(tmp_path: Path):
    mark(tmp_path, "site")
    with pytest.raises(BuildError, match="源文件"):
        claim(tmp_path, "site", [tmp_path / "reports"])


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path):
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(BuildError, match="失效的链接"):
        real(tmp_path / "link")


def test_a_link_is_judged_by_what_it_leads_to(tmp_path: Path):
    (tmp_path / "place").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "place")
    assert real(tmp_path / "link") == tmp_path / "place"


@pytest.mark.parametrize("there", [Path.touch, Path.mkdir, lambda path: path.symlink_to("nowhere")],
                         ids=["file", "folder", "link"])
def test_a_file_is_never_written_over(tmp_path: Path, there: Callable[[Path], None]):
    there(tmp_path / "a.docx")
    with pytest.raises(BuildError, match="没有覆盖"):
        claim_file(tmp_path / "a.docx")


# ── what is beside a site ──

@pytest.mark.parametrize("name", [".site.new", ".site.old"])
def test_somebodys_folder_beside_the_site_stays(tmp_path: Path, name: str):
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis.txt").touch()
    before = snapshot(tmp_path)
    with pytest.raises(BuildError), publish(tmp_path / "site"):
        pass
    assert snapshot(tmp_path) == before


def test_somebodys_file_in_the_place_of_a_journal_stays(tmp_path: Path):
    (tmp_path / ".site.journal").write_text('{"deletes": "mine"}', encoding="utf-8")
    with pytest.raises(BuildError, match=r"\.site\.journal"):
        recover(tmp_path / "site")
    assert (tmp_path / ".site.journal").exists()


def test_files_that_come_while_a_site_is_made_stay(tmp_path: Path):
    def come() -> None:
        with publish(tmp_path / "site") as stage:
            stage.write("index.html", b"new")
            (tmp_path / "site").mkdir()
            (tmp_path / "site" / "thesis.txt").touch()
            stage.done()

    with pytest.raises(BuildError, match="不能写到"):
        come()
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["thesis.txt"]


def test_left_overs_that_were_partly_deleted_are_still_ours(tmp_path: Path, monkeypatch):
    """An interruption while left-overs are deleted leaves its mark to the last."""
    mark(tmp_path / ".site.new", "site")
    for name in ("a", "z"):
        (tmp_path / ".site.new" / name).mkdir()
    with monkeypatch.context() as cut:
        cut.setattr(shutil, "rmtree", lambda path, **_: (_ for _ in ()).throw(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            recover(tmp_path / "site")
    recover(tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


# ── every command ──

@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in a repository, with one report, a document, and things that are somebody's own."""
    folder = tmp_path / "portal"
    a_portal(folder)
    write_tree(folder, a_report(2021))
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (folder / "mine").mkdir()
    (folder / "mine" / "thesis.txt").write_text("x\n", encoding="utf-8")
    (folder / "nation.yml").write_text("name: 全国\nsites: []\n", encoding="utf-8")
    (folder / "dangling").symlink_to(folder / "nowhere")
    return folder


PLACES = [".", "..", "reports", "reports/shixian/new", "content", "site_templates/new", ".git", ".git/new", "mine",
          "mine/thesis.txt", "dangling", "mkdocs.yml"]
COMMANDS = {"build": ["build", "--no-search"], "part": ["build", "--shard", "1/2"], "merge": ["merge", "mine"],
            "nation": ["nation", "nation.yml"], "review": ["review", "--base", "reports"], "serve": ["serve"],
            "import": ["import", "mine/thesis.txt", "--township", "shixian/shizhen"]}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("place", PLACES)
def test_a_command_refuses_to_write_where_it_must_not(project: Path, command: str, place: str, capsys, monkeypatch):
    monkeypatch.chdir(project)
    before = snapshot(project.parent)
    assert main([*COMMANDS[command], "--out", place]) == 2
    said = capsys.readouterr().err
    assert "不能写到" in said
    assert said.count("\n") == 1
    assert snapshot(project.parent) == before


def test_a_site_is_not_put_in_the_place_of_a_part(project: Path, capsys, monkeypatch):
    monkeypatch.chdir(project)
    assert main(["build", "--no-search", "--shard", "1/1", "--out", "part"]) == 0
    before = snapshot(project)
    assert main(["merge", "--no-search", "part", "--out", "part"]) == 2
    assert snapshot(project) == before


def test_an_export_does_not_overwrite(project: Path, capsys, monkeypatch):
    monkeypatch.chdir(project)
    assert main(["export", "reports/shixian/shizhen/2021.yml", "--to", "html", "--out", "mine/thesis.txt"]) == 2
    assert (project / "mine" / "thesis.txt").read_text(encoding="utf-8") == "x\n"
    assert "没有覆盖" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["mine/thesis.txt", "mkdocs.yml", "mine"])
def test_the_costs_of_a_build_are_written_over_nothing_else(project: Path, name: str, capsys, monkeypatch):
    monkeypatch.chdir(project)
    before = snapshot(project / "mine"), (project / "mkdocs.yml").read_bytes()
    assert main(["build", "--no-search", "--profile", name]) == 2
    assert (snapshot(project / "mine"), (project / "mkdocs.yml").read_bytes()) == before


def test_the_costs_of_a_build_are_written_over_the_last_ones(project: Path, monkeypatch):
    monkeypatch.chdir(project)
    for _ in range(2):
        assert main(["build", "--no-search", "--profile", "profile.json"]) == 0
