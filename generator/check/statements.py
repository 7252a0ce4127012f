"""Hints on the prose: what it says against the tables, and whether its structure fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache

from generator.check.subject import Subject, number
from generator.edition import Claim, Edition
from generator.issue import Issue, Severity, issue
from generator.prose import Paragraph, numbered


def text_against_table(subject: Subject) -> Iterator[Issue]:
    """What the prose says of a figure, with the sentence quoted."""
    report = subject.report
    claims = _claims(report.edition)
    for line, sentence in report.sentences:
        for claim, match in claims(sentence):
            for address in claim.get("zero", ()):
                if (number(report, address) or 0) > 0:
                    yield subject.hint("claim-nonzero", line, report.prose_path, sentence=_quoted(sentence),
                                       place=report.edition.places[address].words,
                                       value=report.cells[address].literal)
            if "equals" in claim:
                yield from _claimed_number(subject, claim, int(next(filter(None, match.groups()))), line, sentence)


@cache
def _claims(edition: Edition) -> Callable[[str], Sequence[tuple[Claim, re.Match[str]]]]:
    """What a sentence says of figures."""
    searches = [(claim, re.compile(claim["pattern"]).search) for claim in edition.claims]
    without_number = [(claim, search) for claim, search in searches if "equals" not in claim]

    @lru_cache(maxsize=8192)  # many a sentence returns every year
    def claims_in(sentence: str) -> Sequence[tuple[Claim, re.Match[str]]]:
        possible = searches if _DIGIT.search(sentence) else without_number  # what equals a figure has digits
        return [(claim, match) for claim, search in possible if (match := search(sentence)) is not None]

    return claims_in


_DIGIT = re.compile(r"\d")


def _claimed_number(subject: Subject, claim: Claim, claimed: int, line: int, sentence: str) -> Iterator[Issue]:
    report = subject.report
    value = number(report, claim["equals"])
    if value is not None and value != claimed:
        yield subject.hint("claim-differs", line, report.prose_path, sentence=_quoted(sentence), claimed=claimed,
                           place=report.edition.places[claim["equals"]].words, value=value)
    most = [number(report, address) for address in claim.get("at_most", ())]
    known = [value for value in most if value is not None]
    if known and len(known) == len(most) and claimed > sum(known):
        yield subject.hint("claim-exceeds", line, report.prose_path, sentence=_quoted(sentence), claimed=claimed,
                           value=sum(known))


def _quoted(sentence: str) -> str:
    return sentence.strip()[:80]


_LONGEST_COUNT = 9  # digits; longer ones and those with signs in them (1,234) are not taken for counts


def parts_against_whole(subject: Subject) -> Iterator[Issue]:
    """A whole that the prose breaks into parts (主动公开 N 条，其中 a 条、b 条: N disclosed, of
    them a and b): the parts add up to it.
    """
    report = subject.report
    for claim in report.edition.claims:
        for key, text in report.plain_prose.items() if "parts" in claim else ():
            for match in re.finditer(claim["pattern"], text.replace("\n", "")):
                printed = re.findall(claim["parts"], match[2])
                parts = [int(number) for number in printed if number.isdecimal() and len(number) <= _LONGEST_COUNT]
                if 1 < len(parts) == len(printed) and sum(parts) != int(match[1]):
                    yield subject.hint("claim-parts", report.prose_lines.get(key, 0), report.prose_path,
                                       sentence=match[0][:80], sum=sum(parts), claimed=match[1])


def structure(subject: Subject) -> Iterator[Issue]:
    """Sections empty or misplaced; year, edition and notice that do not fit together; a late date."""
    report, edition = subject.report, subject.report.edition
    for section in edition.sections:
        text = report.plain_prose.get(section.key, "")
        line = report.prose_lines.get(section.key, 0)
        if section.table is None and not text and section.key not in report.wordless:
            yield subject.hint("section-empty", line, report.prose_path, heading=section.heading)
        elif section.table is None and text.strip("。.") == "无":
            yield subject.hint_of("section-empty", line, report.prose_path, {"heading": section.heading},
                                  "section-none")
        first = edition.sections[0]
        if section is edition.sections[-1]:
            for part in text.splitlines():
                if re.match(r"[（(]?[一二三四五六七八九十\d]+[）)、.．]", part) and len(part) < 40:
                    for topic in first.topics:
                        if topic in part:
                            yield subject.hint("section-misplaced", line, report.prose_path,
                                               heading=section.heading, words=part,
                                               first=first.heading.partition("、")[2])
                            break
    yield from _years(subject)
    start, end = edition.years
    if (report.year < start and not edition.is_free) or (end is not None and report.year > end):
        usual = [other.name for other in subject.editions
                 if not other.is_free and other.years[0] <= report.year <= (other.years[1] or report.year)]
        yield subject.hint("edition-unusual", report.lines.get("edition", 0), year=report.year,
                           expected="、".join(usual) or "别的格式",
                           found="自己的格式" if edition.is_free else edition.name)
    prose = "" if edition.is_free else "".join(report.plain_prose.values())
    for other in subject.editions:  # most prose has not even all the signs of a notice
        if other is not edition and not other.is_free and all(sign in prose for sign in other.notice) \
                and other.notice in "".join(prose.split()):
            yield subject.hint("notice-mismatch", 1, report.prose_path, cited=other.notice, found=edition.name)
    deadline = _deadline(subject)
    if deadline and report.published and report.published > deadline.isoformat():
        yield subject.hint("published-late", report.lines.get("published", 0), date=report.published,
                           deadline=deadline.isoformat())


def unsourced(subject: Subject) -> Iterator[Issue]:
    """A report whose original is neither here nor known on the web: nobody can compare its figures."""
    source, report = subject.report.source, subject.report
    if not source.file and not source.url:
        yield issue("source-unknown", report.path, report.lines.get("source", 0), Severity.REMARK)


_PERIOD = re.compile(r"(?:统计|数据)[^。]{0,12}(?:自|从|为|：)\s*((?:19|20)\d\d)\s*年\s*1\s*月\s*1\s*日")


def _years(subject: Subject) -> Iterator[Issue]:
    report = subject.report
    title = re.search(r"(?<!\d)((?:19|20)\d\d)\s*年", report.title or "")
    if title and int(title[1]) != report.year:
        yield subject.hint("year-elsewhere", report.lines.get("title", 0), where="标题", found=title[1],
                           year=report.year)
    for line, sentence in report.sentences:
        period = _PERIOD.search(sentence) if "统计" in sentence or "数据" in sentence else None
        if period and int(period[1]) != report.year:
            yield subject.hint("year-elsewhere", line, report.prose_path, where="统计期限", found=period[1],
                               year=report.year)


_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")


def backslashes(subject: Subject) -> Iterator[Issue]:
    """Signs written as Markdown would want them: the page shows the backslash too."""
    report = subject.report
    for blocks in report.blocks.values():
        for block in blocks:
            if isinstance(block, Paragraph) and "\\" in block.text:
                for line, text in numbered((block,)):
                    if found := _ESCAPED.search(text):
                        yield subject.hint("backslash", line, report.prose_path,
                                           sentence=text[max(0, found.start() - 10):found.end() + 10])


def _deadline(subject: Subject) -> date | None:
    """The day that the law sets for all bodies or this kind of body, else the county."""
    kind = subject.settings.kinds.get(subject.township.kind)
    edition, year = subject.report.edition, subject.report.year
    then = edition.deadline if year <= (edition.years[1] or year) else ""
    day = then or (kind and kind.deadline) or subject.settings.deadlines.get(subject.township.county_path)
    if day is None:
        return None
    month, number = map(int, day.split("-"))
    return date(subject.report.year + 1, month, number)
