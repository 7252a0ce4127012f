"""A Paper as a web page of a county's system: layout tables, style sheets, navigation, fonts.

`paper.ways`: office (pasted from Word), layout (the page framed in tables), class-hidden, attribute-hidden, raised-style,
br-paragraphs, unclosed, div-tables, font-tags, meta-bar, navigation, share, footer, breadcrumbs, phone-copy, scripts,
list-numbers; encodings: gb18030, bom, utf-16.
"""

from __future__ import annotations

from html import escape
from random import Random

from tests.documents.paper import Bit, Box, Line, Paper, Sheet

STYLE = (".qh{display:none} .sm{font-size:12px;vertical-align:super} #zoom p{text-indent:2em;line-height:2} "
         ".nav li{float:left} td{border:1px solid #000} .art_t{font:bold 22px 宋体}")
MENU = ("网站首页", "机构职能", "政策文件", "办事大厅", "互动交流", "数据开放")
ENCODINGS = {"gb18030": "gb18030", "bom": "utf-8-sig", "utf-16": "utf-16"}


def dressed(paper: Paper, chance: Random) -> bytes:
    way = next((way for way in ENCODINGS if way in paper.ways), "")
    charset = {"gb18030": chance.choice(("gb2312", "gbk"))}.get(way, "utf-8")
    return _Page(paper, chance).written(charset).encode(ENCODINGS.get(way, "utf-8"))


class _Page:
    def __init__(self, paper: Paper, chance: Random) -> None:
        self.paper, self.ways, self.chance = paper, paper.ways, chance

    def written(self, charset: str) -> str:
        body = self._report()
        frame = f'<div id="zoom" class="article">{body}</div>'
        if "layout" in self.ways:
            side = "<td width=180 valign=top><ul><li><a href='/a'>领导信箱</a></li><li><a href='/b'>通知公告</a></li></ul></td>" \
                if "navigation" in self.ways else ""
            frame = f"<table width=1000 align=center><tr>{side}<td><table><tr><td>{frame}</td></tr></table></td></tr></table>"
        if "phone-copy" in self.ways:
            frame += f'<div class="qh">{body}</div>'
        script = "<script>var t='点击'+(1+2);document.write('<b>'+t+'</b>');</script><style>.x{color:red}</style>" \
            if "scripts" in self.ways else ""
        return (f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{self.paper.title}_政务公开</title>'
                f"<style>{STYLE}</style></head><body>{script}{self._above()}{frame}{self._below()}</body></html>")

    def _above(self) -> str:
        links = "".join(f"<li><a href='/{at}.html'>{word}</a></li>" for at, word in enumerate(MENU))
        return (f"<div class='nav'><ul>{links}</ul></div>" if "navigation" in self.ways else "") + (
            "<div class='bread'>当前位置：<a href='/'>首页</a> &gt; <a href='/zw'>政务公开</a> &gt; 正文</div>"
            if "breadcrumbs" in self.ways else "") + (
            f"<table class='meta'><tr><td>索引号：</td><td>0153-{self.paper.year}-00{self.chance.randint(10, 99)}</td>"
            f"<td>发布机构：</td><td>{self.paper.issuer}</td></tr></table>" if "meta-bar" in self.ways else "")

    def _below(self) -> str:
        return ("<div class='share'><a href='#'>分享到</a><a href='#'>微信</a><a href='#'>微博</a></div><p>【打印本页】【关闭窗口】</p>"
                if "share" in self.ways else "") + (
            "<div class='footer'><p>主办单位：县人民政府办公室　网站标识码：3200000011</p><p>ICP备08100000号　技术支持：某公司</p></div>"
            if "footer" in self.ways else "")

    # ── the report ──

    def _report(self) -> str:
        found, run = [], []
        for part in [*self.paper.parts, None]:
            if isinstance(part, Line) and part.kind in ("text", "subheading", "issuer", "date") and "br-paragraphs" in self.ways:
                run.append(f"　　{self._inner(part.bits)}")
                continue
            if run:
                found.append(f"<div>{'<br>'.join(run)}</div>")
                run = []
            if part is not None:
                found.append(self._table(part) if isinstance(part, Sheet) else self._line(part))
        return "\n".join(found)

    def _line(self, line: Line) -> str:
        inner = self._inner(line.bits)
        if line.kind == "title":
            return f"<h1 class='art_t'>{inner}</h1>" if "office" not in self.ways else f"<p align=center><b>{inner}</b></p>"
        if "office" in self.ways:
            bold = "font-family:黑体" if line.kind == "heading" else "font-family:仿宋"
            return f"<p class=MsoNormal style='text-indent:32.0pt'><span style='{bold}'>{inner}<o:p></o:p></span></p>"
        if "font-tags" in self.ways:
            return f"<p><font size='3' face='宋体'>{inner}</font></p>"
        return f"<p><strong>{inner}</strong></p>" if line.kind == "heading" else f"<p>{inner}</p>"

    def _inner(self, bits: list[Bit]) -> str:
        return "".join(map(self._bit, bits))

    def _bit(self, bit: Bit) -> str:
        text = escape(bit.text).replace("\n", "<br>").replace("\u00a0", "&nbsp;")
        hidden = f"<span class='qh'>{text}</span>" if "class-hidden" in self.ways else \
            f"<span hidden>{text}</span>" if "attribute-hidden" in self.ways else f"<span style='display:none'>{text}</span>"
        raised = f"<span class='sm'>{text}</span>" if "raised-style" in self.ways else f"<sup>{text}</sup>"
        return {"hidden": hidden, "raised": raised, "struck": f"<s>{text}</s>", "deleted": f"<del>{text}</del>",
                "inserted": f"<ins>{text}</ins>", "white": f"<span style='color:#ffffff'>{text}</span>",
                "tiny": f"<span style='font-size:0'>{text}</span>",
                "phonetic": f"<ruby>{text}<rp>(</rp><rt>{bit.more}</rt><rp>)</rp></ruby>", "picture": "<img src='t.png'>",
                "link": f"<a href='#_ftn1'>{text}</a>", "note": ""}.get(bit.look, text)

    # ── tables ──

    def _table(self, sheet: Sheet) -> str:
        rows = []
        for line in sheet.lines():
            cells = "".join(map(self._cell, line))
            rows.append(f"<tr>{cells}</tr>")
        table = f"<table border=1 cellspacing=0><tbody>{''.join(rows)}</tbody></table>"
        return table.replace("</td>", "").replace("</tr>", "") if "unclosed" in self.ways else table

    def _cell(self, box: Box) -> str:
        span = f" colspan={box.across}" * (box.across > 1) + f" rowspan={box.down}" * (box.down > 1)
        inner = self._inner(box.bits) or "&nbsp;"
        if "office" in self.ways:
            inner = f"<p class=MsoNormal align=center><span lang=EN-US style='mso-bidi-font-size:10.5pt'>{inner}<o:p></o:p></span></p>"
        elif "font-tags" in self.ways:
            inner = f"<div><font face='宋体'>{inner}</font></div>"
        return f"<td{span}>{inner}</td>"
