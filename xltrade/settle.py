"""Settlements: what each person is paid for a quarter, line by line, and what no longer changes (R042, R211, R212).

草稿 → 已计算 → 业务员确认 → 已确认 → 已发放, or 作废. Until it is confirmed a settlement is worked out anew each time.
From then on its amount and its lines stay as the manager saw them, sealed; what changes afterwards is reported, and a
late or corrected receipt is earned in the current quarter. So a receipt is paid once, and running it twice changes
nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd

from xltrade import choices as ch
from xltrade import policy, tables
from xltrade.cells import fold
from xltrade.declared.rejects import Problem, Reject
from xltrade.declared.rejects.pay import (
    ANSWER_CHANGED,
    BAD_ORDER_PLAN,
    BAD_PERIOD,
    BAD_SHARE_SUM,
    BONUS_WITHOUT_REASON,
    DISPUTED,
    FROZEN_DIFFERS,
    KEPT_AS_IT_WAS,
    NEGATIVE_FACTOR,
    NOT_CALCULATED,
    NOTHING_TO_SETTLE,
    POLICY_OF_PERIOD,
    REOPENED,
    SETTLED_CHANGED,
    SETTLED_TWICE,
    UNKNOWN_SETTLEMENT,
)
from xltrade.earnings import (
    Earned,
    Firm,
    Key,
    Part,
    accumulating,
    after,
    crew,
    gone,
    parts,
    period_of,
    placed,
    quarter,
    score,
    to_earning,
)
from xltrade.errors import PolicyError, ValueNotComputable
from xltrade.frames import Frame, build, records
from xltrade.policy import Policy
from xltrade.read import Reading
from xltrade.rules import plan
from xltrade.rules.plan import FUND, Posting
from xltrade.scales import units
from xltrade.schema import LANGS
from xltrade.sheets import HEADER_ROW, Words

Row = dict[str, Any]
FROZEN, LIVE = ("confirmed", "paid"), ("draft", "calculated", "accepted")
FUND_ID = "FUND"
_CHARACTERS = 12


@dataclass(frozen=True)
class Settled:
    """The Settlements and Commission lines sheets as they now are, and what there is to say about them."""

    settlements: Frame
    lines: Frame
    rejects: tuple[Reject, ...]


@dataclass
class Work:
    """One settling: the rows of the two sheets as plain records, and the warnings found so far."""

    firm: Firm
    master: str
    rows: list[Row]
    stored: dict[str, list[Row]]
    notes: list[Reject] = field(default_factory=list)

    def note(self, kind: Problem, row: Row, column: str, value: str, hint: str = "") -> None:
        """A warning at a cell of the Settlements sheet."""
        table, lang = tables.SETTLEMENTS, self.firm.lang
        place = HEADER_ROW + 2 + next(i for i, r in enumerate(self.rows) if r is row)
        said = Reject(kind, self.master, table.label(lang), table.key, place, table[column].label(lang), value,
                      hint=hint)
        if not any((n.kind, n.row) == (kind, place) for n in self.notes if n.table == table.key):
            self.notes.append(said)

    def closed(self, account: str, period: str) -> bool:
        """Whether an account's settlement of a quarter is confirmed."""
        return any(r["period"] == period and account_of(r) == account for r in self.frozen)

    def open_quarter(self, account: str, period: str) -> str:
        """The first quarter after `period`, not before the current one, that is not confirmed for an account."""
        made = max(self.firm.now, after(period))
        while self.closed(account, made):
            made = after(made)
        return made

    @property
    def frozen(self) -> list[Row]:
        return [r for r in self.rows if r["status"] in FROZEN]

    @property
    def live(self) -> list[Row]:
        return [r for r in self.rows if r["status"] in LIVE and r["period"] == period_of(r["period"])]


def settle(firm: Firm, master: str) -> Settled:
    """Work out every settlement that is not confirmed, freeze what the manager confirmed, take in the answers.

    master: the file's name, for messages. PolicyError when a confirmed settlement was changed by hand.
    """
    work = Work(firm, master, records(firm.own["settlements"]), _by_settlement(firm.own["settlement_lines"]))
    if work.rows:
        refuse_tampered(work.rows, work.stored)
        for row in list(work.rows):
            _take(work, row)
        _calculate(work)
        _answers(work)
        for row in work.rows:
            _total(work, row)
    lines = [line for row in work.rows for line in work.stored.get(row["id"] or "", [])]
    return Settled(build(tables.SETTLEMENTS, work.rows), build(tables.SETTLEMENT_LINES, lines), tuple(work.notes))


def _by_settlement(frame: Frame) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in records(frame):
        found.setdefault(row["settlement_id"] or "", []).append(row)
    return {name: sorted(rows, key=lambda r: r["no"] or 0) for name, rows in found.items()}


# ── what the manager typed ────────────────────────────────────────────────────────────────────────────────────────

def _take(work: Work, row: Row) -> None:
    """A row's state as it may be: a new one becomes a draft, a confirmed one is sealed and never goes back."""
    period = period_of(row["period"])
    if period is None:
        row["status"] = row["status"] or "draft"
        return work.note(BAD_PERIOD, row, "period", str(row["period"]))
    row["period"], row["person_id"] = period, work.firm.person(row["person_id"]) or row["person_id"]
    row["status"] = row["status"] or "draft"
    if row["seal"] and row["status"] in LIVE:
        row["status"] = "paid" if row["paid"] is not None else "confirmed"
        work.note(REOPENED, row, "status", row["id"])
    elif not row["seal"] and row["status"] in FROZEN:
        _freeze(work, row)
    if row["status"] == "paid" and row["paid"] is None:
        row["paid"] = work.firm.today


def _freeze(work: Work, row: Row) -> None:
    """Seal a settlement as the sheet shows it; one that was never calculated is calculated first."""
    lines = work.stored.get(row["id"] or "", [])
    if not lines or fen_of(row["commission"]) != sum(fen_of(line["amount"]) for line in lines):
        work.note(NOT_CALCULATED, row, "status", row["id"] or _whose(row))
        row["status"] = "draft"
        return
    row["confirmed"] = row["confirmed"] if row["confirmed"] is not None else work.firm.today
    _total(work, row)
    row["seal"] = seal(row, lines)


def _whose(row: Row) -> str:
    return f"{row['period']} {row['person_id'] or ''}".strip()


def fen_of(yuan: Any) -> int:
    """Yuan of a cell as whole fen, a blank as 0."""
    return units(yuan or 0, 100)


def _total(work: Work, row: Row) -> None:
    """Commission and the bonus, which counts with a reason only (R047); a sealed settlement stays as it is."""
    if row["seal"] or row["commission"] is None:
        return
    bonus = fen_of(row["bonus"])
    if bonus and not row["bonus_reason"]:
        work.note(BONUS_WITHOUT_REASON, row, "bonus_reason", row["id"])
        bonus = 0
    row["total"] = (fen_of(row["commission"]) + bonus) / 100


_SEALED = ("id", "person_id", "period", "base", "commission", "bonus", "bonus_reason", "total", "policy_day",
           "policy_print", "confirmed")


def seal(row: Row, lines: Sequence[Row]) -> str:
    """12 hex digits that change with anything a confirmed settlement says."""
    content = [[_plain(row[k]) for k in _SEALED]]
    content += [[_plain(line[c.key]) for c in tables.SETTLEMENT_LINES.columns] for line in lines]
    return hashlib.sha256(repr(content).encode()).hexdigest()[:_CHARACTERS]


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return f"{float(value):.9g}"
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)


_TAMPERED = Words("已确认的结算 {ids} 被改过（金额、奖金或提成明细）。请改回，或从 backup 文件夹取回原来的主表；"
                  "要重算请把状态改成作废。",
                  "The confirmed settlement {ids} was changed (amount, bonus or lines). Undo it, or take the master of "
                  "before from the backup folder; to calculate it anew set it to void.")


def refuse_tampered(rows: Iterable[Row], stored: Mapping[str, list[Row]]) -> None:
    """PolicyError naming the confirmed settlements that no longer fit their seals (R212)."""
    bad = [str(r["id"]) for r in rows if r["seal"] and r["status"] != "void"
           and r["seal"] != seal(r, stored.get(r["id"] or "", []))]
    if bad:
        raise PolicyError(*(_TAMPERED.text(lang).format(ids=", ".join(bad)) for lang in LANGS))


def problems(reading: Reading) -> list[Reject]:
    """Rows of the plan tables that cannot be followed: shares that do not sum to 100 %, a plan of two minds."""
    shares = reading.tables.get("order_shares", pd.DataFrame())
    plans, factors = (reading.tables.get(k, pd.DataFrame()) for k in ("order_plans", "customer_factors"))
    found = [bad_cell(reading, BAD_SHARE_SUM, "order_shares", "share", rows.iloc[-1], f"{rows['share'].sum():.4%}",
                  f"{order} {ch.ORDER_ROLE.label(str(stage), reading.lang)}")
             for (order, stage), rows in (shares.groupby(["order_id", "stage"], sort=False) if len(shares) else ())
             if abs(rows["share"].sum() - 1) > _NEAR or (rows["share"] < 0).any()]
    found += [bad_cell(reading, BAD_ORDER_PLAN, "order_plans", "rate", row, str(row["order_id"]))
              for _, row in plans.iterrows() if pd.isna(row["rate"]) == pd.isna(row["amount"])]
    return found + [bad_cell(reading, NEGATIVE_FACTOR, "customer_factors", "factor", row, f"{row['factor']:g}")
                    for _, row in factors.iterrows() if row["factor"] < 0]


_NEAR = 1e-6


def bad_cell(reading: Reading, kind: Problem, key: str, column: str, row: pd.Series, value: str,
             hint: str = "") -> Reject:
    """What is wrong with a cell of a table that was read, with its place."""
    table = tables.BY_KEY[key]
    return Reject(kind, reading.path.name, tables.holder(table).label(reading.lang), key, int(row["row"]),
                  table[column].label(reading.lang), value, hint=hint)


# ── what is settled already ───────────────────────────────────────────────────────────────────────────────────────

@dataclass(frozen=True)
class History:
    """What the settlements hold.

    held: of confirmed ones, per part of a receipt and quarter its base (fen); parts: the same parts as recorded;
    stored: quarter -> the parts on any lines of it; paid: parts that a confirmed settlement pays a share of.
    """

    held: dict[tuple[Key, str], int]
    parts: dict[Key, Part]
    stored: dict[str, set[Key]]
    paid: set[Key]

    @cached_property
    def bases(self) -> dict[Key, int]:
        """What confirmed settlements hold of each part, over all quarters."""
        found: dict[Key, int] = {}
        for (key, _), base in self.held.items():
            found[key] = found.get(key, 0) + base
        return found


def _history(work: Work) -> History:
    made, frozen = History({}, {}, {}, set()), {r["id"] for r in work.frozen}
    for name, lines in work.stored.items():
        mark = "base" if any(line["step"] == "base" for line in lines) else "tier"
        for line in lines:
            key = (line["person_id"] or "", line["receipt_owner"] or "", line["receipt_id"] or "")
            if line["step"] == mark:
                made.stored.setdefault(line["period"], set()).add(key)
            if name not in frozen:
                continue
            made.paid.add(key)
            if line["step"] == mark:
                made.held[key, line["period"]] = made.held.get((key, line["period"]), 0) + fen_of(line["base"])
                made.parts[key] = _recorded(line, key)
    return made


def _recorded(line: Row, key: Key) -> Part:
    day = line["date"].date()
    return Part(key, day, quarter(day), 0, 0, line["order_id"] or "", "", line["customer_name"] or "", Fraction(0),
                None, Fraction(1), {})


# ── working it out ────────────────────────────────────────────────────────────────────────────────────────────────

def _calculate(work: Work) -> None:
    """Every quarter that has a settlement, oldest first; later ones take up what earlier ones leave over."""
    wanted = sorted({r["period"] for r in [*work.live, *work.frozen]})
    if not wanted:
        return
    try:
        found, notes = parts(work.firm, f"{int(wanted[0][:4]) - 1}Q1")
        history = _history(work)
        earned = [*_live(work, found, history), *_settled(found, history)]
    except PolicyError as error:
        return _give_up(work, work.live, error)
    work.notes += [*_of_concern(notes, found, wanted), *_changed(work.firm, earned)]
    late: list[tuple[str, Posting]] = []
    for period in wanted:
        try:
            late += _quarter(work, period, earned, history, [p for q, p in late if q == period])
        except (PolicyError, ValueNotComputable) as error:
            _give_up(work, [r for r in work.live if r["period"] == period], error)


def _changed(firm: Firm, earned: Iterable[Earned]) -> list[Reject]:
    """What was changed of receipts that are settled: each becomes a correction in the quarter named (R212)."""
    table = tables.RECEIPTS
    return [Reject(SETTLED_CHANGED, firm.here[e.part.key[1]], table.label(firm.lang), table.key, e.part.row or None,
                   table["amount"].label(firm.lang), e.part.key[2],
                   hint=f"{e.was / 100:,.2f} → {e.part.base / 100:,.2f} ({e.period})")
            for e in earned if e.was is not None]


def _give_up(work: Work, rows: Iterable[Row], error: PolicyError | ValueNotComputable) -> None:
    """Settlements that cannot be calculated say why and stay as they were."""
    for row in rows:
        work.note(POLICY_OF_PERIOD, row, "period", _whose(row), error.text(work.firm.lang))


def _of_concern(notes: Iterable[Reject], found: Iterable[Part], wanted: Sequence[str]) -> list[Reject]:
    """The warnings on rows that a settlement here depends on, each once."""
    orders = {p.order for p in found if p.home in wanted}
    return [n for n in dict.fromkeys(notes) if n.table == "orders" or n.value in orders]


def _live(work: Work, found: list[Part], history: History) -> list[Earned]:
    """What is still to be earned, each part in the quarter that takes it."""
    firm = work.firm
    as_before = {r["period"]: r["policy_print"] == _print(firm, r["policy_day"]) for r in work.frozen}
    settled: dict[Key, set[str]] = {}
    for key, period in history.held:
        settled.setdefault(key, set()).add(period)

    def target(part: Part) -> str:
        closed = part.key in history.bases or (work.closed(part.key[0], part.home)) or (
            any(r["period"] == part.home for r in work.frozen) and _pooled(firm, part.home)
            and part.key not in history.stored.get(part.home, ()))
        return work.open_quarter(part.key[0], part.home) if closed else part.home

    def known(part: Part) -> bool:
        return all(as_before.get(p, True) for p in settled[part.key])

    return placed([*found, *gone(found, history.parts, firm.here)], history.bases, target, known)


def _pooled(firm: Firm, period: str) -> bool:
    """Whether a quarter's plan shares a part of everything among the team."""
    rules = firm.policy(period)
    return bool(rules["blend_team"]) and "split" in rules.plan_steps


def _settled(found: Iterable[Part], history: History) -> list[Earned]:
    """What confirmed settlements hold, for what others share with them; in the quarter that paid it."""
    now = {p.key: p for p in found}
    return [Earned(now.get(key, history.parts[key]), period, base, settled=True)
            for (key, period), base in history.held.items() if base]


def _quarter(work: Work, period: str, earned: Sequence[Earned], history: History,
             late: Sequence[Posting]) -> list[tuple[str, Posting]]:
    """Run the plan for a quarter and fill its settlements; gives what confirmed ones miss and the quarter to pay it."""
    firm, rules = work.firm, work.firm.policy(period)
    here = sorted((e for e in earned if e.period == period), key=lambda e: (e.part.day, e.part.key[1], e.part.row))
    before: dict[str, int] = {}
    for e in earned if rules["tier_period"] != "calendar_quarter" else ():
        if e.period < period:
            group = accumulating(e, rules, firm)
            before[group] = before.get(group, 0) + e.base
    postings = plan.run([to_earning(e, rules, firm) for e in here], crew(firm, period, before), rules) + list(late)
    totals = plan.amounts(postings, rules)
    _expand(work, period, totals)
    by_key = {e.key: e for e in (*earned, *here)}
    for row in [r for r in work.live if r["period"] == period]:
        _fill(work, row, postings, totals, by_key, rules)
    return _left_over(work, period, postings, totals, history, {e.key: e for e in here})


def _expand(work: Work, period: str, totals: Mapping[str, int]) -> None:
    """A draft for everyone becomes one settlement a person; what is withheld for the fund gets its own."""
    open_ = [r for r in work.live if r["period"] == period and not r["id"]]
    taken = {account_of(r) for r in work.rows if r["period"] == period and r["status"] != "void"
             and (r["id"] or r["person_id"])}
    for row in [r for r in open_ if not r["person_id"]]:
        missing = [str(p) for p in work.firm.people["id"] if p in totals and p not in taken]
        if not missing:
            work.note(NOTHING_TO_SETTLE, row, "period", period)
        at = next(i for i, r in enumerate(work.rows) if r is row)
        work.rows[at + 1 : at + 1] = [{**_new(row), "person_id": p} for p in missing[1:]]
        row["person_id"] = missing[0] if missing else None
        taken |= set(missing)
    if totals.get(FUND) and FUND not in taken and any(r["period"] == period for r in work.live):
        work.rows.append({**_new({"period": period}), "id": _number(work, period, FUND_ID)})


def _new(like: Mapping[str, Any]) -> Row:
    blank: Row = {c.key: None for c in tables.SETTLEMENTS.inputs}
    return {**blank, "period": like["period"], "status": "draft"}


def account_of(row: Row) -> str:
    """The account a settlement pays: a person's, or the fund's where it names nobody."""
    return row["person_id"] or (FUND if row["id"] else "")


def _number(work: Work, period: str, who: str) -> str:
    """The next free number, such as 2026Q3-E1, after a void one 2026Q3-E1-2."""
    used, first = {r["id"] for r in work.rows}, f"{period}-{who}"
    return next(n for i in range(1, len(used) + 2) if (n := first if i == 1 else f"{first}-{i}") not in used)


def _fill(work: Work, row: Row, postings: Sequence[Posting], totals: Mapping[str, int], by_key: Mapping[str, Earned],
          rules: Policy) -> None:
    """A settlement's amount, base and lines; `accepted` falls back to `calculated` when the amount changed."""
    account = account_of(row)
    twin = [r for r in work.rows if r is not row and r["period"] == row["period"] and account_of(r) == account
            and r["status"] != "void" and r["id"]]
    if not account or (twin and not row["id"]):
        return work.note(SETTLED_TWICE, row, "period", _whose(row)) if account else None
    if account not in totals and not row["id"]:
        return work.note(NOTHING_TO_SETTLE, row, "period", _whose(row))
    absent = _absent(work, row)
    if absent:
        return work.note(KEPT_AS_IT_WAS, row, "person_id", row["id"], "、".join(absent))
    row["id"] = row["id"] or _number(work, row["period"], account)
    mine = [p for p in postings if p.account == account]
    lines = plan.lines(mine, totals.get(account, 0), rules)
    said = _Said(work.firm, row["period"], rules)
    work.stored[row["id"]] = [_line(row, n, p, fen, by_key.get(p.key), said) for n, (p, fen) in enumerate(lines, 1)]
    bases = "base" if any(p.step == "base" for p in mine) else "tier"
    paid = totals.get(account, 0) / 100
    changed = row["status"] == "accepted" and fen_of(row["commission"]) != fen_of(paid)
    if changed:
        work.note(ANSWER_CHANGED, row, "commission", row["id"], f"{row['commission'] or 0:,.2f} → {paid:,.2f}")
    row["status"] = "accepted" if row["status"] == "accepted" and not changed else "calculated"
    day = work.firm.policy_day(row["period"])
    row |= {"base": _yuan(sum((p.base for p in mine if p.step == bases), Fraction(0))), "commission": paid,
            "policy_day": day, "policy_print": _print(work.firm, day)}


def _absent(work: Work, row: Row) -> list[str]:
    """Whose workbooks a calculated settlement came from that are not here now: without them it stays as it was."""
    lines = work.stored.get(row["id"] or "", [])
    return sorted({o for line in lines if (o := line["receipt_owner"]) and o not in work.firm.here})


def _left_over(work: Work, period: str, postings: Sequence[Posting], totals: Mapping[str, int], history: History,
               by_key: Mapping[str, Earned]) -> list[tuple[str, Posting]]:
    """What confirmed settlements of this quarter do not hold: a share of a receipt that came later is paid later on.

    Any other difference is only reported: policy and people do not change what is confirmed (R212).
    """
    found: list[tuple[str, Posting]] = []
    for row in [r for r in work.frozen if r["period"] == period]:
        account, lines = account_of(row), work.stored[row["id"]]
        held = {(line["receipt_owner"], line["receipt_id"]) for line in lines}
        others = [p for p in postings if p.account == account and p.key in by_key
                  and by_key[p.key].part.key[1:] not in held]
        new = [p for p in others if by_key[p.key].part.key[0] != account and not by_key[p.key].settled
               and (row["person_id"] or "", *by_key[p.key].part.key[1:]) not in history.paid]
        found += [(work.open_quarter(account, period), replace(p, step="late", other="", tier=-1)) for p in new]
        late = sum(fen_of(line["amount"]) for line in lines if line["step"] == "late")
        would = totals.get(account, 0) - round(sum(p.amount for p in others)) + late
        if abs(would - fen_of(row["commission"])) > len(others):
            work.note(FROZEN_DIFFERS, row, "commission", row["id"], f"{row['commission']:,.2f} → {would / 100:,.2f}")
    return found


# ── lines and why ─────────────────────────────────────────────────────────────────────────────────────────────────

def _line(row: Row, number: int, posting: Posting, fen: int, earned: Earned | None, said: _Said) -> Row:
    part = earned.part if earned else None
    return {"settlement_id": row["id"], "person_id": row["person_id"], "period": row["period"], "no": number,
            "receipt_owner": part.key[1] if part else None, "receipt_id": part.key[2] if part else None,
            "date": pd.Timestamp(part.day) if part else None, "order_id": (part.order or None) if part else None,
            "customer_name": (part.name or None) if part else None, "step": posting.step,
            "base": _yuan(posting.base), "rate": round(float(posting.rate), 8), "amount": fen / 100,
            "rule": said.rule(posting, earned), "key": f"{row['id']}|{number}"}


def _yuan(fen: Fraction) -> float:
    return round(float(fen) / 100, 2) + 0.0


_RULES: dict[str, Words] = {
    "base": Words("到款，没有套档", "Receipt, no tiers"),
    "tier": Words("{start} 起 {rate}（{since} 生效），{mode}", "From {start}: {rate} (since {since}), {mode}"),
    "unit": Words("每件提成 {unit}", "{unit} a unit"),
    "customer_factor": Words("客户系数 {factor}", "Customer factor {factor}"),
    "project_off": Words("改按项目提成，以上不计", "By the project plan instead of the above"),
    "project_override": Words("项目提成 {rate}", "Project plan {rate}"),
    "project_amount": Words("项目固定金额按到款比例", "Project's fixed amount in proportion to the receipt"),
    "assessment_factor": Words("考核总分 {score}，系数 {factor}", "Score {score}: factor {factor}"),
    "reserve": Words("团队基金 {rate}", "Team fund {rate}"),
    "team_part": Words("团队业绩占比 {rate}", "Team's part {rate}"),
    "team_share": Words("团队分成：团队池 {base} 的 {rate}", "{rate} of the team pool of {base}"),
    "stage": Words("环节分成 {rate}（{other}）", "Stage share {rate} ({other})"),
    "project": Words("项目分成 {rate}（{other}）", "Project share {rate} ({other})"),
    "position_coefficient": Words("岗位系数 {factor}", "Position coefficient {factor}"),
    "late": Words("{period} 结算后登记的到款的分成", "Share of a receipt entered after {period} was settled"),
    "late_receipt": Words("；{home} 的到款，结算后登记", "; a receipt of {home}, entered after it was settled"),
    "corrected": Words("；更正：已结算 {was}，应为 {is_}", "; corrected: settled {was}, should be {is_}"),
}


@dataclass(frozen=True)
class _Said:
    """The policy row behind a line, in words."""

    firm: Firm
    period: str
    rules: Policy

    def rule(self, p: Posting, earned: Earned | None) -> str:
        """What a line follows from, with what makes it late or a correction."""
        start, since = self._tiers[p.tier] if p.tier >= 0 else ("", "")
        mode = policy.settings()["tier_mode"].choices
        assert mode is not None
        points = score(self.firm, p.account, self.period) if p.step == "assessment_factor" else None
        text = _RULES[self._name(p)].text(self.firm.lang).format(
            start=start, since=since, mode=mode.label(str(self.rules["tier_mode"]), self.firm.lang),
            rate=_percent(p.rate), factor=f"{float(p.rate):g}", unit=self.rules["unit_commission"],
            base=f"{float(p.base) / 100:,.2f}", other=self._other(p), period=self.period,
            score="" if points is None else f"{points:.2f}")
        return text + (self._why_now(earned) if earned and p.step in ("tier", "base") else "")

    def _name(self, p: Posting) -> str:
        if p.step == "tier" and p.tier < 0:
            return "unit"
        if p.step == "project_override" and p.rate in (0, 1):
            return "project_amount" if p.rate else "project_off"
        return p.step

    @cached_property
    def _tiers(self) -> list[tuple[str, str]]:
        """Start and effective day of each tier in force, as they are shown."""
        frame = policy.in_force(self.firm.shared["tiers"], tables.TIERS, self.firm.policy_day(self.period))
        return [(f"{r['start']:,.0f}", f"{r['effective_from']:%Y-%m-%d}") for r in records(frame.sort_values("start"))]

    def _other(self, p: Posting) -> str:
        arrow = "→" if p.amount < 0 else "←"
        return f"{arrow} {p.other}"

    def _why_now(self, earned: Earned) -> str:
        lang = self.firm.lang
        if earned.was is not None:
            return _RULES["corrected"].text(lang).format(was=f"{earned.was / 100:,.2f}",
                                                         is_=f"{earned.part.base / 100:,.2f}")
        late = earned.part.home != earned.period
        return _RULES["late_receipt"].text(lang).format(home=earned.part.home) if late else ""


def _percent(rate: Fraction) -> str:
    return f"{abs(float(rate)) * 100:.4g}%"


def _print(firm: Firm, day: dt.date) -> str:
    """12 hex digits of the commission policy in force on a day; exchange rates are not part of it."""
    day = pd.Timestamp(day).date()
    if day not in firm.prints:
        firm.prints[day] = _fingerprint(firm, day)
    return firm.prints[day]


def _fingerprint(firm: Firm, day: dt.date) -> str:
    digest = hashlib.sha256()
    for table in (tables.POLICY, tables.TIERS, tables.POSITIONS, tables.RECEIPT_KINDS, tables.ASSESSMENT_FACTORS):
        frame = policy.in_force(firm.shared[table.key], table, day)
        columns = [c.key for c in table.inputs if c.key not in policy.WORDING]
        rows = sorted([_plain(v) for v in row.values()] for row in records(frame[columns]))
        digest.update(repr((table.key, rows)).encode())
    return digest.hexdigest()[:_CHARACTERS]


# ── the salespeople's answers ─────────────────────────────────────────────────────────────────────────────────────

def _answers(work: Work) -> None:
    """Take each salesperson's newest answer to a settlement of theirs: accepted only for the amount as it is (R211)."""
    frame = work.firm.tables["confirmations"]
    by_id = {(r["person_id"], fold(r["id"])): r for r in work.rows if r["id"] and r["person_id"]}
    for answer in records(frame):
        row = by_id.get((answer["owner"], fold(answer["settlement_id"])))
        if row is None:
            work.notes.append(Reject(UNKNOWN_SETTLEMENT, answer["file"], tables.CONFIRMATIONS.label(work.firm.lang),
                                     "confirmations", int(answer["source_row"]),
                                     tables.CONFIRMATIONS["settlement_id"].label(work.firm.lang),
                                     answer["settlement_id"]))
        else:
            _answer(work, row, answer)


def _answer(work: Work, row: Row, answer: Row) -> None:
    row["answer"], row["comment"] = answer["answer"], answer["comment"]
    if answer["answer"] == "disputed" and row["status"] in LIVE:
        row["status"] = "calculated"
        work.note(DISPUTED, row, "answer", row["id"], (answer["comment"] or "").rstrip("。."))
    elif row["status"] in ("calculated", "accepted"):
        same = fen_of(answer["amount"]) == fen_of(row["commission"])
        row["status"] = "accepted" if same else "calculated"
        if not same:
            work.note(ANSWER_CHANGED, row, "commission", row["id"],
                      f"{answer['amount']:,.2f} → {row['commission']:,.2f}")

