"""People: what stands in which column, who fills it."""

from __future__ import annotations

from dataclasses import replace

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import NOTE, VERSION, col

PEOPLE = Table(
    "people",
    "人员",
    "People",
    "每人一行；编号与各人工作簿里的一致。岗位、小组、基本工资写入职时的，以后每变一次在“人员变动”加一行。",
    "One row a person; the ID is the one in their workbook. Position, group and base salary as they began: each later change is a row of People changes.",
    (
        col("id", "人员编号", "Person ID", "id", "与工作簿设置里的一致。", "As on the Settings sheet of the workbook.", "R086", required=True),
        col("name", "姓名", "Name", "text", "姓名。", "Name.", "R086", required=True),
        col("position", "岗位", "Position", ch.POSITION, "开始时的岗位：业务员、高级业务员、经理。", "As it began: salesperson, senior, manager.", "R204 R225"),
        col("group", "小组", "Group", "text", "开始时的小组，团队 PK 用。", "As it began: group for the team contest.", "R228"),
        col("territory", "负责区域", "Territory", "text", "分到的市场区域。", "Markets assigned.", "R079", width=26),
        col("hired", "入职日期", "Hired", "date", "入职日期；空着就算不出入职季度。", "Hire date; without it there is no tenure quarter.", "R003"),
        col("records_from", "记录起始", "Records from", "date", "这个人的记录从哪天开始；空 = 政策里的。", "Since when this person's work is recorded; blank = the policy's.", "R003 R005"),
        col("left", "离职日期", "Left", "date", "离职日期。", "Leave date.", "R141"),
        col("base_salary", "基本工资", "Base salary", "money", "开始时的，每月人民币；空 = 政策里的。", "As it began, CNY a month; blank = the policy's.", "R041"),
        col("bonus_base", "年奖基数", "Bonus base", "money", "空 = 没有年奖。", "Blank = no yearly bonus.", "R043 R049"),
        col("alibaba_account", "阿里子账号", "Alibaba account", "text", "子账号。", "Sub-account.", "R140"),
        col("account_opened", "开通日期", "Account opened", "date", "账号开通日期。", "Day it was opened.", "R140"),
        col("languages", "语言", "Languages", "text", "英语及小语种。", "English and others.", "R218"),
        col("skills", "技能", "Skills", "text", "市场开拓、客户服务、业务跟进等。", "Market development, service, follow-up.", "R169 R170 R219", width=24),
        col("delegate", "代办人", "Delegate", "text", "出差或请假时由谁代办。", "Who stands in during leave.", "R055 R097"),
        NOTE,
    ),
    unique=("id",),
    place="master",
    req=("R084", "R085", "R086"),
)

PEOPLE_CHANGES = Table(
    "people_changes",
    "人员变动",
    "People changes",
    "晋升、加薪、换组：每变一次加一行，写从哪天起；空着的一项不变。以前的季度和月份仍按当时的算。",
    "Promotion, rise, other group: a row a change with its first day; what is blank stays. Earlier quarters and months keep what held then.",
    (
        col("person_id", "人员编号", "Person ID", "id", "谁。", "Who.", "R225", required=True, refers="people.id"),
        replace(VERSION, zh="变动生效日期", en="Change effective from", note_zh="从哪天起；季度按季末那天的算，基本工资逐日算。", note_en="From this day; a quarter takes what holds on its last day, base salary counts by days.", req=("R041", "R225")),
        col("position", "岗位", "Position", ch.POSITION, "新的岗位；空 = 不变。", "The new position; blank = as before.", "R204 R225"),
        col("group", "小组", "Group", "text", "新的小组；空 = 不变。", "The new group; blank = as before.", "R228"),
        col("base_salary", "基本工资", "Base salary", "money", "新的基本工资，每月人民币；空 = 不变。", "The new base salary, CNY a month; blank = as before.", "R041"),
        col("reason", "原因", "Reason", "text", "为什么变。", "Why.", "R225", width=26),
    ),
    unique=("person_id", "effective_from"),
    place="master",
    req=("R041", "R204", "R225", "R228"),
)

TRANSFERS = Table(
    "transfers",
    "移交",
    "Transfers",
    "离职或调整时客户交给谁。",
    "Who takes over which customer.",
    (
        col("date", "移交日期", "Date", "date", "哪天移交。", "Day of the hand-over.", "R142", required=True),
        col("from_id", "原业务员", "From", "id", "原业务员编号。", "Person handing over.", "R142", required=True, refers="people.id"),
        col("to_id", "接手人", "To", "id", "接手人编号。", "Successor.", "R142", required=True, refers="people.id"),
        col("customer_id", "客户编号", "Customer ID", "id", "原业务员的客户编号；空 = 全部客户。", "The ID at the person handing over; blank = all customers.", "R142"),
        col("explained", "已向客户说明", "Explained", ch.YESNO, "接手人是否已向客户解释。", "Has the successor explained it to the customer.", "R143"),
        col("reason", "原因", "Reason", "text", "为什么移交。", "Why.", "R142"),
    ),
    place="master",
    req=("R142", "R231"),
)
