"""Samples: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import NAME, TENURE, col, customer_ref, review

SAMPLES = Table(
    "samples",
    "样品",
    "Samples",
    "客户要样品就填一行；默认样品免费、运费到付。",
    "One row for each sample request; by default free with freight collect.",
    (
        col("id", "样品编号", "Sample ID", "id", "唯一编号，建议写成 人员编号-S001，例如 E1-S001。", "A unique code: best your person ID and a number, such as E1-S001.", "R019", required=True),
        customer_ref(required=True),
        NAME,
        col("requested", "索样日期", "Requested", "date", "客户哪天要的。", "Day of the request.", "R019", required=True),
        col("product", "产品", "Product", "text", "什么样品。", "Which sample.", "R095", width=22),
        col("kind", "样品类型", "Sample kind", ch.SAMPLE_KIND, "先寄电子样本，再寄实物。", "Electronic first, then physical.", "R136"),
        col("quantity", "数量", "Quantity", "number", "样品数量。", "How many.", "R139"),
        col("fee_paid", "已付样品费", "Fee paid", ch.YESNO, "客户付了样品费吗。", "Did the customer pay a fee.", "R019"),
        col("fee", "样品费", "Fee", "money", "样品费金额。", "Amount of the fee.", "R019"),
        col("currency", "币种", "Currency", ch.CURRENCY, "样品费币种。", "Currency of the fee.", "R048"),
        col("freight", "运费方式", "Freight terms", ch.FREIGHT, "到付、我方付、客户预付。", "Collect, prepaid by us or by the customer.", "R137 R138"),
        col("prepaid", "已收T_T", "T_T received", ch.YESNO, "样品量大时先收 T/T。", "For large samples: T/T received first.", "R139"),
        col("sent", "寄出日期", "Sent", "date", "哪天寄出。", "Day of dispatch.", "R035"),
        col("courier", "快递单号", "Tracking", "text", "快递公司和单号。", "Courier and number.", "R137"),
        col("feedback", "客户反馈", "Feedback", "note", "收到后的意见。", "What the customer said of it.", "R184"),
        col("counted", "计入考核", "Counted", "text", "按政策是否计入索样考核。", "Whether it counts by the policy.", "R019 R020", computed=True, choices=ch.YESNO, width=9),
        TENURE,
        review("T2 = 计入入职第 2 季度；(T2) = 同一客户已经计过。", "T2 counts in tenure quarter 2; (T2) = that customer counted already.", "R020"),
        col("seq", "序", "Sequence", "integer", "计算用：计入考核的按日期和行号排的先后。", "For the formulas: counted ones by date and row.", "R020", width=13, computed=True),
    ),
    unique=("id",),
    req=("R019", "R020"),
)
