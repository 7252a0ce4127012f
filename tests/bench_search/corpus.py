"""Synthetic pages for the search: clauses of the committed reports and examples in new order, with invented places.

A township has its own page and a report for each of six years, of which each repeats much of the one before. Only
the bodies are made, as the templates print them; the official tables are cut from the built site. Seeded: the
same number gives the same pages.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from generator.index import Searched
from generator.standing import WORDS
from tests.factories import SOURCES

YEARS = range(2019, 2025)
PARAGRAPHS = (16, 34)
_FIRST = "安白柏北长城大东丰福高官广海合河红湖花黄吉建江金景九康兰乐李临柳龙马梅明南宁平青清泉仁三沙山上石双水松太唐天王万文西仙新兴秀徐阳杨永玉云张长赵郑中周"
_SECOND = "坝坪堡城池川店东渡坊阜岗港阁沟关桂合和河湖花江街井口岭楼庙木南宁坡桥丘泉仁山台塘田桐头湾王屋溪峡乡兴阳原源寨庄"
_HEADINGS = [("overview", "一、总体情况"), ("disclosed", "二、主动公开政府信息情况"),
             ("applications", "三、收到和处理政府信息公开申请情况"),
             ("disputes", "四、政府信息公开行政复议、行政诉讼情况"),
             ("problems", "五、存在的主要问题及改进情况"), ("further", "六、其他需要报告的事项")]


def clauses() -> list[str]:
    """The clauses of all committed prose, without numbers of their own."""
    found: dict[str, None] = {}
    for path in sorted(path for root in SOURCES for path in root.glob("*/*/*.md")):
        text = re.sub(r"^[#>].*$|[*_`\[\]]", "", path.read_text(encoding="utf-8"), flags=re.M)
        for clause in re.split(r"[，。；：\n]", text):
            if 4 <= len(clause) <= 40 and not re.search(r"[《》〔〕“”（）()<>]", clause):
                found[clause.strip()] = None
    return list(found)


def tables(site: Path) -> dict[int, list[str]]:
    """The official tables of a built site, by year: those of 2019 and 2020, and the later ones."""
    def cut(url: str) -> list[str]:
        html = (site / url / "index.html").read_text(encoding="utf-8")
        return re.findall(r'<div class="wide" [^>]*>\s*<table class="official.*?</table>\s*</div>', html, re.S)

    old, new = cut("anqiu/jinzhongzi/2020"), cut("shili/shilizhen/2022")
    return {year: old if year < 2021 else new for year in YEARS}


def pages(count: int, seed: int, site: Path) -> Iterator[Searched]:
    """`count` pages, in the order of a site."""
    chance = random.Random(seed)
    pool, forms = clauses(), tables(site)
    made = 0
    for county in range(count):
        province, city = f"{_FIRST[county % 7]}{_SECOND[county % 5]}省", f"{_FIRST[county % 31]}{_SECOND[county % 29]}市"
        name = chance.choice(_FIRST) + chance.choice(_SECOND) + chance.choice("县县市区")
        for place in range(chance.randrange(6, 18)):
            town = chance.choice(_FIRST) + chance.choice(_SECOND) + chance.choice("镇镇镇乡街道".replace("街道", "办"))
            town = town.replace("办", "街道")
            where = {"省份": province, "城市": city, "县区": name}
            for page in _township(chance, pool, forms, where, f"c{county}/t{place}", name, town):
                yield page
                made += 1
                if made == count:
                    return


def _township(chance: random.Random, pool: list[str], forms: dict[int, list[str]], where: dict[str, str], path: str,
              county: str, town: str) -> Iterator[Searched]:
    phone = f"0{chance.randrange(310, 999)}-{chance.randrange(2000000, 8999999)}"
    yield Searched(f"{path}/", county + town, where, _article(where, (
        f"<h1>{county}{town}</h1> <p class=\"where\">{' '.join(where.values())} · 镇 · 代码 "
        f"{chance.randrange(110000000, 660000000)}</p> <section aria-labelledby=\"contact\"><h2 id=\"contact\">联系方式</h2>"
        f"<dl class=\"meta\"><div><dt>电话</dt><dd>{phone}</dd></div></dl></section>")))
    texts = [_paragraph(chance, pool, town) for _ in range(chance.randrange(*PARAGRAPHS))]
    for year in YEARS:
        texts = [text if chance.random() < 0.6 else _paragraph(chance, pool, town) for text in texts]
        yield _report(chance, [text.replace("{year}", str(year)) for text in texts], forms[year], where, path,
                      county + town, year, phone)


def _paragraph(chance: random.Random, pool: list[str], town: str) -> str:
    parts = chance.sample(pool, chance.randrange(3, 9))
    if chance.random() < 0.4:
        parts.insert(0, f"{{year}}年，{town}共公开政府信息{chance.randrange(10, 900)}条")
    if chance.random() < 0.1:
        parts.append(f"涉及资金{chance.randrange(1000, 9999999)}.{chance.randrange(100):02}元")
    return "，".join(parts) + "。"


def _report(chance: random.Random, texts: list[str], form: list[str], where: dict[str, str], path: str, full: str,
            year: int, phone: str) -> Searched:
    title = f"{full}{year}年政府信息公开工作年度报告"
    filled = [re.sub(r"(<td id=[^>]*>)[^<]*",
                     lambda match: f"{match[1]}{chance.choice('0000000000000123456789')}", table) for table in form]
    half = len(texts) // 2
    prose = {"overview": texts[:half], "problems": texts[half:-1], "further": texts[-1:]}
    sections = "".join(
        f'<section aria-labelledby="{key}"><h2 id="{key}">{heading}</h2> '
        + "".join(f"<p>{escape(text)}</p>" for text in prose.get(key, ()))
        + (filled[index - 1] if 1 <= index <= 3 else "") + "</section> "
        for index, (key, heading) in enumerate(_HEADINGS))
    meta = [("发布机关", full + "人民政府"), ("报告年度", f"{year}年"), ("成文日期", f"{year + 1}-01-{chance.randrange(10, 29)}"),
            ("原文网址", f"https://www.example.org/{path}/{chance.randrange(10**6, 10**7)}.html"), ("联系电话", phone),
            ("文件校验（SHA-256）", hashlib.sha256(f"{path}{year}".encode()).hexdigest())]
    source = "".join(f"<div><dt>{label}</dt><dd>{value}</dd></div>" for label, value in meta)
    body = (f'<h1>{title}</h1> <p class="where"><a href="../">{" ".join(where.values())}</a></p> {sections}'
            f'<section class="source" aria-labelledby="source"><h2 id="source">来源、下载与引用</h2>'
            f'<dl class="meta">{source}</dl></section>')
    filters = where | {"年份": f"{year}年", "表格格式": "2019年格式" if year < 2021 else "2021年格式",
                       "核对": chance.choice(WORDS)}
    return Searched(f"{path}/{year}/", title, filters, _article(filters, body))


def _article(filters: dict[str, str], body: str) -> str:
    named = ", ".join(f"{name}[data-f{at}]" for at, name in enumerate(filters))
    values = " ".join(f'data-f{at}="{value}"' for at, value in enumerate(filters.values()))
    return (f'<article class="md-content__inner" id="content" data-pagefind-body data-pagefind-filter="{named}" {values}>'
            f"{body}</article>")
