"""A LibreOffice that stays open: one JSON order a line on stdin, one JSON answer a line on stdout.

Run by the Python that has `uno`, not by the one under test, in a process group of its own, which ends with it. argv:
the folder of LibreOffice's profile, whose name the pipe takes.
order: source, a workbook's URL; target and filter, where and as what to store it; read, whether its cells are wanted,
and states, {sheet: [[row, column], …]} of the cells of which it must be said whether they are a truth value.
answer: {"done": {sheet: [rows of values, [row, column, text] of each error, [row, column] of each truth value]}}.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from uno_driver import connected, properties

LOGICAL = 1024
FORMULA_ERROR = 4


def main(folder):
    pipe = folder.name
    command = ["soffice", f"-env:UserInstallation={folder.as_uri()}", "--headless", "--norestore"]
    subprocess.Popen(
        [*command, f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        context = connected(pipe)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        for line in sys.stdin:
            print(json.dumps(answer(desktop, json.loads(line))), flush=True)
    finally:
        os.killpg(0, signal.SIGKILL)


def answer(desktop, order):
    document = desktop.loadComponentFromURL(order["source"], "_blank", 0, properties(Hidden=True))
    if document is None:
        return {"refused": order["source"]}
    if order.get("target"):
        document.storeToURL(order["target"], properties(FilterName=order["filter"]))
    found = {s.Name: read(document, s, order["states"]) for s in document.Sheets} if order.get("read") else {}
    document.close(True)
    return {"done": found}


def read(document, sheet, states):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    values = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow).getDataArray()
    wrong = [
        (row, col, sheet.getCellByPosition(col, row).String)
        for area in sheet.queryFormulaCells(FORMULA_ERROR).RangeAddresses
        for row in range(area.StartRow, area.EndRow + 1)
        for col in range(area.StartColumn, area.EndColumn + 1)
    ]
    formats = document.NumberFormats
    truths = [
        (row, col)
        for row, col in states.get(sheet.Name, ())
        if row <= end.EndRow and col <= end.EndColumn and values[row][col] in (0.0, 1.0)
        if formats.getByKey(sheet.getCellByPosition(col, row).NumberFormat).Type & LOGICAL
    ]
    return values, wrong, truths


if __name__ == "__main__":
    main(Path(sys.argv[1]))
