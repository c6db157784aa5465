"""VBA projects read back by oletools and olefile, ours and Excel's own.

Excel's own files are at hand without Excel: the workbooks that the xlwings package ships (`EXCEL_FILES`).
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import olefile
import xlsxwriter

from xltrade.files.vba import cfb
from xltrade.files.vba.workbook import vba_project

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # oletools uses old names of pyparsing
    from oletools.olevba import VBA_Parser, decompress_stream


EXCEL_FILES = ("quickstart.xlsm", "quickstart_standalone.xlsm", "quickstart_addin.xlam", "addin/xlwings.xlam")


Record = tuple[int, bytes]


def of_xlwings(name: str) -> bytes:
    return resources.files("xlwings").joinpath(*name.split("/")).read_bytes()


def project_of(workbook: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return archive.read("xl/vbaProject.bin")


def opened(data: bytes) -> olefile.OleFileIO:
    """The compound file, read strictly: whatever olefile could complain of is an error."""
    return olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_UNSURE)


def stream(data: bytes, name: str) -> bytes:
    return opened(data).openstream(name).read()


def records(data: bytes) -> list[Record]:
    """The records of the dir stream; the size field of PROJECTVERSION (9) is two short, by definition."""
    dir_stream, at, found = bytes(decompress_stream(bytearray(stream(data, "VBA/dir")))), 0, []
    while at < len(dir_stream):
        number, size = struct.unpack_from("<HI", dir_stream, at)
        size += 2 * (number == 9)
        found.append((number, dir_stream[at + 6 : at + 6 + size]))
        at += 6 + size
    return found


def modules_in(data: bytes) -> dict[str, list[Record]]:
    """Module name -> its records."""
    found: dict[str, list[Record]] = {}
    for number, value in records(data):
        if number == 0x19:
            name = value.decode("cp936")
        if number in {0x19, 0x47, 0x1A, 0x32, 0x1C, 0x48, 0x31, 0x1E, 0x2C, 0x21, 0x22, 0x2B}:
            found.setdefault(name, []).append((number, value))
    return found


def text_in(data: bytes, module: str) -> bytes:
    """A module's text, past what Excel compiled."""
    start = int.from_bytes(dict(modules_in(data)[module])[0x31], "little")
    return bytes(decompress_stream(bytearray(stream(data, f"VBA/{module}")[start:])))


def lines(data: bytes) -> list[str]:
    return stream(data, "PROJECT").decode("cp936").split("\r\n")


def read_by_oletools(data: bytes) -> dict[str, str]:
    parser = VBA_Parser("vbaProject.bin", data=data)
    return {stream_name.rpartition("/")[2]: code for _, stream_name, _, code in parser.extract_macros()}


def written(data: bytes, path: Path, code_names: Sequence[str], formulas: Sequence[str] = ()) -> Path:
    """A workbook with the project and one sheet for each code name; the formulas down column A of the first."""
    with xlsxwriter.Workbook(path) as book:
        sheets = [book.add_worksheet(f"表{number}") for number, _ in enumerate(code_names, 1)]
        book.add_vba_project(io.BytesIO(data), is_stream=True)
        book.set_vba_name("ThisWorkbook")
        for sheet, code_name in zip(sheets, code_names, strict=True):
            sheet.set_vba_name(code_name)
        sheets[0].insert_button("F2", {"macro": "XltradeCheck", "caption": "检查"})
        for row, formula in enumerate(formulas):
            sheets[0].write_formula(row, 0, formula, None, "not computed")
    return path


def body(source: str) -> str:
    """A text as it comes back: line ends of Windows, one at the end."""
    plain = source.replace("\r\n", "\n")
    return (plain if not plain or plain.endswith("\n") else f"{plain}\n").replace("\n", "\r\n")


def assert_directory_is_valid(data: bytes) -> None:
    """MS-CFB 2.6.4: a storage's entries in order, the root black, no two reds in a row, as many blacks on each path."""
    entries = opened(data)
    raw = entries.directory_fp.getvalue()
    nodes = [struct.unpack_from("<64sHBBIII", raw, at) for at in range(0, len(raw), 128)]

    def walk(number: int, parent_red: bool) -> tuple[list[str], int]:
        if number == cfb.NONE:
            return [], 1
        name, size, _, color, left, right, _ = nodes[number]
        assert color in {cfb.RED, cfb.BLACK} and not (parent_red and color == cfb.RED)
        (before, one), (after, other) = walk(left, color == cfb.RED), walk(right, color == cfb.RED)
        assert one == other, "as many black entries on each path"
        return [*before, name[: size - 2].decode("utf-16-le"), *after], one + (color == cfb.BLACK)

    for node in nodes:
        kind, child = node[2], node[6]
        if kind in {cfb.ROOT, cfb.STORAGE} and child != cfb.NONE:
            names, _ = walk(child, parent_red=True)
            keys = [(len(n), n.upper()) for n in names]
            assert keys == sorted(set(keys)), "length first, then upper-case letters"


def whole_project() -> bytes:
    return vba_project([f"Sheet{n}" for n in range(1, 13)], ["Sheet11", "Sheet12"])
