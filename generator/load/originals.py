"""The files that belong to a report, as its YAML names them: the original, those it replaced, attachments."""

from __future__ import annotations

import hashlib
import os
import re
from difflib import get_close_matches
from pathlib import Path

from generator.archive import Attachment, Source, Superseded, published_name
from generator.issue import issue
from generator.load.fields import Fields, kind_of
from generator.load.source import Mapping, Scalar
from generator.naming import file_fault

LARGEST_ORIGINAL_KB = 64 * 1024  # GitHub takes no file above 100 MB
LONGEST_NAME = 251  # bytes: file systems take 255, and an original may be published with .txt after its name
# What the site itself writes beside a report's page.
_OWN_NAMES = re.compile(r"index\.\w+|[\w-]+-\d{4}\.(yml|json|csv)", re.IGNORECASE)


def read_source(fields: Fields, folder: Path) -> Source:
    """Where the original is; a file must be there and have the digest that is written down."""
    inner = fields.mapping_of("source", "原文的来历")
    if inner is None:
        return Source(None, None, None, None)
    file = _name(inner)
    url = inner.matching("url", r"https?://\S+", "请照浏览器的地址栏写，以 http:// 或 https:// 开头")
    accessed = inner.date("accessed")
    sha256 = _digest(inner)
    superseded = []
    for one in _entries(inner, "superseded", "{file: …, sha256: …, until: …}"):
        name, digest, until = _name(one), _digest(one), one.date("until")
        one.finish()
        if name is None:
            one.complain("missing-key", "file", meaning="被替换的原文附件的文件名")
        elif _size(one, folder, name, digest) is not None:
            superseded.append(Superseded(name, digest, until))
    inner.finish()
    if file is not None:
        _size(inner, folder, file, sha256)
    return Source(file, url, accessed, sha256, tuple(superseded))


def read_attachments(fields: Fields, folder: Path, source: Source) -> tuple[Attachment, ...]:
    """附件 in their order, none under the name of another file of the report. A picture is told in words as well."""
    found = []
    originals = (source.file, *(one.file for one in source.superseded))
    taken = {published_name(file).casefold() for file in originals if file}
    for inner in _entries(fields, "attachments", "{file: …, title: …}"):
        file, title, alt = _name(inner), inner.text("title", "附件的标题"), inner.text("alt")
        inner.finish()
        if file is None:
            inner.complain("missing-key", "file", meaning="附件的文件名")
        elif (size := _size(inner, folder, file, None)) is not None:
            attachment = Attachment(file, title or "", alt or "", size)
            name = attachment.published_as.casefold()
            if name in taken:
                inner.complain("file-twice", "file", name=file)
            taken.add(name)
            if attachment.is_picture and not alt:
                inner.complain("missing-key", "alt", meaning="用一句话说明图片上是什么，给看不见图片的人")
            found.append(attachment)
    return tuple(found)


def _entries(fields: Fields, key: str, form: str) -> list[Fields]:
    found = []
    for node in fields.items(key):
        if isinstance(node, Mapping):
            found.append(Fields(node, fields.path, fields.issues, f"{fields.prefix}{key}."))
        else:
            fields.issues.append(issue("wrong-type", fields.path, node.line, key=f"{fields.prefix}{key}",
                                       expected=form, found=kind_of(node)))
    return found


def _name(fields: Fields) -> str | None:
    """A file's name that can be published beside the page."""
    node = fields.mapping.nodes.get("file")
    name = re.split(r"[/\\]", node.text)[-1] if isinstance(node, Scalar) else ""
    file = fields.matching("file", r"[^/\\]+", f"只写文件名 {name}，并把这个文件复制到本文件旁边" if name.strip() else
                           "请写与本文件放在一起的附件的文件名")
    if file is None or not isinstance(node, Scalar):
        return None
    if _OWN_NAMES.fullmatch(file):
        fault = "这是网站自己要用的文件名，请换一个，如 2021-original.pdf"
    elif not (fault := file_fault(file)) and len(os.fsencode(file)) > LONGEST_NAME:
        fault = f"太长，最多 {LONGEST_NAME} 个字节（一个汉字占 3 个）"
    if fault:
        fields.complain("wrong-name", "file", name=file, expected=fault)
        return None
    return file


def _digest(fields: Fields) -> str | None:
    return fields.matching("sha256", r"[0-9a-f]{64}", "应为 64 位小写十六进制；不清楚的写 null")


def _size(fields: Fields, folder: Path, name: str, sha256: str | None) -> int | None:
    """The size of a file beside the report, in bytes; None with an Issue where it is not what it should be."""
    path = folder / name
    before = len(fields.issues)
    if path.is_symlink():  # it could lead to any file of the machine that builds the site
        fields.complain("symbolic-link", "file", name=name)
    elif not path.is_file():
        near = get_close_matches(name, [one for one in os.listdir(folder) if not one.endswith((".yml", ".md"))], 1, 0.5)
        fields.complain("file-missing", "file", file=name, meaning="原文附件，应与本文件放在一起" + (
            f"；这里有“{near[0]}”，是不是它" if near else ""))
    elif (size := path.stat().st_size) > LARGEST_ORIGINAL_KB * 1024:
        fields.complain("oversized-file", "file", file=f"“{name}”", size=-(-size // 1024), limit=LARGEST_ORIGINAL_KB)
    elif sha256 is not None and (actual := hashlib.sha256(path.read_bytes()).hexdigest()) != sha256:
        fields.complain("source-digest", "sha256", file=name, actual=actual)
    return size if len(fields.issues) == before else None
