"""Changes: what differs from the consolidation before (filled by the program)."""

from __future__ import annotations

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import OWNER, OWNER_NAME, col

CHANGES = Table(
    "changes",
    "变更",
    "Changes",
    "和上次汇总相比，业务员改了、删了、加了什么，动了多少钱；风险大的在前。排序和移动不算改动。",
    "What salespeople changed, deleted or added since the consolidation before, and what it moved in money, riskiest first. Sorting or moving rows is no change.",
    (
        col("risk", "风险", "Risk", ch.LEVEL, "高：动了提成、额度或该收的钱；中：别的金额、日期，或少了的行；低：其余。", "High: moves commission, credit or money due; medium: other amounts and dates, rows that are gone; low: the rest.", "R211", width=7),
        col("kind", "变动", "Change", ch.CHANGE, "改动、新增、少了、退回（上次在主表里，这次退回），或换人。", "Changed, added, gone, rejected (in the master before, rejected now), or another person's.", "R211", width=8),
        OWNER,
        OWNER_NAME,
        col("table", "表", "Table", "text", "哪张表。", "Which table.", "R211", width=9),
        col("id", "编号", "Number", "text", "哪一行；没有编号的表写客户和日期。", "Which row; customer and day where a table has no numbers.", "R211", width=27),
        col("column", "改了哪列", "Column changed", "text", "哪一列；整行的空着。", "Which column; blank for a whole row.", "R211", width=12),
        col("before", "上次", "Before", "note", "上次汇总时填的；少了的写整行。", "As it was typed at the consolidation before; the whole row where it is gone.", "R211", width=30),
        col("after", "这次", "Now", "note", "这次填的；新增的写整行。", "As it is typed now; the whole row where it is new.", "R211", width=30),
        col("commission", "提成变动", "Commission moved", "money", "这一处改动使那个期间的提成多了或少了多少，人民币。", "By how much this one change moves the commission of its period, CNY.", "R044 R211", width=12),
        col("money", "涉及金额", "Money concerned", "money", "金额差，人民币；应收日期的改动写那笔订单还没收的钱。", "The difference, CNY; of a due date what is still outstanding of its order.", "R211", width=14),
        col("file", "来源文件", "Source file", "text", "在哪个文件里；少了的是上次的文件。", "In which file; the one of last time where it is gone.", "R211", width=24),
        col("source_row", "来源行", "Source row", "integer", "在那个文件里的行号。", "Its row in that file.", "R211", width=8),
    ),
    role="computed",
    place="master",
    req=("R211",),
    newer=True,
)  # fmt: skip
