"""The writer: a site appears whole or not at all, and nothing is written outside of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator import publish as publish_module
from generator.issue import BuildError
from generator.page import Written
from generator.publish import MARK, Stage, amend, fingerprint, mark, publish, recover
from tests.factories import full_disk

OLD = {"index.html": b"old", "a/b/index.html": b"old too", "style.css": b"x"}


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and path.name != MARK}


def put(target: Path, *files: tuple[str, bytes], then: BaseException | None = None) -> None:
    """Publish these files, or stop with an error after writing them."""
    with publish(target) as stage:
        for path, content in files:
            stage.write(path, content)
        if then is not None:
            raise then
        stage.done()


NEW = ("index.html", b"new")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A published site."""
    put(tmp_path / "site", *OLD.items())
    return tmp_path / "site"


def alone(target: Path) -> bool:
    """Nothing is left beside the site."""
    return list(target.parent.iterdir()) == [target]


# ── whole ──

def test_a_first_site_is_written_whole(target: Path):
    assert tree(target) == OLD
    assert alone(target)


def test_a_new_site_takes_the_place_of_the_old_one(target: Path):
    put(target, NEW)
    assert tree(target) == {"index.html": b"new"}
    assert alone(target)


def test_the_old_site_stands_until_the_new_one_is_ready(target: Path):
    with publish(target) as stage:
        stage.write("index.html", b"new")
        assert tree(target) == OLD


def test_a_site_may_go_into_a_folder_that_does_not_exist_yet(tmp_path: Path):
    put(tmp_path / "a" / "b" / "site", NEW)
    assert tree(tmp_path / "a" / "b" / "site") == {"index.html": b"new"}


def test_files_are_copied_byte_for_byte(tmp_path: Path):
    (tmp_path / "o.pdf").write_bytes(b"\x00\xff\r\n")
    with publish(tmp_path / "site") as stage:
        stage.copy("a/o.pdf", tmp_path / "o.pdf")
        stage.done()
    assert tree(tmp_path / "site") == {"a/o.pdf": b"\x00\xff\r\n"}


def test_a_stage_knows_what_was_written(target: Path):
    with publish(target) as stage:
        stage.write("a/index.html", b"12345")
        assert {path: file.size for path, file in stage.written.items()} == {"a/index.html": 5}


# ── or not at all ──

def test_what_is_not_done_is_not_published(target: Path):
    with publish(target) as stage:
        stage.write("index.html", b"half")
    assert tree(target) == OLD
    assert alone(target)


def test_a_file_is_not_executable(tmp_path: Path):
    Stage(tmp_path).write("a.html", b"a")
    assert (tmp_path / "a.html").stat().st_mode & 0o111 == 0


def test_two_stages_of_one_folder_never_write_a_path_twice(tmp_path: Path):
    stage = Stage(tmp_path)
    stage.write("a.html", b"")
    with pytest.raises(BuildError):
        stage.note({"a.html": Written(1, "")})


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, BuildError, SystemExit])
def test_whatever_stops_the_build_the_old_site_stays(target: Path, error: type[BaseException]):
    with pytest.raises(error):
        put(target, NEW, then=error("stop"))
    assert tree(target) == OLD
    assert alone(target)


def test_a_full_disk_leaves_the_old_site_and_says_so(target: Path, monkeypatch):
    monkeypatch.setattr(os, "open", full_disk)
    with pytest.raises(BuildError, match="上一次建好的网站没有改动"):
        put(target, NEW)
    assert tree(target) == OLD
    assert alone(target)


def cut(monkeypatch, at: int, error: BaseException) -> None:
    """Fail at the n-th renaming."""
    rename, count = Path.rename, [0]

    def fail(path: Path, to: Path) -> Path:
        count[0] += 1
        if count[0] == at:
            raise error
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", fail)


@pytest.mark.parametrize("at", [1, 2], ids=["moving the old site away", "moving the new one in"])
@pytest.mark.parametrize("error", [OSError(13, "Permission denied"), KeyboardInterrupt()], ids=["error", "interruption"])
def test_a_swap_that_fails_leaves_the_old_site(target: Path, monkeypatch, at: int, error: BaseException):
    cut(monkeypatch, at, error)
    expected = BuildError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        put(target, NEW)
    assert tree(target) == OLD
    assert alone(target)


def test_a_first_site_that_cannot_be_moved_in_leaves_nothing(tmp_path: Path, monkeypatch):
    cut(monkeypatch, 1, OSError(13, "Permission denied"))
    with pytest.raises(BuildError):
        put(tmp_path / "site", NEW)
    assert list(tmp_path.iterdir()) == []


def test_after_a_cut_between_the_renamings_the_old_site_comes_back(target: Path):
    """As after a power failure: the old site was moved away, the new one not yet moved in."""
    mark(target.parent / ".site.new", "site")
    (target.parent / ".site.new" / "index.html").write_bytes(b"new")
    os.rename(target, target.parent / ".site.old")
    recover(target)
    assert tree(target) == OLD
    assert alone(target)


def test_after_a_cut_before_the_sweeping_the_new_site_stays(target: Path):
    mark(target.parent / ".site.old", "site")
    (target.parent / ".site.old" / "index.html").write_bytes(b"older")
    recover(target)
    assert tree(target) == OLD
    assert alone(target)


def test_the_next_build_recovers_by_itself(target: Path):
    os.rename(target, target.parent / ".site.old")
    with pytest.raises(ValueError, match="stop"):
        put(target, then=ValueError("stop"))
    assert tree(target) == OLD


# ── the paths ──

def test_a_path_is_written_only_once(target: Path):
    with pytest.raises(BuildError, match=r"index\.html"):
        put(target, NEW, NEW)
    assert tree(target) == OLD


def test_a_copy_does_not_replace_what_was_written(tmp_path: Path):
    (tmp_path / "o.txt").write_bytes(b"x")
    (tmp_path / "stage").mkdir()
    stage = Stage(tmp_path / "stage")
    stage.write("o.txt", b"1")
    with pytest.raises(BuildError):
        stage.copy("o.txt", tmp_path / "o.txt")
    assert tree(tmp_path / "stage") == {"o.txt": b"1"}


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/x", "a/..", "..", "a/../b", "//x"])
def test_nothing_is_written_outside_of_the_site(tmp_path: Path, path: str):
    (tmp_path / "stage").mkdir()
    with pytest.raises(BuildError):
        Stage(tmp_path / "stage").write(path, b"x")
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("path", ["..x/y", "a..b", ".nojekyll", "a/.../b"])
def test_dots_in_a_name_are_no_way_out(tmp_path: Path, path: str):
    Stage(tmp_path).write(path, b"x")
    assert tree(tmp_path) == {path: b"x"}


# ── an amendment ──

def test_a_journal_is_on_the_disk_before_anything_is_moved(target: Path, monkeypatch):
    """Else a power cut could leave half an amendment and no word of the rest."""
    seen: list[dict[str, bytes]] = []

    def no_disk(handle: int) -> None:
        seen.append(tree(target))
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(publish_module.os, "fsync", no_disk)

    def change() -> None:
        with amend(target, {}, fingerprint(target)) as stage:
            stage.write(*NEW)
            stage.done()

    with pytest.raises(BuildError, match="没有改动"):
        change()
    assert seen == [OLD]
    assert tree(target) == OLD
    assert alone(target)


@pytest.mark.parametrize("harm", ["time", "size", "name", "mode"])
def test_a_fingerprint_covers_every_file_by_name_size_time_and_mode(target: Path, harm: str):
    before, file = fingerprint(target), target / "a" / "b" / "index.html"
    status = file.stat()
    if harm == "size":
        file.write_bytes(b"older than that")
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    elif harm == "time":
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000))
    elif harm == "name":
        file.rename(file.with_name("other.html"))
    else:
        file.chmod(0o600)
    assert fingerprint(target) != before
