"""What the command line says."""

from __future__ import annotations

import datetime as dt
import json as jsons
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xltrade.core.dtypes import Frame
    from xltrade.core.schema import Lang, Words
    from xltrade.declared.rejects.reject import Reject
    from xltrade.jobs.backup import Copy
    from xltrade.jobs.check import Examined
    from xltrade.jobs.plan import Draft
    from xltrade.jobs.record import Result
    from xltrade.jobs.replacing import Made, Replaced

_TEXT: dict[str, tuple[str, str]] = {
    "bad_day": ("“{0}”不是日期，请写成 2026-03-09。", "“{0}” is not a date; write 2026-03-09."),
    "made": ("已生成 {0}", "Made {0}"),
    "kept": ("换掉的 {0} 有 {2} 行填写的内容，留在 {1}", "{0} gave way; it held {2} typed rows and is kept as {1}"),
    "kept_unread": ("换掉的 {0} 留在 {1}", "{0} gave way and is kept as {1}"),
    "first": (
        "主表 {0} 是这次新建的，政策、汇率、人员都还没有填。",
        "The master {0} is new: nobody has typed policy, rates or people into it yet.",
    ),
    "settled": ("结算 {0}：", "Settlement {0}:"),
    "settled_one": (
        "{0} {1}：提成 {2:,.2f}，应发 {3:,.2f}（{4}）",
        "{0} {1}: commission {2:,.2f}, to be paid {3:,.2f} ({4})",
    ),
    "settled_sum": ("合计：提成 {0:,.2f}，应发 {1:,.2f}", "total: commission {0:,.2f}, to be paid {1:,.2f}"),
    "settled_none": ("{0} 没有可以结算的到款。", "There was nothing to settle in {0}."),
    "own_sheets": ("自己加的工作表已带过来：{0}", "Sheets of your own were carried over: {0}"),
    "dry": ("这是试算：什么也没有写。", "This was a dry run: nothing was written."),
    "gone": ("！上次有、这次没有：", "! There last time and gone now:"),
    "changes": (
        "和上次相比 {0} 处变动，高风险 {1} 处，提成共变动 {2:+,.2f}（主表的“变更”）：",
        "{0} differences from last time, {1} of high risk, commission moved by {2:+,.2f} (sheet Changes):",
    ),
    "change": ("{0} {1} {2} {3}：{4} → {5}", "{0} {1} {2} {3}: {4} → {5}"),
    "moved": ("，提成 {0:+,.2f}", ", commission {0:+,.2f}"),
    "exceptions": (
        "异常 {0} 条没处理，其中严重的 {1} 条（主表的“异常”）：",
        "{0} exceptions not handled, {1} of them grave (sheet Exceptions):",
    ),
    "exception": ("{0}：{1}", "{0}: {1}"),
    "alike": ("（同类还有 {0} 条）", " ({0} more of this kind)"),
    "copies": ("{0} 的备份，新的在前：", "Copies of {0}, newest first:"),
    "copy": ("{0}  {1:%Y-%m-%d %H:%M:%S}  {2:,} KB", "{0}  {1:%Y-%m-%d %H:%M:%S}  {2:,} KB"),
    "copy_how": (
        "恢复第 1 份：python -m xltrade restore {0} 1（现在的文件会先备份）",
        "To bring the first one back: python -m xltrade restore {0} 1 (the file as it is will be copied first)",
    ),
    "no_copies": ("{0} 没有备份。", "There is no copy of {0}."),
    "restored": ("已恢复 {0:%Y-%m-%d %H:%M:%S} 的 {1}。", "Brought back {1} of {0:%Y-%m-%d %H:%M:%S}."),
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
    "more_sheet": ("……还有 {0} 条", "… {0} more"),
    "fine_file": ("{0}：没有问题。", "{0}: no problems."),
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
    _changes(result.changes, lang)
    _exceptions(result.exceptions, lang)
    noted(result.notes, lang)
    _people(result.dashboard.to_dict("records"), lang, day)
    _settled(result, lang)
    if not result.dry:
        print(say("master", lang, result.master))
    if result.own_sheets:
        print(say("own_sheets", lang, ", ".join(result.own_sheets)))
    if result.backup:
        print(say("backup", lang, result.backup))


def gone(made: Draft, lang: Lang) -> None:
    """Print, before anything is written, who and what was in the master before and is not there any more."""
    from xltrade.jobs.gone_checks import KINDS

    lines = [r.message(lang) for r in made.paid.rejects if r.kind in KINDS]
    if lines:
        print(say("gone", lang), *(f"  {line}" for line in lines), sep="\n", file=sys.stderr)


def _changes(frame: Frame, lang: Lang) -> None:
    """What salespeople changed since last time, the riskiest first."""
    if frame.empty:
        return
    high, moved = int(frame["risk"].eq("high").sum()), float(frame["commission"].sum()) + 0.0
    print(say("changes", lang, len(frame), high, moved))
    lines = []
    for row in frame.head(_FIRST).astype(object).where(frame.notna(), "").to_dict("records"):
        shown = (*(row[k] for k in ("owner", "table", "id", "column")), *(_short(row[k]) for k in ("before", "after")))
        text = say("change", lang, *shown)
        lines.append(text + (say("moved", lang, row["commission"]) if row["commission"] else ""))
    listed(lines, "more_sheet", lang, _FIRST, len(frame))


def _exceptions(frame: Frame, lang: Lang) -> None:
    """What the manager has to decide and has not ticked off, the gravest first, a line a kind."""
    left = frame[frame["handled"].ne("yes")]
    if left.empty:
        return
    print(say("exceptions", lang, len(left), int(left["level"].eq("high").sum())))
    kinds: dict[str, list[str]] = {}
    for place, problem in zip(left["place"], left["problem"], strict=True):
        kinds.setdefault(_NAMED.sub("", problem), []).append(say("exception", lang, place, problem))
    lines = [first + (say("alike", lang, len(more)) if more else "") for first, *more in kinds.values()]
    listed(lines, "more_sheet", lang)


_NAMED = re.compile(r"“[^”]*”|\"[^\"]*\"|\d[\d,.]*")
"""What differs between sentences of one kind: names, values, numbers."""
_FIRST, _WIDE = 10, 40


def _short(text: str) -> str:
    """A value as far as it fits in a line."""
    return text if len(text) <= _WIDE else f"{text[:_WIDE]}…"


def file_said(file: Path, one: Examined, lang: Lang, *, json: bool) -> None:
    """Print what is wrong with a workbook."""
    from xltrade.jobs.record import record

    found, rows, notes = one
    if json:
        said = {"file": str(file), "rows": rows, "problems": [record(r, lang) for r in found]}
        print(jsons.dumps(said | {"notes": [n.text(lang) for n in notes]}, ensure_ascii=False, default=str))
        return
    print(say("found", lang, file.name, len(found)) if found else say("fine", lang, file.name, rows))
    listed([r.message(lang) for r in found], "more_here", lang, 200)
    noted(notes, lang)


def folder_said(folder: Path, found: Mapping[str, Sequence[Reject]], lang: Lang, *, json: bool) -> None:
    """Print what is wrong with each workbook of a folder, and with none in particular."""
    from xltrade.jobs.record import record

    if json:
        files = [{"file": f, "problems": [record(r, lang) for r in some]} for f, some in found.items()]
        print(jsons.dumps({"folder": str(folder), "files": files}, ensure_ascii=False, default=str))
        return
    for name, some in found.items():
        print(say("found", lang, name or folder.name, len(some)) if some else say("fine_file", lang, name))
        listed([r.message(lang) for r in some], "more_here", lang, 200)


def noted(notes: Sequence[Words], lang: Lang) -> None:
    """Print what is to be known and is no problem, such as a year whose holidays are not announced yet."""
    for note in notes:
        print(say("note", lang, note.text(lang)))


def placed(made: Made, lang: Lang, json: bool, only: str = "") -> None:
    """Print which files were made, and what gave way to them; only: the one file, where no more could be made."""
    if json:
        files = only or [str(p) for p in made.files]
        print(jsons.dumps({"made": files, "kept": [str(r.copy) for r in made.replaced]}, ensure_ascii=False))
        return
    print("\n".join(say("made", lang, p) for p in made.files))
    gave_way(made.replaced, lang)


def gave_way(replaced: Iterable[Replaced], lang: Lang) -> None:
    """Print what gave way to new files, and where its copies are."""
    for one in replaced:
        key, rows = ("kept_unread", ()) if one.rows is None else ("kept", (one.rows,))
        print(say(key, lang, one.file, one.copy, *rows))


def listed(messages: Sequence[str], more: str, lang: Lang, most: int = 10, of: int = 0) -> None:
    """Print messages, the first `most` of them, and how many more there are; of: so many, if not all are given."""
    for message in messages[:most]:
        print(f"  {message}")
    if (count := of or len(messages)) > most:
        print(f"  {say(more, lang, count - most)}")


def _people(rows: Sequence[Mapping[str, Any]], lang: Lang, day: dt.date) -> None:
    """What a manager wants to see first: receipts, commission, grades and overdue follow-ups per person (R072)."""
    if not rows:
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from xltrade.core.days import quarter_label

    table = Table(title=say("quarter", lang, quarter_label(day)), title_justify="left")
    for key in ("person", "receipts", "target", "commission", "grades", "overdue", "due"):
        table.add_column(say(key, lang), justify="left" if key in ("person", "grades") else "right")
    for row in rows:
        table.add_row(*map(escape, _line(row)))
    table.add_section()
    sums = {k: round(sum(r[k] or 0 for r in rows), 2) for k in rows[0] if k not in ("person_id", "name", "completion")}
    table.add_row(*_line({**sums, "person_id": say("total", lang), "name": ""}))
    Console(width=None if sys.stdout.isatty() else 120).print(table)


def _settled(result: Result, lang: Lang) -> None:
    """What the settlements of this run came to, a line a person and the sum (R211)."""
    for period, rows in result.settlements.items():
        print(say("settled", lang, period) if rows else say("settled_none", lang, period))
        for one in rows:
            print(f"  {say('settled_one', lang, one.person_id, one.name, one.commission, one.total, one.state(lang))}")
        if rows:
            sums = sum(r.commission for r in rows), sum(r.total for r in rows)
            print(f"  {say('settled_sum', lang, *(round(x, 2) for x in sums))}")


def list_copies(file: Path, found: Sequence[Copy], lang: Lang) -> None:
    """Print the dated copies of a file with their numbers, and how one is brought back."""
    if not found:
        print(say("no_copies", lang, file.name))
        return
    print(say("copies", lang, file.name))
    for number, copy in enumerate(found, 1):
        print(f"  {say('copy', lang, number, copy.moment, max(1, copy.path.stat().st_size // 1024))}")
    print(say("copy_how", lang, f'"{file}"' if " " in str(file) else file))


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
