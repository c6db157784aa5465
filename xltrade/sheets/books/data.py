"""What the manager's master shows, as one typed value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from xltrade.core.dtypes import Frame, Frames, build, empty
from xltrade.core.schema import Table
from xltrade.declared import tables
from xltrade.rules import policy
from xltrade.rules.policy import Policy
from xltrade.sheets.look import Look


@dataclass(frozen=True)
class Account:
    """What the last consolidation says of itself: its day, rows over all files, seconds (0 = not timed) (R211).

    fingerprint: 16 hex digits of everything in the master, such as "2d2fa99611bb56d1".
    """

    day: dt.date
    fingerprint: str
    seconds: float
    read: int
    kept: int
    rejected: int

    @property
    def settings(self) -> dict[str, Any]:
        """Its lines of the Settings sheet."""
        return {
            "consolidated": self.day,
            "fingerprint": self.fingerprint,
            "seconds": self.seconds,
            "rows_read": self.read,
            "rows_kept": self.kept,
            "rows_rejected": self.rejected,
        }


@dataclass(frozen=True)
class MasterData:
    """Everything that the manager's workbook shows.

    manager: the frames of `tables.MANAGER`; shared: the policy tables, `rules` the policy in force on the day of
    `look`; merged: the salesperson tables of everybody with computed columns and `owner`, `owner_name`, `file`,
    `source_row`, `extra`; report to reviews, changes, exceptions: the frames of these tables; settings: lines of
    the Settings sheet that stood there before; account: None where nothing was consolidated yet.
    """

    manager: Mapping[str, Frame]
    shared: Mapping[str, Frame]
    rules: Policy
    merged: Mapping[str, Frame]
    report: Frame
    rejects: Frame
    payroll: Frame
    fund: Frame
    reviews: Frame
    look: Look
    settings: Mapping[str, Any] = field(default_factory=dict)
    account: Account | None = None
    changes: Frame = field(default_factory=lambda: empty(tables.CHANGES))
    exceptions: Frame = field(default_factory=lambda: empty(tables.EXCEPTIONS))

    @property
    def results(self) -> Frames:
        """The frames that follow from the consolidation, by table."""
        return {"report": self.report, "rejects": self.rejects, "payroll": self.payroll, "fund": self.fund,
                "reviews": self.reviews, "changes": self.changes, "exceptions": self.exceptions}  # fmt: skip


def unconsolidated(
    manager: Mapping[str, Frame],
    shared: Mapping[str, Frame],
    look: Look,
    rules: Policy | None = None,
    settings: Mapping[str, Any] | None = None,
) -> MasterData:
    """A master into which nothing was brought together yet; rules: None = as `shared` says on the day of `look`."""
    nothing = empty_results()
    return MasterData(
        manager,
        shared,
        rules or policy.read(shared, look.today),
        {t.key: nothing[t.key] for t in tables.SALES},
        nothing["report"],
        nothing["rejects"],
        nothing["payroll"],
        nothing["fund"],
        nothing["reviews"],
        look,
        settings or {},
    )


def empty_results() -> Frames:
    """Report and rejects without rows, and the consolidated tables likewise: an empty master."""
    made = {t.key: _typed_empty(t) for t in (*tables.CONSOLIDATED, *tables.RESULTS[1:])}
    return made


def _typed_empty(table: Table) -> Frame:
    return build(replace(table, columns=tuple(replace(c, computed=False) for c in table.columns)), [])
