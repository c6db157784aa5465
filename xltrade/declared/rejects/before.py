"""What a consolidation says when the master before held more, or somebody else's."""

from __future__ import annotations

from xltrade.declared.rejects.problem import Problem

PERSON_GONE = Problem(
    "person_gone",
    "file",
    "warning",
    "“{value}”上次有 {hint}，这次一行也没有。",
    "“{value}” had {hint} last time and has not one row now.",
    "请把这个人的工作簿放回文件夹再汇总；真的离职了，在人员表填离职日期。旧主表在 backup 文件夹里。",
    "Put the workbook back and consolidate again; of somebody who left fill in the leave date on People. The old master is in backup.",
)
TABLE_GONE = Problem(
    "table_gone",
    "sheet",
    "warning",
    "上次有 {hint} 行，这次一行也没有。",
    "There were {hint} rows last time, and not one now.",
    "请打开这个文件看看是不是删错了或者换了空白的工作簿；上次的行在“变更”表里，旧主表在 backup 文件夹里。",
    "Open the file: were they deleted by mistake, or is it an empty workbook? The rows stand on Changes, the old master is in backup.",
)
ROWS_GONE = Problem(
    "rows_gone",
    "sheet",
    "warning",
    "上次的 {value} 行里有 {hint} 行这次没有了。",
    "Of the {value} rows of last time {hint} are gone.",
    "少了的行在“变更”表里，请问一问是不是有意删的。",
    "They stand on Changes: ask whether they were deleted on purpose.",
)
LEAVER_CARRIED = Problem(
    "leaver_carried",
    "file",
    "warning",
    "“{value}”已离职，工作簿不在文件夹里，沿用上次主表里的 {hint} 行。",
    "“{value}” left and no workbook is here: the {hint} rows of the master before are kept.",
    "不用处理；要改这些行，请把工作簿放回文件夹。",
    "Nothing to do; to change these rows put the workbook back into the folder.",
)
UNKNOWN_PERSON = Problem(
    "unknown_person",
    "file",
    "warning",
    "“{value}”不在人员表里，这次作为新人加进去了。",
    "“{value}” is not on People and was added as somebody new.",
    "如果编号写错了，请在这个工作簿的“设置”表改正，并从人员表删掉这一行；真是新人，请补全人员表。",
    "If the ID is mistyped, mend it on Settings of that workbook and delete the row on People; else complete the row.",
    "high",
)
NAME_OF_ANOTHER = Problem(
    "name_of_another",
    "file",
    "warning",
    "编号和姓名对不上：工作簿写的是“{value}”，人员表里这个编号是“{hint}”。按编号算。",
    "ID and name do not go together: the workbook says “{value}”, People has “{hint}” under that ID. The ID counts.",
    "请确认是谁的工作簿，改正“设置”表里的编号或姓名，再汇总。",
    "Find out whose workbook it is, mend the ID or the name on its Settings sheet and consolidate again.",
    "high",
)
