"""Function and column templates -> formula text in each flavour.

A template is Excel text with these marks:
  `[key]`              this row's cell            `table[key]`      a whole column
  `NAME(a, b)`         a catalogue function       `$p(key)`         the policy value in force
  `$pis(key;choice)`   is that value the choice   `$s(key)`         a value of the Settings sheet
  `$p(key;day)`, `$pis(key;choice;day)`           the same of a day: a number or a choice that held then
  `$is(x;set.choice)`  x is the choice, in any spelling             `$label(set.choice)`  its label, quoted
  `$any(t[c];set.choice)`  the same for every cell of a column, as an array
  `$w(word)`           a word of choices.WORDS, bare             `$lang()`         the column zh or en
  `$rest()`            the mask of weekly rest days, Monday first
In a function's body, `{param}` is an argument and, in one that the classic flavour has not, `@name` a variable of
LET or LAMBDA; functions newer than Excel 2010 are written there as one types them. A flavour decides what stands for a
catalogue function: its name
(`lambda`, `python`) or its body written out (`classic`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from xltrade.core.errors import DeclarationError
from xltrade.core.schema import Choice, Lang, Param, Table
from xltrade.declared import choices, tables
from xltrade.rules import policy

Flavour = Literal["python", "lambda", "classic"]
FLAVOURS: tuple[Flavour, ...] = ("python", "lambda", "classic")
LIMIT = 8192
KEPT = 50_000
"""So many formulas stay in memory: a team's workbooks are made one after the other and hold the same ones."""
_REFERENCE = re.compile(r"(?<![\w\]])(?:([a-z_]+))?\[([a-z_]+)\]")
_ATOM = re.compile(r'[\w.$]+|[\w.]*\[\w+\]|"[^"]*"')
_MACRO = re.compile(r"\$([a-z]+)\(")
_NAME = re.compile(r"(?<![\w.])([A-Z][A-Z0-9]*)\(")
_VARIABLE = re.compile(r"@([a-z_]+)")
_LATE = (
    "LET",
    "LAMBDA",
    "HSTACK",
    "CHOOSECOLS",
    "SEQUENCE",
    "SORTBY",
    "MAP",
    "REDUCE",
    "CONCAT",
    "UNICODE",
    "UNICHAR",
    "TEXTAFTER",
    "TEXTBEFORE",
    "XMATCH",
)
_NEW = {n: f"_xlfn.{n}" for n in _LATE} | {n: f"_xlfn._xlws.{n}" for n in ("FILTER", "SORT")}
"""How a file stores the functions that Excel 2016 did not have."""
_STRING = re.compile(r'"(?:[^"]|"")*"')
_STRUCTURE = re.compile(r'"[^"]*"?|[(\[{)\]},;]')
"""Brackets and separators, and strings whole, so that what they hold is passed over."""


@dataclass(frozen=True, slots=True)
class Body:
    """What a twin needs of a catalogue function: its name, parameters and template body; modern: not for classic."""

    name: str
    params: tuple[Param, ...]
    template: str
    spills: bool = False
    modern: bool = False


def arguments(text: str, start: int, separator: str = ",") -> tuple[list[str], int]:
    """The arguments of the bracket opened just before `start`, and the position after its end."""
    parts, depth, begin = list[str](), 0, start
    for match in _STRUCTURE.finditer(text, start):
        mark = match.group()
        if mark in "([{":
            depth += 1
        elif mark in ")]}":
            if depth == 0:
                parts.append(text[begin : match.start()])
                return ([] if parts == [""] else parts), match.end()
            depth -= 1
        elif mark == separator and depth == 0:
            parts.append(text[begin : match.start()])
            begin = match.end()
    raise DeclarationError(f"unbalanced brackets in {text!r}")


def _replace_calls(
    text: str, pattern: re.Pattern[str], separator: str, make: Callable[[str, list[str]], str | None]
) -> str:
    """Replace each `NAME(args)` (outside quotes) or `$macro(args)` (anywhere) by what `make` gives.

    Where it gives None the call stays and only its arguments are expanded.
    """
    out, at = [], 0
    quoted = [] if pattern is _MACRO else [m.span() for m in _STRING.finditer(text)]
    for match in pattern.finditer(text):
        if match.start() < at or any(a < match.start() < b for a, b in quoted):
            continue
        args, end = arguments(text, match.end(), separator)
        args = [_replace_calls(a, pattern, separator, make) for a in args]
        made = make(match.group(1), args)
        out += [text[at : match.start()], made if made is not None else f"{match.group()}{separator.join(args)})"]
        at = end
    return "".join([*out, text[at:]])


def _macro(lang: Lang) -> Callable[[str, list[str]], str]:
    def expand(name: str, args: list[str]) -> str:
        args = [a.strip() for a in args]
        if name == "label":
            return f'"{_choice(args[0]).label(lang)}"'
        if name == "is":
            return _is(args[0], *_spellings(args[1]))
        if name == "any":
            return "(" + "+".join(f'({args[0]}="{w}")' for w in _spellings(args[1])) + ">0)"
        if name == "p":
            return _number_on(*args) if args[1:] else _value(_known(args[0]))
        if name == "pis":
            listed = policy.settings()[args[0]].choices
            assert listed is not None
            words = _words(listed.get(args[1]))
            if args[2:]:
                return _chosen_on(args[0], words, args[2])
            return _is(_value(args[0]), *words)
        if name == "s":
            return f'INDEX(settings[value],MATCH("{args[0]}",settings[key],0))'
        if name == "w":
            return choices.WORDS.label(args[0], lang)
        if name == "lang":
            return lang
        if name == "rest":
            return _rest()
        raise DeclarationError(f"no macro ${name}")

    return expand


def _known(key: str) -> str:
    if key not in policy.settings():
        raise DeclarationError(f"no policy setting {key}")
    return key


def _value(key: str) -> str:
    return f'INDEX(policy[value],MATCH("{key}",policy[in_force],0))'


def _holds(key: str, day: str) -> str:
    """The conditions of COUNTIFS on the row of a setting that holds on a day."""
    return f'policy[key],"{_known(key)}",policy[effective_from],"<="&{day},policy[until],">"&{day}'


def _number_on(key: str, day: str) -> str:
    held = _holds(key, day)
    return f"IF(COUNTIFS({held})=0,{policy.settings()[key].default},SUMIFS(policy[value],{held}))"


def _chosen_on(key: str, words: list[str], day: str) -> str:
    """False before the first row of the setting: ask for a choice that is not the default."""
    found = "+".join(f'COUNTIFS({_holds(key, day)},policy[value],"{w}")' for w in words)
    return f"({found})>0"


def _choice(dotted: str) -> Choice:
    name, _, key = dotted.partition(".")
    return choices.ALL[name].get(key)


def _words(choice: Choice) -> list[str]:
    return list(dict.fromkeys((choice.zh, choice.en, choice.key)))


def _spellings(dotted: str) -> list[str]:
    return _words(_choice(dotted))


def _is(what: str, *words: str) -> str:
    quoted = [w if w.replace(".", "").isdigit() else f'"{w}"' for w in words]
    return f"OR({','.join(f'{what}={w}' for w in quoted)})" if len(quoted) > 1 else f"{what}={quoted[0]}"


def _rest() -> str:
    value = _value("weekly_rest")
    listed = policy.settings()["weekly_rest"].choices
    assert listed is not None
    masks = {k: "".join("1" if d in days else "0" for d in range(7)) for k, days in policy.REST.items()}
    sunday, both = (_is(value, *_words(listed.get(k))) for k in ("sunday", "saturday_sunday"))
    return f'IF({sunday},"{masks["sunday"]}",IF({both},"{masks["saturday_sunday"]}","{masks["none"]}"))'


class Twins:
    """Formula text of one catalogue in one flavour and language."""

    def __init__(
        self, bodies: Mapping[str, Body], flavour: Flavour, lang: Lang, declared: Mapping[str, Table] = tables.BY_KEY
    ) -> None:
        self.bodies, self.flavour, self.lang, self.declared = bodies, flavour, lang, declared
        self._functions = re.compile(rf"(?<![\w.])({'|'.join(bodies) or '(?!)'})\(")
        self._kept: dict[tuple[str, str], str] = {}

    def formula(self, template: str, table: Table | None = None) -> str:
        """A template as formula text with its leading "=". `table` is the home of `[key]` marks."""
        if table is not None and self.declared.get(table.key) is not table:
            return self._worked_out(template, table)
        place = (template, table.key if table else "")
        if place not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[place] = self._worked_out(template, table)
        return self._kept[place]

    def _worked_out(self, template: str, table: Table | None) -> str:
        text = template
        if self.flavour == "classic":
            text = self._written_out(text)
        text = "=" + self._references(_replace_calls(text, _MACRO, ";", _macro(self.lang)), table)
        if len(text) > LIMIT:
            raise DeclarationError(f"a formula of {len(text)} characters: {text[:80]}…")
        return text

    def definition(self, name: str) -> str:
        """The LAMBDA text of a catalogue function, as stored in a defined name.

        Given a range as an argument it calls itself for each cell and spills (array formulas take ranges anyway).
        """
        body = self.bodies[name]
        optional = [p for p in body.params if p.optional]
        local = {p.key: f"_xlpm.{p.key}" if not p.optional else f"_xlpm.{p.key}_" for p in body.params}
        text = _fill(_stored(body.template) if body.modern else body.template, local)
        if not body.spills:
            text = _for_each_cell(name, list(local.values()), text)
        if optional:
            bound = ",".join(
                f"_xlpm.{p.key}_,IF(_xlfn.ISOMITTED(_xlpm.{p.key}),{p.default},_xlpm.{p.key})" for p in optional
            )
            text = f"_xlfn.LET({bound},{text})"
        heads = ",".join(f"_xlop.{p.key}" if p.optional else f"_xlpm.{p.key}" for p in body.params)
        made = self._references(_replace_calls(text, _MACRO, ";", _macro(self.lang)), None)
        made = f"=_xlfn.LAMBDA({heads},{made})"
        if len(made) > LIMIT:
            raise DeclarationError(f"{name}: a definition of {len(made)} characters")
        return made

    def _written_out(self, text: str) -> str:
        def call(name: str, args: list[str]) -> str | None:
            body = self.bodies.get(name)
            if body is not None and body.modern:
                raise DeclarationError(f"the classic flavour has no {name}")
            return None if body is None else f"({self._written_out(_fill(body.template, _bound(body, args)))})"

        return _replace_calls(text, self._functions, ",", call)

    def _references(self, text: str, home: Table | None) -> str:
        def reference(match: re.Match[str]) -> str:
            owner, key = match.groups()
            if owner is None and home is None:
                raise DeclarationError(f"[{key}] outside a table: {text[:80]}")
            table = self.declared[owner] if owner else home
            assert table is not None
            name, label = excel_name(table, self.lang), table[key].label(self.lang)
            return f"{name}[{label}]" if owner else f"{name}[[#This Row],[{label}]]"

        return _outside_quotes(text, lambda part: _REFERENCE.sub(reference, part))


def _stored(template: str) -> str:
    """A modern body as a file stores it: prefixes for its variables and for new functions."""
    text = _outside_quotes(template, lambda part: _VARIABLE.sub(r"_xlpm.\1", part))
    return _outside_quotes(text, lambda part: _NAME.sub(lambda m: f"{_NEW.get(m[1], m[1])}(", part))


def _outside_quotes(text: str, change: Callable[[str], str]) -> str:
    pieces, at = [], 0
    for match in _STRING.finditer(text):
        pieces += [change(text[at : match.start()]), match.group()]
        at = match.end()
    return "".join([*pieces, change(text[at:])])


def _for_each_cell(name: str, local: list[str], text: str) -> str:
    """A LAMBDA body that also takes ranges: one cell gets the body, a range MAKEARRAY calling this name for each cell.

    The name calls itself with single cells, because a body written for one cell (IF, OR, MATCH) would join a whole
    range into one answer: =GRADE(A1:A3) gives three grades.
    """

    def size(of: str, argument: str) -> str:
        return f"IFERROR({of}({argument}),1)"  # a lone text or error is one cell, whatever ROWS makes of it

    def one(argument: str) -> str:
        alone = f"{size('ROWS', argument)}*{size('COLUMNS', argument)}=1"
        return f"IF({alone},{argument},INDEX({argument},_xlpm.row_,_xlpm.column_))"

    rows, columns = (f"MAX({','.join(size(of, argument) for argument in local)})" for of in ("ROWS", "COLUMNS"))

    each = f"{name}({','.join(map(one, local))})"
    return (
        f"IF({rows}*{columns}=1,{text},_xlfn.MAKEARRAY({rows},{columns},_xlfn.LAMBDA(_xlpm.row_,_xlpm.column_,{each})))"
    )


def excel_name(table: Table, lang: Lang) -> str:
    """The name of the Excel table: its label without spaces."""
    return table.label(lang).replace(" ", "_")


def _fill(template: str, arguments: Mapping[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda m: arguments[m.group(1)], template)


def _bound(body: Body, args: list[str]) -> dict[str, str]:
    given = [a.strip() for a in args] + [""] * (len(body.params) - len(args))
    if len(given) > len(body.params):
        raise DeclarationError(f"{body.name} has {len(body.params)} parameters")
    return {p.key: _guarded(a or p.default or '""') for p, a in zip(body.params, given, strict=True)}


def _guarded(argument: str) -> str:
    return argument if _ATOM.fullmatch(argument) else f"({argument})"
