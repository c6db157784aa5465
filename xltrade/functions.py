"""The Excel functions, as plain Python functions of the same names, argument order and defaults.

A scalar gives a scalar; an array, a Series or a list of rows gives the same shape. Blank in, blank out (None).
What cannot be computed raises XltradeError. Money comes back as float (a cell's number), or as Decimal when an
argument was a Decimal. One declaration gives the Python function, the classic formula and the LAMBDA (see `twins`).
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xltrade import cells, choices
from xltrade import policy as policies
from xltrade.calendars import DAY, EXCEL_EPOCH, to_date, to_day
from xltrade.errors import ValueNotComputable
from xltrade.frames import Frame
from xltrade.policy import Policy
from xltrade.rules import commission, followup, fx, grading, lookup, reply, tenure
from xltrade.scales import FEN, RATE, UNIT, shares, units, weighted
from xltrade.schema import Column, Kind, Lang, Param
from xltrade.twins import Body

__all__ = ["CATALOGUE", "COMMISSION", "EXPLAIN", "FINDCUSTOMER", "FXRATE", "GRADE", "NEXTFOLLOWUP", "REPLYSTATUS",
           "SCORECARD", "SHARES", "TENUREQUARTER", "TOCNY", "WORKHOURS", "Function", "World"]


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
        """What `twins` needs of it."""
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


def _excel(function: Function) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(call: Callable[..., Any]) -> Callable[..., Any]:
        values = {f: getattr(function, f) for f in function.__slots__} | {"call": call}
        CATALOGUE[function.name] = Function(**values)
        return call

    return register


# ── from what a caller hands over to what a rule takes ────────────────────────────────────────────────────────────

def _blank(value: Any) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and value != value) or (
        isinstance(value, str) and not value.strip())


def _moment(value: Any) -> int:
    """A date, datetime, Excel serial or written date as whole seconds since 1970-01-01."""
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if isinstance(value, str):
        value = _written(value, "datetime")
    if isinstance(value, datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + round(value.microsecond / 1e6)
        return to_day(value.date()) * DAY + seconds
    if isinstance(value, date):
        return to_day(value) * DAY
    if isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool):
        return EXCEL_EPOCH * DAY + round(float(value) * DAY)
    raise ValueNotComputable(f"「{value}」不是日期。", f"{value!r} is not a date.")


def _written(value: str, kind: Kind) -> Any:
    parsed = cells.parse(value, Column("value", "值", "Value", kind, "", "", decimals=9))
    if parsed.problem:
        raise ValueNotComputable(f"「{value}」不是日期或数字。", f"{value!r} is not a date or a number.")
    return parsed.value


def _money(value: Any, scale: int = UNIT) -> int:
    if isinstance(value, bool):
        raise ValueNotComputable(f"「{value}」不是数字。", f"{value!r} is not a number.")
    if isinstance(value, str):
        value = _written(value, "number")
    if not isinstance(value, (int, float, Decimal, np.integer, np.floating)):
        raise ValueNotComputable(f"「{value}」不是数字。", f"{value!r} is not a number.")
    return units(value if isinstance(value, (Decimal, float, np.floating)) else int(value), scale)


def _true(value: Any) -> bool:
    return value is True or (not isinstance(value, str) and not _blank(value) and value == 1) or (
        isinstance(value, str) and choices.YESNO.lookup().get(value.strip().casefold()) == "yes")


_TAKE: dict[str, Callable[[Any], Any]] = {
    "money": _money, "date": lambda v: _moment(v) // DAY, "datetime": _moment, "choice": _true, "text": str}
_EMPTY: dict[str, Any] = {"money": 0, "date": followup.NONE, "datetime": followup.NONE, "choice": False, "text": None}


def _column(values: NDArray[np.object_], kind: str) -> NDArray[Any]:
    take = _TAKE[kind]
    made = [_EMPTY[kind] if _blank(v) else take(v) for v in values.tolist()]
    return np.array(made, dtype={"text": object, "choice": bool}.get(kind, np.int64))


def _objects(value: Any) -> NDArray[np.object_]:
    if isinstance(value, (pd.Series, np.ndarray)):
        return np.asarray(value, dtype=object)
    if isinstance(value, (list, tuple)):
        rows = [list(r) if isinstance(r, (list, tuple)) else r for r in value]
        return np.array(rows, dtype=object)
    return np.array(value, dtype=object)


def _like(values: list[Any], shape: tuple[int, ...], given: Sequence[Any]) -> Any:
    """`values` in the shape and container of the first argument that is not a scalar."""
    model = next((g for g in given if isinstance(g, (list, tuple, pd.Series, np.ndarray))), None)
    if model is None:
        return values[0]
    made = np.empty(len(values), dtype=object)
    made[:] = values
    made = made.reshape(shape)
    if isinstance(model, pd.Series):
        return pd.Series(made, index=model.index, dtype=object)
    return made if isinstance(model, np.ndarray) else made.tolist()


def _each(name: str, given: tuple[Any, ...], rule: Callable[..., Sequence[Any]], *, blanks: bool = False) -> Any:
    """Apply an array rule cell by cell: broadcast, convert, shape back.

    A row with a blank required cell gives None, unless the rule says itself what `blanks` mean.
    """
    params = CATALOGUE[name].params
    arrays = np.broadcast_arrays(*[_objects(g) for g in given])
    shape, flat = arrays[0].shape, [a.reshape(-1) for a in arrays]
    full = np.array([blanks or not any(_blank(v) and not p.optional for p, v in zip(params, row, strict=True))
                     for row in zip(*flat, strict=True)], dtype=bool)
    out: list[Any] = [None] * full.size
    if full.any():
        made = rule(*[_column(f[full], p.kind) for f, p in zip(flat, params, strict=True)])
        for i, value in zip(np.flatnonzero(full), made, strict=True):
            out[i] = value
    return _like(out, shape, given)


def _policy(given: Policy | None) -> Policy:
    return given or policies.default()


def _yuan(fen: Iterable[int], given: tuple[Any, ...]) -> list[Any]:
    exact = any(isinstance(v, Decimal) for g in given for v in _objects(g).reshape(-1).tolist())
    return [Decimal(int(f)).scaleb(-2) if exact else int(f) / 100 for f in fen]


# ── pieces of formula bodies ──────────────────────────────────────────────────────────────────────────────────────

def _next(day: str) -> str:
    """The first working day on or after `day`; a make-up day on a weekly rest day counts."""
    return (f"MIN(WORKDAY.INTL({day}-1,1,INDEX(worktime[rest],1),holidays[off]),"
            f"SUMPRODUCT(MIN(holidays[on]+(holidays[on]<{day})*1000000)))")


def _previous(day: str) -> str:
    return (f"MAX(WORKDAY.INTL({day}+1,-1,INDEX(worktime[rest],1),holidays[off]),"
            f"SUMPRODUCT(MAX((holidays[on]<={day})*holidays[on])))")


def _worked_days(first: str, last: str) -> str:
    return (f"(NETWORKDAYS.INTL({first},{last},INDEX(worktime[rest],1),holidays[off])"
            f"+SUMPRODUCT((holidays[on]>={first})*(holidays[on]<={last})))")


def _yes(what: str) -> str:
    return f'OR({what}=TRUE,{what}=1,$is({what};yesno.yes))'


# ── GRADE ─────────────────────────────────────────────────────────────────────────────────────────────────────────

def _rubric(rubric: str, answer: str) -> str:
    def at(spelling: str) -> str:
        return f'MATCH("{rubric}|"&{answer},rubrics[by_{spelling}],0)'

    return f"INDEX(rubrics[grade],IFERROR({at('zh')},IFERROR({at('en')},{at('answer')})))"


_KEPT = f"AND({_yes('{sample_sent}')},{_yes('{kept_up}')})"
_BY_BEHAVIOUR = (f'IF({_KEPT},INDEX(rubrics[grade],MATCH("behaviour|{grading.KEPT_UP}",rubrics[by_answer],0)),'
                 f'IF({{inquiry_kind}}="","",{_rubric("behaviour", "{inquiry_kind}")}))')
_BY_INTENT = _rubric("intent", "{intent}")
_HAS = f'OR({{inquiry_kind}}<>"",{_KEPT})'
# The last two lines add nothing to the letter but the error of an unknown word, whether or not it decides.
_GRADE = (f'IF(OR({{intent}}="",AND($pis(grade_scheme;behaviour),{_HAS})),{_BY_BEHAVIOUR},'
          f'IF(OR(NOT({_HAS}),$pis(grade_scheme;intent),$pis(grade_scheme;behaviour)),{_BY_INTENT},'
          f'IF(({_BY_INTENT}<{_BY_BEHAVIOUR})=$pis(grade_scheme;better_of),{_BY_INTENT},{_BY_BEHAVIOUR})))'
          f'&IF({{intent}}="","",LEFT({_BY_INTENT},0))'
          f'&IF({{inquiry_kind}}="","",LEFT({_rubric("behaviour", "{inquiry_kind}")},0))')


@_excel(Function("GRADE", (
    Param("intent", "意向：明确、犹豫、长线、不明确", "intent: clear, hesitant, long-term, unclear", "text"),
    Param("inquiry_kind", "询价类型：仔细询价、统一询价、全面报价、相关产品", "how the customer asks", "text", '""'),
    Param("sample_sent", "是否寄过样品", "was a sample sent", "choice", '""'),
    Param("kept_up", "是否保持跟进", "is follow-up kept up", "choice", '""')),
    "text", "客户等级 A–D：先看意向，意向空着看行为。",
    "Customer grade A–D: by intent, by behaviour where intent is blank.",
    ("R034", "R060", "R115"), _GRADE, example='=GRADE("明确")'))
def GRADE(intent: Any, inquiry_kind: Any = None, sample_sent: Any = None, kept_up: Any = None, *,
          policy: Policy | None = None) -> Any:
    """Customer grade by intent, or by behaviour where intent is blank (R034–R038, R115–R118).

    intent, inquiry_kind: text in any spelling of the Rubrics table, or blank; sample_sent, kept_up: yes/no or TRUE.
    Gives "A" … "D", None when everything is blank. XltradeError for an unknown word.

    >>> GRADE("明确"), GRADE("", "detailed"), GRADE(["clear", None]), GRADE(None, "统一询价", "是", "是")
    ('A', 'B', ['A', None], 'A')
    """
    def rule(intents: Any, kinds: Any, sent: Any, kept: Any) -> Any:
        return grading.grade(intents, kinds, sent, kept, _policy(policy)).tolist()

    return _each("GRADE", (intent, inquiry_kind, sample_sent, kept_up), rule, blanks=True)


# ── NEXTFOLLOWUP ──────────────────────────────────────────────────────────────────────────────────────────────────

_BASE = 'INT(IF({last_contact}<>"",{last_contact},{created}))'
_RULE_ROW = "MATCH({grade},grades[in_force],0)"
_FLOOR = "IF(ISNUMBER($p(floor_days)),$p(floor_days),1000000)"
_RAW = f"(INT({{last_contact}})+MIN(INDEX(grades[days],{_RULE_ROW}),{_FLOOR}))"
_CADENCE = f"IF($is(INDEX(grades[roll],{_RULE_ROW});roll.previous),{_previous(_RAW)},{_next(_RAW)})"
_WEEK_END = _previous("(INT({created})-WEEKDAY({created},2)+7)")
_PROMISE = _previous("INT({promised})")
_KEPT_PROMISE = f"N({{promised}})>{_BASE}"
_NEXTFOLLOWUP = (
    'IF(OR(AND({last_contact}="",{created}=""),AND({last_contact}<>"",{grade}="")),"",'
    f"MAX({_next(f'({_BASE}+1)')},IF(AND({_KEPT_PROMISE},$pis(promise_rule;promise)),{_PROMISE},"
    f'MIN(IF({{last_contact}}<>"",{_CADENCE},{_WEEK_END}),IF({_KEPT_PROMISE},{_PROMISE},1000000)))))')


@_excel(Function("NEXTFOLLOWUP", (
    Param("grade", "客户等级", "customer grade", "text"),
    Param("last_contact", "最近一次联系", "last contact", "date"),
    Param("created", "建档日期（还没联系过时用）", "day of entry, used before the first contact", "date", '""'),
    Param("promised", "和客户约定的下次日期", "date promised to the customer", "date", '""')),
    "date", "下次跟进日期：等级间隔、约定日期和工作日历中该联系的那天。",
    "Next follow-up date from the grade's cadence, the promise and the working calendar.",
    ("R059", "R120", "R121", "R122", "R123", "R127"), _NEXTFOLLOWUP, example='=NEXTFOLLOWUP("A",DATE(2026,3,2))'))
def NEXTFOLLOWUP(grade: Any, last_contact: Any, created: Any = None, promised: Any = None, *,
                 policy: Policy | None = None) -> Any:
    """The date of the next follow-up (R053, R059, R120–R123).

    grade: letter; the dates: date, datetime, Excel serial or written date, or blank. Gives a date; None when neither
    last_contact nor created is known, or when a contacted customer has no grade. XltradeError for an unknown grade.

    >>> NEXTFOLLOWUP("A", date(2026, 3, 2)), NEXTFOLLOWUP("A", "2026-03-05"), NEXTFOLLOWUP("A", None)
    (datetime.date(2026, 3, 5), datetime.date(2026, 3, 7), None)
    """
    def rule(grades: Any, last: Any, entered: Any, promises: Any) -> Any:
        due = followup.next_followup(grades, last, entered, promises, _policy(policy))
        return [None if d == followup.NONE else to_date(d) for d in due.tolist()]

    return _each("NEXTFOLLOWUP", (grade, last_contact, created, promised), rule, blanks=True)


# ── COMMISSION ────────────────────────────────────────────────────────────────────────────────────────────────────

_MODES = policies.settings()["tier_mode"].choices


def _mode_is(choice: str) -> str:
    assert _MODES is not None
    item = _MODES.get(choice)
    words = ",".join(f'{{mode}}="{w}"' for w in dict.fromkeys((item.zh, item.en, item.key)))
    return f'OR({words},AND({{mode}}="",$pis(tier_mode;{choice})))'


_START = "ROUND(tiers[start]*10000,0)"
_SLICED = f"IF({_mode_is('marginal')},1,IF({_mode_is('whole')},0,NA()))"
_LOWER = "IF($pis(tier_boundary;lower),1,0)"


def _earned(total: str) -> str:
    """Commission of a total (in 1/10,000 yuan) in rounding steps; an exact integer up to the last ROUND."""
    reached = f"(({total}>{_START})+({_START}=0)+({total}={_START})*{_LOWER}>0)"
    return (f"ROUND(SUMPRODUCT({reached}*({total}-{_START}*{_SLICED})*tiers[step])/($p(rounding)*100000000),0)")


_PRIOR = "ROUND({prior}*10000,0)"
_COMMISSION = (f'IF({{amount}}="","",ROUND(({_earned(f"({_PRIOR}+ROUND({{amount}}*10000,0))")}'
               f'-{_earned(_PRIOR)})*$p(rounding),2))')


@_excel(Function("COMMISSION", (
    Param("amount", "到款金额（人民币）", "receipts in CNY", "money"),
    Param("prior", "同一期间此前的累计", "receipts of the period before it", "money", "0"),
    Param("mode", "分段累进或全额按档；空 = 政策", "marginal or whole; blank = the policy", "text", '""')),
    "money", "提成：在同一期间累计之上，这笔到款的提成（元）。",
    "Commission in CNY of an amount on top of the period's earlier receipts.",
    ("R044", "R045", "R046", "R205"), _COMMISSION, example="=COMMISSION(1500000)"))
def COMMISSION(amount: Any, prior: Any = 0, mode: Any = None, *, policy: Policy | None = None) -> Any:
    """Commission of `amount` on top of `prior` receipts of the period, CNY, exact to the fen (R044–R046).

    The parts of a period sum to the whole exactly. mode: "marginal", "whole" or blank for the policy's.
    None for a blank amount; XltradeError for what is not a number and for an unknown mode.

    >>> COMMISSION(1500000), COMMISSION(1500000, mode="whole"), COMMISSION(500000, 1000000)
    (35000.0, 45000.0, 15000.0)
    """
    def rule(amounts: Any, priors: Any, modes: Any) -> Any:
        fen = np.zeros(amounts.shape, np.int64)
        for name in set(modes.tolist()):
            here = np.equal(modes, name)
            fen[here] = commission.commission(amounts[here], priors[here], _mode(name, policy), _policy(policy))
        return _yuan(fen, (amount, prior))

    return _each("COMMISSION", (amount, prior, mode), rule)


def _mode(name: str | None, policy: Policy | None) -> str:
    assert _MODES is not None
    if name is None:
        return str(_policy(policy)["tier_mode"])
    key = _MODES.lookup().get(name.strip().casefold())
    if key is None:
        raise ValueNotComputable(f"提成算法没有「{name}」。", f"There is no tier mode {name!r}.")
    return key


# ── SCORECARD ─────────────────────────────────────────────────────────────────────────────────────────────────────

_SCORED = '({actual}<>"")*({target}<>"")*({weight}<>"")*({target}<>0)'
_CAP = "$p(score_cap)"
_BASE_WEIGHT = f"SUM(IF({_SCORED},{{weight}}*1,0))"
_TEXTS = 'SUM(IF({actual}="",0,{actual}*0)+IF({target}="",0,{target}*0))'  # 0, or the error of a text for a number
_SCORECARD = (f'IF({_BASE_WEIGHT}+{_TEXTS}=0,"",ROUND(SUM(IF({_SCORED},IF({{actual}}/{{target}}>{_CAP},{_CAP},'
              f'{{actual}}/{{target}})*{{weight}},0))*SUM(IF({{weight}}="",0,{{weight}}*1))/{_BASE_WEIGHT},6))')


@_excel(Function("SCORECARD", (
    Param("actual", "实际值", "actual values", "number"), Param("target", "目标值", "targets", "number"),
    Param("weight", "权重", "weights", "number")),
    "number", "加权总分：每项完成率封顶后乘权重；没有目标的项不评分，权重摊给其余各项。",
    "Weighted total, each ratio capped; a row without a target is not scored and its weight is spread over the rest.",
    ("R001", "R015"), _SCORECARD, spills=True, example="=SCORECARD(C5:C7,D5:D7,F5:F7)"))
def SCORECARD(actual: Any, target: Any, weight: Any, *, policy: Policy | None = None) -> float | None:
    """Weighted total of ratios actual / target, each capped by the policy's score_cap (R001, R015).

    All three of one shape. A row whose target is blank or 0 (or whose actual is blank) is not scored; its weight is
    spread over the scored rows. None when nothing is scored.

    >>> SCORECARD([90, 80, 130], [100, 100, 100], [60, 25, 15]), SCORECARD(1, 0, 100)
    (92.0, None)
    """
    actuals, aims, weights = (
        np.array([np.nan if _blank(v) else _money(v, RATE) / RATE for v in _objects(g).reshape(-1).tolist()])
        for g in (actual, target, weight))
    if not actuals.size == aims.size == weights.size:
        raise ValueNotComputable("三列的行数不一样。", "The three columns differ in length.")
    total = weighted(actuals, aims, weights, float(_policy(policy)["score_cap"]))
    return None if np.isnan(total) else total


# ── SHARES ────────────────────────────────────────────────────────────────────────────────────────────────────────

_FEN = "ABS(ROUND({total}*100,0))"
_WEIGHT = "ROUND({weights}*10000,0)"
_QUOTA = f"INT({_FEN}*{_WEIGHT}/SUM({_WEIGHT}))"
_REST = f"({_FEN}*{_WEIGHT}-{_QUOTA}*SUM({_WEIGHT}))"
_ROWS = "ROW({weights})"
_RANK = (f"MMULT((TRANSPOSE({_REST})>{_REST})+(TRANSPOSE({_REST})={_REST})*(TRANSPOSE({_ROWS})<{_ROWS}),{_ROWS}^0)")
_SHARES = (f'IF(({{total}}="")*{_ROWS}>0,"",IF(MIN({{weights}})<0,NA(),'
           f"SIGN({{total}})*({_QUOTA}+({_RANK}<{_FEN}-SUM({_QUOTA})))/100))")


@_excel(Function("SHARES", (
    Param("total", "要分的金额", "amount to split", "money"),
    Param("weights", "一列权重", "a column of weights", "number")),
    "money", "按权重分一笔钱，各份相加等于总额，精确到分。",
    "Split an amount by weights; the parts sum to it to the fen.",
    ("R201",), _SHARES, spills=True, example="=SHARES(1000,B2:B4)"))
def SHARES(total: Any, weights: Any, *, policy: Policy | None = None) -> Any:
    """`total` split by `weights` (to 4 decimals) into parts that sum to it to the fen (R201).

    Largest remainder; of equal remainders the earlier one. Same shape as `weights`; a blank weight is 0. None for a
    blank total; XltradeError for a negative weight or weights that sum to 0.

    >>> SHARES(100, [1, 1, 1])
    [33.34, 33.33, 33.33]
    """
    given = _objects(weights)
    if _blank(total):
        return _like([None] * given.size, given.shape, (weights,))
    parts = shares(_money(total, 100), [0 if _blank(w) else _money(w) for w in given.reshape(-1).tolist()])
    return _like(_yuan(parts, (total, weights)), given.shape, (weights,))


# ── WORKHOURS, REPLYSTATUS ────────────────────────────────────────────────────────────────────────────────────────

_FROM, _UNTIL = "ROUND(worktime[start]*86400,0)", "ROUND(worktime[end]*86400,0)"


def _inside(moment: str) -> str:
    second = f"ROUND(MOD({moment},1)*86400,0)"
    return (f"SUMPRODUCT(({second}>{_FROM})*(({second}<{_UNTIL})*{second}+({second}>={_UNTIL})*{_UNTIL}-{_FROM}))")


_DAYS = [_worked_days(f"INT({a})", f"INT({b})") for a, b in
         (("{start}", "{end}"), ("{end}", "{end}"), ("{start}", "{start}"))]
_WORKHOURS = ('IF(OR({start}="",{end}=""),"",IF({end}<{start},NA(),'
              f"(({_DAYS[0]}-{_DAYS[1]})*SUMPRODUCT({_UNTIL}-{_FROM})+{_DAYS[1]}*{_inside('{end}')}"
              f"-{_DAYS[2]}*{_inside('{start}')})/3600))")


@_excel(Function("WORKHOURS", (
    Param("start", "开始时间", "start", "datetime"), Param("end", "结束时间", "end", "datetime")),
    "number", "两个时间之间的工作小时数（扣除午休、休息日和节假日）。", "Working hours between two moments.",
    ("R050", "R051", "R052", "R099"), _WORKHOURS, example="=WORKHOURS(B5,C5)"))
def WORKHOURS(start: Any, end: Any, *, policy: Policy | None = None) -> Any:
    """Hours of the working clock between two moments (R050–R053), lunch, rest days and holidays left out.

    None where one is blank; XltradeError when end is before start.

    >>> WORKHOURS(datetime(2026, 3, 2, 11), datetime(2026, 3, 2, 14, 30))
    2.5
    """
    def rule(starts: Any, ends: Any) -> Any:
        return reply.hours(starts, ends, "working", _policy(policy)).tolist()

    return _each("WORKHOURS", (start, end), rule)


_CHANNEL = ('IF({channel}="",MATCH("' + reply.DEFAULT + '",channels[channel],0),'
            "IFERROR(MATCH({channel},channels[zh],0),IFERROR(MATCH({channel},channels[en],0),MATCH({channel},channels[channel],0))))")


def _within(which: str) -> str:
    return (f"(IF($is(INDEX(channels[{which}_clock],{_CHANNEL});clock.working),WORKHOURS({{received}},{{replied}}),"
            f"ROUND(({{replied}}-{{received}})*86400,0)/3600)<=INDEX(channels[{which}_hours],{_CHANNEL}))")


_REPLYSTATUS = ('IF(OR({received}="",{replied}=""),"",IF({replied}<{received},NA(),'
                f'IF({_within("limit")},IF(INDEX(channels[target_hours],{_CHANNEL})="",$label(reply.in_time),'
                f'IF({_within("target")},$label(reply.on_target),$label(reply.in_time))),$label(reply.late))))')


@_excel(Function("REPLYSTATUS", (
    Param("received", "收到时间", "received", "datetime"), Param("replied", "回复时间", "replied", "datetime"),
    Param("channel", "渠道；空 = 邮件", "channel; blank = e-mail", "text", '""')),
    "text", "回复是否及时：达标（2 小时工作时间内）、按时（时限内）、超时。",
    "Reply status: on target, in time or late.",
    ("R099", "R100", "R134"), _REPLYSTATUS, example='=REPLYSTATUS(B5,C5,"传真")'))
def REPLYSTATUS(received: Any, replied: Any, channel: Any = None, *, policy: Policy | None = None,
                lang: Lang = "zh") -> Any:
    """达标 / 按时 / 超时 (on target / in time / late with lang="en") of an answer (R099, R100, R134).

    None where a moment is blank; XltradeError for an unknown channel or an answer before the question.

    >>> REPLYSTATUS(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10))
    '达标'
    >>> REPLYSTATUS("2026-3-2 9:00", "2026-3-4", lang="en")
    'late'
    """
    def rule(starts: Any, ends: Any, channels: Any) -> Any:
        found = reply.status(starts, ends, channels, _policy(policy))
        return [choices.REPLY.label(s, lang) for s in found.tolist()]

    return _each("REPLYSTATUS", (received, replied, channel), rule)


# ── TENUREQUARTER ─────────────────────────────────────────────────────────────────────────────────────────────────

_MONTHS = "((YEAR({on})-YEAR({hired}))*12+MONTH({on})-MONTH({hired}))"
_TENUREQUARTER = ('IF(OR({hired}="",{on}=""),"",IF(INT({on})<INT({hired}),NA(),'
                  f"INT(({_MONTHS}-(EDATE({{hired}},{_MONTHS})>INT({{on}})))/3)+1))")


@_excel(Function("TENUREQUARTER", (
    Param("hired", "入职日期", "hire date", "date"), Param("on", "日期", "a date", "date")),
    "integer", "入职第几个季度：每满三个月加一。", "Tenure quarter on a date: 1 for the first three months.",
    ("R003", "R007"), _TENUREQUARTER, example="=TENUREQUARTER(DATE(2026,1,31),DATE(2026,4,30))"))
def TENUREQUARTER(hired: Any, on: Any, *, policy: Policy | None = None) -> Any:
    """Tenure quarter by anniversary day, from 1 (R003, R007); 31 Jan + 1 month = 28 or 29 Feb.

    None where one is blank; XltradeError before the hire date.

    >>> TENUREQUARTER(date(2026, 1, 31), date(2026, 4, 29)), TENUREQUARTER(date(2026, 1, 31), date(2026, 4, 30))
    (1, 2)
    """
    def rule(hires: Any, days: Any) -> Any:
        return tenure.quarter(hires, days).tolist()

    return _each("TENUREQUARTER", (hired, on), rule)


# ── FXRATE, TOCNY ─────────────────────────────────────────────────────────────────────────────────────────────────

_KNOWN = "(fx[currency]={currency})*$any(fx[kind];fx_kind.spot)"
_FIXED = "(fx[currency]={currency})*$any(fx[kind];fx_kind.fixed)"


def _rate_on(mask: str, day: str) -> str:
    return f"SUMPRODUCT({mask}*(fx[date]={day})*fx[rate])"


def _latest(mask: str) -> str:
    return f"SUMPRODUCT(MAX({mask}*(fx[date]<=INT({{on}}))*fx[date]))"


_MONTH = f"{_KNOWN}*(fx[date]>INT({{on}})-DAY({{on}}))*(fx[date]<=EOMONTH({{on}},0))"
_FXRATE = ('IF(OR({currency}="",{on}=""),"",IF({currency}="' + fx.HOME + '",1,IF($pis(fx;month_average),'
           f"ROUND(SUMPRODUCT({_MONTH}*ROUND(fx[rate]*1000000,0))/SUMPRODUCT({_MONTH}),0)/1000000,"
           f"IF($pis(fx;fixed),IF({_latest(_FIXED)}=0,NA(),{_rate_on(_FIXED, _latest(_FIXED))}),"
           f"IF(INT({{on}})-{_latest(_KNOWN)}>$p(fx_max_age_days),NA(),{_rate_on(_KNOWN, _latest(_KNOWN))})))))")


@_excel(Function("FXRATE", (
    Param("currency", "币种", "currency", "text"), Param("on", "日期", "day", "date")),
    "number", "某币种某天的人民币汇率（按政策）。", "CNY rate of a currency on a day, by the policy.",
    ("R048",), _FXRATE, example='=FXRATE("USD",DATE(2026,3,2))'))
def FXRATE(currency: Any, on: Any, *, policy: Policy | None = None) -> Any:
    """CNY for one unit of `currency` on a day (R048); None where one is blank, XltradeError when there is no rate.

    >>> FXRATE("CNY", date(2026, 3, 2))
    1.0
    """
    def rule(names: Any, days: Any) -> Any:
        return [r / RATE for r in _rates(names, days, policy).tolist()]

    return _each("FXRATE", (currency, on), rule)


def _rates(names: NDArray[np.object_], days: NDArray[np.int64], policy: Policy | None) -> NDArray[np.int64]:
    found = fx.rate(np.array([str(n).strip().upper() for n in names], dtype=object), days, _policy(policy))
    if (found < 0).any():
        at = int(np.flatnonzero(found < 0)[0])
        raise ValueNotComputable(f"{to_date(days[at])} 没有 {names[at]} 的汇率，请在汇率表里补上。",
                                 f"There is no {names[at]} rate for {to_date(days[at])}; add it to the FX sheet.")
    return found


_SCALE = "IF(ROUND({amount}*100,0)*100=ROUND({amount}*10000,0),100,10000)"
_TOCNY = ('IF(OR({amount}="",{currency}="",{on}=""),"",ROUND(ROUND({amount}*' + _SCALE + ",0)"
          "*ROUND(FXRATE({currency},{on})*1000000,0)/(" + _SCALE + "*10000),0)/100)")


@_excel(Function("TOCNY", (
    Param("amount", "原币金额", "amount in its currency", "money"), Param("currency", "币种", "currency", "text"),
    Param("on", "日期", "day", "date")),
    "money", "折成人民币，四舍五入到分；没有汇率就是错误，从不猜。",
    "Amount in CNY, half up to the fen; an error when there is no rate.",
    ("R048",), _TOCNY, example='=TOCNY(1000,"USD",DATE(2026,3,2))'))
def TOCNY(amount: Any, currency: Any, on: Any, *, policy: Policy | None = None) -> Any:
    """`amount` in CNY at the policy's rate, half up to the fen, once (R048).

    None where something is blank; XltradeError when there is no rate (never a guess).

    >>> TOCNY(12.345, "CNY", date(2026, 3, 2))
    12.35
    """
    def rule(amounts: Any, names: Any, days: Any) -> Any:
        return _yuan(fx.to_fen(amounts, _rates(names, days, policy)), (amount,))

    return _each("TOCNY", (amount, currency, on), rule)


# ── EXPLAIN ───────────────────────────────────────────────────────────────────────────────────────────────────────

def _lone(name: str, value: Any) -> Any:
    """A scalar, or the only cell of a range; XltradeError for more cells."""
    cells_of = _objects(value).reshape(-1).tolist()
    if len(cells_of) > 1:
        raise ValueNotComputable(f"{name} 一次只能算一个单元格。", f"{name} takes one cell at a time.")
    return cells_of[0] if cells_of else None


def _one_cell(param: str, then: str) -> str:
    """`then` for a lone cell; the error that Python raises too for a range, nothing for nothing."""
    size = f"IFERROR(ROWS({{{param}}}),1)*IFERROR(COLUMNS({{{param}}}),1)"
    return f'IF({size}>1,NA(),IF(TRIM({{{param}}}&"")="","",{then}))'


# The part of a total that stands at or above a start; what a tier holds; the commission through each tier.
_EXPLAIN = _one_cell("amount", "LET(" + ",".join((
    "@on,SORT(FILTER(HSTACK(tiers[start],tiers[rate]),tiers[in_force]=1))",
    "@start,ROUND(CHOOSECOLS(@on,1)*10000,0)", "@rates,ROUND(CHOOSECOLS(@on,2)*10000,0)",
    "@i,SEQUENCE(ROWS(@rates))", "@next,IFERROR(INDEX(@start,@i+1),1E+15)",
    "@sliced,IF($pis(tier_mode;marginal),1,0)", f"@lower,{_LOWER}",
    "@above,LAMBDA(@t,@from,IF((@t>@from)+(@from=0)+(@t=@from)*@lower>0,@t-@from*@sliced,0))",
    "@held,LAMBDA(@t,@above(@t,@start)-@above(@t,@next))",
    "@before,ROUND({prior}*10000,0)", "@after,@before+ROUND({amount}*10000,0)",
    "@through,LAMBDA(@t,ROUND(MMULT(--(@i>=TRANSPOSE(@i)),@held(@t)*@rates)/($p(rounding)*100000000),0))",
    "@earned,@through(@after)-@through(@before)",
    "@own,@earned-INDEX(@earned,IF(@i=1,1,@i-1))*(@i>1)",
    "IF(ISNUMBER(@after),HSTACK(@on,(@held(@after)-@held(@before))/10000,ROUND(@own*$p(rounding),2)),@after))")))


@_excel(Function("EXPLAIN", (
    Param("amount", "到款金额（人民币）", "receipts in CNY", "money"),
    Param("prior", "同一期间此前的累计", "receipts of the period before it", "money", "0")),
    "money", "提成说明：每档一行（起点、比例、这笔到款落在该档的金额、该档提成），提成列合计正好等于 COMMISSION。",
    "How a commission comes about: a row a tier with its start, rate, share of the amount and commission; the last "
    "column sums to COMMISSION exactly.",
    ("R044", "R045", "R046", "R211"), _EXPLAIN, spills=True, example="=EXPLAIN(1500000)",
    columns=(Param("start", "档起点（人民币）", "start of the tier, CNY", "money"),
             Param("rate", "比例", "rate", "percent"),
             Param("inside", "这笔到款在该档的金额", "how much of the amount the tier holds, CNY", "money"),
             Param("commission", "该档提成（元）", "commission of the tier, CNY", "money")),
    no_classic=("行数随提成档的数目变化，写死在单元格里会过时；classic 在到款表里逐笔列出累计和提成。",
                "It has a row for each tier, so a fixed block of cells would go stale; classic shows each receipt with "
                "its running total and commission on the Receipts sheet.")))
def EXPLAIN(amount: Any, prior: Any = 0, *, policy: Policy | None = None) -> list[list[Any]] | None:
    """How COMMISSION(amount, prior) comes about: [tier start, rate, amount inside, commission] for each tier (R211).

    The third column sums to the amount and the fourth to the commission, to the fen, in both modes and for refunds.
    Under "whole" the tier that earlier receipts leave stands with a minus. None for a blank amount; XltradeError for
    what is not a number and for more than one amount.

    >>> EXPLAIN(1500000, 500000)
    [[0.0, 0.02, 500000.0, 10000.0], [1000000.0, 0.03, 1000000.0, 30000.0], [5000000.0, 0.04, 0.0, 0.0]]
    """
    amount, prior, rules = _lone("EXPLAIN", amount), _lone("EXPLAIN", prior), _policy(policy)
    if _blank(amount):
        return None
    before = 0 if _blank(prior) else _money(prior)
    held, fen = commission.explained(_money(amount), before, str(rules["tier_mode"]), rules)
    exact = any(isinstance(v, Decimal) for v in (amount, prior))
    columns = [_decimals(units_of.tolist(), places, exact) for units_of, places in
               ((rules.tier_starts, 4), (rules.tier_rates, 4), (held, 4), (fen, 2))]
    return [list(row) for row in zip(*columns, strict=True)]


def _decimals(values: Sequence[int], places: int, exact: bool) -> list[Any]:
    return [Decimal(v).scaleb(-places) if exact else v / 10**places for v in values]


# ── FINDCUSTOMER ──────────────────────────────────────────────────────────────────────────────────────────────────

def _listed(words: Iterable[str]) -> str:
    """Words as an array constant."""
    return "{" + ",".join(f'"{w}"' for w in words) + "}"


def _found(*reasons: str) -> str:
    """The reasons that hold, in words."""
    return "&".join(f'IF(@by_{r}," + "&$label(reason.{r}),"")' for r in reasons)


_LISTS = lookup.lists()
_FIRST_LABEL = 'TEXTBEFORE(@domain&".",".")'
_KIND_ONLY = (f'ISNUMBER(XMATCH({_FIRST_LABEL},{_listed(sorted(_LISTS.second_level))}))'
              '*(LEN(@domain)-LEN(SUBSTITUTE(@domain,".",""))=1)')
_FINDCUSTOMER = _one_cell("text", "LET(" + ",".join((
    '@narrow,LAMBDA(@x,IF(@x="","",LOWER(CONCAT(LET(@char,MID(@x,SEQUENCE(LEN(@x)),1),@code,UNICODE(@char),'
    'IF(@code=12288," ",IF((@code>65280)*(@code<65375),UNICHAR(@code-65248),@char)))))))',
    '@swap,LAMBDA(@x,@marks,@with,REDUCE(@x,@marks,LAMBDA(@a,@b,SUBSTITUTE(@a,@b,@with))))',
    '@key,LAMBDA(@x,@swap(@narrow(@x),{" ",".",",","\'","’","-","_","&","(",")","/","*","?","~","·","。","、"},""))',
    '@bare,LAMBDA(@x,LET(@y,@swap(@x,{"(0)"," ","-","(",")","+","."},""),IFERROR(VALUE(@y)&"",@y)))',
    '@asked,TRIM(@narrow({text}&""))', '@is_mail,ISNUMBER(FIND("@",@asked))',
    '@site,TEXTBEFORE(@swap(@asked,{"https://","http://","www."},"")&"/","/")',
    '@is_site,ISERROR(FIND(" ",@asked))*ISNUMBER(FIND(".",@site))*ISERROR(VALUE(@bare(@site)))'
    '*(LEN(TEXTAFTER("."&@site,".",-1))>1)',
    '@domain,IF(@is_mail,TEXTAFTER(@asked,"@"),IF(@is_site,@site,""))',
    f'@owned,(@domain<>"")*ISERROR(XMATCH(@domain,{_listed(sorted(_LISTS.free_domains))}))'
    f'*ISERROR(XMATCH({_FIRST_LABEL},{_listed(sorted(_LISTS.free_names))}))*({_KIND_ONLY}=0)',
    '@digits,IF(@domain="",@bare(@asked),"")',
    f'@phone,IF((LEN(@digits)>={_LISTS.min_digits})*ISNUMBER(-@digits),@digits,"")',
    '@name,IF((@domain="")*(@phone=""),@key(@asked),"")',
    '@all,HSTACK(customers[id],customers[company],customers[email],customers[phone],customers[fax])&""',
    '@mails," "&@swap(LOWER(CHOOSECOLS(@all,3)),{",",";","<",">","(",")","、","/"}," ")&" "',
    '@names,MAP(CHOOSECOLS(@all,2),@key)',
    f'@least,LAMBDA(@x,IF(IFERROR(UNICODE(@x),0)>=13312,2,{_LISTS.min_letters}))',
    '@called,LAMBDA(@x,LET(@n,@swap(@bare(@x),{"/",";",","},"|"),(@phone<>"")*(ISNUMBER(FIND(@phone&"|",@n&"|"))'
    f'+(LEN(@n)>={_LISTS.min_digits})*(RIGHT(@phone,LEN(@n))=@n)>0)))',
    '@by_email,@is_mail*ISNUMBER(FIND(" "&@asked&" ",@mails))',
    '@by_phone,@called(CHOOSECOLS(@all,4))+@called(CHOOSECOLS(@all,5))>0',
    '@by_company,(@name<>"")*(@names=@name)',
    '@by_domain,@owned*(ISNUMBER(FIND("@"&@domain&" ",@mails))+ISNUMBER(FIND("."&@domain&" ",@mails))>0)',
    '@by_part,(@name<>"")*(@names<>"")*(@names<>@name)*((LEN(@name)>=@least(@name))*ISNUMBER(FIND(@name,@names))'
    '+(LEN(@names)>=@least(@names))*ISNUMBER(FIND(@names,@name))>0)',
    '@rank,IF(@by_email,1,IF(@by_phone,2,IF(@by_company,3,IF(@by_domain,4,IF(@by_part,5,0)))))',
    '@many,@by_email+@by_phone+@by_company+@by_domain+@by_part',
    f'@why,MID({_found("email", "phone", "company", "domain", "part")},4,99)',
    'IF(SUM(@rank)=0,"",SORTBY(FILTER(HSTACK(CHOOSECOLS(@all,1,2),@why),@rank>0),FILTER(@rank,@rank>0),1,'
    'FILTER(@many,@rank>0),-1)))')))


@_excel(Function("FINDCUSTOMER", (
    Param("text", "邮箱、网址、电话、传真或公司名称", "an e-mail, web address, phone, fax or company name", "text"),),
    "text", "查重：可能是同一家的客户（编号、名称、依据），没有 = 空。"
    "Python 还认拼音、公司后缀和相近名称，LAMBDA 不认。",
    "Customers that may be the same: ID, name, why; blank = none. Python also knows pinyin, legal forms and names "
    "alike; the LAMBDA does not.",
    ("R125", "R126"), _FINDCUSTOMER, spills=True, example='=FINDCUSTOMER("abc trading")', volatile=True,
    columns=(Param("id", "客户编号", "customer ID", "text"), Param("company", "公司名称", "company", "text"),
             Param("why", "依据，最可靠的在前", "why, the surest first", "text")),
    no_classic=("找到几个客户就有几行，事先写不死；classic 里用 Excel 的查找（Ctrl+F）或 python -m xltrade calc。",
                "It has a row for each customer found, so it cannot be written out beforehand; in classic use Excel's "
                "Find (Ctrl+F) or python -m xltrade calc.")))
def FINDCUSTOMER(text: Any, *, customers: Frame | None = None, policy: Policy | None = None,
                 lang: Lang = "zh") -> list[list[str]] | None:
    """The customers that `text` may be, the surest first: [id, company, why] for each; [] says a new one (R125, R126).

    text: an e-mail, web address, phone, fax or company name, or a mix. customers: one row each with id, company,
    email, phone, fax. None for a blank text; XltradeError without customers and for more than one text.

    >>> known = pd.DataFrame({"id": ["C1"], "company": ["ABC Trading Co., Ltd."], "email": ["li@abc-trading.com"]})
    >>> FINDCUSTOMER("ａｂｃ　ｔｒａｄｉｎｇ", customers=known), FINDCUSTOMER("Zeta GmbH", customers=known)
    ([['C1', 'ABC Trading Co., Ltd.', '公司名称相同']], [])
    """
    text = lookup.plain(_lone("FINDCUSTOMER", text)).strip()
    if not text:
        return None
    if customers is None:
        raise ValueNotComputable("FINDCUSTOMER 要知道在哪份工作簿的客户里查。",
                                 "FINDCUSTOMER has to know in which workbook's customers to look.")
    return [[m.id, m.company, " + ".join(choices.REASON.label(r, lang) for r in m.reasons)]
            for m in lookup.find(text, customers)]


@functools.cache
def bodies() -> dict[str, Body]:
    """The catalogue as `twins` takes it."""
    return {name: f.twin for name, f in CATALOGUE.items()}


assert FEN == UNIT // 100
