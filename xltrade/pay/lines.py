"""The lines of a settlement: each step with its receipt, its amount, and in words what it follows from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from xltrade.core.dtypes import records
from xltrade.core.schema import Words
from xltrade.declared import tables
from xltrade.pay.assessed import score
from xltrade.pay.earned import Earned
from xltrade.pay.firm import Firm
from xltrade.pay.parts import PartKey
from xltrade.pay.settlements import Line, Settlement
from xltrade.rules import policy
from xltrade.rules.commission_steps import Posting
from xltrade.rules.policy import Policy

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


def written(
    row: Settlement, shown: Sequence[tuple[Posting, int]], by_key: Mapping[PartKey, Earned], said: Said
) -> list[Line]:
    """A settlement's postings with their fen as its lines, numbered from 1."""
    return [_line(row, n, p, fen, earned_of(by_key, p), said) for n, (p, fen) in enumerate(shown, 1)]


def earned_of(by_key: Mapping[PartKey, Earned], posting: Posting) -> Earned | None:
    """What a posting is of; None where it is over several parts."""
    return by_key.get(posting.key) if isinstance(posting.key, PartKey) else None


def _line(row: Settlement, number: int, posting: Posting, fen: int, earned: Earned | None, said: Said) -> Line:
    part = earned.part if earned else None
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
        step=posting.step,
        base=yuan(posting.base),
        rate=round(float(posting.rate), 8),
        amount=fen / 100,
        rule=said.rule(posting, earned),
        key=f"{row.id}|{number}",
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

    def rule(self, p: Posting, earned: Earned | None) -> str:
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
                factor=f"{float(p.rate):g}",
                unit=self.rules["unit_commission"],
                base=f"{float(p.base) / 100:,.2f}",
                other=self._other(p),
                period=self.period,
                score="" if points is None else f"{points:.2f}",
            )
        )
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
            was, is_ = (f"{fen / 100:,.2f}" for fen in (earned.was, earned.part.base))
            return _RULES["corrected"].text(lang).format(was=was, is_=is_)
        late = earned.part.home != earned.period
        return _RULES["late_receipt"].text(lang).format(home=earned.part.home) if late else ""


def _percent(rate: Fraction, digits: int) -> str:
    return f"{abs(float(rate)) * 100:.{digits}g}%"
