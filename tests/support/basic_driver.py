"""LibreOffice driven by a macro of its own: exports of our VBA, and our VBA run."""

from __future__ import annotations

import os
import signal
import subprocess
import zipfile
from pathlib import Path

from vba_projects import project_of

DRIVER = """\
Sub Main(source As String, target As String, macros As String)
    Dim load(1) As New com.sun.star.beans.PropertyValue
    Dim save(0) As New com.sun.star.beans.PropertyValue
    Dim names, i, outValues(), outIndex()
    load(0).Name = "Hidden"
    load(0).Value = True
    load(1).Name = "MacroExecutionMode"
    load(1).Value = com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN
    doc = StarDesktop.loadComponentFromURL(source, "_blank", 0, load())
    names = Split(macros, " ")
    For i = 0 To UBound(names)
        place = "vnd.sun.star.script:VBAProject." + names(i) + "?language=Basic&amp;location=document"
        doc.getScriptProvider().getScript(place).invoke(Array(), outIndex(), outValues())
    Next
    doc.calculateAll()
    save(0).Name = "FilterName"
    save(0).Value = "calc8"
    doc.storeToURL(target, save())
    doc.close(True)
    StarDesktop.terminate()
End Sub
"""


_XML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE {0}:{1} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{1}.dtd">\n'
)


_LIBRARY = _XML.format("library", "library") + (
    '<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" '
    'library:readonly="false" library:passwordprotected="false">'
    '<library:element library:name="Driver"/></library:library>'
)


_MODULE = _XML.format("script", "module") + (
    '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Driver" script:language="StarBasic">'
    "{}</script:module>"
)


class Soffice:
    """LibreOffice with a profile of its own, and in it a driver macro that opens a file with its macros enabled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def export(self, workbook: Path) -> bytes:
        """LibreOffice's own VBA export of a workbook; the first start also fills the profile."""
        out = self.folder / "export"
        self._run("--convert-to", "xlsm:Calc MS Excel 2007 VBA XML", "--outdir", str(out), str(workbook))
        return project_of((out / workbook.name).read_bytes())

    def run(self, workbook: Path, *macros: str) -> zipfile.ZipFile:
        """The workbook as .ods after `module.Sub` macros and a recalculation."""
        basic = self.folder / "profile" / "user" / "basic" / "Standard"
        (basic / "script.xlb").write_text(_LIBRARY)
        (basic / "Driver.xba").write_text(_MODULE.format(DRIVER))
        out = workbook.with_suffix(".ods")
        self._run(f'macro:///Standard.Driver.Main("{workbook.as_uri()}","{out.as_uri()}","{" ".join(macros)}")')
        return zipfile.ZipFile(out)

    def _run(self, *command: str) -> None:
        """Run to the end; a macro that fails puts up a window that nobody sees, so the whole group is ended in time."""
        profile = f"-env:UserInstallation={(self.folder / 'profile').as_uri()}"
        process = subprocess.Popen(
            ["soffice", profile, "--headless", "--norestore", *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            assert process.wait(timeout=120) == 0
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
