"""The two worlds of numbers: whoever asks for `world` runs in both."""

from __future__ import annotations

import firms
import pytest
from worlds import WORLDS, World


@pytest.fixture(params=WORLDS, ids=lambda w: w.name)
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> World:
    """Every settlement comes out the same, whether numbers carry their owner or everybody uses the same ones."""
    monkeypatch.setattr(firms, "world", request.param)
    made: World = request.param
    return made
