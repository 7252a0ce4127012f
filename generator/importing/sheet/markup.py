"""Elements of a page as text. Whatever comes from a document is escaped here and nowhere else."""

from __future__ import annotations

from html import escape

__all__ = ["element", "escape", "link"]


def element(name: str, *inside: str, **attributes: str | int | None) -> str:
    """An element around markup. Attributes that are None or "" are left out, `_` in their names is `-`; `class_` is
    class."""
    told = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
                   for key, value in attributes.items() if value not in (None, ""))
    return f"<{name}{told}>{''.join(inside)}</{name}>"


def link(place: str, *inside: str, **attributes: str | int | None) -> str:
    """A link to the element of this id on the same page."""
    return element("a", *inside, href=f"#{place}", **attributes)
