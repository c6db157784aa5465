"""The two sheets that account for a consolidation: a line a file and table, and a line a reject (R211)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from xltrade.core.dtypes import Frame, build
from xltrade.core.schema import Lang, Words
from xltrade.core.shown import cut
from xltrade.declared import tables
from xltrade.declared.rejects.reject import Reject
from xltrade.jobs.merge import Merged

_CUT = Words("……（太长，完整的在原文件这一行）", "…… (too long; the whole is in that row of the file)")


def report(merged: Merged, rejects: Iterable[Reject], lang: Lang) -> Frame:
    """Rows read, kept and rejected of each file and table; a file that could not be read says why."""
    told = list(rejects)
    warned = Counter((r.file, r.table) for r in told if r.severity == "warning")
    rows = [
        {
            "file": f,
            "owner": merged.owners[f][0],
            "owner_name": merged.owners[f][1],
            "table": tables.BY_KEY[t].label(lang),
            "read": c.read,
            "kept": c.kept,
            "rejected": c.rejected,
            "warnings": warned[f, t],
            "fingerprint": merged.fingerprints[f],
        }
        for (f, t), c in merged.counts.items()
    ]
    failed = [
        {"file": r.file, "table": r.reason(lang), "read": 0, "kept": 0, "rejected": 0, "warnings": 0}
        for r in told
        if r.level == "file" and r.severity == "reject" and r.file not in merged.owners
    ]
    return build(tables.REPORT, rows + failed)


def listed(rejects: Iterable[Reject], lang: Lang) -> Frame:
    """The rejects, then the warnings, by file, sheet and row."""
    mark = _CUT.text(lang)
    ordered = sorted(rejects, key=lambda r: (r.severity != "reject", r.file, r.sheet, r.row or 0))
    return build(
        tables.REJECTS,
        [
            {
                "severity": r.severity,
                "file": r.file or None,
                "sheet": r.sheet or None,
                "line": r.row,
                "column": r.column or None,
                "value": cut(r.value, mark) or None,
                "problem": r.reason(lang),
                "todo": r.todo(lang),
                "content": cut(r.content, mark) or None,
            }
            for r in ordered
        ],
    )
