"""Fourth step of a consolidation: the new master as a plan, not yet written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from xltrade.core.dtypes import Frame
from xltrade.declared import tables
from xltrade.jobs import difference, exceptions, report
from xltrade.jobs.fingerprint import fingerprint
from xltrade.jobs.record import Result, Written, settled_now, total
from xltrade.jobs.settle import Paid
from xltrade.sheets.books.data import Account, MasterData
from xltrade.sheets.books.master import master_book
from xltrade.sheets.plan import Book

_DECIDED = [c.key for c in tables.CUSTOMERS.inputs if c.by_manager]


@dataclass(frozen=True)
class Draft:
    """A consolidation worked out and not yet written: what both writers take, the file's and the open book's.

    account: what the master says of this consolidation; changes: its sheet
    Changes.
    """

    book: Book
    paid: Paid
    account: Account
    changes: Frame

    def result(self, master: Path, written: Written, seconds: float) -> Result:
        """The account of it, once it is written to `master`, which took so many seconds in all."""
        merged, said = self.paid.merged, self.account
        return Result(
            master,
            written.backup,
            merged.counts,
            self.paid.rejects,
            self.frame("dashboard"),
            said.fingerprint,
            round(seconds, 2),
            merged.files,
            merged.given.notes,
            settled_now(merged.given.own["settlements"], self.paid.own["settlements"], merged.people),
            written.own_sheets,
            self.changes,
            self.frame("exceptions"),
            written.dry,
        )

    def frame(self, table: str) -> Frame:
        """A table of the new master."""
        placed = self.book.block(table)
        assert placed is not None, f"every master has {table}"
        return placed[1].frame


def plan(paid: Paid, elapsed: Callable[[], float]) -> Draft:
    """The new master.

    elapsed: seconds since the work began; the same content keeps the duration of the run before, so that twice the
    same input gives the same file.
    """
    given = paid.merged.given
    whole = _whole(paid)
    same = given.settings.get("fingerprint") == whole
    seconds = float(given.settings["seconds"]) if same else round(elapsed(), 2)
    rows = total(paid.merged.counts)
    account = Account(given.today, whole, seconds, rows.read, rows.kept, rows.rejected)
    changes = _changes(paid, same)
    book = master_book(replace(data(paid, account), changes=changes))
    return Draft(book, paid, account, changes)


def _changes(paid: Paid, same: bool) -> Frame:
    """The sheet Changes; the same content keeps that of the run before."""
    before, lang = paid.merged.given.before, paid.merged.given.look.lang
    if same and before.changes is not None:
        return before.changes
    return difference.framed(paid.merged.changes.lines, lang)


def data(paid: Paid, account: Account) -> MasterData:
    """What the book of the new master shows."""
    given, lang = paid.merged.given, paid.merged.given.look.lang
    return MasterData(
        manager=paid.own,
        shared=given.shared,
        rules=given.rules,
        merged=paid.merged.tables,
        report=report.report(paid.merged, paid.rejects, lang),
        rejects=report.listed(paid.rejects, lang),
        exceptions=exceptions.framed((*paid.rejects, *paid.merged.exceptions), paid.merged.owners, given.before, lang),
        payroll=paid.payroll,
        fund=paid.fund,
        reviews=paid.reviews,
        look=given.look,
        settings=given.settings,
        account=account,
    )


def _whole(paid: Paid) -> str:
    """The fingerprint of everything in the new master: what the manager typed, the policy, each workbook, the day."""
    given, files = paid.merged.given, paid.merged.fingerprints
    prints = {"name": list(files), "print": list(files.values())}
    return fingerprint(
        {
            **paid.own,
            **given.shared,
            "files": pd.DataFrame(prints, dtype="str"),
            "decided": paid.merged.tables["customers"][["owner", "id", *_DECIDED]],
            "day": pd.DataFrame({"day": [str(given.today)]}, dtype="str"),
        }
    )
