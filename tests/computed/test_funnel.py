"""The funnel and its bottleneck."""

from __future__ import annotations

import pandas as pd

from xltrade.computed.funnel import funnel


def test_funnel_and_bottleneck() -> None:
    """R179, R233: the lowest rate is the bottleneck, of equals the first; nothing to divide by is no rate."""
    asked = pd.DataFrame({"step": [1.0, 2, 2, 3, 4, 4, 4, 4], "result": ["lost"] + ["open"] * 7})
    found = funnel(asked)
    assert found.counts == (8, 7, 5, 4) and found.lost == 1
    assert found.rates == (7 / 8, 5 / 7, 4 / 5) and found.bottleneck == 1
    assert funnel(asked.iloc[:1]).rates == (0.0, None, None)
    assert funnel(asked.iloc[:0]).bottleneck is None  # no inquiry
    assert funnel(asked.iloc[4:]).bottleneck is None  # all of them became orders
