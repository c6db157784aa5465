"""The computed columns of the receivable sums: what each person's customers owe, by age (R157)."""

from __future__ import annotations

from xltrade.computed.generated import equal, lookup, total
from xltrade.declared.tables import PEOPLE, RECEIVABLE_SUMS, RECEIVABLES

_OURS = ("owner", "person_id")
BUCKETS = tuple(c.key for c in RECEIVABLE_SUMS.computed if c.key not in ("name", "sum"))
"""The columns of the buckets in their order: not due, the overdue ones, without a date."""

lookup(RECEIVABLE_SUMS, "name", "person_id", PEOPLE, "name", as_text=False)
total(RECEIVABLE_SUMS, "sum", RECEIVABLES, "outstanding_cny", by=_OURS)
for _number, _bucket in enumerate(BUCKETS):
    total(RECEIVABLE_SUMS, _bucket, RECEIVABLES, "outstanding_cny", equal("bucket", str(_number), _number), by=_OURS)
