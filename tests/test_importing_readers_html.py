"""Web pages are read as a browser shows them: one fact a test, in pages of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.importing.readers import read
from generator.importing.source import Source
from tests.test_importing_readers_word import cells, codes, left_out, lines


def page(body: str, folder: Path, head: str = "") -> Source:
    file = folder / "report.html"
    file.write_text(f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>", "utf-8")
    return read(file)


def cell(content: str) -> str:
    return f"<table><tr><th>规章<td>{content}<td>0</table>"


# ── what is not seen ──

UNSEEN = {
    "hidden": ("<span hidden>9</span>", "", "hidden"),
    "by its style": ("<span style='display : NONE !important'>9</span>", "", "hidden"),
    "by class": ("<span class='a k'>9</span>", ".k{display:none}", "hidden"),
    "by id": ("<span id=k>9</span>", "#k{visibility:hidden}", "hidden"),
    "by element within element": ("<i><b>9</b></i>", "i > b{display:none}", "hidden"),
    "by a rule for screens": ("<i>9</i>", "@media screen and (min-width:600px){i{display:none}}", "hidden"),
    "by weight": ("<i class=k>9</i>", "i.k{display:none} .k{display:inline}", "hidden"),
    "by strength": ("<i class=k style='display:inline'>9</i>", ".k{display:none!important}", "hidden"),
    "without a size": ("<i>9</i>", "i{font-size:0}", "tiny"),
    "white": ("<font color=white>9</font>", "", "white"),
    "white by class": ("<i class=k>9</i>", ".k{color:#fff}", "white"),
    "of the colour of its ground": ("<i style='background:#eee'><b style='color:rgb(238,238,238)'>9</b></i>", "", "white"),
    "off the page": ("<i style='position:absolute;left:-9999px'>9</i>", "", "outside"),
    "cut to nothing": ("<i class=k>9</i>", ".k{overflow:hidden;width:1px;height:1px}", "outside"),
    "clipped away": ("<i style='clip: rect(0, 0, 0, 0)'>9</i>", "", "outside"),
    "of a colour without any": ("<i style='color:rgba(0,0,0, 0)'>9</i>", "", "hidden"),
    "with notes in its style": ("<i style='/* x */color:/* z */white'>9</i>", "i/* y */{color:/* z */#fff}", "white"),
    "transparent": ("<i style='opacity:0'>9</i>", "", "hidden"),
    "struck": ("<i class=k>9</i>", ".k{text-decoration:line-through}", "struck"),
    "for pages without scripts": ("<noscript>9</noscript>", "", "unscripted"),
    "a template": ("<template>9</template>", "", "alternative"),
    "a reading": ("<ruby><rt>9</rt></ruby>", "", "phonetic"),
    "an entry that is not chosen": ("<select><option value=1><option>9</select>", "", "control"),
    "a button": ("<button>9</button>", "", "control"),
}


@pytest.mark.parametrize("kind", UNSEEN)
def test_what_is_not_seen_is_left_out_with_its_reason(kind: str, tmp_path: Path):
    content, style, reason = UNSEEN[kind]
    source = page(f"<p>5{content}</p>{cell('5' + content)}", tmp_path, f"<style>{style}</style>")
    assert (lines(source), cells(source)) == (["5"], ["规章", "5", "0"])
    assert left_out(source) == {"9": reason}
    assert "unread" not in codes(source)


SEEN = {
    "for paper": ("<i>9</i>", "@media print{i{display:none}}"),
    "for small screens": ("<i>9</i>", "@media (max-width:600px){i{display:none}}"),
    "shown again": ("<i style='visibility:hidden'><b style='visibility:visible'>9</b></i>", ""),
    "shown by a later rule": ("<i>9</i>", "i{display:none} i{display:inline}"),
    "white on blue": ("<i style='background:#00f'><b style='color:#fff'>9</b></i>", ""),
    "white on a picture": ("<i style='background:url(x.png)'><b style='color:#fff'>9</b></i>", ""),
    "hidden but for its style": ("<i hidden style='display:inline'>9</i>", ""),
    "under the hand": ("<i>9</i>", "i:hover{display:none}"),
}


@pytest.mark.parametrize("kind", SEEN)
def test_what_is_seen_is_kept(kind: str, tmp_path: Path):
    content, style = SEEN[kind]
    assert lines(page(f"<p>5{content}</p>", tmp_path, f"<style>{style}</style>")) == ["59"]


def test_white_letters_stay_where_a_sheet_elsewhere_may_colour_their_ground(tmp_path: Path):
    head = "<link rel=stylesheet href=a.css>"
    assert lines(page("<p class=bar style='color:#fff'>甲</p>", tmp_path, head)) == ["甲"]
    assert lines(page("<p>甲<i style='color:#fff'>乙</i></p>", tmp_path, head)) == ["甲"]


def test_hidden_rows_and_cells_are_no_part_of_the_grid(tmp_path: Path):
    source = page("<table><tr><td>a<td hidden>9<td>b<tr style='display:none'><td>8<tr><td>c<td>d</table>", tmp_path)
    assert cells(source) == ["a", "b", "c", "d"]
    assert left_out(source) == {"9": "hidden", "8": "hidden"}


# ── raised ──

@pytest.mark.parametrize("mark", [
    "<sup>1</sup>", "<sub>1</sub>", "<span style='font-size:9pt;vertical-align:super'>1</span>", "<i class=k>1</i>",
    "<span style='position:relative;top:-5px'>1</span>", "<span style='vertical-align:4px'>1</span>",
    "<span style='vertical-align:40%;font-size:60%'>1</span>"])
def test_a_raised_mark_keeps_apart_from_its_figure(mark: str, tmp_path: Path):
    style = "<style>.k{vertical-align:text-top}</style>"
    assert cells(page(cell(f"5{mark}"), tmp_path, style))[1] == "5[1]"
    assert cells(page(cell(f"{mark}5"), tmp_path, style))[1] == "[1]5"
    assert lines(page(f"<p>5{mark}件</p>", tmp_path, style))[0] in ("5¹件", "5₁件")


def test_the_alignment_of_a_cell_raises_nothing(tmp_path: Path):
    assert cells(page("<table><tr><td style='vertical-align:super'>5<span style='vertical-align:baseline'>1</span></table>", tmp_path)) == ["51"]


# ── apart and together ──

@pytest.mark.parametrize("content", [
    "<p>5</p><p>1</p>", "<ul><li>5<li>1</ul>", "5<div>1</div>", "<dl><dt>5<dd>1</dl>", "5<hr>1", "<pre>5\n1</pre>",
    "<span style='display:block'>5</span><span>1</span>", "<i>5</i><i class=b>1</i>", "5<i style='float:right'>1</i>",
    "<span style='white-space:pre'>5\n1</span>", "<table><tr><td>5<td>1</table>", "<address>5</address>1"])
def test_blocks_stand_apart(content: str, tmp_path: Path):
    text = "".join(cells(page(f"<table><tr><th>a<th>b<tr><td>甲<td>{content}</table>", tmp_path,
                              "<style>.b{display:block}</style>"))[3:]) or "5\n1"
    assert "51" not in text


@pytest.mark.parametrize("content", ["<b>5</b>1", "<span>5</span><font>1</font>", "<p style='display:inline'>5</p>1",
                                     "5<wbr>1", "<ins>5</ins>1", "5<!-- -->1"])
def test_inline_elements_stand_together(content: str, tmp_path: Path):
    assert cells(page(cell(content), tmp_path))[1] == "51"


def test_lines_of_preformatted_text_are_lines(tmp_path: Path):
    assert lines(page("<pre>甲\n乙</pre><p style='white-space:pre-line'>丙\n丁</p>", tmp_path)) == ["甲", "乙", "丙", "丁"]


# ── what a browser puts in ──

@pytest.mark.parametrize(("given", "shown"), [
    ("<ol><li>甲<li>乙</ol>", ["1. 甲", "2. 乙"]), ("<ol start=3><li>甲<li value=9>乙<li>丙</ol>", ["3. 甲", "9. 乙", "10. 丙"]),
    ("<ol reversed><li>甲<li>乙</ol>", ["2. 甲", "1. 乙"]), ("<ol type=A><li>甲</ol>", ["A. 甲"]), ("<ol type=i><li>甲<li>乙</ol>", ["i. 甲", "ii. 乙"]),
    ("<ol style='list-style-type:cjk-ideographic'><li>甲</ol>", ["一、甲"]), ("<ol style='list-style:none'><li>甲</ol>", ["甲"]),
    ("<ol class=k><li>甲</ol>", ["一、甲"]), ("<ul><li>甲</ul>", ["甲"]), ("<ol><li>甲<ol><li>乙</ol><li>丙</ol>", ["1. 甲", "1. 乙", "2. 丙"])])
def test_lists_are_numbered_as_shown(given: str, shown: list[str], tmp_path: Path):
    assert lines(page(given, tmp_path, "<style>.k{list-style:inside trad-chinese-informal}</style>")) == shown


def test_a_list_whose_number_is_not_known_is_a_doubt(tmp_path: Path):
    assert "list-numbers" in codes(page("<ol><li>甲</ol>", tmp_path, "<link rel=stylesheet href=a.css>"))
    assert "number-unknown" in codes(page("<ol style='list-style:georgian'><li>甲</ol>", tmp_path))


def test_quotations_are_marked(tmp_path: Path):
    assert lines(page("<p>所称<q>公开<q>内</q></q>是指</p>", tmp_path)) == ["所称“公开‘内’”是指"]


def test_fields_and_choices_show_their_value(tmp_path: Path):
    source = page(f"{cell('<input value=5>')}<p>共<select><option>4<option selected>5</select>件</p>", tmp_path)
    assert (cells(source)[1], lines(source)) == ("5", ["共5件"])


def test_what_is_folded_up_is_left_out_but_for_its_summary(tmp_path: Path):
    source = page("<details><summary>甲</summary><p>乙</p></details><details open>丙</details>", tmp_path)
    assert lines(source) == ["甲", "丙"]
    assert left_out(source) == {"乙": "collapsed"}


@pytest.mark.parametrize(("content", "style"), [
    ("<i class=n></i>", ".n::before{content:'5'}"), ("<i class=n data-v=5></i>", ".n:after{content:attr(data-v)}"),
    ("1<i class=n></i>", ".n::before{content:'\\35'}"), ("<i class=d5></i>", ""), ("1<b class=x></b><b class=y></b>", ""),
    ("", "td::before{content:counter(k)}")])
def test_figures_that_a_sheet_draws_are_unsure(content: str, style: str, tmp_path: Path):
    source = page(cell(content), tmp_path, f"<style>{style}</style>")
    assert source.blocks[0].rows[0][1].unsure
    assert "〔样式：" in cells(source)[1]


def test_text_turned_around_is_unsure(tmp_path: Path):
    assert page(cell("<bdo dir=rtl>15</bdo>"), tmp_path).blocks[0].rows[0][1].unsure


def test_formulas_in_one_line_are_text_and_others_unsure(tmp_path: Path):
    source = page(cell("<math><mn>5</mn></math>") + cell("<math><msup><mn>5</mn><mn>1</mn></msup></math>"), tmp_path)
    first, second = source.blocks[0].rows[0][1], source.blocks[1].rows[0][1]
    assert (first.text, first.unsure, second.unsure) == ("5", False, True)


def test_pictures_are_named_and_ornaments_are_not(tmp_path: Path):
    source = page("<p>甲</p><img src=a/t2.png><img src=x.png width=16><nav><img src=logo.png></nav>"
                  + cell("<img src=5.gif>") + cell("5<img src=spacer.gif>"), tmp_path)
    assert [one.name for one in source.pictures] == ["t2.png", "5.gif"]
    assert source.pictures[0].unit == 1
    assert cells(source)[1] == "（图片）"
    assert cells(source)[4] == "5"


def test_a_page_of_many_rules_is_not_searched_without_end(tmp_path: Path, no_hanging):
    rules = "".join(f".a{number} b{{display:none}}" for number in range(1_900))
    source = page("<p>甲</p>" + "<i>1</i>" * 5_000, tmp_path, f"<style>{rules}</style>")
    assert "styles-unread" in codes(source)
