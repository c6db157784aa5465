"""Receipts: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import NAME, NOTE, ORIGIN, TENURE, col, review

RECEIPTS = Table(
    "receipts",
    "到款",
    "Receipts",
    "钱到账填一行；退款填负数。业绩和提成只看这张表。",
    "One row when money arrives; a refund is negative. Performance and commission come from here only.",
    (
        col("id", "到款编号", "Receipt ID", "id", "唯一编号，建议写成 人员编号-R001，例如 E1-R001。", "A unique code: best your person ID and a number, such as E1-R001.", "R004", required=True),
        col("date", "到款日期", "Receipt date", "date", "银行到账日期。", "Day the bank booked it.", "R003 R004", required=True),
        col("order_id", "订单编号", "Order ID", "id", "对应的订单；样品费可不填。", "The order it pays; may be blank for a sample fee.", "R023", refers="orders.id"),
        col("payer_id", "付款客户", "Payer ID", "id", "没有订单时填客户编号。", "Customer ID when there is no order.", "R004", refers="customers.id"),
        col("kind", "到款类型", "Receipt kind", ch.RECEIPT_KIND, "定金、尾款、全款、样品费、运费、退款。", "Deposit, balance, full, sample fee, freight, refund.", "R004", required=True),
        col("amount", "到款金额", "Receipt amount", "money", "原币金额，退款为负。", "In its currency; negative for a refund.", "R004", required=True),
        col("currency", "币种", "Currency", ch.CURRENCY, "到账币种。", "Currency received.", "R048", required=True),
        col("bank_fee", "银行费用", "Bank fee", "money", "同币种的银行扣费。", "Bank charges in the same currency.", "R048"),
        col("customer_id", "客户编号", "Customer ID", "id", "由订单带出。", "Taken from the order.", "R004", computed=True),
        NAME,
        col("rate", "汇率", "Rate", "number", "按政策采用的人民币汇率；没有就空着。", "The CNY rate used, by the policy; blank where there is none.", "R048", decimals=9, width=10, computed=True),
        col("cny", "折人民币", "CNY amount", "money", "金额 × 当日汇率，四舍五入到分。", "Amount × rate, half up to the fen.", "R048", computed=True),
        col("counted", "计入提成", "Counted", "text", "样品费、运费不计（见到款类型表）。", "Sample fee and freight do not count (see the table of receipt kinds).", "R004", computed=True, choices=ch.YESNO, width=9),
        col("base", "提成基数", "Commission base", "money", "（金额 − 银行费用）× 汇率；不计入的为 0。", "(Amount − bank fee) × rate; 0 where not counted.", "R004 R048", computed=True),
        col("period_date", "归属日期", "Period date", "date", "决定期间的日期：到款日期；政策重开原期间时，退款归到该订单最近一笔到款的日期。", "The date that decides the period: the receipt's; with the policy reopen a refund goes back to the order's latest receipt.", "R004 R044", computed=True),
        col("period", "提成期间", "Period", "text", "累计套档的期间。", "The period whose receipts accumulate.", "R042 R044", computed=True, width=10),
        col("prior", "期内累计", "Prior in period", "money", "本笔之前同一期间的基数合计。", "Base of the period before this receipt.", "R044", computed=True),
        col("total", "期内合计", "Running total", "money", "本笔之后同一期间的基数合计。", "Base of the period with this receipt.", "R044 R211", computed=True),
        col("period_no", "第几笔", "Receipt number", "integer", "同一期间的第几笔，按日期和行号。", "The period's nth receipt, by date and row.", "R211", width=8, computed=True),
        col("commission", "提成", "Commission", "money", "本笔到款带来的提成；一期相加等于整期提成。", "Commission of this receipt; a period's parts sum to the whole.", "R044 R045 R046 R211", computed=True),
        col("problem", "问题", "Problem", "text", "算不出来时说明原因。", "Says why a number is missing.", "R048 R023", computed=True, width=20),
        TENURE,
        review("T1 = 计入入职第 1 季度的到款。", "T1: a receipt of tenure quarter 1.", "R003 R004"),
        col("seq", "序", "Sequence", "integer", "按日期和行号排的先后。", "Order by date and row.", "R044", computed=True, width=13),
        col("of_order", "订单币种金额", "In order currency", "money", "订单币种的金额，订单已收按它合计；币种不同时按到款日汇率折算。", "The amount in its order's currency, which the order's Received sums; another currency is converted at the day's rates.", "R048 R157", computed=True),
        col("place", "期内位置", "Place in period", "text", "计算用：期间和第几笔，提成明细按它列出。", "For the formulas: period and number, by which Commission details lists.", "R211", width=14, computed=True),
        col("tiers_on", "按哪天的档", "Terms", "date", "归属季度的最后一天，本季度是今天：用那天生效的提成档和提成政策。", "Last day of its quarter, today while that runs: the tiers and the policy in force on it count.", "R044 R212", computed=True),
        col("rated_on", "按哪天折算", "Rated by", "date", "计算用：到款日所在季度的最后一天，本季度是今天：按那天的政策折算。", "For the formulas: last day of the receipt's own quarter, today while that runs: converted by the policy of it.", "R048 R212", computed=True),
        col("base_rate", "基数汇率", "Base rate", "number", "计算用：提成基数所用的汇率，按归属季度的政策。", "For the formulas: the rate of the commission base, by the policy of its quarter.", "R048 R212", decimals=9, width=10, computed=True),
        col("net", "扣费后金额", "Net of fee", "money", "计算用：原币金额减银行费用（政策不扣的不减）。", "For the formulas: the amount less the bank fee, where the policy deducts it.", "R048 R212", computed=True),
        NOTE,
        ORIGIN,
    ),
    unique=("id", "origin"),
    req=("R004", "R157"),
)
