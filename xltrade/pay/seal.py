"""The seal of a confirmed settlement, and the print of the policy it was worked out by (R212)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence

from xltrade.core.dtypes import records
from xltrade.core.errors import PolicyError
from xltrade.core.schema import LANGS, Words
from xltrade.declared import tables
from xltrade.pay.firm import Firm
from xltrade.pay.settlements import Line, Settlement
from xltrade.rules import policy

_CHARACTERS = 12
_SEALED = ("id", "person_id", "period", "base", "commission", "bonus", "bonus_reason", "total", "policy_day",
           "policy_print", "confirmed")  # fmt: skip
_TAMPERED = Words(
    "已确认的结算 {ids} 被改过（金额、奖金或提成明细）。请改回，或从 backup 文件夹取回原来的主表；"
    "要重算请把状态改成作废。",
    "The confirmed settlement {ids} was changed (amount, bonus or lines). Undo it, or take the master of "
    "before from the backup folder; to calculate it anew set it to void.",
)


def seal(row: Settlement, lines: Sequence[Line]) -> str:
    """12 hex digits that change with anything a confirmed settlement says."""
    content = [[plain(getattr(row, k)) for k in _SEALED]]
    content += [[plain(getattr(line, c.key)) for c in tables.SETTLEMENT_LINES.columns] for line in lines]
    return hashlib.sha256(repr(content).encode()).hexdigest()[:_CHARACTERS]


def plain(value: object) -> str:
    """A cell as text that is the same before and after a file: 600000, 2026-09-30, "" for a blank."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return f"{float(value):.9g}"
    return f"{value:%Y-%m-%d}" if isinstance(value, (dt.date, dt.time)) else str(value)


def refuse_tampered(rows: Iterable[Settlement], stored: Mapping[str, Sequence[Line]]) -> None:
    """PolicyError naming the confirmed settlements that no longer fit their seals (R212)."""
    bad = [str(r.id) for r in rows if r.seal and not r.void and r.seal != seal(r, stored.get(r.id or "", []))]
    if bad:
        raise PolicyError(*(_TAMPERED.text(lang).format(ids=", ".join(bad)) for lang in LANGS))


def policy_print(firm: Firm, day: dt.date) -> str:
    """12 hex digits of the commission policy in force on a day; exchange rates are not part of it."""
    if day not in firm.prints:
        firm.prints[day] = _fingerprint(firm, day)
    return firm.prints[day]


def _fingerprint(firm: Firm, day: dt.date) -> str:
    digest = hashlib.sha256()
    for table in (tables.POLICY, tables.TIERS, tables.POSITIONS, tables.RECEIPT_KINDS, tables.ASSESSMENT_FACTORS):
        frame = policy.in_force(firm.shared[table.key], table, day)
        columns = [c.key for c in table.inputs if c.key not in policy.WORDING]
        rows = sorted([plain(v) for v in row.values()] for row in records(frame[columns]))
        digest.update(repr((table.key, rows)).encode())
    return digest.hexdigest()[:_CHARACTERS]
