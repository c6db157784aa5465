"""The tables, a file a subject."""

from xltrade.declared.tables.assessments import ASSESSMENTS, KPI_VALUES, SECOND_CHANCES, SURVEYS
from xltrade.declared.tables.buyers import BUYER_HOLIDAYS, CITIES, COUNTRIES, ZONES
from xltrade.declared.tables.changes import CHANGES
from xltrade.declared.tables.commission_terms import CUSTOMER_FACTORS, ORDER_PLANS, ORDER_SHARES, TEAM_WEIGHTS
from xltrade.declared.tables.confirmations import CONFIRMATIONS
from xltrade.declared.tables.contacts import CONTACTS
from xltrade.declared.tables.customers import CUSTOMERS
from xltrade.declared.tables.exceptions import EXCEPTIONS
from xltrade.declared.tables.forecasts import FORECASTS
from xltrade.declared.tables.groups import (
    ALL,
    BUYERS,
    BY_KEY,
    CONSOLIDATED,
    HANDED_OUT,
    IN_SALES,
    MANAGER,
    MASTER,
    ON_FROM_MANAGER,
    PARAMETERS,
    PLAN,
    RESULTS,
    REVIEW_RULES,
    SALES,
    SHARED,
    SHARED_SHEETS,
    TYPED,
    consolidated,
    holder,
)
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

__all__ = [
    "ALL",
    "ASSESSMENTS",
    "ASSESSMENT_FACTORS",
    "BUYERS",
    "BUYER_HOLIDAYS",
    "BY_KEY",
    "CHANGES",
    "CHANNELS",
    "CHECKLIST",
    "CITIES",
    "CONFIRMATIONS",
    "CONSOLIDATED",
    "CONTACTS",
    "COUNTRIES",
    "CUSTOMERS",
    "CUSTOMER_FACTORS",
    "DASHBOARD",
    "EXCEPTIONS",
    "FORECASTS",
    "FUND",
    "FUND_USES",
    "FX",
    "GRADES",
    "HANDED_OUT",
    "HOLIDAYS",
    "INQUIRIES",
    "IN_SALES",
    "ISSUES",
    "KPI_SETS",
    "KPI_VALUES",
    "LATE_ENTRIES",
    "MAIL_CHECKS",
    "MANAGER",
    "MASTER",
    "ON_FROM_MANAGER",
    "ORDERS",
    "ORDER_PLANS",
    "ORDER_SHARES",
    "PARAMETERS",
    "PAYROLL",
    "PEOPLE",
    "PEOPLE_CHANGES",
    "PLAN",
    "POLICY",
    "POSITIONS",
    "PRICE_LIST",
    "PRODUCTS",
    "QUOTATIONS",
    "RECEIPTS",
    "RECEIPT_KINDS",
    "RECEIVABLES",
    "RECEIVABLE_SUMS",
    "REJECTS",
    "REPORT",
    "RESULTS",
    "REVIEWS",
    "REVIEW_RULES",
    "RISKS",
    "RUBRICS",
    "SALES",
    "SAMPLES",
    "SECOND_CHANCES",
    "SETTINGS",
    "SETTLEMENTS",
    "SETTLEMENT_LINES",
    "SHARED",
    "SHARED_SHEETS",
    "SURVEYS",
    "TARGETS",
    "TEAM_WEIGHTS",
    "TIERS",
    "TRAININGS",
    "TRANSFERS",
    "TYPED",
    "WEEKLY_REPORTS",
    "WORKTIME",
    "ZONES",
    "consolidated",
    "holder",
]
