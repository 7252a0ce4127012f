"""A Paper as PDF: what LibreOffice makes of the Word document, where it is installed."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from generator.importing.readers.office import convert, office
from tests.documents import word
from tests.documents.paper import Paper


def writer() -> str | None:
    """LibreOffice, if its part for texts is there: one that only knows workbooks is of no use here."""
    program = office()
    return program if program and (Path(program).resolve().parent / "libswlo.so").exists() else None


def dressed(paper: Paper, chance: Random) -> bytes:
    """Raises RuntimeError where there is no LibreOffice."""
    program = writer()
    if program is None:
        raise RuntimeError("no LibreOffice here")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "document.docx"
        file.write_bytes(word.dressed(paper, chance))
        return convert(program, file, "pdf", Path(folder) / "out").read_bytes()
