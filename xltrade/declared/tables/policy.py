"""Policy: what stands in which column, who fills it."""

from __future__ import annotations

from dataclasses import replace

from xltrade.core.schema import Table
from xltrade.declared import choices as ch
from xltrade.declared.tables.columns import VERSION, col, in_force

POLICY = Table(
    "policy",
    "政策",
    "Policy",
    "改政策：在表末加一行，写新值和生效日期；旧季度不会变。",
    "To change a policy add a row with the new value and its date; old quarters never change.",
    (
        col("name", "项目", "Setting", "text", "政策项目。", "What is set.", "R070", width=18),
        col("key", "键", "Key", "text", "程序用的名称，不要改。", "The name the program uses; do not change.", "R070", required=True, width=20),
        col("value", "值", "Value", "any", "从下拉里选或直接填。", "Pick from the list or type.", "R070", width=18),
        col("options", "可选值", "Choices", "text", "可以选什么。", "What may stand there.", "R070", width=42),
        VERSION,
        in_force(width=20),
        col("requirements", "依据", "Requirements", "text", "对应的制度条款。", "The requirement ids behind it.", "R070", width=22),
        col("meaning", "说明", "Meaning", "note", "什么意思。", "What it means.", "R070", width=50),
        col("until", "止日期", "Until", "date", "计算用：同一项目的下一行从这天起。", "For the formulas: the next row of this setting begins on this day.", "R212", computed=True),
    ),
    unique=("key", "effective_from"),
    role="settings",
    place="both",
    req=("R070", "R212"),
)

TIERS = Table(
    "tiers",
    "提成档",
    "Tiers",
    "改一档：加一行，写起点、新比例和生效日期，其他档不动；取消一档：加一行，比例空着；第一档从 0 起。",
    "To change a tier add one row: its start, the new rate, the date; a row with a blank rate ends the tier. The first starts at 0.",
    (
        col("start", "起点", "Start", "money", "本档从多少人民币起。", "Lower start in CNY.", "R044 R045 R046", required=True),
        col("rate", "比例", "Rate", "percent", "本档提成比例，最多四位小数的百分数；空着 = 从生效日期起取消这一档。", "Commission rate of the tier, a percentage with up to four decimals; blank = the tier ends on that date.", "R044 R045 R046"),
        replace(VERSION, key="effective_from", zh="档生效日期", en="Tier effective from"),
        replace(in_force("integer"), zh="档生效中", en="Tier in force"),
        col("until", "档止日期", "Tier until", "date", "计算用：同一起点的下一行从这天起。", "For the formulas: the next row of this start begins on this day.", "R044 R212", computed=True),
        col("step", "增量", "Step", "number", "比上一档多多少（百万分之几）。", "How much more than the tier below, in 1/1000000.", "R044", computed=True),
    ),
    unique=("start", "effective_from"),
    role="settings",
    place="both",
    sheet="parameters",
    req=("R044", "R045", "R046"),
)

GRADES = Table(
    "grades",
    "等级规则",
    "Grades",
    "每个等级的联系间隔、最低次数和遇休息日的处理。",
    "Cadence, minimum contacts and rest-day rule of each grade.",
    (
        col("grade", "客户等级", "Customer grade", ch.GRADE, "S、A、B、C、D。", "S, A, B, C, D.", "R034", required=True),
        col("days", "间隔天数", "Days between", "integer", "两次联系之间的天数。", "Days to the next contact.", "R120 R121 R122 R123", required=True),
        col("weekly", "每周次数", "Weekly quota", "integer", "每周至少几次（检查用）。", "Contacts a week, for the check.", "R120 R121"),
        col("monthly", "每月次数", "Monthly minimum", "integer", "每月至少几次。", "Contacts a month at least.", "R061"),
        col("roll", "遇休息日", "On a rest day", ch.ROLL, "提前还是顺延。", "Earlier or later.", "R053", required=True),
        col("channel", "建议渠道", "Suggested channel", ch.CHANNEL, "电话留给 A 级客户。", "The phone is for grade A.", "R133"),
        replace(VERSION, zh="级生效日期", en="Grade effective from"),
        replace(in_force(), zh="级生效中", en="Grade in force"),
    ),
    unique=("grade", "effective_from"),
    role="settings",
    place="both",
    sheet="parameters",
    req=("R120",),
)

RUBRICS = Table(
    "rubrics",
    "评级标准",
    "Rubrics",
    "每个意向或行为对应的等级。",
    "The grade of each intent or behaviour.",
    (
        col("rubric", "标准", "Rubric", ch.RUBRIC, "意向或行为。", "Intent or behaviour.", "R034 R115", required=True),
        col("answer", "代码", "Answer", "text", "程序用的名称，不要改。", "The name the program uses; do not change.", "R034", required=True),
        col("zh", "中文", "Chinese", "text", "中文写法。", "Chinese wording.", "R034", required=True, width=16),
        col("en", "英文", "English", "text", "英文写法。", "English wording.", "R034", required=True, width=22),
        col("grade", "评为", "Gives grade", ch.GRADE, "得到的等级。", "The grade it gives.", "R035 R118", required=True),
        *(col(f"by_{key}", f"{zh}查找", f"Find by {en}", "text", "计算用。", "For the formulas.", "R034", width=18, computed=True) for key, zh, en in (("zh", "中文", "Chinese"), ("en", "英文", "English"), ("answer", "代码", "answer"))),
    ),
    unique=("rubric", "answer"),
    role="settings",
    place="both",
    sheet="parameters",
    req=("R034", "R115"),
)

CHANNELS = Table(
    "channels",
    "渠道规则",
    "Channels",
    "哪些渠道算联系，以及回复时限。",
    "Which channels count as contact, and the reply limits.",
    (
        col("channel", "渠道代码", "Channel code", "text", "程序用的名称，不要改。", "The name the program uses; do not change.", "R061", required=True),
        col("zh", "渠道中文", "Channel Chinese", "text", "中文写法。", "Chinese wording.", "R250", required=True),
        col("en", "渠道英文", "Channel English", "text", "英文写法。", "English wording.", "R250", required=True),
        col("counted", "算联系", "Counts", ch.YESNO, "群发邮件不算。", "Mass mail does not.", "R061", required=True),
        col("target_hours", "目标小时", "Target hours", "number", "争取多少小时内；空 = 没有。", "Hours aimed at; blank = none.", "R100"),
        col("target_clock", "目标计时", "Target clock", ch.CLOCK, "工作时间或自然时间。", "Working clock or elapsed time.", "R100"),
        col("limit_hours", "时限小时", "Limit hours", "number", "必须在多少小时内。", "Hours allowed.", "R099 R134", required=True),
        col("limit_clock", "时限计时", "Limit clock", ch.CLOCK, "工作时间或自然时间。", "Working clock or elapsed time.", "R099", required=True),
    ),
    unique=("channel",),
    role="settings",
    place="both",
    sheet="parameters",
    req=("R061", "R099"),
)

POSITIONS = Table(
    "positions",
    "岗位系数",
    "Positions",
    "各岗位的提成系数。",
    "Commission coefficient of each position.",
    (
        col("position", "岗位", "Position", ch.POSITION, "岗位。", "The position.", "R204 R225", required=True),
        col("coefficient", "系数", "Coefficient", "number", "提成乘以它。", "Commission is multiplied by it.", "R204", required=True),
        replace(VERSION, zh="岗生效日期", en="Position effective from"),
    ),
    unique=("position", "effective_from"),
    role="settings",
    place="both",
    sheet="parameters",
    req=("R204",),
)

WORKTIME = Table(
    "worktime",
    "作息",
    "Working time",
    "每天的工作时段。",
    "The working blocks of a day.",
    (
        col("start", "上班", "From", "time", "开始时间。", "Start.", "R050 R052", required=True),
        col("end", "下班", "Until", "time", "结束时间。", "End.", "R050 R051 R052", required=True),
        col("rest", "周休", "Weekly rest", "text", "计算用：周一到周日，1 = 休息。", "For the formulas: Monday to Sunday, 1 = rest.", "R053", computed=True, width=10),
        col("until", "日历到", "Calendar until", "date", "计算用：节假日表到哪一天；之后的日子不算。", "For the formulas: how far the Holidays sheet reaches; no later day is computed.", "R053", computed=True),
    ),
    unique=("start",),
    role="settings",
    place="both",
    sheet="parameters",
    req=("R050", "R051", "R052"),
)

RECEIPT_KINDS = Table(
    "receipt_kinds",
    "到款类型表",
    "Receipt kinds",
    "哪些到款计入提成。",
    "Which receipts earn commission.",
    (
        col("kind", "类型", "Kind", ch.RECEIPT_KIND, "到款类型。", "Kind of receipt.", "R004", required=True),
        col("counted", "计提成", "Earns", ch.YESNO, "是否计入。", "Counted or not.", "R004", required=True),
    ),
    unique=("kind",),
    role="settings",
    place="both",
    sheet="parameters",
    req=("R004",),
)

ASSESSMENT_FACTORS = Table(
    "assessment_factors",
    "考核系数",
    "Assessment factors",
    "季度考核总分达到多少，提成乘以多少；只写起点。",
    "The commission factor from a quarter's score upwards; only lower starts.",
    (
        col("start", "分数起点", "Score from", "number", "总分从多少起。", "From this score.", "R208", required=True),
        col("factor", "考核系数值", "Score factor", "number", "提成乘以它。", "Commission is multiplied by it.", "R208", required=True, decimals=4),
        replace(VERSION, zh="考核生效日期", en="Assessment effective from"),
    ),
    unique=("start", "effective_from"),
    role="settings",
    place="both",
    sheet="parameters",
    req=("R208",),
)

HOLIDAYS = Table(
    "holidays",
    "节假日",
    "Holidays",
    "法定节假日和调休上班日。依据不是“官方通知”的年份还没公布，日期是推测；汇总时自动补上新年份、更新程序写的行，自己写的行不动。",
    "Public holidays and make-up working days. A year that rests on anything but the official notice is provisional; consolidating adds years and renews rows nobody changed.",
    (
        col("date", "日期", "Date", "date", "哪天。", "The day.", "R053", required=True),
        col("kind", "类型", "Kind", ch.DAY_KIND, "休息或调休上班。", "Day off or make-up working day.", "R053", required=True),
        col("name", "名称", "Name", "text", "节日名称。", "Name of the holiday.", "R053", width=30),
        col("basis", "依据", "Basis", ch.DAY_BASIS, "程序写的行：官方通知、法定（当年安排未公布）或推测；自己写的行空着。", "Of rows the program wrote: official notice, by law (not announced yet) or a guess; blank for your own.", "R053", width=22, filled=True, newer=True),
        col("check", "核对", "Check", "text", "日期不是日期时提醒；这一行不算。", "Says where the date is no date; such a row does not count.", "R053", computed=True, width=24),
        col("off", "休息日", "Off", "date", "计算用。", "For the formulas.", "R053", computed=True),
        col("on", "上班日", "On", "date", "计算用：落在每周休息日上的调休。", "For the formulas: a make-up day on a weekly rest day.", "R053", computed=True),
        col("written", "程序写入", "As written", "text", "程序写的原样；和这一行不同就是您改过，汇总时不动。请勿改。", "The row as the program wrote it; where it differs you changed the row, and consolidating keeps it.", "R053", width=30, filled=True, newer=True),
    ),
    unique=("date",),
    role="settings",
    place="both",
    req=("R053",),
)

FX = Table(
    "fx",
    "汇率",
    "FX rates",
    "中国银行牌价是 100 外币的价，单位写 100；中间价里日元也写 100，兰特、韩元、卢布等是 1 元人民币的价，报价方式选“人民币兑外币”。缺汇率的到款会被退回。",
    "Bank of China quotes 100 units: unit 100. The central parity quotes 100 yen, and rand, won, rouble and others the other way round. A receipt without a rate is rejected.",
    (
        col("date", "日期", "Date", "date", "哪天的汇率。", "The day.", "R048", required=True),
        col("currency", "币种", "Currency", ch.CURRENCY, "外币。", "The currency.", "R048", required=True),
        col("rate", "汇率", "Rate", "number", "照牌价原样写；是几单位的价写在“单位”。", "As published; of how many units stands under Unit.", "R048", required=True, decimals=9),
        col("unit", "单位", "Unit", "integer", "汇率是 1 单位还是 100 单位的价；空 = 1。", "Whether the rate is of 1 unit or of 100; blank = 1.", "R048", width=8, newer=True, offered=(1, 100)),
        col("quote", "报价方式", "Quoted as", ch.QUOTE, "外币兑人民币（1 美元 = 7.12 元），或人民币兑外币（1 元 = 197 韩元）；空 = 前者。", "CNY for the foreign unit (1 USD = 7.12), or foreign units for CNY (1 CNY = 197 KRW); blank = the former.", "R048", width=16, newer=True),
        col("kind", "汇率类型", "Rate kind", ch.FX_KIND, "当日或固定。", "Spot or fixed.", "R048", required=True),
        col("source", "出处", "Source", "text", "从哪里来的。", "Where it comes from.", "R048", width=24),
        col("check", "核对", "Check", "text", "汇率离通常范围或前后的汇率太远时说明，并猜原因。", "Says where a rate is far off, and the likely reason.", "R048", computed=True, width=40),
        col("per_one", "折人民币", "CNY for one", "number", "1 单位外币等于多少人民币。", "CNY for one unit.", "R048", computed=True, width=13, decimals=9),
        col("low", "通常从", "Usually from", "number", "1 单位外币通常不低于。", "Usually not below.", "R048", computed=True, width=11, decimals=9),
        col("high", "通常到", "Usually to", "number", "1 单位外币通常不高于。", "Usually not above.", "R048", computed=True, width=11, decimals=9),
        col("doubt", "疑点", "Doubt", "integer", "计算用：1 离得太远，2 单位，3 方向，4 单位或方向。", "For the formulas: 1 far off, 2 the unit, 3 the way round, 4 either.", "R048", computed=True, width=7),
        col("used", "采用汇率", "Rate taken", "number", "计算用的汇率；0 = 不采用，等改正。", "The rate that counts; 0 = none until it is corrected.", "R048", computed=True, width=13, decimals=9),
        col("series", "币种和类型", "Series", "text", "计算用。", "For the formulas.", "R048", computed=True, width=12),
    ),
    unique=("date", "currency", "kind"),
    role="settings",
    place="both",
    req=("R048",),
)
