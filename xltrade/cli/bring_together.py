"""consolidate, check."""

from __future__ import annotations

import datetime as dt
import json as jsons
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltrade.cli.app import ZH, AsJson, FlavourName, Language, Today, app, day_of, moment, progress_bar
from xltrade.cli.said import file_said, folder_said, gone, list_copies, say, tell

if TYPE_CHECKING:
    from xltrade.core.schema import Lang
    from xltrade.jobs.record import Result


Rates = Annotated[Path | None, typer.Option("--rates", help="中行牌价或中间价的表 a table of published exchange rates")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只看结果，什么也不写 show what would be, write nothing")]


@app.command()
def consolidate(
    folder: Annotated[Path, typer.Argument(help="业务员工作簿所在文件夹 folder of the salespeople's workbooks")],
    *,
    master: Annotated[Path, typer.Option("--master", help="主表文件 the master")],
    strict: Annotated[bool, typer.Option("--strict", help="有退回就以 1 结束 exit 1 when rows were rejected")] = False,
    settle: Annotated[str, typer.Option("--settle", help="结算这个季度 settle this quarter, 2026Q3")] = "",
    force: Annotated[
        bool, typer.Option("--force", help="自己加的内容带不走也继续 go on although an addition of yours is lost")
    ] = False,
    rates: Rates = None,
    dry_run: DryRun = False,
    flavour: Annotated[FlavourName, typer.Option(help="新主表的类型 flavour of the master")] = FlavourName.classic,
    lang: Language = ZH,
    today: Today = "",
    json: AsJson = False,
) -> None:
    """把所有业务员的工作簿汇总到主表。 Bring all workbooks of a folder together in the master."""
    day = day_of(today, lang.value)
    from xltrade.jobs import consolidate as library
    from xltrade.jobs.master import refuse_mistyped
    from xltrade.sheets.look import Look

    refuse_mistyped(master)
    with progress_bar() as progress:
        result = library.consolidate(
            folder,
            master,
            Look(flavour.value, lang.value, day, fixed=bool(today)),
            moment(),
            period=settle,
            force=force,
            rates=rates,
            dry=dry_run,
            told=lambda made: gone(made, lang.value),
            progress=progress,
        )
    _account(result, lang.value, day, json=json)
    if strict and any(r.severity == "reject" for r in result.rejects):
        raise typer.Exit(1)


def _account(result: Result, lang: Lang, day: dt.date, *, json: bool) -> None:
    if json:
        print(jsons.dumps(result.summary(lang), ensure_ascii=False, default=str))
        return
    tell(result, lang, day)
    if result.dry:
        print(say("dry", lang))
    elif result.backup is None:
        print(say("first", lang, result.master.name))


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="要检查的工作簿或文件夹 the workbook or folder to check")],
    *,
    master: Annotated[
        Path | None, typer.Option("--master", help="按这份主表检查 by the policy and the other rows of this master")
    ] = None,
    lang: Language = ZH,
    today: Today = "",
    json: AsJson = False,
) -> None:
    """检查一本工作簿或一个文件夹，逐条说明问题。 Check a workbook or a folder and say what is wrong."""
    day = day_of(today, lang.value)
    from xltrade.jobs.check import check as examined
    from xltrade.jobs.check import check_folder

    if master is not None and not master.exists():
        from xltrade.jobs.master import existing
        from xltrade.sheets.look import Look

        existing(master, Look("classic", lang.value, day))
    if file.is_dir():
        found = check_folder(file, day, lang.value, master)
        folder_said(file, found, lang.value, json=json)
        bad = any(found.values())
    else:
        one = examined(file, day, lang.value, master)
        file_said(file, one, lang.value, json=json)
        bad = bool(one.found)
    if bad:
        raise typer.Exit(1)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="主表或工作簿 the master or workbook")],
    number: Annotated[int, typer.Argument(help="恢复第几份；不写就列出全部 which copy; without, all are listed")] = 0,
    *,
    lang: Language = ZH,
    json: AsJson = False,
) -> None:
    """列出备份，恢复其中一份。 List the dated copies of a file, or bring one back."""
    from xltrade.jobs import backup as library

    if not number:
        found = library.copies(file)
        if json:
            print(jsons.dumps({"copies": [str(c.path) for c in found]}, ensure_ascii=False))
        else:
            list_copies(file, found, lang.value)
        return
    chosen, before = library.restore(file, number, moment())
    if json:
        said = {"restored": str(chosen.path), "backup": before and str(before)}
        print(jsons.dumps(said, ensure_ascii=False))
        return
    print(say("restored", lang.value, chosen.moment, file.name))
    if before:
        print(say("backup", lang.value, before))
