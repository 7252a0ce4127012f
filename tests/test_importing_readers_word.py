"""Word documents are read as Word shows them: one fact a test, in documents of our own."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx.oxml.ns import qn

from generator.importing import Refused
from generator.importing.readers import read
from generator.importing.readers.numerals import numeral
from generator.importing.source import Grid, Line, Source
from tests.test_importing import zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATED = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>')
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word(body: str, folder: Path, styles: str = "", numbering: str = "", **more: str | bytes) -> Source:
    parts = {"word/document.xml": f"<w:document {W} {M} {MC} {R}><w:body>{body}</w:body></w:document>".encode()}
    if styles:
        parts["word/styles.xml"] = f"<w:styles {W}>{styles}</w:styles>".encode()
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering {W}>{numbering}</w:numbering>".encode()
    for name, content in more.items():
        parts[name] = content if isinstance(content, bytes) else content.encode()
    file = folder / "report.docx"
    file.write_bytes(zipped(parts))
    return read(file)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(one if one.startswith('<') else run(one) for one in runs)}</w:p>"


def table(*cells: str, properties: str = "") -> str:
    return "<w:tbl><w:tr>" + "".join(f"<w:tc><w:tcPr>{properties}</w:tcPr>{cell}</w:tc>" for cell in cells) + "</w:tr></w:tbl>"


def lines(source: Source) -> list[str]:
    return [block.piece.text for block in source.blocks if isinstance(block, Line)]


def cells(source: Source) -> list[str]:
    return [piece.text for block in source.blocks if isinstance(block, Grid) for row in block.rows for piece in row]


def left_out(source: Source) -> dict[str, str]:
    return {piece.text: reason for piece, reason in source.left_out}


def codes(source: Source) -> set[str]:
    return {one.code for one in source.remarks}


def style(name: str, run_properties: str = "", kind: str = "character", base: str = "", paragraph: str = "", more: str = ""
          ) -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return (f'<w:style w:type="{kind}" w:styleId="{name}" {more}>{based}<w:pPr>{paragraph}</w:pPr>'
            f"<w:rPr>{run_properties}</w:rPr></w:style>")


# ── what is not seen ──

UNSEEN = {
    "hidden": ("<w:vanish/>", "", "hidden"),
    "hidden by its style": ('<w:rStyle w:val="b"/>', style("a", "<w:vanish/>") + style("b", base="a"), "hidden"),
    "struck by its style": ('<w:rStyle w:val="a"/>', style("a", "<w:strike/>"), "struck"),
    "struck twice": ("<w:dstrike/>", "", "struck"),
    "white": ('<w:color w:val="FFFFFF"/>', "", "white"),
    "white by its style": ('<w:rStyle w:val="a"/>', style("a", '<w:color w:val="FEFEFE"/>'), "white"),
    "white by the theme": ('<w:color w:val="000000" w:themeColor="background1"/>', "", "white"),
    "of the colour that it stands on": ('<w:color w:val="D9D9D9"/><w:shd w:val="clear" w:fill="D9D9D9"/>', "", "white"),
    "without a size": ('<w:sz w:val="1"/>', "", "tiny"),
    "a note's own sign": ("", "", "note-mark"),
}


@pytest.mark.parametrize("kind", UNSEEN)
def test_what_is_not_seen_is_left_out_with_its_reason(kind: str, tmp_path: Path):
    properties, styles, reason = UNSEEN[kind]
    other = run("9", properties) if reason != "note-mark" else \
        '<w:r><w:footnoteReference w:id="1" w:customMarkFollows="1"/><w:t>9</w:t></w:r>'
    for body in (p("5", other), table(p("5", other))):
        source = word(body, tmp_path, styles)
        assert lines(source) + cells(source) == ["5"]
        assert left_out(source) == {"9": reason}
        assert "unread" not in codes(source)


SEEN = {
    "hiding switched off": ('<w:vanish w:val="0"/>', style("a", "<w:vanish/>"), '<w:rStyle w:val="a"/>'),
    "hidden by two styles is seen": ("", style("a", "<w:vanish/>") + style("P", "<w:vanish/>", "paragraph"),
                                     '<w:rStyle w:val="a"/>'),
    "white on a dark ground": ('<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F4E79"/>', "", ""),
    "white that is highlighted": ('<w:color w:val="FFFFFF"/><w:highlight w:val="blue"/>', "", ""),
    "a theme that is tinted": ('<w:color w:val="7F7F7F" w:themeColor="background1" w:themeShade="80"/>', "", ""),
}


@pytest.mark.parametrize("kind", SEEN)
def test_what_is_seen_is_kept(kind: str, tmp_path: Path):
    properties, styles, more = SEEN[kind]
    source = word(p("5", run("9", more + properties), properties='<w:pStyle w:val="P"/>' if "two" in kind else ""),
                  tmp_path, styles)
    assert "9" in "".join(lines(source))


def test_white_in_a_cell_that_is_dark_is_seen(tmp_path: Path):
    dark = '<w:shd w:val="clear" w:fill="1F4E79"/>'
    assert cells(word(table(p(run("5", '<w:color w:val="FFFFFF"/>')), properties=dark), tmp_path)) == ["5"]


def test_defaults_of_the_document_count(tmp_path: Path):
    styles = "<w:docDefaults><w:rPrDefault><w:rPr><w:strike/></w:rPr></w:rPrDefault></w:docDefaults>"
    source = word(p(run("划掉"), run("看得见", '<w:strike w:val="0"/>')), tmp_path, styles)
    assert lines(source) == ["看得见"]


# ── raised marks ──

RAISED = {
    "by itself": ('<w:vertAlign w:val="superscript"/>', ""),
    "lowered": ('<w:vertAlign w:val="subscript"/>', ""),
    "by its style": ('<w:rStyle w:val="b"/>', style("a", '<w:vertAlign w:val="superscript"/>') + style("b", base="a")),
    "by its position": ('<w:position w:val="8"/>', ""),
    "by the position of its style": ('<w:rStyle w:val="a"/>', style("a", '<w:position w:val="10"/><w:sz w:val="12"/>')),
}


@pytest.mark.parametrize("kind", RAISED)
@pytest.mark.parametrize("first", [False, True])
def test_a_raised_mark_keeps_apart_from_its_figure(kind: str, first: bool, tmp_path: Path):
    properties, styles = RAISED[kind]
    runs = ["5", run("1", properties)]
    source = word(table(p(*(reversed(runs) if first else runs))), tmp_path, styles)
    assert cells(source) == (["[1]5"] if first else ["5[1]"])
    assert "unread" not in codes(source)


def test_a_cell_that_is_raised_as_a_whole_is_a_figure(tmp_path: Path):
    assert cells(word(table(p(run("5", '<w:position w:val="6"/>'), run("1", '<w:position w:val="6"/>'))), tmp_path)) == ["51"]


def test_a_raised_figure_behind_a_figure_of_the_text_is_written_raised(tmp_path: Path):
    source = word(p("收到申请5", run("1", '<w:vertAlign w:val="superscript"/>'), "件。"), tmp_path)
    assert lines(source) == ["收到申请5¹件。"]


# ── numbers of lists ──

def abstract(name: int, *levels: tuple[str, str], more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">' + "".join(
        f'<w:lvl w:ilvl="{step}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
        for step, (form, text) in enumerate(levels)) + "</w:abstractNum>"


def num(name: int, base: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{base}"/>{overrides}</w:num>'


def item(text: str, name: int, level: int = 0) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr>')


def test_lists_of_one_abstract_list_count_on(tmp_path: Path):
    source = word(item("甲", 1) + item("乙", 2) + item("丙", 1), tmp_path,
                  numbering=abstract(0, ("chineseCounting", "（%1）")) + num(1, 0) + num(2, 0))
    assert lines(source) == ["（一）甲", "（二）乙", "（三）丙"]


def test_a_list_that_says_where_it_begins_begins_there(tmp_path: Path):
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    source = word(item("甲", 1) + item("乙", 2) + item("丙", 2), tmp_path,
                  numbering=abstract(0, ("decimal", "%1、")) + num(1, 0) + num(2, 0, start))
    assert lines(source) == ["1、甲", "1、乙", "2、丙"]


def test_each_level_has_its_own_counter_and_format(tmp_path: Path):
    levels = abstract(0, ("chineseCounting", "%1、"), ("decimal", "%1.%2 "), ("lowerLetter", "%3)"))
    source = word("".join([item("甲", 1), item("子", 1, 1), item("丑", 1, 1), item("寅", 1, 2), item("乙", 1), item("卯", 1, 1)]),
                  tmp_path, numbering=levels + num(1, 0))
    assert lines(source) == ["一、甲", "一.1 子", "一.2 丑", "a)寅", "二、乙", "二.1 卯"]


def test_a_legal_level_is_all_figures(tmp_path: Path):
    levels = abstract(0, ("chineseCounting", "%1、")).replace("</w:abstractNum>", "") + \
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>'
    source = word(item("甲", 1) + item("乙", 1, 1), tmp_path, numbering=levels + num(1, 0))
    assert lines(source) == ["一、甲", "1.1乙"]


@pytest.mark.parametrize("base", ["", "H"])
def test_the_number_of_a_style_is_shown(base: str, tmp_path: Path):
    styles = style("H", kind="paragraph", paragraph='<w:numPr><w:numId w:val="1"/></w:numPr>') + \
        style("K", kind="paragraph", base="H")
    source = word("".join(p(text, properties=f'<w:pStyle w:val="{"K" if base else "H"}"/>') for text in ("总体情况", "其他")),
                  tmp_path, styles, abstract(0, ("chineseCounting", "%1、")) + num(1, 0))
    assert lines(source) == ["一、总体情况", "二、其他"]


def test_a_paragraph_may_switch_its_style_s_number_off(tmp_path: Path):
    styles = style("H", kind="paragraph", paragraph='<w:numPr><w:numId w:val="1"/></w:numPr>')
    off = '<w:pStyle w:val="H"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
    source = word(p("甲", properties=off), tmp_path, styles, abstract(0, ("decimal", "%1.")) + num(1, 0))
    assert lines(source) == ["甲"]


def test_a_number_that_cannot_be_made_is_a_doubt(tmp_path: Path):
    for numbering in (abstract(0, ("hindiNumbers", "%1.")), abstract(0, ("decimal", "%3."))):
        source = word(item("甲", 1), tmp_path, numbering=numbering + num(1, 0))
        assert lines(source) == ["甲"]
        assert "number-unknown" in codes(source)


def test_a_number_and_a_figure_do_not_become_one(tmp_path: Path):
    numbering = abstract(0, ("decimal", "%1.")) + num(1, 0)
    assert cells(word(table(item("5", 1)), tmp_path, numbering=numbering)) == ["1. 5"]


@pytest.mark.parametrize(("form", "number", "shown"), [
    ("chineseCounting", 10, "十"), ("chineseCounting", 21, "二十一"), ("chineseCountingThousand", 15, "十五"),
    ("chineseCounting", 100, None), ("ideographTraditional", 3, "丙"), ("ideographTraditional", 11, None),
    ("ideographDigital", 10, "一〇"), ("decimalEnclosedCircle", 20, "⑳"), ("decimalEnclosedCircleChinese", 21, "㉑"),
    ("decimalFullWidth", 12, "１２"), ("decimalZero", 3, "03"), ("upperLetter", 28, "BB"), ("lowerRoman", 14, "xiv"),
    ("upperRoman", 4, "IV"), ("none", 4, ""), ("ordinalText", 1, None), ("decimalEnclosedParen", 2, "⑵")])
def test_numerals(form: str, number: int, shown: str | None):
    assert numeral(number, form) == shown


# ── wrappings, revisions, fields ──

WRAPPED = ["<w:customXml w:element='x'>{}</w:customXml>", "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
           "<w:sdt><w:sdtContent><w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>",
           "<w:ins w:id='1'>{}</w:ins>", "<w:moveTo w:id='1'><w:customXml>{}</w:customXml></w:moveTo>",
           "<mc:AlternateContent><mc:Choice Requires='w'>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>"]


@pytest.mark.parametrize("wrapped", WRAPPED)
def test_what_is_wrapped_is_read_at_every_level(wrapped: str, tmp_path: Path):
    cell = f"<w:tc>{p(wrapped.format(run('5')))}</w:tc>"
    source = word(wrapped.format(p("甲")) + f"<w:tbl>{wrapped.format('<w:tr>' + wrapped.format(cell) + '</w:tr>')}</w:tbl>", tmp_path)
    assert (lines(source), cells(source)) == (["甲"], ["5"])
    assert "unread" not in codes(source)


def test_deleted_rows_and_moved_text_are_left_out(tmp_path: Path):
    rows = "".join(f"<w:tr><w:trPr>{gone}</w:trPr><w:tc>{p(text)}</w:tc></w:tr>" for text, gone in (
        ("5", ""), ("9", '<w:del w:id="1"/>'), ("8", "<w:hidden/>")))
    source = word(f"<w:tbl>{rows}</w:tbl>" + p("甲", f"<w:moveFrom w:id='2'>{run('乙')}</w:moveFrom>"), tmp_path)
    assert (cells(source), lines(source)) == (["5"], ["甲"])
    assert left_out(source) == {"9": "deleted", "8": "hidden", "乙": "deleted"}


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next(tmp_path: Path):
    source = word(p("收到申请", properties='<w:rPr><w:del w:id="1"/></w:rPr>') + p("5件。"), tmp_path)
    assert lines(source) == ["收到申请5件。"]


def field(code: str, result: str | None = None, data: str = "") -> str:
    kind = "<w:r><w:fldChar w:fldCharType='{}'>{}</w:fldChar></w:r>"
    return kind.format("begin", data) + f"<w:r><w:instrText>{code}</w:instrText></w:r>" + (
        kind.format("separate", "") + run(result) if result is not None else "") + kind.format("end", "")


@pytest.mark.parametrize(("given", "shown"), [
    (field("REF a", "5"), "5"), (field("FORMTEXT", "5"), "5"), (field(r"EQ \o\ac(○,5)"), "⑤"),
    (field("EQ \\* jc2 \\* hps10 \\o\\ad(\\s\\up 9(zhèn),镇)"), "镇"), ("<w:fldSimple w:instr='X'>" + run("5") + "</w:fldSimple>", "5"),
    (field("FORMDROPDOWN", data="<w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='4'/><w:listEntry w:val='5'/>"
           "</w:ddList></w:ffData>"), "5"),
    (field("IF " + "</w:instrText></w:r>" + run("9") + "<w:r><w:instrText>", "5"), "5")])
def test_fields_give_what_is_shown(given: str, shown: str, tmp_path: Path):
    source = word(table(p(given)) + p("一"), tmp_path)
    assert cells(source) == [shown]


def test_ruby_gives_its_base(tmp_path: Path):
    ruby = f"<w:r><w:ruby><w:rt>{run('zhèn')}</w:rt><w:rubyBase>{run('镇')}</w:rubyBase></w:ruby></w:r>"
    source = word(p("示例", ruby, "政府"), tmp_path)
    assert lines(source) == ["示例镇政府"]
    assert left_out(source) == {"zhèn": "phonetic"}


def equation(inner: str) -> str:
    return f"<m:oMath>{inner}</m:oMath>"


def test_an_equation_in_one_line_is_its_text_and_any_other_is_unsure(tmp_path: Path):
    digit = "<m:r><m:t>{}</m:t></m:r>"
    power = f"<m:sSup><m:e>{digit.format(5)}</m:e><m:sup>{digit.format(1)}</m:sup></m:sSup>"
    source = word(table(p(equation(digit.format(5))), p(equation(power))), tmp_path)
    plain, raised = [piece for block in source.blocks for piece in block.rows[0]]
    assert (plain.text, plain.unsure) == ("5", False)
    assert (raised.text, raised.unsure) == ("〔公式：5 1〕", True)


def test_a_cell_covered_by_the_one_above_is_left_out(tmp_path: Path):
    rows = "".join(f"<w:tr><w:tc><w:tcPr><w:vMerge{how}/></w:tcPr>{p(text)}</w:tc></w:tr>" for how, text in (
        (' w:val="restart"', "5"), ("", "9")))
    source = word(f"<w:tbl>{rows}</w:tbl>", tmp_path)
    assert cells(source) == ["5"]
    assert left_out(source) == {"9": "covered"}


def test_figures_parted_by_a_tab_of_position_stay_apart(tmp_path: Path):
    assert cells(word(table(p("<w:r><w:t>1</w:t><w:ptab/><w:t>2</w:t></w:r>")), tmp_path)) == ["1 2"]


# ── the package ──

def test_a_strict_document_at_another_place_is_read(tmp_path: Path):
    strict = f"<w:document {W}><w:body>{p('甲')}</w:body></w:document>".replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")
    related = RELATED.format('<Relationship Id="r1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/'
                             'officeDocument" Target="/text/main.xml"/>')
    types = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/text/main.xml" '
             'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
    file = tmp_path / "report.docx"
    file.write_bytes(zipped({"text/main.xml": strict.encode(), "_rels/.rels": related.encode(),
                             "[Content_Types].xml": types.encode()}))
    assert lines(read(file)) == ["甲"]


@pytest.mark.parametrize(("name", "content"), [
    ("a.html", "<p>乙</p><p hidden>丙</p>".encode()), ("a.txt", "乙".encode()),
    ("a.docx", zipped({"word/document.xml": f"<w:document {W}><w:body>{p('乙')}</w:body></w:document>".encode()}))])
def test_a_document_inside_is_read_at_its_place(name: str, content: bytes, tmp_path: Path):
    source = word(p("甲") + '<w:altChunk r:id="r1"/>' + p("丁"), tmp_path, **{
        f"word/{name}": content, "word/_rels/document.xml.rels": RELATED.format(
            f'<Relationship Id="r1" Type="{KIND}/aFChunk" Target="{name}"/>')})
    assert lines(source) == ["甲", "乙", "丁"]


def test_a_document_inside_that_cannot_be_read_is_said(tmp_path: Path):
    source = word(p("甲") + '<w:altChunk r:id="r1"/>', tmp_path)
    assert "inserted-part" in codes(source)


def test_pictures_are_named_with_their_place(tmp_path: Path):
    drawing = '<w:r><w:drawing><inline><docPr name="表二.png"/></inline></w:drawing></w:r>'
    source = word(p("甲") + p(drawing) + p("乙"), tmp_path)
    [one] = source.pictures
    assert (one.name, one.place) == ("表二.png", "第 2 段")
    assert [source.units[number].text for number in (one.unit - 1, one.unit)] == ["甲", "乙"]
    assert "picture" in codes(source)


def test_a_document_of_pictures_alone_is_refused(tmp_path: Path):
    with pytest.raises(Refused, match="只有图片"):
        word(p("<w:r><w:drawing><inline><docPr/></inline></w:drawing></w:r>"), tmp_path)


def test_text_in_a_text_box_is_a_line_of_its_own(tmp_path: Path):
    box = f"<w:r><w:pict><shape><textbox><w:txbxContent>{p('乙')}</w:txbxContent></textbox></shape></w:pict></w:r>"
    assert lines(word(p("甲", box, "丙"), tmp_path)) == ["甲丙", "乙"]


def test_the_account_begins_with_the_file(tmp_path: Path, monkeypatch):
    """Were a reader to pass something over, the characters of the file would tell."""
    monkeypatch.setattr("generator.importing.readers.runs._WAYS", {qn("w:hyperlink"): lambda *_: None})
    source = word(p("甲") + p(f"<w:hyperlink>{run('乙丙')}</w:hyperlink>"), tmp_path)
    [doubt] = [one for one in source.remarks if one.code == "unread"]
    assert "2 个字" in doubt.message
