"""The declaration of one kind of problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["file", "sheet", "row", "cell"]
Severity = Literal["reject", "warning", "exception"]
Risk = Literal["", "high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem, a constant of a module of this package named as its code in capitals.

    code: how data and JSON name it, such as "bad_number"; severity: whether the row stays out or comes in all the
    same, or it is for the manager to decide on the sheet Exceptions; risk: how grave it is there, "" where it does not
    stand there. `zh` / `en` say what is wrong, `todo_zh` / `todo_en` what to do, all as templates over the fields of a
    `Reject`, such as "“{value}” is not a number.".
    """

    code: str
    level: Level
    severity: Severity
    zh: str
    en: str
    todo_zh: str
    todo_en: str
    risk: Risk = ""
