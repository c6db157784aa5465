"""The VBA project: modules come back as they were, records and lines are those of Excel."""

from __future__ import annotations

import dataclasses
import random
import re
import struct
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vba_projects import (
    EXCEL_FILES,
    assert_directory_is_valid,
    body,
    lines,
    modules_in,
    of_xlwings,
    project_of,
    read_by_oletools,
    records,
    stream,
    text_in,
    whole_project,
)

from xltrade.core.errors import DeclarationError
from xltrade.files.vba.project import Module, decrypted, encrypted, pack
from xltrade.files.vba.workbook import modules as workbook_modules

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
