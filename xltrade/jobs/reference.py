"""The reference: every function, defined name, table, column, setting and kind of reject, from their declarations."""

from __future__ import annotations

import itertools
from typing import Any

from xltrade.core.schema import Column, Lang, Table, Words
from xltrade.declared import choices, kpis, tables
from xltrade.declared.rejects import catalogue
from xltrade.formulas.catalogue import CATALOGUE
from xltrade.rules import policy
from xltrade.sheets.lists import ROUGH_NOTE
from xltrade.sheets.pen import AS_OF_NOTE

_HEADS = {
    "functions": Words("函数", "Functions"),
    "names": Words("定义的名称", "Defined names"),
    "tables": Words("表和列", "Tables and columns"),
    "kpis": Words("指标", "KPIs"),
    "policy": Words("政策", "Policy"),
    "calendar": Words("节假日的来源", "Where the holidays come from"),
    "rejects": Words("会被退回或提醒的情况", "What is rejected or pointed out"),
}
_FUNCTION_NAME = Words("lambda 类型里的函数，见上。", "The function in the lambda flavour, see above.")
_OPTIONAL = Words("可省略", "optional")
_NOT_CLASSIC = Words("classic 类型没有它：", "Not in the classic flavour: ")
_NOTES = {"required": Words("必填", "required"), "computed": Words("自动计算", "computed")}


def tree(lang: Lang) -> dict[str, Any]:
    """The whole reference as plain data."""
    return {
        "functions": _functions(lang),
        "names": [{"name": n, "help": w.text(lang)} for n, w in _names().items()],
        "tables": [_table(t, lang) for t in (*tables.ALL, *tables.RESULTS, tables.RECEIVABLE_SUMS)],
        "kpis": _kpis(lang),
        "policy": _policy(lang),
        "calendar": _calendar(lang),
        "rejects": _rejects(lang),
    }


def _functions(lang: Lang) -> list[dict[str, Any]]:
    which = 0 if lang == "zh" else 1
    return [
        {
            "name": f.name,
            "help": f.help(lang),
            "example": f.example,
            "returns": f.returns,
            "req": list(f.req),
            "parameters": [{"name": p.key, "help": p.help(lang), "optional": p.optional} for p in f.params],
            "columns": [{"name": p.key, "help": p.help(lang)} for p in f.columns],
            "not_in_classic": (f.no_classic or ("", ""))[which],
        }
        for f in CATALOGUE.values()
    ]


def _kpis(lang: Lang) -> list[dict[str, Any]]:
    return [
        {
            "key": k.key,
            "label": k.zh if lang == "zh" else k.en,
            "meaning": k.note_zh if lang == "zh" else k.note_en,
            "dimension": choices.DIMENSION.label(k.dimension, lang),
            "area": choices.AREA.label(k.area, lang),
            "unit": k.unit,
            "better": k.better,
            "tables": [tables.BY_KEY[t].label(lang) for t in k.sources],
            "req": list(k.req),
        }
        for k in kpis.KPIS
    ]


def _policy(lang: Lang) -> list[dict[str, Any]]:
    which = 0 if lang == "zh" else 1
    return [
        {
            "key": s.key,
            "label": s.label[which],
            "default": s.default,
            "meaning": s.note[which],
            "req": list(s.req),
            "choices": [c.label(lang) for c in s.choices.items] if s.choices else [],
        }
        for s in policy.settings().values()
    ]


_COMPARED = 2019
"""The first year whose days are compared here."""
_DIFFERS = Words(
    "chinesecalendar 休息、holidays 没有列出的日子；按前者（国务院通知的整段假期）。",
    "off in chinesecalendar, not listed in holidays; the former holds, as the whole period of the notice.",
)
_OTHERWISE = Words("两个库说法不同；按 chinesecalendar。", "The libraries differ; chinesecalendar holds.")


def _calendar(lang: Lang) -> list[dict[str, Any]]:
    """The days of each announced year that the two libraries call differently, and what holds."""
    made = []
    for year in itertools.takewhile(policy.holidays.is_official, itertools.count(_COMPARED)):
        found = policy.holidays.differences([year])
        plain = all((d.holidays, d.chinesecalendar) == ("", "off") for d in found)
        said = (_DIFFERS if plain else _OTHERWISE).text(lang)
        made.append({"year": year, "days": [f"{d.date:%m-%d}" for d in found], "text": said})
    return made


def _rejects(lang: Lang) -> list[dict[str, Any]]:
    return [
        {
            "code": p.code,
            "level": p.level,
            "severity": p.severity,
            "text": getattr(p, lang),
            "todo": p.todo_zh if lang == "zh" else p.todo_en,
        }
        for p in catalogue.PROBLEMS
    ]


def _names() -> dict[str, Words]:
    """Every name that a workbook defines: the day, and in the lambda flavour the functions."""
    return {"as_of": AS_OF_NOTE, "rough_rates": ROUGH_NOTE} | {name: _FUNCTION_NAME for name in CATALOGUE}


def _table(table: Table, lang: Lang) -> dict[str, Any]:
    return {
        "key": table.key,
        "label": table.label(lang),
        "note": table.note(lang),
        "place": table.place,
        "req": list(table.req),
        "columns": [_column(c, lang) for c in table.columns],
    }


def _column(column: Column, lang: Lang) -> dict[str, Any]:
    return {
        "key": column.key,
        "label": column.label(lang),
        "kind": column.kind,
        "note": column.note(lang),
        "required": column.required,
        "computed": column.computed,
        "req": list(column.req),
        "choices": [c.label(lang) for c in column.choices.items] if column.choices and column.kind == "choice" else [],
    }


def markdown(lang: Lang) -> str:
    """The reference as one Markdown page."""
    data = tree(lang)
    lines = ["# xltrade", ""]
    for part in _HEADS:
        lines += [f"## {_HEADS[part].text(lang)}", ""]
        for item in data[part]:
            lines += _WRITERS[part](item, lang)
        lines += [""] if lines[-1] else []
    return "\n".join(lines)


def _function_lines(item: dict[str, Any], lang: Lang) -> list[str]:
    names = ", ".join(f"[{p['name']}]" if p["optional"] else p["name"] for p in item["parameters"])
    lines = [f"### `{item['name']}({names})`", "", f"{item['help']} ({', '.join(item['req'])})", ""]
    lines += [
        f"- `{p['name']}`{' (' + _OPTIONAL.text(lang) + ')' if p['optional'] else ''}: {p['help']}"
        for p in item["parameters"]
    ]
    lines += [f"- → `{c['name']}`: {c['help']}" for c in item["columns"]]
    if item["not_in_classic"]:
        lines += ["", f"{_NOT_CLASSIC.text(lang)}{item['not_in_classic']}"]
    return [*lines, "", f"`{item['example']}`", ""]


def _table_lines(item: dict[str, Any], lang: Lang) -> list[str]:
    lines = [f"### {item['label']} `{item['key']}`", "", item["note"], ""]
    for column in item["columns"]:
        marks = [w.text(lang) for k, w in _NOTES.items() if column[k]]
        choices = f" [{' / '.join(column['choices'])}]" if column["choices"] else ""
        mark = f" ({', '.join(marks)})" if marks else ""
        lines.append(f"- **{column['label']}** `{column['key']}`{mark}: {column['note']}{choices}")
    return [*lines, ""]


def _name_lines(item: dict[str, Any], lang: Lang) -> list[str]:
    return [f"- `{item['name']}`: {item['help']}"]


def _policy_lines(item: dict[str, Any], lang: Lang) -> list[str]:
    choices = f" [{' / '.join(item['choices'])}]" if item["choices"] else ""
    setting = f"**{item['label']}** `{item['key']}` = `{item['default']}`{choices}"
    return [f"- {setting}: {item['meaning']} ({', '.join(item['req'])})"]


_LOWER = Words("越低越好", "lower is better")


def _kpi_lines(item: dict[str, Any], lang: Lang) -> list[str]:
    lower = f"; {_LOWER.text(lang)}" if item["better"] == "lower" else ""
    where = f"{item['dimension']} · {item['area']} · {', '.join(item['tables'])}{lower}"
    return [f"- **{item['label']}** `{item['key']}`: {item['meaning']} ({where}; {', '.join(item['req'])})"]


def _calendar_lines(item: dict[str, Any], lang: Lang) -> list[str]:
    return [f"- {item['year']}: {' '.join(item['days']) or '–'} ({item['text']})"]


def _reject_lines(item: dict[str, Any], lang: Lang) -> list[str]:
    return [f"- `{item['code']}` ({item['level']}, {item['severity']}): {item['text']} {item['todo']}"]


_WRITERS = {
    "functions": _function_lines,
    "names": _name_lines,
    "tables": _table_lines,
    "kpis": _kpi_lines,
    "policy": _policy_lines,
    "calendar": _calendar_lines,
    "rejects": _reject_lines,
}
