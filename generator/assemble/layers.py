"""A portal's files in layers: an operator's own lie over the program's, file by file.

The program brings page templates, styles, scripts, default pages and the engine's base configuration. In a checkout of
the program they stand at its top, in an installed package in `shipped/`. An operator's `content/` and `site_templates/`
need hold only what differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generator.shell import Frame

PROGRAM = Path(__file__).parent.parent
SHIPPED = next(place for place in (PROGRAM / "shipped", PROGRAM.parent) if (place / "site_templates").is_dir())
SETTINGS, CONTENT, TEMPLATES = "mkdocs.yml", "content", "site_templates"
_THEME = "material/"  # the templates that dress pages; the others print them


@dataclass(frozen=True)
class Layers:
    """The files that a portal in the folder `project` is made of, besides its reports."""

    project: Path

    @property
    def settings(self) -> Path:
        return self.project / SETTINGS

    @property
    def sources(self) -> tuple[Path, ...]:
        """Where an operator's files are, and the program's: nothing is written there."""
        return (*(self.project / name for name in (SETTINGS, CONTENT, TEMPLATES, ".git")), PROGRAM)

    @property
    def templates(self) -> tuple[Path, ...]:
        """Folders of templates; a file in one goes before its namesakes in those behind it."""
        return self._places(TEMPLATES)

    @cached_property
    def content(self) -> dict[str, Path]:
        """The hand-written pages and their pictures, by their paths below content/."""
        return laid(self._places(CONTENT))

    @property
    def frame(self) -> Frame:
        """What the dress of all pages is made of."""
        theme = {name.removeprefix(_THEME): path for name, path in laid(self.templates).items()
                 if name.startswith(_THEME)}
        return Frame(self.settings, SHIPPED / TEMPLATES / SETTINGS, self.content, theme)

    def _places(self, name: str) -> tuple[Path, ...]:
        places = (self.project / name, SHIPPED / name)
        return tuple(dict.fromkeys(place.resolve() for place in places if place.is_dir()))


def laid(places: tuple[Path, ...]) -> dict[str, Path]:
    """The files of several folders, each by its path; of namesakes that of the first folder. In order of the paths."""
    found: dict[str, Path] = {}
    for place in reversed(places):
        found |= {path.relative_to(place).as_posix(): path for path in place.rglob("*") if path.is_file()}
    return dict(sorted(found.items()))


def printing(templates: tuple[Path, ...]) -> Mapping[str, Path]:
    """The templates that print pages."""
    return {name: path for name, path in laid(templates).items() if name.startswith(("pages/", "parts/"))}
