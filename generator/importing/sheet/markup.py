"""Elements of a page as text. Whatever comes from a document is escaped here and nowhere else."""

from __future__ import annotations

import html
import re
from functools import cache

_SIGNS = re.compile("[&<>\"']")


def escape(text: str) -> str:
    return html.escape(text) if _SIGNS.search(text) else text  # as hardly any cell needs it


def element(name: str, *inside: str, **attributes: str | int | None) -> str:
    """An element around markup. Attributes that are None or "" are left out, `_` in their names is `-`; `class_` is
    class."""
    told = name
    for key, value in attributes.items():
        if value is not None and value != "":
            told += f' {_attribute(key)}="{value if isinstance(value, int) else escape(value)}"'
    return f"<{told}>{''.join(inside)}</{name}>"


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def link(place: str, *inside: str, **attributes: str | int | None) -> str:
    """A link to the element of this id on the same page."""
    return element("a", *inside, href=f"#{place}", **attributes)
