"""The computed columns of the samples."""

from __future__ import annotations

import pytest
from typed_tables import computed, plain


@pytest.mark.parametrize(
    ("rule", "counted"),
    [
        ("either", ["yes", "yes", "no", "yes"]),
        ("fee_paid", ["yes", "no", "no", "yes"]),
        ("freight_collect", ["no", "yes", "no", "yes"]),
    ],
)
def test_which_samples_count(rule: str, counted: list[str]) -> None:
    """R019, R020: fee paid, freight collect, or either."""
    samples = [
        {"id": "S1", "fee_paid": "yes", "freight": "prepaid"},
        {"id": "S2", "fee_paid": "no", "freight": "collect"},
        {"id": "S3"},
        {"id": "S4", "fee_paid": "yes", "freight": "collect"},
    ]
    assert plain(computed(changed={"sample_counts": rule}, samples=samples)["samples"], "counted") == counted
