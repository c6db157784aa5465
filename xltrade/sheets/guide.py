"""The sheet 说明 / Guide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xltrade.core.layout import HEADER_ROW
from xltrade.core.schema import Lang, Words
from xltrade.declared import choices as ch
from xltrade.sheets import style
from xltrade.sheets.declare import sheet
from xltrade.sheets.home import Home
from xltrade.sheets.page import Page
from xltrade.sheets.plan import Area, Cell, Sheet

_GUIDE = Words("说明", "Guide")
_GUIDE_PURPOSE = Words(
    "第一次打开请先看这里：每张表做什么、谁来填、一天怎么用。",
    "Read this first: what each sheet is for, who fills it, how a day goes.",
)
_SECTIONS = {
    "sheets": Words("每张表做什么", "What each sheet is for"),
    "day": Words("一天怎么用", "How a day goes"),
    "colours": Words("颜色", "Colours"),
    "help": Words("常见问题", "Good to know"),
}
_COLUMNS = (Words("表", "Sheet"), Words("谁来填", "Who fills it"), Words("做什么", "What it is for"))
_WHO: dict[str, Words] = {
    "input": Words("我来填", "I do"),
    "computed": Words("自动计算", "computes itself"),
    "settings": Words("经理设置", "set by the manager"),
}
_DAY: tuple[tuple[str, Words], ...] = (
    (
        "today",
        Words(
            "早上先看今日表：哪些客户到期、逾期，先联系谁。",
            "In the morning look at Today: who is due or overdue, whom to contact first.",
        ),
    ),
    (
        "inquiries",
        Words(
            "收到询盘马上登记并分级，回复后填回复时间。",
            "Log and grade each inquiry at once; fill in the reply time once answered.",
        ),
    ),
    (
        "contacts",
        Words(
            "每联系一次客户在跟进表填一行；约了下次就填约定日期。",
            "One row in Contacts for each touch; fill in the date when a next one is promised.",
        ),
    ),
    ("quotations", Words("报价、样品发出当天登记。", "Log quotations and samples the day they go out.")),
    (
        "orders",
        Words("订单签下就登记，节点随进度填。", "Record an order once signed; fill in its milestones as it moves."),
    ),
    (
        "receipts",
        Words(
            "钱到账填一行到款，提成自动算出。", "One row in Receipts when money arrives; commission computes itself."
        ),
    ),
    (
        "weekly_reports",
        Words(
            "周六 12:00 前写好周报，解决不了的问题写在问题表。",
            "Weekly report by Saturday 12:00; what you cannot solve goes to Issues.",
        ),
    ),
)
_MANAGER_DAY: tuple[tuple[str, Words], ...] = (
    (
        "report",
        Words(
            "收齐业务员的工作簿放进同一个文件夹，运行汇总；先看合并报告：读 = 收 + 退回。",
            "Gather the workbooks in one folder and consolidate; look at the report first: read = kept + rejected.",
        ),
    ),
    (
        "rejects",
        Words(
            "退回表写明哪一行为什么没进来，请业务员改好再汇总。",
            "Rejects says which row stayed out and why; have it mended and consolidate again.",
        ),
    ),
    (
        "receivables",
        Words(
            "应收账款表看哪些货款逾期、谁的客户超了信用额度；催款从最上面一行开始。",
            "Receivables shows what is overdue and who is over the credit limit; start at the top.",
        ),
    ),
    (
        "dashboard",
        Words(
            "看板看全队：到款和目标、完成率、逾期跟进、未回复询盘。",
            "The dashboard shows the team: receipts and target, completion, overdue customers, open inquiries.",
        ),
    ),
    (
        "assessments",
        Words(
            "每季度在考核表给每人打分；目标有变就在目标表加一行新的生效日期。",
            "Score everybody each quarter on Assessments; a changed target is a new row with its date.",
        ),
    ),
    (
        "settlements",
        Words(
            "季末核对提成，登记结算，确认后不再变。",
            "At the end of a quarter check the commission and record its settlement; a confirmed one stays.",
        ),
    ),
    (
        "policy",
        Words(
            "改制度：在政策表末加一行新值和生效日期，旧季度不变。",
            "To change the policy add a row with its new value and date; old quarters stay.",
        ),
    ),
)


def _both(one: Words, other: Words) -> Words:
    return Words(f"{one.zh} / {other.zh}", f"{one.en} / {other.en}")


_TO_DO = _both(ch.DUE_TODAY, ch.words(ch.WORDS, "open"))
_LATE = _both(ch.words(ch.WORDS, "overdue"), ch.words(ch.REPLY, "late"))
_COLOURS: tuple[tuple[str, Words, Words], ...] = (
    ("box", Words("白色", "white"), Words("在这里填写。", "Type here.")),
    ("box+computed", Words("灰色", "grey"), Words("自动计算，不用填。", "Computes itself; nothing to fill in.")),
    ("box+warning", _TO_DO, Words("今天要做。", "To be done today.")),
    ("box+bad", _LATE, Words("已经晚了，先处理。", "Already late; deal with it first.")),
    ("box+accent+bold", Words("蓝色标签", "blue tab"), Words("我来填的表。", "A sheet I fill in.")),
    ("box+good+bold", Words("绿色标签", "green tab"), Words("自动计算的表。", "A sheet that computes itself.")),
    ("box+muted+bold", Words("灰色标签", "grey tab"), Words("设置，由经理维护。", "Settings, kept by the manager.")),
)
_PROTECTED_VIEW = (
    Words("看到 #NAME?", "#NAME? shows"),
    Words(
        "从邮件或网上打开的文件处于受保护的视图。点上方黄条里的“启用编辑”，数字就会算出来。",
        "A file from mail or the web opens in Protected View. Click Enable Editing in the yellow bar "
        "and the numbers appear.",
    ),
)
_HELP: tuple[tuple[Words, Words], ...] = (
    (
        Words("日期怎么写", "Typing dates"),
        Words(
            "2026-03-09 或 2026/3/9；今天按 Ctrl+；。带时间写 2026-03-09 14:30，月份写 2026-03。",
            "2026-03-09; Ctrl+; gives today. With time: 2026-03-09 14:30; a month: 2026-03.",
        ),
    ),
    (
        Words("怎样加一行", "Adding a row"),
        Words(
            "接着填下一空行；空行用完就在表格正下方直接写，表格会自动变长，公式和下拉会跟上。",
            "Fill the next empty row; when they are used up, type right below the table: "
            "it grows with its formulas and drop-downs.",
        ),
    ),
    (
        Words("怎样删一行", "Deleting a row"),
        Words(
            "右键 → 删除 → 表行。不要只清空灰色单元格。",
            "Right click → Delete → Table Rows. Do not clear grey cells only.",
        ),
    ),
    (
        Words("列和表头", "Columns and headers"),
        Words(
            "可以调宽、隐藏、筛选、排序；不要改表头文字和表名。",
            "Resize, hide, filter and sort freely; leave header texts and sheet names.",
        ),
    ),
    (
        Words("打印", "Printing"),
        Words(
            "A4 横向，宽表只打印前面的重要列；要别的列请在页面布局里重设打印区域。"
            "先用第一列的筛选按钮去掉空白，空行就不打印。",
            "A4 landscape; of a wide table the leading columns. For others reset the print area under Page Layout. "
            "Filter blanks out of the first column first, so that ready rows are not printed.",
        ),
    ),
)
_GUIDE_WIDTHS = {0: 20.0, 1: 20.0, 2: 62.0}
_KEY = "guide"


@sheet(_KEY, book="both", place=700, renewed="kept", linked=True, overview=True)
def guide_page(page: Page) -> Sheet:
    """说明 Guide: what each of the other sheets is for, and how a day goes."""
    return guide_sheet(page.lang, page.others, page.home, lambda_cells=page.look.flavour == "lambda")


def guide_sheet(
    lang: Lang,
    sheets: Sequence[Sheet],
    home: Home,
    *,
    lambda_cells: bool = False,
) -> Sheet:
    """The guide: the given sheets and who fills them, a day's order, colours, and what people ask.

    lambda_cells: whether cells call LAMBDA names, which show #NAME? in Protected View.
    """
    shown = [s for s in sheets if not s.hidden]
    help_rows = [*([_PROTECTED_VIEW] if lambda_cells else []), *_HELP]
    rows: list[tuple[Cell, ...]] = []
    _guide_section(rows, "sheets", lang, [_guide_sheet_row(s, lang) for s in shown])
    keys = {s.key for s in shown}
    day = [text for target, text in (_MANAGER_DAY if home.owned else _DAY) if target in keys]
    _guide_section(
        rows,
        "day",
        lang,
        [(Cell(0, 0, i + 1, style="box+center"), Cell(0, 1, t.text(lang), style="box")) for i, t in enumerate(day)],
    )
    _guide_section(
        rows,
        "colours",
        lang,
        [(Cell(0, 0, w.text(lang), style=s), Cell(0, 1, t.text(lang), style="box")) for s, w, t in _COLOURS],
    )
    _guide_section(
        rows,
        "help",
        lang,
        [
            (Cell(0, 0, q.text(lang), style="box+bold+wrap"), Cell(0, 1, a.text(lang), style="box+wrap"))
            for q, a in help_rows
        ],
    )
    return _guide_plan(lang, rows)


def _guide_sheet_row(sheet: Sheet, lang: Lang) -> tuple[Cell, ...]:
    return (
        Cell(0, 0, sheet.name, style="box+link+wrap", url=f"sheet:{sheet.key}"),
        Cell(0, 1, _WHO[sheet.tab].text(lang), style="box+wrap"),
        Cell(0, 2, sheet.purpose, style="box+wrap"),
    )


def _guide_section(rows: list[tuple[Cell, ...]], name: str, lang: Lang, lines: Sequence[tuple[Cell, ...]]) -> None:
    if not lines:
        return
    rows.append((Cell(0, 0, _SECTIONS[name].text(lang), style="heading"),))
    if name == "sheets":
        rows.append(tuple(Cell(0, i, w.text(lang), style="header") for i, w in enumerate(_COLUMNS)))
    rows.extend([*lines, ()])


def _guide_plan(lang: Lang, rows: Sequence[tuple[Cell, ...]]) -> Sheet:
    """Rows of relative cells as a sheet: a second cell that ends a row spans columns B and C."""
    cells: list[Cell] = []
    merges: list[Area] = []
    heights: dict[int, float] = {}
    for row, line in enumerate(rows, start=HEADER_ROW):
        cells.extend(replace(c, row=row) for c in line)
        spans = len(line) == 2
        if spans:
            merges.append((row, 1, row, 2))
        width = _GUIDE_WIDTHS[2] + (_GUIDE_WIDTHS[1] if spans else 0.0)
        if line and (height := style.row_height({str(line[-1].value): width})) > style.ROW and len(line) > 1:
            heights[row] = height
    name = _GUIDE.text(lang)
    return Sheet(
        _KEY,
        name,
        name,
        _GUIDE_PURPOSE.text(lang),
        "computed",
        cells=tuple(cells),
        widths=_GUIDE_WIDTHS,
        heights=heights,
        portrait=True,
        gridlines=False,
        merges=tuple(merges),
    )
