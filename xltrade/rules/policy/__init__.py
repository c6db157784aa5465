"""The policy: what is declared, shipped, read, checked, in force on a day (R045)."""

from xltrade.rules.policy import calendar_years, holidays
from xltrade.rules.policy.check import check, warnings
from xltrade.rules.policy.coming import coming, left_over
from xltrade.rules.policy.fx_check import fx_warnings
from xltrade.rules.policy.in_force import ChannelRule, GradeRule, Policy, TierRows, begins, held_days, in_force
from xltrade.rules.policy.problem import Problem
from xltrade.rules.policy.reading import default, read, refuse, unchecked
from xltrade.rules.policy.settings import AGEING, REST, SPAN, WORDING, Setting, settings, steps_of
from xltrade.rules.policy.shipped import completed, shipped, years_around

__all__ = [
    "AGEING",
    "REST",
    "SPAN",
    "WORDING",
    "ChannelRule",
    "GradeRule",
    "Policy",
    "Problem",
    "Setting",
    "TierRows",
    "begins",
    "calendar_years",
    "check",
    "coming",
    "completed",
    "default",
    "fx_warnings",
    "held_days",
    "holidays",
    "in_force",
    "left_over",
    "read",
    "refuse",
    "settings",
    "shipped",
    "steps_of",
    "unchecked",
    "warnings",
    "years_around",
]
