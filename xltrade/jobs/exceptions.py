"""Everything that the manager has to decide, and the sheet Exceptions (R125, R211, R237).

`CHECKS` is the one list: a consolidation and `check` run it over the computed rows. What other checks found that is of
this weight (a problem with a risk) stands on the sheet too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from xltrade.core.dtypes import Frame, build
from xltrade.core.schema import Lang, Words
from xltrade.core.shown import cut
from xltrade.declared import tables
from xltrade.declared.rejects.exceptions import (
    CUSTOMER_OF_TWO,
    CUSTOMER_TWICE,
    ORDER_OF_TWO,
    RECEIPT_AGAIN,
)
from xltrade.declared.rejects.reject import Reject
from xltrade.declared.rejects.rows import RECEIPT_TWICE, RECEIPTS_ALIKE
from xltrade.jobs import customer_checks, order_checks
from xltrade.jobs.before import Before, handled
from xltrade.jobs.seen import Seen

Check = Callable[[Seen], Iterable[Reject]]
CHECKS: tuple[Check, ...] = (
    customer_checks.one_company,
    customer_checks.credit,
    customer_checks.own_credit,
    customer_checks.ungraded,
    order_checks.order_of_two,
    order_checks.overpaid,
    order_checks.without_order,
    order_checks.under_floor,
    order_checks.unpaid_samples,
    order_checks.before_hire,
    order_checks.ahead,
)
_OTHER_PLACE = (CUSTOMER_OF_TWO, CUSTOMER_TWICE, ORDER_OF_TWO, RECEIPT_AGAIN, RECEIPT_TWICE, RECEIPTS_ALIKE)
"""Kinds that are about two rows: their hint is the other one."""
_RISKS = ("high", "medium", "low")
_THERE = Words("见“另一处”", "see The other place")
_CUT = Words("……（太长）", "…… (too long)")


def found(seen: Seen, rejects: Sequence[Reject]) -> list[Reject]:
    """Everything that these checks find; rejects: what was found before, of which nothing is said again."""
    told = {(r.file, r.row) for r in rejects if r.kind in (RECEIPT_TWICE, RECEIPTS_ALIKE)}
    said = [r for check in CHECKS for r in check(seen)]
    return [*said, *order_checks.receipt_again(seen, {(f, n) for f, n in told if n is not None})]


def framed(told: Iterable[Reject], owners: Mapping[str, tuple[str, str]], before: Before, lang: Lang) -> Frame:
    """The sheet Exceptions: what is not handled yet first, the gravest on top.

    told: rejects of any kind, of which those with a risk stand here; owners: file -> ID and name; before: the ticks
    and remarks that the manager gave the same lines last time.
    """
    answers, rows = handled(before), list(_rows((r for r in told if r.kind.risk), owners, lang))
    for row in rows:
        row["handled"], row["remark"] = answers.get(row["key"], (None, None))
    rows.sort(key=lambda r: (r["handled"] == "yes", _RISKS.index(r["level"])))
    return build(tables.EXCEPTIONS, rows)


def _rows(told: Iterable[Reject], owners: Mapping[str, tuple[str, str]], lang: Lang) -> Iterator[dict[str, Any]]:
    seen = Counter[str]()
    for r in told:
        owner, name = owners.get(r.file, ("", ""))
        key = "|".join(
            [r.code, owner, r.table, *r.identity, r.column, r.value, "" if r.kind in _OTHER_PLACE else r.hint]
        )
        seen[key] += 1
        yield {
            "level": r.kind.risk,
            "owner": owner or None,
            "owner_name": name or None,
            "table": tables.BY_KEY[r.table].label(lang) if r.table else None,
            "id": r.identity[1] or (r.value if r.column == "id" else None),
            "problem": cut(_reason(r, lang), _CUT.text(lang)),
            "todo": r.todo(lang),
            "place": r.place(lang),
            "other": r.hint if r.kind in _OTHER_PLACE else None,
            "key": cut(key if seen[key] == 1 else f"{key}|{seen[key]}", ""),
        }


def _reason(r: Reject, lang: Lang) -> str:
    """What is wrong; the other row has its own column."""
    return (replace(r, hint=_THERE.text(lang)) if r.kind in _OTHER_PLACE else r).reason(lang)
