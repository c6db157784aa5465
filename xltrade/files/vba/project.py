"""VBA modules as text -> the bytes of `xl/vbaProject.bin`, after MS-OVBA (section numbers below are its own).

Excel compiles the modules from their text when it opens the file: the version 0xFFFF of the `_VBA_PROJECT` stream says
that there is nothing compiled. Records and project lines are those that LibreOffice, EPPlus and Excel itself write.
"""

from __future__ import annotations

import codecs
import re
import struct
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from xltrade.core.errors import DeclarationError
from xltrade.files.vba import cfb
from xltrade.files.vba.compression import compress

__all__ = ["WORKBOOK", "Kind", "Module", "decrypted", "encrypted", "pack"]

Kind = Literal["standard", "class", "document"]

WORKBOOK = "ThisWorkbook"
LONGEST_LINE = 1023
LONGEST_NAME = 31
LCID = 0x409  # 2.3.4.2.1.3 allows no other
PROTECTION_VERSION = 2
_VERSION = 1467127224, 5  # PROJECTVERSION, any number: as LibreOffice
_NAMESPACE = uuid.UUID("8f5f2f0e-6c1e-5d5c-9a43-0d6f5a1b7c2e")
_NAME = re.compile(rf"[^\W\d_]\w{{0,{LONGEST_NAME - 1}}}")
_ATTRIBUTE = re.compile(r"Attribute (VB_\w+) = (.*)\n")
_EXPORTED = re.compile(r"VERSION 1\.0 CLASS\nBEGIN\n(?:.*\n)*?END\n")
_REFERENCES = {
    "stdole": r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\SysWOW64\stdole2.tlb#OLE Automation",
    "Office": r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files (x86)\Common Files\Microsoft Shared"
    r"\OFFICE14\MSO.DLL#Microsoft Office 14.0 Object Library",
}
_BASES = {
    "class": "{FCFB3D2A-A0FA-1068-A738-08002B3371B5}",
    "workbook": "{00020819-0000-0000-C000-000000000046}",
    "sheet": "{00020820-0000-0000-C000-000000000046}",
}
_FLAGS = ("GlobalNameSpace", "Creatable", "PredeclaredId", "Exposed", "TemplateDerived", "Customizable")
_TRUE = {"class": frozenset[str](), "document": frozenset({"PredeclaredId", "Exposed", "Customizable"})}
_LINES: dict[Kind, str] = {"standard": "Module={}", "class": "Class={}", "document": "Document={}/&H00000000"}
_HOST = "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"


@dataclass(frozen=True, slots=True)
class Module:
    """A module: its name, its kind and its text, with or without the header that Excel writes when it exports.

    A document module is the code behind the workbook (name `ThisWorkbook`) or behind a sheet (the sheet's code name).
    """

    name: str
    kind: Kind
    source: str

    @property
    def text(self) -> str:
        r"""The whole text as it stands in the project: attributes, then the program, lines ended by \r\n.

        >>> Module("tools", "standard", "Sub Main()\nEnd Sub").text
        'Attribute VB_Name = "tools"\r\nSub Main()\r\nEnd Sub\r\n'
        """
        given, body = _split(self.source)
        attributes = {"VB_Name": f'"{self.name}"'} | _attributes(self) | given
        head = "".join(f"Attribute {key} = {value}\n" for key, value in attributes.items())
        ended = body if not body or body.endswith("\n") else f"{body}\n"
        return (head + ended).replace("\n", "\r\n")


def pack(modules: Sequence[Module], *, name: str = "VBAProject", code_page: int = 936) -> bytes:
    """The bytes of `vbaProject.bin` for modules in the order given; same modules, same bytes.

    code_page: the Windows code page of all text (936: simplified Chinese). DeclarationError for a name that VBA does
    not allow or has twice, a line over 1,023 bytes and a character that the code page does not have.
    """
    _check([name])
    _check([m.name for m in modules])
    encoding = _encoding(code_page)
    texts = {m.name: _program(m, encoding) for m in modules}
    identity = _identity(name, code_page, texts)
    streams = {m: compress(text, pad=b" ") for m, text in texts.items()}
    streams["_VBA_PROJECT"] = struct.pack("<HHBH", 0x61CC, 0xFFFF, 0, 0)  # 2.3.4.1
    streams["dir"] = compress(_dir(modules, name, code_page, encoding))
    project = "\r\n".join(_project(modules, name, identity)) + "\r\n"
    return cfb.write(
        {"PROJECT": _encoded(project, encoding, name), "PROJECTwm": _names(modules, encoding), "VBA": streams}
    )


# ── text of a module ──────────────────────────────────────────────────────────────────────────────────────────────


def _split(source: str) -> tuple[dict[str, str], str]:
    r"""The module attributes at the head of a text (but for its name) and the program, lines ended by \n."""
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    exported = _EXPORTED.match(text)
    at, found = exported.end() if exported else 0, {}
    while attribute := _ATTRIBUTE.match(text, at):
        found[attribute[1]] = attribute[2]
        at = attribute.end()
    found.pop("VB_Name", None)
    return found, text[at:]


def _attributes(module: Module) -> dict[str, str]:
    """The attributes between the name and the program, as Excel writes them for this kind of module."""
    if module.kind == "standard":
        return {}
    base = "class" if module.kind == "class" else "workbook" if module.name == WORKBOOK else "sheet"
    true = _TRUE[module.kind]
    return {"VB_Base": f'"0{_BASES[base]}"'} | {f"VB_{flag}": str(flag in true) for flag in _FLAGS}


def _check(names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        if not _NAME.fullmatch(name) or name.lower() in (n.lower() for n in names[:number]):
            raise DeclarationError(f"{name!r} is not a name in VBA, or is there twice.")


def _program(module: Module, encoding: str) -> bytes:
    text = _encoded(module.text, encoding, module.name)
    for number, line in enumerate(text.split(b"\r\n"), 1):
        if len(line) > LONGEST_LINE:
            raise DeclarationError(f"{module.name}, line {number}: longer than {LONGEST_LINE} bytes.")
    return text


def _encoding(code_page: int) -> str:
    try:
        return codecs.lookup(f"cp{code_page}").name
    except LookupError:
        raise DeclarationError(f"{code_page} is not a code page that Python knows.") from None


def _encoded(text: str, encoding: str, where: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as e:
        raise DeclarationError(f"{where}: {text[e.start]!r} is not in the code page {encoding}.") from None


# ── the dir stream (2.3.4.2) ──────────────────────────────────────────────────────────────────────────────────────


def _dir(modules: Sequence[Module], name: str, code_page: int, encoding: str) -> bytes:
    records = [
        *_information(name.encode(encoding), code_page),
        *_references(encoding),
        _record(0x0F, _u16(len(modules))),
        _record(0x13, _u16(0xFFFF)),
        *(record for module in modules for record in _module(module, encoding)),
        _record(0x10),
    ]
    return b"".join(records)


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _u16(value: int) -> bytes:
    return struct.pack("<H", value)


def _u32(value: int) -> bytes:
    return struct.pack("<I", value)


def _information(name: bytes, code_page: int) -> Iterator[bytes]:
    yield _record(0x01, _u32(1))  # SYSKIND: 32-bit Windows, as LibreOffice and EPPlus; read by 64-bit Excel too
    yield _record(0x02, _u32(LCID))
    yield _record(0x14, _u32(LCID))
    yield _record(0x03, _u16(code_page))
    yield _record(0x04, name)
    yield _record(0x05) + _record(0x40)  # description
    yield _record(0x06) + _record(0x3D)  # help file
    yield _record(0x07, _u32(0)) + _record(0x08, _u32(0))  # help context, flags
    yield struct.pack("<HIIH", 0x09, 4, *_VERSION)  # its size field does not count the minor version
    yield _record(0x0C) + _record(0x3C)  # constants


def _references(encoding: str) -> Iterator[bytes]:
    for name, library in _REFERENCES.items():
        path = library.encode(encoding)
        yield _record(0x16, name.encode(encoding)) + _record(0x3E, name.encode("utf-16-le"))
        yield _record(0x0D, _u32(len(path)) + path + bytes(6))


def _module(module: Module, encoding: str) -> Iterator[bytes]:
    name, wide = module.name.encode(encoding), module.name.encode("utf-16-le")
    yield _record(0x19, name) + _record(0x47, wide)
    yield _record(0x1A, name) + _record(0x32, wide)  # name of the stream
    yield _record(0x1C) + _record(0x48)  # description
    yield _record(0x31, _u32(0))  # where the text starts: nothing compiled before it
    yield _record(0x1E, _u32(0)) + _record(0x2C, _u16(0xFFFF))  # help context, cookie
    yield _record(0x21 if module.kind == "standard" else 0x22) + _record(0x2B)


# ── the PROJECT and PROJECTwm streams (2.3.1, 2.3.3) ──────────────────────────────────────────────────────────────


def _project(modules: Sequence[Module], name: str, identity: uuid.UUID) -> Iterator[str]:
    guid = f"{{{str(identity).upper()}}}"
    yield f'ID="{guid}"'
    yield from (_LINES[m.kind].format(m.name) for m in modules)
    yield from (f'Name="{name}"', 'HelpContextID="0"', 'VersionCompatible32="393222000"')
    yield f'CMG="{encrypted(bytes(4), guid, identity.bytes[0])}"'  # not protected
    yield f'DPB="{encrypted(bytes(1), guid, identity.bytes[1])}"'  # no password
    yield f'GC="{encrypted(bytes([0xFF]), guid, identity.bytes[2])}"'  # visible
    yield from ("", "[Host Extender Info]", _HOST, "", "[Workspace]")
    yield from (f"{m.name}=0, 0, 0, 0, C" for m in modules)


def _names(modules: Sequence[Module], encoding: str) -> bytes:
    pairs = (m.name.encode(encoding) + b"\0" + m.name.encode("utf-16-le") + b"\0\0" for m in modules)
    return b"".join(pairs) + b"\0\0"


def _identity(name: str, code_page: int, texts: Mapping[str, bytes]) -> uuid.UUID:
    """The project's id, made of its content."""
    content = "\0".join([name, str(code_page), *(f"{m}\0{text.hex()}" for m, text in texts.items())])
    return uuid.uuid5(_NAMESPACE, content)


# ── Data Encryption (2.4.3) ───────────────────────────────────────────────────────────────────────────────────────


def encrypted(data: bytes, project_id: str, seed: int) -> str:
    r"""`data` as it stands in CMG, DPB and GC; project_id with its braces, seed: any byte.

    >>> decrypted(encrypted(b"\xff", "{A}", 0x8D)), sum(b"{A}") % 256
    ((57, b'\xff'), 57)
    """
    key = sum(project_id.encode("ascii")) & 0xFF
    out = [seed, seed ^ PROTECTION_VERSION, seed ^ key]
    previous = key
    for byte in _ignored(seed) + len(data).to_bytes(4, "little") + data:
        out.append(byte ^ (out[-2] + previous & 0xFF))
        previous = byte
    return bytes(out).hex().upper()


def decrypted(text: str) -> tuple[int, bytes]:
    r"""The project key (sum of its id's characters, modulo 256) and the data of a CMG, DPB or GC.

    >>> decrypted("8D8FA61394EA98EA98EA98EA98")  # written by Excel
    (43, b'\x00\x00\x00\x00')
    """
    coded = bytes.fromhex(text)
    key = previous = coded[0] ^ coded[2]
    plain = bytearray()
    for at in range(3, len(coded)):
        previous = coded[at] ^ (coded[at - 2] + previous & 0xFF)
        plain.append(previous)
    start = len(_ignored(coded[0])) + 4
    return key, bytes(plain[start:])


def _ignored(seed: int) -> bytes:
    return bytes((seed & 6) // 2)
