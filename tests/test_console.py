"""Words printed where GitHub reads them: never a command, however they are cut; ours escaped by its rules."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.console import Harmless, annotate, guarded, harmless

PIECES = st.lists(st.text(st.sampled_from(":#[]a \n\r\t甲\u200b\u202e"), max_size=6), max_size=8)


def written(pieces: list[str]) -> str:
    beneath = io.StringIO()
    stream = Harmless(beneath)
    for piece in pieces:
        assert stream.write(piece) == len(piece)
    return beneath.getvalue()


@given(PIECES)
@example(["#", "#", "["])
@example(["##", "\u200b", "["])
@example([":", ":error", "::x"])
@example([":::", ":"])
def test_however_it_is_cut_there_is_no_command(pieces: list[str]):
    text = written(pieces)
    assert "::" not in text
    assert "##[" not in text
    assert "\r" not in text


@given(PIECES)
def test_the_cuts_make_no_difference(pieces: list[str]):
    assert written(pieces) == harmless("".join(pieces))


@pytest.mark.parametrize("text", ["", "核对结果：错误 0 处", "a: b\n  c:d # [e] #[f]\n\t12:30\n", "http://a.invalid:80/#x", "葛󠄀城"])
def test_what_is_no_command_stays(text: str):
    assert harmless(text) == text


@pytest.mark.parametrize(("text", "said"), [
    ("::add-mask::错误", ": :add-mask: :错误"), ("a##[error]b", "a## [error]b"), (":::", ": : :"), ("###[", "### ["),
    ("a\rb", "a〔U+000D〕b"), ("\x1b[31m", "〔U+001B〕[31m"), ("#\u200b#[x]", "#〔U+200B〕#[x]")])
def test_the_reader_still_sees_what_was_there(text: str, said: str):
    assert harmless(text) == said


def test_the_streams_are_guarded_on_github_only(monkeypatch, capsys):
    before = sys.stdout, sys.stderr
    for there, said in (("", "::a::\n"), ("true", ": :a: :\n")):
        monkeypatch.setenv("GITHUB_ACTIONS", there)
        with guarded():
            print("::a::")
            print("::a::", file=sys.stderr)
        assert (sys.stdout, sys.stderr) == before
        assert capsys.readouterr() == (said, said)


def test_the_streams_are_given_back_after_an_error(monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    before = sys.stdout, sys.stderr
    with pytest.raises(KeyError), guarded():
        raise KeyError
    assert (sys.stdout, sys.stderr) == before


@pytest.mark.parametrize("there", ["", "true"])
def test_an_annotation_is_a_command_with_githubs_escapes(monkeypatch, capsys, there: str):
    monkeypatch.setenv("GITHUB_ACTIONS", there)
    with guarded():
        annotate("error", "100%\r\n::a,b ##[c]\x1b\udcff", file="a,b:c%\n\r.yml", line=3, title="一,二")
    assert capsys.readouterr().out == ("::error file=a%2Cb%3Ac%25%0A%0D.yml,line=3,title=一%2C二"
                                       "::100%25%0D%0A::a,b ## [c]〔U+001B〕〔U+DCFF〕\n")
