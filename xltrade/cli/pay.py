"""statements."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltrade.cli.app import ZH, AsJson, Force, Language, app, moment
from xltrade.cli.said import placed


@app.command()
def statements(
    master: Annotated[Path, typer.Argument(help="主表 the master")],
    folder: Annotated[Path | None, typer.Argument(help="放到哪里 where to; 默认主表旁的“结算单”")] = None,
    *,
    period: Annotated[str, typer.Option("--period", help="哪个季度 which quarter; 默认最近的 the newest")] = "",
    force: Force = False,
    lang: Language = ZH,
    json: AsJson = False,
) -> None:
    """每人一份结算单，可打印签字。 One statement a person, to print and sign."""
    from xltrade.jobs import statements as library

    placed(library.write_all(master, folder, period, lang.value, moment() if force else None), lang.value, json)
