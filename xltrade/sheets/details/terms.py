"""Below the list: the settings behind its numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from xltrade.computed.context import Context
from xltrade.core.dtypes import Frame
from xltrade.core.schema import Lang, Words
from xltrade.formulas.tiers import live
from xltrade.rules import policy
from xltrade.rules.policy import Policy
from xltrade.sheets.addresses import address
from xltrade.sheets.commission_periods import PAY_SETTINGS, effective, effective_day
from xltrade.sheets.details.layout import PAID_COL, REST_ROW, TIERS_ON
from xltrade.sheets.pen import Pen
from xltrade.sheets.plan import Value

_TERMS = Words("以上数字依据的政策", "What these numbers follow from")
_COLUMNS = (
    Words("项目", "Setting"),
    Words("值", "Value"),
    Words("生效日期", "Effective from"),
    Words("说明", "Meaning"),
)
_COLS = (1, 4, 6, 7)
_TIERS = (
    Words("提成档", "Tiers"),
    Words("{0} 档，见表头", "{0} tiers, see the headings"),
    Words("每档起点和比例在“参数”表。", "Starts and rates stand on the Parameters sheet."),
)
_ROUNDED = Words(
    "每笔提成 = 含本笔的累计提成 − 此前的累计提成，各自取整；所以一列相加正好是整期提成。",
    "Each commission is that of the total with this receipt less that before it, each rounded: the "
    "column sums to the period's exactly.",
)


def terms(pen: Pen, made: Mapping[str, Frame], context: Context, day: dt.date) -> int:
    """The settings behind the numbers with their values and dates; gives the last row."""
    top = REST_ROW + 2
    pen.text(top, 1, _TERMS, "heading")
    for col in range(1, PAID_COL + 1):
        pen.value(top + 1, col, None, "header")
    for col, words in zip(_COLS, _COLUMNS, strict=True):
        pen.text(top + 1, col, words, "header+nowrap")
    name, count, meaning = _TIERS
    head, tail = count.text(pen.lang).split("{0}")
    tiers = f"{head}{len(context.policy.tier_starts)}{tail}"
    _term(pen, top + 2, name, meaning, "tiers", made, day)
    pen.formula(top + 2, _COLS[1], f'"{head}"&SUMPRODUCT({live(address(*TIERS_ON, True))})&"{tail}"', tiers)
    for row, key in enumerate(PAY_SETTINGS, start=top + 3):
        setting = policy.settings()[key]
        _term(pen, row, Words(*setting.label), Words(*setting.note), key, made, day)
        pen.formula(row, _COLS[1], _value(key, pen.lang), _shown(key, context.policy, pen.lang), "body+left")
    last = top + 3 + len(PAY_SETTINGS)
    pen.text(last, 1, _ROUNDED, "muted")
    return last


def _term(pen: Pen, row: int, name: Words, meaning: Words, key: str, made: Mapping[str, Frame], day: dt.date) -> None:
    pen.text(row, _COLS[0], name)
    pen.formula(
        row,
        _COLS[2],
        effective(key, address(*TIERS_ON, True)),
        effective_day(made, key, day).to_pydatetime(),
        "date+left",
    )
    pen.text(row, _COLS[3], meaning, "muted")


def _value(key: str, lang: Lang) -> str:
    """What a setting was on the day of the period, as a template: its number, or the label of its choice."""
    on, setting = address(*TIERS_ON, True), policy.settings()[key]
    if setting.choices is None or not isinstance(setting.default, str):
        return f"$p({key};{on})"
    shown = f'"{setting.choices.label(setting.default, lang)}"'
    for choice in setting.choices.items:
        if choice.key != setting.default:
            shown = f'IF($pis({key};{choice.key};{on}),"{choice.label(lang)}",{shown})'
    return shown


def _shown(key: str, rules: Policy, lang: Lang) -> Value:
    """The value of that."""
    setting, value = policy.settings()[key], rules[key]
    if setting.choices is None or not isinstance(setting.default, str):
        return float(value)
    return setting.choices.label(str(value), lang)
