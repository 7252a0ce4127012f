"""Names of folders and files that every system can hold: a portal is cloned on Windows too.

There a few names mean devices, whatever their ending, and some characters cannot be in a name at all; one such file in
a repository, and nobody there can check it out.
"""

from __future__ import annotations

import re

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³]|conin\$|conout\$) *(\..*)?", re.IGNORECASE | re.DOTALL)


def folder_fault(name: str) -> str:
    """What is wrong with the name of a county's or township's folder, as a clause in Chinese; "" if nothing."""
    if not _SLUG.fullmatch(name):
        return "只用小写英文字母、数字和连字符，如 jinzhongzi"
    return _device_fault(name)


def file_fault(name: str) -> str:
    """What keeps a file of this name from some systems, as a clause in Chinese; "" if nothing."""
    if found := re.search(r'[<>:"/\\|?*\x00-\x1f]', name):
        return "有看不见的控制字符" if found[0] < " " else f"Windows 的文件名里不能有 {found[0]}"
    if name.endswith((".", " ")):
        return "Windows 的文件名不能以英文句点或空格结尾"
    return _device_fault(name)


def _device_fault(name: str) -> str:
    found = _DEVICE.fullmatch(name)
    return f"{found[1].upper()} 是 Windows 的设备名，在 Windows 上不能用，请换一个" if found else ""


def path_fault(path: str) -> str:
    """What is wrong with <county>/<township> as typed on the command line; "" if nothing."""
    parts = path.split("/")
    if len(parts) != 2 or not all(map(_SLUG.fullmatch, parts)):
        return "请写成 县/乡镇，只用小写英文字母、数字和连字符，如 anqiu/jinzhongzi"
    return next(filter(None, map(_device_fault, parts)), "")
