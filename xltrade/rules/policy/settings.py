"""The declared settings: key, choices, default, requirement; read from `declared/settings.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

from xltrade.core.schema import Choice, Choices

AGEING = ("ageing_1", "ageing_2", "ageing_3")
REST = {"sunday": (6,), "saturday_sunday": (5, 6), "none": ()}
SPAN = range(2015, 2041)
WORDING = ("name", "options", "requirements", "meaning")
"""Columns of the Policy sheet that explain and decide nothing."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One declared row of the Policy sheet. kind: "choice", "number", "text" or "date".

    master_only: no cell of a workbook reads it.
    """

    key: str
    default: str | float
    label: tuple[str, str]
    note: tuple[str, str]
    req: tuple[str, ...]
    choices: Choices | None
    dated: bool = False
    master_only: bool = False

    @property
    def kind(self) -> str:
        if self.dated:
            return "date"
        if self.choices:
            return "choice"
        return "text" if isinstance(self.default, str) and self.default else "number"


_COMMA = re.compile(r"[,，、;；\s]+")


def steps_of(text: str) -> tuple[str, ...]:
    """The steps a plan names, in their order; commas of either kind, semicolons or spaces between them.

    >>> steps_of("base, fx，tier、rounding")
    ('base', 'fx', 'tier', 'rounding')
    """
    return tuple(s for s in _COMMA.split(text.strip()) if s)


@functools.cache
def shipped_file() -> dict[str, Any]:
    """`declared/settings.toml` as it stands."""
    return tomllib.loads(resources.files("xltrade").joinpath("declared/settings.toml").read_text("utf-8"))


@functools.cache
def settings() -> dict[str, Setting]:
    """Every declared setting by key, in the order of the sheet."""
    return {s["key"]: _setting(s) for s in shipped_file()["setting"]}


def _setting(raw: dict[str, Any]) -> Setting:
    zh, en = raw["label"]
    given = tuple(Choice(*c) for c in raw.get("choices", ()))
    listed = Choices(raw["key"], zh, en, given) if given else None
    return Setting(
        raw["key"],
        raw["value"],
        tuple(raw["label"]),
        tuple(raw["note"]),
        tuple(raw["req"]),
        listed,
        raw.get("kind") == "date",
        raw.get("master_only", False),
    )
