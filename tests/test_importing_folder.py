"""`portal import` over a folder: several processes, one order, and no file stops another, whatever becomes of it."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from generator.__main__ import main
from generator.exporting.documents import document
from generator.importing import limits
from generator.importing.limits import Limits
from generator.importing.run import Job, Outcome, import_files
from generator.importing.sentences import Refused
from generator.importing.workers import each
from tests.factories import EDITIONS, PORTAL, a_report, example

TOWNSHIP = 'name: 示例镇\nkind: 镇\ncode: "990101999"\ncounty: 示例县\ncity: 示例市\nprovince: 示例省\n'


# ── processes ──

@dataclass(frozen=True)
class Fragile:
    """A job that some files kill; their names say how."""

    def __call__(self, file: Path) -> str:
        if file.name == "crash":
            os._exit(3)
        if file.name == "late":
            os.kill(os.getpid(), signal.SIGPROF)  # what the system does when the time is up
        return f"{file.name} done"


def lost(file: Path, why: Refused) -> str:
    return f"{file.name} {why.code}"


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_results_come_in_order_and_a_dead_process_costs_one_file(processes: int):
    names = ["a", "crash", "b", "late", "c", "crash", "d"]
    found = list(each([Path(name) for name in names], Fragile(), lost, processes))
    assert found == ["a done", "crash crashed", "b done", "late slow", "c done", "crash crashed", "d done"]


def test_results_may_be_left_unread():
    """The caller stops early: no process stays behind."""
    results = each([Path(str(number)) for number in range(50)], Fragile(), lost, 2)
    assert next(results) == "0 done"
    results.close()


# ── limits ──

LOW = Limits(seconds=0.4, memory=200 * 2**20)


@dataclass(frozen=True)
class Runaway:
    """A job for readers of every kind that never end, or never have enough; the files' names say which."""

    def __call__(self, file: Path) -> str:
        match file.name:
            case "loop":
                while True:
                    pass
            case "pattern":  # within the library of regular expressions Python hears nothing
                re.fullmatch("(a+)+b", "a" * 60)
            case "memory":
                return str(len(b"x" * 2**30))
            case "bit by bit":
                kept = []
                while True:
                    kept.append(bytearray(2**20))
            case "waits":
                time.sleep(60)
            case "program":
                return str(limits.run([sys.executable, "-c", "while True: pass"], 60))
        return "done"


@pytest.mark.skipif(limits.resource is None, reason="the system keeps no limits")
@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize(("name", "code"), [("loop", "slow"), ("pattern", "slow"), ("memory", "memory"),
                                            ("bit by bit", "memory")])
def test_what_runs_away_costs_itself_alone(name: str, code: str, processes: int):
    start = time.perf_counter()
    found = list(each([Path("a"), Path(name), Path("b")], Runaway(), lost, processes,
                      replace(LOW, seconds=5) if code == "memory" else LOW))
    assert found == ["done", f"{name} {code}", "done"]
    assert time.perf_counter() - start < 10


def test_what_neither_computes_nor_answers_is_given_up():
    assert list(each([Path("waits"), Path("a")], Runaway(), lost, 1, LOW, patience=0.5)) == ["waits slow", "done"]


@pytest.mark.skipif(limits.resource is None, reason="the system keeps no limits")
def test_a_program_has_what_the_document_has_left_of_its_time(tmp_path: Path):
    """LibreOffice computes on the account of its document, within a second, which is as exact as its limit is."""
    before = os.times().children_user
    assert list(each([Path("program"), Path("a")], Runaway(), lost, 1, LOW)) in (
        ["False", "done"], ["program slow", "done"])
    assert os.times().children_user - before < 4


@pytest.mark.skipif(limits.resource is None, reason="no groups of processes")
def test_what_a_program_has_started_ends_with_it(tmp_path: Path):
    mark = tmp_path / "mark"
    child = f"import time; time.sleep(1.5); open({str(mark)!r}, 'w')"
    starter = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    assert not limits.run([sys.executable, "-c", starter], 0.7)
    time.sleep(1.5)
    assert not mark.exists()
    assert limits.run([sys.executable, "-c", "pass"], 60)


def test_our_own_bug_is_raised_with_where_it_happened():
    with pytest.raises(KeyError) as caught:
        list(each([Path("a")], broken, lost, 1))
    assert "in broken" in caught.value.__notes__[0]


def broken(file: Path) -> str:
    raise KeyError(file.name)


# ── folders ──

def portal(folder: Path, *arguments: str) -> int:
    return main(["--project", str(PORTAL), "import", "--reports", str(folder / "reports"), "--out",
                 str(folder / "sheets"), *arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve files of one township: nine years in three formats, among them three that cannot be read."""
    (tmp_path / "reports" / "shili" / "xinzhen").mkdir(parents=True)
    (tmp_path / "reports" / "shili" / "xinzhen" / "township.yml").write_text(TOWNSHIP, encoding="utf-8")
    source = tmp_path / "in"
    (source / "2020年").mkdir(parents=True)
    for number, year in enumerate(range(2012, 2021)):
        to = ("docx", "html", "xlsx")[number % 3]
        (source / f"{year}.{to}").write_bytes(document(a_report(year, "2019"), to))
    (source / "2020.html").rename(source / "2020年" / "2020.html") if (source / "2020.html").exists() else None
    (source / "2014坏.docx").write_bytes(b"PK\x03\x04 nonsense")
    (source / "2015空.html").write_bytes(b"")
    (source / "2016信.txt").write_text("今天天气很好。", encoding="utf-8")
    (source / "~$2012.docx").write_bytes(b"Word keeps this file while it is open")
    (source / "图.jpg").write_bytes(b"\xff\xd8\xff")
    return tmp_path


def test_a_folder_with_several_processes_is_imported_as_with_one(folder: Path, capsys):
    said = []
    for jobs in ("1", "3"):
        for path in (folder / "reports" / "shili" / "xinzhen").glob("20*"):
            path.unlink()
        assert portal(folder, str(folder / "in"), "--township", "shili/xinzhen", "--jobs", jobs) == 1
        said.append(capsys.readouterr())
        made = {path.name: path.read_bytes() for path in (folder / "reports" / "shili" / "xinzhen").iterdir()}
        sheets = {path.name: path.read_bytes() for path in (folder / "sheets").iterdir()}
        said[-1] = said[-1], made, sheets
    assert said[0] == said[1]
    (out, err), made, sheets = said[0]
    assert "共 12 份" in out
    assert "不能导入的 3 份" in out
    assert [name in err for name in ("2014坏", "2015空", "2016信", "~$2012", "图.jpg")] == [True] * 3 + [False] * 2
    assert sum(name.endswith(".yml") for name in made) == 9 + 1
    assert sum(name.endswith(".html") for name in sheets) == 9


def test_two_files_for_one_report(folder: Path, capsys):
    (folder / "in" / "2012-另一份.docx").write_bytes((folder / "in" / "2012.docx").read_bytes())
    assert portal(folder, str(folder / "in"), "--township", "shili/xinzhen", "--update") == 1
    assert "2012-另一份.docx 已经导入为 shili/xinzhen/2012" in capsys.readouterr().err


def test_a_bug_costs_one_file_of_many_and_is_a_traceback_for_one(folder: Path, monkeypatch):
    def broken(*_):
        raise KeyError("ours")
    monkeypatch.setattr("generator.importing.run.carry_out", broken)
    outcome = Job(None, {}, strict=False)
    outcome.site = None
    [refusal] = outcome(Path("x.docx"))
    assert "请报告这个问题" in refusal.why
    outcome.strict = True
    with pytest.raises(KeyError):
        outcome(Path("x.docx"))


@pytest.mark.parametrize("options", [("--jobs", "1"), ("--jobs", "3"), ("--jobs", "2", "--update")])
def test_a_document_without_end_among_many(folder: Path, monkeypatch, capsys, options: tuple[str, ...]):
    monkeypatch.setattr("generator.importing.workers.LIMITS", Limits(seconds=1))
    _endless(monkeypatch)
    (folder / "in" / "2013-endless.txt").write_text("没有完", encoding="utf-8")
    assert portal(folder, str(folder / "in"), "--township", "shili/xinzhen", *options) == 1
    out, err = capsys.readouterr()
    assert "不能导入的 4 份" in out
    assert "2013-endless.txt：处理这个文件用了 1 秒还没有完" in err
    assert sum(path.suffix == ".yml" for path in (folder / "reports" / "shili" / "xinzhen").iterdir()) == 9 + 1


def test_a_document_without_end_alone(folder: Path, monkeypatch, capsys):
    monkeypatch.setattr("generator.importing.workers.LIMITS", Limits(seconds=0.5))
    _endless(monkeypatch)
    file = folder / "endless.txt"
    file.write_text("没有完", encoding="utf-8")
    assert portal(folder, str(file), "--township", "shili/xinzhen") == 2
    out, err = capsys.readouterr()
    assert "处理这个文件用了 0.5 秒还没有完" in err
    assert "Traceback" not in out + err


def _endless(monkeypatch) -> None:
    """The reader of text does not come to an end with some text."""
    from generator.importing.readers import read_text

    def reader(content: bytes, kind: str):
        while content == "没有完".encode():
            pass
        return read_text(content, kind)
    monkeypatch.setattr("generator.importing.readers.read_text", reader)


def test_progress_is_told_of_several_files_alone(tmp_path: Path):
    for name in ("a.docx", "b.docx"):
        (tmp_path / name).write_bytes(b"")
    told: list[tuple[str, int, int]] = []

    def show(*stage) -> None:
        told.append(stage)
    import_files([tmp_path / "a.docx"], tmp_path / "reports", tmp_path / "out", EDITIONS, show)
    assert told == []
    import_files([tmp_path / "a.docx", tmp_path / "b.docx"], tmp_path / "reports", tmp_path / "out", EDITIONS, show)
    assert told == [("导入", 1, 2), ("导入", 2, 2)]


def test_nothing_to_import(tmp_path: Path, capsys):
    (tmp_path / "in").mkdir()
    assert portal(tmp_path, str(tmp_path / "in")) == 2
    assert "没有找到可以导入的文件" in capsys.readouterr().err


def test_only_refusals_are_exit_code_2(tmp_path: Path, capsys):
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04 nonsense")
    (tmp_path / "b.docx").write_bytes(b"")
    assert portal(tmp_path, str(tmp_path / "a.docx"), str(tmp_path / "b.docx")) == 2
    assert "不能导入的 2 份" in capsys.readouterr().out


def test_an_outcome_is_small(folder: Path):
    """What a process sends back for one file: some 50 KB, so that a few of them are held at no cost."""
    import pickle

    from generator.importing import Task
    job = Job(Task(folder / "reports", "shili/xinzhen", known=True), EDITIONS, True)
    file = folder / "in" / "example.docx"
    file.write_bytes(document(example(2021), "docx"))
    [outcome] = job(file)
    assert isinstance(outcome, Outcome)
    assert len(pickle.dumps(outcome)) < 100_000
