"""What can be wrong with a row as a whole."""

from __future__ import annotations

from xltrade.declared.rejects.problem import Problem

DUPLICATE_COLUMN = Problem(
    "duplicate_column",
    "row",
    "reject",
    "“{column}”列出现了两次，第二列也填了“{value}”。",
    "Column “{column}” occurs twice; the second holds “{value}”.",
    "请把内容并到一列，再去掉另一列。",
    "Bring what they hold into one column, then take the other away.",
)
TOTAL_ROW = Problem(
    "total_row",
    "row",
    "reject",
    "这是合计行（{value}），不是一笔记录，没有算。",
    "This is a row of totals ({value}) and no entry; it does not count.",
    "不用处理；不想再看到这条，请去掉合计行。",
    "Nothing has to be done; take the row of totals away not to read this again.",
)
DUPLICATE_ID = Problem(
    "duplicate_id",
    "row",
    "reject",
    "“{value}”和第 {hint} 行重复。",
    "“{value}” repeats row {hint}.",
    "请改成没用过的；两行完全一样才删掉一行。",
    "Change it; delete a row only where both are the same throughout.",
)
NO_RATE = Problem(
    "no_rate",
    "row",
    "reject",
    "没有“{value}”的汇率，折不成人民币。",
    "There is no exchange rate for “{value}”.",
    "请经理在主表的“汇率”表加上这个币种和日期的汇率；业务员工作簿里加的不算。",
    "The manager adds the rate of that currency and date to FX rates in the master; one added in a salesperson's workbook does not count.",
)
RECEIPT_TWICE = Problem(
    "receipt_twice",
    "row",
    "reject",
    "到款“{value}”就是 {hint} 的那一笔，只算那一行。",
    "Receipt “{value}” is the one of {hint}; only that row counts.",
    "请删掉其中一行；如果真是另一笔，请改编号。",
    "Delete one of the rows; if it is another receipt, give it another ID.",
    "high",
)
RECEIPTS_ALIKE = Problem(
    "receipts_alike",
    "row",
    "warning",
    "到款“{value}”和 {hint} 的那一笔编号、日期、金额、币种、订单都一样；现在算两笔。",
    "Receipt “{value}” has the ID, day, amount, currency and order of the one of {hint}; they count as two.",
    "如果是同一笔，请删掉一行，或在“原业务员”列写最早登记的人。",
    "If they are one, delete a row, or write who entered it first under “First entered by”.",
    "high",
)
MOVED_UNNAMED = Problem(
    "moved_unnamed",
    "row",
    "warning",
    "“{value}”的编号是 {hint} 的，他的工作簿不在，“原业务员”空着：这一笔现在算这本工作簿的人的。",
    "“{value}” bears the number of {hint}, whose workbook is not here, and “First entered by” is blank: it counts as this workbook's.",
    "从别人那里搬来的，请在“原业务员”列写他的编号；本来就是自己的，写自己的编号，就不再提醒。",
    "If it was moved, write their ID under “First entered by”; if it is this person's own, write this person's.",
)
