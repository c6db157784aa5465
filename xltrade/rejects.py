"""The catalogue of everything that can be wrong with a file, a sheet, a row or a cell, as declared records.

A user's mistake is a `Reject`: where it is, what was typed, what is wrong with it and what to do. Sentences are
templates over the fields of the Reject.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xltrade.schema import Lang

Level = Literal["file", "sheet", "row", "cell"]
Severity = Literal["reject", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem: `zh` / `en` say what is wrong, `todo_zh` / `todo_en` what to do."""

    code: str
    level: Level
    severity: Severity
    zh: str
    en: str
    todo_zh: str
    todo_en: str


@dataclass(frozen=True, slots=True)
class Part:
    """One optional piece of a message, used when the field named `key` is known."""

    key: str
    zh: str
    en: str


_PLACE = (
    Part("file", "文件“{file}”", "file “{file}”"),
    Part("sheet", "工作表“{sheet}”", "sheet “{sheet}”"),
    Part("row", "第 {row} 行", "row {row}"),
    Part("column", "“{column}”列", "column “{column}”"),
)
_AFTER = Part("after", "：", ": ")
_BETWEEN = Part("between", "，", ", ")
_GAP = Part("gap", "", " ")
_HINTS = {
    "choices": Part("hint", "可以填：{hint}。", " Allowed: {hint}."),
    "header": Part(
        "hint", "最接近的标题是“{hint}”，是不是改了名？", " The closest heading is “{hint}”: was it renamed?"
    ),
    "sheet": Part(
        "hint", "最接近的工作表是“{hint}”，是不是改了名？", " The closest sheet is “{hint}”: was it renamed?"
    ),
}


def _file(code: str, zh: str, en: str, todo_zh: str, todo_en: str, severity: Severity = "reject") -> Problem:
    return Problem(code, "file", severity, zh, en, todo_zh, todo_en)


def _sheet(code: str, severity: Severity, zh: str, en: str, todo_zh: str, todo_en: str) -> Problem:
    return Problem(code, "sheet", severity, zh, en, todo_zh, todo_en)


def _row(code: str, severity: Severity, zh: str, en: str, todo_zh: str, todo_en: str) -> Problem:
    return Problem(code, "row", severity, zh, en, todo_zh, todo_en)


def _cell(code: str, zh: str, en: str, todo_zh: str, todo_en: str, severity: Severity = "reject") -> Problem:
    return Problem(code, "cell", severity, zh, en, todo_zh, todo_en)


PROBLEMS: tuple[Problem, ...] = (
    _file(
        "not_found",
        "找不到这个文件。",
        "There is no such file.",
        "请检查文件名和文件夹。",
        "Check the name and the folder.",
    ),
    _file(
        "not_a_workbook",
        "这不是 Excel 工作簿。",
        "This is not an Excel workbook.",
        "请用 Excel 打开原来的工作簿，另存为 .xlsx 或 .xlsm 再交。",
        "Open the original in Excel and save it as .xlsx or .xlsm.",
    ),
    _file(
        "empty_file",
        "文件是空的，没有任何内容。",
        "The file is empty.",
        "请重新保存或重新发送；网盘文件请等同步完成。",
        "Save or send it again; let a cloud drive finish its sync.",
    ),
    _file(
        "password_protected",
        "文件设了打开密码，读不了。",
        "The file needs a password to open.",
        "请在 Excel 里取消打开密码（文件 → 信息 → 保护工作簿），再保存。",
        "Remove the password in Excel (File → Info → Protect Workbook) and save.",
    ),
    _file(
        "no_permission",
        "没有读取权限，或文件正被别的程序占用。",
        "Reading is not permitted, or another program holds the file.",
        "请关闭打开它的程序，或请管理员给读取权限。",
        "Close the program that has it open, or ask for the right to read it.",
    ),
    _file(
        "legacy_xls",
        "这是旧的或二进制的 Excel 格式（.xls、.xlsb）。",
        "This is an old or binary Excel format (.xls, .xlsb).",
        "请在 Excel 里另存为 .xlsx。",
        "Save it as .xlsx in Excel.",
    ),
    _file(
        "too_large",
        "有内容写在表格很远的地方，或文件大得不正常。",
        "Something is typed far away from the table, or the file is unusually large.",
        "请按 Ctrl+End 找到最后的单元格，删除表格外的内容再保存。",
        "Press Ctrl+End to find the last cell, delete what lies outside the table and save.",
    ),
    _file(
        "locked_or_unreadable",
        "文件损坏或被锁住，读不了。",
        "The file is damaged or locked.",
        "请用 Excel 打开并修复，另存一份再交。",
        "Open and repair it in Excel, then save a copy.",
    ),
    _file(
        "unknown_workbook",
        "没有“设置”表，不是 xltrade 生成的工作簿。",
        "There is no Settings sheet: xltrade did not make this workbook.",
        "请用 xltrade 生成的工作簿；如果改过“设置”表的名字，请改回来。",
        "Use a workbook made by xltrade; if the Settings sheet was renamed, name it back.",
    ),
    _file(
        "no_person",
        "“设置”表没有写人员编号，不知道是谁的工作簿。",
        "The Settings sheet has no person ID, so the owner is unknown.",
        "请在“设置”表的 person_id 一行填人员编号。",
        "Fill in the line person_id on the Settings sheet.",
    ),
    _file(
        "unknown_person",
        "人员编号“{value}”不在主工作簿的人员表里。",
        "Person ID “{value}” is not on the master's People sheet.",
        "请在人员表加上这个人，或改正编号。",
        "Add the person there or correct the ID.",
    ),
    _file(
        "duplicate_person",
        "人员编号“{value}”已经出现在另一个文件“{hint}”里。",
        "Person ID “{value}” was already seen in “{hint}”.",
        "每人只留一个文件，或改正编号。",
        "Keep one file a person, or correct the ID.",
    ),
    _file(
        "another_master",
        "这是一份主工作簿，不是业务员的工作簿。",
        "This is a master, not a salesperson's workbook.",
        "请把它移出这个文件夹。",
        "Move it out of the folder.",
    ),
    _file(
        "missing_workbook",
        "人员表里的“{value}”没有交工作簿，主表里没有他的数据。",
        "“{value}” is on the People sheet but no workbook is here; the master holds nothing of theirs.",
        "请把工作簿放进文件夹再汇总；已离职请在人员表填离职日期。",
        "Put the workbook into the folder and consolidate again; for a leaver fill in the leave date.",
        "warning",
    ),
    _file(
        "outdated_policy",
        "工作簿里的政策和主工作簿不同，表里显示的数字可能和主表不一样。",
        "The policy in this workbook differs from the master's; its cells may show other numbers.",
        "以主表为准；请用主工作簿的政策重新生成这本工作簿。",
        "The master counts; make the workbook anew with the master's policy.",
        "warning",
    ),
    _cell(
        "no_order_figure",
        "订单“{value}”没有可用的金额和{hint}，这笔到款没有计提成。",
        "Order “{value}” has no usable amount and {hint}; the receipt earns nothing.",
        "请在订单表补上{hint}再汇总。",
        "Fill in {hint} on Orders and consolidate again.",
        "warning",
    ),
    _cell(
        "unknown_member",
        "人员表里没有“{value}”，这一份暂记给业务员本人。",
        "“{value}” is not on the People sheet; that part stays with the salesperson.",
        "请写人员编号或全名，几个人用顿号隔开。",
        "Write a person ID or full name, several with commas between.",
        "warning",
    ),
    _cell(
        "bad_period",
        "“{value}”不是季度，没有结算。",
        "“{value}” is no quarter; nothing was settled.",
        "请写成 2026Q3 这样。",
        "Write it as 2026Q3.",
        "warning",
    ),
    _cell(
        "nothing_to_settle",
        "“{value}”没有可以结算的到款。",
        "There is nothing to settle for “{value}”.",
        "请检查期间和人员编号；已结算的不会再算。",
        "Check the period and the person; what is settled is not settled again.",
        "warning",
    ),
    _cell(
        "settled_twice",
        "“{value}”已经有一批结算，这一行没有计算。",
        "“{value}” has a settlement already; this row was not calculated.",
        "请删掉这一行；要重算请先把原来的改成作废。",
        "Delete this row; to calculate anew set the other one to void first.",
        "warning",
    ),
    _cell(
        "not_calculated",
        "结算“{value}”还没有计算就改成了确认或发放；现在先计算。",
        "Settlement “{value}” was confirmed or paid before it was calculated; it is calculated now.",
        "请核对金额后再确认。",
        "Check the amount, then confirm.",
        "warning",
    ),
    _cell(
        "reopened",
        "结算“{value}”已经确认，不能改回；状态已恢复。",
        "Settlement “{value}” is confirmed and cannot go back; its state was restored.",
        "要重算请改成作废，再另起一行。",
        "To calculate anew set it to void and start another row.",
        "warning",
    ),
    _cell(
        "bonus_without_reason",
        "结算“{value}”的奖金没有写原因，没有计入。",
        "The bonus of settlement “{value}” has no reason and does not count.",
        "请写奖金原因。",
        "Write the reason.",
        "warning",
    ),
    _cell(
        "answer_changed",
        "结算“{value}”业务员确认之后金额变了：{hint}；退回已计算。",
        "Settlement “{value}” changed after it was accepted: {hint}; it is calculated again.",
        "请再请业务员确认。",
        "Have it accepted again.",
        "warning",
    ),
    _cell(
        "disputed",
        "业务员对结算“{value}”有异议：{hint}。",
        "Settlement “{value}” is disputed: {hint}.",
        "请对照提成明细和业务员核对。",
        "Go through its lines with the salesperson.",
        "warning",
    ),
    _cell(
        "frozen_differs",
        "已确认的结算“{value}”保持不变；按现在的政策、人员或到款会是另一个数：{hint}。",
        "The confirmed settlement “{value}” stays; by today's policy, people or receipts it would differ: {hint}.",
        "如果是误改，请改回；到款的更正会记入当前期间。",
        "Undo what was changed by mistake; a corrected receipt becomes a line of the current period.",
        "warning",
    ),
    _cell(
        "bad_share_sum",
        "订单环节“{hint}”的占比相加是 {value}，必须是 100%，每份不能为负。",
        "The shares of “{hint}” sum to {value}; they must sum to 100 %, none negative.",
        "请改好这个订单这个环节的各行占比。",
        "Correct the shares of this stage of the order.",
    ),
    _cell(
        "off_scale",
        "“{value}”超出了评分范围（{hint}）。",
        "“{value}” is off the scale ({hint}).",
        "请改成范围内的分数。",
        "Type a score on the scale.",
    ),
    _cell(
        "bad_order_plan",
        "订单“{value}”要写项目比例或固定金额，只写一个。",
        "Order “{value}” needs a project rate or a fixed amount, just one of them.",
        "请填一个，另一个空着。",
        "Fill in one and leave the other blank.",
    ),
    _cell(
        "negative_factor",
        "客户系数是 {value}，不能为负。",
        "A customer factor of {value} cannot be negative.",
        "请改成 0 或更大的数。",
        "Make it 0 or more.",
    ),
    _cell(
        "kept_as_it_was",
        "结算“{value}”没有重算：{hint} 的工作簿不在文件夹里。",
        "Settlement “{value}” was not calculated anew: the workbook of {hint} is not in the folder.",
        "请放回工作簿再汇总。",
        "Put the workbook back and consolidate again.",
        "warning",
    ),
    _cell(
        "settled_changed",
        "到款“{value}”已经结算，后来改了：{hint}；差额记入括号里的期间。",
        "Receipt “{value}” is settled and was changed: {hint}; the difference goes to the quarter named.",
        "如果是误改，请改回原来的数。",
        "If it was a mistake, restore the number.",
        "warning",
    ),
    _cell(
        "unknown_settlement",
        "没有结算“{value}”，这一条答复没有用上。",
        "There is no settlement “{value}”; this answer was not used.",
        "请照结算单上的编号填写。",
        "Write the ID as on the statement.",
        "warning",
    ),
    _cell(
        "policy_of_period",
        "“{value}”没有算：那时的政策有误。{hint}",
        "“{value}” was not calculated: the policy of that time is wrong. {hint}",
        "请在政策表改正那时生效的行。",
        "Correct the rows that were in force then.",
        "warning",
    ),
    _file(
        "second_chance_refused",
        "二次机会“{value}”不生效：另外两项的平均分没有都达到突出分数（{hint}）。",
        "The second chance “{value}” is refused: not both other scores reach the outstanding score ({hint}).",
        "请先在“考核”表补齐那个季度的评分，或在“二次机会”表删去这一行。",
        "Complete that quarter's scores on Assessments, or delete the row on Second chances.",
        "warning",
    ),
    _row(
        "zero_forecast",
        "warning",
        "预报金额是 0，这个月不评预报完成率。",
        "The forecast is 0, so this month's completion is not scored.",
        "如果不是有意的，请在锁定日前填上预计到款。",
        "Unless it is meant, fill in the expected receipts before the lock day.",
    ),
    _file(
        "bad_policy",
        "政策有误：{value}。",
        "The policy is wrong: {value}.",
        "请按说明改正政策表。",
        "Correct the policy sheet as its notes say.",
    ),
    _file(
        "descending_tiers",
        "提成档请核对：{value}。",
        "Check the tiers: {value}.",
        "有意这样就不用改；全额按档时，到了这一档总提成反而变少，见“提成”表的 ⚠。",
        "Leave it if it is meant; in whole mode the commission falls from that start on, see ⚠ on Commission.",
        "warning",
    ),
    _sheet(
        "missing_sheet",
        "reject",
        "缺少这张工作表，它的内容没有读到。",
        "The sheet is missing; nothing of it was read.",
        "请恢复这张表；如果改了名，请改回来。{sheet_hint}",
        "Restore it; if it was renamed, name it back.{sheet_hint}",
    ),
    _sheet(
        "missing_settings_sheet",
        "warning",
        "缺少这张政策表。",
        "This policy sheet is missing.",
        "合并时用主工作簿的政策，可以不管；要在表里自动计算请恢复。{sheet_hint}",
        "The master's policy is used; restore the sheet for its cells to compute.{sheet_hint}",
    ),
    _sheet(
        "duplicate_sheet",
        "reject",
        "这张表出现了两次，只读了“{hint}”。",
        "The sheet exists twice; only “{hint}” was read.",
        "请把内容并到一张表，删除另一张。",
        "Move the rows to one sheet and delete the other.",
    ),
    _sheet(
        "no_header",
        "reject",
        "找不到标题行，整张表没有读。",
        "The heading row was not found; the sheet was not read.",
        "请恢复标题行。",
        "Restore the headings.",
    ),
    _sheet(
        "missing_column",
        "reject",
        "缺少必填列“{column}”，它的行都被退回。",
        "Required column “{column}” is missing; its rows are rejected.",
        "请恢复列标题“{column}”。{header_hint}",
        "Restore the heading “{column}”.{header_hint}",
    ),
    _sheet(
        "missing_optional_column",
        "warning",
        "缺少“{column}”列，按空白处理。",
        "Column “{column}” is missing and taken as blank.",
        "不需要可以不管；需要请恢复列标题。{header_hint}",
        "Ignore it, or restore the heading.{header_hint}",
    ),
    _sheet(
        "unknown_column",
        "warning",
        "“{column}”不是表里原有的列，内容原样保留，不参加计算。",
        "“{column}” is not a column of this table; its content is kept but not used.",
        "如果是改了名的列，请改回原来的标题。{header_hint}",
        "If it is a renamed column, give it its old heading.{header_hint}",
    ),
    _row(
        "duplicate_column",
        "reject",
        "“{column}”列出现了两次，第二列也填了“{value}”。",
        "Column “{column}” occurs twice; the second holds “{value}”.",
        "请只留一列。",
        "Keep one of them.",
    ),
    _row(
        "duplicate_id",
        "reject",
        "“{value}”和第 {hint} 行重复。",
        "“{value}” repeats row {hint}.",
        "请改成没用过的，或删除重复的行。",
        "Change it, or delete the repeated row.",
    ),
    _row(
        "no_rate",
        "reject",
        "没有“{value}”的汇率，折不成人民币。",
        "There is no exchange rate for “{value}”.",
        "请在汇率表加上这个币种和日期的汇率。",
        "Add the rate of that currency and date to the FX rates sheet.",
    ),
    _cell("missing_required", "必填，但空着。", "A value is required here.", "请填上。", "Fill it in."),
    _cell(
        "bad_date",
        "“{value}”不是有效的日期。",
        "“{value}” is not a valid date.",
        "请写成 2024-06-11 这样的日期。",
        "Write a date such as 2024-06-11.",
    ),
    _cell(
        "bad_month",
        "“{value}”不是有效的月份。",
        "“{value}” is not a valid month.",
        "请写成 2026-03 这样的月份。",
        "Write a month such as 2026-03.",
    ),
    _cell(
        "bad_time",
        "“{value}”不是有效的时间。",
        "“{value}” is not a valid time.",
        "请写成 08：30 这样的时间。",
        "Write a time such as 08:30.",
    ),
    _cell(
        "bad_number",
        "“{value}”不是数字。",
        "“{value}” is not a number.",
        "请只写数字，例如 1200.50，不带文字和单位。",
        "Write digits only, such as 1200.50, without words or units.",
    ),
    _cell(
        "not_whole", "“{value}”不是整数。", "“{value}” is not a whole number.", "请写整数。", "Write a whole number."
    ),
    _cell(
        "too_many_decimals",
        "“{value}”的小数位太多，最多 {hint} 位。",
        "“{value}” has too many decimals; {hint} at most.",
        "请四舍五入后再填。",
        "Round it first.",
    ),
    _cell(
        "unknown_choice",
        "“{value}”不在可选的范围里。",
        "“{value}” is not one of the choices.",
        "请从下拉里选。{choices_hint}",
        "Pick one from the list.{choices_hint}",
    ),
    _cell(
        "error_value",
        "单元格是错误值 {value}。",
        "The cell holds the error {value}.",
        "请改正公式，或直接填上值。",
        "Correct the formula, or type the value.",
    ),
    _cell(
        "unknown_reference",
        "“{value}”在“{hint}”表里找不到；这一行照样保留。",
        "“{value}” is not on the sheet “{hint}”; the row is kept.",
        "请先在“{hint}”表登记，或改正编号。",
        "Enter it on “{hint}” first, or correct the ID.",
        "warning",
    ),
)
CATALOGUE: dict[str, Problem] = {p.code: p for p in PROBLEMS}


@dataclass(frozen=True, slots=True)
class Reject:
    """One thing that is wrong, with its place.

    row: Excel row, None above row level; column: the label as on the sheet; value: as typed; content: the whole row
    as typed, "标题=值; …"; hint: what the template of the code calls {hint}.
    """

    code: str
    file: str
    sheet: str = ""
    table: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    content: str = ""
    hint: str = ""

    @property
    def problem(self) -> Problem:
        return CATALOGUE[self.code]

    @property
    def severity(self) -> Severity:
        return self.problem.severity

    @property
    def level(self) -> Level:
        return self.problem.level

    def place(self, lang: Lang = "zh") -> str:
        """File, sheet, row and column, as far as known."""
        known = [p for p in _PLACE if getattr(self, p.key) not in ("", None)]
        return getattr(_BETWEEN, lang).join(self._fill(getattr(p, lang)) for p in known)

    def reason(self, lang: Lang = "zh") -> str:
        """What is wrong, without the place."""
        return self._fill(getattr(self.problem, lang))

    def todo(self, lang: Lang = "zh") -> str:
        """What to do about it."""
        template = self.problem.todo_zh if lang == "zh" else self.problem.todo_en
        hints = {f"{name}_hint": self._fill(getattr(part, lang)) if self.hint else "" for name, part in _HINTS.items()}
        return self._fill(template, **hints)

    def message(self, lang: Lang = "zh") -> str:
        """The whole sentence: place, what was typed and is wrong, what to do."""
        after, gap = getattr(_AFTER, lang), getattr(_GAP, lang)
        text = f"{self.place(lang)}{after}{self.reason(lang)}{gap}{self.todo(lang)}"
        return text[:1].upper() + text[1:]

    def _fill(self, template: str, **more: str) -> str:
        return template.format(
            file=self.file, sheet=self.sheet, row=self.row, column=self.column, value=self.value, hint=self.hint, **more
        )


def file_reject(code: str, file: str) -> Reject:
    """The Reject of a file that could not be read at all."""
    return Reject(code, file)
