"""The command line: each command is one library call, heavy imports happen inside it.

Exit codes: 0 done; 1 done with rejects under --strict, or `check` found problems; 2 wrong usage, or nothing could be
read or written.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json as jsons
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xltrade import __version__
from xltrade.errors import XltradeError

if TYPE_CHECKING:
    from xltrade.jobs.record import Result
    from xltrade.schema import Lang


class LangName(StrEnum):
    """Languages of labels and messages."""

    zh = "zh"
    en = "en"


class FlavourName(StrEnum):
    """What stands behind a function in a cell."""

    classic = "classic"
    lambda_ = "lambda"
    python = "python"


app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="外贸团队的 Excel 工作簿：生成、汇总、检查。 Excel workbooks for a foreign-trade team.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

Language = Annotated[LangName, typer.Option("--lang", help="zh 中文 / en English")]
AsJson = Annotated[bool, typer.Option("--json", help="机器可读的结果 machine-readable result on stdout")]
Today = Annotated[
    str, typer.Option("--today", help="按哪天计算 the day to compute for, YYYY-MM-DD; 默认今天 default today")
]
ZH = LangName.zh

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


def _say(key: str, lang: Lang, *values: object) -> str:
    return _TEXT[key][0 if lang == "zh" else 1].format(*values)


def main() -> None:
    """Run the command line; a mistake of the user ends in one sentence and exit code 2, never in a traceback."""
    lang: Lang = "en" if "en" in _given("--lang") else "zh"
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(standalone_mode=True)
    except XltradeError as error:
        if "--json" in sys.argv:
            print(jsons.dumps({"error": error.text(lang)}, ensure_ascii=False))
        print(error.text(lang), file=sys.stderr)
        sys.exit(2)


def _given(option: str) -> list[str]:
    after = [b for a, b in zip(sys.argv, sys.argv[1:], strict=False) if a == option]
    return after + [a.partition("=")[2] for a in sys.argv if a.startswith(f"{option}=")]


def _day(text: str, lang: Lang) -> dt.date:
    if not text:
        return dt.date.today()
    from xltrade import cells
    from xltrade.schema import Column

    parsed = cells.parse(text, Column("day", "日期", "Day", "date", "", ""))
    if parsed.problem or not parsed.value:
        raise typer.BadParameter(_say("bad_day", lang, text))
    return parsed.value


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr where a person watches it; nothing otherwise."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None)
        yield lambda name, done, total: bar.update(task, description=name, completed=done, total=total)


def _version(asked: bool) -> None:
    if asked:
        print(f"xltrade {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 version")] = False,
) -> None:
    """外贸团队的 Excel 工作簿：生成、汇总、检查。 Excel workbooks for a foreign-trade team."""


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="放到哪个文件夹 folder to make")] = Path("xltrade-demo"),
    *,
    lang: Language = ZH,
    flavour: Annotated[FlavourName | None, typer.Option(help="默认两种混用 default: mixed")] = None,
    seed: Annotated[int, typer.Option(help="演示数据的种子 seed of the invented data")] = 1996,
    today: Today = "",
    json: AsJson = False,
) -> None:
    """生成一个演示团队并汇总。 Make a demo team from a real company's data and consolidate it."""
    day = _day(today, lang.value)
    from xltrade import team

    with _progress() as progress:
        made = team.make(
            folder, day, seed=seed, lang=lang.value, flavour=flavour.value if flavour else None, progress=progress
        )
    if json:
        print(jsons.dumps(made.result.summary(lang.value), ensure_ascii=False, default=str))
        return
    _tell(made.result, lang.value, day)
    print(_say("demo", lang.value, folder, made.result.master.name))


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="要生成的 .xlsx the workbook to make")],
    *,
    master: Annotated[bool, typer.Option("--master", help="生成经理主表 make the manager's master")] = False,
    id: Annotated[str, typer.Option("--id", help="人员编号 person ID")] = "",
    name: Annotated[str, typer.Option("--name", help="姓名 name")] = "",
    hired: Annotated[str, typer.Option("--hired", help="入职日期 hire date, YYYY-MM-DD")] = "",
    policy: Annotated[
        Path | None, typer.Option("--policy", help="用哪份主表的政策 take the policy of this master")
    ] = None,
    flavour: Annotated[
        FlavourName, typer.Option(help="classic: Excel 2013+ / WPS; lambda: Excel 365; python: .xlsm + Python")
    ] = FlavourName.classic,
    every: Annotated[
        bool, typer.Option("--all", help="把各种空工作簿放进文件夹 every kind, flavour and language into a folder")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有文件 replace an existing file")] = False,
    lang: Language = ZH,
    today: Today = "",
    json: AsJson = False,
) -> None:
    """生成空的工作簿（业务员或主表）。 Make an empty workbook for a salesperson or the manager."""
    day, since = _day(today, lang.value), _day(hired, lang.value) if hired else None
    if not force and (any(file.glob("*.xlsx")) if every else file.exists()):
        raise typer.BadParameter(_say("exists", lang.value, file))
    from xltrade.books import Look, Owner
    from xltrade.jobs import new as library

    if every:
        file.mkdir(parents=True, exist_ok=True)
        print("\n".join(_say("made", lang.value, p) for p in library.ready_made(file, day)))
        return
    owner = None if master else Owner(id, name, since)
    library.empty(file, owner, Look(flavour.value, lang.value, day), policy)
    print(jsons.dumps({"made": str(file)}, ensure_ascii=False) if json else _say("made", lang.value, file))


@app.command()
def consolidate(
    folder: Annotated[Path, typer.Argument(help="业务员工作簿所在文件夹 folder of the salespeople's workbooks")],
    *,
    master: Annotated[Path, typer.Option("--master", help="主表文件 the master")],
    strict: Annotated[bool, typer.Option("--strict", help="有退回就以 1 结束 exit 1 when rows were rejected")] = False,
    settle: Annotated[str, typer.Option("--settle", help="结算这个季度 settle this quarter, 2026Q3")] = "",
    flavour: Annotated[FlavourName, typer.Option(help="新主表的类型 flavour of the master")] = FlavourName.classic,
    lang: Language = ZH,
    today: Today = "",
    json: AsJson = False,
) -> None:
    """把所有业务员的工作簿汇总到主表。 Bring all workbooks of a folder together in the master."""
    day = _day(today, lang.value)
    from xltrade.books import Look
    from xltrade.jobs import consolidate as library

    with _progress() as progress:
        result = library.consolidate(
            folder,
            master,
            Look(flavour.value, lang.value, day, fixed=bool(today)),
            dt.datetime.now(),
            period=settle,
            progress=progress,
        )
    if json:
        print(jsons.dumps(result.summary(lang.value), ensure_ascii=False, default=str))
    else:
        _tell(result, lang.value, day)
    if strict and any(r.severity == "reject" for r in result.rejects):
        raise typer.Exit(1)


@app.command()
def statements(
    master: Annotated[Path, typer.Argument(help="主表 the master")],
    folder: Annotated[Path | None, typer.Argument(help="放到哪里 where to; 默认主表旁的“结算单”")] = None,
    *,
    period: Annotated[str, typer.Option("--period", help="哪个季度 which quarter; 默认最近的 the newest")] = "",
    lang: Language = ZH,
    json: AsJson = False,
) -> None:
    """每人一份结算单，可打印签字。 One statement a person, to print and sign."""
    from xltrade.jobs import statements as library

    made = library.write_all(master, folder, period, lang.value)
    if json:
        print(jsons.dumps({"made": [str(p) for p in made]}, ensure_ascii=False))
    else:
        print("\n".join(_say("made", lang.value, p) for p in made))


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="要检查的工作簿 the workbook to check")],
    *,
    lang: Language = ZH,
    today: Today = "",
    json: AsJson = False,
) -> None:
    """检查一本工作簿，逐条说明问题。 Check one workbook and say what is wrong with it."""
    day = _day(today, lang.value)
    from xltrade.jobs.check import check as examined
    from xltrade.jobs.record import record

    found, rows = examined(file, day, lang.value)
    if json:
        print(
            jsons.dumps(
                {"file": str(file), "rows": rows, "problems": [record(r, lang.value) for r in found]},
                ensure_ascii=False,
                default=str,
            )
        )
    else:
        print(_say("found", lang.value, file.name, len(found)) if found else _say("fine", lang.value, file.name, rows))
        _list([r.message(lang.value) for r in found], "more_here", lang.value, 200)
    if found:
        raise typer.Exit(1)


@app.command()
def calc(
    formula: Annotated[str, typer.Argument(help="例如 '=COMMISSION(1500000)'")],
    *,
    policy: Annotated[
        Path | None, typer.Option("--policy", help="用哪份主表的政策和汇率 policy and rates of this master")
    ] = None,
    lang: Language = ZH,
    today: Today = "",
    json: AsJson = False,
) -> None:
    """算一个公式。 Compute one formula, as a cell would."""
    day = _day(today, lang.value)
    from xltrade import calculate

    value = calculate.formula(formula, calculate.world_of(policy, day, lang.value))
    if json:
        print(jsons.dumps({"formula": formula, "value": value}, ensure_ascii=False, default=str))
    else:
        print(calculate.shown(value))


@app.command()
def reference(*, lang: Language = ZH, json: AsJson = False) -> None:
    """列出所有函数、表、列和政策。 List every function, table, column and setting."""
    from xltrade import reference as library

    print(jsons.dumps(library.tree(lang.value), ensure_ascii=False) if json else library.markdown(lang.value))


@app.command()
def doctor(
    file: Annotated[Path | None, typer.Argument(help="也检查这本工作簿 look at this workbook too")] = None,
    *,
    lang: Language = ZH,
    json: AsJson = False,
) -> None:
    """检查这台电脑能不能用。 Say what is right and wrong on this machine."""
    from xltrade import doctor as library

    found = library.examine(file)
    if json:
        said = [
            {"level": f.level, "what": f.what.text(lang.value), "todo": f.todo.text(lang.value) if f.todo else None}
            for f in found
        ]
        print(jsons.dumps(said, ensure_ascii=False))
    else:
        print("\n".join(f.line(lang.value) for f in found))
    if any(f.level == "bad" for f in found):
        raise typer.Exit(1)


class Action(StrEnum):
    """What to do with the add-in."""

    build = "build"
    install = "install"
    remove = "remove"


@app.command()
def addin(
    action: Annotated[Action, typer.Argument(help="build 生成 / install 安装 / remove 卸载")],
    *,
    folder: Annotated[Path | None, typer.Option("--dir", help="放到哪里 where; 默认 Excel 的启动文件夹")] = None,
    lang: Language = ZH,
    json: AsJson = False,
) -> None:
    """功能区加载项 xltrade.xlam。 The ribbon add-in with the same buttons."""
    from xltrade import addin as library

    place = folder or (Path() if action is Action.build else None)
    done = library.remove(place) if action is Action.remove else library.install(place, lang.value)
    if json:
        print(jsons.dumps({"action": action.value, "file": done and str(done)}, ensure_ascii=False))
        return
    print(_say({Action.remove: "removed"}.get(action, "made") if done else "no_addin", lang.value, done))


# ── what a person reads ───────────────────────────────────────────────────────────────────────────────────────────


def _tell(result: Result, lang: Lang, day: dt.date) -> None:
    total = result.total
    values = (total.read, total.kept, total.rejected, len(result.files), result.seconds)
    print(_say("rows" if result.seconds else "rows_untimed", lang, *values))
    for severity, key in (("reject", "rejected"), ("warning", "warned")):
        messages = [r.message(lang) for r in result.rejects if r.severity == severity]
        if messages:
            print(_say(key, lang))
            _list(messages, "more", lang)
    _people(result.dashboard.to_dict("records"), lang, day)
    print(_say("master", lang, result.master))
    if result.backup:
        print(_say("backup", lang, result.backup))


def _list(messages: Sequence[str], more: str, lang: Lang, most: int = 10) -> None:
    for message in messages[:most]:
        print(f"  {message}")
    if len(messages) > most:
        print(f"  {_say(more, lang, len(messages) - most)}")


def _people(rows: Sequence[Mapping[str, Any]], lang: Lang, day: dt.date) -> None:
    """What a manager wants to see first: receipts, commission, grades and overdue follow-ups per person (R072)."""
    if not rows:
        return
    from rich.console import Console
    from rich.table import Table

    from xltrade.calendars import quarter_label

    table = Table(title=_say("quarter", lang, quarter_label(day)), title_justify="left")
    for key in ("person", "receipts", "target", "commission", "grades", "overdue", "due"):
        table.add_column(_say(key, lang), justify="left" if key in ("person", "grades") else "right")
    for row in rows:
        table.add_row(*_line(row))
    table.add_section()
    sums = {k: round(sum(r[k] or 0 for r in rows), 2) for k in rows[0] if k not in ("person_id", "name", "completion")}
    table.add_row(*_line({**sums, "person_id": _say("total", lang), "name": ""}))
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


if __name__ == "__main__":
    main()
