"""Inquiries: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import NAME, NOTE, col, customer_ref

INQUIRIES = Table(
    "inquiries",
    "询盘",
    "Inquiries",
    "收到询盘当天登记并分级；回复后填回复时间。",
    "Log and grade each inquiry the day it comes; fill in the reply time once answered.",
    (
        col("id", "询盘编号", "Inquiry ID", "id", "唯一编号，建议写成 人员编号-Q001，例如 E1-Q001。", "A unique code: best your person ID and a number, such as E1-Q001.", "R106", required=True),
        col("received", "收到时间", "Received", "datetime", "年-月-日 时：分。", "Date and time.", "R099 R105", required=True),
        customer_ref(required=True),
        NAME,
        col("channel", "渠道", "Channel", ch.CHANNEL, "从哪个渠道来；传真 12 小时内回。", "How it came; a fax wants an answer in 12 hours.", "R132 R134"),
        col("platform", "平台", "Platform", ch.SOURCE, "阿里国际站、环球资源、展会等。", "Alibaba, Global Sources, trade show, …", "R213"),
        col("inquiry_kind", "询价类型", "Inquiry kind", ch.INQUIRY_KIND, "仔细、统一、全面报价或相关产品。", "Detailed, general, full quotation or related.", "R036 R037 R038"),
        col("grade", "等级", "Grade", ch.GRADE, "当天分级 A–D。", "Graded A–D the same day.", "R105 R106"),
        col("product", "产品", "Product", "text", "问的是什么产品。", "What was asked about.", "R114 R130", width=22),
        col("content", "内容", "Content", "note", "客户问了什么。", "What the customer asked.", "R098", width=38),
        col("replied", "回复时间", "Replied", "datetime", "第一次回复的时间。", "Time of the first answer.", "R098 R190"),
        col("reply_state", "回复状态", "Reply state", "text", "达标（2 小时工作时间）、按时（24 小时）、超时或未回复。", "On target, in time, late, or not answered.", "R098 R099 R100 R134", computed=True, width=13),
        col("reply_hours", "回复用时", "Reply hours", "number", "回复用了多少工作小时。", "Working hours until the answer.", "R190 R264", computed=True, width=9),
        col("catalogue", "附电子样本", "Catalogue sent", ch.YESNO, "回复时附了电子样本。", "E-catalogue attached to the answer.", "R102"),
        col("quotation", "附报价单", "Quotation sent", ch.YESNO, "回复时附了报价单。", "Quotation attached to the answer.", "R102"),
        col("result", "结果", "Result", ch.RESULT, "进行中、已报价、已下单、丢单。", "Open, quoted, ordered, lost.", "R217 R233"),
        col("loss_reason", "丢单原因", "Loss reason", "text", "为什么没成。", "Why it was lost.", "R240"),
        col("step", "到达环节", "Step reached", "integer", "1 收到、2 已回复、3 已报价、4 已下单；漏斗按它统计。", "1 received, 2 answered, 3 quoted, 4 ordered; the funnel counts it.", "R179 R233", computed=True, width=9),
        col("region", "客户地区", "Customer region", "text", "按客户编号自动带出。", "Looked up by the customer ID.", "R114 R233", computed=True, choices=ch.REGION, width=12),
        NOTE,
    ),
    unique=("id",),
    req=("R098", "R106"),
)
