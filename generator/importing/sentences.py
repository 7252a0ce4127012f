"""Doubts about an import, and every sentence the editor reads about them.

A doubt says where in the report, where in the document, what stands there, and what is proposed. It never
changes anything: what is in doubt was left unknown, or was read in the way the sentence says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.importing.source import Piece, Source

DOUBTS = {
    # ── figures ──
    "cell-unreadable": "这一格“{text}”不能确定是几，没有作为数字录入。",
    "cells-unreadable": "这一行有 {count} 格不能确定是几（“{text}”），没有作为数字录入。",
    "cells-unaligned": "这一行的格数与表头对不上（应有 {count} 格），不能确定哪个数属于哪一栏，{count} 格都没有作为数字录入。",
    "glued-ambiguous": "这一行的数字连在一起（“{text}”），有几种拆法，不能确定，{count} 格都没有作为数字录入。",
    "glued-impossible": "这一行的数字连在一起（“{text}”），没有一种拆法符合勾稽关系，{count} 格都没有作为数字录入。",
    "glued-unbalanced": "这一行的数字连在一起（“{text}”），正好每栏一位，按它录入，但与勾稽关系不符，请与原文核对。",
    "glued-chosen": "这一行的数字连在一起（“{text}”），只有一种拆法同时符合本行和各列的勾稽关系，按它录入。",
    "glued-told": "这一行的数字连在一起（“{text}”），只有一种拆法与正文所说的（{quotes}）一致，按它录入，请与原文核对。",
    "glued-years": "这一行的数字连在一起（“{text}”），只有一种拆法与 {years} 年报告的数字衔接，按它录入，请与原文核对。",
    "glued-narrowed": "这一行的数字连在一起（“{text}”），对照 {years} 年报告仍有几种拆法，{count} 格没有作为数字录入。",
    "glued-likely": "这一行的数字连在一起（“{text}”），有几种拆法，不能确定，{count} 格没有作为数字录入；下面的读法与 {years} 年报告衔接。",
    "cells-joined": "这一行有的数分成几段（“{text}”），合起来与勾稽关系相符，按合起来的数录入，请与原文核对。",
    "row-again": "这一行在文件里出现了不止一次，两次的数字{same}。",
    "row-again-unknown": "这一行出现了两次而数字不同，不能确定用哪一次，没有作为数字录入。",
    "row-order": "这一行的位置与规定的顺序不同，按栏目名称录入。",
    "row-absent": "文件的表里前后各行都有，没有这一行，已列入 absent_rows；请与原文核对。",
    "row-unbalanced": "这一行（“{text}”）与自己的总计不符，文件里又看不出格子的边界，可能漏了或多了一格，{count} 格都没有作为数字录入。",
    "row-empty": "这一行没有看到数字，不能确定是空白还是遗漏，{count} 格都没有作为数字录入。",
    "row-unsure": "这一行有的格看不出显示成什么（“{text}”），各格的边界又不清楚，{count} 格都没有作为数字录入。",
    "group-and-rows": "这一组既有合计一行，又有分项，只录入了分项。",
    "column-order": "各栏的顺序与规定不同，按栏目名称录入。",
    "column-order-unknown": "各栏的顺序与规定不同，数字又连在一起，没有作为数字录入。",
    "columns-unsure": "这张表另有表头，各栏的顺序与规定不同，而这一行上面没有表头，不能确定哪个数属于哪一栏，{count} 格都没有作为数字录入。",
    "columns-unnamed": "这一行有的数上面没有栏目名称，不能确定哪个数属于哪一栏，{count} 格没有作为数字录入。",
    "row-unfound": "文件里没有找到这一行，不能确定原文有没有，各格按“数值不明”录入；请对照原文补录，原文确实没有的写进 absent_rows。",
    "column-absent": "文件的表里没有“{labels}”这一栏，各格按“数值不明”录入；请对照原文。",
    "doubled-figures": "这张表的数字几乎都重复了首字（{of} 格中有 {count} 格，如“00”），已去掉重复的首字录入，请与原文核对。",
    "glued": "表里的数字连在一起没有分隔，已按勾稽关系拆分录入，请与原文核对。",
    # ── labels and tables ──
    "label-doubled": "栏目名称“{text}”的首字重复，当作“{proposal}”。",
    "label-unnumbered": "栏目名称“{text}”没有编号，当作“{proposal}”。",
    "label-shortened": "栏目名称“{text}”是简写，当作“{proposal}”。",
    "label-typo": "栏目名称“{text}”与规定的不同，当作“{proposal}”。",
    "split-heading": "有的栏目名称被拆成上下两行，已合起来辨认。",
    "header-missing": "没有找到这张表的表头；各栏换了顺序也相同的数照录，其余的请与原文核对。",
    "header-partial": "这里的表头不全；各栏换了顺序也相同的数照录，其余的请与原文核对。",
    "table-missing": "文件里没有找到这张表（{caption}），写作 untranscribed（尚未录入）；请对照原文补录，原文确实没有的改写 missing。",
    "table-unread": "文件里有这张表（{caption}）的栏目，但排列得认不出行和格，没有录入，写作 untranscribed（尚未录入）；请对照原文补录，并从正文里删去表的文字。",
    "table-picture": "没有找到这张表（{caption}），这一部分有图片（{names}），可能就是这张表；图片不能读取，写作 untranscribed（尚未录入），请对照原文补录。",
    "table-text": "表里的“{text}”不是规定的栏目，也不是数字，没有录入。",
    "column-foreign": "表里多出的一栏“{text}”，规定的格式没有，已逐行录入 extra_lines。",
    "extra-line": "表里多出的一行“{text}”，已录入 extra_lines。",
    # ── the document as a whole ──
    "cut-short": "文件到“{text}”就结束了，后面的{what}都没有找到，写作数值不明或 untranscribed（尚未录入）；请找完整的原文补录。",
    "cut-sentence": "文件的最后一句“{text}”好像没有写完，请核对文件是不是全的。",
    "free-form-then": "{year} 年度还没有统一的年报格式：标题照原文，表格照录在正文里。",
    "free-form": "文件里没有规定格式的表，标题也不是规定的标题，按没有统一格式录入：标题照原文，表格照录在正文里；请核对。",
    "one-of-several": "文件里有 {count} 份报告，已分成 {count} 份草稿，这是其中第 {number} 份；请核对分得对不对。",
    # ── prose ──
    "text-unsure": "正文的表里这一行有的格不能确定显示成什么，照文件录入：“{text}”，请与原文核对。",
    "heading-typo": "小节标题“{text}”与规定的不同，当作“{proposal}”。",
    "heading-missing": "没有找到小节标题“{proposal}”，这一节没有文字录入；请与原文核对，原文确实没有这个标题的，在 headings 里写 null。",
    "section-order": "小节“{text}”的位置与规定的顺序不同，已按标题归入规定的小节。",
    "joined": "这里的一句话在中间断了行，已连起来：“{text}”。",
    "joined-lines": "这一段有 {count} 处在一句话中间断了行，已连起来，从“{text}”起。",
    "traditional": "原文是繁体字，已转为简体字。",
    "pinyin": "汉字后面残留的拼音 {count} 处已删去，如“{text}”。",
    "question-marks": "代替空格的问号 {count} 处已删去。",
    "radicals": "部首字形 {count} 个已换成通常的汉字，如“{text}”。",
    "chrome": "网页上的导航、页脚等文字没有录入。",
    # ── facts ──
    "title-missing": "没有找到标题，title 写作 null；请与原文核对，原文有标题的请补上。",
    "title-joined": "原文标题分为两行，已连成一行。",
    "title-conflict": "标题有不同的写法，按“{title}”录入；另一处写的是“{other}”，请核对。",
    "year-conflict": "标题写的是 {title} 年，统计期限写的是 {period} 年，按 {year} 年录入。",
    "year-published": "按 {year} 年度录入，而发布或成文的日期是 {day}，请核对是哪一年的报告。",
    "period-conflict": "统计期限有几种写法（{periods}），没有录入 period，请核对。",
    "period-part": "统计期限是 {start} 至 {end}，不是一整年，已录入 period，请核对。",
    "number-conflict": "文号有几种写法（{numbers}），没有录入，请核对。",
    "signed-several": "落款处有几个日期（{days}），按 {day} 录入，请核对。",
    "issuer-unsure": "落款的单位名称与别的文字连在一起（“{name}”），不能确定，没有录入发布机关，请对照原文补录。",
    "issuer-conflict": "落款的单位是“{issuer}”，另一处写的是“{other}”，按落款录入，请核对。",
    "contact-conflict": "联系方式中的{name}有几种写法（{values}），没有录入，请核对。",
    "year-given": "文件里写的是 {found} 年，按命令行给出的 {year} 年录入。",
    "year-from-name": "文件里没有写明年份，按文件名录入为 {year} 年。",
    "year-only": "标题和统计期限都没有写明年份；全文提到的年份只有 {year} 年，按它录入，请核对。",
    "published-conflict": "发布日期有几种写法（{days}），按 {day} 录入。",
    "signed-conflict": "落款的日期是 {day}，网页信息栏写的成文日期是 {stated}，按落款录入。",
    "published-early": "发布日期 {published} 早于成文日期 {signed}，请核对。",
    "township-unnamed": "文件里没有出现“{name}”，请确认它是不是这个单位的报告。",
    "year-broken": "“{text}”里的年份或月份不完整，请核对统计期限。",
    "township-new": "这是一个新的单位：township.yml 里写着“待填”的各项还要待补。",
    "edition-unsure": "两种格式的特征都有或都没有，按{edition}录入，请核对。",
    # ── an update ──
    "kept": "文件里是“{found}”，与现有的“{kept}”不同；现有的可能是人工改过的，没有改动，请核对。",
    "kept-cell": "文件里这一格看不清或者没有，保留现有的“{kept}”。",
    "copies": "同一篇报告在文件里出现了不止一次，内容完全相同，只录入一次；其余的列在“没有录入的文字”里。",
    "hidden-scripts": "正文藏在网页的脚本或代码里，已从中取出。",
    "encoding-guess": "文件没有写明编码，按 {encoding} 读取。",
    "pages-joined": "表格跨页，已接起来。",
    "old-format": "这份文件是用 LibreOffice 从旧格式转换来的，请与原件核对。",
    "sheets": "共 {count} 张工作表，按顺序读取。",
    "hidden-sheets": "有隐藏的工作表（{names}），没有读取。",
    "hidden-rows": "工作表“{name}”有隐藏的行或列，没有录入，列在“没有录入的文字”里。",
    "macros": "文件里有宏，没有运行，也没有读取。",
    "hidden-text": "文件里有看不见或划掉的文字（隐藏、删去、与底色同色、注音等），没有录入，列在“没有录入的文字”里。",
    "unread": "文件里有 {count} 个字没有读到（如“{text}”），请与原文核对；也请报告这个问题。",
    "number-unknown": "{place}有自动编号，但不能确定显示成什么，没有录入编号，请对照原文。",
    "style-text": "网页的样式表画出了文字（如“{text}”），没有录入正文，请对照原文。",
    "styles-unread": "网页的样式表太大或写法不规范，没有据此判断哪些文字看不见，请对照原文。",
    "glyphs-unknown": "{place}有的字形没有对应的文字，显示为（cid:…），请对照原文。",
    "formula-text": "正文里有公式，已写成一行文字，请对照原文。",
    "picture": "{place}有图片（{name}），图片里的文字和数字没有录入；如果是表格，请对照原文补录。",
    "pictures": "正文里共有 {count} 张图片，图片里的文字和数字没有录入；如果是表格，请对照原文补录。",
    "inserted-part": "文件里嵌入了另一份文件（{name}），不能读取，请在 WPS/Word 中打开后另存一份再导入。",
    "collapsed": "网页里有折叠起来的内容，里面有表格，已照常读取，请核对。",
    "list-numbers": "网页的列表可能有自动编号，不能确定是否显示，没有录入编号，请对照原文。",
    "footnotes": "有脚注或尾注，没有录入正文，列在“没有录入的文字”里；需要的话请抄到正文相应的地方。",
    "revisions": "文件里有修订标记，按接受全部修订后的内容录入。",
}
NO_FIGURES = "（未见数字）"  # the literal of cells whose row shows no figures where blanks leave no trace
SERIAL = ("序号", "编号", "行次")  # headings of columns that only number the rows
DROPPED = {
    "table-text": "表里不认识的文字",
    "chrome": "网页或版面的附属文字",
    "page-number": "页码",
    "facts": "网页信息栏，已用于标题、日期和网址",
    "title": "已作为标题",
    "pinyin": "拼音残留",
    "question-marks": "代替空格的问号",
    "markup": "排版记号",
    "separator": "分隔线",
    "contents": "目录",
    "unclaimed": "没有归属（请报告这个问题）",
    "hidden": "隐藏的内容",
    "serial": "行的序号",
    "copy": "与前面完全相同的又一份",
    "struck": "划掉的文字",
    "deleted": "修订中删去的文字",
    "white": "与底色同色，看不见",
    "tiny": "字号太小，看不见",
    "outside": "在页面以外，看不见",
    "invisible": "没有画出来的文字",
    "covered": "被合并单元格盖住",
    "phonetic": "注音",
    "field-code": "域代码，不显示",
    "note-mark": "注释的序号",
    "note": "脚注或尾注",
    "comment": "批注",
    "margin": "页眉页脚",
    "unscripted": "只在不运行脚本时显示",
    "alternative": "另一种形式的替代文字",
    "control": "网页的按钮、选项等",
    "collapsed": "折叠起来的内容",
    "drawing": "图形里的文字",
    "hidden-row": "隐藏的行、列或工作表",
}
# What is left out because it cannot be seen; of the rest the sheet tells in its list.
UNSEEN = frozenset(("hidden", "struck", "deleted", "white", "tiny", "outside", "covered", "phonetic", "unscripted",
                    "collapsed", "note-mark", "invisible"))
TOGETHER = "这 {count} 格的数字合在一起，没有拆开"
NAMELESS = "没有名称"  # of a picture
PICTURE = "（图片）"  # stands for a picture in a cell that has no text
PLEASE_REPORT = "程序出错（{why}），请报告这个问题"
LOST_COMMENTS = "# 原有的注释："
FIELDS = {"title": "标题", "issuer": "发布机关", "number": "文号", "period": "所报时段", "signed": "成文日期",
          "published": "发布日期", "preamble": "报告开头的文字", "text": "正文", "url": "网址"}
CONTACT = {"phone": "电话", "email": "电子邮箱", "address": "地址", "postcode": "邮编"}
REFUSALS = {
    "not-found": "找不到这个文件",
    "empty": "文件是空的",
    "too-big": "文件有 {size} MB，超过上限 {limit} MB。请压缩或删去里面的图片和附件，再导入",
    "unknown-kind": "不认识这种文件。可以导入 .docx、.doc、.wps、.xlsx、.xls、.html、.pdf、.txt、.md",
    "wrong-kind": "文件名是 {suffix}，内容却是{actual}。请改对扩展名，或在 WPS/Word 中另存为 .docx",
    "damaged": "文件损坏或不是真正的 {suffix} 文件：{why}",
    "bomb": "文件解压后大得不合常理（{size} MB），没有读取。请在 WPS/Word/Excel 中打开，把正文和表格复制到新文件里再导入",
    "entities": "文件里有实体定义（可以用来撑爆内存），没有读取。请在 WPS/Word/Excel 中打开后另存一份再导入",
    "encrypted": "文件有密码，请打开后去掉密码、另存一份再导入",
    "ofd": "OFD 文件不能直接导入。请用原来的 Word 文件；没有的话，在 WPS 或 OFD 阅读器中另存为 PDF 或 .docx 再导入",
    "only-pictures": "文件里只有图片（{count} 张），没有文字，可能是扫描件，不能导入。请用原来的 Word 文件，或先做文字识别",
    "needs-office": "请在 WPS/Word 中另存为 .docx（本机没有安装 LibreOffice，不能转换 {suffix} 文件）",
    "office-failed": "LibreOffice 没能转换这个文件。请在 WPS/Word 中另存为 .docx",
    "needs-package": "{reason}",
    "scan": "这份 PDF 是扫描件，没有文字层，不能导入。请用原来的 Word 文件，或先做文字识别",
    "too-many-pages": "PDF 有 {count} 页，超过上限 {limit} 页。请只留年度报告的那几页，另存为新的 PDF 再导入",
    "too-many-glyphs": "PDF {place}的文字超过上限 {limit} 个。请只留年度报告的那几页，或改用原来的 Word 文件",
    "too-many-shapes": "PDF 到第 {page} 页，线条和图形太多，没有读取。请删去带图的这一页，或改用原来的 Word 文件",
    "too-drawn": "PDF 第 {page} 页解压后太大（每页上限 {limit} MB），没有读取。请删去这一页，或改用原来的 Word 文件",
    "too-long": "文件超过 {limit} 万字的上限。请只留年度报告的正文和表格，再导入",
    "line-too-long": "{place}有 {count} 字，一行或一格的上限是 {limit} 万字。请分成几段，或删去不属于报告的内容，再导入",
    "too-many-tags": "网页的标记有 {count} 万个，超过上限 {limit} 万个。请把正文和表格复制到新的 Word 文档里，再导入",
    "too-many-lines": "文件的段落（行）超过上限 {limit} 个。请只留年度报告的正文和表格，再导入",
    "too-many-cells": "表格超过上限 {limit} 格。请删去不属于报告的表格、工作表和多余的空行空列，再导入",
    "too-wide": "{place}在第 {count} 列，超过上限 {limit} 列。请删去多余的列，或取消过宽的合并单元格，再导入",
    "too-many-rows": "工作表“{name}”的内容到了第 {count} 行，超过上限 {limit} 行。请删去不属于报告的行，再导入",
    "too-many-sheets": "工作簿有 {count} 张工作表，超过上限 {limit} 张。请只留报告的工作表，再导入",
    "too-merged": "工作簿的合并单元格盖住了太多格，超过上限 {limit} 格。请取消过大的合并单元格，再导入",
    "too-deep": "文件里的表格或段落嵌套了太多层，没有读取。请把正文和表格复制到新的 Word 文档里，再导入",
    "too-much-inside": "文件里要读的内容有 {size} MB（不算图片），超过上限 {limit} MB。请只留年度报告的正文和表格，再导入",
    "no-report": "没有找到年度报告的任何一张表或小节",
    "no-year": "不知道是哪一年的报告，请用 --year 指明",
    "no-township": "不知道是哪个单位的报告，请用 --township 县/乡镇 指明",
    "many-townships": "可能是这几个单位的报告：{names}，请用 --township 指明",
    "wrong-path": "“{path}”不对：{expected}",
    "twice": "同一批文件里，{file} 已经导入为 {path}",
    "crashed": "读取时程序意外退出，没有导入；文件可能损坏。请在 WPS/Word 中打开，另存为 .docx 再导入",
    "several-reports": "文件里好像有不止一份报告（大多数栏目出现了两次）。请分成单独的文件再导入",
    "edition-differs": "{path} 用的是{old}，这份文件是{new}，不能合并。要换成这份文件，请先删去原来的 .yml 和 .md",
    "unreadable-draft": "{path} 有错误，不能在它上面更新：{why}",
    "exists": "{path} 已经存在，没有改动。要更新请加 --update",
    "slow": "处理这个文件用了 {limit} 秒还没有完，已停止。请在 WPS/Word 中打开，只留报告的正文和表格，另存为 .docx 再导入",
    "memory": "处理这个文件要的内存太多（超过 {limit} GB），已停止。请在 WPS/Word 中打开，只留报告的正文和表格，另存为 .docx 再导入",
}


class Refused(Exception):
    """Nothing could be read from a file, in one sentence."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(REFUSALS[code].format_map(fields))
        self.code = code


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something the editor should look at. `where` is the report's place, `place` the document's."""

    code: str
    message: str
    where: str = ""
    place: str = ""
    text: str = ""
    proposal: str = ""
    address: str = ""
    unit: int = -1  # of the source, the first that it is about; -1: of none


def doubt(code: str, source: Source | None, pieces: Sequence[Piece], where: str = "", *, address: str = "",
          proposal: str = "", **fields: object) -> Doubt:
    """A Doubt about some pieces of the source."""
    text = " ".join(" ".join(piece.text.split()) for piece in pieces if piece.text.strip())
    place = source.place(pieces[0]) if source is not None and pieces else ""
    shown = text if len(text) <= 60 else text[:57] + "……"
    message = DOUBTS[code].format_map({"text": shown, "proposal": proposal, **fields})
    unit = pieces[0].unit if source is not None and pieces else -1
    return Doubt(code, message, where, place, text, proposal, address, unit)


# What the report's own page says was done to the original; the order is that of the page. What the importer did not find
# may be in the original all the same, and why something looks as it does is not known: no sentence says either.
NOTES = {
    "cut-short": "录入所用的文件到“{text}”为止，以后的内容这里没有录入；没有录入不等于0，也不等于原文没有。",
    "title-joined": "标题由原文的两行连成一行。",
    "joined": "原文有 {count} 处在句子中间换行，这里连接起来。",
    "traditional": "原文是繁体字，这里转为简体字。",
    "pinyin": "有的字后面带着拼音，这里没有录入拼音。",
    "question-marks": "原文夹在文字之间或行首行尾的问号“?”，这里没有录入。",
    "radicals": "原文中的部首字形换成通常的汉字。",
    "doubled-figures": "有的表格数字首字重复（如“00”），这里按去掉重复的一个录入。",
    "glued": "表格的数字之间没有分隔，这里按勾稽关系拆分。",
    "glued-chosen": "有 {count} 行数字之间没有分隔，这里按各行各列的勾稽关系拆分。",
    "glued-told": "有 {count} 行数字之间没有分隔，这里按正文所说的数字拆分。",
    "glued-years": "有 {count} 行数字之间没有分隔，这里按与上一年、下一年报告的勾稽关系拆分。",
    "cell-unreadable": "有 {count} 格不能确定是几，这里照录，不作为数字计算。",
    "cells-unreadable": "有 {count} 行里有的格不能确定是几，这里照录，不作为数字计算。",
    "glued-unbalanced": "有 {count} 行数字之间没有分隔，正好每栏一位，这里按每栏一位拆分。",
    "glued-ambiguous": "有 {count} 行数字之间没有分隔，不能确定怎样拆分，这里照录，不作为数字计算。",
    "glued-narrowed": "有 {count} 行数字之间没有分隔，不能全部拆开，拆不开的照录，不作为数字计算。",
    "glued-likely": "有 {count} 行数字之间没有分隔，不能确定怎样拆分，这里照录，不作为数字计算。",
    "glued-impossible": "有 {count} 行数字之间没有分隔，没有符合勾稽关系的拆法，这里照录，不作为数字计算。",
    "cells-joined": "有 {count} 行的数分成几段，合起来与勾稽关系相符，这里按合起来的数录入。",
    "cells-unaligned": "有 {count} 行的格数与表头对不上，这里照录，不作为数字计算。",
    "row-again-unknown": "有 {count} 行出现了两次而数字不同，这里记作数值不明。",
    "row-unbalanced": "有 {count} 行看不出格子的边界，又与自己的总计不符，这里照录，不作为数字计算。",
    "row-empty": "有 {count} 行没有看到数字，这里记作数值不明。",
    "column-order-unknown": "有 {count} 行不能确定哪个数属于哪一栏，这里照录，不作为数字计算。",
    "row-unsure": "有 {count} 行看不出显示成什么数，这里照录，不作为数字计算。",
    "column-absent": "有的表没有找到全部栏目，没有找到的栏目这里没有数字；没有录入不等于0。",
    "columns-unsure": "有 {count} 行不能确定哪个数属于哪一栏，这里照录，不作为数字计算。",
    "column-foreign": "有的表格多出规定格式没有的栏，内容列在表后。",
    "columns-unnamed": "有 {count} 行有的数上面没有栏目名称，不能确定属于哪一栏，这里照录，不作为数字计算。",
    "label-doubled": "有的栏目名称首字重复，页面用规定的栏目名称。",
    "label-typo": "有 {count} 个栏目名称与规定的不同，页面用规定的栏目名称。",
    "split-heading": "有的栏目名称分成两行，页面用规定的栏目名称。",
    "table-missing": "有的表在这里没有录入；没有录入不等于0，也不等于原文没有。",
    "table-picture": "有的表在这里没有录入，那一部分有图片，图片里的内容没有录入；没有录入不等于0，也不等于原文没有。",
    "table-unread": "有的表在这里没有录入；没有录入不等于0。",
    "row-absent": "有 {count} 行在表格里没有找到，前后各行都在。",
    "row-unfound": "有 {count} 行没有找到，这里记作数值不明。",
    "header-missing": "有的表没有找到表头，各列按规定格式的顺序对应。",
    "header-partial": "有的表没有找到完整的表头，各列按规定格式的顺序对应。",
    "heading-missing": "有的小节标题没有找到；不等于原文没有。",
    "heading-typo": "有的小节标题与规定格式不同，页面用规定标题，并注明原文写法。",
    "section-order": "原文小节的先后与规定格式不同，这里按规定的顺序排列。",
    "chrome": "网页的导航、页脚等文字不属于报告，没有录入。",
}


# Which doubts matter: those about the document as a whole, where something is to be typed in or decided, where what was
# read is to be held against the original, and what is only said.
WHOLE = frozenset(("cut-short", "cut-sentence", "one-of-several", "township-unnamed", "township-new", "unread",
                   "inserted-part", "edition-unsure"))
OPEN = frozenset((
    "cell-unreadable", "cells-unreadable", "cells-unaligned", "glued-ambiguous", "glued-impossible", "glued-narrowed",
    "glued-likely", "row-again-unknown", "row-absent", "row-unbalanced", "row-empty", "row-unfound", "group-and-rows",
    "column-order-unknown", "columns-unsure", "columns-unnamed", "column-absent", "table-missing", "table-unread",
    "table-picture", "text-unsure", "heading-missing", "title-missing", "year-conflict", "year-given",
    "title-conflict", "year-from-name", "year-only", "year-broken", "year-published", "period-conflict",
    "number-conflict", "issuer-unsure", "issuer-conflict", "contact-conflict", "signed-several", "published-conflict",
    "signed-conflict", "published-early", "row-unsure", "kept", "kept-cell", "picture", "pictures", "number-unknown", "style-text", "glyphs-unknown", "footnotes"))
SAID = frozenset((
    "label-doubled", "label-unnumbered", "label-shortened", "label-typo", "split-heading", "traditional", "pinyin",
    "question-marks", "radicals", "chrome", "title-joined", "copies", "hidden-scripts", "encoding-guess",
    "pages-joined", "old-format", "sheets", "macros", "revisions", "free-form-then"))


def weight(code: str) -> int:
    """0 to 3: how soon the editor should look at a doubt."""
    return 0 if code in WHOLE else 1 if code in OPEN else 3 if code in SAID else 2
