"""Working out the settlements: what is to be earned, quarter by quarter, and who gets which lines of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from xltrade.computed.cards import Score
from xltrade.core.errors import PolicyError, ValueNotComputable
from xltrade.core.identity import Identity
from xltrade.declared import tables
from xltrade.declared.rejects.pay import (
    ANSWER_CHANGED,
    FROZEN_DIFFERS,
    KEPT_AS_IT_WAS,
    KEPT_POLICY,
    NOTHING_TO_SETTLE,
    POLICY_OF_PERIOD,
    SETTLED_CHANGED,
    SETTLED_TWICE,
)
from xltrade.declared.rejects.reject import Reject
from xltrade.pay.due import Books, Due, Quarter, worked_out
from xltrade.pay.firm import Firm
from xltrade.pay.history import History, Paid, confirmed_first, history
from xltrade.pay.kept import people_text, policy_text
from xltrade.pay.lines import Said, owed, written, yuan
from xltrade.pay.parts import Found, Part, parts
from xltrade.pay.periods import bounds
from xltrade.pay.rows import fen_of
from xltrade.pay.scores import score
from xltrade.pay.seal import policy_print
from xltrade.pay.seen import CORRECTED, Memory
from xltrade.pay.settlements import LIVE, Settlement
from xltrade.pay.terms import crew
from xltrade.pay.work import Work
from xltrade.rules.commission_steps import FUND, POOL

FUND_ID = "FUND"


def calculate(work: Work) -> None:
    """Every quarter that has a settlement, oldest first; later ones take up what earlier ones leave over."""
    if not work.wanted:
        return
    try:
        plain, past = work.firm, history(work.frozen, work.stored)
        work.firm = replace(plain, kept=past.policies_kept(plain))
        memory = _remembered(work)
        found = parts(work.firm, _since(work), memory.place(work.firm, _shut(work)))
        work.found = frozenset(p.key.receipt for p in found.parts)
        work.firm = replace(work.firm, refused=work.firm.refused | found.unrated)
        other = memory.take(work.firm, found.parts, _matters(work), work.wanted)
        books = Books(work.firm, memory, past)
        dues = books.dues(work)
    except (PolicyError, ValueNotComputable) as error:
        return _give_up(work, work.live, error)
    work.notes += [*_of_concern(found, work.wanted), *_changed(work.firm, memory, dues)]
    today = _Today(work, plain, books, other)
    for period in work.wanted:
        try:
            _quarter(work, books.quarter(period), [d for d in dues if d.pays == period], past)
            _say_differences(work, period, books, dues, today)
        except (PolicyError, ValueNotComputable) as error:
            _give_up(work, [r for r in work.live if r.period == period], error)
    work.late = memory.entries({line.receipt for row in work.sheet if not row.void for line in work.lines(row)})
    return None


def _since(work: Work) -> str:
    """The first quarter of which receipts are looked at."""
    return f"{int(work.wanted[0][:4]) - 1}Q1"


def _remembered(work: Work) -> Memory:
    """What the sheets remember of each receipt: confirmed lines before others, and what was entered late."""
    memory = Memory()
    for row in confirmed_first(work.frozen):
        memory.recall(work.lines(row), sealed=True)
    for row in work.live:
        memory.recall(work.lines(row), sealed=False)
    for row in reversed([r for r in work.sheet if r.void]):
        memory.recall([line for line in work.lines(row) if line.receipt not in memory.versions], sealed=False)
    memory.enter(work.late)
    return memory


def _shut(work: Work) -> Callable[[str, Iterable[str]], bool]:
    """Whether a quarter no longer takes a new receipt: confirmed for somebody whose it is, or for one of a pool."""
    closed = {(r.account, r.period) for r in work.frozen}
    begun = {period for _, period in closed}

    def shut(period: str, people: Iterable[str]) -> bool:
        if period not in begun:
            return False
        return any((person, period) in closed for person in people) or _pooled(work.firm, period)

    return shut


def _pooled(firm: Firm, period: str) -> bool:
    """Whether a quarter's plan shares a part of everything among the team."""
    rules = firm.policy(period)
    return bool(rules["blend_team"]) and "split" in rules.plan_steps


def _matters(work: Work) -> Callable[[Iterable[Part]], bool]:
    """Whether a confirmed settlement has to do with parts: its person's, that of who shares in them, or everybody's."""

    def concerned(found: Iterable[Part]) -> bool:
        found = list(found)
        people = {p.key.person for p in found}
        for part in found:
            people |= {who for named in part.stages.values() for who, _ in named}
            people |= {who for who, _ in part.project.parts} if part.project else set()
        first = min(p.counts for p in found)
        return any(
            r.account in people or r.account == FUND or _common(work.firm, r.period)
            for r in work.frozen
            if r.period >= first
        )

    return concerned


def _common(firm: Firm, period: str) -> bool:
    """Whether one person's receipts bear on everybody's pay."""
    return firm.policy(period)["tier_scope"] == "team" or _pooled(firm, period)


def _changed(firm: Firm, memory: Memory, dues: Iterable[Due]) -> list[Reject]:
    """What was changed of receipts that are settled: the difference is paid in the quarter named (R212)."""
    table, said = tables.RECEIPTS, dict[Identity, Due]()
    for due in dues:
        if due.step == CORRECTED and due.part and len(memory.versions[due.part.key.receipt]) > 1:
            said.setdefault(due.part.key.receipt, due)
    made = []
    for receipt, due in said.items():
        before, now = (sum(p.base for p in v.parts) for v in memory.versions[receipt][-2:])
        made.append(
            Reject(
                SETTLED_CHANGED,
                memory.versions[receipt][-1].parts[0].file or firm.here.get(receipt.owner, ""),
                table.label(firm.lang),
                table.key,
                memory.versions[receipt][-1].parts[0].row or None,
                table["amount"].label(firm.lang),
                receipt.number,
                hint=f"{before / 100:,.2f} → {now / 100:,.2f} ({due.pays})",
            )
        )
    return made


def _give_up(work: Work, rows: Iterable[Settlement], error: PolicyError | ValueNotComputable) -> None:
    """Settlements that cannot be calculated say why and stay as they were."""
    for row in rows:
        work.note(POLICY_OF_PERIOD, row, "period", row.called, error.text(work.firm.lang))


def _of_concern(found: Found, wanted: Sequence[str]) -> list[Reject]:
    """The warnings on rows that a settlement here depends on, each once."""
    orders = {p.order for p in found.parts if p.home in wanted}
    return [n for n in dict.fromkeys(found.notes) if n.table == "orders" or n.value in orders]


# ── a quarter ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _quarter(work: Work, made: Quarter, dues: Sequence[Due], past: History) -> None:
    """Fill a quarter's settlements."""
    back = _paid_elsewhere(work, made.period, past)
    dues = [*dues, *back]
    totals = {a: n for a, n in made.totals.items() if a != POOL}
    for due in dues:
        totals[due.account] = totals.get(due.account, 0) + due.fen
    _expand(work, made.period, totals)
    said = Said(work.firm, made.period, made.rules)
    for row in [r for r in work.live if r.period == made.period]:
        _fill(work, row, made, [d for d in dues if d.account == row.account], totals, said)


def _paid_elsewhere(work: Work, period: str, past: History) -> list[Due]:
    """What other quarters' confirmed settlements paid for this quarter, of accounts for which it is open again.

    A settlement set to void is calculated anew from all that is known; what was corrected since is paid already.
    """
    return [
        Due(account, period, period, CORRECTED, group, -fen, 0, paid.source.get(group, ""))
        for (account, counts), paid in past.paid.items()
        if counts == period and not work.closed(account, period)
        for group, fen in paid.elsewhere(counts).items()
        if fen
    ]


def _expand(work: Work, period: str, totals: Mapping[str, int]) -> None:
    """A draft for everyone becomes one settlement a person; what is withheld for the fund gets its own."""
    taken = {r.account for r in work.sheet if r.period == period and not r.void and r.account}

    def each(row: Settlement) -> list[Settlement]:
        if row.status not in LIVE or row.period != period or row.account:
            return [row]
        missing = [p.id for p in work.firm.staff if p.id in totals and p.id not in taken]
        taken.update(missing)
        if not missing:
            work.note(NOTHING_TO_SETTLE, row, "period", period)
            return [row]
        return [replace(row, person_id=missing[0]), *(_new(period, person) for person in missing[1:])]

    work.expand(each)
    if totals.get(FUND) and FUND not in taken and any(r.period == period for r in work.live):
        work.append(replace(_new(period), id=work.number(period, FUND_ID)))


def _new(period: str, person: str | None = None) -> Settlement:
    return Settlement(0, person_id=person, period=period, status="draft")


def _fill(work: Work, row: Settlement, made: Quarter, dues: Sequence[Due], totals: Mapping[str, int], said: Said
          ) -> None:  # fmt: skip
    """A settlement's amount, base and lines; `accepted` falls back to `calculated` when the amount changed."""
    account = row.account
    if not account:
        return None
    if not row.id and _has_twin(work, row):
        return work.note(SETTLED_TWICE, row, "period", row.called)
    if not row.id and account not in totals:
        return work.note(NOTHING_TO_SETTLE, row, "period", row.called)
    absent = _absent(work, row, set(work.found))
    if absent:
        return work.note(KEPT_AS_IT_WAS, row, "person_id", row.id or "", "、".join(absent))
    row = work.put(replace(row, id=row.id or work.number(row.period, account)))
    lines = written(row, made.lines(account), made, said)
    lines += owed(row, len(lines), [_with_source(work, row, due) for due in dues], said)
    if lines:
        lines[0] = replace(lines[0], policy=policy_text(made.rules), people=people_text(made.crew, _scores(work, row)))
    work.stored[row.id or ""] = lines
    mark = "base" if any(line.step == "base" for line in lines) else "tier"
    base = sum(fen_of(line.base) for line in lines if line.step == mark)
    return _calculated(work, row, base + sum(d.now - d.was for d in dues), totals.get(account, 0))


def _with_source(work: Work, row: Settlement, due: Due) -> Due:
    """A difference to a line of an earlier quarter that this very run pays, too, with that line's key."""
    if due.source or not due.paid or isinstance(due.group, str):
        return due
    before = [
        line
        for lines in work.stored.values()
        for line in lines
        if line.person_id == row.person_id and line.counts == due.counts and line.receipt == due.group
        if (line.period or "") < row.period
    ]
    return replace(due, source=max(before, key=lambda line: line.period or "").key or "") if before else due


def _scores(work: Work, row: Settlement) -> dict[str, Score | None]:
    """What a settlement keeps of the reviews of its quarter: its person's, and those of whoever has no settlement."""
    start, end = bounds(row.period)
    taken = {r.account for r in work.sheet if r.period == row.period and not r.void}
    others = (p.id for p in work.firm.staff if p.id not in taken and p.there(start, end))
    named = dict.fromkeys((row.person_id, *others) if row.person_id else others)
    found = {p: score(work.firm, p, row.period) for p in named}
    return {p: s if s is None or p == row.person_id else replace(s, checks="") for p, s in found.items()}


def _calculated(work: Work, row: Settlement, base: int, fen: int) -> None:
    """The sums of a settlement whose lines are written; both in fen."""
    changed = row.status == "accepted" and fen_of(row.commission) != fen
    if changed:
        shown = f"{row.commission or 0:,.2f} → {fen / 100:,.2f}"
        work.note(ANSWER_CHANGED, row, "commission", row.id or "", shown)
    work.put(
        replace(
            row,
            status="accepted" if row.status == "accepted" and not changed else "calculated",
            base=yuan(Fraction(base)),
            commission=fen / 100,
            policy_day=work.firm.policy_day(row.period),
            policy_print=policy_print(work.firm, row.period),
        )
    )


def _has_twin(work: Work, row: Settlement) -> bool:
    """Whether the account has a settlement of this quarter already."""
    return any(
        r.row != row.row and r.period == row.period and r.account == row.account and not r.void and r.id
        for r in work.sheet
    )


def _absent(work: Work, row: Settlement, found: Collection[Identity]) -> list[str]:
    """Whose workbooks a calculated settlement came from that are not here now: without them it stays as it was.

    found: the receipts that are here, in whosever workbook they lie now.
    """
    lines = (line for line in work.lines(row) if line.receipt not in found)
    return sorted({o for line in lines if (o := line.receipt_owner) and o not in work.firm.here})


# ── what is confirmed, by the policy, terms and people of today ───────────────────────────────────────────────────


@dataclass
class _Today:
    """What confirmed quarters would come to by what the sheets say today; terms: whether a receipt's terms changed."""

    work: Work
    plain: Firm
    books: Books
    terms: bool
    state: list[Part] | None = None

    def of(self, made: Quarter) -> Mapping[str, int]:
        """Account -> fen of a quarter; what it is anyway where nothing that matters changed."""
        rules, people = self.plain.policy(made.period), crew(self.plain, made.period, {})
        if not self.terms and policy_text(rules) == policy_text(made.rules) and people == made.crew:
            return made.totals
        if self.state is None:
            where = {p.key.receipt: p.counts for p in self.books.memory.at(None)}
            found = parts(self.plain, _since(self.work), lambda r, _: where.get(r.identity, r.home)).parts
            here = {p.key.receipt for p in found}
            self.state = found + [p for p in self.books.memory.at(None) if p.key.receipt not in here]
        return worked_out(self.plain, made.period, self.state, people).totals


def _say_differences(work: Work, period: str, books: Books, dues: Sequence[Due], today: _Today) -> None:
    """What is confirmed stays as it was; that today's policy, people or terms would give another amount is said."""
    rows = [r for r in work.sheet if r.period == period and r.frozen]
    if not rows:
        return
    made = books.quarter(period)
    would = today.of(made)
    for row in rows:
        paid = books.past.paid.get((row.account, period), Paid())
        due = sum(d.fen for d in dues if (d.account, d.counts) == (row.account, period))
        other = would.get(row.account, 0) - paid.total - due
        if abs(other) > 1:
            shown = f"{row.commission or 0:,.2f} → {(fen_of(row.commission) + other) / 100:,.2f}"
            work.note(FROZEN_DIFFERS, row, "commission", row.id or "", shown)
    for row in (r for r in work.live if r.period == period and r.id):
        other = would.get(row.account, 0) - made.totals.get(row.account, 0)
        if abs(other) > 1:
            shown = f"{row.commission or 0:,.2f} → {(fen_of(row.commission) + other) / 100:,.2f}"
            work.note(KEPT_POLICY, row, "commission", row.id or "", shown)
