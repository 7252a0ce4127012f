"""Clean ends: whatever the world does, a command says one sentence and gives its own exit code, never a traceback."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator import __main__ as door
from generator.__main__ import main
from generator.index import Related
from generator.issue import BuildError, reason_of, reason_told
from tests.factories import ROOT, a_portal, a_report, changed, write_tree

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits and devices of POSIX")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    a_portal(tmp_path)
    write_tree(tmp_path, a_report(2021))
    return tmp_path


def portal(project: Path, *arguments: str, **how) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run([sys.executable, "-m", "generator", "--project", project, *arguments],
                          cwd=ROOT, **{"capture_output": True, "text": True, "check": False, **how})


# ── the console ──

@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1"])
def test_a_console_may_lack_characters(project: Path, encoding: str):
    write_tree(project, changed(a_report(2021), {"received.P": 1}))
    done = portal(project, "check", env=os.environ | {"PYTHONIOENCODING": encoding}, text=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"2021.yml:" in done.stdout


def test_a_character_that_a_console_lacks_is_spelt_out(project: Path):
    done = portal(project, "check", "--reports", "𠮷", env=os.environ | {"PYTHONIOENCODING": "gbk"}, text=False)
    assert done.returncode == 2
    assert "找不到报告文件夹".encode("gbk") in done.stderr
    assert b"\\U00020bb7" in done.stderr


def test_a_reader_that_stops_does_not_change_the_exit_code(project: Path):
    write_tree(project, changed(a_report(2021), {"received.P": 1}))
    read, write = os.pipe()
    os.close(read)
    done = portal(project, "check", stdout=write, stderr=subprocess.PIPE, capture_output=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_an_output_that_cannot_be_written_is_said(project: Path):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = portal(project, "check", stdout=full, stderr=subprocess.PIPE, capture_output=False)
    assert (done.returncode, done.stderr) == (2, "无法继续：磁盘已满。\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_where_nothing_can_be_said_the_exit_code_says_it(project: Path):
    write_tree(project, changed(a_report(2021), {"received.P": 1}))
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = portal(project, "build", stdout=subprocess.DEVNULL, stderr=full, capture_output=False)
    assert done.returncode == 1


# ── the disk ──

@pytest.mark.parametrize("kilobytes", [20, 100, 400])
def test_a_limit_on_the_size_of_files_is_said(project: Path, kilobytes: int):
    """In copying the hand-written pages, and in MkDocs."""
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))

    done = portal(project, "build", "--no-search", preexec_fn=limit)
    assert done.returncode == 2
    assert "文件超过了允许的大小" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "build" / "site").exists()


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device", "/x/y"),
                                   shutil.Error([("a", "b", "[Errno 28] No space left on device: 'a' -> 'b'")])])
def test_a_fault_of_the_system_in_any_command_is_one_sentence(project: Path, monkeypatch, capsys, error: OSError):
    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr(door.conductor, "findings", failing)
    assert main(["--project", str(project), "check"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("无法继续：磁盘已满（")
    assert said.count("\n") == 1


def test_too_little_memory_is_one_sentence(project: Path, monkeypatch, capsys):
    def failing(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(door.conductor, "findings", failing)
    assert main(["--project", str(project), "check"]) == 2
    assert "内存不够" in capsys.readouterr().err


@pytest.mark.parametrize(("error", "words"), [
    (OSError(errno.EACCES, "Permission denied", "/a"), "没有权限（/a）"),
    (OSError(errno.ENAMETOOLONG, "File name too long"), "名称太长"),
    (OSError(9999, "Something rare"), "Something rare")])
def test_the_systems_reasons_are_told_in_chinese(error: OSError, words: str):
    assert reason_of(error) == words


def test_the_reason_of_another_program_is_told_too():
    assert reason_told("OSError: [Errno 28] No space left on device: 'a'") == "磁盘已满（'a'）"
    assert reason_told("ERROR - Config value 'theme': unknown") == "ERROR - Config value 'theme': unknown"


@pytest.mark.parametrize("name", ["pagefind-entry.json", "pagefind.*.pf_meta", "fragment/*", "index/*", "pagefind.js"])
def test_an_index_that_pagefind_left_cut_short_is_not_published(tmp_path: Path, monkeypatch, name: str):
    """On a full disk it ends without a word and with exit code 0."""
    from generator.index import Searched, gather
    from generator.index import related as room
    from generator.index.bundle import Bundle

    run = subprocess.run

    def on_a_full_disk(command: list[str], **how) -> subprocess.CompletedProcess:
        done = run(command, **how)
        path = next((tmp_path / "out").glob(name))
        path.write_bytes(path.read_bytes()[:-9] if path.suffix != ".js" else b"")
        return done

    monkeypatch.setattr(room.subprocess, "run", on_a_full_disk)
    index = Related(tmp_path / "work")
    index.add(Bundle(gather([Searched("a/", "一页", {}, "<article><h1>一页</h1><p>公开工作</p></article>")])))
    with pytest.raises(BuildError, match="没有写完整"):
        index.write(tmp_path / "out")


# ── interruptions ──

def interruptible() -> None:
    """Also where the tests themselves run in the background of a shell, which turns Ctrl-C off."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_an_interrupted_build_says_so_once(project: Path):
    """Ctrl-C reaches the workers of a build too; they say nothing."""
    town = (project / "reports/shixian/shizhen/township.yml").read_text(encoding="utf-8")
    for number in range(120):
        write_tree(project, *map(a_report, range(2021, 2025)), path=f"shixian/zhen{number}",
                   township=town.replace("990201100", f"{990201200 + number}"))
    made = subprocess.Popen([sys.executable, "-m", "generator", "--project", project, "build", "--jobs", "2"], cwd=ROOT,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
                            preexec_fn=interruptible)
    assert made.stderr is not None
    said = ""
    while "生成网页" not in said:
        said += made.stderr.readline()
    time.sleep(0.2)
    os.killpg(made.pid, signal.SIGINT)
    out, err = made.communicate(timeout=60)
    assert (made.returncode, out) == (130, "")
    assert err.strip() == "已中断；上一次建好的网站没有改动。"


def test_the_end_of_a_preview_is_no_failure(project: Path):
    made = subprocess.Popen([sys.executable, "-m", "generator", "--project", project, "serve", "--port", "0",
                             "--no-search"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                            preexec_fn=interruptible)
    assert made.stdout is not None
    while "预览网址" not in made.stdout.readline():
        pass
    made.send_signal(signal.SIGINT)
    out, _ = made.communicate(timeout=60)
    assert (made.returncode, out) == (0, "\n预览已结束。\n")
