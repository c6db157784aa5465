"""The compression of VBA text: back at every size, and what Excel and oletools make of it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vba_projects import EXCEL_FILES, decompress_stream, modules_in, of_xlwings, project_of, text_in

from xltrade.core.errors import DeclarationError
from xltrade.files.vba.compression import compress, decompress

SIZES = (0, 1, 2, 3, 4, 15, 16, 17, 63, 64, 65, 511, 512, 513, 3640, 3641, 4095, 4096, 4097, 8191, 8192, 8193, 200_000)


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
