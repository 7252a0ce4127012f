"""Settings of the portal, from mkdocs.yml: site_name, site_url and `extra: portal:`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.kind import Kinds

# Reports below which something is published where the settings leave it open.
FEW_FOR_ORIGINALS = 1000
FEW_FOR_RELATED = 3000  # from here on its index costs more than all the rest
LOCAL = "http://127.0.0.1:8000/"  # the address of a site that has none yet: that of the preview
FORMAT = 1  # of a data repository: what its files may hold; see CHANGELOG.md
RESERVED = frozenset({"assets", "search", "regions", "notes", "pagefind", "data", "schema", "404", "index"})


@dataclass(frozen=True)
class Settings:
    """What an operator decides. Dates are MM-DD; `deadlines` are by county folder."""

    name: str
    site_url: str = ""
    operator: str = ""
    official: bool = False
    licence: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    footer: str = ""
    site_code: str = ""  # 网站标识码, only where one is assigned
    icp: str = ""
    repository: str = ""  # https://github.com/owner/name
    branch: str = "main"
    search: bool = True  # any phrase finds its pages
    related: bool | None = True  # and where none has it, Pagefind's index gives related ones; None: in a small portal
    originals: bool | None = True  # publish the archived originals; None: in a small portal
    prose_changes: bool = True  # compare the words of a report with the last one's
    data_files: bool = True  # YAML, JSON and CSV beside each report's page
    deadlines: Mapping[str, str] = field(default_factory=dict)
    kinds: Kinds = field(default_factory=dict)  # of bodies: those that come with the program and the operator's own

    @property
    def status(self) -> str:
        """Whether the portal is the authority's own or a compilation; stands on every page."""
        return "官方发布" if self.official else "非官方整理，以原发布页为准"

    @property
    def domain(self) -> str:
        return self.site_url.split("//")[-1].split("/")[0]


@dataclass(frozen=True)
class SettledSettings(Settings):
    """Settings with what they leave to the size of the portal."""

    related: bool = True
    originals: bool = True
