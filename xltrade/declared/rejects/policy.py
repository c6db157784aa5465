"""What can be wrong with the policy, or follows from it for a review."""

from __future__ import annotations

from xltrade.declared.rejects.problem import Problem

SECOND_CHANCE_REFUSED = Problem(
    "second_chance_refused",
    "file",
    "warning",
    "二次机会“{value}”不生效：另外两项的得分没有都达到突出分数（{hint}）。",
    "The second chance “{value}” is refused: not both other scores reach the outstanding score ({hint}).",
    "请先在“考核”表补齐那个季度的评分，或在“二次机会”表删去这一行。",
    "Complete that quarter's scores on Assessments, or delete the row on Second chances.",
)
ASSESSMENT_UNUSED = Problem(
    "assessment_unused",
    "row",
    "warning",
    "考核打分“{value}”不计入成绩单：这个人那时的考核季度是 {hint}。",
    "The assessments “{value}” count on no scorecard: that person's review then is {hint}.",
    "请把季度改成考核季度：头一年写 T1 到 T4，以后写 2026Q3 这样的季度。",
    "Give the review's name as quarter: T1 to T4 in the first year, later a quarter such as 2026Q3.",
)
ZERO_FORECAST = Problem(
    "zero_forecast",
    "row",
    "warning",
    "预报金额是 0，这个月不评预报完成率。",
    "The forecast is 0, so this month's completion is not scored.",
    "如果不是有意的，请在锁定日前填上预计到款。",
    "Unless it is meant, fill in the expected receipts before the lock day.",
)
BAD_POLICY = Problem(
    "bad_policy",
    "file",
    "reject",
    "政策有误：{value}。",
    "The policy is wrong: {value}.",
    "请按说明改正政策表。",
    "Correct the policy sheet as its notes say.",
)
DESCENDING_TIERS = Problem(
    "descending_tiers",
    "file",
    "warning",
    "提成档请核对：{value}。",
    "Check the tiers: {value}.",
    "有意这样就不用改；全额按档时，到了这一档总提成反而变少，见“提成”表的 ⚠。",
    "Leave it if it is meant; in whole mode the commission falls from that start on, see ⚠ on Commission.",
)
DOUBTFUL_RATE = Problem(
    "doubtful_rate",
    "file",
    "warning",
    "汇率请核对：{value}。",
    "Check the exchange rate: {value}.",
    "没有写错就不用改。",
    "Leave it if it is right.",
)
KEPT_TIER = Problem(
    "kept_tier",
    "file",
    "warning",
    "提成档请核对：{value}。",
    "Check the tiers: {value}.",
    "要保留这一档就不用改。",
    "Leave it if the tier is to stay.",
)
