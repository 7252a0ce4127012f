"""What is pasted and is no text is refused; ordinary text that looks a little like it is not."""

from __future__ import annotations

import pytest

from generator.load.pasted import _FORMS, _SIGNS, pasted

ORDINARY = (
    "办理时限 a < b，收到<20件，其中 b > c。", "第一项\t第二项", "依据《条例》(2019)：公开率>90%，A&B公司1件。", "[1] 见附件；[表格见下]除外。",
    "时间 8:30，比例 1:2，邮箱 a@b.cn，网址 http://www.example.cn/a/b.html。", "Windows 系统 C: 盘", "公开 12 345 条 -- 其中 * 号为重点。",
    "见《关于 R&D 经费的说明》第 3 条。", "<试行>办法、<<规定>>", "~~~删去~~~ 与 ***重点*** 都是字。", "政府信息公开工作。" * 400)
PASTED = {"pasted-image": "![[图.png]]", "pasted-html": "<p>正文</p>", "pasted-entity": "甲&nbsp;乙", "pasted-path": r"见 C:\报告\2021.docx",
          "pasted-word": "mso-style-name: 正文"}


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_not_refused(text: str):
    assert list(pasted(f"## 一、总体情况\n\n{text}\n", "reports/x/y/2021.md")) == []


@pytest.mark.parametrize("code", [code for code, _ in _FORMS])
def test_every_form_is_found_and_has_a_sign_that_says_so(code: str):
    """A text without any of the signs is not looked through."""
    assert any(sign in PASTED[code] for sign in _SIGNS)
    assert [found.code for found in pasted(PASTED[code], "reports/x/y/2021.md")] == [code]


@pytest.mark.parametrize("words", ["[图片]", "[截图]", "[表情]", "[动画表情]", "[image]", "[图.jpg]", "data:image/png", "cid:image1", "file:/x",
                                   "C:/Users/a.doc", r"\\server\share", "Mso" + "Normal", "/* Style Definitions */", "Normal 0 false",
                                   "<!-- x -->", "&#20013;", "<td>"])
def test_no_form_is_passed_over_for_want_of_its_sign(words: str):
    forms = [code for code, form in _FORMS if form.search(words)]
    assert bool(forms) == bool(list(pasted(words, "2021.md"))), forms
