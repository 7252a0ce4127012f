"""What stands around a report and is no part of it: the furniture of a saved web page, the running heads of a PDF.

A Word file and a workbook have none. A web page has; and so has text that was copied from one, if it shows it. A line
is known by what it is made of: the names of buttons, what a page says about a text (时间：…, 来源：…), a footer's
words; a value in another shape than its name promises makes it a sentence of the report. Where furniture may stand
at all is decided by `facts`: never between a report's title and its signature.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from generator.importing.fold import compatible, fold, simplified
from generator.importing.source import Line, Source

PAGES = frozenset(("html", "txt", "md"))  # formats that a page is saved in, or its text kept
PLAIN, PERHAPS = 3, 1  # what a sign weighs; as much as a plain one shows that a text comes from a page
LONGEST = 160  # characters of a line of furniture, and of a footer's

_BUTTONS = """
    附件下载 下载附件 文件下载 打印本页 打印 关闭窗口 关闭本页 关闭 分享到 分享 收藏 返回顶部 返回首页 返回列表
    返回上一页 返回上页 返回 网站首页 首页 网站地图 联系我们 相关链接 相关附件 新浪微博 微信 微博 QQ空间 QQ好友
    QQ 朋友圈 全真版 文字版 手机版 电脑版 无障碍浏览 无障碍 适老化 适老版 长者模式 长者版 关怀版 繁体版 繁体
    简体 大中小 大 中 小 字体大小 字体 字号 保护视力色 保护视力 登录 注册 搜索"""
_STRONG = frozenset(("附件下载", "下载附件", "打印本页", "关闭窗口", "关闭本页", "分享到", "返回顶部", "返回首页",
                     "QQ空间", "全真版", "无障碍浏览", "长者模式"))
_BUTTON = re.compile("|".join(sorted(_BUTTONS.split(), key=len, reverse=True)))
_MARKS = re.compile(r"[\s|>·»/\[\]【】()《》<:,\-]*+")
_LONGEST_BUTTON = 12  # characters, with its brackets
_BEHIND = re.compile(rf"(?:(?<=[\s。!;日)\d】])[\[【(]?(?P<plain>{'|'.join(sorted(_STRONG, key=len, reverse=True))})"
                     rf"|(?<=\s)[\[【(]?(?:{_BUTTON.pattern}))[\]】)]?$")
_ANSWERED = re.compile(r"(?:[。！!；;日）)\d]|(?:^|\s)暂?无|没有)$")  # how a text ends that buttons stand behind

_LEADS = re.compile(
    r"(?:当前(?:的)?位置|您(?:现在|当前|目前)?(?:所)?(?:在)?(?:的)?位置|首页\s?[>»/]|上一篇|下一篇|扫一扫"
    r"|主办(?:单位)?\s?:|承办(?:单位)?\s?:|版权所有|技术支持\s?:|网站标识码|政府网站找错|页面链接与图片|您是第"
    r"|责任编辑\s?:|分享到|【?字体)")
_FOOTERS = re.compile(r"ICP备\s?\d|Copyright|©|公网安备\s?\d|网站标识码|技术支持\s?:|版权所有\s?:|当前位置\s?:"
                      r"|扫一扫在手机|(?:浏览|点击|阅读|访问)(?:次数|量|数)\s?:")

DAY = r"(20\d\d)\s?[年\-/.]\s?(\d{1,2})\s?[月\-/.]\s?(\d{1,2})\s?日?"  # in figures
NUMBER = re.compile(r"[一-鿿]{2,12}[〔\[(（【]\s?20\d\d\s?[〕\])）】]\s?(?:第\s?)?\d{1,4}\s?号")  # 文号
_DATED = re.compile(rf"(?:{DAY}[\sT]{{0,3}}(?:\d{{1,2}}(?::\d{{1,2}}){{1,2}})?)?")
_NAMED = re.compile(r"[^\d,。;]{0,30}")
_ENTITLED = re.compile(r"[^。;:]{0,60}(?:报告|年报)(?:[(（][^()（）]{0,20}[)）])?")
_NUMBERED = re.compile(f"(?:{NUMBER.pattern})?")
_LINKED = re.compile(r"(?:https?://\S+)?")
_FREE = re.compile(r"[^。;]{0,200}")
_COUNTED = re.compile(r"[\[(【]?\s?(?:\d{0,9}|-{1,2}|加载中[.…]*)\s?[\])】]?\s?次?")
# What a page says about a text: the name, what it is to us, how its value looks, what it weighs.
_ABOUT: tuple[tuple[str, str, re.Pattern[str], int], ...] = (
    ("发布时间|发布日期|发文日期|公开日期|更新时间", "published", _DATED, PLAIN),
    ("时间", "published", _DATED, PERHAPS),
    ("成文日期|生成日期", "signed", _DATED, PLAIN),
    ("标题", "title", _ENTITLED, PLAIN),
    ("信息名称|名称", "title", _ENTITLED, PERHAPS),
    ("文号|发文字号", "number", _NUMBERED, PLAIN),
    ("原文链接|网址|链接", "url", _LINKED, PLAIN),
    ("发布机构|发文机关|发布单位", "publisher", _NAMED, PLAIN),
    ("信息来源|来源", "source", _NAMED, PERHAPS),
    ("作者|责任编辑|编辑|审核", "", _NAMED, PERHAPS),
    ("栏目|索引号|本地目录|主题分类|关键词|体裁|有效性|公开方式|公开类型|分类|主题词", "", _FREE, PLAIN),
    ("浏览次数|点击次数|点击数|点击量|阅读次数|浏览量|访问量|浏览|点击|阅读", "", _COUNTED, PLAIN),
    ("字体|字号|分享到", "", _FREE, PLAIN))
_NAMES = "|".join(names for names, *_ in _ABOUT)
_FACT = re.compile(rf"({_NAMES})\s?(?::|\s(?=20\d\d))")
_BRACKETED = re.compile(rf"【({_NAMES})】\s?:?")
_SHAPES = {name: row[1:] for row in _ABOUT for name in row[0].split("|")}


def plain(text: str) -> str:
    """A line as it is compared: simplified, of usual widths, single spaces."""
    return " ".join(simplified(compatible(text[:4 * LONGEST])).split())


def sentence(text: str) -> bool:
    """Does a line hold what only running text has?"""
    return re.search(r"[。；;！!]", text) is not None or len(text) > LONGEST


def about(text: str) -> tuple[Mapping[str, str], int]:
    """What a line says about the page's text, and nothing but that: each fact with its value, and what it weighs; a
    weight of 0 means that it is no such line. The names of facts: title, published, signed, url, publisher, source,
    number."""
    line = _BRACKETED.sub(r"\1:", plain(text))
    keys = list(_FACT.finditer(line)) if len(text) < 4 * LONGEST else []
    before = line[:keys[0].start()].strip(" |[]【】()") if keys else ""
    if not keys or not _DATED.fullmatch(before):
        return {}, 0
    told = {"published": before} if before else {}
    weight = PERHAPS * bool(before)
    for key, stop in zip(keys, [*(one.start() for one in keys[1:]), len(line)], strict=True):
        name, shape, weighs = _SHAPES[key[1]]
        value = line[key.end():stop].strip(" |[]【】()")
        bare = value if shape is _FREE or shape is _LINKED else without_buttons(value)
        if not shape.fullmatch(bare):
            return {}, 0
        weight += weighs
        if name and bare:
            told.setdefault(name, bare)
    return told, weight


def named(text: str) -> bool:
    """Is a line but the name of something that a page says about its text, its value in the next line or cell?"""
    return plain(text).rstrip(" :") in _SHAPES


def without_buttons(text: str) -> str:
    """A value, without the buttons that stand behind it."""
    words = text.split(" ")
    while words and _buttons(words[-1]):
        words.pop()
    return " ".join(words)


def sign(text: str) -> int:
    """How plainly a line is furniture by its words: 0, PERHAPS or PLAIN (or more). A sentence never is."""
    if sentence(text):
        return 0
    line = plain(text)
    if _LEADS.match(line) or _FOOTERS.search(line):
        return PLAIN
    return about(text)[1] or _buttons(line) or PERHAPS * named(text)


def _buttons(line: str) -> int:
    """A line of nothing but the names of buttons."""
    place, found = 0, []
    while place < len(line):
        place = marks.end() if (marks := _MARKS.match(line, place)) else place
        button = _BUTTON.match(line, place)
        if button is None:
            break
        found.append(button[0])
        place = button.end()
    if place < len(line) or not found:
        return 0
    return PLAIN if len(found) > 1 or found[0] in _STRONG else PERHAPS


def ending(text: str) -> int:
    """Where the buttons begin that stand behind a line of the report, which has ended: with a sentence, an answer, a
    day. The length of the text if none does. One that may be a word of the text stands for itself."""
    stop, weight = len(text.rstrip()), 0
    while behind := _BEHIND.search(_wide(text[max(0, stop - _LONGEST_BUTTON):stop])):
        stop = len(text[:max(0, stop - _LONGEST_BUTTON) + behind.start()].rstrip())
        weight += PLAIN if behind["plain"] else PERHAPS
    return stop if weight > PERHAPS and _ANSWERED.search(text[max(0, stop - 4):stop]) else len(text)


def _wide(text: str) -> str:
    """The text in usual widths, if it keeps its length."""
    other = compatible(text)
    return other if len(other) == len(text) else text


def shows_a_page(source: Source, lines: Iterable[Line]) -> bool:
    """May a document have the furniture of a web page? `lines`: what stands before and behind its text."""
    if source.kind not in PAGES:
        return False
    return source.kind == "html" or sum(
        sign(line.piece.text) or PLAIN * (ending(line.piece.text) < len(line.piece.text)) for line in lines) >= PLAIN


def running(source: Source) -> frozenset[int]:
    """The units of a PDF that are running heads and feet: the same line, its figures aside, first or last on most
    pages."""
    if source.kind != "pdf":
        return frozenset()
    pages: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for block in source.blocks:
        first = block.piece if isinstance(block, Line) else next((row[0] for row in block.rows if row), None)
        page = re.match(r"第 \d+ 页", source.place(first)) if first is not None else None
        if page is None:
            continue
        text = block.piece.text if isinstance(block, Line) else ""
        pages[page[0]].append((re.sub(r"\d+", "#", fold(text)), block.piece.unit if isinstance(block, Line) else -1))
    edges = [list(_edges(lines)) for lines in pages.values()]
    counts = Counter(text for lines in edges for text in {text for text, _ in lines})
    return frozenset(unit for lines in edges for text, unit in lines
                     if counts[text] > 1 and counts[text] >= 0.5 * len(pages) and not sentence(source.units[unit].text))


def _edges(lines: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The first and the last line of a page that says something; no table."""
    for order in (lines, lines[::-1]):
        said = next(((text, unit) for text, unit in order if unit < 0 or text.replace("#", "")), None)
        if said is not None and said[1] >= 0:
            yield said
