"""Names that every system can hold."""

from __future__ import annotations

import shutil

import pytest

from generator.__main__ import main
from generator.load import load
from generator.naming import file_fault, folder_fault, path_fault
from tests.factories import EDITIONS, PORTAL, ROOT, a_report, edit, load_tree, write_tree

DEVICES = ["con", "prn", "aux", "nul", "com0", "com1", "com9", "lpt1", "lpt9"]


@pytest.mark.parametrize("name", [*DEVICES, "Anqiu", "an_qiu", "安丘", "-a", "a--b", "a.", "a ", "a:b", ""])
def test_folders_that_some_system_cannot_hold(name: str):
    assert folder_fault(name)


@pytest.mark.parametrize("name", ["anqiu", "con-qu", "conghua", "com", "com10", "lpt", "nulla", "a-con", "2020"])
def test_folders_that_are_well(name: str):
    assert folder_fault(name) == ""


@pytest.mark.parametrize("name", ["a:b.pdf", "a?.pdf", 'a".pdf', "a<b", "a|b", "a*b", "a\\b", "a/b", "a\tb", "a.pdf.", "a ",
                                  "CON", "con.pdf", "Aux.tar.gz", "nul .txt", "COM¹.txt", "conin$", "LPT3.doc"])
def test_files_that_some_system_cannot_hold(name: str):
    assert file_fault(name)


@pytest.mark.parametrize("name", ["2020-original.pdf", "年报（终稿）.doc", "a b.txt", "console.txt", "a.con", ".x", "com12.txt"])
def test_files_that_are_well(name: str):
    assert file_fault(name) == ""


@pytest.mark.parametrize("path", ["con/shizhen", "shixian/nul"])
def test_a_folder_with_the_name_of_a_device_is_told(tmp_path, path: str):
    write_tree(tmp_path, a_report(2021), path=path)
    _, issues = load([tmp_path / "reports"], EDITIONS)
    [found] = [one for one in issues if one.code == "wrong-name"]
    name = {"con/shizhen": "con", "shixian/nul": "nul"}[path]
    assert found.message == f"文件或文件夹名“{name}”不对：{name.upper()} 是 Windows 的设备名，在 Windows 上不能用，请换一个。"


@pytest.mark.parametrize(("name", "said"), [
    ("年报:终稿.pdf", "不能有 :"), ("aux.txt", "AUX 是 Windows 的设备名"), ("年报.", "句点或空格结尾")])
def test_an_original_with_such_a_name_is_told(folder, name: str, said: str):
    (folder / name).write_text("x", encoding="utf-8")
    edit(folder / "2021.yml", "  file: null", f'  file: "{name}"')
    [found] = load_tree(folder.parents[2])[1]
    assert (found.code, said in found.message) == ("wrong-name", True)


@pytest.mark.parametrize("path", ["con/xinzhen", "shixian/aux", "shixian", "a/b/c", "a/../b"])
def test_no_command_makes_such_a_folder(tmp_path, path: str, capsys):
    assert path_fault(path)
    shutil.copy(PORTAL / "mkdocs.yml", tmp_path)
    assert main(["--project", str(tmp_path), "new", path, "2022"]) == 2
    assert f"“{path}”不对：" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["mkdocs.yml"]


def test_every_committed_name_can_be_held_everywhere():
    paths = [path.relative_to(ROOT) for folder in ("generator", "site_templates", "tests") for path in (ROOT / folder).rglob("*")]
    assert [str(path) for path in paths if any(map(file_fault, path.parts))] == []
