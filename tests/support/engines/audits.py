"""Whether Excel would open a file without repair: our own checks of its package, and openxml-audit."""

from __future__ import annotations

import functools
import re
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import soundness

_ROW = re.compile(rb"<row [^>]*?(?:/>|>.*?</row>)", re.DOTALL)
_SAID = (
    (re.compile(rb'(<(?:row|c) r="[A-Z]*)\d+"'), rb'\1"'),
    (re.compile(rb"<v>[^<]*</v>"), b"<v/>"),
    (re.compile(rb"(<(?:t|f)\b[^>]*>)[^<]*"), rb"\1"),
)
"""What may differ between rows that are alike: their number, the values, the text of the formulas."""
ALIKE = 2
"""So many rows of one shape stay in the copy that openxml-audit gets."""


@functools.cache
def _validator() -> Any:
    import openxml_audit  # loading it takes as long as pandas

    return openxml_audit.OpenXmlValidator(file_format=openxml_audit.FileFormat.MICROSOFT_365)


def audit(path: Path) -> list[str]:
    """Every finding of our own checks and of openxml-audit, then its verdict unless that is a clean opening in Excel.

    [] is a sound file. Our own checks see every cell; openxml-audit, which takes 20 s for the demo's master, sees
    every shape of a row twice.
    """
    import openxml_audit

    own = soundness.findings(path)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        thin(path, copy)
        result = _validator().validate(str(copy))
    verdict = openxml_audit.predict(result)
    clean = verdict.prediction is openxml_audit.AppPrediction.OPENS_CLEAN
    theirs = [f"{error.severity.value} {error}" for error in result.errors]
    return [*own, *theirs, *([] if clean else [verdict.headline])]


def thin(path: Path, copy: Path) -> None:
    """The file with `ALIKE` of those rows of a sheet that differ in number, values and formula text only."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                data = _thinned(data)
            target.writestr(item.filename, data)


def _thinned(sheet: bytes) -> bytes:
    seen = Counter[bytes]()

    def kept(match: re.Match[bytes]) -> bytes:
        shape = functools.reduce(lambda text, edit: edit[0].sub(edit[1], text), _SAID, match.group())
        seen[shape] += 1
        return match.group() if seen[shape] <= ALIKE else b""

    return _ROW.sub(kept, sheet)
