"""Every sheet and column, declared once. Reader, writer, drop-downs, messages and reference follow from here.

A computed column only says here that it is one; its in-cell template and its Python twin stand in `computed`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from xltrade import choices as ch
from xltrade.schema import Choice, Choices, Column, Table, check


def _c(key: str, zh: str, en: str, kind: Any, note_zh: str, note_en: str, req: str = "", **more: Any) -> Column:
    if isinstance(kind, Choices):
        kind, more["choices"] = "choice", kind
    return Column(key, zh, en, kind, note_zh, note_en, req=tuple(req.split()), **more)


def _customer_ref(**more: Any) -> Column:
    return _c("customer_id", "客户编号", "Customer ID", "id", "从客户表的编号里选。", "Pick one from the Customers sheet.",
              refers="customers.id", **more)


_NAME = _c("customer_name", "客户名称", "Customer name", "text", "按客户编号自动带出。", "Looked up by the customer ID.", computed=True,
           width=28)
_NOTE = _c("note", "备注", "Note", "note", "任何补充。", "Anything else.")
_TENURE = _c("tenure", "入职季度", "Tenure quarter", "integer", "落在入职后第几个季度；考核时按它筛选。",
             "Which quarter since the hire date; filter by it for a review.", "R003 R007", computed=True, width=9)


def _review(note_zh: str, note_en: str, req: str) -> Column:
    return _c("review", "考核依据", "Review evidence", "text", note_zh, note_en, req, computed=True, width=10)


CUSTOMERS = Table("customers", "客户", "Customers", "一行一个客户：先查重，再新建。灰色列自动计算，不用填。",
                  "One row a customer: look it up first, then add it. Grey columns compute themselves.", (
    _c("id", "客户编号", "Customer ID", "id", "自己编的唯一编号，例如 C001。", "A unique code of your own, such as C001.", "R107", required=True),
    _c("company", "公司名称", "Company", "text", "客户公司全称。", "Full name of the company.", "R067", required=True, width=28),
    _c("grade", "等级", "Grade", "text", "生效的等级：手工指定（未过期）优先，其次成交客户 S，再按评级规则。",
       "The grade in force: a valid manual one, else S for a closed customer, else the rule's.", "R034 R060 R106", computed=True, width=7),
    _c("next_followup", "下次跟进", "Next followup", "date", "按等级间隔、约定日期和工作日历算出的下次跟进日。",
       "Next follow-up date from grade, promise and working calendar.", "R059 R120 R121 R122 R123", computed=True),
    _c("follow_state", "跟进状态", "Followup state", "text", "逾期几天、今天，或还有几天。", "Overdue by days, today, or days to go.", "R175", computed=True, width=13),
    _c("last_contact", "最近跟进", "Last contact", "date", "跟进表里最近一次有效联系的日期。", "Date of the latest counted contact.", "R058", computed=True),
    _c("contacts_month", "本月联系", "Contacts this month", "integer", "本月有效联系次数（A 级每月至少 5 次）。",
       "Counted contacts this calendar month.", "R061", computed=True, width=10),
    _c("intent", "意向", "Intent", ch.INTENT, "明确 A、犹豫 B、长线 C、不明确 D。", "Clear A, hesitant B, long-term C, unclear D.", "R115 R116 R117 R118"),
    _c("inquiry_kind", "询价类型", "Inquiry kind", ch.INQUIRY_KIND, "客户怎样询价；意向空着时按它评级。",
       "How the customer asks; grades where intent is blank.", "R036 R037 R038"),
    _c("stage", "阶段", "Stage", ch.STAGE, "开发、跟进、谈判、成交或放弃；放弃后不再提醒。", "Develop, follow-up, negotiate, closed or lost; a lost one is not due.", "R179"),
    _c("created", "建档日期", "Created", "date", "录入当天；当周内必须联系一次。", "Day of entry; contact within that week.", "R059 R126", required=True),
    _c("contact", "主要联系人", "Main contact", "text", "姓名和职务。", "Name and title.", "R067", width=32),
    _c("phone", "电话", "Phone", "phone", "带国家区号。", "With country code.", "R067"),
    _c("email", "邮箱", "Email", "text", "主要邮箱。", "Main e-mail address.", "R067", width=34),
    _c("fax", "传真", "Fax", "phone", "传真号码。", "Fax number.", "R125"),
    _c("address", "地址", "Address", "text", "街道、邮编。", "Street and postal code.", "R067", width=30),
    _c("city", "城市", "City", "text", "所在城市。", "City.", "R111"),
    _c("country", "国家", "Country", "text", "所在国家。", "Country.", "R054 R111"),
    _c("region", "地区", "Region", ch.REGION, "市场地区，决定报价策略。", "Market region; steers the quotation strategy.", "R033 R079 R091"),
    _c("utc_offset", "时差UTC", "UTC offset", "number", "客户当地与世界时相差几小时，例如 -5。", "Hours from UTC, such as -5.", "R054"),
    _c("call_from", "北京时间起", "Call from Beijing time", "time", "对方早上开始办公时的北京时间。", "Beijing time when the customer's working day starts.", "R054", computed=True),
    _c("source", "来源", "Source", ch.SOURCE, "客户从哪里来。", "Where the customer came from.", "R124 R182 R213 R235"),
    _c("referred_by", "推荐人", "Referred by", "text", "由哪位客户推荐。", "Which customer recommended it.", "R027", width=22),
    _c("nature", "客户性质", "Nature", ch.NATURE, "进口商、批发商、零售商等。", "Importer, wholesaler, retailer, …", "R114"),
    _c("product_class", "产品类别", "Product class", "text", "主要采购的产品类别。", "Main product class bought.", "R033 R114", width=20),
    _c("quality", "优质客户", "Quality customer", ch.YESNO, "值得重点培育的客户。", "Worth nurturing.", "R181 R232"),
    _c("credit", "信用", "Credit", ch.CREDIT, "信用状态。", "Credit status.", "R237"),
    _c("credit_limit", "信用额度", "Credit limit", "money", "人民币，空 = 不限。", "CNY; blank = none set.", "R237"),
    _c("credit_used", "已用额度", "Credit used", "money", "未收货款合计（人民币）；多收的订单不抵减，已取消的不算。",
       "Money outstanding, CNY; an overpaid order lowers nothing, a cancelled one does not count.", "R157 R237", computed=True),
    _c("credit_state", "信用状态", "Credit state", "text", "超过额度多少；停止发货的客户还有进行中的订单时也提示。空 = 没有额度。",
       "By how much the limit is exceeded; says too when deliveries are stopped and an order is open. Blank = no limit.", "R237", width=26, computed=True),
    _c("override", "指定等级", "Manual grade", ch.GRADE, "手工指定；必须同时写原因和到期日才生效。", "Needs a reason and an expiry date to count.", "R060"),
    _c("override_reason", "指定原因", "Manual reason", "text", "为什么手工指定。", "Why the grade is set by hand.", "R060"),
    _c("override_until", "指定到期", "Manual until", "date", "过了这天恢复自动等级。", "Past this day the rule's grade returns.", "R060"),
    _c("needs", "客户需求", "Customer needs", "note", "需求、新产品要求和建议。", "Needs, wishes for new products.", "R026 R110 R256"),
    _c("service_plan", "服务计划", "Service plan", "note", "个性化的服务计划。", "Individual service plan.", "R031 R033"),
    _c("service_plan_date", "计划日期", "Plan date", "date", "服务计划的日期。", "Date of the service plan.", "R033"),
    _NOTE,
    _c("rule_grade", "规则等级", "Rule grade", "text", "按意向和行为评出的等级。", "The grade that intent and behaviour give.", "R035 R115", computed=True, width=9),
    _c("sample_sent", "已寄样", "Sample sent", "text", "样品表里有寄出日期。", "The Samples sheet has a dispatch date.", "R035", computed=True, choices=ch.YESNO, width=8),
    _c("promised", "约定日期", "Promised date", "date", "最近一次联系时约定的下次日期。", "Date promised at the latest contact.", "R058", computed=True),
    _c("kept_up", "保持跟进", "Kept up", "text", "按 A 级间隔算没有逾期。", "Not overdue by grade A's cadence.", "R035", computed=True, choices=ch.YESNO, width=8),
    _c("closed", "已成交", "Closed", "text", "有计入业绩的到款，或来源是老客户。", "Has counted receipts, or came as an existing customer.", "R004 R033", computed=True, choices=ch.YESNO, width=8),
    _c("todo_no", "待办序号", "Todo number", "integer", "到期和逾期客户的排队号，今日表按它列出。", "Queue number of due customers for the Today sheet.", "R175", computed=True, width=9),
    _c("last_order", "最近订单", "Latest order", "date", "最近一张订单的日期；太久没有就算流失。", "Date of the latest order; too long ago counts as churn.", "R188", computed=True),
    _c("first_deal", "首次成交", "First deal", "date", "第一笔计入业绩的到款日期。", "Day of the first counted receipt.", "R022", computed=True),
    _c("queue", "排队", "Queue", "integer", "计算用：到期日和行号。", "For the formulas: due date and row.", "R175", width=13, computed=True),
), unique=("id",), req=("R107", "R124"))

INQUIRIES = Table("inquiries", "询盘", "Inquiries", "收到询盘当天登记并分级；回复后填回复时间。",
                  "Log and grade each inquiry the day it comes; fill in the reply time once answered.", (
    _c("id", "询盘编号", "Inquiry ID", "id", "唯一编号，例如 Q001。", "A unique code, such as Q001.", "R106", required=True),
    _c("received", "收到时间", "Received", "datetime", "年-月-日 时：分。", "Date and time.", "R099 R105", required=True),
    _customer_ref(required=True),
    _NAME,
    _c("channel", "渠道", "Channel", ch.CHANNEL, "从哪个渠道来；传真 12 小时内回。", "How it came; a fax wants an answer in 12 hours.", "R132 R134"),
    _c("platform", "平台", "Platform", ch.SOURCE, "阿里国际站、环球资源、展会等。", "Alibaba, Global Sources, trade show, …", "R213"),
    _c("inquiry_kind", "询价类型", "Inquiry kind", ch.INQUIRY_KIND, "仔细、统一、全面报价或相关产品。", "Detailed, general, full quotation or related.", "R036 R037 R038"),
    _c("grade", "等级", "Grade", ch.GRADE, "当天分级 A–D。", "Graded A–D the same day.", "R105 R106"),
    _c("product", "产品", "Product", "text", "问的是什么产品。", "What was asked about.", "R114 R130", width=22),
    _c("content", "内容", "Content", "note", "客户问了什么。", "What the customer asked.", "R098", width=38),
    _c("replied", "回复时间", "Replied", "datetime", "第一次回复的时间。", "Time of the first answer.", "R098 R190"),
    _c("reply_state", "回复状态", "Reply state", "text", "达标（2 小时工作时间）、按时（24 小时）、超时或未回复。",
       "On target, in time, late, or not answered.", "R098 R099 R100 R134", computed=True, width=13),
    _c("reply_hours", "回复用时", "Reply hours", "number", "回复用了多少工作小时。", "Working hours until the answer.", "R190 R264", computed=True, width=9),
    _c("catalogue", "附电子样本", "Catalogue sent", ch.YESNO, "回复时附了电子样本。", "E-catalogue attached to the answer.", "R102"),
    _c("quotation", "附报价单", "Quotation sent", ch.YESNO, "回复时附了报价单。", "Quotation attached to the answer.", "R102"),
    _c("result", "结果", "Result", ch.RESULT, "进行中、已报价、已下单、丢单。", "Open, quoted, ordered, lost.", "R217 R233"),
    _c("loss_reason", "丢单原因", "Loss reason", "text", "为什么没成。", "Why it was lost.", "R240"),
    _c("step", "到达环节", "Step reached", "integer", "1 收到、2 已回复、3 已报价、4 已下单；漏斗按它统计。", "1 received, 2 answered, 3 quoted, 4 ordered; the funnel counts it.", "R179 R233", computed=True, width=9),
    _c("region", "客户地区", "Customer region", "text", "按客户编号自动带出。", "Looked up by the customer ID.", "R114 R233", computed=True, choices=ch.REGION, width=12),
    _NOTE,
), unique=("id",), req=("R098", "R106"))

CONTACTS = Table("contacts", "跟进", "Contacts", "每联系客户一次填一行；约好了下次就填约定日期。",
                 "One row for each touch; fill in the date when you promise a next one.", (
    _customer_ref(required=True),
    _NAME,
    _c("at", "联系时间", "Contacted", "datetime", "年-月-日 时：分。", "Date and time.", "R058", required=True),
    _c("channel", "渠道", "Channel", ch.CHANNEL, "任何形式都算，群发邮件不算。", "Any form counts except mass mail.", "R058 R061 R250", required=True),
    _c("purpose", "目的", "Purpose", ch.TOUCH, "销售、售后、资讯、新品、问候、邀请、请求推荐。", "Sales, service, news, product, greeting, invitation, referral.", "R024 R025 R027 R108 R109 R113"),
    _c("content", "联系内容", "Content", "note", "谈了什么。", "What was said.", "R058 R067"),
    _c("result", "客户反应", "Outcome", "note", "客户怎么说。", "What the customer answered.", "R058"),
    _c("next_step", "下一步", "Next step", "text", "接下来做什么。", "What comes next.", "R058"),
    _c("next_date", "约定日期", "Promised date", "date", "和客户约好的下次日期。", "Date promised for the next contact.", "R058"),
    _c("new_need", "新需求", "New need", "text", "发现的新需求。", "New need found.", "R026 R110"),
    _c("by", "代办人", "Done by", "text", "出差时由谁代办。", "Who stood in.", "R097"),
    _c("counted", "计为联系", "Counted", "text", "渠道表里写明哪些渠道算联系。", "The Channels table says which channels count.", "R061", computed=True, choices=ch.YESNO, width=9),
), req=("R058", "R075"))

QUOTATIONS = Table("quotations", "报价", "Quotations", "一行一个产品报价；发出前由生产和销售确认。",
                   "One row a product quoted; production and sales confirm before it goes out.", (
    _c("id", "报价编号", "Quotation ID", "id", "唯一编号。", "A unique code.", "R089", required=True),
    _customer_ref(required=True),
    _NAME,
    _c("inquiry_id", "询盘编号", "Inquiry ID", "id", "对应哪一条询盘。", "The inquiry it answers.", "R099", refers="inquiries.id"),
    _c("date", "报价日期", "Date", "date", "哪天报的。", "Day of the quotation.", "R190", required=True),
    _c("product", "产品", "Product", "text", "产品名称和型号。", "Product and model.", "R093", required=True, width=24),
    _c("quantity", "数量", "Quantity", "number", "报价数量。", "Quantity quoted.", "R093"),
    _c("price", "单价", "Unit price", "money", "报给客户的单价。", "Unit price to the customer.", "R090", decimals=4),
    _c("floor_price", "底价", "Floor price", "money", "不能低于的价格。", "Lowest price allowed.", "R101", decimals=4),
    _c("addon_cost", "附加服务成本", "Addon cost", "money", "认证、售后等附加值成本。", "Cost of certificates, service and the like.", "R092"),
    _c("currency", "币种", "Currency", ch.CURRENCY, "报价币种。", "Currency of the price.", "R048"),
    _c("amount", "报价金额", "Amount", "money", "数量 × 单价。", "Quantity × unit price.", "R089", computed=True),
    _c("price_check", "价格检查", "Price check", "text", "低于底价时提示。", "Says when the price is under the floor.", "R101", computed=True, choices=ch.WORDS),
    _c("status", "状态", "Status", ch.QUOTATION_STATUS, "草稿、已发出、已接受、未接受。", "Draft, sent, accepted, refused.", "R089"),
    _c("production_by", "生产确认", "Production confirmed", "text", "生产部确认人。", "Who confirmed for production.", "R089"),
    _c("sales_by", "销售确认", "Sales confirmed", "text", "销售部确认人。", "Who confirmed for sales.", "R089"),
    _c("valid_until", "有效期至", "Valid until", "date", "报价有效到哪天。", "Last day the price holds.", "R089"),
    _c("days_taken", "报价用天", "Days taken", "integer", "从询盘到报价用了几天。", "Days from the inquiry to the quotation.", "R099 R190", computed=True, width=9),
    _c("requote_of", "重报自", "Requote of", "id", "是哪一份报价的重报。", "Which quotation this replaces.", "R101"),
    _NOTE,
), unique=("id",), req=("R089", "R101"))

SAMPLES = Table("samples", "样品", "Samples", "客户要样品就填一行；默认样品免费、运费到付。",
                "One row for each sample request; by default free with freight collect.", (
    _c("id", "样品编号", "Sample ID", "id", "唯一编号。", "A unique code.", "R019", required=True),
    _customer_ref(required=True),
    _NAME,
    _c("requested", "索样日期", "Requested", "date", "客户哪天要的。", "Day of the request.", "R019", required=True),
    _c("product", "产品", "Product", "text", "什么样品。", "Which sample.", "R095", width=22),
    _c("kind", "样品类型", "Sample kind", ch.SAMPLE_KIND, "先寄电子样本，再寄实物。", "Electronic first, then physical.", "R136"),
    _c("quantity", "数量", "Quantity", "number", "样品数量。", "How many.", "R139"),
    _c("fee_paid", "已付样品费", "Fee paid", ch.YESNO, "客户付了样品费吗。", "Did the customer pay a fee.", "R019"),
    _c("fee", "样品费", "Fee", "money", "样品费金额。", "Amount of the fee.", "R019"),
    _c("currency", "币种", "Currency", ch.CURRENCY, "样品费币种。", "Currency of the fee.", "R048"),
    _c("freight", "运费方式", "Freight terms", ch.FREIGHT, "到付、我方付、客户预付。", "Collect, prepaid by us or by the customer.", "R137 R138"),
    _c("prepaid", "已收T_T", "T_T received", ch.YESNO, "样品量大时先收 T/T。", "For large samples: T/T received first.", "R139"),
    _c("sent", "寄出日期", "Sent", "date", "哪天寄出。", "Day of dispatch.", "R035"),
    _c("courier", "快递单号", "Tracking", "text", "快递公司和单号。", "Courier and number.", "R137"),
    _c("feedback", "客户反馈", "Feedback", "note", "收到后的意见。", "What the customer said of it.", "R184"),
    _c("counted", "计入考核", "Counted", "text", "按政策是否计入索样考核。", "Whether it counts by the policy.", "R019 R020", computed=True, choices=ch.YESNO, width=9),
    _TENURE,
    _review("T2 = 计入入职第 2 季度；(T2) = 同一客户已经计过。", "T2 counts in tenure quarter 2; (T2) = that customer counted already.", "R020"),
    _c("seq", "序", "Sequence", "integer", "计算用：计入考核的按日期和行号排的先后。", "For the formulas: counted ones by date and row.", "R020", width=13, computed=True),
), unique=("id",), req=("R019", "R020"))

ORDERS = Table("orders", "订单", "Orders", "每一笔订单都要登记；跟单节点随进度填。",
               "Every order is recorded; milestones are filled in as it moves.", (
    _c("id", "订单编号", "Order ID", "id", "唯一编号或 PI 号。", "A unique code or the PI number.", "R023", required=True),
    _customer_ref(required=True),
    _NAME,
    _c("date", "订单日期", "Order date", "date", "签约日期。", "Day it was signed.", "R023", required=True),
    _c("amount", "订单金额", "Order amount", "money", "合同金额。", "Contract amount.", "R023", required=True, decimals=4),
    _c("currency", "币种", "Currency", ch.CURRENCY, "合同币种。", "Contract currency.", "R048 R248", required=True),
    _c("received", "已收", "Received", "money", "计入业绩的到款合计（订单币种）。", "Counted receipts so far, in the order's currency.", "R157", computed=True),
    _c("outstanding", "未收", "Outstanding", "money", "订单金额减已收。", "Order amount less received.", "R157", computed=True),
    _c("outstanding_cny", "未收人民币", "Outstanding CNY", "money", "未收按今天的汇率（政策）折人民币；没有汇率就空着，已取消的订单不算。",
       "Outstanding in CNY at the policy's rate of today; blank without a rate and for a cancelled order.", "R157", computed=True),
    _c("receivable_state", "收款状态", "Receivable state", "text", "已收清、还有几天、逾期几天；多收的请核对或退款。",
       "Settled, days to go, overdue by days; an overpaid order is to be checked or refunded.", "R157", width=16, computed=True),
    _c("overdue_days", "逾期天数", "Overdue days", "integer", "过了应收日期几天；收清、多收或已取消的不算。",
       "Days past the payment date; not for what is settled, overpaid or cancelled.", "R157", width=10, computed=True),
    _c("ageing", "账龄", "Ageing", "text", "逾期多久；分界天数在政策表。", "How long it is overdue; the bounds are policy settings.", "R157", width=14, computed=True),
    _c("credit_warning", "信用提醒", "Credit warning", "text", "该客户的信用状态；正常时空着。", "The customer's credit state; blank while it is fine.", "R237", width=24, computed=True),
    _c("stage", "订单阶段", "Order stage", ch.ORDER_STAGE, "签约、生产、验货、出运、到货、完结。", "Signed, production, inspection, shipped, arrived, finished.", "R077 R214"),
    _c("due", "交货期", "Delivery due", "date", "合同交货日期。", "Contract delivery date.", "R214 R236"),
    _c("shipped", "出运日期", "Shipped", "date", "实际出运。", "Actual shipping date.", "R214 R245"),
    _c("delivery_state", "交期状态", "Delivery state", "text", "准时、延误或还剩几天。", "On time, late, or days to go.", "R214 R236", computed=True, width=13),
    _c("order_no", "第几单", "Order number", "integer", "该客户的第几单；2 起就是返单。", "The customer's nth order; 2 and up is a repeat order.", "R030", computed=True, width=8),
    _c("product_class", "产品类别", "Product class", "text", "主要产品类别。", "Main product class.", "R033 R114", width=22),
    _c("quantity", "数量", "Quantity", "number", "总数量。", "Total quantity.", "R199"),
    _c("cost", "成本", "Cost", "money", "同币种的采购与费用成本。", "Purchase and other cost, same currency.", "R083 R187 R247", decimals=4),
    _c("terms", "付款方式", "Payment terms", ch.TERMS, "T/T、L/C 等。", "T/T, L/C and so on.", "R248"),
    _c("payment_due", "应收日期", "Payment due", "date", "尾款应到的日期。", "Day the balance is due.", "R157"),
    _c("developer", "开发人", "Developed by", "text", "开发客户的人；空 = 本人。", "Who developed it; blank = myself.", "R203"),
    _c("negotiator", "谈判人", "Negotiated by", "text", "谈判签约的人；空 = 本人。", "Who negotiated it; blank = myself.", "R203"),
    _c("follower", "跟单人", "Followed up by", "text", "跟单的人；空 = 本人。", "Who follows the order; blank = myself.", "R078 R203"),
    _c("supplier", "供应商", "Supplier", "text", "供应商名称。", "Supplier.", "R244"),
    _c("po_no", "采购单号", "PO number", "text", "采购合同号。", "Purchase order number.", "R244"),
    _c("qc", "验货结果", "QC result", ch.QC, "抽检结果。", "Sampling result.", "R246"),
    _c("qc_report", "验货报告", "QC report", "text", "报告编号或链接。", "Number or link of the report.", "R246"),
    _c("etd", "预计离港", "ETD", "date", "预计离港。", "Expected departure.", "R245"),
    _c("eta", "预计到港", "ETA", "date", "预计到港。", "Expected arrival.", "R245"),
    _c("arrived", "实际到港", "Arrived", "date", "实际到港。", "Actual arrival.", "R245"),
    _c("contract_checked", "合同已核对", "Contract checked", ch.YESNO, "条款清单核对过。", "Clause checklist done.", "R238 R239"),
    _c("cny", "订单人民币", "Order CNY", "money", "订单金额折人民币（订单日汇率）。", "Order amount in CNY at the order day's rate.", "R048 R217", computed=True),
    _c("profit", "毛利", "Gross profit", "money", "金额减成本，折人民币；没有成本就空着。", "Amount less cost in CNY; blank without a cost.", "R083 R187", computed=True),
    _c("first_paid", "首次到款", "First paid", "date", "第一笔计入业绩的到款日期；到这天才算成交。", "Day of its first counted receipt: only then is it closed.", "R004", computed=True),
    _TENURE,
    _review("T4 = 入职第 4 季度的返单客户；(T4) = 同一客户已经计过。", "T4: a repeat order of tenure quarter 4; (T4) = that customer counted already.", "R030"),
    _c("open", "进行中", "Open", "text", "没有完结也没有取消。", "Neither finished nor cancelled.", "R237", width=8, computed=True, choices=ch.YESNO),
    _c("seq", "序", "Sequence", "integer", "计算用：按日期和行号排的先后。", "For the formulas: order by date and row.", "R030", width=13, computed=True),
    _NOTE,
), unique=("id",), req=("R023", "R214"))

RECEIPTS = Table("receipts", "到款", "Receipts", "钱到账填一行；退款填负数。业绩和提成只看这张表。",
                 "One row when money arrives; a refund is negative. Performance and commission come from here only.", (
    _c("id", "到款编号", "Receipt ID", "id", "唯一编号。", "A unique code.", "R004", required=True),
    _c("date", "到款日期", "Receipt date", "date", "银行到账日期。", "Day the bank booked it.", "R003 R004", required=True),
    _c("order_id", "订单编号", "Order ID", "id", "对应的订单；样品费可不填。", "The order it pays; may be blank for a sample fee.", "R023", refers="orders.id"),
    _c("payer_id", "付款客户", "Payer ID", "id", "没有订单时填客户编号。", "Customer ID when there is no order.", "R004", refers="customers.id"),
    _c("kind", "到款类型", "Receipt kind", ch.RECEIPT_KIND, "定金、尾款、全款、样品费、运费、退款。", "Deposit, balance, full, sample fee, freight, refund.", "R004", required=True),
    _c("amount", "到款金额", "Receipt amount", "money", "原币金额，退款为负。", "In its currency; negative for a refund.", "R004", required=True),
    _c("currency", "币种", "Currency", ch.CURRENCY, "到账币种。", "Currency received.", "R048", required=True),
    _c("bank_fee", "银行费用", "Bank fee", "money", "同币种的银行扣费。", "Bank charges in the same currency.", "R048"),
    _c("customer_id", "客户编号", "Customer ID", "id", "由订单带出。", "Taken from the order.", "R004", computed=True),
    _NAME,
    _c("rate", "汇率", "Rate", "number", "按政策采用的人民币汇率；没有就空着。", "The CNY rate used, by the policy; blank where there is none.", "R048", decimals=6, width=10, computed=True),
    _c("cny", "折人民币", "CNY amount", "money", "金额 × 当日汇率，四舍五入到分。", "Amount × rate, half up to the fen.", "R048", computed=True),
    _c("counted", "计入提成", "Counted", "text", "样品费、运费不计（见到款类型表）。", "Sample fee and freight do not count (see the table of receipt kinds).", "R004", computed=True, choices=ch.YESNO, width=9),
    _c("base", "提成基数", "Commission base", "money", "（金额 − 银行费用）× 汇率；不计入的为 0。", "(Amount − bank fee) × rate; 0 where not counted.", "R004 R048", computed=True),
    _c("period_date", "归属日期", "Period date", "date", "决定期间的日期：到款日期；政策重开原期间时，退款归到该订单最近一笔到款的日期。",
       "The date that decides the period: the receipt's; with the policy reopen a refund goes back to the order's latest receipt.", "R004 R044", computed=True),
    _c("period", "提成期间", "Period", "text", "累计套档的期间。", "The period whose receipts accumulate.", "R042 R044", computed=True, width=10),
    _c("prior", "期内累计", "Prior in period", "money", "本笔之前同一期间的基数合计。", "Base of the period before this receipt.", "R044", computed=True),
    _c("total", "期内合计", "Running total", "money", "本笔之后同一期间的基数合计。", "Base of the period with this receipt.", "R044 R211", computed=True),
    _c("period_no", "第几笔", "Receipt number", "integer", "同一期间的第几笔，按日期和行号。", "The period's nth receipt, by date and row.", "R211", width=8, computed=True),
    _c("commission", "提成", "Commission", "money", "本笔到款带来的提成；一期相加等于整期提成。", "Commission of this receipt; a period's parts sum to the whole.", "R044 R045 R046 R211", computed=True),
    _c("problem", "问题", "Problem", "text", "算不出来时说明原因。", "Says why a number is missing.", "R048 R023", computed=True, width=20),
    _TENURE,
    _review("T1 = 计入入职第 1 季度的到款。", "T1: a receipt of tenure quarter 1.", "R003 R004"),
    _c("seq", "序", "Sequence", "integer", "按日期和行号排的先后。", "Order by date and row.", "R044", computed=True, width=13),
    _c("place", "期内位置", "Place in period", "text", "计算用：期间和第几笔，提成明细按它列出。", "For the formulas: period and number, by which Commission details lists.", "R211", width=14, computed=True),
    _NOTE,
), unique=("id",), req=("R004", "R157"))

FORECASTS = Table("forecasts", "预报", "Forecasts", "每月初预报当月到款（人民币）；锁定日后的改动只作修订记录。",
                  "At the start of each month: receipts expected (CNY). After the lock day a change is only a revision.", (
    _c("month", "月份", "Month", "month", "当月，写 2026-03 或当月任一天。", "The month, as 2026-03 or any day of it.", "R014", required=True),
    _c("entered", "填报日期", "Entered", "date", "哪天填的。", "Day it was entered.", "R014", required=True),
    _c("amount", "预报金额", "Forecast amount", "money", "预计到款，人民币。", "Expected receipts, CNY.", "R014", required=True),
    _c("reason", "修订原因", "Reason", "text", "改动的原因。", "Why it changed.", "R014"),
    _c("status", "状态", "Status", "text", "锁定日前填的有效，之后为修订。", "In force when entered by the lock day, else a revision.", "R014", computed=True, choices=ch.WORDS),
    _c("actual", "实际到款", "Actual", "money", "当月计入业绩的到款。", "Counted receipts of the month.", "R015", computed=True),
    _c("completion", "完成率", "Completion", "percent", "实际 ÷ 预报；预报为零不评。", "Actual ÷ forecast; a zero forecast is not scored.", "R015", computed=True),
), req=("R014", "R015"))

WEEKLY_REPORTS = Table("weekly_reports", "周报", "Weekly reports", "每周一行，周六 12:00 前填好；次数自动统计。",
                       "One row a week, by Saturday 12:00; the counts fill themselves.", (
    _c("week", "周一日期", "Week of Monday", "date", "那一周的周一。", "The Monday of the week.", "R062 R064", required=True),
    _c("review", "本周回顾", "Review", "note", "本周工作回顾。", "Review of the week.", "R065"),
    _c("key_customers", "重点客户", "Key customers", "note", "重点开发和重点跟进的客户及详细情况。", "Key customers developed and followed up, in detail.", "R066 R067"),
    _c("company_problems", "公司问题", "Company problems", "note", "公司内部的问题。", "Problems inside the company.", "R068"),
    _c("own_problems", "自身问题", "Own problems", "note", "自身存在的问题。", "My own problems.", "R068"),
    _c("improvement", "改进方法", "Improvement", "note", "怎样改进。", "How to improve.", "R068"),
    _c("support", "希望支持", "Support wanted", "note", "希望公司如何支持。", "What the company should do.", "R068"),
    _c("mindset", "心态感受", "Mindset", "note", "心态的变化及感受。", "Mood and feelings.", "R069"),
    _c("recipient", "提交给", "Recipient", ch.RECIPIENT, "老板或外贸部经理。", "Boss or manager.", "R063"),
    _c("submitted", "提交日期", "Submitted", "date", "哪天交的。", "Day it was handed in.", "R062"),
    _c("contacts", "跟进次数", "Contacts", "integer", "本周有效联系次数。", "Counted contacts of the week.", "R065", computed=True, width=9),
    _c("new_customers", "新客户", "New customers", "integer", "本周新建客户数。", "Customers created in the week.", "R156", computed=True, width=9),
    _c("receipts", "本周到款", "Receipts", "money", "本周计入业绩的到款（人民币）。", "Counted receipts of the week, CNY.", "R065", computed=True),
), unique=("week",), req=("R062", "R064"))

TRAININGS = Table("trainings", "培训", "Trainings", "每次培训一行；缺席要写原因。", "One row a session; an absence needs its reason.", (
    _c("date", "培训日期", "Date", "date", "哪天。", "Day of the session.", "R056", required=True),
    _c("topic", "培训内容", "Topic", "text", "讲了什么。", "What it was about.", "R144 R171", required=True, width=28),
    _c("category", "培训类别", "Category", ch.TRAINING, "属于哪一类。", "Which category.", "R166 R171 R220 R221 R222"),
    _c("lecturer", "讲师", "Lecturer", "text", "内部或外请讲师。", "Internal or external lecturer.", "R167"),
    _c("attended", "到场", "Attended", ch.YESNO, "是否到场。", "Present or not.", "R056 R149"),
    _c("notes_handed", "交笔记", "Notes handed in", ch.YESNO, "学习笔记是否已交。", "Notes handed in or not.", "R056"),
    _c("absence_reason", "缺席原因", "Absence reason", "text", "缺席必须写原因。", "Obligatory when absent.", "R149"),
    _c("notes", "笔记", "Notes", "note", "要点。", "Main points.", "R056"),
    _c("state", "状态", "State", "text", "缺席没写原因时提示。", "Says when an absence has no reason.", "R149", computed=True, choices=ch.WORDS, width=16),
), req=("R056", "R149"))

ISSUES = Table("issues", "问题", "Issues", "解决不了的问题及时写在这里；经理和老板会批复。",
               "Write down what you cannot solve; manager and boss answer here.", (
    _c("id", "问题编号", "Issue ID", "id", "唯一编号。", "A unique code.", "R087", required=True),
    _c("opened", "提出日期", "Opened", "date", "哪天提出。", "Day it was raised.", "R087", required=True),
    _c("type", "问题类型", "Issue type", ch.ISSUE, "公司、部门与工厂、公司与客户、操作、投诉、物流。", "Company, factory, customer, operation, complaint, logistics.", "R148 R158 R216"),
    _c("description", "问题描述", "Description", "note", "发生了什么，需要谁做什么。", "What happened and what is needed.", "R087", required=True),
    _c("customer_id", "客户编号", "Customer ID", "id", "涉及哪个客户。", "The customer it concerns.", "R216", refers="customers.id"),
    _c("asked", "请求谁", "Asked", "text", "希望谁来解决。", "Who should solve it.", "R087"),
    _c("status", "问题状态", "Issue status", ch.ISSUE_STATUS, "未解决或已解决。", "Open or solved.", "R087"),
    _c("closed", "解决日期", "Solved on", "date", "哪天解决。", "Day it was solved.", "R264"),
    _c("solution", "解决办法", "Solution", "note", "怎么解决的。", "How it was solved.", "R087"),
    _c("days_open", "已开天数", "Days open", "integer", "提出到解决（或今天）的天数。", "Days from opening to solution or today.", "R087 R264", computed=True, width=9),
), unique=("id",), req=("R087", "R148"))

CONFIRMATIONS = Table("confirmations", "提成确认", "Confirmations", "收到提成结算单后在这里答复：确认，或写明异议。下次汇总时经理会看到。",
                      "Answer your commission statement here: accept it, or say what you dispute. The manager sees it at the next consolidation.", (
    _c("settlement_id", "结算编号", "Settlement ID", "id", "结算单上的编号，例如 2026Q3-E1。", "As on the statement, such as 2026Q3-E1.", "R211", required=True, width=16),
    _c("amount", "结算单金额", "Amount stated", "money", "结算单上的提成金额；和主表不同时经理会收到提醒。", "The commission on the statement; a difference is pointed out.", "R211", required=True),
    _c("answer", "答复", "Answer", ch.ANSWER, "确认或异议。", "Accepted or disputed.", "R211", required=True),
    _c("comment", "异议说明", "Comment", "note", "哪一行不对，应该是多少。", "Which line is wrong and what it should be.", "R211"),
    _c("date", "答复日期", "Date", "date", "哪天答复。", "Day of the answer.", "R211"),
), unique=("settlement_id",), req=("R211",))

MAIL_CHECKS = Table("mail_checks", "收发邮件", "Mail checks", "每个工作日早中晚各收发一次邮件，做到就选“是”。",
                    "Check mail in the morning, at noon and in the evening of each working day; say yes when done.", (
    _c("date", "日期", "Date", "date", "哪天。", "The day.", "R096", required=True),
    *(_c(key, zh, en, ch.YESNO, f"{zh}收发了邮件吗。", f"Was mail checked: {en.lower()}.", "R096")
      for key, zh, en in (("morning", "早上", "Morning"), ("noon", "中午", "Noon"), ("evening", "晚上", "Evening"))),
    _NOTE,
    _c("times", "次数", "Times", "integer", "当天收发了几次。", "How often that day.", "R096", computed=True, width=9),
), unique=("date",), req=("R096",))

_VERSION = _c("effective_from", "生效日期", "Effective from", "date", "从哪天起生效；改政策请加新行，不改旧行。",
              "In force from this day; add a row, do not change an old one.", "R070 R212", required=True)


def _in_force(kind: Literal["text", "integer"] = "text", width: float = 10) -> Column:
    return _c("in_force", "生效中", "In force", kind, "今天生效的行。", "The row in force today.", "R070", computed=True, width=width)


POLICY = Table("policy", "政策", "Policy", "改政策：在表末加一行，写新值和生效日期；旧季度不会变。",
               "To change a policy add a row with the new value and its date; old quarters never change.", (
    _c("name", "项目", "Setting", "text", "政策项目。", "What is set.", "R070", width=18),
    _c("key", "键", "Key", "text", "程序用的名称，不要改。", "The name the program uses; do not change.", "R070", required=True, width=20),
    _c("value", "值", "Value", "any", "从下拉里选或直接填。", "Pick from the list or type.", "R070", width=18),
    _c("options", "可选值", "Choices", "text", "可以选什么。", "What may stand there.", "R070", width=42),
    _VERSION,
    _in_force(width=20),
    _c("requirements", "依据", "Requirements", "text", "对应的制度条款。", "The requirement ids behind it.", "R070", width=22),
    _c("meaning", "说明", "Meaning", "note", "什么意思。", "What it means.", "R070", width=50),
), unique=("key", "effective_from"), role="settings", place="both", req=("R070", "R212"))

TIERS = Table("tiers", "提成档", "Tiers", "只写每档的起点（人民币）；第一档从 0 起，依次递增。",
              "Only the lower start of each tier (CNY); the first is 0, then ascending.", (
    _c("start", "起点", "Start", "money", "本档从多少人民币起。", "Lower start in CNY.", "R044 R045 R046", required=True),
    _c("rate", "比例", "Rate", "percent", "本档提成比例。", "Commission rate of the tier.", "R044 R045 R046", required=True),
    replace(_VERSION, key="effective_from", zh="档生效日期", en="Tier effective from"),
    replace(_in_force("integer"), zh="档生效中", en="Tier in force"),
    _c("step", "增量", "Step", "number", "比上一档多多少（万分之几）。", "How much more than the tier below, in 1/10000.", "R044", computed=True),
), unique=("start", "effective_from"), role="settings", place="both", sheet="parameters", req=("R044", "R045", "R046"))

GRADES = Table("grades", "等级规则", "Grades", "每个等级的联系间隔、最低次数和遇休息日的处理。",
               "Cadence, minimum contacts and rest-day rule of each grade.", (
    _c("grade", "客户等级", "Customer grade", ch.GRADE, "S、A、B、C、D。", "S, A, B, C, D.", "R034", required=True),
    _c("days", "间隔天数", "Days between", "integer", "两次联系之间的天数。", "Days to the next contact.", "R120 R121 R122 R123", required=True),
    _c("weekly", "每周次数", "Weekly quota", "integer", "每周至少几次（检查用）。", "Contacts a week, for the check.", "R120 R121"),
    _c("monthly", "每月次数", "Monthly minimum", "integer", "每月至少几次。", "Contacts a month at least.", "R061"),
    _c("roll", "遇休息日", "On a rest day", ch.ROLL, "提前还是顺延。", "Earlier or later.", "R053", required=True),
    _c("channel", "建议渠道", "Suggested channel", ch.CHANNEL, "电话留给 A 级客户。", "The phone is for grade A.", "R133"),
    replace(_VERSION, zh="级生效日期", en="Grade effective from"),
    replace(_in_force(), zh="级生效中", en="Grade in force"),
), unique=("grade", "effective_from"), role="settings", place="both", sheet="parameters", req=("R120",))

RUBRICS = Table("rubrics", "评级标准", "Rubrics", "每个意向或行为对应的等级。", "The grade of each intent or behaviour.", (
    _c("rubric", "标准", "Rubric", ch.RUBRIC, "意向或行为。", "Intent or behaviour.", "R034 R115", required=True),
    _c("answer", "代码", "Answer", "text", "程序用的名称，不要改。", "The name the program uses; do not change.", "R034", required=True),
    _c("zh", "中文", "Chinese", "text", "中文写法。", "Chinese wording.", "R034", required=True, width=16),
    _c("en", "英文", "English", "text", "英文写法。", "English wording.", "R034", required=True, width=22),
    _c("grade", "评为", "Gives grade", ch.GRADE, "得到的等级。", "The grade it gives.", "R035 R118", required=True),
    *(_c(f"by_{key}", f"{zh}查找", f"Find by {en}", "text", "计算用。", "For the formulas.", "R034", width=18, computed=True)
      for key, zh, en in (("zh", "中文", "Chinese"), ("en", "英文", "English"), ("answer", "代码", "answer"))),
), unique=("rubric", "answer"), role="settings", place="both", sheet="parameters", req=("R034", "R115"))

CHANNELS = Table("channels", "渠道规则", "Channels", "哪些渠道算联系，以及回复时限。", "Which channels count as contact, and the reply limits.", (
    _c("channel", "渠道代码", "Channel code", "text", "程序用的名称，不要改。", "The name the program uses; do not change.", "R061", required=True),
    _c("zh", "渠道中文", "Channel Chinese", "text", "中文写法。", "Chinese wording.", "R250", required=True),
    _c("en", "渠道英文", "Channel English", "text", "英文写法。", "English wording.", "R250", required=True),
    _c("counted", "算联系", "Counts", ch.YESNO, "群发邮件不算。", "Mass mail does not.", "R061", required=True),
    _c("target_hours", "目标小时", "Target hours", "number", "争取多少小时内；空 = 没有。", "Hours aimed at; blank = none.", "R100"),
    _c("target_clock", "目标计时", "Target clock", ch.CLOCK, "工作时间或自然时间。", "Working clock or elapsed time.", "R100"),
    _c("limit_hours", "时限小时", "Limit hours", "number", "必须在多少小时内。", "Hours allowed.", "R099 R134", required=True),
    _c("limit_clock", "时限计时", "Limit clock", ch.CLOCK, "工作时间或自然时间。", "Working clock or elapsed time.", "R099", required=True),
), unique=("channel",), role="settings", place="both", sheet="parameters", req=("R061", "R099"))

POSITIONS = Table("positions", "岗位系数", "Positions", "各岗位的提成系数。", "Commission coefficient of each position.", (
    _c("position", "岗位", "Position", ch.POSITION, "岗位。", "The position.", "R204 R225", required=True),
    _c("coefficient", "系数", "Coefficient", "number", "提成乘以它。", "Commission is multiplied by it.", "R204", required=True),
    replace(_VERSION, zh="岗生效日期", en="Position effective from"),
), unique=("position", "effective_from"), role="settings", place="both", sheet="parameters", req=("R204",))

WORKTIME = Table("worktime", "作息", "Working time", "每天的工作时段。", "The working blocks of a day.", (
    _c("start", "上班", "From", "time", "开始时间。", "Start.", "R050 R052", required=True),
    _c("end", "下班", "Until", "time", "结束时间。", "End.", "R050 R051 R052", required=True),
    _c("rest", "周休", "Weekly rest", "text", "计算用：周一到周日，1 = 休息。", "For the formulas: Monday to Sunday, 1 = rest.", "R053", computed=True, width=10),
), unique=("start",), role="settings", place="both", sheet="parameters", req=("R050", "R051", "R052"))

RECEIPT_KINDS = Table("receipt_kinds", "到款类型表", "Receipt kinds", "哪些到款计入提成。", "Which receipts earn commission.", (
    _c("kind", "类型", "Kind", ch.RECEIPT_KIND, "到款类型。", "Kind of receipt.", "R004", required=True),
    _c("counted", "计提成", "Earns", ch.YESNO, "是否计入。", "Counted or not.", "R004", required=True),
), unique=("kind",), role="settings", place="both", sheet="parameters", req=("R004",))

ASSESSMENT_FACTORS = Table("assessment_factors", "考核系数", "Assessment factors", "季度考核总分达到多少，提成乘以多少；只写起点。",
                           "The commission factor from a quarter's score upwards; only lower starts.", (
    _c("start", "分数起点", "Score from", "number", "总分从多少起。", "From this score.", "R208", required=True),
    _c("factor", "考核系数值", "Score factor", "number", "提成乘以它。", "Commission is multiplied by it.", "R208", required=True, decimals=4),
    replace(_VERSION, zh="考核生效日期", en="Assessment effective from"),
), unique=("start", "effective_from"), role="settings", place="both", sheet="parameters", req=("R208",))

CHECKLIST = Table("checklist", "考核清单", "Checklist", "每个入职季度检查什么；0 = 满一年以后。改清单：加新行，写生效日期。",
                  "What is checked in each tenure quarter; 0 = after the first year. To change it add rows with their date.", (
    _c("quarter", "入职季度", "Tenure quarter", "integer", "1 到 4；0 = 满一年以后。", "1 to 4; 0 = after the first year.", "R007", required=True),
    _c("dimension", "考核项目", "Dimension", ch.DIMENSION, "属于哪一项。", "Which part of the scorecard.", "R001", required=True),
    _c("item", "检查项", "Item", "text", "检查什么。", "What is checked.", "R009 R010 R011 R012 R013", required=True, width=58),
    _c("checks", "检查次数", "Checks", "integer", "本季至少检查几次（抽查 2 次）。", "How often it is checked in the quarter (spot checks: 2).", "R008", required=True),
    _c("requirements", "依据", "Requirements", "text", "对应的制度条款。", "The requirement ids behind it.", "R007", width=12),
    replace(_VERSION, req=("R070",)),
), unique=("quarter", "dimension", "item", "effective_from"), role="settings", place="both", req=("R007", "R040"))

KPI_SETS = Table("kpi_sets", "指标权重", "KPI weights", "每个考核项目由哪些指标组成；人员空着 = 全部门。某人有自己的行就只用自己的。每个项目的权重加起来是 100。",
                 "Which KPIs make up each part of the scorecard; no person = everyone. Who has rows of their own is scored by those alone. Weights of a part sum to 100.", (
    _c("person_id", "人员编号", "Person ID", "id", "空 = 全部门。", "Blank = everyone.", "R192", refers="people.id"),
    _c("kpi", "指标", "KPI", ch.KPI, "哪个指标。", "Which KPI.", "R191", required=True),
    _c("weight", "权重", "Weight", "number", "在本项目里占多少。", "Its part of the dimension.", "R192", required=True),
    _c("target", "默认月目标", "Default target", "number", "目标表没有写时用；金额和数量按月，比率直接写（0.9 = 90%）。",
       "Where the Targets sheet has none: a month's amount or count, or the rate itself (0.9 = 90 %).", "R191", decimals=4),
    replace(_VERSION, req=("R196",)),
    _c("in_force", "生效中", "In force", "integer", "1 = 今天生效。", "1 = in force today.", "R196", width=9, computed=True),
), unique=("person_id", "kpi", "effective_from"), role="settings", place="both", req=("R191", "R192", "R196"))

HOLIDAYS = Table("holidays", "节假日", "Holidays", "法定节假日和调休上班日；年底请按通知核对。", "Public holidays and make-up working days; check against the yearly notice.", (
    _c("date", "日期", "Date", "date", "哪天。", "The day.", "R053", required=True),
    _c("kind", "类型", "Kind", ch.DAY_KIND, "休息或调休上班。", "Day off or make-up working day.", "R053", required=True),
    _c("name", "名称", "Name", "text", "节日名称。", "Name of the holiday.", "R053", width=30),
    _c("off", "休息日", "Off", "date", "计算用。", "For the formulas.", "R053", computed=True),
    _c("on", "上班日", "On", "date", "计算用：落在每周休息日上的调休。", "For the formulas: a make-up day on a weekly rest day.", "R053", computed=True),
), unique=("date",), role="settings", place="both", req=("R053",))

FX = Table("fx", "汇率", "FX rates", "1 单位外币等于多少人民币；缺汇率的到款会被退回。", "CNY for one unit of the currency; a receipt without a rate is rejected.", (
    _c("date", "日期", "Date", "date", "哪天的汇率。", "The day.", "R048", required=True),
    _c("currency", "币种", "Currency", ch.CURRENCY, "外币。", "The currency.", "R048", required=True),
    _c("rate", "汇率", "Rate", "number", "人民币 / 1 单位外币，最多六位小数。", "CNY for one unit, up to six decimals.", "R048", required=True, decimals=6),
    _c("kind", "汇率类型", "Rate kind", ch.FX_KIND, "当日或固定。", "Spot or fixed.", "R048", required=True),
    _c("source", "出处", "Source", "text", "从哪里来的。", "Where it comes from.", "R048", width=24),
), unique=("date", "currency", "kind"), role="settings", place="both", req=("R048",))

SETTINGS = Table("settings", "设置", "Settings", "这本工作簿是谁的，以及公司资料。", "Whose workbook this is, and the company profile.", (
    _c("name", "项目", "Setting", "text", "设置项目。", "What is set.", "R103", width=20),
    _c("key", "键", "Key", "text", "程序用的名称，不要改。", "The name the program uses; do not change.", "R103", required=True, width=20),
    _c("value", "值", "Value", "any", "在这里填。", "Fill it in here.", "R103", width=40),
    _c("meaning", "说明", "Meaning", "note", "什么意思。", "What it means.", "R103", width=50),
), unique=("key",), role="settings", place="both", req=("R103",))

PEOPLE = Table("people", "人员", "People", "每人一行；编号与各人工作簿里的一致。", "One row a person; the ID is the one in their workbook.", (
    _c("id", "人员编号", "Person ID", "id", "与工作簿设置里的一致。", "As on the Settings sheet of the workbook.", "R086", required=True),
    _c("name", "姓名", "Name", "text", "姓名。", "Name.", "R086", required=True),
    _c("position", "岗位", "Position", ch.POSITION, "业务员、高级业务员、经理。", "Salesperson, senior, manager.", "R204 R225"),
    _c("group", "小组", "Group", "text", "团队 PK 的小组。", "Group for the team contest.", "R228"),
    _c("territory", "负责区域", "Territory", "text", "分到的市场区域。", "Markets assigned.", "R079", width=26),
    _c("hired", "入职日期", "Hired", "date", "入职日期；空着就算不出入职季度。", "Hire date; without it there is no tenure quarter.", "R003"),
    _c("left", "离职日期", "Left", "date", "离职日期。", "Leave date.", "R141"),
    _c("base_salary", "基本工资", "Base salary", "money", "每月人民币；空 = 政策里的。", "CNY a month; blank = the policy's.", "R041"),
    _c("bonus_base", "年奖基数", "Bonus base", "money", "空 = 没有年奖。", "Blank = no yearly bonus.", "R043 R049"),
    _c("alibaba_account", "阿里子账号", "Alibaba account", "text", "子账号。", "Sub-account.", "R140"),
    _c("account_opened", "开通日期", "Account opened", "date", "账号开通日期。", "Day it was opened.", "R140"),
    _c("languages", "语言", "Languages", "text", "英语及小语种。", "English and others.", "R218"),
    _c("skills", "技能", "Skills", "text", "市场开拓、客户服务、业务跟进等。", "Market development, service, follow-up.", "R169 R170 R219", width=24),
    _c("delegate", "代办人", "Delegate", "text", "出差或请假时由谁代办。", "Who stands in during leave.", "R055 R097"),
    _NOTE,
), unique=("id",), place="master", req=("R084", "R085", "R086"))

TARGETS = Table("targets", "目标", "Targets", "年、季、月目标分解到人；中途调整请加新行，写生效日期。合计是否一致看“目标检查”。",
                "Year, quarter and month targets down to the person; a change is a new row with its date. Target checks shows whether they add up.", (
    _c("month", "月份", "Month", "month", "目标月份；季、年目标写第一个月。", "Month of the target; of a quarter or year its first.", "R186", required=True),
    _c("person_id", "人员编号", "Person ID", "id", "空 = 全部门。", "Blank = whole department.", "R154 R178", refers="people.id"),
    _c("area", "业务领域", "Area", ch.AREA, "销售、市场开拓、客户服务。", "Sales, market expansion, service.", "R186"),
    _c("kpi", "指标", "KPI", ch.KPI, "从下拉里选。", "Pick one from the list.", "R191"),
    _c("amount", "目标值", "Target", "number", "数值目标；比率写 0.9 = 90%。", "Numeric target; a rate as 0.9 = 90 %.", "R191", required=True, decimals=4),
    replace(_VERSION, note_zh="从哪天起按这个目标。", note_en="In force from this day.", req=("R164",)),
    _c("span", "期间", "Span", ch.SPAN, "季或年；空 = 月。", "Quarter or year; blank = month.", "R186"),
    _c("in_force", "生效中", "In force", "integer", "1 = 这一期所按的版本：到期末（或今天）为止最新的一行。",
       "1 = the version of its period: the newest by the period's end, or by today.", "R164", computed=True, width=9),
), place="master", req=("R154", "R186"))

ASSESSMENTS = Table("assessments", "考核", "Assessments", "经理每季度给每人打分。", "The manager's scores per person and quarter.", (
    _c("person_id", "人员编号", "Person ID", "id", "给谁打分。", "Who is scored.", "R002", required=True, refers="people.id"),
    _c("quarter", "季度", "Quarter", "text", "例如 2026Q4。", "Such as 2026Q4.", "R002", required=True),
    _c("dimension", "考核项目", "Dimension", ch.DIMENSION, "业绩、阿里有效利用率、态度及方法。", "Results, Alibaba use, attitude.", "R001", required=True),
    _c("item", "检查项", "Item", "text", "检查清单里的条目。", "Checklist item.", "R007", width=24),
    _c("score", "得分", "Score", "number", "0 到 100。", "0 to 100.", "R009", required=True, range=(0, 100)),
    _c("date", "检查日期", "Checked on", "date", "哪天检查。", "Day of the check.", "R008"),
    _c("checker", "检查人", "Checked by", "text", "谁检查。", "Who checked.", "R008"),
    _NOTE,
), place="master", req=("R001", "R002"))

SECOND_CHANCES = Table("second_chances", "二次机会", "Second chances", "头三个月没有到款但另外两项突出的人：谁、哪天、为什么、到哪天。分数不够的不生效。",
                       "Who gets a second chance after a first quarter without a receipt: who, when, why, until when. Refused unless both other scores are outstanding.", (
    _c("person_id", "人员编号", "Person ID", "id", "给谁。", "Who gets it.", "R006", required=True, refers="people.id"),
    _c("quarter", "季度", "Quarter", "text", "凭哪个季度的分数，例如 T1。", "The quarter whose scores count, such as T1.", "R006", required=True),
    _c("granted", "批准日期", "Granted on", "date", "哪天批准。", "Day it was granted.", "R006", required=True),
    _c("by", "批准人", "Granted by", "text", "谁批准。", "Who granted it.", "R006", required=True),
    _c("reason", "原因", "Reason", "text", "为什么。", "Why.", "R006", required=True, width=30),
    _c("until", "延长到", "Until", "date", "空 = 批准日起按政策的月数。", "Blank = the policy's months from the day it was granted.", "R006"),
    _c("ends", "到期", "Ends", "date", "到这天还没有到款就辞退。", "Without a receipt by this day: dismissal.", "R006", computed=True),
    _c("valid", "有效", "Valid", "text", "另外两项的平均分都达到突出分数才有效。", "Valid when both other scores reach the outstanding score.", "R006", width=8, computed=True, choices=ch.YESNO),
), unique=("person_id", "granted"), place="master", req=("R006",))

KPI_VALUES = Table("kpi_values", "指标填报", "KPI values", "算不出来、要填的指标：市场占有率、品牌知名度等。", "Indicators that are typed in: market share, brand awareness.", (
    _c("month", "月份", "Month", "month", "哪个月。", "The month.", "R189", required=True),
    _c("person_id", "人员编号", "Person ID", "id", "谁负责的市场。", "Whose market.", "R189", required=True, refers="people.id"),
    _c("kpi", "指标", "KPI", ch.KPI, "哪个指标。", "Which KPI.", "R189", required=True),
    _c("value", "数值", "Value", "number", "比率写 0.12 = 12%。", "A rate as 0.12 = 12 %.", "R185 R189", required=True, decimals=4),
    _c("source", "出处", "Source", "text", "从哪里来的。", "Where it comes from.", "R189", width=24),
), unique=("month", "person_id", "kpi"), place="master", req=("R185", "R189"))

SETTLEMENTS = Table("settlements", "结算", "Settlements", "要结算：在空行填期间（如 2026Q3）再汇总，人员空着 = 所有人。核对后把状态改成已确认，从此不再变。",
                    "To settle: type a period such as 2026Q3 in an empty row (no person = everyone) and consolidate. Once checked set it to confirmed: it never changes again.", (
    _c("id", "结算编号", "Settlement ID", "id", "汇总时自动编号。", "Given by the consolidation.", "R042", width=16, filled=True),
    _c("person_id", "人员编号", "Person ID", "id", "谁的结算；空 = 这一期间的每个人。", "Whose it is; blank = everyone of the period.", "R042", refers="people.id"),
    _c("period", "期间", "Period", "text", "季度，例如 2026Q3。", "A quarter such as 2026Q3.", "R042", required=True, width=11),
    _c("status", "结算状态", "Settlement status", ch.SETTLEMENT, "空或草稿 = 请计算；核对后改成已确认、已发放；作废后可另起一行重算。",
       "Blank or draft = please calculate; then confirmed, paid; after void it can be calculated anew in another row.", "R212", width=13),
    _c("base", "到款基数", "Base", "money", "本期计入提成的到款，人民币。", "Receipts that earn commission, CNY.", "R044", filled=True),
    _c("commission", "提成金额", "Commission", "money", "等于提成明细各行相加。", "The sum of its lines on Commission lines.", "R044 R211", filled=True),
    _c("bonus", "额外奖金", "Extra bonus", "money", "手工奖金，人民币；必须写原因才计入。", "Manual bonus, CNY; counts only with a reason.", "R047"),
    _c("bonus_reason", "奖金原因", "Bonus reason", "text", "奖金必须写原因。", "A bonus needs a reason.", "R047", width=18),
    _c("total", "应发合计", "To be paid", "money", "提成 + 有原因的奖金。", "Commission + bonus with a reason.", "R047", filled=True),
    _c("answer", "业务员答复", "Answer", ch.ANSWER, "业务员在自己工作簿的提成确认表里写的。", "What the salesperson wrote on Confirmations.", "R211", filled=True),
    _c("comment", "答复说明", "Comment", "note", "异议的理由。", "Why it is disputed.", "R211", filled=True, width=24),
    _c("policy_day", "政策日期", "Policy of", "date", "按哪天生效的政策算的。", "The day whose policy it follows.", "R212", filled=True),
    _c("policy_print", "政策指纹", "Policy print", "text", "政策内容不变，指纹不变。", "The same policy has the same print.", "R212", filled=True, width=12),
    _c("confirmed", "确认日期", "Confirmed on", "date", "哪天确认；空着由汇总填当天。", "Day of confirmation; filled in when blank.", "R212"),
    _c("paid", "发放日期", "Paid on", "date", "哪天发放；空着由汇总填当天。", "Day of payment; filled in when blank.", "R042"),
    _c("seal", "封存码", "Seal", "text", "确认时封存；内容被改过就对不上。", "Set on confirmation; a changed content no longer fits it.", "R212", filled=True, width=12),
    _NOTE,
), unique=("id",), place="master", req=("R042", "R212"))

SETTLEMENT_LINES = Table("settlement_lines", "提成明细", "Commission lines", "每一分提成的来历：到款、档位、系数、分成；同一结算编号的金额相加 = 提成金额。",
                         "Where every fen comes from: receipt, tier, factor, share; the amounts of a settlement sum to its commission.", (
    _c("settlement_id", "结算编号", "Settlement ID", "id", "属于哪一批结算。", "The settlement it belongs to.", "R211", width=16, filled=True),
    _c("person_id", "人员编号", "Person ID", "id", "谁的提成。", "Whose commission.", "R211", filled=True),
    _c("period", "期间", "Period", "text", "结算期间。", "Period of the settlement.", "R211", filled=True, width=11),
    _c("no", "行", "Line", "integer", "在这一批里的第几行。", "Its number in the settlement.", "R211", filled=True, width=7),
    _c("receipt_owner", "到款业务员", "Receipt of", "id", "到款登记在谁的工作簿。", "In whose workbook the receipt stands.", "R211", filled=True),
    _c("receipt_id", "到款编号", "Receipt ID", "id", "哪一笔到款。", "Which receipt.", "R211", filled=True, width=14),
    _c("date", "到款日期", "Receipt date", "date", "到款日期。", "Day of the receipt.", "R211", filled=True),
    _c("order_id", "订单编号", "Order ID", "id", "哪张订单。", "Which order.", "R211", filled=True),
    _c("customer_name", "客户名称", "Customer name", "text", "哪个客户。", "Which customer.", "R211", filled=True, width=24),
    _c("step", "步骤", "Step", ch.PAY_STEP, "哪一步产生的金额。", "The step that gives the amount.", "R211", filled=True, width=14),
    _c("base", "基数", "Base", "money", "这一步所乘的金额，人民币。", "What the step multiplies, CNY.", "R211", filled=True),
    _c("rate", "比例或系数", "Rate", "percent", "乘以多少。", "Multiplied by this.", "R211", filled=True, width=12),
    _c("amount", "提成金额", "Amount", "money", "这一行的提成，人民币；各行相加等于结算金额。", "Commission of this line, CNY.", "R211", filled=True),
    _c("rule", "依据", "Rule", "note", "按政策里的哪一条。", "The policy row behind it.", "R211", filled=True, width=44),
    _c("key", "查找键", "Look up by", "text", "计算用：结算编号和行。", "For the formulas: settlement and line.", "R211", filled=True, width=18),
), role="computed", place="master", req=("R211",))

CUSTOMER_FACTORS = Table("customer_factors", "客户系数", "Customer factors", "高利润或战略客户的提成系数。", "Commission factor of high-profit or strategic customers.", (
    _c("customer_id", "客户编号", "Customer ID", "id", "哪个客户。", "Which customer.", "R207", required=True),
    _c("person_id", "人员编号", "Person ID", "id", "谁的客户；空 = 所有人的同一编号。", "Whose customer; blank = this ID of everyone.", "R207", refers="people.id"),
    _c("factor", "系数", "Factor", "number", "提成乘以它，例如 1.2。", "Commission is multiplied by it, such as 1.2.", "R207", required=True, decimals=4),
    replace(_VERSION, zh="系数生效日期", en="Factor effective from", req=("R207", "R212")),
    _c("reason", "原因", "Reason", "text", "为什么。", "Why.", "R207", width=22),
), place="master", sheet="plan", req=("R207",))

ORDER_PLANS = Table("order_plans", "项目提成", "Project plans", "重大订单单独的提成：写比例或固定金额，代替套档。",
                    "Commission of a project order, instead of the tiers: a rate or a fixed amount.", (
    _c("order_id", "订单编号", "Order ID", "id", "哪张订单。", "Which order.", "R206", required=True),
    _c("rate", "项目比例", "Project rate", "percent", "到款乘以它。", "Receipts are multiplied by it.", "R206"),
    _c("amount", "固定金额", "Fixed amount", "money", "整张订单收齐时的提成，人民币；部分到款按比例。", "Commission once the order is fully paid, CNY; in proportion before.", "R206"),
    _c("reason", "原因", "Reason", "text", "为什么单独设定。", "Why it is set apart.", "R206", width=22),
), unique=("order_id",), place="master", sheet="plan", req=("R206",))

ORDER_SHARES = Table("order_shares", "订单分成", "Order shares", "一个环节有几个人，或项目成员怎样分；同一订单同一环节相加必须是 100%。",
                     "Who takes part in a stage or project; the shares of an order's stage sum to 100 %.", (
    _c("order_id", "订单编号", "Order ID", "id", "哪张订单。", "Which order.", "R203 R206", required=True),
    _c("stage", "环节", "Stage", ch.ORDER_ROLE, "开发、谈判、跟单或项目。", "Develop, negotiate, follow-up or project.", "R203 R206", required=True),
    _c("person_id", "人员编号", "Person ID", "id", "谁参与。", "Who takes part.", "R203 R206", required=True, refers="people.id"),
    _c("share", "占比", "Share", "percent", "占这个环节的多少。", "Part of the stage.", "R203 R206", required=True),
), unique=("order_id", "stage", "person_id"), place="master", sheet="plan", req=("R203", "R206"))

TEAM_WEIGHTS = Table("team_weights", "团队权重", "Team weights", "团队提成按 角色权重 × 贡献权重 分；没写的人按 1 × 1，写 0 不参加。",
                     "The team's part is split by role × contribution; 1 × 1 where nothing is written, 0 takes no part.", (
    _c("person_id", "人员编号", "Person ID", "id", "谁。", "Who.", "R201", required=True, refers="people.id"),
    _c("period", "期间", "Period", "text", "哪个季度；空 = 每个季度。", "Which quarter; blank = every one.", "R201", width=11),
    _c("role_weight", "角色权重", "Role weight", "number", "按角色的权重。", "Weight of the role.", "R201", decimals=4),
    _c("contribution", "贡献权重", "Contribution", "number", "按贡献的权重。", "Weight of the contribution.", "R201", decimals=4),
), unique=("person_id", "period"), place="master", sheet="plan", req=("R201",))

FUND_USES = Table("fund_uses", "基金支出", "Fund uses", "团队发展基金花在哪里。", "What the team fund was spent on.", (
    _c("date", "支出日期", "Date", "date", "哪天。", "The day.", "R209", required=True),
    _c("amount", "支出金额", "Amount", "money", "人民币。", "CNY.", "R209", required=True),
    _c("use", "用途", "Use", ch.FUND_USE, "团队建设、培训、奖励。", "Team building, training, reward.", "R209", required=True),
    _c("description", "说明", "Description", "text", "具体做什么。", "What for.", "R209", width=30),
    _c("approved_by", "批准人", "Approved by", "text", "谁批准。", "Who approved.", "R209"),
), place="master", req=("R209",))

TRANSFERS = Table("transfers", "移交", "Transfers", "离职或调整时客户交给谁。", "Who takes over which customer.", (
    _c("date", "移交日期", "Date", "date", "哪天移交。", "Day of the hand-over.", "R142", required=True),
    _c("from_id", "原业务员", "From", "id", "原业务员编号。", "Person handing over.", "R142", required=True, refers="people.id"),
    _c("to_id", "接手人", "To", "id", "接手人编号。", "Successor.", "R142", required=True, refers="people.id"),
    _c("customer_id", "客户编号", "Customer ID", "id", "空 = 全部客户。", "Blank = all customers.", "R142"),
    _c("explained", "已向客户说明", "Explained", ch.YESNO, "接手人是否已向客户解释。", "Has the successor explained it to the customer.", "R143"),
    _c("reason", "原因", "Reason", "text", "为什么移交。", "Why.", "R142"),
), place="master", req=("R142", "R231"))

PRODUCTS = Table("products", "产品", "Products", "全公司统一的产品资料。", "One source of product data for everyone.", (
    _c("id", "产品编号", "Product ID", "id", "唯一编号。", "A unique code.", "R093", required=True),
    _c("name", "产品名称", "Product name", "text", "名称。", "Name.", "R093", required=True, width=28),
    _c("spec", "规格", "Specification", "text", "规格。", "Specification.", "R093", width=22),
    _c("model", "型号", "Model", "text", "型号。", "Model.", "R093"),
    _c("moq", "最小定单量", "MOQ", "number", "最小定单量。", "Minimum order quantity.", "R093"),
    _c("key_person", "关键人", "Key person", "text", "谁负责。", "Who is in charge.", "R093"),
    _c("price", "价格", "Price", "money", "基准价。", "List price.", "R093", decimals=4),
    _c("currency", "币种", "Currency", ch.CURRENCY, "价格币种。", "Currency of the price.", "R093"),
    _c("certificates", "国际认证", "Certificates", "text", "CE、UL 等。", "CE, UL and so on.", "R093"),
    _c("parameters", "技术参数", "Parameters", "note", "技术参数。", "Technical parameters.", "R093"),
    _c("picture", "图片", "Picture", "text", "图片文件或链接。", "File or link.", "R094"),
    _c("sample_stock", "有样品", "Sample in stock", ch.YESNO, "有高质量样品库存。", "Good samples in stock.", "R095"),
    _c("discontinued", "停产", "Discontinued", ch.YESNO, "已停产。", "No longer made.", "R093"),
), unique=("id",), place="master", req=("R093", "R094", "R095"))

PRICE_LIST = Table("price_list", "价格表", "Price list", "同一产品按地区和客户类型的多种报价。", "Several prices per product, by region and customer.", (
    _c("product_id", "产品编号", "Product ID", "id", "产品。", "The product.", "R090", required=True, refers="products.id"),
    _c("region", "地区", "Region", ch.REGION, "空 = 所有地区。", "Blank = everywhere.", "R090 R091 R092"),
    _c("nature", "客户性质", "Nature", ch.NATURE, "空 = 所有客户。", "Blank = everyone.", "R090"),
    _c("price", "价格", "Price", "money", "报价。", "Price.", "R090", required=True, decimals=4),
    _c("floor_price", "底价", "Floor price", "money", "不能低于。", "Lowest allowed.", "R101", decimals=4),
    _c("addon_cost", "附加服务成本", "Addon cost", "money", "附加值和服务成本。", "Cost of added value and service.", "R092", decimals=4),
    _c("currency", "币种", "Currency", ch.CURRENCY, "价格币种。", "Currency.", "R090", required=True),
    _c("strategy", "报价策略", "Strategy", "note", "价格敏感地区第一次就报有竞争力的价。", "Price-sensitive regions get the competitive price first.", "R091 R165"),
), place="master", req=("R090", "R091", "R092"))

RISKS = Table("risks", "风险", "Risks", "风险登记和应对。", "Risk register and controls.", (
    _c("id", "风险编号", "Risk ID", "id", "唯一编号。", "A unique code.", "R258", required=True),
    _c("type", "风险类型", "Risk type", ch.RISK, "市场、供应链、物流、质量、收款。", "Market, supply chain, logistics, quality, collection.", "R258"),
    _c("description", "风险描述", "Description", "note", "什么风险。", "What may happen.", "R258", required=True),
    _c("probability", "可能性", "Probability", ch.LEVEL, "高、中、低。", "High, medium, low.", "R258"),
    _c("impact", "影响", "Impact", ch.LEVEL, "高、中、低。", "High, medium, low.", "R258"),
    _c("owner_id", "负责人", "Owner", "text", "谁负责。", "Who is in charge.", "R258"),
    _c("control", "应对措施", "Control", "note", "应急预案、供应商管理、物流方案。", "Contingency plan, supplier management, logistics.", "R259"),
), unique=("id",), place="master", req=("R258", "R259"))

SURVEYS = Table("surveys", "满意度", "Surveys", "客户满意度调查。", "Customer satisfaction.", (
    _c("date", "调查日期", "Date", "date", "哪天。", "Day.", "R257", required=True),
    _c("customer_id", "客户编号", "Customer ID", "id", "哪个客户。", "Which customer.", "R257", required=True),
    _c("person_id", "人员编号", "Person ID", "id", "哪位业务员的客户。", "Whose customer.", "R257", refers="people.id"),
    _c("method", "调查方式", "Survey method", ch.SURVEY, "问卷或电话回访。", "Questionnaire or phone.", "R257"),
    _c("score", "满意度", "Satisfaction", "number", "1 到 10。", "1 to 10.", "R257", required=True, range=(1, 10)),
    _c("comment", "意见", "Comment", "note", "客户的意见。", "What the customer said.", "R184 R257"),
), place="master", req=("R188", "R257"))

SALES: tuple[Table, ...] = (CUSTOMERS, INQUIRIES, CONTACTS, QUOTATIONS, SAMPLES, ORDERS, RECEIPTS, FORECASTS,
                            WEEKLY_REPORTS, TRAININGS, ISSUES, MAIL_CHECKS, CONFIRMATIONS)
PARAMETERS: tuple[Table, ...] = (TIERS, GRADES, RUBRICS, CHANNELS, POSITIONS, WORKTIME, RECEIPT_KINDS, ASSESSMENT_FACTORS)
REVIEW_RULES: tuple[Table, ...] = (CHECKLIST, KPI_SETS)
SHARED: tuple[Table, ...] = (POLICY, *PARAMETERS, *REVIEW_RULES, HOLIDAYS, FX)
SHARED_SHEETS: dict[str, Choice] = {c.key: c for c in (Choice("parameters", "参数", "Parameters"),
                                                       Choice("plan", "提成方案", "Commission plan"),
                                                       Choice("receivables", "应收账款", "Receivables"))}
"""Sheets that hold several tables side by side."""


def holder(table: Table) -> Table | Choice:
    """What names the sheet a table stands on: itself, or the sheet it shares."""
    return SHARED_SHEETS[table.sheet] if table.sheet else table


PLAN: tuple[Table, ...] = (CUSTOMER_FACTORS, ORDER_PLANS, ORDER_SHARES, TEAM_WEIGHTS)
MANAGER: tuple[Table, ...] = (PEOPLE, TARGETS, ASSESSMENTS, SECOND_CHANCES, KPI_VALUES, SETTLEMENTS, SETTLEMENT_LINES, *PLAN, FUND_USES,
                              TRANSFERS, PRODUCTS, PRICE_LIST, RISKS, SURVEYS)
HANDED_OUT: tuple[Table, ...] = (TARGETS, ASSESSMENTS, SECOND_CHANCES, KPI_VALUES, SURVEYS)
"""The manager's tables of which a salesperson's workbook carries their own rows, as values (R198)."""
ALL: tuple[Table, ...] = (*SALES, SETTINGS, *SHARED, *MANAGER)
BY_KEY: dict[str, Table] = {t.key: t for t in ALL}

_OWNER = _c("owner", "业务员编号", "Salesperson ID", "id", "来自哪位业务员的工作簿。", "Whose workbook it comes from.", "R081")
_OWNER_NAME = _c("owner_name", "业务员", "Salesperson", "text", "业务员姓名。", "Name of the salesperson.", "R081")
_FILE = _c("file", "来源文件", "Source file", "text", "来自哪个文件。", "The file it comes from.", "R211", width=24)
_ROW = _c("source_row", "来源行", "Source row", "integer", "在那个文件里的行号。", "Its row in that file.", "R211")
_EXTRA = _c("extra", "其他列", "Other columns", "note", "业务员自己加的列，原样保留。", "Columns the salesperson added, kept as they are.", "R231")


def consolidated(table: Table) -> Table:
    """A salesperson table as it stands in the master: whose row it is in front, where it came from at the end."""
    return replace(table, columns=(_OWNER, _OWNER_NAME, *table.columns, _FILE, _ROW, _EXTRA), unique=(), role="computed",
                   place="master")


CONSOLIDATED: tuple[Table, ...] = tuple(consolidated(t) for t in SALES)

DASHBOARD = Table("dashboard", "看板", "Dashboard", "每人本季的到款、提成、客户等级和逾期；数字由合并的表实时算出。",
                  "Receipts, commission, grades and overdue follow-ups of the quarter, per person, from the consolidated tables.", (
    _c("person_id", "人员编号", "Person ID", "id", "业务员。", "The salesperson.", "R072"),
    _c("name", "姓名", "Name", "text", "姓名。", "Name.", "R072", computed=True),
    _c("receipts", "本季到款", "Receipts", "money", "本季计入业绩的到款（人民币）。", "Counted receipts of the quarter, CNY.", "R004 R072", computed=True),
    _c("target", "本季目标", "Target", "money", "目标表里本季的到款目标。", "Receipts target of the quarter.", "R072", computed=True),
    _c("completion", "完成率", "Completion", "percent", "到款 ÷ 目标。", "Receipts ÷ target.", "R015", computed=True),
    _c("commission", "提成", "Commission", "money", "本季到款的提成。", "Commission of the quarter's receipts.", "R044", computed=True),
    _c("orders", "本季订单", "Orders", "integer", "本季签的订单数。", "Orders signed in the quarter.", "R187", computed=True),
    *(_c(f"grade_{g.lower()}", f"{g}级", f"Grade {g}", "integer", f"{g} 级客户数。", f"Customers of grade {g}.", "R034", width=8, computed=True) for g in "SABCD"),
    _c("overdue", "逾期跟进", "Overdue", "integer", "过了跟进日还没联系的客户数。", "Customers past their follow-up date.", "R180", computed=True),
    _c("due_today", "今天到期", "Due today", "integer", "今天该联系的客户数。", "Customers due today.", "R175", computed=True),
    _c("unanswered", "未回复询盘", "Unanswered", "integer", "还没回复的询盘数。", "Inquiries without an answer.", "R098", computed=True),
), role="computed", place="master", req=("R072", "R080"))

REPORT = Table("report", "合并报告", "Consolidation report", "每个文件每张表读了几行、收了几行、退回几行；读 = 收 + 退回。",
               "Rows read, kept and rejected, per file and table: read = kept + rejected.", (
    _c("file", "文件", "File", "text", "业务员的工作簿。", "The salesperson's workbook.", "R211", width=30),
    _OWNER, _OWNER_NAME,
    _c("table", "表", "Table", "text", "哪张表。", "Which table.", "R211"),
    _c("read", "读取", "Read", "integer", "读到的行数。", "Rows read.", "R211"),
    _c("kept", "收入", "Kept", "integer", "进入主表的行数。", "Rows in the master.", "R211"),
    _c("rejected", "退回行", "Rejected", "integer", "退回的行数。", "Rows rejected.", "R211"),
    _c("warnings", "提醒数", "Warnings", "integer", "只提醒、不退回。", "Only pointed out, not rejected.", "R211"),
    _c("fingerprint", "内容指纹", "Fingerprint", "text", "内容不变，指纹不变。", "The same content has the same fingerprint.", "R211", width=20),
), role="computed", place="master", req=("R211",))

REJECTS = Table("rejects", "退回", "Rejects", "退回的行和提醒：改好原工作簿后重新汇总。整行内容都在这里，不会丢。",
                "Rows rejected and warnings: mend the workbook and consolidate again. The whole row stands here.", (
    _c("severity", "处理", "Severity", ch.SEVERITY, "退回：没有进主表；提醒：进了主表。", "Rejected: not in the master; warning: in it.", "R211"),
    _c("file", "文件", "File", "text", "哪个文件。", "Which file.", "R211", width=26),
    _c("sheet", "工作表", "Sheet", "text", "哪张表。", "Which sheet.", "R211"),
    _c("line", "行号", "Row", "integer", "Excel 行号。", "Excel row.", "R211"),
    _c("column", "列名", "Column", "text", "哪一列。", "Which column.", "R211"),
    _c("value", "填写的内容", "As typed", "text", "原来填的内容。", "What was typed.", "R211", width=20),
    _c("problem", "问题", "Problem", "note", "哪里不对。", "What is wrong.", "R211", width=36),
    _c("todo", "怎么办", "What to do", "note", "怎样改。", "What to do about it.", "R211", width=36),
    _c("content", "整行内容", "Whole row", "note", "整行原样。", "The whole row as it was.", "R211", width=60),
), role="computed", place="master", req=("R211",))

PAYROLL = Table("payroll", "工资单", "Payroll", "每人每月：基本工资、提成、奖金；提成按结算的发放日期，还没发的按政策推算的月份。",
                "Per person and month: base pay, commission, bonuses; commission by its day of payment, else by the policy's month.", (
    _c("month", "月份", "Month", "month", "哪个月。", "The month.", "R041"),
    _c("person_id", "人员编号", "Person ID", "id", "谁。", "Who.", "R041"),
    _c("name", "姓名", "Name", "text", "姓名。", "Name.", "R041"),
    _c("base_salary", "基本工资", "Base salary", "money", "人员表里的；空着用政策里的。", "As on People, else the policy's.", "R041"),
    _c("commission", "提成", "Commission", "money", "这个月发放的提成。", "Commission paid in the month.", "R042"),
    _c("bonus", "额外奖金", "Extra bonus", "money", "有原因的手工奖金。", "Manual bonus with a reason.", "R047"),
    _c("bonus_reason", "奖金原因", "Bonus reason", "text", "为什么。", "Why.", "R047", width=22),
    _c("annual_bonus", "年终奖", "Yearly bonus", "money", "年奖基数 × 四个季度（阿里利用 + 态度）÷ 2 的平均 ÷ 100。",
       "Base × mean of the four quarters' (Alibaba use + attitude) / 2 / 100.", "R043 R049"),
    _c("total", "应发合计", "Total", "money", "以上相加。", "The sum of it.", "R041 R042 R043"),
    _c("settlements", "结算编号", "Settlements", "text", "提成来自哪几批结算。", "The settlements behind the commission.", "R211", width=22),
    _c("note", "说明", "Note", "text", "预计、已发，或缺什么。", "Planned, paid, or what is missing.", "R042", width=34),
), role="computed", place="master", req=("R041", "R042", "R043", "R047", "R049"))

FUND = Table("fund", "团队基金", "Team fund", "团队发展基金的来去：每个季度预留的、每一笔用掉的、余额。", "What the team development fund took in, what was spent, what is left.", (
    _c("date", "日期", "Date", "date", "季度末或支出日期。", "End of the quarter, or the day spent.", "R209"),
    _c("kind", "来去", "Movement", "text", "预留或支出。", "Withheld or spent.", "R209"),
    _c("description", "说明", "Description", "text", "哪个季度，或用在哪里。", "Which quarter, or what for.", "R209", width=36),
    _c("amount", "金额", "Amount", "money", "收入为正，支出为负，人民币。", "In positive, out negative, CNY.", "R209"),
    _c("balance", "余额", "Balance", "money", "到这一行为止。", "Up to this line.", "R209"),
    _c("status", "状态", "Status", "text", "结算状态。", "State of the settlement.", "R209"),
), role="computed", place="master", req=("R209",))

REVIEWS = Table("reviews", "考核记录", "Review history", "每人每个结束的考核季度一行：三项得分、总分、当季要求的结论。由数据重新算出。",
                "A row a person and finished period: the three scores, the total, the verdict of the quarter's rules, recomputed from the data.", (
    _c("person_id", "人员编号", "Person ID", "id", "谁。", "Who.", "R002"),
    _c("name", "姓名", "Name", "text", "姓名。", "Name.", "R002"),
    _c("quarter", "考核季度", "Period", "text", "入职季度 T1–T4，或自然季度。", "Tenure quarter T1 to T4, or calendar quarter.", "R002", width=11),
    _c("start", "开始", "From", "date", "第一天。", "First day.", "R002"),
    _c("last", "结束", "Until", "date", "最后一天。", "Last day.", "R002"),
    *(_c(d.key, d.zh, d.en, "number", "这一项的得分。", "Score of this part.", "R001", width=13) for d in ch.DIMENSION.items),
    _c("total", "总分", "Total", "number", "按权重的总分。", "Weighted total.", "R002", width=9),
    _c("receipts", "到款", "Receipts", "money", "本期计入业绩的到款，人民币。", "Counted receipts of the period, CNY.", "R004"),
    _c("verdicts", "要求与结论", "Rules and verdicts", "note", "入职第一年：数值 / 要求 结论。", "In the first year: reached / needed and verdict.", "R005 R016", width=44),
    _c("rank", "当季名次", "Rank", "integer", "同一季度里按总分的名次。", "Rank by total within the period.", "R080", width=9),
), role="computed", place="master", req=("R002", "R016"))

RECEIVABLES = Table("receivables", "应收账款", "Receivables", "所有还没收齐的订单，逾期最久的在最前；上面按人按账龄汇总（人民币）。多收和已取消的不在这里。",
                    "Every order with money outstanding, the most overdue first; above it the sums by person and age, CNY. Not what is overpaid or cancelled.", (
    _OWNER, replace(_OWNER_NAME, width=12),
    _c("id", "订单编号", "Order ID", "id", "哪一笔订单。", "Which order.", "R157"),
    _c("customer_id", "客户编号", "Customer ID", "id", "哪位客户。", "Which customer.", "R157"),
    replace(_NAME, computed=False, width=24),
    _c("payment_due", "应收日期", "Payment due", "date", "尾款应到的日期。", "Day the balance is due.", "R157"),
    _c("overdue_days", "逾期天数", "Overdue days", "integer", "过了应收日期几天。", "Days past the payment date.", "R157", width=10),
    _c("ageing", "账龄", "Ageing", "text", "逾期多久；分界天数在政策表。", "How long it is overdue; the bounds are policy settings.", "R157", width=14),
    _c("outstanding_cny", "未收人民币", "Outstanding CNY", "money", "按当天汇率；没有汇率就空着。", "At the day's rate; blank without one.", "R157", width=15),
    _c("credit_state", "信用提醒", "Credit warning", "text", "客户超额或停止发货时提示。", "Says when the customer is over the limit or stopped.", "R237", width=24),
    _c("outstanding", "未收", "Outstanding", "money", "订单币种。", "In the order's currency.", "R157", width=15),
    _c("currency", "币种", "Currency", ch.CURRENCY, "合同币种。", "Contract currency.", "R157", width=7),
    _c("amount", "订单金额", "Order amount", "money", "合同金额。", "Contract amount.", "R157", width=15, decimals=4),
    _c("received", "已收", "Received", "money", "计入业绩的到款合计。", "Counted receipts so far.", "R157", width=15),
    _c("date", "订单日期", "Order date", "date", "签约日期。", "Day it was signed.", "R157"),
    _c("bucket", "账龄档", "Bucket", "integer", "计算用：0 未到期，1 到 4 逾期档，5 没有应收日期。", "For the formulas: 0 not due, 1 to 4 overdue, 5 no due date.", "R157", width=8),
), role="computed", place="master", req=("R157", "R237"))

_BUCKETS = (("not_due", "未到期", "Not due"), *((f"late_{key}", f"逾期{zh}档", f"Late {key}") for key, zh in zip(("one", "two", "three", "four"), "一二三四", strict=True)), ("no_due", "无应收日", "No date"))
RECEIVABLE_SUMS = Table("receivable_sums", "应收汇总", "Receivable sums", "每人各账龄的未收人民币，由下面的清单加出来。",
                        "Outstanding CNY by person and age, summed from the list below.", (
    _c("person_id", "人员编号", "Person ID", "id", "业务员。", "The salesperson.", "R157"),
    _c("name", "姓名", "Name", "text", "姓名。", "Name.", "R157", computed=True),
    *(_c(key, zh, en, "money", "未收人民币。", "Outstanding, CNY.", "R157", width=15, computed=True)
      for n, (key, zh, en) in enumerate(_BUCKETS)),
    _c("sum", "合计", "Sum", "money", "此人未收合计。", "All that is outstanding of this person.", "R157", computed=True),
), role="computed", place="master", sheet="receivables", req=("R157",))

RESULTS: tuple[Table, ...] = (DASHBOARD, REVIEWS, REPORT, REJECTS, RECEIVABLES, PAYROLL, FUND)
MASTER: dict[str, Table] = BY_KEY | {t.key: t for t in (*CONSOLIDATED, *RESULTS, RECEIVABLE_SUMS)}
check(ALL)
check(MASTER.values())
