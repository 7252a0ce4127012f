"""Texts → what the document tells about itself: title, year, issuer, dates, address, and whose report it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from generator.edition import Edition
from generator.importing.fold import compatible, fold, traditional
from generator.importing.prose import chrome
from generator.importing.rows import Head, Item, Text
from generator.importing.sentences import Doubt, Refused, doubt
from generator.importing.source import Ledger, Line, Piece, Source
from generator.model import Township

_TITLED = re.compile(r"(?m:^)(?:"
                     r"(?>.*?(?:信息|政务)公开).*(?:报告|年报)|(?>.*?(?:报告|年报)).*(?:信息|政务)公开)|年度报告$")
_ENDS = re.compile(r"(?:报告|年报)[》”]?\s*+(?:[（(].{0,60}[）)]\s*+)?$")
_KEYS = {"标题": "title", "发布时间": "published", "发布日期": "published", "成文日期": "signed", "生成日期": "signed",
         "原文链接": "url", "网址": "url", "链接": "url", "文号": "", "栏目": "", "索引号": "", "发布机构": "publisher",
         "发文机关": "publisher", "信息来源": "publisher", "来源": "publisher", "本地目录": "", "主题分类": "",
         "名称": "",
         "关键词": "", "体裁": "", "有效性": "", "公开方式": "", "公开类型": "", "分类": "", "时间": "published"}
_KEYED = re.compile(rf"\s*({'|'.join(_KEYS)})\s*[:：]\s*(.*?)\s*", re.S)
_FIGURES = r"(20\d\d)\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})\s*日?"  # a day in figures
_DAY = re.compile(rf"(?<!\d){_FIGURES}")
_PERIOD = re.compile(r"统计(?:数据)?(?:的)?(?:期限|时限|时间|周期)[^。；\d]{0,12}(20\d\d)\s*年")
_BROKEN = re.compile(r"(?<!\d)20\d\d(?:年\d{1,2}\d{2}日|\d{4}日|\d{1,2}月\d{1,2}日)")
_CONTACT = {
    "phone": re.compile(r"电话(?:号码)?(?:/传真|\(传真\)|及传真)?(?:为|是)?:?((?:0\d{2,3}-?)\d{7,8}(?!\d))"),
    "email": re.compile(r"(?:邮箱|邮件|信箱)(?:地址)?(?:为|是)?:?([\w.+-]+@[\w-]+(?:\.[a-z0-9-]+)+)", re.A | re.I),
    "address": re.compile(r"地址(?:为|是)?:((?:(?!邮编|邮政编码|电话|联系|邮箱)[^;。,)]){6,50})"),
    "postcode": re.compile(r"(?:邮编|邮政编码)(?:为|是)?:?(\d{6})(?!\d)"),
}
_NOTICE = re.compile(r"国办[^〔，。；（）]{1,8}〔20\d\d〕\d{1,3}号")
_ONCE = 3  # times that a document must name its only year to be taken at its word
_BODY = re.compile(r"[一-鿿]{2,24}(?:人民政府|办事处|管委会|管理委员会|政府办公室|办公室|委员会|局)")


@dataclass
class Facts:
    """None where the document does not say."""

    title: str | None = None
    year: int | None = None
    issuer: str | None = None
    signed: str | None = None
    published: str | None = None
    url: str | None = None
    contact: dict[str, str] = field(default_factory=dict)  # by the keys of township.yml
    notices: tuple[str, ...] = ()  # the official notices that it cites
    doubts: list[Doubt] = field(default_factory=list)
    used: set[Piece] = field(default_factory=set)


def read_facts(source: Source, items: Sequence[Item], ledger: Ledger) -> tuple[Facts, list[Item]]:
    """The facts, and the items with glued page heads taken apart."""
    facts = Facts(url=source.facts.get("url"))
    first = next((index for index, item in enumerate(items) if isinstance(item, Head)), len(items))
    head: list[Item] = []
    for item in items[:first]:
        head.extend(_loosened(item) if isinstance(item, Text) else [item])
    told: dict[str, str] = dict(source.facts)
    lines = []
    for item in head:
        if not isinstance(item, Text):
            continue
        keyed = _KEYED.fullmatch(item.line.piece.text)
        if keyed and len(item.line.piece.text) < 220 and not re.search("。", keyed[2]):
            if _KEYS[keyed[1]] and keyed[2]:
                told.setdefault(_KEYS[keyed[1]], keyed[2])
            facts.used.add(item.line.piece)
            ledger.put(item.line.piece, "dropped", "facts")
        elif re.match(r"\s*页面链接与图片", item.line.piece.text):
            facts.used.add(item.line.piece)
            ledger.put(item.line.piece, "dropped", "facts")
        else:
            lines.append(item.line)
    _title(source, lines, facts, told, ledger)
    texts = [item.line for item in [*head, *items[first:]] if isinstance(item, Text)]
    _days(lines, texts, facts, told)
    whole = "\n".join(line.piece.text for line in texts)
    _year(facts, whole)
    if broken := _BROKEN.search(whole):
        facts.doubts.append(Doubt("year-broken", doubt("year-broken", None, []).message.replace("“”", f"“{broken[0]}”"),
                                  text=broken[0]))
    bare = compatible("".join(traditional().get(one, one) for one in re.sub(r"\s", "", whole)))
    facts.contact = {key: match[1].strip("，、；。;,") for key, pattern in _CONTACT.items()
                     if (match := pattern.search(bare))}
    facts.notices = tuple(dict.fromkeys(_NOTICE.findall(re.sub(r"\s", "", whole))))
    url = told.get("url", "")
    facts.url = url if re.fullmatch(r"https?://\S+", url) else None
    return facts, [*head, *items[first:]]


def _loosened(item: Text) -> list[Item]:
    """A page's head that came glued to the text, taken apart at its spaces."""
    piece = item.line.piece
    tokens = list(re.finditer(r"\S+", piece.text))
    if len(piece.text) < 80 or len(tokens) < 2:
        return [item]
    starts = [0]
    if chrome(tokens[0][0]) or any(chrome(token[0]) for token in tokens[1:4] if len(token[0]) < 30):
        body = next((index for index, token in enumerate(tokens) if len(token[0]) > 40 and not _TITLED.search(token[0])
                     and not chrome(token[0])), 0)
        starts = [token.start() for token in tokens[:body + 1]] or [0]
    elif _TITLED.search(tokens[0][0]) and len(tokens[0][0]) < 60 and "。" not in tokens[0][0]:
        starts = [0, tokens[1].start()]
    stops = [*starts[1:], len(piece.text)]
    found: list[Item] = []
    for start, stop in zip(starts, stops, strict=True):
        part = piece.part(start, stop)
        before_body = stop != len(piece.text) and not _TITLED.search(part.text)
        found.append(Text(Line(part, chrome=before_body and len(starts) > 2)))
    return found


def _title(source: Source, lines: Sequence[Line], facts: Facts, told: dict[str, str], ledger: Ledger) -> None:
    """The last line before the text that reads as a title, with the lines it was broken into."""
    plain = [line for line in lines if not line.chrome]
    def short(line: Line) -> bool:
        text = line.piece.text.strip()
        return 0 < len(text) <= 60 and not re.search(r"[。；，,：:]", text) and not chrome(text)
    for index in range(len(plain) - 1, -1, -1):
        if not short(plain[index]) or not _ENDS.search(plain[index].piece.text):
            continue
        chosen = [plain[index]]
        at = index
        while at and short(plain[at - 1]) and len(chosen) < 3 and not complete("".join(
                line.piece.text.strip() for line in chosen)) and not _TITLED.search(plain[at - 1].piece.text):
            at -= 1
            chosen.insert(0, plain[at])
        title = "".join(" ".join(line.piece.text.split()) for line in chosen)
        if _TITLED.search(title):
            facts.title = title
            facts.used |= {line.piece for line in chosen}
            ledger.put([line.piece for line in chosen], "facts")
            if len(chosen) > 1:
                facts.doubts.append(doubt("title-joined", source, [line.piece for line in chosen]))
            for line in plain[:at]:  # the page's own title above it says the same
                if fold(line.piece.text) == fold(title):
                    facts.used.add(line.piece)
                    ledger.put(line.piece, "dropped", "title")
            return
    if told.get("title") and _TITLED.search(told["title"]):
        facts.title = told["title"]
        return
    facts.doubts.append(doubt("title-missing", source, []))


def titles(texts: Iterable[str]) -> set[str]:
    """The different titles of reports among the lines of a document, folded."""
    return {fold(text) for text in texts if len(text) <= 60 and _ENDS.search(text) and _TITLED.search(text)}


def complete(title: str) -> bool:
    """Does a title name both the body and the matter?"""
    return bool(re.search(r"信息公开|政务公开", title)) and \
        not re.match(r"\s*(?:20\d\d|二[〇○零]|政府信息|政务公开|年度)", title)


def _days(head: Sequence[Line], lines: Sequence[Line], facts: Facts, told: dict[str, str]) -> None:
    """Dates of signing (at the end) and of publication (in the page's head), and the body that signed."""
    dated = [told.get("published", ""), *(line.piece.text for line in head if re.search(
        r"发布(?:时间|日期)|(?:^|\s)时间[:：]", line.piece.text))]
    days = list(dict.fromkeys(day for text in dated if (day := _day(text))))
    facts.published = days[0] if days else None
    if len(days) > 1:
        facts.doubts.append(doubt("published-conflict", None, [], days="、".join(days), day=days[0]))
    tail = [line.piece.text.strip() for line in lines if not line.chrome][-8:]
    for index, text in enumerate(tail):
        bare = re.sub(r"\s", "", text)
        if not (match := _SIGNED.fullmatch(bare)) or not (day := _day(match[2])):
            continue
        facts.signed = day
        for near in filter(None, (match[1], tail[index - 1] if index else "", *tail[index + 1:index + 2])):
            if _BODY.fullmatch(re.sub(r"\s", "", near)):
                facts.issuer = " ".join(near.split())
                break
    stated = _day(told.get("signed", ""))
    if facts.signed and stated and stated != facts.signed:
        facts.doubts.append(doubt("signed-conflict", None, [], stated=stated, day=facts.signed))
    facts.signed = facts.signed or stated
    if facts.signed and facts.published and facts.published < facts.signed:
        facts.doubts.append(doubt("published-early", None, [], published=facts.published, signed=facts.signed))


_NUMERALS = {numeral: str(number) for number, numeral in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_WORDED = "(二[〇○零0][〇○零一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})"
_SIGNED = re.compile(rf"(.*?)({_FIGURES}|{_WORDED}日?)")


def _day(text: str) -> str | None:
    """The day that a text names, in figures or in words."""
    worded, match = re.search(_WORDED, text), _DAY.search(text)
    if worded:
        year = int("".join(_NUMERALS.get(one, one) for one in worded[1]))
        numbers = [year, _number(worded[2]), _number(worded[3])]
    elif match:
        numbers = [int(match[group]) for group in (1, 2, 3)]
    else:
        return None
    try:
        return date(*numbers).isoformat()
    except ValueError:
        return None


def _number(words: str) -> int:
    """Chinese numerals: 十 → 10, 二十五 → 25."""
    tens, ten, ones = words.rpartition("十")
    return 10 * int(_NUMERALS[tens] if tens else bool(ten)) + int(_NUMERALS[ones] if ones else 0)


def years_named(text: str) -> Iterator[int]:
    """The years that a text calls so (2021年), in its order."""
    return (int(match[1]) for match in re.finditer(r"(?<!\d)(20\d\d)\s*年", text))


def year_written(text: str) -> int | None:
    """The first year that stands in a title or a file's name, whether it is called so or not."""
    match = re.search(r"(?<!\d)20\d\d(?!\d)", text)
    return int(match[0]) if match else None


def only_year(text: str, edition: Edition) -> int | None:
    """The year of a document that names no other, several times, and whose format was in force for it."""
    named = list(years_named(text))
    first, last = edition.years
    fits = len(named) >= _ONCE and len(set(named)) == 1 and first <= named[0] and (last is None or named[0] <= last)
    return named[0] if fits else None


def _year(facts: Facts, whole: str) -> None:
    period = _PERIOD.search(whole)
    title, stated = year_written(facts.title or ""), int(period[1]) if period else None
    facts.year = title or stated
    if title and stated and title != stated:
        facts.doubts.append(doubt("year-conflict", None, [], title=title, period=stated, year=title))


def match_township(townships: Sequence[Township], facts: Facts, whole: str) -> Township:
    """The existing body whose report this is: by the title, the issuer, else the text. Raises Refused."""
    for text in (facts.title or "", facts.issuer or "", whole[:3000], whole):
        text = fold(text)
        fitting = [one for one in townships if fold(one.name) in text]
        for needed in ("full_name", "county"):
            fewer = [one for one in fitting if fold(getattr(one, needed)) in text]
            if len(fitting) > 1 and fewer:
                fitting = fewer
        if len(fitting) > 1:
            raise Refused("many-townships", names="、".join(f"{one.full_name}（{one.path}）" for one in fitting))
        if fitting:
            return fitting[0]
    raise Refused("no-township")


def choose_edition(editions: Sequence[Edition], whole: str, year: int | None) -> tuple[Edition, bool]:
    """The format whose own labels the document has; where they do not tell, the year's. Second: sure?"""
    from generator.importing.labels import lexicon
    folded = fold(whole)
    editions = [edition for edition in editions if not edition.is_free]
    names = {edition: {fold(label.text) for label in lexicon(edition).labels} for edition in editions}
    scores = []
    for edition in editions:
        own = names[edition] - set().union(*(names[other] for other in editions if other is not edition))
        own = {name for name in own if not any(name in other for one in editions if one is not edition
                                               for other in names[one])}
        scores.append(sum(name in folded for name in own) / max(1, len(own)))
    best = max(scores)
    if best > 0 and scores.count(best) == 1:
        return editions[scores.index(best)], True
    for edition in editions:
        if year is not None and edition.years[0] <= year and (edition.years[1] is None or year <= edition.years[1]):
            return edition, False
    return editions[-1], False
