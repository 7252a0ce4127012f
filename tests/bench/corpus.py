"""A synthetic corpus of N reports: `python -m tests.bench.corpus N FOLDER` writes a tree like reports/.

The same N gives the same bytes. Invented places, eight years a township (2019 to 2026, both formats), every
balance holds, most figures are zero or small, the prose recombines sentences.txt, and a year keeps most of the
clauses of the year before: what real townships publish. Every page of it says 示例数据.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

from generator.archive import Source
from generator.assemble import EDITIONS
from generator.draft import report_prose, report_yaml
from generator.edition import Edition
from generator.load import load_editions
from generator.model import YUAN, Cell, Report, State, Township

YEARS = range(2019, 2027)
KINDS = ("镇", "镇", "镇", "乡", "镇", "乡", "镇", "街道", "镇", "乡")
SYLLABLES = dict(re.findall(r"([^a-z ])([a-z]+)", (
    "澄cheng 岚lan 砚yan 榆yu 蓼liao 芷zhi 湄mei 泠ling 崤xiao 栎li 葭jia 楮chu 堇jin 溪xi 枫feng 禾he 桐tong 汀ting "
    "荻di 鹭lu 峤qiao 檀tan 沅yuan 坡po 杉shan 苇wei 茗ming 桑sang 竺zhu 渡du 棠tang 槐huai")))

APPLICANTS = {"P": 80, "B": 8, "S": 1, "W": 2, "L": 5, "O": 4}  # with their weights
OUTCOMES = {"granted": 40, "partly": 8, "secret": 0.5, "forbidden": 1, "safety": 1, "third_party": 2, "internal": 3,
            "process": 3, "case_file": 1, "inquiry": 2, "not_held": 18, "not_made": 6, "unclear": 2, "petition": 6,
            "repeated": 3, "publication": 1, "excessive": 0.5, "reissue": 2, "otherwise": 4}
VERDICTS = ("upheld", "corrected", "other", "pending")
# Sentences of each group in the shortest and in the longest reports.
LENGTHS = {"opening": (1, 4), "disclosed": (3, 11), "handled": (2, 4), "managed": (2, 6), "hosted": (2, 6),
           "overseen": (2, 6), "problems": (2, 4), "measures": (2, 4), "further": (1, 2)}
NUMBERS = {"small": (1, 9), "some": (10, 60), "many": (61, 600)}


@dataclass
class Story:
    """A township as it goes from year to year: what one report hands to the next."""

    township: Township
    random: Random
    wordy: float  # 0 to 1
    busy: bool  # a few townships have most of the applications
    pending: Counter[str] = field(default_factory=Counter)  # applicants carried forward
    in_force: int = 0
    items: Counter[str] = field(default_factory=Counter)  # 上一年项目数量 by row
    chosen: dict[str, list[str]] = field(default_factory=dict)  # sentences by group

    def draw(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def often(self, share: float) -> bool:
        return self.random.random() < share


def write(count: int, folder: Path) -> None:
    """Write `count` reports below `folder`; it stands for reports/."""
    for township, reports in corpus(count):
        home = folder / township.path
        home.mkdir(parents=True)
        (home / "township.yml").write_text(_township_yaml(township), encoding="utf-8")
        for report in reports:
            (home / f"{report.year}.yml").write_text(report_yaml(report), encoding="utf-8")
            (home / f"{report.year}.md").write_text(report_prose(report), encoding="utf-8")


def correct(folder: Path) -> tuple[Path, str]:
    """A clerk's correction in a written corpus: one figure of the report in the middle, one that no balance mentions.

    Returns the file and what stood in it before.
    """
    paths = sorted(folder.glob("*/*/20??.yml"))
    path = paths[len(paths) // 2]
    text = path.read_text(encoding="utf-8")
    new, found = re.subn(r"^(  compulsion: \[(?:.*, )?)(\d+)\]", lambda row: f"{row[1]}{int(row[2]) + 1}]", text,
                         flags=re.MULTILINE)
    if found != 1:
        raise ValueError(f"{path} has no figure to correct")
    path.write_text(new, encoding="utf-8")
    return path, text


def corpus(count: int) -> Iterator[tuple[Township, list[Report]]]:
    """Townships with their reports; the last township may have fewer years."""
    editions = load_editions(EDITIONS)
    for index, township in enumerate(_townships(-(-count // len(YEARS)))):
        random = Random(f"{count}/{index}")
        story = Story(township, random, random.random(), random.random() < 0.04, in_force=random.randint(0, 12),
                      items=Counter({row: random.choice((0, 0, 3, 12, 40))
                                     for row in ("permit", "service", "penalty", "compulsion", "fee")}))
        years = YEARS[:count - index * len(YEARS)]
        yield township, [_report(story, editions["2019" if year < 2021 else "2021"], year) for year in years]


# ── places ──

def _townships(count: int) -> Iterator[Township]:
    """Counties of 12 townships, cities of 8 counties, provinces of 12 cities; a small corpus has smaller ones."""
    def size(units: int, parts: int, most: int) -> int:
        return max(1, min(units // parts, most))

    in_county = size(count, 6, 12)
    in_city = size(-(-count // in_county), 3, 8)
    in_province = size(-(-count // (in_county * in_city)), 2, 12)
    for index in range(count):
        county, position = divmod(index, in_county)
        city, county_number = divmod(county, in_city)
        province, city_number = divmod(city, in_province)
        kind = KINDS[index % len(KINDS)]
        (name, slug), (county_name, county_slug) = _name(county * 31 + position), _name(county + 7)
        yield Township(f"{county_slug}/{slug}", name + kind, kind,
                       f"{91 + province}{1 + city_number:02}{1 + county_number:02}{100 + position}",
                       county_name + "县", _name(city + 500)[0] + "市", "拟" + _name(province + 900)[0] + "省",
                       {"office": f"{name}{kind}党政综合办公室", "phone": "0000-0000000"}, example=True)


def _name(number: int) -> tuple[str, str]:
    """Two invented syllables and their slug; different for all numbers below 1,024."""
    first, second = divmod(number * 389 % len(SYLLABLES) ** 2, len(SYLLABLES))
    signs = list(SYLLABLES)[first], list(SYLLABLES)[second]
    return "".join(signs), "-".join(SYLLABLES[sign] for sign in signs)


def _township_yaml(one: Township) -> str:
    contact = "".join(f"  {key}: {value}\n" for key, value in one.contact.items())
    return (f'name: {one.name}\nkind: {one.kind}\ncode: "{one.code}"\ncounty: {one.county}\ncity: {one.city}\n'
            f"province: {one.province}\ncontact:\n{contact}example: true\n")


# ── figures ──

def _report(story: Story, edition: Edition, year: int) -> Report:
    one = story.township
    body = one.name + ("办事处" if one.kind == "街道" else "人民政府")
    cells = {f"{key}.{column.key}": _count(0) for key, (_, block, _) in edition.rows.items()
             if key not in edition.single_groups for column in block.column_leaves}
    cells |= (_disclosure_2019 if edition.key == "2019" else _disclosure_2021)(story)
    facts = {"y": year, "last": year - 1, "town": one.name, "body": body, "county": one.county, "kind": one.kind[-1]}
    filed, counts = _requests(story, edition)
    reviewed = _review(story, bool(counts["received"]))
    cells |= filed | reviewed
    preamble, prose = _prose(story, facts | counts, bool(reviewed))
    signed = date(year + 1, 1, story.draw(4, 24))
    return Report(
        "", year, edition, f"{one.county}{body}{year}年政府信息公开工作年度报告", body, signed.isoformat(),
        (signed + timedelta(story.draw(0, 7))).isoformat(),
        Source(None, f"https://example.invalid/{one.code}/{year}.html", f"{year + 1}-03-01", None), (), cells, {},
        frozenset(), frozenset(), {}, (), {}, preamble, {section.key: prose.get(section.key, "")
                                                         for section in edition.sections}, {}, "")


def _count(number: int, literal: str = "") -> Cell:
    return Cell(literal or str(number), number, State.NUMBER)


def _money(amount: Decimal, unit: str, literal: str = "") -> Cell:
    return Cell(literal or str(amount), amount * YUAN[unit], State.NUMBER)


def _disclosure_2019(story: Story) -> dict[str, Cell]:
    made = story.draw(1, 4) if story.often(0.4) else 0
    story.in_force += made
    cells = {"normative.created": made, "normative.released": made, "normative.public": story.in_force}
    changes = {}
    for row, items in list(story.items.items()):
        change = max(-items, story.draw(-3, 6)) if items and story.often(0.3) else 0
        cells[f"{row}.items"] = items
        changes[f"{row}.change"] = _count(change, f"{change:+}" if change else "")
        story.items[row] += change
        if items and row != "fee":
            cells[f"{row}.decided"] = story.draw(0, 80) if story.often(0.5) else 0
    found = {address: _count(number) for address, number in cells.items()} | changes
    if story.often(0.35):
        amount = Decimal(story.draw(1_000_000, 900_000_000)) / 100
        found["procurement.projects"] = _count(story.draw(1, 40))
        found["procurement.amount"] = _money(amount, "元", f"{amount}元" if story.often(0.5) else "")
    return found


def _disclosure_2021(story: Story) -> dict[str, Cell]:
    issued = story.draw(1, 4) if story.often(0.4) else 0
    repealed = story.draw(0, min(3, story.in_force)) if story.often(0.2) else 0
    story.in_force += issued - repealed
    found = {"normative.issued": _count(issued), "normative.repealed": _count(repealed),
             "normative.inforce": _count(story.in_force)}
    for row in ("permit", "penalty", "compulsion"):
        if story.items[row]:
            found[f"{row}.decided"] = _count(story.draw(0, 80) if story.often(0.5) else 0)
    if story.items["fee"]:
        found["fee.amount"] = _money(Decimal(story.draw(10, 9000)) / 100, "万元")
    return found


def _requests(story: Story, edition: Edition) -> tuple[dict[str, Cell], dict[str, int]]:
    """Table three (表三) and what the prose says of it. Each application ends in one outcome or is carried forward."""
    low, high = (10, 120) if story.busy else story.random.choices(((0, 0), (1, 5), (6, 30)), (50, 44, 6))[0]
    received = Counter(story.random.choices(list(APPLICANTS), list(APPLICANTS.values()), k=story.draw(low, high)))
    carried, story.pending = story.pending, Counter()
    tally: Counter[str] = Counter()
    for applicant in [*received.elements(), *carried.elements()]:
        if story.often(0.06):
            story.pending[applicant] += 1
        else:
            outcome = story.random.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
            row = outcome if outcome not in edition.groups else "other"
            tally.update((f"{row}.{applicant}", f"{row}.T", f"total.{applicant}", "total.T"))
    for row, applicants in (("received", received), ("carried_over", carried), ("carried_forward", story.pending)):
        tally.update({f"{row}.{applicant}": number for applicant, number in applicants.items()})
        tally[f"{row}.T"] = applicants.total()
    counts = {"received": tally["received.T"], "carried": tally["carried_over.T"], "closed": tally["total.T"],
              "forward": tally["carried_forward.T"]}
    return {address: _count(number) for address, number in tally.items()}, counts


def _review(story: Story, asked: bool) -> dict[str, Cell]:
    """Table four (表四); empty where there was no case."""
    tally: Counter[str] = Counter()
    for kind, share in (("rec", 0.05), ("suit", 0.02), ("after", 0.01)):
        if asked and story.often(share):
            tally.update((f"cases.{kind}_{story.random.choice(VERDICTS)}", f"cases.{kind}_total"))
    return {address: _count(number) for address, number in tally.items()}


# ── prose ──

@cache
def sentences() -> tuple[dict[str, str], dict[str, list[str]]]:
    """Of sentences.txt: the words that lead a group's paragraph, and its sentences."""
    leads, groups = {}, {}
    for line in (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            key, _, lead = line[2:].partition(" ")
            leads[key], groups[key] = lead, []
        elif line and not line.startswith("%"):
            groups[key].append(line)
    return leads, groups


def _prose(story: Story, facts: dict[str, object], disputed: bool) -> tuple[str, dict[str, str]]:
    """Preamble and sections of one year; the choice of sentences is last year's but for some."""
    leads, groups = sentences()
    _choose(story, groups)
    web, wechat, board = story.draw(20, 300), story.draw(10, 200), story.draw(0, 60)
    facts = facts | {"web": web, "wechat": wechat, "board": board, "public": web + wechat + board}

    def fill(text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda slot: str(facts[slot[1]] if slot[1] in facts
                                                     else story.draw(*NUMBERS[slot[1]])), text)

    def told(*keys: str) -> str:
        return leads[keys[0]] + "".join(fill(text) for key in keys for text in story.chosen[key])

    def listed(key: str) -> str:
        return leads[key] + "".join(f"{number}是{fill(text)}"
                                    for number, text in zip("一二三四", story.chosen[key], strict=False))

    asked = ("received", "handled") if facts["received"] else ("pending", "handled") if facts["carried"] else ("unasked",)
    overview = (told("opening"), told("published", "disclosed"), told(*asked, "disputed" if disputed else "undisputed"),
                told("managed"), told("hosted"), told("overseen"))
    return told("preamble"), {"overview": "\n\n".join(overview), "further": told("further"),
                              "problems": "\n\n".join((listed("problems"), listed("measures")))}


def _choose(story: Story, groups: dict[str, list[str]]) -> None:
    """Choose a sentence of each fixed group for good; exchange some of the others, and now and then their order."""
    if not story.chosen:
        for key, pool in groups.items():
            short, long = LENGTHS.get(key, (1, 1))
            story.chosen[key] = story.random.sample(pool, round(short + story.wordy * (long - short)))
        return
    places = [(key, place) for key in LENGTHS for place in range(len(story.chosen[key]))]
    share = story.random.uniform(0.12, 0.25)
    for key, place in story.random.sample(places, round(len(places) * share)):
        mine = story.chosen[key]
        fresh = [text for text in groups[key] if text not in mine]
        mine[place] = story.random.choice(fresh)
    if story.often(0.2):
        story.chosen["disclosed"].reverse()


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
