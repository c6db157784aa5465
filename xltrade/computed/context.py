"""What a computed column may depend on besides the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from xltrade.core.days import to_day
from xltrade.core.schema import Lang
from xltrade.declared import choices as ch
from xltrade.rules.policy import Policy


@dataclass(frozen=True)
class Context:
    """Policy, the day everything is computed for, hire dates by owner ("" in a workbook of one person), language.

    recorded: since when somebody's work is recorded, of those for whom that is typed.

    Example: `Context(policy.default(), date(2026, 3, 9), {"": date(2026, 1, 31)}, "zh")`.
    """

    policy: Policy
    today: date
    hired: Mapping[str, date]
    lang: Lang
    recorded: Mapping[str, date] = field(default_factory=dict)

    @property
    def day(self) -> int:
        """Today as days since 1970-01-01."""
        return to_day(self.today)

    def word(self, key: str) -> str:
        """A word of a state in the language of the cells: "overdue" → 逾期."""
        return ch.WORDS.label(key, self.lang)
