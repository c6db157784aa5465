"""Settlements: what stands in which column, who fills it."""

from __future__ import annotations

from dataclasses import replace

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import NOTE, col

KEPT = (
    col("counts", "计入季度", "Counts in", "text", "按哪个季度的政策和档位计算。", "The quarter whose policy and tiers it is counted by.", "R212", width=11),
    col("home", "归属季度", "Belongs to", "text", "按到款日期属于哪个季度。", "The quarter of the receipt's day.", "R212", width=11),
    col("earner", "到款归谁", "Earned by", "id", "这一部分到款算谁的。", "Whose part of the receipt it is.", "R211 R212"),
    col("part_base", "到款计提", "Part base", "money", "这一部分到款计入提成的金额，人民币。", "What the part counts, CNY.", "R211 R212"),
    col("received", "到款数", "Received", "text", "这一部分到款的原币金额，精确数。", "The part in its own currency, exactly.", "R212"),
    col("pieces", "件数", "Pieces", "text", "这一部分的件数，精确数。", "Its pieces, exactly.", "R199 R212"),
    col("fx", "所用汇率", "Rate used", "number", "折算所用的汇率。", "The exchange rate it was converted by.", "R048 R212", decimals=9),
    col("fee", "所扣费用", "Fee deducted", "money", "到款的银行费用。", "The receipt's bank fee.", "R004 R212"),
    col("factor", "当时客户系数", "Factor kept", "text", "当时的客户系数。", "The customer's factor as it was.", "R207 R212"),
    col("plan", "当时项目方案", "Project kept", "note", "当时的项目提成和参与人。", "The project plan and its members as they were.", "R206 R212", width=20),
    col("reopens", "重开日期", "Reopens", "date", "退款按政策重开原期间时：所退的那笔到款的日期。", "Of a refund that reopens its period: the day of the receipt it pays back.", "R004 R212"),
    col("stages", "当时环节", "Stages kept", "note", "当时各环节的参与人。", "Who took part in which stage.", "R203 R212", width=24),
)
"""What a line remembers of the part of a receipt that it is of: all that its commission followed from."""

SETTLEMENTS = Table(
    "settlements",
    "结算",
    "Settlements",
    "要结算：在空行填期间（如 2026Q3）再汇总，人员空着 = 所有人。核对后把状态改成已确认，从此不再变。",
    "To settle: type a period such as 2026Q3 in an empty row (no person = everyone) and consolidate. Once checked set it to confirmed: it never changes again.",
    (
        col("id", "结算编号", "Settlement ID", "id", "汇总时自动编号。", "Given by the consolidation.", "R042", width=16, filled=True),
        col("person_id", "人员编号", "Person ID", "id", "谁的结算；空 = 这一期间的每个人。", "Whose it is; blank = everyone of the period.", "R042", refers="people.id"),
        col("period", "期间", "Period", "text", "季度，例如 2026Q3。", "A quarter such as 2026Q3.", "R042", required=True, width=11),
        col("status", "结算状态", "Settlement status", ch.SETTLEMENT, "空或草稿 = 请计算；核对后改成已确认、已发放；作废后可另起一行重算。", "Blank or draft = please calculate; then confirmed, paid; after void it can be calculated anew in another row.", "R212", width=13),
        col("base", "到款基数", "Base", "money", "本期计入提成的到款，人民币。", "Receipts that earn commission, CNY.", "R044", filled=True),
        col("commission", "提成金额", "Commission", "money", "等于提成明细各行相加。", "The sum of its lines on Commission lines.", "R044 R211", filled=True),
        col("bonus", "额外奖金", "Extra bonus", "money", "手工奖金，人民币；必须写原因才计入。", "Manual bonus, CNY; counts only with a reason.", "R047"),
        col("bonus_reason", "奖金原因", "Bonus reason", "text", "奖金必须写原因。", "A bonus needs a reason.", "R047", width=18),
        col("total", "应发合计", "To be paid", "money", "提成 + 有原因的奖金。", "Commission + bonus with a reason.", "R047", filled=True),
        col("answer", "业务员答复", "Answer", ch.ANSWER, "业务员在自己工作簿的提成确认表里写的。", "What the salesperson wrote on Confirmations.", "R211", filled=True),
        col("comment", "答复说明", "Comment", "note", "异议的理由。", "Why it is disputed.", "R211", filled=True, width=24),
        col("policy_day", "政策日期", "Policy of", "date", "按哪天生效的政策算的。", "The day whose policy it follows.", "R212", filled=True),
        col("policy_print", "政策指纹", "Policy print", "text", "政策内容不变，指纹不变。", "The same policy has the same print.", "R212", filled=True, width=12),
        col("confirmed", "确认日期", "Confirmed on", "date", "哪天确认；空着由汇总填当天。", "Day of confirmation; filled in when blank.", "R212"),
        col("paid", "发放日期", "Paid on", "date", "哪天发放；空着由汇总填当天。", "Day of payment; filled in when blank.", "R042"),
        col("seal", "封存码", "Seal", "text", "确认时封存；内容被改过就对不上。", "Set on confirmation; a changed content no longer fits it.", "R212", filled=True, width=12),
        NOTE,
    ),
    unique=("id",),
    place="master",
    req=("R042", "R212"),
)

SETTLEMENT_LINES = Table(
    "settlement_lines",
    "提成明细",
    "Commission lines",
    "每一分提成的来历：到款、档位、系数、分成；同一结算编号的金额相加 = 提成金额。",
    "Where every fen comes from: receipt, tier, factor, share; the amounts of a settlement sum to its commission.",
    (
        col("settlement_id", "结算编号", "Settlement ID", "id", "属于哪一批结算。", "The settlement it belongs to.", "R211", width=16, filled=True),
        col("person_id", "人员编号", "Person ID", "id", "谁的提成。", "Whose commission.", "R211", filled=True),
        col("period", "期间", "Period", "text", "结算期间。", "Period of the settlement.", "R211", filled=True, width=11),
        col("no", "行", "Line", "integer", "在这一批里的第几行。", "Its number in the settlement.", "R211", filled=True, width=7),
        col("receipt_owner", "到款业务员", "Receipt of", "id", "到款登记在谁的工作簿。", "In whose workbook the receipt stands.", "R211", filled=True),
        col("receipt_id", "到款编号", "Receipt ID", "id", "哪一笔到款。", "Which receipt.", "R211", filled=True, width=14),
        col("date", "到款日期", "Receipt date", "date", "到款日期。", "Day of the receipt.", "R211", filled=True),
        col("order_id", "订单编号", "Order ID", "id", "哪张订单。", "Which order.", "R211", filled=True),
        col("customer_name", "客户名称", "Customer name", "text", "哪个客户。", "Which customer.", "R211", filled=True, width=24),
        col("step", "步骤", "Step", ch.PAY_STEP, "哪一步产生的金额。", "The step that gives the amount.", "R211", filled=True, width=14),
        col("base", "基数", "Base", "money", "这一步所乘的金额，人民币。", "What the step multiplies, CNY.", "R211", filled=True),
        col("rate", "比例或系数", "Rate", "percent", "乘以多少。", "Multiplied by this.", "R211", filled=True, width=12),
        col("amount", "提成金额", "Amount", "money", "这一行的提成，人民币；各行相加等于结算金额。", "Commission of this line, CNY.", "R211", filled=True),
        col("rule", "依据", "Rule", "note", "按政策里的哪一条。", "The policy row behind it.", "R211", filled=True, width=44),
        col("key", "查找键", "Look up by", "text", "计算用：结算编号和行。", "For the formulas: settlement and line.", "R211", filled=True, width=18),
        *(replace(c, filled=True) for c in KEPT),
        col("policy", "所依政策", "Policy kept", "note", "确认时的政策，写在每批结算的第一行；以后的更正按它计算。", "The policy as it was, on a settlement's first line; later corrections follow it.", "R212", filled=True, width=30),
        col("people", "所依人员", "People kept", "note", "当时的岗位系数、考核系数和团队权重，写在第一行。", "Position and score factors and team weights as they were, on the first line.", "R212", filled=True, width=30),
    ),
    role="computed",
    place="master",
    req=("R211",),
)

LATE_ENTRIES = Table(
    "late_entries",
    "补登更正",
    "Late entries",
    "已确认的季度之后才看到的到款、更正和撤销：记在首次看到的季度，从此不移动。程序填写，请勿改动。",
    "Receipts, corrections and withdrawals seen after their quarter was confirmed: each stays in the quarter in which it was first seen. Filled by the program; do not change.",
    (
        col("seen", "首见季度", "First seen", "text", "汇总第一次看到它的季度；差额记在这里。", "The quarter of the consolidation that saw it first; the difference is paid there.", "R212", filled=True, width=11),
        col("seen_on", "首见日期", "Seen on", "date", "哪天的汇总第一次看到。", "Day of the consolidation that saw it first.", "R212", filled=True),
        col("kind", "变化", "Change", ch.LATE_ENTRY, "原记、补登、更正或撤销。", "As recorded, late, corrected or withdrawn.", "R212", filled=True),
        col("receipt_owner", "到款业务员", "Receipt of", "id", "到款登记在谁的工作簿。", "In whose workbook the receipt stands.", "R211", filled=True),
        col("receipt_id", "到款编号", "Receipt ID", "id", "哪一笔到款。", "Which receipt.", "R211", filled=True, width=14),
        col("date", "到款日期", "Receipt date", "date", "到款日期。", "Day of the receipt.", "R211", filled=True),
        col("order_id", "订单编号", "Order ID", "id", "哪张订单。", "Which order.", "R211", filled=True),
        col("customer_name", "客户名称", "Customer name", "text", "哪个客户。", "Which customer.", "R211", filled=True, width=24),
        *(replace(c, filled=True) for c in KEPT),
    ),
    role="computed",
    place="master",
    req=("R212",),
)

FUND_USES = Table(
    "fund_uses",
    "基金支出",
    "Fund uses",
    "团队发展基金花在哪里。",
    "What the team fund was spent on.",
    (
        col("date", "支出日期", "Date", "date", "哪天。", "The day.", "R209", required=True),
        col("amount", "支出金额", "Amount", "money", "人民币。", "CNY.", "R209", required=True),
        col("use", "用途", "Use", ch.FUND_USE, "团队建设、培训、奖励。", "Team building, training, reward.", "R209", required=True),
        col("description", "说明", "Description", "text", "具体做什么。", "What for.", "R209", width=30),
        col("approved_by", "批准人", "Approved by", "text", "谁批准。", "Who approved.", "R209"),
    ),
    place="master",
    req=("R209",),
)
