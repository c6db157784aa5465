"""The VBA project packer, read back by oletools, olefile and LibreOffice and held against what Excel itself wrote.

Excel's own files are at hand without Excel: the workbooks that the xlwings package ships (`EXCEL_FILES`). LibreOffice's
export of our modules is the second model; what we write otherwise stands in `DIFFERENCES`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import os
import random
import re
import signal
import struct
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from importlib import metadata, resources
from pathlib import Path

import olefile
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

import engines
from xltrade.core.errors import DeclarationError
from xltrade.core.installed import xlwings_module, xlwings_version
from xltrade.core.schema import LANGS, Lang
from xltrade.files.vba import cfb, wrappers
from xltrade.files.vba.compression import compress, decompress
from xltrade.files.vba.project import Module, decrypted, encrypted, pack
from xltrade.files.vba.workbook import buttons, vba_project
from xltrade.files.vba.workbook import modules as workbook_modules
from xltrade.files.vba.wrappers import POLICY_STAMP, parameter
from xltrade.formulas.catalogue import CATALOGUE

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # oletools uses old names of pyparsing
    from oletools.olevba import VBA_Parser, decompress_stream

EXCEL_FILES = ("quickstart.xlsm", "quickstart_standalone.xlsm", "quickstart_addin.xlam", "addin/xlwings.xlam")
SIZES = (0, 1, 2, 3, 4, 15, 16, 17, 63, 64, 65, 511, 512, 513, 3640, 3641, 4095, 4096, 4097, 8191, 8192, 8193, 200_000)

Record = tuple[int, bytes]


# ── helpers ───────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── compression ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("alphabet", [b"\0", b"ab", bytes(range(256)), b'Sub End = "Range" \r\n()'])
def test_compression_comes_back_at_every_size(size: int, alphabet: bytes) -> None:
    data = bytes(random.Random(size).choices(alphabet, k=size))
    packed = compress(data)
    assert decompress(packed)[:size] == data
    assert bytes(decompress_stream(bytearray(packed))) == decompress(packed)
    assert len(decompress(packed)) == size or set(decompress(packed)[size:]) == {0}


@given(st.binary(max_size=9000) | st.text("Dim x As Long\r\n", max_size=9000).map(str.encode))
def test_compression_comes_back(data: bytes) -> None:
    assert decompress(compress(data))[: len(data)] == data
    assert bytes(decompress_stream(bytearray(compress(data)))) == decompress(compress(data))


def test_only_a_short_last_chunk_that_does_not_compress_is_filled_up() -> None:
    noise = random.Random(1).randbytes(4095)
    assert decompress(compress(noise[:3640])) == noise[:3640]
    assert decompress(compress(noise, pad=b" ")) == noise + b" "


@pytest.mark.parametrize("name", EXCEL_FILES)
def test_what_excel_compressed_is_read(name: str) -> None:
    data = project_of(of_xlwings(name))
    for module in modules_in(data):
        text = text_in(data, module)
        assert text.startswith(b"Attribute VB_Name") and decompress(compress(text)) == text


@pytest.mark.parametrize("data", [b"", b"\0abc", b"\x01\x05\x00ab", b"\x01\x03\xb0\x01\x00\x00\x00"])
def test_what_is_not_a_container_is_refused(data: bytes) -> None:
    with pytest.raises(DeclarationError):
        decompress(data)


# ── compound file ─────────────────────────────────────────────────────────────────────────────────────────────────


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


@pytest.mark.parametrize("count", [*range(1, 35), 63, 64, 65, 99, 130, 200])
def test_a_compound_file_holds_any_number_of_streams(count: int) -> None:
    pick = random.Random(count)
    sizes = pick.choices([0, 1, 64, 4095, 4096, 4097, 9000], k=count)
    inner = {f"S{'x' * (n % 4)}{n}": pick.randbytes(size) for n, size in enumerate(sizes)}
    data = cfb.write({"PROJECT": b"p" * 600, "empty": b"", "VBA": inner})
    assert_directory_is_valid(data)
    file = opened(data)
    assert not file.parsing_issues and len(file.listdir()) == count + 2
    assert {name: file.openstream(f"VBA/{name}").read() for name in inner} == inner


def test_excel_orders_names_as_we_do() -> None:
    for name in EXCEL_FILES:
        raw = opened(project_of(of_xlwings(name))).directory_fp.getvalue()
        assert_sorted_like(raw)


def assert_sorted_like(raw: bytes) -> None:
    """`cfb.order` puts what is left of an entry before it and what is right of it after it."""
    nodes = [struct.unpack_from("<64sHBBII", raw, at) for at in range(0, len(raw), 128)]
    names = [n[0][: max(n[1], 2) - 2].decode("utf-16-le") for n in nodes]
    for number, (*_, left, right) in enumerate(nodes):
        assert left >= len(names) or not names[left] or cfb.order(names[left]) < cfb.order(names[number])
        assert right >= len(names) or not names[right] or cfb.order(names[number]) < cfb.order(names[right])


@pytest.mark.parametrize("name", ["", "a/b", "a!b", "x" * 32])
def test_a_compound_file_refuses_a_name_that_it_cannot_hold(name: str) -> None:
    with pytest.raises(DeclarationError):
        cfb.write({name: b""})


def test_a_compound_file_of_seven_megabytes_is_refused() -> None:
    assert stream(cfb.write({"big": bytes(6_800_000)}), "big") == bytes(6_800_000)
    with pytest.raises(DeclarationError, match=r"6\.8 MB"):
        cfb.write({"big": bytes(7_200_000)})


# ── project ───────────────────────────────────────────────────────────────────────────────────────────────────────

NAMES = st.from_regex(r"[A-Za-z提成][A-Za-z0-9_表]{0,30}", fullmatch=True)
LINE = st.text("Dim x As Long='\"()&_\t 提成报表客户", max_size=120)


@given(
    st.dictionaries(
        NAMES.map(str.lower),
        st.tuples(st.sampled_from(["standard", "class", "document"]), st.lists(LINE, max_size=60).map("\r\n".join)),
        max_size=8,
    )
)
@settings(max_examples=60)
def test_random_modules_come_back(drawn: dict[str, tuple[str, str]]) -> None:
    made = [Module(name, kind, source) for name, (kind, source) in drawn.items()]  # type: ignore[arg-type]
    assert_comes_back(made)


@pytest.mark.parametrize("size", [0, 1, 600, 4000, 4096, 20_000, 65_536, 120_000, 200_000])
@pytest.mark.parametrize(
    "alphabet",
    ["Dim x =", "客户提成报表abcdefgh ", "".join(map(chr, range(0x4E00, 0x9000)))],
    ids=["program", "mixed", "incompressible"],
)
def test_modules_up_to_200_kb_come_back(size: int, alphabet: str) -> None:
    pick = random.Random(size)
    chars = [c for c in alphabet if c.encode("cp936", "ignore")]
    line_bytes = len("".join(pick.choices(chars, k=100)).encode("cp936"))
    source = "\n".join("".join(pick.choices(chars, k=100)) for _ in range(size // line_bytes))
    assert_comes_back([Module("大", "standard", source), Module("ThisWorkbook", "document", source)])


def assert_comes_back(made: Sequence[Module]) -> None:
    data = pack(made)
    assert_directory_is_valid(data)
    for module in made:
        assert text_in(data, module.name).decode("cp936").rstrip(" ") == module.text.rstrip(" ")
        assert module.text.endswith(body(module.source))


def whole_project() -> bytes:
    return vba_project([f"Sheet{n}" for n in range(1, 13)], ["Sheet11", "Sheet12"])


def test_oletools_reads_every_module_as_it_was() -> None:
    made = workbook_modules(["Sheet1", "Sheet2"], ["Sheet2"])
    read = read_by_oletools(pack(made))
    assert read == {module.name: module.text for module in made}


def test_the_same_modules_give_the_same_bytes() -> None:
    assert whole_project() == whole_project()
    assert pack([Module("a", "standard", "")]) != pack([Module("a", "standard", "Sub x()\nEnd Sub")])


def test_document_and_class_modules_have_the_attributes_that_excel_writes() -> None:
    data = project_of(of_xlwings("quickstart_standalone.xlsm"))
    for name in ("ThisWorkbook", "Sheet1", "Sheet2"):
        assert text_in(data, name) == Module(name, "document", "").text.encode()
    ours = next(m for m in workbook_modules(["Sheet1"]) if m.kind == "class")
    heads = [
        re.findall(r"^Attribute VB_.*", text, re.MULTILINE)
        for text in (text_in(data, "Dictionary").decode(), ours.text)
    ]
    assert heads[0] == heads[1]


def test_the_order_is_that_of_the_sheets() -> None:
    names = list(modules_in(whole_project()))
    assert names[:3] == ["ThisWorkbook", "Sheet1", "Sheet2"]
    assert names[13:] == ["xlwings", "Dictionary", "xltrade_buttons", "xltrade_policy", "xltrade_udfs", "xltrade_help"]


def test_chinese_survives_in_the_project_code_page() -> None:
    module = Module("提成表", "standard", 'Public Const TITLE = "提成 €"\n')
    with pytest.raises(DeclarationError, match="€"):
        pack([module])
    good = dataclasses.replace(module, source='Public Const TITLE = "提成" \' 中文\n')
    assert text_in(pack([good]), "提成表").decode("cp936") == good.text
    assert dict(records(pack([good])))[0x03] == struct.pack("<H", 936)


@pytest.mark.parametrize(
    "made",
    [
        [Module("1a", "standard", "")],
        [Module("a b", "standard", "")],
        [Module("x" * 32, "standard", "")],
        [Module("a", "standard", ""), Module("A", "standard", "")],
        [Module("a", "standard", "'" + "x" * 1023)],
    ],
)
def test_what_vba_does_not_allow_is_refused(made: list[Module]) -> None:
    with pytest.raises(DeclarationError):
        pack(made)


def test_a_policy_sheet_recalculates_everything_and_must_be_a_sheet() -> None:
    texts = read_by_oletools(whole_project())
    assert [n for n, text in texts.items() if "    XltradePolicyChanged" in text] == ["Sheet11", "Sheet12"]
    assert "    Application.CalculateFull" in texts["xltrade_policy"]
    with pytest.raises(DeclarationError, match="Sheet9"):
        vba_project(["Sheet1"], ["Sheet9"])


@pytest.mark.parametrize("name", [n for n in EXCEL_FILES if not n.startswith("addin/")])
def test_protection_strings_are_read_as_excel_wrote_them(name: str) -> None:
    """The project key is the sum of the id's characters, its braces included."""
    for project in (project_of(of_xlwings(name)), whole_project()):
        fields = dict(re.findall(r'(\w+)="(.*)"', "\n".join(lines(project))))
        key = sum(fields["ID"].encode()) % 256
        found = {field: decrypted(fields[field]) for field in ("CMG", "DPB", "GC")}
        assert found == {"CMG": (key, bytes(4)), "DPB": (key, b"\0"), "GC": (key, b"\xff")}


@given(st.binary(max_size=40), st.integers(0, 255))
def test_encryption_comes_back(data: bytes, seed: int) -> None:
    assert decrypted(encrypted(data, "{5CF9CDAB-B77B-4FE4-BD7E-D29900070E1B}", seed)) == (43, data)


def test_records_and_lines_are_those_of_excel() -> None:
    """The standalone workbook that xlwings ships: as ours, without anything compiled (version 0xFFFF)."""
    excel = project_of(of_xlwings("quickstart_standalone.xlsm"))
    ours = pack([Module("ThisWorkbook", "document", ""), Module("Sheet1", "document", ""), Module("m", "standard", "")])
    for name in ("ThisWorkbook", "Sheet1"):
        assert [n for n, _ in modules_in(ours)[name]] == [n for n, _ in modules_in(excel)[name]]
    head = [[n for n, _ in records(data)][:13] for data in (ours, excel)]
    assert head[0] == head[1]
    keys = [
        [re.split("=", line)[0] for line in lines(data) if not line.startswith(("Module=", "Class=", "Document="))]
        for data in (ours, excel)
    ]
    until = keys[0].index("[Workspace]") + 1
    assert keys[0][:until] == keys[1][:until]
    assert stream(excel, "VBA/_VBA_PROJECT")[:4] == stream(ours, "VBA/_VBA_PROJECT")[:4] == bytes.fromhex("cc61ffff")


# ── xlwings, wrappers, buttons ────────────────────────────────────────────────────────────────────────────────────


def test_the_xlwings_module_is_that_of_the_installed_package() -> None:
    assert xlwings_version() == metadata.version("xlwings")
    assert Module("xlwings", "standard", xlwings_module()).text.encode() == of_xlwings("xlwings.bas")
    assert f'Lib "xlwings64-{xlwings_version()}.dll"' in xlwings_module()


GENERATOR = """
import io, sys, types
from unittest import mock
for name in ("pythoncom", "pywintypes", "win32com", "win32com.client"):
    sys.modules[name] = mock.MagicMock()
from xlwings import udfs
module = types.ModuleType("made")
for name, signature, hidden, volatile in eval(sys.argv[1]):
    space = {}
    exec(f"def {name}({signature}): pass", space)
    made = space[name]
    for key, vba in hidden:
        made = udfs.xlarg(key, vba=vba)(made)
    made = udfs.xlfunc(made, volatile=volatile)
    setattr(module, name, made)
book, out = mock.MagicMock(), io.StringIO()
book.Name = "book.xlsm"
udfs.generate_vba_wrapper("xltrade.udf", module, out, book)
print(out.getvalue())
"""
HIDDEN = 'ThisWorkbook.Names("tiers").RefersToRange'
OURS_FOR_XLWINGS: Mapping[str, str] = {
    "Public Function": "Function",  # said aloud
    "If TypeOf Application.Caller Is Range Then On Error GoTo failed": "",  # a failure is #VALUE! for every caller
    "On Error GoTo failed": "",
    "CVErr(xlErrValue)": "Err.Description",  # an error, which SUM does not skip
}


def generated_by_xlwings(functions: Sequence[tuple[str, str, list[tuple[str, str]], bool]]) -> str:
    """What xlwings' own code writes on Windows, run here with pywin32 stubbed, in a process of its own."""
    command = [sys.executable, "-c", GENERATOR, repr(functions)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def comparable(text: str) -> dict[str, list[str]]:
    """Function -> its lines, with `OURS_FOR_XLWINGS` replaced."""
    for ours, theirs in OURS_FOR_XLWINGS.items():
        text = text.replace(ours, theirs)
    found = re.findall(r"^(Function (\w+).*?^End Function)", text, re.MULTILINE | re.DOTALL)
    return {name: [line.strip() for line in lines.splitlines() if line.strip()] for lines, name in found}


@pytest.mark.parametrize("hidden", [[], [HIDDEN]])
def test_wrappers_are_those_of_xlwings(hidden: list[str]) -> None:
    functions = []
    for function in CATALOGUE.values():
        shown = ", ".join(parameter(p.key) + ("=None" if p.optional else "") for p in function.params)
        unseen = [(f"hidden{n}", vba) for n, vba in enumerate(hidden)]
        signature = ", ".join([shown, *(f"{key}=None" for key, _ in unseen)])
        functions.append((function.name, signature, unseen, function.volatile))
    theirs, ours = comparable(generated_by_xlwings(functions)), comparable(wrappers(policy_ranges=hidden))
    assert len(ours) == len(CATALOGUE) and ours == theirs


def test_wrappers_end_in_an_error_and_stay_ascii() -> None:
    text = wrappers(policy_ranges=[f'ThisWorkbook.Names("policy_table_{n}").RefersToRange' for n in range(40)])
    assert text.isascii() and "Err.Description" not in text
    assert text.count("= CVErr(xlErrValue)") == len(CATALOGUE)
    assert max(map(len, text.splitlines())) < 1023 and text.count(" _\n") <= 24 * 2 * len(CATALOGUE)
    pack([Module("u", "standard", text)])


@pytest.mark.parametrize("lang", LANGS)
def test_the_function_wizard_has_every_text(lang: Lang) -> None:
    """MacroOptions, as xlwings calls it on importing: description, category, one text for each argument shown."""
    text = vba_project(["Sheet1"], lang=lang)
    module = read_by_oletools(text)["xltrade_help"]
    assert "    XltradeHelp\r\n" in read_by_oletools(text)["ThisWorkbook"] and 'Category:="xltrade"' in module
    joined = module.replace(" _\r\n", " ")
    calls = re.findall(r'Describe "(\w+)", *XltradeText\("(.*?)"\), *Array\((.*?)\)\r', joined)
    assert [name for name, *_ in calls] == list(CATALOGUE)
    for name, said, arguments in calls:
        shown = [decoded(t) for t in (said, *re.findall(r'XltradeText\("(.*?)"\)', arguments))]
        function = CATALOGUE[name]
        assert shown == [function.help(lang), *(p.help(lang) for p in function.params)]
        assert max(map(len, shown)) <= 255, "Excel's limit"


def test_without_python_a_button_says_so_in_chinese() -> None:
    """xlwings' RunPython gives -1 or raises; then our own message follows, on any code page, doctor's name in it."""
    text = next(m.source for m in workbook_modules(["Sheet1"]) if m.name == "xltrade_buttons")
    said = decoded("".join(re.findall(r'"([^"]*\\u[^"]*)"', text)))
    assert said == "没有能运行 Python。请在命令行运行 python -m xltrade doctor，它会说明缺什么、怎么办。"
    assert "RunPython = -1" in xlwings_module() and text.count("XltradeNoPython") == 3


def decoded(text: str) -> str:
    return re.sub(r"\\u([0-9A-F]{4})", lambda m: chr(int(m[1], 16)), text.replace('""', '"'))


def test_the_functions_get_the_stamp_that_python_asks_for() -> None:
    """`xltrade.udf` takes a hidden last argument; the function that gives it is in the project."""
    texts = read_by_oletools(whole_project())
    assert f"Public Function {POLICY_STAMP}" in texts["xltrade_policy"]
    assert texts["xltrade_udfs"].count(f", {POLICY_STAMP})") == 2 * len(CATALOGUE)


def test_no_parameter_is_a_word_of_vba() -> None:
    keys = {p.key for f in CATALOGUE.values() for p in f.params}
    assert {"on", "end", "currency"} <= keys, "the catalogue still has such parameters"
    assert {parameter(k) for k in ("on", "end", "currency")} == {"on_", "end_", "currency_"}


def test_every_button_is_known_to_the_ribbon() -> None:
    text = next(m.source for m in workbook_modules(["Sheet1"]) if m.name == "xltrade_buttons")
    subs = {
        "XltradeConsolidate",
        "XltradeCheck",
        "XltradeRecalculate",
        "XltradePrintReports",
        "XltradeLogContact",
        "XltradeLookUp",
        "XltradeWeeklyReport",
    }
    assert set(buttons()) == subs == set(re.findall(r'Case "(\w+)": (?=\1$)', text, re.MULTILINE))
    assert text.isascii() and set(re.findall(r"^Public Sub (\w+)\(\)", text, re.MULTILINE)) == subs


def test_a_workbook_with_the_project_opens_without_repair(tmp_path: Path) -> None:
    path = written(vba_project(["Sheet1", "Sheet2"], ["Sheet2"]), tmp_path / "book.xlsm", ["Sheet1", "Sheet2"])
    assert engines.audit(path) == []


# ── LibreOffice ───────────────────────────────────────────────────────────────────────────────────────────────────

DIFFERENCES = {
    "ID": "LibreOffice makes up a new id each time; ours comes from the content, so that the bytes stay the same",
    "CMG, DPB, GC": "encrypted with that id and a random seed; decrypted they are equal (compared so)",
    "Class=": "LibreOffice forgets the line of a class module; Excel writes it (xlwings' own workbooks), so do we",
    "[Workspace]": "LibreOffice opens a window for each standard module; ours are closed, as EPPlus writes them",
    "class text": "LibreOffice loses the attributes of a class and of its members and puts Option ClassModule there; "
    "we keep what Excel exported",
    "blank line": "LibreOffice ends every module with one more empty line",
    "order": "LibreOffice puts documents last; Excel and EPPlus put them first, so does vba_project; the "
    "comparison packs ours in LibreOffice's order, so that record follows record",
}
TEST_MODULE = """\
Public Function FakeCall(python_module, python_function, arguments, Optional book, Optional caller)
    If python_function = "GRADE" Then Err.Raise 5, , "as if Python had failed"
    FakeCall = python_function & (UBound(arguments) + 1) & arguments(UBound(arguments))
End Function

Public Function RunPython(command)
    Sheets(1).Range("C3").Value = command
End Function

Public Sub SetCells()
    Sheets(1).Range("C1").Value = "提成" ' 中文注释
    Sheets(1).Range("C2").Value = Len("提成")
End Sub
"""
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


@pytest.fixture(scope="module")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Soffice:
    return Soffice(tmp_path_factory.mktemp("soffice"))


@pytest.fixture(scope="module")
def exported(soffice: Soffice, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """Our project of a workbook, modules in LibreOffice's order, and LibreOffice's export of it."""
    made = [
        *workbook_modules(["Sheet1", "Sheet2"], ["Sheet2"]),
        Module("xltrade_udfs", "standard", wrappers()),
        Module("zhongwen", "standard", TEST_MODULE),
    ]
    path = tmp_path_factory.mktemp("exported") / "book.xlsm"
    theirs = soffice.export(written(pack(made), path, ["Sheet1", "Sheet2"]))
    order = list(modules_in(theirs))
    return pack(sorted(made, key=lambda m: order.index(m.name))), theirs


@engines.needs_libreoffice
def test_libreoffice_lists_and_reads_every_module(exported: tuple[bytes, bytes]) -> None:
    ours, theirs = exported
    assert list(modules_in(ours)) == list(modules_in(theirs))
    for name in modules_in(ours):
        expected = text_in(ours, name)
        if name == "Dictionary":
            expected = b'Attribute VB_Name = "Dictionary"\r\nOption ClassModule\r\n' + _without_attributes(expected)
        assert text_in(theirs, name).rstrip(b"\r\n") == expected.rstrip(b"\r\n")


def _without_attributes(text: bytes) -> bytes:
    return re.sub(rb"^Attribute .*\r\n", b"", text, flags=re.MULTILINE)


@engines.needs_libreoffice
def test_records_are_those_that_libreoffice_writes(exported: tuple[bytes, bytes]) -> None:
    ours, theirs = exported
    assert records(ours) == records(theirs)
    assert stream(ours, "PROJECTwm") == stream(theirs, "PROJECTwm")
    assert stream(ours, "VBA/_VBA_PROJECT") == stream(theirs, "VBA/_VBA_PROJECT")
    assert sorted(opened(ours).listdir()) == sorted(opened(theirs).listdir())


@engines.needs_libreoffice
def test_compression_is_that_of_libreoffice(exported: tuple[bytes, bytes]) -> None:
    _, theirs = exported
    for name in ["dir", *modules_in(theirs)]:
        packed = stream(theirs, f"VBA/{name}")
        assert compress(decompress(packed)) == packed


@engines.needs_libreoffice
def test_project_lines_are_those_that_libreoffice_writes(exported: tuple[bytes, bytes]) -> None:
    ours, theirs = (list(map(_excused, lines(data))) for data in exported)
    ours.remove("Class=Dictionary")
    assert ours == theirs


def _excused(line: str) -> str:
    """A line of PROJECT without what `DIFFERENCES` excuses."""
    key, _, value = line.partition("=")
    if key == "ID":
        return "ID={}"
    if key in {"CMG", "DPB", "GC"}:
        return f"{key}={decrypted(value.strip(chr(34)))[1].hex()}"
    return f"{key}=window" if re.fullmatch(r"-?\d+, \d+, \d+, \d+, C?", value) else line


@engines.needs_libreoffice
def test_libreoffice_runs_our_functions_and_subs(exported: object, soffice: Soffice, tmp_path: Path) -> None:
    """Our own text with FakeCall for XLPy.CallUDF; without xlwings (Windows DLLs) and its Dictionary.

    Dictionary stops LibreOffice, out of xlwings' own workbook just as out of ours.
    """
    names = ["Sheet1", "Sheet2"]
    kept = [m for m in workbook_modules(names, ["Sheet2"]) if m.name not in {"xlwings", "Dictionary"}]
    functions = wrappers(policy_ranges=[POLICY_STAMP]).replace("XLPy.CallUDF(", "FakeCall(")
    made = [*kept, Module("xltrade_udfs", "standard", functions), Module("zhongwen", "standard", TEST_MODULE)]
    formulas = ["=COMMISSION(1000)", "=COMMISSION(1000,2,3)", '=GRADE("x")', "=TENUREQUARTER(1,2)"]
    path = written(pack(made), tmp_path / "run.xlsm", names, formulas)
    days = [dt.date.today()]
    with soffice.run(path, "zhongwen.SetCells", "xltrade_buttons.XltradeCheck") as ods:
        basic = {Path(n).stem for n in ods.namelist() if n.startswith("Basic/VBAProject/")}
        shown = re.findall(r"<text:p>(.*?)</text:p>", ods.read("content.xml").decode())
    days.append(dt.date.today())  # midnight may lie between
    stamp = next((s for s in (f"0 {day}" for day in days) if f"COMMISSION4{s}" in shown), "of neither day")
    assert {m.name for m in made} <= basic
    assert shown == [
        f"COMMISSION4{stamp}",
        "提成",
        f"COMMISSION4{stamp}",
        "2",
        "Error 2015",
        "from xltrade import macros; macros.check()",
        f"TENUREQUARTER3{stamp}",
    ]
