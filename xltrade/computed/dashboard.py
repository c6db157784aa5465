"""The computed columns of the dashboard: a person's quarter, from the consolidated tables (R072)."""

from __future__ import annotations

import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.generated import THIS_QUARTER, before_today, count, equal, lookup, on_today, total
from xltrade.computed.world import Rows
from xltrade.declared.tables import CUSTOMERS, DASHBOARD, INQUIRIES, ORDERS, PEOPLE, RECEIPTS

_OURS = ("owner", "person_id")

lookup(DASHBOARD, "name", "person_id", PEOPLE, "name", as_text=False)
total(DASHBOARD, "receipts", RECEIPTS, "base", by=_OURS, date="date", span=THIS_QUARTER)
total(DASHBOARD, "commission", RECEIPTS, "commission", by=_OURS, date="date", span=THIS_QUARTER)
count(DASHBOARD, "orders", ORDERS, by=_OURS, date="date", span=THIS_QUARTER)
count(DASHBOARD, "overdue", CUSTOMERS, before_today("next_followup"), by=_OURS)
count(DASHBOARD, "due_today", CUSTOMERS, on_today("next_followup"), by=_OURS)
for _grade in "SABCD":
    count(DASHBOARD, f"grade_{_grade.lower()}", CUSTOMERS, equal("grade", f'"{_grade}"', _grade), by=_OURS)


@column(
    DASHBOARD,
    "target",
    'IF([person_id]="","",SUMIFS(targets[amount],targets[person_id],[person_id],targets[kpi],$label(kpi.receipts),'
    f'targets[in_force],1,targets[span],"=",{THIS_QUARTER.count_text("targets[month]")}))',
)
def target(rows: Rows) -> pd.Series:
    """The monthly targets of receipts in the quarter that are in force."""
    targets = rows.of("targets")
    start, end = THIS_QUARTER.days(rows)
    month = targets["month"]
    aimed = targets["kpi"].eq("receipts") & (targets["in_force"] == 1) & targets["span"].isna()
    aimed &= (month >= start) & (month < end)
    person, amount = targets["person_id"][aimed], targets["amount"][aimed]
    return pd.Series([float(amount[person == p].sum()) for p in rows["person_id"]], index=rows.index, dtype="float64")


@column(DASHBOARD, "completion", 'IF(N([target])=0,"",[receipts]/[target])')
def completion(rows: Rows) -> pd.Series:
    """Receipts ÷ target; blank without one."""
    return rows["receipts"] / rows["target"].where(rows["target"] != 0)


@column(
    DASHBOARD,
    "unanswered",
    'IF([person_id]="","",COUNTIFS(inquiries[owner],[person_id])-'
    'COUNTIFS(inquiries[owner],[person_id],inquiries[replied],">0"))',
)
def unanswered(rows: Rows) -> pd.Series:
    """Inquiries without an answer."""
    asked = rows.of(INQUIRIES.key)
    waiting = joins.counts(rows.key("person_id"), asked.key("owner")[~asked.has("replied")])
    return pd.Series(waiting.astype("float64"), index=rows.index)
