"""Numbers in messages, as people write them."""

from __future__ import annotations

from decimal import Decimal

_PLACES, _LONGEST = 8, 40


def number(value: float) -> str:
    """A number with all its digits, thousands apart, never with an exponent.

    >>> number(1e6), number(0.02125), number(-3.0), number(1e21)
    ('1,000,000', '0.02125', '-3', '1,000,000,000,000,000,000,000')
    """
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    text = f"{Decimal(format(value, f'.{_PLACES}f')):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def percent(rate: float) -> str:
    """A rate as a percentage with all its digits.

    >>> percent(0.02125), percent(1.0), percent(0.0)
    ('2.125%', '100%', '0%')
    """
    return f"{number(float(Decimal(repr(float(rate))) * 100))}%"
