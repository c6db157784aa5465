"""What a consolidation did, as plain data: for the command line, JSON and the message of the button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from xltrade.core.dtypes import Frame, empty, records
from xltrade.core.schema import Lang, Words
from xltrade.declared import tables
from xltrade.declared.rejects.reject import Reject
from xltrade.files.reading import Count
from xltrade.pay.periods import period_of


def total(counts: Mapping[tuple[str, str], Count]) -> Count:
    """Rows over all files and tables."""
    return Count(*(sum(getattr(c, k) for c in counts.values()) for k in ("read", "kept", "rejected")))


@dataclass(frozen=True)
class Settled:
    """What a settlement of one person came to, CNY. status: its key, such as "calculated"."""

    id: str
    person_id: str
    name: str
    commission: float
    total: float
    status: str

    def state(self, lang: Lang) -> str:
        """Its status in words."""
        choices = tables.SETTLEMENTS["status"].choices
        return choices.label(self.status, lang) if choices else self.status


def settled_now(before: Frame, after: Frame, people: Frame) -> dict[str, list[Settled]]:
    """Period -> the settlements of it, for each period that this run was asked to settle or in which one changed."""
    known = {(r["id"], r["commission"], r["status"]) for r in records(before)}
    asked = {period_of(r["period"]) for r in records(before) if r["id"] is None} - {None}
    names = {r["id"]: r["name"] or "" for r in records(people)}
    found: dict[str, list[Settled]] = {p: [] for p in sorted(filter(None, asked))}
    for row in records(after):
        changed = (row["id"], row["commission"], row["status"]) not in known
        if row["person_id"] and row["status"] not in (None, "void", "draft") and (row["period"] in asked or changed):
            paid = (float(row["commission"] or 0), float(row["total"] or 0))
            who = (row["person_id"], names.get(row["person_id"], ""))
            found.setdefault(row["period"], []).append(Settled(row["id"], *who, *paid, row["status"]))
    return found


@dataclass(frozen=True)
class Written:
    """What writing a master left: the copy of the old one, the manager's own sheets that live on in the new one.

    dry: nothing was written, this is what would have been.
    """

    backup: Path | None
    own_sheets: tuple[str, ...] = ()
    dry: bool = False


@dataclass(frozen=True)
class Result:
    """What a consolidation did. counts: (file, table) -> rows; dashboard: one row a person; settlements: by period;
    notes: on the calendar; changes, exceptions: these sheets of the master; dry: nothing was written.
    """

    master: Path
    backup: Path | None
    counts: Mapping[tuple[str, str], Count]
    rejects: tuple[Reject, ...]
    dashboard: Frame
    fingerprint: str
    seconds: float
    files: tuple[str, ...] = field(default=())
    notes: tuple[Words, ...] = ()
    settlements: Mapping[str, list[Settled]] = field(default_factory=dict)
    own_sheets: tuple[str, ...] = ()
    changes: Frame = field(default_factory=lambda: empty(tables.CHANGES))
    exceptions: Frame = field(default_factory=lambda: empty(tables.EXCEPTIONS))
    dry: bool = False

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
            "own_sheets": list(self.own_sheets),
            "read": self.total.read,
            "kept": self.total.kept,
            "rejected": self.total.rejected,
            "tables": [
                {"file": f, "table": t, "read": c.read, "kept": c.kept, "rejected": c.rejected}
                for (f, t), c in self.counts.items()
            ],
            "rejects": [record(r, lang) for r in self.rejects if r.severity == "reject"],
            "warnings": [record(r, lang) for r in self.rejects if r.severity == "warning"],
            "changes": records(self.changes),
            "exceptions": records(self.exceptions),
            "dry_run": self.dry,
            "notes": [n.text(lang) for n in self.notes],
            "people": records(self.dashboard),
            "settlements": {p: [asdict(s) for s in found] for p, found in self.settlements.items()},
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
