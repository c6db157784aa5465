"""The state of a card, since when, and until when a second chance runs: formulas over the verdicts."""

from __future__ import annotations

from xltrade.core.days import to_date
from xltrade.core.schema import Words
from xltrade.sheets.addresses import address
from xltrade.sheets.card.rules import verdicts
from xltrade.sheets.card.sketch import Sketch
from xltrade.sheets.card.terms import edge, unhired

_NO_HIRE = Words("没有入职日期", "no hire date")
_ROLLING = "$pis(no_order_rule;rolling_3)"


def state(s: Sketch) -> None:
    """The row of the head that says how the person stands."""
    row, card = s.rows.top + 2, s.card
    said = s.label("state", card.state) if card.state else _NO_HIRE.text(s.lang)
    ends = to_date(card.chance.ends) if card.chance is not None and card.chance.valid else None
    s.formula(row, 6, _ends(s), ends, "date+left")
    s.formula(row, 1, _state(s), said, "bold")
    s.formula(row, 3, _since(s), card.since, "date+left")
    styles = (("dismiss", "bad"), ("warn", "warning"), ("second_chance", "warning"), ("ok", "good"))
    s.mark("state", (row, 1, row, 1), styles)


def _granted(s: Sketch) -> str:
    return (
        f"SUMPRODUCT(MAX((second_chances[person_id]={s.at['id']})*(second_chances[granted]<=as_of)"
        "*second_chances[granted]))"
    )


def _ends(s: Sketch) -> str:
    which = f"second_chances[person_id],{s.at['id']},second_chances[granted],{_granted(s)}"
    valid = f"COUNTIFS({which},second_chances[valid],$label(yesno.yes))"
    return f'IF({unhired(s)},"",IF({valid}=0,"",SUMIFS(second_chances[ends],{which})))'


def _latest(s: Sketch) -> str:
    """The latest counted receipt up to today, or the hire date, or where the record begins."""
    mine = f"(receipts[owner]={s.at['id']})*" if s.home.owned else ""
    paid = '(receipts[base]<>"")*(receipts[base]>0)*(receipts[date]<=as_of)*receipts[date]'
    begun = address(s.rows.rules + 1, 5)
    late = f"IF(N({begun})>=EDATE(N({s.at['hired']}),1),N({begun}),0)"
    return f"MAX(N({s.at['hired']}),{late},SUMPRODUCT(MAX({mine}{paid})))"


def _failed(s: Sketch) -> str:
    """True where a rule after the first was not passed."""
    return f"OR({','.join(f'{v}=$label(verdict.failed)' for k, v in verdicts(s).items() if k != 'receipt')})"


def _state(s: Sketch) -> str:
    ok, warn, dismiss, second = (f"$label(state.{k})" for k in ("ok", "warn", "dismiss", "second_chance"))
    late = f"as_of>={_term_start(s)}+$p(warn_day)"
    first = (
        f"IF({_lost(s)},IF(as_of<=N({s.at['ends']}),{second},{dismiss}),IF({_failed(s)},{warn},"
        f"IF(AND({late},{_running(s)}),{warn},{ok})))"
    )
    latest = _latest(s)
    rolling = f"IF(as_of>=EDATE({latest},3),{dismiss},IF(as_of>={latest}+$p(warn_day),{warn},{ok}))"
    return f'IF({unhired(s)},"{_NO_HIRE.text(s.lang)}",IF({_ROLLING},{rolling},IF(as_of>={edge(s, 12)},{ok},{first})))'


def _lost(s: Sketch) -> str:
    """True where the first quarter had no receipt and the second chance brought none."""
    mine = s.home.only("receipts", s.at["id"])
    used = (
        f'COUNTIFS(receipts[base],">0",receipts[date],">="&{edge(s, 3)},receipts[date],'
        f'"<="&MIN(N({s.at["ends"]}),as_of){mine})>0'
    )
    return f"AND({verdicts(s)['receipt']}=$label(verdict.failed),NOT({used}))"


def _running(s: Sketch) -> str:
    """True while a rule of the present quarter is still open."""
    v, running = verdicts(s), "$label(verdict.running)"
    return (
        f"CHOOSE(MAX(1,N({s.at['tenure']})-4*(N({s.at['year']})-1)),{v['receipt']}={running},OR({v['samples']}={running},"
        f"{v['forecast']}={running}),{v['monthly']}={running},{v['repeat']}={running})"
    )


def _term_start(s: Sketch) -> str:
    return f"EDATE(N({s.at['hired']}),3*MAX(0,N({s.at['tenure']})-1))"


def _since(s: Sketch) -> str:
    here, ends = s.at["state"], s.at["ends"]
    lost = f'IF({_ROLLING},EDATE({_latest(s)},3),IF({ends}="",{edge(s, 3)},{ends}+1))'
    warned = (
        f"IF({_ROLLING},{_latest(s)}+$p(warn_day),IF({_failed(s)},{_failed_since(s)},{_term_start(s)}+$p(warn_day)))"
    )
    return (
        f"IF({here}=$label(state.dismiss),{lost},IF({here}=$label(state.second_chance),{_granted(s)},"
        f'IF({here}=$label(state.warn),{warned},"")))'
    )


def _failed_since(s: Sketch) -> str:
    """The end of the last quarter whose rule was not passed."""
    failed, v = "$label(verdict.failed)", verdicts(s)
    ends = ",".join(
        f"IF(AND({said},as_of>={edge(s, 3 * n)}),{edge(s, 3 * n)},0)"
        for n, said in (
            (2, f"OR({v['samples']}={failed},{v['forecast']}={failed})"),
            (3, f"{v['monthly']}={failed}"),
            (4, f"{v['repeat']}={failed}"),
        )
    )
    return f'IF(MAX({ends})=0,"",MAX({ends}))'
