"""The GitHub workflows: valid, audited, pinned, and harmless to run on a stranger's pull request."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

GITHUB = Path(__file__).parent.parent / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
TOOLS = Path(sys.executable).parent
_PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}\s+# v\d+(\.\d+)*")
_USES = re.compile(r"^\s*(?:-\s+)?uses:\s*(.+?)\s*$", re.M)
_FORBIDDEN = ("pull_request_target", "workflow_run", "secrets.", "write-all")


def run(*command: object) -> str:
    """The output of a tool of the virtual environment; fails with it where the tool finds something."""
    done = subprocess.run([str(TOOLS / str(command[0])), *map(str, command[1:])], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def unpinned(text: str) -> list[str]:
    """The actions of a workflow that are not pinned by a commit with its version in a comment."""
    return [use for use in _USES.findall(text) if not _PINNED.fullmatch(use)]


def test_there_are_workflows():
    assert [path.name for path in WORKFLOWS] == ["ci.yml", "pages.yml"]


def test_zizmor_finds_nothing():
    run("zizmor", "--offline", "--no-progress", "--no-config", GITHUB)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_valid_workflow(path):
    run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", path)


def test_valid_dependabot():
    run("check-jsonschema", "--builtin-schema", "vendor.dependabot", GITHUB / "dependabot.yml")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned(path):
    text = path.read_text(encoding="utf-8")
    assert _USES.findall(text)
    assert unpinned(text) == []


@pytest.mark.parametrize("use", [
    "actions/checkout@v7", "actions/checkout@main  # v7.0.1", "actions/checkout@" + "a" * 40,
    "actions/checkout@" + "a" * 39 + "  # v7", "./local"])
def test_what_counts_as_unpinned(use):
    assert unpinned(f"    steps:\n      - uses: {use}\n") == [use]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_dangerous_trigger_and_no_secret(path):
    text = path.read_text(encoding="utf-8")
    assert [word for word in _FORBIDDEN if word in text] == []


def test_permissions_are_granted_job_by_job():
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        assert re.search(r"^permissions: \{\}$", text, re.M), path.name
    writing = re.findall(r"^\s+([\w-]+): write$", (GITHUB / "workflows/ci.yml").read_text(encoding="utf-8"), re.M)
    assert writing == []


def test_every_job_ends_by_itself():
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        assert text.count("runs-on:") == text.count("timeout-minutes:"), path.name


def test_the_deploy_uses_no_cache():
    assert not re.search(r"^\s+cache:|actions/cache", (GITHUB / "workflows/pages.yml").read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize(("repository", "own", "expected"), [
    ("Owner/reports", "", "https://owner.github.io/reports/"),
    ("Owner/owner.github.io", "", "https://owner.github.io/"),
    ("Owner/Owner.GitHub.io", "", "https://owner.github.io/"),
    ("owner/reports", "https://nianbao.example.cn", "https://nianbao.example.cn/"),
    ("owner/reports", "https://nianbao.example.cn/", "https://nianbao.example.cn/")])
def test_the_address_of_the_site(repository, own, expected):
    """The step of pages.yml that builds the site, with `make` replaced by a word."""
    text = (GITHUB / "workflows/pages.yml").read_text(encoding="utf-8")
    script = re.search(r"run: \|\n((?: {10}.*\n)+)", text)[1].replace("make site", "true")
    done = subprocess.run(["bash", "-e", "-c", script], capture_output=True, text=True, check=True, env={
        "PATH": "/usr/bin:/bin", "GITHUB_REPOSITORY": repository, "ADDRESS": own,
        "GITHUB_REPOSITORY_OWNER": repository.partition("/")[0]})
    assert done.stdout == expected + "\n"
