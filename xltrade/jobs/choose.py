"""Of several files of one person the newest counts; identical ones are one (R211)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from xltrade.core.errors import FileError
from xltrade.core.parsing import fold
from xltrade.core.schema import LANGS, Lang, Words
from xltrade.declared import tables
from xltrade.declared.rejects.files import IDENTICAL_COPY, OLDER_FILE
from xltrade.declared.rejects.reject import Reject
from xltrade.files.reading import Reading
from xltrade.jobs.checks import content
from xltrade.jobs.fingerprint import fingerprint

_ASK = Words(
    "同一个人有几个内容不同的文件，政策“同一人的几个文件”是先问。主表没有动，请只留要算的那个：",
    "A person has several files that differ, and the policy says to ask. Leave one; the master was not touched:",
)


def choose(readings: Iterable[Reading], rule: str) -> dict[Path, Reject]:
    """The files that give way to another one of the same person, each with what is said of it.

    rule: "newest", or "ask", with which two that differ are a FileError naming both.
    """
    people: dict[str, list[Reading]] = {}
    for reading in readings:
        if reading.person_id:
            people.setdefault(fold(reading.person_id), []).append(reading)
    gone: dict[Path, Reject] = {}
    for several in people.values():
        newest = min(several, key=_age)
        same = [r for r in several if r is newest or _print(r) == _print(newest)] if len(several) > 1 else several
        first = min(same, key=lambda r: (len(r.path.name), r.path.name))
        gone |= {r.path: _said(r, first) for r in several if r is not first}
    asked = [r for r in gone.values() if r.kind is OLDER_FILE]
    if rule == "ask" and asked:
        raise FileError("which_file", *(_asked(asked, lang) for lang in LANGS))
    return gone


def _age(reading: Reading) -> tuple[float, float, str]:
    """The newest first: by what the file says of itself, then by its own time."""
    saved = reading.saved.timestamp() if reading.saved else _changed(reading.path)
    return -saved, -_changed(reading.path), reading.path.name


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _said(reading: Reading, first: Reading) -> Reject:
    """What is said of a file that gives way: that it says the same, or which rows only it has."""
    when, newer = f"{_moment(reading):%Y-%m-%d %H:%M}", f"{first.name}（{_moment(first):%Y-%m-%d %H:%M}）"
    if _print(reading) == _print(first):
        return Reject(IDENTICAL_COPY, reading.name, value=when, hint=newer)
    only = [row for row in _rows(reading) if row not in _rows(first)]
    return Reject(OLDER_FILE, reading.name, value=when, hint=newer, content="\n".join(only))


def _moment(reading: Reading) -> dt.datetime:
    """When the file was saved, in the time of this machine."""
    return (reading.saved or dt.datetime.fromtimestamp(_changed(reading.path), dt.UTC)).astimezone()


def _print(reading: Reading) -> tuple[str, list[tuple[str, str]]]:
    """Everything typed: rows that count and rows that do not."""
    own = {t.key: reading.tables[t.key] for t in tables.SALES if t.key in reading.tables}
    return fingerprint(own), sorted((r.table, r.content) for r in reading.rejects if r.content)


def _rows(reading: Reading) -> dict[str, None]:
    """Every typed row that counts as text, with its sheet; every one that does not as it was typed."""
    frames = ((t, reading.tables[t.key]) for t in tables.SALES if t.key in reading.tables)
    kept = (f"{t.label(reading.lang)}: {content(t, r, reading.lang)}" for t, f in frames for _, r in f.iterrows())
    return dict.fromkeys([*kept, *(f"{r.sheet}: {r.content}" for r in reading.rejects if r.content)])


def _asked(asked: Sequence[Reject], lang: Lang) -> str:
    """Both files of each person, and that somebody must choose."""
    return _ASK.text(lang) + "".join(f"\n  {r.message(lang)}" for r in asked)
