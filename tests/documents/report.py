"""An invented report: diverse figures that satisfy the balances of their form, sentences of which none comes twice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from generator.edition import Edition, Heading, Table
from tests.documents.paper import NOTHING, Bit, Line, Paper, Sheet, Sight, printed

YUAN = {"元": 1, "万元": 10_000}
RANGES = ((1, 9), (10, 99), (100, 999), (1000, 9999))
SURNAMES, GIVEN = "柳石清白青龙桃杏梅松柏杨榆槐泉溪", "溪桥河湾坪岭塘坝店庄沟岗"
BODIES = ("镇", "乡", "街道")
SUBJECTS = ("党政办公室", "便民服务中心", "村务监督小组", "综合执法队", "农业服务站", "财政所", "退役军人服务站", "文化站")
DEEDS = ("张贴公示{a}份，接待来访群众{b}人次", "更新网站栏目{a}个，上传文稿{b}篇", "组织培训{a}场，参训{b}人",
         "通过微信公众号推送信息{a}条，阅读量{b}次", "整理归档材料{a}盒，补录目录{b}条", "发放宣传手册{a}册，解答咨询{b}起",
         "召开协调会{a}次，形成纪要{b}份", "开放查阅场所{a}处，添置设备{b}台", "核对台账{a}页，改正差错{b}处")
AIMS = ("方便了群众查阅", "做到应公开尽公开", "受到干部群众好评", "把责任落到具体的人", "减少了重复劳动", "进一步规范了流程",
        "为今后的工作打下基础", "群众的知情权得到保障")
SHORT = ("以公开促规范", "让群众看得懂", "当好群众的贴心人", "把工作做在前面", "件件有着落")
FAULTS = ("有的栏目更新不够及时", "个别同志对政策理解不深", "公开形式比较单一", "图解材料偏少", "专职人员变动较快")
REMEDIES = ("建立每月自查制度", "把培训列入年度计划", "聘请{a}名群众监督员", "增加{a}个线下公开点", "明确{a}个环节的时限")
LAW = "根据《中华人民共和国政府信息公开条例》和上级的有关要求，{title}由{office}编制。"
PERIOD = "本报告中所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"


class Report:
    """The figures and words of one year of an invented body."""

    def __init__(self, chance: Random, edition: Edition, year: int) -> None:
        self.chance, self.edition, self.year = chance, edition, year
        self.busy = chance.choice((0.35, 0.75, 0.95))  # how many figures are no zeros
        self.said: set[str] = set()
        kind = chance.choice(BODIES)
        place = self._name()
        self.body = f"{place}{kind}"
        self.county = f"{self._name()}县"
        self.issuer = f"{self.county}{self.body}人民政府" if kind != "街道" else f"{self.county}{self.body}办事处"
        self.title = f"{self.county}{self.body}{year}年政府信息公开工作年度报告"
        self.signed = f"{year + 1}-01-{chance.randint(4, 30):02d}"
        self.cells: dict[str, Sight] = {}
        for table in edition.tables:
            {"disclosure": self._disclosure, "requests": self._requests, "review": self._review}[table.key](table)

    # ── figures ──

    def _figure(self, share: float | None = None) -> int:
        if self.chance.random() > (self.busy if share is None else share):
            return 0
        return self.chance.randint(*self.chance.choices(RANGES, (55, 28, 13, 4))[0])

    def _put(self, row: str, column: Heading, number: int) -> None:
        self.cells[f"{row}.{column.key}"] = Sight(str(number), Decimal(number))

    def _disclosure(self, table: Table) -> None:
        for block in table.blocks:
            for row in block.row_leaves:
                for column in block.column_leaves:
                    if column.kind == "count":
                        self._put(row.key, column, self._figure(max(self.busy, 0.6)))
                    else:
                        self.cells[f"{row.key}.{column.key}"] = self._money(column) if column.kind == "money" else \
                            self._change()

    def _money(self, column: Heading) -> Sight:
        chance = self.chance
        literal = chance.choice(("0", f"{chance.randint(1, 99)}.{chance.randint(1, 99):02d}", str(chance.randint(3, 5000)),
                                 f"{chance.randint(1, 9)}.{chance.randint(1, 9)}", str(chance.randint(100_000, 9_000_000))))
        return Sight(literal, Decimal(literal) * YUAN[column.unit])

    def _change(self) -> Sight:
        number = self.chance.randint(-12, 12)
        signs = (("+", "增", "增加") if number > 0 else ("-", "减", "减少"))
        literal = "0" if not number else self.chance.choice((*signs, signs[0], "")[:5 if number > 0 else 4])
        return Sight(literal if not number else f"{literal}{abs(number)}", Decimal(number))

    def _requests(self, table: Table) -> None:
        block = table.blocks[0]
        *kinds, whole = block.column_leaves
        keys = [row.key for row in block.row_leaves]
        parts = [key for key in keys if key not in ("received", "carried_over", "total", "carried_forward")]
        figures = {key: {kind.key: self._figure(self.busy * 0.8) for kind in kinds} for key in parts}
        figures["total"] = {kind.key: sum(figures[key][kind.key] for key in parts) for kind in kinds}
        figures["carried_forward"] = {kind.key: self._figure(0.5) for kind in kinds}
        flow = {kind.key: figures["total"][kind.key] + figures["carried_forward"][kind.key] for kind in kinds}
        figures["carried_over"] = {key: self.chance.randint(0, min(flow[key], 12)) for key in flow}
        figures["received"] = {key: flow[key] - figures["carried_over"][key] for key in flow}
        for row in keys:
            for kind in kinds:
                self._put(row, kind, figures[row][kind.key])
            self._put(row, whole, sum(figures[row].values()))

    def _review(self, table: Table) -> None:
        columns = table.blocks[0].column_leaves
        row = table.blocks[0].row_leaves[0].key
        for first in range(0, len(columns), 5):
            counts = [self._figure() for _ in range(4)]
            for column, number in zip(columns[first:first + 5], (*counts, sum(counts)), strict=True):
                self._put(row, column, number)

    # ── words ──

    def _name(self) -> str:
        return self.chance.choice(SURNAMES) + self.chance.choice(GIVEN)

    def sentence(self) -> str:
        """One that was not said before."""
        chance = self.chance
        while True:
            deed = chance.choice(DEEDS).format(a=chance.randint(2, 98), b=chance.randint(3, 990))
            said = chance.choice((
                f"{self._name()}村会同{chance.choice(SUBJECTS)}{deed}，{chance.choice(AIMS)}。",
                f"{chance.randint(1, 12)}月，{self._name()}社区{deed}。",
                f"为进一步提高质量，{chance.choice(SUBJECTS)}在{self._name()}片区{deed}，{chance.choice(AIMS)}，"
                f"同比增长{chance.randint(2, 60)}.{chance.randint(1, 9)}%。",
                f"按照“{chance.choice(SHORT)}”的思路，{self._name()}村{deed}；{self._name()}村{chance.choice(AIMS)}。",
                f"印发《{self._name()}片区政务公开工作要点》，{deed}。"))
            if said not in self.said:
                self.said.add(said)
                return said

    def _paragraphs(self, least: int, most: int) -> Iterator[list[str]]:
        for _ in range(self.chance.randint(least, most)):
            yield [self.sentence() for _ in range(self.chance.randint(1, 4))]

    def _section(self, key: str) -> Iterator[tuple[str, list[str]]]:
        """The lines of a section: kind, sentences."""
        chance, topics = self.chance, self.edition.sections[0].topics
        if key == "overview":
            total = self.cells["received.T"].literal
            for number, topic in enumerate(topics):
                yield "subheading", [f"（{'一二三四五'[number]}）{topic}"]
                if topic == "依申请公开" and total != "0":
                    yield "text", [f"{self.year}年{self.body}新收政府信息公开申请{total}件。", self.sentence()]
                else:
                    yield from (("text", one) for one in self._paragraphs(1, 2))
        elif key == "problems":
            for number in range(chance.randint(1, 2)):
                fault, remedy = chance.choice(FAULTS), chance.choice(REMEDIES).format(a=chance.randint(2, 60))
                yield "text", [f"{'一二'[number]}是{self._name()}片区{fault}；下一步将{remedy}。", self.sentence()]
        else:
            yield from (("text", one) for one in self._paragraphs(*((1, 2) if key == "further" else (0, 1))))

    def paper(self, dress: str) -> Paper:
        """The report on paper, without any noise."""
        parts: list[Line | Sheet] = [Line("title", [Bit(self.title)])]
        flat = self.chance.random() < 0.3
        self._say(parts, "text", [LAW.format(title=self.title, office=f"{self.body}党政办公室"),
                                  PERIOD.format(year=self.year)], "")
        for section in self.edition.sections:
            parts.append(Line("heading", [Bit(section.heading)], section.key))
            for kind, sentences in self._section(section.key):
                self._say(parts, kind, sentences, section.key)
            if section.table:
                parts.append(printed(self.edition.table(section.table), self.cells, flat))
        year, month, day = self.signed.split("-")
        parts += [Line("issuer", [Bit(self.issuer)], "further"),
                  Line("date", [Bit(f"{year}年{int(month)}月{int(day)}日")], "further")]
        wanted = [sentence for part in parts if isinstance(part, Line) and part.kind in ("text", "subheading")
                  for sentence in parted(part.text)]
        return Paper(self.edition, self.year, dress, parts, dict(self.cells), wanted, self.title, self.issuer,
                     self.signed)

    def _say(self, parts: list[Line | Sheet], kind: str, sentences: list[str], section: str) -> None:
        parts.append(Line(kind, [Bit("".join(sentences))], section))


def parted(text: str) -> list[str]:
    """A text's sentences."""
    return [f"{one}。" for one in text.split("。") if one] if "。" in text else [text]


__all__ = ["NOTHING", "Report", "parted"]
