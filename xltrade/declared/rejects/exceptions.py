"""What the manager has to decide: it stands on the sheet Exceptions, and the row counts all the same."""

from __future__ import annotations

from xltrade.declared.rejects.problem import Problem

CUSTOMER_OF_TWO = Problem(
    "customer_of_two",
    "row",
    "exception",
    "撞单：“{value}”也是另一位业务员的客户，那边先登记：{hint}。",
    "Two owners: “{value}” is a colleague's customer too, who entered it first: {hint}.",
    "请定归谁；另一位把客户移交，或者把阶段改成放弃。",
    "Decide whose it is; the other one hands it over or sets the stage to lost.",
    "high",
)
CUSTOMER_TWICE = Problem(
    "customer_twice",
    "row",
    "exception",
    "“{value}”在同一本工作簿里登记过：{hint}。",
    "“{value}” was entered in this workbook before: {hint}.",
    "请业务员并成一行，订单和跟进改用先登记的编号。",
    "The salesperson brings both to one row and uses the earlier ID for orders and contacts.",
    "medium",
)
ORDER_OF_TWO = Problem(
    "order_of_two",
    "row",
    "exception",
    "订单“{value}”两位业务员都登记了，金额一样，那边先登记：{hint}。",
    "Order “{value}” is claimed by two people with the same amount; the other entered it first: {hint}.",
    "请核对合同是谁签的，另一位删掉这笔订单。",
    "Find out whose contract it is; the other one deletes the order.",
    "high",
)
RECEIPT_AGAIN = Problem(
    "receipt_again",
    "row",
    "exception",
    "到款“{value}”和另一笔同一天、同金额、同一付款方或订单：{hint}。现在算两笔。",
    "Receipt “{value}” has the day, amount and order or payer of another one: {hint}. They count as two.",
    "请对银行流水；如果是同一笔，删掉后登记的一行。",
    "Compare with the bank statement; if they are one, delete the later row.",
    "high",
)
ORDER_OVERPAID = Problem(
    "order_overpaid",
    "row",
    "exception",
    "订单“{value}”多收了 {hint}。",
    "Order “{value}” is overpaid by {hint}.",
    "请核对到款是否重复或记错订单；真的多收，退款或改记到下一笔订单。",
    "Was a receipt entered twice or under a wrong order? Money received too much is paid back or booked on the next order.",
    "medium",
)
RECEIPT_WITHOUT_ORDER = Problem(
    "receipt_without_order",
    "row",
    "exception",
    "到款“{value}”计入业绩，但没有写订单（{hint}）。",
    "Receipt “{value}” counts and names no order ({hint}).",
    "请业务员补上订单编号；样品费、运费请改到款类型。",
    "The salesperson fills in the order, or another kind for a sample fee or freight.",
    "medium",
)
DATED_BEFORE_HIRE = Problem(
    "dated_before_hire",
    "row",
    "exception",
    "“{column}”是 {value}，早于入职日期 {hint}。",
    "“{column}” is {value}, before the hire date {hint}.",
    "请核对日期；从别人那里接手的，在“原业务员”写他的编号。",
    "Check the date; for what was taken over write whose it was under First entered by.",
    "low",
)
DATED_AHEAD = Problem(
    "dated_ahead",
    "row",
    "exception",
    "“{column}”是 {value}，还没有到（今天 {hint}）。",
    "“{column}” is {value}, which is still to come (today is {hint}).",
    "请核对日期；还没发生的先不要登记。",
    "Check the date; what has not happened yet is not entered.",
    "medium",
)
NO_GRADE = Problem(
    "no_grade",
    "row",
    "exception",
    "客户“{value}”评不出等级：意向和询价类型都空着。",
    "Customer “{value}” has no grade: intent and inquiry kind are blank.",
    "请业务员填“意向”或“询价类型”。",
    "The salesperson fills in the intent or the inquiry kind.",
    "low",
)
CREDIT_EXCEEDED = Problem(
    "credit_exceeded",
    "row",
    "exception",
    "客户“{value}”信用有问题：{hint}。",
    "Credit of customer “{value}”: {hint}.",
    "请先收款再发货，或者在主表“客户”里改信用额度。",
    "Collect before shipping, or change the limit on Customers of the master.",
    "high",
)
OWN_CREDIT = Problem(
    "own_credit",
    "row",
    "exception",
    "业务员把“{column}”填成 {value}，主表里是 {hint}；按主表算。",
    "The salesperson typed {value} as “{column}”, the master has {hint}; the master's counts.",
    "同意的话在主表“客户”里改成一样的；不同意不用改。",
    "If you agree, type the same on Customers of the master; if not, nothing is to be done.",
    "high",
)
UNDER_FLOOR = Problem(
    "under_floor",
    "row",
    "exception",
    "报价“{value}”低于底价：{hint}。",
    "Quotation “{value}” is under the floor price: {hint}.",
    "请确认有没有批准；没有就重新报价。",
    "Was it approved? If not, quote anew.",
    "medium",
)
SAMPLE_UNPAID = Problem(
    "sample_unpaid",
    "row",
    "exception",
    "样品“{value}”应先收 T/T：{hint}。",
    "Sample “{value}” should have been prepaid by T/T: {hint}.",
    "请先收样品款再寄；已经收了，把“已收T_T”改成“是”。",
    "Collect first, then send; where it was paid, set T_T received to yes.",
    "medium",
)
