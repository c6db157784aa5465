"""Tables of exchange rates under their publishers' own headings (R048)."""

from __future__ import annotations

import datetime as dt

from xltrade.core import dtypes
from xltrade.declared import tables
from xltrade.files.rates import published
from xltrade.formulas.functions import TOCNY
from xltrade.rules import policy

BANK = [
    ["中国银行外汇牌价"],
    ["货币名称", "现汇买入价", "现钞买入价", "现汇卖出价", "现钞卖出价", "中行折算价", "发布日期", "发布时间"],
    ["美元", "710.85", "710.85", "713.84", "713.84", "712.34", "2026/11/02 10:30:00", "10:30:00"],
    ["美元", "711.02", "711.02", "714.01", "714.01", "712.40", "2026/11/02 15:00:00", "15:00:00"],
    ["日元", 4.5987, 4.5987, 4.6309, 4.6309, 4.6123, "2026.11.02 10:30:00", "10:30:00"],
    ["韩国元", "0.5051", "0.4873", "0.5091", "0.5279", "0.5062", dt.datetime(2026, 11, 2, 10, 30), "10:30:00"],
    ["阿联酋迪拉姆", "", "187.03", "", "200.92", "194.25", "2026/11/02 10:30:00", "10:30:00"],
    ["澳大利亚元", "462.4", "462.4", "465.8", "465.8", "463.93", "2026/11/03 09:31:00", "09:31:00"],
    ["贝壳币", "1", "1", "1", "1", "1", "2026/11/02 10:30:00", "10:30:00"],
]
PARITY = [
    ["日期", "USD/CNY", "EUR/CNY", "100JPY/CNY", "HKD/CNY", "CNY/KRW", "CNY/ZAR", "CNY / RUB", "SDR"],
    ["2026-11-02", "7.1234", "8.2516", "4.6123", "0.91652", "197.53", "2.4301", "---", "9.7"],
    ["2026-11-03", 7.1250, 8.2498, 4.6200, 0.91671, 197.41, 2.4288, 11.32, 9.7],
    ["数据来源：中国货币网"],
]


def converted(rows: tuple[dict[str, object], ...], currency: str, on: str) -> float:
    """A thousand of a currency, through the sheet's table and the policy."""
    given = {**policy.shipped([2026]), "fx": dtypes.build(tables.FX, rows)}
    value: float = TOCNY(1000, currency, on, policy=policy.read(given, dt.date(2026, 11, 6)))
    return value


def test_the_banks_page() -> None:
    """Per 100 units; the last of a day; names as printed there; what nobody knows is told."""
    found = published(BANK)
    assert found is not None and found.unread == ("贝壳币 1 2026/11/0210:30:00",)
    assert {(r["currency"], r["rate"], r["unit"], r["quote"], str(r["date"])) for r in found.rows} == {
        ("USD", 712.4, 100, "direct", "2026-11-02"),
        ("JPY", 4.6123, 100, "direct", "2026-11-02"),
        ("KRW", 0.5062, 100, "direct", "2026-11-02"),
        ("AED", 194.25, 100, "direct", "2026-11-02"),
        ("AUD", 463.93, 100, "direct", "2026-11-03"),
    }
    assert [converted(found.rows, c, "2026-11-03") for c in ("USD", "JPY", "KRW", "AED")] == [
        7124.0,
        46.12,
        5.06,
        1942.5,
    ]


def test_the_bank_buys_for_less() -> None:
    """Another price of the same page; a row without it is told."""
    found = published(BANK, "buying")
    assert found is not None and {r["currency"]: r["rate"] for r in found.rows}["USD"] == 711.02
    assert any(t.startswith("阿联酋迪拉姆") for t in found.unread) and found.rows[0]["source"] == "中国银行现汇买入价"


def test_the_central_parity_both_ways_round() -> None:
    """Units and ways round as the headings say; a dash is no rate; another column is told."""
    found = published(PARITY)
    assert found is not None and found.unread == ("SDR",) and len(found.rows) == 13
    said = {(r["currency"], str(r["date"])): (r["rate"], r["unit"], r["quote"]) for r in found.rows}
    assert said["USD", "2026-11-02"] == (7.1234, 1, "direct") and said["JPY", "2026-11-02"] == (4.6123, 100, "direct")
    assert said["KRW", "2026-11-03"] == (197.41, 1, "inverse") and ("RUB", "2026-11-02") not in said
    assert [converted(found.rows, c, "2026-11-03") for c in ("USD", "JPY", "HKD", "KRW", "ZAR", "RUB")] == [
        7125.0, 46.2, 916.71, 5.07, 411.73, 88.34,
    ]  # fmt: skip


def test_any_other_table_is_none() -> None:
    assert published([["日期", "金额"], ["2026-11-02", 5]]) is None and published([]) is None
