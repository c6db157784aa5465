"""The lines of a settlement: each step with its receipt, its amount, and in words what it follows from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from xltrade.core.days import to_date, to_day
from xltrade.core.rounding import UNIT
from xltrade.core.schema import Words
from xltrade.core.shown import number
from xltrade.pay.due import Due, Quarter
from xltrade.pay.firm import Firm
from xltrade.pay.parts import Part
from xltrade.pay.scores import score
from xltrade.pay.seen import LATE, remembered
from xltrade.pay.settlements import Line, Settlement
from xltrade.rules import policy
from xltrade.rules.commission_steps import Posting
from xltrade.rules.policy import Policy

_RULES: dict[str, Words] = {
    "base": Words("到款，没有套档", "Receipt, no tiers"),
    "tier": Words("{start} 起 {rate}（{since} 生效），{mode}", "From {start}: {rate} (since {since}), {mode}"),
    "tier_kept": Words("{start} 起 {rate}（确认时的档），{mode}", "From {start}: {rate} (as when confirmed), {mode}"),
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
    "corrected": Words(
        "{period} 更正：已结算 {was}，应为 {is_}；", "{period} corrected: settled {was}, should be {is_}; "
    ),
    "shifted": Words(
        "{period} 更正：别的到款变了，这一笔的档位或分成跟着变；",
        "{period} corrected: other receipts changed, and this one's tiers or shares with them; ",
    ),
    "taken_back": Words("已付 {paid}（{source}），差额 {fen}", "paid {paid} ({source}), difference {fen}"),
}


def written(row: Settlement, shown: Sequence[tuple[Posting, int]], made: Quarter, said: Said) -> list[Line]:
    """A settlement's postings with their fen as its lines, numbered from 1."""
    return [
        replace(
            _line(row, n, made.part(p), fen, said.rule(p, made.part(p))),
            step=p.step,
            base=yuan(p.base),
            rate=round(float(p.rate), 8),
            counts=made.period,
        )
        for n, (p, fen) in enumerate(shown, 1)
    ]


def owed(row: Settlement, after: int, dues: Sequence[Due], said: Said) -> list[Line]:
    """What is paid or taken back of earlier quarters as lines, numbered on."""
    return [
        replace(
            _line(row, n, d.part, d.fen, said.difference(d)),
            step=d.step,
            base=yuan(d.base),
            rate=round(float(d.rate), 8),
            counts=d.counts,
        )
        for n, d in enumerate(dues, after + 1)
    ]


def _line(row: Settlement, number: int, part: Part | None, fen: int, rule: str) -> Line:
    """A line without its step, with all that it remembers of the part it is of."""
    return Line(
        settlement_id=row.id,
        person_id=row.person_id,
        period=row.period,
        no=number,
        receipt_owner=part.key.receipt.owner if part else None,
        receipt_id=part.key.receipt.number if part else None,
        date=part.day if part else None,
        order_id=(part.order or None) if part else None,
        customer_name=(part.name or None) if part else None,
        step=None,
        base=None,
        rate=None,
        amount=fen / 100,
        rule=rule,
        key=f"{row.id}|{number}",
        **(remembered(part) if part else {}),  # type: ignore[arg-type]  # the columns' kinds are the fields' types
    )


def yuan(fen: Fraction) -> float:
    """Fen as yuan of a cell: 60000000 are 600000.0, and nothing is 0.0, never -0.0."""
    return round(float(fen) / 100, 2) + 0.0


@dataclass(frozen=True)
class Said:
    """The policy row behind a line of a quarter, in words: "0 起 2%（2020-01-01 生效），分段累进"."""

    firm: Firm
    period: str
    rules: Policy

    def rule(self, p: Posting, part: Part | None) -> str:
        """What a line follows from, with what makes it late or a correction."""
        start, since = self._tiers[p.tier] if p.tier >= 0 else ("", "")
        mode = policy.settings()["tier_mode"].choices
        assert mode is not None
        points = score(self.firm, p.account, self.period) if p.step == "assessment_factor" else None
        text = (
            _RULES[self._name(p)]
            .text(self.firm.lang)
            .format(
                start=start,
                since=since,
                mode=mode.label(str(self.rules["tier_mode"]), self.firm.lang),
                rate=_percent(p.rate, 8 if p.step == "tier" else 4),
                factor=number(float(p.rate)),
                unit=self.rules["unit_commission"],
                base=f"{float(p.base) / 100:,.2f}",
                other=self._other(p),
                period=self.period,
                score="" if points is None or points.total is None else f"{points.total:.2f}",
            )
        )
        return text + (self._why_now(part) if part and p.step in ("tier", "base") else "")

    def difference(self, due: Due) -> str:
        """What a difference of an earlier quarter follows from, and the line it adds to or takes back."""
        name = "late" if due.step == LATE else "corrected" if due.was != due.now else "shifted"
        was, now, paid, fen = (f"{n / 100:,.2f}" for n in (due.was, due.now, due.paid, due.fen))
        told = {"period": due.counts, "was": was, "is_": now, "paid": paid, "fen": fen, "source": due.source}
        names = (name, "taken_back") if due.source else (name,)
        return "".join(_RULES[n].text(self.firm.lang).format(**told) for n in names)

    def _name(self, p: Posting) -> str:
        if p.step == "tier":
            return "unit" if p.tier < 0 else "tier" if self._tiers[p.tier][1] else "tier_kept"
        if p.step == "project_override" and p.rate in (0, 1):
            return "project_amount" if p.rate else "project_off"
        return p.step

    @cached_property
    def _tiers(self) -> list[tuple[str, str]]:
        """Start of each tier as it is shown, and the effective day of its row; "" where no row is it any more."""
        rows, day = self.rules.tiers, to_day(self.firm.policy_day(self.period))
        here = (rows.since <= day) & (day < rows.until)
        found = zip(rows.starts[here].tolist(), rows.rates[here].tolist(), rows.since[here].tolist(), strict=True)
        since = {(start, rate): f"{to_date(day):%Y-%m-%d}" for start, rate, day in found}
        mine = zip(self.rules.tier_starts.tolist(), self.rules.tier_rates.tolist(), strict=True)
        return [(f"{start / UNIT:,.0f}", since.get((start, rate), "")) for start, rate in mine]

    def _other(self, p: Posting) -> str:
        arrow = "→" if p.amount < 0 else "←"
        return f"{arrow} {p.other}"

    def _why_now(self, part: Part) -> str:
        late = part.home != part.counts
        return _RULES["late_receipt"].text(self.firm.lang).format(home=part.home) if late else ""


def _percent(rate: Fraction, digits: int) -> str:
    return f"{abs(float(rate)) * 100:.{digits}g}%"
