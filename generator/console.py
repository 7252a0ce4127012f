"""What the portal says where GitHub reads it: words of others are never commands.

GitHub Actions takes `::name …::` at the start of a line of a job's log, and `##[name]` anywhere in it, for commands:
they mask words, set variables, mark lines in files. A township's name, a heading, a file's name, an exception's text
can hold such signs, so there everything that goes to standard output or error passes one place that parts them by a
space (`: :add-mask: :`). Only `annotate` writes commands. Elsewhere the streams are left alone.
"""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TextIO

from generator.hidden import visible

_COMMAND = re.compile(r":(?=:)|##(?=\[)")


@contextmanager
def guarded() -> Iterator[None]:
    """While it lasts, nothing printed is a command of GitHub's; nor is the traceback that may end the program."""
    if not os.environ.get("GITHUB_ACTIONS"):
        yield
        return
    streams = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = map(Harmless, streams)
    sys.excepthook = _last_words  # it is called when the streams are given back
    try:
        yield
    finally:
        sys.stdout, sys.stderr = streams


def annotate(level: str, message: str, **properties: object) -> None:
    """Print a command that marks a line in the pull request: `level` is error, warning or notice."""
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    print(f"::{level} {told}::{_data(message)}",
          file=sys.stdout.beneath if isinstance(sys.stdout, Harmless) else sys.stdout)


class Harmless:
    """A text stream whose words are no commands, however they are cut into writes."""

    def __init__(self, beneath: TextIO) -> None:
        self.beneath = beneath
        self._end = ""  # what was written last: a command may begin in it

    def write(self, text: str) -> int:
        known = len(self._end)
        said = harmless(self._end + text)
        self._end = said[-2:]
        self.beneath.write(said[known:])
        return len(text)

    def writelines(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> object:
        return getattr(self.beneath, name)


def harmless(text: str) -> str:
    """The text without commands. Hidden characters come in sight: the runner might read over them."""
    return _COMMAND.sub(r"\g<0> ", visible(text, keep="\n\t"))


def _data(text: str) -> str:
    """GitHub's own escapes; what is left of hidden characters in sight."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible(escaped).replace("##[", "## [")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    traceback.print_exception(kind, error, trace, file=Harmless(sys.stderr))
