"""A warm build: after any edits the site has the bytes of a cold one, and only what differs is written.

However a build was cut off, the next one ends in the same bytes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import generator.assemble as conductor
from generator import publish
from generator.assemble import Options, Outcome, build
from generator.assemble import keys as build_keys
from generator.cache import load_cache
from generator.issue import BuildError
from generator.model import Report
from generator.publish import MARK
from tests.factories import TOWNSHIP, a_portal, a_report, changed, full_disk, write_tree


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and path.name != MARK}


class Portal:
    """A project of its own with a site that is built again and again."""

    def __init__(self, root: Path, shell: Path | None, search: bool = False) -> None:
        self.root, self.search = root, search
        if shell is not None:
            shutil.copytree(shell, root / ".site.cache" / "shell")
        a_portal(root, related="false")
        write_tree(root, a_report(2021), a_report(2022), a_report(2023, cells={"received.P": 1, "received.T": 1, "total.P": 1,
                                                                            "total.T": 1, "granted.P": 1, "granted.T": 1}))
        self.township("lin", "邻镇", "990201101")

    def township(self, slug: str, name: str, code: str, *years: int) -> None:
        facts = TOWNSHIP.replace("试镇", name).replace("990201100", code)
        write_tree(self.root, *(a_report(year) for year in years or (2022,)), path=f"shixian/{slug}", township=facts)

    def put(self, report: Report) -> None:
        """Write a report of the first township, which stays as it is."""
        write_tree(self.root, report, township=(self.folder / "township.yml").read_text(encoding="utf-8"))

    @property
    def folder(self) -> Path:
        return self.root / "reports" / "shixian" / "shizhen"

    def warm(self) -> Outcome:
        return build(Options(self.root, (self.root / "reports",), self.root / "site", search=self.search))

    def cold(self) -> dict[str, bytes]:
        """The same sources built without any cache but the shell's, which has its own tests."""
        target = self.root / "cold" / "site"
        shutil.rmtree(target.parent, ignore_errors=True)
        shutil.copytree(self.root / ".site.cache" / "shell", target.parent / ".site.cache" / "shell")
        assert not build(Options(self.root, (self.root / "reports",), target, search=self.search)).failed
        return tree(target)

    @property
    def site(self) -> dict[str, bytes]:
        return tree(self.root / "site")


@pytest.fixture(scope="module")
def shell(tmp_path_factory) -> Path:
    """A shell that is built once for all portals."""
    portal = Portal(tmp_path_factory.mktemp("shell"), None)
    assert not portal.warm().failed
    return portal.root / ".site.cache" / "shell"


@pytest.fixture
def portal(tmp_path: Path, shell: Path) -> Portal:
    made = Portal(tmp_path, shell)
    assert not made.warm().failed
    return made


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")


# ── the edits: each leaves sources without errors ──

def another_figure(portal: Portal) -> None:
    portal.put(changed(a_report(2022), {"normative.issued": 3, "normative.inforce": 8}))


def other_words(portal: Portal) -> None:
    with (portal.folder / "2022.md").open("a", encoding="utf-8") as file:
        file.write("\n又添了一句话。\n")


def a_report_more(portal: Portal) -> None:
    portal.put(a_report(2024))


def a_report_less(portal: Portal) -> None:
    for ending in ("yml", "md"):
        (portal.folder / f"2021.{ending}").unlink(missing_ok=True)


def a_report_renamed(portal: Portal) -> None:
    if (portal.folder / "2023.yml").exists():
        rewrite(portal.folder / "2023.yml", "year: 2023", "year: 2025")
        for ending in ("yml", "md"):
            (portal.folder / f"2023.{ending}").rename(portal.folder / f"2025.{ending}")


def a_township_more(portal: Portal) -> None:
    portal.township("xin", "新镇", "990201099", 2021, 2022)


def a_township_less(portal: Portal) -> None:
    shutil.rmtree(portal.root / "reports" / "shixian" / "lin", ignore_errors=True)


def a_township_renamed(portal: Portal) -> None:
    rewrite(portal.folder / "township.yml", "name: 试镇", "name: 改名镇")


def another_province(portal: Portal) -> None:
    for path in portal.root.glob("reports/*/*/township.yml"):
        rewrite(path, "province: 试省", "province: 另省")


def a_township_that_went_into_another(portal: Portal) -> None:
    """What is said on the other one's pages changes without a byte of its folder."""
    path = portal.root / "reports" / "shixian" / "lin" / "township.yml"
    if path.exists() and "until" not in path.read_text(encoding="utf-8"):
        with path.open("a", encoding="utf-8") as file:
            file.write("until: 2021-05\nsuccessors: [shixian/shizhen]\n")


def a_folder_that_moved(portal: Portal) -> None:
    old, new = (portal.root / "reports" / "shixian" / name for name in ("lin", "linzhen"))
    if old.exists() and not new.exists():
        old.rename(new)
        with (new / "township.yml").open("a", encoding="utf-8") as file:
            file.write("moved_from: [shixian/lin]\n")


def another_kind(portal: Portal) -> None:
    if "kinds:" not in (portal.root / "mkdocs.yml").read_text(encoding="utf-8"):
        rewrite(portal.root / "mkdocs.yml", "    deadlines: {}", "    kinds: [{name: 镇, level: zone}]\n    deadlines: {}")


def another_template(portal: Portal) -> None:
    with (portal.root / "site_templates" / "pages" / "township.html").open("a", encoding="utf-8") as file:
        file.write("{# #}")
    rewrite(portal.root / "site_templates" / "pages" / "report.html", "一眼看懂", "一看就懂")


def another_setting(portal: Portal) -> None:
    rewrite(portal.root / "mkdocs.yml", "official: false", "official: true")


def another_page(portal: Portal) -> None:
    with (portal.root / "content" / "about.md").open("a", encoding="utf-8") as file:
        file.write("\n再说一句。\n")


def only_touched(portal: Portal) -> None:
    os.utime(portal.folder / "2022.yml", (1, 1))


EDITS: list[Callable[[Portal], None]] = [
    another_figure, other_words, a_report_more, a_report_less, a_report_renamed, a_township_more, a_township_less,
    a_township_renamed, another_province, a_township_that_went_into_another, a_folder_that_moved, another_kind, another_template, another_setting, another_page, only_touched]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_after_an_edit_the_site_is_that_of_a_cold_build(portal: Portal, edit: Callable[[Portal], None]):
    before = portal.site
    edit(portal)
    outcome = portal.warm()
    assert not outcome.failed
    assert portal.site == portal.cold()
    differing = [path for path, content in portal.site.items() if before.get(path) != content]
    assert outcome.written == len(differing)
    assert (outcome.files, outcome.size) == (len(portal.site), sum(map(len, portal.site.values())))


few = {"deadline": None, "phases": [Phase.explicit, Phase.generate],  # to shrink a failure would take minutes
       "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@settings(max_examples=5, **few)
@given(st.lists(st.lists(st.sampled_from(EDITS), min_size=1, max_size=3), min_size=1, max_size=3))
def test_after_any_edits_the_site_is_that_of_a_cold_build(tmp_path_factory, shell: Path, rounds):
    _go_through(Portal(tmp_path_factory.mktemp("warm"), shell), rounds)


@settings(max_examples=3, **few)
@given(st.lists(st.lists(st.sampled_from(EDITS), min_size=1, max_size=1), min_size=1, max_size=4))
def test_with_the_search_index_too(tmp_path_factory, shell: Path, rounds):
    _go_through(Portal(tmp_path_factory.mktemp("warm"), shell, search=True), rounds)


def _go_through(portal: Portal, rounds: list[list[Callable[[Portal], None]]]) -> None:
    portal.warm()
    for edits in rounds:
        for edit in edits:
            edit(portal)
        before = portal.site
        if portal.warm().failed:  # two edits may contradict each other
            assert portal.site == before
        else:
            assert portal.site == portal.cold()


def test_another_format_makes_everything_anew(portal: Portal, monkeypatch):
    editions = portal.root / "editions"
    shutil.copytree(conductor.EDITIONS, editions)
    monkeypatch.setattr(conductor, "EDITIONS", editions)
    monkeypatch.setattr(build_keys, "GENERATOR", editions)
    portal.warm()
    rewrite(editions / "2021.yml", "name: 行政许可", "name: 行政许可")
    rewrite(editions / "2021.yml", "label: 行政许可", "label: 行政准许")
    portal.warm()
    assert "行政准许" in portal.site["shixian/shizhen/2022/index.html"].decode()
    assert portal.site == portal.cold()


def test_one_figure_writes_only_the_pages_that_show_it(portal: Portal):
    before = portal.site
    another_figure(portal)
    portal.warm()
    after = portal.site
    assert {path for path in after if before.get(path) != after[path]} == {
        "shixian/shizhen/2022/index.html", "shixian/shizhen/2023/index.html", "version.txt",
        *(f"shixian/shizhen/2022/shixian-shizhen-2022.{ending}" for ending in ("yml", "json", "csv"))}


def test_nothing_changed_writes_nothing(portal: Portal):
    times = {path: path.stat().st_mtime_ns for path in (portal.root / "site").rglob("*")}
    assert portal.warm().written == 0
    assert times == {path: path.stat().st_mtime_ns for path in (portal.root / "site").rglob("*")}


def test_issues_of_what_did_not_change_are_told_again(tmp_path: Path, shell: Path):
    portal = Portal(tmp_path, shell)
    write_tree(tmp_path, a_report(2022, cells={"regulation.issued": 1}), path="shixian/shizhen")
    first = portal.warm()
    assert [found.code for found in first.issues]
    assert portal.warm().issues == first.issues


def test_an_error_keeps_the_last_site_and_the_next_build_goes_on_from_it(portal: Portal):
    good = portal.site
    (portal.folder / "2022.yml").write_text("[", encoding="utf-8")
    assert portal.warm().failed
    assert portal.site == good
    portal.put(a_report(2022))
    assert portal.warm().written == 0
    assert portal.site == good


# ── the cache may be lost, stale or damaged ──

def test_without_the_cache_everything_is_made_anew(portal: Portal):
    shutil.rmtree(portal.root / ".site.cache")
    good = portal.site
    portal.warm()
    assert portal.site == good


@pytest.mark.parametrize("at", [0, 100, 5000, 20_000, -3000])
def test_a_damaged_cache_counts_as_none_or_does_no_harm(portal: Portal, at: int):
    path = portal.root / ".site.cache" / "cache.db"
    content = bytearray(path.read_bytes())
    content[at:at + 64 or None] = bytes(64)
    path.write_bytes(content)
    another_figure(portal)
    assert not portal.warm().failed
    assert portal.site == portal.cold()


def test_a_site_that_is_not_the_caches_is_replaced(portal: Portal):
    good = portal.site
    (portal.root / "site" / "version.txt").write_text("other\n", encoding="ascii")
    (portal.root / "site" / "left.html").write_text("left", encoding="utf-8")
    portal.warm()
    assert portal.site == good


def test_a_file_changed_within_the_clocks_grain_is_read_again(portal: Portal):
    """Same size, same time: only its bytes tell, so that times as young as the last build are not trusted."""
    path = portal.folder / "2022.md"
    times = path.stat()
    rewrite(path, "平稳有序", "有序平稳")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    portal.warm()
    assert "有序平稳" in portal.site["shixian/shizhen/2022/index.html"].decode()


# ── cut off anywhere ──

class Cut(BaseException):
    """As if the program were killed: nothing of ours catches it."""


def kill(monkeypatch, at: int) -> None:
    """Stop before the n-th step that changes something on the disk, and at every step after it."""
    count = [0]

    def stopping(owner: object, name: str) -> None:
        original = getattr(owner, name)

        def step(*args, **kwargs):
            count[0] += 1
            if count[0] >= at:
                raise Cut
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, step)

    for name in ("rename", "replace", "unlink", "mkdir", "rmdir"):
        stopping(Path, name)
    stopping(publish.shutil, "rmtree")
    stopping(publish.os, "makedirs")
    stopping(publish.os, "fsync")


@pytest.mark.parametrize("lose_site", [False, True], ids=["amending", "anew"])
@pytest.mark.parametrize("at", [1, 2, 3, 4, 6, 8, 11, 14, 18, 22, 27, 33, 40])
def test_a_build_that_is_killed_is_made_good_by_the_next(portal: Portal, at: int, lose_site: bool):
    good = portal.site
    if lose_site:
        (portal.root / ".site.cache" / "cache.db").unlink()
    another_figure(portal)
    a_report_less(portal)
    with pytest.MonkeyPatch.context() as patched:
        kill(patched, at)
        try:
            portal.warm()
        except Cut:
            between = portal.site
            assert between.get("shixian/lin/index.html") == good["shixian/lin/index.html"] or not between
    portal.warm()
    assert portal.site == portal.cold()
    left = {path.name for path in portal.root.iterdir() if path.name.startswith(".site")}
    assert left == {".site.cache"}


def test_a_cut_while_files_are_moved_is_carried_through_even_if_the_sources_are_now_broken(portal: Portal):
    another_figure(portal)
    wanted = portal.cold()
    with pytest.MonkeyPatch.context() as patched:
        moved = [0]
        replace = Path.replace

        def stop(path: Path, to: Path) -> Path:
            moved[0] += 1
            if moved[0] == 2:
                raise Cut
            return replace(path, to)

        patched.setattr(Path, "replace", stop)
        with pytest.raises(Cut):
            portal.warm()
    (portal.folder / "2022.yml").write_text("[", encoding="utf-8")
    assert portal.warm().failed
    assert portal.site == wanted


def no_journal(path, mode="r", **_):
    raise OSError(28, "No space left on device", str(path))


@pytest.mark.parametrize(("place", "full"), [(publish, no_journal), (os, full_disk)], ids=["journal", "files"])
def test_a_full_disk_while_amending_leaves_the_last_site(portal: Portal, monkeypatch, place, full):
    good = portal.site
    another_figure(portal)
    monkeypatch.setattr(place, "open", full, raising=False)
    with pytest.raises(BuildError, match="上一次建好的网站没有改动"):
        portal.warm()
    assert portal.site == good


def test_the_cache_knows_its_site(portal: Portal):
    cache = load_cache(portal.root / ".site.cache", None)
    assert portal.site["version.txt"].decode().strip() == cache.site


# ── a site that somebody has been at ──

def lost(path: Path) -> None:
    path.unlink()


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def altered(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def emptied(path: Path) -> None:
    shutil.rmtree(path.parent)


def replaced_by_a_link(path: Path) -> None:
    path.rename(path.with_suffix(".other"))
    path.symlink_to(path.with_suffix(".other"))


@pytest.mark.parametrize("damage", [lost, cut_short, altered, emptied, replaced_by_a_link])
@pytest.mark.parametrize("name", ["shixian/shizhen/2022/index.html", "notes/index.html", "assets/portal/portal.css"])
def test_what_is_not_as_it_was_left_is_mended(portal: Portal, name: str, damage: Callable[[Path], None]):
    before = portal.site
    damage(portal.root / "site" / name)
    assert not portal.warm().failed
    assert portal.site == before
    assert portal.warm().written == 0


def test_a_damaged_search_index_is_mended(tmp_path: Path, shell: Path):
    portal = Portal(tmp_path, shell, search=True)
    portal.warm()
    before = portal.site
    for path in (tmp_path / "site" / "search" / "index").rglob("*"):
        if path.is_file():
            path.write_bytes(b"")
    portal.warm()
    assert portal.site == before


def test_after_an_amendment_the_site_is_known_as_it_was_left(tmp_path: Path, shell: Path):
    """Also where files of the index took the place of others: nothing is made again."""
    portal = Portal(tmp_path, shell, search=True)
    portal.warm()
    for edit in (another_figure, a_township_less):
        edit(portal)
        portal.warm()
        assert load_cache(tmp_path / ".site.cache", None).fingerprint == publish.fingerprint(tmp_path / "site")
