"""The computed columns of the exchange rates: CNY for one unit, what is doubtful, and the rate that counts (R048)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xltrade.computed import joins
from xltrade.computed.column import column
from xltrade.computed.joins import Floats
from xltrade.computed.world import Rows, shared
from xltrade.core.rounding import FX as SCALE
from xltrade.declared.tables import FX
from xltrade.rules.policy.fx_rates import EITHER, FAR, UNIT, WAY, Rates, judged

_UNIT = "MAX(1,N([unit]))"
_PLACES = "IF(IFERROR(VLOOKUP([currency],rough_rates,3,0),0)<0.02,9,6)"


@shared
def _rates(rows: Rows) -> Rates:
    return judged(rows.inputs, rows.policy.settings)


@column(
    FX,
    "per_one",
    'IF(OR([currency]="",N([rate])<=0),"",'
    f"ROUND(IF($is([quote];quote.inverse),{_UNIT}/[rate],[rate]/{_UNIT}),{_PLACES}))",
)
def per_one(rows: Rows) -> pd.Series:
    """CNY for one unit, to the decimals of the currency."""
    made = _rates(rows).per_one
    return joins.numbers(made / SCALE, made > 0)


@column(FX, "low", 'IF([currency]="","",IFERROR(VLOOKUP([currency],rough_rates,2,0),""))')
def low(rows: Rows) -> pd.Series:
    """Below this CNY for one unit something is usually wrong."""
    return _known(_rates(rows).low)


@column(FX, "high", 'IF([currency]="","",IFERROR(VLOOKUP([currency],rough_rates,3,0),""))')
def high(rows: Rows) -> pd.Series:
    """Above this CNY for one unit something is usually wrong."""
    return _known(_rates(rows).high)


def _known(values: Floats) -> pd.Series:
    return joins.numbers(values, ~np.isnan(values))


def _within(*rates: str) -> str:
    return f"OR({','.join(f'MEDIAN({r},[low],[high])={r}' for r in rates)})"


@column(
    FX,
    "doubt",
    'IF(OR(N([per_one])<=0,[low]=""),0,IF(MEDIAN([per_one],[low],[high])=[per_one],0,'
    f"1+IF({_within('[per_one]/100', '[per_one]*100')},1,0)"
    f"+IF({_within('1/[per_one]', '100/[per_one]', '0.01/[per_one]')},2,0)))",
)
def doubt(rows: Rows) -> pd.Series:
    """0 for a rate in its range; else which correction would bring it there."""
    return pd.Series(_rates(rows).doubt, dtype="float64")


@column(FX, "used", 'IF([per_one]="",0,IF(AND([doubt]>1,$pis(fx_doubtful;refuse)),0,[per_one]))')
def used(rows: Rows) -> pd.Series:
    """The rate that counts; 0 for one that is refused."""
    return pd.Series(_rates(rows).used / SCALE, dtype="float64")


@column(
    FX,
    "series",
    'IF([currency]="","",[currency]&IF($is([kind];fx_kind.spot),"|spot",IF($is([kind];fx_kind.fixed),"|fixed","")))',
)
def series(rows: Rows) -> pd.Series:
    """By what FXRATE finds the rates of a currency and kind: "USD|spot"."""
    kind = rows["kind"].map({"spot": "|spot", "fixed": "|fixed"}).fillna("")
    return joins.text(joins.where(rows.has("currency"), joins.objects(rows["currency"] + kind)))


_DAYS = "$p(fx_neighbour_days)"
_AROUND = f'fx[currency],[currency],fx[date],">="&([date]-{_DAYS}),fx[date],"<="&([date]+{_DAYS})'
_FAR = (
    f'COUNTIFS({_AROUND},fx[used],">"&[used]*$p(fx_far_off))'
    f'+COUNTIFS({_AROUND},fx[used],"<"&[used]/$p(fx_far_off),fx[used],">0")'
)
_WORDS = {FAR: "off_band", UNIT: "wrong_unit", WAY: "wrong_way"}


@column(
    FX,
    "check",
    f'IF([doubt]=0,IF(N([used])<=0,"",IF({_FAR}=0,"","$w(off_neighbours)")),'
    f'IF([doubt]={FAR},"$w(off_band)",IF([doubt]={UNIT},"$w(wrong_unit)",IF([doubt]={WAY},"$w(wrong_way)",'
    '"$w(wrong_unit)$w(comma)$w(wrong_way)"))))',
)
def check(rows: Rows) -> pd.Series:
    """What is doubtful, with the likely reason; blank for a rate in order."""
    word, made = rows.context.word, _rates(rows)
    out = np.full(len(rows), None, dtype=object)
    for code, key in _WORDS.items():
        out[made.doubt == code] = word(key)
    out[made.doubt == EITHER] = word("wrong_unit") + word("comma") + word("wrong_way")
    out[made.near] = word("off_neighbours")
    return joins.text(out)
