"""What is the manager's to decide in everybody's rows: the master's value counts, the typed one is kept beside it."""

from __future__ import annotations

import numpy as np

from xltrade.core.dtypes import Frame, Frames
from xltrade.core.identity import keys
from xltrade.core.schema import Table
from xltrade.declared import tables
from xltrade.jobs.before import Before


def decided(frames: Frames, before: Before) -> Frames:
    """The salespeople's tables with the manager's columns as the master before has them (R237).

    A row that the master did not know keeps what its salesperson proposes: no limit at all would be the worse guess.
    """
    return {t.key: _decided(t, frames[t.key], before.frames.get(t.key)) for t in tables.SALES}


def _decided(table: Table, frame: Frame, before: Frame | None) -> Frame:
    own = [c.key for c in table.inputs if c.by_manager]
    if not own:
        return frame
    made = frame.assign(**{f"{tables.TYPED}{k}": frame[k] for k in own})
    if before is None or before.empty or frame.empty:
        return made
    known = before.set_axis(_keys(before), axis=0)
    known = known[~known.index.duplicated()]
    at = known.index.get_indexer(_keys(frame))
    for key in own:
        values = known[key].to_numpy()[np.maximum(at, 0)]
        made[key] = frame[key].where(at < 0, values).astype(frame[key].dtype)
    return made


def _keys(frame: Frame) -> list[str]:
    return keys(frame["origin"].where(frame["origin"].notna(), frame["owner"]), frame["id"]).tolist()
