"""What can be wrong with what a settlement follows from, with settlements, and with the answers to them."""

from __future__ import annotations

from xltrade.declared.rejects.problem import Problem

NO_ORDER_FIGURE = Problem(
    "no_order_figure",
    "cell",
    "warning",
    "订单“{value}”没有可用的金额和{hint}，这笔到款没有计提成。",
    "Order “{value}” has no usable amount and {hint}; the receipt earns nothing.",
    "请在订单表补上{hint}再汇总。",
    "Fill in {hint} on Orders and consolidate again.",
)
UNKNOWN_MEMBER = Problem(
    "unknown_member",
    "cell",
    "warning",
    "人员表里没有“{value}”，这一份暂记给业务员本人。",
    "“{value}” is not on the People sheet; that part stays with the salesperson.",
    "请写人员编号或全名，几个人用顿号隔开。",
    "Write a person ID or full name, several with commas between.",
)
BAD_PERIOD = Problem(
    "bad_period",
    "cell",
    "warning",
    "“{value}”不是季度，没有结算。",
    "“{value}” is no quarter; nothing was settled.",
    "请写成 2026Q3 这样。",
    "Write it as 2026Q3.",
)
NOTHING_TO_SETTLE = Problem(
    "nothing_to_settle",
    "cell",
    "warning",
    "“{value}”没有可以结算的到款。",
    "There is nothing to settle for “{value}”.",
    "请检查期间和人员编号；已结算的不会再算。",
    "Check the period and the person; what is settled is not settled again.",
)
SETTLED_TWICE = Problem(
    "settled_twice",
    "cell",
    "warning",
    "“{value}”已经有一批结算，这一行没有计算。",
    "“{value}” has a settlement already; this row was not calculated.",
    "请删掉这一行；要重算请先把原来的改成作废。",
    "Delete this row; to calculate anew set the other one to void first.",
)
NOT_CALCULATED = Problem(
    "not_calculated",
    "cell",
    "warning",
    "结算“{value}”还没有计算就改成了确认或发放；现在先计算。",
    "Settlement “{value}” was confirmed or paid before it was calculated; it is calculated now.",
    "请核对金额后再确认。",
    "Check the amount, then confirm.",
)
REOPENED = Problem(
    "reopened",
    "cell",
    "warning",
    "结算“{value}”已经确认，不能改回；状态已恢复。",
    "Settlement “{value}” is confirmed and cannot go back; its state was restored.",
    "要重算请改成作废，再另起一行。",
    "To calculate anew set it to void and start another row.",
)
BONUS_WITHOUT_REASON = Problem(
    "bonus_without_reason",
    "cell",
    "warning",
    "结算“{value}”的奖金没有写原因，没有计入。",
    "The bonus of settlement “{value}” has no reason and does not count.",
    "请写奖金原因。",
    "Write the reason.",
)
ANSWER_CHANGED = Problem(
    "answer_changed",
    "cell",
    "warning",
    "结算“{value}”业务员确认之后金额变了：{hint}；退回已计算。",
    "Settlement “{value}” changed after it was accepted: {hint}; it is calculated again.",
    "请再请业务员确认。",
    "Have it accepted again.",
)
DISPUTED = Problem(
    "disputed",
    "cell",
    "warning",
    "业务员对结算“{value}”有异议：{hint}。",
    "Settlement “{value}” is disputed: {hint}.",
    "请对照提成明细和业务员核对。",
    "Go through its lines with the salesperson.",
)
FROZEN_DIFFERS = Problem(
    "frozen_differs",
    "cell",
    "warning",
    "已确认的结算“{value}”保持不变；按现在的政策、人员或到款会是另一个数：{hint}。",
    "The confirmed settlement “{value}” stays; by today's policy, people or receipts it would differ: {hint}.",
    "如果是误改，请改回；到款的更正会记入当前期间。",
    "Undo what was changed by mistake; a corrected receipt becomes a line of the current period.",
)
KEPT_POLICY = Problem(
    "kept_policy",
    "cell",
    "warning",
    "这一季度已有人确认，结算“{value}”照确认时的政策和约定计算；按现在的会是另一个数：{hint}。",
    "The quarter is confirmed for somebody: “{value}” follows the policy and terms of then; today's would give {hint}.",
    "要按现在的政策算，请把这一季度已确认的结算都改成作废再重算。",
    "To follow today's, set the confirmed settlements of the quarter to void and calculate them anew.",
)
BAD_SHARE_SUM = Problem(
    "bad_share_sum",
    "cell",
    "reject",
    "订单环节“{hint}”的占比相加是 {value}，必须是 100%，每份不能为负。",
    "The shares of “{hint}” sum to {value}; they must sum to 100 %, none negative.",
    "请改好这个订单这个环节的各行占比。",
    "Correct the shares of this stage of the order.",
)
OFF_SCALE = Problem(
    "off_scale",
    "cell",
    "reject",
    "“{value}”超出了评分范围（{hint}）。",
    "“{value}” is off the scale ({hint}).",
    "请改成范围内的分数。",
    "Type a score on the scale.",
)
BAD_ORDER_PLAN = Problem(
    "bad_order_plan",
    "cell",
    "reject",
    "订单“{value}”要写项目比例或固定金额，只写一个。",
    "Order “{value}” needs a project rate or a fixed amount, just one of them.",
    "请填一个，另一个空着。",
    "Fill in one and leave the other blank.",
)
NEGATIVE_FACTOR = Problem(
    "negative_factor",
    "cell",
    "reject",
    "客户系数是 {value}，不能为负。",
    "A customer factor of {value} cannot be negative.",
    "请改成 0 或更大的数。",
    "Make it 0 or more.",
)
KEPT_AS_IT_WAS = Problem(
    "kept_as_it_was",
    "cell",
    "warning",
    "结算“{value}”没有重算：{hint} 的工作簿不在文件夹里。",
    "Settlement “{value}” was not calculated anew: the workbook of {hint} is not in the folder.",
    "请放回工作簿再汇总。",
    "Put the workbook back and consolidate again.",
)
SETTLED_CHANGED = Problem(
    "settled_changed",
    "cell",
    "warning",
    "到款“{value}”已经结算，后来改了：{hint}；差额记入括号里的期间。",
    "Receipt “{value}” is settled and was changed: {hint}; the difference goes to the quarter named.",
    "如果是误改，请改回原来的数。",
    "If it was a mistake, restore the number.",
)
UNKNOWN_SETTLEMENT = Problem(
    "unknown_settlement",
    "cell",
    "warning",
    "没有结算“{value}”，这一条答复没有用上。",
    "There is no settlement “{value}”; this answer was not used.",
    "请照结算单上的编号填写。",
    "Write the ID as on the statement.",
)
POLICY_OF_PERIOD = Problem(
    "policy_of_period",
    "cell",
    "warning",
    "“{value}”没有算：那时的政策有误。{hint}",
    "“{value}” was not calculated: the policy of that time is wrong. {hint}",
    "请在政策表改正那时生效的行。",
    "Correct the rows that were in force then.",
)
NUMBER_OF_TWO = Problem(
    "number_of_two",
    "cell",
    "reject",
    "编号“{value}”不止一个人用：{hint}；不知道指谁的。",
    "Several people use the ID “{value}”: {hint}; it is not known whose is meant.",
    "请在这一列填是谁的。",
    "Fill in whose it is in this column.",
)
REFUND_WITHOUT_MINUS = Problem(
    "refund_without_minus",
    "cell",
    "reject",
    "退款写成了“{value}”，没有负号，没有计入。",
    "The refund “{value}” has no minus; it is left out.",
    "退款请写负数；如果是收款，请改类型。",
    "Write a refund as a negative amount; where it was received, change the kind.",
)
MINUS_WITHOUT_REFUND = Problem(
    "minus_without_refund",
    "cell",
    "warning",
    "“{hint}”是负数 {value}，按退款扣减。",
    "A negative {value} is typed as “{hint}”; it counts as a refund.",
    "如果是退款，请把类型改成退款；否则去掉负号。",
    "Set its kind to refund, or take the minus away.",
)
BAD_FEE = Problem(
    "bad_fee",
    "cell",
    "reject",
    "银行费用“{value}”小于 0 或超过了金额 {hint}，这一行没有计入。",
    "The bank fee “{value}” is below 0 or above the amount {hint}; the row is left out.",
    "请改正银行费用或金额。",
    "Correct the fee or the amount.",
)
OTHER_CURRENCY = Problem(
    "other_currency",
    "cell",
    "warning",
    "到款币种 {value} 和订单的 {hint} 不同，按到款日汇率折算后计入订单。",
    "The receipt is in {value}, its order in {hint}; it counts for the order at the rates of its day.",
    "请核对币种；没有写错就不用改。",
    "Check the currency; leave it if it is right.",
)
LATER_QUARTER = Problem(
    "later_quarter",
    "cell",
    "warning",
    "日期 {value} 在以后的季度（{hint}）。",
    "The date {value} lies in a later quarter ({hint}).",
    "请核对年份和日期；还没有发生的请先不要登记。",
    "Check year and day; leave out what has not happened yet.",
    "high",
)
BEFORE_HIRE = Problem(
    "before_hire",
    "cell",
    "warning",
    "到款日期 {value} 早于入职日期 {hint}，不算在任何入职季度里。",
    "The receipt of {value} is before the hire date {hint}; it belongs to no tenure quarter.",
    "请核对到款日期和入职日期。",
    "Check the receipt's date and the hire date.",
    "medium",
)
CONFIRMED_EARLY = Problem(
    "confirmed_early",
    "cell",
    "warning",
    "结算“{value}”在季度结束（{hint}）之前就确认了；之后的到款接着本季度的档位算，在下一个未确认的季度发。",
    "Settlement “{value}” is confirmed before its quarter ends ({hint}); what follows is paid in the next.",
    "还没发放的话，请作废后等季度结束再结算。",
    "Unless it is paid, set it to void and settle after the quarter's end.",
)
PART_OF_POOL = Problem(
    "part_of_pool",
    "cell",
    "warning",
    "结算“{value}”：本人只在岗 {hint} 天，团队分成按政策计。",
    "Settlement “{value}”: there for {hint} days only; the team's part follows the policy.",
    "请核对入职和离职日期，以及政策「按天计算」。",
    "Check hire and leave dates, and the policy Pool by days.",
)
