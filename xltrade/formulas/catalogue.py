"""The catalogue of functions: one declaration gives the cell's formula in each flavour and the Python function."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from xltrade.core.dtypes import Frame
from xltrade.core.rounding import FEN, UNIT
from xltrade.core.schema import Kind, Lang, Param
from xltrade.formulas.text import Body
from xltrade.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class World:
    """What a function may look at beside its arguments: the policy, the language and the customers of a workbook."""

    policy: Policy
    lang: Lang = "zh"
    customers: Callable[[], Frame] | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """One catalogue entry: name, parameters, what it returns, help in both languages, requirement ids, body.

    spills: the body is an array formula (whole ranges in, one value or a column out). columns: of an answer in rows.
    no_classic: why the classic flavour has it not (zh, en), None where it has; the body then uses functions of Excel
    2024. volatile: it looks at cells that are not among its arguments.
    """

    name: str
    params: tuple[Param, ...]
    returns: Kind
    zh: str
    en: str
    req: tuple[str, ...]
    body: str
    spills: bool = False
    example: str = ""
    columns: tuple[Param, ...] = ()
    no_classic: tuple[str, str] | None = None
    volatile: bool = False
    call: Callable[..., Any] = field(default=lambda: None, compare=False)

    def help(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    @property
    def usage(self) -> str:
        """How it is called: COMMISSION(amount, [prior], [mode])."""
        return f"{self.name}({', '.join(f'[{p.key}]' if p.optional else p.key for p in self.params)})"

    @property
    def twin(self) -> Body:
        """What `formulas.text` needs of it."""
        return Body(self.name, self.params, self.body, self.spills, self.no_classic is not None)

    def answer(self, given: Sequence[Any], world: World) -> Any:
        """What the Python function gives in a workbook; XltradeError for what cannot be computed."""
        customers = world.customers() if world.customers and "customers" in _keywords(self.call) else None
        around = {"policy": world.policy, "lang": world.lang, "customers": customers}
        return self.call(*given, **{k: v for k, v in around.items() if k in _keywords(self.call)})


@functools.cache
def _keywords(call: Callable[..., Any]) -> frozenset[str]:
    parameters = inspect.signature(call).parameters.values()
    return frozenset(p.name for p in parameters if p.kind == p.KEYWORD_ONLY)


CATALOGUE: dict[str, Function] = {}


def excel(function: Function) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated rule under its declaration in `CATALOGUE`; it stays a plain callable."""

    def register(call: Callable[..., Any]) -> Callable[..., Any]:
        values = {f: getattr(function, f) for f in function.__slots__} | {"call": call}
        CATALOGUE[function.name] = Function(**values)
        return call

    return register


assert FEN == UNIT // 100
