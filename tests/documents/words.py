"""Noise upon the words: what pages and programs put around and into the prose."""

from __future__ import annotations

import re
from random import Random

from tests.documents.noise import EVERYWHERE, noise
from tests.documents.paper import Bit, Line, Paper

# Simplified and traditional, one for one and without a second meaning.
TRADITIONAL = str.maketrans("镇开务条规报门见书长车贝马龙风义乡请询数据处结给经纪级织维网评说论证诉讼议认设许访该谁调谢识试话语询"
                            "质财责费购资赠软转轻输连进运过还这达选适边办动势劳励协单卖华协区医压历厅县参双变台号叶听员响团园围图"
                            "国场坚块执扩扫扬护担择拟举权标样检楼业东两严个丰临为举乐习争亚产亲从仅仪们价众优会传伤体",
                            "鎮開務條規報門見書長車貝馬龍風義鄉請詢數據處結給經紀級織維網評說論證訴訟議認設許訪該誰調謝識試話語詢"
                            "質財責費購資贈軟轉輕輸連進運過還這達選適邊辦動勢勞勵協單賣華協區醫壓歷廳縣參雙變臺號葉聽員響團園圍圖"
                            "國場堅塊執擴掃揚護擔擇擬舉權標樣檢樓業東兩嚴個豐臨為舉樂習爭亞產親從僅儀們價眾優會傳傷體")
RADICALS = str.maketrans("民门见长车贝马龙页风黄角西小心手水火示人", "⺠⻔⻅⻓⻋⻉⻢⻰⻚⻛⻩⻆⻄⼩⼼⼿⽔⽕⽰⼈")
PINYIN = {"政": "zhèng", "府": "fǔ", "镇": "zhèn", "村": "cūn", "公": "gōng", "开": "kāi"}
OTHER_HEADINGS = {"一、总体情况": ("一、概述", "一、基本情况", "一、总体情况（概述）"),
                  "五、存在的主要问题及改进情况": ("五、存在的问题及改进措施", "五、主要问题和改进情况"),
                  "六、其他需要报告的事项": ("六、其他需要报告事项", "六、需要报告的其他事项")}
HAN = str.maketrans("0123456789", "〇一二三四五六七八九")
ODD_SIGNS = ("\u200b", "\ufeff", "\u00ad", "\u2060")


def _texts(paper: Paper) -> list[Line]:
    """Paragraphs that nothing has befallen yet."""
    return [line for line in paper.texts("text") if len(line.bits) == 1 and not line.bits[0].look]


def _some(paper: Paper, chance: Random, most: int) -> list[Line]:
    found = _texts(paper)
    return chance.sample(found, min(len(found), chance.randint(1, most)))


def _everywhere(paper: Paper, table: dict[int, int]) -> None:
    """Other characters on the whole paper; what is wanted stays in the usual ones."""
    for part in paper.parts:
        for box in [part] if isinstance(part, Line) else part.boxes:
            box.bits = [Bit(bit.text.translate(table), bit.look, bit.more) for bit in box.bits]


# ── pages ──

@noise("page")
def navigation(paper: Paper, chance: Random) -> None:
    """Menus above and beside the report."""
    paper.ways |= {"navigation"} | ({"layout"} if chance.random() < 0.6 else set())


@noise("page")
def breadcrumbs(paper: Paper, chance: Random) -> None:
    """当前位置：首页 > 政务公开 > 正文."""
    paper.ways.add("breadcrumbs")


@noise("page")
def share_buttons(paper: Paper, chance: Random) -> None:
    """分享到, 打印本页, 关闭窗口 below the report."""
    paper.ways.add("share")


@noise("page")
def a_footer(paper: Paper, chance: Random) -> None:
    """主办单位, ICP备, 技术支持 at the foot of the page."""
    paper.ways.add("footer")


@noise("page")
def layout_tables(paper: Paper, chance: Random) -> None:
    """The whole page framed in tables."""
    paper.ways.add("layout")


@noise("page")
def pasted_from_word(paper: Paper, chance: Random) -> None:
    """MsoNormal, spans and o:p around everything."""
    paper.ways.add("office")


@noise("page")
def font_tags(paper: Paper, chance: Random) -> None:
    """Old font tags around everything."""
    paper.ways.add("font-tags")


@noise("page")
def cells_never_closed(paper: Paper, chance: Random) -> None:
    """No </td>, no </tr>."""
    paper.ways.add("unclosed")


@noise("page")
def paragraphs_by_breaks(paper: Paper, chance: Random) -> None:
    """Paragraphs parted by <br> alone."""
    paper.ways.add("br-paragraphs")


@noise("page")
def a_bar_of_facts(paper: Paper, chance: Random) -> None:
    """索引号 and 发布机构 in a table above the report."""
    paper.ways.add("meta-bar")


@noise("page")
def a_hidden_copy(paper: Paper, chance: Random) -> None:
    """The same report once more, hidden, for telephones."""
    paper.ways.add("phone-copy")


@noise("page")
def scripts(paper: Paper, chance: Random) -> None:
    """Scripts and style sheets in the body."""
    paper.ways.add("scripts")


# ── files ──

@noise("page pipes lines")
def old_encodings(paper: Paper, chance: Random) -> None:
    """GB18030, UTF-16, or UTF-8 with a mark."""
    paper.ways.add(chance.choice(("gb18030", "bom", "utf-16")))


@noise("pipes lines")
def windows_line_ends(paper: Paper, chance: Random) -> None:
    """Lines that end as Windows ends them."""
    paper.ways.add("crlf")


@noise("word pdf")
def runs_cut_anywhere(paper: Paper, chance: Random) -> None:
    """Runs cut within words and figures."""
    paper.ways.add("cut-runs")


@noise("word")
def written_by_wps(paper: Paper, chance: Random) -> None:
    """The hand of WPS instead of Word's."""
    paper.ways.add("wps")


@noise("word")
def content_controls(paper: Paper, chance: Random) -> None:
    """Paragraphs and rows in content controls."""
    paper.ways.add("controls")


@noise("word")
def custom_xml(paper: Paper, chance: Random) -> None:
    """Paragraphs in custom markup."""
    paper.ways.add("customxml")


@noise("word pdf")
def running_heads(paper: Paper, chance: Random) -> None:
    """A running head on every page."""
    paper.ways.add("running-head")


@noise("word")
def automatic_numbers(paper: Paper, chance: Random) -> None:
    """The numbers of the headings are drawn by Word."""
    paper.ways.add("auto-numbers")


# ── lines ──

@noise("pipes lines")
def wrapped_lines(paper: Paper, chance: Random) -> None:
    """Paragraphs broken into lines of one length."""
    width = chance.choice((28, 34, 38, 42))
    for line in _texts(paper):
        text = line.text
        line.bits = [Bit("\n".join(text[at:at + width] for at in range(0, len(text), width)))]


@noise("pipes lines")
def page_numbers(paper: Paper, chance: Random) -> None:
    """Page numbers between the paragraphs."""
    form = chance.choice(("- {} -", "— {} —", "第 {} 页"))
    for number, line in enumerate(_some(paper, chance, 3), 1):
        paper.put(paper.place(line), Line("page", [Bit(form.format(number))]))


@noise("pipes lines page word")
def a_table_of_contents(paper: Paper, chance: Random) -> None:
    """The headings all together before the report."""
    heads = [Line("contents", [Bit(line.text)]) for line in paper.texts("heading")]
    paper.put(paper.place(paper.texts("title")[0]) + 1, *heads)


@noise("pipes lines page word")
def headings_glued(paper: Paper, chance: Random) -> None:
    """A heading in one line with the paragraph below it."""
    places = [at for at, part in enumerate(paper.parts[:-1]) if isinstance(part, Line) and part.kind == "heading"
              and isinstance(below := paper.parts[at + 1], Line) and below.kind == "text" and len(below.bits) == 1]
    if places:
        at = chance.choice(places)
        heading, below = paper.parts[at], paper.parts[at + 1]
        if isinstance(heading, Line) and isinstance(below, Line):
            heading.bits = [Bit(heading.text + chance.choice(("", "　", "。"))), *below.bits]
            del paper.parts[at + 1]


@noise(EVERYWHERE)
def headings_in_other_words(paper: Paper, chance: Random) -> None:
    """A heading in other words than the form's."""
    for line in paper.texts("heading"):
        if (others := OTHER_HEADINGS.get(line.text)) and chance.random() < 0.6:
            line.bits = [Bit(chance.choice(others))]


@noise(EVERYWHERE)
def headings_without_numbers(paper: Paper, chance: Random) -> None:
    """Headings without their numbers."""
    for line in paper.texts("heading"):
        line.bits = [Bit(re.sub(r"^[一二三四五六]、", "", line.text))]


@noise("pipes lines word page")
def a_title_in_two_lines(paper: Paper, chance: Random) -> None:
    """The title broken into two lines."""
    title = paper.texts("title")[0]
    at = paper.title.index(str(paper.year))
    if title.text == paper.title:
        title.bits = [Bit(paper.title[:at])]
        paper.put(paper.place(title) + 1, Line("title", [Bit(paper.title[at:])]))


@noise(EVERYWHERE)
def a_number_under_the_title(paper: Paper, chance: Random) -> None:
    """A document number between title and preface."""
    titles = paper.texts("title")
    paper.put(paper.place(titles[-1]) + 1, Line("number", [Bit(f"政公开〔{paper.year + 1}〕{chance.randint(1, 40)}号")]))


@noise(EVERYWHERE)
def signatures(paper: Paper, chance: Random) -> None:
    """Issuer and date in one line, the date in characters, or with a remark behind it."""
    issuer, date = paper.texts("issuer")[0], paper.texts("date")[0]
    way = chance.choice(("one line", "characters", "remark", "spaces"))
    year, month, day = map(int, paper.signed.split("-"))
    if way == "one line":
        issuer.bits = [Bit(f"{issuer.text}　　{date.text}")]
        paper.parts.remove(date)
        paper.put(len(paper.parts), Line("date", [Bit("")]))
    elif way == "characters":
        date.bits = [Bit(f"{str(year).translate(HAN)}年{_han(month)}月{_han(day)}日")]
    elif way == "remark":
        date.bits = [*date.bits, Bit("（此件主动公开）")]
    else:
        date.bits = [Bit(f"{year} 年 {month} 月 {day} 日")]


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else "〇一二三"[tens]) + "十" * bool(tens) + ("" if not ones else "〇一二三四五六七八九"[ones])


@noise(EVERYWHERE)
def lines_like_furniture(paper: Paper, chance: Random) -> None:
    """Sentences of the report that begin or end as furniture does."""
    for line in _some(paper, chance, 3):
        said = chance.choice((f"时间：{chance.randint(1, 12)}月{chance.randint(1, 28)}日前完成了{chance.randint(2, 9)}个村的自查。",
                              f"来源于{chance.randint(2, 30)}个村的材料已经汇总，详见附件下载。",
                              f"联系我们的群众有{chance.randint(20, 90)}人次，均已答复。"))
        if said not in paper.wanted:
            paper.put(paper.place(line) + 1, Line("text", [Bit(said)], line.section))
            paper.wanted.append(said)


@noise(EVERYWHERE)
def labels_in_prose(paper: Paper, chance: Random) -> None:
    """Sentences that name the tables' labels with figures."""
    for line in _some(paper, chance, 2):
        said = (f"全年办理行政许可{chance.randint(2, 90)}件、行政处罚{chance.randint(2, 90)}件、行政强制{chance.randint(2, 9)}件，"
                f"涉及商业企业{chance.randint(2, 40)}家。")
        paper.put(paper.place(line) + 1, Line("text", [Bit(said)], line.section))
        paper.wanted.append(said)


@noise(EVERYWHERE)
def figures_of_last_year(paper: Paper, chance: Random) -> None:
    """A sentence with last year's figures."""
    for line in _some(paper, chance, 1):
        said = f"{paper.year - 1}年办结政府信息公开申请{chance.randint(1, 40)}件，{paper.year - 2}年为{chance.randint(1, 40)}件。"
        paper.put(paper.place(line) + 1, Line("text", [Bit(said)], line.section))
        paper.wanted.append(said)


# ── characters ──

@noise(EVERYWHERE)
def traditional_characters(paper: Paper, chance: Random) -> None:
    """The whole paper in traditional characters."""
    _everywhere(paper, TRADITIONAL)


@noise(EVERYWHERE)
def radicals(paper: Paper, chance: Random) -> None:
    """Glyphs of radicals for the characters that look like them."""
    for line in _texts(paper):
        line.bits = [Bit(line.text.translate(RADICALS))]


@noise(EVERYWHERE)
def signs_of_no_width(paper: Paper, chance: Random) -> None:
    """Invisible signs within sentences."""
    for line in _some(paper, chance, 6):
        at = chance.randrange(len(line.text))
        line.bits = [Bit(line.text[:at] + chance.choice(ODD_SIGNS) + line.text[at:])]


@noise("pipes lines page")
def question_marks_for_spaces(paper: Paper, chance: Random) -> None:
    """?? where the original had spaces."""
    for line in _texts(paper):
        line.bits = [Bit("??" + line.text)]


@noise("word page")
def pinyin_above(paper: Paper, chance: Random) -> None:
    """Pinyin above some characters."""
    for line in _some(paper, chance, 3):
        line.bits = [Bit(one, "phonetic", PINYIN[one]) if one in PINYIN else Bit(one)
                     for one in re.findall(f"[{''.join(PINYIN)}]|[^{''.join(PINYIN)}]+", line.text)]


@noise("word page")
def hidden_sentences(paper: Paper, chance: Random) -> None:
    """Sentences that nobody sees: hidden, deleted, or white."""
    for line in _some(paper, chance, 2):
        said = f"草稿意见第{chance.randint(2, 99)}条：{chance.choice(('此处待核', '数字要改', '语句要顺'))}，由{chance.randint(2, 9)}人审定。"
        line.bits = [*line.bits, Bit(said, chance.choice(("hidden", "deleted", "white", "struck")))]
        paper.unwanted.append(said)


@noise("word page")
def pictures(paper: Paper, chance: Random) -> None:
    """Pictures between the paragraphs."""
    for line in _some(paper, chance, 2):
        paper.put(paper.place(line) + 1, Line("note", [Bit("", "picture")]))


@noise("word page")
def words_put_in_later(paper: Paper, chance: Random) -> None:
    """Half a sentence put in under tracked changes."""
    for line in _some(paper, chance, 3):
        middle = len(line.text) // 2
        line.bits = [Bit(line.text[:middle]), Bit("旧稿", "deleted"), Bit(line.text[middle:], "inserted")]


