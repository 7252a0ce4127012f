"""Files in a body's folder that no report knows: what each of them probably is, and what to do with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from difflib import SequenceMatcher

from generator.issue import Issue, issue

_ENDINGS = {"yml": r"\.(?:ya?ml|ymal|ylm|yam|ym)", "md": r"\.(?:md|markdown|mdown|mkd)"}
_AFTER = r"(?:[ ._~-]|副本|txt|bak|old|下载|\(\d\)){0,12}"
_KINDS = tuple((ending, re.compile(f"(.{{1,60}}?) ?{pattern}{_AFTER}")) for ending, pattern in _ENDINGS.items())
_RIGHT = re.compile(r"(?:(?:19|20)[0-9]{2}\.(?:yml|md)|township\.yml)")
_NOISE = re.compile(r"(?:[ _.\-~()\[\]年度份新]|报告?|政府信息公开|工作|副本|copy|最|修改|终稿|定稿|v?\d){0,40}")
_ORIGINAL = re.compile(
    r".+\.(?:pdf|docx?|wps|rtf|ofd|xlsx?|et|csv|txt|jpe?g|png|gif|webp|bmp|tiff?|zip|rar|7z|html?|mht|pptx?)",
    re.IGNORECASE)


def right_name(name: str) -> str:
    """What a file seems meant to be called: 2024.yml, 2024.md, township.yml; "" for any other."""
    if _RIGHT.fullmatch(name):
        return name
    plain = unicodedata.normalize("NFKC", name).strip().lower().replace("。", ".")
    for ending, pattern in _KINDS:
        if found := pattern.fullmatch(plain):
            stem = found[1].strip()
            letters = re.sub("[^a-z]", "", stem)
            if ending == "yml" and letters and SequenceMatcher(None, letters, "township").ratio() > 0.8:
                return "township.yml"
            years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", stem) or [
                f"20{two}" for two in re.findall(r"\d\d", stem) if two == stem]
            if len(set(years)) == 1 and _NOISE.fullmatch(re.sub(r"(?:19|20)\d\d|^\d\d$", "", stem, count=1)):
                return f"{years[0]}.{ending}"
    return ""


def reports_in(names: Collection[str]) -> dict[int, tuple[str, str]]:
    """By year the files of the reports in a folder: of the figures and of the text, wrongly named ones too."""
    by_right: dict[str, str] = {}
    for name in sorted(names):
        right = "" if name.startswith(".") else right_name(name)
        if right and (right == name or right not in names):
            by_right.setdefault(right, name)
    return {int(right[:4]): (name, by_right.get(f"{right[:4]}.md", f"{right[:4]}.md"))
            for right, name in sorted(by_right.items()) if right[0] in "12" and right.endswith(".yml")}


def stray(place: str, name: str, names: Collection[str]) -> Issue:
    """What is said of a file in the folder `place` that is not called as it should be, or that nothing names."""
    path = f"{place}/{name}"
    if right := right_name(name):
        if right == name:  # the text of a report without figures
            return issue("file-stray", path, template="stray-text", name=name, expected=f"{name[:4]}.yml")
        return issue("file-stray", path, template="stray-copy" if right in names else "stray-name", name=name,
                     expected=right)
    if name.startswith("~$") or name.endswith(".tmp"):
        return issue("file-stray", path, template="stray-lock")
    if _ORIGINAL.fullmatch(name):
        years = [year for year in reports_in(names) if str(year) in name] or list(reports_in(names))
        return issue("file-stray", path, template="stray-original", name=name,
                     expected=f"{years[0]}.yml" if len(years) == 1 else "这一年的 <年份>.yml")
    return issue("file-stray", path)
