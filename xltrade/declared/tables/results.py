"""Results: what stands in which column, who fills it."""

from __future__ import annotations

from dataclasses import replace

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import NAME, OWNER, OWNER_NAME, col

DASHBOARD = Table(
    "dashboard",
    "看板",
    "Dashboard",
    "每人本季的到款、提成、客户等级和逾期；数字由合并的表实时算出。",
    "Receipts, commission, grades and overdue follow-ups of the quarter, per person, from the consolidated tables.",
    (
        col("person_id", "人员编号", "Person ID", "id", "业务员。", "The salesperson.", "R072"),
        col("name", "姓名", "Name", "text", "姓名。", "Name.", "R072", computed=True),
        col("receipts", "本季到款", "Receipts", "money", "本季计入业绩的到款（人民币）。", "Counted receipts of the quarter, CNY.", "R004 R072", computed=True),
        col("target", "本季目标", "Target", "money", "目标表里本季的到款目标。", "Receipts target of the quarter.", "R072", computed=True),
        col("completion", "完成率", "Completion", "percent", "到款 ÷ 目标。", "Receipts ÷ target.", "R015", computed=True),
        col("commission", "提成", "Commission", "money", "本季到款的提成。", "Commission of the quarter's receipts.", "R044", computed=True),
        col("orders", "本季订单", "Orders", "integer", "本季签的订单数。", "Orders signed in the quarter.", "R187", computed=True),
        *(col(f"grade_{g.lower()}", f"{g}级", f"Grade {g}", "integer", f"{g} 级客户数。", f"Customers of grade {g}.", "R034", width=8, computed=True) for g in "SABCD"),
        col("overdue", "逾期跟进", "Overdue", "integer", "过了跟进日还没联系的客户数。", "Customers past their follow-up date.", "R180", computed=True),
        col("due_today", "今天到期", "Due today", "integer", "今天该联系的客户数。", "Customers due today.", "R175", computed=True),
        col("unanswered", "未回复询盘", "Unanswered", "integer", "还没回复的询盘数。", "Inquiries without an answer.", "R098", computed=True),
    ),
    role="computed",
    place="master",
    req=("R072", "R080"),
)

REPORT = Table(
    "report",
    "合并报告",
    "Consolidation report",
    "每个文件每张表读了几行、收了几行、退回几行；读 = 收 + 退回。",
    "Rows read, kept and rejected, per file and table: read = kept + rejected.",
    (
        col("file", "文件", "File", "text", "业务员的工作簿。", "The salesperson's workbook.", "R211", width=30),
        OWNER,
        OWNER_NAME,
        col("table", "表", "Table", "text", "哪张表。", "Which table.", "R211"),
        col("read", "读取", "Read", "integer", "读到的行数。", "Rows read.", "R211"),
        col("kept", "收入", "Kept", "integer", "进入主表的行数。", "Rows in the master.", "R211"),
        col("rejected", "退回行", "Rejected", "integer", "退回的行数。", "Rows rejected.", "R211"),
        col("warnings", "提醒数", "Warnings", "integer", "只提醒、不退回。", "Only pointed out, not rejected.", "R211"),
        col("fingerprint", "内容指纹", "Fingerprint", "text", "内容不变，指纹不变。", "The same content has the same fingerprint.", "R211", width=20),
    ),
    role="computed",
    place="master",
    req=("R211",),
)

REJECTS = Table(
    "rejects",
    "退回",
    "Rejects",
    "退回的行和提醒：改好原工作簿后重新汇总。整行内容都在这里，不会丢。",
    "Rows rejected and warnings: mend the workbook and consolidate again. The whole row stands here.",
    (
        col("severity", "处理", "Severity", ch.SEVERITY, "退回：没有进主表；提醒：进了主表。", "Rejected: not in the master; warning: in it.", "R211"),
        col("file", "文件", "File", "text", "哪个文件。", "Which file.", "R211", width=26),
        col("sheet", "工作表", "Sheet", "text", "哪张表。", "Which sheet.", "R211"),
        col("line", "行号", "Row", "integer", "Excel 行号。", "Excel row.", "R211"),
        col("column", "列名", "Column", "text", "哪一列。", "Which column.", "R211"),
        col("value", "填写的内容", "As typed", "text", "原来填的内容。", "What was typed.", "R211", width=20),
        col("problem", "问题", "Problem", "note", "哪里不对。", "What is wrong.", "R211", width=36),
        col("todo", "怎么办", "What to do", "note", "怎样改。", "What to do about it.", "R211", width=36),
        col("content", "整行内容", "Whole row", "note", "整行原样。", "The whole row as it was.", "R211", width=60),
    ),
    role="computed",
    place="master",
    req=("R211",),
)

PAYROLL = Table(
    "payroll",
    "工资单",
    "Payroll",
    "每人每月：基本工资、提成、奖金；提成按结算的发放日期，还没发的按政策推算的月份。",
    "Per person and month: base pay, commission, bonuses; commission by its day of payment, else by the policy's month.",
    (
        col("month", "月份", "Month", "month", "哪个月。", "The month.", "R041"),
        col("person_id", "人员编号", "Person ID", "id", "谁。", "Who.", "R041"),
        col("name", "姓名", "Name", "text", "姓名。", "Name.", "R041"),
        col("base_salary", "基本工资", "Base salary", "money", "人员表里的；空着用政策里的。", "As on People, else the policy's.", "R041"),
        col("commission", "提成", "Commission", "money", "这个月发放的提成。", "Commission paid in the month.", "R042"),
        col("bonus", "额外奖金", "Extra bonus", "money", "有原因的手工奖金。", "Manual bonus with a reason.", "R047"),
        col("bonus_reason", "奖金原因", "Bonus reason", "text", "为什么。", "Why.", "R047", width=22),
        col("annual_bonus", "年终奖", "Yearly bonus", "money", "年奖基数 × 四个季度（阿里利用 + 态度）÷ 2 的平均 ÷ 100。", "Base × mean of the four quarters' (Alibaba use + attitude) / 2 / 100.", "R043 R049"),
        col("total", "应发合计", "Total", "money", "以上相加。", "The sum of it.", "R041 R042 R043"),
        col("settlements", "结算编号", "Settlements", "text", "提成来自哪几批结算。", "The settlements behind the commission.", "R211", width=22),
        col("note", "说明", "Note", "text", "预计、已发，或缺什么。", "Planned, paid, or what is missing.", "R042", width=34),
    ),
    role="computed",
    place="master",
    req=("R041", "R042", "R043", "R047", "R049"),
)

FUND = Table(
    "fund",
    "团队基金",
    "Team fund",
    "团队发展基金的来去：每个季度预留的、每一笔用掉的、余额。",
    "What the team development fund took in, what was spent, what is left.",
    (
        col("date", "日期", "Date", "date", "季度末或支出日期。", "End of the quarter, or the day spent.", "R209"),
        col("kind", "来去", "Movement", "text", "预留或支出。", "Withheld or spent.", "R209"),
        col("description", "说明", "Description", "text", "哪个季度，或用在哪里。", "Which quarter, or what for.", "R209", width=36),
        col("amount", "金额", "Amount", "money", "收入为正，支出为负，人民币。", "In positive, out negative, CNY.", "R209"),
        col("balance", "余额", "Balance", "money", "到这一行为止。", "Up to this line.", "R209"),
        col("status", "状态", "Status", "text", "结算状态。", "State of the settlement.", "R209"),
    ),
    role="computed",
    place="master",
    req=("R209",),
)

REVIEWS = Table(
    "reviews",
    "考核记录",
    "Review history",
    "每人每个结束的考核季度一行：三项得分、总分、当季要求的结论。结算确认后保留当时的得分，没确认的由数据重新算出。",
    "A row a person and finished period: the three scores, the total, the verdict of the quarter's rules. A confirmed settlement keeps its scores; others are recomputed from the data.",
    (
        col("person_id", "人员编号", "Person ID", "id", "谁。", "Who.", "R002"),
        col("name", "姓名", "Name", "text", "姓名。", "Name.", "R002"),
        col("quarter", "考核季度", "Period", "text", "入职季度 T1–T4，或自然季度。", "Tenure quarter T1 to T4, or calendar quarter.", "R002", width=11),
        col("start", "开始", "From", "date", "第一天。", "First day.", "R002"),
        col("last", "结束", "Until", "date", "最后一天。", "Last day.", "R002"),
        *(col(d.key, d.zh, d.en, "number", "这一项的得分。", "Score of this part.", "R001", width=13, decimals=4) for d in ch.DIMENSION.items),
        col("total", "总分", "Total", "number", "按权重的总分。", "Weighted total.", "R002", width=9, decimals=4),
        col("share", "已评权重", "Weight scored", "percent", "总分里已评的权重占多少；不到政策里的比例不排名次。", "How much of the weight was scored; below the policy's share there is no rank.", "R080", width=11),
        col("receipts", "到款", "Receipts", "money", "本期计入业绩的到款，人民币。", "Counted receipts of the period, CNY.", "R004"),
        col("verdicts", "要求与结论", "Rules and verdicts", "note", "入职第一年：数值 / 要求 结论。", "In the first year: reached / needed and verdict.", "R005 R016", width=44),
        col("rank", "当季名次", "Rank", "integer", "同一季度里按总分的名次。", "Rank by total within the period.", "R080", width=9),
        col("checks", "检查清单", "Checklist", "note", "每个检查项：平均分（已查/应查）。", "Each item: mean score (checked/needed).", "R007 R016", width=44),
        col("kept", "得分封存于", "Kept by", "id", "保留这些得分的结算；空 = 还会随数据变。", "The confirmed settlement that keeps these scores; blank = they still follow the data.", "R212", width=16),
        col("key", "查找键", "Look up by", "text", "计算用：人员和最后一天。", "For the formulas: person and last day.", "R016", width=14),
    ),
    role="computed",
    place="master",
    req=("R002", "R016"),
)

RECEIVABLES = Table(
    "receivables",
    "应收账款",
    "Receivables",
    "所有还没收齐的订单，逾期最久的在最前；上面按人按账龄汇总（人民币）。多收和已取消的不在这里。",
    "Every order with money outstanding, the most overdue first; above it the sums by person and age, CNY. Not what is overpaid or cancelled.",
    (
        OWNER,
        replace(OWNER_NAME, width=12),
        col("id", "订单编号", "Order ID", "id", "哪一笔订单。", "Which order.", "R157"),
        col("customer_id", "客户编号", "Customer ID", "id", "哪位客户。", "Which customer.", "R157"),
        replace(NAME, computed=False, width=24),
        col("payment_due", "应收日期", "Payment due", "date", "尾款应到的日期。", "Day the balance is due.", "R157"),
        col("overdue_days", "逾期天数", "Overdue days", "integer", "过了应收日期几天。", "Days past the payment date.", "R157", width=10),
        col("ageing", "账龄", "Ageing", "text", "逾期多久；分界天数在政策表。", "How long it is overdue; the bounds are policy settings.", "R157", width=14),
        col("outstanding_cny", "未收人民币", "Outstanding CNY", "money", "按当天汇率；没有汇率就空着。", "At the day's rate; blank without one.", "R157", width=15),
        col("credit_state", "信用提醒", "Credit warning", "text", "客户超额或停止发货时提示。", "Says when the customer is over the limit or stopped.", "R237", width=24),
        col("outstanding", "未收", "Outstanding", "money", "订单币种。", "In the order's currency.", "R157", width=15),
        col("currency", "币种", "Currency", ch.CURRENCY, "合同币种。", "Contract currency.", "R157", width=7),
        col("amount", "订单金额", "Order amount", "money", "合同金额。", "Contract amount.", "R157", width=15, decimals=4),
        col("received", "已收", "Received", "money", "计入业绩的到款合计。", "Counted receipts so far.", "R157", width=15),
        col("date", "订单日期", "Order date", "date", "签约日期。", "Day it was signed.", "R157"),
        col("bucket", "账龄档", "Bucket", "integer", "计算用：0 未到期，1 到 4 逾期档，5 没有应收日期。", "For the formulas: 0 not due, 1 to 4 overdue, 5 no due date.", "R157", width=8),
    ),
    role="computed",
    place="master",
    req=("R157", "R237"),
)

_BUCKETS = (("not_due", "未到期", "Not due"), *((f"late_{key}", f"逾期{zh}档", f"Late {key}") for key, zh in zip(("one", "two", "three", "four"), "一二三四", strict=True)), ("no_due", "无应收日", "No date"))
RECEIVABLE_SUMS = Table(
    "receivable_sums",
    "应收汇总",
    "Receivable sums",
    "每人各账龄的未收人民币，由下面的清单加出来。",
    "Outstanding CNY by person and age, summed from the list below.",
    (
        col("person_id", "人员编号", "Person ID", "id", "业务员。", "The salesperson.", "R157"),
        col("name", "姓名", "Name", "text", "姓名。", "Name.", "R157", computed=True),
        *(col(key, zh, en, "money", "未收人民币。", "Outstanding, CNY.", "R157", width=15, computed=True) for n, (key, zh, en) in enumerate(_BUCKETS)),
        col("sum", "合计", "Sum", "money", "此人未收合计。", "All that is outstanding of this person.", "R157", computed=True),
    ),
    role="computed",
    place="master",
    sheet="receivables",
    req=("R157",),
)
