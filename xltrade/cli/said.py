"""What the command line says."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xltrade.core.schema import Lang, Words
    from xltrade.jobs.record import Result

_TEXT: dict[str, tuple[str, str]] = {
    "bad_day": ("“{0}”不是日期，请写成 2026-03-09。", "“{0}” is not a date; write 2026-03-09."),
    "made": ("已生成 {0}", "Made {0}"),
    "exists": (
        "{0} 已经存在，没有覆盖。请换一个文件名，或加 --force。",
        "{0} exists and was not replaced. Choose another name or add --force.",
    ),
    "rows": (
        "读取 {0} 行 = 收入 {1} 行 + 退回 {2} 行，共 {3} 个文件，用时 {4} 秒",
        "{0} rows read = {1} kept + {2} rejected, {3} files, {4} s",
    ),
    "rows_untimed": (
        "读取 {0} 行 = 收入 {1} 行 + 退回 {2} 行，共 {3} 个文件",
        "{0} rows read = {1} kept + {2} rejected, {3} files",
    ),
    "master": ("主表：{0}", "Master: {0}"),
    "backup": ("旧主表的备份：{0}", "Backup of the old master: {0}"),
    "rejected": ("退回（不在主表里，请改原工作簿）：", "Rejected (not in the master; mend the workbooks):"),
    "warned": ("提醒（已在主表里）：", "Warnings (in the master):"),
    "note": ("注意：{0}", "Note: {0}"),
    "more": ("……还有 {0} 条，见主表的“退回”表", "… {0} more on the Rejects sheet of the master"),
    "more_here": ("……还有 {0} 条，用 --json 看全部", "… {0} more; --json lists all"),
    "fine": ("{0}：没有问题，共 {1} 行。", "{0}: no problems, {1} rows."),
    "found": ("{0}：{1} 处问题。", "{0}: {1} problems."),
    "demo": ("演示团队在 {0}：先打开“{1}”。", "The demo team is in {0}: open “{1}” first."),
    "quarter": ("{0} 各业务员", "{0} by salesperson"),
    "person": ("业务员", "salesperson"),
    "receipts": ("本季到款 CNY", "receipts CNY"),
    "target": ("目标 CNY", "target CNY"),
    "commission": ("提成 CNY", "commission CNY"),
    "grades": ("客户 S/A/B/C/D", "customers S/A/B/C/D"),
    "overdue": ("逾期", "overdue"),
    "due": ("今天", "today"),
    "total": ("合计", "total"),
    "removed": ("已删除 {0}", "Removed {0}"),
    "no_addin": ("没有安装加载项。", "The add-in was not installed."),
}


def say(key: str, lang: Lang, *values: object) -> str:
    """The text under `key` in a language, its places filled."""
    return _TEXT[key][0 if lang == "zh" else 1].format(*values)


def tell(result: Result, lang: Lang, day: dt.date) -> None:
    """Print the account of a consolidation: rows, rejects, warnings, people, files (R072)."""
    total = result.total
    values = (total.read, total.kept, total.rejected, len(result.files), result.seconds)
    print(say("rows" if result.seconds else "rows_untimed", lang, *values))
    for severity, key in (("reject", "rejected"), ("warning", "warned")):
        messages = [r.message(lang) for r in result.rejects if r.severity == severity]
        if messages:
            print(say(key, lang))
            listed(messages, "more", lang)
    noted(result.notes, lang)
    _people(result.dashboard.to_dict("records"), lang, day)
    print(say("master", lang, result.master))
    if result.backup:
        print(say("backup", lang, result.backup))


def noted(notes: Sequence[Words], lang: Lang) -> None:
    """Print what is to be known and is no problem, such as a year whose holidays are not announced yet."""
    for note in notes:
        print(say("note", lang, note.text(lang)))


def listed(messages: Sequence[str], more: str, lang: Lang, most: int = 10) -> None:
    """Print messages, the first `most` of them, and how many more there are."""
    for message in messages[:most]:
        print(f"  {message}")
    if len(messages) > most:
        print(f"  {say(more, lang, len(messages) - most)}")


def _people(rows: Sequence[Mapping[str, Any]], lang: Lang, day: dt.date) -> None:
    """What a manager wants to see first: receipts, commission, grades and overdue follow-ups per person (R072)."""
    if not rows:
        return
    from rich.console import Console
    from rich.table import Table

    from xltrade.core.days import quarter_label

    table = Table(title=say("quarter", lang, quarter_label(day)), title_justify="left")
    for key in ("person", "receipts", "target", "commission", "grades", "overdue", "due"):
        table.add_column(say(key, lang), justify="left" if key in ("person", "grades") else "right")
    for row in rows:
        table.add_row(*_line(row))
    table.add_section()
    sums = {k: round(sum(r[k] or 0 for r in rows), 2) for k in rows[0] if k not in ("person_id", "name", "completion")}
    table.add_row(*_line({**sums, "person_id": say("total", lang), "name": ""}))
    Console(width=None if sys.stdout.isatty() else 120).print(table)


def _line(row: Mapping[str, Any]) -> list[str]:
    money = [f"{row[k]:,.2f}" for k in ("receipts", "target", "commission")]
    grades = "/".join(f"{row[f'grade_{g}']:.0f}" for g in "sabcd")
    return [
        f"{row['person_id']} {row['name']}".strip(),
        *money,
        grades,
        f"{row['overdue']:.0f}",
        f"{row['due_today']:.0f}",
    ]
