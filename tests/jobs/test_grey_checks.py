"""What is typed over formulas is shown beside what the rules make of the row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import broken
from small_shop import LOOK, person, receipts

from xltrade.declared.rejects.reject import Reject
from xltrade.declared.rejects.sheets import TYPED_OVER
from xltrade.jobs.check import check
from xltrade.jobs.gather import gather
from xltrade.jobs.master import blank
from xltrade.jobs.merge import merge

PAID = {**receipts(1000.5)[0], "currency": "CNY", "order_id": None}


def _workbook(path: Path, customer: dict[str, Any], receipt: dict[str, Any]) -> Path:
    rows = {"customers": [{**broken.CUSTOMERS[0], **customer}], "receipts": [{**PAID, **receipt}]}
    return broken.sales(path, {**broken.GOOD, **rows}, settings=person(1))


def _said(path: Path) -> list[Reject]:
    return [r for r in merge(gather(blank(LOOK), [path])).rejects if r.kind is TYPED_OVER]


def test_a_typed_value_beside_the_right_one(tmp_path: Path) -> None:
    """M2: a grade and a commission typed on grey cells, each with its address and what the rules say."""
    path = _workbook(tmp_path / "1.xlsx", {"grade": "D"}, {"commission": 99_999})
    assert [(r.sheet, r.content) for r in _said(path)] == [("客户", "C5=D → A"), ("到款", "T5=99999 → 20.01")]
    assert "99999" in _said(path)[1].message("zh") and _said(path)[0].severity == "warning"


def test_the_right_value_typed_is_no_news(tmp_path: Path) -> None:
    """A workbook of which another program kept the values alone raises no flood."""
    assert not _said(
        _workbook(tmp_path / "1.xlsx", {"grade": "a", "closed": "否"}, {"commission": 20.01, "cny": "1000.50"})
    )


def test_a_row_that_is_sent_back_has_no_right_value(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "1.xlsx", {"grade": "D", "created": "明天"}, {})
    assert [r.content for r in _said(path)] == ["C5=D"]


def test_check_says_it_once(tmp_path: Path) -> None:
    found = check(_workbook(tmp_path / "1.xlsx", {"grade": "D"}, {}), LOOK.today).found
    assert [r.content for r in found if r.kind is TYPED_OVER] == ["C5=D → A"]
