"""The seal of a confirmed settlement, and the print of the policy it was worked out by (R212)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from xltrade.core.errors import PolicyError
from xltrade.core.schema import LANGS, Words
from xltrade.declared import tables
from xltrade.pay.firm import Firm
from xltrade.pay.kept import plain, policy_text, print_of
from xltrade.pay.settlements import REMEMBERED, Line, Settlement

_CHARACTERS = 12
_SEALED = ("id", "person_id", "period", "base", "commission", "bonus", "bonus_reason", "total", "policy_day",
           "policy_print", "confirmed")  # fmt: skip
_TAMPERED = Words(
    "已确认的结算 {ids} 被改过（金额、奖金或提成明细）。请改回：改动以前的主表在 backup 文件夹里，"
    "打开它照着改；要重算请把状态改成作废。",
    "The confirmed settlement {ids} was changed (amount, bonus or lines). Undo it: the master of before is "
    "in the folder backup, open it and copy the amounts; to calculate it anew set it to void.",
)


def seal(row: Settlement, lines: Sequence[Line]) -> str:
    """12 hex digits that change with anything a confirmed settlement says."""
    content = [[plain(getattr(row, k)) for k in _SEALED]]
    content += [_content(line) for line in lines]
    return hashlib.sha256(repr(content).encode()).hexdigest()[:_CHARACTERS]


def _content(line: Line) -> list[str]:
    """A line's cells; of what it remembers only what it does, so that lines of before still fit their seals."""
    cells = {c.key: plain(getattr(line, c.key)) for c in tables.SETTLEMENT_LINES.columns}
    return [v if k not in REMEMBERED else f"{k}={v}" for k, v in cells.items() if v or k not in REMEMBERED]


def refuse_tampered(rows: Iterable[Settlement], stored: Mapping[str, Sequence[Line]]) -> None:
    """PolicyError naming the confirmed settlements that no longer fit their seals (R212)."""
    bad = [str(r.id) for r in rows if r.seal and not r.void and r.seal != seal(r, stored.get(r.id or "", []))]
    if bad:
        raise PolicyError(*(_TAMPERED.text(lang).format(ids=", ".join(bad)) for lang in LANGS))


def policy_print(firm: Firm, period: str) -> str:
    """12 hex digits of what a quarter's pay follows from in the policy in force at its end.

    Report times, churn days or another quarter's tiers change no print; exchange rates are not part of it.
    """
    return print_of(policy_text(firm.policy(period)))
