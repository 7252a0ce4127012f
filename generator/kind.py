"""Kinds of bodies that report (公开主体类别): 镇, 街道, 部门 … They are data: kinds.yml and what an operator adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEVELS = ("province", "city", "county", "department", "township", "zone")
GOVERNMENTS = ("province", "city", "county")  # their folder is called government
END_OF_TIME = 9999  # the last year of a body that exists
PLACES = {"county": "所属县、市、区", "city": "所属地级市", "province": "所属省、自治区、直辖市"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of body. Rules ask for its `level`, never for its name."""

    name: str
    level: str  # one of LEVELS
    digits: int = 0  # of its division code (区划代码); 0: it has none, or one of its own
    places: tuple[str, ...] = ("county", "city", "province")  # that its township.yml has to name
    deadline: str = ""  # MM-DD of the next year by which the law wants the report; "": the county's own

    @property
    def is_government(self) -> bool:
        return self.level in GOVERNMENTS


Kinds = Mapping[str, Kind]  # by name


def order_of(level: str, code: str, path: str) -> tuple[bool, bool, str]:
    """The place of a body in every list: by division code; those without one follow, by path, and after all of them
    departments and zones.
    """
    return level in ("department", "zone"), not code, code or path
