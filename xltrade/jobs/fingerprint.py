"""Whether two sets of tables say the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pandas as pd

from xltrade.core.dtypes import Frame


def fingerprint(frames: Mapping[str, Frame]) -> str:
    """16 hex digits that change with the content of any table, wherever the file lies and whoever saved it.

    frames: by table; their column `row`, where a row stands, does not count. Gives such as "2d2fa99611bb56d1".
    """
    digest = hashlib.sha256()
    for key in sorted(frames):
        digest.update(key.encode())
        if len(frames[key]):
            frame = frames[key].drop(columns=["row"], errors="ignore")
            plain = frame.astype({c: "str" for c, kind in frame.dtypes.items() if kind == "object"})
            digest.update(pd.util.hash_pandas_object(plain, index=False).to_numpy().tobytes())
    return digest.hexdigest()[:16]
