"""The dress of the pages: what a page's title may hold, and when the shell is built again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lxml import html

from generator import shell as room
from generator.assemble.layers import Layers
from generator.page import Page, Rendered
from generator.shell import Frame, Shell, build_shell
from tests.factories import PORTAL, ROOT

OVERRIDES = {"site_name": "门户", "site_url": "", "repository": ""}
CUTS = (("<html><head><title>", "title", "</title>", "head", "</head><body>", "body", "</body></html>"),) * 4


@pytest.mark.parametrize("title", ['年报" onx="1"', "</title><script>x</script>", "A&amp;B", "1 < 2"])
@pytest.mark.parametrize("url", ["", "a/", "a/b/2022/"])
def test_a_title_is_text_whatever_it_holds(title: str, url: str):
    poured = Shell("门<b>户", CUTS, {}, ()).pour(Page(url, "home.html", title, "", (), {}), Rendered(title, "", ""))
    page = html.fromstring(poured)
    assert page.findtext("head/title") == (f"{title} - 门<b>户" if url else title)
    assert page.xpath("//script | //title/*") == []


class Made:
    """A folder with a shell in it, as if MkDocs had built it; counts how often it was."""

    def __init__(self, root: Path, monkeypatch) -> None:
        self.root, self.count = root, 0
        (root / "content").mkdir()
        (root / "content" / "about.md").write_text("# 关于\n", encoding="utf-8")
        shutil.copytree(ROOT / "site_templates" / "material", root / "site_templates" / "material")
        shutil.copy(PORTAL / "mkdocs.yml", root)
        monkeypatch.setattr(room, "_build", self._build)

    def _build(self, frame: Frame, work: Path, overrides: dict[str, str]) -> None:
        self.count += 1
        for depth in range(room.DEEPEST + 1):
            folder = work.joinpath("out", *["shell"] * depth)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "index.html").write_text("<html><!--portal:title--><!--portal:head--><!--portal:body--></html>",
                                               encoding="utf-8")

    def again(self, program: str = "one", **overrides: str) -> int:
        """Ask for the shell; how often it has been built by now."""
        build_shell(Layers(self.root).frame, self.root / "work", OVERRIDES | overrides, program)
        return self.count


@pytest.fixture
def made(tmp_path: Path, monkeypatch) -> Made:
    found = Made(tmp_path, monkeypatch)
    assert found.again() == 1
    return found


def test_the_same_shell_is_built_once(made: Made):
    assert made.again() == 1


@pytest.mark.parametrize("name", ["mkdocs.yml", "content/about.md", "site_templates/material/main.html",
                                  "site_templates/material/assets/portal/text.js", "work/out/index.html"])
def test_whatever_it_is_made_from_or_holds_it_is_built_again(made: Made, name: str):
    with (made.root / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert made.again() == 2


@pytest.mark.parametrize("setting", OVERRIDES)
def test_another_setting_builds_it_again(made: Made, setting: str):
    assert made.again(**{setting: "other"}) == 2


def test_another_program_builds_it_again(made: Made):
    assert made.again("other") == 2


def test_a_page_more_builds_it_again(made: Made):
    (made.root / "content" / "more.md").write_text("# 更多\n", encoding="utf-8")
    assert made.again() == 2
