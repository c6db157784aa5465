"""Which tables there are: who types which, in which order they stand, which the program fills."""

from __future__ import annotations

from dataclasses import replace

from xltrade.core.schema import Choice, Column, Table, check
from xltrade.declared.tables.assessments import ASSESSMENTS, KPI_VALUES, SECOND_CHANCES, SURVEYS
from xltrade.declared.tables.buyers import BUYER_HOLIDAYS, CITIES, COUNTRIES, ZONES
from xltrade.declared.tables.changes import CHANGES
from xltrade.declared.tables.columns import OWNER, OWNER_NAME, col
from xltrade.declared.tables.commission_terms import CUSTOMER_FACTORS, ORDER_PLANS, ORDER_SHARES, TEAM_WEIGHTS
from xltrade.declared.tables.confirmations import CONFIRMATIONS
from xltrade.declared.tables.contacts import CONTACTS
from xltrade.declared.tables.customers import CUSTOMERS
from xltrade.declared.tables.exceptions import EXCEPTIONS
from xltrade.declared.tables.forecasts import FORECASTS
from xltrade.declared.tables.inquiries import INQUIRIES
from xltrade.declared.tables.issues import ISSUES
from xltrade.declared.tables.mail_checks import MAIL_CHECKS
from xltrade.declared.tables.orders import ORDERS
from xltrade.declared.tables.people import PEOPLE, PEOPLE_CHANGES, TRANSFERS
from xltrade.declared.tables.policy import (
    ASSESSMENT_FACTORS,
    CHANNELS,
    FX,
    GRADES,
    HOLIDAYS,
    POLICY,
    POSITIONS,
    RECEIPT_KINDS,
    RUBRICS,
    TIERS,
    WORKTIME,
)
from xltrade.declared.tables.products import PRICE_LIST, PRODUCTS
from xltrade.declared.tables.quotations import QUOTATIONS
from xltrade.declared.tables.receipts import RECEIPTS
from xltrade.declared.tables.results import (
    DASHBOARD,
    FUND,
    PAYROLL,
    RECEIVABLE_SUMS,
    RECEIVABLES,
    REJECTS,
    REPORT,
    REVIEWS,
)
from xltrade.declared.tables.review_rules import CHECKLIST, KPI_SETS
from xltrade.declared.tables.risks import RISKS
from xltrade.declared.tables.samples import SAMPLES
from xltrade.declared.tables.settings import SETTINGS
from xltrade.declared.tables.settlements import FUND_USES, LATE_ENTRIES, SETTLEMENT_LINES, SETTLEMENTS
from xltrade.declared.tables.targets import TARGETS
from xltrade.declared.tables.trainings import TRAININGS
from xltrade.declared.tables.weekly_reports import WEEKLY_REPORTS

SALES: tuple[Table, ...] = (CUSTOMERS, INQUIRIES, CONTACTS, QUOTATIONS, SAMPLES, ORDERS, RECEIPTS, FORECASTS, WEEKLY_REPORTS, TRAININGS, ISSUES, MAIL_CHECKS, CONFIRMATIONS)
PARAMETERS: tuple[Table, ...] = (TIERS, GRADES, RUBRICS, CHANNELS, POSITIONS, WORKTIME, RECEIPT_KINDS, ASSESSMENT_FACTORS)
REVIEW_RULES: tuple[Table, ...] = (CHECKLIST, KPI_SETS)
BUYERS: tuple[Table, ...] = (ZONES, COUNTRIES, CITIES, BUYER_HOLIDAYS)
SHARED: tuple[Table, ...] = (POLICY, *PARAMETERS, *REVIEW_RULES, HOLIDAYS, FX, *BUYERS)
SHARED_SHEETS: dict[str, Choice] = {c.key: c for c in (Choice("parameters", "参数", "Parameters"), Choice("zones", "时区", "Time zones"), Choice("plan", "提成方案", "Commission plan"), Choice("receivables", "应收账款", "Receivables"))}
"""Sheets that hold several tables side by side."""


def holder(table: Table) -> Table | Choice:
    """What names the sheet a table stands on: itself, or the sheet it shares."""
    return SHARED_SHEETS[table.sheet] if table.sheet else table


PLAN: tuple[Table, ...] = (CUSTOMER_FACTORS, ORDER_PLANS, ORDER_SHARES, TEAM_WEIGHTS)
MANAGER: tuple[Table, ...] = (PEOPLE, PEOPLE_CHANGES, TARGETS, ASSESSMENTS, SECOND_CHANCES, KPI_VALUES, SETTLEMENTS, SETTLEMENT_LINES, LATE_ENTRIES, *PLAN, FUND_USES, TRANSFERS, PRODUCTS, PRICE_LIST, RISKS, SURVEYS)
HANDED_OUT: tuple[Table, ...] = (TARGETS, ASSESSMENTS, SECOND_CHANCES, KPI_VALUES, SURVEYS)
"""The manager's tables of which a salesperson's workbook carries their own rows, as values (R198)."""
ON_FROM_MANAGER: tuple[Table, ...] = (*HANDED_OUT, REVIEWS)
"""The tables on 经理下发 From the manager: what is handed out, and the person's finished reviews (R016)."""
ALL: tuple[Table, ...] = (*SALES, SETTINGS, *SHARED, *MANAGER)
BY_KEY: dict[str, Table] = {t.key: t for t in ALL}
IN_SALES: dict[str, Table] = BY_KEY | {REVIEWS.key: REVIEWS}
"""The tables that formulas of a salesperson's workbook may name."""
_FILE = col("file", "来源文件", "Source file", "text", "来自哪个文件。", "The file it comes from.", "R211", width=24)
_ROW = col("source_row", "来源行", "Source row", "integer", "在那个文件里的行号。", "Its row in that file.", "R211")
_EXTRA = col("extra", "其他列", "Other columns", "note", "业务员自己加的列，原样保留。", "Columns the salesperson added, kept as they are.", "R231")
TYPED = "typed_"
"""Begins the key of the column that keeps what a salesperson typed where the manager's own value counts."""


def _typed(column: Column) -> Column:
    return replace(
        column,
        key=f"{TYPED}{column.key}",
        zh=f"业务员填的{column.zh}",
        en=f"{column.en} as typed",
        by_manager=False,
        required=False,
        note_zh=f"业务员工作簿里填的；算数的是经理的“{column.zh}”。",
        note_en=f"As the salesperson typed it; the manager's {column.en} counts.",
    )


def consolidated(table: Table) -> Table:
    """A salesperson table as it stands in the master: whose row it is in front, where it came from at the end.

    Of a column that is the manager's it holds what the salesperson typed, too.
    """
    own = tuple(_typed(c) for c in table.columns if c.by_manager)
    return replace(table, columns=(OWNER, OWNER_NAME, *table.columns, *own, _FILE, _ROW, _EXTRA), unique=(), role="computed", place="master")


CONSOLIDATED: tuple[Table, ...] = tuple(consolidated(t) for t in SALES)

RESULTS: tuple[Table, ...] = (DASHBOARD, REVIEWS, REPORT, REJECTS, CHANGES, EXCEPTIONS, RECEIVABLES, PAYROLL, FUND)
MASTER: dict[str, Table] = BY_KEY | {t.key: t for t in (*CONSOLIDATED, *RESULTS, RECEIVABLE_SUMS)}
check(ALL)
check(MASTER.values())
