"""Fourth step of a consolidation: the new master as a plan, not yet written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from xltrade.core.dtypes import Frame
from xltrade.jobs import report
from xltrade.jobs.fingerprint import fingerprint
from xltrade.jobs.record import Result, Written, settled_now, total
from xltrade.jobs.settle import Paid
from xltrade.sheets.books.data import Account, MasterData
from xltrade.sheets.books.master import master_book
from xltrade.sheets.plan import Book


@dataclass(frozen=True)
class Draft:
    """A consolidation worked out and not yet written: what both writers take, the file's and the open book's.

    dashboard: one row a person; account: what the master says of this consolidation.
    """

    book: Book
    paid: Paid
    dashboard: Frame
    account: Account

    def result(self, master: Path, written: Written, seconds: float) -> Result:
        """The account of it, once it is written to `master`, which took so many seconds in all."""
        merged, said = self.paid.merged, self.account
        return Result(
            master,
            written.backup,
            merged.counts,
            self.paid.rejects,
            self.dashboard,
            said.fingerprint,
            round(seconds, 2),
            merged.files,
            merged.given.notes,
            settled_now(merged.given.own["settlements"], self.paid.own["settlements"], merged.people),
            written.own_sheets,
        )


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
    book = master_book(data(paid, account))
    placed = book.block("dashboard")
    assert placed is not None, "every master has a dashboard"
    return Draft(book, paid, placed[1].frame, account)


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
            "day": pd.DataFrame({"day": [str(given.today)]}, dtype="str"),
        }
    )
