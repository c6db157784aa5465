"""Said first and loudly: who and what was in the master before and is not there any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xltrade.core.schema import Lang, Words
from xltrade.declared.rejects.before import PERSON_GONE, ROWS_GONE, TABLE_GONE
from xltrade.declared.rejects.reject import Reject
from xltrade.jobs.difference import Gone

KINDS = (PERSON_GONE, TABLE_GONE, ROWS_GONE)
_ALL = Words("{0} 行（{1}）", "{0} rows ({1})")
_PART = Words("{0} {1}", "{0} {1}")
_AND = Words("、", ", ")


def found(gone: Sequence[Gone], lang: Lang) -> list[Reject]:
    """A line a person whose rows are all gone, else one a table of theirs, those with most rows first."""
    persons: dict[str, list[Gone]] = {}
    for one in gone:
        if not one.person:
            persons.setdefault(one.owner, []).append(one)
    said = [*(_person(parts, lang) for parts in persons.values()), *_tables((o for o in gone if o.person), lang)]
    return [reject for _, reject in sorted(said, key=lambda s: -s[0])]


def _person(parts: Sequence[Gone], lang: Lang) -> tuple[int, Reject]:
    rows, first = sum(p.rows for p in parts), parts[0]
    listed = _AND.text(lang).join(_PART.text(lang).format(p.table.label(lang), p.rows) for p in parts)
    who = f"{first.owner} {first.name}".strip()
    return rows, Reject(PERSON_GONE, first.file, value=who, hint=_ALL.text(lang).format(rows, listed))


def _tables(gone: Iterable[Gone], lang: Lang) -> Iterator[tuple[int, Reject]]:
    for one in gone:
        kind = ROWS_GONE if one.left else TABLE_GONE
        yield (
            one.rows,
            Reject(
                kind, one.file, sheet=one.table.label(lang), table=one.table.key, value=f"{one.of}", hint=f"{one.rows}"
            ),
        )
