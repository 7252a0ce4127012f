"""A value of one line of YAML as it was meant: its quotation marks, brackets, commas, and signs that YAML keeps.

Only what YAML cannot read is put right here. What it can read is judged where the value's meaning is known.
"""

from __future__ import annotations

import re

_WIDE_CLOSERS = {"］": "]", "】": "]", "｝": "}", "）": "]", ")": "]"}
_PAIRS = {"[": "]", "{": "}"}
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"')
_SINGLE = re.compile(r"'(?:[^']|'')*+'")
_ESCAPES = re.compile(r'\\(?![0abtnvfre "/\\N_LP\n\t]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})')
_DRIVE = re.compile(r'"[A-Za-z]:\\')
_INNER_KEY = re.compile(r"(?<=[{,，])(\s*[A-Za-z_]+)\s*(?:[：﹕∶]\s*|:(?=[^\s]))")
_INNER_COMMA = re.compile(r"，\s*(?=[A-Za-z_]+:)")
_RESERVED = re.compile(r"[@`%]|[*&!](?![A-Za-z0-9_!-])|[|>](?![+-]?[0-9]?[+-]?$)|[-?] ")
_CELL_SIGN = re.compile(r"(?:-(?=\s*$)|[@`%?|>]|[*&!](?![A-Za-z0-9_!-]))")


def without_comment(text: str) -> tuple[str, str]:
    """A value without its comment and the spaces before it, and these."""
    quote = ""
    for at, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and (not at or text[at - 1] in " [{,:"):
            quote = sign
        elif sign == "#" and (not at or text[at - 1] in " \t"):
            bare = text[:at].rstrip(" \t")
            return bare, text[len(bare):]
    if quote and (at := text.find(" # ")) >= 0:  # a quotation without an end took the comment in
        bare = text[:at].rstrip(" ")
        return bare, text[len(bare):]
    return text.rstrip(" \t"), ""


def put_right(value: str, alone: bool, *, of_key: bool) -> tuple[str, list[str], str]:
    """A value as it was meant; what was wrong with it; the sign that closes it if it goes on below.

    `alone`: the next line begins something else. `of_key`: it stands behind a key, where no other colon may follow.
    """
    bare, comment = without_comment(value)
    if not bare:
        return value, [], ""
    whys: list[str] = []
    open_ended = ""
    if bare[0] == '"':
        bare, open_ended = _double(bare, alone, whys)
    elif bare[0] == "'":
        if not _SINGLE.fullmatch(bare):
            if alone or _SINGLE.match(bare):
                whys.append("英文单引号没有成对，或者引号里面还有单引号")
                bare = _as_text(bare.strip("'"))
            else:
                open_ended = "'"
    elif bare[0] in _PAIRS:
        bare, open_ended = _brackets(bare, alone, whys)
    elif bare[0] in "]},":
        whys.append(f"“{bare[0]}”前面缺了内容，括号没有成对")
        bare = _as_text(bare)
    elif _RESERVED.match(bare):
        whys.append(f"以 {bare[0]} 开头的文字要放在英文引号里")
        bare = _as_text(bare)
    elif of_key and re.search(r":(?: |$)", bare):
        whys.append("文字里有英文冒号，整段文字要放在英文引号里")
        bare = _as_text(bare)
    return (bare + comment if whys else value), whys, open_ended


def _double(bare: str, alone: bool, whys: list[str]) -> tuple[str, str]:
    if _DRIVE.match(bare) or (_ESCAPES.search(bare) and bare[-1] == '"'):
        whys.append("英文双引号里的反斜杠（\\）有特殊含义，请改用正斜杠（/）或删去")
        bare = bare.replace("\\", "/")
    found = _QUOTED.match(bare)
    if found and found.end() == len(bare):
        return bare, ""
    if found:
        inner = bare[1:].removesuffix('"').rstrip("”“")
        whys.append("引号里面还有英文引号，里面的请改成中文引号（“”），或把外面的换成英文单引号")
        return "'" + inner.replace("'", "''") + "'", ""
    if bare[-1] in "”“＂":
        whys.append("前后的引号不一样，一个是英文的，一个是中文的，请都用英文引号")
        return f'{bare[:-1]}"', ""
    if alone:
        whys.append("英文引号没有成对，少了后一个")
        return f'{bare}"', ""
    return bare, '"'


def _as_text(bare: str) -> str:
    return '"' + bare.replace("\\", "\\\\").replace('"', "”") + '"'


def _brackets(bare: str, alone: bool, whys: list[str]) -> tuple[str, str]:
    """A list or mapping on one line. Its cells are put right one by one, then its end."""
    if bare[0] == "{" or "{" in bare:
        fixed = _INNER_KEY.sub(r"\1: ", bare)
        if fixed != bare:
            whys.append("花括号里每个名称的后面要写英文冒号加一个空格")
            bare = fixed
        if bare[0] == "{" and (fixed := _INNER_COMMA.sub(", ", bare)) != bare:
            whys.append("花括号里各项之间要用英文逗号")
            bare = fixed
    if bare[0] == "{" and re.fullmatch(r"\{[\d\s,，、]*[\]}］】｝]", bare):
        whys.append("一行数要放在方括号 [ ] 里，不是花括号")
        return f"[{bare[1:-1]}]", ""
    stack, out, at = [], "", 0
    empty = False
    while at < len(bare):
        sign = bare[at]
        if sign in _PAIRS:
            stack.append(_PAIRS[sign])
            empty = sign == "["
            out += sign
        elif sign in "\"'" and out.rstrip()[-1:] in ("[", "{", ",", ":"):
            found = (_QUOTED if sign == '"' else _SINGLE).match(bare, at)
            wide = re.compile(r'"[^",\[\]]*[”“＂]').match(bare, at)
            if wide and (not found or wide.end() < found.end()):
                whys.append("前后的引号不一样，一个是英文的，一个是中文的，请都用英文引号")
                out += f'{wide[0][:-1]}"'
                at = wide.end()
                empty = False
                continue
            if not found:
                cell = re.compile(r"[^,\]}]*").match(bare, at)
                words = cell[0].rstrip() if cell else sign
                whys.append("英文引号没有成对")
                out += words + sign
                at += len(words)
                empty = False
                continue
            out += found[0]
            at = found.end()
            empty = False
            if bare[at:].lstrip()[:1] not in ("", ",", "]", "}", ":", *_WIDE_CLOSERS):
                whys.append("两格之间少了英文逗号")
                out += ","
            continue
        elif sign == "," and stack:
            if empty:
                whys.append("两个逗号之间没有内容，空白格请写 null")
                out = out.rstrip() + (" null" if out.rstrip()[-1:] == "," else "null")
            empty = stack[-1] == "]"
            out += sign
        elif sign in "]}" or (sign in _WIDE_CLOSERS and at == len(bare) - 1 and stack):
            wanted = stack.pop() if stack else ""
            if sign != wanted:
                whys.append(f"结尾的“{sign}”应当是英文的 {wanted}" if wanted else f"多了一个 {sign}")
            out += wanted
            empty = False
            if not stack and (rest := bare[at + 1:].strip()):
                whys.append(f"方括号后面多了“{rest[:20]}”" if rest[0] not in "]}" else f"多了一个 {rest[0]}")
                return out, ""
        elif sign.isspace():
            out += sign
        elif empty and _CELL_SIGN.match(bare, at, _cell_end(bare, at)):
            words = bare[at:_cell_end(bare, at)].rstrip()
            whys.append(f"“{words[:20]}”要加英文引号")
            out += f'"{words}"'
            at += len(words)
            empty = False
            continue
        else:
            empty = False
            out += sign
        at += 1
    if not stack:
        return out, ""
    if not alone:
        return (out, stack[0]) if whys else (bare, stack[0])
    whys.append(f"{'方' if stack[-1] == ']' else '花'}括号没有成对，结尾少了 {''.join(reversed(stack))}")
    return out.rstrip(", ") + "".join(reversed(stack)), ""


def _cell_end(bare: str, at: int) -> int:
    found = re.compile(r"[,\]}]").search(bare, at)
    return found.start() if found else len(bare)
