"""The checklist of a card."""

from __future__ import annotations

from xltrade.computed.scorecard import Check
from xltrade.core.schema import Words
from xltrade.sheets.addresses import address
from xltrade.sheets.card.sketch import Sketch

_COLUMNS = (
    Words("考核清单", "Checklist"),
    Words("", ""),
    Words("", ""),
    Words("得分", "Score"),
    Words("已查", "Checked"),
    Words("应查", "Needed"),
    Words("提示", "Hint"),
)
_MISSING = (Words("还差 ", "short by "), Words(" 次", ""))


def checklist(s: Sketch) -> None:
    """The period's items with the manager's mean score and how often each was checked (R007, R008)."""
    s.headers(s.rows.checks, _COLUMNS)
    for line, check in enumerate(s.card.checks, start=s.rows.checks + 1):
        _check(s, line, check)


def _check(s: Sketch, line: int, check: Check) -> None:
    s.merges.append((line, 0, line, 2))
    s.pen.value(line, 0, check.item, "box")
    for col in (1, 2):
        s.pen.value(line, col, None, "box")
    which = (
        f"assessments[person_id],{s.at['id']},assessments[quarter],{s.at['label']},"
        f"assessments[dimension],$label(dimension.{check.dimension}),assessments[item],{address(line, 0)}"
    )
    done, needed = address(line, 4), address(line, 5)
    mean = f'IF({done}=0,"",SUMIFS(assessments[score],{which})/{done})'
    s.formula(line, 3, mean, check.score, "box+score+computed")
    s.formula(line, 4, f"COUNTIFS({which})", check.done, "box+integer+computed")
    s.pen.value(line, 5, check.needed, "box+integer")
    head, tail = (w.text(s.lang) for w in _MISSING)
    said = "✓" if check.done >= check.needed else f"{head}{check.needed - check.done}{tail}"
    s.formula(line, 6, f'IF({done}>={needed},"✓","{head}"&({needed}-{done})&"{tail}")', said, "box+computed")
