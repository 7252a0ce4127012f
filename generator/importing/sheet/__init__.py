"""The review sheet (审阅单): one self-contained page per report, for the person who checks the draft.

    Imported → Points: the doubts by their places → the source beside the draft, in step → a page

What is in doubt stands first, each doubt linked to its place and back; then what the portal's check says and what was
left out; then the source beside the draft. A script leads from doubt to doubt; without it the links do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

from generator.importing.sentences import CONTACT, DROPPED, NAMELESS, Doubt
from generator.importing.sheet.beside import Badges, Beside
from generator.importing.sheet.doubts import Point, points
from generator.importing.sheet.look import POLICY, SCRIPT, STYLE
from generator.importing.sheet.markup import element, escape, link
from generator.importing.sheet.strips import Strips
from generator.issue import SEVERITY_WORDS, Issue

if TYPE_CHECKING:
    from generator.importing import Imported

_QUOTED = 300  # characters of what was left out that its list shows; at its place all of it stands
_WEIGHTS = ("先看整份文件", "要补录或决定的", "要与原文核对的", "只是说明的")
_TAKEN = ("glued-chosen", "glued-told", "glued-years")
_KEYS = (f"按 {element('kbd', 'J')} 或 {element('kbd', 'Alt')}＋{element('kbd', '↓')} 到下一处疑问，"
         f"按 {element('kbd', 'K')} 或 {element('kbd', 'Alt')}＋{element('kbd', '↑')} 回上一处；"
         "点蓝字到疑问所在的地方，点圆圈里的号码回到这张清单。")


def sheet(one: Imported) -> str:
    """The page."""
    report = one.draft.report
    title = report.title or "（没有标题）"
    found = points(one.reading, report)
    back: dict[str, list[int]] = defaultdict(list)
    for point in found:
        back[point.target].append(point.number)

    def badges(place: str) -> str:
        return "".join(link(f"d{number}", str(number), class_="d", title=f"疑问 {number}") for number in back[place])

    strips = Strips(one.reading)
    body = [element("h1", f"审阅单：{escape(title)}"),
            element("p", escape(f"{report.path} · {report.year} 年度 · {report.edition.name} · 原文件 {one.file.name}"),
                    class_="quiet"),
            _counts(one, found), _doubts(found), _issues(one), _left_out(one, strips, badges), _facts(one, badges),
            element("h2", "逐段对照", id="beside"), str(Beside(strips, report, badges)), _bar(found)]
    head = [f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            element("title", f"审阅单：{escape(title)}"), f"<style>{STYLE}</style>"]
    script = f"<script>{SCRIPT}</script>" if found else ""
    return (f'<!doctype html><html lang="zh-CN"><head>{"".join(head)}</head><body>{"".join(body)}{script}</body>'
            "</html>\n")


def _counts(one: Imported, found: list[Point]) -> str:
    """How much there is of everything, and where."""
    counts = one.reading.counts
    told = (f"原文 {counts['all']} 字（不计空白）：表格 {counts['table']}，正文 {counts['prose']}，"
            f"标题等 {counts['facts']}，略去 {counts['dropped'] + counts['unclaimed']}"
            f"（其中没有归属 {counts['unclaimed']}）。")
    links = [link("doubts", f"疑问 {len(found)} 处"), link("issues", f"核对结果 {len(one.draft.issues)} 处"),
             link("left-out", f"没有录入 {len(one.reading.ledger.dropped) + len(one.reading.source.pictures)} 处"),
             link("beside", "逐段对照")]
    return element("p", *links, class_="counts") + element("p", told, class_="quiet")


# ── doubts ──

def _doubts(found: list[Point]) -> str:
    heading = element("h2", f"疑问（{len(found)} 处）" if found else "疑问")
    if not found:
        return element("section", heading, element("p", "没有疑问。", class_="good"), id="doubts")
    lists = []
    for weight, several in groupby(found, key=lambda point: point.weight):
        items = list(several)
        lists.append(element("h3", f"{_WEIGHTS[weight]}（{len(items)} 处）") + element(
            "ol", *map(_point, items), start=items[0].number))
    return element("section", heading, element("p", _KEYS, class_="keys quiet"), *lists, id="doubts")


def _point(point: Point) -> str:
    first = point.doubts[0]
    where = " · ".join(filter(None, (first.where, first.place))) or ("看这里" if point.target else "")
    place = link(point.target, escape(where)) if point.target else escape(where)
    messages = dict.fromkeys(map(_message, point.doubts))
    return element("li", place, "：" if where else "", *messages, id=f"d{point.number}", data_at=point.target)


def _message(one: Doubt) -> str:
    told = escape(one.message)
    if one.proposal and one.code.startswith(("cell", "glued", "columns")):
        note = "" if one.code in _TAKEN else "可能的读法（没有采用，请对照原文）："
        told += " " + element("span", note, escape(one.proposal), class_="why")
    return told


def _bar(found: list[Point]) -> str:
    """What the script shows at the foot of the window."""
    if not found:
        return ""
    buttons = "".join(element("button", name, type="button") for name in ("上一处（K）", "下一处（J）"))
    words = element("span", "还没有选中疑问", aria_live="polite")
    return f'<div id="bar" hidden>{words}{buttons}{link("doubts", "回清单")}</div>'


# ── what is told of the whole ──

def _issues(one: Imported) -> str:
    report = one.draft.report
    places = {section.heading: f"s-{section.key}" for section in report.edition.sections}
    places |= {report.edition.row_words(row): f"r-{row}" for row in report.rows}

    def item(found: Issue) -> str:
        told = element("b", SEVERITY_WORDS[found.severity]) + f" {escape(found.message)}"
        place = f"r-{found.key}" if found.key in report.rows else next(
            (places[words] for words in (found.place, found.place.rpartition(" · ")[0]) if words in places),
            f"t-{found.table}" if any(found.table == table.key for table in report.edition.tables) else "")
        return element("li", told, " " + link(place, "看这里") if place else "")

    items = [item(found) for found in sorted(one.draft.issues, key=lambda found: found.severity)]
    return element("section", element("h2", f"核对结果（{len(items)} 处）"), element("ul", *items) if items else
                   element("p", "没有发现问题。", class_="good"), id="issues")


def _left_out(one: Imported, strips: Strips, badges: Badges) -> str:
    """What was left out, the same words for the same reason once, and the pictures."""
    dropped, pictures = one.reading.ledger.dropped, one.reading.source.pictures
    items = [element("li", element("q", escape(" ".join(dropped[first].piece.text.split())[:_QUOTED])),
                     element("span", f" {DROPPED[dropped[first].reason]}：", class_="why"),
                     "、".join(link(f"w{number}", escape(one.reading.source.place(dropped[number].piece)))
                              for number in numbers), id=f"o{first}") for first, numbers in strips.listed.items()]
    items += [element("li", f"图片：{escape(picture.name or NAMELESS)} ", link(f"p{number}", escape(picture.place)))
              for number, picture in enumerate(pictures)]
    reasons = Counter(DROPPED[entry.reason] for entry in dropped) + Counter({"图片": len(pictures)})
    told = "；".join(f"{reason} {count} 处" for reason, count in reasons.most_common())
    heading = element("h2", f"没有录入的文字和图片（{len(dropped) + len(pictures)} 处）", badges("left-out"))
    return element("section", heading,
                   element("p", f"{told}。" if told else "没有。", class_="quiet" if told else "good"),
                   element("ul", *items) if items else "", id="left-out")


def _facts(one: Imported, badges: Badges) -> str:
    report, facts = one.draft.report, one.reading.facts
    source = report.source
    known = {CONTACT[key]: value for key, value in one.contact.items() if key in CONTACT}
    body = report.path.removeprefix("reports/").rpartition("/")[0]
    told = [("f-body", "单位", body), ("f-title", "标题", report.title), ("f-year", "年度", str(report.year)),
            ("f-period", "所报时段", f"{report.period.start} 至 {report.period.end}" if report.period else "全年"),
            ("", "文号", report.number), ("f-issuer", "发布机关", report.issuer),
            ("f-signed", "成文日期", report.signed),
            ("f-published", "发布日期", report.published), ("", "网址", source.url),
            ("", "引用的通知", "、".join(facts.notices)),
            *(("", name, facts.contact.get(key)) for key, name in CONTACT.items()),
            ("", "原文附件", source.file), ("", "校验值", source.sha256)]
    rows = []
    for place, name, value in told:
        differs = element("span", f"（township.yml 里是 {escape(known[name])}）", class_="why") \
            if value and known.get(name, value) != value else ""
        rows.append(element("tr", element("th", name), element(
            "td", escape(value) if value else "（没有）", differs, badges(place) if place else "", id=place)))
    return element("section", element("h2", "基本信息"), element("table", *rows, class_="facts"))
