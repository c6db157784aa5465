"""What the buttons and the ribbon run, on the workbook that is open, through xlwings.

Each public function is called without arguments by the VBA Sub of the same meaning and says by itself what it did or
why not, in the workbook's language. It works everything out first, writes last, and all or nothing.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlwings as xw

from xltrade.computed import recompute
from xltrade.computed.context import Context
from xltrade.computed.weekly_texts import monday, texts, week_name
from xltrade.core.errors import XltradeError
from xltrade.core.schema import LANGS, Lang, Words
from xltrade.declared import choices as ch
from xltrade.declared import tables
from xltrade.declared.rejects.reject import Reject
from xltrade.excel import patch, redraw
from xltrade.excel.changes import changes_to
from xltrade.excel.open_book import Opened, framed, go, language, opened, ours, selected_customer
from xltrade.excel.patch import append, put
from xltrade.excel.recompute import recomputed
from xltrade.files.write import write
from xltrade.jobs import checks
from xltrade.jobs.backup import backup
from xltrade.jobs.consolidate import draft, stopwatch
from xltrade.jobs.gather import workbooks
from xltrade.jobs.master import manager_of
from xltrade.jobs.record import Result
from xltrade.rules import policy, same_customer
from xltrade.sheets.plan import Value
from xltrade.sheets.weekly_archive import FOLDER, archive, file_name, newest_week

__all__ = ["check", "consolidate", "log_contact", "look_up", "print_reports", "recalculate", "weekly_report"]

TITLE = "xltrade"
SHOWN = 10
"""So many problems or customers are listed in a message; the others are counted."""

_SAID: dict[str, Words] = {
    "not_ours": Words(
        "当前工作簿没有“设置”表，不是 xltrade 生成的工作簿。请切换到外贸工作簿再点。",
        "The active workbook has no Settings sheet; xltrade did not make it. Switch to yours first.",
    ),
    "unsaved": Words(
        "这本工作簿还没有保存过。请先保存到文件夹里，再点一次。",
        "This workbook was never saved. Save it in a folder first, then try again.",
    ),
    "cloud": Words(
        "这本工作簿在网盘上（{0}），找不到它在电脑上的文件夹。请同步到本机，从本机文件夹打开再试。",
        "This workbook lies in the cloud ({0}), its local folder is unknown. Open the synchronised copy.",
    ),
    "master_only": Words("这个按钮在经理的主表里用。", "This button is for the manager's master."),
    "sales_only": Words("这个按钮在业务员的工作簿里用。", "This button is for a salesperson's workbook."),
    "no_folder": Words(
        "请先在“设置”表的 folder 一行填业务员工作簿所在的文件夹。",
        "Fill in the line folder on the Settings sheet: where the salespeople's workbooks lie.",
    ),
    "reading": Words("汇总 {0}/{1}：{2}", "Consolidating {0}/{1}: {2}"),
    "writing": Words("正在写入主表……", "Writing the master …"),
    "done": Words(
        "汇总完成：读取 {0} 行 = 收入 {1} 行 + 退回 {2} 行；{3} 个文件，{4} 条提醒。退回和提醒见“{5}”表。"
        "确认无误后请保存工作簿。",
        "Consolidated: {0} rows read = {1} kept + {2} rejected; {3} files, {4} warnings, all listed on "
        "“{5}”. Save the workbook when it looks right.",
    ),
    "backup": Words("旧主表的备份：{0}", "Backup of the old master: {0}"),
    "unreadable": Words("没有读成的文件：", "Files that could not be read:"),
    "fine": Words("没有问题，共 {0} 行。", "No problems, {0} rows."),
    "found": Words(
        "{0} 处问题（退回 {1}，提醒 {2}），共 {3} 行：", "{0} problems ({1} rejected, {2} warnings), {3} rows:"
    ),
    "more": Words("……还有 {0} 条", "… {0} more"),
    "recalculated": Words("全部公式已重算。", "All formulas were calculated anew."),
    "recomputed": Words(
        "已按现在的政策重算合并的表和全部公式。上次退回的行要重新汇总才会进来。",
        "The consolidated tables and all formulas were computed anew with the policy as it stands. "
        "Rows rejected last time come in with the next consolidation.",
    ),
    "no_reports": Words("“{0}”表里还没有周报。", "There is no report on “{0}” yet."),
    "printed": Words("{0} 人的周报已存为：{1}", "Reports of {0} people were saved as: {1}"),
    "printed_before": Words(
        "这一周的周报已经存过，没有覆盖：{0}。要重新打印，请先把它移走或改名。",
        "This week's reports were saved before and not overwritten: {0}. To print them again, "
        "move or rename that file first.",
    ),
    "no_print": Words(
        "PDF 没有生成（{0}）。请检查打印机设置和文件夹权限。",
        "The PDF was not made ({0}). Check the printer and the folder's rights.",
    ),
    "no_customer": Words(
        "请先选中某个客户所在的行（有“客户编号”的任何一张表都可以），再点“记录跟进”。",
        "Select a row with a customer ID first (any sheet that has one), then log the contact.",
    ),
    "unknown_customer": Words(
        "客户表里没有“{0}”。请先查重、新建客户，再记录跟进。",
        "There is no “{0}” on the Customers sheet. Look it up and add it first.",
    ),
    "ask": Words(
        "查重：输入邮箱、网址、电话、传真或公司名称（拼音也可以）",
        "Look up: an e-mail, web address, phone, fax or company name (pinyin too)",
    ),
    "empty": Words("请先选中一个有内容的单元格，再点“查重”。", "Select a cell with some text first, then look it up."),
    "known": Words("“{0}”可能是这 {1} 个客户：", "“{0}” may be one of {1} customers:"),
    "new": Words(
        "没有找到“{0}”，可以新建客户。现在去“{1}”表的空行吗？",
        "“{0}” was not found and may be added. Go to a free row of “{1}” now?",
    ),
    "only_self": Words("除了“{0}”本身，没有相同或相近的客户。", "There is no such customer besides “{0}” itself."),
    "not_found": Words("没有找到“{0}”。", "“{0}” was not found."),
    "reasons": Words("（{0}）", " ({0})"),
    "comma": Words("、", ", "),
    "colon": Words("：", ": "),
    "stop": Words("；", "; "),
    "weekly": Words(
        "{0} 的周报：已填 {1}。请写好其余部分，按时提交。",
        "Report of {0}: filled in {1}. Write the rest and hand it in in time.",
    ),
    "weekly_kept": Words(
        "{0} 的周报各栏都已写过，没有改动。", "Every section of {0} was written before; nothing changed."
    ),
}
_HISTORY = (
    ("inquiries", "product", "received"),
    ("quotations", "product", "date"),
    ("samples", "product", "requested"),
    ("orders", "product_class", "date"),
)
_WEB = ("https:", "http:")
_PROGRESS = ("owner_name", "contact", "grade", "stage", "last_contact", "next_followup")


def _say(key: str, lang: Lang, *values: object) -> str:
    return _SAID[key].text(lang).format(*values)


def _error(key: str, *values: object) -> XltradeError:
    return XltradeError(*(_say(key, lang, *values) for lang in LANGS))


# ── the entry points ──────────────────────────────────────────────────────────────────────────────────────────────


def consolidate() -> None:
    """汇总: all workbooks of the folder named on the Settings sheet, into the open master (R004, R081, R211)."""
    _run(_consolidate)


def check() -> None:
    """检查: everything wrong with the open workbook, and a jump to the first place."""
    _run(_check)


def recalculate() -> None:
    """重算: every formula; in a master the consolidated rows too, with the policy as it now stands (R070)."""
    _run(_recalculate)


def print_reports() -> None:
    """打印周报: the newest week's reports as one PDF in the archive beside the workbook, never overwritten (R064)."""
    _run(_print_reports)


def log_contact() -> None:
    """记录跟进: a new row on 跟进 for the customer of the selected row, with the time and the suggested channel."""
    _run(_log_contact)


def look_up() -> None:
    """查重: have we met this customer, under any spelling, and what did they ask for? (R125, R126)"""
    _run(_look_up)


def weekly_report() -> None:
    """生成周报: counts and key customers of the week into this week's row, prompts elsewhere (R065–R069)."""
    _run(_weekly_report)


def _run(action: Callable[[Opened], None]) -> None:
    """Open the book for the action; a user's mistake becomes a message, the status bar is given back in each case."""
    book = _book()
    app = book.app
    try:
        if not ours(book):
            raise _error("not_ours")
        action(opened(book, Path(_fullname(book)), _now()))
    except XltradeError as error:
        app.alert(error.text(language(book)), title=TITLE, mode="critical")
    finally:
        app.status_bar = False


def _now() -> dt.datetime:
    return dt.datetime.now()


def _book() -> xw.Book:
    """The workbook whose button was pressed; the active one where the button is the add-in's."""
    caller = xw.Book.caller()
    return caller if ours(caller) else caller.app.books.active


def _fullname(book: xw.Book) -> str:
    """The workbook's path; its web address where it lies in the cloud and xlwings knows no local folder for it."""
    try:
        return str(book.fullname)
    except xw.XlwingsError:
        return f"{_WEB[0]}//{book.name}"


def _saved(book: Opened) -> Path:
    """The workbook's path on disk; XltradeError where it has none."""
    if str(book.path).startswith(_WEB):
        raise _error("cloud", book.path)
    if not book.path.is_absolute() or not book.path.exists():
        raise _error("unsaved")
    return book.path


def _of_kind(book: Opened, kind: str) -> None:
    if book.reading.kind != kind:
        raise _error("master_only" if kind == "master" else "sales_only")


def _tell(book: Opened, text: str, buttons: str = "ok") -> str | None:
    return book.book.app.alert(text, title=TITLE, buttons=buttons, mode="info")


# ── 汇总 ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _consolidate(book: Opened) -> None:
    elapsed = stopwatch()
    path, app = _saved(book), book.book.app
    _of_kind(book, "master")
    given = manager_of(book.reading, book.look)
    paths = workbooks(_folder(book, path), path)

    def progress(name: str, number: int, total: int) -> None:
        app.status_bar = _say("reading", book.lang, min(number + 1, total), total, name)

    made = draft(given, paths, elapsed, progress)
    app.status_bar = _say("writing", book.lang)
    changes = changes_to(book, made.book)
    with redraw.drawn(app, book.book, made.book) as drawn:
        copy = backup(path, _now())
        patch.write(app, [*changes, *drawn])
    go(book.spot("report").sheet, 1, 1)
    _tell(book, _account(made.result(path, copy), book.lang))


def _folder(book: Opened, path: Path) -> Path:
    """The folder of the Settings sheet, beside the master unless it is a whole path."""
    typed = str(book.reading.settings.get("folder") or "").strip().strip('"“”')
    if not typed:
        raise _error("no_folder")
    return path.parent / typed


def _account(result: Result, lang: Lang) -> str:
    total = result.total
    warnings = sum(r.severity == "warning" for r in result.rejects)
    lines = [
        _say(
            "done",
            lang,
            f"{total.read:,}",
            f"{total.kept:,}",
            f"{total.rejected:,}",
            len(result.files),
            warnings,
            tables.REJECTS.label(lang),
        )
    ]
    failed = [r.message(lang) for r in result.rejects if r.level == "file" and r.severity == "reject"]
    if failed:
        lines += [_say("unreadable", lang), *_first(failed, lang)]
    if result.backup:
        lines.append(_say("backup", lang, result.backup))
    return "\n".join(lines)


def _first(lines: Sequence[str], lang: Lang) -> list[str]:
    more = [_say("more", lang, len(lines) - SHOWN)] if len(lines) > SHOWN else []
    return [*lines[:SHOWN], *more]


# ── 检查 and 重算 ─────────────────────────────────────────────────────────────────────────────────────────────────


def _check(book: Opened) -> None:
    found, rows = _problems(book), sum(c.read for c in book.reading.counts.values())
    if not found:
        _tell(book, _say("fine", book.lang, rows))
        return
    _show(book, found)
    bad = sum(r.severity == "reject" for r in found)
    head = _say("found", book.lang, len(found), bad, len(found) - bad, rows)
    _tell(book, "\n".join([head, *_first([r.message(book.lang) for r in found], book.lang)]))


def _problems(book: Opened) -> list[Reject]:
    """Everything wrong with the workbook, what was rejected first."""
    found = checks.everything(checks.own(book.reading, book.today), book.lang)
    return sorted(found, key=lambda r: r.severity != "reject")


def _show(book: Opened, found: Sequence[Reject]) -> None:
    """Jump to the first problem that has a place."""
    first = next((r for r in found if r.sheet in book.blocks and r.row), None)
    if first and first.row:
        heads = {
            str(v).strip(): i
            for line in reversed(book.blocks[first.sheet][: first.row - 1])
            for i, v in enumerate(line, 1)
            if v is not None
        }
        go(book.book.sheets[first.sheet], first.row, heads.get(first.column, 1))


def _recalculate(book: Opened) -> None:
    app, is_master = book.book.app, book.reading.kind == "master"
    if is_master:
        patch.write(app, recomputed(book))
    else:
        policy.read({t.key: book.reading.tables[t.key] for t in tables.SHARED}, book.today)
    full = getattr(app.api, "CalculateFull", None)  # Excel for Windows; elsewhere xlwings knows the plain one only
    (full or app.calculate)()
    _tell(book, _say("recomputed" if is_master else "recalculated", book.lang))


# ── 打印周报 ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _print_reports(book: Opened) -> None:
    path, spot = _saved(book), book.spot("weekly_reports")
    rows = [{**_owner(book), **r} for r in spot.rows()]
    week = newest_week(rows, book.today)
    if week is None:
        raise _error("no_reports", spot.sheet.name)
    target = path.parent / FOLDER.text(book.lang) / f"{file_name(week, book.lang)}.pdf"
    if target.exists():
        raise _error("printed_before", target)
    plan = archive(rows, week, book.lang, book.today)
    try:
        _to_pdf(book.book.app, plan, target)
    except XltradeError:
        raise
    except Exception as error:
        raise _error("no_print", error) from error
    _tell(book, _say("printed", book.lang, len(plan.sheets), target))


def _owner(book: Opened) -> dict[str, Value]:
    return {"owner": book.reading.person_id, "owner_name": book.reading.person_name}


def _to_pdf(app: Any, plan: Any, target: Path) -> None:
    """Lay the reports out in a workbook of their own and print that; the PDF appears whole or not at all."""
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as place, app.properties(screen_updating=False):
        laid_out, pdf = Path(place) / f"{target.stem}.xlsx", Path(place) / target.name
        write(plan, laid_out)
        copy = app.books.open(str(laid_out))
        try:
            copy.to_pdf(str(pdf))
        finally:
            copy.close()
        os.rename(pdf, target)


# ── 记录跟进 ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _log_contact(book: Opened) -> None:
    _of_kind(book, "sales")
    wanted = selected_customer(book)
    if wanted is None:
        raise _error("no_customer")
    rows = {str(r["id"]).strip().casefold(): r for r in book.spot("customers").rows() if r["id"] is not None}
    if wanted.casefold() not in rows:
        raise _error("unknown_customer", wanted)
    customer, spot = str(rows[wanted.casefold()]["id"]).strip(), book.spot("contacts")
    record: dict[str, Value] = {"customer_id": customer, "at": book.now.replace(second=0, microsecond=0)}
    channel = _suggested(book, customer)
    row = spot.free()
    patch.write(book.book.app, append(spot, [record | ({"channel": channel} if channel else {})]))
    go(spot.sheet, row, spot.column("content"))


def _suggested(book: Opened, customer: str) -> str | None:
    """The channel that the policy suggests for the customer's grade (R133); None where it has none."""
    made, context = _derived(book)
    grades = dict(zip(made["customers"]["id"], made["customers"]["grade"], strict=True))
    rule = context.policy.grades.get(str(grades.get(customer)))
    return ch.CHANNEL.label(rule.channel, book.lang) if rule and rule.channel else None


def _derived(book: Opened) -> tuple[dict[str, pd.DataFrame], Context]:
    """A salesperson's tables with their computed columns, recomputed rather than read."""
    reading = book.reading
    rules = policy.read({t.key: reading.tables[t.key] for t in tables.SHARED}, book.today)
    hired = reading.settings.get("hired")
    since = hired.date() if isinstance(hired, dt.datetime) else hired if isinstance(hired, dt.date) else book.today
    context = Context(rules, book.today, {"": since}, book.lang)
    return recompute.sales(reading.tables, context), context


# ── 查重 ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _look_up(book: Opened) -> None:
    spot = book.spot("customers")
    text, own = _asked(book)
    if text is None:
        return
    rows = list(spot.rows())
    found = same_customer.find(text, framed(spot, rows), skip=own)
    if found:
        go(spot.sheet, rows[found[0].index]["row"], spot.column("company"))
        known = [line for m in found[:SHOWN] for line in _shown(book, m, rows[m.index])]
        more = [_say("more", book.lang, len(found) - SHOWN)] if len(found) > SHOWN else []
        _tell(book, "\n".join([_say("known", book.lang, text, len(found)), *known, *more]))
    elif own:
        _tell(book, _say("only_self", book.lang, own))
    elif book.reading.kind == "master":
        _tell(book, _say("not_found", book.lang, text))
    elif _tell(book, _say("new", book.lang, text, spot.sheet.name), "yes_no") == "yes":
        go(spot.sheet, spot.free(), spot.col)


def _asked(book: Opened) -> tuple[str | None, str]:
    """What to look up, asked for with the selected cell as the proposal, and the customer whose cell that is.

    None: the question was cancelled. XltradeError where there is nothing to ask with and no text selected.
    """
    app = book.book.app
    chosen = app.selection
    value = chosen.options(ndim=2).value[0][0] if chosen is not None else None
    proposal = same_customer.plain(value).strip()
    box = getattr(app.api, "InputBox", None)  # Excel for Windows has one; elsewhere the selected cell is looked up
    answer = box(Prompt=_say("ask", book.lang), Title=TITLE, Default=proposal, Type=2) if box else proposal
    if answer is False:
        return None, ""
    text = str(answer).strip()
    if not text:
        raise _error("empty")
    return text, (selected_customer(book) or "") if text == proposal else ""


def _shown(book: Opened, match: same_customer.Match, row: Mapping[str, Any]) -> list[str]:
    """A found customer with the reasons, how things stand, and what they asked for and bought (R125)."""
    lang = book.lang
    reasons = _say("comma", lang).join(same_customer.REASONS.label(r, lang) for r in match.reasons)
    declared = book.spot("customers").table
    stands = [
        f"{declared[k].label(lang)}{_say('colon', lang)}{_short(row[k])}" for k in _PROGRESS if row.get(k) is not None
    ]
    products = [
        f"{_short(r[product])} {_short(r[date])}{_say('reasons', lang, tables.BY_KEY[key].label(lang)).strip()}"
        for key, product, date in _HISTORY
        for r in _of_customer(book, key, row)
        if r.get(product) is not None
    ]
    lines = [
        f"● {match.id} {match.company}{_say('reasons', lang, reasons)}",
        _say("stop", lang).join(stands),
        _say("stop", lang).join(products[-SHOWN:]),
    ]
    return [line for line in lines if line]


def _of_customer(book: Opened, key: str, customer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table that belong to a customer; in a master to the same salesperson's."""
    rows = book.spot(key).rows()
    return [r for r in rows if r.get("customer_id") == customer["id"] and r.get("owner") == customer.get("owner")]


def _short(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, dt.datetime) else same_customer.plain(value)


# ── 生成周报 ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _weekly_report(book: Opened) -> None:
    _of_kind(book, "sales")
    spot, start = book.spot("weekly_reports"), monday(book.today)
    made, context = _derived(book)
    written = texts(made, book.today, context)
    row = next((r for r in spot.rows() if newest_week([r], book.today) == start), None)
    at = spot.free() if row is None else row["row"]
    missing: dict[str, Value] = {k: v for k, v in written.items() if row is None or row.get(k) is None}
    new = append(spot, [{"week": start, **missing}]) if row is None else put(spot, at, missing)
    patch.write(book.book.app, new)
    go(spot.sheet, at, spot.column("review"))
    filled = _say("comma", book.lang).join(spot.table[k].label(book.lang) for k in missing)
    name = week_name(start)
    _tell(book, _say("weekly", book.lang, name, filled) if missing else _say("weekly_kept", book.lang, name))
