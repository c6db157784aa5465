"""demo, new."""

from __future__ import annotations

import json as jsons
from pathlib import Path
from typing import Annotated

import typer

from xltrade.cli.app import ZH, AsJson, FlavourName, Force, Language, Today, app, day_of, moment, progress_bar
from xltrade.cli.said import gave_way, placed, say, tell


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="放到哪个文件夹 folder to make")] = Path("xltrade-demo"),
    *,
    lang: Language = ZH,
    flavour: Annotated[FlavourName | None, typer.Option(help="默认两种混用 default: mixed")] = None,
    seed: Annotated[int, typer.Option(help="演示数据的种子 seed of the invented data")] = 1996,
    force: Force = False,
    today: Today = "",
    json: AsJson = False,
) -> None:
    """生成一个演示团队并汇总。 Make a demo team from a real company's data and consolidate it."""
    day = day_of(today, lang.value)
    from xltrade.jobs.demo import files

    with progress_bar() as progress:
        made = files.make(
            folder,
            day,
            seed=seed,
            lang=lang.value,
            flavour=flavour.value if flavour else None,
            progress=progress,
            now=moment() if force else None,
        )
    if json:
        print(jsons.dumps(made.result.summary(lang.value), ensure_ascii=False, default=str))
        return
    tell(made.result, lang.value, day)
    gave_way(made.replaced, lang.value)
    print(say("demo", lang.value, folder, made.result.master.name))


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
        FlavourName, typer.Option(help="classic: Excel 2019+ / WPS; lambda: Excel 365; python: .xlsm + Python")
    ] = FlavourName.classic,
    every: Annotated[
        bool, typer.Option("--all", help="把各种空工作簿放进文件夹 every kind, flavour and language into a folder")
    ] = False,
    force: Force = False,
    lang: Language = ZH,
    today: Today = "",
    json: AsJson = False,
) -> None:
    """生成空的工作簿（业务员或主表）。 Make an empty workbook for a salesperson or the manager."""
    day, since = day_of(today, lang.value), day_of(hired, lang.value) if hired else None
    from xltrade.jobs import new as library
    from xltrade.sheets.look import Look, Owner

    if every:
        placed(library.ready_made(file, day, now=moment() if force else None), lang.value, json)
        return
    owner = None if master else Owner(id, name, since)
    made = library.empty(file, owner, Look(flavour.value, lang.value, day), policy, moment() if force else None)
    placed(made, lang.value, json, str(file))
