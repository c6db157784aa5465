"""statements."""

from __future__ import annotations

import json as jsons
from pathlib import Path
from typing import Annotated

import typer

from xltrade.cli.app import ZH, AsJson, Language, app
from xltrade.cli.said import say


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
        print("\n".join(say("made", lang.value, p) for p in made))
