"""The declaration of one kind of problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["file", "sheet", "row", "cell"]
Severity = Literal["reject", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem, a constant of a module of this package named as its code in capitals.

    code: how data and JSON name it, such as "bad_number"; severity: whether the row stays out or comes in all the
    same; `zh` / `en` say what is wrong, `todo_zh` / `todo_en` what to do, all as templates over the fields of a
    `Reject`, such as "“{value}” is not a number.".
    """

    code: str
    level: Level
    severity: Severity
    zh: str
    en: str
    todo_zh: str
    todo_en: str
