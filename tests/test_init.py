"""`portal init`: a data repository that is whole, audited, and calls only workflows that the program has."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator.init import HOME, STARTER, init
from generator.issue import BuildError
from generator.load import load_editions, load_settings, load_township, survey

ROOT = Path(__file__).parent.parent
WORKFLOWS = ROOT / ".github" / "workflows"
TOOLS = Path(sys.executable).parent
KINDS = ("portal", "nation")


@pytest.fixture(params=KINDS)
def repository(request, tmp_path: Path) -> Path:
    init(tmp_path, request.param, "3.4.5")
    return tmp_path


def test_the_version_stands_in_one_place(repository: Path):
    files = [path for path in repository.rglob("*") if path.is_file()]
    assert [path.name for path in files if "3.4.5" in path.read_text(encoding="utf-8")] == ["requirements.txt"]
    assert not [path for path in files if "@@" in path.read_text(encoding="utf-8")]


def test_its_workflows_call_the_programs_at_the_major_tag(repository: Path):
    for path in (repository / ".github/workflows").iterdir():
        [called] = re.findall(r"uses: (\S+)", path.read_text(encoding="utf-8"))
        place, tag = called.split("@")
        assert tag == "v3"
        assert f"https://github.com/{'/'.join(place.split('/')[:2])}" == HOME
        text = (WORKFLOWS / place.split("/")[-1]).read_text(encoding="utf-8")
        assert re.search(r"^  workflow_call:$", text, re.M)


def test_a_caller_grants_what_the_called_jobs_need_and_no_more(repository: Path):
    """A called workflow never has more than its caller: what is missing fails, what is over is not least privilege."""
    for path in (repository / ".github/workflows").iterdir():
        text = path.read_text(encoding="utf-8")
        called = re.findall(r"uses: \S+/([\w.-]+)@", text)[0]
        assert grants(text) == grants((WORKFLOWS / called).read_text(encoding="utf-8"))


def grants(text: str) -> set[str]:
    return set(re.findall(r"^ {6}([\w-]+: (?:read|write))\b", text, re.M))


def test_its_workflows_are_valid(repository: Path):
    for path in (repository / ".github/workflows").iterdir():
        subprocess.run([TOOLS / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", path], check=True,
                       capture_output=True)
    subprocess.run([TOOLS / "check-jsonschema", "--builtin-schema", "vendor.dependabot",
                    repository / ".github/dependabot.yml"], check=True, capture_output=True)


def test_an_auditor_finds_only_the_tag_that_lets_it_be_upgraded(repository: Path):
    """`unpinned-uses`: a data repository follows the program's major tag on purpose, as its comment says."""
    done = subprocess.run([TOOLS / "zizmor", "--offline", "--no-progress", "--no-config", "--persona", "auditor", "--format",
                           "json", repository / ".github"], capture_output=True, text=True, check=False)
    found = [one["ident"] for one in json.loads(done.stdout)]
    assert set(found) == {"unpinned-uses"}
    assert len(found) == len(list((repository / ".github/workflows").iterdir()))


def test_its_settings_are_read(repository: Path):
    settings, issues = load_settings(repository / "mkdocs.yml")
    assert (issues, settings is not None) == ([], True)


def test_the_example_is_good_and_not_published(tmp_path: Path):
    init(tmp_path, "portal", "1.0.0")
    assert survey([tmp_path / "reports"]).folders == []
    found = survey([tmp_path / "reports/.example"])
    township, faults = load_township(found.folders[0], load_editions(ROOT / "generator" / "editions"))
    assert (found.issues, faults, [report.year for report in township.reports]) == ([], [], [2024])


@pytest.mark.parametrize("name", ["README.md", "content/about.md", "reports/README.md"])
def test_nothing_is_overwritten(tmp_path: Path, name: str):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("mine\n", encoding="utf-8")
    with pytest.raises(BuildError, match="没有改动任何文件"):
        init(tmp_path, "portal", "1.0.0")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / name]


def test_a_file_is_no_folder(tmp_path: Path):
    (tmp_path / "a").touch()
    with pytest.raises(BuildError, match="不是文件夹"):
        init(tmp_path / "a", "portal", "1.0.0")


def test_a_repository_that_was_just_cloned_may_be_filled(tmp_path: Path):
    (tmp_path / ".git").mkdir()
    assert init(tmp_path, "portal", "1.0.0")


@pytest.mark.parametrize("path", sorted(STARTER.rglob("*.yml")), ids=lambda path: path.relative_to(STARTER).as_posix())
def test_what_the_starter_says_is_lf_without_trailing_spaces(path: Path):
    assert b"\r" not in path.read_bytes()
    assert not re.search(r"[ \t]+$", path.read_text(encoding="utf-8"), re.M)
