"""The command line: exit codes, formats, Chinese words."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from generator import __main__ as door
from generator.__main__ import main
from generator.archive import Source
from generator.issue import BuildError
from generator.model import Correction, Report
from tests.factories import PORTAL, ROOT, a_report, changed, edit, unreadable, write_tree

CHINESE = re.compile(r"[一-鿿]")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with settings and one good report."""
    shutil.copy(PORTAL / "mkdocs.yml", tmp_path)
    write_tree(tmp_path, a_report(2021))
    return tmp_path


def run(project: Path, *arguments: str) -> int:
    return main(["--project", str(project), *arguments])


def break_it(project: Path) -> None:
    """One error: a figure that does not add up."""
    edit(project / "reports/shixian/shizhen/2021.yml", "  inquiry: [0, 0,", "  inquiry: [0, 1,")


def add_hint(project: Path) -> None:
    edit(project / "reports/shixian/shizhen/2021.md", "公开内容还不够丰富，将继续改进。", "无")


# ── exit codes ──

def test_good_data_is_0(project: Path, capsys):
    assert run(project, "check") == 0
    assert capsys.readouterr().out == "核对结果：错误 0 处，原文如此 0 处，说明 0 处，提示 0 处\n"


def test_hints_do_not_change_the_exit_code(project: Path, capsys):
    add_hint(project)
    assert run(project, "check") == 0
    assert "[提示]" in capsys.readouterr().out


def test_an_error_in_the_data_is_1(project: Path, capsys):
    break_it(project)
    assert run(project, "check") == 1
    assert "[错误]" in capsys.readouterr().out


def test_faulty_settings_are_1(project: Path, capsys):
    edit(project / "mkdocs.yml", "    search: true", "    search: perhaps")
    assert run(project, "check") == 1
    assert "mkdocs.yml:" in capsys.readouterr().out


def test_a_folder_that_is_no_project_is_2(tmp_path: Path, capsys):
    assert run(tmp_path, "check") == 2
    assert "mkdocs.yml" in capsys.readouterr().err


def test_reports_that_are_not_there_are_2(project: Path, capsys):
    assert run(project, "check", "--reports", "nowhere") == 2
    assert capsys.readouterr().err.startswith("无法继续：")


def test_unknown_arguments_are_2(project: Path):
    with pytest.raises(SystemExit) as stopped:
        run(project, "check", "--colour")
    assert stopped.value.code == 2


def test_an_interruption_says_that_nothing_is_lost(project: Path, monkeypatch, capsys):
    def interrupted(options, progress):
        raise KeyboardInterrupt

    monkeypatch.setattr(door.conductor, "build", interrupted)
    assert run(project, "build") == 130
    assert "上一次建好的网站没有改动" in capsys.readouterr().err


def test_our_own_mistakes_are_not_caught(project: Path, monkeypatch):
    def wrong(options):
        raise ZeroDivisionError

    monkeypatch.setattr(door.conductor, "findings", wrong)
    with pytest.raises(ZeroDivisionError):
        run(project, "check")


def test_a_build_of_broken_data_publishes_nothing(project: Path, capsys):
    break_it(project)
    assert run(project, "build") == 1
    said = capsys.readouterr()
    assert "勾稽不平" in said.out
    assert "没有生成网站" in said.err
    assert not (project / "build" / "site").exists()


def test_a_reader_of_the_output_may_stop_early():
    """As in `portal check | head -1`."""
    done = subprocess.run(f"{sys.executable} -m generator --project {PORTAL} check --reports reports --reports examples | head -1",
                          shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1


# ── formats ──

def test_text_names_file_line_and_kind(project: Path, capsys):
    break_it(project)
    run(project, "check")
    first = capsys.readouterr().out.split("\n")[0]
    assert re.fullmatch(r"reports/shixian/shizhen/2021\.yml:\d+  \[错误\] 勾稽不平：.+", first)


def test_hints_can_be_left_out(project: Path, capsys):
    add_hint(project)
    run(project, "check", "--no-hints")
    assert "提示 0 处" in capsys.readouterr().out


def test_json_is_json_with_every_field(project: Path, capsys):
    break_it(project)
    add_hint(project)
    assert run(project, "check", "--format", "json") == 1
    found = json.loads(capsys.readouterr().out)
    assert [(one["severity"], one["code"]) for one in found] == [
        ("hint", "section-empty"), ("error", "applicants-total"), ("error", "outcomes-total")]
    assert found[1]["path"] == "reports/shixian/shizhen/2021.yml"
    assert (found[1]["key"], found[1]["found"], found[1]["expected"], found[1]["difference"]) == ("inquiry", "1", "0", "1")


def test_json_of_good_data_is_an_empty_list(project: Path, capsys):
    assert run(project, "check", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == []


def annotations(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith("::")]


def test_annotations_mark_the_line_by_kind(project: Path, capsys):
    break_it(project)
    add_hint(project)
    assert run(project, "check", "--format", "github") == 1
    found = annotations(capsys.readouterr().out)
    assert [re.match(r"::(\w+) file=([\w/.]+),line=(\d+),title=(.+?)::(.+)$", line).group(1, 2, 4) for line in found] == [
        ("error", "reports/shixian/shizhen/2021.yml", "错误"), ("error", "reports/shixian/shizhen/2021.yml", "错误"),
        ("warning", "reports/shixian/shizhen/2021.md", "提示")]


def test_of_many_findings_ten_are_annotated_the_worst_first_and_the_last_says_so(project: Path, capsys):
    add_hint(project)
    for row in ("granted", "inquiry", "not_held"):
        edit(project / "reports/shixian/shizhen/2021.yml", f"  {row}: [0, 0, 0, 0, 0, 0, 0]", f"  {row}: [1, 2, 3, 4, 5, 6, 7]")
    run(project, "check", "--format", "github")
    said = capsys.readouterr().out
    found = annotations(said)
    count = int(re.search(r"错误 (\d+) 处", said)[1]) + 1
    assert count > 10
    assert [line.split(" ")[0] for line in found] == ["::error"] * 10
    assert found[-1] == f"::error title=还有::还有 {count - 9} 处没有标出来，全部见运行记录。"
    assert said.count("  [错误] ") + said.count("  [提示] ") == count - 9


def test_an_annotation_is_one_line_whatever_the_message(project: Path, capsys):
    """The message of a balance has two lines; %, CR and LF have GitHub's own escapes."""
    report = changed(a_report(2021), {"granted.P": unreadable("x")})
    write_tree(project, report)
    edit(project / "reports/shixian/shizhen/2021.yml", '{literal: "x"}', '"100%\\r\\n::error::forged"')
    run(project, "check", "--format", "github")
    [found] = annotations(capsys.readouterr().out)
    assert found.startswith("::error file=reports/shixian/shizhen/2021.yml,line=")
    assert "100%25〔U+000D〕〔U+000A〕::error::forged" in found
    break_it(project)
    edit(project / "reports/shixian/shizhen/2021.yml", '"100%\\r\\n::error::forged"', "0")
    run(project, "check", "--format", "github")
    assert all("%0A" in line for line in annotations(capsys.readouterr().out))


@pytest.mark.parametrize("name", ["a,b.txt", "a:b.txt", "a%b.txt", "a\n::error::forged", "a\r::error::forged"])
def test_an_annotation_is_not_forged_by_a_file_name(project: Path, name: str, capsys):
    (project / "reports/shixian/shizhen" / name).write_text("x", encoding="utf-8")
    assert run(project, "check", "--format", "github") == 1
    out = capsys.readouterr().out
    assert len(re.findall(r"^::|\r::", out, flags=re.M)) == 1
    [path] = re.findall(r"^::error file=(.*?),line=1,title=", out, flags=re.M)
    assert not set(path) & {",", ":", "\r", "\n"}


# ── what others wrote is no command of GitHub's ──

HOSTILE = "x\n::add-mask::错误\n ##[error]forged\r::error file=README.md::forged\u202e"


def runs_a_command(line: str) -> bool:
    """As the runner reads a line."""
    return line.lstrip().startswith("::") or "##[" in line


def spoil(project: Path) -> None:
    """Hostile words wherever a proposal's author may write: a field, a heading, a folder's and a file's name."""
    reports = project / "reports"
    edit(reports / "shixian/shizhen/2021.yml", "signed: null", f"signed: {json.dumps(HOSTILE)}")
    edit(reports / "shixian/shizhen/2021.yml", "issuer: 试镇人民政府", "issuer: [0, 1]\n\"##[add-mask]x\": 1")
    edit(reports / "shixian/shizhen/2021.md", "## 一、总体情况", "## 甲 ##[add-mask]核对\n\n## 一、总体情况")
    for name in ("a\n::error::forged", "b\r ##[error]forged.txt", "c\u202e.txt"):
        (reports / "shixian" / name).write_text("x", encoding="utf-8")
    (reports / "shixian/z\n::stop-commands::x").mkdir()


@pytest.mark.parametrize("arguments", [
    ["check"], ["check", "--format", "json"], ["build"], ["review", "--base", "base"], ["merge"],
    ["export", "reports/shixian/shizhen/2021.yml"], ["import", "x\n::error::forged"], ["new", "a\n::error::b", "2021"],
    ["export", "::error::x"], ["new", "shixian/shizhen", "##[error]x"]])
def test_no_words_of_others_are_a_command(project: Path, arguments: list[str], monkeypatch, capsys):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    write_tree(project / "base", a_report(2021))
    shutil.move(project / "base" / "reports", project / "base2")
    spoil(project)
    arguments = ["base2" if one == "base" else one for one in arguments]
    with contextlib.suppress(SystemExit):  # argparse has said it
        run(project, *arguments)
    out, err = capsys.readouterr()
    assert out + err
    assert [line for line in re.split(r"[\r\n]", out + "\n" + err) if runs_a_command(line)] == []


def test_our_own_annotations_are_the_only_commands(project: Path, monkeypatch, capsys):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    spoil(project)
    run(project, "check", "--format", "github")
    lines = re.split(r"[\r\n]", capsys.readouterr().out)
    commands = [line for line in lines if runs_a_command(line)]
    assert len(commands) == len(lines) - 2 > 5  # the counts, and the end
    assert all(re.match(r"::error file=[^:,]+,line=\d+,title=错误::", line) and "##[" not in line for line in commands)


def test_json_is_the_same_data_though_no_command(project: Path, capsys):
    spoil(project)
    run(project, "check", "--format", "json")
    out = capsys.readouterr().out
    assert "::" not in out
    assert "##[" not in out
    paths = {one["path"] for one in json.loads(out)}
    assert "reports/shixian/a\n::error::forged" in paths
    assert "reports/shixian/c\u202e.txt" in paths


def test_what_is_printed_here_shows_line_breaks_of_others_in_sight(project: Path, monkeypatch, capsys):
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    spoil(project)
    run(project, "check")
    out = capsys.readouterr().out
    assert "“signed”的第 2 个字是看不见的字符 U+000A（换行），请删去。" in out
    assert "文件或文件夹名“z〔U+000A〕::stop-commands::x”不对" in out
    assert "reports/shixian/a〔U+000A〕::error::forged  [错误]" in out


def test_a_traceback_of_ours_is_no_command(tmp_path: Path):
    script = ("from generator import __main__ as door\n"
              "def fail(chosen): raise RuntimeError('x\\n::error::forged\\n##[error]forged')\n"
              "door._schema = fail\n"
              "door.main(['schema'])\n")
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False,
                          env={"GITHUB_ACTIONS": "true", "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"})
    assert done.returncode == 1
    assert "RuntimeError: x\n: :error: :forged\n## [error]forged" in done.stderr
    assert [line for line in done.stderr.split("\n") if runs_a_command(line)] == []


# ── commands ──

def test_new_writes_what_check_then_asks_to_fill(project: Path, capsys):
    assert run(project, "new", "shixian/xinzhen", "2022") == 0
    said = capsys.readouterr().out
    assert [path for path in ("2022.yml", "2022.md", "township.yml") if f"reports/shixian/xinzhen/{path}" not in said] == []
    assert run(project, "check") == 1
    assert "还没有填写" in capsys.readouterr().out


def test_new_does_not_overwrite(project: Path, capsys):
    before = (project / "reports/shixian/shizhen/2021.yml").read_bytes()
    assert run(project, "new", "shixian/shizhen", "2021") == 2
    assert "已经存在" in capsys.readouterr().err
    assert (project / "reports/shixian/shizhen/2021.yml").read_bytes() == before


def test_new_takes_another_format(project: Path):
    assert run(project, "new", "shixian/shizhen", "2022", "--edition", "2019") == 0
    assert 'edition: "2019"' in (project / "reports/shixian/shizhen/2022.yml").read_text("utf-8")


def test_schema_writes_beside_the_formats(tmp_path: Path, monkeypatch, capsys):
    for path in (ROOT / "generator" / "editions").glob("*.yml"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(door.conductor, "EDITIONS", tmp_path)
    assert main(["schema"]) == 0
    assert capsys.readouterr().out.split() == [str(tmp_path / f"{key}.schema.json") for key in ("2019", "2021")]
    for key in ("2019", "2021"):
        assert (tmp_path / f"{key}.schema.json").read_bytes() == \
            (ROOT / "generator" / "editions" / f"{key}.schema.json").read_bytes()


def reviewed(tmp_path: Path, before: Report, after: Report, *more: str) -> int:
    """The exit code of a review of one report; its files are in `out`."""
    write_tree(tmp_path / "old", before)
    write_tree(tmp_path / "new", after)
    return main(["--project", str(PORTAL), "review", "--base", str(tmp_path / "old/reports"),
                 "--reports", str(tmp_path / "new/reports"), "--out", str(tmp_path / "out"), *more])


def test_review_writes_a_summary_and_a_self_contained_preview(tmp_path: Path, capsys):
    entry = Correction("2026-11-28", "录入订正", "permit.decided", "0", "7", "看错一行", None, 0)
    after = replace(changed(a_report(2021), {"permit.decided": 7}), corrections=(entry,))
    assert reviewed(tmp_path, a_report(2021), after) == 0
    assert ("| 试县试镇2021年 | 表二 · 行政许可 · 本年处理决定数量 | 0 | 7 | 录入订正：看错一行 |"
            in (tmp_path / "out/summary.md").read_text("utf-8").replace("\\", ""))
    preview = (tmp_path / "out/preview.html").read_text("utf-8")
    assert re.search(r"<td id=permit.decided[^>]*><del>0</del> → <ins>7<", preview)
    assert not re.search(r"<script|<link|src=\"(?!data:)", preview)
    assert not re.search(r"<a\b[^>]*href", preview)


def test_review_without_an_entry_is_1_and_dates_the_one_to_paste(tmp_path: Path, capsys):
    assert reviewed(tmp_path, a_report(2021), changed(a_report(2021), {"permit.decided": 7}), "--date", "2026-01-28") == 1
    assert ('  - {date: 2026-01-28, kind: 录入订正, at: permit.decided, before: "0", after: "7", reason: 待填, link: null}'
            in capsys.readouterr().out.split("\n"))


def test_the_day_of_an_entry_is_today_unless_said(tmp_path: Path, capsys):
    reviewed(tmp_path, a_report(2021), changed(a_report(2021), {"permit.decided": 7}))
    day = re.search(r"\{date: (\S+),", capsys.readouterr().out)[1]
    assert abs(date.fromisoformat(day) - date.today()).days <= 1


def test_an_original_of_other_bytes_is_seen_though_no_digest_is_written(tmp_path: Path, capsys):
    report = a_report(2021, source=Source("a.pdf", None, None, None))
    for name in ("old", "new"):
        write_tree(tmp_path / name)
        (tmp_path / name / "reports/shixian/shizhen/a.pdf").write_text(name, encoding="utf-8")
    assert reviewed(tmp_path, report, report) == 1
    assert "superseded:" in capsys.readouterr().out


def test_review_of_broken_data_is_1(tmp_path: Path, capsys):
    write_tree(tmp_path / "old", a_report(2021))
    write_tree(tmp_path / "new", changed(a_report(2021), {"granted.P": 7}))
    code = main(["--project", str(PORTAL), "review", "--base", str(tmp_path / "old/reports"),
                 "--reports", str(tmp_path / "new/reports"), "--out", str(tmp_path / "out")])
    assert code == 1
    assert "处错误，需要改正后才能合并" in (tmp_path / "out/summary.md").read_text("utf-8")


# ── words ──

@pytest.mark.parametrize("command", [[], ["build"], ["serve"], ["check"], ["new"], ["review"], ["schema"], ["merge"], ["nation"]])
def test_help_is_in_chinese(command: list[str], capsys):
    with pytest.raises(SystemExit) as stopped:
        main([*command, "--help"])
    assert stopped.value.code == 0
    described = re.split(r"\n  (?=\S)", capsys.readouterr().out)[1:]  # an option, its words perhaps on a line of their own
    assert [words for words in described if not CHINESE.search(words) and not words.startswith("-h, --help")] == []


def test_what_cannot_go_on_is_said_in_one_chinese_sentence(project: Path, monkeypatch, capsys):
    def stopped(options, progress):
        raise BuildError("没有模板。")

    monkeypatch.setattr(door.conductor, "build", stopped)
    assert run(project, "build") == 2
    assert capsys.readouterr().err == "无法继续：没有模板。\n"
