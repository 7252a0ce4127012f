"""Documents that only LibreOffice opens (.doc, .wps, .rtf, .odt) → converted to .docx, then read as such.

Without LibreOffice the answer is what a clerk can do. The conversion runs in a folder of its own, without
macros, within the document's limits of time and memory.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.importing import limits
from generator.importing.sentences import Refused
from generator.importing.source import Source

LONGEST = 120  # seconds by the clock


def office() -> str | None:
    """LibreOffice's program, if it is there."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def read(content: bytes, suffix: str) -> Source:
    program = office()
    if program is None:
        raise Refused("needs-office", suffix=suffix)
    from generator.importing.readers import docx
    with TemporaryDirectory(prefix="portal-") as work:
        file = Path(work) / f"document{suffix}"
        file.write_bytes(content)
        converted = convert(program, file, "docx", Path(work) / "out")
        content = converted.read_bytes()
    source = docx.read(content, ".docx")
    source.kind = suffix.removeprefix(".")
    source.remark("old-format")
    return source


def convert(program: str, file: Path, form: str, out: Path) -> Path:
    """`file` in another form, written into `out`."""
    command = [program, f"-env:UserInstallation=file://{out}-profile", "--headless", "--norestore", "--convert-to",
               form, "--outdir", str(out), str(file)]
    try:
        ended_well = limits.run(command, LONGEST)
    except OSError as error:
        raise Refused("office-failed") from error
    found = out / f"{file.stem}.{form.partition(':')[0]}"
    if not ended_well or not found.is_file():
        raise Refused("office-failed")
    return found
