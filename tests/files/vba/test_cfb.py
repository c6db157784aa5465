"""The compound file: any number of streams, in the order that Excel wants."""

from __future__ import annotations

import random
import struct

import pytest
from vba_projects import EXCEL_FILES, assert_directory_is_valid, of_xlwings, opened, project_of, stream

from xltrade.core.errors import DeclarationError
from xltrade.files.vba import cfb


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
