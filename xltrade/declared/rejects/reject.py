"""A reject: one thing that is wrong, where it stands, and the sentence about it."""

from __future__ import annotations

from dataclasses import dataclass

from xltrade.core.errors import DeclarationError
from xltrade.core.schema import Lang
from xltrade.declared.rejects.problem import Level, Problem, Severity


@dataclass(frozen=True, slots=True)
class Part:
    """One optional piece of a message, used when the field named `key` is known."""

    key: str
    zh: str
    en: str


_SPARED = ("这一格按空白处理，这一行照样算。", " The cell counts as blank; the row is kept.")
_LONGEST = 1000
"""So much of what was typed stands in a message."""
_PLACE = (
    Part("file", "文件“{file}”", "file “{file}”"),
    Part("sheet", "工作表“{sheet}”", "sheet “{sheet}”"),
    Part("row", "第 {row} 行", "row {row}"),
    Part("column", "“{column}”列", "column “{column}”"),
)
_AFTER = Part("after", "：", ": ")
_BETWEEN = Part("between", "，", ", ")
_GAP = Part("gap", "", " ")
_HINTS = {
    "choices": Part("hint", "可以填：{hint}。", " Allowed: {hint}."),
    "header": Part("hint", "最接近的标题是“{hint}”，是不是改了名？", " The closest heading is “{hint}”: was it renamed?"),
    "sheet": Part("hint", "最接近的工作表是“{hint}”，是不是改了名？", " The closest sheet is “{hint}”: was it renamed?"),
}


@dataclass(frozen=True, slots=True)
class Reject:
    """One thing that is wrong, with its place.

    kind: what is wrong, a constant of this package such as `cells.BAD_NUMBER`; anything else is a DeclarationError.
    row: Excel row, None above row level; column: the label as on the sheet; value: as typed; content: the whole row
    as typed, "标题=值; …"; hint: what the template of the kind calls {hint}; identity: 原业务员 and number of a row
    that is taken out, as typed; spared: only the cell is left out, its row counts, so that this is a warning.
    """

    kind: Problem
    file: str
    sheet: str = ""
    table: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    content: str = ""
    hint: str = ""
    identity: tuple[str, str] = ("", "")
    spared: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.kind, Problem):
            raise DeclarationError(f"a reject has a declared kind, not {self.kind!r}")

    @property
    def code(self) -> str:
        """The kind as data and JSON name it, such as "bad_number"."""
        return self.kind.code

    @property
    def severity(self) -> Severity:
        return "warning" if self.spared else self.kind.severity

    @property
    def level(self) -> Level:
        return self.kind.level

    def place(self, lang: Lang = "zh") -> str:
        """File, sheet, row and column, as far as known."""
        known = [p for p in _PLACE if getattr(self, p.key) not in ("", None)]
        return getattr(_BETWEEN, lang).join(self._fill(getattr(p, lang)) for p in known)

    def reason(self, lang: Lang = "zh") -> str:
        """What is wrong, without the place."""
        return self._fill(getattr(self.kind, lang)) + (_SPARED[lang == "en"] if self.spared else "")

    def todo(self, lang: Lang = "zh") -> str:
        """What to do about it."""
        template = self.kind.todo_zh if lang == "zh" else self.kind.todo_en
        hints = {f"{name}_hint": self._fill(getattr(part, lang)) if self.hint else "" for name, part in _HINTS.items()}
        return self._fill(template, **hints)

    def message(self, lang: Lang = "zh") -> str:
        """The whole sentence: place, what was typed and is wrong, what to do."""
        place, gap = self.place(lang), getattr(_GAP, lang)
        after = getattr(_AFTER, lang) if place else ""
        text = f"{place}{after}{self.reason(lang)}{gap}{self.todo(lang)}"
        return text[:1].upper() + text[1:]

    def _fill(self, template: str, **more: str) -> str:
        value = self.value if len(self.value) <= _LONGEST else f"{self.value[:_LONGEST]}……"
        return template.format(file=self.file, sheet=self.sheet, row=self.row, column=self.column, value=value, hint=self.hint, **more)
