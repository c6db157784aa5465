"""What can be wrong with a whole file, from one that does not open to one whose policy is another."""

from __future__ import annotations

from xltrade.declared.rejects.problem import Problem

NOT_FOUND = Problem(
    "not_found",
    "file",
    "reject",
    "找不到这个文件。",
    "There is no such file.",
    "请检查文件名和文件夹。",
    "Check the name and the folder.",
)
NOT_A_WORKBOOK = Problem(
    "not_a_workbook",
    "file",
    "reject",
    "这不是 Excel 工作簿。",
    "This is not an Excel workbook.",
    "请用 Excel 打开原来的工作簿，另存为 .xlsx 或 .xlsm 再交。",
    "Open the original in Excel and save it as .xlsx or .xlsm.",
)
EMPTY_FILE = Problem(
    "empty_file",
    "file",
    "reject",
    "文件是空的，没有任何内容。",
    "The file is empty.",
    "请重新保存或重新发送；网盘文件请等同步完成。",
    "Save or send it again; let a cloud drive finish its sync.",
)
PASSWORD_PROTECTED = Problem(
    "password_protected",
    "file",
    "reject",
    "文件设了打开密码，读不了。",
    "The file needs a password to open.",
    "请在 Excel 里取消打开密码（文件 → 信息 → 保护工作簿），再保存。",
    "Remove the password in Excel (File → Info → Protect Workbook) and save.",
)
NO_PERMISSION = Problem(
    "no_permission",
    "file",
    "reject",
    "没有读取权限，或文件正被别的程序占用。",
    "Reading is not permitted, or another program holds the file.",
    "请关闭打开它的程序，或请管理员给读取权限。",
    "Close the program that has it open, or ask for the right to read it.",
)
OLD_FORMAT = Problem(
    "old_format",
    "file",
    "warning",
    "这是 {value} 格式，内容都读了；只是看不出哪些灰色格被改过、哪些公式还没算。",
    "This is an {value} file; it was read, but not which grey cells were typed over, nor which formulas have no result.",
    "请在 Excel 或 WPS 里另存为 .xlsx，以后交 .xlsx。",
    "Save it as .xlsx in Excel or WPS and send that from now on.",
)
OPEN_DOCUMENT = Problem(
    "open_document",
    "file",
    "reject",
    "这是 .ods（LibreOffice 的格式），没有读。",
    "This is an OpenDocument file (.ods), which is not read.",
    "请另存为 .xlsx 再交。",
    "Save it as .xlsx.",
)
WEB_PAGE = Problem(
    "web_page",
    "file",
    "reject",
    "这是网页或 XML，只是名字像工作簿。",
    "This is a web page or XML with the name of a workbook.",
    "请用 Excel 打开，另存为 .xlsx 再交。",
    "Open it in Excel and save it as .xlsx.",
)
TOO_LARGE = Problem(
    "too_large",
    "file",
    "reject",
    "有内容写在表格很远的地方，或文件大得不正常。",
    "Something is typed far away from the table, or the file is unusually large.",
    "请按 Ctrl+End 找到最后的单元格，要留的内容移到表格里，再清掉表格外的，保存。",
    "Press Ctrl+End to find the last cell, move what you need into the table, clear the rest and save.",
)
LOCKED_OR_UNREADABLE = Problem(
    "locked_or_unreadable",
    "file",
    "reject",
    "文件损坏或被锁住，读不了。",
    "The file is damaged or locked.",
    "请用 Excel 打开并修复，另存一份再交。",
    "Open and repair it in Excel, then save a copy.",
)
UNKNOWN_WORKBOOK = Problem(
    "unknown_workbook",
    "file",
    "reject",
    "没有“设置”表，不是 xltrade 生成的工作簿。",
    "There is no Settings sheet: xltrade did not make this workbook.",
    "请用 xltrade 生成的工作簿；如果改过“设置”表的名字，请改回来。",
    "Use a workbook made by xltrade; if the Settings sheet was renamed, name it back.",
)
NO_PERSON = Problem(
    "no_person",
    "file",
    "reject",
    "“设置”表没有写人员编号，不知道是谁的工作簿。",
    "The Settings sheet has no person ID, so the owner is unknown.",
    "请在“设置”表的 person_id 一行填人员编号。",
    "Fill in the line person_id on the Settings sheet.",
)
OLDER_FILE = Problem(
    "older_file",
    "file",
    "reject",
    "这个文件 {value} 保存；同一个人较新的文件是“{hint}”，算那一个，这个没有算。",
    "This file was saved {value}; “{hint}” of the same person is newer and counts, this one does not.",
    "“退回”表里列着只有这个文件才有的行：要的话抄到新文件里，再把这个文件移走。",
    "The Rejects sheet lists the rows that only this file has: copy what you need to the newer one, then move this away.",
)
IDENTICAL_COPY = Problem(
    "identical_copy",
    "file",
    "warning",
    "这个文件 {value} 保存，内容和“{hint}”完全一样，只算一份。",
    "This file, saved {value}, says the same as “{hint}”; they count once.",
    "可以把多出来的一份移走。",
    "The second one may be moved away.",
)
READER_FAILED = Problem(
    "reader_failed",
    "file",
    "reject",
    "读这个文件时出错（{value}），别的文件不受影响。",
    "Reading this file failed ({value}); the others are not affected.",
    "请用 Excel 打开，另存一份再交；还不行请把文件发给维护的人。",
    "Open it in Excel and save a copy; if that does not help, send the file to whoever looks after xltrade.",
)
ANOTHER_MASTER = Problem(
    "another_master",
    "file",
    "reject",
    "这是一份主工作簿，不是业务员的工作簿。",
    "This is a master, not a salesperson's workbook.",
    "请把它移出这个文件夹。",
    "Move it out of the folder.",
)
MISSING_WORKBOOK = Problem(
    "missing_workbook",
    "file",
    "warning",
    "人员表里的“{value}”没有交工作簿，主表里没有他的数据。",
    "“{value}” is on the People sheet but no workbook is here; the master holds nothing of theirs.",
    "请把工作簿放进文件夹再汇总；已离职的人在人员表填离职日期，主表里的行就一直保留。",
    "Put the workbook into the folder and consolidate again; of a leaver fill in the leave date on People, and the master keeps the rows it has.",
)
OUTDATED_POLICY = Problem(
    "outdated_policy",
    "file",
    "warning",
    "工作簿里的政策和主工作簿不同，表里显示的数字可能和主表不一样。",
    "The policy in this workbook differs from the master's; its cells may show other numbers.",
    "以主表为准，不用重填；要让格子里也一样，把主表里新加的政策行照样加到这本工作簿。",
    "The master counts and no row is lost; for the same numbers in the cells add the master's new policy rows here too.",
    "low",
)
LEAVER_WITHOUT_WORKBOOK = Problem(
    "leaver_without_workbook",
    "file",
    "warning",
    "“{value}”已离职，工作簿不在文件夹里，别人的工作簿里也没有写他是原业务员的行：他的客户、订单和到款都不在主表里。",
    "“{value}” left, no workbook of theirs is here, and no row elsewhere names them as who entered it: their customers, orders and receipts are not in the master.",
    "请把他的工作簿放回文件夹；搬到接手人工作簿里的行，在“原业务员”列写他的编号。",
    "Put their workbook back; in rows moved to a successor write their ID under “First entered by”.",
)
PASSED_OVER = Problem(
    "passed_over",
    "file",
    "warning",
    "文件夹里有 {hint} 个文件不是工作簿，没有读：{value}。",
    "{hint} files of the folder are no workbooks and were not read: {value}.",
    "里面有要算的数据，请另存为 .xlsx 放进来；压缩包请先解压，没下载完的请重新下载。",
    "If they hold what counts, save it as .xlsx; unpack archives, finish downloads.",
)
OPEN_ELSEWHERE = Problem(
    "open_elsewhere",
    "file",
    "warning",
    "正在别的程序里打开：{value}；读的是上次保存的内容。",
    "Open in another program: {value}; what was saved last was read.",
    "刚改过的话，请保存后再汇总一次。",
    "Save and consolidate again if something was changed just now.",
)
