"""The lists behind the drop-downs: one declaration each, keys in data, Chinese and English in cells."""

from __future__ import annotations

from collections.abc import Mapping

from xltrade.core.schema import Choice, Choices, Words
from xltrade.declared import currencies, kpis


def _choices(key: str, zh: str, en: str, *items: tuple[str, str, str], also: Mapping[str, str] | None = None) -> Choices:
    """A list; also: key -> further words that mean it, with blanks between them."""
    more = tuple((word, k) for k, words_ in (also or {}).items() for word in words_.split())
    return Choices(key, zh, en, tuple(Choice(*i) for i in items), more)


def words(choices: Choices, key: str) -> Words:
    """The label of a choice in both languages, such as Words("逾期", "overdue") of WORDS and "overdue"."""
    choice = choices.get(key)
    return Words(choice.zh, choice.en)


YESNO = _choices("yesno", "是否", "Yes or no", ("yes", "是", "yes"), ("no", "否", "no"), also={"yes": "√ ✓ ✔ ☑ 对 有 y 1", "no": "× ✗ ✘ ☒ 不是 没有 无 n 0"})
INTENT = _choices("intent", "意向", "Intent", ("clear", "明确", "clear"), ("hesitant", "犹豫", "hesitant"), ("long_term", "长线", "long-term"), ("unclear", "不明确", "unclear"))
INQUIRY_KIND = _choices("inquiry_kind", "询价类型", "Inquiry kind", ("detailed", "仔细询价", "detailed"), ("general", "统一询价", "general"), ("full_quotation", "全面报价", "full quotation"), ("related", "相关产品", "related product"))
GRADE = _choices("grade", "等级", "Grade", *((g, g, g) for g in "SABCD"))
CHANNEL = _choices(
    "channel",
    "渠道",
    "Channel",
    ("email", "邮件", "e-mail"),
    ("phone", "电话", "phone"),
    ("chat", "在线聊天", "chat"),
    ("wechat", "微信", "WeChat"),
    ("skype", "Skype", "Skype"),
    ("whatsapp", "WhatsApp", "WhatsApp"),
    ("video", "视频会议", "video"),
    ("visit", "拜访", "visit"),
    ("fax", "传真", "fax"),
    ("mass_mail", "群发邮件", "mass mail"),
    also={"email": "email 电邮 电子邮件 邮箱", "phone": "tel 手机", "chat": "旺旺 TradeManager", "visit": "面谈 来访"},
)
SOURCE = _choices(
    "source",
    "来源",
    "Source",
    ("alibaba", "阿里国际站", "Alibaba"),
    ("global_sources", "环球资源", "Global Sources"),
    ("trade_show", "展会", "trade show"),
    ("existing", "老客户", "existing customer"),
    ("referral", "客户推荐", "referral"),
    ("website", "公司网站", "website"),
    ("social_media", "社交媒体", "social media"),
    ("content", "内容营销", "content marketing"),
    ("chatbot", "聊天机器人", "chatbot"),
    ("fax", "传真", "fax"),
    ("phone", "电话", "phone"),
    ("other", "其他", "other"),
    also={
        "alibaba": "阿里 阿里巴巴 国际站 阿里巴巴国际站 alibaba.com",
        "global_sources": "环球",
        "trade_show": "广交会 交易会",
        "referral": "推荐 转介绍",
        "website": "官网 网站 独立站",
        "other": "其它",
    },
)
STAGE = _choices("stage", "阶段", "Stage", ("develop", "开发", "develop"), ("follow_up", "跟进", "follow-up"), ("negotiate", "谈判", "negotiate"), ("closed", "成交", "closed"), ("lost", "放弃", "lost"))
REGION = _choices(
    "region",
    "地区",
    "Region",
    ("europe", "欧洲", "Europe"),
    ("north_america", "北美", "North America"),
    ("latin_america", "拉美", "Latin America"),
    ("middle_east", "中东", "Middle East"),
    ("southeast_asia", "东南亚", "Southeast Asia"),
    ("south_asia", "南亚", "South Asia"),
    ("east_asia", "东亚", "East Asia"),
    ("cis", "独联体", "CIS"),
    ("africa", "非洲", "Africa"),
    ("oceania", "大洋洲", "Oceania"),
)
NATURE = _choices("nature", "客户性质", "Nature", ("importer", "进口商", "importer"), ("wholesaler", "批发商", "wholesaler"), ("retailer", "零售商", "retailer"), ("maker", "生产商", "maker"), ("agent", "代理商", "agent"), ("end_user", "终端用户", "end user"))
CREDIT = _choices("credit", "信用", "Credit", ("good", "良好", "good"), ("watch", "观察", "watch"), ("stop", "停止发货", "stop"))
CURRENCY = Choices("currency", "币种", "Currency", tuple(Choice(c.code, c.code, c.code) for c in currencies.CURRENCIES), tuple((name, c.code) for c in currencies.CURRENCIES for name in c.names))
TERMS = _choices("terms", "付款方式", "Payment terms", ("tt", "T/T", "T/T"), ("lc", "L/C", "L/C"), ("dp", "D/P", "D/P"), ("da", "D/A", "D/A"), ("oa", "O/A", "O/A"), ("western_union", "西联", "Western Union"), ("paypal", "PayPal", "PayPal"), ("assurance", "信保订单", "Trade Assurance"))
RECEIPT_KIND = _choices(
    "receipt_kind", "到款类型", "Receipt kind", ("deposit", "定金", "deposit"), ("balance", "尾款", "balance"), ("full", "全款", "full payment"), ("sample_fee", "样品费", "sample fee"), ("freight", "运费", "freight"), ("refund", "退款", "refund"), also={"deposit": "订金 预付款", "balance": "余款", "full": "全额"}
)
FREIGHT = _choices("freight", "运费方式", "Freight terms", ("collect", "到付", "freight collect"), ("prepaid", "我方付", "prepaid by us"), ("customer_prepaid", "客户预付", "prepaid by customer"))
SAMPLE_KIND = _choices("sample_kind", "样品类型", "Sample kind", ("electronic", "电子样本", "electronic"), ("physical", "实物样品", "physical"))
TOUCH = _choices(
    "touch", "跟进目的", "Purpose", ("sales", "销售跟进", "sales"), ("service", "售后服务", "service"), ("news", "市场资讯", "market news"), ("product", "新品推荐", "new product"), ("greeting", "节日问候", "greeting"), ("invitation", "邀请来访", "visit invitation"), ("referral", "请求推荐", "referral request")
)
RESULT = _choices("result", "询盘结果", "Result", ("open", "进行中", "open"), ("quoted", "已报价", "quoted"), ("ordered", "已下单", "ordered"), ("lost", "丢单", "lost"))
ORDER_STAGE = _choices("order_stage", "订单阶段", "Order stage", ("signed", "已签约", "signed"), ("production", "生产中", "in production"), ("inspection", "验货", "inspection"), ("shipped", "已出运", "shipped"), ("arrived", "已到货", "arrived"), ("finished", "已完结", "finished"), ("cancelled", "已取消", "cancelled"))
QC = _choices("qc", "验货结果", "QC result", ("pass", "合格", "pass"), ("rework", "返工", "rework"), ("fail", "不合格", "fail"))
QUOTATION_STATUS = _choices("quotation_status", "报价状态", "Quotation status", ("draft", "草稿", "draft"), ("sent", "已发出", "sent"), ("accepted", "已接受", "accepted"), ("refused", "未接受", "refused"))
TRAINING = _choices(
    "training",
    "培训类别",
    "Training category",
    ("trade", "外贸知识", "trade knowledge"),
    ("skills", "业务技巧", "skills"),
    ("market", "市场趋势", "market trends"),
    ("platform", "平台操作", "platform operation"),
    ("product", "产品知识", "product"),
    ("culture", "跨文化沟通", "cross-cultural"),
    ("drill", "模拟演练", "drill"),
    ("factory", "工厂实习", "factory internship"),
    ("onboarding", "入职培训", "onboarding"),
)
ISSUE = _choices("issue", "问题类型", "Issue type", ("company", "公司内部", "company"), ("factory", "部门与工厂", "factory"), ("customer", "公司与客户", "customer"), ("operation", "操作问题", "operation"), ("complaint", "客户投诉", "complaint"), ("logistics", "物流", "logistics"), ("own", "自身", "own"))
ISSUE_STATUS = _choices("issue_status", "问题状态", "Issue status", ("open", "未解决", "open"), ("done", "已解决", "solved"))
RECIPIENT = _choices("recipient", "提交给", "Recipient", ("boss", "老板", "boss"), ("manager", "外贸部经理", "manager"))
POSITION = _choices("position", "岗位", "Position", ("salesperson", "业务员", "salesperson"), ("senior", "高级业务员", "senior salesperson"), ("manager", "经理", "manager"))
DIMENSION = _choices("dimension", "考核项目", "Dimension", ("results", "业绩", "results"), ("alibaba_use", "阿里有效利用率", "effective Alibaba use"), ("attitude", "工作态度及方法", "attitude and method"))
SETTLEMENT = _choices("settlement", "结算状态", "Settlement status", ("draft", "草稿", "draft"), ("calculated", "已计算", "calculated"), ("accepted", "业务员确认", "accepted by salesperson"), ("confirmed", "已确认", "confirmed"), ("paid", "已发放", "paid"), ("void", "作废", "void"))
ANSWER = _choices("answer", "业务员答复", "Answer", ("accepted", "确认", "accepted"), ("disputed", "异议", "disputed"))
ORDER_ROLE = _choices("order_role", "参与环节", "Part in the order", ("develop", "开发", "develop"), ("negotiate", "谈判", "negotiate"), ("follow_up", "跟单", "follow-up"), ("project", "项目", "project"))
FUND_USE = _choices("fund_use", "基金用途", "Use of the fund", ("team_building", "团队建设", "team building"), ("training", "培训", "training"), ("reward", "奖励", "reward"), ("other", "其他", "other"))
PAY_STEP = _choices(
    "pay_step",
    "提成步骤",
    "Commission step",
    ("base", "到款", "receipt"),
    ("tier", "套档", "tier"),
    ("customer_factor", "客户系数", "customer factor"),
    ("project_override", "项目提成", "project plan"),
    ("assessment_factor", "考核系数", "assessment factor"),
    ("reserve", "团队基金", "reserve fund"),
    ("team_part", "归入团队", "to the team"),
    ("team_share", "团队分成", "team share"),
    ("stage", "环节分成", "stage share"),
    ("project", "项目分成", "project share"),
    ("position_coefficient", "岗位系数", "position coefficient"),
    ("late", "补记分成", "late share"),
    ("corrected", "更正", "correction"),
)
LATE_ENTRY = _choices("late_entry", "补登变化", "Late entry", ("first", "原记", "as recorded"), ("late", "补登", "late"), ("corrected", "更正", "corrected"), ("withdrawn", "撤销", "withdrawn"))
AREA = _choices("area", "业务领域", "Area", ("sales", "销售", "sales"), ("market", "市场开拓", "market expansion"), ("service", "客户服务", "customer service"))
KPI = _choices("kpi", "指标", "KPI", *((k.key, k.zh, k.en) for k in kpis.KPIS))
SPAN = _choices("span", "期间", "Span", ("quarter", "季", "quarter"), ("year", "年", "year"))
VERDICT = _choices("verdict", "结论", "Verdict", ("passed", "通过", "passed"), ("failed", "未通过", "not passed"), ("running", "进行中", "in progress"), ("ahead", "未开始", "not yet"), ("unscored", "未评", "not scored"))
STATE = _choices("state", "考核状态", "Review state", ("ok", "正常", "in order"), ("warn", "预警", "warning"), ("dismiss", "辞退", "dismissal"), ("second_chance", "二次机会", "second chance"))
RISK = _choices("risk", "风险类型", "Risk type", ("market", "市场", "market"), ("supply", "供应链", "supply chain"), ("logistics", "物流", "logistics"), ("quality", "质量", "quality"), ("credit", "收款", "collection"))
LEVEL = _choices("level", "高中低", "Level", ("high", "高", "high"), ("medium", "中", "medium"), ("low", "低", "low"))
SURVEY = _choices("survey", "调查方式", "Survey method", ("questionnaire", "问卷", "questionnaire"), ("phone", "电话回访", "phone call"))
DAY_KIND = _choices("day_kind", "日子类型", "Day kind", ("off", "休息", "day off"), ("work", "调休上班", "make-up working day"))
DAY_BASIS = _choices("day_basis", "节假日依据", "Basis of a holiday", ("official", "官方通知", "official notice"), ("law", "法定，安排未公布", "by law, not announced"), ("guess", "推测，安排未公布", "guess, not announced"))
QUOTE = _choices("quote", "报价方式", "Quoted as", ("direct", "外币兑人民币", "CNY for foreign"), ("inverse", "人民币兑外币", "foreign for CNY"))
FX_KIND = _choices("fx_kind", "汇率类型", "Rate kind", ("spot", "当日", "spot"), ("fixed", "固定", "fixed"))
CLOCK = _choices("clock", "计时", "Clock", ("working", "工作时间", "working clock"), ("elapsed", "自然时间", "elapsed time"))
ROLL = _choices("roll", "遇休息日", "On a rest day", ("previous", "提前到工作日", "previous working day"), ("next", "顺延到工作日", "next working day"))
RUBRIC = _choices("rubric", "评级标准", "Rubric", ("intent", "意向", "intent"), ("behaviour", "行为", "behaviour"))
REPLY = _choices("reply", "回复状态", "Reply status", ("on_target", "达标", "on target"), ("in_time", "按时", "in time"), ("late", "超时", "late"))
SEVERITY = _choices("severity", "处理", "Severity", ("reject", "退回", "rejected"), ("warning", "提醒", "warning"))
CHANGE = _choices("change", "变动", "Change", ("changed", "改动", "changed"), ("added", "新增", "added"), ("gone", "少了", "gone"), ("rejected", "退回", "rejected"), ("moved", "换人", "moved"))
REASON = _choices(
    "reason",
    "查重依据",
    "Why it may be the same",
    ("email", "邮箱相同", "same e-mail"),
    ("phone", "电话或传真相同", "same phone or fax"),
    ("company", "公司名称相同", "same company name"),
    ("pinyin", "拼音相同", "same pinyin"),
    ("domain", "邮箱域名相同", "same mail domain"),
    ("part", "名称包含", "one name within the other"),
    ("alike", "名称相近", "names alike"),
)
WORDS = _choices(
    "words",
    "状态用语",
    "Words of the states",
    ("overdue", "逾期", "overdue"),
    ("today", "今天跟进", "due today"),
    ("ahead", "还有", "in"),
    ("days", "天", "days"),
    ("open", "未回复", "open"),
    ("early", "回复早于收到", "reply before receipt"),
    ("see_holidays", "查节假日表", "check Holidays"),
    ("no_date", "不是日期，请重新输入", "no date, type it again"),
    ("under_floor", "低于底价", "under the floor"),
    ("fine", "正常", "fine"),
    ("on_time", "准时", "on time"),
    ("late", "延误", "late"),
    ("no_rate", "缺汇率", "no rate"),
    ("off_band", "离通常范围太远，请核对", "far off the usual range, please check"),
    ("wrong_unit", "差 100 倍，请改单位", "a hundred times off, correct the unit"),
    ("wrong_way", "方向反了，请改报价方式", "the other way round, correct how it is quoted"),
    ("off_neighbours", "和前后的汇率差太多，请核对", "far off the rates around it, please check"),
    ("no_order", "找不到订单或客户", "no such order or customer"),
    ("in_force", "有效", "in force"),
    ("revision", "修订", "revision"),
    ("absent", "缺席未写原因", "absent without reason"),
    ("settled", "已收清", "settled"),
    ("overpaid", "多收，请核对", "overpaid, please check"),
    ("cancelled", "已取消", "cancelled"),
    ("no_due", "没有应收日期", "no due date"),
    ("not_due", "未到期", "not due"),
    ("longer_than", "超过", "more than"),
    ("over", "超额", "over the limit by"),
    ("stopped", "停止发货，仍有订单", "stopped, an order is open"),
    ("comma", "；", "; "),
    ("no_country", "时区表里没有这个国家", "country not on Time zones"),
    ("which_city", "有几个时区，请填城市", "several zones: fill in the city"),
    ("no_zone", "时区表里没有或已到期，请重新汇总", "zone not on Time zones or past its end: consolidate"),
    ("other_offset", "按当地时区，与填写的时差不同", "by the zone there, unlike the typed offset"),
    ("fixed_offset", "按填写的时差，不随夏令时变", "typed offset, no daylight saving"),
)
DUE_TODAY = Words("今天", "due today")
"""How `today` of WORDS begins. Cells are marked by it and the legend shows it; every list of this file stands on the
hidden sheet of each workbook, so that what nobody picks is not added to one."""

ALL: dict[str, Choices] = {c.key: c for c in list(globals().values()) if isinstance(c, Choices)}
