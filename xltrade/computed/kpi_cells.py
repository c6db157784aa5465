"""The formula of each KPI's cell, from the same declaration as its figure."""

from __future__ import annotations

from dataclasses import dataclass

from xltrade.computed.kpi import column
from xltrade.declared import tables
from xltrade.declared.kpis import KPI, Tally, Where
from xltrade.rules import review


def undone_cell(kpi: KPI, refs: Refs) -> str:
    """The formula template of `undone`; "" where it never is."""
    if kpi.undone == "zero_forecast":
        return "$pis(zero_forecast;zero)"
    due = "+".join(_cell(t, refs) for t in kpi.due) + ">0" if kpi.due else "TRUE"
    return due if kpi.undone == "zero" else ""


@dataclass(frozen=True, slots=True)
class Refs:
    """Where a card's cells stand: person, first day, day after the last, label. owned: whether rows carry an owner."""

    person: str
    start: str
    end: str
    label: str
    owned: bool


def actual_cell(kpi: KPI, refs: Refs, blank: str = '""') -> str | None:
    """The formula template of `actual`; None for what only a rule can count. blank: what there is without `bottoms`."""
    if kpi.rule:
        return None
    top = "+".join(_cell(t, refs) for t in kpi.tops)
    to = _to(refs)
    if not kpi.bottoms and not kpi.per_workday:
        return top
    if kpi.per_workday:
        bottom = (
            f"(NETWORKDAYS.INTL({refs.start},{to},INDEX(worktime[rest],1),holidays[off])"
            f'+COUNTIFS(holidays[on],">="&{refs.start},holidays[on],"<="&{to}))'
        )
    else:
        bottom = "+".join(_cell(t, refs) for t in kpi.bottoms)
    return f"IF({bottom}=0,{blank},({top})/({bottom}))"


def _to(refs: Refs) -> str:
    return f"MIN({refs.end}-1,as_of)"


def _cell(tally: Tally, refs: Refs) -> str:
    table = tally.table
    parts: list[str] = []
    if tally.date:
        start, end = edges(tally, refs)
        parts += [f'{table}[{tally.date}],">="&{start}', f'{table}[{tally.date}],"<"&{end}']
    parts += [f"{table}[{w.column}],{_criterion(w, refs)}" for w in tally.where]
    if "person_id" in tables.BY_KEY[table].by_key:
        parts.append(f"{table}[person_id],{refs.person}")
    elif refs.owned:
        parts.append(f"{table}[owner],{refs.person}")
    if not tally.value:
        return f"COUNTIFS({','.join(parts)})"
    total = f"SUMIFS({table}[{tally.value}],{','.join(parts)})"
    return f"ROUND({total},2)" if column(table, tally.value).kind == "money" else total


def edges(tally: Tally, refs: Refs) -> tuple[str, str]:
    """First day and day after the last of a tally's window, as formula text."""
    first = f"({refs.start}-DAY({refs.start})+1)"
    after = f"({_to(refs)}+1)"
    return {
        "period": (refs.start, refs.end),
        "to_date": (refs.start, after),
        "months": (first, f"EDATE({first},{review.LENGTH})"),
        "year_ago": (f"EDATE({refs.start},-12)", f"EDATE({after},-12)"),
    }[tally.window]


def _criterion(where: Where, refs: Refs) -> str:
    if where.op == "word":
        return f'"$w({where.operand})"'
    if where.op in ("is", "not"):
        return ('"<>"&' if where.op == "not" else "") + f"$label({where.operand})"
    if where.operand == "{period}":
        return refs.label
    if where.operand.replace(".", "").isdigit() or not where.operand:
        return f'"{where.op}{where.operand}"'
    return f'"{where.op}"&({where.operand.replace("{to}", _to(refs))})'
