"""What the buttons say."""

from __future__ import annotations

from xltrade.core.errors import XltradeError
from xltrade.core.schema import LANGS, Lang, Words

TITLE = "xltrade"
SHOWN = 10
"""So many problems or customers are listed in a message; the others are counted."""

SAID: dict[str, Words] = {
    "not_ours": Words(
        "当前工作簿没有“设置”表，不是 xltrade 生成的工作簿。请切换到外贸工作簿再点。",
        "The active workbook has no Settings sheet; xltrade did not make it. Switch to yours first.",
    ),
    "unsaved": Words(
        "这本工作簿还没有保存过。请先保存到文件夹里，再点一次。",
        "This workbook was never saved. Save it in a folder first, then try again.",
    ),
    "cloud": Words(
        "这本工作簿在网盘上（{0}），找不到它在电脑上的文件夹。请同步到本机，从本机文件夹打开再试。",
        "This workbook lies in the cloud ({0}), its local folder is unknown. Open the synchronised copy.",
    ),
    "master_only": Words("这个按钮在经理的主表里用。", "This button is for the manager's master."),
    "sales_only": Words("这个按钮在业务员的工作簿里用。", "This button is for a salesperson's workbook."),
    "no_folder": Words(
        "请先在“设置”表的 folder 一行填业务员工作簿所在的文件夹。",
        "Fill in the line folder on the Settings sheet: where the salespeople's workbooks lie.",
    ),
    "reading": Words("汇总 {0}%：{1}", "Consolidating {0} %: {1}"),
    "writing": Words("正在写入主表……", "Writing the master …"),
    "done": Words(
        "汇总完成：读取 {0} 行 = 收入 {1} 行 + 退回 {2} 行；{3} 个文件，{4} 条提醒。退回和提醒见“{5}”表。"
        "确认无误后请保存工作簿。",
        "Consolidated: {0} rows read = {1} kept + {2} rejected; {3} files, {4} warnings, all listed on "
        "“{5}”. Save the workbook when it looks right.",
    ),
    "gone": Words("！上次有、这次没有：", "! There last time and gone now:"),
    "found_too": Words(
        "和上次相比 {0} 处变动，见“变更”表；异常 {1} 条没处理，见“异常”表。",
        "{0} differences from last time on Changes; {1} exceptions not handled on Exceptions.",
    ),
    "backup": Words("旧主表的备份：{0}", "Backup of the old master: {0}"),
    "unreadable": Words("没有读成的文件：", "Files that could not be read:"),
    "fine": Words("没有问题，共 {0} 行。", "No problems, {0} rows."),
    "found": Words(
        "{0} 处问题（退回 {1}，提醒 {2}），共 {3} 行：", "{0} problems ({1} rejected, {2} warnings), {3} rows:"
    ),
    "more": Words("……还有 {0} 条", "… {0} more"),
    "recalculated": Words("全部公式已重算。", "All formulas were calculated anew."),
    "recomputed": Words(
        "已按现在的政策重算合并的表和全部公式。上次退回的行要重新汇总才会进来。",
        "The consolidated tables and all formulas were computed anew with the policy as it stands. "
        "Rows rejected last time come in with the next consolidation.",
    ),
    "no_reports": Words("“{0}”表里还没有周报。", "There is no report on “{0}” yet."),
    "printed": Words("{0} 人的周报已存为：{1}", "Reports of {0} people were saved as: {1}"),
    "printed_before": Words(
        "这一周的周报已经存过，没有覆盖：{0}。要重新打印，请先把它移走或改名。",
        "This week's reports were saved before and not overwritten: {0}. To print them again, "
        "move or rename that file first.",
    ),
    "no_print": Words(
        "PDF 没有生成（{0}）。请检查打印机设置和文件夹权限。",
        "The PDF was not made ({0}). Check the printer and the folder's rights.",
    ),
    "no_customer": Words(
        "请先选中某个客户所在的行（有“客户编号”的任何一张表都可以），再点“记录跟进”。",
        "Select a row with a customer ID first (any sheet that has one), then log the contact.",
    ),
    "unknown_customer": Words(
        "客户表里没有“{0}”。请先查重、新建客户，再记录跟进。",
        "There is no “{0}” on the Customers sheet. Look it up and add it first.",
    ),
    "ask": Words(
        "查重：输入邮箱、网址、电话、传真或公司名称（拼音也可以）",
        "Look up: an e-mail, web address, phone, fax or company name (pinyin too)",
    ),
    "empty": Words("请先选中一个有内容的单元格，再点“查重”。", "Select a cell with some text first, then look it up."),
    "known": Words("“{0}”可能是这 {1} 个客户：", "“{0}” may be one of {1} customers:"),
    "new": Words(
        "没有找到“{0}”，可以新建客户。现在去“{1}”表的空行吗？",
        "“{0}” was not found and may be added. Go to a free row of “{1}” now?",
    ),
    "only_self": Words("除了“{0}”本身，没有相同或相近的客户。", "There is no such customer besides “{0}” itself."),
    "not_found": Words("没有找到“{0}”。", "“{0}” was not found."),
    "reasons": Words("（{0}）", " ({0})"),
    "comma": Words("、", ", "),
    "colon": Words("：", ": "),
    "stop": Words("；", "; "),
    "weekly": Words(
        "{0} 的周报：已填 {1}。请写好其余部分，按时提交。",
        "Report of {0}: filled in {1}. Write the rest and hand it in in time.",
    ),
    "weekly_kept": Words(
        "{0} 的周报各栏都已写过，没有改动。", "Every section of {0} was written before; nothing changed."
    ),
}


def say(key: str, lang: Lang, *values: object) -> str:
    """The text under `key` in a language, its places filled."""
    return SAID[key].text(lang).format(*values)


def error_of(key: str, *values: object) -> XltradeError:
    """The error under `key` in both languages, its places filled."""
    return XltradeError(*(say(key, lang, *values) for lang in LANGS))
