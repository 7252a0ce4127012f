"""A site in parts: townships made in several places at once, and joined into one site.

A part is a folder of its own: `site` holds the files of its townships, `cache` what is known of them, as beside any
site. A township's files depend on its folder and on the workshop alone, so the joined ones are those that one machine
would have made; whatever is about all of them is made when they are joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.assemble.keys import stands
from generator.assemble.workshop import Product
from generator.cache import Cache, load_cache
from generator.issue import BuildError
from generator.load import Folder
from generator.page import Written
from generator.publish import Stage

SITE, CACHE = "site", "cache"  # in a part's folder


@dataclass(frozen=True)
class Shard:
    """The `number`th (from 1) of so many parts."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def cut(self, folders: Sequence[Folder]) -> Sequence[Folder]:
        """Its share of the folders, which are in the order of codes: shares follow each other and are of one size."""
        return folders[len(folders) * (self.number - 1) // self.of:len(folders) * self.number // self.of]


@dataclass(frozen=True)
class Parts:
    """Townships that were made elsewhere; each name leads to the part that has it."""

    of: Mapping[str, Cache]
    search: bool

    def at(self, staging: Path) -> Takeover:
        return Takeover(self, staging)


@dataclass(frozen=True)
class Takeover:
    """Takes townships out of Parts; their files go into the folder `staging`."""

    parts: Parts
    staging: Path

    def checking(self) -> Takeover:
        return self  # what stands in a part has no errors

    def make(self, folder: Folder, standing: Mapping[str, Written]) -> Product:
        """The township as the Workshop made it, its files taken over. Raises BuildError where one is not as it was."""
        part = self.parts.of[folder.name]
        kept = part.townships[folder.name]
        stage = Stage(self.staging, standing)
        for path, file in part.files([folder.name])[folder.name].items():
            source = _place(part) / SITE / path
            try:
                stage.copy(path, source)
            except FileNotFoundError:
                raise BuildError(f"分片不完整，缺少 {source}。请重新生成或重新下载这一份。") from None
            if stage.written[path] != file:
                raise BuildError(f"分片里的 {source} 已损坏或被改动。请重新生成或重新下载这一份。")
        return Product(folder.name, kept.issues, kept.content, kept.brief, stage.written,
                       part.bundle(folder.name) if self.parts.search else b"")


def joined(places: Sequence[Path], program: str, contents: Mapping[str, str], keys: Mapping[str, str], search: bool
           ) -> Parts:
    """The parts in these places as one. Raises BuildError unless they have each township once, made of what is there
    and by this program.

    `contents` and `keys` by the folder's name, as the cache has them, in the order of codes.
    """
    parts = [_finished(place) for place in places]
    for part in parts:
        if part.program != program:
            raise _other(part)
    of: dict[str, Cache] = {}
    for part in parts:
        for name in part.townships:
            if (other := of.setdefault(name, part)) is not part:
                raise BuildError(f"{name} 在两份分片里都有：{_place(other)} 和 {_place(part)}。"
                                 "每一份只给一次，各份要按同一个总数来分。")
    if foreign := sorted(of.keys() - contents.keys()):
        raise BuildError(f"分片 {_place(of[foreign[0]])} 里有 {_several(foreign)}，而报告文件夹里没有。"
                         "请用同一版本的报告重新生成各分片。")
    if missing := [name for name in contents if name not in of]:
        raise BuildError(f"分片里没有 {_several(missing)}。{_absent(parts)}")
    for name, content in contents.items():
        if of[name].townships[name].content != content:
            raise BuildError(f"{name} 的文件与生成分片 {_place(of[name])} 时不同。请用同一版本的报告重新生成各分片。")
    for name, key in keys.items():
        if of[name].townships[name].key != key:
            raise _other(of[name])
    return Parts(of, search)


def _other(part: Cache) -> BuildError:
    return BuildError(f"分片 {_place(part)} 是用别的设置、模板或程序生成的（--site-url、--repository、--no-search、"
                      "各组件和 Python 的版本也要相同）。请重新生成这一份。")


def _place(part: Cache) -> Path:
    return part.folder.parent


def _finished(place: Path) -> Cache:
    """What a part knows of its townships, once they are all made, whichever program it was."""
    part = load_cache(place / CACHE, None)
    if not (part.part and stands(place / SITE, part)):
        raise BuildError(f"{place} 不是一份做完的分片，或是用别的版本的程序生成的。"
                         "请用 portal build --shard 生成，并把整个文件夹拿来。")
    return part


def _several(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} 等 {len(names)} 个单位"


def _absent(parts: Sequence[Cache]) -> str:
    """What may be done about townships that no part has."""
    counts = {part.part.split("/")[1] for part in parts}
    absent = [] if len(counts) != 1 else list(_numbers_absent(parts, int(*counts)))
    if absent:
        return f"缺少第 {'、'.join(map(str, absent))} 份（共 {' '.join(counts)} 份）。"
    return "各份要按同一个总数来分，并用同一版本的报告生成。"


def _numbers_absent(parts: Sequence[Cache], count: int) -> Iterator[int]:
    there = {int(part.part.split("/")[0]) for part in parts}
    return (number for number in range(1, count + 1) if number not in there)
