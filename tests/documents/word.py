"""A Paper as a .docx, as Word or WPS writes it: raw parts in a package, runs cut anywhere.

`paper.ways`: wps (another hand), cut-runs, hidden-style, raised-style, controls (content controls around rows and
paragraphs), customxml, auto-numbers (the numbers of headings are drawn by Word), running-head, page-fields, textbox.
"""

from __future__ import annotations

import io
import re
import zipfile
from itertools import pairwise
from random import Random
from xml.sax.saxutils import escape

from tests.documents.paper import Bit, Box, Line, Paper, Sheet

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
          'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
          'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
          'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:v="urn:schemas-microsoft-com:vml"')
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cf"
                        "c0f01f00050001ff5c9b8e870000000049454e44ae426082")
LOOKS = {"hidden": "<w:vanish/>", "struck": "<w:strike/>", "raised": '<w:vertAlign w:val="superscript"/>',
         "white": '<w:color w:val="FFFFFF"/>', "tiny": '<w:sz w:val="2"/>'}
STYLED = {"hidden": ("hidden-style", "a8"), "raised": ("raised-style", "a9")}
NUMBER = re.compile(r"^([一二三四五六])、")


def dressed(paper: Paper, chance: Random) -> bytes:
    writer = _Word(paper, chance)
    body = "".join(writer.part(part) for part in paper.parts)
    head = '<w:headerReference w:type="default" r:id="rIdHead"/>' if "running-head" in paper.ways else ""
    body += f'<w:sectPr>{head}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1800" w:bottom="1440" ' \
            'w:left="1800" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
    parts = {"word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
             "word/styles.xml": _styles(paper), "word/numbering.xml": NUMBERING, "word/footnotes.xml": writer.footnotes(),
             "word/header1.xml": f'<w:hdr {SPACES}><w:p><w:r><w:t>政务公开资料汇编</w:t></w:r></w:p></w:hdr>'}
    related = {"rIdStyles": ("styles", "styles.xml"), "rIdNumbers": ("numbering", "numbering.xml"),
               "rIdNotes": ("footnotes", "footnotes.xml"), "rIdHead": ("header", "header1.xml"),
               "rIdPicture": ("image", "media/image1.png")}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _types(parts))
        package.writestr("_rels/.rels", _relations({"rId1": ("officeDocument", "word/document.xml")}))
        package.writestr("word/_rels/document.xml.rels", _relations(related))
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name), f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')
        package.writestr("word/media/image1.png", PICTURE)
    return out.getvalue()


def _types(parts: dict[str, str]) -> str:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    kinds = {"document.xml": "document.main", "header1.xml": "header"}
    told = "".join(f'<Override PartName="/{name}" ContentType="{main}{kinds.get(file, file[:-4])}+xml"/>'
                   for name in parts if (file := name.rpartition("/")[2]))
    return ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="png" '
            f'ContentType="image/png"/><Default Extension="xml" ContentType="application/xml"/>{told}</Types>')


def _relations(related: dict[str, tuple[str, str]]) -> str:
    told = "".join(f'<Relationship Id="{key}" Type="{RELATED}/{kind}" Target="{target}"/>'
                   for key, (kind, target) in related.items())
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{told}</Relationships>'


def _styles(paper: Paper) -> str:
    font = '<w:rFonts w:ascii="Calibri" w:eastAsia="仿宋_GB2312" w:hAnsi="Calibri"/>'
    numbered = '<w:numPr><w:numId w:val="1"/></w:numPr>' if "auto-numbers" in paper.ways else ""
    named = [("a", "Normal", "", f"<w:rPr>{font}<w:kern w:val=\"2\"/><w:sz w:val=\"32\"/></w:rPr>"),
             ("1", "heading 1", "a", f'<w:pPr>{numbered}<w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr>'),
             ("a3", "Table Text", "a", '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:sz w:val="21"/></w:rPr>')]
    told = "".join(_style(*one) for one in named)
    signs = (f'<w:style w:type="character" w:styleId="a7"><w:name w:val="quiet"/><w:rPr>{LOOKS["hidden"]}</w:rPr></w:style>'
             '<w:style w:type="character" w:styleId="a8"><w:name w:val="quieter"/><w:basedOn w:val="a7"/></w:style>'
             f'<w:style w:type="character" w:styleId="a9"><w:name w:val="mark"/><w:rPr>{LOOKS["raised"]}</w:rPr></w:style>')
    return f"<w:styles {SPACES}><w:docDefaults><w:rPrDefault><w:rPr>{font}</w:rPr></w:rPrDefault></w:docDefaults>" \
           f"{told}{signs}</w:styles>"


def _style(key: str, name: str, base: str, rest: str) -> str:
    default = ' w:default="1"' if not base else ""
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return f'<w:style w:type="paragraph" w:styleId="{key}"{default}><w:name w:val="{name}"/>{based}{rest}</w:style>'


NUMBERING = (f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt '
             'w:val="chineseCountingThousand"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
             '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>')


class _Word:
    def __init__(self, paper: Paper, chance: Random) -> None:
        self.ways, self.chance, self.notes = paper.ways, chance, list[str]()
        self.marks = 0

    def footnotes(self) -> str:
        told = "".join(f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{escape(text)}</w:t></w:r>'
                       "</w:p></w:footnote>" for number, text in enumerate(self.notes, 1))
        return f"<w:footnotes {SPACES}>{told}</w:footnotes>"

    def part(self, part: Line | Sheet) -> str:
        if isinstance(part, Sheet):
            return self._table(part)
        style = {"heading": "1"}.get(part.kind, "a")
        bits = part.bits
        if part.kind == "heading" and "auto-numbers" in self.ways and NUMBER.match(bits[0].text):
            bits = [Bit(NUMBER.sub("", bits[0].text)), *bits[1:]]
        elif part.kind == "heading" and "auto-numbers" in self.ways:
            style = "a"
        text = self._paragraph(bits, style)
        if "controls" in self.ways and self.chance.random() < 0.4:
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{text}</w:sdtContent></w:sdt>"
        if "customxml" in self.ways and self.chance.random() < 0.4:
            return f'<w:customXml w:uri="urn:schemas" w:element="p">{text}</w:customXml>'
        return text

    def _paragraph(self, bits: list[Bit], style: str) -> str:
        rest = '<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLine="640"/>' if style == "a" else ""
        mark = '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>' if not self.marks else ""
        self.marks += 1
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{rest}</w:pPr>{mark}{"".join(map(self._bit, bits))}</w:p>'

    def _bit(self, bit: Bit) -> str:
        text = bit.text
        if bit.look in ("deleted", "moved"):
            tag, word = ("del", "delText") if bit.look == "deleted" else ("moveFrom", "t")
            return f'<w:{tag} w:id="7" w:author="x"><w:r><w:{word} xml:space="preserve">{escape(text)}</w:{word}></w:r></w:{tag}>'
        if bit.look == "inserted":
            return f'<w:ins w:id="8" w:author="x">{self._run(text)}</w:ins>'
        if bit.look == "phonetic":
            return f"<w:r><w:ruby><w:rt><w:r><w:t>{bit.more}</w:t></w:r></w:rt><w:rubyBase>{self._run(text)}</w:rubyBase></w:ruby></w:r>"
        if bit.look == "note":
            self.notes.append(text)
            return f'<w:r><w:rPr>{LOOKS["raised"]}</w:rPr><w:footnoteReference w:id="{len(self.notes)}"/></w:r>'
        if bit.look == "picture":
            return ('<w:r><w:drawing><wp:inline><wp:extent cx="990000" cy="990000"/><wp:docPr id="1" name="图片 1"/><a:graphic>'
                    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
                    '<pic:cNvPr id="0" name="t.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdPicture"/>'
                    '</pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>')
        if bit.look == "field":
            return ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=SUM(LEFT)</w:instrText></w:r><w:r>'
                    f'<w:fldChar w:fldCharType="separate"/></w:r>{self._run(text)}<w:r><w:fldChar w:fldCharType="end"/></w:r>')
        if bit.look == "link":
            return f'<w:hyperlink w:anchor="_top">{self._run(text)}</w:hyperlink>'
        way, style = STYLED.get(bit.look, ("", ""))
        look = f'<w:rStyle w:val="{style}"/>' if way in self.ways else LOOKS.get(bit.look, "")
        return self._run(text, look)

    def _run(self, text: str, look: str = "") -> str:
        """Runs as Word cuts them: at every change of the hand, or of the characters."""
        cuts: list[str] = [text]
        if "cut-runs" in self.ways and len(text) > 1:
            at = sorted({0, len(text), *(self.chance.randrange(len(text)) for _ in range(min(6, len(text))))})
            cuts = [text[start:stop] for start, stop in pairwise(at)]
        elif "wps" not in self.ways:
            cuts = re.findall(r"[\x21-\x7e]+|[^\x21-\x7e]+", text) or [text]
        return '<w:proofErr w:type="spellStart"/>'.join(self._one_run(cut, look) for cut in cuts)

    def _one_run(self, text: str, look: str) -> str:
        hint = '<w:rFonts w:hint="eastAsia"/>' if re.search(r"[^\x00-\xff]", text) else ""
        lang = '<w:lang w:val="en-US"/>' if "wps" in self.ways else ""
        style = look if look.startswith("<w:rStyle") else ""
        inner = "<w:br/>".join("<w:tab/>".join(f'<w:t xml:space="preserve">{escape(word)}</w:t>' for word in line.split("\t"))
                               for line in text.split("\n"))
        return f"<w:r><w:rPr>{style}{hint}{look if not style else ''}{lang}</w:rPr>{inner}</w:r>"

    # ── tables ──

    def _table(self, sheet: Sheet) -> str:
        width = sheet.width
        grid = "".join('<w:gridCol w:w="900"/>' for _ in range(width))
        rows = []
        for number in range(sheet.height):
            row = f'<w:tr><w:trPr><w:jc w:val="center"/></w:trPr>{"".join(self._cells(sheet, number, width))}</w:tr>'
            if "controls" in self.ways and self.chance.random() < 0.2:
                row = f"<w:sdt><w:sdtPr/><w:sdtContent>{row}</w:sdtContent></w:sdt>"
            rows.append(row)
        return (f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}'
                "</w:tbl>" + ("<w:p/>" if "wps" not in self.ways else '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr></w:p>'))

    def _cells(self, sheet: Sheet, row: int, width: int) -> list[str]:
        cells, column = [], 0
        while column < width:
            box = sheet.covering(row, column)
            across = box.across if box else 1
            merge = "" if not box or box.down == 1 else "<w:vMerge/>" if box.row < row else '<w:vMerge w:val="restart"/>'
            span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
            inner = self._inner(box) if box and box.row == row else self._paragraph([], "a3")
            cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{900 * across}" w:type="dxa"/>{span}{merge}</w:tcPr>{inner}</w:tc>')
            column = (box.column if box else column) + across
        return cells

    def _inner(self, box: Box) -> str:
        """A cell's paragraphs; some hands begin a new one for each line."""
        if "wps" in self.ways and len(box.bits) == 1 and "\n" in box.bits[0].text:
            return "".join(self._paragraph([Bit(text)], "a3") for text in box.bits[0].text.split("\n"))
        return self._paragraph(box.bits, "a3")
