"""Lists and tables of a GitHub summary: a contributor's words never become markup, and a list never grows without end.

GitHub drops a summary of more than 1 MiB whole, so every list is cut by number and by bytes, with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from generator.comparison import Run
from generator.hidden import visible

LONGEST = 300  # lines of a list
LARGEST = 110_000  # bytes of a list; a summary has eight of them
WIDEST = 600  # characters of a cell
NEIGHBOUR = 30  # characters of what stayed the same, beside a change of a text


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], unit: str) -> Iterator[str]:
    """A table whose cells show these words as they are. `unit` counts what was left out: 处, 格."""
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    yield from shortened([f"| {' | '.join(map(safe, row))} |" for row in rows], unit)
    yield ""


def shortened(lines: Sequence[str], unit: str) -> Iterator[str]:
    """The first of these lines, and how many more there are."""
    size = 0
    for count, line in enumerate(lines):
        size += len(line.encode()) + 1
        if count == LONGEST or size > LARGEST:
            yield ""
            yield f"……另有 {len(lines) - count} {unit}，这里放不下，请在本机运行 portal review 查看，或分成几次提交。"
            return
        yield line


def brief(text: str) -> str:
    """A text that fits a cell."""
    return text if len(text) <= WIDEST else f"{text[:WIDEST // 2]}……（共 {len(text)} 个字）……{text[-WIDEST // 4:]}"


def marked(runs: Iterable[Run]) -> str:
    """A text with what was struck out of it and what came to it; what stayed only beside a change."""
    runs = list(runs)
    out: list[str] = []
    for index, run in enumerate(runs):
        if sum(map(len, out)) > 8 * WIDEST:
            return "".join(out) + "……（改动太多，其余见预览）"
        text = "".join(run.clauses)
        if run.op == "same":
            head, tail = NEIGHBOUR if index else 0, NEIGHBOUR if index + 1 < len(runs) else 0
            if len(text) > head + tail + 3:
                text = f"{text[:head]}……{text[len(text) - tail:]}"
            out.append(safe(text))
        else:
            sign = "del" if run.op == "removed" else "ins"
            out.append(f"<{sign}>{safe(text)}</{sign}>")
    return "".join(out)


_SIGN = re.compile(r"[!-/:-@\[-`{-~]")  # all that can mean something in Markdown or HTML
_REFERENCE = re.compile(r"@|#(?=\d)")  # GitHub looks for people and pull requests in the words that are left
_WIDE = {"@": "＠", "#": "＃"}


def safe(text: str) -> str:
    """A contributor's text as it stands, in one line of a table or list: no markup, no mention, nothing hidden.

    Line breaks, which only our own sentences and prose have, are shown as such; `@` and `#1` are written wide.
    """
    shown = _REFERENCE.sub(lambda found: _WIDE[found[0]], visible(brief(text), keep="\n"))
    return _SIGN.sub(r"\\\g<0>", shown).replace("\n", "<br>")


def fenced(lines: Sequence[str]) -> Iterator[str]:
    """Lines to be copied as they are: a block of code, whose fence is longer than any in it."""
    longest = max((len(found) for line in lines for found in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{fence}yaml", *lines, fence, "")
