"""The computed columns of the weekly reports: what the week's other tables say."""

from __future__ import annotations

from xltrade.computed.generated import count, says_yes, total, week_from
from xltrade.declared.tables import CONTACTS, CUSTOMERS, RECEIPTS, WEEKLY_REPORTS

count(WEEKLY_REPORTS, "contacts", CONTACTS, says_yes("counted"), date="at", span=week_from("week"))
count(WEEKLY_REPORTS, "new_customers", CUSTOMERS, date="created", span=week_from("week"))
total(WEEKLY_REPORTS, "receipts", RECEIPTS, "base", date="date", span=week_from("week"))
