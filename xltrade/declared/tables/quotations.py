"""Quotations: what stands in which column, who fills it."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import NAME, NOTE, col, customer_ref

QUOTATIONS = Table(
    "quotations",
    "报价",
    "Quotations",
    "一行一个产品报价；发出前由生产和销售确认。",
    "One row a product quoted; production and sales confirm before it goes out.",
    (
        col("id", "报价编号", "Quotation ID", "id", "唯一编号，建议写成 人员编号-B001，例如 E1-B001。", "A unique code: best your person ID and a number, such as E1-B001.", "R089", required=True),
        customer_ref(required=True),
        NAME,
        col("inquiry_id", "询盘编号", "Inquiry ID", "id", "对应哪一条询盘。", "The inquiry it answers.", "R099", refers="inquiries.id"),
        col("date", "报价日期", "Date", "date", "哪天报的。", "Day of the quotation.", "R190", required=True),
        col("product", "产品", "Product", "text", "产品名称和型号。", "Product and model.", "R093", required=True, width=24),
        col("quantity", "数量", "Quantity", "number", "报价数量。", "Quantity quoted.", "R093"),
        col("price", "单价", "Unit price", "money", "报给客户的单价。", "Unit price to the customer.", "R090", decimals=4),
        col("floor_price", "底价", "Floor price", "money", "不能低于的价格。", "Lowest price allowed.", "R101", decimals=4),
        col("addon_cost", "附加服务成本", "Addon cost", "money", "认证、售后等附加值成本。", "Cost of certificates, service and the like.", "R092"),
        col("currency", "币种", "Currency", ch.CURRENCY, "报价币种。", "Currency of the price.", "R048"),
        col("amount", "报价金额", "Amount", "money", "数量 × 单价。", "Quantity × unit price.", "R089", computed=True),
        col("price_check", "价格检查", "Price check", "text", "低于底价时提示。", "Says when the price is under the floor.", "R101", computed=True, choices=ch.WORDS),
        col("status", "状态", "Status", ch.QUOTATION_STATUS, "草稿、已发出、已接受、未接受。", "Draft, sent, accepted, refused.", "R089"),
        col("production_by", "生产确认", "Production confirmed", "text", "生产部确认人。", "Who confirmed for production.", "R089"),
        col("sales_by", "销售确认", "Sales confirmed", "text", "销售部确认人。", "Who confirmed for sales.", "R089"),
        col("valid_until", "有效期至", "Valid until", "date", "报价有效到哪天。", "Last day the price holds.", "R089"),
        col("days_taken", "报价用天", "Days taken", "integer", "从询盘到报价用了几天。", "Days from the inquiry to the quotation.", "R099 R190", computed=True, width=9),
        col("requote_of", "重报自", "Requote of", "id", "是哪一份报价的重报。", "Which quotation this replaces.", "R101"),
        NOTE,
    ),
    unique=("id",),
    req=("R089", "R101"),
)
