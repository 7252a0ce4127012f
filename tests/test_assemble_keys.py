"""The keys of the cache: whatever a page is made from, a change of it is seen by the next build (docs/design/cache.md)."""

from __future__ import annotations

import re
import shutil
import sys
import tomllib
from collections import namedtuple
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from generator.assemble import keys as build_keys
from generator.assemble.keys import LIBRARIES, program
from generator.assemble.undertaking import Undertaking
from generator.load import identity
from tests.factories import ROOT
from tests.test_assemble_warm import (
    Portal,
    a_township_that_went_into_another,
    another_figure,
    another_kind,
    portal,
    rewrite,
    shell,
)

__all__ = ["portal", "shell"]  # fixtures of that module

# Installed with us, but no page comes from them: command lines, downloads, colours of a terminal, watching of files.
_ASIDE = {"certifi", "charset-normalizer", "click", "colorama", "ghp-import", "idna", "mkdocs-get-deps", "packaging",
          "paginate", "platformdirs", "python-dateutil", "requests", "six", "tzdata", "urllib3", "watchdog"}
ROOMS = sorted(path.relative_to(ROOT / "generator").as_posix() for path in (ROOT / "generator").rglob("*")
               if path.is_file() and path.suffix != ".pyc")


# ── the program ──

@pytest.fixture
def own(tmp_path: Path, monkeypatch) -> Path:
    """A copy of the generator's files that counts as the program."""
    copy = tmp_path / "generator"
    shutil.copytree(ROOT / "generator", copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(build_keys, "GENERATOR", copy)
    return copy


def test_every_file_of_the_generator_is_the_program(own: Path):
    assert {"load/identity.py", "editions/2021.yml", "index/folding.txt"} <= set(ROOMS)
    before = program()
    for name in ROOMS:
        content = (own / name).read_bytes()
        (own / name).write_bytes(content + b"\n")
        assert program() != before, name
        (own / name).write_bytes(content)
    assert program() == before


def test_a_file_more_or_renamed_is_another_program(own: Path):
    seen = {program()}
    (own / "more.py").write_text("", encoding="utf-8")
    seen.add(program())
    (own / "more.py").rename(own / "other.py")
    seen.add(program())
    assert len(seen) == 3


def test_what_python_compiled_is_no_other_program(own: Path):
    before = program()
    (own / "__pycache__").mkdir()
    (own / "__pycache__" / "cache.pyc").write_bytes(b"")
    assert program() == before


def test_a_process_that_began_before_an_update_is_not_the_new_program(own: Path, monkeypatch):
    """`portal serve` runs on while its files are replaced: what it keeps is not taken for the new program's."""
    program()
    with (own / "load" / "identity.py").open("a", encoding="utf-8") as file:
        file.write("\n")
    still_running = program()
    monkeypatch.setattr(build_keys, "_found_at_first", {})
    assert program() != still_running


@pytest.mark.parametrize("name", LIBRARIES)
def test_another_version_of_a_library_is_another_program(monkeypatch, name: str):
    before, version = program(), build_keys.version
    monkeypatch.setattr(build_keys, "version", lambda asked: "0.0" if asked == name else version(asked))
    assert program() != before


def test_every_library_counts_that_a_page_may_come_from():
    """All that is installed with us, those that others bring along too."""
    found: set[str] = set()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ahead = [*project["dependencies"], *project["optional-dependencies"]["site"]]
    while ahead:
        wanted = Requirement(ahead.pop())
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if name not in found and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
            found.add(name)
            ahead += requires(name) or ()
    assert found - _ASIDE == set(LIBRARIES)


@pytest.mark.parametrize("at", [0, 1])
def test_another_python_is_another_program(monkeypatch, at: int):
    before = program()
    fields = namedtuple("Info", "major minor micro releaselevel serial")
    monkeypatch.setattr(sys, "version_info", fields(*(part + 1 if number == at else part
                                                      for number, part in enumerate(sys.version_info))))
    assert program() != before


def test_another_zlib_is_another_program(monkeypatch):
    before = program()
    monkeypatch.setattr(build_keys.zlib, "ZLIB_RUNTIME_VERSION", "0.0")
    assert program() != before


def made(portal: Portal, monkeypatch) -> set[str]:
    """What the next build makes anew: names of townships, addresses of pages of the whole site with "/" before them."""
    found: set[str] = set()
    fill = Undertaking._keep_bundle
    monkeypatch.setattr(Undertaking, "_keep_bundle", lambda self, name, *more: (found.add(name), fill(self, name, *more))[1])
    assert not portal.warm().failed
    return found - {"*"}


ALL = {"reports/shixian/lin", "reports/shixian/shizhen"}


@pytest.fixture
def searchable(tmp_path: Path, shell: Path) -> Portal:
    made = Portal(tmp_path, shell, search=True)
    assert not made.warm().failed
    return made


@pytest.mark.parametrize("name", ["load/identity.py", "check/figures.py", "render.py", "editions/2019.yml", "cache.py"])
def test_another_program_makes_everything_anew(searchable: Portal, own: Path, monkeypatch, name: str):
    searchable.warm()
    assert made(searchable, monkeypatch) == set()
    with (own / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert made(searchable, monkeypatch) >= ALL | {"/", "/search/"}


def test_a_stricter_rule_for_township_yml_is_obeyed_by_a_warm_build(portal: Portal, own: Path, monkeypatch):
    """The files are as they were, and old enough to be known by their stamps; the program is not."""
    monkeypatch.setattr(build_keys, "TRUSTED", -10**18)
    portal.warm()
    good = portal.site
    assert {one.stamp for one in build_keys.last_build(portal.root / ".site.cache", {}).cache.townships.values()} != {""}
    monkeypatch.setattr(identity, "_CODE", "[0-9]{12}")  # as if the rule were edited and the program begun again
    with (own / "load" / "identity.py").open("a", encoding="utf-8") as file:
        file.write("\n")
    outcome = portal.warm()
    assert {found.code for found in outcome.issues} == {"wrong-value"}
    assert portal.site == good


def test_the_shell_is_no_older_than_the_program(portal: Portal, own: Path, monkeypatch):
    portal.warm()
    seal = portal.root / ".site.cache" / "shell" / "seal"
    before = seal.read_text(encoding="utf-8")
    (own / "naming.py").write_text("", encoding="utf-8")
    portal.warm()
    assert seal.read_text(encoding="utf-8") != before


# ── what else a page is made from ──

@pytest.mark.parametrize("name", ["pages/base.html", "pages/report.html", "parts/head.html", "material/main.html"])
def test_another_template_makes_everything_anew(searchable: Portal, monkeypatch, name: str):
    mark = "{# #}" if not name.startswith("material") else "<!--other-->"
    path = searchable.root / "site_templates" / name
    text = path.read_text(encoding="utf-8")
    path.write_text(text + mark if "{% block" not in text or mark.startswith("{") else
                    text.replace("<!--portal:body-->", "<!--portal:body--><b hidden></b>"), encoding="utf-8")
    assert made(searchable, monkeypatch) >= ALL | {"/"}
    assert searchable.site == searchable.cold()


def test_a_script_of_the_frame_is_published_anew(portal: Portal):
    with (portal.root / "site_templates/material/assets/portal/text.js").open("a", encoding="utf-8") as file:
        file.write("\n// more\n")
    portal.warm()
    assert portal.site["assets/portal/text.js"].endswith(b"// more\n")


def test_a_hand_written_page_is_published_anew(portal: Portal):
    with (portal.root / "content" / "about.md").open("a", encoding="utf-8") as file:
        file.write("\n再说一句。\n")
    portal.warm()
    assert "再说一句" in portal.site["about/index.html"].decode()


@pytest.mark.parametrize(("old", "new"), [
    ("official: false", "official: true"), ("data_files: true", "data_files: false"),
    ("prose_changes: true", "prose_changes: false"), ("originals: auto", "originals: false"),
    ("branch: main", "branch: other"), ("related: false", "related: true"),
    ("site_url: http://127.0.0.1:8000/", "site_url: https://other.example/")])
def test_another_setting_makes_everything_anew(searchable: Portal, monkeypatch, old: str, new: str):
    assert old in (searchable.root / "mkdocs.yml").read_text(encoding="utf-8")
    rewrite(searchable.root / "mkdocs.yml", old, new)
    assert made(searchable, monkeypatch) >= ALL | {"/"}
    assert searchable.site == searchable.cold()


def test_a_kind_of_another_level_is_another_township_even_where_no_file_of_it_changed(searchable: Portal, monkeypatch):
    monkeypatch.setattr(build_keys, "TRUSTED", -10**18)  # the townships are known by their stamps
    searchable.warm()
    another_kind(searchable)
    assert made(searchable, monkeypatch) >= ALL
    assert "各单位年报" in searchable.site["shixian/lin/index.html"].decode()
    assert searchable.site == searchable.cold()


def test_a_kind_that_is_no_more_is_missed_by_a_warm_build(portal: Portal, monkeypatch):
    monkeypatch.setattr(build_keys, "TRUSTED", -10**18)
    rewrite(portal.root / "mkdocs.yml", "    deadlines: {}", "    kinds: [{name: 林场, level: zone}]\n    deadlines: {}")
    rewrite(portal.folder / "township.yml", "kind: 镇", "kind: 林场")
    assert not portal.warm().failed
    rewrite(portal.root / "mkdocs.yml", "    kinds: [{name: 林场, level: zone}]\n", "")
    assert [found.code for found in portal.warm().issues] == ["wrong-value"]


def test_a_neighbour_that_went_into_it_makes_a_township_anew(searchable: Portal, monkeypatch):
    a_township_that_went_into_another(searchable)
    assert made(searchable, monkeypatch) >= ALL
    assert "邻镇</a>并入" in searchable.site["shixian/shizhen/index.html"].decode()
    assert searchable.site == searchable.cold()


def test_the_search_turned_off_and_on_again(searchable: Portal):
    with_search = searchable.site
    searchable.search = False
    assert not searchable.warm().failed
    without = searchable.site
    assert [path for path in without if path.startswith("search/index/")] == []
    assert without == searchable.cold()
    searchable.search = True
    assert not searchable.warm().failed
    assert searchable.site == with_search


def test_related_pages_turned_on_and_off_again(searchable: Portal):
    before = searchable.site
    rewrite(searchable.root / "mkdocs.yml", "related: false", "related: true")
    searchable.warm()
    assert "pagefind/pagefind-entry.json" in searchable.site
    rewrite(searchable.root / "mkdocs.yml", "related: true", "related: false")
    searchable.warm()
    assert searchable.site == before


def test_an_originals_bytes_count(portal: Portal):
    (portal.folder / "2022-original.txt").write_bytes(b"one")
    rewrite(portal.folder / "2022.yml", "file: null", "file: 2022-original.txt")
    assert not portal.warm().failed
    (portal.folder / "2022-original.txt").write_bytes(b"two")
    assert not portal.warm().failed
    assert portal.site["shixian/shizhen/2022/2022-original.txt"] == b"two"


def test_a_county_that_was_renamed_is_renamed_on_the_pages_of_all_its_townships(searchable: Portal, monkeypatch):
    for path in searchable.root.glob("reports/*/*/township.yml"):
        rewrite(path, "county: 试县", "county: 新县")
    assert made(searchable, monkeypatch) >= ALL
    assert searchable.site == searchable.cold()


def test_a_second_county_folder_changes_the_way_to_the_others(portal: Portal):
    """The crumbs of a township may change without a byte of its folder."""
    facts = (portal.folder / "township.yml").read_text(encoding="utf-8")
    other = portal.root / "reports" / "erxian" / "yi"
    shutil.copytree(portal.folder, other)
    (other / "township.yml").write_text(facts.replace("990201100", "990201050").replace("city: 试市", "city: 二市"),
                                        encoding="utf-8")
    assert not portal.warm().failed
    assert portal.site == portal.cold()


def test_one_township_that_changed_leaves_the_other(searchable: Portal, monkeypatch):
    another_figure(searchable)
    assert "reports/shixian/lin" not in made(searchable, monkeypatch)
