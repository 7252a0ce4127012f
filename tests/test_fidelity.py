"""Fidelity: every character of an original kept beside a report is told again by the report, in its order.

The original text, after the readings listed here (what was joined, converted or dropped, why, how often),
must equal what the report gives: line by line for the prose, word by word and cell by cell for the tables.
Only white space at the ends of lines and in table cells is free; a label's punctuation may be half-width.
A new report with a .txt original is checked without being named here, unless it needs readings of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from generator.edition import Heading
from generator.grid import spans
from generator.load import load
from generator.model import Report, Township
from tests.factories import EDITIONS, PORTAL

TABLE = "▦"  # stands for a run of table rows among the lines


@dataclass(frozen=True)
class Reading:
    """What the transcription reads otherwise than written, or drops: a regular expression over the text."""

    why: str
    pattern: str
    read: str | Callable[[re.Match], str]
    times: int


def joined(before: str, after: str, gap: str = "\n\n") -> Reading:
    return Reading("断行连接", before + gap + after, before + after, 1)


# the traditional characters of 下马关镇 2019, each with the one it becomes
SIMPLIFIED = dict(re.findall(r"(\S)(\S)", """
    據据 華华 國国 開开 條条 規规 報报 總总 體体 況况 來来 鎮镇 堅坚 習习 時时 會会 義义 為为 學学 貫贯
    徹彻 實实 黨党 屆届 區区 縣县 項项 決决 關关 續续 強强 廣广 眾众 權权 與与 參参 設设 終终 將将 舉举
    組组 織织 領领 導导 斷断 機机 變变 動动 調调 長长 辦办 負负 責责 員员 專专 對对 溝沟 聯联 構构 確确
    職职 掛挂 帥帅 頭头 縱纵 橫横 邊边 進进 過过 馬马 審审 軌轨 嚴严 質质 內内 僅仅 級级 還还 莊庄 標标
    準准 統统 運运 檔档 備备 蓋盖 貧贫 資资 態态 獎奖 勵励 補补 護护 貼贴 經经 濟济 應应 災灾 臨临 鄉乡
    發发 兩两 節节 問问 間间 針针 隨随 風风 預预 議议 傳传 達达 謹谨 簽签 認认 樣样 圍围 處处 現现 當当
    題题 證证 順顺 點点 兌兑 類类 農农 結结 優优 從从 務务 寬宽 徑径 欄栏 這这 礎础 揮挥 門门 戶户 網网
    聲声 號号 臺台 樓楼 廳厅 計计 劃划 額额 貸贷 齡龄 殘残 積积 極极 籌筹 書书 記记 講讲 話话 脫脱 掃扫
    惡恶 閱阅 讀读 萬万 數数 減减 許许 罰罚 業业 費费 購购 請请 轉转 屬属 穩稳 執执 詢询 無无 沒没 訪访
    訴诉 復复 獲获 繼继 訟讼 維维 糾纠 績绩 個个 別别 幾几 訓训 擴扩 電电 頁页 寧宁 識识 碼码
"""))

READINGS: dict[str, tuple[Reading, ...]] = {
    "reports/dehui/chalukou/2020.yml": (
        joined("人民政府", "2020年", "\n"),  # the title
    ),
    "reports/anqiu/jinzhongzi/2020.yml": (
        joined("政府信息公开工作", "年度报告"),  # the title
        joined("主动公开", "政府信息64条"),
        joined("中华人民共和", "国保守国家秘密法"),
        joined("日常工作中为民", "服务"),
        Reading("栏目名称断行连接", r"本年新\n(制作|公开)数量", r"本年新\1数量", 2),
        Reading("重复的数字还原", r"^\t([02])\1$", r"\t\1", 161 + 15 - 2),
        Reading("重复的栏目首字还原", r"^\t([^\d\s])\1", r"\t\1", 7 + 3 + 15),
    ),
    "reports/pinghu/zhapu/2020.yml": (
        Reading("栏目名称断行连接", r"本年新\n(制作|公开)数量", r"本年新\1数量", 2),
    ),
    "reports/tongxin/xiamaguan/2019.yml": (
        Reading("拼音残留删去", r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔù]+\)", "", 213),
        Reading("代替空格的问号删去", r"\?", "", 20),
        Reading("繁体转简体", f"[{''.join(SIMPLIFIED)}]", lambda match: SIMPLIFIED[match[0]], 799),
        Reading("栏目名称的错字", "没有想成信息", "没有现成信息", 1),
        Reading("网页页脚删去", "扫一扫在手机上查看当前页面\n主办:同心县人民政府承办:同心县人民政府办公室\n"
                "宁ICP备0900464号-5网站标识码:6403240007宁公网安备64032402000014号$", "", 1),
    ),
    "reports/nanzhao/chengguan/2020.yml": (
        Reading("标题记号删去（### 是小标题，保留）", r"^(#|##|####) ", "", 6),
        Reading("拆成两行的栏目名称",
                r"^结\t结\t其\t尚\t总计\t(.*)\n\n果 维 持\t果 纠 正\t他 结 果\t未 审 结\t\t",
                r"结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t\1\n\t\t\t\t\t", 1),
    ),
}
LOST_HEADERS = {("reports/nanzhao/chengguan/2020.yml", "requests")}  # 表头在原文中缺失

_SITE, _ISSUES = load([PORTAL / "reports"], EDITIONS)
REPORTS = [(township, report) for township in _SITE.townships for report in township.reports
           if (report.source.file or "").endswith(".txt")]
each_report = pytest.mark.parametrize("report", [report for _, report in REPORTS], ids=lambda item: item.path)


# ── the original ──

def original(report: Report) -> str:
    """The original with its readings applied, each exactly as often as it says."""
    text = (PORTAL / report.path).with_name(report.source.file).read_text(encoding="utf-8")
    for reading in READINGS.get(report.path, ()):
        text, times = re.subn(reading.pattern, reading.read, text, flags=re.M)
        assert times == reading.times, f"{reading.why}: {times} times"
    return text


def taken_apart(report: Report) -> tuple[list[str], list[list[str]]]:
    """The original's lines, TABLE where rows stand, and those rows as cells: tabs, pipes or a cell a line."""
    lines: list[str] = []
    rows: list[list[str]] = []
    open_row = False  # a row of one cell a line goes on until a line that is no cell
    for line in original(report).split("\n"):
        one_cell = re.fullmatch(r"\t[^\t|]*", line) is not None
        if one_cell and open_row:
            rows[-1].append(folded(line))
        elif one_cell or re.search(r"[\t|]", line):
            rows.append([folded(line)] if one_cell else [folded(cell) for cell in re.split(r"[\t|]", line)])
            add(lines, TABLE)
        elif line.strip():
            add(lines, line.strip())
        open_row = one_cell
    return lines, rows


def add(lines: list[str], line: str) -> None:
    if line != TABLE or lines[-1:] != [TABLE]:
        lines.append(line)


def folded(cell: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", cell))


# ── the report, told again ──

def retold_lines(report: Report) -> list[str]:
    """The lines the original must have: a Markdown paragraph is a line, a heading stands as printed."""
    lines = [report.title] if report.title is not None else []
    lines += paragraphs(report.preamble)
    for section in report.edition.sections:
        heading = report.headings.get(section.key, section.heading)
        lines += [heading] if heading is not None else []
        lines += paragraphs(report.prose.get(section.key, ""))
        if section.table in report.missing_tables:
            lines += report.extra_lines.get(section.table, ())
        elif section.table:
            add(lines, TABLE)
    return lines


def paragraphs(markdown: str) -> list[str]:
    return markdown.split("\n\n") if markdown else []


def retold_words(report: Report) -> Iterator[str]:
    """Labels and figures of the tables in reading order, blanks included."""
    for table in report.edition.tables:
        if table.key in report.missing_tables:
            continue
        for block in table.blocks_as_printed(report.rows):
            if (report.path, table.key) not in LOST_HEADERS:
                yield from (block.heading, block.stubhead)
                by_level = sorted(spans(block.columns), key=lambda span: span.level)
                yield from (span.heading.label for span in by_level)
            yield from row_words(report, block.rows, block.column_leaves)
        yield from report.extra_lines.get(table.key, ())


def row_words(report: Report, rows: tuple[Heading, ...], columns: tuple[Heading, ...]) -> Iterator[str]:
    for row in rows:
        yield row.label
        if row.children:
            yield from row_words(report, row.children, columns)
        else:
            yield from (report.cells[f"{row.key}.{column.key}"].literal for column in columns)


def retold_figures(report: Report) -> list[tuple[str, list[str]]]:
    """Each row's label and its cells, blanks included."""
    return [(folded(row.label), [folded(report.cells[f"{row.key}.{column.key}"].literal)
                                 for column in block.column_leaves])
            for table in report.edition.tables if table.key not in report.missing_tables
            for block in table.blocks_as_printed(report.rows) for row in block.row_leaves]


def printed_figures(report: Report) -> Iterator[tuple[str, list[str]]]:
    """The original's rows that have a row label of the edition, or figures alone: label, all that follows."""
    labels = {label for label, _ in retold_figures(report) if label}
    for row in taken_apart(report)[1]:
        last = max((place for place, cell in enumerate(row) if cell in labels), default=-1)
        if last >= 0:
            yield row[last], row[last + 1:]
        elif re.fullmatch(r"\d+", "".join(row)):
            yield "", row


# ── the tests ──

def test_the_originals_are_found():
    """The reports load without an issue, and no reading is for a report that is not there."""
    assert not _ISSUES
    named = set(READINGS) | {path for path, _ in LOST_HEADERS}
    assert named <= {report.path for _, report in REPORTS}


@each_report
def test_every_sentence(report: Report):
    """Title, headings and paragraphs are the original's lines, in order, none left over on either side."""
    assert retold_lines(report) == taken_apart(report)[0]


@each_report
def test_every_word_of_the_tables(report: Report):
    """The labels of the edition, the figures and the extra lines are all that the original's tables hold."""
    printed = [cell for row in taken_apart(report)[1] for cell in row if cell]
    assert [word for word in map(folded, retold_words(report)) if word] == printed


@each_report
def test_every_figure_in_its_place(report: Report):
    """Each cell of the report, blank or not, stands in the original at the same row and column."""
    retold, printed = retold_figures(report), list(printed_figures(report))
    assert [label for label, _ in retold] == [label for label, _ in printed]
    for (label, cells), (_, read) in zip(retold, printed, strict=True):
        # merged cells and padding bring blanks of their own; such a row must give every one of its figures
        assert cells == (read if len(read) == len(cells) else [cell for cell in read if cell]), label
    assert sum(len(cells) for _, cells in retold) == len(report.cells)


@pytest.mark.parametrize(("township", "report"), REPORTS, ids=lambda item: item.path)
def test_nothing_is_claimed_that_the_original_does_not_say(township: Township, report: Report):
    """Issuer, date of signing and contact are words of the original."""
    lines = taken_apart(report)[0]
    if report.issuer is not None:
        assert report.issuer in lines
    if report.signed is not None:
        year, month, day = map(int, report.signed.split("-"))
        assert f"{year}年{month}月{day}日" in lines
    assert [value for value in township.contact.values() if value not in "\n".join(lines)] == []
