"""The KPI library: one declaration each, from which cells, rules, drop-downs, targets, scorecard and reference follow.

A KPI is the sum of its `tops`, over the sum of its `bottoms` where it has some. A `Tally` counts rows of one table, or
adds one of its columns; `computed` turns it into a COUNTIFS or SUMIFS for a cell and into the same number over frames.
Operands of a condition: a number, "$p(key)" a policy value, "{to}-$p(key)" that many days before the last day looked
at, "{period}" the label of the review period. Money is CNY, times are hours, shares are fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Window = Literal["period", "to_date", "months", "year_ago", "all"]
Unit = Literal["money", "count", "percent", "hours", "days", "score"]
Undone = Literal["unscored", "zero", "zero_forecast"]


@dataclass(frozen=True, slots=True)
class Where:
    """One condition. op: a comparison, "is" / "not" a choice ("set.key"), "word" one of choices.WORDS."""

    column: str
    op: Literal["=", "<>", ">", ">=", "<", "<=", "is", "not", "word"]
    operand: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows of `table` (or the sum of `value`) whose `date` lies in the window and that meet every condition.

    window: "period" the review period, "to_date" the same up to today, "months" the three calendar months that begin
    with the period's first, "year_ago" the period up to today a year earlier, "all" whatever the date.
    """

    table: str
    date: str = ""
    value: str = ""
    where: tuple[Where, ...] = ()
    window: Window = "period"


@dataclass(frozen=True, slots=True)
class KPI:
    """One indicator.

    better: which direction is good. rollup: how monthly targets become a quarter's and persons' become the team's.
    dimension: the part of the scorecard it counts in; area: the business area its targets belong to.
    per_workday: divide by the working days of the period up to today.
    rule: for what no cell can count, the name of a rule of `computed.quotas`; such a number is as of the last calculation.
    undone: what it is without any of its `bottoms`: "unscored" where nothing was due, "zero" where nothing was done,
    "zero_forecast" as that setting says; due: rows that ask for something, without which nothing was due.
    """

    key: str
    zh: str
    en: str
    unit: Unit
    note_zh: str
    note_en: str
    req: tuple[str, ...]
    tops: tuple[Tally, ...] = ()
    bottoms: tuple[Tally, ...] = ()
    per_workday: bool = False
    better: Literal["higher", "lower"] = "higher"
    rollup: Literal["sum", "mean"] = "sum"
    area: str = "sales"
    dimension: str = "results"
    rule: str = ""
    undone: Undone = "unscored"
    due: tuple[Tally, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The tables it is counted from."""
        return tuple(dict.fromkeys(t.table for t in (*self.tops, *self.bottoms)))

    @property
    def snapshot(self) -> bool:
        """Whether it tells how things stand today, so that no past period can be judged by it."""
        tallies = (*self.tops, *self.bottoms)
        return any(t.window == "all" and "{period}" not in {w.operand for w in t.where} for t in tallies)


def _k(key: str, zh: str, en: str, unit: Unit, note_zh: str, note_en: str, req: str, *tops: Tally, **more: object) -> KPI:
    return KPI(key, zh, en, unit, note_zh, note_en, tuple(req.split()), tops, **more)  # type: ignore[arg-type]


_YES = "yesno.yes"
_CLOSED = Tally("orders", "first_paid")
_ASKED = Tally("inquiries", "received")
_SERVED = Tally("customers", where=(Where("next_followup", ">", "0"),), window="all")
_DUE = Tally("orders", "due", where=(Where("stage", "not", "order_stage.cancelled"),), window="to_date")


def _also(tally: Tally, *where: Where, value: str = "") -> Tally:
    """The same tally with further conditions, or adding a column."""
    return Tally(tally.table, tally.date, value, (*tally.where, *where), tally.window)


def _manual(dimension: str) -> tuple[Tally, Tally]:
    where = (Where("quarter", "=", "{period}"), Where("dimension", "is", f"dimension.{dimension}"))
    return Tally("assessments", "", "score", where, "all"), Tally("assessments", "", "", where, "all")


def _typed(key: str) -> tuple[Tally, Tally]:
    where = (Where("kpi", "is", f"kpi.{key}"),)
    return Tally("kpi_values", "month", "value", where, "months"), Tally("kpi_values", "month", "", where, "months")


def _touched(purpose: str) -> Tally:
    return Tally("contacts", "at", "", (Where("purpose", "is", f"touch.{purpose}"),))


_NET, _SURVEYED = Tally("receipts", "date", "base"), Tally("surveys", "date")
_QUOTED = Tally("quotations", "date", where=(Where("days_taken", ">=", "0"),))
_COMPLAINT = Tally("issues", "opened", where=(Where("type", "is", "issue.complaint"),))
_CHECKED = Tally("orders", "date", where=(Where("qc", "<>", ""),))
_BOUGHT = Tally("customers", where=(Where("last_order", ">", "0"),), window="all")
_SHARE, _BRAND = _typed("market_share"), _typed("brand_awareness")
_USE, _ATTITUDE = _manual("alibaba_use"), _manual("attitude")

KPIS: tuple[KPI, ...] = (
    _k("receipts", "到款", "Receipts", "money", "计入业绩的到款，人民币。", "Counted receipts, CNY.", "R004 R187", _NET),
    _k("receipts_growth", "到款同比", "Receipts year on year", "percent", "到款 ÷ 去年同期到款。",
       "Receipts over those of the same days a year before.", "R185", Tally("receipts", "date", "base", window="to_date"),
       bottoms=(Tally("receipts", "date", "base", window="year_ago"),), rollup="mean"),
    _k("gross_profit", "毛利", "Gross profit", "money", "本期成交订单的金额减成本，人民币。",
       "Amount less cost of the orders closed, CNY.", "R083 R187", _also(_CLOSED, value="profit")),
    _k("closed_orders", "成交订单数", "Closed orders", "count", "本期第一次收到钱的订单数。",
       "Orders whose first money came in the period.", "R004 R187", _CLOSED),
    _k("order_value", "客单价", "Average order value", "money", "成交订单的平均金额，人民币。",
       "Mean amount of the orders closed, CNY.", "R217", _also(_CLOSED, value="cny"), bottoms=(_CLOSED,), rollup="mean",
       undone="zero"),
    _k("inquiries", "询盘量", "Inquiries", "count", "收到的询盘数；目标按月填。", "Inquiries received; targets are monthly.",
       "R217", _ASKED, dimension="alibaba_use", area="market"),
    _k("quoted_rate", "询盘报价率", "Inquiries quoted", "percent", "走到报价的询盘占比。",
       "Share of inquiries that reached a quotation.", "R179 R217", _also(_ASKED, Where("step", ">=", "3")),
       bottoms=(_ASKED,), rollup="mean", dimension="alibaba_use", area="market"),
    _k("conversion", "询盘转化率", "Conversion", "percent", "成为订单的询盘占比。", "Share of inquiries that became orders.",
       "R217 R233", _also(_ASKED, Where("step", ">=", "4")), bottoms=(_ASKED,), rollup="mean", area="market"),
    _k("new_customers", "新客户数", "New customers", "count", "新建的客户数。", "Customers added.", "R156 R185 R188",
       Tally("customers", "created"), area="market"),
    _k("intent_customers", "意向客户数", "Customers with intent", "count", "新建且意向明确或犹豫的客户（网上朋友）。",
       "New customers whose intent is clear or hesitant.", "R018",
       *(Tally("customers", "created", "", (Where("intent", "is", f"intent.{i}"),)) for i in ("clear", "hesitant")),
       area="market"),
    _k("churn", "客户流失率", "Churn", "percent", "下过单、此后超过流失天数没有新单的客户占比。",
       "Share of buyers without a new order for longer than the churn days.", "R188",
       _also(_BOUGHT, Where("last_order", "<", "{to}-$p(churn_days)")), bottoms=(_BOUGHT,), better="lower", rollup="mean",
       area="service"),
    _k("repurchase", "复购率", "Repurchase", "percent", "成交订单里返单的占比。", "Share of closed orders that are repeat orders.",
       "R216", _also(_CLOSED, Where("order_no", ">=", "2")), bottoms=(_CLOSED,), rollup="mean", area="service",
       undone="zero"),
    _k("satisfaction", "客户满意度", "Satisfaction", "score", "满意度调查的平均分（1–10）。", "Mean survey score, 1 to 10.",
       "R188 R216 R260", _also(_SURVEYED, value="score"), bottoms=(_SURVEYED,), rollup="mean", area="service"),
    _k("first_reply", "首次回复用时", "First reply time", "hours", "询盘第一次回复的平均工作小时。",
       "Mean working hours to the first answer.", "R190 R264", _also(_ASKED, value="reply_hours"),
       bottoms=(_also(_ASKED, Where("reply_hours", ">=", "0")),), better="lower", rollup="mean", dimension="alibaba_use",
       area="service", undone="zero", due=(_ASKED,)),
    _k("quotation_on_time", "报价及时率", "Quotations on time", "percent", "在报价期限内报出的占比（对有询盘编号的报价）。",
       "Share of quotations within the quotation days of their inquiry.", "R099 R190",
       _also(_QUOTED, Where("days_taken", "<=", "$p(quotation_days)")), bottoms=(_QUOTED,), rollup="mean",
       dimension="alibaba_use", undone="zero", due=(_ASKED,)),
    _k("reply_rate", "询盘回复率", "Reply rate", "percent", "已回复的询盘占比，应为 100%。", "Share of inquiries answered; should be 100 %.",
       "R098", _also(_ASKED, Where("replied", ">", "0")), bottoms=(_ASKED,), rollup="mean", dimension="alibaba_use",
       area="service"),
    _k("followup_kept", "跟进不逾期率", "Followups kept", "percent", "今天没有逾期的在跟客户占比。",
       "Share of customers in follow-up that are not overdue today.", "R035 R180",
       _also(_SERVED, Where("next_followup", ">=", "{to}")), bottoms=(_SERVED,), rollup="mean", area="service",
       dimension="attitude"),
    _k("followup_quota", "跟进达标率", "Followup quotas met", "percent", "每周、每月最低次数和最长间隔的达标占比。",
       "Share of weekly quotas, monthly minimums and longest intervals that were kept.", "R061 R120 R127",
       Tally("contacts"), rule="quota", rollup="mean", area="service", dimension="attitude"),
    _k("service_share", "老客户服务率", "Buyers served", "percent", "成交过的客户里，本期有售后服务跟进（目的填“售后服务”）的占比。",
       "Share of the customers who bought that had a contact with the purpose service in the period.", "R024",
       _touched("service"), rule="service", rollup="mean", area="service", dimension="attitude"),
    _k("visits_invited", "邀请来访", "Visit invitations", "count", "目的为“邀请来访”的跟进次数。",
       "Contacts with the purpose visit invitation.", "R025", _touched("invitation"), dimension="attitude"),
    _k("new_needs", "挖掘新需求", "New needs found", "count", "写了新需求的跟进次数。", "Contacts on which a new need was noted.",
       "R026 R110", Tally("contacts", "at", "", (Where("new_need", "<>", ""),)), dimension="attitude", area="service"),
    _k("referrals", "请求推荐", "Referral requests", "count", "目的为“请求推荐”的跟进次数。",
       "Contacts with the purpose referral request.", "R027", _touched("referral"), dimension="attitude", area="market"),
    _k("sample_requests", "索样数", "Sample requests", "count", "计入考核的索样（付样品费或到付）。",
       "Counted sample requests: fee paid or freight collect.", "R019 R020",
       Tally("samples", "requested", "", (Where("counted", "is", _YES),)), area="market"),
    _k("forecast_completion", "预报完成率", "Forecast completion", "percent", "到款 ÷ 有效预报（按自然月）。",
       "Receipts over the forecasts in force, by calendar month.", "R015",
       Tally("receipts", "date", "base", window="months"), rollup="mean",
       bottoms=(Tally("forecasts", "month", "amount", (Where("status", "word", "in_force"),), "months"),),
       undone="zero_forecast"),
    _k("on_time_delivery", "准时交货率", "On time delivery", "percent", "到期订单里准时出运的占比。",
       "Share of the orders due that shipped on time.", "R197 R214 R236",
       _also(_DUE, Where("delivery_state", "word", "on_time")), bottoms=(_DUE,), rollup="mean", area="service"),
    _k("quality", "验货合格率", "Inspection passed", "percent", "验货合格的订单占比。", "Share of inspected orders that passed.",
       "R246 R260", _also(_CHECKED, Where("qc", "is", "qc.pass")), bottoms=(_CHECKED,), rollup="mean", area="service"),
    _k("complaint_days", "投诉处理天数", "Complaint closing time", "days", "客户投诉从提出到解决（或今天）的平均天数。",
       "Mean days from a complaint to its solution or today.", "R216 R264", _also(_COMPLAINT, value="days_open"),
       bottoms=(_COMPLAINT,), better="lower", rollup="mean", area="service"),
    _k("training", "培训到场率", "Training attendance", "percent", "到场的培训占比。", "Share of training sessions attended.",
       "R056 R149", Tally("trainings", "date", "", (Where("attended", "is", _YES),)), bottoms=(Tally("trainings", "date"),),
       rollup="mean", dimension="attitude"),
    _k("mail_checks", "每天收发邮件", "Mail checks a day", "score", "每个工作日收发邮件的平均次数，早中晚各一次。",
       "Mean mail checks per working day: morning, noon, evening.", "R096",
       Tally("mail_checks", "date", "times", window="to_date"), per_workday=True, rollup="mean", dimension="alibaba_use"),
    _k("market_share", "市场占有率", "Market share", "percent", "经理在指标填报表填写。", "Typed in on KPI values.", "R185 R189",
       _SHARE[0], bottoms=_SHARE[1:], rollup="mean", area="market"),
    _k("brand_awareness", "品牌知名度", "Brand awareness", "percent", "经理在指标填报表填写。", "Typed in on KPI values.", "R189",
       _BRAND[0], bottoms=_BRAND[1:], rollup="mean", area="market"),
    _k("alibaba_checklist", "阿里利用检查", "Alibaba checklist", "score", "经理按考核清单打的分，取平均。",
       "Mean of the manager's scores on the checklist.", "R001 R007", _USE[0], bottoms=_USE[1:], rollup="mean",
       dimension="alibaba_use"),
    _k("attitude_checklist", "态度方法检查", "Attitude checklist", "score", "经理按考核清单打的分，取平均。",
       "Mean of the manager's scores on the checklist.", "R001 R013", _ATTITUDE[0], bottoms=_ATTITUDE[1:], rollup="mean",
       dimension="attitude"),
)  # fmt: skip


def get(key: str) -> KPI:
    """The KPI of that key."""
    return next(k for k in KPIS if k.key == key)
