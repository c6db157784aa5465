"""Every kind of reject is raised by something: the smallest input, through the real reading and settling."""

from __future__ import annotations

import datetime as dt
import importlib.util
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import broken
import exceptional
import explained
import firms
import old_books
import openpyxl
import pytest
import reading_recipes
from broken import Sheet
from firms import PERIOD, again, receipt, settled
from reading_recipes import Recipe, read_only, typed

from xltrade.core import dtypes
from xltrade.core.errors import DeclarationError
from xltrade.declared import tables
from xltrade.declared.rejects import before, catalogue, cells, exceptions, files, pay, rows, sheets
from xltrade.declared.rejects import policy as rules
from xltrade.declared.rejects.problem import Problem
from xltrade.declared.rejects.reject import Reject
from xltrade.files import write
from xltrade.files.read import read
from xltrade.jobs import identity_checks
from xltrade.jobs.before import Before
from xltrade.jobs.check import check
from xltrade.jobs.folder import workbooks
from xltrade.jobs.gather import gather
from xltrade.jobs.identity_checks import Owned
from xltrade.jobs.leavers import with_leavers
from xltrade.jobs.master import Manager, blank
from xltrade.jobs.merge import merge
from xltrade.pay.lives import Lives
from xltrade.pay.settle import Settled
from xltrade.rules import policy
from xltrade.rules.policies import Policies
from xltrade.sheets.books.salesperson import salesperson_book
from xltrade.sheets.look import Look, Owner

TODAY = dt.date(2026, 3, 31)
LOOK = Look("classic", "zh", TODAY, fixed=True)


# ── names that Python checks ──────────────────────────────────────────────────────────────────────────────────────


def test_a_misspelt_kind_does_not_import() -> None:
    """The name is a name of Python: no typing mistake reaches a user."""
    with pytest.raises(ImportError):
        exec("from xltrade.declared.rejects.rows import FUTRUE_DATE")


@pytest.mark.parametrize("given", ["futrue_date", "no_rate", None])
def test_a_reject_of_no_declared_kind_is_not_made(given: Any) -> None:
    """At once, not when somebody wants to read it; a bare code is none either."""
    with pytest.raises(DeclarationError):
        Reject(given, "a.xlsx")


def test_a_code_that_is_data_names_its_kind() -> None:
    assert catalogue.of("no_rate") is rows.NO_RATE and Reject(catalogue.of("no_rate"), "a.xlsx").code == "no_rate"
    with pytest.raises(DeclarationError, match="futrue_date"):
        catalogue.of("futrue_date")


def test_a_kind_is_named_as_its_code_and_declared_once() -> None:
    kind = rows.NO_RATE
    for names in ({"NO_RATES": kind}, {"NO_RATE": kind, "no_rate": kind}):
        module = importlib.util.module_from_spec(importlib.machinery.ModuleSpec("declared", None))
        vars(module).update(names)
        with pytest.raises(DeclarationError, match="no_rate"):
            catalogue.declared([module])


# ── recipes ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _gathered(make: Callable[[Path], Any], reader: Any = read) -> Recipe:
    """A good workbook and one that `make` makes beside it, read by `reader`."""

    def run(folder: Path) -> Iterable[Reject]:
        other = folder / "坏.xlsx"
        make(other)
        good = broken.sales(folder / "1.xlsx", settings=_person("P1"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("xltrade.jobs.gather.read", reader)
            return [r for s in gather(blank(LOOK), [good, other]).sources for r in s.rejects]

    return run


def _lying(name: str) -> Recipe:
    """A folder with one workbook and another file."""

    def run(folder: Path) -> Iterable[Reject]:
        broken.sales(folder / "1.xlsx")
        (folder / name).write_bytes(b"x")
        return workbooks(folder, folder / "主表.xlsx").said

    return run


def _person(who: str) -> tuple[dict[str, Any], ...]:
    return ({"key": "person_id", "value": who}, {"key": "person_name", "value": who})


RECEIPT = {"id": "R1", "date": dt.date(2026, 3, 9), "order_id": "O1", "kind": "定金", "amount": 100, "currency": "CNY"}


def _receipt(**changes: Any) -> Recipe:
    """One receipt of an order in USD."""
    return typed("receipts", {**RECEIPT, **changes})


def _manager(table: str, *typed: dict[str, Any]) -> Recipe:
    """A master with one table of the manager's."""
    declared = tables.BY_KEY[table]
    sheet = Sheet(declared, typed)
    first = [Sheet(tables.SETTINGS), Sheet(tables.PEOPLE, ({"id": "P1", "name": "x"},))]
    own, plan = ([], [sheet]) if declared.sheet else ([sheet], [])
    return read_only(lambda path: broken.write(path, [*first, *own], plan=plan))


def _merged(given: Manager, **typed: Sequence[dict[str, Any]]) -> Recipe:
    """A consolidation of one workbook, up to the settlements."""

    def run(folder: Path) -> Iterable[Reject]:
        path = broken.sales(folder / "1.xlsx", {**broken.GOOD, **typed}, settings=_person("P1"))
        return merge(gather(given, [path])).rejects

    return run


def _merged_two(mine: Sequence[dict[str, Any]], theirs: Sequence[dict[str, Any]]) -> Recipe:
    """A consolidation of P1's and P2's workbooks with these receipts, up to the settlements."""

    def run(folder: Path) -> Iterable[Reject]:
        made = [
            broken.sales(folder / f"{who}.xlsx", {**broken.GOOD, "receipts": rows}, settings=_person(who))
            for who, rows in (("P1", mine), ("P2", theirs))
        ]
        return merge(gather(blank(LOOK), made)).rejects

    return run


def _compared(typed: dict[str, Any], who: str = "P1", **own: Sequence[dict[str, Any]]) -> Recipe:
    """A consolidation of `who` with these rows, where P1's good workbook was the whole master before."""

    def run(folder: Path) -> Iterable[Reject]:
        first = broken.sales(folder / "1.xlsx", settings=_person("P1"))
        before_it = Before({k: f.assign(source_row=5) for k, f in merge(gather(blank(LOOK), [first])).tables.items()})
        second = broken.sales(folder / "2.xlsx", typed, settings=_person(who))
        given = replace(_with(**own), before=before_it)
        return merge(with_leavers(gather(given, [second]), before_it)).rejects

    return run


def _exceptional(kind: Problem) -> Recipe:
    """The kind's row of the case table."""
    return lambda _: [r for r in exceptional.found("fires") if r.kind is kind]


def _unclear(_: Path) -> Iterable[Reject]:
    """A plan of an order's number that two people use."""
    rows = [{**receipt(1, who, 100, order={"amount": 100}), "order_id": "O1"} for who in ("E1", "E2")]
    company = firms.firm(rows, order_plans=[{"order_id": "O1", "rate": 0.05}])
    return identity_checks.unclear(Owned({}, company, Lives({}), "主表.xlsx"))


def _with(**own: Sequence[dict[str, Any]]) -> Manager:
    given = blank(LOOK)
    return replace(given, own={**given.own, **{k: dtypes.build(tables.BY_KEY[k], r) for k, r in own.items()}})


def _outdated(folder: Path) -> Iterable[Reject]:
    shared = policy.shipped(policy.years_around(TODAY))
    shared["tiers"].loc[0, "rate"] = 0.05
    write.write(salesperson_book(Owner("P1", "x"), None, shared, LOOK, ready=1), folder / "1.xlsx")
    return merge(gather(blank(LOOK), [folder / "1.xlsx"])).rejects


def _tiers(*changes: tuple[str, float]) -> Recipe:
    """A salesperson's workbook whose sheet of parameters was changed afterwards, checked."""

    def run(folder: Path) -> Iterable[Reject]:
        path = folder / "1.xlsx"
        write.write(salesperson_book(Owner("P1", "x"), None, blank(LOOK).shared, LOOK, ready=1), path)
        book = openpyxl.load_workbook(path)
        for cell, value in changes:
            book["参数"][cell] = value
        book.save(path)
        return check(path, TODAY).found

    return run


def _rated(folder: Path) -> Iterable[Reject]:
    fx = dtypes.build(tables.FX, [{"date": TODAY, "currency": "EUR", "rate": 40, "kind": "spot"}])
    book = salesperson_book(Owner("P1", "x"), None, {**blank(LOOK).shared, "fx": fx}, LOOK, ready=1)
    write.write(book, folder / "1.xlsx")
    return check(folder / "1.xlsx", TODAY).found


def _settled(*asked: dict[str, Any], receipts: Sequence[firms.Row] = (), **more: Any) -> Recipe:
    given = list(receipts) or [receipt(1, "E1", 600_000)]
    return lambda _: settled(firms.firm(given, **more), *asked).rejects


def _later(change: Callable[[firms.Company, Settled], firms.Company]) -> Recipe:
    """A quarter calculated and confirmed for everyone; then something changes."""

    def run(_: Path) -> Iterable[Reject]:
        company = firms.firm([receipt(1, "E1", 600_000)])
        company = firms.after(company, settled(company), S2026Q3_E1="confirmed")
        done = again(company)
        return again(change(firms.after(company, done), done)).rejects

    return run


def _confirmed_for_another(_: Path) -> Iterable[Reject]:
    """E1's quarter is confirmed, E2's only calculated, when the tiers become those of the whole amount."""
    company = firms.firm([receipt(1, "E1", 600_000), receipt(2, "E2", 1_500_000)])
    done = again(firms.after(company, settled(company), S2026Q3_E1="confirmed"))
    company = firms.after(company, done)
    return again(replace(company, shared=firms.shared({"tier_mode": "whole"}), policies={})).rejects


def _confirmed_within_its_quarter(_: Path) -> Iterable[Reject]:
    company = firms.firm([receipt(1, "E1", 600_000)], today=dt.date(2026, 9, 30))
    return again(firms.after(company, settled(company), S2026Q3_E1="confirmed")).rejects


def _corrected(company: firms.Company, _: Settled) -> firms.Company:
    fresh = firms.firm([receipt(1, "E1", 650_000)], today=dt.date(2026, 11, 20))
    return replace(fresh, own=company.own)


def _calculated(change: Callable[[firms.Company], firms.Company]) -> Recipe:
    """A quarter calculated and not confirmed; then something changes."""

    def run(_: Path) -> Iterable[Reject]:
        company = firms.firm([receipt(1, "E1", 600_000)])
        return again(change(firms.after(company, settled(company)))).rejects

    return run


def _without_workbook(company: firms.Company) -> firms.Company:
    """The company when E1's workbook is not in the folder, nor its receipts anywhere else."""
    none = company.tables["receipts"].iloc[:0]
    return replace(company, here={"E2": "E2.xlsx"}, tables={**company.tables, "receipts": none})


def _answered(answer: str, amount: float, who: str = "2026Q3-E1") -> Recipe:
    said = {"owner": "E1", "settlement_id": who, "amount": amount, "answer": answer, "comment": "x"}

    def change(company: firms.Company) -> firms.Company:
        answers = firms.firm([receipt(1, "E1", 600_000)], answers=[said]).tables["confirmations"]
        return replace(company, tables={**company.tables, "confirmations": answers})

    return _calculated(change)


DAY = dt.date(2026, 3, 9)
SCORES = [
    {"person_id": "P1", "quarter": "T1", "dimension": d, "date": DAY, "score": 50} for d in ("alibaba_use", "attitude")
]
NEW = {"id": "P1", "name": "x", "hired": dt.date(2025, 12, 1)}
CHANCE = {"person_id": "P1", "quarter": "T1", "granted": DAY, "by": "B", "reason": "x"}
SHARE = {"order_id": "O1", "stage": "开发", "person_id": "P1", "share": 0.9}
MARCH = dt.date(2026, 3, 1)
PAID = {"id": "R1", "date": DAY, "order_id": "O1", "kind": "定金", "amount": 5, "currency": "CNY"}
PROFIT = firms.shared({"basis": "gross_profit"})
EXCEPTIONS = {k: _exceptional(k) for k in vars(exceptions).values() if isinstance(k, Problem)}
ONE_CUSTOMER: dict[str, Any] = {"customers": broken.CUSTOMERS[:1]}
RECIPES: dict[Problem, Recipe] = {
    **reading_recipes.RECIPES,
    **EXCEPTIONS,
    before.PERSON_GONE: _compared({}, "P2"),
    before.TABLE_GONE: _compared(ONE_CUSTOMER),
    before.ROWS_GONE: _compared(ONE_CUSTOMER),
    before.LEAVER_CARRIED: _compared({}, "P2", people=[{"id": "P1", "name": "x", "left": DAY}]),
    before.UNKNOWN_PERSON: _merged(_with(people=[{"id": "P2", "name": "x"}])),
    before.NAME_OF_ANOTHER: _merged(_with(people=[{"id": "p1", "name": "x"}])),
    files.NOT_FOUND: _gathered(lambda _: None),
    files.NOT_A_WORKBOOK: _gathered(broken.not_a_workbook),
    files.EMPTY_FILE: _gathered(broken.empty),
    files.PASSWORD_PROTECTED: _gathered(broken.protected),
    files.NO_PERMISSION: _gathered(broken.sales),
    files.WEB_PAGE: _gathered(broken.web_page),
    files.OPEN_DOCUMENT: _gathered(broken.open_document),
    files.OLD_FORMAT: _gathered(old_books.put_xls),
    files.TOO_LARGE: _gathered(broken.far_away),
    files.LOCKED_OR_UNREADABLE: _gathered(broken.damaged),
    files.UNKNOWN_WORKBOOK: _gathered(broken.other_workbook),
    files.NO_PERSON: _gathered(lambda path: broken.sales(path, settings=())),
    files.OLDER_FILE: _gathered(lambda path: broken.sales(path, {}, settings=_person("p1"))),
    files.IDENTICAL_COPY: _gathered(lambda path: broken.sales(path, settings=_person("p1"))),
    files.PASSED_OVER: _lying("导出.csv"),
    files.OPEN_ELSEWHERE: _lying("~$1.xlsx"),
    files.READER_FAILED: _gathered(broken.sales, broken.gives_up_on_bad),
    files.ANOTHER_MASTER: _gathered(lambda path: broken.write(path, [Sheet(tables.SETTINGS), Sheet(tables.PEOPLE)])),
    files.MISSING_WORKBOOK: _merged(_with(people=[{"id": "P2", "name": "x"}])),
    files.OUTDATED_POLICY: _outdated,
    files.LEAVER_WITHOUT_WORKBOOK: _merged(_with(people=[{"id": "P2", "name": "x", "left": DAY}])),
    rules.DOUBTFUL_RATE: _rated,
    sheets.TYPED_OVER: _merged(blank(LOOK), customers=[{**broken.CUSTOMERS[0], "grade": "C"}]),
    rows.NO_RATE: _merged(
        blank(LOOK),
        receipts=[{"id": "R1", "date": DAY, "order_id": "O1", "kind": "定金", "amount": 5, "currency": "USD"}],
    ),
    rows.RECEIPT_TWICE: _merged_two([PAID], [{**PAID, "origin": "P1"}]),
    rows.RECEIPTS_ALIKE: _merged_two([PAID], [PAID]),
    rows.MOVED_UNNAMED: _merged(_with(people=[{"id": "P2", "name": "x"}]), receipts=[{**PAID, "id": "P2-R1"}]),
    rules.BAD_POLICY: _tiers(("A5", 5)),
    rules.DESCENDING_TIERS: _tiers(("B6", 0.001)),
    rules.KEPT_TIER: lambda f: check(explained.written(f / "1.xlsx", tiers=explained.CLIFFS), TODAY).found,
    rules.SECOND_CHANCE_REFUSED: _merged(_with(people=[NEW], assessments=SCORES, second_chances=[CHANCE])),
    rules.ASSESSMENT_UNUSED: _merged(_with(people=[NEW], assessments=[SCORES[0] | {"quarter": "2026Q1"}])),
    rules.ZERO_FORECAST: _merged(blank(LOOK), forecasts=[{"month": MARCH, "entered": MARCH, "amount": 0}]),
    cells.FOREIGN_SIGN: _receipt(amount="$1,200"),
    pay.REFUND_WITHOUT_MINUS: _receipt(kind="退款", amount=500),
    pay.MINUS_WITHOUT_REFUND: _receipt(amount=-300),
    pay.BAD_FEE: _receipt(bank_fee=500),
    pay.OTHER_CURRENCY: _receipt(),
    pay.LATER_QUARTER: _receipt(date=dt.date(2027, 3, 9)),
    pay.BEFORE_HIRE: _merged(
        replace(
            _with(people=[{"id": "P1", "name": "x", "hired": dt.date(2026, 4, 1)}]),
            policies=Policies(firms.shared({"tier_period": "tenure_quarter"})),
        ),
        receipts=[RECEIPT],
    ),
    pay.CONFIRMED_EARLY: _confirmed_within_its_quarter,
    pay.PART_OF_POOL: _settled(
        {"period": PERIOD, "person_id": "E2"},
        receipts=[receipt(1, "E1", 100)],
        rules=firms.shared({"blend_individual": 0, "blend_team": 100}),
        people={"E2": {"hired": dt.date(2026, 9, 1)}},
    ),
    pay.OFF_SCALE: _manager("surveys", {"customer_id": "C1", "date": DAY, "person_id": "P1", "score": 11}),
    pay.BAD_SHARE_SUM: _manager("order_shares", SHARE),
    pay.BAD_ORDER_PLAN: _manager("order_plans", {"order_id": "O1", "rate": 0.05, "amount": 100}),
    pay.NEGATIVE_FACTOR: _manager("customer_factors", {"customer_id": "C1", "factor": -1, "effective_from": DAY}),
    pay.NUMBER_OF_TWO: _unclear,
    pay.NO_ORDER_FIGURE: _settled(receipts=[receipt(1, "E1", 100, order={"amount": 100})], rules=PROFIT),
    pay.UNKNOWN_MEMBER: _settled(receipts=[receipt(1, "E1", 100, order={"amount": 100, "follower": "Dora"})]),
    pay.BAD_PERIOD: _settled({"period": "三季度"}),
    pay.NOTHING_TO_SETTLE: _settled({"period": "2026Q1"}),
    pay.SETTLED_TWICE: _settled(*[{"period": PERIOD, "person_id": "E1"}] * 2),
    pay.NOT_CALCULATED: _settled({"period": PERIOD, "person_id": "E1", "status": "confirmed"}),
    pay.REOPENED: _later(lambda company, done: firms.after(company, done, S2026Q3_E1="draft")),
    pay.BONUS_WITHOUT_REASON: _settled({"period": PERIOD, "person_id": "E1", "bonus": 5}),
    pay.ANSWER_CHANGED: _answered("accepted", 1),
    pay.DISPUTED: _answered("disputed", 12_000),
    pay.FROZEN_DIFFERS: _later(lambda company, _: replace(company, people=company.people.assign(position="manager"))),
    pay.KEPT_POLICY: _confirmed_for_another,
    pay.KEPT_AS_IT_WAS: _calculated(_without_workbook),
    pay.SETTLED_CHANGED: _later(_corrected),
    pay.UNKNOWN_SETTLEMENT: _answered("accepted", 1, "2026Q3-E9"),
    pay.POLICY_OF_PERIOD: _settled({"period": "2019Q3"}, receipts=[receipt(1, "E1", 5, date="2019-08-01")]),
}


def test_every_kind_has_a_recipe() -> None:
    """A kind that nothing raises is deleted; a new one says here how it comes about."""
    assert set(RECIPES) == set(catalogue.PROBLEMS)


@pytest.mark.parametrize("kind", catalogue.PROBLEMS, ids=lambda k: k.code)
def test_every_kind_is_raised(kind: Problem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R211: by the smallest input there is, through the real reading, checks, consolidation or settling."""
    if kind is files.NO_PERMISSION:
        monkeypatch.setattr(Path, "open", _refused(Path.open))  # tests may run as root, whom no mode keeps out
    found = [r for r in RECIPES[kind](tmp_path) if r.kind is kind]
    assert found and all(r.message(lang) for r in found for lang in ("zh", "en"))


def _refused(real: Callable[..., Any]) -> Callable[..., Any]:
    def refuse(self: Path, *args: Any, **more: Any) -> Any:
        if self.name == "坏.xlsx" and args[:1] == ("rb",):
            raise PermissionError(13, "denied")
        return real(self, *args, **more)

    return refuse
