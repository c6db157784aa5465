"""The line above 退回, 变更 and 异常 that says in words what the list holds."""

from __future__ import annotations

from collections.abc import Mapping

from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Words
from xltrade.sheets.plan import Cell

_LINE = 2
_NONE: dict[str, Words] = {
    "rejects": Words("✓ 没有退回，也没有提醒。", "✓ Nothing rejected, nothing to point out."),
    "changes": Words("✓ 和上次汇总没有差别。", "✓ Nothing differs from the consolidation before."),
    "exceptions": Words("✓ 没有异常。", "✓ No exceptions."),
}
_REJECTS = Words("退回 {0:,} 条，提醒 {1:,} 条。", "{0:,} rejected, {1:,} warnings.")
_CHANGES = Words(
    "{0:,} 处变动，高风险 {1:,} 处；提成共变动 {2:+,.2f}。",
    "{0:,} differences, {1:,} of high risk; commission moved by {2:+,.2f} in all.",
)
_EXCEPTIONS = Words(
    "{0:,} 条异常，没处理的 {1:,} 条，其中严重的 {2:,} 条。",
    "{0:,} exceptions, {1:,} not handled, {2:,} of them grave.",
)


def summed(made: Mapping[str, Frame], lang: Lang) -> dict[str, tuple[Cell, ...]]:
    """Sheet -> its line."""
    found = {key: said.text(lang) for key, said in _NONE.items() if made[key].empty}
    rejects, changes, exceptions = (made[key] for key in _NONE)
    if len(rejects):
        severity = rejects["severity"]
        found["rejects"] = _REJECTS.text(lang).format(*(int(severity.eq(s).sum()) for s in ("reject", "warning")))
    if len(changes):
        high, moved = int(changes["risk"].eq("high").sum()), float(changes["commission"].sum())
        found["changes"] = _CHANGES.text(lang).format(len(changes), high, moved + 0.0)
    if len(exceptions):
        left = exceptions[exceptions["handled"].ne("yes")]
        found["exceptions"] = _EXCEPTIONS.text(lang).format(
            len(exceptions), len(left), int(left["level"].eq("high").sum())
        )
    return {key: (Cell(_LINE, 0, text, style="good" if made[key].empty else "bold"),) for key, text in found.items()}
