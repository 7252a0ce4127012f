"""What the portal prints: a command ends by its own exit code, whatever reads it; on GitHub words are never commands.

A console may not know all characters, a pipe may be closed by its reader, a disk may be full: a character that the
console lacks is spelt out, what nobody reads is dropped, and what cannot be written is said once.

GitHub Actions takes `::name …::` at the start of a line of a job's log, and `##[name]` anywhere in it, for commands:
they mask words, set variables, mark lines in files. A township's name, a heading, a file's name, an exception's text
can hold such signs, so there everything that is printed passes one place that parts them by a space
(`: :add-mask: :`). Only `annotate` writes commands.
"""

from __future__ import annotations

import json
import os
import re
import sys
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import TextIO

from generator.hidden import HIDDEN, visible
from generator.issue import SEVERITY_WORDS, Issue, Severity

_COMMAND = re.compile(r":(?=:)|##(?=\[)")


@contextmanager
def guarded() -> Iterator[None]:
    """While it lasts, standard output and error are Lasting ones, and on GitHub Harmless ones."""
    github = bool(os.environ.get("GITHUB_ACTIONS"))
    streams = sys.stdout, sys.stderr
    kind = Harmless if github else Lasting
    sys.stdout, sys.stderr = (stream and kind(stream, stream is streams[1]) for stream in streams)
    if github:
        sys.excepthook = _traceback  # it is called when the streams are given back
    try:
        yield
    finally:
        sys.stdout, sys.stderr = streams
        for stream in streams:
            if stream is not None:
                _let_go(stream)


def _let_go(stream: TextIO) -> None:
    """Flush; what cannot be written is dropped now, else it would change the exit code when the program ends."""
    try:
        stream.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def annotate(level: str, message: str, **properties: object) -> None:
    """Print a command that marks a line in the pull request: `level` is error, warning or notice."""
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    if sys.stdout is not None:
        write = sys.stdout.as_command if isinstance(sys.stdout, Lasting) else sys.stdout.write
        write(f"::{level} {told}::{_data(message)}\n")


class Lasting:
    """A text stream that takes any character, and goes on when nobody reads it any more.

    `last`: it is the last place where anything can be said, so that no failure to write to it can be told.
    """

    def __init__(self, beneath: TextIO, last: bool = False) -> None:
        self.beneath = beneath
        self._unsaid: tuple[type[OSError], ...] = (OSError,) if last else (BrokenPipeError,)
        if hasattr(beneath, "reconfigure"):
            beneath.reconfigure(errors="backslashreplace")

    def write(self, text: str) -> int:
        with suppress(*self._unsaid):
            self.beneath.write(text)
        return len(text)

    def as_command(self, text: str) -> None:
        """Write a text that the program means as a command, where there are commands."""
        Lasting.write(self, text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        with suppress(*self._unsaid):
            self.beneath.flush()

    def __getattr__(self, name: str) -> object:
        return getattr(self.beneath, name)


class Harmless(Lasting):
    """One whose words are no commands, however they are cut into writes."""

    def __init__(self, beneath: TextIO, last: bool = False) -> None:
        super().__init__(beneath, last)
        self._end = ""  # what was written last: a command may begin in it

    def write(self, text: str) -> int:
        known = len(self._end)
        said = harmless(self._end + text)
        self._end = said[-2:]
        super().write(said[known:])
        return len(text)


def harmless(text: str) -> str:
    """The text without commands. Hidden characters come in sight: the runner might read over them."""
    return _COMMAND.sub(r"\g<0> ", visible(text, keep="\n\t"))


def _data(text: str) -> str:
    """GitHub's own escapes; what is left of hidden characters in sight."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible(escaped).replace("##[", "## [")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _traceback(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    traceback.print_exception(kind, error, trace, file=Harmless(sys.stderr, True))


# ── findings ──

ANNOTATIONS = 10  # of one step; GitHub shows no more
_LEVELS = {Severity.ERROR: "error", Severity.NOTE: "notice", Severity.REMARK: "notice", Severity.HINT: "warning"}


def print_found(issues: Sequence[Issue], form: str, elsewhere: str) -> None:
    """On GitHub, which shows ten annotations of a step, the gravest are annotated; `elsewhere` names where all are."""
    if form == "json":
        print_json([_as_data(found) for found in issues])
        return
    if form == "github":
        worst = sorted(issues, key=lambda found: found.severity)
        shown = worst if len(worst) <= ANNOTATIONS else worst[:ANNOTATIONS - 1]
        for found in shown:
            annotate(_LEVELS[found.severity], found.message, file=found.path, line=max(found.line, 1),
                     title=SEVERITY_WORDS[found.severity])
        if rest := worst[len(shown):]:
            annotate(_LEVELS[rest[0].severity], f"还有 {len(rest)} 处没有标出来，全部见{elsewhere}。", title="还有")
            print_issues(rest)
    else:
        print_issues(issues)
    print(counts(issues))


def print_issues(issues: Iterable[Issue]) -> None:
    """A line for each: place, word, sentence."""
    for found in issues:
        path = visible(found.path)  # a file's name must not start a line of its own
        place = f"{path}:{found.line}" if found.line else path
        print(f"{place}  [{SEVERITY_WORDS[found.severity]}] {found.message}")


def counts(issues: Iterable[Issue]) -> str:
    """How many there are of each severity, in words."""
    found = Counter(one.severity for one in issues)
    return "核对结果：" + "，".join(f"{SEVERITY_WORDS[level]} {found[level]} 处" for level in Severity)


def _as_data(found: Issue) -> dict[str, object]:
    data = {name: getattr(found, name) for name in found.__dataclass_fields__}
    return data | {"severity": found.severity.name.lower()}


def print_json(data: object) -> None:
    """JSON whose words are read back as they are, but are no command in GitHub's log, nor hidden in it."""
    text = json.dumps(data, ensure_ascii=False, indent=1).replace("::", ":\\u003a").replace("##[", "#\\u0023[")
    print(HIDDEN.sub(lambda found: "\n" if found[0] == "\n" else json.dumps(found[0])[1:-1], text))
