"""doctor, addin."""

from __future__ import annotations

import json as jsons
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from xltrade.cli.app import ZH, AsJson, Language, app, day_of
from xltrade.cli.said import say


@app.command()
def doctor(
    file: Annotated[Path | None, typer.Argument(help="也检查这本工作簿 look at this workbook too")] = None,
    *,
    lang: Language = ZH,
    json: AsJson = False,
) -> None:
    """检查这台电脑能不能用。 Say what is right and wrong on this machine."""
    from xltrade.excel import doctor as library

    found = library.examine(file, day_of("", lang.value))
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
    from xltrade.excel import addin as library

    place = folder or (Path() if action is Action.build else None)
    done = library.remove(place) if action is Action.remove else library.install(place, lang.value)
    if json:
        print(jsons.dumps({"action": action.value, "file": done and str(done)}, ensure_ascii=False))
        return
    print(say({Action.remove: "removed"}.get(action, "made") if done else "no_addin", lang.value, done))
