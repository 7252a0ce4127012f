"""The GitHub workflows: valid, audited, pinned, and harmless to run on a stranger's pull request."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from generator.__main__ import main
from generator.init import init
from generator.model import Correction
from tests.factories import PORTAL, a_report, changed, write_tree

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
    """The actions of a workflow that are not pinned by a commit with its version in a comment.

    A workflow of this repository is called at the caller's own commit.
    """
    own = {f"$/.github/workflows/{path.name}" for path in WORKFLOWS}
    return [use for use in _USES.findall(text) if use.partition("  #")[0] not in own and not _PINNED.fullmatch(use)]


def test_there_are_workflows():
    assert [path.name for path in WORKFLOWS] == [
        "ci.yml", "data-check.yml", "nation-publish.yml", "pages.yml", "release.yml", "shards.yml", "site-publish.yml"]


def test_zizmor_finds_nothing():
    run("zizmor", "--offline", "--no-progress", "--no-config", GITHUB)


# What the strictest audit remarks and we leave as it is: (rule, file), each explained in a comment in that file.
LEFT: set[tuple[str, str]] = set()


def remarks(place: Path) -> list[tuple[str, str]]:
    """Rule and file of everything that zizmor's auditor, its strictest persona, remarks."""
    found = json.loads(run("zizmor", "--offline", "--no-progress", "--no-config", "--persona", "auditor",
                           "--format", "json", "--no-exit-codes", place))
    return [(one["ident"], Path(where["symbolic"]["key"]["Local"]["verbatim_path"]).name)
            for one in found for where in one["locations"]]


def test_the_auditor_remarks_nothing_but_what_is_explained():
    assert set(remarks(GITHUB)) == LEFT


def test_what_the_auditor_remarks_is_seen(tmp_path):
    text = (GITHUB / "workflows" / "pages.yml").read_text(encoding="utf-8")
    (tmp_path / "pages.yml").write_text(re.sub(r"(pages: write) +#.*", r"\1", text), encoding="utf-8")
    assert set(remarks(tmp_path / "pages.yml")) == {("undocumented-permissions", "pages.yml")}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_valid_workflow(path):
    run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", path)


def test_the_form_for_errors_is_valid_and_has_the_field_that_pages_fill_in():
    form = GITHUB / "ISSUE_TEMPLATE" / "report-error.yml"
    run("check-jsonschema", "--builtin-schema", "vendor.github-issue-forms", form)
    assert "id: page" in form.read_text(encoding="utf-8")


def test_valid_dependabot():
    run("check-jsonschema", "--builtin-schema", "vendor.dependabot", GITHUB / "dependabot.yml")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned(path):
    text = path.read_text(encoding="utf-8")
    assert _USES.findall(text)
    assert unpinned(text) == []


@pytest.mark.parametrize("use", [
    "actions/checkout@v7", "actions/checkout@main  # v7.0.1", "actions/checkout@" + "a" * 40,
    "actions/checkout@" + "a" * 39 + "  # v7", "./local", "$/.github/workflows/other.yml"])
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


@pytest.mark.parametrize("name", ["nation-publish.yml", "pages.yml", "release.yml", "shards.yml", "site-publish.yml"])
def test_the_deploy_uses_no_cache(name):
    assert not re.search(r"^\s+cache:|actions/cache", (GITHUB / "workflows" / name).read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize(("repository", "own", "expected"), [
    ("Owner/reports", "", "https://owner.github.io/reports/"),
    ("Owner/owner.github.io", "", "https://owner.github.io/"),
    ("Owner/Owner.GitHub.io", "", "https://owner.github.io/"),
    ("owner/reports", "https://nianbao.example.cn", "https://nianbao.example.cn/"),
    ("owner/reports", "https://nianbao.example.cn/", "https://nianbao.example.cn/")])
def test_the_address_of_the_site(monkeypatch, capsys, repository, own, expected):
    for name, value in {"GITHUB_REPOSITORY": repository, "ADDRESS": own, "SITE_URL": ""}.items():
        monkeypatch.setenv(name, value)
    assert main(["address"]) == 0
    assert capsys.readouterr().out == expected + "\n"


def test_no_address_is_made_up(monkeypatch, capsys):
    for name in ("GITHUB_REPOSITORY", "ADDRESS", "SITE_URL"):
        monkeypatch.delenv(name, raising=False)
    assert main(["address"]) == 2
    assert "ADDRESS" in capsys.readouterr().err


def scripts(name: str) -> list[str]:
    """The steps of a workflow that have several lines of shell."""
    text = (GITHUB / "workflows" / name).read_text(encoding="utf-8")
    return [textwrap.dedent(found) for found in re.findall(r"run: \|\n((?: {10}.*\n)+)", text)]


def run_step(script: str, folder: Path, code: int = 0, **environment: str) -> str:
    """What a step prints in a copy of the repository's root, with stand-ins for the programs in `bin`."""
    (folder / ".github").symlink_to(GITHUB)
    done = subprocess.run(["bash", "-e", "-c", script], cwd=folder, capture_output=True, text=True, check=False, env={
        "PATH": f"{folder / 'bin'}:/usr/bin:/bin", "GITHUB_REPOSITORY": "owner/nation", "ADDRESS": "",
        "GITHUB_REPOSITORY_OWNER": "owner", "GITHUB_OUTPUT": "/dev/stdout", **environment})
    assert done.returncode == code, done.stderr
    return done.stdout


def stand_in(folder: Path, name: str, script: str) -> None:
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "bin" / name).write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
    (folder / "bin" / name).chmod(0o755)


def test_the_plan_of_the_parts(tmp_path):
    portal_here(tmp_path)
    assert run_step(scripts("shards.yml")[0], tmp_path, COUNT="4") == (
        "numbers=[1,2,3,4]\nsite_url=https://owner.github.io/nation/\n")


def test_parts_come_through_as_they_were(tmp_path):
    """What one job packs, another unpacks to where `portal merge` looks for it."""
    pack, unpack = scripts("shards.yml")[1:3]
    stand_in(tmp_path, "portal", 'mkdir -p build/part/cache; echo "$3" > build/part/cache/cache.db')
    stand_in(tmp_path, "gh", "mkdir -p build/parts; mv arrived/* build/parts")
    for number in ("1", "2"):
        (tmp_path / ".github").unlink(missing_ok=True)
        run_step(pack, tmp_path, SHARD=f"{number}/2")
        (tmp_path / f"arrived/part-{number}").mkdir(parents=True)
        (tmp_path / "build/part.tar").rename(tmp_path / f"arrived/part-{number}/part.tar")
    (tmp_path / ".github").unlink()
    run_step(unpack, tmp_path, GITHUB_RUN_ID="1")
    assert {path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8")
            for path in tmp_path.glob("build/shards/**/*.db")} == {
        f"build/shards/part-{number}/cache/cache.db": f"{number}/2\n" for number in (1, 2)}


def portal_here(folder: Path) -> None:
    """The real program as the command `portal`."""
    stand_in(folder, "portal", f'PYTHONPATH={GITHUB.parent} exec {sys.executable} -m generator "$@"')


def test_the_front_page_is_built_from_the_summaries_of_the_sites(tmp_path):
    """The steps of nation-publish.yml in the repository that `portal init --nation` writes."""
    init(tmp_path / "nation", "nation", "1.0.0")
    (tmp_path / "nation/.github").rename(tmp_path / "github")
    summary = {"format": 1, "name": "一省", "townships": 1, "reports": 1, "years": {"2021": 1},
               "places": [{"name": "一县", "url": "regions/a/", "townships": 1}]}
    (tmp_path / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    portal_here(tmp_path / "nation")
    stand_in(tmp_path / "nation", "curl",
             f'while [ "$1" != --output ]; do shift; done; cp {tmp_path}/summary.json "$2"; echo "$3"')
    [step] = [script for script in scripts("nation-publish.yml") if "--summaries" in script]
    said = run_step(step, tmp_path / "nation")
    assert re.findall(r"https://owner.github.io/\w+/summary.json", said) == [
        f"https://owner.github.io/{name}/summary.json" for name in ("shandong", "henan")]
    assert "山东省" in (tmp_path / "nation/build/nation/index.html").read_text(encoding="utf-8")


def test_a_data_repositorys_site_is_built_with_its_own_address(tmp_path):
    init(tmp_path / "data", "portal", "1.0.0")
    (tmp_path / "data/.github").rename(tmp_path / "github")
    portal_here(tmp_path / "data")
    [step] = [script for script in scripts("site-publish.yml") if "portal build" in script]
    assert "https://owner.github.io/nation/\n" in run_step(step, tmp_path / "data")
    assert "<loc>https://owner.github.io/nation/</loc>" in (tmp_path / "data/build/site/sitemap.xml").read_text("utf-8")


def test_a_data_repositorys_proposal_is_checked_and_told(tmp_path):
    """The steps of data-check.yml, over a proposal that adds a county with an error."""
    data = tmp_path / "data"
    init(data, "portal", "1.0.0")
    (data / ".github").rename(tmp_path / "github")
    portal_here(data)
    commit(data, **{"README.md": "before"})
    write_tree(data, changed(a_report(2021), {"received.P": 1}))
    commit(data, **{"README.md": "after"})
    [step] = [script for script in scripts("data-check.yml") if "portal review" in script]
    said = run_step(step, data, 1, GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"), GITHUB_ACTIONS="true")
    assert "::error file=reports/shixian/shizhen/2021.yml,line=" in said
    assert "勾稽不平" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert (data / "build/review/preview.html").exists()


@pytest.mark.parametrize(("entry", "code"), [(False, 1), (True, 0)])
def test_a_proposal_that_changes_what_was_published_passes_only_with_its_entry(tmp_path, entry: bool, code: int):
    """Nothing else is wrong with it: the step that checks the data has passed."""
    data = tmp_path / "data"
    init(data, "portal", "1.0.0")
    (data / ".github").rename(tmp_path / "github")
    portal_here(data)
    write_tree(data, a_report(2021))
    commit(data, **{"README.md": "before"})
    after = changed(a_report(2021), {"permit.decided": 7})
    told = Correction("2026-11-28", "录入订正", "permit.decided", "0", "7", "看错一行", None, 0)
    write_tree(data, replace(after, corrections=(told,) if entry else ()))
    commit(data, **{"README.md": "after"})
    [step] = [script for script in scripts("data-check.yml") if "portal review" in script]
    run_step(step, data, code, GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"), GITHUB_ACTIONS="true")
    assert ("可以粘贴的内容" in (tmp_path / "summary.md").read_text(encoding="utf-8")) == bool(code)


# ── what a proposal has to do with the program ──

def commit(folder: Path, **files: str | None) -> None:
    """Commit these files and everything else that is there; None removes one."""
    for name, text in files.items():
        if text is None:
            (folder / name).unlink()
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "x"]):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments], cwd=folder, check=True)


BASE = {"generator/a.py": "a program of some words\n" * 9, "reports/a/b/2020.yml": "b\n", "content/about.md": "c\n"}
UNUSUAL = "-n 空格\t\"'$(false)`\n*.md"


@pytest.mark.parametrize(("files", "program"), [
    ({"reports/a/b/2021.yml": "x"}, "false"), ({"content/about.md": "x", "inbox/a.docx": "x"}, "false"),
    ({"content/images/a.png": "x", "reports/a/b/2020.yml": None}, "false"),
    ({f"reports/{UNUSUAL}": "x", f"content/generator/{UNUSUAL}": "x"}, "false"),
    ({"generator/a.py": "x"}, "true"), ({"mkdocs.yml": "x"}, "true"), ({".ci/run": "x"}, "true"),
    ({"reports/a/b/2021.yml": "x", "tests/x.py": "x"}, "true"), ({UNUSUAL: "x"}, "true"), ({f"generator/{UNUSUAL}": "x"}, "true"),
    ({"reports.py": "x"}, "true"), ({"generator/reports/a.py": "x"}, "true"), ({"content2/a.md": "x"}, "true"),
    ({"generator/a.py": None, "reports/a.py": BASE["generator/a.py"]}, "true"),  # a rename
    ({"content/about.md": None, "generator/about.md": BASE["content/about.md"]}, "true"),
])
def test_a_proposal_of_data_alone_does_not_run_the_programs_tests(tmp_path: Path, files: dict[str, str | None], program: str):
    [step] = [script for script in scripts("ci.yml") if "git diff" in script]
    commit(tmp_path, **BASE)
    commit(tmp_path, **files)
    assert run_step(step, tmp_path, EVENT="pull_request").splitlines()[-1] == f"program={program}"


def test_a_push_and_a_proposal_that_cannot_be_compared_run_them(tmp_path: Path):
    [step] = [script for script in scripts("ci.yml") if "git diff" in script]
    commit(tmp_path, **BASE)
    assert run_step(step, tmp_path, EVENT="pull_request") == "program=true\n"  # there is nothing before it
    (tmp_path / ".github").unlink()
    commit(tmp_path, **{"reports/a/b/2020.yml": "x"})
    assert run_step(step, tmp_path, EVENT="push") == "program=true\n"


def jobs(name: str) -> dict[str, dict]:
    return yaml.safe_load((GITHUB / "workflows" / name).read_text(encoding="utf-8"))["jobs"]


def test_both_required_checks_always_report():
    """Neither is filtered by paths nor skipped as a whole; README.md names them."""
    workflow = yaml.safe_load((GITHUB / "workflows/ci.yml").read_text(encoding="utf-8"))
    required = {job["name"]: job for job in workflow["jobs"].values()}
    assert workflow[True] == {"pull_request": None, "push": {"branches": ["**"]}}  # YAML reads `on` as true
    for name in ("核对年报数据", "程序测试"):
        assert f"`{name}`" in (GITHUB.parent / "README.md").read_text(encoding="utf-8")
        assert required[name].get("if", "${{ always() }}") == "${{ always() }}"
        assert "if" in required[name] or "needs" not in required[name]
        assert {"continue-on-error", "uses"} & required[name].keys() == set()  # one that calls reports as another
    skipped = [step for step in required["程序测试"]["steps"] if "if" not in step]
    assert [step.get("id", "checkout") for step in skipped] == ["checkout", "changed"]


@pytest.mark.parametrize(("result", "code"), [("success", 0), ("failure", 1), ("cancelled", 1), ("skipped", 1)])
def test_the_required_check_of_the_data_says_what_the_called_workflow_found(result: str, code: int):
    [needed, reported] = [job for job in jobs("ci.yml").values() if "年报" in job["name"]]
    assert needed["uses"] == "$/.github/workflows/data-check.yml"
    assert reported["needs"] == "data"
    [step] = reported["steps"]
    assert step["env"] == {"RESULT": "${{ needs.data.result }}"}
    assert subprocess.run(["bash", "-e", "-c", step["run"]], env={"RESULT": result}, check=False).returncode == code


@pytest.mark.parametrize(("caller", "called"), [("ci.yml", "data-check.yml"), ("pages.yml", "site-publish.yml")])
def test_a_called_workflow_gets_what_its_jobs_need_and_no_more(caller: str, called: str):
    [job] = [job for job in jobs(caller).values() if job.get("uses") == f"$/.github/workflows/{called}"]
    taken = [one["permissions"] for one in jobs(called).values()]
    assert job["permissions"] == {name: right for one in taken for name, right in one.items()}


def test_this_repository_is_checked_and_published_by_the_program_that_stands_here():
    text = (GITHUB.parent / "requirements.txt").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if not line.startswith("#")] == ["--editable ."]


# ── whose words may be commands ──

FOREIGN = re.compile(r"^\s*(?:- run: )?(make test|zensical)\b", re.M)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_program_that_quotes_authors_runs_with_commands_stopped(path):
    """`portal` parts the signs of commands by itself; others do not."""
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines):
        if FOREIGN.match(line):
            assert lines[number - 1].strip().startswith('echo "::stop-commands::$(openssl rand -hex 16)"')


# ── whose review a change needs ──

def owners(rules: list[tuple[str, str]], path: str) -> str:
    """As GitHub tells them: those of the last rule that fits."""
    fitting = [who for pattern, who in rules if pattern == "*" or f"/{path}" == pattern
               or (pattern.endswith("/") and f"/{path}".startswith(pattern))]
    return fitting[-1] if fitting else ""


def filled_in() -> list[tuple[str, str]]:
    """The rules of CODEOWNERS with their signs of comment taken away."""
    text = (PORTAL / "CODEOWNERS").read_text(encoding="utf-8")
    return re.findall(r"^(?:# )?([*/]\S*) +(@[\w/@ -]+)$", text, re.M)


OPERATORS = ["mkdocs.yml", "content/staff.md", ".github/CODEOWNERS", ".github/workflows/ci.yml", "site_templates/pages/base.html",
             "generator/__main__.py", "tests/test_house.py", "pyproject.toml", "Makefile", ".ci/run", "examples/a/b/2021.yml",
             "nation.yml"]


def test_a_county_is_its_editors():
    assert owners(filled_in(), "reports/anqiu/jinzhongzi/2021.yml") == "@your-org/anqiu-editors"


def test_the_operators_paths_are_theirs_whatever_a_county_claims():
    rules = filled_in()
    last = max(number for number, (pattern, _) in enumerate(rules) if pattern.startswith("/reports/"))
    rules.insert(last + 1, ("*", "@greedy"))
    assert {owners(rules, path) for path in OPERATORS} == {rules[0][1]} == {"@your-org/portal-operators"}
    tops = {path.split("/")[0] for path in OPERATORS} - {"nation.yml"}
    assert [top for top in sorted(tops) if not ((PORTAL / top).exists() or (GITHUB.parent / top).exists())] == []


def test_what_has_no_rule_of_its_own_is_the_operators():
    assert owners(filled_in(), "reports/new/a/2021.yml") == owners(filled_in(), "README.md") == "@your-org/portal-operators"


@pytest.mark.parametrize(("file", "words"), [
    ("tests/portal/CODEOWNERS", "如果空着不填"), ("README.md", "Left empty"), ("README.zh-CN.md", "如果空着不填")])
def test_what_follows_from_an_empty_file_is_said(file, words):
    assert words in (GITHUB.parent / file).read_text(encoding="utf-8")
