"""The computed sheets: cards, lists, months and links say what the rules say, in one language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from drawn_pages import HAN, own_texts, page
from drawn_pages import cell_at as at

import engines
from xltrade.core.dtypes import build
from xltrade.core.schema import LANGS, Lang
from xltrade.declared import choices, tables
from xltrade.files import write
from xltrade.jobs.demo import files
from xltrade.jobs.demo.data import Team
from xltrade.jobs.demo.team import demo_team
from xltrade.jobs.gather import gather
from xltrade.jobs.master import manager
from xltrade.jobs.merge import merge
from xltrade.jobs.plan import data
from xltrade.jobs.record import total
from xltrade.jobs.settle import Paid, company_of
from xltrade.pay import fund, payroll
from xltrade.pay.reviews import review_history
from xltrade.rules import policy
from xltrade.sheets import today
from xltrade.sheets.books import master as master_module
from xltrade.sheets.books.data import Account, unconsolidated
from xltrade.sheets.books.master import master_book
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.cards import PERIODS
from xltrade.sheets.cell_values import values
from xltrade.sheets.look import Look, Owner
from xltrade.sheets.months import by_month
from xltrade.sheets.pen import AS_OF
from xltrade.sheets.plan import Book, Sheet
from xltrade.sheets.today import TODO_ROWS

TODAY = dt.date(2026, 11, 21)
QUARTER, NEXT_QUARTER = pd.Timestamp(2026, 10, 1), pd.Timestamp(2027, 1, 1)


@pytest.fixture(scope="module")
def company() -> Team:
    return demo_team(TODAY, 1996)


def shared(lang: Lang = "zh") -> dict[str, pd.DataFrame]:
    return policy.shipped(policy.years_around(TODAY), lang)


def sales_book(company: Team, lang: Lang = "zh", fixed: bool = True) -> Book:
    member = company.members[0]
    given = {**shared(lang), "fx": company.fx}
    return salesperson_book(
        Owner(member.id, member.name, member.hired),
        member.frames,
        given,
        Look("classic", lang, TODAY, fixed),
        files.handed(company),
    )


@pytest.fixture(scope="module")
def sales(company: Team) -> Book:
    return sales_book(company)


@pytest.fixture(scope="module")
def master(made: files.Made) -> Book:
    given = manager(made.result.master, Look("classic", "zh", TODAY, True))
    merged = merge(gather(given, list(made.workbooks)))
    own, firm = {**given.own, "people": merged.people}, company_of(merged)
    pay = [f(firm, own["settlements"]) for f in (payroll.payroll, fund.ledger)]
    rows = total(merged.counts)
    account = Account(TODAY, "abc123", 1.5, rows.read, rows.kept, rows.rejected)
    return master_book(data(Paid(merged, own, *pay, review_history(firm), merged.rejects), account))


def empty_sales(lang: Lang = "zh") -> Book:
    return salesperson_book(Owner(), None, shared(lang), Look("classic", lang, TODAY))


def empty_master(lang: Lang = "zh", **own: pd.DataFrame) -> Book:
    look = Look("classic", lang, TODAY)
    given = manager(Path("no such master.xlsx"), look)
    return master_book(unconsolidated({**given.own, **own}, shared(lang), look))


def frame(book: Book, key: str) -> pd.DataFrame:
    placed = book.block(key)
    assert placed is not None
    return placed[1].frame


def exact(series: pd.Series) -> float:
    return float(sum((Decimal(repr(v)) for v in series.dropna().tolist()), Decimal(0)))


def card_values(sheet: Sheet) -> list[object]:
    found = [at(sheet, 5, c.col) for c in sheet.cells if c.row == 4 and c.value]
    assert all(c.formula for c in found)
    return [c.value for c in found]


# ── Today ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_todays_numbers_are_the_tables_numbers(sales: Book) -> None:
    customers, asked, receipts = (frame(sales, k) for k in ("customers", "inquiries", "receipts"))
    here = receipts[(receipts["date"] >= QUARTER) & (receipts["date"] < NEXT_QUARTER)]
    month = here[here["date"] >= pd.Timestamp(2026, 11, 1)]
    forecasts = frame(sales, "forecasts")
    forecast = exact(
        forecasts.loc[forecasts["month"].eq(pd.Timestamp(2026, 11, 1)) & forecasts["status"].eq("in_force"), "amount"]
    )
    day = pd.Timestamp(TODAY)
    assert card_values(page(sales, "today")) == [
        (customers["next_followup"] < day).sum(),
        (customers["next_followup"] == day).sum(),
        (asked["received"].notna() & asked["replied"].isna()).sum(),
        exact(here["base"]),
        exact(here["commission"]),
        pytest.approx(exact(month["base"]) / forecast),
    ]


def test_the_day_stands_where_its_name_points(company: Team, sales: Book) -> None:
    assert at(page(sales, "today"), *AS_OF).value == TODAY
    live = at(page(sales_book(company, fixed=False), "today"), *AS_OF)
    assert live.formula == "=TODAY()" and live.value == TODAY
    assert next(n.formula for n in sales.names if n.name == "as_of") == "='今日'!$C$3"


def test_the_list_goes_from_most_overdue_to_today(sales: Book) -> None:
    customers = frame(sales, "customers")
    due = customers[customers["next_followup"] <= pd.Timestamp(TODAY)].sort_values("next_followup", kind="stable")
    sheet = page(sales, "today")
    listed = [[at(sheet, 9 + i, col).value for col in (0, 1, 4)] for i in range(TODO_ROWS)]
    expected = [
        [i + 1, c, d.to_pydatetime()] for i, (c, d) in enumerate(zip(due["id"], due["next_followup"], strict=True))
    ]
    assert listed[: len(expected)] == expected
    assert all(row == ["", "", ""] for row in listed[len(expected) :])
    assert at(sheet, 7, 3).value == ""


def test_more_than_the_list_holds_is_said() -> None:
    due = pd.DataFrame({"todo_no": [float(i + 1) for i in range(31)]})
    assert today._todo_text(due, 31, "zh") == "只列最急的 30 个，共 31 个到期。"
    assert today._todo_text(due, 0, "en") == "Nothing is due today."


# ── empty workbooks ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGS)
def test_an_empty_workbook_says_what_to_type_first(lang: Lang) -> None:
    sheet = page(empty_sales(lang), "today")
    assert set(card_values(sheet)) == {""}
    assert at(sheet, 7, 3).value == (
        "先在“客户”表录入第一个客户，再在“跟进”表记下每次联系，这里就会列出今天该联系谁。"
        if lang == "zh"
        else "Add your first customer on the Customers sheet and log "
        "each touch on Contacts: whom to contact today will be listed here."
    )
    assert not [c for c in sheet.cells if c.row > 2 and c.value == 0]


@pytest.mark.parametrize("lang", LANGS)
def test_an_empty_master_says_what_to_do_first(lang: Lang) -> None:
    book = empty_master(lang)
    sheet = page(book, "dashboard")
    said = at(sheet, 2, 4).value
    assert isinstance(said, str) and said.startswith("先在“人员”表" if lang == "zh" else "Add the salespeople")
    assert set(card_values(sheet)) == {""} and sheet.charts == ()
    assert at(page(book, "report"), 2, 0).value == (
        "还没有汇总。" if lang == "zh" else "Nothing has been consolidated yet."
    )


# ── the dashboard ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_dashboards_totals(master: Book) -> None:
    receipts, targets = frame(master, "receipts"), frame(master, "targets")
    here = receipts[(receipts["date"] >= QUARTER) & (receipts["date"] < NEXT_QUARTER)]
    aimed = targets[
        targets["kpi"].eq("receipts")
        & targets["person_id"].notna()
        & (targets["in_force"] == 1)
        & (targets["month"] >= QUARTER)
        & (targets["month"] < NEXT_QUARTER)
    ]
    paid, target = exact(here["base"]), float(aimed["amount"].sum())
    late = (frame(master, "customers")["next_followup"] < pd.Timestamp(TODAY)).sum()
    assert card_values(page(master, "dashboard")) == [
        paid,
        target,
        pytest.approx(paid / target),
        exact(here["commission"]),
        late,
        0,
    ]


def test_the_months_add_up(master: Book) -> None:
    sheet, receipts = page(master, "dashboard"), frame(master, "receipts")
    first = next(c.row for c in sheet.cells if c.value == "近 12 个月（人民币）") + 2
    since = receipts[(receipts["date"] >= pd.Timestamp(2025, 12, 1)) & (receipts["date"] < pd.Timestamp(2026, 12, 1))]
    shown = [at(sheet, first + i, 1).value for i in range(12)]
    assert exact(pd.Series(shown)) == exact(since["base"])
    assert [at(sheet, first + i, 0).value for i in (0, 11)] == [dt.datetime(2025, 12, 1), dt.datetime(2026, 11, 1)]
    line = next(c for c in sheet.charts if c.kind == "line")
    assert [s.values for s in line.series] == [f"'看板'!${c}${first + 1}:${c}${first + 12}" for c in "BC"]
    assert [s.target for s in line.series] == [False, True]


def test_the_funnel_counts_the_quarter(master: Book) -> None:
    sheet = page(master, "dashboard")
    first = next(c.row for c in sheet.cells if c.value == "本季漏斗（条数）") + 2
    asked = frame(master, "inquiries")
    moments = [
        asked["received"],
        asked.loc[asked["replied"].notna(), "received"],
        *(frame(master, t)["date"] for t in ("quotations", "orders")),
    ]
    counts = [int(((m >= QUARTER) & (m < NEXT_QUARTER)).sum()) for m in moments]
    assert [at(sheet, first + i, 1).value for i in range(4)] == counts and min(counts) > 0
    assert at(sheet, first + 1, 2).value == pytest.approx(counts[1] / counts[0])


def test_a_departments_target_is_not_counted_twice(company: Team, tmp_path: Path) -> None:
    people = company.people.head(2)
    rows = [
        {
            "month": dt.date(2026, 11, 1),
            "person_id": p,
            "kpi": "receipts",
            "amount": a,
            "effective_from": dt.date(2026, 1, 1),
        }
        for p, a in (*zip(people["id"], (1000.0, 500.5), strict=True), (None, 9999.0))
    ]
    targets = build(tables.TARGETS, rows)
    book = empty_master(people=people, targets=targets)
    assert (
        by_month({"targets": frame(book, "targets"), "receipts": frame(book, "receipts")}, TODAY)[-1].target == 1500.5
    )
    assert card_values(page(book, "dashboard"))[1] == 1500.5
    path = tmp_path / "master.xlsx"
    write.write(book, path)
    assert (
        engines.compare(engines.formula_cells(path), engines.formulon_values(path, today=TODAY, as_addresses=True))
        == []
    )


def test_the_report_accounts_for_every_row(master: Book) -> None:
    line = at(page(master, "report"), 2, 0).value
    report = frame(master, "report")
    read = f"{int(report['read'].sum()):,}"
    assert line == f"读取 {read} 行 = 收入 {read} 行 + 退回 0 行；用时 1.5 秒；内容指纹 abc123"
    account = Account(TODAY, "ff", 0.0, 1234, 1230, 4)
    assert master_module._account(account, "en") == "1,234 rows read = 1,230 kept + 4 rejected; fingerprint ff"


# ── statements ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_scorecard_and_commission_are_signed_on_one_page(sales: Book) -> None:
    for key in ("scorecard", "commission"):
        sheet = page(sales, key)
        assert sheet.one_page and sheet.portrait and not sheet.gridlines and sheet.print_area
        assert [c for c in sheet.cells if c.style == "signature"]
        assert max(c.row for c in sheet.cells) <= sheet.print_area[2]
    rows = [at(page(sales, "scorecard"), 8 + i, 5).value for i in range(4)]
    assert rows[3] == pytest.approx(sum(rows[:3]), abs=0.01)  # type: ignore[arg-type]
    assert [at(page(sales, "commission"), 5 + i, 4).value for i in range(PERIODS)] == ["✓"] * PERIODS


# ── links and languages ───────────────────────────────────────────────────────────────────────────────────────────


def test_every_link_leads_to_a_sheet(sales: Book, master: Book) -> None:
    for book in (sales, master, empty_sales("en")):
        keys, home = {s.key for s in book.sheets}, book.sheets[0]
        assert len(home.links) >= 8
        for sheet in book.sheets:
            assert {target for _, target in sheet.links} <= keys
            if sheet is not home and not sheet.hidden:
                assert sheet.links == ((f"← {home.name}", home.key),)
    assert {"report", "rejects"} <= {target for _, target in page(master, "dashboard").links}


def table_texts(book: Book) -> Iterator[str]:
    """What stands in the tables of a fresh book, but for names that stand there in both languages, and their keys."""
    for sheet in book.sheets:
        for block in sheet.blocks:
            for column in block.columns:
                if column.key not in ("zh", "by_zh") and block.table not in (tables.COUNTRIES, tables.CITIES):
                    yield from (v for v in values(column, block.frame, book.lang) if isinstance(v, str))


def test_an_english_book_holds_no_chinese() -> None:
    for book in (empty_sales("en"), empty_master("en")):
        assert [t for t in (*own_texts(book), *table_texts(book)) if HAN.search(t)] == []


def test_a_full_english_book_holds_no_chinese_of_ours(company: Team) -> None:
    member = company.members[0]
    typed = {str(v) for f in member.frames.values() for c in f.columns for v in f[c].dropna()}
    book = sales_book(company, "en")
    assert [t for t in own_texts(book) if HAN.search(t) and t not in typed] == []


def test_a_chinese_book_holds_no_english_labels(sales: Book, master: Book) -> None:
    english = {c.en for t in tables.MASTER.values() for c in t.columns if c.en != c.zh}
    english |= {t.en for t in tables.MASTER.values()} | {
        i.en for c in choices.ALL.values() for i in c.items if i.en != i.zh
    }
    data = {"E-mail"}
    for book in (sales, master, empty_sales(), empty_master()):
        assert sorted(set(own_texts(book)) & english - data) == []
