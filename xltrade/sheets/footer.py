"""What stands below each printed page."""

from __future__ import annotations

import datetime as dt

from xltrade.core.schema import Lang, Words

_DATA_OF = Words("数据日期", "Data of")
_PAGE = Words("第 {page} 页 共 {pages} 页", "Page {page} of {pages}")


def footer(left: str, today: dt.date, lang: Lang) -> tuple[str, str, str]:
    """Whose page it is, of which day, and its number, which Excel fills in.

    >>> footer("Foreign trade master", dt.date(2026, 11, 21), "en")
    ('Foreign trade master', 'Data of 2026-11-21', 'Page {page} of {pages}')
    """
    return left, f"{_DATA_OF.text(lang)} {today}", _PAGE.text(lang)
