"""Issue: something is wrong or worth a look, with its place and a Chinese sentence a clerk can act on.

All the sentences live here, keyed by the issue's code. BuildError is the other kind of failure: the
world is wrong (no template, no search tool), one sentence, exit code 2.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from generator.hidden import visible


class BuildError(Exception):
    """The build cannot go on for a reason that is not in the data."""


def needs_extra(extra: str, doing: str, missing: str) -> BuildError:
    """A job needs more than `portal check` does, and it is not installed; `missing` is the package that is not there."""
    return BuildError(f"{doing}还需要别的组件（缺少 {missing}）。请运行：pip install \"township-disclosure-portal[{extra}]\"；"
                      f"在程序的源代码文件夹里则是：pip install -e \".[{extra}]\"")


_REASONS = {
    errno.ENOSPC: "磁盘已满", errno.EDQUOT: "磁盘配额已用完", errno.EFBIG: "文件超过了允许的大小",
    errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EROFS: "磁盘是只读的", errno.ENOENT: "没有这个文件",
    errno.EEXIST: "已经有同名的文件", errno.ENOTDIR: "路径中间有一段不是文件夹", errno.EISDIR: "它是一个文件夹",
    errno.ENOTEMPTY: "文件夹里还有别的文件", errno.ENAMETOOLONG: "名称太长", errno.ELOOP: "链接绕成了一圈",
    errno.EMFILE: "打开的文件太多", errno.ENFILE: "打开的文件太多", errno.EIO: "读写磁盘时出错", errno.ENOMEM: "内存不够",
    errno.EBUSY: "文件正被别的程序使用", errno.EXDEV: "不在同一个磁盘上",
}


def reason_of(error: OSError) -> str:
    """Why the system refused something, in Chinese where the reason is a usual one, with the path if it is told."""
    if error.args and isinstance(error.args[0], list):  # shutil's list of what it could not copy, where to, and why
        return reason_told(error.args[0][0][-1])
    why = _REASONS.get(error.errno or 0, error.strerror or str(error))
    return f"{why}（{error.filename}）" if error.filename else why


def reason_told(words: str) -> str:
    """The same of what another program says, where it ends in what the system said; else its own words."""
    found = re.search(r"\[Errno (\d{1,4})\][^:]*(?:: (.+))?", words)
    why = found and _REASONS.get(int(found[1]))
    if not found or not why:
        return words
    return f"{why}（{found[2]}）" if found[2] else why


class Severity(IntEnum):
    ERROR = 0  # stops the build
    NOTE = 1  # acknowledged failing balance (原文如此): printed by the table
    REMARK = 2  # holds only if blanks are zero: printed by the table
    HINT = 3  # for editors, never public


SEVERITY_WORDS = {Severity.ERROR: "错误", Severity.NOTE: "原文如此", Severity.REMARK: "说明", Severity.HINT: "提示"}


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding. `table` and `key` name the check's instance (its column or row); figures as printed."""

    path: str
    line: int
    severity: Severity
    code: str
    message: str
    column: int = 0  # place in the line, 0: unknown
    table: str = ""
    key: str = ""
    place: str = ""  # 表 · 行 · 列
    formula: str = ""
    expected: str = ""
    found: str = ""
    difference: str = ""
    reason: str = ""
    supposed: str = ""  # what stands in the cells that were counted as 0: 空白, “/” …

    def order(self) -> tuple[str, int, int, Severity, str]:
        """Sorting is stable, so findings of one line keep the order of the checks and of the columns."""
        return (self.path, self.line, self.column, self.severity, self.code)


SENTENCES = {
    # ── reading a file ──
    "unreadable-file": "无法读取这个文件：{why}。",
    "wrong-encoding": "文件不是 UTF-8 编码（第 {byte} 个字节起无法识别）。请在编辑器里“另存为”，编码选择 UTF-8。",
    "oversized-file": "文件{file}有 {size} KB，超过上限 {limit} KB。请检查是否误贴了别的内容。",
    "control-character": "这一行{where}有{character}，多半是从别处粘贴来的。请删去重打。",
    "stacked-marks": "这一行里有一个字带着 {limit} 个以上的附加符号（编码 {number} 等），多半是乱码。请删去重打。",
    "symbolic-link": "“{name}”是快捷方式（符号链接）。请放文件本身。",
    "yaml-syntax": "从这一行起读不下去了：多半是缩进没有对齐，或者冒号、引号、括号有误。请与上下几行对照。",
    "yaml-slip": "{why}。请改成：{plain}",
    "yaml-astray": "{why}。",
    "nested-too-deep": "括号或缩进嵌套超过 {limit} 层，请检查括号是否成对。",
    "yaml-feature": "不支持“{what}”这种写法，请直接写出内容。",
    "duplicate-key": "“{key}”写了两次（第一次在第 {first} 行）。请删去多余的一行。",
    "unknown-key": "不认识“{key}”。{known}",
    "missing-key": "缺少“{key}”（{meaning}）。",
    "wrong-type": "“{key}”应当是{expected}，现在写的是{found}。",
    "wrong-value": "“{key}”的值“{value}”不对：{expected}。",
    "hidden-character": "“{key}”的第 {at} 个字是{character}，请删去。",
    "to-fill": "“{key}”还没有填写。{advice}",
    "to-fill-facts": "还有 {count} 处“待填”没有填写，先从{lines}填起。没有代码的单位，删去 code 这一行。",
    "to-fill-many": "还有 {count} 处“待填”没有填写，先从{lines}填起。有数写数，原文空白写 null；不知道或原文没有的项目也写 null。",
    "to-fill-prose": "文字还没有填写：有 {count} 处“待填”（第 {lines} 行），请换成原文的文字；原文这一部分没有文字的，换成一行“原文无此内容”。",
    "empty-file": "文件是空的。",
    # ── figures ──
    "row-length": "{place}：应有 {expected} 个数，现在是 {found} 个，{change}。{why}{order}请与原表逐格核对（空白格写 null，一个数里面不要用逗号）。",
    "row-blank": "{place}：这一行没有数。整行空白的，每一格都写 null：{plain}；原文有数的，请照录。",
    "row-parted": "{place}：{why}。这一行的数请改成：{plain}",
    "row-missing": "{place}：这一行没有填写。请补上；如果原文确实没有这一行，请把 {key} 写进 absent_rows。",
    "row-contradiction": "{place}：既填写了数，又列在 absent_rows 里。请保留一处。",
    "row-single-and-parts": "{place}：这一组已逐项填写，不能再合并填写成一行。请只保留一种写法。",
    "cell-number": "{place}：“{value}”不是规范的数。请写阿拉伯数字，不带字母、冒号和别的符号；如果原文就是这样印的，照录为 {literal}。",
    "cell-sign": "{place}：只有填写增减数的一列可以有正负号，这里写了“{value}”。请与原文核对；如果原文如此，照录为 {literal}。",
    "cell-negative": "{place}：金额不能是负数，这里写了“{value}”。请与原文核对；如果原文如此，照录为 {literal}。",
    "cell-fraction": "{place}：这里应当是整数，现在是“{value}”。请与原文核对；如果原文如此，照录为 {literal}。",
    "cell-point-zero": "{place}：这里应当是整数，现在是“{value}”，小数点和后面的 0 多半是从表格软件里带来的。请改成 {plain}。",
    "cell-blank": "{place}：空白格请写 null（四个小写字母，不加引号），不写“{value}”。",
    "cell-letter": "{place}：“{value}”里有字母，字母 O 像数字 0，字母 l、I 像数字 1。如果原文是数字，请改成 {plain}；如果原文分不清，照录为 {literal}。",
    "cell-end": "{place}：“{value}”的末尾多了标点，请改成 {plain}。",
    "cell-text": "{place}：看不懂“{value}”。如果原文是数，请写阿拉伯数字；如果原文就是这几个字，照录为 {literal}。",
    "cell-unquoted": "{place}：文字要加英文引号，请改成 \"{value}\"。",
    "cell-characters": "{place}：“{value}”里有中文引号、全角数字或看不见的空格，请改成 {plain}。",
    "cell-hidden": "{place}：“{value}”里有看不见的字符（〔〕里是它的编码），请改成 {plain}。",
    "cell-leading-zero": "{place}：“{value}”以 0 开头，无法确定是几。请与原文核对；若原文如此，写 {literal}。",
    "cell-too-large": "{place}：“{value}”大得不合常理，请检查是否漏了分隔。",
    "cell-decimals": "{place}：“{value}”的小数位数多得不合常理，请与原文核对；若原文如此，写 {literal}。",
    "cell-to-fill": "{place}：这一格还没有填写。原文空白写 null，有数写数。",
    "cell-shape": "{place}：一格里只能是数、null、带引号的文字或 {{literal: \"…\"}}。",
    "table-shape": "“{key}”应当逐行填写，或者写 missing（原文缺这张表）。",
    "table-missing": "缺少“{key}”（{name}）。如果原文没有这张表，请写 {key}: missing。",
    "absent-row-unknown": "absent_rows 里的“{key}”不是{edition}的行。",
    # ── the tree ──
    "wrong-name": "文件或文件夹名“{name}”不对：{expected}。",
    "file-missing": "找不到“{file}”（{meaning}）。",
    "file-stray": "不认识这个文件。每个单位的文件夹里只放 township.yml、<年份>.yml、<年份>.md 和原文附件；不用的请删去。",
    "stray-name": "文件名“{name}”不对，请改名为 {expected}。看不到扩展名的，请先在文件夹的“查看”里勾选“文件扩展名”。",
    "stray-copy": "这里已经有 {expected}，“{name}”看来是它的另一份。请核对后只留一份，名称是 {expected}。",
    "stray-text": "有“{name}”，但没有 {expected}。请补上 {expected}（可以用 portal new 新建），或删去这个文件。",
    "stray-lock": "这是 Word 等软件打开文件时留下的临时文件。请关掉那个软件，再删去它。",
    "stray-original": "“{name}”没有登记。如果它是原文，请在 {expected} 里 source 下面写 file: {name}；如果是别的附件，请写进 attachments；都不是的请删去。",
    "stray-outside": "文件不能放在这里。年报要放在单位自己的文件夹里，如 reports/县/乡镇/2024.yml。",
    "year-mismatch": "文件名是 {file}，里面写的年份却是 {year}。{advice}",
    "period-elsewhere": "所报时段（{start} 至 {end}）不对：第一天要早于最后一天，最后一天要在 {year} 年内。",
    "correction-place": "更正的位置“{value}”不对。请写格子的地址（如 received.T）、title、issuer、number、signed、published、period、表或一节的名称（如 requests、overview），前言写 preamble。",
    "correction-empty": "更正前后一样（before 与 after），请核对。",
    "file-twice": "“{name}”在这份报告里登记了两次，或与另一个文件在网站上同名。请换一个文件名，或删去一处。",
    "correction-missing": "{place}：已经公布的“{before}”改成了“{after}”，却没有登记更正。请在 {yml} 的 corrections 里加上下面这条，"
                          "把待填改成理由（原文由机关改过的，kind 写 更正 或 修订）：\n  - {entry}",
    "correction-missing-first": "{place}：已经公布的“{before}”改成了“{after}”，却没有登记更正。请在 {yml} 的末尾加上下面这些，"
                                "把待填改成理由（原文由机关改过的，kind 写 更正 或 修订）：\ncorrections:\n  - {entry}",
    "correction-stray": "这一条更正（{at}）与这次改动对不上：{advice}",
    "correction-altered": "登记过的更正不能再改。请照原样写回这一条；又改了数或文字的，另加一条：\n  - {entry}",
    "correction-removed": "登记过的更正不能删去。请在 {yml} 的 corrections 里照原样加回这一条：\n  - {entry}",
    "correction-removed-first": "登记过的更正不能删去。请在 {yml} 的末尾照原样加回：\ncorrections:\n  - {entry}",
    "original-replaced": "原文附件“{name}”换过了，旧的也要留着。请把旧文件放在同一个文件夹里，名称照下面这条，"
                         "并在 {yml} 的 source 的 superseded 里加上：\n    - {entry}",
    "original-replaced-first": "原文附件“{name}”换过了，旧的也要留着。请把旧文件放在同一个文件夹里，名称照下面这条，"
                               "并在 {yml} 的 source 里加上：\n  superseded:\n    - {entry}",
    "original-removed": "被替换的原文附件“{name}”要一直留着。请把文件放回，并在 {yml} 的 source 的 superseded 里加回：\n    - {entry}",
    "original-removed-first": "被替换的原文附件“{name}”要一直留着。请把文件放回，并在 {yml} 的 source 里加回：\n"
                              "  superseded:\n    - {entry}",
    "original-digest-removed": "原文附件“{name}”的校验值（SHA-256）被删去了。请在 {yml} 的 source 里写回这一行：\n  {entry}",
    "source-digest": "原文附件“{file}”与登记的校验值（SHA-256）不一致，实际为 {actual}。附件换过的，请改成这个值；不清楚的，sha256 写 null。",
    "code-duplicate": "代码 {code} 与 {other} 重复。每个单位的代码在全站必须唯一。",
    "code-length": "代码“{code}”应当是 {expected} 位数字。",
    "government-folder": "省、市、县级政府放在 {folder}，这个文件夹只放一级政府，二者必须一致。",
    "life-backwards": "until（{until}）早于 since（{since}），请核对。",
    "successors-without-until": "写了 successors（由谁承接），还要写 until：这个单位到哪一年、哪一月为止。",
    "successor-unknown": "{key} 里的“{value}”不是本站别的单位的文件夹。请写“县文件夹/单位文件夹”；本站没有页面的单位，successors 里写名称，formerly 里不写 path。",
    "moved-without-trace": "{old} 不见了，这里新出现了{same}的单位。如果是同一个单位换了文件夹，"
                           "请在 township.yml 里写上下面一行，旧网址才能转到新网址；"
                           "如果是另一个单位，请保留 {old}，并在它的 township.yml 里写 until。\n"
                           "moved_from: [{paths}]",
    "moved-from-taken": "moved_from 里的“{value}”是 {other} 现在或从前的文件夹，一个旧网址只能转到一处，请核对。",
    "county-disagreement": "{field}写的是“{value}”，但同一文件夹（{county}）的 {other} 写的是“{expected}”。",
    "summary-unfit": "“{file}”不是本程序生成的网站摘要，或是别的版本的。请重新从该网站下载 summary.json。",
    "slug-reserved": "文件夹名“{name}”是网站自己要用的，请换一个。",
    # ── prose ──
    "section-unknown": "不认识标题“{heading}”。正文只用六个规定标题：{known}。正文中的小标题请用三个井号（###）。",
    "section-near": "标题“{heading}”与规定的写法不同，请改成：## {expected}（原文就是这样写的，再在 {yml} 的 headings 里照录：{key}: 原文标题）。",
    "section-signs": "“{heading}”是标题，前面要有两个井号和一个空格，请改成：## {expected}",
    "section-order": "“{heading}”的顺序不对，应在“{after}”之后。",
    "section-duplicate": "“{heading}”出现了两次（第一次在第 {first} 行）。",
    "section-nameless": "这一行只有 ##，没有标题的文字。请补上标题，或者删去这一行。",
    "title-in-prose": "正文里不要写一级标题（#）。报告的标题写在 {yml} 的 title 里；原文这一行就以 # 开头的，请在前面空两格（全角）。",
    "heading-level": "标题只有两级：规定的标题用 ##，小标题用 ###，没有四个以上的井号。原文这一行就以 # 开头的，请在前面空两格（全角）。",
    "picture-elsewhere": "这张图片（{value}）只在您自己的电脑上，别人看不到。请把图片文件与本文件放在一起，写进 {yml} 的 attachments，这里写成单独一行：![图上是什么](文件名)。",
    "picture-unknown": "“{value}”不是这份报告的图片附件。请把图片文件与本文件放在一起，写进 {yml} 的 attachments；文件名要一字不差。",
    "picture-within-line": "图片（{value}）要单独占一行，前后不能有别的文字。",
    "text-table-row": "这一行有 {found} 格，表头只有 {expected} 格，多出来的格没有地方放。请补上表头；竖线是文字的，写成 \\|。",
    "conflict": "{why}。",
    "pasted-html": "“{value}”是网页代码，不是报告的文字。请删去代码，只留文字（可以先粘贴到记事本，再从记事本复制过来）。",
    "pasted-entity": "“{value}”是网页代码，代表一个空格或标点。请改成它代表的那个字符。",
    "pasted-path": "“{value}”是某台电脑里的文件地址，读者打不开。请删去；要附上文件的，把文件放在年报旁边，写进 {yml} 的 attachments。",
    "pasted-image": "“{value}”是粘贴图片留下的代码，图片没有进来。请删去；要附上图片的，把图片文件放在年报旁边，写进 {yml} 的 attachments。",
    "pasted-word": "“{value}”是从 Word 带来的格式代码，请删去（可以先粘贴到记事本，再从记事本复制过来）。",
    "pasted-tabs": "第 {line} 行到第 {last} 行是从表格软件里粘贴来的，格与格之间是制表符（Tab），网页上看不出是表格。请在每格两边加竖线，如 {plain}，并在第一行下面加一行 {rule}。",
    "line-too-long": "这一行有 {size} 个字，超过 {limit} 个字，多半是丢了分段。请照原文分段，段与段之间空一行。",
    "section-missing": "缺少“{heading}”，应在这里。正文里的标题要照规定写法；原文写法不同的，在 {yml} 的 headings 里照录（{key}: 原文标题）；原文没有这一标题的，写 {key}: null。",
    "format-newer": "这个资料库是按第 {value} 版的格式写的，而现在的程序只认识到第 {known} 版。请升级程序（见 requirements.txt），不要改小这个数。",
    # ── balances ──
    "likely-cause": "勾稽不平，{place}：{why}{now}，{count} 处勾稽不平就都相符。请先与原文核对这里；如果原文就是如此，请在 as_published 里加上：{entries}",
    "balance": "勾稽不平：{words}。{place}：{left} ≠ {right}，相差 {difference}。"
               "请先与原文核对；如果原文就是如此，请在 as_published 里加上：\n"
               "  - {{check: {check}, table: {table}, {axis}: {key}, reason: \"原文如此\"}}",
    "balance-even-then": "勾稽不平：{words}。{place}：即使{supposed}按 0 计，{left} ≠ {right}，相差 {difference}。"
                         "请先与原文核对；如果原文就是如此，请在 as_published 里加上：\n"
                         "  - {{check: {check}, table: {table}, {axis}: {key}, reason: \"原文如此\"}}",
    "balance-acknowledged": "原文数据勾稽不平：{words}。{place}：{left} ≠ {right}，相差 {difference}。",
    "balance-conditional": "{place}：{supposed}按 0 计时勾稽关系成立（{words}）。",
    "acknowledgement-stale": "as_published 里的 {check}（{key}）已经不需要：这一处现在勾稽相符，或因有的格没有数、数值不明，或机构有合并、分设，而无法核对。请删去这一条。",
    "acknowledgement-twice": "as_published 里的 {check}（{key}）写了两次（第一次在第 {first} 行）。请删去一条。",
    "acknowledgement-unknown": "as_published 里的“{value}”不对：{expected}。",
    # ── hints ──
    "relation-hint": "{place}：{words}，现在是 {left} 与 {right}。",
    "regulation-by-township": "{place}：乡镇、街道不制定规章，这里是 {value}，请核对。",
    "both-or-neither": "{place}：项目数量与金额应当同为 0 或同大于 0，现在是 {left} 与 {right}。",
    "money-unit-jump": "{place}：比上年相差约一万倍（{before} → {after}），请核对单位是元还是万元。",
    "split-digits": "{place}：相邻两格“{left}”“{right}”若合成“{joined}”，本行就能勾稽相符。是否把一个数拆成了两格？",
    "review-without-requests": "{review}有复议或诉讼，但{requests}{span}都是 0，请核对。",
    "identical-table": "{table}的数字与上年完全相同，请确认不是误用了上年的表。",
    "identical-section": "“{heading}”与上年完全相同，请确认不是误贴了上年的文字。",
    "claim-differs": "正文说“{sentence}”，其中的 {claimed} 与{place}的 {value} 不同。",
    "claim-exceeds": "正文说“{sentence}”，其中的 {claimed} 大于本年新收与上年结转之和 {value}。",
    "claim-nonzero": "正文说“{sentence}”，但{place}是 {value}。",
    "claim-parts": "正文说“{sentence}”，分项之和是 {sum}，不是 {claimed}。",
    "section-none": "“{heading}”只有一个“无”字，请与原文核对。",
    "section-empty": "“{heading}”没有文字。原文有的请补上；原文这一部分确实没有文字的，在标题下写一行“原文无此内容”。",
    "source-unknown": "来源未注明：没有原文附件（source 的 file），也没有原文网址（url），读者无法核对。请尽量补上一项。",
    "backslash": "“{sentence}”里的反斜线会照样显示。正文里的符号都照原样显示，前面不用加反斜线；原文没有的，请删去。",
    "section-misplaced": "“{heading}”里有“{first}”的内容（“{words}”），请确认是否原文如此。",
    "year-elsewhere": "{where}里写的是 {found} 年，报告年度是 {year} 年。",
    "edition-unusual": "{year} 年度的报告一般用{expected}，这份用的是{found}。",
    "notice-mismatch": "正文引用了{cited}，但表格用的是{found}。",
    "published-late": "发布日期 {date} 晚于 {deadline}。",
}


def issue(code: str, path: str, line: int = 0, severity: Severity = Severity.ERROR, /, *, column: int = 0,
          template: str | None = None, **fields: object) -> Issue:
    """An Issue with its sentence filled in. `template` names another sentence than the code's.

    Words of the sources stand in it on one line, with what is hidden in them in sight.
    """
    return issue_of(code, path, line, severity, fields, column, template)


def issue_of(code: str, path: str, line: int, severity: Severity, fields: Mapping[str, object], column: int = 0,
             template: str | None = None) -> Issue:
    """The same, of fields that stand together already."""
    told = {name: visible(_brief(value) if name in _QUOTED else value, "\n" if name == "entries" else "")
            if isinstance(value, str) else value
            for name, value in fields.items()}
    kept = {name: str(told[name]) for name in ("table", "key", "place", "formula", "expected", "found",
                                               "difference", "reason", "supposed") if name in told}
    return Issue(path, line, severity, code, SENTENCES[template or code].format_map(told), column, **kept)


# What an author wrote, quoted in a sentence: of a text that went wrong the beginning tells enough.
_QUOTED = ("value", "plain", "literal", "heading", "key", "name", "file", "found", "year")
_LONGEST_QUOTE = 120


def _brief(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE // 2]}……（共 {len(text)} 个字）"
