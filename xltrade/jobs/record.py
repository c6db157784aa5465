"""What a consolidation did, as plain data: for the command line, JSON and the message of the button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xltrade.core.dtypes import Frame, records
from xltrade.core.schema import Lang, Words
from xltrade.declared.rejects.reject import Reject
from xltrade.files.reading import Count


def total(counts: Mapping[tuple[str, str], Count]) -> Count:
    """Rows over all files and tables."""
    return Count(*(sum(getattr(c, k) for c in counts.values()) for k in ("read", "kept", "rejected")))


@dataclass(frozen=True)
class Result:
    """What a consolidation did. counts: (file, table) -> rows; dashboard: one row a person; notes: on the calendar."""

    master: Path
    backup: Path | None
    counts: Mapping[tuple[str, str], Count]
    rejects: tuple[Reject, ...]
    dashboard: Frame
    fingerprint: str
    seconds: float
    files: tuple[str, ...] = field(default=())
    notes: tuple[Words, ...] = ()

    @property
    def total(self) -> Count:
        """Rows over all files and tables."""
        return total(self.counts)

    def summary(self, lang: Lang = "zh") -> dict[str, Any]:
        """The machine-readable account."""
        return {
            "master": str(self.master),
            "backup": str(self.backup) if self.backup else None,
            "files": list(self.files),
            "read": self.total.read,
            "kept": self.total.kept,
            "rejected": self.total.rejected,
            "tables": [
                {"file": f, "table": t, "read": c.read, "kept": c.kept, "rejected": c.rejected}
                for (f, t), c in self.counts.items()
            ],
            "rejects": [record(r, lang) for r in self.rejects if r.severity == "reject"],
            "warnings": [record(r, lang) for r in self.rejects if r.severity == "warning"],
            "notes": [n.text(lang) for n in self.notes],
            "people": records(self.dashboard),
            "fingerprint": self.fingerprint,
            "seconds": self.seconds,
        }


def record(reject: Reject, lang: Lang) -> dict[str, str | int | None]:
    """A reject as plain data, its whole sentence under `message`."""
    return {
        "code": reject.code,
        "file": reject.file,
        "sheet": reject.sheet,
        "table": reject.table,
        "row": reject.row,
        "column": reject.column,
        "value": reject.value,
        "content": reject.content,
        "message": reject.message(lang),
    }
