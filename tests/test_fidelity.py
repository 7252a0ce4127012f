"""Fidelity: every character of an original kept beside a report is told again by the report, in its order.

The original text, after the readings listed here (what was joined, converted or dropped, why, how often),
must equal what the report gives: line by line for the prose, word by word and cell by cell for the tables.
Only white space at the ends of lines and inside table cells is free; a label's punctuation may be half-width.
A new report with a .txt original is checked without being named here, unless it needs readings of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.edition import Heading, spans
from generator.load import load, load_editions
from generator.model import Report

ROOT = Path(__file__).parent.parent
TABLE = "▦"  # stands for a run of table rows among the lines


@dataclass(frozen=True)
class Reading:
    """A place where the original is read otherwise than it is written: a regular expression, line by line."""

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
