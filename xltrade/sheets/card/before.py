"""The review before on a card: its scores, its verdicts and its checklist, carried over (R016)."""

from __future__ import annotations

from xltrade.computed.reviews import before
from xltrade.core.schema import Words
from xltrade.sheets import style
from xltrade.sheets.card.rows import WIDE
from xltrade.sheets.card.sketch import Sketch
from xltrade.sheets.plan import Value

_COLUMNS = (
    Words("上一季考核", "Last review"),
    Words("业绩", "Results"),
    Words("阿里利用", "Alibaba use"),
    Words("态度方法", "Attitude"),
    Words("总分", "Total"),
    Words("已评权重", "Scored"),
    Words("要求与结论", "Rules and verdicts"),
)
_SHOWN = (
    ("quarter", "box+bold"),
    ("results", "box+score"),
    ("alibaba_use", "box+score"),
    ("attitude", "box+score"),
    ("total", "box+score+bold"),
    ("share", "box+percent"),
    ("verdicts", "box+wrap"),
)
_CHECKS = Words("检查清单", "Checklist")
_NONE = Words("还没有上一季", "none yet")


def carried(s: Sketch) -> None:
    """What the person's last finished review came to, from the Review history."""
    s.headers(s.rows.before, _COLUMNS)
    found = before(s.frames["reviews"], s.card.person, s.card.period.start)
    line, checks = s.rows.before + 1, s.rows.before + 2
    for col, (key, look) in enumerate(_SHOWN):
        shown = None if found is None else found[key]
        _cell(s, line, col, key, shown, f"{look}+computed", _NONE.text(s.lang) if col == 0 else "")
    s.pen.text(checks, 0, _CHECKS, "box")
    s.merges.append((checks, 1, checks, WIDE))
    for col in range(2, WIDE + 1):
        s.pen.value(checks, col, None, "box+computed")
    told = None if found is None else found["checks"]
    _cell(s, checks, 1, "checks", told, "box+wrap+computed")
    s.heights[line] = style.row_height({str(found["verdicts"] or ""): _VERDICTS} if found else {})
    s.heights[checks] = style.row_height({str(told or ""): _CHECKS_WIDTH})


_VERDICTS, _CHECKS_WIDTH = 22.0, 80.0
"""Widths of the cells whose text wraps."""


def _cell(s: Sketch, row: int, col: int, key: str, value: object, look: str, without: str = "") -> None:
    shown: Value = without if value is None else value  # type: ignore[assignment]  # a cell of a record
    here = f"INDEX(reviews[{key}],{_place(s)})"
    s.formula(row, col, f'IFERROR(IF({here}="","",{here}),"{without}")', shown, look)


def _place(s: Sketch) -> str:
    """Where the last review that ended before this one began stands in the Review history; an error without one."""
    mine = f"(reviews[person_id]={s.at['id']})*(reviews[last]<{s.at['start']})*reviews[last]"
    return f'MATCH({s.at["id"]}&"|"&SUMPRODUCT(MAX({mine})),reviews[key],0)'
