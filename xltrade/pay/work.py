"""One settling while it goes on: the two sheets as typed rows, and what there is to say about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from xltrade.core.identity import Identity
from xltrade.declared import tables
from xltrade.declared.rejects.pay import BONUS_WITHOUT_REASON
from xltrade.declared.rejects.problem import Problem
from xltrade.declared.rejects.reject import Reject
from xltrade.pay.firm import Firm
from xltrade.pay.periods import period_of
from xltrade.pay.rows import fen_of
from xltrade.pay.settlements import FIRST_ROW, LIVE, Entry, Line, Settlement


@dataclass
class Work:
    """One settling: the rows of Settlements in their order, the lines by settlement, the warnings found so far,
    what was entered late, the receipts that stand in a workbook.

    A row is exchanged for its successor by `put`; its `row` says where it stands.
    """

    firm: Firm
    master: str
    sheet: list[Settlement]
    stored: dict[str, list[Line]]
    notes: list[Reject] = field(default_factory=list)
    late: list[Entry] = field(default_factory=list)
    found: frozenset[Identity] = frozenset()

    @classmethod
    def of(cls, firm: Firm, master: str) -> Work:
        """The sheets as the master has them; master: its file's name, for messages."""
        ledger = firm.ledger
        lines = {name: list(lines) for name, lines in ledger.lines.items()}
        return cls(firm, master, list(ledger.settlements), lines, late=list(ledger.late))

    def put(self, row: Settlement) -> Settlement:
        """Put a row in the place of the one with its line."""
        self.sheet[row.row - FIRST_ROW] = row
        return row

    def append(self, row: Settlement) -> None:
        """A new row below the others."""
        self.sheet.append(_at(row, len(self.sheet)))

    def expand(self, each: Callable[[Settlement], Iterable[Settlement]]) -> None:
        """Exchange each row, in its order and told its new line, for one or several; those below move down."""
        made: list[Settlement] = []
        for row in self.sheet:
            for new in each(_at(row, len(made))):
                made.append(_at(new, len(made)))
        self.sheet = made

    def note(self, kind: Problem, row: Settlement, column: str, value: str, hint: str = "") -> None:
        """A warning at a cell of the Settlements sheet, once a row."""
        table, lang = tables.SETTLEMENTS, self.firm.lang
        said = Reject(
            kind, self.master, table.label(lang), table.key, row.row, table[column].label(lang), value, hint=hint
        )
        if not any((n.kind, n.row) == (kind, row.row) for n in self.notes if n.table == table.key):
            self.notes.append(said)

    def lines(self, row: Settlement) -> list[Line]:
        """A settlement's lines as they now are."""
        return self.stored.get(row.id or "", [])

    def closed(self, account: str, period: str) -> bool:
        """Whether an account's settlement of a quarter is confirmed."""
        return any(r.period == period and r.account == account for r in self.frozen)

    def number(self, period: str, who: str) -> str:
        """The next free settlement ID, such as 2026Q3-E1, after a void one 2026Q3-E1-2."""
        used, first = {r.id for r in self.sheet}, f"{period}-{who}"
        return next(n for i in range(1, len(used) + 2) if (n := first if i == 1 else f"{first}-{i}") not in used)

    def total(self, row: Settlement) -> Settlement:
        """Commission and the bonus, which counts with a reason only (R047); a sealed settlement stays as it is."""
        if row.seal or row.commission is None:
            return row
        bonus = fen_of(row.bonus)
        if bonus and not row.bonus_reason:
            self.note(BONUS_WITHOUT_REASON, row, "bonus_reason", row.id or "")
            bonus = 0
        return self.put(replace(row, total=(fen_of(row.commission) + bonus) / 100))

    @property
    def frozen(self) -> list[Settlement]:
        """The confirmed ones."""
        return [r for r in self.sheet if r.frozen]

    @property
    def live(self) -> list[Settlement]:
        """Those that are worked out anew."""
        return [r for r in self.sheet if r.status in LIVE and r.period == period_of(r.period)]

    @property
    def wanted(self) -> list[str]:
        """Every quarter that has a settlement, oldest first."""
        return sorted({r.period for r in [*self.live, *self.frozen]})


def _at(row: Settlement, place: int) -> Settlement:
    """A row as it stands in the sheet's place, from 0."""
    return row if row.row == FIRST_ROW + place else replace(row, row=FIRST_ROW + place)
