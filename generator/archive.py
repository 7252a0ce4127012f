"""The files that belong to a report: the original (原文), those it replaced, attachments (附件)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

# Kinds of originals that a browser shows as text, a picture or a PDF, or hands over to be saved. Whatever else there is
# may be a page, a script or a style to some browser or host, today or tomorrow.
_INERT = re.compile(r".+\.(pdf|docx?|wps|rtf|ofd|xlsx?|et|csv|txt|jpe?g|png|gif|webp|bmp|tiff?|zip|rar|7z)",
                    re.ASCII | re.IGNORECASE)


_PICTURE = re.compile(r".+\.(jpe?g|png|gif|webp|bmp)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the original is: the archived file beside the report, and its page on the web, if known."""

    file: str | None
    url: str | None
    accessed: str | None
    sha256: str | None
    superseded: tuple[Superseded, ...] = ()  # originals that a newer one replaced, the latest first

    @property
    def published_as(self) -> str:
        """The archived file's name on the site."""
        return published_name(self.file or "")


class Superseded(NamedTuple):
    """An original that a newer one has replaced and that stays beside it; `until`: the day when that was noticed."""

    file: str
    sha256: str | None
    until: str | None


def published_name(file: str) -> str:
    """A file's name on the site: its own where no browser runs such a file as a page, else with .txt.

    A static host tells a file's kind by its last ending alone, and what runs would run in the name of the site.
    """
    return file if not file or _INERT.fullmatch(file) else file + ".txt"


class Attachment(NamedTuple):
    """A file that belongs to a report (附件): an annex, a list, a picture of the original, then `alt` in words."""

    file: str
    title: str
    alt: str
    size: int  # bytes

    @property
    def published_as(self) -> str:
        return published_name(self.file)

    @property
    def is_picture(self) -> bool:
        return bool(_PICTURE.fullmatch(self.file))
