"""calc, reference."""

from __future__ import annotations

import json as jsons
from pathlib import Path
from typing import Annotated

import typer

from xltrade.cli.app import ZH, AsJson, Language, Today, app, day_of


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
    day = day_of(today, lang.value)
    from xltrade.jobs import calc as calculate

    value = calculate.formula(formula, calculate.world_of(policy, day, lang.value))
    if json:
        print(jsons.dumps({"formula": formula, "value": value}, ensure_ascii=False, default=str))
    else:
        print(calculate.shown(value))


@app.command()
def reference(*, lang: Language = ZH, json: AsJson = False) -> None:
    """列出所有函数、表、列和政策。 List every function, table, column and setting."""
    from xltrade.jobs import reference as library

    print(jsons.dumps(library.tree(lang.value), ensure_ascii=False) if json else library.markdown(lang.value))
