"""Commission terms: what stands in which column, who fills it."""

from __future__ import annotations

from dataclasses import replace

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import VERSION, col

CUSTOMER_FACTORS = Table(
    "customer_factors",
    "客户系数",
    "Customer factors",
    "高利润或战略客户的提成系数。",
    "Commission factor of high-profit or strategic customers.",
    (
        col("customer_id", "客户编号", "Customer ID", "id", "哪个客户。", "Which customer.", "R207", required=True),
        col("person_id", "人员编号", "Person ID", "id", "谁的客户；只有一个人用这个编号时可以空着。", "Whose customer; may be blank while one person only uses this ID.", "R207", refers="people.id", newer=True),
        col("factor", "系数", "Factor", "number", "提成乘以它，例如 1.2。", "Commission is multiplied by it, such as 1.2.", "R207", required=True, decimals=4),
        replace(VERSION, zh="系数生效日期", en="Factor effective from", req=("R207", "R212")),
        col("reason", "原因", "Reason", "text", "为什么。", "Why.", "R207", width=22),
    ),
    place="master",
    sheet="plan",
    req=("R207",),
)

ORDER_PLANS = Table(
    "order_plans",
    "项目提成",
    "Project plans",
    "重大订单单独的提成：写比例或固定金额，代替套档。",
    "Commission of a project order, instead of the tiers: a rate or a fixed amount.",
    (
        col("order_id", "订单编号", "Order ID", "id", "哪张订单。", "Which order.", "R206", required=True),
        col("person_id", "人员编号", "Person ID", "id", "谁的订单；只有一个人用这个编号时可以空着。", "Whose order; may be blank while one person only uses this ID.", "R206", refers="people.id", newer=True),
        col("rate", "项目比例", "Project rate", "percent", "到款乘以它。", "Receipts are multiplied by it.", "R206"),
        col("amount", "固定金额", "Fixed amount", "money", "整张订单收齐时的提成，人民币；部分到款按比例。", "Commission once the order is fully paid, CNY; in proportion before.", "R206"),
        col("reason", "原因", "Reason", "text", "为什么单独设定。", "Why it is set apart.", "R206", width=22),
    ),
    unique=("order_id", "person_id"),
    place="master",
    sheet="plan",
    req=("R206",),
)

ORDER_SHARES = Table(
    "order_shares",
    "订单分成",
    "Order shares",
    "一个环节有几个人，或项目成员怎样分；同一订单同一环节相加必须是 100%。",
    "Who takes part in a stage or project; the shares of an order's stage sum to 100 %.",
    (
        col("order_id", "订单编号", "Order ID", "id", "哪张订单。", "Which order.", "R203 R206", required=True),
        col("owner_id", "订单业务员", "Order of", "id", "谁的订单；只有一个人用这个编号时可以空着。", "Whose order; may be blank while one person only uses this ID.", "R203 R206", refers="people.id", newer=True),
        col("stage", "环节", "Stage", ch.ORDER_ROLE, "开发、谈判、跟单或项目。", "Develop, negotiate, follow-up or project.", "R203 R206", required=True),
        col("person_id", "人员编号", "Person ID", "id", "谁参与。", "Who takes part.", "R203 R206", required=True, refers="people.id"),
        col("share", "占比", "Share", "percent", "占这个环节的多少。", "Part of the stage.", "R203 R206", required=True),
    ),
    unique=("order_id", "owner_id", "stage", "person_id"),
    place="master",
    sheet="plan",
    req=("R203", "R206"),
)

TEAM_WEIGHTS = Table(
    "team_weights",
    "团队权重",
    "Team weights",
    "团队提成按 角色权重 × 贡献权重 分；没写的人按 1 × 1，写 0 不参加。",
    "The team's part is split by role × contribution; 1 × 1 where nothing is written, 0 takes no part.",
    (
        col("person_id", "人员编号", "Person ID", "id", "谁。", "Who.", "R201", required=True, refers="people.id"),
        col("period", "期间", "Period", "text", "哪个季度；空 = 每个季度。", "Which quarter; blank = every one.", "R201", width=11),
        col("role_weight", "角色权重", "Role weight", "number", "按角色的权重。", "Weight of the role.", "R201", decimals=4),
        col("contribution", "贡献权重", "Contribution", "number", "按贡献的权重。", "Weight of the contribution.", "R201", decimals=4),
    ),
    unique=("person_id", "period"),
    place="master",
    sheet="plan",
    req=("R201",),
)
