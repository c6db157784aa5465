"""What can be wrong with one cell; the parser of cells knows these by their codes."""

from __future__ import annotations

from xltrade.declared.rejects.problem import Problem

MISSING_REQUIRED = Problem(
    "missing_required",
    "cell",
    "reject",
    "必填，但空着。",
    "A value is required here.",
    "请填上。",
    "Fill it in.",
)
BAD_DATE = Problem(
    "bad_date",
    "cell",
    "reject",
    "“{value}”不是有效的日期。",
    "“{value}” is not a valid date.",
    "请写成 2024-06-11 这样的日期。",
    "Write a date such as 2024-06-11.",
)
BAD_MONTH = Problem(
    "bad_month",
    "cell",
    "reject",
    "“{value}”不是有效的月份。",
    "“{value}” is not a valid month.",
    "请写成 2026-03 这样的月份。",
    "Write a month such as 2026-03.",
)
BAD_TIME = Problem(
    "bad_time",
    "cell",
    "reject",
    "“{value}”不是有效的时间。",
    "“{value}” is not a valid time.",
    "请写成 08：30 这样的时间。",
    "Write a time such as 08:30.",
)
BAD_OFFSET = Problem(
    "bad_offset",
    "cell",
    "reject",
    "“{value}”不是时差。",
    "“{value}” is not an offset from UTC.",
    "请写成 5:30、-5、UTC+8 或 东八区；知道城市的话空着也可以。",
    "Write 5:30, -5, UTC+8 or GMT-5; with a city it may stay blank.",
)
BAD_NUMBER = Problem(
    "bad_number",
    "cell",
    "reject",
    "“{value}”不是数字。",
    "“{value}” is not a number.",
    "请只写数字，例如 1200.50，不带文字和单位。",
    "Write digits only, such as 1200.50, without words or units.",
)
NOT_WHOLE = Problem(
    "not_whole",
    "cell",
    "reject",
    "“{value}”不是整数。",
    "“{value}” is not a whole number.",
    "请写整数。",
    "Write a whole number.",
)
TOO_MANY_DECIMALS = Problem(
    "too_many_decimals",
    "cell",
    "reject",
    "“{value}”的小数位太多，最多 {hint} 位。",
    "“{value}” has too many decimals; {hint} at most.",
    "请四舍五入后再填。",
    "Round it first.",
)
FOREIGN_SIGN = Problem(
    "foreign_sign",
    "cell",
    "reject",
    "“{value}”带着别的币种的符号，这一行的币种是 {hint}。",
    "“{value}” has the sign of another currency; the row is in {hint}.",
    "请核对币种和金额，只写数字。",
    "Check currency and amount, and write digits only.",
)
BEYOND_BOUND = Problem(
    "beyond_bound",
    "cell",
    "reject",
    "“{value}”太大，最多 {hint}。",
    "“{value}” is too large; {hint} at most.",
    "请核对有没有多打了几位。",
    "Check for digits too many.",
)
UNKNOWN_CHOICE = Problem(
    "unknown_choice",
    "cell",
    "reject",
    "“{value}”不在可选的范围里。",
    "“{value}” is not one of the choices.",
    "请从下拉里选。{choices_hint}",
    "Pick one from the list.{choices_hint}",
)
ERROR_VALUE = Problem(
    "error_value",
    "cell",
    "reject",
    "单元格是错误值 {value}。",
    "The cell holds the error {value}.",
    "请改正公式，或直接填上值。",
    "Correct the formula, or type the value.",
)
BAD_ID = Problem(
    "bad_id",
    "cell",
    "reject",
    "“{value}”不能作编号。",
    "“{value}” cannot be an ID.",
    "请写编号，例如 E01。",
    "Write an ID such as E01.",
)
TEXT_DATE = Problem(
    "text_date",
    "cell",
    "warning",
    "“{value}”是文本不是日期，格子里的公式可能不认，跟进日和回复状态不准。",
    "“{value}” is a text and no date: formulas may pass over it, and follow-up dates and reply states be wrong.",
    "请把它重新输入成日期。",
    "Type it again as a date.",
)
TEXT_CUT = Problem(
    "text_cut",
    "cell",
    "warning",
    "文字有 {hint} 字，Excel 一格最多 32767 字；主表里只有前面的部分，后面写着“……”。",
    "The text has {hint} characters, a cell of Excel holds 32767; the master has its beginning, marked “……”.",
    "完整的内容还在原文件里；要进主表请分成几格写。",
    "The whole is still in the file; for the master write it into several cells.",
)
UNKNOWN_REFERENCE = Problem(
    "unknown_reference",
    "cell",
    "warning",
    "“{value}”在“{hint}”表里找不到；这一行照样保留。",
    "“{value}” is not on the sheet “{hint}”; the row is kept.",
    "请先在“{hint}”表登记，或改正编号。",
    "Enter it on “{hint}” first, or correct the ID.",
)
UNSTORED_FORMULA = Problem(
    "unstored_formula",
    "cell",
    "reject",
    "单元格是公式 {value}，文件里没有存它的结果。",
    "The cell is the formula {value}, and the file holds no result of it.",
    "请用 Excel 打开、保存一次再交，或直接填上值。",
    "Open and save the file in Excel once, or type the value.",
)
