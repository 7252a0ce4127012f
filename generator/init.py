"""`portal init`: a folder → a complete data repository, from the starter that the program brings.

The data repository holds reports and what its operator decides; the program is installed at the version that its
requirements.txt names, and its workflows call those of the program's repository at that version's major tag.
"""

from __future__ import annotations

from pathlib import Path

from generator.issue import BuildError

HOME = "https://github.com/example-org/township-disclosure-portal"  # the program's: its workflows are called
STARTER = Path(__file__).parent / "starter"


def init(folder: Path, kind: str, version: str, program: str = HOME) -> list[Path]:
    """Write the starter into a folder; returns the files. Never overwrites: raises BuildError and writes nothing.

    `kind`: `portal`, or `nation` for the front page of several. `version` is the program's, `program` the address of
    its repository: https://github.com/owner/name.
    """
    files = {path.relative_to(place): path for place in (STARTER / "common", STARTER / kind)
             for path in sorted(place.rglob("*")) if path.is_file()}
    if folder.exists() and not folder.is_dir():
        raise BuildError(f"{folder} 是一个文件，不是文件夹。没有改动任何文件。")
    if there := next((folder / name for name in files if (folder / name).exists()), None):
        raise BuildError(f"{there} 已经存在，没有改动任何文件。请用一个新的或空的文件夹。")
    major = version.partition(".")[0]
    words = {"@@VERSION@@": version, "@@TAG@@": f"v{major}", "@@PROGRAM@@": program.removeprefix("https://github.com/")}
    for name, path in files.items():
        text = path.read_text(encoding="utf-8")
        for mark, word in words.items():
            text = text.replace(mark, word)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in files]
