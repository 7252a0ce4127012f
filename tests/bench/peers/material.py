"""A page as a value → the Markdown that MkDocs reads: prose as it is, tables as HTML, which Markdown cannot nest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape


def markdown(page: Mapping, frames: Mapping[str, Mapping]) -> str:
    """The source of one page. The differences are computed here, before it starts: it has no templates for them."""
    crumbs = "".join(f"<li>{_link(text, url)}</li>" for text, url in page["crumbs"])
    head = f"---\ntitle: {page['title']}\n---\n"
    way = f'<nav class="crumbs"><ol>{crumbs}</ol></nav>\n\n' if crumbs else ""
    return head + way + _BODIES[page["kind"]](page, frames)


def _report(page: Mapping, frames: Mapping[str, Mapping]) -> str:
    steps = [_link(*step) for step in (page["earlier"], page["later"]) if step]
    original = f' · <a href="{escape(page["original"])}">查看原发布页</a>' if page["original"] else ""
    sections = "".join(f"\n## {one['heading']} {{ #{one['key']} }}\n\n{one['prose']}\n"
                       + (f"\n{official(page, frames[page['frames'][one['table']]])}\n" if one["table"] else "")
                       for one in page["sections"])
    meta = "".join(f"<div><dt>{escape(label)}</dt><dd>" + (f'<a href="{escape(url)}">{escape(value)}</a>' if url
                                                           else escape(value)) + "</dd></div>"
                   for label, value, url in page["meta"])
    return (f"# {page['heading']}\n\n<p class=\"where\">{escape(page['place'])}{original}</p>\n"
            f"<nav class=\"years\">{' '.join(steps)}</nav>\n\n{page['preamble']}\n{sections}\n"
            f"## 来源 {{ #source }}\n\n<dl class=\"meta\">{meta}</dl>\n")


def official(page: Mapping, frame: Mapping) -> str:
    """One official table on one line of HTML."""
    out = [f'<table class="official"><caption>{escape(frame["caption"])}</caption>']
    for block in frame["blocks"]:
        out += ["<tr>" + "".join(_th(one) + "</th>" for one in row) + "</tr>" for row in block["head"]]
        for line in block["body"]:
            key = line["key"]
            heads = "</th>".join(map(_th, line["heads"]))
            out.append("<tr>" + heads + _small([page["notes"][key]] if key in page["notes"] else [])
                       + ("</th>" if heads else ""))
            for place, cell in enumerate(line["cells"]):
                over = f' colspan={cell["columns"]}' if cell["columns"] > 1 else ""
                out.append(f'<td id="{cell["id"]}"{over}>{escape(str(page["rows"][key][place]))}'
                           f"{_small(_words(page, key, place))}</td>")
            out.append("</tr>")
    return "".join(out) + "</table>"


def _words(page: Mapping, row: str, place: int) -> list[str]:
    figure = page["rows"][row][place]
    old = page["before"][row][place] if row in page["before"] else None
    if old is not None and old != figure:
        return [f"{'＋' if figure > old else '－'}{abs(figure - old)}", f"{page['before_year']}年 {old}"]
    return page["said"][row][place] if row in page["said"] else []


def _small(words: Iterable[str]) -> str:
    return "".join(f"<small class=d>{escape(one)}</small>" for one in words)


def _th(one: Mapping) -> str:
    spans = "".join(f" {name}={one[side]}" for name, side in (("rowspan", "rows"), ("colspan", "columns"))
                    if one[side] > 1)
    return f"<th{spans} scope={one['scope']}>{escape(one['label'])}"


# ── the other pages ──

def _township(page: Mapping, frames: Mapping) -> str:
    contact = "".join(f"- {name}：{value}\n" for name, value in page["contact"])
    years = _table(["年度", *page["columns"], "表格格式"],
                   ([_link(f"{year}年", url), *map(escape, figures), escape(edition)]
                    for year, url, _, edition, figures in page["years"]))
    chain = _table(["年度", *page["chain_columns"], "与上年的衔接"],
                   ([f"{year}年", *map(escape, figures), escape(status)] for year, figures, status in page["chain"]))
    return (f"# {page['title']}\n\n{page['place']}\n\n## 历年年报\n\n{years}\n"
            + (f"\n## 结转\n\n{chain}\n" if page["chain"] else "") + f"\n## 联系方式\n\n{contact}")


def _region(page: Mapping, frames: Mapping) -> str:
    years = [f"{year}年" for year in page["years"]]
    below = _table(["地区", "单位", *years], ([_link(name, url), str(count), *map(str, counts)]
                                          for name, url, count, counts in page["below"]))
    rows = _table(["单位", *years], ([_link(name, url), *(
        _link("查看", f"{url}{year}/") if has else "未收录" for year, has in zip(page["years"], there, strict=True))]
        for name, url, there in page["rows"]))
    totals = "".join(
        f"\n### {year}年\n\n共 {of} 个单位，已收录 {reported} 份年报：新收申请 {received} 件，办理结果总计 {closed} 件。\n"
        + (f"\n没有收录这一年年报的：{' '.join(_link(*one) for one in missing)}\n" if missing else "")
        for year, of, reported, received, closed, missing in page["totals"])
    return (f"# {page['title']}\n\n{page['level']} · 本站收录 {page['count']} 个单位\n"
            + (f"\n## 下级地区\n\n{below}\n" if page["below"] else "")
            + (f"\n## 各单位历年年报\n\n{rows}\n" if page["rows"] else "") + totals)


def _regions(page: Mapping, frames: Mapping) -> str:
    lines = [f"- {_link(name, url)} {count} 个单位\n" + "".join(
        f"    - {_link(city, address)}：{' '.join(_link(*county) for county in counties)}\n"
        for city, address, counties in cities) for name, url, count, cities in page["provinces"]]
    return f"# {page['title']}\n\n" + "".join(lines)


def _home(page: Mapping, frames: Mapping) -> str:
    provinces = "".join(f"- {_link(name, url)} {count} 个单位\n" for name, url, count in page["provinces"])
    newest = "".join(f"- {_link(title, url)} {place} · {date}\n" for title, url, place, date in page["newest"])
    coverage = _table(["年度", "已收录年报"], ([f"{year}年", f"{count} 份（共 {of} 个单位）"]
                                          for year, count, of in page["coverage"]))
    return (f"# {page['title']}\n\n这里收录了 {page['townships']} 个单位的 {page['reports']} 份年报。\n\n"
            f"## 找到你的乡镇\n\n{provinces}\n## 最新年报\n\n{newest}\n## 各年度收录情况\n\n{coverage}\n")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A plain table on one line; its cells are HTML already."""
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table class=\"plain\"><tr>{''.join(f'<th>{escape(word)}</th>' for word in head)}</tr>{lines}</table>"


def _link(text: str, url: str) -> str:
    return f'<a href="/{escape(url)}">{escape(text)}</a>'


_BODIES: Mapping[str, Callable[[Mapping, Mapping], str]] = {
    "report": _report, "township": _township, "region": _region, "regions": _regions, "home": _home}
