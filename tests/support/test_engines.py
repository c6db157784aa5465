"""What each engine can judge: every formula here starts with a wrong cached value, so a right answer was computed."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

import engines
from engines import ErrorValue, FormulaCell, by_libreoffice, needs_libreoffice
from engines.office import ask

WRONG = -987654.0
TODAY = dt.date(2026, 10, 9)
CUSTOMERS = [
    ("甲", 1000, dt.date(2026, 9, 30)),
    ("乙", 20000, dt.date(2026, 9, 29)),
    ("甲", 60000, dt.date(2026, 10, 8)),
]
TIERS = [(0, 0.05), (10000, 0.08), (50000, 0.1)]
HOLIDAYS = [dt.date(2026, 10, day) for day in range(1, 8)]


def serial(year: int, month: int, day: int) -> float:
    return float((dt.date(year, month, day) - dt.date(1899, 12, 30)).days)


SEP29, SEP30, OCT8, OCT9 = serial(2026, 9, 29), serial(2026, 9, 30), serial(2026, 10, 8), serial(2026, 10, 9)

# A column of table 客户: formula, then its value in the three rows. Every engine computes these.
COLUMNS = {
    "这一行": ("客户[[#This Row],[金额]]*2", [2000, 40000, 120000]),
    "阶梯提成": (
        "SUMPRODUCT((客户[[#This Row],[金额]]>提成档[起点])*(客户[[#This Row],[金额]]-提成档[起点])"
        "*(提成档[提成率]-提成档[上一档]))",
        [50, 500 + 800, 500 + 3200 + 1000],
    ),
    "下一工作日": ('WORKDAY.INTL(客户[[#This Row],[日期]],1,"0000001",节假日[日期])', [OCT8, SEP30, OCT9]),
    "工作日数": ('NETWORKDAYS.INTL(客户[[#This Row],[日期]],DATE(2026,10,12),"0000001",假期)', [5, 6, 4]),
    "下月": ("EDATE(客户[[#This Row],[日期]],1)", [serial(2026, 10, 30), serial(2026, 10, 29), serial(2026, 11, 8)]),
    "月底": ("EOMONTH(客户[[#This Row],[日期]],0)", [SEP30, SEP30, serial(2026, 10, 31)]),
    "同名": ('COUNTIFS(客户[名称],客户[[#This Row],[名称]],客户[金额],">="&1000)', [2, 1, 2]),
    "累计": (
        'SUMIFS(客户[金额],客户[名称],客户[[#This Row],[名称]],客户[日期],"<="&客户[[#This Row],[日期]])',
        [1000, 20000, 61000],
    ),
    "档": ("INDEX(提成档[提成率],MATCH(客户[[#This Row],[金额]],提成档[起点],1))", [0.05, 0.08, 0.1]),
    "首次": ("INDEX(客户[日期],MATCH(客户[[#This Row],[名称]],客户[名称],0))", [SEP30, SEP29, SEP30]),
    "最近": ("SUMPRODUCT(MAX((客户[名称]=客户[[#This Row],[名称]])*客户[日期]))", [OCT8, SEP29, OCT8]),
    "多条件": (
        "SUMPRODUCT((客户[名称]=客户[[#This Row],[名称]])*(YEAR(客户[日期])=2026)*客户[金额])",
        [61000, 20000, 61000],
    ),
    "文本": ('TEXT(客户[[#This Row],[日期]],"yyyy年m月d日")', ["2026年9月30日", "2026年9月29日", "2026年10月8日"]),
    "是否": ("客户[[#This Row],[金额]]>5000", [False, True, True]),
    "空": ('IF(客户[[#This Row],[金额]]>5000,"","小")', ["小", "", ""]),
    "四舍五入": ("ROUND(客户[[#This Row],[金额]]*0.000125,2)", [0.13, 2.5, 7.5]),
    "错误": ('MATCH("无",客户[名称],0)', [ErrorValue("#N/A")] * 3),
    "今天": ("TODAY()-客户[[#This Row],[日期]]", [9, 10, 1]),
}
# LibreOffice does not know LAMBDA and LET, formulon does; and an optional parameter may be left out or empty.
LAMBDAS = {"计提(5)": 50, "计提(5,3)": 53, "计提(5,)": 50, "超出(20000)": 30000, "超出(20000,10000)": 50000}
# Old braces formulas: both know them.
ARRAYS = {
    "A1:A3": ("MMULT(客户!$B$2:$B$4*1,{2})", [2000, 40000, 120000]),
    "A4:C4": ("TRANSPOSE(客户[金额])", [1000, 20000, 60000]),
    "A5:A5": ("SUM(MMULT(TRANSPOSE(提成档[起点]),提成档[提成率]))", [5800]),
    "A6:A6": ('MAX(IF(客户[名称]="甲",客户[金额]))', [60000]),
}
# Constructs to avoid, or to spell otherwise: what real Excel gives, and which engine gets it wrong.
TRAPS = {
    "SUMPRODUCT(提成档[起点],提成档[提成率])": (5800, "formulon"),
    'SUMPRODUCT(--(客户[名称]="甲"),客户[金额])': (61000, "formulon"),
    "ROW()-ROW(客户[[#Headers],[名称]])": (19, "formulon"),
    'INDEX(客户[金额],MATCH(1,INDEX((客户[名称]="甲")*(客户[金额]>1000),0),0))': (60000, "formulon"),
    '_xlfn.AGGREGATE(14,6,客户[金额]/(客户[名称]="甲"),1)': (60000, "formulon"),
    'LOOKUP(2,1/(客户[名称]="甲"),客户[金额])': (60000, "formulon"),
    'SUM(SUMIFS(客户[金额],客户[名称],{"甲","乙"}))': (81000, "formulon"),
    "ROWS(客户[#All])": (4, "libreoffice"),
    "IFNA(1,2)": (1, "libreoffice"),  # right once written as Excel stores it, _xlfn.IFNA
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("engines") / "样本 workbook.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        _write_customers(workbook)
        _write_table(workbook, "提成", "提成档", ["起点", "提成率", "上一档"], _with_previous(TIERS))
        _write_table(workbook, "节假日", "节假日", ["日期"], [(day,) for day in HOLIDAYS])
        workbook.define_name("假期", "=节假日!$A$2:$A$8")
        optional = "_xlfn.LAMBDA(_xlpm.x,_xlop.p,_xlfn.LET(_xlpm.q,IF(_xlfn.ISOMITTED(_xlpm.p),0,_xlpm.p),{}))"
        workbook.define_name("计提", "=" + optional.format("_xlpm.x*10+_xlpm.q"))
        over = "SUMPRODUCT((_xlpm.x+_xlpm.q>提成档[起点])*(_xlpm.x+_xlpm.q-提成档[起点]))"
        workbook.define_name("超出", "=" + optional.format(over))
        sheet = workbook.add_worksheet("其他")
        for area, (formula, _) in ARRAYS.items():
            sheet.write_array_formula(area, f"{{={formula}}}", None, WRONG)
        for row, formula in enumerate(LAMBDAS, 10):
            sheet.write_formula(row, 0, f"={formula}", None, WRONG)
        for row, formula in enumerate(TRAPS, 19):
            sheet.write_formula(19, row, f"={formula}", None, WRONG)
    return path


def _with_previous(tiers: list[tuple[int, float]]) -> list[tuple[float, ...]]:
    return [
        (start, rate, previous) for (start, rate), previous in zip(tiers, [0, *(r for _, r in tiers)], strict=False)
    ]


def _write_customers(workbook: xlsxwriter.Workbook) -> None:
    rows = [(*row, *[None] * len(COLUMNS)) for row in CUSTOMERS]
    sheet = _write_table(workbook, "客户", "客户", ["名称", "金额", "日期", *COLUMNS], rows)
    for col, (formula, values) in enumerate(COLUMNS.values(), 3):
        for row in range(1, len(values) + 1):
            sheet.write_formula(row, col, f"={formula}", None, WRONG)


def _write_table(workbook, sheet_name, name, headers, rows):
    sheet = workbook.add_worksheet(sheet_name)
    columns = [{"header": header} for header in headers]
    sheet.add_table(0, 0, len(rows), len(headers) - 1, {"name": name, "columns": columns, "data": rows})
    return sheet


def expected_columns() -> dict[engines.Key, engines.Value]:
    return {
        ("客户", row, col): value
        for col, (_, values) in enumerate(COLUMNS.values(), 3)
        for row, value in enumerate(values, 1)
    }


def expected_arrays() -> dict[engines.Key, engines.Value]:
    cells = [((0, 0), (1, 0), (2, 0)), ((3, 0), (3, 1), (3, 2)), ((4, 0),), ((5, 0),)]
    return {
        ("其他", *cell): value
        for places, (_, values) in zip(cells, ARRAYS.values(), strict=True)
        for cell, value in zip(places, values, strict=True)
    }


def expected_lambdas() -> dict[engines.Key, engines.Value]:
    return {("其他", row, 0): value for row, value in enumerate(LAMBDAS.values(), 10)}


def differing(expected: dict[engines.Key, engines.Value], computed: dict[engines.Key, engines.Value]) -> dict:
    """Expected cells that came out otherwise; an error is right where an error is expected."""
    found = {key: computed[key] for key in expected}
    wrong = engines.compare([FormulaCell(*key, "", value) for key, value in expected.items()], found)
    same_error = {k for k, v in expected.items() if isinstance(v, ErrorValue) and v == found[k]}
    return {
        k: (v, found[k]) for k, v in expected.items() if k not in same_error and any(_at(k) in line for line in wrong)
    }


def _at(key: engines.Key) -> str:
    return FormulaCell(*key, "", None).address + " "


def trapped(computed: dict[engines.Key, engines.Value]) -> set[str]:
    return {
        formula
        for col, (formula, (right, _)) in enumerate(TRAPS.items(), 19)
        if isinstance(computed["其他", 19, col], ErrorValue) or computed["其他", 19, col] != right
    }


def wrong_in(engine: str) -> set[str]:
    return {formula for formula, (_, wrong) in TRAPS.items() if wrong == engine}


def test_formula_cells_reads_every_kind_of_cached_value(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("客户 A&B")
        for row, value in enumerate([1.5, "甲<乙", "", True, "#N/A", 0]):
            sheet.write_formula(row, 1, '=IF(1<2,"甲&乙","")', None, value)
        sheet.write(0, 0, "not a formula")
        sheet.write_dynamic_array_formula("D1:D2", "=_xlfn.SEQUENCE(2)", None, 1)
        sheet.write_number("D2", 2)
    cells = engines.formula_cells(path)
    assert {cell.key for cell in cells} == {("客户 A&B", row, 1) for row in range(6)} | {
        ("客户 A&B", r, 3) for r in (0, 1)
    }
    assert [cell.cached for cell in cells if cell.col == 1] == [1.5, "甲<乙", None, True, "#N/A", 0.0]
    assert [type(cell.cached) for cell in cells if cell.row == 4] == [ErrorValue]
    assert [(cell.formula, cell.cached) for cell in cells if cell.col == 3] == [
        ("_xlfn.SEQUENCE(2)", v) for v in (1.0, 2.0)
    ]
    assert {cell.formula for cell in cells if cell.col == 1} == {'IF(1<2,"甲&乙","")'}


@pytest.mark.parametrize(
    ("cached", "computed", "same"),
    [
        (1.0, 1.0 + 1e-10, True),
        (1e12, 1e12 + 10, True),
        (0.0, 1e-7, True),
        (1.0, 1.0001, False),
        ("", None, True),
        (None, None, True),
        (None, 0.0, False),
        ("", 0.0, False),
        ("甲", "甲 ", False),
        (True, True, True),
        (True, 1.0, False),
        (False, None, False),
        (1.0, "1", False),
        (ErrorValue("#N/A"), ErrorValue("#N/A"), False),
        ("#N/A", ErrorValue("#N/A"), False),
    ],
)
def test_compare(cached: engines.Value, computed: engines.Value, same: bool) -> None:
    cell = FormulaCell("客户", 1, 0, "x", cached)
    assert (engines.compare([cell], {cell.key: computed}) == []) is same


def test_compare_reports_a_cell_that_was_not_computed() -> None:
    assert len(engines.compare([FormulaCell("客户", 1, 0, "x", None)], {})) == 1


@pytest.mark.parametrize(
    ("formula", "address"),
    [
        ("客户[[#This Row],[金额]]*2", "'表 1'!$B$3*2"),
        ("SUM(客户[金额])", "SUM('表 1'!$B$2:$B$4)"),
        ("客户[[#This Row],[名称]:[金额]]", "'表 1'!$A$3:$B$3"),
        ("客户[[名称]:[金额]]", "'表 1'!$A$2:$B$4"),
        ("客户[]", "'表 1'!$A$2:$C$4"),
        ("客户[#All]", "'表 1'!$A$1:$C$4"),
        ("客户[[#Headers],[金额]]", "'表 1'!$B$1"),
        ("客户[[#All],[金额]]", "'表 1'!$B$1:$B$4"),
        ("客户[a'[b'']", "'表 1'!$C$2:$C$4"),
        ('"客户[金额]"&客户[[#This Row],[金额]]', "\"客户[金额]\"&'表 1'!$B$3"),
        ('INDEX({1,2},1)&"a""b"', 'INDEX({1,2},1)&"a""b"'),
    ],
)
def test_structured_references_as_addresses(formula: str, address: str) -> None:
    tables = {"客户": engines.Table("表 1", (0, 0, 3, 2), 1, 0, ["名称", "金额", "a[b'"])}
    assert engines.addresses(formula, 2, tables).replace("$B$3:$B$3", "$B$3") == address


def test_this_row_outside_its_table_is_refused() -> None:
    tables = {"客户": engines.Table("客户", (0, 0, 3, 0), 1, 0, ["名称"])}
    with pytest.raises(ValueError, match="This Row"):
        engines.addresses("客户[[#This Row],[名称]]", 9, tables)


@pytest.mark.parametrize("as_addresses", [False, True])
def test_formulon(book: Path, as_addresses: bool) -> None:
    values = engines.formulon_values(book, today=TODAY, as_addresses=as_addresses)
    expected = expected_columns() | expected_arrays() | expected_lambdas()
    assert differing(expected, values) == {}
    assert WRONG not in values.values()
    assert values.keys() == {cell.key for cell in engines.formula_cells(book)}


def test_constructs_that_formulon_gets_wrong(book: Path) -> None:
    assert trapped(engines.formulon_values(book)) == wrong_in("formulon")


@needs_libreoffice
def test_libreoffice(book: Path) -> None:
    values = engines.libreoffice_values(book, today=TODAY)
    assert differing(expected_columns() | expected_arrays(), values) == {}
    assert {values[key] for key in expected_lambdas()} == {ErrorValue("#VALUE!")}
    assert trapped(values) == wrong_in("libreoffice")


@needs_libreoffice
def test_libreoffice_without_recalculation_is_noticed(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_libreoffice, "ask", lambda recalculate, *args, **order: ask(False, *args, **order))
    with pytest.raises(AssertionError, match="did not recalculate"):
        engines.libreoffice_values(book)


@needs_libreoffice
def test_libreoffice_refuses_what_is_not_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(RuntimeError, match="did not open"):
        engines.libreoffice_values(path)


def test_formualizer_calls_python_functions(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    formulas = [
        "=TWICE(客户[[#This Row],[金额]])",
        "=TOTAL(客户[[名称]:[金额]])",
        "=TWICE(客户[[#This Row],[名称]])",
        "=TODAY()",
    ]
    with xlsxwriter.Workbook(path) as workbook:
        sheet = _write_table(workbook, "客户", "客户", ["名称", "金额", *"abcd"], [("甲", 5), ("乙", None)])
        for row in (1, 2):
            for col, formula in enumerate(formulas, 2):
                sheet.write_formula(row, col, formula, None, WRONG)

    def twice(x: object) -> float | None:
        if isinstance(x, str):
            raise ValueError(x)
        return None if x is None else x * 2

    def total(rows: list[list[object]]) -> float:
        return sum(row[1] or 0 for row in rows)

    values = engines.formualizer_values(path, {"TWICE": twice, "TOTAL": total}, today=TODAY)
    error = ErrorValue("#VALUE!")
    assert [values["客户", 1, col] for col in range(2, 6)] == [10.0, 5.0, error, OCT9]
    assert [values["客户", 2, col] for col in range(2, 6)] == ["", 5.0, error, OCT9]


def test_formualizer_knows_most_built_in_functions(book: Path) -> None:
    wrong = differing(expected_columns(), engines.formualizer_values(book, {}, today=TODAY))
    assert {list(COLUMNS)[col - 3] for _, _, col in wrong} == {"多条件"}, "YEAR of a whole column"


def test_audit_passes_a_sound_file_and_names_what_is_broken(book: Path, tmp_path: Path) -> None:
    assert engines.audit(book) == []
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(broken, "w") as copy:
        for item in source.infolist():
            data = source.read(item)
            copy.writestr(item, data.replace(b"<sheetData>", b"<sheetDate/><sheetData>"))
    assert any("sheetDate" in finding for finding in engines.audit(broken))
    assert engines.audit(broken)[-1].startswith("Microsoft Excel: at risk")


@needs_libreoffice
def test_render_makes_a_picture_of_each_page_with_the_cached_values(book: Path, tmp_path: Path) -> None:
    pages = engines.render(book, tmp_path / "pages")
    assert len(pages) >= 4
    assert all(page.read_bytes().startswith(b"\x89PNG") for page in pages)


@needs_libreoffice
def test_render_refuses_a_blank_page(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.print_area("A1:B2")
        sheet.write("A1", " ")
    with pytest.raises(AssertionError, match="page 1"):
        engines.render(path, tmp_path / "pages")
