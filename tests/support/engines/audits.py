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

_PART = {
    "xl/worksheets/sheet": (re.compile(rb"<row [^>]*?(?:/>|>.*?</row>)", re.DOTALL), re.compile(rb"<c ")),
    "xl/sharedStrings": (re.compile(rb"<si>.*?</si>", re.DOTALL), re.compile(rb"(?!)")),
}
"""Of which parts alike rows or texts are left out, and where these are cut into pieces: a row into its cells."""
_SAID = (
    (re.compile(rb'(<row r=")\d+"|(\br="[A-Z]+)\d+"'), rb'\1\2"'),
    (re.compile(rb"<v>[^<]*</v>"), b"<v/>"),
    (re.compile(rb"(<(?:t|f)\b[^>]*>)[^<]*"), rb"\1"),
)
"""What may differ between pieces that are alike: their number, the values, the text of the formulas."""
_INDEX = re.compile(rb'(<c [^>]*t="s"[^>]*><v>)\d+')
"""Which text a cell shows; the first of those that are left stands for all (our own checks see the indices)."""
ALIKE = 2
"""So many pieces of one shape stay in the copy that openxml-audit gets."""


@functools.cache
def _validator() -> Any:
    import openxml_audit  # loading it takes as long as pandas

    return openxml_audit.OpenXmlValidator(file_format=openxml_audit.FileFormat.MICROSOFT_365)


def audit(path: Path) -> list[str]:
    """Every finding of our own checks and of openxml-audit, then its verdict unless that is a clean opening in Excel.

    [] is a sound file. Our own checks see every cell; openxml-audit, which takes 20 s for the demo's master, sees
    every shape of a row's head and of a column's cell twice.
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
    """The file without those rows and texts whose pieces all stand in it `ALIKE` times, other values aside."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            for start, (whole, cut) in _PART.items():
                if item.filename.startswith(start):
                    data = _thinned(data, whole, cut)
            target.writestr(item.filename, data)


def _thinned(part: bytes, whole: re.Pattern[bytes], cut: re.Pattern[bytes]) -> bytes:
    seen = Counter[bytes]()

    def kept(match: re.Match[bytes]) -> bytes:
        text = functools.reduce(lambda text, edit: edit[0].sub(edit[1], text), _SAID, match.group())
        pieces = set(cut.split(text))
        new = any(seen[piece] < ALIKE for piece in pieces)
        seen.update(pieces)
        return _INDEX.sub(rb"\g<1>0", match.group()) if new else b""

    return whole.sub(kept, part)
